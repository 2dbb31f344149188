//! Types of everything that a module can import and export.

use std::fmt;

use super::func::write_signature;
use super::{FuncType, RefType, ValType};

/// Whether a global can be written.
///
/// ```
/// use sanderling::{GlobalType, Mutability, ValType};
///
/// let constant = GlobalType::new(ValType::I32, Mutability::Const);
/// assert_eq!(constant.mutability(), Mutability::Const);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Mutability {
    /// The global keeps its initial value.
    Const,
    /// The global can be set.
    Var,
}

/// The type of a global: its content, and whether it can be written.
///
/// ```
/// use sanderling::{GlobalType, Mutability, ValType};
///
/// let ty = GlobalType::new(ValType::I32, Mutability::Var);
/// assert_eq!(ty.to_string(), "(global (mut i32))");
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct GlobalType {
    content: ValType,
    mutability: Mutability,
}

impl GlobalType {
    /// A global that holds a value of type `content`.
    ///
    /// ```
    /// use sanderling::{GlobalType, Mutability, ValType};
    ///
    /// assert_eq!(*GlobalType::new(ValType::I64, Mutability::Const).content(), ValType::I64);
    /// ```
    pub const fn new(content: ValType, mutability: Mutability) -> Self {
        Self {
            content,
            mutability,
        }
    }

    /// The type of the value.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let ty = GlobalType::new(ValType::I64, Mutability::Var);
    /// assert_eq!(*ty.content(), ValType::I64);
    /// # Ok(())
    /// # }
    /// ```
    pub const fn content(&self) -> &ValType {
        &self.content
    }

    /// Whether the global can be written.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let ty = GlobalType::new(ValType::I64, Mutability::Var);
    /// assert_eq!(ty.mutability(), Mutability::Var);
    /// # Ok(())
    /// # }
    /// ```
    pub const fn mutability(&self) -> Mutability {
        self.mutability
    }

    /// Whether a global of this type can be imported as `other`.
    ///
    /// ```
    /// use sanderling::{GlobalType, Mutability, ValType};
    ///
    /// let a = GlobalType::new(ValType::I32, Mutability::Const);
    /// let b = GlobalType::new(ValType::I32, Mutability::Var);
    /// assert!(a.matches(&a) && !a.matches(&b));
    /// ```
    pub fn matches(&self, other: &Self) -> bool {
        // spec: valid/matching, global types: variable ones are invariant.
        self.mutability == other.mutability
            && self.content.matches(&other.content)
            && (self.mutability == Mutability::Const || other.content.matches(&self.content))
    }
}

impl fmt::Display for GlobalType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.mutability {
            Mutability::Const => write!(f, "(global {})", self.content),
            Mutability::Var => write!(f, "(global (mut {}))", self.content),
        }
    }
}

/// Minimum and maximum of a memory or table, and the width of its addresses.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct SizeRange {
    minimum: u64,
    maximum: Option<u64>,
    is_64: bool,
}

impl SizeRange {
    /// spec: valid/matching, limits.
    fn matches(&self, other: &Self) -> bool {
        let within_maximum = match (self.maximum, other.maximum) {
            (_, None) => true,
            (Some(found), Some(expected)) => found <= expected,
            (None, Some(_)) => false,
        };
        self.is_64 == other.is_64 && self.minimum >= other.minimum && within_maximum
    }
}

impl fmt::Display for SizeRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_64 {
            f.write_str("i64 ")?;
        }
        write!(f, "{}", self.minimum)?;
        match self.maximum {
            Some(maximum) => write!(f, " {maximum}"),
            None => Ok(()),
        }
    }
}

/// The type of a linear memory, with sizes in pages.
///
/// ```
/// use sanderling::MemoryType;
///
/// let ty = MemoryType::new(1, Some(4));
/// assert_eq!((ty.minimum(), ty.maximum()), (1, Some(4)));
/// assert_eq!(ty.to_string(), "(memory 1 4)");
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct MemoryType {
    range: SizeRange,
    shared: bool,
    page_size_log2: u8,
}

impl MemoryType {
    /// The exponent of the usual page size, 64 KiB.
    const DEFAULT_PAGE_SIZE_LOG2: u8 = 16;

    /// A memory with 32-bit addresses.
    ///
    /// ```
    /// assert!(!sanderling::MemoryType::new(1, None).is_64());
    /// ```
    pub fn new(minimum: u32, maximum: Option<u32>) -> Self {
        Self::from_parts(minimum.into(), maximum.map(u64::from), false)
    }

