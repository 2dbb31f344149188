//! Asks several engines about the same cases and compares what they say.

use std::fmt;

use crate::case::{Audience, Case, seed_of};
use crate::caught::catch;
use crate::generate::Generator;
use crate::oracle::{Classic, Mode, Oracle, V8, Wasmi, Wrong, fused, portable, sibling_in};
use crate::outcome::{Fault, Outcome, Refusal, Report, Strictness, compare};

/// What came of many cases.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Modules that the first oracle ran.
    pub modules: usize,
    /// Calls whose outcomes were compared with at least one other oracle's.
    pub calls: usize,
    /// Calls compared with each oracle, by name.
    pub compared: Vec<(&'static str, usize)>,
    /// Modules that an oracle does not take, or takes without an end.
    pub refused: Vec<(&'static str, usize)>,
    /// Modules that the first oracle refuses and a peer takes.
    pub refused_here: usize,
    /// Cases in which one side ran out of something and the rest was left out.
    pub cut: usize,
    /// Cases that use up their fuel; they are compared in our own modes only.
    pub endless: usize,
    /// Calls that returned, of those that were compared.
    pub returned: usize,
    /// Disagreements with us.
    pub mismatches: Vec<Mismatch>,
    /// Disagreements of a peer with us and another peer.
    pub peer_mismatches: Vec<Mismatch>,
    /// Disagreements of wasmi 2.0 about modules that no other peer takes. It is known to
    /// be wrong about some loops, so these say little by themselves.
    pub undecided: Vec<Mismatch>,
}

/// A disagreement.
#[derive(Clone, Debug)]
pub struct Mismatch {
    /// Who disagrees with the first oracle.
    pub oracle: &'static str,
    /// Where they differ.
    pub what: String,
    /// About what.
    pub case: Case,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.case.origin, self.oracle, self.what)?;
        let call = self
            .what
            .strip_prefix("call ")
            .and_then(|rest| rest.split(':').next()?.parse::<usize>().ok())
            .and_then(|i| self.case.calls.get(i));
        match call {
            Some(call) => write!(f, " (calling {:?} with {:?})", call.func, call.args),
            None => Ok(()),
        }
    }
}

/// The first oracle and those that it is compared with.
pub struct Panel {
    first: Box<dyn Oracle>,
    others: Vec<Box<dyn Oracle>>,
}

/// Names of the oracles that [`Panel::new`] takes.
pub const ORACLES: &[&str] = &[
    "unfused",
    "eager",
    "suspending",
    "trampoline",
    "trampoline-unfused",
    "wasmi",
    "wasmi-0.31",
    "v8",
];

impl Panel {
    /// Sanderling against the oracles of these names; all, if there is none.
    ///
    /// # Errors
    ///
    /// No oracle has one of the names.
    pub fn new(names: &[impl AsRef<str>]) -> Result<Self, String> {
        let chosen: Vec<&str> = match names {
            [] => ORACLES.to_vec(),
            names => names.iter().map(AsRef::as_ref).collect(),
        };
        let mode = |fusion, eager| Mode {
            fusion,
            eager,
            suspending: false,
        };
        let suspending = Mode {
            suspending: true,
            ..mode(true, false)
        };
        let mut others: Vec<Box<dyn Oracle>> = Vec::new();
        for name in chosen {
            others.push(match name {
                "unfused" => Box::new(sibling_in("unfused", mode(false, false))),
                "eager" => Box::new(sibling_in("eager", mode(true, true))),
                "suspending" => Box::new(sibling_in("suspending", suspending)),
                "trampoline" => Box::new(portable("trampoline", mode(true, false))),
                "trampoline-unfused" => Box::new(portable("trampoline-unfused", mode(false, true))),
                "wasmi" => Box::new(Wasmi),
                "wasmi-0.31" => Box::new(Classic),
                "v8" => match V8::find() {
                    Some(engine) => Box::new(engine),
                    // One that was not asked for by name may be missing.
                    None if names.is_empty() => continue,
                    None => return Err("there is no Node.js for v8".to_owned()),
                },
                "wrong" => Box::new(Wrong),
                other => return Err(format!("there is no oracle {other:?}")),
            });
        }
        Ok(Self {
            first: Box::new(fused()),
            others,
        })
    }

