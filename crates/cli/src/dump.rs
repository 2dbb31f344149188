//! `dump`: our code for functions.

use std::io::{self, BufWriter, Write as _};
use std::ops::Range;
use std::path::Path;

use sanderling::{Engine, ExternType, Module};

use crate::failure::{Failure, load};

pub(crate) fn dump(file: &Path, functions: &[String]) -> Result<i32, Failure> {
    let module = load(&Engine::default(), file)?;
    let defined = defined(&module);
    let mut wanted = Vec::new();
    for text in functions {
        wanted.push(find(&module, &defined, text)?);
    }
    if functions.is_empty() {
        wanted.extend(defined);
    }
    let mut out = BufWriter::new(io::stdout().lock());
    for (i, &index) in wanted.iter().enumerate() {
        if i > 0 {
            writeln!(out)?;
        }
        match module.function_name(index) {
            Some(name) => writeln!(out, "func {index} ${name}:")?,
            None => writeln!(out, "func {index}:")?,
        }
        let code = module
            .disassemble(index)
            .map_err(|error| Failure::Usage(format!("{}: {error}", file.display())))?;
        write!(out, "{code}")?;
    }
    out.flush()?;
    Ok(0)
}

/// The functions that the module does not import.
fn defined(module: &Module) -> Range<u32> {
    let imported = module
        .imports()
        .filter(|import| matches!(import.ty(), ExternType::Func(_)));
    u32::try_from(imported.count()).unwrap_or(u32::MAX)..module.num_functions()
}

/// The function with this index or name.
fn find(module: &Module, defined: &Range<u32>, text: &str) -> Result<u32, Failure> {
    if let Ok(index) = text.parse() {
        if defined.contains(&index) {
            return Ok(index);
        }
        let message = match defined {
            Range { end, .. } if defined.is_empty() => {
                format!("no function {index}: the module imports {end} and has none of its own")
            }
            Range { start, end } => format!(
                "no function {index}: the module imports {start}, its own are {start} to {}",
                end - 1
            ),
        };
        return Err(Failure::Usage(message));
    }
    let name = text.strip_prefix('$').unwrap_or(text);
    defined
        .clone()
        .find(|&index| module.function_name(index) == Some(name))
        .ok_or_else(|| Failure::Usage(format!("the module has no function named {text:?}")))
}
