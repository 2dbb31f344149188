//! Modules.

use std::fmt;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::Engine;
#[cfg(feature = "wat")]
use super::text::text_to_binary;
use crate::config::{CompilationMode, Limits};
use crate::error::FrameModule;
use crate::exec;
use crate::module::{ModuleBytes, ModuleInner, for_each, read_module, read_part, validate_module};
use crate::room;
use crate::types::FuncIdx;
use crate::{Error, ExportType, ExternType, Frame, ImportType};

/// A valid module, ready to be instantiated any number of times.
///
/// Modules are cheap to clone and can be shared between threads.
///
/// ```
/// use sanderling::{Engine, Module};
///
/// # fn main() -> Result<(), sanderling::Error> {
/// let engine = Engine::default();
/// let module = Module::new(&engine, r#"(module $m (func (export "f")))"#)?;
/// assert_eq!(module.name(), Some("m"));
/// assert_eq!(module.exports().len(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Module(Arc<ModuleInner>);

impl Module {
    /// The module in `bytes`: the binary format or, with the crate's feature `wat`,
    /// the text format.
    ///
    /// # Errors
    ///
    /// [`Malformed`](crate::ErrorKind::Malformed), [`Invalid`](crate::ErrorKind::Invalid),
    /// [`Unsupported`](crate::ErrorKind::Unsupported), or
    /// [`Limit`](crate::ErrorKind::Limit) for a module beyond [`Limits`](crate::Limits).
    ///
    /// ```
    /// use sanderling::{Engine, Module};
    ///
    /// let engine = Engine::default();
    /// assert!(Module::new(&engine, b"\0asm\x01\0\0\0").is_ok());
    /// assert!(Module::new(&engine, "(module)").is_ok());
    /// assert!(Module::new(&engine, "").is_err());
    /// ```
    pub fn new(engine: &Engine, bytes: impl AsRef<[u8]>) -> Result<Self, Error> {
        let bytes = bytes.as_ref();
        check_len(engine, bytes)?;
        match to_binary(bytes)? {
            Some(binary) => Self::from_vec(engine, binary),
            None => Self::from_vec(engine, copy(bytes)?),
        }
    }

    /// The module in `bytes`, which must be in the binary format.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new).
    ///
    /// ```
    /// use sanderling::{Engine, Module};
    ///
    /// let engine = Engine::default();
    /// assert!(Module::from_binary(&engine, b"\0asm\x01\0\0\0").is_ok());
    /// assert!(Module::from_binary(&engine, b"(module)").is_err());
    /// ```
    pub fn from_binary(engine: &Engine, bytes: &[u8]) -> Result<Self, Error> {
        check_len(engine, bytes)?;
        Self::from_vec(engine, copy(bytes)?)
    }

