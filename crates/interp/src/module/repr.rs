//! The module as the rest of the engine sees it.

use std::any::Any;
use std::ops::Range;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use hashbrown::HashMap;
use std::hash::RandomState;
use wasmparser::{
    FuncToValidate, FuncValidator, FuncValidatorAllocations, FunctionBody, ValidatorResources,
};

use super::names::Names;
use super::{ConstExpr, EngineHandle, ModuleBytes, Operators, classify, for_each};
use crate::Error;
use crate::code::{CodePlaces, CompiledFunc, FuncCode};
use crate::types::{
    ExternType, FuncIdx, FuncType, GlobalIdx, GlobalType, MemoryIdx, MemoryType, Shape, TableIdx,
    TableType, TagIdx, TagType, TypeId, TypeIdx,
};

/// Bytes of code from which on several threads load a module: validating as much
/// takes about a millisecond, starting a thread a tenth of that.
const PARALLEL_BYTES: u32 = 128 << 10;

/// What validating one body after the other keeps.
#[derive(Default)]
struct Scratch(FuncValidatorAllocations);

/// As [`FuncValidator::validate`].
fn validate(
    validator: &mut FuncValidator<ValidatorResources>,
    body: &FunctionBody<'_>,
) -> wasmparser::Result<()> {
    let mut reader = body.get_binary_reader();
    validator.read_locals(&mut reader)?;
    let mut operators = Operators::new(&reader, body);
    while !operators.eof() {
        let mut visitor = validator.visitor(operators.position());
        operators.visit(&mut visitor)??;
    }
    let end = operators.reader();
    end.finish_expression(&validator.visitor(operators.position()))
}

/// A valid module.
#[derive(Debug)]
pub(crate) struct ModuleInner {
    pub(crate) engine: EngineHandle,
    pub(crate) bytes: ModuleBytes,
    /// Canonical types, by type index.
    pub(crate) types: Box<[TypeId]>,
    /// Function types, by type index; an empty one in place of any other type.
    pub(crate) func_types: Box<[Arc<FuncType>]>,
    /// Parameters and results of the function type that has most.
    pub(crate) widest: usize,
    /// What objects of the types are, by type index.
    pub(crate) shapes: Box<[Arc<Shape>]>,
    pub(crate) imports: Box<[Import]>,
    /// The types of all functions, imports first; the same for the next four.
    pub(crate) funcs: Box<[TypeIdx]>,
    pub(crate) tables: Box<[TableType]>,
    pub(crate) memories: Box<[MemoryType]>,
    pub(crate) globals: Box<[GlobalType]>,
    pub(crate) tags: Box<[TypeIdx]>,
    pub(crate) num_imported_funcs: u32,
    pub(crate) num_imported_tables: u32,
    pub(crate) num_imported_memories: u32,
    pub(crate) num_imported_globals: u32,
    pub(crate) num_imported_tags: u32,
    /// In the order of the module.
    pub(crate) exports: Box<[Export]>,
    /// From a name to a position in `exports`. The names are the guest's: the hash
    /// withstands names made to collide.
    pub(crate) export_map: HashMap<Box<str>, usize, RandomState>,
    pub(crate) start: Option<FuncIdx>,
    /// Initial values of the elements of each table that is not imported.
    pub(crate) table_inits: Box<[Option<ConstExpr>]>,
    /// Initial values of the globals that are not imported.
    pub(crate) global_inits: Box<[ConstExpr]>,
    pub(crate) elems: Box<[ElemSegment]>,
    pub(crate) datas: Box<[DataSegment]>,
    /// The bodies of the functions that are not imported, locals included.
    pub(crate) bodies: Box<[Range<u32>]>,
    /// Their code.
    pub(crate) code: Box<[FuncCode]>,
    /// Where it is.
    pub(crate) code_places: CodePlaces,
    /// Names and contents, in the order of the module.
    pub(crate) custom_sections: Box<[(Box<str>, Range<usize>)]>,
    pub(super) names: OnceLock<Names>,
    /// Whether an instance has been made.
    pub(crate) instantiated: AtomicBool,
    /// What `runtime` keeps from one instance to the next.
    pub(crate) images: OnceLock<Box<dyn Any + Send + Sync>>,
    /// What validating a body needs, if that was left for later.
    pub(super) unvalidated: Option<ValidatorResources>,
}

/// An import: what it must be called, and what it becomes.
#[derive(Debug)]
pub(crate) struct Import {
    pub(crate) module: Box<str>,
    pub(crate) name: Box<str>,
    pub(crate) ty: ExternDesc,
}

/// An export.
#[derive(Debug)]
pub(crate) struct Export {
    pub(crate) name: Box<str>,
    pub(crate) desc: ExternDesc,
}

/// Something that can be imported or exported, by its index.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ExternDesc {
    Func(FuncIdx),
    Table(TableIdx),
    Memory(MemoryIdx),
    Global(GlobalIdx),
    Tag(TagIdx),
}

/// An element segment.
#[derive(Debug)]
pub(crate) struct ElemSegment {
    pub(crate) mode: SegmentMode,
    pub(crate) items: ElemItems,
}

/// What happens to a segment at instantiation.
#[derive(Debug)]
pub(crate) enum SegmentMode {
    Passive,
    /// It is copied into the table or memory of this index.
    Active {
        index: u32,
        offset: ConstExpr,
    },
    /// Only element segments: it makes its functions referable.
    Declared,
}

/// The elements of a segment.
#[derive(Debug)]
pub(crate) enum ElemItems {
    Funcs(Box<[FuncIdx]>),
    Exprs(Box<[ConstExpr]>),
}

