//! References: `wasm_ref_t`, and what every kind of object that can be one has.
//!
//! A handle begins with its [`RefKind`]; seen as a `wasm_ref_t` it is the same pointer. An
//! object is what handles share: the item in a store, or what their `Arc` leads to. Copies
//! of a handle, and handles that the library makes of the same object at different times,
//! are the same by `wasm_ref_same`, and have the same host info.

use std::any::Any;
use std::ffi::c_void;
use std::ptr;
use std::sync::Arc;

use sanderling::{AsContext, Extern, ExternRef, HeapType, Instance, RefType, Val};

use super::foreign::{ForeignHandle, ForeignShared};
use super::host_info::{Finalizer, HostInfo};
use super::trap::{TrapError, TrapHandle};
use crate::boundary::run_or;
use crate::error::{Failure, Misuse};
use crate::external::ExternHandle;
use crate::instance::InstanceHandle;
use crate::module::{ModuleHandle, ModuleShared};
use crate::object::ObjectHandle;
use crate::store::{StoreHandle, StoreMut};

/// What a handle is.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefKind {
    Extern,
    Instance,
    Module,
    Trap,
    Foreign,
    /// An object of guests, which the standard does not know.
    Object,
}

/// `wasm_ref_t`: the beginning of a handle.
#[repr(C)]
pub(crate) struct Ref {
    kind: RefKind,
}

