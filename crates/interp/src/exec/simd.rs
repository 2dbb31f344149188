//! Vector operators as plain functions on arrays of lanes. spec: exec/numerics
//!
//! Nothing here says how lanes are worked on at once: the compiler sees a fixed
//! number of equal steps and finds the machine's vector instructions for them. Names
//! are those of the WebAssembly operators.
//!
//! Relaxed operators have one result on every machine: the one of the ordinary
//! operator where there is one; multiply-adds round the product and the sum; dot
//! products take both operands as signed.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    clippy::cast_lossless,
    reason = "wrapping and rounding are what these operators are"
)]
#![allow(
    trivial_numeric_casts,
    clippy::unnecessary_cast,
    reason = "the macros serve all widths; for some of them a cast is none"
)]

use super::num;
use core::array::from_fn;

/// A vector as it is stored: the lanes of any type, 16 bytes.
///
/// Lanes follow each other in memory from the first one on, in little-endian order.
pub(crate) trait Lanes: Copy {}

macro_rules! lanes {
    ($($t:ident $n:literal),*) => { $( impl Lanes for [$t; $n] {} )* };
}
lanes!(i8 16, u8 16, i16 8, u16 8, i32 4, u32 4, i64 2, u64 2, f32 4, f64 2);

/// Applies a function to every lane.
#[inline(always)]
fn map<T: Copy, R, const N: usize>(a: [T; N], f: impl Fn(T) -> R) -> [R; N] {
    from_fn(|i| f(a[i]))
}

/// Applies a function to the lanes of two vectors, pair by pair.
#[inline(always)]
fn zip<A: Copy, B: Copy, R, const N: usize>(a: [A; N], b: [B; N], f: impl Fn(A, B) -> R) -> [R; N] {
    from_fn(|i| f(a[i], b[i]))
}

/// All ones or all zeros.
macro_rules! mask {
    ($condition:expr, $t:ident) => {
        if $condition { $t::MAX } else { 0 }
    };
}

/// Operators on two vectors of equal lanes, by what they do to a pair of lanes.
macro_rules! binary {
    ($( $name:ident: [$t:ident; $n:literal] => $r:ident, |$a:ident, $b:ident| $body:expr; )*) => {$(
        #[inline(always)]
        pub(crate) fn $name(a: [$t; $n], b: [$t; $n]) -> [$r; $n] {
            zip(a, b, |$a, $b| $body)
        }
    )*};
}

/// Operators on one vector, by what they do to a lane.
macro_rules! unary {
    ($( $name:ident: [$t:ident; $n:literal] => $r:ident, |$a:ident| $body:expr; )*) => {$(
        #[inline(always)]
        pub(crate) fn $name(a: [$t; $n]) -> [$r; $n] {
            map(a, |$a| $body)
        }
    )*};
}

/// What integer vectors of all widths have.
macro_rules! integers {
    ($($u:ident $s:ident $n:literal: $eq:ident $ne:ident $lt_s:ident $gt_s:ident $le_s:ident $ge_s:ident
        $add:ident $sub:ident $abs:ident $neg:ident $shl:ident $shr_s:ident $shr_u:ident $all_true:ident;)*) => {$(
        binary! {
            $eq: [$u; $n] => $u, |a, b| mask!(a == b, $u);
            $ne: [$u; $n] => $u, |a, b| mask!(a != b, $u);
            $lt_s: [$s; $n] => $u, |a, b| mask!(a < b, $u);
            $gt_s: [$s; $n] => $u, |a, b| mask!(a > b, $u);
            $le_s: [$s; $n] => $u, |a, b| mask!(a <= b, $u);
            $ge_s: [$s; $n] => $u, |a, b| mask!(a >= b, $u);
            $add: [$u; $n] => $u, |a, b| a.wrapping_add(b);
            $sub: [$u; $n] => $u, |a, b| a.wrapping_sub(b);
        }
        unary! {
            $abs: [$s; $n] => $u, |a| a.unsigned_abs();
            $neg: [$u; $n] => $u, |a| a.wrapping_neg();
        }
        #[inline(always)]
        pub(crate) fn $shl(a: [$u; $n], by: u32) -> [$u; $n] { map(a, |a| a.wrapping_shl(by)) }
        #[inline(always)]
        pub(crate) fn $shr_s(a: [$s; $n], by: u32) -> [$s; $n] { map(a, |a| a.wrapping_shr(by)) }
        #[inline(always)]
        pub(crate) fn $shr_u(a: [$u; $n], by: u32) -> [$u; $n] { map(a, |a| a.wrapping_shr(by)) }
        #[inline(always)]
        pub(crate) fn $all_true(a: [$u; $n]) -> u32 {
            let zeros = a.iter().fold(0, |zeros: $u, &a| zeros | mask!(a == 0, $u));
            (zeros == 0) as u32
        }
    )*};
}

