//! Who is asked before a store takes more of the host's resources.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use crate::Error;

/// Is asked before anything of a store grows, and told when growing has failed.
///
/// [`Limits`](crate::Limits) bound every store of an engine; a limiter decides for one
/// store, while it runs: [`Store::limiter`](crate::Store::limiter). It is asked after
/// the limits, so it sees only what they allow, and for the minimum sizes of an
/// instance's memories and tables as well.
///
/// An answer of `false` lets `memory.grow` and `table.grow` give -1, and anything else
/// fail with an error of the kind [`Limit`](crate::ErrorKind::Limit). An error ends the
/// call that asks. Nothing has changed in either case. Sizes of memories and of the heap
/// are in bytes, those of tables in elements. A limiter that panics has answered with an
/// error.
///
/// ```
/// use sanderling::{Engine, Error, Memory, MemoryType, ResourceLimiter, Store};
///
/// struct Even;
///
/// impl ResourceLimiter for Even {
///     fn memory_growing(&mut self, _: u64, desired: u64, _: Option<u64>) -> Result<bool, Error> {
///         Ok(desired % (2 << 16) == 0)
///     }
/// }
///
/// # fn main() -> Result<(), Error> {
/// let mut store = Store::new(&Engine::default(), ());
/// store.limiter(Even);
/// let memory = Memory::new(&mut store, MemoryType::new(2, None))?;
/// assert!(memory.grow(&mut store, 1).is_err());
/// assert!(memory.grow(&mut store, 2).is_ok());
/// # Ok(())
/// # }
/// ```
pub trait ResourceLimiter: Send + Sync {
    /// Whether a memory may grow from `current` bytes to `desired`; a new one has none.
    /// `maximum` is its type's.
    ///
    /// # Errors
    ///
    /// Whatever is to end the call.
    ///
    /// ```
    /// # use sanderling::*;
    /// struct Limiter;
    ///
    /// impl ResourceLimiter for Limiter {
    ///     fn memory_growing(&mut self, _: u64, desired: u64, _: Option<u64>) -> Result<bool, Error> {
    ///         Ok(desired <= 1 << 16)
    ///     }
    /// }
    ///
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// store.limiter(Limiter);
    /// assert!(Memory::new(&mut store, MemoryType::new(1, None)).is_ok());
    /// assert!(Memory::new(&mut store, MemoryType::new(2, None)).is_err());
    /// # Ok(())
    /// # }
    /// ```
    fn memory_growing(
        &mut self,
        current: u64,
        desired: u64,
        maximum: Option<u64>,
    ) -> Result<bool, Error> {
        let _ = (current, desired, maximum);
        Ok(true)
    }

    /// A memory that this limiter has allowed to grow has not, for want of memory.
    ///
    /// ```
    /// use sanderling::ResourceLimiter;
    ///
    /// #[derive(Default)]
    /// struct Failures(u32);
    ///
    /// impl ResourceLimiter for Failures {
    ///     fn memory_grow_failed(&mut self) {
    ///         self.0 += 1;
    ///     }
    /// }
    ///
    /// let mut limiter = Failures::default();
    /// limiter.memory_grow_failed();
    /// assert_eq!(limiter.0, 1);
    /// ```
    fn memory_grow_failed(&mut self) {}

    /// Whether a table may grow from `current` elements to `desired`; a new one has
    /// none. `maximum` is its type's.
    ///
    /// # Errors
    ///
    /// Whatever is to end the call.
    ///
    /// ```
    /// # use sanderling::*;
    /// struct Limiter;
    ///
    /// impl ResourceLimiter for Limiter {
    ///     fn table_growing(&mut self, _: u64, desired: u64, _: Option<u64>) -> Result<bool, Error> {
    ///         Ok(desired <= 10)
    ///     }
    /// }
    ///
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// store.limiter(Limiter);
    /// let module = Module::new(&engine, "(table 11 funcref)")?;
    /// assert!(Instance::new(&mut store, &module, &[]).is_err());
    /// # Ok(())
    /// # }
    /// ```
    fn table_growing(
        &mut self,
        current: u64,
        desired: u64,
        maximum: Option<u64>,
    ) -> Result<bool, Error> {
        let _ = (current, desired, maximum);
        Ok(true)
    }

