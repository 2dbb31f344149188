//! Installs the C library: headers, the shared and the static library, and what pkg-config
//! reads.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::test::{Result, cargo, root};

/// What programs that were linked with the shared library look for; as in
/// `crates/capi/build.rs`.
const SONAME: &str = "libsanderling.so.1";

/// What the static library needs of the system, by what Rust's compiler says.
const SYSTEM_LIBRARIES: &str = "-lpthread -ldl -lm -lrt -lutil";

/// Builds the library and puts everything below `prefix`: `include/`, `lib/` and
/// `lib/pkgconfig/`.
pub(crate) fn run(prefix: &str, profile: &str) -> Result<()> {
    if cfg!(not(target_os = "linux")) {
        return Err("install-capi knows Linux only".into());
    }
    let root = root();
    let build = ["build", "--profile", profile, "-p", "sanderling-capi"];
    if !cargo(&root, &build).status()?.success() {
        return Err("the library was not built".into());
    }
    let built = target_dir(&root).join(match profile {
        "dev" => "debug",
        name => name,
    });
    let prefix = env::current_dir()?.join(prefix);
    let (include, lib) = (prefix.join("include"), prefix.join("lib"));
    fs::create_dir_all(&include)?;
    fs::create_dir_all(lib.join("pkgconfig"))?;
    for header in ["wasm.h", "sanderling.h"] {
        fs::copy(
            root.join("crates/capi/include").join(header),
            include.join(header),
        )?;
    }
    fs::copy(built.join("libsanderling.a"), lib.join("libsanderling.a"))?;
    // Not written over: a program may be running with the one that is there.
    let _ = fs::remove_file(lib.join(SONAME));
    fs::copy(built.join("libsanderling.so"), lib.join(SONAME))?;
    link(SONAME, &lib.join("libsanderling.so"))?;
    fs::write(
        lib.join("pkgconfig/sanderling.pc"),
        pkg_config(&version(&root)?),
    )?;
    println!("installed below {}", prefix.display());
    Ok(())
}

fn target_dir(root: &Path) -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root.join(dir),
        None => root.join("target"),
    }
}

#[cfg(unix)]
fn link(to: &str, at: &Path) -> Result<()> {
    let _ = fs::remove_file(at);
    Ok(std::os::unix::fs::symlink(to, at)?)
}

#[cfg(not(unix))]
fn link(_to: &str, _at: &Path) -> Result<()> {
    Err("there are no symbolic links".into())
}

/// The version of the workspace's crates.
fn version(root: &Path) -> Result<String> {
    let manifest = fs::read_to_string(root.join("Cargo.toml"))?;
    let version = manifest
        .lines()
        .find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    Ok(version.ok_or("the workspace has no version")?.to_owned())
}

/// The prefix is where the file is, so that the whole can be moved.
fn pkg_config(version: &str) -> String {
    format!(
        "prefix=${{pcfiledir}}/../..\n\
         includedir=${{prefix}}/include\n\
         libdir=${{prefix}}/lib\n\
         \n\
         Name: sanderling\n\
         Description: WebAssembly by interpretation, with the standard C API\n\
         Version: {version}\n\
         Cflags: -I${{includedir}}\n\
         Libs: -L${{libdir}} -lsanderling\n\
         Libs.private: {SYSTEM_LIBRARIES}\n"
    )
}
