//! A C program, compiled by the system's compiler, against the shared and the static
//! library.

#![cfg(target_os = "linux")]

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

mod common;

/// What the static library needs of the system.
const SYSTEM_LIBRARIES: [&str; 5] = ["-lpthread", "-ldl", "-lm", "-lrt", "-lutil"];

fn run(command: &mut Command) {
    let output = command.output().expect("the program starts");
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

fn compile(program: &Path, options: &[&str], library: &Path) {
    let compiler = env::var_os("CC").unwrap_or_else(|| "cc".into());
    run(Command::new(compiler)
        .args([
            "-std=c11",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-pedantic",
            "-O1",
            "-g",
        ])
        .arg("-I")
        .arg(common::include_dir())
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/smoke.c"))
        .arg("-o")
        .arg(program)
        .args(options)
        .arg(library)
        .args(SYSTEM_LIBRARIES));
}

fn program(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}

#[test]
fn c_uses_the_shared_library() {
    let (program, dir) = (program("smoke-shared"), common::library_dir());
    compile(&program, &[], &dir.join("libsanderling.so"));
    run(Command::new(program).env("LD_LIBRARY_PATH", dir));
}

#[test]
fn c_uses_the_static_library() {
    let program = program("smoke-static");
    let library = common::library_dir().join("libsanderling.a");
    compile(&program, &[], &library);
    run(&mut Command::new(program));
}

#[test]
fn what_c_deletes_is_freed_once() {
    let program = program("smoke-asan");
    let library = common::library_dir().join("libsanderling.a");
    compile(&program, &["-fsanitize=address,undefined"], &library);
    run(Command::new(program).env("ASAN_OPTIONS", "detect_leaks=1"));
}
