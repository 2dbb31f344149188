//! What `cargo xtask install-capi` installs, as pkg-config gives it to a compiler.

#![cfg(target_os = "linux")]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

mod common;
#[path = "common/compiler.rs"]
mod compiler;

use compiler::{Language, compilers, expect, is_there, tests_dir};

/// The profile of this test, and its target directory.
fn profile() -> (String, PathBuf) {
    let dir = common::library_dir();
    let name = dir.file_name().and_then(|name| name.to_str());
    let profile = match name {
        Some("debug") | None => "dev",
        Some(name) => name,
    };
    let target = dir.parent().expect("a profile is in the target directory");
    (profile.to_owned(), target.to_owned())
}

fn install() -> PathBuf {
    let prefix = Path::new(env!("CARGO_TARGET_TMPDIR")).join("prefix");
    let _ = fs::remove_dir_all(&prefix);
    let (profile, target) = profile();
    let mut command = Command::new(env!("CARGO"));
    command
        .args(["run", "--quiet", "-p", "xtask", "--profile", &profile, "--"])
        .args(["install-capi", "--prefix"])
        .arg(&prefix)
        .args(["--profile", &profile])
        .env("CARGO_TARGET_DIR", target)
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    expect(&mut command);
    prefix
}

fn words(command: &mut Command) -> Vec<String> {
    let output = expect(command).stdout;
    let text = String::from_utf8(output).expect("options are ASCII");
    text.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn what_is_installed_is_found_by_pkg_config() {
    if !is_there("pkg-config") {
        println!("NOT TESTED: pkg-config is not there");
        return;
    }
    let prefix = install();
    let (include, lib) = (prefix.join("include"), prefix.join("lib"));
    for file in ["wasm.h", "sanderling.h"] {
        assert!(include.join(file).is_file(), "{file}");
    }
    let pkg_config = |args: &[&str]| {
        let mut command = Command::new("pkg-config");
        command
            .env("PKG_CONFIG_PATH", lib.join("pkgconfig"))
            .args(args)
            .arg("sanderling");
        words(&mut command)
    };
    assert_eq!(pkg_config(&["--modversion"]), [env!("CARGO_PKG_VERSION")]);
    let source = tests_dir().join("../examples/hello.c");
    for compiler in compilers(Language::C11) {
        let program = prefix.join(format!("hello-{compiler}"));
        let flags = pkg_config(&["--cflags", "--libs"]);
        let compile = |source: &Path, flags: &[String]| {
            let mut command = Command::new(compiler);
            command.arg(source).arg("-o").arg(&program).args(flags);
            expect(&mut command);
        };
        compile(&source, &flags);
        // The loader finds it by the name that is in the program.
        let output = expect(Command::new(&program).env("LD_LIBRARY_PATH", &lib));
        assert!(String::from_utf8_lossy(&output.stdout).contains("Hello"));
        // The static library alone.
        fs::rename(lib.join("libsanderling.so"), lib.join("hidden")).expect("it is there");
        compile(&source, &pkg_config(&["--cflags", "--libs", "--static"]));
        expect(Command::new(&program).env("LD_LIBRARY_PATH", "/nowhere"));
        fs::rename(lib.join("hidden"), lib.join("libsanderling.so")).expect("it is there");
    }
}

#[test]
fn the_library_has_the_name_of_its_abi() {
    let header = fs::read_to_string(common::include_dir().join("sanderling.h"));
    let header = header.expect("the header is there");
    let (_, version) = header
        .split_once("SANDERLING_ABI_VERSION = ")
        .expect("the header has a version");
    let version: String = version.chars().take_while(char::is_ascii_digit).collect();
    let library = common::library_dir().join("libsanderling.so");
    let output = expect(Command::new("readelf").arg("-d").arg(library)).stdout;
    let wanted = format!("[libsanderling.so.{version}]");
    assert!(
        String::from_utf8_lossy(&output).contains(&wanted),
        "{wanted}"
    );
}
