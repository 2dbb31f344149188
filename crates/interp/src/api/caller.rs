//! The store as a host function sees it.

use std::fmt;

use super::{AsContextMut, Engine, Extern, Instance, StoreContextMut};
use crate::HostBuffers;
use crate::runtime::CallerAddr;

/// The store and the calling instance, given to a host function.
///
/// A caller can be used wherever a store can, so a host function may call back into
/// guests.
///
/// ```
/// use sanderling::{Caller, Engine, Extern, Instance, Module, Store, Func};
///
/// # fn main() -> Result<(), sanderling::Error> {
/// let engine = Engine::default();
/// let mut store = Store::new(&engine, 0);
/// let peek = Func::wrap(&mut store, |mut caller: Caller<'_, u8>, at: u32| {
///     let Some(Extern::Memory(memory)) = caller.get_export("memory") else {
///         return Err(sanderling::Error::msg("no memory"));
///     };
///     let mut byte = [0];
///     memory.read(&caller, at as usize, &mut byte)?;
///     *caller.data_mut() = byte[0];
///     Ok(())
/// });
/// let text = r#"
///     (import "host" "peek" (func $peek (param i32)))
///     (memory (export "memory") 1)
///     (data (i32.const 8) "*")
///     (func (export "run") (call $peek (i32.const 8)))"#;
/// let instance = Instance::new(&mut store, &Module::new(&engine, text)?, &[peek.into()])?;
/// instance.get_typed_func::<(), ()>(&mut store, "run")?.call(&mut store, ())?;
/// assert_eq!(*store.data(), b'*');
/// # Ok(())
/// # }
/// ```
pub struct Caller<'a, T> {
    pub(super) store: StoreContextMut<'a, T>,
    instance: CallerAddr,
}

impl<'a, T> Caller<'a, T> {
    #[inline]
    pub(super) fn new(store: StoreContextMut<'a, T>, instance: CallerAddr) -> Self {
        Self { store, instance }
    }

    /// This caller for a shorter time.
    pub(super) fn reborrow(&mut self) -> Caller<'_, T> {
        Caller::new(StoreContextMut(self.store.0), self.instance)
    }

    /// The host data.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, 1);
    /// let f = Func::wrap(&mut store, |caller: Caller<'_, i32>| *caller.data());
    /// assert_eq!(f.typed::<(), i32>(&store)?.call(&mut store, ())?, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn data(&self) -> &T {
        self.store.data()
    }

    /// The host data, to be changed.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, 1);
    /// let f = Func::wrap(&mut store, |mut caller: Caller<'_, i32>| *caller.data_mut() += 1);
    /// f.typed::<(), ()>(&store)?.call(&mut store, ())?;
    /// assert_eq!(*store.data(), 2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn data_mut(&mut self) -> &mut T {
        self.store.data_mut()
    }

    /// The host data, to be changed, and who is asked before a buffer grows that the
    /// host fills for the guest.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, Vec::new());
    /// let f = |mut caller: Caller<'_, Vec<u8>>, count: u32| {
    ///     let (kept, mut buffers) = caller.data_and_host_buffers_mut();
    ///     if buffers.admit(0, count.into())? {
    ///         kept.resize(count as usize, 0);
    ///     }
    ///     Ok::<(), Error>(())
    /// };
    /// Func::wrap(&mut store, f).typed::<u32, ()>(&store)?.call(&mut store, 3)?;
    /// assert_eq!(store.data().len(), 3);
    /// # Ok(())
    /// # }
    /// ```
    pub fn data_and_host_buffers_mut(&mut self) -> (&mut T, HostBuffers<'_>) {
        let (core, data) = self.as_context_mut().into_parts();
        (data, core.host_buffers())
    }

    /// The engine of the store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let engine = Engine::default();
    /// let mut store = Store::new(&engine, engine.clone());
    /// let f = Func::wrap(&mut store, |caller: Caller<'_, Engine>| {
    ///     i32::from(Engine::same(caller.engine(), caller.data()))
    /// });
    /// assert_eq!(f.typed::<(), i32>(&store)?.call(&mut store, ())?, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn engine(&self) -> &Engine {
        self.store.engine()
    }

    /// The instance that made the call; none if the host itself did.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, 1);
    /// // The host calls: there is no instance.
    /// let f = Func::wrap(&mut store, |caller: Caller<'_, i32>| i32::from(caller.instance().is_none()));
    /// assert_eq!(f.typed::<(), i32>(&store)?.call(&mut store, ())?, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn instance(&self) -> Option<Instance> {
        Some(Instance::from_addr(
            self.store.core(),
            self.instance.addr()?,
        ))
    }

    /// The calling instance's export called `name`. None if there is no such export, or
    /// if the host itself called the function.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let engine = Engine::default();
    /// let mut linker = Linker::new(&engine);
    /// linker.func_wrap("host", "pages", |mut caller: Caller<'_, ()>| {
    ///     let memory = caller.get_export("memory").and_then(Extern::into_memory);
    ///     memory.map_or(Ok(0), |memory| memory.size(&caller))
    /// })?;
    /// let text = r#"(import "host" "pages" (func $pages (result i64)))
    ///     (memory (export "memory") 3)
    ///     (func (export "f") (result i64) call $pages)"#;
    /// let module = Module::new(&engine, text)?;
    /// let mut store = Store::new(&engine, ());
    /// let instance = linker.instantiate(&mut store, &module)?;
    /// let f = instance.get_typed_func::<(), u64>(&mut store, "f")?;
    /// assert_eq!(f.call(&mut store, ())?, 3);
    /// # Ok(())
    /// # }
    /// ```
    pub fn get_export(&mut self, name: &str) -> Option<Extern> {
        self.instance()?.get_export(&mut self.store, name)
    }
}

impl<T> fmt::Debug for Caller<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caller")
            .field("instance", &self.instance.addr())
            .finish_non_exhaustive()
    }
}
