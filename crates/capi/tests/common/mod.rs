//! Where the library under test is.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The directory with the shared and the static library, as this test's profile has them.
///
/// Cargo builds no library for tests that Rust could not link with, so that this does it.
pub(crate) fn library_dir() -> &'static Path {
    static DIR: OnceLock<PathBuf> = OnceLock::new();
    DIR.get_or_init(|| {
        // The test is TARGET_DIR/PROFILE/deps/NAME.
        let test = env::current_exe().expect("a test has a path");
        let mut above = test.ancestors().skip(2);
        let (dir, target) = (above.next(), above.next());
        let dir = dir.expect("a test is in a profile's directory");
        let target = target.expect("a profile is in the target directory");
        let profile = match dir.file_name().and_then(|name| name.to_str()) {
            Some("debug") | None => "dev",
            Some(name) => name,
        };
        let status = Command::new(env!("CARGO"))
            .args([
                "build",
                "--quiet",
                "--lib",
                "--profile",
                profile,
                "--manifest-path",
            ])
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
            .arg("--target-dir")
            .arg(target)
            .status();
        assert!(status.expect("cargo runs").success());
        // Under the name that programs look for. Another test may have made it.
        #[cfg(unix)]
        let _ = std::os::unix::fs::symlink("libsanderling.so", dir.join("libsanderling.so.1"));
        dir.to_owned()
    })
}

/// The header's directory.
pub(crate) fn include_dir() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("include")
}
