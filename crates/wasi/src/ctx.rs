//! What a guest gets from its host: arguments, environment, streams, directories,
//! clocks, random bytes. The builder collects it, the context holds it open.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use cap_fs_ext::FollowSymlinks;
use cap_std::ambient_authority;
use cap_std::fs::Dir;

use crate::clock::{CallbackClock, Clock, ClockId, FixedClock, SystemClock};
use crate::dir::{self, DirHandle};
use crate::fd_table::{Access, Descriptor, FdTable};
use crate::random::{Random, Xoshiro};
use crate::stdio::{
    self, Abort, INTERRUPT_SLICE, Input, InputKind, Output, OutputKind, Stream, StreamError,
    Waiting,
};
use crate::sys::{self, StdStream};
use crate::types::{Errno, Rights};

/// A question of the host's: should the guest stop waiting?
type Question = Box<dyn Fn() -> bool + Send + Sync>;

/// Answers whether the guest should stop waiting.
#[derive(Default)]
pub(crate) struct InterruptCheck {
    /// The embedder's question.
    asked: Option<Question>,
    /// The engine's.
    watched: Option<Question>,
    /// When the guest's time is over.
    deadline: Option<Instant>,
}

impl InterruptCheck {
    /// Whether it should.
    pub(crate) fn is_wanted(&self) -> bool {
        self.deadline
            .is_some_and(|deadline| Instant::now() >= deadline)
            || [&self.asked, &self.watched]
                .into_iter()
                .flatten()
                .any(|question| question())
    }
}

/// How many descriptors a guest may have open unless told otherwise.
const DEFAULT_MAX_FDS: usize = 1024;

/// The state of WASI for one guest.
///
/// Made by [`WasiCtxBuilder::build`]; put into the store's data and found there by
/// the functions that [`crate::add_to_linker`] defines.
///
/// ```
/// use sanderling_wasi::WasiCtxBuilder;
/// let ctx = WasiCtxBuilder::new().args(["prog", "-v"]).env("HOME", "/").build()?;
/// # let _ = ctx;
/// # Ok::<(), sanderling_wasi::BuildError>(())
/// ```
pub struct WasiCtx {
    pub(crate) args: Vec<String>,
    /// `NAME=value` each.
    pub(crate) env: Vec<String>,
    pub(crate) fds: FdTable,
    pub(crate) clock: Box<dyn Clock>,
    pub(crate) random: Random,
    pub(crate) interrupt: Option<InterruptCheck>,
    abort: Option<Abort>,
    /// Of a context that threads share: how long the present call has waited already.
    /// It does not wait here, where it would keep the other threads from the context.
    waited: Option<Duration>,
    /// The present call would have waited, and is to be made again.
    postponed: bool,
}

impl fmt::Debug for WasiCtx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WasiCtx")
            .field("args", &self.args)
            .field("env", &self.env)
            .field("fds", &self.fds)
            .finish_non_exhaustive()
    }
}

impl WasiCtx {
    /// Takes the reason for which a stream's callback ended the guest.
    ///
    /// The linked functions do this by themselves, and fail with it.
    ///
    /// ```
    /// let mut ctx = sanderling_wasi::WasiCtxBuilder::new().build()?;
    /// // Nothing has run, so no callback has ended it.
    /// assert!(ctx.take_abort().is_none());
    /// # Ok::<(), sanderling_wasi::BuildError>(())
    /// ```
    pub fn take_abort(&mut self) -> Option<Abort> {
        self.abort.take()
    }

    /// The errno for a stream's answer; an abort is kept for the caller to find.
    pub(crate) fn settle<R>(&mut self, result: Result<R, StreamError>) -> Result<R, Errno> {
        result.map_err(|error| match error {
            StreamError::Abort(abort) => {
                self.abort = Some(abort);
                Errno::Io
            }
            StreamError::Later => self.postpone(),
            StreamError::Errno(errno) => errno,
        })
    }

    /// The time on one of the clocks.
    pub(crate) fn now(&mut self, id: ClockId) -> Result<u64, Errno> {
        let now = self.clock.now(id).map_err(StreamError::from);
        self.settle(now)
    }

