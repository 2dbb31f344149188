//! Reading the operators of a body, for validation and for translation.
//!
//! Most operators of real code are accesses to locals and memory and small constants,
//! whose immediates have one or two bytes. Those are read here; wasmparser reads the
//! others, and all that is unusual or wrong.

use wasmparser::{
    BinaryReader, FrameKind, FrameStack, FunctionBody, MemArg, MemArgTarget, VisitOperator,
    WasmFeatures,
};

/// The operators of a body that have not been read.
pub(crate) struct Operators<'a> {
    bytes: &'a [u8],
    /// Where the first of them is in the module.
    position: u64,
    features: WasmFeatures,
    /// The body has not ended.
    open: bool,
}

impl<'a> Operators<'a> {
    /// Those that `reader`, in this body, has not read.
    pub(crate) fn new(reader: &BinaryReader<'_>, body: &FunctionBody<'a>) -> Operators<'a> {
        let body = body.as_bytes();
        let read = body.len().saturating_sub(reader.bytes_remaining());
        Operators {
            bytes: body.get(read..).unwrap_or_default(),
            position: reader.original_position(),
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
        self.position
    }

    /// The next one's opcode.
    pub(crate) fn opcode(&self) -> Option<u8> {
        self.bytes.first().copied()
    }

    /// A reader of what has not been read.
    pub(crate) fn reader(&self) -> BinaryReader<'a> {
        BinaryReader::new_features(self.bytes, self.position, self.features)
    }

    /// Reads the next one and shows it to a visitor.
    ///
    /// # Errors
    ///
    /// wasmparser's, where the bytes are no operator.
    #[inline]
    pub(crate) fn visit<V>(&mut self, visitor: &mut V) -> wasmparser::Result<V::Output>
    where
        V: VisitOperator<'a> + FrameStack,
    {
        let (output, size) = match self.open.then(|| frequent(self.bytes, visitor)).flatten() {
            Some(read) => read,
            _ => {
                let mut reader = self.reader();
                let output = reader.visit_operator(visitor)?;
                self.open = visitor.current_frame().is_some();
                (output, self.bytes.len() - reader.bytes_remaining())
            }
        };
        self.bytes = self.bytes.get(size..).unwrap_or_default();
        self.position += size as u64;
        Ok(output)
    }
}

/// Shows the first of these operators to a visitor if it is a frequent one. Its size.
#[inline]
fn frequent<'a, V>(bytes: &[u8], visitor: &mut V) -> Option<(V::Output, usize)>
where
    V: VisitOperator<'a>,
{
    macro_rules! access {
        ($visit:ident, $max_align:literal) => {{
            let (arg, size) = memory_arg(bytes, $max_align)?;
            (visitor.$visit(arg), size)
        }};
    }
    macro_rules! index {
        ($visit:ident) => {{
            let (index, size) = unsigned(bytes)?;
            (visitor.$visit(index), size)
        }};
    }
    let &opcode = bytes.first()?;
    Some(match opcode {
        0x0d => index!(visit_br_if),
        0x10 => index!(visit_call),
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
            let (value, size) = signed(bytes)?;
            (visitor.visit_i32_const(value), size)
        }
        0x42 => {
            let (value, size) = signed(bytes)?;
            (visitor.visit_i64_const(i64::from(value)), size)
        }
        _ => return None,
    })
}

/// The integer behind the opcode if it has up to three bytes; the operator's size.
#[inline]
fn unsigned(bytes: &[u8]) -> Option<(u32, usize)> {
    match *bytes {
        [_, a, ..] if a < 0x80 => Some((u32::from(a), 2)),
        [_, a, b, ..] if b < 0x80 => Some((u32::from(a & 0x7f) | u32::from(b) << 7, 3)),
        [_, a, b, c, ..] if c < 0x80 => Some((
            u32::from(a & 0x7f) | u32::from(b & 0x7f) << 7 | u32::from(c) << 14,
            4,
        )),
        _ => None,
    }
}

/// As [`unsigned`], for a signed integer.
#[inline]
fn signed(bytes: &[u8]) -> Option<(i32, usize)> {
    let (bits, size) = unsigned(bytes)?;
    let unused = 32 - 7 * (size as u32 - 1);
    Some(((bits << unused).cast_signed() >> unused, size))
}

/// What an access to memory 0 has behind the opcode; the operator's size.
#[inline]
fn memory_arg(bytes: &[u8], max_align: u8) -> Option<(MemArg, usize)> {
    // More than that are flags.
    let align = bytes.get(1).copied().filter(|align| *align < 16)?;
    let (offset, size) = unsigned(bytes.get(1..)?)?;
    let arg = MemArg {
        align,
        max_align,
        offset: u64::from(offset),
        target: MemArgTarget::Memory(0),
        ordering: None,
    };
    Some((arg, size + 1))
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
    use super::frequent;
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
                let Some((read, size)) = frequent(bytes, &mut Echo) else {
                    continue;
                };
                quick += 1;
                let mut reader = BinaryReader::new(bytes, 0);
                let expected = reader.visit_operator(&mut Echo);
                assert_eq!(format!("{read:?}"), format!("{:?}", expected.unwrap()));
                assert_eq!(size, reader.current_position(), "{bytes:x?}");
            }
        }
        assert!(quick > 5_000, "{quick} of them were frequent");
    }
}
