//! What happens before a program's own work: loading, instantiating, starting, calling.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::child;
use crate::clock::process_cpu_time;
use crate::compare::fastest;
use crate::kernels;
use crate::report::{Cell, Row, Table};
use crate::runtimes::{Failure, Mode, Runtime};

/// `(module (func (export "run") (param i32) (result i32) local.get 0))` without more.
const TINY: &[u8] = b"\0asm\x01\0\0\0\x01\x06\x01\x60\x01\x7f\x01\x7f\x03\x02\x01\0\
    \x07\x07\x01\x03run\0\0\x0a\x06\x01\x04\0\x20\0\x0b";

/// A module whose `run` returns its argument, and one whose `run` calls the host `n` times.
const CALLS_HOST: &str = r#"(module
    (import "host" "step" (func $step (param i32) (result i32)))
    (func (export "run") (param $n i32) (result i32) (local $x i32)
        (loop $more
            (local.set $x (call $step (local.get $x)))
            (br_if $more (i32.lt_u (local.get $x) (local.get $n))))
        (local.get $x)))"#;

/// The same loop without the call, whose time is taken off.
const CALLS_NOTHING: &str = r#"(module
    (func (export "run") (param $n i32) (result i32) (local $x i32)
        (loop $more
            (local.set $x (i32.add (local.get $x) (i32.const 1)))
            (br_if $more (i32.lt_u (local.get $x) (local.get $n))))
        (local.get $x)))"#;

/// A module to load.
pub(crate) struct Input {
    name: String,
    bytes: Vec<u8>,
    /// Bytes of its code section.
    code_bytes: usize,
}

/// The modules in `files`, or the larger ones of the repository.
pub(crate) fn inputs(files: &[PathBuf]) -> Result<Vec<Input>, Failure> {
    let mut inputs = Vec::new();
    for path in files {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        inputs.push(input(name.into_owned(), std::fs::read(path)?)?);
    }
    if files.is_empty() {
        let mut all = kernels::ALL
            .iter()
            .map(|kernel| input(kernel.name.to_owned(), kernel.binary()?.into_owned()))
            .collect::<Result<Vec<_>, _>>()?;
        all.sort_by_key(|input| std::cmp::Reverse(input.code_bytes));
        all.truncate(3);
        inputs = all;
    }
    Ok(inputs)
}

fn input(name: String, bytes: Vec<u8>) -> Result<Input, Failure> {
    let code_bytes = code_section(&bytes).ok_or_else(|| format!("{name} has no code section"))?;
    Ok(Input {
        name,
        bytes,
        code_bytes,
    })
}

/// The size of a module's code section.
fn code_section(bytes: &[u8]) -> Option<usize> {
    const CODE: u8 = 10;
    let mut rest = bytes.strip_prefix(b"\0asm\x01\0\0\0")?;
    loop {
        let (&id, tail) = rest.split_first()?;
        let (mut size, mut shift, mut at) = (0usize, 0, 0);
        loop {
            let byte = *tail.get(at)?;
            at += 1;
            size |= usize::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 || shift > 28 {
                break;
            }
        }
        if id == CODE {
            return Some(size);
        }
        rest = tail.get(at + size..)?;
    }
}

/// How fast modules are loaded: megabytes of code in a second of wall time and of CPU time.
pub(crate) fn load(inputs: &[Input], runtimes: &[Box<dyn Runtime>], rounds: u32) -> Vec<Table> {
    let modes = [
        (Mode::Lazy, "validate, translate later"),
        (Mode::Eager, "validate and translate"),
        (Mode::LazyValidation, "validate later"),
    ];
    let mut wall = Vec::new();
    let mut cpu = Table::start("load", "MB of code per CPU second", names(runtimes));
    for input in inputs {
        for (mode, what) in modes {
            let mut best: Vec<_> = runtimes.iter().map(|_| Best::default()).collect();
            for _ in 0..rounds {
                for (runtime, best) in runtimes.iter().zip(&mut best) {
                    best.measure(|| match runtime.compile(&input.bytes, mode) {
                        Some(Ok(compiled)) => Ok(compiled),
                        Some(Err(error)) => Err(error),
                        None => Err("has no such mode".into()),
                    });
                }
            }
            let megabytes = input.code_bytes as f64 / 1e6;
            let row = |pick: fn(&Best) -> Duration| Row {
                name: format!("{}: {what}", input.name),
                cells: best
                    .iter()
                    .map(|best| best.cell(|| megabytes / pick(best).as_secs_f64()))
                    .collect(),
            };
            cpu.push(row(|best| best.cpu));
            wall.push(row(|best| best.wall));
        }
    }
    cpu.finish();
    let mut table = Table::start(
        "load",
        "MB of code per second of wall time",
        names(runtimes),
    );
    wall.into_iter().for_each(|row| table.push(row));
    table.finish();
    vec![cpu, table]
}

