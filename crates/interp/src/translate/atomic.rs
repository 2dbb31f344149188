//! Atomic accesses.

use super::stack::{Place, Ty};
use super::{Context, Translator};
use crate::code::{Dst, Inst, Op, Src};
use wasmparser::{MemArg, Operator};

/// How an atomic operator takes its operands.
#[derive(Clone, Copy)]
enum Shape {
    /// An address.
    Load,
    /// An address and a value; no result.
    Store,
    /// An address and a value.
    Rmw,
    /// An address, and two values behind it.
    Consecutive,
}

/// An operator's translation: its operation, its operands, the type of its result.
type Row<'a> = (Op, Shape, Ty, &'a MemArg);

/// The operators of atomic accesses, with the operation for their width.
macro_rules! atomics {
    ($operator:ident; $($name:ident $op:ident $shape:ident $ty:ident;)*) => {
        match $operator {
            $( Operator::$name { memarg } => Some((Op::$op, Shape::$shape, Ty::$ty, memarg)), )*
            _ => None,
        }
    };
}

#[rustfmt::skip]
fn row<'a>(operator: &'a Operator<'_>) -> Option<Row<'a>> {
    atomics! { operator;
        I32AtomicLoad8U AtomicLoad8 Load I32;
        I32AtomicStore8 AtomicStore8 Store I32;
        I32AtomicRmw8AddU AtomicRmwAdd8 Rmw I32;
        I32AtomicRmw8SubU AtomicRmwSub8 Rmw I32;
        I32AtomicRmw8AndU AtomicRmwAnd8 Rmw I32;
        I32AtomicRmw8OrU AtomicRmwOr8 Rmw I32;
        I32AtomicRmw8XorU AtomicRmwXor8 Rmw I32;
        I32AtomicRmw8XchgU AtomicRmwXchg8 Rmw I32;
        I32AtomicRmw8CmpxchgU AtomicCmpxchg8 Consecutive I32;
        I32AtomicLoad16U AtomicLoad16 Load I32;
        I32AtomicStore16 AtomicStore16 Store I32;
        I32AtomicRmw16AddU AtomicRmwAdd16 Rmw I32;
        I32AtomicRmw16SubU AtomicRmwSub16 Rmw I32;
        I32AtomicRmw16AndU AtomicRmwAnd16 Rmw I32;
        I32AtomicRmw16OrU AtomicRmwOr16 Rmw I32;
        I32AtomicRmw16XorU AtomicRmwXor16 Rmw I32;
        I32AtomicRmw16XchgU AtomicRmwXchg16 Rmw I32;
        I32AtomicRmw16CmpxchgU AtomicCmpxchg16 Consecutive I32;
        I32AtomicLoad AtomicLoad32 Load I32;
        I32AtomicStore AtomicStore32 Store I32;
        I32AtomicRmwAdd AtomicRmwAdd32 Rmw I32;
        I32AtomicRmwSub AtomicRmwSub32 Rmw I32;
        I32AtomicRmwAnd AtomicRmwAnd32 Rmw I32;
        I32AtomicRmwOr AtomicRmwOr32 Rmw I32;
        I32AtomicRmwXor AtomicRmwXor32 Rmw I32;
        I32AtomicRmwXchg AtomicRmwXchg32 Rmw I32;
        I32AtomicRmwCmpxchg AtomicCmpxchg32 Consecutive I32;
        I64AtomicLoad8U AtomicLoad8 Load I64;
        I64AtomicStore8 AtomicStore8 Store I64;
        I64AtomicRmw8AddU AtomicRmwAdd8 Rmw I64;
        I64AtomicRmw8SubU AtomicRmwSub8 Rmw I64;
        I64AtomicRmw8AndU AtomicRmwAnd8 Rmw I64;
        I64AtomicRmw8OrU AtomicRmwOr8 Rmw I64;
        I64AtomicRmw8XorU AtomicRmwXor8 Rmw I64;
        I64AtomicRmw8XchgU AtomicRmwXchg8 Rmw I64;
        I64AtomicRmw8CmpxchgU AtomicCmpxchg8 Consecutive I64;
        I64AtomicLoad16U AtomicLoad16 Load I64;
        I64AtomicStore16 AtomicStore16 Store I64;
        I64AtomicRmw16AddU AtomicRmwAdd16 Rmw I64;
        I64AtomicRmw16SubU AtomicRmwSub16 Rmw I64;
        I64AtomicRmw16AndU AtomicRmwAnd16 Rmw I64;
        I64AtomicRmw16OrU AtomicRmwOr16 Rmw I64;
        I64AtomicRmw16XorU AtomicRmwXor16 Rmw I64;
        I64AtomicRmw16XchgU AtomicRmwXchg16 Rmw I64;
        I64AtomicRmw16CmpxchgU AtomicCmpxchg16 Consecutive I64;
        I64AtomicLoad32U AtomicLoad32 Load I64;
        I64AtomicStore32 AtomicStore32 Store I64;
        I64AtomicRmw32AddU AtomicRmwAdd32 Rmw I64;
        I64AtomicRmw32SubU AtomicRmwSub32 Rmw I64;
        I64AtomicRmw32AndU AtomicRmwAnd32 Rmw I64;
        I64AtomicRmw32OrU AtomicRmwOr32 Rmw I64;
        I64AtomicRmw32XorU AtomicRmwXor32 Rmw I64;
        I64AtomicRmw32XchgU AtomicRmwXchg32 Rmw I64;
        I64AtomicRmw32CmpxchgU AtomicCmpxchg32 Consecutive I64;
        I64AtomicLoad AtomicLoad64 Load I64;
        I64AtomicStore AtomicStore64 Store I64;
        I64AtomicRmwAdd AtomicRmwAdd64 Rmw I64;
        I64AtomicRmwSub AtomicRmwSub64 Rmw I64;
        I64AtomicRmwAnd AtomicRmwAnd64 Rmw I64;
        I64AtomicRmwOr AtomicRmwOr64 Rmw I64;
        I64AtomicRmwXor AtomicRmwXor64 Rmw I64;
        I64AtomicRmwXchg AtomicRmwXchg64 Rmw I64;
        I64AtomicRmwCmpxchg AtomicCmpxchg64 Consecutive I64;
        MemoryAtomicNotify AtomicNotify Rmw I32;
        MemoryAtomicWait32 AtomicWait32 Consecutive I32;
        MemoryAtomicWait64 AtomicWait64 Consecutive I32;
    }
}

