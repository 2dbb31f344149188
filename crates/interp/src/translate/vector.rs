//! Vector operators.
//!
//! A vector has no accumulator: it is in its own slots or it is what a local holds.
//! An operator's result goes to the value's own slots; setting a local behind it lets
//! the operator write to the local instead.

use super::stack::{Entry, Place, Ty};
use super::{Context, Translator};
use crate::code::{Dst, Inst, Op, Shape, Src};
use wasmparser::{MemArg, Operator};

/// The operators without immediates. Those named alike in both sets stand by their
/// name; the relaxed ones that do what an ordinary one does, with that one.
macro_rules! plain_operators {
    ($operator:ident; $($name:ident)*; $($relaxed:ident => $op:ident)*) => {
        match $operator {
            $( Operator::$name => Some(Op::$name), )*
            $( Operator::$relaxed => Some(Op::$op), )*
            _ => None,
        }
    };
}

fn plain_operator(operator: &Operator<'_>) -> Option<Op> {
    plain_operators! {
        operator;
        I8x16Eq I8x16Ne I8x16LtS I8x16LtU I8x16GtS I8x16GtU I8x16LeS I8x16LeU I8x16GeS
        I8x16GeU I16x8Eq I16x8Ne I16x8LtS I16x8LtU I16x8GtS I16x8GtU I16x8LeS I16x8LeU
        I16x8GeS I16x8GeU I32x4Eq I32x4Ne I32x4LtS I32x4LtU I32x4GtS I32x4GtU I32x4LeS
        I32x4LeU I32x4GeS I32x4GeU I64x2Eq I64x2Ne I64x2LtS I64x2GtS I64x2LeS I64x2GeS
        F32x4Eq F32x4Ne F32x4Lt F32x4Gt F32x4Le F32x4Ge F64x2Eq F64x2Ne F64x2Lt
        F64x2Gt F64x2Le F64x2Ge V128And V128AndNot V128Or V128Xor I8x16Swizzle
        I8x16NarrowI16x8S I8x16NarrowI16x8U I16x8NarrowI32x4S I16x8NarrowI32x4U
        I8x16Add I8x16AddSatS I8x16AddSatU I8x16Sub I8x16SubSatS I8x16SubSatU
        I8x16MinS I8x16MinU I8x16MaxS I8x16MaxU I8x16AvgrU I16x8Add I16x8AddSatS
        I16x8AddSatU I16x8Sub I16x8SubSatS I16x8SubSatU I16x8Mul I16x8MinS I16x8MinU
        I16x8MaxS I16x8MaxU I16x8AvgrU I32x4Add I32x4Sub I32x4Mul I32x4MinS I32x4MinU
        I32x4MaxS I32x4MaxU I64x2Add I64x2Sub I64x2Mul I16x8Q15MulrSatS
        I16x8ExtMulLowI8x16S I16x8ExtMulLowI8x16U I16x8ExtMulHighI8x16S
        I16x8ExtMulHighI8x16U I32x4ExtMulLowI16x8S I32x4ExtMulLowI16x8U
        I32x4ExtMulHighI16x8S I32x4ExtMulHighI16x8U I64x2ExtMulLowI32x4S
        I64x2ExtMulLowI32x4U I64x2ExtMulHighI32x4S I64x2ExtMulHighI32x4U
        I32x4DotI16x8S I16x8RelaxedDotI8x16I7x16S F32x4Add F32x4Sub F32x4Mul F32x4Div
        F32x4Min F32x4Max F32x4PMin F32x4PMax F64x2Add F64x2Sub F64x2Mul F64x2Div
        F64x2Min F64x2Max F64x2PMin F64x2PMax V128Not I8x16Abs I8x16Neg I16x8Abs
        I16x8Neg I32x4Abs I32x4Neg I64x2Abs I64x2Neg I8x16Popcnt I16x8ExtendLowI8x16S
        I16x8ExtendLowI8x16U I16x8ExtendHighI8x16S I16x8ExtendHighI8x16U
        I16x8ExtAddPairwiseI8x16S I16x8ExtAddPairwiseI8x16U I32x4ExtendLowI16x8S
        I32x4ExtendLowI16x8U I32x4ExtendHighI16x8S I32x4ExtendHighI16x8U
        I32x4ExtAddPairwiseI16x8S I32x4ExtAddPairwiseI16x8U I64x2ExtendLowI32x4S
        I64x2ExtendLowI32x4U I64x2ExtendHighI32x4S I64x2ExtendHighI32x4U F32x4Abs
        F32x4Neg F32x4Sqrt F32x4Ceil F32x4Floor F32x4Trunc F32x4Nearest F64x2Abs
        F64x2Neg F64x2Sqrt F64x2Ceil F64x2Floor F64x2Trunc F64x2Nearest
        I32x4TruncSatF32x4S I32x4TruncSatF64x2SZero F32x4ConvertI32x4S
        F64x2ConvertLowI32x4S I32x4TruncSatF32x4U I32x4TruncSatF64x2UZero
        F32x4ConvertI32x4U F64x2ConvertLowI32x4U F32x4DemoteF64x2Zero
        F64x2PromoteLowF32x4 V128Bitselect F32x4RelaxedMadd F32x4RelaxedNmadd
        F64x2RelaxedMadd F64x2RelaxedNmadd I32x4RelaxedDotI8x16I7x16AddS I8x16Shl
        I8x16ShrS I8x16ShrU I16x8Shl I16x8ShrS I16x8ShrU I32x4Shl I32x4ShrS I32x4ShrU
        I64x2Shl I64x2ShrS I64x2ShrU I8x16Splat I16x8Splat I32x4Splat I64x2Splat
        F32x4Splat F64x2Splat V128AnyTrue I8x16AllTrue I8x16Bitmask I16x8AllTrue
        I16x8Bitmask I32x4AllTrue I32x4Bitmask I64x2AllTrue I64x2Bitmask;
        I8x16RelaxedSwizzle => I8x16Swizzle
        I32x4RelaxedTruncF32x4S => I32x4TruncSatF32x4S
        I32x4RelaxedTruncF32x4U => I32x4TruncSatF32x4U
        I32x4RelaxedTruncF64x2SZero => I32x4TruncSatF64x2SZero
        I32x4RelaxedTruncF64x2UZero => I32x4TruncSatF64x2UZero
        I8x16RelaxedLaneselect => V128Bitselect
        I16x8RelaxedLaneselect => V128Bitselect
        I32x4RelaxedLaneselect => V128Bitselect
        I64x2RelaxedLaneselect => V128Bitselect
        F32x4RelaxedMin => F32x4Min
        F32x4RelaxedMax => F32x4Max
        F64x2RelaxedMin => F64x2Min
        F64x2RelaxedMax => F64x2Max
        I16x8RelaxedQ15mulrS => I16x8Q15MulrSatS
    }
}

