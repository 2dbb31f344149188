//! Rust types that stand for one WebAssembly value.

use super::{ExnRef, ExternRef, Func};
use crate::runtime::StoreCore;
use crate::{Error, RefType, ValType};

/// A Rust type that stands for one WebAssembly value, in typed and in host functions.
///
/// | Rust | WebAssembly |
/// |---|---|
/// | `i32`, `u32` | `i32` |
/// | `i64`, `u64` | `i64` |
/// | `f32` | `f32` |
/// | `f64` | `f64` |
/// | `u128` | `v128`, the first lane in the lowest bits |
/// | `Option<Func>` | `funcref` |
/// | `Option<ExternRef>` | `externref` |
/// | `Option<ExnRef>` | `exnref` |
///
/// ```
/// # use sanderling::*;
/// # fn main() -> Result<(), Error> {
/// let mut store = Store::new(&Engine::default(), ());
/// let f = Func::wrap(&mut store, |x: u64| x as u32);
/// assert_eq!(f.ty(&store)?.to_string(), "(func (param i64) (result i32))");
/// # Ok(())
/// # }
/// ```
pub trait WasmTy: sealed::Sealed + Send + Sync + 'static {
    /// The WebAssembly type.
    #[doc(hidden)]
    fn val_type() -> ValType;

    /// The number of slots that a value takes.
    #[doc(hidden)]
    const SLOTS: usize = 1;

    /// The value in as many slots of the store.
    #[doc(hidden)]
    fn read_slots(slots: &[u64], store: sealed::Core<'_>) -> Self;

    /// Writes the value to as many slots, if it can be used in the store.
    #[doc(hidden)]
    fn write_slots(self, slots: &mut [u64], store: sealed::Core<'_>) -> Result<(), Error>;
}

pub(super) mod sealed {
    //! Keeps foreign types out of [`WasmTy`](super::WasmTy).

    /// Only this crate's types can be values.
    pub trait Sealed {}

    /// A store, without a public name.
    #[derive(Clone, Copy)]
    pub struct Core<'a>(pub(crate) &'a super::StoreCore);

    impl core::fmt::Debug for Core<'_> {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            self.0.fmt(f)
        }
    }
}

macro_rules! numbers {
    ($( $rust:ty, $wasm:ident, |$slot:ident| $from:expr, |$value:ident| $into:expr; )*) => { $(
        impl sealed::Sealed for $rust {}

        impl WasmTy for $rust {
            #[inline]
            fn val_type() -> ValType {
                ValType::$wasm
            }

            #[inline(always)]
            fn read_slots(slots: &[u64], _store: sealed::Core<'_>) -> Self {
                let $slot = slots[0];
                $from
            }

            #[inline(always)]
            fn write_slots(self, slots: &mut [u64], _store: sealed::Core<'_>) -> Result<(), Error> {
                let $value = self;
                slots[0] = $into;
                Ok(())
            }
        }
    )* };
}

// 32-bit values are in the low half of their slot, the high half is zero.
numbers! {
    u32, I32, |slot| slot as u32, |value| value.into();
    i32, I32, |slot| slot as u32 as i32, |value| (value as u32).into();
    u64, I64, |slot| slot, |value| value;
    i64, I64, |slot| slot as i64, |value| value as u64;
    f32, F32, |slot| f32::from_bits(slot as u32), |value| value.to_bits().into();
    f64, F64, |slot| f64::from_bits(slot), |value| value.to_bits();
}

impl sealed::Sealed for u128 {}

impl WasmTy for u128 {
    const SLOTS: usize = 2;

    #[inline]
    fn val_type() -> ValType {
        ValType::V128
    }

    #[inline(always)]
    fn read_slots(slots: &[u64], _store: sealed::Core<'_>) -> Self {
        Self::from(slots[0]) | Self::from(slots[1]) << 64
    }

    #[inline(always)]
    fn write_slots(self, slots: &mut [u64], _store: sealed::Core<'_>) -> Result<(), Error> {
        [slots[0], slots[1]] = [self as u64, (self >> 64) as u64];
        Ok(())
    }
}

impl sealed::Sealed for Option<Func> {}

impl WasmTy for Option<Func> {
    fn val_type() -> ValType {
        ValType::FUNCREF
    }

    #[inline]
    fn read_slots(slots: &[u64], store: sealed::Core<'_>) -> Self {
        Func::from_slot(slots[0], store.0.id())
    }

    #[inline]
    fn write_slots(self, slots: &mut [u64], store: sealed::Core<'_>) -> Result<(), Error> {
        slots[0] = self.map_or(Ok(0), |func| func.to_slot(store.0.id()))?;
        Ok(())
    }
}

impl sealed::Sealed for Option<ExternRef> {}

impl WasmTy for Option<ExternRef> {
    fn val_type() -> ValType {
        ValType::EXTERNREF
    }

    #[inline]
    fn read_slots(slots: &[u64], store: sealed::Core<'_>) -> Self {
        ExternRef::from_slot(slots[0], store.0)
    }

    #[inline]
    fn write_slots(self, slots: &mut [u64], store: sealed::Core<'_>) -> Result<(), Error> {
        slots[0] = self.map_or(Ok(0), |value| value.to_slot(store.0.id()))?;
        Ok(())
    }
}

impl sealed::Sealed for Option<ExnRef> {}

impl WasmTy for Option<ExnRef> {
    fn val_type() -> ValType {
        ValType::Ref(RefType::EXNREF)
    }

    #[inline]
    fn read_slots(slots: &[u64], store: sealed::Core<'_>) -> Self {
        ExnRef::from_slot(slots[0], store.0)
    }

    #[inline]
    fn write_slots(self, slots: &mut [u64], store: sealed::Core<'_>) -> Result<(), Error> {
        slots[0] = self.map_or(Ok(0), |exception| exception.to_slot(store.0.id()))?;
        Ok(())
    }
}
