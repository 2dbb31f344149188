//! Looks at the machine code of every handler, as it is in this build.
//!
//! The sibling backend is right only if the last call of a handler is a jump: else
//! the native stack grows with every instruction executed.

use super::HANDLERS;
use super::all::{all, handlers_of, is_handler};
use super::pair::PAIRS;
#[cfg(not(debug_assertions))]
use crate::code::encode::Pays;
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

/// The row that an opcode is of, and which of its variants it is.
#[cfg(not(debug_assertions))]
fn variant(opcode: Opcode) -> (Op, u16) {
    let after = Op::ALL.partition_point(|op| op.base() <= opcode.0);
    let op = Op::ALL[after - 1];
    (op, opcode.0 - op.base())
}

/// The opcode is that of a conditional branch that may go both ways.
#[cfg(not(debug_assertions))]
fn branches(opcode: Opcode) -> bool {
    let (op, variant) = variant(opcode);
    match op.shape() {
        Shape::BranchTest => true,
        // A register compared with itself gives one result only.
        Shape::BranchCompare => {
            let (a, b) = (variant / SRC_KINDS, variant % SRC_KINDS);
            a != b || !(1..=2).contains(&a)
        }
        _ => false,
    }
}

/// A matter of speed only; debug assertions stand in its way.
#[cfg(not(debug_assertions))]
#[test]
fn conditional_branches_keep_two_jumps() {
    let mut count = 0;
    let opcodes = (0..HANDLERS.len() as u16).map(Opcode);
    for opcode in opcodes.filter(|&opcode| super::exists(opcode) && branches(opcode)) {
        let metered = |pays| super::metered_handler_word(opcode, pays);
        let ways = [Pays::Next, Pays::Taken, Pays::Both].map(metered);
        for handler in [super::handler_word(opcode)].into_iter().chain(ways) {
            let ends = ends(handler);
            let (op, _) = variant(opcode);
            assert!(ends.indirect_jumps >= 2, "{op:?}: {ends:?}");
            assert_eq!(ends.conditional_moves, 0, "{op:?}: {ends:?}");
            count += 1;
        }
    }
    for pair in PAIRS.iter().filter(|pair| branches(pair.halves.1)) {
        for handler in handlers_of(pair) {
            let ends = ends(address(handler));
            assert!(ends.indirect_jumps >= 2, "{:?}: {ends:?}", pair.halves);
            count += 1;
        }
    }
    assert!(count > 2000, "only {count} branches were looked at");
}