    /// A memory with 64-bit addresses.
    ///
    /// ```
    /// assert!(sanderling::MemoryType::new64(1, None).is_64());
    /// ```
    pub fn new64(minimum: u64, maximum: Option<u64>) -> Self {
        Self::from_parts(minimum, maximum, true)
    }

    /// A memory with 32-bit addresses that several threads may use. Such a memory
    /// always has a maximum.
    ///
    /// ```
    /// let ty = sanderling::MemoryType::shared(1, 2);
    /// assert_eq!(ty.to_string(), "(memory 1 2 shared)");
    /// ```
    pub fn shared(minimum: u32, maximum: u32) -> Self {
        Self::new(minimum, Some(maximum)).with_shared(true)
    }

    /// The same, with 64-bit addresses.
    ///
    /// ```
    /// assert!(sanderling::MemoryType::shared64(1, 2).is_shared());
    /// ```
    pub fn shared64(minimum: u64, maximum: u64) -> Self {
        Self::new64(minimum, Some(maximum)).with_shared(true)
    }

    fn from_parts(minimum: u64, maximum: Option<u64>, is_64: bool) -> Self {
        let range = SizeRange {
            minimum,
            maximum,
            is_64,
        };
        Self {
            range,
            shared: false,
            page_size_log2: Self::DEFAULT_PAGE_SIZE_LOG2,
        }
    }

    pub(super) fn with_shared(self, shared: bool) -> Self {
        Self { shared, ..self }
    }

    pub(super) fn with_page_size_log2(self, page_size_log2: u8) -> Self {
        Self {
            page_size_log2,
            ..self
        }
    }

    /// This type with another minimum: the type of a memory that has grown.
    pub(crate) fn with_minimum(&self, minimum: u64) -> Self {
        let range = SizeRange {
            minimum,
            ..self.range
        };
        Self {
            range,
            ..self.clone()
        }
    }

    /// The initial size in pages.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let ty = MemoryType::new(1, Some(2));
    /// assert_eq!(ty.minimum(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub const fn minimum(&self) -> u64 {
        self.range.minimum
    }

    /// The size in pages that the memory never exceeds, if it is limited.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let ty = MemoryType::new(1, Some(2));
    /// assert_eq!(ty.maximum(), Some(2));
    /// # Ok(())
    /// # }
    /// ```
    pub const fn maximum(&self) -> Option<u64> {
        self.range.maximum
    }

    /// Whether addresses have 64 bits.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let ty = MemoryType::new(1, Some(2));
    /// assert!(!ty.is_64());
    /// # Ok(())
    /// # }
    /// ```
    pub const fn is_64(&self) -> bool {
        self.range.is_64
    }

    /// Whether several threads may use the memory.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let ty = MemoryType::new(1, Some(2));
    /// assert!(!ty.is_shared());
    /// # Ok(())
    /// # }
    /// ```
    pub const fn is_shared(&self) -> bool {
        self.shared
    }

    /// The exponent of the page size: 16 for pages of 64 KiB.
    ///
    /// ```
    /// assert_eq!(sanderling::MemoryType::new(1, None).page_size_log2(), 16);
    /// ```
    pub const fn page_size_log2(&self) -> u8 {
        self.page_size_log2
    }

    /// The page size in bytes.
    ///
    /// ```
    /// assert_eq!(sanderling::MemoryType::new(1, None).page_size(), 65_536);
    /// ```
    pub const fn page_size(&self) -> u64 {
        1 << self.page_size_log2
    }

    /// Whether a memory of this type can be imported as `other`.
    ///
    /// ```
    /// use sanderling::MemoryType;
    ///
    /// assert!(MemoryType::new(2, Some(3)).matches(&MemoryType::new(1, None)));
    /// assert!(!MemoryType::new(2, None).matches(&MemoryType::new(1, Some(3))));
    /// ```
    pub fn matches(&self, other: &Self) -> bool {
        self.range.matches(&other.range)
            && self.shared == other.shared
            && self.page_size_log2 == other.page_size_log2
    }
}

impl fmt::Display for MemoryType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "(memory {}", self.range)?;
        if self.shared {
            f.write_str(" shared")?;
        }
        if self.page_size_log2 != Self::DEFAULT_PAGE_SIZE_LOG2 {
            write!(f, " (pagesize {})", self.page_size())?;
        }
        f.write_str(")")
    }
}

/// The type of a table, with sizes in elements.
///
/// ```
/// use sanderling::{RefType, TableType};
///
/// let ty = TableType::new(RefType::FUNCREF, 2, None);
/// assert_eq!(ty.to_string(), "(table 2 funcref)");
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TableType {
    element: RefType,
    range: SizeRange,
}

