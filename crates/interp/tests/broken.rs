//! Modules that are not what they should be, in every place: sections, sizes, opcodes,
//! operands, names, types; and instances that ask for all there is.

use std::fmt::Write as _;

use sanderling::{
    Caller, Config, Engine, Error, ErrorKind, Extern, Feature, Features, Func, Instance, Module,
    Store, Val,
};
use wasmparser::{BinaryReader, OperatorsReader, Parser, Payload};

/// A module with something in every section.
const EVERYTHING: &str = r#"
    (type (func (param i32) (result i32)))
    (import "a" "b" (func (type 0)))
    (func $f (type 0) (memory.init $d (i32.const 0) (i32.const 0) (local.get 0)) (local.get 0))
    (table 2 funcref)
    (memory 1)
    (tag (param i32))
    (global i32 (i32.const 5))
    (export "f" (func $f))
    (start $s)
    (func $s)
    (elem (i32.const 0) func $f)
    (data $d "abc")"#;

/// What is wrong with these bytes; nothing if they are a module.
fn refusal(bytes: &[u8]) -> Option<&'static str> {
    let kinds = [Config::new(), Config::new().load_threads(2)].map(|config| {
        let engine = Engine::new(&config).unwrap();
        let error = Module::from_binary(&engine, bytes).err()?;
        assert!(Module::validate(&engine, bytes).is_err());
        Some(match error.kind() {
            ErrorKind::Malformed { .. } => "malformed",
            ErrorKind::Invalid { .. } => "invalid",
            ErrorKind::Limit { .. } => "limit",
            ErrorKind::Unsupported { .. } => "unsupported",
            other => panic!("{other:?}"),
        })
    });
    assert_eq!(kinds[0], kinds[1]);
    kinds[0]
}

/// The sections of a module, each with its number and size.
fn sections(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut starts = vec![8];
    while let Some(&at) = starts.last().filter(|&&at| at < bytes.len()) {
        // None here is as long as 128 bytes.
        starts.push(at + 2 + usize::from(bytes[at + 1]));
    }
    let ranges = starts.windows(2);
    ranges
        .map(|pair| bytes[pair[0]..pair[1]].to_vec())
        .collect()
}

fn joined(sections: &[Vec<u8>]) -> Vec<u8> {
    [b"\0asm\x01\0\0\0".to_vec(), sections.concat()].concat()
}

#[test]
fn sections_out_of_order_and_of_wrong_sizes() {
    let bytes = wat::parse_str(EVERYTHING).unwrap();
    let mut all = sections(&bytes);
    all.retain(|section| section[0] != 0);
    assert_eq!(refusal(&joined(&all)), None);
    assert_eq!(all.len(), 13);
    for i in 0..all.len() {
        // Twice, one behind the other and at the end.
        let mut twice = all.clone();
        twice.insert(i, all[i].clone());
        assert_eq!(refusal(&joined(&twice)), Some("malformed"), "{:?}", all[i]);
        let mut again = all.clone();
        again.push(all[i].clone());
        assert_eq!(refusal(&joined(&again)), Some("malformed"), "{:?}", all[i]);
        if i > 0 {
            let mut swapped = all.clone();
            swapped.swap(i - 1, i);
            let kind = refusal(&joined(&swapped));
            // What the first refers to may be in the second.
            assert!(
                matches!(kind, Some("malformed" | "invalid")),
                "{:?}",
                all[i]
            );
        }
        for by in [-1i8, 1] {
            let mut sized = all.clone();
            sized[i][1] = sized[i][1].wrapping_add_signed(by);
            assert!(refusal(&joined(&sized)).is_some(), "{:?} {by}", all[i]);
        }
        // A byte more than its contents take, and one less.
        let mut long = all.clone();
        long[i][1] += 1;
        long[i].push(0);
        assert_eq!(refusal(&joined(&long)), Some("malformed"), "{:?}", all[i]);
        let mut short = all.clone();
        short[i][1] -= 1;
        short[i].pop();
        assert!(refusal(&joined(&short)).is_some(), "{:?}", all[i]);
        // A custom section may stand anywhere.
        let mut custom = all.clone();
        custom.insert(i, vec![0, 3, 1, b'x', 9]);
        assert_eq!(refusal(&joined(&custom)), None);
    }
    // What is left out makes a module or is missed.
    for (i, section) in all.iter().enumerate() {
        let mut rest = all.clone();
        rest.remove(i);
        let expected = match section[0] {
            // Of types, memories, functions with code, and the count of data something is used.
            1 | 3 | 4 | 5 | 10 | 12 | 11 => true,
            2 => true,
            _ => false,
        };
        assert_eq!(refusal(&joined(&rest)).is_some(), expected, "{section:?}");
    }
    for junk in [&[0u8][..], &[1, 0], &[0x0e, 0], &[0xff, 0xff]] {
        let bytes = [joined(&all), junk.to_vec()].concat();
        assert_eq!(refusal(&bytes), Some("malformed"), "{junk:?}");
    }
}

