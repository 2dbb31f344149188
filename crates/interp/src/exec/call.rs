//! Calls that cross a boundary: from the host, to the host, between instances.
//!
//! A call into another instance leaves a record where its arguments were; the
//! callee's frame follows it and returns to `ReturnCross`, which undoes it:
//!
//! ```text
//! record = [return address][caller's frame][caller's instance][result slots]
//! ```

#![allow(
    unsafe_code,
    reason = "moves between stacks and instances; INV-STACK, INV-STORE"
)]

use super::backtrace;
use super::handlers::{handler_word, opcode};
use super::prepare::Compiler;
use super::state::{Exit, Fp, Ip, State};
use super::unwind::{self, run};
use crate::code::form::Plain;
use crate::code::ops::row;
use crate::error::{Error, ErrorKind};
use crate::runtime::instance::InstanceEntity;
use crate::runtime::stack::Registers;
use crate::runtime::store::VmContext;
use crate::runtime::{CallerAddr, FuncAddr, FuncEntity, StoreCore};
use crate::trap::Trap;
use core::any::Any;
use core::cell::RefCell;
use core::ptr;
use core::sync::atomic::AtomicU64;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::OnceLock;

/// Slots of the record that a call into another instance leaves.
const RECORD_SLOTS: usize = 4;

thread_local! {
    /// The payload of a host function's panic, on its way to the outermost caller.
    static PANIC: RefCell<Option<Box<dyn Any + Send>>> = const { RefCell::new(None) };
}

/// Code that no function owns.
struct Stubs {
    /// Where a call from the host returns to.
    halt: AtomicU64,
    /// Where a call from another instance returns to.
    return_cross: AtomicU64,
}

fn stubs() -> &'static Stubs {
    static STUBS: OnceLock<Stubs> = OnceLock::new();
    STUBS.get_or_init(|| Stubs {
        halt: AtomicU64::new(handler_word(opcode::<Plain<row::Halt>>())),
        return_cross: AtomicU64::new(handler_word(opcode::<Plain<row::ReturnCross>>())),
    })
}

/// Whether an address is that of [`Stubs::return_cross`].
pub(super) fn is_return_cross(ip: *const AtomicU64) -> bool {
    ptr::eq(ip, &raw const stubs().return_cross)
}

/// Whether an address is that of code that no function owns.
#[cfg(feature = "checked")]
pub(super) fn is_stub(ip: *const AtomicU64) -> bool {
    ptr::eq(ip, &raw const stubs().halt) || is_return_cross(ip)
}

/// The caller's instance and return address in a record.
///
/// # Safety
///
/// `record` was made by [`call_func`] and its call has not returned.
pub(super) unsafe fn read_record(
    record: *const u64,
) -> (*const AtomicU64, *mut u64, *mut InstanceEntity) {
    // SAFETY: the contract above.
    unsafe {
        (
            ptr::with_exposed_provenance(record.read() as usize),
            ptr::with_exposed_provenance_mut(record.add(1).read() as usize),
            ptr::with_exposed_provenance_mut(record.add(2).read() as usize),
        )
    }
}

/// What a call of a function that is not simply entered has come to: an
/// [`Exit`]'s number, or one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Outcome(pub(super) u32);

impl Outcome {
    /// A host function has put its results in place.
    pub(super) const HOST: Outcome = Outcome(0);
    /// To be continued at [`VmContext::exit_ip`], [`VmContext::exit_fp`].
    pub(super) const ENTER: Outcome = Outcome(0x200);
}

