//! Calls of the public interface in an order that the bytes choose.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| sanderling_fuzz::target::interface(bytes));