/// The forms of an access, memory 0 first, with what the operator says of the address.
macro_rules! accesses {
    ($operator:ident; $($near:ident $far:ident;)*) => {
        match $operator {
            $( Operator::$near { memarg, .. } => Some(([Op::$near, Op::$far], memarg)), )*
            _ => None,
        }
    };
}

fn vector_load<'a>(operator: &'a Operator<'_>) -> Option<([Op; 2], &'a MemArg)> {
    accesses! {
        operator;
        V128Load V128LoadFar;
        V128Load8x8S V128LoadFar8x8S;
        V128Load8x8U V128LoadFar8x8U;
        V128Load16x4S V128LoadFar16x4S;
        V128Load16x4U V128LoadFar16x4U;
        V128Load32x2S V128LoadFar32x2S;
        V128Load32x2U V128LoadFar32x2U;
        V128Load8Splat V128LoadFar8Splat;
        V128Load16Splat V128LoadFar16Splat;
        V128Load32Splat V128LoadFar32Splat;
        V128Load64Splat V128LoadFar64Splat;
        V128Load32Zero V128LoadFar32Zero;
        V128Load64Zero V128LoadFar64Zero;
    }
}

/// The operator that makes the NaNs of another one's result canonical, if that can
/// give any that are not.
fn canonical(op: Op) -> Option<Op> {
    match op {
        Op::F32x4Add
        | Op::F32x4Sub
        | Op::F32x4Mul
        | Op::F32x4Div
        | Op::F32x4Min
        | Op::F32x4Max
        | Op::F32x4Sqrt
        | Op::F32x4Ceil
        | Op::F32x4Floor
        | Op::F32x4Trunc
        | Op::F32x4Nearest
        | Op::F32x4RelaxedMadd
        | Op::F32x4RelaxedNmadd
        | Op::F32x4DemoteF64x2Zero => Some(Op::F32x4Canon),
        Op::F64x2Add
        | Op::F64x2Sub
        | Op::F64x2Mul
        | Op::F64x2Div
        | Op::F64x2Min
        | Op::F64x2Max
        | Op::F64x2Sqrt
        | Op::F64x2Ceil
        | Op::F64x2Floor
        | Op::F64x2Trunc
        | Op::F64x2Nearest
        | Op::F64x2RelaxedMadd
        | Op::F64x2RelaxedNmadd
        | Op::F64x2PromoteLowF32x4 => Some(Op::F64x2Canon),
        _ => None,
    }
}

