//! Places in source code, from the DWARF sections that compilers leave in modules.
//!
//! A frame of a backtrace is one call of a guest's function, into which a compiler may have
//! put others: [`sources`] tells all of them.
//!
//! ```
//! # fn main() -> Result<(), sanderling::Error> {
//! use sanderling::{Engine, Instance, Module, Store};
//!
//! let engine = Engine::default();
//! let module = Module::new(&engine, r#"(func (export "f") unreachable)"#)?;
//! let mut store = Store::new(&engine, ());
//! let instance = Instance::new(&mut store, &module, &[])?;
//! let f = instance.get_typed_func::<(), ()>(&mut store, "f")?;
//!
//! let error = f.call(&mut store, ()).unwrap_err();
//! // Nothing says where this one comes from.
//! assert_eq!(sanderling_dwarf::of_frames(error.backtrace()), [[]]);
//! assert_eq!(sanderling_dwarf::Traced(&error).to_string(), error.to_string());
//! # Ok(())
//! # }
//! ```
//!
//! Sections are a guest's: whatever is in them, the time and the memory that reading them
//! takes are limited, and what they say is printable.

#![forbid(unsafe_code)]

mod inlined;
mod lines;

use std::fmt;

use gimli::{Dwarf, EndianSlice, LittleEndian};
use sanderling::{Error, Frame, Module};

type Bytes<'a> = EndianSlice<'a, LittleEndian>;

/// The characters of a name that are told.
const MOST_CHARS: usize = 1024;

/// A place in source code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The name of the function, if it is known: as it is in the source code.
    pub function: Option<String>,
    /// The file, below the directory of compilation if it is there.
    pub file: String,
    /// Counted from 1; 0 if it is not known.
    pub line: u64,
    /// Counted from 1; 0 if it is not known.
    pub column: u64,
}

impl fmt::Display for Source {
    /// `file:line:column`, as far as it is known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        for number in [self.line, self.column] {
            if number > 0 {
                write!(f, ":{number}")?;
            }
        }
        Ok(())
    }
}

/// Whether a module says where its functions come from.
///
/// ```
/// let engine = sanderling::Engine::default();
/// let module = sanderling::Module::new(&engine, "(module)").unwrap();
/// assert!(!sanderling_dwarf::is_known(&module));
/// ```
#[must_use]
pub fn is_known(module: &Module) -> bool {
    module.custom_sections(".debug_line").next().is_some()
}

/// Where the instructions at some offsets in a module come from: for each, the functions that
/// it is in, innermost first. All but the last are put into the next one by the compiler.
/// None where nothing says it.
///
/// ```
/// let engine = sanderling::Engine::default();
/// let module = sanderling::Module::new(&engine, "(module)").unwrap();
/// assert_eq!(sanderling_dwarf::sources(&module, &[8]), [[]]);
/// ```
#[must_use]
pub fn sources(module: &Module, offsets: &[u64]) -> Vec<Vec<Source>> {
    let mut found: Vec<Vec<Source>> = offsets.iter().map(|_| Vec::new()).collect();
    let Some(code) = code_section(module.binary()) else {
        return found;
    };
    // DWARF counts from the contents of the code section on.
    let addresses = offsets.iter().map(|offset| offset.checked_sub(code));
    let mut wanted: Vec<(u64, usize)> = addresses
        .zip(0..)
        .filter_map(|(address, index)| Some((address?, index)))
        .collect();
    wanted.sort_unstable();

    let section = |name: &'static str| module.custom_sections(name).next().unwrap_or_default();
    let dwarf = Dwarf::load(|id| {
        let bytes = section(id.name());
        Ok::<_, gimli::Error>(EndianSlice::new(bytes, LittleEndian))
    });
    let Ok(dwarf) = dwarf else {
        return found;
    };
    for (index, place) in lines::places(&dwarf, section(".debug_line"), &wanted) {
        if let Some(sources) = found.get_mut(index) {
            *sources = vec![place];
        }
    }
    if found.iter().any(|sources| !sources.is_empty()) {
        inlined::add(&dwarf, section(".debug_line"), &wanted, &mut found);
    }
    found
}

/// The same for frames of a backtrace.
#[must_use]
pub fn of_frames(frames: &[Frame]) -> Vec<Vec<Source>> {
    let mut found = Vec::with_capacity(frames.len());
    // Frames of one module mostly follow each other.
    let modules: Vec<(&Frame, Option<Module>)> =
        frames.iter().map(|frame| (frame, frame.module())).collect();
    let is_same = |a: &Option<Module>, b: &Option<Module>| match (a, b) {
        (Some(a), Some(b)) => std::ptr::eq(a.binary(), b.binary()),
        _ => false,
    };
    for frames in modules.chunk_by(|(_, a), (_, b)| is_same(a, b)) {
        let offsets: Vec<u64> = frames.iter().map(|(f, _)| f.module_offset()).collect();
        match frames.first() {
            Some((_, Some(module))) => found.extend(sources(module, &offsets)),
            _ => found.extend(frames.iter().map(|_| Vec::new())),
        }
    }
    found
}

/// An error as text, with the places of its frames.
///
/// ```
/// let error = sanderling::Error::msg("out of paper");
/// assert_eq!(sanderling_dwarf::Traced(&error).to_string(), "out of paper");
/// ```
#[derive(Debug)]
pub struct Traced<'a>(pub &'a Error);

impl fmt::Display for Traced<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.to_string();
        let frames = self.0.backtrace();
        // The error's own text ends with a line for each frame.
        let mut lines: Vec<&str> = text.rsplitn(frames.len() + 1, '\n').collect();
        lines.reverse();
        let mut lines = lines.into_iter();
        f.write_str(lines.next().unwrap_or_default())?;
        for (line, sources) in lines.zip(of_frames(frames)) {
            write!(f, "\n{line}")?;
            for (i, source) in sources.iter().enumerate() {
                write!(f, "\n       at {source}")?;
                if i + 1 < sources.len() {
                    let name = source.function.as_deref().unwrap_or("a function");
                    write!(f, " ({name}, inlined)")?;
                }
            }
        }
        Ok(())
    }
}

/// Where the contents of the code section begin.
fn code_section(bytes: &[u8]) -> Option<u64> {
    use gimli::Reader as _;

    const CODE: u8 = 10;
    let mut rest = EndianSlice::new(bytes.get(8..)?, LittleEndian);
    loop {
        let id = rest.read_u8().ok()?;
        let length = rest.read_uleb128().ok()?;
        if id == CODE {
            return u64::try_from(bytes.len().checked_sub(rest.len())?).ok();
        }
        rest.skip(usize::try_from(length).ok()?).ok()?;
    }
}

/// A name, without control characters: it must not be able to drive a terminal.
fn printable(name: &[u8]) -> String {
    let name = name.get(..4 * MOST_CHARS).unwrap_or(name);
    let name = String::from_utf8_lossy(name);
    let mut printable = String::new();
    for char in name.chars().take(MOST_CHARS) {
        if char.is_control() {
            printable.extend(char.escape_default());
        } else {
            printable.push(char);
        }
    }
    printable
}
