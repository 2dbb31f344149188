//! What reading a module allocates, and what is left when stores are gone.
//!
//! Time is noisy; bytes are not.

mod parts;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use parts::{Parts, memory, table};
use sanderling::{Engine, ErrorKind, Instance, Module, Store};
use wasm_encoder::{
    BlockType, ConstExpr, DataSegment, DataSegmentMode, Elements, EntityType, ExportKind,
    GlobalType, Instruction as I, NameMap, NameSection, RefType, ValType,
};

thread_local! {
    /// Bytes allocated and not freed.
    static LIVE: Cell<isize> = const { Cell::new(0) };
    /// The most of them.
    static PEAK: Cell<isize> = const { Cell::new(0) };
}

/// The system's allocator, which counts for each thread.
struct Counting;

fn count(bytes: isize) {
    let live = LIVE.get() + bytes;
    LIVE.set(live);
    PEAK.set(PEAK.get().max(live));
}

// SAFETY: every request is the system allocator's.
#[allow(unsafe_code, reason = "an allocator is unsafe by nature")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size().cast_signed());
        // SAFETY: the caller's promises are those of `System`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-layout.size().cast_signed());
        // SAFETY: the caller's promises are those of `System`.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The most bytes that were allocated at once, beyond those before.
fn peak<R>(work: impl FnOnce() -> R) -> (usize, R) {
    let before = LIVE.get();
    PEAK.set(before);
    let result = work();
    ((PEAK.get() - before).cast_unsigned(), result)
}