impl Translator {
    /// Translates an operator of the vector proposals; whether it is one.
    pub(super) fn vector(&mut self, context: &Context<'_>, operator: &Operator<'_>) -> bool {
        use Operator as O;
        let c = context;
        if let Some(op) = plain_operator(operator) {
            self.plain_vector(c, op);
            return true;
        }
        if let Some((ops, arg)) = vector_load(operator) {
            self.vector_load(c, ops, arg);
            return true;
        }
        match operator {
            O::V128Const { value } => self.vector_const(u128::from(*value)),
            O::I8x16Shuffle { lanes } => self.shuffle(*lanes),
            O::I8x16ExtractLaneS { lane } => self.extract(c, Op::I8x16ExtractLaneS, *lane, Ty::I32),
            O::I8x16ExtractLaneU { lane } => self.extract(c, Op::I8x16ExtractLaneU, *lane, Ty::I32),
            O::I16x8ExtractLaneS { lane } => self.extract(c, Op::I16x8ExtractLaneS, *lane, Ty::I32),
            O::I16x8ExtractLaneU { lane } => self.extract(c, Op::I16x8ExtractLaneU, *lane, Ty::I32),
            O::I32x4ExtractLane { lane } => self.extract(c, Op::I32x4ExtractLane, *lane, Ty::I32),
            O::I64x2ExtractLane { lane } => self.extract(c, Op::I64x2ExtractLane, *lane, Ty::I64),
            O::F32x4ExtractLane { lane } => self.extract(c, Op::F32x4ExtractLane, *lane, Ty::F32),
            O::F64x2ExtractLane { lane } => self.extract(c, Op::F64x2ExtractLane, *lane, Ty::F64),
            O::I8x16ReplaceLane { lane } => self.replace(c, Op::I8x16ReplaceLane, *lane),
            O::I16x8ReplaceLane { lane } => self.replace(c, Op::I16x8ReplaceLane, *lane),
            O::I32x4ReplaceLane { lane } => self.replace(c, Op::I32x4ReplaceLane, *lane),
            O::I64x2ReplaceLane { lane } => self.replace(c, Op::I64x2ReplaceLane, *lane),
            O::F32x4ReplaceLane { lane } => self.replace(c, Op::F32x4ReplaceLane, *lane),
            O::F64x2ReplaceLane { lane } => self.replace(c, Op::F64x2ReplaceLane, *lane),
            O::V128Load8Lane { memarg, lane } => {
                self.load_lane(c, [Op::V128Load8Lane, Op::V128LoadFar8Lane], memarg, *lane);
            }
            O::V128Load16Lane { memarg, lane } => {
                self.load_lane(
                    c,
                    [Op::V128Load16Lane, Op::V128LoadFar16Lane],
                    memarg,
                    *lane,
                );
            }
            O::V128Load32Lane { memarg, lane } => {
                self.load_lane(
                    c,
                    [Op::V128Load32Lane, Op::V128LoadFar32Lane],
                    memarg,
                    *lane,
                );
            }
            O::V128Load64Lane { memarg, lane } => {
                self.load_lane(
                    c,
                    [Op::V128Load64Lane, Op::V128LoadFar64Lane],
                    memarg,
                    *lane,
                );
            }
            O::V128Store8Lane { memarg, lane } => {
                self.store_lane(
                    c,
                    [Op::V128Store8Lane, Op::V128StoreFar8Lane],
                    memarg,
                    *lane,
                );
            }
            O::V128Store16Lane { memarg, lane } => {
                self.store_lane(
                    c,
                    [Op::V128Store16Lane, Op::V128StoreFar16Lane],
                    memarg,
                    *lane,
                );
            }
            O::V128Store32Lane { memarg, lane } => {
                self.store_lane(
                    c,
                    [Op::V128Store32Lane, Op::V128StoreFar32Lane],
                    memarg,
                    *lane,
                );
            }
            O::V128Store64Lane { memarg, lane } => {
                self.store_lane(
                    c,
                    [Op::V128Store64Lane, Op::V128StoreFar64Lane],
                    memarg,
                    *lane,
                );
            }
            O::V128Store { memarg } => self.vector_store(c, memarg),
            _ => return false,
        }
        true
    }

