//! Which translation each Wasm operator has.

use super::gc::Extend;
use super::memory::Access;
use super::stack::{Place, Ty};
use super::{Context, Metering, Translator};
use crate::code::Op;
use wasmparser::Operator;

impl Translator {
    /// Translates one operator. Where it is inlined the operator is known, and the
    /// frequent ones come to their translation without being handed on.
    #[inline(always)]
    pub(super) fn operator(&mut self, context: &Context<'_>, operator: &Operator<'_>) {
        use Operator as O;
        if let Some(depth) = self.unreachable {
            self.skip(context, operator, depth);
            return;
        }
        if context.options.metering != Metering::Off {
            self.count(operator);
        }
        match operator {
            O::LocalGet { local_index } => self.push_local(context, *local_index),
            O::LocalSet { local_index } => self.local_set(context, *local_index),
            O::LocalTee { local_index } => self.local_tee(context, *local_index),
            O::I32Const { value } => {
                self.push(Place::Const(u64::from(value.cast_unsigned())), Ty::I32);
            }
            O::BrIf { relative_depth } => self.br_if(context, *relative_depth),
            O::Br { relative_depth } => self.br(context, *relative_depth),
            O::Call { function_index } => self.call(context, *function_index),
            O::End => self.end(context),
            O::Block { blockty } => self.block(context, *blockty),
            _ => self.reachable(context, operator),
        }
    }

    /// Passes over what cannot be reached.
    #[inline(never)]
    fn skip(&mut self, context: &Context<'_>, operator: &Operator<'_>, depth: u32) {
        match operator {
            Operator::Block { .. }
            | Operator::Loop { .. }
            | Operator::If { .. }
            | Operator::TryTable { .. }
            | Operator::Try { .. } => {
                self.unreachable = Some(depth + 1);
            }
            Operator::End | Operator::Delegate { .. } if depth > 0 => {
                self.unreachable = Some(depth - 1);
            }
            Operator::Else if depth == 0 => self.else_(),
            Operator::End => self.end(context),
            Operator::Catch { tag_index } if depth == 0 => self.catch(context, Some(*tag_index)),
            Operator::CatchAll if depth == 0 => self.catch(context, None),
            Operator::Delegate { relative_depth } => self.delegate(context, *relative_depth),
            _ => {}
        }
    }

