//! Every numeric operator at the edges of its operands.
//!
//! Expectations do not come from the operations that the engine uses: integers are
//! computed in 128 bits, single-precision results by rounding double-precision ones
//! (which is exact for these operators), everything else stands here as literals.

use sanderling::{Config, Engine, Instance, Module, Store, Trap, Val};
use std::collections::HashMap;

/// A value or a trap.
type Outcome = Result<Val, Trap>;

/// Instances with one function for each operator, named like it: with fusion and
/// without.
struct Operators {
    sides: Vec<(Store<()>, Instance)>,
    types: HashMap<String, (usize, Val)>,
}

const I32: Val = Val::I32(0);
const I64: Val = Val::I64(0);
const F32: Val = Val::F32(0);
const F64: Val = Val::F64(0);

fn name(ty: &Val) -> &'static str {
    match ty {
        Val::I32(_) => "i32",
        Val::I64(_) => "i64",
        Val::F32(_) => "f32",
        _ => "f64",
    }
}

impl Operators {
    /// `ops`: names with the operands' type, their number, and the result's type.
    fn new(ops: &[(String, Val, usize, Val)]) -> Operators {
        let mut text = String::new();
        let mut types = HashMap::new();
        for (op, operand, arity, result) in ops {
            let params = vec![name(operand); *arity].join(" ");
            let gets = ["(local.get 0)", "(local.get 1)"][..*arity].join(" ");
            let result_name = name(result);
            text.push_str(&format!(
                "(func (export \"{op}\") (param {params}) (result {result_name}) ({op} {gets}))\n"
            ));
            types.insert(op.clone(), (*arity, result.clone()));
        }
        let sides = [true, false].map(|fusion| {
            let engine = Engine::new(&Config::new().fusion(fusion)).unwrap();
            let module = Module::new(&engine, &text).unwrap();
            let mut store = Store::new(&engine, ());
            let instance = Instance::new(&mut store, &module, &[]).unwrap();
            (store, instance)
        });
        Operators {
            sides: sides.into(),
            types,
        }
    }

    fn apply(&mut self, op: &str, args: &[Val]) -> Outcome {
        let (arity, result) = self.types[op].clone();
        assert_eq!(arity, args.len());
        let outcomes: Vec<Outcome> = self
            .sides
            .iter_mut()
            .map(|(store, instance)| {
                let func = instance.get_func(&mut *store, op).unwrap();
                let mut results = [result.clone()];
                match func.call(store, args, &mut results) {
                    Ok(()) => Ok(results[0].clone()),
                    Err(error) => Err(error.as_trap().unwrap()),
                }
            })
            .collect();
        assert_eq!(outcomes[0], outcomes[1], "{op} {args:?}");
        outcomes[0].clone()
    }

    fn check(&mut self, op: &str, args: &[Val], expected: Outcome) {
        assert_eq!(self.apply(op, args), expected, "{op} {args:x?}");
    }
}

fn ops(
    prefix: &str,
    names: &[&str],
    operand: Val,
    arity: usize,
    result: Val,
) -> Vec<(String, Val, usize, Val)> {
    names
        .iter()
        .map(|n| {
            let op = format!("{prefix}.{n}");
            (op, operand.clone(), arity, result.clone())
        })
        .collect()
}

const ARITHMETIC: &[&str] = &[
    "add", "sub", "mul", "div_s", "div_u", "rem_s", "rem_u", "and", "or", "xor", "shl", "shr_s",
    "shr_u", "rotl", "rotr",
];
const COMPARISONS: &[&str] = &[
    "eq", "ne", "lt_s", "lt_u", "gt_s", "gt_u", "le_s", "le_u", "ge_s", "ge_u",
];

