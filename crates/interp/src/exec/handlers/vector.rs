//! Vectors: two slots each, named by the first.
//!
//! A vector stays in the frame. It is read whole before anything is written, since
//! source and destination may overlap.

use super::Entry;
use super::memory::{self, LoadOp, OUT_OF_BOUNDS, Sharing, StoreOp, Stored, Unshared};
use super::numeric::{gives, takes};
use super::{entry, over_destinations, over_sources};
use crate::code::form::{
    Plain, Row, Slot, SrcKind, VExtract, VLoad, VReplace, VSelect, VShift, VSplat, VStore, VTest,
};
use crate::code::ops::row;
use crate::exec::dispatch::{Exec, Level};
use crate::exec::operand::{Get, Put};
use crate::exec::simd::{self, Lanes};
use crate::exec::state::{Flow, State};
use core::marker::PhantomData;

/// Address of the first lane of the vector whose slot number stands at byte `at`.
///
/// # Safety
///
/// The instruction at `st.ip` has such an operand (INV-CODE).
#[inline(always)]
unsafe fn lanes<T>(st: &State, at: usize) -> *mut T {
    // SAFETY: the contract above.
    unsafe { st.fp.slot(st.ip.u16_at(at)).cast() }
}

/// Reads a vector. No lane is larger than a slot, so that it is aligned.
///
/// # Safety
///
/// As for [`lanes`]; the operand is a vector (INV-SLOTS).
#[inline(always)]
unsafe fn get<V: Lanes>(st: &State, at: usize) -> V {
    // SAFETY: the contract above.
    unsafe { lanes::<V>(st, at).read() }
}

/// Writes the result, a vector.
///
/// # Safety
///
/// As for [`get`]; the destination stands at the start of the area.
#[inline(always)]
pub(super) unsafe fn put<V: Lanes>(st: &mut State, value: V) {
    // SAFETY: the contract above.
    unsafe { lanes::<V>(st, 0).write(value) }
}

/// # Safety
///
/// The instruction at `st.ip` is of the shape `VUnary`.
#[inline(always)]
pub(super) unsafe fn unary<A: Lanes, R: Lanes>(st: &mut State, f: impl Fn(A) -> R) -> Flow {
    // SAFETY: the contract above.
    unsafe {
        let a = get(st, 2);
        put(st, f(a));
    }
    st.advance(8);
    Flow::Next
}

/// # Safety
///
/// The instruction at `st.ip` is of the shape `VBinary`.
#[inline(always)]
pub(super) unsafe fn binary<A: Lanes, B: Lanes, R: Lanes>(
    st: &mut State,
    f: impl Fn(A, B) -> R,
) -> Flow {
    // SAFETY: the contract above.
    unsafe {
        let (a, b) = (get(st, 2), get(st, 4));
        put(st, f(a, b));
    }
    st.advance(8);
    Flow::Next
}

/// # Safety
///
/// The instruction at `st.ip` is of the shape `VTernary`.
#[inline(always)]
pub(super) unsafe fn ternary<A: Lanes, B: Lanes, C: Lanes, R: Lanes>(
    st: &mut State,
    f: impl Fn(A, B, C) -> R,
) -> Flow {
    // SAFETY: the contract above.
    unsafe {
        let (a, b, c) = (get(st, 2), get(st, 4), get(st, 6));
        put(st, f(a, b, c));
    }
    st.advance(8);
    Flow::Next
}

/// An operator by [`simd::wide`], for handlers of the level `Wide` only.
pub(super) struct Intrinsic<O>(PhantomData<O>);

/// A shift of lanes.
pub(super) trait ShiftOp: Row {
    type V: Lanes;
    fn apply(a: Self::V, by: u32) -> Self::V;
}

impl<O: ShiftOp, B: Get> Exec for VShift<O, B> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe {
            let (a, by) = (get(st, 2), B::get::<u32>(st, 4));
            put(st, O::apply(a, by));
        }
        st.advance(8);
        Flow::Next
    }
}

/// A vector of equal lanes, from their value.
pub(super) trait SplatOp: StoreOp {
    type Vector: Lanes;
    fn splat(lane: Self::M) -> Self::Vector;
}

