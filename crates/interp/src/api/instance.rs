//! Instances.

use std::fmt;

use super::handle::Stored;
use super::host_call::call_start;
use super::link::match_import;
use super::linker::Definition;
use super::store::StoreInner;
use super::{
    AsContext, AsContextMut, Export, Extern, Func, Global, Memory, Module, StoreContextMut, Table,
    TypedFunc, WasmParams, WasmResults,
};
use crate::module::ExternDesc;
use crate::room;
use crate::runtime::{ExternAddr, InstanceAddr, StoreCore, StoreId};
use crate::{Error, Frame};

/// A module at work in a store: its functions, memories, tables and globals.
///
/// ```
/// use sanderling::{Engine, Func, Instance, Module, Store};
///
/// # fn main() -> Result<(), sanderling::Error> {
/// let engine = Engine::default();
/// let text = r#"
///     (import "host" "double" (func $double (param i32) (result i32)))
///     (func (export "quadruple") (param i32) (result i32)
///         (call $double (call $double (local.get 0))))"#;
/// let module = Module::new(&engine, text)?;
/// let mut store = Store::new(&engine, ());
/// let double = Func::wrap(&mut store, |n: i32| n.wrapping_mul(2));
/// let instance = Instance::new(&mut store, &module, &[double.into()])?;
/// let quadruple = instance.get_typed_func::<i32, i32>(&mut store, "quadruple")?;
/// assert_eq!(quadruple.call(&mut store, 5)?, 20);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Instance(Stored<InstanceAddr>);

impl Instance {
    /// Makes an instance with these imports, in the order of the module, and runs its
    /// start function. A [`Linker`](crate::Linker) gives imports by name instead.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the number of imports is wrong or one of
    /// them, or the module, belongs elsewhere; [`Link`](crate::ErrorKind::Link) if an
    /// import has the wrong type; [`Limit`](crate::ErrorKind::Limit) beyond
    /// [`Limits`](crate::Limits); [`Trap`](crate::ErrorKind::Trap) if a segment does not
    /// fit or the start function traps. What the instance has written to imported
    /// memories and tables by then stays there.
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
    /// # let _ = instance;
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(
        mut store: impl AsContextMut,
        module: &Module,
        imports: &[Extern],
    ) -> Result<Self, Error> {
        let store = store.as_context_mut();
        store.engine().check_same(&module.inner().engine)?;
        let (expected, found) = (module.inner().imports.len(), imports.len());
        if expected != found {
            let message = format!("expected {expected} imports, got {found}");
            return Err(Error::usage(message));
        }
        let matched = module.inner().imports.iter().zip(imports);
        let matched = matched.map(|(i, item)| match_import(store.core(), module, i, *item));
        let imports: Vec<ExternAddr> = matched.collect::<Result<_, _>>()?;
        instantiate(store.0, module, &imports)
    }

    /// The export called `name`; `None` if there is none, or if the instance belongs to
    /// another store.
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
    /// assert!(instance.get_export(&mut store, "one").is_some());
    /// # Ok(())
    /// # }
    /// ```
    pub fn get_export(&self, mut store: impl AsContextMut, name: &str) -> Option<Extern> {
        let mut store = store.as_context_mut();
        let core = store.core_mut();
        let addr = self.0.addr(core).ok()?;
        let desc = core.instance(addr).module().export(name)?.desc;
        core.func_room(1).ok()?;
        Some(export(core, addr, desc))
    }

    /// The export at a position, in the order of the module, as
    /// [`Module::export_index`] gives it; `None` if there are fewer, or if the instance
    /// belongs to another store. Who looks up the same name in many instances of a module
    /// need not hash it for each.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let module = Module::new(&engine, r#"(memory (export "m") 1) (func (export "f"))"#)?;
    /// let index = module.export_index("f").ok_or_else(|| Error::msg("no f"))?;
    /// let instance = Instance::new(&mut store, &module, &[])?;
    /// assert!(matches!(instance.export_at(&mut store, index), Some(Extern::Func(_))));
    /// assert!(instance.export_at(&mut store, 2).is_none());
    /// # Ok(())
    /// # }
    /// ```
    pub fn export_at(&self, mut store: impl AsContextMut, index: usize) -> Option<Extern> {
        let mut store = store.as_context_mut();
        let core = store.core_mut();
        let addr = self.0.addr(core).ok()?;
        let desc = core.instance(addr).module().exports.get(index)?.desc;
        core.func_room(1).ok()?;
        Some(export(core, addr, desc))
    }

