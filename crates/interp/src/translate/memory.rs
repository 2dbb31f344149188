//! Memories, tables, references.

use super::stack::{Place, Ty};
use super::{Context, Translator};
use crate::code::{Dst, Inst, Op, Src};
use wasmparser::{MemArg, MemArgTarget};

/// The forms of a load or a store.
#[derive(Clone, Copy)]
pub(super) struct Access {
    /// Memory 0, 32-bit address.
    pub(super) near: Op,
    /// The same, at the sum of an operand and a constant.
    pub(super) sum: Op,
    /// Any memory.
    pub(super) far: Op,
    /// The type of the value.
    pub(super) ty: Ty,
}

impl Translator {
    /// The index of the memory that is accessed.
    pub(super) fn memory_of(arg: &MemArg) -> u32 {
        match arg.target {
            MemArgTarget::Memory(memory) | MemArgTarget::Array(memory) => memory,
        }
    }

    pub(super) fn is_near(context: &Context<'_>, arg: &MemArg) -> bool {
        let ty = &context.module.memories[0];
        Self::memory_of(arg) == 0 && !ty.is_64() && !ty.is_shared()
    }

    /// An instruction that names its memory, but for its operands.
    pub(super) fn far(context: &Context<'_>, op: Op, arg: &MemArg) -> Inst {
        let memory = Self::memory_of(arg);
        Inst {
            c: memory as u16,
            aux: u32::from(context.module.memories[memory as usize].is_shared()),
            imm: arg.offset,
            ..Inst::new(op)
        }
    }

    /// The constant address that an operand and an offset make.
    pub(super) fn constant_address(
        context: &Context<'_>,
        place: Place,
        arg: &MemArg,
    ) -> Option<u32> {
        match place {
            Place::Const(bits) if context.options.fusion => {
                u32::try_from(bits.checked_add(arg.offset)?).ok()
            }
            _ => None,
        }
    }

    pub(super) fn load(&mut self, context: &Context<'_>, access: Access, arg: &MemArg) {
        let Access { far, ty, .. } = access;
        let address = self.pop();
        if !Self::is_near(context, arg) {
            let a = Src::Slot(self.slot_of(&address));
            let inst = Inst {
                a,
                ..Self::far(context, far, arg)
            };
            self.push_slot_result(context, inst, ty);
            return;
        }
        let inst = self.near(context, access, &address, arg);
        self.push_result(context, inst, ty);
    }

    pub(super) fn store(&mut self, context: &Context<'_>, access: Access, arg: &MemArg) {
        let far = access.far;
        let (value, address) = (self.pop(), self.pop());
        if !Self::is_near(context, arg) {
            let (a, b) = (
                Src::Slot(self.slot_of(&address)),
                Src::Slot(self.slot_of(&value)),
            );
            self.emit(Inst {
                a,
                b,
                ..Self::far(context, far, arg)
            });
            return;
        }
        let inst = self.near(context, access, &address, arg);
        // Constants come in a word of their own, whatever their size.
        let b = match value.place {
            Place::Const(bits) if context.options.fusion => Src::Wide(bits),
            _ => self.folded(context, &value),
        };
        self.emit(Inst { b, ..inst });
    }

    /// An access of memory 0 by a 32-bit address just popped, but for the value.
    fn near(
        &mut self,
        context: &Context<'_>,
        access: Access,
        address: &super::Entry,
        arg: &MemArg,
    ) -> Inst {
        let Access { near, sum, .. } = access;
        if let Some(at) = Self::constant_address(context, address.place, arg) {
            Inst {
                a: Src::Imm(0),
                aux: at,
                ..Inst::new(near)
            }
        } else if arg.offset == 0
            && context.options.fusion
            && let Some((a, imm)) = self
                .retract_sum(address)
                .or_else(|| self.withdraw_sum(address))
        {
            Inst {
                a,
                aux: imm,
                ..Inst::new(sum)
            }
        } else {
            let a = self.variable_source(context, address);
            Inst {
                a,
                aux: arg.offset as u32,
                ..Inst::new(near)
            }
        }
    }

    /// Takes back the sum of an operand and a constant that an address just
    /// popped is.
    fn retract_sum(&mut self, address: &super::Entry) -> Option<(Src, u32)> {
        let sum = self.retract_producer(address, |inst| {
            inst.op == Op::I32Add && matches!(inst.b, Src::Imm(_))
        })?;
        match sum.b {
            Src::Imm(imm) => Some((sum.a, imm)),
            _ => None,
        }
    }

    /// The slots of the topmost values, which are popped.
    pub(super) fn pop_slots<const N: usize>(&mut self) -> [u16; N] {
        let mut slots = [0; N];
        for slot in slots.iter_mut().rev() {
            let entry = self.pop();
            *slot = self.slot_of(&entry);
        }
        slots
    }

    fn index_ty(is_64: bool) -> Ty {
        if is_64 { Ty::I64 } else { Ty::I32 }
    }