/// A handle, seen as what it is.
enum Object<'a> {
    Extern(&'a ExternHandle),
    Instance(&'a InstanceHandle),
    Module(&'a ModuleHandle),
    Trap(&'a TrapHandle),
    Foreign(&'a ForeignHandle),
    Value(&'a ObjectHandle),
}

/// What makes two handles those of the same object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Identity {
    Extern(Extern),
    Instance(Instance),
    /// The address of what handles of a module, a trap or a foreign object share.
    Shared(usize),
    /// A reference that somebody else has put into the store.
    Reference(ExternRef),
    /// An object of guests.
    Object(Val),
}

/// An object as a guest has it, without its store, which would be kept alive otherwise.
#[derive(Debug)]
enum Stored {
    Extern(Extern),
    Instance(Instance),
    Module(Arc<ModuleShared>),
    Trap(TrapError),
    Foreign(Arc<ForeignShared>),
}

impl<'a> Object<'a> {
    /// The handle at `reference`.
    ///
    /// # Safety
    ///
    /// `reference` is NULL or a handle, for as long as `'a` lasts.
    #[expect(
        clippy::multiple_unsafe_ops_per_block,
        reason = "one argument for all arms"
    )]
    unsafe fn at(reference: *const Ref) -> Option<Self> {
        // SAFETY: the caller promises it; every handle is `repr(C)` and begins with its kind.
        let kind = unsafe { reference.as_ref() }?.kind;
        // SAFETY: what the kind says; the caller promises the rest.
        let object = unsafe {
            match kind {
                RefKind::Extern => Self::Extern(&*reference.cast()),
                RefKind::Instance => Self::Instance(&*reference.cast()),
                RefKind::Module => Self::Module(&*reference.cast()),
                RefKind::Trap => Self::Trap(&*reference.cast()),
                RefKind::Foreign => Self::Foreign(&*reference.cast()),
                RefKind::Object => Self::Value(&*reference.cast()),
            }
        };
        Some(object)
    }

    fn identity(&self) -> Identity {
        match self {
            Self::Extern(handle) => Identity::Extern(handle.item()),
            Self::Instance(handle) => Identity::Instance(handle.instance()),
            Self::Module(handle) => shared(&handle.shared),
            Self::Trap(handle) => shared(handle.shared()),
            Self::Foreign(handle) => match &handle.shared().reference {
                Some(reference) => Identity::Reference(reference.clone()),
                None => shared(handle.shared()),
            },
            Self::Value(handle) => Identity::Object(handle.value().clone()),
        }
    }

    /// A new handle of the same object.
    fn copy(&self) -> *mut Ref {
        match self {
            Self::Extern(handle) => own(handle.copy()),
            Self::Instance(handle) => own(handle.copy()),
            Self::Module(handle) => own(handle.copy()),
            Self::Trap(handle) => own((*handle).clone()),
            Self::Foreign(handle) => own((*handle).clone()),
            Self::Value(handle) => own(handle.copy()),
        }
    }

    fn host_info(&self) -> *mut c_void {
        match self {
            Self::Extern(handle) => handle.store().host_infos().get(&self.identity()),
            Self::Instance(handle) => handle.store().host_infos().get(&self.identity()),
            Self::Module(handle) => handle.shared.host_info.get(&()),
            Self::Trap(handle) => handle.shared().host_info.get(&()),
            Self::Foreign(handle) if handle.shared().reference.is_some() => {
                handle.store().host_infos().get(&self.identity())
            }
            Self::Foreign(handle) => handle.shared().host_info.get(&()),
            Self::Value(handle) => handle.store().host_infos().get(&self.identity()),
        }
    }

    fn set_host_info(&self, info: HostInfo) {
        match self {
            Self::Extern(handle) => handle.store().host_infos().set(self.identity(), info),
            Self::Instance(handle) => handle.store().host_infos().set(self.identity(), info),
            Self::Module(handle) => handle.shared.host_info.set((), info),
            Self::Trap(handle) => handle.shared().host_info.set((), info),
            Self::Foreign(handle) if handle.shared().reference.is_some() => {
                handle.store().host_infos().set(self.identity(), info);
            }
            Self::Foreign(handle) => handle.shared().host_info.set((), info),
            Self::Value(handle) => handle.store().host_infos().set(self.identity(), info),
        }
    }

    /// The object for guests of `store`, whose store it must be of if it is of any.
    fn to_stored(&self, store: &StoreHandle) -> Result<Stored, Failure> {
        Ok(match self {
            Self::Extern(handle) => {
                handle.store().check_same(store)?;
                Stored::Extern(handle.item())
            }
            Self::Instance(handle) => {
                handle.store().check_same(store)?;
                Stored::Instance(handle.instance())
            }
            Self::Module(handle) => Stored::Module(handle.shared.clone()),
            Self::Trap(handle) => Stored::Trap(handle.to_error()),
            Self::Foreign(handle) => {
                handle.store().check_same(store)?;
                Stored::Foreign(handle.shared().clone())
            }
            Self::Value(handle) => return Err(handle.not("host value")),
        })
    }
}

impl Stored {
    /// A handle of the object.
    fn to_handle(&self, handle: &StoreHandle, store: impl AsContext) -> Result<*mut Ref, Failure> {
        Ok(match self {
            Self::Extern(item) => own(ExternHandle::new(handle, store, *item)?),
            Self::Instance(instance) => own(InstanceHandle::new(handle, *instance)),
            Self::Module(shared) => own(ModuleHandle::of(shared)),
            Self::Trap(trap) => own(TrapHandle::of(handle, trap)),
            Self::Foreign(shared) => own(ForeignHandle::of(handle, shared)),
        })
    }
}

fn shared<T>(shared: &Arc<T>) -> Identity {
    Identity::Shared(Arc::as_ptr(shared).addr())
}

/// A handle as an owned reference. Every type that this is used with is `repr(C)` and
/// begins with its kind.
pub(crate) fn own<T>(handle: T) -> *mut Ref {
    Box::into_raw(Box::new(handle)).cast()
}

/// The value that a reference is to a guest.
pub(super) fn to_val(
    reference: *const Ref,
    ty: &RefType,
    handle: &StoreHandle,
    store: &mut StoreMut<'_>,
) -> Result<Val, Failure> {
    // SAFETY: C promises that a reference is NULL or a handle.
    let Some(object) = (unsafe { Object::at(reference) }) else {
        return Val::null(ty).ok_or_else(|| {
            let message = format!("expected a value of type {ty}, got a null reference");
            Failure::misuse(Misuse::Argument, message)
        });
    };
    if let Object::Value(object) = object {
        object.store().check_same(handle)?;
        return Ok(object.value().clone());
    }
    if ty.heap_type().matches(&HeapType::Extern) {
        let stored = object.to_stored(handle)?;
        if let Stored::Foreign(shared) = &stored
            && let Some(reference) = &shared.reference
        {
            return Ok(Val::ExternRef(Some(reference.clone())));
        }
        // The same object can be many references: guests cannot compare them, and what
        // no guest has any more is collected.
        let reference = ExternRef::new(&mut *store, stored)?;
        return Ok(Val::ExternRef(Some(reference)));
    }
    match object {
        Object::Extern(func) if ty.heap_type().matches(&HeapType::Func) => {
            func.store().check_same(handle)?;
            Ok(Val::FuncRef(Some(func.func()?.0)))
        }
        _ => {
            let message = format!("the reference cannot be passed as a {ty}");
            Err(Failure::misuse(Misuse::Argument, message))
        }
    }
}

/// An owned reference to what a guest's value refers to.
pub(super) fn from_val(
    value: Val,
    handle: &StoreHandle,
    store: &mut StoreMut<'_>,
) -> Result<*mut Ref, Failure> {
    match value {
        Val::FuncRef(None) | Val::ExternRef(None) | Val::AnyRef(None) | Val::ExnRef(None) => {
            Ok(ptr::null_mut())
        }
        Val::AnyRef(Some(_)) | Val::ExnRef(Some(_)) => Ok(own(ObjectHandle::new(handle, value))),
        Val::FuncRef(Some(func)) => Ok(own(ExternHandle::new(handle, &*store, func.into())?)),
        Val::ExternRef(Some(reference)) => {
            // What is no host value is an object of the guest's.
            let data = reference.data(&*store).ok();
            if let Some(stored) = data.and_then(<dyn Any + Send + Sync>::downcast_ref::<Stored>) {
                return stored.to_handle(handle, &*store);
            }
            let shared = Arc::new(ForeignShared::new(Some(reference)));
            Ok(own(ForeignHandle::of(handle, &shared)))
        }
        value => {
            let message = format!("values of type {} cannot be passed", value.ty());
            Err(Failure::misuse(Misuse::Argument, message))
        }
    }
}

/// The handle of an object, which `reference` must be.
///
/// # Safety
///
/// `reference` is NULL or a handle, for as long as `'a` lasts.
pub(crate) unsafe fn to_object<'a>(reference: *const Ref) -> Result<&'a ObjectHandle, Failure> {
    // SAFETY: the caller promises it.
    match unsafe { Object::at(reference) } {
        None => Err(Failure::null("ref")),
        Some(Object::Value(handle)) => Ok(handle),
        Some(_) => {
            let message = "expected a reference to an object of guests, got another one";
            Err(Failure::misuse(Misuse::Argument, message))
        }
    }
}

/// The value that a reference is by itself: to a function, to an object, and in all other
/// cases a value of the host's.
///
/// # Safety
///
/// `reference` is NULL or a handle.
pub(crate) unsafe fn ref_val(
    reference: *const Ref,
    handle: &StoreHandle,
    store: &mut StoreMut<'_>,
) -> Result<Val, Failure> {
    // SAFETY: the caller promises it.
    let ty = match unsafe { Object::at(reference) } {
        Some(Object::Extern(item)) if matches!(item.item(), Extern::Func(_)) => RefType::FUNCREF,
        _ => RefType::EXTERNREF,
    };
    to_val(reference, &ty, handle, store)
}

/// An owned reference to what a value refers to, which is not null.
pub(crate) fn own_val(
    value: Val,
    handle: &StoreHandle,
    store: &mut StoreMut<'_>,
) -> Result<*mut Ref, Failure> {
    from_val(value, handle, store)
}

/// The kinds of objects that a reference can be seen as.
#[derive(Clone, Copy, Debug)]
pub(super) enum Seen {
    As(RefKind),
    Func,
    Global,
    Table,
    Memory,
}

/// Whether the handle is of this kind.
///
/// # Safety
///
/// `reference` is NULL or a handle.
pub(super) unsafe fn is(reference: *const Ref, seen: Seen) -> bool {
    // SAFETY: the caller promises it.
    let Some(object) = (unsafe { Object::at(reference) }) else {
        return false;
    };
    match (object, seen) {
        (Object::Extern(handle), Seen::Func) => matches!(handle.item(), Extern::Func(_)),
        (Object::Extern(handle), Seen::Global) => matches!(handle.item(), Extern::Global(_)),
        (Object::Extern(handle), Seen::Table) => matches!(handle.item(), Extern::Table(_)),
        (Object::Extern(handle), Seen::Memory) => matches!(handle.item(), Extern::Memory(_)),
        (Object::Extern(_), Seen::As(kind)) => kind == RefKind::Extern,
        (Object::Instance(_), Seen::As(kind)) => kind == RefKind::Instance,
        (Object::Module(_), Seen::As(kind)) => kind == RefKind::Module,
        (Object::Trap(_), Seen::As(kind)) => kind == RefKind::Trap,
        (Object::Foreign(_), Seen::As(kind)) => kind == RefKind::Foreign,
        _ => false,
    }
}

/// # Safety
///
/// `reference` is NULL or a handle, which is given away.
#[expect(
    clippy::multiple_unsafe_ops_per_block,
    reason = "one argument for all arms"
)]
pub(super) unsafe fn delete(reference: *mut Ref) {
    // SAFETY: the caller promises it.
    let Some(kind) = unsafe { reference.as_ref() }.map(|head| head.kind) else {
        return;
    };
    // SAFETY: what the kind says; the library gave the pointer away as a box's.
    run_or((), || unsafe {
        match kind {
            RefKind::Extern => drop(Box::<ExternHandle>::from_raw(reference.cast())),
            RefKind::Instance => drop(Box::<InstanceHandle>::from_raw(reference.cast())),
            RefKind::Module => drop(Box::<ModuleHandle>::from_raw(reference.cast())),
            RefKind::Trap => drop(Box::<TrapHandle>::from_raw(reference.cast())),
            RefKind::Foreign => drop(Box::<ForeignHandle>::from_raw(reference.cast())),
            RefKind::Object => drop(Box::<ObjectHandle>::from_raw(reference.cast())),
        }
    });
}

