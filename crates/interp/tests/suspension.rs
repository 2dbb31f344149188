//! Calls that are suspended and resumed.

use std::sync::Arc;
use std::time::Duration;

use sanderling::{
    Caller, Config, Engine, Error, ErrorKind, ExnRef, Extern, Func, FuncType, Instance, Linker,
    Module, ResumableCall, Store, SuspendReason, SuspendedCall, Tag, TagType, Trap, Val, ValType,
};

/// A store whose data counts, and an instance of a module whose imports answer pending:
/// with their argument where they have one.
fn instance(text: &str, imports: &[(&[ValType], &[ValType])]) -> (Store<u32>, Instance) {
    let engine = Engine::default();
    let mut store = Store::new(&engine, 0);
    let module = Module::new(&engine, text).unwrap();
    let imports: Vec<Extern> = imports
        .iter()
        .map(|(params, results)| {
            let ty = FuncType::new(params.iter().cloned(), results.iter().cloned());
            Func::new(&mut store, ty, |mut caller, params, _| {
                *caller.data_mut() += 1;
                Err(Error::pending(params.to_vec()))
            })
            .unwrap()
            .into()
        })
        .collect();
    let instance = Instance::new(&mut store, &module, &imports).unwrap();
    (store, instance)
}

fn suspended<R: std::fmt::Debug>(call: ResumableCall<R>) -> SuspendedCall<R> {
    match call {
        ResumableCall::Suspended(call) => call,
        other => panic!("not suspended: {other:?}"),
    }
}

fn done<R: std::fmt::Debug>(call: ResumableCall<R>) -> R {
    match call {
        ResumableCall::Done(results) => results,
        other => panic!("not done: {other:?}"),
    }
}

fn trapped<R: std::fmt::Debug>(call: ResumableCall<R>) -> Error {
    match call {
        ResumableCall::Trap(error) => error,
        other => panic!("no trap: {other:?}"),
    }
}

/// Adds what it is given, until that is zero.
const SUM: &str = r#"
    (import "" "next" (func $next (param i64) (result i64)))
    (func (export "sum") (param $seed i64) (result i64) (local $sum i64) (local $n i64)
        (loop $again
            (local.set $n (call $next (local.get $sum)))
            (local.set $sum (i64.add (local.get $sum) (local.get $n)))
            (br_if $again (i64.ne (local.get $n) (i64.const 0))))
        (i64.add (local.get $sum) (local.get $seed)))"#;

const NEXT: (&[ValType], &[ValType]) = (&[ValType::I64], &[ValType::I64]);

#[test]
fn a_call_goes_on_where_it_was_suspended() {
    let (mut store, instance) = instance(SUM, &[NEXT]);
    let sum = instance
        .get_typed_func::<i64, i64>(&mut store, "sum")
        .unwrap();
    let mut call = suspended(sum.call_resumable(&mut store, 1000).unwrap());
    let mut expected = 0;
    for n in [5, -3, 40] {
        assert_eq!(call.payload::<Vec<Val>>().unwrap(), &[Val::I64(expected)]);
        expected += n;
        call = suspended(call.resume_with(&mut store, &[Val::I64(n)]).unwrap());
    }
    let end = call.resume_with(&mut store, &[Val::I64(0)]).unwrap();
    assert_eq!(done(end), 1042);
    assert_eq!(*store.data(), 4);
}

#[test]
fn many_calls_wait_at_once_and_go_on_in_any_order() {
    let (mut store, instance) = instance(SUM, &[NEXT]);
    let sum = instance
        .get_typed_func::<i64, i64>(&mut store, "sum")
        .unwrap();
    let mut calls: Vec<_> = (0..100)
        .map(|seed| Some(suspended(sum.call_resumable(&mut store, seed).unwrap())))
        .collect();
    for round in 0..5 {
        for i in 0..100 {
            let at = (i * 37 + round * 11) % 100;
            let call = calls[at].take().unwrap();
            let call = call.resume_with(&mut store, &[Val::I64(at as i64 + 1)]);
            calls[at] = Some(suspended(call.unwrap()));
        }
    }
    // An ordinary call in between has the store's own stack.
    let error = sum.call(&mut store, 0).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Usage(_)), "{error}");
    for (at, call) in calls.into_iter().enumerate() {
        let call = call.unwrap().resume_with_slots(&mut store, &[0]).unwrap();
        assert_eq!(done(call), at as i64 + 5 * (at as i64 + 1));
    }
}

