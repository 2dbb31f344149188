//! The engine's canonical types.
//!
//! Types are defined in *recursion groups* and compared iso-recursively: two
//! groups are equal when their definitions are, with references into the group
//! taken relative to it and all other references by canonical id. Every equal
//! type of an engine so has one [`TypeId`], whichever module it comes from, and
//! `call_indirect` compares two integers.
//!
//! Invariant: an entry never changes, and its id is its position.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use hashbrown::HashMap;
use std::hash::RandomState;

use super::convert::{from_composite_type, kind_of};
use super::shape::Shape;
use super::value::CompositeKind;
use super::{
    ConcreteType, FieldType, FuncType, HeapType, Mutability, StorageType, TypeId, ValType,
};
use crate::trap::Trap;
use crate::{Error, Limits, room};

/// What a defined type is made of.
#[derive(Clone, Debug)]
pub(crate) enum CompositeType {
    Func(Arc<FuncType>),
    Struct(Arc<[FieldType]>),
    Array(FieldType),
}

/// The canonical types of one engine.
#[derive(Debug)]
pub(crate) struct TypeRegistry {
    /// Tells the types of different engines apart.
    id: u64,
    state: RwLock<State>,
}

#[derive(Debug, Default)]
struct State {
    entries: Vec<Entry>,
    /// From the canonical form of a recursion group to its first type.
    groups: HashMap<Box<[u32]>, usize, RandomState>,
}

#[derive(Debug)]
struct Entry {
    handle: ConcreteType,
    composite: CompositeType,
    shape: Arc<Shape>,
}

/// A type of a recursion group on its way into the registry.
struct Candidate {
    handle: ConcreteType,
    is_final: bool,
    composite: CompositeType,
}

impl TypeRegistry {
    pub(crate) fn new() -> Self {
        static NEXT_ID: AtomicU64 = AtomicU64::new(1);
        let id = NEXT_ID.fetch_add(1, Ordering::Relaxed);
        Self {
            id,
            state: RwLock::default(),
        }
    }

    /// The canonical types of a module's recursion groups, by type index.
    ///
    /// The groups are valid; an invalid one gives an error and no panic.
    ///
    /// # Errors
    ///
    /// The first error among the groups, and [`Limit`](crate::ErrorKind::Limit) if the
    /// engine would have more than `limit` types.
    pub(crate) fn intern_module_types(
        &self,
        groups: impl Iterator<Item = Result<wasmparser::RecGroup, Error>>,
        limit: u32,
    ) -> Result<Vec<ConcreteType>, Error> {
        let mut types = Vec::new();
        let mut state = self.write();
        for group in groups {
            let group = group?;
            let wanted = state.entries.len().saturating_add(group.types().len());
            let wanted = u64::try_from(wanted).unwrap_or(u64::MAX);
            Limits::check("engine_types", limit.into(), wanted)?;
            self.intern_group(&mut state, &group, &mut types)?;
        }
        Ok(types)
    }

    /// The canonical id of a function type outside any recursion group.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if it names types of another engine.
    pub(crate) fn intern_func(&self, ty: &FuncType) -> Result<TypeId, Error> {
        ty.params()
            .iter()
            .chain(ty.results())
            .try_for_each(|t| self.check_own(t))?;
        self.intern_one(CompositeType::Func(Arc::new(ty.clone())))
    }

    /// The canonical id of a final structure type outside any recursion group.
    ///
    /// # Errors
    ///
    /// As for [`TypeRegistry::intern_func`].
    pub(crate) fn intern_struct(&self, fields: &[FieldType]) -> Result<TypeId, Error> {
        fields.iter().try_for_each(|t| self.check_field(t))?;
        self.intern_one(CompositeType::Struct(fields.into()))
    }

    /// The canonical id of a final array type outside any recursion group.
    ///
    /// # Errors
    ///
    /// As for [`TypeRegistry::intern_func`].
    pub(crate) fn intern_array(&self, element: &FieldType) -> Result<TypeId, Error> {
        self.check_field(element)?;
        self.intern_one(CompositeType::Array(element.clone()))
    }

    fn check_field(&self, ty: &FieldType) -> Result<(), Error> {
        match ty.storage() {
            StorageType::Val(ty) => self.check_own(ty),
            StorageType::I8 | StorageType::I16 => Ok(()),
        }
    }

