//! Fuel, interrupts, deadlines and slices: guests stop when they are told to.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};

use sanderling::{
    Caller, CompilationMode, Config, Engine, Error, ErrorKind, Extern, Func, Instance,
    InterruptHandle, Module, ResourceLimiter, ResumableCall, Store, SuspendReason, Trap,
};

/// A store with an instance of a module whose one import, if it has one, does nothing.
fn instance(config: &Config, text: &str) -> (Store<()>, Instance) {
    let engine = Engine::new(config).unwrap();
    let mut store = Store::new(&engine, ());
    if config.consumes_fuel() {
        store.set_fuel(u64::MAX).unwrap();
    }
    let module = Module::new(&engine, text).unwrap();
    let nothing = Func::wrap(&mut store, || {});
    let imports = vec![Extern::from(nothing); module.imports().count()];
    let instance = Instance::new(&mut store, &module, &imports).unwrap();
    (store, instance)
}

fn fuel() -> Config {
    Config::new().consume_fuel(true)
}

fn interruptible() -> Config {
    Config::new().interruptible(true)
}

fn trap(error: Error) -> Trap {
    error.as_trap().unwrap_or_else(|| panic!("{error}"))
}

/// Resumes the call until it is done: with more fuel each time if that is what it stops
/// for, else it yields. The result, and how often it stopped.
fn finish<R>(
    store: &mut Store<()>,
    mut progress: ResumableCall<R>,
    more_fuel: Option<u64>,
) -> (R, usize) {
    let mut stops = 0;
    loop {
        match progress {
            ResumableCall::Done(results) => return (results, stops),
            ResumableCall::Trap(error) => panic!("{error}"),
            ResumableCall::Suspended(call) => {
                stops += 1;
                let reason = match more_fuel {
                    Some(_) => SuspendReason::OutOfFuel,
                    None => SuspendReason::Yielded,
                };
                assert_eq!(call.reason(), reason);
                if let Some(fuel) = more_fuel {
                    store.add_fuel(fuel).unwrap();
                }
                progress = call.resume(&mut *store).unwrap();
            }
        }
    }
}

