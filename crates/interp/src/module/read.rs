//! One scan over the sections of a binary: limits, validation, representation.
//!
//! Each section goes through three steps: its counts are held against the limits,
//! wasmparser validates it, and what later layers need is taken over.

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

use hashbrown::HashMap;
use std::hash::RandomState;
use wasmparser::{
    DataKind, ElementItems, ElementKind, Encoding, ExternalKind, FromReader, FunctionBody, Imports,
    Parser, Payload, SectionLimited, TableInit, TypeRef, ValidPayload, Validator,
    ValidatorResources,
};

use super::const_expr::read_const_expr;
use super::repr::{
    DataSegment, ElemItems, ElemSegment, Export, ExternDesc, Import, ModuleInner, SegmentMode,
};
use super::{ConstExpr, ConstOp, EngineHandle, ModuleBytes, classify};
use crate::Error;
use crate::code::{CodePlaces, FuncCode};
use crate::config::{CompilationMode, Limits};
use crate::room;
use crate::trap::Trap;
use crate::types::{
    ConcreteType, FuncIdx, FuncType, GlobalIdx, GlobalType, MemoryIdx, MemoryType, TableIdx,
    TableType, TagIdx, TypeIdx, from_global_type, from_memory_type, from_table_type,
};

/// The module in `bytes`.
///
/// # Errors
///
/// Malformed, invalid or unsupported modules, and modules beyond a limit.
pub(crate) fn read_module(engine: &EngineHandle, bytes: ModuleBytes) -> Result<ModuleInner, Error> {
    let all = 0..bytes.len();
    read_part(engine, bytes, all)
}

/// The module that is a part of `bytes`, as in a component; its offsets count from
/// their start.
///
/// # Errors
///
/// As for [`read_module`].
pub(crate) fn read_part(
    engine: &EngineHandle,
    bytes: ModuleBytes,
    part: Range<usize>,
) -> Result<ModuleInner, Error> {
    read_payloads(engine, &bytes, part)?.finish()
}

/// Checks the module in `bytes`, all function bodies included.
///
/// # Errors
///
/// As for [`read_module`].
pub(crate) fn validate_module(engine: &EngineHandle, bytes: ModuleBytes) -> Result<(), Error> {
    let all = 0..bytes.len();
    read_payloads(engine, &bytes, all)?
        .sections()?
        .validate_bodies()
}

/// Reads the module in a part of `bytes` to its end.
fn read_payloads<'a>(
    engine: &'a EngineHandle,
    bytes: &ModuleBytes,
    part: Range<usize>,
) -> Result<Reading<'a>, Error> {
    let (start, len) = (count(part.start), part.len());
    Limits::check("module_bytes", engine.limits().module_bytes, count(len))?;
    let features = engine.config().enabled().to_wasmparser();
    let mut validator = Validator::new_with_features(features);
    let mut parser = Parser::new(start);
    parser.set_features(features);
    let mut reading = Reading::new(engine, bytes.clone());
    for payload in parser.parse_all(bytes.slice(part)) {
        reading.payload(payload.map_err(classify::malformed)?, &mut validator)?;
    }
    Ok(reading)
}

/// A module that is being read, a payload after the other.
///
/// What it is made of was valid: each payload goes through the validator first, and
/// bodies, which are validated later, are known to lie in the bytes.
pub(crate) struct Reading<'a> {
    engine: &'a EngineHandle,
    limits: &'a Limits,
    bytes: ModuleBytes,
    types: Vec<ConcreteType>,
    imports: Vec<Import>,
    funcs: Vec<TypeIdx>,
    tables: Vec<TableType>,
    memories: Vec<MemoryType>,
    globals: Vec<GlobalType>,
    tags: Vec<TypeIdx>,
    exports: Vec<Export>,
    start: Option<FuncIdx>,
    table_inits: Vec<Option<ConstExpr>>,
    global_inits: Vec<ConstExpr>,
    elems: Vec<ElemSegment>,
    datas: Vec<DataSegment>,
    bodies: Vec<Range<u32>>,
    custom_sections: Vec<(Box<str>, Range<usize>)>,
    unvalidated: Option<ValidatorResources>,
    /// Locals of all functions so far.
    declared_locals: u64,
    /// Where the module begins in the bytes, once that is known.
    begins: Option<u64>,
}

