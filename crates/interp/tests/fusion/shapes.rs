//! Every operator with every kind of operand and every use of its result.

use crate::harness::{F32, F64, I32, I64, Outcome, Pair, Ty};
use crate::ops::{LOADS, STORES, UNARIES, binaries};
use std::fmt::Write;

/// What an operand is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operand {
    /// A local.
    Local,
    /// A local that a loop sets.
    Pinned,
    /// A constant that fits 32 bits.
    Short,
    /// One that does not, where there are such.
    Wide,
    /// The result of another operator.
    Result,
    /// A value in its own slot: the result of a block.
    Slot,
    /// The result of `local.tee`.
    Tee,
    /// A loaded value.
    Loaded,
    /// The result of a call.
    Called,
}

use Operand::{Called, Loaded, Local, Pinned, Result as Computed, Short, Slot, Tee, Wide};

const OPERANDS: &[Operand] = &[
    Local, Pinned, Short, Wide, Computed, Slot, Tee, Loaded, Called,
];

impl Operand {
    /// Code that pushes the parameter called `x` this way.
    fn push(self, ty: Ty, x: char) -> String {
        let t = ty.name();
        match self {
            Local => format!("(local.get ${x})"),
            Pinned => format!("(local.get $p_{t})"),
            Short => match ty {
                I32 | I64 => format!("({t}.const {})", if x == 'a' { 7 } else { -3 }),
                _ => format!("({t}.const {})", if x == 'a' { "0.75" } else { "-0" }),
            },
            Wide => match ty {
                I32 => "(i32.const 0x80000001)".into(),
                I64 => "(i64.const 0x123456789)".into(),
                F32 => "(f32.const nan)".into(),
                F64 => "(f64.const 1e300)".into(),
            },
            Computed => match ty {
                I32 | I64 => format!("({t}.or (local.get ${x}) (local.get $zero_{t}))"),
                _ => format!("({t}.neg (local.get ${x}))"),
            },
            Slot => format!("(block (result {t}) (local.get ${x}))"),
            Tee => format!("(local.tee $tee_{t} {})", Computed.push(ty, x)),
            Loaded => {
                let at = if x == 'a' { 128 } else { 136 };
                format!("({t}.load (i32.const {at}))")
            }
            Called => format!("(call $id_{t} (local.get ${x}))"),
        }
    }
}

