//! Constant expressions, of globals, tables and segments.

use wasmparser::Operator;

use crate::Error;
use crate::room;
use crate::types::{ConcreteType, FuncIdx, GlobalIdx, HeapType, TypeIdx, from_heap_type};
use smallvec::{SmallVec, smallvec};

/// A constant expression in postfix order; evaluating it leaves one value. Nearly
/// all have one instruction, and some modules have tens of thousands of them.
pub(crate) type ConstExpr = SmallVec<[ConstOp; 1]>;

/// An instruction of a constant expression.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum ConstOp {
    I32(i32),
    I64(i64),
    /// The bits of a float.
    F32(u32),
    /// The bits of a float.
    F64(u64),
    /// The low half, and the high one.
    V128([u64; 2]),
    RefNull(HeapType),
    RefFunc(FuncIdx),
    GlobalGet(GlobalIdx),
    I32Add,
    I32Sub,
    I32Mul,
    I64Add,
    I64Sub,
    I64Mul,
    RefI31,
    StructNew(TypeIdx),
    StructNewDefault(TypeIdx),
    ArrayNew(TypeIdx),
    ArrayNewDefault(TypeIdx),
    /// Of so many values.
    ArrayNewFixed(TypeIdx, u32),
}

/// The expression in our form. It is valid; operators of features that are not
/// implemented give an error.
pub(super) fn read_const_expr(
    expr: &wasmparser::ConstExpr<'_>,
    types: &[ConcreteType],
) -> Result<ConstExpr, Error> {
    if let Some(only) = only_instruction(expr) {
        return Ok(smallvec![only]);
    }
    let mut ops = SmallVec::new();
    let mut reader = expr.get_operators_reader();
    while !reader.eof() {
        let (operator, offset) = reader
            .read_with_offset()
            .map_err(super::classify::malformed)?;
        let op = match operator {
            Operator::I32Const { value } => ConstOp::I32(value),
            Operator::I64Const { value } => ConstOp::I64(value),
            Operator::F32Const { value } => ConstOp::F32(value.bits()),
            Operator::F64Const { value } => ConstOp::F64(value.bits()),
            Operator::V128Const { value } => {
                let bits = u128::from(value);
                ConstOp::V128([bits as u64, (bits >> 64) as u64])
            }
            Operator::RefNull { hty } => {
                let unknown = || Error::unsupported("reference type in a constant expression");
                ConstOp::RefNull(from_heap_type(hty, types).ok_or_else(unknown)?)
            }
            Operator::RefFunc { function_index } => ConstOp::RefFunc(FuncIdx(function_index)),
            Operator::GlobalGet { global_index } => ConstOp::GlobalGet(GlobalIdx(global_index)),
            Operator::I32Add => ConstOp::I32Add,
            Operator::I32Sub => ConstOp::I32Sub,
            Operator::I32Mul => ConstOp::I32Mul,
            Operator::I64Add => ConstOp::I64Add,
            Operator::I64Sub => ConstOp::I64Sub,
            Operator::I64Mul => ConstOp::I64Mul,
            Operator::RefI31 => ConstOp::RefI31,
            Operator::StructNew { struct_type_index } => {
                ConstOp::StructNew(TypeIdx(struct_type_index))
            }
            Operator::StructNewDefault { struct_type_index } => {
                ConstOp::StructNewDefault(TypeIdx(struct_type_index))
            }
            Operator::ArrayNew { array_type_index } => ConstOp::ArrayNew(TypeIdx(array_type_index)),
            Operator::ArrayNewDefault { array_type_index } => {
                ConstOp::ArrayNewDefault(TypeIdx(array_type_index))
            }
            Operator::ArrayNewFixed {
                array_type_index,
                array_size,
            } => ConstOp::ArrayNewFixed(TypeIdx(array_type_index), array_size),
            // The same bits mean the same in both hierarchies.
            Operator::AnyConvertExtern | Operator::ExternConvertAny => continue,
            Operator::End => break,
            other => {
                let message = format!("{other:?} in a constant expression (at offset {offset:#x})");
                return Err(Error::unsupported(message));
            }
        };
        room::push_small(&mut ops, op)?;
    }
    Ok(ops)
}

/// The one instruction that an expression has, if it is a frequent one.
fn only_instruction(expr: &wasmparser::ConstExpr<'_>) -> Option<ConstOp> {
    const END: u8 = 0x0b;
    let mut reader = expr.get_binary_reader();
    let only = match reader.read_u8().ok()? {
        0x23 => ConstOp::GlobalGet(GlobalIdx(reader.read_var_u32().ok()?)),
        0x41 => ConstOp::I32(reader.read_var_i32().ok()?),
        0x42 => ConstOp::I64(reader.read_var_i64().ok()?),
        0xd2 => ConstOp::RefFunc(FuncIdx(reader.read_var_u32().ok()?)),
        _ => return None,
    };
    (reader.read_u8().ok()? == END).then_some(only)
}
