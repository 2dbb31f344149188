//! What can go wrong, and the exit code for it.

use std::fmt;
use std::io;
use std::path::Path;

use sanderling::{Engine, Error, ErrorKind, Module, Trap};

/// A reason to stop. Shown after `error: `.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What was asked for cannot be done.
    Usage(String),
    /// The running guest has been stopped.
    Guest(Error),
    /// Standard output does not take our output.
    Output(io::Error),
}

impl Failure {
    /// The code for the shell: 1, or that of a process which aborts (128 + `SIGABRT`),
    /// or that of `timeout` where the time is over.
    pub(crate) fn exit_code(&self) -> i32 {
        match self {
            Self::Usage(_) | Self::Output(_) => 1,
            Self::Guest(error) if error.as_trap() == Some(Trap::Timeout) => 124,
            Self::Guest(_) => 134,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(message) => f.write_str(message),
            Self::Guest(error) => sanderling_dwarf::Traced(error).fmt(f),
            Self::Output(error) => write!(f, "standard output: {error}"),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// The module in a file.
pub(crate) fn load(engine: &Engine, file: &Path) -> Result<Module, Failure> {
    Module::from_file(engine, file).map_err(|error| match error.kind() {
        // An error of the system names the file itself.
        ErrorKind::Host(_) => Failure::Usage(error.to_string()),
        _ => Failure::Usage(format!("{}: {error}", file.display())),
    })
}
