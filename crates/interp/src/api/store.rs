//! Stores and the ways to borrow them.

use std::fmt;
use std::sync::Arc;

use super::host_call::{HostFn, host_call};
use super::{Caller, Engine};
use crate::exec;
use crate::room;
use crate::runtime::budget::Allowance;
use crate::runtime::{FuncAddr, StoreCore};
use crate::types::{FuncType, TypeId};
use crate::{Error, ResourceLimiter};

/// All that guests can reach: instances, functions, memories, tables and globals,
/// together with host data of type `T`.
///
/// Nothing is freed before the store is dropped. A store runs one call at a time; it
/// can be moved to another thread if `T` can.
///
/// ```
/// use sanderling::{Engine, Store};
///
/// let mut store = Store::new(&Engine::default(), vec![1]);
/// store.data_mut().push(2);
/// assert_eq!(store.into_data(), [1, 2]);
/// ```
pub struct Store<T> {
    inner: Box<StoreInner<T>>,
}

/// A store behind its handle. The core comes first: from a pointer to it, a host
/// call finds the whole (see `host_call.rs`).
#[repr(C)]
pub(crate) struct StoreInner<T> {
    pub(super) core: StoreCore,
    pub(super) host_funcs: Vec<HostEntry<T>>,
    engine: Engine,
    data: T,
}

/// A host function of a store.
pub(super) struct HostEntry<T> {
    pub(super) call: HostFn<T>,
    /// Slots for its arguments and, in their place, its results.
    pub(super) slots: usize,
}

impl<T> Store<T> {
    /// An empty store with this host data.
    ///
    /// # Panics
    ///
    /// If this crate was compiled with options under which it cannot run;
    /// [`try_new`](Self::try_new) tells instead.
    ///
    /// ```
    /// use sanderling::{Engine, Store};
    ///
    /// let store = Store::new(&Engine::default(), "host data");
    /// assert_eq!(*store.data(), "host data");
    /// ```
    pub fn new(engine: &Engine, data: T) -> Self {
        match Self::try_new(engine, data) {
            Ok(store) => store,
            Err(error) => panic!("cannot make a store: {error}"),
        }
    }

    /// An empty store with this host data.
    ///
    /// # Errors
    ///
    /// [`Unsupported`](crate::ErrorKind::Unsupported) if this crate was compiled with
    /// options under which it cannot run, which the message names;
    /// [`Trap::OutOfMemory`](crate::Trap::OutOfMemory) if the limit for stacks is more than
    /// the address space has. Where there is no memory for the guests' stack, the first
    /// call that needs it says so.
    ///
    /// ```
    /// use sanderling::{Engine, Store};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let store = Store::try_new(&Engine::default(), "data")?;
    /// assert_eq!(*store.data(), "data");
    /// # Ok(())
    /// # }
    /// ```
    pub fn try_new(engine: &Engine, data: T) -> Result<Self, Error> {
        exec::probe()?;
        let shared = engine.shared();
        let limits = shared.limits().clone();
        let stack_bytes = usize::try_from(limits.wasm_stack_bytes)
            .map_err(|_| Error::trap(crate::Trap::OutOfMemory))?;
        let (fuel, checks) = (
            shared.config().consumes_fuel(),
            shared.config().is_interruptible(),
        );
        let allowance = Allowance::new(fuel || checks, fuel);
        let core = StoreCore::new(
            shared.types().clone(),
            limits,
            stack_bytes,
            shared.config().collects_always(),
            allowance,
            host_call::<T>,
        )?;
        let inner = StoreInner {
            core,
            host_funcs: Vec::new(),
            engine: engine.clone(),
            data,
        };
        Ok(Self {
            inner: Box::new(inner),
        })
    }

    /// Sets who is asked before anything of the store grows, instead of whoever was
    /// before; see [`ResourceLimiter`].
    ///
    /// What is shared with the limiter goes into an `Arc`; an `Arc<Mutex<L>>` is a
    /// limiter if `L` is.
    ///
    /// ```
    /// use std::sync::{Arc, Mutex};
    /// use sanderling::{Engine, Memory, MemoryType, Store, StoreLimits};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let limits = Arc::new(Mutex::new(StoreLimits::builder().memory_size(0).build()));
    /// let mut store = Store::new(&Engine::default(), ());
    /// store.limiter(limits.clone());
    /// assert!(Memory::new(&mut store, MemoryType::new(1, None)).is_err());
    /// *limits.lock().unwrap() = StoreLimits::default();
    /// assert!(Memory::new(&mut store, MemoryType::new(1, None)).is_ok());
    /// # Ok(())
    /// # }
    /// ```
    pub fn limiter(&mut self, limiter: impl ResourceLimiter + 'static) {
        self.inner.core.limiter = Some(Box::new(limiter));
    }