integers! {
    u8 i8 16: i8x16_eq i8x16_ne i8x16_lt_s i8x16_gt_s i8x16_le_s i8x16_ge_s
        i8x16_add i8x16_sub i8x16_abs i8x16_neg i8x16_shl i8x16_shr_s i8x16_shr_u i8x16_all_true;
    u16 i16 8: i16x8_eq i16x8_ne i16x8_lt_s i16x8_gt_s i16x8_le_s i16x8_ge_s
        i16x8_add i16x8_sub i16x8_abs i16x8_neg i16x8_shl i16x8_shr_s i16x8_shr_u i16x8_all_true;
    u32 i32 4: i32x4_eq i32x4_ne i32x4_lt_s i32x4_gt_s i32x4_le_s i32x4_ge_s
        i32x4_add i32x4_sub i32x4_abs i32x4_neg i32x4_shl i32x4_shr_s i32x4_shr_u i32x4_all_true;
    u64 i64 2: i64x2_eq i64x2_ne i64x2_lt_s i64x2_gt_s i64x2_le_s i64x2_ge_s
        i64x2_add i64x2_sub i64x2_abs i64x2_neg i64x2_shl i64x2_shr_s i64x2_shr_u i64x2_all_true;
}

/// What integer vectors have, except those of 64 bits.
macro_rules! narrow_integers {
    ($($u:ident $s:ident $n:literal: $lt_u:ident $gt_u:ident $le_u:ident $ge_u:ident
        $min_s:ident $min_u:ident $max_s:ident $max_u:ident;)*) => {$(
        binary! {
            $lt_u: [$u; $n] => $u, |a, b| mask!(a < b, $u);
            $gt_u: [$u; $n] => $u, |a, b| mask!(a > b, $u);
            $le_u: [$u; $n] => $u, |a, b| mask!(a <= b, $u);
            $ge_u: [$u; $n] => $u, |a, b| mask!(a >= b, $u);
            $min_s: [$s; $n] => $s, |a, b| a.min(b);
            $min_u: [$u; $n] => $u, |a, b| a.min(b);
            $max_s: [$s; $n] => $s, |a, b| a.max(b);
            $max_u: [$u; $n] => $u, |a, b| a.max(b);
        }
    )*};
}

narrow_integers! {
    u8 i8 16: i8x16_lt_u i8x16_gt_u i8x16_le_u i8x16_ge_u i8x16_min_s i8x16_min_u i8x16_max_s i8x16_max_u;
    u16 i16 8: i16x8_lt_u i16x8_gt_u i16x8_le_u i16x8_ge_u i16x8_min_s i16x8_min_u i16x8_max_s i16x8_max_u;
    u32 i32 4: i32x4_lt_u i32x4_gt_u i32x4_le_u i32x4_ge_u i32x4_min_s i32x4_min_u i32x4_max_s i32x4_max_u;
}

binary! {
    i8x16_add_sat_s: [i8; 16] => i8, |a, b| a.saturating_add(b);
    i8x16_add_sat_u: [u8; 16] => u8, |a, b| a.saturating_add(b);
    i8x16_sub_sat_s: [i8; 16] => i8, |a, b| a.saturating_sub(b);
    i8x16_sub_sat_u: [u8; 16] => u8, |a, b| a.saturating_sub(b);
    i8x16_avgr_u: [u8; 16] => u8, |a, b| ((a as u16 + b as u16 + 1) >> 1) as u8;
    i16x8_add_sat_s: [i16; 8] => i16, |a, b| a.saturating_add(b);
    i16x8_add_sat_u: [u16; 8] => u16, |a, b| a.saturating_add(b);
    i16x8_sub_sat_s: [i16; 8] => i16, |a, b| a.saturating_sub(b);
    i16x8_sub_sat_u: [u16; 8] => u16, |a, b| a.saturating_sub(b);
    i16x8_avgr_u: [u16; 8] => u16, |a, b| ((a as u32 + b as u32 + 1) >> 1) as u16;
    i16x8_mul: [u16; 8] => u16, |a, b| a.wrapping_mul(b);
    // Only MIN · MIN does not fit.
    i16x8_q15mulr_sat_s: [i16; 8] => i16, |a, b| ((a as i32 * b as i32 + 0x4000) >> 15).min(0x7fff) as i16;
    i32x4_mul: [u32; 4] => u32, |a, b| a.wrapping_mul(b);
    i64x2_mul: [u64; 2] => u64, |a, b| a.wrapping_mul(b);
    v128_and: [u64; 2] => u64, |a, b| a & b;
    v128_andnot: [u64; 2] => u64, |a, b| a & !b;
    v128_or: [u64; 2] => u64, |a, b| a | b;
    v128_xor: [u64; 2] => u64, |a, b| a ^ b;
}

