//! Reading the operators of a body, for validation and for translation.
//!
//! Most operators of real code are accesses to locals and memory, small constants,
//! arithmetic and blocks, whose immediates have at most a few bytes. Those are read
//! here; wasmparser reads the others, and all that is unusual or wrong.

use core::ops::RangeInclusive;
use wasmparser::{
    BinaryReader, BlockType, FrameKind, FrameStack, FunctionBody, MemArg, MemArgTarget, ValType,
    VisitOperator, WasmFeatures,
};

/// The operators of a body that have not been read.
pub(crate) struct Operators<'a> {
    bytes: &'a [u8],
    /// Where the body ends in the module.
    end: u64,
    features: WasmFeatures,
    /// The body has not ended.
    open: bool,
}

impl<'a> Operators<'a> {
    /// Those that `reader`, in this body, has not read.
    pub(crate) fn new(reader: &BinaryReader<'_>, body: &FunctionBody<'a>) -> Operators<'a> {
        let body = body.as_bytes();
        let read = body.len().saturating_sub(reader.bytes_remaining());
        let bytes = body.get(read..).unwrap_or_default();
        Operators {
            bytes,
            end: reader.original_position() + bytes.len() as u64,
            features: reader.features(),
            open: true,
        }
    }

    /// All have been read.
    pub(crate) fn eof(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Where the next one begins in the module.
    pub(crate) fn position(&self) -> u64 {
        self.end - self.bytes.len() as u64
    }

    /// The next one's opcode.
    pub(crate) fn opcode(&self) -> Option<u8> {
        self.bytes.first().copied()
    }

    /// A reader of what has not been read.
    pub(crate) fn reader(&self) -> BinaryReader<'a> {
        BinaryReader::new_features(self.bytes, self.position(), self.features)
    }

    /// Reads the next one and shows it to a visitor.
    ///
    /// # Errors
    ///
    /// wasmparser's, where the bytes are no operator.
    #[inline(always)]
    pub(crate) fn visit<V>(&mut self, visitor: &mut V) -> wasmparser::Result<V::Output>
    where
        V: VisitOperator<'a> + FrameStack,
    {
        match self.visit_frequent(visitor) {
            Some(output) => Ok(output),
            None => self.visit_rare(visitor),
        }
    }

    /// Lets wasmparser read the next one.
    #[inline(never)]
    fn visit_rare<V>(&mut self, visitor: &mut V) -> wasmparser::Result<V::Output>
    where
        V: VisitOperator<'a> + FrameStack,
    {
        let mut reader = self.reader();
        let output = reader.visit_operator(visitor)?;
        self.open = visitor.current_frame().is_some();
        self.bytes = &self.bytes[self.bytes.len() - reader.bytes_remaining()..];
        Ok(output)
    }

    /// Reads the next one if it is a frequent one.
    #[inline(always)]
    fn visit_frequent<V>(&mut self, visitor: &mut V) -> Option<V::Output>
    where
        V: VisitOperator<'a> + FrameStack,
    {
        let (&opcode, rest) = self.bytes.split_first()?;
        if !self.open {
            return None;
        }
        macro_rules! access {
            ($visit:ident, $max_align:literal) => {{
                let (arg, rest) = memory_arg(rest, $max_align)?;
                (visitor.$visit(arg), rest)
            }};
        }
        macro_rules! index {
            ($visit:ident) => {{
                let (index, rest) = unsigned(rest)?;
                (visitor.$visit(index), rest)
            }};
        }
        macro_rules! block {
            ($visit:ident) => {{
                let (ty, rest) = block_type(rest)?;
                (visitor.$visit(ty), rest)
            }};
        }
        let (output, rest) = match opcode {
            0x02 => block!(visit_block),
            0x03 => block!(visit_loop),
            0x04 => block!(visit_if),
            0x0b => {
                let output = visitor.visit_end();
                self.open = visitor.current_frame().is_some();
                (output, rest)
            }
            0x0c => index!(visit_br),
            0x0d => index!(visit_br_if),
            0x0f => (visitor.visit_return(), rest),
            0x10 => index!(visit_call),
            0x1a => (visitor.visit_drop(), rest),
            0x1b => (visitor.visit_select(), rest),
            0x20 => index!(visit_local_get),
            0x21 => index!(visit_local_set),
            0x22 => index!(visit_local_tee),
            0x23 => index!(visit_global_get),
            0x24 => index!(visit_global_set),
            0x28 => access!(visit_i32_load, 2),
            0x29 => access!(visit_i64_load, 3),
            0x2b => access!(visit_f64_load, 3),
            0x2c => access!(visit_i32_load8_s, 0),
            0x2d => access!(visit_i32_load8_u, 0),
            0x2f => access!(visit_i32_load16_u, 1),
            0x36 => access!(visit_i32_store, 2),
            0x37 => access!(visit_i64_store, 3),
            0x39 => access!(visit_f64_store, 3),
            0x3a => access!(visit_i32_store8, 0),
            0x3b => access!(visit_i32_store16, 1),
            0x41 => {
                let (value, rest) = signed(rest)?;
                (visitor.visit_i32_const(value), rest)
            }
            0x42 => {
                let (value, rest) = signed(rest)?;
                (visitor.visit_i64_const(i64::from(value)), rest)
            }
            0x45 => (visitor.visit_i32_eqz(), rest),
            0x46 => (visitor.visit_i32_eq(), rest),
            0x47 => (visitor.visit_i32_ne(), rest),
            0x48 => (visitor.visit_i32_lt_s(), rest),
            0x49 => (visitor.visit_i32_lt_u(), rest),
            0x4a => (visitor.visit_i32_gt_s(), rest),
            0x4b => (visitor.visit_i32_gt_u(), rest),
            0x4c => (visitor.visit_i32_le_s(), rest),
            0x4d => (visitor.visit_i32_le_u(), rest),
            0x4e => (visitor.visit_i32_ge_s(), rest),
            0x4f => (visitor.visit_i32_ge_u(), rest),
            0x50 => (visitor.visit_i64_eqz(), rest),
            0x51 => (visitor.visit_i64_eq(), rest),
            0x52 => (visitor.visit_i64_ne(), rest),
            0x53 => (visitor.visit_i64_lt_s(), rest),
            0x54 => (visitor.visit_i64_lt_u(), rest),
            0x55 => (visitor.visit_i64_gt_s(), rest),
            0x56 => (visitor.visit_i64_gt_u(), rest),
            0x57 => (visitor.visit_i64_le_s(), rest),
            0x58 => (visitor.visit_i64_le_u(), rest),
            0x59 => (visitor.visit_i64_ge_s(), rest),
            0x5a => (visitor.visit_i64_ge_u(), rest),
            0x6a => (visitor.visit_i32_add(), rest),
            0x6b => (visitor.visit_i32_sub(), rest),
            0x6c => (visitor.visit_i32_mul(), rest),
            0x6d => (visitor.visit_i32_div_s(), rest),
            0x6e => (visitor.visit_i32_div_u(), rest),
            0x6f => (visitor.visit_i32_rem_s(), rest),
            0x70 => (visitor.visit_i32_rem_u(), rest),
            0x71 => (visitor.visit_i32_and(), rest),
            0x72 => (visitor.visit_i32_or(), rest),
            0x73 => (visitor.visit_i32_xor(), rest),
            0x74 => (visitor.visit_i32_shl(), rest),
            0x75 => (visitor.visit_i32_shr_s(), rest),
            0x76 => (visitor.visit_i32_shr_u(), rest),
            0x7c => (visitor.visit_i64_add(), rest),
            0x7d => (visitor.visit_i64_sub(), rest),
            0x7e => (visitor.visit_i64_mul(), rest),
            0x7f => (visitor.visit_i64_div_s(), rest),
            0x80 => (visitor.visit_i64_div_u(), rest),
            0x81 => (visitor.visit_i64_rem_s(), rest),
            0x82 => (visitor.visit_i64_rem_u(), rest),
            0x83 => (visitor.visit_i64_and(), rest),
            0x84 => (visitor.visit_i64_or(), rest),
            0x85 => (visitor.visit_i64_xor(), rest),
            0x86 => (visitor.visit_i64_shl(), rest),
            0x87 => (visitor.visit_i64_shr_s(), rest),
            0x88 => (visitor.visit_i64_shr_u(), rest),
            0xa0 => (visitor.visit_f64_add(), rest),
            0xa1 => (visitor.visit_f64_sub(), rest),
            0xa2 => (visitor.visit_f64_mul(), rest),
            0xa3 => (visitor.visit_f64_div(), rest),
            0xa7 => (visitor.visit_i32_wrap_i64(), rest),
            0xac => (visitor.visit_i64_extend_i32_s(), rest),
            0xad => (visitor.visit_i64_extend_i32_u(), rest),
            _ => return None,
        };
        self.bytes = rest;
        Some(output)
    }
}

