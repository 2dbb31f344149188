//! Types of values and of what is imported and exported, for C.

use std::fmt::Write as _;

use sanderling::{ExternType, FuncType, Mutability, RefType, ValType};

use crate::text::{Text, TextView};

/// A type, and the texts that its view borrows.
#[derive(Debug)]
pub(crate) struct TypeTexts {
    kind: u8,
    is_mutable: bool,
    is_64: bool,
    is_shared: bool,
    text: Text,
    params: Text,
    results: Text,
    minimum: u64,
    maximum: u64,
}

/// `sanderling_type_t`.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct TypeView {
    kind: u8,
    is_mutable: bool,
    is_64: bool,
    is_shared: bool,
    text: TextView,
    params: TextView,
    results: TextView,
    minimum: u64,
    maximum: u64,
}

impl TypeTexts {
    pub(crate) fn new(ty: &ExternType) -> Self {
        let mut texts = Self {
            kind: 0,
            is_mutable: false,
            is_64: false,
            is_shared: false,
            text: Text::new(ty.to_string()),
            params: Text::new(""),
            results: Text::new(""),
            minimum: 0,
            maximum: u64::MAX,
        };
        match ty {
            ExternType::Func(ty) => {
                texts.text = Text::new(signature(ty));
                texts.params = kinds(ty.params());
                texts.results = kinds(ty.results());
            }
            ExternType::Global(ty) => {
                texts.kind = 1;
                texts.is_mutable = ty.mutability() == Mutability::Var;
                texts.results = kinds(std::slice::from_ref(ty.content()));
            }
            ExternType::Table(ty) => {
                texts.kind = 2;
                texts.is_64 = ty.is_64();
                texts.results = kinds(&[ty.element().clone().into()]);
                texts.minimum = ty.minimum();
                texts.maximum = ty.maximum().unwrap_or(u64::MAX);
            }
            ExternType::Memory(ty) => {
                texts.kind = 3;
                texts.is_64 = ty.is_64();
                texts.is_shared = ty.is_shared();
                texts.minimum = ty.minimum();
                texts.maximum = ty.maximum().unwrap_or(u64::MAX);
            }
            ExternType::Tag(ty) => {
                texts.kind = 4;
                texts.params = kinds(ty.ty().params());
            }
            _ => texts.kind = u8::MAX,
        }
        texts
    }

    pub(crate) fn view(&self) -> TypeView {
        TypeView {
            kind: self.kind,
            is_mutable: self.is_mutable,
            is_64: self.is_64,
            is_shared: self.is_shared,
            text: self.text.view(),
            params: self.params.view(),
            results: self.results.view(),
            minimum: self.minimum,
            maximum: self.maximum,
        }
    }
}

/// The number of 8-byte slots that a value of this type takes.
pub(crate) fn slots(ty: &ValType) -> usize {
    match ty {
        ValType::V128 => 2,
        _ => 1,
    }
}

fn kinds(types: &[ValType]) -> Text {
    let kinds: Vec<u8> = types.iter().map(kind).collect();
    Text::new(kinds)
}

pub(crate) fn kind(ty: &ValType) -> u8 {
    match ty {
        ValType::I32 => 0,
        ValType::I64 => 1,
        ValType::F32 => 2,
        ValType::F64 => 3,
        ValType::V128 => 4,
        ty if *ty == ValType::EXTERNREF => 128,
        ty if *ty == ValType::FUNCREF => 129,
        ValType::Ref(ty) if *ty == RefType::ANYREF => 130,
        ValType::Ref(ty) if *ty == RefType::EXNREF => 131,
        ValType::Ref(_) => 255,
    }
}

/// A function type as `(i32, i32) -> i32`.
fn signature(ty: &FuncType) -> String {
    let mut text = String::new();
    write_tuple(&mut text, ty.params());
    text.push_str(" -> ");
    match ty.results() {
        // Writing to a string does not fail.
        [result] => _ = write!(text, "{result}"),
        results => write_tuple(&mut text, results),
    }
    text
}

fn write_tuple(text: &mut String, types: &[ValType]) {
    text.push('(');
    for (i, ty) in types.iter().enumerate() {
        let separator = if i == 0 { "" } else { ", " };
        // As above.
        let _ = write!(text, "{separator}{ty}");
    }
    text.push(')');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_read_like_python() {
        let text = |params: &[ValType], results: &[ValType]| {
            signature(&FuncType::new(params.to_vec(), results.to_vec()))
        };
        let both = [ValType::I32, ValType::F64];
        assert_eq!(text(&[], &[]), "() -> ()");
        assert_eq!(text(&both, &[ValType::F64]), "(i32, f64) -> f64");
        assert_eq!(text(&[], &both), "() -> (i32, f64)");
    }
}
