//! Runs the official WebAssembly testsuite against Sanderling.

use std::borrow::Cow;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::Ordering;

use clap::{Parser, ValueEnum};
use sanderling::{CompilationMode, Config, Engine};
use spec_tests::expected::{Expected, glob};
use spec_tests::report::Counts;
use spec_tests::suite::{self, Script};

/// Runs the official WebAssembly testsuite against Sanderling.
///
/// Prints a row a group, and what fails on standard error.
#[derive(Parser)]
#[command(name = "spec-tests")]
struct Args {
    /// Take the scripts from this directory instead of the built-in testsuite
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,

    /// Run this group only
    #[arg(long, value_name = "NAME")]
    group: Option<String>,

    /// When functions are translated
    #[arg(long, value_enum, default_value_t = Mode::Lazy)]
    mode: Mode,

    /// Neither fold operands nor fuse operations
    #[arg(long)]
    no_fusion: bool,

    /// Meter fuel, and tell how much all scripts together have consumed
    #[arg(long)]
    fuel: bool,

    /// Let guests be interrupted
    #[arg(long)]
    interruptible: bool,

    /// Scripts of the testsuite (`i32`, `i32.wast`, `wasm-v3/i32.wast`, `simd_*`) or
    /// files on disk; all scripts if there are none
    #[arg(value_name = "FILE")]
    files: Vec<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Mode {
    /// At their first call
    Lazy,
    /// With their module
    Eager,
}

impl From<Mode> for CompilationMode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Lazy => Self::Lazy,
            Mode::Eager => Self::Eager,
        }
    }
}

fn main() -> ExitCode {
    match try_main(&Args::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn try_main(args: &Args) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let config = Config::new()
        .compilation(args.mode.into())
        .fusion(!args.no_fusion)
        .consume_fuel(args.fuel)
        .interruptible(args.interruptible);
    let scripts = select(args)?;
    let width = scripts.iter().map(|s| s.group.len()).max().unwrap_or(0);
    let width = width.max("group".len());
    println!(
        "{:width$}  {:>7}  {:>7}  {:>7}",
        "group", "passed", "failed", "skipped"
    );
    let expected = Expected::current();
    let mut total = Counts::default();
    for group in scripts.chunk_by(|a, b| a.group == b.group) {
        let features = suite::features(&group[0].group);
        let engine = Engine::new(&config.clone().features(features))?;
        let counts = match group[0].group.as_str() {
            ON_DISK => run_group(&engine, &Expected::default(), group),
            _ => run_group(&engine, &expected, group),
        };
        let Counts {
            passed,
            failed,
            skipped,
        } = counts;
        let name = &group[0].group;
        println!("{name:width$}  {passed:>7}  {failed:>7}  {skipped:>7}");
        total += counts;
    }
    println!("{total}");
    if args.fuel {
        println!(
            "fuel: {}",
            spec_tests::run::CONSUMED_FUEL.load(Ordering::Relaxed)
        );
    }
    Ok(match total.failed {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

/// The group of scripts that are no part of the testsuite.
const ON_DISK: &str = "files";

fn run_group(engine: &Engine, expected: &Expected, group: &[Script]) -> Counts {
    let mut counts = Counts::default();
    for script in group {
        let report = script.check(engine, expected);
        for failure in &report.failures {
            eprintln!("{}:{}: {}", script.path(), failure.line, failure.message);
        }
        counts += report.counts;
    }
    counts
}

/// The scripts that the arguments ask for.
fn select(args: &Args) -> Result<Vec<Script>, Box<dyn std::error::Error>> {
    let mut scripts = match &args.dir {
        Some(dir) => suite::directory(dir)?,
        None => suite::registry(),
    };
    if let Some(group) = &args.group {
        scripts.retain(|script| script.group == *group);
        if scripts.is_empty() {
            return Err(format!("there is no group {group:?}").into());
        }
    }
    if args.files.is_empty() {
        return Ok(scripts);
    }
    let mut wanted = Vec::new();
    for file in &args.files {
        let found = scripts.iter().filter(|script| names(file, script));
        let before = wanted.len();
        wanted.extend(found.cloned());
        if wanted.len() == before {
            let text = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
            wanted.push(Script {
                group: ON_DISK.into(),
                file: file.clone(),
                text: Cow::Owned(text),
            });
        }
    }
    Ok(wanted)
}

/// Whether an argument names a script, with or without its group and its extension.
fn names(pattern: &str, script: &Script) -> bool {
    let pattern = pattern.strip_suffix(".wast").unwrap_or(pattern);
    let file = script.file.strip_suffix(".wast").unwrap_or(&script.file);
    if pattern.contains('/') {
        glob(pattern, &format!("{}/{file}", script.group))
    } else {
        glob(pattern, file)
    }
}
