//! From instructions to words: pairs are fused, labels become offsets.
//!
//! An instruction's place is its word index in the code. The second half of a
//! pair has no handler word; it counts offsets from where that word would stand,
//! one word before its area, so that a form executes alike in and out of a pair.

use super::buffer::CompiledFunc;
use super::catches::Catches;
use super::inst::{Inst, Label, Src};
use crate::error::Error;
use crate::room;

use super::ops::{Op, Opcode, Shape};

/// On which of its ways an instruction leads to a `Charge`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pays {
    /// A branch that is not taken, or the one way that a jump or a call has.
    Next,
    /// A branch that is taken.
    Taken,
    /// A branch in any case.
    Both,
}

/// Gives the handler addresses to write into code.
pub(crate) trait Handlers {
    /// The handler of a form.
    fn handler(&self, opcode: Opcode) -> u64;
    /// The handler of a form that leads to a `Charge`, which it executes as well.
    fn metered(&self, opcode: Opcode, pays: Pays) -> u64;
    /// The handler of two forms in sequence, where one exists.
    fn pair(&self, first: Opcode, second: Opcode) -> Option<u64>;
    /// The same where the second one leads to a `Charge`.
    fn metered_pair(&self, first: Opcode, second: Opcode, pays: Pays) -> Option<u64>;
}

/// A function's instructions, ready to be encoded.
#[derive(Debug, Default)]
pub(crate) struct FuncInsts {
    pub(crate) insts: Vec<Inst>,
    /// The first instruction that counts; those before it are left out.
    pub(crate) first: usize,
    /// Some instructions are `Charge`s.
    pub(crate) is_metered: bool,
    /// For each label, the index of the instruction it stands before.
    pub(crate) labels: Vec<u32>,
    /// The targets of all `Switch` instructions.
    pub(crate) targets: Vec<Label>,
    /// The 128-bit immediates, in halves.
    pub(crate) vectors: Vec<[u64; 2]>,
    /// The fields of all `NewStruct` instructions: `[kind 4][offset 28]`.
    pub(crate) fields: Vec<u32>,
    /// The exceptions that are caught.
    pub(crate) catches: Catches,
    /// Bytes of frame the function needs.
    pub(crate) frame_bytes: u64,
    /// Slot of the frame header.
    pub(crate) header_slot: u16,
}

impl FuncInsts {
    /// Forgets the function, keeps the allocations.
    pub(crate) fn clear(&mut self) {
        self.insts.clear();
        self.first = 0;
        self.is_metered = false;
        self.labels.clear();
        self.targets.clear();
        self.vectors.clear();
        self.fields.clear();
        self.catches.clear();
        self.frame_bytes = 0;
        self.header_slot = 0;
    }

    /// The instruction is a `Charge`.
    fn is_charge(&self, inst: usize) -> bool {
        self.insts
            .get(inst)
            .is_some_and(|inst| inst.op == Op::Charge)
    }

    fn leads_to_charge(&self, label: Label) -> bool {
        self.is_charge(self.labels[label.0 as usize] as usize)
    }

    /// Where an instruction leads to a `Charge`, if it does.
    #[inline]
    fn pays(&self, i: usize) -> Option<Pays> {
        if self.is_metered {
            self.pays_metered(i)
        } else {
            None
        }
    }

    fn pays_metered(&self, i: usize) -> Option<Pays> {
        let inst = &self.insts[i];
        match inst.op.shape() {
            Shape::BranchCompare | Shape::BranchTest => {
                match (self.is_charge(i + 1), self.leads_to_charge(Label(inst.aux))) {
                    (true, true) => Some(Pays::Both),
                    (true, false) => Some(Pays::Next),
                    (false, true) => Some(Pays::Taken),
                    (false, false) => None,
                }
            }
            Shape::Jump => self.leads_to_charge(Label(inst.aux)).then_some(Pays::Next),
            Shape::Switch => {
                let targets = &self.targets[inst.aux as usize..][..inst.imm as usize];
                let all = targets.iter().all(|&label| self.leads_to_charge(label));
                all.then_some(Pays::Next)
            }
            _ => inst.metered.then_some(Pays::Next),
        }
    }
}

