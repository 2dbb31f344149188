//! wasmparser's errors, told apart into malformed, invalid and unsupported.
//!
//! wasmparser checks syntax and validity in one pass and does not say which of the
//! two failed. After an error, and only then, the section is therefore read once
//! more without validation: if that fails as well, the module is malformed.

use wasmparser::{
    DataKind, ElementItems, ElementKind, FunctionBody, Imports, Payload, SectionLimited, TableInit,
};

use crate::Error;

/// An error of the parser alone: the bytes are not a module.
pub(super) fn malformed(error: wasmparser::Error) -> Error {
    if is_unsupported(&error) {
        unsupported(&error)
    } else {
        Error::malformed(error.offset(), error.message())
    }
}

/// An error that came up while a section was validated.
pub(super) fn section_error(payload: &Payload<'_>, error: wasmparser::Error) -> Error {
    classified(error, read_section(payload))
}

/// An error that came up while a function body was validated.
pub(super) fn body_error(body: &FunctionBody<'_>, error: wasmparser::Error) -> Error {
    classified(error, read_body(body))
}

fn classified(error: wasmparser::Error, reading: wasmparser::Result<()>) -> Error {
    if is_unsupported(&error) {
        return unsupported(&error);
    }
    let message = error.message();
    match reading {
        Err(reading) if is_unsupported(&reading) => unsupported(&reading),
        Err(_) => Error::malformed(error.offset(), message),
        Ok(()) if SYNTAX.iter().any(|text| message.starts_with(text)) => {
            Error::malformed(error.offset(), message)
        }
        Ok(()) => Error::invalid(error.offset(), message),
    }
}

fn is_unsupported(error: &wasmparser::Error) -> bool {
    let message = error.message();
    if [BAD_MUTABILITY, BAD_TAG]
        .iter()
        .any(|text| message.starts_with(text))
    {
        return false;
    }
    error.missing_wasm_feature().is_some()
        || UNSUPPORTED.iter().any(|text| message.starts_with(text))
}

fn unsupported(error: &wasmparser::Error) -> Error {
    Error::unsupported(error.to_string())
}

/// Errors about features that are off, which wasmparser does not mark as such.
const UNSUPPORTED: [&str; 2] = ["unexpected SIMD opcode", "gc proposal must be enabled"];

/// A mutability flag that no finished feature defines is a syntax error, though
/// wasmparser takes it for a proposal's.
const BAD_MUTABILITY: &str = "shared globals require";

/// A tag with results is invalid, though wasmparser takes it for a proposal's.
const BAD_TAG: &str = "invalid exception type";

/// Rules of the binary format that reading a section alone does not check: they
/// need other sections, or are the validator's in wasmparser.
const SYNTAX: [&str; 4] = [
    "data count section required",
    "malformed section id",
    "too many locals",
    BAD_MUTABILITY,
];

fn read_body(body: &FunctionBody<'_>) -> wasmparser::Result<()> {
    for local in body.get_locals_reader()? {
        local?;
    }
    let mut operators = body.get_operators_reader()?;
    while !operators.eof() {
        operators.read()?;
    }
    operators.finish()
}

fn read_section(payload: &Payload<'_>) -> wasmparser::Result<()> {
    match payload {
        Payload::TypeSection(reader) => drain(reader),
        Payload::ImportSection(reader) => {
            for imports in reader.clone() {
                match imports? {
                    Imports::Single(..) => {}
                    Imports::Compact1 { items, .. } => drain(&items)?,
                    Imports::Compact2 { names, .. } => drain(&names)?,
                }
            }
            Ok(())
        }
        Payload::FunctionSection(reader) => drain(reader),
        Payload::TableSection(reader) => {
            for table in reader.clone() {
                if let TableInit::Expr(expr) = table?.init {
                    read_expr(&expr)?;
                }
            }
            Ok(())
        }
        Payload::MemorySection(reader) => drain(reader),
        Payload::TagSection(reader) => drain(reader),
        Payload::GlobalSection(reader) => {
            for global in reader.clone() {
                read_expr(&global?.init_expr)?;
            }
            Ok(())
        }
        Payload::ExportSection(reader) => drain(reader),
        Payload::ElementSection(reader) => {
            for element in reader.clone() {
                let element = element?;
                if let ElementKind::Active { offset_expr, .. } = &element.kind {
                    read_expr(offset_expr)?;
                }
                match element.items {
                    ElementItems::Functions(reader) => drain(&reader)?,
                    ElementItems::Expressions(_, exprs) => {
                        for expr in exprs {
                            read_expr(&expr?)?;
                        }
                    }
                }
            }
            Ok(())
        }
        Payload::DataSection(reader) => {
            for data in reader.clone() {
                if let DataKind::Active { offset_expr, .. } = data?.kind {
                    read_expr(&offset_expr)?;
                }
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn read_expr(expr: &wasmparser::ConstExpr<'_>) -> wasmparser::Result<()> {
    let mut operators = expr.get_operators_reader();
    while !operators.eof() {
        operators.read()?;
    }
    operators.finish()
}

fn drain<'a, T: wasmparser::FromReader<'a>>(
    reader: &SectionLimited<'a, T>,
) -> wasmparser::Result<()> {
    for item in reader.clone() {
        item?;
    }
    Ok(())
}
