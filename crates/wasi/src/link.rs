//! The functions of WASI as imports for a module. With `threads.rs` and `slices.rs` the only
//! file that knows the engine.

use std::fmt;

use sanderling::{
    Caller, Error, Extern, ExternType, HostBuffers, Linker, Memory, Module, SharedMemory,
};

use crate::ctx::WasiCtx;
use crate::memory::{GuestMemory, HostRoom, Lent};
use crate::types::Errno;
use crate::{preview0, preview1};

const PREVIEW1: &str = "wasi_snapshot_preview1";
const PREVIEW0: &str = "wasi_unstable";

/// The guest called a WASI function without exporting a memory named `memory`.
///
/// All of WASI's arguments are places in that memory.
///
/// ```
/// assert_eq!(
///     sanderling_wasi::MissingMemory.to_string(),
///     "a module that uses WASI must export its memory as \"memory\"",
/// );
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MissingMemory;

impl fmt::Display for MissingMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a module that uses WASI must export its memory as \"memory\"")
    }
}

impl std::error::Error for MissingMemory {}

/// How a function of WASI gets at its context.
pub(crate) trait Access<T>: Copy + Send + Sync + 'static {
    /// Runs a function on the context and the memory of the caller, and gives its
    /// answer to the guest.
    fn call(self, caller: &mut Caller<'_, T>, function: impl Function) -> Result<u32, Error>;
}

/// A function of WASI with its arguments.
pub(crate) trait Function:
    Fn(&mut WasiCtx, &mut dyn GuestMemory) -> Result<(), Errno> + Send + Sync + 'static
{
}

impl<F> Function for F where
    F: Fn(&mut WasiCtx, &mut dyn GuestMemory) -> Result<(), Errno> + Send + Sync + 'static
{
}

/// The context is in the store's data.
impl<T: 'static> Access<T> for fn(&mut T) -> &mut WasiCtx {
    fn call(self, caller: &mut Caller<'_, T>, function: impl Function) -> Result<u32, Error> {
        let memory = guest_memory(caller)?;
        watch(caller, self);
        if let Some(memory) = memory.to_shared(&*caller)? {
            let (data, buffers) = caller.data_and_host_buffers_mut();
            let (ctx, mut room) = (self(data), Room::new(buffers));
            let result = function(ctx, &mut Shared(memory, &mut room));
            return finish(ctx, room, result);
        }
        let (bytes, data, buffers) = memory.data_and_host_buffers_mut(&mut *caller)?;
        let (ctx, mut room) = (self(data), Room::new(buffers));
        let result = function(
            ctx,
            &mut Lent {
                bytes,
                room: Some(&mut room),
            },
        );
        finish(ctx, room, result)
    }
}

/// What the store admits of the host's buffers.
pub(crate) struct Room<'a> {
    buffers: HostBuffers<'a>,
    /// That of the store's limiter, which is to end the guest.
    error: Option<Error>,
}

impl<'a> Room<'a> {
    pub(crate) fn new(buffers: HostBuffers<'a>) -> Self {
        Room {
            buffers,
            error: None,
        }
    }
}

impl HostRoom for Room<'_> {
    fn admit(&mut self, current: usize, desired: usize) -> Result<(), Errno> {
        let number = |bytes: usize| u64::try_from(bytes).unwrap_or(u64::MAX);
        match self.buffers.admit(number(current), number(desired)) {
            Ok(true) => return Ok(()),
            Ok(false) => {}
            Err(error) => self.error = Some(error),
        }
        Err(Errno::Nomem)
    }
}

/// A memory that other threads may use at the same time.
pub(crate) struct Shared<'m>(pub(crate) SharedMemory, pub(crate) &'m mut dyn HostRoom);

impl GuestMemory for Shared<'_> {
    fn size(&self) -> usize {
        self.0.data_size()
    }

    fn read(&self, at: usize, bytes: &mut [u8]) -> Result<(), Errno> {
        self.0.read(at, bytes).map_err(|_| Errno::Fault)
    }

    fn write(&mut self, at: usize, bytes: &[u8]) -> Result<(), Errno> {
        self.0.write(at, bytes).map_err(|_| Errno::Fault)
    }

    fn lent(&mut self) -> Option<&mut [u8]> {
        None
    }

    fn admit(&mut self, current: usize, desired: usize) -> Result<(), Errno> {
        self.1.admit(current, desired)
    }
}

/// Defines functions of WASI from one table.
///
/// A row is a function's name, where it is written, and its arguments as the
/// guest passes them: `u32` and `u64` are the guest's `i32` and `i64`.
macro_rules! define {
    ($linker:ident, $module:ident, $access:ident; $(
        $implementation:ident::$name:ident($( $arg:ident: $ty:ty ),*);
    )*) => { $(
        $linker.func_wrap(
            $module,
            stringify!($name),
            move |mut caller: Caller<'_, T>, $( $arg: $ty ),*| -> Result<u32, Error> {
                $access.call(&mut caller, move |ctx, memory| {
                    $implementation::$name(ctx, memory, $( $arg ),*)
                })
            },
        )?;
    )* };
}