/// # Safety
///
/// `reference` is NULL or a handle.
pub(super) unsafe fn copy(reference: *const Ref) -> *mut Ref {
    run_or(ptr::null_mut(), || {
        // SAFETY: the caller promises it.
        unsafe { Object::at(reference) }.map_or(ptr::null_mut(), |object| object.copy())
    })
}

/// # Safety
///
/// Both are NULL or handles.
pub(super) unsafe fn same(a: *const Ref, b: *const Ref) -> bool {
    // SAFETY: the caller promises it.
    let a = unsafe { Object::at(a) };
    // SAFETY: as above.
    let b = unsafe { Object::at(b) };
    matches!((a, b), (Some(a), Some(b)) if a.identity() == b.identity())
}

/// # Safety
///
/// `reference` is NULL or a handle.
pub(super) unsafe fn host_info(reference: *const Ref) -> *mut c_void {
    run_or(ptr::null_mut(), || {
        // SAFETY: the caller promises it.
        unsafe { Object::at(reference) }.map_or(ptr::null_mut(), |object| object.host_info())
    })
}

/// # Safety
///
/// `reference` is NULL or a handle; `finalizer` can be called with `data`.
pub(super) unsafe fn set_host_info(reference: *const Ref, data: *mut c_void, finalizer: Finalizer) {
    run_or((), || {
        // SAFETY: the caller promises it.
        if let Some(object) = unsafe { Object::at(reference) } {
            object.set_host_info(HostInfo::new(data, finalizer));
        }
    });
}

