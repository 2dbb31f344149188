//! Small guests in the text format: what passes through the engine.

mod common;

use std::error::Error;
use std::io;
use std::time::{Duration, Instant};

use sanderling::{Config, Engine, ErrorKind, Limits, Linker, Module, Store, StoreLimits, Trap};
use sanderling_wasi::{
    Abort, MissingMemory, Output, OutputBuffer, WasiCtx, WasiCtxBuilder, add_to_linker,
};

type TestResult = Result<(), Box<dyn Error>>;

/// A program that writes "text" to standard output and exits with what that gives.
fn writer(module: &str, memory: &str) -> String {
    format!(
        r#"(module
            (import "{module}" "fd_write"
                (func $fd_write (param i32 i32 i32 i32) (result i32)))
            (import "{module}" "proc_exit" (func $proc_exit (param i32)))
            (memory (export "{memory}") 1)
            (data (i32.const 0) "\10\00\00\00\04\00\00\00")
            (data (i32.const 16) "text")
            (func (export "_start")
                (call $proc_exit
                    (call $fd_write
                        (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))"#
    )
}

#[test]
fn both_previews_write_and_exit() -> TestResult {
    for module in ["wasi_snapshot_preview1", "wasi_unstable"] {
        let stdout = OutputBuffer::new();
        let ctx = WasiCtxBuilder::new()
            .stdout(Output::buffer(&stdout))
            .build()?;
        let code = common::run(writer(module, "memory").as_bytes(), ctx)?;
        assert_eq!(code, 0);
        assert_eq!(stdout.contents(), b"text");
    }
    Ok(())
}

/// Writes "text" so many times; gives what the writes answered and what was captured.
fn captured(
    limits: Limits,
    limiter: StoreLimits,
    times: usize,
) -> Result<(Vec<i32>, Vec<u8>), Box<dyn Error>> {
    let engine = Engine::new(&Config::new().limits(limits))?;
    let stdout = OutputBuffer::new();
    let ctx = WasiCtxBuilder::new()
        .stdout(Output::buffer(&stdout))
        .build()?;
    let mut linker = Linker::new(&engine);
    add_to_linker(&mut linker, |ctx| ctx)?;
    let text = r#"(module
        (import "wasi_snapshot_preview1" "fd_write"
            (func $fd_write (param i32 i32 i32 i32) (result i32)))
        (memory (export "memory") 1)
        (data (i32.const 0) "\10\00\00\00\04\00\00\00")
        (data (i32.const 16) "text")
        (func (export "write") (result i32)
            (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))"#;
    let module = Module::new(&engine, text)?;
    let mut store = Store::new(&engine, ctx);
    store.limiter(limiter);
    let instance = linker.instantiate(&mut store, &module)?;
    let write = instance.get_typed_func::<(), i32>(&mut store, "write")?;
    let answers = (0..times).map(|_| write.call(&mut store, ()));
    let answers = answers.collect::<Result<Vec<_>, _>>()?;
    Ok((answers, stdout.contents()))
}

#[test]
fn captured_output_is_asked_of_the_limits() -> TestResult {
    const ENOSPC: i32 = 51;
    let free = || StoreLimits::builder().build();
    let bytes = |bytes| {
        let mut limits = Limits::default();
        limits.host_buffer_bytes = bytes;
        limits
    };
    let twice = b"texttext".to_vec();
    // A list of one buffer has 8 bytes as well.
    assert_eq!(captured(bytes(8), free(), 2)?, (vec![0, 0], twice.clone()));
    assert_eq!(
        captured(bytes(11), free(), 3)?,
        (vec![0, 0, ENOSPC], twice.clone())
    );
    let limiter = |bytes| StoreLimits::builder().host_buffer_size(bytes);
    let lax = Limits::default;
    assert_eq!(captured(lax(), limiter(12).build(), 3)?.0, [0, 0, 0]);
    assert_eq!(
        captured(lax(), limiter(11).build(), 3)?,
        (vec![0, 0, ENOSPC], twice)
    );
    // The list does not fit.
    const ENOMEM: i32 = 48;
    assert_eq!(captured(bytes(7), free(), 1)?, (vec![ENOMEM], vec![]));
    // A limiter that wants the guest to end.
    let strict = limiter(11).trap_on_grow_failure(true).build();
    let Err(error) = captured(lax(), strict, 3) else {
        return Err("the limiter ends the guest".into());
    };
    let error = error.downcast::<sanderling::Error>()?;
    assert!(matches!(
        error.kind(),
        ErrorKind::Limit {
            limit: 11,
            got: 12,
            ..
        }
    ));
    Ok(())
}

#[test]
fn exit_codes_come_out_unchanged() -> TestResult {
    for code in [0, 1, 255, 256, -1, i32::MAX] {
        let program = format!(
            r#"(module
                (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
                (memory (export "memory") 1)
                (func (export "_start") (call $exit (i32.const {code})) unreachable))"#
        );
        let ctx = WasiCtxBuilder::new().build()?;
        assert_eq!(common::run(program.as_bytes(), ctx)?, code);
    }
    Ok(())
}

#[test]
fn raising_a_signal_ends_like_a_shell_says() -> TestResult {
    let program = r#"(module
        (import "wasi_snapshot_preview1" "proc_raise"
            (func $raise (param i32) (result i32)))
        (memory (export "memory") 1)
        (func (export "_start") (drop (call $raise (i32.const 6)))))"#;
    let ctx = WasiCtxBuilder::new().build()?;
    assert_eq!(common::run(program.as_bytes(), ctx)?, 134);
    Ok(())
}

#[test]
fn a_missing_memory_is_named() -> TestResult {
    let ctx = WasiCtxBuilder::new().build()?;
    let program = writer("wasi_snapshot_preview1", "elsewhere");
    let Err(error) = common::run(program.as_bytes(), ctx) else {
        return Err("there is no memory to write from".into());
    };
    assert_eq!(error.downcast_ref::<MissingMemory>(), Some(&MissingMemory));
    assert!(matches!(error.kind(), ErrorKind::Host(_)));
    Ok(())
}

#[test]
fn an_abort_comes_out_of_the_call() -> TestResult {
    let stop = |_: &[u8]| Err(io::Error::other(Abort::new(io::Error::other("enough"))));
    let ctx = WasiCtxBuilder::new()
        .stdout(Output::callback(stop))
        .build()?;
    let program = writer("wasi_snapshot_preview1", "memory");
    let Err(error) = common::run(program.as_bytes(), ctx) else {
        return Err("the callback said to stop".into());
    };
    let abort = error
        .downcast::<Abort>()
        .map_err(|error| error.to_string())?;
    assert!(abort.into_inner().is::<io::Error>());
    Ok(())
}

/// Every function, with the type that the interface gives it.
#[test]
fn every_function_is_defined() -> TestResult {
    // i: 32 bits, I: 64 bits; before the colon, in which previews.
    let functions = "
        01:args_get ii, 01:args_sizes_get ii, 01:environ_get ii, 01:environ_sizes_get ii,
        01:clock_res_get ii, 01:clock_time_get iIi, 01:fd_advise iIIi, 01:fd_allocate iII,
        01:fd_close i, 01:fd_datasync i, 01:fd_fdstat_get ii, 01:fd_fdstat_set_flags ii,
        01:fd_fdstat_set_rights iII, 01:fd_filestat_get ii, 01:fd_filestat_set_size iI,
        01:fd_filestat_set_times iIIi, 01:fd_pread iiiIi, 01:fd_prestat_get ii,
        01:fd_prestat_dir_name iii, 01:fd_pwrite iiiIi, 01:fd_read iiii,
        01:fd_readdir iiiIi, 01:fd_renumber ii, 01:fd_seek iIii, 01:fd_sync i,
        01:fd_tell ii, 01:fd_write iiii, 01:path_create_directory iii,
        01:path_filestat_get iiiii, 01:path_filestat_set_times iiiiIIi,
        01:path_link iiiiiii, 01:path_open iiiiiIIii, 01:path_readlink iiiiii,
        01:path_remove_directory iii, 01:path_rename iiiiii, 01:path_symlink iiiii,
        01:path_unlink_file iii, 01:poll_oneoff iiii, 01:proc_raise i, 01:sched_yield,
        01:random_get ii, 1:sock_accept iii, 01:sock_recv iiiiii, 01:sock_send iiiii,
        01:sock_shutdown ii";
    let engine = Engine::default();
    let mut linker = Linker::new(&engine);
    add_to_linker(&mut linker, |ctx: &mut WasiCtx| ctx)?;
    let modules = [
        ('0', "wasi_unstable", 45),
        ('1', "wasi_snapshot_preview1", 46),
    ];
    for (preview, module, expected) in modules {
        let mut imports = format!(r#"(import "{module}" "proc_exit" (func (param i32)))"#);
        let mut count = 1;
        for row in functions.split(',') {
            let (previews, function) = row.trim().split_once(':').ok_or("no colon")?;
            if !previews.contains(preview) {
                continue;
            }
            let (name, params) = function.split_once(' ').unwrap_or((function, ""));
            let params: String = params
                .chars()
                .map(|param| if param == 'I' { " i64" } else { " i32" })
                .collect();
            imports +=
                &format!(r#"(import "{module}" "{name}" (func (param{params}) (result i32)))"#);
            count += 1;
        }
        assert_eq!(count, expected);
        let module = Module::new(&engine, format!("(module {imports})"))?;
        let mut store = Store::new(&engine, WasiCtxBuilder::new().build()?);
        linker.instantiate(&mut store, &module)?;
    }
    Ok(())
}

/// A guest that waits in one function of WASI, in a loop, is stopped in it.
fn waits(call: &str, setup: &str, ctx: WasiCtx) -> TestResult {
    let text = format!(
        r#"(module
            (import "wasi_snapshot_preview1" "poll_oneoff"
                (func $poll (param i32 i32 i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "fd_read"
                (func $read (param i32 i32 i32 i32) (result i32)))
            (memory (export "memory") 1)
            (func (export "_start") {setup} (loop (drop {call}) (br 0))))"#
    );
    let engine = Engine::new(&Config::new().interruptible(true))?;
    let mut linker = Linker::new(&engine);
    add_to_linker(&mut linker, |ctx: &mut WasiCtx| ctx)?;
    let mut store = Store::new(&engine, ctx);
    let instance = linker.instantiate(&mut store, &Module::new(&engine, text)?)?;
    let start = instance.get_typed_func::<(), ()>(&mut store, "_start")?;
    store.set_deadline(Some(Instant::now() + Duration::from_millis(30)))?;
    let error = start.call(&mut store, ()).unwrap_err();
    assert_eq!(error.as_trap(), Some(Trap::Timeout));
    store.set_deadline(None)?;
    let handle = store.interrupt_handle();
    let thread = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(30));
        handle.interrupt();
    });
    let error = start.call(&mut store, ()).unwrap_err();
    assert_eq!(error.as_trap(), Some(Trap::Interrupted));
    thread.join().expect("it does not panic");
    Ok(())
}

#[test]
fn sleeping_ends_at_the_deadline_and_when_interrupted() -> TestResult {
    waits(
        "(call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128))",
        "(i32.store (i32.const 16) (i32.const 1))
         (i64.store (i32.const 24) (i64.const 3600000000000))",
        WasiCtxBuilder::new().build()?,
    )
}
