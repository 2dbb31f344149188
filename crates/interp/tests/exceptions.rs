//! Exceptions: what catches them, what they carry, and which frames they pass.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use sanderling::{
    Caller, Config, Engine, Error, ErrorKind, ExnRef, Extern, ExternRef, ExternType, Feature,
    Features, Func, FuncType, Global, GlobalType, Instance, Limits, LinkError, Linker, Module,
    Mutability, RefType, Store, Tag, TagType, Trap, Val, ValType,
};

/// A store with an instance.
struct Guest {
    store: Store<()>,
    instance: Instance,
}

impl Guest {
    fn new(engine: &Engine, text: &str) -> Guest {
        let module = Module::new(engine, text).unwrap();
        let mut store = Store::new(engine, ());
        let instance = Instance::new(&mut store, &module, &[]).unwrap();
        Guest { store, instance }
    }

    fn result(&mut self, name: &str, args: &[Val]) -> Result<Vec<Val>, Error> {
        let func = self.instance.get_func(&mut self.store, name).unwrap();
        let ty = func.ty(&self.store).unwrap();
        let mut results = vec![Val::I32(0); ty.results().len()];
        func.call(&mut self.store, args, &mut results)?;
        Ok(results)
    }

    fn call(&mut self, name: &str, args: &[Val]) -> Vec<Val> {
        self.result(name, args).unwrap()
    }

    fn i32(&mut self, name: &str, arg: i32) -> i32 {
        self.call(name, &[Val::I32(arg)])[0].unwrap_i32()
    }
}

/// Engines with fusion and without.
fn engines() -> [Engine; 2] {
    [true, false].map(|fusion| Engine::new(&Config::new().fusion(fusion)).unwrap())
}

/// The same module with fusion and without.
fn both(text: &str) -> [Guest; 2] {
    engines().map(|engine| Guest::new(&engine, text))
}

#[test]
fn the_first_fitting_clause_of_the_innermost_block_catches() {
    let text = r#"
        (tag $a) (tag $b) (tag $c) (tag $d)
        (func $throw (param i32)
            (block $c (block $b (block $a
                (br_table $a $b $c 3 (local.get 0)))
              (throw $a)) (throw $b)) (throw $c))
        (func (export "run") (param i32) (result i32)
            (block $outer_all
                (block $outer_b
                    (block $inner_a
                        (block $inner_a_again
                            (block $inner_c
                                (try_table (catch $b $outer_b) (catch_all $outer_all)
                                    (try_table (catch $a $inner_a) (catch $c $inner_c) (catch $a $inner_a_again)
                                        (call $throw (local.get 0)))
                                    (return (i32.const 0)))
                                (unreachable))
                            (return (i32.const 3)))
                        (return (i32.const 9)))
                    (return (i32.const 1)))
                (return (i32.const 2)))
            (i32.const 4))
        (func (export "all first") (result i32)
            (block $a
                (block $all
                    (try_table (catch_all $all) (catch $a $a) (throw $a))
                    (unreachable))
                (return (i32.const 1)))
            (i32.const 2))
        (func (export "other") (result i32)
            (block $all
                (try_table (catch_all $all) (throw $d))
                (unreachable))
            (i32.const 7))"#;
    for mut guest in both(text) {
        // 3: nothing is thrown.
        for (arg, expected) in [(0, 1), (1, 2), (2, 3), (3, 0)] {
            assert_eq!(guest.i32("run", arg), expected, "{arg}");
        }
        assert_eq!(guest.call("all first", &[]), [Val::I32(1)]);
        assert_eq!(guest.call("other", &[]), [Val::I32(7)]);
    }
}

const PAYLOAD: &str = "i32 i64 f32 f64 v128 funcref externref exnref i32";

