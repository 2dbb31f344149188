//! The collected heap of a store: structures, arrays, exceptions and host values.
//!
//! ```text
//! space   [-][header field field][header elements ....][free ......][header ...]
//! starts   0  1                   1                      0            1
//! live     0  1      1     1      1      1              0            1   1
//! ```
//!
//! Objects do not move. Space is given out in runs of words that were free at the
//! last collection, one word after the other; nothing is written to free space and
//! there are no free lists. A collection (`collect.rs`) marks, gives up host values
//! that were not reached, and makes the marked words the ones in use: there is no
//! sweep over the objects.
//!
//! This module does not know where roots are: whoever collects marks them.
//! Whatever the bits of a reference, following it stays within the space (INV-HEAP).

mod alloc;
mod bits;
mod collect;
mod handles;
mod mark;
pub(crate) mod objects;
pub(crate) mod reference;
mod space;
pub(crate) mod types;

pub(crate) use alloc::Top;
pub(crate) use handles::{Handle, WeakHandle};
pub(crate) use space::Space;
pub(crate) use types::{Kind, Types};

use super::StoreId;
use crate::error::Error;
use crate::trap::Trap;
use crate::types::Shape;
use bits::Bits;
use collect::Phase;
use core::any::Any;
use handles::{Cells, Held, Watched};
use mark::Pending;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A value of the host's.
pub(crate) type HostValue = Box<dyn Any + Send + Sync>;

/// An object of more words than this does not come from a run, but finds a place for
/// itself: 2 KiB, a sixteenth of a run.
const LARGE: u32 = 256;

/// The most words that are given out without looking at the bitmap again: 32 KiB,
/// which a first-level cache holds.
const RUN: u32 = 4096;

/// Words that are allocated between two collections, at least: 4 MiB. With less a
/// small program would collect often, with more a second-level cache cannot hold it.
const PAUSE: u64 = 4 << 20 >> 3;

/// Words that the heap grows by, at least: 256 KiB.
const GROWTH: u32 = 256 << 10 >> 3;

/// The heap of a store. See the module.
#[derive(Debug)]
pub(crate) struct Heap {
    /// The next word of the current run.
    cursor: u32,
    /// The end of the current run.
    run_end: u32,
    pub(crate) space: Space,
    starts: Bits,
    pub(crate) types: Types,
    /// Words in use that are no part of the runs given out since.
    live: Bits,
    /// Where objects start that a collection has reached, and their words.
    marks: Bits,
    next: Bits,
    phase: Phase,
    /// Words that `next` has of objects.
    marked: u64,
    /// An object has been marked that is not on the list.
    overflowed: bool,
    /// Handles whose objects the collection has marked.
    handles_seen: usize,
    /// Nothing has been made since the last collection.
    is_fresh: bool,
    pending: Vec<Pending>,
    /// Entries that it may have, if the heap's size allows as many: all, but in tests.
    room: usize,
    /// Where to look for places for large objects.
    large: u32,
    /// Words that were allocated or passed over since the last collection.
    consumed: u64,
    /// Words that are allocated before the next collection.
    pause: u64,
    /// Words of the objects that the last collection reached.
    reached: u64,
    limit_bytes: u64,
    /// Collect at every allocation.
    zeal: bool,
    /// The last collection was made because the heap could not grow.
    forced: bool,
    /// A collection is due that the host has left to the guest.
    pub(crate) left_due: bool,
    collections: u64,
    /// By the number in a host value's object.
    hosts: Vec<Option<Hosted>>,
    free_hosts: Vec<u32>,
    handles: Cells<Held>,
    weak: Cells<Watched>,
    /// References that only running Rust code has.
    pub(super) held: Vec<u64>,
}

#[derive(Debug)]
struct Hosted {
    object: u32,
    value: HostValue,
}