/// Calls a function from the host. `slots` holds the arguments and receives the
/// results; it has room for either. `caller` is whose a host function is told the call
/// is: the instance's whose start function it is.
///
/// # Safety
///
/// `store` points to the core of a store that nothing else refers to, and may be
/// used to reach all of it: host functions do.
pub(crate) unsafe fn invoke(
    store: *mut StoreCore,
    func: FuncAddr,
    slots: &mut [u64],
    caller: CallerAddr,
) -> Result<(), Error> {
    // SAFETY: the contract above; no reference to the core is held across a call.
    unsafe {
        debug_assert!(slots.len() >= (*store).func(func).ty().call_slots());
        if let Some(index) = (*store).func(func).host_index() {
            let call = (*store).host_call;
            let result = call(store, index, slots.as_mut_ptr(), caller);
            return result.map_err(not_suspendable);
        }
        match enter_from_host(store, func, slots)? {
            Exit::DONE => Ok(()),
            exit => Err(failure(store, exit)),
        }
    }
}

/// The error that a call from the host ended with. A panic goes on.
///
/// # Safety
///
/// As for [`invoke`]; the call has just left the interpreter.
#[cold]
#[inline(never)]
pub(super) unsafe fn failure(store: *mut StoreCore, exit: Exit) -> Error {
    // SAFETY: the contract above.
    unsafe {
        (*store).stop = None;
        (*store).done_in_range = 0;
        (*store).in_the_making = 0;
        let error = match exit {
            Exit::PANIC => resume_unwind(
                PANIC
                    .take()
                    .unwrap_or_else(|| Box::new("a host function panicked")),
            ),
            Exit::ERROR => (*store).vm.error.take(),
            Exit::EXCEPTION => Some(unwind::uncaught(&mut *store)),
            Exit(code) => Trap::from_code(code as u8).map(Error::trap),
        };
        let error = error.unwrap_or_else(|| Error::trap(Trap::Unreachable));
        (*store).has_ended_with(error.as_trap());
        backtrace::attach(&*store, error)
    }
}

/// The error for an answer of pending that nobody can wait for.
#[cold]
pub(super) fn not_suspendable(error: Error) -> Error {
    match error.kind() {
        ErrorKind::Pending(_) => Error::usage(
            "a host function answered pending, but the call cannot be suspended: \
             it was not begun as one that can be, or a host function stands between",
        ),
        _ => error,
    }
}

/// Runs a Wasm function in a frame on top of the stack.
///
/// # Safety
///
/// As for [`invoke`].
unsafe fn enter_from_host(
    store: *mut StoreCore,
    func: FuncAddr,
    slots: &mut [u64],
) -> Result<Exit, Error> {
    let vm: *mut VmContext = store.cast();
    // SAFETY: the contract above. The frame fits (INV-STACK), the instances are the
    // store's (INV-STORE).
    unsafe {
        if (*vm).host_depth >= (*vm).host_depth_limit {
            return Err(Error::trap(Trap::StackOverflow));
        }
        let entity = (*vm).funcs.add(func.index());
        let Some((owner, _)) = (*entity).owner else {
            return Ok(Exit::DONE);
        };
        let Some(target) = Target::of(vm, entity) else {
            let error = (*vm).error.take();
            return Err(error.unwrap_or_else(|| Error::trap(Trap::Unreachable)));
        };
        if ((*entity).calls || !target.fits(vm, (*vm).stack_top)) && (*store).is_on_first_stack() {
            (*store).make_stack()?;
        }
        let (frame, results) = ((*vm).stack_top, target.results);
        if !target.fits(vm, frame) {
            return Err(Error::trap(Trap::StackOverflow));
        }
        let can_suspend = core::mem::replace(&mut (*vm).can_suspend, false);
        if (*store).allowance.is_metered {
            (*store).look_soon();
            if let Err(error) = end_collection(store) {
                (*vm).can_suspend = can_suspend;
                return Err(error);
            }
        }
        target.enter_first(frame, slots);
        let caller = (*vm).instance;
        (*vm).host_depth += 1;
        (*vm).enter(owner.as_ptr());
        let exit = run(State {
            ip: Ip(target.entry),
            fp: Fp(frame),
            mb: (*vm).mem0_base,
            r1: 0,
            r0: 0,
            vm,
            f0: 0.0,
            g0: 0.0,
            f1: 0.0,
        });
        if exit == Exit::DONE {
            ptr::copy_nonoverlapping(frame, slots.as_mut_ptr(), results);
        } else {
            (*vm).exit_instance = (*vm).instance;
        }
        (*vm).host_depth -= 1;
        (*vm).can_suspend = can_suspend;
        (*vm).stack_top = frame;
        (*vm).enter(caller);
        Ok(exit)
    }
}

