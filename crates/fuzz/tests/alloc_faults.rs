//! Allocations of a size that the guest chooses fail, one after the other: each time
//! there is an error, and never an abort.
//!
//! Every allocation of 256 bytes and more counts as one, but for those that [`NOT_CHOSEN`]
//! lists with their reasons: a list, and not a size, as what the engine allocates for
//! itself can be larger than what is in proportion to a small module. What takes less
//! is a handful of small values, a box or a name.
//!
//! An abort ends the process, so each module has one of its own: this program again.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::process::{Command, ExitCode};

mod parts;

use parts::{Parts, memory, table};
use sanderling::{
    CompilationMode, Config, Engine, Error, Extern, Linker, Module, Store, Trap, Val,
};
use wasm_encoder::{
    ConstExpr, DataSegment, DataSegmentMode, Elements, EntityType, ExportKind, Function,
    GlobalType, HeapType, Instruction as I, NameMap, NameSection, RefType, StorageType, ValType,
};

/// Bytes from which on an allocation fails.
const LARGE: usize = 256;

/// What makes larger allocations that cannot fail: the innermost function of the engine or
/// a crate below it, the most bytes it takes, and why that is no size of the guest's.
const NOT_CHOSEN: &[(&str, usize, &str)] = &[
    (
        "wasmparser::",
        usize::MAX,
        "cannot fail without an abort; in proportion to the bytes of the module",
    ),
    (
        "sanderling::module::repr::ModuleInner::validate_body",
        usize::MAX,
        "has parts of wasmparser in it",
    ),
    (
        "sanderling::types::func::FuncType::",
        48 << 10,
        "bounded by the limits for parameters and results",
    ),
    (
        "sanderling::types::convert::from_composite_type",
        160 << 10,
        "has the above in it; and is bounded by the limit for fields",
    ),
    (
        "sanderling::api::module::Module::",
        2048,
        "the module itself",
    ),
    (
        "sanderling::exec::prepare::Compiler::",
        2048,
        "the translator of a store",
    ),
    (
        "sanderling::api::store::Store<T>::try_new",
        8192,
        "the store itself",
    ),
    (
        "sanderling::runtime::store::StoreCore::new",
        8192,
        "the store itself",
    ),
    (
        "sanderling::api::engine::Engine::new",
        2048,
        "the engine itself",
    ),
    (
        "sanderling::api::linker::Linker<T>::",
        2048,
        "what the embedder links",
    ),
    (
        "sanderling::exec::backtrace::attach",
        2048,
        "a backtrace, of so many frames at most",
    ),
    (
        "sanderling::error::Error::backtrace",
        4096,
        "the same, with names",
    ),
    ("alloc_faults::", usize::MAX, "what the embedder does"),
];

thread_local! {
    /// Which large allocation fails; none if 0.
    static FAILING: Cell<usize> = const { Cell::new(0) };
    /// Large allocations so far.
    static LARGE_ONES: Cell<usize> = const { Cell::new(0) };
    /// Whether the allocation that was to fail is one of [`NOT_CHOSEN`].
    static SPARED: Cell<bool> = const { Cell::new(false) };
    /// Whether to say where a failing allocation is made.
    static TOLD: Cell<bool> = const { Cell::new(false) };
}

/// The system's allocator, which fails when it is told to.
struct Faulty;

impl Faulty {
    fn fails(&self, bytes: usize) -> bool {
        if bytes < LARGE {
            return false;
        }
        let number = LARGE_ONES.get() + 1;
        LARGE_ONES.set(number);
        if number != FAILING.get() {
            return false;
        }
        // The backtrace is allocated as well.
        FAILING.set(0);
        let backtrace = std::backtrace::Backtrace::force_capture().to_string();
        let spared = is_spared(&backtrace, bytes);
        SPARED.set(spared);
        if !spared && TOLD.replace(false) {
            eprintln!("{bytes} bytes at\n{backtrace}");
        }
        !spared
    }
}

