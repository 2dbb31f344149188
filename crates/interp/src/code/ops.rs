//! The op table: the one declaration of the instruction set.
//!
//! A row is an operator: its meaning, its name, its shape. Everything else is
//! derived from the table by callback macros: [`Op`], the row types of
//! [`row`], the layout of opcodes, the handler table (`exec::handlers`), the
//! disassembly and the reference page. A row without a handler does not compile.
//!
//! In the meanings, `d` is the destination, `a`, `b` and `c` are the sources;
//! each may be a slot, the accumulator, the pinned local or an immediate, as far
//! as the row's shape and types allow.

use super::form::{DST_KINDS, Row, SRC_KINDS};

/// Calls the macro `$m` with every row of the op table.
macro_rules! for_each_op {
    ($m:ident) => {
        $m! {
                // Binary operators. `commutative`: operands may be swapped; `mirrored`:
                // swapping them gives the mirrored comparison; `ordered`: neither.
                /// d ← a + b (mod 2³²)
                I32Add: binary(u32 => u32, i32_add, commutative);
                /// d ← a - b (mod 2³²)
                I32Sub: binary(u32 => u32, i32_sub, ordered);
                /// d ← a · b (mod 2³²)
                I32Mul: binary(u32 => u32, i32_mul, commutative);
                /// d ← a / b, signed; traps DivideByZero, IntegerOverflow
                I32DivS: binary_trap(u32 => u32, i32_div_s, ordered);
                /// d ← a / b, unsigned; traps DivideByZero
                I32DivU: binary_trap(u32 => u32, i32_div_u, ordered);
                /// d ← a rem b, signed; traps DivideByZero
                I32RemS: binary_trap(u32 => u32, i32_rem_s, ordered);
                /// d ← a rem b, unsigned; traps DivideByZero
                I32RemU: binary_trap(u32 => u32, i32_rem_u, ordered);
                /// d ← a ∧ b, bit by bit
                I32And: binary(u32 => u32, i32_and, commutative);
                /// d ← a ∨ b, bit by bit
                I32Or: binary(u32 => u32, i32_or, commutative);
                /// d ← a ⊕ b, bit by bit
                I32Xor: binary(u32 => u32, i32_xor, commutative);
                /// d ← a shifted left by b
                I32Shl: binary(u32 => u32, i32_shl, ordered);
                /// d ← a shifted right by b, sign kept
                I32ShrS: binary(u32 => u32, i32_shr_s, ordered);
                /// d ← a shifted right by b, zeros shifted in
                I32ShrU: binary(u32 => u32, i32_shr_u, ordered);
                /// d ← a rotated left by b
                I32Rotl: binary(u32 => u32, i32_rotl, ordered);
                /// d ← a rotated right by b
                I32Rotr: binary(u32 => u32, i32_rotr, ordered);
                /// d ← 1 if a = b, else 0
                I32Eq: binary(u32 => u32, i32_eq, commutative);
                /// d ← 1 if a ≠ b, else 0
                I32Ne: binary(u32 => u32, i32_ne, commutative);
                /// d ← 1 if a < b, signed, else 0
                I32LtS: binary(u32 => u32, i32_lt_s, mirrored);
                /// d ← 1 if a < b, unsigned, else 0
                I32LtU: binary(u32 => u32, i32_lt_u, mirrored);
                /// d ← 1 if a > b, signed, else 0
                I32GtS: binary(u32 => u32, i32_gt_s, mirrored);
                /// d ← 1 if a > b, unsigned, else 0
                I32GtU: binary(u32 => u32, i32_gt_u, mirrored);
                /// d ← 1 if a ≤ b, signed, else 0
                I32LeS: binary(u32 => u32, i32_le_s, mirrored);
                /// d ← 1 if a ≤ b, unsigned, else 0
                I32LeU: binary(u32 => u32, i32_le_u, mirrored);
                /// d ← 1 if a ≥ b, signed, else 0
                I32GeS: binary(u32 => u32, i32_ge_s, mirrored);
                /// d ← 1 if a ≥ b, unsigned, else 0
                I32GeU: binary(u32 => u32, i32_ge_u, mirrored);
                /// d ← a + b (mod 2⁶⁴)
                I64Add: binary(u64 => u64, i64_add, commutative);
                /// d ← a - b (mod 2⁶⁴)
                I64Sub: binary(u64 => u64, i64_sub, ordered);
                /// d ← a · b (mod 2⁶⁴)
                I64Mul: binary(u64 => u64, i64_mul, commutative);
                /// d ← a / b, signed; traps DivideByZero, IntegerOverflow
                I64DivS: binary_trap(u64 => u64, i64_div_s, ordered);
                /// d ← a / b, unsigned; traps DivideByZero
                I64DivU: binary_trap(u64 => u64, i64_div_u, ordered);
                /// d ← a rem b, signed; traps DivideByZero
                I64RemS: binary_trap(u64 => u64, i64_rem_s, ordered);
                /// d ← a rem b, unsigned; traps DivideByZero
                I64RemU: binary_trap(u64 => u64, i64_rem_u, ordered);
                /// d ← a ∧ b, bit by bit
                I64And: binary(u64 => u64, i64_and, commutative);
                /// d ← a ∨ b, bit by bit
                I64Or: binary(u64 => u64, i64_or, commutative);
                /// d ← a ⊕ b, bit by bit
                I64Xor: binary(u64 => u64, i64_xor, commutative);
                /// d ← a shifted left by b
                I64Shl: binary(u64 => u64, i64_shl, ordered);
                /// d ← a shifted right by b, sign kept
                I64ShrS: binary(u64 => u64, i64_shr_s, ordered);
                /// d ← a shifted right by b, zeros shifted in
                I64ShrU: binary(u64 => u64, i64_shr_u, ordered);
                /// d ← a rotated left by b
                I64Rotl: binary(u64 => u64, i64_rotl, ordered);
                /// d ← a rotated right by b
                I64Rotr: binary(u64 => u64, i64_rotr, ordered);
                /// d ← 1 if a = b, else 0
                I64Eq: binary(u64 => u32, i64_eq, commutative);
                /// d ← 1 if a ≠ b, else 0
                I64Ne: binary(u64 => u32, i64_ne, commutative);
                /// d ← 1 if a < b, signed, else 0
                I64LtS: binary(u64 => u32, i64_lt_s, mirrored);
                /// d ← 1 if a < b, unsigned, else 0
                I64LtU: binary(u64 => u32, i64_lt_u, mirrored);
                /// d ← 1 if a > b, signed, else 0
                I64GtS: binary(u64 => u32, i64_gt_s, mirrored);
                /// d ← 1 if a > b, unsigned, else 0
                I64GtU: binary(u64 => u32, i64_gt_u, mirrored);
                /// d ← 1 if a ≤ b, signed, else 0
                I64LeS: binary(u64 => u32, i64_le_s, mirrored);
                /// d ← 1 if a ≤ b, unsigned, else 0
                I64LeU: binary(u64 => u32, i64_le_u, mirrored);
                /// d ← 1 if a ≥ b, signed, else 0
                I64GeS: binary(u64 => u32, i64_ge_s, mirrored);
                /// d ← 1 if a ≥ b, unsigned, else 0
                I64GeU: binary(u64 => u32, i64_ge_u, mirrored);
                /// d ← a + b
                F32Add: binary(f32 => f32, f32_add, commutative);
                /// d ← a - b
                F32Sub: binary(f32 => f32, f32_sub, ordered);
                /// d ← a · b
                F32Mul: binary(f32 => f32, f32_mul, commutative);
                /// d ← a / b
                F32Div: binary(f32 => f32, f32_div, ordered);
                /// d ← min(a, b)
                F32Min: binary(f32 => f32, f32_min, ordered);
                /// d ← max(a, b)
                F32Max: binary(f32 => f32, f32_max, ordered);
                /// d ← a with the sign of b
                F32Copysign: binary(f32 => f32, f32_copysign, ordered);
                /// d ← 1 if a = b, else 0
                F32Eq: binary(f32 => u32, f32_eq, commutative);
                /// d ← 1 if a ≠ b, else 0
                F32Ne: binary(f32 => u32, f32_ne, commutative);
                /// d ← 1 if a < b, else 0
                F32Lt: binary(f32 => u32, f32_lt, mirrored);
                /// d ← 1 if a > b, else 0
                F32Gt: binary(f32 => u32, f32_gt, mirrored);
                /// d ← 1 if a ≤ b, else 0
                F32Le: binary(f32 => u32, f32_le, mirrored);
                /// d ← 1 if a ≥ b, else 0
                F32Ge: binary(f32 => u32, f32_ge, mirrored);
                /// d ← a + b
                F64Add: binary(f64 => f64, f64_add, commutative);
                /// d ← a - b
                F64Sub: binary(f64 => f64, f64_sub, ordered);
                /// d ← a · b
                F64Mul: binary(f64 => f64, f64_mul, commutative);
                /// d ← a / b
                F64Div: binary(f64 => f64, f64_div, ordered);
                /// d ← min(a, b)
                F64Min: binary(f64 => f64, f64_min, ordered);
                /// d ← max(a, b)
                F64Max: binary(f64 => f64, f64_max, ordered);
                /// d ← a with the sign of b
                F64Copysign: binary(f64 => f64, f64_copysign, ordered);
                /// d ← 1 if a = b, else 0
                F64Eq: binary(f64 => u32, f64_eq, commutative);
                /// d ← 1 if a ≠ b, else 0
                F64Ne: binary(f64 => u32, f64_ne, commutative);
                /// d ← 1 if a < b, else 0
                F64Lt: binary(f64 => u32, f64_lt, mirrored);
                /// d ← 1 if a > b, else 0
                F64Gt: binary(f64 => u32, f64_gt, mirrored);
                /// d ← 1 if a ≤ b, else 0
                F64Le: binary(f64 => u32, f64_le, mirrored);
                /// d ← 1 if a ≥ b, else 0
                F64Ge: binary(f64 => u32, f64_ge, mirrored);

                // Unary operators.
                /// d ← 1 if a = 0, else 0
                I32Eqz: unary(u32 => u32, i32_eqz);
                /// d ← number of leading zero bits
                I32Clz: unary(u32 => u32, i32_clz);
                /// d ← number of trailing zero bits
                I32Ctz: unary(u32 => u32, i32_ctz);
                /// d ← number of one bits
                I32Popcnt: unary(u32 => u32, i32_popcnt);
                /// d ← the low 8 bits of a, sign-extended
                I32Extend8S: unary(u32 => u32, i32_extend8_s);
                /// d ← the low 16 bits of a, sign-extended
                I32Extend16S: unary(u32 => u32, i32_extend16_s);
                /// d ← 1 if a = 0, else 0
                I64Eqz: unary(u64 => u32, i64_eqz);
                /// d ← number of leading zero bits
                I64Clz: unary(u64 => u64, i64_clz);
                /// d ← number of trailing zero bits
                I64Ctz: unary(u64 => u64, i64_ctz);
                /// d ← number of one bits
                I64Popcnt: unary(u64 => u64, i64_popcnt);
                /// d ← the low 8 bits of a, sign-extended
                I64Extend8S: unary(u64 => u64, i64_extend8_s);
                /// d ← the low 16 bits of a, sign-extended
                I64Extend16S: unary(u64 => u64, i64_extend16_s);
                /// d ← the low 32 bits of a, sign-extended
                I64Extend32S: unary(u64 => u64, i64_extend32_s);
                /// d ← |a|
                F32Abs: unary(f32 => f32, f32_abs);
                /// d ← -a
                F32Neg: unary(f32 => f32, f32_neg);
                /// d ← ⌈a⌉
                F32Ceil: unary(f32 => f32, f32_ceil);
                /// d ← ⌊a⌋
                F32Floor: unary(f32 => f32, f32_floor);
                /// d ← a rounded towards zero
                F32Trunc: unary(f32 => f32, f32_trunc);
                /// d ← a rounded to the nearest integer, ties to even
                F32Nearest: unary(f32 => f32, f32_nearest);
                /// d ← √a
                F32Sqrt: unary(f32 => f32, f32_sqrt);
                /// d ← a, a NaN replaced by the canonical one (deterministic mode)
                F32Canon: unary(f32 => f32, f32_canon);
                /// d ← |a|
                F64Abs: unary(f64 => f64, f64_abs);
                /// d ← -a
                F64Neg: unary(f64 => f64, f64_neg);
                /// d ← ⌈a⌉
                F64Ceil: unary(f64 => f64, f64_ceil);
                /// d ← ⌊a⌋
                F64Floor: unary(f64 => f64, f64_floor);
                /// d ← a rounded towards zero
                F64Trunc: unary(f64 => f64, f64_trunc);
                /// d ← a rounded to the nearest integer, ties to even
                F64Nearest: unary(f64 => f64, f64_nearest);
                /// d ← √a
                F64Sqrt: unary(f64 => f64, f64_sqrt);
                /// d ← a, a NaN replaced by the canonical one (deterministic mode)
                F64Canon: unary(f64 => f64, f64_canon);
                /// d ← the low 32 bits of a
                I32WrapI64: unary(u64 => u32, i32_wrap_i64);
                /// d ← a, sign-extended
                I64ExtendI32S: unary(u32 => u64, i64_extend_i32_s);
                /// d ← a, zero-extended
                I64ExtendI32U: unary(u32 => u64, i64_extend_i32_u);
                /// d ← a rounded towards zero, signed; traps InvalidConversionToInteger, IntegerOverflow
                I32TruncF32S: unary_trap(f32 => u32, i32_trunc_f32_s);
                /// d ← a rounded towards zero, signed, saturating
                I32TruncSatF32S: unary(f32 => u32, i32_trunc_sat_f32_s);
                /// d ← a as a float, from a signed integer
                F32ConvertI32S: unary(u32 => f32, f32_convert_i32_s);
                /// d ← a rounded towards zero, unsigned; traps InvalidConversionToInteger, IntegerOverflow
                I32TruncF32U: unary_trap(f32 => u32, i32_trunc_f32_u);
                /// d ← a rounded towards zero, unsigned, saturating
                I32TruncSatF32U: unary(f32 => u32, i32_trunc_sat_f32_u);
                /// d ← a as a float, from an unsigned integer
                F32ConvertI32U: unary(u32 => f32, f32_convert_i32_u);
                /// d ← a rounded towards zero, signed; traps InvalidConversionToInteger, IntegerOverflow
                I32TruncF64S: unary_trap(f64 => u32, i32_trunc_f64_s);
                /// d ← a rounded towards zero, signed, saturating
                I32TruncSatF64S: unary(f64 => u32, i32_trunc_sat_f64_s);
                /// d ← a as a float, from a signed integer
                F64ConvertI32S: unary(u32 => f64, f64_convert_i32_s);
                /// d ← a rounded towards zero, unsigned; traps InvalidConversionToInteger, IntegerOverflow
                I32TruncF64U: unary_trap(f64 => u32, i32_trunc_f64_u);
                /// d ← a rounded towards zero, unsigned, saturating
                I32TruncSatF64U: unary(f64 => u32, i32_trunc_sat_f64_u);
                /// d ← a as a float, from an unsigned integer
                F64ConvertI32U: unary(u32 => f64, f64_convert_i32_u);
                /// d ← a rounded towards zero, signed; traps InvalidConversionToInteger, IntegerOverflow
                I64TruncF32S: unary_trap(f32 => u64, i64_trunc_f32_s);
                /// d ← a rounded towards zero, signed, saturating
                I64TruncSatF32S: unary(f32 => u64, i64_trunc_sat_f32_s);
                /// d ← a as a float, from a signed integer
                F32ConvertI64S: unary(u64 => f32, f32_convert_i64_s);
                /// d ← a rounded towards zero, unsigned; traps InvalidConversionToInteger, IntegerOverflow
                I64TruncF32U: unary_trap(f32 => u64, i64_trunc_f32_u);
                /// d ← a rounded towards zero, unsigned, saturating
                I64TruncSatF32U: unary(f32 => u64, i64_trunc_sat_f32_u);
                /// d ← a as a float, from an unsigned integer
                F32ConvertI64U: unary(u64 => f32, f32_convert_i64_u);
                /// d ← a rounded towards zero, signed; traps InvalidConversionToInteger, IntegerOverflow
                I64TruncF64S: unary_trap(f64 => u64, i64_trunc_f64_s);
                /// d ← a rounded towards zero, signed, saturating
                I64TruncSatF64S: unary(f64 => u64, i64_trunc_sat_f64_s);
                /// d ← a as a float, from a signed integer
                F64ConvertI64S: unary(u64 => f64, f64_convert_i64_s);
                /// d ← a rounded towards zero, unsigned; traps InvalidConversionToInteger, IntegerOverflow
                I64TruncF64U: unary_trap(f64 => u64, i64_trunc_f64_u);
                /// d ← a rounded towards zero, unsigned, saturating
                I64TruncSatF64U: unary(f64 => u64, i64_trunc_sat_f64_u);
                /// d ← a as a float, from an unsigned integer
                F64ConvertI64U: unary(u64 => f64, f64_convert_i64_u);
                /// d ← a, rounded to single precision
                F32DemoteF64: unary(f64 => f32, f32_demote_f64);
                /// d ← a, in double precision
                F64PromoteF32: unary(f32 => f64, f64_promote_f32);
                /// d ← the bits of a
                I32ReinterpretF32: unary(f32 => u32, i32_reinterpret_f32);
                /// d ← the float with the bits of a
                F32ReinterpretI32: unary(u32 => f32, f32_reinterpret_i32);
                /// d ← the bits of a
                I64ReinterpretF64: unary(f64 => u64, i64_reinterpret_f64);
                /// d ← the float with the bits of a
                F64ReinterpretI64: unary(u64 => f64, f64_reinterpret_i64);

                // Loads and stores of memory 0 with a 32-bit address; all trap MemoryOutOfBounds.
                /// d ← mem0[a + offset] as u32
                I32Load: load(u32 as u32 => u32);
                /// d ← mem0[a + offset] as u64
                I64Load: load(u64 as u64 => u64);
                /// d ← mem0[a + offset] as f32
                F32Load: load(f32 as f32 => f32);
                /// d ← mem0[a + offset] as f64
                F64Load: load(f64 as f64 => f64);
                /// d ← mem0[a + offset] as i8
                I32Load8S: load(i8 as i32 => u32);
                /// d ← mem0[a + offset] as u8
                I32Load8U: load(u8 as u32 => u32);
                /// d ← mem0[a + offset] as i16
                I32Load16S: load(i16 as i32 => u32);
                /// d ← mem0[a + offset] as u16
                I32Load16U: load(u16 as u32 => u32);
                /// d ← mem0[a + offset] as i8
                I64Load8S: load(i8 as i64 => u64);
                /// d ← mem0[a + offset] as u8
                I64Load8U: load(u8 as u64 => u64);
                /// d ← mem0[a + offset] as i16
                I64Load16S: load(i16 as i64 => u64);
                /// d ← mem0[a + offset] as u16
                I64Load16U: load(u16 as u64 => u64);
                /// d ← mem0[a + offset] as i32
                I64Load32S: load(i32 as i64 => u64);
                /// d ← mem0[a + offset] as u32
                I64Load32U: load(u32 as u64 => u64);
                /// d ← mem0[(a + imm) mod 2³²] as u32; earns matmul 29 %, geomean 3 %
                I32LoadAdd: load_add(u32 as u32 => u32);
                /// d ← mem0[(a + imm) mod 2³²] as u64; earns matmul 29 %, geomean 3 %
                I64LoadAdd: load_add(u64 as u64 => u64);
                /// d ← mem0[(a + imm) mod 2³²] as f32; earns matmul 29 %, geomean 3 %
                F32LoadAdd: load_add(f32 as f32 => f32);
                /// d ← mem0[(a + imm) mod 2³²] as f64; earns matmul 29 %, geomean 3 %
                F64LoadAdd: load_add(f64 as f64 => f64);
                /// d ← mem0[(a + imm) mod 2³²] as i8; earns matmul 29 %, geomean 3 %
                I32LoadAdd8S: load_add(i8 as i32 => u32);
                /// d ← mem0[(a + imm) mod 2³²] as u8; earns matmul 29 %, geomean 3 %
                I32LoadAdd8U: load_add(u8 as u32 => u32);
                /// d ← mem0[(a + imm) mod 2³²] as i16; earns matmul 29 %, geomean 3 %
                I32LoadAdd16S: load_add(i16 as i32 => u32);
                /// d ← mem0[(a + imm) mod 2³²] as u16; earns matmul 29 %, geomean 3 %
                I32LoadAdd16U: load_add(u16 as u32 => u32);
                /// d ← mem0[(a + imm) mod 2³²] as i8; earns matmul 29 %, geomean 3 %
                I64LoadAdd8S: load_add(i8 as i64 => u64);
                /// d ← mem0[(a + imm) mod 2³²] as u8; earns matmul 29 %, geomean 3 %
                I64LoadAdd8U: load_add(u8 as u64 => u64);
                /// d ← mem0[(a + imm) mod 2³²] as i16; earns matmul 29 %, geomean 3 %
                I64LoadAdd16S: load_add(i16 as i64 => u64);
                /// d ← mem0[(a + imm) mod 2³²] as u16; earns matmul 29 %, geomean 3 %
                I64LoadAdd16U: load_add(u16 as u64 => u64);
                /// d ← mem0[(a + imm) mod 2³²] as i32; earns matmul 29 %, geomean 3 %
                I64LoadAdd32S: load_add(i32 as i64 => u64);
                /// d ← mem0[(a + imm) mod 2³²] as u32; earns matmul 29 %, geomean 3 %
                I64LoadAdd32U: load_add(u32 as u64 => u64);
                /// mem0[a + offset] ← b as u32
                I32Store: store(u32 => u32);
                /// mem0[a + offset] ← b as u64
                I64Store: store(u64 => u64);
                /// mem0[a + offset] ← b as f32
                F32Store: store(f32 => f32);
                /// mem0[a + offset] ← b as f64
                F64Store: store(f64 => f64);
                /// mem0[a + offset] ← b as u8
                I32Store8: store(u32 => u8);
                /// mem0[a + offset] ← b as u16
                I32Store16: store(u32 => u16);
                /// mem0[a + offset] ← b as u8
                I64Store8: store(u64 => u8);
                /// mem0[a + offset] ← b as u16
                I64Store16: store(u64 => u16);
                /// mem0[a + offset] ← b as u32
                I64Store32: store(u64 => u32);
                /// mem0[(a + imm) mod 2³²] ← b as u32
                I32StoreAdd: store_add(u32 => u32);
                /// mem0[(a + imm) mod 2³²] ← b as u64
                I64StoreAdd: store_add(u64 => u64);
                /// mem0[(a + imm) mod 2³²] ← b as f32
                F32StoreAdd: store_add(f32 => f32);
                /// mem0[(a + imm) mod 2³²] ← b as f64
                F64StoreAdd: store_add(f64 => f64);
                /// mem0[(a + imm) mod 2³²] ← b as u8
                I32StoreAdd8: store_add(u32 => u8);
                /// mem0[(a + imm) mod 2³²] ← b as u16
                I32StoreAdd16: store_add(u32 => u16);
                /// mem0[(a + imm) mod 2³²] ← b as u8
                I64StoreAdd8: store_add(u64 => u8);
                /// mem0[(a + imm) mod 2³²] ← b as u16
                I64StoreAdd16: store_add(u64 => u16);
                /// mem0[(a + imm) mod 2³²] ← b as u32
                I64StoreAdd32: store_add(u64 => u32);

                // Loads and stores of any memory, by a 32- or 64-bit address in a slot.
                /// d ← mem[c][a + imm] as u32
                I32LoadFar: load_far(u32 as u32 => u32);
                /// d ← mem[c][a + imm] as u64
                I64LoadFar: load_far(u64 as u64 => u64);
                /// d ← mem[c][a + imm] as f32
                F32LoadFar: load_far(f32 as f32 => f32);
                /// d ← mem[c][a + imm] as f64
                F64LoadFar: load_far(f64 as f64 => f64);
                /// d ← mem[c][a + imm] as i8
                I32LoadFar8S: load_far(i8 as i32 => u32);
                /// d ← mem[c][a + imm] as u8
                I32LoadFar8U: load_far(u8 as u32 => u32);
                /// d ← mem[c][a + imm] as i16
                I32LoadFar16S: load_far(i16 as i32 => u32);
                /// d ← mem[c][a + imm] as u16
                I32LoadFar16U: load_far(u16 as u32 => u32);
                /// d ← mem[c][a + imm] as i8
                I64LoadFar8S: load_far(i8 as i64 => u64);
                /// d ← mem[c][a + imm] as u8
                I64LoadFar8U: load_far(u8 as u64 => u64);
                /// d ← mem[c][a + imm] as i16
                I64LoadFar16S: load_far(i16 as i64 => u64);
                /// d ← mem[c][a + imm] as u16
                I64LoadFar16U: load_far(u16 as u64 => u64);
                /// d ← mem[c][a + imm] as i32
                I64LoadFar32S: load_far(i32 as i64 => u64);
                /// d ← mem[c][a + imm] as u32
                I64LoadFar32U: load_far(u32 as u64 => u64);
                /// mem[c][a + imm] ← b as u32
                I32StoreFar: store_far(u32 => u32);
                /// mem[c][a + imm] ← b as u64
                I64StoreFar: store_far(u64 => u64);
                /// mem[c][a + imm] ← b as f32
                F32StoreFar: store_far(f32 => f32);
                /// mem[c][a + imm] ← b as f64
                F64StoreFar: store_far(f64 => f64);
                /// mem[c][a + imm] ← b as u8
                I32StoreFar8: store_far(u32 => u8);
                /// mem[c][a + imm] ← b as u16
                I32StoreFar16: store_far(u32 => u16);
                /// mem[c][a + imm] ← b as u8
                I64StoreFar8: store_far(u64 => u8);
                /// mem[c][a + imm] ← b as u16
                I64StoreFar16: store_far(u64 => u16);
                /// mem[c][a + imm] ← b as u32
                I64StoreFar32: store_far(u64 => u32);

                // Atomic accesses of any memory, shared or not, by a 32- or 64-bit address in
                // a slot. They have one order, in which all threads see them; all trap
                // UnalignedAtomic, MemoryOutOfBounds. Results are zero-extended.
                /// d ← mem[c][a + imm] as u8
                AtomicLoad8: atomic_load(u8);
                /// d ← mem[c][a + imm] as u16
                AtomicLoad16: atomic_load(u16);
                /// d ← mem[c][a + imm] as u32
                AtomicLoad32: atomic_load(u32);
                /// d ← mem[c][a + imm] as u64
                AtomicLoad64: atomic_load(u64);
                /// mem[c][a + imm] ← b as u8
                AtomicStore8: atomic_store(u8);
                /// mem[c][a + imm] ← b as u16
                AtomicStore16: atomic_store(u16);
                /// mem[c][a + imm] ← b as u32
                AtomicStore32: atomic_store(u32);
                /// mem[c][a + imm] ← b as u64
                AtomicStore64: atomic_store(u64);
                /// d ← mem[c][a + imm] as u8, which becomes that + b
                AtomicRmwAdd8: atomic_rmw(u8, i64_add);
                /// d ← mem[c][a + imm] as u16, which becomes that + b
                AtomicRmwAdd16: atomic_rmw(u16, i64_add);
                /// d ← mem[c][a + imm] as u32, which becomes that + b
                AtomicRmwAdd32: atomic_rmw(u32, i64_add);
                /// d ← mem[c][a + imm] as u64, which becomes that + b
                AtomicRmwAdd64: atomic_rmw(u64, i64_add);
                /// d ← mem[c][a + imm] as u8, which becomes that - b
                AtomicRmwSub8: atomic_rmw(u8, i64_sub);
                /// d ← mem[c][a + imm] as u16, which becomes that - b
                AtomicRmwSub16: atomic_rmw(u16, i64_sub);
                /// d ← mem[c][a + imm] as u32, which becomes that - b
                AtomicRmwSub32: atomic_rmw(u32, i64_sub);
                /// d ← mem[c][a + imm] as u64, which becomes that - b
                AtomicRmwSub64: atomic_rmw(u64, i64_sub);
                /// d ← mem[c][a + imm] as u8, which becomes that ∧ b
                AtomicRmwAnd8: atomic_rmw(u8, i64_and);
                /// d ← mem[c][a + imm] as u16, which becomes that ∧ b
                AtomicRmwAnd16: atomic_rmw(u16, i64_and);
                /// d ← mem[c][a + imm] as u32, which becomes that ∧ b
                AtomicRmwAnd32: atomic_rmw(u32, i64_and);
                /// d ← mem[c][a + imm] as u64, which becomes that ∧ b
                AtomicRmwAnd64: atomic_rmw(u64, i64_and);
                /// d ← mem[c][a + imm] as u8, which becomes that ∨ b
                AtomicRmwOr8: atomic_rmw(u8, i64_or);
                /// d ← mem[c][a + imm] as u16, which becomes that ∨ b
                AtomicRmwOr16: atomic_rmw(u16, i64_or);
                /// d ← mem[c][a + imm] as u32, which becomes that ∨ b
                AtomicRmwOr32: atomic_rmw(u32, i64_or);
                /// d ← mem[c][a + imm] as u64, which becomes that ∨ b
                AtomicRmwOr64: atomic_rmw(u64, i64_or);
                /// d ← mem[c][a + imm] as u8, which becomes that ⊕ b
                AtomicRmwXor8: atomic_rmw(u8, i64_xor);
                /// d ← mem[c][a + imm] as u16, which becomes that ⊕ b
                AtomicRmwXor16: atomic_rmw(u16, i64_xor);
                /// d ← mem[c][a + imm] as u32, which becomes that ⊕ b
                AtomicRmwXor32: atomic_rmw(u32, i64_xor);
                /// d ← mem[c][a + imm] as u64, which becomes that ⊕ b
                AtomicRmwXor64: atomic_rmw(u64, i64_xor);
                /// d ← mem[c][a + imm] as u8, which becomes b
                AtomicRmwXchg8: atomic_rmw(u8, exchange);
                /// d ← mem[c][a + imm] as u16, which becomes b
                AtomicRmwXchg16: atomic_rmw(u16, exchange);
                /// d ← mem[c][a + imm] as u32, which becomes b
                AtomicRmwXchg32: atomic_rmw(u32, exchange);
                /// d ← mem[c][a + imm] as u64, which becomes b
                AtomicRmwXchg64: atomic_rmw(u64, exchange);
                /// d ← mem[c][a + imm] as u8, which becomes slot a + 2 if it is slot a + 1
                AtomicCmpxchg8: atomic_cmpxchg(u8);
                /// d ← mem[c][a + imm] as u16, which becomes slot a + 2 if it is slot a + 1
                AtomicCmpxchg16: atomic_cmpxchg(u16);
                /// d ← mem[c][a + imm] as u32, which becomes slot a + 2 if it is slot a + 1
                AtomicCmpxchg32: atomic_cmpxchg(u32);
                /// d ← mem[c][a + imm] as u64, which becomes slot a + 2 if it is slot a + 1
                AtomicCmpxchg64: atomic_cmpxchg(u64);
                /// other threads see what is before and what is behind in this order
                AtomicFence: slots(AtomicFence);
                /// d ← number of threads that wait at mem[c][a + imm] and are woken, at most b of them
                AtomicNotify: slots_imm(AtomicNotify);
                /// wait at mem[c][a + imm] if it is the u32 in slot a + 1, for slot a + 2 nanoseconds; d ← 0 if
                /// woken, 1 if it is not, 2 if the time is over; traps ExpectedSharedMemory
                AtomicWait32: slots_imm(AtomicWait32);
                /// as `AtomicWait32`, of a u64
                AtomicWait64: slots_imm(AtomicWait64);

                // Conditional branches. A comparison of floats has no inverse, so both senses are here.
                /// if a ≠ 0, jump
                BrIf: br_test(test_nonzero);
                /// if a = 0, jump
                BrUnless: br_test(test_zero);
                /// if i32.eq(a, b), jump; earns 5 % with the two below
                BrIfI32Eq: br_compare(u32, i32_eq, true);
                /// if i32.ne(a, b), jump; earns 5 % with the two below
                BrIfI32Ne: br_compare(u32, i32_ne, true);
                /// if i32.lt_s(a, b), jump; earns 5 % with the two below
                BrIfI32LtS: br_compare(u32, i32_lt_s, true);
                /// if i32.lt_u(a, b), jump; earns 5 % with the two below
                BrIfI32LtU: br_compare(u32, i32_lt_u, true);
                /// if i32.gt_s(a, b), jump; earns 5 % with the two below
                BrIfI32GtS: br_compare(u32, i32_gt_s, true);
                /// if i32.gt_u(a, b), jump; earns 5 % with the two below
                BrIfI32GtU: br_compare(u32, i32_gt_u, true);
                /// if i32.le_s(a, b), jump; earns 5 % with the two below
                BrIfI32LeS: br_compare(u32, i32_le_s, true);
                /// if i32.le_u(a, b), jump; earns 5 % with the two below
                BrIfI32LeU: br_compare(u32, i32_le_u, true);
                /// if i32.ge_s(a, b), jump; earns 5 % with the two below
                BrIfI32GeS: br_compare(u32, i32_ge_s, true);
                /// if i32.ge_u(a, b), jump; earns 5 % with the two below
                BrIfI32GeU: br_compare(u32, i32_ge_u, true);
                /// if a ∧ b ≠ 0, jump
                BrIfI32And: br_compare(u32, i32_and_test, true);
                /// if a ∧ b = 0, jump
                BrUnlessI32And: br_compare(u32, i32_and_test, false);
                /// if i64.eq(a, b), jump; earns 5 % with the two below
                BrIfI64Eq: br_compare(u64, i64_eq, true);
                /// if i64.ne(a, b), jump; earns 5 % with the two below
                BrIfI64Ne: br_compare(u64, i64_ne, true);
                /// if i64.lt_s(a, b), jump; earns 5 % with the two below
                BrIfI64LtS: br_compare(u64, i64_lt_s, true);
                /// if i64.lt_u(a, b), jump; earns 5 % with the two below
                BrIfI64LtU: br_compare(u64, i64_lt_u, true);
                /// if i64.gt_s(a, b), jump; earns 5 % with the two below
                BrIfI64GtS: br_compare(u64, i64_gt_s, true);
                /// if i64.gt_u(a, b), jump; earns 5 % with the two below
                BrIfI64GtU: br_compare(u64, i64_gt_u, true);
                /// if i64.le_s(a, b), jump; earns 5 % with the two below
                BrIfI64LeS: br_compare(u64, i64_le_s, true);
                /// if i64.le_u(a, b), jump; earns 5 % with the two below
                BrIfI64LeU: br_compare(u64, i64_le_u, true);
                /// if i64.ge_s(a, b), jump; earns 5 % with the two below
                BrIfI64GeS: br_compare(u64, i64_ge_s, true);
                /// if i64.ge_u(a, b), jump; earns 5 % with the two below
                BrIfI64GeU: br_compare(u64, i64_ge_u, true);
                /// if a ∧ b ≠ 0, jump
                BrIfI64And: br_compare(u64, i64_and_test, true);
                /// if a ∧ b = 0, jump
                BrUnlessI64And: br_compare(u64, i64_and_test, false);
                /// if f32.eq(a, b), jump
                BrIfF32Eq: br_compare(f32, f32_eq, true);
                /// if f32.ne(a, b), jump
                BrIfF32Ne: br_compare(f32, f32_ne, true);
                /// if f32.lt(a, b), jump
                BrIfF32Lt: br_compare(f32, f32_lt, true);
                /// if f32.gt(a, b), jump
                BrIfF32Gt: br_compare(f32, f32_gt, true);
                /// if f32.le(a, b), jump
                BrIfF32Le: br_compare(f32, f32_le, true);
                /// if f32.ge(a, b), jump
                BrIfF32Ge: br_compare(f32, f32_ge, true);
                /// if not f32.lt(a, b), jump
                BrUnlessF32Lt: br_compare(f32, f32_lt, false);
                /// if not f32.gt(a, b), jump
                BrUnlessF32Gt: br_compare(f32, f32_gt, false);
                /// if not f32.le(a, b), jump
                BrUnlessF32Le: br_compare(f32, f32_le, false);
                /// if not f32.ge(a, b), jump
                BrUnlessF32Ge: br_compare(f32, f32_ge, false);
                /// if f64.eq(a, b), jump
                BrIfF64Eq: br_compare(f64, f64_eq, true);
                /// if f64.ne(a, b), jump
                BrIfF64Ne: br_compare(f64, f64_ne, true);
                /// if f64.lt(a, b), jump
                BrIfF64Lt: br_compare(f64, f64_lt, true);
                /// if f64.gt(a, b), jump
                BrIfF64Gt: br_compare(f64, f64_gt, true);
                /// if f64.le(a, b), jump
                BrIfF64Le: br_compare(f64, f64_le, true);
                /// if f64.ge(a, b), jump
                BrIfF64Ge: br_compare(f64, f64_ge, true);
                /// if not f64.lt(a, b), jump
                BrUnlessF64Lt: br_compare(f64, f64_lt, false);
                /// if not f64.gt(a, b), jump
                BrUnlessF64Gt: br_compare(f64, f64_gt, false);
                /// if not f64.le(a, b), jump
                BrUnlessF64Le: br_compare(f64, f64_le, false);
                /// if not f64.ge(a, b), jump
                BrUnlessF64Ge: br_compare(f64, f64_ge, false);

                // Control.
                /// jump
                Jump: jump(Jump);
                /// jump to the a-th of the targets, or to the last one
                BrTable: switch(BrTable);
                /// trap Unreachable
                Unreachable: slots(Unreachable);
                /// throw an exception with tag imm[0..32], whose payload is in imm[32..64] slots from slot d
                Throw: slots_imm(Throw);
                /// throw the exception that a refers to; traps NullReference
                ThrowRef: slots(ThrowRef);
                /// pay aux units of the budget, or stop the call
                Charge: slots(Charge);
                /// zero aux slots from slot d
                Zero: slots(Zero);
                /// call the function at the entry in imm: frame at slot d, header at slot c
                Call: call(Call);
                /// as `Call`, for a callee not yet translated: translates it and becomes `Call`
                CallLazy: call(CallLazy);
                /// call imported function aux: frame at slot d
                CallImport: slots(CallImport);
                /// call element a of table b, of type imm: frame at slot d, header at slot c
                CallIndirect: slots_imm(CallIndirect);
                /// call the function at the entry in imm in place of this one: c argument slots from slot d, own header at slot a, the callee's at slot b
                ReturnCall: slots_imm(ReturnCall);
                /// as `ReturnCall`, for a callee not yet translated, whose index doubled plus 1 is in imm: translates it and becomes `ReturnCall`
                ReturnCallLazy: slots_imm(ReturnCallLazy);
                /// call imported function imm in place of this one: c argument slots from slot d, own header at slot a
                ReturnCallImport: slots_imm(ReturnCallImport);
                /// as `ReturnCallImport`, of element b of table imm[0..32], type imm[32..64]
                ReturnCallIndirect: slots_imm(ReturnCallIndirect);
                /// call the function that a refers to: frame at slot d, header at slot c; traps NullFunctionReference
        CallRef: slots(CallRef);
        /// as `ReturnCallImport`, of the function that b refers to
        ReturnCallRef: slots(ReturnCallRef);
        /// return; the results are in place
                Return: ret_none(Return);
                /// return an integer or reference
                ReturnI64: ret(u64);
                /// return a float
                ReturnF32: ret(f32);
                /// return a double
                ReturnF64: ret(f64);
                /// leave the interpreter with the results in place
                Halt: slots(Halt);
                /// end of a call into another instance: restores the caller's instance
                ReturnCross: slots(ReturnCross);
                /// note how deep the native stack is
                Probe: slots(Probe);

                // Data movement. A move leaves the accumulators as they are.
                /// slot or pinned local ← a
                Move: mov(u64);
                /// slot or pinned local ← a, a float
                MoveF32: mov(f32);
                /// slot or pinned local ← a, a double
                MoveF64: mov(f64);
                /// slots d.. ← slots a.., aux of them, as if at once
                MoveRange: slots(MoveRange);
                /// pinned local ← slot a
                Reload: slots(Reload);
                /// pinned double ← slot a
                ReloadF64: slots(ReloadF64);
                /// d ← slot b if condition a ≠ 0, else slot c
                Select: select(u64);
                /// d ← slot b if condition a ≠ 0, else slot c
                SelectF32: select(f32);
                /// d ← slot b if condition a ≠ 0, else slot c
                SelectF64: select(f64);
                /// d ← global aux
                GlobalGet: global_get(u64);
                /// d ← global aux
                GlobalGetF32: global_get(f32);
                /// d ← global aux
                GlobalGetF64: global_get(f64);
                /// global aux ← a
                GlobalSet: global_set(u64);
                /// global aux ← a
                GlobalSetF32: global_set(f32);
                /// global aux ← a
                GlobalSetF64: global_set(f64);

                // Memories, tables, references. Operands and results are slots.
                /// d ← size of memory c in pages
                MemorySize: slots(MemorySize);
                /// d ← old size of memory c in pages, or -1; grows it by a pages
                MemoryGrow: slots(MemoryGrow);
                /// memory 0, which is not shared: fill c bytes at a with byte b; not metered
                MemoryFill: slots(MemoryFill);
                /// as `MemoryFill`, and metered; d is 0
                MemoryFillPaid: slots(MemoryFillPaid);
                /// as `MemoryFill`, of any memory d, and metered
                MemoryFillFar: slots(MemoryFillFar);
                /// memory 0, which is not shared: copy c bytes to a from b; not metered
                MemoryCopy: slots(MemoryCopy);
                /// as `MemoryCopy`, and metered; imm is 0
                MemoryCopyPaid: slots_imm(MemoryCopyPaid);
                /// as `MemoryCopy`, to any memory imm[0..32] from any memory imm[32..64], and metered
                MemoryCopyFar: slots_imm(MemoryCopyFar);
                /// copy c bytes to a of memory imm[0..32] from b of data segment imm[32..64]
                MemoryInit: slots_imm(MemoryInit);
                /// drop data segment aux
                DataDrop: slots(DataDrop);
                /// d ← table c [a]
                TableGet: slots(TableGet);
                /// table c [a] ← b
                TableSet: slots(TableSet);
                /// d ← size of table c
                TableSize: slots(TableSize);
                /// d ← old size of table c, or -1; grows it by a elements b
                TableGrow: slots(TableGrow);
                /// table d: fill c elements at a with b
                TableFill: slots(TableFill);
                /// copy c elements to a of table imm[0..32] from b of table imm[32..64]
                TableCopy: slots_imm(TableCopy);
                /// copy c elements to a of table imm[0..32] from b of element segment imm[32..64]
                TableInit: slots_imm(TableInit);
                /// drop element segment aux
                ElemDrop: slots(ElemDrop);
                /// d ← reference to function aux
                RefFunc: slots(RefFunc);
                /// d ← a; traps NullReference
                RefAsNonNull: slots(RefAsNonNull);

                // Structures and arrays. Null traps NullReference, an index beyond an array
                // ArrayOutOfBounds; what makes an object may trap OutOfMemory.
                /// d ← field of a at offset, as u32
                StructGet32: field_load(u32 as u32 => u32);
                /// d ← field of a at offset, as u64
                StructGet64: field_load(u64 as u64 => u64);
                /// d ← field of a at offset, as f32
                StructGetF32: field_load(f32 as f32 => f32);
                /// d ← field of a at offset, as f64
                StructGetF64: field_load(f64 as f64 => f64);
                /// d ← field of a at offset, as i8
                StructGet8S: field_load(i8 as i32 => u32);
                /// d ← field of a at offset, as u8
                StructGet8U: field_load(u8 as u32 => u32);
                /// d ← field of a at offset, as i16
                StructGet16S: field_load(i16 as i32 => u32);
                /// d ← field of a at offset, as u16
                StructGet16U: field_load(u16 as u32 => u32);
                /// vector d ← field of a at imm
                StructGetV128: slots_imm(StructGetV128);
                /// field of a at offset ← b, as u8
                StructSet8: field_store(u32 => u8);
                /// field of a at offset ← b, as u16
                StructSet16: field_store(u32 => u16);
                /// field of a at offset ← b, as u32
                StructSet32: field_store(u32 => u32);
                /// field of a at offset ← b, as u64
                StructSet64: field_store(u64 => u64);
                /// field of a at offset ← b, as f32
                StructSetF32: field_store(f32 => f32);
                /// field of a at offset ← b, as f64
                StructSetF64: field_store(f64 => f64);
                /// field of a at imm ← vector b
                StructSetV128: slots_imm(StructSetV128);
                /// d ← element b of a, as u32
                ArrayGet32: element_load(u32 as u32 => u32);
                /// d ← element b of a, as u64
                ArrayGet64: element_load(u64 as u64 => u64);
                /// d ← element b of a, as f32
                ArrayGetF32: element_load(f32 as f32 => f32);
                /// d ← element b of a, as f64
                ArrayGetF64: element_load(f64 as f64 => f64);
                /// d ← element b of a, as i8
                ArrayGet8S: element_load(i8 as i32 => u32);
                /// d ← element b of a, as u8
                ArrayGet8U: element_load(u8 as u32 => u32);
                /// d ← element b of a, as i16
                ArrayGet16S: element_load(i16 as i32 => u32);
                /// d ← element b of a, as u16
                ArrayGet16U: element_load(u16 as u32 => u32);
                /// vector d ← element b of a
                ArrayGetV128: slots(ArrayGetV128);
                /// element b of c ← a, as u8
                ArraySet8: element_store(u32 => u8);
                /// element b of c ← a, as u16
                ArraySet16: element_store(u32 => u16);
                /// element b of c ← a, as u32
                ArraySet32: element_store(u32 => u32);
                /// element b of c ← a, as u64
                ArraySet64: element_store(u64 => u64);
                /// element b of c ← a, as f32
                ArraySetF32: element_store(f32 => f32);
                /// element b of c ← a, as f64
                ArraySetF64: element_store(f64 => f64);
                /// element b of a ← vector c
                ArraySetV128: slots(ArraySetV128);
                /// d ← structure of type imm[0..32] and imm[32..64] words, its b fields from slots a.. as described; slots from c on are free
                StructNew: new_struct(StructNew);
                /// as `StructNew`, of fields that take a slot each
                StructNewPlain: slots_imm(StructNewPlain);
                /// as `StructNew`, of zeros and nulls
                StructNewDefault: slots_imm(StructNewDefault);
                /// d ← array of type imm[0..32] of b elements a; slots from c on are free
                ArrayNew: slots_imm(ArrayNew);
                /// as `ArrayNew`, of zeros or nulls
                ArrayNewDefault: slots_imm(ArrayNewDefault);
                /// as `ArrayNew`, of imm[32..64] values from slots a..
                ArrayNewFixed: slots_imm(ArrayNewFixed);
                /// as `ArrayNew`, of b elements from a of data segment imm[32..64]
                ArrayNewData: slots_imm(ArrayNewData);
                /// as `ArrayNew`, of b elements from a of element segment imm[32..64]
                ArrayNewElem: slots_imm(ArrayNewElem);
                /// fill slot b elements of array a from a + 1 with a + 2
                ArrayFill: slots_imm(ArrayFill);
                /// copy a + 4 elements to array a at a + 1 from array a + 2 at a + 3
                ArrayCopy: slots_imm(ArrayCopy);
                /// copy a + 3 elements to array a at a + 1 from a + 2 of data segment imm[32..64]
                ArrayInitData: slots_imm(ArrayInitData);
                /// copy a + 3 elements to array a at a + 1 from a + 2 of element segment imm[32..64]
                ArrayInitElem: slots_imm(ArrayInitElem);
                /// d ← 1 if a is of type imm[0..32], which has imm[32..64] supertypes, else 0; c for null
                RefTest: slots_imm(RefTest);
                /// trap CastFailure unless `RefTest` gives 1
                RefCast: slots_imm(RefCast);
                /// d ← 1 if a is of kind imm[32..64], and of function type imm[0..32], else 0; c for null
                RefTestKind: slots_imm(RefTestKind);
                /// trap CastFailure unless `RefTestKind` gives 1
                RefCastKind: slots_imm(RefCastKind);
                /// d ← the low 31 bits of a as a reference
                RefI31: unary(u32 => u64, ref_i31);
                /// d ← the 31 bits of a, sign-extended; traps NullReference
                I31GetS: unary_trap(u64 => u32, i31_get_s);
                /// d ← the 31 bits of a, zero-extended; traps NullReference
                I31GetU: unary_trap(u64 => u32, i31_get_u);

                // 128-bit arithmetic: operands in slots a.., low halves first; the
                // result in slots d and d + 1.
                /// d.. ← a.. + (a + 2).. (mod 2¹²⁸)
                I64Add128: slots(I64Add128);
                /// d.. ← a.. - (a + 2).. (mod 2¹²⁸)
                I64Sub128: slots(I64Sub128);
                /// d.. ← a · (a + 1), signed
                I64MulWideS: slots(I64MulWideS);
                /// d.. ← a · (a + 1), unsigned
                I64MulWideU: slots(I64MulWideU);

                // Vectors. A vector is two slots, named by the first; it is in no accumulator. What is
                // said of `a` and `b` is done lane by lane, except where a row says otherwise.

                // Vector operators with two operands.
                /// d ← all ones if a = b, else 0
                I8x16Eq: v_binary(i8x16_eq);
                /// d ← all ones if a ≠ b, else 0
                I8x16Ne: v_binary(i8x16_ne);
                /// d ← all ones if a < b, signed, else 0
                I8x16LtS: v_binary(i8x16_lt_s);
                /// d ← all ones if a < b, unsigned, else 0
                I8x16LtU: v_binary(i8x16_lt_u);
                /// d ← all ones if a > b, signed, else 0
                I8x16GtS: v_binary(i8x16_gt_s);
                /// d ← all ones if a > b, unsigned, else 0
                I8x16GtU: v_binary(i8x16_gt_u);
                /// d ← all ones if a ≤ b, signed, else 0
                I8x16LeS: v_binary(i8x16_le_s);
                /// d ← all ones if a ≤ b, unsigned, else 0
                I8x16LeU: v_binary(i8x16_le_u);
                /// d ← all ones if a ≥ b, signed, else 0
                I8x16GeS: v_binary(i8x16_ge_s);
                /// d ← all ones if a ≥ b, unsigned, else 0
                I8x16GeU: v_binary(i8x16_ge_u);
                /// d ← all ones if a = b, else 0
                I16x8Eq: v_binary(i16x8_eq);
                /// d ← all ones if a ≠ b, else 0
                I16x8Ne: v_binary(i16x8_ne);
                /// d ← all ones if a < b, signed, else 0
                I16x8LtS: v_binary(i16x8_lt_s);
                /// d ← all ones if a < b, unsigned, else 0
                I16x8LtU: v_binary(i16x8_lt_u);
                /// d ← all ones if a > b, signed, else 0
                I16x8GtS: v_binary(i16x8_gt_s);
                /// d ← all ones if a > b, unsigned, else 0
                I16x8GtU: v_binary(i16x8_gt_u);
                /// d ← all ones if a ≤ b, signed, else 0
                I16x8LeS: v_binary(i16x8_le_s);
                /// d ← all ones if a ≤ b, unsigned, else 0
                I16x8LeU: v_binary(i16x8_le_u);
                /// d ← all ones if a ≥ b, signed, else 0
                I16x8GeS: v_binary(i16x8_ge_s);
                /// d ← all ones if a ≥ b, unsigned, else 0
                I16x8GeU: v_binary(i16x8_ge_u);
                /// d ← all ones if a = b, else 0
                I32x4Eq: v_binary(i32x4_eq);
                /// d ← all ones if a ≠ b, else 0
                I32x4Ne: v_binary(i32x4_ne);
                /// d ← all ones if a < b, signed, else 0
                I32x4LtS: v_binary(i32x4_lt_s);
                /// d ← all ones if a < b, unsigned, else 0
                I32x4LtU: v_binary(i32x4_lt_u);
                /// d ← all ones if a > b, signed, else 0
                I32x4GtS: v_binary(i32x4_gt_s);
                /// d ← all ones if a > b, unsigned, else 0
                I32x4GtU: v_binary(i32x4_gt_u);
                /// d ← all ones if a ≤ b, signed, else 0
                I32x4LeS: v_binary(i32x4_le_s);
                /// d ← all ones if a ≤ b, unsigned, else 0
                I32x4LeU: v_binary(i32x4_le_u);
                /// d ← all ones if a ≥ b, signed, else 0
                I32x4GeS: v_binary(i32x4_ge_s);
                /// d ← all ones if a ≥ b, unsigned, else 0
                I32x4GeU: v_binary(i32x4_ge_u);
                /// d ← all ones if a = b, else 0
                I64x2Eq: v_binary(i64x2_eq);
                /// d ← all ones if a ≠ b, else 0
                I64x2Ne: v_binary(i64x2_ne);
                /// d ← all ones if a < b, signed, else 0
                I64x2LtS: v_binary(i64x2_lt_s);
                /// d ← all ones if a > b, signed, else 0
                I64x2GtS: v_binary(i64x2_gt_s);
                /// d ← all ones if a ≤ b, signed, else 0
                I64x2LeS: v_binary(i64x2_le_s);
                /// d ← all ones if a ≥ b, signed, else 0
                I64x2GeS: v_binary(i64x2_ge_s);
                /// d ← all ones if a = b, else 0
                F32x4Eq: v_binary(f32x4_eq);
                /// d ← all ones if a ≠ b, else 0
                F32x4Ne: v_binary(f32x4_ne);
                /// d ← all ones if a < b, else 0
                F32x4Lt: v_binary(f32x4_lt);
                /// d ← all ones if a > b, else 0
                F32x4Gt: v_binary(f32x4_gt);
                /// d ← all ones if a ≤ b, else 0
                F32x4Le: v_binary(f32x4_le);
                /// d ← all ones if a ≥ b, else 0
                F32x4Ge: v_binary(f32x4_ge);
                /// d ← all ones if a = b, else 0
                F64x2Eq: v_binary(f64x2_eq);
                /// d ← all ones if a ≠ b, else 0
                F64x2Ne: v_binary(f64x2_ne);
                /// d ← all ones if a < b, else 0
                F64x2Lt: v_binary(f64x2_lt);
                /// d ← all ones if a > b, else 0
                F64x2Gt: v_binary(f64x2_gt);
                /// d ← all ones if a ≤ b, else 0
                F64x2Le: v_binary(f64x2_le);
                /// d ← all ones if a ≥ b, else 0
                F64x2Ge: v_binary(f64x2_ge);
                /// d ← a ∧ b, bit by bit
                V128And: v_binary(v128_and);
                /// d ← a ∧ ¬b, bit by bit
                V128AndNot: v_binary(v128_andnot);
                /// d ← a ∨ b, bit by bit
                V128Or: v_binary(v128_or);
                /// d ← a ⊕ b, bit by bit
                V128Xor: v_binary(v128_xor);
                /// d ← the lanes of a whose numbers are in b; 0 for a number above 15
                I8x16Swizzle: v_binary(i8x16_swizzle);
                /// d ← the lanes of a, then of b, saturated to 8 bits, signed
                I8x16NarrowI16x8S: v_binary(i8x16_narrow_i16x8_s);
                /// d ← the lanes of a, then of b, saturated to 8 bits, unsigned
                I8x16NarrowI16x8U: v_binary(i8x16_narrow_i16x8_u);
                /// d ← the lanes of a, then of b, saturated to 16 bits, signed
                I16x8NarrowI32x4S: v_binary(i16x8_narrow_i32x4_s);
                /// d ← the lanes of a, then of b, saturated to 16 bits, unsigned
                I16x8NarrowI32x4U: v_binary(i16x8_narrow_i32x4_u);
                /// d ← a + b (mod 2⁸)
                I8x16Add: v_binary(i8x16_add);
                /// d ← a + b, saturated, signed
                I8x16AddSatS: v_binary(i8x16_add_sat_s);
                /// d ← a + b, saturated, unsigned
                I8x16AddSatU: v_binary(i8x16_add_sat_u);
                /// d ← a - b (mod 2⁸)
                I8x16Sub: v_binary(i8x16_sub);
                /// d ← a - b, saturated, signed
                I8x16SubSatS: v_binary(i8x16_sub_sat_s);
                /// d ← a - b, saturated, unsigned
                I8x16SubSatU: v_binary(i8x16_sub_sat_u);
                /// d ← min(a, b), signed
                I8x16MinS: v_binary(i8x16_min_s);
                /// d ← min(a, b), unsigned
                I8x16MinU: v_binary(i8x16_min_u);
                /// d ← max(a, b), signed
                I8x16MaxS: v_binary(i8x16_max_s);
                /// d ← max(a, b), unsigned
                I8x16MaxU: v_binary(i8x16_max_u);
                /// d ← (a + b + 1) / 2, unsigned
                I8x16AvgrU: v_binary(i8x16_avgr_u);
                /// d ← a + b (mod 2¹⁶)
                I16x8Add: v_binary(i16x8_add);
                /// d ← a + b, saturated, signed
                I16x8AddSatS: v_binary(i16x8_add_sat_s);
                /// d ← a + b, saturated, unsigned
                I16x8AddSatU: v_binary(i16x8_add_sat_u);
                /// d ← a - b (mod 2¹⁶)
                I16x8Sub: v_binary(i16x8_sub);
                /// d ← a - b, saturated, signed
                I16x8SubSatS: v_binary(i16x8_sub_sat_s);
                /// d ← a - b, saturated, unsigned
                I16x8SubSatU: v_binary(i16x8_sub_sat_u);
                /// d ← a · b (mod 2¹⁶)
                I16x8Mul: v_binary(i16x8_mul);
                /// d ← min(a, b), signed
                I16x8MinS: v_binary(i16x8_min_s);
                /// d ← min(a, b), unsigned
                I16x8MinU: v_binary(i16x8_min_u);
                /// d ← max(a, b), signed
                I16x8MaxS: v_binary(i16x8_max_s);
                /// d ← max(a, b), unsigned
                I16x8MaxU: v_binary(i16x8_max_u);
                /// d ← (a + b + 1) / 2, unsigned
                I16x8AvgrU: v_binary(i16x8_avgr_u);
                /// d ← a + b (mod 2³²)
                I32x4Add: v_binary(i32x4_add);
                /// d ← a - b (mod 2³²)
                I32x4Sub: v_binary(i32x4_sub);
                /// d ← a · b (mod 2³²)
                I32x4Mul: v_binary(i32x4_mul);
                /// d ← min(a, b), signed
                I32x4MinS: v_binary(i32x4_min_s);
                /// d ← min(a, b), unsigned
                I32x4MinU: v_binary(i32x4_min_u);
                /// d ← max(a, b), signed
                I32x4MaxS: v_binary(i32x4_max_s);
                /// d ← max(a, b), unsigned
                I32x4MaxU: v_binary(i32x4_max_u);
                /// d ← a + b (mod 2⁶⁴)
                I64x2Add: v_binary(i64x2_add);
                /// d ← a - b (mod 2⁶⁴)
                I64x2Sub: v_binary(i64x2_sub);
                /// d ← a · b (mod 2⁶⁴)
                I64x2Mul: v_binary(i64x2_mul);
                /// d ← (a · b + 2¹⁴) / 2¹⁵, saturated, signed
                I16x8Q15MulrSatS: v_binary(i16x8_q15mulr_sat_s);
                /// d ← a · b of the low lanes, extended, signed
                I16x8ExtMulLowI8x16S: v_binary(i16x8_extmul_low_i8x16_s);
                /// d ← a · b of the low lanes, extended, unsigned
                I16x8ExtMulLowI8x16U: v_binary(i16x8_extmul_low_i8x16_u);
                /// d ← a · b of the high lanes, extended, signed
                I16x8ExtMulHighI8x16S: v_binary(i16x8_extmul_high_i8x16_s);
                /// d ← a · b of the high lanes, extended, unsigned
                I16x8ExtMulHighI8x16U: v_binary(i16x8_extmul_high_i8x16_u);
                /// d ← a · b of the low lanes, extended, signed
                I32x4ExtMulLowI16x8S: v_binary(i32x4_extmul_low_i16x8_s);
                /// d ← a · b of the low lanes, extended, unsigned
                I32x4ExtMulLowI16x8U: v_binary(i32x4_extmul_low_i16x8_u);
                /// d ← a · b of the high lanes, extended, signed
                I32x4ExtMulHighI16x8S: v_binary(i32x4_extmul_high_i16x8_s);
                /// d ← a · b of the high lanes, extended, unsigned
                I32x4ExtMulHighI16x8U: v_binary(i32x4_extmul_high_i16x8_u);
                /// d ← a · b of the low lanes, extended, signed
                I64x2ExtMulLowI32x4S: v_binary(i64x2_extmul_low_i32x4_s);
                /// d ← a · b of the low lanes, extended, unsigned
                I64x2ExtMulLowI32x4U: v_binary(i64x2_extmul_low_i32x4_u);
                /// d ← a · b of the high lanes, extended, signed
                I64x2ExtMulHighI32x4S: v_binary(i64x2_extmul_high_i32x4_s);
                /// d ← a · b of the high lanes, extended, unsigned
                I64x2ExtMulHighI32x4U: v_binary(i64x2_extmul_high_i32x4_u);
                /// d ← the sums of two neighbours of a · b, signed (mod 2³²)
                I32x4DotI16x8S: v_binary(i32x4_dot_i16x8_s);
                /// d ← the sums of two neighbours of a · b, signed, saturated
                I16x8RelaxedDotI8x16I7x16S: v_binary(i16x8_relaxed_dot_i8x16_i7x16_s);
                /// d ← a + b
                F32x4Add: v_binary(f32x4_add);
                /// d ← a - b
                F32x4Sub: v_binary(f32x4_sub);
                /// d ← a · b
                F32x4Mul: v_binary(f32x4_mul);
                /// d ← a / b
                F32x4Div: v_binary(f32x4_div);
                /// d ← min(a, b)
                F32x4Min: v_binary(f32x4_min);
                /// d ← max(a, b)
                F32x4Max: v_binary(f32x4_max);
                /// d ← b if b < a, else a
                F32x4PMin: v_binary(f32x4_pmin);
                /// d ← b if a < b, else a
                F32x4PMax: v_binary(f32x4_pmax);
                /// d ← a + b
                F64x2Add: v_binary(f64x2_add);
                /// d ← a - b
                F64x2Sub: v_binary(f64x2_sub);
                /// d ← a · b
                F64x2Mul: v_binary(f64x2_mul);
                /// d ← a / b
                F64x2Div: v_binary(f64x2_div);
                /// d ← min(a, b)
                F64x2Min: v_binary(f64x2_min);
                /// d ← max(a, b)
                F64x2Max: v_binary(f64x2_max);
                /// d ← b if b < a, else a
                F64x2PMin: v_binary(f64x2_pmin);
                /// d ← b if a < b, else a
                F64x2PMax: v_binary(f64x2_pmax);

                // Vector operators with one operand.
                /// d ← a
                V128Move: v_unary(v128_move);
                /// d ← ¬a
                V128Not: v_unary(v128_not);
                /// d ← |a|
                I8x16Abs: v_unary(i8x16_abs);
                /// d ← -a
                I8x16Neg: v_unary(i8x16_neg);
                /// d ← |a|
                I16x8Abs: v_unary(i16x8_abs);
                /// d ← -a
                I16x8Neg: v_unary(i16x8_neg);
                /// d ← |a|
                I32x4Abs: v_unary(i32x4_abs);
                /// d ← -a
                I32x4Neg: v_unary(i32x4_neg);
                /// d ← |a|
                I64x2Abs: v_unary(i64x2_abs);
                /// d ← -a
                I64x2Neg: v_unary(i64x2_neg);
                /// d ← number of one bits
                I8x16Popcnt: v_unary(i8x16_popcnt);
                /// d ← the low lanes, sign-extended
                I16x8ExtendLowI8x16S: v_unary(i16x8_extend_low_i8x16_s);
                /// d ← the low lanes, zero-extended
                I16x8ExtendLowI8x16U: v_unary(i16x8_extend_low_i8x16_u);
                /// d ← the high lanes, sign-extended
                I16x8ExtendHighI8x16S: v_unary(i16x8_extend_high_i8x16_s);
                /// d ← the high lanes, zero-extended
                I16x8ExtendHighI8x16U: v_unary(i16x8_extend_high_i8x16_u);
                /// d ← the sums of two neighbours, signed
                I16x8ExtAddPairwiseI8x16S: v_unary(i16x8_extadd_pairwise_i8x16_s);
                /// d ← the sums of two neighbours, unsigned
                I16x8ExtAddPairwiseI8x16U: v_unary(i16x8_extadd_pairwise_i8x16_u);
                /// d ← the low lanes, sign-extended
                I32x4ExtendLowI16x8S: v_unary(i32x4_extend_low_i16x8_s);
                /// d ← the low lanes, zero-extended
                I32x4ExtendLowI16x8U: v_unary(i32x4_extend_low_i16x8_u);
                /// d ← the high lanes, sign-extended
                I32x4ExtendHighI16x8S: v_unary(i32x4_extend_high_i16x8_s);
                /// d ← the high lanes, zero-extended
                I32x4ExtendHighI16x8U: v_unary(i32x4_extend_high_i16x8_u);
                /// d ← the sums of two neighbours, signed
                I32x4ExtAddPairwiseI16x8S: v_unary(i32x4_extadd_pairwise_i16x8_s);
                /// d ← the sums of two neighbours, unsigned
                I32x4ExtAddPairwiseI16x8U: v_unary(i32x4_extadd_pairwise_i16x8_u);
                /// d ← the low lanes, sign-extended
                I64x2ExtendLowI32x4S: v_unary(i64x2_extend_low_i32x4_s);
                /// d ← the low lanes, zero-extended
                I64x2ExtendLowI32x4U: v_unary(i64x2_extend_low_i32x4_u);
                /// d ← the high lanes, sign-extended
                I64x2ExtendHighI32x4S: v_unary(i64x2_extend_high_i32x4_s);
                /// d ← the high lanes, zero-extended
                I64x2ExtendHighI32x4U: v_unary(i64x2_extend_high_i32x4_u);
                /// d ← |a|
                F32x4Abs: v_unary(f32x4_abs);
                /// d ← -a
                F32x4Neg: v_unary(f32x4_neg);
                /// d ← √a
                F32x4Sqrt: v_unary(f32x4_sqrt);
                /// d ← ⌈a⌉
                F32x4Ceil: v_unary(f32x4_ceil);
                /// d ← ⌊a⌋
                F32x4Floor: v_unary(f32x4_floor);
                /// d ← a rounded towards zero
                F32x4Trunc: v_unary(f32x4_trunc);
                /// d ← a rounded to the nearest integer, ties to even
                F32x4Nearest: v_unary(f32x4_nearest);
                /// d ← a, NaNs replaced by the canonical one (deterministic mode)
                F32x4Canon: v_unary(f32x4_canon);
                /// d ← |a|
                F64x2Abs: v_unary(f64x2_abs);
                /// d ← -a
                F64x2Neg: v_unary(f64x2_neg);
                /// d ← √a
                F64x2Sqrt: v_unary(f64x2_sqrt);
                /// d ← ⌈a⌉
                F64x2Ceil: v_unary(f64x2_ceil);
                /// d ← ⌊a⌋
                F64x2Floor: v_unary(f64x2_floor);
                /// d ← a rounded towards zero
                F64x2Trunc: v_unary(f64x2_trunc);
                /// d ← a rounded to the nearest integer, ties to even
                F64x2Nearest: v_unary(f64x2_nearest);
                /// d ← a, NaNs replaced by the canonical one (deterministic mode)
                F64x2Canon: v_unary(f64x2_canon);
                /// d ← a rounded towards zero, signed, saturating
                I32x4TruncSatF32x4S: v_unary(i32x4_trunc_sat_f32x4_s);
                /// d ← a rounded towards zero, signed, saturating, in the low lanes
                I32x4TruncSatF64x2SZero: v_unary(i32x4_trunc_sat_f64x2_s_zero);
                /// d ← a as floats, from signed integers
                F32x4ConvertI32x4S: v_unary(f32x4_convert_i32x4_s);
                /// d ← the low lanes as floats, from signed integers
                F64x2ConvertLowI32x4S: v_unary(f64x2_convert_low_i32x4_s);
                /// d ← a rounded towards zero, unsigned, saturating
                I32x4TruncSatF32x4U: v_unary(i32x4_trunc_sat_f32x4_u);
                /// d ← a rounded towards zero, unsigned, saturating, in the low lanes
                I32x4TruncSatF64x2UZero: v_unary(i32x4_trunc_sat_f64x2_u_zero);
                /// d ← a as floats, from unsigned integers
                F32x4ConvertI32x4U: v_unary(f32x4_convert_i32x4_u);
                /// d ← the low lanes as floats, from unsigned integers
                F64x2ConvertLowI32x4U: v_unary(f64x2_convert_low_i32x4_u);
                /// d ← a, rounded to single precision, in the low lanes
                F32x4DemoteF64x2Zero: v_unary(f32x4_demote_f64x2_zero);
                /// d ← the low lanes, in double precision
                F64x2PromoteLowF32x4: v_unary(f64x2_promote_low_f32x4);

                // Vector operators with three operands.
                /// d ← the bits of a where c has ones, those of b elsewhere
                V128Bitselect: v_ternary(v128_bitselect);
                /// d ← a · b + c, rounded twice
                F32x4RelaxedMadd: v_ternary(f32x4_relaxed_madd);
                /// d ← -(a · b) + c, rounded twice
                F32x4RelaxedNmadd: v_ternary(f32x4_relaxed_nmadd);
                /// d ← a · b + c, rounded twice
                F64x2RelaxedMadd: v_ternary(f64x2_relaxed_madd);
                /// d ← -(a · b) + c, rounded twice
                F64x2RelaxedNmadd: v_ternary(f64x2_relaxed_nmadd);
                /// d ← the sums of four neighbours of a · b, signed, plus c (mod 2³²)
                I32x4RelaxedDotI8x16I7x16AddS: v_ternary(i32x4_relaxed_dot_i8x16_i7x16_add_s);

                // Shifts of vectors by a number.
                /// d ← a shifted left by b
                I8x16Shl: v_shift([u8; 16], i8x16_shl);
                /// d ← a shifted right by b, sign kept
                I8x16ShrS: v_shift([i8; 16], i8x16_shr_s);
                /// d ← a shifted right by b, zeros shifted in
                I8x16ShrU: v_shift([u8; 16], i8x16_shr_u);
                /// d ← a shifted left by b
                I16x8Shl: v_shift([u16; 8], i16x8_shl);
                /// d ← a shifted right by b, sign kept
                I16x8ShrS: v_shift([i16; 8], i16x8_shr_s);
                /// d ← a shifted right by b, zeros shifted in
                I16x8ShrU: v_shift([u16; 8], i16x8_shr_u);
                /// d ← a shifted left by b
                I32x4Shl: v_shift([u32; 4], i32x4_shl);
                /// d ← a shifted right by b, sign kept
                I32x4ShrS: v_shift([i32; 4], i32x4_shr_s);
                /// d ← a shifted right by b, zeros shifted in
                I32x4ShrU: v_shift([u32; 4], i32x4_shr_u);
                /// d ← a shifted left by b
                I64x2Shl: v_shift([u64; 2], i64x2_shl);
                /// d ← a shifted right by b, sign kept
                I64x2ShrS: v_shift([i64; 2], i64x2_shr_s);
                /// d ← a shifted right by b, zeros shifted in
                I64x2ShrU: v_shift([u64; 2], i64x2_shr_u);

                // Vectors and numbers.
                /// d ← a in every lane
                I8x16Splat: v_splat(u32 => u8);
                /// d ← a in every lane
                I16x8Splat: v_splat(u32 => u16);
                /// d ← a in every lane
                I32x4Splat: v_splat(u32 => u32);
                /// d ← a in every lane
                I64x2Splat: v_splat(u64 => u64);
                /// d ← a in every lane
                F32x4Splat: v_splat(f32 => f32);
                /// d ← a in every lane
                F64x2Splat: v_splat(f64 => f64);
                /// d ← lane aux of a, sign-extended
                I8x16ExtractLaneS: v_extract(i8 as i32 => u32);
                /// d ← lane aux of a, zero-extended
                I8x16ExtractLaneU: v_extract(u8 as u32 => u32);
                /// d ← lane aux of a, sign-extended
                I16x8ExtractLaneS: v_extract(i16 as i32 => u32);
                /// d ← lane aux of a, zero-extended
                I16x8ExtractLaneU: v_extract(u16 as u32 => u32);
                /// d ← lane aux of a
                I32x4ExtractLane: v_extract(u32 as u32 => u32);
                /// d ← lane aux of a
                I64x2ExtractLane: v_extract(u64 as u64 => u64);
                /// d ← lane aux of a
                F32x4ExtractLane: v_extract(f32 as f32 => f32);
                /// d ← lane aux of a
                F64x2ExtractLane: v_extract(f64 as f64 => f64);
                /// d ← a with b in lane c
                I8x16ReplaceLane: v_replace(u32 => u8);
                /// d ← a with b in lane c
                I16x8ReplaceLane: v_replace(u32 => u16);
                /// d ← a with b in lane c
                I32x4ReplaceLane: v_replace(u32 => u32);
                /// d ← a with b in lane c
                I64x2ReplaceLane: v_replace(u64 => u64);
                /// d ← a with b in lane c
                F32x4ReplaceLane: v_replace(f32 => f32);
                /// d ← a with b in lane c
                F64x2ReplaceLane: v_replace(f64 => f64);
                /// d ← 1 if any bit of a is one, else 0
                V128AnyTrue: v_test([u64; 2], v128_any_true);
                /// d ← 1 if no lane of a is 0, else 0
                I8x16AllTrue: v_test([u8; 16], i8x16_all_true);
                /// d ← the highest bits of the lanes of a
                I8x16Bitmask: v_test([i8; 16], i8x16_bitmask);
                /// d ← 1 if no lane of a is 0, else 0
                I16x8AllTrue: v_test([u16; 8], i16x8_all_true);
                /// d ← the highest bits of the lanes of a
                I16x8Bitmask: v_test([i16; 8], i16x8_bitmask);
                /// d ← 1 if no lane of a is 0, else 0
                I32x4AllTrue: v_test([u32; 4], i32x4_all_true);
                /// d ← the highest bits of the lanes of a
                I32x4Bitmask: v_test([i32; 4], i32x4_bitmask);
                /// d ← 1 if no lane of a is 0, else 0
                I64x2AllTrue: v_test([u64; 2], i64x2_all_true);
                /// d ← the highest bits of the lanes of a
                I64x2Bitmask: v_test([i64; 2], i64x2_bitmask);

                // Vector constants, shuffles, data movement.
                /// d ← the vector in imm
                V128Const: v_const(V128Const);
                /// d ← the lanes of a (0 to 15) and b (16 to 31) whose numbers are in imm
                I8x16Shuffle: v_shuffle(I8x16Shuffle);
                /// d ← vector b if condition a ≠ 0, else vector c
                SelectV128: v_select(SelectV128);
                /// d ← global aux
                GlobalGetV128: slots(GlobalGetV128);
                /// global aux ← vector a
                GlobalSetV128: slots(GlobalSetV128);

                // Loads and stores of vectors in memory 0 with a 32-bit address; all trap MemoryOutOfBounds.
                /// d ← mem0[a + offset] as 16 bytes
                V128Load: v_load([u64; 2], v128_load);
                /// d ← mem0[a + offset] as 8 lanes of 8 bits, sign-extended
                V128Load8x8S: v_load([i8; 8], v128_load8x8_s);
                /// d ← mem0[a + offset] as 8 lanes of 8 bits, zero-extended
                V128Load8x8U: v_load([u8; 8], v128_load8x8_u);
                /// d ← mem0[a + offset] as 4 lanes of 16 bits, sign-extended
                V128Load16x4S: v_load([i16; 4], v128_load16x4_s);
                /// d ← mem0[a + offset] as 4 lanes of 16 bits, zero-extended
                V128Load16x4U: v_load([u16; 4], v128_load16x4_u);
                /// d ← mem0[a + offset] as 2 lanes of 32 bits, sign-extended
                V128Load32x2S: v_load([i32; 2], v128_load32x2_s);
                /// d ← mem0[a + offset] as 2 lanes of 32 bits, zero-extended
                V128Load32x2U: v_load([u32; 2], v128_load32x2_u);
                /// d ← mem0[a + offset] as u8, in every lane
                V128Load8Splat: v_load(u8, v128_load8_splat);
                /// d ← mem0[a + offset] as u16, in every lane
                V128Load16Splat: v_load(u16, v128_load16_splat);
                /// d ← mem0[a + offset] as u32, in every lane
                V128Load32Splat: v_load(u32, v128_load32_splat);
                /// d ← mem0[a + offset] as u64, in every lane
                V128Load64Splat: v_load(u64, v128_load64_splat);
                /// d ← mem0[a + offset] as u32, zero-extended
                V128Load32Zero: v_load(u32, v128_load32_zero);
                /// d ← mem0[a + offset] as u64, zero-extended
                V128Load64Zero: v_load(u64, v128_load64_zero);
                /// mem0[a + offset] ← vector b
                V128Store: v_store(V128Store);
                /// d ← b with mem0[a + offset] as u8 in lane c
                V128Load8Lane: v_load_lane(u8);
                /// d ← b with mem0[a + offset] as u16 in lane c
                V128Load16Lane: v_load_lane(u16);
                /// d ← b with mem0[a + offset] as u32 in lane c
                V128Load32Lane: v_load_lane(u32);
                /// d ← b with mem0[a + offset] as u64 in lane c
                V128Load64Lane: v_load_lane(u64);
                /// mem0[a + offset] ← lane c of b as u8
                V128Store8Lane: v_store_lane(u8);
                /// mem0[a + offset] ← lane c of b as u16
                V128Store16Lane: v_store_lane(u16);
                /// mem0[a + offset] ← lane c of b as u32
                V128Store32Lane: v_store_lane(u32);
                /// mem0[a + offset] ← lane c of b as u64
                V128Store64Lane: v_store_lane(u64);

                // Loads and stores of vectors in any memory, with an address of either width.
                /// d ← mem[c][a + imm] as 16 bytes
                V128LoadFar: v_load_far([u64; 2], v128_load);
                /// d ← mem[c][a + imm] as 8 lanes of 8 bits, sign-extended
                V128LoadFar8x8S: v_load_far([i8; 8], v128_load8x8_s);
                /// d ← mem[c][a + imm] as 8 lanes of 8 bits, zero-extended
                V128LoadFar8x8U: v_load_far([u8; 8], v128_load8x8_u);
                /// d ← mem[c][a + imm] as 4 lanes of 16 bits, sign-extended
                V128LoadFar16x4S: v_load_far([i16; 4], v128_load16x4_s);
                /// d ← mem[c][a + imm] as 4 lanes of 16 bits, zero-extended
                V128LoadFar16x4U: v_load_far([u16; 4], v128_load16x4_u);
                /// d ← mem[c][a + imm] as 2 lanes of 32 bits, sign-extended
                V128LoadFar32x2S: v_load_far([i32; 2], v128_load32x2_s);
                /// d ← mem[c][a + imm] as 2 lanes of 32 bits, zero-extended
                V128LoadFar32x2U: v_load_far([u32; 2], v128_load32x2_u);
                /// d ← mem[c][a + imm] as u8, in every lane
                V128LoadFar8Splat: v_load_far(u8, v128_load8_splat);
                /// d ← mem[c][a + imm] as u16, in every lane
                V128LoadFar16Splat: v_load_far(u16, v128_load16_splat);
                /// d ← mem[c][a + imm] as u32, in every lane
                V128LoadFar32Splat: v_load_far(u32, v128_load32_splat);
                /// d ← mem[c][a + imm] as u64, in every lane
                V128LoadFar64Splat: v_load_far(u64, v128_load64_splat);
                /// d ← mem[c][a + imm] as u32, zero-extended
                V128LoadFar32Zero: v_load_far(u32, v128_load32_zero);
                /// d ← mem[c][a + imm] as u64, zero-extended
                V128LoadFar64Zero: v_load_far(u64, v128_load64_zero);
                /// mem[c][a + imm] ← vector b
                V128StoreFar: v_store_far(V128StoreFar);
                /// d ← b with mem[c / 16][a + imm] as u8 in lane c rem 16
                V128LoadFar8Lane: v_load_lane_far(u8);
                /// d ← b with mem[c / 16][a + imm] as u16 in lane c rem 16
                V128LoadFar16Lane: v_load_lane_far(u16);
                /// d ← b with mem[c / 16][a + imm] as u32 in lane c rem 16
                V128LoadFar32Lane: v_load_lane_far(u32);
                /// d ← b with mem[c / 16][a + imm] as u64 in lane c rem 16
                V128LoadFar64Lane: v_load_lane_far(u64);
                /// mem[c / 16][a + imm] ← lane c rem 16 of b as u8
                V128StoreFar8Lane: v_store_lane_far(u8);
                /// mem[c / 16][a + imm] ← lane c rem 16 of b as u16
                V128StoreFar16Lane: v_store_lane_far(u16);
                /// mem[c / 16][a + imm] ← lane c rem 16 of b as u32
                V128StoreFar32Lane: v_store_lane_far(u32);
                /// mem[c / 16][a + imm] ← lane c rem 16 of b as u64
                V128StoreFar64Lane: v_store_lane_far(u64);
            }
    };
}
pub(crate) use for_each_op;

