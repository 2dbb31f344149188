//! What a store owns: functions, memories, tables, globals, segments, instances.
//!
//! This layer knows no instruction. Addresses ([`addr`]) are checked indices into
//! a store; objects that code refers to by pointer live at stable places, which
//! [`store`] owns and frees.

pub(crate) mod addr;
pub(crate) mod func;
pub(crate) mod global;
pub(crate) mod instance;
pub(crate) mod instantiate;
pub(crate) mod memory;
pub(crate) mod store;
pub(crate) mod table;

pub(crate) use addr::{
    ExternAddr, FuncAddr, GlobalAddr, InstanceAddr, MemoryAddr, StoreId, TableAddr, TagAddr,
};
pub(crate) use func::FuncEntity;
pub(crate) use store::StoreCore;
