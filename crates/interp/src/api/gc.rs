//! References to structures, arrays and small integers, and their types.

use std::fmt;
use std::sync::Arc;

use super::handle::check;
use super::wasm_ty::sealed;
use super::{AsContext, AsContextMut, Engine, ExternRef, Val, WasmTy};
use crate::runtime::heap::{Handle, Kind, WeakHandle, reference};
use crate::runtime::{StoreCore, StoreId};
use crate::types::{FieldShape, Shape, Storage};
use crate::{
    ConcreteType, Error, FieldType, HeapType, Mutability, RefType, StorageType, Trap, ValType,
};

/// The type of a structure, in an engine.
///
/// ```
/// use sanderling::{Engine, FieldType, Mutability, StructType, ValType};
///
/// # fn main() -> Result<(), sanderling::Error> {
/// let engine = Engine::default();
/// let field = FieldType::new(Mutability::Const, ValType::I32);
/// let point = StructType::new(&engine, [field.clone(), field])?;
/// assert_eq!(point.fields().len(), 2);
/// assert_eq!(point.to_string(), "(struct (field i32) (field i32))");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct StructType {
    concrete: ConcreteType,
    fields: Arc<[FieldType]>,
    shape: Arc<Shape>,
}

impl StructType {
    /// A final type with these fields and without supertypes.
    ///
    /// # Errors
    ///
    /// [`Limit`](crate::ErrorKind::Limit) for more fields than
    /// [`Limits::struct_fields`](crate::Limits::struct_fields), and
    /// [`Usage`](crate::ErrorKind::Usage) if a field names a type of another engine.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let empty = StructType::new(&Engine::default(), [])?;
    /// assert!(empty.fields().is_empty());
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(
        engine: &Engine,
        fields: impl IntoIterator<Item = FieldType>,
    ) -> Result<Self, Error> {
        let fields: Vec<FieldType> = fields.into_iter().collect();
        let limit = engine.shared().limits().struct_fields;
        crate::Limits::check("struct_fields", limit, fields.len() as u64)?;
        let id = engine.shared().types().intern_struct(&fields)?;
        let types = engine.shared().types();
        match types.concrete(id).and_then(|ty| Self::of(engine, &ty)) {
            Some(ty) => Ok(ty),
            None => Err(Error::usage("the engine has no such type")),
        }
    }

    /// The structure type that a module's type is; `None` if it is none, or belongs to
    /// another engine.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// let ty = StructType::new(&engine, [])?;
    /// assert!(StructType::of(&engine, ty.concrete()).is_some());
    /// assert!(ArrayType::of(&engine, ty.concrete()).is_none());
    /// # Ok(())
    /// # }
    /// ```
    pub fn of(engine: &Engine, ty: &ConcreteType) -> Option<Self> {
        let types = engine.shared().types();
        Some(Self {
            fields: types.struct_fields(ty)?,
            shape: types.shape(ty.id())?,
            concrete: ty.clone(),
        })
    }

    /// The fields.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let field = FieldType::new(Mutability::Var, StorageType::I8);
    /// let ty = StructType::new(&Engine::default(), [field.clone()])?;
    /// assert_eq!(ty.fields(), [field]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn fields(&self) -> &[FieldType] {
        &self.fields
    }

    /// The type as one that references can be to.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let ty = StructType::new(&Engine::default(), [])?;
    /// let heap = HeapType::Concrete(ty.concrete().clone());
    /// assert!(heap.matches(&HeapType::Struct));
    /// # Ok(())
    /// # }
    /// ```
    pub fn concrete(&self) -> &ConcreteType {
        &self.concrete
    }
}

impl PartialEq for StructType {
    fn eq(&self, other: &Self) -> bool {
        self.concrete == other.concrete
    }
}

impl Eq for StructType {}

impl fmt::Display for StructType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(struct")?;
        for field in &*self.fields {
            write!(f, " (field {field})")?;
        }
        f.write_str(")")
    }
}

/// The type of an array, in an engine.
///
/// ```
/// use sanderling::{ArrayType, Engine, FieldType, Mutability, StorageType};
///
/// # fn main() -> Result<(), sanderling::Error> {
/// let bytes = FieldType::new(Mutability::Var, StorageType::I8);
/// let bytes = ArrayType::new(&Engine::default(), bytes)?;
/// assert_eq!(bytes.to_string(), "(array (mut i8))");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct ArrayType {
    concrete: ConcreteType,
    element: FieldType,
    shape: Arc<Shape>,
}