/// A data segment.
#[derive(Debug)]
pub(crate) struct DataSegment {
    pub(crate) mode: SegmentMode,
    /// Where its data lies in the module's bytes.
    pub(super) range: Range<u32>,
}

impl DataSegment {
    /// Where its data lies in the module's bytes.
    pub(crate) fn range(&self) -> Range<usize> {
        self.range.start as usize..self.range.end as usize
    }
}

// Indexing below: every index of a module is in range, see the invariant of
// `module/mod.rs`.
impl ModuleInner {
    /// The type of a function.
    pub(crate) fn func_type(&self, x: FuncIdx) -> &Arc<FuncType> {
        &self.func_types[self.funcs[x.index()].index()]
    }

    /// The canonical type of a function.
    pub(crate) fn func_type_id(&self, x: FuncIdx) -> TypeId {
        self.types[self.funcs[x.index()].index()]
    }

    /// The function that an address of code lies in, and the word there.
    pub(crate) fn code_at(&self, address: usize) -> Option<(usize, &CompiledFunc, usize)> {
        let defined = self.code_places.at(address)?;
        let code = self.code[defined].get()?;
        Some((defined, code, code.word_at(address)?))
    }

    /// The type whose parameters are the payload of a tag.
    pub(crate) fn tag_type(&self, x: TagIdx) -> &Arc<FuncType> {
        &self.func_types[self.tags[x.index()].index()]
    }

    /// The canonical type of a tag.
    pub(crate) fn tag_type_id(&self, x: TagIdx) -> TypeId {
        self.types[self.tags[x.index()].index()]
    }

    /// The type of anything that can be imported or exported.
    pub(crate) fn extern_type(&self, desc: ExternDesc) -> ExternType {
        match desc {
            ExternDesc::Func(x) => ExternType::Func(FuncType::clone(self.func_type(x))),
            ExternDesc::Table(x) => ExternType::Table(self.tables[x.index()].clone()),
            ExternDesc::Memory(x) => ExternType::Memory(self.memories[x.index()].clone()),
            ExternDesc::Global(x) => ExternType::Global(self.globals[x.index()].clone()),
            ExternDesc::Tag(x) => ExternType::Tag(TagType::new(FuncType::clone(self.tag_type(x)))),
        }
    }

    /// The export called `name`.
    pub(crate) fn export(&self, name: &str) -> Option<&Export> {
        self.exports.get(*self.export_map.get(name)?)
    }

    /// The position of a function among those that are not imported.
    pub(crate) fn defined_func(&self, x: FuncIdx) -> Option<usize> {
        x.0.checked_sub(self.num_imported_funcs)
            .map(|x| FuncIdx(x).index())
    }

    /// The module's name.
    pub(crate) fn name(&self) -> Option<&str> {
        self.names().module(&self.bytes)
    }

    /// The name of a function.
    pub(crate) fn func_name(&self, x: FuncIdx) -> Option<&str> {
        self.names().func(&self.bytes, x)
    }

    fn names(&self) -> &Names {
        self.names.get_or_init(|| {
            let section = self
                .custom_sections
                .iter()
                .find(|(name, _)| **name == *"name");
            section
                .map(|(_, range)| Names::read(&self.bytes, range.clone()))
                .unwrap_or_default()
        })
    }

    /// Validates the body of the function that is the `defined`-th not imported,
    /// unless that was done when the module was made.
    pub(crate) fn validate_lazily(&self, defined: usize) -> Result<(), Error> {
        match &self.unvalidated {
            Some(resources) => self.validate_body(resources, &mut Scratch::default(), defined),
            None => Ok(()),
        }
    }

    /// Validates all bodies that have not been.
    pub(super) fn validate_bodies(&mut self) -> Result<(), Error> {
        let Some(resources) = self.unvalidated.take() else {
            return Ok(());
        };
        for_each(
            self.bodies.len(),
            self.load_threads(),
            |scratch, defined| self.validate_body(&resources, scratch, defined),
        )
    }

    fn validate_body(
        &self,
        resources: &ValidatorResources,
        scratch: &mut Scratch,
        defined: usize,
    ) -> Result<(), Error> {
        let body = self.body(defined);
        let index = self.num_imported_funcs + u32::try_from(defined).unwrap_or(u32::MAX);
        let to_validate = FuncToValidate {
            resources: resources.clone(),
            index,
            ty: self.funcs[FuncIdx(index).index()].0,
            features: self.engine.config().enabled().to_wasmparser(),
        };
        let mut validator = to_validate.into_validator(std::mem::take(&mut scratch.0));
        let result =
            validate(&mut validator, &body).map_err(|error| classify::body_error(&body, error));
        scratch.0 = validator.into_allocations();
        result
    }

    /// Threads that work on the bodies of this module when all of them are to be
    /// validated or translated.
    pub(crate) fn load_threads(&self) -> usize {
        let code = match (self.bodies.first(), self.bodies.last()) {
            (Some(first), Some(last)) => last.end.saturating_sub(first.start),
            _ => 0,
        };
        if code < PARALLEL_BYTES {
            return 1;
        }
        self.engine.config().threads_for_loading()
    }

    /// The body of the function that is the `defined`-th not imported.
    pub(crate) fn body(&self, defined: usize) -> FunctionBody<'_> {
        let Range { start, end } = self.bodies[defined].clone();
        let bytes = self.bytes.slice(start as usize..end as usize);
        let features = self.engine.config().enabled().to_wasmparser();
        let reader = wasmparser::BinaryReader::new_features(bytes, start.into(), features);
        FunctionBody::new(reader)
    }
}