impl Heap {
    /// An empty heap, which takes no memory.
    pub(crate) fn new(limit_bytes: u64, zeal: bool) -> Heap {
        Heap {
            cursor: 0,
            run_end: 0,
            space: Space::new(),
            starts: Bits::default(),
            types: Types::default(),
            live: Bits::default(),
            marks: Bits::default(),
            next: Bits::default(),
            phase: Phase::Idle,
            marked: 0,
            overflowed: false,
            handles_seen: 0,
            is_fresh: false,
            pending: Vec::new(),
            room: usize::MAX,
            large: 0,
            consumed: 0,
            pause: PAUSE,
            reached: 0,
            limit_bytes,
            zeal,
            forced: false,
            left_due: false,
            collections: 0,
            hosts: Vec::new(),
            free_hosts: Vec::new(),
            handles: Cells::default(),
            weak: Cells::default(),
            held: Vec::new(),
        }
    }

    /// Learns the type of objects.
    pub(crate) fn add_type(&mut self, shape: &Shape) -> Result<(), Error> {
        self.types
            .add(shape)
            .ok_or_else(|| Error::trap(Trap::OutOfMemory))
    }

    /// The place of a new object of so many words, if the current run has it. The
    /// object must be whole before the next allocation.
    #[inline(always)]
    pub(crate) fn bump(&mut self, words: u32) -> Option<u32> {
        let at = self.cursor;
        // A run ends below 2^32, and a small object has few words.
        let end = at.wrapping_add(words);
        if words > LARGE || end > self.run_end {
            return None;
        }
        self.cursor = end;
        self.starts.set(at);
        Some(at)
    }

    /// The place of a new object, without a collection and without growing.
    pub(super) fn place(&mut self, words: u64) -> Option<u32> {
        let words = u32::try_from(words).ok()?;
        if words > LARGE {
            return self.place_large(words);
        }
        loop {
            if let Some(at) = self.bump(words) {
                return Some(at);
            }
            self.next_run(words)?;
        }
    }

    /// Makes the next free run of at least so many words the current one.
    fn next_run(&mut self, words: u32) -> Option<()> {
        self.cursor = self.run_end;
        let end = self.space.words();
        loop {
            let (start, free) = self.live.next_run(self.run_end, end)?;
            if free - start < words {
                self.consumed += u64::from(free - start);
                (self.cursor, self.run_end) = (free, free);
                continue;
            }
            let run = if self.zeal { words } else { RUN };
            self.cursor = start;
            self.run_end = free.min(start + run);
            // All of it, which is right when the run is done.
            self.consumed += u64::from(self.run_end - start);
            return Some(());
        }
    }

    fn place_large(&mut self, words: u32) -> Option<u32> {
        let end = self.space.words();
        let mut from = self.large.max(self.run_end);
        loop {
            let (start, free) = self.live.next_run(from, end)?;
            if free - start >= words {
                let end = start + words;
                self.live.set_range(start, end);
                self.starts.set(start);
                self.large = end;
                self.consumed += u64::from(words);
                return Some(start);
            }
            from = free;
        }
    }

    /// Whether it is time to collect.
    fn is_due(&self) -> bool {
        (self.zeal || self.consumed >= self.pause) && !self.is_fresh
    }

    /// Whether it has been for so many pauses.
    fn is_overdue(&self, pauses: u64) -> bool {
        self.consumed >= self.pause.saturating_mul(pauses)
    }

    /// Whether a collection is worth its time, now that the heap cannot grow: not if
    /// the last one was for the same reason and has made little room.
    fn may_force(&self) -> bool {
        !self.forced || self.consumed >= self.reached / 64
    }

