//! The command: `sanderling-fuzz differential`, `mutate`, `show`, `shrink`,
//! `stdin`.

use std::io::{self, Read as _};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use sanderling_fuzz::case::Case;
use sanderling_fuzz::crash;
use sanderling_fuzz::differential::{self, Panel, Tally};
use sanderling_fuzz::rng::Rng;
use sanderling_fuzz::shrink::shrink;
use sanderling_fuzz::target::NAMES;

/// Looks for wrong results, panics and aborts in Sanderling.
#[derive(Parser)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Asks several engines about the same modules and compares what they say.
    Differential {
        /// How many modules.
        #[arg(long, default_value_t = 1000)]
        modules: usize,
        /// What they are made from.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// The turn to begin at: to go on where a run of the same seed has ended.
        #[arg(long, default_value_t = 0)]
        first: u64,
        /// Whom to ask besides Sanderling as it is used; all, unless named.
        #[arg(long)]
        oracle: Vec<String>,
        /// One case only, such as `smith:17`.
        #[arg(long)]
        case: Option<String>,
    },
    /// Prints the module of a case as text, and its calls.
    Show {
        /// Such as `smith:17`.
        case: String,
    },
    /// Makes a case small about which an oracle disagrees, and prints it.
    Shrink {
        /// Such as `smith:17`.
        case: String,
        /// Who disagrees.
        #[arg(long)]
        oracle: String,
    },
    /// Gives what stands on the standard input to a target, for fuzzers such as AFL.
    Stdin {
        /// `bytes`, `modules` or `interface`.
        target: String,
    },
    /// Every truncation and every flip of one bit of small modules; then random bytes,
    /// and calls of the interface in any order. Nothing of it may panic.
    Mutate {
        /// How many modules.
        #[arg(long, default_value_t = 50)]
        modules: usize,
        /// How many sequences of calls.
        #[arg(long, default_value_t = 10_000)]
        sequences: u64,
    },
}

fn case(name: &str) -> Result<Case, String> {
    differential::case(name).ok_or_else(|| format!("nothing comes of the case {name:?}"))
}

fn run(args: Args) -> Result<bool, String> {
    match args.command {
        Command::Differential {
            modules,
            seed,
            first,
            oracle,
            case: one,
        } => {
            let panel = Panel::new(&oracle)?;
            let tally = match one {
                Some(name) => {
                    let mut tally = Tally::default();
                    panel.examine(&case(&name)?, &mut tally);
                    tally
                }
                None => {
                    let mut kept = Tally::default();
                    let replayed = differential::replay(&panel, &mut kept);
                    println!("{replayed} kept cases: {kept}");
                    if !kept.mismatches.is_empty() {
                        return Ok(false);
                    }
                    let mut shown = 0;
                    differential::run(&panel, modules, seed, first, |tally| {
                        for mismatch in &tally.mismatches[shown..] {
                            eprintln!("MISMATCH {mismatch}");
                        }
                        shown = tally.mismatches.len();
                        eprintln!(
                            "{} modules, {} calls, {} mismatches, {} undecided, {} of peers",
                            tally.modules,
                            tally.calls,
                            tally.mismatches.len(),
                            tally.undecided.len(),
                            tally.peer_mismatches.len()
                        );
                    })
                }
            };
            println!("{tally}");
            Ok(tally.mismatches.is_empty())
        }
        Command::Stdin { target } => {
            let found = NAMES.iter().find(|(name, _)| *name == target);
            let (_, run) = found.ok_or("there is no such target")?;
            let mut bytes = Vec::new();
            io::stdin()
                .read_to_end(&mut bytes)
                .map_err(|error| error.to_string())?;
            run(&bytes);
            Ok(true)
        }
        Command::Mutate { modules, sequences } => {
            let small = crash::small_modules(modules);
            let survived = crash::mutate(&small, |i| eprintln!("module {i}"))?;
            println!(
                "{} inputs of {} modules, {} of them modules, {} calls: no panic",
                survived.inputs,
                small.len(),
                survived.modules,
                survived.calls
            );
            let (mut errors, mut done) = (0, 0);
            for seed in 0..sequences {
                let bytes = Rng::new(seed).bytes(2000);
                crash::translate(&bytes);
                let (failed, right) = crash::calls_of_the_interface(&bytes);
                errors += failed;
                done += right;
            }
            println!("{sequences} sequences, {errors} errors, {done} calls without: no panic");
            Ok(true)
        }
        Command::Shrink { case: name, oracle } => {
            let panel = Panel::new(&[&oracle])?;
            let case = case(&name)?;
            if !panel.disagrees(&oracle, &case) {
                return Err(format!("{oracle} does not disagree"));
            }
            print(&shrink(&case, 20_000, |case| {
                panel.disagrees(&oracle, case)
            }))?;
            Ok(true)
        }
        Command::Show { case: name } => {
            print(&case(&name)?)?;
            Ok(true)
        }
    }
}

/// A case as text.
fn print(case: &Case) -> Result<(), String> {
    let text = wasmprinter::print_bytes(&case.wasm).map_err(|error| error.to_string())?;
    println!("{text}");
    for call in &case.calls {
        println!(";; {:?} {:?}", call.func, call.args);
    }
    Ok(())
}

fn main() -> ExitCode {
    match run(Args::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}
