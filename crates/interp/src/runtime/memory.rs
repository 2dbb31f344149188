//! Linear memories.
//!
//! A memory is a reservation of address space of which a prefix is accessible.
//! It grows in place while the reservation lasts and moves when it does not, so
//! whoever caches its base and length reloads them after anything that may grow
//! it (INV-MEM). Pages that are never touched cost nothing.
//!
//! A memory that is shared with other stores is in [`super::shared`]; a store knows
//! it as a memory with an empty region of its own, so that nothing that is meant for
//! other memories reaches its bytes.

#![allow(unsafe_code, reason = "owns raw regions; INV-MEM")]

use super::shared::SharedEntity;
use super::table::range;
use super::wait::Wake;
use crate::trap::Trap;
use crate::types::MemoryType;
use core::slice;
use core::time::Duration;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

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
            None => &self.region.mapping,
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

    /// Waits at an address plus an offset while the value there is the expected one.
    /// spec: exec/instructions, memory.atomic.wait
    pub(crate) fn wait(
        &self,
        at: (u64, u64),
        expected: (usize, u64),
        timeout: Option<Duration>,
        stop: Option<&dyn Fn() -> Option<Trap>>,
    ) -> Result<Wake, Trap> {
        let size = expected.0;
        let at = atomic_address(at, size)?;
        match &self.shared {
            Some(shared) => shared.wait(at, expected, timeout, stop),
            None if range(at, size as u64, self.len()).is_none() => Err(Trap::MemoryOutOfBounds),
            None => Err(Trap::ExpectedSharedMemory),
        }
    }
}

/// Address space of which the first `len` bytes are accessible.
#[derive(Debug)]
pub(crate) struct Region {
    pub(crate) base: *mut u8,
    pub(crate) len: usize,
    mapping: Arc<Mapping>,
}

// SAFETY: a region is plain memory that its owner alone refers to; whoever else has a part
// in the mapping has an address only, and answers for what is done with it.
unsafe impl Send for Region {}
// SAFETY: shared access to a region only reads it.
unsafe impl Sync for Region {}

/// A reservation of address space, given back when nobody has a part in it any more.
#[derive(Debug)]
pub(crate) struct Mapping {
    base: *mut u8,
    reserved: usize,
    /// The accessible bytes of the region that is here, and `usize::MAX` when none is any
    /// more.
    live_len: AtomicUsize,
}

// SAFETY: a mapping is an address that nothing is done with but giving it back, once.
unsafe impl Send for Mapping {}
// SAFETY: as above.
unsafe impl Sync for Mapping {}

impl Mapping {
    /// The first byte.
    pub(crate) fn base(&self) -> *mut u8 {
        self.base
    }

    /// Says how many bytes the memory here has now.
    pub(super) fn set_live_len(&self, bytes: usize) {
        self.live_len.store(bytes, Ordering::Release);
    }

    /// The size of the memory that is here, `usize::MAX` if it is gone.
    pub(crate) fn live_len(&self) -> &AtomicUsize {
        &self.live_len
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        if self.reserved > 0 {
            sys::release(self.base, self.reserved);
        }
    }
}

/// Address space reserved for a memory that may grow without a stated maximum
/// below this: growing then never moves a 32-bit memory.
#[cfg(target_pointer_width = "64")]
const RESERVATION: usize = 4 << 30;
/// A 32-bit host has no address space to spare.
#[cfg(not(target_pointer_width = "64"))]
const RESERVATION: usize = 0;

#[cfg(all(unix, not(miri)))]
mod sys {
    //! Anonymous mappings.

    use core::ptr;

    /// Granularity of mappings; every supported page size divides it.
    pub(super) const GRANULE: usize = 64 << 10;

    /// Reserves inaccessible address space.
    pub(super) fn reserve(bytes: usize) -> Option<*mut u8> {
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
        // SAFETY: a fresh anonymous mapping overlaps nothing.
        let base = unsafe { libc::mmap(ptr::null_mut(), bytes, libc::PROT_NONE, flags, -1, 0) };
        (base != libc::MAP_FAILED).then_some(base.cast())
    }

    /// Makes a range of a reservation accessible; its bytes are zero.
    pub(super) fn commit(at: *mut u8, bytes: usize) -> Option<()> {
        // SAFETY: the caller owns the reservation `at .. at + bytes` lies in.
        let status =
            unsafe { libc::mprotect(at.cast(), bytes, libc::PROT_READ | libc::PROT_WRITE) };
        (status == 0).then_some(())
    }

    /// Gives a reservation back.
    pub(super) fn release(base: *mut u8, bytes: usize) {
        // SAFETY: the caller owns the reservation and does not use it any more.
        unsafe { libc::munmap(base.cast(), bytes) };
    }
}

#[cfg(any(not(unix), miri))]
mod sys {
    //! Blocks of the allocator, accessible from the start.

    use std::alloc::{Layout, alloc_zeroed, dealloc};

    pub(super) const GRANULE: usize = 64 << 10;

    fn layout(bytes: usize) -> Option<Layout> {
        Layout::from_size_align(bytes, 4096).ok()
    }

    pub(super) fn reserve(bytes: usize) -> Option<*mut u8> {
        let layout = layout(bytes)?;
        // SAFETY: `reserve` is asked for one granule or more.
        let base = unsafe { alloc_zeroed(layout) };
        (!base.is_null()).then_some(base)
    }