/// The uses of a result of a type: the function's results, and what follows the
/// operator. `{e}` stands for the code that leaves the result on the stack.
fn uses(ty: Ty) -> Vec<(String, String)> {
    let t = ty.name();
    let mut all = vec![
        (t.to_owned(), "{e}".to_owned()),
        (
            t.into(),
            format!("(local.set $r_{t} {{e}}) (local.get $r_{t})"),
        ),
        (
            t.into(),
            format!("(local.set $p_{t} {{e}}) (local.get $p_{t})"),
        ),
        (
            format!("{t} {t}"),
            format!("(local.tee $r_{t} {{e}}) (local.get $r_{t})"),
        ),
        (
            format!("{t} {t}"),
            format!("(local.tee $p_{t} {{e}}) (local.get $p_{t})"),
        ),
        // Set to a local that is on the stack.
        (
            format!("{t} {t}"),
            format!("(local.get $r_{t}) (local.set $r_{t} {{e}}) (local.get $r_{t})"),
        ),
        (
            format!("{t} {t}"),
            format!("(local.get $p_{t}) (local.set $p_{t} {{e}}) (local.get $p_{t})"),
        ),
        // Wanted after the accumulator has been overwritten.
        (
            format!("{t} {t}"),
            format!(
                "{{e}} {}",
                Computed.push(ty, 'x').replace("$x", &format!("$r_{t}"))
            ),
        ),
        (
            format!("{t} i32"),
            "{e} (call $id_i32 (i32.const 5))".into(),
        ),
        (
            t.into(),
            format!("(global.set $g_{t} {{e}}) (global.get $g_{t})"),
        ),
        (t.into(), format!("(call $id_{t} {{e}})")),
        (t.into(), format!("(block $x (result {t}) (br $x {{e}}))")),
        (t.into(), "(drop (i32.const 1)) (return {e})".to_string()),
        (
            t.into(),
            format!(
                "({t}.store (i32.const 200) {{e}}) ({t}.load (i32.const 200)) ({t}.store (i32.const 200) ({t}.const 0))"
            ),
        ),
        (
            t.into(),
            format!(
                "({t}.store offset=8 (local.get $at) {{e}}) ({t}.load offset=8 (local.get $at)) ({t}.store offset=8 (local.get $at) ({t}.const 0))"
            ),
        ),
        (
            t.into(),
            format!("(select {{e}} ({t}.const 3) (local.get $at))"),
        ),
        (
            t.into(),
            format!("(select ({t}.const 3) {{e}} (local.get $zero_i32))"),
        ),
        // Kept below a conditional branch that takes it along.
        (
            t.into(),
            format!("(block $x (result {t}) (br_if $x {{e}} (local.get $at)))"),
        ),
    ];
    let test = |condition: &str| {
        [
            format!("(block $x (br_if $x {condition}) (return (i32.const 1))) (i32.const 2)"),
            format!("(if (result i32) {condition} (then (i32.const 1)) (else (i32.const 2)))"),
            format!(
                "(block $x (result i32) (drop (br_if $x (i32.const 1) {condition})) (i32.const 2))"
            ),
            format!("(drop (br_if {{f}} (i32.const 1) {condition})) (i32.const 2)"),
            format!("(select (i32.const 1) (local.get $at) {condition})"),
        ]
    };
    let mut conditions = Vec::new();
    if ty == I32 {
        conditions.extend([
            "{e}",
            "(i32.eqz {e})",
            "(i32.eqz (i32.eqz {e}))",
            "(local.tee $r_i32 {e})",
            "(local.tee $p_i32 {e})",
        ]);
        for (result, code) in [
            ("i32", "(i32.load8_u {e})"),
            ("i32", "(i32.load16_u offset=3 {e})"),
            ("i32", "(i32.load offset=0xffffffff {e})"),
            ("i64", "(i64.load8_s (i32.add {e} (i32.const 5)))"),
            ("i32", "(i32.load8_u offset=2 (i32.add {e} (i32.const -1)))"),
            ("i32", "(i32.load8_u (i32.sub {e} (i32.const 1)))"),
            (
                "i32",
                "(i32.store8 offset=1 {e} (i32.const 9)) (i32.const 0)",
            ),
            (
                "i32",
                "(i32.store16 (i32.add {e} (i32.const 4)) (local.get $at)) (i32.const 0)",
            ),
            ("i64", "(i64.extend_i32_u {e})"),
            ("i64", "(i64.shl (i64.extend_i32_u {e}) (i64.const 1))"),
            (
                "i64",
                "(local.set $r_i64 (i64.extend_i32_u {e})) (local.get $r_i64)",
            ),
            (
                "i64",
                "(local.set $r_i32 {e}) (i64.extend_i32_u (local.get $r_i32))",
            ),
            (
                "i32",
                "(block $x (block $y (block $z (br_table $x $y $z {e})) (return (i32.const 1))) (return (i32.const 2))) (i32.const 3)",
            ),
        ] {
            all.push((result.into(), code.into()));
        }
    }
    if ty == I64 {
        conditions.extend([
            "(i64.eqz {e})",
            "(i32.eqz (i64.eqz {e}))",
            "(i32.wrap_i64 {e})",
        ]);
        all.push(("i32".into(), "(i32.wrap_i64 {e})".into()));
        all.push(("i64".into(), "(i64.extend_i32_u (i32.wrap_i64 {e}))".into()));
    }
    for condition in conditions {
        all.extend(test(condition).map(|code| ("i32".to_owned(), code)));
    }
    all
}