/// How an operator's operands are laid out, and so which forms it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `[d][a][b | imm32]`, or `[d][a][..][imm64]`
    Binary,
    /// `[d][a]`
    Unary,
    /// `[d][a][offset u32]`
    Load,
    /// `[d][a][imm u32]`
    LoadAdd,
    /// `[b][a][offset u32]`, or with `[imm64]`
    Store,
    /// `[b][a][imm u32]`, or with `[imm64]`
    StoreAdd,
    /// `[d][a][offset u32]`
    FieldLoad,
    /// `[b][a][offset u32]`, or with `[imm64]`
    FieldStore,
    /// `[d][a][b | imm32]`
    ElementLoad,
    /// `[a][c][b | imm32]`
    ElementStore,
    /// `[d][a][b][c][type u32][words u32]` and `[kind 4 offset 28]` for each of `b` fields
    NewStruct,
    /// `[offset i16][a][b | imm32]`, or with `[imm64]`
    BranchCompare,
    /// `[offset i16][a]`
    BranchTest,
    /// `[..u32][offset i32]`
    Jump,
    /// `[..u16][a][count u32]` and `[offset i32]` for each target
    Switch,
    /// `[d][header][function u32][entry u64]`
    Call,
    /// `[header][a]`, or with `[imm64]`
    Return,
    /// `[d][a]`, or with `[imm64]`
    Move,
    /// `[d][a][b][c]`
    Select,
    /// `[d][..][global u32]`
    GlobalGet,
    /// `[..][a][global u32]`
    GlobalSet,
    /// `[d][a][b][c]`, or `[d][a][aux u32]` where `b` and `c` are unused
    Slots,
    /// `[d][a][b][c][imm u64]`
    SlotsImm,
    /// As `SlotsImm`: the memory is not shared, or it is
    Far,
    /// Vectors `[d][a]`
    VUnary,
    /// Vectors `[d][a][b]`
    VBinary,
    /// Vectors `[d][a][b][c]`
    VTernary,
    /// Vectors `[d][a]`, number `[b | imm32]`
    VShift,
    /// Vector `[d]`, number `[a]`
    VSplat,
    /// Number `[d]`, vector `[a]`, `[lane u32]`
    VExtract,
    /// Vectors `[d][a]`, number `[b]`, `[lane]`
    VReplace,
    /// Vector `[d]`, `[..][..][imm u128]`
    VConst,
    /// Vectors `[d][a][b][..][imm u128]`
    VShuffle,
    /// Vector `[d]`, number `[a]`, vectors `[b][c]`
    VSelect,
    /// Vector `[d]`, number `[a]`, `[offset u32]`
    VLoad,
    /// Vector `[b]`, number `[a]`, `[offset u32]`
    VStore,
}

