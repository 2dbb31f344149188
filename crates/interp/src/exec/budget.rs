//! What happens when the budget of running code is used up.

#![allow(unsafe_code, reason = "finds the store of running code; INV-STORE")]

use super::state::Exit;
use crate::runtime::StoreCore;
use crate::runtime::budget::Stop;
use crate::runtime::store::VmContext;

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

/// Sees that the budget suffices for `units`; else gives the exit's number.
///
/// # Safety
///
/// `vm` is the running store's.
#[cold]
#[inline(never)]
pub(super) unsafe fn refill(vm: *mut VmContext, units: u64) -> u32 {
    // SAFETY: nobody holds a reference to the store while a guest runs (INV-STORE).
    let store = unsafe { &mut *vm.cast::<StoreCore>() };
    store.refill(units).map_or(0, |stop| exit(stop).0)
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
