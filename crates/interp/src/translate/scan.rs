//! A quick look at a body for choosing the pinned locals: only loops, blocks, calls
//! and accesses to locals are of interest, and the rest is passed over.
//!
//! Reading whole operators for that took as long as validating them. What is passed
//! over is not checked, as the body has been validated; where something unknown
//! comes, the scan gives up and the caller reads operators.

/// What can be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Loop,
    /// Another block.
    Block,
    End,
    Get(u32),
    /// A local is set, or set and left on the stack.
    Set(u32),
    /// Something that may be an address is loaded.
    Load,
    Call,
}

/// What an opcode says: an event, or what follows that is passed over.
#[derive(Clone, Copy)]
enum Kind {
    Nothing,
    Get,
    Set,
    Block,
    Loop,
    End,
    Call,
    CallIndirect,
    Load,
    Access,
    /// An integer in LEB128.
    Int,
    /// Two of them.
    Ints,
    /// Something with other immediates.
    Rare,
}

/// By opcode.
static KINDS: [Kind; 256] = {
    let mut table = [Kind::Rare; 256];
    let mut opcode = 0;
    while opcode < 256 {
        table[opcode] = match opcode as u8 {
            0x00 | 0x01 | 0x05 | 0x0f | 0x1a | 0x1b | 0x45..=0xc4 | 0xd1 | 0xd3 | 0xd4 => {
                Kind::Nothing
            }
            0x02 | 0x04 => Kind::Block,
            0x03 => Kind::Loop,
            0x0b => Kind::End,
            0x10 => Kind::Call,
            0x11 => Kind::CallIndirect,
            0x20 => Kind::Get,
            0x21 | 0x22 => Kind::Set,
            0x28 | 0x29 => Kind::Load,
            0x2a..=0x3e => Kind::Access,
            0x0c
            | 0x0d
            | 0x12
            | 0x14
            | 0x15
            | 0x23..=0x26
            | 0x3f..=0x42
            | 0xd0
            | 0xd2
            | 0xd5
            | 0xd6 => Kind::Int,
            0x13 => Kind::Ints,
            _ => Kind::Rare,
        };
        opcode += 1;
    }
    table
};

/// Gives what is found in an expression, in order; `None` if it gave up before the end.
#[inline(always)]
pub(super) fn scan(expression: &[u8], mut found: impl FnMut(Event)) -> Option<()> {
    let mut rest = Rest(expression);
    while let Some((&opcode, tail)) = rest.0.split_first() {
        rest.0 = tail;
        match KINDS[usize::from(opcode)] {
            Kind::Nothing => {}
            Kind::Get => found(Event::Get(rest.int()?)),
            Kind::Set => found(Event::Set(rest.int()?)),
            Kind::Block => {
                found(Event::Block);
                rest.skip_type()?;
            }
            Kind::Loop => {
                found(Event::Loop);
                rest.skip_type()?;
            }
            Kind::End => found(Event::End),
            Kind::Call => {
                found(Event::Call);
                rest.skip_int()?;
            }
            Kind::CallIndirect => {
                found(Event::Call);
                rest.skip_ints(2)?;
            }
            Kind::Load => {
                found(Event::Load);
                rest.skip_access()?;
            }
            Kind::Access => rest.skip_access()?,
            Kind::Int => rest.skip_int()?,
            Kind::Ints => rest.skip_ints(2)?,
            Kind::Rare => rest.skip_rare(opcode)?,
        }
    }
    Some(())
}

