//! Memories: `wasm_memory_t`.

use std::ptr;

use sanderling::{Error, ExternType, Memory};

use super::external::current_type;
use super::reference::{Seen, objects, references};
use super::types::ExternTypeHandle;
use crate::boundary::run_or;
use crate::external::ExternHandle;
use crate::store::{StoreHandle, StoreMut};

/// What `ask` says of a memory; nothing if there is none, or its store cannot be used.
fn with<R>(
    handle: Option<&ExternHandle>,
    ask: impl FnOnce(Memory, &mut StoreMut<'_>) -> Result<R, Error>,
) -> Option<R> {
    let handle = handle?;
    let memory = handle.memory().ok()?;
    ask(memory, &mut *handle.store().enter().ok()?).ok()
}

#[unsafe(no_mangle)]
extern "C" fn wasm_memory_new(
    store: Option<&StoreHandle>,
    ty: Option<&ExternTypeHandle>,
) -> Option<Box<ExternHandle>> {
    run_or(None, || {
        let (handle, ExternType::Memory(ty)) = (store?, &ty?.ty) else {
            return None;
        };
        let mut store = handle.enter().ok()?;
        let memory = Memory::new(&mut *store, ty.clone()).ok()?;
        Some(Box::new(
            ExternHandle::new(handle, &*store, memory.into()).ok()?,
        ))
    })
}

#[unsafe(no_mangle)]
extern "C" fn wasm_memory_type(memory: Option<&ExternHandle>) -> Option<Box<ExternTypeHandle>> {
    run_or(None, || current_type(memory))
}

#[unsafe(no_mangle)]
extern "C" fn wasm_memory_data(memory: Option<&ExternHandle>) -> *mut u8 {
    run_or(ptr::null_mut(), || {
        let data = with(memory, |memory, store| {
            let data = memory.data_mut(&mut *store)?;
            Ok(if data.is_empty() {
                ptr::null_mut()
            } else {
                data.as_mut_ptr()
            })
        });
        data.unwrap_or(ptr::null_mut())
    })
}

#[unsafe(no_mangle)]
extern "C" fn wasm_memory_data_size(memory: Option<&ExternHandle>) -> usize {
    run_or(0, || {
        with(memory, |memory, store| memory.data_size(&*store)).unwrap_or(0)
    })
}

#[unsafe(no_mangle)]
extern "C" fn wasm_memory_size(memory: Option<&ExternHandle>) -> u32 {
    run_or(0, || {
        let pages = with(memory, |memory, store| memory.size(&*store));
        u32::try_from(pages.unwrap_or(0)).unwrap_or(u32::MAX)
    })
}

#[unsafe(no_mangle)]
extern "C" fn wasm_memory_grow(memory: Option<&ExternHandle>, delta: u32) -> bool {
    run_or(false, || {
        with(memory, |memory, store| {
            memory.grow(&mut *store, delta.into())
        })
        .is_some()
    })
}

objects! {
    ExternHandle: wasm_memory_delete, wasm_memory_copy, wasm_memory_same,
        wasm_memory_get_host_info, wasm_memory_set_host_info,
        wasm_memory_set_host_info_with_finalizer;
}

references! {
    ExternHandle, Seen::Memory => wasm_memory_as_ref, wasm_ref_as_memory,
        wasm_memory_as_ref_const, wasm_ref_as_memory_const;
}
