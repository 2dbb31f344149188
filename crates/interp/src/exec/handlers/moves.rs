//! Moves, selects, globals.

use super::Entry;
use super::numeric::{gives, takes};
use super::{entry, over_destinations, over_sources};
use crate::code::form::{
    Acc, Both, DstKind, GlobalGet, GlobalSet, Move, Pin, Plain, Row, Select, SrcKind,
};
use crate::code::ops::row;
use crate::exec::dispatch::Exec;
use crate::exec::operand::{Get, Put, Val};
use crate::exec::state::{Flow, State};
use core::hint::select_unpredictable;

/// An operator that comes once for each class of values.
pub(super) trait Typed: Row {
    type V: Val;
}

/// A destination of a move, which leaves the accumulators alone.
pub(super) trait Place: DstKind {
    /// # Safety
    ///
    /// The instruction at `st.ip` names a slot at the start of its area.
    unsafe fn place<V: Val>(st: &mut State, value: V);
}

impl Place for Both {
    #[inline(always)]
    unsafe fn place<V: Val>(st: &mut State, value: V) {
        // SAFETY: the contract of `place`.
        unsafe { V::store(st.fp.slot(st.ip.u16_at(0)), value) };
    }
}

impl Place for Pin {
    #[inline(always)]
    unsafe fn place<V: Val>(st: &mut State, value: V) {
        // SAFETY: the contract of `place`.
        unsafe { <Pin as Put>::put(st, value) };
    }
}

impl Place for Acc {
    #[inline(always)]
    unsafe fn place<V: Val>(st: &mut State, value: V) {
        V::set_acc(st, value);
    }
}

impl<O: Typed, A: Get, D: Place> Exec for Move<O, A, D> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe {
            let value = A::get::<O::V>(st, 2);
            D::place(st, value);
        }
        st.advance(if A::WIDE { 16 } else { 8 });
        Flow::Next
    }
}

impl Exec for Plain<row::Reload> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        st.r1 = unsafe { st.fp.read(st.ip.u16_at(2)) };
        st.advance(8);
        Flow::Next
    }
}

impl Exec for Plain<row::ReloadF64> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        st.f1 = f64::from_bits(unsafe { st.fp.read(st.ip.u16_at(2)) });
        st.advance(8);
        Flow::Next
    }
}

impl Exec for Plain<row::MoveRange> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: both ranges belong to the frame (INV-SLOTS).
        unsafe {
            let (to, from) = (st.fp.slot(st.ip.u16_at(0)), st.fp.slot(st.ip.u16_at(2)));
            to.copy_from(from, st.ip.u32_at(4) as usize);
        }
        st.advance(8);
        Flow::Next
    }
}

impl Exec for Plain<row::Zero> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the range belongs to the frame (INV-SLOTS).
        unsafe {
            let mut at = st.fp.slot(st.ip.u16_at(0));
            let end = at.wrapping_add(st.ip.u32_at(4) as usize);
            while at < end {
                // Volatile, because a call of `memset` costs more than the few stores.
                at.write_volatile(0);
                at = at.wrapping_add(1);
            }
        }
        st.advance(8);
        Flow::Next
    }
}

impl<O: Typed, C: Get, D: Put> Exec for Select<O, C, D> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe {
            // Both are read: which slot a single read is of would be known late, and
            // processors that guess what it was last stored by would guess wrong.
            let value = st.fp.slot(st.ip.u16_at(4)).read();
            let otherwise = st.fp.slot(st.ip.u16_at(6)).read();
            let chosen = select_unpredictable(C::get::<u32>(st, 2) != 0, value, otherwise);
            D::put(st, <O::V as Val>::load(&raw const chosen));
        }
        st.advance(8);
        Flow::Next
    }
}

/// The slot of a global of the running instance.
///
/// # Safety
///
/// The running instance has a global of this index.
#[inline(always)]
pub(super) unsafe fn global(st: &State) -> *mut u64 {
    // SAFETY: the index has been validated; the global is in place (INV-STORE),
    // and its value is its first field.
    unsafe {
        (*(*st.vm).globals.add(st.ip.u32_at(4) as usize))
            .as_ptr()
            .cast()
    }
}

impl<O: Typed, D: Put> Exec for GlobalGet<O, D> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe {
            let value = <O::V as Val>::load(global(st));
            D::put(st, value);
        }
        st.advance(8);
        Flow::Next
    }
}

impl<O: Typed, A: Get> Exec for GlobalSet<O, A> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe { <O::V as Val>::store(global(st), A::get::<O::V>(st, 2)) };
        st.advance(8);
        Flow::Next
    }
}

/// The forms of a move.
pub(super) trait MoveTable {
    const TABLE: [[Entry; 5]; 3];
}

macro_rules! move_entry {
    ($d:ty, $a:ty) => {
        entry!(takes::<O::V, $a>() && gives::<O::V, $d>() && <$d as DstKind>::INDEX != 0, Move<O, $a, $d>)
    };
}

macro_rules! move_rows {
    ($d:ty) => {
        over_sources!(move_entry; $d)
    };
}

impl<O: Typed> MoveTable for O {
    const TABLE: [[Entry; 5]; 3] = over_destinations!(move_rows;);
}

/// The forms of a select.
pub(super) trait SelectTable {
    const TABLE: [[Entry; 5]; 3];
}

macro_rules! select_entry {
    ($d:ty, $c:ty) => {
        entry!(!<$c as SrcKind>::IMM && gives::<O::V, $d>(), Select<O, $c, $d>)
    };
}

macro_rules! select_rows {
    ($d:ty) => {
        over_sources!(select_entry; $d)
    };
}

impl<O: Typed> SelectTable for O {
    const TABLE: [[Entry; 5]; 3] = over_destinations!(select_rows;);
}

/// The forms of a read of a global.
pub(super) trait GlobalGetTable {
    const TABLE: [Entry; 3];
}

macro_rules! global_get_entry {
    ($d:ty) => {
        entry!(gives::<O::V, $d>(), GlobalGet<O, $d>)
    };
}

impl<O: Typed> GlobalGetTable for O {
    const TABLE: [Entry; 3] = over_destinations!(global_get_entry;);
}

/// The forms of a write of a global.
pub(super) trait GlobalSetTable {
    const TABLE: [Entry; 5];
}

macro_rules! global_set_entry {
    ($a:ty) => {
        entry!(!<$a as SrcKind>::IMM && takes::<O::V, $a>(), GlobalSet<O, $a>)
    };
}

impl<O: Typed> GlobalSetTable for O {
    const TABLE: [Entry; 5] = over_sources!(global_set_entry;);
}
