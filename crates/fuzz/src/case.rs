//! A case: a module, and what is called in it.

use wasm_encoder::{ExportKind, ExportSection, Module, RawSection};
use wasmparser::{
    CompositeInnerType, ExternalKind, GlobalType, HeapType, Parser, Payload, RefType, TypeRef,
    ValType,
};

use crate::rng::{Rng, hash, mix};
use crate::value::{Kind, Value};

/// A module and calls of its exports, the same for every oracle.
#[derive(Clone, Debug)]
pub struct Case {
    /// Where the module is from: a generator, and the seed for it.
    pub origin: String,
    /// The module in the binary format.
    pub wasm: Vec<u8>,
    /// What is called, in this order.
    pub calls: Vec<Call>,
    /// The exported global that is set before each call, so that the guest ends.
    pub refill: Option<(String, u32)>,
    /// Exported memories, tables and globals, looked at when all calls are done.
    pub state: Vec<String>,
    /// What of the module shows.
    pub shape: Shape,
    /// Which oracles may be asked.
    pub audience: Audience,
    /// Whether the guest ends by itself. Where that is not known Sanderling counts fuel,
    /// and peers are asked only if it gets to an end.
    pub ends: bool,
}

/// Which oracles may be asked about a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// All of them: the specification leaves nothing open.
    All,
    /// Sanderling in its modes only: there are choices that engines make differently,
    /// such as the bits of NaNs or relaxed operators.
    Own,
}

/// A call of an exported function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The export's name.
    pub func: String,
    /// What it is called with.
    pub args: Vec<Value>,
}

/// What of a module shows.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    /// Exported functions.
    pub funcs: Vec<FuncShape>,
    /// Exported globals.
    pub globals: Vec<GlobalShape>,
    /// Exported memories, tables and globals, in their order.
    pub state: Vec<String>,
    /// Imported functions.
    pub imports: Vec<FuncShape>,
    /// Whether anything but functions is imported.
    pub has_other_imports: bool,
}

/// A function that shows.
#[derive(Clone, Debug)]
pub struct FuncShape {
    /// The module that it is imported from; empty for an export.
    pub module: String,
    /// Its name.
    pub name: String,
    /// The types of its parameters.
    pub params: Vec<Kind>,
    /// The types of its results.
    pub results: Vec<Kind>,
}

/// A global that shows.
#[derive(Clone, Debug)]
pub struct GlobalShape {
    /// Its name.
    pub name: String,
    /// The type of its value.
    pub kind: Kind,
    /// Whether it can be set.
    pub mutable: bool,
}

fn kind(ty: ValType) -> Kind {
    match ty {
        ValType::I32 => Kind::I32,
        ValType::I64 => Kind::I64,
        ValType::F32 => Kind::F32,
        ValType::F64 => Kind::F64,
        ValType::V128 => Kind::V128,
        ValType::Ref(RefType::FUNCREF) => Kind::Func,
        ValType::Ref(RefType::EXTERNREF) => Kind::Extern,
        ValType::Ref(ty) if ty.is_nullable() => match ty.heap_type() {
            HeapType::Abstract { .. } | HeapType::Concrete(_) => Kind::Null,
            HeapType::Exact(_) => Kind::Opaque,
        },
        ValType::Ref(_) => Kind::Opaque,
    }
}