unary! {
    v128_move: [u64; 2] => u64, |a| a;
    v128_not: [u64; 2] => u64, |a| !a;
    i8x16_popcnt: [u8; 16] => u8, |a| a.count_ones() as u8;
}

/// What float vectors have, by the scalar operators.
macro_rules! floats {
    ($($f:ident $u:ident $n:literal: $eq:ident $ne:ident $lt:ident $gt:ident $le:ident $ge:ident
        $add:ident $sub:ident $mul:ident $div:ident
        $min:ident $max:ident $or_nan:ident $pmin:ident $pmax:ident
        $abs:ident $neg:ident $sqrt:ident $ceil:ident $ceil1:ident $floor:ident $floor1:ident
        $trunc:ident $trunc1:ident $nearest:ident $nearest1:ident $canon:ident $canon1:ident
        $madd:ident $nmadd:ident;)*) => {$(
        binary! {
            $eq: [$f; $n] => $u, |a, b| mask!(a == b, $u);
            $ne: [$f; $n] => $u, |a, b| mask!(a != b, $u);
            $lt: [$f; $n] => $u, |a, b| mask!(a < b, $u);
            $gt: [$f; $n] => $u, |a, b| mask!(a > b, $u);
            $le: [$f; $n] => $u, |a, b| mask!(a <= b, $u);
            $ge: [$f; $n] => $u, |a, b| mask!(a >= b, $u);
            $add: [$f; $n] => $f, |a, b| a + b;
            $sub: [$f; $n] => $f, |a, b| a - b;
            $mul: [$f; $n] => $f, |a, b| a * b;
            $div: [$f; $n] => $f, |a, b| a / b;
            $pmin: [$f; $n] => $f, |a, b| if b < a { b } else { a };
            $pmax: [$f; $n] => $f, |a, b| if a < b { b } else { a };
        }
        unary! {
            $abs: [$u; $n] => $u, |a| a & (<$u>::MAX >> 1);
            $neg: [$u; $n] => $u, |a| a ^ !(<$u>::MAX >> 1);
            $sqrt: [$f; $n] => $f, |a| a.sqrt();
            $ceil: [$f; $n] => $f, |a| num::$ceil1(a);
            $floor: [$f; $n] => $f, |a| num::$floor1(a);
            $trunc: [$f; $n] => $f, |a| num::$trunc1(a);
            $nearest: [$f; $n] => $f, |a| num::$nearest1(a);
            $canon: [$f; $n] => $f, |a| num::$canon1(a);
        }
        #[inline(always)]
        pub(crate) fn $min(a: [$f; $n], b: [$f; $n]) -> [$f; $n] {
            // The choices differ for zeros of both signs only: the negative one wins.
            let (x, y) = ($pmin(a, b), $pmin(b, a));
            $or_nan(a, b, from_fn(|i| x[i].to_bits() | y[i].to_bits()))
        }
        #[inline(always)]
        pub(crate) fn $max(a: [$f; $n], b: [$f; $n]) -> [$f; $n] {
            let (x, y) = ($pmax(a, b), $pmax(b, a));
            $or_nan(a, b, from_fn(|i| x[i].to_bits() & y[i].to_bits()))
        }
        /// The lanes of these bits, and the quiet NaN where one of the operands is a NaN.
        /// In steps over whole vectors, which is what keeps lanes together.
        #[inline(always)]
        fn $or_nan(a: [$f; $n], b: [$f; $n], bits: [$u; $n]) -> [$f; $n] {
            let sum = zip(a, b, |a, b| (a + b).to_bits());
            let nan = zip(a, b, |a, b| mask!(a.is_nan() | b.is_nan(), $u));
            from_fn(|i| $f::from_bits((sum[i] & nan[i]) | (bits[i] & !nan[i])))
        }
        #[inline(always)]
        pub(crate) fn $madd(a: [$f; $n], b: [$f; $n], c: [$f; $n]) -> [$f; $n] { $add($mul(a, b), c) }
        #[inline(always)]
        pub(crate) fn $nmadd(a: [$f; $n], b: [$f; $n], c: [$f; $n]) -> [$f; $n] { $sub(c, $mul(a, b)) }
    )*};
}

