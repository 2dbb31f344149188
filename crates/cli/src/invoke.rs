//! Calling one function with arguments from the command line.

use std::fmt::Debug;

use sanderling::{ExternType, Instance, Module, Store, Val, ValType};

use crate::failure::Failure;

/// Calls an exported function. Its results are given in the form in which arguments
/// are understood.
pub(crate) fn invoke<T>(
    instance: &Instance,
    module: &Module,
    name: &str,
    args: &[String],
    store: &mut Store<T>,
) -> Result<Vec<String>, Failure> {
    let Some(func) = instance.get_func(&mut *store, name) else {
        let exports = list_functions(module);
        let message = format!("the module exports no function {name:?}; {exports}");
        return Err(Failure::Usage(message));
    };
    let ty = func.ty(&*store).map_err(Failure::Guest)?;
    if args.len() != ty.params().len() {
        return Err(Failure::Usage(format!(
            "{name:?} is {ty}: it takes {} arguments, got {}",
            ty.params().len(),
            args.len()
        )));
    }
    let mut params = Vec::with_capacity(args.len());
    for (arg, ty) in args.iter().zip(ty.params()) {
        let value = parse(arg, ty)
            .ok_or_else(|| Failure::Usage(format!("{arg:?} is no value of type {ty}")))?;
        params.push(value);
    }
    let mut results = vec![Val::I32(0); ty.results().len()];
    func.call(store, &params, &mut results)
        .map_err(Failure::Guest)?;
    Ok(results.iter().map(print).collect())
}

/// The exported functions of a module, in words.
pub(crate) fn list_functions(module: &Module) -> String {
    let functions = module
        .exports()
        .filter(|export| matches!(export.ty(), ExternType::Func(_)))
        .map(|export| export.name().to_owned());
    let functions: Vec<String> = functions.collect();
    if functions.is_empty() {
        return "it exports no function".into();
    }
    format!("--invoke NAME calls one of: {}", functions.join(", "))
}

fn parse(text: &str, ty: &ValType) -> Option<Val> {
    Some(match ty {
        ValType::I32 => {
            let value = integer(text)?;
            let signed = i32::try_from(value).ok();
            Val::I32(signed.or_else(|| Some(u32::try_from(value).ok()?.cast_signed()))?)
        }
        ValType::I64 => {
            let value = integer(text)?;
            let signed = i64::try_from(value).ok();
            Val::I64(signed.or_else(|| Some(u64::try_from(value).ok()?.cast_signed()))?)
        }
        ValType::F32 => Val::F32(text.parse::<f32>().ok()?.to_bits()),
        ValType::F64 => Val::F64(text.parse::<f64>().ok()?.to_bits()),
        ValType::V128 => Val::V128(u128::from_str_radix(text.strip_prefix("0x")?, 16).ok()?),
        ValType::Ref(ty) if text == "null" => Val::null(ty)?,
        ValType::Ref(_) => return None,
    })
}

/// A number in decimal or, after `0x`, in hexadecimal digits.
fn integer(text: &str) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let magnitude = match digits.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16),
        None => digits.parse(),
    };
    // The standard library would take a second sign.
    if !digits.starts_with(|c: char| c.is_ascii_digit()) || digits.contains(['+', '-']) {
        return None;
    }
    let magnitude = i128::from(magnitude.ok()?);
    Some(if negative { -magnitude } else { magnitude })
}

fn print(value: &Val) -> String {
    match value {
        Val::I32(value) => value.to_string(),
        Val::I64(value) => value.to_string(),
        Val::F32(bits) => float(f32::from_bits(*bits), f32::is_nan),
        Val::F64(bits) => float(f64::from_bits(*bits), f64::is_nan),
        Val::V128(value) => format!("{value:#034x}"),
        Val::FuncRef(None) | Val::ExternRef(None) => "null".into(),
        Val::FuncRef(Some(_)) => "funcref".into(),
        Val::ExternRef(Some(_)) => "externref".into(),
        other => format!("{other:?}"),
    }
}

/// The shortest form that is read back as the same number, in which even an integer has
/// a point; only `NaN` is spelled as in the text format.
fn float<F: Copy + Debug>(value: F, is_nan: fn(F) -> bool) -> String {
    if is_nan(value) {
        "nan".into()
    } else {
        format!("{value:?}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_signed_or_unsigned() {
        for (text, expected) in [
            ("0", Some(0)),
            ("-1", Some(-1)),
            ("+7", Some(7)),
            ("4294967295", Some(-1)),
            ("0xffff_ffff", None),
            ("0xffffffff", Some(-1)),
            ("-0x80000000", Some(i32::MIN)),
            ("4294967296", None),
            ("-2147483649", None),
            ("--1", None),
            ("-+1", None),
            ("0x-1", None),
            ("", None),
            ("1.5", None),
        ] {
            let value = parse(text, &ValType::I32);
            assert_eq!(value, expected.map(Val::I32), "{text}");
        }
        let value = parse("18446744073709551615", &ValType::I64);
        assert_eq!(value, Some(Val::I64(-1)));
        assert_eq!(parse("18446744073709551616", &ValType::I64), None);
    }

    #[test]
    fn values_are_printed_as_they_are_read() {
        for (text, ty) in [
            ("-5", ValType::I32),
            ("9223372036854775807", ValType::I64),
            ("1.5", ValType::F32),
            ("-0.0", ValType::F64),
            ("1e300", ValType::F64),
            ("inf", ValType::F64),
            ("nan", ValType::F32),
            ("null", ValType::FUNCREF),
            ("null", ValType::EXTERNREF),
            ("0x00000000000000000000000000000001", ValType::V128),
        ] {
            let value = parse(text, &ty).expect(text);
            assert_eq!(print(&value), text);
        }
    }
}
