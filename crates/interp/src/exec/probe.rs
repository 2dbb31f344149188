//! Looks, once in a process, whether this build has kept what dispatch relies on.
//!
//! A program compiled with unusual options may have lost the jump at the end of
//! handlers. It would run, and overflow the native stack after some ten thousand
//! instructions. So that is found out first.

#![allow(unsafe_code, reason = "runs code of its own making; INV-CODE")]

use super::dispatch::run;
use super::handlers::{handler_word, opcode};
use super::state::{Exit, Fp, Ip, State};
use crate::code::form::Plain;
use crate::code::ops::row;
use crate::error::Error;
use crate::runtime::heap::Heap;
use crate::runtime::store::VmContext;
use core::ptr;
use core::sync::atomic::AtomicU64;
use std::sync::OnceLock;

/// Instructions executed; each would take 8 bytes of native stack at least.
const JUMPS: usize = 512;
/// Bytes by which the native stack may differ all the same.
const SLACK: usize = 1024;

/// # Errors
///
/// `Unsupported` if executing instructions makes the native stack grow.
pub(crate) fn probe() -> Result<(), Error> {
    static KEPT: OnceLock<bool> = OnceLock::new();
    if *KEPT.get_or_init(|| depth_after(0).abs_diff(depth_after(JUMPS)) <= SLACK) {
        return Ok(());
    }
    Err(Error::unsupported(
        "this build of the interpreter has lost its sibling calls; \
         compile the crate at optimisation level 2 or more, or with its feature `trampoline`",
    ))
}

/// Where the native stack ends after so many jumps.
fn depth_after(jumps: usize) -> usize {
    let jump = handler_word(opcode::<Plain<row::Jump>>());
    let probe = handler_word(opcode::<Plain<row::Probe>>());
    let halt = handler_word(opcode::<Plain<row::Halt>>());
    // A jump of two words goes to the instruction that follows.
    let words = core::iter::repeat_n([jump, 2 << 32], jumps)
        .flatten()
        .chain([probe, 0, halt, 0]);
    let code: Vec<AtomicU64> = words.map(AtomicU64::new).collect();
    let mut vm = VmContext::new(ptr::null_mut(), ptr::null_mut(), 0, Heap::new(0, false));
    let st = State {
        ip: Ip(code.as_ptr()),
        fp: Fp(ptr::null_mut()),
        mb: ptr::dangling_mut(),
        r1: 0,
        r0: 0,
        vm: &raw mut vm,
        f0: 0.0,
        g0: 0.0,
        f1: 0.0,
    };
    // SAFETY: the code ends in `Halt`; its instructions use neither frame nor memory.
    let exit = unsafe { run(st) };
    debug_assert_eq!(exit, Exit::DONE);
    vm.exit_results.addr()
}

/// Notes where the native stack ends.
///
/// # Safety
///
/// `vm` is the running store's.
#[inline(never)]
pub(super) unsafe fn note_depth(vm: *mut VmContext) {
    let local = 0u64;
    // SAFETY: the contract above. The pointer is used as a number only.
    unsafe { (*vm).exit_results = core::hint::black_box(&raw const local) };
}
