//! A few numbers of the engine alone, to compare one's own changes.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sanderling::{CompilationMode, Config, Engine, Linker, Module, Store, TypedFunc};

/// Kernels of different kinds, with a number of turns that takes some milliseconds.
const KERNELS: [(&str, &[u8], i32); 4] = [
    ("fib", include_bytes!("../kernels/wasm/fib.wasm"), 100),
    ("json", include_bytes!("../kernels/wasm/json.wasm"), 40),
    ("matmul", include_bytes!("../kernels/wasm/matmul.wasm"), 5),
    ("sieve", include_bytes!("../kernels/wasm/sieve.wasm"), 5),
];

const IDENTITY: &str = r#"(module (func (export "run") (param i32) (result i32) (local.get 0)))"#;

fn instantiate(wasm: impl AsRef<[u8]>) -> (Store<()>, TypedFunc<i32, i32>) {
    let engine = Engine::default();
    let module = Module::new(&engine, wasm).expect("the kernels are valid");
    let mut store = Store::new(&engine, ());
    let instance = Linker::<()>::new(&engine)
        .instantiate(&mut store, &module)
        .expect("the kernels import nothing");
    let run = instance
        .get_typed_func(&mut store, "run")
        .expect("the kernels export it");
    (store, run)
}

fn execute(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("execute");
    for (name, wasm, n) in KERNELS {
        let (mut store, run) = instantiate(wasm);
        group.bench_function(name, |bencher| {
            bencher.iter(|| run.call(&mut store, n).expect("the kernels do not trap"));
        });
    }
    group.finish();
}

fn load(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("load");
    let (_, wasm, _) = KERNELS[1];
    group.throughput(Throughput::Bytes(wasm.len() as u64));
    for mode in [CompilationMode::Lazy, CompilationMode::Eager] {
        let config = Config::new().compilation(mode);
        let engine = Engine::new(&config).expect("nothing is refused");
        group.bench_function(format!("{mode:?}"), |bencher| {
            bencher.iter(|| Module::new(&engine, wasm).expect("the kernels are valid"));
        });
    }
    group.finish();
}

fn call(criterion: &mut Criterion) {
    let (mut store, run) = instantiate(IDENTITY);
    criterion.bench_function("call from the host", |bencher| {
        bencher.iter(|| run.call(&mut store, 7).expect("nothing traps"));
    });
}

criterion_group!(benches, execute, load, call);
criterion_main!(benches);
