//! Instantiation. spec: exec/modules, instantiation

use super::addr::{ExternAddr, FuncAddr, InstanceAddr};
use super::heap::{Top, reference};
use super::image::Images;
use super::instance::InstanceEntity;
use super::store::StoreCore;
use crate::error::Error;
use crate::module::{ConstOp, ElemItems, ModuleInner, SegmentMode};
use crate::room;
use crate::trap::Trap;
use crate::types::{ShapeKind, TagIdx, TypeIdx};
use core::ptr::NonNull;
use smallvec::SmallVec;
use std::sync::Arc;

/// Values of a constant expression.
type Stack = SmallVec<[[u64; 2]; 4]>;

impl StoreCore {
    /// Makes an instance of a module. The imports have been matched with the
    /// module's. Gives the start function, which the caller is to call.
    pub(crate) fn instantiate(
        &mut self,
        module: &Arc<ModuleInner>,
        imports: &[ExternAddr],
    ) -> Result<(InstanceAddr, Option<FuncAddr>), Error> {
        self.check_count(
            "store_instances",
            self.instances.len(),
            self.limits.store_instances,
        )?;
        self.demand_count("limiter instances", self.instances.len(), |l| l.instances())?;
        let addr = InstanceAddr(self.instances.len() as u32);
        room::reserve(&mut self.instances, 1)?;
        self.instances
            .push(NonNull::from(Box::leak(Box::new(InstanceEntity {
                module: module.clone(),
                addr,
                funcs: room::filled(None, module.funcs.len())?.into_boxed_slice(),
                tables: room::with_capacity(module.tables.len())?,
                memories: room::with_capacity(module.memories.len())?,
                globals: room::with_capacity(module.globals.len())?,
                table_addrs: room::with_capacity(module.tables.len())?,
                memory_addrs: room::with_capacity(module.memories.len())?,
                global_addrs: room::with_capacity(module.globals.len())?,
                tag_addrs: room::with_capacity(module.tags.len())?,
                elems: Box::default(),
                dropped_data: room::filled(false, module.datas.len())?.into_boxed_slice(),
                poisoned: None,
            }))));
        self.learn_types(module)?;
        self.add_imports(addr, imports);
        self.reserve_funcs(module)?;
        // Expressions and segments copy references without handles.
        self.vm.heap.give_up();
        let held = self.vm.heap.held.len();
        // What stops it ends it: nothing of it can be executed again.
        let can_suspend = core::mem::replace(&mut self.vm.can_suspend, false);
        let made = self
            .add_definitions(addr, module)
            .and_then(|()| self.run_segments(addr, module));
        self.vm.can_suspend = can_suspend;
        self.stop = None;
        self.vm.heap.held.truncate(held);
        made?;
        self.func_room(1)?;
        let start = module.start.map(|index| self.instance_func(addr, index));
        Ok((addr, start))
    }

    /// Makes the types of objects known to the heap.
    fn learn_types(&mut self, module: &ModuleInner) -> Result<(), Error> {
        for shape in &module.shapes {
            if !matches!(shape.kind, ShapeKind::Func) {
                self.vm.heap.add_type(shape)?;
            }
        }
        Ok(())
    }

    fn add_imports(&mut self, addr: InstanceAddr, imports: &[ExternAddr]) {
        let mut funcs = 0;
        for import in imports {
            match *import {
                ExternAddr::Func(func) => {
                    self.instance_mut(addr).funcs[funcs] = Some(func);
                    funcs += 1;
                }
                ExternAddr::Table(table) => self.add_table(addr, table),
                ExternAddr::Memory(memory) => self.add_memory(addr, memory),
                ExternAddr::Global(global) => self.add_global(addr, global),
                ExternAddr::Tag(tag) => self.instance_mut(addr).tag_addrs.push(tag),
            }
        }
    }

    fn add_table(&mut self, addr: InstanceAddr, table: super::TableAddr) {
        let pointer = self.table_ptr(table);
        let instance = self.instance_mut(addr);
        instance.tables.push(pointer);
        instance.table_addrs.push(table);
    }