/// Bytes that have not been read.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (&byte, tail) = self.0.split_first()?;
        self.0 = tail;
        Some(byte)
    }

    fn skip(&mut self, count: usize) -> Option<()> {
        self.0 = self.0.get(count..)?;
        Some(())
    }

    /// An unsigned integer in LEB128. Most have one byte.
    #[inline(always)]
    fn int(&mut self) -> Option<u32> {
        match self.0 {
            [byte, tail @ ..] if *byte < 0x80 => {
                self.0 = tail;
                Some(u32::from(*byte))
            }
            _ => self.long_int(),
        }
    }

    fn long_int(&mut self) -> Option<u32> {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = self.byte()?;
            value |= u32::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(value);
            }
            shift += 7;
        }
    }

    #[inline(always)]
    fn skip_int(&mut self) -> Option<()> {
        while self.byte()? >= 0x80 {}
        Some(())
    }

    #[inline(always)]
    fn skip_access(&mut self) -> Option<()> {
        /// This bit of the alignment says that the memory's index follows.
        const HAS_MEMORY: u32 = 1 << 6;
        if self.int()? & HAS_MEMORY != 0 {
            self.skip_int()?;
        }
        self.skip_int()
    }

    /// A type of a value: one byte, and for some references a heap type.
    fn skip_type(&mut self) -> Option<()> {
        match self.0.first()? {
            0x63 | 0x64 => {
                self.skip(1)?;
                self.skip_int()
            }
            _ => self.skip_int(),
        }
    }

    fn skip_ints(&mut self, count: u32) -> Option<()> {
        (0..count).try_for_each(|_| self.skip_int())
    }

    /// What follows an opcode of [`Kind::Rare`].
    #[inline(never)]
    fn skip_rare(&mut self, opcode: u8) -> Option<()> {
        match opcode {
            // The targets of a `br_table`, and the one behind them.
            0x0e => {
                let count = self.int()?;
                self.skip_ints(count)?;
                self.skip_int()
            }
            // The types of a `select`.
            0x1c => {
                let count = self.int()?;
                (0..count).try_for_each(|_| self.skip_type())
            }
            0x43 => self.skip(4),
            0x44 => self.skip(8),
            0xfc => match self.int()? {
                0..=7 | 19..=22 => Some(()),
                9 | 11 | 13 | 15..=17 => self.skip_int(),
                8 | 10 | 12 | 14 => self.skip_ints(2),
                _ => None,
            },
            // Vectors.
            0xfd => match self.int()? {
                0..=11 | 92 | 93 => self.skip_access(),
                12 | 13 => self.skip(16),
                21..=34 => self.skip(1),
                84..=91 => {
                    self.skip_access()?;
                    self.skip(1)
                }
                _ => Some(()),
            },
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Event, scan};

    #[test]
    fn finds_locals_loops_and_calls_between_all_immediates() {
        let body: &[u8] = &[
            0x02, 0x63, 0x70, // block (result (ref null func))
            0x03, 0x40, // loop
            0x20, 0x81, 0x01, // local.get 129
            0x41, 0xff, 0x7f, // i32.const
            0x44, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20, // f64.const
            0x28, 0x42, 0x01, 0x80, 0x20, // i32.load with a memory
            0x0e, 0x02, 0x00, 0x01, 0x00, // br_table
            0xfd, 0x0c, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, // v128.const
            0xfd, 0x54, 0x00, 0x20, 0x03, // v128.load8_lane
            0xfd, 0x80, 0x01, // a vector operator of two bytes
            0xfc, 0x0a, 0x00, 0x00, // memory.copy
            0x11, 0x00, 0x00, // call_indirect
            0x22, 0x05, // local.tee
            0x0b, 0x0b, 0x0b,
        ];
        let mut events = Vec::new();
        assert_eq!(scan(body, |event| events.push(event)), Some(()));
        use Event::{Block, Call, End, Get, Load, Loop, Set};
        assert_eq!(
            events,
            [Block, Loop, Get(129), Load, Call, Set(5), End, End, End]
        );
    }

    #[test]
    fn gives_up_on_the_unknown_and_at_the_end() {
        for body in [
            &[0x20, 0x00, 0xff][..],
            &[0x20],
            &[0x43, 0, 0],
            &[0xfb, 0x00, 0x00],
        ] {
            assert_eq!(scan(body, |_| {}), None, "{body:?}");
        }
    }
}
