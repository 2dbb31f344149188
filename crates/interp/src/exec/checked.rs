//! The invariants of running code, checked before every instruction: the feature `checked`.
//!
//! SAFETY.md says what they are, and what relies on them. One that does not hold is a
//! mistake of the engine, whatever the guest does, and panics.

#![allow(unsafe_code, reason = "looks at what running code relies on")]

use super::call::is_stub;
use super::handlers::all::is_handler;
use super::state::State;
use crate::code::CompiledFunc;
use crate::runtime::StoreCore;
use crate::runtime::instance::InstanceEntity;
use core::ptr;
use core::sync::atomic::{AtomicU64, Ordering};

/// Checks the instructions of a run of the interpreter, one after the other.
#[derive(Default)]
pub(super) struct Checker {
    /// The function that the latest instruction was of, and its instance.
    latest: Option<(*const CompiledFunc, *const InstanceEntity)>,
}

impl Checker {
    /// Checks that the instruction at hand may be executed.
    ///
    /// # Safety
    ///
    /// `vm` is the running store's, to which nobody holds a reference, and the instruction
    /// is within the process's memory.
    pub(super) unsafe fn check(&mut self, st: &State) {
        // SAFETY: the contract.
        if unsafe { (*st.vm).stack_base.is_null() } {
            // What looks at the build runs code of its own, in no store.
            return;
        }
        // SAFETY: the contract; the store's context is its first field.
        let (store, word) = unsafe {
            let word = (*st.ip.0).load(Ordering::Relaxed);
            (&*st.vm.cast::<StoreCore>(), word)
        };
        assert!(is_handler(word), "INV-CODE: {word:#x} is no handler");
        store.check_running();
        assert_eq!(st.mb, store.vm.mem0_base, "INV-MEM: the register");

        let (base, end) = (store.vm.stack_base.addr(), store.vm.stack_end.addr());
        let fp = st.fp.0.addr();
        if is_stub(st.ip.0) {
            return;
        }
        let code = self.code(store, st.ip.0);
        let frame_end = fp.checked_add(code.frame_bytes() as usize);
        assert!(
            fp.is_multiple_of(8)
                && fp >= base
                && frame_end.is_some_and(|frame_end| frame_end <= end),
            "INV-STACK: a frame at {fp:#x} of {} bytes, on a stack from {base:#x} to {end:#x}",
            code.frame_bytes(),
        );
        if ptr::eq(st.ip.0, code.entry()) {
            let header = usize::from(code.header_slot);
            assert!(
                8 * header as u64 + 16 <= code.frame_bytes(),
                "INV-STACK: the header lies behind the frame"
            );
            // SAFETY: the header lies within the frame, which lies within the stack.
            let back = unsafe { st.fp.read(header) };
            let back: *const AtomicU64 = ptr::with_exposed_provenance(back as usize);
            let is_behind_a_call = || {
                let call = back.addr() - 8;
                store
                    .running()
                    .is_some_and(|instance| instance.module.code_at(call).is_some())
            };
            assert!(
                is_stub(back) || is_behind_a_call(),
                "INV-STACK: a function returns to {back:?}"
            );
        }
    }

    /// The running instance's function that an instruction belongs to.
    fn code<'a>(&mut self, store: &'a StoreCore, ip: *const AtomicU64) -> &'a CompiledFunc {
        let running: *const InstanceEntity = store.vm.instance;
        if let Some((code, instance)) = self.latest
            && ptr::eq(instance, running)
        {
            // SAFETY: a function of this instance, whose module keeps it.
            let code = unsafe { &*code };
            if code.word_at(ip.addr()).is_some() {
                return code;
            }
        }
        let found = store
            .running()
            .and_then(|instance| instance.module.code_at(ip.addr()));
        let Some((_, code, word)) = found else {
            panic!("INV-CODE: {ip:?} is in no function of the running instance")
        };
        assert!(word > 0, "INV-CODE: the frame's size is no instruction");
        self.latest = Some((code, running));
        code
    }
}