impl<O: SplatOp, A: Get> Exec for VSplat<O, A> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe {
            let lane = O::wrap(A::get::<O::V>(st, 2));
            put(st, O::splat(lane));
        }
        st.advance(8);
        Flow::Next
    }
}

impl<O: LoadOp, D: Put> Exec for VExtract<O, D> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form; the lane's number has been validated.
        unsafe {
            let lane = lanes::<O::M>(st, 2)
                .wrapping_add(st.ip.u32_at(4) as usize)
                .read();
            D::put(st, O::extend(lane));
        }
        st.advance(8);
        Flow::Next
    }
}

/// A property of a vector.
pub(super) trait TestOp: Row {
    type V: Lanes;
    fn apply(a: Self::V) -> u32;
}

impl<O: TestOp, D: Put> Exec for VTest<O, D> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe {
            let value = O::apply(get(st, 2));
            D::put(st, value);
        }
        st.advance(8);
        Flow::Next
    }
}

/// Writes a vector with another value in one lane.
///
/// # Safety
///
/// The destination stands at the start of the area; `lane` is one of the vector's.
#[inline(always)]
unsafe fn put_with_lane<M>(st: &mut State, vector: [u64; 2], lane: usize, value: M) {
    // SAFETY: the contract above.
    unsafe {
        put(st, vector);
        lanes::<M>(st, 0).wrapping_add(lane).write(value);
    }
}

impl<O: StoreOp, B: Get> Exec for VReplace<O, B> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form; the lane's number has been validated.
        unsafe {
            let (vector, value) = (get(st, 2), O::wrap(B::get::<O::V>(st, 4)));
            put_with_lane(st, vector, st.ip.u16_at(6), value);
        }
        st.advance(8);
        Flow::Next
    }
}

impl Exec for Plain<row::V128Const> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe {
            let value = [st.ip.u64_at(8), st.ip.u64_at(16)];
            put(st, value);
        }
        st.advance(24);
        Flow::Next
    }
}

/// # Safety
///
/// The instruction at `st.ip` is a shuffle.
#[inline(always)]
unsafe fn shuffle(st: &mut State, f: impl Fn([u8; 16], [u8; 16], [u8; 16]) -> [u8; 16]) -> Flow {
    // SAFETY: the contract above; the area ends with 16 lane numbers.
    unsafe {
        let numbers = st.ip.bytes_at(8);
        let (a, b) = (get(st, 2), get(st, 4));
        put(st, f(a, b, numbers));
    }
    st.advance(24);
    Flow::Next
}

impl Exec for Plain<row::I8x16Shuffle> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe { shuffle(st, simd::i8x16_shuffle) }
    }
}

impl Exec for Intrinsic<row::I8x16Shuffle> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form; the processor has the
        // instructions, or the handler would not be in code.
        unsafe { shuffle(st, |a, b, numbers| simd::wide::i8x16_shuffle(a, b, numbers)) }
    }
}

impl<O: Row, A: Get> Exec for VSelect<O, A> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe {
            let slot = if A::get::<u32>(st, 2) != 0 {
                st.ip.u16_at(4)
            } else {
                st.ip.u16_at(6)
            };
            let value = st.fp.slot(slot).cast::<[u64; 2]>().read();
            put(st, value);
        }
        st.advance(8);
        Flow::Next
    }
}

impl Exec for Plain<row::GlobalGetV128> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form; the global is a vector.
        unsafe {
            let value = super::moves::global(st).cast::<[u64; 2]>().read();
            put(st, value);
        }
        st.advance(8);
        Flow::Next
    }
}

impl Exec for Plain<row::GlobalSetV128> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form; the global is a vector.
        unsafe {
            let value = get::<[u64; 2]>(st, 2);
            super::moves::global(st).cast::<[u64; 2]>().write(value);
        }
        st.advance(8);
        Flow::Next
    }
}

/// A load: the type in memory, and the vector made of it.
pub(super) trait VectorLoadOp: Row {
    type M: Stored;
    /// Writes the vector to the destination.
    ///
    /// # Safety
    ///
    /// The instruction at `st.ip` has a vector as its destination.
    unsafe fn put(st: &mut State, value: Self::M);
}