    pub(super) fn core(&self) -> &StoreCore {
        &self.inner.core
    }

    pub(super) fn core_mut(&mut self) -> &mut StoreCore {
        &mut self.inner.core
    }

    /// The engine that the store was made with.
    ///
    /// ```
    /// use sanderling::{Engine, Store};
    ///
    /// let engine = Engine::default();
    /// assert!(Engine::same(Store::new(&engine, ()).engine(), &engine));
    /// ```
    pub fn engine(&self) -> &Engine {
        &self.inner.engine
    }

    /// The host data.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let store = Store::new(&Engine::default(), 5);
    /// assert_eq!(*store.data(), 5);
    /// # Ok(())
    /// # }
    /// ```
    pub fn data(&self) -> &T {
        &self.inner.data
    }

    /// The host data, to be changed.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let mut store = Store::new(&Engine::default(), 5);
    /// *store.data_mut() += 1;
    /// assert_eq!(*store.data(), 6);
    /// # Ok(())
    /// # }
    /// ```
    pub fn data_mut(&mut self) -> &mut T {
        &mut self.inner.data
    }

    /// Frees what cannot be reached: structures, arrays, exceptions, host values.
    ///
    /// This happens by itself when it is time; a call is for those who wait for a value
    /// to be dropped.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let mut store = Store::new(&Engine::default(), ());
    /// drop(ExternRef::new(&mut store, "anything")?);
    /// store.gc();
    /// assert_eq!(store.gc_used_bytes(), 0);
    /// # Ok(())
    /// # }
    /// ```
    pub fn gc(&mut self) {
        self.inner.core.collect_from_host();
    }

    /// Bytes of the store's heap that were reachable at the last collection or have been
    /// allocated since, gaps between them included.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let mut store = Store::new(&Engine::default(), ());
    /// let value = ExternRef::new(&mut store, "anything")?;
    /// assert_eq!(store.gc_used_bytes(), 16);
    /// # let _ = value;
    /// # Ok(())
    /// # }
    /// ```
    pub fn gc_used_bytes(&self) -> u64 {
        self.inner.core.vm.heap.used_bytes()
    }

    /// Bytes of the store's heap, used or not.
    ///
    /// ```
    /// # use sanderling::*;
    /// assert_eq!(Store::new(&Engine::default(), ()).gc_heap_bytes(), 0);
    /// ```
    pub fn gc_heap_bytes(&self) -> u64 {
        self.inner.core.vm.heap.size_bytes()
    }

    /// Collections of the store's heap so far.
    ///
    /// ```
    /// # use sanderling::*;
    /// let mut store = Store::new(&Engine::default(), ());
    /// store.gc();
    /// assert_eq!(store.gc_collections(), 1);
    /// ```
    pub fn gc_collections(&self) -> u64 {
        self.inner.core.vm.heap.collections()
    }

    /// The host data, out of the store, which is dropped.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let store = Store::new(&Engine::default(), vec![1]);
    /// assert_eq!(store.into_data(), [1]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn into_data(self) -> T {
        let StoreInner { data, .. } = *self.inner;
        data
    }
}

impl<T: fmt::Debug> fmt::Debug for Store<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("data", self.data())
            .finish_non_exhaustive()
    }
}

impl<T> StoreInner<T> {
    /// Adds a host function of type `ty`, whose canonical id is `id`.
    pub(super) fn add_host_func(
        &mut self,
        ty: Arc<FuncType>,
        id: TypeId,
        call: HostFn<T>,
    ) -> Result<FuncAddr, Error> {
        let too_many = || Error::limit("host functions per store", u32::MAX.into(), 1 << 32);
        let index = u32::try_from(self.host_funcs.len()).map_err(|_| too_many())?;
        self.core.func_room(1)?;
        room::reserve(&mut self.host_funcs, 1)?;
        self.host_funcs.push(HostEntry {
            call,
            slots: ty.call_slots(),
        });
        Ok(self.core.alloc_host_func(id, ty, index))
    }
}