impl<'a> Reading<'a> {
    /// Nothing of the module that `bytes` hold a part of.
    pub(crate) fn new(engine: &'a EngineHandle, bytes: ModuleBytes) -> Self {
        Self {
            engine,
            limits: engine.limits(),
            bytes,
            types: Vec::new(),
            imports: Vec::new(),
            funcs: Vec::new(),
            tables: Vec::new(),
            memories: Vec::new(),
            globals: Vec::new(),
            tags: Vec::new(),
            exports: Vec::new(),
            start: None,
            table_inits: Vec::new(),
            global_inits: Vec::new(),
            elems: Vec::new(),
            datas: Vec::new(),
            bodies: Vec::new(),
            custom_sections: Vec::new(),
            unvalidated: None,
            declared_locals: 0,
            begins: None,
        }
    }

    /// Takes the next section of the module. The parser may be one that stands inside
    /// another format: offsets count from the start of the bytes, not of the module.
    ///
    /// # Errors
    ///
    /// As for [`read_module`], and [`Usage`](crate::ErrorKind::Usage) for a payload of
    /// other bytes. After an error, nothing may be taken any more.
    pub(crate) fn payload(
        &mut self,
        payload: Payload<'_>,
        validator: &mut Validator,
    ) -> Result<(), Error> {
        self.check_counts(&payload)?;
        match validator.payload(&payload) {
            Ok(ValidPayload::Func(func, _)) => self.unvalidated = Some(func.resources),
            Ok(_) => {}
            Err(error) => return Err(classify::section_error(&payload, error)),
        }
        match (&payload, self.begins) {
            (Payload::End(end), Some(begin)) => {
                let len = end.saturating_sub(begin);
                Limits::check("module_bytes", self.limits.module_bytes, len)?;
            }
            (_, Some(_)) => {}
            (
                Payload::Version {
                    encoding, range, ..
                },
                None,
            ) if *encoding == Encoding::Module => {
                self.begins = Some(range.start);
            }
            // The validator may be one that is already within another module.
            (_, None) => return Err(Error::usage("a module's first payload is its version")),
        }
        self.section(payload)
    }

    /// Holds a section against the limits before anything is allocated for it.
    fn check_counts(&mut self, payload: &Payload<'_>) -> Result<(), Error> {
        let limits = self.limits;
        let (which, limit, before, more) = match payload {
            Payload::TypeSection(s) => ("types", limits.types, 0, s.count()),
            Payload::ImportSection(s) => ("imports", limits.imports, 0, s.count()),
            Payload::FunctionSection(s) => {
                ("functions", limits.functions, self.funcs.len(), s.count())
            }
            Payload::TableSection(s) => ("tables", limits.tables, self.tables.len(), s.count()),
            Payload::MemorySection(s) => {
                ("memories", limits.memories, self.memories.len(), s.count())
            }
            Payload::TagSection(s) => ("tags", limits.tags, self.tags.len(), s.count()),
            Payload::GlobalSection(s) => ("globals", limits.globals, self.globals.len(), s.count()),
            Payload::ExportSection(s) => ("exports", limits.exports, 0, s.count()),
            Payload::ElementSection(s) => {
                ("element_segments", limits.element_segments, 0, s.count())
            }
            Payload::DataSection(s) => ("data_segments", limits.data_segments, 0, s.count()),
            Payload::CodeSectionEntry(body) => return self.check_body(body),
            _ => return Ok(()),
        };
        Limits::check(which, limit, count(before).saturating_add(more.into()))
    }

    fn check_body(&mut self, body: &FunctionBody<'_>) -> Result<(), Error> {
        let len = body.range().end.saturating_sub(body.range().start);
        Limits::check("function_body_bytes", self.limits.function_body_bytes, len)?;
        let mut locals = 0u64;
        for local in body.get_locals_reader().map_err(classify::malformed)? {
            let (count, _) = local.map_err(classify::malformed)?;
            locals = locals.saturating_add(count.into());
        }
        if locals > u32::MAX.into() {
            // spec: binary/modules, code section: more than an index can tell apart.
            return Err(Error::malformed(body.range().start, "too many locals"));
        }
        Limits::check("locals", self.limits.locals, locals)?;
        self.declared_locals = self.declared_locals.saturating_add(locals);
        let used_at_most = count(self.bytes.len());
        let idle = self.declared_locals.saturating_sub(used_at_most);
        Limits::check("idle_locals", self.limits.idle_locals, idle)
    }