    /// A table that this limiter has allowed to grow has not, for want of memory.
    ///
    /// ```
    /// use sanderling::ResourceLimiter;
    ///
    /// #[derive(Default)]
    /// struct Failures(u32);
    ///
    /// impl ResourceLimiter for Failures {
    ///     fn table_grow_failed(&mut self) {
    ///         self.0 += 1;
    ///     }
    /// }
    ///
    /// let mut limiter = Failures::default();
    /// limiter.table_grow_failed();
    /// assert_eq!(limiter.0, 1);
    /// ```
    fn table_grow_failed(&mut self) {}

    /// Whether the heap of objects may grow from `current` bytes to `desired` or more.
    ///
    /// # Errors
    ///
    /// Whatever is to end the call.
    ///
    /// ```
    /// # use sanderling::*;
    /// struct Limiter;
    ///
    /// impl ResourceLimiter for Limiter {
    ///     fn heap_growing(&mut self, _: u64, _: u64) -> Result<bool, Error> {
    ///         Ok(false)
    ///     }
    /// }
    ///
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// store.limiter(Limiter);
    /// assert!(ExternRef::new(&mut store, "an object").is_err());
    /// # Ok(())
    /// # }
    /// ```
    fn heap_growing(&mut self, current: u64, desired: u64) -> Result<bool, Error> {
        let _ = (current, desired);
        Ok(true)
    }

    /// Whether a buffer that the host fills on a guest's demand, such as captured output,
    /// may grow from `current` bytes to `desired`; a new one has none. A buffer that lasts
    /// as long as a call of the host, such as a copy of a path, is new each time.
    ///
    /// # Errors
    ///
    /// Whatever is to end the call.
    ///
    /// ```
    /// # use sanderling::*;
    /// struct Limiter;
    ///
    /// impl ResourceLimiter for Limiter {
    ///     fn host_buffer_growing(&mut self, _: u64, desired: u64) -> Result<bool, Error> {
    ///         Ok(desired <= 10)
    ///     }
    /// }
    ///
    /// # fn main() -> Result<(), Error> {
    /// let mut store = Store::new(&Engine::default(), ());
    /// store.limiter(Limiter);
    /// let f = Func::wrap(&mut store, |mut caller: Caller<'_, ()>| {
    ///     let (_, mut buffers) = caller.data_and_host_buffers_mut();
    ///     Ok::<i32, Error>(i32::from(buffers.admit(0, 11)?))
    /// });
    /// assert_eq!(f.typed::<(), i32>(&store)?.call(&mut store, ())?, 0);
    /// # Ok(())
    /// # }
    /// ```
    fn host_buffer_growing(&mut self, current: u64, desired: u64) -> Result<bool, Error> {
        let _ = (current, desired);
        Ok(true)
    }

    /// Whether another call may have a stack of its own, of at most so many bytes, while
    /// `current` calls have one.
    ///
    /// # Errors
    ///
    /// Whatever is to end the call.
    ///
    /// ```
    /// # use sanderling::*;
    /// struct Limiter;
    ///
    /// impl ResourceLimiter for Limiter {
    ///     fn stack_creating(&mut self, current: u64, _: u64) -> Result<bool, Error> {
    ///         Ok(current < 1)
    ///     }
    /// }
    ///
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// store.limiter(Limiter);
    /// let module = Module::new(&engine, r#"(func (export "f"))"#)?;
    /// let instance = Instance::new(&mut store, &module, &[])?;
    /// let f = instance.get_typed_func::<(), ()>(&mut store, "f")?;
    /// f.call_resumable(&mut store, ())?.into_result()?;
    /// # Ok(())
    /// # }
    /// ```
    fn stack_creating(&mut self, current: u64, bytes: u64) -> Result<bool, Error> {
        let _ = (current, bytes);
        Ok(true)
    }

    /// Instances that the store may have.
    ///
    /// ```
    /// # use sanderling::*;
    /// struct Limiter;
    ///
    /// impl ResourceLimiter for Limiter {
    ///     fn instances(&self) -> u64 {
    ///         1
    ///     }
    /// }
    ///
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// store.limiter(Limiter);
    /// let module = Module::new(&engine, "(module)")?;
    /// assert!(Instance::new(&mut store, &module, &[]).is_ok());
    /// assert!(Instance::new(&mut store, &module, &[]).is_err());
    /// # Ok(())
    /// # }
    /// ```
    fn instances(&self) -> u64 {
        u64::MAX
    }