/// Whether an allocation of so many bytes is one of [`NOT_CHOSEN`].
fn is_spared(backtrace: &str, bytes: usize) -> bool {
    let names = ["wasmparser::", "sanderling::", "alloc_faults::"];
    let functions = backtrace.lines().map(str::trim).filter(|line| {
        !line.starts_with("at ")
            && !line.contains("Faulty")
            && !line.contains("is_spared")
            && names.iter().any(|name| line.contains(name))
    });
    // What is shared for lists has no place of its own.
    let mut functions = functions.filter(|line| !line.contains("sanderling::room::"));
    let Some(innermost) = functions.next() else {
        return false;
    };
    NOT_CHOSEN
        .iter()
        .any(|(name, most, _)| innermost.contains(name) && bytes <= *most)
}

// SAFETY: every request is the system allocator's, or answered with null, which callers
// must expect.
#[allow(unsafe_code, reason = "an allocator is unsafe by nature")]
unsafe impl GlobalAlloc for Faulty {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if self.fails(layout.size()) {
            return std::ptr::null_mut();
        }
        // SAFETY: the caller's promises are those of `System`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if self.fails(layout.size()) {
            return std::ptr::null_mut();
        }
        // SAFETY: the caller's promises are those of `System`.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are those of `System`.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // Giving back what is too much does not fail.
        if size > layout.size() && self.fails(size) {
            return std::ptr::null_mut();
        }
        // SAFETY: the caller's promises are those of `System`.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Faulty = Faulty;

