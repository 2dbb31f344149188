//! Taking instructions back: a result that only its neighbour wants.

use super::stack::{Entry, Holder, Place, Ty};
use super::{Context, Translator};
use crate::code::{Dst, Inst, Op, Shape, Src};

/// What the accumulators held before each of the latest instructions.
#[derive(Default)]
pub(super) struct Snapshots([(u32, [Holder; 3]); 2]);

impl Snapshots {
    /// Notes what the accumulators held before an instruction.
    pub(super) fn take(&mut self, inst: u32, acc: [Holder; 3]) {
        self.0[inst as usize % 2] = (inst, acc);
    }

    fn before(&self, inst: u32) -> Option<[Holder; 3]> {
        let (of, acc) = self.0[inst as usize % 2];
        (of == inst).then_some(acc)
    }
}

/// A condition, ready to become a branch.
pub(super) enum Condition {
    /// A comparison.
    Compare(Inst),
    /// A value that is not zero, or is zero where the second part says so.
    Value(Src, bool),
}

impl Translator {
    /// The instruction that produced a value just popped, if it is the latest one
    /// and its result is nowhere but in the accumulator.
    fn producer(&self, entry: &Entry) -> Option<&Inst> {
        let Place::Result(index) = entry.place else {
            return None;
        };
        let index = index as usize;
        let inst = self.func.insts.last()?;
        (index + 1 == self.func.insts.len() && index >= self.barrier && inst.d == Dst::Acc)
            .then_some(inst)
    }

    /// Takes the latest instruction back.
    pub(super) fn retract(&mut self) -> Option<Inst> {
        let index = self.func.insts.len() as u32 - 1;
        self.acc = self.snapshots.before(index)?;
        self.func.insts.pop()
    }

    /// Takes the instruction back that produced a value just popped, if it is the
    /// latest one and fits.
    pub(super) fn retract_producer(
        &mut self,
        entry: &Entry,
        fits: impl Fn(&Inst) -> bool,
    ) -> Option<Inst> {
        let inst = self.producer(entry)?;
        if !fits(inst)
            || self
                .snapshots
                .before(self.func.insts.len() as u32 - 1)
                .is_none()
        {
            return None;
        }
        self.retract()
    }

    /// Takes back the sum of an operand and a constant that an address just popped
    /// is, although instructions stand behind it that make the value to be stored.
    /// Gives the summands.
    ///
    /// That value is popped as well. The operand is read later than where the sum
    /// stood, so nothing between may have written it.
    pub(super) fn withdraw_sum(&mut self, address: &Entry) -> Option<(Src, u32)> {
        /// How far back the sum is looked for: translation stays linear.
        const REACH: usize = 12;
        if address.place != Place::Slot {
            return None;
        }
        let insts = &self.func.insts;
        let first = self.barrier.max(insts.len().saturating_sub(REACH));
        let makes = |inst: &Inst| inst.d == Dst::Both(address.slot);
        let at = first + insts[first..].iter().rposition(makes)?;
        let (sum, behind) = (&insts[at], &insts[at + 1..]);
        let Src::Imm(imm) = sum.b else { return None };
        let written = |slot| {
            let writes = |inst: &Inst| matches!(inst.d, Dst::Both(to) | Dst::Pin(to) if to == slot);
            behind.iter().any(writes)
        };
        let simple = |inst: &Inst| {
            use Shape::{Binary, GlobalGet, Load, LoadAdd, Move, Select, Unary};
            matches!(
                inst.op.shape(),
                Binary | Unary | Load | LoadAdd | Select | Move | GlobalGet
            )
        };
        if sum.op != Op::I32Add || !behind.iter().all(simple) {
            return None;
        }
        let operand = match sum.a {
            Src::Slot(slot) if slot == address.slot || !written(slot) => sum.a,
            Src::Pin if !behind.iter().any(|inst| matches!(inst.d, Dst::Pin(_))) => Src::Pin,
            // What made the operand writes it to the sum's slot instead.
            Src::Acc if at > first => {
                let maker = &mut self.func.insts[at - 1];
                let is_integer =
                    matches!(maker.op, Op::I32Shl | Op::I32Mul | Op::I32Add | Op::I32And);
                if !is_integer || maker.d != Dst::Acc {
                    return None;
                }
                maker.d = Dst::Both(address.slot);
                Src::Slot(address.slot)
            }
            _ => return None,
        };
        self.func.insts.remove(at);
        self.snapshots = Snapshots::default();
        for class in 0..self.acc.len() {
            if let Holder::Entry { id, at: position } = self.acc[class]
                && let Some(entry) = self.stack.get_mut(position as usize)
                && entry.id == id
                && let Place::Result(inst) = &mut entry.place
                && *inst as usize > at
            {
                *inst -= 1;
            }
        }
        Some((operand, imm))
    }

    /// Lets the instruction that produced a value just popped write to a local
    /// instead, if it is the latest one. The local has no uses on the stack.
    pub(super) fn redirect_producer(&mut self, entry: &Entry, local: u32) -> bool {
        let Some(inst) = self.producer(entry) else {
            return false;
        };
        if inst.op.shape() == Shape::SlotsImm || inst.op.shape() == Shape::Slots {
            return false;
        }
        let index = self.func.insts.len() as u32 - 1;
        let Some(before) = self.snapshots.before(index) else {
            return false;
        };
        let (slot, ty) = (
            self.locals[local as usize].slot,
            self.locals[local as usize].ty,
        );
        let pinned = self.pins.is_pinned(local);
        if let Some(inst) = self.func.insts.last_mut() {
            inst.d = if pinned {
                Dst::Pin(slot)
            } else {
                Dst::Both(slot)
            };
        }
        if pinned {
            // The accumulator is not written any more.
            self.acc = before;
        }
        self.set_holder(ty, local, !pinned);
        true
    }

    /// A local has been set. `in_acc`: the accumulator of its class holds it now.
    pub(super) fn set_holder(&mut self, ty: Ty, local: u32, in_acc: bool) {
        let holder = &mut self.acc[ty.class()];
        if in_acc {
            *holder = Holder::Local(local);
        } else if *holder == Holder::Local(local) {
            *holder = Holder::Nothing;
        }
    }

    /// The condition that a value just popped stands for.
    pub(super) fn condition(&mut self, context: &Context<'_>, entry: &Entry) -> Condition {
        let fusible = |inst: &Inst| {
            inst.op.branch_if().is_some() || matches!(inst.op, Op::I32Eqz | Op::I64Eqz)
        };
        match self.retract_producer(entry, fusible) {
            Some(inst) if inst.op == Op::I64Eqz => Condition::Compare(Inst {
                op: Op::I64Eq,
                b: Src::Imm(0),
                ..inst
            }),
            Some(inst) if inst.op == Op::I32Eqz => Condition::Value(inst.a, true),
            Some(inst) => Condition::Compare(inst),
            None => Condition::Value(self.variable_source(context, entry), false),
        }
    }

    /// `i32.eqz` of a comparison is the inverse comparison, where there is one.
    pub(super) fn invert_comparison(&mut self) -> bool {
        let Some(entry) = self.stack.last().copied() else {
            return false;
        };
        let Some(inst) = self.producer(&entry) else {
            return false;
        };
        let Some(inverse) = inst.op.inverse() else {
            return false;
        };
        if let Some(inst) = self.func.insts.last_mut() {
            inst.op = inverse;
        }
        true
    }
}
