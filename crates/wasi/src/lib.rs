//! WASI for the Sanderling WebAssembly interpreter: preview 1
//! (`wasi_snapshot_preview1`), every function, and preview 0 (`wasi_unstable`).
//!
//! ```
//! use sanderling::{Engine, Linker, Module, Store};
//! use sanderling_wasi::{ExitStatus, Output, OutputBuffer, WasiCtx, WasiCtxBuilder, add_to_linker};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let program = r#"(module
//!     (import "wasi_snapshot_preview1" "fd_write"
//!         (func $fd_write (param i32 i32 i32 i32) (result i32)))
//!     (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
//!     (memory (export "memory") 1)
//!     (data (i32.const 0) "\10\00\00\00\06\00\00\00") ;; one buffer: 6 bytes at 16
//!     (data (i32.const 16) "Hello\n")
//!     (func (export "_start")
//!         (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
//!         (call $proc_exit (i32.const 3))))"#;
//!
//! let stdout = OutputBuffer::new();
//! let ctx = WasiCtxBuilder::new()
//!     .arg("hello")
//!     .stdout(Output::buffer(&stdout))
//!     .build()?;
//!
//! let engine = Engine::default();
//! let mut linker = Linker::new(&engine);
//! add_to_linker(&mut linker, |ctx: &mut WasiCtx| ctx)?;
//! let mut store = Store::new(&engine, ctx);
//! let instance = linker.instantiate(&mut store, &Module::new(&engine, program)?)?;
//! let start = instance.get_typed_func::<(), ()>(&mut store, "_start")?;
//!
//! let error = start.call(&mut store, ()).unwrap_err();
//! assert_eq!(error.downcast_ref::<ExitStatus>(), Some(&ExitStatus(3)));
//! assert_eq!(stdout.contents(), b"Hello\n");
//! # Ok(())
//! # }
//! ```
//!
//! # What a guest gets
//!
//! Nothing that [`WasiCtxBuilder`] was not told to give: arguments, environment,
//! directories ([`Access::ReadOnly`] or [`Access::ReadWrite`]), standard streams
//! ([`Input`], [`Output`]: the process's, files, memory, callbacks, nothing), clocks
//! ([`Clock`]: the system's, fixed, your own) and random bytes (the system's, or from a
//! seed).
//!
//! # What it promises
//!
//! - Paths are resolved by cap-std, below the directories handed over: neither `..`
//!   nor a symbolic link leads out, whoever else changes the directory meanwhile.
//! - One function decides what is allowed. Nothing on the disk changes through a
//!   read-only directory: the guest gets `EROFS`.
//! - No input from a guest makes it panic. Addresses are checked, and sizes have limits:
//!   1024 descriptors, 4096 bytes in a path, 1024 buffers in a list, 4096 subscriptions.
//!   Data goes straight between guest memory and the system, without a buffer between.
//! - No unsafe code, no global state, no signal handlers; no threads but those of a
//!   [`ThreadedProgram`].
//!
//! # Threads
//!
//! Programs that spawn threads (`wasi-threads`) are run as a [`ThreadedProgram`]. The
//! functions that [`add_to_linker`] defines work on shared memories as well.
//!
//! # What it does not do
//!
//! Sockets: all four functions exist and answer `ENOTSOCK`. Escape sequences for a
//! terminal are not filtered; use [`Output::callback`] to do so. A write to the
//! process's own standard output waits as long as its reader likes.

#![deny(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::todo,
        clippy::unreachable,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss
    )
)]

mod clock;
mod ctx;
mod dir;
mod fd_table;
mod file;
mod link;
mod memory;
mod poll;
mod preview0;
mod preview1;
mod random;
mod slices;
mod stdio;
mod sys;
mod threads;
mod types;

#[cfg(test)]
mod tests;

pub use clock::{Clock, ClockId};
pub use ctx::{BuildError, ExitStatus, WasiCtx, WasiCtxBuilder};
pub use fd_table::Access;
pub use link::{MissingMemory, add_to_linker, add_to_linker_for};
pub use slices::{WaitingCall, add_yielding_to_linker};
pub use stdio::{Abort, Input, Output, OutputBuffer};
pub use threads::{MissingThreadStart, ProgramThread, ThreadedProgram};
pub use types::Errno;
