//! Structures, arrays and small integers.

use sanderling::{AnyRef, ArrayRef, ArrayType, HeapType, I31, StructRef, StructType, Val, ValType};

use crate::boundary::{Out, OutError, array, array_mut, given, run, run_out};
use crate::error::{Failure, Misuse};
use crate::heap_type::HeapTypeHandle;
use crate::object::ObjectHandle;
use crate::reference;
use crate::store::{StoreHandle, StoreMut};
use crate::types::slots;
use crate::wasm::{Ref, own, to_object};

#[cold]
fn too_few() -> Failure {
    Failure::misuse(Misuse::Argument, "a field's value needs two slots")
}

#[cold]
fn wrong_count() -> Failure {
    Failure::misuse(Misuse::Argument, "the slots are not those of the values")
}

/// The values of these types in slots, which must be all there are.
fn read_values<'a>(
    types: impl IntoIterator<Item = &'a ValType>,
    mut from: &[u64],
    store: &mut StoreMut<'_>,
) -> Result<Vec<Val>, Failure> {
    let mut values = Vec::new();
    for ty in types {
        let here = from.split_off(..slots(ty)).ok_or_else(wrong_count)?;
        let low = here.first().copied().unwrap_or(0);
        let high = here.get(1).copied().unwrap_or(0);
        values.push(reference::value(store, ty, low, high)?);
    }
    if from.is_empty() {
        Ok(values)
    } else {
        Err(wrong_count())
    }
}

/// A new object in the store.
fn make(
    store: Option<&StoreHandle>,
    out: Out<'_, *mut Ref>,
    error: OutError<'_>,
    body: impl FnOnce(&mut StoreMut<'_>) -> Result<AnyRef, Failure>,
) -> i32 {
    run_out(out, error, std::ptr::null_mut(), || {
        let handle = given(store, "store")?;
        let object = body(&mut *handle.enter()?)?;
        Ok(own(ObjectHandle::new(handle, object.into())))
    })
}

/// The structure type, which it must be.
fn struct_type(ty: Option<&HeapTypeHandle>) -> Result<StructType, Failure> {
    let ty = given(ty, "type")?;
    match ty.ty() {
        HeapType::Concrete(concrete) => StructType::of(ty.engine(), concrete),
        _ => None,
    }
    .ok_or_else(|| Failure::misuse(Misuse::Argument, "the type is no structure's"))
}

/// The array type, which it must be.
fn array_type(ty: Option<&HeapTypeHandle>) -> Result<ArrayType, Failure> {
    let ty = given(ty, "type")?;
    match ty.ty() {
        HeapType::Concrete(concrete) => ArrayType::of(ty.engine(), concrete),
        _ => None,
    }
    .ok_or_else(|| Failure::misuse(Misuse::Argument, "the type is no array's"))
}

/// The structure, which it must be.
fn structure(object: &ObjectHandle, store: &StoreMut<'_>) -> Result<StructRef, Failure> {
    let structure = object.any()?.as_struct(store)?;
    structure.ok_or_else(|| object.not("structure"))
}

/// The array, which it must be.
fn elements(object: &ObjectHandle, store: &StoreMut<'_>) -> Result<ArrayRef, Failure> {
    let array = object.any()?.as_array(store)?;
    array.ok_or_else(|| object.not("array"))
}

/// Runs the body of a function on an object in its store.
///
/// # Safety
///
/// `object` is NULL or a handle.
unsafe fn with<R>(
    object: *const Ref,
    body: impl FnOnce(&ObjectHandle, &mut StoreMut<'_>) -> Result<R, Failure>,
) -> Result<R, Failure> {
    // SAFETY: the caller promises it.
    let object = unsafe { to_object(object) }?;
    body(object, &mut *object.store().enter()?)
}

/// Reads a field or an element.
///
/// # Safety
///
/// `object` is NULL or a handle; `out` is NULL or holds `len` numbers, which nothing else
/// uses during the call.
unsafe fn get(
    object: *const Ref,
    (out, len): (*mut u64, usize),
    error: OutError<'_>,
    read: impl FnOnce(&ObjectHandle, &mut StoreMut<'_>) -> Result<Val, Failure>,
) -> i32 {
    run(error, || {
        // SAFETY: the caller promises it.
        let out = unsafe { array_mut(out, len, "slots") }?;
        let out = out.first_chunk_mut::<2>().ok_or_else(too_few)?;
        *out = [0; 2];
        let body = |object: &ObjectHandle, store: &mut StoreMut<'_>| {
            let value = read(object, store)?;
            *out = reference::slots(store, value)?;
            Ok(())
        };
        // SAFETY: the caller promises it.
        unsafe { with(object, body) }
    })
}

/// Writes a field or an element.
///
/// # Safety
///
/// `object` is NULL or a handle; `value` is NULL or holds `len` numbers.
unsafe fn set(
    object: *const Ref,
    (value, len): (*const u64, usize),
    error: OutError<'_>,
    write: impl FnOnce(&ObjectHandle, &mut StoreMut<'_>, [u64; 2]) -> Result<(), Failure>,
) -> i32 {
    run(error, || {
        // SAFETY: the caller promises it.
        let value = unsafe { array(value, len, "slots") }?;
        let value = *value.first_chunk().ok_or_else(too_few)?;
        // SAFETY: the caller promises it.
        unsafe { with(object, |object, store| write(object, store, value)) }
    })
}

/// # Safety
///
/// `values` is NULL or holds `len` numbers.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_struct_new(
    store: Option<&StoreHandle>,
    ty: Option<&HeapTypeHandle>,
    values: *const u64,
    len: usize,
    out: Out<'_, *mut Ref>,
    error: OutError<'_>,
) -> i32 {
    make(store, out, error, |store| {
        let ty = struct_type(ty)?;
        // SAFETY: the caller promises it.
        let values = unsafe { array(values, len, "slots") }?;
        let types: Vec<_> = ty.fields().iter().map(|f| f.storage().unpacked()).collect();
        let values = read_values(&types, values, store)?;
        Ok(StructRef::new(store, &ty, &values)?.into())
    })
}

/// # Safety
///
/// `object` is NULL or a handle; `out` is NULL or holds `len` numbers, which nothing else
/// uses during the call.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_struct_get(
    object: *const Ref,
    field: usize,
    out: *mut u64,
    len: usize,
    error: OutError<'_>,
) -> i32 {
    let read = |object: &ObjectHandle, store: &mut StoreMut<'_>| {
        Ok(structure(object, store)?.field(&*store, field)?)
    };
    // SAFETY: the caller promises it.
    unsafe { get(object, (out, len), error, read) }
}