    fn add_memory(&mut self, addr: InstanceAddr, memory: super::MemoryAddr) {
        let pointer = self.memory_ptr(memory);
        let instance = self.instance_mut(addr);
        instance.memories.push(pointer);
        instance.memory_addrs.push(memory);
    }

    fn add_global(&mut self, addr: InstanceAddr, global: super::GlobalAddr) {
        let pointer = self.global_ptr(global);
        let instance = self.instance_mut(addr);
        instance.globals.push(pointer);
        instance.global_addrs.push(global);
    }

    fn add_definitions(&mut self, addr: InstanceAddr, module: &ModuleInner) -> Result<(), Error> {
        for ty in &module.memories[module.num_imported_memories as usize..] {
            let memory = self.alloc_memory(ty)?;
            self.add_memory(addr, memory);
        }
        let globals = &module.globals[module.num_imported_globals as usize..];
        self.global_room(globals.len())?;
        for (ty, init) in globals.iter().zip(&module.global_inits) {
            let bits = self.eval_const(addr, init)?;
            let global = self.alloc_global(ty, bits);
            self.add_global(addr, global);
        }
        let tables = &module.tables[module.num_imported_tables as usize..];
        for (ty, init) in tables.iter().zip(&module.table_inits) {
            let bits = match init {
                Some(init) => self.eval_const(addr, init)?[0],
                None => 0,
            };
            let table = self.alloc_table(ty, bits, StoreCore::check_metered_time)?;
            self.add_table(addr, table);
        }
        for index in module.num_imported_tags..module.tags.len() as u32 {
            let index = TagIdx(index);
            let origin = Some((addr, index));
            let tag = self.alloc_tag(module.tag_type_id(index), origin);
            self.instance_mut(addr).tag_addrs.push(tag);
        }
        Ok(())
    }

    /// Room for the functions that segments and constants refer to.
    fn reserve_funcs(&mut self, module: &ModuleInner) -> Result<(), Error> {
        let items = module.elems.iter().map(|segment| match &segment.items {
            ElemItems::Funcs(funcs) => funcs.len(),
            ElemItems::Exprs(exprs) => exprs.len(),
        });
        let constants = module.globals.len() + module.tables.len();
        let referred = (items.sum::<usize>() + constants).min(module.funcs.len());
        self.func_room(referred)
    }

    /// Evaluates element segments, writes active ones, then active data segments.
    fn run_segments(&mut self, addr: InstanceAddr, module: &ModuleInner) -> Result<(), Error> {
        let mut elems = room::with_capacity(module.elems.len())?;
        for segment in &module.elems {
            let refs: Vec<u64> = match (&segment.mode, &segment.items) {
                (SegmentMode::Declared, _) => Vec::new(),
                (_, ElemItems::Funcs(funcs)) => room::collect(
                    funcs
                        .iter()
                        .map(|&func| self.instance_func(addr, func).to_ref()),
                )?,
                (_, ElemItems::Exprs(exprs)) => {
                    let mut refs = room::with_capacity(exprs.len())?;
                    for expr in exprs {
                        let bits = self.eval_const(addr, expr)?[0];
                        // No segment holds it yet.
                        self.hold(bits)?;
                        refs.push(bits);
                    }
                    refs
                }
            };
            elems.push(refs.into_boxed_slice());
        }
        for (segment, refs) in module.elems.iter().zip(&mut elems) {
            if let SegmentMode::Active { index, offset } = &segment.mode {
                let at = self.eval_const(addr, offset)?[0];
                let table = self.instance(addr).table(*index);
                let refs = core::mem::take(refs);
                self.table_mut(table)
                    .init(at, &refs, 0, refs.len() as u64)
                    .map_err(Error::trap)?;
            }
        }
        self.instance_mut(addr).elems = elems.into_boxed_slice();
        let images = self.images(addr, module);
        let mut mapped = SmallVec::<[u32; 4]>::new();
        for (index, image) in images.into_iter().flat_map(Images::memories) {
            let memory = self.instance(addr).memory(index);
            let done = self.memory_mut(memory).map_image(image);
            if done.ok_or_else(|| Error::trap(Trap::OutOfMemory))? {
                mapped.push(index);
            }
        }
        let in_images = images.map_or(0..0, Images::segments);
        for (i, segment) in module.datas.iter().enumerate() {
            if let SegmentMode::Active { index, offset } = &segment.mode {
                if in_images.contains(&i) && mapped.contains(index) {
                    self.instance_mut(addr).dropped_data[i] = true;
                    continue;
                }
                let at = self.eval_const(addr, offset)?[0];
                let memory = self.instance(addr).memory(*index);
                let bytes = &module.bytes[segment.range()];
                self.memory_mut(memory)
                    .init(at, bytes, 0, bytes.len() as u64)
                    .map_err(Error::trap)?;
                self.instance_mut(addr).dropped_data[i] = true;
            }
        }
        Ok(())
    }

