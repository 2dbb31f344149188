//! What the standard library and cap-std leave to the operating system.
//!
//! One module per family, chosen here and nowhere else; both have the same
//! functions. Only descriptors that are already open come in: no paths.

#[cfg(not(unix))]
mod other;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub(crate) use other::*;
#[cfg(unix)]
pub(crate) use unix::*;

/// Which of the process's standard streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StdStream {
    In,
    Out,
    Err,
}

/// What a time stamp of a file becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NewTime {
    Keep,
    Now,
    /// Nanoseconds since 1970.
    At(u64),
}

/// What a guest waits for on a descriptor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interest {
    Read,
    Write,
}

/// The state of one descriptor after waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Readiness {
    pub(crate) ready: bool,
    /// The other end of a pipe or connection is gone.
    pub(crate) hangup: bool,
}
