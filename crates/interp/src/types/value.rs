//! Types of values: numbers, vectors and references, with their subtyping.

use std::fmt;
use std::sync::Arc;

use super::TypeId;

/// The type of a WebAssembly value.
///
/// `Display` gives the text format.
///
/// ```
/// use sanderling::{RefType, ValType};
///
/// assert_eq!(ValType::I32.to_string(), "i32");
/// assert_eq!(ValType::FUNCREF, ValType::Ref(RefType::FUNCREF));
/// assert_eq!(ValType::FUNCREF.to_string(), "funcref");
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ValType {
    /// A 32-bit integer.
    I32,
    /// A 64-bit integer.
    I64,
    /// A 32-bit IEEE 754 float.
    F32,
    /// A 64-bit IEEE 754 float.
    F64,
    /// A 128-bit vector.
    V128,
    /// A reference.
    Ref(RefType),
}

impl ValType {
    /// `funcref`: a function reference or null.
    ///
    /// ```
    /// use sanderling::ValType;
    ///
    /// assert_eq!(ValType::FUNCREF.to_string(), "funcref");
    /// ```
    pub const FUNCREF: Self = Self::Ref(RefType::FUNCREF);

    /// `externref`: a host reference or null.
    ///
    /// ```
    /// use sanderling::ValType;
    ///
    /// assert_eq!(ValType::EXTERNREF.to_string(), "externref");
    /// ```
    pub const EXTERNREF: Self = Self::Ref(RefType::EXTERNREF);

    /// Whether this is one of the four number types.
    ///
    /// ```
    /// use sanderling::ValType;
    ///
    /// assert!(ValType::F64.is_num());
    /// assert!(!ValType::EXTERNREF.is_num());
    /// ```
    pub const fn is_num(&self) -> bool {
        matches!(self, Self::I32 | Self::I64 | Self::F32 | Self::F64)
    }

    /// Whether this is a reference type.
    ///
    /// ```
    /// assert!(sanderling::ValType::FUNCREF.is_ref());
    /// ```
    pub const fn is_ref(&self) -> bool {
        matches!(self, Self::Ref(_))
    }

    /// The reference type, if this is one.
    ///
    /// ```
    /// use sanderling::{RefType, ValType};
    ///
    /// assert_eq!(ValType::EXTERNREF.as_ref(), Some(&RefType::EXTERNREF));
    /// assert_eq!(ValType::I32.as_ref(), None);
    /// ```
    pub const fn as_ref(&self) -> Option<&RefType> {
        match self {
            Self::Ref(ty) => Some(ty),
            _ => None,
        }
    }

    /// Whether a value of this type can be used where `other` is expected.
    ///
    /// ```
    /// use sanderling::{HeapType, RefType, ValType};
    ///
    /// let non_null = ValType::Ref(RefType::new(false, HeapType::Func));
    /// assert!(non_null.matches(&ValType::FUNCREF));
    /// assert!(!ValType::FUNCREF.matches(&non_null));
    /// ```
    pub fn matches(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Ref(a), Self::Ref(b)) => a.matches(b),
            (a, b) => a == b,
        }
    }

    /// Whether locals, globals and table elements of this type have a default value.
    ///
    /// ```
    /// use sanderling::{HeapType, RefType, ValType};
    ///
    /// assert!(ValType::I64.is_defaultable());
    /// assert!(!ValType::Ref(RefType::new(false, HeapType::Func)).is_defaultable());
    /// ```
    pub const fn is_defaultable(&self) -> bool {
        match self {
            Self::Ref(ty) => ty.nullable,
            _ => true,
        }
    }
}

/// The number of 8-byte slots that a value of this type takes.
#[inline]
pub(crate) const fn slots(ty: &ValType) -> usize {
    match ty {
        ValType::V128 => 2,
        _ => 1,
    }
}