/// Ends a collection that has begun before a guest is entered, whose arguments nobody
/// may have handles for any more.
///
/// # Errors
///
/// The trap of a call that is to be stopped.
///
/// # Safety
///
/// As for [`invoke`].
unsafe fn end_collection(store: *mut StoreCore) -> Result<(), Error> {
    // SAFETY: the contract above.
    let store = unsafe { &mut *store };
    store.vm.heap.keep_what_was_held();
    store.end_collection().inspect_err(|_| store.stop = None)
}

/// Translates the callee of a `CallLazy`; 0 if that fails, with the error noted.
///
/// # Safety
///
/// `vm` is the running store's; its instance has a defined function of this index.
#[cold]
#[inline(never)]
pub(super) unsafe fn translate_callee(vm: *mut VmContext, func: u32) -> u64 {
    // SAFETY: INV-STORE. The module outlives the call, as the instance does.
    unsafe {
        let module = &(*(*vm).instance).module;
        let defined = func as usize - module.num_imported_funcs as usize;
        let code = Compiler::lend(&mut (*vm).compiler, |compiler| {
            compiler.prepare(module, defined)
        });
        match code {
            Ok(code) => code.entry().expose_provenance() as u64,
            Err(error) => {
                (*vm).error = Some(error);
                0
            }
        }
    }
}

/// Calls a function that may be the host's, another instance's, or not translated.
///
/// # Safety
///
/// `vm` is the running store's, `func` is one of its functions, `args` holds the
/// arguments inside the current frame, which has room there for the results.
#[inline(never)]
pub(super) unsafe fn call_func(
    vm: *mut VmContext,
    func: *mut FuncEntity,
    args: *mut u64,
    back: *const AtomicU64,
    fp: *mut u64,
) -> Outcome {
    // SAFETY: the contract above.
    unsafe { call_import(vm, func, args, back, fp) }
}

/// As [`call_func`], which most calls of the host's functions come by: a part of the
/// handler, whose registers are saved already.
///
/// # Safety
///
/// As for [`call_func`].
#[inline(always)]
pub(super) unsafe fn call_import(
    vm: *mut VmContext,
    func: *mut FuncEntity,
    args: *mut u64,
    back: *const AtomicU64,
    fp: *mut u64,
) -> Outcome {
    // SAFETY: the contract above.
    unsafe {
        if (*func).owner.is_none() {
            let outcome = call_host(vm, func, args);
            if outcome.0 == Exit::PENDING.0 {
                note_resumption(vm, args, back, fp);
            }
            return outcome;
        }
        enter_cross(vm, func, args, back, fp)
    }
}

/// Calls a host function.
///
/// # Safety
///
/// As for [`call_func`]; `func` is a host function.
#[inline(always)]
unsafe fn call_host(vm: *mut VmContext, func: *mut FuncEntity, args: *mut u64) -> Outcome {
    // SAFETY: the contract above; nothing refers to the store but `vm`.
    unsafe {
        let top = (*vm).stack_top;
        let (instance, funcs) = ((*vm).instance, (*vm).funcs);
        (*vm).stack_top = args.wrapping_add((*func).call_slots as usize);
        if (*vm).stack_top > (*vm).stack_end {
            (*vm).stack_top = top;
            return Outcome(Exit::trap(Trap::StackOverflow).0);
        }
        let store: *mut StoreCore = vm.cast();
        let (call, index) = ((*store).host_call, (*func).index);
        let caller = CallerAddr::new((*instance).addr);
        let result = catch_unwind(AssertUnwindSafe(|| call(store, index, args, caller)));
        (*vm).stack_top = top;
        // Only a memory that is there can have grown.
        if !(*vm).mem0.is_null() {
            (*vm).reload_mem0();
        }
        if (*store).allowance.is_metered {
            (*store).after_host_call();
        }
        match result {
            Ok(Ok(())) => Outcome::HOST,
            // The function may have moved, so its old place only tells its address.
            Ok(Err(error)) => failed(vm, error, func.addr() - funcs.addr()),
            Err(payload) => {
                PANIC.set(Some(payload));
                Outcome(Exit::PANIC.0)
            }
        }
    }
}