/// # Safety
///
/// `object` is NULL or a handle; `value` is NULL or holds `len` numbers.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_struct_set(
    object: *const Ref,
    field: usize,
    value: *const u64,
    len: usize,
    error: OutError<'_>,
) -> i32 {
    let write = |object: &ObjectHandle, store: &mut StoreMut<'_>, [low, high]: [u64; 2]| {
        let structure = structure(object, store)?;
        let ty = structure.ty(&*store)?;
        let ty = ty.fields().get(field).ok_or_else(|| {
            let message = format!("the structure has no field {field}");
            Failure::misuse(Misuse::Argument, message)
        })?;
        let value = reference::value(store, &ty.storage().unpacked(), low, high)?;
        Ok(structure.set_field(store, field, value)?)
    };
    // SAFETY: the caller promises it.
    unsafe { set(object, (value, len), error, write) }
}

/// # Safety
///
/// `value` is NULL or holds `len` numbers.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_array_new(
    store: Option<&StoreHandle>,
    ty: Option<&HeapTypeHandle>,
    value: *const u64,
    len: usize,
    count: u32,
    out: Out<'_, *mut Ref>,
    error: OutError<'_>,
) -> i32 {
    make(store, out, error, |store| {
        let ty = array_type(ty)?;
        // SAFETY: the caller promises it.
        let value = unsafe { array(value, len, "slots") }?;
        let [low, high] = *value.first_chunk().ok_or_else(too_few)?;
        let element = ty.element().storage().unpacked();
        let value = reference::value(store, &element, low, high)?;
        Ok(ArrayRef::new(store, &ty, value, count)?.into())
    })
}