/// The modules: each is large in one way.
fn modules() -> Vec<(&'static str, Vec<u8>)> {
    let mut all = Vec::new();
    let drops = |n: usize, with: &[I<'static>]| -> Vec<I<'static>> {
        std::iter::repeat_n(with, n).flatten().cloned().collect()
    };
    let turn = [I::LocalGet(0), I::I32Const(3), I::I32Add, I::LocalSet(0)];
    all.push((
        "straight code",
        Parts::new().with(&[(1, ValType::I32)], &drops(2000, &turn)),
    ));
    all.push((
        "constants",
        Parts::new().with(&[], &drops(2000, &[I::I64Const(i64::MIN), I::Drop])),
    ));
    all.push((
        "vector constants",
        Parts::new().with(
            &[(1, ValType::V128)],
            &drops(2500, &[I::V128Const(-5), I::LocalSet(0)]),
        ),
    ));
    let set_all: Vec<I<'_>> = (0..5000)
        .flat_map(|i| [I::I64Const(1), I::LocalSet(i)])
        .collect();
    all.push((
        "locals",
        Parts::new().with(&[(5000, ValType::I64)], &set_all),
    ));
    let mut deep = vec![I::LocalGet(0); 1000];
    deep.extend(vec![I::I32Add; 999]);
    deep.push(I::Drop);
    all.push(("operands", Parts::new().with(&[(1, ValType::I32)], &deep)));
    // Locals on the stack that are set: each is saved.
    let mut saved: Vec<I<'_>> = vec![I::LocalGet(0); 1000];
    saved.extend([I::I32Const(1), I::LocalSet(0)]);
    saved.extend(vec![I::Drop; 1000]);
    all.push((
        "saved operands",
        Parts::new().with(&[(1, ValType::I32)], &saved),
    ));
    let block = I::Block(wasm_encoder::BlockType::Empty);
    let mut nested = vec![block.clone(); 120];
    nested.extend(vec![I::End; 120]);
    all.push(("nesting", Parts::new().with(&[], &nested)));
    let branches = [
        block.clone(),
        I::LocalGet(0),
        I::BrIf(0),
        I::LocalGet(0),
        I::BrIf(0),
        I::End,
    ];
    all.push((
        "branches",
        Parts::new().with(&[(1, ValType::I32)], &drops(4000, &branches)),
    ));
    let targets = vec![0; 9000];
    let switch = [
        block.clone(),
        I::LocalGet(0),
        I::BrTable(targets.into(), 0),
        I::End,
    ];
    all.push(("a switch", Parts::new().with(&[(1, ValType::I32)], &switch)));
    let small = [
        block.clone(),
        I::LocalGet(0),
        I::BrTable(vec![0; 8].into(), 0),
        I::End,
    ];
    all.push((
        "switches",
        Parts::new().with(&[(1, ValType::I32)], &drops(1500, &small)),
    ));
    let mut many = Parts::new();
    for _ in 0..1000 {
        many.func(0, &[], &[]);
    }
    // Each is called, so that each has an address in the store.
    let calls: Vec<I<'_>> = (0..1000).map(I::Call).collect();
    all.push(("functions", many.with(&[], &calls)));
    let mut globals = Parts::new();
    for _ in 0..1000 {
        let ty = GlobalType {
            val_type: ValType::I64,
            mutable: true,
            shared: false,
        };
        globals.globals.global(ty, &ConstExpr::i64_const(5));
    }
    all.push(("globals", globals.with(&[], &[])));
    for (name, active) in [("elements", true), ("passive elements", false)] {
        let mut parts = Parts::new();
        let f = parts.func(0, &[], &[]);
        parts.tables.table(table(9000, None));
        let funcs = Elements::Functions(vec![f; 9000].into());
        if active {
            parts.elems.active(None, &ConstExpr::i32_const(0), funcs);
        } else {
            parts.elems.passive(funcs);
        }
        all.push((name, parts.with(&[], &[])));
    }
    let mut parts = Parts::new();
    let f = parts.func(0, &[], &[]);
    parts.tables.table(table(10, None));
    let exprs: Vec<ConstExpr> = (0..4000)
        .map(|i| match i % 2 {
            0 => ConstExpr::ref_func(f),
            _ => ConstExpr::ref_null(HeapType::FUNC),
        })
        .collect();
    parts
        .elems
        .passive(Elements::Expressions(RefType::FUNCREF, exprs.into()));
    all.push(("element expressions", parts.with(&[], &[])));
    let mut parts = Parts::new();
    parts.memories.memory(memory(1));
    for _ in 0..2000 {
        parts.datas.segment(DataSegment {
            mode: DataSegmentMode::Active {
                memory_index: 0,
                offset: &ConstExpr::i32_const(5),
            },
            data: *b"data",
        });
    }
    all.push(("data segments", parts.with(&[], &[])));
    let mut parts = Parts::new();
    parts.memories.memory(memory(40));
    parts.datas.passive(vec![7; 1 << 20]);
    let init = [
        I::I32Const(9),
        I::I32Const(0),
        I::I32Const(1 << 20),
        I::MemoryInit {
            mem: 0,
            data_index: 0,
        },
    ];
    all.push(("a large segment", parts.with(&[], &init)));
    let mut parts = Parts::new();
    parts.tables.table(table(100_000, None));
    let grow = [
        I::RefNull(HeapType::FUNC),
        I::I32Const(50_000),
        I::TableGrow(0),
        I::I32Const(-1),
        I::I32Eq,
        I::If(wasm_encoder::BlockType::Empty),
        I::Unreachable,
        I::End,
    ];
    all.push(("a growing table", parts.with(&[], &grow)));
    let mut parts = Parts::new();
    parts.memories.memory(memory(2));
    let grow = [
        I::I32Const(60),
        I::MemoryGrow(0),
        I::I32Const(-1),
        I::I32Eq,
        I::If(wasm_encoder::BlockType::Empty),
        I::Unreachable,
        I::End,
        I::I32Const(60 << 16),
        I::I32Const(1),
        I::I32Const(4),
        I::MemoryFill(0),
    ];
    all.push(("a growing memory", parts.with(&[], &grow)));
    let mut parts = Parts::new();
    let element = StorageType::Val(ValType::I64);
    parts.types.ty().array(&element, true);
    let array = ValType::Ref(RefType {
        nullable: true,
        heap_type: HeapType::Concrete(1),
    });
    let make = |local| {
        [
            I::I32Const(50_000),
            I::ArrayNewDefault(1),
            I::LocalSet(local),
        ]
    };
    let code = [make(0), make(1)].concat();
    all.push(("objects", parts.with(&[(2, array)], &code)));
    let mut parts = Parts::new();
    let wide = vec![ValType::I64; 200];
    parts.types.ty().function(wide.clone(), wide.clone());
    let gets: Vec<I<'_>> = (0..200).rev().map(I::LocalGet).collect();
    let wide_func = parts.func(1, &[], &gets);
    parts.exports.export("wide", ExportKind::Func, wide_func);
    let mut calls = vec![I::I64Const(3); 200];
    calls.push(I::Call(wide_func));
    calls.push(I::Call(wide_func));
    calls.extend(vec![I::Drop; 200]);
    all.push(("wide calls", parts.with(&[], &calls)));
    let mut parts = Parts::new();
    let wide = vec![ValType::I64; 200];
    parts.types.ty().function(wide.clone(), wide);
    parts
        .imports
        .import("host", "wide", EntityType::Function(1));
    // What is imported comes first.
    parts.funcs.function(0);
    let mut body = Function::new([]);
    for _ in 0..200 {
        body.instruction(&I::I64Const(3));
    }
    body.instruction(&I::Call(0));
    for _ in 0..200 {
        body.instruction(&I::Drop);
    }
    body.instruction(&I::End);
    parts.code.function(&body);
    parts.exports.export("f", ExportKind::Func, 1);
    all.push(("wide host functions", parts.finish()));
    let mut parts = Parts::new();
    let mut names = NameMap::new();
    for i in 0..1000 {
        parts.func(0, &[], &[]);
        names.append(i, "a function with a name that is not short");
    }
    let mut section = NameSection::new();
    section.functions(&names);
    parts.names = Some(section);
    all.push(("names", parts.with(&[], &[])));
    let mut parts = Parts::new();
    for i in 0..500 {
        // They differ.
        let bits = |ty: fn(bool) -> ValType| (0..9).map(move |bit| ty(i >> bit & 1 == 1));
        let number = |wide| if wide { ValType::I64 } else { ValType::I32 };
        parts.types.ty().function(bits(number), []);
    }
    all.push(("types", parts.with(&[], &[])));
    let mut parts = Parts::new();
    let deep = parts.func(0, &[(20, ValType::I64)], &[I::Call(0)]);
    parts.exports.export("deep", ExportKind::Func, deep);
    all.push(("recursion", parts.with(&[], &[])));
    all
}

/// Loads, links, instantiates, calls and grows; everything an embedder does.
fn scenario(config: &Config, bytes: &[u8]) -> Result<(), Error> {
    let engine = Engine::new(config)?;
    let module = Module::from_binary(&engine, bytes)?;
    let mut store = Store::try_new(&engine, ())?;
    let mut linker = Linker::new(&engine);
    if let Some(import) = module.imports().next() {
        let ty = import
            .ty()
            .func()
            .cloned()
            .ok_or_else(|| Error::msg("a function"))?;
        linker.func_new("host", "wide", ty, |_, args, results| {
            results.clone_from_slice(args);
            Ok(())
        })?;
    }
    let instance = linker.instantiate(&mut store, &module)?;
    let mut first = Ok(());
    let exports: Vec<(String, Extern)> = instance
        .exports(&mut store)?
        .map(|export| (export.name().to_owned(), export.into_extern()))
        .collect();
    for (name, item) in exports {
        let Extern::Func(func) = item else { continue };
        let ty = func.ty(&store)?;
        let zero = |_| Val::I64(0);
        let args: Vec<Val> = ty.params().iter().map(zero).collect();
        let mut results: Vec<Val> = ty.results().iter().map(zero).collect();
        let called = func.call(&mut store, &args, &mut results);
        match called {
            Err(error) if name == "deep" && error.as_trap() == Some(Trap::StackOverflow) => {
                // Whoever looks at it gets names or numbers.
                for frame in error.backtrace() {
                    let _ = (frame.func_name().map(str::len), frame.module_offset());
                }
            }
            other => first = first.and(other),
        }
    }
    first?;
    // The store is still good, and so is the engine.
    let again = Module::from_binary(&engine, SMALL)?;
    let instance = linker.instantiate(&mut store, &again)?;
    let one = instance.get_typed_func::<(), i32>(&mut store, "one")?;
    assert_eq!(one.call(&mut store, ())?, 1);
    Ok(())
}

/// `(module (func (export "one") (result i32) (i32.const 1)))`
const SMALL: &[u8] = b"\0asm\x01\0\0\0\x01\x05\x01\x60\0\x01\x7f\x03\x02\x01\0\x07\x07\x01\x03one\0\0\x0a\x06\x01\x04\0\x41\x01\x0b";

/// Runs with the `n`th large allocation failing; the number of large ones there were.
fn with_fault<R>(n: usize, told: bool, run: impl FnOnce() -> R) -> (R, usize) {
    LARGE_ONES.set(0);
    FAILING.set(n);
    TOLD.set(told);
    let result = run();
    FAILING.set(0);
    (result, LARGE_ONES.get())
}

/// Every large allocation of one module fails; the number of them.
fn sweep(name: &str, bytes: &[u8]) -> usize {
    let mut faults = 0;
    for mode in [CompilationMode::Lazy, CompilationMode::Eager] {
        for fusion in [true, false] {
            let config = Config::new().compilation(mode).fusion(fusion);
            // What is allocated once for the process is not the guest's.
            let (result, _) = with_fault(0, false, || scenario(&config, bytes));
            result.expect("it runs where nothing fails");
            let (_, large) = with_fault(0, false, || scenario(&config, bytes));
            for n in 1..=large {
                eprintln!("{mode:?}, fusion {fusion}: allocation {n} of {large}");
                SPARED.set(false);
                let (result, _) = with_fault(n, true, || scenario(&config, bytes));
                if SPARED.get() {
                    result.expect("nothing has failed");
                    continue;
                }
                match result {
                    Err(error) => assert!(!error.to_string().is_empty()),
                    // A backtrace does without the place of a frame, and the heap grows when
                    // it is asked to again, after a collection.
                    Ok(()) => assert!(
                        ["recursion", "objects"].contains(&name),
                        "a fault makes no difference"
                    ),
                }
                faults += 1;
            }
        }
    }
    faults
}

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    if args.next().as_deref() == Some("--module") {
        let name = args.next().unwrap_or_default();
        let modules = modules();
        let found = modules.iter().find(|(other, _)| *other == name);
        let (_, bytes) = found.expect("a module of this name");
        println!("{}", sweep(&name, bytes));
        return ExitCode::SUCCESS;
    }
    let itself = std::env::current_exe().expect("the program knows its path");
    let modules = modules();
    let (mut passed, mut failed) = (0, 0);
    println!("running {} tests", modules.len());
    for (name, _) in &modules {
        let output = Command::new(&itself).args(["--module", name]).output();
        let output = output.expect("the program starts");
        if output.status.success() {
            passed += 1;
            let faults = String::from_utf8_lossy(&output.stdout);
            println!("test faults in {name} ... ok ({} faults)", faults.trim());
        } else {
            failed += 1;
            println!("test faults in {name} ... FAILED: {}", output.status);
            let text = String::from_utf8_lossy(&output.stderr);
            println!("{text}");
        }
    }
    println!("\ntest result: {passed} passed; {failed} failed");
    ExitCode::from(u8::from(failed > 0))
}
