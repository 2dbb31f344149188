//! Collections, which are done in parts.
//!
//! Between two parts a call can be stopped. No guest runs then before the collection
//! has ended or was given up, but the host may: it makes objects, which are marked when
//! they are made, and writes references that it has handles for. Every handle that
//! there was in the meantime is a root, dropped or not; so whatever the host has
//! written where marking had been already, is marked before the end.
//! What moves references without handles gives the collection up first.

use super::bits::Bits;
use super::mark::{self, Fields, LEAST, Marker};
use super::reference::object_index;
use super::{Heap, Hosted, drop_all};

/// Objects and fields that a part goes through, or slots among the roots: some 300 µs
/// of work where the caches do not help.
const PART: u32 = 1 << 15;

/// Words of a bitmap that a part clears: 1 MiB.
const CLEARED: usize = 1 << 17;

/// How far a collection has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Phase {
    /// There is none.
    #[default]
    Idle,
    /// The bitmaps are cleared, from a word on.
    Clear(usize),
    /// What the roots refer to is marked.
    Roots(Roots),
    /// The list is gone through.
    Trace,
    /// So is the heap from a word on, as the list was too short.
    Again(u32),
    /// All is marked. Host values are given up, from one on.
    Hosts(usize),
}

/// Where to go on among the roots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Roots {
    /// At all those that are gone through at once.
    First,
    /// At a global.
    Global(usize),
    /// At an element of a table.
    Table { table: usize, from: usize },
    /// At an element of a segment of an instance.
    Segment {
        instance: usize,
        segment: usize,
        from: usize,
    },
}

/// Marks what it is given, where that is a reference, and counts down what is left of a part.
pub(super) struct Rooter<'a> {
    pub(super) mark: &'a mut dyn FnMut(u64),
    left: usize,
}

impl Rooter<'_> {
    /// Marks what is referred to from an element on, until the part is over; where it then
    /// has come to, if that is not the end.
    pub(super) fn mark_from(&mut self, refs: &[u64], from: usize) -> Option<usize> {
        let rest = refs.get(from..).unwrap_or_default();
        let count = rest.len().min(self.left);
        rest[..count].iter().for_each(|&bits| (self.mark)(bits));
        self.left -= count;
        (count < rest.len()).then_some(from + count)
    }

    /// Counts a step; whether the part is over.
    pub(super) fn step(&mut self) -> bool {
        self.left = self.left.saturating_sub(1);
        self.left == 0
    }
}

impl Heap {
    /// Whether a collection has begun and not ended.
    #[inline]
    pub(crate) fn is_collecting(&self) -> bool {
        self.phase != Phase::Idle
    }

    /// Begins a collection, unless one has begun. `forced`: because there is no room.
    pub(super) fn begin(&mut self, forced: bool) {
        if !self.is_collecting() {
            self.phase = Phase::Clear(0);
            self.forced = forced;
        }
    }

    /// Gives up a collection, if one has begun: the heap is as it was before.
    #[inline]
    pub(crate) fn give_up(&mut self) {
        if self.is_collecting() {
            self.stop_collecting();
        }
    }

    #[cold]
    fn stop_collecting(&mut self) {
        self.phase = Phase::Idle;
        self.pending.clear();
        self.overflowed = false;
        self.handles.keep(false);
    }

    /// Sees to it that values that nobody has handles for are roots of the collection, or
    /// that there is none: the host has taken them from handles that may be gone.
    pub(crate) fn keep_what_was_held(&mut self) {
        if matches!(self.phase, Phase::Clear(_)) {
            self.give_up();
        }
    }

    /// Notes an object that has got its place; whether it is the first one since a collection.
    pub(super) fn note_made(&mut self, at: u32, words: u64) -> bool {
        if self.is_collecting() {
            self.mark_made(at, words);
        }
        core::mem::take(&mut self.is_fresh)
    }

    /// Marks an object that the host makes during a collection.
    fn mark_made(&mut self, at: u32, words: u64) {
        if matches!(self.phase, Phase::Clear(_)) {
            return;
        }
        let end = u64::from(at) + words;
        self.marks.set(at);
        self.next
            .set_range(at, u32::try_from(end).unwrap_or(u32::MAX));
        self.marked += words;
        // It is gone through when it is whole.
        self.marker(|marker| marker.push((at, 0)));
    }

