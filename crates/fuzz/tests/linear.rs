//! Translation takes work and memory in proportion to the module: for twelve shapes of
//! hostile code what is allocated and what comes out at n, 2n and 4n is compared.
//!
//! Time is noisy; bytes are not.

mod parts;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use parts::Parts;
use sanderling::{CompilationMode, Config, Engine, Module};
use wasm_encoder::{BlockType, Instruction as I, ValType};

thread_local! {
    /// Bytes allocated so far, those that were freed included.
    static ALLOCATED: Cell<usize> = const { Cell::new(0) };
}

/// The system's allocator, which counts.
struct Counting;

// SAFETY: every request is the system allocator's.
#[allow(unsafe_code, reason = "an allocator is unsafe by nature")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATED.set(ALLOCATED.get() + layout.size());
        // SAFETY: the caller's promises are those of `System`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are those of `System`.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Bytes allocated while a module is read and translated, and words of its code.
fn work(config: &Config, bytes: &[u8]) -> (usize, usize) {
    let engine = Engine::new(config).expect("a valid configuration");
    let before = ALLOCATED.get();
    let module = Module::from_binary(&engine, bytes).expect("a valid module");
    let allocated = ALLOCATED.get() - before;
    let code = module.disassemble(0).expect("its first function");
    (allocated, code.split_whitespace().count())
}

/// What grows with `n` does so no faster than `n`, with a margin for capacities that
/// double.
fn check(name: &str, build: impl Fn(usize) -> Vec<u8>) {
    for fusion in [true, false] {
        let config = Config::new()
            .compilation(CompilationMode::Eager)
            .fusion(fusion);
        let n = 4000;
        let works: Vec<(usize, usize)> = [n, 2 * n, 4 * n]
            .iter()
            .map(|&n| work(&config, &build(n)))
            .collect();
        // Over two doublings, so that one that a capacity falls into does not count
        // alone: 2.3 each.
        let (first, last) = (works[0], works[2]);
        assert!(last.0 * 100 <= first.0 * 529, "{name}: bytes of {works:?}");
        for pair in works.windows(2) {
            assert!(
                pair[1].1 * 10 <= pair[0].1 * 23,
                "{name}: words of {works:?}"
            );
        }
        let size = build(4 * n).len();
        assert!(last.1 <= 32 * size, "{name}: {works:?} from {size} bytes");
        assert!(last.0 <= 400 * size, "{name}: {works:?} from {size} bytes");
    }
}

fn repeat(n: usize, turn: &[I<'static>]) -> Vec<I<'static>> {
    std::iter::repeat_n(turn, n).flatten().cloned().collect()
}

fn i32s(count: u32) -> [(u32, ValType); 1] {
    [(count, ValType::I32)]
}

const BLOCK: I<'static> = I::Block(BlockType::Empty);

#[test]
fn straight_code() {
    check("straight", |n| {
        let turn = [I::LocalGet(0), I::LocalGet(1), I::I32Add, I::LocalSet(0)];
        Parts::new().with(&i32s(2), &repeat(n, &turn))
    });
}

#[test]
fn operands_that_pile_up() {
    check("pile", |n| {
        // Frames have at most 65,535 slots.
        let mut code = repeat(n, &[I::LocalGet(0), I::I32Const(5), I::I32Add]);
        code.extend(repeat(n, &[I::Drop]));
        Parts::new().with(&i32s(1), &code)
    });
}

/// Constants and locals wait while the locals are set, again and again.
#[test]
fn locals_that_are_set_while_they_wait() {
    check("saved", |n| {
        let mut code = repeat(200, &[I::LocalGet(0)]);
        code.extend(repeat(n, &[I::LocalGet(1), I::LocalSet(0)]));
        code.extend(repeat(200, &[I::Drop]));
        Parts::new().with(&i32s(2), &code)
    });
}

/// Values wait below conditional branches that take others along.
#[test]
fn branches_over_values() {
    check("branches", |n| {
        let ty = BlockType::Result(ValType::I32);
        let mut code = repeat(300, &[I::LocalGet(0)]);
        code.push(I::Block(ty));
        code.push(I::LocalGet(1));
        code.extend(repeat(n, &[I::LocalGet(0), I::BrIf(0)]));
        code.push(I::End);
        code.extend(repeat(301, &[I::Drop]));
        Parts::new().with(&i32s(2), &code)
    });
}

#[test]
fn nesting() {
    check("nesting", |n| {
        let mut code = repeat(n, &[BLOCK]);
        code.push(I::LocalGet(0));
        code.push(I::BrIf(n as u32 - 1));
        code.extend(repeat(n, &[I::End]));
        Parts::new().with(&i32s(1), &code)
    });
}

#[test]
fn nested_choices() {
    check("choices", |n| {
        let turn = [I::LocalGet(0), I::If(BlockType::Empty), I::Else];
        let mut code = repeat(n, &turn);
        code.extend(repeat(n, &[I::End]));
        Parts::new().with(&i32s(1), &code)
    });
}

#[test]
fn loops_one_after_the_other() {
    check("loops", |n| {
        let turn = [
            I::Loop(BlockType::Empty),
            I::LocalGet(0),
            I::I32Const(1),
            I::I32Add,
            I::LocalTee(0),
            I::BrIf(0),
            I::End,
        ];
        Parts::new().with(&i32s(3), &repeat(n, &turn))
    });
}

#[test]
fn a_switch_with_values() {
    check("switch", |n| {
        let ty = BlockType::Result(ValType::I32);
        let code = [
            I::Block(ty),
            I::Block(ty),
            I::LocalGet(0),
            I::LocalGet(0),
            I::BrTable((0..n as u32).map(|i| i % 2).collect::<Vec<_>>().into(), 1),
            I::End,
            I::End,
            I::Drop,
        ];
        Parts::new().with(&i32s(1), &code)
    });
}

#[test]
fn switches() {
    check("switches", |n| {
        let turn = [
            BLOCK,
            BLOCK,
            I::LocalGet(0),
            I::BrTable(vec![0, 1, 0, 1].into(), 1),
            I::End,
            I::End,
        ];
        Parts::new().with(&i32s(1), &repeat(n, &turn))
    });
}

#[test]
fn locals() {
    check("locals", |n| {
        let code: Vec<I<'_>> = (0..n as u32)
            .flat_map(|i| [I::LocalGet(n as u32 - 1 - i), I::LocalSet(i)])
            .collect();
        Parts::new().with(&i32s(n as u32), &code)
    });
}

#[test]
fn calls_with_many_values() {
    check("calls", |n| {
        let mut parts = Parts::new();
        let wide = vec![ValType::I32; 16];
        parts.types.ty().function(wide.clone(), wide);
        let mut code = repeat(16, &[I::LocalGet(0)]);
        code.extend(repeat(n, &[I::Call(1)]));
        code.extend(repeat(16, &[I::Drop]));
        parts.func(0, &i32s(1), &code);
        let gets: Vec<I<'_>> = (0..16).map(I::LocalGet).collect();
        parts.func(1, &[], &gets);
        parts.finish()
    });
}

#[test]
fn dead_code() {
    check("dead", |n| {
        let mut code = vec![I::Unreachable];
        code.extend(repeat(n, &[I::I32Add, I::Drop, BLOCK, I::End]));
        Parts::new().with(&[], &code)
    });
}

#[test]
fn functions() {
    check("functions", |n| {
        let mut parts = Parts::new();
        for i in 0..n as u32 / 4 {
            parts.func(0, &[(3, ValType::I64)], &[I::Call(i / 2)]);
        }
        parts.finish()
    });
}
