//! Chooses the superinstructions: which two instructions in sequence are worth a
//! handler of their own.
//!
//! Counts neighbours in the disassembly of many modules, those in loops more than
//! others, each module as much as any other, and prints the most frequent ones in
//! the form of `crates/interp/src/code/pairs.rs`. The modules should be large and
//! of many origins, and none of them a benchmark.

use sanderling::{Config, Engine, Module};
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

/// How much more a neighbourhood counts with each loop around it.
const LOOP_WEIGHT: f64 = 4.0;
/// Loops nested deeper than this count no more.
const MAX_DEPTH: i32 = 3;

/// An instruction of a disassembly.
struct Line<'a> {
    place: usize,
    op: &'a str,
    operands: &'a str,
}

/// Prints the `count` most frequent pairs of the modules in `files`.
pub(crate) fn run(count: usize, files: &[&str]) -> Result<(), Box<dyn std::error::Error>> {
    let mut totals: BTreeMap<String, f64> = BTreeMap::new();
    for file in files {
        // Pairs already in the list are shown as two lines all the same.
        let engine = Engine::new(&Config::new())?;
        let module = match Module::from_file(&engine, file) {
            Ok(module) => module,
            Err(error) => {
                eprintln!("{file}: {error}");
                continue;
            }
        };
        let mut counts: BTreeMap<String, f64> = BTreeMap::new();
        for index in 0..module.num_functions() {
            if let Ok(text) = module.disassemble(index) {
                count_function(&text, &mut counts);
            }
        }
        let sum: f64 = counts.values().sum();
        eprintln!("{file}: {} different pairs", counts.len());
        for (pair, weight) in counts {
            *totals.entry(pair).or_default() += weight / sum;
        }
    }
    let mut ranked: Vec<(String, f64)> = totals.into_iter().collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    ranked.truncate(count);
    let mut names: Vec<String> = ranked
        .into_iter()
        .map(|(pair, _)| pair)
        .chain(families())
        .collect();
    names.sort_unstable();
    names.dedup();
    let mut out = String::new();
    for name in names {
        writeln!(out, "    {name};")?;
    }
    print!("{out}");
    Ok(())
}

/// Pairs taken without counting: idioms that decide the time of the loops they are
/// in, and are rarely where most code is.
fn families() -> impl Iterator<Item = String> {
    minima().chain(counted_loops()).chain(mixing())
}

/// A comparison of integers and the `select` on its result.
fn minima() -> impl Iterator<Item = String> {
    const COMPARISONS: [&str; 10] = [
        "Eq", "Ne", "LtS", "LtU", "GtS", "GtU", "LeS", "LeU", "GeS", "GeU",
    ];
    const OPERANDS: [&str; 7] = [
        "Slot, Slot",
        "Slot, Imm",
        "Acc, Slot",
        "Acc, Imm",
        "Pin, Slot",
        "Pin, Imm",
        "Pin, Acc",
    ];
    const RESULTS: [&str; 3] = ["Acc", "Both", "Pin"];
    COMPARISONS.iter().flat_map(|comparison| {
        OPERANDS.iter().flat_map(move |operands| {
            RESULTS.iter().map(move |result| {
                format!("Binary<I32{comparison}, {operands}, Acc> Select<Select, Acc, {result}>")
            })
        })
    })
}

/// The end of a loop: a local is advanced, and compared with a bound.
fn counted_loops() -> impl Iterator<Item = String> {
    const STEPS: [&str; 5] = [
        "Slot, Imm",
        "Slot, Slot",
        "Pin, Imm",
        "Pin, Slot",
        "Acc, Imm",
    ];
    const TESTS: [&str; 6] = ["Ne", "Eq", "LtU", "LtS", "GtU", "GtS"];
    const BOUNDS: [&str; 2] = ["Imm", "Slot"];
    ["I32", "I64"].iter().flat_map(|ty| {
        STEPS.iter().flat_map(move |step| {
            TESTS.iter().flat_map(move |test| {
                BOUNDS.iter().flat_map(move |bound| {
                    [("Both", "Acc"), ("Pin", "Pin")]
                        .iter()
                        .map(move |(result, value)| {
                            format!(
                                "Binary<{ty}Add, {step}, {result}> \
                             BranchCompare<BrIf{ty}{test}, {value}, {bound}>"
                            )
                        })
                })
            })
        })
    })
}

/// What hash functions and generators of random numbers are made of: a shifted or
/// rotated value is combined with another one, often itself.
fn mixing() -> impl Iterator<Item = String> {
    const SHIFTED: [(&str, &str); 5] = [
        ("Slot, Imm", "Acc, Slot"),
        ("Acc, Imm", "Acc, Slot"),
        ("Pin, Imm", "Acc, Slot"),
        ("Pin, Imm", "Pin, Acc"),
        ("Slot, Imm", "Pin, Acc"),
    ];
    ["I32", "I64"].iter().flat_map(|ty| {
        SHIFTED.iter().flat_map(move |(first, second)| {
            ["ShrU", "Shl", "Rotl"].iter().flat_map(move |shift| {
                ["Xor", "Add", "Or"].iter().flat_map(move |combine| {
                    ["Acc", "Both", "Pin"].iter().map(move |result| {
                        format!(
                            "Binary<{ty}{shift}, {first}, Acc> \
                             Binary<{ty}{combine}, {second}, {result}>"
                        )
                    })
                })
            })
        })
    })
}

