//! wasmtime in three ways: Pulley, its interpreter; Winch, its compiler that is quick;
//! Cranelift, its compiler whose code is quick, which is the line of what is possible.
//! Pulley is there with each collector: reference counting, which is what it takes by
//! itself; copying; and none, whose programs end when the heap is full.

use wasmtime::{Collector, Config, Engine, Instance, Linker, Module, Store, Strategy, TypedFunc};

use super::{Compiled, Failure, Mode, Program, Runtime};

pub(crate) enum Wasmtime {
    Pulley(Collector),
    Winch,
    Cranelift,
}

struct Loaded {
    store: Store<()>,
    instance: Instance,
    run: Option<TypedFunc<i32, i32>>,
}

impl Runtime for Wasmtime {
    fn name(&self) -> &'static str {
        match self {
            Wasmtime::Pulley(Collector::Copying) => "pulley-copying",
            Wasmtime::Pulley(Collector::Null) => "pulley-null",
            Wasmtime::Pulley(_) => "pulley",
            Wasmtime::Winch => "winch",
            Wasmtime::Cranelift => "cranelift",
        }
    }

    fn compile(&self, wasm: &[u8], mode: Mode) -> Option<Result<Box<dyn Compiled>, Failure>> {
        (mode == Mode::Eager).then(|| -> Result<Box<dyn Compiled>, Failure> {
            let mut config = Config::new();
            match self {
                Wasmtime::Pulley(collector) => config.target("pulley64")?.collector(*collector),
                Wasmtime::Winch => config.strategy(Strategy::Winch),
                Wasmtime::Cranelift => config.strategy(Strategy::Cranelift),
            };
            Ok(Box::new(Module::new(&Engine::new(&config)?, wasm)?))
        })
    }
}

impl Compiled for Module {
    fn instantiate(self: Box<Self>) -> Result<Box<dyn Program>, Failure> {
        let mut store = Store::new(self.engine(), ());
        let mut linker = Linker::<()>::new(self.engine());
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
