//! The system's C compilers, and the programs that they make.

#![allow(dead_code, reason = "each test uses some of it")]

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::common::{include_dir, library_dir};

/// What the static library needs of the system.
const SYSTEM_LIBRARIES: [&str; 5] = ["-lpthread", "-ldl", "-lm", "-lrt", "-lutil"];

/// The language that a program is compiled as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    C11,
    Cpp17,
}

/// Which library a program is linked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Linkage {
    Shared,
    Static,
}

/// The compilers of a language that are there; it is said aloud if one is missing.
pub(crate) fn compilers(language: Language) -> Vec<&'static str> {
    let names = match language {
        Language::C11 => ["gcc", "clang"],
        Language::Cpp17 => ["g++", "clang++"],
    };
    let mut found = Vec::new();
    for name in names {
        if is_there(name) {
            found.push(name);
        } else {
            println!("NOT TESTED: {name} is not there");
        }
    }
    found
}

/// Whether a command is there.
pub(crate) fn is_there(command: &str) -> bool {
    let output = Command::new(command).arg("--version").output();
    output.is_ok_and(|output| output.status.success())
}

/// Whether a compiler can check what a program does with memory.
pub(crate) fn has_sanitizer(compiler: &str) -> bool {
    let source = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("sanitizer.c");
    std::fs::write(&source, "int main(void) { return 0; }\n").expect("it can be written");
    let output = Command::new(compiler)
        .args(["-fsanitize=address,undefined", "-o"])
        .arg(source.with_extension(compiler))
        .arg(&source)
        .output();
    output.is_ok_and(|output| output.status.success())
}

/// The folder of the tests.
pub(crate) fn tests_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// The C files in a folder of the tests, in order.
pub(crate) fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("it can be read").path());
    let mut sources: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|e| e == "c"))
        .collect();
    sources.sort();
    sources
}

/// Compiles a program, with every warning an error.
pub(crate) fn compile(
    compiler: &str,
    language: Language,
    sources: &[PathBuf],
    linkage: Linkage,
    options: &[&str],
    name: &str,
) -> PathBuf {
    let program = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let dir = library_dir();
    let mut command = Command::new(compiler);
    match language {
        Language::C11 => command.args(["-std=c11", "-D_DEFAULT_SOURCE"]),
        Language::Cpp17 => command.args(["-std=c++17", "-x", "c++"]),
    };
    command
        .args(["-Wall", "-Wextra", "-Werror", "-pedantic", "-O1", "-g"])
        .args(options)
        .arg("-I")
        .arg(include_dir())
        .args(sources)
        .args(["-x", "none", "-o"])
        .arg(&program);
    match linkage {
        Linkage::Shared => command.arg(dir.join("libsanderling.so")),
        Linkage::Static => command.arg(dir.join("libsanderling.a")),
    };
    expect(command.args(SYSTEM_LIBRARIES));
    program
}

/// A command that runs a program, which finds the shared library.
pub(crate) fn program(path: &Path) -> Command {
    let mut command = Command::new(path);
    command.env("LD_LIBRARY_PATH", library_dir());
    command
}

/// The same under valgrind, which fails on every error and on what is lost.
pub(crate) fn under_valgrind(path: &Path) -> Command {
    let mut command = Command::new("valgrind");
    command
        .env("LD_LIBRARY_PATH", library_dir())
        .args([
            "--quiet",
            "--error-exitcode=9",
            "--leak-check=full",
            "--errors-for-leak-kinds=definite,indirect",
        ])
        .arg(format!(
            "--suppressions={}",
            tests_dir().join("valgrind.supp").display()
        ))
        .arg(path);
    command
}

/// Runs a command, which must succeed.
pub(crate) fn expect(command: &mut Command) -> Output {
    let output = command.output().expect("the program starts");
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}