/// A module with a function of this body.
fn with_body(body: &[u8]) -> Vec<u8> {
    let len = u8::try_from(body.len()).unwrap();
    let head = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x02\x01\0";
    [&head[..], &[10, len + 4, 1, len + 2, 0], body, &[0x0b]].concat()
}

/// Every opcode, with and without a prefix, is one that is known or is malformed; with
/// nothing but zeros behind it nothing panics, in any mode.
#[test]
fn every_opcode() {
    let mut known = 0;
    let mut unknown = 0;
    let prefixed = [0xfbu8, 0xfc, 0xfd, 0xfe].into_iter().flat_map(|prefix| {
        let subs = (0..0x300u32).chain([0x3fff, 0x4000, u32::MAX]);
        subs.map(move |sub| {
            let mut bytes = vec![prefix];
            let mut rest = sub;
            while rest >= 0x80 {
                bytes.push(rest as u8 | 0x80);
                rest >>= 7;
            }
            bytes.push(rest as u8);
            bytes
        })
    });
    for opcode in (0..=0xffu8).map(|byte| vec![byte]).chain(prefixed) {
        let operator = [&opcode[..], &[0; 20]].concat();
        let read = OperatorsReader::new(BinaryReader::new(&operator, 0)).read();
        let is_known = read.is_ok();
        let refused = refusal(&with_body(&operator));
        if is_known {
            known += 1;
        } else {
            assert!(
                matches!(refused, Some("malformed" | "unsupported")),
                "{opcode:x?} {refused:?}"
            );
            unknown += 1;
        }
    }
    assert!(known > 600 && unknown > 1500, "{known} {unknown}");
}

/// What a module needs of each feature, as little as there can be.
fn example(feature: Feature) -> &'static str {
    match feature {
        Feature::MutableGlobal => r#"(global (export "g") (mut i32) (i32.const 0))"#,
        Feature::SaturatingFloatToInt => {
            "(func (param f32) (result i32) (i32.trunc_sat_f32_s (local.get 0)))"
        }
        Feature::SignExtension => "(func (param i32) (result i32) (i32.extend8_s (local.get 0)))",
        Feature::MultiValue => "(func (result i32 i32) (i32.const 1) (i32.const 2))",
        Feature::BulkMemory => {
            "(memory 1) (func (memory.fill (i32.const 0) (i32.const 0) (i32.const 0)))"
        }
        Feature::ReferenceTypes => "(table 1 externref) (func (drop (table.get 0 (i32.const 0))))",
        Feature::TailCall => "(func (return_call 0))",
        Feature::ExtendedConst => "(global i32 (i32.add (i32.const 1) (i32.const 2)))",
        Feature::MultiMemory => "(memory 1) (memory 1)",
        Feature::Memory64 => "(memory i64 1)",
        Feature::Simd => "(func (param v128))",
        Feature::RelaxedSimd => {
            "(func (param v128 v128) (result v128)
                (i8x16.relaxed_swizzle (local.get 0) (local.get 1)))"
        }
        Feature::FunctionReferences => {
            "(type $t (func)) (func (param (ref $t)) (call_ref $t (local.get 0)))"
        }
        Feature::Gc => "(type (struct (field i32)))",
        Feature::Exceptions => "(tag $e) (func (throw $e))",
        Feature::LegacyExceptions => "(func try catch_all end)",
        Feature::Threads => "(memory 1 1 shared)",
        Feature::CustomPageSizes => "(memory 1 (pagesize 1))",
        Feature::WideArithmetic => {
            "(func (param i64 i64) (result i64 i64) (i64.mul_wide_u (local.get 0) (local.get 1)))"
        }
        other => panic!("there is no example for {other:?}"),
    }
}