#[test]
fn every_kind_of_call_can_be_suspended() {
    let text = r#"
        (type $f (func (param i32) (result i32 f64)))
        (import "" "f" (func $f (type $f)))
        (table funcref (elem $f))
        (elem declare func $f)
        (func (export "call") (param i32) (result i32 f64) (call $f (local.get 0)))
        (func (export "indirect") (param i32) (result i32 f64)
            (call_indirect (type $f) (local.get 0) (i32.const 0)))
        (func (export "ref") (param i32) (result i32 f64)
            (call_ref $f (local.get 0) (ref.func $f)))
        (func $tail (export "tail") (param i32) (result i32 f64)
            (return_call $f (local.get 0)))
        (func (export "tail indirect") (param i32) (result i32 f64)
            (return_call_indirect (type $f) (local.get 0) (i32.const 0)))
        (func (export "tail ref") (param i32) (result i32 f64)
            (return_call_ref $f (local.get 0) (ref.func $f)))
        (func (export "behind") (param i32) (result i32 f64) (local $x i32)
            (local.set $x (i32.const 5))
            (loop $again
                (call $tail (local.get 0))
                (drop)
                (local.set 0)
                (local.set $x (i32.sub (local.get $x) (i32.const 1)))
                (br_if $again (local.get $x)))
            (local.get 0) (f64.const 2.5))"#;
    let f: (&[ValType], &[ValType]) = (&[ValType::I32], &[ValType::I32, ValType::F64]);
    let (mut store, instance) = instance(text, &[f]);
    let names = [
        "call",
        "indirect",
        "ref",
        "tail",
        "tail indirect",
        "tail ref",
        "behind",
    ];
    for name in names {
        let f = instance.get_func(&mut store, name).unwrap();
        let mut progress = f.call_resumable(&mut store, &[Val::I32(1)]).unwrap();
        let mut rounds = 0;
        let results = loop {
            match progress {
                ResumableCall::Suspended(call) => {
                    rounds += 1;
                    assert_eq!(call.payload::<Vec<Val>>().unwrap(), &[Val::I32(rounds)]);
                    let answer = [Val::I32(rounds + 1), Val::F64(2.5f64.to_bits())];
                    progress = call.resume_with(&mut store, &answer).unwrap();
                }
                ResumableCall::Done(results) => break results,
                ResumableCall::Trap(error) => panic!("{name}: {error}"),
            }
        };
        let expected = [Val::I32(rounds + 1), Val::F64(2.5f64.to_bits())];
        assert_eq!(results, expected, "{name}");
        assert_eq!(rounds, if name == "behind" { 5 } else { 1 });
    }
}

#[test]
fn calls_over_instances_are_suspended() {
    let engine = Engine::default();
    let mut store = Store::new(&engine, ());
    let ask = Func::wrap(&mut store, |n: i32| -> Result<i32, Error> {
        Err(Error::pending(n))
    });
    let inner = r#"
        (import "" "ask" (func $ask (param i32) (result i32)))
        (memory 1)
        (func (export "f") (param i32) (result i32)
            (i32.store (i32.const 0) (local.get 0))
            (i32.add (call $ask (local.get 0)) (i32.load (i32.const 0))))
        (func (export "g") (param i32) (result i32) (return_call $ask (local.get 0)))"#;
    let outer = r#"
        (import "" "f" (func $f (param i32) (result i32)))
        (memory 1)
        (func (export "f") (param i32) (result i32)
            (i32.store (i32.const 0) (i32.const 1000))
            (i32.add (call $f (local.get 0)) (i32.load (i32.const 0))))"#;
    let inner = Module::new(&engine, inner).unwrap();
    let outer = Module::new(&engine, outer).unwrap();
    let inner = Instance::new(&mut store, &inner, &[ask.into()]).unwrap();
    for (name, expected) in [("f", 1037), ("g", 1030)] {
        let f = inner.get_export(&mut store, name).unwrap();
        let outer = Instance::new(&mut store, &outer, &[f]).unwrap();
        let f = outer.get_typed_func::<i32, i32>(&mut store, "f").unwrap();
        let call = suspended(f.call_resumable(&mut store, 7).unwrap());
        assert_eq!(call.payload::<i32>(), Some(&7));
        let end = call.resume_with(&mut store, &[Val::I32(30)]).unwrap();
        assert_eq!(done(end), expected, "{name}");
    }
}

