//! Regions of address space: the bytes of memories, stacks and the heap.
//!
//! A region is a reservation of address space of which a prefix is accessible. It
//! grows in place while the reservation lasts and moves when it does not. Pages that
//! are never touched cost nothing.

#![allow(unsafe_code, reason = "owns raw regions; INV-MEM")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

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
    pub(super) fn empty() -> Region {
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
