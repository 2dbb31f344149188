//! Atomic accesses. The memory may be shared or not: the accesses are the same.

use super::memory::OUT_OF_BOUNDS;
use crate::code::form::{Both, Plain, Row, Slot};
use crate::code::ops::row;
use crate::exec::dispatch::Exec;
use crate::exec::operand::{Get, Put};
use crate::exec::state::{Exit, Flow, State};
use crate::runtime::cell;
use crate::trap::Trap;
use core::marker::PhantomData;
use core::sync::atomic::{Ordering, fence};

/// An atomic operator.
pub(super) trait AtomicOp: Row {
    /// Bytes of the value in memory: 1, 2, 4 or 8.
    const SIZE: usize;
}

/// An atomic operator that makes a new value of the old one and its operand. What is
/// above the bytes in memory does not count.
pub(super) trait RmwOp: Row {
    fn apply(old: u64, operand: u64) -> u64;
}

/// d ← mem[c][a + imm]
pub(super) struct AtomicLoad<O>(PhantomData<O>);
/// mem[c][a + imm] ← b
pub(super) struct AtomicStore<O>(PhantomData<O>);
/// d ← mem[c][a + imm], which becomes what the operator makes of it and b
pub(super) struct AtomicRmw<O>(PhantomData<O>);
/// d ← mem[c][a + imm], which becomes slot a + 2 if it is slot a + 1
pub(super) struct AtomicCmpxchg<O>(PhantomData<O>);

const UNALIGNED: Flow = Flow::Exit(Exit::trap(Trap::UnalignedAtomic));

/// The address of `size` bytes at slot a + imm in memory c, if they are aligned, and
/// in it.
///
/// # Safety
///
/// `st` is consistent; the instruction at `st.ip` is of the layout
/// `[..][a][..][c][imm u64]`, and the running instance has such a memory.
#[inline(always)]
unsafe fn place(st: &State, size: usize) -> Result<*mut u8, Flow> {
    // SAFETY: the contract above; the memory is in place (INV-STORE).
    let (address, offset, (base, len)) = unsafe {
        let memory = &*super::memory::entity(st, st.ip.u16_at(6));
        let bytes = match memory.shared() {
            None => (memory.base(), memory.len()),
            Some(shared) => (shared.base(), shared.len()),
        };
        (Slot::get::<u64>(st, 2), st.ip.u64_at(8), bytes)
    };
    // Memories are aligned, and so is what is at a multiple of its size in one. The
    // remainder of the sum is right even if the sum is too large.
    if !address.wrapping_add(offset).is_multiple_of(size as u64) {
        return Err(UNALIGNED);
    }
    let end = address
        .checked_add(offset)
        .and_then(|at| at.checked_add(size as u64));
    match end {
        Some(end) if end <= len as u64 => Ok(base.wrapping_add(end as usize - size)),
        _ => Err(OUT_OF_BOUNDS),
    }
}

/// The operand of this position behind the address, of those in consecutive slots.
///
/// # Safety
///
/// The instruction at `st.ip` has such operands.
#[inline(always)]
unsafe fn consecutive(st: &State, position: usize) -> u64 {
    // SAFETY: the contract above.
    unsafe { st.fp.read(st.ip.u16_at(2) + position) }
}

/// Defines what a form does with the address of the value in memory; a result is
/// written.
macro_rules! atomic {
    ($($form:ident where $op:path, |$st:ident, $at:ident| $body:expr;)*) => {$(
        impl<O: $op + AtomicOp> Exec for $form<O> {
            #[inline(always)]
            unsafe fn exec($st: &mut State) -> Flow {
                // SAFETY: the instruction is of this form.
                let $at = match unsafe { place($st, O::SIZE) } {
                    Ok(at) => at,
                    Err(flow) => return flow,
                };
                // SAFETY: as above; the value is in memory, and aligned.
                unsafe {
                    if let Some(result) = $body {
                        Both::put::<u64>($st, result);
                    }
                }
                $st.advance(16);
                Flow::Next
            }
        }
    )*};
}

atomic! {
    AtomicLoad where AtomicOp, |st, at| Some(cell::load(at, O::SIZE));
    AtomicStore where AtomicOp, |st, at| {
        let value = Slot::get::<u64>(st, 4);
        cell::update(at, O::SIZE, |_| Some(value));
        None
    };
    AtomicRmw where RmwOp, |st, at| {
        let operand = Slot::get::<u64>(st, 4);
        Some(cell::update(at, O::SIZE, |old| Some(O::apply(old, operand))))
    };
    AtomicCmpxchg where AtomicOp, |st, at| {
        let (expected, new) = (consecutive(st, 1), consecutive(st, 2));
        // The expected value is wrapped to the width of the one in memory.
        let expected = expected & (u64::MAX >> (64 - 8 * O::SIZE));
        Some(cell::update(at, O::SIZE, |old| (old == expected).then_some(new)))
    };
}

impl Exec for Plain<row::AtomicFence> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        fence(Ordering::SeqCst);
        st.advance(8);
        Flow::Next
    }
}
