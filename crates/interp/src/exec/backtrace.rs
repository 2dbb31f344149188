//! Walking the frames of a call that has stopped.

#![allow(unsafe_code, reason = "reads frame headers; INV-STACK")]

use super::call::{is_return_cross, read_record};
use super::prepare::source_offset;
use crate::error::{BacktraceSource, Error, Frame};
use crate::module::ModuleInner;
use crate::runtime::StoreCore;
use crate::runtime::instance::InstanceEntity;
use crate::types::FuncIdx;
use core::ptr;
use core::sync::atomic::AtomicU64;
use std::sync::Arc;

/// A frame as it was found: the function's place is looked up when wanted.
struct RawFrame {
    module: Arc<ModuleInner>,
    defined: usize,
    word: usize,
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
        }
    }
}

/// Adds the frames between where the store's last call stopped and the host.
pub(super) fn attach(store: &StoreCore, error: Error) -> Error {
    let vm = &store.vm;
    let mut frames = Vec::new();
    let (mut ip, mut fp, mut instance) = (vm.exit_ip, vm.exit_fp, vm.exit_instance);
    // A return address is behind its call: the call's own word is the one before.
    let mut back = 0;
    let most = store.limits.backtrace_frames as usize;
    while frames.len() < most {
        if is_return_cross(ip) {
            // SAFETY: a frame that returns there has a record as its caller.
            (ip, fp, instance) = unsafe { read_record(fp) };
            continue;
        }
        // SAFETY: instances stay in place (INV-STORE).
        let Some(entity) = (unsafe { instance.cast_const().as_ref::<'_>() }) else {
            break;
        };
        let entity: &InstanceEntity = entity;
        let Some((defined, word, header)) = locate(&entity.module, ip.wrapping_sub(back)) else {
            break;
        };
        frames.push(RawFrame {
            module: entity.module.clone(),
            defined,
            word,
        });
        // SAFETY: the header of a frame of this function (INV-STACK).
        unsafe {
            ip = ptr::with_exposed_provenance(fp.add(header).read() as usize);
            fp = ptr::with_exposed_provenance_mut(fp.add(header + 1).read() as usize);
        }
        back = 1;
    }
    if frames.is_empty() {
        error
    } else {
        error.with_backtrace(Box::new(Raw(frames)))
    }
}

/// The function whose code an address lies in: its index, the word, its header slot.
fn locate(module: &ModuleInner, ip: *const AtomicU64) -> Option<(usize, usize, usize)> {
    module.code.iter().enumerate().find_map(|(defined, code)| {
        let code = code.get()?;
        Some((
            defined,
            code.word_at(ip.addr())?,
            usize::from(code.header_slot),
        ))
    })
}
