//! References to exceptions.

use super::func::{check_len, values, write_slots};
use super::handle::check;
use super::{AsContext, AsContextMut, Tag, Val};
use crate::room;
use crate::runtime::exception::Thrown;
use crate::runtime::heap::Handle;
use crate::runtime::{StoreCore, StoreId, TagAddr};
use crate::{Error, Exception};

/// An exception: a tag, and values of the tag's types.
///
/// A host function throws one by returning it as its error; a call that an exception came
/// out of returns it as [`ErrorKind::Exception`](crate::ErrorKind::Exception). It stays
/// the same exception on its way through guests and hosts.
///
/// ```
/// use sanderling::{Caller, Engine, ExnRef, Func, FuncType, Instance, Module, Store, Tag};
/// use sanderling::{TagType, Val, ValType};
///
/// # fn main() -> Result<(), sanderling::Error> {
/// let engine = Engine::default();
/// let mut store = Store::new(&engine, ());
/// let tag = Tag::new(&mut store, TagType::new(FuncType::new([ValType::I32], [])))?;
/// let check = Func::wrap(&mut store, move |mut caller: Caller<'_, ()>, n: i32| {
///     if n < 0 {
///         let negative = ExnRef::new(&mut caller, &tag, &[Val::I32(n)])?;
///         return Err(negative.throw(&caller));
///     }
///     Ok(n)
/// });
/// let text = r#"
///     (import "host" "negative" (tag $negative (param i32)))
///     (import "host" "check" (func $check (param i32) (result i32)))
///     (func (export "abs") (param i32) (result i32)
///         (i32.sub (i32.const 0)
///             (block $caught (result i32)
///                 (return (try_table (result i32) (catch $negative $caught)
///                     (call $check (local.get 0)))))))"#;
/// let module = Module::new(&engine, text)?;
/// let instance = Instance::new(&mut store, &module, &[tag.into(), check.into()])?;
/// let abs = instance.get_typed_func::<i32, i32>(&mut store, "abs")?;
/// assert_eq!(abs.call(&mut store, -7)?, 7);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ExnRef(Handle);

impl ExnRef {
    /// A new exception.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the number or the types of the values are not
    /// those of the tag, or something belongs to another store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let tag = Tag::new(&mut store, TagType::new(FuncType::new([ValType::I64], [])))?;
    /// assert!(ExnRef::new(&mut store, &tag, &[Val::I64(1)]).is_ok());
    /// assert!(ExnRef::new(&mut store, &tag, &[Val::I32(1)]).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(mut store: impl AsContextMut, tag: &Tag, payload: &[Val]) -> Result<Self, Error> {
        let mut store = store.as_context_mut();
        let core = store.core_mut();
        let tag = tag.addr(core)?;
        let ty = core.tag_func_type(tag);
        check_len("values", ty.params().len(), payload.len())?;
        let mut slots = room::filled(0, ty.param_slots())?;
        write_slots(core, ty.params(), payload, &mut slots)?;
        let top = core.top();
        let reference = core.alloc_exception(tag, &slots, top)?;
        Ok(Self(core.handle(reference)))
    }

    /// The tag.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the exception belongs to another store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// # let tag = Tag::new(&mut store, TagType::new(FuncType::new([], [])))?;
    /// let exception = ExnRef::new(&mut store, &tag, &[])?;
    /// assert_eq!(exception.tag(&store)?, tag);
    /// # Ok(())
    /// # }
    /// ```
    pub fn tag(&self, store: impl AsContext) -> Result<Tag, Error> {
        let store = store.as_context();
        let (tag, _) = self.look(store.core())?;
        Ok(Tag::from_addr(store.core().id(), tag))
    }

    /// The values.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the exception belongs to another store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// # let ty = FuncType::new([ValType::I32, ValType::F64], []);
    /// # let tag = Tag::new(&mut store, TagType::new(ty))?;
    /// let exception = ExnRef::new(&mut store, &tag, &[1i32.into(), 2.5f64.into()])?;
    /// assert_eq!(exception.payload(&store)?, [1i32.into(), 2.5f64.into()]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn payload(&self, store: impl AsContext) -> Result<Vec<Val>, Error> {
        let store = store.as_context();
        let core = store.core();
        let (tag, payload) = self.look(core)?;
        let ty = core.tag_func_type(tag);
        values(core, ty.params(), payload).collect()
    }

    /// The error to return from a host function in order to throw the exception.
    ///
    /// If the exception belongs to another store, it is the
    /// [`Usage`](crate::ErrorKind::Usage) error that says so.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// # let tag = Tag::new(&mut store, TagType::new(FuncType::new([], [])))?;
    /// let exception = ExnRef::new(&mut store, &tag, &[])?;
    /// let thrown = exception.clone();
    /// let throw = Func::wrap(&mut store, move |caller: Caller<'_, ()>| {
    ///     Err::<(), Error>(thrown.throw(&caller))
    /// });
    /// let error = throw.call(&mut store, &[], &mut []).unwrap_err();
    /// assert_eq!(error.exception(), Some(exception));
    /// # Ok(())
    /// # }
    /// ```
    pub fn throw(&self, store: impl AsContext) -> Error {
        let store = store.as_context();
        match self.to_slot(store.core().id()) {
            Ok(reference) => store.core().thrown(reference),
            Err(error) => error,
        }
    }

    fn look<'a>(&self, core: &'a StoreCore) -> Result<(TagAddr, &'a [u64]), Error> {
        core.exception(self.to_slot(core.id())?)
            .ok_or_else(|| Error::usage("the exception is null"))
    }

    pub(super) fn from_slot(slot: u64, core: &StoreCore) -> Option<Self> {
        (slot != 0).then(|| Self(core.handle(slot)))
    }

    pub(super) fn to_slot(&self, store: StoreId) -> Result<u64, Error> {
        check(self.0.store(), store)?;
        Ok(self.0.bits())
    }

    fn of(thrown: &Thrown) -> Self {
        Self(thrown.reference.clone())
    }
}

impl Exception {
    /// The exception itself.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// # let tag = Tag::new(&mut store, TagType::new(FuncType::new([], [])))?;
    /// let exception = ExnRef::new(&mut store, &tag, &[])?;
    /// let error = exception.throw(&store);
    /// let ErrorKind::Exception(thrown) = error.kind() else { panic!("{error}") };
    /// assert_eq!(thrown.exn_ref(), exception);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// Never: every exception is made from one of a store.
    pub fn exn_ref(&self) -> ExnRef {
        match self.source().downcast_ref() {
            Some(thrown) => ExnRef::of(thrown),
            None => unreachable!("exceptions are made by stores"),
        }
    }
}

impl Error {
    /// The exception, if guest code or a host function threw one that no guest caught.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let module = Module::new(&engine, r#"(tag $e) (func (export "f") (throw $e))"#)?;
    /// let instance = Instance::new(&mut store, &module, &[])?;
    /// let f = instance.get_typed_func::<(), ()>(&mut store, "f")?;
    /// let error = f.call(&mut store, ()).unwrap_err();
    /// assert!(error.exception().is_some());
    /// assert_eq!(error.backtrace().len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn exception(&self) -> Option<ExnRef> {
        let thrown = self.exception_source()?.downcast_ref()?;
        Some(ExnRef::of(thrown))
    }
}
