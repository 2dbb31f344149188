//! Structures, arrays, small integers, casts.
//!
//! Whatever makes an object may collect. All references are then in slots below the
//! end of the operand stack, which the instruction names: making an object overwrites
//! the integer accumulator, so that what is in it has been put into its slot, and
//! operands are taken from slots. A slot may be read as if it were the first of two.

use super::fuse::Condition;
use super::stack::{Entry, Place, Ty};
use super::{Context, Translator};
use crate::code::{Inst, Op, Src};
use crate::types::{FieldShape, Shape, ShapeKind, Storage, TypeIdx};
use wasmparser::{AbstractHeapType, HeapType};

/// How a packed field is extended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Extend {
    Signed,
    Unsigned,
}

/// The type of a value that is stored so.
fn ty_of(storage: Storage) -> Ty {
    match storage {
        Storage::I8 | Storage::I16 | Storage::I32 => Ty::I32,
        Storage::I64 => Ty::I64,
        Storage::F32 => Ty::F32,
        Storage::F64 => Ty::F64,
        Storage::V128 => Ty::V128,
        Storage::Ref | Storage::FuncRef => Ty::Ref,
    }
}

fn field_load(storage: Storage, extend: Extend) -> Op {
    match (storage, extend) {
        (Storage::I8, Extend::Signed) => Op::StructGet8S,
        (Storage::I8, Extend::Unsigned) => Op::StructGet8U,
        (Storage::I16, Extend::Signed) => Op::StructGet16S,
        (Storage::I16, Extend::Unsigned) => Op::StructGet16U,
        (Storage::I32, _) => Op::StructGet32,
        (Storage::F32, _) => Op::StructGetF32,
        (Storage::F64, _) => Op::StructGetF64,
        (Storage::V128, _) => Op::StructGetV128,
        (Storage::I64 | Storage::Ref | Storage::FuncRef, _) => Op::StructGet64,
    }
}

fn field_store(storage: Storage) -> Op {
    match storage {
        Storage::I8 => Op::StructSet8,
        Storage::I16 => Op::StructSet16,
        Storage::I32 => Op::StructSet32,
        Storage::F32 => Op::StructSetF32,
        Storage::F64 => Op::StructSetF64,
        Storage::V128 => Op::StructSetV128,
        Storage::I64 | Storage::Ref | Storage::FuncRef => Op::StructSet64,
    }
}

fn element_load(storage: Storage, extend: Extend) -> Op {
    match (storage, extend) {
        (Storage::I8, Extend::Signed) => Op::ArrayGet8S,
        (Storage::I8, Extend::Unsigned) => Op::ArrayGet8U,
        (Storage::I16, Extend::Signed) => Op::ArrayGet16S,
        (Storage::I16, Extend::Unsigned) => Op::ArrayGet16U,
        (Storage::I32, _) => Op::ArrayGet32,
        (Storage::F32, _) => Op::ArrayGetF32,
        (Storage::F64, _) => Op::ArrayGetF64,
        (Storage::V128, _) => Op::ArrayGetV128,
        (Storage::I64 | Storage::Ref | Storage::FuncRef, _) => Op::ArrayGet64,
    }
}

fn element_store(storage: Storage) -> Op {
    match storage {
        Storage::I8 => Op::ArraySet8,
        Storage::I16 => Op::ArraySet16,
        Storage::I32 => Op::ArraySet32,
        Storage::F32 => Op::ArraySetF32,
        Storage::F64 => Op::ArraySetF64,
        Storage::V128 => Op::ArraySetV128,
        Storage::I64 | Storage::Ref | Storage::FuncRef => Op::ArraySet64,
    }
}

/// Where an array has its length.
const LENGTH_OFFSET: u32 = 4;

/// What a cast to an abstract type asks for, as in `runtime::heap::CastKind`.
const ANYTHING: u32 = 0;
const NOTHING: u32 = 1;
const EQ: u32 = 2;
const I31: u32 = 3;
const STRUCT: u32 = 4;
const ARRAY: u32 = 5;
const FUNC: u32 = 6;