/// The result of an integer operator on numbers of this many bits, from 128-bit arithmetic.
fn integer(op: &str, bits: u32, a: i128, b: i128) -> Result<i128, Trap> {
    let modulus = 1i128 << bits;
    // `a` and `b` are signed; the unsigned reading of the same bits.
    let (ua, ub) = (a.rem_euclid(modulus), b.rem_euclid(modulus));
    let min = -(modulus / 2);
    let shift = ub.rem_euclid(i128::from(bits)) as u32;
    Ok(match op {
        "add" => a + b,
        "sub" => a - b,
        "mul" => a * b,
        "div_s" | "div_u" | "rem_s" | "rem_u" if b == 0 => return Err(Trap::DivideByZero),
        "div_s" if a == min && b == -1 => return Err(Trap::IntegerOverflow),
        "div_s" => a / b,
        "div_u" => ua / ub,
        "rem_s" => a % b,
        "rem_u" => ua % ub,
        "and" => a & b,
        "or" => a | b,
        "xor" => a ^ b,
        "shl" => ((ua << (shift / 2)) % modulus) << (shift - shift / 2),
        "shr_s" => a >> shift,
        "shr_u" => ua >> shift,
        "rotl" => rotate(ua, shift, bits),
        "rotr" => rotate(ua, (bits - shift) % bits, bits),
        "eq" => (a == b).into(),
        "ne" => (a != b).into(),
        "lt_s" => (a < b).into(),
        "lt_u" => (ua < ub).into(),
        "gt_s" => (a > b).into(),
        "gt_u" => (ua > ub).into(),
        "le_s" => (a <= b).into(),
        "le_u" => (ua <= ub).into(),
        "ge_s" => (a >= b).into(),
        "ge_u" => (ua >= ub).into(),
        _ => panic!("{op}"),
    })
}

/// Bit by bit.
fn rotate(ua: i128, by: u32, bits: u32) -> i128 {
    (0..bits)
        .filter(|bit| ua >> bit & 1 != 0)
        .map(|bit| 1i128 << ((bit + by) % bits))
        .sum()
}

#[test]
fn integer_operators_with_two_operands() {
    let mut all = ops("i32", ARITHMETIC, I32, 2, I32);
    all.extend(ops("i32", COMPARISONS, I32, 2, I32));
    all.extend(ops("i64", ARITHMETIC, I64, 2, I64));
    all.extend(ops("i64", COMPARISONS, I64, 2, I32));
    let mut operators = Operators::new(&all);
    for bits in [32u32, 64] {
        let min = -(1i128 << (bits - 1));
        let width = i128::from(bits);
        let edges = [
            0,
            1,
            2,
            3,
            7,
            -1,
            -2,
            -7,
            min,
            min + 1,
            -(min + 1),
            -(min + 2),
            width - 1,
            width,
            width + 1,
            -width,
            2 * width,
            0x5555_5555,
            0x1234_5678,
            -0x1234_5678,
            min >> 1,
        ];
        for &a in &edges {
            for &b in &edges {
                for op in ARITHMETIC.iter().chain(COMPARISONS) {
                    let expected = integer(op, bits, a, b);
                    if bits == 32 {
                        let value = expected.map(|v| Val::I32(v as i32));
                        let args = [Val::I32(a as i32), Val::I32(b as i32)];
                        operators.check(&format!("i32.{op}"), &args, value);
                    } else {
                        let value = expected.map(|v| {
                            if COMPARISONS.contains(op) {
                                Val::I32(v as i32)
                            } else {
                                Val::I64(v as i64)
                            }
                        });
                        let args = [Val::I64(a as i64), Val::I64(b as i64)];
                        operators.check(&format!("i64.{op}"), &args, value);
                    }
                }
            }
        }
    }
}