/// A shared borrow of a store.
///
/// ```
/// use sanderling::{AsContext, Engine, Store};
///
/// let store = Store::new(&Engine::default(), 7);
/// assert_eq!(*store.as_context().data(), 7);
/// ```
pub struct StoreContext<'a, T>(pub(crate) &'a StoreInner<T>);

/// An exclusive borrow of a store.
///
/// ```
/// use sanderling::{AsContextMut, Engine, Store};
///
/// let mut store = Store::new(&Engine::default(), 7);
/// *store.as_context_mut().data_mut() += 1;
/// assert_eq!(*store.data(), 8);
/// ```
pub struct StoreContextMut<'a, T>(pub(crate) &'a mut StoreInner<T>);

impl<'a, T> StoreContext<'a, T> {
    /// The engine of the store.
    ///
    /// ```
    /// use sanderling::{AsContext, Engine, Store};
    ///
    /// let engine = Engine::default();
    /// let store = Store::new(&engine, ());
    /// assert!(Engine::same(store.as_context().engine(), &engine));
    /// ```
    pub fn engine(&self) -> &'a Engine {
        &self.0.engine
    }

    /// The host data.
    ///
    /// ```
    /// use sanderling::{AsContext, Engine, Store};
    ///
    /// let store = Store::new(&Engine::default(), 7);
    /// assert_eq!(*store.as_context().data(), 7);
    /// ```
    pub fn data(&self) -> &'a T {
        &self.0.data
    }

    pub(crate) fn core(&self) -> &'a StoreCore {
        &self.0.core
    }
}

impl<'a, T> StoreContextMut<'a, T> {
    /// The engine of the store.
    ///
    /// ```
    /// use sanderling::{AsContextMut, Engine, Store};
    ///
    /// let engine = Engine::default();
    /// let mut store = Store::new(&engine, ());
    /// assert!(Engine::same(store.as_context_mut().engine(), &engine));
    /// ```
    pub fn engine(&self) -> &Engine {
        &self.0.engine
    }

    /// The host data.
    ///
    /// ```
    /// use sanderling::{AsContextMut, Engine, Store};
    ///
    /// let mut store = Store::new(&Engine::default(), 7);
    /// assert_eq!(*store.as_context_mut().data(), 7);
    /// ```
    pub fn data(&self) -> &T {
        &self.0.data
    }

    /// The host data, to be changed.
    ///
    /// ```
    /// use sanderling::{AsContextMut, Engine, Store};
    ///
    /// let mut store = Store::new(&Engine::default(), 7);
    /// *store.as_context_mut().data_mut() = 8;
    /// assert_eq!(*store.data(), 8);
    /// ```
    pub fn data_mut(&mut self) -> &mut T {
        &mut self.0.data
    }

    /// As [`Store::gc`]; a host function may call it.
    ///
    /// ```
    /// # use sanderling::*;
    /// let mut store = Store::new(&Engine::default(), ());
    /// store.as_context_mut().gc();
    /// assert_eq!(store.gc_collections(), 1);
    /// ```
    pub fn gc(&mut self) {
        self.0.core.collect_from_host();
    }

    /// As [`Store::gc_used_bytes`].
    ///
    /// ```
    /// # use sanderling::*;
    /// let mut store = Store::new(&Engine::default(), ());
    /// assert_eq!(store.as_context_mut().gc_used_bytes(), 0);
    /// ```
    pub fn gc_used_bytes(&self) -> u64 {
        self.0.core.vm.heap.used_bytes()
    }

    pub(crate) fn core(&self) -> &StoreCore {
        &self.0.core
    }

    pub(crate) fn core_mut(&mut self) -> &mut StoreCore {
        &mut self.0.core
    }

    /// The core and the host data for as long as the borrow lasts.
    pub(crate) fn into_parts(self) -> (&'a mut StoreCore, &'a mut T) {
        let StoreInner { core, data, .. } = self.0;
        (core, data)
    }
}

impl<T> fmt::Debug for StoreContext<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreContext").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for StoreContextMut<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreContextMut").finish_non_exhaustive()
    }
}

