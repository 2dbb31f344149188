//! Instructions as the translator builds them, before they are encoded.

use super::form::SRC_KINDS;
use super::ops::{Op, Opcode, Shape};

/// A jump target inside one function; its place is known when it is bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Label(pub(crate) u32);

/// Where an operand comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Src {
    /// A frame slot.
    Slot(u16),
    /// The accumulator of the operand's class.
    Acc,
    /// The pinned local of the operand's class.
    Pin,
    /// An immediate of 32 bits, sign-extended for 64-bit operands.
    Imm(u32),
    /// An immediate of 64 bits.
    Wide(u64),
}

impl Src {
    /// Position among the source kinds, as in [`super::form::SrcKind::INDEX`].
    #[inline]
    pub(crate) const fn kind(self) -> u16 {
        match self {
            Src::Slot(_) => 0,
            Src::Acc => 1,
            Src::Pin => 2,
            Src::Imm(_) => 3,
            Src::Wide(_) => 4,
        }
    }

    /// The slot, or zero where there is none.
    #[inline]
    pub(crate) const fn slot(self) -> u16 {
        match self {
            Src::Slot(s) => s,
            _ => 0,
        }
    }

    pub(crate) const fn is_imm(self) -> bool {
        matches!(self, Src::Imm(_) | Src::Wide(_))
    }
}

/// Where a result goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dst {
    /// The accumulator of the result's class only.
    Acc,
    /// A frame slot and the accumulator.
    Both(u16),
    /// The pinned local of the result's class and its slot.
    Pin(u16),
}

impl Dst {
    /// Position among the destination kinds, as in [`super::form::DstKind::INDEX`].
    #[inline]
    pub(crate) const fn kind(self) -> u16 {
        match self {
            Dst::Acc => 0,
            Dst::Both(_) => 1,
            Dst::Pin(_) => 2,
        }
    }

    /// The slot, or zero where there is none.
    #[inline]
    pub(crate) const fn slot(self) -> u16 {
        match self {
            Dst::Acc => 0,
            Dst::Both(s) | Dst::Pin(s) => s,
        }
    }
}

/// One instruction. Which fields mean something is said by the operator's [`Shape`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Inst {
    pub(crate) op: Op,
    /// Destination.
    pub(crate) d: Dst,
    /// First source.
    pub(crate) a: Src,
    /// Second source.
    pub(crate) b: Src,
    /// Third slot, or an index that fits one.
    pub(crate) c: u16,
    /// Offset, index, count or label number; 1 for a shared memory.
    pub(crate) aux: u32,
    /// An immediate that is no operand: a far offset, a 64-bit constant.
    pub(crate) imm: u64,
    /// A `Charge` stands wherever this call leads to.
    pub(crate) metered: bool,
    /// Byte offset in the module of the Wasm instruction this one stands for.
    pub(crate) source: u32,
}

impl Inst {
    /// An instruction without operands.
    pub(crate) const fn new(op: Op) -> Inst {
        Inst {
            op,
            d: Dst::Acc,
            a: Src::Slot(0),
            b: Src::Slot(0),
            c: 0,
            aux: 0,
            imm: 0,
            metered: false,
            source: 0,
        }
    }

    /// The entry of the handler table that executes this instruction.
    #[inline]
    pub(crate) fn opcode(&self) -> Opcode {
        let (d, a, b) = (self.d.kind(), self.a.kind(), self.b.kind());
        let variant = match self.op.shape() {
            Shape::Binary | Shape::ElementLoad => (d * SRC_KINDS + a) * SRC_KINDS + b,
            Shape::Unary
            | Shape::Load
            | Shape::LoadAdd
            | Shape::Move
            | Shape::Select
            | Shape::FieldLoad => d * SRC_KINDS + a,
            Shape::Store
            | Shape::StoreAdd
            | Shape::BranchCompare
            | Shape::FieldStore
            | Shape::ElementStore => a * SRC_KINDS + b,
            Shape::BranchTest | Shape::GlobalSet | Shape::Return | Shape::Switch => a,
            Shape::VSplat | Shape::VSelect | Shape::VLoad | Shape::VStore => a,
            Shape::VShift | Shape::VReplace => b,
            Shape::GlobalGet | Shape::VExtract => d,
            Shape::Far => self.aux as u16,
            Shape::Jump
            | Shape::NewStruct
            | Shape::Call
            | Shape::Slots
            | Shape::SlotsImm
            | Shape::VUnary
            | Shape::VBinary
            | Shape::VTernary
            | Shape::VConst
            | Shape::VShuffle => 0,
        };
        Opcode(self.op.base() + variant)
    }

    /// Words of the operand area.
    #[inline(always)]
    pub(crate) fn words(&self) -> u32 {
        (self.area() / 8) as u32
    }

    /// Bytes of the operand area, a multiple of eight.
    #[inline(always)]
    pub(crate) fn area(&self) -> usize {
        match self.op.shape() {
            Shape::Binary | Shape::BranchCompare => match (self.a, self.b) {
                (Src::Wide(_), _) | (_, Src::Wide(_)) => 16,
                _ => 8,
            },
            Shape::Store | Shape::StoreAdd | Shape::FieldStore if self.b.is_imm() => 16,
            // A description of 32 bits for each field.
            Shape::NewStruct => 16 + (4 * usize::from(self.b.slot())).next_multiple_of(8),
            Shape::Move | Shape::Return if matches!(self.a, Src::Wide(_)) => 16,
            Shape::Call | Shape::SlotsImm | Shape::Far => 16,
            Shape::VConst | Shape::VShuffle => 24,
            // A count, then a relative offset of 32 bits for each target.
            Shape::Switch => (8 + 4 * self.imm as usize).next_multiple_of(8),
            _ => 8,
        }
    }

    /// The instruction may be left by another way than to the one that follows.
    #[inline]
    pub(crate) fn is_jump(&self) -> bool {
        matches!(
            self.op.shape(),
            Shape::Jump
                | Shape::BranchCompare
                | Shape::BranchTest
                | Shape::Switch
                | Shape::Return
                | Shape::Call
        )
    }
}
