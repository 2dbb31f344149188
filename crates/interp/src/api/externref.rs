//! References to host values.

use std::any::Any;

use super::{AsContextMut, StoreContext};
use crate::Error;
use crate::runtime::heap::Handle;
use crate::runtime::{StoreCore, StoreId};

/// A host value that guests can hold and pass on, but not look into.
///
/// The value lives as long as the host has the handle or a clone of it, or a guest can
/// reach it. Equal handles are of the same value.
///
/// ```
/// use sanderling::{Engine, ExternRef, Store};
///
/// # fn main() -> Result<(), sanderling::Error> {
/// let mut store = Store::new(&Engine::default(), ());
/// let reference = ExternRef::new(&mut store, String::from("hello"))?;
/// let value = reference.data(&store)?.downcast_ref::<String>();
/// assert_eq!(value.map(String::as_str), Some("hello"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ExternRef(Handle);

impl ExternRef {
    /// Puts a value into the store. It is dropped at a collection after it has become
    /// unreachable, or with the store.
    ///
    /// A value that panics when a collection drops it does so for itself alone: the
    /// panic is reported by the panic hook and goes no further.
    ///
    /// # Errors
    ///
    /// [`Limit`](crate::ErrorKind::Limit) or
    /// [`Trap::OutOfMemory`](crate::Trap::OutOfMemory) if the store's heap has no room.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let value = ExternRef::new(&mut store, "anything")?;
    /// # let _ = value;
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(mut store: impl AsContextMut, value: impl Any + Send + Sync) -> Result<Self, Error> {
        let mut store = store.as_context_mut();
        let core = store.core_mut();
        let bits = core.alloc_host(Box::new(value))?;
        Ok(Self(core.handle(bits)))
    }

    /// The value.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the reference belongs to another store, or
    /// is a guest's object that `extern.convert_any` has made an `externref`.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let value = ExternRef::new(&mut store, 5i32)?;
    /// assert_eq!(value.data(&store)?.downcast_ref(), Some(&5i32));
    /// # Ok(())
    /// # }
    /// ```
    pub fn data<'a, T: 'a>(
        &self,
        store: impl Into<StoreContext<'a, T>>,
    ) -> Result<&'a (dyn Any + Send + Sync), Error> {
        let core = store.into().core();
        let bits = self.to_slot(core.id())?;
        core.host_value(bits)
            .ok_or_else(|| Error::usage("the reference is not to a host value"))
    }

    pub(super) fn from_slot(slot: u64, core: &StoreCore) -> Option<Self> {
        (slot != 0).then(|| Self(core.handle(slot)))
    }

    pub(super) fn to_slot(&self, store: StoreId) -> Result<u64, Error> {
        super::handle::check(self.0.store(), store)?;
        Ok(self.0.bits())
    }
}
