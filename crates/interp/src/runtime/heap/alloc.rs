//! Allocation in a store: when to collect, when to grow, and where roots are.

use super::{HOST_WORDS, Handle, HostValue, Kind, WeakHandle, reference, types};
use crate::error::Error;
use crate::runtime::exception::InFlight;
use crate::runtime::{StoreCore, TagAddr};
use crate::trap::Trap;
use crate::types::HeapType;
use core::any::Any;

impl StoreCore {
    /// The place of a new object of so many words, which may collect. The object must
    /// be whole before the next allocation. `top` is the end of the part of the stack
    /// that is in use.
    pub(crate) fn reserve_object(&mut self, words: u64, top: *const u64) -> Result<u32, Error> {
        let mut collected = false;
        if self.vm.heap.is_due() {
            self.collect(top);
            self.vm.heap.forced = false;
            collected = true;
        }
        loop {
            if let Some(at) = self.vm.heap.place(words) {
                if collected {
                    self.after_collection();
                }
                return Ok(at);
            }
            if let Err(error) = self.grow_heap(words) {
                if collected || !self.vm.heap.may_force() {
                    return Err(error);
                }
                self.collect(top);
                self.vm.heap.forced = true;
                collected = true;
            }
        }
    }

    /// Lets the heap grow for an object of so many words, if the limiter allows it.
    fn grow_heap(&mut self, words: u64) -> Result<(), Error> {
        let current = u64::from(self.vm.heap.space.words()) * 8;
        let desired = current.saturating_add(words.saturating_mul(8));
        self.demand("limiter heap bytes", desired, |l| {
            l.heap_growing(current, desired)
        })?;
        self.vm.heap.grow(words)
    }

    /// Collects what cannot be reached. `top` as above.
    pub(crate) fn collect(&mut self, top: *const u64) {
        // The heap is apart from the store meanwhile, which has the roots.
        let mut heap = core::mem::replace(&mut self.vm.heap, super::Heap::new(0, false));
        heap.collect(|mark| self.for_each_root(top, mark));
        self.vm.heap = heap;
    }

    /// Calls `mark` with every value that can be a reference to an object. The stack
    /// is gone through conservatively: what is no reference is passed as well.
    fn for_each_root(&self, top: *const u64, mark: &mut dyn FnMut(u64)) {
        self.for_each_stack(top, &mut |slots| slots.iter().for_each(|&bits| mark(bits)));
        self.stacks.beside().for_each(&mut *mark);
        if let InFlight::Object(exception) = self.vm.in_flight {
            mark(exception);
        }
        for global in self.all_globals() {
            global.bits.iter().for_each(|&bits| mark(bits));
        }
        for table in self.all_tables() {
            if !table.ty().element().heap_type().matches(&HeapType::Func) {
                table.elems().iter().for_each(|&bits| mark(bits));
            }
        }
        for instance in self.all_instances() {
            for segment in &instance.elems {
                segment.iter().for_each(|&bits| mark(bits));
            }
        }
    }

    /// Collects, when no guest runs or a host function does.
    pub(crate) fn collect_from_host(&mut self) {
        let top = self.vm.stack_top;
        self.collect(top);
    }

    /// Keeps a host value for the guest; its reference. It lives as long as it can be
    /// reached.
    pub(crate) fn alloc_host(&mut self, value: HostValue) -> Result<u64, Error> {
        let top = self.vm.stack_top;
        let at = self.reserve_object(HOST_WORDS, top)?;
        self.vm.heap.init_host(at, value)
    }

    /// The host value that a reference means, if it is one.
    pub(crate) fn host_value(&self, bits: u64) -> Option<&(dyn Any + Send + Sync)> {
        self.vm.heap.host(bits)
    }

    /// A handle for the host that does not keep alive what a reference means.
    pub(crate) fn weak_handle(&self, bits: u64) -> WeakHandle {
        self.vm.heap.weak_handle(self.id(), bits)
    }

    /// A handle for the host to what a reference means, which is not null.
    pub(crate) fn handle(&self, bits: u64) -> Handle {
        self.vm.heap.handle(self.id(), bits)
    }

    /// Makes an exception; its reference. The payload is as it stands in slots: what
    /// is reachable through it lives as long as the exception does. `top` is the end
    /// of the part of the stack that is in use, where the payload is.
    pub(crate) fn alloc_exception(
        &mut self,
        tag: TagAddr,
        payload: &[u64],
        top: *const u64,
    ) -> Result<u64, Error> {
        let len = u32::try_from(payload.len()).map_err(|_| Error::trap(Trap::OutOfMemory))?;
        let at = self.reserve_object(2 + u64::from(len), top)?;
        let space = &mut self.vm.heap.space;
        space.set_word(at, types::header(types::EXCEPTION, len));
        space.set_word(at + 1, tag.0.into());
        for (to, &slot) in (at + 2..).zip(payload) {
            space.set_word(to, slot);
        }
        Ok(reference::object(at))
    }

    /// An exception: its tag, its payload in slots. `None` for null.
    pub(crate) fn exception(&self, exception: u64) -> Option<(TagAddr, &[u64])> {
        let heap = &self.vm.heap;
        if heap.kind(exception)? != Kind::Exception {
            return None;
        }
        let at = reference::object_index(exception)?;
        let len = types::length_of(heap.space.word(at));
        let tag = u32::try_from(heap.space.word(at + 1)).ok().map(TagAddr)?;
        Some((tag, heap.space.slots(at + 2, len)?))
    }
}
