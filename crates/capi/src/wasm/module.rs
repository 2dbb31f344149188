//! Modules: `wasm_module_t`, and those that threads share.

use sanderling::Module;

use super::reference::{RefKind, Seen, objects, references};
use super::serialize;
use super::types::{ExportTypeHandle, ImportTypeHandle};
use super::vec::{OwnedVec, Vector};
use crate::boundary::{Out, delete, run_or};
use crate::engine::check_same;
use crate::module::ModuleHandle;
use crate::store::StoreHandle;

/// `wasm_shared_module_t`.
#[derive(Debug)]
pub(crate) struct SharedModule(Module);

fn new(store: &StoreHandle, binary: &[u8]) -> Option<Box<ModuleHandle>> {
    let module = Module::from_binary(store.engine(), binary).ok()?;
    Some(Box::new(ModuleHandle::new(module)))
}

#[unsafe(no_mangle)]
extern "C" fn wasm_module_new(
    store: Option<&StoreHandle>,
    binary: Option<&Vector<u8>>,
) -> Option<Box<ModuleHandle>> {
    run_or(None, || new(store?, binary?.elements()))
}

#[unsafe(no_mangle)]
extern "C" fn wasm_module_validate(
    store: Option<&StoreHandle>,
    binary: Option<&Vector<u8>>,
) -> bool {
    run_or(false, || match (store, binary) {
        (Some(store), Some(binary)) => Module::validate(store.engine(), binary.elements()).is_ok(),
        _ => false,
    })
}

#[unsafe(no_mangle)]
extern "C" fn wasm_module_imports(
    module: Option<&ModuleHandle>,
    out: Out<'_, Vector<Option<Box<ImportTypeHandle>>>>,
) {
    let Some(out) = out else { return };
    out.write(run_or(Vector::EMPTY, || {
        let Some(handle) = module else {
            return Vector::EMPTY;
        };
        let imports = handle.module.imports().map(|import| {
            let ty = import.ty().clone();
            Some(Box::new(ImportTypeHandle::new(
                import.module(),
                import.name(),
                ty,
            )))
        });
        OwnedVec::collect(imports).into_vector()
    }));
}

#[unsafe(no_mangle)]
extern "C" fn wasm_module_exports(
    module: Option<&ModuleHandle>,
    out: Out<'_, Vector<Option<Box<ExportTypeHandle>>>>,
) {
    let Some(out) = out else { return };
    out.write(run_or(Vector::EMPTY, || {
        let Some(handle) = module else {
            return Vector::EMPTY;
        };
        let exports = handle.module.exports().map(|export| {
            let ty = export.ty().clone();
            Some(Box::new(ExportTypeHandle::new(export.name(), ty)))
        });
        OwnedVec::collect(exports).into_vector()
    }));
}

#[unsafe(no_mangle)]
extern "C" fn wasm_module_serialize(module: Option<&ModuleHandle>, out: Out<'_, Vector<u8>>) {
    let Some(out) = out else { return };
    out.write(run_or(Vector::EMPTY, || {
        module.map_or(Vector::EMPTY, |handle| {
            Vector::of_bytes(&serialize::to_bytes(handle.module.binary()))
        })
    }));
}

#[unsafe(no_mangle)]
extern "C" fn wasm_module_deserialize(
    store: Option<&StoreHandle>,
    bytes: Option<&Vector<u8>>,
) -> Option<Box<ModuleHandle>> {
    run_or(None, || {
        new(store?, serialize::from_bytes(bytes?.elements())?)
    })
}

#[unsafe(no_mangle)]
extern "C" fn wasm_module_share(module: Option<&ModuleHandle>) -> Option<Box<SharedModule>> {
    run_or(None, || {
        Some(Box::new(SharedModule(module?.module.clone())))
    })
}

#[unsafe(no_mangle)]
extern "C" fn wasm_module_obtain(
    store: Option<&StoreHandle>,
    shared: Option<&SharedModule>,
) -> Option<Box<ModuleHandle>> {
    run_or(None, || {
        let SharedModule(module) = shared?;
        check_same(store?.engine(), &module.engine()).ok()?;
        Some(Box::new(ModuleHandle::new(module.clone())))
    })
}

#[unsafe(no_mangle)]
extern "C" fn wasm_shared_module_delete(shared: Option<Box<SharedModule>>) {
    delete(shared);
}

objects! {
    ModuleHandle: wasm_module_delete, wasm_module_copy, wasm_module_same,
        wasm_module_get_host_info, wasm_module_set_host_info,
        wasm_module_set_host_info_with_finalizer;
}

references! {
    ModuleHandle, Seen::As(RefKind::Module) => wasm_module_as_ref, wasm_ref_as_module,
        wasm_module_as_ref_const, wasm_ref_as_module_const;
}