/// Whatever a store can be read through: a [`Store`], a [`Caller`], or a borrow of one.
///
/// ```
/// use sanderling::{AsContext, Engine, Store};
///
/// fn double(context: impl AsContext<Data = i32>) -> i32 {
///     2 * context.as_context().data()
/// }
/// assert_eq!(double(&Store::new(&Engine::default(), 4)), 8);
/// ```
pub trait AsContext {
    /// The host data of the store.
    type Data;

    /// Borrows the store.
    ///
    /// ```
    /// use sanderling::{AsContext, Engine, Store};
    ///
    /// let store = Store::new(&Engine::default(), 4);
    /// assert_eq!(*store.as_context().data(), 4);
    /// ```
    fn as_context(&self) -> StoreContext<'_, Self::Data>;
}

/// Whatever a store can be changed through: a [`Store`], a [`Caller`], or an exclusive
/// borrow of one.
///
/// ```
/// use sanderling::{AsContextMut, Engine, Store};
///
/// fn count(mut context: impl AsContextMut<Data = i32>) {
///     *context.as_context_mut().data_mut() += 1;
/// }
/// let mut store = Store::new(&Engine::default(), 4);
/// count(&mut store);
/// assert_eq!(*store.data(), 5);
/// ```
pub trait AsContextMut: AsContext {
    /// Borrows the store exclusively.
    ///
    /// ```
    /// use sanderling::{AsContextMut, Engine, Store};
    ///
    /// let mut store = Store::new(&Engine::default(), 4);
    /// *store.as_context_mut().data_mut() = 5;
    /// assert_eq!(*store.data(), 5);
    /// ```
    fn as_context_mut(&mut self) -> StoreContextMut<'_, Self::Data>;
}

impl<T> AsContext for Store<T> {
    type Data = T;

    #[inline]
    fn as_context(&self) -> StoreContext<'_, T> {
        StoreContext(&self.inner)
    }
}

impl<T> AsContextMut for Store<T> {
    #[inline]
    fn as_context_mut(&mut self) -> StoreContextMut<'_, T> {
        StoreContextMut(&mut self.inner)
    }
}

impl<T> AsContext for StoreContext<'_, T> {
    type Data = T;

    #[inline]
    fn as_context(&self) -> StoreContext<'_, T> {
        StoreContext(self.0)
    }
}

impl<T> AsContext for StoreContextMut<'_, T> {
    type Data = T;

    #[inline]
    fn as_context(&self) -> StoreContext<'_, T> {
        StoreContext(self.0)
    }
}

impl<T> AsContextMut for StoreContextMut<'_, T> {
    #[inline]
    fn as_context_mut(&mut self) -> StoreContextMut<'_, T> {
        StoreContextMut(self.0)
    }
}

impl<T> AsContext for Caller<'_, T> {
    type Data = T;

    #[inline]
    fn as_context(&self) -> StoreContext<'_, T> {
        StoreContext(self.store.0)
    }
}

impl<T> AsContextMut for Caller<'_, T> {
    #[inline]
    fn as_context_mut(&mut self) -> StoreContextMut<'_, T> {
        StoreContextMut(self.store.0)
    }
}

impl<C: AsContext + ?Sized> AsContext for &'_ C {
    type Data = C::Data;

    #[inline]
    fn as_context(&self) -> StoreContext<'_, C::Data> {
        C::as_context(self)
    }
}

impl<C: AsContext + ?Sized> AsContext for &'_ mut C {
    type Data = C::Data;

    #[inline]
    fn as_context(&self) -> StoreContext<'_, C::Data> {
        C::as_context(self)
    }
}

impl<C: AsContextMut + ?Sized> AsContextMut for &'_ mut C {
    #[inline]
    fn as_context_mut(&mut self) -> StoreContextMut<'_, C::Data> {
        C::as_context_mut(self)
    }
}

impl<'a, C: AsContext> From<&'a C> for StoreContext<'a, C::Data> {
    #[inline]
    fn from(store: &'a C) -> Self {
        store.as_context()
    }
}

impl<'a, C: AsContext> From<&'a mut C> for StoreContext<'a, C::Data> {
    #[inline]
    fn from(store: &'a mut C) -> Self {
        (*store).as_context()
    }
}

impl<'a, C: AsContextMut> From<&'a mut C> for StoreContextMut<'a, C::Data> {
    #[inline]
    fn from(store: &'a mut C) -> Self {
        store.as_context_mut()
    }
}
