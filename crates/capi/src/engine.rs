//! Engines.

use sanderling::{Config, Engine};

use crate::boundary::{OutBox, OutError, run_new};
use crate::config::ConfigHandle;
use crate::error::{Failure, Misuse};

/// `wasm_engine_t`.
#[derive(Debug)]
pub(crate) struct EngineHandle(pub(crate) Engine);

/// An error unless both are the same engine.
pub(crate) fn check_same(a: &Engine, b: &Engine) -> Result<(), Failure> {
    if Engine::same(a, b) {
        return Ok(());
    }
    let message = "the module, the linker and the store must be of the same engine";
    Err(Failure::misuse(Misuse::WrongStore, message))
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_engine_new(
    config: Option<&ConfigHandle>,
    out: OutBox<'_, EngineHandle>,
    error: OutError<'_>,
) -> i32 {
    run_new(out, error, || {
        let config = config.map_or_else(Config::new, ConfigHandle::to_config);
        Ok(EngineHandle(Engine::new(&config)?))
    })
}
