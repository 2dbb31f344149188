//! Threads that wait at places of a shared memory.

use crate::trap::Trap;
use core::time::Duration;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// How a wait has ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Wake {
    /// Another thread has notified this one.
    Notified = 0,
    /// The value was not the expected one.
    Mismatch = 1,
    /// The time was over.
    TimedOut = 2,
}

/// A waiting thread; it waits with the queues' lock.
#[derive(Debug, Default)]
pub(super) struct Waiter {
    wake: Condvar,
}

/// For each place where threads wait, those in the order in which they came.
///
/// A thread that is not in its queue any more has been notified: only those that
/// notify, and the thread itself, take it out.
#[derive(Debug, Default)]
pub(super) struct WaitQueues {
    queues: Mutex<Queues>,
}

/// How long a wait lasts at most until it is asked again whether it should go on.
/// A guest is to stop within 10 ms of being told to; some hundred questions a second
/// cost nothing.
const SLICE: Duration = Duration::from_millis(4);

impl WaitQueues {
    /// Begins to wait at a place, if `is_expected` holds: from then on this thread can be
    /// notified.
    ///
    /// `is_expected` looks at the memory while no one can notify: who changes the
    /// place and then notifies will find this thread in the queue.
    pub(super) fn begin(
        &self,
        place: usize,
        is_expected: impl FnOnce() -> bool,
    ) -> Option<Arc<Waiter>> {
        let mut queues = self.lock();
        is_expected().then(|| {
            let waiter = Arc::new(Waiter::default());
            queues.entry(place).or_default().push_back(waiter.clone());
            waiter
        })
    }

    /// Waits until [`notify`](Self::notify) wakes this thread or has done so, for
    /// `timeout` at most. `stop` is asked now and then while nobody has; its trap ends
    /// this. Unless it is woken, the thread stays in the queue.
    pub(super) fn go_on(
        &self,
        place: usize,
        waiter: &Arc<Waiter>,
        timeout: Option<Duration>,
        stop: Option<&dyn Fn() -> Option<Trap>>,
    ) -> Result<Wake, Trap> {
        // A time that no clock shows is never over.
        let end = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let mut queues = self.lock();
        loop {
            // From here on nobody notifies until this thread waits again.
            if !Self::is_waiting(&queues, place, waiter) {
                return Ok(Wake::Notified);
            }
            let left = end.map(|end| end.saturating_duration_since(Instant::now()));
            if left == Some(Duration::ZERO) {
                return Ok(Wake::TimedOut);
            }
            if let Some(trap) = stop.and_then(|stop| stop()) {
                return Err(trap);
            }
            let slice = match (left, stop) {
                (Some(left), Some(_)) => Some(left.min(SLICE)),
                (None, Some(_)) => Some(SLICE),
                (left, None) => left,
            };
            queues = match slice {
                None => waiter.wake.wait(queues),
                Some(slice) => match waiter.wake.wait_timeout(queues, slice) {
                    Ok((queues, _)) => Ok(queues),
                    Err(poisoned) => Ok(poisoned.into_inner().0),
                },
            }
            .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Wakes at most `count` of the threads that wait at a place, those that have
    /// waited longest; gives their number.
    pub(super) fn notify(&self, place: usize, count: u32) -> u32 {
        let mut queues = self.lock();
        let Some(queue) = queues.get_mut(&place) else {
            return 0;
        };
        let mut woken = 0;
        while woken < count
            && let Some(waiter) = queue.pop_front()
        {
            waiter.wake.notify_one();
            woken += 1;
        }
        if queue.is_empty() {
            queues.remove(&place);
        }
        woken
    }

    /// A thread that panics with the lock has left whole queues behind.
    fn lock(&self) -> MutexGuard<'_, Queues> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_waiting(queues: &Queues, place: usize, waiter: &Arc<Waiter>) -> bool {
        let queue = queues.get(&place);
        queue.is_some_and(|queue| queue.iter().any(|other| Arc::ptr_eq(other, waiter)))
    }

    /// Takes a thread out of its queue, if it is there.
    pub(super) fn leave(&self, place: usize, waiter: &Arc<Waiter>) {
        let mut queues = self.lock();
        if let Some(queue) = queues.get_mut(&place) {
            queue.retain(|other| !Arc::ptr_eq(other, waiter));
            if queue.is_empty() {
                queues.remove(&place);
            }
        }
    }
}

type Queues = HashMap<usize, VecDeque<Arc<Waiter>>>;

#[cfg(test)]
mod tests {
    use super::*;
    type Stop<'a> = Option<&'a dyn Fn() -> Option<Trap>>;
    use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};
    use std::thread;

