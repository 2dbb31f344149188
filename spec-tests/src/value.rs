//! Values in scripts: arguments, and patterns for results.

use sanderling::{AnyRef, Error, ExternRef, HeapType as Heap, Store, Val};
use wast::core::{AbstractHeapType, HeapType, NanPattern, V128Pattern, WastArgCore, WastRetCore};
use wast::token::{F32, F64};
use wast::{WastArg, WastRet};

/// An argument as a value.
///
/// # Errors
///
/// A message, if the public API has no such value.
pub(crate) fn argument(store: &mut Store<()>, arg: &WastArg<'_>) -> Result<Val, String> {
    let WastArg::Core(arg) = arg else {
        return Err("arguments of components are not supported".into());
    };
    Ok(match arg {
        WastArgCore::I32(value) => Val::I32(*value),
        WastArgCore::I64(value) => Val::I64(*value),
        WastArgCore::F32(value) => Val::F32(value.bits),
        WastArgCore::F64(value) => Val::F64(value.bits),
        WastArgCore::V128(value) => Val::V128(u128::from_le_bytes(value.to_le_bytes())),
        WastArgCore::RefNull(heap) => match hierarchy(heap) {
            Some(Hierarchy::Func) => Val::FuncRef(None),
            Some(Hierarchy::Extern) => Val::ExternRef(None),
            Some(Hierarchy::Exn) => Val::ExnRef(None),
            Some(Hierarchy::Any) => Val::AnyRef(None),
            None => return Err(format!("null references of {heap:?} are not supported")),
        },
        WastArgCore::RefExtern(value) => {
            let value = ExternRef::new(store, *value).map_err(|error| error.to_string())?;
            Val::ExternRef(Some(value))
        }
        WastArgCore::RefHost(value) => {
            let host = ExternRef::new(&mut *store, *value);
            let any = host.and_then(|host| AnyRef::convert_extern(&*store, &host));
            Val::AnyRef(Some(any.map_err(|error| error.to_string())?))
        }
    })
}

/// Whether a result is as expected.
///
/// # Errors
///
/// That of looking into an `externref`.
pub(crate) fn matches(
    store: &Store<()>,
    found: &Val,
    expected: &WastRet<'_>,
) -> Result<bool, Error> {
    match expected {
        WastRet::Core(expected) => matches_core(store, found, expected),
        _ => Ok(false),
    }
}

fn matches_core(store: &Store<()>, found: &Val, expected: &WastRetCore<'_>) -> Result<bool, Error> {
    Ok(match (found, expected) {
        (found, WastRetCore::Either(choices)) => {
            for choice in choices {
                if matches_core(store, found, choice)? {
                    return Ok(true);
                }
            }
            false
        }
        (Val::I32(found), WastRetCore::I32(expected)) => found == expected,
        (Val::I64(found), WastRetCore::I64(expected)) => found == expected,
        (Val::F32(found), WastRetCore::F32(expected)) => matches_f32(*found, expected),
        (Val::F64(found), WastRetCore::F64(expected)) => matches_f64(*found, expected),
        (Val::V128(found), WastRetCore::V128(expected)) => matches_v128(*found, expected),
        (
            Val::FuncRef(None) | Val::ExternRef(None) | Val::ExnRef(None) | Val::AnyRef(None),
            WastRetCore::RefNull(None),
        ) => true,
        (Val::FuncRef(None), WastRetCore::RefNull(Some(heap))) => {
            hierarchy(heap) == Some(Hierarchy::Func)
        }
        (Val::ExternRef(None), WastRetCore::RefNull(Some(heap))) => {
            hierarchy(heap) == Some(Hierarchy::Extern)
        }
        (Val::ExnRef(None), WastRetCore::RefNull(Some(heap))) => {
            hierarchy(heap) == Some(Hierarchy::Exn)
        }
        (Val::AnyRef(None), WastRetCore::RefNull(Some(heap))) => {
            hierarchy(heap) == Some(Hierarchy::Any)
        }
        (Val::AnyRef(Some(found)), WastRetCore::RefHost(expected)) => {
            let found = found.convert_any(store)?;
            found.data(store)?.downcast_ref() == Some(expected)
        }
        (Val::AnyRef(Some(_)), WastRetCore::RefAny) => true,
        (Val::AnyRef(Some(found)), expected) => {
            let heap = match expected {
                WastRetCore::RefEq => Heap::Eq,
                WastRetCore::RefI31 => Heap::I31,
                WastRetCore::RefStruct => Heap::Struct,
                WastRetCore::RefArray => Heap::Array,
                _ => return Ok(false),
            };
            found.matches(store, &heap)?
        }
        // The suite never gives the index: it is enough that there is a function.
        (Val::FuncRef(Some(_)), WastRetCore::RefFunc(_)) => true,
        (Val::ExternRef(Some(_)), WastRetCore::RefExtern(None)) => true,
        (Val::ExternRef(Some(found)), WastRetCore::RefExtern(Some(expected))) => {
            found.data(store)?.downcast_ref() == Some(expected)
        }
        _ => false,
    })
}

