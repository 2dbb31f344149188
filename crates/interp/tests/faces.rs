//! What the interface does beside running: types and objects of the host, modules looked
//! at, values in slots, names of all things, and wrong use of each.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sanderling::{
    AnyRef, ArrayRef, ArrayType, AsContext, AsContextMut, Caller, Config, Engine, Error, ErrorKind,
    ExnRef, Extern, ExternRef, FieldType, Func, HeapType, I31, Instance, Linker, MemoryType,
    Module, Mutability, RefType, ResumableCall, SharedMemory, StorageType, Store, StoreLimits,
    StructRef, StructType, Tag, TagType, Trap, Val, ValType, WaitResult,
};

fn usage(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Usage(_))
}

fn field(storage: impl Into<StorageType>) -> FieldType {
    FieldType::new(Mutability::Var, storage)
}

/// Structures of every kind of field, made, looked at and changed by the host.
#[test]
fn structures_of_the_host() {
    let engine = Engine::default();
    let mut store = Store::new(&engine, ());
    let fields = [
        field(StorageType::I8),
        field(StorageType::I16),
        field(ValType::I64),
        field(ValType::V128),
        FieldType::new(Mutability::Const, ValType::Ref(RefType::ANYREF)),
    ];
    let ty = StructType::new(&engine, fields.clone()).unwrap();
    assert_eq!(ty.fields(), fields);
    assert_eq!(StructType::of(&engine, ty.concrete()).as_ref(), Some(&ty));
    assert_eq!(
        ty.to_string(),
        "(struct (field (mut i8)) (field (mut i16)) (field (mut i64)) (field (mut v128)) (field anyref))"
    );
    assert_eq!(fields[0].storage().unpacked(), ValType::I32);
    assert_eq!(ArrayType::of(&engine, ty.concrete()), None);
    let name = ty.concrete().to_string();
    assert_eq!(engine.concrete_type(&name).as_ref(), Some(ty.concrete()));
    assert_eq!(engine.concrete_type("$none"), None);

    let small = AnyRef::from_i31(&mut store, I31::new(-7).unwrap());
    let values = [
        Val::I32(-1),
        Val::I32(0x1_2345),
        Val::I64(i64::MIN),
        Val::V128(1 << 127 | 5),
        Val::from(small.clone()),
    ];
    let object = StructRef::new(&mut store, &ty, &values).unwrap();
    assert_eq!(object.ty(&store).unwrap(), ty);
    let seen = object.fields(&store).unwrap();
    // What is packed has lost the bits beyond.
    assert_eq!(seen[..2], [Val::I32(0xff), Val::I32(0x2345)]);
    assert_eq!(seen[2..], values[2..]);
    object.set_field(&mut store, 3, Val::V128(9)).unwrap();
    assert_eq!(object.field(&store, 3).unwrap(), Val::V128(9));
    for (index, value) in [(0, Val::I64(1)), (4, Val::AnyRef(None)), (5, Val::I32(0))] {
        assert!(usage(
            &object.set_field(&mut store, index, value).unwrap_err()
        ));
    }
    assert!(usage(&object.field(&store, 5).unwrap_err()));
    for wrong in [&values[..4], &[values[0].clone(), Val::F32(0)][..]] {
        assert!(usage(&StructRef::new(&mut store, &ty, wrong).unwrap_err()));
    }
    let any = AnyRef::from(object.clone());
    assert!(any.matches(&store, &HeapType::Struct).unwrap());
    assert!(!any.matches(&store, &HeapType::Array).unwrap());
    assert_eq!(
        any.ty(&store).unwrap(),
        HeapType::Concrete(ty.concrete().clone())
    );
    assert_eq!(any.as_struct(&store).unwrap(), Some(object.clone()));
    assert_eq!(any.as_array(&store).unwrap(), None);
    assert_eq!(any.as_i31(&store).unwrap(), None);
    assert!(any.as_eq(&store).unwrap().is_some());
    // Of another engine, and of another store.
    let other = Engine::default();
    let foreign = StructType::new(&other, fields).unwrap();
    assert!(usage(
        &StructRef::new(&mut store, &foreign, &values).unwrap_err()
    ));
    assert!(!Engine::same(&engine, &other) && Engine::same(&engine, store.engine()));
    let mut elsewhere = Store::new(&engine, ());
    assert!(usage(&object.fields(&elsewhere).unwrap_err()));
    assert!(usage(&any.ty(&elsewhere).unwrap_err()));
    assert!(usage(
        &StructRef::new(&mut elsewhere, &ty, &values).unwrap_err()
    ));
    let weak = object.downgrade(&store).unwrap();
    assert!(usage(&weak.upgrade(&elsewhere).unwrap_err()));
    assert!(weak.upgrade(&store).unwrap().is_some());
    drop((object, any));
    store.gc();
    assert!(weak.upgrade(&store).unwrap().is_none());
}

