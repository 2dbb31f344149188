//! Instruction forms: an operator together with where its operands come from and
//! where its result goes, as types.
//!
//! A form such as `Binary<row::I32Add, Slot, Imm, Acc>` names one handler. Its
//! [`Form::OPCODE`] says where the handler stands in the table; what it does is
//! said by `exec`.

use super::ops::{Op, Opcode};
use core::marker::PhantomData;

/// An operator of the op table, as a type.
pub(crate) trait Row {
    /// The operator.
    const OP: Op;
}

/// Where an operand is read from.
pub(crate) trait SrcKind {
    /// Position among the source kinds, see [`super::inst::Src::kind`].
    const INDEX: u16;
    /// The operand is an immediate.
    const IMM: bool = false;
    /// The operand is an immediate in a word of its own.
    const WIDE: bool = false;
}

/// Where a result is written to.
pub(crate) trait DstKind {
    /// Position among the destination kinds, see [`super::inst::Dst::kind`].
    const INDEX: u16;
}

/// A frame slot.
pub(crate) struct Slot;
/// The accumulator of the operand's class.
pub(crate) struct Acc;
/// The pinned local of the operand's class.
pub(crate) struct Pin;
/// A 32-bit immediate (sign-extended for 64-bit operands).
pub(crate) struct Imm;
/// A 64-bit immediate.
pub(crate) struct Wide;
/// A frame slot and the accumulator.
pub(crate) struct Both;

impl SrcKind for Slot {
    const INDEX: u16 = 0;
}
impl SrcKind for Acc {
    const INDEX: u16 = 1;
}
impl SrcKind for Pin {
    const INDEX: u16 = 2;
}
impl SrcKind for Imm {
    const INDEX: u16 = 3;
    const IMM: bool = true;
}
impl SrcKind for Wide {
    const INDEX: u16 = 4;
    const IMM: bool = true;
    const WIDE: bool = true;
}
impl DstKind for Acc {
    const INDEX: u16 = 0;
}
impl DstKind for Both {
    const INDEX: u16 = 1;
}
impl DstKind for Pin {
    const INDEX: u16 = 2;
}

/// Number of source kinds.
pub(crate) const SRC_KINDS: u16 = 5;
/// Number of destination kinds.
pub(crate) const DST_KINDS: u16 = 3;

/// A form: an entry of the handler table.
pub(crate) trait Form {
    /// Its operator.
    const OP: Op;
    /// Its place in the handler table.
    const OPCODE: Opcode;
}

macro_rules! forms {
    ($( $(#[$doc:meta])* $name:ident < $($p:ident: $k:ident),* > = $index:expr; )*) => {$(
        $(#[$doc])*
        pub(crate) struct $name<O, $($p),*>(PhantomData<(O, $($p),*)>);
        impl<O: Row, $($p: $k),*> Form for $name<O, $($p),*> {
            const OP: Op = O::OP;
            const OPCODE: Opcode = Opcode(O::OP.base() + $index);
        }
    )*};
}

forms! {
    /// d ← a ∘ b
    Binary<A: SrcKind, B: SrcKind, D: DstKind> = (D::INDEX * SRC_KINDS + A::INDEX) * SRC_KINDS + B::INDEX;
    /// d ← ∘ a
    Unary<A: SrcKind, D: DstKind> = D::INDEX * SRC_KINDS + A::INDEX;
    /// d ← mem0[a + offset]
    Load<A: SrcKind, D: DstKind> = D::INDEX * SRC_KINDS + A::INDEX;
    /// d ← mem0[(a + imm) mod 2³²]
    LoadAdd<A: SrcKind, D: DstKind> = D::INDEX * SRC_KINDS + A::INDEX;
    /// mem0[a + offset] ← b
    Store<A: SrcKind, B: SrcKind> = A::INDEX * SRC_KINDS + B::INDEX;
    /// mem0[(a + imm) mod 2³²] ← b
    StoreAdd<A: SrcKind, B: SrcKind> = A::INDEX * SRC_KINDS + B::INDEX;
    /// d ← field of a at offset
    FieldLoad<A: SrcKind, D: DstKind> = D::INDEX * SRC_KINDS + A::INDEX;
    /// field of a at offset ← b
    FieldStore<A: SrcKind, B: SrcKind> = A::INDEX * SRC_KINDS + B::INDEX;
    /// d ← element b of a
    ElementLoad<A: SrcKind, B: SrcKind, D: DstKind> = (D::INDEX * SRC_KINDS + A::INDEX) * SRC_KINDS + B::INDEX;
    /// element b of slot c ← a
    ElementStore<A: SrcKind, B: SrcKind> = A::INDEX * SRC_KINDS + B::INDEX;
    /// if a ∘ b, jump
    BranchCompare<A: SrcKind, B: SrcKind> = A::INDEX * SRC_KINDS + B::INDEX;
    /// if test(a), jump
    BranchTest<A: SrcKind> = A::INDEX;
    /// slot d, or pinned local and its slot, ← a
    Move<A: SrcKind, D: DstKind> = D::INDEX * SRC_KINDS + A::INDEX;
    /// d ← if c then slot a else slot b
    Select<C: SrcKind, D: DstKind> = D::INDEX * SRC_KINDS + C::INDEX;
    /// d ← global
    GlobalGet<D: DstKind> = D::INDEX;
    /// global ← a
    GlobalSet<A: SrcKind> = A::INDEX;
    /// return a
    Return<A: SrcKind> = A::INDEX;
    /// jump to the a-th target
    Switch<A: SrcKind> = A::INDEX;
    /// vector d ← vector a shifted by b
    VShift<B: SrcKind> = B::INDEX;
    /// vector d ← a in every lane
    VSplat<A: SrcKind> = A::INDEX;
    /// d ← a lane of vector a
    VExtract<D: DstKind> = D::INDEX;
    /// d ← a property of vector a
    VTest<D: DstKind> = D::INDEX;
    /// vector d ← vector a with b in a lane
    VReplace<B: SrcKind> = B::INDEX;
    /// vector d ← if a then vector b else vector c
    VSelect<A: SrcKind> = A::INDEX;
    /// vector d ← mem0[a + offset]
    VLoad<A: SrcKind> = A::INDEX;
    /// mem0[a + offset] ← vector b
    VStore<A: SrcKind> = A::INDEX;
}

/// A form with one variant: a jump, a call, or an operator whose operands are all slots.
pub(crate) struct Plain<O>(PhantomData<O>);

impl<O: Row> Form for Plain<O> {
    const OP: Op = O::OP;
    const OPCODE: Opcode = Opcode(O::OP.base());
}
