//! Types: of values, of what modules import and export, and imports and exports.
//!
//! C's `wasm_functype_t`, `wasm_globaltype_t`, `wasm_tabletype_t`, `wasm_memorytype_t` and
//! `wasm_externtype_t` are all one type here, so that one can be seen as the other. A type
//! that came from a module keeps all that the engine knows of it, though the standard can
//! express less.

use std::ptr;

use sanderling::{
    ExternType, FuncType, GlobalType, MemoryType, Mutability, RefType, TableType, ValType,
};

use super::value::{ANYREF, EXNREF, EXTERNREF, F32, F64, FUNCREF, I32, I64, V128, kind};
use super::vec::{OwnedVec, Vector};
use crate::boundary::{delete, run_or};

/// `wasm_valtype_t`.
#[derive(Clone, Debug)]
pub(crate) struct ValTypeHandle(pub(crate) ValType);

/// A vector of value types.
type ValTypes = OwnedVec<Option<Box<ValTypeHandle>>>;

/// `wasm_externtype_t`, and those of its kinds.
#[derive(Clone, Debug)]
pub(crate) struct ExternTypeHandle {
    pub(crate) ty: ExternType,
    parts: Parts,
}

/// What C borrows from a type.
#[derive(Clone, Debug)]
enum Parts {
    Func { params: ValTypes, results: ValTypes },
    Global(ValTypeHandle),
    Table(ValTypeHandle, Limits),
    Memory(Limits),
    Tag,
}

/// `wasm_limits_t`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(super) min: u32,
    pub(super) max: u32,
}

/// `wasm_limits_max_default`: there is no maximum.
const NO_MAXIMUM: u32 = u32::MAX;

/// `WASM_VAR`.
const VAR: u8 = 1;

/// `wasm_importtype_t`.
#[derive(Clone, Debug)]
pub(crate) struct ImportTypeHandle {
    module: OwnedVec<u8>,
    name: OwnedVec<u8>,
    ty: ExternTypeHandle,
}

/// `wasm_exporttype_t`.
#[derive(Clone, Debug)]
pub(crate) struct ExportTypeHandle {
    name: OwnedVec<u8>,
    ty: ExternTypeHandle,
}

impl Limits {
    /// Sizes beyond 32 bits are the greatest of 32 bits.
    fn new(minimum: u64, maximum: Option<u64>) -> Self {
        let clamp = |size| u32::try_from(size).unwrap_or(u32::MAX);
        Self {
            min: clamp(minimum),
            max: maximum.map_or(NO_MAXIMUM, clamp),
        }
    }

    fn maximum(self) -> Option<u32> {
        (self.max != NO_MAXIMUM).then_some(self.max)
    }
}

impl ExternTypeHandle {
    pub(crate) fn new(ty: ExternType) -> Self {
        let parts = match &ty {
            ExternType::Func(ty) => Parts::Func {
                params: val_types(ty.params()),
                results: val_types(ty.results()),
            },
            ExternType::Global(ty) => Parts::Global(ValTypeHandle(ty.content().clone())),
            ExternType::Table(ty) => Parts::Table(
                ValTypeHandle(ty.element().clone().into()),
                Limits::new(ty.minimum(), ty.maximum()),
            ),
            ExternType::Memory(ty) => Parts::Memory(Limits::new(ty.minimum(), ty.maximum())),
            _ => Parts::Tag,
        };
        Self { ty, parts }
    }

    fn boxed(ty: impl Into<ExternType>) -> Option<Box<Self>> {
        Some(Box::new(Self::new(ty.into())))
    }

    /// `wasm_externkind_t`.
    pub(crate) fn kind(&self) -> u8 {
        extern_kind(&self.ty)
    }
}

/// `wasm_externkind_t`. The standard has no number for tags.
pub(crate) fn extern_kind(ty: &ExternType) -> u8 {
    match ty {
        ExternType::Func(_) => 0,
        ExternType::Global(_) => 1,
        ExternType::Table(_) => 2,
        ExternType::Memory(_) => 3,
        _ => 4,
    }
}

