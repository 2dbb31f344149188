//! Makes a case small that shows something.

use crate::body::Parts;
use crate::case::{Case, Shape};

/// What a run of operators is tried to be replaced by.
const REPLACEMENTS: &[&[&[u8]]] = &[
    &[],
    &[&[0x00]],
    &[&[0x1a]],
    &[&[0x41, 0]],
    &[&[0x42, 0]],
    &[&[0x1a], &[0x1a]],
    &[&[0x1a], &[0x41, 0]],
    &[&[0x1a], &[0x42, 0]],
    &[&[0x43, 0, 0, 0, 0]],
    &[&[0x44, 0, 0, 0, 0, 0, 0, 0, 0]],
    &[&[0x1a], &[0x43, 0, 0, 0, 0]],
    &[&[0x1a], &[0x44, 0, 0, 0, 0, 0, 0, 0, 0]],
    &[&[0x1a], &[0x1a], &[0x41, 0]],
    &[&[0x1a], &[0x1a], &[0x42, 0]],
    &[&[0x1a], &[0x1a], &[0x1a]],
];

/// The smallest case found that still is `interesting`, within so many questions.
pub fn shrink(case: &Case, mut budget: usize, interesting: impl Fn(&Case) -> bool) -> Case {
    let mut best = case.clone();
    // Whether a smaller one will do; takes it if so.
    let mut ask = |best: &mut Case, smaller: Case| {
        if budget == 0 || !interesting(&smaller) {
            budget = budget.saturating_sub(1);
            return false;
        }
        budget -= 1;
        *best = smaller;
        true
    };
    loop {
        let before = (best.wasm.len(), best.calls.len());
        calls(&mut best, &mut ask);
        bodies(&mut best, &mut ask);
        operators(&mut best, &mut ask);
        sections(&mut best, &mut ask);
        if (best.wasm.len(), best.calls.len()) == before {
            return best;
        }
    }
}

type Ask<'a> = &'a mut dyn FnMut(&mut Case, Case) -> bool;

/// The case with another module, its exports read anew.
fn with(case: &Case, wasm: Vec<u8>) -> Option<Case> {
    let shape = Shape::of(&wasm).ok()?;
    let mut smaller = case.clone();
    smaller.state.retain(|name| shape.state.contains(name));
    smaller
        .calls
        .retain(|call| shape.funcs.iter().any(|func| func.name == call.func));
    smaller.shape = shape;
    smaller.wasm = wasm;
    Some(smaller)
}

/// Leaves out calls, many at a time and then one by one.
fn calls(best: &mut Case, ask: Ask<'_>) {
    let mut size = best.calls.len();
    while size > 0 {
        let mut at = 0;
        while at < best.calls.len() {
            let mut smaller = best.clone();
            let end = (at + size).min(smaller.calls.len());
            smaller.calls.drain(at..end);
            if !ask(best, smaller) {
                at += size;
            }
        }
        size /= 2;
    }
}

/// Empties whole functions.
fn bodies(best: &mut Case, ask: Ask<'_>) {
    let Some(parts) = Parts::of(&best.wasm) else {
        return;
    };
    for f in 0..parts.bodies.len() {
        let Some(mut parts) = Parts::of(&best.wasm) else {
            return;
        };
        if parts.bodies[f].operators.len() > 2 {
            parts.bodies[f].operators = vec![vec![0x00], vec![0x0b]];
            parts.bodies[f].locals = vec![0];
            let smaller = parts.valid().and_then(|wasm| with(best, wasm));
            if let Some(smaller) = smaller {
                ask(best, smaller);
            }
        }
    }
}

/// Replaces runs of operators by less, long runs first.
fn operators(best: &mut Case, ask: Ask<'_>) {
    let Some(mut parts) = Parts::of(&best.wasm) else {
        return;
    };
    for f in 0..parts.bodies.len() {
        let mut size = parts.bodies[f].operators.len();
        while size > 0 {
            let mut at = 0;
            while at + size < parts.bodies[f].operators.len() {
                let old: usize = parts.bodies[f].operators[at..at + size]
                    .iter()
                    .map(Vec::len)
                    .sum();
                let mut done = false;
                for replacement in REPLACEMENTS {
                    let new: usize = replacement.iter().map(|bytes| bytes.len()).sum();
                    if new >= old || replacement.len() > size {
                        continue;
                    }
                    let mut changed = parts.clone();
                    let new = replacement.iter().map(|bytes| bytes.to_vec());
                    changed.bodies[f].operators.splice(at..at + size, new);
                    let smaller = changed.valid().and_then(|wasm| with(best, wasm));
                    if smaller.is_some_and(|smaller| ask(best, smaller)) {
                        parts = changed;
                        done = true;
                        break;
                    }
                }
                if !done {
                    at += 1.max(size / 2);
                }
            }
            size = if size > 12 { size * 2 / 3 } else { size - 1 };
        }
    }
}

/// Leaves out sections, and the end of the code: functions that nobody names.
fn sections(best: &mut Case, ask: Ask<'_>) {
    let mut at = 0;
    while let Some(mut parts) = Parts::of(&best.wasm) {
        if at >= parts.sections.len() {
            return;
        }
        let (id, _) = parts.sections.remove(at);
        if id == 10 {
            at += 1;
            continue;
        }
        let smaller = parts.valid().and_then(|wasm| with(best, wasm));
        if !smaller.is_some_and(|smaller| ask(best, smaller)) {
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::differential::Panel;
    use crate::generate::Generator;

    /// A wrong result in a large program is shown by a few operators.
    #[test]
    fn a_mismatch_becomes_small() {
        let panel = Panel::new(&["wrong"]).expect("the oracle");
        let case = (1..)
            .filter_map(|seed| Generator::Program.case(seed))
            .find(|case| case.wasm.len() > 1000 && panel.disagrees("wrong", case))
            .expect("there is one");
        let small = shrink(&case, 2000, |case| panel.disagrees("wrong", case));
        assert!(panel.disagrees("wrong", &small));
        assert_eq!(small.calls.len(), 1);
        let count = |case: &Case| -> usize {
            let parts = Parts::of(&case.wasm).expect("parts");
            parts.bodies.iter().map(|body| body.operators.len()).sum()
        };
        let (before, after) = (count(&case), count(&small));
        assert!(4 * after < before, "{before} and {after}");
    }
}