    /// Memories that the store may have.
    ///
    /// ```
    /// # use sanderling::*;
    /// struct Limiter;
    ///
    /// impl ResourceLimiter for Limiter {
    ///     fn memories(&self) -> u64 {
    ///         0
    ///     }
    /// }
    ///
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// store.limiter(Limiter);
    /// assert!(Memory::new(&mut store, MemoryType::new(1, None)).is_err());
    /// # Ok(())
    /// # }
    /// ```
    fn memories(&self) -> u64 {
        u64::MAX
    }

    /// Tables that the store may have.
    ///
    /// ```
    /// # use sanderling::*;
    /// struct Limiter;
    ///
    /// impl ResourceLimiter for Limiter {
    ///     fn tables(&self) -> u64 {
    ///         0
    ///     }
    /// }
    ///
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// store.limiter(Limiter);
    /// let module = Module::new(&engine, "(table 1 funcref)")?;
    /// assert!(Instance::new(&mut store, &module, &[]).is_err());
    /// # Ok(())
    /// # }
    /// ```
    fn tables(&self) -> u64 {
        u64::MAX
    }
}

/// A limiter that its host shares with the store, to look at it or to change it.
impl<L: ResourceLimiter> ResourceLimiter for Arc<Mutex<L>> {
    fn memory_growing(
        &mut self,
        current: u64,
        desired: u64,
        maximum: Option<u64>,
    ) -> Result<bool, Error> {
        lock(self, |limiter| {
            limiter.memory_growing(current, desired, maximum)
        })
    }

    fn memory_grow_failed(&mut self) {
        lock(self, L::memory_grow_failed);
    }

    fn table_growing(
        &mut self,
        current: u64,
        desired: u64,
        maximum: Option<u64>,
    ) -> Result<bool, Error> {
        lock(self, |limiter| {
            limiter.table_growing(current, desired, maximum)
        })
    }

    fn table_grow_failed(&mut self) {
        lock(self, L::table_grow_failed);
    }

    fn heap_growing(&mut self, current: u64, desired: u64) -> Result<bool, Error> {
        lock(self, |limiter| limiter.heap_growing(current, desired))
    }

    fn host_buffer_growing(&mut self, current: u64, desired: u64) -> Result<bool, Error> {
        lock(self, |limiter| {
            limiter.host_buffer_growing(current, desired)
        })
    }

    fn stack_creating(&mut self, current: u64, bytes: u64) -> Result<bool, Error> {
        lock(self, |limiter| limiter.stack_creating(current, bytes))
    }

    fn instances(&self) -> u64 {
        lock(self, |limiter| limiter.instances())
    }

    fn memories(&self) -> u64 {
        lock(self, |limiter| limiter.memories())
    }

    fn tables(&self) -> u64 {
        lock(self, |limiter| limiter.tables())
    }
}

/// A store's limiter, if it has one.
pub(crate) type Limiter = Option<Box<dyn ResourceLimiter>>;

/// Asks a store's limiter. One that panics has answered with an error: the guest that
/// asks is in no state to be unwound.
pub(crate) fn ask(
    limiter: &mut Limiter,
    question: impl FnOnce(&mut dyn ResourceLimiter) -> Result<bool, Error>,
) -> Result<bool, Error> {
    let Some(limiter) = limiter else {
        return Ok(true);
    };
    catch_unwind(AssertUnwindSafe(|| question(&mut **limiter)))
        .unwrap_or_else(|_| Err(Error::msg("the store's limiter panicked")))
}

