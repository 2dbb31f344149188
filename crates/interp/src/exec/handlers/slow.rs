//! Instructions that do their work out of line: memories, tables, references.

use super::budget::Stop;
use crate::code::form::Plain;
use crate::code::ops::row;
use crate::error::Error;
use crate::exec::dispatch::{Exec, handler};
use crate::exec::state::{Exit, Flow, Fp, Ip, State};
use crate::runtime::StoreCore;
use crate::runtime::Wake;
use crate::runtime::budget::{BYTES_PER_UNIT, PART_BYTES};
use crate::runtime::store::VmContext;
use crate::trap::Trap;
use crate::types::FuncIdx;
use core::cell::Cell;
use core::sync::atomic::AtomicU64;
use core::time::Duration;
use std::time::Instant;

/// The operands of an instruction whose operands are slots, and its store.
struct Operands<'a> {
    store: &'a mut StoreCore,
    ip: Ip,
    fp: Fp,
}

impl Operands<'_> {
    /// The first of the four slot numbers, where it is an index.
    fn index_d(&self) -> u32 {
        // SAFETY: the instruction has four 16-bit operands (INV-CODE).
        unsafe { self.ip.u16_at(0) as u32 }
    }

    /// The last of the four slot numbers, where it is an index.
    fn index_c(&self) -> u32 {
        // SAFETY: as above.
        unsafe { self.ip.u16_at(6) as u32 }
    }

    /// The 32-bit operand.
    fn aux(&self) -> u32 {
        // SAFETY: the instruction has such an operand (INV-CODE).
        unsafe { self.ip.u32_at(4) }
    }

    /// The halves of the 64-bit operand.
    fn imm(&self) -> (u32, u32) {
        // SAFETY: the instruction has such an operand (INV-CODE).
        unsafe { (self.ip.u32_at(8), self.ip.u32_at(12)) }
    }

    /// The value of the slot whose number is the `n`th.
    fn value(&self, n: usize) -> u64 {
        // SAFETY: the slot belongs to the frame (INV-SLOTS).
        unsafe { self.fp.read(self.ip.u16_at(2 * n)) }
    }

    /// The values of `a`, `b` and `c`.
    fn abc(&self) -> [u64; 3] {
        [self.value(1), self.value(2), self.value(3)]
    }

    /// What a function gives that can fail with an error, which ends the call.
    fn checked<R>(&mut self, result: Result<R, Error>) -> Result<R, Trap> {
        result.map_err(|error| {
            self.store.vm.error = Some(error);
            Trap::OutOfMemory
        })
    }

    fn result(&mut self, value: u64) -> Result<(), Trap> {
        // SAFETY: the slot belongs to the frame (INV-SLOTS).
        unsafe { self.fp.write(self.ip.u16_at(0), value) };
        Ok(())
    }

    fn instance(&self) -> crate::runtime::InstanceAddr {
        // SAFETY: code runs in an instance (INV-STORE).
        unsafe { (*self.store.vm.instance).addr }
    }

    fn memory(&mut self, index: u32) -> &mut crate::runtime::memory::MemoryEntity {
        let addr = self.memory_addr(index);
        self.store.memory_mut(addr)
    }

    /// The values of consecutive slots, from `a` on.
    fn consecutive(&self) -> [u64; 3] {
        [0, 1, 2].map(|position| {
            // SAFETY: the slots belong to the frame (INV-SLOTS).
            unsafe { self.fp.read(self.ip.u16_at(2) + position) }
        })
    }

    /// The 64-bit operand, where it is an offset.
    fn offset(&self) -> u64 {
        // SAFETY: the instruction has such an operand (INV-CODE).
        unsafe { self.ip.u64_at(8) }
    }

    /// Waits at a place in a memory for a value of `size` bytes to change.
    fn wait(&mut self, size: usize) -> Result<(), Trap> {
        let ([address, expected, timeout], offset) = (self.consecutive(), self.offset());
        let index = self.index_c();
        // A negative time never ends.
        let timeout = u64::try_from(timeout.cast_signed()).ok();
        // A wait that was stopped goes on with the time that was left.
        let waited = core::mem::take(&mut self.store.done_in_range);
        let timeout = timeout.map(|timeout| Duration::from_nanos(timeout.saturating_sub(waited)));
        let (addr, begin) = (self.memory_addr(index), Instant::now());
        self.store.allowance.begin_waiting_slice();
        let (allowance, can_yield) = (&self.store.allowance, self.store.vm.can_suspend);
        let why = Cell::new(None);
        let stop = || {
            why.set(allowance.overdue(can_yield));
            why.get()
                .map(|stop| stop.trap().unwrap_or(Trap::Interrupted))
        };
        let stop: Option<&dyn Fn() -> Option<Trap>> = allowance.can_stop().then_some(&stop);
        // One that was stopped stands in the queue still.
        let wait = match self.store.paused_wait.take() {
            Some(wait) => Some(wait),
            None => {
                let memory = self.store.memory(addr);
                memory.begin_wait((address, offset), (size, expected))?
            }
        };
        let wake = match &wait {
            Some(wait) => wait.go_on(timeout, stop),
            None => Ok(Wake::Mismatch),
        };
        if let Some(why) = why.get() {
            self.store.stop = Some(why);
            self.store.paused_wait = wait.filter(|_| can_yield);
            let now = u64::try_from(begin.elapsed().as_nanos()).unwrap_or(u64::MAX);
            self.store.done_in_range = waited.saturating_add(now).max(1);
        }
        self.result(wake? as u64)
    }

    fn memory_addr(&self, index: u32) -> crate::runtime::MemoryAddr {
        self.store.instance(self.instance()).memory(index)
    }

    fn table_addr(&self, index: u32) -> crate::runtime::TableAddr {
        self.store.instance(self.instance()).table(index)
    }

    fn table(&mut self, index: u32) -> &mut crate::runtime::table::TableEntity {
        let addr = self.table_addr(index);
        self.store.table_mut(addr)
    }
}

