//! What a store lets its guests spend: fuel, time, and until somebody interrupts.
//!
//! Metered code pays from one counter, [`VmContext::budget`], which holds a *grant*
//! of some [`GRANT`] units. When it is used up, and only then, [`StoreCore::refill`]
//! looks at the fuel, the interrupt, the clock and the time slice. So an interrupt
//! does not touch what running code counts with, and the sum of what was paid does
//! not depend on when anybody looked.

use super::store::StoreCore;
use crate::error::Error;
use crate::trap::Trap;
use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::sync::Arc;
use std::time::Instant;

/// Units handed out at once: some 50 µs of work, a thousandth of which is what
/// looking at the clock takes.
const GRANT: u64 = 50_000;

/// Host functions count as so many units of the grant, whatever they cost: the
/// clock is looked at after some calls of slow ones.
const HOST_CALL_UNITS: u64 = GRANT / 32;

/// Slices of at least so long begin at the first look at the clock, after one grant,
/// which is some twentieth of them: most calls end before, and need no clock at all.
const LONG_SLICE: Duration = Duration::from_millis(1);

/// Units of the grant that looking for an exception's handler in a frame or a region
/// counts as: it takes less than 100 ns.
const SEARCH_STEP_UNITS: u64 = 100;

/// Bytes that an instruction on a range handles for a unit of the budget: about what
/// takes the time of another instruction.
pub(crate) const BYTES_PER_UNIT: u64 = 16;

/// Bytes that an instruction on a range handles before somebody looks at the clock: a
/// millisecond or so, where the memory is touched for the first time.
pub(crate) const PART_BYTES: u64 = 4 << 20;

/// Why running code is stopped between two instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    OutOfFuel,
    Interrupted,
    Timeout,
    /// A time or fuel slice is over.
    Yielded,
}

impl Stop {
    /// The trap that it is in a call that cannot be suspended.
    pub(crate) fn trap(self) -> Option<Trap> {
        match self {
            Stop::OutOfFuel => Some(Trap::OutOfFuel),
            Stop::Interrupted => Some(Trap::Interrupted),
            Stop::Timeout => Some(Trap::Timeout),
            Stop::Yielded => None,
        }
    }
}

/// What guests may spend, beyond what is in the counter.
#[derive(Debug)]
pub(crate) struct Allowance {
    /// Code is metered: it pays.
    pub(crate) is_metered: bool,
    /// It pays with fuel; else only to be looked at from time to time.
    pub(crate) consumes_fuel: bool,
    /// Units not handed out yet.
    reserve: u64,
    /// Units handed out so far.
    granted: u64,
    pub(crate) interrupt: Arc<AtomicBool>,
    pub(crate) deadline: Option<Instant>,
    /// How long a call that can be suspended runs before it yields.
    pub(crate) time_slice: Option<Duration>,
    pub(crate) fuel_slice: Option<u64>,
    /// What is left of them. A slice that is waiting begins when the clock is looked at.
    slice_end: Option<Instant>,
    waiting_slice: Option<Duration>,
    /// Nothing was granted since the slice began: however short, it lets something happen.
    is_fresh: bool,
    slice_fuel: Option<u64>,
    /// An interrupt was told to the host as an error, which it may not have passed on.
    told_host: bool,
}

impl Allowance {
    pub(crate) fn new(is_metered: bool, consumes_fuel: bool) -> Allowance {
        Allowance {
            is_metered,
            consumes_fuel,
            reserve: if consumes_fuel { 0 } else { u64::MAX },
            granted: 0,
            interrupt: Arc::default(),
            deadline: None,
            time_slice: None,
            fuel_slice: None,
            slice_end: None,
            waiting_slice: None,
            is_fresh: false,
            slice_fuel: None,
            told_host: false,
        }
    }

    /// Whether anything could stop what waits: a look for it is not in vain.
    pub(crate) fn can_stop(&self) -> bool {
        self.is_metered || Arc::strong_count(&self.interrupt) > 1
    }

