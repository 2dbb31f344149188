//! The machine state that handlers pass on in registers.

#![allow(
    unsafe_code,
    reason = "the state is made of raw pointers; INV-CODE, INV-STACK"
)]

use super::dispatch::Handler;
use crate::runtime::store::VmContext;
use crate::trap::Trap;
use core::sync::atomic::AtomicU64;

/// Address of an instruction.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub(crate) struct Ip(pub(crate) *const AtomicU64);

impl Ip {
    /// The address some words further.
    #[inline(always)]
    pub(crate) fn offset_words(self, words: isize) -> Ip {
        Ip(self.0.wrapping_offset(words))
    }

    /// Address of a byte of the operand area.
    #[inline(always)]
    fn area(self, at: usize) -> *const u8 {
        self.0.cast::<u8>().wrapping_add(8 + at)
    }

    /// The 16-bit operand at a byte of the operand area.
    ///
    /// # Safety
    ///
    /// The instruction's area holds an operand of this size there, aligned (INV-CODE).
    #[inline(always)]
    pub(crate) unsafe fn u16_at(self, at: usize) -> usize {
        // SAFETY: the contract above.
        usize::from(unsafe { self.area(at).cast::<u16>().read() })
    }

    /// The 32-bit operand at a byte of the operand area.
    ///
    /// # Safety
    ///
    /// As for [`Ip::u16_at`].
    #[inline(always)]
    pub(crate) unsafe fn u32_at(self, at: usize) -> u32 {
        // SAFETY: the contract above.
        unsafe { self.area(at).cast::<u32>().read() }
    }

    /// The 64-bit operand at a byte of the operand area.
    ///
    /// # Safety
    ///
    /// As for [`Ip::u16_at`].
    #[inline(always)]
    pub(crate) unsafe fn u64_at(self, at: usize) -> u64 {
        // SAFETY: the contract above.
        unsafe { self.area(at).cast::<u64>().read() }
    }

    /// The 16 bytes at a byte of the operand area.
    ///
    /// # Safety
    ///
    /// As for [`Ip::u16_at`].
    #[inline(always)]
    pub(crate) unsafe fn bytes_at(self, at: usize) -> [u8; 16] {
        // SAFETY: the contract above.
        unsafe { self.area(at).cast::<[u8; 16]>().read() }
    }

    /// A word of the instruction that other threads may write.
    ///
    /// # Safety
    ///
    /// As for [`Ip::u16_at`]; `word` counts from the instruction's first word.
    #[inline(always)]
    pub(crate) unsafe fn word<'a>(self, word: usize) -> &'a AtomicU64 {
        // SAFETY: the contract above.
        unsafe { &*self.0.wrapping_add(word) }
    }
}

/// Address of a frame's first slot.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub(crate) struct Fp(pub(crate) *mut u64);

impl Fp {
    /// Address of a slot.
    #[inline(always)]
    pub(crate) fn slot(self, index: usize) -> *mut u64 {
        self.0.wrapping_add(index)
    }

    /// Reads a slot.
    ///
    /// # Safety
    ///
    /// The slot belongs to the frame (INV-SLOTS).
    #[inline(always)]
    pub(crate) unsafe fn read(self, index: usize) -> u64 {
        // SAFETY: the contract above.
        unsafe { self.slot(index).read() }
    }

    /// Writes a slot.
    ///
    /// # Safety
    ///
    /// The slot belongs to the frame (INV-SLOTS).
    #[inline(always)]
    pub(crate) unsafe fn write(self, index: usize, value: u64) {
        // SAFETY: the contract above.
        unsafe { self.slot(index).write(value) }
    }
}

/// The machine state. Handlers take and pass it as arguments, in registers.
#[derive(Clone, Copy)]
pub(crate) struct State {
    /// The current instruction.
    pub(crate) ip: Ip,
    /// The current frame.
    pub(crate) fp: Fp,
    /// First byte of memory 0 of the running instance (INV-MEM).
    pub(crate) mb: *mut u8,
    /// The pinned integer local.
    pub(crate) r1: u64,
    /// The integer accumulator.
    pub(crate) r0: u64,
    /// The store's part that handlers use.
    pub(crate) vm: *mut VmContext,
    /// The accumulator for doubles.
    pub(crate) f0: f64,
    /// The accumulator for floats.
    pub(crate) g0: f32,
    /// The pinned double local.
    pub(crate) f1: f64,
}

impl State {
    /// Goes on behind an instruction with an operand area of `area` bytes.
    #[inline(always)]
    pub(crate) fn advance(&mut self, area: usize) {
        self.ip = self.ip.offset_words(1 + area as isize / 8);
    }
}

/// Why the interpreter is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(transparent)]
pub(crate) struct Exit(pub(crate) u32);

impl Exit {
    /// The call is done.
    pub(crate) const DONE: Exit = Exit(0);
    /// The error is in [`VmContext::error`].
    pub(crate) const ERROR: Exit = Exit(0x100);
    /// A host function has panicked; the payload is kept by the host-call code.
    pub(crate) const PANIC: Exit = Exit(0x101);
    /// A host function has answered pending; [`VmContext::error`] is its answer.
    pub(crate) const PENDING: Exit = Exit(0x102);
    /// An exception has been thrown: [`VmContext::in_flight`].
    pub(crate) const EXCEPTION: Exit = Exit(0x110);
    /// A slice of a call that can be suspended is over.
    pub(crate) const YIELD: Exit = Exit(0x103);

    /// A trap.
    #[inline(always)]
    pub(crate) const fn trap(trap: Trap) -> Exit {
        Exit(trap as u32)
    }
}

/// How an instruction ends.
pub(crate) enum Flow {
    /// Goes on at `ip`.
    Next,
    /// Goes on at `ip` by a branch taken. Distinct from [`Flow::Next`] so that a
    /// conditional branch keeps two jumps, each with its own prediction.
    Taken,
    /// Leaves the interpreter; `ip` is still the instruction that does.
    Exit(Exit),
    /// Executes the same instruction by another handler: the rare case of one that
    /// has a fast common case. In a function of its own, so that the common case
    /// saves no registers for it.
    Instead(Handler),
}