impl Shape {
    /// Reads a module that an engine takes to be valid.
    ///
    /// # Errors
    ///
    /// The module is malformed.
    pub fn of(wasm: &[u8]) -> Result<Self, wasmparser::BinaryReaderError> {
        let mut shape = Self::default();
        let mut types: Vec<Option<(Vec<Kind>, Vec<Kind>)>> = Vec::new();
        let mut funcs: Vec<u32> = Vec::new();
        let mut globals: Vec<GlobalType> = Vec::new();
        let kinds = |types: &[ValType]| types.iter().map(|&ty| kind(ty)).collect();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::TypeSection(section) => {
                    for group in section {
                        for ty in group?.into_types() {
                            types.push(match &ty.composite_type.inner {
                                CompositeInnerType::Func(ty) => {
                                    Some((kinds(ty.params()), kinds(ty.results())))
                                }
                                _ => None,
                            });
                        }
                    }
                }
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import?;
                        match import.ty {
                            TypeRef::Func(ty) | TypeRef::FuncExact(ty) => {
                                funcs.push(ty);
                                let found = types.get(ty as usize).cloned().flatten();
                                shape
                                    .imports
                                    .extend(found.map(|(params, results)| FuncShape {
                                        module: import.module.to_owned(),
                                        name: import.name.to_owned(),
                                        params,
                                        results,
                                    }));
                            }
                            TypeRef::Global(ty) => {
                                globals.push(ty);
                                shape.has_other_imports = true;
                            }
                            _ => shape.has_other_imports = true,
                        }
                    }
                }
                Payload::FunctionSection(section) => {
                    for ty in section {
                        funcs.push(ty?);
                    }
                }
                Payload::GlobalSection(section) => {
                    for global in section {
                        globals.push(global?.ty);
                    }
                }
                Payload::ExportSection(section) => {
                    for export in section {
                        let export = export?;
                        let name = export.name.to_owned();
                        match export.kind {
                            ExternalKind::Func | ExternalKind::FuncExact => {
                                let found = funcs
                                    .get(export.index as usize)
                                    .and_then(|&ty| types.get(ty as usize)?.clone());
                                shape.funcs.extend(found.map(|(params, results)| FuncShape {
                                    module: String::new(),
                                    name,
                                    params,
                                    results,
                                }));
                            }
                            ExternalKind::Tag => {}
                            ExternalKind::Global => {
                                shape.state.push(name.clone());
                                let found = globals.get(export.index as usize);
                                shape.globals.extend(found.map(|ty| GlobalShape {
                                    name,
                                    kind: kind(ty.content_type),
                                    mutable: ty.mutable,
                                }));
                            }
                            _ => shape.state.push(name),
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(shape)
    }
}

impl Case {
    /// Calls of every function that there are arguments for, `rounds` times.
    ///
    /// # Errors
    ///
    /// The module is malformed.
    pub fn plan(
        origin: String,
        wasm: Vec<u8>,
        audience: Audience,
        rng: &mut Rng,
        rounds: usize,
    ) -> Result<Self, wasmparser::BinaryReaderError> {
        let shape = Shape::of(&wasm)?;
        let mut calls = Vec::new();
        for _ in 0..rounds {
            for FuncShape { name, params, .. } in &shape.funcs {
                if calls.len() < MAX_CALLS && !params.contains(&Kind::Opaque) {
                    calls.push(Call {
                        func: name.clone(),
                        args: params.iter().map(|kind| kind.value(rng)).collect(),
                    });
                }
            }
        }
        Ok(Self {
            origin,
            wasm,
            calls,
            refill: None,
            state: shape.state.clone(),
            shape,
            audience,
            ends: true,
        })
    }

    /// Whether Sanderling counts fuel: half of the cases are run without, and those of
    /// which nobody knows whether they end with it.
    pub fn metered(&self) -> bool {
        !self.ends || hash(self.origin.as_bytes()) & 1 == 0
    }

    /// The same with the exported global that ends the guest.
    pub fn refilled(self, global: &str, fuel: u32) -> Self {
        Self {
            refill: Some((global.to_owned(), fuel)),
            ..self
        }
    }
}

/// Calls of one case; modules of the corpora can have thousands of exports.
const MAX_CALLS: usize = 64;

/// The module with everything that it defines exported, and under which names; functions
/// that were not exported get a number for a name.
///
/// # Errors
///
/// The module is malformed.
pub fn expose(wasm: &[u8]) -> Result<Vec<u8>, wasmparser::BinaryReaderError> {
    let mut counts = [0u32; 4];
    let mut exported: Vec<(ExternalKind, u32)> = Vec::new();
    let mut exports = ExportSection::new();
    let mut sections: Vec<(u8, &[u8])> = Vec::new();
    let index = |kind| {
        Some(match kind {
            ExternalKind::Func => 0,
            ExternalKind::Table => 1,
            ExternalKind::Memory => 2,
            ExternalKind::Global => 3,
            _ => return None,
        })
    };
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        if let Some((id, range)) = payload.as_section()
            && id != 7
        {
            sections.push((id, &wasm[range.start as usize..range.end as usize]));
        }
        match payload {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let slot = match import?.ty {
                        TypeRef::Func(_) | TypeRef::FuncExact(_) => 0,
                        TypeRef::Table(_) => 1,
                        TypeRef::Memory(_) => 2,
                        TypeRef::Global(_) => 3,
                        TypeRef::Tag(_) => continue,
                    };
                    counts[slot] += 1;
                }
            }
            Payload::FunctionSection(section) => counts[0] += section.count(),
            Payload::TableSection(section) => counts[1] += section.count(),
            Payload::MemorySection(section) => counts[2] += section.count(),
            Payload::GlobalSection(section) => counts[3] += section.count(),
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    exported.push((export.kind, export.index));
                    exports.export(export.name, export.kind.into(), export.index);
                }
            }
            _ => {}
        }
    }
    let kinds = [
        (ExternalKind::Func, ExportKind::Func, "$f"),
        (ExternalKind::Table, ExportKind::Table, "$t"),
        (ExternalKind::Memory, ExportKind::Memory, "$m"),
        (ExternalKind::Global, ExportKind::Global, "$g"),
    ];
    for (kind, encoded, prefix) in kinds {
        let Some(slot) = index(kind) else { continue };
        let count: u32 = counts[slot];
        for i in (0..count)
            .filter(|&i| !exported.contains(&(kind, i)))
            .take(200)
        {
            exports.export(&format!("{prefix}{i}"), encoded, i);
        }
    }
    Ok(assemble(&sections, Some(exports)))
}

/// A module of these sections, the exports in their place among them.
pub(crate) fn assemble(sections: &[(u8, &[u8])], exports: Option<ExportSection>) -> Vec<u8> {
    let mut module = Module::new();
    let mut exports = exports;
    for &(id, data) in sections {
        // Start, elements, code, data and the data count come behind the exports.
        if matches!(id, 8..=12)
            && let Some(exports) = exports.take()
        {
            module.section(&exports);
        }
        module.section(&RawSection { id, data });
    }
    if let Some(exports) = exports {
        module.section(&exports);
    }
    module.finish()
}

/// The seed of a case within a run.
pub fn seed_of(run: u64, index: u64) -> u64 {
    mix(run, index)
}