/// How long it takes to make an instance of a module that has been loaded.
pub(crate) fn instantiate(
    inputs: &[Input],
    runtimes: &[Box<dyn Runtime>],
    rounds: u32,
) -> Vec<Table> {
    let mut table = Table::start("instantiate", "CPU µs", names(runtimes));
    for input in inputs {
        let mut best: Vec<_> = runtimes.iter().map(|_| Best::default()).collect();
        for _ in 0..rounds {
            for (runtime, best) in runtimes.iter().zip(&mut best) {
                match runtime.compile(&input.bytes, Mode::Lazy) {
                    Some(Ok(compiled)) => best.measure(|| compiled.instantiate()),
                    Some(Err(error)) => best.fail(error),
                    None => best.fail("has no lazy mode".into()),
                }
            }
        }
        table.push(Row {
            name: input.name.clone(),
            cells: cpu_microseconds(&best),
        });
    }
    table.finish();
    vec![table]
}

/// From the bytes of a module of 40 bytes to the result of the first call: the first
/// time in a process, and when it has been done before.
pub(crate) fn start(runtimes: &[Box<dyn Runtime>], rounds: u32) -> Result<Vec<Table>, Failure> {
    let mut table = Table::start("start", "CPU µs", names(runtimes));
    let mut total: Vec<_> = runtimes.iter().map(|_| Best::default()).collect();
    for _ in 0..rounds * 20 {
        for (runtime, total) in runtimes.iter().zip(&mut total) {
            total.measure(|| match runtime.load(TINY)?.run(7)? {
                7 => Ok(()),
                other => Err(format!("returned {other}").into()),
            });
        }
    }
    table.push(Row {
        name: "to the first result, warm".to_owned(),
        cells: cpu_microseconds(&total),
    });

    let file = std::env::temp_dir().join(format!("benches-{}.wasm", std::process::id()));
    std::fs::write(&file, TINY)?;
    let mut cold: Vec<Result<f64, String>> = runtimes.iter().map(|_| Ok(f64::MAX)).collect();
    for _ in 0..rounds {
        for (runtime, cold) in runtimes.iter().zip(&mut cold) {
            let Ok(best) = cold else { continue };
            match child::run(&["child", runtime.name(), "start"], &file, &[], None) {
                Ok(used) => *best = best.min(used.cpu_ms * 1e3),
                Err(error) => *cold = Err(error.to_string()),
            }
        }
    }
    std::fs::remove_file(&file)?;
    let cells = cold.into_iter().map(|cold| match cold {
        Ok(microseconds) => Cell::Measured(microseconds),
        Err(error) => Cell::Absent(error),
    });
    table.push(Row {
        name: "the same, first in a process".to_owned(),
        cells: cells.collect(),
    });
    table.finish();
    Ok(vec![table])
}