impl ArrayType {
    /// A final type with these elements and without supertypes.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the elements name a type of another engine.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let element = FieldType::new(Mutability::Const, ValType::I64);
    /// let ty = ArrayType::new(&Engine::default(), element.clone())?;
    /// assert_eq!(*ty.element(), element);
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(engine: &Engine, element: FieldType) -> Result<Self, Error> {
        let types = engine.shared().types();
        let id = types.intern_array(&element)?;
        match types.concrete(id).and_then(|ty| Self::of(engine, &ty)) {
            Some(ty) => Ok(ty),
            None => Err(Error::usage("the engine has no such type")),
        }
    }

    /// The array type that a module's type is; `None` if it is none, or belongs to
    /// another engine.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// let ty = ArrayType::new(&engine, FieldType::new(Mutability::Var, ValType::I32))?;
    /// assert!(ArrayType::of(&engine, ty.concrete()).is_some());
    /// # Ok(())
    /// # }
    /// ```
    pub fn of(engine: &Engine, ty: &ConcreteType) -> Option<Self> {
        let types = engine.shared().types();
        Some(Self {
            element: types.array_element(ty)?,
            shape: types.shape(ty.id())?,
            concrete: ty.clone(),
        })
    }

    /// The elements' type.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let element = FieldType::new(Mutability::Var, StorageType::I16);
    /// let ty = ArrayType::new(&Engine::default(), element.clone())?;
    /// assert_eq!(*ty.element(), element);
    /// # Ok(())
    /// # }
    /// ```
    pub fn element(&self) -> &FieldType {
        &self.element
    }

    /// The type as one that references can be to.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let element = FieldType::new(Mutability::Var, StorageType::I16);
    /// let ty = ArrayType::new(&Engine::default(), element)?;
    /// assert!(HeapType::Concrete(ty.concrete().clone()).matches(&HeapType::Array));
    /// # Ok(())
    /// # }
    /// ```
    pub fn concrete(&self) -> &ConcreteType {
        &self.concrete
    }
}

impl PartialEq for ArrayType {
    fn eq(&self, other: &Self) -> bool {
        self.concrete == other.concrete
    }
}

impl Eq for ArrayType {}

impl fmt::Display for ArrayType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "(array {})", self.element)
    }
}

/// An integer of 31 bits, which an [`AnyRef`] can be without an object.
///
/// ```
/// use sanderling::I31;
///
/// assert_eq!(I31::new(-1).map(I31::get_s), Some(-1));
/// assert_eq!(I31::new(1 << 30), None);
/// assert_eq!(I31::wrapping(-1).get_u(), 0x7FFF_FFFF);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct I31(i32);

impl I31 {
    /// A signed number, if it has no more than 31 bits.
    ///
    /// ```
    /// # use sanderling::I31;
    /// assert!(I31::new(5).is_some() && I31::new(i32::MAX).is_none());
    /// ```
    pub const fn new(value: i32) -> Option<Self> {
        let wrapped = Self::wrapping(value);
        if wrapped.0 == value {
            Some(wrapped)
        } else {
            None
        }
    }

    /// The low 31 bits of a number.
    ///
    /// ```
    /// # use sanderling::I31;
    /// assert_eq!(I31::wrapping(i32::MIN).get_s(), 0);
    /// ```
    pub const fn wrapping(value: i32) -> Self {
        Self(value << 1 >> 1)
    }

    /// The number, signed.
    ///
    /// ```
    /// # use sanderling::I31;
    /// assert_eq!(I31::wrapping(-2).get_s(), -2);
    /// ```
    pub const fn get_s(self) -> i32 {
        self.0
    }

    /// The number, unsigned.
    ///
    /// ```
    /// # use sanderling::I31;
    /// assert_eq!(I31::wrapping(-2).get_u(), 0x7FFF_FFFE);
    /// ```
    pub const fn get_u(self) -> u32 {
        self.0.cast_unsigned() & 0x7FFF_FFFF
    }
}