    /// One more oracle, from outside of this package.
    pub fn push(&mut self, oracle: Box<dyn Oracle>) {
        self.others.push(oracle);
    }

    /// Asks all about a case.
    pub fn examine(&self, case: &Case, tally: &mut Tally) {
        let mut reports: Vec<(&dyn Oracle, Result<Report, Refusal>)> = Vec::new();
        let peers = |oracle: &dyn Oracle| oracle.strictness() != Strictness::Own;
        let first = ask(&*self.first, case);
        // A peer might not come back from what takes all of our fuel.
        let endless = !case.ends && first.as_ref().is_ok_and(Report::is_out_of_fuel);
        tally.endless += usize::from(endless);
        let unsure = !case.ends && first.is_err();
        let own_only = endless || unsure || case.audience == Audience::Own;
        for oracle in &self.others {
            if !own_only || !peers(&**oracle) {
                reports.push((&**oracle, ask(&**oracle, case)));
            }
        }
        match first {
            Ok(first) => self.compare(case, &first, &reports, tally),
            Err(Refusal::Module(message)) => {
                for (oracle, report) in reports {
                    let taken = report.is_ok_and(|report| report.start.is_none());
                    if taken && oracle.strictness() == Strictness::Own {
                        tally.mismatches.push(Mismatch {
                            oracle: oracle.name(),
                            what: format!("takes what we refuse: {message}"),
                            case: case.clone(),
                        });
                    } else if taken {
                        tally.refused_here += 1;
                    }
                }
            }
            Err(Refusal::Panic(message)) => tally.mismatches.push(Mismatch {
                oracle: self.first.name(),
                what: format!("panic: {message}"),
                case: case.clone(),
            }),
            Err(Refusal::Endless) => {}
        }
    }

    fn compare(
        &self,
        case: &Case,
        first: &Report,
        reports: &[(&dyn Oracle, Result<Report, Refusal>)],
        tally: &mut Tally,
    ) {
        let mut compared = 0;
        let mut cut = false;
        let mut found: Vec<Mismatch> = Vec::new();
        let mut agreeing_peers = 0;
        let mut peers = 0;
        for (oracle, report) in reports {
            let report = match report {
                Ok(report) => report,
                Err(refusal) => {
                    count(&mut tally.refused, oracle.name(), 1);
                    if oracle.strictness() == Strictness::Own {
                        found.push(Mismatch {
                            oracle: oracle.name(),
                            what: format!("refuses what we take: {refusal:?}"),
                            case: case.clone(),
                        });
                    }
                    continue;
                }
            };
            if oracle.strictness() != Strictness::Own {
                // A module that a peer has no room for is one that it does not take.
                if report.start == Some(Fault::Other) && first.start.is_none() {
                    count(&mut tally.refused, oracle.name(), 1);
                    continue;
                }
                peers += 1;
            }
            match compare(first, report, oracle.strictness()) {
                Ok(with) => {
                    count(&mut tally.compared, oracle.name(), with.calls);
                    compared = compared.max(with.calls);
                    cut |= with.cut;
                    agreeing_peers += usize::from(
                        oracle.strictness() != Strictness::Own
                            && !with.cut
                            && report.start.is_none(),
                    );
                }
                Err(what) => found.push(Mismatch {
                    oracle: oracle.name(),
                    what,
                    case: case.clone(),
                }),
            }
        }
        tally.modules += 1;
        tally.calls += compared;
        tally.cut += usize::from(cut);
        tally.returned += first.calls[..compared]
            .iter()
            .filter(|call| matches!(call, Outcome::Values(_)))
            .count();
        for mismatch in found {
            // Peers against each other: the one that is alone is wrong.
            let own = self
                .others
                .iter()
                .find(|oracle| oracle.name() == mismatch.oracle);
            let own = own.is_none_or(|oracle| oracle.strictness() == Strictness::Own);
            if !own && agreeing_peers > 0 {
                tally.peer_mismatches.push(mismatch);
            } else if mismatch.oracle == "wasmi" && peers == 1 {
                tally.undecided.push(mismatch);
            } else {
                tally.mismatches.push(mismatch);
            }
        }
    }