/// Notes the error of a host function, or its answer of pending; `offset` is the
/// function's, in bytes, in the store's list.
///
/// # Safety
///
/// `vm` is the running store's.
#[cold]
#[inline(never)]
unsafe fn failed(vm: *mut VmContext, error: Error, offset: usize) -> Outcome {
    let pending = matches!(error.kind(), ErrorKind::Pending(_));
    // SAFETY: the contract above.
    unsafe {
        if pending && (*vm).can_suspend {
            let func = FuncAddr((offset / size_of::<FuncEntity>()) as u32);
            (*vm).error = Some(error);
            (*vm).pending = Some((func, ptr::null_mut()));
            return Outcome(Exit::PENDING.0);
        }
        let error = not_suspendable(error);
        Outcome(unwind::host_error(&mut *vm.cast::<StoreCore>(), error).0)
    }
}

/// Notes where a call goes on whose host function has answered pending: its results
/// go to `results`.
///
/// # Safety
///
/// `vm` is the running store's.
#[cold]
#[inline(never)]
unsafe fn note_resumption(
    vm: *mut VmContext,
    results: *mut u64,
    back: *const AtomicU64,
    caller: *mut u64,
) {
    // SAFETY: the contract above.
    unsafe {
        (*vm).resume_at = Registers {
            ip: back.expose_provenance(),
            fp: caller.expose_provenance(),
            ..Registers::default()
        };
        if let Some((_, to)) = &mut (*vm).pending {
            *to = results;
        }
    }
}

/// The error for a call into a poisoned instance.
#[cold]
pub(super) fn poisoned(instance: &InstanceEntity) -> Option<Error> {
    let reason = instance.poisoned.as_ref()?;
    Some(Error::usage(format!("the instance is poisoned: {reason}")))
}

/// Whether the frame of the function that begins at `entry` fits on a stack, from
/// `frame` to `end`.
///
/// # Safety
///
/// `entry` is the first instruction of a function.
#[inline(always)]
pub(super) unsafe fn frame_fits(entry: *const AtomicU64, frame: *mut u64, end: *mut u64) -> bool {
    // SAFETY: the frame size stands before the entry (INV-CODE).
    let bytes = unsafe { entry.wrapping_sub(1).cast::<u64>().read() } as usize;
    frame.wrapping_byte_add(bytes) <= end
}

/// What entering a function takes: its code, its type's slots.
pub(super) struct Target {
    pub(super) entry: *const AtomicU64,
    params: usize,
    pub(super) results: usize,
}

impl Target {
    /// Of a Wasm function, which is translated if it has not been; `None` with
    /// the error noted if that fails.
    ///
    /// # Safety
    ///
    /// As for [`call_func`]; `func` is a Wasm function.
    pub(super) unsafe fn of(vm: *mut VmContext, func: *mut FuncEntity) -> Option<Target> {
        // SAFETY: the contract above; functions and instances stay in place
        // while no host function runs (INV-STORE).
        unsafe {
            let (params, results) = ((*func).ty.param_slots(), (*func).ty.result_slots());
            if let Some((owner, _)) = (*func).owner
                && (*owner.as_ptr()).poisoned.is_some()
            {
                (*vm).error = poisoned(owner.as_ref());
                return None;
            }
            if (*func).entry.is_null() {
                let (owner, _) = (*func).owner?;
                let module = &(*owner.as_ptr()).module;
                let defined = (*func).index as usize - module.num_imported_funcs as usize;
                let code = Compiler::lend(&mut (*vm).compiler, |compiler| {
                    compiler.prepare(module, defined)
                });
                match code {
                    Ok(code) => {
                        (*func).entry = code.entry();
                        (*func).calls = code.calls;
                        (*func).instance = owner.as_ptr();
                    }
                    Err(error) => {
                        (*vm).error = Some(error);
                        return None;
                    }
                }
            }
            Some(Target {
                entry: (*func).entry,
                params,
                results,
            })
        }
    }