#[test]
fn an_error_ends_the_call_with_a_backtrace() {
    let (mut store, instance) = instance(SUM, &[NEXT]);
    let sum = instance
        .get_typed_func::<i64, i64>(&mut store, "sum")
        .unwrap();
    let call = suspended(sum.call_resumable(&mut store, 0).unwrap());
    let call = suspended(call.resume_with(&mut store, &[Val::I64(1)]).unwrap());
    let end = call.resume_with_error(&mut store, Trap::Unreachable.into());
    let error = trapped(end.unwrap());
    assert_eq!(error.as_trap(), Some(Trap::Unreachable));
    assert_eq!(error.backtrace().len(), 1);
    assert_eq!(error.backtrace()[0].func_index(), 1);
    // The store goes on.
    let call = suspended(sum.call_resumable(&mut store, 3).unwrap());
    assert_eq!(done(call.resume_with_slots(&mut store, &[0]).unwrap()), 3);
}

/// Guests that catch what a function of the host throws which they wait for: in the frame
/// that has called it, further out, and in another instance. `pair` waits once more in
/// its handler.
const CATCHING: &str = r#"
    (import "host" "wait" (func $wait (param i32) (result i32)))
    (import "host" "e" (tag $e (param i64)))
    (import "host" "other" (tag $other))
    (func $direct (export "direct") (param i32) (result i64) (local $before i64)
        (local.set $before (i64.const 1000))
        (block $caught (result i64)
            (try_table (catch $e $caught) (local.set 0 (call $wait (local.get 0))))
            (return (i64.extend_i32_s (local.get 0))))
        (i64.add (local.get $before)))
    (func (export "tail") (param i32) (result i32)
        (block $caught (try_table (catch_all $caught) (return_call $wait (local.get 0))))
        (i32.const -1))
    (func (export "uncaught") (param i32) (result i32)
        (block $caught
            (try_table (catch $other $caught) (return (call $wait (local.get 0)))))
        (i32.const -1))
    (func (export "pair") (param i32) (result i64)
        (block $caught (result i64)
            (return (try_table (result i64) (catch $e $caught)
                (call $direct (call $wait (local.get 0))))))
        (i64.add (i64.extend_i32_s (call $wait (i32.const 77)))))
    (func (export "ref") (param i32) (result exnref)
        (block $caught (result exnref)
            (try_table (catch_all_ref $caught) (drop (call $wait (local.get 0))))
            (return (ref.null exn))))"#;

/// Another instance, which catches what has passed the frames of the one above.
const OUTER: &str = r#"
    (import "host" "e" (tag $e (param i64)))
    (import "inner" "uncaught" (func $inner (param i32) (result i32)))
    (memory 1)
    (data (i32.const 8) "\2a")
    (func (export "outer") (param i32) (result i64)
        (block $caught (result i64)
            (try_table (catch $e $caught) (drop (call $inner (local.get 0))))
            (return (i64.const -1)))
        ;; The memory is this instance's.
        (i64.add (i64.load8_u (i32.const 8))))"#;

/// A store with both, and the tag that is thrown.
fn catching(config: &Config) -> (Store<()>, Instance, Instance, Tag) {
    let engine = Engine::new(config).unwrap();
    let mut store = Store::new(&engine, ());
    let mut linker = Linker::new(&engine);
    let wait = |n: i32| -> Result<i32, Error> { Err(Error::pending(n)) };
    linker.func_wrap("host", "wait", wait).unwrap();
    let mut tag = |params: &[ValType]| {
        let ty = FuncType::new(params.iter().cloned(), []);
        Tag::new(&mut store, TagType::new(ty)).unwrap()
    };
    let (e, other) = (tag(&[ValType::I64]), tag(&[]));
    linker.define("host", "e", e).unwrap();
    linker.define("host", "other", other).unwrap();
    let module = Module::new(&engine, CATCHING).unwrap();
    let inner = linker.instantiate(&mut store, &module).unwrap();
    linker.instance(&mut store, "inner", inner).unwrap();
    let outer = Module::new(&engine, OUTER).unwrap();
    let outer = linker.instantiate(&mut store, &outer).unwrap();
    (store, inner, outer, e)
}