/// The integer that bytes begin with; what stands behind it.
#[inline(always)]
fn unsigned(bytes: &[u8]) -> Option<(u32, &[u8])> {
    match bytes {
        [a, rest @ ..] if *a < 0x80 => Some((u32::from(*a), rest)),
        _ => {
            let (value, size) = long_integer(bytes, 0x00..=0x0f)?;
            Some((value, &bytes[size..]))
        }
    }
}

/// As [`unsigned`], for a signed integer.
#[inline(always)]
fn signed(bytes: &[u8]) -> Option<(i32, &[u8])> {
    match bytes {
        [a, rest @ ..] if *a < 0x80 => Some((i32::from((*a << 1).cast_signed()) >> 1, rest)),
        _ => {
            let (value, size) =
                long_integer(bytes, 0x00..=0x07).or_else(|| long_integer(bytes, 0x78..=0x7f))?;
            let unused = 32_u32.saturating_sub(7 * size as u32);
            Some(((value << unused).cast_signed() >> unused, &bytes[size..]))
        }
    }
}

/// The bits of an integer of two to five bytes, and how many bytes it has. `fifth`:
/// what a fifth byte may be, for one of 32 bits; linkers leave room that way.
#[inline(never)]
fn long_integer(bytes: &[u8], fifth: RangeInclusive<u8>) -> Option<(u32, usize)> {
    let bits = |byte: u8, shift: u32| u32::from(byte & 0x7f) << shift;
    match *bytes {
        [a, b, ..] if b < 0x80 => Some((bits(a, 0) | bits(b, 7), 2)),
        [a, b, c, ..] if c < 0x80 => Some((bits(a, 0) | bits(b, 7) | bits(c, 14), 3)),
        [a, b, c, d, ..] if d < 0x80 => {
            Some((bits(a, 0) | bits(b, 7) | bits(c, 14) | bits(d, 21), 4))
        }
        [a, b, c, d, e, ..] if fifth.contains(&e) => {
            let low = bits(a, 0) | bits(b, 7) | bits(c, 14) | bits(d, 21);
            Some((low | bits(e, 28), 5))
        }
        _ => None,
    }
}

