//! Matching imports with what is given for them.

use super::external::extern_type;
use super::{Extern, Module};
use crate::error::LinkError;
use crate::module::{ExternDesc, Import};
use crate::runtime::{ExternAddr, StoreCore};
use crate::types::{FuncIdx, TypeId};
use crate::{Error, ExternType};

/// The address of `item`, if it can be what `import` asks for.
///
/// # Errors
///
/// [`Usage`](crate::ErrorKind::Usage) if it belongs to another store,
/// [`Link`](crate::ErrorKind::Link) if its type does not match.
pub(super) fn match_import(
    core: &StoreCore,
    module: &Module,
    import: &Import,
    item: Extern,
) -> Result<ExternAddr, Error> {
    let addr = item.addr(core)?;
    let matches = match (addr, import.ty) {
        // spec: exec/modules, instantiation step 3. Functions and tags match by their
        // declared types, whose structure may agree without a declared relation.
        (ExternAddr::Func(func), ExternDesc::Func(x)) => {
            match_func(core, core.func(func).type_id(), module, x)
        }
        (ExternAddr::Tag(tag), ExternDesc::Tag(x)) => {
            core.tag(tag).ty == module.inner().tag_type_id(x)
        }
        _ => extern_type(core, addr).matches(&module.inner().extern_type(import.ty)),
    };
    if matches {
        return Ok(addr);
    }
    Err(incompatible(module, import, extern_type(core, addr)))
}

fn match_func(core: &StoreCore, found: TypeId, module: &Module, x: FuncIdx) -> bool {
    core.registry
        .is_subtype(found, module.inner().func_type_id(x))
}

/// The error for an import that got something of type `found`.
#[cold]
pub(super) fn incompatible(module: &Module, import: &Import, found: ExternType) -> Error {
    Error::link(LinkError::IncompatibleImport {
        module: import.module.to_string(),
        name: import.name.to_string(),
        expected: module.inner().extern_type(import.ty),
        found,
    })
}
