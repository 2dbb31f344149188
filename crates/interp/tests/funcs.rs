//! Functions: host functions, typed and untyped calls, calls back and forth.

use std::panic::{AssertUnwindSafe, catch_unwind};

use sanderling::{
    Caller, CompilationMode, Config, Engine, Error, ErrorKind, Extern, ExternRef, Func, FuncType,
    Instance, Linker, Module, Store, Trap, TypedFunc, Val, ValType,
};

fn instance(store: &mut Store<()>, text: &str, imports: &[Extern]) -> Instance {
    let module = Module::new(store.engine(), text).unwrap();
    Instance::new(store, &module, imports).unwrap()
}

#[track_caller]
fn assert_usage<T: std::fmt::Debug>(result: Result<T, Error>) {
    let error = result.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Usage(_)), "{error:?}");
}

/// Functions that call nothing run on a small stack until another one is called; large
/// frames, and what the host calls from within a guest, never do.
#[test]
fn functions_with_and_without_calls_take_turns() {
    use std::fmt::Write;

    let mut text = String::from(
        r#"(import "" "back" (func $back (param i32) (result i32)))
        (func $leaf (export "leaf") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
        (func (export "deep") (param i32) (result i32)
            (if (result i32) (local.get 0)
                (then (i32.add (i32.const 2) (call 3 (i32.sub (local.get 0) (i32.const 1)))))
                (else (call $leaf (i32.const 0)))))
        (func (param i32) (result i32)
            (if (result i32) (local.get 0)
                (then (i32.add (i32.const 2) (call 3 (i32.sub (local.get 0) (i32.const 1)))))
                (else (call $leaf (i32.const 0)))))
        (func (export "back") (param i32) (result i32) (call $back (local.get 0)))
        (func (export "trap") (param i32) (result i32) (i32.div_u (i32.const 1) (local.get 0)))
        (func (export "large") (param i32) (result i32)"#,
    );
    // Each local keeps a value of its own until all are added up.
    let locals = 600;
    let _ = write!(text, "(local {})", "i32 ".repeat(locals));
    for i in 1..=locals {
        let _ = write!(
            text,
            "(local.set {i} (i32.add (local.get 0) (i32.const {i})))"
        );
    }
    text.push_str("(local.get 0)");
    for i in 1..=locals {
        let _ = write!(text, "(local.get {i}) i32.add");
    }
    text.push(')');

    let names = [
        "leaf", "large", "trap", "deep", "back", "leaf", "large", "deep",
    ];
    for first in 0..names.len() {
        let mut store = Store::new(&Engine::default(), None::<Instance>);
        let back = |mut caller: Caller<'_, Option<Instance>>, x: i32| {
            let instance = caller.data().ok_or_else(|| Error::msg("no instance"))?;
            let mut sum = 0;
            for name in ["leaf", "deep", "large"] {
                let f = instance.get_typed_func::<i32, i32>(&mut caller, name)?;
                sum += f.call(&mut caller, x)?;
            }
            Ok::<i32, Error>(sum)
        };
        let back = Func::wrap(&mut store, back);
        let module = Module::new(store.engine(), &text).unwrap();
        let instance = Instance::new(&mut store, &module, &[back.into()]).unwrap();
        *store.data_mut() = Some(instance);
        let large = |x: i32| x * 601 + 600 * 601 / 2;
        for name in names[first..].iter().chain(&names[..first]) {
            let f = instance
                .get_typed_func::<i32, i32>(&mut store, name)
                .unwrap();
            match *name {
                "leaf" => assert_eq!(f.call(&mut store, 41).unwrap(), 42),
                "deep" => assert_eq!(f.call(&mut store, 900).unwrap(), 1801),
                "large" => assert_eq!(f.call(&mut store, 3).unwrap(), large(3)),
                "back" => assert_eq!(f.call(&mut store, 5).unwrap(), 6 + 11 + large(5)),
                _ => {
                    assert_eq!(f.call(&mut store, 1).unwrap(), 1);
                    let error = f.call(&mut store, 0).unwrap_err();
                    assert_eq!(error.as_trap(), Some(Trap::DivideByZero));
                    assert_eq!(error.backtrace().len(), 1);
                }
            }
        }
        // The host function itself, called by the host.
        let back = back.typed::<i32, i32>(&store).unwrap();
        assert_eq!(back.call(&mut store, 5).unwrap(), 6 + 11 + large(5));
    }

    // A stack of nothing is kept to.
    let engine = Engine::new(&Config::new().wasm_stack_bytes(0)).unwrap();
    let mut store = Store::new(&engine, ());
    let text = r#"(func (export "leaf") (result i32) (i32.const 1))"#;
    let module = Module::new(&engine, text).unwrap();
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    let leaf = instance.get_typed_func::<(), i32>(&mut store, "leaf");
    let error = leaf.unwrap().call(&mut store, ()).unwrap_err();
    assert_eq!(error.as_trap(), Some(Trap::StackOverflow));
}

#[test]
fn values_pass_unchanged_through_host_and_guest() {
    let mut store = Store::new(&Engine::default(), ());
    let text = r#"
        (import "" "i32" (func $i32 (param i32) (result i32)))
        (import "" "i64" (func $i64 (param i64) (result i64)))
        (import "" "f32" (func $f32 (param f32) (result f32)))
        (import "" "f64" (func $f64 (param f64) (result f64)))
        (func (export "i32") (param i32) (result i32) (call $i32 (local.get 0)))
        (func (export "i64") (param i64) (result i64) (call $i64 (local.get 0)))
        (func (export "f32") (param f32) (result f32) (call $f32 (local.get 0)))
        (func (export "f64") (param f64) (result f64) (call $f64 (local.get 0)))"#;
    let imports = [
        Func::wrap(&mut store, |x: i32| x).into(),
        Func::wrap(&mut store, |x: u64| x).into(),
        Func::wrap(&mut store, |x: f32| x).into(),
        Func::wrap(&mut store, |x: f64| x).into(),
    ];
    let instance = instance(&mut store, text, &imports);
    let i32 = instance
        .get_typed_func::<i32, i32>(&mut store, "i32")
        .unwrap();
    let u32 = instance
        .get_typed_func::<u32, u32>(&mut store, "i32")
        .unwrap();
    let i64 = instance
        .get_typed_func::<i64, i64>(&mut store, "i64")
        .unwrap();
    let f32 = instance
        .get_typed_func::<f32, f32>(&mut store, "f32")
        .unwrap();
    let f64 = instance
        .get_typed_func::<f64, f64>(&mut store, "f64")
        .unwrap();
    for x in [0, 1, -1, i32::MIN, i32::MAX] {
        assert_eq!(i32.call(&mut store, x).unwrap(), x);
        assert_eq!(u32.call(&mut store, x as u32).unwrap(), x as u32);
        let x = i64::from(x) << 20 | 5;
        assert_eq!(i64.call(&mut store, x).unwrap(), x);
    }
    for bits in [0, 1 << 31, 0x7F80_0001, 0xFFC0_1234, 1.5f32.to_bits()] {
        assert_eq!(
            f32.call(&mut store, f32::from_bits(bits))
                .unwrap()
                .to_bits(),
            bits
        );
    }
    for bits in [0, 1 << 63, 0x7FF0_0000_0000_0001, 1.5f64.to_bits()] {
        assert_eq!(
            f64.call(&mut store, f64::from_bits(bits))
                .unwrap()
                .to_bits(),
            bits
        );
    }
}

#[test]
#[expect(clippy::too_many_arguments, reason = "this is the largest number")]
fn sixteen_parameters_and_results() {
    let mut store = Store::new(&Engine::default(), ());
    type Sixteen = (
        i32,
        i64,
        f32,
        f64,
        i32,
        i64,
        f32,
        f64,
        i32,
        i64,
        f32,
        f64,
        i32,
        i64,
        f32,
        f64,
    );
    fn reverse(
        a: i32,
        b: i64,
        c: f32,
        d: f64,
        e: i32,
        f: i64,
        g: f32,
        h: f64,
        i: i32,
        j: i64,
        k: f32,
        l: f64,
        m: i32,
        n: i64,
        o: f32,
        p: f64,
    ) -> Sixteen {
        (m, n, o, p, i, j, k, l, e, f, g, h, a, b, c, d)
    }
    let host = Func::wrap(&mut store, reverse);
    let types = "i32 i64 f32 f64 i32 i64 f32 f64 i32 i64 f32 f64 i32 i64 f32 f64";
    let gets: String = (0..16).map(|i| format!("(local.get {i})")).collect();
    let text = format!(
        r#"(import "" "" (func $f (param {types}) (result {types})))
           (func (export "f") (param {types}) (result {types}) (call $f {gets}))"#
    );
    let instance = instance(&mut store, &text, &[host.into()]);
    let f = instance
        .get_typed_func::<Sixteen, Sixteen>(&mut store, "f")
        .unwrap();
    let values = (
        1, 2, 3.0, 4.0, 5, 6, 7.0, 8.0, 9, 10, 11.0, 12.0, 13, 14, 15.0, 16.0,
    );
    let (m, n, o, p, i, j, k, l, e, f, g, h, a, b, c, d) = f.call(&mut store, values).unwrap();
    assert_eq!((a, b, c, d), (1, 2, 3.0, 4.0));
    assert_eq!((e, f, g, h), (5, 6, 7.0, 8.0));
    assert_eq!((i, j, k, l), (9, 10, 11.0, 12.0));
    assert_eq!((m, n, o, p), (13, 14, 15.0, 16.0));
}

#[test]
fn more_results_than_parameters() {
    let mut store = Store::new(&Engine::default(), ());
    let host = Func::wrap(&mut store, |x: i32| {
        (x, i64::from(x) + 1, x as f32 + 2.0, 3.0f64)
    });
    let text = r#"
        (import "" "" (func $f (param i32) (result i32 i64 f32 f64)))
        (func (export "f") (result i32 i64 f32 f64) (call $f (i32.const 5)))"#;
    let instance = instance(&mut store, text, &[host.into()]);
    let f: TypedFunc<(), (i32, i64, f32, f64)> = instance.get_typed_func(&mut store, "f").unwrap();
    assert_eq!(f.call(&mut store, ()).unwrap(), (5, 6, 7.0, 3.0));
}

#[test]
fn untyped_calls_check_numbers_and_types() {
    let mut store = Store::new(&Engine::default(), ());
    let text = r#"(func (export "f") (param i32 f64) (result f64 i32)
                    (local.get 1) (local.get 0))"#;
    let f = instance(&mut store, text, &[])
        .get_func(&mut store, "f")
        .unwrap();
    let params = [Val::I32(3), Val::from(0.5f64)];
    let mut results = [Val::I32(0), Val::I32(0)];
    f.call(&mut store, &params, &mut results).unwrap();
    assert_eq!(results, [Val::from(0.5f64), Val::I32(3)]);
    assert_usage(f.call(&mut store, &params[..1], &mut results));
    assert_usage(f.call(&mut store, &params, &mut results[..1]));
    assert_usage(f.call(&mut store, &params, &mut [const { Val::I32(0) }; 3]));
    assert_usage(f.call(&mut store, &[Val::I64(3), params[1].clone()], &mut results));
    assert_usage(f.call(
        &mut store,
        &[Val::FuncRef(None), params[1].clone()],
        &mut results,
    ));
}

