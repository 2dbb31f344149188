//! Errors: what kinds there are, what they carry, and what is left after them.

use std::fmt;

use sanderling::{
    Caller, CompilationMode, Config, Engine, Error, ErrorKind, Feature, Features, Func, Instance,
    Linker, Module, Store, Trap,
};

/// An error of the host's own.
#[derive(Debug, PartialEq)]
struct Exit(i32);

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "exit {}", self.0)
    }
}

impl std::error::Error for Exit {}

impl From<Exit> for Error {
    fn from(exit: Exit) -> Self {
        Error::host(exit)
    }
}

#[test]
fn errors_are_errors() {
    fn check<E: std::error::Error + Send + Sync + 'static>() {}
    check::<Error>();
    let boxed: Box<dyn std::error::Error + Send + Sync> = Error::trap(Trap::Unreachable).into();
    assert_eq!(boxed.to_string(), "wasm trap: unreachable");
}

#[test]
fn every_trap_of_an_instruction() {
    let engine = Engine::default();
    let text = r#"
        (memory 1) (table 1 funcref) (type $f (func))
        (func (export "unreachable") unreachable)
        (func (export "integer divide by zero") (drop (i32.div_s (i32.const 1) (i32.const 0))))
        (func (export "integer overflow")
          (drop (i64.div_s (i64.const 0x8000000000000000) (i64.const -1))))
        (func (export "invalid conversion to integer")
          (drop (i32.trunc_f32_s (f32.const nan))))
        (func (export "out of bounds memory access") (drop (i32.load (i32.const 65533))))
        (func (export "out of bounds table access") (drop (table.get 0 (i32.const 1))))
        (func (export "undefined element") (call_indirect (type $f) (i32.const 1)))
        (func (export "uninitialized element") (call_indirect (type $f) (i32.const 0)))
        (func $deep (export "call stack exhausted") (call $deep))"#;
    let module = Module::new(&engine, text).unwrap();
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    for export in module.exports() {
        let func = instance
            .get_typed_func::<(), ()>(&mut store, export.name())
            .unwrap();
        for _ in 0..2 {
            let error = func.call(&mut store, ()).unwrap_err();
            let trap = error.as_trap().unwrap_or_else(|| panic!("{error:?}"));
            assert_eq!(trap.to_string(), export.name());
            assert!(!error.backtrace().is_empty());
        }
    }
}

#[test]
fn backtraces_name_functions() {
    let engine = Engine::default();
    let text = r#"
        (module $m
          (func $outer (export "f") (param i32) (result i32)
            (i32.add (i32.const 1) (call $inner (local.get 0))))
          (func $inner (param i32) (result i32) (i32.div_u (i32.const 1) (local.get 0))))"#;
    let module = Module::new(&engine, text).unwrap();
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    let f = instance
        .get_typed_func::<i32, i32>(&mut store, "f")
        .unwrap();
    let error = f.call(&mut store, 0).unwrap_err();
    let names: Vec<_> = error
        .backtrace()
        .iter()
        .map(|frame| frame.func_name())
        .collect();
    assert_eq!(names, [Some("inner"), Some("outer")]);
    let frame = &error.backtrace()[0];
    assert_eq!((frame.func_index(), frame.module_name()), (1, Some("m")));
    // A body's length of locals, `i32.const 1` and `local.get 0` stand before `i32.div_u`.
    assert_eq!(frame.func_offset(), 5);
    let text = error.to_string();
    assert!(
        text.starts_with("wasm trap: integer divide by zero\nwasm backtrace"),
        "{text}"
    );
    assert!(text.contains("m!inner+0x5"), "{text}");
}

#[test]
fn host_errors_come_out_unchanged() {
    let engine = Engine::default();
    let mut linker = Linker::new(&engine);
    linker
        .func_wrap("host", "exit", |code: i32| -> Result<(), Exit> {
            Err(Exit(code))
        })
        .unwrap();
    linker
        .func_wrap(
            "host",
            "again",
            |mut caller: Caller<'_, ()>| -> Result<(), Error> {
                let run = caller.get_export("run").unwrap().into_func().unwrap();
                run.call(&mut caller, &[], &mut [])
            },
        )
        .unwrap();
    let text = r#"
        (import "host" "exit" (func $exit (param i32)))
        (import "host" "again" (func $again))
        (func $run (export "run") (call $exit (i32.const 3)))
        (func $nested (export "nested") (call $again))"#;
    let module = Module::new(&engine, text).unwrap();
    let mut store = Store::new(&engine, ());
    let instance = linker.instantiate(&mut store, &module).unwrap();
    for (name, frames) in [("run", &["run"][..]), ("nested", &["run", "nested"])] {
        let func = instance.get_typed_func::<(), ()>(&mut store, name).unwrap();
        let error = func.call(&mut store, ()).unwrap_err();
        assert_eq!(error.downcast_ref(), Some(&Exit(3)));
        let names: Vec<_> = error
            .backtrace()
            .iter()
            .filter_map(|f| f.func_name())
            .collect();
        assert_eq!(names, frames);
        assert_eq!(error.downcast::<Exit>().unwrap(), Exit(3));
    }
}