    /// Takes over a section that is valid.
    fn section(&mut self, payload: Payload<'_>) -> Result<(), Error> {
        match payload {
            Payload::TypeSection(section) => self.type_section(section),
            Payload::ImportSection(section) => self.import_section(section),
            Payload::FunctionSection(section) => {
                room::reserve(&mut self.funcs, section.count() as usize)?;
                each(section, |x| {
                    self.funcs.push(TypeIdx(x));
                    Ok(())
                })
            }
            Payload::TableSection(section) => self.table_section(section),
            Payload::MemorySection(section) => each(section, |ty| self.memory(ty)),
            Payload::TagSection(section) => each(section, |ty| {
                room::push(&mut self.tags, TypeIdx(ty.func_type_idx))
            }),
            Payload::GlobalSection(section) => each(section, |global| {
                self.global(global.ty)?;
                let init = read_const_expr(&global.init_expr, &self.types)?;
                room::push(&mut self.global_inits, init)
            }),
            Payload::ExportSection(section) => each(section, |export| self.export(export)),
            Payload::StartSection { func, .. } => {
                self.start = Some(FuncIdx(func));
                Ok(())
            }
            Payload::ElementSection(section) => each(section, |element| self.element(element)),
            Payload::DataSection(section) => each(section, |data| self.data(data)),
            Payload::CodeSectionStart { count, .. } => {
                room::reserve(&mut self.bodies, count as usize)
            }
            Payload::CodeSectionEntry(body) => {
                let range = self.range_of(body.as_bytes())?;
                room::push(&mut self.bodies, range)
            }
            Payload::CustomSection(section) => {
                self.check_string(section.name())?;
                let range = self.bytes.range_of(section.data())?;
                room::push(&mut self.custom_sections, (section.name().into(), range))
            }
            _ => Ok(()),
        }
    }

    fn type_section(&mut self, section: wasmparser::TypeSectionReader<'_>) -> Result<(), Error> {
        let limits = self.limits;
        let mut types = 0;
        let groups = section.into_iter().map(|group| {
            let group = group.map_err(classify::malformed)?;
            for ty in group.types() {
                types += 1;
                match &ty.composite_type.inner {
                    wasmparser::CompositeInnerType::Func(ty) => {
                        Limits::check("params", limits.params, count(ty.params().len()))?;
                        Limits::check("results", limits.results, count(ty.results().len()))?;
                    }
                    wasmparser::CompositeInnerType::Struct(ty) => {
                        let fields = count(ty.fields.len());
                        Limits::check("struct_fields", limits.struct_fields, fields)?;
                    }
                    _ => {}
                }
            }
            Limits::check("types", limits.types, types)?;
            Ok(group)
        });
        let registry = self.engine.types();
        self.types = registry.intern_module_types(groups, limits.engine_types)?;
        Ok(())
    }

    fn import_section(
        &mut self,
        section: wasmparser::ImportSectionReader<'_>,
    ) -> Result<(), Error> {
        each(section, |imports| match imports {
            Imports::Single(_, import) => self.import(import.module, import.name, import.ty),
            Imports::Compact1 { module, items } => {
                each(items, |item| self.import(module, item.name, item.ty))
            }
            Imports::Compact2 { module, ty, names } => {
                each(names, |name| self.import(module, name, ty))
            }
        })
    }

    fn import(&mut self, module: &str, name: &str, ty: TypeRef) -> Result<(), Error> {
        self.check_string(module)?;
        self.check_string(name)?;
        let limits = self.limits;
        Limits::check(
            "imports",
            limits.imports,
            count(self.imports.len()).saturating_add(1),
        )?;
        let (which, limit, len) = match ty {
            TypeRef::Func(_) | TypeRef::FuncExact(_) => {
                ("functions", limits.functions, self.funcs.len())
            }
            TypeRef::Table(_) => ("tables", limits.tables, self.tables.len()),
            TypeRef::Memory(_) => ("memories", limits.memories, self.memories.len()),
            TypeRef::Global(_) => ("globals", limits.globals, self.globals.len()),
            TypeRef::Tag(_) => ("tags", limits.tags, self.tags.len()),
        };
        Limits::check(which, limit, count(len).saturating_add(1))?;
        let x = u32::try_from(len).unwrap_or(u32::MAX);
        let ty = match ty {
            TypeRef::Func(ty) | TypeRef::FuncExact(ty) => {
                room::push(&mut self.funcs, TypeIdx(ty))?;
                ExternDesc::Func(FuncIdx(x))
            }
            TypeRef::Table(ty) => {
                self.table(ty)?;
                ExternDesc::Table(TableIdx(x))
            }
            TypeRef::Memory(ty) => {
                self.memory(ty)?;
                ExternDesc::Memory(MemoryIdx(x))
            }
            TypeRef::Global(ty) => {
                self.global(ty)?;
                ExternDesc::Global(GlobalIdx(x))
            }
            TypeRef::Tag(ty) => {
                room::push(&mut self.tags, TypeIdx(ty.func_type_idx))?;
                ExternDesc::Tag(TagIdx(x))
            }
        };
        let import = Import {
            module: module.into(),
            name: name.into(),
            ty,
        };
        room::push(&mut self.imports, import)
    }

