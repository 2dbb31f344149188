//! What every handle is made of.

use crate::Error;
use crate::runtime::{StoreCore, StoreId};

/// An address together with the identity of the store that it belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Stored<A> {
    store: StoreId,
    addr: A,
}

impl<A: Copy> Stored<A> {
    /// `addr` is an address of the store with this identity.
    #[inline]
    pub(crate) fn new(store: StoreId, addr: A) -> Self {
        Self { store, addr }
    }

    /// The address, if it belongs to the store with this core.
    #[inline]
    pub(crate) fn addr(self, core: &StoreCore) -> Result<A, Error> {
        self.addr_in(core.id())
    }

    /// The address, if it belongs to the store with this identity.
    #[inline]
    pub(crate) fn addr_in(self, store: StoreId) -> Result<A, Error> {
        check(self.store, store)?;
        Ok(self.addr)
    }
}

/// An error unless a handle's store is the one that it is used with.
#[inline]
pub(crate) fn check(own: StoreId, used: StoreId) -> Result<(), Error> {
    if own == used { Ok(()) } else { Err(foreign()) }
}

#[cold]
fn foreign() -> Error {
    Error::usage("the handle belongs to another store")
}