impl From<RefType> for ValType {
    fn from(ty: RefType) -> Self {
        Self::Ref(ty)
    }
}

impl fmt::Display for ValType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::I32 => f.write_str("i32"),
            Self::I64 => f.write_str("i64"),
            Self::F32 => f.write_str("f32"),
            Self::F64 => f.write_str("f64"),
            Self::V128 => f.write_str("v128"),
            Self::Ref(ty) => ty.fmt(f),
        }
    }
}

/// The type of a reference: what it points to, and whether it may be null.
///
/// ```
/// use sanderling::{HeapType, RefType};
///
/// assert_eq!(RefType::new(true, HeapType::Extern), RefType::EXTERNREF);
/// assert_eq!(RefType::new(false, HeapType::Func).to_string(), "(ref func)");
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RefType {
    nullable: bool,
    heap: HeapType,
}

impl RefType {
    /// `funcref`, the same as `(ref null func)`.
    ///
    /// ```
    /// use sanderling::RefType;
    ///
    /// assert_eq!(RefType::FUNCREF.to_string(), "funcref");
    /// ```
    pub const FUNCREF: Self = Self::new(true, HeapType::Func);
    /// `nullfuncref`, the same as `(ref null nofunc)`.
    ///
    /// ```
    /// use sanderling::RefType;
    ///
    /// assert_eq!(RefType::NULLFUNCREF.to_string(), "nullfuncref");
    /// ```
    pub const NULLFUNCREF: Self = Self::new(true, HeapType::NoFunc);
    /// `externref`, the same as `(ref null extern)`.
    ///
    /// ```
    /// use sanderling::RefType;
    ///
    /// assert_eq!(RefType::EXTERNREF.to_string(), "externref");
    /// ```
    pub const EXTERNREF: Self = Self::new(true, HeapType::Extern);
    /// `nullexternref`, the same as `(ref null noextern)`.
    ///
    /// ```
    /// use sanderling::RefType;
    ///
    /// assert_eq!(RefType::NULLEXTERNREF.to_string(), "nullexternref");
    /// ```
    pub const NULLEXTERNREF: Self = Self::new(true, HeapType::NoExtern);
    /// `anyref`, the same as `(ref null any)`.
    ///
    /// ```
    /// use sanderling::RefType;
    ///
    /// assert_eq!(RefType::ANYREF.to_string(), "anyref");
    /// ```
    pub const ANYREF: Self = Self::new(true, HeapType::Any);
    /// `eqref`, the same as `(ref null eq)`.
    ///
    /// ```
    /// use sanderling::RefType;
    ///
    /// assert_eq!(RefType::EQREF.to_string(), "eqref");
    /// ```
    pub const EQREF: Self = Self::new(true, HeapType::Eq);
    /// `i31ref`, the same as `(ref null i31)`.
    ///
    /// ```
    /// use sanderling::RefType;
    ///
    /// assert_eq!(RefType::I31REF.to_string(), "i31ref");
    /// ```
    pub const I31REF: Self = Self::new(true, HeapType::I31);
    /// `structref`, the same as `(ref null struct)`.
    ///
    /// ```
    /// use sanderling::RefType;
    ///
    /// assert_eq!(RefType::STRUCTREF.to_string(), "structref");
    /// ```
    pub const STRUCTREF: Self = Self::new(true, HeapType::Struct);
    /// `arrayref`, the same as `(ref null array)`.
    ///
    /// ```
    /// use sanderling::RefType;
    ///
    /// assert_eq!(RefType::ARRAYREF.to_string(), "arrayref");
    /// ```
    pub const ARRAYREF: Self = Self::new(true, HeapType::Array);
    /// `nullref`, the same as `(ref null none)`.
    ///
    /// ```
    /// use sanderling::RefType;
    ///
    /// assert_eq!(RefType::NULLREF.to_string(), "nullref");
    /// ```
    pub const NULLREF: Self = Self::new(true, HeapType::None);
    /// `exnref`, the same as `(ref null exn)`.
    ///
    /// ```
    /// use sanderling::RefType;
    ///
    /// assert_eq!(RefType::EXNREF.to_string(), "exnref");
    /// ```
    pub const EXNREF: Self = Self::new(true, HeapType::Exn);
    /// `nullexnref`, the same as `(ref null noexn)`.
    ///
    /// ```
    /// use sanderling::RefType;
    ///
    /// assert_eq!(RefType::NULLEXNREF.to_string(), "nullexnref");
    /// ```
    pub const NULLEXNREF: Self = Self::new(true, HeapType::NoExn);