    /// Grows so that an object of so many words has a place. Nothing has changed if
    /// that fails.
    pub(super) fn grow(&mut self, words: u64) -> Result<(), Error> {
        let out_of_memory = || Error::trap(Trap::OutOfMemory);
        let have = self.space.words();
        // What is free at the end, beyond the current run.
        let tail = u64::from(self.live.end().max(self.run_end).max(1));
        let least = tail.saturating_add(words).max(u64::from(have));
        // Word 0 does not count.
        let most = (self.limit_bytes / 8 + 1).min(u64::from(u32::MAX));
        if least > most {
            let got = (least - 1).saturating_mul(8);
            return Err(Error::limit("gc_heap_bytes", self.limit_bytes, got));
        }
        let chunk = u64::from(have) + u64::from(GROWTH.max(have / 8));
        let wanted = least.max(chunk).min(most);
        let wanted = u32::try_from(wanted).map_err(|_| out_of_memory())?;
        for bits in self.bitmaps() {
            bits.grow(wanted).ok_or_else(out_of_memory)?;
        }
        self.space.grow(wanted, most).ok_or_else(out_of_memory)?;
        // Word 0 stays free of objects.
        self.live.set_range(0, 1);
        Ok(())
    }

    /// Puts a host value into an object at a place of [`HOST_WORDS`] words.
    pub(super) fn init_host(&mut self, at: u32, value: HostValue) -> Result<u64, Error> {
        let hosted = Some(Hosted { object: at, value });
        let number = match self.free_hosts.pop() {
            Some(number) => {
                self.hosts[number as usize] = hosted;
                number
            }
            None => {
                let reserved = self.hosts.try_reserve(1);
                reserved.map_err(|_| Error::trap(Trap::OutOfMemory))?;
                self.hosts.push(hosted);
                self.hosts.len() as u32 - 1
            }
        };
        self.space.set_word(at, types::header(types::HOST, 0));
        self.space.set_word(at + 1, number.into());
        Ok(reference::object(at))
    }

    /// The host value that a reference means, if it is one.
    pub(crate) fn host(&self, bits: u64) -> Option<&(dyn Any + Send + Sync)> {
        let at = reference::object_index(bits)?;
        if types::type_of(self.space.word(at)) != types::HOST {
            return None;
        }
        let number = usize::try_from(self.space.word(at.checked_add(1)?)).ok()?;
        let hosted = self.hosts.get(number)?.as_ref()?;
        Some(&*hosted.value)
    }

    /// The header of the object that a reference means; `None` for null and `i31`.
    pub(crate) fn header(&self, bits: u64) -> Option<u64> {
        let at = reference::object_index(bits)?;
        self.starts.get(at).then(|| self.space.word(at))
    }

    /// The kind of the object that a reference means; `None` for null and `i31`.
    pub(crate) fn kind(&self, bits: u64) -> Option<Kind> {
        Some(self.types.kind(types::type_of(self.header(bits)?)))
    }

    /// A handle for the host, which keeps an object alive. `bits` is not null.
    pub(crate) fn handle(&self, store: StoreId, bits: u64) -> Handle {
        Handle::new(self.handles.add(Held::new(store, bits)))
    }

    /// A handle for the host, which does not keep the object alive.
    pub(crate) fn weak_handle(&self, store: StoreId, bits: u64) -> WeakHandle {
        WeakHandle::new(self.weak.add(Watched::new(store, bits)))
    }

    /// Bytes of the heap, used or not.
    pub(crate) fn size_bytes(&self) -> u64 {
        u64::from(self.space.last()) * 8
    }

    /// Bytes that were reached at the last collection, or have been allocated since.
    pub(crate) fn used_bytes(&self) -> u64 {
        // The current run is among what was consumed.
        let rest = u64::from(self.run_end - self.cursor);
        (self.reached + self.consumed - rest) * 8
    }

    /// Collections so far.
    pub(crate) fn collections(&self) -> u64 {
        self.collections
    }
}

/// Words of a host value's object.
pub(super) const HOST_WORDS: u64 = 2;

/// Drops host values one after the other. A value that panics when it is dropped does
/// so for itself: guest code is on the native stack, which cannot be unwound.
fn drop_all(values: Vec<HostValue>) {
    for value in values {
        let _ = catch_unwind(AssertUnwindSafe(move || drop(value)));
    }
}

#[cfg(test)]
mod tests;
