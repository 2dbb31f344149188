//! Work on a module's functions, each on its own, by several threads.
//!
//! The threads end before the work is given back; with one thread, or where the
//! system gives no other, the caller's does all of it.

use core::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Mutex;
use std::thread;

use crate::Error;

/// Functions that a thread takes at a time: few enough that the last ones are
/// shared out, enough that the counter is no bottleneck.
const BATCH: usize = 16;

/// Does `work` for the numbers below `count`, on up to `threads` threads. Each has a
/// scratch of its own.
///
/// # Errors
///
/// That of the lowest number whose work failed, however the threads ran.
pub(crate) fn for_each<S: Default>(
    count: usize,
    threads: usize,
    work: impl Fn(&mut S, usize) -> Result<(), Error> + Sync,
) -> Result<(), Error> {
    let threads = threads.min(count.div_ceil(BATCH));
    if threads <= 1 {
        let mut scratch = S::default();
        return (0..count).try_for_each(|number| work(&mut scratch, number));
    }
    let next = AtomicUsize::new(0);
    let failed = AtomicUsize::new(count);
    let error = Mutex::new(None);
    let run = || {
        let mut scratch = S::default();
        loop {
            let first = next.fetch_add(BATCH, Ordering::Relaxed);
            // Whoever failed has the lower numbers done by then, or being done.
            if first >= failed.load(Ordering::Relaxed) {
                return;
            }
            for number in first..(first + BATCH).min(count) {
                if let Err(e) = work(&mut scratch, number) {
                    let mut error = error.lock().unwrap_or_else(|e| e.into_inner());
                    if number < failed.load(Ordering::Relaxed) {
                        failed.store(number, Ordering::Relaxed);
                        *error = Some(e);
                    }
                    return;
                }
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            // Without another thread this one has more to do.
            let _ = thread::Builder::new().spawn_scoped(scope, run);
        }
        run();
    });
    error
        .into_inner()
        .unwrap_or_else(|e| e.into_inner())
        .map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;
    use crate::config::Limits;

    #[test]
    fn every_number_is_done_once() {
        for threads in [0, 1, 2, 7] {
            for count in [0, 1, BATCH, BATCH + 1, 1_000] {
                let done: Vec<AtomicUsize> = (0..count).map(|_| AtomicUsize::new(0)).collect();
                let result = for_each(count, threads, |(), number| {
                    done[number].fetch_add(1, Ordering::Relaxed);
                    Ok(())
                });
                assert!(result.is_ok());
                assert!(done.iter().all(|n| n.load(Ordering::Relaxed) == 1));
            }
        }
    }

    #[test]
    fn the_lowest_failure_is_the_one_reported() {
        for threads in [1, 2, 5] {
            for first in [0, 17, 500, 999] {
                let error = for_each(1_000, threads, |(), number| {
                    Limits::check("number", first as u64, number as u64 + 1)
                });
                let Err(error) = error else { panic!("{first}") };
                let ErrorKind::Limit { got, .. } = *error.kind() else {
                    panic!("{error}")
                };
                assert_eq!(got, first as u64 + 1, "{threads}");
            }
        }
    }
}
