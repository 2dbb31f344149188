//! Functions.

use sanderling::{FuncType, Store, Val};
use smallvec::SmallVec;

use crate::boundary::{OutError, array_mut, given, run};
use crate::error::{Failure, Misuse};
use crate::external::ExternHandle;
use crate::store::StoreData;
use crate::types::slots;

/// Calls a function with arguments and results in slots.
fn call(handle: &ExternHandle, slots: &mut [u64]) -> Result<(), Failure> {
    let (func, ty) = handle.func()?;
    let mut store = handle.store().enter()?;
    let store: &mut Store<StoreData> = &mut store;
    if ty
        .params()
        .iter()
        .chain(ty.results())
        .all(|ty| !ty.is_ref())
    {
        return Ok(func.call_slots(&mut *store, slots)?);
    }
    let params = read_params(ty, slots, store)?;
    let defaults = ty.results().iter().map(Val::default_for_ty);
    let mut results: SmallVec<[Val; 4]> = defaults
        // The call overwrites results; one without a default can begin as anything.
        .map(|value| value.unwrap_or(Val::I32(0)))
        .collect();
    func.call(&mut *store, &params, &mut results)?;
    write_results(&results, slots, store)
}

fn read_params(
    ty: &FuncType,
    from: &[u64],
    store: &Store<StoreData>,
) -> Result<SmallVec<[Val; 8]>, Failure> {
    let mut from = from.iter().copied();
    let mut params = SmallVec::with_capacity(ty.params().len());
    for ty in ty.params() {
        let low = from.next().ok_or_else(too_few)?;
        let high = match slots(ty) {
            1 => 0,
            _ => from.next().ok_or_else(too_few)?,
        };
        params.push(store.data().references.value(ty, low, high)?);
    }
    Ok(params)
}

/// The function has run: results for which there is no room are an error all the same.
fn write_results(
    results: &[Val],
    mut out: &mut [u64],
    store: &mut Store<StoreData>,
) -> Result<(), Failure> {
    for result in results {
        let value = store.data_mut().references.slots(*result)?;
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
fn too_few() -> Failure {
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