#[test]
fn an_exception_resumes_the_call_in_what_catches_it() {
    for config in [
        Config::new(),
        Config::new().fusion(false),
        Config::new().consume_fuel(true),
    ] {
        let (mut store, inner, outer, e) = catching(&config);
        if store.fuel().is_ok() {
            store.set_fuel(100_000).unwrap();
        }
        let begin = |store: &mut Store<()>, instance: Instance, name: &str| {
            let f = instance.get_func(&mut *store, name).unwrap();
            suspended(f.call_resumable(store, &[Val::I32(5)]).unwrap())
        };
        let throw = |store: &mut Store<()>, call: SuspendedCall<Vec<Val>>, n: i64| {
            let exception = ExnRef::new(&mut *store, &e, &[Val::I64(n)]).unwrap();
            let error = exception.throw(&*store);
            (exception, call.resume_with_error(store, error).unwrap())
        };

        let call = begin(&mut store, inner, "direct");
        assert_eq!(done(throw(&mut store, call, 7).1), [Val::I64(1007)]);
        let call = begin(&mut store, outer, "outer");
        assert_eq!(done(throw(&mut store, call, 8).1), [Val::I64(50)]);

        // The very exception is caught by reference.
        let call = begin(&mut store, inner, "ref");
        let (exception, progress) = throw(&mut store, call, 9);
        assert_eq!(done(progress), [Val::ExnRef(Some(exception))]);

        // It can wait again: where it has caught, and behind that.
        let call = begin(&mut store, inner, "pair");
        let call = suspended(throw(&mut store, call, 10).1);
        assert_eq!(call.payload::<i32>(), Some(&77));
        let end = call.resume_with(&mut store, &[Val::I32(-3)]).unwrap();
        assert_eq!(done(end), [Val::I64(7)]);
        let call = begin(&mut store, inner, "pair");
        let call = suspended(call.resume_with(&mut store, &[Val::I32(6)]).unwrap());
        assert_eq!(call.payload::<i32>(), Some(&6));
        assert_eq!(done(throw(&mut store, call, 11).1), [Val::I64(1011)]);

        // Nobody catches: no clause fits, or the block was left by a tail call.
        for name in ["uncaught", "tail"] {
            let call = begin(&mut store, inner, name);
            let (exception, progress) = throw(&mut store, call, 12);
            let error = trapped(progress);
            assert_eq!(error.exception(), Some(exception), "{name}");
            assert_eq!(error.backtrace().len(), 1, "{name}");
        }

        // Other errors are not caught.
        let call = begin(&mut store, inner, "ref");
        let end = call.resume_with_error(&mut store, Error::msg("no such file"));
        assert!(trapped(end.unwrap()).to_string().starts_with("no such"));

        // The store goes on, and a call that waits meanwhile is as it was.
        let waiting = begin(&mut store, outer, "outer");
        let call = begin(&mut store, inner, "direct");
        assert_eq!(done(throw(&mut store, call, 1).1), [Val::I64(1001)]);
        assert_eq!(done(throw(&mut store, waiting, 1).1), [Val::I64(43)]);
    }
}

