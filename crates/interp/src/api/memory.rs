//! Linear memories.

use super::handle::Stored;
use super::{AsContext, AsContextMut, StoreContext, StoreContextMut};
use crate::runtime::{MemoryAddr, StoreCore, StoreId};
use crate::{Error, MemoryType, Trap};

/// A linear memory.
///
/// ```
/// use sanderling::{Engine, Memory, MemoryType, Store};
///
/// # fn main() -> Result<(), sanderling::Error> {
/// let mut store = Store::new(&Engine::default(), ());
/// let memory = Memory::new(&mut store, MemoryType::new(1, Some(2)))?;
/// memory.write(&mut store, 10, b"hello")?;
/// assert_eq!(&memory.data(&store)?[10..15], b"hello");
/// assert_eq!(memory.grow(&mut store, 1)?, 1);
/// assert_eq!(memory.data_size(&store)?, 131_072);
/// assert!(memory.grow(&mut store, 1).is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Memory(Stored<MemoryAddr>);

impl Memory {
    /// A memory of the type's minimum size, filled with zeros.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the type's maximum is below its minimum or
    /// beyond what addresses reach, [`Limit`](crate::ErrorKind::Limit) beyond
    /// [`Limits`](crate::Limits), [`Trap::OutOfMemory`] if the host has no memory.
    ///
    /// ```
    /// use sanderling::{Engine, Memory, MemoryType, Store};
    ///
    /// let mut store = Store::new(&Engine::default(), ());
    /// assert!(Memory::new(&mut store, MemoryType::new(0, Some(65_536))).is_ok());
    /// assert!(Memory::new(&mut store, MemoryType::new(0, Some(65_537))).is_err());
    /// ```
    pub fn new(mut store: impl AsContextMut, ty: MemoryType) -> Result<Self, Error> {
        let address_bits = if ty.is_64() { 64 } else { 32 };
        let most = 1u64 << (address_bits - u32::from(ty.page_size_log2()));
        check_range("memory", ty.minimum(), ty.maximum(), most)?;
        let mut store = store.as_context_mut();
        let core = store.core_mut();
        let addr = core.alloc_memory(&ty)?;
        Ok(Self::from_addr(core.id(), addr))
    }

    /// The memory's type, with its present size as minimum.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the memory belongs to another store; the
    /// same holds for all other methods.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let memory = Memory::new(&mut store, MemoryType::new(1, Some(3)))?;
    /// assert_eq!(memory.ty(&store)?.maximum(), Some(3));
    /// # Ok(())
    /// # }
    /// ```
    pub fn ty(&self, store: impl AsContext) -> Result<MemoryType, Error> {
        let store = store.as_context();
        let memory = store.core().memory(self.addr(store.core())?);
        Ok(memory.ty().with_minimum(memory.size_pages()))
    }

