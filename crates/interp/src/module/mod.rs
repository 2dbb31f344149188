//! Modules: binary sections, read and validated in one scan.
//!
//! Validation is wasmparser's; nothing here checks a rule a second time. What
//! comes out is a [`ModuleInner`], immutable but for the code that is translated
//! into it lazily. Bodies, data segments, names and custom sections stay ranges in
//! the module's bytes.
//!
//! Invariant: every index in a `ModuleInner` is in range of its index space, and
//! every range lies within the bytes.

mod bytes;
mod classify;
mod const_expr;
mod engine;
mod names;
mod operators;
mod parallel;
mod read;
mod repr;

pub(crate) use bytes::ModuleBytes;
pub(crate) use const_expr::{ConstExpr, ConstOp};
pub(crate) use engine::{EngineHandle, EngineShared};
pub(crate) use operators::{Operators, demanded_frame};
pub(crate) use parallel::for_each;
pub(crate) use read::{Reading, read_module, read_part, validate_module};
pub(crate) use repr::{ElemItems, ExternDesc, Import, ModuleInner, SegmentMode};
