//! Paths of the host as C gives them.

use std::path::PathBuf;

use crate::error::Failure;

/// A path: on Unix any bytes, elsewhere UTF-8.
#[cfg(unix)]
pub(crate) fn host_path(bytes: &[u8]) -> Result<PathBuf, Failure> {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    Ok(OsStr::from_bytes(bytes).into())
}

/// A path: on Unix any bytes, elsewhere UTF-8.
#[cfg(not(unix))]
pub(crate) fn host_path(bytes: &[u8]) -> Result<PathBuf, Failure> {
    use crate::error::Misuse;

    let path = std::str::from_utf8(bytes);
    let path = path.map_err(|_| Failure::misuse(Misuse::Argument, "host is not UTF-8"))?;
    Ok(path.into())
}