floats! {
    f32 u32 4: f32x4_eq f32x4_ne f32x4_lt f32x4_gt f32x4_le f32x4_ge
        f32x4_add f32x4_sub f32x4_mul f32x4_div
        f32x4_min f32x4_max f32x4_or_nan f32x4_pmin f32x4_pmax
        f32x4_abs f32x4_neg f32x4_sqrt f32x4_ceil f32_ceil f32x4_floor f32_floor
        f32x4_trunc f32_trunc f32x4_nearest f32_nearest f32x4_canon f32_canon
        f32x4_relaxed_madd f32x4_relaxed_nmadd;
    f64 u64 2: f64x2_eq f64x2_ne f64x2_lt f64x2_gt f64x2_le f64x2_ge
        f64x2_add f64x2_sub f64x2_mul f64x2_div
        f64x2_min f64x2_max f64x2_or_nan f64x2_pmin f64x2_pmax
        f64x2_abs f64x2_neg f64x2_sqrt f64x2_ceil f64_ceil f64x2_floor f64_floor
        f64x2_trunc f64_trunc f64x2_nearest f64_nearest f64x2_canon f64_canon
        f64x2_relaxed_madd f64x2_relaxed_nmadd;
}

/// Operators from lanes of half the width: `$n` wide lanes from `$m` narrow ones.
macro_rules! widening {
    ($( $w:ident $n:literal from $t:ident $m:literal: $low:ident $high:ident $mul_low:ident $mul_high:ident; )*) => {$(
        #[inline(always)]
        pub(crate) fn $low(a: [$t; $m]) -> [$w; $n] { from_fn(|i| a[i] as $w) }
        #[inline(always)]
        pub(crate) fn $high(a: [$t; $m]) -> [$w; $n] { from_fn(|i| a[i + $n] as $w) }
        #[inline(always)]
        pub(crate) fn $mul_low(a: [$t; $m], b: [$t; $m]) -> [$w; $n] {
            zip($low(a), $low(b), |a, b| a.wrapping_mul(b))
        }
        #[inline(always)]
        pub(crate) fn $mul_high(a: [$t; $m], b: [$t; $m]) -> [$w; $n] {
            zip($high(a), $high(b), |a, b| a.wrapping_mul(b))
        }
    )*};
}

widening! {
    i16 8 from i8 16: i16x8_extend_low_i8x16_s i16x8_extend_high_i8x16_s i16x8_extmul_low_i8x16_s i16x8_extmul_high_i8x16_s;
    u16 8 from u8 16: i16x8_extend_low_i8x16_u i16x8_extend_high_i8x16_u i16x8_extmul_low_i8x16_u i16x8_extmul_high_i8x16_u;
    i32 4 from i16 8: i32x4_extend_low_i16x8_s i32x4_extend_high_i16x8_s i32x4_extmul_low_i16x8_s i32x4_extmul_high_i16x8_s;
    u32 4 from u16 8: i32x4_extend_low_i16x8_u i32x4_extend_high_i16x8_u i32x4_extmul_low_i16x8_u i32x4_extmul_high_i16x8_u;
    i64 2 from i32 4: i64x2_extend_low_i32x4_s i64x2_extend_high_i32x4_s i64x2_extmul_low_i32x4_s i64x2_extmul_high_i32x4_s;
    u64 2 from u32 4: i64x2_extend_low_i32x4_u i64x2_extend_high_i32x4_u i64x2_extmul_low_i32x4_u i64x2_extmul_high_i32x4_u;
}

/// The sums of neighbours, in lanes of twice the width.
macro_rules! pairwise {
    ($( $name:ident: [$t:ident; $m:literal] => [$w:ident; $n:literal]; )*) => {$(
        #[inline(always)]
        pub(crate) fn $name(a: [$t; $m]) -> [$w; $n] {
            from_fn(|i| a[2 * i] as $w + a[2 * i + 1] as $w)
        }
    )*};
}

pairwise! {
    i16x8_extadd_pairwise_i8x16_s: [i8; 16] => [i16; 8];
    i16x8_extadd_pairwise_i8x16_u: [u8; 16] => [u16; 8];
    i32x4_extadd_pairwise_i16x8_s: [i16; 8] => [i32; 4];
    i32x4_extadd_pairwise_i16x8_u: [u16; 8] => [u32; 4];
}