/// Programs that never end, or not for a long time. `run` counts its turns in the
/// global `turns`; `check` is called afterwards.
fn endless() -> Vec<(&'static str, String)> {
    let turn = "(global.set $turns (i64.add (global.get $turns) (i64.const 1)))";
    let frame = |body: &str| {
        format!(
            r#"(module
            (import "" "nothing" (func $nothing))
            (memory (export "memory") 16384)
            (table $t 1000000 funcref)
            (type $v (func))
            (global $turns (export "turns") (mut i64) (i64.const 0))
            (func (export "check") (param i32) (result i32)
                (local $n i32)
                (loop $again
                    (local.set $n (i32.add (local.get $n) (local.get 0)))
                    (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
                    (br_if $again (local.get 0)))
                (local.get $n))
            {body})"#
        )
    };
    let mut straight = String::from("(func $line (param i32) (result i32) (local.get 0)");
    for i in 0..200_000 {
        let _ = write!(straight, "(i32.const {}) i32.xor ", i % 64);
    }
    let _ = write!(
        straight,
        ") (func (export \"run\") (loop $l {turn} (drop (call $line (i32.const 1))) (br $l)))"
    );
    let mut ladder = String::new();
    for _ in 0..8 {
        ladder = format!("(block {ladder} {turn})");
    }
    vec![
        ("empty loop", frame("(func (export \"run\") (loop (br 0)))")),
        (
            "exponential calls",
            frame(&format!(
                "(func $twice (param i32)
                    (if (i32.eqz (local.get 0)) (then {turn} (return)))
                    (call $twice (i32.sub (local.get 0) (i32.const 1)))
                    (call $twice (i32.sub (local.get 0) (i32.const 1))))
                 (func (export \"run\") (call $twice (i32.const 60)))"
            )),
        ),
        ("straight line", frame(&straight)),
        (
            "br_table ladder",
            frame(&format!(
                "(func (export \"run\") (local $i i32)
                    (loop $l
                        (local.set $i (i32.add (local.get $i) (i32.const 1)))
                        {}
                        (br $l)))",
                ladder.replacen(
                    "(block ",
                    "(block (local.get $i) (i32.const 7) (i32.and) (drop) ",
                    1
                )
            )),
        ),
        (
            "switch",
            frame(&format!(
                "(func (export \"run\") (local $i i32)
                    (loop $l
                        (block $a (block $b (block $c
                            (br_table $c $b $a $l
                                (i32.and (local.get $i) (i32.const 3)))))
                            {turn})
                        (local.set $i (i32.add (local.get $i) (i32.const 1)))
                        (br $l)))"
            )),
        ),
        (
            "tail calls",
            frame(&format!(
                "(func $a {turn} (return_call $b))
                 (func $b (return_call_indirect (type $v) (i32.const 0)))
                 (elem (table $t) (i32.const 0) func $a)
                 (func (export \"run\") (return_call $a))"
            )),
        ),
        (
            "fill",
            frame(&format!(
                "(func (export \"run\")
                    (loop $l {turn}
                        (memory.fill (i32.const 0) (i32.const 1) (i32.const 0x40000000))
                        (br $l)))"
            )),
        ),
        (
            "copy",
            frame(&format!(
                "(func (export \"run\")
                    (loop $l {turn}
                        (memory.copy (i32.const 1) (i32.const 0) (i32.const 0x3fffffff))
                        (memory.copy (i32.const 0) (i32.const 1) (i32.const 0x3fffffff))
                        (br $l)))"
            )),
        ),
        (
            "tables",
            frame(&format!(
                "(func (export \"run\")
                    (loop $l {turn}
                        (table.copy $t $t (i32.const 1) (i32.const 0) (i32.const 999999))
                        (table.fill $t (i32.const 1) (ref.null func) (i32.const 999999))
                        (br $l)))"
            )),
        ),
        (
            "host calls",
            frame(&format!(
                "(func (export \"run\") (loop $l {turn} (call $nothing) (br $l)))"
            )),
        ),
        (
            "throw and catch",
            frame(&format!(
                "(tag $e (param i64))
                 (func $throws (param i64) (throw $e (local.get 0)))
                 (func (export \"run\")
                    (loop $l {turn}
                        (block $caught (result i64)
                            (try_table (catch $e $caught)
                                (call $throws (global.get $turns)))
                            (unreachable))
                        (br_if $l (i64.ge_u (i64.const 0)))
                        (br $l)))"
            )),
        ),
        (
            "throw through frames",
            frame(&format!(
                "(tag $e)
                 (func $throws (param i32)
                    (if (i32.eqz (local.get 0)) (then (throw $e)))
                    (call $throws (i32.sub (local.get 0) (i32.const 1))))
                 (func (export \"run\")
                    (loop $l {turn}
                        (block $caught (try_table (catch_all $caught)
                            (call $throws (i32.const 3000))))
                        (br $l)))"
            )),
        ),
        (
            "objects",
            frame(&format!(
                "(type $a (array (mut i64)))
                 (func (export \"run\") (local $a (ref null $a)) (local $b (ref null $a))
                    (local.set $a (array.new $a (i64.const 1) (i32.const 1000000)))
                    (loop $l {turn}
                        (local.set $b (array.new $a (i64.const 1) (i32.const 1000000)))
                        (array.copy $a $a (local.get $b) (i32.const 0)
                            (local.get $a) (i32.const 0) (i32.const 1000000))
                        (array.fill $a (local.get $a) (i32.const 0)
                            (i64.const 2) (i32.const 1000000))
                        (br $l)))"
            )),
        ),
        (
            "huge arrays",
            frame(&format!(
                "(type $a (array (mut i64)))
                 (func (export \"run\") (local $a (ref null $a))
                    (loop $l {turn}
                        (local.set $a (array.new $a (i64.const 1) (i32.const 40000000)))
                        (br $l)))"
            )),
        ),
        (
            "calls of nothing",
            frame(
                "(func $f) (func (export \"run\")
                    (loop $l (call $f) (call $f) (br_if $l (i32.const 1))))",
            ),
        ),
    ]
}

fn turns(store: &mut Store<()>, instance: Instance) -> u64 {
    let turns = instance.get_global(&mut *store, "turns").unwrap();
    turns.get(&*store).unwrap().unwrap_i64() as u64
}

/// After whatever has stopped, the store runs another function.
fn check(store: &mut Store<()>, instance: Instance) {
    let check = instance
        .get_typed_func::<i32, i32>(&mut *store, "check")
        .unwrap();
    assert_eq!(check.call(&mut *store, 1000).unwrap(), 500_500);
}

#[test]
fn fuel_stops_at_the_same_place_every_time() {
    for (name, text) in endless() {
        for given in [0, 1, 10, 1234, 100_000, 3_000_000] {
            let mut seen = None;
            for config in [
                fuel(),
                fuel().fusion(false),
                fuel().compilation(CompilationMode::Eager),
            ] {
                let (mut store, instance) = instance(&config, &text);
                let run = instance
                    .get_typed_func::<(), ()>(&mut store, "run")
                    .unwrap();
                store.set_fuel(given).unwrap();
                let before = store.consumed_fuel().unwrap();
                let error = run.call(&mut store, ()).unwrap_err();
                let frame = error.backtrace()[0].clone();
                let trap = trap(error);
                assert_eq!(trap, Trap::OutOfFuel, "{name} {given}");
                let left = store.fuel().unwrap();
                let consumed = store.consumed_fuel().unwrap() - before;
                assert_eq!(consumed + left, given, "{name}");
                let now = (
                    frame.func_index(),
                    frame.module_offset(),
                    left,
                    turns(&mut store, instance),
                );
                assert_eq!(*seen.get_or_insert(now), now, "{name} {given}");
                store.set_fuel(u64::MAX).unwrap();
                check(&mut store, instance);
            }
        }
    }
}

#[test]
fn a_start_function_stops_as_others_do() {
    let text = "(module (func $start (loop (br 0))) (start $start))";
    for config in [fuel(), interruptible()] {
        let engine = Engine::new(&config).unwrap();
        let module = Module::new(&engine, text).unwrap();
        let mut store = Store::new(&engine, ());
        let expected = if config.consumes_fuel() {
            store.set_fuel(1_000_000).unwrap();
            Trap::OutOfFuel
        } else {
            let deadline = Instant::now() + Duration::from_millis(30);
            store.set_deadline(Some(deadline)).unwrap();
            Trap::Timeout
        };
        let error = Instance::new(&mut store, &module, &[]).unwrap_err();
        if let Some(deadline) = store.deadline() {
            println!("start: {:?} late", deadline.elapsed());
            store.set_deadline(None).unwrap();
        } else {
            assert_eq!(store.fuel().unwrap(), 0);
            store.set_fuel(u64::MAX).unwrap();
        }
        assert_eq!(trap(error), expected);
        let text = r#"(module (func (export "f") (result i32) (i32.const 7)))"#;
        let module = Module::new(&engine, text).unwrap();
        let instance = Instance::new(&mut store, &module, &[]).unwrap();
        let f = instance.get_typed_func::<(), i32>(&mut store, "f").unwrap();
        assert_eq!(f.call(&mut store, ()).unwrap(), 7);
    }
}

#[test]
fn a_deadline_stops_everything_in_time() {
    for (name, text) in endless() {
        // Translating is not what is to be stopped.
        let config = interruptible().compilation(CompilationMode::Eager);
        let (mut store, instance) = instance(&config, &text);
        let run = instance
            .get_typed_func::<(), ()>(&mut store, "run")
            .unwrap();
        let deadline = Instant::now() + Duration::from_millis(30);
        store.set_deadline(Some(deadline)).unwrap();
        let error = run.call(&mut store, ()).unwrap_err();
        println!("{name}: {:?} late", deadline.elapsed());
        assert_eq!(trap(error), Trap::Timeout, "{name}");
        assert!(Instant::now() >= deadline, "{name}");
        // It is over until it is changed.
        let error = run.call(&mut store, ()).unwrap_err();
        assert_eq!(trap(error), Trap::Timeout, "{name}");
        store.set_deadline(None).unwrap();
        check(&mut store, instance);
    }
}

#[test]
fn an_interrupt_stops_everything() {
    for (name, text) in endless() {
        for config in [interruptible(), fuel()] {
            let config = config.compilation(CompilationMode::Eager);
            let (mut store, instance) = instance(&config, &text);
            let run = instance
                .get_typed_func::<(), ()>(&mut store, "run")
                .unwrap();
            let handle = store.interrupt_handle();
            let (start, started) = std::sync::mpsc::channel();
            let thread = std::thread::spawn(move || {
                started.recv().unwrap();
                // The guest begins, or has begun.
                std::thread::yield_now();
                let now = Instant::now();
                handle.interrupt();
                now
            });
            start.send(()).unwrap();
            let error = run.call(&mut store, ()).unwrap_err();
            println!("{name}: {:?} late", thread.join().unwrap().elapsed());
            assert_eq!(trap(error), Trap::Interrupted, "{name}");
            check(&mut store, instance);
        }
    }
}

#[test]
fn calls_go_on_with_more_fuel_as_if_nothing_had_been() {
    let text = r#"
        (memory 1)
        (func $fib (param i64) (result i64)
            (if (result i64) (i64.lt_u (local.get 0) (i64.const 2))
                (then (local.get 0))
                (else (i64.add
                    (call $fib (i64.sub (local.get 0) (i64.const 1)))
                    (call $fib (i64.sub (local.get 0) (i64.const 2)))))))
        (func (export "run") (param $n i32) (result f64) (local $x f64) (local $i i32)
            (loop $again
                (local.set $x (f64.add (f64.mul (local.get $x) (f64.const 0.5))
                    (f64.convert_i64_u (call $fib (i64.extend_i32_u (local.get $n))))))
                (f32.store (i32.const 8) (f32.demote_f64 (local.get $x)))
                (memory.fill (local.get $i) (i32.const 3) (i32.const 100))
                (memory.copy (i32.const 200) (i32.const 100) (local.get $n))
                (local.set $n (i32.sub (local.get $n) (i32.const 1)))
                (br_if $again (i32.gt_s (local.get $n) (i32.const 0))))
            (f64.add (local.get $x) (f64.promote_f32 (f32.load (i32.const 8)))))"#;
    let mut expected = None;
    for config in [fuel(), fuel().fusion(false)] {
        let (mut store, instance) = instance(&config, text);
        let run = instance
            .get_typed_func::<i32, f64>(&mut store, "run")
            .unwrap();
        let result = run.call(&mut store, 11).unwrap();
        let total = store.consumed_fuel().unwrap();
        assert_eq!(*expected.get_or_insert((result, total)), (result, total));

        // Exactly enough is enough, one less is not.
        store.set_fuel(total).unwrap();
        assert_eq!(run.call(&mut store, 11).unwrap(), result);
        assert_eq!(store.fuel().unwrap(), 0);
        store.set_fuel(total - 1).unwrap();
        let error = run.call(&mut store, 11).unwrap_err();
        assert_eq!(trap(error), Trap::OutOfFuel);

        // In small helpings, and in slices.
        for (helping, slice) in [(7, None), (100, None), (total / 2, None), (total, Some(13))] {
            let before = store.consumed_fuel().unwrap();
            store.set_fuel(helping).unwrap();
            store.set_fuel_slice(slice).unwrap();
            let progress = run.call_resumable(&mut store, 11).unwrap();
            let more = slice.is_none().then_some(helping);
            let (end, stops) = finish(&mut store, progress, more);
            assert_eq!(end.to_bits(), result.to_bits(), "helping {helping}");
            assert_eq!(store.consumed_fuel().unwrap() - before, total);
            assert!(stops > 0);
        }
        store.set_fuel_slice(None).unwrap();
    }
}

#[test]
fn what_instructions_cost() {
    let text = r#"
        (memory 1 4)
        (table 8 16 funcref)
        (func (export "nothing"))
        (func (export "structure") (block (loop (nop))) (drop (i32.const 1)))
        (func (export "add") (drop (i32.add (i32.const 1) (i32.const 2))))
        (func (export "calls") (call $two) (call $two))
        (func $two (drop (i64.const 1)) (drop (i64.const 1)))
        (func (export "then") (if (i32.const 1) (then (call $two)) (else (nop))))
        (func (export "else") (if (i32.const 0) (then (nop)) (else (call $two))))
        (func (export "skip") (block (br_if 0 (i32.const 1)) (call $two)))
        (func (export "stay") (block (br_if 0 (i32.const 0)) (call $two)))
        (func (export "fill") (memory.fill (i32.const 0) (i32.const 0) (i32.const 1600)))
        (func (export "grow") (drop (memory.grow (i32.const 1))))
        (func (export "too much") (drop (memory.grow (i32.const 100))))
        (func (export "table.grow") (drop (table.grow (ref.null func) (i32.const 8))))
        (func (export "table.fill")
            (table.fill (i32.const 0) (ref.null func) (i32.const 8)))
        (func (export "bounds")
            (memory.fill (i32.const 0) (i32.const 0) (i32.const -1)))
        (func (export "unreachable") unreachable (drop (i32.const 1)))
        (tag $e)
        (func $exits (param i32 i32)
            (block $a
                (block $b
                    (br_if $a (local.get 0))
                    (br_if $b (local.get 1))
                    (call $two))
                (call $two))
            (call $two))
        (func (export "past a block") (call $exits (i32.const 1) (i32.const 0)))
        (func (export "to its end") (call $exits (i32.const 0) (i32.const 1)))
        (func (export "through it") (call $exits (i32.const 0) (i32.const 0)))
        (func (export "loop") (local $i i32)
            (loop $l
                (local.set $i (i32.add (local.get $i) (i32.const 1)))
                (br_if $l (i32.lt_u (local.get $i) (i32.const 5))))
            (call $two))
        (func (export "loop left")
            (block $out (loop $l (br_if $out (i32.const 1)) (call $two) (br $l)))
            (call $two))
        (func (export "loop returns")
            (loop $l (if (i32.const 1) (then (return))) (call $two) (br $l))
            (call $two))
        (func $switch (param i32)
            (block $a
                (block $b
                    (block $c (br_table $c $b $a (local.get 0)))
                    (call $two)
                    (br $a))
                (call $two)
                (call $two))
            (call $two))
        (func (export "case 0") (call $switch (i32.const 0)))
        (func (export "case 1") (call $switch (i32.const 1)))
        (func (export "case 2") (call $switch (i32.const 2)))
        (func (export "empty")
            (block (br_if 0 (i32.const 1)))
            (block (br_if 0 (i32.const 0)))
            (if (i32.const 0) (then) (else)))
        (func (export "late")
            (br_if 0 (i32.const 0))
            (block (block (loop (block (br_if 3 (i32.const 0)))) (call $two)) (nop))
            (call $two))
        (func (export "early")
            (br_if 0 (i32.const 0))
            (block (block (loop (block (br_if 3 (i32.const 1)))) (call $two)) (nop))
            (call $two))
        (func (export "caught")
            (block $c
                (try_table (catch $e $c) (block (throw $e)) (call $two))
                (call $two))
            (call $two))
        (func (export "not thrown")
            (block $c
                (try_table (catch $e $c) (block (br_if 0 (i32.const 1)) (throw $e)) (call $two))
                (call $two))
            (call $two))"#;
    let costs = [
        ("nothing", 0),
        ("structure", 1),
        ("add", 3),
        ("calls", 6),
        ("then", 5),
        ("else", 5),
        ("skip", 2),
        ("stay", 5),
        ("fill", 4 + 100),
        ("grow", 2 + 4096),
        ("too much", 2),
        ("table.grow", 3 + 4),
        ("table.fill", 4 + 4),
        ("bounds", 4),
        ("unreachable", 1),
        ("past a block", 3 + 2 + 3),
        ("to its end", 3 + 4 + 6),
        ("through it", 3 + 4 + 9),
        ("loop", 5 * 8 + 3),
        ("loop left", 2 + 3),
        ("loop returns", 3),
        ("case 0", 2 + 2 + 4 + 3),
        ("case 1", 2 + 2 + 6 + 3),
        ("case 2", 2 + 2 + 3),
        ("empty", 6),
        ("late", 4 + 6),
        ("early", 4 + 3),
        ("caught", 2 + 3),
        ("not thrown", 3 + 9),
    ];
    for config in [fuel(), fuel().fusion(false), fuel().interruptible(true)] {
        let (mut store, instance) = instance(&config, text);
        for (name, cost) in costs {
            let f = instance.get_typed_func::<(), ()>(&mut store, name).unwrap();
            let before = store.consumed_fuel().unwrap();
            let _ = f.call(&mut store, ());
            assert_eq!(store.consumed_fuel().unwrap() - before, cost, "{name}");
        }
    }
}

#[test]
fn host_functions_refill() {
    let text = r#"
        (import "" "refill" (func $refill (param i64)))
        (func (export "run") (local $n i32)
            (local.set $n (i32.const 1000))
            (loop $l
                (call $refill (i64.extend_i32_u (local.get $n)))
                (local.set $n (i32.sub (local.get $n) (i32.const 1)))
                (br_if $l (local.get $n))))"#;
    let engine = Engine::new(&fuel()).unwrap();
    let mut store = Store::new(&engine, ());
    let refill = Func::wrap(
        &mut store,
        |mut caller: Caller<'_, ()>, n: i64| -> Result<(), Error> {
            // The turn's nine units were paid when it began.
            assert_eq!(caller.fuel()?, if n == 1000 { 9 } else { 1 });
            caller.set_fuel(10)
        },
    );
    let module = Module::new(&engine, text).unwrap();
    let instance = Instance::new(&mut store, &module, &[refill.into()]).unwrap();
    let run = instance
        .get_typed_func::<(), ()>(&mut store, "run")
        .unwrap();
    store.set_fuel(20).unwrap();
    run.call(&mut store, ()).unwrap();
    assert_eq!(store.fuel().unwrap(), 10);
    assert_eq!(store.consumed_fuel().unwrap(), 2 + 9 * 1000);
}

