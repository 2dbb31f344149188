//! Values whose type is known at run time only.

use super::{AnyRef, AsContext, ExnRef, ExternRef, Func};
use crate::runtime::StoreCore;
use crate::{Error, HeapType, RefType, ValType};

/// A WebAssembly value of any type.
///
/// Floats are kept as their bits, so that a value passes through unchanged; values
/// are equal when their bits are.
///
/// ```
/// use sanderling::{Val, ValType};
///
/// let value = Val::from(1.5f32);
/// assert_eq!(value, Val::F32(0x3FC0_0000));
/// assert_eq!(value.ty(), ValType::F32);
/// assert_eq!(value.f32(), Some(1.5));
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Val {
    /// A 32-bit integer.
    I32(i32),
    /// A 64-bit integer.
    I64(i64),
    /// The bits of a 32-bit float.
    F32(u32),
    /// The bits of a 64-bit float.
    F64(u64),
    /// A 128-bit vector; lane 0 is in the lowest bits.
    V128(u128),
    /// A function reference, or null.
    FuncRef(Option<Func>),
    /// A reference to a structure or an array, a small integer, or null.
    AnyRef(Option<AnyRef>),
    /// A host reference, or null.
    ExternRef(Option<ExternRef>),
    /// An exception reference, or null.
    ExnRef(Option<ExnRef>),
}

impl Val {
    /// The null reference of a type; `None` if the type does not allow null or its
    /// references cannot be values yet.
    ///
    /// ```
    /// use sanderling::{RefType, Val};
    ///
    /// assert_eq!(Val::null(&RefType::FUNCREF), Some(Val::FuncRef(None)));
    /// ```
    pub fn null(ty: &RefType) -> Option<Self> {
        match Kind::of(ty.heap_type()) {
            _ if !ty.is_nullable() => None,
            Kind::Func => Some(Self::FuncRef(None)),
            Kind::Extern => Some(Self::ExternRef(None)),
            Kind::Any => Some(Self::AnyRef(None)),
            Kind::Exn => Some(Self::ExnRef(None)),
        }
    }

    /// The default value of a type, zero or null; `None` if it has none.
    ///
    /// ```
    /// use sanderling::{Val, ValType};
    ///
    /// assert_eq!(Val::default_for_ty(&ValType::I64), Some(Val::I64(0)));
    /// ```
    pub fn default_for_ty(ty: &ValType) -> Option<Self> {
        match ty {
            ValType::I32 => Some(Self::I32(0)),
            ValType::I64 => Some(Self::I64(0)),
            ValType::F32 => Some(Self::F32(0)),
            ValType::F64 => Some(Self::F64(0)),
            ValType::V128 => Some(Self::V128(0)),
            ValType::Ref(ty) => Self::null(ty),
        }
    }

    /// The type of the value. Any function reference is a `funcref`, any host
    /// reference an `externref`, any exception reference an `exnref`.
    ///
    /// ```
    /// use sanderling::{Val, ValType};
    ///
    /// assert_eq!(Val::FuncRef(None).ty(), ValType::FUNCREF);
    /// ```
    pub const fn ty(&self) -> ValType {
        match self {
            Self::I32(_) => ValType::I32,
            Self::I64(_) => ValType::I64,
            Self::F32(_) => ValType::F32,
            Self::F64(_) => ValType::F64,
            Self::V128(_) => ValType::V128,
            Self::FuncRef(_) => ValType::FUNCREF,
            Self::ExternRef(_) => ValType::EXTERNREF,
            Self::AnyRef(_) => ValType::Ref(RefType::ANYREF),
            Self::ExnRef(_) => ValType::Ref(RefType::EXNREF),
        }
    }

