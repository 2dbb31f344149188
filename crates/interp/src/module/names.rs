//! The name section, read when a name is first wanted.
//!
//! A broken name section is no error: what could be read of it counts.

use std::ops::Range;

use wasmparser::{BinaryReader, Name, NameSectionReader};

use super::ModuleBytes;
use crate::types::FuncIdx;

/// Names of a module and of its functions, as ranges in the module's bytes.
#[derive(Debug, Default)]
pub(super) struct Names {
    module: Option<Range<usize>>,
    /// Ordered by function index.
    funcs: Vec<(FuncIdx, Range<usize>)>,
}

impl Names {
    /// The names in the section at `range`.
    pub(super) fn read(bytes: &ModuleBytes, range: Range<usize>) -> Self {
        let mut names = Self::default();
        let section = BinaryReader::new(bytes.slice(range), 0);
        for name in NameSectionReader::new(section) {
            match name {
                Ok(Name::Module { name, .. }) => {
                    names.module = bytes.range_of(name.as_bytes()).ok();
                }
                Ok(Name::Function(map)) => {
                    let named = map.into_iter().map_while(Result::ok);
                    names.funcs.extend(named.filter_map(|naming| {
                        let range = bytes.range_of(naming.name.as_bytes()).ok()?;
                        Some((FuncIdx(naming.index), range))
                    }));
                }
                Ok(_) => {}
                Err(_) => break,
            }
        }
        names.funcs.sort_by_key(|(x, _)| *x);
        names
    }

    pub(super) fn module<'a>(&self, bytes: &'a ModuleBytes) -> Option<&'a str> {
        text(bytes, self.module.clone()?)
    }

    pub(super) fn func<'a>(&self, bytes: &'a ModuleBytes, x: FuncIdx) -> Option<&'a str> {
        let at = self.funcs.binary_search_by_key(&x, |(x, _)| *x).ok()?;
        text(bytes, self.funcs.get(at)?.1.clone())
    }
}

fn text(bytes: &ModuleBytes, range: Range<usize>) -> Option<&str> {
    std::str::from_utf8(bytes.slice(range)).ok()
}