/// An exception of another store is an error like any other, nothing is thrown into a
/// poisoned instance, and none into code that has not called the host.
#[test]
fn an_exception_that_cannot_be_thrown_ends_the_call() {
    let (mut store, inner, _, e) = catching(&Config::new());
    let (mut other, _, _, foreign) = catching(&Config::new());
    let f = inner.get_func(&mut store, "ref").unwrap();
    let foreign = ExnRef::new(&mut other, &foreign, &[Val::I64(1)]).unwrap();
    let error = foreign.throw(&other);
    let call = suspended(f.call_resumable(&mut store, &[Val::I32(5)]).unwrap());
    let error = trapped(call.resume_with_error(&mut store, error).unwrap());
    assert_eq!(error.exception(), Some(foreign));

    let call = suspended(f.call_resumable(&mut store, &[Val::I32(5)]).unwrap());
    inner.poison(&mut store, "given up").unwrap();
    let own = ExnRef::new(&mut store, &e, &[Val::I64(1)]).unwrap();
    let error = own.throw(&store);
    let error = trapped(call.resume_with_error(&mut store, error).unwrap());
    assert_eq!(error.exception(), Some(own));

    let engine = Engine::new(&Config::new().consume_fuel(true)).unwrap();
    let mut store = Store::new(&engine, ());
    store.set_fuel(100).unwrap();
    let text = r#"(func (export "f")
        (block $l (try_table (catch_all $l) (loop $again (br $again)))))"#;
    let module = Module::new(&engine, text).unwrap();
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    let f = instance.get_typed_func::<(), ()>(&mut store, "f").unwrap();
    let call = suspended(f.call_resumable(&mut store, ()).unwrap());
    assert_eq!(call.reason(), SuspendReason::OutOfFuel);
    let tag = Tag::new(&mut store, TagType::new(FuncType::new([], []))).unwrap();
    let own = ExnRef::new(&mut store, &tag, &[]).unwrap();
    let error = own.throw(&store);
    let error = trapped(call.resume_with_error(&mut store, error).unwrap());
    assert_eq!(error.exception(), Some(own));
}

#[test]
fn traps_and_errors_of_host_functions_end_it_at_once() {
    let text = r#"
        (import "" "fail" (func $fail))
        (func (export "trap") unreachable)
        (func (export "fail") (call $fail))
        (func $deep (export "deep") (call $deep))"#;
    let engine = Engine::default();
    let mut store = Store::new(&engine, ());
    let fail = Func::wrap(&mut store, || -> Result<(), Error> {
        Err(Error::msg("no paper"))
    });
    let module = Module::new(&engine, text).unwrap();
    let instance = Instance::new(&mut store, &module, &[fail.into()]).unwrap();
    let mut error = |name: &str| {
        let f = instance.get_func(&mut store, name).unwrap();
        trapped(f.call_resumable(&mut store, &[]).unwrap())
    };
    assert_eq!(error("trap").as_trap(), Some(Trap::Unreachable));
    assert!(error("fail").to_string().starts_with("no paper"));
    assert_eq!(error("deep").as_trap(), Some(Trap::StackOverflow));
}

#[test]
fn panics_reach_the_host_and_spare_the_store() {
    let text = r#"(import "" "f" (func $f)) (func (export "f") (call $f))"#;
    let engine = Engine::default();
    let mut store = Store::new(&engine, false);
    let f = Func::wrap(&mut store, |caller: Caller<'_, bool>| {
        assert!(*caller.data(), "no");
    });
    let module = Module::new(&engine, text).unwrap();
    let instance = Instance::new(&mut store, &module, &[f.into()]).unwrap();
    let f = instance.get_typed_func::<(), ()>(&mut store, "f").unwrap();
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        f.call_resumable(&mut store, ()).map(|_| ())
    }));
    assert!(panicked.is_err());
    *store.data_mut() = true;
    done(f.call_resumable(&mut store, ()).unwrap());
    f.call(&mut store, ()).unwrap();
}

/// `outer` calls `bridge`, a host function that calls the export `inner`.
fn bridged(
    bridge: impl Fn(Caller<'_, ()>, Func) -> Result<i32, Error> + Send + Sync + 'static,
) -> (Store<()>, Func) {
    let text = r#"
        (import "" "ask" (func $ask (result i32)))
        (import "" "bridge" (func $bridge (result i32)))
        (func (export "inner") (result i32) (i32.add (call $ask) (i32.const 1)))
        (func (export "outer") (result i32) (i32.add (call $bridge) (i32.const 10)))"#;
    let engine = Engine::default();
    let mut store = Store::new(&engine, ());
    let ask = Func::wrap(&mut store, || -> Result<i32, Error> {
        Err(Error::pending("ask"))
    });
    let bridge = Func::wrap(&mut store, move |mut caller: Caller<'_, ()>| {
        let Some(Extern::Func(inner)) = caller.get_export("inner") else {
            return Err(Error::msg("no export"));
        };
        bridge(caller, inner)
    });
    let module = Module::new(&engine, text).unwrap();
    let instance = Instance::new(&mut store, &module, &[ask.into(), bridge.into()]).unwrap();
    let outer = instance.get_func(&mut store, "outer").unwrap();
    (store, outer)
}