    /// Begins a slice that is waiting, before its clock is looked at.
    pub(crate) fn begin_waiting_slice(&mut self) {
        if let Some(slice) = self.waiting_slice.take() {
            self.slice_end = Some(Instant::now() + slice);
        }
    }

    /// When the present slice is over.
    pub(crate) fn slice_end(&mut self) -> Option<Instant> {
        self.begin_waiting_slice();
        self.slice_end
    }

    /// Why what guests do should stop now, whether or not they can yield, apart from fuel.
    pub(crate) fn pressing(&self) -> Option<Stop> {
        if self.interrupt.load(Ordering::Relaxed) {
            return Some(Stop::Interrupted);
        }
        let deadline = self.deadline?;
        (Instant::now() >= deadline).then_some(Stop::Timeout)
    }

    /// Why what guests do should stop now, apart from fuel. An interrupt is noticed once.
    pub(crate) fn overdue(&self, can_yield: bool) -> Option<Stop> {
        if let Some(stop) = self.pressing() {
            if stop == Stop::Interrupted {
                self.interrupt.swap(false, Ordering::Acquire);
            }
            return Some(stop);
        }
        if can_yield && self.slice_end.is_some_and(|end| Instant::now() >= end) {
            return Some(Stop::Yielded);
        }
        None
    }
}

impl StoreCore {
    /// Sees that the counter holds `units`; else says why it may not. The next look is
    /// at the end of another grant.
    pub(crate) fn refill(&mut self, units: u64) -> Option<Stop> {
        let can_suspend = self.vm.can_suspend;
        let allowance = &mut self.allowance;
        // Fuel comes first, so that it stops at the same place whatever the clock says.
        let missing = units.saturating_sub(self.vm.budget);
        if missing > allowance.reserve {
            return Some(Stop::OutOfFuel);
        }
        let can_yield = can_suspend && !allowance.is_fresh;
        if can_yield {
            allowance.begin_waiting_slice();
        }
        if let Some(stop) = allowance.overdue(can_yield) {
            return Some(stop);
        }
        let mut grant = GRANT.max(missing).min(allowance.reserve);
        if can_suspend && let Some(left) = &mut allowance.slice_fuel {
            if *left == 0 {
                return Some(Stop::Yielded);
            }
            grant = grant.min(missing.max(*left));
            *left = left.saturating_sub(grant);
        }
        allowance.is_fresh = false;
        if allowance.consumes_fuel {
            allowance.reserve -= grant;
            allowance.granted += grant;
        }
        self.vm.budget += grant;
        None
    }

    /// Pays `units` for what one instruction is about to do. The instruction has had
    /// no effect yet; where it is stopped, it is executed again when the call goes on.
    ///
    /// # Errors
    ///
    /// The trap to leave with, if the call is to be stopped.
    pub(crate) fn charge(&mut self, units: u64) -> Result<(), Trap> {
        if !self.allowance.is_metered {
            return Ok(());
        }
        if self.vm.budget < units
            && let Some(stop) = self.refill(units)
        {
            return Err(self.stop_with(stop));
        }
        self.vm.budget -= units;
        Ok(())
    }

    /// The trap for an instruction that is not to go on: the call has been interrupted,
    /// its time is over, or, if it can yield, its slice.
    ///
    /// # Errors
    ///
    /// That trap.
    pub(crate) fn check_time(&mut self, can_yield: bool) -> Result<(), Trap> {
        let can_yield = can_yield && self.vm.can_suspend;
        if can_yield {
            self.allowance.begin_waiting_slice();
        }
        match self.allowance.overdue(can_yield) {
            Some(stop) => Err(self.stop_with(stop)),
            None => Ok(()),
        }
    }

    /// The error for the host where there is no time for what it asks for, as the guest that
    /// waits for it is to be stopped. An interrupt stays: the host need not pass it on.
    pub(crate) fn tell_host(&mut self, stop: Stop) -> Error {
        self.allowance.told_host |= stop == Stop::Interrupted;
        Error::trap(stop.trap().unwrap_or(Trap::Interrupted))
    }