    fn table_section(&mut self, section: wasmparser::TableSectionReader<'_>) -> Result<(), Error> {
        each(section, |table| {
            self.table(table.ty)?;
            let init = match table.init {
                TableInit::RefNull => None,
                TableInit::Expr(expr) => Some(read_const_expr(&expr, &self.types)?),
            };
            room::push(&mut self.table_inits, init)
        })
    }

    fn table(&mut self, ty: wasmparser::TableType) -> Result<(), Error> {
        let ty = from_table_type(ty, &self.types).ok_or_else(unknown_type)?;
        room::push(&mut self.tables, ty)
    }

    fn memory(&mut self, ty: wasmparser::MemoryType) -> Result<(), Error> {
        let ty = from_memory_type(ty).ok_or_else(unknown_type)?;
        room::push(&mut self.memories, ty)
    }

    fn global(&mut self, ty: wasmparser::GlobalType) -> Result<(), Error> {
        let ty = from_global_type(ty, &self.types).ok_or_else(unknown_type)?;
        room::push(&mut self.globals, ty)
    }

    fn export(&mut self, export: wasmparser::Export<'_>) -> Result<(), Error> {
        self.check_string(export.name)?;
        let desc = match export.kind {
            ExternalKind::Func | ExternalKind::FuncExact => ExternDesc::Func(FuncIdx(export.index)),
            ExternalKind::Table => ExternDesc::Table(TableIdx(export.index)),
            ExternalKind::Memory => ExternDesc::Memory(MemoryIdx(export.index)),
            ExternalKind::Global => ExternDesc::Global(GlobalIdx(export.index)),
            ExternalKind::Tag => ExternDesc::Tag(TagIdx(export.index)),
        };
        let export = Export {
            name: export.name.into(),
            desc,
        };
        room::push(&mut self.exports, export)
    }

    fn element(&mut self, element: wasmparser::Element<'_>) -> Result<(), Error> {
        let mode = match element.kind {
            ElementKind::Passive => SegmentMode::Passive,
            ElementKind::Declared => SegmentMode::Declared,
            ElementKind::Active {
                table_index,
                offset_expr,
            } => SegmentMode::Active {
                index: table_index.unwrap_or(0),
                offset: read_const_expr(&offset_expr, &self.types)?,
            },
        };
        let items = match element.items {
            ElementItems::Functions(section) => {
                let mut funcs = self.element_items(section.count())?;
                each(section, |x| {
                    funcs.push(FuncIdx(x));
                    Ok(())
                })?;
                ElemItems::Funcs(funcs.into())
            }
            ElementItems::Expressions(_, section) => {
                let mut exprs = self.element_items(section.count())?;
                each(section, |expr| {
                    exprs.push(read_const_expr(&expr, &self.types)?);
                    Ok(())
                })?;
                only_funcs(&exprs)?.unwrap_or_else(|| ElemItems::Exprs(exprs.into()))
            }
        };
        room::push(&mut self.elems, ElemSegment { mode, items })
    }

    /// Room for the elements of a segment, whose number a table's limit bounds.
    fn element_items<T>(&self, len: u32) -> Result<Vec<T>, Error> {
        Limits::check("table_elements", self.limits.table_elements, len.into())?;
        room::with_capacity(len as usize)
    }

    fn data(&mut self, data: wasmparser::Data<'_>) -> Result<(), Error> {
        let mode = match data.kind {
            DataKind::Passive => SegmentMode::Passive,
            DataKind::Active {
                memory_index,
                offset_expr,
            } => SegmentMode::Active {
                index: memory_index,
                offset: read_const_expr(&offset_expr, &self.types)?,
            },
        };
        let range = self.range_of(data.data)?;
        room::push(&mut self.datas, DataSegment { mode, range })
    }

    /// Where a part of the module lies in its bytes. Modules have many parts, and none
    /// lies beyond what 32 bits say.
    fn range_of(&self, part: &[u8]) -> Result<Range<u32>, Error> {
        let range = self.bytes.range_of(part)?;
        let offset = |x: usize| {
            u32::try_from(x).map_err(|_| Error::limit("module_bytes", u32::MAX.into(), count(x)))
        };
        Ok(offset(range.start)?..offset(range.end)?)
    }

    fn check_string(&self, text: &str) -> Result<(), Error> {
        Limits::check("string_bytes", self.limits.string_bytes, count(text.len()))
    }

