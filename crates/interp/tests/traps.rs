//! Every trap that the engine raises, just below and just above, and that the
//! store is as it should be afterwards.

use sanderling::{
    Caller, Config, Engine, Error, Extern, Global, GlobalType, Instance, Linker, Module,
    Mutability, Store, Trap, Val, ValType,
};
use std::fmt::Write;

type Outcome = Result<Vec<Val>, Trap>;

/// A store with an instance.
struct Guest {
    store: Store<u32>,
    instance: Instance,
}

impl Guest {
    fn with(config: &Config, text: &str) -> Guest {
        let engine = Engine::new(config).unwrap();
        let module = Module::new(&engine, text).unwrap();
        let mut store = Store::new(&engine, 0);
        let instance = Instance::new(&mut store, &module, &[]).unwrap();
        Guest { store, instance }
    }

    /// The same module with fusion and without.
    fn both(text: &str) -> [Guest; 2] {
        [true, false].map(|fusion| Guest::with(&Config::new().fusion(fusion), text))
    }

    fn result(&mut self, name: &str, args: &[Val]) -> Result<Vec<Val>, Error> {
        let func = self.instance.get_func(&mut self.store, name).unwrap();
        let ty = func.ty(&self.store).unwrap();
        let mut results = vec![Val::I32(0); ty.results().len()];
        func.call(&mut self.store, args, &mut results)?;
        Ok(results)
    }

    fn call(&mut self, name: &str, args: &[Val]) -> Outcome {
        self.result(name, args)
            .map_err(|error| error.as_trap().unwrap())
    }

    fn memory(&mut self) -> Vec<u8> {
        let memory = self.instance.get_memory(&mut self.store, "memory").unwrap();
        memory.data(&self.store).unwrap().to_vec()
    }
}

const PAGE: u64 = 65536;

/// Accesses: name, type, bytes.
const ACCESSES: &[(&str, &str, u64)] = &[
    ("i32.load", "i32", 4),
    ("i64.load", "i64", 8),
    ("f32.load", "f32", 4),
    ("f64.load", "f64", 8),
    ("i32.load8_s", "i32", 1),
    ("i32.load8_u", "i32", 1),
    ("i32.load16_s", "i32", 2),
    ("i32.load16_u", "i32", 2),
    ("i64.load8_s", "i64", 1),
    ("i64.load8_u", "i64", 1),
    ("i64.load16_s", "i64", 2),
    ("i64.load16_u", "i64", 2),
    ("i64.load32_s", "i64", 4),
    ("i64.load32_u", "i64", 4),
    ("i32.store", "i32", 4),
    ("i64.store", "i64", 8),
    ("f32.store", "f32", 4),
    ("f64.store", "f64", 8),
    ("i32.store8", "i32", 1),
    ("i32.store16", "i32", 2),
    ("i64.store8", "i64", 1),
    ("i64.store16", "i64", 2),
    ("i64.store32", "i64", 4),
];

/// Each access, at an address that is a parameter, a constant, a sum, a result, in
/// the first and in another memory.
#[test]
fn memory_bounds() {
    for is_64 in [false, true] {
        let t = if is_64 { "i64" } else { "i32" };
        let top = if is_64 { u64::MAX } else { u64::from(u32::MAX) };
        let mut text = format!(
            "(memory (export \"memory\") {t} 1) (memory $m {t} 1)
             (func $id (param {t}) (result {t}) (local.get 0))"
        );
        let mut cases = Vec::new();
        for &(op, ty, width) in ACCESSES {
            for memory in ["", "$m"] {
                for offset in [0, 1, PAGE - width, PAGE - width + 1, top] {
                    for at in [
                        0,
                        1,
                        PAGE - width - 1,
                        PAGE - width,
                        PAGE - width + 1,
                        PAGE,
                        top - width,
                        top,
                    ] {
                        let fits = u128::from(at) + u128::from(offset) + u128::from(width)
                            <= u128::from(PAGE);
                        let constant = format!("({t}.const {})", at as i64);
                        let constant = if is_64 {
                            constant
                        } else {
                            format!("(i32.const {})", at as i32)
                        };
                        let addresses = [
                            "(local.get 0)".to_owned(),
                            "(call $id (local.get 0))".to_string(),
                            format!("({t}.add (local.get 0) ({t}.const 0))"),
                            format!(
                                "({t}.add ({t}.sub (local.get 0) ({t}.const 5)) ({t}.const 5))"
                            ),
                            format!("(local.tee 1 {constant})"),
                            format!("(block (result {t}) {constant})"),
                            constant,
                        ];
                        // All ways near the edge, one elsewhere.
                        let ways = if at.saturating_add(width) >= PAGE && at <= PAGE {
                            addresses.len()
                        } else {
                            1
                        };
                        for address in addresses.into_iter().rev().take(ways) {
                            let body = if op.contains("store") {
                                format!("({op} {memory} offset={offset} {address} ({ty}.const -1))")
                            } else {
                                format!("(drop ({op} {memory} offset={offset} {address}))")
                            };
                            let _ = writeln!(
                                text,
                                "(func (export \"{}\") (param {t}) (local {t}) {body})",
                                cases.len()
                            );
                            cases.push((at, fits, op.contains("store") && memory.is_empty()));
                        }
                    }
                }
            }
        }
        for mut guest in Guest::both(&text) {
            let memory = guest
                .instance
                .get_memory(&mut guest.store, "memory")
                .unwrap();
            for (i, &(at, fits, stores)) in cases.iter().enumerate() {
                let arg = if is_64 {
                    Val::I64(at as i64)
                } else {
                    Val::I32(at as i32)
                };
                let outcome = guest.call(&i.to_string(), &[arg]);
                let expected = if fits {
                    Ok(vec![])
                } else {
                    Err(Trap::MemoryOutOfBounds)
                };
                assert_eq!(outcome, expected, "{i}: {at}");
                // A store that traps writes nothing, not even the bytes inside.
                let bytes = memory.data_mut(&mut guest.store).unwrap();
                let near = [0..16, PAGE as usize - 16..PAGE as usize];
                let written = near
                    .iter()
                    .any(|r| bytes[r.clone()].iter().any(|&b| b != 0));
                assert!(!written || fits && stores, "{i}: {at}");
                if written {
                    bytes.fill(0);
                } else if fits && stores {
                    // Somewhere in between.
                    assert!(bytes.iter().any(|&b| b != 0), "{i}: {at}");
                    bytes.fill(0);
                }
            }
        }
    }
}