#[inline(always)]
unsafe fn finish_load<O: VectorLoadOp, S: Sharing>(
    st: &mut State,
    at: Option<*mut u8>,
    area: usize,
) -> Flow {
    let Some(at) = at else { return OUT_OF_BOUNDS };
    // SAFETY: the bytes are in memory; the destination is a vector.
    unsafe { O::put(st, S::read(at)) };
    st.advance(area);
    Flow::Next
}

impl<O: VectorLoadOp, A: Get> Exec for VLoad<O, A> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe {
            let at = memory::near::<A>(st, size_of::<O::M>());
            finish_load::<O, Unshared>(st, at, 8)
        }
    }
}

impl<O: Row, A: Get> Exec for VStore<O, A> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form; the bytes are in memory.
        unsafe {
            let Some(at) = memory::near::<A>(st, 16) else {
                return OUT_OF_BOUNDS;
            };
            memory::write(at.cast(), get::<[u64; 2]>(st, 0));
        }
        st.advance(8);
        Flow::Next
    }
}

/// vector d ← mem[c][a + imm]
pub(super) struct VLoadFar<O, S>(PhantomData<(O, S)>);
/// mem[c][a + imm] ← vector b
pub(super) struct VStoreFar<O, S>(PhantomData<(O, S)>);

impl<O: VectorLoadOp, S: Sharing> Exec for VLoadFar<O, S> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe {
            let at = memory::far::<S>(st, st.ip.u16_at(6), size_of::<O::M>());
            finish_load::<O, S>(st, at, 16)
        }
    }
}

impl<O: Row, S: Sharing> Exec for VStoreFar<O, S> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form; the bytes are in memory.
        unsafe {
            let Some(at) = memory::far::<S>(st, st.ip.u16_at(6), 16) else {
                return OUT_OF_BOUNDS;
            };
            S::write(at, get::<[u64; 2]>(st, 4));
        }
        st.advance(16);
        Flow::Next
    }
}

/// An access to a lane: its type.
pub(super) trait LaneOp: Row {
    type M: Stored;
}

/// vector d ← vector b with mem0[a + imm] in lane c
pub(super) struct VLoadLane<O>(PhantomData<O>);
/// mem0[a + imm] ← lane c of vector b
pub(super) struct VStoreLane<O>(PhantomData<O>);
/// vector d ← vector b with mem[c / 16][a + imm] in lane c rem 16
pub(super) struct VLoadLaneFar<O, S>(PhantomData<(O, S)>);
/// mem[c / 16][a + imm] ← lane c rem 16 of vector b
pub(super) struct VStoreLaneFar<O, S>(PhantomData<(O, S)>);

#[inline(always)]
unsafe fn load_lane<M: Stored, S: Sharing>(
    st: &mut State,
    at: Option<*mut u8>,
    lane: usize,
) -> Flow {
    let Some(at) = at else { return OUT_OF_BOUNDS };
    // SAFETY: the bytes are in memory; the instruction loads a lane.
    unsafe {
        let (vector, value) = (get(st, 4), S::read::<M>(at));
        put_with_lane(st, vector, lane, value);
    }
    st.advance(16);
    Flow::Next
}

#[inline(always)]
unsafe fn store_lane<M: Stored, S: Sharing>(
    st: &mut State,
    at: Option<*mut u8>,
    lane: usize,
) -> Flow {
    let Some(at) = at else { return OUT_OF_BOUNDS };
    // SAFETY: the bytes are in memory; the instruction stores a lane.
    unsafe {
        let value = lanes::<M>(st, 4).wrapping_add(lane).read();
        S::write(at, value);
    }
    st.advance(16);
    Flow::Next
}

/// The bytes at slot a + imm in memory 0.
///
/// # Safety
///
/// The instruction at `st.ip` accesses a lane in memory 0.
#[inline(always)]
unsafe fn near_lane(st: &State, size: usize) -> Option<*mut u8> {
    // SAFETY: the contract above.
    unsafe {
        let address = Slot::get::<u64>(st, 2);
        memory::effective(st, address, st.ip.u32_at(8), size)
    }
}

impl<O: LaneOp> Exec for VLoadLane<O> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe {
            let at = near_lane(st, size_of::<O::M>());
            load_lane::<O::M, Unshared>(st, at, st.ip.u16_at(6))
        }
    }
}

