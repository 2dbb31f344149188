//! Who may use a store: one call at a time, none after it was closed.
//!
//! While a store's host function runs, the store is *lent*: the thread that runs the
//! function can enter it again, through whatever handle it has, and nobody else can.

use std::cell::UnsafeCell;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::{fmt, mem, ptr, thread};

use sanderling::{AsContext, AsContextMut, Store, StoreContext, StoreContextMut};

use crate::error::{Failure, Misuse};

/// A store that is used by one caller at a time; a second one gets an error at once.
pub(crate) struct Cell<T: 'static> {
    state: AtomicU8,
    /// The thread that the store is lent to, while it is. It stays until the call ends that
    /// the store is in use for, which no other thread can make or be part of.
    borrower: AtomicUsize,
    store: UnsafeCell<Option<Store<T>>>,
    /// The store as the running host function has it, while it is lent.
    lent: UnsafeCell<Option<StoreContextMut<'static, T>>>,
}

// SAFETY: the store is reached through the state `IN_USE` only, which one thread at a time
// enters; it may be sent to that thread.
unsafe impl<T: Send> Sync for Cell<T> {}
// SAFETY: what is lent leads into the store of the cell itself, which goes with it.
unsafe impl<T: Send> Send for Cell<T> {}

/// No thread has borrowed the store yet.
const NOBODY: usize = 0;

/// Nobody uses the store, which is there.
const FREE: u8 = 0;
/// Somebody uses the store.
const IN_USE: u8 = 1;
/// A host function runs, and its thread may use the store.
const LENT: u8 = 2;
/// The store is gone.
const CLOSED: u8 = 3;
/// A panic has left the store in a state that nobody should see.
const BROKEN: u8 = 4;

impl<T> Cell<T> {
    pub(crate) fn new(store: Store<T>) -> Self {
        Self {
            state: AtomicU8::new(FREE),
            borrower: AtomicUsize::new(NOBODY),
            store: UnsafeCell::new(Some(store)),
            lent: UnsafeCell::new(None),
        }
    }

    /// Begins to use the store.
    #[inline]
    pub(crate) fn enter(&self) -> Result<Guard<'_, T>, Failure> {
        let taken = self
            .state
            .compare_exchange(FREE, IN_USE, Ordering::Acquire, Ordering::Relaxed);
        if let Err(state) = taken {
            return self.enter_lent(state);
        }
        // SAFETY: the state is `IN_USE`, and this call has made it so.
        match unsafe { &mut *self.store.get() } {
            Some(store) => Ok(Guard {
                state: &self.state,
                borrower: &self.borrower,
                before: FREE,
                store: store.as_context_mut(),
            }),
            // Not to be: `close` leaves the state `CLOSED`.
            None => Err(refusal(CLOSED)),
        }
    }

    #[cold]
    fn enter_lent(&self, state: u8) -> Result<Guard<'_, T>, Failure> {
        // Only the borrower leaves or enters the state `LENT`, so that it does not change
        // between here and the store below if the thread is the same.
        if state != LENT || self.borrower.load(Ordering::Relaxed) != this_thread() {
            return Err(refusal(state));
        }
        self.state.store(IN_USE, Ordering::Relaxed);
        // SAFETY: the state is `IN_USE`, and this call has made it so.
        let lent = unsafe { &mut *self.lent.get() };
        let store = match lent {
            Some(store) => store.as_context_mut(),
            // The thread keeps the store between two slices of a call.
            // SAFETY: as above.
            None => match unsafe { &mut *self.store.get() } {
                Some(store) => store.as_context_mut(),
                None => return Err(refusal(CLOSED)),
            },
        };
        Ok(Guard {
            state: &self.state,
            borrower: &self.borrower,
            before: LENT,
            store,
        })
    }

    /// Ends what [`Guard::keep`] has begun, on the same thread; on another one nothing
    /// happens.
    pub(crate) fn release(&self) {
        if self.borrower.load(Ordering::Relaxed) != this_thread() {
            return;
        }
        let taken = self
            .state
            .compare_exchange(LENT, IN_USE, Ordering::Acquire, Ordering::Relaxed);
        if taken.is_err() {
            return;
        }
        // SAFETY: the state is `IN_USE`, and this call has made it so.
        let is_lent = unsafe { &*self.lent.get() }.is_some();
        if is_lent {
            self.state.store(LENT, Ordering::Relaxed);
        } else {
            self.borrower.store(NOBODY, Ordering::Relaxed);
            self.state.store(FREE, Ordering::Release);
        }
    }

    /// Runs `body`, and lets its thread use the store meanwhile.
    ///
    /// # Safety
    ///
    /// `store` is this cell's store, as one of its host functions was given it.
    #[inline]
    pub(crate) unsafe fn lend<R>(
        &self,
        store: StoreContextMut<'_, T>,
        body: impl FnOnce() -> R,
    ) -> R {
        // SAFETY: only the lifetime changes. `Lending` takes the value out before `store`
        // ends, and whoever has borrowed from it meanwhile has given it back: guards live
        // no longer than the functions of the library that made them.
        let store =
            unsafe { mem::transmute::<StoreContextMut<'_, T>, StoreContextMut<'static, T>>(store) };
        // SAFETY: the store is running the function that calls this, so that its state is
        // `IN_USE` by this thread.
        let before = unsafe { &mut *self.lent.get() }.replace(store);
        // Finding out who this is takes longer than all the rest.
        if self.borrower.load(Ordering::Relaxed) == NOBODY {
            self.borrower.store(this_thread(), Ordering::Relaxed);
        }
        self.state.store(LENT, Ordering::Relaxed);
        let _lending = Lending { cell: self, before };
        body()
    }

    /// Drops the store, unless that was done before.
    pub(crate) fn close(&self) -> Result<(), Failure> {
        let taken = self
            .state
            .compare_exchange(FREE, IN_USE, Ordering::Acquire, Ordering::Relaxed);
        match taken {
            Ok(_) => {}
            Err(CLOSED) => return Ok(()),
            Err(state) => return Err(refusal(state)),
        }
        // SAFETY: the state is `IN_USE`, and this call has made it so.
        let store = unsafe { &mut *self.store.get() }.take();
        self.state.store(CLOSED, Ordering::Release);
        drop(store);
        Ok(())
    }
}