/// The type of a block without parameters and with at most one number as a result.
#[inline(always)]
fn block_type(bytes: &[u8]) -> Option<(BlockType, &[u8])> {
    let (byte, rest) = bytes.split_first()?;
    let ty = match byte {
        0x40 => BlockType::Empty,
        0x7c => BlockType::Type(ValType::F64),
        0x7d => BlockType::Type(ValType::F32),
        0x7e => BlockType::Type(ValType::I64),
        0x7f => BlockType::Type(ValType::I32),
        _ => return None,
    };
    Some((ty, rest))
}

/// What an access to memory 0 has behind the opcode.
#[inline(always)]
fn memory_arg(bytes: &[u8], max_align: u8) -> Option<(MemArg, &[u8])> {
    // More than that are flags.
    let (&align, rest) = bytes.split_first().filter(|(align, _)| **align < 16)?;
    let (offset, rest) = unsigned(rest)?;
    let arg = MemArg {
        align,
        max_align,
        offset: u64::from(offset),
        target: MemArgTarget::Memory(0),
        ordering: None,
    };
    Some((arg, rest))
}

/// The frame that an operator has to be in, where there is such a rule. In a valid
/// body it is.
pub(crate) fn demanded_frame(opcode: Option<u8>) -> FrameKind {
    match opcode {
        Some(0x05) => FrameKind::If,
        Some(0x07 | 0x18 | 0x19) => FrameKind::LegacyTry,
        _ => FrameKind::Block,
    }
}