/// Values of every type pass unchanged, as a payload, by reference, and back to the host.
#[test]
fn payloads_of_every_type() {
    let text = r#"
        (type $all (func (param PAYLOAD)))
        (type $results (func (param PAYLOAD) (result PAYLOAD)))
        (type $more (func (param PAYLOAD) (result PAYLOAD exnref)))
        (tag $t (export "t") (type $all))
        (func $throw (export "throw") (type $all)
            (throw $t (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4)
                (local.get 5) (local.get 6) (local.get 7) (local.get 8)))
        (func (export "block") (type $results)
            (block $caught (result PAYLOAD)
                (try_table (catch $t $caught)
                    (call $throw (local.get 0) (local.get 1) (local.get 2) (local.get 3)
                        (local.get 4) (local.get 5) (local.get 6) (local.get 7) (local.get 8)))
                (unreachable)))
        (func (export "here") (type $results)
            (block $caught (result PAYLOAD)
                (try_table (catch $t $caught)
                    (throw $t (local.get 0) (local.get 1) (local.get 2) (local.get 3)
                        (local.get 4) (local.get 5) (local.get 6) (local.get 7) (local.get 8)))
                (unreachable)))
        (func (export "function") (type $results)
            (try_table (catch $t 0)
                (call $throw (local.get 0) (local.get 1) (local.get 2) (local.get 3)
                    (local.get 4) (local.get 5) (local.get 6) (local.get 7) (local.get 8)))
            (unreachable))
        (func (export "function ref") (type $more)
            (i32.const 1)
            (try_table (catch_ref $t 0)
                (call $throw (local.get 0) (local.get 1) (local.get 2) (local.get 3)
                    (local.get 4) (local.get 5) (local.get 6) (local.get 7) (local.get 8)))
            (unreachable))
        (func (export "legacy") (type $results)
            try (result PAYLOAD)
                (call $throw (local.get 0) (local.get 1) (local.get 2) (local.get 3)
                    (local.get 4) (local.get 5) (local.get 6) (local.get 7) (local.get 8))
                unreachable
            catch $t
            end)
        (func (export "again") (param exnref) (result PAYLOAD)
            (block $caught (result PAYLOAD)
                (try_table (catch $t $caught) (throw_ref (local.get 0)))
                (unreachable)))"#;
    let text = text.replace("PAYLOAD", PAYLOAD);
    for mut guest in both(&text) {
        let func = guest.instance.get_func(&mut guest.store, "throw");
        let Some(Extern::Tag(tag)) = guest.instance.get_export(&mut guest.store, "t") else {
            panic!("the tag is exported")
        };
        let exception_tag =
            Tag::new(&mut guest.store, TagType::new(FuncType::new([], []))).unwrap();
        let exception = ExnRef::new(&mut guest.store, &exception_tag, &[]).unwrap();
        let values = [
            Val::I32(-5),
            Val::I64(i64::MIN + 3),
            Val::from(1.25f32),
            Val::from(-2.5f64),
            Val::V128(0x0123_4567_89ab_cdef_0011_2233_4455_6677),
            Val::FuncRef(func),
            Val::ExternRef(Some(
                ExternRef::new(&mut guest.store, "a host value").unwrap(),
            )),
            Val::ExnRef(Some(exception)),
            Val::I32(77),
        ];
        for name in ["block", "here", "function", "legacy"] {
            assert_eq!(guest.call(name, &values), values, "{name}");
        }
        let more = guest.call("function ref", &values);
        assert_eq!(more[..9], values);
        let caught = more[9].unwrap_exn_ref().unwrap();
        assert_eq!(caught.tag(&guest.store).unwrap(), tag);
        assert_eq!(caught.payload(&guest.store).unwrap(), values);
        assert_eq!(guest.call("again", &[more[9].clone()]), values);
        // From the host to the guest, and back.
        let made = ExnRef::new(&mut guest.store, &tag, &values).unwrap();
        assert_eq!(guest.call("again", &[made.into()]), values);
        let error = guest.result("throw", &values).unwrap_err();
        let thrown = error.exception().unwrap();
        assert_eq!(thrown.payload(&guest.store).unwrap(), values);
        let nulls = [
            Val::I32(0),
            Val::I64(0),
            Val::F32(0),
            Val::F64(0),
            Val::V128(0),
            Val::FuncRef(None),
            Val::ExternRef(None),
            Val::ExnRef(None),
            Val::I32(0),
        ];
        assert_eq!(guest.call("block", &nulls), nulls);
    }
}

/// Locals have their latest values where an exception is caught, also those that are
/// pinned to registers, and values below a `try_table` are still there.
#[test]
fn locals_and_values_below_are_current_at_the_handler() {
    let text = r#"
        (tag $e (param i32))
        (func $inner (param i32) (result i32)
            (local i32 i32)
            (loop $l
                (local.set 1 (i32.add (local.get 1) (i32.const 3)))
                (br_if $l (i32.lt_u (local.tee 2 (i32.add (local.get 2) (i32.const 1))) (i32.const 4))))
            (if (i32.eqz (i32.rem_u (local.get 0) (i32.const 3)))
                (then (throw $e (local.get 1))))
            (local.get 0))
        (func $callee (param i32) (result i32)
            (local i32)
            (local.set 1 (i32.mul (local.get 0) (i32.const 2)))
            (i32.sub (call $inner (local.get 0)) (local.get 1)))
        ;; $sum and $f are pinned: a loop sets them.
        (func (export "pinned") (param $n i32) (result i32)
            (local $i i32) (local $sum i32) (local $f f64) (local $caught i32)
            (loop $next
                (block $handled
                    (block $e (result i32)
                        (try_table (catch $e $e)
                            (local.set $sum (i32.add (local.get $sum) (i32.const 1)))
                            (local.set $f (f64.add (local.get $f) (f64.const 0.5)))
                            (drop (call $callee (local.get $i)))
                            (local.set $sum (i32.add (local.get $sum) (i32.const 100)))
                            (local.set $f (f64.add (local.get $f) (f64.const 0.25))))
                        (br $handled))
                    (local.set $caught (i32.add (local.get $caught)))
                    (local.set $sum (i32.add (local.get $sum) (i32.const 10000)))
                )
                (local.set $sum (i32.add (local.get $sum) (i32.const 7)))
                (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))
                                       (local.get $n))))
            (i32.add (i32.mul (local.get $caught) (i32.const 1000000))
                (i32.add (local.get $sum) (i32.trunc_f64_s (local.get $f)))))
        (func (export "below") (param $x i32) (result i32)
            (local $y i32)
            (local.set $y (i32.const 5))
            (local.get $x)
            (local.get $y)
            (i32.const 3)
            (i32.mul (local.get $x) (local.get $y))
            (block $e (result i32)
                (try_table (result i32) (catch $e $e)
                    (local.set $x (i32.const 1000))
                    (local.set $y (i32.add (local.get $x) (local.get $y)))
                    (call $callee (i32.const 0))))
            (i32.add (local.get $y))
            (i32.add) (i32.add) (i32.add) (i32.add))
        ;; The handler is the head of a loop, with parameters.
        (func (export "loop") (param $n i32) (result i32)
            (local $sum i32)
            (i32.const 0)
            (loop $again (param i32) (result i32)
                (local.set $sum (i32.add (local.get $sum)))
                (local.set $n (i32.sub (local.get $n) (i32.const 1)))
                (if (i32.gt_s (local.get $n) (i32.const 0))
                    (then (try_table (catch $e $again)
                        (throw $e (i32.mul (local.get $n) (i32.const 2))))))
                (local.get $sum)))
        (func (export "legacy pinned") (param $n i32) (result i32)
            (local $i i32) (local $sum i32)
            (loop $next
                (local.get $i)
                try (result i32)
                    (local.set $sum (i32.add (local.get $sum) (i32.const 1)))
                    (call $callee (local.get $i))
                catch $e
                    (local.set $sum (i32.add (local.get $sum) (i32.const 1000)))
                end
                (i32.add)
                (local.set $sum (i32.add (local.get $sum)))
                (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))
                                       (local.get $n))))
            (local.get $sum))"#;
    for mut guest in both(text) {
        for n in 1..40 {
            let (mut sum, mut f, mut caught) = (0, 0.0, 0);
            let mut legacy = 0;
            for i in 0..n {
                sum += 1;
                f += 0.5;
                legacy += 1 + i;
                if i % 3 == 0 {
                    caught += 12;
                    sum += 10000;
                    legacy += 1012;
                } else {
                    sum += 100;
                    f += 0.25;
                    legacy += -i;
                }
                sum += 7;
            }
            let expected = caught * 1_000_000 + sum + f as i32;
            assert_eq!(guest.i32("pinned", n), expected, "{n}");
            assert_eq!(guest.i32("legacy pinned", n), legacy, "{n}");
            assert_eq!(
                guest.i32("loop", n),
                (1..n).map(|i| 2 * i).sum::<i32>(),
                "{n}"
            );
            // x + 5 + 3 + 5x + (12 + y), where y has become 1005.
            assert_eq!(guest.i32("below", n), n + 5 + 3 + 5 * n + 12 + 1005, "{n}");
        }
    }
}