/// Asks a store whether buffers may grow that the host fills on a guest's demand:
/// captured output, copies of paths, whatever has a size that a guest chooses.
///
/// [`Caller::data_and_host_buffers_mut`](crate::Caller::data_and_host_buffers_mut) and
/// [`Memory::data_and_host_buffers_mut`](crate::Memory::data_and_host_buffers_mut) give
/// it beside what the host needs at the same time.
///
/// ```
/// use sanderling::{Caller, Engine, Error, Func, Store, StoreLimits};
///
/// # fn main() -> Result<(), Error> {
/// let mut store = Store::new(&Engine::default(), Vec::new());
/// store.limiter(StoreLimits::builder().host_buffer_size(10).build());
/// let put = |mut caller: Caller<'_, Vec<u8>>, count: u32| {
///     let (kept, mut buffers) = caller.data_and_host_buffers_mut();
///     let len = kept.len() + count as usize;
///     if !buffers.admit(kept.len() as u64, len as u64)? {
///         return Ok(-1);
///     }
///     kept.resize(len, b'x');
///     Ok::<i32, Error>(0)
/// };
/// let put = Func::wrap(&mut store, put).typed::<u32, i32>(&store)?;
/// assert_eq!(put.call(&mut store, 10)?, 0);
/// assert_eq!(put.call(&mut store, 1)?, -1);
/// # Ok(())
/// # }
/// ```
pub struct HostBuffers<'a> {
    pub(crate) limit: u64,
    pub(crate) limiter: &'a mut Limiter,
}

impl HostBuffers<'_> {
    /// Whether a buffer may grow from `current` bytes to `desired`; a new one has none.
    /// Not beyond [`Limits::host_buffer_bytes`](crate::Limits::host_buffer_bytes), and
    /// not if the store's limiter refuses.
    ///
    /// # Errors
    ///
    /// The limiter's, which is to end the guest.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let mut store = Store::new(&Engine::default(), ());
    /// store.limiter(StoreLimits::builder().host_buffer_size(10).build());
    /// let grows = Func::wrap(&mut store, |mut caller: Caller<'_, ()>| {
    ///     let (_, mut buffers) = caller.data_and_host_buffers_mut();
    ///     Ok::<i32, Error>(i32::from(buffers.admit(5, 10)? && !buffers.admit(5, 11)?))
    /// });
    /// assert_eq!(grows.typed::<(), i32>(&store)?.call(&mut store, ())?, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn admit(&mut self, current: u64, desired: u64) -> Result<bool, Error> {
        if desired > self.limit {
            return Ok(false);
        }
        ask(self.limiter, |limiter| {
            limiter.host_buffer_growing(current, desired)
        })
    }
}

impl fmt::Debug for HostBuffers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostBuffers").finish_non_exhaustive()
    }
}

fn lock<L, R>(limiter: &Mutex<L>, work: impl FnOnce(&mut L) -> R) -> R {
    work(&mut limiter.lock().unwrap_or_else(PoisonError::into_inner))
}

/// A limiter that holds a store to fixed numbers; nothing is limited that is not set.
///
/// ```
/// use sanderling::{Engine, Instance, Module, Store, StoreLimits};
///
/// # fn main() -> Result<(), sanderling::Error> {
/// let engine = Engine::default();
/// let text = r#"(memory 1) (func (export "grow") (result i32) (memory.grow (i32.const 1)))"#;
/// let mut store = Store::new(&engine, ());
/// store.limiter(StoreLimits::builder().memory_size(2 << 16).build());
/// let instance = Instance::new(&mut store, &Module::new(&engine, text)?, &[])?;
/// let grow = instance.get_typed_func::<(), i32>(&mut store, "grow")?;
/// assert_eq!(grow.call(&mut store, ())?, 1);
/// assert_eq!(grow.call(&mut store, ())?, -1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreLimits {
    memory_size: u64,
    table_elements: u64,
    heap_size: u64,
    host_buffer_size: u64,
    instances: u64,
    memories: u64,
    tables: u64,
    stacks: u64,
    trap_on_grow_failure: bool,
}

impl StoreLimits {
    /// Limits of which none is set.
    ///
    /// ```
    /// # use sanderling::*;
    /// let mut store = Store::new(&Engine::default(), ());
    /// store.limiter(StoreLimits::builder().memory_size(1 << 20).build());
    /// assert!(Memory::new(&mut store, MemoryType::new(17, None)).is_err());
    /// ```
    pub fn builder() -> StoreLimitsBuilder {
        StoreLimitsBuilder::new()
    }

    fn answer(&self, which: &'static str, limit: u64, desired: u64) -> Result<bool, Error> {
        if desired <= limit {
            return Ok(true);
        }
        if self.trap_on_grow_failure {
            return Err(Error::limit(which, limit, desired));
        }
        Ok(false)
    }
}