/// The lanes of two vectors, saturated to half the width.
macro_rules! narrowing {
    ($( $name:ident: [$w:ident; $n:literal] => [$t:ident; $m:literal]; )*) => {$(
        #[inline(always)]
        pub(crate) fn $name(a: [$w; $n], b: [$w; $n]) -> [$t; $m] {
            from_fn(|i| {
                let lane = if i < $n { a[i] } else { b[i - $n] };
                lane.clamp(<$t>::MIN as $w, <$t>::MAX as $w) as $t
            })
        }
    )*};
}

narrowing! {
    i8x16_narrow_i16x8_s: [i16; 8] => [i8; 16];
    i8x16_narrow_i16x8_u: [i16; 8] => [u8; 16];
    i16x8_narrow_i32x4_s: [i32; 4] => [i16; 8];
    i16x8_narrow_i32x4_u: [i32; 4] => [u16; 8];
}

#[inline(always)]
pub(crate) fn i32x4_dot_i16x8_s(a: [i16; 8], b: [i16; 8]) -> [i32; 4] {
    let products = |odd: usize| from_fn(|i| a[2 * i + odd] as i32 * b[2 * i + odd] as i32);
    // Only MIN · MIN + MIN · MIN does not fit.
    zip::<i32, i32, i32, 4>(products(0), products(1), i32::wrapping_add)
}

#[inline(always)]
pub(crate) fn i16x8_relaxed_dot_i8x16_i7x16_s(a: [i8; 16], b: [i8; 16]) -> [i16; 8] {
    from_fn(|i| {
        let (low, high) = (2 * i, 2 * i + 1);
        (a[low] as i16 * b[low] as i16).saturating_add(a[high] as i16 * b[high] as i16)
    })
}

#[inline(always)]
pub(crate) fn i32x4_relaxed_dot_i8x16_i7x16_add_s(
    a: [i8; 16],
    b: [i8; 16],
    c: [i32; 4],
) -> [i32; 4] {
    let sums = i32x4_extadd_pairwise_i16x8_s(i16x8_relaxed_dot_i8x16_i7x16_s(a, b));
    zip(sums, c, i32::wrapping_add)
}

#[inline(always)]
pub(crate) fn v128_bitselect(a: [u64; 2], b: [u64; 2], c: [u64; 2]) -> [u64; 2] {
    from_fn(|i| (a[i] & c[i]) | (b[i] & !c[i]))
}

#[inline(always)]
pub(crate) fn i8x16_swizzle(a: [u8; 16], b: [u8; 16]) -> [u8; 16] {
    // Every number above 15 means the first lane of a vector of zeros.
    i8x16_shuffle(a, [0; 16], map(b, |i| i.min(16)))
}

/// The lanes of two vectors whose numbers, below 32, are given.
#[inline(always)]
pub(crate) fn i8x16_shuffle(a: [u8; 16], b: [u8; 16], lanes: [u8; 16]) -> [u8; 16] {
    let both: [u8; 32] = from_fn(|i| if i < 16 { a[i] } else { b[i - 16] });
    map(lanes, |i| both[usize::from(i & 31)])
}

#[inline(always)]
pub(crate) fn v128_any_true(a: [u64; 2]) -> u32 {
    (a[0] | a[1] != 0) as u32
}

/// The highest bits of the lanes, the first lane's lowest.
macro_rules! bitmask {
    ($( $name:ident: [$s:ident; $n:literal]; )*) => {$(
        #[inline(always)]
        pub(crate) fn $name(a: [$s; $n]) -> u32 {
            a.iter().enumerate().fold(0, |mask, (i, &lane)| mask | ((lane < 0) as u32) << i)
        }
    )*};
}

bitmask! {
    i16x8_bitmask: [i16; 8];
    i32x4_bitmask: [i32; 4];
    i64x2_bitmask: [i64; 2];
}

#[inline(always)]
pub(crate) fn i8x16_bitmask(a: [i8; 16]) -> u32 {
    let half = |at: usize| {
        let bytes = u64::from_le_bytes(from_fn(|i| a[at + i] as u8));
        // The multiplication brings bit 8i to bit 56 + i, where nothing else falls.
        let bits = (bytes >> 7) & 0x0101_0101_0101_0101;
        (bits.wrapping_mul(0x0102_0408_1020_4080) >> 56) as u32
    };
    half(0) | half(8) << 8
}

