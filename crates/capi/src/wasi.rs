//! Configurations of WASI.

use std::fs::File;
use std::io;
use std::path::PathBuf;

use sanderling_wasi::{
    Abort, Access, BuildError, ClockId, Input, Output, OutputBuffer, WasiCtx, WasiCtxBuilder,
};

use crate::boundary::{OutError, array, delete, given, run, run_quiet, text};
use crate::error::{Failure, Misuse};
use crate::host::HostFailure;
use crate::path::host_path;

/// `sanderling_wasi_config_t`.
#[derive(Debug, Default)]
pub(crate) struct WasiConfig {
    args: Vec<String>,
    env: Vec<(String, String)>,
    stdin: Stdin,
    stdout: Stdio,
    stderr: Stdio,
    /// None is the buffer's own default.
    capture_limit: Option<usize>,
    preopens: Vec<Preopen>,
    clock: Clocks,
    random_seed: Option<u64>,
}

/// `sanderling_wasi_read_fn_t`: fills the buffer; how many bytes it wrote there, or the
/// negative of an error's number.
type ReadFn = unsafe extern "C" fn(id: usize, buffer: *mut u8, len: usize) -> i64;

/// `sanderling_wasi_write_fn_t`: 0, or the number by which the host knows an error.
type WriteFn = unsafe extern "C" fn(id: usize, bytes: *const u8, len: usize) -> i64;

/// `sanderling_wasi_clock_fn_t`: writes a time in nanoseconds; 0, or the number by which
/// the host knows an error.
type ClockFn = unsafe extern "C" fn(id: usize, clock: u32, time: *mut u64) -> i64;

#[derive(Debug, Default)]
enum Clocks {
    #[default]
    System,
    /// They stand still at these times, in nanoseconds.
    Fixed(u64, u64),
    Callback(ClockFn, usize),
}

/// A failure of a stream's or a clock's function, which ends the guest.
fn abort(id: i64) -> io::Error {
    let id = u64::try_from(id).unwrap_or(0);
    io::Error::other(Abort::new(HostFailure(id)))
}

#[derive(Debug, Default)]
enum Stdin {
    #[default]
    Null,
    Inherit,
    Bytes(Vec<u8>),
    File(PathBuf),
    Callback(ReadFn, usize),
}

#[derive(Debug, Default)]
enum Stdio {
    #[default]
    Null,
    Inherit,
    Capture,
    File(PathBuf),
    Callback(WriteFn, usize),
}

#[derive(Debug)]
struct Preopen {
    host: PathBuf,
    guest: String,
    access: Access,
}

/// A guest's captured streams.
#[derive(Debug, Default)]
pub(crate) struct Captured {
    pub(crate) stdout: Option<OutputBuffer>,
    pub(crate) stderr: Option<OutputBuffer>,
}

impl WasiConfig {
    /// Opens everything, for one store.
    pub(crate) fn build(&self) -> Result<(WasiCtx, Captured), BuildError> {
        let stdin = match &self.stdin {
            Stdin::Null => Input::null(),
            Stdin::Inherit => Input::inherit(),
            Stdin::Bytes(bytes) => Input::bytes(bytes.clone()),
            Stdin::File(path) => Input::file(File::open(path).map_err(|e| stdio(path, &e))?),
            Stdin::Callback(read, id) => {
                let (read, id) = (*read, *id);
                Input::callback(move |buffer| {
                    // SAFETY: the function is one for such buffers, as who set it has
                    // promised.
                    let count = unsafe { read(id, buffer.as_mut_ptr(), buffer.len()) };
                    usize::try_from(count).map_err(|_| abort(count.saturating_neg()))
                })
            }
        };
        let (stdout, stdout_buffer) = self.output(&self.stdout)?;
        let (stderr, stderr_buffer) = self.output(&self.stderr)?;
        let mut builder = WasiCtxBuilder::new()
            .args(&self.args)
            .envs(self.env.iter().cloned())
            .stdin(stdin)
            .stdout(stdout)
            .stderr(stderr);
        for Preopen {
            host,
            guest,
            access,
        } in &self.preopens
        {
            builder = builder.preopened_dir(host, guest, *access);
        }
        match self.clock {
            Clocks::System => {}
            Clocks::Fixed(realtime, monotonic) => {
                builder = builder.fixed_clock(realtime, monotonic);
            }
            Clocks::Callback(now, id) => {
                builder = builder.clock_callback(move |clock| {
                    let (clock, mut time) = (clock_number(clock), 0);
                    // SAFETY: as for the streams.
                    match unsafe { now(id, clock, &raw mut time) } {
                        0 => Ok(time),
                        error => Err(abort(error)),
                    }
                });
            }
        }
        if let Some(seed) = self.random_seed {
            builder = builder.random_seed(seed);
        }
        let captured = Captured {
            stdout: stdout_buffer,
            stderr: stderr_buffer,
        };
        Ok((builder.build()?, captured))
    }