/// Where an instruction stands and what executes it.
#[derive(Clone, Copy, Debug, Default)]
struct Placed {
    /// Its handler; of no meaning for the second half of a pair.
    handler: u64,
    /// Its word index.
    place: u32,
    /// It is the second half of a pair.
    is_fused: bool,
    /// It is not to be one: a label stands before it, or other catches begin there.
    is_apart: bool,
}

/// Writes code.
#[derive(Debug, Default)]
pub(crate) struct Encoder {
    /// By instruction, as found by [`Encoder::place`]; behind the last one the code ends.
    placed: Vec<Placed>,
    /// Conditional branches are encoded with a jump, see [`Encoder::FAR_WORDS`].
    far: bool,
}

impl Encoder {
    /// Conditional branches hold 16-bit offsets. Code longer than this many words
    /// gets them in another form, `if c: jump +2; jump +1; jump target`.
    const FAR_WORDS: u32 = i16::MAX as u32 - 64;
    /// The most words of an instruction, but for the targets of a `Switch`.
    const MAX_WORDS: u64 = 4;
    /// Words that the far form adds: two jumps.
    const FAR_EXTRA: u32 = 4;
    /// The frame size stands before the first instruction.
    const FIRST: u32 = 1;

    /// Encodes a function. `pairs` allows fusing instructions.
    pub(crate) fn encode(
        &mut self,
        func: &FuncInsts,
        handlers: &dyn Handlers,
        pairs: bool,
    ) -> Result<CompiledFunc, Error> {
        self.place(func, handlers, pairs)?;
        let mut words = room::with_capacity(self.place_of(func.insts.len()) as usize)?;
        words.push(func.frame_bytes);
        let mut calls = false;
        for (i, inst) in func.insts.iter().enumerate().skip(func.first) {
            let placed = self.placed[i];
            if !placed.is_fused {
                words.push(placed.handler);
            }
            calls |= inst.op.is_call();
            self.write_area(func, inst, placed.place, &mut words);
            if self.far && has_short_offset(inst) {
                self.write_jumps(func, i, handlers, &mut words);
            }
        }
        debug_assert_eq!(words.len(), self.place_of(func.insts.len()) as usize);
        let catches = func.catches.encode(
            |inst| self.place_of(inst as usize),
            |label| self.target(func, label),
        );
        Ok(CompiledFunc::new(words, func.header_slot, calls, catches))
    }

    /// Decides which instructions are fused, and finds everyone's place and handler.
    pub(crate) fn place(
        &mut self,
        func: &FuncInsts,
        handlers: &dyn Handlers,
        pairs: bool,
    ) -> Result<(), Error> {
        let n = func.insts.len();
        self.placed.clear();
        room::reserve(&mut self.placed, n + 1)?;
        self.placed.resize(n + 1, Placed::default());
        for &at in &func.labels {
            self.placed[at as usize].is_apart = true;
        }
        // What catches the exceptions of an instruction is not that of its neighbour.
        for &(at, _) in &func.catches.changes {
            self.placed[at as usize].is_apart = true;
        }
        self.far = false;
        // Most code is too short for the far form however long its instructions are.
        if n as u64 * Self::MAX_WORDS + func.targets.len() as u64 > u64::from(Self::FAR_WORDS) {
            let words = func.insts[func.first..].iter().map(|inst| 1 + inst.words());
            self.far = Self::FIRST + words.sum::<u32>() > Self::FAR_WORDS;
        }
        self.walk(func, handlers, pairs);
        Ok(())
    }