/// A grown memory can be reached to its new end, and no further.
#[test]
fn memory_bounds_after_growth() {
    let text = r#"
        (memory (export "memory") 0 3)
        (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0)))
        (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
        (func (export "both") (param i32) (result i32)
          (local $old i32)
          (local.set $old (memory.grow (i32.const 1)))
          (i32.load8_u (local.get 0)))"#;
    for mut guest in Guest::both(text) {
        let trap = Err(Trap::MemoryOutOfBounds);
        assert_eq!(guest.call("load", &[Val::I32(0)]), trap);
        assert_eq!(guest.call("grow", &[Val::I32(1)]), Ok(vec![Val::I32(0)]));
        assert_eq!(
            guest.call("load", &[Val::I32(65535)]),
            Ok(vec![Val::I32(0)])
        );
        assert_eq!(guest.call("load", &[Val::I32(65536)]), trap);
        assert_eq!(
            guest.call("both", &[Val::I32(131_071)]),
            Ok(vec![Val::I32(0)])
        );
        assert_eq!(guest.call("load", &[Val::I32(131_072)]), trap);
        assert_eq!(guest.call("grow", &[Val::I32(2)]), Ok(vec![Val::I32(-1)]));
        assert_eq!(guest.call("grow", &[Val::I32(-1)]), Ok(vec![Val::I32(-1)]));
        assert_eq!(guest.call("load", &[Val::I32(131_072)]), trap);
        assert_eq!(guest.call("grow", &[Val::I32(1)]), Ok(vec![Val::I32(2)]));
        assert_eq!(
            guest.call("load", &[Val::I32(196_607)]),
            Ok(vec![Val::I32(0)])
        );
    }
}

#[test]
fn bulk_memory_bounds() {
    let text = r#"
        (memory (export "memory") 1) (memory $m 1)
        (data $d "0123456789")
        (func (export "fill") (param i32 i32) (memory.fill (local.get 0) (i32.const 7) (local.get 1)))
        (func (export "copy_to") (param i32 i32) (memory.copy (local.get 0) (i32.const 0) (local.get 1)))
        (func (export "copy_from") (param i32 i32) (memory.copy (i32.const 0) (local.get 0) (local.get 1)))
        (func (export "across") (param i32 i32) (memory.copy 1 0 (local.get 0) (i32.const 0) (local.get 1)))
        (func (export "init_to") (param i32 i32) (memory.init $d (local.get 0) (i32.const 0) (local.get 1)))
        (func (export "init_from") (param i32 i32) (memory.init $d (i32.const 100) (local.get 0) (local.get 1)))
        (func (export "seed") (i32.store (i32.const 0) (i32.const 0x01020304)))
        (func (export "drop") (data.drop $d))"#;
    for mut guest in Guest::both(text) {
        guest.call("seed", &[]).unwrap();
        let end = PAGE as i32;
        for name in [
            "fill",
            "copy_to",
            "copy_from",
            "across",
            "init_to",
            "init_from",
        ] {
            let end = if name == "init_from" { 10 } else { end };
            for (at, len, fits) in [
                (end, 0, true),
                (end - 1, 1, true),
                (end - 4, 4, true),
                (end + 1, 0, false),
                (end, 1, false),
                (end - 1, 2, false),
                (end - 4, 5, false),
                (0, -1, false),
                (-1, 0, false),
                (-1, -1, false),
                (-1, 2, false),
            ] {
                let before = guest.memory();
                let outcome = guest.call(name, &[Val::I32(at), Val::I32(len)]);
                let expected = if fits {
                    Ok(vec![])
                } else {
                    Err(Trap::MemoryOutOfBounds)
                };
                assert_eq!(outcome, expected, "{name} {at} {len}");
                if !fits || len == 0 {
                    assert!(guest.memory() == before, "{name} {at} {len} wrote");
                }
            }
        }
        // A dropped segment is an empty one.
        guest.call("drop", &[]).unwrap();
        let zero = [Val::I32(0), Val::I32(0)];
        assert_eq!(guest.call("init_from", &zero), Ok(vec![]));
        let one = [Val::I32(0), Val::I32(1)];
        assert_eq!(guest.call("init_from", &one), Err(Trap::MemoryOutOfBounds));
        guest.call("drop", &[]).unwrap();
    }
}

