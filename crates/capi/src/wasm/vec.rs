//! Vectors: `wasm_*_vec_t`.
//!
//! Their memory is that of C's `malloc`: programs fill vectors that the library has made,
//! shorten them, and free with the library what they have allocated themselves, so that
//! nothing may depend on the size being that of the allocation.

use std::ffi::c_void;
use std::mem::{self, ManuallyDrop};
use std::ptr;

use super::external::clone_extern;
use super::frame::FrameHandle;
use super::types::{ExportTypeHandle, ExternTypeHandle, ImportTypeHandle, ValTypeHandle};
use super::value::Value;
use crate::boundary::{Out, array, put, run_or};
use crate::external::ExternHandle;

/// `wasm_*_vec_t`: whoever has it owns the memory and the elements. C's structures are not
/// dropped; what the library owns is an [`OwnedVec`].
#[repr(C)]
#[derive(Debug)]
pub(crate) struct Vector<T> {
    size: usize,
    pub(super) data: *mut T,
}

/// An element of a vector. Zeroed memory is a value of it: a number, or NULL.
pub(crate) trait Element {
    /// Another value like this one.
    fn copy(&self) -> Self;

    /// Frees what the value owns.
    fn delete(self);
}

impl<T> Vector<T> {
    pub(crate) const EMPTY: Self = Self {
        size: 0,
        data: ptr::null_mut(),
    };

    /// `size` zeroed elements; none if there is no memory for them.
    fn zeroed(size: usize) -> Self {
        if size == 0 || size_of::<T>() == 0 {
            return Self::EMPTY;
        }
        // SAFETY: the arguments are not zero; `calloc` checks their product.
        let data = unsafe { libc::calloc(size, size_of::<T>()) }.cast::<T>();
        if data.is_null() {
            return Self::EMPTY;
        }
        Self { size, data }
    }

    /// The elements of an iterator.
    pub(crate) fn collect(
        elements: impl IntoIterator<Item = T, IntoIter: ExactSizeIterator>,
    ) -> Self {
        let elements = elements.into_iter();
        let vector = Self::zeroed(elements.len());
        for (at, element) in (0..vector.size).zip(elements) {
            // SAFETY: `at` is in range.
            let place = unsafe { vector.data.add(at) };
            // SAFETY: the place is the vector's, and what is there owns nothing.
            unsafe { place.write(element) };
        }
        vector
    }

    /// What the vector holds; nothing if it breaks the rules of C.
    pub(crate) fn elements(&self) -> &[T] {
        // SAFETY: C promises that a vector's pointer and size belong together.
        unsafe { array(self.data, self.size, "vector") }.unwrap_or_default()
    }

    /// What the vector holds, to be changed.
    pub(crate) fn elements_mut(&mut self) -> &mut [T] {
        // SAFETY: as above, and the vector is borrowed exclusively.
        unsafe { crate::boundary::array_mut(self.data, self.size, "vector") }.unwrap_or_default()
    }

    /// A vector of what somebody else owns, for C to look at.
    pub(crate) fn borrowed(elements: &mut [T]) -> Self {
        Self {
            size: elements.len(),
            data: elements.as_mut_ptr(),
        }
    }

    /// What the vector owns, which leaves it empty.
    pub(crate) fn take(&mut self) -> OwnedVec<T>
    where
        T: Element,
    {
        OwnedVec(mem::replace(self, Self::EMPTY))
    }
}

/// A vector that the library owns.
#[derive(Debug)]
pub(crate) struct OwnedVec<T: Element>(Vector<T>);

// SAFETY: the memory belongs to the vector alone, and so do the elements.
unsafe impl<T: Element + Send> Send for OwnedVec<T> {}
// SAFETY: shared access only reads.
unsafe impl<T: Element + Sync> Sync for OwnedVec<T> {}

impl<T: Element> OwnedVec<T> {
    pub(crate) fn collect(
        elements: impl IntoIterator<Item = T, IntoIter: ExactSizeIterator>,
    ) -> Self {
        Self(Vector::collect(elements))
    }

    pub(crate) fn view(&self) -> &Vector<T> {
        &self.0
    }

    pub(crate) fn elements(&self) -> &[T] {
        self.0.elements()
    }

    /// Gives the elements away.
    pub(crate) fn into_vector(self) -> Vector<T> {
        let vector = ManuallyDrop::new(self);
        Vector {
            size: vector.0.size,
            data: vector.0.data,
        }
    }
}

impl<T: Element> Clone for OwnedVec<T> {
    fn clone(&self) -> Self {
        Self::collect(self.elements().iter().map(T::copy))
    }
}

impl<T: Element> Drop for OwnedVec<T> {
    fn drop(&mut self) {
        let Vector { size, data } = mem::replace(&mut self.0, Vector::EMPTY);
        if data.is_null() {
            return;
        }
        let elements = Vector { size, data };
        for at in 0..elements.elements().len() {
            // SAFETY: `at` is in range.
            let place = unsafe { data.add(at) };
            // SAFETY: the vector owns the element, and forgets it with this.
            unsafe { place.read() }.delete();
        }
        // SAFETY: C promises that a vector's memory is that of an allocation; the
        // library's own is.
        unsafe { libc::free(data.cast::<c_void>()) };
    }
}

impl Element for u8 {
    fn copy(&self) -> Self {
        *self
    }

    fn delete(self) {}
}

/// Elements that are owned pointers.
macro_rules! pointers {
    ($($handle:ty: $clone:expr;)*) => { $(
        impl Element for Option<Box<$handle>> {
            fn copy(&self) -> Self {
                let clone: fn(&$handle) -> $handle = $clone;
                self.as_deref().map(|handle| Box::new(clone(handle)))
            }

            fn delete(self) {}
        }
    )* };
}