/// Defines all functions of WASI preview 1 (`wasi_snapshot_preview1`) and preview 0
/// (`wasi_unstable`).
///
/// `get` finds the context in the store's data. A guest that ends itself makes the
/// call fail with [`crate::ExitStatus`] as the host's error, unchanged.
///
/// # Errors
///
/// The linker's, when one of the names is defined already.
///
/// # Examples
///
/// ```
/// use sanderling::{Engine, Linker, Module, Store};
/// use sanderling_wasi::{WasiCtx, WasiCtxBuilder, add_to_linker};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let engine = Engine::default();
/// let mut linker: Linker<WasiCtx> = Linker::new(&engine);
/// add_to_linker(&mut linker, |ctx| ctx)?;
/// let text = r#"(import "wasi_snapshot_preview1" "sched_yield" (func (result i32)))"#;
/// let mut store = Store::new(&engine, WasiCtxBuilder::new().build()?);
/// linker.instantiate(&mut store, &Module::new(&engine, text)?)?;
/// # Ok(())
/// # }
/// ```
pub fn add_to_linker<T: 'static>(
    linker: &mut Linker<T>,
    get: fn(&mut T) -> &mut WasiCtx,
) -> Result<(), Error> {
    add_functions(linker, get)
}

/// Defines all functions.
pub(crate) fn add_functions<T: 'static>(
    linker: &mut Linker<T>,
    access: impl Access<T>,
) -> Result<(), Error> {
    add_all(linker, access)?;
    define!(linker, PREVIEW1, access;
        preview1::sock_accept(fd: u32, flags: u32, result: u32);
    );
    Ok(())
}

/// Like [`add_to_linker`], for one module that may have been built for WasmEdge.
///
/// There `sock_accept` has two parameters, as in drafts of WASI, rather than three.
/// A program that only ever imports it, such as QuickJS for WasmEdge, can then be
/// linked; the module's import decides which of the two is defined.
///
/// # Errors
///
/// As for [`add_to_linker`].
///
/// ```
/// use sanderling::{Engine, Linker, Module};
/// use sanderling_wasi::{WasiCtx, add_to_linker_for};
///
/// # fn main() -> Result<(), sanderling::Error> {
/// let engine = Engine::default();
/// let text = r#"(import "wasi_snapshot_preview1" "sock_accept"
///     (func (param i32 i32) (result i32)))"#;
/// let module = Module::new(&engine, text)?;
/// let mut linker = Linker::new(&engine);
/// add_to_linker_for(&mut linker, &module, |ctx: &mut WasiCtx| ctx)?;
/// assert!(linker.instantiate_pre(&module).is_ok());
/// # Ok(())
/// # }
/// ```
pub fn add_to_linker_for<T: 'static>(
    linker: &mut Linker<T>,
    module: &Module,
    get: fn(&mut T) -> &mut WasiCtx,
) -> Result<(), Error> {
    let draft = module.imports().any(|import| {
        import.module() == PREVIEW1
            && import.name() == "sock_accept"
            && matches!(import.ty(), ExternType::Func(ty) if ty.params().len() == 2)
    });
    if !draft {
        return add_to_linker(linker, get);
    }
    add_all(linker, get)?;
    define!(linker, PREVIEW1, get;
        draft::sock_accept(fd: u32, result: u32);
    );
    Ok(())
}

/// What WasmEdge kept from a draft of preview 1.
mod draft {
    use crate::ctx::WasiCtx;
    use crate::memory::GuestMemory;
    use crate::preview1;
    use crate::types::Errno;

    pub(super) fn sock_accept(
        ctx: &mut WasiCtx,
        memory: &mut dyn GuestMemory,
        fd: u32,
        result: u32,
    ) -> Result<(), Errno> {
        preview1::sock_accept(ctx, memory, fd, 0, result)
    }
}

