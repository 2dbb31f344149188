//! `run`: what a program gets, and what becomes of its end.

mod common;

use common::{TempDir, example};

/// A program that prints what a pair of WASI functions gives: `args` or `environ`.
fn printer(what: &str) -> String {
    format!(
        r#"
        (import "wasi_snapshot_preview1" "{what}_sizes_get" (func $sizes (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "{what}_get" (func $get (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
        (memory (export "memory") 1)
        (func (export "_start")
            (drop (call $sizes (i32.const 0) (i32.const 12)))
            (drop (call $get (i32.const 16) (i32.const 1024)))
            (i32.store (i32.const 8) (i32.const 1024))
            (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 0))))
        "#
    )
}

fn exit(code: i32) -> String {
    format!(
        r#"
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (memory (export "memory") 1)
        (func (export "_start") (call $exit (i32.const {code})))
        "#
    )
}

#[test]
fn the_exit_code_is_the_guests() {
    let dir = TempDir::new();
    for code in [0, 1, 42, 134] {
        dir.write("exit.wat", &exit(code));
        let output = dir.call(&["run", "exit.wat"]);
        assert_eq!((output.code, output.err.as_str()), (Some(code), ""));
    }
}

#[test]
fn a_trap_prints_places_in_source_code() {
    let module = concat!(env!("CARGO_MANIFEST_DIR"), "/../dwarf/tests/inlined-5.wasm");
    let dir = TempDir::new();
    let output = dir.call(&["run", "--invoke", "run", module, "1", "0"]);
    assert_eq!(output.code, Some(134));
    let lines: Vec<&str> = output.err.lines().skip(3).collect();
    assert_eq!(
        lines,
        [
            "       at inlined.c:6:12 (divide, inlined)",
            "       at inlined.c:10:10 (middle, inlined)",
            "       at inlined.c:21:10",
        ]
    );
}

#[test]
fn a_trap_prints_a_backtrace() {
    let dir = TempDir::new();
    let text = r#"
        (module $broken
            (func $inner unreachable)
            (func $outer (call $inner))
            (func (export "_start") (call $outer)))"#;
    dir.write("trap.wat", text);
    let output = dir.call(&["run", "trap.wat"]);
    output.fails(
        134,
        &[
            "wasm trap: unreachable",
            "0: ",
            "broken!inner",
            "1: ",
            "broken!outer",
        ],
    );
    let inner = output.err.find("inner+").expect("the innermost function");
    let outer = output.err.find("outer+").expect("its caller");
    assert!(inner < outer);
}

#[test]
fn traps_of_start_functions_are_traps() {
    let dir = TempDir::new();
    dir.write("start.wat", "(func $start unreachable) (start $start)");
    dir.call(&["run", "start.wat"])
        .fails(134, &["wasm trap: unreachable", "start"]);
}

#[test]
fn all_after_the_file_is_the_programs() {
    let dir = TempDir::new();
    dir.write("sub/args.wat", &printer("args"));
    let args = ["run", "sub/args.wat", "a b", "--dir", "x", "--", "-h", ""];
    assert_eq!(
        dir.call(&args).success(),
        "args.wat\0a b\0--dir\0x\0--\0-h\0\0"
    );
}

#[test]
fn the_environment_is_what_is_asked_for() {
    let dir = TempDir::new();
    dir.write("env.wat", &printer("environ"));
    assert_eq!(dir.call(&["run", "env.wat"]).success(), "");
    let args = [
        "run",
        "--env",
        "A=1",
        "--env=B=x=y",
        "--env",
        "C=",
        "env.wat",
    ];
    assert_eq!(dir.call(&args).success(), "A=1\0B=x=y\0C=\0");
    dir.call(&["run", "--env", "A", "env.wat"])
        .fails(2, &["--env", "`=`"]);
}

#[test]
fn programs_compiled_from_c() {
    let dir = TempDir::new();
    let output = dir.call(&["run", &example("primes.wasm"), "20"]);
    assert_eq!(output.success().trim(), "71");
    let output = dir.call_with(&["run", &example("wordcount.wasm")], "one two\nthree\n");
    let out = output.success();
    let counts: Vec<&str> = out.split_whitespace().collect();
    assert_eq!(counts, ["2", "3", "14"]);
}

#[test]
fn both_previews_are_there() {
    let dir = TempDir::new();
    let text = exit(7).replace("wasi_snapshot_preview1", "wasi_unstable");
    dir.write("old.wat", &text);
    assert_eq!(dir.call(&["run", "old.wat"]).code, Some(7));
}

#[test]
fn libraries_are_initialized() {
    let dir = TempDir::new();
    let text = r#"
        (global $g (mut i32) (i32.const 1))
        (func (export "_initialize") (global.set $g (i32.const 2)))
        (func (export "get") (result i32) (global.get $g))"#;
    dir.write("library.wat", text);
    assert_eq!(dir.call(&["run", "library.wat"]).success(), "");
    let output = dir.call(&["run", "--invoke", "get", "library.wat"]);
    assert_eq!(output.success(), "2\n");
}

#[test]
fn nothing_to_run_is_said() {
    let dir = TempDir::new();
    dir.write("add.wat", r#"(func (export "add")) (func (export "sub"))"#);
    let output = dir.call(&["run", "add.wat"]);
    assert_eq!((output.code, output.out.as_str()), (Some(0), ""));
    for word in ["note: ", "add.wat", "_start", "--invoke", "add, sub"] {
        assert!(output.err.contains(word), "{output:?}");
    }
}

const UNKNOWN: &str = r#"
    (import "env" "log" (func (param i32 f64) (result i64)))
    (import "net" "open" (func $open (param i32)))
    (import "wasi_snapshot_preview1" "sched_yield" (func (result i32)))
    (memory (export "memory") 1)
    (func (export "_start"))
    (func (export "open") (call $open (i32.const 1)))"#;

#[test]
fn unknown_imports_are_listed() {
    let dir = TempDir::new();
    dir.write("imports.wat", UNKNOWN);
    let output = dir.call(&["run", "imports.wat"]);
    let list =
        r#""env" "log" (func (param i32 f64) (result i64)), "net" "open" (func (param i32))"#;
    output.fails(
        1,
        &[
            "imports.wat: unknown import",
            list,
            "--unknown-imports trap",
        ],
    );
    assert!(!output.err.contains("sched_yield"));
}

#[test]
fn unknown_imports_can_be_traps() {
    let dir = TempDir::new();
    dir.write("imports.wat", UNKNOWN);
    let run = ["run", "--unknown-imports", "trap"];
    assert_eq!(
        dir.call(&[&run[..], &["imports.wat"]].concat()).success(),
        ""
    );
    let output = dir.call(&[&run[..], &["--invoke=open", "imports.wat"]].concat());
    output.fails(134, &[r#"unknown import: "net" "open" (func (param i32))"#]);
}

#[test]
fn what_cannot_be_loaded_is_an_error() {
    let dir = TempDir::new();
    dir.call(&["run", "none.wasm"])
        .fails(1, &["none.wasm", "No such file"]);
    dir.write("bad.wasm", "\0asm");
    dir.call(&["run", "bad.wasm"])
        .fails(1, &["bad.wasm: malformed module"]);
    dir.write("bad.wat", "(func (result i32))");
    dir.call(&["run", "bad.wat"])
        .fails(1, &["bad.wat: invalid module", "type mismatch"]);
    dir.write("start.wat", r#"(func (export "_start") (param i32))"#);
    dir.call(&["run", "start.wat"]).fails(1, &["_start"]);
    dir.write(
        "table.wat",
        r#"(import "wasi_snapshot_preview1" "fd_close" (func))"#,
    );
    dir.call(&["run", "table.wat"])
        .fails(1, &["incompatible import", "fd_close"]);
    dir.call(&["run"]).fails(2, &["FILE"]);
    dir.call(&["run", "--bogus", "bad.wat"])
        .fails(2, &["--bogus"]);
}

#[test]
fn programs_have_threads() {
    let dir = TempDir::new();
    let program = |thread: &str, main: &str| {
        format!(
            r#"
            (import "env" "memory" (memory 1 1 shared))
            (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
            (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
            (export "memory" (memory 0))
            (func (export "wasi_thread_start") (param i32 i32) {thread})
            (func (export "_start") (drop (call $spawn (i32.const 5))) {main})
            "#
        )
    };
    // A thread ends the program, whatever the first one does.
    let busy = "(loop $again (br $again))";
    for (thread, main, code) in [
        ("(call $exit (local.get 1))", busy, 5),
        (busy, "(call $exit (i32.const 7))", 7),
        (busy, "", 0),
        ("unreachable", busy, 134),
    ] {
        dir.write("threads.wat", &program(thread, main));
        let output = dir.call(&["run", "threads.wat"]);
        assert_eq!(output.code, Some(code), "{}", output.err);
    }
    let output = dir.call(&["run", "threads.wat"]);
    assert!(output.err.contains("unreachable"), "{}", output.err);
}

#[test]
fn a_program_is_stopped() {
    let dir = TempDir::new();
    dir.write("loop.wat", r#"(func (export "_start") (loop (br 0)))"#);
    dir.call(&["run", "--fuel", "1000", "loop.wat"])
        .fails(134, &["all fuel consumed"]);
    dir.call(&["run", "--timeout", "0.05", "loop.wat"])
        .fails(124, &["deadline exceeded"]);
    dir.call(&["run", "--timeout", "soon", "loop.wat"])
        .fails(2, &["invalid float"]);
    let text = r#"
        (memory 2)
        (func (export "grow") (result i32) (memory.grow (i32.const 1)))"#;
    dir.write("grow.wat", text);
    let grow =
        |most: &str| dir.call(&["run", "--max-memory", most, "--invoke", "grow", "grow.wat"]);
    assert_eq!(grow("200000").out, "2\n");
    assert_eq!(grow("140000").out, "-1\n");
    grow("100000").fails(1, &["limiter memory bytes"]);
}

#[test]
fn waiting_is_stopped_as_well() {
    let dir = TempDir::new();
    // Waits for an hour, again and again.
    let text = r#"
        (import "wasi_snapshot_preview1" "poll_oneoff"
            (func $poll (param i32 i32 i32 i32) (result i32)))
        (memory (export "memory") 1)
        (func (export "_start")
            (i32.store (i32.const 16) (i32.const 1))
            (i64.store (i32.const 24) (i64.const 3600000000000))
            (loop
                (drop (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128)))
                (br 0)))"#;
    dir.write("sleep.wat", text);
    dir.call(&["run", "--timeout", "0.05", "sleep.wat"])
        .fails(124, &["deadline exceeded"]);
}
