//! The bytes of a module.

use std::ops::{Deref, Range};
use std::sync::Arc;

use crate::Error;

/// A module's binary, shared and never copied again: function bodies, data
/// segments and custom sections are ranges in it.
#[derive(Clone, Debug)]
pub(crate) struct ModuleBytes(Arc<Vec<u8>>);

impl ModuleBytes {
    /// The bytes in `range`, which is empty if it is not within the module.
    pub(crate) fn slice(&self, range: Range<usize>) -> &[u8] {
        self.0.get(range).unwrap_or_default()
    }

    /// Where `part` lies in these bytes.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if it is not a subslice of them.
    pub(super) fn range_of(&self, part: &[u8]) -> Result<Range<usize>, Error> {
        let start = part.as_ptr().addr().checked_sub(self.0.as_ptr().addr());
        let range = start.and_then(|start| Some(start..start.checked_add(part.len())?));
        range
            .filter(|range| range.end <= self.0.len())
            .ok_or_else(|| Error::usage("the payload is of other bytes than the module's"))
    }
}

impl From<Vec<u8>> for ModuleBytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Arc::new(bytes))
    }
}

impl From<Arc<Vec<u8>>> for ModuleBytes {
    fn from(bytes: Arc<Vec<u8>>) -> Self {
        Self(bytes)
    }
}

impl Deref for ModuleBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}
