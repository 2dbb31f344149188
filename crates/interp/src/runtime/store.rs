//! The non-generic part of a store.
//!
//! Objects that running code refers to by pointer (instances, tables, memories,
//! globals) are boxed, turned into raw pointers and freed when the store is
//! dropped: their places do not change and nobody holds a reference to them
//! across guest execution (INV-STORE).

#![allow(unsafe_code, reason = "owns objects by pointer; INV-STORE")]

use super::addr::{CallerAddr, FuncAddr, GlobalAddr, InstanceAddr, MemoryAddr, StoreId, TableAddr};
use super::budget::{Allowance, Stop};
use super::exception::{InFlight, TagEntity};
use super::func::FuncEntity;
use super::global::GlobalEntity;
use super::heap::Heap;
use super::instance::InstanceEntity;
use super::memory::MemoryEntity;
use super::shared::{SharedEntity, SharedWait};
use super::stack::{Registers, Stack, Stacks};
use super::table::TableEntity;
use crate::config::Limits;
use crate::error::Error;
use crate::limiter::{HostBuffers, Limiter, ResourceLimiter, ask};
use crate::room;
use crate::trap::Trap;
use crate::types::{FuncIdx, FuncType, GlobalType, MemoryType, TableType, TypeId, TypeRegistry};
use core::any::Any;
use core::ptr::{self, NonNull};
use core::sync::atomic::AtomicU64;
use std::sync::Arc;

/// Calls host function `index` of a store: arguments in `slots`, results in their
/// place.
///
/// # Safety
///
/// `store` is the core of the store the function was installed for, nothing else
/// refers to the store, and `slots` has room for the arguments and the results.
pub(crate) type HostCallFn = unsafe fn(
    store: *mut StoreCore,
    index: u32,
    slots: *mut u64,
    caller: CallerAddr,
) -> Result<(), Error>;

/// What running code reaches through a register: the part of the store that
/// handlers use. The first field of [`StoreCore`].
#[derive(Debug)]
#[repr(C)]
pub(crate) struct VmContext {
    /// Bytes of memory 0 of the running instance (INV-MEM).
    pub(crate) mem0_len: u64,
    /// Units that metered code may spend before somebody looks again.
    pub(crate) budget: u64,
    /// End of the stack; frames lie below.
    pub(crate) stack_end: *mut u64,
    /// The running instance.
    pub(crate) instance: *mut InstanceEntity,
    /// Its globals.
    pub(crate) globals: *const NonNull<GlobalEntity>,
    /// Its tables.
    pub(crate) tables: *const NonNull<TableEntity>,
    /// The store's functions, by address.
    pub(crate) funcs: *mut FuncEntity,
    /// First byte of memory 0 of the running instance.
    pub(crate) mem0_base: *mut u8,
    /// First free slot of the stack for a call from the host.
    pub(crate) stack_top: *mut u64,
    /// Where execution stopped, for the backtrace: the instruction and its frame.
    pub(crate) exit_ip: *const AtomicU64,
    pub(crate) exit_fp: *mut u64,
    /// The instance that ran there.
    pub(crate) exit_instance: *mut InstanceEntity,
    /// The results of a host function that was tail-called.
    pub(crate) exit_results: *const u64,
    /// Nested calls from the host, and how many there may be.
    pub(crate) host_depth: u32,
    pub(crate) host_depth_limit: u32,
    /// Memory 0 of the running instance, or null.
    pub(crate) mem0: *mut MemoryEntity,
    /// The exception that is looking for a handler.
    pub(crate) in_flight: InFlight,
    /// The error that a host function, or the translator, has returned.
    pub(crate) error: Option<Error>,
    /// What `exec` keeps from one translation to the next.
    pub(crate) compiler: Option<Box<dyn Any + Send>>,
    /// First slot of the stack in use.
    pub(crate) stack_base: *mut u64,
    /// The innermost call from the host can be suspended.
    pub(crate) can_suspend: bool,
    /// Where a call that is being suspended goes on.
    pub(crate) resume_at: Registers,
    /// The host function that answered pending, and where its results go.
    pub(crate) pending: Option<(FuncAddr, *mut u64)>,
    /// Structures, arrays, exceptions and host values.
    pub(crate) heap: Heap,
}