#[test]
fn typed_functions_have_exactly_their_type() {
    let mut store = Store::new(&Engine::default(), ());
    let f = Func::wrap(&mut store, |_: i32, _: i64| 0f32);
    assert!(f.typed::<(i32, i64), f32>(&store).is_ok());
    assert!(f.typed::<(u32, u64), f32>(&store).is_ok());
    assert_usage(f.typed::<i32, f32>(&store));
    assert_usage(f.typed::<(i64, i32), f32>(&store));
    assert_usage(f.typed::<(i32, i64), ()>(&store));
    assert_usage(f.typed::<(i32, i64), f64>(&store));
    let error = f.typed::<(), ()>(&store).unwrap_err().to_string();
    assert!(
        error.contains("(func (param i32 i64) (result f32))"),
        "{error}"
    );
}

#[test]
fn functions_of_another_store_are_refused() {
    let engine = Engine::default();
    let mut store = Store::new(&engine, ());
    let mut other = Store::new(&engine, ());
    let f = Func::wrap(&mut store, |_: Option<Func>| {});
    let typed = f.typed::<Option<Func>, ()>(&store).unwrap();
    assert_usage(f.ty(&other));
    assert_usage(f.typed::<Option<Func>, ()>(&other));
    assert_usage(f.call(&mut other, &[Val::FuncRef(None)], &mut []));
    assert_usage(typed.call(&mut other, None));
    let foreign = Func::wrap(&mut other, || {});
    assert_usage(typed.call(&mut store, Some(foreign)));
    assert_usage(f.call(&mut store, &[foreign.into()], &mut []));
    let gives_foreign = Func::wrap(&mut store, move || Some(foreign));
    let gives_foreign = gives_foreign.typed::<(), Option<Func>>(&store).unwrap();
    assert_usage(gives_foreign.call(&mut store, ()));
}

