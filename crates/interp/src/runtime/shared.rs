//! Memories that several stores, on several threads, may have at once.
//!
//! A shared memory never moves: all that it may grow to is reserved when it is made.
//! Its length only grows, and any thread may see that at any time.

#![allow(unsafe_code, reason = "gives access to raw regions; INV-SHARED")]

use super::cell;
use super::region::{Mapping, Region};
use super::table::range;
use super::wait::{WaitQueues, Waiter, Wake};
use crate::trap::Trap;
use crate::types::MemoryType;
use core::ops::Range;
use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::sync::{Arc, Mutex, PoisonError};

/// A shared memory.
#[derive(Debug)]
pub(crate) struct SharedEntity {
    region: Region,
    /// Bytes that are accessible.
    len: AtomicUsize,
    ty: MemoryType,
    /// Bytes that are reserved: the memory may not grow beyond.
    max_bytes: u64,
    /// Held by the thread that makes the memory grow.
    growing: Mutex<()>,
    waiting: WaitQueues,
}

impl SharedEntity {
    /// A memory of the type's minimum size, zeroed; `None` where a limit or the
    /// lack of memory or address space forbids it.
    pub(crate) fn new(ty: MemoryType, limit_bytes: u64) -> Option<SharedEntity> {
        let (bytes, max_bytes) = super::memory::size_range(&ty, limit_bytes)?;
        let region = Region::reserve_whole(usize::try_from(max_bytes).ok()?)?;
        region.commit(0, bytes)?;
        region.mapping().set_live_len(bytes);
        Some(SharedEntity {
            region,
            len: AtomicUsize::new(bytes),
            ty,
            max_bytes,
            growing: Mutex::default(),
            waiting: WaitQueues::default(),
        })
    }

    pub(crate) fn ty(&self) -> &MemoryType {
        &self.ty
    }

    /// Address of the first byte.
    pub(crate) fn base(&self) -> *mut u8 {
        self.region.base
    }

    /// The address space that the memory is in.
    pub(crate) fn mapping(&self) -> &Arc<Mapping> {
        self.region.mapping()
    }

    /// Size in bytes; it may be more at the next moment, and is never less.
    pub(crate) fn len(&self) -> usize {
        self.len.load(Ordering::Acquire)
    }

    /// Size in pages, likewise.
    pub(crate) fn size_pages(&self) -> u64 {
        self.len.load(Ordering::SeqCst) as u64 >> self.ty.page_size_log2()
    }

    /// Bytes that the memory may not grow beyond.
    pub(crate) fn max_bytes(&self) -> u64 {
        self.max_bytes
    }

    /// Adds `delta` pages; gives the old size in pages, or `None` where a limit
    /// or the lack of memory forbids it, and then nothing has changed.
    pub(crate) fn grow(&self, delta: u64) -> Option<u64> {
        // Nothing is left half done by a thread that panics here.
        let _growing = self.growing.lock().unwrap_or_else(PoisonError::into_inner);
        let old = self.size_pages();
        let bytes = old
            .checked_add(delta)?
            .checked_mul(1 << self.ty.page_size_log2())?;
        if delta > 0 {
            let bytes = usize::try_from(bytes)
                .ok()
                .filter(|&bytes| bytes as u64 <= self.max_bytes)?;
            self.region.commit(self.len(), bytes)?;
            self.len.store(bytes, Ordering::SeqCst);
            self.region.mapping().set_live_len(bytes);
        }
        Some(old)
    }

    fn range(&self, at: u64, len: u64) -> Result<Range<usize>, Trap> {
        range(at, len, self.len()).ok_or(Trap::MemoryOutOfBounds)
    }

    /// The address of bytes, if they are in the memory.
    fn place(&self, at: u64, len: u64) -> Result<*mut u8, Trap> {
        Ok(self.base().wrapping_add(self.range(at, len)?.start))
    }

    /// spec: exec/instructions, memory.fill
    pub(crate) fn fill(&self, at: u64, value: u8, len: u64) -> Result<(), Trap> {
        let range = self.range(at, len)?;
        // SAFETY: the bytes are in the memory.
        unsafe { cell::fill(self.base().wrapping_add(range.start), value, range.len()) };
        Ok(())
    }

