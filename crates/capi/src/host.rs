//! Functions of the host: a pointer to a C function, and a number that it gets.

use std::cell::Cell;
use std::fmt;
use std::sync::{Arc, OnceLock};

use sanderling::{AsContextMut, Caller, Error, ExnRef, Func, FuncType, Instance, Val};
use smallvec::SmallVec;

use crate::boundary::{OutBox, OutError, given, run_new, run_out, text};
use crate::engine::check_same;
use crate::error::{Failure, Misuse};
use crate::external::ExternHandle;
use crate::module::ModuleHandle;
use crate::reference;
use crate::store::{RunningStore, StoreData, StoreHandle, StoreMut};
use crate::{type_text, types};

/// `sanderling_host_fn_t`.
type HostFn =
    unsafe extern "C" fn(id: usize, caller: &CallerHandle<'_>, slots: *mut u64, len: usize) -> i64;

/// What is called when the function is gone.
type Finalizer = unsafe extern "C" fn(id: usize);

/// A function of the host.
struct Callback {
    call: HostFn,
    id: usize,
    /// Set when there is a function: until then, C has to see to what `id` means.
    finalizer: Arc<OnceLock<Finalizer>>,
}

impl Drop for Callback {
    fn drop(&mut self) {
        if let Some(finalizer) = self.finalizer.get() {
            // SAFETY: who made the function promises that it can be called with this
            // number, on any thread.
            unsafe { finalizer(self.id) };
        }
    }
}

/// `sanderling_caller_t`: who has called a function of the host.
pub(crate) struct CallerHandle<'a> {
    store: &'a RunningStore,
    /// None if the host itself has.
    instance: Option<Instance>,
    /// What the function throws if it fails.
    thrown: Cell<Option<ExnRef>>,
}

impl CallerHandle<'_> {
    /// Makes the function's failure this exception.
    pub(crate) fn throw(&self, of: &StoreHandle, exception: &ExnRef) -> Result<(), Failure> {
        // SAFETY: C has a caller only while the function that was given it runs.
        let handle = unsafe { self.store.handle() };
        handle.check_same(of)?;
        // This is the thread that runs the function: no other can enter.
        let _entered = handle.enter()?;
        self.thrown.set(Some(exception.clone()));
        Ok(())
    }
}

/// What a function of the host has failed with: the number by which the host knows it, or
/// 0.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HostFailure(pub(crate) u64);

/// What a function of the host waits for: the number by which the host knows it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PendingCall(pub(crate) u64);

impl fmt::Display for HostFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a function of the host failed")
    }
}

impl std::error::Error for HostFailure {}

impl Callback {
    /// Calls the function, with the store lent to it.
    #[inline]
    fn call(
        &self,
        store: &RunningStore,
        mut context: StoreMut<'_>,
        instance: Option<Instance>,
        slots: &mut [u64],
    ) -> Result<(), Error> {
        let handle = CallerHandle {
            store,
            instance,
            thrown: Cell::new(None),
        };
        let (data, len) = (slots.as_mut_ptr(), slots.len());
        // SAFETY: the function is one for these slots, as who made it has promised; the
        // handle lives longer than the call.
        let call = || unsafe { (self.call)(self.id, &handle, data, len) };
        // SAFETY: the context is one of this store's, in one of its host functions.
        let answer = unsafe { store.lend(context.as_context_mut(), call) };
        if answer == 0 {
            return Ok(());
        }
        Err(failure(answer, handle.thrown.take(), context))
    }

    /// Calls the function with values of which some are references.
    fn call_with_values(
        &self,
        store: &RunningStore,
        ty: &FuncType,
        mut caller: Caller<'_, StoreData>,
        params: &[Val],
        results: &mut [Val],
    ) -> Result<(), Error> {
        let host = |failure: Failure| Error::host(failure);
        let references = caller.data().references.clone();
        let _scope = references.open();
        let instance = caller.instance();
        let mut context = caller.as_context_mut();
        let mut slots: SmallVec<[u64; 16]> = SmallVec::new();
        for (param, ty) in params.iter().zip(ty.params()) {
            let [low, high] = reference::slots(&context, param.clone()).map_err(host)?;
            slots.push(low);
            if types::slots(ty) == 2 {
                slots.push(high);
            }
        }
        let for_results = ty.results().iter().map(types::slots).sum();
        if slots.len() < for_results {
            slots.resize(for_results, 0);
        }
        self.call(store, context.as_context_mut(), instance, &mut slots)?;
        let mut from = slots.iter().copied();
        for (result, ty) in results.iter_mut().zip(ty.results()) {
            let low = from.next().unwrap_or(0);
            let high = match types::slots(ty) {
                1 => 0,
                _ => from.next().unwrap_or(0),
            };
            *result = reference::value(&mut context, ty, low, high).map_err(host)?;
        }
        Ok(())
    }
}

