//! The text form of instructions, for `dump` and for the golden tests.

use super::catches::NO_REGION;
use super::encode::{Encoder, FuncInsts};
use super::inst::{Dst, Inst, Src};
use super::ops::{Op, Shape};
use core::fmt::{self, Write};

impl fmt::Display for Src {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Src::Slot(slot) => write!(f, "s{slot}"),
            Src::Acc => f.write_str("acc"),
            Src::Pin => f.write_str("pin"),
            Src::Imm(imm) => write!(f, "{:#x}", imm),
            Src::Wide(imm) => write!(f, "{:#x}w", imm),
        }
    }
}

impl fmt::Display for Dst {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Dst::Acc => f.write_str("acc"),
            Dst::Both(slot) => write!(f, "acc+s{slot}"),
            Dst::Pin(slot) => write!(f, "pin+s{slot}"),
        }
    }
}

/// Writes a function's instructions, one a line:
/// word index, Wasm offset, `+` for the second half of a pair, operator, operands.
pub(crate) fn disassemble(func: &FuncInsts, encoder: &Encoder) -> String {
    let mut out = String::new();
    for (i, inst) in func.insts.iter().enumerate().skip(func.first) {
        let plus = if encoder.is_fused(i) { '+' } else { ' ' };
        // Writing to a `String` cannot fail.
        let _ = write!(
            out,
            "{:5} {:#08x} {plus}{}",
            encoder.place_of(i),
            inst.source,
            inst.op.name()
        );
        let _ = operands(&mut out, func, encoder, inst);
        out.push('\n');
    }
    catches(&mut out, func, encoder);
    out
}

/// Writes what a function catches: `words of the region: tag, slots -> word`.
fn catches(out: &mut String, func: &FuncInsts, encoder: &Encoder) {
    let table = &func.catches;
    let place = |inst: u32| encoder.place_of(inst as usize);
    for &(at, region) in &table.changes {
        let _ = match region {
            NO_REGION => writeln!(out, "from {}: no region", place(at)),
            _ => writeln!(out, "from {}: region {region}", place(at)),
        };
    }
    let mut clauses: Vec<_> = table.clauses.iter().collect();
    clauses.sort_by_key(|(region, _)| *region);
    let mut clauses = clauses.into_iter().peekable();
    for (region, &outer) in table.outer.iter().enumerate() {
        let _ = match outer {
            NO_REGION => writeln!(out, "region {region}"),
            _ => writeln!(out, "region {region} in {outer}"),
        };
        while let Some((_, clause)) = clauses.next_if(|(of, _)| *of as usize == region) {
            out.push_str("  catch ");
            let _ = match clause.tag {
                Some(tag) => write!(out, "tag {tag}"),
                None => write!(out, "all"),
            };
            let (first, count) = clause.payload;
            if count > 0 {
                let _ = write!(out, ", payload s{first}..s{}", first + count);
            }
            if let Some(slot) = clause.reference {
                let _ = write!(out, ", exception s{slot}");
            }
            let _ = writeln!(out, " -> {}", encoder.target(func, clause.target));
        }
    }
}

