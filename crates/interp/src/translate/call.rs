//! Calls.

use super::slots::{HEADER_SLOTS, tys};
use super::stack::Place;
use super::{Context, Translator};
use crate::code::{Dst, Inst, Op, Src};
use crate::types::{FuncIdx, FuncType, TypeIdx};

/// Where a callee's frame is to be.
struct Callee {
    /// Slot of the first argument.
    base: u16,
    /// Slot of its header.
    header: u16,
}

impl Translator {
    /// Brings the arguments, the topmost values, into place and pops them.
    fn arguments(&mut self, ty: &FuncType) -> Callee {
        let count = ty.params().len();
        self.settle_top(count);
        self.save_accs();
        self.truncate(self.stack.len() - count);
        let base = self.next_slot();
        let header = base + ty.call_slots() as u32;
        self.frame.reach(header + HEADER_SLOTS);
        Callee {
            base: base.min(u32::from(u16::MAX)) as u16,
            header: header.min(u32::from(u16::MAX)) as u16,
        }
    }

    /// Pushes the results. One alone is in the accumulator as well.
    fn results(&mut self, context: &Context<'_>, ty: &FuncType) {
        self.acc = Default::default();
        self.reload_pins();
        let alone = ty.results().len() == 1;
        for ty in tys(ty.results()) {
            if alone && context.options.fusion {
                self.push_with_acc(ty);
            } else {
                self.push(Place::Slot, ty);
            }
        }
    }

    pub(super) fn call(&mut self, context: &Context<'_>, func: u32) {
        let module = context.module;
        let ty = module.func_type(FuncIdx(func));
        let Callee { base, header } = self.arguments(ty);
        let inst = match module.defined_func(FuncIdx(func)) {
            None => Inst {
                aux: func,
                ..Inst::new(Op::CallImport)
            },
            Some(defined) => {
                let entry = module.code[defined]
                    .get()
                    .map(|code| code.entry().expose_provenance() as u64);
                let op = if entry.is_some() {
                    Op::Call
                } else {
                    Op::CallLazy
                };
                Inst {
                    c: header,
                    aux: func,
                    imm: entry.unwrap_or(0),
                    metered: self.meters_calls(),
                    ..Inst::new(op)
                }
            }
        };
        self.emit(Inst {
            d: Dst::Both(base),
            ..inst
        });
        self.results(context, ty);
    }

    pub(super) fn call_indirect(&mut self, context: &Context<'_>, ty: u32, table: u32) {
        let index = self.pop();
        let index = self.slot_of(&index);
        let type_id = context.module.types[TypeIdx(ty).index()];
        let ty = context.module.func_types[TypeIdx(ty).index()].clone();
        let Callee { base, header } = self.arguments(&ty);
        self.emit(Inst {
            d: Dst::Both(base),
            a: Src::Slot(index),
            b: Src::Slot(table as u16),
            c: header,
            imm: u64::from(type_id.0),
            metered: self.meters_calls(),
            ..Inst::new(Op::CallIndirect)
        });
        self.results(context, &ty);
    }

    pub(super) fn return_call(&mut self, context: &Context<'_>, func: u32) {
        let module = context.module;
        let ty = module.func_type(FuncIdx(func)).clone();
        let Callee { base, .. } = self.arguments(&ty);
        let (op, imm) = match module.defined_func(FuncIdx(func)) {
            None => (Op::ReturnCallImport, u64::from(func)),
            Some(defined) => match module.code[defined].get() {
                Some(code) => (Op::ReturnCall, code.entry().expose_provenance() as u64),
                // No entry is odd.
                None => (Op::ReturnCallLazy, u64::from(func) << 1 | 1),
            },
        };
        self.emit_unprotected(Inst {
            d: Dst::Both(base),
            a: Src::Slot(self.frame.header),
            b: Src::Slot(ty.call_slots() as u16),
            c: ty.param_slots() as u16,
            aux: func,
            imm,
            ..Inst::new(op)
        });
        self.unreachable = Some(0);
    }

    pub(super) fn return_call_indirect(&mut self, context: &Context<'_>, ty: u32, table: u32) {
        let index = self.pop();
        let index = self.slot_of(&index);
        let type_id = context.module.types[TypeIdx(ty).index()];
        let ty = context.module.func_types[TypeIdx(ty).index()].clone();
        let Callee { base, .. } = self.arguments(&ty);
        self.emit_unprotected(Inst {
            d: Dst::Both(base),
            a: Src::Slot(self.frame.header),
            b: Src::Slot(index),
            c: ty.param_slots() as u16,
            imm: u64::from(table) | u64::from(type_id.0) << 32,
            ..Inst::new(Op::ReturnCallIndirect)
        });
        self.unreachable = Some(0);
    }

    pub(super) fn call_ref(&mut self, context: &Context<'_>, ty: u32) {
        let reference = self.pop();
        let reference = self.slot_of(&reference);
        let ty = context.module.func_types[TypeIdx(ty).index()].clone();
        let Callee { base, header } = self.arguments(&ty);
        self.emit(Inst {
            d: Dst::Both(base),
            a: Src::Slot(reference),
            c: header,
            metered: self.meters_calls(),
            ..Inst::new(Op::CallRef)
        });
        self.results(context, &ty);
    }

    pub(super) fn return_call_ref(&mut self, context: &Context<'_>, ty: u32) {
        let reference = self.pop();
        let reference = self.slot_of(&reference);
        let ty = context.module.func_types[TypeIdx(ty).index()].clone();
        let Callee { base, .. } = self.arguments(&ty);
        self.emit_unprotected(Inst {
            d: Dst::Both(base),
            a: Src::Slot(self.frame.header),
            b: Src::Slot(reference),
            c: ty.param_slots() as u16,
            ..Inst::new(Op::ReturnCallRef)
        });
        self.unreachable = Some(0);
    }
}