/// A test of a reference: an instruction but for its operand.
struct Test {
    kind: bool,
    nullable: bool,
    imm: u64,
}

impl Test {
    fn of(context: &Context<'_>, ty: HeapType, nullable: bool) -> Test {
        let kind = |kind: u32, type_id: u32| Test {
            kind: true,
            nullable,
            imm: u64::from(type_id) | u64::from(kind) << 32,
        };
        match ty {
            HeapType::Concrete(index) | HeapType::Exact(index) => {
                let shape = shape(context, index.as_module_index().unwrap_or(0));
                if matches!(shape.kind, ShapeKind::Func) {
                    return kind(FUNC, shape.id.0);
                }
                let depth = shape.chain.len() as u64 - 1;
                Test {
                    kind: false,
                    nullable,
                    imm: u64::from(shape.id.0) | depth << 32,
                }
            }
            HeapType::Abstract { ty, .. } => match ty {
                AbstractHeapType::Eq => kind(EQ, 0),
                AbstractHeapType::I31 => kind(I31, 0),
                AbstractHeapType::Struct => kind(STRUCT, 0),
                AbstractHeapType::Array => kind(ARRAY, 0),
                AbstractHeapType::Any
                | AbstractHeapType::Func
                | AbstractHeapType::Extern
                | AbstractHeapType::Exn
                | AbstractHeapType::Cont => kind(ANYTHING, 0),
                AbstractHeapType::None
                | AbstractHeapType::NoFunc
                | AbstractHeapType::NoExtern
                | AbstractHeapType::NoExn
                | AbstractHeapType::NoCont => kind(NOTHING, 0),
            },
        }
    }

    /// The instruction, as a test or as a cast, on a slot.
    fn inst(&self, slot: u16, cast: bool) -> Inst {
        let op = match (self.kind, cast) {
            (true, true) => Op::RefCastKind,
            (true, false) => Op::RefTestKind,
            (false, true) => Op::RefCast,
            (false, false) => Op::RefTest,
        };
        Inst {
            a: Src::Slot(slot),
            c: self.nullable.into(),
            imm: self.imm,
            ..Inst::new(op)
        }
    }
}

/// The shape of a type of the module.
fn shape<'a>(context: &Context<'a>, ty: u32) -> &'a Shape {
    &context.module.shapes[TypeIdx(ty).index()]
}

fn field(context: &Context<'_>, ty: u32, field: u32) -> FieldShape {
    // Validation has checked both.
    shape(context, ty).fields()[field as usize]
}

fn element(context: &Context<'_>, ty: u32) -> Storage {
    let element = shape(context, ty).element();
    element.map_or(Storage::I32, |element| element.storage)
}

impl Translator {
    /// The end of the operand stack, and of the part of the frame that the collector
    /// looks at, with a slot behind it.
    fn top(&mut self) -> u16 {
        let top = self.next_slot();
        self.frame.reach(top + 1);
        top.min(u32::from(u16::MAX)) as u16
    }

    /// Puts the topmost values into their slots and pops them; the first one's slot.
    fn pop_settled(&mut self, count: usize) -> u16 {
        self.settle_top(count);
        self.truncate(self.stack.len() - count);
        self.next_slot().min(u32::from(u16::MAX)) as u16
    }

    pub(super) fn struct_new(&mut self, context: &Context<'_>, ty: u32) {
        let shape = shape(context, ty);
        let ShapeKind::Struct { fields, bytes } = &shape.kind else {
            return;
        };
        let top = self.top();
        let first = self.pop_settled(fields.len());
        let plain = fields.iter().all(|field| field.storage.bytes_log2() == 3);
        let described = self.func.fields.len() as u32;
        if !plain {
            let describe = |field: &FieldShape| field.offset << 4 | field.storage.bytes_log2();
            self.func.fields.extend(fields.iter().map(describe));
        }
        let op = if plain {
            Op::StructNewPlain
        } else {
            Op::StructNew
        };
        let inst = Inst {
            a: Src::Slot(first),
            b: Src::Slot(fields.len() as u16),
            c: top,
            aux: described,
            imm: u64::from(shape.id.0) | u64::from(bytes / 8) << 32,
            ..Inst::new(op)
        };
        self.push_slot_result(context, inst, Ty::Ref);
    }