    pub(super) fn commit(_at: *mut u8, _bytes: usize) -> Option<()> {
        Some(())
    }

    pub(super) fn release(base: *mut u8, bytes: usize) {
        if let Some(layout) = layout(bytes) {
            // SAFETY: `base` comes from `reserve` with this size.
            unsafe { dealloc(base, layout) };
        }
    }
}

impl Region {
    /// Reserves space for `max` bytes, or for less, but at least for `min`.
    pub(crate) fn reserve(max: usize, min: usize) -> Option<Region> {
        let granules = |bytes: usize| bytes.checked_next_multiple_of(sys::GRANULE);
        let wanted = granules(max.min(RESERVATION.max(min)))?;
        let least = granules(min)?;
        let wanted = if cfg!(any(not(unix), miri)) {
            least
        } else {
            wanted
        };
        if wanted == 0 {
            return Some(Region::empty());
        }
        for bytes in [wanted, least] {
            if bytes > 0
                && let Some(base) = sys::reserve(bytes)
            {
                return Some(Region::new(base, bytes));
            }
        }
        (least == 0).then(Region::empty)
    }

    /// The address space that the region is in.
    pub(super) fn mapping(&self) -> &Arc<Mapping> {
        &self.mapping
    }

    /// No accessible bytes yet, at the beginning of a fresh reservation.
    fn new(base: *mut u8, reserved: usize) -> Region {
        Region {
            base,
            len: 0,
            mapping: Arc::new(Mapping {
                base,
                reserved,
                live_len: AtomicUsize::new(0),
            }),
        }
    }

    /// No space at all.
    fn empty() -> Region {
        Region::new(core::ptr::dangling_mut(), 0)
    }

    /// Reserves space for `bytes`, none of it accessible. Whoever calls this commits
    /// it and keeps the length.
    pub(super) fn reserve_whole(bytes: usize) -> Option<Region> {
        let reserved = bytes.checked_next_multiple_of(sys::GRANULE)?;
        if reserved == 0 {
            return Some(Region::empty());
        }
        Some(Region::new(sys::reserve(reserved)?, reserved))
    }

    /// Makes the first `bytes` of the reservation accessible, of which `len` are.
    pub(super) fn commit(&self, len: usize, bytes: usize) -> Option<()> {
        let committed = len.next_multiple_of(sys::GRANULE);
        let needed = bytes.checked_next_multiple_of(sys::GRANULE)?;
        if needed > self.mapping.reserved {
            return None;
        }
        if needed > committed {
            sys::commit(self.base.wrapping_add(committed), needed - committed)?;
        }
        Some(())
    }

    /// Makes the first `bytes` accessible, moving the region where it must.
    pub(crate) fn grow(&mut self, bytes: usize) -> Option<()> {
        if bytes <= self.len {
            return Some(());
        }
        let needed = bytes.checked_next_multiple_of(sys::GRANULE)?;
        if needed <= self.mapping.reserved {
            self.commit(self.len, bytes)?;
        } else {
            // Half again as much, so that growing page by page stays linear.
            let roomy = needed
                .checked_add(needed / 2)
                .and_then(|n| n.checked_next_multiple_of(sys::GRANULE));
            let mut moved = None;
            for reserved in roomy.into_iter().chain([needed]) {
                if let Some(base) = sys::reserve(reserved) {
                    moved = Some(Region::new(base, reserved));
                    break;
                }
            }
            let mut moved = moved?;
            sys::commit(moved.base, needed)?;
            // SAFETY: both regions have `self.len` accessible bytes and are distinct.
            unsafe { moved.base.copy_from_nonoverlapping(self.base, self.len) };
            moved.len = self.len;
            *self = moved;
        }
        self.len = bytes;
        self.mapping.set_live_len(bytes);
        Some(())
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        self.mapping.set_live_len(usize::MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::{Ordering, Region};

    #[test]
    fn region_keeps_its_bytes_when_it_moves() {
        let mut region = Region::reserve(1, 1).expect("one granule");
        region.grow(1).expect("fits");
        // SAFETY: the region's first byte is accessible.
        unsafe { region.base.write(7) };
        region.grow(10 << 20).expect("moves");
        // SAFETY: as above, and the last byte of the grown region.
        let (first, last) = unsafe { (region.base.read(), region.base.add((10 << 20) - 1).read()) };
        assert_eq!((first, last), (7, 0));
    }

    #[test]
    fn a_mapping_outlives_the_region_that_moved() {
        let mut region = Region::reserve(1, 1).expect("one granule");
        region.grow(1).expect("fits");
        // SAFETY: the region's first byte is accessible.
        unsafe { region.base.write(7) };
        let held = region.mapping.clone();
        region.grow(10 << 20).expect("moves");
        assert_ne!(held.base(), region.base);
        assert_eq!(held.live_len().load(Ordering::Acquire), usize::MAX);
        assert_eq!(region.mapping.live_len().load(Ordering::Acquire), 10 << 20);
        // SAFETY: as above.
        unsafe { region.base.write(8) };
        drop(region);
        // SAFETY: the mapping is held, and its first granule is accessible.
        assert_eq!(unsafe { held.base().read() }, 7);
    }
}
