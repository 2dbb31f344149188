//! The C library: `include/wasm.h` and `include/sanderling.h`, over the engine's and WASI's public APIs.
//!
//! There is one file for each kind of object. All of them keep the rules of `boundary`:
//! NULL is an argument like any other, no panic leaves the library, and every
//! out-parameter is written on every path. The header documents the functions; comments
//! here say only what it does not.
//!
//! Handles and out-parameters are taken as `Option<&T>`, `Option<Box<T>>` and [`Out`],
//! which have the layout of C's pointers; only bytes and slots, which come with a length,
//! are raw pointers.
//!
//! [`Out`]: boundary::Out

#![allow(
    unsafe_code,
    reason = "exported symbols, and what C's pointers lead to"
)]
#![warn(clippy::multiple_unsafe_ops_per_block)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::todo,
        clippy::unreachable
    )
)]

mod boundary;
mod call;
mod cell;
mod config;
mod engine;
mod error;
mod exception;
mod external;
mod func;
mod gc;
mod global;
mod heap_type;
mod host;
mod instance;
mod linker;
mod memory;
mod module;
mod object;
mod path;
mod reference;
mod shared_memory;
mod store;
mod table;
mod tag;
mod text;
mod type_text;
mod types;
mod version;
mod wasi;
mod wasm;
mod wat;

#[cfg(test)]
mod tests {
    /// C may use and delete every handle on any thread.
    #[test]
    fn handles_are_for_all_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<crate::call::CallHandle>();
        shared::<crate::config::ConfigHandle>();
        shared::<crate::engine::EngineHandle>();
        shared::<crate::error::Failure>();
        shared::<crate::external::ExternHandle>();
        shared::<crate::instance::InstanceHandle>();
        shared::<crate::heap_type::HeapTypeHandle>();
        shared::<crate::linker::LinkerHandle>();
        shared::<crate::module::ModuleHandle>();
        shared::<crate::object::ObjectHandle>();
        shared::<crate::shared_memory::SharedMemoryHandle>();
        shared::<crate::store::StoreHandle>();
        shared::<crate::wasi::WasiConfig>();
        shared::<crate::wasm::ForeignHandle>();
        shared::<crate::wasm::TrapHandle>();
    }
}