    /// The module, whose end has been read; the bodies of its functions are validated
    /// unless that is left for later.
    ///
    /// # Errors
    ///
    /// As for [`read_module`].
    pub(crate) fn finish(self) -> Result<ModuleInner, Error> {
        let later = self.engine.config().compilation_mode() == CompilationMode::LazyValidation;
        let mut module = self.sections()?;
        if !later {
            module.validate_bodies()?;
        }
        Ok(module)
    }

    /// The module, the bodies of its functions not validated.
    fn sections(self) -> Result<ModuleInner, Error> {
        let registry = self.engine.types();
        let func_type = |ty: &ConcreteType| {
            registry
                .func_type(ty.id())
                .unwrap_or_else(|| FuncType::new([], []).into())
        };
        let imported = |kind: fn(&ExternDesc) -> bool| {
            let number = self
                .imports
                .iter()
                .filter(|import| kind(&import.ty))
                .count();
            u32::try_from(number).unwrap_or(u32::MAX)
        };
        let mut export_map: HashMap<_, _, RandomState> = HashMap::default();
        export_map
            .try_reserve(self.exports.len())
            .map_err(|_| Error::trap(Trap::OutOfMemory))?;
        export_map.extend(
            self.exports
                .iter()
                .enumerate()
                .map(|(i, e)| (e.name.clone(), i)),
        );
        // Each type has been registered.
        let shape = |ty: &ConcreteType| registry.shape(ty.id());
        let mut shapes = room::with_capacity(self.types.len())?;
        shapes.extend(self.types.iter().filter_map(shape));
        Ok(ModuleInner {
            engine: self.engine.clone(),
            bytes: self.bytes,
            types: room::collect(self.types.iter().map(ConcreteType::id))?.into(),
            func_types: room::collect(self.types.iter().map(func_type))?.into(),
            shapes: shapes.into(),
            widest: self
                .types
                .iter()
                .map(func_type)
                .map(|ty| ty.params().len() + ty.results().len())
                .max()
                .unwrap_or(0),
            num_imported_funcs: imported(|desc| matches!(desc, ExternDesc::Func(_))),
            num_imported_tables: imported(|desc| matches!(desc, ExternDesc::Table(_))),
            num_imported_memories: imported(|desc| matches!(desc, ExternDesc::Memory(_))),
            num_imported_globals: imported(|desc| matches!(desc, ExternDesc::Global(_))),
            num_imported_tags: imported(|desc| matches!(desc, ExternDesc::Tag(_))),
            imports: self.imports.into(),
            funcs: self.funcs.into(),
            tables: self.tables.into(),
            memories: self.memories.into(),
            globals: self.globals.into(),
            tags: self.tags.into(),
            exports: self.exports.into(),
            export_map,
            start: self.start,
            table_inits: self.table_inits.into(),
            global_inits: self.global_inits.into(),
            elems: self.elems.into(),
            datas: self.datas.into(),
            code: room::collect(self.bodies.iter().map(|_| FuncCode::default()))?.into(),
            code_places: CodePlaces::default(),
            bodies: self.bodies.into(),
            custom_sections: self.custom_sections.into(),
            names: OnceLock::new(),
            instantiated: AtomicBool::new(false),
            images: OnceLock::new(),
            unvalidated: self.unvalidated,
        })
    }
}

/// Calls `f` with every item of a section.
fn each<'a, T: FromReader<'a>>(
    section: SectionLimited<'a, T>,
    mut f: impl FnMut(T) -> Result<(), Error>,
) -> Result<(), Error> {
    for item in section {
        f(item.map_err(classify::malformed)?)?;
    }
    Ok(())
}

/// The functions that the expressions are, if each is just a `ref.func`.
fn only_funcs(exprs: &[ConstExpr]) -> Result<Option<ElemItems>, Error> {
    let mut funcs = room::with_capacity(exprs.len())?;
    for expr in exprs {
        let [ConstOp::RefFunc(x)] = **expr else {
            return Ok(None);
        };
        funcs.push(x);
    }
    Ok(Some(ElemItems::Funcs(funcs.into())))
}

/// Validation lets no such type through.
fn unknown_type() -> Error {
    Error::unsupported("type of a feature that is not implemented")
}