impl Default for StoreLimits {
    fn default() -> Self {
        Self::builder().build()
    }
}

impl ResourceLimiter for StoreLimits {
    fn memory_growing(
        &mut self,
        _current: u64,
        desired: u64,
        _maximum: Option<u64>,
    ) -> Result<bool, Error> {
        self.answer("memory_size", self.memory_size, desired)
    }

    fn table_growing(
        &mut self,
        _current: u64,
        desired: u64,
        _maximum: Option<u64>,
    ) -> Result<bool, Error> {
        self.answer("table_elements", self.table_elements, desired)
    }

    fn heap_growing(&mut self, _current: u64, desired: u64) -> Result<bool, Error> {
        self.answer("heap_size", self.heap_size, desired)
    }

    fn host_buffer_growing(&mut self, _current: u64, desired: u64) -> Result<bool, Error> {
        self.answer("host_buffer_size", self.host_buffer_size, desired)
    }

    fn stack_creating(&mut self, current: u64, _bytes: u64) -> Result<bool, Error> {
        self.answer("stacks", self.stacks, current.saturating_add(1))
    }

    fn instances(&self) -> u64 {
        self.instances
    }

    fn memories(&self) -> u64 {
        self.memories
    }

    fn tables(&self) -> u64 {
        self.tables
    }
}

/// Sets the numbers of a [`StoreLimits`].
///
/// ```
/// use sanderling::{Engine, Memory, MemoryType, Store, StoreLimitsBuilder};
///
/// let mut store = Store::new(&Engine::default(), ());
/// let limits = StoreLimitsBuilder::new().memories(1).trap_on_grow_failure(true);
/// store.limiter(limits.build());
/// assert!(Memory::new(&mut store, MemoryType::new(1, None)).is_ok());
/// assert!(Memory::new(&mut store, MemoryType::new(1, None)).is_err());
/// ```
#[derive(Clone, Debug)]
pub struct StoreLimitsBuilder(StoreLimits);

impl Default for StoreLimitsBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl StoreLimitsBuilder {
    /// Limits of which none is set.
    ///
    /// ```
    /// # use sanderling::*;
    /// assert_eq!(StoreLimitsBuilder::new().build(), StoreLimits::builder().build());
    /// ```
    pub fn new() -> Self {
        Self(StoreLimits {
            memory_size: u64::MAX,
            table_elements: u64::MAX,
            heap_size: u64::MAX,
            host_buffer_size: u64::MAX,
            instances: u64::MAX,
            memories: u64::MAX,
            tables: u64::MAX,
            stacks: u64::MAX,
            trap_on_grow_failure: false,
        })
    }