    /// Begins a call. One of a thread that shares the context with others, or that is to
    /// yield, does not wait here, but has waited so long and is to be made again.
    pub(crate) fn begin(&mut self, waited: Option<Duration>) {
        self.waited = waited;
        self.postponed = false;
    }

    /// Whether the call is to be made again.
    pub(crate) fn is_postponed(&self) -> bool {
        self.postponed
    }

    /// The present call is to be made again.
    pub(crate) fn postpone(&mut self) -> Errno {
        self.postponed = true;
        Errno::Again
    }

    /// What to do where something is not ready.
    pub(crate) fn waiting(&self) -> Waiting {
        match self.waited {
            None => Waiting::Here,
            Some(_) => Waiting::Later,
        }
    }

    /// Nanoseconds since the present call began.
    pub(crate) fn waited(&self) -> u64 {
        let waited = self.waited.unwrap_or_default();
        u64::try_from(waited.as_nanos()).unwrap_or(u64::MAX)
    }

    /// Ends waiting at a deadline, and when the answer to a question, which is made the
    /// first time, is yes.
    pub(crate) fn watch(&mut self, deadline: Option<Instant>, question: impl FnOnce() -> Question) {
        let check = self.interrupt.get_or_insert_default();
        check.deadline = deadline;
        check.watched.get_or_insert_with(question);
    }

    /// Waits without doing anything else.
    pub(crate) fn sleep(&mut self, duration: Duration) -> Result<(), Errno> {
        if self.clock.wait(duration) {
            return Ok(());
        }
        let Some(interrupt) = &self.interrupt else {
            std::thread::sleep(duration);
            return Ok(());
        };
        let start = Instant::now();
        loop {
            stdio::check(Some(interrupt))?;
            let left = duration.saturating_sub(start.elapsed());
            if left.is_zero() {
                return Ok(());
            }
            std::thread::sleep(left.min(INTERRUPT_SLICE));
        }
    }
}

/// Collects what a guest gets. Nothing is opened before [`WasiCtxBuilder::build`].
///
/// A new builder gives the guest nothing: no arguments, no environment, empty
/// input, output that is thrown away, no directory; the system's clocks and
/// random numbers.
///
/// ```
/// use sanderling_wasi::{Access, Input, Output, OutputBuffer, WasiCtxBuilder};
///
/// let stdout = OutputBuffer::new();
/// let ctx = WasiCtxBuilder::new()
///     .arg("wc")
///     .env("LANG", "C")
///     .stdin(Input::bytes("one two\n"))
///     .stdout(Output::buffer(&stdout))
///     .inherit_stderr()
///     .preopened_dir(std::env::temp_dir(), "/tmp", Access::ReadOnly)
///     .build()?;
/// # let _ = ctx;
/// # Ok::<(), sanderling_wasi::BuildError>(())
/// ```
pub struct WasiCtxBuilder {
    args: Vec<String>,
    env: Vec<(String, String)>,
    stdin: Input,
    stdout: Output,
    stderr: Output,
    preopens: Vec<Preopen>,
    clock: Option<Box<dyn Clock>>,
    random: Random,
    interrupt: Option<InterruptCheck>,
    max_fds: usize,
}

#[derive(Debug)]
struct Preopen {
    host: PathBuf,
    guest: String,
    access: Access,
}

impl fmt::Debug for WasiCtxBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WasiCtxBuilder")
            .field("args", &self.args)
            .field("env", &self.env)
            .field("preopens", &self.preopens)
            .finish_non_exhaustive()
    }
}

impl Default for WasiCtxBuilder {
    fn default() -> Self {
        WasiCtxBuilder::new()
    }
}

impl WasiCtxBuilder {
    /// A builder that gives the guest nothing yet.
    ///
    /// ```
    /// use sanderling_wasi::WasiCtxBuilder;
    ///
    /// assert!(WasiCtxBuilder::new().build().is_ok());
    /// ```
    pub fn new() -> Self {
        WasiCtxBuilder {
            args: Vec::new(),
            env: Vec::new(),
            stdin: Input::null(),
            stdout: Output::null(),
            stderr: Output::null(),
            preopens: Vec::new(),
            clock: None,
            random: Random::System,
            interrupt: None,
            max_fds: DEFAULT_MAX_FDS,
        }
    }

