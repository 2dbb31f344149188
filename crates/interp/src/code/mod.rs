//! The instruction set of the interpreter, and code made of it.
//!
//! This layer knows instructions, operands and bytes; it knows neither Wasm nor
//! how an instruction is executed. [`ops`] is the one declaration of the set.
//!
//! ```text
//! instruction = [handler address u64][operand area, 8 bytes or more]
//! area        = [d u16][a u16][b u16 | imm u32][wide immediate u64]
//! ```

#[cfg(target_endian = "big")]
compile_error!("operands are read in pieces of a little-endian word");

pub(crate) mod buffer;
pub(crate) mod catches;
pub(crate) mod disasm;
pub(crate) mod encode;
pub(crate) mod form;
pub(crate) mod inst;
pub(crate) mod ops;
pub(crate) mod pairs;

pub(crate) use buffer::{CodePlaces, CompiledFunc, FuncCode};
pub(crate) use catches::{CatchTable, Clause, NO_REGION};
pub(crate) use inst::{Dst, Inst, Label, Src};
pub(crate) use ops::{Op, Shape};
