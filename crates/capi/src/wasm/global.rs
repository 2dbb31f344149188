//! Globals: `wasm_global_t`.

use sanderling::{ExternType, Global};

use super::external::current_type;
use super::reference::{Seen, objects, references};
use super::types::ExternTypeHandle;
use super::value::Value;
use crate::boundary::{Out, run_or};
use crate::error::Failure;
use crate::external::ExternHandle;
use crate::store::{StoreHandle, StoreMut};

#[unsafe(no_mangle)]
extern "C" fn wasm_global_new(
    store: Option<&StoreHandle>,
    ty: Option<&ExternTypeHandle>,
    value: Option<&Value>,
) -> Option<Box<ExternHandle>> {
    run_or(None, || {
        let (handle, ExternType::Global(ty)) = (store?, &ty?.ty) else {
            return None;
        };
        let mut store = handle.enter().ok()?;
        let store: &mut StoreMut<'_> = &mut store;
        let value = value?.to_val(ty.content(), handle, store).ok()?;
        let global = Global::new(&mut *store, ty.clone(), value).ok()?;
        Some(Box::new(
            ExternHandle::new(handle, &*store, global.into()).ok()?,
        ))
    })
}

#[unsafe(no_mangle)]
extern "C" fn wasm_global_type(global: Option<&ExternHandle>) -> Option<Box<ExternTypeHandle>> {
    run_or(None, || current_type(global))
}

#[unsafe(no_mangle)]
extern "C" fn wasm_global_get(global: Option<&ExternHandle>, out: Out<'_, Value>) {
    let Some(out) = out else { return };
    let otherwise = match global.map(ExternHandle::ty) {
        Some(ExternType::Global(ty)) => Value::zero(ty.content()),
        _ => Value::INIT,
    };
    out.write(run_or(otherwise, || {
        let get = |handle: &ExternHandle| -> Result<Value, Failure> {
            let global = handle.global()?;
            let mut store = handle.store().enter()?;
            let value = global.get(&*store)?;
            Value::from_val(value, handle.store(), &mut store)
        };
        global.map_or(otherwise, |handle| get(handle).unwrap_or(otherwise))
    }));
}

#[unsafe(no_mangle)]
extern "C" fn wasm_global_set(global: Option<&ExternHandle>, value: Option<&Value>) {
    run_or((), || {
        let set = |handle: &ExternHandle, value: &Value| -> Result<(), Failure> {
            let global = handle.global()?;
            let ExternType::Global(ty) = handle.ty() else {
                return Ok(());
            };
            let mut store = handle.store().enter()?;
            let store: &mut StoreMut<'_> = &mut store;
            let value = value.to_val(ty.content(), handle.store(), store)?;
            Ok(global.set(&mut *store, value)?)
        };
        if let (Some(handle), Some(value)) = (global, value) {
            // The function has no way to tell.
            let _ = set(handle, value);
        }
    });
}

objects! {
    ExternHandle: wasm_global_delete, wasm_global_copy, wasm_global_same,
        wasm_global_get_host_info, wasm_global_set_host_info,
        wasm_global_set_host_info_with_finalizer;
}

references! {
    ExternHandle, Seen::Global => wasm_global_as_ref, wasm_ref_as_global,
        wasm_global_as_ref_const, wasm_ref_as_global_const;
}