/// What every kind of object has: deletion, copies, sameness and host info.
macro_rules! objects {
    ($($handle:ty: $delete:ident, $copy:ident, $same:ident, $get:ident, $set:ident,
        $set_with_finalizer:ident;)*) => { $(
        /// # Safety
        ///
        /// `object` is NULL or a handle, which is given away.
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $delete(object: *mut $handle) {
            // SAFETY: the caller promises it.
            unsafe { $crate::wasm::reference::delete(object.cast()) };
        }

        /// # Safety
        ///
        /// `object` is NULL or a handle.
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $copy(object: *const $handle) -> *mut $handle {
            // SAFETY: the caller promises it.
            unsafe { $crate::wasm::reference::copy(object.cast()) }.cast()
        }

        /// # Safety
        ///
        /// Both are NULL or handles.
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $same(a: *const $handle, b: *const $handle) -> bool {
            // SAFETY: the caller promises it.
            unsafe { $crate::wasm::reference::same(a.cast(), b.cast()) }
        }

        /// # Safety
        ///
        /// `object` is NULL or a handle.
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $get(object: *const $handle) -> *mut std::ffi::c_void {
            // SAFETY: the caller promises it.
            unsafe { $crate::wasm::reference::host_info(object.cast()) }
        }

        /// # Safety
        ///
        /// `object` is NULL or a handle.
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $set(object: *mut $handle, info: *mut std::ffi::c_void) {
            // SAFETY: the caller promises it.
            unsafe { $crate::wasm::reference::set_host_info(object.cast(), info, None) };
        }

        /// # Safety
        ///
        /// `object` is NULL or a handle; `finalizer` is NULL or can be called with `info`.
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $set_with_finalizer(
            object: *mut $handle,
            info: *mut std::ffi::c_void,
            finalizer: $crate::wasm::host_info::Finalizer,
        ) {
            // SAFETY: the caller promises it.
            unsafe { $crate::wasm::reference::set_host_info(object.cast(), info, finalizer) };
        }
    )* };
}
pub(super) use objects;