impl VmContext {
    /// Outside any instance, with this stack.
    pub(crate) fn new(
        stack: *mut u64,
        stack_end: *mut u64,
        host_depth_limit: u32,
        heap: Heap,
    ) -> VmContext {
        VmContext {
            mem0_len: 0,
            stack_end,
            instance: ptr::null_mut(),
            globals: ptr::null(),
            tables: ptr::null(),
            funcs: ptr::null_mut(),
            mem0_base: ptr::dangling_mut(),
            stack_top: stack,
            exit_ip: ptr::null(),
            exit_fp: ptr::null_mut(),
            exit_instance: ptr::null_mut(),
            exit_results: ptr::null(),
            host_depth: 0,
            host_depth_limit,
            mem0: ptr::null_mut(),
            in_flight: InFlight::Nothing,
            error: None,
            compiler: None,
            budget: 0,
            stack_base: stack,
            can_suspend: false,
            resume_at: Registers::default(),
            pending: None,
            heap,
        }
    }

    /// Makes an instance the running one.
    ///
    /// # Safety
    ///
    /// `instance` is null or an instance of this store.
    pub(crate) unsafe fn enter(&mut self, instance: *mut InstanceEntity) {
        self.instance = instance;
        self.mem0 = ptr::null_mut();
        // SAFETY: by the contract above; INV-STORE keeps the instance in place.
        if let Some(entity) = unsafe { instance.as_ref() } {
            self.globals = entity.globals.as_ptr();
            self.tables = entity.tables.as_ptr();
            self.mem0 = entity
                .memories
                .first()
                .map_or(ptr::null_mut(), |m| m.as_ptr());
        }
        self.reload_mem0();
    }

    /// Reloads base and length of memory 0, after anything that may have grown it (INV-MEM).
    #[inline(always)]
    pub(crate) fn reload_mem0(&mut self) {
        // SAFETY: null, or a memory of this store (INV-STORE).
        match unsafe { self.mem0.as_ref() } {
            Some(memory) => {
                self.mem0_base = memory.base();
                self.mem0_len = memory.len() as u64;
            }
            None => {
                self.mem0_base = ptr::dangling_mut();
                self.mem0_len = 0;
            }
        }
    }
}

/// The non-generic part of a store.
#[repr(C)]
pub(crate) struct StoreCore {
    pub(crate) vm: VmContext,
    id: StoreId,
    pub(crate) registry: Arc<TypeRegistry>,
    pub(crate) limits: Limits,
    pub(crate) host_call: HostCallFn,
    funcs: Vec<FuncEntity>,
    tables: Vec<NonNull<TableEntity>>,
    memories: Vec<NonNull<MemoryEntity>>,
    globals: Vec<NonNull<GlobalEntity>>,
    pub(super) tags: Vec<TagEntity>,
    pub(super) instances: Vec<NonNull<InstanceEntity>>,
    /// Bytes of all memories together.
    memory_bytes: u64,
    /// Elements of all tables together.
    table_elements: u64,
    /// The stack of calls until one is made that itself calls.
    first_stack: NonNull<FirstStack>,
    /// The stack of ordinary calls from then on.
    stack: Option<Stack>,
    pub(crate) stacks: Stacks,
    pub(crate) limiter: Limiter,
    /// What guests may spend beyond [`VmContext::budget`].
    pub(crate) allowance: Allowance,
    /// Elements that an instruction on a range has done before it was stopped.
    pub(crate) done_in_range: u64,
    /// The object that it makes, if it does.
    pub(crate) in_the_making: u64,
    /// The wait that the latest instruction was stopped in, or that the next goes on with.
    pub(crate) paused_wait: Option<SharedWait>,
    /// Why the latest instruction stopped, if it did.
    pub(crate) stop: Option<Stop>,
    stack_bytes: usize,
}

// SAFETY: the raw pointers lead to objects that this store alone owns, to
// translated code, which is `Sync`, and to its own stack.
unsafe impl Send for StoreCore {}
// SAFETY: `&StoreCore` gives read access only; guests run through `&mut`.
unsafe impl Sync for StoreCore {}

impl core::fmt::Debug for StoreCore {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Store")
            .field("id", &self.id)
            .field("instances", &self.instances.len())
            .finish_non_exhaustive()
    }
}

/// A stack for functions that call nothing, so that nothing else is on it: it comes from
/// the allocator. Mapping a stack, its first page and giving it back take 8 µs, half the
/// time from the bytes of a small module to the result of a call.
///
/// 4 KiB, as zeroing it takes 50 ns; a function with a larger frame has no need of it.
type FirstStack = [u64; 512];

