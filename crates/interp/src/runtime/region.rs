//! Regions of address space: the bytes of memories, stacks and the heap.
//!
//! A region is a reservation of address space of which a prefix is accessible. It
//! grows in place while the reservation lasts and moves when it does not. Pages that
//! are never touched cost nothing.

#![allow(unsafe_code, reason = "owns raw regions; INV-MEM")]

use super::image::Piece;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

pub(super) use pages::{Pages, page_bytes};

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
        map(bytes, libc::PROT_NONE)
    }

    /// Reserves address space that is accessible at once; its bytes are zero.
    pub(super) fn reserve_accessible(bytes: usize) -> Option<*mut u8> {
        map(bytes, libc::PROT_READ | libc::PROT_WRITE)
    }

    fn map(bytes: usize, protection: libc::c_int) -> Option<*mut u8> {
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
        // SAFETY: a fresh anonymous mapping overlaps nothing.
        let base = unsafe { libc::mmap(ptr::null_mut(), bytes, protection, flags, -1, 0) };
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

/// Whether there are [`Pages`].
pub(super) const PAGE_FILES: bool = cfg!(all(target_os = "linux", not(miri)));

#[cfg(all(target_os = "linux", not(miri)))]
mod pages {
    //! Files in memory, whose pages are mapped copy-on-write.

    use super::super::image::Piece;
    use std::fs::File;
    use std::os::fd::{AsRawFd, FromRawFd};
    use std::os::unix::fs::FileExt;

    /// Pages that never change.
    #[derive(Debug)]
    pub(crate) struct Pages(File);

    impl Pages {
        /// Pages of `size` bytes, a multiple of theirs, with parts at these places.
        pub(crate) fn new<'b>(
            size: usize,
            parts: impl Iterator<Item = (usize, &'b [u8])>,
        ) -> Option<Pages> {
            let flags = libc::MFD_CLOEXEC | libc::MFD_ALLOW_SEALING;
            // SAFETY: the name is a C string, and the call touches nothing else.
            let fd = unsafe { libc::memfd_create(c"sanderling".as_ptr(), flags) };
            if fd < 0 {
                return None;
            }
            // SAFETY: a fresh descriptor that nobody else has.
            let file = unsafe { File::from_raw_fd(fd) };
            file.set_len(size as u64).ok()?;
            for (at, bytes) in parts {
                file.write_all_at(bytes, at as u64).ok()?;
            }
            let seals =
                libc::F_SEAL_SEAL | libc::F_SEAL_SHRINK | libc::F_SEAL_GROW | libc::F_SEAL_WRITE;
            // SAFETY: the call changes what may be done with the file and nothing else.
            let sealed = unsafe { libc::fcntl(file.as_raw_fd(), libc::F_ADD_SEALS, seals) };
            (sealed == 0).then_some(Pages(file))
        }

        /// Puts a piece where accessible bytes are; if that fails, nothing may be there.
        pub(super) fn map(&self, base: *mut u8, piece: Piece) -> Option<()> {
            let offset = libc::off_t::try_from(piece.offset).ok()?;
            let protection = libc::PROT_READ | libc::PROT_WRITE;
            let flags = libc::MAP_PRIVATE | libc::MAP_FIXED | libc::MAP_NORESERVE;
            let at = base.wrapping_add(piece.at);
            // SAFETY: the caller owns `at .. at + len` and has no reference to it. The
            // file is sealed: its pages stay there and keep their contents.
            let mapped = unsafe {
                libc::mmap(
                    at.cast(),
                    piece.len,
                    protection,
                    flags,
                    self.0.as_raw_fd(),
                    offset,
                )
            };
            (mapped != libc::MAP_FAILED).then_some(())
        }
    }

    /// Bytes of a page of the system.
    pub(crate) fn page_bytes() -> usize {
        // SAFETY: a question without arguments.
        let bytes = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
        usize::try_from(bytes).unwrap_or(super::sys::GRANULE)
    }
}

#[cfg(not(all(target_os = "linux", not(miri))))]
mod pages {
    //! No such files: there is never a value of [`Pages`].

    use super::super::image::Piece;

    #[derive(Debug)]
    pub(crate) enum Pages {}

    impl Pages {
        pub(crate) fn new<'b>(
            _size: usize,
            _parts: impl Iterator<Item = (usize, &'b [u8])>,
        ) -> Option<Pages> {
            None
        }

        pub(super) fn map(&self, _base: *mut u8, _piece: Piece) -> Option<()> {
            match *self {}
        }
    }

    pub(crate) fn page_bytes() -> usize {
        super::sys::GRANULE
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

    pub(super) fn reserve_accessible(bytes: usize) -> Option<*mut u8> {
        reserve(bytes)
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

    /// So many bytes, a multiple of the granule, all of them accessible.
    pub(super) fn accessible(bytes: usize) -> Option<Region> {
        if bytes == 0 {
            return Some(Region::empty());
        }
        let mut region = Region::new(sys::reserve_accessible(bytes)?, bytes);
        region.len = bytes;
        region.mapping.set_live_len(bytes);
        Some(region)
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

impl Region {
    /// Replaces a piece of the accessible bytes, which nobody has looked at yet. If that
    /// fails, the region can only be [abandoned](Self::abandon).
    pub(super) fn map(&mut self, pages: &Pages, piece: Piece) -> Option<()> {
        let committed = self.len.next_multiple_of(sys::GRANULE);
        piece
            .at
            .checked_add(piece.len)
            .filter(|&end| end <= committed)?;
        pages.map(self.base, piece)
    }

    /// Leaves the address space to nobody: where a piece could not be mapped, the system
    /// may have given a part of it to somebody else already.
    pub(super) fn abandon(self) {
        core::mem::forget(self.mapping.clone());
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