/// The ways of seeing an object as a reference and back. These take pointers, not
/// references, as what they return may be deleted.
macro_rules! references {
    ($($handle:ty, $seen:expr => $as_ref:ident, $from_ref:ident, $as_ref_const:ident,
        $from_ref_const:ident;)*) => { $(
        #[unsafe(no_mangle)]
        extern "C" fn $as_ref(object: *mut $handle) -> *mut $crate::wasm::reference::Ref {
            object.cast()
        }

        #[unsafe(no_mangle)]
        extern "C" fn $as_ref_const(
            object: *const $handle,
        ) -> *const $crate::wasm::reference::Ref {
            object.cast()
        }

        /// # Safety
        ///
        /// `reference` is NULL or a handle.
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $from_ref(
            reference: *mut $crate::wasm::reference::Ref,
        ) -> *mut $handle {
            // SAFETY: the caller promises it.
            if unsafe { $crate::wasm::reference::is(reference, $seen) } {
                reference.cast()
            } else {
                std::ptr::null_mut()
            }
        }

        /// # Safety
        ///
        /// `reference` is NULL or a handle.
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $from_ref_const(
            reference: *const $crate::wasm::reference::Ref,
        ) -> *const $handle {
            // SAFETY: the caller promises it.
            if unsafe { $crate::wasm::reference::is(reference, $seen) } {
                reference.cast()
            } else {
                std::ptr::null()
            }
        }
    )* };
}
pub(super) use references;

objects! {
    Ref: wasm_ref_delete, wasm_ref_copy, wasm_ref_same, wasm_ref_get_host_info,
        wasm_ref_set_host_info, wasm_ref_set_host_info_with_finalizer;
}