/// Overlapping copies, both ways.
#[test]
fn copies_overlap() {
    let text = r#"
        (memory (export "memory") 1) (data (i32.const 10) "abcdefgh")
        (func (export "copy") (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2)))"#;
    for mut guest in Guest::both(text) {
        let args = |to, from, len| [Val::I32(to), Val::I32(from), Val::I32(len)];
        guest.call("copy", &args(12, 10, 8)).unwrap();
        assert_eq!(&guest.memory()[10..20], b"ababcdefgh");
        guest.call("copy", &args(8, 10, 8)).unwrap();
        assert_eq!(&guest.memory()[8..20], b"ababcdefefgh");
    }
}

#[test]
fn table_bounds() {
    for is_64 in [false, true] {
        let t = if is_64 { "i64" } else { "i32" };
        let text = format!(
            r#"
            (table $t {t} 4 6 funcref) (table $u {t} 4 funcref)
            (elem $e func $f $f $f)
            (func $f)
            (func (export "get") (param {t} i32) (drop (table.get $t (local.get 0))))
            (func (export "set") (param {t} i32) (table.set $t (local.get 0) (ref.func $f)))
            (func (export "null") (param {t}) (result i32) (ref.is_null (table.get $t (local.get 0))))
            (func (export "fill") (param {t} i32) (table.fill $t (local.get 0) (ref.func $f) (call $wide (local.get 1))))
            (func (export "copy_to") (param {t} i32) (table.copy $t $u (local.get 0) ({t}.const 0) (call $wide (local.get 1))))
            (func (export "copy_from") (param {t} i32) (table.copy $u $t ({t}.const 0) (local.get 0) (call $wide (local.get 1))))
            (func (export "init_to") (param {t} i32) (table.init $t $e (local.get 0) (i32.const 0) (local.get 1)))
            (func (export "grow") (param {t}) (result {t}) (table.grow $t (ref.null func) (local.get 0)))
            (func (export "size") (result {t}) (table.size $t))
            (func (export "drop") (elem.drop $e))
            (func $wide (param i32) (result {t}) {wide})"#,
            wide = if is_64 {
                "(i64.extend_i32_u (local.get 0))"
            } else {
                "(local.get 0)"
            },
        );
        let index = |at: i64| {
            if is_64 {
                Val::I64(at)
            } else {
                Val::I32(at as i32)
            }
        };
        for mut guest in Guest::both(&text) {
            let trap = Err(Trap::TableOutOfBounds);
            for name in ["get", "set"] {
                for (at, fits) in [(0, true), (3, true), (4, false), (-1, false)] {
                    let expected = if fits { Ok(vec![]) } else { trap.clone() };
                    assert_eq!(
                        guest.call(name, &[index(at), Val::I32(0)]),
                        expected,
                        "{name} {at}"
                    );
                }
            }
            for name in ["fill", "copy_to", "copy_from", "init_to"] {
                for (at, len, fits) in [
                    (4, 0, true),
                    (3, 1, true),
                    (2, 2, true),
                    (5, 0, false),
                    (4, 1, false),
                    (2, 3, false),
                    (-1, 0, false),
                    (-1, 2, false),
                    (0, -1, false),
                ] {
                    guest.call("copy_to", &[index(0), Val::I32(4)]).unwrap();
                    let expected = if fits { Ok(vec![]) } else { trap.clone() };
                    assert_eq!(
                        guest.call(name, &[index(at), Val::I32(len)]),
                        expected,
                        "{name} {at} {len}"
                    );
                    if !fits {
                        // Nothing was written before the trap.
                        for i in 0..4 {
                            assert_eq!(
                                guest.call("null", &[index(i)]),
                                Ok(vec![Val::I32(1)]),
                                "{name} {at} {len}"
                            );
                        }
                    }
                }
            }
            assert_eq!(guest.call("grow", &[index(3)]), Ok(vec![index(-1)]));
            assert_eq!(guest.call("grow", &[index(2)]), Ok(vec![index(4)]));
            assert_eq!(guest.call("get", &[index(5), Val::I32(0)]), Ok(vec![]));
            assert_eq!(guest.call("get", &[index(6), Val::I32(0)]), trap);
            assert_eq!(guest.call("size", &[]), Ok(vec![index(6)]));
            guest.call("drop", &[]).unwrap();
            assert_eq!(guest.call("init_to", &[index(0), Val::I32(0)]), Ok(vec![]));
            assert_eq!(guest.call("init_to", &[index(0), Val::I32(1)]), trap);
        }
    }
}