    /// All of a wait.
    fn wait(
        queues: &WaitQueues,
        is_expected: bool,
        timeout: u64,
        stop: Stop<'_>,
    ) -> Result<Wake, Trap> {
        let timeout = (timeout != u64::MAX).then(|| Duration::from_nanos(timeout));
        let Some(waiter) = queues.begin(8, || is_expected) else {
            return Ok(Wake::Mismatch);
        };
        let woken = queues.go_on(8, &waiter, timeout, stop);
        queues.leave(8, &waiter);
        woken
    }

    /// Waits until so many threads are in a queue.
    fn until_waiting(queues: &WaitQueues, place: usize, count: usize) {
        while queues.lock().get(&place).map_or(0, VecDeque::len) < count {
            thread::yield_now();
        }
    }

    #[test]
    fn a_wait_ends_at_once_or_in_time() {
        let queues = WaitQueues::default();
        assert_eq!(wait(&queues, false, u64::MAX, None), Ok(Wake::Mismatch));
        assert_eq!(wait(&queues, true, 0, None), Ok(Wake::TimedOut));
        assert_eq!(wait(&queues, true, 1, None), Ok(Wake::TimedOut));
        assert!(queues.lock().is_empty());
        assert_eq!(queues.notify(8, u32::MAX), 0);
    }

    #[test]
    fn a_wait_that_pauses_can_be_notified() {
        let queues = WaitQueues::default();
        let waiter = queues.begin(8, || true).expect("it is the value");
        let short = Some(Duration::from_nanos(1));
        assert_eq!(queues.go_on(8, &waiter, short, None), Ok(Wake::TimedOut));
        assert_eq!(queues.notify(8, u32::MAX), 1);
        assert_eq!(queues.go_on(8, &waiter, short, None), Ok(Wake::Notified));
        assert_eq!(queues.notify(8, u32::MAX), 0);
    }

    #[test]
    fn those_that_waited_longest_are_woken_first() {
        let queues = WaitQueues::default();
        let woken = AtomicU32::new(0);
        thread::scope(|scope| {
            for i in 0..4 {
                let (queues, woken) = (&queues, &woken);
                scope.spawn(move || {
                    assert_eq!(wait(queues, true, u64::MAX, None), Ok(Wake::Notified));
                    woken.fetch_or(1 << i, Ordering::SeqCst);
                });
                until_waiting(queues, 8, i + 1);
            }
            assert_eq!(queues.notify(0, u32::MAX), 0);
            assert_eq!(queues.notify(8, 0), 0);
            assert_eq!(queues.notify(8, 2), 2);
            while woken.load(Ordering::SeqCst) != 0b11 {
                thread::yield_now();
            }
            until_waiting(&queues, 8, 2);
            assert_eq!(queues.notify(8, u32::MAX), 2);
        });
        assert!(queues.lock().is_empty());
    }

    #[test]
    fn a_wait_can_be_stopped() {
        let queues = WaitQueues::default();
        let stopped = AtomicBool::new(false);
        thread::scope(|scope| {
            let waiting = scope.spawn(|| {
                let stop = || stopped.load(Ordering::SeqCst).then_some(Trap::Interrupted);
                wait(&queues, true, u64::MAX, Some(&stop))
            });
            until_waiting(&queues, 8, 1);
            stopped.store(true, Ordering::SeqCst);
            assert_eq!(waiting.join().expect("no panic"), Err(Trap::Interrupted));
        });
        assert!(queues.lock().is_empty());
    }
}