impl<T> fmt::Debug for Cell<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cell")
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// Ends lending, and restores what was lent before.
struct Lending<'a, T: 'static> {
    cell: &'a Cell<T>,
    before: Option<StoreContextMut<'static, T>>,
}

impl<T> Drop for Lending<'_, T> {
    fn drop(&mut self) {
        // A panic in a nested call has left the store `BROKEN`, which it stays. No other
        // thread changes the state from `LENT`.
        let state = &self.cell.state;
        if state.load(Ordering::Relaxed) == LENT {
            state.store(IN_USE, Ordering::Relaxed);
        }
        // SAFETY: the state is `IN_USE` by this thread, or `BROKEN`, when nobody else
        // looks at what is lent.
        let lent = unsafe { &mut *self.cell.lent.get() };
        *lent = self.before.take();
    }
}

/// A number that no other living thread has.
fn this_thread() -> usize {
    thread_local!(static PLACE: u8 = const { 0 });
    PLACE.with(|place| ptr::from_ref(place).addr())
}

#[cold]
fn refusal(state: u8) -> Failure {
    match state {
        CLOSED => Failure::misuse(Misuse::Closed, "the store is closed"),
        BROKEN => Failure::misuse(
            Misuse::Panic,
            "the store cannot be used after a fault of the library",
        ),
        _ => Failure::misuse(Misuse::InUse, "the store is running another call"),
    }
}

/// The store, while it is used.
pub(crate) struct Guard<'a, T: 'static> {
    state: &'a AtomicU8,
    borrower: &'a AtomicUsize,
    /// The state to go back to.
    before: u8,
    store: StoreContextMut<'a, T>,
}

impl<T> Guard<'_, T> {
    /// Lets nobody but this thread use the store after the guard, until it is released;
    /// false if a function of the host has the store, which keeps it anyway.
    pub(crate) fn keep(&mut self) -> bool {
        if self.before != FREE {
            return false;
        }
        self.borrower.store(this_thread(), Ordering::Relaxed);
        self.before = LENT;
        true
    }
}

impl<'a, T> Deref for Guard<'a, T> {
    type Target = StoreContextMut<'a, T>;

    #[inline]
    fn deref(&self) -> &Self::Target {
        &self.store
    }
}

impl<T> DerefMut for Guard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.store
    }
}