#[test]
fn indirect_calls() {
    for is_64 in [false, true] {
        let t = if is_64 { "i64" } else { "i32" };
        let text = format!(
            r#"
            (type $a (func (result i32))) (type $b (func (param i32) (result i32)))
            (type $same (func (result i32)))
            (table {t} 3 funcref)
            (elem ({t}.const 0) $one $id)
            (func $one (result i32) (i32.const 1))
            (func $id (param i32) (result i32) (local.get 0))
            (func (export "call") (param {t}) (result i32) (call_indirect (type $a) (local.get 0)))
            (func (export "same") (param {t}) (result i32) (call_indirect (type $same) (local.get 0)))
            (func (export "tail") (param {t}) (result i32) (return_call_indirect (type $a) (local.get 0)))
            (func (export "with") (param {t}) (result i32) (call_indirect (type $b) (i32.const 9) (local.get 0)))"#
        );
        let index = |at: i64| {
            if is_64 {
                Val::I64(at)
            } else {
                Val::I32(at as i32)
            }
        };
        for mut guest in Guest::both(&text) {
            for name in ["call", "same", "tail", "with"] {
                let mismatch = Err(Trap::IndirectCallTypeMismatch);
                let (first, second) = match name {
                    "with" => (mismatch, Ok(vec![Val::I32(9)])),
                    _ => (Ok(vec![Val::I32(1)]), mismatch),
                };
                assert_eq!(guest.call(name, &[index(0)]), first, "{name}");
                assert_eq!(guest.call(name, &[index(1)]), second, "{name}");
                assert_eq!(
                    guest.call(name, &[index(2)]),
                    Err(Trap::UninitializedElement)
                );
                assert_eq!(guest.call(name, &[index(3)]), Err(Trap::UndefinedElement));
                assert_eq!(guest.call(name, &[index(-1)]), Err(Trap::UndefinedElement));
            }
        }
    }
}

#[test]
fn arithmetic_traps() {
    let text = r#"
        (global $g (export "g") (mut i32) (i32.const 0))
        (func (export "unreachable") (global.set $g (i32.const 1)) unreachable)
        (func (export "div") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
        (func (export "div0") (param i32) (result i32) (i32.div_s (local.get 0) (i32.const 0)))
        (func (export "rem0") (param i64) (result i64) (i64.rem_u (local.get 0) (i64.const 0)))
        (func (export "min") (param i64) (result i64) (i64.div_s (local.get 0) (i64.const -1)))
        (func (export "trunc") (param f64) (result i32) (i32.trunc_f64_s (local.get 0)))
        (func (export "late") (param i32) (result i32) (local $x i32)
          (local.set $x (i32.const 5))
          (global.set $g (i32.const 2))
          (local.set $x (i32.rem_u (local.get $x) (local.get 0)))
          (global.set $g (i32.const 3))
          (local.get $x))"#;
    for mut guest in Guest::both(text) {
        let global = guest.instance.get_global(&mut guest.store, "g").unwrap();
        assert_eq!(guest.call("unreachable", &[]), Err(Trap::Unreachable));
        assert_eq!(global.get(&guest.store).unwrap(), Val::I32(1));
        let pair = |a, b| [Val::I32(a), Val::I32(b)];
        assert_eq!(guest.call("div", &pair(7, 0)), Err(Trap::DivideByZero));
        assert_eq!(
            guest.call("div", &pair(i32::MIN, -1)),
            Err(Trap::IntegerOverflow)
        );
        assert_eq!(
            guest.call("div", &pair(i32::MIN + 1, -1)),
            Ok(vec![Val::I32(i32::MAX)])
        );
        assert_eq!(guest.call("div0", &[Val::I32(1)]), Err(Trap::DivideByZero));
        assert_eq!(guest.call("rem0", &[Val::I64(1)]), Err(Trap::DivideByZero));
        assert_eq!(
            guest.call("min", &[Val::I64(i64::MIN)]),
            Err(Trap::IntegerOverflow)
        );
        assert_eq!(guest.call("min", &[Val::I64(3)]), Ok(vec![Val::I64(-3)]));
        assert_eq!(
            guest.call("trunc", &[Val::from(f64::NAN)]),
            Err(Trap::InvalidConversionToInteger)
        );
        assert_eq!(
            guest.call("trunc", &[Val::from(2147483648.0)]),
            Err(Trap::IntegerOverflow)
        );
        assert_eq!(
            guest.call("trunc", &[Val::from(2147483647.9)]),
            Ok(vec![Val::I32(i32::MAX)])
        );
        // What was done before the trap is done, what follows is not.
        assert_eq!(guest.call("late", &[Val::I32(0)]), Err(Trap::DivideByZero));
        assert_eq!(global.get(&guest.store).unwrap(), Val::I32(2));
        assert_eq!(guest.call("late", &[Val::I32(3)]), Ok(vec![Val::I32(2)]));
    }
}

const RECURSIVE: &str = r#"
    (import "host" "again" (func $again (param i32) (result i32)))
    (import "host" "id" (func $id (param i32) (result i32)))
    (table $t (export "table") 4 funcref) (elem (i32.const 0) $indirect $hosted)
    (func $direct (export "direct") (param i32) (result i32)
      (if (result i32) (local.get 0)
        (then (i32.add (i32.const 1) (call $direct (i32.sub (local.get 0) (i32.const 1)))))
        (else (i32.const 0))))
    (func $even (export "mutual") (param i32) (result i32)
      (if (local.get 0) (then (return (call $odd (i32.sub (local.get 0) (i32.const 1)))))) (i32.const 1))
    (func $odd (param i32) (result i32)
      (if (local.get 0) (then (return (call $even (i32.sub (local.get 0) (i32.const 1)))))) (i32.const 0))
    (func $indirect (export "indirect") (param i32) (result i32)
      (if (local.get 0) (then (return (call_indirect (param i32) (result i32)
        (i32.sub (local.get 0) (i32.const 1)) (i32.const 0))))) (i32.const 3))
    (func $hosted (export "hosted") (param i32) (result i32)
      (if (local.get 0) (then (return (call $again (i32.sub (local.get 0) (i32.const 1)))))) (i32.const 4))
    (func $wide (export "wide") (param i32) (result i32)
      (local i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64)
      (if (local.get 0) (then (return (call $wide (i32.sub (local.get 0) (i32.const 1)))))) (i32.const 5))
    (func (export "leaf") (param i32) (result i32) (call $id (i32.add (local.get 0) (i32.const 1))))
    (func (export "tail") (param i32) (result i32)
      (if (result i32) (local.get 0)
        (then (return_call_indirect (param i32) (result i32) (i32.sub (local.get 0) (i32.const 1)) (i32.const 2)))
        (else (i32.const 6))))"#;

fn recursive(config: &Config) -> Guest {
    let engine = Engine::new(config).unwrap();
    let module = Module::new(&engine, RECURSIVE).unwrap();
    let mut store = Store::new(&engine, 0);
    let mut linker = Linker::new(&engine);
    linker
        .func_wrap(
            "host",
            "again",
            |mut caller: Caller<'_, u32>, n: i32| -> Result<i32, Error> {
                *caller.data_mut() += 1;
                let hosted = caller
                    .get_export("hosted")
                    .and_then(Extern::into_func)
                    .unwrap();
                let mut results = [Val::I32(0)];
                hosted.call(&mut caller, &[Val::I32(n)], &mut results)?;
                Ok(results[0].unwrap_i32())
            },
        )
        .unwrap();
    linker.func_wrap("host", "id", |n: i32| n).unwrap();
    let instance = linker.instantiate(&mut store, &module).unwrap();
    Guest { store, instance }
}