    /// A reference to `heap`, null allowed or not.
    ///
    /// ```
    /// use sanderling::{HeapType, RefType};
    ///
    /// assert_eq!(RefType::new(true, HeapType::Any), RefType::ANYREF);
    /// ```
    pub const fn new(nullable: bool, heap: HeapType) -> Self {
        Self { nullable, heap }
    }

    /// Whether null is a value of this type.
    ///
    /// ```
    /// assert!(sanderling::RefType::FUNCREF.is_nullable());
    /// ```
    pub const fn is_nullable(&self) -> bool {
        self.nullable
    }

    /// What the reference points to.
    ///
    /// ```
    /// use sanderling::{HeapType, RefType};
    ///
    /// assert_eq!(*RefType::FUNCREF.heap_type(), HeapType::Func);
    /// ```
    pub const fn heap_type(&self) -> &HeapType {
        &self.heap
    }

    /// Whether a reference of this type can be used where `other` is expected.
    ///
    /// ```
    /// use sanderling::RefType;
    ///
    /// assert!(RefType::NULLFUNCREF.matches(&RefType::FUNCREF));
    /// assert!(!RefType::EXTERNREF.matches(&RefType::FUNCREF));
    /// ```
    pub fn matches(&self, other: &Self) -> bool {
        (other.nullable || !self.nullable) && self.heap.matches(&other.heap)
    }
}

impl fmt::Display for RefType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let abbreviation = match (&self.heap, self.nullable) {
            (HeapType::Func, true) => "funcref",
            (HeapType::NoFunc, true) => "nullfuncref",
            (HeapType::Extern, true) => "externref",
            (HeapType::NoExtern, true) => "nullexternref",
            (HeapType::Any, true) => "anyref",
            (HeapType::Eq, true) => "eqref",
            (HeapType::I31, true) => "i31ref",
            (HeapType::Struct, true) => "structref",
            (HeapType::Array, true) => "arrayref",
            (HeapType::None, true) => "nullref",
            (HeapType::Exn, true) => "exnref",
            (HeapType::NoExn, true) => "nullexnref",
            (heap, true) => return write!(f, "(ref null {heap})"),
            (heap, false) => return write!(f, "(ref {heap})"),
        };
        f.write_str(abbreviation)
    }
}

/// What a reference points to.
///
/// ```
/// use sanderling::HeapType;
///
/// assert!(HeapType::NoExtern.matches(&HeapType::Extern));
/// assert!(HeapType::I31.matches(&HeapType::Any));
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum HeapType {
    /// Any function.
    Func,
    /// The bottom of the function types: no value but null.
    NoFunc,
    /// Any host reference.
    Extern,
    /// The bottom of the host references: no value but null.
    NoExtern,
    /// Any internal reference: structures, arrays and small integers.
    Any,
    /// Internal references that can be compared for identity.
    Eq,
    /// Unboxed 31-bit integers.
    I31,
    /// Any structure.
    Struct,
    /// Any array.
    Array,
    /// The bottom of the internal references: no value but null.
    None,
    /// Any exception.
    Exn,
    /// The bottom of the exceptions: no value but null.
    NoExn,
    /// A type that a module defines.
    Concrete(ConcreteType),
}

