//! Every handler there is, for those who check code or handlers.

use super::budget::{ByWay, Refill, Stop};
use super::pair::{Listed, PAIRS};
use super::{Entry, HANDLERS, METERED_ROWS, WIDE_ROWS};
use crate::code::ops::Op;
use crate::exec::dispatch::{Handler, address, handler};
use hashbrown::HashSet;
use std::sync::OnceLock;

/// Whether a word of code is the address of a handler.
pub(crate) fn is_handler(word: u64) -> bool {
    static ALL: OnceLock<HashSet<u64>> = OnceLock::new();
    ALL.get_or_init(|| all().map(|(_, handler)| handler).collect())
        .contains(&word)
}

/// Every handler with a description.
pub(super) fn all() -> impl Iterator<Item = (String, u64)> {
    let singles = Op::ALL.iter().flat_map(move |&op| {
        let base = op.base();
        let end = Op::ALL
            .get(op as usize + 1)
            .map_or(HANDLERS.len() as u16, |next| next.base());
        (base..end).filter_map(move |opcode| {
            let handler = HANDLERS[opcode as usize]?;
            Some((format!("{op:?}+{}", opcode - base), address(handler)))
        })
    });
    let replaced = |what: &'static str, op: Op, row: Option<&'static [Entry]>| {
        let handlers = row.unwrap_or_default().iter().flatten();
        handlers.map(move |handler| (format!("{what} {op:?}"), address(*handler)))
    };
    let wide = Op::ALL.iter().zip(&WIDE_ROWS);
    let wide = wide.flat_map(move |(op, row)| replaced("wide", *op, *row));
    let metered = Op::ALL
        .iter()
        .zip(&METERED_ROWS)
        .flat_map(move |(op, ways)| {
            let rows = all_ways(ways).into_iter();
            rows.flat_map(move |row| replaced("metered", *op, row))
        });
    // They stand in no table.
    let stops: [Handler; 2] = [handler::<Refill>, handler::<Stop>];
    let stops = stops.map(|handler| ("stop".to_owned(), address(handler)));
    singles
        .chain(wide)
        .chain(metered)
        .chain(stops)
        .chain(PAIRS.iter().flat_map(|pair| {
            let (x, y) = pair.halves;
            handlers_of(pair).map(move |handler| (format!("pair {x:?} {y:?}"), address(handler)))
        }))
}

pub(super) fn handlers_of(pair: &Listed) -> impl Iterator<Item = Handler> {
    let metered = pair.metered.map(all_ways);
    let metered = metered.into_iter().flatten().flatten();
    [pair.plain].into_iter().chain(metered)
}

fn all_ways<T: Copy>(ways: &ByWay<T>) -> [T; 3] {
    [ways.next, ways.taken, ways.both]
}
