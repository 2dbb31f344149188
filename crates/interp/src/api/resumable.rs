//! Calls that can be suspended and resumed.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use smallvec::SmallVec;

use super::func::{check_len, clear_high_halves, write_slots};
use super::store::StoreInner;
use super::{AsContextMut, StoreContextMut, Val, host_call};
use crate::exec::resume::Progress;
use crate::room;
use crate::runtime::budget::Stop;
use crate::runtime::stack::ApartCall;
use crate::runtime::{FuncAddr, StoreCore, StoreId};
use crate::{Error, FuncType, ValType};

/// The slots of a call; most calls have few.
pub(super) type Slots = SmallVec<[u64; 8]>;

/// Makes results of slots.
type Convert<R> = fn(&StoreCore, &FuncType, &[u64]) -> Result<R, Error>;

/// How far a call has come that can be suspended.
///
/// Such a call is begun with [`Func::call_resumable`](crate::Func::call_resumable) or
/// one of its like. It has a stack of its own, on which the guest's frames stay while it
/// waits: it takes no thread, any number of calls can wait in a store at once, and they
/// can be resumed in any order. Other calls of the store can run in the meantime.
///
/// A host function suspends the call by answering [`Error::pending`]. Where the engine
/// meters ([`Config::consume_fuel`](crate::Config::consume_fuel),
/// [`Config::interruptible`](crate::Config::interruptible)), the call is suspended as well
/// where another one would trap for want of fuel, for an interrupt or at its deadline,
/// and at the end of a slice: see [`SuspendReason`].
///
/// Both are possible only if nothing of the host stands between the beginning of the call and the function:
/// when a host function calls a guest with an ordinary [`Func::call`](crate::Func::call),
/// what runs in there cannot be suspended, because the host function's own frame cannot.
///
/// ```
/// # use sanderling::*;
/// # fn main() -> Result<(), Error> {
/// # let mut store = Store::new(&Engine::default(), ());
/// let later = Func::wrap(&mut store, || -> Result<i32, Error> { Err(Error::pending("soon")) });
/// match later.call_resumable(&mut store, &[])? {
///     ResumableCall::Suspended(call) => assert_eq!(call.payload(), Some(&"soon")),
///     ended => panic!("it is suspended, not {ended:?}"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use]
pub enum ResumableCall<R> {
    /// The call is done, with these results.
    Done(R),
    /// The call has ended with this error.
    Trap(Error),
    /// The call waits.
    Suspended(SuspendedCall<R>),
}

impl<R> ResumableCall<R> {
    /// The results, or the error that the call ended with.
    ///
    /// # Errors
    ///
    /// That error, and [`Usage`](crate::ErrorKind::Usage) if the call waits, which
    /// is given up then.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let f = Func::wrap(&mut store, || 5).typed::<(), i32>(&store)?;
    /// assert_eq!(f.call_resumable(&mut store, ())?.into_result()?, 5);
    /// # Ok(())
    /// # }
    /// ```
    pub fn into_result(self) -> Result<R, Error> {
        match self {
            Self::Done(results) => Ok(results),
            Self::Trap(error) => Err(error),
            Self::Suspended(_) => Err(Error::usage("the call is suspended")),
        }
    }
}

/// A call that waits, to be resumed. Dropping it ends it and frees its stack.
///
/// It belongs to its store; resuming it in another one is an error.
///
/// ```
/// # use sanderling::*;
/// # fn main() -> Result<(), Error> {
/// # let mut store = Store::new(&Engine::default(), ());
/// let later = Func::wrap(&mut store, || -> Result<i32, Error> { Err(Error::pending("soon")) });
/// let ResumableCall::Suspended(call) = later.call_resumable(&mut store, &[])? else {
///     panic!("it is suspended")
/// };
/// let results = call.resume_with(&mut store, &[Val::I32(5)])?.into_result()?;
/// assert_eq!(results[0].i32(), Some(5));
/// # Ok(())
/// # }
/// ```
#[must_use = "dropping it ends the call"]
pub struct SuspendedCall<R> {
    store: StoreId,
    /// The function that was called.
    func: FuncAddr,
    /// The call; none where a host function was called itself.
    call: Option<Arc<ApartCall>>,
    payload: Option<Box<dyn Any + Send + Sync>>,
    reason: SuspendReason,
    convert: Convert<R>,
}

