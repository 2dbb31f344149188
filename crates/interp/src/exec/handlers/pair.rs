//! Superinstructions: two forms in sequence under one handler.

use super::budget::Charging;
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

/// A pair's halves and its handlers: the common one, and another one for a second half
/// that leads to a `Charge`.
pub(crate) type Entry = (Opcode, Opcode, [Option<Handler>; 2]);

const fn pair_entry<X: Exec + Form, Y: Exec + Form>() -> Entry {
    let metered: Option<Handler> = match Y::OP.shape() {
        Shape::BranchCompare | Shape::BranchTest | Shape::Jump | Shape::Switch => {
            Some(handler::<Pair<X, Charging<Y>>>)
        }
        _ => None,
    };
    (X::OPCODE, Y::OPCODE, [Some(handler::<Pair<X, Y>>), metered])
}

macro_rules! pair_table {
    ($( $xf:ident<$xo:ident $(, $xp:ident)*> $yf:ident<$yo:ident $(, $yp:ident)*>; )*) => {
        static PAIRS: &[Entry] = &[$(
            pair_entry::<form::$xf<row::$xo $(, form::$xp)*>, form::$yf<row::$yo $(, form::$yp)*>>()
        ),*];
    };
}
for_each_pair!(pair_table);

/// The list as a hash table with open addressing: translation asks for every two
/// neighbours.
struct Index {
    /// Both opcodes as [`Index::key`] makes one number of them; zero where the place is free.
    keys: Box<[u32]>,
    /// The common handler and the metered one.
    handlers: Box<[(u64, u64)]>,
}

impl Index {
    /// At most half of the places are taken, so that most questions end at the first.
    const BITS: u32 = (2 * PAIRS.len()).next_power_of_two().ilog2();

    fn new() -> Index {
        let mut index = Index {
            keys: vec![0; 1 << Self::BITS].into(),
            handlers: vec![(0, 0); 1 << Self::BITS].into(),
        };
        for &(first, second, [plain, metered]) in PAIRS {
            let key = Self::key(first, second);
            let (Ok(at) | Err(at)) = index.find(key);
            index.keys[at] = key;
            index.handlers[at] = (super::word(plain), super::word(metered.or(plain)));
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

/// The handlers of a pair, if it is in the list.
pub(super) fn handler_words(first: Opcode, second: Opcode) -> Option<(u64, u64)> {
    static INDEX: OnceLock<Index> = OnceLock::new();
    let index = INDEX.get_or_init(Index::new);
    let at = index.find(Index::key(first, second)).ok()?;
    Some(index.handlers[at])
}

/// Every pair with its handler.
#[cfg(all(test, target_arch = "x86_64", sanderling_dispatch = "sibling"))]
pub(crate) fn all() -> impl Iterator<Item = Entry> {
    PAIRS.iter().copied()
}