impl HeapType {
    /// Whether this type is `other` or one of its subtypes.
    ///
    /// ```
    /// use sanderling::HeapType;
    ///
    /// assert!(HeapType::None.matches(&HeapType::Struct));
    /// assert!(!HeapType::Struct.matches(&HeapType::Array));
    /// ```
    pub fn matches(&self, other: &Self) -> bool {
        use CompositeKind as Kind;
        match (self, other) {
            (Self::Concrete(a), Self::Concrete(b)) => a.is_subtype_of(b),
            (Self::Concrete(a), Self::Func) => a.kind() == Kind::Func,
            (Self::Concrete(a), Self::Any | Self::Eq) => a.kind() != Kind::Func,
            (Self::Concrete(a), Self::Struct) => a.kind() == Kind::Struct,
            (Self::Concrete(a), Self::Array) => a.kind() == Kind::Array,
            (Self::NoFunc, Self::Concrete(b)) => b.kind() == Kind::Func,
            (Self::None, Self::Concrete(b)) => b.kind() != Kind::Func,
            (Self::NoFunc, Self::Func)
            | (Self::NoExtern, Self::Extern)
            | (Self::NoExn, Self::Exn)
            | (Self::Eq | Self::I31 | Self::Struct | Self::Array | Self::None, Self::Any)
            | (Self::I31 | Self::Struct | Self::Array | Self::None, Self::Eq)
            | (Self::None, Self::I31 | Self::Struct | Self::Array) => true,
            (a, b) => a == b,
        }
    }
}

impl fmt::Display for HeapType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Func => "func",
            Self::NoFunc => "nofunc",
            Self::Extern => "extern",
            Self::NoExtern => "noextern",
            Self::Any => "any",
            Self::Eq => "eq",
            Self::I31 => "i31",
            Self::Struct => "struct",
            Self::Array => "array",
            Self::None => "none",
            Self::Exn => "exn",
            Self::NoExn => "noexn",
            Self::Concrete(ty) => return ty.fmt(f),
        })
    }
}

/// A type that a module defines, by its canonical identity in one engine.
///
/// Two concrete types are equal when their definitions are equal, whichever
/// modules of the engine they come from. Types of different engines never are.
///
/// ```
/// # use sanderling::*;
/// # fn main() -> Result<(), Error> {
/// let engine = Engine::default();
/// let text = r#"(type $t (func (param i32))) (global (export "g") (ref null $t) (ref.null $t))"#;
/// let kind = |module: &Module| match module.get_export("g") {
///     Some(ExternType::Global(ty)) => ty.content().clone(),
///     other => panic!("{other:?}"),
/// };
/// // The same definition in two modules is one type.
/// let (a, b) = (Module::new(&engine, text)?, Module::new(&engine, text)?);
/// assert_eq!(kind(&a), kind(&b));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ConcreteType(Arc<Definition>);

#[derive(PartialEq, Eq, Hash, Debug)]
struct Definition {
    /// Which registry gave the id.
    registry: u64,
    id: TypeId,
    kind: CompositeKind,
    /// The declared supertypes, root first, without the type itself: `a <: b` is
    /// then one comparison at the depth of `b`.
    supertypes: Box<[TypeId]>,
}

/// The kind of a defined type, all that subtyping against abstract types needs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum CompositeKind {
    Func,
    Struct,
    Array,
}

impl ConcreteType {
    pub(super) fn new(
        registry: u64,
        id: TypeId,
        kind: CompositeKind,
        supertypes: Box<[TypeId]>,
    ) -> Self {
        Self(Arc::new(Definition {
            registry,
            id,
            kind,
            supertypes,
        }))
    }

    /// The registry that this type belongs to.
    pub(super) fn registry(&self) -> u64 {
        self.0.registry
    }

    /// The canonical id in the engine's registry.
    pub(crate) fn id(&self) -> TypeId {
        self.0.id
    }

