//! Exceptions: what catches them, and the code that they lead to.
//!
//! Catching is in a table beside the code ([`crate::code::Catches`]); entering and
//! leaving a protected block executes nothing. Who throws puts the payload into the
//! slots that the label's values have, so that a clause leads straight to its label,
//! unless pinned locals have to be loaded or the label is the function's.
//!
//! Such code, and what legacy `catch`es stand before, is written where it comes but
//! stands behind the function's other code in the end: it goes to another *segment*.

use super::control::{Control, Kind};
use super::slots::tys;
use super::stack::{Place, Ty};
use super::{Context, Translator};
use crate::Error;
use crate::code::{Clause, Dst, Inst, Label, NO_REGION, Op, Src};
use crate::room;
use crate::types::{TagIdx, ValType};
use wasmparser::{BlockType, Catch, TryTable};

/// Parts of the code, in the order in which they stand in the end. Part 0 is first.
#[derive(Default)]
pub(super) struct Segments {
    /// The one that instructions go to now.
    pub(super) current: u32,
    /// The last one.
    last: u32,
    /// From which instruction on which segment was the current one; none if the
    /// first always was.
    switches: Vec<(u32, u32)>,
    /// The segment of each label.
    pub(super) labels: Vec<u32>,
}

impl Segments {
    pub(super) fn clear(&mut self) {
        (self.current, self.last) = (0, 0);
        self.switches.clear();
        self.labels.clear();
    }
}

/// Instructions that follow each other and belong to one segment.
#[derive(Clone, Copy)]
struct Run {
    segment: u32,
    start: u32,
    end: u32,
    /// Where its first instruction goes.
    place: u32,
}

impl Translator {
    /// The innermost region around what comes next.
    pub(super) fn region(&self) -> u32 {
        self.control.last().map_or(NO_REGION, |c| c.region)
    }

    /// From here on, another region is the innermost.
    fn mark(&mut self, region: u32) {
        let here = self.func.insts.len() as u32;
        let changes = &mut self.func.catches.changes;
        match changes.last_mut() {
            Some((at, last)) if *at == here => *last = region,
            _ => changes.push((here, region)),
        }
    }

    /// A new region inside the current one.
    fn new_region(&mut self) -> u32 {
        let outer = self.region();
        self.func.catches.outer.push(outer);
        self.func.catches.outer.len() as u32 - 1
    }

    /// The block just opened is protected by a region.
    fn enter_region(&mut self, region: u32) {
        if let Some(control) = self.control.last_mut() {
            control.region = region;
        }
        self.mark(region);
        // No instruction moves into the region, or is changed by one in it.
        self.barrier = self.func.insts.len();
    }

    /// A block that this region protected has ended.
    pub(super) fn leave_region(&mut self, region: u32) {
        let outer = self.region();
        if region != outer {
            self.mark(outer);
        }
    }

    /// Emits an instruction that leaves the function, and whose exceptions are the
    /// caller's to catch.
    pub(super) fn emit_unprotected(&mut self, inst: Inst) {
        self.meter_exit(0);
        let region = self.region();
        if region == NO_REGION {
            self.emit(inst);
        } else {
            self.mark(NO_REGION);
            self.emit(inst);
            self.mark(region);
        }
    }

    /// What comes next belongs to a new segment; gives the one so far.
    fn enter_segment(&mut self) -> u32 {
        let before = self.segments.current;
        self.segments.last += 1;
        self.switch_segment(self.segments.last);
        before
    }

    /// What comes next belongs to this segment.
    fn switch_segment(&mut self, segment: u32) {
        let here = self.func.insts.len();
        self.segments.switches.push((here as u32, segment));
        self.segments.current = segment;
        self.barrier = here;
        self.mark(self.region());
    }

    /// Values are about to be caught at a label: those below must be in their slots.
    fn settle_below(&mut self, params: usize) {
        self.settle_locals();
        self.settle_top(params);
        self.save_accs();
    }

    pub(super) fn try_table(&mut self, context: &Context<'_>, table: &TryTable) {
        let signature = Self::signature(context, table.ty);
        self.settle_below(signature.params().len());
        let region = self.new_region();
        for catch in &table.catches {
            self.clause(context, region, catch);
        }
        let label = self.new_label();
        self.open(Kind::Block, label, signature);
        for catch in &table.catches {
            let (Catch::One { label, .. }
            | Catch::OneRef { label, .. }
            | Catch::All { label }
            | Catch::AllRef { label }) = *catch;
            // The label is counted from outside the block.
            self.meter_exit(self.target(label + 1));
        }
        self.enter_region(region);
    }

