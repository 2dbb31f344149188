//! Compares engines on the kernels of `kernels/`; README.md tells how to read the result.

mod clock;
mod compare;
mod kernels;
mod report;
mod runtimes;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::kernels::Kernel;

#[derive(Parser)]
#[command(name = "benches", about = "Benchmarks of WebAssembly engines")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measure every kernel in every engine, and print the ratios of CPU time
    Compare(CompareArgs),
}

#[derive(Args)]
struct CompareArgs {
    /// Kernels to measure, separated by commas [default: all]
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', value_parser = kernels::named)]
    only: Vec<&'static Kernel>,
    /// Measured calls of each kernel in each engine; the fastest counts
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Write the results to this file as well
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    match Cli::parse().command {
        Command::Compare(args) => compare(args),
    }
}

fn compare(args: CompareArgs) -> Result<ExitCode, Box<dyn Error>> {
    let runtimes = runtimes::all();
    let kernels = if args.only.is_empty() {
        kernels::ALL.iter().collect()
    } else {
        args.only
    };

    let names: Vec<_> = runtimes.iter().map(|runtime| runtime.name()).collect();
    report::print_header(&names);
    let mut rows = Vec::new();
    for kernel in kernels {
        let row = compare::measure(kernel, &runtimes, args.rounds);
        report::print_row(&names, &row);
        rows.push(row);
    }
    report::print_geomeans(&names, &rows);
    if let Some(path) = args.json {
        let text = serde_json::to_string_pretty(&report::json(&names, args.rounds, &rows))?;
        std::fs::write(path, text + "\n")?;
    }

    let all_measured = rows.iter().all(|row| row.times.iter().all(Result::is_ok));
    Ok(if all_measured {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