/// # Safety
///
/// `values` is NULL or holds `len` numbers.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_array_new_fixed(
    store: Option<&StoreHandle>,
    ty: Option<&HeapTypeHandle>,
    values: *const u64,
    len: usize,
    out: Out<'_, *mut Ref>,
    error: OutError<'_>,
) -> i32 {
    make(store, out, error, |store| {
        let ty = array_type(ty)?;
        // SAFETY: the caller promises it.
        let values = unsafe { array(values, len, "slots") }?;
        let element = ty.element().storage().unpacked();
        let count = values.len() / slots(&element);
        let values = read_values(std::iter::repeat_n(&element, count), values, store)?;
        Ok(ArrayRef::new_fixed(store, &ty, &values)?.into())
    })
}

/// # Safety
///
/// `object` is NULL or a handle.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_array_len(
    object: *const Ref,
    out: Out<'_, u32>,
    error: OutError<'_>,
) -> i32 {
    run_out(out, error, 0, || {
        // SAFETY: the caller promises it.
        unsafe {
            with(object, |object, store| {
                Ok(elements(object, store)?.len(&*store)?)
            })
        }
    })
}

/// # Safety
///
/// `object` is NULL or a handle; `out` is NULL or holds `len` numbers, which nothing else
/// uses during the call.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_array_get(
    object: *const Ref,
    index: u32,
    out: *mut u64,
    len: usize,
    error: OutError<'_>,
) -> i32 {
    let read = |object: &ObjectHandle, store: &mut StoreMut<'_>| {
        Ok(elements(object, store)?.get(&*store, index)?)
    };
    // SAFETY: the caller promises it.
    unsafe { get(object, (out, len), error, read) }
}

/// # Safety
///
/// `object` is NULL or a handle; `value` is NULL or holds `len` numbers.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_array_set(
    object: *const Ref,
    index: u32,
    value: *const u64,
    len: usize,
    error: OutError<'_>,
) -> i32 {
    let write = |object: &ObjectHandle, store: &mut StoreMut<'_>, [low, high]: [u64; 2]| {
        let array = elements(object, store)?;
        let ty = array.ty(&*store)?.element().storage().unpacked();
        let value = reference::value(store, &ty, low, high)?;
        Ok(array.set(store, index, value)?)
    };
    // SAFETY: the caller promises it.
    unsafe { set(object, (value, len), error, write) }
}

/// # Safety
///
/// `object` is NULL or a handle; `bytes` is NULL or has room for `len` bytes, which
/// nothing else uses during the call.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_array_read(
    object: *const Ref,
    index: u32,
    bytes: *mut u8,
    len: usize,
    error: OutError<'_>,
) -> i32 {
    run(error, || {
        // SAFETY: the caller promises it.
        let bytes = unsafe { array_mut(bytes, len, "bytes") }?;
        // SAFETY: the caller promises it.
        unsafe {
            with(object, |object, store| {
                Ok(elements(object, store)?.read(&*store, index, bytes)?)
            })
        }
    })
}

/// # Safety
///
/// `object` is NULL or a handle; `bytes` is NULL or holds `len` bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_array_write(
    object: *const Ref,
    index: u32,
    bytes: *const u8,
    len: usize,
    error: OutError<'_>,
) -> i32 {
    run(error, || {
        // SAFETY: the caller promises it.
        let bytes = unsafe { array(bytes, len, "bytes") }?;
        // SAFETY: the caller promises it.
        unsafe {
            with(object, |object, store| {
                Ok(elements(object, store)?.write(store, index, bytes)?)
            })
        }
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_i31_new(
    store: Option<&StoreHandle>,
    value: i32,
    out: Out<'_, *mut Ref>,
    error: OutError<'_>,
) -> i32 {
    make(store, out, error, |store| {
        Ok(AnyRef::from_i31(store, I31::wrapping(value)))
    })
}

/// # Safety
///
/// `object` is NULL or a handle.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_i31_value(
    object: *const Ref,
    value: Out<'_, i32>,
    error: OutError<'_>,
) -> i32 {
    run_out(value, error, 0, || {
        // SAFETY: the caller promises it.
        let object = unsafe { to_object(object) }?;
        let value = object.any()?.as_i31(&*object.store().enter()?)?;
        let value = value.ok_or_else(|| object.not("small integer"))?;
        Ok(value.get_s())
    })
}
