//! Types of values and of importable things, and the engine-wide type registry.
//!
//! This layer knows the type structure of WebAssembly and nothing about bytes,
//! instructions or stores. Public types are plain values: comparable, printable
//! in the text format, and related by subtyping through their `matches` methods.

mod convert;
mod entity;
mod field;
mod func;
mod index;
mod registry;
mod shape;
mod value;

pub use entity::{
    ExportType, ExternType, GlobalType, ImportType, MemoryType, Mutability, TableType, TagType,
};
pub use field::{FieldType, StorageType};
pub use func::FuncType;
pub use value::{ConcreteType, HeapType, RefType, ValType};

pub(crate) use convert::{from_global_type, from_heap_type, from_memory_type, from_table_type};
pub(crate) use index::{FuncIdx, GlobalIdx, MemoryIdx, TableIdx, TagIdx, TypeId, TypeIdx};
pub(crate) use registry::TypeRegistry;
pub(crate) use shape::{FieldShape, Shape, ShapeKind, Storage};
pub(crate) use value::slots;