macro_rules! references {
    ($( $(#[$doc:meta])* $name:ident: $ty:expr; )*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, Debug)]
        pub struct $name(Handle);

        impl $name {
            /// A reference that does not keep the object alive.
            ///
            /// ```
            /// # use sanderling::*;
            /// # fn main() -> Result<(), Error> {
            /// # let engine = Engine::default();
            /// # let mut store = Store::new(&engine, ());
            /// let ty = StructType::new(&engine, [])?;
            /// let object = StructRef::new(&mut store, &ty, &[])?;
            /// let weak = object.downgrade(&store)?;
            /// assert!(weak.upgrade(&store)?.is_some());
            /// drop(object);
            /// store.gc();
            /// assert!(weak.upgrade(&store)?.is_none());
            /// # Ok(())
            /// # }
            /// ```
            ///
            /// # Errors
            ///
            /// [`Usage`](crate::ErrorKind::Usage) if the reference belongs to another store.
            pub fn downgrade(&self, store: impl AsContext) -> Result<WeakRef, Error> {
                let store = store.as_context();
                let bits = self.bits(store.core())?;
                Ok(WeakRef(store.core().weak_handle(bits)))
            }

            pub(super) fn from_slot(slot: u64, core: &StoreCore) -> Option<Self> {
                (slot != 0).then(|| Self(core.handle(slot)))
            }

            pub(super) fn to_slot(&self, store: StoreId) -> Result<u64, Error> {
                check(self.0.store(), store)?;
                Ok(self.0.bits())
            }

            #[allow(dead_code, reason = "not every kind of reference looks at itself")]
            fn bits(&self, core: &StoreCore) -> Result<u64, Error> {
                self.to_slot(core.id())
            }
        }

        impl sealed::Sealed for Option<$name> {}

        impl WasmTy for Option<$name> {
            fn val_type() -> ValType {
                ValType::Ref($ty)
            }

            fn read_slots(slots: &[u64], store: sealed::Core<'_>) -> Self {
                $name::from_slot(slots[0], store.0)
            }

            fn write_slots(self, slots: &mut [u64], store: sealed::Core<'_>) -> Result<(), Error> {
                slots[0] = self.map_or(Ok(0), |value| value.to_slot(store.0.id()))?;
                Ok(())
            }
        }
    )*};
}

references! {
    /// Any internal reference: to a structure or an array, or a small integer; or a
    /// host value that `any.convert_extern` has made one.
    ///
    /// An object lives as long as the host has a handle to it, or a guest can reach it.
    /// Equal handles are to the same object.
    ///
    /// ```
    /// use sanderling::{AnyRef, Engine, HeapType, I31, Store};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let mut store = Store::new(&Engine::default(), ());
    /// let five = AnyRef::from_i31(&mut store, I31::wrapping(5));
    /// assert_eq!(five.as_i31(&store)?, I31::new(5));
    /// assert!(five.matches(&store, &HeapType::Eq)?);
    /// assert!(!five.matches(&store, &HeapType::Struct)?);
    /// # Ok(())
    /// # }
    /// ```
    AnyRef: RefType::ANYREF;
    /// A reference to a structure or an array, or a small integer.
    ///
    /// ```
    /// use sanderling::{AnyRef, Engine, I31, Store};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let mut store = Store::new(&Engine::default(), ());
    /// let any = AnyRef::from_i31(&mut store, I31::wrapping(1));
    /// let eq = any.as_eq(&store)?.expect("an i31 is an eqref");
    /// assert_eq!(AnyRef::from(eq), any);
    /// # Ok(())
    /// # }
    /// ```
    EqRef: RefType::EQREF;
    /// A reference to a structure.
    ///
    /// ```
    /// use sanderling::{Engine, FieldType, Mutability, Store, StructRef, StructType, Val, ValType};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let engine = Engine::default();
    /// let mut store = Store::new(&engine, ());
    /// let field = FieldType::new(Mutability::Var, ValType::I32);
    /// let point = StructType::new(&engine, [field.clone(), field])?;
    /// let object = StructRef::new(&mut store, &point, &[Val::I32(3), Val::I32(4)])?;
    /// object.set_field(&mut store, 1, Val::I32(5))?;
    /// assert_eq!(object.fields(&store)?, [Val::I32(3), Val::I32(5)]);
    /// # Ok(())
    /// # }
    /// ```
    StructRef: RefType::STRUCTREF;
    /// A reference to an array.
    ///
    /// ```
    /// use sanderling::{ArrayRef, ArrayType, Engine, FieldType, Mutability, Store, StorageType, Val};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let engine = Engine::default();
    /// let mut store = Store::new(&engine, ());
    /// let bytes = ArrayType::new(&engine, FieldType::new(Mutability::Var, StorageType::I8))?;
    /// let array = ArrayRef::new(&mut store, &bytes, Val::I32(7), 100)?;
    /// array.set(&mut store, 99, Val::I32(0x1FF))?;
    /// assert_eq!(array.len(&store)?, 100);
    /// assert_eq!(array.get(&store, 99)?, Val::I32(0xFF));
    /// # Ok(())
    /// # }
    /// ```
    ArrayRef: RefType::ARRAYREF;
}

impl AnyRef {
    /// The reference that a small integer is.
    ///
    /// ```
    /// # use sanderling::*;
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let one = AnyRef::from_i31(&mut store, I31::wrapping(1));
    /// assert_eq!(one, AnyRef::from_i31(&mut store, I31::wrapping(1)));
    /// ```
    pub fn from_i31(mut store: impl AsContextMut, value: I31) -> Self {
        let mut store = store.as_context_mut();
        Self(store.core_mut().handle(reference::i31(value.get_u())))
    }

    /// What `any.convert_extern` makes of a reference: the same object.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the reference belongs to another store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let value = ExternRef::new(&mut store, "value")?;
    /// let any = AnyRef::convert_extern(&store, &value)?;
    /// assert_eq!(any.convert_any(&store)?, value);
    /// # Ok(())
    /// # }
    /// ```
    pub fn convert_extern(store: impl AsContext, value: &ExternRef) -> Result<Self, Error> {
        let store = store.as_context();
        let bits = value.to_slot(store.core().id())?;
        Ok(Self(store.core().handle(bits)))
    }

    /// What `extern.convert_any` makes of the reference: the same object.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the reference belongs to another store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let one = AnyRef::from_i31(&mut store, I31::wrapping(1));
    /// assert!(one.convert_any(&store)?.data(&store).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn convert_any(&self, store: impl AsContext) -> Result<ExternRef, Error> {
        let store = store.as_context();
        let bits = self.bits(store.core())?;
        ExternRef::from_slot(bits, store.core()).ok_or_else(|| Error::usage("a null reference"))
    }

    /// Whether `ref.test` would find the type.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the reference belongs to another store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let one = AnyRef::from_i31(&mut store, I31::wrapping(1));
    /// assert!(one.matches(&store, &HeapType::I31)?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn matches(&self, store: impl AsContext, ty: &HeapType) -> Result<bool, Error> {
        let store = store.as_context();
        let bits = self.bits(store.core())?;
        Ok(store.core().reference_matches(bits, ty))
    }

    /// The type that the reference has of itself: that of its structure or array, or one
    /// of a small integer. A host value is `any`.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the reference belongs to another store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let one = AnyRef::from_i31(&mut store, I31::wrapping(1));
    /// assert_eq!(one.ty(&store)?, HeapType::I31);
    /// let ty = StructType::new(&engine, [])?;
    /// let object = AnyRef::from(StructRef::new(&mut store, &ty, &[])?);
    /// assert_eq!(object.ty(&store)?, HeapType::Concrete(ty.concrete().clone()));
    /// # Ok(())
    /// # }
    /// ```
    pub fn ty(&self, store: impl AsContext) -> Result<HeapType, Error> {
        let store = store.as_context();
        let core = store.core();
        let bits = self.bits(core)?;
        match core.kind(bits) {
            Some(Kind::Struct | Kind::Array) => Ok(HeapType::Concrete(core.object_concrete(bits)?)),
            _ if reference::is_i31(bits) => Ok(HeapType::I31),
            _ => Ok(HeapType::Any),
        }
    }

    /// The small integer, if it is one.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the reference belongs to another store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let any = AnyRef::from_i31(&mut store, I31::wrapping(-7));
    /// assert_eq!(any.as_i31(&store)?.map(I31::get_s), Some(-7));
    /// # Ok(())
    /// # }
    /// ```
    pub fn as_i31(&self, store: impl AsContext) -> Result<Option<I31>, Error> {
        let bits = self.bits(store.as_context().core())?;
        let value = (bits as u32).cast_signed();
        Ok(reference::is_i31(bits).then(|| I31::wrapping(value)))
    }

    /// The reference as an `eqref`, if it is one.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the reference belongs to another store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let small = AnyRef::from_i31(&mut store, I31::wrapping(1));
    /// assert!(small.as_eq(&store)?.is_some());
    /// // What came from outside of the guest has no identity there.
    /// let host = ExternRef::new(&mut store, "a host value")?;
    /// let any = AnyRef::convert_extern(&store, &host)?;
    /// assert!(any.as_eq(&store)?.is_none());
    /// # Ok(())
    /// # }
    /// ```
    pub fn as_eq(&self, store: impl AsContext) -> Result<Option<EqRef>, Error> {
        let is = self.matches(store, &HeapType::Eq)?;
        Ok(is.then(|| EqRef(self.0.clone())))
    }

    /// The reference as one to a structure, if it is one.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the reference belongs to another store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let field = FieldType::new(Mutability::Const, ValType::I32);
    /// let ty = StructType::new(&engine, [field])?;
    /// let any = AnyRef::from(StructRef::new(&mut store, &ty, &[Val::I32(6)])?);
    /// let object = any.as_struct(&store)?.expect("it is a structure");
    /// assert_eq!(object.field(&store, 0)?, Val::I32(6));
    /// assert!(any.as_array(&store)?.is_none());
    /// # Ok(())
    /// # }
    /// ```
    pub fn as_struct(&self, store: impl AsContext) -> Result<Option<StructRef>, Error> {
        let store = store.as_context();
        let bits = self.bits(store.core())?;
        let is = store.core().kind(bits) == Some(Kind::Struct);
        Ok(is.then(|| StructRef(self.0.clone())))
    }

    /// The reference as one to an array, if it is one.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the reference belongs to another store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let field = FieldType::new(Mutability::Const, ValType::I32);
    /// let ty = ArrayType::new(&engine, field)?;
    /// let any = AnyRef::from(ArrayRef::new(&mut store, &ty, Val::I32(6), 3)?);
    /// let array = any.as_array(&store)?.expect("it is an array");
    /// assert_eq!(array.len(&store)?, 3);
    /// assert!(any.as_struct(&store)?.is_none());
    /// # Ok(())
    /// # }
    /// ```
    pub fn as_array(&self, store: impl AsContext) -> Result<Option<ArrayRef>, Error> {
        let store = store.as_context();
        let bits = self.bits(store.core())?;
        let is = store.core().kind(bits) == Some(Kind::Array);
        Ok(is.then(|| ArrayRef(self.0.clone())))
    }
}

