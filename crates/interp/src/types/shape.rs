//! How objects of a defined type lie in memory, and what a cast asks of it.
//!
//! ```text
//! structure: [header 8][field][field]...   each field aligned to its size, at most 8
//! array:     [header 8][element][element]...
//! ```
//!
//! Fields keep their order, so a subtype's first fields lie where its supertype's do.

use super::registry::CompositeType;
use super::{FieldType, HeapType, StorageType, TypeId, ValType};
use crate::error::Error;
use crate::room;

/// Bytes before an object's first field.
pub(crate) const HEADER_BYTES: u32 = 8;

/// How a field or an element is stored. References take a slot as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Storage {
    I8,
    I16,
    I32,
    F32,
    I64,
    F64,
    V128,
    /// A reference that the collector follows.
    Ref,
    /// A reference to a function, which is no object of the heap.
    FuncRef,
}

impl Storage {
    /// Of a field's type.
    pub(crate) fn of(ty: &StorageType) -> Storage {
        match ty {
            StorageType::I8 => Storage::I8,
            StorageType::I16 => Storage::I16,
            StorageType::Val(ValType::I32) => Storage::I32,
            StorageType::Val(ValType::I64) => Storage::I64,
            StorageType::Val(ValType::F32) => Storage::F32,
            StorageType::Val(ValType::F64) => Storage::F64,
            StorageType::Val(ValType::V128) => Storage::V128,
            StorageType::Val(ValType::Ref(ty)) => {
                if ty.heap_type().matches(&HeapType::Func) {
                    Storage::FuncRef
                } else {
                    Storage::Ref
                }
            }
        }
    }

    /// The size is 2 to the power of this, in bytes.
    pub(crate) const fn bytes_log2(self) -> u32 {
        match self {
            Storage::I8 => 0,
            Storage::I16 => 1,
            Storage::I32 | Storage::F32 => 2,
            Storage::I64 | Storage::F64 | Storage::Ref | Storage::FuncRef => 3,
            Storage::V128 => 4,
        }
    }

    /// Size in bytes.
    pub(crate) const fn bytes(self) -> u32 {
        1 << self.bytes_log2()
    }

    /// Slots of a value on the stack.
    pub(crate) const fn slots(self) -> usize {
        match self {
            Storage::V128 => 2,
            _ => 1,
        }
    }
}

/// A field of a structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FieldShape {
    /// From the object's first byte.
    pub(crate) offset: u32,
    pub(crate) storage: Storage,
}

/// What objects of a type are.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ShapeKind {
    /// A function, which is no object.
    Func,
    Struct {
        fields: Box<[FieldShape]>,
        /// Bytes of an object with its header.
        bytes: u32,
    },
    Array(FieldShape),
}

/// Everything about a defined type that running code and the collector ask.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) id: TypeId,
    /// The declared supertypes, the outermost first, and the type itself last.
    pub(crate) chain: Box<[TypeId]>,
    pub(crate) kind: ShapeKind,
}

impl Shape {
    /// The shape of a type with these supertypes, outermost first.
    ///
    /// # Errors
    ///
    /// There is no memory for the fields.
    pub(super) fn new(
        id: TypeId,
        supertypes: &[TypeId],
        ty: &CompositeType,
    ) -> Result<Shape, Error> {
        let kind = match ty {
            CompositeType::Func(_) => ShapeKind::Func,
            CompositeType::Struct(fields) => structure(fields)?,
            CompositeType::Array(element) => ShapeKind::Array(field(element, HEADER_BYTES)),
        };
        let chain = supertypes.iter().copied().chain([id]).collect();
        Ok(Shape { id, chain, kind })
    }

    /// The fields of a structure.
    pub(crate) fn fields(&self) -> &[FieldShape] {
        match &self.kind {
            ShapeKind::Struct { fields, .. } => fields,
            _ => &[],
        }
    }

    /// How the elements of an array are stored.
    pub(crate) fn element(&self) -> Option<FieldShape> {
        match &self.kind {
            ShapeKind::Array(element) => Some(*element),
            _ => None,
        }
    }
}

fn field(ty: &FieldType, offset: u32) -> FieldShape {
    FieldShape {
        offset,
        storage: Storage::of(ty.storage()),
    }
}

fn structure(types: &[FieldType]) -> Result<ShapeKind, Error> {
    // wasmparser allows 10,000 fields, so that sums stay far below 2^32; saturation
    // keeps even a larger type harmless.
    let mut end = HEADER_BYTES;
    let fields = types.iter().map(|ty| {
        let bytes = Storage::of(ty.storage()).bytes();
        let offset = end.next_multiple_of(bytes.min(8));
        end = offset.saturating_add(bytes);
        field(ty, offset)
    });
    let fields = room::collect(fields)?.into();
    Ok(ShapeKind::Struct {
        fields,
        bytes: end.next_multiple_of(8),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mutability;

    fn offsets(types: &[StorageType]) -> (Vec<u32>, u32) {
        let fields: Vec<_> = types
            .iter()
            .map(|storage| FieldType::new(Mutability::Var, storage.clone()))
            .collect();
        match structure(&fields).unwrap() {
            ShapeKind::Struct { fields, bytes } => {
                (fields.iter().map(|f| f.offset).collect(), bytes)
            }
            _ => unreachable!("a structure"),
        }
    }

    #[test]
    fn fields_are_packed_and_aligned() {
        use StorageType::{I8, I16, Val};
        assert_eq!(offsets(&[]), (vec![], 8));
        assert_eq!(offsets(&[I8, I8, I16]), (vec![8, 9, 10], 16));
        assert_eq!(
            offsets(&[I8, Val(ValType::I32), I8, Val(ValType::I64)]),
            (vec![8, 12, 16, 24], 32)
        );
        // A vector is aligned to a word only: an object is.
        assert_eq!(
            offsets(&[Val(ValType::I32), Val(ValType::V128), I8]),
            (vec![8, 16, 32], 40)
        );
    }

    #[test]
    fn functions_are_not_followed() {
        let storage = |ty: &ValType| Storage::of(&StorageType::Val(ty.clone()));
        assert_eq!(storage(&ValType::FUNCREF), Storage::FuncRef);
        assert_eq!(storage(&ValType::EXTERNREF), Storage::Ref);
    }
}
