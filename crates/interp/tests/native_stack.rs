//! The guest runs on a stack of its own: however much it does, the native stack
//! does not grow. A dispatch that loses its jump fails here at once.

use sanderling::{
    Caller, Config, Engine, ExnRef, Extern, Func, Instance, Linker, Module, Store, Trap, Val,
};
use std::fmt::Write;

/// What the guest runs on.
const STACK_BYTES: usize = 64 << 10;

/// A count of turns: fewer where handlers are not optimised.
fn turns(release: u32) -> i32 {
    let n = if cfg!(debug_assertions) {
        release / 50
    } else {
        release
    };
    n as i32
}

/// Runs on a small native stack.
fn on_small_stack<R: Send>(run: impl FnOnce() -> R + Send) -> R {
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, run)
            .unwrap()
            .join()
            .unwrap()
    })
}

/// The body of a loop that uses every numeric operator.
fn arithmetic() -> String {
    let mut body = String::new();
    for t in ["i32", "i64"] {
        for op in [
            "add", "sub", "mul", "and", "or", "xor", "shl", "shr_s", "shr_u", "rotl", "rotr",
        ] {
            let _ = write!(
                body,
                "(local.set ${t} ({t}.{op} (local.get ${t}) (local.get ${t}_k)))"
            );
        }
        for op in ["div_s", "div_u", "rem_s", "rem_u"] {
            let _ = write!(
                body,
                "(local.set ${t} ({t}.{op} (local.get ${t}) ({t}.or (local.get ${t}_k) ({t}.const 9))))"
            );
        }
        for op in [
            "eq", "ne", "lt_s", "lt_u", "gt_s", "gt_u", "le_s", "le_u", "ge_s", "ge_u",
        ] {
            let _ = write!(
                body,
                "(local.set $c (i32.add (local.get $c) ({t}.{op} (local.get ${t}) (local.get ${t}_k))))"
            );
            let _ = write!(
                body,
                "(if ({t}.{op} (local.get ${t}) ({t}.const 12345)) (then (local.set $c (i32.const 1))))"
            );
        }
        for op in ["clz", "ctz", "popcnt", "extend8_s", "extend16_s"] {
            let _ = write!(
                body,
                "(local.set ${t} ({t}.xor (local.get ${t}_k) ({t}.{op} (local.get ${t}))))"
            );
        }
        let _ = write!(
            body,
            "(local.set $c (i32.xor (local.get $c) ({t}.eqz (local.get ${t}))))"
        );
    }
    for t in ["f32", "f64"] {
        for op in ["add", "sub", "mul", "div", "min", "max", "copysign"] {
            let _ = write!(
                body,
                "(local.set ${t} ({t}.{op} (local.get ${t}) ({t}.const 1.25)))"
            );
        }
        for op in ["eq", "ne", "lt", "gt", "le", "ge"] {
            let _ = write!(
                body,
                "(if ({t}.{op} (local.get ${t}) ({t}.const 3)) (then (local.set $c (i32.const 2))))"
            );
        }
        for op in ["abs", "neg", "ceil", "floor", "trunc", "nearest", "sqrt"] {
            let _ = write!(
                body,
                "(local.set ${t} ({t}.add ({t}.const 0.5) ({t}.{op} (local.get ${t}))))"
            );
        }
        for int in ["i32", "i64"] {
            for sign in ["s", "u"] {
                let _ = write!(
                    body,
                    "(local.set ${int} ({int}.xor (local.get ${int}) ({int}.trunc_sat_{t}_{sign} (local.get ${t}))))
                     (local.set ${int} ({int}.xor (local.get ${int}) ({int}.trunc_{t}_{sign} ({t}.const 77.5))))
                     (local.set ${t} ({t}.add (local.get ${t}) ({t}.convert_{int}_{sign} (local.get ${int}_k))))"
                );
            }
        }
    }
    body.push_str(
        "(local.set $i64 (i64.add (i64.extend_i32_s (local.get $i32)) (i64.extend_i32_u (local.get $c))))
         (local.set $i32 (i32.wrap_i64 (i64.extend32_s (local.get $i64))))
         (local.set $f32 (f32.demote_f64 (f64.promote_f32 (f32.const 9))))
         (local.set $i32_k (i32.or (i32.reinterpret_f32 (f32.reinterpret_i32 (local.get $i32))) (i32.const 1)))
         (local.set $i64_k (i64.or (i64.reinterpret_f64 (f64.reinterpret_i64 (local.get $i64))) (i64.const 1)))
         (local.set $f64 (select (local.get $f64) (f64.const 2) (local.get $c)))
         (local.set $f32 (select (local.get $f32) (f32.const 2) (local.get $c)))",
    );
    body
}