/// The bits of a value for a field.
fn field_bits(value: &Val, ty: &FieldType, core: &StoreCore) -> Result<[u64; 2], Error> {
    value.to_bits(&ty.storage().unpacked(), core)
}

fn field_val(bits: [u64; 2], ty: &FieldType, core: &StoreCore) -> Result<Val, Error> {
    match ty.storage() {
        StorageType::I8 | StorageType::I16 => Ok(Val::I32(bits[0] as u32 as i32)),
        StorageType::Val(ty) => Val::from_bits(ty, bits, core),
    }
}

fn check_mutable(ty: &FieldType) -> Result<(), Error> {
    match ty.mutability() {
        Mutability::Var => Ok(()),
        Mutability::Const => Err(Error::usage("the field is constant")),
    }
}

fn check_engine(core: &StoreCore, ty: &ConcreteType) -> Result<(), Error> {
    if core.registry.has(ty) {
        return Ok(());
    }
    Err(Error::usage("the type belongs to another engine"))
}

impl StructRef {
    /// Makes a structure of these values. An integer is cut to the size of a packed field.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the number or the types of the values are
    /// not those of the type, or something belongs to another store or engine;
    /// [`Limit`](crate::ErrorKind::Limit) or
    /// [`Trap::OutOfMemory`](crate::Trap::OutOfMemory) if the store's heap has no room.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let ty = StructType::new(&engine, [])?;
    /// let object = StructRef::new(&mut store, &ty, &[])?;
    /// assert!(StructRef::new(&mut store, &ty, &[Val::I32(0)]).is_err());
    /// # let _ = object;
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(
        mut store: impl AsContextMut,
        ty: &StructType,
        values: &[Val],
    ) -> Result<Self, Error> {
        let mut store = store.as_context_mut();
        let core = store.core_mut();
        check_engine(core, &ty.concrete)?;
        super::func::check_len("fields", ty.fields.len(), values.len())?;
        let bits = values.iter().zip(&*ty.fields);
        let bits: Vec<_> = bits
            .map(|(value, ty)| field_bits(value, ty, core))
            .collect::<Result<_, _>>()?;
        core.vm.heap.add_type(&ty.shape)?;
        let top = core.top();
        let bits = core.struct_new(&ty.shape, Some(&bits), top)?;
        Ok(Self(core.handle(bits)))
    }