    /// An operator without immediates.
    fn plain_vector(&mut self, context: &Context<'_>, op: Op) {
        match op.shape() {
            Shape::VUnary => {
                let [a] = self.pop_slots();
                self.push_vector(Inst {
                    a: Src::Slot(a),
                    ..Inst::new(op)
                });
            }
            Shape::VBinary => {
                let [a, b] = self.pop_slots();
                self.push_vector(Inst {
                    a: Src::Slot(a),
                    b: Src::Slot(b),
                    ..Inst::new(op)
                });
            }
            Shape::VTernary => {
                let [a, b, c] = self.pop_slots();
                self.push_vector(Inst {
                    a: Src::Slot(a),
                    b: Src::Slot(b),
                    c,
                    ..Inst::new(op)
                });
            }
            Shape::VShift => {
                let by = self.pop();
                let b = self.folded(context, &by);
                let [a] = self.pop_slots();
                self.push_vector(Inst {
                    a: Src::Slot(a),
                    b,
                    ..Inst::new(op)
                });
            }
            Shape::VSplat => {
                let value = self.pop();
                let a = self.variable_source(context, &value);
                self.push_vector(Inst { a, ..Inst::new(op) });
            }
            _ => {
                debug_assert_eq!(op.shape(), Shape::VExtract, "{op:?}");
                self.extract(context, op, 0, Ty::I32);
            }
        }
        if context.options.deterministic
            && let Some(op) = canonical(op)
        {
            self.plain_vector(context, op);
        }
    }

    /// Appends an instruction whose result is a vector and pushes that.
    pub(super) fn push_vector(&mut self, mut inst: Inst) {
        let entry = self.push(Place::Slot, Ty::V128);
        inst.d = Dst::Both(entry.slot);
        self.emit(inst);
    }

    /// A 128-bit immediate, as [`Inst::aux`] names it.
    fn wide_immediate(&mut self, bits: u128) -> u32 {
        self.func.vectors.push([bits as u64, (bits >> 64) as u64]);
        self.func.vectors.len() as u32 - 1
    }

    fn vector_const(&mut self, bits: u128) {
        let aux = self.wide_immediate(bits);
        self.push_vector(Inst {
            aux,
            ..Inst::new(Op::V128Const)
        });
    }

    fn shuffle(&mut self, lanes: [u8; 16]) {
        let [a, b] = self.pop_slots();
        let aux = self.wide_immediate(u128::from_le_bytes(lanes));
        self.push_vector(Inst {
            a: Src::Slot(a),
            b: Src::Slot(b),
            aux,
            ..Inst::new(Op::I8x16Shuffle)
        });
    }

    fn extract(&mut self, context: &Context<'_>, op: Op, lane: u8, ty: Ty) {
        let [a] = self.pop_slots();
        let inst = Inst {
            a: Src::Slot(a),
            aux: u32::from(lane),
            ..Inst::new(op)
        };
        self.push_result(context, inst, ty);
    }

