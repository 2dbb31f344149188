//! Vectors of bytes.

use std::ptr;

/// `wasm_byte_vec_t`: an owned array, made by [`ByteVec::new`] alone.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct ByteVec {
    size: usize,
    data: *mut u8,
}

impl ByteVec {
    pub(crate) const EMPTY: Self = Self {
        size: 0,
        data: ptr::null_mut(),
    };

    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        if bytes.is_empty() {
            return Self::EMPTY;
        }
        let bytes = Box::leak(bytes.into_boxed_slice());
        Self {
            size: bytes.len(),
            data: bytes.as_mut_ptr(),
        }
    }
}

/// # Safety
///
/// The vector is one that the library made and that was not changed since.
#[unsafe(no_mangle)]
unsafe extern "C" fn wasm_byte_vec_delete(bytes: Option<&mut ByteVec>) {
    let Some(bytes) = bytes else { return };
    let ByteVec { size, data } = std::mem::replace(bytes, ByteVec::EMPTY);
    if data.is_null() {
        return;
    }
    let bytes = ptr::slice_from_raw_parts_mut(data, size);
    // SAFETY: they are the parts of a leaked box: no other than `ByteVec::new` makes
    // them, and the vector has lost them above.
    let bytes = unsafe { Box::from_raw(bytes) };
    drop(bytes);
}
