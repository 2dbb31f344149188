//! Globals.

use super::handle::Stored;
use super::{AsContext, AsContextMut, Val};
use crate::runtime::{GlobalAddr, StoreCore, StoreId};
use crate::{Error, GlobalType, Mutability};

/// A global.
///
/// ```
/// use sanderling::{Engine, Global, GlobalType, Mutability, Store, Val, ValType};
///
/// # fn main() -> Result<(), sanderling::Error> {
/// let mut store = Store::new(&Engine::default(), ());
/// let ty = GlobalType::new(ValType::I32, Mutability::Var);
/// let global = Global::new(&mut store, ty, Val::I32(1))?;
/// global.set(&mut store, Val::I32(2))?;
/// assert_eq!(global.get(&store)?, Val::I32(2));
/// assert!(global.set(&mut store, Val::I64(3)).is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Global(Stored<GlobalAddr>);

impl Global {
    /// A global with this value.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if `value` is not of the type, or belongs to
    /// another store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let global = Global::new(&mut store, GlobalType::new(ValType::I32, Mutability::Var), Val::I32(7))?;
    /// assert_eq!(global.get(&mut store)?, Val::I32(7));
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(mut store: impl AsContextMut, ty: GlobalType, value: Val) -> Result<Self, Error> {
        let mut store = store.as_context_mut();
        let core = store.core_mut();
        let bits = value.to_bits(ty.content(), core)?;
        let addr = core.alloc_global(&ty, bits);
        Ok(Self::from_addr(core.id(), addr))
    }

    /// The global's type.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the global belongs to another store; the
    /// same holds for all other methods.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let global = Global::new(&mut store, GlobalType::new(ValType::I32, Mutability::Var), Val::I32(7))?;
    /// assert_eq!(global.ty(&store)?.mutability(), Mutability::Var);
    /// # Ok(())
    /// # }
    /// ```
    pub fn ty(&self, store: impl AsContext) -> Result<GlobalType, Error> {
        let store = store.as_context();
        Ok(store.core().global(self.addr(store.core())?).ty().clone())
    }

    /// The value.
    ///
    /// # Errors
    ///
    /// As for [`ty`](Self::ty).
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let global = Global::new(&mut store, GlobalType::new(ValType::I32, Mutability::Var), Val::I32(7))?;
    /// assert_eq!(global.get(&mut store)?, Val::I32(7));
    /// # Ok(())
    /// # }
    /// ```
    pub fn get(&self, store: impl AsContext) -> Result<Val, Error> {
        let store = store.as_context();
        let core = store.core();
        let global = core.global(self.addr(core)?);
        Val::from_bits(global.ty().content(), global.bits, core)
    }

    /// Sets the value.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the global is constant, or `value` is not of
    /// its type.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let global = Global::new(&mut store, GlobalType::new(ValType::I32, Mutability::Var), Val::I32(7))?;
    /// global.set(&mut store, Val::I32(8))?;
    /// assert!(global.set(&mut store, Val::I64(8)).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn set(&self, mut store: impl AsContextMut, value: Val) -> Result<(), Error> {
        let mut store = store.as_context_mut();
        let core = store.core_mut();
        let addr = self.addr(core)?;
        let ty = core.global(addr).ty();
        if ty.mutability() == Mutability::Const {
            return Err(Error::usage("the global is constant"));
        }
        let bits = value.to_bits(ty.content(), core)?;
        core.global_mut(addr).bits = bits;
        Ok(())
    }

    pub(super) fn from_addr(store: StoreId, addr: GlobalAddr) -> Self {
        Self(Stored::new(store, addr))
    }

    pub(super) fn addr(&self, core: &StoreCore) -> Result<GlobalAddr, Error> {
        self.0.addr(core)
    }
}
