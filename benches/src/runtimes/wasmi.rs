//! wasmi with its default features.

use std::error::Error;

use wasmi::{Engine, Linker, Module, Store, TypedFunc};

use super::{Program, Runtime};

pub(crate) struct Wasmi;

struct Loaded {
    store: Store<()>,
    run: TypedFunc<i32, i32>,
}

impl Runtime for Wasmi {
    fn name(&self) -> &'static str {
        "wasmi"
    }

    fn load(&self, wasm: &[u8]) -> Result<Box<dyn Program>, Box<dyn Error>> {
        let engine = Engine::default();
        let module = Module::new(&engine, wasm)?;
        let mut store = Store::new(&engine, ());
        let linker = Linker::<()>::new(&engine);
        let instance = linker.instantiate_and_start(&mut store, &module)?;
        let run = instance.get_typed_func::<i32, i32>(&store, "run")?;
        Ok(Box::new(Loaded { store, run }))
    }
}

impl Program for Loaded {
    fn run(&mut self, n: i32) -> Result<i32, Box<dyn Error>> {
        Ok(self.run.call(&mut self.store, n)?)
    }
}
