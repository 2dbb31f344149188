//! Shared memories in several stores at once, each on a thread of its own.

use sanderling::{
    Config, Engine, Error, ErrorKind, Extern, Instance, Limits, LinkError, Linker, Memory,
    MemoryType, Module, SharedMemory, Store, Trap, WaitResult,
};
use std::thread;
use std::time::{Duration, Instant};

const THREADS: u32 = 4;
/// Miri is slow, and does not need many.
const ROUNDS: u32 = if cfg!(miri) { 20 } else { 5_000 };

/// Runs `export(thread, rounds)` of a module on some threads, in a store each.
fn on_threads(engine: &Engine, memory: &SharedMemory, text: &str, export: &str) -> Vec<u64> {
    let module = Module::new(engine, text).unwrap_or_else(|error| panic!("{error}"));
    let mut linker = Linker::new(engine);
    linker.shared_memory("env", "memory", memory).unwrap();
    let (module, linker) = (&module, &linker);
    thread::scope(|scope| {
        let running: Vec<_> = (0..THREADS)
            .map(|i| {
                scope.spawn(move || {
                    let mut store = Store::new(engine, ());
                    let instance = linker.instantiate(&mut store, module).unwrap();
                    let func = instance.get_typed_func::<(u32, u32), u64>(&mut store, export);
                    func.unwrap().call(&mut store, (i, ROUNDS)).unwrap()
                })
            })
            .collect();
        let results = running.into_iter().map(|thread| thread.join().unwrap());
        results.collect()
    })
}

fn memory(engine: &Engine, pages: u32, most: u32) -> SharedMemory {
    SharedMemory::new(engine, MemoryType::shared(pages, most)).unwrap()
}

