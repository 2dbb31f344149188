//! Objects of guests: structures, arrays, small integers and exceptions, as `wasm_ref_t`.

use std::sync::OnceLock;

use sanderling::{
    AnyRef, AsContext, Error, ExnRef, ExternRef, HeapType, RefType, Trap, Val, ValType,
};

use crate::boundary::{Out, OutError, given, run, run_out};
use crate::engine::check_same;
use crate::error::{Failure, Misuse};
use crate::heap_type::HeapTypeHandle;
use crate::reference;
use crate::store::{StoreHandle, StoreMut};
use crate::wasm::{Ref, RefKind, own, own_val, ref_val, to_object};

/// A `wasm_ref_t` of an object.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct ObjectHandle {
    kind: RefKind,
    store: StoreHandle,
    value: Val,
    /// The number for slots, once somebody has asked for it.
    number: OnceLock<u64>,
}

impl Drop for ObjectHandle {
    fn drop(&mut self) {
        if let Some(number) = self.number.get() {
            self.store.references().forget(*number);
        }
    }
}

impl ObjectHandle {
    #[cfg(test)]
    pub(crate) const KIND_AT: usize = std::mem::offset_of!(ObjectHandle, kind);

    /// A handle to an object in `store`.
    pub(crate) fn new(store: &StoreHandle, value: Val) -> Self {
        Self {
            kind: RefKind::Object,
            store: store.clone(),
            value,
            number: OnceLock::new(),
        }
    }

    /// Another handle to the same object.
    pub(crate) fn copy(&self) -> Self {
        Self::new(&self.store, self.value.clone())
    }

    pub(crate) fn store(&self) -> &StoreHandle {
        &self.store
    }

    pub(crate) fn value(&self) -> &Val {
        &self.value
    }

    /// The object as an internal reference, which it must be.
    pub(crate) fn any(&self) -> Result<&AnyRef, Failure> {
        match &self.value {
            Val::AnyRef(Some(any)) => Ok(any),
            _ => Err(self.not("structure, array or small integer")),
        }
    }

    /// The exception, which it must be.
    pub(crate) fn exception(&self) -> Result<&ExnRef, Failure> {
        match &self.value {
            Val::ExnRef(Some(exception)) => Ok(exception),
            _ => Err(self.not("exception")),
        }
    }

    #[cold]
    pub(crate) fn not(&self, what: &str) -> Failure {
        let message = format!("expected a reference to a {what}, got another one");
        Failure::misuse(Misuse::Argument, message)
    }

    /// The number for slots, which is this object's until the handle is deleted.
    fn slot(&self, store: &StoreMut<'_>) -> Result<u64, Failure> {
        if let Some(number) = self.number.get() {
            return Ok(*number);
        }
        if let Val::AnyRef(Some(any)) = &self.value
            && any.as_i31(store)?.is_some()
        {
            return reference::lend(store, self.value.clone());
        }
        let number = self.store.references().keep(self.value.clone())?;
        if self.number.set(number).is_err() {
            // Another thread was faster.
            self.store.references().forget(number);
        }
        Ok(self.number.get().copied().unwrap_or(number))
    }
}

/// The number for a slot of what `reference` is, for guests of `store`.
///
/// # Safety
///
/// `reference` is NULL or a handle.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_ref_slot(
    store: Option<&StoreHandle>,
    reference: *const Ref,
    slot: Out<'_, u64>,
    error: OutError<'_>,
) -> i32 {
    run_out(slot, error, 0, || {
        let handle = given(store, "store")?;
        let mut store = handle.enter()?;
        // SAFETY: the caller promises it.
        if let Ok(object) = unsafe { to_object(reference) } {
            handle.check_same(object.store())?;
            return object.slot(&store);
        }
        // SAFETY: the caller promises it.
        let value = unsafe { ref_val(reference, handle, &mut store) }?;
        reference::lend(&store, value)
    })
}