impl<O: LaneOp> Exec for VStoreLane<O> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe {
            let at = near_lane(st, size_of::<O::M>());
            store_lane::<O::M, Unshared>(st, at, st.ip.u16_at(6))
        }
    }
}

impl<O: LaneOp, S: Sharing> Exec for VLoadLaneFar<O, S> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe {
            let c = st.ip.u16_at(6);
            let at = memory::far::<S>(st, c / 16, size_of::<O::M>());
            load_lane::<O::M, S>(st, at, c % 16)
        }
    }
}

impl<O: LaneOp, S: Sharing> Exec for VStoreLaneFar<O, S> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe {
            let c = st.ip.u16_at(6);
            let at = memory::far::<S>(st, c / 16, size_of::<O::M>());
            store_lane::<O::M, S>(st, at, c % 16)
        }
    }
}

/// The forms of a shift.
pub(super) trait ShiftTable<L> {
    const TABLE: [Entry; 5];
}

macro_rules! shift_entry {
    ($b:ty) => {
        entry!(L, takes::<u32, $b>(), VShift<O, $b>)
    };
}

impl<O: ShiftOp, L: Level> ShiftTable<L> for O {
    const TABLE: [Entry; 5] = over_sources!(shift_entry;);
}

/// The forms of a splat.
pub(super) trait SplatTable {
    const TABLE: [Entry; 5];
}

macro_rules! splat_entry {
    ($a:ty) => {
        entry!(!<$a as SrcKind>::IMM && takes::<O::V, $a>(), VSplat<O, $a>)
    };
}

impl<O: SplatOp> SplatTable for O {
    const TABLE: [Entry; 5] = over_sources!(splat_entry;);
}

/// The forms of the reading of a lane.
pub(super) trait ExtractTable {
    const TABLE: [Entry; 3];
}

macro_rules! extract_entry {
    ($d:ty) => {
        entry!(gives::<O::R, $d>(), VExtract<O, $d>)
    };
}

impl<O: LoadOp> ExtractTable for O {
    const TABLE: [Entry; 3] = over_destinations!(extract_entry;);
}

/// The forms of a test.
pub(super) trait TestTable<L> {
    const TABLE: [Entry; 3];
}

macro_rules! test_entry {
    ($d:ty) => {
        entry!(L, gives::<u32, $d>(), VTest<O, $d>)
    };
}

impl<O: TestOp, L: Level> TestTable<L> for O {
    const TABLE: [Entry; 3] = over_destinations!(test_entry;);
}

/// The forms of the replacement of a lane.
pub(super) trait ReplaceTable {
    const TABLE: [Entry; 5];
}

macro_rules! replace_entry {
    ($b:ty) => {
        entry!(!<$b as SrcKind>::IMM && takes::<O::V, $b>(), VReplace<O, $b>)
    };
}

impl<O: StoreOp> ReplaceTable for O {
    const TABLE: [Entry; 5] = over_sources!(replace_entry;);
}

/// The forms of a choice between vectors.
pub(super) trait SelectTable {
    const TABLE: [Entry; 5];
}

macro_rules! select_entry {
    ($a:ty) => {
        entry!(!<$a as SrcKind>::IMM, VSelect<O, $a>)
    };
}

impl<O: Row> SelectTable for O {
    const TABLE: [Entry; 5] = over_sources!(select_entry;);
}

/// The forms of a load of a vector.
pub(super) trait LoadTable<L> {
    const TABLE: [Entry; 5];
}

macro_rules! load_entry {
    ($a:ty) => {
        entry!(L, !<$a as SrcKind>::WIDE, VLoad<O, $a>)
    };
}

impl<O: VectorLoadOp, L: Level> LoadTable<L> for O {
    const TABLE: [Entry; 5] = over_sources!(load_entry;);
}

/// The forms of a store of a vector.
pub(super) trait StoreTable {
    const TABLE: [Entry; 5];
}

macro_rules! store_entry {
    ($a:ty) => {
        entry!(!<$a as SrcKind>::WIDE, VStore<O, $a>)
    };
}

impl<O: Row> StoreTable for O {
    const TABLE: [Entry; 5] = over_sources!(store_entry;);
}