    /// Greedy: an instruction that begins a pair with the next one takes it.
    fn walk(&mut self, func: &FuncInsts, handlers: &dyn Handlers, pairs: bool) {
        let far = self.far;
        let mut at = Self::FIRST;
        for skipped in &mut self.placed[..func.first] {
            skipped.place = at;
        }
        // The second half of the pair that the instruction before has begun.
        let mut is_fused = false;
        let mut opcode = func.insts.get(func.first).map_or(Opcode(0), Inst::opcode);
        for i in func.first..func.insts.len() {
            let inst = &func.insts[i];
            let next = func.insts.get(i + 1);
            let second = next.map_or(Opcode(0), Inst::opcode);
            let has_jumps = far && has_short_offset(inst);
            let mut pair = None;
            if pairs
                && !is_fused
                && let Some(next) = next
                && !self.placed[i + 1].is_apart
                && !inst.is_jump()
                && !(far && has_short_offset(next))
            {
                pair = match func.pays(i + 1) {
                    Some(pays) => handlers.metered_pair(opcode, second, pays),
                    None => handlers.pair(opcode, second),
                };
            }
            let handler = match pair {
                Some(pair) => pair,
                None if is_fused => 0,
                // The jumps that a branch leads to in the far form pay.
                None => match func.pays(i).filter(|_| !has_jumps) {
                    Some(pays) => handlers.metered(opcode, pays),
                    None => handlers.handler(opcode),
                },
            };
            let placed = &mut self.placed[i];
            placed.handler = handler;
            placed.place = at - u32::from(is_fused);
            placed.is_fused = is_fused;
            at += u32::from(!is_fused) + inst.words();
            at += if has_jumps { Self::FAR_EXTRA } else { 0 };
            is_fused = pair.is_some();
            opcode = second;
        }
        self.placed[func.insts.len()].place = at;
    }

    /// The word index of an instruction.
    pub(crate) fn place_of(&self, inst: usize) -> u32 {
        self.placed[inst].place
    }

    /// The instruction is the second half of a pair.
    pub(crate) fn is_fused(&self, inst: usize) -> bool {
        self.placed[inst].is_fused
    }

    /// The instruction that a word belongs to.
    pub(crate) fn inst_at(&self, word: usize) -> Option<usize> {
        let behind = |placed: &Placed| placed.place as usize <= word;
        self.placed.partition_point(behind).checked_sub(1)
    }

    pub(crate) fn target(&self, func: &FuncInsts, label: Label) -> u32 {
        self.place_of(func.labels[label.0 as usize] as usize)
    }

    /// Writes the jumps that a conditional branch of the far form leads to.
    fn write_jumps(
        &self,
        func: &FuncInsts,
        i: usize,
        handlers: &dyn Handlers,
        words: &mut Vec<u64>,
    ) {
        let jump = |pays| {
            let opcode = Opcode(Op::Jump.base());
            if pays {
                handlers.metered(opcode, Pays::Next)
            } else {
                handlers.handler(opcode)
            }
        };
        let pays = func.pays(i);
        let next = jump(matches!(pays, Some(Pays::Next | Pays::Both)));
        let taken = jump(matches!(pays, Some(Pays::Taken | Pays::Both)));
        // The branch itself jumps over the first jump to the second.
        let over = 2 + Self::FAR_EXTRA as i64 / 2;
        words.extend([next, (over as u64) << 32]);
        let here = words.len() as i64;
        let target = i64::from(self.target(func, Label(func.insts[i].aux)));
        words.extend([taken, offset_word(target - here)]);
    }