#[test]
fn nothing_but_exceptions_is_caught() {
    let text = r#"
        (import "host" "fail" (func $fail))
        (func $recurse (call $recurse))
        (memory 1)
        (func (export "unreachable") (block $l (try_table (catch_all $l) (unreachable))))
        (func (export "memory")
            (block $l (try_table (catch_all $l) (drop (i32.load (i32.const -1))))))
        (func (export "stack") (block $l (try_table (catch_all $l) (call $recurse))))
        (func (export "host") (block $l (try_table (catch_all $l) (call $fail))))
        (func (export "null") (block $l (try_table (catch_all $l) (throw_ref (ref.null exn)))))
        (func (export "legacy") try (unreachable) catch_all end)"#;
    for engine in engines() {
        let module = Module::new(&engine, text).unwrap();
        let mut store = Store::new(&engine, ());
        let fail = Func::wrap(&mut store, || Err::<(), Error>(Error::msg("no luck")));
        let instance = Instance::new(&mut store, &module, &[fail.into()]).unwrap();
        let mut guest = Guest { store, instance };
        for (name, trap) in [
            ("unreachable", Trap::Unreachable),
            ("memory", Trap::MemoryOutOfBounds),
            ("stack", Trap::StackOverflow),
            ("null", Trap::NullReference),
            ("legacy", Trap::Unreachable),
        ] {
            let error = guest.result(name, &[]).unwrap_err();
            assert_eq!(error.as_trap(), Some(trap), "{name}");
        }
        let error = guest.result("host", &[]).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Host(_)), "{error}");
        assert!(error.to_string().starts_with("no luck"));
    }
}

#[test]
fn an_uncaught_exception_is_an_error_with_its_values() {
    let text = r#"(module $m
        (tag $e (export "oops") (param i32 f64 externref))
        (tag $quiet)
        (func $inner (throw $e (i32.const -3) (f64.const 0.5) (ref.null extern)))
        (func $outer (export "f") (call $inner))
        (func (export "quiet") (throw $quiet)))"#;
    for mut guest in both(text) {
        let error = guest.result("f", &[]).unwrap_err();
        let names: Vec<_> = error.backtrace().iter().map(|f| f.func_name()).collect();
        assert_eq!(names, [Some("inner"), Some("outer")]);
        let exception = error.exception().unwrap();
        let values = [Val::I32(-3), Val::from(0.5f64), Val::ExternRef(None)];
        assert_eq!(exception.payload(&guest.store).unwrap(), values);
        let tag = exception.tag(&guest.store).unwrap();
        assert_eq!(
            Some(Extern::Tag(tag)),
            guest.instance.get_export(&mut guest.store, "oops")
        );
        assert!(error.to_string().starts_with(
            "uncaught exception: tag \"oops\" (i32 -3, f64 0.5, externref null)\n\
             wasm backtrace (innermost first):"
        ));
        let error = guest.result("quiet", &[]).unwrap_err();
        assert_eq!(error.kind().to_string(), "uncaught exception: tag[1]");
        let host_tag = Tag::new(&mut guest.store, TagType::new(FuncType::new([], []))).unwrap();
        let made = ExnRef::new(&mut guest.store, &host_tag, &[]).unwrap();
        let error = made.throw(&guest.store);
        assert_eq!(
            error.kind().to_string(),
            "uncaught exception: tag of the host"
        );
    }
    let engine = Engine::default();
    let module = Module::new(&engine, "(tag $e) (func $f (throw $e)) (start $f)").unwrap();
    let error = Instance::new(&mut Store::new(&engine, ()), &module, &[]).unwrap_err();
    assert!(error.exception().is_some());
}

