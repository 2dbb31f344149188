//! The layout of a frame (INV-SLOTS: nothing else computes slot numbers).

use super::stack::Ty;
use super::{Translator, unexpected};
use crate::error::Error;
use crate::room;
use crate::types::{FuncType, ValType};

/// Slots of a frame's header: return address, caller's frame.
pub(super) const HEADER_SLOTS: u32 = 2;

/// The most slots a frame may have: instructions name slots with 16 bits.
const MAX_SLOTS: u32 = u16::MAX as u32;

/// A local of the function.
#[derive(Clone, Copy, Debug)]
pub(super) struct Local {
    pub(super) ty: Ty,
    pub(super) slot: u16,
    pub(super) is_param: bool,
    /// It has been set on every path that leads here.
    pub(super) assigned: bool,
    /// It may be read before it is set.
    pub(super) needs_zero: bool,
    /// Position on the stack of the latest entry that stands for it, plus one.
    pub(super) uses: u32,
}

impl Local {
    /// The slot behind the local's.
    pub(super) fn end(&self) -> u16 {
        self.slot.saturating_add(self.ty.slots() as u16)
    }
}

/// A frame's layout as far as it is known.
#[derive(Debug, Default)]
pub(super) struct Frame {
    /// The header's slot.
    pub(super) header: u16,
    /// The first temporary.
    pub(super) temps: u16,
    /// Slots used so far; may exceed the limit, which [`Frame::bytes`] reports.
    size: u32,
}

impl Frame {
    /// Notes that slots up to this one are used; gives a number that can be named.
    pub(super) fn reach(&mut self, end: u32) -> u16 {
        self.size = self.size.max(end);
        end.min(MAX_SLOTS) as u16
    }

    /// The frame's size in bytes.
    pub(super) fn bytes(&self) -> Result<u64, Error> {
        if self.size > MAX_SLOTS {
            return Err(Error::limit(
                "slots of a function's frame",
                u64::from(MAX_SLOTS),
                u64::from(self.size),
            ));
        }
        Ok(u64::from(self.size) * 8)
    }
}

impl Translator {
    /// Gives every local its slot.
    pub(super) fn lay_out_frame(
        &mut self,
        ty: &FuncType,
        body: &wasmparser::FunctionBody<'_>,
    ) -> Result<(), Error> {
        self.locals.clear();
        room::reserve(&mut self.locals, ty.params().len())?;
        self.frame = Frame::default();
        let mut slot = 0;
        for param in ty.params() {
            slot = self.add_local(Ty::of(param), slot, true);
        }
        let header = self.frame.reach(ty.call_slots() as u32);
        self.frame.header = header;
        slot = u32::from(header) + HEADER_SLOTS;
        for local in body.get_locals_reader().map_err(unexpected)? {
            let (count, ty) = local.map_err(unexpected)?;
            let ty = Ty::of_wasmparser(ty);
            room::reserve(&mut self.locals, count as usize)?;
            for _ in 0..count {
                slot = self.add_local(ty, slot, false);
            }
        }
        self.frame.temps = self.frame.reach(slot);
        Ok(())
    }

    fn add_local(&mut self, ty: Ty, slot: u32, is_param: bool) -> u32 {
        let local = Local {
            ty,
            slot: slot.min(MAX_SLOTS) as u16,
            is_param,
            assigned: is_param,
            needs_zero: false,
            uses: 0,
        };
        self.locals.push(local);
        u32::from(self.frame.reach(slot + ty.slots()))
    }
}

/// The classes of the types of a list.
pub(super) fn tys(types: &[ValType]) -> impl DoubleEndedIterator<Item = Ty> {
    types.iter().map(Ty::of)
}