/// Defines everything but `sock_accept`.
fn add_all<T: 'static>(linker: &mut Linker<T>, access: impl Access<T>) -> Result<(), Error> {
    for module in [PREVIEW1, PREVIEW0] {
        define!(linker, module, access;
            preview1::args_get(argv: u32, argv_buf: u32);
            preview1::args_sizes_get(count: u32, bytes: u32);
            preview1::environ_get(environ: u32, environ_buf: u32);
            preview1::environ_sizes_get(count: u32, bytes: u32);
            preview1::clock_res_get(id: u32, result: u32);
            preview1::clock_time_get(id: u32, precision: u64, result: u32);
            preview1::fd_advise(fd: u32, offset: u64, len: u64, advice: u32);
            preview1::fd_allocate(fd: u32, offset: u64, len: u64);
            preview1::fd_close(fd: u32);
            preview1::fd_datasync(fd: u32);
            preview1::fd_fdstat_get(fd: u32, result: u32);
            preview1::fd_fdstat_set_flags(fd: u32, flags: u32);
            preview1::fd_fdstat_set_rights(fd: u32, base: u64, inheriting: u64);
            preview1::fd_filestat_set_size(fd: u32, size: u64);
            preview1::fd_filestat_set_times(fd: u32, atim: u64, mtim: u64, flags: u32);
            preview1::fd_pread(fd: u32, iovecs: u32, iovecs_len: u32, offset: u64, result: u32);
            preview1::fd_prestat_get(fd: u32, result: u32);
            preview1::fd_prestat_dir_name(fd: u32, path: u32, path_len: u32);
            preview1::fd_pwrite(fd: u32, iovecs: u32, iovecs_len: u32, offset: u64, result: u32);
            preview1::fd_read(fd: u32, iovecs: u32, iovecs_len: u32, result: u32);
            preview1::fd_readdir(fd: u32, buffer: u32, buffer_len: u32, cookie: u64, result: u32);
            preview1::fd_renumber(from: u32, to: u32);
            preview1::fd_sync(fd: u32);
            preview1::fd_tell(fd: u32, result: u32);
            preview1::fd_write(fd: u32, iovecs: u32, iovecs_len: u32, result: u32);
            preview1::path_create_directory(fd: u32, path: u32, path_len: u32);
            preview1::path_filestat_set_times(
                fd: u32, flags: u32, path: u32, path_len: u32, atim: u64, mtim: u64, fst_flags: u32
            );
            preview1::path_link(
                old_fd: u32, old_flags: u32, old_path: u32, old_path_len: u32,
                new_fd: u32, new_path: u32, new_path_len: u32
            );
            preview1::path_open(
                fd: u32, dir_flags: u32, path: u32, path_len: u32, oflags: u32,
                base: u64, inheriting: u64, fd_flags: u32, result: u32
            );
            preview1::path_readlink(
                fd: u32, path: u32, path_len: u32, buffer: u32, buffer_len: u32, result: u32
            );
            preview1::path_remove_directory(fd: u32, path: u32, path_len: u32);
            preview1::path_rename(
                old_fd: u32, old_path: u32, old_path_len: u32,
                new_fd: u32, new_path: u32, new_path_len: u32
            );
            preview1::path_symlink(
                old_path: u32, old_path_len: u32, fd: u32, new_path: u32, new_path_len: u32
            );
            preview1::path_unlink_file(fd: u32, path: u32, path_len: u32);
            preview1::sched_yield();
            preview1::random_get(buffer: u32, len: u32);
            preview1::sock_recv(
                fd: u32, iovecs: u32, iovecs_len: u32, flags: u32, result: u32, result_flags: u32
            );
            preview1::sock_send(fd: u32, iovecs: u32, iovecs_len: u32, flags: u32, result: u32);
            preview1::sock_shutdown(fd: u32, how: u32);
        );
        linker.func_wrap(module, "proc_exit", |code: u32| -> Result<(), Error> {
            Err(Error::host(preview1::proc_exit(code)))
        })?;
        linker.func_wrap(module, "proc_raise", |signal: u32| -> Result<u32, Error> {
            preview1::proc_raise(signal)
                .map(|result| u32::from(Errno::of(result)))
                .map_err(Error::host)
        })?;
    }
    define!(linker, PREVIEW1, access;
        preview1::fd_filestat_get(fd: u32, result: u32);
        preview1::fd_seek(fd: u32, offset: i64, whence: u32, result: u32);
        preview1::path_filestat_get(fd: u32, flags: u32, path: u32, path_len: u32, result: u32);
        preview1::poll_oneoff(subscriptions: u32, events: u32, count: u32, event_count: u32);
    );
    define!(linker, PREVIEW0, access;
        preview0::fd_filestat_get(fd: u32, result: u32);
        preview0::fd_seek(fd: u32, offset: i64, whence: u32, result: u32);
        preview0::path_filestat_get(fd: u32, flags: u32, path: u32, path_len: u32, result: u32);
        preview0::poll_oneoff(subscriptions: u32, events: u32, count: u32, event_count: u32);
    );
    Ok(())
}

/// The memory that the calling module exports.
pub(crate) fn guest_memory<T>(caller: &mut Caller<'_, T>) -> Result<Memory, Error> {
    match caller.get_export("memory") {
        Some(Extern::Memory(memory)) => Ok(memory),
        _ => Err(Error::host(MissingMemory)),
    }
}

/// Lets waiting end where the guest would be stopped if it ran: it gets `EINTR`, and
/// is stopped when it goes on.
pub(crate) fn watch<T>(caller: &mut Caller<'_, T>, get: fn(&mut T) -> &mut WasiCtx) {
    let config = caller.engine().config();
    if config.is_interruptible() || config.consumes_fuel() {
        let (deadline, handle) = (caller.deadline(), caller.interrupt_handle());
        get(caller.data_mut()).watch(deadline, || Box::new(move || handle.is_interrupted()));
    }
}

/// The guest's answer, unless a stream's callback or the store's limiter has ended the
/// guest.
pub(crate) fn finish(
    ctx: &mut WasiCtx,
    room: Room<'_>,
    result: Result<(), Errno>,
) -> Result<u32, Error> {
    if let Some(error) = room.error {
        return Err(error);
    }
    match ctx.take_abort() {
        Some(abort) => Err(Error::host(abort)),
        None => Ok(u32::from(Errno::of(result))),
    }
}
