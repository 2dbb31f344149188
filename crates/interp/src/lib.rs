//! Sanderling: a WebAssembly interpreter.
//!
//! ```
//! use sanderling::{Engine, Instance, Module, Store};
//!
//! # fn main() -> Result<(), sanderling::Error> {
//! let engine = Engine::default();
//! let module = Module::new(
//!     &engine,
//!     r#"
//!     (func (export "add") (param i32 i32) (result i32)
//!         (i32.add (local.get 0) (local.get 1)))"#,
//! )?;
//! let mut store = Store::new(&engine, ());
//! let instance = Instance::new(&mut store, &module, &[])?;
//! let add = instance.get_typed_func::<(i32, i32), i32>(&mut store, "add")?;
//! assert_eq!(add.call(&mut store, (2, 3))?, 5);
//! # Ok(())
//! # }
//! ```
//!
//! # What there is
//!
//! - An [`Engine`] holds a [`Config`]: [`Features`], [`Limits`], how code is compiled.
//! - A [`Module`] is validated code, shared between threads and stores.
//! - A [`Store`] owns everything that guests reach, and your data.
//! - An [`Instance`] is a module in a store. A [`Linker`] finds its imports by name.
//! - [`Func`], [`Memory`], [`Table`], [`Global`] and [`Tag`] are handles to what is in a
//!   store: small, `Copy`, and checked on every use.
//! - A [`SharedMemory`] is a memory that stores on several threads have at once.
//! - An [`Error`] tells malformed, invalid and unsupported modules, link errors, traps,
//!   errors of host functions, limits and wrong use apart.
//!
//! # What it promises
//!
//! No input makes it panic, abort or break memory safety; every resource that a guest
//! takes has a limit. It installs no signal handlers and leaves no threads behind.

#![deny(unsafe_code)]

mod api;
mod code;
mod config;
mod error;
mod exec;
mod limiter;
mod module;
mod room;
mod runtime;
mod translate;
mod trap;
mod types;

#[cfg(feature = "wat")]
pub use api::text_to_binary;
pub use api::{
    AnyRef, ArrayRef, ArrayType, AsContext, AsContextMut, AtomicWait, Caller, Engine, EqRef,
    ExnRef, Export, Extern, ExternRef, Func, Global, I31, Instance, InstancePre, InterruptHandle,
    IntoFunc, Linker, Memory, MemoryPin, Module, ModuleReader, ResumableCall, SharedMemory, Store,
    StoreContext, StoreContextMut, StructRef, StructType, SuspendReason, SuspendedCall, Table, Tag,
    TypedFunc, Val, WaitResult, WasmParams, WasmResults, WasmRet, WasmTy, WeakRef,
};
pub use config::{CompilationMode, Config, Feature, Features, Limits};
pub use error::{Error, ErrorKind, Exception, Frame, LinkError, Pending, UnknownImport};
pub use limiter::{HostBuffers, ResourceLimiter, StoreLimits, StoreLimitsBuilder};
pub use trap::Trap;
pub use types::{
    ConcreteType, ExportType, ExternType, FieldType, FuncType, GlobalType, HeapType, ImportType,
    MemoryType, Mutability, RefType, StorageType, TableType, TagType, ValType,
};

/// The crate whose validators and payloads a [`ModuleReader`] takes.
pub use wasmparser;

/// The examples of the readme, run as tests.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
