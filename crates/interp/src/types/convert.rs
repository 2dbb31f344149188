//! wasmparser's types as ours.
//!
//! `None` stands for a type that the enabled features exclude, or for a type
//! index out of range; validation has refused both before.

use wasmparser::{
    AbstractHeapType, CompositeInnerType, StorageType as WasmStorageType, UnpackedIndex,
};

use super::registry::CompositeType;
use super::value::CompositeKind;
use super::{
    ConcreteType, FieldType, FuncType, GlobalType, HeapType, MemoryType, Mutability, RefType,
    StorageType, TableType, ValType,
};
use crate::error::Error;
use crate::room;

/// A value type; `types` are the module's defined types by index.
fn from_val_type(ty: wasmparser::ValType, types: &[ConcreteType]) -> Option<ValType> {
    Some(match ty {
        wasmparser::ValType::I32 => ValType::I32,
        wasmparser::ValType::I64 => ValType::I64,
        wasmparser::ValType::F32 => ValType::F32,
        wasmparser::ValType::F64 => ValType::F64,
        wasmparser::ValType::V128 => ValType::V128,
        wasmparser::ValType::Ref(ty) => ValType::Ref(from_ref_type(ty, types)?),
    })
}

/// A reference type; `types` are the module's defined types by index.
pub(crate) fn from_ref_type(ty: wasmparser::RefType, types: &[ConcreteType]) -> Option<RefType> {
    Some(RefType::new(
        ty.is_nullable(),
        from_heap_type(ty.heap_type(), types)?,
    ))
}

/// A heap type; `types` are the module's defined types by index.
pub(crate) fn from_heap_type(ty: wasmparser::HeapType, types: &[ConcreteType]) -> Option<HeapType> {
    Some(match ty {
        wasmparser::HeapType::Abstract { shared: false, ty } => match ty {
            AbstractHeapType::Func => HeapType::Func,
            AbstractHeapType::NoFunc => HeapType::NoFunc,
            AbstractHeapType::Extern => HeapType::Extern,
            AbstractHeapType::NoExtern => HeapType::NoExtern,
            AbstractHeapType::Any => HeapType::Any,
            AbstractHeapType::Eq => HeapType::Eq,
            AbstractHeapType::I31 => HeapType::I31,
            AbstractHeapType::Struct => HeapType::Struct,
            AbstractHeapType::Array => HeapType::Array,
            AbstractHeapType::None => HeapType::None,
            AbstractHeapType::Exn => HeapType::Exn,
            AbstractHeapType::NoExn => HeapType::NoExn,
            AbstractHeapType::Cont | AbstractHeapType::NoCont => return None,
        },
        wasmparser::HeapType::Concrete(UnpackedIndex::Module(x)) => {
            HeapType::Concrete(types.get(usize::try_from(x).ok()?)?.clone())
        }
        _ => return None,
    })
}

pub(crate) fn from_table_type(
    ty: wasmparser::TableType,
    types: &[ConcreteType],
) -> Option<TableType> {
    let element = from_ref_type(ty.element_type, types)?;
    if ty.table64 {
        return Some(TableType::new64(element, ty.initial, ty.maximum));
    }
    let (minimum, maximum) = narrow(ty.initial, ty.maximum)?;
    Some(TableType::new(element, minimum, maximum))
}

pub(crate) fn from_memory_type(ty: wasmparser::MemoryType) -> Option<MemoryType> {
    let plain = if ty.memory64 {
        MemoryType::new64(ty.initial, ty.maximum)
    } else {
        let (minimum, maximum) = narrow(ty.initial, ty.maximum)?;
        MemoryType::new(minimum, maximum)
    };
    let page_size_log2 = u8::try_from(ty.page_size_log2()).ok()?;
    Some(
        plain
            .with_shared(ty.shared)
            .with_page_size_log2(page_size_log2),
    )
}

pub(crate) fn from_global_type(
    ty: wasmparser::GlobalType,
    types: &[ConcreteType],
) -> Option<GlobalType> {
    let mutability = if ty.mutable {
        Mutability::Var
    } else {
        Mutability::Const
    };
    Some(GlobalType::new(
        from_val_type(ty.content_type, types)?,
        mutability,
    ))
}

/// Sizes of a 32-bit memory or table.
fn narrow(minimum: u64, maximum: Option<u64>) -> Option<(u32, Option<u32>)> {
    let maximum = match maximum {
        Some(maximum) => Some(u32::try_from(maximum).ok()?),
        None => None,
    };
    Some((u32::try_from(minimum).ok()?, maximum))
}

pub(super) fn kind_of(ty: &wasmparser::SubType) -> Option<CompositeKind> {
    match ty.composite_type.inner {
        CompositeInnerType::Func(_) => Some(CompositeKind::Func),
        CompositeInnerType::Struct(_) => Some(CompositeKind::Struct),
        CompositeInnerType::Array(_) => Some(CompositeKind::Array),
        CompositeInnerType::Cont(_) => None,
    }
}

/// `None` as above.
///
/// # Errors
///
/// There is no memory for the parts.
pub(super) fn from_composite_type(
    ty: &wasmparser::CompositeType,
    types: &[ConcreteType],
) -> Result<Option<CompositeType>, Error> {
    Ok(match &ty.inner {
        CompositeInnerType::Func(ty) => {
            let parts = ty.params().iter().chain(ty.results());
            let parts = parts.map(|&t| from_val_type(t, types));
            let all = all(parts, ty.params().len() + ty.results().len())?;
            all.map(|all| CompositeType::Func(FuncType::of(all, ty.params().len()).into()))
        }
        CompositeInnerType::Struct(ty) => {
            let fields = ty.fields.iter().map(|f| from_field_type(f, types));
            all(fields, ty.fields.len())?.map(|fields| CompositeType::Struct(fields.into()))
        }
        CompositeInnerType::Array(ty) => from_field_type(&ty.0, types).map(CompositeType::Array),
        CompositeInnerType::Cont(_) => None,
    })
}

/// So many parts as a list, if all of them are there.
fn all<T>(parts: impl Iterator<Item = Option<T>>, len: usize) -> Result<Option<Vec<T>>, Error> {
    let mut list = room::with_capacity(len)?;
    for part in parts {
        let Some(part) = part else { return Ok(None) };
        list.push(part);
    }
    Ok(Some(list))
}

fn from_field_type(ty: &wasmparser::FieldType, types: &[ConcreteType]) -> Option<FieldType> {
    let storage = match ty.element_type {
        WasmStorageType::I8 => StorageType::I8,
        WasmStorageType::I16 => StorageType::I16,
        WasmStorageType::Val(ty) => StorageType::Val(from_val_type(ty, types)?),
    };
    let mutability = if ty.mutable {
        Mutability::Var
    } else {
        Mutability::Const
    };
    Some(FieldType::new(mutability, storage))
}
