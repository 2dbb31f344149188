//! Linear memories.
//!
//! A memory's bytes are a [`Region`]. It moves when its reservation is used up, so
//! whoever caches its base and length reloads them after anything that may grow
//! it (INV-MEM).
//!
//! A memory that is shared with other stores is in [`super::shared`]; a store knows
//! it as a memory with an empty region of its own, so that nothing that is meant for
//! other memories reaches its bytes.

#![allow(unsafe_code, reason = "lends the bytes of a region; INV-MEM")]

use super::image::Image;
use super::region::{Mapping, Region};
use super::shared::{SharedEntity, SharedWait};
use super::table::range;
use crate::trap::Trap;
use crate::types::MemoryType;
use core::slice;
use std::sync::Arc;

/// A linear memory.
#[derive(Debug)]
pub(crate) struct MemoryEntity {
    /// Empty if the memory is shared.
    region: Region,
    ty: MemoryType,
    /// Bytes the memory may not grow beyond: its type's, the engine's and the
    /// address space's limit.
    max_bytes: u64,
    shared: Option<Arc<SharedEntity>>,
}

/// Bytes of a memory of this type when it is made, and those it may not grow beyond;
/// `None` where a limit forbids it.
pub(super) fn size_range(ty: &MemoryType, limit_bytes: u64) -> Option<(usize, u64)> {
    let page = 1u64 << ty.page_size_log2();
    let max = ty.maximum().unwrap_or(u64::MAX).saturating_mul(page);
    let max_bytes = max.min(limit_bytes).min(isize::MAX as u64);
    let bytes = ty.minimum().checked_mul(page)?;
    let bytes = usize::try_from(bytes).ok().filter(|_| bytes <= max_bytes)?;
    Some((bytes, max_bytes))
}

impl MemoryEntity {
    /// A memory of the type's minimum size, zeroed; `None` where a limit or the
    /// lack of memory forbids it.
    pub(crate) fn new(ty: MemoryType, limit_bytes: u64) -> Option<MemoryEntity> {
        if ty.is_shared() {
            let shared = SharedEntity::new(ty, limit_bytes)?;
            return Some(Self::of_shared(Arc::new(shared)));
        }
        let (bytes, max_bytes) = size_range(&ty, limit_bytes)?;
        let mut region = Region::reserve(usize::try_from(max_bytes).ok()?, bytes)?;
        region.grow(bytes)?;
        Some(MemoryEntity {
            region,
            ty,
            max_bytes,
            shared: None,
        })
    }

    /// A shared memory, as one of a store.
    pub(crate) fn of_shared(shared: Arc<SharedEntity>) -> MemoryEntity {
        MemoryEntity {
            region: Region::empty(),
            ty: shared.ty().clone(),
            max_bytes: 0,
            shared: Some(shared),
        }
    }

    /// The memory that is shared with other stores, if this is one.
    #[inline(always)]
    pub(crate) fn shared(&self) -> Option<&Arc<SharedEntity>> {
        self.shared.as_ref()
    }

    pub(crate) fn ty(&self) -> &MemoryType {
        &self.ty
    }

    /// Lets the memory, which is zeroed, begin with the bytes of an image; `false` if
    /// that is impossible, and then it is still zeroed. `None` if it cannot be had any
    /// more, for want of memory.
    pub(super) fn map_image(&mut self, image: &Image) -> Option<bool> {
        for piece in image.pieces() {
            if self.region.map(image.pages(), *piece).is_none() {
                let bytes = self.region.len;
                core::mem::replace(&mut self.region, Region::empty()).abandon();
                self.region = Region::reserve(usize::try_from(self.max_bytes).ok()?, bytes)?;
                self.region.grow(bytes)?;
                return Some(false);
            }
        }
        Some(true)
    }

    /// Current size in pages.
    pub(crate) fn size_pages(&self) -> u64 {
        match &self.shared {
            None => self.region.len as u64 >> self.ty.page_size_log2(),
            Some(shared) => shared.size_pages(),
        }
    }

    /// Address of the first byte that this store alone may access.
    pub(crate) fn base(&self) -> *mut u8 {
        self.region.base
    }

    /// Bytes that this store alone may access: none if the memory is shared.
    pub(crate) fn len(&self) -> usize {
        self.region.len
    }

    /// Current size in bytes.
    pub(crate) fn size_bytes(&self) -> usize {
        match &self.shared {
            None => self.region.len,
            Some(shared) => shared.len(),
        }
    }

    /// The bytes; none if the memory is shared.
    pub(crate) fn data(&self) -> &[u8] {
        // SAFETY: the first `len` bytes of the region are accessible and
        // initialised (INV-MEM), and `&self` keeps them unchanged: running code
        // reaches them through the store, which is borrowed.
        unsafe { slice::from_raw_parts(self.region.base, self.region.len) }
    }

    /// As [`data`](Self::data).
    pub(crate) fn data_mut(&mut self) -> &mut [u8] {
        // SAFETY: as in `data`; `&mut self` makes the access exclusive.
        unsafe { slice::from_raw_parts_mut(self.region.base, self.region.len) }
    }

    /// The address space that the memory is in now, and which stays while somebody has
    /// a part in it.
    pub(crate) fn mapping(&self) -> &Arc<Mapping> {
        match &self.shared {
            None => self.region.mapping(),
            Some(shared) => shared.mapping(),
        }
    }

