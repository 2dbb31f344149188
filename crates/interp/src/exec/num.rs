//! Numeric operators as plain functions. spec: exec/numerics
//!
//! Integers are unsigned here; signed operators convert. Floats follow the
//! specification's NaN rules: an arithmetic result that is NaN is quiet.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_lossless,
    reason = "wrapping and rounding are what these operators are"
)]
#![allow(
    trivial_numeric_casts,
    reason = "the macros serve both widths; for one of them a cast is none"
)]

use crate::runtime::heap::reference;
use crate::trap::Trap;

macro_rules! integers {
    ($($u:ident $s:ident $bits:literal: $add:ident $sub:ident $mul:ident $div_s:ident $div_u:ident $rem_s:ident $rem_u:ident
        $and:ident $or:ident $xor:ident $shl:ident $shr_s:ident $shr_u:ident $rotl:ident $rotr:ident
        $eq:ident $ne:ident $lt_s:ident $lt_u:ident $gt_s:ident $gt_u:ident $le_s:ident $le_u:ident $ge_s:ident $ge_u:ident
        $and_test:ident $eqz:ident $clz:ident $ctz:ident $popcnt:ident $ext8:ident $ext16:ident;)*) => {$(
        #[inline(always)] pub(crate) fn $add(a: $u, b: $u) -> $u { a.wrapping_add(b) }
        #[inline(always)] pub(crate) fn $sub(a: $u, b: $u) -> $u { a.wrapping_sub(b) }
        #[inline(always)] pub(crate) fn $mul(a: $u, b: $u) -> $u { a.wrapping_mul(b) }
        #[inline(always)] pub(crate) fn $div_s(a: $u, b: $u) -> Result<$u, Trap> {
            if b == 0 {
                return Err(Trap::DivideByZero);
            }
            // Only MIN / -1 does not fit.
            (a as $s).checked_div(b as $s).map(|q| q as $u).ok_or(Trap::IntegerOverflow)
        }
        #[inline(always)] pub(crate) fn $div_u(a: $u, b: $u) -> Result<$u, Trap> { a.checked_div(b).ok_or(Trap::DivideByZero) }
        #[inline(always)] pub(crate) fn $rem_s(a: $u, b: $u) -> Result<$u, Trap> {
            if b == 0 {
                return Err(Trap::DivideByZero);
            }
            Ok((a as $s).wrapping_rem(b as $s) as $u)
        }
        #[inline(always)] pub(crate) fn $rem_u(a: $u, b: $u) -> Result<$u, Trap> { a.checked_rem(b).ok_or(Trap::DivideByZero) }
        #[inline(always)] pub(crate) fn $and(a: $u, b: $u) -> $u { a & b }
        #[inline(always)] pub(crate) fn $or(a: $u, b: $u) -> $u { a | b }
        #[inline(always)] pub(crate) fn $xor(a: $u, b: $u) -> $u { a ^ b }
        #[inline(always)] pub(crate) fn $shl(a: $u, b: $u) -> $u { a.wrapping_shl(b as u32) }
        #[inline(always)] pub(crate) fn $shr_s(a: $u, b: $u) -> $u { (a as $s).wrapping_shr(b as u32) as $u }
        #[inline(always)] pub(crate) fn $shr_u(a: $u, b: $u) -> $u { a.wrapping_shr(b as u32) }
        #[inline(always)] pub(crate) fn $rotl(a: $u, b: $u) -> $u { a.rotate_left(b as u32 & ($bits - 1)) }
        #[inline(always)] pub(crate) fn $rotr(a: $u, b: $u) -> $u { a.rotate_right(b as u32 & ($bits - 1)) }
        #[inline(always)] pub(crate) fn $eq(a: $u, b: $u) -> u32 { (a == b) as u32 }
        #[inline(always)] pub(crate) fn $ne(a: $u, b: $u) -> u32 { (a != b) as u32 }
        #[inline(always)] pub(crate) fn $lt_s(a: $u, b: $u) -> u32 { ((a as $s) < (b as $s)) as u32 }
        #[inline(always)] pub(crate) fn $lt_u(a: $u, b: $u) -> u32 { (a < b) as u32 }
        #[inline(always)] pub(crate) fn $gt_s(a: $u, b: $u) -> u32 { ((a as $s) > (b as $s)) as u32 }
        #[inline(always)] pub(crate) fn $gt_u(a: $u, b: $u) -> u32 { (a > b) as u32 }
        #[inline(always)] pub(crate) fn $le_s(a: $u, b: $u) -> u32 { ((a as $s) <= (b as $s)) as u32 }
        #[inline(always)] pub(crate) fn $le_u(a: $u, b: $u) -> u32 { (a <= b) as u32 }
        #[inline(always)] pub(crate) fn $ge_s(a: $u, b: $u) -> u32 { ((a as $s) >= (b as $s)) as u32 }
        #[inline(always)] pub(crate) fn $ge_u(a: $u, b: $u) -> u32 { (a >= b) as u32 }
        #[inline(always)] pub(crate) fn $and_test(a: $u, b: $u) -> u32 { (a & b != 0) as u32 }
        #[inline(always)] pub(crate) fn $eqz(a: $u) -> u32 { (a == 0) as u32 }
        #[inline(always)] pub(crate) fn $clz(a: $u) -> $u { a.leading_zeros() as $u }
        #[inline(always)] pub(crate) fn $ctz(a: $u) -> $u { a.trailing_zeros() as $u }
        #[inline(always)] pub(crate) fn $popcnt(a: $u) -> $u { a.count_ones() as $u }
        #[inline(always)] pub(crate) fn $ext8(a: $u) -> $u { a as i8 as $s as $u }
        #[inline(always)] pub(crate) fn $ext16(a: $u) -> $u { a as i16 as $s as $u }
    )*};
}