    /// Lets nothing call into the instance any more, for example because a call of it was
    /// given up halfway: calls from the host and from other instances fail with an error
    /// of the kind [`Usage`](crate::ErrorKind::Usage), which gives the reason, and calls
    /// of it that wait cannot be resumed. One that runs goes on. Its memories, tables and
    /// globals can still be used. There is no way back.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the instance belongs to another store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let module = Module::new(&engine, r#"(func (export "f"))"#)?;
    /// let instance = Instance::new(&mut store, &module, &[])?;
    /// let f = instance.get_typed_func::<(), ()>(&mut store, "f")?;
    /// f.call(&mut store, ())?;
    /// instance.poison(&mut store, "its state is inconsistent")?;
    /// assert!(instance.is_poisoned(&store)?);
    /// let error = f.call(&mut store, ()).unwrap_err();
    /// assert!(error.to_string().contains("its state is inconsistent"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn poison(&self, mut store: impl AsContextMut, reason: &str) -> Result<(), Error> {
        let mut store = store.as_context_mut();
        let core = store.core_mut();
        let addr = self.0.addr(core)?;
        core.instance_mut(addr)
            .poisoned
            .get_or_insert(reason.into());
        Ok(())
    }

    /// Whether the instance is [poisoned](Self::poison).
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the instance belongs to another store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let instance = Instance::new(&mut store, &Module::new(&engine, "(module)")?, &[])?;
    /// assert!(!instance.is_poisoned(&store)?);
    /// instance.poison(&mut store, "it is not trusted any more")?;
    /// assert!(instance.is_poisoned(&store)?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_poisoned(&self, store: impl AsContext) -> Result<bool, Error> {
        let store = store.as_context();
        let addr = self.0.addr(store.core())?;
        Ok(store.core().instance(addr).poisoned.is_some())
    }

    /// The exported function called `name`.
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
    /// assert!(instance.get_func(&mut store, "one").is_some());
    /// assert!(instance.get_func(&mut store, "seven").is_none());
    /// # Ok(())
    /// # }
    /// ```
    pub fn get_func(&self, store: impl AsContextMut, name: &str) -> Option<Func> {
        self.get_export(store, name)?.into_func()
    }

    /// The exported function called `name`, with a static type.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if there is no such function, it has another
    /// type, or the instance belongs to another store.
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
    /// let one = instance.get_typed_func::<(), i32>(&mut store, "one")?;
    /// assert_eq!(one.call(&mut store, ())?, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn get_typed_func<P: WasmParams, R: WasmResults>(
        &self,
        mut store: impl AsContextMut,
        name: &str,
    ) -> Result<TypedFunc<P, R>, Error> {
        let store = store.as_context_mut();
        self.0.addr(store.core())?;
        let mut store = store;
        let Some(func) = self.get_func(&mut store, name) else {
            return Err(Error::usage(format!(
                "there is no exported function {name:?}"
            )));
        };
        func.typed(&store)
    }

    /// The exported memory called `name`.
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
    /// assert!(instance.get_memory(&mut store, "memory").is_some());
    /// # Ok(())
    /// # }
    /// ```
    pub fn get_memory(&self, store: impl AsContextMut, name: &str) -> Option<Memory> {
        self.get_export(store, name)?.into_memory()
    }

    /// The exported table called `name`.
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
    /// assert!(instance.get_table(&mut store, "table").is_some());
    /// # Ok(())
    /// # }
    /// ```
    pub fn get_table(&self, store: impl AsContextMut, name: &str) -> Option<Table> {
        self.get_export(store, name)?.into_table()
    }

    /// The exported global called `name`.
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
    /// assert!(instance.get_global(&mut store, "seven").is_some());
    /// # Ok(())
    /// # }
    /// ```
    pub fn get_global(&self, store: impl AsContextMut, name: &str) -> Option<Global> {
        self.get_export(store, name)?.into_global()
    }

    /// All exports, in the order of the module.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the instance belongs to another store.
    ///
    /// ```
    /// use sanderling::{Engine, Instance, Module, Store};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let engine = Engine::default();
    /// let module = Module::new(&engine, r#"(memory (export "b") 1) (func (export "a"))"#)?;
    /// let mut store = Store::new(&engine, ());
    /// let instance = Instance::new(&mut store, &module, &[])?;
    /// let names: Vec<&str> = instance.exports(&mut store)?.map(|e| e.name()).collect();
    /// assert_eq!(names, ["b", "a"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn exports<'a, T: 'a>(
        &self,
        store: impl Into<StoreContextMut<'a, T>>,
    ) -> Result<impl ExactSizeIterator<Item = Export<'a>>, Error> {
        let (core, _) = store.into().into_parts();
        let addr = self.0.addr(core)?;
        let module = core.instance(addr).module().clone();
        let mut items: Vec<Extern> = room::with_capacity(module.exports.len())?;
        for item in &module.exports {
            core.func_room(1)?;
            items.push(export(core, addr, item.desc));
        }
        let core: &'a StoreCore = core;
        let exports = core.instance(addr).module().exports.iter();
        Ok(exports
            .zip(items)
            .map(|(export, item)| Export::new(&export.name, item)))
    }

    pub(super) fn from_addr(core: &StoreCore, addr: InstanceAddr) -> Self {
        Self(Stored::new(core.id(), addr))
    }
}

