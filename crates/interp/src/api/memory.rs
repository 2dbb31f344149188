//! Linear memories.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use super::handle::Stored;
use super::{AsContext, AsContextMut, Engine, SharedMemory, StoreContext, StoreContextMut};
use crate::runtime::memory::MemoryEntity;
use crate::runtime::region::Mapping;
use crate::runtime::{MemoryAddr, StoreCore, StoreId};
use crate::{Error, HostBuffers, MemoryType};

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
    /// [`Limits`](crate::Limits), [`Trap::OutOfMemory`](crate::Trap::OutOfMemory) if the host has no memory.
    ///
    /// ```
    /// use sanderling::{Engine, Memory, MemoryType, Store};
    ///
    /// let mut store = Store::new(&Engine::default(), ());
    /// assert!(Memory::new(&mut store, MemoryType::new(0, Some(65_536))).is_ok());
    /// assert!(Memory::new(&mut store, MemoryType::new(0, Some(65_537))).is_err());
    /// ```
    pub fn new(mut store: impl AsContextMut, ty: MemoryType) -> Result<Self, Error> {
        check_type(&ty)?;
        let mut store = store.as_context_mut();
        let core = store.core_mut();
        let addr = core.alloc_memory(&ty)?;
        Ok(Self::from_addr(core.id(), addr))
    }

    /// A shared memory as one of this store. The same one is added to a store once.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the memory belongs to another engine,
    /// [`Limit`](crate::ErrorKind::Limit) beyond [`Limits`](crate::Limits): its present
    /// size counts as part of the store's memory.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let engine = Engine::default();
    /// let shared = SharedMemory::new(&engine, MemoryType::shared(1, 1))?;
    /// let mut store = Store::new(&engine, ());
    /// let memory = Memory::from_shared(&mut store, &shared)?;
    /// memory.write(&mut store, 0, b"hello")?;
    /// let mut other = Store::new(&engine, ());
    /// let mut bytes = [0; 5];
    /// Memory::from_shared(&mut other, &shared)?.read(&other, 0, &mut bytes)?;
    /// assert_eq!(&bytes, b"hello");
    /// # Ok(())
    /// # }
    /// ```
    pub fn from_shared(mut store: impl AsContextMut, memory: &SharedMemory) -> Result<Self, Error> {
        let mut store = store.as_context_mut();
        if !Engine::same(store.engine(), memory.engine()) {
            return Err(Error::usage("the shared memory belongs to another engine"));
        }
        let core = store.core_mut();
        let addr = core.alloc_shared_memory(memory.inner())?;
        Ok(Self::from_addr(core.id(), addr))
    }

    /// The memory as one that other stores can have as well; `None` if its type is not
    /// shared.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the memory belongs to another store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let mut store = Store::new(&Engine::default(), ());
    /// let memory = Memory::new(&mut store, MemoryType::shared(1, 1))?;
    /// assert!(memory.to_shared(&store)?.is_some());
    /// let memory = Memory::new(&mut store, MemoryType::new(1, None))?;
    /// assert!(memory.to_shared(&store)?.is_none());
    /// # Ok(())
    /// # }
    /// ```
    pub fn to_shared(&self, store: impl AsContext) -> Result<Option<SharedMemory>, Error> {
        let store = store.as_context();
        let shared = store.core().memory(self.addr(store.core())?).shared();
        let engine = store.engine();
        Ok(shared.map(|inner| SharedMemory::from_parts(engine.clone(), inner.clone())))
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
        Ok(store.core().memory(self.addr(store.core())?).size_bytes())
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
            .memory_grow(addr, delta)?
            .ok_or_else(|| Error::limit("memory pages", maximum, wanted))
    }

    /// The bytes of the memory, for as long as the store is borrowed.
    ///
    /// # Errors
    ///
    /// As for [`ty`](Self::ty); [`Usage`](crate::ErrorKind::Usage) as well if the memory
    /// is shared, as other threads may change it: use [`read`](Self::read) and
    /// [`write`](Self::write), or [`to_shared`](Self::to_shared).
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
        let memory = core.memory(self.addr(core)?);
        check_unshared(memory)?;
        Ok(memory.data())
    }

    /// The bytes of the memory, to be changed.
    ///
    /// # Errors
    ///
    /// As for [`ty`](Self::ty); [`Usage`](crate::ErrorKind::Usage) as well if the memory
    /// is shared, as other threads may change it: use [`read`](Self::read) and
    /// [`write`](Self::write), or [`to_shared`](Self::to_shared).
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
    /// As for [`ty`](Self::ty); [`Usage`](crate::ErrorKind::Usage) as well if the memory
    /// is shared, as other threads may change it: use [`read`](Self::read) and
    /// [`write`](Self::write), or [`to_shared`](Self::to_shared).
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
        let memory = core.memory_mut(self.addr(core)?);
        check_unshared(memory)?;
        Ok((memory.data_mut(), data))
    }

    /// The bytes of the memory and the host data, both to be changed, and who is asked
    /// before a buffer grows that the host fills for the guest.
    ///
    /// # Errors
    ///
    /// As for [`data_and_store_mut`](Self::data_and_store_mut).
    ///
    /// ```
    /// use sanderling::{Engine, Memory, MemoryType, Store};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let mut store = Store::new(&Engine::default(), Vec::new());
    /// let memory = Memory::new(&mut store, MemoryType::new(1, None))?;
    /// let (bytes, kept, mut buffers) = memory.data_and_host_buffers_mut(&mut store)?;
    /// if buffers.admit(0, bytes.len() as u64)? {
    ///     kept.extend_from_slice(bytes);
    /// }
    /// assert_eq!(store.data().len(), 65_536);
    /// # Ok(())
    /// # }
    /// ```
    pub fn data_and_host_buffers_mut<'a, T: 'a>(
        &self,
        store: impl Into<StoreContextMut<'a, T>>,
    ) -> Result<(&'a mut [u8], &'a mut T, HostBuffers<'a>), Error> {
        let (core, data) = store.into().into_parts();
        let addr = self.addr(core)?;
        check_unshared(core.memory(addr))?;
        let (memory, buffers) = core.memory_and_host_buffers(addr);
        Ok((memory.data_mut(), data, buffers))
    }

    /// Copies bytes out of the memory, from `offset` on, until `buffer` is full.
    ///
    /// # Errors
    ///
    /// [`Trap::MemoryOutOfBounds`](crate::Trap::MemoryOutOfBounds) if they are not all inside the memory; `buffer` is
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
        let memory = store.core().memory(self.addr(store.core())?);
        memory.read(offset as u64, buffer).map_err(Error::trap)
    }

    /// Copies `bytes` into the memory, from `offset` on.
    ///
    /// # Errors
    ///
    /// [`Trap::MemoryOutOfBounds`](crate::Trap::MemoryOutOfBounds) if they do not all fit; the memory is unchanged then.
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
        let memory = store.core_mut().memory_mut(addr);
        memory.write(offset as u64, bytes).map_err(Error::trap)
    }

    /// Keeps the memory's bytes at their present address, for those who hold addresses
    /// and not borrows, such as bindings to other languages.
    ///
    /// # Errors
    ///
    /// As for [`ty`](Self::ty); [`Usage`](crate::ErrorKind::Usage) as well if the memory
    /// is shared: nobody may access that by its address.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let memory = Memory::new(&mut store, MemoryType::new(1, Some(3)))?;
    /// memory.write(&mut store, 0, b"x")?;
    /// let pin = memory.pin(&store)?;
    /// drop(store);
    /// assert_eq!(pin.len(), 65_536);
    /// // SAFETY: the pin keeps the bytes, whose store has gone, so that nobody changes them.
    /// assert_eq!(unsafe { pin.as_ptr().read() }, b'x');
    /// # Ok(())
    /// # }
    /// ```
    pub fn pin(&self, store: impl AsContext) -> Result<MemoryPin, Error> {
        let store = store.as_context();
        let memory = store.core().memory(self.addr(store.core())?);
        check_unshared(memory)?;
        Ok(MemoryPin {
            mapping: memory.mapping().clone(),
            len: memory.size_bytes(),
        })
    }

    pub(super) fn from_addr(store: StoreId, addr: MemoryAddr) -> Self {
        Self(Stored::new(store, addr))
    }

    pub(super) fn addr(&self, core: &StoreCore) -> Result<MemoryAddr, Error> {
        self.0.addr(core)
    }
}

