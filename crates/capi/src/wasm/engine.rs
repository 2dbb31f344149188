//! Configurations, engines and stores.

use sanderling::Engine;

use crate::boundary::{delete, run_or};
use crate::config::ConfigHandle;
use crate::engine::EngineHandle;
use crate::store::StoreHandle;
use crate::wasi::WasiConfig;

/// `wasm_config_new` is what the standard calls a default configuration.
#[unsafe(no_mangle)]
extern "C" fn wasm_config_new() -> Box<ConfigHandle> {
    Box::new(ConfigHandle::standard())
}

#[unsafe(no_mangle)]
extern "C" fn wasm_config_delete(config: Option<Box<ConfigHandle>>) {
    delete(config);
}

#[unsafe(no_mangle)]
extern "C" fn wasm_engine_new() -> Option<Box<EngineHandle>> {
    run_or(None, || engine(&ConfigHandle::standard()))
}

#[unsafe(no_mangle)]
extern "C" fn wasm_engine_new_with_config(
    config: Option<Box<ConfigHandle>>,
) -> Option<Box<EngineHandle>> {
    run_or(None, || match config {
        Some(config) => engine(&config),
        None => engine(&ConfigHandle::standard()),
    })
}

fn engine(config: &ConfigHandle) -> Option<Box<EngineHandle>> {
    let engine = Engine::new(&config.to_config()).ok()?;
    Some(Box::new(EngineHandle(engine)))
}

#[unsafe(no_mangle)]
extern "C" fn wasm_engine_delete(engine: Option<Box<EngineHandle>>) {
    delete(engine);
}

#[unsafe(no_mangle)]
extern "C" fn wasm_store_new(engine: Option<&EngineHandle>) -> Option<Box<StoreHandle>> {
    run_or(None, || {
        let store = StoreHandle::new(&engine?.0, &WasiConfig::default());
        Some(Box::new(store.ok()?))
    })
}

#[unsafe(no_mangle)]
extern "C" fn wasm_store_delete(store: Option<Box<StoreHandle>>) {
    delete(store);
}
