//! wasmi with its default features and configuration, but for deeper recursion.

use wasmi::{
    CompilationMode, Config, Engine, Extern, Func, Instance, Linker, Module, Store, TypedFunc,
};

#[cfg(feature = "wasi")]
use std::path::Path;

use super::{Compiled, Failure, Mode, Program, Runtime};

pub(crate) enum Wasmi {
    Unmetered,
    /// Guests consume fuel, of which there is enough.
    Fuel,
}

struct Loaded {
    store: Store<()>,
    instance: Instance,
    run: Option<TypedFunc<i32, i32>>,
}

impl Runtime for Wasmi {
    fn name(&self) -> &'static str {
        match self {
            Wasmi::Unmetered => "wasmi",
            Wasmi::Fuel => "wasmi+fuel",
        }
    }

    fn compile(&self, wasm: &[u8], mode: Mode) -> Option<Result<Box<dyn Compiled>, Failure>> {
        let mode = match mode {
            Mode::Lazy => CompilationMode::LazyTranslation,
            Mode::Eager => CompilationMode::Eager,
            Mode::LazyValidation => CompilationMode::Lazy,
        };
        Some(compile(wasm, mode, matches!(self, Wasmi::Fuel)))
    }

    #[cfg(feature = "wasi")]
    fn run_program(&self, file: &Path, args: &[String]) -> Result<i32, Failure> {
        use wasmi_wasi::{WasiCtx, WasiCtxBuilder, ambient_authority};

        let mut builder = WasiCtxBuilder::new();
        let directory = wasmi_wasi::Dir::open_ambient_dir(".", ambient_authority())?;
        builder
            .inherit_stdio()
            .args(args)?
            .preopened_dir(directory, "/")?;
        let engine = Engine::default();
        let module = Module::new(&engine, std::fs::read(file)?)?;
        let mut store = Store::new(&engine, builder.build());
        let mut linker = Linker::<WasiCtx>::new(&engine);
        wasmi_wasi::add_to_linker(&mut linker, |ctx| ctx)?;
        let instance = linker.instantiate_and_start(&mut store, &module)?;
        let start = instance.get_typed_func::<(), ()>(&store, "_start")?;
        match start.call(&mut store, ()) {
            Ok(()) => Ok(0),
            Err(error) => error.i32_exit_status().ok_or_else(|| error.into()),
        }
    }
}

fn compile(wasm: &[u8], mode: CompilationMode, fuel: bool) -> Result<Box<dyn Compiled>, Failure> {
    let mut config = Config::default();
    config.compilation_mode(mode);
    config.consume_fuel(fuel);
    // The default of 1,000 is too little for the kernel `deep`.
    config.set_max_recursion_depth(10_000);
    Ok(Box::new(Module::new(&Engine::new(&config), wasm)?))
}

impl Compiled for Module {
    fn instantiate(self: Box<Self>) -> Result<Box<dyn Program>, Failure> {
        let mut store = Store::new(self.engine(), ());
        if store.get_fuel().is_ok() {
            store.set_fuel(u64::MAX)?;
        }
        let mut linker = Linker::<()>::new(self.engine());
        linker.func_wrap("host", "step", super::step)?;
        linker.func_wrap("env", "clock_ms", super::clock_ms)?;
        for import in self.imports() {
            let (module, name) = (import.module(), import.name());
            let known = matches!((module, name), ("host", "step") | ("env", "clock_ms"));
            if let (Some(ty), false) = (import.ty().func(), known) {
                let trap = Func::new(&mut store, ty.clone(), |_, _, _| {
                    Err(wasmi::Error::new("not to be called"))
                });
                linker.define(module, name, Extern::Func(trap))?;
            }
        }
        let instance = linker.instantiate_and_start(&mut store, &self)?;
        let run = instance.get_typed_func::<i32, i32>(&store, "run").ok();
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
            .get_typed_func::<(), f32>(&self.store, "run")?;
        Ok(run.call(&mut self.store, ())?)
    }
}