/// The hierarchies of references that the public API has values for.
#[derive(PartialEq, Eq)]
enum Hierarchy {
    Func,
    Extern,
    Exn,
    Any,
}

fn hierarchy(heap: &HeapType<'_>) -> Option<Hierarchy> {
    match heap {
        HeapType::Abstract { ty, .. } => match ty {
            AbstractHeapType::Func | AbstractHeapType::NoFunc => Some(Hierarchy::Func),
            AbstractHeapType::Extern | AbstractHeapType::NoExtern => Some(Hierarchy::Extern),
            AbstractHeapType::Exn | AbstractHeapType::NoExn => Some(Hierarchy::Exn),
            AbstractHeapType::Any
            | AbstractHeapType::Eq
            | AbstractHeapType::I31
            | AbstractHeapType::Struct
            | AbstractHeapType::Array
            | AbstractHeapType::None => Some(Hierarchy::Any),
            _ => None,
        },
        _ => None,
    }
}

// A canonical NaN has only the highest bit of its payload set, an arithmetic NaN at
// least that one; either sign will do.

fn matches_f32(found: u32, expected: &NanPattern<F32>) -> bool {
    const CANONICAL: u32 = 0x7FC0_0000;
    match expected {
        NanPattern::CanonicalNan => found & 0x7FFF_FFFF == CANONICAL,
        NanPattern::ArithmeticNan => found & CANONICAL == CANONICAL,
        NanPattern::Value(expected) => found == expected.bits,
    }
}

fn matches_f64(found: u64, expected: &NanPattern<F64>) -> bool {
    const CANONICAL: u64 = 0x7FF8_0000_0000_0000;
    match expected {
        NanPattern::CanonicalNan => found & 0x7FFF_FFFF_FFFF_FFFF == CANONICAL,
        NanPattern::ArithmeticNan => found & CANONICAL == CANONICAL,
        NanPattern::Value(expected) => found == expected.bits,
    }
}

fn matches_v128(found: u128, expected: &V128Pattern) -> bool {
    let bytes = found.to_le_bytes();
    macro_rules! lanes {
        ($ty:ty, $expected:ident, |$lane:ident, $pattern:ident| $matches:expr) => {{
            let (chunks, _) = bytes.as_chunks::<{ size_of::<$ty>() }>();
            chunks.iter().zip($expected).all(|(chunk, $pattern)| {
                let $lane = <$ty>::from_le_bytes(*chunk);
                $matches
            })
        }};
    }
    match expected {
        V128Pattern::I8x16(lanes) => lanes!(i8, lanes, |lane, expected| lane == *expected),
        V128Pattern::I16x8(lanes) => lanes!(i16, lanes, |lane, expected| lane == *expected),
        V128Pattern::I32x4(lanes) => lanes!(i32, lanes, |lane, expected| lane == *expected),
        V128Pattern::I64x2(lanes) => lanes!(i64, lanes, |lane, expected| lane == *expected),
        V128Pattern::F32x4(lanes) => {
            lanes!(u32, lanes, |lane, expected| matches_f32(lane, expected))
        }
        V128Pattern::F64x2(lanes) => {
            lanes!(u64, lanes, |lane, expected| matches_f64(lane, expected))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nans_are_canonical_or_at_least_quiet() {
        let (quiet, payload, signalling) = (0xFFC0_0000, 0x7FC0_0001, 0x7F80_0001);
        let accepted = |pattern: NanPattern<F32>| {
            [quiet, payload, signalling].map(|bits| matches_f32(bits, &pattern))
        };
        assert_eq!(accepted(NanPattern::CanonicalNan), [true, false, false]);
        assert_eq!(accepted(NanPattern::ArithmeticNan), [true, true, false]);
        let exact = NanPattern::Value(F32 { bits: payload });
        assert_eq!(accepted(exact), [false, true, false]);
    }

    #[test]
    fn lanes_are_in_little_endian_order() {
        let found = 0x0001_0002_0003_0004_0005_0006_0007_0008;
        let expected = V128Pattern::I16x8([8, 7, 6, 5, 4, 3, 2, 1]);
        assert!(matches_v128(found, &expected));
        assert!(!matches_v128(found + 1, &expected));
    }
}