/// The body of a loop that uses every load and store, in every memory.
fn accesses() -> String {
    let mut body = String::new();
    for memory in ["", "$other", "$wide"] {
        let at = if memory == "$wide" {
            "(i64.extend_i32_u (i32.and (local.get $i) (i32.const 0xff8)))"
        } else {
            "(i32.and (local.get $i) (i32.const 0xff8))"
        };
        for (t, suffixes) in [
            ("i32", &["", "8", "16"][..]),
            ("i64", &["", "8", "16", "32"]),
            ("f32", &[""]),
            ("f64", &[""]),
        ] {
            for suffix in suffixes {
                let _ = write!(
                    body,
                    "({t}.store{suffix} {memory} offset=16 {at} (local.get ${t}))"
                );
                let signs = if suffix.is_empty() {
                    &[""][..]
                } else {
                    &["_s", "_u"]
                };
                for sign in signs {
                    let _ = write!(
                        body,
                        "(local.set ${t} ({t}.load{suffix}{sign} {memory} offset=16 {at}))"
                    );
                }
            }
        }
    }
    body
}

/// `name` with `n`, whose loop has `body`.
fn looped(name: &str, body: &str) -> String {
    format!(
        "(func ${name} (export \"{name}\") (param $n i32)
           (local $i i32) (local $c i32) (local $i32 i32) (local $i64 i64) (local $i32_k i32) (local $i64_k i64)
           (local $f32 f32) (local $f64 f64)
           (local.set $i32_k (i32.const 7)) (local.set $i64_k (i64.const 0x123456789))
           (loop $again {body}
             (local.set $i (i32.add (local.get $i) (i32.const 1)))
             (br_if $again (i32.lt_u (local.get $i) (local.get $n)))))\n"
    )
}

