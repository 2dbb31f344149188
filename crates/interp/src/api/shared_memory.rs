//! Memories that stores share.

use std::sync::Arc;
use std::time::Duration;

use super::Engine;
use super::memory::check_type;
use crate::runtime::{SharedEntity, SharedWait, Wake};
use crate::{Error, Limits, MemoryType, Trap};

/// A linear memory that several stores may have at once, on several threads.
///
/// It belongs to an engine rather than to a store, and lives as long as a handle or a
/// store has it. [`Memory::from_shared`](crate::Memory::from_shared) brings it into a
/// store, [`Linker::shared_memory`](crate::Linker::shared_memory) into every store that
/// the linker is used with, and [`Memory::to_shared`](crate::Memory::to_shared) gets it
/// from the store of a module that defines one.
///
/// Other threads may change its bytes at any time, so there is never a slice of them:
/// the host copies, or uses the atomic operations. None of that is a data race.
/// Copies have no order in which other threads see them, and a copy is not one step.
///
/// ```
/// use sanderling::{Engine, Linker, MemoryType, Module, SharedMemory, Store};
///
/// # fn main() -> Result<(), sanderling::Error> {
/// let engine = Engine::default();
/// let memory = SharedMemory::new(&engine, MemoryType::shared(1, 1))?;
/// let text = r#"
///     (import "env" "memory" (memory 1 1 shared))
///     (func (export "count") (drop (i32.atomic.rmw.add (i32.const 8) (i32.const 1))))"#;
/// let module = Module::new(&engine, text)?;
/// let mut linker = Linker::new(&engine);
/// linker.shared_memory("env", "memory", &memory)?;
/// std::thread::scope(|scope| {
///     for _ in 0..4 {
///         scope.spawn(|| {
///             let mut store = Store::new(&engine, ());
///             let instance = linker.instantiate(&mut store, &module)?;
///             instance.get_typed_func::<(), ()>(&mut store, "count")?.call(&mut store, ())
///         });
///     }
/// });
/// assert_eq!(memory.atomic_load_u32(8)?, 4);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct SharedMemory {
    inner: Arc<SharedEntity>,
    engine: Engine,
}

/// How a wait at a place of a shared memory has ended.
///
/// ```
/// # use sanderling::*;
/// # fn main() -> Result<(), Error> {
/// let memory = SharedMemory::new(&Engine::default(), MemoryType::shared(1, 1))?;
/// assert_eq!(memory.atomic_wait32(0, 5, None)?, WaitResult::Mismatch);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum WaitResult {
    /// Another thread has notified this one; 0 in WebAssembly.
    Ok,
    /// The value was not the expected one; 1 in WebAssembly.
    Mismatch,
    /// The time was over; 2 in WebAssembly.
    TimedOut,
}

impl From<Wake> for WaitResult {
    fn from(wake: Wake) -> Self {
        match wake {
            Wake::Notified => Self::Ok,
            Wake::Mismatch => Self::Mismatch,
            Wake::TimedOut => Self::TimedOut,
        }
    }
}

/// A wait of the host's at a place of a shared memory, in pieces between which it can do
/// something else. It ends when this is dropped. See [`SharedMemory::begin_wait32`].
///
/// ```
/// # use sanderling::*;
/// fn is_over(wait: &AtomicWait) -> bool {
///     wait.wait(Some(std::time::Duration::ZERO)) == WaitResult::Ok
/// }
/// # let _ = is_over;
/// ```
#[derive(Debug)]
pub struct AtomicWait(SharedWait);

impl AtomicWait {
    /// Waits until another thread notifies this one, or has done so since the wait began,
    /// for `timeout` at most.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let memory = SharedMemory::new(&Engine::default(), MemoryType::shared(1, 1))?;
    /// let wait = memory.begin_wait32(0, 0)?;
    /// memory.atomic_notify(0, 1)?;
    /// assert_eq!(wait.map(|wait| wait.wait(None)), Some(WaitResult::Ok));
    /// # Ok(())
    /// # }
    /// ```
    pub fn wait(&self, timeout: Option<Duration>) -> WaitResult {
        let wake = self.0.go_on(timeout, None);
        // Nobody stops it.
        wake.map_or(WaitResult::TimedOut, WaitResult::from)
    }
}

