//! Types of fields and elements.

use std::fmt;

use super::{Mutability, ValType};

/// The type of a structure's field or of an array's elements.
///
/// ```
/// use sanderling::{FieldType, Mutability, StorageType};
///
/// let ty = FieldType::new(Mutability::Var, StorageType::I8);
/// assert_eq!(ty.to_string(), "(mut i8)");
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct FieldType {
    mutability: Mutability,
    storage: StorageType,
}

impl FieldType {
    /// A field that is stored so.
    ///
    /// ```
    /// use sanderling::{FieldType, Mutability, ValType};
    ///
    /// let ty = FieldType::new(Mutability::Const, ValType::F64);
    /// assert_eq!(ty.mutability(), Mutability::Const);
    /// ```
    pub fn new(mutability: Mutability, storage: impl Into<StorageType>) -> Self {
        Self {
            mutability,
            storage: storage.into(),
        }
    }

    /// Whether the field can be set.
    ///
    /// ```
    /// # use sanderling::*;
    /// let ty = FieldType::new(Mutability::Var, ValType::I32);
    /// assert_eq!(ty.mutability(), Mutability::Var);
    /// ```
    pub const fn mutability(&self) -> Mutability {
        self.mutability
    }

    /// How the field is stored.
    ///
    /// ```
    /// # use sanderling::*;
    /// let ty = FieldType::new(Mutability::Var, ValType::I32);
    /// assert_eq!(*ty.storage(), StorageType::Val(ValType::I32));
    /// ```
    pub const fn storage(&self) -> &StorageType {
        &self.storage
    }
}

impl fmt::Display for FieldType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.mutability {
            Mutability::Var => write!(f, "(mut {})", self.storage),
            Mutability::Const => self.storage.fmt(f),
        }
    }
}

/// How a field is stored: as a value, or packed.
///
/// ```
/// use sanderling::{StorageType, ValType};
///
/// assert_eq!(StorageType::I16.unpacked(), ValType::I32);
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum StorageType {
    /// The low 8 bits of an `i32`.
    I8,
    /// The low 16 bits of an `i32`.
    I16,
    /// A value of a type.
    Val(ValType),
}

impl StorageType {
    /// The type of the value that the field is read as.
    ///
    /// ```
    /// use sanderling::{StorageType, ValType};
    ///
    /// assert_eq!(StorageType::Val(ValType::I64).unpacked(), ValType::I64);
    /// ```
    pub fn unpacked(&self) -> ValType {
        match self {
            Self::I8 | Self::I16 => ValType::I32,
            Self::Val(ty) => ty.clone(),
        }
    }
}

impl From<ValType> for StorageType {
    fn from(ty: ValType) -> Self {
        Self::Val(ty)
    }
}

impl fmt::Display for StorageType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::I8 => f.write_str("i8"),
            Self::I16 => f.write_str("i16"),
            Self::Val(ty) => ty.fmt(f),
        }
    }
}