pointers! {
    ValTypeHandle: Clone::clone;
    ExternTypeHandle: Clone::clone;
    ImportTypeHandle: Clone::clone;
    ExportTypeHandle: Clone::clone;
    FrameHandle: Clone::clone;
    ExternHandle: clone_extern;
}

impl Vector<u8> {
    /// Bytes.
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self::of_bytes(&bytes)
    }

    /// A copy of bytes.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Self {
        let vector = Self::zeroed(bytes.len());
        // SAFETY: the vector has room for as many bytes, or for none, and is new.
        unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), vector.data, vector.size) };
        vector
    }
}

/// The five functions of each vector.
macro_rules! vectors {
    ($($element:ty: $new_empty:ident, $new_uninitialized:ident, $new:ident, $copy:ident, $delete:ident;)*) => { $(
        #[unsafe(no_mangle)]
        extern "C" fn $new_empty(out: Out<'_, Vector<$element>>) {
            put(out, Vector::EMPTY);
        }

        #[unsafe(no_mangle)]
        extern "C" fn $new_uninitialized(out: Out<'_, Vector<$element>>, size: usize) {
            if let Some(out) = out {
                out.write(Vector::zeroed(size));
            }
        }

        /// # Safety
        ///
        /// `data` is NULL or holds `size` elements, which are given away.
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $new(out: Out<'_, Vector<$element>>, size: usize, data: *const $element) {
            let vector = run_or(Vector::EMPTY, || {
                // SAFETY: the caller promises it.
                let given = unsafe { array(data, size, "data") }.unwrap_or_default();
                // SAFETY: the caller gives the elements away, and forgets them.
                let owned = given.iter().map(|element| unsafe { ptr::read(element) });
                OwnedVec::collect(owned).into_vector()
            });
            match out {
                Some(out) => _ = out.write(vector),
                None => run_or((), || drop(OwnedVec(vector))),
            }
        }

        #[unsafe(no_mangle)]
        extern "C" fn $copy(out: Out<'_, Vector<$element>>, from: Option<&Vector<$element>>) {
            let Some(out) = out else { return };
            out.write(run_or(Vector::EMPTY, || {
                from.map_or(Vector::EMPTY, |from| {
                    Vector::collect(from.elements().iter().map(Element::copy))
                })
            }));
        }

        #[unsafe(no_mangle)]
        extern "C" fn $delete(vector: Option<&mut Vector<$element>>) {
            run_or((), || drop(vector.map(Vector::take)));
        }
    )* };
}

vectors! {
    u8: wasm_byte_vec_new_empty, wasm_byte_vec_new_uninitialized, wasm_byte_vec_new,
        wasm_byte_vec_copy, wasm_byte_vec_delete;
    Option<Box<ValTypeHandle>>: wasm_valtype_vec_new_empty, wasm_valtype_vec_new_uninitialized,
        wasm_valtype_vec_new, wasm_valtype_vec_copy, wasm_valtype_vec_delete;
    Option<Box<ExternTypeHandle>>: wasm_functype_vec_new_empty,
        wasm_functype_vec_new_uninitialized, wasm_functype_vec_new, wasm_functype_vec_copy,
        wasm_functype_vec_delete;
    Option<Box<ExternTypeHandle>>: wasm_globaltype_vec_new_empty,
        wasm_globaltype_vec_new_uninitialized, wasm_globaltype_vec_new,
        wasm_globaltype_vec_copy, wasm_globaltype_vec_delete;
    Option<Box<ExternTypeHandle>>: wasm_tabletype_vec_new_empty,
        wasm_tabletype_vec_new_uninitialized, wasm_tabletype_vec_new, wasm_tabletype_vec_copy,
        wasm_tabletype_vec_delete;
    Option<Box<ExternTypeHandle>>: wasm_memorytype_vec_new_empty,
        wasm_memorytype_vec_new_uninitialized, wasm_memorytype_vec_new,
        wasm_memorytype_vec_copy, wasm_memorytype_vec_delete;
    Option<Box<ExternTypeHandle>>: wasm_externtype_vec_new_empty,
        wasm_externtype_vec_new_uninitialized, wasm_externtype_vec_new,
        wasm_externtype_vec_copy, wasm_externtype_vec_delete;
    Option<Box<ImportTypeHandle>>: wasm_importtype_vec_new_empty,
        wasm_importtype_vec_new_uninitialized, wasm_importtype_vec_new,
        wasm_importtype_vec_copy, wasm_importtype_vec_delete;
    Option<Box<ExportTypeHandle>>: wasm_exporttype_vec_new_empty,
        wasm_exporttype_vec_new_uninitialized, wasm_exporttype_vec_new,
        wasm_exporttype_vec_copy, wasm_exporttype_vec_delete;
    Option<Box<FrameHandle>>: wasm_frame_vec_new_empty, wasm_frame_vec_new_uninitialized,
        wasm_frame_vec_new, wasm_frame_vec_copy, wasm_frame_vec_delete;
    Option<Box<ExternHandle>>: wasm_extern_vec_new_empty, wasm_extern_vec_new_uninitialized,
        wasm_extern_vec_new, wasm_extern_vec_copy, wasm_extern_vec_delete;
    Value: wasm_val_vec_new_empty, wasm_val_vec_new_uninitialized, wasm_val_vec_new,
        wasm_val_vec_copy, wasm_val_vec_delete;
}