/// The error of a function that has returned this number, which is not 0.
#[cold]
fn failure(answer: i64, thrown: Option<ExnRef>, store: StoreMut<'_>) -> Error {
    if answer < -1 {
        return Error::pending(PendingCall(answer.unsigned_abs() - 1));
    }
    match thrown {
        Some(exception) => exception.throw(store),
        None => Error::host(HostFailure(answer.try_into().unwrap_or(0))),
    }
}

/// A function of the host in the store.
fn new_func(
    handle: &StoreHandle,
    ty: FuncType,
    (call, id, finalizer): (Option<HostFn>, usize, Option<Finalizer>),
) -> Result<ExternHandle, Failure> {
    let armed = Arc::new(OnceLock::new());
    let callback = Callback {
        call: given(call, "func")?,
        id,
        finalizer: armed.clone(),
    };
    let mut store = handle.enter()?;
    let running = handle.running();
    let func = if ty.has_refs() {
        let on_values = ty.clone();
        Func::new(&mut *store, ty, move |caller, params, results| {
            callback.call_with_values(&running, &on_values, caller, params, results)
        })?
    } else {
        Func::new_slots(&mut *store, ty, move |mut caller, slots| {
            let instance = caller.instance();
            let context = caller.as_context_mut();
            // SAFETY: this is one of the store's functions.
            let _scope = unsafe { running.references() }.open();
            callback.call(&running, context, instance, slots)
        })?
    };
    let func = ExternHandle::new(handle, &store, func.into())?;
    if let Some(finalizer) = finalizer {
        // It is empty so far.
        let _ = armed.set(finalizer);
    }
    Ok(func)
}

/// # Safety
///
/// `ty` is NULL or holds `ty_len` bytes. `func` can be called with `id` for as long as the
/// store lives, with the slots of a function of this type, and `finalizer`, unless it is
/// NULL, once, on any thread.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_func_new(
    store: Option<&StoreHandle>,
    ty: *const u8,
    ty_len: usize,
    func: Option<HostFn>,
    id: usize,
    finalizer: Option<Finalizer>,
    out: OutBox<'_, ExternHandle>,
    error: OutError<'_>,
) -> i32 {
    run_new(out, error, || {
        let store = given(store, "store")?;
        // SAFETY: the caller promises it.
        let ty = unsafe { text(ty, ty_len, "type") }?;
        let ty = type_text::func_type(ty, store.engine())?;
        new_func(store, ty, (func, id, finalizer))
    })
}

/// # Safety
///
/// `func` can be called with `id` for as long as the store lives, with the slots of a
/// function of the type that the module imports, and `finalizer`, unless it is NULL, once,
/// on any thread.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_func_new_for_import(
    store: Option<&StoreHandle>,
    module: Option<&ModuleHandle>,
    import: usize,
    func: Option<HostFn>,
    id: usize,
    finalizer: Option<Finalizer>,
    out: OutBox<'_, ExternHandle>,
    error: OutError<'_>,
) -> i32 {
    run_new(out, error, || {
        let store = given(store, "store")?;
        let ModuleHandle { module, .. } = given(module, "module")?;
        check_same(store.engine(), &module.engine())?;
        let wanted = module.imports().nth(import);
        let ty = wanted.and_then(|import| import.ty().func().cloned());
        let ty = ty.ok_or_else(|| {
            let message = format!("import {import} of the module is no function");
            Failure::misuse(Misuse::Argument, message)
        })?;
        new_func(store, ty, (func, id, finalizer))
    })
}

/// # Safety
///
/// `name` is NULL or holds `name_len` bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_caller_export(
    caller: Option<&CallerHandle<'_>>,
    name: *const u8,
    name_len: usize,
    out: OutBox<'_, ExternHandle>,
    error: OutError<'_>,
) -> i32 {
    run_out(out, error, None, || {
        let CallerHandle {
            store, instance, ..
        } = given(caller, "caller")?;
        // SAFETY: C has a caller only while the function that was given it runs.
        let handle = &unsafe { store.handle() };
        // SAFETY: the caller promises it.
        let name = unsafe { text(name, name_len, "name") }?;
        let mut store = handle.enter()?;
        let Some(item) = instance.and_then(|instance| instance.get_export(&mut *store, name))
        else {
            return Ok(None);
        };
        Ok(Some(Box::new(ExternHandle::new(handle, &store, item)?)))
    })
}
