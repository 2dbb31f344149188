//! Instances.

use super::addr::{FuncAddr, GlobalAddr, InstanceAddr, MemoryAddr, TableAddr, TagAddr};
use super::global::GlobalEntity;
use super::memory::MemoryEntity;
use super::table::TableEntity;
use crate::module::ModuleInner;
use core::ptr::NonNull;
use std::sync::Arc;

/// An instance: a module's index spaces, resolved in a store.
///
/// Each space is there twice: as pointers for running code, as addresses for the host.
#[derive(Debug)]
pub(crate) struct InstanceEntity {
    pub(crate) module: Arc<ModuleInner>,
    pub(crate) addr: InstanceAddr,
    /// By function index; `None` where no one has referred to the function yet.
    pub(crate) funcs: Box<[Option<FuncAddr>]>,
    pub(crate) tables: Vec<NonNull<TableEntity>>,
    pub(crate) memories: Vec<NonNull<MemoryEntity>>,
    pub(crate) globals: Vec<NonNull<GlobalEntity>>,
    pub(crate) table_addrs: Vec<TableAddr>,
    pub(crate) memory_addrs: Vec<MemoryAddr>,
    pub(crate) global_addrs: Vec<GlobalAddr>,
    pub(crate) tag_addrs: Vec<TagAddr>,
    /// By element segment: its references; empty when dropped.
    pub(crate) elems: Box<[Box<[u64]>]>,
    /// By data segment: whether it has been dropped.
    pub(crate) dropped_data: Box<[bool]>,
    /// Why the host lets nothing call it any more.
    pub(crate) poisoned: Option<Box<str>>,
}

impl InstanceEntity {
    /// The instance's module.
    pub(crate) fn module(&self) -> &Arc<ModuleInner> {
        &self.module
    }

    /// The table of this index.
    pub(crate) fn table(&self, index: u32) -> TableAddr {
        self.table_addrs[index as usize]
    }

    /// The memory of this index.
    pub(crate) fn memory(&self, index: u32) -> MemoryAddr {
        self.memory_addrs[index as usize]
    }

    /// The global of this index.
    pub(crate) fn global(&self, index: u32) -> GlobalAddr {
        self.global_addrs[index as usize]
    }
}