#[test]
fn references_pass_through_guests() {
    let mut store = Store::new(&Engine::default(), ());
    let text = r#"
        (func (export "func") (param funcref) (result funcref) (local.get 0))
        (func (export "extern") (param externref) (result externref i32)
          (local.get 0) (ref.is_null (local.get 0)))
        (func $one (export "one") (result i32) (i32.const 1))
        (elem declare func $one)
        (func (export "get") (result funcref) (ref.func $one))"#;
    let instance = instance(&mut store, text, &[]);
    let func = instance
        .get_typed_func::<Option<Func>, Option<Func>>(&mut store, "func")
        .unwrap();
    let host = Func::wrap(&mut store, || 7i32);
    assert_eq!(func.call(&mut store, None).unwrap(), None);
    assert_eq!(func.call(&mut store, Some(host)).unwrap(), Some(host));

    type Back = (Option<ExternRef>, u32);
    let external = instance
        .get_typed_func::<Option<ExternRef>, Back>(&mut store, "extern")
        .unwrap();
    let value = ExternRef::new(&mut store, "value").unwrap();
    assert_eq!(external.call(&mut store, None).unwrap(), (None, 1));
    assert_eq!(
        external.call(&mut store, Some(value.clone())).unwrap(),
        (Some(value.clone()), 0)
    );
    let data = value.data(&store).unwrap().downcast_ref::<&str>();
    assert_eq!(data, Some(&"value"));

    let get = instance
        .get_typed_func::<(), Option<Func>>(&mut store, "get")
        .unwrap();
    let one = get.call(&mut store, ()).unwrap().unwrap();
    assert_eq!(Some(one), instance.get_func(&mut store, "one"));
    assert_eq!(
        one.typed::<(), i32>(&store)
            .unwrap()
            .call(&mut store, ())
            .unwrap(),
        1
    );
}