#[test]
fn small_integers() {
    for value in [0, 1, -1, (1 << 30) - 1, -(1 << 30)] {
        let small = I31::new(value).unwrap();
        assert_eq!(small.get_s(), value);
        assert_eq!(small.get_u(), value as u32 & 0x7fff_ffff);
    }
    for value in [1 << 30, -(1 << 30) - 1, i32::MAX, i32::MIN] {
        assert_eq!(I31::new(value), None);
        assert_eq!(I31::wrapping(value).get_u(), value as u32 & 0x7fff_ffff);
    }
    let mut store = Store::new(&Engine::default(), ());
    let small = AnyRef::from_i31(&mut store, I31::wrapping(-5));
    assert_eq!(small.as_i31(&store).unwrap().unwrap().get_s(), -5);
    assert_eq!(small.ty(&store).unwrap(), HeapType::I31);
    assert!(small.matches(&store, &HeapType::Eq).unwrap());
    // It is the same in both hierarchies, and never goes.
    let outside = small.convert_any(&store).unwrap();
    assert_eq!(AnyRef::convert_extern(&store, &outside).unwrap(), small);
    let weak = small.downgrade(&store).unwrap();
    store.gc();
    assert_eq!(weak.upgrade(&store).unwrap(), Some(small));
}

#[test]
fn arrays_of_the_host() {
    let engine = Engine::default();
    let mut store = Store::new(&engine, ());
    let ty = ArrayType::new(&engine, field(StorageType::I16)).unwrap();
    assert_eq!(ty.to_string(), "(array (mut i16))");
    assert_eq!(ty.element(), &field(StorageType::I16));
    assert_eq!(ArrayType::of(&engine, ty.concrete()).as_ref(), Some(&ty));
    let array = ArrayRef::new(&mut store, &ty, Val::I32(0x1_0203), 5).unwrap();
    assert_eq!(
        (array.len(&store).unwrap(), array.ty(&store).unwrap()),
        (5, ty.clone())
    );
    array.set(&mut store, 4, Val::I32(-1)).unwrap();
    assert_eq!(array.get(&store, 4).unwrap(), Val::I32(0xffff));
    assert_eq!(array.get(&store, 3).unwrap(), Val::I32(0x0203));
    let mut bytes = [0; 6];
    array.read(&store, 2, &mut bytes).unwrap();
    assert_eq!(bytes, [3, 2, 3, 2, 0xff, 0xff]);
    array.write(&mut store, 0, &[1, 2, 3, 4]).unwrap();
    assert_eq!(array.get(&store, 1).unwrap(), Val::I32(0x0403));
    // No whole number of elements, beyond the end, and of another type.
    assert!(usage(&array.read(&store, 0, &mut [0; 3]).unwrap_err()));
    let beyond = [
        array.read(&store, 3, &mut bytes).unwrap_err(),
        array.write(&mut store, 5, &[0; 2]).unwrap_err(),
        array.get(&store, 5).unwrap_err(),
        array.set(&mut store, 5, Val::I32(0)).unwrap_err(),
    ];
    for error in beyond {
        assert_eq!(error.as_trap(), Some(Trap::ArrayOutOfBounds));
    }
    assert!(usage(&array.set(&mut store, 0, Val::F64(0)).unwrap_err()));

    let wide = ArrayType::new(&engine, FieldType::new(Mutability::Const, ValType::V128)).unwrap();
    let values = [1, 2, u128::MAX].map(Val::V128);
    let vectors = ArrayRef::new_fixed(&mut store, &wide, &values).unwrap();
    for (index, value) in (0..).zip(&values) {
        assert_eq!(vectors.get(&store, index).unwrap(), *value);
    }
    assert!(usage(
        &vectors.set(&mut store, 0, Val::V128(0)).unwrap_err()
    ));
    assert!(usage(&vectors.write(&mut store, 0, &[0; 16]).unwrap_err()));
    let refs = ArrayType::new(&engine, field(ValType::Ref(RefType::ANYREF))).unwrap();
    let refs = ArrayRef::new(&mut store, &refs, Val::from(vectors.clone()), 2).unwrap();
    assert!(usage(&refs.read(&store, 0, &mut [0; 8]).unwrap_err()));
    assert_eq!(refs.get(&store, 1).unwrap(), Val::from(vectors));
    let any = AnyRef::from(refs);
    assert_eq!(
        any.as_array(&store).unwrap().unwrap().len(&store).unwrap(),
        2
    );
    assert_eq!(any.as_struct(&store).unwrap(), None);
    assert_ne!(format!("{any:?}"), "");
}

