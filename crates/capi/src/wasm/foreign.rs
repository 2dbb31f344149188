//! Foreign objects: `wasm_foreign_t`, which are nothing but their identity and host info.

use std::sync::Arc;

use sanderling::ExternRef;

use super::host_info::HostInfos;
use super::reference::{RefKind, Seen, objects, references};
use crate::boundary::run_or;
use crate::store::StoreHandle;

/// `wasm_foreign_t`.
#[repr(C)]
#[derive(Clone, Debug)]
pub(crate) struct ForeignHandle {
    kind: RefKind,
    store: StoreHandle,
    shared: Arc<ForeignShared>,
}

/// The object itself.
#[derive(Debug)]
pub(crate) struct ForeignShared {
    /// The reference that somebody else has put into the store, if it is one.
    pub(super) reference: Option<ExternRef>,
    /// That of such a reference is the store's to keep.
    pub(super) host_info: HostInfos<()>,
}

impl ForeignShared {
    pub(super) fn new(reference: Option<ExternRef>) -> Self {
        Self {
            reference,
            host_info: HostInfos::new(),
        }
    }
}

impl ForeignHandle {
    #[cfg(test)]
    pub(crate) const KIND_AT: usize = std::mem::offset_of!(ForeignHandle, kind);

    pub(super) fn of(store: &StoreHandle, shared: &Arc<ForeignShared>) -> Self {
        Self {
            kind: RefKind::Foreign,
            store: store.clone(),
            shared: shared.clone(),
        }
    }

    pub(super) fn store(&self) -> &StoreHandle {
        &self.store
    }

    pub(super) fn shared(&self) -> &Arc<ForeignShared> {
        &self.shared
    }
}

#[unsafe(no_mangle)]
extern "C" fn wasm_foreign_new(store: Option<&StoreHandle>) -> Option<Box<ForeignHandle>> {
    run_or(None, || {
        let shared = Arc::new(ForeignShared::new(None));
        Some(Box::new(ForeignHandle::of(store?, &shared)))
    })
}

objects! {
    ForeignHandle: wasm_foreign_delete, wasm_foreign_copy, wasm_foreign_same,
        wasm_foreign_get_host_info, wasm_foreign_set_host_info,
        wasm_foreign_set_host_info_with_finalizer;
}

references! {
    ForeignHandle, Seen::As(RefKind::Foreign) =>
        wasm_foreign_as_ref, wasm_ref_as_foreign, wasm_foreign_as_ref_const,
        wasm_ref_as_foreign_const;
}
