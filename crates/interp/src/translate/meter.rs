//! Metering: which instructions pay for how much.
//!
//! A *segment* is a set of Wasm instructions of which, apart from traps and exceptions,
//! all are executed once or none is. At its beginning stands a `Charge` with the number
//! of its instructions. A segment begins at the function's entry, at a loop, behind a
//! conditional branch, at `else`, and after [`SEGMENT_MAX`] instructions. What follows
//! a block belongs to the segment that led into it, if nothing inside leads past the
//! block's end, and else begins one. All this follows from the body alone, not from how
//! it is translated.
//!
//! Where a segment may begin, its `Charge` waits for the first instruction that costs
//! something; there may be none.
//!
//! Code that need only be stopped, without an account of what it does, has a `Charge`
//! where it can be entered anew without end: at the entry and at loops.

use super::control::{Control, Kind};
use super::{Options, Translator};
use crate::code::{Inst, NO_REGION, Op};
use wasmparser::Operator;

/// What code pays for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Metering {
    /// Nothing.
    #[default]
    Off,
    /// To be stopped in time.
    Checks,
    /// Every instruction.
    Fuel,
}

/// Instructions of a segment at most: straight code of megabytes is to be stopped too.
const SEGMENT_MAX: u64 = 4096;

/// Units of a segment at most that need not be exact: a loop over a large `br_table`
/// does not do in one turn what stands in it.
const CHECK_MAX: u64 = 256;

/// The state of metering.
#[derive(Debug, Default)]
pub(super) struct Meter {
    metering: Metering,
    /// The `Charge` of the current segment; `None` where one may begin.
    charge: Option<u32>,
    /// Open blocks where that was so first: those opened since are in the same segment.
    depth: usize,
}

/// What is known of the ways out of an open block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Exits {
    /// The `Charge` of the segment that led into the block.
    before: Option<u32>,
    /// The outermost block that something in this one leads to, as an index.
    outermost: usize,
    /// Something leads to the block's label.
    is_target: bool,
    /// Cases of a `br_table` do.
    is_case: bool,
}

impl Exits {
    /// Of a block that has just been opened.
    pub(super) fn new(meter: &Meter) -> Exits {
        Exits {
            before: meter.charge,
            outermost: usize::MAX,
            is_target: false,
            is_case: false,
        }
    }
}

/// What an operator costs. Those that only give structure cost nothing.
fn cost(operator: &Operator<'_>) -> u64 {
    match operator {
        Operator::Nop
        | Operator::Drop
        | Operator::Block { .. }
        | Operator::Loop { .. }
        | Operator::Else
        | Operator::End => 0,
        _ => 1,
    }
}

impl Translator {
    /// Begins a function, whose first instruction is a `Charge` if it is metered.
    pub(super) fn start_meter(&mut self, options: Options) {
        self.meter = Meter {
            metering: options.metering,
            ..Meter::default()
        };
        self.func.is_metered = options.metering != Metering::Off;
        if self.func.is_metered {
            self.begin_segment();
        }
    }

    /// Counts a reachable operator.
    pub(super) fn count(&mut self, operator: &Operator<'_>) {
        if self.meter.metering == Metering::Off {
            return;
        }
        let cost = cost(operator);
        if cost == 0 {
            return;
        }
        let open = self.meter.charge.map(|at| at as usize);
        let open = open.filter(|&at| self.func.insts[at].imm < SEGMENT_MAX);
        let at = open.unwrap_or_else(|| {
            self.save_accs();
            let may_begin = self.meter.charge.is_none();
            let charge = self.begin_segment();
            if may_begin {
                let since = self.control.iter_mut().skip(self.meter.depth);
                since.for_each(|control| control.exits.before = Some(charge));
            }
            charge as usize
        });
        let max = match self.meter.metering {
            Metering::Fuel => u64::MAX,
            _ => CHECK_MAX,
        };
        // The exact number is kept where the encoder does not look.
        let charge = &mut self.func.insts[at];
        charge.imm += cost;
        charge.aux = charge.imm.min(max) as u32;
    }

    /// Begins a segment here; gives its `Charge`.
    fn begin_segment(&mut self) -> u32 {
        let charge = self.emit(Inst::new(Op::Charge));
        self.meter.charge = Some(charge);
        charge
    }

    /// What comes next is executed at other times than what stood before.
    pub(super) fn part_segments(&mut self) {
        if self.meter.metering == Metering::Fuel {
            self.meter.charge = None;
            self.meter.depth = self.control.len();
        }
    }

    /// A loop begins, which has just been opened: all that jumps back to it pays.
    pub(super) fn meter_loop(&mut self) {
        if self.meter.metering != Metering::Off {
            self.begin_segment();
        }
    }

    /// Code that cases of a `br_table` lead to begins here: a `br_table` pays if all its
    /// cases lead to a `Charge`.
    pub(super) fn meter_case(&mut self) {
        if self.meter.metering == Metering::Fuel {
            self.begin_segment();
        }
    }

    /// Something here leads to an open block, or returns if that is the function.
    pub(super) fn meter_exit(&mut self, target: usize) {
        if let Some(control) = self.control.last_mut() {
            control.exits.outermost = control.exits.outermost.min(target);
        }
        self.control[target].exits.is_target = true;
    }

    /// Cases of a `br_table` here lead to an open block.
    pub(super) fn meter_case_to(&mut self, target: usize) {
        self.meter_exit(target);
        self.control[target].exits.is_case = true;
    }

    /// Something is thrown here. What an instruction throws that may also go on is like
    /// a trap.
    pub(super) fn meter_throw(&mut self) {
        if self.region() != NO_REGION {
            self.meter_exit(0);
        }
    }

    /// A block has been closed, its label is bound here. `reachable`: its end is.
    pub(super) fn meter_end(&mut self, control: &Control, reachable: bool) {
        let exits = control.exits;
        let index = self.control.len();
        if let Some(outer) = self.control.last_mut() {
            outer.exits.outermost = outer.exits.outermost.min(exits.outermost);
        }
        let is_loop = control.kind == Kind::Loop;
        match self.meter.metering {
            Metering::Off => {}
            // Where loops are left does not matter, as the number need not be exact.
            Metering::Checks if is_loop => self.meter.charge = exits.before,
            Metering::Checks => {}
            Metering::Fuel => {
                let stays = exits.outermost >= index;
                let is_straight = is_loop
                    || reachable
                        && !exits.is_target
                        && matches!(control.kind, Kind::Block | Kind::Try);
                if exits.is_case && !is_loop {
                    self.begin_segment();
                } else if stays {
                    self.meter.charge = exits.before;
                    self.meter.depth = index;
                } else if !is_straight {
                    self.part_segments();
                }
            }
        }
    }

    /// Whether calls lead to a `Charge`.
    pub(super) fn meters_calls(&self) -> bool {
        self.meter.metering != Metering::Off
    }
}
