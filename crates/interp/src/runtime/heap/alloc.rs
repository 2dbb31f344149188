//! Allocation in a store: when to collect, when to grow, and where roots are.

use super::collect::{Rooter, Roots};
use super::{HOST_WORDS, Handle, HostValue, Kind, WeakHandle, reference, types};
use crate::error::Error;
use crate::runtime::exception::InFlight;
use crate::runtime::{StoreCore, TagAddr};
use crate::trap::Trap;
use crate::types::HeapType;
use core::any::Any;

/// The end of the slots in use of the stack that runs, for who makes an object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Top {
    end: *const u64,
    maker: Maker,
}

/// Who makes an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Maker {
    /// What can be stopped, as it will be executed again, or has failed then.
    Instruction,
    /// The host, which a guest may have called.
    Host,
    /// The guest that throws what it does not catch.
    Leaving,
}

impl Top {
    /// Of an instruction that has had no effect yet, or of instantiation.
    pub(crate) fn of_instruction(end: *const u64) -> Top {
        let maker = Maker::Instruction;
        Top { end, maker }
    }

    /// Of the host.
    pub(crate) fn of_host(end: *const u64) -> Top {
        let maker = Maker::Host;
        Top { end, maker }
    }

    /// Of an exception that leaves the guest.
    pub(crate) fn of_leaving(end: *const u64) -> Top {
        let maker = Maker::Leaving;
        Top { end, maker }
    }
}

/// Pauses that may go by until what the host makes, while a guest waits for it, causes a
/// collection itself: the host has then made three times what a collection goes through,
/// in one call.
const PATIENCE: u64 = 4;

impl StoreCore {
    /// The place of a new object of so many words, which may collect. The object must
    /// be whole before the next allocation.
    ///
    /// # Errors
    ///
    /// There is no room; or the call is to be stopped, which is noted in
    /// [`StoreCore::stop`] if what makes the object is.
    pub(crate) fn reserve_object(&mut self, words: u64, top: Top) -> Result<u32, Error> {
        // What the host makes during a collection does not wait for it.
        if self.vm.heap.is_due() && !self.vm.heap.is_collecting() {
            if self.is_awaited(top) && !self.vm.heap.is_overdue(PATIENCE) {
                self.leave_due();
            } else {
                self.collect(top, false)?;
            }
        }
        loop {
            if let Some(at) = self.vm.heap.place(words) {
                if self.vm.heap.note_made(at, words) {
                    self.after_collection();
                }
                return Ok(at);
            }
            if let Err(error) = self.grow_heap(words) {
                let heap = &self.vm.heap;
                if heap.is_fresh || !heap.is_collecting() && !heap.may_force() {
                    return Err(error);
                }
                self.collect(top, true)?;
            }
        }
    }

    /// Whether a guest that could be stopped waits for who makes an object and cannot be.
    fn is_awaited(&self, top: Top) -> bool {
        self.allowance.is_metered
            && match top.maker {
                Maker::Instruction => false,
                Maker::Host => self.vm.host_depth > 0,
                Maker::Leaving => true,
            }
    }

    /// Leaves a collection that is due to the guest, the next time that it pays.
    fn leave_due(&mut self) {
        self.vm.heap.left_due = true;
        self.look_at_once();
    }

    /// Does the collection that the host has left to the guest, if it has. `accumulator`
    /// may be a reference.
    ///
    /// # Errors
    ///
    /// The call is to be stopped first.
    pub(crate) fn collect_what_is_due(
        &mut self,
        top: *const u64,
        accumulator: u64,
    ) -> Result<(), Error> {
        self.vm.heap.left_due = false;
        if !self.vm.heap.is_due() {
            return Ok(());
        }
        let held = self.vm.heap.held.len();
        self.hold(accumulator)?;
        let collected = self.collect(Top::of_instruction(top), false);
        self.vm.heap.held.truncate(held);
        collected
    }

