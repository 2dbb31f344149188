//! Tables: `wasm_table_t`.

use std::ptr;

use sanderling::{ExternType, Table, TableType};

use super::external::current_type;
use super::reference::{Ref, Seen, from_val, objects, references, to_val};
use super::types::ExternTypeHandle;
use crate::boundary::run_or;
use crate::error::Failure;
use crate::external::ExternHandle;
use crate::store::{StoreHandle, StoreMut};

/// The table and its type, which a handle must be of.
fn table(handle: &ExternHandle) -> Option<(Table, &TableType)> {
    match (handle.table(), handle.ty()) {
        (Ok(table), ExternType::Table(ty)) => Some((table, ty)),
        _ => None,
    }
}

/// # Safety
///
/// `init` is NULL or a handle.
#[unsafe(no_mangle)]
unsafe extern "C" fn wasm_table_new(
    store: Option<&StoreHandle>,
    ty: Option<&ExternTypeHandle>,
    init: *mut Ref,
) -> Option<Box<ExternHandle>> {
    run_or(None, || {
        let (handle, ExternType::Table(ty)) = (store?, &ty?.ty) else {
            return None;
        };
        let mut store = handle.enter().ok()?;
        let store: &mut StoreMut<'_> = &mut store;
        let init = to_val(init, ty.element(), handle, store).ok()?;
        let table = Table::new(&mut *store, ty.clone(), init).ok()?;
        Some(Box::new(
            ExternHandle::new(handle, &*store, table.into()).ok()?,
        ))
    })
}

#[unsafe(no_mangle)]
extern "C" fn wasm_table_type(table: Option<&ExternHandle>) -> Option<Box<ExternTypeHandle>> {
    run_or(None, || current_type(table))
}

#[unsafe(no_mangle)]
extern "C" fn wasm_table_get(handle: Option<&ExternHandle>, index: u32) -> *mut Ref {
    run_or(ptr::null_mut(), || {
        let get = |handle: &ExternHandle| -> Result<*mut Ref, Failure> {
            let table = handle.table()?;
            let mut store = handle.store().enter()?;
            let value = table.get(&*store, index.into())?;
            from_val(value, handle.store(), &mut store)
        };
        handle.map_or(ptr::null_mut(), |handle| {
            get(handle).unwrap_or(ptr::null_mut())
        })
    })
}

/// # Safety
///
/// `reference` is NULL or a handle.
#[unsafe(no_mangle)]
unsafe extern "C" fn wasm_table_set(
    handle: Option<&ExternHandle>,
    index: u32,
    reference: *mut Ref,
) -> bool {
    run_or(false, || {
        let set = |handle: &ExternHandle| {
            let (table, ty) = table(handle)?;
            let mut store = handle.store().enter().ok()?;
            let store: &mut StoreMut<'_> = &mut store;
            let value = to_val(reference, ty.element(), handle.store(), store).ok()?;
            table.set(&mut *store, index.into(), value).ok()
        };
        handle.and_then(set).is_some()
    })
}

#[unsafe(no_mangle)]
extern "C" fn wasm_table_size(handle: Option<&ExternHandle>) -> u32 {
    run_or(0, || {
        let size = |handle: &ExternHandle| {
            let (table, _) = table(handle)?;
            table.size(&*handle.store().enter().ok()?).ok()
        };
        let size = handle.and_then(size).unwrap_or(0);
        u32::try_from(size).unwrap_or(u32::MAX)
    })
}

/// # Safety
///
/// `init` is NULL or a handle.
#[unsafe(no_mangle)]
unsafe extern "C" fn wasm_table_grow(
    handle: Option<&ExternHandle>,
    delta: u32,
    init: *mut Ref,
) -> bool {
    run_or(false, || {
        let grow = |handle: &ExternHandle| {
            let (table, ty) = table(handle)?;
            let mut store = handle.store().enter().ok()?;
            let store: &mut StoreMut<'_> = &mut store;
            let value = to_val(init, ty.element(), handle.store(), store).ok()?;
            table.grow(&mut *store, delta.into(), value).ok()
        };
        handle.and_then(grow).is_some()
    })
}

objects! {
    ExternHandle: wasm_table_delete, wasm_table_copy, wasm_table_same,
        wasm_table_get_host_info, wasm_table_set_host_info,
        wasm_table_set_host_info_with_finalizer;
}

references! {
    ExternHandle, Seen::Table => wasm_table_as_ref, wasm_ref_as_table, wasm_table_as_ref_const,
        wasm_ref_as_table_const;
}