#[test]
fn what_an_engine_does_not_meter_is_wrong_use() {
    let (mut store, _) = instance(&Config::new(), "(module)");
    let errors = [
        store.set_fuel(1).unwrap_err(),
        store.fuel().unwrap_err(),
        store.add_fuel(1).unwrap_err(),
        store.consumed_fuel().unwrap_err(),
        store.set_fuel_slice(Some(1)).unwrap_err(),
        store.set_deadline(Some(Instant::now())).unwrap_err(),
        store.set_time_slice(None).unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(error.kind(), ErrorKind::Usage(_)), "{error}");
    }
    let (mut store, _) = instance(&interruptible(), "(module)");
    assert!(store.set_fuel(1).is_err());
    assert!(store.set_deadline(None).is_ok());
    let (mut store, _) = instance(&fuel(), "(module)");
    assert!(store.set_fuel_slice(Some(0)).is_err());
    assert!(store.set_deadline(None).is_ok());
}

#[test]
fn interrupts_before_after_and_twice() {
    let loops = endless().swap_remove(0).1;
    for config in [fuel(), interruptible()] {
        let (mut store, instance) = instance(&config, &loops);
        let run = instance
            .get_typed_func::<(), ()>(&mut store, "run")
            .unwrap();
        let handle = store.interrupt_handle();
        // Before the start, twice: one interrupt.
        handle.interrupt();
        handle.clone().interrupt();
        assert!(handle.is_interrupted());
        let error = run.call(&mut store, ()).unwrap_err();
        assert_eq!(trap(error), Trap::Interrupted);
        assert!(!handle.is_interrupted());
        check(&mut store, instance);
        // After the end: the next call's.
        handle.interrupt();
        let check_func = instance.get_typed_func::<i32, i32>(&mut store, "check");
        let error = check_func.unwrap().call(&mut store, 10).unwrap_err();
        assert_eq!(trap(error), Trap::Interrupted);
        // Taken back.
        handle.interrupt();
        assert!(handle.clear());
        check(&mut store, instance);
        // A handle outlives its store.
        drop(store);
        handle.interrupt();
    }
}

