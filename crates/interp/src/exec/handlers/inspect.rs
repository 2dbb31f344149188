//! Looks at the machine code of every handler, as it is in this build.
//!
//! The sibling backend is right only if the last call of a handler is a jump: else
//! the native stack grows with every instruction executed.

use super::{Entry, HANDLERS, METERED_ROWS, WIDE_ROWS, pair};
#[cfg(not(debug_assertions))]
use crate::code::form::SRC_KINDS;
#[cfg(not(debug_assertions))]
use crate::code::ops::Shape;
use crate::code::ops::{Op, Opcode};
use crate::exec::dispatch::{address, leave_address};
use iced_x86::{Code, Decoder, DecoderOptions, FlowControl, Instruction, OpKind, Register};
use std::collections::{BTreeSet, HashSet};
use std::sync::OnceLock;

/// More bytes than any handler has.
const WINDOW: usize = 4096;

/// What a handler's machine code does at its ends.
#[derive(Debug, Default)]
struct Ends {
    /// Jumps to an address from memory or a register: to the next handler.
    indirect_jumps: usize,
    /// Calls of such an address: a hand-over that is not a jump.
    indirect_calls: Vec<u64>,
    direct_calls: BTreeSet<u64>,
    /// Jumps out of the handler: to the code out of line that leaves the interpreter.
    direct_jumps_out: BTreeSet<u64>,
    returns: usize,
    conditional_moves: usize,
}

/// Follows all paths through a handler.
fn ends(start: u64) -> Ends {
    // SAFETY: the bytes from a function's start are mapped; code is followed by
    // more code or padding for far longer than a handler is.
    let bytes = unsafe { std::slice::from_raw_parts(start as *const u8, WINDOW) };
    let mut ends = Ends::default();
    let mut seen = HashSet::new();
    let mut todo = vec![start];
    while let Some(mut at) = todo.pop() {
        while seen.insert(at) {
            let offset = (at - start) as usize;
            assert!(
                offset < WINDOW - 16,
                "a handler of more than {WINDOW} bytes"
            );
            let instruction: Instruction =
                Decoder::with_ip(64, &bytes[offset..], at, DecoderOptions::NONE).decode();
            assert_ne!(instruction.code(), Code::INVALID, "invalid code at {at:#x}");
            at = instruction.next_ip();
            if instruction.mnemonic_is_cmov() {
                ends.conditional_moves += 1;
            }
            match instruction.flow_control() {
                FlowControl::Next => {}
                FlowControl::ConditionalBranch => {
                    let target = instruction.near_branch_target();
                    if (start..end_of(start)).contains(&target) {
                        todo.push(target);
                    } else {
                        ends.direct_jumps_out.insert(target);
                    }
                }
                FlowControl::UnconditionalBranch => {
                    let target = instruction.near_branch_target();
                    if (start..end_of(start)).contains(&target) {
                        todo.push(target);
                    } else {
                        ends.direct_jumps_out.insert(target);
                    }
                    break;
                }
                FlowControl::IndirectBranch => {
                    ends.indirect_jumps += 1;
                    break;
                }
                FlowControl::Call => {
                    ends.direct_calls.insert(instruction.near_branch_target());
                }
                FlowControl::IndirectCall => {
                    // Calls of imported functions go through a table at a fixed place.
                    let fixed = instruction.op0_kind() == OpKind::Memory
                        && instruction.memory_base() == Register::RIP;
                    if !fixed {
                        ends.indirect_calls.push(at);
                    }
                }
                FlowControl::Return => {
                    ends.returns += 1;
                    break;
                }
                FlowControl::Interrupt | FlowControl::Exception | FlowControl::XbeginXabortXend => {
                    break;
                }
            }
        }
    }
    ends
}

trait IsCmov {
    fn mnemonic_is_cmov(&self) -> bool;
}

impl IsCmov for Instruction {
    fn mnemonic_is_cmov(&self) -> bool {
        format!("{:?}", self.mnemonic()).starts_with("Cmov")
    }
}

