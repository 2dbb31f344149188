//! Values as all engines have them, comparable.

use crate::outcome::Strictness;
use crate::rng::{Rng, mix};

/// A type of a parameter or a result, as far as a call from outside sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `i32`
    I32,
    /// `i64`
    I64,
    /// `f32`
    F32,
    /// `f64`
    F64,
    /// `v128`
    V128,
    /// A nullable reference to functions.
    Func,
    /// A nullable `externref`.
    Extern,
    /// Any other nullable reference: only null is passed.
    Null,
    /// A reference that cannot be null: no value of it is made here.
    Opaque,
}

/// A value; all NaNs are one, and references are equal when both are null or neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// An `i32`.
    I32(u32),
    /// An `i64`.
    I64(u64),
    /// The bits of an `f32`.
    F32(u32),
    /// The bits of an `f64`.
    F64(u64),
    /// A vector.
    V128(u128),
    /// A null reference.
    Null,
    /// A reference of the host's, by the number that it was made from.
    Extern(u32),
    /// Any other reference.
    Ref,
}

impl Value {
    /// A value of 32 bits of a float.
    pub fn f32(bits: u32) -> Self {
        Self::F32(if f32::from_bits(bits).is_nan() {
            0x7fc0_0000
        } else {
            bits
        })
    }

    /// A value of 64 bits of a float.
    pub fn f64(bits: u64) -> Self {
        Self::F64(if f64::from_bits(bits).is_nan() {
            0x7ff8_0000_0000_0000
        } else {
            bits
        })
    }

    /// The value as far as an engine shows it: V8 hands out the host's own value also for
    /// an `anyref` made of it.
    pub(crate) fn seen_by(self, strictness: Strictness) -> Self {
        match (strictness, self) {
            (Strictness::Loose, Self::Extern(_)) => Self::Ref,
            (_, value) => value,
        }
    }

    /// Adds the value to a number that stands for several.
    pub fn mix_into(self, sum: u64) -> u64 {
        match self {
            Self::I32(bits) | Self::F32(bits) => mix(sum, bits.into()),
            Self::I64(bits) | Self::F64(bits) => mix(sum, bits),
            Self::V128(bits) => mix(mix(sum, bits as u64), (bits >> 64) as u64),
            Self::Null => mix(sum, 1),
            Self::Extern(number) => mix(sum, 2 + u64::from(number)),
            Self::Ref => mix(sum, 3),
        }
    }
}

/// 32-bit integers at which operators behave specially.
pub const EDGES_32: &[u32] = &[
    0,
    1,
    2,
    7,
    8,
    15,
    16,
    31,
    32,
    33,
    0x7f,
    0x80,
    0xff,
    0x7fff,
    0x8000,
    0xffff,
    0x1_0000,
    0x7fff_ffff,
    0x8000_0000,
    0x8000_0001,
    0xffff_fffe,
    0xffff_ffff,
    0xffff_8000,
    0xffff_ff80,
];

/// 64-bit integers at which operators behave specially.
pub const EDGES_64: &[u64] = &[
    0,
    1,
    2,
    7,
    31,
    32,
    33,
    63,
    64,
    65,
    0xff,
    0x8000,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
    0x1_0000_0000,
    0x1_0000_0001,
    0x7fff_ffff_ffff_ffff,
    0x8000_0000_0000_0000,
    0x8000_0000_0000_0001,
    0xffff_ffff_8000_0000,
    0xffff_ffff_7fff_ffff,
    u64::MAX - 1,
    u64::MAX,
];

/// Floats at which operators behave specially, the neighbours of the bounds of integers
/// among them.
pub const EDGES_F32: &[f32] = &[
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    f32::NAN,
    f32::INFINITY,
    f32::NEG_INFINITY,
    f32::MIN_POSITIVE,
    -1e-45,
    f32::MAX,
    f32::MIN,
    2147483520.0,
    2147483648.0,
    -2147483648.0,
    -2147483904.0,
    4294967040.0,
    4294967296.0,
    9.223372e18,
    -9.223372e18,
    1.8446744e19,
    8388609.0,
    -0.99999994,
    16777216.0,
];

/// The same for 64 bits.
pub const EDGES_F64: &[f64] = &[
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::MIN_POSITIVE,
    -5e-324,
    f64::MAX,
    f64::MIN,
    2147483647.0,
    2147483647.9,
    2147483648.0,
    -2147483648.0,
    -2147483648.9,
    -2147483649.0,
    4294967295.0,
    4294967295.9,
    4294967296.0,
    9223372036854774784.0,
    9223372036854775808.0,
    -9223372036854775808.0,
    -9223372036854777856.0,
    18446744073709549568.0,
    18446744073709551616.0,
    -0.9999999999999999,
    1e-40,
    3.5e38,
];

impl Kind {
    /// A value of the type: an edge, a small number, or anything.
    pub fn value(self, rng: &mut Rng) -> Value {
        match (self, rng.below(4)) {
            (Self::I32, 0 | 1) => Value::I32(rng.of(EDGES_32)),
            (Self::I32, 2) => Value::I32(rng.below(200) as u32),
            (Self::I32, _) => Value::I32(rng.bits() as u32),
            (Self::I64, 0 | 1) => Value::I64(rng.of(EDGES_64)),
            (Self::I64, 2) => Value::I64(rng.below(200) as u64),
            (Self::I64, _) => Value::I64(rng.bits()),
            (Self::F32, 0..=2) => Value::f32(rng.of(EDGES_F32).to_bits()),
            (Self::F32, _) => Value::f32(rng.bits() as u32),
            (Self::F64, 0..=2) => Value::f64(rng.of(EDGES_F64).to_bits()),
            (Self::F64, _) => Value::f64(rng.bits()),
            (Self::V128, _) => Value::V128(vector(rng)),
            (Self::Extern, 0 | 1) => Value::Extern(rng.below(5) as u32),
            (Self::Func | Self::Extern | Self::Null | Self::Opaque, _) => Value::Null,
        }
    }
}

/// A vector whose lanes, in one of the shapes, are edges.
pub fn vector(rng: &mut Rng) -> u128 {
    let mut bytes = [0; 16];
    match rng.below(6) {
        0 => bytes.fill_with(|| rng.of(&[0, 1, 0x7f, 0x80, 0xff, 0x81])),
        1 => lanes(&mut bytes, || {
            rng.of(&[0u16, 1, 0x7fff, 0x8000, 0xffff]).to_le_bytes()
        }),
        2 => lanes(&mut bytes, || rng.of(EDGES_32).to_le_bytes()),
        3 => lanes(&mut bytes, || rng.of(EDGES_64).to_le_bytes()),
        4 => lanes(&mut bytes, || float_bytes_32(rng.of(EDGES_F32))),
        _ => lanes(&mut bytes, || float_bytes_64(rng.of(EDGES_F64))),
    }
    u128::from_le_bytes(bytes)
}

fn lanes<const N: usize>(bytes: &mut [u8; 16], mut lane: impl FnMut() -> [u8; N]) {
    for chunk in bytes.chunks_exact_mut(N) {
        chunk.copy_from_slice(&lane());
    }
}

fn float_bytes_32(value: f32) -> [u8; 4] {
    if value.is_nan() {
        0x7fc0_0000u32.to_le_bytes()
    } else {
        value.to_le_bytes()
    }
}

fn float_bytes_64(value: f64) -> [u8; 8] {
    if value.is_nan() {
        0x7ff8_0000_0000_0000u64.to_le_bytes()
    } else {
        value.to_le_bytes()
    }
}
