//! Types as texts: how C names the types of what it makes.

use sanderling::{FuncType, HeapType, RefType, ValType};

use crate::error::{Failure, Misuse};

/// A function type such as `(i32, f64) -> i32` or `(externref) -> (i32, i32)`.
pub(crate) fn func_type(text: &str) -> Result<FuncType, Failure> {
    let Some((params, results)) = text.split_once("->") else {
        return Err(no_type("function type", text));
    };
    let params = list(params).ok_or_else(|| no_type("function type", text))?;
    let results = list(results).ok_or_else(|| no_type("function type", text))?;
    Ok(FuncType::new(params, results))
}

/// The types of a tag's values, such as `(i32, f64)`.
pub(crate) fn params(text: &str) -> Result<FuncType, Failure> {
    let params = list(text).ok_or_else(|| no_type("list of types", text))?;
    Ok(FuncType::new(params, []))
}

/// A value type, such as `i32` or `(ref null func)`.
pub(crate) fn val_type(text: &str) -> Result<ValType, Failure> {
    value(text.trim()).ok_or_else(|| no_type("value type", text))
}

/// A reference type.
pub(crate) fn ref_type(text: &str) -> Result<RefType, Failure> {
    reference(text.trim()).ok_or_else(|| no_type("reference type", text))
}

#[cold]
fn no_type(what: &str, text: &str) -> Failure {
    Failure::misuse(Misuse::Argument, format!("{text:?} is no {what}"))
}

/// One type, or several in parentheses.
fn list(text: &str) -> Option<Vec<ValType>> {
    let text = text.trim();
    if let Some(one) = value(text) {
        return Some(vec![one]);
    }
    let inner = text.strip_prefix('(')?.strip_suffix(')')?.trim();
    if inner.is_empty() {
        return Some(Vec::new());
    }
    inner.split(',').map(|text| value(text.trim())).collect()
}

fn value(text: &str) -> Option<ValType> {
    Some(match text {
        "i32" => ValType::I32,
        "i64" => ValType::I64,
        "f32" => ValType::F32,
        "f64" => ValType::F64,
        "v128" => ValType::V128,
        _ => ValType::Ref(reference(text)?),
    })
}

fn reference(text: &str) -> Option<RefType> {
    if let Some(heap) = text.strip_suffix("ref") {
        return Some(match heap {
            "null" => RefType::new(true, HeapType::None),
            "nullfunc" => RefType::new(true, HeapType::NoFunc),
            "nullextern" => RefType::new(true, HeapType::NoExtern),
            "nullexn" => RefType::new(true, HeapType::NoExn),
            heap => RefType::new(true, abstract_heap(heap)?),
        });
    }
    let inner = text.strip_prefix("(ref ")?.strip_suffix(')')?.trim();
    Some(match inner.strip_prefix("null ") {
        Some(heap) => RefType::new(true, abstract_heap(heap.trim())?),
        None => RefType::new(false, abstract_heap(inner)?),
    })
}

fn abstract_heap(text: &str) -> Option<HeapType> {
    Some(match text {
        "func" => HeapType::Func,
        "nofunc" => HeapType::NoFunc,
        "extern" => HeapType::Extern,
        "noextern" => HeapType::NoExtern,
        "any" => HeapType::Any,
        "eq" => HeapType::Eq,
        "i31" => HeapType::I31,
        "struct" => HeapType::Struct,
        "array" => HeapType::Array,
        "none" => HeapType::None,
        "exn" => HeapType::Exn,
        "noexn" => HeapType::NoExn,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_types_are_read_as_they_are_written() {
        for text in [
            "i32",
            "i64",
            "f32",
            "f64",
            "v128",
            "funcref",
            "externref",
            "anyref",
            "eqref",
            "i31ref",
            "structref",
            "arrayref",
            "nullref",
            "nullfuncref",
            "nullexternref",
            "exnref",
            "nullexnref",
            "(ref func)",
            "(ref extern)",
            "(ref any)",
            "(ref i31)",
        ] {
            let ty = val_type(text).expect(text);
            assert_eq!(ty.to_string(), text);
        }
        assert!(val_type("(ref null func)").is_ok_and(|ty| ty == ValType::FUNCREF));
        for text in [
            "",
            "i33",
            "ref",
            "nofuncref2",
            "(ref",
            "(ref null)",
            "(ref $t)",
            "()",
        ] {
            assert!(val_type(text).is_err(), "{text}");
        }
    }

    #[test]
    fn function_types_are_read() {
        let ty = |text| func_type(text).expect("a type");
        assert_eq!(ty("() -> ()"), FuncType::new([], []));
        assert_eq!(
            ty("(i32) -> i64"),
            FuncType::new([ValType::I32], [ValType::I64])
        );
        let both = [ValType::I32, ValType::FUNCREF];
        assert_eq!(
            ty(" (i32,(ref null func))->( i32 , funcref ) "),
            FuncType::new(both.clone(), both)
        );
        for text in [
            "",
            "->",
            "(i32)",
            "(i32 -> ()",
            "(i32,) -> ()",
            "(i32, i3) -> ()",
        ] {
            assert!(func_type(text).is_err(), "{text}");
        }
        assert!(params("(i32, i32)").is_ok_and(|ty| ty.params().len() == 2));
    }
}
