//! Globals.

use sanderling::{ExternType, Global, GlobalType, Mutability};

use crate::boundary::{OutBox, OutError, array, array_mut, given, run, run_new, text};
use crate::error::{Failure, Misuse};
use crate::external::ExternHandle;
use crate::reference;
use crate::store::StoreHandle;
use crate::type_text;

#[cold]
fn too_few() -> Failure {
    Failure::misuse(Misuse::Argument, "a global's value needs two slots")
}

/// # Safety
///
/// `content` is NULL or holds `content_len` bytes, `slots` is NULL or holds `len` numbers.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_global_new(
    store: Option<&StoreHandle>,
    content: *const u8,
    content_len: usize,
    is_mutable: bool,
    slots: *const u64,
    len: usize,
    out: OutBox<'_, ExternHandle>,
    error: OutError<'_>,
) -> i32 {
    run_new(out, error, || {
        let handle = given(store, "store")?;
        // SAFETY: the caller promises it.
        let content = unsafe { text(content, content_len, "content") }?;
        let content = type_text::val_type(content, handle.engine())?;
        // SAFETY: the caller promises it.
        let slots = unsafe { array(slots, len, "slots") }?;
        let [low, high] = *slots.first_chunk().ok_or_else(too_few)?;
        let mut store = handle.enter()?;
        let value = reference::value(&mut store, &content, low, high)?;
        let mutability = if is_mutable {
            Mutability::Var
        } else {
            Mutability::Const
        };
        let ty = GlobalType::new(content, mutability);
        let global = Global::new(&mut *store, ty, value)?;
        ExternHandle::new(handle, &store, global.into())
    })
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
        let store = handle.store().enter()?;
        let value = global.get(&*store)?;
        *out = reference::slots(&store, value)?;
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
        let value = reference::value(&mut store, ty.content(), low, high)?;
        Ok(global.set(&mut *store, value)?)
    })
}
