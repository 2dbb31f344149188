//! Loads and stores.

use super::Entry;
use super::numeric::{gives, takes};
use super::{entry, over_destinations, over_sources, slow};
use crate::code::form::{Both, Load, LoadAdd, Plain, Row, Slot, SrcKind, Store, StoreAdd};
use crate::code::ops::row;
use crate::exec::dispatch::Exec;
use crate::exec::operand::{Get, Put, Val};
use crate::exec::state::{Exit, Flow, State};
use crate::runtime::cell;
use crate::runtime::memory::MemoryEntity;
use crate::trap::Trap;
use core::marker::PhantomData;
use core::ptr;

/// A load: the type in memory, the type of its result.
pub(super) trait LoadOp: Row {
    type M: Stored;
    type R: Val;
    fn extend(value: Self::M) -> Self::R;
}

/// A store: the type of its operand, the type in memory.
pub(super) trait StoreOp: Row {
    type V: Val;
    type M: Stored;
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

/// The values of the slots `a`, `b` and `c`, if ranges of `c` bytes at those that
/// `ranges` says lie within memory 0.
///
/// # Safety
///
/// `st` is consistent (INV-MEM); the instruction has four slots.
#[inline(always)]
unsafe fn bulk(st: &State, ranges: impl Fn(u64, u64) -> [u64; 2]) -> Option<[u64; 3]> {
    // SAFETY: the slots belong to the frame (INV-SLOTS), `vm` is the running store's.
    unsafe {
        let [a, b, len] = [1, 2, 3].map(|n| st.fp.read(st.ip.u16_at(2 * n)));
        let last = (*st.vm).mem0_len.checked_sub(len)?;
        let within = ranges(a, b).iter().all(|&start| start <= last);
        within.then_some([a, b, len])
    }
}

/// Fills a range of memory 0, if it lies within and its length is one that `may` takes.
///
/// # Safety
///
/// As for [`bulk`].
#[inline(always)]
unsafe fn fill(st: &State, may: impl FnOnce(u64) -> bool) -> bool {
    // SAFETY: the contract; the range lies within the memory.
    unsafe {
        let Some([at, value, len]) = bulk(st, |at, _| [at, at]).filter(|range| may(range[2]))
        else {
            return false;
        };
        ptr::write_bytes(st.mb.wrapping_add(at as usize), value as u8, len as usize);
    }
    true
}

/// Copies within memory 0, if both ranges lie within and their length is one that `may`
/// takes.
///
/// # Safety
///
/// As for [`bulk`].
#[inline(always)]
unsafe fn copy(st: &State, may: impl FnOnce(u64) -> bool) -> bool {
    // SAFETY: the contract; both ranges lie within the memory.
    unsafe {
        let Some([to, from, len]) = bulk(st, |to, from| [to, from]).filter(|range| may(range[2]))
        else {
            return false;
        };
        let (to, from) = (
            st.mb.wrapping_add(to as usize),
            st.mb.wrapping_add(from as usize),
        );
        ptr::copy(from, to, len as usize);
    }
    true
}

/// Defines instructions on ranges of memory 0: one where nobody counts, and one that pays,
/// and leaves what is large or out of bounds to the one out of line, whose operands it has.
macro_rules! bulk {
    ($($perform:ident: $free:ident, $paid:ident $area:literal or $far:ident;)*) => {$(
        impl Exec for Plain<row::$free> {
            #[inline(always)]
            unsafe fn exec(st: &mut State) -> Flow {
                // SAFETY: the instruction is of this form.
                if !unsafe { $perform(st, |_| true) } {
                    return OUT_OF_BOUNDS;
                }
                st.advance(8);
                Flow::Next
            }
        }

        impl Exec for Plain<row::$paid> {
            #[inline(always)]
            unsafe fn exec(st: &mut State) -> Flow {
                let vm = st.vm;
                // SAFETY: the instruction is of this form; `vm` is the running store's.
                unsafe {
                    if !$perform(st, |len| slow::pay_small(vm, len)) {
                        return <Plain<row::$far> as Exec>::exec(st);
                    }
                }
                st.advance($area);
                Flow::Next
            }
        }
    )*};
}
bulk! {
    fill: MemoryFill, MemoryFillPaid 8 or MemoryFillFar;
    copy: MemoryCopy, MemoryCopyPaid 16 or MemoryCopyFar;
}

/// A type of values in memory, as bits in the order of their bytes.
pub(super) trait Stored: Copy {
    /// Reads the value in a shared memory.
    ///
    /// # Safety
    ///
    /// The bytes are in a memory.
    unsafe fn read_shared(at: *mut u8) -> Self;
    /// Writes the value in a shared memory.
    ///
    /// # Safety
    ///
    /// As for [`Stored::read_shared`].
    unsafe fn write_shared(at: *mut u8, value: Self);
}

macro_rules! stored {
    ($($m:ty: |$bits:ident| $from:expr, |$value:ident| $to:expr;)*) => {$(
        impl Stored for $m {
            #[inline(always)]
            #[allow(trivial_numeric_casts, clippy::unnecessary_cast, reason = "one width is that of the bits")]
            unsafe fn read_shared(at: *mut u8) -> $m {
                // SAFETY: the contract of `read_shared`.
                let $bits = unsafe { cell::read(at, size_of::<$m>()) };
                $from
            }
            #[inline(always)]
            #[allow(trivial_numeric_casts, clippy::unnecessary_cast, reason = "as above")]
            unsafe fn write_shared(at: *mut u8, $value: $m) {
                // SAFETY: the contract of `write_shared`.
                unsafe { cell::write(at, size_of::<$m>(), $to) }
            }
        }
    )*};
}

stored! {
    u8: |bits| bits as u8, |value| u64::from(value);
    i8: |bits| bits as i8, |value| u64::from(value as u8);
    u16: |bits| bits as u16, |value| u64::from(value);
    i16: |bits| bits as i16, |value| u64::from(value as u16);
    u32: |bits| bits as u32, |value| u64::from(value);
    i32: |bits| bits as i32, |value| u64::from(value as u32);
    u64: |bits| bits, |value| value;
    f32: |bits| f32::from_bits(bits as u32), |value| u64::from(value.to_bits());
    f64: |bits| f64::from_bits(bits), |value| value.to_bits();
    [u8; 8]: |bits| bits.to_le_bytes(), |value| u64::from_le_bytes(value);
    [i8; 8]: |bits| bits.to_le_bytes().map(|lane| lane as i8), |value| u64::from_le_bytes(value.map(|lane| lane as u8));
    [u16; 4]: |bits| [bits as u16, (bits >> 16) as u16, (bits >> 32) as u16, (bits >> 48) as u16],
        |value| value.iter().rev().fold(0, |bits, &lane| bits << 16 | u64::from(lane));
    [i16; 4]: |bits| [bits as i16, (bits >> 16) as i16, (bits >> 32) as i16, (bits >> 48) as i16],
        |value| value.iter().rev().fold(0, |bits, &lane| bits << 16 | u64::from(lane as u16));
    [u32; 2]: |bits| [bits as u32, (bits >> 32) as u32], |value| u64::from(value[0]) | u64::from(value[1]) << 32;
    [i32; 2]: |bits| [bits as i32, (bits >> 32) as i32],
        |value| u64::from(value[0] as u32) | u64::from(value[1] as u32) << 32;
}

impl Stored for [u64; 2] {
    #[inline(always)]
    unsafe fn read_shared(at: *mut u8) -> [u64; 2] {
        // SAFETY: the contract of `read_shared`.
        unsafe { [cell::read(at, 8), cell::read(at.wrapping_add(8), 8)] }
    }
    #[inline(always)]
    unsafe fn write_shared(at: *mut u8, value: [u64; 2]) {
        // SAFETY: the contract of `write_shared`.
        unsafe {
            cell::write(at, 8, value[0]);
            cell::write(at.wrapping_add(8), 8, value[1]);
        }
    }
}

/// How the bytes of a memory are reached that is named by its index.
pub(super) trait Sharing {
    /// The first byte, and the size.
    fn bytes(memory: &MemoryEntity) -> (*mut u8, usize);
    /// # Safety
    ///
    /// The bytes are in a memory of this kind.
    unsafe fn read<M: Stored>(at: *mut u8) -> M;
    /// # Safety
    ///
    /// As for [`Sharing::read`].
    unsafe fn write<M: Stored>(at: *mut u8, value: M);
}

/// A memory that this store alone has.
pub(super) struct Unshared;
/// A memory that other stores may have, and other threads use.
pub(super) struct Shared;

impl Sharing for Unshared {
    #[inline(always)]
    fn bytes(memory: &MemoryEntity) -> (*mut u8, usize) {
        (memory.base(), memory.len())
    }
    #[inline(always)]
    unsafe fn read<M: Stored>(at: *mut u8) -> M {
        // SAFETY: the contract of `read`.
        unsafe { read(at.cast()) }
    }
    #[inline(always)]
    unsafe fn write<M: Stored>(at: *mut u8, value: M) {
        // SAFETY: the contract of `write`.
        unsafe { write(at.cast(), value) }
    }
}

impl Sharing for Shared {
    #[inline(always)]
    fn bytes(memory: &MemoryEntity) -> (*mut u8, usize) {
        debug_assert!(memory.shared().is_some(), "the memory's type says so");
        match memory.shared() {
            Some(shared) => (shared.base(), shared.len()),
            None => (memory.base(), 0),
        }
    }
    #[inline(always)]
    unsafe fn read<M: Stored>(at: *mut u8) -> M {
        // SAFETY: the contract of `read`.
        unsafe { M::read_shared(at) }
    }
    #[inline(always)]
    unsafe fn write<M: Stored>(at: *mut u8, value: M) {
        // SAFETY: the contract of `write`.
        unsafe { M::write_shared(at, value) }
    }
}

/// The memory of this index.
///
/// # Safety
///
/// `st` is consistent and the running instance has such a memory.
#[inline(always)]
pub(super) unsafe fn entity(st: &State, memory: usize) -> *const MemoryEntity {
    // SAFETY: the index has been validated; the memory is in place (INV-STORE).
    unsafe {
        let memories = &raw const (*(*st.vm).instance).memories;
        (*memories).as_ptr().add(memory).read().as_ptr()
    }
}

/// The address of `size` bytes at `address + offset` in the memory of this index.
///
/// # Safety
///
/// `st` is consistent and the running instance has such a memory.
#[inline(always)]
unsafe fn effective_far<S: Sharing>(
    st: &State,
    memory: usize,
    address: u64,
    offset: u64,
    size: usize,
) -> Option<*mut u8> {
    // SAFETY: the contract above.
    let (base, len) = S::bytes(unsafe { &*entity(st, memory) });
    let start = address.checked_add(offset)?;
    let end = start.checked_add(size as u64)?;
    (end <= len as u64).then(|| base.wrapping_add(start as usize))
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
pub(super) unsafe fn far<S: Sharing>(st: &State, memory: usize, size: usize) -> Option<*mut u8> {
    // SAFETY: the contract above.
    unsafe {
        let address = Slot::get::<u64>(st, 2);
        effective_far::<S>(st, memory, address, st.ip.u64_at(8), size)
    }
}

impl<O: LoadOp, A: Get, D: Put> Exec for Load<O, A, D> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        let at = unsafe { near::<A>(st, size_of::<O::M>()) };
        // SAFETY: the bytes are in memory; the instruction is of this form.
        unsafe { finish_load::<O, D, Unshared>(st, at, 8) }
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
        unsafe { finish_load::<O, D, Unshared>(st, at, 8) }
    }
}

