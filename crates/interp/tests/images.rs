//! Memories of instances after a module's first, whose pages come from an image.
//!
//! The first instance copies its data and is the oracle for the others.

use std::fmt::Write;

use sanderling::{
    Config, Engine, Func, Instance, Limits, Memory, MemoryType, Module, Store, StoreLimits, Table,
    TableType, Trap, Val,
};

/// Enough for an image, wherever the threshold is.
const LARGE: usize = 1 << 20;

/// A data segment's text: `len` bytes that follow from `seed`.
fn bytes(seed: usize, len: usize) -> String {
    let mut text = String::with_capacity(3 * len + 2);
    text.push('"');
    let mut state = seed as u32 | 1;
    for _ in 0..len {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let _ = write!(text, "\\{:02x}", state >> 24);
    }
    text.push('"');
    text
}

/// The bytes of each memory `m0`, `m1`, … of a fresh instance.
fn contents(store: &mut Store<()>, module: &Module, memories: usize) -> Vec<Vec<u8>> {
    let instance = Instance::new(&mut *store, module, &[]).unwrap();
    let memory = |index: usize| {
        let memory = instance
            .get_memory(&mut *store, &format!("m{index}"))
            .unwrap();
        memory.data(&*store).unwrap().to_vec()
    };
    (0..memories).map(memory).collect()
}

/// Asserts that the second and the third instance begin as the first.
fn begin_alike(text: &str, memories: usize) -> Vec<Vec<u8>> {
    let engine = Engine::default();
    let module = Module::new(&engine, text).unwrap();
    let mut store = Store::new(&engine, ());
    let first = contents(&mut store, &module, memories);
    for _ in 0..2 {
        assert!(contents(&mut store, &module, memories) == first);
    }
    let mut other = Store::new(&engine, ());
    assert!(contents(&mut other, &module, memories) == first);
    first
}

/// The lengths of what the process has mapped from images.
#[cfg(target_os = "linux")]
fn mapped() -> Vec<usize> {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    let images = maps
        .lines()
        .filter(|line| line.contains("memfd:sanderling"));
    images
        .map(|line| {
            let (range, _) = line.split_once(' ').unwrap();
            let (start, end) = range.split_once('-').unwrap();
            let number = |hex| usize::from_str_radix(hex, 16).unwrap();
            number(end) - number(start)
        })
        .collect()
}

#[test]
#[cfg(target_os = "linux")]
fn pages_are_shared_from_the_second_instance_on() {
    // A length that no other test has.
    let len = LARGE + (640 << 10);
    let count = || mapped().iter().filter(|&&mapped| mapped == len).count();
    let text = format!(
        r#"(memory (export "m0") 40) (data (i32.const 65536) {})"#,
        bytes(1, len)
    );
    let engine = Engine::default();
    let module = Module::new(&engine, text).unwrap();
    let mut store = Store::new(&engine, ());
    for expected in [0, 1, 2] {
        Instance::new(&mut store, &module, &[]).unwrap();
        assert_eq!(count(), expected);
    }
    drop(store);
    assert_eq!(count(), 0);
}

#[test]
fn what_one_instance_writes_no_other_sees() {
    let text = format!(
        r#"(memory (export "m0") 20 40) (data (i32.const 1000) {})
        (func (export "fill") (memory.fill (i32.const 0) (i32.const 7) (i32.const 1310720)))"#,
        bytes(2, LARGE)
    );
    let engine = Engine::default();
    let module = Module::new(&engine, text).unwrap();
    let mut store = Store::new(&engine, ());
    let first = contents(&mut store, &module, 1);
    let instances = [(); 3].map(|()| Instance::new(&mut store, &module, &[]).unwrap());
    let memories = instances.map(|i| i.get_memory(&mut store, "m0").unwrap());
    let fill = instances[1].get_func(&mut store, "fill").unwrap();
    fill.call(&mut store, &[], &mut []).unwrap();
    memories[2].write(&mut store, 70_000, b"xyz").unwrap();
    assert!(memories[1].data(&store).unwrap().iter().all(|&b| b == 7));
    assert!(memories[0].data(&store).unwrap() == first[0]);
    let mut third = first[0].clone();
    third[70_000..70_003].copy_from_slice(b"xyz");
    assert!(memories[2].data(&store).unwrap() == third);
    assert!(contents(&mut store, &module, 1) == first);

    // A pin outlives the store, and growing keeps what is there.
    memories[0].grow(&mut store, 20).unwrap();
    let grown = memories[0].data(&store).unwrap();
    assert!(grown[..first[0].len()] == first[0]);
    assert!(grown[first[0].len()..].iter().all(|&b| b == 0));
    let pin = memories[0].pin(&store).unwrap();
    drop(store);
    // SAFETY: the pin keeps the bytes, whose store has gone.
    assert_eq!(unsafe { pin.as_ptr().add(1000).read() }, first[0][1000]);
}

