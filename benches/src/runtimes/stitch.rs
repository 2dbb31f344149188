//! makepad-stitch.

use makepad_stitch::{Engine, ExternVal, Func, Instance, Linker, Module, Store, Val};

use super::{Compiled, Failure, Mode, Program, Runtime};

pub(crate) struct Stitch;

struct Parsed {
    store: Store,
    module: Module,
}

struct Loaded {
    store: Store,
    run: Option<Func>,
}

impl Runtime for Stitch {
    fn name(&self) -> &'static str {
        "stitch"
    }

    /// It translates a function at its first call.
    fn compile(&self, wasm: &[u8], mode: Mode) -> Option<Result<Box<dyn Compiled>, Failure>> {
        (mode == Mode::Lazy).then(|| -> Result<Box<dyn Compiled>, Failure> {
            let store = Store::new(Engine::new());
            let module = Module::new(store.engine(), wasm)?;
            Ok(Box::new(Parsed { store, module }))
        })
    }
}

impl Compiled for Parsed {
    fn instantiate(mut self: Box<Self>) -> Result<Box<dyn Program>, Failure> {
        let mut linker = Linker::new();
        // Its calls of the host each use native stack, so that `host.step` would overflow it.
        let clock = Func::wrap(&mut self.store, super::clock_ms);
        linker.define("env", "clock_ms", ExternVal::Func(clock));
        let instance: Instance = linker.instantiate(&mut self.store, &self.module)?;
        let run = instance.exported_func("run");
        Ok(Box::new(Loaded {
            store: self.store,
            run,
        }))
    }
}

impl Program for Loaded {
    fn run(&mut self, n: i32) -> Result<i32, Failure> {
        let run = self.run.ok_or("no export run")?;
        let mut results = [Val::I32(0)];
        run.call(&mut self.store, &[Val::I32(n)], &mut results)?;
        results[0].to_i32().ok_or_else(|| "no i32".into())
    }

    fn repeat(&mut self, times: i32) -> Result<i32, Failure> {
        let mut sum = 0i32;
        for n in 0..times {
            sum = sum.wrapping_add(self.run(n)?);
        }
        Ok(sum)
    }

    fn score(&mut self) -> Result<f32, Failure> {
        let run = self.run.ok_or("no export run")?;
        let mut results = [Val::F32(0.0)];
        run.call(&mut self.store, &[], &mut results)?;
        results[0].to_f32().ok_or_else(|| "no f32".into())
    }
}