    /// An error if a type names one of another engine.
    fn check_own(&self, ty: &ValType) -> Result<(), Error> {
        match ty.as_ref().map(|r| r.heap_type()) {
            Some(HeapType::Concrete(concrete)) if concrete.registry() != self.id => {
                Err(Error::usage("the type names a type of another engine"))
            }
            _ => Ok(()),
        }
    }

    /// The canonical id of a final type that is a recursion group of its own.
    fn intern_one(&self, composite: CompositeType) -> Result<TypeId, Error> {
        let mut state = self.write();
        let id = state.next_id(0);
        let kind = match composite {
            CompositeType::Func(_) => CompositeKind::Func,
            CompositeType::Struct(_) => CompositeKind::Struct,
            CompositeType::Array(_) => CompositeKind::Array,
        };
        let first = state.canonical(vec![Candidate {
            handle: ConcreteType::new(self.id, id, kind, Box::default()),
            is_final: true,
            composite,
        }])?;
        let entry = state.entries.get(first);
        Ok(entry.map_or(id, |entry| entry.handle.id()))
    }

    /// The type with this id.
    pub(crate) fn concrete(&self, id: TypeId) -> Option<ConcreteType> {
        let state = self.read();
        Some(state.entries.get(id.index())?.handle.clone())
    }

    /// The type that is shown by this name.
    pub(crate) fn by_name(&self, name: &str) -> Option<ConcreteType> {
        let ty = self.concrete(TypeId(name.strip_prefix("$type")?.parse().ok()?))?;
        // What else parses, such as "$type+5", is no name.
        (ty.to_string() == name).then_some(ty)
    }

    /// Whether a type is one of this registry.
    pub(crate) fn has(&self, ty: &ConcreteType) -> bool {
        ty.registry() == self.id
    }

    /// The fields of a type, if it is one of structures of this registry.
    pub(crate) fn struct_fields(&self, ty: &ConcreteType) -> Option<Arc<[FieldType]>> {
        match self.composite(ty.id()).filter(|_| self.has(ty))? {
            CompositeType::Struct(fields) => Some(fields),
            _ => None,
        }
    }

    /// The elements of a type, if it is one of arrays of this registry.
    pub(crate) fn array_element(&self, ty: &ConcreteType) -> Option<FieldType> {
        match self.composite(ty.id()).filter(|_| self.has(ty))? {
            CompositeType::Array(element) => Some(element),
            _ => None,
        }
    }

    /// What objects of a type are.
    pub(crate) fn shape(&self, id: TypeId) -> Option<Arc<Shape>> {
        let state = self.read();
        Some(state.entries.get(id.index())?.shape.clone())
    }

    /// The function type with this id, if it is one.
    pub(crate) fn func_type(&self, id: TypeId) -> Option<Arc<FuncType>> {
        match self.composite(id)? {
            CompositeType::Func(ty) => Some(ty),
            _ => None,
        }
    }

    /// What the type with this id is made of.
    pub(crate) fn composite(&self, id: TypeId) -> Option<CompositeType> {
        self.read()
            .entries
            .get(id.index())
            .map(|entry| entry.composite.clone())
    }

    /// Whether `a` is `b` or one of its declared subtypes.
    pub(crate) fn is_subtype(&self, a: TypeId, b: TypeId) -> bool {
        if a == b {
            return true;
        }
        let state = self.read();
        match (state.entries.get(a.index()), state.entries.get(b.index())) {
            (Some(a), Some(b)) => a.handle.is_subtype_of(&b.handle),
            _ => false,
        }
    }

    /// Whether `a` is the concrete type `b` or one of its declared subtypes.
    pub(crate) fn matches(&self, a: TypeId, b: &ConcreteType) -> bool {
        b.registry() == self.id && self.is_subtype(a, b.id())
    }