    fn output(&self, output: &Stdio) -> Result<(Output, Option<OutputBuffer>), BuildError> {
        Ok(match output {
            Stdio::Null => (Output::null(), None),
            Stdio::File(path) => {
                let file = File::create(path).map_err(|e| stdio(path, &e))?;
                (Output::file(file), None)
            }
            Stdio::Callback(write, id) => {
                let (write, id) = (*write, *id);
                let output = Output::callback(move |bytes| {
                    // SAFETY: as in `build`.
                    match unsafe { write(id, bytes.as_ptr(), bytes.len()) } {
                        0 => Ok(()),
                        error => Err(abort(error)),
                    }
                });
                (output, None)
            }
            Stdio::Inherit => (Output::inherit(), None),
            Stdio::Capture => {
                let limit = self.capture_limit;
                let buffer = limit.map_or_else(OutputBuffer::new, OutputBuffer::with_limit);
                (Output::buffer(&buffer), Some(buffer))
            }
        })
    }
}

/// The number of a clock in WASI.
fn clock_number(clock: ClockId) -> u32 {
    match clock {
        ClockId::Realtime => 0,
        ClockId::Monotonic => 1,
        ClockId::ProcessCpuTime => 2,
        ClockId::ThreadCpuTime => 3,
    }
}

/// A stream's file cannot be opened.
fn stdio(path: &std::path::Path, error: &io::Error) -> BuildError {
    let message = format!("{}: {error}", path.display());
    BuildError::Stdio(io::Error::new(error.kind(), message))
}

impl Stdio {
    fn from_code(code: i32) -> Result<Self, Failure> {
        match code {
            0 => Ok(Self::Null),
            1 => Ok(Self::Inherit),
            2 => Ok(Self::Capture),
            _ => Err(no_stdio(code)),
        }
    }
}

fn no_stdio(code: i32) -> Failure {
    let message = format!("a standard stream cannot be {code}");
    Failure::misuse(Misuse::Argument, message)
}

/// Changes a configuration.
fn set(
    config: Option<&mut WasiConfig>,
    error: OutError<'_>,
    change: impl FnOnce(&mut WasiConfig) -> Result<(), Failure>,
) -> i32 {
    run(error, || change(given(config, "config")?))
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_wasi_config_new() -> Box<WasiConfig> {
    Box::default()
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_wasi_config_delete(config: Option<Box<WasiConfig>>) {
    delete(config);
}

/// # Safety
///
/// The pointers are NULL or hold as many bytes as their lengths say.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_wasi_config_add_arg(
    config: Option<&mut WasiConfig>,
    arg: *const u8,
    arg_len: usize,
    error: OutError<'_>,
) -> i32 {
    set(config, error, |config| {
        // SAFETY: the caller promises it.
        let arg = unsafe { text(arg, arg_len, "arg") }?;
        check_nul(arg)?;
        config.args.push(arg.to_owned());
        Ok(())
    })
}

/// # Safety
///
/// As for `sanderling_wasi_config_add_arg`.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_wasi_config_add_env(
    config: Option<&mut WasiConfig>,
    name: *const u8,
    name_len: usize,
    value: *const u8,
    value_len: usize,
    error: OutError<'_>,
) -> i32 {
    set(config, error, |config| {
        // SAFETY: the caller promises it.
        let name = unsafe { text(name, name_len, "name") }?;
        // SAFETY: the caller promises it.
        let value = unsafe { text(value, value_len, "value") }?;
        if name.is_empty() || name.contains(['=', '\0']) {
            return Err(BuildError::EnvName(name.to_owned()).into());
        }
        check_nul(value)?;
        config.env.push((name.to_owned(), value.to_owned()));
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_wasi_config_set_stdin(
    config: Option<&mut WasiConfig>,
    stdio: i32,
    error: OutError<'_>,
) -> i32 {
    set(config, error, |config| {
        config.stdin = match Stdio::from_code(stdio)? {
            Stdio::Null => Stdin::Null,
            Stdio::Inherit => Stdin::Inherit,
            _ => return Err(no_stdio(stdio)),
        };
        Ok(())
    })
}

/// # Safety
///
/// `bytes` is NULL or holds `len` bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_wasi_config_set_stdin_bytes(
    config: Option<&mut WasiConfig>,
    bytes: *const u8,
    len: usize,
    error: OutError<'_>,
) -> i32 {
    set(config, error, |config| {
        // SAFETY: the caller promises it.
        let bytes = unsafe { array(bytes, len, "bytes") }?;
        config.stdin = Stdin::Bytes(bytes.to_vec());
        Ok(())
    })
}

/// # Safety
///
/// `path` is NULL or holds `len` bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_wasi_config_set_stdin_file(
    config: Option<&mut WasiConfig>,
    path: *const u8,
    len: usize,
    error: OutError<'_>,
) -> i32 {
    set(config, error, |config| {
        // SAFETY: the caller promises it.
        config.stdin = Stdin::File(host_path(unsafe { array(path, len, "path") }?)?);
        Ok(())
    })
}

/// # Safety
///
/// `read` can be called with `id`, a buffer and its length for as long as a store made with
/// the configuration lives, on the thread that runs it.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_wasi_config_set_stdin_callback(
    config: Option<&mut WasiConfig>,
    read: Option<ReadFn>,
    id: usize,
    error: OutError<'_>,
) -> i32 {
    set(config, error, |config| {
        config.stdin = Stdin::Callback(given(read, "read")?, id);
        Ok(())
    })
}

