//! Reading operands and writing results: what the operand kinds of `code::form` mean.

#![allow(
    unsafe_code,
    reason = "operands lie in code and in frames; INV-CODE, INV-SLOTS"
)]

use super::state::State;
use crate::code::form::{Acc, Both, DstKind, Imm, Pin, Slot, SrcKind, Wide};

/// A type of value that operators work on: `u32`, `u64`, `f32`, `f64`.
///
/// A 32-bit integer's slot, accumulator and pinned register have zeros above it,
/// so that its zero extension costs nothing. A float's slot may have anything there.
pub(crate) trait Val: Copy {
    /// An operand of this type can be a 32-bit immediate.
    const IMM: bool;
    /// An operand of this type can be a 64-bit immediate.
    const WIDE: bool;
    /// A local of this type can be pinned.
    const PIN: bool;
    /// # Safety
    ///
    /// `slot` is a slot that holds a value of this type (INV-SLOTS).
    unsafe fn load(slot: *const u64) -> Self;
    /// # Safety
    ///
    /// `slot` is a slot (INV-SLOTS).
    unsafe fn store(slot: *mut u64, value: Self);
    /// From a 32-bit immediate.
    fn from_imm(imm: u32) -> Self;
    /// From a 64-bit immediate.
    fn from_wide(wide: u64) -> Self;
    fn acc(st: &State) -> Self;
    fn set_acc(st: &mut State, value: Self);
    fn pin(st: &State) -> Self;
    fn set_pin(st: &mut State, value: Self);
}

impl Val for u64 {
    const IMM: bool = true;
    const WIDE: bool = true;
    const PIN: bool = true;
    #[inline(always)]
    unsafe fn load(slot: *const u64) -> u64 {
        // SAFETY: the contract of `load`.
        unsafe { slot.read() }
    }
    #[inline(always)]
    unsafe fn store(slot: *mut u64, value: u64) {
        // SAFETY: the contract of `store`.
        unsafe { slot.write(value) }
    }
    #[inline(always)]
    fn from_imm(imm: u32) -> u64 {
        i64::from(imm as i32) as u64
    }
    #[inline(always)]
    fn from_wide(wide: u64) -> u64 {
        wide
    }
    #[inline(always)]
    fn acc(st: &State) -> u64 {
        st.r0
    }
    #[inline(always)]
    fn set_acc(st: &mut State, value: u64) {
        st.r0 = value;
    }
    #[inline(always)]
    fn pin(st: &State) -> u64 {
        st.r1
    }
    #[inline(always)]
    fn set_pin(st: &mut State, value: u64) {
        st.r1 = value;
    }
}

impl Val for u32 {
    const IMM: bool = true;
    const WIDE: bool = false;
    const PIN: bool = true;
    #[inline(always)]
    unsafe fn load(slot: *const u64) -> u32 {
        // SAFETY: the contract of `load`; the low half of a slot is its first.
        unsafe { slot.cast::<u32>().read() }
    }
    #[inline(always)]
    unsafe fn store(slot: *mut u64, value: u32) {
        // SAFETY: the contract of `store`.
        unsafe { slot.write(u64::from(value)) }
    }
    #[inline(always)]
    fn from_imm(imm: u32) -> u32 {
        imm
    }
    #[inline(always)]
    fn from_wide(wide: u64) -> u32 {
        wide as u32
    }
    #[inline(always)]
    fn acc(st: &State) -> u32 {
        st.r0 as u32
    }
    #[inline(always)]
    fn set_acc(st: &mut State, value: u32) {
        st.r0 = u64::from(value);
    }
    #[inline(always)]
    fn pin(st: &State) -> u32 {
        st.r1 as u32
    }
    #[inline(always)]
    fn set_pin(st: &mut State, value: u32) {
        st.r1 = u64::from(value);
    }
}

impl Val for f64 {
    const IMM: bool = false;
    const WIDE: bool = true;
    const PIN: bool = true;
    #[inline(always)]
    unsafe fn load(slot: *const u64) -> f64 {
        // SAFETY: the contract of `load`.
        unsafe { slot.cast::<f64>().read() }
    }
    #[inline(always)]
    unsafe fn store(slot: *mut u64, value: f64) {
        // SAFETY: the contract of `store`.
        unsafe { slot.cast::<f64>().write(value) }
    }
    #[inline(always)]
    fn from_imm(imm: u32) -> f64 {
        f64::from_bits(u64::from(imm))
    }
    #[inline(always)]
    fn from_wide(wide: u64) -> f64 {
        f64::from_bits(wide)
    }
    #[inline(always)]
    fn acc(st: &State) -> f64 {
        st.f0
    }
    #[inline(always)]
    fn set_acc(st: &mut State, value: f64) {
        st.f0 = value;
    }
    #[inline(always)]
    fn pin(st: &State) -> f64 {
        st.f1
    }
    #[inline(always)]
    fn set_pin(st: &mut State, value: f64) {
        st.f1 = value;
    }
}

