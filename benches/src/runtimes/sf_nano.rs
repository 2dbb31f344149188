//! The interpreter of sf-nano-core, built without its JIT.

use sf_nano_core::{Config, Engine, Func, Import, Instance, Module, Tier, Value, WasmError};

#[cfg(feature = "wasi")]
use std::path::Path;

use super::{Compiled, Failure, Mode, Program, Runtime};

pub(crate) struct SfNano;

struct Parsed {
    module: Module,
    imports: Vec<Import>,
}

struct Loaded {
    instance: Instance,
    run: Option<Func>,
}

impl Runtime for SfNano {
    fn name(&self) -> &'static str {
        "sf-nano"
    }

    /// It validates a module at once, and translates it all when it instantiates it.
    fn compile(&self, wasm: &[u8], mode: Mode) -> Option<Result<Box<dyn Compiled>, Failure>> {
        (mode == Mode::Lazy).then(|| -> Result<Box<dyn Compiled>, Failure> {
            let module = Module::new("main", wasm).map_err(message)?;
            // It does not list the imports of a module, so Sanderling does.
            let imports = imports(wasm)?;
            Ok(Box::new(Parsed { module, imports }))
        })
    }

    #[cfg(feature = "wasi")]
    fn run_program(&self, file: &Path, args: &[String]) -> Result<i32, Failure> {
        use sf_nano_core::wasi::{WasiContextBuilder, wasi_imports};

        let context = WasiContextBuilder::new()
            .args(args)
            .preopen_dir("/", ".")
            .build();
        let mut instance = Instance::new(&engine()?, &std::fs::read(file)?, &wasi_imports(context))
            .map_err(message)?;
        match instance.invoke("_start", &[]) {
            Ok(_) => Ok(0),
            Err(error) => error.exit_code().ok_or_else(|| message(error)),
        }
    }
}

fn engine() -> Result<Engine, Failure> {
    Engine::new(Config::new().tier(Tier::Interp)).map_err(|error| error.to_string().into())
}

fn message(error: WasmError) -> Failure {
    error.to_string().into()
}

/// The functions that a module may import, and stubs for the others that it does.
fn imports(wasm: &[u8]) -> Result<Vec<Import>, Failure> {
    let mut imports = vec![
        Import::func("host", "step", |_, args, results| {
            if let ([Value::I32(x)], [result]) = (args, results) {
                *result = Value::I32(super::step(*x));
            }
            Ok(())
        }),
        Import::func("env", "clock_ms", |_, _, results| {
            if let [result] = results {
                *result = Value::I32(super::clock_ms());
            }
            Ok(())
        }),
    ];
    let config = sanderling::Config::new().compilation(sanderling::CompilationMode::LazyValidation);
    let module = sanderling::Module::new(&sanderling::Engine::new(&config)?, wasm)?;
    for import in module.imports() {
        imports.push(Import::func(import.module(), import.name(), |_, _, _| {
            Err(WasmError::trap("not to be called"))
        }));
    }
    Ok(imports)
}

impl Compiled for Parsed {
    fn instantiate(self: Box<Self>) -> Result<Box<dyn Program>, Failure> {
        let instance =
            Instance::from_module(&engine()?, self.module, &self.imports).map_err(message)?;
        let run = instance.get_func("run");
        Ok(Box::new(Loaded { instance, run }))
    }
}

impl Program for Loaded {
    fn run(&mut self, n: i32) -> Result<i32, Failure> {
        let run = self.run.as_ref().ok_or("no export run")?;
        let mut results = [Value::I32(0)];
        let result = self.instance.call(run, &[Value::I32(n)], &mut results);
        result.map_err(message)?;
        match results {
            [Value::I32(result)] => Ok(result),
            [other] => Err(format!("returned {other:?}").into()),
        }
    }

    fn repeat(&mut self, times: i32) -> Result<i32, Failure> {
        let mut sum = 0i32;
        for n in 0..times {
            sum = sum.wrapping_add(self.run(n)?);
        }
        Ok(sum)
    }

    fn score(&mut self) -> Result<f32, Failure> {
        let run = self.run.as_ref().ok_or("no export run")?;
        let mut results = [Value::F32(0.0)];
        self.instance
            .call(run, &[], &mut results)
            .map_err(message)?;
        match results {
            [Value::F32(score)] => Ok(score),
            [other] => Err(format!("returned {other:?}").into()),
        }
    }
}
