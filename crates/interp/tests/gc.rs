//! Structures, arrays, casts, the collector: from guests and from the host.

use sanderling::{
    AnyRef, ArrayRef, ArrayType, Config, Engine, ErrorKind, ExternRef, FieldType, Func, Global,
    GlobalType, HeapType, I31, Instance, Limits, Linker, Module, Mutability, RefType, StorageType,
    Store, StructRef, StructType, Trap, Val, ValType,
};
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Every way of running: as it is, without fusion, collecting all the time, both.
fn engines() -> Vec<(bool, Engine)> {
    let mut engines = Vec::new();
    for fusion in [true, false] {
        for collect in [false, true] {
            let config = Config::new().fusion(fusion).collect_always(collect);
            engines.push((collect, Engine::new(&config).unwrap()));
        }
    }
    engines
}

fn instantiate(engine: &Engine, text: &str) -> (Store<()>, Instance) {
    let module = Module::new(engine, text).unwrap();
    let mut store = Store::new(engine, ());
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    (store, instance)
}

#[test]
fn binary_trees() {
    for (collect, engine) in engines() {
        let (mut store, instance) = instantiate(&engine, include_str!("gc/binary-trees.wat"));
        let run = instance
            .get_typed_func::<(i32, i32), i64>(&mut store, "run")
            .unwrap();
        let (depth, times) = if collect { (6, 4) } else { (12, 200) };
        let nodes = (1i64 << (depth + 1)) - 1;
        let expected = nodes * (i64::from(times) + 1);
        assert_eq!(run.call(&mut store, (depth, times)).unwrap(), expected);
        assert!(store.gc_collections() > if collect { 500 } else { 5 });
        store.gc();
        assert_eq!(store.gc_used_bytes(), 0);
    }
}

#[test]
fn a_hash_map() {
    for (collect, engine) in engines() {
        let (mut store, instance) = instantiate(&engine, include_str!("gc/hash-map.wat"));
        let run = instance
            .get_typed_func::<i64, i64>(&mut store, "run")
            .unwrap();
        let n = if collect { 100 } else { 50_000 };
        let digits = |n: i64| {
            n.to_string()
                .bytes()
                .map(|b| i64::from(b - b'0'))
                .sum::<i64>()
        };
        let expected = (0..n).map(digits).sum::<i64>() + (n << 32);
        assert_eq!(run.call(&mut store, n).unwrap(), expected);
    }
}

