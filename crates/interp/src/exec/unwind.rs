//! From a thrown exception to what catches it.
//!
//! The interpreter has been left at the instruction that throws. The frames are
//! looked at from the innermost on, and nothing is changed before a clause is found:
//! an exception that nobody catches leaves the frames to the backtrace.

#![allow(
    unsafe_code,
    reason = "writes slots of frames, goes on at words of code; INV-CATCH, INV-STACK"
)]

use super::backtrace::{Frames, Stopped};
use super::budget;
use super::dispatch;
use super::state::{Exit, Fp, Ip, State};
use crate::code::{CatchTable, Clause, NO_REGION};
use crate::error::Error;
use crate::runtime::exception::InFlight;
use crate::runtime::heap::Top;
use crate::runtime::instance::InstanceEntity;
use crate::runtime::store::VmContext;
use crate::runtime::{StoreCore, TagAddr};
use core::slice;
use hashbrown::HashSet;
use smallvec::SmallVec;

/// Regions that are searched for one exception before those in vain are remembered.
const PATIENCE: u32 = 256;

/// Runs from a state until the interpreter is left, exceptions that are caught on this
/// side of the host not counted.
///
/// # Safety
///
/// As for [`dispatch::run`].
#[inline(always)]
pub(super) unsafe fn run(st: State) -> Exit {
    // SAFETY: the contract above.
    unsafe {
        match dispatch::run(st) {
            Exit::EXCEPTION => resume(st.vm),
            exit => exit,
        }
    }
}

/// Runs on from where exceptions are caught, until the interpreter is left otherwise
/// or an exception finds no handler this side of the host.
///
/// # Safety
///
/// `vm` is the store's, and the interpreter was left with [`Exit::EXCEPTION`].
#[cold]
#[inline(never)]
unsafe fn resume(vm: *mut VmContext) -> Exit {
    let mut exit = Exit::EXCEPTION;
    while exit == Exit::EXCEPTION {
        // SAFETY: the contract above; the frame and the clause belong together.
        unsafe {
            let Some((frame, clause, steps)) = find(&*vm.cast::<StoreCore>()) else {
                return exit;
            };
            if clause.reference.is_some()
                && let Err(error) = materialize(&mut *vm.cast::<StoreCore>(), Top::of_instruction)
            {
                (*vm).in_flight = InFlight::Nothing;
                // It is thrown again when the call goes on.
                if let Some(stop) = (*vm.cast::<StoreCore>()).stop.take() {
                    return budget::exit(stop);
                }
                (*vm).error = Some(error);
                return Exit::ERROR;
            }
            let state = catch(vm, &frame, &clause);
            (*vm.cast::<StoreCore>()).after_search(steps);
            exit = dispatch::run(state);
        }
    }
    exit
}

/// The exit for an error that a host function has returned: an exception goes on where
/// the guest has called, as the one that it was.
#[cold]
pub(super) fn host_error(store: &mut StoreCore, error: Error) -> Exit {
    let exception = store.exception_in(&error);
    store.vm.error = Some(error);
    match exception {
        Some(reference) => {
            store.vm.in_flight = InFlight::Object(reference);
            Exit::EXCEPTION
        }
        None => Exit::ERROR,
    }
}

/// As [`run`], from where a guest has called a host function that has failed since.
///
/// # Safety
///
/// `vm` is the store's; where it was left is a frame of the running instance.
#[cold]
pub(super) unsafe fn throw_from_host(vm: *mut VmContext, error: Error) -> Exit {
    // SAFETY: the contract above.
    unsafe {
        match host_error(&mut *vm.cast::<StoreCore>(), error) {
            Exit::EXCEPTION => resume(vm),
            exit => exit,
        }
    }
}

/// The error for an exception that no guest has caught: the one in which it came out of
/// a host function, if it did.
#[cold]
pub(super) fn uncaught(store: &mut StoreCore) -> Error {
    let reference = materialize(store, Top::of_leaving);
    store.vm.in_flight = InFlight::Nothing;
    let error = store.vm.error.take();
    error.unwrap_or_else(|| match reference {
        Ok(reference) => store.thrown(reference),
        Err(error) => error,
    })
}

/// The tag and the values of the exception in flight.
fn look(store: &StoreCore) -> Option<(TagAddr, &[u64])> {
    match store.vm.in_flight {
        InFlight::Nothing => None,
        InFlight::Object(reference) => store.exception(reference),
        InFlight::New {
            tag,
            payload,
            count,
        } => {
            // SAFETY: `Throw` names that many slots of its frame, which stays as it is
            // while the exception is in flight (INV-STACK).
            let payload = unsafe { slice::from_raw_parts(payload, count as usize) };
            Some((tag, payload))
        }
    }
}