    /// The operators that are not among the frequent ones.
    fn reachable(&mut self, context: &Context<'_>, operator: &Operator<'_>) {
        use Operator as O;
        let (i32, i64, f32, f64) = (Ty::I32, Ty::I64, Ty::F32, Ty::F64);
        let c = context;
        match operator {
            O::Unreachable => self.trap_unreachable(),
            O::Nop => {}
            O::Loop { blockty } => self.loop_(c, *blockty),
            O::If { blockty } => self.if_(c, *blockty),
            O::Else => self.else_(),
            O::BrTable { targets } => self.br_table(c, targets),
            O::Return => self.return_(c),
            O::TryTable { try_table } => self.try_table(c, try_table),
            O::Throw { tag_index } => self.throw(c, *tag_index),
            O::ThrowRef => self.throw_ref(),
            O::Try { blockty } => self.try_(c, *blockty),
            O::Catch { tag_index } => self.catch(c, Some(*tag_index)),
            O::CatchAll => self.catch(c, None),
            O::Rethrow { relative_depth } => self.rethrow(*relative_depth),
            O::Delegate { relative_depth } => self.delegate(c, *relative_depth),
            O::CallIndirect {
                type_index,
                table_index,
            } => self.call_indirect(c, *type_index, *table_index),
            O::ReturnCall { function_index } => self.return_call(c, *function_index),
            O::ReturnCallIndirect {
                type_index,
                table_index,
            } => {
                self.return_call_indirect(c, *type_index, *table_index);
            }
            O::CallRef { type_index } => self.call_ref(c, *type_index),
            O::ReturnCallRef { type_index } => self.return_call_ref(c, *type_index),
            O::BrOnNull { relative_depth } => self.br_on_null(c, *relative_depth),
            O::BrOnNonNull { relative_depth } => self.br_on_non_null(c, *relative_depth),
            O::RefAsNonNull => self.ref_as_non_null(c),
            O::RefEq => self.compare(c, Op::I64Eq),
            O::RefI31 => self.unary(c, Op::RefI31, Ty::Ref),
            O::I31GetS => self.unary(c, Op::I31GetS, i32),
            O::I31GetU => self.unary(c, Op::I31GetU, i32),
            // The same bits mean the same in both hierarchies.
            O::AnyConvertExtern | O::ExternConvertAny => {}
            O::StructNew { struct_type_index } => self.struct_new(c, *struct_type_index),
            O::StructNewDefault { struct_type_index } => {
                self.struct_new_default(c, *struct_type_index);
            }
            O::StructGet {
                struct_type_index,
                field_index,
            }
            | O::StructGetU {
                struct_type_index,
                field_index,
            } => self.struct_get(c, (*struct_type_index, *field_index), Extend::Unsigned),
            O::StructGetS {
                struct_type_index,
                field_index,
            } => self.struct_get(c, (*struct_type_index, *field_index), Extend::Signed),
            O::StructSet {
                struct_type_index,
                field_index,
            } => self.struct_set(c, *struct_type_index, *field_index),
            O::ArrayNew { array_type_index } => self.array_new(c, *array_type_index),
            O::ArrayNewDefault { array_type_index } => {
                self.array_new_default(c, *array_type_index);
            }
            O::ArrayNewFixed {
                array_type_index,
                array_size,
            } => self.array_new_fixed(c, *array_type_index, *array_size),
            O::ArrayNewData {
                array_type_index: ty,
                array_data_index: data,
            } => self.array_new_segment(c, Op::ArrayNewData, *ty, *data),
            O::ArrayNewElem {
                array_type_index: ty,
                array_elem_index: elem,
            } => self.array_new_segment(c, Op::ArrayNewElem, *ty, *elem),
            O::ArrayGet { array_type_index } | O::ArrayGetU { array_type_index } => {
                self.array_get(c, *array_type_index, Extend::Unsigned);
            }
            O::ArrayGetS { array_type_index } => {
                self.array_get(c, *array_type_index, Extend::Signed);
            }
            O::ArraySet { array_type_index } => self.array_set(c, *array_type_index),
            O::ArrayLen => self.array_len(c),
            O::ArrayFill { array_type_index } => self.array_fill(c, *array_type_index),
            O::ArrayCopy { .. } => self.array_copy(Op::ArrayCopy, 5, 0),
            O::ArrayInitData {
                array_data_index, ..
            } => self.array_copy(Op::ArrayInitData, 4, *array_data_index),
            O::ArrayInitElem {
                array_elem_index, ..
            } => self.array_copy(Op::ArrayInitElem, 4, *array_elem_index),
            O::RefTestNonNull { hty } => self.ref_test(c, *hty, false),
            O::RefTestNullable { hty } => self.ref_test(c, *hty, true),
            O::RefCastNonNull { hty } => self.ref_cast(c, *hty, false),
            O::RefCastNullable { hty } => self.ref_cast(c, *hty, true),
            O::BrOnCast {
                relative_depth,
                to_ref_type,
                ..
            } => self.br_on_cast(c, *relative_depth, *to_ref_type, true),
            O::BrOnCastFail {
                relative_depth,
                to_ref_type,
                ..
            } => self.br_on_cast(c, *relative_depth, *to_ref_type, false),
            O::I64Add128 => self.wide(Op::I64Add128, 4),
            O::I64Sub128 => self.wide(Op::I64Sub128, 4),
            O::I64MulWideS => self.wide(Op::I64MulWideS, 2),
            O::I64MulWideU => self.wide(Op::I64MulWideU, 2),
            O::Drop => {
                self.pop();
            }
            O::Select | O::TypedSelect { .. } => self.select(c),
            O::GlobalGet { global_index } => self.global_get(c, *global_index),
            O::GlobalSet { global_index } => self.global_set(c, *global_index),
            O::I64Const { value } => {
                self.push(Place::Const(value.cast_unsigned()), i64);
            }
            O::F32Const { value } => {
                self.push(Place::Const(u64::from(value.bits())), f32);
            }
            O::F64Const { value } => {
                self.push(Place::Const(value.bits()), f64);
            }
            O::RefNull { .. } => {
                self.push(Place::Const(0), Ty::Ref);
            }
            O::RefIsNull => self.unary(c, Op::I64Eqz, i32),
            O::RefFunc { function_index } => self.ref_func(c, *function_index),
            O::TableGet { table } => self.table_get(c, *table),
            O::TableSet { table } => self.table_set(*table),
            O::TableSize { table } => self.table_size(c, *table),
            O::TableGrow { table } => self.table_grow(c, *table),
            O::TableFill { table } => self.fill(Op::TableFill, *table),
            O::TableCopy {
                dst_table,
                src_table,
            } => self.copy(Op::TableCopy, *dst_table, *src_table),
            O::TableInit { elem_index, table } => self.copy(Op::TableInit, *table, *elem_index),
            O::ElemDrop { elem_index } => self.drop_segment(Op::ElemDrop, *elem_index),
            O::MemorySize { mem } => self.memory_size(c, *mem),
            O::MemoryGrow { mem } => self.memory_grow(c, *mem),
            O::MemoryFill { mem } => self.memory_fill(c, *mem),
            O::MemoryCopy { dst_mem, src_mem } => self.memory_copy(c, *dst_mem, *src_mem),
            O::MemoryInit { data_index, mem } => self.copy(Op::MemoryInit, *mem, *data_index),
            O::DataDrop { data_index } => self.drop_segment(Op::DataDrop, *data_index),
            O::I32Eqz => self.i32_eqz(c),
            O::I64ExtendI32U => self.extend_u(c),
            // Loads and stores.
            O::I32Load { memarg } => self.load(
                c,
                Access {
                    near: Op::I32Load,
                    sum: Op::I32LoadAdd,
                    far: Op::I32LoadFar,
                    ty: i32,
                },
                memarg,
            ),
            O::I64Load { memarg } => self.load(
                c,
                Access {
                    near: Op::I64Load,
                    sum: Op::I64LoadAdd,
                    far: Op::I64LoadFar,
                    ty: i64,
                },
                memarg,
            ),
            O::F32Load { memarg } => self.load(
                c,
                Access {
                    near: Op::F32Load,
                    sum: Op::F32LoadAdd,
                    far: Op::F32LoadFar,
                    ty: f32,
                },
                memarg,
            ),
            O::F64Load { memarg } => self.load(
                c,
                Access {
                    near: Op::F64Load,
                    sum: Op::F64LoadAdd,
                    far: Op::F64LoadFar,
                    ty: f64,
                },
                memarg,
            ),
            O::I32Load8S { memarg } => self.load(
                c,
                Access {
                    near: Op::I32Load8S,
                    sum: Op::I32LoadAdd8S,
                    far: Op::I32LoadFar8S,
                    ty: i32,
                },
                memarg,
            ),
            O::I32Load8U { memarg } => self.load(
                c,
                Access {
                    near: Op::I32Load8U,
                    sum: Op::I32LoadAdd8U,
                    far: Op::I32LoadFar8U,
                    ty: i32,
                },
                memarg,
            ),
            O::I32Load16S { memarg } => self.load(
                c,
                Access {
                    near: Op::I32Load16S,
                    sum: Op::I32LoadAdd16S,
                    far: Op::I32LoadFar16S,
                    ty: i32,
                },
                memarg,
            ),
            O::I32Load16U { memarg } => self.load(
                c,
                Access {
                    near: Op::I32Load16U,
                    sum: Op::I32LoadAdd16U,
                    far: Op::I32LoadFar16U,
                    ty: i32,
                },
                memarg,
            ),
            O::I64Load8S { memarg } => self.load(
                c,
                Access {
                    near: Op::I64Load8S,
                    sum: Op::I64LoadAdd8S,
                    far: Op::I64LoadFar8S,
                    ty: i64,
                },
                memarg,
            ),
            O::I64Load8U { memarg } => self.load(
                c,
                Access {
                    near: Op::I64Load8U,
                    sum: Op::I64LoadAdd8U,
                    far: Op::I64LoadFar8U,
                    ty: i64,
                },
                memarg,
            ),
            O::I64Load16S { memarg } => self.load(
                c,
                Access {
                    near: Op::I64Load16S,
                    sum: Op::I64LoadAdd16S,
                    far: Op::I64LoadFar16S,
                    ty: i64,
                },
                memarg,
            ),
            O::I64Load16U { memarg } => self.load(
                c,
                Access {
                    near: Op::I64Load16U,
                    sum: Op::I64LoadAdd16U,
                    far: Op::I64LoadFar16U,
                    ty: i64,
                },
                memarg,
            ),
            O::I64Load32S { memarg } => self.load(
                c,
                Access {
                    near: Op::I64Load32S,
                    sum: Op::I64LoadAdd32S,
                    far: Op::I64LoadFar32S,
                    ty: i64,
                },
                memarg,
            ),
            O::I64Load32U { memarg } => self.load(
                c,
                Access {
                    near: Op::I64Load32U,
                    sum: Op::I64LoadAdd32U,
                    far: Op::I64LoadFar32U,
                    ty: i64,
                },
                memarg,
            ),
            O::I32Store { memarg } => self.store(
                c,
                Access {
                    near: Op::I32Store,
                    sum: Op::I32StoreAdd,
                    far: Op::I32StoreFar,
                    ty: i32,
                },
                memarg,
            ),
            O::I64Store { memarg } => self.store(
                c,
                Access {
                    near: Op::I64Store,
                    sum: Op::I64StoreAdd,
                    far: Op::I64StoreFar,
                    ty: i64,
                },
                memarg,
            ),
            O::F32Store { memarg } => self.store(
                c,
                Access {
                    near: Op::F32Store,
                    sum: Op::F32StoreAdd,
                    far: Op::F32StoreFar,
                    ty: f32,
                },
                memarg,
            ),
            O::F64Store { memarg } => self.store(
                c,
                Access {
                    near: Op::F64Store,
                    sum: Op::F64StoreAdd,
                    far: Op::F64StoreFar,
                    ty: f64,
                },
                memarg,
            ),
            O::I32Store8 { memarg } => self.store(
                c,
                Access {
                    near: Op::I32Store8,
                    sum: Op::I32StoreAdd8,
                    far: Op::I32StoreFar8,
                    ty: i32,
                },
                memarg,
            ),
            O::I32Store16 { memarg } => self.store(
                c,
                Access {
                    near: Op::I32Store16,
                    sum: Op::I32StoreAdd16,
                    far: Op::I32StoreFar16,
                    ty: i32,
                },
                memarg,
            ),
            O::I64Store8 { memarg } => self.store(
                c,
                Access {
                    near: Op::I64Store8,
                    sum: Op::I64StoreAdd8,
                    far: Op::I64StoreFar8,
                    ty: i64,
                },
                memarg,
            ),
            O::I64Store16 { memarg } => self.store(
                c,
                Access {
                    near: Op::I64Store16,
                    sum: Op::I64StoreAdd16,
                    far: Op::I64StoreFar16,
                    ty: i64,
                },
                memarg,
            ),
            O::I64Store32 { memarg } => self.store(
                c,
                Access {
                    near: Op::I64Store32,
                    sum: Op::I64StoreAdd32,
                    far: Op::I64StoreFar32,
                    ty: i64,
                },
                memarg,
            ),
            // Operators with two operands.
            O::I32Add => self.binary(c, Op::I32Add, i32),
            O::I32Sub => self.binary(c, Op::I32Sub, i32),
            O::I32Mul => self.binary(c, Op::I32Mul, i32),
            O::I32DivS => self.binary(c, Op::I32DivS, i32),
            O::I32DivU => self.binary(c, Op::I32DivU, i32),
            O::I32RemS => self.binary(c, Op::I32RemS, i32),
            O::I32RemU => self.binary(c, Op::I32RemU, i32),
            O::I32And => self.binary(c, Op::I32And, i32),
            O::I32Or => self.binary(c, Op::I32Or, i32),
            O::I32Xor => self.binary(c, Op::I32Xor, i32),
            O::I32Shl => self.binary(c, Op::I32Shl, i32),
            O::I32ShrS => self.binary(c, Op::I32ShrS, i32),
            O::I32ShrU => self.binary(c, Op::I32ShrU, i32),
            O::I32Rotl => self.binary(c, Op::I32Rotl, i32),
            O::I32Rotr => self.binary(c, Op::I32Rotr, i32),
            O::I32Eq => self.compare(c, Op::I32Eq),
            O::I32Ne => self.compare(c, Op::I32Ne),
            O::I32LtS => self.compare(c, Op::I32LtS),
            O::I32LtU => self.compare(c, Op::I32LtU),
            O::I32GtS => self.compare(c, Op::I32GtS),
            O::I32GtU => self.compare(c, Op::I32GtU),
            O::I32LeS => self.compare(c, Op::I32LeS),
            O::I32LeU => self.compare(c, Op::I32LeU),
            O::I32GeS => self.compare(c, Op::I32GeS),
            O::I32GeU => self.compare(c, Op::I32GeU),
            O::I64Add => self.binary(c, Op::I64Add, i64),
            O::I64Sub => self.binary(c, Op::I64Sub, i64),
            O::I64Mul => self.binary(c, Op::I64Mul, i64),
            O::I64DivS => self.binary(c, Op::I64DivS, i64),
            O::I64DivU => self.binary(c, Op::I64DivU, i64),
            O::I64RemS => self.binary(c, Op::I64RemS, i64),
            O::I64RemU => self.binary(c, Op::I64RemU, i64),
            O::I64And => self.binary(c, Op::I64And, i64),
            O::I64Or => self.binary(c, Op::I64Or, i64),
            O::I64Xor => self.binary(c, Op::I64Xor, i64),
            O::I64Shl => self.binary(c, Op::I64Shl, i64),
            O::I64ShrS => self.binary(c, Op::I64ShrS, i64),
            O::I64ShrU => self.binary(c, Op::I64ShrU, i64),
            O::I64Rotl => self.binary(c, Op::I64Rotl, i64),
            O::I64Rotr => self.binary(c, Op::I64Rotr, i64),
            O::I64Eq => self.compare(c, Op::I64Eq),
            O::I64Ne => self.compare(c, Op::I64Ne),
            O::I64LtS => self.compare(c, Op::I64LtS),
            O::I64LtU => self.compare(c, Op::I64LtU),
            O::I64GtS => self.compare(c, Op::I64GtS),
            O::I64GtU => self.compare(c, Op::I64GtU),
            O::I64LeS => self.compare(c, Op::I64LeS),
            O::I64LeU => self.compare(c, Op::I64LeU),
            O::I64GeS => self.compare(c, Op::I64GeS),
            O::I64GeU => self.compare(c, Op::I64GeU),
            O::F32Add => self.float_binary(c, Op::F32Add, f32),
            O::F32Sub => self.float_binary(c, Op::F32Sub, f32),
            O::F32Mul => self.float_binary(c, Op::F32Mul, f32),
            O::F32Div => self.float_binary(c, Op::F32Div, f32),
            O::F32Min => self.float_binary(c, Op::F32Min, f32),
            O::F32Max => self.float_binary(c, Op::F32Max, f32),
            O::F32Copysign => self.binary(c, Op::F32Copysign, f32),
            O::F32Eq => self.compare(c, Op::F32Eq),
            O::F32Ne => self.compare(c, Op::F32Ne),
            O::F32Lt => self.compare(c, Op::F32Lt),
            O::F32Gt => self.compare(c, Op::F32Gt),
            O::F32Le => self.compare(c, Op::F32Le),
            O::F32Ge => self.compare(c, Op::F32Ge),
            O::F64Add => self.float_binary(c, Op::F64Add, f64),
            O::F64Sub => self.float_binary(c, Op::F64Sub, f64),
            O::F64Mul => self.float_binary(c, Op::F64Mul, f64),
            O::F64Div => self.float_binary(c, Op::F64Div, f64),
            O::F64Min => self.float_binary(c, Op::F64Min, f64),
            O::F64Max => self.float_binary(c, Op::F64Max, f64),
            O::F64Copysign => self.binary(c, Op::F64Copysign, f64),
            O::F64Eq => self.compare(c, Op::F64Eq),
            O::F64Ne => self.compare(c, Op::F64Ne),
            O::F64Lt => self.compare(c, Op::F64Lt),
            O::F64Gt => self.compare(c, Op::F64Gt),
            O::F64Le => self.compare(c, Op::F64Le),
            O::F64Ge => self.compare(c, Op::F64Ge),
            // Operators with one operand.
            O::I64Eqz => self.unary(c, Op::I64Eqz, i32),
            O::I32Clz => self.unary(c, Op::I32Clz, i32),
            O::I32Ctz => self.unary(c, Op::I32Ctz, i32),
            O::I32Popcnt => self.unary(c, Op::I32Popcnt, i32),
            O::I32Extend8S => self.unary(c, Op::I32Extend8S, i32),
            O::I32Extend16S => self.unary(c, Op::I32Extend16S, i32),
            O::I64Clz => self.unary(c, Op::I64Clz, i64),
            O::I64Ctz => self.unary(c, Op::I64Ctz, i64),
            O::I64Popcnt => self.unary(c, Op::I64Popcnt, i64),
            O::I64Extend8S => self.unary(c, Op::I64Extend8S, i64),
            O::I64Extend16S => self.unary(c, Op::I64Extend16S, i64),
            O::I64Extend32S => self.unary(c, Op::I64Extend32S, i64),
            O::F32Abs => self.unary(c, Op::F32Abs, f32),
            O::F32Neg => self.unary(c, Op::F32Neg, f32),
            O::F32Ceil => self.float_unary(c, Op::F32Ceil, f32),
            O::F32Floor => self.float_unary(c, Op::F32Floor, f32),
            O::F32Trunc => self.float_unary(c, Op::F32Trunc, f32),
            O::F32Nearest => self.float_unary(c, Op::F32Nearest, f32),
            O::F32Sqrt => self.float_unary(c, Op::F32Sqrt, f32),
            O::F64Abs => self.unary(c, Op::F64Abs, f64),
            O::F64Neg => self.unary(c, Op::F64Neg, f64),
            O::F64Ceil => self.float_unary(c, Op::F64Ceil, f64),
            O::F64Floor => self.float_unary(c, Op::F64Floor, f64),
            O::F64Trunc => self.float_unary(c, Op::F64Trunc, f64),
            O::F64Nearest => self.float_unary(c, Op::F64Nearest, f64),
            O::F64Sqrt => self.float_unary(c, Op::F64Sqrt, f64),
            O::I32WrapI64 => self.unary(c, Op::I32WrapI64, i32),
            O::I64ExtendI32S => self.unary(c, Op::I64ExtendI32S, i64),
            O::F32DemoteF64 => self.float_unary(c, Op::F32DemoteF64, f32),
            O::F64PromoteF32 => self.float_unary(c, Op::F64PromoteF32, f64),
            O::I32TruncF32S => self.unary(c, Op::I32TruncF32S, i32),
            O::I32TruncSatF32S => self.unary(c, Op::I32TruncSatF32S, i32),
            O::F32ConvertI32S => self.unary(c, Op::F32ConvertI32S, f32),
            O::I32TruncF32U => self.unary(c, Op::I32TruncF32U, i32),
            O::I32TruncSatF32U => self.unary(c, Op::I32TruncSatF32U, i32),
            O::F32ConvertI32U => self.unary(c, Op::F32ConvertI32U, f32),
            O::I32TruncF64S => self.unary(c, Op::I32TruncF64S, i32),
            O::I32TruncSatF64S => self.unary(c, Op::I32TruncSatF64S, i32),
            O::F64ConvertI32S => self.unary(c, Op::F64ConvertI32S, f64),
            O::I32TruncF64U => self.unary(c, Op::I32TruncF64U, i32),
            O::I32TruncSatF64U => self.unary(c, Op::I32TruncSatF64U, i32),
            O::F64ConvertI32U => self.unary(c, Op::F64ConvertI32U, f64),
            O::I64TruncF32S => self.unary(c, Op::I64TruncF32S, i64),
            O::I64TruncSatF32S => self.unary(c, Op::I64TruncSatF32S, i64),
            O::F32ConvertI64S => self.unary(c, Op::F32ConvertI64S, f32),
            O::I64TruncF32U => self.unary(c, Op::I64TruncF32U, i64),
            O::I64TruncSatF32U => self.unary(c, Op::I64TruncSatF32U, i64),
            O::F32ConvertI64U => self.unary(c, Op::F32ConvertI64U, f32),
            O::I64TruncF64S => self.unary(c, Op::I64TruncF64S, i64),
            O::I64TruncSatF64S => self.unary(c, Op::I64TruncSatF64S, i64),
            O::F64ConvertI64S => self.unary(c, Op::F64ConvertI64S, f64),
            O::I64TruncF64U => self.unary(c, Op::I64TruncF64U, i64),
            O::I64TruncSatF64U => self.unary(c, Op::I64TruncSatF64U, i64),
            O::F64ConvertI64U => self.unary(c, Op::F64ConvertI64U, f64),
            O::I32ReinterpretF32 => self.unary(c, Op::I32ReinterpretF32, i32),
            O::I64ReinterpretF64 => self.unary(c, Op::I64ReinterpretF64, i64),
            O::F32ReinterpretI32 => self.unary(c, Op::F32ReinterpretI32, f32),
            O::F64ReinterpretI64 => self.unary(c, Op::F64ReinterpretI64, f64),
            other if self.vector(c, other) => {}
            other if self.atomic(c, other) => {}
            // Validation refuses everything else: its feature is not implemented.
            other => {
                debug_assert!(false, "{other:?} has no translation");
                self.trap_unreachable();
            }
        }
    }
}
