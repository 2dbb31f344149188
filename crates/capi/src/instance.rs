//! Instances.

use sanderling::{Extern, Instance, Linker};
use smallvec::SmallVec;

use crate::boundary::{OutBox, OutError, array, given, run_new, run_out, text};
use crate::engine::check_same;
use crate::error::{Failure, Misuse};
use crate::external::ExternHandle;
use crate::module::ModuleHandle;
use crate::store::{StoreData, StoreHandle};
use crate::wasm::RefKind;

/// `wasm_instance_t`.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct InstanceHandle {
    kind: RefKind,
    store: StoreHandle,
    instance: Instance,
}

impl InstanceHandle {
    #[cfg(test)]
    pub(crate) const KIND_AT: usize = std::mem::offset_of!(InstanceHandle, kind);

    /// A handle to an instance in the store of `store`.
    pub(crate) fn new(store: &StoreHandle, instance: Instance) -> Self {
        Self {
            kind: RefKind::Instance,
            store: store.clone(),
            instance,
        }
    }

    /// Another handle to the same instance.
    pub(crate) fn copy(&self) -> Self {
        Self::new(&self.store, self.instance)
    }

    pub(crate) fn store(&self) -> &StoreHandle {
        &self.store
    }

    pub(crate) fn instance(&self) -> Instance {
        self.instance
    }
}

/// Functions of WASI stand for imports that are NULL.
const WITH_WASI: u32 = 1;
/// Functions that fail stand for imports that are NULL.
const UNKNOWN_AS_TRAPS: u32 = 2;

/// The imports that are there, by name, where not all are.
fn linker(
    engine: &sanderling::Engine,
    module: &ModuleHandle,
    imports: &[Option<&ExternHandle>],
    flags: u32,
) -> Result<Linker<StoreData>, Failure> {
    let mut linker = Linker::new(engine);
    linker.allow_shadowing(true);
    if flags & WITH_WASI != 0 {
        sanderling_wasi::add_yielding_to_linker(&mut linker, |data: &mut StoreData| {
            &mut data.wasi
        })?;
    }
    for (wanted, item) in module.module.imports().zip(imports) {
        if let Some(item) = item {
            linker.define(wanted.module(), wanted.name(), item.item())?;
        }
    }
    if flags & UNKNOWN_AS_TRAPS != 0 {
        linker.define_unknown_imports_as_traps(&module.module)?;
    }
    Ok(linker)
}

/// # Safety
///
/// `imports` is NULL or holds `len` handles or NULLs.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_instance_new(
    store: Option<&StoreHandle>,
    module: Option<&ModuleHandle>,
    imports: *const Option<&ExternHandle>,
    len: usize,
    flags: u32,
    out: OutBox<'_, InstanceHandle>,
    error: OutError<'_>,
) -> i32 {
    run_new(out, error, || {
        let handle = given(store, "store")?;
        let module = given(module, "module")?;
        check_same(handle.engine(), &module.module.engine())?;
        // SAFETY: the caller promises it.
        let imports = unsafe { array(imports, len, "imports") }?;
        if module.module.imports().len() != len {
            let wanted = module.module.imports().len();
            let message = format!("expected {wanted} imports, got {len}");
            return Err(Failure::misuse(Misuse::Argument, message));
        }
        for import in imports.iter().copied().flatten() {
            handle.check_same(import.store())?;
        }
        let items: SmallVec<[Extern; 8]> = imports
            .iter()
            .flatten()
            .map(|import| import.item())
            .collect();
        let instance = if items.len() == len {
            Instance::new(&mut *handle.enter()?, &module.module, &items)?
        } else {
            let linker = linker(handle.engine(), module, imports, flags)?;
            let prepared = linker.instantiate_pre(&module.module)?;
            prepared.instantiate(&mut *handle.enter()?)?
        };
        Ok(InstanceHandle::new(handle, instance))
    })
}

/// # Safety
///
/// `name` is NULL or holds `name_len` bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_instance_export(
    instance: Option<&InstanceHandle>,
    name: *const u8,
    name_len: usize,
    out: OutBox<'_, ExternHandle>,
    error: OutError<'_>,
) -> i32 {
    run_out(out, error, None, || {
        let InstanceHandle {
            store: handle,
            instance,
            ..
        } = given(instance, "instance")?;
        // SAFETY: the caller promises it.
        let name = unsafe { text(name, name_len, "name") }?;
        let mut store = handle.enter()?;
        let Some(item) = instance.get_export(&mut *store, name) else {
            return Ok(None);
        };
        Ok(Some(Box::new(ExternHandle::new(handle, &store, item)?)))
    })
}