    pub(super) fn memory_size(&mut self, context: &Context<'_>, memory: u32) {
        let ty = Self::index_ty(context.module.memories[memory as usize].is_64());
        self.push_slot_result(
            context,
            Inst {
                c: memory as u16,
                ..Inst::new(Op::MemorySize)
            },
            ty,
        );
    }

    pub(super) fn memory_grow(&mut self, context: &Context<'_>, memory: u32) {
        let [delta] = self.pop_slots();
        let ty = Self::index_ty(context.module.memories[memory as usize].is_64());
        let inst = Inst {
            a: Src::Slot(delta),
            c: memory as u16,
            ..Inst::new(Op::MemoryGrow)
        };
        self.push_slot_result(context, inst, ty);
    }

    pub(super) fn table_size(&mut self, context: &Context<'_>, table: u32) {
        let ty = Self::index_ty(context.module.tables[table as usize].is_64());
        self.push_slot_result(
            context,
            Inst {
                c: table as u16,
                ..Inst::new(Op::TableSize)
            },
            ty,
        );
    }

    pub(super) fn table_grow(&mut self, context: &Context<'_>, table: u32) {
        let [init, delta] = self.pop_slots();
        let ty = Self::index_ty(context.module.tables[table as usize].is_64());
        let (a, b) = (Src::Slot(delta), Src::Slot(init));
        self.push_slot_result(
            context,
            Inst {
                a,
                b,
                c: table as u16,
                ..Inst::new(Op::TableGrow)
            },
            ty,
        );
    }

    pub(super) fn table_get(&mut self, context: &Context<'_>, table: u32) {
        let [index] = self.pop_slots();
        let inst = Inst {
            a: Src::Slot(index),
            c: table as u16,
            ..Inst::new(Op::TableGet)
        };
        self.push_slot_result(context, inst, Ty::Ref);
    }

    pub(super) fn table_set(&mut self, table: u32) {
        let [index, value] = self.pop_slots();
        let (a, b) = (Src::Slot(index), Src::Slot(value));
        self.emit(Inst {
            a,
            b,
            c: table as u16,
            ..Inst::new(Op::TableSet)
        });
    }

    /// Fills a memory or a table.
    pub(super) fn fill(&mut self, op: Op, index: u32) {
        let [at, value, len] = self.pop_slots();
        let (a, b) = (Src::Slot(at), Src::Slot(value));
        self.emit(Inst {
            d: Dst::Both(index as u16),
            a,
            b,
            c: len,
            ..Inst::new(op)
        });
    }

    /// Copies to a memory or a table from another or from a segment.
    pub(super) fn copy(&mut self, op: Op, to: u32, from: u32) {
        let [dst, src, len] = self.pop_slots();
        let (a, b) = (Src::Slot(dst), Src::Slot(src));
        let imm = u64::from(to) | u64::from(from) << 32;
        self.emit(Inst {
            a,
            b,
            c: len,
            imm,
            ..Inst::new(op)
        });
    }

    /// Of an instruction on ranges in these memories the form: where nobody counts, that
    /// pays, or that is out of line, for other memories than memory 0 and for one that
    /// others may see meanwhile.
    fn bulk_form(&self, context: &Context<'_>, memories: u32, [free, paid, far]: [Op; 3]) -> Op {
        if memories != 0 || context.module.memories[0].is_shared() {
            far
        } else if self.func.is_metered {
            paid
        } else {
            free
        }
    }

    pub(super) fn memory_fill(&mut self, context: &Context<'_>, memory: u32) {
        let forms = [Op::MemoryFill, Op::MemoryFillPaid, Op::MemoryFillFar];
        self.fill(self.bulk_form(context, memory, forms), memory);
    }

    pub(super) fn memory_copy(&mut self, context: &Context<'_>, to: u32, from: u32) {
        let forms = [Op::MemoryCopy, Op::MemoryCopyPaid, Op::MemoryCopyFar];
        self.copy(self.bulk_form(context, to | from, forms), to, from);
    }

    pub(super) fn drop_segment(&mut self, op: Op, segment: u32) {
        self.emit(Inst {
            aux: segment,
            ..Inst::new(op)
        });
    }

    pub(super) fn ref_func(&mut self, context: &Context<'_>, func: u32) {
        self.push_slot_result(
            context,
            Inst {
                aux: func,
                ..Inst::new(Op::RefFunc)
            },
            Ty::Ref,
        );
    }

    pub(super) fn ref_as_non_null(&mut self, context: &Context<'_>) {
        let [reference] = self.pop_slots();
        let inst = Inst {
            a: Src::Slot(reference),
            ..Inst::new(Op::RefAsNonNull)
        };
        self.push_slot_result(context, inst, Ty::Ref);
    }

    /// An operator on several 64-bit integers with a 128-bit result.
    pub(super) fn wide(&mut self, op: Op, operands: usize) {
        self.settle_top(operands);
        self.truncate(self.stack.len() - operands);
        let (low, _) = (
            self.push(Place::Slot, Ty::I64),
            self.push(Place::Slot, Ty::I64),
        );
        self.emit(Inst {
            d: Dst::Both(low.slot),
            a: Src::Slot(low.slot),
            ..Inst::new(op)
        });
    }
}
