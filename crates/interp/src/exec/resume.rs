//! Calls on stacks of their own, which can be suspended and resumed.
//!
//! While such a call waits, its frames stay in its stack, which the host holds; the
//! native stack has nothing of it. It goes on from the registers in [`Waiting`].

#![allow(
    unsafe_code,
    reason = "enters code on another stack; INV-STACK, INV-STORE"
)]

use super::backtrace;
use super::budget;
use super::call::{Target, failure, poisoned};
use super::state::{Exit, Fp, Ip, State};
use super::unwind::{self, run};
use crate::error::{Error, ErrorKind, Pending};
use crate::runtime::budget::Stop;
use crate::runtime::instance::InstanceEntity;
use crate::runtime::stack::{ApartCall, Registers, Waiting};
use crate::runtime::store::VmContext;
use crate::runtime::{CallerAddr, FuncAddr, InstanceAddr, StoreCore};
use crate::trap::Trap;
use core::any::Any;
use core::ptr;
use std::sync::Arc;

/// How far a call has come that can be suspended.
pub(crate) enum Progress {
    /// It is done; its results are in the slots that were given for them.
    Done,
    /// A host function answered pending, with this. Without a stack it was the
    /// function that the host itself had called.
    Pending(Option<Arc<ApartCall>>, Box<dyn Any + Send + Sync>),
    /// It was stopped between two instructions.
    Stopped(Arc<ApartCall>, Stop),
}

/// What a host function gave that answered pending; or the error it is.
fn payload(error: Error) -> Result<Box<dyn Any + Send + Sync>, Error> {
    match error.kind() {
        ErrorKind::Pending(_) => {}
        _ => return Err(error),
    }
    match error.into_kind() {
        ErrorKind::Pending(Pending(payload)) => Ok(payload),
        kind => Err(Error::new(kind)),
    }
}

/// What a call goes on with.
enum Start {
    /// Registers, at the instruction to execute next.
    At(Registers),
    /// The error of the host function that it waits for.
    Error(Error),
}

/// Begins a call on a stack of its own. `slots` holds the arguments and receives the
/// results, if the call is done at once.
///
/// # Safety
///
/// As for [`super::invoke`].
pub(crate) unsafe fn begin(
    store: *mut StoreCore,
    func: FuncAddr,
    slots: &mut [u64],
) -> Result<Progress, Error> {
    let vm: *mut VmContext = store.cast();
    // SAFETY: the contract above; no reference to the core is held across a call.
    unsafe {
        if let Some(index) = (*store).func(func).host_index() {
            let call = (*store).host_call;
            return match call(store, index, slots.as_mut_ptr(), CallerAddr::HOST) {
                Ok(()) => Ok(Progress::Done),
                Err(error) => Ok(Progress::Pending(None, payload(error)?)),
            };
        }
        let entity = (*vm).funcs.add(func.index());
        let Some((owner, _)) = (*entity).owner else {
            return Ok(Progress::Done);
        };
        let Some(target) = Target::of(vm, entity) else {
            let error = (*vm).error.take();
            return Err(error.unwrap_or_else(|| Error::trap(Trap::Unreachable)));
        };
        let stack = (*store).take_stack()?;
        if !target.fits_below(stack.base(), stack.end()) {
            return Err(Error::trap(Trap::StackOverflow));
        }
        target.enter_first(stack.base(), slots);
        let at = Registers {
            ip: target.entry.expose_provenance(),
            fp: stack.base().expose_provenance(),
            ..Registers::default()
        };
        let call = Arc::new(ApartCall::new(stack, func, &(*store).stacks));
        if (*vm).heap.is_collecting() {
            // It waits until the collection has ended.
            (*vm).heap.keep_what_was_held();
            (*vm).exit_ip = target.entry;
            (*vm).exit_fp = call.stack.base();
            (*vm).exit_instance = owner.as_ptr();
            let used = call
                .stack
                .base()
                .wrapping_add((*store).func(func).ty().param_slots());
            wait(&mut *store, &call, at, None, used);
        }
        go_on(store, call, owner.as_ptr(), Start::At(at), slots)
    }
}

