//! Versions.

use std::ffi::{CStr, c_char};

/// As in the header; a test compares them.
const ABI_VERSION: u32 = 1;

const VERSION: &CStr =
    match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
        Ok(version) => version,
        Err(_) => c"",
    };

#[unsafe(no_mangle)]
extern "C" fn sanderling_abi_version() -> u32 {
    ABI_VERSION
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_version() -> *const c_char {
    VERSION.as_ptr()
}