const TEXT: &str = r#"(module $name
    (import "host" "f" (func $imported (param i32) (result i64)))
    (import "host" "g" (global i32))
    (memory (export "m") 1 2) (table (export "t") 3 funcref)
    (global (export "g") (mut i64) (i64.const 5))
    (tag (export "e") (param i32))
    (func $own (export "f") (param i32) (result i64) (call $imported (local.get 0)))
    (@custom "extra" "first") (@custom "extra" "second"))"#;

#[test]
fn modules_are_looked_at() {
    let engine = Engine::default();
    let module = Module::new(&engine, TEXT).unwrap();
    assert_eq!(module.name(), Some("name"));
    assert!(Engine::same(&module.engine(), &engine));
    let imports: Vec<String> = module
        .imports()
        .map(|import| format!("{}.{} {}", import.module(), import.name(), import.ty()))
        .collect();
    assert_eq!(
        imports,
        [
            "host.f (func (param i32) (result i64))",
            "host.g (global i32)"
        ]
    );
    let exports: Vec<(&str, String)> = module
        .exports()
        .map(|export| (export.name(), export.ty().to_string()))
        .collect();
    assert_eq!(exports.len(), 5);
    for (index, (name, ty)) in exports.iter().enumerate() {
        assert_eq!(module.export_index(name), Some(index));
        assert_eq!(module.get_export(name).unwrap().to_string(), *ty);
    }
    assert!(module.get_export("x").is_none() && module.export_index("x").is_none());
    let custom: Vec<&[u8]> = module.custom_sections("extra").collect();
    assert_eq!(custom, [&b"first"[..], b"second"]);
    assert_eq!(module.custom_sections("none").count(), 0);
    assert_eq!(module.num_functions(), 2);
    assert_eq!(module.function_name(1), Some("own"));
    assert!(!module.disassemble(1).unwrap().is_empty());
    for index in [0, 2] {
        assert!(module.disassemble(index).is_err(), "{index}");
    }
    assert!(format!("{module:?}").contains("name"));
    // Its bytes make it again, alone and among others, in a file and in memory.
    let binary = module.binary().to_vec();
    assert!(Module::validate(&engine, &binary).is_ok());
    assert!(Module::validate(&engine, &binary[..9]).is_err());
    let whole = Arc::new([b"before", &binary[..], b"after"].concat());
    let part = Module::from_part(&engine, &whole, 6..6 + binary.len()).unwrap();
    assert_eq!(part.binary(), whole.as_slice());
    assert_eq!(part.exports().len(), 5);
    assert!(usage(
        &Module::from_part(&engine, &whole, 6..whole.len() + 1).unwrap_err()
    ));
    let dir = std::env::temp_dir().join(format!("sanderling-faces-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    for (name, bytes) in [("a.wasm", &binary[..]), ("a.wat", TEXT.as_bytes())] {
        let path = dir.join(name);
        std::fs::write(&path, bytes).unwrap();
        let module = Module::from_file(&engine, &path).unwrap();
        assert_eq!(module.exports().len(), 5);
    }
    std::fs::remove_dir_all(&dir).unwrap();
    let error = Module::from_file(&engine, dir.join("a.wasm")).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Host(_)), "{error:?}");
}