impl ImportTypeHandle {
    pub(crate) fn new(module: &str, name: &str, ty: ExternType) -> Self {
        Self {
            module: name_of(module),
            name: name_of(name),
            ty: ExternTypeHandle::new(ty),
        }
    }
}

impl ExportTypeHandle {
    pub(crate) fn new(name: &str, ty: ExternType) -> Self {
        Self {
            name: name_of(name),
            ty: ExternTypeHandle::new(ty),
        }
    }
}

fn name_of(text: &str) -> OwnedVec<u8> {
    Vector::of_bytes(text.as_bytes()).take()
}

fn val_types(types: &[ValType]) -> ValTypes {
    let handles = types
        .iter()
        .map(|ty| Some(Box::new(ValTypeHandle(ty.clone()))));
    OwnedVec::collect(handles)
}

/// The types that a vector holds; none if one of them is NULL.
fn read_val_types(types: &ValTypes) -> Option<Vec<ValType>> {
    let types = types.elements().iter();
    types.map(|ty| Some(ty.as_ref()?.0.clone())).collect()
}

/// Copying and deletion, for each kind of type.
macro_rules! types {
    ($($handle:ty: $delete:ident, $copy:ident;)*) => { $(
        #[unsafe(no_mangle)]
        extern "C" fn $delete(ty: Option<Box<$handle>>) {
            delete(ty);
        }

        #[unsafe(no_mangle)]
        extern "C" fn $copy(ty: Option<&$handle>) -> Option<Box<$handle>> {
            run_or(None, || ty.map(|ty| Box::new(ty.clone())))
        }
    )* };
}

types! {
    ValTypeHandle: wasm_valtype_delete, wasm_valtype_copy;
    ExternTypeHandle: wasm_functype_delete, wasm_functype_copy;
    ExternTypeHandle: wasm_globaltype_delete, wasm_globaltype_copy;
    ExternTypeHandle: wasm_tabletype_delete, wasm_tabletype_copy;
    ExternTypeHandle: wasm_memorytype_delete, wasm_memorytype_copy;
    ExternTypeHandle: wasm_externtype_delete, wasm_externtype_copy;
    ImportTypeHandle: wasm_importtype_delete, wasm_importtype_copy;
    ExportTypeHandle: wasm_exporttype_delete, wasm_exporttype_copy;
}

/// The ways of seeing one type as another. These take pointers, not references, as what
/// they return may be deleted.
macro_rules! kinds {
    ($($pattern:pat => $to_extern:ident, $from_extern:ident, $to_extern_const:ident,
        $from_extern_const:ident;)*) => { $(
        #[unsafe(no_mangle)]
        extern "C" fn $to_extern(ty: *mut ExternTypeHandle) -> *mut ExternTypeHandle {
            ty
        }

        #[unsafe(no_mangle)]
        extern "C" fn $to_extern_const(ty: *const ExternTypeHandle) -> *const ExternTypeHandle {
            ty
        }

        /// # Safety
        ///
        /// `ty` is NULL or a type.
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $from_extern(ty: *mut ExternTypeHandle) -> *mut ExternTypeHandle {
            // SAFETY: the caller promises it.
            match unsafe { ty.as_ref() } {
                Some(handle) if matches!(handle.parts, $pattern) => ty,
                _ => ptr::null_mut(),
            }
        }

        /// # Safety
        ///
        /// `ty` is NULL or a type.
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $from_extern_const(
            ty: *const ExternTypeHandle,
        ) -> *const ExternTypeHandle {
            // SAFETY: the caller promises it.
            match unsafe { ty.as_ref() } {
                Some(handle) if matches!(handle.parts, $pattern) => ty,
                _ => ptr::null(),
            }
        }
    )* };
}

