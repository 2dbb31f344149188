//! One module in several threads, each with a store of its own.

use sanderling::{CompilationMode, Config, Engine, Instance, Module, Store, Val};
use std::fmt::Write;
use std::sync::Barrier;

const THREADS: usize = 4;
/// Functions of the module: a chain of calls, each translated at its first call.
const FUNCS: usize = 300;

/// Function `i` calls the two before it, directly and through the table.
fn chain() -> String {
    let mut text = format!("(table {FUNCS} funcref) (type $t (func (param i32) (result i32)))");
    for i in 0..FUNCS {
        let body = match i {
            0 => "(i32.add (local.get 0) (i32.const 1))".to_owned(),
            1 => "(call $f0 (i32.mul (local.get 0) (i32.const 3)))".to_owned(),
            // Each calls one of those before, so that the chain is walked once.
            _ if i % 3 == 0 => {
                format!("(call $f{} (i32.xor (local.get 0) (i32.const {i})))", i - 1)
            }
            _ if i % 3 == 1 => format!(
                "(call_indirect (type $t) (i32.add (local.get 0) (i32.const {i})) (i32.const {}))",
                i - 1
            ),
            _ => format!(
                "(i32.add (call $f{} (local.get 0)) (call $f0 (local.get 0)))",
                i - 1
            ),
        };
        let _ = writeln!(
            text,
            "(func $f{i} (export \"f{i}\") (type $t) (local i32) {body}) (elem (i32.const {i}) $f{i})"
        );
    }
    text
}

/// The same in Rust.
fn expected(i: usize, x: i32) -> i32 {
    let add = |x: i32| x.wrapping_add(1);
    match i {
        0 => add(x),
        1 => add(x.wrapping_mul(3)),
        _ if i.is_multiple_of(3) => expected(i - 1, x ^ i as i32),
        _ if i % 3 == 1 => expected(i - 1, x.wrapping_add(i as i32)),
        _ => expected(i - 1, x).wrapping_add(add(x)),
    }
}

fn call(store: &mut Store<usize>, instance: Instance, i: usize, x: i32) -> i32 {
    let func = instance.get_func(&mut *store, &format!("f{i}")).unwrap();
    let mut results = [Val::I32(0)];
    func.call(store, &[Val::I32(x)], &mut results).unwrap();
    results[0].unwrap_i32()
}

#[test]
fn functions_are_translated_and_called_at_once() {
    let wasm = wat::parse_str(chain()).unwrap();
    let rounds = if cfg!(debug_assertions) { 5 } else { 40 };
    for compilation in [
        CompilationMode::Lazy,
        CompilationMode::LazyValidation,
        CompilationMode::Eager,
    ] {
        let engine = Engine::new(&Config::new().compilation(compilation)).unwrap();
        // A fresh module each round, so that threads meet in its translation.
        for round in 0..rounds {
            let module = Module::new(&engine, &wasm).unwrap();
            let barrier = Barrier::new(THREADS);
            std::thread::scope(|scope| {
                for thread in 0..THREADS {
                    let (engine, module, barrier) = (&engine, &module, &barrier);
                    scope.spawn(move || {
                        let mut store = Store::new(engine, thread);
                        let instance = Instance::new(&mut store, module, &[]).unwrap();
                        barrier.wait();
                        // Some begin at the top, some below, some at the same place.
                        for i in [FUNCS - 1, 10 * thread + round, 7, FUNCS - 1 - thread, round] {
                            let x = (thread * 1000 + i) as i32;
                            assert_eq!(call(&mut store, instance, i, x), expected(i, x));
                        }
                    });
                }
            });
        }
    }
}

/// A store moves between threads with everything in it.
#[test]
fn a_store_moves_to_another_thread() {
    let engine = Engine::default();
    let module = Module::new(&engine, chain()).unwrap();
    let mut store = Store::new(&engine, 0);
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    for i in 0..20 {
        store = std::thread::scope(|scope| {
            scope
                .spawn(|| {
                    assert_eq!(call(&mut store, instance, i, 5), expected(i, 5));
                    store
                })
                .join()
                .unwrap()
        });
    }
}