    /// The size in pages.
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
    /// let memory = Memory::new(&mut store, MemoryType::new(1, Some(3)))?;
    /// assert_eq!(memory.size(&store)?, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn size(&self, store: impl AsContext) -> Result<u64, Error> {
        let store = store.as_context();
        Ok(store.core().memory(self.addr(store.core())?).size_pages())
    }

    /// The size in bytes.
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
    /// let memory = Memory::new(&mut store, MemoryType::new(1, Some(3)))?;
    /// assert_eq!(memory.data_size(&store)?, 65_536);
    /// # Ok(())
    /// # }
    /// ```
    pub fn data_size(&self, store: impl AsContext) -> Result<usize, Error> {
        let store = store.as_context();
        Ok(store.core().memory(self.addr(store.core())?).data().len())
    }

    /// Adds `delta` pages of zeros; gives the former size in pages.
    ///
    /// # Errors
    ///
    /// [`Limit`](crate::ErrorKind::Limit) if the memory would go beyond its maximum or
    /// [`Limits`](crate::Limits), or if the host has no memory; nothing has changed then.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let memory = Memory::new(&mut store, MemoryType::new(1, Some(3)))?;
    /// assert_eq!(memory.grow(&mut store, 2)?, 1);
    /// assert!(memory.grow(&mut store, 1).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn grow(&self, mut store: impl AsContextMut, delta: u64) -> Result<u64, Error> {
        let mut store = store.as_context_mut();
        let addr = self.addr(store.core())?;
        let memory = store.core().memory(addr);
        let wanted = memory.size_pages().saturating_add(delta);
        let maximum = memory.ty().maximum().unwrap_or(u64::MAX);
        store
            .core_mut()
            .memory_grow(addr, delta)
            .ok_or_else(|| Error::limit("memory pages", maximum, wanted))
    }

    /// The bytes of the memory, for as long as the store is borrowed.
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
    /// let memory = Memory::new(&mut store, MemoryType::new(1, Some(3)))?;
    /// assert!(memory.data(&store)?.iter().all(|&byte| byte == 0));
    /// # Ok(())
    /// # }
    /// ```
    pub fn data<'a, T: 'a>(
        &self,
        store: impl Into<StoreContext<'a, T>>,
    ) -> Result<&'a [u8], Error> {
        let core = store.into().core();
        Ok(core.memory(self.addr(core)?).data())
    }

    /// The bytes of the memory, to be changed.
    ///
    /// # Errors
    ///
    /// As for [`ty`](Self::ty).
    ///
    /// ```
    /// use sanderling::{Engine, Memory, MemoryType, Store};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let mut store = Store::new(&Engine::default(), ());
    /// let memory = Memory::new(&mut store, MemoryType::new(1, None))?;
    /// memory.data_mut(&mut store)?[0] = 7;
    /// assert_eq!(memory.data(&store)?[0], 7);
    /// # Ok(())
    /// # }
    /// ```
    pub fn data_mut<'a, T: 'a>(
        &self,
        store: impl Into<StoreContextMut<'a, T>>,
    ) -> Result<&'a mut [u8], Error> {
        Ok(self.data_and_store_mut(store)?.0)
    }

    /// The bytes of the memory and the host data, both to be changed.
    ///
    /// # Errors
    ///
    /// As for [`ty`](Self::ty).
    ///
    /// ```
    /// use sanderling::{Engine, Memory, MemoryType, Store};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let mut store = Store::new(&Engine::default(), vec![1, 2, 3]);
    /// let memory = Memory::new(&mut store, MemoryType::new(1, None))?;
    /// let (bytes, data) = memory.data_and_store_mut(&mut store)?;
    /// bytes[..3].copy_from_slice(data);
    /// data.clear();
    /// # Ok(())
    /// # }
    /// ```
    pub fn data_and_store_mut<'a, T: 'a>(
        &self,
        store: impl Into<StoreContextMut<'a, T>>,
    ) -> Result<(&'a mut [u8], &'a mut T), Error> {
        let (core, data) = store.into().into_parts();
        let addr = self.addr(core)?;
        Ok((core.memory_mut(addr).data_mut(), data))
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
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let memory = Memory::new(&mut store, MemoryType::new(1, Some(3)))?;
    /// let mut bytes = [1; 4];
    /// memory.read(&store, 8, &mut bytes)?;
    /// assert_eq!(bytes, [0; 4]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn read(
        &self,
        store: impl AsContext,
        offset: usize,
        buffer: &mut [u8],
    ) -> Result<(), Error> {
        let store = store.as_context();
        let data = store.core().memory(self.addr(store.core())?).data();
        let end = offset.checked_add(buffer.len());
        let bytes = end
            .and_then(|end| data.get(offset..end))
            .ok_or_else(out_of_bounds)?;
        buffer.copy_from_slice(bytes);
        Ok(())
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
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let memory = Memory::new(&mut store, MemoryType::new(1, Some(3)))?;
    /// memory.write(&mut store, 8, b"hello")?;
    /// assert!(memory.write(&mut store, 65_535, b"hello").is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn write(
        &self,
        mut store: impl AsContextMut,
        offset: usize,
        bytes: &[u8],
    ) -> Result<(), Error> {
        let mut store = store.as_context_mut();
        let addr = self.addr(store.core())?;
        let data = store.core_mut().memory_mut(addr).data_mut();
        let end = offset.checked_add(bytes.len());
        let place = end
            .and_then(|end| data.get_mut(offset..end))
            .ok_or_else(out_of_bounds)?;
        place.copy_from_slice(bytes);
        Ok(())
    }

    pub(super) fn from_addr(store: StoreId, addr: MemoryAddr) -> Self {
        Self(Stored::new(store, addr))
    }

    pub(super) fn addr(&self, core: &StoreCore) -> Result<MemoryAddr, Error> {
        self.0.addr(core)
    }
}

fn out_of_bounds() -> Error {
    Error::trap(Trap::MemoryOutOfBounds)
}

/// An error unless `minimum <= maximum <= most`. Modules are validated for it; types
/// that the host makes are not.
pub(super) fn check_range(
    what: &str,
    minimum: u64,
    maximum: Option<u64>,
    most: u64,
) -> Result<(), Error> {
    let maximum = maximum.unwrap_or(most);
    if minimum <= maximum && maximum <= most {
        return Ok(());
    }
    Err(Error::usage(format!(
        "{what} size must be {minimum} <= {maximum} <= {most}"
    )))
}