/// Counters of every width, a spin lock around plain accesses, and a lock that waits.
const COUNTERS: &str = r#"
    (import "env" "memory" (memory 1 1 shared))
    ;; One counter of each width; they fill a cell and touch each other.
    (func (export "count") (param $thread i32) (param $rounds i32) (result i64)
        (loop $again
            (drop (i32.atomic.rmw8.add_u (i32.const 16) (i32.const 1)))
            (drop (i32.atomic.rmw8.sub_u (i32.const 17) (i32.const 1)))
            (drop (i32.atomic.rmw16.add_u (i32.const 18) (i32.const 3)))
            (drop (i32.atomic.rmw.add (i32.const 20) (i32.const 5)))
            (drop (i64.atomic.rmw.add (i32.const 24) (i64.const 0x100000001)))
            (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
        (i64.const 0))
    (func $spin_lock
        (loop $again
            (br_if $again (i32.atomic.rmw.cmpxchg (i32.const 32) (i32.const 0) (i32.const 1)))))
    (func $spin_unlock (i32.atomic.store (i32.const 32) (i32.const 0)))
    ;; Under the lock, plain accesses of several widths.
    (func (export "spin") (param $thread i32) (param $rounds i32) (result i64)
        (loop $again
            (call $spin_lock)
            (i32.store (i32.const 40) (i32.add (i32.load (i32.const 40)) (i32.const 1)))
            (i64.store offset=3 (i32.const 42) (i64.add (i64.load offset=3 (i32.const 42)) (i64.const 2)))
            (i32.store8 (i32.const 53) (i32.add (i32.load8_u (i32.const 53)) (i32.const 1)))
            (call $spin_unlock)
            (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
        (i64.const 0))
    ;; 0: free, 1: taken, 2: taken and waited for.
    (func $lock (local $found i32)
        (local.set $found (i32.atomic.rmw.cmpxchg (i32.const 64) (i32.const 0) (i32.const 1)))
        (if (i32.eqz (local.get $found)) (then return))
        (loop $again
            (if (i32.or (i32.eq (local.get $found) (i32.const 2))
                    (i32.ne (i32.atomic.rmw.cmpxchg (i32.const 64) (i32.const 1) (i32.const 2)) (i32.const 0)))
                (then (drop (memory.atomic.wait32 (i32.const 64) (i32.const 2) (i64.const -1)))))
            (br_if $again (local.tee $found
                (i32.atomic.rmw.cmpxchg (i32.const 64) (i32.const 0) (i32.const 2))))))
    (func $unlock
        (if (i32.ne (i32.atomic.rmw.sub (i32.const 64) (i32.const 1)) (i32.const 1))
            (then
                (i32.atomic.store (i32.const 64) (i32.const 0))
                (drop (memory.atomic.notify (i32.const 64) (i32.const 1))))))
    (func (export "wait") (param $thread i32) (param $rounds i32) (result i64)
        (loop $again
            (call $lock)
            (i64.store (i32.const 72) (i64.add (i64.load (i32.const 72)) (i64.const 1)))
            (call $unlock)
            (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
        (i64.const 0))"#;

fn engines() -> [Engine; 2] {
    [true, false].map(|fusion| Engine::new(&Config::new().fusion(fusion)).unwrap())
}

#[test]
fn counters_of_all_widths_count() {
    for engine in engines() {
        let memory = memory(&engine, 1, 1);
        on_threads(&engine, &memory, COUNTERS, "count");
        let n = u64::from(THREADS * ROUNDS);
        let mut bytes = [0; 16];
        memory.read(16, &mut bytes).unwrap();
        assert_eq!(u64::from(bytes[0]), n & 0xff);
        assert_eq!(u64::from(bytes[1]), n.wrapping_neg() & 0xff);
        let [a, b] = [bytes[2], bytes[3]];
        assert_eq!(u64::from(u16::from_le_bytes([a, b])), (3 * n) & 0xffff);
        assert_eq!(u64::from(memory.atomic_load_u32(20).unwrap()), 5 * n);
        assert_eq!(memory.atomic_load_u64(24).unwrap(), n << 32 | n);
    }
}

#[test]
fn a_spin_lock_orders_plain_accesses() {
    for engine in engines() {
        let memory = memory(&engine, 1, 1);
        on_threads(&engine, &memory, COUNTERS, "spin");
        let n = u64::from(THREADS * ROUNDS);
        assert_eq!(u64::from(memory.atomic_load_u32(40).unwrap()), n);
        let mut bytes = [0; 9];
        memory.read(45, &mut bytes).unwrap();
        let [high @ .., last] = bytes;
        assert_eq!(u64::from_le_bytes(high), 2 * n);
        assert_eq!(u64::from(last), n & 0xff);
    }
}

#[test]
fn a_lock_that_waits_is_handed_on() {
    for engine in engines() {
        let memory = memory(&engine, 1, 1);
        on_threads(&engine, &memory, COUNTERS, "wait");
        assert_eq!(
            memory.atomic_load_u64(72).unwrap(),
            u64::from(THREADS * ROUNDS)
        );
        assert_eq!(memory.atomic_load_u32(64).unwrap(), 0);
    }
}

/// A ring of 8 places with two counters that are waited for: the first two threads put
/// numbers in, the others take them out and add them up.
#[test]
fn a_queue_hands_everything_over_once() {
    let text = r#"
        (import "env" "memory" (memory 1 1 shared))
        ;; 0: numbers put in, 4: numbers taken out, 8: lock, 16..: the ring
        (func $lock (loop $again
            (if (i32.atomic.rmw.xchg (i32.const 8) (i32.const 1))
                (then
                    (drop (memory.atomic.wait32 (i32.const 8) (i32.const 1) (i64.const 1000000)))
                    (br $again)))))
        (func $unlock
            (i32.atomic.store (i32.const 8) (i32.const 0))
            (drop (memory.atomic.notify (i32.const 8) (i32.const 1))))
        (func $place (param $n i32) (result i32)
            (i32.add (i32.const 16) (i32.shl (i32.rem_u (local.get $n) (i32.const 8)) (i32.const 2))))
        (func $put (param $value i32) (local $n i32) (local $out i32)
            (loop $again
                (call $lock)
                (local.set $n (i32.load (i32.const 0)))
                (local.set $out (i32.atomic.load (i32.const 4)))
                (if (i32.eq (i32.sub (local.get $n) (local.get $out)) (i32.const 8))
                    (then
                        (call $unlock)
                        (drop (memory.atomic.wait32 (i32.const 4) (local.get $out) (i64.const -1)))
                        (br $again))))
            (i32.store (call $place (local.get $n)) (local.get $value))
            (i32.atomic.store (i32.const 0) (i32.add (local.get $n) (i32.const 1)))
            (drop (memory.atomic.notify (i32.const 0) (i32.const 1)))
            (call $unlock))
        (func $take (result i32) (local $n i32) (local $in i32) (local $value i32)
            (loop $again
                (call $lock)
                (local.set $n (i32.load (i32.const 4)))
                (local.set $in (i32.atomic.load (i32.const 0)))
                (if (i32.eq (local.get $n) (local.get $in))
                    (then
                        (call $unlock)
                        (drop (memory.atomic.wait32 (i32.const 0) (local.get $in) (i64.const -1)))
                        (br $again))))
            (local.set $value (i32.load (call $place (local.get $n))))
            (i32.atomic.store (i32.const 4) (i32.add (local.get $n) (i32.const 1)))
            (drop (memory.atomic.notify (i32.const 4) (i32.const 1)))
            (call $unlock)
            (local.get $value))
        (func (export "run") (param $thread i32) (param $rounds i32) (result i64) (local $sum i64)
            (loop $again
                (if (i32.lt_u (local.get $thread) (i32.const 2))
                    (then (call $put (local.get $rounds)))
                    (else (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_u (call $take))))))
                (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
            (local.get $sum))"#;
    let engine = Engine::default();
    let sums = on_threads(&engine, &memory(&engine, 1, 1), text, "run");
    let n = u64::from(ROUNDS);
    assert_eq!(sums.iter().sum::<u64>(), 2 * (n * (n + 1) / 2));
}

#[test]
fn all_see_that_one_makes_the_memory_grow() {
    let text = r#"
        (import "env" "memory" (memory 1 64 shared))
        (func (export "run") (param $thread i32) (param $rounds i32) (result i64) (local $old i32)
            (loop $again
                (local.set $old (memory.grow (i32.const 1)))
                (if (i32.ne (local.get $old) (i32.const -1))
                    (then
                        ;; The new page is there, for its thread and for all others.
                        (i32.store8 (i32.sub (i32.shl (memory.size) (i32.const 16)) (i32.const 1)) (i32.const 1))
                        (drop (i32.atomic.rmw.add (i32.shl (local.get $old) (i32.const 16)) (i32.const 1)))
                        (drop (i32.atomic.rmw.add (i32.const 8) (i32.const 1)))
                        (br $again))))
            (i64.extend_i32_u (memory.size)))"#;
    let engine = Engine::default();
    let memory = memory(&engine, 1, 64);
    assert_eq!(on_threads(&engine, &memory, text, "run"), [64; 4]);
    assert_eq!(memory.atomic_load_u32(8).unwrap(), 63);
    assert_eq!((memory.size(), memory.data_size()), (64, 64 << 16));
    for page in 1..64 {
        assert_eq!(memory.atomic_load_u32(page << 16).unwrap() & 0xffff, 1);
    }
}

/// Threads that copy and fill the same bytes: whatever the bytes are then, each is one
/// that somebody has written.
#[test]
fn bulk_operations_race_without_harm() {
    let text = r#"
        (import "env" "memory" (memory 1 1 shared))
        (data $bytes "\11\22\33\44")
        (func (export "run") (param $thread i32) (param $rounds i32) (result i64)
            (loop $again
                (memory.fill (i32.const 100) (i32.mul (i32.add (local.get $thread) (i32.const 1)) (i32.const 17)) (i32.const 99))
                (memory.copy (i32.const 101) (i32.const 107) (i32.const 50))
                (memory.copy (i32.const 130) (i32.const 103) (i32.const 60))
                (memory.init $bytes (i32.add (i32.const 110) (local.get $thread)) (i32.const 0) (i32.const 4))
                (v128.store (i32.const 151) (v128.load (i32.const 122)))
                (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
            (i64.const 0))"#;
    let engine = Engine::default();
    let memory = memory(&engine, 1, 1);
    memory.write(100, &[0x11; 99]).unwrap();
    thread::scope(|scope| {
        scope.spawn(|| on_threads(&engine, &memory, text, "run"));
        let mut bytes = [0; 99];
        for _ in 0..ROUNDS {
            memory.read(100, &mut bytes).unwrap();
            let known = |byte: &u8| [0x11, 0x22, 0x33, 0x44].contains(byte);
            assert!(bytes.iter().all(known), "{bytes:x?}");
            memory.write(140, &[0x22; 7]).unwrap();
        }
    });
    let mut around = [0; 2];
    memory.read(98, &mut around).unwrap();
    assert_eq!(around, [0; 2]);
    memory.read(199, &mut around).unwrap();
    assert_eq!(around, [0; 2]);
}

#[test]
fn hosts_wait_for_guests_and_wake_them() -> Result<(), Error> {
    let text = r#"
        (import "env" "memory" (memory 1 1 shared))
        (func (export "answer") (result i32) (local $woken i32)
            ;; Tell that this thread is about to wait, wait, and answer.
            (i32.atomic.store (i32.const 0) (i32.const 1))
            (drop (memory.atomic.notify (i32.const 0) (i32.const 1)))
            (local.set $woken (memory.atomic.wait64 (i32.const 8) (i64.const 0) (i64.const -1)))
            (i32.atomic.store (i32.const 16) (i32.const 42))
            (drop (memory.atomic.notify (i32.const 16) (i32.const 1)))
            (local.get $woken))"#;
    let engine = Engine::default();
    let memory = memory(&engine, 1, 1);
    let module = Module::new(&engine, text)?;
    thread::scope(|scope| {
        let guest = scope.spawn(|| -> Result<i32, Error> {
            let mut store = Store::new(&engine, ());
            let imported = Memory::from_shared(&mut store, &memory)?;
            let instance = Instance::new(&mut store, &module, &[imported.into()])?;
            let answer = instance.get_typed_func::<(), i32>(&mut store, "answer")?;
            answer.call(&mut store, ())
        });
        while memory.atomic_load_u32(0)? == 0 {
            memory.atomic_wait32(0, 0, None)?;
        }
        // The guest may not wait yet, so that this may find nobody.
        while memory.atomic_notify(8, u32::MAX)? == 0 {
            thread::yield_now();
        }
        while memory.atomic_load_u32(16)? != 42 {
            let wait = memory.atomic_wait32(16, 0, Some(Duration::from_secs(60)))?;
            assert_ne!(wait, WaitResult::TimedOut);
        }
        assert_eq!(guest.join().unwrap()?, 0);
        Ok(())
    })
}

#[test]
fn the_bytes_of_a_shared_memory_are_never_lent() -> Result<(), Error> {
    let engine = Engine::default();
    let mut store = Store::new(&engine, ());
    let memory = Memory::new(&mut store, MemoryType::shared(1, 2))?;
    let usage = |error: Error| matches!(error.kind(), ErrorKind::Usage { .. });
    assert!(usage(memory.data(&store).unwrap_err()));
    assert!(usage(memory.data_mut(&mut store).unwrap_err()));
    assert!(usage(memory.data_and_store_mut(&mut store).unwrap_err()));
    assert!(usage(memory.pin(&store).unwrap_err()));
    // Everything else works as for others.
    memory.write(&mut store, 65_530, b"hello!")?;
    assert_eq!(memory.grow(&mut store, 1)?, 1);
    assert!(memory.grow(&mut store, 1).is_err());
    assert_eq!(
        (memory.size(&store)?, memory.data_size(&store)?),
        (2, 131_072)
    );
    assert_eq!(memory.ty(&store)?.to_string(), "(memory 2 2 shared)");
    let mut bytes = [0; 8];
    memory.read(&store, 65_529, &mut bytes)?;
    assert_eq!(&bytes, b"\0hello!\0");
    let error = memory.read(&store, 131_072 - 7, &mut bytes).unwrap_err();
    assert_eq!(error.as_trap(), Some(Trap::MemoryOutOfBounds));
    assert!(memory.write(&mut store, usize::MAX, &bytes).is_err());
    // And the memory is the same one from outside.
    let shared = memory.to_shared(&store)?.unwrap();
    shared.read(65_529, &mut bytes)?;
    assert_eq!(&bytes, b"\0hello!\0");
    drop(store);
    shared.read(65_529, &mut bytes)?;
    assert_eq!(&bytes, b"\0hello!\0");
    Ok(())
}

#[test]
fn a_store_has_a_shared_memory_once() -> Result<(), Error> {
    let engine = Engine::default();
    let shared = memory(&engine, 1, 1);
    let mut store = Store::new(&engine, ());
    let memory = Memory::from_shared(&mut store, &shared)?;
    assert_eq!(Memory::from_shared(&mut store, &shared)?, memory);
    // Two indices of one memory: a copy within it, and it is told apart from none.
    let text = r#"
        (import "env" "a" (memory $a 1 1 shared))
        (import "env" "b" (memory $b 1 1 shared))
        (func (export "copy") (memory.copy $a $b (i32.const 1) (i32.const 0) (i32.const 20)))"#;
    let module = Module::new(&engine, text)?;
    let instance = Instance::new(&mut store, &module, &[memory.into(), memory.into()])?;
    let bytes: Vec<u8> = (1..=20).collect();
    shared.write(0, &bytes)?;
    instance
        .get_typed_func::<(), ()>(&mut store, "copy")?
        .call(&mut store, ())?;
    let mut found = [0; 21];
    shared.read(0, &mut found)?;
    assert_eq!((found[0], &found[1..]), (1, &bytes[..]));
    // An export of it is a memory that is shared.
    let text = r#"(import "env" "m" (memory 1 1 shared)) (export "m" (memory 0))"#;
    let instance = Instance::new(&mut store, &Module::new(&engine, text)?, &[memory.into()])?;
    assert_eq!(
        instance.get_export(&mut store, "m"),
        Some(Extern::Memory(memory))
    );
    Ok(())
}

#[test]
fn shared_memories_match_shared_imports_only() -> Result<(), Error> {
    let engine = Engine::default();
    let mut linker = Linker::<()>::new(&engine);
    linker.shared_memory("m", "shared", &memory(&engine, 1, 2))?;
    let mut store = Store::new(&engine, ());
    let plain = Memory::new(&mut store, MemoryType::new(1, Some(2)))?;
    linker.define("m", "plain", plain)?;
    for (name, ty, fits) in [
        ("shared", "1 2 shared", true),
        ("shared", "1 3 shared", true),
        ("shared", "0 2 shared", true),
        ("shared", "1 1 shared", false),
        ("shared", "2 2 shared", false),
        ("shared", "1 2", false),
        ("shared", "i64 1 2 shared", false),
        ("plain", "1 2 shared", false),
        ("plain", "1 2", true),
    ] {
        let text = format!("(import \"m\" \"{name}\" (memory {ty}))");
        let result = linker.instantiate(&mut store, &Module::new(&engine, &text)?);
        let error = result.err();
        assert_eq!(error.is_none(), fits, "{name} {ty}: {error:?}");
        if let Some(error) = error {
            let incompatible = matches!(
                error.kind(),
                ErrorKind::Link(LinkError::IncompatibleImport { .. })
            );
            assert!(incompatible, "{error}");
        }
    }
    let other = Engine::default();
    let foreign = memory(&other, 1, 2);
    assert!(linker.shared_memory("m", "foreign", &foreign).is_err());
    assert!(Memory::from_shared(&mut store, &foreign).is_err());
    Ok(())
}

#[test]
fn limits_hold_for_shared_memories() -> Result<(), Error> {
    let mut limits = Limits::default();
    limits.memory_bytes = 2 << 16;
    limits.store_memory_bytes = 3 << 16;
    let engine = Engine::new(&Config::new().limits(limits))?;
    // The maximum may be beyond the limit, the size may not.
    let shared = SharedMemory::new(&engine, MemoryType::shared(2, 100))?;
    assert!(SharedMemory::new(&engine, MemoryType::shared(3, 100)).is_err());
    assert!(shared.grow(1).is_err());
    let mut store = Store::new(&engine, ());
    Memory::from_shared(&mut store, &shared)?;
    let second = SharedMemory::new(&engine, MemoryType::shared(1, 2))?;
    let memory = Memory::from_shared(&mut store, &second)?;
    // The store's three pages are used up; who is not in the store may go on.
    assert!(memory.grow(&mut store, 1).is_err());
    assert_eq!(second.grow(1)?, 1);
    let third = SharedMemory::new(&engine, MemoryType::shared(1, 1))?;
    let error = Memory::from_shared(&mut store, &third).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Limit { .. }), "{error}");
    // A minimum that no address space has.
    let vast = MemoryType::shared64(1 << 40, 1 << 40);
    assert!(SharedMemory::new(&Engine::default(), vast).is_err());
    Ok(())
}

/// A guest that waits for a thread that never comes is stopped where it waits, and its
/// store and the memory go on.
#[test]
fn waiting_ends_at_the_deadline_and_when_interrupted() -> Result<(), Error> {
    let engine = Engine::new(&Config::new().interruptible(true))?;
    let memory = SharedMemory::new(&engine, MemoryType::shared(1, 1))?;
    let module = Module::new(
        &engine,
        r#"
        (import "env" "memory" (memory 1 1 shared))
        (func (export "wait") (result i32)
            (memory.atomic.wait32 (i32.const 8) (i32.const 0) (i64.const -1)))
        (func (export "notify") (result i32)
            (memory.atomic.notify (i32.const 8) (i32.const 1)))"#,
    )?;
    let mut linker = Linker::new(&engine);
    linker.shared_memory("env", "memory", &memory)?;
    let mut store = Store::new(&engine, ());
    let instance = linker.instantiate(&mut store, &module)?;
    let wait = instance.get_typed_func::<(), i32>(&mut store, "wait")?;
    store.set_deadline(Some(Instant::now() + Duration::from_millis(30)))?;
    let error = wait.call(&mut store, ()).unwrap_err();
    assert_eq!(error.as_trap(), Some(Trap::Timeout));
    store.set_deadline(None)?;
    let handle = store.interrupt_handle();
    let thread = thread::spawn(move || {
        thread::sleep(Duration::from_millis(30));
        handle.interrupt();
    });
    let error = wait.call(&mut store, ()).unwrap_err();
    assert_eq!(error.as_trap(), Some(Trap::Interrupted));
    thread.join().expect("it does not panic");
    // Nobody waits any more.
    let notify = instance.get_typed_func::<(), i32>(&mut store, "notify")?;
    assert_eq!(notify.call(&mut store, ())?, 0);
    Ok(())
}
