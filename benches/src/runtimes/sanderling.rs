//! Sanderling with its default configuration but for the mode and what it meters.

#[cfg(feature = "wasi")]
use std::path::Path;
use std::time::{Duration, Instant};

use sanderling::{CompilationMode, Config, Engine, Instance, Linker, Module, Store, TypedFunc};

use super::{Compiled, Failure, Mode, Program, Runtime};

pub(crate) enum Sanderling {
    Unmetered,
    /// Guests consume fuel, of which there is enough.
    Fuel,
    /// Guests have a deadline that does not come.
    Deadline,
}

struct Loaded {
    store: Store<()>,
    instance: Instance,
    run: Option<TypedFunc<i32, i32>>,
}

impl Runtime for Sanderling {
    fn name(&self) -> &'static str {
        match self {
            Sanderling::Unmetered => "sanderling",
            Sanderling::Fuel => "fuel",
            Sanderling::Deadline => "deadline",
        }
    }

    fn compile(&self, wasm: &[u8], mode: Mode) -> Option<Result<Box<dyn Compiled>, Failure>> {
        let mode = match mode {
            Mode::Lazy => CompilationMode::Lazy,
            Mode::Eager => CompilationMode::Eager,
            Mode::LazyValidation => CompilationMode::LazyValidation,
        };
        let config = Config::new()
            .compilation(mode)
            .consume_fuel(matches!(self, Sanderling::Fuel))
            .interruptible(matches!(self, Sanderling::Deadline));
        Some(compile(wasm, &config))
    }

    #[cfg(feature = "wasi")]
    fn run_program(&self, file: &Path, args: &[String]) -> Result<i32, Failure> {
        use sanderling_wasi::{Access, ExitStatus, WasiCtx, WasiCtxBuilder, add_to_linker_for};

        let ctx = WasiCtxBuilder::new()
            .inherit_stdio()
            .args(args)
            .preopened_dir(".", "/", Access::ReadWrite)
            .build()?;
        let engine = Engine::default();
        let module = Module::from_file(&engine, file)?;
        let mut store = Store::new(&engine, ctx);
        let mut linker = Linker::<WasiCtx>::new(&engine);
        add_to_linker_for(&mut linker, &module, |ctx| ctx)?;
        let instance = linker.instantiate(&mut store, &module)?;
        let start = instance.get_typed_func::<(), ()>(&mut store, "_start")?;
        match start.call(&mut store, ()) {
            Ok(()) => Ok(0),
            Err(error) => match error.downcast_ref::<ExitStatus>() {
                Some(status) => Ok(status.code()),
                None => Err(error.into()),
            },
        }
    }
}

fn compile(wasm: &[u8], config: &Config) -> Result<Box<dyn Compiled>, Failure> {
    let engine = Engine::new(config)?;
    Ok(Box::new(Module::new(&engine, wasm)?))
}

impl Compiled for Module {
    fn instantiate(self: Box<Self>) -> Result<Box<dyn Program>, Failure> {
        let engine = self.engine();
        let mut store = Store::new(&engine, ());
        if engine.config().consumes_fuel() {
            store.set_fuel(u64::MAX)?;
        }
        if engine.config().is_interruptible() {
            store.set_deadline(Some(Instant::now() + Duration::from_secs(1 << 30)))?;
        }
        let mut linker = Linker::<()>::new(&engine);
        linker.func_wrap("host", "step", super::step)?;
        linker.func_wrap("env", "clock_ms", super::clock_ms)?;
        linker.define_unknown_imports_as_traps(&self)?;
        let instance = linker.instantiate(&mut store, &self)?;
        let run = instance.get_typed_func::<i32, i32>(&mut store, "run").ok();
        Ok(Box::new(Loaded {
            store,
            instance,
            run,
        }))
    }
}

impl Program for Loaded {
    fn run(&mut self, n: i32) -> Result<i32, Failure> {
        let run = self.run.as_ref().ok_or("no export run(i32) -> i32")?;
        Ok(run.call(&mut self.store, n)?)
    }

    fn repeat(&mut self, times: i32) -> Result<i32, Failure> {
        let run = self.run.as_ref().ok_or("no export run(i32) -> i32")?;
        let mut sum = 0i32;
        for n in 0..times {
            sum = sum.wrapping_add(run.call(&mut self.store, n)?);
        }
        Ok(sum)
    }

    fn score(&mut self) -> Result<f32, Failure> {
        let run = self
            .instance
            .get_typed_func::<(), f32>(&mut self.store, "run")?;
        Ok(run.call(&mut self.store, ())?)
    }
}

#[cfg(test)]
mod tests {
    use super::{Runtime, Sanderling};
    use crate::kernels::ALL;

    #[test]
    fn computes_what_v8_computes() {
        for kernel in ALL {
            let wasm = kernel.binary().expect(kernel.name);
            for engine in [
                Sanderling::Unmetered,
                Sanderling::Fuel,
                Sanderling::Deadline,
            ] {
                let mut program = engine.load(&wasm).expect(kernel.name);
                let result = program.run(kernel.n).expect(kernel.name);
                assert_eq!(result, kernel.expected, "{}", kernel.name);
            }
        }
    }
}
