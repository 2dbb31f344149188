//! `run`: a program with WASI.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use sanderling::{
    Config, Engine, Error, ErrorKind, Func, Instance, LinkError, Linker, Module, Store, StoreLimits,
};
use sanderling_wasi::{ExitStatus, ThreadedProgram, WasiCtx, WasiCtxBuilder, add_to_linker_for};

use crate::args::{RunArgs, UnknownImports};
use crate::failure::{Failure, load};
use crate::invoke;

/// Runs the program and gives its exit code.
pub(crate) fn run(mut args: RunArgs) -> Result<i32, Failure> {
    let file = PathBuf::from(args.program.remove(0));
    let guest_args = into_strings(std::mem::take(&mut args.program))?;
    let ctx = context(&args, &file, &guest_args)?;

    let config = Config::new()
        .consume_fuel(args.fuel.is_some())
        .interruptible(args.timeout.is_some());
    let engine = Engine::new(&config).map_err(Failure::Guest)?;
    let module = load(&engine, &file)?;
    let result = if ThreadedProgram::is_threaded(&module) && args.invoke.is_none() {
        run_threads(&args, &file, &module, ctx)
    } else {
        let mut store = Store::try_new(&engine, ctx).map_err(Failure::Guest)?;
        limit(&args, &mut store).map_err(Failure::Guest)?;
        start(&args, &file, &guest_args, &module, &mut store)
    };
    match result {
        Ok(()) => Ok(0),
        Err(Failure::Guest(error)) => match error.downcast_ref::<ExitStatus>() {
            Some(status) => Ok(status.code()),
            None => Err(Failure::Guest(error)),
        },
        Err(failure) => Err(failure),
    }
}

/// Sets what the program may spend.
fn limit(args: &RunArgs, store: &mut Store<WasiCtx>) -> Result<(), Error> {
    if let Some(fuel) = args.fuel {
        store.set_fuel(fuel)?;
    }
    // A time that no clock shows is never over.
    if let Some(deadline) = args
        .timeout
        .and_then(|time| Instant::now().checked_add(time))
    {
        store.set_deadline(Some(deadline))?;
    }
    if let Some(bytes) = args.max_memory {
        store.limiter(StoreLimits::builder().memory_size(bytes).build());
    }
    Ok(())
}

fn into_strings(args: Vec<OsString>) -> Result<Vec<String>, Failure> {
    let strings = args.into_iter().map(|arg| {
        arg.into_string()
            .map_err(|arg| Failure::Usage(format!("the argument {arg:?} is not in UTF-8")))
    });
    strings.collect()
}

/// What the guest gets to see.
fn context(args: &RunArgs, file: &Path, guest_args: &[String]) -> Result<WasiCtx, Failure> {
    let program = file.file_name().unwrap_or(file.as_os_str());
    let mut builder = WasiCtxBuilder::new()
        .inherit_stdio()
        .arg(program.to_string_lossy());
    if args.invoke.is_none() {
        builder = builder.args(guest_args);
    }
    for variable in &args.variables {
        builder = builder.env(&variable.name, &variable.value);
    }
    for dir in args.dirs.iter().chain(&args.mapped_dirs) {
        builder = builder.preopened_dir(&dir.host, &dir.guest, dir.access);
    }
    builder
        .build()
        .map_err(|error| Failure::Usage(error.to_string()))
}

/// Runs a program that may have several threads. They end with the process.
fn run_threads(args: &RunArgs, file: &Path, module: &Module, ctx: WasiCtx) -> Result<(), Failure> {
    if args.fuel.is_some() || args.timeout.is_some() || args.max_memory.is_some() {
        let message = "--fuel, --timeout and --max-memory are for programs without threads";
        return Err(Failure::Usage(format!("{}: {message}", file.display())));
    }
    let load_error = |error: Error| Failure::Usage(format!("{}: {error}", file.display()));
    let mut program = ThreadedProgram::new(module, ctx).map_err(load_error)?;
    if args.unknown_imports == UnknownImports::Trap {
        program
            .linker()
            .define_unknown_imports_as_traps(module)
            .map_err(load_error)?;
    }
    program.run().map_err(|error| start_failure(file, error))
}

/// Makes an instance and calls what there is to call.
fn start(
    args: &RunArgs,
    file: &Path,
    guest_args: &[String],
    module: &Module,
    store: &mut Store<WasiCtx>,
) -> Result<(), Failure> {
    let instance = instantiate(args, file, module, store)?;
    let main = instance.get_func(&mut *store, "_start");
    let initialize = instance.get_func(&mut *store, "_initialize");
    // A module has one or the other: it is a program or a library.
    if let (None, Some(initialize)) = (main, initialize) {
        call(initialize, "_initialize", store)?;
    }
    match (&args.invoke, main) {
        (Some(name), _) => {
            let results = invoke::invoke(&instance, module, name, guest_args, store)?;
            let mut out = io::stdout().lock();
            for result in results {
                writeln!(out, "{result}")?;
            }
            Ok(out.flush()?)
        }
        (None, Some(main)) => call(main, "_start", store),
        (None, None) => {
            if initialize.is_none() {
                let exports = invoke::list_functions(module);
                let file = file.display();
                eprintln!("note: {file} has no _start, so nothing is run; {exports}");
            }
            Ok(())
        }
    }
}

fn instantiate(
    args: &RunArgs,
    file: &Path,
    module: &Module,
    store: &mut Store<WasiCtx>,
) -> Result<Instance, Failure> {
    let mut linker = Linker::new(store.engine());
    let load_error = |error: Error| Failure::Usage(format!("{}: {error}", file.display()));
    add_to_linker_for(&mut linker, module, |ctx| ctx).map_err(load_error)?;
    if args.unknown_imports == UnknownImports::Trap {
        linker
            .define_unknown_imports_as_traps(module)
            .map_err(load_error)?;
    }
    linker
        .instantiate(store, module)
        .map_err(|error| start_failure(file, error))
}

/// The failure for an error of linking, of making an instance, or of the guest in it.
fn start_failure(file: &Path, error: Error) -> Failure {
    match error.kind() {
        ErrorKind::Link(LinkError::UnknownImports(_)) if error.backtrace().is_empty() => {
            let hint = "--unknown-imports trap starts the program without its functions";
            Failure::Usage(format!("{}: {error}\n{hint}", file.display()))
        }
        ErrorKind::Trap(_) | ErrorKind::Host(_) | ErrorKind::Exception(_) => Failure::Guest(error),
        _ if !error.backtrace().is_empty() => Failure::Guest(error),
        _ => Failure::Usage(format!("{}: {error}", file.display())),
    }
}

/// Calls one of the functions that WASI gives a meaning to.
fn call(func: Func, name: &str, store: &mut Store<WasiCtx>) -> Result<(), Failure> {
    let func = func
        .typed::<(), ()>(&*store)
        .map_err(|error| Failure::Usage(format!("{name}: {error}")))?;
    func.call(store, ()).map_err(Failure::Guest)
}