    /// Whether the value is one of a type; for a reference that is not null, whether
    /// `ref.test` would find the type.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the value belongs to another store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let one = Val::from(AnyRef::from_i31(&mut store, I31::wrapping(1)));
    /// assert!(one.matches(&store, &ValType::Ref(RefType::I31REF))?);
    /// assert!(!one.matches(&store, &ValType::Ref(RefType::STRUCTREF))?);
    /// assert!(!one.matches(&store, &ValType::I32)?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn matches(&self, store: impl AsContext, ty: &ValType) -> Result<bool, Error> {
        let store = store.as_context();
        Ok(self.bits_as(ty, store.core())?.is_some())
    }

    /// The two slots of the value as one of type `ty`; only vectors use the second.
    pub(super) fn to_bits(&self, ty: &ValType, core: &StoreCore) -> Result<[u64; 2], Error> {
        self.bits_as(ty, core)?.ok_or_else(|| self.mismatch(ty))
    }

    /// The two slots, unless the value is of another type.
    #[inline]
    fn bits_as(&self, ty: &ValType, core: &StoreCore) -> Result<Option<[u64; 2]>, Error> {
        let low = match (self, ty) {
            (&Self::I32(value), ValType::I32) => u64::from(value as u32),
            (&Self::I64(value), ValType::I64) => value as u64,
            (&Self::F32(bits), ValType::F32) => bits.into(),
            (&Self::F64(bits), ValType::F64) => bits,
            (&Self::V128(bits), ValType::V128) => {
                return Ok(Some([bits as u64, (bits >> 64) as u64]));
            }
            (Self::FuncRef(None), ValType::Ref(ty)) => return Ok(null_bits(ty, &HeapType::NoFunc)),
            (Self::AnyRef(None), ValType::Ref(ty)) => return Ok(null_bits(ty, &HeapType::None)),
            (Self::ExternRef(None), ValType::Ref(ty)) => {
                return Ok(null_bits(ty, &HeapType::NoExtern));
            }
            (Self::ExnRef(None), ValType::Ref(ty)) => return Ok(null_bits(ty, &HeapType::NoExn)),
            (Self::FuncRef(Some(func)), ValType::Ref(ty)) => {
                if !func.matches_heap_type(ty.heap_type(), core)? {
                    return Ok(None);
                }
                func.to_slot(core.id())?
            }
            (Self::AnyRef(Some(value)), ValType::Ref(ty)) => {
                let bits = value.to_slot(core.id())?;
                if !core.reference_matches(bits, ty.heap_type()) {
                    return Ok(None);
                }
                bits
            }
            (Self::ExternRef(Some(value)), ValType::Ref(ty))
                if *ty.heap_type() == HeapType::Extern =>
            {
                value.to_slot(core.id())?
            }
            (Self::ExnRef(Some(exception)), ValType::Ref(ty))
                if *ty.heap_type() == HeapType::Exn =>
            {
                exception.to_slot(core.id())?
            }
            _ => return Ok(None),
        };
        Ok(Some([low, 0]))
    }

    #[cold]
    fn mismatch(&self, expected: &ValType) -> Error {
        let found = match self {
            Self::FuncRef(None) => ValType::Ref(RefType::NULLFUNCREF),
            Self::ExternRef(None) => ValType::Ref(RefType::NULLEXTERNREF),
            Self::AnyRef(None) => ValType::Ref(RefType::NULLREF),
            Self::ExnRef(None) => ValType::Ref(RefType::NULLEXNREF),
            other => other.ty(),
        };
        Error::usage(format!(
            "expected a value of type {expected}, got one of type {found}"
        ))
    }

    /// The value of type `ty` in these slots.
    pub(super) fn from_bits(ty: &ValType, bits: [u64; 2], core: &StoreCore) -> Result<Self, Error> {
        let [low, high] = bits;
        Ok(match ty {
            ValType::I32 => Self::I32(low as u32 as i32),
            ValType::I64 => Self::I64(low as i64),
            ValType::F32 => Self::F32(low as u32),
            ValType::F64 => Self::F64(low),
            ValType::V128 => Self::V128(u128::from(low) | u128::from(high) << 64),
            ValType::Ref(ty) => match Kind::of(ty.heap_type()) {
                Kind::Func => Self::FuncRef(Func::from_slot(low, core.id())),
                Kind::Extern => Self::ExternRef(ExternRef::from_slot(low, core)),
                Kind::Any => Self::AnyRef(AnyRef::from_slot(low, core)),
                Kind::Exn => Self::ExnRef(ExnRef::from_slot(low, core)),
            },
        })
    }
}