    /// The structure's type.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the reference belongs to another store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let ty = StructType::new(&engine, [])?;
    /// assert_eq!(StructRef::new(&mut store, &ty, &[])?.ty(&store)?, ty);
    /// # Ok(())
    /// # }
    /// ```
    pub fn ty(&self, store: impl AsContext) -> Result<StructType, Error> {
        let store = store.as_context();
        let concrete = store.core().object_concrete(self.bits(store.core())?)?;
        StructType::of(store.engine(), &concrete).ok_or_else(|| Error::usage("no structure"))
    }

    /// The value of a field; a packed one is zero-extended.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if there is no such field, or the reference
    /// belongs to another store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let ty = StructType::new(&engine, [FieldType::new(Mutability::Const, ValType::I64)])?;
    /// let object = StructRef::new(&mut store, &ty, &[Val::I64(5)])?;
    /// assert_eq!(object.field(&store, 0)?, Val::I64(5));
    /// assert!(object.field(&store, 1).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn field(&self, store: impl AsContext, index: usize) -> Result<Val, Error> {
        let store = store.as_context();
        let core = store.core();
        let ty = self.ty(&store)?;
        let (field, shape) = Self::at(&ty, index)?;
        let bits = core.field(self.bits(core)?, shape.offset, shape.storage);
        field_val(bits, field, core)
    }

    /// The values of all fields.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the reference belongs to another store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let ty = StructType::new(&engine, [])?;
    /// assert_eq!(StructRef::new(&mut store, &ty, &[])?.fields(&store)?, []);
    /// # Ok(())
    /// # }
    /// ```
    pub fn fields(&self, store: impl AsContext) -> Result<Vec<Val>, Error> {
        let store = store.as_context();
        let len = self.ty(&store)?.fields.len();
        (0..len).map(|index| self.field(&store, index)).collect()
    }

    /// Sets a field.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if there is no such field, it is constant, the
    /// value has another type, or something belongs to another store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let ty = StructType::new(&engine, [FieldType::new(Mutability::Var, ValType::I64)])?;
    /// let object = StructRef::new(&mut store, &ty, &[Val::I64(5)])?;
    /// object.set_field(&mut store, 0, Val::I64(6))?;
    /// assert!(object.set_field(&mut store, 0, Val::I32(6)).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn set_field(
        &self,
        mut store: impl AsContextMut,
        index: usize,
        value: Val,
    ) -> Result<(), Error> {
        let mut store = store.as_context_mut();
        let ty = self.ty(&store)?;
        let (field, shape) = Self::at(&ty, index)?;
        check_mutable(field)?;
        let core = store.core_mut();
        let bits = field_bits(&value, field, core)?;
        let object = self.bits(core)?;
        core.set_field(object, shape.offset, shape.storage, bits);
        Ok(())
    }

    fn at(ty: &StructType, index: usize) -> Result<(&FieldType, FieldShape), Error> {
        let field = ty.fields.get(index).zip(ty.shape.fields().get(index));
        let none = || Error::usage(format!("the structure has no field {index}"));
        field.map(|(ty, shape)| (ty, *shape)).ok_or_else(none)
    }
}