integers! {
    u32 i32 32: i32_add i32_sub i32_mul i32_div_s i32_div_u i32_rem_s i32_rem_u
        i32_and i32_or i32_xor i32_shl i32_shr_s i32_shr_u i32_rotl i32_rotr
        i32_eq i32_ne i32_lt_s i32_lt_u i32_gt_s i32_gt_u i32_le_s i32_le_u i32_ge_s i32_ge_u
        i32_and_test i32_eqz i32_clz i32_ctz i32_popcnt i32_extend8_s i32_extend16_s;
    u64 i64 64: i64_add i64_sub i64_mul i64_div_s i64_div_u i64_rem_s i64_rem_u
        i64_and i64_or i64_xor i64_shl i64_shr_s i64_shr_u i64_rotl i64_rotr
        i64_eq i64_ne i64_lt_s i64_lt_u i64_gt_s i64_gt_u i64_le_s i64_le_u i64_ge_s i64_ge_u
        i64_and_test i64_eqz i64_clz i64_ctz i64_popcnt i64_extend8_s i64_extend16_s;
}

#[inline(always)]
pub(crate) fn i64_extend32_s(a: u64) -> u64 {
    a as i32 as i64 as u64
}
#[inline(always)]
pub(crate) fn i32_wrap_i64(a: u64) -> u32 {
    a as u32
}
#[inline(always)]
pub(crate) fn i64_extend_i32_s(a: u32) -> u64 {
    a as i32 as i64 as u64
}
#[inline(always)]
pub(crate) fn i64_extend_i32_u(a: u32) -> u64 {
    u64::from(a)
}

/// A 128-bit integer from its halves, the low one first.
fn wide(low: u64, high: u64) -> u128 {
    u128::from(low) | u128::from(high) << 64
}
/// The halves of a 128-bit integer, the low one first.
fn halves(a: u128) -> [u64; 2] {
    [a as u64, (a >> 64) as u64]
}
pub(crate) fn i64_add128([a, b, c, d]: [u64; 4]) -> [u64; 2] {
    halves(wide(a, b).wrapping_add(wide(c, d)))
}
pub(crate) fn i64_sub128([a, b, c, d]: [u64; 4]) -> [u64; 2] {
    halves(wide(a, b).wrapping_sub(wide(c, d)))
}
pub(crate) fn i64_mul_wide_s([a, b]: [u64; 2]) -> [u64; 2] {
    halves((i128::from(a as i64) * i128::from(b as i64)) as u128)
}
pub(crate) fn i64_mul_wide_u([a, b]: [u64; 2]) -> [u64; 2] {
    halves(u128::from(a) * u128::from(b))
}

/// Whether a condition holds.
#[inline(always)]
pub(crate) fn test_nonzero(a: u32) -> bool {
    a != 0
}
/// Whether a condition does not hold.
#[inline(always)]
pub(crate) fn test_zero(a: u32) -> bool {
    a == 0
}

