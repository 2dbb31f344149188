//! `wast`: test scripts.

use std::fs;
use std::path::{Path, PathBuf};

use sanderling::Engine;
use spec_tests::report::{Counts, FileReport};
use spec_tests::run::{KnownFailures, run};

use crate::failure::Failure;

pub(crate) fn run_all(files: &[PathBuf]) -> Result<i32, Failure> {
    let engine = Engine::default();
    let mut total = Counts::default();
    for file in files {
        total += run_one(&engine, file)?;
    }
    println!("{total}");
    Ok(i32::from(total.failed > 0))
}

fn run_one(engine: &Engine, file: &Path) -> Result<Counts, Failure> {
    let name = file.display();
    let text =
        fs::read_to_string(file).map_err(|error| Failure::Usage(format!("{name}: {error}")))?;
    let report = FileReport::new(run(engine, &text, &KnownFailures::new()));
    for failure in &report.failures {
        eprintln!("{name}:{}: {}", failure.line, failure.message);
    }
    Ok(report.counts)
}
