//! Choosing the locals that are kept in registers.
//!
//! A pinned local is written to its register and its slot, and read from the
//! register. That pays where a loop sets it: the next iteration does not wait for
//! the store. A local that is only read gains little, because nothing waits for
//! its load. A call loses the register; the local is loaded again behind it.

use super::scan::{Event, scan};
use super::slots::Local;
use super::stack::Ty;
use super::unexpected;
use crate::error::Error;
use crate::room;
use crate::trap::Trap;
use wasmparser::{Operator, OperatorsReader};

/// The pinned locals of a function: one integer, one double.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pins {
    int: Option<u32>,
    double: Option<u32>,
}

/// How much one use counts in a loop, in multiples of a use outside it: rather many, or
/// the calls of an outer loop outweigh what an inner one without calls would gain.
const LOOP_WEIGHT: u64 = 32;
/// Loops nested deeper than this count no more.
const MAX_DEPTH: u32 = 6;
/// A local set in a loop counts this much more than one read.
const SET_WEIGHT: u64 = 2;
/// The same in addition where the loop reads the local before it sets it: the next
/// iteration waits for that.
const CARRIED_WEIGHT: u64 = 4;
/// A local that is set to what is loaded from where it points, as when a list is
/// followed, counts this much more: nothing else waits as long.
const CHASE_WEIGHT: u64 = 8;
/// What the load behind a call costs, in the same measure.
const CALL_WEIGHT: u64 = 16;

/// How often a local is used, weighted.
#[derive(Clone, Copy, Default)]
pub(super) struct Score {
    reads: u64,
    /// In loops only.
    sets: u64,
    /// Those of which the next iteration reads what was set.
    carried_sets: u64,
    /// The loop that `carried` is about.
    seen: u32,
    carried: bool,
}

impl Pins {
    /// Chooses by a look over the body.
    pub(super) fn choose(
        scores: &mut Vec<Score>,
        locals: &[Local],
        body: &wasmparser::FunctionBody<'_>,
    ) -> Result<Pins, Error> {
        scores.clear();
        room::reserve(scores, locals.len())?;
        scores.resize(locals.len(), Score::default());
        let mut look = Look {
            scores,
            calls: 0,
            blocks: Vec::new(),
            is_full: false,
            current: 0,
            loops: 0,
            latest: None,
            depth: 0,
            weight: 1,
            looped: false,
        };
        let reader = body.get_operators_reader().map_err(unexpected)?;
        let start = reader.original_position() - body.range().start;
        let expression = body.as_bytes().get(start as usize..).unwrap_or_default();
        if scan(expression, |event| look.note(event)).is_none() {
            look.restart();
            look.read(reader)?;
        }
        let Look {
            calls,
            looped,
            is_full,
            ..
        } = look;
        if is_full {
            return Err(Error::trap(Trap::OutOfMemory));
        }
        if !looped {
            return Ok(Pins::default());
        }
        let best = |fits: fn(Ty) -> bool| {
            let value = |score: &Score| {
                if score.sets == 0 {
                    0
                } else {
                    score.reads + SET_WEIGHT * score.sets + CARRIED_WEIGHT * score.carried_sets
                }
            };
            let candidates = locals
                .iter()
                .zip(scores.iter())
                .enumerate()
                .filter(|(_, (local, _))| fits(local.ty));
            let (index, (_, score)) = candidates.max_by_key(|(_, (_, score))| value(score))?;
            (value(score) > CALL_WEIGHT * calls).then_some(index as u32)
        };
        Ok(Pins {
            int: best(|ty| matches!(ty, Ty::I32 | Ty::I64)),
            double: best(|ty| ty == Ty::F64),
        })
    }

    pub(super) fn is_pinned(&self, local: u32) -> bool {
        self.int == Some(local) || self.double == Some(local)
    }

    /// The pinned locals.
    pub(super) fn locals(self) -> impl Iterator<Item = u32> {
        self.int.into_iter().chain(self.double)
    }
}

/// A look over a body.
struct Look<'a> {
    scores: &'a mut [Score],
    calls: u64,
    /// The open blocks; of a loop, the loop it stands in.
    blocks: Vec<Option<u32>>,
    /// There was no memory for one.
    is_full: bool,
    /// The innermost open loop, by number; zero outside loops.
    current: u32,
    /// Loops so far.
    loops: u32,
    /// The local that was got last, if nothing else has been found since, and
    /// whether it was loaded from.
    latest: Option<(u32, bool)>,
    depth: u32,
    /// What a use counts at this depth.
    weight: u64,
    looped: bool,
}

impl Look<'_> {
    #[inline(always)]
    fn note(&mut self, event: Event) {
        let latest = self.latest.take();
        match event {
            Event::Loop => {
                self.loops += 1;
                let outer = core::mem::replace(&mut self.current, self.loops);
                self.open(Some(outer));
                self.enter(self.depth + 1);
                self.looped = true;
            }
            Event::Block => self.open(None),
            Event::End => {
                if let Some(Some(outer)) = self.blocks.pop() {
                    self.current = outer;
                    self.enter(self.depth - 1);
                }
            }
            Event::Get(local) => {
                self.latest = Some((local, false));
                self.score(local, true).reads += self.weight;
            }
            Event::Set(local) if self.depth > 0 => {
                let chases = latest == Some((local, true));
                let weight = self.weight * if chases { CHASE_WEIGHT } else { 1 };
                let score = self.score(local, false);
                score.sets += weight;
                if score.carried {
                    score.carried_sets += weight;
                }
            }
            Event::Set(_) => {}
            Event::Load => self.latest = latest.map(|(local, _)| (local, true)),
            Event::Call => self.calls += self.weight,
        }
    }

    fn open(&mut self, block: Option<u32>) {
        self.is_full |= room::push(&mut self.blocks, block).is_err();
    }

    /// A local's score. `reads`: it is being read.
    #[inline(always)]
    fn score(&mut self, local: u32, reads: bool) -> &mut Score {
        let score = &mut self.scores[local as usize];
        if score.seen != self.current {
            score.seen = self.current;
            score.carried = reads;
        }
        score
    }

    fn enter(&mut self, depth: u32) {
        self.depth = depth;
        self.weight = LOOP_WEIGHT.pow(depth.min(MAX_DEPTH));
    }

    fn restart(&mut self) {
        self.scores.fill(Score::default());
        self.blocks.clear();
        (self.current, self.loops) = (0, 0);
        self.latest = None;
        self.calls = 0;
        self.looped = false;
        self.enter(0);
    }

    /// Looks at operators of all kinds.
    fn read(&mut self, mut reader: OperatorsReader<'_>) -> Result<(), Error> {
        while !reader.eof() {
            let event = match reader.read().map_err(unexpected)? {
                Operator::Loop { .. } => Event::Loop,
                Operator::Block { .. }
                | Operator::If { .. }
                | Operator::TryTable { .. }
                | Operator::Try { .. } => Event::Block,
                Operator::End | Operator::Delegate { .. } => Event::End,
                Operator::LocalGet { local_index } => Event::Get(local_index),
                Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                    Event::Set(local_index)
                }
                Operator::I32Load { .. } | Operator::I64Load { .. } => Event::Load,
                Operator::Call { .. } | Operator::CallIndirect { .. } => Event::Call,
                _ => continue,
            };
            self.note(event);
        }
        Ok(())
    }
}
