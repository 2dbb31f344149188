//! Loads and stores.

use super::numeric::{gives, takes};
use super::{entry, over_destinations, over_sources};
use crate::code::form::{Both, Load, LoadAdd, Row, Slot, SrcKind, Store, StoreAdd};
use crate::exec::dispatch::{Exec, Handler};
use crate::exec::operand::{Get, Put, Val};
use crate::exec::state::{Exit, Flow, State};
use crate::trap::Trap;
use core::marker::PhantomData;

/// A load: the type in memory, the type of its result.
pub(super) trait LoadOp: Row {
    type M: Copy;
    type R: Val;
    fn extend(value: Self::M) -> Self::R;
}

/// A store: the type of its operand, the type in memory.
pub(super) trait StoreOp: Row {
    type V: Val;
    type M: Copy;
    fn wrap(value: Self::V) -> Self::M;
}

/// A value in linear memory, where nothing is aligned.
///
/// In place of `read_unaligned` and `write_unaligned`: with debug assertions those
/// take the address of a local, and the handler loses its jump.
#[repr(C, packed)]
pub(super) struct Unaligned<T>(T);

#[inline(always)]
pub(super) unsafe fn read<T: Copy>(at: *const Unaligned<T>) -> T {
    // SAFETY: the caller has checked that the bytes are in memory.
    unsafe { (*at).0 }
}

#[inline(always)]
pub(super) unsafe fn write<T: Copy>(at: *mut Unaligned<T>, value: T) {
    // SAFETY: the caller has checked that the bytes are in memory.
    unsafe { (*at).0 = value }
}

pub(super) const OUT_OF_BOUNDS: Flow = Flow::Exit(Exit::trap(Trap::MemoryOutOfBounds));

/// The address of `size` bytes at `address + offset` in memory 0, if they are in it.
///
/// `address` is a whole slot or register: those of 32-bit integers have zeros above.
///
/// # Safety
///
/// `st` is consistent (INV-MEM).
#[inline(always)]
pub(super) unsafe fn effective(
    st: &State,
    address: u64,
    offset: u32,
    size: usize,
) -> Option<*mut u8> {
    debug_assert!(
        u32::try_from(address).is_ok(),
        "a 32-bit integer with something above it"
    );
    // Neither sum can overflow 64 bits.
    let start = address.wrapping_add(u64::from(offset));
    // SAFETY: `vm` is the running store's.
    if start.wrapping_add(size as u64) > unsafe { (*st.vm).mem0_len } {
        return None;
    }
    Some(st.mb.wrapping_add(start as usize))
}

/// The address of `size` bytes at `address + offset` in the memory of this index.
///
/// # Safety
///
/// `st` is consistent and the running instance has such a memory.
#[inline(always)]
unsafe fn effective_far(
    st: &State,
    memory: usize,
    address: u64,
    offset: u64,
    size: usize,
) -> Option<*mut u8> {
    // SAFETY: the index has been validated; the memory is in place (INV-STORE).
    let (base, len) = unsafe {
        let memories = &raw const (*(*st.vm).instance).memories;
        let memory = (*memories).as_ptr().add(memory).read().as_ptr();
        ((*memory).base(), (*memory).len() as u64)
    };
    let start = address.checked_add(offset)?;
    let end = start.checked_add(size as u64)?;
    (end <= len).then(|| base.wrapping_add(start as usize))
}

/// The address of `size` bytes at operand a + offset in memory 0. A constant address
/// stands where the offset stands otherwise.
///
/// # Safety
///
/// The instruction at `st.ip` is of the layout `[..][a][offset u32]`.
#[inline(always)]
pub(super) unsafe fn near<A: Get>(st: &State, size: usize) -> Option<*mut u8> {
    // SAFETY: the contract above.
    unsafe {
        let address = if A::IMM { 0 } else { A::get::<u64>(st, 2) };
        effective(st, address, st.ip.u32_at(4), size)
    }
}

/// The address of `size` bytes at slot a + imm in the memory of this index.
///
/// # Safety
///
/// The instruction at `st.ip` is of the layout `[..][a][..][..][imm u64]`; the running
/// instance has such a memory.
#[inline(always)]
pub(super) unsafe fn far(st: &State, memory: usize, size: usize) -> Option<*mut u8> {
    // SAFETY: the contract above.
    unsafe {
        let address = Slot::get::<u64>(st, 2);
        effective_far(st, memory, address, st.ip.u64_at(8), size)
    }
}

impl<O: LoadOp, A: Get, D: Put> Exec for Load<O, A, D> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        let at = unsafe { near::<A>(st, size_of::<O::M>()) };
        // SAFETY: the bytes are in memory; the instruction is of this form.
        unsafe { finish_load::<O, D>(st, at, 8) }
    }
}

