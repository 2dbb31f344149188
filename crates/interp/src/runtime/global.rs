//! Globals.

use crate::types::GlobalType;

/// A global: its value in two slots (only a vector uses the second), and its type.
#[derive(Debug)]
#[repr(C)]
pub(crate) struct GlobalEntity {
    pub(crate) bits: [u64; 2],
    ty: GlobalType,
}

impl GlobalEntity {
    pub(crate) fn new(ty: GlobalType, bits: [u64; 2]) -> GlobalEntity {
        GlobalEntity { bits, ty }
    }

    pub(crate) fn ty(&self) -> &GlobalType {
        &self.ty
    }
}
