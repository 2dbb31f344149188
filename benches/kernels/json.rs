//! Writes a JSON document and reads it back by recursive descent: bytes, slices with
//! bounds checks, results passed by value.
#![no_std]

const CAPACITY: usize = 8192;

struct Writer {
    bytes: [u8; CAPACITY],
    len: usize,
    seed: u32,
}

impl Writer {
    fn random(&mut self, below: u32) -> u32 {
        self.seed = self
            .seed
            .wrapping_mul(1_664_525)
            .wrapping_add(1_013_904_223);
        (self.seed >> 16) % below
    }

    fn put(&mut self, text: &[u8]) {
        self.bytes[self.len..self.len + text.len()].copy_from_slice(text);
        self.len += text.len();
    }

    fn number(&mut self, value: u32) {
        if value >= 10 {
            self.number(value / 10);
        }
        self.put(&[b'0' + (value % 10) as u8]);
    }

    fn value(&mut self, depth: u32) {
        match self.random(if depth == 0 { 5 } else { 8 }) {
            0 => self.put(b"null"),
            1 => self.put(b"true"),
            2 => {
                self.put(b"-");
                let value = self.random(1000);
                self.number(value);
            }
            3 => {
                let value = self.random(60_000);
                self.number(value);
                self.put(b".5e1");
            }
            4 => self.put(b"\"some \\\"quoted\\\" text\\u0041\""),
            5 => {
                self.put(b"[ ");
                for i in 0..4 {
                    if i > 0 {
                        self.put(b", ");
                    }
                    self.value(depth - 1);
                }
                self.put(b"]");
            }
            _ => {
                self.put(b"{\n");
                for i in 0..4 {
                    if i > 0 {
                        self.put(b",\n");
                    }
                    self.put(b"  \"key");
                    self.number(i);
                    self.put(b"\": ");
                    self.value(depth - 1);
                }
                self.put(b"}");
            }
        }
    }
}

struct Malformed;

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    hash: u32,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn mix(&mut self, value: u32) {
        self.hash = (self.hash ^ value).wrapping_mul(0x0100_0193);
    }

    fn blanks(&mut self) {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), Malformed> {
        if self.peek() != Some(byte) {
            return Err(Malformed);
        }
        self.at += 1;
        Ok(())
    }

    fn word(&mut self, word: &[u8]) -> Result<(), Malformed> {
        for &byte in word {
            self.expect(byte)?;
        }
        self.mix(word.len() as u32);
        Ok(())
    }

    fn digits(&mut self) -> Result<u32, Malformed> {
        let start = self.at;
        let mut value = 0_u32;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            value = value.wrapping_mul(10).wrapping_add(u32::from(digit - b'0'));
            self.at += 1;
        }
        if self.at == start {
            Err(Malformed)
        } else {
            Ok(value)
        }
    }

    fn number(&mut self) -> Result<(), Malformed> {
        if self.peek() == Some(b'-') {
            self.at += 1;
            self.mix(1);
        }
        let whole = self.digits()?;
        self.mix(whole);
        if self.peek() == Some(b'.') {
            self.at += 1;
            let fraction = self.digits()?;
            self.mix(fraction);
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            let exponent = self.digits()?;
            self.mix(exponent);
        }
        Ok(())
    }

    fn string(&mut self) -> Result<(), Malformed> {
        self.expect(b'"')?;
        loop {
            match self.peek().ok_or(Malformed)? {
                b'"' => break,
                b'\\' => {
                    self.at += 1;
                    match self.peek().ok_or(Malformed)? {
                        b'u' => {
                            for _ in 0..4 {
                                self.at += 1;
                                let digit = (self.peek().ok_or(Malformed)? as char).to_digit(16);
                                self.mix(digit.ok_or(Malformed)?);
                            }
                        }
                        other => self.mix(u32::from(other)),
                    }
                }
                byte => self.mix(u32::from(byte)),
            }
            self.at += 1;
        }
        self.at += 1;
        Ok(())
    }

    fn value(&mut self) -> Result<(), Malformed> {
        self.blanks();
        match self.peek().ok_or(Malformed)? {
            b'n' => self.word(b"null"),
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            b'"' => self.string(),
            b'[' => self.sequence(b']', Self::value),
            b'{' => self.sequence(b'}', |reader| {
                reader.blanks();
                reader.string()?;
                reader.blanks();
                reader.expect(b':')?;
                reader.value()
            }),
            _ => self.number(),
        }
    }

    fn sequence(
        &mut self,
        end: u8,
        item: fn(&mut Self) -> Result<(), Malformed>,
    ) -> Result<(), Malformed> {
        self.at += 1;
        loop {
            item(self)?;
            self.blanks();
            if self.peek() == Some(end) {
                self.at += 1;
                return Ok(());
            }
            self.expect(b',')?;
        }
    }
}

#[no_mangle]
pub extern "C" fn run(n: i32) -> i32 {
    let mut writer = Writer {
        bytes: [0; CAPACITY],
        len: 0,
        seed: 0,
    };
    let mut sum = 0_u32;
    for round in 0..n {
        writer.len = 0;
        writer.seed = round as u32 % 16;
        writer.put(b"[");
        while writer.len < CAPACITY / 4 {
            writer.value(3);
            writer.put(b",");
        }
        writer.put(b"0]");
        let mut reader = Reader {
            bytes: &writer.bytes[..writer.len],
            at: 0,
            hash: 1,
        };
        let read = reader.value().is_ok() && reader.at == writer.len;
        sum = sum
            .wrapping_mul(31)
            .wrapping_add(if read { reader.hash } else { 0 });
    }
    sum as i32
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
