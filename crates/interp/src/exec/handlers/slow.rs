//! Instructions that do their work out of line: memories, tables, references.

use crate::code::form::Plain;
use crate::code::ops::row;
use crate::exec::dispatch::Exec;
use crate::exec::state::{Exit, Flow, Fp, Ip, State};
use crate::runtime::StoreCore;
use crate::runtime::store::VmContext;
use crate::trap::Trap;
use crate::types::FuncIdx;
use core::sync::atomic::AtomicU64;

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
                        Err(trap) => trap as u32,
                    }
                }
                // SAFETY: the instruction is of this form.
                unsafe {
                    let trap = run(st.vm, st.fp.0, st.ip.0);
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
        let old = o.store.memory_grow(addr, delta).unwrap_or(failed);
        o.result(old)
    };
    MemoryFill, 8, false, |o| {
        let ([at, value, len], index) = (o.abc(), o.index_d());
        o.memory(index).fill(at, value as u8, len)
    };
    MemoryCopy, 16, false, |o| {
        let ((to, from), instance) = (o.imm(), o.instance());
        o.store.memory_copy(instance, to, from, o.abc())
    };
    MemoryInit, 16, false, |o| {
        let ((memory, data), instance) = (o.imm(), o.instance());
        o.store.memory_init(instance, memory, data, o.abc())
    };
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
        let old = o.store.table_grow(addr, delta, init).unwrap_or(failed);
        o.result(old)
    };
    TableFill, 8, false, |o| {
        let ([at, value, len], index) = (o.abc(), o.index_d());
        o.table(index).fill(at, value, len)
    };
    TableCopy, 16, false, |o| {
        let ((to, from), instance) = (o.imm(), o.instance());
        o.store.table_copy(instance, to, from, o.abc())
    };
    TableInit, 16, false, |o| {
        let ((table, elem), instance) = (o.imm(), o.instance());
        o.store.table_init(instance, table, elem, o.abc())
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
        let reference = o.store.instance_func(instance, FuncIdx(func)).to_ref();
        o.result(reference)
    };
}