/// The instance of the frame that catches runs on, with its memory and its globals.
#[test]
fn exceptions_cross_instances() {
    let thrower = r#"
        (tag $own (export "own") (param i32))
        (tag $private)
        (memory (export "memory") 1)
        (data (i32.const 0) "B")
        (func (export "throw") (param i32)
            (drop (memory.grow (i32.const 1)))
            (throw $own (i32.add (local.get 0) (i32.load8_u (i32.const 0)))))
        (func (export "private") (throw $private))"#;
    let catcher = r#"
        (import "b" "own" (tag $own (param i32)))
        (import "b" "throw" (func $throw (param i32)))
        (import "b" "private" (func $private))
        (tag $private)
        (memory 1)
        (data (i32.const 0) "A")
        (global $g (mut i32) (i32.const 1))
        (table funcref (elem $throw $private))
        (func (export "direct") (param i32) (result i32)
            (block $e (result i32)
                (try_table (catch $own $e) (call $throw (local.get 0)))
                (unreachable))
            (i32.add (i32.load8_u (i32.const 0)))
            (global.set $g (i32.add (global.get $g) (i32.const 1)))
            (i32.add (i32.shl (global.get $g) (i32.const 16))))
        (func (export "indirect") (param i32) (result i32)
            (block $e (result i32)
                (try_table (catch $own $e)
                    (call_indirect (param i32) (local.get 0) (i32.const 0)))
                (unreachable))
            (i32.add (i32.load8_u (i32.const 0))))
        (func (export "private") (param i32) (result i32)
            (block $all
                (block $mine
                    (try_table (catch $private $mine) (catch_all $all)
                        (call_indirect (i32.const 1)))
                    (unreachable))
                (return (i32.const 1)))
            (i32.load8_u (i32.const 0)))
        (func (export "in tail position") (param i32)
            (return_call $throw (local.get 0)))"#;
    // Calls the catcher's function, which tail-calls the thrower's.
    let third = r#"
        (import "b" "own" (tag $own (param i32)))
        (import "a" "in tail position" (func $f (param i32)))
        (memory 1)
        (data (i32.const 0) "C")
        (func (export "through a tail call") (param i32) (result i32)
            (block $e (result i32)
                (try_table (catch $own $e) (call $f (local.get 0)))
                (unreachable))
            (i32.add (i32.load8_u (i32.const 0))))"#;
    for engine in engines() {
        let mut store = Store::new(&engine, ());
        let mut linker = Linker::new(&engine);
        for (name, text) in [("b", thrower), ("a", catcher), ("c", third)] {
            let module = Module::new(&engine, text).unwrap();
            linker.module(&mut store, name, &module).unwrap();
        }
        let mut call = |module: &str, name: &str, arg: i32| {
            let func = linker.get(&mut store, module, name).unwrap();
            let func = func.into_func().unwrap().typed::<i32, i32>(&store).unwrap();
            func.call(&mut store, arg).unwrap()
        };
        let (a, b, c) = (i32::from(b'A'), i32::from(b'B'), i32::from(b'C'));
        for turn in 0..5 {
            assert_eq!(call("a", "direct", 10), 10 + b + a + ((turn + 2) << 16));
            assert_eq!(call("a", "indirect", 20), 20 + b + a);
            assert_eq!(call("a", "private", 0), a);
            assert_eq!(call("c", "through a tail call", 30), 30 + b + c);
        }
    }
}

/// What a host function does with an exception that comes out of a guest.
#[derive(Clone, Copy, PartialEq)]
enum Between {
    Passes,
    Replaces,
    Handles,
}

/// An exception passes a host function's frame as the one that it was.
#[test]
fn exceptions_cross_the_host() {
    let text = r#"
        (import "host" "between" (func $between (param i32)))
        (import "host" "replacement" (tag $replacement (param i64)))
        (tag $e (export "e") (param i32))
        (memory 1)
        (global $kept (export "kept") (mut exnref) (ref.null exn))
        (table $table (export "table") 1 exnref)
        (func (export "throw") (param i32)
            (drop (memory.grow (i32.const 1)))
            (if (i32.and (local.get 0) (i32.const 1))
                (then (block $r (result exnref)
                        (try_table (catch_all_ref $r) (throw $e (local.get 0)))
                        (unreachable))
                    (global.set $kept)
                    (throw_ref (global.get $kept))))
            (throw $e (local.get 0)))
        (func (export "run") (param i32) (result i64)
            (block $r (result i64)
                (block $e (result i32 exnref)
                    (try_table (catch_ref $e $e) (catch $replacement $r)
                        (call $between (local.get 0)))
                    (return (i64.const -1)))
                (global.set $kept)
                (local.set 0)
                (table.set $table (i32.const 0) (global.get $kept))
                (i32.store (i32.const 65536) (local.get 0))
                (return (i64.extend_i32_s (i32.load (i32.const 65536)))))
            )"#;
    for engine in engines() {
        for what in [Between::Passes, Between::Replaces, Between::Handles] {
            let mut store = Store::new(&engine, None::<ExnRef>);
            let ty = TagType::new(FuncType::new([ValType::I64], []));
            let replacement = Tag::new(&mut store, ty).unwrap();
            let mut linker = Linker::new(&engine);
            let between = move |mut caller: Caller<'_, Option<ExnRef>>, arg: i32| {
                let throw = caller
                    .get_export("throw")
                    .and_then(Extern::into_func)
                    .unwrap();
                let error = throw.call(&mut caller, &[arg.into()], &mut []).unwrap_err();
                *caller.data_mut() = error.exception();
                match what {
                    Between::Passes => Err(error),
                    Between::Replaces => {
                        let new = ExnRef::new(&mut caller, &replacement, &[Val::I64(1 << 40)])?;
                        Err(new.throw(&caller))
                    }
                    Between::Handles => Ok(()),
                }
            };
            linker.func_wrap("host", "between", between).unwrap();
            linker.define("host", "replacement", replacement).unwrap();
            let module = Module::new(&engine, text).unwrap();
            let instance = linker.instantiate(&mut store, &module).unwrap();
            let run = instance
                .get_typed_func::<i32, i64>(&mut store, "run")
                .unwrap();
            for arg in 10..20 {
                let expected = match what {
                    Between::Passes => arg.into(),
                    Between::Replaces => 1 << 40,
                    Between::Handles => -1,
                };
                assert_eq!(run.call(&mut store, arg).unwrap(), expected);
                let seen = store.data().clone().unwrap();
                assert_eq!(seen.payload(&store).unwrap(), [Val::I32(arg)]);
                let kept = instance.get_global(&mut store, "kept").unwrap();
                let kept = kept.get(&store).unwrap().unwrap_exn_ref();
                if what == Between::Passes || arg % 2 == 1 {
                    // The very exception that the host has seen.
                    assert_eq!(kept, Some(seen));
                }
                if what == Between::Passes {
                    let table = instance.get_table(&mut store, "table").unwrap();
                    let element = table.get(&store, 0).unwrap();
                    assert_eq!(element, Val::ExnRef(kept));
                }
            }
        }
    }
}