#[test]
fn exports_of_instances() {
    let engine = Engine::default();
    let module = Module::new(&engine, TEXT).unwrap();
    let mut store = Store::new(&engine, 7);
    let mut linker = Linker::new(&engine);
    linker
        .func_wrap("host", "f", |n: i32| i64::from(n) * 2)
        .unwrap();
    assert!(Engine::same(linker.engine(), &engine));
    // What is known stays, and a global is nothing that can trap.
    linker.define_unknown_imports_as_traps(&module).unwrap();
    let global = sanderling::GlobalType::new(ValType::I32, Mutability::Const);
    let global = sanderling::Global::new(&mut store, global, Val::I32(3)).unwrap();
    linker.define("host", "g", global).unwrap();
    let names: Vec<(String, String)> = linker
        .iter(&mut store)
        .map(|(module, name, _)| (module.to_owned(), name.to_owned()))
        .collect();
    assert_eq!(names.len(), 2);
    let copy = linker.clone();
    assert!(format!("{copy:?}").contains("host"));
    let instance = copy.instantiate(&mut store, &module).unwrap();
    let exports: Vec<(String, Extern)> = instance
        .exports(&mut store)
        .unwrap()
        .map(|export| (export.name().to_owned(), export.into_extern()))
        .collect();
    let mut kinds = BTreeSet::new();
    for (index, (name, item)) in exports.into_iter().enumerate() {
        assert_eq!(item.ty(&store).unwrap(), module.get_export(&name).unwrap());
        let at = instance.export_at(&mut store, index).unwrap();
        assert_eq!(format!("{at:?}"), format!("{item:?}"));
        kinds.insert(match item {
            Extern::Func(func) => {
                assert_eq!(item.into_func().is_some(), item.into_memory().is_none());
                let typed = func.typed::<i32, i64>(&store).unwrap();
                assert_eq!(typed.call(&mut store, 21).unwrap(), 42);
                assert_eq!(typed.func().ty(&store).unwrap(), func.ty(&store).unwrap());
                "func"
            }
            Extern::Memory(_) => {
                assert!(item.into_memory().is_some() && item.into_table().is_none());
                "memory"
            }
            Extern::Table(_) => {
                assert!(item.into_table().is_some() && item.into_global().is_none());
                "table"
            }
            Extern::Global(_) => {
                assert!(item.into_global().is_some() && item.into_tag().is_none());
                "global"
            }
            Extern::Tag(_) => {
                assert!(item.into_tag().is_some() && item.into_func().is_none());
                "tag"
            }
            _ => panic!("{item:?}"),
        });
    }
    assert_eq!(kinds.len(), 5);
    assert!(instance.export_at(&mut store, 5).is_none());
    for kind in 0..4 {
        let export = instance.exports(&mut store).unwrap();
        let found = export
            .filter_map(|export| match kind {
                0 => export.into_func().map(drop),
                1 => export.into_memory().map(drop),
                2 => export.into_table().map(drop),
                _ => export.into_global().map(drop),
            })
            .count();
        assert_eq!(found, 1);
    }
    // Another store's instance is none here.
    let mut other = Store::new(&engine, 8);
    assert!(instance.export_at(&mut other, 0).is_none());
    assert!(instance.exports(&mut other).is_err());
    assert!(format!("{store:?}").contains("Store"));
    assert_eq!(*store.as_context().data(), 7);
    let used = store.gc_used_bytes();
    assert_eq!(store.as_context_mut().gc_used_bytes(), used);
    assert_eq!(store.into_data(), 7);
}