#[test]
fn a_host_function_in_between_cannot_be_suspended() {
    let (mut store, outer) = bridged(|mut caller, inner| {
        let mut results = [Val::I32(0)];
        let error = inner.call(&mut caller, &[], &mut results).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Usage(_)), "{error}");
        Err(error)
    });
    let error = trapped(outer.call_resumable(&mut store, &[]).unwrap());
    assert!(error.to_string().contains("pending"), "{error}");
    let error = outer.call(&mut store, &[], &mut [Val::I32(0)]).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Usage(_)), "{error}");
}

#[test]
fn calls_nest_on_stacks_of_their_own() {
    // The host function begins and resumes a call itself, on a third stack.
    let (mut store, outer) = bridged(|mut caller, inner| {
        let call = suspended(inner.call_resumable(&mut caller, &[])?);
        assert_eq!(call.payload(), Some(&"ask"));
        let results = done(call.resume_with(&mut caller, &[Val::I32(4)])?);
        Ok(results[0].unwrap_i32())
    });
    let results = done(outer.call_resumable(&mut store, &[]).unwrap());
    assert_eq!(results, [Val::I32(15)]);
    let mut results = [Val::I32(0)];
    outer.call(&mut store, &[], &mut results).unwrap();
    assert_eq!(results, [Val::I32(15)]);
}

#[test]
fn wrong_answers_are_errors() {
    let (mut store, instance) = instance(SUM, &[NEXT]);
    let sum = instance
        .get_typed_func::<i64, i64>(&mut store, "sum")
        .unwrap();
    let mut wait = || suspended(sum.call_resumable(&mut store, 0).unwrap());
    let (a, b, c, d, e) = (wait(), wait(), wait(), wait(), wait());
    let mut other = Store::new(&Engine::default(), ());
    let errors = [
        a.resume(&mut store).map(|_| ()),
        b.resume_with(&mut store, &[Val::I32(0)]).map(|_| ()),
        c.resume_with_slots(&mut store, &[]).map(|_| ()),
        d.resume_with(&mut other, &[Val::I64(0)]).map(|_| ()),
        e.resume_with_error(&mut other, Error::msg("x")).map(|_| ()),
    ];
    for error in errors {
        let error = error.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Usage(_)), "{error}");
    }
}

#[test]
fn a_dropped_call_releases_what_it_has() {
    let (mut store, instance) = instance(SUM, &[NEXT]);
    let sum = instance
        .get_typed_func::<i64, i64>(&mut store, "sum")
        .unwrap();
    // Far more stacks than there is address space for at once.
    for _ in 0..200 {
        let calls: Vec<_> = (0..500)
            .map(|_| suspended(sum.call_resumable(&mut store, 0).unwrap()))
            .collect();
        drop(calls);
    }
    let payload = Arc::new(());
    let held = payload.clone();
    let f = Func::wrap(&mut store, move || -> Result<(), Error> {
        Err(Error::pending(held.clone()))
    });
    let call = suspended(f.call_resumable(&mut store, &[]).unwrap());
    assert_eq!(Arc::strong_count(&payload), 3);
    drop(call);
    assert_eq!(Arc::strong_count(&payload), 2);
}

#[test]
fn a_call_outlives_its_store_harmlessly() {
    let (mut store, instance) = instance(SUM, &[NEXT]);
    let sum = instance
        .get_typed_func::<i64, i64>(&mut store, "sum")
        .unwrap();
    let call = suspended(sum.call_resumable(&mut store, 0).unwrap());
    drop(store);
    let mut other = Store::new(&Engine::default(), ());
    assert!(call.resume_with(&mut other, &[Val::I64(0)]).is_err());
}