    /// Keeps a value alive until what is held is let go again.
    pub(crate) fn hold(&mut self, bits: u64) -> Result<(), Error> {
        let held = &mut self.vm.heap.held;
        let room = held.try_reserve(1);
        room.map_err(|_| Error::trap(Trap::OutOfMemory))?;
        held.push(bits);
        Ok(())
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

    /// Collects what cannot be reached, going on with a collection that has begun.
    /// `forced`: because there is no room.
    fn collect(&mut self, top: Top, forced: bool) -> Result<(), Error> {
        self.vm.heap.begin(forced);
        let is_awaited = self.is_awaited(top);
        loop {
            if is_awaited && let Some(stop) = self.allowance.pressing() {
                self.vm.heap.give_up();
                if forced {
                    return Err(self.tell_host(stop));
                }
                // There is room, and the guest is stopped before it makes more.
                self.leave_due();
                return Ok(());
            }
            if self.collect_part(top.end) {
                return Ok(());
            }
            if top.maker == Maker::Instruction && self.allowance.is_metered {
                self.check_time(true).map_err(Error::trap)?;
            }
        }
    }

    /// Ends a collection that has begun, before a guest runs.
    ///
    /// # Errors
    ///
    /// The call is to be stopped first, which is noted in [`StoreCore::stop`].
    pub(crate) fn end_collection(&mut self) -> Result<(), Error> {
        if !self.vm.heap.is_collecting() {
            return Ok(());
        }
        self.collect(Top::of_instruction(self.vm.stack_top), false)
    }

    /// Does a part of a collection; whether that was the last one.
    fn collect_part(&mut self, top: *const u64) -> bool {
        // The heap is apart from the store meanwhile, which has the roots.
        let mut heap = core::mem::replace(&mut self.vm.heap, super::Heap::new(0, false));
        let done = heap.collect_part(|from, rooter| self.mark_roots(from, top, rooter));
        self.vm.heap = heap;
        done
    }

    /// Marks every value that can be a reference to an object, from a root on; where to go
    /// on, unless that was the end. The stack is gone through conservatively: what is
    /// no reference is passed as well.
    fn mark_roots(&self, from: Roots, top: *const u64, rooter: &mut Rooter<'_>) -> Option<Roots> {
        match from {
            Roots::First => {
                let mark = &mut *rooter.mark;
                self.for_each_stack(top, &mut |slots| slots.iter().for_each(|&bits| mark(bits)));
                self.stacks.beside().for_each(&mut *mark);
                if let InFlight::Object(exception) = self.vm.in_flight {
                    mark(exception);
                }
                Some(Roots::Global(0))
            }
            Roots::Global(first) => {
                for (at, global) in self.all_globals().enumerate().skip(first) {
                    global.bits.iter().for_each(|&bits| (rooter.mark)(bits));
                    if rooter.step() {
                        return Some(Roots::Global(at + 1));
                    }
                }
                Some(Roots::Table { table: 0, from: 0 })
            }
            Roots::Table { table, mut from } => {
                for (table, entity) in self.all_tables().enumerate().skip(table) {
                    if !entity.ty().element().heap_type().matches(&HeapType::Func)
                        && let Some(from) = rooter.mark_from(entity.elems(), from)
                    {
                        return Some(Roots::Table { table, from });
                    }
                    from = 0;
                }
                Some(Roots::Segment {
                    instance: 0,
                    segment: 0,
                    from: 0,
                })
            }
            Roots::Segment {
                instance,
                mut segment,
                mut from,
            } => {
                for (instance, entity) in self.all_instances().enumerate().skip(instance) {
                    for (segment, refs) in entity.elems.iter().enumerate().skip(segment) {
                        if let Some(from) = rooter.mark_from(refs, from) {
                            return Some(Roots::Segment {
                                instance,
                                segment,
                                from,
                            });
                        }
                        from = 0;
                        if rooter.step() {
                            return Some(Roots::Segment {
                                instance,
                                segment: segment + 1,
                                from,
                            });
                        }
                    }
                    segment = 0;
                }
                None
            }
        }
    }

    /// Collects, when no guest runs or a host function does.
    pub(crate) fn collect_from_host(&mut self) {
        // What the host holds now is what counts.
        self.vm.heap.give_up();
        self.vm.heap.begin(false);
        while !self.collect_part(self.vm.stack_top) {}
    }

    /// The end of the slots in use, for the host.
    pub(crate) fn top(&self) -> Top {
        Top::of_host(self.vm.stack_top)
    }

    /// Keeps a host value for the guest; its reference. It lives as long as it can be
    /// reached.
    pub(crate) fn alloc_host(&mut self, value: HostValue) -> Result<u64, Error> {
        let at = self.reserve_object(HOST_WORDS, self.top())?;
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
    /// is reachable through it lives as long as the exception does.
    pub(crate) fn alloc_exception(
        &mut self,
        tag: TagAddr,
        payload: &[u64],
        top: Top,
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