#[test]
fn an_interrupt_in_a_host_function_stops_its_caller() {
    let text = r#"
        (import "" "nothing" (func $nothing))
        (global $turns (export "turns") (mut i64) (i64.const 0))
        (func (export "run")
            (loop $l
                (global.set $turns (i64.add (global.get $turns) (i64.const 1)))
                (call $nothing)
                (br $l)))"#;
    let engine = Engine::new(&interruptible()).unwrap();
    let mut store = Store::new(&engine, ());
    let interrupt = Func::wrap(&mut store, |caller: Caller<'_, ()>| {
        caller.interrupt_handle().interrupt();
    });
    let module = Module::new(&engine, text).unwrap();
    let instance = Instance::new(&mut store, &module, &[interrupt.into()]).unwrap();
    let run = instance
        .get_typed_func::<(), ()>(&mut store, "run")
        .unwrap();
    let error = run.call(&mut store, ()).unwrap_err();
    assert_eq!(trap(error), Trap::Interrupted);
    assert_eq!(turns(&mut store, instance), 1);
}

#[test]
fn interrupts_at_random_moments() {
    let rounds: u32 =
        std::env::var("SANDERLING_ROUNDS").map_or(20_000, |rounds| rounds.parse().unwrap());
    // It calls, loops, fills and allocates, and counts exactly what it has done.
    let text = r#"
        (memory 2)
        (global $turns (export "turns") (mut i64) (i64.const 0))
        (func $work (param i32) (result i32) (local $n i32)
            (loop $l
                (local.set $n (i32.add (local.get $n) (local.get 0)))
                (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
                (br_if $l (local.get 0)))
            (memory.fill (i32.const 0) (i32.const 7) (i32.const 70000))
            (local.get $n))
        (func (export "run") (result i64) (local $sum i64)
            (loop $l
                (local.set $sum (i64.add (local.get $sum)
                    (i64.extend_i32_u (call $work (i32.const 9)))))
                (global.set $turns (i64.add (global.get $turns) (i64.const 45)))
                (if (i64.ne (local.get $sum) (global.get $turns)) (then unreachable))
                (br $l))
            unreachable)"#;
    let (mut store, instance) = instance(&interruptible(), text);
    let run = instance
        .get_typed_func::<(), i64>(&mut store, "run")
        .unwrap();
    let handle = store.interrupt_handle();
    let (done, start) = (Arc::new(AtomicBool::new(false)), Arc::new(Barrier::new(2)));
    let thread = std::thread::spawn({
        let (done, start) = (done.clone(), start.clone());
        move || {
            start.wait();
            let mut seed = 1u32;
            while !done.load(Ordering::Relaxed) {
                handle.interrupt();
                seed = seed.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
                for _ in 0..seed >> 22 {
                    std::hint::spin_loop();
                }
            }
        }
    });
    start.wait();
    let mut progress = run.call_resumable(&mut store, ()).unwrap();
    for _ in 0..rounds {
        match progress {
            ResumableCall::Suspended(call) => {
                assert_eq!(call.reason(), SuspendReason::Interrupted);
                progress = call.resume(&mut store).unwrap();
            }
            other => panic!("{other:?}"),
        }
    }
    done.store(true, Ordering::Relaxed);
    thread.join().unwrap();
    assert!(turns(&mut store, instance) > 0);
}

/// Large arrays are made in parts, between which the call waits and others run; nothing is
/// seen of that, nor of what was in their places before.
#[test]
fn arrays_in_the_making_wait() {
    let text = format!(
        r#"(type $a (array (mut i64))) (type $b (array i8)) (type $f (array funcref))
        (data $d "{}") (elem $e func {})
        (func $z)
        (func (export "churn")
            (drop (array.new $a (i64.const -1) (i32.const 300000))))
        (func (export "new") (result i64) (local $x (ref null $a))
            (local.set $x (array.new $a (i64.const 7) (i32.const 2000000)))
            (i64.add (array.get $a (local.get $x) (i32.const 0))
                (array.get $a (local.get $x) (i32.const 1999999))))
        (func (export "default") (result i64) (local $x (ref null $a)) (local $i i32)
            (local $sum i64)
            (local.set $x (array.new_default $a (i32.const 2000000)))
            (loop $l
                (local.set $sum (i64.or (local.get $sum)
                    (array.get $a (local.get $x) (local.get $i))))
                (local.set $i (i32.add (local.get $i) (i32.const 1)))
                (br_if $l (i32.lt_u (local.get $i) (array.len (local.get $x)))))
            (local.get $sum))
        (func (export "data") (result i64) (local $x (ref null $b))
            (local.set $x (array.new_data $b $d (i32.const 5) (i32.const 1999990)))
            (i64.extend_i32_u (i32.add
                (array.get_u $b (local.get $x) (i32.const 0))
                (array.get_u $b (local.get $x) (i32.const 1999989)))))
        (func (export "elem") (result i64) (local $x (ref null $f))
            (local.set $x (array.new_elem $f $e (i32.const 1) (i32.const 1200000)))
            (i64.extend_i32_u (ref.is_null
                (array.get $f (local.get $x) (i32.const 1199999)))))"#,
        "a".repeat(2_000_000),
        "0 ".repeat(1_200_001),
    );
    let (mut store, instance) = instance(&fuel().interruptible(true), &text);
    let churn = instance
        .get_typed_func::<(), ()>(&mut store, "churn")
        .unwrap();
    for (name, expected) in [("new", 14), ("default", 0), ("data", 194), ("elem", 0)] {
        let f = instance
            .get_typed_func::<(), i64>(&mut store, name)
            .unwrap();
        let before = store.consumed_fuel().unwrap();
        assert_eq!(f.call(&mut store, ()).unwrap(), expected, "{name}");
        let cost = store.consumed_fuel().unwrap() - before;
        store.set_time_slice(Some(Duration::from_nanos(1))).unwrap();
        let before = store.consumed_fuel().unwrap();
        let mut others = 0;
        let mut waits = 0;
        let mut progress = f.call_resumable(&mut store, ()).unwrap();
        let result = loop {
            match progress {
                ResumableCall::Suspended(call) => {
                    waits += 1;
                    let before = store.consumed_fuel().unwrap();
                    churn.call(&mut store, ()).unwrap();
                    others += store.consumed_fuel().unwrap() - before;
                    store.gc();
                    progress = call.resume(&mut store).unwrap();
                }
                ResumableCall::Done(result) => break result,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(result, expected, "{name}");
        assert_eq!(
            store.consumed_fuel().unwrap() - before - others,
            cost,
            "{name}"
        );
        // Half a million elements at a time.
        assert!(waits >= 2, "{name} waits {waits} times");
        store.set_time_slice(None).unwrap();
    }
}

#[test]
fn time_slices_let_the_host_do_other_things() {
    let (mut store, instance) = instance(&interruptible(), &endless().swap_remove(6).1);
    let run = instance
        .get_typed_func::<(), ()>(&mut store, "run")
        .unwrap();
    store
        .set_time_slice(Some(Duration::from_millis(2)))
        .unwrap();
    let mut progress = run.call_resumable(&mut store, ()).unwrap();
    for _ in 0..20 {
        let ResumableCall::Suspended(call) = progress else {
            panic!("it goes on")
        };
        assert_eq!(call.reason(), SuspendReason::Yielded);
        check(&mut store, instance);
        progress = call.resume(&mut store).unwrap();
    }
    // Ordinary calls do not yield.
    store
        .set_deadline(Some(Instant::now() + Duration::from_millis(20)))
        .unwrap();
    assert_eq!(trap(run.call(&mut store, ()).unwrap_err()), Trap::Timeout);
}

#[test]
fn large_copies_that_overlap_are_resumed_in_the_middle() {
    let text = r#"
        (memory (export "memory") 1024)
        (func (export "up")
            (memory.copy (i32.const 100) (i32.const 0) (i32.const 0x3fff000)))
        (func (export "down")
            (memory.copy (i32.const 0) (i32.const 100) (i32.const 0x3fff000)))"#;
    let (mut store, instance) = instance(&interruptible(), text);
    let memory = instance.get_memory(&mut store, "memory").unwrap();
    // Yields whenever it may.
    store.set_time_slice(Some(Duration::ZERO)).unwrap();
    for (name, to, from) in [("up", 100, 0), ("down", 0, 100)] {
        let f = instance.get_typed_func::<(), ()>(&mut store, name).unwrap();
        let data = memory.data_mut(&mut store).unwrap();
        for (i, byte) in data.iter_mut().enumerate() {
            *byte = (i * 7 + i / 256) as u8;
        }
        let mut expected = data.to_vec();
        expected.copy_within(from..from + 0x3fff000, to);
        let progress = f.call_resumable(&mut store, ()).unwrap();
        let ((), stops) = finish(&mut store, progress, None);
        assert!(stops > 10, "{stops} stops");
        assert!(memory.data(&store).unwrap() == expected, "{name}");
    }
}

/// Instructions on arrays stop and go on as others do, whatever is pinned meanwhile, and
/// large ones in the middle.
#[test]
fn instructions_on_arrays_go_on_where_they_were() {
    let text = r#"
        (type $bytes (array (mut i8)))
        (type $funcs (array (mut funcref)))
        (elem $e funcref (ref.func 0) (ref.func 0) (ref.null func) (ref.func 0))
        (data $d "some data to take bytes from")
        (func (export "run") (param $n i32) (result i64)
            (local $a (ref $bytes)) (local $f (ref $funcs)) (local $x i64) (local $d f64)
            (local.set $a (array.new_default $bytes (i32.const 2000)))
            (loop $again
                (array.fill $bytes (local.get $a) (i32.const 3) (local.get $n) (i32.const 900))
                (array.copy $bytes $bytes (local.get $a) (i32.const 50)
                    (local.get $a) (local.get $n) (i32.const 900))
                (array.init_data $bytes $d (local.get $a) (local.get $n) (i32.const 1) (i32.const 20))
                (local.set $f (array.new_elem $funcs $e (i32.const 0) (i32.const 4)))
                (array.init_elem $funcs $e (local.get $f) (i32.const 1) (i32.const 0) (i32.const 3))
                (local.set $x (i64.add (i64.mul (local.get $x) (i64.const 31))
                    (i64.extend_i32_u (array.get_u $bytes (local.get $a) (i32.const 60)))))
                (local.set $d (f64.add (local.get $d) (f64.const 1.5)))
                (local.set $n (i32.sub (local.get $n) (i32.const 1)))
                (br_if $again (i32.gt_s (local.get $n) (i32.const 0))))
            (i64.add (local.get $x) (i64.trunc_f64_s (local.get $d))))
        (func (export "large") (result i32) (local $a (ref $bytes))
            (local.set $a (array.new_default $bytes (i32.const 4000000)))
            (array.fill $bytes (local.get $a) (i32.const 100) (i32.const 7) (i32.const 3000000))
            (array.set $bytes (local.get $a) (i32.const 3000099) (i32.const 9))
            (array.copy $bytes $bytes (local.get $a) (i32.const 900000)
                (local.get $a) (i32.const 0) (i32.const 3000100))
            (array.copy $bytes $bytes (local.get $a) (i32.const 0)
                (local.get $a) (i32.const 500000) (i32.const 3500000))
            (i32.add (array.get_u $bytes (local.get $a) (i32.const 3400099))
                (array.get_u $bytes (local.get $a) (i32.const 400100))))"#;
    let (mut store, guest) = instance(&fuel(), text);
    let run = guest.get_typed_func::<i32, i64>(&mut store, "run").unwrap();
    let result = run.call(&mut store, 9).unwrap();
    let total = store.consumed_fuel().unwrap();
    for (helping, slice) in [(7, None), (60, None), (total, Some(13)), (total, Some(101))] {
        let before = store.consumed_fuel().unwrap();
        store.set_fuel(helping).unwrap();
        store.set_fuel_slice(slice).unwrap();
        let progress = run.call_resumable(&mut store, 9).unwrap();
        let more = slice.is_none().then_some(helping);
        let (end, stops) = finish(&mut store, progress, more);
        assert_eq!(end, result, "helping {helping}, slice {slice:?}");
        assert_eq!(store.consumed_fuel().unwrap() - before, total);
        assert!(stops > 20, "{stops} stops");
    }

    let (mut store, guest) = instance(&interruptible(), text);
    store.set_time_slice(Some(Duration::ZERO)).unwrap();
    let large = guest
        .get_typed_func::<(), i32>(&mut store, "large")
        .unwrap();
    let progress = large.call_resumable(&mut store, ()).unwrap();
    let (end, stops) = finish(&mut store, progress, None);
    assert_eq!(end, 16);
    assert!(stops > 10, "{stops} stops");
}

/// Interrupts the guest when it asks for a larger table or heap, as often as it is told to.
struct InterruptsGrowth(InterruptHandle, Arc<std::sync::atomic::AtomicU32>);

impl InterruptsGrowth {
    fn interrupt(&self) {
        let left = self.1.load(Ordering::Relaxed);
        if left > 0 {
            self.1.store(left - 1, Ordering::Relaxed);
            self.0.interrupt();
        }
    }
}

impl ResourceLimiter for InterruptsGrowth {
    fn table_growing(&mut self, _: u64, _: u64, _: Option<u64>) -> Result<bool, Error> {
        self.interrupt();
        Ok(true)
    }

    fn heap_growing(&mut self, _: u64, _: u64) -> Result<bool, Error> {
        self.interrupt();
        Ok(true)
    }
}

/// What constant expressions and tables take at instantiation is stopped as what functions
/// do is, and arrays cost the same.
#[test]
fn instantiation_is_stopped() {
    let types = "(type $a (array (mut i64))) (type $b (array i8))";
    let arrays = [
        // In parts.
        "(global (ref $a) (array.new $a (i64.const 7) (i32.const 2000000)))",
        "(global (ref $b) (array.new_default $b (i32.const 2000000)))",
        "(elem (ref $a) (item (array.new_default $a (i32.const 2000000))))",
        "(table 1 (ref $a) (array.new $a (i64.const 7) (i32.const 2000000)))",
        // Each looks at the clock before it is made.
        "(global (ref $a) (array.new_default $a (i32.const 1000000)))
         (global (ref $b) (array.new_default $b (i32.const 1000000)))",
    ];
    let instantiate = |store: &mut Store<()>, text: &str| {
        let text = format!(r#"{types} {text} (func (export "f") (result i32) (i32.const 7))"#);
        let module = Module::new(store.engine(), text).unwrap();
        let instance = Instance::new(&mut *store, &module, &[])?;
        let f = instance.get_typed_func::<(), i32>(&mut *store, "f")?;
        f.call(store, ())
    };
    for text in arrays {
        // The call of `f` costs 1.
        let cost = 1_000_000 + 1;
        let mut store = Store::new(&Engine::new(&fuel()).unwrap(), ());
        store.set_fuel(cost - 2).unwrap();
        let error = instantiate(&mut store, text).unwrap_err();
        assert_eq!(trap(error), Trap::OutOfFuel, "{text}");
        store.set_fuel(cost).unwrap();
        assert_eq!(instantiate(&mut store, text).unwrap(), 7);
        assert_eq!(store.fuel().unwrap(), 0, "{text}");
    }
    let table = "(table 2000000 funcref)";
    let engine = Engine::new(&interruptible()).unwrap();
    for text in arrays.into_iter().chain([table]) {
        let mut store = Store::new(&engine, ());
        store.set_deadline(Some(Instant::now())).unwrap();
        let error = instantiate(&mut store, text).unwrap_err();
        assert_eq!(trap(error), Trap::Timeout, "{text}");
        store.set_deadline(None).unwrap();
        // When it has been paid for, and is about to be filled.
        let times = Arc::new(std::sync::atomic::AtomicU32::new(1));
        let limiter = InterruptsGrowth(store.interrupt_handle(), times);
        store.limiter(limiter);
        let error = instantiate(&mut store, text).unwrap_err();
        assert_eq!(trap(error), Trap::Interrupted, "{text}");
        assert_eq!(instantiate(&mut store, text).unwrap(), 7, "{text}");
    }
    // A collection in between is stopped as well.
    let engine = Engine::new(&interruptible().collect_always(true)).unwrap();
    let mut store = Store::new(&engine, ());
    let times = Arc::new(std::sync::atomic::AtomicU32::new(1));
    let limiter = InterruptsGrowth(store.interrupt_handle(), times);
    store.limiter(limiter);
    let text = "(global (ref $a) (array.new_default $a (i32.const 1)))
        (global (ref $a) (array.new_default $a (i32.const 2)))";
    let error = instantiate(&mut store, text).unwrap_err();
    assert_eq!(trap(error), Trap::Interrupted);
    assert_eq!(instantiate(&mut store, text).unwrap(), 7);
}

/// Where nothing is metered an interrupt is for what waits, and instances are made.
#[test]
fn instantiation_is_not_stopped_where_guests_are_not_metered() {
    let (mut store, _) = instance(&Config::new(), "(module)");
    store.interrupt_handle().interrupt();
    let text = "(type $a (array i64)) (table 2000000 funcref)
        (global (ref $a) (array.new_default $a (i32.const 2000000)))";
    let module = Module::new(store.engine(), text).unwrap();
    assert!(Instance::new(&mut store, &module, &[]).is_ok());
}

#[test]
fn a_table_that_grows_is_stopped_and_has_not_grown() {
    let text = r#"
        (table 3 funcref)
        (func (export "size") (result i32) (table.size 0))
        (func (export "grow") (param i32) (result i32)
            (table.grow (ref.null func) (local.get 0)))"#;
    let (mut store, instance) = instance(&fuel(), text);
    let times = Arc::new(std::sync::atomic::AtomicU32::new(0));
    let limiter = InterruptsGrowth(store.interrupt_handle(), times.clone());
    store.limiter(limiter);
    let size = instance
        .get_typed_func::<(), i32>(&mut store, "size")
        .unwrap();
    let grow = instance
        .get_typed_func::<i32, i32>(&mut store, "grow")
        .unwrap();
    let many = 2_000_000;
    times.store(1, Ordering::Relaxed);
    assert_eq!(
        trap(grow.call(&mut store, many).unwrap_err()),
        Trap::Interrupted
    );
    assert_eq!(size.call(&mut store, ()).unwrap(), 3);

    // It begins anew when it goes on, and is paid for once.
    let before = store.consumed_fuel().unwrap();
    times.store(3, Ordering::Relaxed);
    let mut progress = grow.call_resumable(&mut store, many).unwrap();
    let mut stops = 0;
    while let ResumableCall::Suspended(call) = progress {
        assert_eq!(call.reason(), SuspendReason::Interrupted);
        stops += 1;
        progress = call.resume(&mut store).unwrap();
    }
    assert!(matches!(progress, ResumableCall::Done(3)), "{progress:?}");
    assert_eq!(stops, 3);
    let paid = store.consumed_fuel().unwrap() - before;
    assert_eq!(size.call(&mut store, ()).unwrap(), 3 + many);
    // `table.grow`, its two operands, and a unit for two elements.
    assert_eq!(paid, 3 + many as u64 / 2);
}