impl SharedMemory {
    /// A memory of the type's minimum size, filled with zeros. Address space for its
    /// maximum is reserved at once, as it never moves.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the type is not shared, has no maximum, or
    /// one below its minimum or beyond what addresses reach,
    /// [`Limit`](crate::ErrorKind::Limit) beyond the engine's [`Limits`],
    /// [`Trap::OutOfMemory`] if the host has no memory or address space.
    ///
    /// ```
    /// # use sanderling::*;
    /// let engine = Engine::default();
    /// assert!(SharedMemory::new(&engine, MemoryType::shared(1, 2)).is_ok());
    /// assert!(SharedMemory::new(&engine, MemoryType::shared(2, 1)).is_err());
    /// assert!(SharedMemory::new(&engine, MemoryType::new(1, Some(2))).is_err());
    /// ```
    pub fn new(engine: &Engine, ty: MemoryType) -> Result<Self, Error> {
        check_type(&ty)?;
        if !ty.is_shared() {
            return Err(Error::usage(format!(
                "{ty} is not the type of a shared memory"
            )));
        }
        let limits = engine.shared().limits();
        let (which, limit) = limits.memory_limit(&ty);
        let bytes = ty.minimum().saturating_mul(ty.page_size());
        Limits::check(which, limit, bytes)?;
        let inner = SharedEntity::new(ty, limit).ok_or_else(|| Error::trap(Trap::OutOfMemory))?;
        Ok(Self {
            inner: Arc::new(inner),
            engine: engine.clone(),
        })
    }

    pub(super) fn from_parts(engine: Engine, inner: Arc<SharedEntity>) -> Self {
        Self { inner, engine }
    }

    pub(super) fn inner(&self) -> &Arc<SharedEntity> {
        &self.inner
    }

    /// The engine that the memory was made with; it goes into stores of this one only.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let engine = Engine::default();
    /// let memory = SharedMemory::new(&engine, MemoryType::shared(1, 2))?;
    /// assert!(Engine::same(memory.engine(), &engine));
    /// # Ok(())
    /// # }
    /// ```
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The memory's type, with its present size as minimum.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let memory = SharedMemory::new(&Engine::default(), MemoryType::shared(1, 2))?;
    /// assert_eq!(memory.ty().to_string(), "(memory 1 2 shared)");
    /// # Ok(())
    /// # }
    /// ```
    pub fn ty(&self) -> MemoryType {
        self.inner.ty().with_minimum(self.size())
    }

