//! The operand stack, symbolically.

use super::slots::Local;
use super::{Context, Translator};
use crate::code::{Dst, Inst, Op, Src};
use crate::types::ValType;

/// The type of a value, as far as code depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ty {
    I32,
    I64,
    F32,
    F64,
    V128,
    Ref,
}

impl Ty {
    pub(super) fn of(ty: &ValType) -> Ty {
        match ty {
            ValType::I32 => Ty::I32,
            ValType::I64 => Ty::I64,
            ValType::F32 => Ty::F32,
            ValType::F64 => Ty::F64,
            ValType::V128 => Ty::V128,
            ValType::Ref(_) => Ty::Ref,
        }
    }

    pub(super) fn of_wasmparser(ty: wasmparser::ValType) -> Ty {
        match ty {
            wasmparser::ValType::I32 => Ty::I32,
            wasmparser::ValType::I64 => Ty::I64,
            wasmparser::ValType::F32 => Ty::F32,
            wasmparser::ValType::F64 => Ty::F64,
            wasmparser::ValType::V128 => Ty::V128,
            wasmparser::ValType::Ref(_) => Ty::Ref,
        }
    }

    /// Slots that a value takes.
    pub(super) fn slots(self) -> u32 {
        if self == Ty::V128 { 2 } else { 1 }
    }

    /// The accumulator that results of this type go to, as an index.
    pub(super) fn class(self) -> usize {
        match self {
            Ty::F32 => 1,
            Ty::F64 => 2,
            _ => 0,
        }
    }

    /// Chooses between an operator's forms for the classes.
    pub(super) fn pick<T>(self, int: T, f32: T, f64: T) -> T {
        match self {
            Ty::F32 => f32,
            Ty::F64 => f64,
            _ => int,
        }
    }
}

/// Where a value on the stack is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In its own slot.
    Slot,
    /// A constant.
    Const(u64),
    /// It is what the local holds. `before`: the local's earlier use on the stack,
    /// as in [`Local::uses`].
    Local { local: u32, before: u32 },
    /// In the accumulator only, put there by this instruction.
    Result(u32),
}

/// A value on the stack.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) place: Place,
    pub(super) ty: Ty,
    /// Its own slot, whether it is there or not.
    pub(super) slot: u16,
    /// Unique in the function.
    pub(super) id: u32,
}

/// What an accumulator holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum Holder {
    #[default]
    Nothing,
    /// The value of the entry of this identity, at this position on the stack.
    Entry { id: u32, at: u32 },
    /// The value of a local.
    Local(u32),
}

impl Translator {
    /// The slot of the next value.
    pub(super) fn next_slot(&self) -> u32 {
        self.stack
            .last()
            .map_or(u32::from(self.frame.temps), |top| {
                u32::from(top.slot) + top.ty.slots()
            })
    }

    /// Pushes a value.
    pub(super) fn push(&mut self, place: Place, ty: Ty) -> Entry {
        let slot = self.next_slot();
        self.frame.reach(slot + ty.slots());
        let entry = Entry {
            place,
            ty,
            slot: slot.min(u32::from(u16::MAX)) as u16,
            id: self.next_id,
        };
        self.next_id = self.next_id.wrapping_add(1);
        self.stack.push(entry);
        entry
    }

    /// Pushes a value that is in its own slot, and in the accumulator as well.
    pub(super) fn push_with_acc(&mut self, ty: Ty) -> Entry {
        let entry = self.push(Place::Slot, ty);
        if ty != Ty::V128 {
            self.acc[ty.class()] = Holder::Entry {
                id: entry.id,
                at: self.stack.len() as u32 - 1,
            };
        }
        entry
    }

    /// Pops a value. Validation has made sure that there is one.
    pub(super) fn pop(&mut self) -> Entry {
        let entry = self.stack.pop().unwrap_or(Entry {
            place: Place::Const(0),
            ty: Ty::I32,
            slot: 0,
            id: u32::MAX,
        });
        if let Place::Local { local, before } = entry.place {
            self.locals[local as usize].uses = before;
        }
        self.settled = self.settled.min(self.stack.len());
        entry
    }

    /// Drops values until the stack has this height.
    pub(super) fn truncate(&mut self, height: usize) {
        while self.stack.len() > height {
            self.pop();
        }
    }