#[inline(always)]
unsafe fn finish_load<O: LoadOp, D: Put, S: Sharing>(
    st: &mut State,
    at: Option<*mut u8>,
    area: usize,
) -> Flow {
    let Some(at) = at else { return OUT_OF_BOUNDS };
    // SAFETY: the contract above.
    unsafe { D::put(st, O::extend(S::read(at))) };
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
pub(super) struct LoadFar<O, S>(PhantomData<(O, S)>);
/// mem[c][a + imm] ← b
pub(super) struct StoreFar<O, S>(PhantomData<(O, S)>);

impl<O: LoadOp, S: Sharing> Exec for LoadFar<O, S> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe {
            let at = far::<S>(st, st.ip.u16_at(6), size_of::<O::M>());
            finish_load::<O, Both, S>(st, at, 16)
        }
    }
}

impl<O: StoreOp, S: Sharing> Exec for StoreFar<O, S> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form; the bytes are in memory.
        unsafe {
            let at = far::<S>(st, st.ip.u16_at(6), size_of::<O::M>());
            let Some(at) = at else { return OUT_OF_BOUNDS };
            S::write(at, O::wrap(Slot::get::<O::V>(st, 4)));
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
            const TABLE: [[Entry; 5]; 3];
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
            const TABLE: [[Entry; 5]; 3] = over_destinations!($rows;);
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
            const TABLE: [[Entry; 5]; 5];
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
            const TABLE: [[Entry; 5]; 5] = over_sources!($rows;);
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