    /// The module in a file, in either format. Its bytes are not copied.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new), and [`Host`](crate::ErrorKind::Host) with the
    /// [`io::Error`] if the file cannot be read.
    ///
    /// ```
    /// use sanderling::{Engine, Module};
    ///
    /// let error = Module::from_file(&Engine::default(), "no/such/file.wasm").unwrap_err();
    /// assert!(error.to_string().contains("no/such/file.wasm"));
    /// ```
    pub fn from_file(engine: &Engine, path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|error| {
            io::Error::new(error.kind(), format!("{}: {error}", path.display()))
        })?;
        check_len(engine, &bytes)?;
        match to_binary(&bytes)? {
            Some(binary) => Self::from_vec(engine, binary),
            None => Self::from_vec(engine, bytes),
        }
    }

    /// The module, in the binary format, that is a part of `bytes`, as modules are in
    /// a component. The bytes are shared, not copied; offsets in errors and
    /// backtraces count from their start.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new), and [`Usage`](crate::ErrorKind::Usage) for a part
    /// that does not lie within the bytes.
    ///
    /// ```
    /// use sanderling::{Engine, Module};
    /// use std::sync::Arc;
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let bytes = Arc::new(b"header\0asm\x01\0\0\0trailer".to_vec());
    /// let module = Module::from_part(&Engine::default(), &bytes, 6..14)?;
    /// assert_eq!(module.exports().len(), 0);
    /// assert!(Module::from_part(&Engine::default(), &bytes, 6..99).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn from_part(
        engine: &Engine,
        bytes: &Arc<Vec<u8>>,
        part: Range<usize>,
    ) -> Result<Self, Error> {
        if bytes.get(part.clone()).is_none() {
            let len = bytes.len();
            return Err(Error::usage(format!(
                "the module is to be bytes {part:?}, of which there are {len}"
            )));
        }
        let bytes = ModuleBytes::from(bytes.clone());
        Self::ready(read_part(engine.shared(), bytes, part)?)
    }

    /// Checks that `bytes` are a valid module in the binary format, function bodies
    /// included, without making one.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new).
    ///
    /// ```
    /// use sanderling::{Engine, Module};
    ///
    /// assert!(Module::validate(&Engine::default(), b"\0asm\x01\0\0\0").is_ok());
    /// assert!(Module::validate(&Engine::default(), b"\0asm").is_err());
    /// ```
    pub fn validate(engine: &Engine, bytes: &[u8]) -> Result<(), Error> {
        check_len(engine, bytes)?;
        validate_module(engine.shared(), copy(bytes)?.into())
    }

    fn from_vec(engine: &Engine, bytes: Vec<u8>) -> Result<Self, Error> {
        Self::ready(read_module(engine.shared(), ModuleBytes::from(bytes))?)
    }

    /// Translates all functions of a module if that is not left for later.
    pub(super) fn ready(inner: ModuleInner) -> Result<Self, Error> {
        if inner.engine.config().compilation_mode() == CompilationMode::Eager {
            let threads = inner.load_threads();
            for_each(inner.bodies.len(), threads, |compiler, defined| {
                exec::Compiler::prepare(compiler, &inner, defined).map(|_| ())
            })?;
        }
        Ok(Self(Arc::new(inner)))
    }

    /// The engine that the module was made with.
    ///
    /// ```
    /// use sanderling::{Engine, Module};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let engine = Engine::default();
    /// assert!(Engine::same(&Module::new(&engine, "(module)")?.engine(), &engine));
    /// # Ok(())
    /// # }
    /// ```
    pub fn engine(&self) -> Engine {
        Engine::from(self.0.engine.clone())
    }

    /// The module's name, from its name section.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let module = Module::new(&Engine::default(), "(module $m)")?;
    /// assert_eq!(module.name(), Some("m"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn name(&self) -> Option<&str> {
        self.0.name()
    }

    /// The imports, in the order of the module.
    ///
    /// ```
    /// use sanderling::{Engine, Module};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let text = r#"(import "m" "f" (func (param i32))) (import "m" "g" (global i64))"#;
    /// let module = Module::new(&Engine::default(), text)?;
    /// let types: Vec<String> = module.imports().map(|i| i.ty().to_string()).collect();
    /// assert_eq!(types, ["(func (param i32))", "(global i64)"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn imports(&self) -> impl ExactSizeIterator<Item = ImportType<'_>> {
        self.0.imports.iter().map(|import| {
            ImportType::new(&import.module, &import.name, self.0.extern_type(import.ty))
        })
    }

    /// The exports, in the order of the module.
    ///
    /// ```
    /// use sanderling::{Engine, Module};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let text = r#"(func (export "b")) (memory (export "a") 1)"#;
    /// let module = Module::new(&Engine::default(), text)?;
    /// let names: Vec<&str> = module.exports().map(|e| e.name()).collect();
    /// assert_eq!(names, ["b", "a"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn exports(&self) -> impl ExactSizeIterator<Item = ExportType<'_>> {
        let exports = self.0.exports.iter();
        exports.map(|export| ExportType::new(&export.name, self.0.extern_type(export.desc)))
    }

    /// The type of the export called `name`.
    ///
    /// ```
    /// use sanderling::{Engine, Module};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let module = Module::new(&Engine::default(), r#"(memory (export "memory") 1)"#)?;
    /// assert_eq!(module.get_export("memory").unwrap().to_string(), "(memory 1)");
    /// assert_eq!(module.get_export("f"), None);
    /// # Ok(())
    /// # }
    /// ```
    pub fn get_export(&self, name: &str) -> Option<ExternType> {
        Some(self.0.extern_type(self.0.export(name)?.desc))
    }

    /// The position of the export called `name`, for
    /// [`Instance::export_at`](crate::Instance::export_at).
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let module = Module::new(&Engine::default(), r#"(func (export "f"))"#)?;
    /// assert_eq!(module.export_index("f"), Some(0));
    /// assert_eq!(module.export_index("g"), None);
    /// # Ok(())
    /// # }
    /// ```
    pub fn export_index(&self, name: &str) -> Option<usize> {
        self.0.export_map.get(name).copied()
    }

    /// The contents of all custom sections called `name`, in the order of the module.
    ///
    /// ```
    /// use sanderling::{Engine, Module};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let text = r#"(module (@custom "note" "be kind"))"#;
    /// let module = Module::new(&Engine::default(), text)?;
    /// assert_eq!(module.custom_sections("note").next(), Some(&b"be kind"[..]));
    /// # Ok(())
    /// # }
    /// ```
    pub fn custom_sections<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        let sections = self
            .0
            .custom_sections
            .iter()
            .filter(move |(n, _)| **n == *name);
        sections.map(|(_, range)| self.0.bytes.slice(range.clone()))
    }

    /// The number of functions, imported ones included.
    ///
    /// ```
    /// use sanderling::{Engine, Module};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let module = Module::new(&Engine::default(), "(func (import \"\" \"\")) (func)")?;
    /// assert_eq!(module.num_functions(), 2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn num_functions(&self) -> u32 {
        u32::try_from(self.0.funcs.len()).unwrap_or(u32::MAX)
    }

    /// The name of a function, by its index, imported functions first; from the
    /// module's name section.
    ///
    /// ```
    /// use sanderling::{Engine, Module};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let module = Module::new(&Engine::default(), "(func $f)")?;
    /// assert_eq!(module.function_name(0), Some("f"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn function_name(&self, index: u32) -> Option<&str> {
        self.0.func_name(FuncIdx(index))
    }

    /// The code that this crate makes of a function, as text: a line an instruction,
    /// with its place in the code and the offset of its origin in the module.
    ///
    /// The format is for people and changes from version to version.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if there is no such function or it is imported.
    ///
    /// ```
    /// use sanderling::{Engine, Module};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let text = "(func (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))";
    /// let module = Module::new(&Engine::default(), text)?;
    /// assert!(module.disassemble(0)?.contains("I32Add"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn disassemble(&self, index: u32) -> Result<String, Error> {
        let defined = self.0.defined_func(FuncIdx(index));
        let defined = defined.filter(|&defined| defined < self.0.bodies.len());
        let Some(defined) = defined else {
            return Err(Error::usage(format!(
                "the module defines no function {index}"
            )));
        };
        exec::disassemble(&self.0, defined)
    }

    /// The module in the binary format: the bytes that it was made of, or what its text
    /// was turned into.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let module = Module::new(&Engine::default(), "(module)")?;
    /// assert_eq!(module.binary(), b"\0asm\x01\0\0\0");
    /// # Ok(())
    /// # }
    /// ```
    pub fn binary(&self) -> &[u8] {
        &self.0.bytes
    }

    pub(crate) fn inner(&self) -> &Arc<ModuleInner> {
        &self.0
    }
}

