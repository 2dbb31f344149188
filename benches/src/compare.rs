//! Measures kernels in several engines.

use crate::clock::thread_cpu_time;
use crate::kernels::{ALL, Kernel};
use crate::phases::names;
use crate::report::{Cell, Row, Table};
use crate::runtimes::{Failure, Program, Runtime};

/// Measures these kernels, or all if none is named.
pub(crate) fn kernels(
    title: &'static str,
    only: &[&'static Kernel],
    runtimes: &[Box<dyn Runtime>],
    rounds: u32,
) -> Table {
    let mut table = Table::start(title, "CPU ms", names(runtimes));
    let all: Vec<_> = ALL.iter().collect();
    for kernel in if only.is_empty() { &all } else { only } {
        table.push(measure(kernel, runtimes, rounds));
    }
    table.finish();
    table
}

/// Times `rounds` calls of `kernel` in each of `runtimes`, in milliseconds; the fastest counts.
fn measure(kernel: &Kernel, runtimes: &[Box<dyn Runtime>], rounds: u32) -> Row {
    let name = kernel.name.to_owned();
    let load = |runtime: &dyn Runtime| runtime.load(&kernel.binary()?);
    let run = |program: &mut dyn Program| {
        let result = program.run(kernel.n)?;
        if result != kernel.expected {
            return Err(format!("returned {result} instead of {}", kernel.expected).into());
        }
        Ok(())
    };
    fastest(name, runtimes, rounds, load, run)
}

/// Runs CoreMark `rounds` times in each engine; the best score counts.
pub(crate) fn coremark(wasm: &[u8], runtimes: &[Box<dyn Runtime>], rounds: u32) -> Row {
    let mut programs: Vec<_> = runtimes.iter().map(|runtime| runtime.load(wasm)).collect();
    let mut best: Vec<Result<f32, Failure>> = programs.iter().map(|_| Ok(0.0)).collect();
    for _ in 0..rounds {
        for (program, best) in programs.iter_mut().zip(&mut best) {
            if let (Ok(program), Ok(so_far)) = (program, &best) {
                *best = program.score().map(|score| score.max(*so_far));
            }
        }
    }
    let cells = programs
        .iter()
        .zip(best)
        .map(|(program, best)| match (program, best) {
            (Err(error), _) => Cell::Absent(error.to_string()),
            (_, Err(error)) => Cell::Failed(error.to_string()),
            (_, Ok(score)) => Cell::Measured(f64::from(score)),
        });
    Row {
        name: "CoreMark".to_owned(),
        cells: cells.collect(),
    }
}

/// Lets the engines take turns in doing `run`, and keeps the fastest of each, in
/// milliseconds of CPU time. What is made by `load` is run once before, untimed:
/// engines may translate at the first call.
pub(crate) fn fastest(
    name: String,
    runtimes: &[Box<dyn Runtime>],
    rounds: u32,
    load: impl Fn(&dyn Runtime) -> Result<Box<dyn Program>, Failure>,
    run: impl Fn(&mut dyn Program) -> Result<(), Failure>,
) -> Row {
    let mut programs: Vec<_> = runtimes.iter().map(|runtime| load(&**runtime)).collect();
    let mut cells: Vec<Cell> = programs
        .iter_mut()
        .map(|program| match program {
            Err(error) => Cell::Absent(error.to_string()),
            Ok(program) => match run(&mut **program) {
                Err(error) => Cell::Failed(error.to_string()),
                Ok(()) => Cell::Measured(f64::INFINITY),
            },
        })
        .collect();
    let mut take_turn = |i: usize| {
        if let (Ok(program), Cell::Measured(fastest)) = (&mut programs[i], &mut cells[i]) {
            let start = thread_cpu_time();
            match run(&mut **program) {
                Ok(()) => *fastest = fastest.min((thread_cpu_time() - start).as_secs_f64() * 1e3),
                Err(error) => cells[i] = Cell::Failed(error.to_string()),
            }
        }
    };
    // Engines take turns, so that a slow phase of the machine meets all of them, and
    // every second round runs backwards, so that none always follows the same other.
    for round in 0..rounds {
        if round % 2 == 0 {
            (0..runtimes.len()).for_each(&mut take_turn);
        } else {
            (0..runtimes.len()).rev().for_each(&mut take_turn);
        }
    }
    Row { name, cells }
}
