//! Paying from the store's budget, where code is metered.
//!
//! A `Charge` stands at the beginning of each segment of metered code and pays for
//! it. A branch or a call that leads to one can pay in its place and go on behind
//! it, which saves a hand-over: its [`Charging`] form. Where the budget does not
//! suffice, what was paid is given back and the `Charge` itself is what stops, so that
//! a call goes on from there.

use crate::code::encode::Pays;
use crate::code::form::Plain;
use crate::code::ops::row;
use crate::exec::budget::{refill, stopped};
use crate::exec::dispatch::{Compiled, Exec, Handler, Level, handler, keep_apart};
use crate::exec::state::{Exit, Flow, State};
use core::marker::PhantomData;

/// Words of a `Charge`.
const WORDS: isize = 2;

/// Pays for the `Charge` at `st.ip` and goes on behind it, or lets [`Refill`] see to it
/// from there. The counter is written before it is known whether it was enough: what
/// is one instruction of the processor then would be two.
#[inline(always)]
unsafe fn charge(st: &mut State, flow: Flow) -> Flow {
    // SAFETY: a `Charge` stands there, with its units; `vm` is the running store's.
    let short = unsafe {
        let units = u64::from(st.ip.u32_at(4));
        let (left, short) = (*st.vm).budget.overflowing_sub(units);
        (*st.vm).budget = left;
        short
    };
    st.ip = st.ip.offset_words(WORDS);
    if short {
        Flow::Instead(handler::<Refill>)
    } else {
        flow
    }
}

impl Exec for Plain<row::Charge> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe { charge(st, Flow::Next) }
    }
}

/// Executes `X`, which leads to a `Charge` where it is not taken if `NEXT`, where it is
/// if `TAKEN`, and that as well.
pub(crate) struct Charging<X, const NEXT: bool, const TAKEN: bool>(PhantomData<X>);

impl<X: Exec, const NEXT: bool, const TAKEN: bool> Exec for Charging<X, NEXT, TAKEN> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is an `X`; where it leads to there is a `Charge`.
        unsafe {
            let flow = match X::exec(st) {
                Flow::Next if NEXT => charge(st, Flow::Next),
                Flow::Taken if TAKEN => charge(st, Flow::Taken),
                other => other,
            };
            if NEXT && TAKEN {
                keep_apart(&flow);
            }
            flow
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

/// The `Charge` before `st.ip`, that the budget did not suffice for.
pub(super) struct Refill;

impl Exec for Refill {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        st.ip = st.ip.offset_words(-WORDS);
        // SAFETY: a `Charge` stands there; `vm` is the running store's.
        unsafe {
            note_registers(st);
            let units = u64::from(st.ip.u32_at(4));
            (*st.vm).budget = (*st.vm).budget.wrapping_add(units);
            match refill(st.vm, st.ip.0, st.fp.0, units) {
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

/// Handlers for code that is metered: those that pay where `NEXT` and `TAKEN` say.
pub(crate) struct Metered<const NEXT: bool, const TAKEN: bool>;

/// A form's handler for [`Metered`].
pub(crate) struct MeteredOf<X, const NEXT: bool, const TAKEN: bool>(PhantomData<X>);

impl<const NEXT: bool, const TAKEN: bool> Level for Metered<NEXT, TAKEN> {
    type Of<X: Exec> = MeteredOf<X, NEXT, TAKEN>;
}

impl<X: Exec, const NEXT: bool, const TAKEN: bool> Compiled for MeteredOf<X, NEXT, TAKEN> {
    const HANDLER: Handler = handler::<Charging<X, NEXT, TAKEN>>;
}

/// One for each way of leading to a `Charge`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ByWay<T> {
    pub(crate) next: T,
    pub(crate) taken: T,
    pub(crate) both: T,
}

impl<T> ByWay<T> {
    pub(crate) fn of(&self, pays: Pays) -> &T {
        match pays {
            Pays::Next => &self.next,
            Pays::Taken => &self.taken,
            Pays::Both => &self.both,
        }
    }
}

impl<T: Copy> ByWay<Option<T>> {
    /// The one for these ways, or else for one of them: a `Charge` that is not paid for
    /// before is executed by itself.
    pub(crate) fn best(&self, pays: Pays) -> Option<T> {
        match pays {
            Pays::Both => self.both.or(self.next).or(self.taken),
            Pays::Next | Pays::Taken => *self.of(pays),
        }
    }
}

impl<T: Copy> ByWay<T> {
    /// The same for all.
    pub(crate) const fn same(one: T) -> ByWay<T> {
        ByWay {
            next: one,
            taken: one,
            both: one,
        }
    }
}

/// The handlers of a branch for each way, from its table for a [`Level`]; those that pay
/// on one way, and those that do on both, if these are to exist.
macro_rules! by_way {
    ($exist:expr, |$level:ident| $table:expr) => {{
        const ONE: bool = $exist.0;
        const TWO: bool = $exist.1;
        const NEXT: &[$crate::exec::handlers::Entry] = {
            type $level = $crate::exec::handlers::budget::Metered<true, false>;
            $table
        };
        const TAKEN: &[$crate::exec::handlers::Entry] = {
            type $level = $crate::exec::handlers::budget::Metered<false, true>;
            $table
        };
        const BOTH: &[$crate::exec::handlers::Entry] = {
            type $level = $crate::exec::handlers::budget::Metered<true, true>;
            $table
        };
        $crate::exec::handlers::budget::ByWay {
            next: if ONE { Some(NEXT) } else { None },
            taken: if ONE { Some(TAKEN) } else { None },
            both: if TWO { Some(BOTH) } else { None },
        }
    }};
}
pub(super) use by_way;
