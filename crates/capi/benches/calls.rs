//! What calls cost: `calls.c`, with the typed call from Rust as the measure.

use std::path::Path;
use std::time::{Duration, Instant};

use sanderling::{Engine, Instance, Module, Store};

#[path = "../tests/common/mod.rs"]
mod common;
#[path = "../tests/common/compiler.rs"]
mod compiler;

use compiler::{Language, Linkage, compile, compilers, expect, program};

const ROUNDS: u32 = 200;
const CALLS: u32 = 5000;

fn typed_call() -> Result<f64, sanderling::Error> {
    let engine = Engine::default();
    let text = r#"(func (export "add") (param i32 i32) (result i32)
        (i32.add (local.get 0) (local.get 1)))"#;
    let module = Module::new(&engine, text)?;
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &module, &[])?;
    let add = instance.get_typed_func::<(u32, u32), u32>(&mut store, "add")?;
    let mut least = Duration::MAX;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for i in 0..CALLS {
            assert_eq!(add.call(&mut store, (i, 1))?, i + 1);
        }
        least = least.min(start.elapsed());
    }
    Ok(least.as_nanos() as f64 / f64::from(CALLS))
}

fn main() -> Result<(), sanderling::Error> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/calls.c");
    let compilers = compilers(Language::C11);
    let compiler = compilers.first().expect("there is a C compiler");
    let path = compile(
        compiler,
        Language::C11,
        &[source],
        Linkage::Shared,
        &["-O2"],
        "calls",
    );
    let typed = typed_call()?;
    println!("{typed:5.1} ns       TypedFunc::call from Rust");
    let output = expect(&mut program(&path)).stdout;
    for line in String::from_utf8_lossy(&output).lines() {
        let Some((time, name)) = line.split_once(' ') else {
            continue;
        };
        let time: f64 = time.parse().unwrap_or(f64::NAN);
        println!("{time:5.1} ns {:4.2}x {name}", time / typed);
    }
    Ok(())
}
