//! Superinstructions: two forms in sequence under one handler.

use crate::code::form::{self, Form};
use crate::code::ops::{OPCODES, Opcode, row};
use crate::code::pairs::for_each_pair;
use crate::exec::dispatch::{Exec, Handler, address, handler};
use crate::exec::state::{Flow, State};
use core::marker::PhantomData;
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

/// The list, by first halves.
struct Index {
    /// For each opcode, where its pairs begin; they end where the next one's begin.
    starts: Vec<u32>,
    /// Second halves and handlers.
    seconds: Vec<(Opcode, u64)>,
}

impl Index {
    fn new() -> Index {
        let mut pairs: Vec<&Entry> = PAIRS.iter().collect();
        pairs.sort_unstable_by_key(|&&(first, second, _)| (first, second));
        let mut starts = vec![0; OPCODES + 1];
        for &&(first, _, _) in &pairs {
            starts[usize::from(first.0) + 1] += 1;
        }
        for i in 0..OPCODES {
            starts[i + 1] += starts[i];
        }
        let seconds = pairs
            .iter()
            .map(|&&(_, second, handler)| (second, address(handler)))
            .collect();
        Index { starts, seconds }
    }
}

/// The handler of a pair, if it is in the list.
pub(super) fn handler_word(first: Opcode, second: Opcode) -> Option<u64> {
    static INDEX: OnceLock<Index> = OnceLock::new();
    let index = INDEX.get_or_init(Index::new);
    let first = usize::from(first.0);
    let pairs = &index.seconds[index.starts[first] as usize..index.starts[first + 1] as usize];
    let at = pairs
        .binary_search_by_key(&second, |&(second, _)| second)
        .ok()?;
    Some(pairs[at].1)
}

/// Every pair with its handler.
#[cfg(all(test, target_arch = "x86_64", sanderling_dispatch = "sibling"))]
pub(crate) fn all() -> impl Iterator<Item = Entry> {
    PAIRS.iter().copied()
}
