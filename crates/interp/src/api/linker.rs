//! Imports by name.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::func::untyped;
use super::host_call::HostFn;
use super::into_func::{HostFunc, IntoFunc};
use super::link::incompatible;
use super::store::StoreInner;
use super::{
    AsContextMut, Caller, Engine, Extern, Func, Instance, InstancePre, Memory, Module,
    SharedMemory, Val,
};
use crate::error::{LinkError, UnknownImport};
use crate::module::{ExternDesc, Import};
use crate::types::TypeId;
use crate::{Error, FuncType};

/// Names for what modules may import.
///
/// Host functions that are defined with a linker belong to no store and can be used in
/// any; everything else can be used in its own store only. Such a function fits every
/// import with the same parameters and results, whichever supertypes or recursion group
/// the module declares its type with.
///
/// ```
/// use sanderling::{Engine, Linker, Module, Store};
///
/// # fn main() -> Result<(), sanderling::Error> {
/// let engine = Engine::default();
/// let mut linker = Linker::new(&engine);
/// linker.func_wrap("math", "square", |n: i64| n.wrapping_mul(n))?;
/// let text = r#"
///     (import "math" "square" (func $square (param i64) (result i64)))
///     (func (export "run") (result i64) (call $square (i64.const 12)))"#;
/// let mut store = Store::new(&engine, ());
/// let instance = linker.instantiate(&mut store, &Module::new(&engine, text)?)?;
/// let run = instance.get_typed_func::<(), i64>(&mut store, "run")?;
/// assert_eq!(run.call(&mut store, ())?, 144);
/// # Ok(())
/// # }
/// ```
pub struct Linker<T> {
    engine: Engine,
    allow_shadowing: bool,
    /// By module name, then by field name.
    definitions: BTreeMap<Box<str>, BTreeMap<Box<str>, Definition<T>>>,
}

/// What a name stands for.
pub(super) enum Definition<T> {
    /// Something that is in a store.
    Extern(Extern),
    /// A memory that is put into every store where it is used.
    Shared(SharedMemory),
    /// A host function that is put into a store when it is used there.
    Host {
        ty: Arc<FuncType>,
        id: TypeId,
        call: HostFn<T>,
    },
}

impl<T> Definition<T> {
    /// The item in this store.
    pub(super) fn to_extern(&self, store: &mut StoreInner<T>) -> Result<Extern, Error> {
        match self {
            Self::Extern(item) => Ok(*item),
            Self::Shared(memory) => {
                let addr = store.core.alloc_shared_memory(memory.inner())?;
                Ok(Memory::from_addr(store.core.id(), addr).into())
            }
            Self::Host { ty, id, call } => {
                let addr = store.add_host_func(ty.clone(), *id, call.clone())?;
                Ok(Func::from_addr(store.core.id(), addr).into())
            }
        }
    }
}