    /// Whether an oracle of this name still disagrees about a case.
    pub fn disagrees(&self, name: &str, case: &Case) -> bool {
        let mut tally = Tally::default();
        self.examine(case, &mut tally);
        let peers = tally.peer_mismatches.iter().chain(&tally.undecided);
        tally
            .mismatches
            .iter()
            .chain(peers)
            .any(|found| found.oracle == name)
    }
}

/// An oracle's answer; a panic is one.
fn ask(oracle: &dyn Oracle, case: &Case) -> Result<Report, Refusal> {
    catch(|| oracle.run(case)).unwrap_or_else(|message| Err(Refusal::Panic(message)))
}

fn count(counts: &mut Vec<(&'static str, usize)>, name: &'static str, more: usize) {
    match counts.iter_mut().find(|(other, _)| *other == name) {
        Some((_, count)) => *count += more,
        None => counts.push((name, more)),
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} modules, {} compared calls, {} of them returned; {} cases cut, {} without an end",
            self.modules, self.calls, self.returned, self.cut, self.endless
        )?;
        for (name, calls) in &self.compared {
            let refused = self.refused.iter().find(|(other, _)| other == name);
            let refused = refused.map_or(0, |(_, count)| *count);
            writeln!(
                f,
                "  {name}: {calls} calls agree, {refused} modules refused"
            )?;
        }
        if self.refused_here > 0 {
            writeln!(
                f,
                "  refused here and taken by peers: {}",
                self.refused_here
            )?;
        }
        for mismatch in &self.peer_mismatches {
            writeln!(f, "PEER MISMATCH {mismatch}")?;
        }
        for mismatch in &self.undecided {
            writeln!(f, "UNDECIDED {mismatch}")?;
        }
        for mismatch in &self.mismatches {
            writeln!(f, "MISMATCH {mismatch}")?;
        }
        write!(
            f,
            "{} mismatches, {} undecided, {} of peers among themselves",
            self.mismatches.len(),
            self.undecided.len(),
            self.peer_mismatches.len()
        )
    }
}

/// Cases that were worth something once: they are run first.
const KEPT: &str = include_str!("../seeds.txt");

/// The case of a name such as `program:17`.
pub fn case(name: &str) -> Option<Case> {
    let (generator, seed) = name.split_once(':')?;
    Generator::of_name(generator)?.case(seed.parse().ok()?)
}

/// Runs the cases that are kept in `seeds.txt`; their number.
pub fn replay(panel: &Panel, tally: &mut Tally) -> usize {
    let names = KEPT.lines().filter(|line| !line.starts_with('#'));
    let names = names.filter_map(|line| line.split_whitespace().next());
    let mut replayed = 0;
    for case in names.filter_map(case) {
        panel.examine(&case, tally);
        replayed += 1;
    }
    replayed
}

/// Runs `modules` modules, made from `seed` from a turn on.
pub fn run(
    panel: &Panel,
    modules: usize,
    seed: u64,
    first: u64,
    mut progress: impl FnMut(&Tally),
) -> Tally {
    let mut tally = Tally::default();
    // A seed of which nothing comes is no module.
    for turn in first..first + 4 * modules as u64 + 100 {
        if tally.modules >= modules {
            break;
        }
        let generator = Generator::of_turn(turn);
        if let Some(case) = generator.case(seed_of(seed, turn)) {
            let known = tally.mismatches.len();
            panel.examine(&case, &mut tally);
            if tally.modules.is_multiple_of(1000) || tally.mismatches.len() > known {
                progress(&tally);
            }
        }
    }
    tally
}