    /// Adds an argument; the first is the program's name.
    ///
    /// ```
    /// use sanderling_wasi::WasiCtxBuilder;
    ///
    /// assert!(WasiCtxBuilder::new().arg("program").arg("-v").build().is_ok());
    /// assert!(WasiCtxBuilder::new().arg("a\0b").build().is_err());
    /// ```
    #[must_use]
    pub fn arg(mut self, arg: impl Into<String>) -> Self {
        self.args.push(arg.into());
        self
    }

    /// Adds arguments.
    ///
    /// ```
    /// use sanderling_wasi::WasiCtxBuilder;
    ///
    /// assert!(WasiCtxBuilder::new().args(["program", "-v"]).build().is_ok());
    /// ```
    #[must_use]
    pub fn args(mut self, args: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    /// Adds an environment variable, or replaces the one of that name.
    ///
    /// ```
    /// use sanderling_wasi::WasiCtxBuilder;
    ///
    /// assert!(WasiCtxBuilder::new().env("HOME", "/").build().is_ok());
    /// assert!(WasiCtxBuilder::new().env("A=B", "/").build().is_err());
    /// ```
    #[must_use]
    pub fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let (name, value) = (name.into(), value.into());
        match self.env.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => self.env.push((name, value)),
        }
        self
    }

    /// Adds environment variables.
    ///
    /// ```
    /// use sanderling_wasi::WasiCtxBuilder;
    ///
    /// let ctx = WasiCtxBuilder::new().envs([("HOME", "/"), ("LANG", "C")]).build();
    /// assert!(ctx.is_ok());
    /// ```
    #[must_use]
    pub fn envs<N: Into<String>, V: Into<String>>(
        self,
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        variables
            .into_iter()
            .fold(self, |builder, (name, value)| builder.env(name, value))
    }

    /// Sets where standard input comes from.
    ///
    /// ```
    /// use sanderling_wasi::{Input, WasiCtxBuilder};
    ///
    /// assert!(WasiCtxBuilder::new().stdin(Input::bytes("1 2 3")).build().is_ok());
    /// ```
    #[must_use]
    pub fn stdin(mut self, input: Input) -> Self {
        self.stdin = input;
        self
    }

    /// Sets where standard output goes.
    ///
    /// ```
    /// use sanderling_wasi::{Output, OutputBuffer, WasiCtxBuilder};
    ///
    /// let buffer = OutputBuffer::new();
    /// let ctx = WasiCtxBuilder::new().stdout(Output::buffer(&buffer)).build();
    /// assert!(ctx.is_ok());
    /// ```
    #[must_use]
    pub fn stdout(mut self, output: Output) -> Self {
        self.stdout = output;
        self
    }

    /// Sets where standard error goes.
    ///
    /// ```
    /// use sanderling_wasi::{Output, OutputBuffer, WasiCtxBuilder};
    ///
    /// let buffer = OutputBuffer::new();
    /// let ctx = WasiCtxBuilder::new().stderr(Output::buffer(&buffer)).build();
    /// assert!(ctx.is_ok());
    /// ```
    #[must_use]
    pub fn stderr(mut self, output: Output) -> Self {
        self.stderr = output;
        self
    }

    /// Gives the guest this process's standard input.
    ///
    /// ```
    /// use sanderling_wasi::WasiCtxBuilder;
    ///
    /// assert!(WasiCtxBuilder::new().inherit_stdin().build().is_ok());
    /// ```
    #[must_use]
    pub fn inherit_stdin(self) -> Self {
        self.stdin(Input::inherit())
    }

    /// Gives the guest this process's standard output.
    ///
    /// ```
    /// use sanderling_wasi::WasiCtxBuilder;
    ///
    /// assert!(WasiCtxBuilder::new().inherit_stdout().build().is_ok());
    /// ```
    #[must_use]
    pub fn inherit_stdout(self) -> Self {
        self.stdout(Output::inherit())
    }

    /// Gives the guest this process's standard error.
    ///
    /// ```
    /// use sanderling_wasi::WasiCtxBuilder;
    ///
    /// assert!(WasiCtxBuilder::new().inherit_stderr().build().is_ok());
    /// ```
    #[must_use]
    pub fn inherit_stderr(self) -> Self {
        self.stderr(Output::inherit())
    }

    /// Gives the guest all three of this process's standard streams.
    ///
    /// ```
    /// use sanderling_wasi::WasiCtxBuilder;
    ///
    /// assert!(WasiCtxBuilder::new().inherit_stdio().build().is_ok());
    /// ```
    #[must_use]
    pub fn inherit_stdio(self) -> Self {
        self.inherit_stdin().inherit_stdout().inherit_stderr()
    }

    /// Opens a directory of the host for the guest, under a name of its own.
    ///
    /// The guest sees what is in the directory and below, and nothing else: paths
    /// that lead out of it, by `..` or by a symbolic link, are refused. The first
    /// one added has descriptor 3.
    ///
    /// ```
    /// use sanderling_wasi::{Access, WasiCtxBuilder};
    ///
    /// let here = std::env::temp_dir();
    /// let ctx = WasiCtxBuilder::new().preopened_dir(here, "/tmp", Access::ReadOnly).build();
    /// assert!(ctx.is_ok());
    /// let ctx = WasiCtxBuilder::new().preopened_dir("no/such/dir", "/", Access::ReadOnly).build();
    /// assert!(ctx.is_err());
    /// ```
    #[must_use]
    pub fn preopened_dir(
        mut self,
        host: impl AsRef<Path>,
        guest: impl Into<String>,
        access: Access,
    ) -> Self {
        self.preopens.push(Preopen {
            host: host.as_ref().to_owned(),
            guest: guest.into(),
            access,
        });
        self
    }

    /// Sets the clocks.
    ///
    /// ```
    /// use sanderling_wasi::{Clock, ClockId, WasiCtxBuilder};
    ///
    /// struct Noon;
    /// impl Clock for Noon {
    ///     fn now(&mut self, _: ClockId) -> std::io::Result<u64> {
    ///         Ok(43_200 * 1_000_000_000)
    ///     }
    ///     fn wait(&mut self, _: std::time::Duration) -> bool {
    ///         true
    ///     }
    /// }
    /// assert!(WasiCtxBuilder::new().clock(Noon).build().is_ok());
    /// ```
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Some(Box::new(clock));
        self
    }

    /// Clocks that stand still, at these times in nanoseconds.
    ///
    /// Waiting for a time on them ends at once.
    ///
    /// ```
    /// use sanderling_wasi::WasiCtxBuilder;
    ///
    /// assert!(WasiCtxBuilder::new().fixed_clock(1_000_000_000, 0).build().is_ok());
    /// ```
    #[must_use]
    pub fn fixed_clock(self, realtime: u64, monotonic: u64) -> Self {
        self.clock(FixedClock {
            realtime,
            monotonic,
        })
    }

    /// Clocks that ask a function; the guest's waits are the system's.
    ///
    /// An error that holds an [`Abort`] ends the guest; others become its errno.
    ///
    /// ```
    /// use sanderling_wasi::{ClockId, WasiCtxBuilder};
    ///
    /// let ctx = WasiCtxBuilder::new()
    ///     .clock_callback(|clock| Ok(if clock == ClockId::Realtime { 7 } else { 0 }))
    ///     .build();
    /// assert!(ctx.is_ok());
    /// ```
    #[must_use]
    pub fn clock_callback(
        self,
        callback: impl FnMut(ClockId) -> io::Result<u64> + Send + 'static,
    ) -> Self {
        self.clock(CallbackClock(callback))
    }

    /// Random bytes that depend on nothing but the seed. Not fit for keys.
    ///
    /// ```
    /// use sanderling_wasi::WasiCtxBuilder;
    ///
    /// assert!(WasiCtxBuilder::new().random_seed(42).build().is_ok());
    /// ```
    #[must_use]
    pub fn random_seed(mut self, seed: u64) -> Self {
        self.random = Random::Seeded(Xoshiro::new(seed));
        self
    }

    /// Sets a question asked every few milliseconds while the guest waits in
    /// `poll_oneoff` or for standard input: `true` ends the wait with `EINTR`.
    ///
    /// The engine's interrupts and deadlines end waiting by themselves, where the engine
    /// was made with `Config::interruptible` or `Config::consume_fuel`.
    ///
    /// ```
    /// use sanderling_wasi::WasiCtxBuilder;
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicBool, Ordering};
    ///
    /// let stop = Arc::new(AtomicBool::new(false));
    /// let asked = stop.clone();
    /// let ctx = WasiCtxBuilder::new().interrupt_check(move || asked.load(Ordering::Relaxed)).build();
    /// assert!(ctx.is_ok());
    /// ```
    #[must_use]
    pub fn interrupt_check(mut self, check: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        self.interrupt.get_or_insert_default().asked = Some(Box::new(check));
        self
    }

    /// Sets how many descriptors may be open at a time (1024 unless set); one more
    /// is `EMFILE`.
    ///
    /// ```
    /// use sanderling_wasi::WasiCtxBuilder;
    ///
    /// assert!(WasiCtxBuilder::new().max_fds(3).build().is_ok());
    /// assert!(WasiCtxBuilder::new().max_fds(2).build().is_err());
    /// ```
    #[must_use]
    pub fn max_fds(mut self, limit: usize) -> Self {
        self.max_fds = limit;
        self
    }

    /// Opens everything.
    ///
    /// # Errors
    ///
    /// A string that WASI cannot express, a directory that cannot be opened, or
    /// more descriptors than allowed: see [`BuildError`].
    ///
    /// ```
    /// use sanderling_wasi::WasiCtxBuilder;
    ///
    /// let ctx = WasiCtxBuilder::new().arg("program").inherit_stdout().build()?;
    /// # Ok::<(), sanderling_wasi::BuildError>(())
    /// ```
    pub fn build(self) -> Result<WasiCtx, BuildError> {
        for arg in &self.args {
            if arg.contains('\0') {
                return Err(BuildError::Nul(arg.clone()));
            }
        }
        let mut env = Vec::with_capacity(self.env.len());
        for (name, value) in self.env {
            if name.is_empty() || name.contains(['=', '\0']) {
                return Err(BuildError::EnvName(name));
            }
            if value.contains('\0') {
                return Err(BuildError::Nul(value));
            }
            env.push(format!("{name}={value}"));
        }

        let mut fds = FdTable::new(self.max_fds);
        let full = |_| BuildError::TooManyFds(self.max_fds);
        let stdin = match self.stdin.0 {
            InputKind::Inherit => inherited(StdStream::In, Rights::FD_READ),
            InputKind::File(file) => Descriptor::host_file(file, Rights::FD_READ),
            InputKind::Stream(stream) => Ok(Descriptor::stream(stream, Rights::FD_READ)),
        };
        fds.insert(stdin.map_err(BuildError::Stdio)?)
            .map_err(full)?;
        for (output, stream) in [(self.stdout, StdStream::Out), (self.stderr, StdStream::Err)] {
            let output = match output.0 {
                OutputKind::Inherit => inherited(stream, Rights::FD_WRITE),
                OutputKind::File(file) => Descriptor::host_file(file, Rights::FD_WRITE),
                OutputKind::Stream(stream) => Ok(Descriptor::stream(stream, Rights::FD_WRITE)),
            };
            fds.insert(output.map_err(BuildError::Stdio)?)
                .map_err(full)?;
        }
        for preopen in self.preopens {
            if preopen.guest.contains('\0') {
                return Err(BuildError::Nul(preopen.guest));
            }
            let dir = open_preopen(&preopen.host).map_err(|source| BuildError::Preopen {
                host: preopen.host,
                source,
            })?;
            let dir = DirHandle::new(dir, Some(preopen.guest));
            fds.insert(Descriptor::preopen(dir, preopen.access))
                .map_err(full)?;
        }

        Ok(WasiCtx {
            args: self.args,
            env,
            fds,
            clock: self.clock.unwrap_or_else(|| Box::new(SystemClock::new())),
            random: self.random,
            interrupt: self.interrupt,
            abort: None,
            waited: None,
            postponed: false,
        })
    }
}