/// Collects functions into modules and compares them when there are enough.
struct Batch {
    text: String,
    /// For each function, its parameters and its own text.
    funcs: Vec<(Ty, Ty, String)>,
    calls: usize,
    trapped: usize,
}

/// What every module has besides the functions under test.
const PRELUDE: &str = r#"
    (memory (export "memory") 1)
    (global $g_i32 (export "g0") (mut i32) (i32.const 0))
    (global $g_i64 (export "g1") (mut i64) (i64.const 0))
    (global $g_f32 (export "g2") (mut f32) (f32.const 0))
    (global $g_f64 (export "g3") (mut f64) (f64.const 0))
    (func $id_i32 (param i32) (result i32) (local.get 0))
    (func $id_i64 (param i64) (result i64) (local.get 0))
    (func $id_f32 (param f32) (result f32) (local.get 0))
    (func $id_f64 (param f64) (result f64) (local.get 0))"#;

const LOCALS: &str = "
    (local $zero_i32 i32) (local $zero_i64 i64)
    (local $r_i32 i32) (local $r_i64 i64) (local $r_f32 f32) (local $r_f64 f64)
    (local $p_i32 i32) (local $p_i64 i64) (local $p_f32 f32) (local $p_f64 f64)
    (local $tee_i32 i32) (local $tee_i64 i64) (local $tee_f32 f32) (local $tee_f64 f64)";

impl Batch {
    fn new() -> Batch {
        Batch {
            text: PRELUDE.to_owned(),
            funcs: Vec::new(),
            calls: 0,
            trapped: 0,
        }
    }

    /// Adds a function with parameters `$a` and `$b` and the address `$at`.
    fn add(&mut self, (a, b): (Ty, Ty), results: &str, body: &str) {
        let (ta, tb) = (a.name(), b.name());
        let mut text = format!(
            "(func (export \"f{}\") (param $a {ta}) (param $b {tb}) (param $at i32) (result {results}) {LOCALS}\n",
            self.funcs.len()
        );
        let _ = write!(
            text,
            "({ta}.store (i32.const 128) (local.get $a)) ({tb}.store (i32.const 136) (local.get $b))"
        );
        // `{f}` is the function's label. The first local that the body names as
        // pinned is the one to be so.
        let pinned = Ty::ALL
            .into_iter()
            .filter_map(|ty| Some((body.find(&format!("$p_{}", ty.name()))?, ty)))
            .min_by_key(|&(at, _)| at);
        if let Some((_, ty)) = pinned {
            let p = format!("$p_{}", ty.name());
            if ty == b {
                let _ = write!(text, "(local.set {p} (local.get $b))");
            } else if ty == a {
                let _ = write!(text, "(local.set {p} (local.get $a))");
            }
            let again = format!("(local.set {p} (local.get {p}))").repeat(8);
            let _ = writeln!(
                text,
                "(loop (result {results}) {again} {}))",
                body.replace("{f}", "1")
            );
        } else {
            let _ = writeln!(text, "{})", body.replace("{f}", "0"));
        }
        self.text.push_str(&text);
        self.funcs.push((a, b, text));
        if self.funcs.len() >= 2000 {
            self.run();
        }
    }

    /// Compares all functions over edge values.
    fn run(&mut self) {
        let text = std::mem::replace(&mut self.text, PRELUDE.to_owned());
        let funcs = std::mem::take(&mut self.funcs);
        let mut pair = Pair::new(text, false);
        for (i, (a, b, text)) in funcs.iter().enumerate() {
            for (n, x) in a.edges().into_iter().enumerate() {
                for (m, y) in b.edges().into_iter().enumerate() {
                    // A third of the pairs, another third for each function, and the
                    // diagonal.
                    if (n + 2 * m + i) % 3 != 0 && x != y {
                        continue;
                    }
                    let args = [a.val(x), b.val(y), I32.val(144)];
                    match pair.call(i, &args) {
                        Ok(Outcome::Trap(_)) => self.trapped += 1,
                        Ok(Outcome::Values(_) | Outcome::Exception(_)) => {}
                        Err(error) => panic!("{error}\n{text}"),
                    }
                    self.calls += 1;
                }
            }
            if let Err(error) = pair.compare_state() {
                panic!("{error}\n{text}");
            }
        }
    }
}

