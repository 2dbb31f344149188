//! What instances export and modules import: functions, globals, tables, memories, tags.
//!
//! C's `wasm_extern_t`, `wasm_func_t` and so on are all one type here, so that a handle
//! can be seen as either; each function checks what it is given.

use std::ptr;
use std::sync::OnceLock;

use sanderling::{Extern, ExternType, Func, FuncType, Global, Memory, Store, Table};

use crate::boundary::{Out, delete, put, run_or};
use crate::error::{Failure, Misuse};
use crate::store::{StoreData, StoreHandle};
use crate::types::{TypeTexts, TypeView};

/// `wasm_extern_t`, `wasm_func_t`, `wasm_global_t`, `wasm_table_t`, `wasm_memory_t`.
#[derive(Debug)]
pub(crate) struct ExternHandle {
    store: StoreHandle,
    item: Extern,
    ty: ExternType,
    texts: OnceLock<TypeTexts>,
}

impl ExternHandle {
    /// A handle to something in `store`, which is the store of `handle`.
    pub(crate) fn new(
        handle: &StoreHandle,
        store: &Store<StoreData>,
        item: Extern,
    ) -> Result<Self, Failure> {
        Ok(Self {
            store: handle.clone(),
            item,
            ty: item.ty(store)?,
            texts: OnceLock::new(),
        })
    }

    pub(crate) fn store(&self) -> &StoreHandle {
        &self.store
    }

    pub(crate) fn item(&self) -> Extern {
        self.item
    }

    /// The function, which it must be.
    #[inline]
    pub(crate) fn func(&self) -> Result<(Func, &FuncType), Failure> {
        match (self.item, &self.ty) {
            (Extern::Func(func), ExternType::Func(ty)) => Ok((func, ty)),
            _ => Err(self.not("function")),
        }
    }

    /// The global, which it must be.
    pub(crate) fn global(&self) -> Result<Global, Failure> {
        self.item.into_global().ok_or_else(|| self.not("global"))
    }

    /// The table, which it must be.
    pub(crate) fn table(&self) -> Result<Table, Failure> {
        self.item.into_table().ok_or_else(|| self.not("table"))
    }

    /// The memory, which it must be.
    pub(crate) fn memory(&self) -> Result<Memory, Failure> {
        self.item.into_memory().ok_or_else(|| self.not("memory"))
    }

    /// The type, as it was when the handle was made.
    pub(crate) fn ty(&self) -> &ExternType {
        &self.ty
    }

    #[cold]
    fn not(&self, what: &str) -> Failure {
        let message = format!("expected a {what}, got {}", self.ty);
        Failure::misuse(Misuse::Argument, message)
    }
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_extern_type(item: Option<&ExternHandle>, out: Out<'_, TypeView>) -> bool {
    run_or(false, || {
        let texts = item.map(|item| item.texts.get_or_init(|| TypeTexts::new(&item.ty)));
        texts.map(|texts| put(out, texts.view())).is_some()
    })
}

#[unsafe(no_mangle)]
extern "C" fn wasm_extern_delete(item: Option<Box<ExternHandle>>) {
    delete(item);
}

/// What each kind of item has in the standard's API: deletion, and the two ways of seeing
/// one handle. These take pointers, not references, as what they return may be deleted.
macro_rules! kinds {
    ($( $kind:ident: $delete:ident, $from_extern:ident, $as_extern:ident; )*) => { $(
        #[unsafe(no_mangle)]
        extern "C" fn $delete(item: Option<Box<ExternHandle>>) {
            delete(item);
        }

        /// # Safety
        ///
        /// `item` is NULL or a handle.
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $from_extern(item: *mut ExternHandle) -> *mut ExternHandle {
            // SAFETY: the caller promises it.
            match unsafe { item.as_ref() } {
                Some(handle) if matches!(handle.item, Extern::$kind(_)) => item,
                _ => ptr::null_mut(),
            }
        }

        #[unsafe(no_mangle)]
        extern "C" fn $as_extern(item: *mut ExternHandle) -> *mut ExternHandle {
            item
        }
    )* };
}

kinds! {
    Func: wasm_func_delete, wasm_extern_as_func, wasm_func_as_extern;
    Global: wasm_global_delete, wasm_extern_as_global, wasm_global_as_extern;
    Table: wasm_table_delete, wasm_extern_as_table, wasm_table_as_extern;
    Memory: wasm_memory_delete, wasm_extern_as_memory, wasm_memory_as_extern;
}