impl ArrayRef {
    /// Makes an array of so many equal elements.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the value has another type, or something
    /// belongs to another store or engine; [`Limit`](crate::ErrorKind::Limit) or
    /// [`Trap::OutOfMemory`](crate::Trap::OutOfMemory) if the store's heap has no room.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let ty = ArrayType::new(&engine, FieldType::new(Mutability::Const, ValType::I32))?;
    /// let array = ArrayRef::new(&mut store, &ty, Val::I32(1), 3)?;
    /// assert_eq!(array.len(&store)?, 3);
    /// assert!(ArrayRef::new(&mut store, &ty, Val::I32(1), u32::MAX).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(
        mut store: impl AsContextMut,
        ty: &ArrayType,
        value: Val,
        len: u32,
    ) -> Result<Self, Error> {
        let mut store = store.as_context_mut();
        let core = store.core_mut();
        check_engine(core, &ty.concrete)?;
        let bits = field_bits(&value, &ty.element, core)?;
        core.vm.heap.add_type(&ty.shape)?;
        let top = core.top();
        let bits = core.array_new(ty.concrete.id().0, len, Some(bits), top)?;
        Ok(Self(core.handle(bits)))
    }

    /// Makes an array of these values.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new).
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let ty = ArrayType::new(&engine, FieldType::new(Mutability::Const, ValType::I32))?;
    /// let array = ArrayRef::new_fixed(&mut store, &ty, &[Val::I32(1), Val::I32(2)])?;
    /// assert_eq!(array.get(&store, 1)?, Val::I32(2));
    /// # Ok(())
    /// # }
    /// ```
    pub fn new_fixed(
        mut store: impl AsContextMut,
        ty: &ArrayType,
        values: &[Val],
    ) -> Result<Self, Error> {
        let mut store = store.as_context_mut();
        let core = store.core_mut();
        check_engine(core, &ty.concrete)?;
        let bits = values.iter();
        let bits: Vec<_> = bits
            .map(|value| field_bits(value, &ty.element, core))
            .collect::<Result<_, _>>()?;
        let len = u32::try_from(bits.len()).map_err(|_| Error::trap(Trap::OutOfMemory))?;
        let slots = ty.shape.element().map_or(Storage::I32, |e| e.storage);
        let slots = slots.slots();
        core.vm.heap.add_type(&ty.shape)?;
        let top = core.top();
        let value = |slot: usize| bits[slot / slots];
        let bits = core.array_new_fixed(ty.concrete.id().0, len, value, top)?;
        Ok(Self(core.handle(bits)))
    }

    /// The array's type.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the reference belongs to another store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let ty = ArrayType::new(&engine, FieldType::new(Mutability::Const, ValType::I32))?;
    /// assert_eq!(ArrayRef::new_fixed(&mut store, &ty, &[])?.ty(&store)?, ty);
    /// # Ok(())
    /// # }
    /// ```
    pub fn ty(&self, store: impl AsContext) -> Result<ArrayType, Error> {
        let store = store.as_context();
        let concrete = store.core().object_concrete(self.bits(store.core())?)?;
        ArrayType::of(store.engine(), &concrete).ok_or_else(|| Error::usage("no array"))
    }

    /// The number of elements.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the reference belongs to another store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let ty = ArrayType::new(&engine, FieldType::new(Mutability::Const, ValType::I32))?;
    /// assert_eq!(ArrayRef::new_fixed(&mut store, &ty, &[])?.len(&store)?, 0);
    /// # Ok(())
    /// # }
    /// ```
    #[allow(clippy::len_without_is_empty, reason = "it needs the store")]
    pub fn len(&self, store: impl AsContext) -> Result<u32, Error> {
        let store = store.as_context();
        store.core().array_len(self.bits(store.core())?)
    }

    /// An element; a packed one is zero-extended.
    ///
    /// # Errors
    ///
    /// [`Trap::ArrayOutOfBounds`](crate::Trap::ArrayOutOfBounds) if there is no such
    /// element, [`Usage`](crate::ErrorKind::Usage) if the reference belongs to another
    /// store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let ty = ArrayType::new(&engine, FieldType::new(Mutability::Const, ValType::I32))?;
    /// let array = ArrayRef::new_fixed(&mut store, &ty, &[Val::I32(5)])?;
    /// assert_eq!(array.get(&store, 0)?, Val::I32(5));
    /// assert_eq!(array.get(&store, 1).unwrap_err().as_trap(), Some(Trap::ArrayOutOfBounds));
    /// # Ok(())
    /// # }
    /// ```
    pub fn get(&self, store: impl AsContext, index: u32) -> Result<Val, Error> {
        let store = store.as_context();
        let ty = self.ty(&store)?;
        let core = store.core();
        let bits = core.array_get(self.bits(core)?, index)?;
        field_val(bits, &ty.element, core)
    }

    /// Sets an element.
    ///
    /// # Errors
    ///
    /// As for [`get`](Self::get), and [`Usage`](crate::ErrorKind::Usage) if the elements
    /// are constant or the value has another type.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let ty = ArrayType::new(&engine, FieldType::new(Mutability::Var, ValType::I32))?;
    /// let array = ArrayRef::new_fixed(&mut store, &ty, &[Val::I32(5)])?;
    /// array.set(&mut store, 0, Val::I32(6))?;
    /// assert!(array.set(&mut store, 1, Val::I32(6)).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn set(&self, mut store: impl AsContextMut, index: u32, value: Val) -> Result<(), Error> {
        let mut store = store.as_context_mut();
        let ty = self.ty(&store)?;
        check_mutable(&ty.element)?;
        let core = store.core_mut();
        let bits = field_bits(&value, &ty.element, core)?;
        let array = self.bits(core)?;
        core.array_fill(array, index, bits, 1)?;
        Ok(())
    }

    /// Copies the bytes of numbers out of the array, from the element `index` on, until
    /// `buffer` is full. They are in the order of a linear memory, little-endian.
    ///
    /// # Errors
    ///
    /// [`Trap::ArrayOutOfBounds`](crate::Trap::ArrayOutOfBounds) if they are not all
    /// inside the array, [`Usage`](crate::ErrorKind::Usage) if the elements are
    /// references, `buffer` does not hold a whole number of them, or the reference belongs
    /// to another store. `buffer` is unchanged then.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let ty = ArrayType::new(&engine, FieldType::new(Mutability::Var, StorageType::I16))?;
    /// let array = ArrayRef::new_fixed(&mut store, &ty, &[Val::I32(1), Val::I32(0x203)])?;
    /// let mut bytes = [0; 2];
    /// array.read(&store, 1, &mut bytes)?;
    /// assert_eq!(bytes, [3, 2]);
    /// assert!(array.read(&store, 2, &mut bytes).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn read(&self, store: impl AsContext, index: u32, buffer: &mut [u8]) -> Result<(), Error> {
        let store = store.as_context();
        let len = self.elements_in(&store, buffer.len())?;
        let core = store.core();
        buffer.copy_from_slice(core.array_bytes(self.bits(core)?, index, len)?);
        Ok(())
    }

    /// Copies the bytes of numbers into the array, from the element `index` on.
    ///
    /// # Errors
    ///
    /// As for [`read`](Self::read), and [`Usage`](crate::ErrorKind::Usage) if the elements
    /// are constant. The array is unchanged then.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let ty = ArrayType::new(&engine, FieldType::new(Mutability::Var, StorageType::I8))?;
    /// let text = ArrayRef::new(&mut store, &ty, Val::I32(0), 5)?;
    /// text.write(&mut store, 0, b"hello")?;
    /// assert_eq!(text.get(&store, 1)?, Val::I32(0x65));
    /// assert!(text.write(&mut store, 1, b"hello").is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn write(
        &self,
        mut store: impl AsContextMut,
        index: u32,
        bytes: &[u8],
    ) -> Result<(), Error> {
        let mut store = store.as_context_mut();
        check_mutable(&self.ty(&store)?.element)?;
        let len = self.elements_in(&store, bytes.len())?;
        let core = store.core_mut();
        let array = self.bits(core)?;
        core.array_bytes_mut(array, index, len)?
            .copy_from_slice(bytes);
        Ok(())
    }

    /// How many elements so many bytes are.
    fn elements_in(&self, store: impl AsContext, bytes: usize) -> Result<u32, Error> {
        let ty = self.ty(store)?;
        let size = ty
            .shape
            .element()
            .map_or(1, |element| element.storage.bytes() as usize);
        if !bytes.is_multiple_of(size) {
            let message = format!("{bytes} bytes are no whole number of elements");
            return Err(Error::usage(message));
        }
        u32::try_from(bytes / size).map_err(|_| Error::trap(Trap::ArrayOutOfBounds))
    }
}

