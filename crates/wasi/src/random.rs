//! Random bytes: the system's, or a reproducible sequence.

use crate::types::Errno;

/// Where `random_get` takes its bytes from.
#[derive(Debug)]
pub(crate) enum Random {
    /// The operating system's generator, fit for keys.
    System,
    /// The same bytes for the same seed, on every platform; not fit for keys.
    Seeded(Xoshiro),
}

impl Random {
    /// Fills `buffer`.
    pub(crate) fn fill(&mut self, buffer: &mut [u8]) -> Result<(), Errno> {
        match self {
            Random::System => getrandom::fill(buffer).map_err(|_| Errno::Io),
            Random::Seeded(generator) => {
                generator.fill(buffer);
                Ok(())
            }
        }
    }
}

/// xoshiro256++ (Blackman and Vigna), seeded through SplitMix64 as its authors
/// recommend: small, fast, and the same everywhere.
#[derive(Debug)]
pub(crate) struct Xoshiro {
    state: [u64; 4],
}

impl Xoshiro {
    pub(crate) fn new(seed: u64) -> Self {
        let mut mixed = seed;
        let state = [(); 4].map(|()| {
            mixed = mixed.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = mixed;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        });
        Xoshiro { state }
    }

    fn next(&mut self) -> u64 {
        let [s0, s1, s2, s3] = &mut self.state;
        let result = s0.wrapping_add(*s3).rotate_left(23).wrapping_add(*s0);
        let shifted = *s1 << 17;
        *s2 ^= *s0;
        *s3 ^= *s1;
        *s1 ^= *s2;
        *s0 ^= *s3;
        *s2 ^= shifted;
        *s3 = s3.rotate_left(45);
        result
    }

    fn fill(&mut self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            for (byte, random) in chunk.iter_mut().zip(self.next().to_le_bytes()) {
                *byte = random;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_decides_everything() {
        let mut first = [0; 33];
        let mut second = [0; 33];
        Xoshiro::new(7).fill(&mut first);
        Xoshiro::new(7).fill(&mut second);
        assert_eq!(first, second);
        Xoshiro::new(8).fill(&mut second);
        assert_ne!(first, second);
    }

    #[test]
    fn matches_the_reference_implementation() {
        // First output of the authors' xoshiro256plusplus.c from state 1, 2, 3, 4.
        let mut generator = Xoshiro {
            state: [1, 2, 3, 4],
        };
        assert_eq!(generator.next(), 41_943_041);
        assert_eq!(generator.next(), 58_720_359);
    }
}