    /// Does a part of the collection that has begun; whether that was the last one.
    /// `roots` marks what the roots that are not the heap's own refer to, from one on.
    pub(super) fn collect_part(
        &mut self,
        roots: impl FnOnce(Roots, &mut Rooter<'_>) -> Option<Roots>,
    ) -> bool {
        self.phase = match self.phase {
            Phase::Idle => return true,
            Phase::Clear(from) => self.clear_part(from),
            Phase::Roots(from) => self.root_part(from, roots),
            Phase::Trace => self.trace_part(None),
            Phase::Again(from) => self.trace_part(Some(from)),
            Phase::Hosts(from) => match self.host_part(from) {
                Some(next) => Phase::Hosts(next),
                None => {
                    self.finish();
                    return true;
                }
            },
        };
        false
    }

    fn clear_part(&mut self, from: usize) -> Phase {
        let marks = self.marks.clear_part(from, CLEARED);
        // They are of one size.
        if self.next.clear_part(from, CLEARED).is_some()
            && let Some(next) = marks
        {
            return Phase::Clear(next);
        }
        self.next.set_range(0, 1);
        self.marked = 0;
        Phase::Roots(Roots::First)
    }

    fn root_part(
        &mut self,
        from: Roots,
        roots: impl FnOnce(Roots, &mut Rooter<'_>) -> Option<Roots>,
    ) -> Phase {
        if from == Roots::First {
            self.handles.keep(true);
            self.handles_seen = 0;
            let held = core::mem::take(&mut self.held);
            self.marker(|marker| held.iter().for_each(|&bits| marker.mark(bits)));
            self.held = held;
        }
        let next = self.marker(|marker| {
            let mut rooter = Rooter {
                mark: &mut |bits| marker.mark(bits),
                left: PART as usize,
            };
            roots(from, &mut rooter)
        });
        next.map_or(Phase::Trace, Phase::Roots)
    }

    fn trace_part(&mut self, again: Option<u32>) -> Phase {
        let (left, next) = self.marker(|marker| {
            let left = marker.drain(PART);
            match again {
                Some(from) if left > 0 => (left, marker.again(from, left)),
                from => (left, from),
            }
        });
        if let Some(next) = next {
            return Phase::Again(next);
        }
        if left == 0 {
            return Phase::Trace;
        }
        if core::mem::take(&mut self.overflowed) {
            return Phase::Again(0);
        }
        if !self.pending.is_empty() || self.mark_handles() {
            return Phase::Trace;
        }
        for watched in self.weak.live() {
            let at = object_index(watched.bits());
            if at.is_some_and(|at| !self.marks.get(at)) {
                watched.forget();
            }
        }
        Phase::Hosts(0)
    }

    /// Marks what handles refer to that have not been looked at; whether there were some.
    fn mark_handles(&mut self) -> bool {
        let mut handles = core::mem::take(&mut self.handles);
        let fresh = handles.from(self.handles_seen);
        let count = fresh.len();
        self.marker(|marker| fresh.iter().for_each(|held| marker.mark(held.bits)));
        self.handles = handles;
        self.handles_seen += count;
        count > 0
    }

    /// Gives up host values that were not reached; where to go on, unless that was the end.
    fn host_part(&mut self, from: usize) -> Option<usize> {
        let mut dead = Vec::new();
        let end = self.hosts.len().min(from + PART as usize);
        for (number, entry) in (from..end).zip(&mut self.hosts[from..end]) {
            let gone = |hosted: &Hosted| !self.marks.get(hosted.object);
            // Where there is no memory for the list they wait for the next collection,
            // without an object.
            if entry.as_ref().is_some_and(gone)
                && dead.try_reserve(1).is_ok()
                && self.free_hosts.try_reserve(1).is_ok()
                && let Some(hosted) = entry.take()
            {
                dead.push(hosted.value);
                self.free_hosts.push(number as u32);
            }
        }
        drop_all(dead);
        (end < self.hosts.len()).then_some(end)
    }

    fn finish(&mut self) {
        core::mem::swap(&mut self.starts, &mut self.marks);
        core::mem::swap(&mut self.live, &mut self.next);
        self.stop_collecting();
        // A list that once was long need not stay so.
        self.pending.shrink_to(LEAST);
        (self.cursor, self.run_end, self.large) = (0, 0, 0);
        self.consumed = 0;
        self.reached = self.marked;
        self.pause = self.reached.max(super::PAUSE);
        self.collections += 1;
        self.is_fresh = true;
    }

    fn marker<R>(&mut self, work: impl FnOnce(&mut Marker<'_>) -> R) -> R {
        work(&mut Marker {
            space: &self.space,
            types: &self.types,
            starts: &self.starts,
            marks: &mut self.marks,
            live: &mut self.next,
            pending: &mut self.pending,
            room: mark::room(self.space.words()).min(self.room),
            overflowed: &mut self.overflowed,
            reached: &mut self.marked,
            latest: Fields::NONE,
        })
    }

    /// The bitmaps, all of one size.
    pub(super) fn bitmaps(&mut self) -> [&mut Bits; 4] {
        [
            &mut self.starts,
            &mut self.marks,
            &mut self.live,
            &mut self.next,
        ]
    }
}