/// Round trips between the host and the guest.
pub(crate) fn calls(runtimes: &[Box<dyn Runtime>], rounds: u32) -> Result<Vec<Table>, Failure> {
    /// Enough for the clock, few enough for a quiet moment.
    const TIMES: i32 = 100_000;
    let mut table = Table::start("calls", "ns a round trip", names(runtimes));
    let nanoseconds = |row: &mut Row| {
        for cell in &mut row.cells {
            if let Cell::Measured(number) = cell {
                *number *= 1e6 / f64::from(TIMES);
            }
        }
    };
    let sum = (0..TIMES).fold(0, i32::wrapping_add);
    let mut into = fastest(
        "host to guest to host".to_owned(),
        runtimes,
        rounds,
        |runtime| runtime.load(TINY),
        |program| expect(program.repeat(TIMES)?, sum),
    );
    nanoseconds(&mut into);
    table.push(into);

    let (with, without) = (wat::parse_str(CALLS_HOST)?, wat::parse_str(CALLS_NOTHING)?);
    let measure = |wasm: &[u8]| {
        let mut row = fastest(
            "guest to host to guest".to_owned(),
            runtimes,
            rounds,
            |runtime| runtime.load(wasm),
            |program| expect(program.run(TIMES)?, TIMES),
        );
        nanoseconds(&mut row);
        row
    };
    let (mut out_of, idle) = (measure(&with), measure(&without));
    for (cell, idle) in out_of.cells.iter_mut().zip(&idle.cells) {
        if let (Cell::Measured(number), Cell::Measured(idle)) = (cell, idle) {
            *number -= idle;
        }
    }
    table.push(out_of);
    table.finish();
    Ok(vec![table])
}

fn expect(result: i32, expected: i32) -> Result<(), Failure> {
    if result == expected {
        Ok(())
    } else {
        Err(format!("returned {result} instead of {expected}").into())
    }
}

/// What a process takes that loads a module from a file and makes an instance.
pub(crate) fn memory(
    files: &[PathBuf],
    runtimes: &[Box<dyn Runtime>],
) -> Result<Vec<Table>, Failure> {
    let mut peak = Table::start("process", "peak MiB", names(runtimes));
    let mut times = Vec::new();
    for file in files {
        let used: Vec<_> = runtimes
            .iter()
            .map(|runtime| child::run(&["child", runtime.name(), "load"], file, &[], None))
            .collect();
        let row = |pick: fn(&child::Used) -> f64| Row {
            name: file_name(file),
            cells: used
                .iter()
                .map(|used| match used {
                    Ok(used) => Cell::Measured(pick(used)),
                    Err(error) => Cell::Absent(error.to_string()),
                })
                .collect(),
        };
        peak.push(row(|used| used.peak_bytes / f64::from(1 << 20)));
        times.push(row(|used| used.cpu_ms));
    }
    peak.finish();
    let mut cpu = Table::start("process", "CPU ms", names(runtimes));
    times.into_iter().for_each(|row| cpu.push(row));
    cpu.finish();
    Ok(vec![peak, cpu])
}

pub(crate) fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

pub(crate) fn names(runtimes: &[Box<dyn Runtime>]) -> Vec<&'static str> {
    runtimes.iter().map(|runtime| runtime.name()).collect()
}

fn cpu_microseconds(best: &[Best]) -> Vec<Cell> {
    best.iter()
        .map(|best| best.cell(|| best.cpu.as_secs_f64() * 1e6))
        .collect()
}

/// The shortest of several measurements, in each clock.
struct Best {
    cpu: Duration,
    wall: Duration,
    error: Option<Failure>,
}

impl Default for Best {
    fn default() -> Best {
        Best {
            cpu: Duration::MAX,
            wall: Duration::MAX,
            error: None,
        }
    }
}

impl Best {
    fn fail(&mut self, error: Failure) {
        self.error = Some(error);
    }

    /// Measures `work` unless it has failed before. What it gives is dropped untimed.
    fn measure<R>(&mut self, work: impl FnOnce() -> Result<R, Failure>) {
        if self.error.is_some() {
            return;
        }
        let (wall, cpu) = (Instant::now(), process_cpu_time());
        let result = work();
        let (wall, cpu) = (wall.elapsed(), process_cpu_time() - cpu);
        match result {
            Ok(_) => {
                self.wall = self.wall.min(wall);
                self.cpu = self.cpu.min(cpu);
            }
            Err(error) => self.fail(error),
        }
    }

    fn cell(&self, number: impl FnOnce() -> f64) -> Cell {
        match &self.error {
            Some(error) => Cell::Absent(error.to_string()),
            None => Cell::Measured(number()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{TINY, code_section};

    #[test]
    fn the_code_section_is_found() {
        assert_eq!(code_section(TINY), Some(6));
        assert_eq!(code_section(&TINY[..20]), None);
        assert_eq!(code_section(b"\0asm\x01\0\0\0"), None);
    }
}