#[test]
fn ten_thousand_calls_wait_at_once() {
    let (mut store, instance) = instance(SUM, &[NEXT]);
    let sum = instance
        .get_typed_func::<i64, i64>(&mut store, "sum")
        .unwrap();
    let before = resident_bytes();
    let calls: Vec<_> = (0..10_000)
        .map(|seed| suspended(sum.call_resumable(&mut store, seed).unwrap()))
        .collect();
    if let (Some(before), Some(after)) = (before, resident_bytes()) {
        let each = (after - before) / 10_000;
        println!("{each} bytes a suspended call");
        assert!(each <= 64 << 10, "{each} bytes a call");
    }
    for (seed, call) in calls.into_iter().enumerate().rev() {
        let end = call.resume_with_slots(&mut store, &[0]).unwrap();
        assert_eq!(done(end), seed as i64);
    }
}

/// Bytes of memory that the process has, where the system tells.
fn resident_bytes() -> Option<usize> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: usize = text.split(' ').nth(1)?.parse().ok()?;
    Some(pages * 4096)
}

#[test]
fn a_call_is_resumed_a_hundred_thousand_times() {
    let text = r#"
        (import "" "next" (func $next))
        (func (export "run") (param $n i32)
            (loop $again
                (call $next)
                (local.set $n (i32.sub (local.get $n) (i32.const 1)))
                (br_if $again (local.get $n))))"#;
    let engine = Engine::default();
    let mut store = Store::new(&engine, ());
    let next = Func::wrap(&mut store, || -> Result<(), Error> {
        Err(Error::pending(()))
    });
    let module = Module::new(&engine, text).unwrap();
    let instance = Instance::new(&mut store, &module, &[next.into()]).unwrap();
    let run = instance
        .get_typed_func::<i32, ()>(&mut store, "run")
        .unwrap();
    let rounds = std::env::var("SANDERLING_ROUNDS").map_or(100_000, |n| n.parse().unwrap());
    let start = std::time::Instant::now();
    let mut progress = run.call_resumable(&mut store, rounds).unwrap();
    let mut resumed = 0;
    while let ResumableCall::Suspended(call) = progress {
        progress = call.resume(&mut store).unwrap();
        resumed += 1;
    }
    done(progress);
    assert_eq!(resumed, rounds);
    let each = start.elapsed().as_nanos() / resumed as u128;
    println!("{each} ns for each round trip");
}

#[test]
fn nothing_calls_into_a_poisoned_instance() {
    let (mut store, inner) = instance(SUM, &[NEXT]);
    let sum = inner.get_typed_func::<i64, i64>(&mut store, "sum").unwrap();
    let waiting = suspended(sum.call_resumable(&mut store, 0).unwrap());
    let export = inner.get_export(&mut store, "sum").unwrap();
    let text = r#"
        (import "" "sum" (func $sum (param i64) (result i64)))
        (table funcref (elem $sum))
        (func (export "call") (result i64) (call $sum (i64.const 0)))
        (func (export "tail") (result i64) (return_call $sum (i64.const 0)))
        (func (export "indirect") (result i64)
            (call_indirect (param i64) (result i64) (i64.const 0) (i32.const 0)))
        (func (export "alone") (result i64) (i64.const 8))"#;
    let engine = store.engine().clone();
    let outer = Module::new(&engine, text).unwrap();
    let outer = Instance::new(&mut store, &outer, &[export]).unwrap();
    inner.poison(&mut store, "given up").unwrap();
    assert!(inner.is_poisoned(&store).unwrap() && !outer.is_poisoned(&store).unwrap());
    let check = |error: Error| {
        assert!(matches!(error.kind(), ErrorKind::Usage(_)), "{error}");
        assert!(error.to_string().contains("given up"), "{error}");
    };
    check(sum.call(&mut store, 0).unwrap_err());
    check(trapped(sum.call_resumable(&mut store, 0).unwrap()));
    check(trapped(
        waiting.resume_with(&mut store, &[Val::I64(0)]).unwrap(),
    ));
    for name in ["call", "tail", "indirect"] {
        let f = outer.get_typed_func::<(), i64>(&mut store, name).unwrap();
        check(f.call(&mut store, ()).unwrap_err());
    }
    let alone = outer.get_typed_func::<(), i64>(&mut store, "alone");
    assert_eq!(alone.unwrap().call(&mut store, ()).unwrap(), 8);
}

