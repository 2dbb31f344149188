//! What the integration tests share: running a guest.

use sanderling::{Engine, Error, Linker, Module, Store};
use sanderling_wasi::{ExitStatus, WasiCtx, add_to_linker};

/// Runs a program from its start function and gives its exit code.
pub(crate) fn run(wasm: &[u8], ctx: WasiCtx) -> Result<i32, Error> {
    let engine = Engine::default();
    let module = Module::new(&engine, wasm)?;
    let mut linker = Linker::new(&engine);
    add_to_linker(&mut linker, |ctx: &mut WasiCtx| ctx)?;
    let mut store = Store::new(&engine, ctx);
    let instance = linker.instantiate(&mut store, &module)?;
    let start = instance.get_typed_func::<(), ()>(&mut store, "_start")?;
    match start.call(&mut store, ()) {
        Ok(()) => Ok(0),
        Err(error) => match error.downcast_ref::<ExitStatus>() {
            Some(status) => Ok(status.code()),
            None => Err(error),
        },
    }
}