#[test]
fn integer_operators_with_one_operand() {
    let mut all = ops(
        "i32",
        &["eqz", "clz", "ctz", "popcnt", "extend8_s", "extend16_s"],
        I32,
        1,
        I32,
    );
    all.extend(ops(
        "i64",
        &[
            "clz",
            "ctz",
            "popcnt",
            "extend8_s",
            "extend16_s",
            "extend32_s",
        ],
        I64,
        1,
        I64,
    ));
    all.extend(ops("i64", &["eqz"], I64, 1, I32));
    all.extend(ops("i32", &["wrap_i64"], I64, 1, I32));
    all.extend(ops("i64", &["extend_i32_s", "extend_i32_u"], I32, 1, I64));
    let mut operators = Operators::new(&all);
    // value: eqz clz ctz popcnt extend8_s extend16_s
    let table: &[(u32, [i32; 6])] = &[
        (0, [1, 32, 32, 0, 0, 0]),
        (1, [0, 31, 0, 1, 1, 1]),
        (0x80, [0, 24, 7, 1, -128, 128]),
        (0x7f, [0, 25, 0, 7, 127, 127]),
        (0x8000, [0, 16, 15, 1, 0, -32768]),
        (0x0001_7fff, [0, 15, 0, 16, -1, 32767]),
        (0x8000_0000, [0, 0, 31, 1, 0, 0]),
        (0x7fff_ff00, [0, 1, 8, 23, 0, -256]),
        (0xffff_ffff, [0, 0, 0, 32, -1, -1]),
    ];
    for &(v, expected) in table {
        let names = ["eqz", "clz", "ctz", "popcnt", "extend8_s", "extend16_s"];
        for (name, e) in names.iter().zip(expected) {
            operators.check(
                &format!("i32.{name}"),
                &[Val::I32(v as i32)],
                Ok(Val::I32(e)),
            );
        }
    }
    // value: clz ctz popcnt extend8_s extend16_s extend32_s
    let table: &[(u64, [i64; 6])] = &[
        (0, [64, 64, 0, 0, 0, 0]),
        (1, [63, 0, 1, 1, 1, 1]),
        (0x80, [56, 7, 1, -128, 128, 128]),
        (0x1_0000_0000, [31, 32, 1, 0, 0, 0]),
        (0x8000_0000, [32, 31, 1, 0, 0, -0x8000_0000]),
        (0xffff_8000, [32, 15, 17, 0, -32768, -32768]),
        (0x8000_0000_0000_0000, [0, 63, 1, 0, 0, 0]),
        (0xffff_ffff_ffff_ffff, [0, 0, 64, -1, -1, -1]),
        (0x7fff_ffff_0000_7f7f, [1, 0, 45, 0x7f, 0x7f7f, 0x7f7f]),
    ];
    for &(v, expected) in table {
        let names = [
            "clz",
            "ctz",
            "popcnt",
            "extend8_s",
            "extend16_s",
            "extend32_s",
        ];
        for (name, e) in names.iter().zip(expected) {
            operators.check(
                &format!("i64.{name}"),
                &[Val::I64(v as i64)],
                Ok(Val::I64(e)),
            );
        }
        let zero = i32::from(v == 0);
        operators.check("i64.eqz", &[Val::I64(v as i64)], Ok(Val::I32(zero)));
    }
    for (v, e) in [
        (0x1_8000_0000i64, i32::MIN),
        (-1, -1),
        (0x7_0000_0000, 0),
        (i64::MAX, -1),
    ] {
        operators.check("i32.wrap_i64", &[Val::I64(v)], Ok(Val::I32(e)));
    }
    for (v, s, u) in [
        (-1, -1, 0xffff_ffff),
        (i32::MIN, -0x8000_0000, 0x8000_0000),
        (5, 5, 5),
    ] {
        operators.check("i64.extend_i32_s", &[Val::I32(v)], Ok(Val::I64(s)));
        operators.check("i64.extend_i32_u", &[Val::I32(v)], Ok(Val::I64(u)));
    }
}

const INF: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;

/// A value of a float type from a double that it can hold.
fn float(single: bool, v: f64) -> Val {
    if single {
        Val::F32((v as f32).to_bits())
    } else {
        Val::F64(v.to_bits())
    }
}

fn is_quiet_nan(v: &Val) -> bool {
    match v {
        Val::F32(bits) => *bits & 0x7fc0_0000 == 0x7fc0_0000,
        Val::F64(bits) => *bits & 0x7ff8_0000_0000_0000 == 0x7ff8_0000_0000_0000,
        _ => false,
    }
}

/// Equal bits, or a quiet NaN where a NaN is expected.
fn check_float(operators: &mut Operators, op: &str, args: &[Val], expected: f64) {
    let got = operators.apply(op, args).unwrap();
    if expected.is_nan() {
        assert!(is_quiet_nan(&got), "{op} {args:x?} {got:x?}");
    } else {
        let single = op.starts_with("f32");
        assert_eq!(got, float(single, expected), "{op} {args:x?}");
    }
}

