//! Types as texts: how C names the types of what it makes.

use sanderling::{
    ArrayType, Engine, FieldType, FuncType, HeapType, Mutability, RefType, StorageType, StructType,
    ValType,
};

use crate::error::{Failure, Misuse};

/// A function type such as `(i32, f64) -> i32` or `(externref) -> (i32, i32)`.
pub(crate) fn func_type(text: &str, engine: &Engine) -> Result<FuncType, Failure> {
    let none = || no_type("function type", text);
    let (params, results) = text.split_once("->").ok_or_else(none)?;
    let params = list(params, engine).ok_or_else(none)?;
    let results = list(results, engine).ok_or_else(none)?;
    Ok(FuncType::new(params, results))
}

/// The types of a tag's values, such as `(i32, f64)`.
pub(crate) fn params(text: &str, engine: &Engine) -> Result<FuncType, Failure> {
    let params = list(text, engine).ok_or_else(|| no_type("list of types", text))?;
    Ok(FuncType::new(params, []))
}

/// A value type, such as `i32` or `(ref null func)`.
pub(crate) fn val_type(text: &str, engine: &Engine) -> Result<ValType, Failure> {
    value(text.trim(), engine).ok_or_else(|| no_type("value type", text))
}

/// A reference type.
pub(crate) fn ref_type(text: &str, engine: &Engine) -> Result<RefType, Failure> {
    reference(text.trim(), engine).ok_or_else(|| no_type("reference type", text))
}

/// What a reference can be to: `any`, the name of a type of the engine such as `$type5`, or
/// a definition such as `(struct (field i32) (field (mut i8)))` or `(array (mut i64))`.
pub(crate) fn heap_type(text: &str, engine: &Engine) -> Result<HeapType, Failure> {
    let none = || no_type("heap type", text);
    let text = text.trim();
    if let Some(ty) = heap(text, engine) {
        return Ok(ty);
    }
    let (word, rest) = words(inner(text).ok_or_else(none)?)
        .and_then(|words| Some((*words.first()?, words.get(1..)?.to_vec())))
        .ok_or_else(none)?;
    let concrete = match (word, rest.as_slice()) {
        ("struct", groups) => {
            let fields = fields(groups, engine).ok_or_else(none)?;
            StructType::new(engine, fields)?.concrete().clone()
        }
        ("array", [element]) => {
            let element = field(element, engine).ok_or_else(none)?;
            ArrayType::new(engine, element)?.concrete().clone()
        }
        _ => return Err(none()),
    };
    Ok(HeapType::Concrete(concrete))
}

#[cold]
fn no_type(what: &str, text: &str) -> Failure {
    Failure::misuse(Misuse::Argument, format!("{text:?} is no {what}"))
}

/// What is between the parentheses around a text.
fn inner(text: &str) -> Option<&str> {
    text.strip_prefix('(')?.strip_suffix(')')
}

