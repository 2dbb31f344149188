//! Calls that yield after a time slice, and that wait for functions of the host.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sanderling::{Error, ResumableCall, SuspendReason, SuspendedCall, Trap, Val};
use sanderling_wasi::WaitingCall;

use crate::boundary::{OutBox, OutError, array, array_mut, delete, given, run};
use crate::error::{Failure, Misuse};
use crate::external::ExternHandle;
use crate::func::{read_params, too_few, write_results};
use crate::host::{HostFailure, PendingCall};
use crate::store::{StoreData, StoreHandle, StoreMut};

/// What a function returns whose call goes on later.
const YIELD: i32 = 1;
const PENDING: i32 = 2;

/// For how long a function of WASI waits at once that may wait for ever.
const A_DAY: Duration = Duration::from_secs(86400);

/// `sanderling_call_t`: a call that goes on later.
#[derive(Debug)]
pub(crate) struct CallHandle {
    store: StoreHandle,
    /// None while it runs, and once it has ended.
    waiting: Mutex<Option<Waiting>>,
    /// Whether the thread keeps the store until then.
    keeps: AtomicBool,
}

impl Drop for CallHandle {
    fn drop(&mut self) {
        *self.waiting() = None;
        self.release();
    }
}

#[derive(Debug)]
enum Waiting {
    Slots(SuspendedCall<Vec<u64>>),
    Vals(SuspendedCall<Vec<Val>>),
}

/// How far a call has come.
enum Progress {
    Slots(ResumableCall<Vec<u64>>),
    Vals(ResumableCall<Vec<Val>>),
}

impl Waiting {
    fn reason(&self) -> SuspendReason {
        match self {
            Self::Slots(call) => call.reason(),
            Self::Vals(call) => call.reason(),
        }
    }

    /// What the function that has begun or resumed the call returns.
    fn status(&self) -> i32 {
        if self.reason() == SuspendReason::Pending && self.in_wasi().is_none() {
            PENDING
        } else {
            YIELD
        }
    }

    /// The function of WASI that waits, if one does.
    fn in_wasi(&self) -> Option<&WaitingCall<StoreData>> {
        match self {
            Self::Slots(call) => call.payload(),
            Self::Vals(call) => call.payload(),
        }
    }

    /// The number by which the host knows what is waited for.
    fn pending(&self) -> u64 {
        let payload = match self {
            Self::Slots(call) => call.payload::<PendingCall>(),
            Self::Vals(call) => call.payload::<PendingCall>(),
        };
        payload.map_or(0, |PendingCall(id)| *id)
    }

    /// Goes on, with what a function of the host returns that is waited for.
    fn resume(self, store: &mut StoreMut<'_>, results: &[Val]) -> Result<Progress, Failure> {
        Ok(match self {
            Self::Slots(call) => Progress::Slots(call.resume_with(store, results)?),
            Self::Vals(call) => Progress::Vals(call.resume_with(store, results)?),
        })
    }

    /// Ends the call.
    fn end(self, store: &mut StoreMut<'_>, error: Error) -> Failure {
        let ended = match self {
            Self::Slots(call) => call.resume_with_error(store, error).map(drop_results),
            Self::Vals(call) => call.resume_with_error(store, error).map(drop_results),
        };
        match ended {
            Ok(Err(error)) | Err(error) => error.into(),
            Ok(Ok(())) => Failure::misuse(Misuse::Argument, "the call has not ended"),
        }
    }
}

fn drop_results<R>(call: ResumableCall<R>) -> Result<(), Error> {
    call.into_result().map(drop)
}

/// Puts results into the slots, or gives what the call waits with.
fn settle(
    progress: Progress,
    store: &mut StoreMut<'_>,
    slots: &mut [u64],
) -> Result<Option<Waiting>, Failure> {
    let waiting = match progress {
        Progress::Slots(ResumableCall::Done(results)) => {
            let out = slots.get_mut(..results.len()).ok_or_else(too_few)?;
            out.copy_from_slice(&results);
            return Ok(None);
        }
        Progress::Vals(ResumableCall::Done(results)) => {
            write_results(&results, slots, store)?;
            return Ok(None);
        }
        Progress::Slots(ResumableCall::Trap(error)) => return Err(error.into()),
        Progress::Vals(ResumableCall::Trap(error)) => return Err(error.into()),
        Progress::Slots(ResumableCall::Suspended(call)) => Waiting::Slots(call),
        Progress::Vals(ResumableCall::Suspended(call)) => Waiting::Vals(call),
    };
    let trap = match waiting.reason() {
        SuspendReason::Yielded | SuspendReason::Pending => return Ok(Some(waiting)),
        SuspendReason::OutOfFuel => Trap::OutOfFuel,
        SuspendReason::Timeout => Trap::Timeout,
        _ => Trap::Interrupted,
    };
    Err(waiting.end(store, Error::trap(trap)))
}

/// Runs the body of a function that begins a call or goes on with one.
fn run_call(error: OutError<'_>, body: impl FnOnce() -> Result<Option<i32>, Failure>) -> i32 {
    let mut waiting = None;
    let status = run(error, || {
        waiting = body()?;
        Ok(())
    });
    waiting.unwrap_or(status)
}