/// -1 in the width of an index type.
fn minus_one(is_64: bool) -> u64 {
    if is_64 { u64::MAX } else { u64::from(u32::MAX) }
}

/// Units up to which an instruction on a range is small: some microseconds.
const SMALL_UNITS: u64 = 4096;

/// Whether an instruction on a range of so many units is done at once: it is small, and
/// there is a budget for it.
#[inline(always)]
fn is_small(units: u64, budget: u64) -> bool {
    units <= SMALL_UNITS.min(budget)
}

/// Pays for a range of `len` bytes, if it is small. Such a one is never stopped within, so
/// none of it has been done already.
///
/// # Safety
///
/// `vm` is the running store's.
#[inline(always)]
pub(super) unsafe fn pay_small(vm: *mut VmContext, len: u64) -> bool {
    let units = len / BYTES_PER_UNIT;
    // SAFETY: nobody holds a reference to the store while a guest runs (INV-STORE).
    let budget = unsafe { &mut (*vm).budget };
    let pays = is_small(units, *budget);
    if pays {
        *budget -= units;
    }
    pays
}

/// Performs an instruction on a range of `len` elements of some bytes, of which `part`
/// does those from an offset on. Where guests can be stopped it is paid for as a whole
/// first, and a large one is done in parts, between which the call can be stopped; it
/// goes on with the part it has come to. `backwards`: the last part comes first.
#[inline(always)]
pub(super) fn in_parts<E: From<Trap>>(
    store: &mut StoreCore,
    (len, bytes): (u64, u64),
    backwards: bool,
    mut part: impl FnMut(&mut StoreCore, u64, u64) -> Result<(), E>,
) -> Result<(), E> {
    if store.allowance.is_metered {
        in_paid_parts(store, (len, bytes), backwards, part)
    } else {
        part(store, 0, len)
    }
}