impl Val for f32 {
    const IMM: bool = true;
    const WIDE: bool = false;
    const PIN: bool = false;
    #[inline(always)]
    unsafe fn load(slot: *const u64) -> f32 {
        // SAFETY: the contract of `load`.
        unsafe { slot.cast::<f32>().read() }
    }
    #[inline(always)]
    unsafe fn store(slot: *mut u64, value: f32) {
        // SAFETY: the contract of `store`.
        unsafe { slot.cast::<f32>().write(value) }
    }
    #[inline(always)]
    fn from_imm(imm: u32) -> f32 {
        f32::from_bits(imm)
    }
    #[inline(always)]
    fn from_wide(wide: u64) -> f32 {
        f32::from_bits(wide as u32)
    }
    #[inline(always)]
    fn acc(st: &State) -> f32 {
        st.g0
    }
    #[inline(always)]
    fn set_acc(st: &mut State, value: f32) {
        st.g0 = value;
    }
    // No float is pinned: `PIN` keeps these from being called.
    #[inline(always)]
    fn pin(st: &State) -> f32 {
        st.g0
    }
    #[inline(always)]
    fn set_pin(st: &mut State, value: f32) {
        st.g0 = value;
    }
}

/// A source kind that can be read.
pub(crate) trait Get: SrcKind {
    /// Reads the operand whose slot number stands at byte `at` of the area.
    ///
    /// # Safety
    ///
    /// The instruction at `st.ip` has such an operand (INV-CODE) of type `V` (INV-SLOTS).
    unsafe fn get<V: Val>(st: &State, at: usize) -> V;
}

impl Get for Slot {
    #[inline(always)]
    unsafe fn get<V: Val>(st: &State, at: usize) -> V {
        // SAFETY: the contract of `get`.
        unsafe { V::load(st.fp.slot(st.ip.u16_at(at))) }
    }
}
impl Get for Acc {
    #[inline(always)]
    unsafe fn get<V: Val>(st: &State, _at: usize) -> V {
        V::acc(st)
    }
}
impl Get for Pin {
    #[inline(always)]
    unsafe fn get<V: Val>(st: &State, _at: usize) -> V {
        V::pin(st)
    }
}
impl Get for Imm {
    #[inline(always)]
    unsafe fn get<V: Val>(st: &State, _at: usize) -> V {
        // SAFETY: a 32-bit immediate stands in the second half of the first word.
        V::from_imm(unsafe { st.ip.u32_at(4) })
    }
}
impl Get for Wide {
    #[inline(always)]
    unsafe fn get<V: Val>(st: &State, _at: usize) -> V {
        // SAFETY: a 64-bit immediate stands in the second word.
        V::from_wide(unsafe { st.ip.u64_at(8) })
    }
}

/// A destination kind that can be written.
pub(crate) trait Put: DstKind {
    /// Writes a result; a slot's number stands at the start of the area.
    ///
    /// # Safety
    ///
    /// The instruction at `st.ip` has such a result (INV-CODE, INV-SLOTS).
    unsafe fn put<V: Val>(st: &mut State, value: V);
}

impl Put for Acc {
    #[inline(always)]
    unsafe fn put<V: Val>(st: &mut State, value: V) {
        V::set_acc(st, value);
    }
}
impl Put for Both {
    #[inline(always)]
    unsafe fn put<V: Val>(st: &mut State, value: V) {
        // SAFETY: the contract of `put`.
        unsafe { V::store(st.fp.slot(st.ip.u16_at(0)), value) };
        V::set_acc(st, value);
    }
}
impl Put for Pin {
    #[inline(always)]
    unsafe fn put<V: Val>(st: &mut State, value: V) {
        // SAFETY: the contract of `put`.
        unsafe { V::store(st.fp.slot(st.ip.u16_at(0)), value) };
        V::set_pin(st, value);
    }
}