#[test]
fn values_in_slots() {
    let engine = Engine::default();
    let mut store = Store::new(&engine, ());
    let text = r#"(func (export "f") (param i32 v128 i64) (result i64 i32 v128)
            (local.get 2) (local.get 0) (local.get 1))
        (func (export "r") (param externref) (result externref) (local.get 0))
        (func (export "l") (param i32) (loop (br_if 0 (i32.const 1))))"#;
    let module = Module::new(&engine, text).unwrap();
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    let f = instance.get_func(&mut store, "f").unwrap();
    // The halves of integers beyond 32 bits do not matter.
    let arguments = [0xffff_ffff_0000_0005, 1, 2, u64::MAX];
    let results = [u64::MAX, 5, 1, 2];
    let mut slots = arguments;
    f.call_slots(&mut store, &mut slots).unwrap();
    assert_eq!(slots, results);
    let ResumableCall::Done(slots) = f.call_slots_resumable(&mut store, &arguments).unwrap() else {
        panic!("nothing stops it")
    };
    assert_eq!(slots, results);
    let mut slots = arguments;
    assert!(
        f.call_slots_suspendable(&mut store, &mut slots)
            .unwrap()
            .is_none()
    );
    assert_eq!(slots, results);
    for short in [&mut [0u64; 3][..], &mut []] {
        assert!(usage(&f.call_slots(&mut store, short).unwrap_err()));
        assert!(usage(
            &f.call_slots_resumable(&mut store, short).unwrap_err()
        ));
        assert!(usage(
            &f.call_slots_suspendable(&mut store, short).unwrap_err()
        ));
    }
    // References cannot be numbers.
    let r = instance.get_func(&mut store, "r").unwrap();
    assert!(usage(&r.call_slots(&mut store, &mut [0]).unwrap_err()));
    assert!(usage(
        &r.call_slots_suspendable(&mut store, &mut [0]).unwrap_err()
    ));
    let ty = f.ty(&store).unwrap();
    let new = Func::new_slots(&mut store, ty, |_, slots| {
        slots.copy_from_slice(&[slots[3], slots[0], slots[1], slots[2]]);
        Ok(())
    })
    .unwrap();
    let mut slots = arguments;
    new.call_slots(&mut store, &mut slots).unwrap();
    assert_eq!(slots, results);
}

