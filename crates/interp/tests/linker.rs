//! Linking: names, types of imports, stores and engines that do not belong together.

use sanderling::{
    Engine, Error, ErrorKind, Extern, Func, FuncType, Global, GlobalType, Instance, LinkError,
    Linker, Memory, MemoryType, Module, Mutability, RefType, Store, Table, TableType, Trap, Val,
    ValType,
};

fn module(engine: &Engine, text: &str) -> Module {
    Module::new(engine, text).unwrap()
}

#[track_caller]
fn assert_usage<T: std::fmt::Debug>(result: Result<T, Error>) {
    let error = result.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Usage(_)), "{error:?}");
}

#[track_caller]
fn link_error<T: std::fmt::Debug>(result: Result<T, Error>) -> LinkError {
    let error = result.unwrap_err();
    let ErrorKind::Link(link) = error.kind() else {
        panic!("{error:?}")
    };
    link.clone()
}

#[test]
fn every_missing_import_is_named_with_its_type() {
    let engine = Engine::default();
    let module = module(
        &engine,
        r#"(import "a" "f" (func (param i32) (result i64)))
           (import "a" "m" (memory 1 2))
           (import "b" "t" (table 3 funcref))
           (import "b" "g" (global (mut f32)))"#,
    );
    let mut linker = Linker::<()>::new(&engine);
    linker.func_wrap("a", "f", |_: i32| 0i64).unwrap();
    let error = linker
        .instantiate(&mut Store::new(&engine, ()), &module)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        r#"unknown import: "a" "m" (memory 1 2), "b" "t" (table 3 funcref), "b" "g" (global (mut f32))"#
    );
    let LinkError::UnknownImports(unknown) = link_error::<()>(Err(error)) else {
        panic!()
    };
    assert_eq!(unknown.len(), 3);
    assert_eq!(unknown[0].name, "m");
}