unary! {
    i32x4_trunc_sat_f32x4_s: [f32; 4] => i32, |a| a as i32;
    i32x4_trunc_sat_f32x4_u: [f32; 4] => u32, |a| a as u32;
    f32x4_convert_i32x4_s: [i32; 4] => f32, |a| a as f32;
    f32x4_convert_i32x4_u: [u32; 4] => f32, |a| a as f32;
}

#[inline(always)]
pub(crate) fn i32x4_trunc_sat_f64x2_s_zero(a: [f64; 2]) -> [i32; 4] {
    [a[0] as i32, a[1] as i32, 0, 0]
}
#[inline(always)]
pub(crate) fn i32x4_trunc_sat_f64x2_u_zero(a: [f64; 2]) -> [u32; 4] {
    [a[0] as u32, a[1] as u32, 0, 0]
}
#[inline(always)]
pub(crate) fn f64x2_convert_low_i32x4_s(a: [i32; 4]) -> [f64; 2] {
    [a[0] as f64, a[1] as f64]
}
#[inline(always)]
pub(crate) fn f64x2_convert_low_i32x4_u(a: [u32; 4]) -> [f64; 2] {
    [a[0] as f64, a[1] as f64]
}
#[inline(always)]
pub(crate) fn f32x4_demote_f64x2_zero(a: [f64; 2]) -> [f32; 4] {
    [a[0] as f32, a[1] as f32, 0.0, 0.0]
}
#[inline(always)]
pub(crate) fn f64x2_promote_low_f32x4(a: [f32; 4]) -> [f64; 2] {
    [a[0] as f64, a[1] as f64]
}

#[inline(always)]
pub(crate) fn v128_load(a: [u64; 2]) -> [u64; 2] {
    a
}

/// Vectors from what a load reads.
macro_rules! loads {
    ($( $name:ident: $m:ty => [$w:ident; $n:literal], |$a:ident, $i:ident| $lane:expr; )*) => {$(
        #[inline(always)]
        pub(crate) fn $name($a: $m) -> [$w; $n] { from_fn(|$i| $lane) }
    )*};
}

loads! {
    v128_load32x2_s: [i32; 2] => [i64; 2], |a, i| a[i] as i64;
    v128_load32x2_u: [u32; 2] => [u64; 2], |a, i| a[i] as u64;
    v128_load8_splat: u8 => [u8; 16], |a, _i| a;
    v128_load16_splat: u16 => [u16; 8], |a, _i| a;
    v128_load32_splat: u32 => [u32; 4], |a, _i| a;
    v128_load64_splat: u64 => [u64; 2], |a, _i| a;
    v128_load32_zero: u32 => [u32; 4], |a, i| if i == 0 { a } else { 0 };
    v128_load64_zero: u64 => [u64; 2], |a, i| if i == 0 { a } else { 0 };
}

#[cfg(target_arch = "x86_64")]
pub(crate) use widening_x86_64::*;

#[cfg(not(target_arch = "x86_64"))]
loads! {
    v128_load8x8_s: [i8; 8] => [i16; 8], |a, i| a[i] as i16;
    v128_load8x8_u: [u8; 8] => [u16; 8], |a, i| a[i] as u16;
    v128_load16x4_s: [i16; 4] => [i32; 4], |a, i| a[i] as i32;
    v128_load16x4_u: [u16; 4] => [u32; 4], |a, i| a[i] as u32;
}

/// Loads that widen each lane. The compiler takes what is loaded for one integer and cuts
/// the lanes out of it one by one, in 20 instructions; these are two or three. They
/// interleave the lanes with zeros, or with themselves to shift the sign down.
#[cfg(target_arch = "x86_64")]
mod widening_x86_64 {
    #![allow(unsafe_code, reason = "intrinsics that every such processor has")]

    use core::arch::x86_64::{
        __m128i, _mm_loadl_epi64, _mm_setzero_si128, _mm_srai_epi16, _mm_srai_epi32,
        _mm_unpacklo_epi8, _mm_unpacklo_epi16,
    };
    use core::mem::transmute;

    macro_rules! widening {
        ($( $name:ident: $m:ty => $r:ty, |$a:ident| $wide:expr; )*) => {$(
            #[inline(always)]
            pub(crate) fn $name(a: $m) -> $r {
                // SAFETY: SSE2 is part of x86-64. `a` has the 8 bytes that are read, and
                // vectors are 16 bytes of any content.
                unsafe {
                    let $a: __m128i = _mm_loadl_epi64((&raw const a).cast());
                    transmute::<__m128i, $r>($wide)
                }
            }
        )*};
    }