/// Typed functions with every type that Rust has for one.
#[test]
fn typed_functions_of_every_type() {
    let engine = Engine::default();
    let mut store = Store::new(&engine, ());
    let text = r#"
        (func (export "n") (param i32 i64 f32 f64 v128) (result v128 f64 f32 i64 i32)
            (local.get 4) (local.get 3) (local.get 2) (local.get 1) (local.get 0))
        (func (export "r") (param funcref externref exnref) (result exnref externref funcref)
            (local.get 2) (local.get 1) (local.get 0))"#;
    let module = Module::new(&engine, text).unwrap();
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    type Numbers = (i32, i64, f32, f64, u128);
    let n = instance.get_typed_func::<Numbers, (u128, f64, f32, i64, i32)>(&mut store, "n");
    let given = (-1, i64::MIN, 1.5, -2.5, u128::MAX - 1);
    let got = n.unwrap().call(&mut store, given).unwrap();
    assert_eq!(got, (given.4, given.3, given.2, given.1, given.0));
    type Unsigned = (u32, u64, f32, f64, u128);
    let n = instance.get_typed_func::<Unsigned, (u128, f64, f32, u64, u32)>(&mut store, "n");
    let got = n
        .unwrap()
        .call(&mut store, (7, u64::MAX, 0.0, 0.0, 0))
        .unwrap();
    assert_eq!((got.3, got.4), (u64::MAX, 7));
    type References = (Option<Func>, Option<ExternRef>, Option<ExnRef>);
    type Reversed = (Option<ExnRef>, Option<ExternRef>, Option<Func>);
    let r = instance
        .get_typed_func::<References, Reversed>(&mut store, "r")
        .unwrap();
    assert!(matches!(
        r.call(&mut store, (None, None, None)).unwrap(),
        (None, None, None)
    ));
    let func = Func::wrap(&mut store, || 5);
    let outside = ExternRef::new(&mut store, "outside").unwrap();
    let tag = TagType::new(sanderling::FuncType::new([ValType::I32], []));
    let tag = Tag::new(&mut store, tag).unwrap();
    let exception = ExnRef::new(&mut store, &tag, &[Val::I32(9)]).unwrap();
    let given = (Some(func), Some(outside), Some(exception));
    let (exception, outside, func) = r.call(&mut store, given).unwrap();
    assert_eq!(exception.unwrap().payload(&store).unwrap(), [Val::I32(9)]);
    let data = outside.unwrap();
    assert_eq!(data.data(&store).unwrap().downcast_ref(), Some(&"outside"));
    assert_eq!(
        func.unwrap()
            .typed::<(), i32>(&store)
            .unwrap()
            .call(&mut store, ())
            .unwrap(),
        5
    );
    for wrong in ["n", "r", "x"] {
        assert!(
            instance
                .get_typed_func::<i32, i32>(&mut store, wrong)
                .is_err()
        );
    }
}

#[test]
fn shared_memories_of_the_host() {
    let engine = Engine::default();
    let memory = SharedMemory::new(&engine, MemoryType::shared(1, 3)).unwrap();
    assert!(Engine::same(memory.engine(), &engine));
    assert_eq!(memory.ty(), MemoryType::shared(1, 3));
    let soon = Some(Duration::from_millis(1));
    assert_eq!(
        memory.atomic_wait64(8, 1, soon).unwrap(),
        WaitResult::Mismatch
    );
    assert_eq!(
        memory.atomic_wait64(8, 0, soon).unwrap(),
        WaitResult::TimedOut
    );
    assert_eq!(
        memory.atomic_wait32(8, 0, soon).unwrap(),
        WaitResult::TimedOut
    );
    assert!(memory.begin_wait32(8, 1).unwrap().is_none());
    assert!(memory.begin_wait64(8, 1).unwrap().is_none());
    let waits = [
        memory.begin_wait32(8, 0).unwrap().unwrap(),
        memory.begin_wait64(8, 0).unwrap().unwrap(),
    ];
    assert_eq!(memory.atomic_notify(8, 5).unwrap(), 2);
    for wait in waits {
        assert_eq!(wait.wait(None), WaitResult::Ok);
    }
    for (at, trap) in [(4, Trap::UnalignedAtomic), (65536, Trap::MemoryOutOfBounds)] {
        assert_eq!(
            memory.begin_wait64(at, 0).unwrap_err().as_trap(),
            Some(trap)
        );
        assert_eq!(
            memory.atomic_wait64(at, 0, soon).unwrap_err().as_trap(),
            Some(trap)
        );
    }
    let pages: Vec<u64> = [1, 1].map(|by| memory.grow(by).unwrap()).into();
    assert_eq!((pages, memory.size()), (vec![1, 2], 3));
    assert!(memory.grow(1).is_err());
}

