//! Names the shared library for the loader, and gives the headers to the build of the
//! Python package: see `python-header` in Cargo.toml.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

mod cdef;

/// The standard's, then our own, which repeats some of its declarations.
const HEADERS: [&str; 2] = ["include/wasm.h", "include/sanderling.h"];

/// What programs that were linked with the library look for: the number is that of the ABI,
/// as in the header; a test compares them.
const SONAME: &str = "libsanderling.so.1";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=cdef.rs");
    for header in HEADERS {
        println!("cargo::rerun-if-changed={header}");
    }
    let system = env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    let is_elf = ["linux", "android", "freebsd", "netbsd", "openbsd"].contains(&system.as_str());
    if is_elf {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,{SONAME}");
    }
    if env::var_os("CARGO_FEATURE_PYTHON_HEADER").is_some() {
        if is_elf {
            // Python unloads it at its end, where objects may be left that are yet to be
            // freed by its functions.
            println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete");
        }
        let headers = HEADERS.map(fs::read_to_string);
        let [standard, own] = headers;
        let declarations = cdef::from_headers(&[&standard?, &own?]);
        fs::write(target_dir()?.join("header.h"), declarations)?;
    }
    Ok(())
}

/// Cargo's target directory, of which a build script is not told.
fn target_dir() -> io::Result<PathBuf> {
    let missing = |what| io::Error::other(format!("{what} is not as expected"));
    let out_dir = PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| missing("OUT_DIR"))?);
    // OUT_DIR is TARGET_DIR/[TRIPLE/]PROFILE/build/PACKAGE-HASH/out.
    let dir = out_dir.ancestors().nth(4);
    let dir = dir.ok_or_else(|| missing("OUT_DIR"))?;
    let has_triple = env::var_os("TARGET").is_some_and(|triple| dir.ends_with(Path::new(&triple)));
    let dir = if has_triple { dir.parent() } else { Some(dir) };
    Ok(dir.ok_or_else(|| missing("OUT_DIR"))?.to_owned())
}
