//! Metering: which instructions pay for how much.
//!
//! A *segment* is a run of Wasm instructions that are executed one after the other,
//! apart from traps: it begins at the function's entry, at a label that something
//! jumps to, behind a conditional branch, and after [`SEGMENT_MAX`] instructions. At
//! its beginning stands a `Charge` with the number of its instructions. Where segments
//! begin and what they cost follows from the body alone, not from how it is translated.
//!
//! Code that need only be stopped, without an account of what it does, has a `Charge`
//! where it can be entered anew without end: at the entry and at loops.

use super::{Options, Translator};
use crate::code::{Inst, Label, Op};
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
const SEGMENT_MAX: u32 = 4096;

/// Units of a segment at most that need not be exact: a loop over a large `br_table`
/// does not do in one turn what stands in it.
const CHECK_MAX: u32 = 256;

/// The state of metering.
#[derive(Debug, Default)]
pub(super) struct Meter {
    metering: Metering,
    /// The `Charge` of the segment, if one is open.
    charge: Option<u32>,
    /// Instructions of the segment so far.
    units: u32,
    /// For each label, whether something jumps to it.
    targets: Vec<bool>,
}

/// What an operator costs. Those that only give structure cost nothing.
fn cost(operator: &Operator<'_>) -> u32 {
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
        self.meter.metering = options.metering;
        self.meter.charge = None;
        self.meter.units = 0;
        self.meter.targets.clear();
        self.begin_segment();
    }

    /// Counts a reachable operator.
    pub(super) fn count(&mut self, operator: &Operator<'_>) {
        if self.meter.metering == Metering::Off {
            return;
        }
        if self.meter.units >= SEGMENT_MAX {
            self.save_accs();
            self.begin_segment();
        }
        self.meter.units += cost(operator);
    }

    /// Ends the segment and begins another one here.
    fn begin_segment(&mut self) {
        if self.meter.metering == Metering::Off {
            return;
        }
        self.end_segment();
        self.meter.charge = Some(self.emit(Inst::new(Op::Charge)));
    }

    /// Ends the segment: what it costs is known.
    pub(super) fn end_segment(&mut self) {
        let units = core::mem::take(&mut self.meter.units);
        if let Some(at) = self.meter.charge.take() {
            self.func.insts[at as usize].aux = match self.meter.metering {
                Metering::Fuel => units,
                _ => units.min(CHECK_MAX),
            };
        }
    }

    /// A label has been bound here.
    pub(super) fn meter_label(&mut self, label: Label, is_loop: bool) {
        let begins = match self.meter.metering {
            Metering::Off => false,
            Metering::Checks => is_loop,
            // Behind a jump no segment is open, even if nothing leads here.
            Metering::Fuel => is_loop || self.is_target(label) || self.meter.charge.is_none(),
        };
        if begins {
            self.begin_segment();
        }
    }

    fn is_target(&self, label: Label) -> bool {
        let targets = &self.meter.targets;
        targets.get(label.0 as usize).copied().unwrap_or(false)
    }

    /// Whether a jump to a label leads to a `Charge`. Notes that there is one.
    pub(super) fn meter_jump(&mut self, label: Label) -> bool {
        match self.meter.metering {
            Metering::Off => false,
            // A loop's label is bound before anything jumps to it; no other is.
            Metering::Checks => self.func.labels[label.0 as usize] != u32::MAX,
            Metering::Fuel => {
                let at = label.0 as usize;
                if self.meter.targets.len() <= at {
                    self.meter.targets.resize(at + 1, false);
                }
                self.meter.targets[at] = true;
                true
            }
        }
    }

    /// A conditional branch stands before here. `metered`: it leads to a `Charge`.
    pub(super) fn meter_fallthrough(&mut self, metered: bool) {
        if metered {
            self.begin_segment();
        }
    }

    /// Whether calls lead to a `Charge`.
    pub(super) fn meters_calls(&self) -> bool {
        self.meter.metering != Metering::Off
    }

    /// Whether a `br_table` whose targets have been noted leads to a `Charge` always.
    pub(super) fn meters_switches(&self) -> bool {
        self.meter.metering == Metering::Fuel
    }
}
