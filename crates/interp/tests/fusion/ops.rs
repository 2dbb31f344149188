//! The numeric operators of WebAssembly, by type.

use crate::harness::{F32, F64, I32, I64, Ty};

/// Names of the operators `ty × ty → ty`.
pub(crate) fn arithmetic(ty: Ty) -> &'static [&'static str] {
    match ty {
        I32 | I64 => &[
            "add", "sub", "mul", "div_s", "div_u", "rem_s", "rem_u", "and", "or", "xor", "shl",
            "shr_s", "shr_u", "rotl", "rotr",
        ],
        F32 | F64 => &["add", "sub", "mul", "div", "min", "max", "copysign"],
    }
}

/// Names of the operators `ty × ty → i32`.
pub(crate) fn comparisons(ty: Ty) -> &'static [&'static str] {
    match ty {
        I32 | I64 => &[
            "eq", "ne", "lt_s", "lt_u", "gt_s", "gt_u", "le_s", "le_u", "ge_s", "ge_u",
        ],
        F32 | F64 => &["eq", "ne", "lt", "gt", "le", "ge"],
    }
}

/// Every binary operator: its name, its operands' type, its result's type.
pub(crate) fn binaries() -> Vec<(String, Ty, Ty)> {
    let mut all = Vec::new();
    for ty in Ty::ALL {
        let name = ty.name();
        all.extend(
            arithmetic(ty)
                .iter()
                .map(|op| (format!("{name}.{op}"), ty, ty)),
        );
        all.extend(
            comparisons(ty)
                .iter()
                .map(|op| (format!("{name}.{op}"), ty, I32)),
        );
    }
    all
}

/// Every unary operator: its name, its operand's type, its result's type.
pub(crate) const UNARIES: &[(&str, Ty, Ty)] = &[
    ("i32.eqz", I32, I32),
    ("i32.clz", I32, I32),
    ("i32.ctz", I32, I32),
    ("i32.popcnt", I32, I32),
    ("i32.extend8_s", I32, I32),
    ("i32.extend16_s", I32, I32),
    ("i64.eqz", I64, I32),
    ("i64.clz", I64, I64),
    ("i64.ctz", I64, I64),
    ("i64.popcnt", I64, I64),
    ("i64.extend8_s", I64, I64),
    ("i64.extend16_s", I64, I64),
    ("i64.extend32_s", I64, I64),
    ("f32.abs", F32, F32),
    ("f32.neg", F32, F32),
    ("f32.ceil", F32, F32),
    ("f32.floor", F32, F32),
    ("f32.trunc", F32, F32),
    ("f32.nearest", F32, F32),
    ("f32.sqrt", F32, F32),
    ("f64.abs", F64, F64),
    ("f64.neg", F64, F64),
    ("f64.ceil", F64, F64),
    ("f64.floor", F64, F64),
    ("f64.trunc", F64, F64),
    ("f64.nearest", F64, F64),
    ("f64.sqrt", F64, F64),
    ("i32.wrap_i64", I64, I32),
    ("i64.extend_i32_s", I32, I64),
    ("i64.extend_i32_u", I32, I64),
    ("i32.trunc_f32_s", F32, I32),
    ("i32.trunc_f32_u", F32, I32),
    ("i32.trunc_f64_s", F64, I32),
    ("i32.trunc_f64_u", F64, I32),
    ("i64.trunc_f32_s", F32, I64),
    ("i64.trunc_f32_u", F32, I64),
    ("i64.trunc_f64_s", F64, I64),
    ("i64.trunc_f64_u", F64, I64),
    ("i32.trunc_sat_f32_s", F32, I32),
    ("i32.trunc_sat_f32_u", F32, I32),
    ("i32.trunc_sat_f64_s", F64, I32),
    ("i32.trunc_sat_f64_u", F64, I32),
    ("i64.trunc_sat_f32_s", F32, I64),
    ("i64.trunc_sat_f32_u", F32, I64),
    ("i64.trunc_sat_f64_s", F64, I64),
    ("i64.trunc_sat_f64_u", F64, I64),
    ("f32.convert_i32_s", I32, F32),
    ("f32.convert_i32_u", I32, F32),
    ("f32.convert_i64_s", I64, F32),
    ("f32.convert_i64_u", I64, F32),
    ("f64.convert_i32_s", I32, F64),
    ("f64.convert_i32_u", I32, F64),
    ("f64.convert_i64_s", I64, F64),
    ("f64.convert_i64_u", I64, F64),
    ("f32.demote_f64", F64, F32),
    ("f64.promote_f32", F32, F64),
    ("f32.reinterpret_i32", I32, F32),
    ("f64.reinterpret_i64", I64, F64),
    ("i32.reinterpret_f32", F32, I32),
    ("i64.reinterpret_f64", F64, I64),
];

/// Every load: its name, its result's type.
pub(crate) const LOADS: &[(&str, Ty)] = &[
    ("i32.load", I32),
    ("i64.load", I64),
    ("f32.load", F32),
    ("f64.load", F64),
    ("i32.load8_s", I32),
    ("i32.load8_u", I32),
    ("i32.load16_s", I32),
    ("i32.load16_u", I32),
    ("i64.load8_s", I64),
    ("i64.load8_u", I64),
    ("i64.load16_s", I64),
    ("i64.load16_u", I64),
    ("i64.load32_s", I64),
    ("i64.load32_u", I64),
];

/// Every store: its name, its operand's type.
pub(crate) const STORES: &[(&str, Ty)] = &[
    ("i32.store", I32),
    ("i64.store", I64),
    ("f32.store", F32),
    ("f64.store", F64),
    ("i32.store8", I32),
    ("i32.store16", I32),
    ("i64.store8", I64),
    ("i64.store16", I64),
    ("i64.store32", I64),
];