/// Elements that a table grows by before somebody looks at the clock: 4 MiB of them, which
/// take a millisecond or two.
const GROWTH_PART: u64 = 512 << 10;

/// Moves a value to a stable place, to be freed by [`StoreCore::drop`].
fn place<T>(value: T) -> NonNull<T> {
    NonNull::from(Box::leak(Box::new(value)))
}

impl StoreCore {
    /// An empty store. Its stack is made when it is needed.
    pub(crate) fn new(
        registry: Arc<TypeRegistry>,
        limits: Limits,
        stack_bytes: usize,
        collect_always: bool,
        allowance: Allowance,
        host_call: HostCallFn,
    ) -> Result<StoreCore, Error> {
        let first_stack = place([0; size_of::<FirstStack>() / 8]);
        let base: *mut u64 = first_stack.as_ptr().cast();
        base.expose_provenance();
        let slots = (stack_bytes / 8).min(size_of::<FirstStack>() / 8);
        let vm = VmContext::new(
            base,
            base.wrapping_add(slots),
            limits.host_call_depth,
            Heap::new(limits.gc_heap_bytes, collect_always),
        );
        Ok(StoreCore {
            vm,
            id: StoreId::fresh(),
            registry,
            limits,
            host_call,
            funcs: Vec::new(),
            tables: Vec::new(),
            memories: Vec::new(),
            globals: Vec::new(),
            tags: Vec::new(),
            instances: Vec::new(),
            memory_bytes: 0,
            table_elements: 0,
            first_stack,
            stack: None,
            stacks: Stacks::default(),
            limiter: None,
            allowance,
            done_in_range: 0,
            in_the_making: 0,
            paused_wait: None,
            stop: None,
            stack_bytes,
        })
    }

    /// Whether the stack in use is the first one. It is empty then, unless a guest runs.
    #[inline]
    pub(crate) fn is_on_first_stack(&self) -> bool {
        ptr::eq(self.vm.stack_base, self.first_stack.as_ptr().cast())
    }

    /// Makes the stack of ordinary calls, and lets it be the one in use.
    #[cold]
    pub(crate) fn make_stack(&mut self) -> Result<(), Error> {
        debug_assert!(self.is_on_first_stack() && ptr::eq(self.vm.stack_top, self.vm.stack_base));
        let stack = Stack::new(self.stack_bytes);
        let stack = stack.ok_or_else(|| Error::trap(Trap::OutOfMemory))?;
        self.vm.stack_base = stack.base();
        self.vm.stack_top = stack.base();
        self.vm.stack_end = stack.end();
        self.stack = Some(stack);
        Ok(())
    }

    /// A stack for a call that can be suspended.
    pub(crate) fn take_stack(&mut self) -> Result<Stack, Error> {
        let (current, bytes) = (self.stacks.in_use(), self.stack_bytes as u64);
        self.demand("limiter stacks", current + 1, |l| {
            l.stack_creating(current, bytes)
        })?;
        let stack = self.stacks.take(self.stack_bytes);
        stack.ok_or_else(|| Error::trap(Trap::OutOfMemory))
    }

    /// The store's identity.
    pub(crate) fn id(&self) -> StoreId {
        self.id
    }

    /// Makes room for more functions, so that adding them does not allocate.
    pub(crate) fn func_room(&mut self, more: usize) -> Result<(), Error> {
        room::reserve(&mut self.funcs, more)?;
        // They may have moved.
        self.vm.funcs = self.funcs.as_mut_ptr();
        Ok(())
    }

    pub(super) fn push_func(&mut self, func: FuncEntity) -> FuncAddr {
        // 2^32 functions would take 256 GiB.
        let addr = FuncAddr(self.funcs.len() as u32);
        self.funcs.push(func);
        self.vm.funcs = self.funcs.as_mut_ptr();
        addr
    }

    /// Adds a host function.
    pub(crate) fn alloc_host_func(
        &mut self,
        type_id: TypeId,
        ty: Arc<FuncType>,
        host_index: u32,
    ) -> FuncAddr {
        self.push_func(FuncEntity::host(type_id, ty, host_index))
    }

