//! Linear memories.
//!
//! A memory is a reservation of address space of which a prefix is accessible.
//! It grows in place while the reservation lasts and moves when it does not, so
//! whoever caches its base and length reloads them after anything that may grow
//! it (INV-MEM). Pages that are never touched cost nothing.

#![allow(unsafe_code, reason = "owns raw regions; INV-MEM")]

use super::table::range;
use crate::trap::Trap;
use crate::types::MemoryType;
use core::slice;

/// A linear memory.
#[derive(Debug)]
pub(crate) struct MemoryEntity {
    region: Region,
    ty: MemoryType,
    /// Bytes the memory may not grow beyond: its type's, the engine's and the
    /// address space's limit.
    max_bytes: u64,
}

impl MemoryEntity {
    /// A memory of the type's minimum size, zeroed; `None` where a limit or the
    /// lack of memory forbids it.
    pub(crate) fn new(ty: MemoryType, limit_bytes: u64) -> Option<MemoryEntity> {
        let page = 1u64 << ty.page_size_log2();
        let max = ty.maximum().unwrap_or(u64::MAX).saturating_mul(page);
        let max_bytes = max.min(limit_bytes).min(isize::MAX as u64);
        let bytes = ty
            .minimum()
            .checked_mul(page)
            .filter(|&bytes| bytes <= max_bytes)?;
        let mut region = Region::reserve(
            usize::try_from(max_bytes).ok()?,
            usize::try_from(bytes).ok()?,
        )?;
        region.grow(usize::try_from(bytes).ok()?)?;
        Some(MemoryEntity {
            region,
            ty,
            max_bytes,
        })
    }

    pub(crate) fn ty(&self) -> &MemoryType {
        &self.ty
    }

    /// Current size in pages.
    pub(crate) fn size_pages(&self) -> u64 {
        self.region.len as u64 >> self.ty.page_size_log2()
    }

    /// Address of the first byte.
    pub(crate) fn base(&self) -> *mut u8 {
        self.region.base
    }

    /// Current size in bytes.
    pub(crate) fn len(&self) -> usize {
        self.region.len
    }

    pub(crate) fn data(&self) -> &[u8] {
        // SAFETY: the first `len` bytes of the region are accessible and
        // initialised (INV-MEM), and `&self` keeps them unchanged: running code
        // reaches them through the store, which is borrowed.
        unsafe { slice::from_raw_parts(self.region.base, self.region.len) }
    }

    pub(crate) fn data_mut(&mut self) -> &mut [u8] {
        // SAFETY: as in `data`; `&mut self` makes the access exclusive.
        unsafe { slice::from_raw_parts_mut(self.region.base, self.region.len) }
    }

    /// Adds `delta` pages; gives the old size in pages, or `None` where a limit
    /// or the lack of memory forbids it, and then nothing has changed.
    pub(crate) fn grow(&mut self, delta: u64) -> Option<u64> {
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

    /// spec: exec/instructions, memory.fill
    pub(crate) fn fill(&mut self, at: u64, value: u8, len: u64) -> Result<(), Trap> {
        let range = range(at, len, self.len()).ok_or(Trap::MemoryOutOfBounds)?;
        self.data_mut()[range].fill(value);
        Ok(())
    }

    /// Copies within the memory. spec: exec/instructions, memory.copy
    pub(crate) fn copy_within(&mut self, dst: u64, src: u64, len: u64) -> Result<(), Trap> {
        let src = range(src, len, self.len()).ok_or(Trap::MemoryOutOfBounds)?;
        let dst = range(dst, len, self.len()).ok_or(Trap::MemoryOutOfBounds)?;
        self.data_mut().copy_within(src, dst.start);
        Ok(())
    }

    /// Copies `len` bytes from `src` at `from`.
    pub(crate) fn init(&mut self, at: u64, src: &[u8], from: u64, len: u64) -> Result<(), Trap> {
        let src = &src[range(from, len, src.len()).ok_or(Trap::MemoryOutOfBounds)?];
        let range = range(at, len, self.len()).ok_or(Trap::MemoryOutOfBounds)?;
        self.data_mut()[range].copy_from_slice(src);
        Ok(())
    }
}

/// Address space of which the first `len` bytes are accessible.
#[derive(Debug)]
pub(super) struct Region {
    pub(super) base: *mut u8,
    pub(super) len: usize,
    reserved: usize,
}

// SAFETY: a region is plain memory that its owner alone refers to.
unsafe impl Send for Region {}
// SAFETY: shared access to a region only reads it.
unsafe impl Sync for Region {}

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
    pub(super) fn reserve(max: usize, min: usize) -> Option<Region> {
        let granules = |bytes: usize| bytes.checked_next_multiple_of(sys::GRANULE);
        let wanted = granules(max.min(RESERVATION.max(min)))?;
        let least = granules(min)?;
        let wanted = if cfg!(any(not(unix), miri)) {
            least
        } else {
            wanted
        };
        if wanted == 0 {
            return Some(Region {
                base: core::ptr::dangling_mut(),
                len: 0,
                reserved: 0,
            });
        }
        for bytes in [wanted, least] {
            if bytes > 0
                && let Some(base) = sys::reserve(bytes)
            {
                return Some(Region {
                    base,
                    len: 0,
                    reserved: bytes,
                });
            }
        }
        (least == 0).then_some(Region {
            base: core::ptr::dangling_mut(),
            len: 0,
            reserved: 0,
        })
    }

    /// Makes the first `bytes` accessible, moving the region where it must.
    pub(super) fn grow(&mut self, bytes: usize) -> Option<()> {
        if bytes <= self.len {
            return Some(());
        }
        let committed = self.len.next_multiple_of(sys::GRANULE);
        let needed = bytes.checked_next_multiple_of(sys::GRANULE)?;
        if needed <= self.reserved {
            if needed > committed {
                sys::commit(self.base.wrapping_add(committed), needed - committed)?;
            }
        } else {
            // Half again as much, so that growing page by page stays linear.
            let roomy = needed
                .checked_add(needed / 2)
                .and_then(|n| n.checked_next_multiple_of(sys::GRANULE));
            let mut moved = None;
            for reserved in roomy.into_iter().chain([needed]) {
                if let Some(base) = sys::reserve(reserved) {
                    moved = Some(Region {
                        base,
                        len: 0,
                        reserved,
                    });
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
        Some(())
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        if self.reserved > 0 {
            sys::release(self.base, self.reserved);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Region;

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
}
