//! tinywasm with its default features.

use tinywasm::{FuncContext, FunctionTyped, HostFunction, Imports, Module, ModuleInstance, Store};

use super::{Compiled, Failure, Mode, Program, Runtime};

pub(crate) struct Tinywasm;

struct Parsed(Module);

struct Loaded {
    store: Store,
    instance: ModuleInstance,
    run: Option<FunctionTyped<i32, i32>>,
}

impl Runtime for Tinywasm {
    fn name(&self) -> &'static str {
        "tinywasm"
    }

    fn compile(&self, wasm: &[u8], mode: Mode) -> Option<Result<Box<dyn Compiled>, Failure>> {
        (mode == Mode::Eager).then(|| -> Result<Box<dyn Compiled>, Failure> {
            Ok(Box::new(Parsed(tinywasm::parse_bytes(wasm)?)))
        })
    }
}

impl Compiled for Parsed {
    fn instantiate(self: Box<Self>) -> Result<Box<dyn Program>, Failure> {
        let mut store = Store::default();
        let step = HostFunction::from(&mut store, |_: FuncContext<'_>, x: i32| Ok(super::step(x)));
        let clock = HostFunction::from(&mut store, |_: FuncContext<'_>, (): ()| {
            Ok(super::clock_ms())
        });
        let mut imports = Imports::new();
        imports
            .define("host", "step", step)
            .define("env", "clock_ms", clock);
        let instance = ModuleInstance::instantiate(&mut store, &self.0, Some(imports))?;
        let run = instance.func::<i32, i32>(&store, "run").ok();
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
        let mut sum = 0i32;
        for n in 0..times {
            sum = sum.wrapping_add(self.run(n)?);
        }
        Ok(sum)
    }

    fn score(&mut self) -> Result<f32, Failure> {
        let run = self.instance.func::<(), f32>(&self.store, "run")?;
        Ok(run.call(&mut self.store, ())?)
    }
}
