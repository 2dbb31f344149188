//! Runs scripts of the official WebAssembly testsuite (`.wast`) against Sanderling's
//! public API.
//!
//! [`run`] executes one script and says what came of each directive; [`report`] counts.
//! With the feature `suite` there are also the suite's scripts ([`suite`]) and the list
//! of what is not supported ([`expected`]).

pub mod report;
pub mod run;

mod legacy;
mod lines;
mod names;
mod script;
mod spectest;
mod thread;
mod value;

#[cfg(feature = "suite")]
pub mod expected;
#[cfg(feature = "suite")]
pub mod suite;