macro_rules! floats {
    ($($f:ident $u:ident $quiet:literal $canon:literal: $add:ident $sub:ident $mul:ident $div:ident $min:ident $max:ident $copysign:ident
        $eq:ident $ne:ident $lt:ident $gt:ident $le:ident $ge:ident
        $abs:ident $neg:ident $ceil:ident $floor:ident $trunc:ident $nearest:ident $sqrt:ident $canonical:ident $quieted:ident;)*) => {$(
        /// The quiet form of a NaN.
        #[inline(always)] fn $quieted(a: $f) -> $f { $f::from_bits(a.to_bits() | $quiet) }
        #[inline(always)] pub(crate) fn $add(a: $f, b: $f) -> $f { a + b }
        #[inline(always)] pub(crate) fn $sub(a: $f, b: $f) -> $f { a - b }
        #[inline(always)] pub(crate) fn $mul(a: $f, b: $f) -> $f { a * b }
        #[inline(always)] pub(crate) fn $div(a: $f, b: $f) -> $f { a / b }
        #[inline(always)] pub(crate) fn $min(a: $f, b: $f) -> $f {
            if a.is_nan() {
                $quieted(a)
            } else if b.is_nan() {
                $quieted(b)
            } else if a == b {
                // Zeros of both signs are equal; the negative one is smaller.
                $f::from_bits(a.to_bits() | b.to_bits())
            } else if a < b { a } else { b }
        }
        #[inline(always)] pub(crate) fn $max(a: $f, b: $f) -> $f {
            if a.is_nan() {
                $quieted(a)
            } else if b.is_nan() {
                $quieted(b)
            } else if a == b {
                $f::from_bits(a.to_bits() & b.to_bits())
            } else if a > b { a } else { b }
        }
        #[inline(always)] pub(crate) fn $copysign(a: $f, b: $f) -> $f { a.copysign(b) }
        #[inline(always)] pub(crate) fn $eq(a: $f, b: $f) -> u32 { (a == b) as u32 }
        #[inline(always)] pub(crate) fn $ne(a: $f, b: $f) -> u32 { (a != b) as u32 }
        #[inline(always)] pub(crate) fn $lt(a: $f, b: $f) -> u32 { (a < b) as u32 }
        #[inline(always)] pub(crate) fn $gt(a: $f, b: $f) -> u32 { (a > b) as u32 }
        #[inline(always)] pub(crate) fn $le(a: $f, b: $f) -> u32 { (a <= b) as u32 }
        #[inline(always)] pub(crate) fn $ge(a: $f, b: $f) -> u32 { (a >= b) as u32 }
        #[inline(always)] pub(crate) fn $abs(a: $f) -> $f { $f::from_bits(a.to_bits() & !(1 << ($u::BITS - 1))) }
        #[inline(always)] pub(crate) fn $neg(a: $f) -> $f { $f::from_bits(a.to_bits() ^ (1 << ($u::BITS - 1))) }
        #[inline(always)] pub(crate) fn $ceil(a: $f) -> $f { if a.is_nan() { $quieted(a) } else { a.ceil() } }
        #[inline(always)] pub(crate) fn $floor(a: $f) -> $f { if a.is_nan() { $quieted(a) } else { a.floor() } }
        #[inline(always)] pub(crate) fn $trunc(a: $f) -> $f { if a.is_nan() { $quieted(a) } else { a.trunc() } }
        #[inline(always)] pub(crate) fn $nearest(a: $f) -> $f { if a.is_nan() { $quieted(a) } else { a.round_ties_even() } }
        #[inline(always)] pub(crate) fn $sqrt(a: $f) -> $f { a.sqrt() }
        #[inline(always)] pub(crate) fn $canonical(a: $f) -> $f { if a.is_nan() { $f::from_bits($canon) } else { a } }
    )*};
}

floats! {
    f32 u32 0x0040_0000 0x7fc0_0000: f32_add f32_sub f32_mul f32_div f32_min f32_max f32_copysign
        f32_eq f32_ne f32_lt f32_gt f32_le f32_ge
        f32_abs f32_neg f32_ceil f32_floor f32_trunc f32_nearest f32_sqrt f32_canon f32_quiet;
    f64 u64 0x0008_0000_0000_0000 0x7ff8_0000_0000_0000: f64_add f64_sub f64_mul f64_div f64_min f64_max f64_copysign
        f64_eq f64_ne f64_lt f64_gt f64_le f64_ge
        f64_abs f64_neg f64_ceil f64_floor f64_trunc f64_nearest f64_sqrt f64_canon f64_quiet;
}

