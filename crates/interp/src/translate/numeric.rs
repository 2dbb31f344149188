//! Numeric operators and what is like them.

use super::stack::{Place, Ty};
use super::{Context, Translator};
use crate::code::{Inst, Op, Src};

/// Which of two operands goes first where the order is free.
fn rank(src: Src) -> u8 {
    match src {
        Src::Pin => 3,
        Src::Acc => 2,
        Src::Slot(_) => 1,
        Src::Imm(_) | Src::Wide(_) => 0,
    }
}

impl Translator {
    /// An operator with two operands of a type.
    pub(super) fn binary(&mut self, context: &Context<'_>, op: Op, result: Ty) {
        let (right, left) = (self.pop(), self.pop());
        let constants = matches!(
            (left.place, right.place),
            (Place::Const(_), Place::Const(_))
        );
        let mut op = op;
        let mut b = self.folded(context, &right);
        let mut a = if constants {
            Src::Slot(self.slot_of(&left))
        } else {
            self.folded(context, &left)
        };
        if rank(a) < rank(b)
            && let Some(mirrored) = op.mirrored()
        {
            op = mirrored;
            (a, b) = (b, a);
        }
        self.push_result(
            context,
            Inst {
                a,
                b,
                ..Inst::new(op)
            },
            result,
        );
    }

    /// A comparison of two operands.
    pub(super) fn compare(&mut self, context: &Context<'_>, op: Op) {
        self.binary(context, op, Ty::I32);
    }

    /// A float operator with two operands, whose result may be a NaN.
    pub(super) fn float_binary(&mut self, context: &Context<'_>, op: Op, ty: Ty) {
        self.binary(context, op, ty);
        self.canonicalise(context, ty);
    }

    /// An operator with one operand.
    pub(super) fn unary(&mut self, context: &Context<'_>, op: Op, result: Ty) {
        let value = self.pop();
        let a = self.variable_source(context, &value);
        self.push_result(context, Inst { a, ..Inst::new(op) }, result);
    }

    /// A float operator with one operand, whose result may be a NaN.
    pub(super) fn float_unary(&mut self, context: &Context<'_>, op: Op, ty: Ty) {
        self.unary(context, op, ty);
        self.canonicalise(context, ty);
    }

    fn canonicalise(&mut self, context: &Context<'_>, ty: Ty) {
        if context.options.deterministic {
            self.unary(
                context,
                ty.pick(Op::F32Canon, Op::F32Canon, Op::F64Canon),
                ty,
            );
        }
    }

    pub(super) fn i32_eqz(&mut self, context: &Context<'_>) {
        if !self.invert_comparison() {
            self.unary(context, Op::I32Eqz, Ty::I32);
        }
    }

    /// A 32-bit integer has zeros above it wherever it is: nothing to do.
    pub(super) fn extend_u(&mut self, context: &Context<'_>) {
        if !context.options.fusion {
            self.unary(context, Op::I64ExtendI32U, Ty::I64);
        } else if let Some(top) = self.stack.last_mut() {
            top.ty = Ty::I64;
        }
    }

    pub(super) fn select(&mut self, context: &Context<'_>) {
        let condition = self.pop();
        let a = self.variable_source(context, &condition);
        // The condition may be in an accumulator; what follows does not touch it.
        if self.stack.last().is_some_and(|value| value.ty == Ty::V128) {
            self.select_vector(a);
            return;
        }
        let (otherwise, value) = (self.pop(), self.pop());
        let (b, c) = (Src::Slot(self.slot_of(&value)), self.slot_of(&otherwise));
        let op = value.ty.pick(Op::Select, Op::SelectF32, Op::SelectF64);
        self.push_result(
            context,
            Inst {
                a,
                b,
                c,
                ..Inst::new(op)
            },
            value.ty,
        );
    }

    pub(super) fn local_set(&mut self, context: &Context<'_>, local: u32) {
        let entry = self.pop();
        let ty = entry.ty;
        let slot = self.locals[local as usize].slot;
        if !context.options.fusion {
            let from = self.slot_of(&entry);
            self.emit_copy(slot, from, ty);
        } else if !matches!(entry.place, Place::Local { local: x, .. } if x == local) {
            self.set_folded(local, &entry);
        }
        let state = &mut self.locals[local as usize];
        if !state.assigned {
            state.assigned = true;
            self.assigned.push(local);
        }
    }

    fn set_folded(&mut self, local: u32, entry: &super::Entry) {
        use crate::code::Dst;
        let state = self.locals[local as usize];
        if state.uses == 0
            && (self.redirect_producer(entry, local)
                || (state.ty == Ty::V128 && self.redirect_vector(entry, state.slot)))
        {
            return;
        }
        self.preserve_uses(local);
        if state.ty == Ty::V128 {
            let from = self.slot_of(entry);
            self.emit_copy(state.slot, from, Ty::V128);
            return;
        }
        let from = self.source(entry);
        let pinned = self.pins.is_pinned(local);
        let to = if pinned {
            Dst::Pin(state.slot)
        } else {
            Dst::Both(state.slot)
        };
        self.emit_move(to, from, state.ty);
        self.set_holder(state.ty, local, from == Src::Acc && !pinned);
    }

    pub(super) fn local_tee(&mut self, context: &Context<'_>, local: u32) {
        let Some(value) = self.stack.last().copied() else {
            return;
        };
        self.local_set(context, local);
        if context.options.fusion {
            self.push_local(context, local);
        } else {
            self.push(Place::Slot, value.ty);
        }
    }

    pub(super) fn global_get(&mut self, context: &Context<'_>, global: u32) {
        let ty = Ty::of(context.module.globals[global as usize].content());
        if ty == Ty::V128 {
            self.global_get_vector(global);
            return;
        }
        let op = ty.pick(Op::GlobalGet, Op::GlobalGetF32, Op::GlobalGetF64);
        self.push_result(
            context,
            Inst {
                aux: global,
                ..Inst::new(op)
            },
            ty,
        );
    }

    pub(super) fn global_set(&mut self, context: &Context<'_>, global: u32) {
        let value = self.pop();
        if value.ty == Ty::V128 {
            self.global_set_vector(&value, global);
            return;
        }
        let a = self.variable_source(context, &value);
        let op = value
            .ty
            .pick(Op::GlobalSet, Op::GlobalSetF32, Op::GlobalSetF64);
        self.emit(Inst {
            a,
            aux: global,
            ..Inst::new(op)
        });
    }
}
