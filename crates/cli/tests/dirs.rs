//! `run --dir` and `--mapdir`: what a program can reach.

mod common;

use common::TempDir;

/// `EROFS` and `EBADF` of WASI.
const READ_ONLY: i32 = 69;
const NO_DIRECTORY: i32 = 8;

/// A program that opens a file in its first directory, with these open flags and
/// rights, and exits with the error number.
fn open(name: &str, flags: i32, rights: i64) -> String {
    let len = name.len();
    format!(
        r#"
        (import "wasi_snapshot_preview1" "path_open" (func $open
            (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (memory (export "memory") 1)
        (data (i32.const 16) "{name}")
        (func (export "_start")
            (call $exit (call $open (i32.const 3) (i32.const 0) (i32.const 16) (i32.const {len})
                (i32.const {flags}) (i64.const {rights}) (i64.const 0) (i32.const 0) (i32.const 0))))
        "#
    )
}

fn reader() -> String {
    // fd_read
    open("old", 0, 2)
}

fn creator() -> String {
    // O_CREAT, fd_write
    open("new", 1, 64)
}

/// A program that prints the names of its directories.
const NAMES: &str = r#"
    (import "wasi_snapshot_preview1" "fd_prestat_get" (func $get (param i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_prestat_dir_name" (func $name (param i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (data (i32.const 8) "\40\00\00\00")
    (func (export "_start") (local $fd i32)
        (local.set $fd (i32.const 3))
        (loop $next
            (if (i32.eqz (call $get (local.get $fd) (i32.const 0))) (then
                (drop (call $name (local.get $fd) (i32.const 64) (i32.load (i32.const 4))))
                (i32.store8 (i32.add (i32.const 64) (i32.load (i32.const 4))) (i32.const 10))
                (i32.store (i32.const 12) (i32.add (i32.load (i32.const 4)) (i32.const 1)))
                (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 0)))
                (local.set $fd (i32.add (local.get $fd) (i32.const 1)))
                (br $next)))))
"#;

fn dir() -> TempDir {
    let dir = TempDir::new();
    dir.write("read.wat", &reader());
    dir.write("create.wat", &creator());
    dir.write("names.wat", NAMES);
    dir.write("data/old", "old");
    dir
}

#[test]
fn no_directory_is_given_by_itself() {
    let dir = dir();
    assert_eq!(dir.call(&["run", "read.wat"]).code, Some(NO_DIRECTORY));
    assert_eq!(dir.call(&["run", "names.wat"]).success(), "");
}

#[test]
fn a_directory_can_be_changed() {
    let dir = dir();
    for option in [
        ["--dir", "data"],
        ["--dir", "data::/d"],
        ["--mapdir", "/d::data"],
    ] {
        let new = dir.path().join("data/new");
        assert_eq!(
            dir.call(&["run", option[0], option[1], "read.wat"]).code,
            Some(0)
        );
        assert!(!new.exists());
        assert_eq!(
            dir.call(&["run", option[0], option[1], "create.wat"]).code,
            Some(0)
        );
        std::fs::remove_file(new).expect("the guest has made a file");
    }
}

#[test]
fn a_directory_can_be_for_reading_only() {
    let dir = dir();
    for option in ["data::ro", "data::/d::ro"] {
        assert_eq!(
            dir.call(&["run", "--dir", option, "read.wat"]).code,
            Some(0)
        );
        assert_eq!(
            dir.call(&["run", "--dir", option, "create.wat"]).code,
            Some(READ_ONLY)
        );
        assert!(!dir.path().join("data/new").exists());
    }
}

#[test]
fn directories_have_their_guest_names() {
    let dir = dir();
    let names = [
        "run",
        "--dir",
        "data",
        "--dir",
        "data::/a",
        "--dir=data::/b::ro",
    ];
    let output = dir.call(&[&names[..], &["--mapdir", "/c::data", "names.wat"]].concat());
    assert_eq!(output.success(), "data\n/a\n/b\n/c\n");
}

#[test]
fn mistakes_are_errors() {
    let dir = dir();
    dir.call(&["run", "--dir", "none", "read.wat"])
        .fails(1, &["none", "cannot be opened"]);
    dir.call(&["run", "--dir", "::/a", "read.wat"])
        .fails(2, &["--dir"]);
    dir.call(&["run", "--mapdir", "data", "read.wat"])
        .fails(2, &["--mapdir", "`::`"]);
}