/// Goes on with a call that waits. If a host function answered pending, `answer` is
/// what it gives; else it is empty. `results` receives the call's, if it is done.
///
/// # Safety
///
/// As for [`super::invoke`]; the call is one of this store's, and `answer` holds the
/// results of the function that it waits for.
pub(crate) unsafe fn resume(
    store: *mut StoreCore,
    call: Arc<ApartCall>,
    answer: &[u64],
    results: &mut [u64],
) -> Result<Progress, Error> {
    let Waiting {
        mut at,
        instance,
        host,
        ..
    } = call.waiting();
    if let Some(addr) = instance {
        // SAFETY: the contract above.
        let store = unsafe { &mut *store };
        if let Some(error) = poisoned(store.instance(addr)) {
            return Err(abandon(store, call, error));
        }
    }
    // SAFETY: the contract above. The results of a call begin where its arguments
    // were, in a frame that is still there (INV-STACK).
    unsafe {
        if let Some((_, to)) = host {
            let to: *mut u64 = ptr::with_exposed_provenance_mut(to);
            ptr::copy_nonoverlapping(answer.as_ptr(), to, answer.len());
            let bits = to.read();
            at.r0 = bits;
            at.f0 = f64::from_bits(bits);
            at.g0 = f32::from_bits(bits as u32);
        }
        let instance = pointer(&*store, instance);
        go_on(store, call, instance, Start::At(at), results)
    }
}

/// Goes on with a call that waits for a host function, which has failed. An exception
/// of this store's goes on where the guest has called, as when the function throws it
/// at once; any other error ends the call.
///
/// # Safety
///
/// As for [`super::invoke`]; the call is one of this store's.
pub(crate) unsafe fn fail(
    store: *mut StoreCore,
    call: Arc<ApartCall>,
    error: Error,
    results: &mut [u64],
) -> Result<Progress, Error> {
    let Waiting { instance, host, .. } = call.waiting();
    // SAFETY: the contract above.
    unsafe {
        let poisoned = instance.is_some_and(|addr| poisoned((*store).instance(addr)).is_some());
        if host.is_none() || poisoned || (*store).exception_in(&error).is_none() {
            return Err(abandon(&mut *store, call, error));
        }
        let instance = pointer(&*store, instance);
        go_on(store, call, instance, Start::Error(error), results)
    }
}

/// Where an instance is; null for none.
fn pointer(store: &StoreCore, instance: Option<InstanceAddr>) -> *mut InstanceEntity {
    instance.map_or(ptr::null_mut(), |addr| store.instance_ptr(addr).as_ptr())
}

/// Ends a call that waits with an error.
fn abandon(store: &mut StoreCore, call: Arc<ApartCall>, error: Error) -> Error {
    stopped_at(store, &call);
    store.vm.exit_instance = pointer(store, call.waiting().instance);
    let error = backtrace::attach(store, error);
    put_back(store, call);
    error
}

/// Notes where a call that waits has stopped, as where the interpreter was left.
fn stopped_at(store: &mut StoreCore, call: &ApartCall) {
    let Waiting { exit, .. } = call.waiting();
    store.vm.exit_ip = ptr::with_exposed_provenance(exit.0);
    store.vm.exit_fp = ptr::with_exposed_provenance_mut(exit.1);
}

/// Keeps the stack of a call that has ended.
fn put_back(store: &mut StoreCore, call: Arc<ApartCall>) {
    if let Ok(call) = Arc::try_unwrap(call) {
        store.stacks.put_back(call.stack);
    }
}

