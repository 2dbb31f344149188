//! Instances.

use sanderling::Instance;

use crate::boundary::{OutBox, OutError, delete, given, run_out, text};
use crate::external::ExternHandle;
use crate::store::StoreHandle;

/// `wasm_instance_t`.
#[derive(Debug)]
pub(crate) struct InstanceHandle {
    store: StoreHandle,
    instance: Instance,
}

impl InstanceHandle {
    /// A handle to an instance in the store of `store`.
    pub(crate) fn new(store: &StoreHandle, instance: Instance) -> Self {
        Self {
            store: store.clone(),
            instance,
        }
    }
}

#[unsafe(no_mangle)]
extern "C" fn wasm_instance_delete(instance: Option<Box<InstanceHandle>>) {
    delete(instance);
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
