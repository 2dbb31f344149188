//! Stores.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sanderling::{Engine, InterruptHandle, Store, StoreContextMut, StoreLimits};
use sanderling_wasi::{OutputBuffer, WasiCtx};

use crate::boundary::{Out, OutBox, OutError, given, run, run_new, run_out};
use crate::cell::{Cell, Guard};
use crate::engine::EngineHandle;
use crate::error::{Failure, Misuse};
use crate::reference::References;
use crate::wasi::{Captured, WasiConfig};
use crate::wasm::{ByteVec, HostInfos, Identity};

/// What the engine keeps for us in each store.
#[derive(Debug)]
pub(crate) struct StoreData {
    pub(crate) wasi: WasiCtx,
    pub(crate) references: Arc<References>,
}

/// The store while a function uses it.
pub(crate) type StoreMut<'a> = StoreContextMut<'a, StoreData>;

/// `wasm_store_t`, and what every handle to something in the store shares with it.
#[derive(Clone, Debug)]
pub(crate) struct StoreHandle(Arc<Shared>);

#[derive(Debug)]
pub(crate) struct Shared {
    engine: Engine,
    store: Cell<StoreData>,
    references: Arc<References>,
    captured: Captured,
    interrupt: InterruptHandle,
    limits: Arc<Mutex<StoreLimits>>,
    /// Finalized after the store is gone.
    host_infos: HostInfos<Identity>,
}

/// The store of a host function that is running, for the function itself.
pub(crate) struct RunningStore(*const Shared);

// SAFETY: the store is `Sync`, and this is a reference to it.
unsafe impl Send for RunningStore {}
// SAFETY: as above.
unsafe impl Sync for RunningStore {}

impl RunningStore {
    /// # Safety
    ///
    /// As for [`Cell::lend`].
    pub(crate) unsafe fn lend<R>(&self, store: StoreMut<'_>, body: impl FnOnce() -> R) -> R {
        // SAFETY: a store that runs is in a cell that lives: the call was made through a
        // handle, which C keeps until it returns.
        let shared = unsafe { &*self.0 };
        // SAFETY: the caller promises it.
        unsafe { shared.store.lend(store, body) }
    }

    /// # Safety
    ///
    /// The store is running the function that calls this.
    #[inline]
    pub(crate) unsafe fn references(&self) -> &References {
        // SAFETY: as above.
        let shared = unsafe { &*self.0 };
        &shared.references
    }

    /// # Safety
    ///
    /// The store is running the function that calls this.
    pub(crate) unsafe fn handle(&self) -> StoreHandle {
        // SAFETY: as above, so that the count is not zero.
        unsafe { Arc::increment_strong_count(self.0) };
        // SAFETY: the pointer is one of an `Arc`, whose count was incremented for this.
        StoreHandle(unsafe { Arc::from_raw(self.0) })
    }
}

impl StoreHandle {
    pub(crate) fn new(engine: &Engine, wasi: &WasiConfig) -> Result<Self, Failure> {
        let (wasi, captured) = wasi.build()?;
        let references = Arc::new(References::default());
        let data = StoreData {
            wasi,
            references: references.clone(),
        };
        let mut store = Store::try_new(engine, data)?;
        let limits = Arc::new(Mutex::new(StoreLimits::builder().build()));
        store.limiter(limits.clone());
        Ok(Self(Arc::new(Shared {
            engine: engine.clone(),
            interrupt: store.interrupt_handle(),
            limits,
            store: Cell::new(store),
            references,
            captured,
            host_infos: HostInfos::new(),
        })))
    }

    /// The store for a host function that is put into it.
    pub(crate) fn running(&self) -> RunningStore {
        RunningStore(Arc::as_ptr(&self.0))
    }

    pub(crate) fn host_infos(&self) -> &HostInfos<Identity> {
        &self.0.host_infos
    }

    /// Begins to use the store.
    #[inline]
    pub(crate) fn enter(&self) -> Result<Guard<'_, StoreData>, Failure> {
        self.0.store.enter()
    }

    /// Ends what [`Guard::keep`] has begun.
    pub(crate) fn release(&self) {
        self.0.store.release();
    }

    pub(crate) fn references(&self) -> &References {
        &self.0.references
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
        match wasi {
            Some(config) => StoreHandle::new(engine, config),
            None => StoreHandle::new(engine, &WasiConfig::default()),
        }
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_store_close(store: Option<&StoreHandle>, error: OutError<'_>) -> i32 {
    run(error, || {
        let StoreHandle(shared) = given(store, "store")?;
        shared.store.close()?;
        shared.references.clear();
        shared.host_infos.clear();
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_store_set_limits(
    store: Option<&StoreHandle>,
    memory_bytes: u64,
    table_elements: u64,
    instances: u64,
    tables: u64,
    memories: u64,
    host_buffer_bytes: u64,
    error: OutError<'_>,
) -> i32 {
    run(error, || {
        let limits = StoreLimits::builder()
            .memory_size(memory_bytes)
            .heap_size(memory_bytes)
            .table_elements(table_elements)
            .instances(instances)
            .tables(tables)
            .memories(memories)
            .host_buffer_size(host_buffer_bytes);
        let shared = &given(store, "store")?.0.limits;
        // Numbers are whole after a panic elsewhere as well.
        *shared.lock().unwrap_or_else(PoisonError::into_inner) = limits.build();
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_store_set_call_depth(
    store: Option<&StoreHandle>,
    depth: u32,
    error: OutError<'_>,
) -> i32 {
    run(error, || {
        given(store, "store")?.enter()?.set_host_call_depth(depth);
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_store_interrupt(store: Option<&StoreHandle>) {
    if let Some(store) = store {
        store.0.interrupt.interrupt();
    }
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_store_clear_interrupt(store: Option<&StoreHandle>) -> bool {
    store.is_some_and(|store| store.0.interrupt.clear())
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_store_set_time_slice(
    store: Option<&StoreHandle>,
    nanoseconds: u64,
    error: OutError<'_>,
) -> i32 {
    run(error, || {
        let slice = Duration::from_nanos(nanoseconds);
        let slice = (nanoseconds != u64::MAX).then_some(slice);
        Ok(given(store, "store")?.enter()?.set_time_slice(slice)?)
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_store_set_deadline(
    store: Option<&StoreHandle>,
    nanoseconds: u64,
    error: OutError<'_>,
) -> i32 {
    run(error, || {
        let after = Duration::from_nanos(nanoseconds);
        let deadline = Instant::now().checked_add(after);
        let deadline = deadline.filter(|_| nanoseconds != u64::MAX);
        Ok(given(store, "store")?.enter()?.set_deadline(deadline)?)
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_store_set_fuel(
    store: Option<&StoreHandle>,
    fuel: u64,
    error: OutError<'_>,
) -> i32 {
    run(error, || {
        Ok(given(store, "store")?.enter()?.set_fuel(fuel)?)
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_store_fuel(
    store: Option<&StoreHandle>,
    fuel: Out<'_, u64>,
    error: OutError<'_>,
) -> i32 {
    run_out(fuel, error, 0, || {
        Ok(given(store, "store")?.enter()?.fuel()?)
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_store_consumed_fuel(
    store: Option<&StoreHandle>,
    fuel: Out<'_, u64>,
    error: OutError<'_>,
) -> i32 {
    run_out(fuel, error, 0, || {
        Ok(given(store, "store")?.enter()?.consumed_fuel()?)
    })
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