impl Frame {
    /// The instance whose function it is.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let module = Module::new(&engine, r#"(func (export "f") unreachable)"#)?;
    /// let instance = Instance::new(&mut store, &module, &[])?;
    /// let f = instance.get_typed_func::<(), ()>(&mut store, "f")?;
    /// let error = f.call(&mut store, ()).unwrap_err();
    /// assert_eq!(error.backtrace()[0].instance(), Some(instance));
    /// # Ok(())
    /// # }
    /// ```
    pub fn instance(&self) -> Option<Instance> {
        let (store, addr) = self.instance?;
        let (store, addr) = (StoreId::from_bits(store), InstanceAddr(addr));
        Some(Instance(Stored::new(store, addr)))
    }
}

/// What an instance exports.
fn export(core: &mut StoreCore, instance: InstanceAddr, desc: ExternDesc) -> Extern {
    let addr = match desc {
        ExternDesc::Func(x) => ExternAddr::Func(core.instance_func(instance, x)),
        ExternDesc::Table(x) => ExternAddr::Table(core.instance(instance).table(x.0)),
        ExternDesc::Memory(x) => ExternAddr::Memory(core.instance(instance).memory(x.0)),
        ExternDesc::Global(x) => ExternAddr::Global(core.instance(instance).global(x.0)),
        ExternDesc::Tag(x) => ExternAddr::Tag(core.instance(instance).tag_addrs[x.index()]),
    };
    Extern::from_addr(core.id(), addr)
}

/// Makes an instance with imports that match, and runs its start function.
fn instantiate<T>(
    store: &mut StoreInner<T>,
    module: &Module,
    imports: &[ExternAddr],
) -> Result<Instance, Error> {
    let (addr, start) = store.core.instantiate(module.inner(), imports)?;
    if let Some(start) = start {
        call_start(store, start, addr)?;
    }
    Ok(Instance::from_addr(&store.core, addr))
}

/// A module whose imports have been looked up, to be instantiated many times.
///
/// See [`Linker::instantiate_pre`](crate::Linker::instantiate_pre).
///
/// ```
/// # use sanderling::*;
/// # fn main() -> Result<(), Error> {
/// let engine = Engine::default();
/// let module = Module::new(&engine, "(memory 1)")?;
/// let pre: InstancePre<()> = Linker::new(&engine).instantiate_pre(&module)?;
/// let mut store = Store::new(&engine, ());
/// for _ in 0..3 {
///     pre.instantiate(&mut store)?;
/// }
/// # Ok(())
/// # }
/// ```
pub struct InstancePre<T> {
    module: Module,
    /// In the order of the imports.
    imports: Vec<Definition<T>>,
}

impl<T> InstancePre<T> {
    pub(super) fn new(module: Module, imports: Vec<Definition<T>>) -> Self {
        Self { module, imports }
    }

    /// Makes an instance in a store and runs its start function.
    ///
    /// # Errors
    ///
    /// As for [`Instance::new`].
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let module = Module::new(&engine, r#"(import "host" "one" (func (result i32))) (export "one" (func 0))"#)?;
    /// let mut linker = Linker::new(&engine);
    /// linker.func_wrap("host", "one", || 1)?;
    /// let prepared = linker.instantiate_pre(&module)?;
    /// let instance = prepared.instantiate(&mut store)?;
    /// # let _ = instance;
    /// # Ok(())
    /// # }
    /// ```
    pub fn instantiate(&self, mut store: impl AsContextMut<Data = T>) -> Result<Instance, Error> {
        let store = store.as_context_mut();
        store.engine().check_same(&self.module.inner().engine)?;
        let mut imports = Vec::with_capacity(self.imports.len());
        for (import, definition) in self.module.inner().imports.iter().zip(&self.imports) {
            let item = definition.to_extern(store.0)?;
            imports.push(match_import(store.core(), &self.module, import, item)?);
        }
        instantiate(store.0, &self.module, &imports)
    }

    /// The module.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let module = Module::new(&engine, r#"(import "host" "one" (func (result i32))) (export "one" (func 0))"#)?;
    /// let mut linker = Linker::<()>::new(&engine);
    /// linker.func_wrap("host", "one", || 1)?;
    /// let prepared = linker.instantiate_pre(&module)?;
    /// assert_eq!(prepared.module().imports().len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn module(&self) -> &Module {
        &self.module
    }
}

impl<T> Clone for InstancePre<T> {
    fn clone(&self) -> Self {
        Self {
            module: self.module.clone(),
            imports: self.imports.clone(),
        }
    }
}

impl<T> fmt::Debug for InstancePre<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InstancePre")
            .field("module", &self.module)
            .finish_non_exhaustive()
    }
}