fn module_text() -> String {
    let mut text = String::from(
        r#"
        (import "host" "add" (func $host_add (param i32 i64 f32 f64) (result i64)))
        (import "host" "two" (func $host_two (param i32) (result i32 f64)))
        (import "host" "fail" (func $host_fail))
        (import "host" "back" (func $host_back (param i32) (result i32)))
        (import "host" "throw" (func $host_throw))
        (tag $e (export "e") (param i32))
        (type $step (func (param i32 i64) (result i64)))
        (memory (export "memory") 1 20)
        (memory $other 1)
        (memory $wide i64 1)
        (table $t 8 100 funcref)
        (table $x 4 externref)
        (elem (table $t) (i32.const 0) func $step_0 $step_1 $hosted)
        (elem $e func $step_0 $step_1)
        (data $d "0123456789")
        (global $gi (mut i32) (i32.const 0)) (global $gl (mut i64) (i64.const 0))
        (global $gf (mut f32) (f32.const 0)) (global $gd (mut f64) (f64.const 0))
        (func $step_0 (type $step) (i64.add (local.get 1) (i64.extend_i32_s (local.get 0))))
        (func $step_1 (type $step) (i64.xor (local.get 1) (i64.const 5)))
        (func $hosted (type $step) (call $host_add (local.get 0) (local.get 1) (f32.const 1) (f64.const 2)))
        (func $deep (export "deep") (param i32) (result i32) (i32.add (i32.const 1) (call $deep (local.get 0))))
        (func $deep_indirect (export "deep_indirect") (result i32)
          (i32.add (i32.const 1) (call_indirect $t (result i32) (i32.const 7))))
        (elem (table $t) (i32.const 7) func $deep_indirect)
        (func (export "fib") (param i32) (result i32) (call $fib (local.get 0)))
        (func $fib (param $n i32) (result i32)
          (if (result i32) (i32.lt_s (local.get $n) (i32.const 2)) (then (local.get $n))
            (else (i32.add (call $fib (i32.sub (local.get $n) (i32.const 1))) (call $fib (i32.sub (local.get $n) (i32.const 2)))))))
        (func $even (export "even") (param i32) (result i32)
          (if (i32.eqz (local.get 0)) (then (return (i32.const 1))))
          (return_call $odd (i32.sub (local.get 0) (i32.const 1))))
        (func $odd (param i32) (result i32)
          (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
          (return_call_indirect $t (param i32) (result i32) (i32.sub (local.get 0) (i32.const 1)) (i32.const 6)))
        (elem (table $t) (i32.const 6) func $even)
        (func (export "tail_to_host") (param i32) (result i32 f64) (return_call $host_two (local.get 0)))
        (func (export "trap_deep") (param i32)
          (if (local.get 0) (then (call 13 (i32.sub (local.get 0) (i32.const 1)))) (else unreachable)))
        (func (export "fail") (call $host_fail))
        (func (export "back") (param i32) (result i32) (call $host_back (local.get 0)))
        "#,
    );
    text = text.replace("(call 13 ", "(call $trap_deep ").replace(
        "(func (export \"trap_deep\")",
        "(func $trap_deep (export \"trap_deep\")",
    );
    text += &looped("arithmetic", &arithmetic());
    text += &looped("accesses", &accesses());
    text += &looped(
        "control",
        r#"
        (block $a (block $b (block $c_ (block $d
          (br_table $a $b $c_ $d (i32.and (local.get $i) (i32.const 3))))
          (local.set $c (i32.add (local.get $c) (i32.const 1))))
          (br_if $a (i32.and (local.get $i) (i32.const 4))))
          (if (i64.lt_s (local.get $i64) (i64.const 3)) (then (nop)) (else (local.set $i64 (i64.const 0)))))
        (local.set $i32 (block $v (result i32) (drop (br_if $v (i32.const 3) (local.get $c))) (i32.const 4)))
        (drop (block $v (result i32) (br_table $v $v (i32.const 1) (local.get $i))))
        (call $multi (local.get $i) (f64.const 2)) (local.set $c) (drop)
        (global.set $gi (i32.add (global.get $gi) (i32.const 1)))
        (global.set $gl (i64.add (global.get $gl) (i64.const 1)))
        (global.set $gf (f32.add (global.get $gf) (f32.const 1)))
        (global.set $gd (f64.add (global.get $gd) (f64.const 1)))
        (local.set $i64 (call $step_0 (local.get $i) (local.get $i64)))
        (local.set $i64 (call_indirect $t (type $step) (local.get $i) (local.get $i64) (i32.and (local.get $i) (i32.const 1))))"#,
    );
    text += &looped(
        "exceptions",
        r#"
        (block $local (result i32)
            (try_table (catch $e $local) (throw $e (local.get $i)))
            (unreachable))
        (local.set $c)
        (block $called (result i32)
            (try_table (catch $e $called) (call $throw_deep (i32.const 5)))
            (unreachable))
        (local.set $c (i32.add (local.get $c)))
        (block $host (try_table (catch_all $host) (call $host_throw)) (unreachable))
        try
            try
                (call $throw_deep (i32.const 2))
            delegate 0
        catch $e
            (local.set $c (i32.add (local.get $c)))
        end"#,
    );
    text += "(func $throw_deep (export \"throw_deep\") (param i32)
          (if (local.get 0) (then (call $throw_deep (i32.sub (local.get 0) (i32.const 1))))
            (else (throw $e (i32.const 1)))))";
    text += "(func $multi (param i32 f64) (result f64 i32) (local.get 1) (local.get 0))";
    text += &looped(
        "hosts",
        r#"
        (local.set $i64 (call $host_add (local.get $i) (local.get $i64) (f32.const 1) (f64.const 2)))
        (call $host_two (local.get $i)) (local.set $f64) (local.set $c)
        (local.set $i64 (call_indirect $t (type $step) (local.get $i) (local.get $i64) (i32.const 2)))"#,
    );
    text += &looped(
        "bulk",
        r#"
        (memory.fill (i32.const 100) (local.get $i) (i32.const 40))
        (memory.copy (i32.const 120) (i32.const 100) (i32.const 30))
        (memory.copy $other $wide (i32.const 120) (i64.const 100) (i32.const 30))
        (memory.init $d (i32.const 0) (i32.const 2) (i32.const 5))
        (drop (memory.grow (i32.const 0))) (drop (memory.grow $wide (i64.const 0)))
        (drop (memory.size)) (drop (table.size $t))
        (table.set $t (i32.const 4) (ref.func $step_1))
        (drop (ref.is_null (table.get $t (i32.const 4))))
        (table.fill $t (i32.const 4) (ref.null func) (i32.const 2))
        (table.copy $t $t (i32.const 3) (i32.const 0) (i32.const 2))
        (table.init $t $e (i32.const 3) (i32.const 0) (i32.const 1))
        (drop (table.grow $t (ref.null func) (i32.const 0)))
        (table.set $x (i32.const 1) (table.get $x (i32.const 2)))"#,
    );
    text += "(elem declare func $step_1)";
    text += "(func (export \"grow\") (result i32) (memory.grow (i32.const 1)))";
    text += "(func (export \"drop\") (data.drop $d) (elem.drop $e))";
    text
}

