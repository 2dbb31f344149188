//! Structured control: labels, branches, joins.

use super::fuse::Condition;
use super::meter::Exits;
use super::slots::tys;
use super::stack::{Place, Ty};
use super::{Context, Translator};
use crate::code::{Dst, Inst, Label, Op, Src};
use crate::types::{FuncType, TypeIdx, ValType};
use std::sync::Arc;
use wasmparser::BlockType;

/// The type of a block.
#[derive(Clone, Debug)]
pub(super) enum Signature {
    /// No parameters, at most one result.
    Short(Option<Ty>),
    Func(Arc<FuncType>),
}

impl Signature {
    pub(super) fn params(&self) -> &[ValType] {
        match self {
            Signature::Short(_) => &[],
            Signature::Func(ty) => ty.params(),
        }
    }

    pub(super) fn num_results(&self) -> usize {
        match self {
            Signature::Short(result) => usize::from(result.is_some()),
            Signature::Func(ty) => ty.results().len(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Function,
    Block,
    Loop,
    /// With the label of its `else`, until that has been bound.
    If(Option<Label>),
    /// The body of a legacy `try`.
    Try,
    /// What follows its body, which `region` protects. `resume`: the segment of the
    /// code before it. `clause`: the one whose code this is, by its number.
    Catch {
        region: u32,
        resume: u32,
        clause: u32,
    },
}

/// An open block.
#[derive(Debug)]
pub(super) struct Control {
    pub(super) kind: Kind,
    /// Where a branch to the block goes.
    pub(super) label: Label,
    pub(super) signature: Signature,
    /// Values on the stack below the block's parameters.
    pub(super) height: usize,
    /// Locals assigned before the block.
    pub(super) assigned: usize,
    /// What catches the exceptions that are thrown in it.
    pub(super) region: u32,
    pub(super) exits: Exits,
    /// The `br_table` that made `stub`, and the stub.
    stub: Option<(u32, Label)>,
}

impl Control {
    /// The function's body as a block. Branches to it return; its label is never used.
    pub(super) fn function(ty: Arc<FuncType>, region: u32, exits: Exits) -> Control {
        let label = Label(u32::MAX);
        Control {
            kind: Kind::Function,
            label,
            signature: Signature::Func(ty),
            height: 0,
            assigned: 0,
            region,
            exits,
            stub: None,
        }
    }

    /// Number of values that a branch to the block takes.
    pub(super) fn arity(&self) -> usize {
        match self.kind {
            Kind::Loop => self.signature.params().len(),
            _ => self.signature.num_results(),
        }
    }
}

impl Translator {
    pub(super) fn signature(context: &Context<'_>, ty: BlockType) -> Signature {
        match ty {
            BlockType::Empty => Signature::Short(None),
            BlockType::Type(ty) => Signature::Short(Some(Ty::of_wasmparser(ty))),
            BlockType::FuncType(index) => {
                Signature::Func(context.module.func_types[TypeIdx(index).index()].clone())
            }
        }
    }

    pub(super) fn open(&mut self, kind: Kind, label: Label, signature: Signature) {
        let height = self.stack.len() - signature.params().len();
        let assigned = self.assigned.len();
        let region = self.region();
        self.control.push(Control {
            kind,
            label,
            signature,
            height,
            assigned,
            region,
            exits: Exits::new(&self.meter),
            stub: None,
        });
    }

    pub(super) fn block(&mut self, context: &Context<'_>, ty: BlockType) {
        let signature = Self::signature(context, ty);
        self.settle_locals();
        self.settle_top(signature.params().len());
        let label = self.new_label();
        self.open(Kind::Block, label, signature);
    }

    pub(super) fn loop_(&mut self, context: &Context<'_>, ty: BlockType) {
        let signature = Self::signature(context, ty);
        self.settle_locals();
        self.settle_top(signature.params().len());
        self.lose_accs();
        let label = self.new_label();
        self.bind(label);
        self.open(Kind::Loop, label, signature);
        self.meter_loop();
    }

    pub(super) fn if_(&mut self, context: &Context<'_>, ty: BlockType) {
        let signature = Self::signature(context, ty);
        let value = self.pop();
        let condition = self.condition(context, &value);
        self.settle_locals();
        self.settle_top(signature.params().len());
        let otherwise = self.new_label();
        self.branch_on(condition, false, otherwise);
        let label = self.new_label();
        self.open(Kind::If(Some(otherwise)), label, signature);
        self.part_segments();
    }

    pub(super) fn else_(&mut self) {
        let Some(mut control) = self.control.pop() else {
            return;
        };
        if self.unreachable.is_none() {
            self.settle_top(control.arity());
            self.save_accs();
            self.jump(control.label);
        }
        self.truncate(control.height);
        self.forget_assignments(control.assigned);
        if let Kind::If(Some(otherwise)) = control.kind {
            self.lose_accs();
            self.bind(otherwise);
            control.kind = Kind::If(None);
        }
        self.unreachable = None;
        for ty in tys(control.signature.params()) {
            self.push(Place::Slot, ty);
        }
        self.control.push(control);
        self.part_segments();
    }

    pub(super) fn end(&mut self, context: &Context<'_>) {
        let Some(control) = self.control.pop() else {
            return;
        };
        if control.kind == Kind::Function {
            if self.unreachable.is_none() {
                self.return_values(context, control.signature.num_results());
            }
            return;
        }
        let reachable = self.unreachable.is_none();
        if let Kind::Catch { resume, .. } = control.kind {
            self.end_catch(&control, resume);
        } else if reachable {
            self.settle_top(control.signature.num_results());
        }
        self.save_accs();
        self.truncate(control.height);
        self.lose_accs();
        self.forget_assignments(control.assigned);
        self.leave_region(control.region);
        if control.kind != Kind::Loop {
            self.bind(control.label);
        }
        if let Kind::If(Some(otherwise)) = control.kind {
            self.bind(otherwise);
        }
        self.meter_end(&control, reachable);
        self.unreachable = None;
        match &control.signature {
            Signature::Short(result) => {
                if let Some(ty) = *result {
                    self.push(Place::Slot, ty);
                }
            }
            Signature::Func(ty) => {
                for ty in tys(ty.results()) {
                    self.push(Place::Slot, ty);
                }
            }
        }
        // What is unreachable behind a loop stays so: nothing jumps to its end.
        if control.kind == Kind::Loop && !reachable {
            self.unreachable = Some(0);
        }
    }

    /// Locals assigned inside a block may be unassigned on another path out of it.
    pub(super) fn forget_assignments(&mut self, mark: usize) {
        for local in self.assigned.drain(mark..) {
            self.locals[local as usize].assigned = false;
        }
    }

    pub(super) fn jump(&mut self, label: Label) {
        self.emit(Inst {
            aux: label.0,
            ..Inst::new(Op::Jump)
        });
    }

    /// Jumps to a label if a condition holds, or if it does not.
    fn branch_on(&mut self, condition: Condition, sense: bool, label: Label) {
        self.save_accs();
        let inst = match condition {
            Condition::Compare(inst) => {
                let op = if sense {
                    inst.op.branch_if()
                } else {
                    inst.op.branch_unless()
                };
                Inst {
                    op: op.unwrap_or(inst.op),
                    aux: label.0,
                    d: Dst::Acc,
                    ..inst
                }
            }
            Condition::Value(a, is_zero) => {
                let op = if sense != is_zero {
                    Op::BrIf
                } else {
                    Op::BrUnless
                };
                Inst {
                    a,
                    aux: label.0,
                    ..Inst::new(op)
                }
            }
        };
        self.emit(inst);
    }

    /// The index of the block that a branch of this depth goes to.
    pub(super) fn target(&self, depth: u32) -> usize {
        (self.control.len() - 1).saturating_sub(depth as usize)
    }

    /// The slot in which a branch to a block puts its first value, if the topmost
    /// values are not there already. They are in their own slots.
    pub(super) fn misplaced(&self, target: usize) -> Option<u32> {
        let control = &self.control[target];
        let (arity, have) = (control.arity(), self.stack.len());
        if arity == 0 || have == control.height + arity {
            return None;
        }
        Some(self.first_slot(control.height))
    }

    /// The slot of the value at a position on the stack.
    pub(super) fn first_slot(&self, height: usize) -> u32 {
        match height.checked_sub(1) {
            None => u32::from(self.frame.temps),
            Some(below) => {
                let below = &self.stack[below];
                u32::from(below.slot) + below.ty.slots()
            }
        }
    }

    /// Moves the topmost values, which are in their own slots, down to `first`.
    pub(super) fn move_down(&mut self, first: u32, arity: usize) {
        let base = &self.stack[self.stack.len() - arity];
        let (from, end) = (base.slot, self.next_slot());
        let (to, from_, ty) = (first as u16, from, base.ty);
        if arity == 1 {
            self.emit_copy(to, from_, ty);
        } else {
            let aux = end - u32::from(from);
            self.emit(Inst {
                d: Dst::Both(to),
                a: Src::Slot(from),
                aux,
                ..Inst::new(Op::MoveRange)
            });
        }
    }

    /// Branches unconditionally. The stack stays as it is.
    fn branch_to(&mut self, context: &Context<'_>, target: usize) {
        self.meter_exit(target);
        if self.control[target].kind == Kind::Function {
            let results = self.control[target].signature.num_results();
            self.return_values(context, results);
            return;
        }
        let (arity, label) = (self.control[target].arity(), self.control[target].label);
        if arity == 1
            && let Some(first) = self.misplaced(target)
            && let Some(&entry) = self.stack.last()
        {
            // From where the value is to where it is wanted, at once.
            if entry.ty == Ty::V128 {
                let from = self.slot_of(&entry);
                self.emit_copy(first as u16, from, entry.ty);
            } else {
                let from = self.folded(context, &entry);
                self.emit_move(Dst::Both(first as u16), from, entry.ty);
            }
        } else {
            self.settle_top(arity);
            if let Some(first) = self.misplaced(target) {
                self.move_down(first, arity);
            }
        }
        self.save_accs();
        self.jump(label);
    }

    pub(super) fn br(&mut self, context: &Context<'_>, depth: u32) {
        self.branch_to(context, self.target(depth));
        self.unreachable = Some(0);
    }

    pub(super) fn br_if(&mut self, context: &Context<'_>, depth: u32) {
        let value = self.pop();
        let condition = self.condition(context, &value);
        self.branch_if(context, condition, depth);
    }

    /// Branches with the topmost values if a condition holds.
    pub(super) fn branch_if(&mut self, context: &Context<'_>, condition: Condition, depth: u32) {
        let target = self.target(depth);
        let is_function = self.control[target].kind == Kind::Function;
        let arity = self.control[target].arity();
        // Values are settled before the paths part, so that both find them there.
        self.settle_locals();
        self.settle_top(arity);
        if !is_function && self.misplaced(target).is_none() {
            let label = self.control[target].label;
            self.branch_on(condition, true, label);
            self.meter_exit(target);
            self.part_segments();
            return;
        }
        let skip = self.new_label();
        self.branch_on(condition, false, skip);
        self.branch_to(context, target);
        self.lose_accs();
        self.bind(skip);
        self.part_segments();
    }

    /// The condition that the reference on top of the stack is, or is not, null.
    /// The reference is in its own slot then, and stays on the stack.
    fn null_condition(&mut self, is_null: bool) -> Condition {
        self.settle_top(1);
        let slot = self.stack.last().map_or(0, |top| top.slot);
        let op = if is_null { Op::I64Eq } else { Op::I64Ne };
        Condition::Compare(Inst {
            a: Src::Slot(slot),
            b: Src::Imm(0),
            ..Inst::new(op)
        })
    }

    pub(super) fn br_on_null(&mut self, context: &Context<'_>, depth: u32) {
        let condition = self.null_condition(true);
        // The branch does not take the reference along; it is left in its slot.
        self.pop();
        self.branch_if(context, condition, depth);
        self.push(Place::Slot, Ty::Ref);
    }

    pub(super) fn br_on_non_null(&mut self, context: &Context<'_>, depth: u32) {
        let condition = self.null_condition(false);
        self.branch_if(context, condition, depth);
        self.pop();
    }

    pub(super) fn br_table(&mut self, context: &Context<'_>, targets: &wasmparser::BrTable<'_>) {
        let value = self.pop();
        if self
            .make_room_for_cases(targets.len() as usize + 1)
            .is_err()
        {
            (self.failed, self.unreachable) = (true, Some(0));
            return;
        }
        let index = self.variable_source(context, &value);
        let default = self.target(targets.default());
        self.settle_locals();
        self.settle_top(self.control[default].arity());
        self.save_accs();
        self.switches += 1;
        let first = self.func.targets.len() as u32;
        let mut stubs = core::mem::take(&mut self.stubs);
        stubs.clear();
        let depths = targets
            .targets()
            .filter_map(Result::ok)
            .chain([targets.default()]);
        for depth in depths {
            let target = self.target(depth);
            let label = self.switch_label(target, &mut stubs);
            self.func.targets.push(label);
        }
        let count = self.func.targets.len() as u64 - u64::from(first);
        self.emit(Inst {
            a: index,
            aux: first,
            imm: count,
            ..Inst::new(Op::BrTable)
        });
        for &(label, target) in &stubs {
            self.lose_accs();
            self.bind(label);
            self.meter_case();
            self.branch_to(context, target);
        }
        self.stubs = stubs;
        self.unreachable = Some(0);
    }

    /// Where a case of a `br_table` jumps to: the block itself, or code that moves
    /// the values first, made once for each block.
    fn switch_label(&mut self, target: usize, stubs: &mut Vec<(Label, usize)>) -> Label {
        let control = &self.control[target];
        if control.kind != Kind::Function && self.misplaced(target).is_none() {
            let label = control.label;
            self.meter_case_to(target);
            return label;
        }
        match control.stub {
            Some((switch, label)) if switch == self.switches => label,
            _ => {
                let label = self.new_label();
                self.control[target].stub = Some((self.switches, label));
                stubs.push((label, target));
                label
            }
        }
    }

    pub(super) fn return_(&mut self, context: &Context<'_>) {
        self.branch_to(context, 0);
        self.unreachable = Some(0);
    }

    /// Returns from the function with the topmost values.
    fn return_values(&mut self, context: &Context<'_>, arity: usize) {
        let header = self.frame.header;
        if arity == 1
            && let Some(&entry) = self.stack.last()
            && entry.ty != Ty::V128
        {
            let op = entry.ty.pick(Op::ReturnI64, Op::ReturnF32, Op::ReturnF64);
            let a = Self::whole(self.folded(context, &entry), entry.ty);
            self.emit(Inst {
                a,
                c: header,
                ..Inst::new(op)
            });
            return;
        }
        if arity == 1
            && let Some(&entry) = self.stack.last()
        {
            // A vector: from where it is, at once.
            let from = self.slot_of(&entry);
            self.emit_copy(0, from, entry.ty);
        } else if arity > 0 {
            self.settle_top(arity);
            let first = &self.stack[self.stack.len() - arity];
            let (from, end) = (first.slot, self.next_slot());
            let aux = end - u32::from(from);
            self.emit(Inst {
                d: Dst::Both(0),
                a: Src::Slot(from),
                aux,
                ..Inst::new(Op::MoveRange)
            });
        }
        self.emit(Inst {
            d: Dst::Both(header),
            ..Inst::new(Op::Return)
        });
    }

    pub(super) fn trap_unreachable(&mut self) {
        self.emit(Inst::new(Op::Unreachable));
        self.unreachable = Some(0);
    }
}