/// Guests and hosts in turns, many deep: the frames of all of them are passed.
#[test]
fn exceptions_pass_many_hosts() {
    let text = r#"
        (import "host" "down" (func $down (param i32)))
        (tag $e (param i32))
        (func $f (export "f") (param i32)
            (if (i32.eqz (local.get 0)) (then (throw $e (i32.const 42))))
            (call $down (i32.sub (local.get 0) (i32.const 1))))
        (func (export "run") (param i32) (result i32)
            (try_table (catch $e 0) (call $f (local.get 0)))
            (unreachable))"#;
    for engine in engines() {
        let mut store = Store::new(&engine, ());
        let mut linker = Linker::new(&engine);
        let down = |mut caller: Caller<'_, ()>, n: i32| {
            let f = caller.get_export("f").and_then(Extern::into_func).unwrap();
            f.typed::<i32, ()>(&caller)?.call(&mut caller, n)
        };
        linker.func_wrap("host", "down", down).unwrap();
        let module = Module::new(&engine, text).unwrap();
        let instance = linker.instantiate(&mut store, &module).unwrap();
        let run = instance
            .get_typed_func::<i32, i32>(&mut store, "run")
            .unwrap();
        let f = instance.get_typed_func::<i32, ()>(&mut store, "f").unwrap();
        for depth in [0, 1, 2, 50] {
            assert_eq!(run.call(&mut store, depth).unwrap(), 42);
            let error = f.call(&mut store, depth).unwrap_err();
            assert!(error.exception().is_some());
            assert_eq!(error.backtrace().len(), depth as usize + 1);
        }
    }
}

/// Whoever calls in tail position has left its `try_table`.
#[test]
fn tail_calls_leave_what_protects_them() {
    let text = r#"
        (import "host" "throw" (func $host))
        (import "host" "e" (tag $e))
        (type $f (func))
        (func $throw (throw $e))
        (elem declare func $throw $host)
        (table funcref (elem $throw $host))
        (func (export "call") (param i32) (result i32) (local i32)
            (block $caught
                (try_table (catch_all $caught)
                    (block $3 (block $2 (block $1 (block $0
                        (br_table $0 $1 $2 $3 (local.get 0)))
                      (call $one) (br $3)) (call $two) (br $3)) (call $three))
                    )
                (return (i32.const 0)))
            (i32.const 1))
        (func $one (block $l (try_table (catch_all $l) (return_call $throw)))
            (unreachable))
        (func $two (block $l (try_table (catch_all $l) (return_call_ref $f (ref.func $throw))))
            (unreachable))
        (func $three (block $l (try_table (catch_all $l) (return_call $host)))
            (unreachable))
        (func (export "indirect") (param i32)
            (block $l (try_table (catch_all $l) (return_call_indirect (local.get 0)))) (unreachable))
        (func (export "still") (param i32) (result i32)
            (block $l
                (try_table (catch_all $l)
                    (if (local.get 0) (then (return_call $zero)))
                    (call $throw)))
            (i32.const 5))
        (func $zero (result i32) (i32.const 0))"#;
    for engine in engines() {
        let mut store = Store::new(&engine, ());
        let mut linker = Linker::new(&engine);
        let e = Tag::new(&mut store, TagType::new(FuncType::new([], []))).unwrap();
        let throw = move |mut caller: Caller<'_, ()>| {
            Err::<(), Error>(ExnRef::new(&mut caller, &e, &[])?.throw(&caller))
        };
        linker.func_wrap("host", "throw", throw).unwrap();
        linker.define("host", "e", e).unwrap();
        let module = Module::new(&engine, text).unwrap();
        let instance = linker.instantiate(&mut store, &module).unwrap();
        let mut guest = Guest { store, instance };
        // The caller of who tail-calls catches.
        for n in 0..3 {
            assert_eq!(guest.i32("call", n), 1, "{n}");
        }
        for n in 0..2 {
            let error = guest.result("indirect", &[Val::I32(n)]).unwrap_err();
            assert!(error.exception().is_some(), "{error}");
        }
        assert_eq!(guest.i32("still", 0), 5);
        assert_eq!(guest.i32("still", 1), 0);
    }
}

