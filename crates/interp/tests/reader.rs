//! Modules from the payloads of an outer parser.

use std::sync::Arc;

use sanderling::wasmparser::{Encoding, Parser, Payload, Validator, WasmFeatures};
use sanderling::{
    CompilationMode, Config, Engine, Error, ErrorKind, Instance, Limits, Module, ModuleReader,
    Store,
};

const COMPONENT: &str = r#"(component
    (core module $one
        (memory 1)
        (data (i32.const 8) "\2a\00\00\00")
        (func (export "f") (result i32) (i32.load (i32.const 8))))
    (component
        (core module $inner
            (table 1 funcref)
            (elem (i32.const 0) $g)
            (func $g (export "g") (param i32) (result i32)
                (i32.mul (local.get 0) (i32.const 3)))))
    (core module $two (func (export "h") (unreachable)))
    (core instance (instantiate $one)))"#;

fn validator(engine: &Engine) -> Validator {
    Validator::new_with_features(ModuleReader::features(engine) | WasmFeatures::COMPONENT_MODEL)
}

/// All modules in a component, however deep; everything else goes to the validator.
fn modules(engine: &Engine, bytes: &Arc<Vec<u8>>) -> Result<Vec<Module>, Error> {
    let mut validator = validator(engine);
    let mut modules = Vec::new();
    let mut payloads = Parser::new(0).parse_all(bytes).map(|p| p.expect("format"));
    while let Some(payload) = payloads.next() {
        if let Payload::Version {
            encoding: Encoding::Module,
            ..
        } = payload
        {
            let mut reader = ModuleReader::new(engine, bytes, &mut validator)?;
            let mut module = reader.payload(payload)?;
            while module.is_none() {
                module = reader.payload(payloads.next().expect("end"))?;
            }
            modules.extend(module);
        } else {
            validator.payload(&payload).expect("valid component");
        }
    }
    Ok(modules)
}

fn bytes(text: &str) -> Arc<Vec<u8>> {
    Arc::new(wat::parse_str(text).expect("text"))
}

fn usage(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Usage { .. })
}

#[test]
fn modules_of_a_component_run_in_every_mode() {
    let modes = [
        CompilationMode::Lazy,
        CompilationMode::Eager,
        CompilationMode::LazyValidation,
    ];
    for mode in modes {
        let engine = Engine::new(&Config::new().compilation(mode)).expect("engine");
        let bytes = bytes(COMPONENT);
        let modules = modules(&engine, &bytes).expect("modules");
        assert_eq!(modules.len(), 3);
        let mut store = Store::new(&engine, ());
        let mut instances = modules
            .iter()
            .map(|module| Instance::new(&mut store, module, &[]).expect("instance"))
            .collect::<Vec<_>>()
            .into_iter();
        let mut next = || instances.next().expect("instance");
        let (one, inner, two) = (next(), next(), next());
        let f = one.get_typed_func::<(), i32>(&mut store, "f").expect("f");
        assert_eq!(f.call(&mut store, ()).expect("call"), 42);
        let g = inner.get_typed_func::<i32, i32>(&mut store, "g");
        assert_eq!(g.expect("g").call(&mut store, 5).expect("call"), 15);
        // Places count from the start of the component.
        let h = two.get_typed_func::<(), ()>(&mut store, "h").expect("h");
        let error = h.call(&mut store, ()).expect_err("trap");
        let offset = error.backtrace()[0].module_offset();
        assert_eq!(bytes[usize::try_from(offset).expect("offset")], 0x00);
        assert!(offset > 100, "{offset}");
    }
}

#[test]
fn invalid_bodies_are_found() {
    let engine = Engine::default();
    let text = r#"(component (core module (func (result i32))))"#;
    let error = modules(&engine, &bytes(text)).expect_err("invalid");
    assert!(
        matches!(error.kind(), ErrorKind::Invalid { .. }),
        "{error:?}"
    );
}

#[test]
fn limits_hold() {
    let text = r#"(component (core module (func) (func)))"#;
    let plain = wat::parse_str("(func) (func)").expect("text").len() as u64;
    type Case = (fn(&mut Limits) -> &mut u64, u64);
    let cases: [Case; 2] = [(|l| &mut l.functions, 2), (|l| &mut l.module_bytes, plain)];
    for (limit, number) in cases {
        for (number, fits) in [(number, true), (number - 1, false)] {
            let mut limits = Limits::default();
            *limit(&mut limits) = number;
            let engine = Engine::new(&Config::new().limits(limits)).expect("engine");
            let result = modules(&engine, &bytes(text));
            assert_eq!(result.is_ok(), fits, "{number}");
            if let Err(error) = result {
                assert!(matches!(error.kind(), ErrorKind::Limit { .. }), "{error:?}");
            }
        }
    }
}

#[test]
fn validators_of_other_features_are_refused() {
    let engine = Engine::default();
    let bytes = bytes("(module)");
    let features = ModuleReader::features(&engine);
    for other in [
        features - WasmFeatures::SIMD,
        features | WasmFeatures::STACK_SWITCHING,
    ] {
        let mut validator = Validator::new_with_features(other);
        let error = ModuleReader::new(&engine, &bytes, &mut validator)
            .err()
            .expect("other features");
        assert!(usage(&error), "{error:?}");
        let text = error.to_string();
        assert!(
            text.contains("SIMD") ^ text.contains("STACK_SWITCHING"),
            "{text}"
        );
    }
}

#[test]
fn payloads_of_other_bytes_are_refused() {
    let engine = Engine::default();
    for text in ["(func)", r#"(data "abc")"#, r#"(module (@custom "a" "b"))"#] {
        let ours = bytes(text);
        // As long, and elsewhere.
        let theirs = ours.to_vec();
        let mut validator = validator(&engine);
        let mut reader = ModuleReader::new(&engine, &ours, &mut validator).expect("reader");
        let error = Parser::new(0)
            .parse_all(&theirs)
            .find_map(|payload| reader.payload(payload.expect("format")).err())
            .expect("other bytes");
        assert!(usage(&error), "{text}: {error:?}");
        // And nothing more.
        let again = Parser::new(0).parse_all(&ours).next().expect("version");
        let error = reader.payload(again.expect("format")).expect_err("ended");
        assert!(usage(&error), "{error:?}");
    }
}

#[test]
fn a_module_begins_with_its_version() {
    let engine = Engine::default();
    let bytes = bytes("(func) (func)");
    // The validator has the version and the types; the reader gets what is left.
    let mut validator = validator(&engine);
    let mut payloads = Parser::new(0).parse_all(&bytes).map(|p| p.expect("format"));
    for payload in payloads.by_ref().take(2) {
        validator.payload(&payload).expect("valid");
    }
    let mut reader = ModuleReader::new(&engine, &bytes, &mut validator).expect("reader");
    let error = reader
        .payload(payloads.next().expect("functions"))
        .expect_err("order");
    assert!(usage(&error), "{error:?}");
}

#[test]
fn a_component_is_no_module() {
    let engine = Engine::default();
    let bytes = bytes("(component)");
    let mut validator = validator(&engine);
    let mut reader = ModuleReader::new(&engine, &bytes, &mut validator).expect("reader");
    let version = Parser::new(0).parse_all(&bytes).next().expect("version");
    let error = reader
        .payload(version.expect("format"))
        .expect_err("component");
    assert!(usage(&error), "{error:?}");
}
