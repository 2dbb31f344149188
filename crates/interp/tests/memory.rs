//! Memories, from the host's side and the guest's.

use sanderling::{
    Caller, Config, Engine, ErrorKind, Extern, Instance, Limits, Linker, Memory, MemoryType,
    Module, Store, Trap,
};

const GROWER: &str = r#"
    (memory (export "memory") 1 4)
    (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
    (func (export "size") (result i32) (memory.size))
    (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0)))
    (func (export "store") (param i32 i32) (i32.store8 (local.get 0) (local.get 1)))"#;

fn grower() -> (Store<()>, Instance, Memory) {
    let engine = Engine::default();
    let mut store = Store::new(&engine, ());
    let module = Module::new(&engine, GROWER).unwrap();
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    let memory = instance.get_memory(&mut store, "memory").unwrap();
    (store, instance, memory)
}

#[test]
fn host_and_guest_see_each_others_writes() {
    let (mut store, instance, memory) = grower();
    let load = instance
        .get_typed_func::<u32, u32>(&mut store, "load")
        .unwrap();
    let write = instance
        .get_typed_func::<(u32, u32), ()>(&mut store, "store")
        .unwrap();
    memory.write(&mut store, 65_535, &[9]).unwrap();
    assert_eq!(load.call(&mut store, 65_535).unwrap(), 9);
    write.call(&mut store, (3, 7)).unwrap();
    let mut buffer = [0; 2];
    memory.read(&store, 3, &mut buffer).unwrap();
    assert_eq!(buffer, [7, 0]);
}