/// Whether a case is run: all in optimised builds, else one in seven.
fn sampled(case: usize) -> bool {
    !cfg!(debug_assertions) || case.is_multiple_of(7)
}

fn binary_operators(types: &[Ty]) {
    let mut batch = Batch::new();
    for (op, ty, result) in binaries() {
        if !types.contains(&ty) {
            continue;
        }
        let uses = uses(result);
        for (i, &a) in OPERANDS.iter().enumerate() {
            for (j, &b) in OPERANDS.iter().enumerate() {
                let e = format!("({op} {} {})", a.push(ty, 'a'), b.push(ty, 'b'));
                for (k, (results, code)) in uses.iter().enumerate() {
                    if sampled(i + j + k) {
                        batch.add((ty, ty), results, &code.replace("{e}", &e));
                    }
                }
            }
        }
    }
    batch.run();
    assert!(batch.calls > 4 * batch.trapped);
}

#[test]
fn binary_operators_of_i32() {
    binary_operators(&[I32]);
}

#[test]
fn binary_operators_of_i64() {
    binary_operators(&[I64]);
}

#[test]
fn binary_operators_of_floats() {
    binary_operators(&[F32, F64]);
}

#[test]
fn unary_operators() {
    let mut batch = Batch::new();
    for &(op, ty, result) in UNARIES {
        for &a in OPERANDS {
            let e = format!("({op} {})", a.push(ty, 'a'));
            for (results, code) in uses(result) {
                batch.add((ty, ty), &results, &code.replace("{e}", &e));
            }
        }
    }
    batch.run();
    assert!(batch.calls > 4 * batch.trapped);
}

/// Two unary operators in sequence: superinstructions among them.
#[test]
fn sequences_of_unary_operators() {
    let mut batch = Batch::new();
    for &(first, ty, between) in UNARIES {
        for &(second, _, result) in UNARIES.iter().filter(|op| op.1 == between) {
            for &a in &[Local, Pinned, Computed] {
                let e = format!("({second} ({first} {}))", a.push(ty, 'a'));
                batch.add((ty, ty), result.name(), &e);
            }
        }
    }
    batch.run();
    assert!(batch.calls > batch.trapped);
}

/// No operator at all: what an operand is goes where it is wanted.
#[test]
fn operands_by_themselves() {
    let mut batch = Batch::new();
    for ty in Ty::ALL {
        for &a in OPERANDS {
            for (results, code) in uses(ty) {
                batch.add((ty, ty), &results, &code.replace("{e}", &a.push(ty, 'a')));
            }
            // One local is another, which is set.
            let t = ty.name();
            let code = format!(
                "(local.set $r_{t} {a}) (local.set $tee_{t} (local.get $r_{t})) (local.get $tee_{t}) (local.set $r_{t} ({t}.const 1)) (local.get $tee_{t}) (local.get $r_{t})",
                a = a.push(ty, 'a')
            );
            batch.add((ty, ty), &format!("{t} {t} {t}"), &code);
        }
    }
    batch.run();
}