kinds! {
    Parts::Func { .. } => wasm_functype_as_externtype, wasm_externtype_as_functype,
        wasm_functype_as_externtype_const, wasm_externtype_as_functype_const;
    Parts::Global(_) => wasm_globaltype_as_externtype, wasm_externtype_as_globaltype,
        wasm_globaltype_as_externtype_const, wasm_externtype_as_globaltype_const;
    Parts::Table(..) => wasm_tabletype_as_externtype, wasm_externtype_as_tabletype,
        wasm_tabletype_as_externtype_const, wasm_externtype_as_tabletype_const;
    Parts::Memory(_) => wasm_memorytype_as_externtype, wasm_externtype_as_memorytype,
        wasm_memorytype_as_externtype_const, wasm_externtype_as_memorytype_const;
}

#[unsafe(no_mangle)]
extern "C" fn wasm_valtype_new(kind: u8) -> Option<Box<ValTypeHandle>> {
    let ty = match kind {
        I32 => ValType::I32,
        I64 => ValType::I64,
        F32 => ValType::F32,
        F64 => ValType::F64,
        V128 => ValType::V128,
        EXTERNREF => ValType::EXTERNREF,
        FUNCREF => ValType::FUNCREF,
        ANYREF => RefType::ANYREF.into(),
        EXNREF => RefType::EXNREF.into(),
        _ => return None,
    };
    run_or(None, || Some(Box::new(ValTypeHandle(ty))))
}

#[unsafe(no_mangle)]
extern "C" fn wasm_valtype_kind(ty: Option<&ValTypeHandle>) -> u8 {
    ty.map_or(I32, |ty| kind(&ty.0))
}

#[unsafe(no_mangle)]
extern "C" fn wasm_functype_new(
    params: Option<&mut Vector<Option<Box<ValTypeHandle>>>>,
    results: Option<&mut Vector<Option<Box<ValTypeHandle>>>>,
) -> Option<Box<ExternTypeHandle>> {
    run_or(None, || {
        let (params, results) = (params.map(Vector::take), results.map(Vector::take));
        let types = |types: Option<ValTypes>| {
            types.map_or(Some(Vec::new()), |types| read_val_types(&types))
        };
        ExternTypeHandle::boxed(FuncType::new(types(params)?, types(results)?))
    })
}

#[unsafe(no_mangle)]
extern "C" fn wasm_functype_params(
    ty: Option<&ExternTypeHandle>,
) -> Option<&Vector<Option<Box<ValTypeHandle>>>> {
    match &ty?.parts {
        Parts::Func { params, .. } => Some(params.view()),
        _ => None,
    }
}

#[unsafe(no_mangle)]
extern "C" fn wasm_functype_results(
    ty: Option<&ExternTypeHandle>,
) -> Option<&Vector<Option<Box<ValTypeHandle>>>> {
    match &ty?.parts {
        Parts::Func { results, .. } => Some(results.view()),
        _ => None,
    }
}

#[unsafe(no_mangle)]
extern "C" fn wasm_globaltype_new(
    content: Option<Box<ValTypeHandle>>,
    mutability: u8,
) -> Option<Box<ExternTypeHandle>> {
    run_or(None, || {
        let mutability = match mutability {
            0 => Mutability::Const,
            VAR => Mutability::Var,
            _ => return None,
        };
        ExternTypeHandle::boxed(GlobalType::new(content?.0, mutability))
    })
}

#[unsafe(no_mangle)]
extern "C" fn wasm_globaltype_content(ty: Option<&ExternTypeHandle>) -> Option<&ValTypeHandle> {
    match &ty?.parts {
        Parts::Global(content) => Some(content),
        _ => None,
    }
}

#[unsafe(no_mangle)]
extern "C" fn wasm_globaltype_mutability(ty: Option<&ExternTypeHandle>) -> u8 {
    match ty.map(|ty| &ty.ty) {
        Some(ExternType::Global(ty)) if ty.mutability() == Mutability::Var => VAR,
        _ => 0,
    }
}

