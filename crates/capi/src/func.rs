//! Functions.

use sanderling::{Func, FuncType, Val};
use smallvec::SmallVec;

use crate::boundary::{OutError, array_mut, given, run};
use crate::error::{Failure, Misuse};
use crate::external::ExternHandle;
use crate::reference;
use crate::store::StoreMut;
use crate::types::slots;

/// Calls a function with arguments and results in slots.
#[inline]
fn call(handle: &ExternHandle, slots: &mut [u64]) -> Result<(), Failure> {
    let (func, ty) = handle.func()?;
    if ty.has_refs() {
        return call_with_refs(handle, func, ty, slots);
    }
    let mut store = handle.store().enter()?;
    Ok(func.call_slots(&mut *store, slots)?)
}

#[inline(never)]
fn call_with_refs(
    handle: &ExternHandle,
    func: Func,
    ty: &FuncType,
    slots: &mut [u64],
) -> Result<(), Failure> {
    let mut store = handle.store().enter()?;
    let store: &mut StoreMut<'_> = &mut store;
    let params = read_params(ty, slots, store)?;
    let defaults = ty.results().iter().map(Val::default_for_ty);
    let mut results: SmallVec<[Val; 4]> = defaults
        // The call overwrites results; one without a default can begin as anything.
        .map(|value| value.unwrap_or(Val::I32(0)))
        .collect();
    func.call(&mut *store, &params, &mut results)?;
    write_results(&results, slots, store)
}

pub(crate) fn read_params(
    ty: &FuncType,
    from: &[u64],
    store: &mut StoreMut<'_>,
) -> Result<SmallVec<[Val; 8]>, Failure> {
    let mut from = from.iter().copied();
    let mut params = SmallVec::with_capacity(ty.params().len());
    for ty in ty.params() {
        let low = from.next().ok_or_else(too_few)?;
        let high = match slots(ty) {
            1 => 0,
            _ => from.next().ok_or_else(too_few)?,
        };
        params.push(reference::value(store, ty, low, high)?);
    }
    Ok(params)
}

/// The function has run: results for which there is no room are an error all the same.
pub(crate) fn write_results(
    results: &[Val],
    mut out: &mut [u64],
    store: &mut StoreMut<'_>,
) -> Result<(), Failure> {
    for result in results {
        let value = reference::slots(store, result.clone())?;
        let len = slots(&result.ty());
        let (here, rest) = out.split_at_mut_checked(len).ok_or_else(too_few)?;
        for (slot, bits) in here.iter_mut().zip(value) {
            *slot = bits;
        }
        out = rest;
    }
    Ok(())
}

#[cold]
pub(crate) fn too_few() -> Failure {
    let message = "too few slots for the function's arguments and results";
    Failure::misuse(Misuse::Argument, message)
}

/// # Safety
///
/// `slots` is NULL or holds `len` numbers, which nothing else uses during the call.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_func_call(
    func: Option<&ExternHandle>,
    slots: *mut u64,
    len: usize,
    error: OutError<'_>,
) -> i32 {
    run(error, || {
        let func = given(func, "func")?;
        // SAFETY: the caller promises it.
        let slots = unsafe { array_mut(slots, len, "slots") }?;
        call(func, slots)
    })
}