/// Null as a value of this type, where `bottom` is the hierarchy that it is of.
fn null_bits(ty: &RefType, bottom: &HeapType) -> Option<[u64; 2]> {
    (ty.is_nullable() && bottom.matches(ty.heap_type())).then_some([0, 0])
}

/// The hierarchies of references that values can have.
enum Kind {
    Func,
    Extern,
    Exn,
    Any,
}

impl Kind {
    fn of(heap: &HeapType) -> Self {
        if heap.matches(&HeapType::Func) {
            Self::Func
        } else if heap.matches(&HeapType::Extern) {
            Self::Extern
        } else if heap.matches(&HeapType::Exn) {
            Self::Exn
        } else {
            Self::Any
        }
    }
}

macro_rules! accessors {
    ($(
        $get:ident, $unwrap:ident, $ty:ty, $what:literal, $pattern:pat => $value:expr,
        $example:literal;
    )*) => {
        impl Val {
            $(
                #[doc = concat!("The value, if it is ", $what, ".")]
                ///
                /// ```
                /// # use sanderling::Val;
                #[doc = concat!("assert!(Val::", $example, ".", stringify!($get), "().is_some());")]
                /// ```
                pub fn $get(&self) -> Option<$ty> {
                    match self {
                        $pattern => Some($value),
                        _ => None,
                    }
                }

                #[doc = concat!("The value, which must be ", $what, ".")]
                ///
                /// # Panics
                ///
                /// If it is of another type.
                ///
                /// ```
                /// # use sanderling::Val;
                #[doc = concat!("let value = Val::", $example, ".", stringify!($unwrap), "();")]
                #[doc = concat!("assert_eq!(Some(value), Val::", $example, ".", stringify!($get), "());")]
                /// ```
                #[track_caller]
                pub fn $unwrap(&self) -> $ty {
                    match self {
                        $pattern => $value,
                        other => panic!("expected {}, got {other:?}", $what),
                    }
                }
            )*
        }
    };
}

accessors! {
    i32, unwrap_i32, i32, "a 32-bit integer", Self::I32(value) => *value, "I32(5)";
    i64, unwrap_i64, i64, "a 64-bit integer", Self::I64(value) => *value, "I64(5)";
    f32, unwrap_f32, f32, "a 32-bit float", Self::F32(bits) => f32::from_bits(*bits), "F32(1.5f32.to_bits())";
    f64, unwrap_f64, f64, "a 64-bit float", Self::F64(bits) => f64::from_bits(*bits), "F64(1.5f64.to_bits())";
    v128, unwrap_v128, u128, "a vector", Self::V128(bits) => *bits, "V128(5)";
    func_ref, unwrap_func_ref, Option<Func>, "a function reference", Self::FuncRef(func) => *func, "FuncRef(None)";
    any_ref, unwrap_any_ref, Option<AnyRef>, "an internal reference",
        Self::AnyRef(value) => value.clone(), "AnyRef(None)";
    extern_ref, unwrap_extern_ref, Option<ExternRef>, "a host reference",
        Self::ExternRef(value) => value.clone(), "ExternRef(None)";
    exn_ref, unwrap_exn_ref, Option<ExnRef>, "an exception reference",
        Self::ExnRef(exception) => exception.clone(), "ExnRef(None)";
}

macro_rules! from_values {
    ($( $ty:ty, |$value:ident| $into:expr; )*) => { $(
        impl From<$ty> for Val {
            fn from($value: $ty) -> Self {
                $into
            }
        }
    )* };
}

from_values! {
    i32, |value| Self::I32(value);
    u32, |value| Self::I32(value as i32);
    i64, |value| Self::I64(value);
    u64, |value| Self::I64(value as i64);
    f32, |value| Self::F32(value.to_bits());
    f64, |value| Self::F64(value.to_bits());
    u128, |value| Self::V128(value);
    Func, |func| Self::FuncRef(Some(func));
    Option<Func>, |func| Self::FuncRef(func);
    ExternRef, |value| Self::ExternRef(Some(value));
    Option<ExternRef>, |value| Self::ExternRef(value);
    ExnRef, |exception| Self::ExnRef(Some(exception));
    Option<ExnRef>, |exception| Self::ExnRef(exception);
}
