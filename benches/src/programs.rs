//! Whole WASI programs, each run in a process of its own: CPU time and peak memory.

use std::path::{Path, PathBuf};

use crate::child;
use crate::phases::{file_name, names};
use crate::report::{Cell, Row, Table};
use crate::runtimes::{Failure, Runtime};

/// Runs `file` with `args` in `directory`, `rounds` times in each engine; all must
/// print the same.
pub(crate) fn run(
    file: &Path,
    args: &[String],
    directory: Option<&PathBuf>,
    runtimes: &[Box<dyn Runtime>],
    rounds: u32,
) -> Result<Vec<Table>, Failure> {
    let mut best: Vec<Result<(f64, f64), String>> =
        runtimes.iter().map(|_| Ok((f64::MAX, f64::MAX))).collect();
    let mut expected: Option<Vec<u8>> = None;
    for _ in 0..rounds {
        for (runtime, best) in runtimes.iter().zip(&mut best) {
            let Ok((cpu, peak)) = best else { continue };
            let arguments = ["child", runtime.name(), "program"];
            match child::run(&arguments, file, args, directory.map(|path| &**path)) {
                Ok(used) => {
                    *cpu = cpu.min(used.cpu_ms);
                    *peak = peak.min(used.peak_bytes / f64::from(1 << 20));
                    if *expected.get_or_insert_with(|| used.output.clone()) != used.output {
                        *best = Err("printed something else than the first engine".to_owned());
                    }
                }
                Err(error) => *best = Err(error.to_string()),
            }
        }
    }
    let tables = ["CPU ms, file and all", "peak MiB"]
        .into_iter()
        .enumerate()
        .map(|(kind, unit)| {
            let mut table = Table::start("program", unit, names(runtimes));
            table.push(Row {
                name: format!("{} {}", file_name(file), args.join(" ")),
                cells: best
                    .iter()
                    .map(|best| match best {
                        Ok((cpu, peak)) => Cell::Measured([*cpu, *peak][kind]),
                        Err(error) => Cell::Failed(error.clone()),
                    })
                    .collect(),
            });
            table
        });
    Ok(tables.collect())
}
