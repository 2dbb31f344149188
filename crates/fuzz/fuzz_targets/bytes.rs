//! Any bytes, read, validated and translated.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| sanderling_fuzz::target::bytes(bytes));