/// The addresses of loads and stores.
const ADDRESSES: &[&str] = &[
    "(i32.const 144)",
    "(i32.const 65533)",
    "(i32.const -1)",
    "(local.get $at)",
    "(block (result i32) (local.get $at))",
    "(i32.mul (local.get $at) (i32.const 1))",
    "(i32.add (local.get $at) (i32.const 3))",
    "(i32.add (local.get $at) (i32.const -8))",
    "(i32.add (local.get $at) (i32.const 0x7fffffff))",
    "(i32.add (i32.const 3) (local.get $at))",
    "(i32.add (i32.mul (local.get $at) (i32.const 1)) (i32.const 5))",
    "(i32.sub (local.get $at) (i32.const 4))",
    "(local.tee $r_i32 (i32.add (local.get $at) (i32.const 2)))",
    "(i32.wrap_i64 (i64.const 0x100000090))",
    "(local.tee $p_i32 (i32.add (local.get $at) (i32.const 2)))",
    "(i32.add (local.tee $p_i32 (local.get $at)) (i32.const 2))",
    "(i32.add (local.get $at) (local.get $zero_i32))",
];

const OFFSETS: &[&str] = &["", "offset=1", "offset=65000", "offset=0xffffffff"];

#[test]
fn loads() {
    let mut batch = Batch::new();
    for &(op, result) in LOADS {
        for (i, address) in ADDRESSES.iter().enumerate() {
            for (j, offset) in OFFSETS.iter().enumerate() {
                let e = format!("({op} {offset} {address})");
                for (k, (results, code)) in uses(result).iter().enumerate() {
                    if sampled(i + j + k) {
                        let code = code.replace("{e}", &e);
                        let at = "(i64.store (i32.const 144) (i64.const 0x818283848586878f))";
                        batch.add((F64, I64), results, &format!("{at} {code}"));
                    }
                }
            }
        }
    }
    batch.run();
    assert!(batch.trapped > 0 && batch.calls > batch.trapped);
}

#[test]
fn stores() {
    let mut batch = Batch::new();
    for &(op, ty) in STORES {
        for address in ADDRESSES {
            for offset in OFFSETS {
                for &value in OPERANDS {
                    let store = format!("({op} {offset} {address} {})", value.push(ty, 'a'));
                    let back = "(i64.load (i32.const 144)) (local.get $r_i32) (local.get $p_i32)";
                    batch.add((ty, ty), "i64 i32 i32", &format!("{store} {back}"));
                    // The value waits on the stack while the address is computed, or
                    // comes from where the address is.
                    let late = format!(
                        "(local.set $tee_i32 {address}) ({op} {offset} (local.get $tee_i32) {})",
                        value.push(ty, 'b')
                    );
                    batch.add((ty, ty), "i64 i32 i32", &format!("{late} {back}"));
                }
            }
        }
    }
    batch.run();
    assert!(batch.trapped > 0 && batch.calls > batch.trapped);
}

/// No sum is to be found before it, and next to nothing to look at.
#[test]
fn a_function_begins_with_a_store_to_what_a_call_returned() {
    let text = r#"(memory (export "memory") 1)
        (func $at (result i32) (i32.const 8))
        (func (export "f") (i32.store (call $at) (i32.const 7)))"#;
    let mut pair = Pair::new(text.into(), false);
    pair.call(0, &[]).expect("same outcome");
    pair.compare_state().expect("same memory");
}

#[test]
fn selects() {
    let mut batch = Batch::new();
    let conditions = [
        "(local.get $at)",
        "(local.get $zero_i32)",
        "(i32.const 1)",
        "(i32.const 0)",
        "(i32.eqz (local.get $at))",
        "(i32.lt_s (local.get $at) (i32.const 7))",
        "(i64.eqz (local.get $zero_i64))",
        "(i32.and (local.get $at) (i32.const 16))",
        "(call $id_i32 (local.get $at))",
        "(local.tee $tee_i32 (i32.and (local.get $at) (i32.const 1)))",
    ];
    for ty in Ty::ALL {
        for &a in OPERANDS {
            for &b in OPERANDS {
                for condition in conditions {
                    let (x, y) = (a.push(ty, 'a'), b.push(ty, 'b'));
                    let e = format!("(select {x} {y} {condition})");
                    for (results, code) in uses(ty).into_iter().step_by(3) {
                        batch.add((ty, ty), &results, &code.replace("{e}", &e));
                    }
                }
            }
        }
    }
    batch.run();
}