#[test]
fn segments_are_written_in_their_order() {
    let (large, small) = (bytes(3, LARGE), bytes(4, 5000));
    let global = "(global $at i32 (i32.const 3000))";
    for text in [
        // Over each other.
        format!(
            "(data (i32.const 7) {large}) (data (i32.const 100) {small}) (data (i32.const 60) \"ab\")"
        ),
        format!("(data (i32.const 100) {small}) (data (i32.const 7) {large})"),
        // Behind one whose place is a global's value, which is written over in part.
        format!(
            "{global} (data (i32.const 7) {large}) (data (global.get $at) {small}) (data (i32.const 5000) \"cd\")"
        ),
        format!("{global} (data (global.get $at) {small}) (data (i32.const 7) {large})"),
        // Places that are computed; passive ones in between; empty ones at the end.
        format!(
            "(data (i32.add (i32.const 9) (i32.const 70000)) {large}) (data {small}) (data (i32.const 9) {small}) (data (i32.const 2097152) \"\")"
        ),
        // Far apart, and one at the very end.
        format!(
            "(data (i32.const 9) {large}) (data (i32.const 2097151) \"z\") (data (i32.const 1500000) \"y\")"
        ),
    ] {
        let memory = r#"(memory (export "m0") 32)"#;
        let first = begin_alike(&format!("{memory} {text}"), 1);
        assert_eq!(first[0].len(), 2 << 20);
        assert!(first[0].iter().filter(|&&b| b != 0).count() > LARGE / 2);
    }
}

#[test]
fn every_kind_of_memory_begins_alike() {
    let (a, b) = (bytes(5, LARGE), bytes(6, LARGE / 2));
    let text = format!(
        r#"(memory (export "m0") 40) (memory (export "m1") i64 20) (memory (export "m2") 1)
        (memory (export "m3") 1100001 (pagesize 1))
        (data (memory 1) (i64.const 77) {a}) (data (memory 2) (i32.const 5) "small")
        (data (memory 0) (i32.const 1000000) {b}) (data (memory 3) (i32.const 51425) {a})
        (data (memory 1) (i64.const 0) "x")"#
    );
    let first = begin_alike(&text, 4);
    assert_eq!(first[3].len(), 1_100_001);
    assert_eq!(&first[2][5..10], b"small");
}

#[test]
fn random_segments_begin_alike() {
    let mut state: u32 = 7;
    let mut random = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % below
    };
    for seed in 0..12 {
        let mut text = String::from(
            r#"(memory (export "m0") 16) (memory (export "m1") 16) (global i32 (i32.const 70))"#,
        );
        for _ in 0..1 + random(12) {
            let len = random(200 << 10);
            let at = random((1 << 20) - len);
            let place = match random(12) {
                0 => "(global.get 0)".to_owned(),
                _ => format!("(i32.const {at})"),
            };
            let memory = random(2);
            let _ = write!(
                text,
                "(data (memory {memory}) {place} {})",
                bytes(seed, len)
            );
        }
        begin_alike(&text, 2);
    }
}

/// What an instance has written before it failed stays, and no more: seen by a function
/// that it had left in a table.
#[test]
fn failing_segments_keep_what_was_written_before() {
    let text = format!(
        r#"(import "" "t" (table 1 funcref))
        (memory 20) (elem (i32.const 0) func $load)
        (func $load (param i32) (result i32) (i32.load8_u (local.get 0)))
        (data (i32.const 65536) {}) (data (i32.const 1310719) "ab") (data (i32.const 0) "c")"#,
        bytes(8, LARGE)
    );
    let engine = Engine::default();
    let module = Module::new(&engine, text).unwrap();
    let mut store = Store::new(&engine, ());
    let mut answers = Vec::new();
    for _ in 0..3 {
        let ty = TableType::new(sanderling::RefType::FUNCREF, 1, None);
        let table = Table::new(&mut store, ty, Val::FuncRef(None)).unwrap();
        let error = Instance::new(&mut store, &module, &[table.into()]).unwrap_err();
        assert_eq!(error.as_trap(), Some(Trap::MemoryOutOfBounds));
        let Val::FuncRef(Some(load)) = table.get(&mut store, 0).unwrap() else {
            panic!("the element was written before the data");
        };
        let mut at = |address: i32| {
            let mut results = [Val::I32(0)];
            Func::call(&load, &mut store, &[Val::I32(address)], &mut results).unwrap();
            results[0].i32().unwrap()
        };
        answers.push([0, 65_536, 65_537, 70_000, 1_310_719].map(&mut at));
    }
    assert_eq!([answers[0][0], answers[0][4]], [0, 0]);
    assert!(answers[0][1..4].iter().any(|&byte| byte != 0));
    assert!(answers.iter().all(|answer| *answer == answers[0]));
}