    pub(crate) fn kind(&self) -> CompositeKind {
        self.0.kind
    }

    pub(super) fn supertypes(&self) -> &[TypeId] {
        &self.0.supertypes
    }

    /// spec: valid/matching, defined types: equal, or through declared supertypes.
    pub(super) fn is_subtype_of(&self, other: &Self) -> bool {
        if self.0.registry != other.0.registry {
            return false;
        }
        let depth = other.0.supertypes.len();
        self.0.id == other.0.id || self.0.supertypes.get(depth) == Some(&other.0.id)
    }
}

impl fmt::Display for ConcreteType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "$type{}", self.0.id.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABSTRACT: [HeapType; 12] = [
        HeapType::Func,
        HeapType::NoFunc,
        HeapType::Extern,
        HeapType::NoExtern,
        HeapType::Any,
        HeapType::Eq,
        HeapType::I31,
        HeapType::Struct,
        HeapType::Array,
        HeapType::None,
        HeapType::Exn,
        HeapType::NoExn,
    ];

    fn concrete(id: u32, kind: CompositeKind, supertypes: &[u32]) -> HeapType {
        let supertypes = supertypes.iter().map(|&x| TypeId(x)).collect();
        HeapType::Concrete(ConcreteType::new(1, TypeId(id), kind, supertypes))
    }

    #[test]
    fn abstract_subtyping_is_reflexive_transitive_and_antisymmetric() {
        for a in &ABSTRACT {
            assert!(a.matches(a), "{a}");
            for b in &ABSTRACT {
                assert!(a == b || !(a.matches(b) && b.matches(a)), "{a} {b}");
                for c in &ABSTRACT {
                    assert!(
                        !(a.matches(b) && b.matches(c)) || a.matches(c),
                        "{a} {b} {c}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_four_hierarchies_are_disjoint() {
        let tops = [
            HeapType::Func,
            HeapType::Extern,
            HeapType::Any,
            HeapType::Exn,
        ];
        for t in &ABSTRACT {
            assert_eq!(tops.iter().filter(|top| t.matches(top)).count(), 1, "{t}");
        }
    }

    #[test]
    fn concrete_types_sit_between_their_kind_and_its_bottom() {
        let func = concrete(0, CompositeKind::Func, &[]);
        let object = concrete(1, CompositeKind::Struct, &[]);
        assert!(func.matches(&HeapType::Func) && HeapType::NoFunc.matches(&func));
        assert!(!func.matches(&HeapType::Any) && !HeapType::None.matches(&func));
        assert!(object.matches(&HeapType::Struct) && object.matches(&HeapType::Eq));
        assert!(HeapType::None.matches(&object) && !object.matches(&HeapType::Array));
        assert!(!HeapType::Func.matches(&func));
    }

    #[test]
    fn concrete_types_follow_declared_supertypes() {
        let root = concrete(0, CompositeKind::Struct, &[]);
        let child = concrete(1, CompositeKind::Struct, &[0]);
        let grandchild = concrete(2, CompositeKind::Struct, &[0, 1]);
        let other = concrete(3, CompositeKind::Struct, &[0]);
        assert!(grandchild.matches(&child) && grandchild.matches(&root));
        assert!(!root.matches(&child) && !other.matches(&child) && !child.matches(&other));
    }

    #[test]
    fn nullability_is_covariant() {
        let non_null = RefType::new(false, HeapType::Func);
        assert!(non_null.matches(&RefType::FUNCREF));
        assert!(!RefType::FUNCREF.matches(&non_null));
    }

    #[test]
    fn display_is_the_text_format() {
        assert_eq!(RefType::NULLREF.to_string(), "nullref");
        assert_eq!(RefType::new(false, HeapType::I31).to_string(), "(ref i31)");
        let ty = RefType::new(true, concrete(7, CompositeKind::Func, &[]));
        assert_eq!(ty.to_string(), "(ref null $type7)");
    }
}
