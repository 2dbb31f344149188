//! Exception tags.

use super::handle::Stored;
use super::{AsContext, AsContextMut};
use crate::runtime::{StoreCore, StoreId, TagAddr};
use crate::{Error, FuncType, TagType};

/// An exception tag.
///
/// ```
/// use sanderling::{Engine, FuncType, Store, Tag, TagType, ValType};
///
/// # fn main() -> Result<(), sanderling::Error> {
/// let mut store = Store::new(&Engine::default(), ());
/// let ty = TagType::new(FuncType::new([ValType::I32], []));
/// let tag = Tag::new(&mut store, ty.clone())?;
/// assert_eq!(tag.ty(&store)?, ty);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Tag(Stored<TagAddr>);

impl Tag {
    /// A tag, different from all others.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if `ty` names a type of another engine.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let tag = Tag::new(&mut store, TagType::new(FuncType::new([ValType::I32], [])))?;
    /// # let _ = tag;
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(mut store: impl AsContextMut, ty: TagType) -> Result<Self, Error> {
        let mut store = store.as_context_mut();
        let core = store.core_mut();
        let id = core.registry.intern_func(ty.ty())?;
        let addr = core.alloc_tag(id, None);
        Ok(Self::from_addr(core.id(), addr))
    }

    /// The tag's type.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the tag belongs to another store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let tag = Tag::new(&mut store, TagType::new(FuncType::new([ValType::I32], [])))?;
    /// assert_eq!(tag.ty(&store)?.ty().params(), [ValType::I32]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn ty(&self, store: impl AsContext) -> Result<TagType, Error> {
        let store = store.as_context();
        Ok(tag_type(store.core(), self.addr(store.core())?))
    }

    pub(super) fn from_addr(store: StoreId, addr: TagAddr) -> Self {
        Self(Stored::new(store, addr))
    }

    pub(super) fn addr(&self, core: &StoreCore) -> Result<TagAddr, Error> {
        self.0.addr(core)
    }
}

pub(super) fn tag_type(core: &StoreCore, addr: TagAddr) -> TagType {
    TagType::new(FuncType::clone(&core.tag_func_type(addr)))
}
