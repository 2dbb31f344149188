//! Configurations of WASI.

use std::path::PathBuf;

use sanderling_wasi::{Access, BuildError, Input, Output, OutputBuffer, WasiCtx, WasiCtxBuilder};

use crate::boundary::{OutError, array, delete, given, run, run_quiet, text};
use crate::error::{Failure, Misuse};
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
}

#[derive(Debug, Default)]
enum Stdin {
    #[default]
    Null,
    Inherit,
    Bytes(Vec<u8>),
}

#[derive(Clone, Copy, Debug, Default)]
enum Stdio {
    #[default]
    Null,
    Inherit,
    Capture,
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
        };
        let (stdout, stdout_buffer) = self.output(self.stdout);
        let (stderr, stderr_buffer) = self.output(self.stderr);
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
        let captured = Captured {
            stdout: stdout_buffer,
            stderr: stderr_buffer,
        };
        Ok((builder.build()?, captured))
    }

    fn output(&self, stdio: Stdio) -> (Output, Option<OutputBuffer>) {
        match stdio {
            Stdio::Null => (Output::null(), None),
            Stdio::Inherit => (Output::inherit(), None),
            Stdio::Capture => {
                let limit = self.capture_limit;
                let buffer = limit.map_or_else(OutputBuffer::new, OutputBuffer::with_limit);
                (Output::buffer(&buffer), Some(buffer))
            }
        }
    }
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
            Stdio::Capture => return Err(no_stdio(stdio)),
        };
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_wasi_config_set_stdout(
    config: Option<&mut WasiConfig>,
    stdio: i32,
    error: OutError<'_>,
) -> i32 {
    set(config, error, |config| {
        config.stdout = Stdio::from_code(stdio)?;
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_wasi_config_set_stderr(
    config: Option<&mut WasiConfig>,
    stdio: i32,
    error: OutError<'_>,
) -> i32 {
    set(config, error, |config| {
        config.stderr = Stdio::from_code(stdio)?;
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
    read_only: bool,
    error: OutError<'_>,
) -> i32 {
    set(config, error, |config| {
        // SAFETY: the caller promises it.
        let host = unsafe { array(host, host_len, "host") }?;
        // SAFETY: the caller promises it.
        let guest = unsafe { text(guest, guest_len, "guest") }?;
        check_nul(guest)?;
        let access = if read_only {
            Access::ReadOnly
        } else {
            Access::ReadWrite
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