/// The greatest depth that a recursion reaches, found by bisection.
fn depth(guest: &mut Guest, name: &str) -> i32 {
    let (mut good, mut bad) = (0, 1 << 22);
    while bad - good > 1 {
        let middle = good + (bad - good) / 2;
        match guest.call(name, &[Val::I32(middle)]) {
            Ok(_) => good = middle,
            Err(trap) => {
                assert_eq!(trap, Trap::StackOverflow, "{name}");
                bad = middle;
            }
        }
        // The store is as good as new after each.
        assert_eq!(guest.call("leaf", &[Val::I32(7)]), Ok(vec![Val::I32(8)]));
    }
    good
}

#[test]
fn stack_overflow() {
    for fusion in [true, false] {
        let mut guest = recursive(&Config::new().fusion(fusion));
        let mut depths = Vec::new();
        for name in ["direct", "mutual", "indirect"] {
            let reached = depth(&mut guest, name);
            assert!(reached > 10_000, "{name} {reached}");
            depths.push(reached);
        }
        let wide = depth(&mut guest, "wide");
        assert!(wide > 1000 && wide < depths[0], "{wide} {depths:?}");
        let hosted = depth(&mut guest, "hosted");
        assert_eq!(hosted, 199, "the first call counts as well");
        // Twice the stack is twice the depth, or nearly.
        let mut guest = recursive(&Config::new().fusion(fusion).wasm_stack_bytes(64 << 10));
        let half = depth(&mut guest, "direct");
        let mut guest = recursive(&Config::new().fusion(fusion).wasm_stack_bytes(128 << 10));
        let whole = depth(&mut guest, "direct");
        assert!(
            whole >= 2 * half - 2 && whole <= 2 * half + 16,
            "{half} {whole}"
        );
    }
}

/// A guest's recursion to its stack's end inside a host call inside another guest's.
#[test]
fn stack_overflow_behind_a_host_call() {
    let mut guest = recursive(&Config::new());
    let depth = depth(&mut guest, "direct");
    let engine = guest.store.engine().clone();
    let module = Module::new(
        &engine,
        r#"(import "host" "run" (func $run (param i32) (result i32)))
           (func $down (export "down") (param i32 i32) (result i32)
             (if (local.get 0) (then (return (call $down (i32.sub (local.get 0) (i32.const 1)) (local.get 1)))))
             (call $run (local.get 1)))"#,
    )
    .unwrap();
    let direct = guest.instance.get_func(&mut guest.store, "direct").unwrap();
    let mut linker = Linker::new(&engine);
    linker
        .func_wrap(
            "host",
            "run",
            move |mut caller: Caller<'_, u32>, n: i32| -> Result<i32, Error> {
                let mut results = [Val::I32(0)];
                direct.call(&mut caller, &[Val::I32(n)], &mut results)?;
                Ok(results[0].unwrap_i32())
            },
        )
        .unwrap();
    let outer = linker.instantiate(&mut guest.store, &module).unwrap();
    let down = outer.get_func(&mut guest.store, "down").unwrap();
    let mut run = |above: i32, below: i32| {
        let mut results = [Val::I32(0)];
        down.call(
            &mut guest.store,
            &[Val::I32(above), Val::I32(below)],
            &mut results,
        )
        .map(|()| results[0].unwrap_i32())
        .map_err(|error| error.as_trap().unwrap())
    };
    assert_eq!(run(10, 100), Ok(100));
    assert_eq!(run(10, depth), Err(Trap::StackOverflow));
    assert_eq!(run(depth / 2, depth / 4), Ok(depth / 4));
    assert_eq!(run(1 << 20, 1), Err(Trap::StackOverflow));
    assert_eq!(run(0, 5), Ok(5));
}