fn operands(out: &mut String, func: &FuncInsts, encoder: &Encoder, inst: &Inst) -> fmt::Result {
    let Inst {
        d,
        a,
        b,
        c,
        aux,
        imm,
        ..
    } = *inst;
    let place = |label: u32| encoder.place_of(func.labels[label as usize] as usize);
    match inst.op.shape() {
        Shape::Binary => write!(out, " {d} <- {a}, {b}"),
        Shape::Unary => write!(out, " {d} <- {a}"),
        Shape::Load if a.is_imm() => write!(out, " {d} <- [{aux:#x}]"),
        Shape::FieldLoad => write!(out, " {d} <- {a}.{aux:#x}"),
        Shape::FieldStore => write!(out, " {a}.{aux:#x} <- {b}"),
        Shape::ElementLoad => write!(out, " {d} <- {a}[{b}]"),
        Shape::ElementStore => write!(out, " s{c}[{b}] <- {a}"),
        Shape::NewStruct => {
            write!(out, " s{} <- {a}.. as {imm:#x}; top s{c}; fields", d.slot())?;
            func.fields[aux as usize..][..usize::from(b.slot())]
                .iter()
                .try_for_each(|field| write!(out, " {:#x}:{}", field >> 4, field & 15))
        }
        Shape::Load | Shape::LoadAdd => write!(out, " {d} <- [{a} + {aux:#x}]"),
        Shape::Store if a.is_imm() => write!(out, " [{aux:#x}] <- {b}"),
        Shape::Store | Shape::StoreAdd => write!(out, " [{a} + {aux:#x}] <- {b}"),
        Shape::BranchCompare => write!(out, " {a}, {b} -> {}", place(aux)),
        Shape::BranchTest => write!(out, " {a} -> {}", place(aux)),
        Shape::Jump => write!(out, " -> {}", place(aux)),
        Shape::Switch => {
            write!(out, " {a} ->")?;
            func.targets[aux as usize..][..imm as usize]
                .iter()
                .try_for_each(|l| write!(out, " {}", place(l.0)))
        }
        Shape::Call => write!(out, " f{aux} frame s{} header s{c}", d.slot()),
        Shape::SlotsImm if matches!(inst.op, Op::ReturnCall | Op::ReturnCallLazy) => {
            let base = d.slot();
            write!(out, " f{aux} <- s{base} {c} slots; header {a} to {b}")
        }
        Shape::Return => write!(out, " {a}"),
        Shape::Move => match d {
            Dst::Both(slot) => write!(out, " s{slot} <- {a}"),
            _ => write!(out, " {d} <- {a}"),
        },
        Shape::Select => write!(out, " {d} <- {a} ? {b} : s{c}"),
        Shape::GlobalGet => write!(out, " {d} <- g{aux}"),
        Shape::GlobalSet => write!(out, " g{aux} <- {a}"),
        Shape::VUnary | Shape::VSplat => write!(out, " s{} <- {a}", d.slot()),
        Shape::VBinary | Shape::VShift => write!(out, " s{} <- {a}, {b}", d.slot()),
        Shape::VTernary => write!(out, " s{} <- {a}, {b}, s{c}", d.slot()),
        Shape::VExtract => write!(out, " {d} <- {a}; {aux}"),
        Shape::VReplace => write!(out, " s{} <- {a}, {b}; {c}", d.slot()),
        Shape::VConst => write!(out, " s{} <- {}", d.slot(), vector(func, aux)),
        Shape::VShuffle => {
            write!(out, " s{} <- {a}, {b}; {}", d.slot(), vector(func, aux))
        }
        Shape::VSelect => write!(out, " s{} <- {a} ? {b} : s{c}", d.slot()),
        Shape::VLoad if a.is_imm() => write!(out, " s{} <- [{aux:#x}]", d.slot()),
        Shape::VLoad => write!(out, " s{} <- [{a} + {aux:#x}]", d.slot()),
        Shape::VStore if a.is_imm() => write!(out, " [{aux:#x}] <- {b}"),
        Shape::VStore => write!(out, " [{a} + {aux:#x}] <- {b}"),
        Shape::Slots if matches!(inst.op, Op::Return | Op::Halt | Op::Unreachable) => Ok(()),
        Shape::Slots if inst.op == Op::ThrowRef => write!(out, " {a}"),
        Shape::Slots if inst.op == Op::GlobalGetV128 => write!(out, " s{} <- g{aux}", d.slot()),
        Shape::Slots if inst.op == Op::GlobalSetV128 => write!(out, " g{aux} <- {a}"),
        Shape::Slots if aux != 0 => write!(out, " s{} <- {a}; {aux}", d.slot()),
        Shape::Slots => write!(out, " s{} <- {a}, {b}, {c}", d.slot()),
        Shape::SlotsImm if inst.op == Op::Throw => {
            write!(out, " tag {} s{}; {}", imm as u32, d.slot(), imm >> 32)
        }
        Shape::Far if aux == 1 => {
            write!(out, " s{} <- {a}, {b}, {c}; {imm:#x} shared", d.slot())
        }
        Shape::SlotsImm | Shape::Far => write!(out, " s{} <- {a}, {b}, {c}; {imm:#x}", d.slot()),
    }
}

/// A 128-bit immediate as a number.
fn vector(func: &FuncInsts, index: u32) -> String {
    let [low, high] = func.vectors[index as usize];
    format!("{:#034x}", u128::from(low) | u128::from(high) << 64)
}