    /// Adds `delta` pages; gives the old size in pages, or `None` where a limit
    /// or the lack of memory forbids it, and then nothing has changed.
    pub(crate) fn grow(&mut self, delta: u64) -> Option<u64> {
        if let Some(shared) = &self.shared {
            return shared.grow(delta);
        }
        let old = self.size_pages();
        let bytes = old
            .checked_add(delta)?
            .checked_mul(1 << self.ty.page_size_log2())?;
        if delta > 0 {
            let bytes = usize::try_from(bytes)
                .ok()
                .filter(|&bytes| bytes as u64 <= self.max_bytes)?;
            self.region.grow(bytes)?;
        }
        Some(old)
    }

    /// The bytes that `delta` pages add, if no limit forbids them.
    pub(crate) fn growth_bytes(&self, delta: u64) -> Option<u64> {
        let bytes = delta.checked_mul(1 << self.ty.page_size_log2())?;
        let (len, max_bytes) = match &self.shared {
            None => (self.len(), self.max_bytes),
            Some(shared) => (shared.len(), shared.max_bytes()),
        };
        let end = bytes.checked_add(len as u64)?;
        (end <= max_bytes).then_some(bytes)
    }

    /// spec: exec/instructions, memory.fill
    pub(crate) fn fill(&mut self, at: u64, value: u8, len: u64) -> Result<(), Trap> {
        if let Some(shared) = &self.shared {
            return shared.fill(at, value, len);
        }
        let range = range(at, len, self.len()).ok_or(Trap::MemoryOutOfBounds)?;
        self.data_mut()[range].fill(value);
        Ok(())
    }

    /// Copies within the memory. spec: exec/instructions, memory.copy
    pub(crate) fn copy_within(&mut self, dst: u64, src: u64, len: u64) -> Result<(), Trap> {
        if let Some(shared) = &self.shared {
            return shared.copy_from(dst, shared, src, len);
        }
        let src = range(src, len, self.len()).ok_or(Trap::MemoryOutOfBounds)?;
        let dst = range(dst, len, self.len()).ok_or(Trap::MemoryOutOfBounds)?;
        self.data_mut().copy_within(src, dst.start);
        Ok(())
    }

    /// Copies `len` bytes from another memory.
    pub(crate) fn copy_from(
        &mut self,
        dst: u64,
        from: &MemoryEntity,
        src: u64,
        len: u64,
    ) -> Result<(), Trap> {
        let Some(other) = &from.shared else {
            return self.init(dst, from.data(), src, len);
        };
        if let Some(shared) = &self.shared {
            return shared.copy_from(dst, other, src, len);
        }
        let dst = range(dst, len, self.len()).ok_or(Trap::MemoryOutOfBounds)?;
        other.read(src, &mut self.data_mut()[dst])
    }

    /// Copies `len` bytes from `src` at `from`.
    pub(crate) fn init(&mut self, at: u64, src: &[u8], from: u64, len: u64) -> Result<(), Trap> {
        let src = &src[range(from, len, src.len()).ok_or(Trap::MemoryOutOfBounds)?];
        self.write(at, src)
    }

    /// Copies bytes to the host.
    pub(crate) fn read(&self, at: u64, bytes: &mut [u8]) -> Result<(), Trap> {
        if let Some(shared) = &self.shared {
            return shared.read(at, bytes);
        }
        let range = range(at, bytes.len() as u64, self.len()).ok_or(Trap::MemoryOutOfBounds)?;
        bytes.copy_from_slice(&self.data()[range]);
        Ok(())
    }

    /// Copies bytes from the host.
    pub(crate) fn write(&mut self, at: u64, bytes: &[u8]) -> Result<(), Trap> {
        if let Some(shared) = &self.shared {
            return shared.write(at, bytes);
        }
        let range = range(at, bytes.len() as u64, self.len()).ok_or(Trap::MemoryOutOfBounds)?;
        self.data_mut()[range].copy_from_slice(bytes);
        Ok(())
    }
}

/// The sum of an address and an offset, where a value of `size` bytes is.
fn atomic_address((address, offset): (u64, u64), size: usize) -> Result<u64, Trap> {
    // The remainder of the sum is right even if the sum is too large.
    if !address.wrapping_add(offset).is_multiple_of(size as u64) {
        return Err(Trap::UnalignedAtomic);
    }
    address.checked_add(offset).ok_or(Trap::MemoryOutOfBounds)
}

impl MemoryEntity {
    /// Wakes threads that wait at an address plus an offset; gives their number.
    /// spec: exec/instructions, memory.atomic.notify
    pub(crate) fn notify(&self, at: (u64, u64), count: u32) -> Result<u32, Trap> {
        let at = atomic_address(at, 4)?;
        match &self.shared {
            Some(shared) => shared.notify(at, count),
            // Nobody can wait there.
            None => range(at, 4, self.len())
                .map(|_| 0)
                .ok_or(Trap::MemoryOutOfBounds),
        }
    }

    /// Begins to wait at an address plus an offset if the value there is the expected one.
    /// spec: exec/instructions, memory.atomic.wait
    pub(crate) fn begin_wait(
        &self,
        at: (u64, u64),
        expected: (usize, u64),
    ) -> Result<Option<SharedWait>, Trap> {
        let size = expected.0;
        let at = atomic_address(at, size)?;
        match &self.shared {
            Some(shared) => shared.begin_wait(at, expected),
            None if range(at, size as u64, self.len()).is_none() => Err(Trap::MemoryOutOfBounds),
            None => Err(Trap::ExpectedSharedMemory),
        }
    }
}