const LIST: &str = r#"
    (type $node (struct (field i32) (field (mut (ref null $node)))))
    (global $list (mut (ref null $node)) (ref.null $node))
    (func (export "make") (param $n i32)
        (loop $more
            (global.set $list (struct.new $node (local.get $n) (global.get $list)))
            (br_if $more (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
    (func (export "len") (result i32) (local $n i32) (local $at (ref null $node))
        (local.set $at (global.get $list))
        (block $done
            (loop $next
                (br_if $done (ref.is_null (local.get $at)))
                (local.set $n (i32.add (local.get $n) (i32.const 1)))
                (local.set $at (struct.get $node 1 (local.get $at)))
                (br $next)))
        (local.get $n))
    ;; Makes rings of three, which only know each other.
    (func (export "rings") (param $n i32) (local $a (ref $node)) (local $b (ref $node))
        (loop $more
            (local.set $a (struct.new $node (i32.const 1) (ref.null $node)))
            (local.set $b (struct.new $node (i32.const 2) (local.get $a)))
            (struct.set $node 1 (local.get $a)
                (struct.new $node (i32.const 3) (local.get $b)))
            (br_if $more (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
    (func (export "clear") (global.set $list (ref.null $node)))
"#;

#[test]
fn a_list_of_a_million_and_cycles_on_a_small_native_stack() {
    let run = || {
        let (mut store, instance) = instantiate(&Engine::default(), LIST);
        let func = |store: &mut Store<()>, name: &str| instance.get_func(store, name).unwrap();
        let (make, rings) = (func(&mut store, "make"), func(&mut store, "rings"));
        make.call(&mut store, &[Val::I32(1_000_000)], &mut [])
            .unwrap();
        store.gc();
        assert_eq!(store.gc_used_bytes(), 24_000_000);
        let mut len = [Val::I32(0)];
        func(&mut store, "len")
            .call(&mut store, &[], &mut len)
            .unwrap();
        assert_eq!(len, [Val::I32(1_000_000)]);
        func(&mut store, "clear")
            .call(&mut store, &[], &mut [])
            .unwrap();
        store.gc();
        assert_eq!(store.gc_used_bytes(), 0);
        let size = store.gc_heap_bytes();
        for _ in 0..20 {
            rings
                .call(&mut store, &[Val::I32(100_000)], &mut [])
                .unwrap();
        }
        assert_eq!(
            store.gc_heap_bytes(),
            size,
            "garbage does not make the heap grow"
        );
        store.gc();
        // What is left on the stack of the last call is no longer in use.
        assert_eq!(store.gc_used_bytes(), 0);
    };
    let thread = std::thread::Builder::new().stack_size(128 << 10);
    thread.spawn(run).unwrap().join().unwrap();
}

#[test]
fn chains_of_63_subtypes() {
    let mut text = String::from("(type $t0 (sub (struct (field i32))))\n");
    for depth in 1..=63 {
        let below = depth - 1;
        writeln!(
            text,
            "(type $t{depth} (sub $t{below} (struct (field i32))))"
        )
        .unwrap();
    }
    text.push_str(
        "(func (export \"test\") (param $of i32) (result i64) (local $o (ref null $t0))\n",
    );
    for depth in 0..=63 {
        writeln!(
            text,
            "(if (i32.eq (local.get $of) (i32.const {depth}))
                (then (local.set $o (struct.new $t{depth} (i32.const {depth})))))"
        )
        .unwrap();
    }
    text.push_str("(i64.const 0)\n");
    for depth in 0..=63 {
        writeln!(
            text,
            "(i64.add (i64.extend_i32_u (ref.test (ref $t{depth}) (local.get $o))))"
        )
        .unwrap();
    }
    text.push_str(
        ")\n(func (export \"cast\") (result i32)
        (struct.get $t31 0 (ref.cast (ref $t31) (struct.new $t63 (i32.const 9)))))
        (func (export \"fail\") (result i32)
        (struct.get $t63 0 (ref.cast (ref $t63) (struct.new $t62 (i32.const 9)))))",
    );
    for (_, engine) in engines() {
        let (mut store, instance) = instantiate(&engine, &text);
        let test = instance
            .get_typed_func::<i32, i64>(&mut store, "test")
            .unwrap();
        for depth in 0..=63 {
            let tests = test.call(&mut store, depth).unwrap();
            assert_eq!(tests, i64::from(depth) + 1);
        }
        let mut call = |name: &str| {
            let func = instance
                .get_typed_func::<(), i32>(&mut store, name)
                .unwrap();
            func.call(&mut store, ()).map_err(|e| e.as_trap())
        };
        assert_eq!(call("cast"), Ok(9));
        assert_eq!(call("fail"), Err(Some(Trap::CastFailure)));
    }
}

/// Values of every kind against every type of the hierarchy, with both kinds of cast
/// and of branch.
#[test]
fn casts_on_every_pair() {
    const TYPES: [&str; 9] = [
        "any", "eq", "i31", "struct", "array", "none", "$s", "$sub", "$a",
    ];
    /// A value, and which of the types it has.
    const VALUES: [(&str, [bool; 9]); 7] = {
        let (t, f) = (true, false);
        [
            ("(ref.null none)", [f; 9]),
            ("(ref.i31 (i32.const -1))", [t, t, t, f, f, f, f, f, f]),
            ("(struct.new_default $other)", [t, t, f, t, f, f, f, f, f]),
            ("(struct.new_default $s)", [t, t, f, t, f, f, t, f, f]),
            ("(struct.new_default $sub)", [t, t, f, t, f, f, t, t, f]),
            (
                "(array.new_default $a (i32.const 3))",
                [t, t, f, f, t, f, f, f, t],
            ),
            (
                "(any.convert_extern (local.get $host))",
                [t, f, f, f, f, f, f, f, f],
            ),
        ]
    };
    let mut text = String::from(
        "(type $s (sub (struct (field i64)))) (type $sub (sub $s (struct (field i64) (field i8))))
         (type $other (struct (field f32))) (type $a (array (mut i16)))\n",
    );
    let mut cases = Vec::new();
    for (v, (value, is)) in VALUES.iter().enumerate() {
        for (ty, is) in TYPES.iter().zip(is) {
            for null in [false, true] {
                let to = if null {
                    format!("(ref null {ty})")
                } else {
                    format!("(ref {ty})")
                };
                let expected = *is || null && v == 0;
                let from = "(ref null any)";
                writeln!(
                    text,
                    "(func (export \"{n}\") (param $host externref) (result i32) (local i32)
                        (local.set 1 (ref.test {to} {value}))
                        (block $yes (result {to})
                            (drop (br_on_cast $yes {from} {to} {value}))
                            (return (i32.add (local.get 1) (i32.const 10))))
                        (drop)
                        (drop (block $no (result {from})
                            (drop (br_on_cast_fail $no {from} {to} {value}))
                            (return (i32.add (local.get 1) (i32.const 20)))))
                        (i32.const 30))
                     (func (export \"cast{n}\") (param $host externref) (result i32)
                        (drop (ref.cast {to} {value})) (i32.const 1))",
                    n = cases.len()
                )
                .unwrap();
                cases.push(expected);
            }
        }
    }
    for (_, engine) in engines() {
        let (mut store, instance) = instantiate(&engine, &text);
        let host = ExternRef::new(&mut store, "host").unwrap();
        let mut call = |name: String| {
            let func = instance
                .get_typed_func::<Option<ExternRef>, i32>(&mut store, &name)
                .unwrap();
            func.call(&mut store, Some(host.clone()))
                .map_err(|e| e.as_trap())
        };
        for (n, &expected) in cases.iter().enumerate() {
            let result = if expected { 21 } else { 10 };
            assert_eq!(call(n.to_string()), Ok(result), "case {n}");
            let result = if expected {
                Ok(1)
            } else {
                Err(Some(Trap::CastFailure))
            };
            assert_eq!(call(format!("cast{n}")), result, "case {n}");
        }
    }
}

#[test]
fn functions_are_cast_and_called_by_supertypes() {
    let text = r#"
        (type $super (sub (func (result anyref))))
        (type $sub (sub $super (func (result (ref i31)))))
        (type $other (func))
        (table funcref (elem $one $none))
        (func $one (type $sub) (ref.i31 (i32.const 1)))
        (func $none (type $other))
        (func (export "call") (param i32) (result i32)
            (i31.get_u (ref.cast i31ref (call_indirect (type $super) (local.get 0)))))
        (func (export "tail") (param i32) (result anyref)
            (return_call_indirect (type $super) (local.get 0)))
        (func (export "test") (param i32) (result i32)
            (i32.add
                (ref.test (ref $super) (table.get (local.get 0)))
                (i32.mul (i32.const 10) (ref.test (ref $other) (table.get (local.get 0))))))
    "#;
    for (_, engine) in engines() {
        let (mut store, instance) = instantiate(&engine, text);
        let mut call = |name: &str, n| {
            let func = instance
                .get_typed_func::<i32, i32>(&mut store, name)
                .unwrap();
            func.call(&mut store, n).map_err(|e| e.as_trap())
        };
        assert_eq!(call("call", 0), Ok(1));
        assert_eq!(call("call", 1), Err(Some(Trap::IndirectCallTypeMismatch)));
        assert_eq!((call("test", 0), call("test", 1)), (Ok(1), Ok(10)));
        let tail = instance
            .get_typed_func::<i32, Option<AnyRef>>(&mut store, "tail")
            .unwrap();
        let one = tail.call(&mut store, 0).unwrap().unwrap();
        assert_eq!(one.as_i31(&store).unwrap(), I31::new(1));
        assert!(tail.call(&mut store, 1).is_err());
    }
}

/// The heap's limit, to the byte.
#[test]
fn arrays_up_to_the_limit_and_beyond() {
    let text = r#"
        (type $bytes (array (mut i8))) (type $vectors (array (mut v128)))
        (func (export "bytes") (param i32) (result i32)
            (array.len (array.new_default $bytes (local.get 0))))
        (func (export "vectors") (param i32) (result i32)
            (array.len (array.new_default $vectors (local.get 0))))
    "#;
    for collect in [false, true] {
        let mut limits = Limits::default();
        limits.gc_heap_bytes = 1 << 20;
        let config = Config::new().limits(limits).collect_always(collect);
        let (mut store, instance) = instantiate(&Engine::new(&config).unwrap(), text);
        let mut call = |name: &str, len: u32| {
            let func = instance
                .get_typed_func::<u32, u32>(&mut store, name)
                .unwrap();
            func.call(&mut store, len)
        };
        for _ in 0..3 {
            assert_eq!(call("bytes", (1 << 20) - 8).unwrap(), (1 << 20) - 8);
            assert_eq!(call("vectors", (1 << 16) - 1).unwrap(), (1 << 16) - 1);
            for (name, len) in [
                ("bytes", (1 << 20) - 7),
                ("vectors", 1 << 16),
                ("bytes", u32::MAX),
                ("vectors", u32::MAX),
            ] {
                let error = call(name, len).unwrap_err();
                let ErrorKind::Limit { which, limit, .. } = *error.kind() else {
                    panic!("{error}")
                };
                assert_eq!((which, limit), ("gc_heap_bytes", 1 << 20));
            }
        }
    }
}

#[test]
fn fields_up_to_the_limit() {
    for (fields, fine) in [(3, true), (4, false)] {
        let mut limits = Limits::default();
        limits.struct_fields = 3;
        let engine = Engine::new(&Config::new().limits(limits)).unwrap();
        let text = format!("(type (struct {}))", "(field i32)".repeat(fields));
        assert_eq!(Module::new(&engine, &text).is_ok(), fine);
        let field = FieldType::new(Mutability::Const, ValType::I32);
        let ty = StructType::new(&engine, vec![field; fields]);
        assert_eq!(ty.is_ok(), fine);
    }
}

/// Every storage type, in structures and arrays, in constants and instructions.
#[test]
fn fields_of_every_type() {
    let text = r#"
        (type $all (struct
            (field i8) (field i16) (field i32) (field i64) (field f32) (field f64)
            (field v128) (field anyref) (field funcref) (field (mut i8))))
        (func $f)
        (elem declare func $f)
        (global $g (ref $all) (struct.new $all
            (i32.const -1) (i32.const -1) (i32.const -1) (i64.const -1)
            (f32.const 1.5) (f64.const 2.5) (v128.const i64x2 3 4)
            (ref.i31 (i32.const 5)) (ref.func $f) (i32.const 0x1FF)))
        (func (export "constant") (result (ref $all)) (global.get $g))
        (func (export "made") (param i32 i64 f32 f64 v128 anyref) (result (ref $all))
            (struct.new $all
                (local.get 0) (local.get 0) (local.get 0) (local.get 1)
                (local.get 2) (local.get 3) (local.get 4)
                (local.get 5) (ref.func $f) (i32.const 0x1FF)))
        (func (export "signed") (result i32)
            (i32.add (struct.get_s $all 0 (global.get $g)) (struct.get_s $all 1 (global.get $g))))
        (func (export "unsigned") (result i32)
            (i32.add (struct.get_u $all 0 (global.get $g)) (struct.get_u $all 1 (global.get $g))))
        (type $v (array (mut v128)))
        (func (export "vectors") (param v128) (result v128) (local $v (ref $v))
            (local.set $v (array.new_fixed $v 3 (local.get 0) (local.get 0) (v128.const i64x2 1 2)))
            (array.set $v (local.get $v) (i32.const 1) (v128.const i64x2 10 20))
            (i64x2.add (array.get $v (local.get $v) (i32.const 0))
                (i64x2.add (array.get $v (local.get $v) (i32.const 1))
                    (array.get $v (local.get $v) (i32.const 2)))))
    "#;
    for (_, engine) in engines() {
        let (mut store, instance) = instantiate(&engine, text);
        let vector = 4u128 << 64 | 3;
        let five = AnyRef::from_i31(&mut store, I31::wrapping(5));
        let args = [
            Val::I32(-1),
            Val::I64(-1),
            1.5f32.into(),
            2.5f64.into(),
            Val::V128(vector),
            five.clone().into(),
        ];
        for (name, args) in [("constant", &[][..]), ("made", &args)] {
            let func = instance.get_func(&mut store, name).unwrap();
            let mut results = [Val::I32(0)];
            func.call(&mut store, args, &mut results).unwrap();
            let any = results[0].unwrap_any_ref().unwrap();
            let object = any.as_struct(&store).unwrap().unwrap();
            let fields = object.fields(&store).unwrap();
            assert!(matches!(fields[8], Val::FuncRef(Some(_))));
            let expected = [
                Val::I32(0xFF),
                Val::I32(0xFFFF),
                Val::I32(-1),
                Val::I64(-1),
                1.5f32.into(),
                2.5f64.into(),
                Val::V128(vector),
                five.clone().into(),
            ];
            assert_eq!(fields[..8], expected);
            assert_eq!(fields[9], Val::I32(0xFF));
            assert!(object.set_field(&mut store, 0, Val::I32(0)).is_err());
            object.set_field(&mut store, 9, Val::I32(0x102)).unwrap();
            assert_eq!(object.field(&store, 9).unwrap(), Val::I32(2));
        }
        let mut call = |name: &str| {
            let func = instance
                .get_typed_func::<(), i32>(&mut store, name)
                .unwrap();
            func.call(&mut store, ()).unwrap()
        };
        assert_eq!((call("signed"), call("unsigned")), (-2, 0xFF + 0xFFFF));
        let vectors = instance
            .get_typed_func::<u128, u128>(&mut store, "vectors")
            .unwrap();
        let sum = vectors.call(&mut store, 5u128 << 64 | 6).unwrap();
        assert_eq!(sum, 27u128 << 64 | 17);
    }
}

/// References that are in one place only when a collection comes.
#[test]
fn roots_are_found_wherever_they_are() {
    let text = r#"
        (type $box (struct (field i32)))
        (import "host" "collect" (func $collect (param (ref null $box)) (result (ref null $box))))
        (global $global (mut (ref null $box)) (ref.null $box))
        (table $table 1 (ref null $box))
        (elem $elem (ref null $box) (item (struct.new $box (i32.const 4))))
        (func $box (param i32) (result (ref $box)) (struct.new $box (local.get 0)))
        (func $get (param (ref null $box)) (result i32) (struct.get $box 0 (local.get 0)))
        (func $churn (param i32)
            (loop $more
                (drop (struct.new $box (i32.const -1)))
                (br_if $more (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
        (func (export "run") (param $n i32) (result i32) (local $local (ref null $box))
            (local.set $local (call $box (i32.const 1)))
            (global.set $global (call $box (i32.const 2)))
            (table.set $table (i32.const 0) (call $box (i32.const 3)))
            ;; On the operand stack, below and above a call.
            (call $box (i32.const 5))
            (call $box (i32.const 6))
            (call $churn (local.get $n))
            (call $get)
            (call $get (call $collect (call $box (i32.const 7))))
            (i32.add)
            (local.set $n)
            (call $get)
            (table.init $table $elem (i32.const 0) (i32.const 0) (i32.const 0))
            (i32.add (local.get $n))
            (i32.add (call $get (local.get $local)))
            (i32.add (call $get (global.get $global)))
            (i32.add (call $get (table.get $table (i32.const 0))))
            (table.init $table $elem (i32.const 0) (i32.const 0) (i32.const 1))
            (i32.add (call $get (table.get $table (i32.const 0)))))
    "#;
    for (collect, engine) in engines() {
        let module = Module::new(&engine, text).unwrap();
        let mut store = Store::new(&engine, ());
        let ty = module.imports().next().unwrap();
        let ty = ty.ty().func().unwrap().clone();
        let host = Func::new(&mut store, ty, |mut caller, args, results| {
            // The argument is the handle's now; the churn collects the rest.
            for n in 0..1000 {
                drop(ExternRef::new(&mut caller, n)?);
            }
            results[0] = args[0].clone();
            Ok(())
        })
        .unwrap();
        let instance = Instance::new(&mut store, &module, &[host.into()]).unwrap();
        let run = instance
            .get_typed_func::<i32, i32>(&mut store, "run")
            .unwrap();
        let n = if collect { 50 } else { 1_000_000 };
        assert_eq!(run.call(&mut store, n).unwrap(), 1 + 2 + 3 + 4 + 5 + 6 + 7);
        assert!(store.gc_collections() > 2);
    }
}

struct Counted(Arc<AtomicU32>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn host_values_live_as_long_as_guests_reach_them() {
    let text = r#"
        (type $box (struct (field (mut externref))))
        (global $kept (mut (ref null $box)) (ref.null $box))
        (func (export "keep") (param externref)
            (global.set $kept (struct.new $box (local.get 0))))
        (func (export "kept") (result externref) (struct.get $box 0 (global.get $kept)))
    "#;
    let (mut store, instance) = instantiate(&Engine::default(), text);
    let keep = instance
        .get_typed_func::<Option<ExternRef>, ()>(&mut store, "keep")
        .unwrap();
    let kept = instance
        .get_typed_func::<(), Option<ExternRef>>(&mut store, "kept")
        .unwrap();
    let dropped = Arc::new(AtomicU32::new(0));
    for n in 0..10 {
        let value = ExternRef::new(&mut store, Counted(dropped.clone())).unwrap();
        keep.call(&mut store, Some(value.clone())).unwrap();
        assert_eq!(kept.call(&mut store, ()).unwrap(), Some(value));
        store.gc();
        assert_eq!(dropped.load(Ordering::Relaxed), n);
    }
    drop(store);
    assert_eq!(dropped.load(Ordering::Relaxed), 10);
}

#[test]
fn things_of_other_stores_and_engines_are_refused() {
    let (engine, foreign) = (Engine::default(), Engine::default());
    let (mut store, mut other) = (Store::new(&engine, ()), Store::new(&engine, ()));
    let field = FieldType::new(Mutability::Var, ValType::Ref(RefType::ANYREF));
    let ty = StructType::new(&engine, [field.clone()]).unwrap();
    let null = [Val::AnyRef(None)];
    let object = StructRef::new(&mut store, &ty, &null).unwrap();
    let theirs = StructRef::new(&mut other, &ty, &null).unwrap();
    let usage = |error: sanderling::Error| {
        assert!(matches!(error.kind(), ErrorKind::Usage { .. }), "{error}");
    };
    usage(object.field(&other, 0).unwrap_err());
    usage(
        object
            .set_field(&mut store, 0, theirs.clone().into())
            .unwrap_err(),
    );
    usage(StructRef::new(&mut store, &ty, &[theirs.clone().into()]).unwrap_err());
    usage(theirs.downgrade(&store).unwrap_err());
    usage(
        theirs
            .downgrade(&other)
            .unwrap()
            .upgrade(&store)
            .unwrap_err(),
    );
    let alien = StructType::new(&foreign, [field.clone()]).unwrap();
    usage(StructRef::new(&mut store, &alien, &null).unwrap_err());
    let array = ArrayType::new(&foreign, field).unwrap();
    usage(ArrayRef::new(&mut store, &array, Val::AnyRef(None), 1).unwrap_err());
    let named = ValType::Ref(RefType::new(
        true,
        HeapType::Concrete(alien.concrete().clone()),
    ));
    usage(StructType::new(&engine, [FieldType::new(Mutability::Var, named)]).unwrap_err());
    object
        .set_field(&mut store, 0, object.clone().into())
        .unwrap();
    let any = object.field(&store, 0).unwrap().unwrap_any_ref().unwrap();
    assert_eq!(any.as_struct(&store).unwrap(), Some(object));
    assert_eq!(any.as_array(&store).unwrap(), None);
}

#[test]
fn values_are_checked_for_their_types() {
    let engine = Engine::default();
    let mut store = Store::new(&engine, ());
    let bytes = ArrayType::new(&engine, FieldType::new(Mutability::Var, StorageType::I8)).unwrap();
    let array = ArrayRef::new(&mut store, &bytes, Val::I32(1), 2).unwrap();
    let ty = |heap: HeapType| GlobalType::new(RefType::new(true, heap).into(), Mutability::Var);
    let concrete = HeapType::Concrete(bytes.concrete().clone());
    for (heap, fine) in [
        (HeapType::Any, true),
        (HeapType::Eq, true),
        (HeapType::Array, true),
        (concrete, true),
        (HeapType::Struct, false),
        (HeapType::I31, false),
        (HeapType::None, false),
        (HeapType::Extern, false),
        (HeapType::Func, false),
    ] {
        let global = Global::new(&mut store, ty(heap.clone()), array.clone().into());
        assert_eq!(global.is_ok(), fine, "{heap}");
        if let Ok(global) = global {
            assert_eq!(global.get(&store).unwrap(), array.clone().into());
        }
    }
    let null = Global::new(&mut store, ty(HeapType::None), Val::AnyRef(None)).unwrap();
    assert_eq!(null.get(&store).unwrap(), Val::AnyRef(None));
}

#[test]
fn linking_knows_subtypes_and_names_both_sides() {
    let engine = Engine::default();
    let exports = Module::new(
        &engine,
        r#"(type $super (sub (struct (field i32))))
           (type $sub (sub $super (struct (field i32) (field i64))))
           (global (export "sub") (ref $sub) (struct.new_default $sub))
           (global (export "super") (ref $super) (struct.new_default $super))"#,
    )
    .unwrap();
    let import = |name: &str| {
        let text = format!(
            r#"(type $super (sub (struct (field i32))))
               (type $sub (sub $super (struct (field i32) (field i64))))
               (import "m" "sub" (global (ref $super)))
               (import "m" "{name}" (global (ref $sub)))"#
        );
        Module::new(&engine, &text).unwrap()
    };
    let mut store = Store::new(&engine, ());
    let mut linker = Linker::new(&engine);
    let instance = Instance::new(&mut store, &exports, &[]).unwrap();
    linker.instance(&mut store, "m", instance).unwrap();
    linker.instantiate(&mut store, &import("sub")).unwrap();
    let error = linker
        .instantiate(&mut store, &import("super"))
        .unwrap_err();
    let message = error.to_string();
    assert!(matches!(error.kind(), ErrorKind::Link(_)), "{message}");
    assert!(
        message.contains("(ref $type0)") && message.contains("(ref $type1)"),
        "{message}"
    );
}

#[test]
fn exceptions_keep_what_they_carry() {
    let text = r#"
        (type $box (struct (field i32)))
        (tag $tag (param (ref $box)))
        (global $kept (mut exnref) (ref.null exn))
        (func (export "throw")
            (block $caught (result exnref)
                (try_table (catch_all_ref $caught)
                    (throw $tag (struct.new $box (i32.const 7))))
                (unreachable))
            (global.set $kept))
        (func (export "churn") (param i32)
            (loop $more
                (drop (struct.new $box (i32.const -1)))
                (br_if $more (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
        (func (export "again") (result i32)
            (struct.get $box 0
                (block $caught (result (ref $box))
                    (try_table (catch $tag $caught) (throw_ref (global.get $kept)))
                    (unreachable))))
    "#;
    for (collect, engine) in engines() {
        let (mut store, instance) = instantiate(&engine, text);
        let mut call = |name: &str, args: &[Val], results: &mut [Val]| {
            let func = instance.get_func(&mut store, name).unwrap();
            func.call(&mut store, args, results).unwrap();
        };
        let churn = [Val::I32(if collect { 100 } else { 1_000_000 })];
        let mut result = [Val::I32(0)];
        call("throw", &[], &mut []);
        for _ in 0..3 {
            call("churn", &churn, &mut []);
            call("again", &[], &mut result);
            assert_eq!(result, [Val::I32(7)]);
        }
    }
}