/// The same, where guests can be stopped. Out of line: others need not save what it uses.
#[inline(never)]
fn in_paid_parts<E: From<Trap>>(
    store: &mut StoreCore,
    (len, bytes): (u64, u64),
    backwards: bool,
    mut part: impl FnMut(&mut StoreCore, u64, u64) -> Result<(), E>,
) -> Result<(), E> {
    let units = len.saturating_mul(bytes) / BYTES_PER_UNIT;
    if is_small(units, store.vm.budget) && store.done_in_range == 0 {
        // It is not stopped, so that it may be paid for when it has been done.
        part(store, 0, len)?;
        store.vm.budget -= units;
        return Ok(());
    }
    // Nothing of it is done if a part of it cannot be: is the end within bounds?
    part(store, len, 0)?;
    let mut done = core::mem::take(&mut store.done_in_range);
    if done == 0 {
        store.charge(units)?;
    }
    loop {
        let count = (len - done).min(PART_BYTES / bytes);
        part(
            store,
            if backwards { len - done - count } else { done },
            count,
        )?;
        done += count;
        if done == len {
            return Ok(());
        }
        if let Err(trap) = store.check_time(true) {
            store.done_in_range = done;
            return Err(trap.into());
        }
    }
}

/// What a slow instruction gives that is to be executed again: no trap's code.
pub(super) const STOPPED: u32 = u32::MAX;

/// Defines slow instructions. `d`: the result's slot is read back into the accumulator.
macro_rules! slow {
    ($( $name:ident, $area:literal, $result:literal, |$o:ident| $body:expr; )*) => {$(
        impl Exec for Plain<row::$name> {
            #[inline(always)]
            unsafe fn exec(st: &mut State) -> Flow {
                #[inline(never)]
                unsafe fn run(vm: *mut VmContext, fp: *mut u64, ip: *const AtomicU64) -> u32 {
                    // SAFETY: `vm` is the first field of the running store, to
                    // which nobody holds a reference while a guest runs (INV-STORE).
                    let store = unsafe { &mut *vm.cast::<StoreCore>() };
                    #[allow(unused_mut, reason = "some instructions change nothing")]
                    let mut $o = Operands { store, ip: Ip(ip), fp: Fp(fp) };
                    #[allow(unused_mut, reason = "as above")]
                    let mut body = || -> Result<(), Trap> { $body };
                    let result = body();
                    $o.store.vm.reload_mem0();
                    match result {
                        Ok(()) => 0,
                        Err(_) if $o.store.stop.is_some() => STOPPED,
                        Err(_) if $o.store.vm.error.is_some() => Exit::ERROR.0,
                        Err(trap) => trap as u32,
                    }
                }
                // SAFETY: the instruction is of this form.
                unsafe {
                    let trap = run(st.vm, st.fp.0, st.ip.0);
                    if trap == STOPPED {
                        return Flow::Instead(handler::<Stop>);
                    }
                    if trap != 0 {
                        return Flow::Exit(Exit(trap));
                    }
                    st.mb = (*st.vm).mem0_base;
                    if $result {
                        st.r0 = st.fp.read(st.ip.u16_at(0));
                    }
                }
                st.advance($area);
                Flow::Next
            }
        }
    )*};
}

