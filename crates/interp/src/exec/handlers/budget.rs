//! Paying from the store's budget, where code is metered.
//!
//! A `Charge` stands at the beginning of each segment of metered code and pays for
//! it. A branch or a call that leads to one can pay in its place and go on behind
//! it, which saves a hand-over: its [`Charging`] form. Where the budget does not
//! suffice, the `Charge` itself is what stops, so that a call goes on from there.

use crate::code::form::Plain;
use crate::code::ops::row;
use crate::exec::budget::{refill, stopped};
use crate::exec::dispatch::{Compiled, Exec, Handler, Level, handler};
use crate::exec::state::{Exit, Flow, State};
use core::marker::PhantomData;

/// Pays for the `Charge` at `st.ip` and goes on behind it; false if there is not enough.
#[inline(always)]
unsafe fn charge(st: &mut State) -> bool {
    // SAFETY: a `Charge` stands there, with its units; `vm` is the running store's.
    unsafe {
        let units = u64::from(st.ip.u32_at(4));
        let (left, short) = (*st.vm).budget.overflowing_sub(units);
        if short {
            return false;
        }
        (*st.vm).budget = left;
    }
    st.advance(8);
    true
}

impl Exec for Plain<row::Charge> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        if unsafe { charge(st) } {
            Flow::Next
        } else {
            Flow::Instead(handler::<Refill>)
        }
    }
}

/// Executes `X`, which leads to a `Charge` on every way, and that as well.
pub(crate) struct Charging<X>(PhantomData<X>);

impl<X: Exec> Exec for Charging<X> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is an `X`; where it leads to there is a `Charge`.
        unsafe {
            match X::exec(st) {
                Flow::Next if charge(st) => Flow::Next,
                Flow::Taken if charge(st) => Flow::Taken,
                Flow::Next | Flow::Taken => Flow::Instead(handler::<Refill>),
                other => other,
            }
        }
    }
}

/// Notes the registers, in case the call is to go on from here.
#[inline(always)]
unsafe fn note_registers(st: &State) {
    // SAFETY: `vm` is the running store's.
    unsafe {
        let at = &raw mut (*st.vm).resume_at;
        (*at).r1 = st.r1;
        (*at).r0 = st.r0;
        (*at).f0 = st.f0;
        (*at).g0 = st.g0;
        (*at).f1 = st.f1;
    }
}

/// A `Charge` that the budget did not suffice for.
struct Refill;

impl Exec for Refill {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: a `Charge` stands there; `vm` is the running store's.
        unsafe {
            note_registers(st);
            match refill(st.vm, u64::from(st.ip.u32_at(4))) {
                0 => Flow::Next,
                exit => Flow::Exit(Exit(exit)),
            }
        }
    }
}

/// An instruction that is to be executed again when the call goes on.
pub(super) struct Stop;

impl Exec for Stop {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: `vm` is the running store's.
        unsafe {
            note_registers(st);
            Flow::Exit(Exit(stopped(st.vm)))
        }
    }
}

/// Those that stand in no table.
#[cfg(all(test, target_arch = "x86_64", sanderling_dispatch = "sibling"))]
pub(super) const ALL: [Handler; 2] = [handler::<Refill>, handler::<Stop>];

/// Handlers for code that is metered.
pub(crate) struct Metered;

/// A form's handler for [`Metered`].
pub(crate) struct MeteredOf<X>(PhantomData<X>);

impl Level for Metered {
    type Of<X: Exec> = MeteredOf<X>;
}

impl<X: Exec> Compiled for MeteredOf<X> {
    const HANDLER: Handler = handler::<Charging<X>>;
}