impl<T> Linker<T> {
    /// A linker without any definition.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let mut linker: Linker<()> = Linker::new(&Engine::default());
    /// linker.func_wrap("host", "nothing", || ())?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(engine: &Engine) -> Self {
        Self {
            engine: engine.clone(),
            allow_shadowing: false,
            definitions: BTreeMap::new(),
        }
    }

    /// The engine that the linker was made with.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let engine = Engine::default();
    /// let linker: Linker<()> = Linker::new(&engine);
    /// assert!(Engine::same(linker.engine(), &engine));
    /// # Ok(())
    /// # }
    /// ```
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Whether a name may be defined again, replacing what it stood for. It is an error
    /// unless this is switched on.
    ///
    /// ```
    /// use sanderling::{Engine, Linker};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let mut linker = Linker::<()>::new(&Engine::default());
    /// linker.func_wrap("m", "f", || 1)?;
    /// assert!(linker.func_wrap("m", "f", || 2).is_err());
    /// linker.allow_shadowing(true).func_wrap("m", "f", || 2)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn allow_shadowing(&mut self, allow: bool) -> &mut Self {
        self.allow_shadowing = allow;
        self
    }

    /// Defines a name as something of a store.
    ///
    /// # Errors
    ///
    /// [`Link`](crate::ErrorKind::Link) if the name is defined already.
    ///
    /// ```
    /// use sanderling::{Engine, Linker, Memory, MemoryType, Store};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let engine = Engine::default();
    /// let mut store = Store::new(&engine, ());
    /// let memory = Memory::new(&mut store, MemoryType::new(1, None))?;
    /// Linker::<()>::new(&engine).define("env", "memory", memory)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn define(
        &mut self,
        module: &str,
        name: &str,
        item: impl Into<Extern>,
    ) -> Result<&mut Self, Error> {
        self.insert(module, name, Definition::Extern(item.into()))
    }

    /// Defines a name as a memory that all stores share in which the linker makes
    /// instances.
    ///
    /// # Errors
    ///
    /// [`Link`](crate::ErrorKind::Link) if the name is defined already,
    /// [`Usage`](crate::ErrorKind::Usage) if the memory belongs to another engine.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let engine = Engine::default();
    /// let memory = SharedMemory::new(&engine, MemoryType::shared(1, 2))?;
    /// Linker::<()>::new(&engine).shared_memory("env", "memory", &memory)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn shared_memory(
        &mut self,
        module: &str,
        name: &str,
        memory: &SharedMemory,
    ) -> Result<&mut Self, Error> {
        if !Engine::same(&self.engine, memory.engine()) {
            return Err(Error::usage("the shared memory belongs to another engine"));
        }
        self.insert(module, name, Definition::Shared(memory.clone()))
    }

    /// Defines a name as a host function whose type is known at run time only; see
    /// [`Func::new`].
    ///
    /// # Errors
    ///
    /// [`Link`](crate::ErrorKind::Link) if the name is defined already,
    /// [`Usage`](crate::ErrorKind::Usage) if `ty` names a type of another engine.
    ///
    /// ```
    /// use sanderling::{Engine, FuncType, Linker, ValType};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let mut linker = Linker::<()>::new(&Engine::default());
    /// let ty = FuncType::new([ValType::I32], [ValType::I32]);
    /// linker.func_new("m", "same", ty, |_caller, params, results| {
    ///     results[0] = params[0].clone();
    ///     Ok(())
    /// })?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn func_new(
        &mut self,
        module: &str,
        name: &str,
        ty: FuncType,
        func: impl Fn(Caller<'_, T>, &[Val], &mut [Val]) -> Result<(), Error> + Send + Sync + 'static,
    ) -> Result<&mut Self, Error> {
        let call = untyped(ty.clone(), func);
        self.insert_host(module, name, HostFunc { ty, call })
    }

    /// Defines a name as a host function from a closure; see [`Func::wrap`].
    ///
    /// # Errors
    ///
    /// [`Link`](crate::ErrorKind::Link) if the name is defined already.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let module = Module::new(&engine, r#"(import "host" "one" (func (result i32))) (export "one" (func 0))"#)?;
    /// let mut linker = Linker::new(&engine);
    /// linker.func_wrap("host", "one", || 1)?;
    /// let instance = linker.instantiate(&mut store, &module)?;
    /// # let _ = instance;
    /// # Ok(())
    /// # }
    /// ```
    pub fn func_wrap<Params, Results>(
        &mut self,
        module: &str,
        name: &str,
        func: impl IntoFunc<T, Params, Results>,
    ) -> Result<&mut Self, Error> {
        self.insert_host(module, name, func.into_func())
    }

    /// Defines all exports of an instance, under the module name `module`.
    ///
    /// # Errors
    ///
    /// [`Link`](crate::ErrorKind::Link) if a name is defined already,
    /// [`Usage`](crate::ErrorKind::Usage) if the instance belongs to another store.
    ///
    /// ```
    /// use sanderling::{Engine, Instance, Linker, Module, Store};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let engine = Engine::default();
    /// let mut store = Store::new(&engine, ());
    /// let library = Module::new(&engine, r#"(func (export "one") (result i32) (i32.const 1))"#)?;
    /// let library = Instance::new(&mut store, &library, &[])?;
    /// let mut linker = Linker::new(&engine);
    /// linker.instance(&mut store, "library", library)?;
    /// let user = Module::new(&engine, r#"(import "library" "one" (func (result i32)))"#)?;
    /// assert!(linker.instantiate(&mut store, &user).is_ok());
    /// # Ok(())
    /// # }
    /// ```
    pub fn instance(
        &mut self,
        mut store: impl AsContextMut<Data = T>,
        module: &str,
        instance: Instance,
    ) -> Result<&mut Self, Error> {
        let mut store = store.as_context_mut();
        for export in instance.exports(&mut store)? {
            self.define(module, export.name(), export.into_extern())?;
        }
        Ok(self)
    }

    /// Instantiates a module and defines all its exports, under the module name `name`.
    /// An export `_initialize`, which libraries for WASI have, is called first.
    ///
    /// # Errors
    ///
    /// As for [`instantiate`](Self::instantiate) and [`instance`](Self::instance).
    ///
    /// ```
    /// use sanderling::{Engine, Linker, Module, Store};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let engine = Engine::default();
    /// let mut store = Store::new(&engine, ());
    /// let library = Module::new(&engine, r#"(memory (export "memory") 1)"#)?;
    /// let mut linker = Linker::new(&engine);
    /// linker.module(&mut store, "library", &library)?;
    /// assert!(linker.get(&mut store, "library", "memory").is_some());
    /// # Ok(())
    /// # }
    /// ```
    pub fn module(
        &mut self,
        mut store: impl AsContextMut<Data = T>,
        name: &str,
        module: &Module,
    ) -> Result<&mut Self, Error> {
        let mut store = store.as_context_mut();
        let instance = self.instantiate(&mut store, module)?;
        if let Some(initialize) = instance.get_func(&mut store, "_initialize") {
            initialize.typed::<(), ()>(&store)?.call(&mut store, ())?;
        }
        self.instance(store, name, instance)
    }

    /// Defines a second name for what a name stands for.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the first name is not defined,
    /// [`Link`](crate::ErrorKind::Link) if the second is already.
    ///
    /// ```
    /// use sanderling::{Engine, Linker};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let mut linker = Linker::<()>::new(&Engine::default());
    /// linker.func_wrap("wasi_snapshot_preview1", "f", || {})?;
    /// linker.alias("wasi_snapshot_preview1", "f", "wasi_unstable", "f")?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn alias(
        &mut self,
        module: &str,
        name: &str,
        as_module: &str,
        as_name: &str,
    ) -> Result<&mut Self, Error> {
        let Some(definition) = self.lookup(module, name).cloned() else {
            return Err(Error::usage(format!("{module:?} {name:?} is not defined")));
        };
        self.insert(as_module, as_name, definition)
    }

    /// What a name stands for, in this store. A host function is put into the store.
    ///
    /// ```
    /// use sanderling::{Engine, Linker, Store};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let engine = Engine::default();
    /// let mut store = Store::new(&engine, ());
    /// let mut linker = Linker::new(&engine);
    /// linker.func_wrap("m", "f", || {})?;
    /// assert!(linker.get(&mut store, "m", "f").is_some());
    /// assert!(linker.get(&mut store, "m", "g").is_none());
    /// # Ok(())
    /// # }
    /// ```
    pub fn get(
        &self,
        mut store: impl AsContextMut<Data = T>,
        module: &str,
        name: &str,
    ) -> Option<Extern> {
        self.lookup(module, name)?
            .to_extern(store.as_context_mut().0)
            .ok()
    }

    /// All names, module name first, and what they stand for in this store, in
    /// alphabetical order.
    ///
    /// ```
    /// use sanderling::{Engine, Linker, Store};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let engine = Engine::default();
    /// let mut store = Store::new(&engine, ());
    /// let mut linker = Linker::new(&engine);
    /// linker.func_wrap("m", "g", || {})?.func_wrap("m", "f", || {})?;
    /// let names: Vec<_> = linker.iter(&mut store).map(|(m, n, _)| (m, n)).collect();
    /// assert_eq!(names, [("m", "f"), ("m", "g")]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn iter<'a>(
        &'a self,
        mut store: impl AsContextMut<Data = T> + 'a,
    ) -> impl Iterator<Item = (&'a str, &'a str, Extern)>
    where
        T: 'a,
    {
        let names = self.definitions.iter();
        let names = names.flat_map(|(m, fields)| fields.iter().map(move |(n, d)| (m, n, d)));
        names.filter_map(move |(module, name, definition)| {
            let item = definition.to_extern(store.as_context_mut().0).ok()?;
            Some((&**module, &**name, item))
        })
    }

    /// Defines every function that `module` imports and that is not defined yet as one
    /// that fails, naming the import, when it is called.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the module belongs to another engine.
    ///
    /// ```
    /// use sanderling::{Engine, Linker, Module, Store};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let engine = Engine::default();
    /// let text = r#"(import "m" "f" (func $f)) (func (export "run") (call $f))"#;
    /// let module = Module::new(&engine, text)?;
    /// let mut linker = Linker::new(&engine);
    /// linker.define_unknown_imports_as_traps(&module)?;
    /// let mut store = Store::new(&engine, ());
    /// let instance = linker.instantiate(&mut store, &module)?;
    /// let run = instance.get_typed_func::<(), ()>(&mut store, "run")?;
    /// let error = run.call(&mut store, ()).unwrap_err();
    /// assert!(error.to_string().starts_with(r#"unknown import: "m" "f" (func)"#));
    /// # Ok(())
    /// # }
    /// ```
    pub fn define_unknown_imports_as_traps(&mut self, module: &Module) -> Result<&mut Self, Error> {
        self.engine.check_same(&module.inner().engine)?;
        for import in &module.inner().imports {
            let ExternDesc::Func(x) = import.ty else {
                continue;
            };
            if self.lookup(&import.module, &import.name).is_some() {
                continue;
            }
            let ty = module.inner().func_type(x).clone();
            let unknown = unknown_import(module, import);
            let call: HostFn<T> = Arc::new(move |_, _| {
                Err(Error::link(LinkError::UnknownImports(vec![
                    unknown.clone(),
                ])))
            });
            // By the import's own type id: it may have declared supertypes.
            let id = module.inner().func_type_id(x);
            self.insert(
                &import.module,
                &import.name,
                Definition::Host { ty, id, call },
            )?;
        }
        Ok(self)
    }

    /// Looks the module's imports up, makes an instance, and runs its start function.
    ///
    /// # Errors
    ///
    /// As for [`instantiate_pre`](Self::instantiate_pre) and [`Instance::new`].
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let module = Module::new(&engine, r#"(import "host" "one" (func (result i32))) (export "one" (func 0))"#)?;
    /// let mut linker = Linker::new(&engine);
    /// linker.func_wrap("host", "one", || 1)?;
    /// let instance = linker.instantiate(&mut store, &module)?;
    /// assert!(instance.get_func(&mut store, "one").is_some());
    /// # Ok(())
    /// # }
    /// ```
    pub fn instantiate(
        &self,
        store: impl AsContextMut<Data = T>,
        module: &Module,
    ) -> Result<Instance, Error> {
        self.instantiate_pre(module)?.instantiate(store)
    }

    /// Looks the module's imports up, for any number of instances.
    ///
    /// # Errors
    ///
    /// [`Link`](crate::ErrorKind::Link) if imports are not defined, with all of them
    /// listed, or if a host function has the wrong type.
    /// [`Usage`](crate::ErrorKind::Usage) if the module belongs to another engine.
    ///
    /// ```
    /// use sanderling::{Engine, Linker, Module, Store};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let engine = Engine::default();
    /// let module = Module::new(&engine, r#"(import "m" "f" (func)) (import "m" "g" (func))"#)?;
    /// let mut linker = Linker::new(&engine);
    /// let error = linker.instantiate_pre(&module).unwrap_err();
    /// assert_eq!(error.to_string(), r#"unknown import: "m" "f" (func), "m" "g" (func)"#);
    ///
    /// linker.func_wrap("m", "f", || {})?.func_wrap("m", "g", || {})?;
    /// let pre = linker.instantiate_pre(&module)?;
    /// for _ in 0..3 {
    ///     pre.instantiate(&mut Store::new(&engine, ()))?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn instantiate_pre(&self, module: &Module) -> Result<InstancePre<T>, Error> {
        self.engine.check_same(&module.inner().engine)?;
        let mut found = Vec::with_capacity(module.inner().imports.len());
        let mut unknown = Vec::new();
        for import in &module.inner().imports {
            match self.lookup(&import.module, &import.name) {
                Some(definition) => found.push(self.match_host(module, import, definition)?),
                None => unknown.push(unknown_import(module, import)),
            }
        }
        if !unknown.is_empty() {
            return Err(Error::link(LinkError::UnknownImports(unknown)));
        }
        Ok(InstancePre::new(module.clone(), found))
    }

    /// Matches a host function before it is put into any store; everything else is
    /// matched there. A host function has parameters and results, and no declaration: it
    /// takes on the one that the module has made for its import.
    fn match_host(
        &self,
        module: &Module,
        import: &Import,
        definition: &Definition<T>,
    ) -> Result<Definition<T>, Error> {
        let Definition::Host { ty, id, call } = definition else {
            return Ok(definition.clone());
        };
        if let ExternDesc::Func(x) = import.ty {
            let expected = module.inner().func_type_id(x);
            if self.engine.shared().types().is_subtype(*id, expected) {
                return Ok(definition.clone());
            }
            let declared = module.inner().func_type(x);
            if ty == declared {
                return Ok(Definition::Host {
                    ty: declared.clone(),
                    id: expected,
                    call: call.clone(),
                });
            }
        }
        Err(incompatible(module, import, FuncType::clone(ty).into()))
    }

    fn lookup(&self, module: &str, name: &str) -> Option<&Definition<T>> {
        self.definitions.get(module)?.get(name)
    }

    pub(super) fn insert_host(
        &mut self,
        module: &str,
        name: &str,
        func: HostFunc<T>,
    ) -> Result<&mut Self, Error> {
        let HostFunc { ty, call } = func;
        let id = self.engine.shared().types().intern_func(&ty)?;
        self.insert(
            module,
            name,
            Definition::Host {
                ty: Arc::new(ty),
                id,
                call,
            },
        )
    }

    fn insert(
        &mut self,
        module: &str,
        name: &str,
        definition: Definition<T>,
    ) -> Result<&mut Self, Error> {
        if !self.allow_shadowing && self.lookup(module, name).is_some() {
            let (module, name) = (module.to_owned(), name.to_owned());
            return Err(Error::link(LinkError::Duplicate { module, name }));
        }
        self.definitions
            .entry(module.into())
            .or_default()
            .insert(name.into(), definition);
        Ok(self)
    }
}

fn unknown_import(module: &Module, import: &Import) -> UnknownImport {
    UnknownImport {
        module: import.module.to_string(),
        name: import.name.to_string(),
        ty: module.inner().extern_type(import.ty),
    }
}

impl<T> Clone for Definition<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Extern(item) => Self::Extern(*item),
            Self::Shared(memory) => Self::Shared(memory.clone()),
            Self::Host { ty, id, call } => Self::Host {
                ty: ty.clone(),
                id: *id,
                call: call.clone(),
            },
        }
    }
}

impl<T> Clone for Linker<T> {
    fn clone(&self) -> Self {
        Self {
            engine: self.engine.clone(),
            allow_shadowing: self.allow_shadowing,
            definitions: self.definitions.clone(),
        }
    }
}

impl<T> fmt::Debug for Linker<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.definitions.iter();
        let names = names.flat_map(|(m, fields)| fields.keys().map(move |n| (m, n)));
        f.debug_list().entries(names).finish()
    }
}