/// Functions of two instances that call each other through a shared table.
fn ring(config: &Config, tail: bool) -> (Store<u32>, Instance) {
    let engine = Engine::new(config).unwrap();
    let call = if tail {
        "return_call_indirect"
    } else {
        "call_indirect"
    };
    let text = |own: u32, other: u32, import: bool| {
        let table = if import {
            "(import \"a\" \"table\" (table 2 funcref))"
        } else {
            "(table (export \"table\") 2 funcref)"
        };
        format!(
            "{table} (memory (export \"memory\") 1) (data (i32.const 0) \"{own}\")
             (func $go (export \"go\") (param i32 i64 f64) (result f64)
               (if (i32.eqz (local.get 0)) (then (return (f64.add (local.get 2) (f64.convert_i32_u (i32.load8_u (i32.const 0)))))))
               ({call} (param i32 i64 f64) (result f64)
                 (i32.sub (local.get 0) (i32.const 1)) (local.get 1)
                 (f64.add (local.get 2) (f64.convert_i32_u (i32.load8_u (i32.const 0))))
                 (i32.const {other})))
             (elem (i32.const {own}) $go)"
        )
    };
    let mut store = Store::new(&engine, 0);
    let mut linker = Linker::new(&engine);
    let a = Module::new(&engine, text(0, 1, false)).unwrap();
    let a = linker.instantiate(&mut store, &a).unwrap();
    linker.instance(&mut store, "a", a).unwrap();
    let b = Module::new(&engine, text(1, 0, true)).unwrap();
    linker.instantiate(&mut store, &b).unwrap();
    (store, a)
}

fn go(store: &mut Store<u32>, instance: Instance, n: i32) -> Result<f64, Trap> {
    let go = instance.get_func(&mut *store, "go").unwrap();
    let mut results = [Val::F64(0)];
    let args = [Val::I32(n), Val::I64(3), Val::from(0.5)];
    match go.call(store, &args, &mut results) {
        Ok(()) => Ok(results[0].f64().unwrap()),
        Err(error) => Err(error.as_trap().unwrap()),
    }
}

/// The sum that a ring of `n` steps gives: 48 and 49 in turn, the digits' codes.
fn ring_sum(n: i32) -> f64 {
    (0..=n).fold(0.5, |sum, i| sum + if i % 2 == 0 { 48.0 } else { 49.0 })
}

#[test]
fn a_ring_of_instances() {
    for fusion in [true, false] {
        let config = Config::new().fusion(fusion);
        let (mut store, a) = ring(&config, false);
        for n in [0, 1, 2, 3, 500] {
            assert_eq!(go(&mut store, a, n), Ok(ring_sum(n)));
        }
        assert_eq!(go(&mut store, a, 1_000_000), Err(Trap::StackOverflow));
        assert_eq!(go(&mut store, a, 7), Ok(ring_sum(7)));
        // Tail calls take no room.
        let (mut store, a) = ring(&config.wasm_stack_bytes(4096), true);
        for n in [0, 1, 2, 3, 1_000_000, 1_000_001] {
            assert_eq!(go(&mut store, a, n), Ok(ring_sum(n)));
        }
    }
}

/// Tail calls to frames that are larger and smaller, to hosts, in constant room.
#[test]
fn tail_calls_in_constant_room() {
    let text = r#"
        (import "h" "two" (func $two (param i64 i64 i64) (result i32 f32)))
        (func $small (export "small") (param i32) (result i32 f32)
          (if (i32.eqz (local.get 0)) (then (return_call $two (i64.const 1) (i64.const 2) (i64.const 3))))
          (return_call $large (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4) (i64.const 5) (local.get 0)))
        (func $large (param i64 i64 i64 i64 i64 i32) (result i32 f32) (local i64 i64 i64 i64 f64)
          (local.set 7 (i64.add (local.get 0) (local.get 4)))
          (if (i64.ne (local.get 7) (i64.const 6)) (then unreachable))
          (return_call $small (i32.sub (local.get 5) (i32.const 1))))"#;
    for fusion in [true, false] {
        let engine = Engine::new(&Config::new().fusion(fusion).wasm_stack_bytes(4096)).unwrap();
        let module = Module::new(&engine, text).unwrap();
        let mut linker = Linker::new(&engine);
        linker
            .func_wrap("h", "two", |a: i64, b: i64, c: i64| {
                ((a + b + c) as i32, 1.5f32)
            })
            .unwrap();
        let mut store = Store::new(&engine, ());
        let instance = linker.instantiate(&mut store, &module).unwrap();
        let small = instance.get_func(&mut store, "small").unwrap();
        for n in [0, 1, 1_000_000] {
            let mut results = [Val::I32(0), Val::F32(0)];
            small
                .call(&mut store, &[Val::I32(n)], &mut results)
                .unwrap();
            assert_eq!(results, [Val::I32(6), Val::from(1.5f32)]);
        }
    }
}

#[test]
fn backtraces_name_the_functions_in_order() {
    let text = r#"
        (module $first
          (import "host" "call" (func $call))
          (func $outer (export "outer") (call $middle))
          (func $middle (nop) (nop) (call $call) (nop))
          (func $thrower (export "thrower") (param i32) (result i32)
            (if (result i32) (local.get 0)
              (then (i32.add (i32.const 1) (call $thrower (i32.sub (local.get 0) (i32.const 1)))))
              (else (unreachable)))))"#;
    for fusion in [true, false] {
        let engine = Engine::new(&Config::new().fusion(fusion)).unwrap();
        let module = Module::new(&engine, text).unwrap();
        let other = Module::new(
            &engine,
            r#"(module $second
                 (import "first" "thrower" (func $thrower (param i32) (result i32)))
                 (func $entry (export "entry") (drop (call $inner (i32.const 2))))
                 (func $inner (param i32) (result i32) (i32.mul (call $thrower (local.get 0)) (i32.const 2))))"#,
        )
        .unwrap();
        let mut store = Store::new(&engine, 0u32);
        let mut linker = Linker::<u32>::new(&engine);
        // The host calls the other module's function, whose instance comes later.
        linker
            .func_wrap(
                "host",
                "call",
                |mut caller: Caller<'_, u32>| -> Result<(), Error> {
                    *caller.data_mut() += 1;
                    Err(Error::trap(Trap::Interrupted))
                },
            )
            .unwrap();
        let first = linker.instantiate(&mut store, &module).unwrap();
        linker.instance(&mut store, "first", first).unwrap();
        let second = linker.instantiate(&mut store, &other).unwrap();

        let frames = |error: &Error| -> Vec<String> {
            error
                .backtrace()
                .iter()
                .map(|f| format!("{}!{}", f.module_name().unwrap(), f.func_name().unwrap()))
                .collect()
        };
        let outer = first.get_func(&mut store, "outer").unwrap();
        let error = outer.call(&mut store, &[], &mut []).unwrap_err();
        assert_eq!(error.as_trap(), Some(Trap::Interrupted));
        assert_eq!(frames(&error), ["first!middle", "first!outer"]);
        // Two `nop`s stand before the call.
        let offsets: Vec<u64> = error.backtrace().iter().map(|f| f.func_offset()).collect();
        assert_eq!(offsets[0], offsets[1] + 2, "{offsets:?}");

        let entry = second.get_func(&mut store, "entry").unwrap();
        let error = entry.call(&mut store, &[], &mut []).unwrap_err();
        assert_eq!(error.as_trap(), Some(Trap::Unreachable));
        assert_eq!(
            frames(&error),
            [
                "first!thrower",
                "first!thrower",
                "first!thrower",
                "second!inner",
                "second!entry"
            ]
        );
        let indices: Vec<u32> = error.backtrace().iter().map(|f| f.func_index()).collect();
        assert_eq!(indices, [3, 3, 3, 2, 1]);
    }
}

