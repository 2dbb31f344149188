//! What a store owns: functions, memories, tables, globals, segments, instances, and
//! the collected heap.
//!
//! This layer knows no instruction. Addresses ([`addr`]) are checked indices into
//! a store; objects that code refers to by pointer live at stable places, which
//! [`store`] owns and frees.

pub(crate) mod addr;
pub(crate) mod budget;
pub(crate) mod cell;
pub(crate) mod exception;
pub(crate) mod func;
pub(crate) mod global;
pub(crate) mod heap;
mod image;
pub(crate) mod instance;
pub(crate) mod instantiate;
pub(crate) mod memory;
pub(crate) mod region;
pub(crate) mod shared;
pub(crate) mod stack;
pub(crate) mod store;
pub(crate) mod table;
pub(crate) mod wait;

pub(crate) use addr::{
    CallerAddr, ExternAddr, FuncAddr, GlobalAddr, InstanceAddr, MemoryAddr, StoreId, TableAddr,
    TagAddr,
};
pub(crate) use func::FuncEntity;
pub(crate) use shared::{SharedEntity, SharedWait};
pub(crate) use store::StoreCore;
pub(crate) use wait::Wake;
