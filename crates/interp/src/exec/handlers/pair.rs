//! Superinstructions: two forms in sequence under one handler.

use super::budget::{ByWay, Charging};
use crate::code::form::{self, Form};
use crate::code::ops::{Opcode, Shape, row};
use crate::code::pairs::for_each_pair;
use crate::exec::dispatch::{Exec, Handler, handler};
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

/// A pair: its halves, its handler, and those for a second half that leads to a `Charge`.
pub(super) struct Listed {
    pub(super) halves: (Opcode, Opcode),
    pub(super) plain: Handler,
    pub(super) metered: Option<&'static ByWay<Option<Handler>>>,
}

/// A pair. Metered code has the handlers that pay on the ways named in the list.
const fn listed<X, Y, const NEXT: bool, const TAKEN: bool, const BOTH: bool>() -> Listed
where
    X: Exec + Form,
    Y: Exec + Form,
{
    let metered: Option<&ByWay<Option<Handler>>> = match Y::OP.shape() {
        Shape::BranchCompare | Shape::BranchTest => Some(
            &const {
                ByWay {
                    next: kept::<Pair<X, Charging<Y, true, false>>>(NEXT),
                    taken: kept::<Pair<X, Charging<Y, false, true>>>(TAKEN),
                    both: kept::<Pair<X, Charging<Y, true, true>>>(BOTH),
                }
            },
        ),
        Shape::Jump | Shape::Switch => {
            Some(&const { ByWay::same(kept::<Pair<X, Charging<Y, true, false>>>(true)) })
        }
        _ => None,
    };
    Listed {
        halves: (X::OPCODE, Y::OPCODE),
        plain: handler::<Pair<X, Y>>,
        metered,
    }
}

/// The handler of a form, if it is to exist.
const fn kept<X: Exec>(exists: bool) -> Option<Handler> {
    if exists { Some(handler::<X>) } else { None }
}

/// Whether a way is among those that a line of the list names.
macro_rules! names {
    (next in next $($rest:ident)*) => {
        true
    };
    (taken in taken $($rest:ident)*) => {
        true
    };
    (both in both $($rest:ident)*) => {
        true
    };
    ($way:ident in $other:ident $($rest:ident)*) => {
        names!($way in $($rest)*)
    };
    ($way:ident in) => {
        false
    };
}

macro_rules! pair_table {
    ($( $xf:ident<$xo:ident $(, $xp:ident)*> $yf:ident<$yo:ident $(, $yp:ident)*> $($way:ident)*; )*) => {
        pub(super) static PAIRS: &[Listed] = &[$(
            listed::<
                form::$xf<row::$xo $(, form::$xp)*>,
                form::$yf<row::$yo $(, form::$yp)*>,
                { names!(next in $($way)*) },
                { names!(taken in $($way)*) },
                { names!(both in $($way)*) },
            >()
        ),*];
    };
}
for_each_pair!(pair_table);

/// The list as a hash table with open addressing: translation asks for every two
/// neighbours.
struct Index {
    /// Both opcodes as [`Index::key`] makes one number of them; zero where the place is free.
    keys: Box<[u32]>,
    /// Places in the list.
    entries: Box<[u16]>,
}

impl Index {
    /// At most half of the places are taken, so that most questions end at the first.
    const BITS: u32 = (2 * PAIRS.len()).next_power_of_two().ilog2();

    fn new() -> Index {
        let mut index = Index {
            keys: vec![0; 1 << Self::BITS].into(),
            entries: vec![0; 1 << Self::BITS].into(),
        };
        for (entry, pair) in PAIRS.iter().enumerate() {
            let key = Self::key(pair.halves.0, pair.halves.1);
            let (Ok(at) | Err(at)) = index.find(key);
            index.keys[at] = key;
            index.entries[at] = entry as u16;
        }
        index
    }

    fn key(first: Opcode, second: Opcode) -> u32 {
        (u32::from(first.0) << 16 | u32::from(second.0)) + 1
    }

    /// The place of a key, or the free one where it would be.
    fn find(&self, key: u32) -> Result<usize, usize> {
        // 2³² divided by the golden ratio: spreads keys that differ in few bits.
        let mut at = (key.wrapping_mul(0x9e37_79b9) >> (32 - Self::BITS)) as usize;
        loop {
            match self.keys[at] {
                0 => return Err(at),
                found if found == key => return Ok(at),
                _ => at = (at + 1) & (self.keys.len() - 1),
            }
        }
    }
}

/// A pair, if it is in the list.
pub(super) fn find(first: Opcode, second: Opcode) -> Option<&'static Listed> {
    static INDEX: OnceLock<Index> = OnceLock::new();
    let index = INDEX.get_or_init(Index::new);
    let at = index.find(Index::key(first, second)).ok()?;
    Some(&PAIRS[usize::from(index.entries[at])])
}
