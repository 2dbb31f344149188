//! Modules by wasm-smith from the fuzzer's bytes, in all modes of the engine.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| sanderling_fuzz::target::modules(bytes));