#[test]
fn host_functions_call_back_into_guests() {
    let engine = Engine::default();
    let mut linker = Linker::new(&engine);
    linker
        .func_wrap(
            "host",
            "down",
            |mut caller: Caller<'_, u32>, n: u32| -> Result<u32, Error> {
                *caller.data_mut() += 1;
                let Some(Extern::Func(f)) = caller.get_export("down") else {
                    panic!()
                };
                let below = f.typed::<u32, u32>(&caller)?.call(&mut caller, n)?;
                Ok(below + 1)
            },
        )
        .unwrap();
    let text = r#"
        (import "host" "down" (func $host (param i32) (result i32)))
        (func (export "down") (param i32) (result i32)
          (if (result i32) (local.get 0)
            (then (i32.add (call $host (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))
            (else (i32.const 0))))"#;
    let module = Module::new(&engine, text).unwrap();
    let mut store = Store::new(&engine, 0);
    let instance = linker.instantiate(&mut store, &module).unwrap();
    let down = instance
        .get_typed_func::<u32, u32>(&mut store, "down")
        .unwrap();
    assert_eq!(down.call(&mut store, 100).unwrap(), 200);
    assert_eq!(*store.data(), 100);
    // Beyond `Limits::host_call_depth`.
    let error = down.call(&mut store, 100_000).unwrap_err();
    assert_eq!(error.as_trap(), Some(Trap::StackOverflow));
    assert_eq!(down.call(&mut store, 3).unwrap(), 6);
}

#[test]
fn host_functions_can_add_to_the_store_that_runs() {
    let engine = Engine::default();
    let mut linker = Linker::new(&engine);
    let inner = r#"(memory 1) (func (export "f") (result i32) (i32.const 9))"#;
    let inner = Module::new(&engine, inner).unwrap();
    linker
        .func_wrap(
            "host",
            "load",
            move |mut caller: Caller<'_, ()>| -> Result<i32, Error> {
                for _ in 0..100 {
                    Func::wrap(&mut caller, || {});
                }
                let instance = Instance::new(&mut caller, &inner, &[])?;
                instance
                    .get_typed_func::<(), i32>(&mut caller, "f")?
                    .call(&mut caller, ())
            },
        )
        .unwrap();
    let text = r#"
        (import "host" "load" (func $load (result i32)))
        (memory 1)
        (func (export "run") (result i32)
          (i32.store (i32.const 8) (i32.const 5))
          (i32.add (i32.add (call $load) (call $load)) (i32.load (i32.const 8))))"#;
    let module = Module::new(&engine, text).unwrap();
    let mut store = Store::new(&engine, ());
    let instance = linker.instantiate(&mut store, &module).unwrap();
    let run = instance
        .get_typed_func::<(), i32>(&mut store, "run")
        .unwrap();
    assert_eq!(run.call(&mut store, ()).unwrap(), 23);
}

