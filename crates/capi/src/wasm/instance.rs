//! Instances: `wasm_instance_t`.

use sanderling::{Export, Extern, Instance};

use super::reference::{RefKind, Seen, objects, references};
use super::trap::{Fault, TrapHandle, run_trap};
use super::vec::{OwnedVec, Vector};
use crate::boundary::{Out, OutBox, given, put, run_or};
use crate::error::Failure;
use crate::external::ExternHandle;
use crate::instance::InstanceHandle;
use crate::module::ModuleHandle;
use crate::store::StoreHandle;

type Externs = Vector<Option<Box<ExternHandle>>>;

fn new(
    store: &StoreHandle,
    module: Option<&ModuleHandle>,
    imports: Option<&Externs>,
) -> Result<InstanceHandle, Fault> {
    let module = &given(module, "module")?.module;
    let imports = imports.map_or(&[][..], Vector::elements);
    let mut items: Vec<Extern> = Vec::with_capacity(imports.len());
    for import in imports {
        let import = given(import.as_deref(), "an import")?;
        import.store().check_same(store)?;
        items.push(import.item());
    }
    let instance = Instance::new(&mut *store.enter()?, module, &items)?;
    Ok(InstanceHandle::new(store, instance))
}

#[unsafe(no_mangle)]
extern "C" fn wasm_instance_new(
    store: Option<&StoreHandle>,
    module: Option<&ModuleHandle>,
    imports: Option<&Externs>,
    trap: OutBox<'_, TrapHandle>,
) -> Option<Box<InstanceHandle>> {
    let mut instance = None;
    let fault = run_trap(store, || {
        instance = Some(Box::new(new(given(store, "store")?, module, imports)?));
        Ok(())
    });
    put(trap, fault);
    instance
}

fn exports(handle: &InstanceHandle) -> Result<Externs, Failure> {
    let mut store = handle.store().enter()?;
    let instance = handle.instance();
    let exports = instance.exports(&mut *store)?;
    let items: Vec<Extern> = exports.map(Export::into_extern).collect();
    let mut handles = Vec::with_capacity(items.len());
    for item in items {
        let export = ExternHandle::new(handle.store(), &*store, item)?;
        handles.push(Some(Box::new(export)));
    }
    Ok(OwnedVec::collect(handles).into_vector())
}

#[unsafe(no_mangle)]
extern "C" fn wasm_instance_exports(instance: Option<&InstanceHandle>, out: Out<'_, Externs>) {
    let Some(out) = out else { return };
    out.write(run_or(Vector::EMPTY, || {
        let exports = instance.map(exports);
        exports.and_then(Result::ok).unwrap_or(Vector::EMPTY)
    }));
}

objects! {
    InstanceHandle: wasm_instance_delete, wasm_instance_copy, wasm_instance_same,
        wasm_instance_get_host_info, wasm_instance_set_host_info,
        wasm_instance_set_host_info_with_finalizer;
}

references! {
    InstanceHandle, Seen::As(RefKind::Instance) => wasm_instance_as_ref, wasm_ref_as_instance,
        wasm_instance_as_ref_const, wasm_ref_as_instance_const;
}
