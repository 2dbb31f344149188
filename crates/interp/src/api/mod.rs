//! The public face: engines, modules, stores, and handles to what stores hold.
//!
//! A handle is a store's identity and an address in it. Every use compares the
//! identity first, so a handle in the wrong store is an error and never anything
//! worse. This layer knows no instruction.

mod budget;
mod caller;
mod engine;
mod exnref;
mod external;
mod externref;
mod func;
mod futures;
mod gc;
mod global;
mod handle;
mod host_call;
mod instance;
mod into_func;
mod link;
mod linker;
mod memory;
mod module;
mod module_reader;
mod resumable;
mod shared_memory;
mod store;
mod table;
mod tag;
#[cfg(feature = "wat")]
mod text;
mod typed;
mod val;
mod wasm_ty;

pub use budget::InterruptHandle;
pub use caller::Caller;
pub use engine::Engine;
pub use exnref::ExnRef;
pub use external::{Export, Extern};
pub use externref::ExternRef;
pub use func::Func;
pub use gc::{AnyRef, ArrayRef, ArrayType, EqRef, I31, StructRef, StructType, WeakRef};
pub use global::Global;
pub use instance::{Instance, InstancePre};
pub use into_func::{IntoFunc, WasmRet};
pub use linker::Linker;
pub use memory::{Memory, MemoryPin};
pub use module::Module;
pub use module_reader::ModuleReader;
pub use resumable::{ResumableCall, SuspendReason, SuspendedCall};
pub use shared_memory::{AtomicWait, SharedMemory, WaitResult};
pub use store::{AsContext, AsContextMut, Store, StoreContext, StoreContextMut};
pub use table::Table;
pub use tag::Tag;
#[cfg(feature = "wat")]
pub use text::text_to_binary;
pub use typed::{TypedFunc, WasmParams, WasmResults};
pub use val::Val;
pub use wasm_ty::WasmTy;
