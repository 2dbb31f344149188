//! What instances export and modules import, seen as either: `wasm_extern_t`.
//!
//! C's `wasm_extern_t`, `wasm_func_t`, `wasm_global_t`, `wasm_table_t` and `wasm_memory_t`
//! are all one type here.

use std::ptr;

use sanderling::Extern;

use super::reference::{RefKind, Seen, objects, references};
use super::types::{ExternTypeHandle, extern_kind};
use crate::boundary::run_or;
use crate::external::ExternHandle;

pub(super) fn clone_extern(handle: &ExternHandle) -> ExternHandle {
    handle.copy()
}

#[unsafe(no_mangle)]
extern "C" fn wasm_extern_kind(item: Option<&ExternHandle>) -> u8 {
    item.map_or(0, |item| extern_kind(item.ty()))
}

/// The type as it is now: memories and tables may have grown.
pub(super) fn current_type(item: Option<&ExternHandle>) -> Option<Box<ExternTypeHandle>> {
    let item = item?;
    let ty = match item.item() {
        // These do not change, and may be asked for while the store runs.
        Extern::Func(_) | Extern::Global(_) => item.ty().clone(),
        item_in_store => item_in_store.ty(&*item.store().enter().ok()?).ok()?,
    };
    Some(Box::new(ExternTypeHandle::new(ty)))
}

#[unsafe(no_mangle)]
extern "C" fn wasm_extern_type(item: Option<&ExternHandle>) -> Option<Box<ExternTypeHandle>> {
    run_or(None, || current_type(item))
}

objects! {
    ExternHandle: wasm_extern_delete, wasm_extern_copy, wasm_extern_same,
        wasm_extern_get_host_info, wasm_extern_set_host_info,
        wasm_extern_set_host_info_with_finalizer;
}

references! {
    ExternHandle, Seen::As(RefKind::Extern) => wasm_extern_as_ref, wasm_ref_as_extern,
        wasm_extern_as_ref_const, wasm_ref_as_extern_const;
}

/// The two ways of seeing one handle. These take pointers, not references, as what they
/// return may be deleted.
macro_rules! kinds {
    ($($kind:ident: $as_extern:ident, $from_extern:ident, $as_extern_const:ident,
        $from_extern_const:ident;)*) => { $(
        #[unsafe(no_mangle)]
        extern "C" fn $as_extern(item: *mut ExternHandle) -> *mut ExternHandle {
            item
        }

        #[unsafe(no_mangle)]
        extern "C" fn $as_extern_const(item: *const ExternHandle) -> *const ExternHandle {
            item
        }

        /// # Safety
        ///
        /// `item` is NULL or a handle.
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $from_extern(item: *mut ExternHandle) -> *mut ExternHandle {
            // SAFETY: the caller promises it.
            match unsafe { item.as_ref() } {
                Some(handle) if matches!(handle.item(), Extern::$kind(_)) => item,
                _ => ptr::null_mut(),
            }
        }

        /// # Safety
        ///
        /// `item` is NULL or a handle.
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $from_extern_const(
            item: *const ExternHandle,
        ) -> *const ExternHandle {
            // SAFETY: the caller promises it.
            match unsafe { item.as_ref() } {
                Some(handle) if matches!(handle.item(), Extern::$kind(_)) => item,
                _ => ptr::null(),
            }
        }
    )* };
}

kinds! {
    Func: wasm_func_as_extern, wasm_extern_as_func, wasm_func_as_extern_const,
        wasm_extern_as_func_const;
    Global: wasm_global_as_extern, wasm_extern_as_global, wasm_global_as_extern_const,
        wasm_extern_as_global_const;
    Table: wasm_table_as_extern, wasm_extern_as_table, wasm_table_as_extern_const,
        wasm_extern_as_table_const;
    Memory: wasm_memory_as_extern, wasm_extern_as_memory, wasm_memory_as_extern_const,
        wasm_extern_as_memory_const;
}
