//! Values: `wasm_val_t`.

use std::ptr;

use sanderling::{HeapType, Val, ValType};

use super::reference::{self, Ref};
use super::vec::Element;
use crate::boundary::{Out, run_or};
use crate::error::{Failure, Misuse};
use crate::store::{StoreHandle, StoreMut};

pub(crate) const I32: u8 = 0;
pub(crate) const I64: u8 = 1;
pub(crate) const F32: u8 = 2;
pub(crate) const F64: u8 = 3;
/// Not of the standard, which has no vectors: `wasm_val_t` has no room for one.
pub(crate) const V128: u8 = 4;
pub(crate) const EXTERNREF: u8 = 128;
pub(crate) const FUNCREF: u8 = 129;
/// Not of the standard: structures, arrays and small integers.
pub(crate) const ANYREF: u8 = 130;
/// Not of the standard.
pub(crate) const EXNREF: u8 = 131;

/// `wasm_val_t`.
#[repr(C)]
#[derive(Clone, Copy)]
pub(crate) struct Value {
    pub(super) kind: u8,
    pub(super) of: Of,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub(super) union Of {
    /// i32 and f32.
    low: u32,
    /// i64 and f64.
    whole: u64,
    reference: *mut Ref,
}

/// The kind of a type in the standard.
pub(crate) fn kind(ty: &ValType) -> u8 {
    match ty {
        ValType::I32 => I32,
        ValType::I64 => I64,
        ValType::F32 => F32,
        ValType::F64 => F64,
        ValType::V128 => V128,
        ValType::Ref(ty) if ty.heap_type().matches(&HeapType::Extern) => EXTERNREF,
        ValType::Ref(ty) if ty.heap_type().matches(&HeapType::Func) => FUNCREF,
        ValType::Ref(ty) if ty.heap_type().matches(&HeapType::Exn) => EXNREF,
        ValType::Ref(_) => ANYREF,
    }
}

impl Value {
    /// A null reference, as `WASM_INIT_VAL`.
    pub(crate) const INIT: Self = Self::of_ref(EXTERNREF, ptr::null_mut());

    /// Zero, or null.
    pub(crate) fn zero(ty: &ValType) -> Self {
        Self {
            kind: kind(ty),
            of: Of { whole: 0 },
        }
    }

    const fn of_ref(kind: u8, reference: *mut Ref) -> Self {
        Self {
            kind,
            of: Of { reference },
        }
    }

    fn is_ref(&self) -> bool {
        self.kind >= EXTERNREF
    }

    /// The reference; null for a number.
    pub(crate) fn reference(&self) -> *mut Ref {
        if !self.is_ref() {
            return ptr::null_mut();
        }
        // SAFETY: the kind says so; C promises that it belongs to what is there.
        unsafe { self.of.reference }
    }

    /// The bits of a number in a slot; none if the value is not of this kind.
    #[inline]
    pub(crate) fn to_slot(self, kind: u8) -> Option<u64> {
        if self.kind != kind || kind > F64 {
            return None;
        }
        if kind == I32 || kind == F32 {
            // SAFETY: a value of this kind begins with 32 bits, all of which are numbers.
            return Some(u64::from(unsafe { self.of.low }));
        }
        // SAFETY: a value of this kind has 64 bits, all of which are numbers.
        Some(unsafe { self.of.whole })
    }

    /// The number of this kind that a slot holds.
    #[inline]
    pub(crate) fn from_slot(kind: u8, slot: u64) -> Self {
        let of = match kind {
            I32 | F32 => Of { low: slot as u32 },
            _ => Of { whole: slot },
        };
        Self { kind, of }
    }

    /// Gives a number of whatever kind the bits in a slot, in which nothing stands above
    /// narrow ones.
    #[inline]
    pub(crate) fn set_from_clear_slot(&mut self, slot: u64) {
        // Elsewhere a narrow number begins where a wide one does.
        *self = match cfg!(target_endian = "big") {
            true => Self::from_slot(self.kind, slot),
            false => Self {
                kind: self.kind,
                of: Of { whole: slot },
            },
        };
    }

