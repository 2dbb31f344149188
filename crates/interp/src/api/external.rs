//! What modules import and export.

use super::{AsContext, Func, Global, Memory, Table, Tag};
use crate::runtime::{ExternAddr, StoreCore, StoreId};
use crate::{Error, ExternType};

/// Something that can be imported and exported.
///
/// ```
/// use sanderling::{Engine, Extern, Memory, MemoryType, Store};
///
/// # fn main() -> Result<(), sanderling::Error> {
/// let mut store = Store::new(&Engine::default(), ());
/// let item = Extern::from(Memory::new(&mut store, MemoryType::new(1, None))?);
/// assert_eq!(item.ty(&store)?.to_string(), "(memory 1)");
/// assert!(item.into_memory().is_some() && item.into_func().is_none());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Extern {
    /// A function.
    Func(Func),
    /// A table.
    Table(Table),
    /// A linear memory.
    Memory(Memory),
    /// A global.
    Global(Global),
    /// An exception tag.
    Tag(Tag),
}

impl Extern {
    /// The type of the item; for memories and tables with the present size as minimum.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the item belongs to another store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let memory = Memory::new(&mut store, MemoryType::new(1, None))?;
    /// assert!(Extern::from(memory).ty(&store)?.memory().is_some());
    /// # Ok(())
    /// # }
    /// ```
    pub fn ty(&self, store: impl AsContext) -> Result<ExternType, Error> {
        let store = store.as_context();
        let addr = self.addr(store.core())?;
        Ok(extern_type(store.core(), addr))
    }

    pub(super) fn addr(&self, core: &StoreCore) -> Result<ExternAddr, Error> {
        Ok(match self {
            Self::Func(func) => ExternAddr::Func(func.addr(core)?),
            Self::Table(table) => ExternAddr::Table(table.addr(core)?),
            Self::Memory(memory) => ExternAddr::Memory(memory.addr(core)?),
            Self::Global(global) => ExternAddr::Global(global.addr(core)?),
            Self::Tag(tag) => ExternAddr::Tag(tag.addr(core)?),
        })
    }

    pub(super) fn from_addr(store: StoreId, addr: ExternAddr) -> Self {
        match addr {
            ExternAddr::Func(addr) => Self::Func(Func::from_addr(store, addr)),
            ExternAddr::Table(addr) => Self::Table(Table::from_addr(store, addr)),
            ExternAddr::Memory(addr) => Self::Memory(Memory::from_addr(store, addr)),
            ExternAddr::Global(addr) => Self::Global(Global::from_addr(store, addr)),
            ExternAddr::Tag(addr) => Self::Tag(Tag::from_addr(store, addr)),
        }
    }
}

/// The type of anything in a store, as linking sees it.
pub(super) fn extern_type(core: &StoreCore, addr: ExternAddr) -> ExternType {
    match addr {
        ExternAddr::Func(addr) => (**core.func(addr).ty()).clone().into(),
        ExternAddr::Table(addr) => {
            let table = core.table(addr);
            table.ty().with_minimum(table.size()).into()
        }
        ExternAddr::Memory(addr) => {
            let memory = core.memory(addr);
            memory.ty().with_minimum(memory.size_pages()).into()
        }
        ExternAddr::Global(addr) => core.global(addr).ty().clone().into(),
        ExternAddr::Tag(addr) => super::tag::tag_type(core, addr).into(),
    }
}

macro_rules! extern_accessors {
    ($( $into:ident, $variant:ident, $what:literal, $text:literal; )*) => {
        impl Extern {
            $(
                #[doc = concat!("The ", $what, ", if it is one.")]
                ///
                /// ```
                /// # use sanderling::*;
                /// # fn main() -> Result<(), Error> {
                /// # let engine = Engine::default();
                /// # let mut store = Store::new(&engine, ());
                #[doc = concat!("let module = Module::new(&engine, r#\"", $text, "\"#)?;")]
                /// let instance = Instance::new(&mut store, &module, &[])?;
                /// let x = instance.get_export(&mut store, "x").unwrap();
                #[doc = concat!("assert!(x.", stringify!($into), "().is_some());")]
                /// # Ok(())
                /// # }
                /// ```
                pub fn $into(self) -> Option<$variant> {
                    match self {
                        Self::$variant(item) => Some(item),
                        _ => None,
                    }
                }
            )*
        }

        $(
            impl From<$variant> for Extern {
                fn from(item: $variant) -> Self {
                    Self::$variant(item)
                }
            }
        )*
    };
}