    /// Whether the function's frame fits on the stack, from `frame` on.
    ///
    /// # Safety
    ///
    /// `vm` is the running store's.
    unsafe fn fits(&self, vm: *mut VmContext, frame: *mut u64) -> bool {
        // SAFETY: the contract above.
        self.fits_below(frame, unsafe { (*vm).stack_end })
    }

    /// Whether the function's frame fits on a stack, from `frame` to `end`.
    pub(super) fn fits_below(&self, frame: *mut u64, end: *mut u64) -> bool {
        // SAFETY: it is a function's entry.
        unsafe { frame_fits(self.entry, frame, end) }
    }

    /// Makes the frame of a call from the host, with its arguments.
    ///
    /// # Safety
    ///
    /// The frame fits; `slots` holds the arguments.
    pub(super) unsafe fn enter_first(&self, frame: *mut u64, slots: &[u64]) {
        // SAFETY: the contract above.
        unsafe {
            ptr::copy_nonoverlapping(slots.as_ptr(), frame, self.params);
            self.link(frame, &raw const stubs().halt, ptr::null_mut());
        }
    }

    /// Writes the header of a frame.
    ///
    /// # Safety
    ///
    /// The frame fits.
    unsafe fn link(&self, frame: *mut u64, back: *const AtomicU64, caller: *mut u64) {
        // SAFETY: the frame ends before the stack does (INV-STACK).
        unsafe {
            let header = frame.add(self.params.max(self.results));
            header.write(back.expose_provenance() as u64);
            header.add(1).write(caller.expose_provenance() as u64);
        }
    }

    /// Makes a frame for the call: `back` and `caller` are where it returns to.
    ///
    /// # Safety
    ///
    /// The arguments stand at `frame`.
    unsafe fn enter(
        &self,
        vm: *mut VmContext,
        frame: *mut u64,
        back: *const AtomicU64,
        caller: *mut u64,
    ) -> Outcome {
        // SAFETY: the frame ends before the stack does (INV-STACK).
        unsafe {
            if !self.fits(vm, frame) {
                return Outcome(Exit::trap(Trap::StackOverflow).0);
            }
            self.link(frame, back, caller);
            (*vm).exit_ip = self.entry;
            (*vm).exit_fp = frame;
        }
        Outcome::ENTER
    }

    /// Moves the arguments behind a record of the call, which it writes.
    ///
    /// # Safety
    ///
    /// The arguments stand at `args`; `frame` is where they go to.
    unsafe fn record(
        &self,
        vm: *mut VmContext,
        (args, record): (*mut u64, *mut u64),
        back: *const AtomicU64,
        caller: *mut u64,
    ) -> Result<*mut u64, Trap> {
        let frame = record.wrapping_add(RECORD_SLOTS);
        // SAFETY: the frame, which holds the arguments, ends before the stack does;
        // nothing is written before that is known.
        unsafe {
            if !self.fits(vm, frame) {
                return Err(Trap::StackOverflow);
            }
            ptr::copy(args, frame, self.params);
            record.write(back.expose_provenance() as u64);
            record.add(1).write(caller.expose_provenance() as u64);
            record
                .add(2)
                .write((*vm).instance.expose_provenance() as u64);
            record.add(3).write(self.results as u64);
        }
        Ok(frame)
    }
}

