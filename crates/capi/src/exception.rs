//! Exceptions: made and looked at by the host, thrown by its functions, caught from calls.

use sanderling::{ExnRef, Extern, ExternType};

use crate::boundary::{Out, OutBox, OutError, array, array_mut, given, run, run_out};
use crate::error::{Failure, Misuse};
use crate::external::ExternHandle;
use crate::func::{read_params, write_results};
use crate::host::CallerHandle;
use crate::object::ObjectHandle;
use crate::store::StoreHandle;
use crate::wasm::{Ref, TrapHandle, own, to_object};

/// # Safety
///
/// `values` is NULL or holds `len` numbers.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_exn_new(
    tag: Option<&ExternHandle>,
    values: *const u64,
    len: usize,
    out: Out<'_, *mut Ref>,
    error: OutError<'_>,
) -> i32 {
    run_out(out, error, std::ptr::null_mut(), || {
        let handle = given(tag, "tag")?;
        let (Extern::Tag(tag), ExternType::Tag(ty)) = (handle.item(), handle.ty()) else {
            return Err(Failure::misuse(Misuse::Argument, "expected a tag"));
        };
        // SAFETY: the caller promises it.
        let values = unsafe { array(values, len, "slots") }?;
        let mut store = handle.store().enter()?;
        let payload = read_params(ty.ty(), values, &mut store)?;
        let exception = ExnRef::new(&mut *store, &tag, &payload)?;
        Ok(own(ObjectHandle::new(handle.store(), exception.into())))
    })
}

/// # Safety
///
/// `exception` is NULL or a handle.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_exn_tag(
    exception: *const Ref,
    out: OutBox<'_, ExternHandle>,
    error: OutError<'_>,
) -> i32 {
    run_out(out, error, None, || {
        // SAFETY: the caller promises it.
        let object = unsafe { to_object(exception) }?;
        let store = object.store().enter()?;
        let tag = object.exception()?.tag(&*store)?;
        let handle = ExternHandle::new(object.store(), &store, tag.into())?;
        Ok(Some(Box::new(handle)))
    })
}

/// # Safety
///
/// `exception` is NULL or a handle; `out` is NULL or holds `len` numbers, which nothing
/// else uses during the call.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_exn_values(
    exception: *const Ref,
    out: *mut u64,
    len: usize,
    error: OutError<'_>,
) -> i32 {
    run(error, || {
        // SAFETY: the caller promises it.
        let out = unsafe { array_mut(out, len, "slots") }?;
        // SAFETY: the caller promises it.
        let object = unsafe { to_object(exception) }?;
        let mut store = object.store().enter()?;
        let payload = object.exception()?.payload(&*store)?;
        write_results(&payload, out, &mut store)
    })
}

/// # Safety
///
/// `exception` is NULL or a handle.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_caller_throw(
    caller: Option<&CallerHandle<'_>>,
    exception: *const Ref,
    error: OutError<'_>,
) -> i32 {
    run(error, || {
        let caller = given(caller, "caller")?;
        // SAFETY: the caller promises it.
        let object = unsafe { to_object(exception) }?;
        caller.throw(object.store(), object.exception()?)
    })
}

/// A reference to an exception, or NULL.
fn caught(store: &StoreHandle, exception: Option<&ExnRef>) -> Result<*mut Ref, Failure> {
    let Some(exception) = exception else {
        return Ok(std::ptr::null_mut());
    };
    // An error if it is of another store.
    exception.tag(&*store.enter()?)?;
    Ok(own(ObjectHandle::new(store, exception.clone().into())))
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_error_exception(
    of: Option<&Failure>,
    store: Option<&StoreHandle>,
    out: Out<'_, *mut Ref>,
    error: OutError<'_>,
) -> i32 {
    run_out(out, error, std::ptr::null_mut(), || {
        let of = given(of, "of")?;
        caught(given(store, "store")?, of.exception())
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_trap_exception(
    trap: Option<&TrapHandle>,
    out: Out<'_, *mut Ref>,
    error: OutError<'_>,
) -> i32 {
    run_out(out, error, std::ptr::null_mut(), || {
        let trap = given(trap, "trap")?;
        match trap.store() {
            Some(store) => caught(store, trap.exception()),
            None => Ok(std::ptr::null_mut()),
        }
    })
}

/// # Safety
///
/// `exception` is NULL or a handle.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_trap_new_exception(
    exception: *const Ref,
    out: OutBox<'_, TrapHandle>,
    error: OutError<'_>,
) -> i32 {
    run_out(out, error, None, || {
        // SAFETY: the caller promises it.
        let object = unsafe { to_object(exception) }?;
        let exception = object.exception()?;
        let thrown = exception.throw(&*object.store().enter()?);
        let trap = TrapHandle::thrown(object.store(), thrown);
        Ok(Some(Box::new(trap)))
    })
}