/// Where the code of the next function begins that is a handler, or `leave`; near enough
/// for a handler's own jumps, as other functions may stand in between.
fn end_of(start: u64) -> u64 {
    static STARTS: OnceLock<BTreeSet<u64>> = OnceLock::new();
    let starts = STARTS.get_or_init(|| {
        all()
            .map(|(_, handler)| handler)
            .chain([leave_address()])
            .collect()
    });
    starts
        .range(start + 1..)
        .next()
        .copied()
        .unwrap_or(u64::MAX)
        .min(start + WINDOW as u64 / 2)
}

fn is_handler(address: u64) -> bool {
    static ALL: OnceLock<HashSet<u64>> = OnceLock::new();
    ALL.get_or_init(|| all().map(|(_, handler)| handler).collect())
        .contains(&address)
}

/// Every handler with a description.
fn all() -> impl Iterator<Item = (String, u64)> {
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
    let replaced = |what: &'static str, rows: &'static [Option<&[Entry]>]| {
        Op::ALL.iter().zip(rows).flat_map(move |(op, row)| {
            let handlers = row.unwrap_or_default().iter().flatten();
            handlers.map(move |handler| (format!("{what} {op:?}"), address(*handler)))
        })
    };
    let wide = replaced("wide", &WIDE_ROWS);
    let metered = replaced("metered", &METERED_ROWS);
    let stops = super::budget::ALL.map(|handler| ("stop".to_owned(), address(handler)));
    singles
        .chain(wide)
        .chain(metered)
        .chain(stops)
        .chain(pair::all().flat_map(|(x, y, handlers)| {
            let handlers = handlers.into_iter().flatten();
            handlers.map(move |handler| (format!("pair {x:?} {y:?}"), address(handler)))
        }))
}

#[test]
fn every_handler_ends_in_a_jump() {
    let mut count = 0;
    for (name, handler) in all() {
        count += 1;
        let ends = ends(handler);
        // The host's functions are called through a pointer of the store's, and come back.
        let of_host = usize::from(name.contains("CallImport"));
        assert!(
            ends.indirect_calls.len() <= of_host && ends.indirect_jumps >= of_host,
            "{name} calls its successor: {ends:?}"
        );
        assert!(
            !ends.direct_calls.iter().any(|&target| is_handler(target)),
            "{name} calls a handler: {ends:?}"
        );
        assert_eq!(ends.returns, 0, "{name} returns: {ends:?}");
        assert!(
            ends.indirect_jumps >= 1 || !ends.direct_jumps_out.is_empty(),
            "{name} goes nowhere: {ends:?}"
        );
    }
    assert!(count > 3000, "only {count} handlers were looked at");
}

/// A matter of speed only; debug assertions stand in its way.
#[cfg(not(debug_assertions))]
#[test]
fn conditional_branches_keep_two_jumps() {
    for &op in Op::ALL {
        if !matches!(op.shape(), Shape::BranchCompare | Shape::BranchTest) {
            continue;
        }
        let end = Op::ALL
            .get(op as usize + 1)
            .map_or(HANDLERS.len() as u16, |next| next.base());
        for opcode in op.base()..end {
            let handler = super::handler_word(Opcode(opcode));
            // A register compared with itself gives one result only.
            let variant = opcode - op.base();
            let (a, b) = (variant / SRC_KINDS, variant % SRC_KINDS);
            let itself = op.shape() == Shape::BranchCompare && a == b && (1..=2).contains(&a);
            if !super::exists(Opcode(opcode)) || itself {
                continue;
            }
            for handler in [handler, super::metered_handler_word(Opcode(opcode))] {
                let ends = ends(handler);
                assert!(ends.indirect_jumps >= 2, "{op:?}: {ends:?}");
                assert_eq!(ends.conditional_moves, 0, "{op:?}: {ends:?}");
            }
        }
    }
}