fn repeat(n: usize, turn: &[I<'static>]) -> Vec<I<'static>> {
    std::iter::repeat_n(turn, n).flatten().cloned().collect()
}

/// Modules of many small things, by what they have many of.
fn many(n: usize) -> Vec<(&'static str, Vec<u8>)> {
    let mut all = Vec::new();
    let mut add = |name, bytes| all.push((name, bytes));
    let global = GlobalType {
        val_type: ValType::I32,
        mutable: false,
        shared: false,
    };
    let mut parts = Parts::new();
    (0..n).for_each(|_| parts.types.ty().function([], []));
    add("types", parts.with(&[], &[]));
    let mut parts = Parts::new();
    for i in 0..n {
        let bits = (0..17).map(|bit| match i >> bit & 1 {
            0 => ValType::I32,
            _ => ValType::I64,
        });
        parts.types.ty().function(bits, []);
    }
    add("different types", parts.with(&[], &[]));
    let mut parts = Parts::new();
    for _ in 0..n {
        parts.func(0, &[], &[]);
    }
    add("functions", parts.with(&[], &[]));
    let mut parts = Parts::new();
    for i in 0..n {
        parts.exports.export(&i.to_string(), ExportKind::Func, 0);
    }
    add("exports", parts.with(&[], &[]));
    let mut parts = Parts::new();
    for _ in 0..n {
        parts.imports.import("", "", EntityType::Global(global));
    }
    add("imports", parts.with(&[], &[]));
    let mut parts = Parts::new();
    for _ in 0..n {
        parts.globals.global(global, &ConstExpr::i32_const(0));
    }
    add("globals", parts.with(&[], &[]));
    let mut parts = Parts::new();
    for _ in 0..n {
        let mode = DataSegmentMode::Passive;
        parts.datas.segment(DataSegment { mode, data: *b"" });
    }
    add("data segments", parts.with(&[], &[]));
    let mut parts = Parts::new();
    for _ in 0..n {
        parts.elems.passive(Elements::Functions(vec![].into()));
    }
    add("element segments", parts.with(&[], &[]));
    let mut parts = Parts::new();
    let funcs = Elements::Functions(vec![0; n].into());
    parts.elems.passive(funcs);
    add("elements", parts.with(&[], &[]));
    let mut parts = Parts::new();
    let exprs = vec![ConstExpr::ref_func(0); n];
    parts
        .elems
        .passive(Elements::Expressions(RefType::FUNCREF, exprs.into()));
    add("expressions", parts.with(&[], &[]));
    let mut deep = ConstExpr::i32_const(1);
    for _ in 0..n {
        deep = deep.with_i32_const(3).with_i32_add();
    }
    let mut parts = Parts::new();
    parts.globals.global(global, &deep);
    add("a long expression", parts.with(&[], &[]));
    let turn = [I::I32Const(1), I::Drop];
    add("instructions", Parts::new().with(&[], &repeat(n, &turn)));
    let mut nested = repeat(n, &[I::Block(BlockType::Empty)]);
    nested.extend(repeat(n, &[I::End]));
    add("blocks", Parts::new().with(&[], &nested));
    let mut parts = Parts::new();
    let mut names = NameMap::new();
    (0..10 * n as u32).for_each(|i| names.append(i, ""));
    let mut section = NameSection::new();
    section.functions(&names);
    parts.names = Some(section);
    add("names", parts.with(&[], &[]));
    all
}

/// Reading and validating takes memory in proportion to the bytes: some of it is for each
/// thing that there is, of which a type is the largest for its bytes, as the validator, the
/// engine and the module have each.
#[test]
fn memory_is_in_proportion_to_the_bytes() {
    for (name, bytes) in many(100_000) {
        let engine = Engine::default();
        let (validated, result) = peak(|| Module::validate(&engine, &bytes));
        assert!(result.is_ok(), "{name}: {result:?}");
        let (loaded, result) = peak(|| Module::from_binary(&engine, &bytes));
        assert!(result.is_ok(), "{name}: {result:?}");
        for peak in [validated, loaded] {
            println!("{name}: {peak} bytes of memory for {}", bytes.len());
            let each = if name == "different types" { 128 } else { 64 };
            assert!(peak <= (64 << 10) + each * bytes.len(), "{name}: {peak}");
        }
    }
}

/// Counts and sizes are believed when what they count has been read, not before.
#[test]
fn counts_are_not_believed() {
    const HUGE: [u8; 5] = [0xff, 0xff, 0xff, 0xff, 0x0f];
    let section = |id: u8, body: &[&[u8]]| {
        let body = body.concat();
        [&[id, body.len() as u8][..], &body].concat()
    };
    let ty = section(1, &[&[1, 0x60, 0, 0]]);
    let func = section(3, &[&[1, 0]]);
    // A function with this body.
    let code = |body: &[&[u8]]| {
        let body = body.concat();
        let code = section(10, &[&[1, body.len() as u8], &body]);
        [ty.clone(), func.clone(), code].concat()
    };
    let mut modules: Vec<(String, Vec<u8>)> = Vec::new();
    for id in 0..=13 {
        // A section's own count, with and without something behind it.
        for rest in [&[][..], &[0], &[0; 40]] {
            modules.push((format!("section {id}"), section(id, &[&HUGE, rest])));
        }
        modules.push((format!("size of section {id}"), [&[id], &HUGE[..]].concat()));
    }
    let mut add = |name: &str, bytes| modules.push((name.to_owned(), bytes));
    add("parameters", section(1, &[&[1, 0x60], &HUGE, &[0x7f, 0]]));
    add("results", section(1, &[&[1, 0x60, 0], &HUGE, &[0x7f]]));
    add("fields", section(1, &[&[1, 0x5f], &HUGE, &[0x7f, 0]]));
    add(
        "types of a group",
        section(1, &[&[1, 0x4e], &HUGE, &[0x60, 0, 0]]),
    );
    add(
        "supertypes",
        section(1, &[&[1, 0x50], &HUGE, &[0, 0x60, 0, 0]]),
    );
    add("groups of locals", code(&[&HUGE, &[1, 0x7f, 0x0b]]));
    add("locals", code(&[&[1], &HUGE, &[0x7f, 0x0b]]));
    add(
        "targets",
        code(&[&[0, 0x41, 0, 0x0e], &HUGE, &[0, 0, 0x0b]]),
    );
    add(
        "clauses",
        code(&[&[0, 0x1f, 0x40], &HUGE, &[0, 0, 0, 0x0b, 0x0b]]),
    );
    add("types of select", code(&[&[0, 0x1c], &HUGE, &[0x7f, 0x0b]]));
    add(
        "size of a body",
        [&*ty, &func, &section(10, &[&[1], &HUGE, &[0, 0x0b]])].concat(),
    );
    add("name of an import", section(2, &[&[1], &HUGE, b"a"]));
    add("name of an export", section(7, &[&[1], &HUGE, b"a"]));
    add(
        "functions of a segment",
        section(9, &[&[1, 1, 0], &HUGE, &[0]]),
    );
    add(
        "expressions of a segment",
        section(9, &[&[1, 5, 0x70], &HUGE, &[0xd0, 0x70, 0x0b]]),
    );
    add("bytes of a segment", section(11, &[&[1, 1], &HUGE, b"abc"]));
    let engine = Engine::default();
    for (name, sections) in &modules {
        let bytes = [b"\0asm\x01\0\0\0", &sections[..]].concat();
        let (used, result) = peak(|| Module::from_binary(&engine, &bytes));
        // A custom section has no count.
        let is_custom = name == "section 0";
        let error = match result {
            Err(error) => error,
            Ok(_) if is_custom => continue,
            Ok(_) => panic!("{name} is accepted"),
        };
        let refused = matches!(
            error.kind(),
            ErrorKind::Malformed { .. } | ErrorKind::Invalid { .. } | ErrorKind::Limit { .. }
        );
        assert!(refused, "{name}: {error:?}");
        assert!(used <= (64 << 10) + 4 * bytes.len(), "{name}: {used} bytes");
    }
    // Names do not matter to whether a module is one, whatever they say.
    for subsection in 0..=12 {
        for count in [&HUGE[..], &[0xff], &[]] {
            let body = [&[4][..], b"name", &[subsection, count.len() as u8], count].concat();
            let bytes = [b"\0asm\x01\0\0\0", &section(0, &[&body])[..]].concat();
            let (used, module) = peak(|| Module::from_binary(&engine, &bytes));
            assert_eq!(module.expect("a module").name(), None);
            assert!(used <= (64 << 10) + 4 * bytes.len(), "{used} bytes");
        }
    }
}

/// The process's address space and its part that is in memory, in bytes.
#[cfg(target_os = "linux")]
fn process_bytes() -> (usize, usize) {
    let text = std::fs::read_to_string("/proc/self/statm").expect("a process has memory");
    let pages = |n: usize| text.split_whitespace().nth(n)?.parse::<usize>().ok();
    let both = (pages(0), pages(1));
    (
        both.0.expect("a number") * 4096,
        both.1.expect("a number") * 4096,
    )
}

/// 100,000 instances, in stores that come and go, leave nothing behind.
#[test]
fn nothing_is_left_of_instances() {
    let engine = Engine::default();
    let mut parts = Parts::new();
    parts.memories.memory(memory(1));
    parts.tables.table(table(10, None));
    parts.datas.active(0, &ConstExpr::i32_const(5), *b"data");
    let funcs = Elements::Functions(vec![0; 3].into());
    parts.elems.active(None, &ConstExpr::i32_const(0), funcs);
    let turn = [
        I::I32Const(0),
        I::I32Const(1),
        I::I32Const(9),
        I::MemoryFill(0),
    ];
    let module = Module::from_binary(&engine, &parts.with(&[], &turn)).expect("a module");
    let round = || {
        let mut store = Store::new(&engine, ());
        for i in 0..500 {
            let instance = Instance::new(&mut store, &module, &[]).expect("an instance");
            if i % 100 == 0 {
                let f = instance.get_typed_func::<(), ()>(&mut store, "f");
                f.and_then(|f| f.call(&mut store, ())).expect("it returns");
            }
        }
    };
    // Whatever is kept for the next one is there now.
    (0..10).for_each(|_| round());
    let live = LIVE.get();
    #[cfg(target_os = "linux")]
    let before = process_bytes();
    (0..200).for_each(|_| round());
    assert_eq!(LIVE.get(), live);
    #[cfg(target_os = "linux")]
    {
        let after = process_bytes();
        // Other tests run at the same time, and take some MiB.
        assert!(after.0 <= before.0 + (1 << 30), "{before:?} {after:?}");
        assert!(after.1 <= before.1 + (256 << 20), "{before:?} {after:?}");
    }
}