fn linker(engine: &Engine) -> Linker<u64> {
    let mut linker = Linker::new(engine);
    linker
        .func_wrap(
            "host",
            "add",
            |mut caller: Caller<'_, u64>, a: i32, b: i64, c: f32, d: f64| {
                *caller.data_mut() += 1;
                b.wrapping_add(i64::from(a))
                    .wrapping_add(c as i64)
                    .wrapping_add(d as i64)
            },
        )
        .unwrap();
    linker
        .func_wrap("host", "two", |mut caller: Caller<'_, u64>, a: i32| {
            *caller.data_mut() += 1;
            (a, f64::from(a))
        })
        .unwrap();
    linker
        .func_wrap("host", "throw", |mut caller: Caller<'_, u64>| {
            let tag = caller.get_export("e").and_then(Extern::into_tag).unwrap();
            let exception = ExnRef::new(&mut caller, &tag, &[Val::I32(1)])?;
            Err::<(), _>(exception.throw(&caller))
        })
        .unwrap();
    linker
        .func_wrap("host", "fail", || -> Result<(), sanderling::Error> {
            Err(sanderling::Error::msg("no"))
        })
        .unwrap();
    linker
        .func_wrap(
            "host",
            "back",
            |mut caller: Caller<'_, u64>, n: i32| -> Result<i32, sanderling::Error> {
                if n == 0 {
                    return Ok(0);
                }
                let back = caller
                    .get_export("back")
                    .and_then(Extern::into_func)
                    .unwrap();
                let mut results = [Val::I32(0)];
                back.call(&mut caller, &[Val::I32(n - 1)], &mut results)?;
                Ok(results[0].unwrap_i32() + 1)
            },
        )
        .unwrap();
    linker
}

struct Guest {
    store: Store<u64>,
    instance: Instance,
}

impl Guest {
    fn func(&mut self, name: &str) -> Func {
        self.instance.get_func(&mut self.store, name).unwrap()
    }

    fn run(&mut self, name: &str, n: i32) {
        self.func(name)
            .call(&mut self.store, &[Val::I32(n)], &mut [])
            .unwrap();
    }

    fn trap(&mut self, name: &str, args: &[Val], results: usize) -> Option<Trap> {
        let mut results = vec![Val::I32(0); results];
        let func = self.func(name);
        func.call(&mut self.store, args, &mut results)
            .unwrap_err()
            .as_trap()
    }

