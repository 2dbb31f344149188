//! A module taken apart so far that its functions' operators can be moved about.

use std::ops::Range;

use wasm_encoder::{Module, RawSection};
use wasmparser::{FunctionBody, Parser, Payload, Validator, WasmFeatures};

/// A module as sections, and the code section as bodies.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    /// Sections in their order; the code section is empty here.
    pub(crate) sections: Vec<(u8, Vec<u8>)>,
    pub(crate) bodies: Vec<Body>,
}

/// A function's body.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    /// The declarations of locals, as they are.
    pub(crate) locals: Vec<u8>,
    /// The operators, each by itself; the last is the `end` of the body.
    pub(crate) operators: Vec<Vec<u8>>,
}

const CODE: u8 = 10;

fn range(range: Range<u64>) -> Range<usize> {
    range.start as usize..range.end as usize
}

impl Body {
    fn of(body: &FunctionBody<'_>, wasm: &[u8]) -> Option<Self> {
        let whole = range(body.range());
        let mut reader = body.get_operators_reader().ok()?;
        let first = reader.original_position() as usize;
        let mut starts = vec![first];
        while !reader.eof() {
            reader.read().ok()?;
            starts.push(reader.original_position() as usize);
        }
        let operators = starts
            .windows(2)
            .map(|pair| wasm[pair[0]..pair[1]].to_vec());
        Some(Self {
            locals: wasm[whole.start..first].to_vec(),
            operators: operators.collect(),
        })
    }
}

impl Parts {
    /// Takes a valid module apart.
    pub(crate) fn of(wasm: &[u8]) -> Option<Self> {
        let mut parts = Self {
            sections: Vec::new(),
            bodies: Vec::new(),
        };
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.ok()? {
                Payload::CodeSectionStart { .. } => parts.sections.push((CODE, Vec::new())),
                Payload::CodeSectionEntry(body) => parts.bodies.push(Body::of(&body, wasm)?),
                payload => {
                    if let Some((id, place)) = payload.as_section() {
                        parts.sections.push((id, wasm[range(place)].to_vec()));
                    }
                }
            }
        }
        Some(parts)
    }

    /// The module of these parts, valid or not.
    pub(crate) fn join(&self) -> Vec<u8> {
        let mut module = Module::new();
        for (id, data) in &self.sections {
            if *id == CODE {
                let code = self.code();
                module.section(&RawSection {
                    id: CODE,
                    data: &code,
                });
            } else {
                module.section(&RawSection { id: *id, data });
            }
        }
        module.finish()
    }

    /// The module of these parts, if it is valid.
    pub(crate) fn valid(&self) -> Option<Vec<u8>> {
        let wasm = self.join();
        is_valid(&wasm).then_some(wasm)
    }

    fn code(&self) -> Vec<u8> {
        let mut code = Vec::new();
        leb(self.bodies.len(), &mut code);
        for body in &self.bodies {
            let len = body.locals.len() + body.operators.iter().map(Vec::len).sum::<usize>();
            leb(len, &mut code);
            code.extend_from_slice(&body.locals);
            code.extend(body.operators.iter().flatten());
        }
        code
    }
}

/// Whether a module is valid with every feature on.
pub(crate) fn is_valid(wasm: &[u8]) -> bool {
    let mut validator = Validator::new_with_features(WasmFeatures::all());
    validator.validate_all(wasm).is_ok()
}

/// An unsigned LEB128 number.
pub(crate) fn leb(mut n: usize, out: &mut Vec<u8>) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

/// A signed LEB128 number.
pub(crate) fn signed_leb(mut n: i64, out: &mut Vec<u8>) {
    loop {
        let byte = (n & 0x7f) as u8;
        n >>= 7;
        if (n == 0 && byte & 0x40 == 0) || (n == -1 && byte & 0x40 != 0) {
            return out.push(byte);
        }
        out.push(byte | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_join_to_what_they_were() {
        let text = r#"(module (memory 1) (data "x") (global i32 (i32.const 5))
            (func (export "f") (param i32) (result i32) (local i64 f32)
                (if (result i32) (local.get 0) (then (i32.const 1)) (else (i32.const -2))))
            (func (drop (i64.load offset=9 (i32.const 3)))))"#;
        let wasm = wat::parse_str(text).expect("a module");
        let parts = Parts::of(&wasm).expect("parts");
        assert_eq!(parts.bodies.len(), 2);
        assert_eq!(parts.bodies[0].operators.len(), 7);
        assert_eq!(parts.join(), wasm);
        let mut broken = parts;
        broken.bodies[0].operators.remove(2);
        assert_eq!(broken.valid(), None);
    }

    #[test]
    fn numbers() {
        for (n, bytes) in [
            (0, &[0][..]),
            (-1, &[0x7f]),
            (63, &[63]),
            (64, &[0xc0, 0]),
            (-65, &[0xbf, 0x7f]),
            (
                i64::MIN,
                &[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f],
            ),
        ] {
            let mut out = Vec::new();
            signed_leb(n, &mut out);
            assert_eq!(out, bytes, "{n}");
        }
    }
}
