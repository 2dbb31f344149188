//! Modules by wasm-smith: all of WebAssembly, at random.

use arbitrary::Unstructured;
use sanderling::{Feature, Features};
use wasm_smith::{Config, Module};

use crate::case::{Audience, Case};
use crate::rng::Rng;

/// Fuel of a call: the guest takes one at each function and each turn of a loop.
const FUEL: u32 = 500;

/// A module whose functions are all exported, and calls of them.
pub fn smith(seed: u64) -> Option<Case> {
    let mut rng = Rng::new(seed);
    let len = rng.of(&[512, 2048, 4096, 8192, 16384]);
    let bytes = rng.bytes(len);
    from_bytes(&bytes, &mut rng, format!("smith:{seed}"))
}

/// The same from bytes that somebody else has chosen, such as libFuzzer.
pub fn from_bytes(bytes: &[u8], rng: &mut Rng, origin: String) -> Option<Case> {
    let (config, audience) = configuration(rng);
    let mut unstructured = Unstructured::new(bytes);
    let mut module = Module::new(config, &mut unstructured).ok()?;
    let global = module.ensure_termination(FUEL).ok()?;
    // The global is not among the exports that wasm-smith has made.
    let wasm = crate::case::expose(&module.to_bytes()).ok()?;
    let mut case = Case::plan(origin, wasm, audience, rng, 3).ok()?;
    // V8 is not given memories, tables and globals, and wasmi alone is no judge.
    if case.shape.has_other_imports {
        case.audience = Audience::Own;
    }
    Some(case.refilled(&format!("$g{global}"), FUEL))
}

/// Features and sizes vary, so that what is rare in one module is common in another.
fn configuration(rng: &mut Rng) -> (Config, Audience) {
    let ours = Features::default();
    // What peers do not have, or do differently, is for our own modes. Wide arithmetic
    // and pages of other sizes are among them, as wasmi alone is no reliable judge.
    let own = rng.one_in(4);
    let mut with = |feature, rare: usize| ours.contains(feature) && rng.one_in(rare);
    let gc = own && with(Feature::Gc, 2);
    let exceptions = with(Feature::Exceptions, 4);
    let threads = own && with(Feature::Threads, 3);
    let relaxed = own && with(Feature::RelaxedSimd, 2);
    let memory64 = with(Feature::Memory64, 4);
    let simd = relaxed || with(Feature::Simd, 2);
    let wide = own && with(Feature::WideArithmetic, 4);
    let pages = own && with(Feature::CustomPageSizes, 8);
    let tail = with(Feature::TailCall, 2);
    let config = Config {
        allow_start_export: rng.one_in(3),
        bulk_memory_enabled: true,
        // Else the bits of a NaN would show in memory.
        canonicalize_nans: !own,
        compact_imports_enabled: false,
        custom_page_sizes_enabled: pages,
        disallow_traps: rng.one_in(2),
        exceptions_enabled: exceptions,
        export_everything: true,
        extended_const_enabled: true,
        gc_enabled: gc,
        max_data_segments: 6,
        max_element_segments: 6,
        max_elements: 12,
        max_funcs: 4 + rng.below(12),
        max_globals: 12,
        max_imports: if rng.one_in(3) { 4 } else { 0 },
        max_instructions: rng.of(&[20, 60, 200, 600]),
        max_memories: 1 + rng.below(3),
        max_memory32_bytes: 8 << 16,
        max_memory64_bytes: 8 << 16,
        max_nesting_depth: 12,
        max_table_elements: 100,
        max_tables: 1 + rng.below(3),
        max_tags: 4,
        max_types: 12,
        max_values: 12,
        memory64_enabled: memory64,
        memory_max_size_required: true,
        min_funcs: 1 + rng.below(4),
        min_globals: rng.below(4),
        min_memories: rng.below(2) as u32,
        min_tables: rng.below(2) as u32,
        multi_value_enabled: true,
        reference_types_enabled: true,
        relaxed_simd_enabled: relaxed,
        simd_enabled: simd,
        table_max_size_required: true,
        tail_call_enabled: tail,
        threads_enabled: threads,
        wide_arithmetic_enabled: wide,
        ..Config::default()
    };
    let audience = if own { Audience::Own } else { Audience::All };
    (config, audience)
}
