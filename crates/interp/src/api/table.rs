//! Tables.

use super::handle::Stored;
use super::memory::check_range;
use super::{AsContext, AsContextMut, Val};
use crate::runtime::{StoreCore, StoreId, TableAddr};
use crate::{Error, TableType, Trap, ValType};

/// A table of references.
///
/// ```
/// use sanderling::{Engine, Func, RefType, Store, Table, TableType, Val};
///
/// # fn main() -> Result<(), sanderling::Error> {
/// let mut store = Store::new(&Engine::default(), ());
/// let ty = TableType::new(RefType::FUNCREF, 2, None);
/// let table = Table::new(&mut store, ty, Val::FuncRef(None))?;
/// let f = Func::wrap(&mut store, || {});
/// table.set(&mut store, 1, f.into())?;
/// assert_eq!(table.get(&store, 0)?, Val::FuncRef(None));
/// assert_eq!(table.get(&store, 1)?, Val::FuncRef(Some(f)));
/// assert_eq!(table.grow(&mut store, 3, f.into())?, 2);
/// assert_eq!(table.size(&store)?, 5);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Table(Stored<TableAddr>);

impl Table {
    /// A table of the type's minimum size, filled with `init`.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if `init` is not of the element type or the
    /// type's maximum is below its minimum, [`Limit`](crate::ErrorKind::Limit) beyond
    /// [`Limits`](crate::Limits), [`Trap::OutOfMemory`] if the host has no memory.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let table = Table::new(&mut store, TableType::new(RefType::FUNCREF, 2, Some(5)), Val::FuncRef(None))?;
    /// assert_eq!(table.size(&store)?, 2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(mut store: impl AsContextMut, ty: TableType, init: Val) -> Result<Self, Error> {
        let most = if ty.is_64() {
            u64::MAX
        } else {
            u32::MAX.into()
        };
        check_range("table", ty.minimum(), ty.maximum(), most)?;
        let mut store = store.as_context_mut();
        let core = store.core_mut();
        let init = element_bits(core, &ty, init)?;
        let addr = core.alloc_table(&ty, init, |_| Ok(()))?;
        Ok(Self::from_addr(core.id(), addr))
    }

    /// The table's type, with its present size as minimum.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the table belongs to another store; the same
    /// holds for all other methods.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let table = Table::new(&mut store, TableType::new(RefType::FUNCREF, 2, Some(5)), Val::FuncRef(None))?;
    /// assert_eq!(table.ty(&store)?.maximum(), Some(5));
    /// # Ok(())
    /// # }
    /// ```
    pub fn ty(&self, store: impl AsContext) -> Result<TableType, Error> {
        let store = store.as_context();
        let table = store.core().table(self.addr(store.core())?);
        Ok(table.ty().with_minimum(table.size()))
    }

    /// The number of elements.
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
    /// let table = Table::new(&mut store, TableType::new(RefType::FUNCREF, 2, Some(5)), Val::FuncRef(None))?;
    /// assert_eq!(table.size(&store)?, 2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn size(&self, store: impl AsContext) -> Result<u64, Error> {
        let store = store.as_context();
        Ok(store.core().table(self.addr(store.core())?).size())
    }

    /// The element at `index`.
    ///
    /// # Errors
    ///
    /// [`Trap::TableOutOfBounds`] if there is none.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let table = Table::new(&mut store, TableType::new(RefType::FUNCREF, 2, Some(5)), Val::FuncRef(None))?;
    /// assert_eq!(table.get(&mut store, 1)?, Val::FuncRef(None));
    /// assert!(table.get(&mut store, 2).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn get(&self, store: impl AsContext, index: u64) -> Result<Val, Error> {
        let store = store.as_context();
        let core = store.core();
        let table = core.table(self.addr(core)?);
        let bits = table.get(index).ok_or_else(out_of_bounds)?;
        Val::from_bits(&element_type(table.ty()), [bits, 0], core)
    }

    /// Replaces the element at `index`.
    ///
    /// # Errors
    ///
    /// [`Trap::TableOutOfBounds`] if there is none,
    /// [`Usage`](crate::ErrorKind::Usage) if `value` is not of the element type.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let table = Table::new(&mut store, TableType::new(RefType::FUNCREF, 2, Some(5)), Val::FuncRef(None))?;
    /// assert!(table.set(&mut store, 2, Val::FuncRef(None)).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn set(&self, mut store: impl AsContextMut, index: u64, value: Val) -> Result<(), Error> {
        let mut store = store.as_context_mut();
        let core = store.core_mut();
        let addr = self.addr(core)?;
        let bits = element_bits(core, core.table(addr).ty(), value)?;
        core.table_mut(addr)
            .set(index, bits)
            .ok_or_else(out_of_bounds)
    }

    /// Adds `delta` elements, each `init`; gives the former size.
    ///
    /// # Errors
    ///
    /// [`Limit`](crate::ErrorKind::Limit) if the table would go beyond its maximum or
    /// [`Limits`](crate::Limits), or if the host has no memory; nothing has changed then.
    /// [`Usage`](crate::ErrorKind::Usage) if `init` is not of the element type.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let table = Table::new(&mut store, TableType::new(RefType::FUNCREF, 2, Some(5)), Val::FuncRef(None))?;
    /// assert_eq!(table.grow(&mut store, 3, Val::FuncRef(None))?, 2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn grow(&self, mut store: impl AsContextMut, delta: u64, init: Val) -> Result<u64, Error> {
        let mut store = store.as_context_mut();
        let core = store.core_mut();
        let addr = self.addr(core)?;
        let bits = element_bits(core, core.table(addr).ty(), init)?;
        let table = core.table(addr);
        let wanted = table.size().saturating_add(delta);
        let maximum = table.ty().maximum().unwrap_or(u64::MAX);
        core.table_grow(addr, delta, bits, |_| Ok(()))?
            .ok_or_else(|| Error::limit("table elements", maximum, wanted))
    }

    /// Sets `len` elements from `index` on to `value`.
    ///
    /// # Errors
    ///
    /// [`Trap::TableOutOfBounds`] if they are not all inside the table, which is
    /// unchanged then, [`Usage`](crate::ErrorKind::Usage) if `value` is not of the
    /// element type.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let table = Table::new(&mut store, TableType::new(RefType::FUNCREF, 2, Some(5)), Val::FuncRef(None))?;
    /// table.fill(&mut store, 0, Val::FuncRef(None), 2)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn fill(
        &self,
        mut store: impl AsContextMut,
        index: u64,
        value: Val,
        len: u64,
    ) -> Result<(), Error> {
        let mut store = store.as_context_mut();
        let core = store.core_mut();
        let addr = self.addr(core)?;
        let bits = element_bits(core, core.table(addr).ty(), value)?;
        core.table_mut(addr)
            .fill(index, bits, len)
            .map_err(Error::trap)
    }

    pub(super) fn from_addr(store: StoreId, addr: TableAddr) -> Self {
        Self(Stored::new(store, addr))
    }

    pub(super) fn addr(&self, core: &StoreCore) -> Result<TableAddr, Error> {
        self.0.addr(core)
    }
}

fn element_type(ty: &TableType) -> ValType {
    ValType::Ref(ty.element().clone())
}

fn element_bits(core: &StoreCore, ty: &TableType, value: Val) -> Result<u64, Error> {
    let [bits, _] = value.to_bits(&element_type(ty), core)?;
    Ok(bits)
}

fn out_of_bounds() -> Error {
    Error::trap(Trap::TableOutOfBounds)
}