impl Shape {
    /// Number of forms an operator of this shape has.
    const fn variants(self) -> u16 {
        match self {
            Shape::Binary | Shape::ElementLoad => DST_KINDS * SRC_KINDS * SRC_KINDS,
            Shape::Unary
            | Shape::Load
            | Shape::LoadAdd
            | Shape::Move
            | Shape::Select
            | Shape::FieldLoad => DST_KINDS * SRC_KINDS,
            Shape::Store
            | Shape::StoreAdd
            | Shape::BranchCompare
            | Shape::FieldStore
            | Shape::ElementStore => SRC_KINDS * SRC_KINDS,
            Shape::BranchTest | Shape::GlobalSet | Shape::Return | Shape::Switch => SRC_KINDS,
            Shape::GlobalGet => DST_KINDS,
            Shape::Far => 2,
            Shape::VShift
            | Shape::VSplat
            | Shape::VReplace
            | Shape::VSelect
            | Shape::VLoad
            | Shape::VStore => SRC_KINDS,
            Shape::VExtract => DST_KINDS,
            Shape::NewStruct
            | Shape::Jump
            | Shape::Call
            | Shape::Slots
            | Shape::SlotsImm
            | Shape::VUnary
            | Shape::VBinary
            | Shape::VTernary
            | Shape::VConst
            | Shape::VShuffle => 1,
        }
    }