/// Why a call waits.
///
/// ```
/// # use sanderling::*;
/// # fn main() -> Result<(), Error> {
/// # let mut store = Store::new(&Engine::default(), ());
/// let later = Func::wrap(&mut store, || -> Result<i32, Error> { Err(Error::pending("soon")) });
/// let ResumableCall::Suspended(call) = later.call_resumable(&mut store, &[])? else {
///     panic!("it is suspended")
/// };
/// assert_eq!(call.reason(), SuspendReason::Pending);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum SuspendReason {
    /// A host function answered [`Error::pending`], and its results are waited for.
    Pending,
    /// There was not enough fuel. The call goes on where it was if it gets more.
    OutOfFuel,
    /// Somebody [interrupted](crate::InterruptHandle::interrupt) it.
    Interrupted,
    /// Its [deadline](crate::Store::set_deadline) has passed.
    Timeout,
    /// Its [time slice](crate::Store::set_time_slice) or
    /// [fuel slice](crate::Store::set_fuel_slice) is over.
    Yielded,
}

impl From<Stop> for SuspendReason {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::OutOfFuel => Self::OutOfFuel,
            Stop::Interrupted => Self::Interrupted,
            Stop::Timeout => Self::Timeout,
            Stop::Yielded => Self::Yielded,
        }
    }
}

/// Begins a call with its arguments in slots, which have room for the results.
pub(super) fn begin<T, R>(
    store: StoreContextMut<'_, T>,
    func: FuncAddr,
    mut slots: Slots,
    convert: Convert<R>,
) -> ResumableCall<R> {
    let progress = host_call::begin(store.0, func, &mut slots);
    progressed(store.core(), func, progress, &slots, convert)
}

/// The same, with the results left in the slots where the call ends at once.
pub(super) fn begin_in_place<T, R>(
    store: &mut StoreInner<T>,
    func: FuncAddr,
    slots: &mut [u64],
    convert: Convert<R>,
) -> Result<Option<SuspendedCall<R>>, Error> {
    let progress = host_call::begin(store, func, slots)?;
    if matches!(progress, Progress::Done) {
        return Ok(None);
    }
    match progressed(&store.core, func, Ok(progress), slots, convert) {
        ResumableCall::Suspended(call) => Ok(Some(call)),
        ResumableCall::Trap(error) => Err(error),
        ResumableCall::Done(_) => Ok(None),
    }
}

fn progressed<R>(
    core: &StoreCore,
    func: FuncAddr,
    progress: Result<Progress, Error>,
    slots: &[u64],
    convert: Convert<R>,
) -> ResumableCall<R> {
    let suspended = |call, payload, reason| {
        ResumableCall::Suspended(SuspendedCall {
            store: core.id(),
            func,
            call,
            payload,
            reason,
            convert,
        })
    };
    match progress {
        Ok(Progress::Done) => match convert(core, core.func(func).ty(), slots) {
            Ok(results) => ResumableCall::Done(results),
            Err(error) => ResumableCall::Trap(error),
        },
        Ok(Progress::Pending(call, payload)) => {
            suspended(call, Some(payload), SuspendReason::Pending)
        }
        Ok(Progress::Stopped(call, stop)) => suspended(Some(call), None, stop.into()),
        Err(error) => ResumableCall::Trap(error),
    }
}

impl<R> SuspendedCall<R> {
    /// Why the call waits.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let f = Func::wrap(&mut store, || -> Result<(), Error> { Err(Error::pending(())) });
    /// let ResumableCall::Suspended(call) = f.call_resumable(&mut store, &[])? else {
    ///     panic!("it is suspended")
    /// };
    /// assert_eq!(call.reason(), SuspendReason::Pending);
    /// # Ok(())
    /// # }
    /// ```
    pub fn reason(&self) -> SuspendReason {
        self.reason
    }