/// Makes the exception in flight an object; gives the reference to it.
fn materialize(store: &mut StoreCore, top: fn(*const u64) -> Top) -> Result<u64, Error> {
    if let InFlight::Object(reference) = store.vm.in_flight {
        return Ok(reference);
    }
    let Some((tag, payload)) = look(store) else {
        return Ok(0);
    };
    // The payload is the last that is in use of the stack.
    let top = top(payload.as_ptr_range().end);
    let payload: SmallVec<[u64; 8]> = payload.into();
    let reference = store.alloc_exception(tag, &payload, top)?;
    store.vm.in_flight = InFlight::Object(reference);
    Ok(reference)
}

/// The innermost frame that catches the exception in flight, and the clause; and how
/// many frames and regions have been looked at.
fn find(store: &StoreCore) -> Option<(Stopped<'_>, Clause<u32>, u64)> {
    let (tag, _) = look(store)?;
    let mut search = Search::new(tag);
    let mut frames = 0;
    let (frame, clause) = Frames::of(store, store.vm.instance).find_map(|frame| {
        frames += 1;
        let table = frame.code.catches()?;
        let clause = search.clause(frame.instance, table, frame.word as u32)?;
        Some((frame, clause))
    })?;
    Some((frame, clause, frames + u64::from(search.steps)))
}

/// The search for a clause that fits a tag.
struct Search {
    tag: TagAddr,
    /// Regions looked at.
    steps: u32,
    /// Regions that do not fit, once the search has become long: a deep recursion
    /// through many nested regions is searched in linear time.
    vain: HashSet<(usize, usize, u32)>,
}

impl Search {
    fn new(tag: TagAddr) -> Search {
        Search {
            tag,
            steps: 0,
            vain: HashSet::new(),
        }
    }

    /// The clause for an exception that comes from a word of a function's code.
    fn clause(
        &mut self,
        instance: &InstanceEntity,
        table: &CatchTable,
        word: u32,
    ) -> Option<Clause<u32>> {
        let mut region = table.region_at(word);
        while region != NO_REGION {
            self.steps = self.steps.saturating_add(1);
            // A module may have several instances, with tags of their own.
            let place = (
                core::ptr::from_ref(table).addr(),
                core::ptr::from_ref(instance).addr(),
                region,
            );
            if self.steps > PATIENCE && !self.vain.insert(place) {
                return None;
            }
            let (clauses, outer) = table.region(region)?;
            let fits = |clause: &&Clause<u32>| match clause.tag {
                Some(tag) => instance.tag_addrs[tag as usize] == self.tag,
                None => true,
            };
            if let Some(clause) = clauses.iter().find(fits) {
                return Some(*clause);
            }
            region = outer;
        }
        None
    }
}

/// Catches the exception in flight; the state from which the frame goes on.
///
/// # Safety
///
/// `vm` is the store's; `frame` is one of its frames and `clause` one of those of the
/// frame's function, which fits the exception's tag.
unsafe fn catch(vm: *mut VmContext, frame: &Stopped<'_>, clause: &Clause<u32>) -> State {
    // SAFETY: the contract above. The clause names slots of the frame, and an
    // instruction of the function that takes nothing from registers (INV-CATCH).
    unsafe {
        let fp = Fp(frame.fp);
        let (first, count) = clause.payload;
        if let Some((_, payload)) = look(&*vm.cast::<StoreCore>()) {
            let count = payload.len().min(usize::from(count));
            // The values of a new exception may lie in the same frame.
            fp.slot(first.into()).copy_from(payload.as_ptr(), count);
        }
        if let (Some(slot), InFlight::Object(reference)) = (clause.reference, (*vm).in_flight) {
            fp.write(slot.into(), reference);
        }
        (*vm).in_flight = InFlight::Nothing;
        // The error in which the exception came out of a host function.
        (*vm).error = None;
        (*vm).enter(core::ptr::from_ref(frame.instance).cast_mut());
        State {
            ip: Ip(frame.code.word(clause.target)),
            fp,
            mb: (*vm).mem0_base,
            r1: 0,
            r0: 0,
            vm,
            f0: 0.0,
            g0: 0.0,
            f1: 0.0,
        }
    }
}
