//! Collections that wait: they are done in parts, between which a call can be stopped.

use std::time::{Duration, Instant};

use sanderling::{
    AnyRef, Caller, Config, Engine, Error, ExternRef, Func, I31, Instance, Limits, Linker, Module,
    ResumableCall, Store, SuspendReason, SuspendedCall, Trap, TypedFunc, Val,
};

/// A list that grows, and what counts its nodes.
const LIST: &str = r#"
    (type $node (struct (field i32) (field (mut (ref null $node)))))
    (global $list (export "list") (mut (ref null $node)) (ref.null $node))
    (global $made (export "made") (mut i32) (i32.const 0))
    (func $push (param i32)
        (global.set $list (struct.new $node (local.get 0) (global.get $list)))
        (global.set $made (i32.add (global.get $made) (i32.const 1))))
    (func $grow (export "grow") (param $n i32) (result i64)
        (loop $l
            (call $push (local.get $n))
            (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        (call $sum))
    (func $sum (export "sum") (result i64) (local $at (ref null $node)) (local $sum i64)
        (local.set $at (global.get $list))
        (block $end
            (loop $l
                (br_if $end (ref.is_null (local.get $at)))
                (local.set $sum (i64.add (local.get $sum)
                    (i64.extend_i32_u (struct.get $node 0 (local.get $at)))))
                (local.set $at (struct.get $node 1 (local.get $at)))
                (br $l)))
        (local.get $sum))
    (func (export "churn") (param $n i32)
        (loop $l
            (global.set $made (i32.add (global.get $made) (i32.const 1)))
            (drop (struct.new $node (i32.const -1) (ref.null $node)))
            (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
    (func (export "first") (param (ref null $node)) (result i32)
        (drop (struct.new $node (i32.const -1) (ref.null $node)))
        (struct.get $node 0 (local.get 0)))"#;

fn config() -> Config {
    Config::new().consume_fuel(true).interruptible(true)
}

fn store(config: &Config, text: &str) -> (Store<()>, Instance) {
    let engine = Engine::new(config).unwrap();
    let module = Module::new(&engine, text).unwrap();
    let mut store = Store::new(&engine, ());
    store.set_fuel(u64::MAX).unwrap();
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    (store, instance)
}

/// What a list of 1 to `n` sums up to.
fn sum(n: i64) -> i64 {
    n * (n + 1) / 2
}

/// How many nodes were made so far.
fn made(store: &mut Store<()>, instance: Instance) -> i32 {
    let made = instance.get_global(&mut *store, "made").unwrap();
    number(&made.get(store).unwrap())
}

fn number(value: &Val) -> i32 {
    match value {
        Val::I32(value) => *value,
        other => panic!("{other:?}"),
    }
}

/// Lets `churn` run until it waits in the middle of a collection.
fn collecting(store: &mut Store<()>, instance: Instance) -> SuspendedCall<()> {
    let churn: TypedFunc<i32, ()> = instance.get_typed_func(&mut *store, "churn").unwrap();
    store.set_time_slice(Some(Duration::ZERO)).unwrap();
    let mut progress = churn.call_resumable(&mut *store, 1_000_000).unwrap();
    let mut before = -1;
    loop {
        let ResumableCall::Suspended(call) = progress else {
            panic!("there is no collection")
        };
        let now = made(store, instance);
        if now == before {
            return call;
        }
        before = now;
        progress = call.resume(&mut *store).unwrap();
    }
}

/// Wherever a list's collections are stopped, it stays what it was, and costs the same.
#[test]
fn slices_shorter_than_a_collection() {
    for (always, n) in [(false, 600_000), (true, 300)] {
        let (mut store, instance) = store(&config().collect_always(always), LIST);
        let grow: TypedFunc<i32, i64> = instance.get_typed_func(&mut store, "grow").unwrap();
        assert_eq!(grow.call(&mut store, n).unwrap(), sum(n.into()));
        let cost = store.consumed_fuel().unwrap();

        let (mut store, instance) = self::store(&config().collect_always(always), LIST);
        let grow: TypedFunc<i32, i64> = instance.get_typed_func(&mut store, "grow").unwrap();
        store.set_time_slice(Some(Duration::ZERO)).unwrap();
        let mut progress = grow.call_resumable(&mut store, n).unwrap();
        let (mut stalls, mut before) = (0, -1);
        let result = loop {
            let call = match progress {
                ResumableCall::Done(result) => break result,
                ResumableCall::Suspended(call) => call,
                other => panic!("{other:?}"),
            };
            let now = made(&mut store, instance);
            stalls += u32::from(now == before);
            before = now;
            progress = call.resume(&mut store).unwrap();
        };
        assert_eq!(result, sum(n.into()));
        assert_eq!(store.consumed_fuel().unwrap(), cost);
        assert!(stalls > 10, "{stalls} stalls");
        assert!(store.gc_collections() > 1);
    }
}

/// A call that collects is stopped as any other, and so are those that would run then.
#[test]
fn interrupts_and_deadlines_are_heeded_in_a_collection() {
    let n = 1_000_000;
    let (mut store, instance) = store(&config(), LIST);
    let grow: TypedFunc<i32, i64> = instance.get_typed_func(&mut store, "grow").unwrap();
    grow.call(&mut store, n).unwrap();
    let call = collecting(&mut store, instance);
    store.set_time_slice(None).unwrap();
    let collections = store.gc_collections();

    store.interrupt_handle().interrupt();
    let ResumableCall::Suspended(call) = call.resume(&mut store).unwrap() else {
        panic!("it was interrupted")
    };
    assert_eq!(call.reason(), SuspendReason::Interrupted);
    store.set_deadline(Some(Instant::now())).unwrap();
    let ResumableCall::Suspended(call) = call.resume(&mut store).unwrap() else {
        panic!("its time is over")
    };
    assert_eq!(call.reason(), SuspendReason::Timeout);
    let sum: TypedFunc<(), i64> = instance.get_typed_func(&mut store, "sum").unwrap();
    let error = sum.call(&mut store, ()).unwrap_err();
    assert_eq!(error.as_trap(), Some(Trap::Timeout));
    assert_eq!(store.gc_collections(), collections);

    store.set_deadline(None).unwrap();
    assert_eq!(sum.call(&mut store, ()).unwrap(), self::sum(n.into()));
    assert_eq!(store.gc_collections(), collections + 1);
    let done = call.resume(&mut store).unwrap();
    assert!(matches!(done, ResumableCall::Done(())));
    assert_eq!(sum.call(&mut store, ()).unwrap(), self::sum(n.into()));
    store.gc();
    assert_eq!(store.gc_used_bytes(), 24 * n as u64);
}

/// A call that is not to be resumed stops in a collection as well.
#[test]
fn ordinary_calls_are_stopped_in_a_collection() {
    let (mut store, instance) = store(&config().collect_always(true), LIST);
    let grow: TypedFunc<i32, i64> = instance.get_typed_func(&mut store, "grow").unwrap();
    // What is interrupted before it begins comes to its first allocation.
    for _ in 0..10 {
        store.interrupt_handle().interrupt();
        let error = grow.call(&mut store, 5).unwrap_err();
        assert_eq!(error.as_trap(), Some(Trap::Interrupted));
    }
    assert_eq!(grow.call(&mut store, 5).unwrap(), sum(5));
}

/// What the host makes, moves and drops while a collection waits is there afterwards, if
/// anything refers to it.
#[test]
fn the_host_goes_on_during_a_collection() {
    let n = 200_000;
    let text = format!(
        r#"{LIST}
        (table $t (export "table") 100000 anyref)
        (global $any (export "any") (mut anyref) (ref.null any))
        (global $ext (export "ext") (mut externref) (ref.null extern))"#
    );
    let (mut store, instance) = store(&config(), &text);
    let grow: TypedFunc<i32, i64> = instance.get_typed_func(&mut store, "grow").unwrap();
    grow.call(&mut store, n).unwrap();
    let list = instance.get_global(&mut store, "list").unwrap();
    let any = instance.get_global(&mut store, "any").unwrap();
    let ext = instance.get_global(&mut store, "ext").unwrap();
    let table = instance.get_table(&mut store, "table").unwrap();
    let first: Func = instance.get_func(&mut store, "first").unwrap();
    // The list's last node is only reachable through all others, until it is cut off.
    let mut call = Some(collecting(&mut store, instance));
    let mut collections = store.gc_collections();
    let (mut steps, mut rounds) = (0u64, 0);
    let mut waiting = Vec::new();
    while rounds < 6 {
        // One of the list's nodes goes to the table, which may have been marked, and all
        // that referred to it is given up with it.
        let Val::AnyRef(Some(node)) = list.get(&mut store).unwrap() else {
            panic!("the list is empty")
        };
        let node = node.as_struct(&store).unwrap().unwrap();
        let rest = node.field(&mut store, 1).unwrap();
        let place = steps % 100_000;
        table
            .set(&mut store, place, Val::AnyRef(Some(node.into())))
            .unwrap();
        list.set(&mut store, rest).unwrap();
        // So do values of the host's, and what is made of them.
        let value = ExternRef::new(&mut store, steps).unwrap();
        ext.set(&mut store, Val::ExternRef(Some(value))).unwrap();
        let made = AnyRef::from_i31(&mut store, I31::wrapping(steps as i32));
        any.set(&mut store, Val::AnyRef(Some(made))).unwrap();
        // A call begins with an object that nothing else refers to.
        if steps % 8 == 0 {
            let Val::AnyRef(node) = table.get(&mut store, place).unwrap() else {
                panic!("it is in the table")
            };
            let args = [Val::AnyRef(node)];
            table.set(&mut store, place, Val::AnyRef(None)).unwrap();
            match first.call_resumable(&mut store, &args).unwrap() {
                ResumableCall::Suspended(call) => waiting.push((steps, call)),
                ResumableCall::Done(_) => {}
                other => panic!("{other:?}"),
            }
        }
        steps += 1;
        call = match call.take().unwrap().resume(&mut store).unwrap() {
            ResumableCall::Suspended(call) => Some(call),
            _ => Some(collecting(&mut store, instance)),
        };
        if store.gc_collections() != collections {
            collections = store.gc_collections();
            rounds += 1;
        }
    }
    assert!(steps > 20, "{steps} steps");
    store.set_time_slice(None).unwrap();
    let done = call.take().unwrap().resume(&mut store).unwrap();
    assert!(matches!(done, ResumableCall::Done(())));
    // Garbage takes the place of whatever was not kept.
    let churn: TypedFunc<i32, ()> = instance.get_typed_func(&mut store, "churn").unwrap();
    store.gc();
    churn.call(&mut store, 2_000_000).unwrap();
    assert!(!waiting.is_empty());
    for (step, call) in waiting {
        let ResumableCall::Done(results) = call.resume(&mut store).unwrap() else {
            panic!("nothing stops it")
        };
        assert_eq!(number(&results[0]), step as i32 + 1);
    }
    for step in (0..steps).filter(|step| step % 8 != 0) {
        let Val::AnyRef(Some(node)) = table.get(&mut store, step).unwrap() else {
            panic!("node {step} is gone")
        };
        let node = node.as_struct(&store).unwrap().unwrap();
        let value = node.field(&mut store, 0).unwrap();
        assert_eq!(number(&value), step as i32 + 1);
    }
    let Val::ExternRef(Some(value)) = ext.get(&mut store).unwrap() else {
        panic!("the host's value is gone")
    };
    let value = value.data(&store).unwrap().downcast_ref::<u64>();
    assert_eq!(value, Some(&(steps - 1)));
}

/// An instance, and a call of one of its functions that waits.
type Waiting = Option<(Instance, Option<SuspendedCall<()>>)>;

/// A collection that a call of a host function's began does not go on when the guest that
/// called the function does: it would not see what the guest writes.
#[test]
fn a_guest_goes_on_while_a_call_of_its_host_function_collects() {
    let text = format!(
        r#"(import "host" "stall" (func $stall))
        {LIST}
        (table $t 200 anyref)
        (func (export "run") (result i32) (local $i i32) (local $sum i32)
            (loop $l
                (call $stall)
                ;; This node is made while the other call collects, or has begun to.
                (table.set $t (local.get $i)
                    (struct.new $node (local.get $i) (ref.null $node)))
                (local.set $i (i32.add (local.get $i) (i32.const 1)))
                (br_if $l (i32.lt_u (local.get $i) (i32.const 200))))
            (loop $l
                (local.set $i (i32.sub (local.get $i) (i32.const 1)))
                (local.set $sum (i32.add (local.get $sum) (struct.get $node 0
                    (ref.cast (ref $node) (table.get $t (local.get $i))))))
                (br_if $l (local.get $i)))
            (local.get $sum))"#
    );
    let engine = Engine::new(&config()).unwrap();
    let module = Module::new(&engine, &text).unwrap();
    let mut store = Store::new(&engine, None);
    store.set_fuel(u64::MAX).unwrap();
    let mut linker: Linker<Waiting> = Linker::new(&engine);
    linker
        .func_wrap("host", "stall", |mut caller: Caller<'_, Waiting>| {
            let Some((instance, call)) = caller.data_mut().take() else {
                return Ok::<(), Error>(());
            };
            caller.set_time_slice(Some(Duration::ZERO))?;
            let churn: TypedFunc<i32, ()> = instance.get_typed_func(&mut caller, "churn")?;
            let progress = match call {
                Some(call) => call.resume(&mut caller)?,
                None => churn.call_resumable(&mut caller, 1_000_000)?,
            };
            let call = match progress {
                ResumableCall::Suspended(call) => Some(call),
                _ => None,
            };
            *caller.data_mut() = Some((instance, call));
            Ok(())
        })
        .unwrap();
    let instance = linker.instantiate(&mut store, &module).unwrap();
    let grow: TypedFunc<i32, i64> = instance.get_typed_func(&mut store, "grow").unwrap();
    grow.call(&mut store, 300_000).unwrap();
    *store.data_mut() = Some((instance, None));
    let run: TypedFunc<(), i32> = instance.get_typed_func(&mut store, "run").unwrap();
    assert_eq!(run.call(&mut store, ()).unwrap(), 199 * 100);
}

/// An exception that becomes an object may have to wait for a collection, and is thrown again.
#[test]
fn exceptions_wait_for_a_collection() {
    let text = r#"
        (tag $e (param i32 externref))
        (global $kept (mut exnref) (ref.null exn))
        (func $throw (param i32) (throw $e (local.get 0) (ref.null extern)))
        (func (export "run") (param $n i32) (result i32) (local $sum i32)
            (loop $l
                (block $h (result i32 externref exnref)
                    (try_table (catch_ref $e $h) (call $throw (local.get $n)))
                    (unreachable))
                (global.set $kept)
                (drop)
                (local.set $sum (i32.add (local.get $sum)))
                (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
            (local.get $sum))"#;
    let run = |slice| {
        let (mut store, instance) = store(&config().collect_always(true), text);
        store.set_time_slice(slice).unwrap();
        let run: TypedFunc<i32, i32> = instance.get_typed_func(&mut store, "run").unwrap();
        let mut progress = run.call_resumable(&mut store, 100).unwrap();
        let mut waits = 0;
        let result = loop {
            match progress {
                ResumableCall::Done(result) => break result,
                ResumableCall::Suspended(call) => {
                    waits += 1;
                    progress = call.resume(&mut store).unwrap();
                }
                other => panic!("{other:?}"),
            }
        };
        (result, waits, store.consumed_fuel().unwrap())
    };
    let (result, waits, cost) = run(None);
    assert_eq!((result, waits), (5050, 0));
    let sliced = run(Some(Duration::ZERO));
    assert_eq!((sliced.0, sliced.2), (5050, cost));
    assert!(sliced.1 > 100, "{} waits", sliced.1);
}

/// A guest that lets the host make values, in a store that has a list of so many nodes.
fn host_makes(
    config: &Config,
    n: i32,
    make: impl Fn(Caller<'_, ()>, i32) -> Result<(), Error> + Send + Sync + 'static,
) -> (Store<()>, Instance) {
    let text = format!(
        r#"(import "host" "make" (func $make (param i32)))
        {LIST}
        (func (export "run") (param $n i32) (param $each i32)
            (loop $l
                (call $make (local.get $each))
                (global.set $made (i32.add (global.get $made) (i32.const 1)))
                (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))"#
    );
    let engine = Engine::new(config).unwrap();
    let module = Module::new(&engine, &text).unwrap();
    let mut store = Store::new(&engine, ());
    if config.consumes_fuel() {
        store.set_fuel(u64::MAX).unwrap();
    }
    let mut linker = Linker::new(&engine);
    linker.func_wrap("host", "make", make).unwrap();
    let instance = linker.instantiate(&mut store, &module).unwrap();
    let grow: TypedFunc<i32, i64> = instance.get_typed_func(&mut store, "grow").unwrap();
    grow.call(&mut store, n).unwrap();
    (store, instance)
}

/// Makes values that nobody keeps.
fn make_values(caller: &mut Caller<'_, ()>, count: i32) -> Result<(), Error> {
    for i in 0..count {
        ExternRef::new(&mut *caller, i)?;
    }
    Ok(())
}

/// What a host function makes causes no collection while the guest waits for it: the guest
/// does it, in parts, when it pays next.
#[test]
fn the_host_leaves_collections_to_the_guest() {
    let n = 200_000;
    let (mut store, instance) = host_makes(&config(), n, |mut caller, count| {
        make_values(&mut caller, count)
    });
    let run: TypedFunc<(i32, i32), ()> = instance.get_typed_func(&mut store, "run").unwrap();
    let size = store.gc_heap_bytes();
    let before = store.consumed_fuel().unwrap();
    run.call(&mut store, (20_000, 100)).unwrap();
    let cost = store.consumed_fuel().unwrap() - before;
    // It is not forgotten: two million values take 32 MB.
    assert!(store.gc_collections() > 3);
    assert!(store.gc_heap_bytes() < 2 * size + (12 << 20));

    store.set_time_slice(Some(Duration::ZERO)).unwrap();
    let (mut stalls, mut last) = (0, -1);
    let before = store.consumed_fuel().unwrap();
    let mut progress = run.call_resumable(&mut store, (20_000, 100)).unwrap();
    while let ResumableCall::Suspended(call) = progress {
        let now = made(&mut store, instance);
        stalls += u32::from(now == last);
        last = now;
        progress = call.resume(&mut store).unwrap();
    }
    assert!(matches!(progress, ResumableCall::Done(())));
    assert_eq!(store.consumed_fuel().unwrap() - before, cost);
    assert!(stalls > 10, "{stalls} stalls");
    let sum: TypedFunc<(), i64> = instance.get_typed_func(&mut store, "sum").unwrap();
    store.set_time_slice(None).unwrap();
    assert_eq!(sum.call(&mut store, ()).unwrap(), self::sum(n.into()));

    // At every allocation, wherever the guest is.
    let config = config().collect_always(true);
    let (mut store, instance) = host_makes(&config, 50, |mut caller, count| {
        make_values(&mut caller, count)
    });
    let run: TypedFunc<(i32, i32), ()> = instance.get_typed_func(&mut store, "run").unwrap();
    let before = store.gc_collections();
    run.call(&mut store, (100, 10)).unwrap();
    assert!(store.gc_collections() - before >= 99);
    let sum: TypedFunc<(), i64> = instance.get_typed_func(&mut store, "sum").unwrap();
    assert_eq!(sum.call(&mut store, ()).unwrap(), self::sum(50));
}

/// A reference that the guest has nowhere but where a host function has put it is there after
/// the collection that the function has left.
#[test]
fn results_of_the_host_outlive_the_collection_that_it_left() {
    let text = r#"
        (import "host" "make" (func $make (param i32) (result externref)))
        (import "host" "value" (func $value (param externref) (result i32)))
        (func $pass (param externref) (result externref)
            (local.get 0))
        (func (export "run") (param $n i32) (result i32) (local $sum i32)
            (loop $l
                ;; Each call and each turn pays, and collects.
                (call $make (local.get $n))
                (call $pass)
                (block (param externref) (result i32)
                    (call $value))
                (local.set $sum (i32.add (local.get $sum)))
                (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
            (local.get $sum))"#;
    for fusion in [true, false] {
        let config = config().collect_always(true).fusion(fusion);
        let engine = Engine::new(&config).unwrap();
        let module = Module::new(&engine, text).unwrap();
        let mut store = Store::new(&engine, ());
        store.set_fuel(u64::MAX).unwrap();
        let mut linker = Linker::new(&engine);
        let make = |mut caller: Caller<'_, ()>, n: i32| -> Result<_, Error> {
            let value = ExternRef::new(&mut caller, n)?;
            // It is the latest that makes the collection due.
            ExternRef::new(&mut caller, -1)?;
            Ok(Some(value))
        };
        linker.func_wrap("host", "make", make).unwrap();
        let value = |caller: Caller<'_, ()>, value: Option<ExternRef>| -> Result<i32, Error> {
            let value = value.ok_or_else(|| Error::msg("null"))?;
            Ok(*value.data(&caller)?.downcast_ref::<i32>().unwrap())
        };
        linker.func_wrap("host", "value", value).unwrap();
        let instance = linker.instantiate(&mut store, &module).unwrap();
        let run: TypedFunc<i32, i32> = instance.get_typed_func(&mut store, "run").unwrap();
        for slice in [None, Some(Duration::ZERO)] {
            store.set_time_slice(slice).unwrap();
            let before = store.gc_collections();
            let mut progress = run.call_resumable(&mut store, 200).unwrap();
            while let ResumableCall::Suspended(call) = progress {
                progress = call.resume(&mut store).unwrap();
            }
            assert!(
                matches!(progress, ResumableCall::Done(20_100)),
                "{progress:?}"
            );
            assert!(store.gc_collections() - before >= 200);
        }
    }
}

/// Where there is no room and no time, the host is told so; an interrupt that it keeps to
/// itself stops the guest nevertheless, and one that it passes on is over then.
#[test]
fn the_host_is_told_that_there_is_no_time_to_collect() {
    let values = 600_000;
    for (passes_on, late) in [(true, false), (false, false), (true, true), (false, true)] {
        for has_room in [true, false] {
            let make = move |mut caller: Caller<'_, ()>, count: i32| {
                // The heap is full of what was made before, and the time is over.
                let result = if count == 0 {
                    Ok(())
                } else {
                    if late {
                        caller.set_deadline(Some(Instant::now()))?;
                    } else {
                        caller.interrupt_handle().interrupt();
                    }
                    make_values(&mut caller, count)
                };
                assert_eq!(result.is_ok(), has_room || count == 0);
                if passes_on { result } else { Ok(()) }
            };
            let mut limits = Limits::default();
            if !has_room {
                limits.gc_heap_bytes = 8 << 20;
            }
            let config = config().limits(limits);
            let (mut store, instance) = host_makes(&config, 100_000, make);
            let run: TypedFunc<(i32, i32), ()> =
                instance.get_typed_func(&mut store, "run").unwrap();
            for values in [values, 3 * values] {
                let error = run.call(&mut store, (5, values)).unwrap_err();
                let expected = if late {
                    Trap::Timeout
                } else {
                    Trap::Interrupted
                };
                assert_eq!(error.as_trap(), Some(expected), "{error}");
                assert!(!store.interrupt_handle().is_interrupted());
                store.set_deadline(None).unwrap();
                let sum: TypedFunc<(), i64> = instance.get_typed_func(&mut store, "sum").unwrap();
                assert_eq!(sum.call(&mut store, ()).unwrap(), self::sum(100_000));
                run.call(&mut store, (5, 0)).unwrap();
            }
        }
    }
}

/// The exception that leaves a guest does not wait for a collection either: the next call
/// does it.
#[test]
fn uncaught_exceptions_leave_collections_to_the_next_call() {
    let text = r#"
        (tag $e (param i32 externref))
        (func (export "run") (param i32) (throw $e (local.get 0) (ref.null extern)))
        (func (export "nothing") (drop (i32.const 1)))"#;
    for resumable in [false, true] {
        let (mut store, instance) = store(&config().collect_always(true), text);
        let run: TypedFunc<i32, ()> = instance.get_typed_func(&mut store, "run").unwrap();
        let nothing: TypedFunc<(), ()> = instance.get_typed_func(&mut store, "nothing").unwrap();
        for i in 0..10 {
            // What the one before has left.
            nothing.call(&mut store, ()).unwrap();
            let before = store.gc_collections();
            let error = if resumable {
                match run.call_resumable(&mut store, i).unwrap() {
                    ResumableCall::Trap(error) => error,
                    other => panic!("{other:?}"),
                }
            } else {
                run.call(&mut store, i).unwrap_err()
            };
            assert_eq!(store.gc_collections(), before);
            let exception = error.exception().unwrap();
            let values = exception.payload(&store).unwrap();
            assert_eq!(number(&values[0]), i);
        }
        // One that is made after a collection makes none due.
        assert!(store.gc_collections() >= 4);
    }
}