/// # Safety
///
/// `slots` is NULL or holds `len` numbers, which nothing else uses during the call.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_func_start(
    func: Option<&ExternHandle>,
    slots: *mut u64,
    len: usize,
    keep: bool,
    call: OutBox<'_, CallHandle>,
    error: OutError<'_>,
) -> i32 {
    let Some(out) = call else {
        return run(error, || Err(Failure::null("call")));
    };
    let out = out.write(None);
    run_call(error, || {
        let handle = given(func, "func")?;
        // SAFETY: the caller promises it.
        let slots = unsafe { array_mut(slots, len, "slots") }?;
        let (func, ty) = handle.func()?;
        let mut store = handle.store().enter()?;
        let progress = if ty.has_refs() {
            let params = read_params(ty, slots, &mut store)?;
            Progress::Vals(func.call_resumable(&mut *store, &params)?)
        } else {
            // Most calls end here, with their results in the slots.
            let Some(call) = func.call_slots_suspendable(&mut *store, slots)? else {
                return Ok(None);
            };
            Progress::Slots(ResumableCall::Suspended(call))
        };
        let Some(waiting) = settle(progress, &mut store, slots)? else {
            return Ok(None);
        };
        let status = waiting.status();
        let keeps = keep && store.keep();
        *out = Some(Box::new(CallHandle {
            store: handle.store().clone(),
            waiting: Mutex::new(Some(waiting)),
            keeps: AtomicBool::new(keeps),
        }));
        Ok(Some(status))
    })
}

impl CallHandle {
    /// What is not held while the call runs, as it may ask for this itself.
    fn waiting(&self) -> MutexGuard<'_, Option<Waiting>> {
        // It is whole after a panic elsewhere as well.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets others use the store again.
    fn release(&self) {
        if self.keeps.swap(false, Ordering::Relaxed) {
            self.store.release();
        }
    }

    /// Goes on with what is waited for; the status, unless it ends.
    fn go_on(&self, results: &[Val], slots: &mut [u64]) -> Result<Option<i32>, Failure> {
        let mut store = self.store.enter()?;
        let waiting = self.take()?;
        let answer = match waiting.in_wasi().map(|call| wait(call, &mut store)) {
            None => Ok(None),
            Some(Ok(Some(answer))) => Ok(Some(Val::I32(answer.cast_signed()))),
            Some(Ok(None)) => {
                *self.waiting() = Some(waiting);
                return Ok(Some(YIELD));
            }
            Some(Err(error)) => Err(error),
        };
        let progress = match answer {
            Ok(answer) => {
                let results = answer.as_ref().map_or(results, std::slice::from_ref);
                waiting.resume(&mut store, results)
            }
            Err(error) => Err(waiting.end(&mut store, error)),
        };
        let ended = progress.and_then(|progress| {
            let waiting = settle(progress, &mut store, slots)?;
            let status = waiting.as_ref().map(Waiting::status);
            *self.waiting() = waiting;
            Ok(status)
        });
        drop(store);
        if !matches!(ended, Ok(Some(_))) {
            self.release();
        }
        ended
    }

    fn take(&self) -> Result<Waiting, Failure> {
        let waiting = self.waiting().take();
        waiting
            .ok_or_else(|| Failure::misuse(Misuse::Argument, "the call has ended, or is running"))
    }
}

/// Waits for another slice in a function of WASI; its answer, if it is done.
fn wait(call: &WaitingCall<StoreData>, store: &mut StoreMut<'_>) -> Result<Option<u32>, Error> {
    let (slice, now) = (store.time_slice().unwrap_or(A_DAY), Instant::now());
    call.wait(store, now.checked_add(slice).unwrap_or(now + A_DAY))
}

/// # Safety
///
/// `slots` is NULL or holds `len` numbers, which nothing else uses during the call.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_call_resume(
    call: Option<&CallHandle>,
    slots: *mut u64,
    len: usize,
    error: OutError<'_>,
) -> i32 {
    run_call(error, || {
        let call = given(call, "call")?;
        // SAFETY: the caller promises it.
        let slots = unsafe { array_mut(slots, len, "slots") }?;
        call.go_on(&[], slots)
    })
}

/// # Safety
///
/// `text` is NULL or holds `text_len` bytes, `results` is NULL or holds `results_len`
/// numbers, and `slots` is NULL or holds `len` numbers, which nothing else uses during the
/// call.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_call_provide(
    call: Option<&CallHandle>,
    text: *const u8,
    text_len: usize,
    results: *const u64,
    results_len: usize,
    slots: *mut u64,
    len: usize,
    error: OutError<'_>,
) -> i32 {
    run_call(error, || {
        let call = given(call, "call")?;
        let is_other = |call: &Waiting| call.status() != PENDING;
        if call.waiting().as_ref().is_some_and(is_other) {
            return Err(Failure::misuse(
                Misuse::Argument,
                "the call waits for no function of the host",
            ));
        }
        // SAFETY: the caller promises it.
        let text = unsafe { crate::boundary::text(text, text_len, "type") }?;
        let types = crate::type_text::params(text, call.store.engine())?;
        // SAFETY: the caller promises it.
        let results = unsafe { array(results, results_len, "results") }?;
        // SAFETY: the caller promises it.
        let slots = unsafe { array_mut(slots, len, "slots") }?;
        let results = read_params(&types, results, &mut *call.store.enter()?)?;
        call.go_on(&results, slots)
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_call_fail(call: Option<&CallHandle>, id: u64, error: OutError<'_>) -> i32 {
    run(error, || {
        let call = given(call, "call")?;
        let mut store = call.store.enter()?;
        let failure = call.take()?.end(&mut store, Error::host(HostFailure(id)));
        drop(store);
        call.release();
        Err(failure)
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_call_pending_id(call: Option<&CallHandle>) -> u64 {
    call.map_or(0, |call| {
        call.waiting().as_ref().map_or(0, Waiting::pending)
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_call_delete(call: Option<Box<CallHandle>>) {
    delete(call);
}
