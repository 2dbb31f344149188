//! The engines, all behind one trait so that they are measured by the same code.

mod sanderling;
mod wasmi;

use std::error::Error;

pub(crate) trait Runtime {
    fn name(&self) -> &'static str;

    /// Compiles and instantiates a module that has no imports and exports `run`.
    fn load(&self, wasm: &[u8]) -> Result<Box<dyn Program>, Box<dyn Error>>;
}

/// An instance of a kernel.
pub(crate) trait Program {
    fn run(&mut self, n: i32) -> Result<i32, Box<dyn Error>>;
}

/// Every engine, the baseline of the ratios first.
pub(crate) fn all() -> Vec<Box<dyn Runtime>> {
    vec![Box::new(wasmi::Wasmi), Box::new(sanderling::Sanderling)]
}