#[test]
fn callers_and_stores_tell_their_time() {
    let engine = Engine::new(&Config::new().interruptible(true)).unwrap();
    assert!(engine.config().is_interruptible());
    let mut store = Store::new(&engine, 0);
    let deadline = Instant::now() + Duration::from_secs(1000);
    let ask = Func::wrap(
        &mut store,
        move |mut caller: Caller<'_, i32>| -> Result<i32, Error> {
            assert!(caller.engine().config().is_interruptible());
            assert!(format!("{caller:?}").contains("Caller"));
            assert_eq!(caller.deadline(), Some(deadline));
            assert_eq!(caller.time_slice(), Some(Duration::from_secs(500)));
            caller.check_time()?;
            *caller.data_mut() += 1;
            Ok(i32::from(caller.slice_end().is_some()))
        },
    );
    let text = r#"(import "" "" (func $f (result i32)))
        (func (export "run") (result i32) (call $f))"#;
    let module = Module::new(&engine, text).unwrap();
    let instance = Instance::new(&mut store, &module, &[ask.into()]).unwrap();
    let run = instance
        .get_typed_func::<(), i32>(&mut store, "run")
        .unwrap();
    store.set_deadline(Some(deadline)).unwrap();
    store
        .set_time_slice(Some(Duration::from_secs(500)))
        .unwrap();
    assert_eq!(store.as_context().deadline(), Some(deadline));
    assert_eq!(run.call(&mut store, ()).unwrap(), 0);
    // A slice is one of a call that can be suspended.
    let resumable = run.call_resumable(&mut store, ()).unwrap();
    assert_eq!(resumable.into_result().unwrap(), 1);
    assert_eq!(*store.data(), 2);
    let handle = store.interrupt_handle();
    handle.interrupt();
    assert!(handle.clear() && !handle.clear() && !handle.is_interrupted());
    handle.interrupt();
    let error = run.call(&mut store, ()).unwrap_err();
    assert_eq!(error.as_trap(), Some(Trap::Interrupted));
    // A call from a host function needs a level.
    store.set_host_call_depth(0);
    let error = run.call(&mut store, ()).unwrap_err();
    assert_eq!(error.as_trap(), Some(Trap::StackOverflow));
}

/// A limiter that is made by its builder, and what a store may have then.
#[test]
fn limits_of_one_store() {
    let limits = || {
        StoreLimits::builder()
            .memory_size(1 << 16)
            .table_elements(5)
            .heap_size(1 << 20)
            .host_buffer_size(10)
            .instances(2)
            .memories(2)
            .tables(1)
            .stacks(1)
            .trap_on_grow_failure(false)
    };
    let engine = Engine::default();
    let instances = |text: &str, count: usize| {
        let mut store = Store::new(&engine, ());
        store.limiter(limits().build());
        let module = Module::new(&engine, text).unwrap();
        for _ in 0..count {
            Instance::new(&mut store, &module, &[])?;
        }
        Ok::<(), Error>(())
    };
    for (text, most) in [("(module)", 2), ("(memory 1)", 2), ("(table 5 funcref)", 1)] {
        instances(text, most).unwrap();
        let error = instances(text, most + 1).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Limit { .. }), "{error:?}");
    }
    for text in ["(memory 2)", "(table 6 funcref)"] {
        assert!(instances(text, 1).is_err());
    }
    assert!(format!("{:?}", limits().build()).contains("StoreLimits"));
    let mut store = Store::new(&engine, ());
    store.limiter(StoreLimits::default());
    let module = Module::new(&engine, "(memory 100) (table 1000 funcref)").unwrap();
    for _ in 0..20 {
        Instance::new(&mut store, &module, &[]).unwrap();
    }
}

#[test]
fn errors_keep_what_they_came_from() {
    let error = Error::from(std::io::Error::other("the disk is full"));
    assert!(error.to_string().contains("the disk is full"));
    assert!(error.downcast_ref::<std::io::Error>().is_some());
    let inner = error.downcast::<std::io::Error>().unwrap();
    assert_eq!(inner.kind(), std::io::ErrorKind::Other);
    let error = Error::msg("plain")
        .downcast::<std::io::Error>()
        .unwrap_err();
    assert_eq!(error.to_string(), "plain");
    assert_eq!(
        Error::from(Trap::Unreachable).as_trap(),
        Some(Trap::Unreachable)
    );
    let trap: &dyn std::error::Error = &Trap::Unreachable;
    assert!(trap.source().is_none() && !trap.to_string().is_empty());
}