/// Opens a directory of the host.
fn open_preopen(host: &Path) -> io::Result<Dir> {
    let dir = Dir::open_ambient_dir(host, ambient_authority())?;
    dir::open_dir(&dir, ".", FollowSymlinks::No).map_err(io::Error::other)
}

/// One of this process's streams; nothing, where the process has none.
fn inherited(stream: StdStream, direction: Rights) -> io::Result<Descriptor> {
    match sys::process_stream(stream) {
        Ok(file) => Descriptor::host_file(file, direction),
        Err(_) => Ok(Descriptor::stream(Stream::Null, direction)),
    }
}

/// Why a [`WasiCtxBuilder`] could not make a context.
///
/// ```
/// use sanderling_wasi::{BuildError, WasiCtxBuilder};
///
/// let error = WasiCtxBuilder::new().env("", "x").build().unwrap_err();
/// assert!(matches!(error, BuildError::EnvName(_)));
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// An argument, a variable's value or a directory's name contains NUL.
    Nul(String),
    /// An environment variable's name is empty or contains `=` or NUL.
    EnvName(String),
    /// A standard stream cannot be used.
    Stdio(io::Error),
    /// A directory cannot be opened.
    Preopen {
        /// The directory's path on the host.
        host: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The streams and directories alone are more than the descriptors allowed.
    TooManyFds(usize),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BuildError::Nul(text) => write!(f, "{text:?} contains a NUL character"),
            BuildError::EnvName(name) => {
                write!(f, "{name:?} cannot be the name of an environment variable")
            }
            BuildError::Stdio(source) => write!(f, "a standard stream cannot be used: {source}"),
            BuildError::Preopen { host, source } => {
                write!(
                    f,
                    "the directory {} cannot be opened: {source}",
                    host.display()
                )
            }
            BuildError::TooManyFds(limit) => {
                write!(f, "more than {limit} descriptors are open from the start")
            }
        }
    }
}

