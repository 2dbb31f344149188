//! The engines, all behind the same traits so that they are measured by the same code.

mod sanderling;
mod sf_nano;
#[cfg(feature = "stitch")]
mod stitch;
#[cfg(feature = "tinywasm")]
mod tinywasm;
mod wasmi;
#[cfg(feature = "wasmtime")]
mod wasmtime;

use std::error::Error;
use std::path::Path;

/// What stops a measurement.
pub(crate) type Failure = Box<dyn Error>;

/// When an engine validates and translates functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Mode {
    /// Everything is validated at once, a function is translated at its first call.
    Lazy,
    /// Everything is validated and translated at once.
    Eager,
    /// A function is validated and translated at its first call.
    LazyValidation,
}

/// An engine.
pub(crate) trait Runtime {
    fn name(&self) -> &'static str;

    /// Compiles a module in an engine of its own; `None` where the engine has no such mode.
    fn compile(&self, wasm: &[u8], mode: Mode) -> Option<Result<Box<dyn Compiled>, Failure>>;

    /// Compiles in the engine's default mode and instantiates.
    fn load(&self, wasm: &[u8]) -> Result<Box<dyn Program>, Failure> {
        self.compile(wasm, Mode::Lazy)
            .or_else(|| self.compile(wasm, Mode::Eager))
            .ok_or("loads in no known mode")??
            .instantiate()
    }

    /// Runs a WASI program, with the working directory as its `/`; gives its exit code.
    /// Each engine gets the file in the way that takes it least.
    fn run_program(&self, _file: &Path, _args: &[String]) -> Result<i32, Failure> {
        Err("has no WASI here".into())
    }
}

/// A module.
pub(crate) trait Compiled {
    /// Instantiates the module. Its imports, if any, are functions: `host.step`, which
    /// adds one, `env.clock_ms`, and others that are not called.
    fn instantiate(self: Box<Self>) -> Result<Box<dyn Program>, Failure>;
}

/// An instance of a module.
pub(crate) trait Program {
    /// Calls the export `run`, which takes and gives an `i32`.
    fn run(&mut self, n: i32) -> Result<i32, Failure>;

    /// Calls `run` with each of the numbers below `times`; gives the sum of the results.
    /// A loop inside the engine's own code, so that nothing but the calls is measured.
    fn repeat(&mut self, times: i32) -> Result<i32, Failure>;

    /// Calls the export `run` of a CoreMark module: its score.
    fn score(&mut self) -> Result<f32, Failure>;
}

/// What `host.step` does.
fn step(x: i32) -> i32 {
    x.wrapping_add(1)
}

/// What `env.clock_ms` gives: CPU time, so that another load counts less.
fn clock_ms() -> i32 {
    crate::clock::thread_cpu_time().as_millis() as i32
}

/// Every engine of this build, Sanderling first.
pub(crate) fn all() -> Vec<Box<dyn Runtime>> {
    vec![
        Box::new(sanderling::Sanderling::Unmetered),
        Box::new(wasmi::Wasmi::Unmetered),
        Box::new(sf_nano::SfNano),
        #[cfg(feature = "stitch")]
        Box::new(stitch::Stitch),
        #[cfg(feature = "tinywasm")]
        Box::new(tinywasm::Tinywasm),
        #[cfg(feature = "wasmtime")]
        Box::new(wasmtime::Wasmtime::Pulley(::wasmtime::Collector::Auto)),
        #[cfg(feature = "wasmtime")]
        Box::new(wasmtime::Wasmtime::Pulley(::wasmtime::Collector::Copying)),
        #[cfg(feature = "wasmtime")]
        Box::new(wasmtime::Wasmtime::Pulley(::wasmtime::Collector::Null)),
        #[cfg(feature = "wasmtime")]
        Box::new(wasmtime::Wasmtime::Winch),
        #[cfg(feature = "wasmtime")]
        Box::new(wasmtime::Wasmtime::Cranelift),
    ]
}

/// What is compared to learn what metering costs: for each kind of it, Sanderling with
/// it, then what it is held against.
pub(crate) fn metered() -> [Vec<Box<dyn Runtime>>; 2] {
    use sanderling::Sanderling::{Deadline, Fuel, Unmetered};
    [
        vec![
            Box::new(Fuel),
            Box::new(Unmetered),
            Box::new(wasmi::Wasmi::Fuel),
        ],
        vec![Box::new(Deadline), Box::new(Unmetered)],
    ]
}

/// Sanderling and the named peers; all peers of this build when none is named.
pub(crate) fn chosen(peers: &[String]) -> Result<Vec<Box<dyn Runtime>>, Failure> {
    let mut all = all();
    for peer in peers {
        if !all[1..].iter().any(|runtime| runtime.name() == peer) {
            let names: Vec<_> = all[1..].iter().map(|runtime| runtime.name()).collect();
            return Err(format!(
                "this build has no peer {peer:?}, only {}; others are cargo features, see README.md",
                names.join(", ")
            )
            .into());
        }
    }
    let mut first = true;
    all.retain(|runtime| {
        let keep = first || peers.is_empty() || peers.iter().any(|peer| peer == runtime.name());
        first = false;
        keep
    });
    Ok(all)
}
