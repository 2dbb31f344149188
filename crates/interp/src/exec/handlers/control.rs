//! Branches and switches.

use super::Entry;
use super::numeric::operands;
use super::{entry, over_sources};
use crate::code::form::{BranchCompare, BranchTest, Plain, Row, SrcKind, Switch};
use crate::code::ops::{Order, row};
use crate::exec::dispatch::{Exec, Level};
use crate::exec::operand::{Get, Val};
use crate::exec::state::{Exit, Flow, State};
use crate::trap::Trap;

/// A branch on one value.
pub(super) trait TestOp: Row {
    fn test(a: u32) -> bool;
}

/// A branch on two values.
pub(super) trait CompareOp: Row {
    type A: Val;
    fn test(a: Self::A, b: Self::A) -> bool;
}

/// Ends a conditional branch: to its target, or behind its area.
#[inline(always)]
unsafe fn branch(st: &mut State, taken: bool, area: usize) -> Flow {
    if taken {
        // SAFETY: a branch's area begins with its offset.
        let words = unsafe { st.ip.u16_at(0) } as u16 as i16;
        st.ip = st.ip.offset_words(words as isize);
        Flow::Taken
    } else {
        st.advance(area);
        Flow::Next
    }
}

impl<O: TestOp, A: Get> Exec for BranchTest<O, A> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe {
            let taken = O::test(A::get::<u32>(st, 2));
            branch(st, taken, 8)
        }
    }
}

impl<O: CompareOp, A: Get, B: Get> Exec for BranchCompare<O, A, B> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe {
            let taken = O::test(A::get::<O::A>(st, 2), B::get::<O::A>(st, 4));
            branch(st, taken, if B::WIDE { 16 } else { 8 })
        }
    }
}

impl Exec for Plain<row::Jump> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        let words = unsafe { st.ip.u32_at(4) } as i32;
        st.ip = st.ip.offset_words(words as isize);
        Flow::Next
    }
}

impl<A: Get> Exec for Switch<row::BrTable, A> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form; the index is at most the
        // number of the last target, whose offset is in the area.
        unsafe {
            let last = st.ip.u32_at(4);
            let index = A::get::<u32>(st, 2).min(last);
            let words = st.ip.u32_at(8 + 4 * index as usize) as i32;
            st.ip = st.ip.offset_words(words as isize);
        }
        Flow::Next
    }
}

impl Exec for Plain<row::Unreachable> {
    #[inline(always)]
    unsafe fn exec(_st: &mut State) -> Flow {
        Flow::Exit(Exit::trap(Trap::Unreachable))
    }
}

impl Exec for Plain<row::Halt> {
    #[inline(always)]
    unsafe fn exec(_st: &mut State) -> Flow {
        Flow::Exit(Exit::DONE)
    }
}

impl Exec for Plain<row::Probe> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: `vm` is the running store's.
        unsafe { crate::exec::probe::note_depth(st.vm) };
        st.advance(8);
        Flow::Next
    }
}

/// The forms of a branch on one value.
pub(super) trait BranchTestTable<L> {
    const TABLE: [Entry; 5];
}

macro_rules! test_entry {
    ($a:ty) => {
        entry!(L, !<$a as SrcKind>::IMM, BranchTest<O, $a>)
    };
}

impl<O: TestOp, L: Level> BranchTestTable<L> for O {
    const TABLE: [Entry; 5] = over_sources!(test_entry;);
}

/// The forms of a branch on two values.
pub(super) trait BranchCompareTable<L> {
    const TABLE: [[Entry; 5]; 5];
}

macro_rules! compare_entry {
    ($a:ty, $b:ty) => {
        entry!(L, operands::<O::A, $a, $b>(Order::Mirrored), BranchCompare<O, $a, $b>)
    };
}

macro_rules! compare_rows {
    ($a:ty) => {
        over_sources!(compare_entry; $a)
    };
}

impl<O: CompareOp, L: Level> BranchCompareTable<L> for O {
    const TABLE: [[Entry; 5]; 5] = over_sources!(compare_rows;);
}

/// The forms of a switch.
pub(super) trait SwitchTable<L> {
    const TABLE: [Entry; 5];
}

macro_rules! switch_entry {
    ($a:ty) => {
        entry!(L, !<$a as SrcKind>::IMM, Switch<row::BrTable, $a>)
    };
}

impl<L: Level> SwitchTable<L> for row::BrTable {
    const TABLE: [Entry; 5] = over_sources!(switch_entry;);
}