    /// A call has ended with an error. If that is an interrupt that the host was told of,
    /// there is none any more.
    pub(crate) fn has_ended_with(&mut self, trap: Option<Trap>) {
        let told = core::mem::take(&mut self.allowance.told_host);
        if told && trap == Some(Trap::Interrupted) {
            self.allowance.interrupt.store(false, Ordering::Relaxed);
        }
    }

    /// As [`check_time`](Self::check_time) for what cannot yield, where guests are metered.
    ///
    /// # Errors
    ///
    /// That trap.
    pub(crate) fn check_metered_time(&mut self) -> Result<(), Trap> {
        if self.allowance.is_metered {
            self.check_time(false)
        } else {
            Ok(())
        }
    }

    fn stop_with(&mut self, stop: Stop) -> Trap {
        self.stop = Some(stop);
        // A yield has no trap; what is noted in `stop` is what counts.
        stop.trap().unwrap_or(Trap::Interrupted)
    }

    /// Takes back up to `units` of the grant, so that there is a look earlier.
    fn take_back(&mut self, units: u64) {
        let back = self.vm.budget.min(units);
        self.vm.budget -= back;
        let allowance = &mut self.allowance;
        if allowance.consumes_fuel {
            allowance.reserve += back;
            allowance.granted -= back;
        }
        if let Some(left) = &mut allowance.slice_fuel {
            *left += back;
        }
    }

    /// A call from the host begins: an interrupt or a deadline that was there before
    /// it is noticed by its first instructions.
    pub(crate) fn look_soon(&mut self) {
        let allowance = &self.allowance;
        if allowance.deadline.is_some() || allowance.interrupt.load(Ordering::Relaxed) {
            self.take_back(u64::MAX);
        }
    }

    /// An exception has been caught, after so many frames and regions were looked at.
    pub(crate) fn after_search(&mut self, steps: u64) {
        if self.allowance.is_metered {
            self.take_back(steps.saturating_mul(SEARCH_STEP_UNITS));
        }
    }

    /// The heap has been collected, which may have taken any time.
    pub(crate) fn after_collection(&mut self) {
        if self.allowance.is_metered {
            self.look_at_once();
        }
    }

    /// Takes back the grant, so that the next instruction that pays has somebody look.
    pub(crate) fn look_at_once(&mut self) {
        self.take_back(u64::MAX);
    }

    /// A host function has returned, and may have taken any time. A collection in which a
    /// call of its own was stopped is given up, as a guest goes on.
    pub(crate) fn after_host_call(&mut self) {
        self.vm.heap.give_up();
        let interrupted = self.allowance.interrupt.load(Ordering::Relaxed);
        self.take_back(if interrupted {
            u64::MAX
        } else {
            HOST_CALL_UNITS
        });
    }

    /// A call that can be suspended begins or goes on: a slice begins.
    pub(crate) fn begin_slice(&mut self) {
        self.take_back(u64::MAX);
        let allowance = &mut self.allowance;
        (allowance.waiting_slice, allowance.slice_end) = match allowance.time_slice {
            Some(slice) if slice >= LONG_SLICE => (Some(slice), None),
            slice => (None, slice.map(|slice| Instant::now() + slice)),
        };
        allowance.slice_fuel = allowance.fuel_slice;
        allowance.is_fresh = true;
    }

    /// Fuel that is left.
    pub(crate) fn fuel(&self) -> u64 {
        self.allowance.reserve + self.vm.budget
    }

    /// Fuel consumed so far.
    pub(crate) fn consumed_fuel(&self) -> u64 {
        self.allowance.granted - self.vm.budget
    }

    /// Sets the fuel that is left.
    pub(crate) fn set_fuel(&mut self, fuel: u64) {
        self.take_back(u64::MAX);
        self.allowance.reserve = fuel;
    }
}
