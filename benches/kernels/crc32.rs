//! CRC-32 by bytes through a table: a chain of dependent loads.
#![no_std]

const LENGTH: usize = 4096;

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut crc = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            // 0xEDB88320 is the polynomial of IEEE 802.3, lowest bit first.
            crc = if crc & 1 == 1 {
                crc >> 1 ^ 0xEDB8_8320
            } else {
                crc >> 1
            };
            bit += 1;
        }
        table[byte] = crc;
        byte += 1;
    }
    table
}

static TABLE: [u32; 256] = table();

fn crc32(bytes: &[u8]) -> u32 {
    let crc = bytes.iter().fold(!0, |crc: u32, &byte| {
        TABLE[usize::from(crc as u8 ^ byte)] ^ crc >> 8
    });
    !crc
}

#[no_mangle]
pub extern "C" fn run(n: i32) -> i32 {
    let mut bytes = [0; LENGTH];
    for (i, byte) in bytes.iter_mut().enumerate() {
        *byte = (i * 167 >> 3) as u8;
    }
    let mut sum = 0;
    for round in 0..n {
        bytes[round as usize % LENGTH] ^= sum as u8 | 1;
        sum = sum ^ crc32(&bytes);
    }
    sum as i32
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