#[cfg(test)]
mod tests {
    use super::{Operators, WasmFeatures};
    use wasmparser::{BinaryReader, FrameKind, FrameStack, Operator};

    /// Gives back what it is shown.
    struct Echo;

    macro_rules! echo {
        ($( @$proposal:ident $op:ident $({ $($arg:ident: $argty:ty),* })? => $visit:ident ($($ann:tt)*) )*) => {$(
            fn $visit(&mut self $($(, $arg: $argty)*)?) -> Operator<'a> {
                Operator::$op $({ $($arg),* })?
            }
        )*};
    }

    impl<'a> wasmparser::VisitOperator<'a> for Echo {
        type Output = Operator<'a>;

        wasmparser::for_each_visit_operator!(echo);
    }

    impl FrameStack for Echo {
        fn current_frame(&self) -> Option<FrameKind> {
            Some(FrameKind::Block)
        }
    }

    /// What is read of bytes, if they begin with a frequent operator that is also
    /// what wasmparser reads.
    fn read_quickly(bytes: &[u8]) -> Option<String> {
        let mut operators = Operators {
            bytes,
            end: bytes.len() as u64,
            features: WasmFeatures::all(),
            open: true,
        };
        let read = format!("{:?}", operators.visit_frequent(&mut Echo)?);
        let mut reader = BinaryReader::new(bytes, 0);
        let expected = reader.visit_operator(&mut Echo);
        assert_eq!(read, format!("{:?}", expected.unwrap()));
        assert_eq!(
            operators.position(),
            reader.original_position(),
            "{bytes:x?}"
        );
        Some(read)
    }

    #[test]
    fn integers_with_bytes_to_spare_are_read_as_wasmparser_reads_them() {
        for opcode in [0x10, 0x20, 0x23, 0x41, 0x42] {
            for (first, last) in (0..=u8::MAX).flat_map(|last| [(0x80, last), (0xff, last)]) {
                let quick = (0..=4).filter(|&more| {
                    let mut bytes = vec![opcode, first];
                    bytes.extend(std::iter::repeat_n(0x80, more));
                    bytes.push(last);
                    read_quickly(&bytes).is_some()
                });
                let fits = match opcode {
                    0x41 | 0x42 => (last.wrapping_add(8) & 0x7f) < 0x10,
                    _ => last < 0x10,
                };
                // A fifth byte has four bits of the integer.
                let expected = match last {
                    0x80.. => 0,
                    _ => 3 + usize::from(fits),
                };
                assert_eq!(quick.count(), expected, "{opcode:#x} {first:#x} {last:#x}");
            }
        }
    }

    #[test]
    fn frequent_operators_are_read_as_wasmparser_reads_them() {
        // A generator of bytes, most of them small or with the bit that says that
        // an integer goes on.
        let mut state = 1u64;
        let mut byte = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let byte = (state >> 56) as u8;
            if state & 1 << 40 == 0 {
                byte & 0x87
            } else {
                byte
            }
        };
        let mut quick = 0;
        for opcode in 0..=u8::MAX {
            for round in 0..2000 {
                let mut bytes = [0; 12];
                bytes.fill_with(&mut byte);
                bytes[0] = opcode;
                // Cut short as well.
                let bytes = &bytes[..1 + round % 12];
                quick += u32::from(read_quickly(bytes).is_some());
            }
        }
        assert!(quick > 5_000, "{quick} of them were frequent");
    }
}
