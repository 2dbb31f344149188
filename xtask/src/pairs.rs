//! Chooses the superinstructions: which two instructions in sequence are worth a
//! handler of their own.
//!
//! Counts neighbours in the disassembly of many modules, those in loops more than
//! others, each module as much as any other, and prints the most frequent ones in
//! the form of `crates/interp/src/code/pairs.rs`. The modules should be large and
//! of many origins, and none of them a benchmark.
//!
//! Behind a pair that ends in a conditional branch stand the ways that lead to a
//! `Charge` in metered code often enough.

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
    /// The second half of a pair.
    is_second: bool,
}

/// A way of a pair leads to a `Charge` often enough for a handler of its own if it is this
/// part of the instructions, with fuel and with a deadline together: with a tenth of that,
/// there were twice as many, for two instructions of a thousand.
const WAY_SHARE: f64 = 5e-5;

/// Adds what `count` counts in the code of each module, as parts of the module's total.
fn count_modules(
    config: &Config,
    files: &[&str],
    count: fn(&str, &mut BTreeMap<String, f64>),
) -> Result<BTreeMap<String, f64>, Box<dyn std::error::Error>> {
    let mut totals: BTreeMap<String, f64> = BTreeMap::new();
    for file in files {
        // Pairs already in the list are shown as two lines all the same.
        let engine = Engine::new(config)?;
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
                count(&text, &mut counts);
            }
        }
        let sum: f64 = counts.values().sum();
        eprintln!("{file}: {} different pairs", counts.len());
        for (pair, weight) in counts {
            *totals.entry(pair).or_default() += weight / sum / files.len() as f64;
        }
    }
    Ok(totals)
}

/// Prints the `count` most frequent pairs of the modules in `files`.
pub(crate) fn run(count: usize, files: &[&str]) -> Result<(), Box<dyn std::error::Error>> {
    let totals = count_modules(&Config::new(), files, count_function)?;
    let mut ways = count_modules(&Config::new().consume_fuel(true), files, count_ways)?;
    for (way, share) in count_modules(&Config::new().interruptible(true), files, count_ways)? {
        *ways.entry(way).or_default() += share;
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
        write!(out, "    {name}")?;
        for way in ["next", "taken", "both"] {
            let share = ways.get(&format!("{name} {way}"));
            let is_frequent = share.is_some_and(|&share| share >= WAY_SHARE);
            if is_frequent || way == "taken" && counted_loops().any(|pair| pair == name) {
                write!(out, " {way}")?;
            }
        }
        writeln!(out, ";")?;
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

/// Where an instruction leads to.
fn places(line: &Line<'_>) -> impl Iterator<Item = usize> {
    let places = line
        .operands
        .split_once("-> ")
        .map_or("", |(_, places)| places);
    places.split(' ').filter_map(|place| place.parse().ok())
}

/// The loops of a function.
struct Loops(BTreeMap<usize, i32>);

impl Loops {
    fn of(lines: &[Line<'_>]) -> Loops {
        let mut loops: BTreeMap<usize, i32> = BTreeMap::new();
        for line in lines {
            for place in places(line).filter(|&place| place <= line.place) {
                *loops.entry(place).or_default() += 1;
                *loops.entry(line.place + 1).or_default() -= 1;
            }
        }
        Loops(loops)
    }

    /// How much an instruction counts.
    fn weight(&self, line: &Line<'_>) -> f64 {
        let depth: i32 = self.0.range(..=line.place).map(|(_, change)| change).sum();
        LOOP_WEIGHT.powi(depth.clamp(0, MAX_DEPTH))
    }
}

fn count_function(text: &str, counts: &mut BTreeMap<String, f64>) {
    let lines: Vec<Line<'_>> = text.lines().filter_map(parse).collect();
    let targets: HashSet<usize> = lines.iter().flat_map(places).collect();
    let loops = Loops::of(&lines);
    for pair in lines.windows(2) {
        let [x, y] = pair else { continue };
        if targets.contains(&y.place) || is_jump(x.op) {
            continue;
        }
        if let (Some(first), Some(second)) = (form(x), form(y)) {
            *counts.entry(format!("{first} {second}")).or_default() += loops.weight(x);
        }
    }
}

/// Counts the pairs at whose end a branch leads to a `Charge`, with the way it does so, and
/// whatever else is executed.
fn count_ways(text: &str, counts: &mut BTreeMap<String, f64>) {
    let lines: Vec<Line<'_>> = text.lines().filter_map(parse).collect();
    let loops = Loops::of(&lines);
    let charges: HashSet<usize> = lines
        .iter()
        .filter(|line| line.op == "Charge")
        .map(|line| line.place)
        .collect();
    for three in lines.windows(3) {
        let [x, y, next] = three else { continue };
        let mut name = String::new();
        if y.is_second
            && (y.op.starts_with("BrIf") || y.op.starts_with("BrUnless"))
            && let (Some(first), Some(second)) = (form(x), form(y))
        {
            let taken = places(y).any(|place| charges.contains(&place));
            let way = match (charges.contains(&next.place), taken) {
                (true, true) => "both",
                (true, false) => "next",
                (false, true) => "taken",
                (false, false) => "none",
            };
            name = format!("{first} {second} {way}");
        }
        *counts.entry(name).or_default() += loops.weight(y);
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
        is_second: op.starts_with('+'),
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