impl<O: LoadOp, A: Get, D: Put> Exec for LoadAdd<O, A, D> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        let at = unsafe {
            let address = A::get::<u32>(st, 2).wrapping_add(st.ip.u32_at(4));
            effective(st, u64::from(address), 0, size_of::<O::M>())
        };
        // SAFETY: the bytes are in memory; the instruction is of this form.
        unsafe { finish_load::<O, D>(st, at, 8) }
    }
}

#[inline(always)]
unsafe fn finish_load<O: LoadOp, D: Put>(st: &mut State, at: Option<*mut u8>, area: usize) -> Flow {
    let Some(at) = at else { return OUT_OF_BOUNDS };
    // SAFETY: the contract above.
    unsafe { D::put(st, O::extend(read(at.cast()))) };
    st.advance(area);
    Flow::Next
}

impl<O: StoreOp, A: Get, B: Get> Exec for Store<O, A, B> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        let at = unsafe { near::<A>(st, size_of::<O::M>()) };
        // SAFETY: the bytes are in memory; the instruction is of this form.
        unsafe { finish_store::<O, B>(st, at) }
    }
}

impl<O: StoreOp, A: Get, B: Get> Exec for StoreAdd<O, A, B> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        let at = unsafe {
            let address = A::get::<u32>(st, 2).wrapping_add(st.ip.u32_at(4));
            effective(st, u64::from(address), 0, size_of::<O::M>())
        };
        // SAFETY: the bytes are in memory; the instruction is of this form.
        unsafe { finish_store::<O, B>(st, at) }
    }
}

#[inline(always)]
unsafe fn finish_store<O: StoreOp, B: Get>(st: &mut State, at: Option<*mut u8>) -> Flow {
    let Some(at) = at else { return OUT_OF_BOUNDS };
    // SAFETY: the contract above.
    unsafe { write(at.cast(), O::wrap(B::get::<O::V>(st, 0))) };
    st.advance(if B::IMM { 16 } else { 8 });
    Flow::Next
}

/// d ← mem[c][a + imm]
pub(super) struct LoadFar<O>(PhantomData<O>);
/// mem[c][a + imm] ← b
pub(super) struct StoreFar<O>(PhantomData<O>);

impl<O: LoadOp> Exec for LoadFar<O> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe {
            let at = far(st, st.ip.u16_at(6), size_of::<O::M>());
            finish_load::<O, Both>(st, at, 16)
        }
    }
}

impl<O: StoreOp> Exec for StoreFar<O> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form; the bytes are in memory.
        unsafe {
            let at = far(st, st.ip.u16_at(6), size_of::<O::M>());
            let Some(at) = at else { return OUT_OF_BOUNDS };
            write(at.cast(), O::wrap(Slot::get::<O::V>(st, 4)));
        }
        st.advance(16);
        Flow::Next
    }
}

/// Defines the table of a shape with a destination and one source.
macro_rules! load_table {
    ($(#[$doc:meta])* $table:ident, $form:ident, $entry:ident, $rows:ident, $imm:literal) => {
        $(#[$doc])*
        pub(super) trait $table {
            const TABLE: [[Handler; 5]; 3];
        }
        macro_rules! $entry {
            ($d:ty, $a:ty) => {
                entry!(
                    !<$a as SrcKind>::WIDE && ($imm || !<$a as SrcKind>::IMM) && gives::<O::R, $d>(),
                    $form<O, $a, $d>
                )
            };
        }
        macro_rules! $rows {
            ($d:ty) => { over_sources!($entry; $d) };
        }
        impl<O: LoadOp> $table for O {
            const TABLE: [[Handler; 5]; 3] = over_destinations!($rows;);
        }
    };
}

load_table!(
    /// The forms of a load.
    LoadTable, Load, load_entry, load_rows, true
);
load_table!(
    /// The forms of a load at a sum.
    LoadAddTable, LoadAdd, load_add_entry, load_add_rows, false
);

/// Defines the table of a shape with two sources, address and value.
macro_rules! store_table {
    ($(#[$doc:meta])* $table:ident, $form:ident, $entry:ident, $rows:ident, $imm:literal) => {
        $(#[$doc])*
        pub(super) trait $table {
            const TABLE: [[Handler; 5]; 5];
        }
        macro_rules! $entry {
            ($a:ty, $b:ty) => {
                entry!(
                    !<$a as SrcKind>::WIDE && ($imm || !<$a as SrcKind>::IMM)
                        && (<$b as SrcKind>::WIDE || (!<$b as SrcKind>::IMM && takes::<O::V, $b>())),
                    $form<O, $a, $b>
                )
            };
        }
        macro_rules! $rows {
            ($a:ty) => { over_sources!($entry; $a) };
        }
        impl<O: StoreOp> $table for O {
            const TABLE: [[Handler; 5]; 5] = over_sources!($rows;);
        }
    };
}

store_table!(
    /// The forms of a store.
    StoreTable, Store, store_entry, store_rows, true
);
store_table!(
    /// The forms of a store at a sum.
    StoreAddTable, StoreAdd, store_add_entry, store_add_rows, false
);
