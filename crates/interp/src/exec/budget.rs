//! What happens when the budget of running code is used up.

#![allow(unsafe_code, reason = "finds the store of running code; INV-STORE")]

use super::backtrace;
use super::state::Exit;
use crate::runtime::StoreCore;
use crate::runtime::budget::Stop;
use crate::runtime::store::VmContext;
use core::sync::atomic::AtomicU64;

/// The exit that a call is stopped with.
pub(super) fn exit(stop: Stop) -> Exit {
    match stop.trap() {
        Some(trap) => Exit::trap(trap),
        None => Exit::YIELD,
    }
}

/// What stopped a call that was left by this exit, between two instructions.
pub(super) fn stop(exit: Exit) -> Option<Stop> {
    let all = [
        Stop::OutOfFuel,
        Stop::Interrupted,
        Stop::Timeout,
        Stop::Yielded,
    ];
    all.into_iter().find(|&stop| self::exit(stop) == exit)
}

/// Sees that the budget suffices for `units`, and does a collection that the host has left
/// to the guest; else gives the exit's number. `ip` and `fp` are the instruction's that
/// is to be paid for.
///
/// # Safety
///
/// `vm` is the running store's; its registers have been noted.
#[cold]
#[inline(never)]
pub(super) unsafe fn refill(
    vm: *mut VmContext,
    ip: *const AtomicU64,
    fp: *mut u64,
    units: u64,
) -> u32 {
    // SAFETY: nobody holds a reference to the store while a guest runs (INV-STORE).
    let store = unsafe { &mut *vm.cast::<StoreCore>() };
    if let Some(stop) = store.refill(units) {
        return exit(stop).0;
    }
    if !store.vm.heap.left_due {
        return 0;
    }
    // As where the interpreter is left: so the end of the frame is found.
    (store.vm.exit_ip, store.vm.exit_fp) = (ip, fp);
    store.vm.exit_instance = store.vm.instance;
    let end = backtrace::frame_end(store).unwrap_or(store.vm.stack_end);
    let collected = store.collect_what_is_due(end, store.vm.resume_at.r0);
    if store.stop.is_some() {
        // SAFETY: as above.
        return unsafe { stopped(vm) };
    }
    match collected {
        Ok(()) => 0,
        Err(error) => {
            store.vm.error = Some(error);
            Exit::ERROR.0
        }
    }
}

/// The number of the exit that the latest instruction noted.
///
/// # Safety
///
/// `vm` is the running store's.
#[cold]
#[inline(never)]
pub(super) unsafe fn stopped(vm: *mut VmContext) -> u32 {
    // SAFETY: as above.
    let store = unsafe { &mut *vm.cast::<StoreCore>() };
    store.stop.take().map_or(0, |stop| exit(stop).0)
}
