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

/// What follows an opcode.
#[derive(Clone, Copy)]
enum Immediates {
    None,
    /// Integers in LEB128.
    Ints(u8),
    /// Bytes as they are.
    Bytes(u8),
    BlockType,
    Access,
    Targets,
    Types,
    Prefix,
    Vector,
    Unknown,
}

/// By opcode.
static IMMEDIATES: [Immediates; 256] = {
    let mut table = [Immediates::Unknown; 256];
    let mut opcode = 0;
    while opcode < 256 {
        table[opcode] = match opcode as u8 {
            0x00 | 0x01 | 0x05 | 0x0b | 0x0f | 0x1a | 0x1b | 0x45..=0xc4 | 0xd1 | 0xd3 | 0xd4 => {
                Immediates::None
            }
            0x02..=0x04 => Immediates::BlockType,
            0x0c
            | 0x0d
            | 0x10
            | 0x12
            | 0x14
            | 0x15
            | 0x20..=0x26
            | 0x3f..=0x42
            | 0xd0
            | 0xd2
            | 0xd5
            | 0xd6 => Immediates::Ints(1),
            0x0e => Immediates::Targets,
            0x11 | 0x13 => Immediates::Ints(2),
            0x1c => Immediates::Types,
            0x28..=0x3e => Immediates::Access,
            0x43 => Immediates::Bytes(4),
            0x44 => Immediates::Bytes(8),
            0xfc => Immediates::Prefix,
            0xfd => Immediates::Vector,
            _ => Immediates::Unknown,
        };
        opcode += 1;
    }
    table
};

/// Gives what is found in an expression, in order; `None` if it gave up before the end.
pub(super) fn scan(expression: &[u8], mut found: impl FnMut(Event)) -> Option<()> {
    let mut rest = Rest(expression);
    while let Some((&opcode, tail)) = rest.0.split_first() {
        rest.0 = tail;
        match opcode {
            0x20 => found(Event::Get(rest.int()?)),
            0x21 | 0x22 => found(Event::Set(rest.int()?)),
            _ => {
                match opcode {
                    0x02 | 0x04 => found(Event::Block),
                    0x03 => found(Event::Loop),
                    0x0b => found(Event::End),
                    0x10 | 0x11 => found(Event::Call),
                    0x28 | 0x29 => found(Event::Load),
                    _ => {}
                }
                rest.pass(IMMEDIATES[usize::from(opcode)])?;
            }
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

    fn pass(&mut self, immediates: Immediates) -> Option<()> {
        match immediates {
            Immediates::None => Some(()),
            Immediates::Ints(count) => (0..count).try_for_each(|_| self.skip_int()),
            Immediates::Bytes(count) => self.skip(usize::from(count)),
            Immediates::BlockType => self.skip_type(),
            Immediates::Access => self.skip_access(),
            Immediates::Targets => {
                let count = self.int()?;
                (0..=count).try_for_each(|_| self.skip_int())
            }
            Immediates::Types => {
                let count = self.int()?;
                (0..count).try_for_each(|_| self.skip_type())
            }
            Immediates::Prefix => match self.int()? {
                0..=7 | 19..=22 => Some(()),
                9 | 11 | 13 | 15..=17 => self.skip_int(),
                8 | 10 | 12 | 14 => self.pass(Immediates::Ints(2)),
                _ => None,
            },
            Immediates::Vector => match self.int()? {
                0..=11 | 92 | 93 => self.skip_access(),
                12 | 13 => self.skip(16),
                21..=34 => self.skip(1),
                84..=91 => {
                    self.skip_access()?;
                    self.skip(1)
                }
                _ => Some(()),
            },
            Immediates::Unknown => None,
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
