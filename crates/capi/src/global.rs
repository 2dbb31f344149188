//! Globals.

use sanderling::{ExternType, Store};

use crate::boundary::{OutError, array, array_mut, given, run};
use crate::error::{Failure, Misuse};
use crate::external::ExternHandle;
use crate::store::StoreData;

#[cold]
fn too_few() -> Failure {
    Failure::misuse(Misuse::Argument, "a global's value needs two slots")
}

/// # Safety
///
/// `slots` is NULL or holds `len` numbers, which nothing else uses during the call.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_global_get(
    global: Option<&ExternHandle>,
    slots: *mut u64,
    len: usize,
    error: OutError<'_>,
) -> i32 {
    run(error, || {
        // SAFETY: the caller promises it.
        let slots = unsafe { array_mut(slots, len, "slots") }?;
        let out = slots.first_chunk_mut::<2>().ok_or_else(too_few)?;
        *out = [0; 2];
        let handle = given(global, "global")?;
        let global = handle.global()?;
        let mut store = handle.store().enter()?;
        let store: &mut Store<StoreData> = &mut store;
        let value = global.get(&*store)?;
        *out = store.data_mut().references.slots(value)?;
        Ok(())
    })
}

/// # Safety
///
/// `slots` is NULL or holds `len` numbers.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_global_set(
    global: Option<&ExternHandle>,
    slots: *const u64,
    len: usize,
    error: OutError<'_>,
) -> i32 {
    run(error, || {
        let handle = given(global, "global")?;
        let global = handle.global()?;
        let ExternType::Global(ty) = handle.ty() else {
            return Err(too_few());
        };
        // SAFETY: the caller promises it.
        let slots = unsafe { array(slots, len, "slots") }?;
        let [low, high] = *slots.first_chunk().ok_or_else(too_few)?;
        let mut store = handle.store().enter()?;
        let value = store.data().references.value(ty.content(), low, high)?;
        Ok(global.set(&mut *store, value)?)
    })
}