    pub(super) fn struct_new_default(&mut self, context: &Context<'_>, ty: u32) {
        let shape = shape(context, ty);
        let ShapeKind::Struct { bytes, .. } = &shape.kind else {
            return;
        };
        let inst = Inst {
            c: self.top(),
            imm: u64::from(shape.id.0) | u64::from(bytes / 8) << 32,
            ..Inst::new(Op::StructNewDefault)
        };
        self.push_slot_result(context, inst, Ty::Ref);
    }

    pub(super) fn struct_get(
        &mut self,
        context: &Context<'_>,
        (ty, index): (u32, u32),
        extend: Extend,
    ) {
        let field = field(context, ty, index);
        let op = field_load(field.storage, extend);
        self.field_load(context, op, field.offset, ty_of(field.storage));
    }

    fn field_load(&mut self, context: &Context<'_>, op: Op, offset: u32, ty: Ty) {
        let object = self.pop();
        if ty == Ty::V128 {
            let inst = Inst {
                a: Src::Slot(self.slot_of(&object)),
                imm: offset.into(),
                ..Inst::new(op)
            };
            self.push_vector(inst);
            return;
        }
        let inst = Inst {
            a: self.variable_source(context, &object),
            aux: offset,
            ..Inst::new(op)
        };
        self.push_result(context, inst, ty);
    }

    pub(super) fn struct_set(&mut self, context: &Context<'_>, ty: u32, index: u32) {
        let FieldShape {
            offset, storage, ..
        } = field(context, ty, index);
        let (value, object) = (self.pop(), self.pop());
        let op = field_store(storage);
        if storage == Storage::V128 {
            let (a, b) = (self.slot_of(&object), self.slot_of(&value));
            self.emit(Inst {
                a: Src::Slot(a),
                b: Src::Slot(b),
                imm: offset.into(),
                ..Inst::new(op)
            });
            return;
        }
        let a = self.variable_source(context, &object);
        // Constants come in a word of their own, whatever their size.
        let b = match value.place {
            Place::Const(bits) if context.options.fusion => Src::Wide(bits),
            _ => self.folded(context, &value),
        };
        self.emit(Inst {
            a,
            b,
            aux: offset,
            ..Inst::new(op)
        });
    }

    pub(super) fn array_new(&mut self, context: &Context<'_>, ty: u32) {
        let top = self.top();
        let [value, len] = self.pop_slots();
        self.new_array(context, Op::ArrayNew, (value, len, top), (ty, 0));
    }

    pub(super) fn array_new_default(&mut self, context: &Context<'_>, ty: u32) {
        let [len] = self.pop_slots();
        // No operand is a reference.
        let top = self.top();
        self.new_array(context, Op::ArrayNewDefault, (0, len, top), (ty, 0));
    }

    pub(super) fn array_new_fixed(&mut self, context: &Context<'_>, ty: u32, len: u32) {
        let top = self.top();
        let first = self.pop_settled(len as usize);
        self.new_array(context, Op::ArrayNewFixed, (first, 0, top), (ty, len));
    }

    /// Makes an array from a part of a segment.
    pub(super) fn array_new_segment(
        &mut self,
        context: &Context<'_>,
        op: Op,
        ty: u32,
        segment: u32,
    ) {
        let [start, len] = self.pop_slots();
        let top = self.top();
        self.new_array(context, op, (start, len, top), (ty, segment));
    }

    fn new_array(
        &mut self,
        context: &Context<'_>,
        op: Op,
        (a, b, top): (u16, u16, u16),
        (ty, x): (u32, u32),
    ) {
        let inst = Inst {
            a: Src::Slot(a),
            b: Src::Slot(b),
            c: top,
            imm: u64::from(shape(context, ty).id.0) | u64::from(x) << 32,
            ..Inst::new(op)
        };
        self.push_slot_result(context, inst, Ty::Ref);
    }

