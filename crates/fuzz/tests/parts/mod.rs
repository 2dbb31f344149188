//! Writes modules that are large in one way.

#![allow(dead_code, reason = "not every test needs all of it")]
#![allow(unreachable_pub, reason = "a module of several tests")]

use wasm_encoder::{
    CodeSection, DataCountSection, DataSection, ElementSection, ExportKind, ExportSection,
    Function, FunctionSection, GlobalSection, ImportSection, Instruction as I, MemorySection,
    MemoryType, NameSection, RefType, TableSection, TableType, TypeSection, ValType,
};

/// What a module is made of; each has a function `f` without parameters and results.
#[derive(Default)]
pub struct Parts {
    pub types: TypeSection,
    pub imports: ImportSection,
    pub funcs: FunctionSection,
    pub tables: TableSection,
    pub memories: MemorySection,
    pub globals: GlobalSection,
    pub exports: ExportSection,
    pub elems: ElementSection,
    pub code: CodeSection,
    pub datas: DataSection,
    pub names: Option<NameSection>,
}

impl Parts {
    /// With the type of `f` as type 0.
    pub fn new() -> Self {
        let mut parts = Self::default();
        parts.types.ty().function([], []);
        parts
    }

    /// A function; gives its index, as nothing is imported.
    pub fn func(&mut self, ty: u32, locals: &[(u32, ValType)], code: &[I<'_>]) -> u32 {
        self.funcs.function(ty);
        let mut body = Function::new(locals.iter().copied());
        for instruction in code {
            body.instruction(instruction);
        }
        body.instruction(&I::End);
        self.code.function(&body);
        self.funcs.len() - 1
    }

    /// The module whose `f` has this code.
    pub fn with(mut self, locals: &[(u32, ValType)], code: &[I<'_>]) -> Vec<u8> {
        let f = self.func(0, locals, code);
        self.exports.export("f", ExportKind::Func, f);
        self.finish()
    }

    pub fn finish(self) -> Vec<u8> {
        let mut module = wasm_encoder::Module::new();
        module.section(&self.types).section(&self.imports);
        module.section(&self.funcs).section(&self.tables);
        module.section(&self.memories).section(&self.globals);
        module.section(&self.exports).section(&self.elems);
        let count = self.datas.len();
        module.section(&DataCountSection { count });
        module.section(&self.code).section(&self.datas);
        if let Some(names) = &self.names {
            module.section(names);
        }
        module.finish()
    }
}

pub fn table(minimum: u64, maximum: Option<u64>) -> TableType {
    TableType {
        element_type: RefType::FUNCREF,
        table64: false,
        minimum,
        maximum,
        shared: false,
    }
}

pub fn memory(minimum: u64) -> MemoryType {
    MemoryType {
        minimum,
        maximum: Some(minimum + 100),
        memory64: false,
        shared: false,
        page_size_log2: None,
    }
}