/// Runs a call until it ends or waits.
///
/// # Safety
///
/// As for [`super::invoke`]; registers are the call's, and lead into its stack; with an
/// error the call is one that waits. `instance` is the one that runs there.
unsafe fn go_on(
    store: *mut StoreCore,
    call: Arc<ApartCall>,
    instance: *mut InstanceEntity,
    start: Start,
    results: &mut [u64],
) -> Result<Progress, Error> {
    let vm: *mut VmContext = store.cast();
    // SAFETY: the contract above. The stack is the call's, which lives as long as
    // `call` does; what stood in its place is put back.
    unsafe {
        if (*vm).host_depth >= (*vm).host_depth_limit {
            let error = Error::trap(Trap::StackOverflow);
            return Err(abandon(&mut *store, call, error));
        }
        let can_suspend = core::mem::replace(&mut (*vm).can_suspend, true);
        if (*store).allowance.is_metered {
            (*store).begin_slice();
            if let Some(stop) = end_collection(&mut *store, &call, &start) {
                (*vm).can_suspend = can_suspend;
                return Ok(Progress::Stopped(call, stop));
            }
        }
        let (base, top, end) = ((*vm).stack_base, (*vm).stack_top, (*vm).stack_end);
        let caller = (*vm).instance;
        (*store).stacks.outer.push((base.addr(), top.addr()));
        (*vm).stack_base = call.stack.base();
        (*vm).stack_top = call.stack.base();
        (*vm).stack_end = call.stack.end();
        (*vm).host_depth += 1;
        (*vm).enter(instance);
        let exit = match start {
            Start::At(at) => {
                if (*store).allowance.is_metered {
                    (*store).done_in_range = at.done_in_range;
                    (*store).in_the_making = at.in_the_making;
                }
                if at.done_in_range != 0 {
                    (*store).paused_wait = call.take_wait();
                }
                run(State {
                    ip: Ip(ptr::with_exposed_provenance(at.ip)),
                    fp: Fp(ptr::with_exposed_provenance_mut(at.fp)),
                    mb: (*vm).mem0_base,
                    r1: at.r1,
                    r0: at.r0,
                    vm,
                    f0: at.f0,
                    g0: at.g0,
                    f1: at.f1,
                })
            }
            Start::Error(error) => {
                stopped_at(&mut *store, &call);
                unwind::throw_from_host(vm, error)
            }
        };
        let stopped_in = (*vm).instance;
        (*vm).exit_instance = stopped_in;
        let exit = if exit == Exit::EXCEPTION {
            // Its payload is on the call's stack, which must be the running one while the
            // object is made: that may collect.
            (*vm).error = Some(unwind::uncaught(&mut *store));
            Exit::ERROR
        } else {
            exit
        };
        (*vm).host_depth -= 1;
        (*vm).can_suspend = can_suspend;
        (*vm).stack_base = base;
        (*vm).stack_top = top;
        (*vm).stack_end = end;
        (*store).stacks.outer.pop();
        (*vm).enter(caller);
        match exit {
            Exit::DONE => {
                let count = (*store).func(call.func).ty().result_slots();
                ptr::copy_nonoverlapping(call.stack.base(), results.as_mut_ptr(), count);
                put_back(&mut *store, call);
                Ok(Progress::Done)
            }
            Exit::PENDING => {
                let error = (*vm).error.take();
                let payload = payload(error.unwrap_or_else(|| Error::pending(())))?;
                let (func, to) = (*vm).pending.take().unwrap_or((call.func, ptr::null_mut()));
                let used = to.wrapping_add((*store).func(func).ty().call_slots());
                let host = Some((func, to.expose_provenance()));
                wait(&mut *store, &call, (*vm).resume_at, host, used);
                Ok(Progress::Pending(Some(call), payload))
            }
            exit if budget::stop(exit).is_some() => {
                let at = Registers {
                    ip: (*vm).exit_ip.expose_provenance(),
                    fp: (*vm).exit_fp.expose_provenance(),
                    done_in_range: core::mem::take(&mut (*store).done_in_range),
                    in_the_making: core::mem::take(&mut (*store).in_the_making),
                    ..(*vm).resume_at
                };
                if let Some(wait) = (*store).paused_wait.take() {
                    call.keep_wait(wait);
                }
                let used = backtrace::frame_end(&*store).unwrap_or(call.stack.end());
                wait(&mut *store, &call, at, None, used);
                let stop = budget::stop(exit).unwrap_or(Stop::Interrupted);
                Ok(Progress::Stopped(call, stop))
            }
            exit => {
                let error = failure(store, exit);
                put_back(&mut *store, call);
                Err(error)
            }
        }
    }
}

/// Ends a collection that has begun before a call goes on, which waits; if that is stopped,
/// what stops it. The call waits on then.
fn end_collection(store: &mut StoreCore, call: &ApartCall, start: &Start) -> Option<Stop> {
    let Start::At(at) = *start else {
        // The error cannot wait.
        store.vm.heap.give_up();
        return None;
    };
    store.end_collection().err()?;
    let waiting = call.waiting();
    call.wait(Waiting {
        at,
        host: None,
        ..waiting
    });
    store.stop.take()
}

/// Lets a call wait that has just left the interpreter. `used` is the end of its slots.
fn wait(
    store: &mut StoreCore,
    call: &Arc<ApartCall>,
    at: Registers,
    host: Option<(FuncAddr, usize)>,
    used: *mut u64,
) {
    let vm = &store.vm;
    call.wait(Waiting {
        at,
        // SAFETY: instances stay in place (INV-STORE).
        instance: unsafe { vm.exit_instance.as_ref() }.map(|instance| instance.addr),
        host,
        exit: (
            vm.exit_ip.expose_provenance(),
            vm.exit_fp.expose_provenance(),
        ),
        slots: (used.addr() - call.stack.base().addr()) / 8,
    });
    if Arc::weak_count(call) == 0 {
        store.stacks.note(call);
    }
}
