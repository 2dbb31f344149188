//! Marking: finding what can be reached.
//!
//! Objects wait on a list, not on the native stack. Where there is no memory for
//! the list they are only marked; then the whole heap is gone over for marked
//! objects that refer to unmarked ones, until there are none.
//! All of it is done in parts (`collect.rs`); what is to be done is on the list.

use super::bits::Bits;
use super::reference::object_index;
use super::space::Space;
use super::types::{HOST, Types, type_of};

/// Elements of an array that are looked at before the objects they refer to are: the
/// list so stays short for an array of many references.
const CHUNK: u32 = 512;

/// Entries that there is room for at first: 8 KiB.
const FIRST: usize = 1 << 10;

/// Entries that there may always be: 512 KiB.
pub(super) const LEAST: usize = 1 << 16;

/// An object to be gone through, from an element on.
pub(super) type Pending = (u32, u32);

/// Entries that the list may have for a heap of so many words: a quarter of its bytes.
///
/// A list of pairs whose first parts wait has an entry for five words, and real programs
/// not nearly as many; beyond one for four the heap is gone over again, at most some
/// times, as each time as many objects are gone through as the list holds.
pub(super) fn room(words: u32) -> usize {
    (words as usize / 4).max(LEAST)
}

/// What marking works on.
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
    /// Entries that `pending` may have, see [`room`].
    pub(super) room: usize,
    /// An object has been marked that is not on the list.
    pub(super) overflowed: &'a mut bool,
    /// Words of the objects that were marked.
    pub(super) reached: &'a mut u64,
    /// The type of structures that was seen last: what follows from it need not wait for
    /// a look at the types, and lists are marked twice as fast.
    pub(super) latest: Fields<'a>,
}

/// What marking asks of a type of structures.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    type_id: u32,
    words: u32,
    /// The words that are references.
    refs: &'a [u32],
}

impl Fields<'_> {
    /// Of no type: structures are not of this one.
    pub(super) const NONE: Fields<'static> = Fields {
        type_id: HOST,
        words: 0,
        refs: &[],
    };
}

impl<'a> Marker<'a> {
    /// Marks what these bits refer to, if they do: any number may come here.
    #[inline]
    pub(super) fn mark(&mut self, bits: u64) {
        if let Some(at) = self.reach(bits) {
            self.push((at, 0));
        }
    }

    /// Marks what these bits refer to; gives it if it is to be gone through.
    #[inline(always)]
    fn reach(&mut self, bits: u64) -> Option<u32> {
        let at = object_index(bits)?;
        if !self.starts.get(at) || self.marks.set(at) {
            return None;
        }
        let header = self.space.word(at);
        if let Some(fields) = self.fields(header) {
            // An object ends within the space, or its bits are beyond the bitmap.
            let end = at.saturating_add(fields.words);
            self.live.set_range(at, end);
            *self.reached += u64::from(fields.words);
            return (!fields.refs.is_empty()).then_some(at);
        }
        self.reach_other(at, header)
    }

    /// The same for what is no structure and has just been marked.
    #[inline(never)]
    fn reach_other(&mut self, at: u32, header: u64) -> Option<u32> {
        let (words, traced) = self.types.extent(header);
        let end = u64::from(at).saturating_add(words);
        let end = u32::try_from(end.min(u64::from(self.space.words()))).unwrap_or(u32::MAX);
        self.live.set_range(at, end);
        *self.reached += u64::from(end - at);
        traced.then_some(at)
    }

    /// What is known of a structure with this header.
    #[inline(always)]
    fn fields(&mut self, header: u64) -> Option<Fields<'a>> {
        let type_id = type_of(header);
        // `HOST` is no type of structures.
        if type_id != self.latest.type_id || type_id == HOST {
            let (words, refs) = self.types.structure(type_id)?;
            self.latest = Fields {
                type_id,
                words,
                refs,
            };
        }
        Some(self.latest)
    }

    /// Puts an object on the list.
    pub(super) fn push(&mut self, pending: Pending) {
        let full = self.pending.len() >= self.room
            || self.pending.len() == self.pending.capacity() && self.lengthen().is_none();
        if full {
            *self.overflowed = true;
        } else {
            self.pending.push(pending);
        }
    }

    /// Makes room on the list for as many again, and no more than it may have.
    #[cold]
    fn lengthen(&mut self) -> Option<()> {
        let len = self.pending.len();
        let more = len.max(FIRST).min(self.room - len);
        self.pending.try_reserve_exact(more).ok()
    }

    /// Goes through the objects on the list; the rest of `left`, which is 0 if some may
    /// still wait.
    pub(super) fn drain(&mut self, mut left: u32) -> u32 {
        while left > 0
            && let Some((at, from)) = self.pending.pop()
        {
            left = self.trace(at, from, left);
        }
        left
    }

    /// Goes through an object, and on through the last one that it refers to, and so on:
    /// a list is not put on the list.
    fn trace(&mut self, mut at: u32, from: u32, mut left: u32) -> u32 {
        loop {
            let header = self.space.word(at);
            let Some(Fields { refs, .. }) = self.fields(header) else {
                return self.trace_words(at, from, left);
            };
            let Some((last, others)) = refs.split_last() else {
                return left;
            };
            for field in others {
                self.mark(self.space.word(at.wrapping_add(*field)));
            }
            left = left.saturating_sub(refs.len() as u32);
            let next = self.reach(self.space.word(at.wrapping_add(*last)));
            match next {
                Some(next) if left > 0 => at = next,
                Some(next) => {
                    self.push((next, 0));
                    return 0;
                }
                None => return left,
            }
        }
    }

    /// Goes through a part of what is no structure.
    fn trace_words(&mut self, at: u32, from: u32, left: u32) -> u32 {
        let len = self.types.traced_words(self.space.word(at));
        let end = from.saturating_add(CHUNK).min(len);
        if end < len {
            // The rest of an array waits below what its elements refer to.
            self.push((at, end));
        }
        for i in from..end {
            self.mark(self.space.word(at.wrapping_add(1).wrapping_add(i)));
        }
        left.saturating_sub(end.saturating_sub(from).max(1))
    }

    /// Goes over the heap from a word on for marked objects, and goes through them, as
    /// some may not have been on the list; where to go on, unless that was the end.
    pub(super) fn again(&mut self, mut at: u32, mut left: u32) -> Option<u32> {
        while left > 0 {
            let marked = self.marks.next_set(at, self.space.words())?;
            at = marked + 1;
            // One object at a time, so that the list has room.
            left = self.trace_whole(marked, left);
            // What is still on the list is gone through before the next one.
            left = self.drain(left);
        }
        Some(at)
    }

    /// Marks what an object refers to directly, without putting it on the list again.
    fn trace_whole(&mut self, at: u32, left: u32) -> u32 {
        let header = self.space.word(at);
        if let Some(Fields { refs, .. }) = self.fields(header) {
            for field in refs {
                self.mark(self.space.word(at.wrapping_add(*field)));
            }
            return left.saturating_sub(refs.len().max(1) as u32);
        }
        let len = self.types.traced_words(header);
        for i in 0..len {
            self.mark(self.space.word(at.wrapping_add(1).wrapping_add(i)));
        }
        left.saturating_sub(len.max(1))
    }
}