    fn write_area(&self, func: &FuncInsts, inst: &Inst, place: u32, words: &mut Vec<u64>) {
        let place = i64::from(place);
        let offset = |label: Label| i64::from(self.target(func, label)) - place;
        let (d, a, b) = (inst.d.slot(), inst.a, inst.b);
        match inst.op.shape() {
            Shape::Binary | Shape::ElementLoad => push_operands(words, d, a, b),
            Shape::ElementStore => push_operands(words, a.slot(), Src::Slot(inst.c), b),
            Shape::BranchCompare => push_operands(words, self.short_offset(inst, offset), a, b),
            Shape::BranchTest => words.push(pack(self.short_offset(inst, offset), a.slot(), 0)),
            Shape::Unary => words.push(pack(d, a.slot(), 0)),
            Shape::Load
            | Shape::LoadAdd
            | Shape::FieldLoad
            | Shape::GlobalGet
            | Shape::GlobalSet => {
                words.push(pack(d, a.slot(), inst.aux));
            }
            Shape::Store | Shape::StoreAdd | Shape::FieldStore => {
                words.push(pack(b.slot(), a.slot(), inst.aux));
                push_wide(words, b);
            }
            Shape::Move | Shape::Return => {
                let imm = if let Src::Imm(imm) = a { imm } else { 0 };
                let first = if inst.op.shape() == Shape::Move {
                    d
                } else {
                    inst.c
                };
                words.push(pack(first, a.slot(), imm));
                push_wide(words, a);
            }
            Shape::Select => words.push(pack(
                d,
                a.slot(),
                u32::from(b.slot()) | u32::from(inst.c) << 16,
            )),
            Shape::VUnary | Shape::VSplat => words.push(pack(d, a.slot(), 0)),
            Shape::VBinary => words.push(pack(d, a.slot(), u32::from(b.slot()))),
            Shape::VTernary | Shape::VReplace | Shape::VSelect => words.push(pack(
                d,
                a.slot(),
                u32::from(b.slot()) | u32::from(inst.c) << 16,
            )),
            Shape::VShift => push_operands(words, d, a, b),
            Shape::VExtract | Shape::VLoad => words.push(pack(d, a.slot(), inst.aux)),
            Shape::VStore => words.push(pack(b.slot(), a.slot(), inst.aux)),
            Shape::VConst | Shape::VShuffle => {
                words.push(pack(d, a.slot(), u32::from(b.slot())));
                words.extend(func.vectors[inst.aux as usize]);
            }
            Shape::Jump => words.push(offset_word(offset(Label(inst.aux)))),
            Shape::Switch => {
                let targets = &func.targets[inst.aux as usize..][..inst.imm as usize];
                words.push(pack(0, a.slot(), targets.len() as u32 - 1));
                for pair in targets.chunks(2) {
                    let second = pair.get(1).map_or(0, |&label| offset(label));
                    words.push(u64::from(offset(pair[0]) as i32 as u32) | (second as u64) << 32);
                }
            }
            Shape::Call => {
                words.push(pack(d, inst.c, inst.aux));
                words.push(inst.imm);
            }
            Shape::NewStruct => {
                let high = u32::from(b.slot()) | u32::from(inst.c) << 16;
                words.extend([pack(d, a.slot(), high), inst.imm]);
                let fields = &func.fields[inst.aux as usize..][..usize::from(b.slot())];
                for pair in fields.chunks(2) {
                    let second = pair.get(1).copied().unwrap_or(0);
                    words.push(u64::from(pair[0]) | u64::from(second) << 32);
                }
            }
            Shape::Slots | Shape::SlotsImm | Shape::Far => {
                let high = u32::from(b.slot()) | u32::from(inst.c) << 16;
                // Rows use either the slots `b` and `c` or the 32-bit `aux`, never both,
                // except for those whose shape has a word more.
                let wide = inst.op.shape() != Shape::Slots;
                words.push(pack(
                    d,
                    a.slot(),
                    if wide || high != 0 { high } else { inst.aux },
                ));
                if wide {
                    words.push(inst.imm);
                }
            }
        }
    }

    fn short_offset(&self, inst: &Inst, offset: impl Fn(Label) -> i64) -> u16 {
        let words = if self.far {
            // Over the first jump, to the second.
            1 + inst.area() as i64 / 8 + i64::from(Self::FAR_EXTRA) / 2
        } else {
            offset(Label(inst.aux))
        };
        debug_assert!(i16::try_from(words).is_ok(), "short offset {words}");
        words as i16 as u16
    }
}

/// The instruction holds a 16-bit offset.
fn has_short_offset(inst: &Inst) -> bool {
    matches!(inst.op.shape(), Shape::BranchCompare | Shape::BranchTest)
}

fn pack(d: u16, a: u16, high: u32) -> u64 {
    u64::from(d) | u64::from(a) << 16 | u64::from(high) << 32
}

fn offset_word(words: i64) -> u64 {
    u64::from(words as i32 as u32) << 32
}

/// `[first][a][b]`; an immediate stands behind the one slot there is.
fn push_operands(words: &mut Vec<u64>, first: u16, a: Src, b: Src) {
    let word = match (a, b) {
        (Src::Imm(imm), other) | (other, Src::Imm(imm)) => pack(first, other.slot(), imm),
        (Src::Wide(_), other) | (other, Src::Wide(_)) => pack(first, other.slot(), 0),
        _ => pack(first, a.slot(), u32::from(b.slot())),
    };
    words.push(word);
    push_wide(words, a);
    push_wide(words, b);
}

fn push_wide(words: &mut Vec<u64>, src: Src) {
    if let Src::Wide(value) = src {
        words.push(value);
    }
}