slow! {
    MemorySize, 8, true, |o| {
        let pages = { let index = o.index_c(); o.memory(index).size_pages() };
        o.result(pages)
    };
    MemoryGrow, 8, true, |o| {
        let (index, delta) = (o.index_c(), o.value(1));
        let failed = minus_one(o.memory(index).ty().is_64());
        let addr = o.memory_addr(index);
        // What its type or a limit forbids fails at once, and costs nothing.
        if let Some(bytes) = o.store.memory(addr).growth_bytes(delta) {
            o.store.charge(bytes / BYTES_PER_UNIT)?;
        }
        let grown = o.store.memory_grow(addr, delta);
        let old = o.checked(grown)?.unwrap_or(failed);
        o.result(old)
    };
    MemoryFillFar, 8, false, |o| {
        let ([at, value, len], index) = (o.abc(), o.index_d());
        let addr = o.memory_addr(index);
        in_parts(o.store, (len, 1), false, |store, from, len| {
            store.memory_mut(addr).fill(at.saturating_add(from), value as u8, len)
        })
    };
    MemoryCopyFar, 16, false, |o| {
        let ((to, from), instance) = (o.imm(), o.instance());
        let [dst, src, len] = o.abc();
        in_parts(o.store, (len, 1), dst > src, |store, at, len| {
            let (dst, src) = (dst.saturating_add(at), src.saturating_add(at));
            store.memory_copy(instance, to, from, [dst, src, len])
        })
    };
    MemoryInit, 16, false, |o| {
        let ((memory, data), instance) = (o.imm(), o.instance());
        let [dst, src, len] = o.abc();
        in_parts(o.store, (len, 1), false, |store, at, len| {
            let (dst, src) = (dst.saturating_add(at), src.saturating_add(at));
            store.memory_init(instance, memory, data, [dst, src, len])
        })
    };
    AtomicNotify, 16, true, |o| {
        let (address, count, offset) = (o.value(1), o.value(2), o.offset());
        let index = o.index_c();
        let woken = o.memory(index).notify((address, offset), count as u32)?;
        o.result(u64::from(woken))
    };
    AtomicWait32, 16, true, |o| o.wait(4);
    AtomicWait64, 16, true, |o| o.wait(8);
    DataDrop, 8, false, |o| {
        let (instance, data) = (o.instance(), o.aux());
        o.store.instance_mut(instance).dropped_data[data as usize] = true;
        Ok(())
    };
    TableGet, 8, true, |o| {
        let (index, at) = (o.index_c(), o.value(1));
        let value = o.table(index).get(at).ok_or(Trap::TableOutOfBounds)?;
        o.result(value)
    };
    TableSet, 8, false, |o| {
        let (index, at, value) = (o.index_c(), o.value(1), o.value(2));
        o.table(index).set(at, value).ok_or(Trap::TableOutOfBounds)
    };
    TableSize, 8, true, |o| {
        let size = { let index = o.index_c(); o.table(index).size() };
        o.result(size)
    };
    TableGrow, 8, true, |o| {
        let (index, delta, init) = (o.index_c(), o.value(1), o.value(2));
        let failed = minus_one(o.table(index).ty().is_64());
        let addr = o.table_addr(index);
        // One that was stopped has been paid for, and begins anew.
        let paid = core::mem::take(&mut o.store.done_in_range) != 0;
        if !paid && o.store.table(addr).can_grow(delta) {
            o.store.charge(delta * 8 / BYTES_PER_UNIT)?;
        }
        let grown = o.store.table_grow(addr, delta, init, |store| {
            let result = store.check_time(false);
            store.done_in_range = result.is_err().into();
            result
        });
        if o.store.stop.is_some() {
            return Err(Trap::Interrupted);
        }
        let old = o.checked(grown)?.unwrap_or(failed);
        o.result(old)
    };
    TableFill, 8, false, |o| {
        let ([at, value, len], index) = (o.abc(), o.index_d());
        let addr = o.table_addr(index);
        in_parts(o.store, (len, 8), false, |store, from, len| {
            store.table_mut(addr).fill(at.saturating_add(from), value, len)
        })
    };
    TableCopy, 16, false, |o| {
        let ((to, from), instance) = (o.imm(), o.instance());
        let [dst, src, len] = o.abc();
        in_parts(o.store, (len, 8), dst > src, |store, at, len| {
            let (dst, src) = (dst.saturating_add(at), src.saturating_add(at));
            store.table_copy(instance, to, from, [dst, src, len])
        })
    };
    TableInit, 16, false, |o| {
        let ((table, elem), instance) = (o.imm(), o.instance());
        let [dst, src, len] = o.abc();
        in_parts(o.store, (len, 8), false, |store, at, len| {
            let (dst, src) = (dst.saturating_add(at), src.saturating_add(at));
            store.table_init(instance, table, elem, [dst, src, len])
        })
    };
    ElemDrop, 8, false, |o| {
        let (instance, elem) = (o.instance(), o.aux());
        o.store.instance_mut(instance).elems[elem as usize] = Box::default();
        Ok(())
    };
    RefAsNonNull, 8, true, |o| {
        match o.value(1) {
            0 => Err(Trap::NullReference),
            reference => o.result(reference),
        }
    };
    RefFunc, 8, true, |o| {
        let (instance, func) = (o.instance(), o.aux());
        o.store.func_room(1).map_err(|_| Trap::OutOfMemory)?;
        let reference = o.store.instance_func(instance, FuncIdx(func)).to_ref();
        o.result(reference)
    };
}
