//! Programs of several threads, each on a thread of the system.

use sanderling::{Config, Engine, Error, ErrorKind, Module, Trap};
use sanderling_wasi::{ExitStatus, Input, Output, OutputBuffer, ThreadedProgram, WasiCtxBuilder};
use serde_json::Value;
use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};

/// What every program of these tests imports and exports.
const COMMON: &str = r#"
    (import "env" "memory" (memory 1 1 shared))
    (export "memory" (memory 0))
    (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (import "wasi_snapshot_preview1" "fd_read"
        (func $fd_read (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_write"
        (func $fd_write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "poll_oneoff"
        (func $poll (param i32 i32 i32 i32) (result i32)))
    (func $forever (loop $again
        (drop (memory.atomic.wait32 (i32.const 60000) (i32.const 0) (i64.const -1)))
        (br $again)))
    ;; Waits until the number at an address is not 0.
    (func $await (param $at i32)
        (loop $again
            (drop (memory.atomic.wait32 (local.get $at) (i32.const 0) (i64.const -1)))
            (br_if $again (i32.eqz (i32.atomic.load (local.get $at))))))
    ;; Sets it.
    (func $signal (param $at i32)
        (i32.atomic.store (local.get $at) (i32.const 1))
        (drop (memory.atomic.notify (local.get $at) (i32.const -1))))
"#;

fn interruptible() -> Engine {
    Engine::new(&Config::new().interruptible(true)).unwrap()
}

fn module(text: &str) -> Module {
    module_with("", text)
}

fn module_with(import: &str, text: &str) -> Module {
    let text = format!("{import}{COMMON}{text}");
    Module::new(&interruptible(), &text).unwrap_or_else(|error| panic!("{error}"))
}

fn run(module: &Module, builder: WasiCtxBuilder) -> Result<(), Error> {
    ThreadedProgram::new(module, builder.build().unwrap())?.run()
}

/// The exit code, or what else ended the program.
fn code(result: Result<(), Error>) -> Result<i32, Error> {
    match result {
        Ok(()) => Ok(0),
        Err(error) => match error.downcast_ref::<ExitStatus>() {
            Some(status) => Ok(status.code()),
            None => Err(error),
        },
    }
}

#[test]
fn a_c_program_with_locks_and_queues() {
    let wasm = include_bytes!("programs/threads.wasm");
    let module = Module::new(&Engine::default(), wasm).unwrap();
    assert!(ThreadedProgram::is_threaded(&module));
    assert_eq!(code(run(&module, WasiCtxBuilder::new())).unwrap(), 42);
}

#[test]
fn exit_codes_and_traps_of_any_thread_end_the_program() {
    let started = |thread: &str, main: &str| {
        let text = format!(
            "(func (export \"wasi_thread_start\") (param i32 i32) {thread})
            (func (export \"_start\") (drop (call $spawn (i32.const 7))) {main})"
        );
        run(&module(&text), WasiCtxBuilder::new())
    };
    // The thread ends it while the main thread waits, and the other way around.
    let exit = "(call $exit (i32.add (local.get 1) (i32.const 30)))";
    assert_eq!(code(started(exit, "(call $forever)")).unwrap(), 37);
    assert_eq!(
        code(started("(call $forever)", "(call $exit (i32.const 9))")).unwrap(),
        9
    );
    assert_eq!(code(started("(call $forever)", "")).unwrap(), 0);
    let error = started("unreachable", "(call $forever)").unwrap_err();
    assert_eq!(error.as_trap(), Some(Trap::Unreachable));
    assert!(!error.backtrace().is_empty());
    let error = started("(call $forever)", "unreachable").unwrap_err();
    assert_eq!(error.as_trap(), Some(Trap::Unreachable));
}

/// When the program has ended, so have all of its threads, whatever they were at.
#[test]
fn the_end_of_a_program_stops_its_threads() {
    let busy = "(loop $again (br $again))";
    let spawns = "(loop $again (drop (call $spawn (i32.const 3))) (br $again))";
    for thread in [
        busy,
        "(call $forever)",
        "(loop $again (memory.fill (i32.const 0) (i32.const 0) (i32.const 50000)) (br $again))",
        "(loop $again (drop (call $poll (i32.const 600) (i32.const 700) (i32.const 1) (i32.const 8))) (br $again))",
        spawns,
    ] {
        for main in [busy, "(call $forever)"] {
            let text = format!(
                ";; A clock: a day.
                (data (i32.const 616) \"\\01\\00\\00\\00\\00\\00\\00\\00\\00\\00\\91\\4b\\94\\4e\\00\\00\")
                (func (export \"wasi_thread_start\") (param i32 i32)
                    (if (i32.eq (local.get 1) (i32.const 2)) (then (call $exit (i32.const 6))))
                    (if (i32.eq (local.get 1) (i32.const 3)) (then return))
                    {thread})
                (func (export \"_start\")
                    (drop (call $spawn (i32.const 1)))
                    (drop (call $spawn (i32.const 1)))
                    (drop (call $spawn (i32.const 2)))
                    {main})"
            );
            let module = module_with(r#"(import "host" "held" (func))"#, &text);
            let held = Arc::new(());
            let own = held.clone();
            let ctx = WasiCtxBuilder::new().build().unwrap();
            let mut program = ThreadedProgram::new(&module, ctx).unwrap();
            let linker = program.linker();
            linker
                .func_wrap("host", "held", move || drop(own.clone()))
                .unwrap();
            assert_eq!(code(program.run()).unwrap(), 6);
            assert_eq!(Arc::strong_count(&held), 1, "{thread} {main}");
        }
    }
}

#[test]
fn a_thread_that_returns_ends_itself_only() {
    let text = r#"
        (func (export "wasi_thread_start") (param $tid i32) (param $arg i32)
            (drop (i32.atomic.rmw.add (i32.const 0) (local.get $arg)))
            (drop (memory.atomic.notify (i32.const 0) (i32.const 1))))
        (func (export "_start") (local $i i32) (local $now i32)
            (loop $again
                (if (i32.le_s (call $spawn (local.get $i)) (i32.const 0)) (then unreachable))
                (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 20))))
            (loop $again
                (local.set $now (i32.atomic.load (i32.const 0)))
                (if (i32.ne (local.get $now) (i32.const 190))
                    (then
                        (drop (memory.atomic.wait32 (i32.const 0) (local.get $now) (i64.const -1)))
                        (br $again))))
            (call $exit (i32.const 3)))"#;
    assert_eq!(code(run(&module(text), WasiCtxBuilder::new())).unwrap(), 3);
}

#[test]
fn threads_are_limited_and_have_different_numbers() {
    let text = r#"
        (func (export "wasi_thread_start") (param $tid i32) (param $arg i32) (call $await (i32.const 0)))
        (func (export "_start") (local $a i32) (local $b i32)
            (local.set $a (call $spawn (i32.const 0)))
            (local.set $b (call $spawn (i32.const 0)))
            (if (i32.le_s (local.get $a) (i32.const 0)) (then unreachable))
            (if (i32.le_s (local.get $b) (i32.const 0)) (then unreachable))
            (if (i32.eq (local.get $a) (local.get $b)) (then unreachable))
            ;; The third is one too many: -EAGAIN.
            (if (i32.ne (call $spawn (i32.const 0)) (i32.const -6)) (then unreachable))
            (call $signal (i32.const 0))
            ;; When the two have ended there is room again.
            (loop $again (br_if $again (i32.lt_s (call $spawn (i32.const 0)) (i32.const 0))))
            (call $exit (i32.const 5)))"#;
    let ctx = WasiCtxBuilder::new().build().unwrap();
    let program = ThreadedProgram::new(&module(text), ctx).unwrap();
    assert_eq!(code(program.max_threads(2).run()).unwrap(), 5);
}

#[test]
fn threads_write_whole_lines() {
    let text = r#"
        (data (i32.const 1000) "one line of text\n")
        (data (i32.const 512) "\e8\03\00\00\11\00\00\00") ;; 17 bytes at 1000
        (func (export "wasi_thread_start") (param $tid i32) (param $arg i32) (local $i i32)
            (loop $again
                (if (call $fd_write (i32.const 1) (i32.const 512) (i32.const 1) (local.get $arg)) (then unreachable))
                (if (i32.ne (i32.load (local.get $arg)) (i32.const 17)) (then unreachable))
                (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 50))))
            (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
            (drop (memory.atomic.notify (i32.const 0) (i32.const 1))))
        (func (export "_start") (local $now i32)
            (drop (call $spawn (i32.const 16)))
            (drop (call $spawn (i32.const 24)))
            (drop (call $spawn (i32.const 32)))
            (loop $again
                (local.set $now (i32.atomic.load (i32.const 0)))
                (if (i32.ne (local.get $now) (i32.const 3))
                    (then
                        (drop (memory.atomic.wait32 (i32.const 0) (local.get $now) (i64.const -1)))
                        (br $again)))))"#;
    // To memory, and to a pipe that is read slowly, so that it fills up.
    let stdout = OutputBuffer::new();
    let builder = WasiCtxBuilder::new().stdout(Output::buffer(&stdout));
    run(&module(text), builder).unwrap();
    assert_eq!(
        String::from_utf8(stdout.take()).unwrap(),
        "one line of text\n".repeat(150)
    );
    #[cfg(unix)]
    {
        use std::io::Read;
        let (mut reader, writer) = io::pipe().unwrap();
        let reading = std::thread::spawn(move || {
            let mut text = Vec::new();
            let mut piece = [0; 100];
            while let Ok(count @ 1..) = reader.read(&mut piece) {
                text.extend_from_slice(&piece[..count]);
            }
            text
        });
        let stdout = fs::File::from(std::os::fd::OwnedFd::from(writer));
        run(
            &module(text),
            WasiCtxBuilder::new().stdout(Output::file(stdout)),
        )
        .unwrap();
        let text = String::from_utf8(reading.join().unwrap()).unwrap();
        assert_eq!(text, "one line of text\n".repeat(150));
    }
}

/// One thread reads from a pipe that has nothing, another sleeps, a third writes and then
/// lets the pipe's other end give something.
#[cfg(unix)]
#[test]
fn a_thread_that_waits_keeps_no_other_from_its_files() {
    let text = r#"
        (data (i32.const 512) "\00\04\00\00\08\00\00\00") ;; 8 bytes at 1024
        (data (i32.const 1024) "nothing!")
        (data (i32.const 520) "\00\05\00\00\06\00\00\00") ;; 6 bytes at 1280
        (data (i32.const 1280) "hello\n")
        ;; A clock: 20 milliseconds.
        (data (i32.const 616) "\01\00\00\00\00\00\00\00\00\2d\31\01\00\00\00\00")
        (func (export "wasi_thread_start") (param $tid i32) (param $arg i32)
            (if (local.get $arg)
                (then
                    (if (call $poll (i32.const 600) (i32.const 700) (i32.const 1) (i32.const 8)) (then unreachable))
                    (if (i32.ne (i32.load (i32.const 8)) (i32.const 1)) (then unreachable))
                    (call $signal (i32.const 4)))
                (else
                    (call $signal (i32.const 12))
                    (if (call $fd_read (i32.const 0) (i32.const 512) (i32.const 1) (i32.const 16)) (then unreachable))
                    (call $signal (i32.const 0)))))
        (func (export "_start")
            (drop (call $spawn (i32.const 0)))
            (call $await (i32.const 12))
            (drop (call $spawn (i32.const 1)))
            (call $await (i32.const 4))
            ;; The reader still waits.
            (if (i32.atomic.load (i32.const 0)) (then unreachable))
            (if (call $fd_write (i32.const 1) (i32.const 520) (i32.const 1) (i32.const 20)) (then unreachable))
            (call $await (i32.const 0))
            (call $exit (i32.add (i32.load (i32.const 16)) (i32.load8_u (i32.const 1024)))))"#;
    let (reader, mut writer) = io::pipe().unwrap();
    let stdin = fs::File::from(std::os::fd::OwnedFd::from(reader));
    // What the guest writes makes the host give it input.
    let (told, tell) = mpsc::channel();
    let stdout = Output::callback(move |bytes| {
        let _ = told.send(bytes.to_vec());
        writer.write_all(b"abc")
    });
    let builder = WasiCtxBuilder::new()
        .stdin(Input::file(stdin))
        .stdout(stdout);
    let result = code(run(&module(text), builder)).unwrap();
    assert_eq!(result, 3 + i32::from(b'a'));
    assert_eq!(tell.recv().unwrap(), b"hello\n");
}

#[test]
fn a_program_ends_while_threads_read_and_sleep() {
    let text = r#"
        (data (i32.const 512) "\00\04\00\00\08\00\00\00")
        ;; A clock: a day.
        (data (i32.const 616) "\01\00\00\00\00\00\00\00\00\00\91\4b\94\4e\00\00")
        (func (export "wasi_thread_start") (param $tid i32) (param $arg i32)
            (call $signal (i32.shl (local.get $arg) (i32.const 2)))
            (if (local.get $arg)
                (then (drop (call $poll (i32.const 600) (i32.const 700) (i32.const 1) (i32.const 8))))
                (else (drop (call $fd_read (i32.const 0) (i32.const 512) (i32.const 1) (i32.const 16)))))
            unreachable)
        (func (export "_start")
            (drop (call $spawn (i32.const 0)))
            (drop (call $spawn (i32.const 1)))
            (call $await (i32.const 0))
            (call $await (i32.const 4))
            (call $exit (i32.const 8)))"#;
    #[cfg(unix)]
    let (stdin, _writer) = {
        let (reader, writer) = io::pipe().unwrap();
        (
            Input::file(fs::File::from(std::os::fd::OwnedFd::from(reader))),
            writer,
        )
    };
    #[cfg(not(unix))]
    let stdin = Input::callback(|_| {
        loop {
            std::thread::park();
        }
    });
    let builder = WasiCtxBuilder::new().stdin(stdin);
    assert_eq!(code(run(&module(text), builder)).unwrap(), 8);
}

#[test]
fn programs_that_cannot_be_run_are_refused() {
    let new = |text: &str| {
        let module = Module::new(&Engine::default(), text).unwrap();
        ThreadedProgram::new(&module, WasiCtxBuilder::new().build().unwrap())
    };
    let spawn = r#"(import "wasi" "thread-spawn" (func (param i32) (result i32)))"#;
    assert!(new(spawn).is_err());
    assert!(
        new(&format!(
            "{spawn} (func (export \"wasi_thread_start\") (param i32 i32))"
        ))
        .is_ok()
    );
    let error = new("(module)").unwrap().run().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Usage { .. }), "{error}");
    let unknown = r#"(import "other" "function" (func)) (func (export "_start"))"#;
    let error = new(unknown).unwrap().run().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Link(_)), "{error}");
    // A thread that has nowhere to start ends the program.
    let text = r#"(func (export "wasi_thread_start")) (func (export "_start")
        (drop (call $spawn (i32.const 0))) (call $forever))"#;
    let error = run(&module(text), WasiCtxBuilder::new()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Usage { .. }), "{error}");
}

/// The official tests of wasi-threads.
#[test]
fn official_tests() -> Result<(), Box<dyn std::error::Error>> {
    let corpora = match env::var_os("SANDERLING_CORPORA") {
        Some(path) => PathBuf::from(path),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora"),
    };
    let folder = corpora.join("wasi-threads");
    if !folder.is_dir() {
        // Past the test harness, which would keep it to itself.
        writeln!(
            io::stderr(),
            "wasi-threads is absent, its tests were not run: set SANDERLING_CORPORA"
        )?;
        return Ok(());
    }
    let mut programs: Vec<PathBuf> = fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "wasm")
        })
        .collect();
    programs.sort();
    let mut failures = Vec::new();
    for path in &programs {
        let json = path.with_extension("json");
        let expected = match json.exists() {
            true => {
                let json: Value = serde_json::from_slice(&fs::read(json)?)?;
                json.get("exit_code").and_then(Value::as_i64).unwrap_or(0)
            }
            false => 0,
        };
        let module = Module::new(&interruptible(), fs::read(path)?)?;
        let program = path.file_name().unwrap_or_default().to_string_lossy();
        // Some wait for input that never comes.
        #[cfg(unix)]
        let (stdin, _writer) = {
            let (reader, writer) = io::pipe()?;
            (
                Input::file(fs::File::from(std::os::fd::OwnedFd::from(reader))),
                writer,
            )
        };
        #[cfg(not(unix))]
        let stdin = Input::null();
        let builder = WasiCtxBuilder::new().arg(program.clone()).stdin(stdin);
        match code(run(&module, builder)) {
            Ok(code) if i64::from(code) == expected => {}
            Ok(code) => failures.push(format!("{program}: exit code {code}, expected {expected}")),
            Err(error) => failures.push(format!("{program}: {error}")),
        }
    }
    let passed = programs.len() - failures.len();
    writeln!(
        io::stderr(),
        "wasi-threads: {passed} passed, {} failed",
        failures.len()
    )?;
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(passed > 0, "there are no tests");
    Ok(())
}