impl Translator {
    /// Translates an atomic operator; false if it is none.
    pub(super) fn atomic(&mut self, context: &Context<'_>, operator: &Operator<'_>) -> bool {
        if matches!(operator, Operator::AtomicFence { .. }) {
            self.emit(Inst::new(Op::AtomicFence));
            return true;
        }
        let Some((op, shape, ty, arg)) = row(operator) else {
            return false;
        };
        let inst = Inst {
            // One form serves memories that are shared and that are not.
            aux: 0,
            ..Self::far(context, op, arg)
        };
        match shape {
            Shape::Load => {
                let [a] = self.pop_slots();
                let a = Src::Slot(a);
                self.push_slot_result(context, Inst { a, ..inst }, ty);
            }
            Shape::Store => {
                let [a, b] = self.pop_slots();
                let (a, b) = (Src::Slot(a), Src::Slot(b));
                self.emit(Inst { a, b, ..inst });
            }
            Shape::Rmw => {
                let [a, b] = self.pop_slots();
                let (a, b) = (Src::Slot(a), Src::Slot(b));
                self.push_slot_result(context, Inst { a, b, ..inst }, ty);
            }
            Shape::Consecutive => self.consecutive(inst, ty),
        }
        true
    }

    /// An instruction on three values in consecutive slots; the result takes the
    /// place of the first.
    fn consecutive(&mut self, inst: Inst, ty: Ty) {
        self.settle_top(3);
        self.truncate(self.stack.len() - 3);
        self.save_acc(ty.class());
        let result = self.push(Place::Slot, ty);
        self.emit(Inst {
            d: Dst::Both(result.slot),
            a: Src::Slot(result.slot),
            ..inst
        });
        self.acc[ty.class()] = super::Holder::Nothing;
    }
}