    fn int(&mut self, name: &str, n: i32) -> i32 {
        let mut results = [Val::I32(0)];
        let func = self.func(name);
        func.call(&mut self.store, &[Val::I32(n)], &mut results)
            .unwrap();
        results[0].unwrap_i32()
    }
}

fn everything(engine: &Engine, module: &Module) {
    let linker = linker(engine);
    let mut store = Store::new(engine, 0);
    let instance = linker.instantiate(&mut store, module).unwrap();
    let mut guest = Guest { store, instance };
    // Each parenthesis opens an instruction, or a `then`: 10^8 in these loops alone.
    let count = |body: String, n| body.matches('(').count() * turns(n) as usize;
    let instructions = count(arithmetic(), 200_000) + count(accesses(), 150_000);
    assert!(instructions > turns(120_000_000) as usize, "{instructions}");
    guest.run("arithmetic", turns(200_000));
    guest.run("accesses", turns(150_000));
    guest.run("control", turns(400_000));
    guest.run("bulk", turns(100_000));
    guest.run("hosts", turns(150_000));
    guest.run("exceptions", turns(100_000));
    assert_eq!(*guest.store.data(), 3 * turns(150_000) as u64);
    assert_eq!(guest.int("fib", 25), 75025);
    assert_eq!(guest.int("even", turns(10_000_000)), 1);
    for _ in 0..turns(20_000) {
        assert_eq!(
            guest.trap("trap_deep", &[Val::I32(20)], 0),
            Some(Trap::Unreachable)
        );
        assert_eq!(guest.trap("fail", &[], 0), None);
    }
    for _ in 0..turns(20_000) {
        assert_eq!(guest.trap("throw_deep", &[Val::I32(20)], 0), None);
    }
    for _ in 0..20 {
        let trap = guest.trap("deep", &[Val::I32(1)], 1);
        assert_eq!(trap, Some(Trap::StackOverflow));
        let trap = guest.trap("deep_indirect", &[], 1);
        assert_eq!(trap, Some(Trap::StackOverflow));
    }
    for _ in 0..turns(50_000) {
        let mut results = [Val::I32(0), Val::F64(0)];
        let func = guest.func("tail_to_host");
        func.call(&mut guest.store, &[Val::I32(3)], &mut results)
            .unwrap();
        assert_eq!(results, [Val::I32(3), Val::from(3.0)]);
    }
    for _ in 0..19 {
        let grow = guest.func("grow");
        grow.call(&mut guest.store, &[], &mut [Val::I32(0)])
            .unwrap();
    }
    guest.run("accesses", turns(1000));
    let drop = guest.func("drop");
    drop.call(&mut guest.store, &[], &mut []).unwrap();
    assert_eq!(guest.int("fib", 10), 55);
}

#[test]
fn everything_on_a_small_native_stack() {
    for fusion in [true, false] {
        let engine = Engine::new(&Config::new().fusion(fusion)).unwrap();
        let wasm = wat::parse_str(module_text()).unwrap();
        // Validation and text are no part of this: they run on the large stack.
        let module = Module::new(&engine, &wasm).unwrap();
        on_small_stack(|| everything(&engine, &module));
    }
}

/// Calls from the host to the guest and back do use the native stack: a few hundred
/// bytes each, up to their own limit.
#[test]
fn host_calls_nest_to_their_limit() {
    let engine = Engine::default();
    let module = Module::new(&engine, module_text()).unwrap();
    let linker = linker(&engine);
    let mut store = Store::new(&engine, 0);
    let instance = linker.instantiate(&mut store, &module).unwrap();
    let mut guest = Guest { store, instance };
    // The first call counts as well.
    assert_eq!(guest.int("back", 199), 199);
    let trap = guest.trap("back", &[Val::I32(200)], 1);
    assert_eq!(trap, Some(Trap::StackOverflow));
    assert_eq!(guest.int("back", 199), 199);
}