impl<T> AsContext for Guard<'_, T> {
    type Data = T;

    #[inline]
    fn as_context(&self) -> StoreContext<'_, T> {
        self.store.as_context()
    }
}

impl<T> AsContextMut for Guard<'_, T> {
    #[inline]
    fn as_context_mut(&mut self) -> StoreContextMut<'_, T> {
        self.store.as_context_mut()
    }
}

impl<T> Drop for Guard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        let broken = thread::panicking() || self.state.load(Ordering::Relaxed) == BROKEN;
        let state = if broken { BROKEN } else { self.before };
        if state == FREE {
            self.borrower.store(NOBODY, Ordering::Relaxed);
        }
        self.state.store(state, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::Arc;

    use sanderling::{Caller, Engine, Func};

    use super::*;

    fn cell() -> Cell<i32> {
        Cell::new(Store::new(&Engine::default(), 1))
    }

    fn refused<T>(result: Result<T, Failure>) -> Option<String> {
        result.err().map(|failure| failure.to_string())
    }

    const IN_USE_MESSAGE: &str = "the store is running another call";

    #[test]
    fn one_at_a_time() {
        let cell = cell();
        let first = cell.enter();
        assert!(first.is_ok());
        assert_eq!(refused(cell.enter()).as_deref(), Some(IN_USE_MESSAGE));
        assert_eq!(refused(cell.close()).as_deref(), Some(IN_USE_MESSAGE));
        drop(first);
        assert!(cell.enter().is_ok_and(|guard| *guard.data() == 1));
    }

    #[test]
    fn host_functions_use_the_store_that_runs_them() {
        let cell = Arc::new(cell());
        let lender = Arc::downgrade(&cell);
        let nested = Func::wrap(
            &mut *cell.enter().unwrap(),
            |mut caller: Caller<'_, i32>| {
                *caller.data_mut() += 1;
            },
        );
        let outer = Func::wrap(
            &mut *cell.enter().unwrap(),
            move |mut caller: Caller<'_, i32>, other_thread: i32| {
                let cell = lender.upgrade().unwrap();
                let body = || {
                    if other_thread != 0 {
                        let entered = thread::scope(|scope| {
                            scope.spawn(|| refused(cell.enter())).join().unwrap()
                        });
                        assert_eq!(entered.as_deref(), Some(IN_USE_MESSAGE));
                        assert!(refused(cell.close()).is_some());
                    }
                    let mut guard = cell.enter().unwrap();
                    nested.call(&mut *guard, &[], &mut []).unwrap();
                    assert_eq!(refused(cell.enter()).as_deref(), Some(IN_USE_MESSAGE));
                };
                // SAFETY: it is the store of the cell.
                unsafe { cell.lend(caller.as_context_mut(), body) }
            },
        );
        for other_thread in [0, 1] {
            let params = [other_thread.into()];
            outer
                .call(&mut *cell.enter().unwrap(), &params, &mut [])
                .unwrap();
        }
        assert_eq!(*cell.enter().unwrap().data(), 3);
        assert!(cell.close().is_ok());
    }

    #[test]
    fn a_thread_keeps_the_store() {
        let cell = cell();
        assert!(cell.enter().unwrap().keep());
        thread::scope(|scope| {
            let other = scope.spawn(|| {
                cell.release();
                refused(cell.enter())
            });
            assert_eq!(other.join().unwrap().as_deref(), Some(IN_USE_MESSAGE));
        });
        assert!(cell.close().is_err());
        {
            let mut again = cell.enter().unwrap();
            assert!(!again.keep());
            *again.data_mut() += 1;
        }
        cell.release();
        cell.release();
        thread::scope(|scope| {
            let other = scope.spawn(|| *cell.enter().unwrap().data());
            assert_eq!(other.join().unwrap(), 2);
        });
        assert!(cell.close().is_ok());
    }

    #[test]
    fn closed_for_good() {
        let cell = cell();
        assert!(cell.close().is_ok() && cell.close().is_ok());
        assert_eq!(
            refused(cell.enter()).as_deref(),
            Some("the store is closed")
        );
    }

    #[test]
    fn a_panic_breaks_it() {
        let cell = cell();
        let result = catch_unwind(AssertUnwindSafe(|| {
            let _guard = cell.enter();
            panic!("on purpose");
        }));
        assert!(result.is_err());
        assert!(cell.enter().is_err() && cell.close().is_err());
    }
}