#[test]
fn float_arithmetic() {
    let names = ["add", "sub", "mul", "div", "min", "max", "copysign"];
    let mut all = ops("f32", &names, F32, 2, F32);
    all.extend(ops("f64", &names, F64, 2, F64));
    let mut operators = Operators::new(&all);
    // a, b: add sub mul div min max copysign
    let table: &[(f64, f64, [f64; 7])] = &[
        (1.5, 0.25, [1.75, 1.25, 0.375, 6.0, 0.25, 1.5, 1.5]),
        (0.0, -0.0, [0.0, 0.0, -0.0, NAN, -0.0, 0.0, -0.0]),
        (-0.0, 0.0, [0.0, -0.0, -0.0, NAN, -0.0, 0.0, 0.0]),
        (-0.0, -0.0, [-0.0, 0.0, 0.0, NAN, -0.0, -0.0, -0.0]),
        (0.0, 0.0, [0.0, 0.0, 0.0, NAN, 0.0, 0.0, 0.0]),
        (1.0, 0.0, [1.0, 1.0, 0.0, INF, 0.0, 1.0, 1.0]),
        (1.0, -0.0, [1.0, 1.0, -0.0, -INF, -0.0, 1.0, -1.0]),
        (INF, INF, [INF, NAN, INF, NAN, INF, INF, INF]),
        (INF, -INF, [NAN, INF, -INF, NAN, -INF, INF, -INF]),
        (INF, 0.0, [INF, INF, NAN, INF, 0.0, INF, INF]),
        (2.0, INF, [INF, -INF, INF, 0.0, 2.0, INF, 2.0]),
        (-2.0, -INF, [-INF, INF, INF, 0.0, -INF, -2.0, -2.0]),
        (NAN, 1.0, [NAN; 7]),
        (NAN, INF, [NAN; 7]),
        (NAN, 0.0, [NAN; 7]),
    ];
    for single in [true, false] {
        let prefix = if single { "f32" } else { "f64" };
        for &(a, b, expected) in table {
            for (name, e) in names.iter().zip(expected) {
                let args = [float(single, a), float(single, b)];
                check_float(&mut operators, &format!("{prefix}.{name}"), &args, e);
                // A NaN is one on either side.
                if a.is_nan() && *name != "copysign" {
                    let args = [float(single, b), float(single, a)];
                    check_float(&mut operators, &format!("{prefix}.{name}"), &args, NAN);
                }
            }
        }
    }
    // The sign of a NaN counts in `copysign`, which keeps the other bits.
    let copysign: &[(u32, u32, u32)] = &[
        (0x7fa0_0001, 0x8000_0000, 0xffa0_0001),
        (0xffa0_0001, 0x3f80_0000, 0x7fa0_0001),
        (0x3f80_0000, 0xffc0_0000, 0xbf80_0000),
    ];
    for &(a, b, e) in copysign {
        operators.check("f32.copysign", &[Val::F32(a), Val::F32(b)], Ok(Val::F32(e)));
    }
    // Rounding and the ends of the range.
    let (max, least) = (f64::MAX, f64::from_bits(1));
    for (op, a, b, e) in [
        ("f64.add", max, max, INF),
        ("f64.add", max, 1.0, max),
        ("f64.sub", -max, max, -INF),
        ("f64.mul", max, 2.0, INF),
        ("f64.mul", least, 0.5, 0.0),
        ("f64.mul", least, -0.25, -0.0),
        ("f64.div", least, 2.0, 0.0),
        ("f64.div", 1.0, 3.0, f64::from_bits(0x3fd5_5555_5555_5555)),
        ("f64.add", 1.0, f64::EPSILON / 2.0, 1.0),
        (
            "f64.add",
            f64::from_bits(0x3ff0_0000_0000_0001),
            f64::EPSILON / 2.0,
            f64::from_bits(0x3ff0_0000_0000_0002),
        ),
        ("f64.div", least, max, 0.0),
    ] {
        check_float(&mut operators, op, &[float(false, a), float(false, b)], e);
    }
}

/// Rounding a double-precision result once more gives the single-precision one.
#[test]
fn single_precision_through_double_precision() {
    let names = ["add", "sub", "mul", "div"];
    let mut all = ops("f32", &names, F32, 2, F32);
    all.extend(ops("f32", &["sqrt"], F32, 1, F32));
    let mut operators = Operators::new(&all);
    let mut bits = 0x9e37_79b9u32;
    for _ in 0..3000 {
        let mut next = || {
            bits ^= bits << 13;
            bits ^= bits >> 17;
            bits ^= bits << 5;
            bits
        };
        let (x, y) = (next(), next());
        let (a, b) = (f64::from(f32::from_bits(x)), f64::from(f32::from_bits(y)));
        let args = [Val::F32(x), Val::F32(y)];
        for (name, e) in names.iter().zip([a + b, a - b, a * b, a / b]) {
            check_float(&mut operators, &format!("f32.{name}"), &args, e);
        }
        check_float(&mut operators, "f32.sqrt", &args[..1], a.sqrt());
    }
}

