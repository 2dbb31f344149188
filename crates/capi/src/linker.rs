//! Linkers.

use std::sync::{Mutex, MutexGuard, PoisonError};

use sanderling::{Engine, InstancePre, Linker};

use crate::boundary::{OutBox, OutError, delete, given, run, run_new, text};
use crate::engine::{EngineHandle, check_same};
use crate::error::Failure;
use crate::external::ExternHandle;
use crate::instance::InstanceHandle;
use crate::module::ModuleHandle;
use crate::shared_memory::SharedMemoryHandle;
use crate::store::{StoreData, StoreHandle};

/// `sanderling_linker_t`.
pub(crate) struct LinkerHandle {
    engine: Engine,
    definitions: Mutex<Definitions>,
}

struct Definitions {
    linker: Linker<StoreData>,
    /// The one store whose items are defined.
    store: Option<StoreHandle>,
}

impl LinkerHandle {
    fn lock(&self) -> MutexGuard<'_, Definitions> {
        // Each change is one call of the linker's, so that a panic leaves it as it was.
        self.definitions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Finds the module's imports, for an instance in `store`. The lock is not held while
    /// guests run.
    fn prepare(
        &self,
        store: &StoreHandle,
        module: &ModuleHandle,
    ) -> Result<InstancePre<StoreData>, Failure> {
        check_same(&self.engine, &module.module.engine())?;
        check_same(&self.engine, store.engine())?;
        let definitions = self.lock();
        if let Some(defined) = &definitions.store {
            defined.check_same(store)?;
        }
        Ok(definitions.linker.instantiate_pre(&module.module)?)
    }
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_linker_new(
    engine: Option<&EngineHandle>,
    out: OutBox<'_, LinkerHandle>,
    error: OutError<'_>,
) -> i32 {
    run_new(out, error, || {
        let EngineHandle(engine) = given(engine, "engine")?;
        let mut linker = Linker::new(engine);
        linker.allow_shadowing(true);
        Ok(LinkerHandle {
            engine: engine.clone(),
            definitions: Mutex::new(Definitions {
                linker,
                store: None,
            }),
        })
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_linker_delete(linker: Option<Box<LinkerHandle>>) {
    delete(linker);
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_linker_define_wasi(
    linker: Option<&LinkerHandle>,
    error: OutError<'_>,
) -> i32 {
    run(error, || {
        let mut definitions = given(linker, "linker")?.lock();
        sanderling_wasi::add_yielding_to_linker(
            &mut definitions.linker,
            |data: &mut StoreData| &mut data.wasi,
        )?;
        Ok(())
    })
}

/// Runs the body of a function that defines a name.
///
/// # Safety
///
/// The pointers are NULL or hold as many bytes as their lengths say.
unsafe fn define(
    linker: Option<&LinkerHandle>,
    module: (*const u8, usize),
    name: (*const u8, usize),
    error: OutError<'_>,
    body: impl FnOnce(&LinkerHandle, &str, &str) -> Result<(), Failure>,
) -> i32 {
    run(error, || {
        let linker = given(linker, "linker")?;
        // SAFETY: the caller promises it.
        let module = unsafe { text(module.0, module.1, "module") }?;
        // SAFETY: the caller promises it.
        let name = unsafe { text(name.0, name.1, "name") }?;
        body(linker, module, name)
    })
}

/// # Safety
///
/// The pointers are NULL or hold as many bytes as their lengths say.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_linker_define(
    linker: Option<&LinkerHandle>,
    module: *const u8,
    module_len: usize,
    name: *const u8,
    name_len: usize,
    item: Option<&ExternHandle>,
    error: OutError<'_>,
) -> i32 {
    let body = |linker: &LinkerHandle, module: &str, name: &str| {
        let item = given(item, "item")?;
        check_same(&linker.engine, item.store().engine())?;
        let mut definitions = linker.lock();
        match &definitions.store {
            Some(store) => store.check_same(item.store())?,
            None => definitions.store = Some(item.store().clone()),
        }
        definitions.linker.define(module, name, item.item())?;
        Ok(())
    };
    // SAFETY: the caller promises it.
    unsafe { define(linker, (module, module_len), (name, name_len), error, body) }
}

/// # Safety
///
/// The pointers are NULL or hold as many bytes as their lengths say.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_linker_define_shared_memory(
    linker: Option<&LinkerHandle>,
    module: *const u8,
    module_len: usize,
    name: *const u8,
    name_len: usize,
    memory: Option<&SharedMemoryHandle>,
    error: OutError<'_>,
) -> i32 {
    let body = |linker: &LinkerHandle, module: &str, name: &str| {
        let SharedMemoryHandle(memory) = given(memory, "memory")?;
        check_same(&linker.engine, memory.engine())?;
        linker.lock().linker.shared_memory(module, name, memory)?;
        Ok(())
    };
    // SAFETY: the caller promises it.
    unsafe { define(linker, (module, module_len), (name, name_len), error, body) }
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_linker_define_unknown_as_traps(
    linker: Option<&LinkerHandle>,
    module: Option<&ModuleHandle>,
    error: OutError<'_>,
) -> i32 {
    run(error, || {
        let linker = given(linker, "linker")?;
        let ModuleHandle { module, .. } = given(module, "module")?;
        check_same(&linker.engine, &module.engine())?;
        let mut definitions = linker.lock();
        definitions.linker.define_unknown_imports_as_traps(module)?;
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_linker_instantiate(
    linker: Option<&LinkerHandle>,
    store: Option<&StoreHandle>,
    module: Option<&ModuleHandle>,
    out: OutBox<'_, InstanceHandle>,
    error: OutError<'_>,
) -> i32 {
    run_new(out, error, || {
        let store = given(store, "store")?;
        let linker = given(linker, "linker")?;
        let prepared = linker.prepare(store, given(module, "module")?)?;
        let instance = prepared.instantiate(&mut *store.enter()?)?;
        Ok(InstanceHandle::new(store, instance))
    })
}