impl fmt::Debug for Module {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Module")
            .field("name", &self.name())
            .finish_non_exhaustive()
    }
}

/// A module keeps its bytes.
fn copy(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    room::collect(bytes.iter().copied())
}

/// Holds the input against the limit, before it is copied or parsed as text.
fn check_len(engine: &Engine, bytes: &[u8]) -> Result<(), Error> {
    let len = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    Limits::check("module_bytes", engine.shared().limits().module_bytes, len)
}

/// The binary form of a module in the text format; `None` if the bytes are not text.
///
/// No text begins with a NUL, as every binary does. Empty input counts as a broken
/// binary: it comes from an interrupted download more often than from an author.
#[cfg(feature = "wat")]
fn to_binary(bytes: &[u8]) -> Result<Option<Vec<u8>>, Error> {
    if bytes.first().is_none_or(|&b| b == 0) {
        return Ok(None);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let offset = error.valid_up_to() as u64;
        Error::malformed(offset, "neither the binary format nor UTF-8 text")
    })?;
    text_to_binary(text).map(Some)
}

#[cfg(not(feature = "wat"))]
fn to_binary(_bytes: &[u8]) -> Result<Option<Vec<u8>>, Error> {
    Ok(None)
}

impl Frame {
    /// The module that the function is in, which the frame keeps; its
    /// [`custom_sections`](Module::custom_sections) may say where in the source code it is.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let module = Module::new(&engine, r#"(module $m (func $f (export "f") unreachable))"#)?;
    /// let instance = Instance::new(&mut store, &module, &[])?;
    /// let f = instance.get_typed_func::<(), ()>(&mut store, "f")?;
    /// let error = f.call(&mut store, ()).unwrap_err();
    /// let found = error.backtrace()[0].module().ok_or("it is there").map_err(Error::msg)?;
    /// assert_eq!(found.name(), Some("m"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn module(&self) -> Option<Module> {
        let FrameModule(module) = self.module.clone()?;
        module.downcast().ok().map(Module)
    }
}
