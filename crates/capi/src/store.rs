//! Stores.

use std::sync::Arc;

use sanderling::{Engine, Store};
use sanderling_wasi::{OutputBuffer, WasiCtx};

use crate::boundary::{Out, OutBox, OutError, delete, given, run, run_new, run_out};
use crate::bytes::ByteVec;
use crate::cell::{Cell, Guard};
use crate::engine::EngineHandle;
use crate::error::{Failure, Misuse};
use crate::reference::References;
use crate::wasi::{Captured, WasiConfig};

/// What the engine keeps for us in each store.
#[derive(Debug)]
pub(crate) struct StoreData {
    pub(crate) wasi: WasiCtx,
    pub(crate) references: References,
}

/// `wasm_store_t`, and what every handle to something in the store shares with it.
#[derive(Clone, Debug)]
pub(crate) struct StoreHandle(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    engine: Engine,
    store: Cell<Store<StoreData>>,
    captured: Captured,
}

impl StoreHandle {
    /// Begins to use the store.
    #[inline]
    pub(crate) fn enter(&self) -> Result<Guard<'_, Store<StoreData>>, Failure> {
        self.0.store.enter()
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.0.engine
    }

    /// An error unless both are the same store.
    pub(crate) fn check_same(&self, other: &Self) -> Result<(), Failure> {
        if Arc::ptr_eq(&self.0, &other.0) {
            return Ok(());
        }
        let message = "the item belongs to another store";
        Err(Failure::misuse(Misuse::WrongStore, message))
    }
}

/// Takes what a stream has captured.
fn take(
    store: Option<&StoreHandle>,
    out: Out<'_, ByteVec>,
    error: OutError<'_>,
    stream: impl FnOnce(&Captured) -> Option<&OutputBuffer>,
) -> i32 {
    run_out(out, error, ByteVec::EMPTY, || {
        let store = given(store, "store")?;
        let Some(buffer) = stream(&store.0.captured) else {
            let message = "the store does not capture this stream";
            return Err(Failure::misuse(Misuse::Argument, message));
        };
        Ok(ByteVec::new(buffer.take()))
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_store_new(
    engine: Option<&EngineHandle>,
    wasi: Option<&WasiConfig>,
    out: OutBox<'_, StoreHandle>,
    error: OutError<'_>,
) -> i32 {
    run_new(out, error, || {
        let EngineHandle(engine) = given(engine, "engine")?;
        let (wasi, captured) = match wasi {
            Some(config) => config.build()?,
            None => WasiConfig::default().build()?,
        };
        let data = StoreData {
            wasi,
            references: References::default(),
        };
        Ok(StoreHandle(Arc::new(Shared {
            engine: engine.clone(),
            store: Cell::new(Store::try_new(engine, data)?),
            captured,
        })))
    })
}

#[unsafe(no_mangle)]
extern "C" fn wasm_store_delete(store: Option<Box<StoreHandle>>) {
    delete(store);
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_store_close(store: Option<&StoreHandle>, error: OutError<'_>) -> i32 {
    run(error, || given(store, "store")?.0.store.close())
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_store_take_stdout(
    store: Option<&StoreHandle>,
    out: Out<'_, ByteVec>,
    error: OutError<'_>,
) -> i32 {
    take(store, out, error, |captured| captured.stdout.as_ref())
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_store_take_stderr(
    store: Option<&StoreHandle>,
    out: Out<'_, ByteVec>,
    error: OutError<'_>,
) -> i32 {
    take(store, out, error, |captured| captured.stderr.as_ref())
}