    widening! {
        v128_load8x8_s: [i8; 8] => [i16; 8],
            |a| _mm_srai_epi16::<8>(_mm_unpacklo_epi8(a, a));
        v128_load8x8_u: [u8; 8] => [u16; 8],
            |a| _mm_unpacklo_epi8(a, _mm_setzero_si128());
        v128_load16x4_s: [i16; 4] => [i32; 4],
            |a| _mm_srai_epi32::<16>(_mm_unpacklo_epi16(a, a));
        v128_load16x4_u: [u16; 4] => [u32; 4],
            |a| _mm_unpacklo_epi16(a, _mm_setzero_si128());
    }
}

/// The operators once more, by instructions of the processor where the compiler does not
/// find them: to be called where `exec::dispatch::is_wide` is true.
pub(super) mod wide {
    #![allow(
        unsafe_code,
        reason = "intrinsics; only handlers of the level `Wide` come here"
    )]
    pub(crate) use super::*;

    #[cfg(target_arch = "x86_64")]
    pub(crate) use x86_64::{i8x16_shuffle, i8x16_swizzle};

    #[cfg(target_arch = "x86_64")]
    mod x86_64 {
        use core::arch::x86_64::{
            __m128i, _mm_add_epi8, _mm_adds_epu8, _mm_or_si128, _mm_set1_epi8, _mm_shuffle_epi8,
        };
        use core::mem::transmute;

        fn vector(a: [u8; 16]) -> __m128i {
            // SAFETY: both are 16 bytes of any content.
            unsafe { transmute(a) }
        }

        fn lanes(a: __m128i) -> [u8; 16] {
            // SAFETY: both are 16 bytes of any content.
            unsafe { transmute(a) }
        }

        // The processor's shuffle takes the low four bits of a lane's number, and
        // gives zero where the highest bit is set: adding 0x70 sets that from 16 on.
        #[inline]
        #[target_feature(enable = "ssse3")]
        pub(crate) fn i8x16_swizzle(a: [u8; 16], b: [u8; 16]) -> [u8; 16] {
            let numbers = _mm_adds_epu8(vector(b), _mm_set1_epi8(0x70));
            lanes(_mm_shuffle_epi8(vector(a), numbers))
        }

        #[inline]
        #[target_feature(enable = "ssse3")]
        pub(crate) fn i8x16_shuffle(a: [u8; 16], b: [u8; 16], numbers: [u8; 16]) -> [u8; 16] {
            let numbers = vector(numbers);
            let of_a = _mm_adds_epu8(numbers, _mm_set1_epi8(0x70));
            let of_b = _mm_add_epi8(numbers, _mm_set1_epi8(-16));
            lanes(_mm_or_si128(
                _mm_shuffle_epi8(vector(a), of_a),
                _mm_shuffle_epi8(vector(b), of_b),
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_at_their_ends() {
        assert_eq!(i8x16_abs([i8::MIN; 16]), [0x80; 16]);
        assert_eq!(i64x2_neg([1, 1 << 63]), [u64::MAX, 1 << 63]);
        assert_eq!(i8x16_add_sat_s([127; 16], [1; 16]), [127; 16]);
        assert_eq!(i8x16_sub_sat_u([1; 16], [2; 16]), [0; 16]);
        assert_eq!(i8x16_avgr_u([255; 16], [254; 16]), [255; 16]);
        assert_eq!(i16x8_avgr_u([u16::MAX; 8], [u16::MAX; 8]), [u16::MAX; 8]);
        assert_eq!(
            i16x8_q15mulr_sat_s([i16::MIN; 8], [i16::MIN; 8]),
            [i16::MAX; 8]
        );
        assert_eq!(i64x2_gt_s([0, 5], [-1, 5]), [u64::MAX, 0]);
        assert_eq!(i8x16_popcnt([0xff; 16]), [8; 16]);
    }

    #[test]
    fn shifts_take_the_count_modulo_the_width() {
        assert_eq!(i8x16_shl([0x81; 16], 9), [2; 16]);
        assert_eq!(i16x8_shr_s([i16::MIN; 8], 31), [-1; 8]);
        assert_eq!(i32x4_shr_u([u32::MAX; 4], 32), [u32::MAX; 4]);
        assert_eq!(i64x2_shl([3, 3], 65), [6, 6]);
    }

    #[test]
    fn products_and_sums_of_neighbours() {
        // The one sum of products that does not fit.
        assert_eq!(
            i32x4_dot_i16x8_s([i16::MIN; 8], [i16::MIN; 8]),
            [i32::MIN; 4]
        );
        assert_eq!(
            i16x8_relaxed_dot_i8x16_i7x16_s([-128; 16], [-128; 16]),
            [i16::MAX; 8]
        );
        assert_eq!(
            i32x4_relaxed_dot_i8x16_i7x16_add_s([2; 16], [3; 16], [1; 4]),
            [25; 4]
        );
        assert_eq!(i16x8_extmul_low_i8x16_u([255; 16], [255; 16]), [65025; 8]);
        assert_eq!(i16x8_extadd_pairwise_i8x16_s([-128; 16]), [-256; 8]);
    }

    #[test]
    fn narrowing_saturates_from_signed() {
        let low = i8x16_narrow_i16x8_u([-1; 8], [256; 8]);
        assert_eq!((low[0], low[15]), (0, 255));
        let low = i16x8_narrow_i32x4_s([i32::MIN; 4], [i32::MAX; 4]);
        assert_eq!((low[0], low[7]), (i16::MIN, i16::MAX));
    }

    #[test]
    fn loads_widen_each_lane() {
        let bytes = [0x80, 0x7f, 0xff, 0, 1, 0x81, 0xfe, 0xc0];
        assert_eq!(v128_load8x8_u(bytes), bytes.map(u16::from));
        let signed = bytes.map(u8::cast_signed);
        assert_eq!(v128_load8x8_s(signed), signed.map(i16::from));
        let halves = [0x8000, 0x7fff, 0xffff, 1];
        assert_eq!(v128_load16x4_u(halves), halves.map(u32::from));
        let signed = halves.map(u16::cast_signed);
        assert_eq!(v128_load16x4_s(signed), signed.map(i32::from));
    }

    #[test]
    fn lanes_by_number() {
        let a: [u8; 16] = from_fn(|i| i as u8 + 100);
        let numbers: [u8; 16] = from_fn(|i| if i < 8 { 15 - i as u8 } else { 16 << (i % 4) });
        let lanes = i8x16_swizzle(a, numbers);
        assert_eq!((lanes[0], lanes[7], &lanes[8..]), (115, 108, &[0; 8][..]));
        let lanes = i8x16_shuffle(a, [7; 16], from_fn(|i| 2 * i as u8));
        assert_eq!((lanes[1], lanes[7], lanes[8], lanes[15]), (102, 114, 7, 7));
    }

    #[test]
    fn tests_of_whole_vectors() {
        assert_eq!(
            i8x16_bitmask(from_fn(|i| if i % 3 == 0 { -1 } else { 1 })),
            0x9249
        );
        assert_eq!(i16x8_bitmask([-1, 0, 0, 0, 0, 0, 0, i16::MIN]), 0x81);
        assert_eq!(i64x2_bitmask([0, -1]), 2);
        assert_eq!(i8x16_all_true(from_fn(|i| i as u8)), 0);
        assert_eq!(i64x2_all_true([1, 1 << 63]), 1);
        assert_eq!((v128_any_true([0, 0]), v128_any_true([0, 1 << 63])), (0, 1));
    }

    #[test]
    fn floats_and_nans() {
        let bits = |a: [f32; 4]| map(a, f32::to_bits);
        assert_eq!(bits(f32x4_min([0.0; 4], [-0.0; 4])), [1 << 31; 4]);
        assert!(f32x4_max([f32::NAN; 4], [1.0; 4])[3].is_nan());
        // The pseudo-minimum gives its first operand where the comparison fails.
        assert_eq!(f32x4_pmin([1.0; 4], [f32::NAN; 4]), [1.0; 4]);
        assert_eq!(f64x2_nearest([2.5, -0.5])[0], 2.0);
        assert_eq!(
            i32x4_trunc_sat_f32x4_s([f32::NAN, -3e9, 3e9, -1.9]),
            [0, i32::MIN, i32::MAX, -1]
        );
        assert_eq!(
            i32x4_trunc_sat_f64x2_u_zero([-1.0, 1e10]),
            [0, u32::MAX, 0, 0]
        );
        let (third, three) = ([1.0 / 3.0; 2], [3.0; 2]);
        // Rounded twice: fused, the result would not be zero.
        assert_eq!(f64x2_relaxed_madd(third, three, [-1.0; 2]), [0.0; 2]);
        assert_eq!(f64x2_relaxed_nmadd(third, three, [1.0; 2]), [0.0; 2]);
    }
}
