//! Binary and unary operators.

use super::Entry;
use super::{entry, over_destinations, over_sources};
use crate::code::form::{Binary, DstKind, Plain, Row, SrcKind, Unary};
use crate::code::ops::{Order, row};
use crate::exec::dispatch::{Exec, Level};
use crate::exec::num;
use crate::exec::operand::{Get, Put, Val};
use crate::exec::state::{Exit, Flow, State};
use crate::trap::Trap;

/// A binary operator's types and meaning.
pub(super) trait BinaryOp: Row {
    type A: Val;
    type R: Val;
    fn apply(a: Self::A, b: Self::A) -> Result<Self::R, Trap>;
}

/// A unary operator's types and meaning.
pub(super) trait UnaryOp: Row {
    type A: Val;
    type R: Val;
    fn apply(a: Self::A) -> Result<Self::R, Trap>;
}

impl<O: BinaryOp, A: Get, B: Get, D: Put> Exec for Binary<O, A, B, D> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // An immediate leaves the first slot number to the other operand.
        // SAFETY: the instruction is of this form.
        let (a, b) = unsafe {
            (
                A::get::<O::A>(st, 2),
                B::get::<O::A>(st, if A::IMM { 2 } else { 4 }),
            )
        };
        match O::apply(a, b) {
            Ok(value) => {
                // SAFETY: as above.
                unsafe { D::put(st, value) };
                st.advance(if A::WIDE || B::WIDE { 16 } else { 8 });
                Flow::Next
            }
            Err(trap) => Flow::Exit(Exit::trap(trap)),
        }
    }
}

impl<O: UnaryOp, A: Get, D: Put> Exec for Unary<O, A, D> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        match O::apply(unsafe { A::get::<O::A>(st, 2) }) {
            Ok(value) => {
                // SAFETY: as above.
                unsafe { D::put(st, value) };
                st.advance(8);
                Flow::Next
            }
            Err(trap) => Flow::Exit(Exit::trap(trap)),
        }
    }
}

/// An operand of type `V` can be of kind `K`.
pub(super) const fn takes<V: Val, K: SrcKind>() -> bool {
    match K::INDEX {
        2 => V::PIN,
        3 => V::IMM,
        4 => V::WIDE,
        _ => true,
    }
}

/// A result of type `V` can go to kind `K`.
pub(super) const fn gives<V: Val, K: DstKind>() -> bool {
    K::INDEX != 2 || V::PIN
}

/// Two operands of a type may be of these kinds. Where they can be swapped, the
/// translator puts the pinned local first, then the accumulator, then a slot.
pub(super) const fn operands<V: Val, A: SrcKind, B: SrcKind>(order: Order) -> bool {
    const RANK: [u16; 5] = [1, 2, 3, 0, 0];
    let swappable = !matches!(order, Order::Fixed);
    takes::<V, A>()
        && takes::<V, B>()
        && !(A::IMM && B::IMM)
        && (!swappable || RANK[A::INDEX as usize] >= RANK[B::INDEX as usize])
}

const fn binary_exists<O: BinaryOp, A: SrcKind, B: SrcKind, D: DstKind>() -> bool {
    operands::<O::A, A, B>(O::OP.order()) && gives::<O::R, D>()
}

/// The forms of a binary operator.
pub(super) trait BinaryTable {
    const TABLE: [[[Entry; 5]; 5]; 3];
}

macro_rules! binary_entry {
    ($d:ty, $a:ty, $b:ty) => {
        entry!(binary_exists::<O, $a, $b, $d>(), Binary<O, $a, $b, $d>)
    };
}

macro_rules! binary_rows {
    ($d:ty, $a:ty) => {
        over_sources!(binary_entry; $d, $a)
    };
}

impl<O: BinaryOp> BinaryTable for O {
    const TABLE: [[[Entry; 5]; 5]; 3] = {
        use crate::code::form::{Acc, Both, Pin};
        [
            over_sources!(binary_rows; Acc),
            over_sources!(binary_rows; Both),
            over_sources!(binary_rows; Pin),
        ]
    };
}

/// The forms of a unary operator.
pub(super) trait UnaryTable<L> {
    const TABLE: [[Entry; 5]; 3];
}

macro_rules! unary_entry {
    ($d:ty, $a:ty) => {
        entry!(
            L,
            takes::<O::A, $a>() && !<$a as SrcKind>::IMM && gives::<O::R, $d>(),
            Unary<O, $a, $d>
        )
    };
}

macro_rules! unary_rows {
    ($d:ty) => {
        over_sources!(unary_entry; $d)
    };
}

impl<O: UnaryOp, L: Level> UnaryTable<L> for O {
    const TABLE: [[Entry; 5]; 3] = over_destinations!(unary_rows;);
}

/// Defines operators on several slots.
macro_rules! wide {
    ($( $name:ident = $f:ident($n:literal); )*) => {$(
        impl Exec for Plain<row::$name> {
            #[inline(always)]
            unsafe fn exec(st: &mut State) -> Flow {
                // SAFETY: the instruction is of this form; the slots follow each other.
                unsafe {
                    let operands = st.fp.slot(st.ip.u16_at(2));
                    let [low, high] = num::$f(operands.cast::<[u64; $n]>().read());
                    let to = st.ip.u16_at(0);
                    st.fp.write(to, low);
                    st.fp.write(to + 1, high);
                }
                st.advance(8);
                Flow::Next
            }
        }
    )*};
}

wide! {
    I64Add128 = i64_add128(4);
    I64Sub128 = i64_sub128(4);
    I64MulWideS = i64_mul_wide_s(2);
    I64MulWideU = i64_mul_wide_u(2);
}