    /// Appends the canonical types of one group to `types`, the module's so far.
    fn intern_group(
        &self,
        state: &mut State,
        group: &wasmparser::RecGroup,
        types: &mut Vec<ConcreteType>,
    ) -> Result<(), Error> {
        let invalid = || Error::invalid(0, "type section refers to an unknown type");
        // Give the group the next ids: types in it can then be converted like any
        // others, and are told apart as "not below the first candidate".
        let start = types.len();
        let len = group.types().len();
        room::reserve(types, len)?;
        for (x, ty) in group.types().enumerate() {
            let supertypes = match ty.supertype_idxs.first() {
                Some(x) => {
                    let x = x.as_module_index().and_then(|x| usize::try_from(x).ok());
                    let supertype = x.and_then(|x| types.get(x)).ok_or_else(invalid)?;
                    supertype
                        .supertypes()
                        .iter()
                        .copied()
                        .chain([supertype.id()])
                        .collect()
                }
                None => Box::default(),
            };
            let id = state.next_id(x);
            let kind = kind_of(ty).ok_or_else(invalid)?;
            types.push(ConcreteType::new(self.id, id, kind, supertypes));
        }
        let mut candidates = room::with_capacity(len)?;
        for (ty, handle) in group.types().zip(types.get(start..).unwrap_or_default()) {
            candidates.push(Candidate {
                handle: handle.clone(),
                is_final: ty.is_final,
                composite: from_composite_type(&ty.composite_type, types)?.ok_or_else(invalid)?,
            });
        }
        let first = state.canonical(candidates)?;
        types.truncate(start);
        let entries = state.entries.iter().skip(first).take(len);
        types.extend(entries.map(|e| e.handle.clone()));
        Ok(())
    }

    // A panic while the lock is held leaves a complete state behind: entries are
    // only ever appended.
    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The id that the `nth` type from here on would get.
    fn next_id(&self, nth: usize) -> TypeId {
        let id = self.entries.len().saturating_add(nth);
        TypeId(u32::try_from(id).unwrap_or(u32::MAX))
    }

    /// The position of the first type of the group equal to `candidates`, which
    /// become canonical if there is none.
    ///
    /// # Errors
    ///
    /// There is no memory for them, and nothing has changed.
    fn canonical(&mut self, candidates: Vec<Candidate>) -> Result<usize, Error> {
        let first = self.entries.len();
        let form = canonical_form(&candidates, self.next_id(0))?;
        if let Some(&known) = self.groups.get(&form) {
            return Ok(known);
        }
        let mut entries = room::with_capacity(candidates.len())?;
        for c in candidates {
            let shape = Shape::new(c.handle.id(), c.handle.supertypes(), &c.composite)?;
            entries.push(Entry {
                shape: shape.into(),
                handle: c.handle,
                composite: c.composite,
            });
        }
        room::reserve(&mut self.entries, entries.len())?;
        let room = self.groups.try_reserve(1);
        room.map_err(|_| Error::trap(Trap::OutOfMemory))?;
        self.entries.append(&mut entries);
        self.groups.insert(form, first);
        Ok(first)
    }
}

/// A recursion group as words, equal exactly for equal groups. Types from `first`
/// on are the group's own.
fn canonical_form(candidates: &[Candidate], first: TypeId) -> Result<Box<[u32]>, Error> {
    let mut form = Form {
        words: Vec::new(),
        first,
    };
    for candidate in candidates {
        room::reserve(&mut form.words, Form::most_words(candidate))?;
        form.candidate(candidate);
    }
    Ok(form.words.into())
}

struct Form {
    words: Vec<u32>,
    first: TypeId,
}

impl Form {
    /// More words than a type takes.
    fn most_words(candidate: &Candidate) -> usize {
        let parts = match &candidate.composite {
            CompositeType::Func(ty) => ty.params().len() + ty.results().len(),
            CompositeType::Struct(fields) => fields.len(),
            CompositeType::Array(_) => 1,
        };
        // Whether a field changes; null, kind and index of a reference; two for an index.
        8 * (parts + 1)
    }

    fn candidate(&mut self, candidate: &Candidate) {
        self.words.push(candidate.is_final.into());
        match candidate.handle.supertypes().last() {
            Some(&id) => self.id(id),
            None => self.words.push(NO_TYPE),
        }
        match &candidate.composite {
            CompositeType::Func(ty) => {
                self.words.push(0);
                self.list(ty.params().len());
                ty.params().iter().for_each(|t| self.val_type(t));
                self.list(ty.results().len());
                ty.results().iter().for_each(|t| self.val_type(t));
            }
            CompositeType::Struct(fields) => {
                self.words.push(1);
                self.list(fields.len());
                fields.iter().for_each(|field| self.field(field));
            }
            CompositeType::Array(field) => {
                self.words.push(2);
                self.field(field);
            }
        }
    }