/// The words and parentheses that a text consists of.
fn words(text: &str) -> Option<Vec<&str>> {
    let (mut words, mut depth, mut start) = (Vec::new(), 0_u32, None);
    for (at, c) in text.char_indices() {
        if c.is_whitespace() && depth == 0 {
            words.extend(start.take().and_then(|start| text.get(start..at)));
            continue;
        }
        start.get_or_insert(at);
        match c {
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    words.extend(start.and_then(|start| text.get(start..)));
    (depth == 0).then_some(words)
}

/// The fields of groups such as `(field i32 (mut i8))`.
fn fields(groups: &[&str], engine: &Engine) -> Option<Vec<FieldType>> {
    let mut fields = Vec::new();
    for group in groups {
        let words = words(inner(group)?)?;
        let ("field", types) = (*words.first()?, words.get(1..)?) else {
            return None;
        };
        for ty in types {
            fields.push(field(ty, engine)?);
        }
    }
    Some(fields)
}

/// A field's type such as `i8` or `(mut (ref null $type5))`.
fn field(text: &str, engine: &Engine) -> Option<FieldType> {
    let (mutability, text) = match text.strip_prefix("(mut ") {
        Some(rest) => (Mutability::Var, rest.strip_suffix(')')?.trim()),
        None => (Mutability::Const, text),
    };
    let storage = match text {
        "i8" => StorageType::I8,
        "i16" => StorageType::I16,
        text => value(text, engine)?.into(),
    };
    Some(FieldType::new(mutability, storage))
}

/// One type, or several in parentheses.
fn list(text: &str, engine: &Engine) -> Option<Vec<ValType>> {
    let text = text.trim();
    if let Some(one) = value(text, engine) {
        return Some(vec![one]);
    }
    let inner = inner(text)?.trim();
    if inner.is_empty() {
        return Some(Vec::new());
    }
    let types = inner.split(',').map(|text| value(text.trim(), engine));
    types.collect()
}

fn value(text: &str, engine: &Engine) -> Option<ValType> {
    Some(match text {
        "i32" => ValType::I32,
        "i64" => ValType::I64,
        "f32" => ValType::F32,
        "f64" => ValType::F64,
        "v128" => ValType::V128,
        _ => ValType::Ref(reference(text, engine)?),
    })
}

fn reference(text: &str, engine: &Engine) -> Option<RefType> {
    if let Some(heap) = text.strip_suffix("ref") {
        return Some(match heap {
            "null" => RefType::new(true, HeapType::None),
            "nullfunc" => RefType::new(true, HeapType::NoFunc),
            "nullextern" => RefType::new(true, HeapType::NoExtern),
            "nullexn" => RefType::new(true, HeapType::NoExn),
            heap => RefType::new(true, abstract_heap(heap)?),
        });
    }
    let inner = inner(text)?.strip_prefix("ref ")?.trim();
    Some(match inner.strip_prefix("null ") {
        Some(text) => RefType::new(true, heap(text.trim(), engine)?),
        None => RefType::new(false, heap(inner, engine)?),
    })
}

fn heap(text: &str, engine: &Engine) -> Option<HeapType> {
    abstract_heap(text).or_else(|| Some(HeapType::Concrete(engine.concrete_type(text)?)))
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
        let engine = Engine::default();
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
            let ty = val_type(text, &engine).expect(text);
            assert_eq!(ty.to_string(), text);
        }
        assert!(val_type("(ref null func)", &engine).is_ok_and(|ty| ty == ValType::FUNCREF));
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
            assert!(val_type(text, &engine).is_err(), "{text}");
        }
    }

    #[test]
    fn function_types_are_read() {
        let engine = Engine::default();
        let ty = |text| func_type(text, &engine).expect("a type");
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
            assert!(func_type(text, &engine).is_err(), "{text}");
        }
        assert!(params("(i32, i32)", &engine).is_ok_and(|ty| ty.params().len() == 2));
    }

    #[test]
    fn definitions_are_read_as_they_are_written() {
        let engine = Engine::default();
        let read = |text: &str| heap_type(text, &engine);
        let HeapType::Concrete(bytes) = read("(array (mut i8))").expect("an array") else {
            panic!("arrays are concrete");
        };
        assert!(ArrayType::of(&engine, &bytes).is_some());
        let text = format!("(struct (field i32) (field (mut (ref null {bytes}))))");
        let HeapType::Concrete(ty) = read(&text).expect("a structure") else {
            panic!("structures are concrete");
        };
        let shown = StructType::of(&engine, &ty).map(|ty| ty.to_string());
        assert_eq!(shown, Some(text));
        assert!(read(&ty.to_string()).is_ok_and(|again| again == HeapType::Concrete(ty)));
        let grouped = read(" (struct (field i32 (mut i8))  (field f64) )").expect("a structure");
        let apart = read("(struct (field i32) (field (mut i8)) (field f64))");
        assert_eq!(grouped, apart.expect("a structure"));
        for text in [
            "(struct i32)",
            "(struct (field i32)",
            "(struct (field i33))",
            "(struct (field $type999))",
            "(array)",
            "(array i8 i8)",
            "(array (mut))",
            "(func)",
            "$type999",
            "()",
            ")(",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