    /// The result is a vector, written to slot `d`, which nothing else depends on.
    pub(crate) const fn gives_vector(self) -> bool {
        matches!(
            self,
            Shape::VUnary
                | Shape::VBinary
                | Shape::VTernary
                | Shape::VShift
                | Shape::VSplat
                | Shape::VReplace
                | Shape::VConst
                | Shape::VShuffle
                | Shape::VSelect
                | Shape::VLoad
        )
    }
}

/// The [`Shape`] that a row's shape word stands for.
macro_rules! shape_of {
    (binary) => {
        Shape::Binary
    };
    (binary_trap) => {
        Shape::Binary
    };
    (unary) => {
        Shape::Unary
    };
    (unary_trap) => {
        Shape::Unary
    };
    (load) => {
        Shape::Load
    };
    (load_add) => {
        Shape::LoadAdd
    };
    (store) => {
        Shape::Store
    };
    (store_add) => {
        Shape::StoreAdd
    };
    (field_load) => {
        Shape::FieldLoad
    };
    (field_store) => {
        Shape::FieldStore
    };
    (element_load) => {
        Shape::ElementLoad
    };
    (element_store) => {
        Shape::ElementStore
    };
    (new_struct) => {
        Shape::NewStruct
    };
    (load_far) => {
        Shape::Far
    };
    (store_far) => {
        Shape::Far
    };
    (atomic_load) => {
        Shape::SlotsImm
    };
    (atomic_store) => {
        Shape::SlotsImm
    };
    (atomic_rmw) => {
        Shape::SlotsImm
    };
    (atomic_cmpxchg) => {
        Shape::SlotsImm
    };
    (br_test) => {
        Shape::BranchTest
    };
    (br_compare) => {
        Shape::BranchCompare
    };
    (jump) => {
        Shape::Jump
    };
    (switch) => {
        Shape::Switch
    };
    (call) => {
        Shape::Call
    };
    (ret) => {
        Shape::Return
    };
    (ret_none) => {
        Shape::Slots
    };
    (mov) => {
        Shape::Move
    };
    (select) => {
        Shape::Select
    };
    (global_get) => {
        Shape::GlobalGet
    };
    (global_set) => {
        Shape::GlobalSet
    };
    (slots) => {
        Shape::Slots
    };
    (slots_imm) => {
        Shape::SlotsImm
    };
    (v_unary) => {
        Shape::VUnary
    };
    (v_binary) => {
        Shape::VBinary
    };
    (v_ternary) => {
        Shape::VTernary
    };
    (v_shift) => {
        Shape::VShift
    };
    (v_splat) => {
        Shape::VSplat
    };
    (v_extract) => {
        Shape::VExtract
    };
    (v_test) => {
        Shape::VExtract
    };
    (v_replace) => {
        Shape::VReplace
    };
    (v_const) => {
        Shape::VConst
    };
    (v_shuffle) => {
        Shape::VShuffle
    };
    (v_select) => {
        Shape::VSelect
    };
    (v_load) => {
        Shape::VLoad
    };
    (v_store) => {
        Shape::VStore
    };
    (v_load_far) => {
        Shape::Far
    };
    (v_store_far) => {
        Shape::Far
    };
    (v_load_lane) => {
        Shape::SlotsImm
    };
    (v_store_lane) => {
        Shape::SlotsImm
    };
    (v_load_lane_far) => {
        Shape::Far
    };
    (v_store_lane_far) => {
        Shape::Far
    };
}