#[test]
fn float_comparisons() {
    let names = ["eq", "ne", "lt", "gt", "le", "ge"];
    let mut all = ops("f32", &names, F32, 2, I32);
    all.extend(ops("f64", &names, F64, 2, I32));
    let mut operators = Operators::new(&all);
    let table: &[(f64, f64, [i32; 6])] = &[
        (1.0, 1.0, [1, 0, 0, 0, 1, 1]),
        (1.0, 2.0, [0, 1, 1, 0, 1, 0]),
        (-1.0, -2.0, [0, 1, 0, 1, 0, 1]),
        (0.0, -0.0, [1, 0, 0, 0, 1, 1]),
        (-0.0, 0.0, [1, 0, 0, 0, 1, 1]),
        (-INF, INF, [0, 1, 1, 0, 1, 0]),
        (INF, INF, [1, 0, 0, 0, 1, 1]),
        (NAN, NAN, [0, 1, 0, 0, 0, 0]),
        (NAN, 1.0, [0, 1, 0, 0, 0, 0]),
        (-INF, NAN, [0, 1, 0, 0, 0, 0]),
    ];
    for single in [true, false] {
        for &(a, b, expected) in table {
            for (name, e) in names.iter().zip(expected) {
                let op = format!("{}.{name}", if single { "f32" } else { "f64" });
                operators.check(&op, &[float(single, a), float(single, b)], Ok(Val::I32(e)));
            }
        }
    }
}

#[test]
fn float_operators_with_one_operand() {
    let names = ["abs", "neg", "ceil", "floor", "trunc", "nearest", "sqrt"];
    let mut all = ops("f32", &names, F32, 1, F32);
    all.extend(ops("f64", &names, F64, 1, F64));
    let mut operators = Operators::new(&all);
    // a: abs neg ceil floor trunc nearest sqrt
    let table: &[(f64, [f64; 7])] = &[
        (0.0, [0.0, -0.0, 0.0, 0.0, 0.0, 0.0, 0.0]),
        (-0.0, [0.0, 0.0, -0.0, -0.0, -0.0, -0.0, -0.0]),
        (0.25, [0.25, -0.25, 1.0, 0.0, 0.0, 0.0, 0.5]),
        (-0.25, [0.25, 0.25, -0.0, -1.0, -0.0, -0.0, NAN]),
        (0.5, [0.5, -0.5, 1.0, 0.0, 0.0, 0.0, f64::NAN]),
        (-0.5, [0.5, 0.5, -0.0, -1.0, -0.0, -0.0, NAN]),
        (1.5, [1.5, -1.5, 2.0, 1.0, 1.0, 2.0, f64::NAN]),
        (2.5, [2.5, -2.5, 3.0, 2.0, 2.0, 2.0, f64::NAN]),
        (3.5, [3.5, -3.5, 4.0, 3.0, 3.0, 4.0, f64::NAN]),
        (-2.5, [2.5, 2.5, -2.0, -3.0, -2.0, -2.0, NAN]),
        (-3.5, [3.5, 3.5, -3.0, -4.0, -3.0, -4.0, NAN]),
        (
            8388607.5,
            [
                8388607.5,
                -8388607.5,
                8388608.0,
                8388607.0,
                8388607.0,
                8388608.0,
                f64::NAN,
            ],
        ),
        (9.0, [9.0, -9.0, 9.0, 9.0, 9.0, 9.0, 3.0]),
        (INF, [INF, -INF, INF, INF, INF, INF, INF]),
        (-INF, [INF, INF, -INF, -INF, -INF, -INF, NAN]),
        (NAN, [NAN; 7]),
    ];
    for single in [true, false] {
        for &(a, expected) in table {
            for (name, e) in names.iter().zip(expected) {
                // Roots that are no exact numbers are tested elsewhere.
                if *name == "sqrt" && e.is_nan() && a > 0.0 {
                    continue;
                }
                let op = format!("{}.{name}", if single { "f32" } else { "f64" });
                check_float(&mut operators, &op, &[float(single, a)], e);
            }
        }
    }
    for (v, e) in [
        (2.0, 0x3ff6_a09e_667f_3bcd_u64),
        (f64::from_bits(1), 0x1e60_0000_0000_0000),
    ] {
        operators.check("f64.sqrt", &[float(false, v)], Ok(Val::F64(e)));
    }
    for (v, e) in [
        (2251799813685248.5, 2251799813685248.0),
        (2251799813685249.5, 2251799813685250.0),
        (4503599627370497.0, 4503599627370497.0),
    ] {
        check_float(&mut operators, "f64.nearest", &[float(false, v)], e);
    }
    // `abs` and `neg` change one bit, of a signalling NaN too; the others quiet it.
    for (op, v, e) in [
        ("f32.abs", 0xffa0_0001u32, 0x7fa0_0001u32),
        ("f32.neg", 0x7fa0_0001, 0xffa0_0001),
        ("f32.neg", 0xffc0_0000, 0x7fc0_0000),
    ] {
        operators.check(op, &[Val::F32(v)], Ok(Val::F32(e)));
    }
}

