//! Walking the frames of a call that has stopped.

#![allow(unsafe_code, reason = "reads frame headers; INV-STACK")]

use super::call::{is_return_cross, read_record};
use super::prepare::source_offset;
use crate::code::CompiledFunc;
use crate::error::{BacktraceSource, Error, Frame, FrameModule};
use crate::module::ModuleInner;
use crate::runtime::StoreCore;
use crate::runtime::instance::InstanceEntity;
use crate::types::FuncIdx;
use core::marker::PhantomData;
use core::ptr;
use core::sync::atomic::AtomicU64;
use std::sync::Arc;

/// A frame as it was found: the function's place is looked up when wanted.
struct RawFrame {
    module: Arc<ModuleInner>,
    defined: usize,
    word: usize,
    instance: (u64, u32),
}

struct Raw(Vec<RawFrame>);

impl BacktraceSource for Raw {
    fn frames(&self) -> Vec<Frame> {
        self.0.iter().map(RawFrame::resolve).collect()
    }
}

impl RawFrame {
    fn resolve(&self) -> Frame {
        let index = FuncIdx(self.module.num_imported_funcs + self.defined as u32);
        let offset = source_offset(&self.module, self.defined, self.word).unwrap_or_default();
        let start = self.module.bodies[self.defined].start;
        Frame {
            func_index: index.0,
            func_name: self.module.func_name(index).map(str::to_owned),
            module_name: self.module.name().map(str::to_owned),
            module_offset: u64::from(offset),
            func_offset: u64::from(offset.saturating_sub(start)),
            instance: Some(self.instance),
            module: Some(FrameModule(self.module.clone())),
        }
    }
}

/// A frame of a call that has stopped.
pub(super) struct Stopped<'a> {
    pub(super) instance: &'a InstanceEntity,
    /// The index of its function among those not imported.
    defined: usize,
    pub(super) code: &'a CompiledFunc,
    /// A word of the instruction that it stopped at.
    pub(super) word: usize,
    /// Its first slot.
    pub(super) fp: *mut u64,
}

/// The frames between where a store's latest call has stopped and the host, innermost
/// first. As long as nothing runs, they stay as they are.
pub(super) struct Frames<'a> {
    ip: *const AtomicU64,
    fp: *mut u64,
    instance: *const InstanceEntity,
    /// A return address is behind its call: the call's own word is the one before.
    back: usize,
    store: PhantomData<&'a StoreCore>,
}

impl Frames<'_> {
    /// `instance` is the one that ran.
    pub(super) fn of(store: &StoreCore, instance: *const InstanceEntity) -> Frames<'_> {
        Frames {
            ip: store.vm.exit_ip,
            fp: store.vm.exit_fp,
            instance,
            back: 0,
            store: PhantomData,
        }
    }
}

impl<'a> Iterator for Frames<'a> {
    type Item = Stopped<'a>;

    fn next(&mut self) -> Option<Stopped<'a>> {
        while is_return_cross(self.ip) {
            // SAFETY: a frame that returns there has a record as its caller.
            let (ip, fp, instance) = unsafe { read_record(self.fp) };
            (self.ip, self.fp, self.instance) = (ip, fp, instance);
        }
        // SAFETY: instances stay in place (INV-STORE).
        let instance: &InstanceEntity = unsafe { self.instance.as_ref() }?;
        let (fp, address) = (self.fp, self.ip.wrapping_sub(self.back).addr());
        let (defined, code, word) = instance.module.code_at(address)?;
        let header = usize::from(code.header_slot);
        // SAFETY: the header of a frame of this function (INV-STACK).
        unsafe {
            self.ip = ptr::with_exposed_provenance(fp.add(header).read() as usize);
            self.fp = ptr::with_exposed_provenance_mut(fp.add(header + 1).read() as usize);
        }
        self.back = 1;
        Some(Stopped {
            instance,
            defined,
            code,
            word,
            fp,
        })
    }
}

/// Adds the frames between where the store's last call stopped and the host.
pub(super) fn attach(store: &StoreCore, error: Error) -> Error {
    let most = store.limits.backtrace_frames as usize;
    let frames: Vec<RawFrame> = Frames::of(store, store.vm.exit_instance)
        .take(most)
        .map(|frame| RawFrame {
            module: frame.instance.module.clone(),
            defined: frame.defined,
            word: frame.word,
            instance: (store.id().to_bits(), frame.instance.addr.0),
        })
        .collect();
    if frames.is_empty() {
        error
    } else {
        error.with_backtrace(Box::new(Raw(frames)))
    }
}

/// The end of the frame in which the store's last call stopped, if it is known.
pub(super) fn frame_end(store: &StoreCore) -> Option<*mut u64> {
    let frame = Frames::of(store, store.vm.exit_instance).next()?;
    Some(
        frame
            .fp
            .wrapping_byte_add(frame.code.frame_bytes() as usize),
    )
}