#[test]
fn host_and_guest_see_each_others_growth() {
    let (mut store, instance, memory) = grower();
    let grow = instance
        .get_typed_func::<u32, i32>(&mut store, "grow")
        .unwrap();
    let size = instance
        .get_typed_func::<(), u32>(&mut store, "size")
        .unwrap();
    assert_eq!(grow.call(&mut store, 1).unwrap(), 1);
    assert_eq!(memory.size(&store).unwrap(), 2);
    assert_eq!(memory.grow(&mut store, 1).unwrap(), 2);
    assert_eq!(size.call(&mut store, ()).unwrap(), 3);
    assert_eq!(memory.ty(&store).unwrap(), MemoryType::new(3, Some(4)));
    assert_eq!(memory.data_size(&store).unwrap(), 3 << 16);
    assert_eq!(grow.call(&mut store, 2).unwrap(), -1);
    let error = memory.grow(&mut store, 2).unwrap_err();
    assert!(
        matches!(
            error.kind(),
            ErrorKind::Limit {
                limit: 4,
                got: 5,
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(memory.grow(&mut store, 0).unwrap(), 3);
}

#[test]
fn accesses_outside_the_memory_are_errors_and_change_nothing() {
    let (mut store, instance, memory) = grower();
    for (offset, len) in [(65_536, 1), (65_535, 2), (usize::MAX, 2), (65_537, 0)] {
        let mut buffer = vec![1; len];
        let error = memory.read(&store, offset, &mut buffer).unwrap_err();
        assert_eq!(error.as_trap(), Some(Trap::MemoryOutOfBounds));
        assert_eq!(buffer, vec![1; len]);
        assert!(memory.write(&mut store, offset, &buffer).is_err());
    }
    assert!(memory.data(&store).unwrap().iter().all(|&b| b == 0));
    memory.read(&store, 65_536, &mut []).unwrap();
    let load = instance
        .get_typed_func::<u32, u32>(&mut store, "load")
        .unwrap();
    let error = load.call(&mut store, 65_536).unwrap_err();
    assert_eq!(error.as_trap(), Some(Trap::MemoryOutOfBounds));
}

#[test]
fn growing_inside_a_host_call_is_seen_by_the_running_guest() {
    let engine = Engine::default();
    let mut linker = Linker::new(&engine);
    linker
        .func_wrap("host", "grow", |mut caller: Caller<'_, ()>| {
            let memory = caller
                .get_export("memory")
                .and_then(Extern::into_memory)
                .unwrap();
            memory.grow(&mut caller, 1).unwrap();
            memory.write(&mut caller, 0x1_0000, &[42]).unwrap();
        })
        .unwrap();
    let text = r#"
        (import "host" "grow" (func $grow))
        (memory (export "memory") 1)
        (func (export "run") (result i32)
          (i32.store8 (i32.const 0) (i32.const 1))
          (call $grow)
          (i32.add (i32.load8_u (i32.const 0)) (i32.load8_u (i32.const 0x10000))))"#;
    let module = Module::new(&engine, text).unwrap();
    let mut store = Store::new(&engine, ());
    let instance = linker.instantiate(&mut store, &module).unwrap();
    let run = instance
        .get_typed_func::<(), i32>(&mut store, "run")
        .unwrap();
    assert_eq!(run.call(&mut store, ()).unwrap(), 43);
}

#[test]
fn the_split_borrow_gives_bytes_and_data() {
    let engine = Engine::default();
    let mut store = Store::new(&engine, b"data".to_vec());
    let memory = Memory::new(&mut store, MemoryType::new(1, None)).unwrap();
    let (bytes, data) = memory.data_and_store_mut(&mut store).unwrap();
    bytes[..4].copy_from_slice(data);
    data.push(b'!');
    assert_eq!(&memory.data(&store).unwrap()[..5], b"data\0");
    assert_eq!(store.data(), b"data!");
}

#[test]
fn memories_with_64_bit_addresses() {
    let engine = Engine::default();
    let mut store = Store::new(&engine, ());
    let text = r#"
        (memory (export "memory") i64 1 2)
        (func (export "grow") (param i64) (result i64) (memory.grow (local.get 0)))
        (func (export "load") (param i64) (result i64) (i64.load (local.get 0)))"#;
    let module = Module::new(&engine, text).unwrap();
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    let memory = instance.get_memory(&mut store, "memory").unwrap();
    assert_eq!(memory.ty(&store).unwrap(), MemoryType::new64(1, Some(2)));
    let grow = instance
        .get_typed_func::<u64, i64>(&mut store, "grow")
        .unwrap();
    assert_eq!(grow.call(&mut store, u64::MAX).unwrap(), -1);
    assert_eq!(grow.call(&mut store, 1).unwrap(), 1);
    memory
        .write(&mut store, 0x1_FFF8, &7u64.to_le_bytes())
        .unwrap();
    let load = instance
        .get_typed_func::<u64, u64>(&mut store, "load")
        .unwrap();
    assert_eq!(load.call(&mut store, 0x1_FFF8).unwrap(), 7);
    for address in [0x1_FFF9, u64::MAX, 1 << 32] {
        let error = load.call(&mut store, address).unwrap_err();
        assert_eq!(error.as_trap(), Some(Trap::MemoryOutOfBounds));
    }
}

#[test]
fn the_limit_on_memory_bytes_holds_at_the_number() {
    let mut limits = Limits::default();
    limits.memory_bytes = 2 << 16;
    let engine = Engine::new(&Config::new().limits(limits)).unwrap();
    let mut store = Store::new(&engine, ());
    let memory = Memory::new(&mut store, MemoryType::new(2, None)).unwrap();
    assert!(memory.grow(&mut store, 1).is_err());
    let error = Memory::new(&mut store, MemoryType::new(3, None)).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Limit { .. }), "{error:?}");
}

#[test]
fn types_that_no_module_could_have_are_refused() {
    let mut store = Store::new(&Engine::default(), ());
    for ty in [
        MemoryType::new(2, Some(1)),
        MemoryType::new(0, Some(65_537)),
    ] {
        let error = Memory::new(&mut store, ty).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Usage(_)), "{error:?}");
    }
    assert!(Memory::new(&mut store, MemoryType::new64(1 << 47, None)).is_err());
}

#[test]
fn memories_of_another_store_are_refused() {
    let (store, _, memory) = grower();
    let mut other = Store::new(store.engine(), ());
    assert!(memory.ty(&other).is_err() && memory.size(&other).is_err());
    assert!(memory.data(&other).is_err() && memory.data_mut(&mut other).is_err());
    assert!(memory.grow(&mut other, 0).is_err() && memory.data_size(&other).is_err());
    assert!(memory.read(&other, 0, &mut []).is_err());
    let error = memory.write(&mut other, 0, &[]).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Usage(_)));
}
