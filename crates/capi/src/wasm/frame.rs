//! Frames: `wasm_frame_t`.

use sanderling::Frame;

use crate::boundary::{delete, run_or};
use crate::instance::InstanceHandle;
use crate::store::StoreHandle;

/// `wasm_frame_t`.
#[derive(Debug)]
pub(crate) struct FrameHandle {
    instance: Option<InstanceHandle>,
    func_index: u32,
    func_offset: u64,
    module_offset: u64,
}

impl FrameHandle {
    pub(super) fn new(store: Option<&StoreHandle>, frame: &Frame) -> Self {
        let instance = store.zip(frame.instance());
        Self {
            instance: instance.map(|(store, instance)| InstanceHandle::new(store, instance)),
            func_index: frame.func_index(),
            func_offset: frame.func_offset(),
            module_offset: frame.module_offset(),
        }
    }
}

impl Clone for FrameHandle {
    fn clone(&self) -> Self {
        Self {
            instance: self.instance.as_ref().map(InstanceHandle::copy),
            ..*self
        }
    }
}

/// An offset as C has it; all offsets are below the length of a module's bytes.
fn offset(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

#[unsafe(no_mangle)]
extern "C" fn wasm_frame_delete(frame: Option<Box<FrameHandle>>) {
    delete(frame);
}

#[unsafe(no_mangle)]
extern "C" fn wasm_frame_copy(frame: Option<&FrameHandle>) -> Option<Box<FrameHandle>> {
    run_or(None, || frame.map(|frame| Box::new(frame.clone())))
}

#[unsafe(no_mangle)]
extern "C" fn wasm_frame_instance(frame: Option<&FrameHandle>) -> Option<&InstanceHandle> {
    frame?.instance.as_ref()
}

#[unsafe(no_mangle)]
extern "C" fn wasm_frame_func_index(frame: Option<&FrameHandle>) -> u32 {
    frame.map_or(0, |frame| frame.func_index)
}

#[unsafe(no_mangle)]
extern "C" fn wasm_frame_func_offset(frame: Option<&FrameHandle>) -> usize {
    frame.map_or(0, |frame| offset(frame.func_offset))
}

#[unsafe(no_mangle)]
extern "C" fn wasm_frame_module_offset(frame: Option<&FrameHandle>) -> usize {
    frame.map_or(0, |frame| offset(frame.module_offset))
}
