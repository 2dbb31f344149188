//! Clocks: the system's, fixed ones, or the host's own.

use std::fmt;
use std::io;
use std::time::{Duration, Instant, SystemTime};

use crate::sys;
use crate::types::Errno;

/// Which of WASI's four clocks.
///
/// ```
/// use sanderling_wasi::ClockId;
/// assert_eq!(ClockId::from_number(1), Some(ClockId::Monotonic));
/// assert_eq!(ClockId::from_number(4), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClockId {
    /// Wall-clock time, counted from 1970-01-01T00:00:00Z.
    Realtime,
    /// Time that never goes back, counted from an arbitrary moment.
    Monotonic,
    /// Processor time of the process.
    ProcessCpuTime,
    /// Processor time of the thread.
    ThreadCpuTime,
}

impl ClockId {
    /// The clock with this number in the WASI interface.
    ///
    /// ```
    /// use sanderling_wasi::ClockId;
    ///
    /// assert_eq!(ClockId::from_number(1), Some(ClockId::Monotonic));
    /// assert_eq!(ClockId::from_number(4), None);
    /// ```
    pub const fn from_number(number: u32) -> Option<Self> {
        match number {
            0 => Some(ClockId::Realtime),
            1 => Some(ClockId::Monotonic),
            2 => Some(ClockId::ProcessCpuTime),
            3 => Some(ClockId::ThreadCpuTime),
            _ => None,
        }
    }
}

/// A source of time for the guest. Times are nanoseconds.
///
/// ```
/// use sanderling_wasi::{Clock, ClockId};
///
/// /// A clock that advances by a microsecond each time it is read.
/// struct Steps(u64);
///
/// impl Clock for Steps {
///     fn now(&mut self, _: ClockId) -> std::io::Result<u64> {
///         self.0 += 1_000;
///         Ok(self.0)
///     }
///     fn wait(&mut self, duration: std::time::Duration) -> bool {
///         self.0 += u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
///         true
///     }
/// }
///
/// let ctx = sanderling_wasi::WasiCtxBuilder::new().clock(Steps(0)).build();
/// assert!(ctx.is_ok());
/// ```
pub trait Clock: Send {
    /// The time on this clock.
    ///
    /// # Errors
    ///
    /// One that holds an [`Abort`](crate::Abort) ends the guest; others become its errno.
    ///
    /// ```
    /// use sanderling_wasi::{Clock, ClockId};
    ///
    /// struct Standing;
    ///
    /// impl Clock for Standing {
    ///     fn now(&mut self, _: ClockId) -> std::io::Result<u64> {
    ///         Ok(1_000_000_000)
    ///     }
    /// }
    /// assert!(matches!(Standing.now(ClockId::Monotonic), Ok(1_000_000_000)));
    /// ```
    fn now(&mut self, id: ClockId) -> io::Result<u64>;

    /// The step in which this clock counts.
    ///
    /// ```
    /// use sanderling_wasi::{Clock, ClockId};
    ///
    /// struct Seconds(u64);
    ///
    /// impl Clock for Seconds {
    ///     fn now(&mut self, _: ClockId) -> std::io::Result<u64> {
    ///         Ok(self.0 * 1_000_000_000)
    ///     }
    ///     fn resolution(&mut self, _: ClockId) -> u64 {
    ///         1_000_000_000
    ///     }
    /// }
    /// assert_eq!(Seconds(0).resolution(ClockId::Realtime), 1_000_000_000);
    /// ```
    fn resolution(&mut self, _id: ClockId) -> u64 {
        1
    }

    /// Waits on behalf of `poll_oneoff`; `true` when this clock did so itself.
    ///
    /// The default leaves the waiting to the system. A simulated clock advances
    /// itself and answers `true`, and the guest goes on at once.
    ///
    /// ```
    /// use sanderling_wasi::{Clock, ClockId};
    ///
    /// use std::time::Duration;
    ///
    /// struct Simulated(u64);
    ///
    /// impl Clock for Simulated {
    ///     fn now(&mut self, _: ClockId) -> std::io::Result<u64> {
    ///         Ok(self.0)
    ///     }
    ///     fn wait(&mut self, duration: Duration) -> bool {
    ///         self.0 += u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
    ///         true
    ///     }
    /// }
    /// let mut clock = Simulated(0);
    /// assert!(clock.wait(Duration::from_secs(3_600)));
    /// assert!(matches!(clock.now(ClockId::Monotonic), Ok(3_600_000_000_000)));
    /// ```
    fn wait(&mut self, _duration: Duration) -> bool {
        false
    }
}

/// The system's clocks.
///
/// The monotonic and processor clocks count from the moment this value is made,
/// so the guest does not learn how long the host has been running.
#[derive(Debug)]
pub(crate) struct SystemClock {
    start: Instant,
    cpu_start: u64,
}

impl SystemClock {
    pub(crate) fn new() -> Self {
        SystemClock {
            start: Instant::now(),
            cpu_start: sys::cpu_time(false).unwrap_or(0),
        }
    }

    fn elapsed(&self) -> u64 {
        nanos(self.start.elapsed())
    }
}

impl Clock for SystemClock {
    fn now(&mut self, id: ClockId) -> io::Result<u64> {
        Ok(match id {
            ClockId::Realtime => SystemTime::now()
                .duration_since(SystemTime::UNIX_EPOCH)
                .map_or(0, nanos),
            ClockId::Monotonic => self.elapsed(),
            ClockId::ProcessCpuTime => match sys::cpu_time(false) {
                Some(time) => time.saturating_sub(self.cpu_start),
                None => self.elapsed(),
            },
            ClockId::ThreadCpuTime => match sys::cpu_time(true) {
                Some(time) => time,
                None => self.elapsed(),
            },
        })
    }
}

/// Clocks that stand still. Waiting on them ends at once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FixedClock {
    pub(crate) realtime: u64,
    pub(crate) monotonic: u64,
}

impl Clock for FixedClock {
    fn now(&mut self, id: ClockId) -> io::Result<u64> {
        Ok(match id {
            ClockId::Realtime => self.realtime,
            _ => self.monotonic,
        })
    }

    fn wait(&mut self, _: Duration) -> bool {
        true
    }
}

/// A clock that asks a function; see [`crate::WasiCtxBuilder::clock_callback`].
pub(crate) struct CallbackClock<F>(pub(crate) F);

impl<F: FnMut(ClockId) -> io::Result<u64> + Send> Clock for CallbackClock<F> {
    fn now(&mut self, id: ClockId) -> io::Result<u64> {
        (self.0)(id)
    }
}

impl<F> fmt::Debug for CallbackClock<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CallbackClock")
    }
}

/// The guest's clock number, or `EINVAL`.
pub(crate) fn clock_id(number: u32) -> Result<ClockId, Errno> {
    ClockId::from_number(number).ok_or(Errno::Inval)
}

/// A duration in nanoseconds, at most `u64::MAX` (584 years).
fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn system_clocks_go_forward() {
        let mut clock = SystemClock::new();
        let mut now = |id| clock.now(id).expect("the system has clocks");
        let first = now(ClockId::Monotonic);
        assert!(now(ClockId::Monotonic) >= first);
        // 2020-01-01 in nanoseconds: the machine's clock is set.
        assert!(now(ClockId::Realtime) > 1_577_836_800_000_000_000);
        let _ = now(ClockId::ProcessCpuTime);
        let _ = now(ClockId::ThreadCpuTime);
    }
}