impl Error for BuildError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            BuildError::Stdio(source) | BuildError::Preopen { source, .. } => Some(source),
            _ => None,
        }
    }
}

/// The guest ended itself, with this exit code.
///
/// `proc_exit` comes out of the engine as this error; a program that returns from
/// its start function gives none, and its code is 0.
///
/// ```
/// use sanderling_wasi::ExitStatus;
/// assert_eq!(ExitStatus(3).code(), 3);
/// assert_eq!(ExitStatus(3).to_string(), "the guest exited with code 3");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ExitStatus(pub i32);

impl ExitStatus {
    /// The exit code; 0 is success.
    ///
    /// ```
    /// assert_eq!(sanderling_wasi::ExitStatus(3).code(), 3);
    /// ```
    pub const fn code(self) -> i32 {
        self.0
    }
}

impl fmt::Display for ExitStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the guest exited with code {}", self.0)
    }
}

impl Error for ExitStatus {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_wasi_cannot_express_is_refused() {
        let nul = WasiCtxBuilder::new().arg("a\0b").build();
        assert!(matches!(nul, Err(BuildError::Nul(_))));
        for name in ["", "A=B", "A\0"] {
            let bad = WasiCtxBuilder::new().env(name, "").build();
            assert!(matches!(bad, Err(BuildError::EnvName(_))), "{name:?}");
        }
        let missing = WasiCtxBuilder::new()
            .preopened_dir("/no/such/directory", "/", Access::ReadOnly)
            .build();
        assert!(matches!(missing, Err(BuildError::Preopen { .. })));
        let few = WasiCtxBuilder::new().max_fds(2).build();
        assert!(matches!(few, Err(BuildError::TooManyFds(2))));
    }

    #[test]
    fn a_later_variable_replaces_an_earlier() {
        let ctx = WasiCtxBuilder::new()
            .envs([("A", "1"), ("B", "2"), ("A", "3")])
            .build()
            .expect("nothing to open");
        assert_eq!(ctx.env, ["A=3", "B=2"]);
    }
}