/// A hold on the bytes of a memory, from [`Memory::pin`].
///
/// The bytes stay accessible at their address for as long as this lives, whatever becomes
/// of the memory and the store. If the memory grows beyond its reservation it moves away
/// from them, and they keep what was in them: they are stale then, and never dangling.
///
/// Nobody is kept from changing them meanwhile; who reads them through the address has to
/// see to it that no guest runs, as for any memory that threads share.
///
/// ```
/// # use sanderling::*;
/// # fn main() -> Result<(), Error> {
/// # let mut store = Store::new(&Engine::default(), ());
/// let pin = Memory::new(&mut store, MemoryType::new(1, None))?.pin(&store)?;
/// drop(store);
/// assert_eq!(pin.len(), 65_536);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct MemoryPin {
    mapping: Arc<Mapping>,
    len: usize,
}

impl MemoryPin {
    /// The address of the first byte.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let pin = Memory::new(&mut store, MemoryType::new(1, None))?.pin(&store)?;
    /// assert!(!pin.as_ptr().is_null());
    /// # Ok(())
    /// # }
    /// ```
    pub fn as_ptr(&self) -> *mut u8 {
        self.mapping.base()
    }

    /// The number of bytes: the memory's size when it was pinned.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let pin = Memory::new(&mut store, MemoryType::new(1, None))?.pin(&store)?;
    /// assert_eq!(pin.len(), 65_536);
    /// # Ok(())
    /// # }
    /// ```
    pub fn len(&self) -> usize {
        self.len
    }

