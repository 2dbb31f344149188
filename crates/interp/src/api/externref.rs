//! References to host values.

use std::any::Any;

use super::handle::Stored;
use super::{AsContextMut, StoreContext};
use crate::Error;
use crate::runtime::StoreId;

/// A host value that guests can hold and pass on, but not look into.
///
/// ```
/// use sanderling::{Engine, ExternRef, Store};
///
/// # fn main() -> Result<(), sanderling::Error> {
/// let mut store = Store::new(&Engine::default(), ());
/// let reference = ExternRef::new(&mut store, String::from("hello"));
/// let value = reference.data(&store)?.downcast_ref::<String>();
/// assert_eq!(value.map(String::as_str), Some("hello"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ExternRef(Stored<u64>);

impl ExternRef {
    /// Puts a value into the store, which keeps it until it is dropped itself.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let value = ExternRef::new(&mut store, "anything");
    /// # let _ = value;
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(mut store: impl AsContextMut, value: impl Any + Send + Sync) -> Self {
        let mut store = store.as_context_mut();
        let core = store.core_mut();
        let bits = core.externref_new(Box::new(value));
        Self(Stored::new(core.id(), bits))
    }

    /// The value.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the reference belongs to another store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let value = ExternRef::new(&mut store, 5i32);
    /// assert_eq!(value.data(&store)?.downcast_ref(), Some(&5i32));
    /// # Ok(())
    /// # }
    /// ```
    pub fn data<'a, T: 'a>(
        &self,
        store: impl Into<StoreContext<'a, T>>,
    ) -> Result<&'a (dyn Any + Send + Sync), Error> {
        let core = store.into().core();
        let bits = self.0.addr(core)?;
        core.externref_get(bits)
            .ok_or_else(|| Error::usage("the reference is null"))
    }

    pub(super) fn from_slot(slot: u64, store: StoreId) -> Option<Self> {
        (slot != 0).then(|| Self(Stored::new(store, slot)))
    }

    pub(super) fn to_slot(self, store: StoreId) -> Result<u64, Error> {
        self.0.addr_in(store)
    }
}