/// The order property that a binary row states, see the table.
macro_rules! order_of {
    ($a:ident => $r:ident, $f:ident, commutative) => {
        Order::Commutative
    };
    ($a:ident => $r:ident, $f:ident, mirrored) => {
        Order::Mirrored
    };
    ($($any:tt)*) => {
        Order::Fixed
    };
}

/// What swapping an operator's operands does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Nothing.
    Commutative,
    /// Gives the mirrored comparison, [`Op::mirrored`].
    Mirrored,
    /// Another result.
    Fixed,
}

macro_rules! define_ops { ($( $(#[doc = $doc:literal])* $name:ident: $shape:ident ($($args:tt)*); )*) => {
    /// An operator of the instruction set.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[repr(u16)]
    pub(crate) enum Op { $( $(#[doc = $doc])* $name, )* }

    impl Op {
        /// Every operator, in the order of the table.
        pub(crate) const ALL: &'static [Op] = &[$(Op::$name),*];

        /// The operator's name, as in the table.
        pub(crate) const fn name(self) -> &'static str {
            match self { $( Op::$name => stringify!($name), )* }
        }

        /// The operator's meaning, as in the table.
        #[cfg(test)]
        pub(crate) const fn doc(self) -> &'static str {
            match self { $( Op::$name => concat!($($doc),*), )* }
        }

        /// The operator's layout.
        #[inline(always)]
        pub(crate) const fn shape(self) -> Shape {
            match self { $( Op::$name => shape_of!($shape), )* }
        }

        /// What swapping `a` and `b` does.
        #[inline]
        pub(crate) const fn order(self) -> Order {
            match self { $( Op::$name => order_of!($($args)*), )* }
        }
    }

    /// The operators as types, for [`super::form`].
    pub(crate) mod row {
        use super::{Op, Row};
        $( $(#[doc = $doc])* pub(crate) struct $name; impl Row for $name { const OP: Op = Op::$name; } )*
    }
} }
for_each_op!(define_ops);

/// Place of a form in the handler table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Opcode(pub(crate) u16);

/// First opcode of each operator, and behind the last one the number of opcodes.
const BASES: [u16; Op::ALL.len() + 1] = {
    let mut bases = [0; Op::ALL.len() + 1];
    let mut i = 0;
    while i < Op::ALL.len() {
        bases[i + 1] = bases[i] + Op::ALL[i].shape().variants();
        i += 1;
    }
    bases
};

/// Number of opcodes that are not pairs.
pub(crate) const OPCODES: usize = BASES[Op::ALL.len()] as usize;

impl Op {
    /// The opcode of the operator's first form.
    #[inline]
    pub(crate) const fn base(self) -> u16 {
        BASES[self as usize]
    }

    /// Whether it calls a function, in whatever way.
    pub(crate) fn is_call(self) -> bool {
        use Op::{
            Call, CallImport, CallIndirect, CallLazy, CallRef, ReturnCall, ReturnCallImport,
            ReturnCallIndirect, ReturnCallLazy, ReturnCallRef,
        };
        matches!(
            self,
            Call | CallLazy
                | CallImport
                | CallIndirect
                | CallRef
                | ReturnCall
                | ReturnCallImport
                | ReturnCallIndirect
                | ReturnCallLazy
                | ReturnCallRef
        )
    }

    /// The comparison that holds for `(b, a)` where this one holds for `(a, b)`;
    /// the operator itself where swapping the operands changes nothing.
    pub(crate) fn mirrored(self) -> Option<Op> {
        match self.order() {
            Order::Commutative => Some(self),
            Order::Mirrored => MIRRORED.iter().find_map(|&(x, y)| match self {
                op if op == x => Some(y),
                op if op == y => Some(x),
                _ => None,
            }),
            Order::Fixed => None,
        }
    }

    /// The branch taken where this comparison gives 1.
    pub(crate) fn branch_if(self) -> Option<Op> {
        BRANCHES
            .iter()
            .find_map(|&(op, yes, _)| (op == self).then_some(yes))
    }

    /// The comparison that gives 1 where this one gives 0, if there is one.
    pub(crate) fn inverse(self) -> Option<Op> {
        let unless = self.branch_unless()?;
        BRANCHES
            .iter()
            .find_map(|&(op, yes, _)| (yes == unless).then_some(op))
    }

    /// The branch taken where this comparison gives 0.
    pub(crate) fn branch_unless(self) -> Option<Op> {
        BRANCHES
            .iter()
            .find_map(|&(op, _, no)| (op == self).then_some(no))
    }
}

/// Comparisons and their mirror images.
const MIRRORED: &[(Op, Op)] = &[
    (Op::I32LtS, Op::I32GtS),
    (Op::I32LtU, Op::I32GtU),
    (Op::I32LeS, Op::I32GeS),
    (Op::I32LeU, Op::I32GeU),
    (Op::I64LtS, Op::I64GtS),
    (Op::I64LtU, Op::I64GtU),
    (Op::I64LeS, Op::I64GeS),
    (Op::I64LeU, Op::I64GeU),
    (Op::F32Lt, Op::F32Gt),
    (Op::F32Le, Op::F32Ge),
    (Op::F64Lt, Op::F64Gt),
    (Op::F64Le, Op::F64Ge),
];

/// Comparisons with the branch taken where they hold and where they do not.
const BRANCHES: &[(Op, Op, Op)] = &[
    (Op::I32Eq, Op::BrIfI32Eq, Op::BrIfI32Ne),
    (Op::I32Ne, Op::BrIfI32Ne, Op::BrIfI32Eq),
    (Op::I32LtS, Op::BrIfI32LtS, Op::BrIfI32GeS),
    (Op::I32LtU, Op::BrIfI32LtU, Op::BrIfI32GeU),
    (Op::I32GtS, Op::BrIfI32GtS, Op::BrIfI32LeS),
    (Op::I32GtU, Op::BrIfI32GtU, Op::BrIfI32LeU),
    (Op::I32LeS, Op::BrIfI32LeS, Op::BrIfI32GtS),
    (Op::I32LeU, Op::BrIfI32LeU, Op::BrIfI32GtU),
    (Op::I32GeS, Op::BrIfI32GeS, Op::BrIfI32LtS),
    (Op::I32GeU, Op::BrIfI32GeU, Op::BrIfI32LtU),
    (Op::I32And, Op::BrIfI32And, Op::BrUnlessI32And),
    (Op::I64Eq, Op::BrIfI64Eq, Op::BrIfI64Ne),
    (Op::I64Ne, Op::BrIfI64Ne, Op::BrIfI64Eq),
    (Op::I64LtS, Op::BrIfI64LtS, Op::BrIfI64GeS),
    (Op::I64LtU, Op::BrIfI64LtU, Op::BrIfI64GeU),
    (Op::I64GtS, Op::BrIfI64GtS, Op::BrIfI64LeS),
    (Op::I64GtU, Op::BrIfI64GtU, Op::BrIfI64LeU),
    (Op::I64LeS, Op::BrIfI64LeS, Op::BrIfI64GtS),
    (Op::I64LeU, Op::BrIfI64LeU, Op::BrIfI64GtU),
    (Op::I64GeS, Op::BrIfI64GeS, Op::BrIfI64LtS),
    (Op::I64GeU, Op::BrIfI64GeU, Op::BrIfI64LtU),
    (Op::F32Eq, Op::BrIfF32Eq, Op::BrIfF32Ne),
    (Op::F32Ne, Op::BrIfF32Ne, Op::BrIfF32Eq),
    (Op::F32Lt, Op::BrIfF32Lt, Op::BrUnlessF32Lt),
    (Op::F32Gt, Op::BrIfF32Gt, Op::BrUnlessF32Gt),
    (Op::F32Le, Op::BrIfF32Le, Op::BrUnlessF32Le),
    (Op::F32Ge, Op::BrIfF32Ge, Op::BrUnlessF32Ge),
    (Op::F64Eq, Op::BrIfF64Eq, Op::BrIfF64Ne),
    (Op::F64Ne, Op::BrIfF64Ne, Op::BrIfF64Eq),
    (Op::F64Lt, Op::BrIfF64Lt, Op::BrUnlessF64Lt),
    (Op::F64Gt, Op::BrIfF64Gt, Op::BrUnlessF64Gt),
    (Op::F64Le, Op::BrIfF64Le, Op::BrUnlessF64Le),
    (Op::F64Ge, Op::BrIfF64Ge, Op::BrUnlessF64Ge),
];

#[cfg(test)]
mod tests {
    use super::{Op, Order};
    use std::fmt::Write;
    use std::path::Path;

    #[test]
    fn calls_have_it_in_their_names() {
        for op in Op::ALL {
            assert_eq!(op.is_call(), op.name().contains("Call"), "{}", op.name());
        }
    }

    /// The page is made from the table; `BLESS=1` writes it anew.
    #[test]
    fn reference_page_is_the_table() {
        let mut page = String::from(
            "# Instructions\n\n\
             Made from the op table, `src/code/ops.rs`.\n\
             `d` is the destination, `a`, `b` and `c` are the sources: slots of the frame, \
             the accumulator (`acc`), the pinned local (`pin`) or constants.\n\n\
             | instruction | operands | meaning |\n|---|---|---|\n",
        );
        for op in Op::ALL {
            let doc = op.doc().trim().replace('|', "\\|");
            writeln!(page, "| {} | {:?} | {doc} |", op.name(), op.shape())
                .expect("writing to a string");
        }
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("INSTRUCTIONS.md");
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, &page).expect("the page can be written");
        }
        let written = std::fs::read_to_string(&path).expect("the page is there");
        assert_eq!(
            written, page,
            "run the test with BLESS=1 to write the page anew"
        );
    }

    #[test]
    fn mirrored_is_its_own_inverse() {
        for &op in Op::ALL.iter().filter(|op| op.order() != Order::Fixed) {
            assert_eq!(op.mirrored().and_then(Op::mirrored), Some(op), "{op:?}");
        }
    }

    #[test]
    fn inverse_is_its_own_inverse() {
        for &op in Op::ALL {
            if let Some(inverse) = op.inverse() {
                assert_eq!(inverse.inverse(), Some(op), "{op:?}");
            }
        }
    }

    #[test]
    fn opcodes_of_operators_follow_each_other() {
        for pair in Op::ALL.windows(2) {
            assert!(pair[0].base() < pair[1].base());
        }
    }
}