    /// The memory's size in bytes as it is now, if it is still at this address;
    /// `usize::MAX` once it has moved away or is gone. Whoever caches the address can see
    /// by one read whether it is still the memory's.
    ///
    /// ```
    /// use std::sync::atomic::Ordering;
    /// # use sanderling::*;
    ///
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let memory = Memory::new(&mut store, MemoryType::new(1, Some(3)))?;
    /// let pin = memory.pin(&store)?;
    /// memory.grow(&mut store, 1)?;
    /// assert_eq!(pin.live_len().load(Ordering::Acquire), 131_072);
    /// drop(store);
    /// assert_eq!(pin.live_len().load(Ordering::Acquire), usize::MAX);
    /// # Ok(())
    /// # }
    /// ```
    pub fn live_len(&self) -> &AtomicUsize {
        self.mapping.live_len()
    }

    /// Whether there are no bytes.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let pin = Memory::new(&mut store, MemoryType::new(1, None))?.pin(&store)?;
    /// assert!(!pin.is_empty());
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

/// An error if other threads may change the bytes.
fn check_unshared(memory: &MemoryEntity) -> Result<(), Error> {
    match memory.shared() {
        None => Ok(()),
        Some(_) => Err(Error::usage(
            "the bytes of a shared memory cannot be borrowed: read and write them",
        )),
    }
}

/// An error unless the type's sizes are in order, and its addresses reach all of it.
pub(super) fn check_type(ty: &MemoryType) -> Result<(), Error> {
    let address_bits = if ty.is_64() { 64 } else { 32 };
    let page_bits = u32::from(ty.page_size_log2());
    let most = 1u64.checked_shl(address_bits - page_bits);
    check_range(
        "memory",
        ty.minimum(),
        ty.maximum(),
        most.unwrap_or(u64::MAX),
    )
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