/// Runs the body of a function that makes a reference of a slot: NULL if that is null.
fn from_slot(
    store: Option<&StoreHandle>,
    slot: u64,
    out: Out<'_, *mut Ref>,
    error: OutError<'_>,
    body: impl FnOnce(&StoreHandle, &mut StoreMut<'_>) -> Result<*mut Ref, Failure>,
) -> i32 {
    run_out(out, error, std::ptr::null_mut(), || {
        let handle = given(store, "store")?;
        let mut store = handle.enter()?;
        if slot == 0 {
            return Ok(std::ptr::null_mut());
        }
        body(handle, &mut store)
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_slot_ref(
    store: Option<&StoreHandle>,
    slot: u64,
    out: Out<'_, *mut Ref>,
    error: OutError<'_>,
) -> i32 {
    from_slot(store, slot, out, error, |handle, store| {
        own_val(reference::look(store, slot)?, handle, store)
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_slot_take(
    store: Option<&StoreHandle>,
    slot: u64,
    out: Out<'_, *mut Ref>,
    error: OutError<'_>,
) -> i32 {
    from_slot(store, slot, out, error, |handle, store| {
        let (value, number) = reference::take(store, slot)?;
        match value {
            Val::AnyRef(Some(_)) | Val::ExnRef(Some(_)) => {
                let object = ObjectHandle::new(handle, value);
                if number != 0 {
                    // There is none yet.
                    let _ = object.number.set(number);
                }
                Ok(own(object))
            }
            value => {
                handle.references().forget(number);
                own_val(value, handle, store)
            }
        }
    })
}

/// The type that a reference has of itself.
fn type_of(value: &Val, store: impl AsContext) -> Result<HeapType, Error> {
    Ok(match value {
        Val::AnyRef(Some(any)) => return any.ty(store),
        Val::FuncRef(_) => HeapType::Func,
        Val::ExnRef(_) => HeapType::Exn,
        _ => HeapType::Extern,
    })
}

/// Looks at a reference, which must not be NULL, in its store.
///
/// # Safety
///
/// `reference` is NULL or a handle.
unsafe fn look<R>(
    store: Option<&StoreHandle>,
    reference: *const Ref,
    body: impl FnOnce(&Val, &StoreHandle, &mut StoreMut<'_>) -> Result<R, Failure>,
) -> Result<R, Failure> {
    let handle = given(store, "store")?;
    if reference.is_null() {
        return Err(Failure::null("ref"));
    }
    let mut store = handle.enter()?;
    // SAFETY: the caller promises it.
    let value = unsafe { ref_val(reference, handle, &mut store) }?;
    body(&value, handle, &mut store)
}

/// # Safety
///
/// `reference` is NULL or a handle.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_ref_type(
    store: Option<&StoreHandle>,
    reference: *const Ref,
    out: Out<'_, Option<Box<HeapTypeHandle>>>,
    error: OutError<'_>,
) -> i32 {
    run_out(out, error, None, || {
        // SAFETY: the caller promises it.
        unsafe {
            look(store, reference, |value, handle, store| {
                let ty = type_of(value, &*store)?;
                Ok(Some(Box::new(HeapTypeHandle::new(handle.engine(), ty))))
            })
        }
    })
}

/// Whether a reference is of a type.
fn is_of(value: &Val, ty: &HeapTypeHandle, store: &StoreMut<'_>) -> Result<bool, Failure> {
    check_same(store.engine(), ty.engine())?;
    let ty = ValType::Ref(RefType::new(true, ty.ty().clone()));
    Ok(value.matches(store, &ty)?)
}

/// # Safety
///
/// `reference` is NULL or a handle.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_ref_matches(
    store: Option<&StoreHandle>,
    reference: *const Ref,
    ty: Option<&HeapTypeHandle>,
    out: Out<'_, bool>,
    error: OutError<'_>,
) -> i32 {
    run_out(out, error, false, || {
        let ty = given(ty, "type")?;
        // SAFETY: the caller promises it.
        unsafe { look(store, reference, |value, _, store| is_of(value, ty, store)) }
    })
}

/// # Safety
///
/// `reference` is NULL or a handle.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_ref_cast(
    store: Option<&StoreHandle>,
    reference: *const Ref,
    ty: Option<&HeapTypeHandle>,
    error: OutError<'_>,
) -> i32 {
    run(error, || {
        let ty = given(ty, "type")?;
        // SAFETY: the caller promises it.
        let is = unsafe { look(store, reference, |value, _, store| is_of(value, ty, store)) }?;
        if is {
            return Ok(());
        }
        Err(Error::trap(Trap::CastFailure).into())
    })
}

/// # Safety
///
/// `reference` is NULL or a handle.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_any_convert_extern(
    store: Option<&StoreHandle>,
    reference: *const Ref,
    out: Out<'_, *mut Ref>,
    error: OutError<'_>,
) -> i32 {
    run_out(out, error, std::ptr::null_mut(), || {
        // SAFETY: the caller promises it.
        unsafe {
            look(store, reference, |value, handle, store| {
                let Val::ExternRef(Some(value)) = value else {
                    let message = "expected a reference to a host value";
                    return Err(Failure::misuse(Misuse::Argument, message));
                };
                let any = AnyRef::convert_extern(&*store, value)?;
                Ok(own(ObjectHandle::new(handle, any.into())))
            })
        }
    })
}

/// # Safety
///
/// `reference` is NULL or a handle.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_extern_convert_any(
    reference: *const Ref,
    out: Out<'_, *mut Ref>,
    error: OutError<'_>,
) -> i32 {
    run_out(out, error, std::ptr::null_mut(), || {
        // SAFETY: the caller promises it.
        let object = unsafe { to_object(reference) }?;
        let mut store = object.store().enter()?;
        let value: ExternRef = object.any()?.convert_any(&*store)?;
        own_val(value.into(), object.store(), &mut store)
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_store_gc(store: Option<&StoreHandle>, error: OutError<'_>) -> i32 {
    run(error, || {
        given(store, "store")?.enter()?.gc();
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_store_gc_used_bytes(
    store: Option<&StoreHandle>,
    bytes: Out<'_, u64>,
    error: OutError<'_>,
) -> i32 {
    run_out(bytes, error, 0, || {
        Ok(given(store, "store")?.enter()?.gc_used_bytes())
    })
}