/// An arithmetic operator that gets a signalling NaN gives a quiet one.
#[test]
fn nans_are_quieted() {
    let one = ["ceil", "floor", "trunc", "nearest", "sqrt"];
    let two = ["add", "sub", "mul", "div", "min", "max"];
    let mut all = ops("f32", &one, F32, 1, F32);
    all.extend(ops("f64", &one, F64, 1, F64));
    all.extend(ops("f32", &two, F32, 2, F32));
    all.extend(ops("f64", &two, F64, 2, F64));
    all.extend(ops("f32", &["demote_f64"], F64, 1, F32));
    all.extend(ops("f64", &["promote_f32"], F32, 1, F64));
    let mut operators = Operators::new(&all);
    let single = [0x7f80_0001u32, 0xff80_0001, 0x7fbf_ffff].map(Val::F32);
    let double = [0x7ff0_0000_0000_0001u64, 0xfff7_ffff_ffff_ffff].map(Val::F64);
    for (prefix, nans, other) in [
        ("f32", &single[..], float(true, 1.0)),
        ("f64", &double[..], float(false, 1.0)),
    ] {
        for nan in nans {
            for name in one {
                check_float(
                    &mut operators,
                    &format!("{prefix}.{name}"),
                    std::slice::from_ref(nan),
                    NAN,
                );
            }
            for name in two {
                let op = format!("{prefix}.{name}");
                check_float(&mut operators, &op, &[nan.clone(), other.clone()], NAN);
                check_float(&mut operators, &op, &[other.clone(), nan.clone()], NAN);
            }
        }
    }
    for nan in single {
        check_float(&mut operators, "f64.promote_f32", &[nan], NAN);
    }
    for nan in double {
        check_float(&mut operators, "f32.demote_f64", &[nan], NAN);
    }
}

/// The float next to another, away from zero or towards it.
fn next(v: f64, single: bool, by: i64) -> f64 {
    if single {
        f64::from(f32::from_bits(((v as f32).to_bits() as i64 + by) as u32))
    } else {
        f64::from_bits((v.to_bits() as i64 + by) as u64)
    }
}

#[test]
fn truncations() {
    let mut all = Vec::new();
    for (int, to) in [("i32", I32), ("i64", I64)] {
        for (from, ty) in [("f32", F32), ("f64", F64)] {
            for sign in ["s", "u"] {
                all.push((
                    format!("{int}.trunc_{from}_{sign}"),
                    ty.clone(),
                    1,
                    to.clone(),
                ));
                all.push((
                    format!("{int}.trunc_sat_{from}_{sign}"),
                    ty.clone(),
                    1,
                    to.clone(),
                ));
            }
        }
    }
    let mut operators = Operators::new(&all);
    for int in [32u32, 64] {
        for single in [true, false] {
            for signed in [true, false] {
                let (low, high) = if signed {
                    (-(1i128 << (int - 1)), (1i128 << (int - 1)) - 1)
                } else {
                    (0, (1i128 << int) - 1)
                };
                let mut values = vec![
                    0.0, -0.0, 0.5, -0.5, 1.0, -1.0, 1.5, -1.5, 5.9, -5.9, INF, -INF, NAN, -NAN,
                ];
                for power in [31, 32, 63, 64] {
                    let edge = 2f64.powi(power);
                    for v in [
                        edge,
                        edge + 1.0,
                        edge - 1.0,
                        edge - 0.5,
                        edge + 0.5,
                        next(edge, single, -1),
                        next(edge, single, 1),
                    ] {
                        values.extend([v, -v]);
                    }
                }
                values.extend([
                    next(1.0, single, -1),
                    -next(1.0, single, -1),
                    1e300,
                    -1e300,
                    1e-300,
                ]);
                for v in values {
                    // As the type holds it.
                    let v = if single { f64::from(v as f32) } else { v };
                    // Doubles below 2^65 are exact in 128 bits, once their fraction is gone.
                    let whole = if v.is_nan() {
                        None
                    } else if v.abs() >= 1e30 {
                        Some(if v > 0.0 { i128::MAX } else { i128::MIN })
                    } else {
                        Some(integral(v))
                    };
                    let value = |n: i128| {
                        if int == 32 {
                            Val::I32(n as i32)
                        } else {
                            Val::I64(n as i64)
                        }
                    };
                    let trapping = match whole {
                        None => Err(Trap::InvalidConversionToInteger),
                        Some(n) if n < low || n > high => Err(Trap::IntegerOverflow),
                        Some(n) => Ok(value(n)),
                    };
                    let saturating = value(whole.map_or(0, |n| n.clamp(low, high)));
                    let suffix = format!(
                        "{}_{}",
                        if single { "f32" } else { "f64" },
                        if signed { "s" } else { "u" }
                    );
                    let arg = [float(single, v)];
                    operators.check(&format!("i{int}.trunc_{suffix}"), &arg, trapping);
                    operators.check(&format!("i{int}.trunc_sat_{suffix}"), &arg, Ok(saturating));
                }
            }
        }
    }
}