/// Frames on both sides of a host call are told, and no more than the limit.
#[test]
fn backtraces_go_through_host_calls_and_end() {
    let mut guest = recursive(&Config::new());
    let error = guest.result("hosted", &[Val::I32(1000)]).unwrap_err();
    assert_eq!(error.as_trap(), Some(Trap::StackOverflow));
    assert!(error.backtrace().len() >= 20);
    assert!(
        error
            .backtrace()
            .iter()
            .all(|f| f.func_name() == Some("hosted"))
    );
    let error = guest.result("direct", &[Val::I32(-1)]).unwrap_err();
    assert_eq!(error.backtrace().len(), 20);
    assert!(
        error
            .backtrace()
            .iter()
            .all(|f| f.func_name() == Some("direct"))
    );
    let error = guest.result("mutual", &[Val::I32(-1)]).unwrap_err();
    let names: Vec<_> = error
        .backtrace()
        .iter()
        .map(|f| f.func_name().unwrap())
        .collect();
    for pair in names.windows(2) {
        assert_ne!(pair[0], pair[1]);
    }
}

/// The memory grows in a guest called by a host called by a guest, which then uses
/// the new part, and what is behind it.
#[test]
fn growth_inside_nested_calls() {
    let text = r#"
        (import "host" "down" (func $down (param i32)))
        (memory (export "memory") 1 10)
        (func (export "enter") (param i32) (result i32)
          (local $at i32)
          (if (local.get 0)
            (then
              (i32.store8 (i32.const 0) (local.get 0))
              (call $down (i32.sub (local.get 0) (i32.const 1)))
              ;; The last byte of what there is now.
              (local.set $at (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 1)))
              (i32.store8 (local.get $at) (i32.const 77))
              (drop (i32.load8_u (local.get $at))))
            (else (drop (memory.grow (i32.const 1)))))
          (i32.load8_u (i32.const 0)))
        (func (export "beyond") (result i32)
          (call $down (i32.const 0))
          (i32.load8_u (i32.mul (memory.size) (i32.const 65536))))"#;
    for fusion in [true, false] {
        let engine = Engine::new(&Config::new().fusion(fusion)).unwrap();
        let module = Module::new(&engine, text).unwrap();
        let mut linker = Linker::new(&engine);
        linker
            .func_wrap(
                "host",
                "down",
                |mut caller: Caller<'_, u32>, n: i32| -> Result<(), Error> {
                    let enter = caller
                        .get_export("enter")
                        .and_then(Extern::into_func)
                        .unwrap();
                    enter.call(&mut caller, &[Val::I32(n)], &mut [Val::I32(0)])?;
                    let memory = caller
                        .get_export("memory")
                        .and_then(Extern::into_memory)
                        .unwrap();
                    if n == 1 {
                        memory.grow(&mut caller, 1)?;
                    }
                    Ok(())
                },
            )
            .unwrap();
        let mut store = Store::new(&engine, 0);
        let instance = linker.instantiate(&mut store, &module).unwrap();
        let mut guest = Guest { store, instance };
        assert_eq!(guest.call("enter", &[Val::I32(3)]), Ok(vec![Val::I32(1)]));
        assert_eq!(guest.memory().len(), 3 << 16);
        assert_eq!(guest.memory()[(3 << 16) - 1], 77);
        assert_eq!(guest.call("beyond", &[]), Err(Trap::MemoryOutOfBounds));
        assert_eq!(guest.call("enter", &[Val::I32(0)]), Ok(vec![Val::I32(1)]));
    }
}