#[unsafe(no_mangle)]
extern "C" fn wasm_tabletype_new(
    element: Option<Box<ValTypeHandle>>,
    limits: Option<&Limits>,
) -> Option<Box<ExternTypeHandle>> {
    run_or(None, || {
        let ValType::Ref(element) = element?.0 else {
            return None;
        };
        let element: RefType = element;
        let limits = limits?;
        ExternTypeHandle::boxed(TableType::new(element, limits.min, limits.maximum()))
    })
}

#[unsafe(no_mangle)]
extern "C" fn wasm_tabletype_element(ty: Option<&ExternTypeHandle>) -> Option<&ValTypeHandle> {
    match &ty?.parts {
        Parts::Table(element, _) => Some(element),
        _ => None,
    }
}

#[unsafe(no_mangle)]
extern "C" fn wasm_tabletype_limits(ty: Option<&ExternTypeHandle>) -> Option<&Limits> {
    match &ty?.parts {
        Parts::Table(_, limits) => Some(limits),
        _ => None,
    }
}

#[unsafe(no_mangle)]
extern "C" fn wasm_memorytype_new(limits: Option<&Limits>) -> Option<Box<ExternTypeHandle>> {
    run_or(None, || {
        let limits = limits?;
        ExternTypeHandle::boxed(MemoryType::new(limits.min, limits.maximum()))
    })
}

#[unsafe(no_mangle)]
extern "C" fn wasm_memorytype_limits(ty: Option<&ExternTypeHandle>) -> Option<&Limits> {
    match &ty?.parts {
        Parts::Memory(limits) => Some(limits),
        _ => None,
    }
}

#[unsafe(no_mangle)]
extern "C" fn wasm_externtype_kind(ty: Option<&ExternTypeHandle>) -> u8 {
    ty.map_or(0, ExternTypeHandle::kind)
}

#[unsafe(no_mangle)]
extern "C" fn wasm_importtype_new(
    module: Option<&mut Vector<u8>>,
    name: Option<&mut Vector<u8>>,
    ty: Option<Box<ExternTypeHandle>>,
) -> Option<Box<ImportTypeHandle>> {
    run_or(None, || {
        let (module, name) = (module.map(Vector::take), name.map(Vector::take));
        Some(Box::new(ImportTypeHandle {
            module: module?,
            name: name?,
            ty: *ty?,
        }))
    })
}

#[unsafe(no_mangle)]
extern "C" fn wasm_importtype_module(import: Option<&ImportTypeHandle>) -> Option<&Vector<u8>> {
    import.map(|import| import.module.view())
}

#[unsafe(no_mangle)]
extern "C" fn wasm_importtype_name(import: Option<&ImportTypeHandle>) -> Option<&Vector<u8>> {
    import.map(|import| import.name.view())
}

#[unsafe(no_mangle)]
extern "C" fn wasm_importtype_type(import: Option<&ImportTypeHandle>) -> Option<&ExternTypeHandle> {
    import.map(|import| &import.ty)
}

#[unsafe(no_mangle)]
extern "C" fn wasm_exporttype_new(
    name: Option<&mut Vector<u8>>,
    ty: Option<Box<ExternTypeHandle>>,
) -> Option<Box<ExportTypeHandle>> {
    run_or(None, || {
        let name = name.map(Vector::take);
        Some(Box::new(ExportTypeHandle {
            name: name?,
            ty: *ty?,
        }))
    })
}

#[unsafe(no_mangle)]
extern "C" fn wasm_exporttype_name(export: Option<&ExportTypeHandle>) -> Option<&Vector<u8>> {
    export.map(|export| export.name.view())
}

#[unsafe(no_mangle)]
extern "C" fn wasm_exporttype_type(export: Option<&ExportTypeHandle>) -> Option<&ExternTypeHandle> {
    export.map(|export| &export.ty)
}