#[test]
fn callers_know_their_instance() {
    let mut store = Store::new(&Engine::default(), ());
    let host = Func::wrap(&mut store, |mut caller: Caller<'_, ()>| {
        let Some(Extern::Global(global)) = caller.get_export("id") else {
            return -1;
        };
        global.get(&caller).unwrap().unwrap_i32()
    });
    let text = |id: i32| {
        format!(
            r#"(import "" "" (func $f (result i32)))
               (global (export "id") i32 (i32.const {id}))
               (func (export "run") (result i32) (call $f))"#
        )
    };
    for id in [3, 4] {
        let instance = instance(&mut store, &text(id), &[host.into()]);
        let run = instance
            .get_typed_func::<(), i32>(&mut store, "run")
            .unwrap();
        assert_eq!(run.call(&mut store, ()).unwrap(), id);
    }
    assert_eq!(
        host.typed::<(), i32>(&store)
            .unwrap()
            .call(&mut store, ())
            .unwrap(),
        -1
    );
}

#[test]
fn callers_of_a_start_function_of_the_host_are_the_new_instance() {
    let mut store = Store::new(&Engine::default(), 0);
    let host = Func::wrap(&mut store, |mut caller: Caller<'_, i32>| {
        if let Some(Extern::Global(global)) = caller.get_export("id") {
            *caller.data_mut() = global.get(&caller).unwrap().unwrap_i32();
        }
    });
    let text = r#"(import "" "" (func $f)) (start $f) (global (export "id") i32 (i32.const 7))"#;
    let module = Module::new(store.engine(), text).unwrap();
    Instance::new(&mut store, &module, &[host.into()]).unwrap();
    assert_eq!(*store.data(), 7);
}

#[test]
fn wrong_results_of_a_host_function_are_errors() {
    let mut store = Store::new(&Engine::default(), ());
    let ty = FuncType::new([], [ValType::I32]);
    let f = Func::new(&mut store, ty, |_, _, results| {
        results[0] = Val::I64(1);
        Ok(())
    });
    let text = r#"(import "" "" (func $f (result i32))) (func (export "f") (drop (call $f)))"#;
    let instance = instance(&mut store, text, &[f.unwrap().into()]);
    let f = instance.get_typed_func::<(), ()>(&mut store, "f").unwrap();
    assert_usage(f.call(&mut store, ()));
}

