//! Packs text with back-references found through a hash table, unpacks and compares.
#![no_std]

const LENGTH: usize = 4096;
/// A literal takes two bytes, so packing can at most double the text.
const PACKED: usize = 2 * LENGTH;
const BUCKETS: usize = 1024;
const SHORTEST: usize = 4;
const LONGEST: usize = 250;

fn bucket(text: &[u8], at: usize) -> usize {
    let word = u32::from_le_bytes([text[at], text[at + 1], text[at + 2], text[at + 3]]);
    (word.wrapping_mul(0x9E37_79B1) >> 22) as usize
}

/// Pairs (0, byte) and triples (length, distance as two bytes).
fn pack(text: &[u8; LENGTH], packed: &mut [u8; PACKED], heads: &mut [u16; BUCKETS]) -> usize {
    heads.fill(u16::MAX);
    let mut at = 0;
    let mut out = 0;
    while at < LENGTH {
        let mut length = 0;
        if at + SHORTEST <= LENGTH {
            let head = &mut heads[bucket(text, at)];
            let candidate = usize::from(*head);
            *head = at as u16;
            if candidate < at {
                let limit = LONGEST.min(LENGTH - at);
                while length < limit && text[candidate + length] == text[at + length] {
                    length += 1;
                }
                if length >= SHORTEST {
                    let [low, high] = ((at - candidate) as u16).to_le_bytes();
                    packed[out..out + 3].copy_from_slice(&[length as u8, low, high]);
                    out += 3;
                    at += length;
                    continue;
                }
            }
        }
        packed[out..out + 2].copy_from_slice(&[0, text[at]]);
        out += 2;
        at += 1;
    }
    out
}

fn unpack(packed: &[u8], text: &mut [u8; LENGTH]) {
    let mut at = 0;
    let mut from = 0;
    while from < packed.len() {
        let length = usize::from(packed[from]);
        if length == 0 {
            text[at] = packed[from + 1];
            at += 1;
            from += 2;
        } else {
            let distance = usize::from(u16::from_le_bytes([packed[from + 1], packed[from + 2]]));
            // Byte by byte: the source may overlap what is being written.
            for _ in 0..length {
                text[at] = text[at - distance];
                at += 1;
            }
            from += 3;
        }
    }
}

fn generate(text: &mut [u8; LENGTH]) {
    let words: [&[u8]; 8] = [
        b"the ", b"river ", b"runs ", b"over ", b"white ", b"stones ", b"and ", b"sand. ",
    ];
    let mut seed = 41_u32;
    let mut at = 0;
    while at < LENGTH {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        for &byte in words[(seed >> 29) as usize] {
            if at < LENGTH {
                text[at] = byte;
                at += 1;
            }
        }
    }
}

#[no_mangle]
pub extern "C" fn run(n: i32) -> i32 {
    let mut text = [0; LENGTH];
    let mut packed = [0; PACKED];
    let mut heads = [0; BUCKETS];
    let mut unpacked = [0; LENGTH];
    generate(&mut text);
    let mut sum = 0_u32;
    for round in 0..n {
        text[round as usize * 101 % LENGTH] ^= 1;
        let len = pack(&text, &mut packed, &mut heads);
        unpack(&packed[..len], &mut unpacked);
        let equal = text == unpacked;
        sum = sum
            .wrapping_mul(31)
            .wrapping_add(if equal { len as u32 } else { 0 });
    }
    sum as i32
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