    fn list(&mut self, len: usize) {
        self.words.push(u32::try_from(len).unwrap_or(u32::MAX));
    }

    fn id(&mut self, id: TypeId) {
        match id.0.checked_sub(self.first.0) {
            Some(relative) => self.words.extend([OWN_TYPE, relative]),
            None => self.words.extend([OTHER_TYPE, id.0]),
        }
    }

    fn field(&mut self, field: &FieldType) {
        self.words
            .push((field.mutability() == Mutability::Var).into());
        match field.storage() {
            StorageType::I8 => self.words.push(0),
            StorageType::I16 => self.words.push(1),
            StorageType::Val(ty) => {
                self.words.push(2);
                self.val_type(ty);
            }
        }
    }

    fn val_type(&mut self, ty: &ValType) {
        let ty = match ty {
            ValType::I32 => return self.words.push(0),
            ValType::I64 => return self.words.push(1),
            ValType::F32 => return self.words.push(2),
            ValType::F64 => return self.words.push(3),
            ValType::V128 => return self.words.push(4),
            ValType::Ref(ty) => ty,
        };
        self.words.push(if ty.is_nullable() { 5 } else { 6 });
        let heap = match ty.heap_type() {
            HeapType::Func => 0,
            HeapType::NoFunc => 1,
            HeapType::Extern => 2,
            HeapType::NoExtern => 3,
            HeapType::Any => 4,
            HeapType::Eq => 5,
            HeapType::I31 => 6,
            HeapType::Struct => 7,
            HeapType::Array => 8,
            HeapType::None => 9,
            HeapType::Exn => 10,
            HeapType::NoExn => 11,
            HeapType::Concrete(ty) => {
                self.words.push(12);
                return self.id(ty.id());
            }
        };
        self.words.push(heap);
    }
}

/// How a canonical form introduces a type reference.
const NO_TYPE: u32 = 0;
const OWN_TYPE: u32 = 1;
const OTHER_TYPE: u32 = 2;

#[cfg(test)]
mod tests {
    use wasmparser::{Parser, Payload, RecGroup};

    use super::*;
    use crate::RefType;

    /// The recursion groups of a module whose type section has these bytes.
    fn groups(section: &[u8]) -> Vec<RecGroup> {
        let mut module = b"\0asm\x01\0\0\0\x01".to_vec();
        module.push(u8::try_from(section.len()).unwrap());
        module.extend(section);
        for payload in Parser::new(0).parse_all(&module) {
            if let Payload::TypeSection(reader) = payload.unwrap() {
                return reader.into_iter().collect::<Result<_, _>>().unwrap();
            }
        }
        Vec::new()
    }

    fn intern(registry: &TypeRegistry, section: &[u8]) -> Result<Vec<ConcreteType>, Error> {
        registry.intern_module_types(groups(section).into_iter().map(Ok), 10)
    }

    fn ids(registry: &TypeRegistry, section: &[u8]) -> Vec<u32> {
        let types = intern(registry, section).unwrap();
        types.iter().map(|t| t.id().0).collect()
    }

    const I32: u8 = 0x7F;
    const I64: u8 = 0x7E;
    const FUNC: u8 = 0x60;
    const STRUCT: u8 = 0x5F;
    const REF: u8 = 0x64;
    const REC: u8 = 0x4E;
    const SUB: u8 = 0x50;

    #[test]
    fn equal_function_types_are_one_type() {
        let registry = TypeRegistry::new();
        let section = [3, FUNC, 1, I32, 0, FUNC, 0, 1, I64, FUNC, 1, I32, 0];
        assert_eq!(ids(&registry, &section), [0, 1, 0]);
        assert_eq!(ids(&registry, &[1, FUNC, 0, 1, I64]), [1]);
        let ty = FuncType::new([ValType::I32], []);
        assert_eq!(registry.intern_func(&ty).unwrap(), TypeId(0));
        assert_eq!(*registry.func_type(TypeId(0)).unwrap(), ty);
        let other = FuncType::new([ValType::F32], []);
        assert_eq!(registry.intern_func(&other).unwrap(), TypeId(2));
    }