#[test]
fn panics_of_host_functions_reach_the_host_and_spare_the_store() {
    let mut store = Store::new(&Engine::default(), ());
    let host = Func::wrap(&mut store, |n: i32| {
        assert!(n != 0, "zero");
        n
    });
    let text = r#"
        (import "" "" (func $f (param i32) (result i32)))
        (func (export "f") (param i32) (result i32) (call $f (local.get 0)))"#;
    let instance = instance(&mut store, text, &[host.into()]);
    let f = instance
        .get_typed_func::<i32, i32>(&mut store, "f")
        .unwrap();
    for _ in 0..3 {
        let payload = catch_unwind(AssertUnwindSafe(|| f.call(&mut store, 0))).unwrap_err();
        assert_eq!(payload.downcast_ref::<&str>(), Some(&"zero"));
        assert_eq!(f.call(&mut store, 5).unwrap(), 5);
    }
}

/// Each function of the chain has one parameter more than the one before, until the
/// last, which has none: frames grow, shrink, and move their headers.
#[test]
fn tail_calls_between_functions_of_any_number_of_parameters() {
    const MOST: usize = 9;
    let params = |n| "(param i64)".repeat(n);
    let mut text = String::from("(global $sum (mut i64) (i64.const 0))");
    for n in 0..MOST {
        let add = |i| {
            format!(
                "(global.set $sum (i64.add (i64.mul (global.get $sum) (i64.const 3)) (local.get {i})))"
            )
        };
        let adds: String = (0..n).map(add).collect();
        let args: String = (0..=n).map(|i| format!("(i64.const {})", n + i)).collect();
        let next = if n + 1 < MOST {
            format!("(return_call $f{} {args})", n + 1)
        } else {
            "(return_call $last)".into()
        };
        text += &format!(
            r#"(func $f{n} (export "f{n}") {} (result i64 i64) (local i64) {adds} {next})"#,
            params(n)
        );
    }
    text += "(func $last (result i64 i64) (global.get $sum) (i64.const -1))";
    let expected = (0..MOST as i64)
        .flat_map(|n| (0..n).map(move |i| n - 1 + i))
        .fold(0i64, |sum, v| sum.wrapping_mul(3).wrapping_add(v));
    let modes = [CompilationMode::Lazy, CompilationMode::Eager];
    for (mode, fuel) in modes.into_iter().flat_map(|m| [(m, false), (m, true)]) {
        let engine = Engine::new(&Config::new().compilation(mode).consume_fuel(fuel)).unwrap();
        let mut store = Store::new(&engine, ());
        if fuel {
            store.set_fuel(10_000).unwrap();
        }
        let module = Module::new(&engine, &text).unwrap();
        // Twice, as instructions change when they have run, and in two instances.
        for _ in 0..2 {
            let instance = Instance::new(&mut store, &module, &[]).unwrap();
            let f = instance.get_typed_func::<(), (i64, i64)>(&mut store, "f0");
            assert_eq!(f.unwrap().call(&mut store, ()).unwrap(), (expected, -1));
        }
    }
}

#[test]
fn a_tail_call_to_a_frame_beyond_the_stack_traps() {
    let big = "(local v128)".repeat(3_000);
    let uses: String = (0..3_000)
        .map(|i| format!("(local.set {i} (v128.const i64x2 1 2))"))
        .collect();
    let text = format!(
        r#"(func $deep (param i32) (result i32)
             (if (result i32) (local.get 0)
               (then (i32.add (i32.const 1) (call $deep (i32.sub (local.get 0) (i32.const 1)))))
               (else (return_call $wide))))
           (func $wide (result i32) {big} {uses} (return_call $wide_again))
           (func $wide_again (result i32) {big} {uses} (i32.const 5))
           (func (export "f") (param i32) (result i32) (return_call $deep (local.get 0)))"#
    );
    let engine = Engine::new(&Config::new().wasm_stack_bytes(1 << 20)).unwrap();
    let module = Module::new(&engine, &text).unwrap();
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    let f = instance
        .get_typed_func::<i32, i32>(&mut store, "f")
        .unwrap();
    let (mut fit, mut trapped) = (0, 0);
    for depth in (0..40_000).step_by(500) {
        match f.call(&mut store, depth) {
            Ok(result) => {
                assert_eq!(result, depth + 5);
                fit += 1;
            }
            Err(error) => {
                assert_eq!(error.as_trap(), Some(Trap::StackOverflow), "{error}");
                trapped += 1;
            }
        }
    }
    assert!(fit > 0 && trapped > 0, "{fit} {trapped}");
}