    /// Adds a memory.
    pub(crate) fn alloc_memory(&mut self, ty: &MemoryType) -> Result<MemoryAddr, Error> {
        let (which, limit) = self.limits.memory_limit(ty);
        let bytes = ty.minimum().saturating_mul(1 << ty.page_size_log2());
        Limits::check(which, limit, bytes)?;
        self.admit_memory(ty, bytes)?;
        let Some(memory) = MemoryEntity::new(ty.clone(), limit) else {
            self.ask(|l| {
                l.memory_grow_failed();
                Ok(true)
            })?;
            return Err(Error::trap(Trap::OutOfMemory));
        };
        Ok(self.push_memory(memory, bytes))
    }

    /// An error if there may not be another memory of so many bytes.
    fn admit_memory(&mut self, ty: &MemoryType, bytes: u64) -> Result<(), Error> {
        self.check_count(
            "store_memories",
            self.memories.len(),
            self.limits.store_memories,
        )?;
        Limits::check(
            "store_memory_bytes",
            self.limits.store_memory_bytes,
            self.memory_bytes.saturating_add(bytes),
        )?;
        self.demand_count("limiter memories", self.memories.len(), |l| l.memories())?;
        let maximum = ty
            .maximum()
            .map(|pages| pages.saturating_mul(1 << ty.page_size_log2()));
        self.demand("limiter memory bytes", bytes, |l| {
            l.memory_growing(0, bytes, maximum)
        })
    }

    fn push_memory(&mut self, memory: MemoryEntity, bytes: u64) -> MemoryAddr {
        self.memory_bytes += bytes;
        self.memories.push(place(memory));
        MemoryAddr(self.memories.len() as u32 - 1)
    }

    /// Adds a memory that is shared with other stores; the same one is added once.
    pub(crate) fn alloc_shared_memory(
        &mut self,
        shared: &Arc<SharedEntity>,
    ) -> Result<MemoryAddr, Error> {
        let known = (0..self.memories.len() as u32).map(MemoryAddr).find(|&x| {
            let other = self.memory(x).shared();
            other.is_some_and(|other| Arc::ptr_eq(other, shared))
        });
        if let Some(addr) = known {
            return Ok(addr);
        }
        let bytes = shared.len() as u64;
        self.admit_memory(shared.ty(), bytes)?;
        Ok(self.push_memory(MemoryEntity::of_shared(shared.clone()), bytes))
    }

    /// Adds a table filled with `init`, in parts, between which `look` can end it.
    pub(crate) fn alloc_table(
        &mut self,
        ty: &TableType,
        init: u64,
        look: impl FnMut(&mut StoreCore) -> Result<(), Trap>,
    ) -> Result<TableAddr, Error> {
        self.check_count("store_tables", self.tables.len(), self.limits.store_tables)?;
        let limit = self.limits.table_elements;
        Limits::check("table_elements", limit, ty.minimum())?;
        Limits::check(
            "store_table_elements",
            self.limits.store_table_elements,
            self.table_elements.saturating_add(ty.minimum()),
        )?;
        let (elements, maximum) = (ty.minimum(), ty.maximum());
        self.demand_count("limiter tables", self.tables.len(), |l| l.tables())?;
        self.demand("limiter table elements", elements, |l| {
            l.table_growing(0, elements, maximum)
        })?;
        let Some(table) = TableEntity::new(ty.clone(), limit) else {
            self.ask(|l| {
                l.table_grow_failed();
                Ok(true)
            })?;
            return Err(Error::trap(Trap::OutOfMemory));
        };
        self.table_elements += ty.minimum();
        self.tables.push(place(table));
        let addr = TableAddr(self.tables.len() as u32 - 1);
        self.extend_table(addr, elements, init, look)
            .map_err(Error::trap)?;
        Ok(addr)
    }

    /// Adds elements to a table that there is room for, in parts, between which `look` can
    /// end it.
    fn extend_table(
        &mut self,
        addr: TableAddr,
        mut left: u64,
        init: u64,
        mut look: impl FnMut(&mut StoreCore) -> Result<(), Trap>,
    ) -> Result<(), Trap> {
        while left > 0 {
            let part = left.min(GROWTH_PART);
            self.table_mut(addr).extend(part, init);
            left -= part;
            if left > 0 {
                look(self)?;
            }
        }
        Ok(())
    }