    /// The size in pages. Any thread may make the memory grow; it never shrinks.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let memory = SharedMemory::new(&Engine::default(), MemoryType::shared(1, 2))?;
    /// assert_eq!(memory.size(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn size(&self) -> u64 {
        self.inner.size_pages()
    }

    /// The size in bytes.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let memory = SharedMemory::new(&Engine::default(), MemoryType::shared(1, 2))?;
    /// assert_eq!(memory.data_size(), 65_536);
    /// # Ok(())
    /// # }
    /// ```
    pub fn data_size(&self) -> usize {
        self.inner.len()
    }

    /// Adds `delta` pages of zeros; gives the former size in pages.
    ///
    /// # Errors
    ///
    /// [`Limit`](crate::ErrorKind::Limit) if the memory would go beyond its maximum or
    /// [`Limits`], or if the host has no memory; nothing has changed then.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let memory = SharedMemory::new(&Engine::default(), MemoryType::shared(1, 2))?;
    /// assert_eq!(memory.grow(1)?, 1);
    /// assert!(memory.grow(1).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn grow(&self, delta: u64) -> Result<u64, Error> {
        self.inner.grow(delta).ok_or_else(|| {
            let maximum = self.inner.ty().maximum().unwrap_or(u64::MAX);
            Error::limit("memory pages", maximum, self.size().saturating_add(delta))
        })
    }

    /// Copies bytes out of the memory, from `offset` on, until `buffer` is full.
    ///
    /// # Errors
    ///
    /// [`Trap::MemoryOutOfBounds`] if they are not all inside the memory; `buffer` is
    /// unchanged then.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let memory = SharedMemory::new(&Engine::default(), MemoryType::shared(1, 1))?;
    /// let mut bytes = [1; 4];
    /// memory.read(8, &mut bytes)?;
    /// assert_eq!(bytes, [0; 4]);
    /// assert!(memory.read(65_533, &mut bytes).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn read(&self, offset: usize, buffer: &mut [u8]) -> Result<(), Error> {
        self.inner.read(offset as u64, buffer).map_err(Error::trap)
    }

    /// Copies `bytes` into the memory, from `offset` on.
    ///
    /// # Errors
    ///
    /// [`Trap::MemoryOutOfBounds`] if they do not all fit; the memory is unchanged then.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let memory = SharedMemory::new(&Engine::default(), MemoryType::shared(1, 1))?;
    /// memory.write(8, b"hello")?;
    /// assert!(memory.write(65_535, b"hello").is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn write(&self, offset: usize, bytes: &[u8]) -> Result<(), Error> {
        self.inner.write(offset as u64, bytes).map_err(Error::trap)
    }

    /// Wakes at most `count` of the threads, guests or hosts, that wait at `addr`,
    /// those that have waited longest; gives their number.
    ///
    /// # Errors
    ///
    /// [`Trap::UnalignedAtomic`] unless `addr` is a multiple of 4,
    /// [`Trap::MemoryOutOfBounds`] if it is outside.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let memory = SharedMemory::new(&Engine::default(), MemoryType::shared(1, 1))?;
    /// assert_eq!(memory.atomic_notify(8, 1)?, 0);
    /// assert!(memory.atomic_notify(9, 1).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn atomic_notify(&self, addr: u64, count: u32) -> Result<u32, Error> {
        self.inner.notify(addr, count).map_err(Error::trap)
    }

    /// If the 32 bits at `addr` are `expected`, waits until another thread notifies
    /// this one there, for `timeout` at most.
    ///
    /// # Errors
    ///
    /// As for [`atomic_notify`](Self::atomic_notify).
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// use std::time::Duration;
    ///
    /// let memory = SharedMemory::new(&Engine::default(), MemoryType::shared(1, 1))?;
    /// let wait = memory.atomic_wait32(8, 0, Some(Duration::from_millis(1)))?;
    /// assert_eq!(wait, WaitResult::TimedOut);
    /// # Ok(())
    /// # }
    /// ```
    pub fn atomic_wait32(
        &self,
        addr: u64,
        expected: u32,
        timeout: Option<Duration>,
    ) -> Result<WaitResult, Error> {
        self.wait(addr, (4, expected.into()), timeout)
    }

    /// As [`atomic_wait32`](Self::atomic_wait32), for 64 bits.
    ///
    /// # Errors
    ///
    /// [`Trap::UnalignedAtomic`] unless `addr` is a multiple of 8,
    /// [`Trap::MemoryOutOfBounds`] if it is outside.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let memory = SharedMemory::new(&Engine::default(), MemoryType::shared(1, 1))?;
    /// assert_eq!(memory.atomic_wait64(8, 1, None)?, WaitResult::Mismatch);
    /// # Ok(())
    /// # }
    /// ```
    pub fn atomic_wait64(
        &self,
        addr: u64,
        expected: u64,
        timeout: Option<Duration>,
    ) -> Result<WaitResult, Error> {
        self.wait(addr, (8, expected), timeout)
    }

    fn wait(
        &self,
        addr: u64,
        expected: (usize, u64),
        timeout: Option<Duration>,
    ) -> Result<WaitResult, Error> {
        let wait = self.begin_wait(addr, expected)?;
        Ok(wait.map_or(WaitResult::Mismatch, |wait| wait.wait(timeout)))
    }

    /// Begins to wait if the 32 bits at `addr` are `expected`; else there is none. From
    /// then on it can be notified, also while the host does something else.
    ///
    /// # Errors
    ///
    /// As for [`atomic_notify`](Self::atomic_notify).
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// use std::time::Duration;
    ///
    /// let memory = SharedMemory::new(&Engine::default(), MemoryType::shared(1, 1))?;
    /// assert!(memory.begin_wait32(8, 1)?.is_none());
    /// let wait = memory.begin_wait32(8, 0)?.ok_or("it is 0").map_err(Error::msg)?;
    /// assert_eq!(wait.wait(Some(Duration::from_millis(1))), WaitResult::TimedOut);
    /// assert_eq!(memory.atomic_notify(8, 1)?, 1);
    /// assert_eq!(wait.wait(None), WaitResult::Ok);
    /// # Ok(())
    /// # }
    /// ```
    pub fn begin_wait32(&self, addr: u64, expected: u32) -> Result<Option<AtomicWait>, Error> {
        self.begin_wait(addr, (4, expected.into()))
    }

    /// As [`begin_wait32`](Self::begin_wait32), for 64 bits.
    ///
    /// # Errors
    ///
    /// As for [`atomic_wait64`](Self::atomic_wait64).
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let memory = SharedMemory::new(&Engine::default(), MemoryType::shared(1, 1))?;
    /// let wait = memory.begin_wait64(8, 0)?;
    /// assert_eq!(memory.atomic_notify(8, 1)?, 1);
    /// drop(wait);
    /// assert_eq!(memory.atomic_notify(8, 1)?, 0);
    /// # Ok(())
    /// # }
    /// ```
    pub fn begin_wait64(&self, addr: u64, expected: u64) -> Result<Option<AtomicWait>, Error> {
        self.begin_wait(addr, (8, expected))
    }

    fn begin_wait(&self, addr: u64, expected: (usize, u64)) -> Result<Option<AtomicWait>, Error> {
        let wait = self.inner.begin_wait(addr, expected).map_err(Error::trap)?;
        Ok(wait.map(AtomicWait))
    }
}