    fn replace(&mut self, context: &Context<'_>, op: Op, lane: u8) {
        let value = self.pop();
        let b = self.variable_source(context, &value);
        let [a] = self.pop_slots();
        self.push_vector(Inst {
            a: Src::Slot(a),
            b,
            c: u16::from(lane),
            ..Inst::new(op)
        });
    }

    /// `select` of vectors; the condition has been popped.
    pub(super) fn select_vector(&mut self, condition: Src) {
        let [b, c] = self.pop_slots();
        self.push_vector(Inst {
            a: condition,
            b: Src::Slot(b),
            c,
            ..Inst::new(Op::SelectV128)
        });
    }

    pub(super) fn global_get_vector(&mut self, global: u32) {
        self.push_vector(Inst {
            aux: global,
            ..Inst::new(Op::GlobalGetV128)
        });
    }

    pub(super) fn global_set_vector(&mut self, value: &Entry, global: u32) {
        let a = Src::Slot(self.slot_of(value));
        self.emit(Inst {
            a,
            aux: global,
            ..Inst::new(Op::GlobalSetV128)
        });
    }

    /// The instruction's operand `a` and its offset: an address in memory 0.
    fn vector_address(
        &mut self,
        context: &Context<'_>,
        address: &Entry,
        arg: &MemArg,
        near: Op,
    ) -> Inst {
        match Self::constant_address(context, address.place, arg) {
            Some(at) => Inst {
                a: Src::Imm(0),
                aux: at,
                ..Inst::new(near)
            },
            None => Inst {
                a: self.variable_source(context, address),
                aux: arg.offset as u32,
                ..Inst::new(near)
            },
        }
    }

    fn vector_load(&mut self, context: &Context<'_>, [near, far]: [Op; 2], arg: &MemArg) {
        let address = self.pop();
        let inst = if Self::is_near(context, arg) {
            self.vector_address(context, &address, arg, near)
        } else {
            Inst {
                a: Src::Slot(self.slot_of(&address)),
                ..Self::far(context, far, arg)
            }
        };
        self.push_vector(inst);
    }

    fn vector_store(&mut self, context: &Context<'_>, arg: &MemArg) {
        let (value, address) = (self.pop(), self.pop());
        let b = Src::Slot(self.slot_of(&value));
        let inst = if Self::is_near(context, arg) {
            self.vector_address(context, &address, arg, Op::V128Store)
        } else {
            Inst {
                a: Src::Slot(self.slot_of(&address)),
                ..Self::far(context, Op::V128StoreFar, arg)
            }
        };
        self.emit(Inst { b, ..inst });
    }

    /// An access to a lane, of the address and the vector on the stack.
    fn lane_access(
        &mut self,
        context: &Context<'_>,
        [near, far]: [Op; 2],
        arg: &MemArg,
        lane: u8,
    ) -> Inst {
        let [a, b] = self.pop_slots();
        let is_near = Self::is_near(context, arg);
        let inst = Self::far(context, if is_near { near } else { far }, arg);
        Inst {
            a: Src::Slot(a),
            b: Src::Slot(b),
            // There are at most 100 memories.
            c: inst.c << 4 | u16::from(lane),
            ..inst
        }
    }

    fn load_lane(&mut self, context: &Context<'_>, ops: [Op; 2], arg: &MemArg, lane: u8) {
        let inst = self.lane_access(context, ops, arg, lane);
        self.push_vector(inst);
    }

    fn store_lane(&mut self, context: &Context<'_>, ops: [Op; 2], arg: &MemArg, lane: u8) {
        let inst = self.lane_access(context, ops, arg, lane);
        self.emit(inst);
    }

    /// Lets the latest instruction write the vector just popped to a local instead of
    /// its own slots, if it has put it there. The local has no uses on the stack.
    pub(super) fn redirect_vector(&mut self, entry: &Entry, local: u16) -> bool {
        let barrier = self.barrier;
        let behind = self.func.insts.len() > barrier;
        match self.func.insts.last_mut() {
            Some(inst)
                if behind
                    && entry.place == Place::Slot
                    && inst.op.shape().gives_vector()
                    && inst.d == Dst::Both(entry.slot) =>
            {
                inst.d = Dst::Both(local);
                true
            }
            _ => false,
        }
    }
}