/// One that is stopped at the end of a time slice can be notified before it goes on, by a
/// thread that changes nothing.
#[test]
fn a_wait_that_pauses_can_be_notified() {
    let engine = Engine::new(&Config::new().interruptible(true)).unwrap();
    let text = r#"
        (memory (export "m") 1 1 shared)
        (func (export "wait") (result i32)
            (memory.atomic.wait32 (i32.const 8) (i32.const 0) (i64.const -1)))"#;
    let module = Module::new(&engine, text).unwrap();
    let mut store = Store::new(&engine, ());
    store
        .set_time_slice(Some(Duration::from_millis(1)))
        .unwrap();
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    let memory = instance.get_memory(&mut store, "m").unwrap();
    let memory = memory.to_shared(&store).unwrap().unwrap();
    let wait = instance
        .get_typed_func::<(), i32>(&mut store, "wait")
        .unwrap();
    // Two calls wait at once, and each stays where it was in the queue.
    let first = suspended(wait.call_resumable(&mut store, ()).unwrap());
    let second = suspended(wait.call_resumable(&mut store, ()).unwrap());
    let first = suspended(first.resume(&mut store).unwrap());
    assert_eq!(memory.atomic_notify(8, 1).unwrap(), 1);
    let second = suspended(second.resume(&mut store).unwrap());
    assert_eq!(done(first.resume(&mut store).unwrap()), 0);
    // A call that is dropped does not wait any more.
    drop(second);
    assert_eq!(memory.atomic_notify(8, u32::MAX).unwrap(), 0);
    // Nor does one that ended in another way.
    let third = suspended(wait.call_resumable(&mut store, ()).unwrap());
    let ended = third.resume_with_error(&mut store, Error::msg("enough"));
    assert!(trapped(ended.unwrap()).to_string().contains("enough"));
    assert_eq!(memory.atomic_notify(8, u32::MAX).unwrap(), 0);
}

#[test]
fn an_uncaught_exception_keeps_what_is_on_the_stack_of_its_call() {
    let text = r#"
        (type $pair (struct (field i32) (field (ref null $pair))))
        (tag $t (export "t") (param (ref $pair) i32))
        (func $nothing)
        (func (export "ordinary") (call $nothing))
        (func (export "throws") (param i32)
            (throw $t
                (struct.new $pair (local.get 0) (struct.new $pair (i32.const 7) (ref.null $pair)))
                (local.get 0)))"#;
    for ordinary_first in [false, true] {
        let engine = Engine::new(&Config::new().collect_always(true)).unwrap();
        let mut store = Store::new(&engine, 0u32);
        let module = Module::new(&engine, text).unwrap();
        let instance = Instance::new(&mut store, &module, &[]).unwrap();
        if ordinary_first {
            let ordinary = instance.get_typed_func::<(), ()>(&mut store, "ordinary");
            ordinary.unwrap().call(&mut store, ()).unwrap();
        }
        let throws = instance.get_func(&mut store, "throws").unwrap();
        let call = throws.call_resumable(&mut store, &[Val::I32(41)]).unwrap();
        let error = trapped(call);
        let ErrorKind::Exception(exception) = error.kind() else {
            panic!("{error}")
        };
        let payload = exception.exn_ref().payload(&store).unwrap();
        let [Val::AnyRef(Some(pair)), Val::I32(41)] = &payload[..] else {
            panic!("{payload:?}")
        };
        let pair = pair.as_struct(&store).unwrap().unwrap();
        assert_eq!(pair.field(&store, 0).unwrap(), Val::I32(41));
        let Val::AnyRef(Some(second)) = pair.field(&store, 1).unwrap() else {
            panic!("there is a second one")
        };
        let second = second.as_struct(&store).unwrap().unwrap();
        assert_eq!(second.field(&store, 0).unwrap(), Val::I32(7));
    }
}