/// A reference that does not keep its object alive.
///
/// ```
/// use sanderling::{AnyRef, Engine, ExternRef, Store, WeakRef};
///
/// # fn main() -> Result<(), sanderling::Error> {
/// let mut store = Store::new(&Engine::default(), ());
/// let value = ExternRef::new(&mut store, "value")?;
/// let weak: WeakRef = AnyRef::convert_extern(&store, &value)?.downgrade(&store)?;
/// store.gc();
/// assert!(weak.upgrade(&store)?.is_some());
/// drop(value);
/// store.gc();
/// assert!(weak.upgrade(&store)?.is_none());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct WeakRef(WeakHandle);

impl WeakRef {
    /// The reference, if its object is still there.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the reference belongs to another store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let one = AnyRef::from_i31(&mut store, I31::wrapping(1));
    /// assert_eq!(one.downgrade(&store)?.upgrade(&store)?, Some(one));
    /// # Ok(())
    /// # }
    /// ```
    pub fn upgrade(&self, store: impl AsContext) -> Result<Option<AnyRef>, Error> {
        let store = store.as_context();
        check(self.0.store(), store.core().id())?;
        Ok(AnyRef::from_slot(self.0.bits(), store.core()))
    }
}

macro_rules! conversions {
    ($( $from:ident => $to:ident; )*) => {$(
        impl From<$from> for $to {
            fn from(value: $from) -> Self {
                Self(value.0)
            }
        }
    )*};
}

conversions! {
    EqRef => AnyRef;
    StructRef => AnyRef;
    ArrayRef => AnyRef;
    StructRef => EqRef;
    ArrayRef => EqRef;
}

macro_rules! values {
    ($( $from:ident; )*) => {$(
        impl From<$from> for Val {
            fn from(value: $from) -> Self {
                Self::AnyRef(Some(value.into()))
            }
        }
    )*};
}

values! {
    AnyRef;
    EqRef;
    StructRef;
    ArrayRef;
}

impl From<Option<AnyRef>> for Val {
    fn from(value: Option<AnyRef>) -> Self {
        Self::AnyRef(value)
    }
}