    /// Bytes of each memory.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// let mut store = Store::new(&engine, ());
    /// store.limiter(StoreLimits::builder().memory_size(1 << 20).build());
    /// assert!(Memory::new(&mut store, MemoryType::new(16, None)).is_ok());
    /// assert!(Memory::new(&mut store, MemoryType::new(17, None)).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn memory_size(mut self, bytes: u64) -> Self {
        self.0.memory_size = bytes;
        self
    }

    /// Elements of each table.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// let mut store = Store::new(&engine, ());
    /// store.limiter(StoreLimits::builder().table_elements(10).build());
    /// let module = Module::new(&engine, "(table 10 funcref)")?;
    /// assert!(Instance::new(&mut store, &module, &[]).is_ok());
    /// let module = Module::new(&engine, "(table 11 funcref)")?;
    /// assert!(Instance::new(&mut store, &module, &[]).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn table_elements(mut self, elements: u64) -> Self {
        self.0.table_elements = elements;
        self
    }

    /// Bytes of the heap of objects.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// let mut store = Store::new(&engine, ());
    /// store.limiter(StoreLimits::builder().heap_size(1 << 20).build());
    /// let text = r#"(type $a (array i8))
    ///     (func (export "f") (param i32) (drop (array.new_default $a (local.get 0))))"#;
    /// let instance = Instance::new(&mut store, &Module::new(&engine, text)?, &[])?;
    /// let f = instance.get_typed_func::<i32, ()>(&mut store, "f")?;
    /// assert!(f.call(&mut store, 1000).is_ok());
    /// assert!(f.call(&mut store, 2 << 20).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn heap_size(mut self, bytes: u64) -> Self {
        self.0.heap_size = bytes;
        self
    }

    /// Bytes of each buffer that the host fills on a guest's demand.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// let mut store = Store::new(&engine, ());
    /// store.limiter(StoreLimits::builder().host_buffer_size(10).build());
    /// let ask = Func::wrap(&mut store, |mut caller: Caller<'_, ()>, size: u64| {
    ///     caller.data_and_host_buffers_mut().1.admit(0, size).map(i32::from)
    /// });
    /// let ask = ask.typed::<u64, i32>(&store)?;
    /// assert_eq!((ask.call(&mut store, 10)?, ask.call(&mut store, 11)?), (1, 0));
    /// # Ok(())
    /// # }
    /// ```
    pub fn host_buffer_size(mut self, bytes: u64) -> Self {
        self.0.host_buffer_size = bytes;
        self
    }

    /// Instances of the store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// let mut store = Store::new(&engine, ());
    /// store.limiter(StoreLimits::builder().instances(1).build());
    /// let module = Module::new(&engine, "(module)")?;
    /// assert!(Instance::new(&mut store, &module, &[]).is_ok());
    /// assert!(Instance::new(&mut store, &module, &[]).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn instances(mut self, count: u64) -> Self {
        self.0.instances = count;
        self
    }

    /// Memories of the store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// let mut store = Store::new(&engine, ());
    /// store.limiter(StoreLimits::builder().memories(1).build());
    /// assert!(Memory::new(&mut store, MemoryType::new(1, None)).is_ok());
    /// assert!(Memory::new(&mut store, MemoryType::new(1, None)).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn memories(mut self, count: u64) -> Self {
        self.0.memories = count;
        self
    }

    /// Tables of the store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// let mut store = Store::new(&engine, ());
    /// store.limiter(StoreLimits::builder().tables(1).build());
    /// let module = Module::new(&engine, "(table 1 funcref)")?;
    /// assert!(Instance::new(&mut store, &module, &[]).is_ok());
    /// assert!(Instance::new(&mut store, &module, &[]).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn tables(mut self, count: u64) -> Self {
        self.0.tables = count;
        self
    }

    /// Calls with a stack of their own at once: those that wait and those that run.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// let mut store = Store::new(&engine, ());
    /// store.limiter(StoreLimits::builder().stacks(1).build());
    /// let wait = Func::wrap(&mut store, || -> Result<(), Error> { Err(Error::pending(())) });
    /// let text = r#"(import "" "" (func $wait)) (func (export "f") (call $wait))"#;
    /// let module = Module::new(&engine, text)?;
    /// let instance = Instance::new(&mut store, &module, &[wait.into()])?;
    /// let f = instance.get_typed_func::<(), ()>(&mut store, "f")?;
    /// let first = f.call_resumable(&mut store, ())?;
    /// assert!(matches!(first, ResumableCall::Suspended(_)));
    /// let second = f.call_resumable(&mut store, ())?;
    /// assert!(matches!(second, ResumableCall::Trap(_)));
    /// # Ok(())
    /// # }
    /// ```
    pub fn stacks(mut self, count: u64) -> Self {
        self.0.stacks = count;
        self
    }

    /// Whether a guest that asks for too much is ended with an error, instead of being
    /// told -1.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// let mut store = Store::new(&engine, ());
    /// store.limiter(StoreLimits::builder().trap_on_grow_failure(true).memory_size(0).build());
    /// let text = r#"(memory 0) (func (export "grow") (drop (memory.grow (i32.const 1))))"#;
    /// let instance = Instance::new(&mut store, &Module::new(&engine, text)?, &[])?;
    /// assert!(instance.get_typed_func::<(), ()>(&mut store, "grow")?.call(&mut store, ()).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn trap_on_grow_failure(mut self, trap: bool) -> Self {
        self.0.trap_on_grow_failure = trap;
        self
    }

    /// The limiter.
    ///
    /// ```
    /// # use sanderling::StoreLimits;
    /// let limits: StoreLimits = StoreLimits::builder().instances(10).build();
    /// ```
    pub fn build(self) -> StoreLimits {
        self.0
    }
}
