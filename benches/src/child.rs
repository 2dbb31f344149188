//! Measurements of whole processes: this program runs itself.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::clock::process_cpu_time;
use crate::runtimes::{Failure, all};

/// What a process has used.
pub(crate) struct Used {
    pub(crate) cpu_ms: f64,
    pub(crate) peak_bytes: f64,
    /// What the program wrote to its standard output.
    #[cfg_attr(
        not(feature = "wasi"),
        expect(dead_code, reason = "only programs write")
    )]
    pub(crate) output: Vec<u8>,
}

/// The last line on standard error begins with this.
const MARK: &str = "used:";

/// Runs this program with `arguments`, `file` and `rest`, in `directory`.
pub(crate) fn run(
    arguments: &[&str],
    file: &Path,
    rest: &[String],
    directory: Option<&Path>,
) -> Result<Used, Failure> {
    let mut command = Command::new(std::env::current_exe()?);
    command
        .args(arguments)
        .arg(std::path::absolute(file)?)
        .arg("--")
        .args(rest)
        .stdin(Stdio::null());
    if let Some(directory) = directory {
        command.current_dir(directory);
    }
    let output = command.output()?;
    let messages = String::from_utf8_lossy(&output.stderr);
    let last = messages.lines().last().unwrap_or_default();
    let numbers: Vec<f64> = last
        .strip_prefix(MARK)
        .map(|line| {
            line.split_whitespace()
                .filter_map(|n| n.parse().ok())
                .collect()
        })
        .unwrap_or_default();
    match numbers[..] {
        [cpu_ms, peak_bytes] => Ok(Used {
            cpu_ms,
            peak_bytes,
            output: output.stdout,
        }),
        _ => Err(format!("{}: {last}", output.status).into()),
    }
}

/// What such a process is to do with its file.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Task {
    /// Load it and make an instance.
    Load,
    /// The same, and a call of `run`: tells the CPU time of that alone.
    Start,
    /// Run it as a WASI program.
    Program,
}

/// What such a process does in the engine of this name. It tells on standard error
/// what it has used.
pub(crate) fn work(engine: &str, task: Task, file: &Path, args: &[String]) -> Result<i32, Failure> {
    let runtimes = all();
    let runtime = runtimes
        .iter()
        .find(|runtime| runtime.name() == engine)
        .ok_or("no such engine")?;
    let mut before = Duration::ZERO;
    let code = match task {
        Task::Load => {
            runtime.load(&std::fs::read(file)?)?;
            0
        }
        Task::Start => {
            let wasm = std::fs::read(file)?;
            before = process_cpu_time();
            runtime.load(&wasm)?.run(7)?;
            0
        }
        Task::Program => {
            let mut all = vec![crate::phases::file_name(file)];
            all.extend_from_slice(args);
            runtime.run_program(file, &all)?
        }
    };
    let cpu_ms = (process_cpu_time() - before).as_secs_f64() * 1e3;
    eprintln!("\n{MARK} {cpu_ms} {}", peak_bytes().unwrap_or_default());
    Ok(code)
}

/// The most memory that this process has had, as Linux counts it.
fn peak_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes * 1024)
}
