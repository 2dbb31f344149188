//! Calls from guests to host functions: the one place where the whole store is
//! recovered from its core.
//!
//! ```text
//! Store<T> ── Box ──> StoreInner<T> = [ StoreCore | host_funcs | engine | data: T ]
//!                                       ^ what running code knows
//! ```

#![allow(
    unsafe_code,
    reason = "running code knows the store by a pointer to its core only"
)]

use std::sync::Arc;

use super::store::{HostEntry, StoreInner};
use super::{Caller, StoreContextMut};
use crate::Error;
use crate::exec;
use crate::exec::resume::Progress;
use crate::runtime::stack::ApartCall;
use crate::runtime::{CallerAddr, FuncAddr, InstanceAddr, StoreCore};

/// A host function: arguments in the slots, results in their place.
pub(super) type HostFn<T> =
    Arc<dyn Fn(Caller<'_, T>, &mut [u64]) -> Result<(), Error> + Send + Sync>;

/// Calls a function of the store, with its arguments in `slots`, and its results in
/// their place afterwards.
#[inline]
pub(super) fn call_func<T>(
    store: &mut StoreInner<T>,
    func: FuncAddr,
    slots: &mut [u64],
) -> Result<(), Error> {
    let store: *mut StoreInner<T> = store;
    // SAFETY: the core is the first field of the store, which is borrowed exclusively,
    // and the pointer is one to the whole store.
    unsafe { exec::invoke(store.cast(), func, slots, CallerAddr::HOST) }
}

/// Calls the start function of an instance, which a host function is told of.
pub(super) fn call_start<T>(
    store: &mut StoreInner<T>,
    func: FuncAddr,
    instance: InstanceAddr,
) -> Result<(), Error> {
    let store: *mut StoreInner<T> = store;
    // SAFETY: as in `call_func`.
    unsafe { exec::invoke(store.cast(), func, &mut [], CallerAddr::new(instance)) }
}

/// Begins a call that can be suspended; see [`exec::resume::begin`].
pub(super) fn begin<T>(
    store: &mut StoreInner<T>,
    func: FuncAddr,
    slots: &mut [u64],
) -> Result<Progress, Error> {
    let store: *mut StoreInner<T> = store;
    // SAFETY: as in `call_func`.
    unsafe { exec::resume::begin(store.cast(), func, slots) }
}

/// Goes on with a call that waits; see [`exec::resume::resume`].
pub(super) fn resume<T>(
    store: &mut StoreInner<T>,
    call: Arc<ApartCall>,
    answer: &[u64],
    results: &mut [u64],
) -> Result<Progress, Error> {
    let store: *mut StoreInner<T> = store;
    // SAFETY: as in `call_func`. The caller has compared the store, and made the
    // answer for the function that is waited for.
    unsafe { exec::resume::resume(store.cast(), call, answer, results) }
}

/// Goes on with a call whose host function has failed; see [`exec::resume::fail`].
pub(super) fn fail<T>(
    store: &mut StoreInner<T>,
    call: Arc<ApartCall>,
    error: Error,
    results: &mut [u64],
) -> Result<Progress, Error> {
    let store: *mut StoreInner<T> = store;
    // SAFETY: as in `call_func`. The caller has compared the store.
    unsafe { exec::resume::fail(store.cast(), call, error, results) }
}

/// Calls host function `index` of a store with data of type `T`.
///
/// # Safety
///
/// As for [`HostCallFn`](crate::runtime::store::HostCallFn): `store` is the core of a
/// `StoreInner<T>` that nothing else refers to during the call, and `slots` points to as
/// many slots as the function's arguments and results need, which nothing else uses.
pub(super) unsafe fn host_call<T>(
    store: *mut StoreCore,
    index: u32,
    slots: *mut u64,
    caller: CallerAddr,
) -> Result<(), Error> {
    // SAFETY: the core is the first field of a `repr(C)` struct, so their addresses
    // are the same; nothing else refers to the store.
    let store = unsafe { &mut *store.cast::<StoreInner<T>>() };
    let Some(HostEntry { call, slots: len }) = store.host_funcs.get(index as usize) else {
        return Err(absent());
    };
    // SAFETY: there are that many slots, for this call alone.
    let slots = unsafe { std::slice::from_raw_parts_mut(slots, *len) };
    // SAFETY: the closure outlives the call. It is shared by an `Arc` of the store's,
    // which the call cannot drop: a store never forgets a host function, and nothing
    // that the function is given can drop or replace a store.
    let call = unsafe { &*Arc::as_ptr(call) };
    call(Caller::new(StoreContextMut(store), caller), slots)
}

/// The error for an index that no host function has.
#[cold]
fn absent() -> Error {
    Error::usage("no such host function")
}