    pub(super) fn array_get(&mut self, context: &Context<'_>, ty: u32, extend: Extend) {
        let storage = element(context, ty);
        let op = element_load(storage, extend);
        let (index, array) = (self.pop(), self.pop());
        if storage == Storage::V128 {
            let (a, b) = (self.slot_of(&array), self.slot_of(&index));
            self.push_vector(Inst {
                a: Src::Slot(a),
                b: Src::Slot(b),
                ..Inst::new(op)
            });
            return;
        }
        let b = self.folded(context, &index);
        let inst = Inst {
            a: self.variable_source(context, &array),
            b,
            ..Inst::new(op)
        };
        self.push_result(context, inst, ty_of(storage));
    }

    pub(super) fn array_set(&mut self, context: &Context<'_>, ty: u32) {
        let storage = element(context, ty);
        let op = element_store(storage);
        let (value, index, array) = (self.pop(), self.pop(), self.pop());
        let c = self.slot_of(&array);
        if storage == Storage::V128 {
            let (b, value) = (self.slot_of(&index), self.slot_of(&value));
            self.emit(Inst {
                a: Src::Slot(c),
                b: Src::Slot(b),
                c: value,
                ..Inst::new(op)
            });
            return;
        }
        let a = self.variable_source(context, &value);
        let b = self.folded(context, &index);
        self.emit(Inst {
            a,
            b,
            c,
            ..Inst::new(op)
        });
    }

    pub(super) fn array_len(&mut self, context: &Context<'_>) {
        self.field_load(context, Op::StructGet32, LENGTH_OFFSET, Ty::I32);
    }

    pub(super) fn array_fill(&mut self, context: &Context<'_>, ty: u32) {
        let slots = element(context, ty).slots() as u16;
        self.top();
        let first = self.pop_settled(4);
        self.emit(Inst {
            a: Src::Slot(first),
            b: Src::Slot(first.saturating_add(2 + slots)),
            ..Inst::new(Op::ArrayFill)
        });
    }

    /// Copies to an array, from operands in slots that follow each other.
    pub(super) fn array_copy(&mut self, op: Op, operands: usize, segment: u32) {
        let first = self.pop_settled(operands);
        self.emit(Inst {
            a: Src::Slot(first),
            imm: u64::from(segment) << 32,
            ..Inst::new(op)
        });
    }

    pub(super) fn ref_test(&mut self, context: &Context<'_>, ty: HeapType, nullable: bool) {
        let [reference] = self.pop_slots();
        let inst = Test::of(context, ty, nullable).inst(reference, false);
        self.push_slot_result(context, inst, Ty::I32);
    }

    /// The slot of the value on top of the stack, which stays there.
    fn top_slot(&mut self) -> u16 {
        match self.stack.last().copied() {
            Some(Entry {
                place: Place::Local { local, .. },
                ..
            }) => self.locals[local as usize].slot,
            _ => {
                self.settle_top(1);
                self.stack.last().map_or(0, |top| top.slot)
            }
        }
    }

    pub(super) fn ref_cast(&mut self, context: &Context<'_>, ty: HeapType, nullable: bool) {
        let slot = self.top_slot();
        self.emit(Test::of(context, ty, nullable).inst(slot, true));
    }

    /// Branches with the topmost values if the last one is of a type, or is not.
    pub(super) fn br_on_cast(
        &mut self,
        context: &Context<'_>,
        depth: u32,
        ty: wasmparser::RefType,
        sense: bool,
    ) {
        self.settle_top(1);
        let slot = self.top_slot();
        let test = Test::of(context, ty.heap_type(), ty.is_nullable());
        self.push_slot_result(context, test.inst(slot, false), Ty::I32);
        let result = self.pop();
        let value = self.variable_source(context, &result);
        self.branch_if(context, Condition::Value(value, !sense), depth);
    }
}