    /// Notes a clause of a `try_table` that is about to be opened.
    fn clause(&mut self, context: &Context<'_>, region: u32, catch: &Catch) {
        let (tag, depth, takes_reference) = match *catch {
            Catch::One { tag, label } => (Some(tag), label, false),
            Catch::OneRef { tag, label } => (Some(tag), label, true),
            Catch::All { label } => (None, label, false),
            Catch::AllRef { label } => (None, label, true),
        };
        let payload = tag.map_or(&[][..], |tag| payload(context, tag));
        let target = self.target(depth);
        let Control { kind, height, .. } = self.control[target];
        let first = match kind {
            Kind::Function => u32::from(self.frame.temps),
            _ => self.first_slot(height),
        };
        let count: u32 = tys(payload).map(Ty::slots).sum();
        let behind = self.frame.reach(first + count + u32::from(takes_reference));
        let reference = takes_reference.then(|| behind.saturating_sub(1));
        let target = if kind == Kind::Function {
            let only = match (payload, takes_reference) {
                ([ty], false) => Some(Ty::of(ty)),
                ([], true) => Some(Ty::Ref),
                _ => None,
            };
            self.pad(|this| this.return_caught(first as u16, behind, only))
        } else if self.pins.locals().next().is_some() {
            let label = self.control[target].label;
            self.pad(|this| {
                this.reload_pins();
                this.jump(label);
            })
        } else {
            self.control[target].label
        };
        let clause = Clause {
            tag,
            payload: (first as u16, count as u16),
            reference,
            target,
        };
        self.func.catches.clauses.push((region, clause));
    }

    /// Code that an exception leads to, away from the rest.
    fn pad(&mut self, code: impl FnOnce(&mut Translator)) -> Label {
        let label = self.new_label();
        let acc = self.acc;
        let before = self.enter_segment();
        self.bind(label);
        code(self);
        self.switch_segment(before);
        self.acc = acc;
        label
    }

    /// Returns what was caught, in the slots up to `end`. `only`: it is one value.
    fn return_caught(&mut self, first: u16, end: u16, only: Option<Ty>) {
        let header = self.frame.header;
        if let Some(ty) = only
            && ty != Ty::V128
        {
            let op = ty.pick(Op::ReturnI64, Op::ReturnF32, Op::ReturnF64);
            self.emit(Inst {
                a: Src::Slot(first),
                c: header,
                ..Inst::new(op)
            });
            return;
        }
        if end > first {
            self.emit(Inst {
                d: Dst::Both(0),
                a: Src::Slot(first),
                aux: u32::from(end - first),
                ..Inst::new(Op::MoveRange)
            });
        }
        self.emit(Inst {
            d: Dst::Both(header),
            ..Inst::new(Op::Return)
        });
    }

    pub(super) fn throw(&mut self, context: &Context<'_>, tag: u32) {
        let payload = payload(context, tag);
        self.settle_top(payload.len());
        let first = self.stack.len() - payload.len();
        // Without a payload, the end of what the frame has in use.
        let first = match self.stack.get(first) {
            Some(value) => value.slot,
            None => self.next_slot().min(u32::from(u16::MAX)) as u16,
        };
        let count: u32 = tys(payload).map(Ty::slots).sum();
        self.emit(Inst {
            d: Dst::Both(first),
            imm: u64::from(tag) | u64::from(count) << 32,
            ..Inst::new(Op::Throw)
        });
        self.meter_throw();
        self.unreachable = Some(0);
    }

    pub(super) fn throw_ref(&mut self) {
        let exception = self.pop();
        let slot = self.slot_of(&exception);
        self.throw_slot(slot);
    }

    fn throw_slot(&mut self, slot: u16) {
        self.emit(Inst {
            a: Src::Slot(slot),
            ..Inst::new(Op::ThrowRef)
        });
        self.meter_throw();
        self.unreachable = Some(0);
    }

    pub(super) fn try_(&mut self, context: &Context<'_>, ty: BlockType) {
        let signature = Self::signature(context, ty);
        self.settle_below(signature.params().len());
        let region = self.new_region();
        let label = self.new_label();
        self.open(Kind::Try, label, signature);
        self.enter_region(region);
    }