    /// Evaluates a constant expression, which has been validated.
    pub(super) fn eval_const(
        &mut self,
        addr: InstanceAddr,
        expr: &[ConstOp],
    ) -> Result<[u64; 2], Error> {
        fn binary(stack: &mut Stack, op: impl Fn(u64, u64) -> u64) {
            let b = stack.pop().unwrap_or_default()[0];
            let a = stack.pop().unwrap_or_default()[0];
            stack.push([op(a, b), 0]);
        }
        let low = |value: u64| u64::from(value as u32);
        let mut stack = Stack::new();
        for op in expr {
            match *op {
                ConstOp::I32(value) => stack.push([u64::from(value as u32), 0]),
                ConstOp::I64(value) => stack.push([value as u64, 0]),
                ConstOp::F32(bits) => stack.push([u64::from(bits), 0]),
                ConstOp::F64(bits) => stack.push([bits, 0]),
                ConstOp::V128(halves) => stack.push(halves),
                ConstOp::RefNull(_) => stack.push([0, 0]),
                ConstOp::RefFunc(func) => {
                    let func = self.instance_func(addr, func);
                    stack.push([func.to_ref(), 0]);
                }
                ConstOp::GlobalGet(global) => {
                    let global = self.instance(addr).global(global.0);
                    stack.push(self.global(global).bits);
                }
                ConstOp::I32Add => binary(&mut stack, |a, b| low(a.wrapping_add(b))),
                ConstOp::I32Sub => binary(&mut stack, |a, b| low(a.wrapping_sub(b))),
                ConstOp::I32Mul => binary(&mut stack, |a, b| low(a.wrapping_mul(b))),
                ConstOp::I64Add => binary(&mut stack, u64::wrapping_add),
                ConstOp::I64Sub => binary(&mut stack, u64::wrapping_sub),
                ConstOp::I64Mul => binary(&mut stack, u64::wrapping_mul),
                ConstOp::RefI31 => {
                    let [value, _] = stack.pop().unwrap_or_default();
                    stack.push([reference::i31(value as u32), 0]);
                }
                ConstOp::StructNew(_)
                | ConstOp::StructNewDefault(_)
                | ConstOp::ArrayNew(_)
                | ConstOp::ArrayNewDefault(_)
                | ConstOp::ArrayNewFixed(..) => {
                    let held = self.vm.heap.held.len();
                    for [low, _] in &stack {
                        self.hold(*low)?;
                    }
                    let made = self.new_object(addr, op, &mut stack);
                    self.vm.heap.held.truncate(held);
                    stack.push([made?, 0]);
                }
            }
        }
        Ok(stack.pop().unwrap_or_default())
    }