/// The integer part of a double, from its bits.
fn integral(v: f64) -> i128 {
    let bits = v.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i32 - 1075;
    let significand = i128::from(bits & 0xf_ffff_ffff_ffff | 1 << 52);
    let magnitude = if exponent >= 0 {
        significand << exponent
    } else if exponent < -100 {
        0
    } else {
        significand >> -exponent
    };
    if v < 0.0 { -magnitude } else { magnitude }
}

#[test]
fn conversions() {
    let mut all = Vec::new();
    for (float, ty) in [("f32", F32), ("f64", F64)] {
        for (int, from) in [("i32", I32), ("i64", I64)] {
            for sign in ["s", "u"] {
                all.push((
                    format!("{float}.convert_{int}_{sign}"),
                    from.clone(),
                    1,
                    ty.clone(),
                ));
            }
        }
    }
    all.extend(ops("f32", &["demote_f64"], F64, 1, F32));
    all.extend(ops("f64", &["promote_f32"], F32, 1, F64));
    all.extend(ops("i32", &["reinterpret_f32"], F32, 1, I32));
    all.extend(ops("i64", &["reinterpret_f64"], F64, 1, I64));
    all.extend(ops("f32", &["reinterpret_i32"], I32, 1, F32));
    all.extend(ops("f64", &["reinterpret_i64"], I64, 1, F64));
    let mut operators = Operators::new(&all);
    // Ties go to even: 2^24 + 1 and its neighbours, at the top of both ranges.
    let from32: &[(i32, u32, u32, f64, f64)] = &[
        (0, 0, 0, 0.0, 0.0),
        (-1, 0xbf80_0000, 0x4f80_0000, -1.0, 4294967295.0),
        (
            i32::MIN,
            0xcf00_0000,
            0x4f00_0000,
            -2147483648.0,
            2147483648.0,
        ),
        (
            i32::MAX,
            0x4f00_0000,
            0x4f00_0000,
            2147483647.0,
            2147483647.0,
        ),
        (16_777_217, 0x4b80_0000, 0x4b80_0000, 16777217.0, 16777217.0),
        (16_777_219, 0x4b80_0002, 0x4b80_0002, 16777219.0, 16777219.0),
    ];
    for &(v, s, u, ds, du) in from32 {
        let arg = [Val::I32(v)];
        operators.check("f32.convert_i32_s", &arg, Ok(Val::F32(s)));
        operators.check("f32.convert_i32_u", &arg, Ok(Val::F32(u)));
        operators.check("f64.convert_i32_s", &arg, Ok(float(false, ds)));
        operators.check("f64.convert_i32_u", &arg, Ok(float(false, du)));
    }
    let from64: &[(i64, u32, u32, u64, u64)] = &[
        (0, 0, 0, 0, 0),
        (
            -1,
            0xbf80_0000,
            0x5f80_0000,
            0xbff0_0000_0000_0000,
            0x43f0_0000_0000_0000,
        ),
        (
            i64::MIN,
            0xdf00_0000,
            0x5f00_0000,
            0xc3e0_0000_0000_0000,
            0x43e0_0000_0000_0000,
        ),
        (
            i64::MAX,
            0x5f00_0000,
            0x5f00_0000,
            0x43e0_0000_0000_0000,
            0x43e0_0000_0000_0000,
        ),
        (
            9_007_199_254_740_993,
            0x5a00_0000,
            0x5a00_0000,
            0x4340_0000_0000_0000,
            0x4340_0000_0000_0000,
        ),
        (
            9_007_199_254_740_995,
            0x5a00_0000,
            0x5a00_0000,
            0x4340_0000_0000_0002,
            0x4340_0000_0000_0002,
        ),
        // A double rounding, through a double, would give 0x5eff_fffe here.
        (
            0x7fff_ff40_0000_0001,
            0x5eff_ffff,
            0x5eff_ffff,
            0x43df_ffff_d000_0000,
            0x43df_ffff_d000_0000,
        ),
        (
            0x7fff_ffbf_ffff_ffff,
            0x5eff_ffff,
            0x5eff_ffff,
            0x43df_ffff_f000_0000,
            0x43df_ffff_f000_0000,
        ),
    ];
    for &(v, s, u, ds, du) in from64 {
        let arg = [Val::I64(v)];
        operators.check("f32.convert_i64_s", &arg, Ok(Val::F32(s)));
        operators.check("f32.convert_i64_u", &arg, Ok(Val::F32(u)));
        operators.check("f64.convert_i64_s", &arg, Ok(Val::F64(ds)));
        operators.check("f64.convert_i64_u", &arg, Ok(Val::F64(du)));
    }
    for (v, e) in [
        (0x3ff0_0000_0000_0000u64, 0x3f80_0000u32),
        (0x8000_0000_0000_0000, 0x8000_0000),
        (0x7fef_ffff_ffff_ffff, 0x7f80_0000),
        (0x47ef_ffff_e000_0000, 0x7f7f_ffff),
        (0x47ef_ffff_efff_ffff, 0x7f7f_ffff),
        (0x47ef_ffff_f000_0000, 0x7f80_0000),
        (0x36a0_0000_0000_0000, 0x0000_0001),
        (0x3690_0000_0000_0000, 0x0000_0000),
        (0x3690_0000_0000_0001, 0x0000_0001),
        (0x3ff0_0000_1000_0000, 0x3f80_0000),
        (0x3ff0_0000_3000_0000, 0x3f80_0002),
    ] {
        operators.check("f32.demote_f64", &[Val::F64(v)], Ok(Val::F32(e)));
    }
    for (v, e) in [
        (0x0000_0001u32, 0x36a0_0000_0000_0000u64),
        (0x7f7f_ffff, 0x47ef_ffff_e000_0000),
        (0xff80_0000, 0xfff0_0000_0000_0000),
    ] {
        operators.check("f64.promote_f32", &[Val::F32(v)], Ok(Val::F64(e)));
    }
    // Reinterpretation keeps all bits, those of signalling NaNs too.
    for v in [0u32, 0x8000_0000, 0x7fa0_0001, 0xff80_0001, 0xffff_ffff] {
        operators.check(
            "i32.reinterpret_f32",
            &[Val::F32(v)],
            Ok(Val::I32(v as i32)),
        );
        operators.check(
            "f32.reinterpret_i32",
            &[Val::I32(v as i32)],
            Ok(Val::F32(v)),
        );
        let v = u64::from(v) << 32 | 1;
        operators.check(
            "i64.reinterpret_f64",
            &[Val::F64(v)],
            Ok(Val::I64(v as i64)),
        );
        operators.check(
            "f64.reinterpret_i64",
            &[Val::I64(v as i64)],
            Ok(Val::F64(v)),
        );
    }
}