macro_rules! truncations {
    // `$low` is the greatest float that is too small, or the smallest that fits where `$fits`.
    ($($trunc:ident $sat:ident: $f:ident => $i:ident as $u:ident, $low_ok:expr, $end:literal;)*) => {$(
        #[inline(always)] pub(crate) fn $trunc(a: $f) -> Result<$u, Trap> {
            let low_ok: fn($f) -> bool = $low_ok;
            if low_ok(a) && a < $end {
                Ok(a as $i as $u)
            } else if a.is_nan() {
                Err(Trap::InvalidConversionToInteger)
            } else {
                Err(Trap::IntegerOverflow)
            }
        }
        #[inline(always)] pub(crate) fn $sat(a: $f) -> $u { a as $i as $u }
    )*};
}

truncations! {
    i32_trunc_f32_s i32_trunc_sat_f32_s: f32 => i32 as u32, |a| a >= -2147483648.0, 2147483648.0;
    i32_trunc_f32_u i32_trunc_sat_f32_u: f32 => u32 as u32, |a| a > -1.0, 4294967296.0;
    i32_trunc_f64_s i32_trunc_sat_f64_s: f64 => i32 as u32, |a| a > -2147483649.0, 2147483648.0;
    i32_trunc_f64_u i32_trunc_sat_f64_u: f64 => u32 as u32, |a| a > -1.0, 4294967296.0;
    i64_trunc_f32_s i64_trunc_sat_f32_s: f32 => i64 as u64, |a| a >= -9223372036854775808.0, 9223372036854775808.0;
    i64_trunc_f32_u i64_trunc_sat_f32_u: f32 => u64 as u64, |a| a > -1.0, 18446744073709551616.0;
    i64_trunc_f64_s i64_trunc_sat_f64_s: f64 => i64 as u64, |a| a >= -9223372036854775808.0, 9223372036854775808.0;
    i64_trunc_f64_u i64_trunc_sat_f64_u: f64 => u64 as u64, |a| a > -1.0, 18446744073709551616.0;
}

macro_rules! conversions {
    ($($name:ident: |$a:ident: $from:ident| -> $to:ident $body:expr;)*) => {$(
        #[inline(always)] pub(crate) fn $name($a: $from) -> $to { $body }
    )*};
}

conversions! {
    f32_convert_i32_s: |a: u32| -> f32 a as i32 as f32;
    f32_convert_i32_u: |a: u32| -> f32 a as f32;
    f32_convert_i64_s: |a: u64| -> f32 a as i64 as f32;
    f32_convert_i64_u: |a: u64| -> f32 a as f32;
    f64_convert_i32_s: |a: u32| -> f64 a as i32 as f64;
    f64_convert_i32_u: |a: u32| -> f64 a as f64;
    f64_convert_i64_s: |a: u64| -> f64 a as i64 as f64;
    f64_convert_i64_u: |a: u64| -> f64 a as f64;
    f32_demote_f64: |a: f64| -> f32 a as f32;
    f64_promote_f32: |a: f32| -> f64 a as f64;
    i32_reinterpret_f32: |a: f32| -> u32 a.to_bits();
    i64_reinterpret_f64: |a: f64| -> u64 a.to_bits();
    f32_reinterpret_i32: |a: u32| -> f32 f32::from_bits(a);
    f64_reinterpret_i64: |a: u64| -> f64 f64::from_bits(a);
}
/// What an atomic exchange makes of the old value and its operand.
#[inline(always)]
pub(crate) fn exchange(_old: u64, new: u64) -> u64 {
    new
}

/// The reference to the low 31 bits of a number.
#[inline(always)]
pub(crate) fn ref_i31(a: u32) -> u64 {
    reference::i31(a)
}

/// The 31 bits of a reference, sign-extended.
#[inline(always)]
pub(crate) fn i31_get_s(a: u64) -> Result<u32, Trap> {
    Ok((i31_get_u(a)?.cast_signed() << 1 >> 1).cast_unsigned())
}

/// The 31 bits of a reference, zero-extended.
#[inline(always)]
pub(crate) fn i31_get_u(a: u64) -> Result<u32, Trap> {
    if a == 0 {
        return Err(Trap::NullReference);
    }
    Ok(a as u32 & 0x7FFF_FFFF)
}
