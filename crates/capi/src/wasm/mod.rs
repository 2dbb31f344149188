//! The standard's C API, `include/wasm.h`: one file for each kind of object.
//!
//! Handles to objects that can be references (`wasm_ref_t`) begin with a word that says
//! what they are, so that seeing one as another kind is a comparison; see `reference`.
//! Vectors are memory of C's allocator, so that it does not matter who frees them with
//! which size; see `vec`. Functions of the standard have no error object: they give NULL,
//! false or nothing, or a trap where they can.

mod engine;
mod external;
mod foreign;
mod frame;
mod func;
mod global;
mod host_info;
mod instance;
mod memory;
mod module;
mod reference;
mod serialize;
mod table;
mod trap;
mod types;
mod value;
mod vec;

#[cfg(test)]
pub(crate) use foreign::ForeignHandle;
pub(crate) use func::Signature;
pub(crate) use host_info::HostInfos;
pub(crate) use reference::{Identity, Ref, RefKind, own, own_val, ref_val, to_object};
pub(crate) use trap::TrapHandle;

/// `wasm_byte_vec_t`.
pub(crate) type ByteVec = vec::Vector<u8>;

#[cfg(test)]
mod tests {
    use std::mem::{align_of, offset_of, size_of};

    use super::types::Limits;
    use super::value::{self, Value};
    use super::{ByteVec, RefKind};

    /// The numbers that `tests/wasm/declarations.c` asserts of the header.
    #[test]
    fn layouts_and_numbers_are_those_of_the_header() {
        assert_eq!((size_of::<Value>(), align_of::<Value>()), (16, 8));
        assert_eq!((offset_of!(Value, kind), offset_of!(Value, of)), (0, 8));
        assert_eq!((size_of::<Limits>(), align_of::<Limits>()), (8, 4));
        assert_eq!((offset_of!(Limits, min), offset_of!(Limits, max)), (0, 4));
        assert_eq!(size_of::<ByteVec>(), 2 * size_of::<usize>());
        assert_eq!(offset_of!(ByteVec, data), size_of::<usize>());
        let kinds = [value::I32, value::I64, value::F32, value::F64];
        assert_eq!(kinds, [0, 1, 2, 3]);
        let refs = [
            value::EXTERNREF,
            value::FUNCREF,
            value::ANYREF,
            value::EXNREF,
        ];
        assert_eq!(refs, [128, 129, 130, 131]);
    }

    /// What `wasm_ref_t` relies on: a handle begins with its kind.
    #[test]
    fn handles_begin_with_their_kind() {
        use crate::external::ExternHandle;
        use crate::instance::InstanceHandle;
        use crate::module::ModuleHandle;

        assert_eq!(size_of::<RefKind>(), 1);
        assert_eq!(ExternHandle::KIND_AT, 0);
        assert_eq!(InstanceHandle::KIND_AT, 0);
        assert_eq!(ModuleHandle::KIND_AT, 0);
        assert_eq!(super::TrapHandle::KIND_AT, 0);
        assert_eq!(super::ForeignHandle::KIND_AT, 0);
        assert_eq!(crate::object::ObjectHandle::KIND_AT, 0);
    }
}
