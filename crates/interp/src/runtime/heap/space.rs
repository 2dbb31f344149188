//! The bytes of the heap.

#![allow(unsafe_code, reason = "owns a region of raw memory; INV-HEAP")]

use crate::runtime::region::Region;

/// Bytes behind the last word that are accessible as well: more than the largest
/// structure has, so that a field needs no check of its own (INV-HEAP).
const GUARD: u64 = 192 << 10;

/// A region of words. Word 0 is never an object's, so that null is out of bounds.
#[derive(Debug)]
pub(crate) struct Space {
    /// The first byte.
    base: *mut u8,
    /// The index of the last word that can be an object's.
    last: u32,
    region: Option<Region>,
}

// SAFETY: the space owns the memory it points to.
unsafe impl Send for Space {}
// SAFETY: `&Space` only reads.
unsafe impl Sync for Space {}

impl Space {
    /// An empty space, which takes no memory.
    pub(super) fn new() -> Space {
        Space {
            base: core::ptr::dangling_mut(),
            last: 0,
            region: None,
        }
    }

    /// Address of word 0; reading needs an index that was compared with [`Space::last`].
    #[inline(always)]
    pub(crate) fn base(&self) -> *mut u8 {
        self.base
    }

    /// Number of words, word 0 included.
    #[inline(always)]
    pub(crate) fn words(&self) -> u32 {
        self.last + 1
    }

    /// The index of the last word; an index of an object is above 0 and at most this.
    #[inline(always)]
    pub(crate) fn last(&self) -> u32 {
        self.last
    }

    /// Number of bytes.
    #[inline(always)]
    pub(crate) fn end(&self) -> u64 {
        (u64::from(self.last) + 1) * 8
    }

    /// Makes the first `words` accessible; `None` where memory is lacking, and then
    /// nothing has changed. `most` words will never be exceeded.
    pub(super) fn grow(&mut self, words: u32, most: u64) -> Option<()> {
        let bytes = |words: u64| usize::try_from(words.checked_mul(8)?.checked_add(GUARD)?).ok();
        let wanted = bytes(u64::from(words))?;
        if self.region.is_none() {
            self.region = Some(Region::reserve(bytes(most)?, wanted)?);
        }
        let region = self.region.as_mut()?;
        region.grow(wanted)?;
        self.base = region.base;
        self.last = self.last.max(words.saturating_sub(1));
        Some(())
    }

    /// The word at an index; 0 beyond the end, and for word 0.
    #[inline(always)]
    pub(crate) fn word(&self, at: u32) -> u64 {
        if at.wrapping_sub(1) >= self.last {
            return 0;
        }
        // SAFETY: words up to the last one are accessible and aligned (INV-HEAP).
        unsafe { self.base.cast::<u64>().add(at as usize).read() }
    }

    /// Writes the word at an index; beyond the end nothing.
    #[inline(always)]
    pub(crate) fn set_word(&mut self, at: u32, value: u64) {
        if at.wrapping_sub(1) < self.last {
            // SAFETY: as in `word`; `&mut self` makes the access exclusive.
            unsafe { self.base.cast::<u64>().add(at as usize).write(value) }
        }
    }

    /// Some bytes from a byte of the space on, if they lie within.
    pub(crate) fn bytes(&self, at: u64, len: u64) -> Option<&[u8]> {
        let end = at.checked_add(len)?;
        // Word 0 is nobody's.
        if end > self.end() || at < 8 {
            return None;
        }
        // SAFETY: within the accessible bytes, which the region has zeroed once;
        // `&self` keeps them unchanged.
        Some(unsafe { core::slice::from_raw_parts(self.base.add(at as usize), len as usize) })
    }

    /// Some words from an index on, if they lie within.
    pub(crate) fn slots(&self, at: u32, len: u32) -> Option<&[u64]> {
        let bytes = self.bytes(u64::from(at) * 8, u64::from(len) * 8)?;
        // SAFETY: the words are aligned, as the first one is.
        Some(unsafe { core::slice::from_raw_parts(bytes.as_ptr().cast(), len as usize) })
    }

    /// Some bytes from a byte of the space on, to be written, if they lie within.
    pub(crate) fn bytes_mut(&mut self, at: u64, len: u64) -> Option<&mut [u8]> {
        let end = at.checked_add(len)?;
        // Word 0 is nobody's.
        if end > self.end() || at < 8 {
            return None;
        }
        // SAFETY: as in `bytes`; `&mut self` makes the access exclusive.
        Some(unsafe { core::slice::from_raw_parts_mut(self.base.add(at as usize), len as usize) })
    }

    /// Copies bytes within the space, if both ranges lie within.
    pub(crate) fn copy(&mut self, to: u64, from: u64, len: u64) -> Option<()> {
        self.bytes(from, len)?;
        self.bytes(to, len)?;
        // SAFETY: both ranges are accessible; they may overlap.
        unsafe {
            let base = self.base;
            core::ptr::copy(base.add(from as usize), base.add(to as usize), len as usize);
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::Space;

    #[test]
    fn accesses_are_checked() {
        let mut space = Space::new();
        assert_eq!(space.word(0), 0);
        space.grow(10, 100).unwrap();
        space.set_word(9, 7);
        space.set_word(10, 8);
        assert_eq!((space.word(9), space.word(10)), (7, 0));
        assert!(space.bytes(72, 8).is_some() && space.bytes(73, 8).is_none());
        assert!(space.bytes_mut(u64::MAX, 2).is_none());
        assert!(space.copy(8, 72, 8).is_some() && space.copy(76, 8, 8).is_none());
        assert_eq!((space.word(0), space.word(1)), (0, 7));
        assert!(space.bytes(0, 8).is_none());
    }
}