fn count_function(text: &str, counts: &mut BTreeMap<String, f64>) {
    let lines: Vec<Line<'_>> = text.lines().filter_map(parse).collect();
    let mut targets = HashSet::new();
    let mut loops: BTreeMap<usize, i32> = BTreeMap::new();
    for line in &lines {
        let Some((_, places)) = line.operands.split_once("-> ") else {
            continue;
        };
        for place in places
            .split(' ')
            .filter_map(|place| place.parse::<usize>().ok())
        {
            targets.insert(place);
            if place <= line.place {
                *loops.entry(place).or_default() += 1;
                *loops.entry(line.place + 1).or_default() -= 1;
            }
        }
    }
    let depth = |place: usize| loops.range(..=place).map(|(_, change)| change).sum::<i32>();
    for pair in lines.windows(2) {
        let [x, y] = pair else { continue };
        if targets.contains(&y.place) || is_jump(x.op) {
            continue;
        }
        if let (Some(first), Some(second)) = (form(x), form(y)) {
            let weight = LOOP_WEIGHT.powi(depth(x.place).clamp(0, MAX_DEPTH));
            *counts.entry(format!("{first} {second}")).or_default() += weight;
        }
    }
}

fn parse(line: &str) -> Option<Line<'_>> {
    let mut words = line.split_whitespace();
    let place = words.next()?.parse().ok()?;
    let _source = words.next()?;
    let op = words.next()?;
    let rest = line.split_once(op)?.1;
    Some(Line {
        place,
        op: op.trim_start_matches('+'),
        operands: rest,
    })
}

fn is_jump(op: &str) -> bool {
    op.starts_with("Br") || op.starts_with("Return") || matches!(op, "Jump" | "Call" | "CallLazy")
}

/// An instruction's form, as `code/form.rs` names it; none where it cannot be in a pair.
fn form(line: &Line<'_>) -> Option<String> {
    let Line { op, operands, .. } = line;
    let operands = operands.trim();
    let (left, right) = operands.split_once(" <- ").unwrap_or(("", operands));
    let one = |name: &str, a: &str| Some(format!("{name}<{op}, {}>", source(a)?));
    match *op {
        "Jump" => Some("Plain<Jump>".to_owned()),
        "BrTable" => one("Switch", right.split(' ').next()?),
        "BrIf" | "BrUnless" => one("BranchTest", right.split(' ').next()?),
        "ReturnI64" | "ReturnF32" | "ReturnF64" => one("Return", right),
        "Move" | "MoveF32" | "MoveF64" => {
            let to = if left.starts_with("pin") {
                "Pin"
            } else {
                "Both"
            };
            Some(format!("Move<{op}, {}, {to}>", source(right)?))
        }
        "GlobalGet" | "GlobalGetF32" | "GlobalGetF64" => {
            Some(format!("GlobalGet<{op}, {}>", destination(left)?))
        }
        "GlobalSet" | "GlobalSetF32" | "GlobalSetF64" => one("GlobalSet", right),
        "Select" | "SelectF32" | "SelectF64" => Some(format!(
            "Select<{op}, {}, {}>",
            source(right.split(' ').next()?)?,
            destination(left)?
        )),
        _ if op.contains("Far") => None,
        _ if op.starts_with("Br") => {
            let (a, b) = right.split_once(" ->")?.0.split_once(", ")?;
            Some(format!(
                "BranchCompare<{op}, {}, {}>",
                source(a)?,
                source(b)?
            ))
        }
        _ if op.contains("Load") => {
            let form = if op.contains("LoadAdd") {
                "LoadAdd"
            } else {
                "Load"
            };
            Some(format!(
                "{form}<{op}, {}, {}>",
                address(right)?,
                destination(left)?
            ))
        }
        _ if op.contains("Store") => {
            let form = if op.contains("StoreAdd") {
                "StoreAdd"
            } else {
                "Store"
            };
            Some(format!(
                "{form}<{op}, {}, {}>",
                address(left)?,
                source(right)?
            ))
        }
        _ if op.starts_with(['I', 'F']) => match right.split_once(", ") {
            Some((a, b)) => Some(format!(
                "Binary<{op}, {}, {}, {}>",
                source(a)?,
                source(b)?,
                destination(left)?
            )),
            None => Some(format!(
                "Unary<{op}, {}, {}>",
                source(right)?,
                destination(left)?
            )),
        },
        _ => None,
    }
}

fn address(operand: &str) -> Option<&'static str> {
    let inner = operand.strip_prefix('[')?.strip_suffix(']')?;
    match inner.split_once(" + ") {
        Some((a, _)) => source(a),
        None => Some("Imm"),
    }
}

fn source(operand: &str) -> Option<&'static str> {
    match operand {
        "acc" => Some("Acc"),
        "pin" => Some("Pin"),
        _ if operand.starts_with("0x") && operand.ends_with('w') => Some("Wide"),
        _ if operand.starts_with("0x") => Some("Imm"),
        _ if operand.starts_with('s') => Some("Slot"),
        _ => None,
    }
}

fn destination(operand: &str) -> Option<&'static str> {
    match operand {
        "acc" => Some("Acc"),
        _ if operand.starts_with("acc+") => Some("Both"),
        _ if operand.starts_with("pin+") => Some("Pin"),
        _ => None,
    }
}
