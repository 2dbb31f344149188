//! Configurations.

use sanderling::{CompilationMode, Config, Limits};

use crate::boundary::{delete, given, run_quiet};

/// `wasm_config_t`.
#[derive(Debug, Default)]
pub(crate) struct ConfigHandle {
    limits: Limits,
    deterministic: bool,
    eager: bool,
}

impl ConfigHandle {
    pub(crate) fn to_config(&self) -> Config {
        let compilation = if self.eager {
            CompilationMode::Eager
        } else {
            CompilationMode::Lazy
        };
        Config::new()
            .limits(self.limits.clone())
            .deterministic(self.deterministic)
            .compilation(compilation)
    }
}

/// Changes a configuration.
fn set(config: Option<&mut ConfigHandle>, change: impl FnOnce(&mut ConfigHandle)) -> i32 {
    run_quiet(|| {
        change(given(config, "config")?);
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn wasm_config_new() -> Box<ConfigHandle> {
    Box::default()
}

#[unsafe(no_mangle)]
extern "C" fn wasm_config_delete(config: Option<Box<ConfigHandle>>) {
    delete(config);
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_config_set_deterministic(
    config: Option<&mut ConfigHandle>,
    deterministic: bool,
) -> i32 {
    set(config, |config| config.deterministic = deterministic)
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_config_set_eager(config: Option<&mut ConfigHandle>, eager: bool) -> i32 {
    set(config, |config| config.eager = eager)
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_config_set_max_memory_bytes(
    config: Option<&mut ConfigHandle>,
    bytes: u64,
) -> i32 {
    set(config, |config| {
        // Memories with 32-bit addresses cannot exceed what these reach, however large
        // the limit.
        config.limits.memory_bytes = bytes.min(1 << 32);
        config.limits.memory64_bytes = bytes;
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_config_set_max_stack_bytes(
    config: Option<&mut ConfigHandle>,
    bytes: u64,
) -> i32 {
    set(config, |config| config.limits.wasm_stack_bytes = bytes)
}
