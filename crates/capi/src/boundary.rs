//! The boundary to C: how functions begin and end, and how their arguments are read.

use std::any::Any;
use std::mem::MaybeUninit;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::{Failure, Misuse, OK};

/// A pointer to where a result goes: NULL, or a place that nothing was written to yet.
pub(crate) type Out<'a, T> = Option<&'a mut MaybeUninit<T>>;

/// An out-parameter for an owned pointer, NULL after a failure.
pub(crate) type OutBox<'a, T> = Out<'a, Option<Box<T>>>;

/// Where the error object goes.
pub(crate) type OutError<'a> = OutBox<'a, Failure>;

pub(crate) fn put<T>(out: Out<'_, T>, value: T) {
    if let Some(out) = out {
        out.write(value);
    }
}

/// Runs the body of a function, and gives its status.
#[inline]
pub(crate) fn run(error: OutError<'_>, body: impl FnOnce() -> Result<(), Failure>) -> i32 {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => {
            put(error, None);
            OK
        }
        Ok(Err(failure)) => fail(error, failure),
        Err(payload) => fail(error, panicked(payload)),
    }
}

/// Runs the body of a function without an error object.
pub(crate) fn run_quiet(body: impl FnOnce() -> Result<(), Failure>) -> i32 {
    run(None, body)
}

/// Runs the body of a function that writes a result: `otherwise` if it fails.
pub(crate) fn run_out<T>(
    out: Out<'_, T>,
    error: OutError<'_>,
    otherwise: T,
    body: impl FnOnce() -> Result<T, Failure>,
) -> i32 {
    let Some(out) = out else {
        return run(error, || Err(Failure::null("out")));
    };
    let out = out.write(otherwise);
    run(error, || {
        *out = body()?;
        Ok(())
    })
}

/// Runs the body of a function that makes an object.
pub(crate) fn run_new<T>(
    out: OutBox<'_, T>,
    error: OutError<'_>,
    body: impl FnOnce() -> Result<T, Failure>,
) -> i32 {
    run_out(out, error, None, || Ok(Some(Box::new(body()?))))
}

/// Runs the body of a function that tells of failures in a way of its own.
#[inline]
pub(crate) fn attempt<T>(body: impl FnOnce() -> T) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(body)).map_err(panicked)
}

/// Runs the body of a function that has no status to return: `otherwise` if it panics.
pub(crate) fn run_or<T>(otherwise: T, body: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|payload| {
        // Dropping a payload can panic again.
        std::mem::forget(payload);
        otherwise
    })
}

/// Deletes an object.
pub(crate) fn delete<T>(object: Option<Box<T>>) {
    run_or((), || drop(object));
}

/// A handle, which must not be NULL; `what` is its name in the header.
#[inline]
pub(crate) fn given<T>(handle: Option<T>, what: &str) -> Result<T, Failure> {
    handle.ok_or_else(|| Failure::null(what))
}

/// What an array holds: nothing if it is NULL, and has length 0.
///
/// # Safety
///
/// Unless `data` is NULL, `len` values can be read there for as long as `'a` lasts.
#[inline]
pub(crate) unsafe fn array<'a, T>(
    data: *const T,
    len: usize,
    what: &str,
) -> Result<&'a [T], Failure> {
    check_array(data, len, what)?;
    if len == 0 {
        return Ok(&[]);
    }
    // SAFETY: `data` is not NULL and aligned, the length is possible, and the caller
    // promises the rest.
    Ok(unsafe { std::slice::from_raw_parts(data, len) })
}

/// What an array holds, to be changed.
///
/// # Safety
///
/// Unless `data` is NULL, `len` values can be read and written there for as long as `'a`
/// lasts, and nothing else uses them.
#[inline]
pub(crate) unsafe fn array_mut<'a, T>(
    data: *mut T,
    len: usize,
    what: &str,
) -> Result<&'a mut [T], Failure> {
    check_array(data, len, what)?;
    if len == 0 {
        return Ok(&mut []);
    }
    // SAFETY: `data` is not NULL and aligned, the length is possible, and the caller
    // promises the rest.
    Ok(unsafe { std::slice::from_raw_parts_mut(data, len) })
}

/// A text.
///
/// # Safety
///
/// As for [`array`].
pub(crate) unsafe fn text<'a>(data: *const u8, len: usize, what: &str) -> Result<&'a str, Failure> {
    // SAFETY: the caller promises it.
    let bytes = unsafe { array(data, len, what) }?;
    std::str::from_utf8(bytes)
        .map_err(|_| Failure::misuse(Misuse::Argument, format!("{what} is not UTF-8")))
}

#[inline]
fn check_array<T>(data: *const T, len: usize, what: &str) -> Result<(), Failure> {
    // What nearly every array is.
    if !data.is_null() && data.is_aligned() && len <= 1 << 16 && size_of::<T>() <= 1 << 8 {
        return Ok(());
    }
    check_any_array(data, len, what)
}

#[cold]
fn check_any_array<T>(data: *const T, len: usize, what: &str) -> Result<(), Failure> {
    let bytes = len.checked_mul(size_of::<T>());
    if bytes.is_none_or(|bytes| isize::try_from(bytes).is_err()) {
        let message = format!("{what} cannot have the length {len}");
        return Err(Failure::misuse(Misuse::Argument, message));
    }
    if len == 0 || data.is_aligned() && !data.is_null() {
        return Ok(());
    }
    if data.is_null() {
        return Err(Failure::null(what));
    }
    let message = format!("{what} is not aligned");
    Err(Failure::misuse(Misuse::Argument, message))
}

#[cold]
fn fail(error: OutError<'_>, failure: Failure) -> i32 {
    let status = failure.status();
    put(error, Some(Box::new(failure)));
    status
}

#[cold]
fn panicked(payload: Box<dyn Any + Send>) -> Failure {
    let message = match payload.downcast_ref::<String>() {
        Some(message) => message.as_str(),
        None => payload.downcast_ref::<&str>().copied().unwrap_or("panic"),
    };
    let failure = Failure::misuse(Misuse::Panic, format!("fault of the library: {message}"));
    // Dropping a payload can panic again.
    std::mem::forget(payload);
    failure
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panics_become_errors() {
        let mut error = MaybeUninit::uninit();
        let status = run(Some(&mut error), || panic!("{} o'clock", 5));
        assert_eq!(status, -3);
        // SAFETY: `run` writes it on every path.
        let failure = unsafe { error.assume_init() };
        let failure = failure.map(|failure| failure.to_string());
        assert_eq!(failure.as_deref(), Some("fault of the library: 5 o'clock"));
    }

    #[test]
    fn arrays_are_checked() {
        let null = std::ptr::null::<u64>();
        let odd = std::ptr::without_provenance::<u64>(17);
        // SAFETY: none of them is read.
        let of = |data: *const u64, len| unsafe { array(data, len, "x") };
        assert!(of(null, 0).is_ok_and(<[u64]>::is_empty));
        assert!(of(odd, 0).is_ok());
        for (data, len) in [(null, 1), (odd, 1), (odd, usize::MAX / 8)] {
            assert!(of(data, len).is_err());
        }
        // SAFETY: an empty text is not read.
        assert!(unsafe { text(null.cast(), 0, "x") }.is_ok_and(str::is_empty));
        // SAFETY: it is an array.
        assert!(unsafe { text([0xFF].as_ptr(), 1, "x") }.is_err());
    }
}