/// What standard output and standard error have, of which each writes to one of several
/// places.
macro_rules! outputs {
    ($($stream:ident: $set:ident, $set_file:ident, $set_callback:ident;)*) => { $(
        #[unsafe(no_mangle)]
        extern "C" fn $set(
            config: Option<&mut WasiConfig>,
            stdio: i32,
            error: OutError<'_>,
        ) -> i32 {
            set(config, error, |config| {
                config.$stream = Stdio::from_code(stdio)?;
                Ok(())
            })
        }

        /// # Safety
        ///
        /// `path` is NULL or holds `len` bytes.
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $set_file(
            config: Option<&mut WasiConfig>,
            path: *const u8,
            len: usize,
            error: OutError<'_>,
        ) -> i32 {
            set(config, error, |config| {
                // SAFETY: the caller promises it.
                config.$stream = Stdio::File(host_path(unsafe { array(path, len, "path") }?)?);
                Ok(())
            })
        }

        /// # Safety
        ///
        /// As for `sanderling_wasi_config_set_stdin_callback`, with bytes instead of a buffer.
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $set_callback(
            config: Option<&mut WasiConfig>,
            write: Option<WriteFn>,
            id: usize,
            error: OutError<'_>,
        ) -> i32 {
            set(config, error, |config| {
                config.$stream = Stdio::Callback(given(write, "write")?, id);
                Ok(())
            })
        }
    )* };
}

outputs! {
    stdout: sanderling_wasi_config_set_stdout, sanderling_wasi_config_set_stdout_file,
        sanderling_wasi_config_set_stdout_callback;
    stderr: sanderling_wasi_config_set_stderr, sanderling_wasi_config_set_stderr_file,
        sanderling_wasi_config_set_stderr_callback;
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_wasi_config_set_fixed_clock(
    config: Option<&mut WasiConfig>,
    realtime_ns: u64,
    monotonic_ns: u64,
) -> i32 {
    run_quiet(|| {
        given(config, "config")?.clock = Clocks::Fixed(realtime_ns, monotonic_ns);
        Ok(())
    })
}

/// # Safety
///
/// As for `sanderling_wasi_config_set_stdin_callback`, with a place for a time instead of a
/// buffer.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_wasi_config_set_clock_callback(
    config: Option<&mut WasiConfig>,
    now: Option<ClockFn>,
    id: usize,
    error: OutError<'_>,
) -> i32 {
    set(config, error, |config| {
        config.clock = Clocks::Callback(given(now, "now")?, id);
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_wasi_config_set_random_seed(
    config: Option<&mut WasiConfig>,
    seed: u64,
) -> i32 {
    run_quiet(|| {
        given(config, "config")?.random_seed = Some(seed);
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_wasi_config_set_capture_limit(
    config: Option<&mut WasiConfig>,
    bytes: u64,
) -> i32 {
    run_quiet(|| {
        let config = given(config, "config")?;
        config.capture_limit = Some(usize::try_from(bytes).unwrap_or(usize::MAX));
        Ok(())
    })
}

/// # Safety
///
/// As for `sanderling_wasi_config_add_arg`.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_wasi_config_add_preopen(
    config: Option<&mut WasiConfig>,
    host: *const u8,
    host_len: usize,
    guest: *const u8,
    guest_len: usize,
    read: bool,
    write: bool,
    error: OutError<'_>,
) -> i32 {
    set(config, error, |config| {
        // SAFETY: the caller promises it.
        let host = unsafe { array(host, host_len, "host") }?;
        // SAFETY: the caller promises it.
        let guest = unsafe { text(guest, guest_len, "guest") }?;
        check_nul(guest)?;
        let access = match (read, write) {
            (true, false) => Access::ReadOnly,
            (true, true) => Access::ReadWrite,
            (false, true) => Access::WriteOnly,
            (false, false) => {
                let message = "a directory must be one to read or to write";
                return Err(Failure::misuse(Misuse::Argument, message));
            }
        };
        config.preopens.push(Preopen {
            host: host_path(host)?,
            guest: guest.to_owned(),
            access,
        });
        Ok(())
    })
}

/// WASI's strings end at a NUL. The context checks it as well, when it is built; here
/// the error comes from the call that is at fault.
fn check_nul(text: &str) -> Result<(), Failure> {
    if text.contains('\0') {
        return Err(BuildError::Nul(text.to_owned()).into());
    }
    Ok(())
}