    /// Pushes what a local holds.
    pub(super) fn push_local(&mut self, context: &Context<'_>, local: u32) {
        let height = self.stack.len() as u32;
        let state = &mut self.locals[local as usize];
        state.needs_zero |= !state.assigned;
        let Local { ty, uses, slot, .. } = *state;
        if context.options.fusion {
            state.uses = height + 1;
            let place = Place::Local {
                local,
                before: uses,
            };
            self.push(place, ty);
        } else {
            let entry = self.push(Place::Slot, ty);
            self.emit_copy(entry.slot, slot, ty);
        }
    }

    /// Copies a value from slot to slot.
    pub(super) fn emit_copy(&mut self, to: u16, from: u16, ty: Ty) {
        if ty == Ty::V128 {
            self.emit(Inst {
                d: Dst::Both(to),
                a: Src::Slot(from),
                ..Inst::new(Op::V128Move)
            });
        } else {
            self.emit_move(Dst::Both(to), Src::Slot(from), ty);
        }
    }

    /// Copies what a local holds to a slot.
    fn copy_local(&mut self, to: u16, local: u32) {
        let Local { ty, slot, .. } = self.locals[local as usize];
        if ty == Ty::V128 {
            self.emit_copy(to, slot, ty);
        } else {
            let from = self.local_source(local);
            self.emit_move(Dst::Both(to), from, ty);
        }
    }

    /// Moves a value that is not a vector to a slot or a pinned local.
    pub(super) fn emit_move(&mut self, to: Dst, from: Src, ty: Ty) {
        let op = ty.pick(Op::Move, Op::MoveF32, Op::MoveF64);
        self.emit(Inst {
            d: to,
            a: Self::whole(from, ty),
            ..Inst::new(op)
        });
    }

    /// An operand that a whole slot is copied from: a 32-bit integer has zeros
    /// above it, and a short immediate would have its sign there.
    pub(super) fn whole(from: Src, ty: Ty) -> Src {
        match from {
            Src::Imm(imm) if ty == Ty::I32 && imm.cast_signed() < 0 => Src::Wide(u64::from(imm)),
            _ => from,
        }
    }

    /// A constant as an operand.
    pub(super) fn immediate(bits: u64, ty: Ty) -> Src {
        match ty {
            Ty::I32 | Ty::F32 => Src::Imm(bits as u32),
            Ty::F64 => Src::Wide(bits),
            // Those that a sign extension restores are short.
            _ if bits as i64 == i64::from(bits as i32) => Src::Imm(bits as u32),
            _ => Src::Wide(bits),
        }
    }

    /// Where a local can be read.
    pub(super) fn local_source(&self, local: u32) -> Src {
        let Local { ty, slot, .. } = self.locals[local as usize];
        if self.pins.is_pinned(local) {
            Src::Pin
        } else if self.acc[ty.class()] == Holder::Local(local) {
            Src::Acc
        } else {
            Src::Slot(slot)
        }
    }

    /// Where a value, just popped or still on the stack, can be read.
    pub(super) fn source(&self, entry: &Entry) -> Src {
        match entry.place {
            Place::Const(bits) => Self::immediate(bits, entry.ty),
            Place::Local { local, .. } => self.local_source(local),
            Place::Result(_) => Src::Acc,
            Place::Slot if self.in_acc(entry) => Src::Acc,
            Place::Slot => Src::Slot(entry.slot),
        }
    }

    /// As [`Translator::source`], but a constant is put into the value's slot.
    pub(super) fn variable_source(&mut self, context: &Context<'_>, entry: &Entry) -> Src {
        match entry.place {
            Place::Const(_) => Src::Slot(self.slot_of(entry)),
            _ => self.folded(context, entry),
        }
    }

    /// As [`Translator::source`]; without fusion always a slot.
    pub(super) fn folded(&mut self, context: &Context<'_>, entry: &Entry) -> Src {
        if context.options.fusion {
            self.source(entry)
        } else {
            Src::Slot(self.slot_of(entry))
        }
    }

    /// A slot where a value, just popped or still on the stack, can be read. A
    /// local's slot is always current, pinned or not.
    pub(super) fn slot_of(&mut self, entry: &Entry) -> u16 {
        match entry.place {
            Place::Slot => entry.slot,
            Place::Local { local, .. } => self.locals[local as usize].slot,
            Place::Const(bits) => {
                self.emit_move(
                    Dst::Both(entry.slot),
                    Self::immediate(bits, entry.ty),
                    entry.ty,
                );
                entry.slot
            }
            Place::Result(inst) => {
                self.write_through(inst, entry.slot);
                entry.slot
            }
        }
    }