    /// Adds pages to a memory; gives the former size in pages, or `None` where a
    /// limit, the limiter or the lack of memory forbids it, and then nothing has changed.
    ///
    /// # Errors
    ///
    /// The limiter's.
    pub(crate) fn memory_grow(
        &mut self,
        addr: MemoryAddr,
        delta: u64,
    ) -> Result<Option<u64>, Error> {
        let left = self.limits.store_memory_bytes - self.memory_bytes;
        let memory = self.memory(addr);
        let bytes = memory.growth_bytes(delta).filter(|&bytes| bytes <= left);
        let Some(bytes) = bytes else {
            return Ok(None);
        };
        if self.limiter.is_some() {
            let (ty, current) = (memory.ty(), memory.size_bytes() as u64);
            let maximum = ty
                .maximum()
                .map(|pages| pages.saturating_mul(1 << ty.page_size_log2()));
            if !self.ask(|l| l.memory_growing(current, current + bytes, maximum))? {
                return Ok(None);
            }
        }
        let Some(old) = self.memory_mut(addr).grow(delta) else {
            self.ask(|l| {
                l.memory_grow_failed();
                Ok(true)
            })?;
            return Ok(None);
        };
        self.memory_bytes += bytes;
        Ok(Some(old))
    }

    /// Adds elements to a table; gives the former size, or `None` as above. A table that
    /// grows by much grows in parts, between which `look` can end it: nothing has changed
    /// then.
    ///
    /// # Errors
    ///
    /// The limiter's, and the trap of `look`.
    pub(crate) fn table_grow(
        &mut self,
        addr: TableAddr,
        delta: u64,
        init: u64,
        look: impl FnMut(&mut StoreCore) -> Result<(), Trap>,
    ) -> Result<Option<u64>, Error> {
        let left = self.limits.store_table_elements - self.table_elements;
        let table = self.table(addr);
        // Nothing more is always possible, even in a table beyond a limit.
        if delta > left || (delta > 0 && !table.can_grow(delta)) {
            return Ok(None);
        }
        if self.limiter.is_some() {
            let (current, maximum) = (table.size(), table.ty().maximum());
            let desired = current.saturating_add(delta);
            if !self.ask(|l| l.table_growing(current, desired, maximum))? {
                return Ok(None);
            }
        }
        let old = self.table(addr).size();
        if self.table_mut(addr).reserve(delta).is_none() {
            self.ask(|l| {
                l.table_grow_failed();
                Ok(true)
            })?;
            return Ok(None);
        }
        if let Err(trap) = self.extend_table(addr, delta, init, look) {
            self.table_mut(addr).truncate(old);
            return Err(Error::trap(trap));
        }
        self.table_elements += delta;
        Ok(Some(old))
    }

    /// Adds a global.
    pub(crate) fn alloc_global(&mut self, ty: &GlobalType, bits: [u64; 2]) -> GlobalAddr {
        self.globals
            .push(place(GlobalEntity::new(ty.clone(), bits)));
        GlobalAddr(self.globals.len() as u32 - 1)
    }

    /// Asks the store's limiter.
    fn ask(
        &mut self,
        question: impl FnOnce(&mut dyn ResourceLimiter) -> Result<bool, Error>,
    ) -> Result<bool, Error> {
        ask(&mut self.limiter, question)
    }