#[test]
fn a_million_tail_calls_between_host_and_guest_functions() {
    let mut store = Store::new(&Engine::default(), ());
    let host = Func::wrap(&mut store, |n: i32| n + 1);
    let text = r#"
        (import "" "" (func $inc (param i32) (result i32)))
        (func $loop (export "loop") (param i32) (result i32)
          (if (result i32) (i32.eq (local.get 0) (i32.const 1000000))
            (then (local.get 0))
            (else (return_call $loop (call $inc (local.get 0))))))
        (func (export "last") (param i32) (result i32) (return_call $inc (local.get 0)))"#;
    let instance = instance(&mut store, text, &[host.into()]);
    let run = instance
        .get_typed_func::<i32, i32>(&mut store, "loop")
        .unwrap();
    assert_eq!(run.call(&mut store, 0).unwrap(), 1_000_000);
    let last = instance
        .get_typed_func::<i32, i32>(&mut store, "last")
        .unwrap();
    assert_eq!(last.call(&mut store, 41).unwrap(), 42);
}

#[test]
fn stores_move_between_threads_and_modules_are_shared() {
    let engine = Engine::default();
    let text = r#"(func (export "f") (param i32) (result i32)
                    (i32.mul (local.get 0) (local.get 0)))"#;
    let module = Module::new(&engine, text).unwrap();
    let threads: Vec<_> = (0..4)
        .map(|n| {
            let (engine, module) = (engine.clone(), module.clone());
            std::thread::spawn(move || {
                let mut store = Store::new(&engine, ());
                let instance = Instance::new(&mut store, &module, &[]).unwrap();
                let f = instance
                    .get_typed_func::<i32, i32>(&mut store, "f")
                    .unwrap();
                f.call(&mut store, n).unwrap()
            })
        })
        .collect();
    let results: Vec<i32> = threads.into_iter().map(|t| t.join().unwrap()).collect();
    assert_eq!(results, [0, 1, 4, 9]);
}

/// Slots of 32-bit values have zeros above them for a host function, whatever the caller
/// has passed there, and for the guest and the host, whatever the function has left there.
#[test]
fn slots_have_zeros_above_values_of_32_bits() {
    let mut store = Store::new(&Engine::default(), ());
    let ty = FuncType::new([ValType::F32, ValType::I32], [ValType::I32, ValType::F32]);
    let dirty = Func::new_slots(&mut store, ty, |_, slots| {
        assert_eq!(slots, [1, 2]);
        slots.fill(u64::MAX);
        Ok(())
    })
    .unwrap();
    let text = r#"
        (import "" "f" (func $f (param f32 i32) (result i32 f32)))
        (func (export "same") (param f32 i32) (result i32 f32)
            (call $f (local.get 0) (local.get 1)))
        (func (export "wide") (param f32 i32) (result i64)
            (call $f (local.get 0) (local.get 1))
            drop i64.extend_i32_u)"#;
    let instance = instance(&mut store, text, &[dirty.into()]);
    let same = instance.get_func(&mut store, "same").unwrap();
    let wide = instance.get_func(&mut store, "wide").unwrap();
    let above = 0xABCD << 32;
    for (func, results) in [(dirty, 2), (same, 2), (wide, 1)] {
        let mut slots = [above | 1, above | 2];
        func.call_slots(&mut store, &mut slots).unwrap();
        assert_eq!(slots[..results], [u64::from(u32::MAX); 2][..results]);
    }
}