    /// Makes an instruction write its result to a slot too.
    fn write_through(&mut self, inst: u32, slot: u16) {
        let inst = &mut self.func.insts[inst as usize];
        debug_assert_eq!(inst.d, Dst::Acc, "the result has another place already");
        inst.d = Dst::Both(slot);
    }

    fn in_acc(&self, entry: &Entry) -> bool {
        matches!(self.acc[entry.ty.class()], Holder::Entry { id, .. } if id == entry.id)
    }

    /// Appends an instruction with a result and pushes that.
    pub(super) fn push_result(&mut self, context: &Context<'_>, mut inst: Inst, ty: Ty) {
        let class = ty.class();
        self.save_acc(class);
        let before = self.acc;
        let slot = self.next_slot().min(u32::from(u16::MAX)) as u16;
        inst.d = if context.options.fusion {
            Dst::Acc
        } else {
            Dst::Both(slot)
        };
        let index = self.emit(inst);
        self.snapshots.take(index, before);
        let place = if context.options.fusion {
            Place::Result(index)
        } else {
            Place::Slot
        };
        let entry = self.push(place, ty);
        if context.options.fusion {
            self.acc[class] = Holder::Entry {
                id: entry.id,
                at: self.stack.len() as u32 - 1,
            };
        }
    }

    /// Appends an instruction that writes its result to the value's own slot and
    /// to the integer accumulator, and pushes the value.
    pub(super) fn push_slot_result(&mut self, context: &Context<'_>, mut inst: Inst, ty: Ty) {
        self.save_acc(ty.class());
        inst.d = Dst::Both(self.next_slot().min(u32::from(u16::MAX)) as u16);
        self.emit(inst);
        if context.options.fusion {
            self.push_with_acc(ty);
        } else {
            self.push(Place::Slot, ty);
        }
    }

    /// The accumulator is about to be overwritten: the value in it, if it is
    /// still on the stack and nowhere else, gets its slot.
    pub(super) fn save_acc(&mut self, class: usize) {
        if let Holder::Entry { id, at } = self.acc[class]
            && let Some(entry) = self.stack.get(at as usize).copied()
            && entry.id == id
            && let Place::Result(inst) = entry.place
        {
            self.write_through(inst, entry.slot);
            self.stack[at as usize].place = Place::Slot;
        }
    }

    /// All values get their slots, except locals and constants.
    pub(super) fn save_accs(&mut self) {
        (0..3).for_each(|class| self.save_acc(class));
    }

    /// The accumulators are about to be lost.
    pub(super) fn lose_accs(&mut self) {
        self.save_accs();
        self.acc = [Holder::Nothing; 3];
    }

    /// Puts the value at a position into its own slot.
    pub(super) fn settle(&mut self, at: usize) {
        let entry = self.stack[at];
        match entry.place {
            Place::Slot => return,
            Place::Local { local, .. } => {
                self.copy_local(entry.slot, local);
                self.forget_use(at);
            }
            Place::Const(_) | Place::Result(_) => {
                self.slot_of(&entry);
            }
        }
        self.stack[at].place = Place::Slot;
    }

    /// Puts the topmost values into their own slots.
    pub(super) fn settle_top(&mut self, count: usize) {
        // From the top, so that each is the latest use of its local.
        for at in (self.stack.len() - count..self.stack.len()).rev() {
            self.settle(at);
        }
    }

    /// Puts all values that are locals into their own slots: control flow is about
    /// to split, and one of the paths might set them. Each entry is looked at once.
    pub(super) fn settle_locals(&mut self) {
        for at in (self.settled..self.stack.len()).rev() {
            if matches!(self.stack[at].place, Place::Local { .. }) {
                self.settle(at);
            }
        }
        self.settled = self.stack.len();
    }

    /// Takes an entry off its local's list of uses, of which it is the latest.
    fn forget_use(&mut self, at: usize) {
        if let Place::Local { local, before } = self.stack[at].place {
            let uses = &mut self.locals[local as usize].uses;
            debug_assert_eq!(*uses as usize, at + 1, "uses are settled from the top");
            *uses = before;
        }
    }

    /// A local is about to be set: the values on the stack that are what it holds
    /// get their own slots.
    pub(super) fn preserve_uses(&mut self, local: u32) {
        let mut uses = core::mem::take(&mut self.locals[local as usize].uses);
        while uses != 0 {
            let at = uses as usize - 1;
            let entry = self.stack[at];
            let Place::Local { before, .. } = entry.place else {
                break;
            };
            self.copy_local(entry.slot, local);
            self.stack[at].place = Place::Slot;
            uses = before;
        }
    }
}
