//! Where modules come from.

mod corpus;
mod operators;
mod program;
mod smith;

use crate::case::Case;

use program::{Style, program};

pub use corpus::{modules, mutant, of_directory};
pub use smith::{from_bytes, smith};

/// A generator of cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generator {
    /// All of WebAssembly at random, by wasm-smith.
    Smith,
    /// Programs that aim at fusion, pinning and the accumulators.
    Program,
    /// Functions about one operator each, over edge values.
    Operators,
    /// Modules of the official testsuite and of this repository, changed a little.
    Corpus,
}

impl Generator {
    /// Every generator, with how many of a hundred cases are its.
    pub const ALL: &'static [(Self, usize)] = &[
        (Self::Smith, 35),
        (Self::Program, 30),
        (Self::Operators, 20),
        (Self::Corpus, 15),
    ];

    /// The name that a seed is given with.
    pub fn name(self) -> &'static str {
        match self {
            Self::Smith => "smith",
            Self::Program => "program",
            Self::Operators => "operators",
            Self::Corpus => "corpus",
        }
    }

    /// The generator of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        let all = Self::ALL.iter().map(|&(generator, _)| generator);
        all.into_iter().find(|generator| generator.name() == name)
    }

    /// The case of a seed; `None` if nothing comes of it.
    pub fn case(self, seed: u64) -> Option<Case> {
        match self {
            Self::Smith => smith(seed),
            Self::Program => Some(program(seed, Style::Program)),
            Self::Operators => Some(program(seed, Style::Operators)),
            Self::Corpus => corpus::corpus(seed),
        }
    }

    /// The generator whose turn it is.
    pub fn of_turn(turn: u64) -> Self {
        let mut left = (turn.wrapping_mul(37) % 100) as usize;
        for &(generator, share) in Self::ALL {
            match left.checked_sub(share) {
                Some(rest) => left = rest,
                None => return generator,
            }
        }
        Self::ALL[0].0
    }
}