/// No data is written if an element segment fails.
#[test]
fn failing_elements_come_before_data() {
    let text = format!(
        r#"(import "" "t" (table 1 funcref))
        (memory 20) (elem (i32.const 0) func $load) (elem (i32.const 1) func $load)
        (func $load (param i32) (result i32) (i32.load8_u (local.get 0)))
        (data (i32.const 0) {})"#,
        bytes(9, LARGE)
    );
    let engine = Engine::default();
    let module = Module::new(&engine, text).unwrap();
    let mut store = Store::new(&engine, ());
    for _ in 0..3 {
        let ty = TableType::new(sanderling::RefType::FUNCREF, 1, None);
        let table = Table::new(&mut store, ty, Val::FuncRef(None)).unwrap();
        let error = Instance::new(&mut store, &module, &[table.into()]).unwrap_err();
        assert_eq!(error.as_trap(), Some(Trap::TableOutOfBounds));
        let Val::FuncRef(Some(load)) = table.get(&mut store, 0).unwrap() else {
            panic!("the first element segment was written");
        };
        for address in 0..100 {
            let mut results = [Val::I32(1)];
            load.call(&mut store, &[Val::I32(address)], &mut results)
                .unwrap();
            assert_eq!(results[0].i32(), Some(0));
        }
    }
}

#[test]
fn imported_and_shared_memories_are_written_each_time() {
    let data = bytes(10, LARGE);
    let engine = Engine::default();
    let text = format!(r#"(import "" "m" (memory 20)) (data (i32.const 9) {data})"#);
    let module = Module::new(&engine, text).unwrap();
    let mut store = Store::new(&engine, ());
    let mut all = Vec::new();
    for _ in 0..3 {
        let memory = Memory::new(&mut store, MemoryType::new(20, None)).unwrap();
        memory.write(&mut store, 0, b"before").unwrap();
        Instance::new(&mut store, &module, &[memory.into()]).unwrap();
        all.push(memory.data(&store).unwrap().to_vec());
    }
    assert_eq!(&all[2][..6], b"before");
    assert!(all[1] == all[0] && all[2] == all[0]);

    let text = format!(r#"(memory (export "m0") 20 20 shared) (data (i32.const 9) {data})"#);
    let module = Module::new(&engine, text).unwrap();
    let mut first = vec![0; 20 << 16];
    for round in 0..3 {
        let instance = Instance::new(&mut store, &module, &[]).unwrap();
        let memory = instance.get_memory(&mut store, "m0").unwrap();
        let mut bytes = vec![0; 20 << 16];
        memory.read(&store, 0, &mut bytes).unwrap();
        if round == 0 {
            first.clone_from(&bytes);
        }
        assert!(bytes == first && bytes.iter().any(|&b| b != 0));
    }
}

#[test]
fn active_segments_are_dropped_either_way() {
    let text = format!(
        r#"(memory 20) (data $d (i32.const 9) {})
        (func (export "init") (memory.init $d (i32.const 0) (i32.const 0) (i32.const 1)))"#,
        bytes(11, LARGE)
    );
    let engine = Engine::default();
    let module = Module::new(&engine, text).unwrap();
    let mut store = Store::new(&engine, ());
    for _ in 0..3 {
        let instance = Instance::new(&mut store, &module, &[]).unwrap();
        let init = instance.get_func(&mut store, "init").unwrap();
        let error = init.call(&mut store, &[], &mut []).unwrap_err();
        assert_eq!(error.as_trap(), Some(Trap::MemoryOutOfBounds));
    }
}

#[test]
fn limits_and_limiters_are_asked_either_way() {
    let text = format!("(memory 20) (data (i32.const 9) {})", bytes(12, LARGE));
    let mut limits = Limits::default();
    limits.store_memory_bytes = 60 << 16;
    let engine = Engine::new(&Config::new().limits(limits)).unwrap();
    let module = Module::new(&engine, text).unwrap();
    let mut store = Store::new(&engine, ());
    for _ in 0..3 {
        Instance::new(&mut store, &module, &[]).unwrap();
    }
    assert!(Instance::new(&mut store, &module, &[]).is_err());
    for (pages, admitted) in [(20, true), (19, false)] {
        let mut store = Store::new(&engine, ());
        store.limiter(StoreLimits::builder().memory_size(pages << 16).build());
        let made = Instance::new(&mut store, &module, &[]);
        assert_eq!(made.is_ok(), admitted);
    }
}

/// Threads that make instances of one module at once get the same.
#[test]
fn threads_make_instances_at_once() {
    let text = format!(
        r#"(memory (export "m0") 20) (data (i32.const 9) {})"#,
        bytes(13, LARGE)
    );
    let engine = Engine::default();
    let module = Module::new(&engine, text).unwrap();
    let make = || {
        let mut store = Store::new(&engine, ());
        (0..5)
            .map(|_| contents(&mut store, &module, 1))
            .collect::<Vec<_>>()
    };
    let all = std::thread::scope(|scope| {
        let threads = [(); 4].map(|()| scope.spawn(make));
        threads.map(|thread| thread.join().unwrap())
    });
    assert!(all.iter().flatten().all(|bytes| *bytes == all[0][0]));
}