#[test]
fn an_incompatible_import_shows_both_sides() {
    let engine = Engine::default();
    let module = module(&engine, r#"(import "m" "f" (func (param i32)))"#);
    let mut linker = Linker::<()>::new(&engine);
    linker.func_wrap("m", "f", |_: i64| {}).unwrap();
    let error = linker.instantiate_pre(&module).unwrap_err();
    assert_eq!(
        error.to_string(),
        r#"incompatible import type for "m" "f": the module expects (func (param i32)), got (func (param i64))"#
    );
    assert!(matches!(
        link_error::<()>(Err(error)),
        LinkError::IncompatibleImport { .. }
    ));
}

#[test]
fn a_host_function_is_no_memory() {
    let engine = Engine::default();
    let module = module(&engine, r#"(import "m" "f" (memory 1))"#);
    let mut linker = Linker::<()>::new(&engine);
    linker.func_wrap("m", "f", || {}).unwrap();
    link_error(linker.instantiate_pre(&module));
    let mut store = Store::new(&engine, ());
    let func = Func::wrap(&mut store, || {});
    link_error(Instance::new(&mut store, &module, &[func.into()]));
}

#[test]
fn limits_of_imports_match_by_present_size() {
    let engine = Engine::default();
    let mut store = Store::new(&engine, ());
    let memory = Memory::new(&mut store, MemoryType::new(1, Some(3))).unwrap();
    let mut linker = Linker::new(&engine);
    linker.define("m", "memory", memory).unwrap();
    let mut fits = |ty: &str| {
        let module = module(&engine, &format!(r#"(import "m" "memory" (memory {ty}))"#));
        let fits = linker.instantiate(&mut store, &module).is_ok();
        memory.grow(&mut store, u64::from(ty == "2")).unwrap();
        fits
    };
    assert!(fits("1") && fits("1 3") && fits("0 9"));
    assert!(!fits("1 2") && !fits("i64 1"));
    assert!(!fits("2"));
    assert!(fits("2") && fits("3"));
}

#[test]
fn tables_and_globals_match_by_type() {
    let engine = Engine::default();
    let mut store = Store::new(&engine, ());
    let ty = TableType::new(RefType::FUNCREF, 2, None);
    let table = Table::new(&mut store, ty, Val::FuncRef(None)).unwrap();
    let ty = GlobalType::new(ValType::I32, Mutability::Const);
    let global = Global::new(&mut store, ty, Val::I32(0)).unwrap();
    let mut linker = Linker::new(&engine);
    linker
        .define("m", "t", table)
        .unwrap()
        .define("m", "g", global)
        .unwrap();
    let mut fits = |import: &str| {
        let module = module(&engine, &format!(r#"(import "m" {import})"#));
        linker.instantiate(&mut store, &module).is_ok()
    };
    assert!(fits(r#""t" (table 2 funcref)"#));
    assert!(!fits(r#""t" (table 3 funcref)"#));
    assert!(!fits(r#""t" (table 2 externref)"#));
    assert!(!fits(r#""t" (table 2 4 funcref)"#));
    assert!(fits(r#""g" (global i32)"#));
    assert!(!fits(r#""g" (global (mut i32))"#));
    assert!(!fits(r#""g" (global i64)"#));
}

#[test]
fn names_are_defined_once_unless_shadowing_is_allowed() {
    let engine = Engine::default();
    let mut linker = Linker::<()>::new(&engine);
    linker.func_wrap("m", "f", || 1i32).unwrap();
    let error = link_error(linker.func_wrap("m", "f", || 2i32));
    assert!(matches!(error, LinkError::Duplicate { .. }));
    linker
        .allow_shadowing(true)
        .func_wrap("m", "f", || 2i32)
        .unwrap();
    linker.alias("m", "f", "n", "g").unwrap();
    assert_usage(linker.alias("m", "none", "n", "h"));
    let mut store = Store::new(&engine, ());
    let func = linker
        .get(&mut store, "n", "g")
        .and_then(Extern::into_func)
        .unwrap();
    assert_eq!(
        func.typed::<(), i32>(&store)
            .unwrap()
            .call(&mut store, ())
            .unwrap(),
        2
    );
}

#[test]
fn instances_provide_imports() {
    let engine = Engine::default();
    let mut store = Store::new(&engine, ());
    let mut linker = Linker::new(&engine);
    let counter = module(
        &engine,
        r#"(global $n (mut i32) (i32.const 0))
           (func (export "_initialize") (global.set $n (i32.const 10)))
           (func (export "next") (result i32)
             (global.set $n (i32.add (global.get $n) (i32.const 1)))
             (global.get $n))"#,
    );
    linker.module(&mut store, "counter", &counter).unwrap();
    let user = module(
        &engine,
        r#"(import "counter" "next" (func $next (result i32)))
           (func (export "twice") (result i32) (drop (call $next)) (call $next))"#,
    );
    let a = linker.instantiate(&mut store, &user).unwrap();
    let b = linker.instantiate(&mut store, &user).unwrap();
    for (instance, expected) in [(a, 12), (b, 14)] {
        let twice = instance
            .get_typed_func::<(), i32>(&mut store, "twice")
            .unwrap();
        assert_eq!(twice.call(&mut store, ()).unwrap(), expected);
    }
}

#[test]
fn a_prepared_module_serves_many_stores() {
    let engine = Engine::default();
    let mut linker = Linker::new(&engine);
    linker
        .func_wrap("host", "id", |caller: sanderling::Caller<'_, u32>| {
            *caller.data()
        })
        .unwrap();
    let text = r#"(import "host" "id" (func (result i32))) (export "id" (func 0))"#;
    let pre = linker.instantiate_pre(&module(&engine, text)).unwrap();
    for id in 0..5 {
        let mut store = Store::new(&engine, id);
        let instance = pre.clone().instantiate(&mut store).unwrap();
        let func = instance
            .get_typed_func::<(), u32>(&mut store, "id")
            .unwrap();
        assert_eq!(func.call(&mut store, ()).unwrap(), id);
    }
}

#[test]
fn unknown_imports_can_become_traps() {
    let engine = Engine::default();
    let module = module(
        &engine,
        r#"(import "env" "absent" (func $absent (param i32) (result i32)))
           (func (export "run") (param i32) (result i32)
             (if (result i32) (local.get 0)
               (then (call $absent (i32.const 0)))
               (else (i32.const 7))))"#,
    );
    let mut linker = Linker::new(&engine);
    linker.define_unknown_imports_as_traps(&module).unwrap();
    let mut store = Store::new(&engine, ());
    let instance = linker.instantiate(&mut store, &module).unwrap();
    let run = instance
        .get_typed_func::<i32, i32>(&mut store, "run")
        .unwrap();
    assert_eq!(run.call(&mut store, 0).unwrap(), 7);
    let LinkError::UnknownImports(unknown) = link_error(run.call(&mut store, 1)) else {
        panic!()
    };
    assert_eq!((&*unknown[0].module, &*unknown[0].name), ("env", "absent"));
    assert_eq!(run.call(&mut store, 0).unwrap(), 7);
}

#[test]
fn imports_by_position_are_in_the_order_of_the_module() {
    let engine = Engine::default();
    let mut store = Store::new(&engine, ());
    let text = r#"(import "z" "b" (func $b (result i32))) (import "a" "g" (global $g i32))
                  (func (export "run") (result i32) (i32.sub (call $b) (global.get $g)))"#;
    let module = module(&engine, text);
    let func = Func::wrap(&mut store, || 50i32);
    let ty = GlobalType::new(ValType::I32, Mutability::Const);
    let global = Global::new(&mut store, ty, Val::I32(8)).unwrap();
    let imports = [func.into(), global.into()];
    let instance = Instance::new(&mut store, &module, &imports).unwrap();
    let run = instance
        .get_typed_func::<(), i32>(&mut store, "run")
        .unwrap();
    assert_eq!(run.call(&mut store, ()).unwrap(), 42);
    assert_usage(Instance::new(&mut store, &module, &imports[..1]));
    link_error(Instance::new(
        &mut store,
        &module,
        &[global.into(), func.into()],
    ));
}

#[test]
fn exports_are_in_the_order_of_the_module() {
    let engine = Engine::default();
    let mut store = Store::new(&engine, ());
    let text = r#"(func $f (export "z") (export "y")) (memory (export "m") 1)
                  (global (export "g") i32 (i32.const 1)) (table (export "t") 1 funcref)"#;
    let instance = Instance::new(&mut store, &module(&engine, text), &[]).unwrap();
    let exports: Vec<_> = instance.exports(&mut store).unwrap().collect();
    let names: Vec<&str> = exports.iter().map(|e| e.name()).collect();
    assert_eq!(names, ["z", "y", "m", "g", "t"]);
    assert_eq!(exports[0].into_func(), exports[1].into_func());
    assert!(exports[2].into_memory().is_some() && exports[4].into_table().is_some());
    assert!(instance.get_global(&mut store, "g").is_some());
    assert!(instance.get_func(&mut store, "g").is_none());
    assert!(instance.get_export(&mut store, "none").is_none());
}

#[test]
fn the_start_function_runs_and_may_trap() {
    let engine = Engine::default();
    let mut linker = Linker::new(&engine);
    linker
        .func_wrap("host", "note", |mut caller: sanderling::Caller<'_, u32>| {
            *caller.data_mut() += 1;
        })
        .unwrap();
    let start = module(
        &engine,
        r#"(import "host" "note" (func $note)) (start $note)"#,
    );
    let mut store = Store::new(&engine, 0);
    linker.instantiate(&mut store, &start).unwrap();
    assert_eq!(*store.data(), 1);
    let traps = module(&engine, "(func $f unreachable) (start $f)");
    let error = linker.instantiate(&mut store, &traps).unwrap_err();
    assert_eq!(error.as_trap(), Some(Trap::Unreachable));
}

#[test]
fn segments_that_do_not_fit_trap_after_those_that_do() {
    let engine = Engine::default();
    let mut store = Store::new(&engine, ());
    let memory = Memory::new(&mut store, MemoryType::new(1, None)).unwrap();
    let text =
        r#"(import "" "" (memory 1)) (data (i32.const 3) "abc") (data (i32.const 65535) "de")"#;
    let error = Instance::new(&mut store, &module(&engine, text), &[memory.into()]).unwrap_err();
    assert_eq!(error.as_trap(), Some(Trap::MemoryOutOfBounds));
    assert_eq!(&memory.data(&store).unwrap()[3..6], b"abc");
    assert_eq!(memory.data(&store).unwrap()[65535], 0);
}

#[test]
fn stores_and_engines_do_not_mix() {
    let (engine, other_engine) = (Engine::default(), Engine::default());
    let mut store = Store::new(&engine, ());
    let mut other = Store::new(&engine, ());
    let func = Func::wrap(&mut other, || {});
    let user = module(&engine, r#"(import "m" "f" (func))"#);
    assert_usage(Instance::new(&mut store, &user, &[func.into()]));
    let mut linker = Linker::new(&engine);
    linker.define("m", "f", func).unwrap();
    assert_usage(linker.instantiate(&mut store, &user));
    assert!(linker.instantiate(&mut other, &user).is_ok());

    let foreign = module(&other_engine, "(module)");
    assert_usage(Instance::new(&mut store, &foreign, &[]));
    assert_usage(linker.instantiate(&mut store, &foreign));
    assert_usage(linker.define_unknown_imports_as_traps(&foreign));
    let unrelated = Linker::new(&other_engine)
        .instantiate_pre(&foreign)
        .unwrap();
    assert_usage(unrelated.instantiate(&mut store));

    let instance = Instance::new(&mut store, &module(&engine, "(module)"), &[]).unwrap();
    assert_usage(instance.exports(&mut other).map(|exports| exports.len()));
    assert_usage(instance.get_typed_func::<(), ()>(&mut other, "f"));
    assert_usage(linker.instance(&mut other, "n", instance));
}

#[test]
fn untyped_host_functions_link_by_type() {
    let engine = Engine::default();
    let mut linker = Linker::new(&engine);
    let ty = FuncType::new([ValType::I32, ValType::F64], [ValType::F64, ValType::I32]);
    linker
        .func_new("m", "swap", ty, |_, params, results| {
            results[0] = params[1].clone();
            results[1] = params[0].clone();
            Ok(())
        })
        .unwrap();
    let text = r#"(import "m" "swap" (func $swap (param i32 f64) (result f64 i32)))
                  (func (export "run") (result f64 i32) (call $swap (i32.const 3) (f64.const 4)))"#;
    let mut store = Store::new(&engine, ());
    let instance = linker
        .instantiate(&mut store, &module(&engine, text))
        .unwrap();
    let run = instance
        .get_typed_func::<(), (f64, i32)>(&mut store, "run")
        .unwrap();
    assert_eq!(run.call(&mut store, ()).unwrap(), (4.0, 3));
}

/// A host function has no declaration of its own, and takes on that of the import: what
/// looks at the function's type at run time sees it.
#[test]
fn host_functions_have_the_declared_type_of_the_import() {
    let text = r#"
        (rec (type $f (sub (func (param i32) (result i32)))) (type (struct)))
        (rec (type $g (sub $f (func (param i32) (result i32)))) (type (array i8)))
        (type $plain (func (param i32) (result i32)))
        (import "m" "f" (func $imported_f (type $f)))
        (import "m" "f" (func $imported_g (type $g)))
        (import "m" "f" (func $imported_plain (type $plain)))
        (table funcref (elem $imported_f $imported_g $imported_plain))
        (func (export "is") (param i32) (result i32 i32 i32)
            (ref.test (ref $f) (table.get (local.get 0)))
            (ref.test (ref $g) (table.get (local.get 0)))
            (ref.test (ref $plain) (table.get (local.get 0))))
        (func (export "call f") (param i32) (result i32)
            (call_indirect (type $f) (i32.const 5) (local.get 0)))
        (func (export "call plain") (param i32) (result i32)
            (call_indirect (type $plain) (i32.const 5) (local.get 0)))"#;
    let engine = Engine::default();
    let module = Module::new(&engine, text).unwrap();
    let mut linker = Linker::new(&engine);
    linker.func_wrap("m", "f", |n: i32| n + 1).unwrap();
    let mut store = Store::new(&engine, ());
    let instance = linker.instantiate(&mut store, &module).unwrap();
    let is = instance.get_typed_func::<i32, (i32, i32, i32)>(&mut store, "is");
    let is = is.unwrap();
    assert_eq!(is.call(&mut store, 0).unwrap(), (1, 0, 0));
    assert_eq!(is.call(&mut store, 1).unwrap(), (1, 1, 0));
    assert_eq!(is.call(&mut store, 2).unwrap(), (0, 0, 1));
    for (name, fits) in [
        ("call f", [true, true, false]),
        ("call plain", [false, false, true]),
    ] {
        let f = instance.get_typed_func::<i32, i32>(&mut store, name);
        let f = f.unwrap();
        for (i, fits) in fits.into_iter().enumerate() {
            let called = f.call(&mut store, i as i32);
            match called {
                Ok(6) => assert!(fits, "{name} {i}"),
                Ok(other) => panic!("{name} {i}: {other}"),
                Err(error) => {
                    assert_eq!(error.as_trap(), Some(Trap::IndirectCallTypeMismatch));
                    assert!(!fits, "{name} {i}");
                }
            }
        }
    }
    // Other parameters do not fit.
    let mut linker = Linker::<()>::new(&engine);
    linker.func_wrap("m", "f", |n: i64| n as i32).unwrap();
    assert!(linker.instantiate(&mut store, &module).is_err());
}

/// A function of a guest has the type that it was declared with; where both sides look
/// the same, the message says what makes the difference.
#[test]
fn functions_of_guests_match_by_their_declarations() {
    let engine = Engine::default();
    let mut store = Store::new(&engine, ());
    let exporter = r#"
        (type $f (sub (func (param i32))))
        (type $g (sub final $f (func (param i32))))
        (type $plain (func (param i32)))
        (func (export "plain") (type $plain))
        (func (export "f") (type $f))
        (func (export "g") (type $g))"#;
    let exporter = Module::new(&engine, exporter).unwrap();
    let exporter = Instance::new(&mut store, &exporter, &[]).unwrap();
    let importer = r#"
        (type $f (sub (func (param i32))))
        (import "" "" (func (type $f)))"#;
    let importer = Module::new(&engine, importer).unwrap();
    let mut instantiate = |name: &str| {
        let item = exporter.get_export(&mut store, name).unwrap();
        Instance::new(&mut store, &importer, &[item])
    };
    instantiate("f").unwrap();
    instantiate("g").unwrap();
    let message = instantiate("plain").unwrap_err().to_string();
    assert_eq!(
        message,
        "incompatible import type for \"\" \"\": the module expects (func (param i32)), got \
         (func (param i32)), which is declared differently: as final or not, with other \
         supertypes, or in another recursion group"
    );
}
