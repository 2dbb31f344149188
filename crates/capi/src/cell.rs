//! Who may use a store: one call at a time, none after it was closed.

use std::cell::UnsafeCell;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU8, Ordering};
use std::thread;

use crate::error::{Failure, Misuse};

/// A value that is used by one caller at a time; a second one gets an error at once.
#[derive(Debug)]
pub(crate) struct Cell<T> {
    state: AtomicU8,
    value: UnsafeCell<Option<T>>,
}

// SAFETY: the value is reached through the state `IN_USE` only, which one thread at a time
// enters; it may be sent to that thread.
unsafe impl<T: Send> Sync for Cell<T> {}

/// Nobody uses the value, which is there.
const FREE: u8 = 0;
/// Somebody uses the value.
const IN_USE: u8 = 1;
/// The value is gone.
const CLOSED: u8 = 2;
/// A panic has left the value in a state that nobody should see.
const BROKEN: u8 = 3;

impl<T> Cell<T> {
    pub(crate) fn new(value: T) -> Self {
        Self {
            state: AtomicU8::new(FREE),
            value: UnsafeCell::new(Some(value)),
        }
    }

    /// Begins to use the value.
    #[inline]
    pub(crate) fn enter(&self) -> Result<Guard<'_, T>, Failure> {
        self.acquire().map_err(refusal)?;
        // SAFETY: the state is `IN_USE`, and this call has made it so.
        match unsafe { &mut *self.value.get() } {
            Some(value) => Ok(Guard {
                state: &self.state,
                value,
            }),
            // Not to be: `close` leaves the state `CLOSED`.
            None => Err(refusal(CLOSED)),
        }
    }

    /// Drops the value, unless that was done before.
    pub(crate) fn close(&self) -> Result<(), Failure> {
        match self.acquire() {
            Ok(()) => {}
            Err(CLOSED) => return Ok(()),
            Err(state) => return Err(refusal(state)),
        }
        // SAFETY: the state is `IN_USE`, and this call has made it so.
        let value = unsafe { &mut *self.value.get() }.take();
        self.state.store(CLOSED, Ordering::Release);
        drop(value);
        Ok(())
    }

    #[inline]
    fn acquire(&self) -> Result<(), u8> {
        self.state
            .compare_exchange(FREE, IN_USE, Ordering::Acquire, Ordering::Relaxed)
            .map(|_| ())
    }
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

/// The value, while it is used.
#[derive(Debug)]
pub(crate) struct Guard<'a, T> {
    state: &'a AtomicU8,
    value: &'a mut T,
}

impl<T> Deref for Guard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        self.value
    }
}

impl<T> DerefMut for Guard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        self.value
    }
}

impl<T> Drop for Guard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        let state = if thread::panicking() { BROKEN } else { FREE };
        self.state.store(state, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    fn refused<T>(result: Result<T, Failure>) -> Option<String> {
        result.err().map(|failure| failure.to_string())
    }

    #[test]
    fn one_at_a_time() {
        let cell = Cell::new(1);
        let first = cell.enter();
        assert!(first.is_ok());
        let message = "the store is running another call";
        assert_eq!(refused(cell.enter()).as_deref(), Some(message));
        assert_eq!(refused(cell.close()).as_deref(), Some(message));
        drop(first);
        assert!(cell.enter().is_ok_and(|guard| *guard == 1));
    }

    #[test]
    fn closed_for_good() {
        let cell = Cell::new(1);
        assert!(cell.close().is_ok() && cell.close().is_ok());
        assert_eq!(
            refused(cell.enter()).as_deref(),
            Some("the store is closed")
        );
    }

    #[test]
    fn a_panic_breaks_it() {
        let cell = Cell::new(1);
        let result = catch_unwind(AssertUnwindSafe(|| {
            let _guard = cell.enter();
            panic!("on purpose");
        }));
        assert!(result.is_err());
        assert!(cell.enter().is_err() && cell.close().is_err());
    }
}