/// References outlive the exceptions that are thrown after them.
#[test]
fn exceptions_can_be_kept_and_thrown_again() {
    let text = r#"
        (tag $e (export "e") (param i32 externref))
        (global $kept (mut exnref) (ref.null exn))
        (table $table 2 exnref)
        (func (export "keep") (param i32 externref) (local $x exnref)
            (block $r (result i32 externref exnref)
                (try_table (catch_ref $e $r) (throw $e (local.get 0) (local.get 1)))
                (unreachable))
            (global.set $kept) (drop) (drop)
            (block $r (result exnref)
                (try_table (catch_all_ref $r)
                    (throw $e (i32.add (local.get 0) (i32.const 1)) (local.get 1)))
                (unreachable))
            (local.set $x)
            (table.set (i32.const 1) (local.get $x)))
        (func (export "others") (param i32) (result i32) (local $sum i32)
            (loop $next
                (block $r (result i32 externref exnref)
                    (try_table (catch_ref $e $r) (throw $e (local.get 0) (ref.null extern)))
                    (unreachable))
                (drop) (drop)
                (local.set $sum (i32.add (local.get $sum)))
                (br_if $next (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
            (local.get $sum))
        (func (export "again") (param i32) (result i32 externref)
            (try_table (catch $e 0)
                (if (local.get 0) (then (throw_ref (table.get (i32.const 1)))))
                (throw_ref (global.get $kept)))
            (unreachable))"#;
    for mut guest in both(text) {
        let host = Val::ExternRef(Some(ExternRef::new(&mut guest.store, 5u8).unwrap()));
        guest.call("keep", &[Val::I32(7), host.clone()]);
        for _ in 0..3 {
            assert_eq!(guest.i32("others", 10_000), 50_005_000);
            assert_eq!(
                guest.call("again", &[Val::I32(0)]),
                [Val::I32(7), host.clone()]
            );
            assert_eq!(
                guest.call("again", &[Val::I32(1)]),
                [Val::I32(8), host.clone()]
            );
        }
    }
}

/// What a frame holds stays while exceptions come and go, and those go: the heap's
/// limit is far below what all of them take.
#[test]
fn exceptions_are_collected_and_what_a_frame_holds_is_not() {
    let text = r#"
        (tag $e (param i32)) (tag $empty)
        (func $make (param i32) (result exnref)
            (block $r (result exnref)
                (try_table (catch_all_ref $r) (throw $e (local.get 0)))
                (unreachable)))
        (func (export "run") (param $n i32) (result i32)
            (local $a exnref) (local $b exnref) (local $other exnref)
            (local.set $a (call $make (i32.const 3)))
            (call $make (i32.const 40))
            (local.set $b (call $make (i32.const 500)))
            (loop $next
                (block $r (result exnref)
                    (try_table (catch_all_ref $r) (throw $empty))
                    (unreachable))
                (local.set $other)
                (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
            (call $value)
            (i32.add (call $value (local.get $a)))
            (i32.add (call $value (local.get $b))))
        (func $value (param exnref) (result i32)
            (try_table (catch $e 0) (throw_ref (local.get 0)))
            (unreachable))"#;
    for fusion in [true, false] {
        let mut limits = Limits::default();
        limits.gc_heap_bytes = 6 << 20;
        let config = Config::new().fusion(fusion).limits(limits);
        let mut guest = Guest::new(&Engine::new(&config).unwrap(), text);
        // Some 16 bytes each.
        assert_eq!(guest.i32("run", 1_500_000), 543);
    }
}

/// Ten million, thrown in a callee or in the block itself, caught by value, by reference,
/// by the host or by a legacy `catch`: on a heap and a stack that have room for few.
#[test]
fn ten_million_exceptions_in_flat_memory() {
    let text = r#"
        (import "host" "throw" (func $host))
        (tag $e (param i64))
        (func $throw (param i64) (throw $e (local.get 0)))
        (func (export "value") (param $n i64) (result i64) (local $sum i64)
            (loop $next
                (local.set $sum (i64.add (local.get $sum)
                    (block $e (result i64)
                        (try_table (catch $e $e) (call $throw (local.get $n)))
                        (unreachable))))
                (br_if $next (i64.ne (i64.const 0)
                    (local.tee $n (i64.sub (local.get $n) (i64.const 1))))))
            (local.get $sum))
        (func (export "reference") (param $n i64) (result i64) (local $sum i64)
            (loop $next
                (block $e (result i64 exnref)
                    (try_table (catch_ref $e $e) (throw $e (local.get $n)))
                    (unreachable))
                (drop)
                (local.set $sum (i64.add (local.get $sum)))
                (br_if $next (i64.ne (i64.const 0)
                    (local.tee $n (i64.sub (local.get $n) (i64.const 1))))))
            (local.get $sum))
        (func (export "legacy") (param $n i64) (result i64) (local $sum i64)
            (loop $next
                try
                    (call $throw (local.get $n))
                catch $e
                    local.get $sum
                    i64.add
                    local.set $sum
                end
                (br_if $next (i64.ne (i64.const 0)
                    (local.tee $n (i64.sub (local.get $n) (i64.const 1))))))
            (local.get $sum))
        (func (export "host") (param $n i64) (result i64) (local $sum i64)
            (loop $next
                (block $caught
                    (try_table (catch_all $caught) (call $host))
                    (unreachable))
                (local.set $sum (i64.add (local.get $sum) (local.get $n)))
                (br_if $next (i64.ne (i64.const 0)
                    (local.tee $n (i64.sub (local.get $n) (i64.const 1))))))
            (local.get $sum))"#;
    let mut limits = Limits::default();
    limits.gc_heap_bytes = 1 << 20;
    let config = Config::new().limits(limits).wasm_stack_bytes(64 << 10);
    let engine = Engine::new(&config).unwrap();
    let mut store = Store::new(&engine, ());
    let tag = Tag::new(&mut store, TagType::new(FuncType::new([], []))).unwrap();
    let throw = Func::wrap(&mut store, move |mut caller: Caller<'_, ()>| {
        let exception = ExnRef::new(&mut caller, &tag, &[])?;
        Err::<(), Error>(exception.throw(&caller))
    });
    let module = Module::new(&engine, text).unwrap();
    let instance = Instance::new(&mut store, &module, &[throw.into()]).unwrap();
    for (name, n) in [
        ("value", 10_000_000),
        ("reference", 10_000_000),
        ("legacy", 1_000_000),
        ("host", 1_000_000),
    ] {
        let run = instance.get_typed_func::<i64, i64>(&mut store, name);
        let sum = run.unwrap().call(&mut store, n).unwrap();
        assert_eq!(sum, n * (n + 1) / 2, "{name}");
    }
}

/// Frames in great number, of functions that catch nothing, something else, or throw on.
#[test]
fn deep_unwinding() {
    let text = r#"
        (tag $e (param i32)) (tag $other)
        (func $plain (param i32)
            (if (i32.eqz (local.get 0)) (then (throw $e (i32.const 5))))
            (call $plain (i32.sub (local.get 0) (i32.const 1))))
        (func $others (param i32)
            (block $o
                (try_table (catch $other $o)
                    (if (i32.eqz (local.get 0)) (then (throw $e (i32.const 6))))
                    (call $others (i32.sub (local.get 0) (i32.const 1))))
                (return))
            (unreachable))
        (func $again (param i32) (local $x exnref)
            (block $e (result i32 exnref)
                (try_table (catch_ref $e $e)
                    (if (i32.eqz (local.get 0)) (then (throw $e (i32.const 7))))
                    (call $again (i32.sub (local.get 0) (i32.const 1))))
                (return))
            (local.set $x) (drop) (throw_ref (local.get $x)))
        (func $new (param i32)
            (block $e (result i32)
                (try_table (catch $e $e)
                    (if (i32.eqz (local.get 0)) (then (throw $e (i32.const 8))))
                    (call $new (i32.sub (local.get 0) (i32.const 1))))
                (return))
            (i32.add (i32.const 1))
            (throw $e))
        (func $legacy (param i32)
            try
                (if (i32.eqz (local.get 0)) (then (throw $e (i32.const 9))))
                (call $legacy (i32.sub (local.get 0) (i32.const 1)))
            catch $other
                unreachable
            catch_all
                rethrow 0
            end)
        (table funcref (elem $plain $others $again $new $legacy))
        (func (export "run") (param $which i32) (param $depth i32) (result i32)
            (try_table (catch $e 0)
                (call_indirect (param i32) (local.get $depth) (local.get $which)))
            (unreachable))"#;
    for mut guest in both(text) {
        for depth in [0, 1, 10_000] {
            for (which, expected) in [(0, 5), (1, 6), (2, 7), (3, 9 + depth), (4, 9)] {
                let args = [Val::I32(which), Val::I32(depth)];
                assert_eq!(guest.call("run", &args), [Val::I32(expected)], "{which}");
            }
        }
    }
}

#[test]
fn legacy_exceptions() {
    let text = r#"
        (tag $a (param i32)) (tag $b (param i64))
        (func $throw (param i32)
            (if (i32.eqz (local.get 0)) (then (throw $a (i32.const 10))))
            (throw $b (i64.const 20)))
        ;; Parameters, values below, several clauses with several results.
        (func (export "results") (param i32) (result i32 i64 i32) (local $x i32)
            (local.set $x (i32.const 4))
            (i32.mul (local.get 0) (i32.const 3))
            (i32.const 1)
            try (param i32) (result i64 i32)
                (drop)
                (local.set $x (i32.const 5))
                (if (i32.lt_u (local.get 0) (i32.const 2)) (then (call $throw (local.get 0))))
                (i64.const 1) (i32.const 2)
            catch $a
                (drop)
                (i64.const 3) (i32.add (local.get $x) (i32.const 4))
            catch $b
                (if (result i64) (i64.eqz (i64.const 0)) (then (i64.const 9)) (else (i64.const 8)))
                (i64.add)
                (i32.const 6)
            end)
        ;; In a clause another exception is thrown and caught; then the first one again.
        (func (export "nested") (param i32) (result i32)
            try (result i32)
                try (result i32)
                    (throw $a (i32.const 1))
                catch $a
                    try
                        (throw $b (i64.const 5))
                    catch $b
                        (drop)
                        (if (i32.eqz (local.get 0)) (then (rethrow 1)))
                        (if (i32.eq (local.get 0) (i32.const 1)) (then (rethrow 2)))
                    end
                    (drop)
                    rethrow 0
                end
            catch $a
                (i32.add (i32.const 100))
            catch $b
                (i32.wrap_i64)
                (i32.add (i32.const 200))
            end)
        ;; A branch out of a clause, and one out of a body.
        (func (export "branches") (param i32) (result i32)
            (i32.const 1000)
            (block $out (result i32)
                try (result i32)
                    (if (i32.eqz (local.get 0)) (then (br $out (i32.const 1))))
                    (call $throw (i32.sub (local.get 0) (i32.const 1)))
                    (i32.const 2)
                catch $a
                    (br $out (i32.add (i32.const 3)))
                catch_all
                    (br 0 (i32.const 4))
                end
                (i32.add (i32.const 50)))
            (i32.add))
        ;; To the handlers of an outer block, past one that would catch.
        (func (export "delegates") (param i32) (result i32)
            try $outer (result i32)
                try (result i32)
                    try (result i32)
                        (call $throw (local.get 0))
                        (i32.const 0)
                    delegate $outer
                catch_all
                    (i32.const 1)
                end
            catch $a
                (i32.add (i32.const 1))
            catch_all
                (i32.const 3)
            end)
        (func (export "to the caller") (param i32)
            try
                try
                    (call $throw (local.get 0))
                delegate 1
            catch_all
            end)
        (func (export "no clauses") (param i32) (result i32)
            try (result i32)
                (local.get 0)
            end)
        (func (export "dead") (result i32)
            try (result i32)
                (throw $a (i32.const 3))
            catch $a
                (return)
                try
                catch_all
                    rethrow 0
                end
                try
                delegate 0
            catch_all
                unreachable
            end)"#;
    for mut guest in both(text) {
        let run = |guest: &mut Guest, name: &str, n: i32| guest.call(name, &[Val::I32(n)]);
        let results = |a: i32, b: i64, c: i32| vec![Val::I32(a), Val::I64(b), Val::I32(c)];
        assert_eq!(run(&mut guest, "results", 0), results(0, 3, 9));
        assert_eq!(run(&mut guest, "results", 1), results(3, 29, 6));
        assert_eq!(run(&mut guest, "results", 2), results(6, 1, 2));
        for (n, expected) in [(0, 205), (1, 101), (2, 101)] {
            assert_eq!(guest.i32("nested", n), expected, "{n}");
        }
        for (n, expected) in [(0, 1001), (1, 1013), (2, 1054)] {
            assert_eq!(guest.i32("branches", n), expected, "{n}");
        }
        for (n, expected) in [(0, 11), (1, 3)] {
            assert_eq!(guest.i32("delegates", n), expected, "{n}");
        }
        let error = guest.result("to the caller", &[Val::I32(0)]).unwrap_err();
        assert!(error.exception().is_some());
        assert_eq!(guest.i32("no clauses", 7), 7);
        assert_eq!(guest.call("dead", &[]), [Val::I32(3)]);
    }
    let features = Features::default().without(Feature::LegacyExceptions);
    let engine = Engine::new(&Config::new().features(features)).unwrap();
    let error = Module::new(&engine, "(func try catch_all end)").unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Unsupported { .. }),
        "{error}"
    );
    assert!(Module::new(&engine, "(func (try_table))").is_ok());
}

#[test]
fn tags_match_by_type_at_link_time() {
    let engine = Engine::default();
    let mut store = Store::new(&engine, ());
    let text = r#"(import "m" "e" (tag (param i32)))"#;
    let module = Module::new(&engine, text).unwrap();
    let mut linker = Linker::new(&engine);
    let error = linker.instantiate(&mut store, &module).unwrap_err();
    assert!(
        error
            .to_string()
            .contains(r#"unknown import: "m" "e" (tag (param i32))"#)
    );
    let wrong = Tag::new(&mut store, TagType::new(FuncType::new([ValType::I64], []))).unwrap();
    let error = Instance::new(&mut store, &module, &[wrong.into()]).unwrap_err();
    let ErrorKind::Link(LinkError::IncompatibleImport {
        expected, found, ..
    }) = error.kind()
    else {
        panic!("{error}")
    };
    assert_eq!(expected.to_string(), "(tag (param i32))");
    assert_eq!(found.to_string(), "(tag (param i64))");
    let right = Tag::new(&mut store, TagType::new(FuncType::new([ValType::I32], []))).unwrap();
    linker.define("m", "e", right).unwrap();
    linker.instantiate(&mut store, &module).unwrap();
    assert!(matches!(
        module.imports().next().unwrap().ty(),
        ExternType::Tag(_)
    ));
}

/// Handles are of their store, and values of their types.
#[test]
fn the_host_is_held_to_types_and_stores() {
    let engine = Engine::default();
    let (mut store, mut other) = (Store::new(&engine, ()), Store::new(&engine, ()));
    let ty = TagType::new(FuncType::new([ValType::I32], []));
    let tag = Tag::new(&mut store, ty.clone()).unwrap();
    let foreign_tag = Tag::new(&mut other, ty).unwrap();
    let usage = |error: Error| assert!(matches!(error.kind(), ErrorKind::Usage(_)), "{error}");
    usage(ExnRef::new(&mut store, &tag, &[]).unwrap_err());
    usage(ExnRef::new(&mut store, &tag, &[Val::F32(0)]).unwrap_err());
    usage(ExnRef::new(&mut store, &foreign_tag, &[Val::I32(0)]).unwrap_err());
    let foreign = ExnRef::new(&mut other, &foreign_tag, &[Val::I32(0)]).unwrap();
    usage(foreign.tag(&store).unwrap_err());
    usage(foreign.payload(&store).unwrap_err());
    usage(foreign.throw(&store));

    let text = r#"
        (import "host" "fail" (func $fail))
        (func (export "f") (param exnref))
        (func (export "g") (block $l (try_table (catch_all $l) (call $fail))))"#;
    let module = Module::new(&engine, text).unwrap();
    let stolen = std::sync::Mutex::new(Some(foreign.throw(&other)));
    let fail = Func::wrap(&mut store, move || {
        Err::<(), Error>(stolen.lock().unwrap().take().unwrap())
    });
    let instance = Instance::new(&mut store, &module, &[fail.into()]).unwrap();
    let f = instance.get_func(&mut store, "f").unwrap();
    usage(
        f.call(&mut store, &[foreign.clone().into()], &mut [])
            .unwrap_err(),
    );
    usage(
        f.call(&mut store, &[Val::ExternRef(None)], &mut [])
            .unwrap_err(),
    );
    // The exception of another store is an error here like any other.
    let g = instance.get_func(&mut store, "g").unwrap();
    let error = g.call(&mut store, &[], &mut []).unwrap_err();
    assert_eq!(error.exception(), Some(foreign.clone()));

    let ty = GlobalType::new(ValType::Ref(RefType::EXNREF), Mutability::Var);
    let global = Global::new(&mut store, ty, Val::ExnRef(None)).unwrap();
    let mine = ExnRef::new(&mut store, &tag, &[Val::I32(3)]).unwrap();
    global.set(&mut store, mine.clone().into()).unwrap();
    assert_eq!(global.get(&store).unwrap(), Val::ExnRef(Some(mine.clone())));
    usage(global.set(&mut store, foreign.into()).unwrap_err());
    assert_eq!(Val::null(&RefType::EXNREF), Some(Val::ExnRef(None)));
    assert_eq!(Val::from(mine).ty(), ValType::Ref(RefType::EXNREF));
}

/// Functions are found by addresses in their code while other threads translate theirs.
#[test]
fn threads_share_a_module_that_throws() {
    let mut text = String::from("(tag $e (param i32))");
    for i in 0..200 {
        text.push_str(&format!(
            r#"(func $t{i} (param i32) (throw $e (i32.add (local.get 0) (i32.const {i}))))
               (func (export "{i}") (param i32) (result i32)
                   (try_table (catch $e 0) (call $t{i} (local.get 0))) (unreachable))"#
        ));
    }
    let engine = Engine::default();
    let module = Module::new(&engine, &text).unwrap();
    let done = Arc::new(AtomicU32::new(0));
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (module, done) = (module.clone(), done.clone());
            scope.spawn(move || {
                let mut store = Store::new(&module.engine(), ());
                let instance = Instance::new(&mut store, &module, &[]).unwrap();
                for i in 0..200 {
                    let i = if thread % 2 == 0 { i } else { 199 - i };
                    let f = instance
                        .get_typed_func::<i32, i32>(&mut store, &i.to_string())
                        .unwrap();
                    assert_eq!(f.call(&mut store, 1000).unwrap(), 1000 + i);
                    done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    assert_eq!(done.load(Ordering::Relaxed), 800);
}