/// A 32-bit integer that comes from outside has nothing above its bits, wherever
/// it is used: extended, as an address, as an index, as a length.
#[test]
fn negative_integers_from_outside() {
    let text = r#"
        (import "host" "minus" (func $minus (result i32)))
        (import "host" "global" (global $imported i32))
        (memory (export "memory") 1) (memory $m 1)
        (table 2 funcref)
        (global $own (export "own") (mut i32) (i32.const -1))
        (func (export "param") (param i32) (result i64) (i64.extend_i32_u (local.get 0)))
        (func (export "host") (result i64) (i64.extend_i32_u (call $minus)))
        (func (export "host_slot") (result i64) (local i32)
          (local.set 0 (call $minus)) (drop (call $minus)) (i64.extend_i32_u (local.get 0)))
        (func (export "imported") (result i64) (i64.extend_i32_u (global.get $imported)))
        (func (export "own_get") (result i64) (i64.extend_i32_u (global.get $own)))
        (func (export "grow") (result i64) (i64.extend_i32_u (memory.grow (i32.const -1))))
        (func (export "table") (result i64) (i64.extend_i32_u (table.grow (ref.null func) (i32.const -1))))
        (func (export "constant") (result i64) (local i32) (local.set 0 (i32.const -1)) (i64.extend_i32_u (local.get 0)))
        (func $returned (result i32) (i32.const -1))
        (func (export "returned") (result i64) (i64.extend_i32_u (call $returned)))
        (func (export "block") (result i64) (i64.extend_i32_u (block (result i32) (i32.const -1))))
        (func (export "load_param") (param i32) (result i32) (i32.load offset=1 (local.get 0)))
        (func (export "load_host") (result i32) (i32.load offset=1 (call $minus)))
        (func (export "load_far") (result i32) (i32.load $m offset=1 (call $minus)))
        (func (export "load_global") (result i32) (i32.load offset=1 (global.get $own)))
        (func (export "load_returned") (result i32) (i32.load offset=1 (call $returned)))
        (func (export "load_constant") (result i32) (local i32) (local.set 0 (i32.const -1)) (i32.load offset=1 (local.get 0)))
        (func (export "load_block") (result i32) (i32.load8_u (block (result i32) (i32.const -1))))
        (func (export "load_grow") (result i32) (i32.load offset=1 (memory.grow (i32.const -1))))
        (func (export "store_returned") (i32.store offset=1 (call $returned) (i32.const 1)))
        (func (export "fill_length") (memory.fill (i32.const 0) (i32.const 1) (call $returned)))
        (func (export "fill_at") (memory.fill (i32.const -1) (i32.const 1) (i32.const 1)))
        (func (export "get") (drop (table.get (call $minus))))
        (func (export "indirect") (call_indirect (i32.const -1)))
        (func (export "branch") (result i32)
          (block (block (br_table 0 1 (call $minus))) (return (i32.const 1))) (i32.const 2))"#;
    for fusion in [true, false] {
        let engine = Engine::new(&Config::new().fusion(fusion)).unwrap();
        let module = Module::new(&engine, text).unwrap();
        let mut store = Store::new(&engine, 0u32);
        let mut linker = Linker::<u32>::new(&engine);
        linker.func_wrap("host", "minus", || -1i32).unwrap();
        let ty = GlobalType::new(ValType::I32, Mutability::Const);
        let global = Global::new(&mut store, ty, Val::I32(-1)).unwrap();
        linker.define("host", "global", global).unwrap();
        let instance = linker.instantiate(&mut store, &module).unwrap();
        let own = instance.get_global(&mut store, "own").unwrap();
        own.set(&mut store, Val::I32(-1)).unwrap();
        let mut guest = Guest { store, instance };
        let all_ones = Ok(vec![Val::I64(0xffff_ffff)]);
        assert_eq!(guest.call("param", &[Val::I32(-1)]), all_ones);
        for name in [
            "host",
            "host_slot",
            "imported",
            "own_get",
            "grow",
            "table",
            "constant",
            "returned",
            "block",
        ] {
            assert_eq!(guest.call(name, &[]), all_ones, "{name}");
        }
        let typed = guest
            .instance
            .get_typed_func::<i32, i64>(&mut guest.store, "param")
            .unwrap();
        assert_eq!(typed.call(&mut guest.store, -1).unwrap(), 0xffff_ffff);
        let trap = Err(Trap::MemoryOutOfBounds);
        assert_eq!(guest.call("load_param", &[Val::I32(-1)]), trap);
        for name in [
            "load_host",
            "load_far",
            "load_global",
            "load_returned",
            "load_constant",
            "load_block",
            "load_grow",
            "store_returned",
            "fill_length",
            "fill_at",
        ] {
            assert_eq!(guest.call(name, &[]), trap, "{name}");
        }
        assert!(guest.memory().iter().all(|&b| b == 0));
        assert_eq!(guest.call("get", &[]), Err(Trap::TableOutOfBounds));
        assert_eq!(guest.call("indirect", &[]), Err(Trap::UndefinedElement));
        assert_eq!(guest.call("branch", &[]), Ok(vec![Val::I32(2)]));
    }
}