/// Enters a Wasm function of another instance, or one not yet translated.
///
/// # Safety
///
/// As for [`call_func`]; `func` is a Wasm function.
#[inline(never)]
unsafe fn enter_cross(
    vm: *mut VmContext,
    func: *mut FuncEntity,
    args: *mut u64,
    back: *const AtomicU64,
    fp: *mut u64,
) -> Outcome {
    // SAFETY: the contract above.
    unsafe {
        let Some(target) = Target::of(vm, func) else {
            return Outcome(Exit::ERROR.0);
        };
        if ptr::eq((*func).instance, (*vm).instance) {
            return target.enter(vm, args, back, fp);
        }
        let frame = match target.record(vm, (args, args), back, fp) {
            Ok(frame) => frame,
            Err(trap) => return Outcome(Exit::trap(trap).0),
        };
        let outcome = target.enter(vm, frame, &raw const stubs().return_cross, args);
        if outcome == Outcome::ENTER {
            (*vm).enter((*func).instance.cast_mut());
        }
        outcome
    }
}

/// Undoes a call into another instance.
///
/// # Safety
///
/// `record` is the record of the innermost such call, whose results stand behind it.
#[inline(never)]
pub(super) unsafe fn return_cross(vm: *mut VmContext, record: *mut u64) {
    // SAFETY: the contract above.
    unsafe {
        let (back, caller, instance) = read_record(record);
        let results = record.add(3).read() as usize;
        ptr::copy(record.add(RECORD_SLOTS), record, results);
        (*vm).enter(instance);
        (*vm).exit_ip = back;
        (*vm).exit_fp = caller;
    }
}

/// Calls a function in place of the one that calls: its frame takes this one's place.
///
/// # Safety
///
/// `vm` is the running store's, `func` is one of its functions, and `ip` is a
/// tail-calling instruction in the frame at `fp`.
#[inline(never)]
pub(super) unsafe fn tail_call(
    vm: *mut VmContext,
    func: *mut FuncEntity,
    fp: *mut u64,
    ip: *const AtomicU64,
) -> Outcome {
    // SAFETY: the contract above.
    unsafe {
        let (ip, frame) = (Ip(ip), Fp(fp));
        let args = frame.slot(ip.u16_at(0));
        let header = ip.u16_at(2);
        let back: *const AtomicU64 = ptr::with_exposed_provenance(frame.read(header) as usize);
        let caller: *mut u64 = ptr::with_exposed_provenance_mut(frame.read(header + 1) as usize);
        (*vm).exit_results = fp;
        if (*func).owner.is_none() {
            // Read before the call: a host function can add functions, and move this one.
            let results = (*func).ty.result_slots();
            let outcome = call_host(vm, func, args);
            if outcome == Outcome::HOST {
                ptr::copy(args, fp, results);
                (*vm).exit_ip = back;
                (*vm).exit_fp = caller;
            }
            if outcome.0 == Exit::PENDING.0 {
                note_resumption(vm, fp, back, caller);
            }
            return outcome;
        }
        let Some(target) = Target::of(vm, func) else {
            return Outcome(Exit::ERROR.0);
        };
        let same = ptr::eq((*func).instance, (*vm).instance);
        if same || is_return_cross(back) {
            if !target.fits(vm, fp) {
                return Outcome(Exit::trap(Trap::StackOverflow).0);
            }
            // A record that restores our caller's instance is there if one is needed.
            ptr::copy(args, fp, target.params);
            let outcome = target.enter(vm, fp, back, caller);
            if outcome == Outcome::ENTER && !same {
                (*vm).enter((*func).instance.cast_mut());
            }
            return outcome;
        }
        let frame = match target.record(vm, (args, fp), back, caller) {
            Ok(frame) => frame,
            Err(trap) => return Outcome(Exit::trap(trap).0),
        };
        let outcome = target.enter(vm, frame, &raw const stubs().return_cross, fp);
        if outcome == Outcome::ENTER {
            (*vm).enter((*func).instance.cast_mut());
        }
        outcome
    }
}