    /// `catch` or `catch_all`: ends the body, or the clause before it.
    ///
    /// While the clause's code runs, the slot below the payload holds the exception,
    /// for `rethrow`.
    pub(super) fn catch(&mut self, context: &Context<'_>, tag: Option<u32>) {
        let Some(mut control) = self.control.pop() else {
            return;
        };
        let (region, resume) = match control.kind {
            Kind::Catch { region, resume, .. } => {
                self.leave_catch(&control);
                (region, resume)
            }
            _ => {
                if self.unreachable.is_none() {
                    self.settle_top(control.arity());
                }
                self.save_accs();
                (control.region, self.segments.current)
            }
        };
        self.truncate(control.height);
        self.lose_accs();
        self.forget_assignments(control.assigned);
        control.region = self.region();
        control.kind = Kind::Catch {
            region,
            resume,
            clause: self.func.catches.clauses.len() as u32,
        };
        self.control.push(control);
        if self.segments.current == resume {
            self.enter_segment();
        }
        let target = self.new_label();
        self.bind(target);
        self.part_segments();
        self.reload_pins();
        self.unreachable = None;
        // The exception, if `rethrow` wants it.
        self.push(Place::Slot, Ty::Ref);
        let first = self.next_slot().min(u32::from(u16::MAX)) as u16;
        let mut count = 0;
        for ty in tys(tag.map_or(&[][..], |tag| payload(context, tag))) {
            self.push(Place::Slot, ty);
            count += ty.slots();
        }
        let clause = Clause {
            tag,
            payload: (first, count as u16),
            reference: None,
            target,
        };
        self.func.catches.clauses.push((region, clause));
    }

    /// Takes the results of a clause's code, just popped, to where the `try`'s are.
    fn leave_catch(&mut self, control: &Control) {
        if self.unreachable.is_some() {
            return;
        }
        let arity = control.arity();
        self.settle_top(arity);
        if arity > 0 {
            self.move_down(self.first_slot(control.height), arity);
        }
        self.save_accs();
        self.jump(control.label);
    }

    /// The last clause's code has ended.
    pub(super) fn end_catch(&mut self, control: &Control, resume: u32) {
        self.leave_catch(control);
        self.switch_segment(resume);
    }

    pub(super) fn rethrow(&mut self, depth: u32) {
        let Control { kind, height, .. } = self.control[self.target(depth)];
        let slot = self.stack.get(height).map_or(0, |exception| exception.slot);
        if let Kind::Catch { clause, .. } = kind
            && let Some((_, clause)) = self.func.catches.clauses.get_mut(clause as usize)
        {
            clause.reference = Some(slot);
        }
        self.throw_slot(slot);
    }

    /// Ends a `try` whose exceptions are thrown again in an outer block.
    pub(super) fn delegate(&mut self, context: &Context<'_>, depth: u32) {
        let region = self.region();
        // The label is counted from outside the `try`.
        let target = self.target(depth + 1);
        let outer = self.control[target].region;
        if let Some(at) = self.func.catches.outer.get_mut(region as usize) {
            *at = outer;
        }
        self.end(context);
    }

    /// Brings the segments into their order.
    ///
    /// # Errors
    ///
    /// There is no memory for that.
    pub(super) fn arrange(&mut self) -> Result<(), Error> {
        if self.segments.switches.is_empty() {
            return Ok(());
        }
        let n = self.func.insts.len() as u32;
        let switches = self.segments.switches.iter().copied();
        let starts = [(0, 0)].into_iter().chain(switches);
        let ends = self.segments.switches.iter().map(|&(at, _)| at).chain([n]);
        let mut runs: Vec<Run> = room::with_capacity(self.segments.switches.len() + 1)?;
        runs.extend(starts.zip(ends).map(|((start, segment), end)| Run {
            segment,
            start,
            end,
            place: 0,
        }));
        runs.sort_by_key(|run| run.segment);
        let mut insts = room::with_capacity(n as usize)?;
        let most = self.func.catches.changes.len() + runs.len();
        let mut changes = room::with_capacity(most)?;
        let old = &self.func.catches.changes;
        for run in &mut runs {
            run.place = insts.len() as u32;
            if run.start == run.end {
                continue;
            }
            insts.extend_from_slice(&self.func.insts[run.start as usize..run.end as usize]);
            // The region at the start, and the changes behind it.
            let first = old.partition_point(|&(at, _)| at <= run.start);
            let region = first.checked_sub(1).map_or(NO_REGION, |last| old[last].1);
            changes.push((run.place, region));
            let inside = old[first..].iter().take_while(|&&(at, _)| at < run.end);
            changes.extend(inside.map(|&(at, region)| (at - run.start + run.place, region)));
        }
        self.func.insts = insts;
        self.func.catches.changes = changes;
        for (at, &segment) in self.func.labels.iter_mut().zip(&self.segments.labels) {
            // Runs of one segment follow each other: the end of one is the next one's start.
            let behind = runs.partition_point(|run| (run.segment, run.start) <= (segment, *at));
            if *at != u32::MAX
                && let Some(run) = runs.get(behind.wrapping_sub(1))
            {
                *at = *at - run.start + run.place;
            }
        }
        Ok(())
    }
}

/// The types of a tag's payload.
fn payload<'a>(context: &Context<'a>, tag: u32) -> &'a [ValType] {
    context.module.tag_type(TagIdx(tag)).params()
}
