//! A program with the standard library: splits text into words, counts them in maps,
//! sorts them, and builds strings; its allocator and its tables are compiled code too.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::hash::{BuildHasherDefault, Hasher};

/// FNV-1a: the default hasher is seeded by chance, and the order of the map with it.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
    fn finish(&self) -> u64 {
        self.0
    }
}

fn text(words: usize, mut noise: u32) -> String {
    const SYLLABLES: [&str; 12] = [
        "ka", "lo", "mi", "ren", "su", "ta", "vo", "xi", "Nor", "Pel", "du", "ga",
    ];
    let mut text = String::new();
    for _ in 0..words {
        for _ in 0..1 + (noise >> 29) / 2 {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push_str(SYLLABLES[(noise >> 16) as usize % SYLLABLES.len()]);
        }
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        text.push_str(if noise >> 28 == 0 { ".\n" } else { " " });
    }
    text
}

fn fold(sum: u32, bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .fold(sum, |sum, &byte| sum.wrapping_mul(31) ^ u32::from(byte))
}

fn turn(seed: u32) -> u32 {
    let text = text(400, seed);
    let mut counts: HashMap<String, u32, BuildHasherDefault<Fnv>> = HashMap::default();
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        *counts.entry(word.to_lowercase()).or_default() += 1;
    }
    let mut by_length: BTreeMap<usize, Vec<(&str, u32)>> = BTreeMap::new();
    for (word, &count) in &counts {
        by_length.entry(word.len()).or_default().push((word, count));
    }
    let mut report = String::new();
    for (length, words) in &mut by_length {
        words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        for (word, count) in words.iter().take(5) {
            let _ = writeln!(report, "{length:>3} {word:<12} {count} {:.2}", *count as f64 / 7.0);
        }
    }
    fold(counts.len() as u32, report.as_bytes())
}

#[no_mangle]
pub extern "C" fn run(n: i32) -> i32 {
    (0..n as u32).fold(0u32, |sum, i| sum.wrapping_mul(33) ^ turn(i)) as i32
}
