//! What instances export and modules import: functions, globals, tables, memories, tags.
//!
//! C's `wasm_extern_t`, `wasm_func_t` and so on are all one type here, so that a handle
//! can be seen as either; each function checks what it is given.

use std::sync::OnceLock;

use sanderling::{AsContext, Extern, ExternType, Func, FuncType, Global, Memory, Table};

use crate::boundary::{Out, put, run_or};
use crate::error::{Failure, Misuse};
use crate::store::StoreHandle;
use crate::types::{TypeTexts, TypeView};
use crate::wasm::{RefKind, Signature};

/// `wasm_extern_t`, `wasm_func_t`, `wasm_global_t`, `wasm_table_t`, `wasm_memory_t`.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct ExternHandle {
    kind: RefKind,
    store: StoreHandle,
    item: Extern,
    ty: ExternType,
    /// Of a function; empty for others.
    signature: Signature,
    texts: OnceLock<TypeTexts>,
}

impl ExternHandle {
    #[cfg(test)]
    pub(crate) const KIND_AT: usize = std::mem::offset_of!(ExternHandle, kind);

    /// A handle to something in `store`, which is the store of `handle`.
    pub(crate) fn new(
        handle: &StoreHandle,
        store: impl AsContext,
        item: Extern,
    ) -> Result<Self, Failure> {
        let ty = item.ty(store)?;
        Ok(Self {
            kind: RefKind::Extern,
            store: handle.clone(),
            item,
            signature: ty.func().map(Signature::new).unwrap_or_default(),
            ty,
            texts: OnceLock::new(),
        })
    }

    /// Another handle to the same item.
    pub(crate) fn copy(&self) -> Self {
        Self {
            kind: self.kind,
            store: self.store.clone(),
            item: self.item,
            ty: self.ty.clone(),
            signature: self.signature.clone(),
            texts: OnceLock::new(),
        }
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

    /// The kinds of the function's values.
    #[inline]
    pub(crate) fn signature(&self) -> &Signature {
        &self.signature
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