#[test]
fn every_feature_can_be_refused() {
    for &feature in Feature::ALL {
        let text = example(feature);
        assert!(Module::new(&Engine::default(), text).is_ok(), "{feature:?}");
        let features = Features::default().without(feature);
        let engine = Engine::new(&Config::new().features(features)).unwrap();
        let error = Module::new(&engine, text).expect_err(text);
        let refused = matches!(
            error.kind(),
            ErrorKind::Unsupported { .. } | ErrorKind::Malformed { .. } | ErrorKind::Invalid { .. }
        );
        assert!(refused, "{feature:?}: {error:?}");
        // Nothing else needs it.
        assert!(Module::new(&engine, r#"(func (export "f"))"#).is_ok());
    }
}

#[test]
fn names_of_any_bytes() {
    let engine = Engine::default();
    for name in [
        "",
        "\0",
        "a\0b",
        "\u{10ffff}",
        "\u{202e}\u{1b}[2J",
        &"x".repeat(100_000),
    ] {
        let mut text = String::from("(func (export \"");
        for byte in name.bytes() {
            let _ = write!(text, "\\{byte:02x}");
        }
        text.push_str("\"))");
        let module = Module::new(&engine, &text).unwrap();
        assert_eq!(module.exports().next().unwrap().name(), name);
        let mut store = Store::new(&engine, ());
        let instance = Instance::new(&mut store, &module, &[]).unwrap();
        assert!(instance.get_func(&mut store, name).is_some());
        // Whatever there is no import for is named in the message.
        let import = text
            .replace("(export", "(import \"m\"")
            .replace("))", ") )");
        let module = Module::new(&engine, import.replace(") )", "))"));
        let error = Instance::new(&mut store, &module.unwrap(), &[]).unwrap_err();
        let shown = error.to_string();
        assert!(
            !shown.contains('\u{1b}') && !shown.contains('\0'),
            "{shown:?}"
        );
    }
    let long = format!("(func (export \"{}\"))", "x".repeat(100_001));
    let error = Module::new(&engine, &long).unwrap_err();
    // The parser below has the same limit, and calls it an error of the bytes.
    let kind = error.kind();
    assert!(
        matches!(kind, ErrorKind::Limit { .. } | ErrorKind::Malformed { .. }),
        "{error:?}"
    );
    // A name that is no UTF-8, of an import, an export, and in a section of names.
    let binary = wat::parse_str(r#"(import "abc" "def" (func)) (export "ghi" (func 0))"#).unwrap();
    for part in [&b"abc"[..], b"def", b"ghi"] {
        let mut broken = binary.clone();
        let at = broken.windows(3).position(|window| window == part).unwrap();
        broken[at + 1] = 0xff;
        assert_eq!(refusal(&broken), Some("malformed"));
    }
}

/// Groups of recursive types: many, deep, and those that refer to what there is not.
#[test]
fn groups_of_types() {
    let ok = |text: &str| Module::new(&Engine::default(), text).map(drop);
    // All of a group refer to all others.
    let mut large = String::from("(rec");
    for i in 0..2000 {
        let _ = write!(
            large,
            "(type (struct (field (ref null {})) (field (ref null {i}))))",
            1999 - i
        );
    }
    large.push(')');
    ok(&large).unwrap();
    // Each of many groups refers to the one before.
    let mut many = String::from("(type (struct))");
    for i in 0..20_000 {
        let _ = write!(many, "(type (struct (field (ref null {i}))))");
    }
    ok(&many).unwrap();
    let chain = |depth: usize| {
        let mut text = String::from("(type (sub (struct)))");
        for i in 0..depth {
            let _ = write!(text, "(type (sub {i} (struct)))");
        }
        text
    };
    ok(&chain(63)).unwrap();
    for text in [
        chain(64).as_str(),
        "(type (sub 0 (struct)))",
        "(type (sub 1 (struct))) (type (sub (struct)))",
        "(rec (type (sub 1 (struct))) (type (sub 0 (struct))))",
        "(type (struct (field (ref null 1)))) (type (struct))",
        "(type (sub (struct (field i32)))) (type (sub 0 (struct)))",
        "(type (sub (struct (field i32)))) (type (sub 0 (struct (field i64))))",
        "(type (struct)) (type (sub 0 (struct)))",
        "(type (sub (func))) (type (sub 0 (struct)))",
    ] {
        let error = ok(text).expect_err(text);
        let kind = error.kind();
        let refused = matches!(kind, ErrorKind::Invalid { .. } | ErrorKind::Limit { .. });
        assert!(refused, "{text}: {error:?}");
    }
}

/// Constant expressions that are long, and objects in objects in them.
#[test]
fn deep_constant_expressions() {
    let n = 20_000;
    let sum = format!(
        r#"(global (export "g") i32 (i32.const 1) {})"#,
        "(i32.const 2) (i32.add) ".repeat(n)
    );
    let deep = format!(
        r#"(global (export "g") i32 {} (i32.const 1) {})"#,
        "(i32.const 2) ".repeat(n),
        "(i32.add) ".repeat(n)
    );
    let objects = format!(
        r#"(type $t (struct (field i32) (field (ref null $t))))
        (global $o (ref $t) {} (ref.null $t) {})
        (global (export "g") i32 (i32.const {}))
        (func (export "depth") (result i32) (local $at (ref null $t)) (local $n i32)
            (local.set $at (global.get $o))
            (loop $l
                (local.set $n (i32.add (local.get $n) (i32.const 1)))
                (local.set $at (struct.get $t 1 (local.get $at)))
                (br_if $l (i32.eqz (ref.is_null (local.get $at)))))
            (local.get $n))"#,
        "(i32.const 2) ".repeat(n),
        "(struct.new $t) ".repeat(n),
        2 * n + 1,
    );
    for always in [false, true] {
        let engine = Engine::new(&Config::new().collect_always(always)).unwrap();
        for text in [&sum, &deep, &objects] {
            if always && text == &objects {
                // 20,000 collections of as many objects each.
                continue;
            }
            let module = Module::new(&engine, text).unwrap();
            let mut store = Store::new(&engine, ());
            let instance = Instance::new(&mut store, &module, &[]).unwrap();
            let global = instance.get_global(&mut store, "g").unwrap();
            assert_eq!(
                global.get(&mut store).unwrap().unwrap_i32(),
                2 * n as i32 + 1
            );
            if let Ok(depth) = instance.get_typed_func::<(), i32>(&mut store, "depth") {
                store.gc();
                assert_eq!(depth.call(&mut store, ()).unwrap(), n as i32);
            }
        }
    }
}

/// What can be asked for at instantiation, and what is beyond.
#[test]
fn instances_that_ask_for_everything() {
    let engine = Engine::default();
    let make = |text: &str| -> Result<(), Error> {
        let module = Module::new(&engine, text)?;
        let mut store = Store::new(&engine, ());
        Instance::new(&mut store, &module, &[])?;
        // The store is good for another one whatever became of it.
        let small = Module::new(&engine, "(memory 1) (table 1 funcref)")?;
        Instance::new(&mut store, &small, &[]).map(drop)
    };
    make("(memory 65536)").unwrap();
    make("(memory 0 65536) (table 10000000 funcref)").unwrap();
    let memories = "(memory 1) ".repeat(100);
    make(&memories).unwrap();
    let tables = "(table 1 funcref) ".repeat(100);
    make(&tables).unwrap();
    let globals = "(global i32 (i32.const 0)) ".repeat(200_000);
    make(&globals).unwrap();
    for (text, limit) in [
        ("(table 10000001 funcref)", "table_elements"),
        ("(table 0xffffffff funcref)", "table_elements"),
        ("(memory i64 0x40001)", "memory64_bytes"),
        ("(memory i64 0x1000000000000)", "memory64_bytes"),
    ] {
        let error = make(text).expect_err(text);
        let ErrorKind::Limit { which, .. } = *error.kind() else {
            panic!("{text}: {error:?}")
        };
        assert_eq!(which, limit, "{text}");
    }
    for text in [
        "(memory 65537)",
        &format!("{memories} (memory 1)"),
        &format!("{tables} (table 1 funcref)"),
    ] {
        let error = make(text).expect_err("too many");
        let kind = error.kind();
        assert!(
            matches!(kind, ErrorKind::Invalid { .. } | ErrorKind::Limit { .. }),
            "{error:?}"
        );
    }
    // A limit on memories that is below what the module begins with.
    let mut limits = sanderling::Limits::default();
    limits.memory_bytes = 1 << 16;
    let engine = Engine::new(&Config::new().limits(limits)).unwrap();
    let module = Module::new(&engine, "(memory 2)").unwrap();
    let mut store = Store::new(&engine, ());
    let error = Instance::new(&mut store, &module, &[]).unwrap_err();
    assert!(matches!(
        error.kind(),
        ErrorKind::Limit {
            which: "memory_bytes",
            ..
        }
    ));
}

/// A start function calls the host, which calls the instance that is not done yet, which
/// grows; or ends it.
#[test]
fn start_functions_enter_their_own_instance() {
    let text = r#"
        (import "host" "again" (func $again (param i32)))
        (memory (export "m") 1 10)
        (table (export "t") 1 10 funcref)
        (global $depth (export "depth") (mut i32) (i32.const 0))
        (func $start (call $more (i32.const 5)))
        (func $more (export "more") (param i32)
            (global.set $depth (i32.add (global.get $depth) (i32.const 1)))
            (drop (memory.grow (i32.const 1)))
            (drop (table.grow (ref.func $more) (i32.const 1)))
            (i32.store (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 4))
                (local.get 0))
            (if (local.get 0) (then
                (call $again (i32.sub (local.get 0) (i32.const 1))))))
        (start $start)"#;
    let engine = Engine::default();
    let module = Module::new(&engine, text).unwrap();
    for ends in [false, true] {
        let mut store = Store::new(&engine, None);
        let again = Func::wrap(
            &mut store,
            move |mut caller: Caller<'_, Option<Extern>>, n: i32| {
                let memory = caller.get_export("m");
                *caller.data_mut() = memory;
                if ends && n == 2 {
                    return Err(Error::msg("enough"));
                }
                let more = caller.get_export("more").and_then(Extern::into_func);
                let more = more.unwrap().typed::<i32, ()>(&caller)?;
                more.call(&mut caller, n)
            },
        );
        let made = Instance::new(&mut store, &module, &[again.into()]);
        assert_eq!(made.is_ok(), !ends);
        let memory = (*store.data()).and_then(Extern::into_memory).unwrap();
        // Each level has seen the growth of the one before.
        let pages = if ends { 4 } else { 7 };
        assert_eq!(memory.size(&store).unwrap(), pages);
        let bytes = memory.data(&store).unwrap();
        for (page, n) in (2..=pages as usize).zip([5, 4, 3, 2, 1, 0]) {
            assert_eq!(bytes[page * 65536 - 4], n, "page {page}");
        }
        if let Ok(instance) = made {
            let depth = instance.get_global(&mut store, "depth").unwrap();
            assert_eq!(depth.get(&mut store).unwrap().unwrap_i32(), 6);
            let table = instance.get_table(&mut store, "t").unwrap();
            assert_eq!(table.size(&store).unwrap(), 7);
            assert!(matches!(
                table.get(&mut store, 6).unwrap(),
                Val::FuncRef(Some(_))
            ));
        }
    }
}

/// Bytes that begin like a module end in an error, wherever they end.
#[test]
fn beginnings_are_malformed() {
    let bytes = wat::parse_str(EVERYTHING).unwrap();
    let mut whole = vec![bytes.len()];
    for payload in Parser::new(0).parse_all(&bytes) {
        if let Ok(payload) = payload
            && !matches!(payload, Payload::CodeSectionEntry(_))
            && let Some((_, range)) = payload.as_section()
        {
            whole.push(range.end as usize);
        }
    }
    for len in 0..bytes.len() {
        match refusal(&bytes[..len]) {
            // Whole sections can be a module.
            None => assert!(len == 8 || whole.contains(&len), "{len}"),
            Some(kind) => assert!(kind == "malformed" || whole.contains(&len), "{len} {kind}"),
        }
    }
}

/// The library leaves the process's signals alone.
#[test]
#[cfg(target_os = "linux")]
fn no_signal_is_handled() {
    let caught = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = |name: &str| {
            status
                .lines()
                .find(|line| line.starts_with(name))
                .map(str::to_owned)
        };
        (line("SigCgt").unwrap(), line("SigIgn").unwrap())
    };
    let before = caught();
    let engine = Engine::new(&Config::new().interruptible(true)).unwrap();
    let text = r#"(memory 1) (func $f (export "deep") (call $f))
        (func (export "far") (drop (i32.load (i32.const -1))))"#;
    let module = Module::new(&engine, text).unwrap();
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    for name in ["deep", "far"] {
        let f = instance.get_typed_func::<(), ()>(&mut store, name).unwrap();
        assert!(f.call(&mut store, ()).unwrap_err().as_trap().is_some());
        assert_eq!(caught(), before);
    }
}