/// In deterministic mode every NaN that an operator makes is the canonical one.
#[test]
fn canonical_nans() {
    let engine = Engine::new(&Config::new().deterministic(true)).unwrap();
    let mut text = String::new();
    let mut count = 0;
    for t in ["f32", "f64"] {
        for e in [
            "div (local.get 0) (local.get 0)",
            "sqrt (local.get 1)",
            "min (local.get 2) (local.get 1)",
            "add (local.get 2) (local.get 2)",
            "mul (local.get 0) (local.get 2)",
            "ceil (local.get 2)",
            "nearest (local.get 2)",
        ] {
            text.push_str(&format!(
                "(func (export \"{count}\") (param {t} {t} {t}) (result {t}) ({t}.{e}))\n"
            ));
            count += 1;
        }
    }
    let module = Module::new(&engine, text).unwrap();
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    for i in 0..count {
        let func = instance.get_func(&mut store, &i.to_string()).unwrap();
        let (args, nan) = if i < count / 2 {
            (
                [Val::F32(0), float(true, -1.0), Val::F32(0xffa0_0001)],
                Val::F32(0x7fc0_0000),
            )
        } else {
            (
                [
                    Val::F64(0),
                    float(false, -1.0),
                    Val::F64(0xfff4_0000_0000_0001),
                ],
                Val::F64(0x7ff8_0000_0000_0000),
            )
        };
        let mut results = [args[0].clone()];
        func.call(&mut store, &args, &mut results).unwrap();
        assert_eq!(results[0], nan, "{i}");
    }
}