    /// Who is asked for buffers of the host's.
    pub(crate) fn host_buffers(&mut self) -> HostBuffers<'_> {
        HostBuffers {
            limit: self.limits.host_buffer_bytes,
            limiter: &mut self.limiter,
        }
    }

    /// A memory, to be written, and who is asked for buffers of the host's.
    pub(crate) fn memory_and_host_buffers(
        &mut self,
        addr: MemoryAddr,
    ) -> (&mut MemoryEntity, HostBuffers<'_>) {
        // SAFETY: INV-STORE; `&mut self` excludes everyone else, and the limiter is not
        // in the memory.
        let memory = unsafe { self.memory_ptr(addr).as_mut() };
        (memory, self.host_buffers())
    }

    /// As [`ask`](Self::ask); a refusal is an error.
    pub(super) fn demand(
        &mut self,
        which: &'static str,
        got: u64,
        question: impl FnOnce(&mut dyn ResourceLimiter) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        match self.ask(question)? {
            true => Ok(()),
            // The limiter has not said what it would allow.
            false => Err(Error::limit(which, got.saturating_sub(1), got)),
        }
    }

    /// An error if the limiter allows no more of what there are `have`.
    pub(super) fn demand_count(
        &mut self,
        which: &'static str,
        have: usize,
        most: impl FnOnce(&mut dyn ResourceLimiter) -> u64,
    ) -> Result<(), Error> {
        let (have, mut limit) = (have as u64, u64::MAX);
        self.ask(|limiter| {
            limit = most(limiter);
            Ok(true)
        })?;
        Limits::check(which, limit, have + 1)
    }

    /// Makes room for more globals.
    pub(super) fn global_room(&mut self, more: usize) -> Result<(), Error> {
        room::reserve(&mut self.globals, more)
    }

    pub(super) fn check_count(
        &self,
        which: &'static str,
        have: usize,
        limit: u32,
    ) -> Result<(), Error> {
        if have >= limit as usize {
            return Err(Error::limit(which, u64::from(limit), have as u64 + 1));
        }
        Ok(())
    }

    pub(crate) fn func(&self, addr: FuncAddr) -> &FuncEntity {
        &self.funcs[addr.index()]
    }

    pub(super) fn table_ptr(&self, addr: TableAddr) -> NonNull<TableEntity> {
        self.tables[addr.index()]
    }

    pub(super) fn memory_ptr(&self, addr: MemoryAddr) -> NonNull<MemoryEntity> {
        self.memories[addr.index()]
    }

    pub(super) fn global_ptr(&self, addr: GlobalAddr) -> NonNull<GlobalEntity> {
        self.globals[addr.index()]
    }

    pub(crate) fn instance_ptr(&self, addr: InstanceAddr) -> NonNull<InstanceEntity> {
        self.instances[addr.index()]
    }

    pub(crate) fn table(&self, addr: TableAddr) -> &TableEntity {
        // SAFETY: INV-STORE; `&self` excludes writers.
        unsafe { self.table_ptr(addr).as_ref() }
    }

    pub(crate) fn table_mut(&mut self, addr: TableAddr) -> &mut TableEntity {
        // SAFETY: INV-STORE; `&mut self` excludes everyone else.
        unsafe { self.table_ptr(addr).as_mut() }
    }

    pub(crate) fn memory(&self, addr: MemoryAddr) -> &MemoryEntity {
        // SAFETY: INV-STORE; `&self` excludes writers.
        unsafe { self.memory_ptr(addr).as_ref() }
    }

    pub(crate) fn memory_mut(&mut self, addr: MemoryAddr) -> &mut MemoryEntity {
        // SAFETY: INV-STORE; `&mut self` excludes everyone else.
        unsafe { self.memory_ptr(addr).as_mut() }
    }

    pub(crate) fn global(&self, addr: GlobalAddr) -> &GlobalEntity {
        // SAFETY: INV-STORE; `&self` excludes writers.
        unsafe { self.global_ptr(addr).as_ref() }
    }

    pub(crate) fn global_mut(&mut self, addr: GlobalAddr) -> &mut GlobalEntity {
        // SAFETY: INV-STORE; `&mut self` excludes everyone else.
        unsafe { self.global_ptr(addr).as_mut() }
    }

    pub(crate) fn instance(&self, addr: InstanceAddr) -> &InstanceEntity {
        // SAFETY: INV-STORE; `&self` excludes writers.
        unsafe { self.instance_ptr(addr).as_ref() }
    }

    pub(crate) fn instance_mut(&mut self, addr: InstanceAddr) -> &mut InstanceEntity {
        // SAFETY: INV-STORE; `&mut self` excludes everyone else.
        unsafe { self.instance_ptr(addr).as_mut() }
    }

    /// Two memories, the first to be written. They must not be the same.
    pub(super) fn two_memories(
        &mut self,
        to: MemoryAddr,
        from: MemoryAddr,
    ) -> (&mut MemoryEntity, &MemoryEntity) {
        assert_ne!(to, from);
        // SAFETY: INV-STORE; the two are distinct objects.
        unsafe { (self.memory_ptr(to).as_mut(), self.memory_ptr(from).as_ref()) }
    }

    /// Two tables, the first to be written. They must not be the same.
    pub(super) fn two_tables(
        &mut self,
        to: TableAddr,
        from: TableAddr,
    ) -> (&mut TableEntity, &TableEntity) {
        assert_ne!(to, from);
        // SAFETY: INV-STORE; the two are distinct objects.
        unsafe { (self.table_ptr(to).as_mut(), self.table_ptr(from).as_ref()) }
    }

    /// The function of this index in an instance; its address is made at the first request.
    pub(crate) fn instance_func(&mut self, addr: InstanceAddr, index: FuncIdx) -> FuncAddr {
        let pointer = self.instance_ptr(addr);
        let instance = self.instance(addr);
        if let Some(func) = instance.funcs[index.index()] {
            return func;
        }
        let type_idx = instance.module.funcs[index.index()];
        let type_id = instance.module.types[type_idx.index()];
        let ty = instance.module.func_types[type_idx.index()].clone();
        let func = self.push_func(FuncEntity::wasm(type_id, ty, index, (pointer, addr)));
        self.instance_mut(addr).funcs[index.index()] = Some(func);
        func
    }

    /// Gives each part of the guests' stacks that is in use. `top` is the end of the
    /// running one's.
    pub(super) fn for_each_stack(&self, top: *const u64, visit: &mut dyn FnMut(&[u64])) {
        let running = (self.vm.stack_base.addr(), top.addr());
        debug_assert!(
            self.vm.stack_base.addr() <= top.addr() && top.addr() <= self.vm.stack_end.addr(),
            "the end of the slots in use lies on another stack than the running one"
        );
        for (base, end) in self.stacks.others().chain([running]) {
            let slots = end.saturating_sub(base) / 8;
            let base: *const u64 = ptr::with_exposed_provenance(base);
            // SAFETY: the slots belong to a stack of this store, all of which is
            // accessible and was zeroed once; nobody writes to it while the store is
            // borrowed (INV-STACK).
            visit(unsafe { core::slice::from_raw_parts(base, slots) });
        }
    }

    /// The running instance.
    pub(crate) fn running(&self) -> Option<&InstanceEntity> {
        // SAFETY: null, or an instance of this store (INV-STORE); `&self` excludes writers.
        unsafe { self.vm.instance.as_ref() }
    }

    /// Checks what running code relies on of the store: that its context is about objects
    /// of this store, and up to date.
    #[cfg(feature = "checked")]
    pub(crate) fn check_running(&self) {
        let vm = &self.vm;
        assert!(
            ptr::eq(vm.funcs, self.funcs.as_ptr()),
            "INV-STORE: functions"
        );
        let instance = self.running().expect("INV-STORE: code runs in an instance");
        let known = self.instances.get(instance.addr.0 as usize);
        assert!(
            known.is_some_and(|known| ptr::eq(known.as_ptr(), vm.instance)),
            "INV-STORE: the running instance is another store's"
        );
        // SAFETY: null, or a memory of this store.
        let (base, len) = unsafe { vm.mem0.as_ref() }.map_or((ptr::dangling_mut(), 0), |memory| {
            (memory.base(), memory.len())
        });
        assert_eq!(
            (vm.mem0_base, vm.mem0_len),
            (base, len as u64),
            "INV-MEM: stale"
        );
        let memory = instance.memories.first();
        let memory = memory.map_or(ptr::null_mut(), |memory| memory.as_ptr());
        assert_eq!(vm.mem0, memory, "INV-MEM: another instance's memory");
    }

    pub(super) fn all_globals(&self) -> impl Iterator<Item = &GlobalEntity> {
        // SAFETY: INV-STORE; `&self` excludes writers.
        self.globals.iter().map(|global| unsafe { global.as_ref() })
    }

    pub(super) fn all_tables(&self) -> impl Iterator<Item = &TableEntity> {
        // SAFETY: INV-STORE; `&self` excludes writers.
        self.tables.iter().map(|table| unsafe { table.as_ref() })
    }

    pub(super) fn all_instances(&self) -> impl Iterator<Item = &InstanceEntity> {
        // SAFETY: INV-STORE; `&self` excludes writers.
        self.instances.iter().map(|place| unsafe { place.as_ref() })
    }
}

impl Drop for StoreCore {
    fn drop(&mut self) {
        fn free<T>(places: &mut Vec<NonNull<T>>) {
            for place in places.drain(..) {
                // SAFETY: made by `place`, freed here only (INV-STORE).
                drop(unsafe { Box::from_raw(place.as_ptr()) });
            }
        }
        free(&mut self.instances);
        free(&mut self.tables);
        free(&mut self.memories);
        free(&mut self.globals);
        // SAFETY: made by `place`, freed here only; nothing runs in a store that is dropped.
        drop(unsafe { Box::from_raw(self.first_stack.as_ptr()) });
    }
}
