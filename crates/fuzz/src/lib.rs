//! Looks for wrong results, panics, aborts and hangs: generators of modules, engines to
//! ask about them, and a comparer.
//!
//! All of it is library code on stable Rust: the command of this package, its tests,
//! and the thin targets for libFuzzer and AFL in `fuzz_targets` call the same functions.

mod body;
pub mod case;
pub mod caught;
pub mod crash;
pub mod differential;
pub mod generate;
pub mod oracle;
pub mod outcome;
pub mod rng;
pub mod shrink;
pub mod target;
pub mod value;
