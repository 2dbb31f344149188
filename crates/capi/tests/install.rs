//! What `cargo xtask install-capi` installs, as pkg-config gives it to a compiler.

#![cfg(target_os = "linux")]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

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

/// What `cargo xtask install-capi` has installed, for all tests of this file.
fn prefix() -> &'static Path {
    static PREFIX: OnceLock<PathBuf> = OnceLock::new();
    PREFIX.get_or_init(install)
}

/// A command for which pkg-config finds the library.
fn with_library(name: &str) -> Command {
    let mut command = Command::new(name);
    command.env("PKG_CONFIG_PATH", prefix().join("lib/pkgconfig"));
    command
}

/// Whether all of these commands are there; it is said aloud if one is missing.
fn all_there(commands: &[&str]) -> bool {
    let missing = commands.iter().find(|command| !is_there(command));
    if let Some(missing) = missing {
        println!("NOT TESTED: {missing} is not there");
    }
    missing.is_none()
}

/// Where a build system is to put what it makes.
fn build_dir(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&dir);
    dir
}

/// Runs the program that was built, which prints a greeting.
fn greets(program: &Path) {
    // The loader finds the library by the name that is in the program.
    let lib = prefix().join("lib");
    let output = expect(Command::new(program).env("LD_LIBRARY_PATH", lib));
    assert!(String::from_utf8_lossy(&output.stdout).contains("Hello"));
}

#[test]
fn what_is_installed_is_found_by_pkg_config() {
    if !all_there(&["pkg-config"]) {
        return;
    }
    for file in ["wasm.h", "sanderling.h"] {
        assert!(prefix().join("include").join(file).is_file(), "{file}");
    }
    let pkg_config = |args: &[&str]| words(with_library("pkg-config").args(args).arg("sanderling"));
    assert_eq!(pkg_config(&["--modversion"]), [env!("CARGO_PKG_VERSION")]);
    let source = tests_dir().join("../examples/hello.c");
    // The static library alone, in a folder of its own.
    let alone = build_dir("static");
    fs::create_dir(&alone).expect("it can be made");
    let library = prefix().join("lib/libsanderling.a");
    fs::copy(library, alone.join("libsanderling.a")).expect("it is there");
    for compiler in compilers(Language::C11) {
        let program = alone.join(format!("hello-{compiler}"));
        let compile = |flags: &[String]| {
            let mut command = Command::new(compiler);
            command.arg(&source).arg("-o").arg(&program).args(flags);
            expect(&mut command);
        };
        compile(&pkg_config(&["--cflags", "--libs"]));
        greets(&program);
        let flags = pkg_config(&["--cflags", "--libs", "--static"]);
        let flags: Vec<String> = flags
            .into_iter()
            .map(|flag| match flag.starts_with("-L") {
                true => format!("-L{}", alone.display()),
                false => flag,
            })
            .collect();
        compile(&flags);
        expect(Command::new(&program).env("LD_LIBRARY_PATH", "/nowhere"));
    }
}

#[test]
fn cmake_builds_the_examples() {
    if !all_there(&["pkg-config", "cmake"]) {
        return;
    }
    let (source, dir) = (tests_dir().join("../examples"), build_dir("cmake"));
    expect(
        with_library("cmake")
            .arg("-S")
            .arg(source)
            .arg("-B")
            .arg(&dir),
    );
    expect(Command::new("cmake").arg("--build").arg(&dir));
    greets(&dir.join("hello"));
}

#[test]
fn meson_builds_the_examples() {
    if !all_there(&["pkg-config", "meson", "ninja"]) {
        return;
    }
    let (source, dir) = (tests_dir().join("../examples"), build_dir("meson"));
    expect(with_library("meson").arg("setup").arg(&dir).arg(source));
    expect(Command::new("meson").args(["compile", "-C"]).arg(&dir));
    greets(&dir.join("hello"));
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
