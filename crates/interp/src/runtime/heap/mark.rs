//! Marking: finding what can be reached.
//!
//! Objects wait on a list, not on the native stack. Where there is no memory for
//! the list they are only marked; then the whole heap is gone over for marked
//! objects that refer to unmarked ones, until there are none.

use super::bits::Bits;
use super::reference::object_index;
use super::space::Space;
use super::types::{Traced, Types};

/// Elements of an array that are looked at before the objects they refer to are: the
/// list so stays short for an array of many references.
const CHUNK: u32 = 512;

/// An object to be gone through, from an element on.
pub(super) type Pending = (u32, u32);

/// A collection in its first phase.
pub(super) struct Marker<'a> {
    pub(super) space: &'a Space,
    pub(super) types: &'a Types,
    /// Where objects start.
    pub(super) starts: &'a Bits,
    /// Where objects that can be reached start.
    pub(super) marks: &'a mut Bits,
    /// The words of objects that can be reached.
    pub(super) live: &'a mut Bits,
    pub(super) pending: &'a mut Vec<Pending>,
    /// Entries that `pending` may have.
    pub(super) room: usize,
    /// An object has been marked that is not on the list.
    pub(super) overflowed: bool,
}

impl Marker<'_> {
    /// Marks what these bits refer to, if they do: any number may come here.
    #[inline]
    pub(super) fn mark(&mut self, bits: u64) {
        let Some(at) = object_index(bits) else { return };
        if !self.starts.get(at) || self.marks.set(at) {
            return;
        }
        let (words, traced) = self.types.extent(self.space.word(at));
        let end = u64::from(at).saturating_add(words);
        let end = u32::try_from(end.min(u64::from(self.space.words()))).unwrap_or(u32::MAX);
        self.live.set_range(at, end);
        if traced {
            self.push((at, 0));
        }
    }

    fn push(&mut self, pending: Pending) {
        let full = self.pending.len() >= self.room || self.pending.try_reserve(1).is_err();
        if full {
            self.overflowed = true;
        } else {
            self.pending.push(pending);
        }
    }

    /// Marks everything that marked objects refer to.
    pub(super) fn finish(&mut self) {
        self.drain();
        while core::mem::take(&mut self.overflowed) {
            let mut at = 0;
            while let Some(marked) = self.marks.next_set(at, self.space.words()) {
                // Goes through one object at a time, so that the list has room.
                self.trace_whole(marked);
                self.drain();
                at = marked + 1;
            }
        }
    }

    fn drain(&mut self) {
        while let Some((at, from)) = self.pending.pop() {
            self.trace(at, from);
        }
    }

    /// Marks what an object refers to directly, without putting it on the list again.
    fn trace_whole(&mut self, at: u32) {
        let mut from = 0;
        while let Some(next) = self.trace_chunk(at, from) {
            from = next;
        }
    }

    fn trace(&mut self, at: u32, from: u32) {
        // The rest of an array waits below what its elements refer to.
        let len = self.pending.len();
        if let Some(next) = self.trace_chunk(at, from) {
            self.push((at, next));
            if self.pending.len() > len {
                let last = self.pending.len() - 1;
                self.pending.swap(len, last);
            }
        }
    }

    /// Marks what some words of an object refer to; gives where to go on, if anywhere.
    fn trace_chunk(&mut self, at: u32, from: u32) -> Option<u32> {
        let header = self.space.word(at);
        match self.types.traced(header) {
            Traced::Nothing => None,
            Traced::Fields(fields) => {
                for &field in fields {
                    self.mark(self.space.word(at.wrapping_add(field)));
                }
                None
            }
            Traced::Words(len) => {
                let end = from.saturating_add(CHUNK).min(len);
                for i in from..end {
                    self.mark(self.space.word(at.wrapping_add(1).wrapping_add(i)));
                }
                (end < len).then_some(end)
            }
        }
    }
}