    /// Makes an object of the topmost values, which it takes.
    fn new_object(
        &mut self,
        addr: InstanceAddr,
        op: &ConstOp,
        stack: &mut Stack,
    ) -> Result<u64, Error> {
        let top = Top::of_instruction(self.vm.stack_top);
        let module = self.instance(addr).module.clone();
        let type_id = |ty: TypeIdx| module.types[ty.index()].0;
        let mut pop = || stack.pop().unwrap_or_default();
        match *op {
            ConstOp::StructNew(ty) => {
                let shape = &module.shapes[ty.index()];
                let first = stack.len().saturating_sub(shape.fields().len());
                let values = stack.drain(first..).collect::<Stack>();
                self.struct_new(shape, Some(&values), top)
            }
            ConstOp::ArrayNew(ty) => {
                let ([len, _], value) = (pop(), pop());
                self.array_new_in_parts(type_id(ty), len as u32, value, top)
            }
            ConstOp::ArrayNewDefault(ty) => {
                let [len, _] = pop();
                self.array_new_in_parts(type_id(ty), len as u32, [0; 2], top)
            }
            ConstOp::ArrayNewFixed(ty, len) => {
                let first = stack.len().saturating_sub(len as usize);
                let values = stack.drain(first..).collect::<Stack>();
                let wide = module.shapes[ty.index()].element();
                let slots = wide.map_or(1, |element| element.storage.slots());
                let value = |slot: usize| values[slot / slots];
                self.array_new_fixed(type_id(ty), len, value, top)
            }
            ConstOp::StructNewDefault(ty) => self.struct_new(&module.shapes[ty.index()], None, top),
            // Nothing else makes objects.
            _ => Ok(0),
        }
    }

    /// Copies from a data segment. spec: exec/instructions, memory.init
    pub(crate) fn memory_init(
        &mut self,
        addr: InstanceAddr,
        memory: u32,
        data: u32,
        args: [u64; 3],
    ) -> Result<(), Trap> {
        let [dst, src, len] = args;
        let memory = self.instance(addr).memory(memory);
        // The module outlives the borrow of the store that the write needs.
        let module = self.instance(addr).module.clone();
        let dropped = self.instance(addr).dropped_data[data as usize];
        let bytes = if dropped {
            &[][..]
        } else {
            &module.bytes[module.datas[data as usize].range()]
        };
        self.memory_mut(memory).init(dst, bytes, src, len)
    }

    /// Copies between memories. spec: exec/instructions, memory.copy
    pub(crate) fn memory_copy(
        &mut self,
        addr: InstanceAddr,
        to: u32,
        from: u32,
        args: [u64; 3],
    ) -> Result<(), Trap> {
        let [dst, src, len] = args;
        let (to, from) = (
            self.instance(addr).memory(to),
            self.instance(addr).memory(from),
        );
        if to == from {
            return self.memory_mut(to).copy_within(dst, src, len);
        }
        let (to, from) = self.two_memories(to, from);
        to.copy_from(dst, from, src, len)
    }

    /// Copies between tables. spec: exec/instructions, table.copy
    pub(crate) fn table_copy(
        &mut self,
        addr: InstanceAddr,
        to: u32,
        from: u32,
        args: [u64; 3],
    ) -> Result<(), Trap> {
        let [dst, src, len] = args;
        let (to, from) = (
            self.instance(addr).table(to),
            self.instance(addr).table(from),
        );
        if to == from {
            return self.table_mut(to).copy_within(dst, src, len);
        }
        let (to, from) = self.two_tables(to, from);
        to.init(dst, from.elems(), src, len)
    }

    /// Copies from an element segment. spec: exec/instructions, table.init
    pub(crate) fn table_init(
        &mut self,
        addr: InstanceAddr,
        table: u32,
        elem: u32,
        args: [u64; 3],
    ) -> Result<(), Trap> {
        let [dst, src, len] = args;
        let table = self.instance(addr).table(table);
        let refs = core::mem::take(&mut self.instance_mut(addr).elems[elem as usize]);
        let result = self.table_mut(table).init(dst, &refs, src, len);
        self.instance_mut(addr).elems[elem as usize] = refs;
        result
    }
}