    /// Copies bytes from this memory, or another shared one.
    pub(crate) fn copy_from(
        &self,
        at: u64,
        from: &SharedEntity,
        from_at: u64,
        len: u64,
    ) -> Result<(), Trap> {
        let source = from.place(from_at, len)?;
        let range = self.range(at, len)?;
        // SAFETY: the bytes are in the memories.
        unsafe { cell::copy(self.base().wrapping_add(range.start), source, range.len()) };
        Ok(())
    }

    /// Copies bytes to the host.
    pub(crate) fn read(&self, at: u64, bytes: &mut [u8]) -> Result<(), Trap> {
        let place = self.place(at, bytes.len() as u64)?;
        // SAFETY: the bytes are in the memory.
        unsafe { cell::copy_out(place, bytes) };
        Ok(())
    }

    /// Copies bytes from the host.
    pub(crate) fn write(&self, at: u64, bytes: &[u8]) -> Result<(), Trap> {
        let place = self.place(at, bytes.len() as u64)?;
        // SAFETY: the bytes are in the memory.
        unsafe { cell::copy_in(place, bytes) };
        Ok(())
    }

    /// The address of a value, if it is aligned and in the memory.
    fn atomic_place(&self, at: u64, size: usize) -> Result<*mut u8, Trap> {
        if !at.is_multiple_of(size as u64) {
            return Err(Trap::UnalignedAtomic);
        }
        self.place(at, size as u64)
    }

    /// Reads a value of `size` bytes: 1, 2, 4 or 8.
    pub(crate) fn atomic_load(&self, at: u64, size: usize) -> Result<u64, Trap> {
        let place = self.atomic_place(at, size)?;
        // SAFETY: the value is in the memory, and aligned.
        Ok(unsafe { cell::load(place, size) })
    }

    /// Replaces a value by what `f` makes of it, if it makes something; gives the old
    /// value.
    pub(crate) fn atomic_update(
        &self,
        at: u64,
        size: usize,
        f: impl Fn(u64) -> Option<u64>,
    ) -> Result<u64, Trap> {
        let place = self.atomic_place(at, size)?;
        // SAFETY: the value is in the memory, and aligned.
        Ok(unsafe { cell::update(place, size, f) })
    }

    /// Begins to wait if the value of `size` bytes is the expected one.
    pub(crate) fn begin_wait(
        self: &Arc<Self>,
        at: u64,
        (size, expected): (usize, u64),
    ) -> Result<Option<SharedWait>, Trap> {
        let place = self.atomic_place(at, size)?;
        // SAFETY: the value is in the memory, and aligned.
        let is_expected = || unsafe { cell::load(place, size) } == expected;
        let waiter = self.waiting.begin(place.addr(), is_expected);
        Ok(waiter.map(|waiter| SharedWait {
            memory: self.clone(),
            place: place.addr(),
            waiter,
        }))
    }

    /// Wakes threads that wait at an aligned place of four bytes; gives their number.
    pub(crate) fn notify(&self, at: u64, count: u32) -> Result<u32, Trap> {
        let place = self.atomic_place(at, 4)?;
        Ok(self.waiting.notify(place.addr(), count))
    }
}

/// A wait at a place of a shared memory. It can pause, and is notified meanwhile.
#[derive(Debug)]
pub(crate) struct SharedWait {
    memory: Arc<SharedEntity>,
    place: usize,
    waiter: Arc<Waiter>,
}

impl SharedWait {
    /// Waits until another thread has notified this one, or the time is over. `stop` is
    /// asked now and then.
    pub(crate) fn go_on(
        &self,
        timeout: Option<Duration>,
        stop: Option<&dyn Fn() -> Option<Trap>>,
    ) -> Result<Wake, Trap> {
        let queues = &self.memory.waiting;
        queues.go_on(self.place, &self.waiter, timeout, stop)
    }
}

impl Drop for SharedWait {
    fn drop(&mut self) {
        self.memory.waiting.leave(self.place, &self.waiter);
    }
}
