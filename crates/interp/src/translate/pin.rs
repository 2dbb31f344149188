//! Choosing the locals that are kept in registers.
//!
//! A pinned local is written to its register and its slot, and read from the
//! register. That pays where a loop sets it: the next iteration does not wait for
//! the store. A local that is only read gains little, because nothing waits for
//! its load. A call loses the register; the local is loaded again behind it.

use super::slots::Local;
use super::stack::Ty;
use super::unexpected;
use crate::error::Error;
use wasmparser::Operator;

/// The pinned locals of a function: one integer, one double.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pins {
    int: Option<u32>,
    double: Option<u32>,
}

/// How much one use counts in a loop, in multiples of a use outside it.
const LOOP_WEIGHT: u64 = 8;
/// Loops nested deeper than this count no more.
const MAX_DEPTH: u32 = 6;
/// A local set in a loop counts this much more than one read.
const SET_WEIGHT: u64 = 3;
/// What the load behind a call costs, in the same measure.
const CALL_WEIGHT: u64 = 2;

/// How often a local is used, weighted.
#[derive(Clone, Copy, Default)]
pub(super) struct Score {
    reads: u64,
    /// In loops only.
    sets: u64,
}

impl Pins {
    /// Chooses by a look over the body.
    pub(super) fn choose(
        scores: &mut Vec<Score>,
        locals: &[Local],
        body: &wasmparser::FunctionBody<'_>,
    ) -> Result<Pins, Error> {
        scores.clear();
        scores.resize(locals.len(), Score::default());
        let mut calls = 0u64;
        let mut blocks: Vec<bool> = Vec::new();
        let mut depth = 0u32;
        let mut looped = false;
        let mut reader = body.get_operators_reader().map_err(unexpected)?;
        while !reader.eof() {
            let weight = LOOP_WEIGHT.pow(depth.min(MAX_DEPTH));
            match reader.read().map_err(unexpected)? {
                Operator::Loop { .. } => {
                    blocks.push(true);
                    depth += 1;
                    looped = true;
                }
                Operator::Block { .. } | Operator::If { .. } => blocks.push(false),
                Operator::End => depth -= u32::from(blocks.pop() == Some(true)),
                Operator::LocalGet { local_index } => scores[local_index as usize].reads += weight,
                Operator::LocalSet { local_index } | Operator::LocalTee { local_index }
                    if depth > 0 =>
                {
                    scores[local_index as usize].sets += weight;
                }
                Operator::Call { .. } | Operator::CallIndirect { .. } => calls += weight,
                _ => {}
            }
        }
        if !looped {
            return Ok(Pins::default());
        }
        let best = |fits: fn(Ty) -> bool| {
            let value = |score: &Score| {
                if score.sets == 0 {
                    0
                } else {
                    score.reads + SET_WEIGHT * score.sets
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