    /// What the host function gave to [`Error::pending`], if it is a `P`.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let f = Func::wrap(&mut store, || -> Result<(), Error> { Err(Error::pending(7u8)) });
    /// let ResumableCall::Suspended(call) = f.call_resumable(&mut store, &[])? else {
    ///     panic!("it is suspended")
    /// };
    /// assert_eq!(call.payload::<u8>(), Some(&7));
    /// assert_eq!(call.payload::<u16>(), None);
    /// # Ok(())
    /// # }
    /// ```
    pub fn payload<P: Any>(&self) -> Option<&P> {
        self.payload.as_ref()?.downcast_ref()
    }

    /// What the host function gave, by value, if it is a `P`; none the next time.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let f = Func::wrap(&mut store, || -> Result<(), Error> { Err(Error::pending("x".to_owned())) });
    /// let ResumableCall::Suspended(mut call) = f.call_resumable(&mut store, &[])? else {
    ///     panic!("it is suspended")
    /// };
    /// assert_eq!(call.take_payload(), Some("x".to_owned()));
    /// # Ok(())
    /// # }
    /// ```
    pub fn take_payload<P: Any>(&mut self) -> Option<P> {
        match self.payload.take()?.downcast() {
            Ok(payload) => Some(*payload),
            Err(payload) => {
                self.payload = Some(payload);
                None
            }
        }
    }

    /// Resumes the call with the results of the host function that answered pending.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the values are not what the function
    /// returns, or the call or one of them belongs to another store; the call is given
    /// up then.
    ///
    /// See [`Func::call_resumable`](crate::Func::call_resumable) for an example.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let later = Func::wrap(&mut store, || -> Result<i32, Error> { Err(Error::pending("soon")) });
    /// let ResumableCall::Suspended(call) = later.call_resumable(&mut store, &[])? else {
    ///     panic!("it is suspended")
    /// };
    /// assert!(call.resume_with(&mut store, &[Val::I32(1), Val::I32(2)]).is_err());
    /// let ResumableCall::Suspended(call) = later.call_resumable(&mut store, &[])? else {
    ///     panic!("it is suspended")
    /// };
    /// let results = call.resume_with(&mut store, &[Val::I32(5)])?.into_result()?;
    /// assert_eq!(results[0].i32(), Some(5));
    /// # Ok(())
    /// # }
    /// ```
    pub fn resume_with(
        self,
        mut store: impl AsContextMut,
        results: &[Val],
    ) -> Result<ResumableCall<R>, Error> {
        let store = store.as_context_mut();
        let ty = self.awaited(store.core())?;
        check_len("results", ty.results().len(), results.len())?;
        let mut answer: Slots = room::slots(ty.result_slots())?;
        write_slots(store.core(), ty.results(), results, &mut answer)?;
        Ok(self.go_on(store, Ok(&answer)))
    }