impl TableType {
    /// A table with 32-bit indices.
    ///
    /// ```
    /// use sanderling::{RefType, TableType};
    ///
    /// assert_eq!(TableType::new(RefType::EXTERNREF, 0, Some(9)).maximum(), Some(9));
    /// ```
    pub fn new(element: RefType, minimum: u32, maximum: Option<u32>) -> Self {
        let (minimum, maximum) = (minimum.into(), maximum.map(u64::from));
        Self {
            element,
            range: SizeRange {
                minimum,
                maximum,
                is_64: false,
            },
        }
    }

    /// A table with 64-bit indices.
    ///
    /// ```
    /// use sanderling::{RefType, TableType};
    ///
    /// assert!(TableType::new64(RefType::EXTERNREF, 0, None).is_64());
    /// ```
    pub fn new64(element: RefType, minimum: u64, maximum: Option<u64>) -> Self {
        Self {
            element,
            range: SizeRange {
                minimum,
                maximum,
                is_64: true,
            },
        }
    }

    /// This type with another minimum: the type of a table that has grown.
    pub(crate) fn with_minimum(&self, minimum: u64) -> Self {
        let range = SizeRange {
            minimum,
            ..self.range
        };
        Self {
            element: self.element.clone(),
            range,
        }
    }

    /// The type of the elements.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let ty = TableType::new(RefType::FUNCREF, 1, None);
    /// assert_eq!(*ty.element(), RefType::FUNCREF);
    /// # Ok(())
    /// # }
    /// ```
    pub const fn element(&self) -> &RefType {
        &self.element
    }

    /// The initial number of elements.
    ///
    /// ```
    /// use sanderling::{RefType, TableType};
    ///
    /// let ty = TableType::new(RefType::FUNCREF, 2, Some(9));
    /// assert_eq!(ty.minimum(), 2);
    /// ```
    pub const fn minimum(&self) -> u64 {
        self.range.minimum
    }

    /// The number of elements that the table never exceeds, if it is limited.
    ///
    /// ```
    /// use sanderling::{RefType, TableType};
    ///
    /// let ty = TableType::new(RefType::FUNCREF, 2, Some(9));
    /// assert_eq!(ty.maximum(), Some(9));
    /// ```
    pub const fn maximum(&self) -> Option<u64> {
        self.range.maximum
    }

    /// Whether indices have 64 bits.
    ///
    /// ```
    /// use sanderling::{RefType, TableType};
    ///
    /// assert!(!TableType::new(RefType::FUNCREF, 2, None).is_64());
    /// ```
    pub const fn is_64(&self) -> bool {
        self.range.is_64
    }

    /// Whether a table of this type can be imported as `other`.
    ///
    /// ```
    /// use sanderling::{RefType, TableType};
    ///
    /// let ty = TableType::new(RefType::FUNCREF, 2, None);
    /// assert!(ty.matches(&TableType::new(RefType::FUNCREF, 1, None)));
    /// assert!(!ty.matches(&TableType::new(RefType::EXTERNREF, 1, None)));
    /// ```
    pub fn matches(&self, other: &Self) -> bool {
        // spec: valid/matching, table types: the element type is invariant.
        self.range.matches(&other.range)
            && self.element.matches(&other.element)
            && other.element.matches(&self.element)
    }
}

impl fmt::Display for TableType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "(table {} {})", self.range, self.element)
    }
}

/// The type of a tag: the values that an exception with this tag carries.
///
/// ```
/// use sanderling::{FuncType, TagType, ValType};
///
/// let ty = TagType::new(FuncType::new([ValType::I32], []));
/// assert_eq!(ty.to_string(), "(tag (param i32))");
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TagType {
    ty: FuncType,
}

impl TagType {
    /// A tag whose exceptions carry the parameters of `ty`.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let ty = TagType::new(FuncType::new([ValType::I32], []));
    /// assert_eq!(ty.ty().params(), [ValType::I32]);
    /// # Ok(())
    /// # }
    /// ```
    pub const fn new(ty: FuncType) -> Self {
        Self { ty }
    }

    /// The function type whose parameters are the exception's values.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let ty = TagType::new(FuncType::new([], []));
    /// assert!(ty.ty().params().is_empty());
    /// # Ok(())
    /// # }
    /// ```
    pub const fn ty(&self) -> &FuncType {
        &self.ty
    }

    /// Whether a tag of this type can be imported as `other`: they must be equal.
    ///
    /// ```
    /// use sanderling::{FuncType, TagType, ValType};
    ///
    /// let ty = TagType::new(FuncType::new([ValType::I32], []));
    /// assert!(ty.matches(&ty.clone()));
    /// ```
    pub fn matches(&self, other: &Self) -> bool {
        self.ty.matches(&other.ty) && other.ty.matches(&self.ty)
    }
}