fn count(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::module::EngineShared;
    use crate::{Config, ErrorKind, Feature, Features};

    fn engine(config: Config) -> EngineHandle {
        Arc::new(EngineShared::new(config))
    }

    fn read_with(config: Config, text: &str) -> Result<ModuleInner, Error> {
        let bytes = wat::parse_str(text).unwrap();
        read_module(&engine(config), bytes.into())
    }

    fn read(text: &str) -> Result<ModuleInner, Error> {
        read_with(Config::new(), text)
    }

    fn read_bytes(sections: &[u8]) -> Result<ModuleInner, Error> {
        let bytes = [b"\0asm\x01\0\0\0", sections].concat();
        read_module(&engine(Config::new()), bytes.into())
    }

    #[track_caller]
    fn assert_malformed(result: Result<ModuleInner, Error>) {
        let error = result.unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::Malformed { .. }),
            "{error:?}"
        );
    }

    #[track_caller]
    fn assert_invalid(result: Result<ModuleInner, Error>) {
        let error = result.unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::Invalid { .. }),
            "{error:?}"
        );
    }

    #[test]
    fn malformed_modules() {
        let engine = engine(Config::new());
        for bytes in [&b""[..], b"\0as", b"\0asm", b"\0asm\x02\0\0\0", b"(module)"] {
            assert_malformed(read_module(&engine, bytes.to_vec().into()));
        }
        assert_malformed(read_bytes(&[99, 0])); // no such section
        assert_malformed(read_bytes(&[1, 2, 1, 0x99])); // no such type constructor
        assert_malformed(read_bytes(&[5, 9, 1])); // section longer than the module
        assert_malformed(read_bytes(&[5, 3, 1, 0, 1, 1, 1, 0])); // memories before types
        assert_malformed(read_bytes(&[0, 2, 1, 0xFF])); // name that is not UTF-8
        // One type, one function, no code.
        assert_malformed(read_bytes(&[1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0]));
    }

    /// A module with one function of no parameters and results, and this body.
    fn with_body(body: &[u8]) -> Result<ModuleInner, Error> {
        let len = u8::try_from(body.len()).unwrap();
        let code = [&[10, len + 2, 1, len], body].concat();
        read_bytes(&[&[1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0], &*code].concat())
    }

    #[test]
    fn bodies_are_malformed_or_invalid() {
        assert!(with_body(&[0, 0x0B]).is_ok());
        assert_malformed(with_body(&[0, 0x01])); // no end
        assert_malformed(with_body(&[0, 0xFF, 0x0B])); // no such operator
        assert_malformed(with_body(&[1, 0xFF, 0xFF, 0x0B])); // broken locals
        assert_malformed(with_body(&[0, 0xFC, 9, 0, 0x0B])); // no data count
        let too_many = [2, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x7F, 1, 0x7F, 0x0B];
        assert_malformed(with_body(&too_many)); // 2³² locals
        assert_invalid(with_body(&[0, 0x1A, 0x0B])); // drop of nothing
        assert_invalid(with_body(&[0, 0x20, 0, 0x0B])); // no such local
        assert_invalid(with_body(&[0, 0x41, 0, 0x0B])); // result of the wrong type
    }

    #[test]
    fn invalid_sections() {
        assert_invalid(read_bytes(&[3, 2, 1, 7, 10, 4, 1, 2, 0, 0x0B]));
        assert_invalid(read_bytes(&[7, 5, 1, 1, b'f', 0, 0]));
        assert_invalid(read(r#"(func (export "f")) (func (export "f"))"#));
        assert_invalid(read("(global i32 (i64.const 0))"));
        assert_invalid(read("(memory 2 1)"));
        assert_invalid(read("(func (param i32)) (start 0)"));
    }

    #[test]
    fn features_that_are_off_are_refused() {
        let unsupported = |result: Result<ModuleInner, Error>| {
            matches!(result.unwrap_err().kind(), ErrorKind::Unsupported { .. })
        };
        let config = Config::new().features(Features::default().without(Feature::Gc));
        assert!(unsupported(read_with(config, "(type (struct))")));
        assert!(read("(type (struct))").is_ok());
        let config = Config::new().features(Features::default().without(Feature::Threads));
        assert!(unsupported(read_with(config, "(memory 1 1 shared)")));
        assert!(read("(memory 1 1 shared)").is_ok());
        let config = Config::new().features(Features::default().without(Feature::TailCall));
        assert!(unsupported(read_with(config, "(func return_call 0)")));
        assert!(read("(func return_call 0)").is_ok());
        let config = Config::new().features(Features::default().without(Feature::Simd));
        assert!(unsupported(read_with(config, "(func (local v128))")));
        assert!(read("(func (local v128))").is_ok());
    }

    #[test]
    fn locals_beyond_the_bytes_of_a_module_are_limited() {
        let text = format!("(func (local {}))", "i64 ".repeat(1_000));
        let binary = wat::parse_str(&text).expect("text");
        let idle = 1_000 - binary.len() as u64;
        for (limit, fits) in [(idle, true), (idle - 1, false)] {
            let limits = Limits {
                idle_locals: limit,
                ..Limits::default()
            };
            let result = read_with(Config::new().limits(limits), &text);
            assert_eq!(result.is_ok(), fits, "{limit}");
            if let Err(error) = result {
                assert!(matches!(error.kind(), ErrorKind::Limit { .. }), "{error}");
            }
        }
    }

    #[test]
    fn limits_hold_at_the_number_and_not_below() {
        type Case = (fn(&mut Limits) -> &mut u64, u64, &'static str);
        let cases: [Case; 17] = [
            (|l| &mut l.types, 2, "(type (func)) (type (func))"),
            (|l| &mut l.functions, 2, r#"(import "" "" (func)) (func)"#),
            (
                |l| &mut l.imports,
                2,
                r#"(import "" "" (func)) (import "" "" (memory 1))"#,
            ),
            (|l| &mut l.exports, 2, r#"(func (export "a") (export "b"))"#),
            (
                |l| &mut l.globals,
                2,
                "(global i32 (i32.const 0)) (global i32 (i32.const 0))",
            ),
            (|l| &mut l.element_segments, 2, "(elem func) (elem func)"),
            (|l| &mut l.data_segments, 2, r#"(data "") (data "")"#),
            (|l| &mut l.tables, 2, "(table 0 funcref) (table 0 funcref)"),
            (
                |l| &mut l.memories,
                2,
                r#"(import "" "" (memory 1)) (memory 1)"#,
            ),
            (|l| &mut l.function_body_bytes, 3, "(func nop)"),
            (|l| &mut l.locals, 3, "(func (local i32 i32 i64))"),
            (|l| &mut l.params, 2, "(type (func (param i32 i32)))"),
            (|l| &mut l.results, 2, "(type (func (result i32 i32)))"),
            (|l| &mut l.string_bytes, 4, r#"(func (export "four"))"#),
            (|l| &mut l.string_bytes, 4, r#"(import "four" "" (func))"#),
            (|l| &mut l.table_elements, 2, "(func) (elem func 0 0)"),
            (|l| &mut l.module_bytes, 8, "(module)"),
        ];
        for (limit, number, text) in cases {
            let with = |number| {
                let mut limits = Limits::default();
                *limit(&mut limits) = number;
                read_with(Config::new().limits(limits), text)
            };
            assert!(with(number).is_ok(), "{text}");
            let error = with(number - 1).unwrap_err();
            assert!(
                matches!(error.kind(), ErrorKind::Limit { .. }),
                "{text} {error}"
            );
        }
    }

    #[test]
    fn exports_keep_the_order_of_the_module() {
        let module = read(r#"(memory 1) (func) (export "z" (func 0)) (export "a" (memory 0))"#);
        let module = module.unwrap();
        let names: Vec<&str> = module.exports.iter().map(|e| &*e.name).collect();
        assert_eq!(names, ["z", "a"]);
        assert_eq!(
            module.export("a").unwrap().desc,
            ExternDesc::Memory(MemoryIdx(0))
        );
        assert!(module.export("b").is_none());
    }

    #[test]
    fn imports_come_first_in_each_index_space() {
        let module = read(
            r#"(import "m" "f" (func (param i64))) (import "m" "g" (global i32))
               (import "m" "h" (func)) (func (result f32) (f32.const 0)) (start 1)"#,
        );
        let module = module.unwrap();
        assert_eq!(
            (module.num_imported_funcs, module.num_imported_globals),
            (2, 1)
        );
        assert_eq!(module.imports[2].ty, ExternDesc::Func(FuncIdx(1)));
        assert_eq!(
            module.func_type(FuncIdx(2)).to_string(),
            "(func (result f32))"
        );
        assert_eq!(module.start, Some(FuncIdx(1)));
        assert_eq!(module.defined_func(FuncIdx(2)), Some(0));
        assert_eq!(module.defined_func(FuncIdx(1)), None);
    }

    #[test]
    fn segments_and_bodies_are_ranges_of_the_bytes() {
        let module = read(
            r#"(memory 1) (table 2 funcref) (func $f) (func nop)
               (data (i32.const 4) "abc") (data "xyz")
               (elem (i32.const 1) $f) (elem declare funcref (ref.func $f) (ref.null func))"#,
        );
        let module = module.unwrap();
        let data: Vec<_> = module
            .datas
            .iter()
            .map(|d| module.bytes.slice(d.range()))
            .collect();
        assert_eq!(data, [b"abc", b"xyz"]);
        let SegmentMode::Active { index, offset } = &module.datas[0].mode else {
            panic!()
        };
        assert_eq!((*index, &**offset), (0, &[ConstOp::I32(4)][..]));
        assert!(matches!(&module.elems[0].items, ElemItems::Funcs(x) if **x == [FuncIdx(0)]));
        assert!(matches!(&module.elems[1].items, ElemItems::Exprs(x) if x.len() == 2));
        let body = module.bodies[1].clone();
        assert_eq!(
            module.bytes[body.start as usize..body.end as usize],
            [0, 1, 0x0B]
        );
        assert_eq!(module.code.len(), 2);
    }

    #[test]
    fn names_come_from_the_name_section() {
        let module = read(r#"(module $m (import "" "" (func $f)) (func) (func $g))"#).unwrap();
        assert_eq!(module.name(), Some("m"));
        assert_eq!(module.func_name(FuncIdx(0)), Some("f"));
        assert_eq!(module.func_name(FuncIdx(1)), None);
        assert_eq!(module.func_name(FuncIdx(2)), Some("g"));
        // A subsection that is longer than the section.
        let broken = read_bytes(&[0, 8, 4, b'n', b'a', b'm', b'e', 1, 99, 0]).unwrap();
        assert_eq!((broken.name(), broken.func_name(FuncIdx(0))), (None, None));
    }

    #[test]
    fn constant_expressions() {
        let module = read(
            r#"(import "" "" (global i32))
               (global i32 (i32.sub (global.get 0) (i32.const 3)))
               (global f64 (f64.const 1)) (global externref (ref.null extern))"#,
        );
        let inits = module.unwrap().global_inits;
        let difference = [
            ConstOp::GlobalGet(GlobalIdx(0)),
            ConstOp::I32(3),
            ConstOp::I32Sub,
        ];
        assert_eq!(*inits[0], difference);
        assert_eq!(*inits[1], [ConstOp::F64(1f64.to_bits())]);
        assert_eq!(*inits[2], [ConstOp::RefNull(crate::HeapType::Extern)]);
    }

    #[test]
    fn lazy_validation_finds_errors_late() {
        let text = "(func) (func drop)";
        let config = Config::new().compilation(CompilationMode::LazyValidation);
        let module = read_with(config.clone(), text).unwrap();
        assert!(module.validate_lazily(0).is_ok());
        let error = module.validate_lazily(1).unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::Invalid { .. }),
            "{error:?}"
        );
        assert_invalid(read(text));
        let bytes = wat::parse_str(text).unwrap();
        assert!(validate_module(&engine(config), bytes.into()).is_err());
    }

    #[test]
    fn a_module_inside_other_bytes_counts_from_their_start() {
        let part = wat::parse_str(r#"(func (result i32) i32.const 7) (data "abc")"#).unwrap();
        let whole = [b"before".as_slice(), &part, b"after"].concat();
        let engine = engine(Config::new());
        let read = |end| read_part(&engine, whole.clone().into(), 6..end);
        let module = read(6 + part.len()).unwrap();
        assert_eq!(module.bytes.slice(module.datas[0].range()), b"abc");
        let body = module.bodies[0].clone();
        assert_eq!(
            module.bytes[body.start as usize..body.end as usize],
            [0, 0x41, 7, 0x0B]
        );
        let error = read(6 + part.len() - 1).unwrap_err();
        let ErrorKind::Malformed { offset, .. } = *error.kind() else {
            panic!("{error}")
        };
        assert!(offset > 6, "{offset}");
    }

    #[test]
    fn the_first_invalid_body_is_reported_however_many_threads_validate() {
        let good = "(func (param i64) (drop (i64.mul (local.get 0) (i64.const 1234567))))";
        let text = [
            good.repeat(9_000).as_str(),
            "(func drop)",
            &good.repeat(9_000),
        ]
        .concat();
        let text = format!("{text} (func (drop (i32.add)))");
        let offsets: Vec<u64> = [1, 2, 8]
            .map(|threads| {
                let error = read_with(Config::new().load_threads(threads), &text).unwrap_err();
                let ErrorKind::Invalid { offset, .. } = *error.kind() else {
                    panic!("{error}")
                };
                offset
            })
            .to_vec();
        assert_eq!(offsets, [offsets[0]; 3]);
        let valid = format!("(module {})", good.repeat(18_000));
        assert!(read_with(Config::new().load_threads(3), &valid).is_ok());
    }

    #[test]
    fn modules_are_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<ModuleInner>();
    }
}