    #[test]
    fn recursion_groups_compare_by_structure() {
        let registry = TypeRegistry::new();
        // (rec (func (param (ref 0))))  and the same at index 1
        let once = [1, REC, 1, FUNC, 1, REF, 0, 0];
        assert_eq!(ids(&registry, &once), [0]);
        let shifted = [2, FUNC, 0, 0, REC, 1, FUNC, 1, REF, 1, 0];
        assert_eq!(ids(&registry, &shifted), [1, 0]);
        // A reference to an equal type outside the group is not the same.
        let outside = [2, REC, 1, FUNC, 1, REF, 0, 0, FUNC, 1, REF, 0, 0];
        assert_eq!(ids(&registry, &outside), [0, 2]);
    }

    #[test]
    fn a_group_of_two_differs_from_its_members() {
        let registry = TypeRegistry::new();
        let pair = [1, REC, 2, FUNC, 0, 0, FUNC, 0, 0];
        assert_eq!(ids(&registry, &pair), [0, 1]);
        assert_eq!(ids(&registry, &[1, FUNC, 0, 0]), [2]);
        assert_eq!(ids(&registry, &pair), [0, 1]);
    }

    #[test]
    fn declared_subtypes() {
        let registry = TypeRegistry::new();
        // 0: (sub (struct))  1: (sub 0 (struct i32))  2: (sub 1 (struct i32 i64))  3: (sub 0 (struct i64))
        let section = [
            4, SUB, 0, STRUCT, 0, SUB, 1, 0, STRUCT, 1, I32, 0, SUB, 1, 1, STRUCT, 2, I32, 0, I64,
            0, SUB, 1, 0, STRUCT, 1, I64, 0,
        ];
        assert_eq!(ids(&registry, &section), [0, 1, 2, 3]);
        let subtype = |a, b| registry.is_subtype(TypeId(a), TypeId(b));
        assert!(subtype(2, 1) && subtype(2, 0) && subtype(1, 0) && subtype(3, 0) && subtype(2, 2));
        assert!(!subtype(0, 1) && !subtype(3, 1) && !subtype(2, 3) && !subtype(9, 0));
        assert!(registry.func_type(TypeId(0)).is_none());
    }

    #[test]
    fn finality_and_supertypes_are_part_of_a_type() {
        let registry = TypeRegistry::new();
        let section = [3, STRUCT, 0, SUB, 0, STRUCT, 0, SUB, 1, 1, STRUCT, 0];
        assert_eq!(ids(&registry, &section), [0, 1, 2]);
    }

    #[test]
    fn the_number_of_types_is_limited() {
        let registry = TypeRegistry::new();
        let sections = [[1, FUNC, 1, I32, 0], [1, FUNC, 1, I64, 0]].map(|s| groups(&s));
        let [first, second] = sections.map(|groups| groups.into_iter().map(Ok));
        assert!(registry.intern_module_types(first.clone(), 1).is_ok());
        assert!(registry.intern_module_types(second.clone(), 1).is_err());
        assert!(registry.intern_module_types(second, 2).is_ok());
        assert_eq!(ids(&registry, &[1, FUNC, 1, I32, 0]), [0]);
    }

    #[test]
    fn unknown_type_indices_are_errors() {
        let registry = TypeRegistry::new();
        assert!(intern(&registry, &[1, FUNC, 1, REF, 9, 0]).is_err());
        assert!(intern(&registry, &[1, SUB, 1, 9, STRUCT, 0]).is_err());
    }

    #[test]
    fn types_of_another_engine_are_refused() {
        let (here, there) = (TypeRegistry::new(), TypeRegistry::new());
        let types = intern(&there, &[1, FUNC, 0, 0]).unwrap();
        let heap = HeapType::Concrete(types[0].clone());
        let ty = FuncType::new([ValType::Ref(RefType::new(true, heap))], []);
        assert!(here.intern_func(&ty).is_err());
        assert!(there.intern_func(&ty).is_ok());
    }
}