impl fmt::Display for TagType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(tag")?;
        write_signature(&self.ty, f)?;
        f.write_str(")")
    }
}

/// The type of something that a module imports or exports.
///
/// ```
/// use sanderling::{ExternType, FuncType, MemoryType};
///
/// let ty = ExternType::from(FuncType::new([], []));
/// assert_eq!(ty.to_string(), "(func)");
/// assert!(!ty.matches(&ExternType::from(MemoryType::new(1, None))));
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum ExternType {
    /// A function.
    Func(FuncType),
    /// A table.
    Table(TableType),
    /// A linear memory.
    Memory(MemoryType),
    /// A global.
    Global(GlobalType),
    /// An exception tag.
    Tag(TagType),
}

macro_rules! extern_type_accessors {
    ($( $name:ident, $variant:ident, $ty:ident, $what:literal, $text:literal; )*) => {
        impl ExternType {
            $(
                #[doc = concat!("The type of the ", $what, ", if this is one.")]
                ///
                /// ```
                /// # use sanderling::*;
                /// # fn main() -> Result<(), Error> {
                /// # let engine = Engine::default();
                #[doc = concat!("let module = Module::new(&engine, r#\"", $text, "\"#)?;")]
                /// let ty = module.get_export("x").unwrap();
                #[doc = concat!("assert!(ty.", stringify!($name), "().is_some());")]
                /// # Ok(())
                /// # }
                /// ```
                pub const fn $name(&self) -> Option<&$ty> {
                    match self {
                        Self::$variant(ty) => Some(ty),
                        _ => None,
                    }
                }
            )*
        }

        $(
            impl From<$ty> for ExternType {
                fn from(ty: $ty) -> Self {
                    Self::$variant(ty)
                }
            }
        )*
    };
}

extern_type_accessors! {
    func, Func, FuncType, "function", "(func (export \"x\"))";
    table, Table, TableType, "table", "(table (export \"x\") 1 funcref)";
    memory, Memory, MemoryType, "memory", "(memory (export \"x\") 1)";
    global, Global, GlobalType, "global", "(global (export \"x\") i32 (i32.const 1))";
    tag, Tag, TagType, "tag", "(tag (export \"x\"))";
}

impl ExternType {
    /// Whether something of this type can be imported as `other`.
    ///
    /// ```
    /// use sanderling::{ExternType, MemoryType};
    ///
    /// let two = ExternType::from(MemoryType::new(2, None));
    /// let one = ExternType::from(MemoryType::new(1, None));
    /// assert!(two.matches(&one) && !one.matches(&two));
    /// ```
    pub fn matches(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Func(a), Self::Func(b)) => a.matches(b),
            (Self::Table(a), Self::Table(b)) => a.matches(b),
            (Self::Memory(a), Self::Memory(b)) => a.matches(b),
            (Self::Global(a), Self::Global(b)) => a.matches(b),
            (Self::Tag(a), Self::Tag(b)) => a.matches(b),
            _ => false,
        }
    }
}

impl fmt::Display for ExternType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Func(ty) => ty.fmt(f),
            Self::Table(ty) => ty.fmt(f),
            Self::Memory(ty) => ty.fmt(f),
            Self::Global(ty) => ty.fmt(f),
            Self::Tag(ty) => ty.fmt(f),
        }
    }
}

/// One import of a module: where it comes from, and what it must be.
///
/// ```
/// # fn main() -> Result<(), sanderling::Error> {
/// use sanderling::{Engine, Module};
///
/// let module = Module::new(&Engine::default(), r#"(import "env" "f" (func))"#)?;
/// let import = module.imports().next().unwrap();
/// assert_eq!((import.module(), import.name()), ("env", "f"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ImportType<'a> {
    module: &'a str,
    name: &'a str,
    ty: ExternType,
}

impl<'a> ImportType<'a> {
    pub(crate) fn new(module: &'a str, name: &'a str, ty: ExternType) -> Self {
        Self { module, name, ty }
    }