    /// Resumes the call with results in slots, as in
    /// [`Func::call_slots`](crate::Func::call_slots).
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if there are too few slots, the function
    /// returns references, or the call belongs to another store; the call is given up
    /// then.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let f = Func::wrap(&mut store, || -> Result<i32, Error> { Err(Error::pending(())) });
    /// let ResumableCall::Suspended(call) = f.call_slots_resumable(&mut store, &[])? else {
    ///     panic!("it is suspended")
    /// };
    /// assert_eq!(call.resume_with_slots(&mut store, &[9])?.into_result()?, [9]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn resume_with_slots(
        self,
        mut store: impl AsContextMut,
        results: &[u64],
    ) -> Result<ResumableCall<R>, Error> {
        let store = store.as_context_mut();
        let ty = self.awaited(store.core())?;
        let Some(results) = results.get(..ty.result_slots()) else {
            return Err(Error::usage("too few slots"));
        };
        if ty.results().iter().any(ValType::is_ref) {
            return Err(Error::usage("references cannot be passed in slots"));
        }
        let mut answer = Slots::from_slice(results);
        clear_high_halves(ty.results(), &mut answer);
        Ok(self.go_on(store, Ok(&answer)))
    }

    /// Resumes the call with results in slots that are of the right types.
    pub(super) fn resume_unchecked(
        self,
        mut store: impl AsContextMut,
        results: &[u64],
    ) -> Result<ResumableCall<R>, Error> {
        let store = store.as_context_mut();
        let ty = self.awaited(store.core())?;
        let Some(answer) = results.get(..ty.result_slots()) else {
            return Err(Error::usage("too few slots"));
        };
        Ok(self.go_on(store, Ok(answer)))
    }

    /// Resumes the call where nothing is waited for but fuel or time, or the host
    /// function that answered pending returns nothing.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if it returns something, or the call belongs
    /// to another store; the call is given up then.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let f = Func::wrap(&mut store, || -> Result<(), Error> { Err(Error::pending(())) });
    /// let ResumableCall::Suspended(call) = f.call_resumable(&mut store, &[])? else {
    ///     panic!("it is suspended")
    /// };
    /// assert!(call.resume(&mut store)?.into_result()?.is_empty());
    /// # Ok(())
    /// # }
    /// ```
    pub fn resume(self, store: impl AsContextMut) -> Result<ResumableCall<R>, Error> {
        self.resume_with(store, &[])
    }

    /// Resumes the call with an error of the host function. An exception
    /// (from [`ExnRef::throw`](crate::ExnRef::throw)) is thrown where the guest has called the function, and can
    /// be caught there; any other error ends the call, and so does an exception where
    /// the call waits for fuel or time and not for a function.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the call belongs to another store; it is
    /// given up then.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let f = Func::wrap(&mut store, || -> Result<(), Error> { Err(Error::pending(())) });
    /// let ResumableCall::Suspended(call) = f.call_resumable(&mut store, &[])? else {
    ///     panic!("it is suspended")
    /// };
    /// let ended = call.resume_with_error(&mut store, Error::msg("no such file"))?;
    /// assert_eq!(ended.into_result().unwrap_err().to_string(), "no such file");
    /// # Ok(())
    /// # }
    /// ```
    pub fn resume_with_error(
        self,
        mut store: impl AsContextMut,
        error: Error,
    ) -> Result<ResumableCall<R>, Error> {
        let store = store.as_context_mut();
        self.check_store(store.core())?;
        Ok(self.go_on(store, Err(error)))
    }

    /// The type of the function that is waited for.
    fn awaited(&self, core: &StoreCore) -> Result<Arc<FuncType>, Error> {
        self.check_store(core)?;
        let func = match &self.call {
            Some(call) => call.waiting().host.map(|(func, _)| func),
            None => Some(self.func),
        };
        Ok(match func {
            Some(func) => core.func(func).ty().clone(),
            None => Arc::new(FuncType::new([], [])),
        })
    }

    fn check_store(&self, core: &StoreCore) -> Result<(), Error> {
        if self.store == core.id() {
            return Ok(());
        }
        Err(Error::usage("the suspended call belongs to another store"))
    }

    /// Goes on with the results of the function that is waited for, or its error.
    fn go_on<T>(
        self,
        store: StoreContextMut<'_, T>,
        answer: Result<&[u64], Error>,
    ) -> ResumableCall<R> {
        let (func, convert) = (self.func, self.convert);
        let Some(call) = self.call else {
            // The host itself has called the function.
            let (progress, results) = match answer {
                Ok(results) => (Ok(Progress::Done), results),
                Err(error) => (Err(error), &[][..]),
            };
            return progressed(store.core(), func, progress, results, convert);
        };
        let slots = store.core().func(func).ty().result_slots();
        let mut slots: Slots = match room::slots(slots) {
            Ok(slots) => slots,
            Err(error) => return ResumableCall::Trap(error),
        };
        let progress = match answer {
            Ok(answer) => host_call::resume(store.0, call, answer, &mut slots),
            Err(error) => host_call::fail(store.0, call, error, &mut slots),
        };
        progressed(store.core(), func, progress, &slots, convert)
    }
}

impl<R> fmt::Debug for SuspendedCall<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SuspendedCall")
            .field("func", &self.func)
            .finish_non_exhaustive()
    }
}