#[test]
fn host_functions_can_trap() {
    let mut store = Store::new(&Engine::default(), ());
    let f = Func::wrap(&mut store, || -> Result<(), Trap> {
        Err(Trap::Interrupted)
    });
    let f = f.typed::<(), ()>(&store).unwrap();
    assert_eq!(
        f.call(&mut store, ()).unwrap_err().as_trap(),
        Some(Trap::Interrupted)
    );
}

#[test]
fn kinds_of_broken_modules() {
    let engine = Engine::default();
    let kind = |bytes: &[u8]| Module::new(&engine, bytes).unwrap_err();
    let features = Features::default().without(Feature::Exceptions);
    let off = Engine::new(&Config::new().features(features)).unwrap();
    let malformed = |bytes| matches!(kind(bytes).kind(), ErrorKind::Malformed { .. });
    assert!(malformed(b"") && malformed(b"\0asm") && malformed(b"(modul)") && malformed(b"\xFF"));
    assert!(matches!(
        kind(b"(func drop)").kind(),
        ErrorKind::Invalid { .. }
    ));
    assert!(matches!(
        Module::new(&off, "(tag)").unwrap_err().kind(),
        ErrorKind::Unsupported { .. }
    ));
    let ErrorKind::Invalid { offset, message } = kind(b"(func drop)").into_kind() else {
        panic!()
    };
    assert_eq!(offset, 0x17);
    assert!(message.contains("type mismatch"), "{message}");
}

#[test]
fn lazy_validation_reports_at_the_call() {
    let config = Config::new().compilation(CompilationMode::LazyValidation);
    let engine = Engine::new(&config).unwrap();
    let text = r#"(func (export "good")) (func (export "bad") drop)"#;
    let module = Module::new(&engine, text).unwrap();
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    let good = instance
        .get_typed_func::<(), ()>(&mut store, "good")
        .unwrap();
    let bad = instance
        .get_typed_func::<(), ()>(&mut store, "bad")
        .unwrap();
    for _ in 0..2 {
        good.call(&mut store, ()).unwrap();
        let error = bad.call(&mut store, ()).unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::Invalid { .. }),
            "{error:?}"
        );
    }
}

#[test]
fn every_mode_of_compilation_gives_the_same_results() {
    let text = r#"
        (func $fib (export "fib") (param i32) (result i32)
          (if (result i32) (i32.lt_u (local.get 0) (i32.const 2))
            (then (local.get 0))
            (else (i32.add
              (call $fib (i32.sub (local.get 0) (i32.const 1)))
              (call $fib (i32.sub (local.get 0) (i32.const 2)))))))"#;
    let modes = [
        CompilationMode::Lazy,
        CompilationMode::Eager,
        CompilationMode::LazyValidation,
    ];
    for mode in modes {
        for fusion in [true, false] {
            let config = Config::new().compilation(mode).fusion(fusion);
            let engine = Engine::new(&config).unwrap();
            let module = Module::new(&engine, text).unwrap();
            let mut store = Store::new(&engine, ());
            let instance = Instance::new(&mut store, &module, &[]).unwrap();
            let fib = instance
                .get_typed_func::<u32, u32>(&mut store, "fib")
                .unwrap();
            assert_eq!(fib.call(&mut store, 20).unwrap(), 6765, "{mode:?} {fusion}");
        }
    }
}

#[test]
fn the_stack_limits_recursion_and_not_much_less() {
    let text = r#"
        (func $down (export "down") (param i32) (result i32)
          (if (result i32) (i32.eqz (local.get 0))
            (then (i32.const 0))
            (else (i32.add (i32.const 1)
              (call $down (i32.sub (local.get 0) (i32.const 1)))))))"#;
    let engine = Engine::default();
    let module = Module::new(&engine, text).unwrap();
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    let down = instance
        .get_typed_func::<u32, u32>(&mut store, "down")
        .unwrap();
    assert_eq!(down.call(&mut store, 10_000).unwrap(), 10_000);
    let error = down.call(&mut store, u32::MAX).unwrap_err();
    assert_eq!(error.as_trap(), Some(Trap::StackOverflow));
    assert_eq!(down.call(&mut store, 10_000).unwrap(), 10_000);
}