    /// The module name, the first of the two names.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let module = Module::new(&Engine::default(), r#"(import "m" "f" (func))"#)?;
    /// let import = module.imports().next().expect("there is one");
    /// assert_eq!(import.module(), "m");
    /// # Ok(())
    /// # }
    /// ```
    pub fn module(&self) -> &'a str {
        self.module
    }

    /// The field name, the second of the two names.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let module = Module::new(&Engine::default(), r#"(import "m" "f" (func))"#)?;
    /// let import = module.imports().next().expect("there is one");
    /// assert_eq!(import.name(), "f");
    /// # Ok(())
    /// # }
    /// ```
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// The type that the import must match.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let module = Module::new(&Engine::default(), r#"(import "m" "f" (func))"#)?;
    /// let import = module.imports().next().expect("there is one");
    /// assert!(import.ty().func().is_some());
    /// # Ok(())
    /// # }
    /// ```
    pub fn ty(&self) -> &ExternType {
        &self.ty
    }
}

/// One export of a module: its name and its type.
///
/// ```
/// # fn main() -> Result<(), sanderling::Error> {
/// use sanderling::{Engine, Module};
///
/// let module = Module::new(&Engine::default(), r#"(memory (export "memory") 1)"#)?;
/// let export = module.exports().next().unwrap();
/// assert_eq!(export.name(), "memory");
/// assert_eq!(export.ty().to_string(), "(memory 1)");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ExportType<'a> {
    name: &'a str,
    ty: ExternType,
}

impl<'a> ExportType<'a> {
    pub(crate) fn new(name: &'a str, ty: ExternType) -> Self {
        Self { name, ty }
    }

    /// The name of the export.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let module = Module::new(&Engine::default(), r#"(memory (export "memory") 1)"#)?;
    /// assert_eq!(module.exports().next().unwrap().name(), "memory");
    /// # Ok(())
    /// # }
    /// ```
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// The type of what is exported.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let module = Module::new(&Engine::default(), r#"(memory (export "memory") 1)"#)?;
    /// assert_eq!(module.exports().next().unwrap().ty().to_string(), "(memory 1)");
    /// # Ok(())
    /// # }
    /// ```
    pub fn ty(&self) -> &ExternType {
        &self.ty
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::HeapType;

    #[test]
    fn limits_match_when_the_range_is_inside() {
        let range = |minimum, maximum| SizeRange {
            minimum,
            maximum,
            is_64: false,
        };
        assert!(range(2, Some(3)).matches(&range(2, Some(3))));
        assert!(range(2, Some(3)).matches(&range(1, Some(4))));
        assert!(range(2, None).matches(&range(1, None)));
        assert!(!range(0, Some(3)).matches(&range(1, Some(3))));
        assert!(!range(2, Some(4)).matches(&range(2, Some(3))));
        assert!(!range(2, None).matches(&range(2, Some(3))));
        let wide = SizeRange {
            minimum: 2,
            maximum: None,
            is_64: true,
        };
        assert!(!wide.matches(&range(2, None)));
    }

    #[test]
    fn memories_differ_by_sharing_and_page_size() {
        let plain = MemoryType::new(1, Some(1));
        assert!(!plain.matches(&plain.clone().with_shared(true)));
        assert!(!plain.matches(&plain.clone().with_page_size_log2(0)));
        let odd = plain.with_shared(true).with_page_size_log2(0);
        assert_eq!(odd.to_string(), "(memory 1 1 shared (pagesize 1))");
    }

    #[test]
    fn variable_globals_and_table_elements_are_invariant() {
        let non_null = RefType::new(false, HeapType::Func);
        for (mutability, expected) in [(Mutability::Const, true), (Mutability::Var, false)] {
            let narrow = GlobalType::new(non_null.clone().into(), mutability);
            let wide = GlobalType::new(ValType::FUNCREF, mutability);
            assert_eq!(narrow.matches(&wide), expected);
            assert!(!wide.matches(&narrow));
        }
        let narrow = TableType::new(non_null, 1, None);
        let wide = TableType::new(RefType::FUNCREF, 1, None);
        assert!(!narrow.matches(&wide) && !wide.matches(&narrow));
    }

    #[test]
    fn kinds_never_match_each_other() {
        let types = [
            ExternType::from(FuncType::new([], [])),
            TableType::new(RefType::FUNCREF, 0, None).into(),
            MemoryType::new(0, None).into(),
            GlobalType::new(ValType::I32, Mutability::Const).into(),
            TagType::new(FuncType::new([], [])).into(),
        ];
        for (i, a) in types.iter().enumerate() {
            for (j, b) in types.iter().enumerate() {
                assert_eq!(a.matches(b), i == j, "{a} {b}");
            }
        }
    }

    #[test]
    fn display_is_the_text_format() {
        assert_eq!(MemoryType::new64(1, None).to_string(), "(memory i64 1)");
        let table = TableType::new64(RefType::EXTERNREF, 0, Some(9));
        assert_eq!(table.to_string(), "(table i64 0 9 externref)");
    }
}