/// Defines atomic operations of the host, for integers of one width.
macro_rules! atomic_operations {
    ($($int:ident: $load:ident $store:ident $compare_exchange:ident;)*) => {
        impl SharedMemory {
            $(
                #[doc = concat!("Reads the `", stringify!($int), "` at `addr`, in the order of all atomic accesses, guests' and hosts'.")]
                ///
                /// # Errors
                ///
                /// [`Trap::UnalignedAtomic`] unless `addr` is a multiple of the integer's
                /// size, [`Trap::MemoryOutOfBounds`] if it is outside.
                ///
                /// ```
                /// # use sanderling::*;
                /// # fn main() -> Result<(), Error> {
                /// let memory = SharedMemory::new(&Engine::default(), MemoryType::shared(1, 1))?;
                #[doc = concat!("assert_eq!(memory.", stringify!($load), "(8)?, 0);")]
                /// # Ok(())
                /// # }
                /// ```
                pub fn $load(&self, addr: u64) -> Result<$int, Error> {
                    let found = self.inner.atomic_load(addr, size_of::<$int>());
                    found.map(low).map_err(Error::trap)
                }

                #[doc = concat!("Writes the `", stringify!($int), "` at `addr`, likewise.")]
                ///
                /// # Errors
                ///
                #[doc = concat!("As for [`", stringify!($load), "`](Self::", stringify!($load), ").")]
                ///
                /// ```
                /// # use sanderling::*;
                /// # fn main() -> Result<(), Error> {
                /// let memory = SharedMemory::new(&Engine::default(), MemoryType::shared(1, 1))?;
                #[doc = concat!("memory.", stringify!($store), "(8, 7)?;")]
                #[doc = concat!("assert_eq!(memory.", stringify!($load), "(8)?, 7);")]
                /// # Ok(())
                /// # }
                /// ```
                pub fn $store(&self, addr: u64, value: $int) -> Result<(), Error> {
                    let stored = |_| Some(value.into());
                    let old = self.inner.atomic_update(addr, size_of::<$int>(), stored);
                    old.map(drop).map_err(Error::trap)
                }

                #[doc = concat!("Writes `new` if the `", stringify!($int), "` at `addr` is `expected`; gives what was there. Likewise.")]
                ///
                /// # Errors
                ///
                #[doc = concat!("As for [`", stringify!($load), "`](Self::", stringify!($load), ").")]
                ///
                /// ```
                /// # use sanderling::*;
                /// # fn main() -> Result<(), Error> {
                /// let memory = SharedMemory::new(&Engine::default(), MemoryType::shared(1, 1))?;
                #[doc = concat!("assert_eq!(memory.", stringify!($compare_exchange), "(8, 0, 7)?, 0);")]
                #[doc = concat!("assert_eq!(memory.", stringify!($compare_exchange), "(8, 0, 9)?, 7);")]
                /// # Ok(())
                /// # }
                /// ```
                pub fn $compare_exchange(
                    &self,
                    addr: u64,
                    expected: $int,
                    new: $int,
                ) -> Result<$int, Error> {
                    let exchanged = |old| (old == u64::from(expected)).then_some(u64::from(new));
                    let old = self.inner.atomic_update(addr, size_of::<$int>(), exchanged);
                    old.map(low).map_err(Error::trap)
                }
            )*
        }
    };
}

atomic_operations! {
    u32: atomic_load_u32 atomic_store_u32 atomic_compare_exchange_u32;
    u64: atomic_load_u64 atomic_store_u64 atomic_compare_exchange_u64;
}

/// An integer of the memory that has been read as its low bytes.
fn low<T: TryFrom<u64> + Default>(bits: u64) -> T {
    T::try_from(bits).unwrap_or_default()
}
