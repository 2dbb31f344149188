//! Superinstructions: two forms in sequence under one handler.

use crate::code::form::{self, Form};
use crate::code::ops::{Opcode, row};
use crate::code::pairs::for_each_pair;
use crate::exec::dispatch::{Exec, Handler, address, handler};
use crate::exec::state::{Flow, State};
use core::marker::PhantomData;
use hashbrown::HashMap;
use std::sync::OnceLock;

/// Executes `X`, then `Y`. The second half has no handler word of its own, so it
/// counts as beginning one word before its area.
pub(crate) struct Pair<X, Y>(PhantomData<(X, Y)>);

impl<X: Exec, Y: Exec> Exec for Pair<X, Y> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is this pair: `X`, then the area of `Y`.
        unsafe {
            match X::exec(st) {
                Flow::Next => {}
                other => return other,
            }
            st.ip = st.ip.offset_words(-1);
            Y::exec(st)
        }
    }
}

/// A pair's halves and its handler.
pub(crate) type Entry = (Opcode, Opcode, Handler);

const fn pair_entry<X: Exec + Form, Y: Exec + Form>() -> Entry {
    (X::OPCODE, Y::OPCODE, handler::<Pair<X, Y>>)
}

macro_rules! pair_table {
    ($( $xf:ident<$xo:ident $(, $xp:ident)*> $yf:ident<$yo:ident $(, $yp:ident)*>; )*) => {
        static PAIRS: &[Entry] = &[$(
            pair_entry::<form::$xf<row::$xo $(, form::$xp)*>, form::$yf<row::$yo $(, form::$yp)*>>()
        ),*];
    };
}
for_each_pair!(pair_table);

/// The handler of a pair, if it is in the list.
pub(super) fn handler_word(first: Opcode, second: Opcode) -> Option<u64> {
    static MAP: OnceLock<HashMap<(Opcode, Opcode), u64>> = OnceLock::new();
    let map = MAP.get_or_init(|| {
        PAIRS
            .iter()
            .map(|&(x, y, handler)| ((x, y), address(handler)))
            .collect()
    });
    map.get(&(first, second)).copied()
}

/// Every pair with its handler.
#[cfg(test)]
pub(crate) fn all() -> impl Iterator<Item = Entry> {
    PAIRS.iter().copied()
}
