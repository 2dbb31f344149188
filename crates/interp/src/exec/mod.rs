//! Execution: handlers, dispatch, calls.
//!
//! ```text
//! frame = [params, overlapped by results][return address][caller's frame][locals][temporaries]
//!          ^ fp                           ^ header slot
//! ```
//!
//! A callee's frame begins at its arguments among the caller's temporaries, so
//! arguments are not copied. No handler knows a public handle.

pub(crate) mod backtrace;
pub(crate) mod budget;
pub(crate) mod call;
#[cfg(feature = "checked")]
mod checked;
pub(crate) mod dispatch;
pub(crate) mod handlers;
pub(crate) mod num;
pub(crate) mod operand;
pub(crate) mod prepare;
pub(crate) mod probe;
pub(crate) mod resume;
pub(crate) mod simd;
pub(crate) mod state;
pub(crate) mod unwind;

pub(crate) use call::invoke;
pub(crate) use prepare::{Compiler, disassemble};
pub(crate) use probe::probe;