extern_accessors! {
    into_func, Func, "function", "(func (export \"x\"))";
    into_table, Table, "table", "(table (export \"x\") 1 funcref)";
    into_memory, Memory, "memory", "(memory (export \"x\") 1)";
    into_global, Global, "global", "(global (export \"x\") i32 (i32.const 1))";
    into_tag, Tag, "tag", "(tag (export \"x\"))";
}

/// An export of an instance: its name and what it is.
///
/// See [`Instance::exports`](crate::Instance::exports).
///
/// ```
/// # use sanderling::*;
/// # fn main() -> Result<(), Error> {
/// let engine = Engine::default();
/// let module = Module::new(&engine, r#"(memory (export "memory") 1)"#)?;
/// let mut store = Store::new(&engine, ());
/// let instance = Instance::new(&mut store, &module, &[])?;
/// let names: Vec<_> = instance.exports(&mut store)?.map(|e| e.name().to_owned()).collect();
/// assert_eq!(names, ["memory"]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Export<'a> {
    name: &'a str,
    item: Extern,
}

impl<'a> Export<'a> {
    pub(super) fn new(name: &'a str, item: Extern) -> Self {
        Self { name, item }
    }

    /// The name of the export.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let text = r#"(memory (export "memory") 1) (table (export "table") 1 funcref)
    ///     (global (export "seven") i32 (i32.const 7))
    ///     (func (export "one") (result i32) (i32.const 1))"#;
    /// let instance = Instance::new(&mut store, &Module::new(&engine, text)?, &[])?;
    /// let mut exports = instance.exports(&mut store)?;
    /// assert_eq!(exports.next().map(|export| export.name().to_owned()).as_deref(), Some("memory"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// What is exported.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let text = r#"(memory (export "memory") 1) (table (export "table") 1 funcref)
    ///     (global (export "seven") i32 (i32.const 7))
    ///     (func (export "one") (result i32) (i32.const 1))"#;
    /// let instance = Instance::new(&mut store, &Module::new(&engine, text)?, &[])?;
    /// let mut exports = instance.exports(&mut store)?;
    /// assert!(matches!(exports.next().map(Export::into_extern), Some(Extern::Memory(_))));
    /// # Ok(())
    /// # }
    /// ```
    pub fn into_extern(self) -> Extern {
        self.item
    }

    /// The function, if it is one.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let text = r#"(memory (export "memory") 1) (table (export "table") 1 funcref)
    ///     (global (export "seven") i32 (i32.const 7))
    ///     (func (export "one") (result i32) (i32.const 1))"#;
    /// let instance = Instance::new(&mut store, &Module::new(&engine, text)?, &[])?;
    /// let mut exports = instance.exports(&mut store)?;
    /// assert!(exports.nth(3).and_then(Export::into_func).is_some());
    /// # Ok(())
    /// # }
    /// ```
    pub fn into_func(self) -> Option<Func> {
        self.item.into_func()
    }

    /// The table, if it is one.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let text = r#"(memory (export "memory") 1) (table (export "table") 1 funcref)
    ///     (global (export "seven") i32 (i32.const 7))
    ///     (func (export "one") (result i32) (i32.const 1))"#;
    /// let instance = Instance::new(&mut store, &Module::new(&engine, text)?, &[])?;
    /// let mut exports = instance.exports(&mut store)?;
    /// assert!(exports.nth(1).and_then(Export::into_table).is_some());
    /// # Ok(())
    /// # }
    /// ```
    pub fn into_table(self) -> Option<Table> {
        self.item.into_table()
    }

    /// The memory, if it is one.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let text = r#"(memory (export "memory") 1) (table (export "table") 1 funcref)
    ///     (global (export "seven") i32 (i32.const 7))
    ///     (func (export "one") (result i32) (i32.const 1))"#;
    /// let instance = Instance::new(&mut store, &Module::new(&engine, text)?, &[])?;
    /// let mut exports = instance.exports(&mut store)?;
    /// assert!(exports.next().and_then(Export::into_memory).is_some());
    /// # Ok(())
    /// # }
    /// ```
    pub fn into_memory(self) -> Option<Memory> {
        self.item.into_memory()
    }

    /// The global, if it is one.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let text = r#"(memory (export "memory") 1) (table (export "table") 1 funcref)
    ///     (global (export "seven") i32 (i32.const 7))
    ///     (func (export "one") (result i32) (i32.const 1))"#;
    /// let instance = Instance::new(&mut store, &Module::new(&engine, text)?, &[])?;
    /// let mut exports = instance.exports(&mut store)?;
    /// assert!(exports.nth(2).and_then(Export::into_global).is_some());
    /// # Ok(())
    /// # }
    /// ```
    pub fn into_global(self) -> Option<Global> {
        self.item.into_global()
    }
}
