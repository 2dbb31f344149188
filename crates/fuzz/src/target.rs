//! What a fuzzer that chooses bytes itself calls: libFuzzer through `fuzz_targets`, AFL
//! and others through `sanderling-fuzz stdin`.

use std::cell::OnceCell;

use crate::crash;
use crate::differential::{Panel, Tally};
use crate::generate::from_bytes;
use crate::rng::{Rng, hash};

/// What is done with a fuzzer's bytes.
pub type Target = fn(&[u8]);

/// The names of the targets, for the command line.
pub const NAMES: &[(&str, Target)] = &[
    ("bytes", bytes),
    ("modules", modules),
    ("interface", interface),
];

/// Any bytes, read, validated and translated in three ways.
///
/// # Panics
///
/// If Sanderling does, or the ways disagree.
pub fn bytes(bytes: &[u8]) {
    crash::translate(bytes);
}

/// A module by wasm-smith from the bytes, on Sanderling in all its modes.
///
/// # Panics
///
/// If Sanderling does, or two modes disagree.
pub fn modules(bytes: &[u8]) {
    thread_local! {
        static PANEL: OnceCell<Panel> = const { OnceCell::new() };
    }
    let mut rng = Rng::new(hash(bytes));
    let Some(case) = from_bytes(bytes, &mut rng, "bytes:0".to_owned()) else {
        return;
    };
    PANEL.with(|panel| {
        let own = ["unfused", "eager", "suspending", "trampoline"];
        let panel = panel.get_or_init(|| Panel::new(&own).expect("the oracles are known"));
        let mut tally = Tally::default();
        panel.examine(&case, &mut tally);
        assert!(tally.mismatches.is_empty(), "{tally}");
    });
}

/// Calls of the public interface in an order that the bytes choose.
///
/// # Panics
///
/// If Sanderling does.
pub fn interface(bytes: &[u8]) {
    crash::calls_of_the_interface(bytes);
}
