//! What references can be to: types of structures, arrays, and the abstract ones.

use std::ffi::c_char;

use sanderling::{ArrayType, Engine, FieldType, HeapType, Mutability, StorageType, StructType};

use crate::boundary::{Out, OutBox, OutError, delete, given, put, run_new, run_or, text};
use crate::engine::{EngineHandle, check_same};
use crate::text::{Text, TextView};
use crate::{type_text, types};

/// `sanderling_heap_type_t`.
#[derive(Debug)]
pub(crate) struct HeapTypeHandle {
    engine: Engine,
    ty: HeapType,
    /// By which texts of types name it.
    name: Text,
    /// Its definition, which is the name if there is none.
    text: Text,
    fields: Vec<FieldTexts>,
}

#[derive(Debug)]
struct FieldTexts {
    kind: u8,
    is_mutable: bool,
    text: Text,
}

/// `sanderling_field_t`.
#[repr(C)]
struct FieldView {
    kind: u8,
    is_mutable: bool,
    text: TextView,
}

impl FieldTexts {
    fn new(ty: &FieldType) -> Self {
        Self {
            kind: match ty.storage() {
                StorageType::I8 => 5,
                StorageType::I16 => 6,
                StorageType::Val(ty) => types::kind(ty),
            },
            is_mutable: ty.mutability() == Mutability::Var,
            text: Text::new(ty.storage().to_string()),
        }
    }
}

impl HeapTypeHandle {
    pub(crate) fn new(engine: &Engine, ty: HeapType) -> Self {
        let name = ty.to_string();
        let (mut text, mut fields) = (name.clone(), Vec::new());
        if let HeapType::Concrete(concrete) = &ty {
            if let Some(ty) = StructType::of(engine, concrete) {
                text = ty.to_string();
                fields = ty.fields().iter().map(FieldTexts::new).collect();
            } else if let Some(ty) = ArrayType::of(engine, concrete) {
                text = ty.to_string();
                fields.push(FieldTexts::new(ty.element()));
            }
        }
        Self {
            engine: engine.clone(),
            ty,
            name: Text::new(name),
            text: Text::new(text),
            fields,
        }
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    pub(crate) fn ty(&self) -> &HeapType {
        &self.ty
    }

    /// `SANDERLING_HEAP_*`.
    fn kind(&self) -> i32 {
        // The first of these that it is, subtypes first.
        let kinds = [
            (HeapType::None, 8),
            (HeapType::NoFunc, 9),
            (HeapType::NoExtern, 10),
            (HeapType::NoExn, 11),
            (HeapType::I31, 4),
            (HeapType::Struct, 5),
            (HeapType::Array, 6),
            (HeapType::Eq, 3),
            (HeapType::Any, 2),
            (HeapType::Func, 0),
            (HeapType::Extern, 1),
            (HeapType::Exn, 7),
        ];
        let kind = kinds.iter().find(|(ty, _)| self.ty.matches(ty));
        kind.map_or(-1, |(_, kind)| *kind)
    }
}

/// # Safety
///
/// `ty` is NULL or holds `ty_len` bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_heap_type_new(
    engine: Option<&EngineHandle>,
    ty: *const u8,
    ty_len: usize,
    out: OutBox<'_, HeapTypeHandle>,
    error: OutError<'_>,
) -> i32 {
    run_new(out, error, || {
        let EngineHandle(engine) = given(engine, "engine")?;
        // SAFETY: the caller promises it.
        let ty = type_text::heap_type(unsafe { text(ty, ty_len, "type") }?, engine)?;
        Ok(HeapTypeHandle::new(engine, ty))
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_heap_type_delete(ty: Option<Box<HeapTypeHandle>>) {
    delete(ty);
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_heap_type_kind(ty: Option<&HeapTypeHandle>) -> i32 {
    run_or(-1, || ty.map_or(-1, HeapTypeHandle::kind))
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_heap_type_name(
    ty: Option<&HeapTypeHandle>,
    len: Out<'_, usize>,
) -> *const c_char {
    TextView::of(ty.map(|ty| &ty.name)).give(len)
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_heap_type_text(
    ty: Option<&HeapTypeHandle>,
    len: Out<'_, usize>,
) -> *const c_char {
    TextView::of(ty.map(|ty| &ty.text)).give(len)
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_heap_type_field_count(ty: Option<&HeapTypeHandle>) -> usize {
    ty.map_or(0, |ty| ty.fields.len())
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_heap_type_field(
    ty: Option<&HeapTypeHandle>,
    index: usize,
    out: Out<'_, FieldView>,
) -> bool {
    let field = ty.and_then(|ty| ty.fields.get(index));
    let view = field.map(|field| FieldView {
        kind: field.kind,
        is_mutable: field.is_mutable,
        text: field.text.view(),
    });
    view.map(|view| put(out, view)).is_some()
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_heap_type_matches(
    ty: Option<&HeapTypeHandle>,
    other: Option<&HeapTypeHandle>,
) -> bool {
    run_or(false, || match (ty, other) {
        (Some(ty), Some(other)) => {
            check_same(&ty.engine, &other.engine).is_ok() && ty.ty.matches(&other.ty)
        }
        _ => false,
    })
}
