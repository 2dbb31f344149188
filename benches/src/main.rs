//! Compares engines; README.md tells how to read the results.

mod child;
mod clock;
mod compare;
mod kernels;
mod phases;
#[cfg(feature = "wasi")]
mod programs;
mod report;
mod runtimes;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::kernels::Kernel;
use crate::phases::names;
use crate::report::Table;
use crate::runtimes::{Failure, Runtime};

#[derive(Parser)]
#[command(name = "benches", about = "Benchmarks of WebAssembly engines")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Execution: every kernel in every engine
    Compare {
        /// Kernels to measure, separated by commas [default: all]
        #[arg(long, value_name = "NAME,...", value_delimiter = ',', value_parser = kernels::named)]
        only: Vec<&'static Kernel>,
        /// A CoreMark module, see README.md: its score becomes a table as well
        #[arg(long, value_name = "FILE")]
        coremark: Option<PathBuf>,
        #[command(flatten)]
        common: Common,
    },
    /// What it costs that guests can be stopped: every kernel with fuel, and with a deadline
    Budget {
        /// Kernels to measure, separated by commas [default: all]
        #[arg(long, value_name = "NAME,...", value_delimiter = ',', value_parser = kernels::named)]
        only: Vec<&'static Kernel>,
        #[command(flatten)]
        output: Output,
    },
    /// Loading: validation and translation
    Load {
        /// Modules [default: the largest kernels]
        files: Vec<PathBuf>,
        #[command(flatten)]
        common: Common,
    },
    /// Making instances of modules that have been loaded
    Instantiate {
        /// Modules [default: the largest kernels]
        files: Vec<PathBuf>,
        #[command(flatten)]
        common: Common,
    },
    /// From the bytes of a module of 40 bytes to its first result
    Start {
        #[command(flatten)]
        common: Common,
    },
    /// Calls from the host and to the host
    Calls {
        #[command(flatten)]
        common: Common,
    },
    /// Peak memory after loading and instantiating, in a process of its own
    Memory {
        /// Modules
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        common: Common,
    },
    /// A WASI program as a whole, in a process of its own
    #[cfg(feature = "wasi")]
    Program {
        /// The directory that the program sees as `/`
        #[arg(long)]
        dir: Option<PathBuf>,
        #[command(flatten)]
        common: Common,
        file: PathBuf,
        #[arg(last = true)]
        args: Vec<String>,
    },
    /// What the commands above start in a process of its own
    #[command(hide = true)]
    Child {
        engine: String,
        task: child::Task,
        file: PathBuf,
        #[arg(last = true)]
        args: Vec<String>,
    },
}

#[derive(Args)]
struct Common {
    /// Engines to compare with, separated by commas [default: all of this build]
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    peers: Vec<String>,
    #[command(flatten)]
    output: Output,
}

#[derive(Args)]
struct Output {
    /// Measurements of each engine; the best counts
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Write the results to this file as well
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write a chart of the first table to this file
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
}

impl Common {
    /// Measures, writes what was asked for, and fails if an engine was wrong.
    fn run(
        &self,
        measure: impl FnOnce(&[Box<dyn Runtime>]) -> Result<Vec<Table>, Failure>,
    ) -> Result<ExitCode, Failure> {
        let tables = measure(&runtimes::chosen(&self.peers)?)?;
        self.output.write(&tables)
    }
}

impl Output {
    fn write(&self, tables: &[Table]) -> Result<ExitCode, Failure> {
        report::write(tables, self.json.as_deref(), self.svg.as_deref())?;
        Ok(if tables.iter().all(Table::is_sound) {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

fn main() -> Result<ExitCode, Failure> {
    match Cli::parse().command {
        Command::Compare {
            only,
            coremark,
            common,
        } => common.run(|runtimes| {
            let rounds = common.output.rounds;
            let table = compare::kernels("execution", &only, runtimes, rounds);
            let mut tables = vec![table];
            if let Some(path) = coremark {
                let mut table = Table::start("CoreMark", "score", names(runtimes));
                let rounds = rounds.div_ceil(5);
                table.push(compare::coremark(&std::fs::read(path)?, runtimes, rounds));
                tables.push(table);
            }
            Ok(tables)
        }),
        Command::Budget { only, output } => {
            let titles = ["fuel on", "a deadline armed"];
            let measured = titles.iter().zip(runtimes::metered());
            let tables: Vec<_> = measured
                .map(|(title, runtimes)| compare::kernels(title, &only, &runtimes, output.rounds))
                .collect();
            output.write(&tables)
        }
        Command::Load { files, common } => common.run(|runtimes| {
            Ok(phases::load(
                &phases::inputs(&files)?,
                runtimes,
                common.output.rounds,
            ))
        }),
        Command::Instantiate { files, common } => common.run(|runtimes| {
            Ok(phases::instantiate(
                &phases::inputs(&files)?,
                runtimes,
                common.output.rounds,
            ))
        }),
        Command::Start { common } => {
            common.run(|runtimes| phases::start(runtimes, common.output.rounds))
        }
        Command::Calls { common } => {
            common.run(|runtimes| phases::calls(runtimes, common.output.rounds))
        }
        Command::Memory { files, common } => {
            common.run(|runtimes| phases::memory(&files, runtimes))
        }
        #[cfg(feature = "wasi")]
        Command::Program {
            dir,
            common,
            file,
            args,
        } => common.run(|runtimes| {
            programs::run(&file, &args, dir.as_ref(), runtimes, common.output.rounds)
        }),
        Command::Child {
            engine,
            task,
            file,
            args,
        } => {
            let code = child::work(&engine, task, &file, &args)?;
            Ok(ExitCode::from(u8::try_from(code).unwrap_or(u8::MAX)))
        }
    }
}