    /// As [`to_slot`](Self::to_slot) for the kind of a number; anything may stand above
    /// a narrow one.
    #[inline]
    pub(crate) fn to_unclear_slot(self, kind: u8) -> Option<u64> {
        if cfg!(target_endian = "big") {
            return self.to_slot(kind);
        }
        if self.kind != kind {
            return None;
        }
        // SAFETY: a number has 64 bits, of which C has written those of its kind, and this
        // library the others before.
        Some(unsafe { self.of.whole })
    }

    /// The bits of a number of this type.
    fn number(self, ty: &ValType) -> Result<u64, Failure> {
        self.to_slot(kind(ty)).ok_or_else(|| self.mismatch(ty))
    }

    /// The value for the engine; a reference is borrowed.
    pub(crate) fn to_val(
        self,
        ty: &ValType,
        handle: &StoreHandle,
        store: &mut StoreMut<'_>,
    ) -> Result<Val, Failure> {
        match ty {
            ValType::I32 => Ok(Val::I32(self.number(ty)? as u32 as i32)),
            ValType::I64 => Ok(Val::I64(self.number(ty)? as i64)),
            ValType::F32 => Ok(Val::F32(self.number(ty)? as u32)),
            ValType::F64 => Ok(Val::F64(self.number(ty)?)),
            ValType::Ref(ty) if self.is_ref() => {
                reference::to_val(self.reference(), ty, handle, store)
            }
            _ => Err(self.mismatch(ty)),
        }
    }

    /// A value of the engine's; a reference is owned.
    pub(crate) fn from_val(
        value: Val,
        handle: &StoreHandle,
        store: &mut StoreMut<'_>,
    ) -> Result<Self, Failure> {
        let kind = kind(&value.ty());
        Ok(match value {
            Val::I32(value) => Self::from_slot(kind, u64::from(value as u32)),
            Val::I64(value) => Self::from_slot(kind, value as u64),
            Val::F32(bits) => Self::from_slot(kind, bits.into()),
            Val::F64(bits) => Self::from_slot(kind, bits),
            value => Self::of_ref(kind, reference::from_val(value, handle, store)?),
        })
    }

    /// The value is not a number of this kind.
    #[cold]
    pub(crate) fn not_of_kind(self, kind: u8) -> Failure {
        let expected = match kind {
            I32 => ValType::I32,
            I64 => ValType::I64,
            F32 => ValType::F32,
            _ => ValType::F64,
        };
        self.mismatch(&expected)
    }

    #[cold]
    fn mismatch(self, expected: &ValType) -> Failure {
        let message = match expected {
            ValType::V128 => "vectors cannot be passed as wasm_val_t".to_owned(),
            _ => format!(
                "expected a value of type {expected}, got one of kind {}",
                self.kind
            ),
        };
        Failure::misuse(Misuse::Argument, message)
    }
}

impl Element for Value {
    fn copy(&self) -> Self {
        if !self.is_ref() {
            return *self;
        }
        // SAFETY: C promises that a reference is NULL or a handle.
        let copy = unsafe { reference::copy(self.reference()) };
        Self::of_ref(self.kind, copy)
    }

    fn delete(self) {
        // SAFETY: C promises that a reference is NULL or a handle, which it gives away.
        unsafe { reference::delete(self.reference()) };
    }
}

#[unsafe(no_mangle)]
extern "C" fn wasm_val_delete(value: Option<&mut Value>) {
    run_or((), || {
        let Some(value) = value else { return };
        if value.is_ref() {
            std::mem::replace(value, Value::of_ref(value.kind, ptr::null_mut())).delete();
        }
    });
}

#[unsafe(no_mangle)]
extern "C" fn wasm_val_copy(out: Out<'_, Value>, from: Option<&Value>) {
    let Some(out) = out else { return };
    out.write(run_or(Value::INIT, || {
        from.map_or(Value::INIT, Value::copy)
    }));
}
