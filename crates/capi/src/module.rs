//! Modules.

use std::ffi::c_char;
use std::sync::{Arc, OnceLock};

use sanderling::Module;

use crate::boundary::{Out, OutBox, OutError, array, given, put, run, run_new, run_or, text};
use crate::engine::EngineHandle;
use crate::text::{Text, TextView};
use crate::types::{TypeTexts, TypeView};
use crate::wasm::{HostInfos, RefKind};

/// `wasm_module_t`.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct ModuleHandle {
    kind: RefKind,
    pub(crate) module: Module,
    pub(crate) shared: Arc<ModuleShared>,
}

/// What the copies of a handle share.
#[derive(Debug)]
pub(crate) struct ModuleShared {
    module: Module,
    /// Made when first asked for: large modules have many.
    texts: OnceLock<ModuleTexts>,
    pub(crate) host_info: HostInfos<()>,
}

#[derive(Debug)]
struct ModuleTexts {
    name: Option<Text>,
    imports: Vec<ImportTexts>,
    exports: Vec<ExportTexts>,
}

#[derive(Debug)]
struct ImportTexts {
    module: Text,
    name: Text,
    ty: TypeTexts,
}

#[derive(Debug)]
struct ExportTexts {
    name: Text,
    ty: TypeTexts,
}

impl ModuleHandle {
    #[cfg(test)]
    pub(crate) const KIND_AT: usize = std::mem::offset_of!(ModuleHandle, kind);

    pub(crate) fn new(module: Module) -> Self {
        Self::of(&Arc::new(ModuleShared {
            module,
            texts: OnceLock::new(),
            host_info: HostInfos::new(),
        }))
    }

    /// A handle that shares this with others.
    pub(crate) fn of(shared: &Arc<ModuleShared>) -> Self {
        Self {
            kind: RefKind::Module,
            module: shared.module.clone(),
            shared: shared.clone(),
        }
    }

    /// Another handle to the same module.
    pub(crate) fn copy(&self) -> Self {
        Self::of(&self.shared)
    }

    fn texts(&self) -> &ModuleTexts {
        self.shared.texts.get_or_init(|| ModuleTexts {
            name: self.module.name().map(Text::new),
            imports: self
                .module
                .imports()
                .map(|import| ImportTexts {
                    module: Text::new(import.module()),
                    name: Text::new(import.name()),
                    ty: TypeTexts::new(import.ty()),
                })
                .collect(),
            exports: self
                .module
                .exports()
                .map(|export| ExportTexts {
                    name: Text::new(export.name()),
                    ty: TypeTexts::new(export.ty()),
                })
                .collect(),
        })
    }
}

/// `sanderling_import_t`.
#[repr(C)]
struct Import {
    module: TextView,
    name: TextView,
    ty: TypeView,
}

/// `sanderling_export_t`.
#[repr(C)]
struct Export {
    name: TextView,
    ty: TypeView,
}

/// # Safety
///
/// `bytes` is NULL or holds `len` bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_module_new(
    engine: Option<&EngineHandle>,
    bytes: *const u8,
    len: usize,
    out: OutBox<'_, ModuleHandle>,
    error: OutError<'_>,
) -> i32 {
    run_new(out, error, || {
        let EngineHandle(engine) = given(engine, "engine")?;
        // SAFETY: the caller promises it.
        let bytes = unsafe { array(bytes, len, "bytes") }?;
        Ok(ModuleHandle::new(Module::new(engine, bytes)?))
    })
}

/// # Safety
///
/// `bytes` is NULL or holds `len` bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_module_validate(
    engine: Option<&EngineHandle>,
    bytes: *const u8,
    len: usize,
    error: OutError<'_>,
) -> i32 {
    run(error, || {
        let EngineHandle(engine) = given(engine, "engine")?;
        // SAFETY: the caller promises it.
        let bytes = unsafe { array(bytes, len, "bytes") }?;
        Ok(Module::validate(engine, bytes)?)
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_module_bytes(
    module: Option<&ModuleHandle>,
    len: Out<'_, usize>,
) -> *const u8 {
    let bytes = module.map(|handle| handle.module.binary());
    put(len, bytes.map_or(0, <[u8]>::len));
    bytes.map_or(std::ptr::null(), <[u8]>::as_ptr)
}

/// # Safety
///
/// `name` is NULL or holds `name_len` bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_module_custom_section(
    module: Option<&ModuleHandle>,
    name: *const u8,
    name_len: usize,
    index: usize,
    len: Out<'_, usize>,
) -> *const u8 {
    let bytes = run_or(None, || {
        // SAFETY: the caller promises it.
        let name = unsafe { text(name, name_len, "name") }.ok()?;
        module?.module.custom_sections(name).nth(index)
    });
    put(len, bytes.map_or(0, <[u8]>::len));
    bytes.map_or(std::ptr::null(), <[u8]>::as_ptr)
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_module_name(
    module: Option<&ModuleHandle>,
    len: Out<'_, usize>,
) -> *const c_char {
    run_or(TextView::NONE, || {
        TextView::of(module.and_then(|module| module.texts().name.as_ref()))
    })
    .give(len)
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_module_import_count(module: Option<&ModuleHandle>) -> usize {
    module.map_or(0, |handle| handle.module.imports().len())
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_module_import(
    module: Option<&ModuleHandle>,
    index: usize,
    out: Out<'_, Import>,
) -> bool {
    run_or(false, || {
        let import = module.and_then(|module| module.texts().imports.get(index));
        let import = import.map(|import| Import {
            module: import.module.view(),
            name: import.name.view(),
            ty: import.ty.view(),
        });
        import.map(|import| put(out, import)).is_some()
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_module_export_count(module: Option<&ModuleHandle>) -> usize {
    module.map_or(0, |handle| handle.module.exports().len())
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_module_export(
    module: Option<&ModuleHandle>,
    index: usize,
    out: Out<'_, Export>,
) -> bool {
    run_or(false, || {
        let export = module.and_then(|module| module.texts().exports.get(index));
        let export = export.map(|export| Export {
            name: export.name.view(),
            ty: export.ty.view(),
        });
        export.map(|export| put(out, export)).is_some()
    })
}
