//! Sanderling with its default configuration.

use std::error::Error;

use sanderling::{Engine, Linker, Module, Store, TypedFunc};

use super::{Program, Runtime};

pub(crate) struct Sanderling;

struct Loaded {
    store: Store<()>,
    run: TypedFunc<i32, i32>,
}

impl Runtime for Sanderling {
    fn name(&self) -> &'static str {
        "sanderling"
    }

    fn load(&self, wasm: &[u8]) -> Result<Box<dyn Program>, Box<dyn Error>> {
        let engine = Engine::default();
        let module = Module::new(&engine, wasm)?;
        let mut store = Store::new(&engine, ());
        let linker = Linker::<()>::new(&engine);
        let instance = linker.instantiate(&mut store, &module)?;
        let run = instance.get_typed_func::<i32, i32>(&mut store, "run")?;
        Ok(Box::new(Loaded { store, run }))
    }
}

impl Program for Loaded {
    fn run(&mut self, n: i32) -> Result<i32, Box<dyn Error>> {
        Ok(self.run.call(&mut self.store, n)?)
    }
}

#[cfg(test)]
mod tests {
    use super::{Runtime, Sanderling};
    use crate::kernels::ALL;

    #[test]
    fn computes_what_v8_computes() {
        for kernel in ALL {
            let mut program = Sanderling.load(kernel.wasm).expect(kernel.name);
            let result = program.run(kernel.n).expect(kernel.name);
            assert_eq!(result, kernel.expected, "{}", kernel.name);
        }
    }
}
