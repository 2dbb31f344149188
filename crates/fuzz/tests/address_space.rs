//! Hostile modules in a process that may have 512 MiB of address space: each ends in an
//! error or runs, and the process lives.
//!
//! Memories reserve 4 GiB where they can; here they cannot.

mod parts;

use std::process::{Command, ExitCode};

use parts::{Parts, memory, table};
use sanderling::{Config, Engine, Error, Instance, Module, Store, Val};
use wasm_encoder::{
    BlockType, ConstExpr, Elements, ExportKind, GlobalType, HeapType, Instruction as I, MemoryType,
    ValType,
};

/// KiB of address space.
const ROOM: usize = 512 << 10;

const BLOCK: I<'static> = I::Block(BlockType::Empty);

/// A loop that grows something by what the operators leave, until that fails.
fn until_refused(grow: &[I<'static>]) -> Vec<I<'static>> {
    let mut code = vec![I::Loop(BlockType::Empty)];
    code.extend_from_slice(grow);
    code.extend([I::I32Const(-1), I::I32Ne, I::BrIf(0), I::End]);
    code
}

fn pages(minimum: u64, maximum: Option<u64>) -> MemoryType {
    MemoryType {
        maximum,
        ..memory(minimum)
    }
}

fn repeat(n: usize, turn: &[I<'static>]) -> Vec<I<'static>> {
    std::iter::repeat_n(turn, n).flatten().cloned().collect()
}

/// A module with these memories, whose `f` has this code.
fn with_memories(memories: &[MemoryType], code: &[I<'_>]) -> Vec<u8> {
    let mut parts = Parts::new();
    for &ty in memories {
        parts.memories.memory(ty);
    }
    parts.with(&[], code)
}

fn modules() -> Vec<(&'static str, Vec<u8>)> {
    let mut all: Vec<(&'static str, Vec<u8>)> = Vec::new();
    let mut add = |name, bytes| all.push((name, bytes));
    // Beyond what there is from the start.
    add("4 GiB", with_memories(&[pages(65_536, None)], &[]));
    add("400 MiB twice", with_memories(&[pages(6400, None); 2], &[]));
    let wide = MemoryType {
        memory64: true,
        ..pages(1 << 18, None)
    };
    add("16 GiB", with_memories(&[wide], &[]));
    add("100 memories", with_memories(&[pages(160, None); 100], &[]));
    // Beyond what there is by and by; a function that is not translated yet is called
    // then, and small things are allocated.
    for (name, by) in [("by pages", 1), ("by MiB", 16), ("by all", 60_000)] {
        let grow = until_refused(&[I::I32Const(by), I::MemoryGrow(0)]);
        let mut parts = Parts::new();
        parts.memories.memory(pages(1, None));
        let turn = [
            I::I32Const(8),
            I::I32Const(8),
            I::I32Const(1),
            I::MemoryFill(0),
        ];
        parts.func(0, &[], &repeat(20_000, &turn));
        let mut code = grow;
        code.push(I::Call(0));
        add(name, parts.with(&[], &code));
    }
    let mut parts = Parts::new();
    parts.tables.table(table(1, None));
    let grow = [
        I::RefNull(HeapType::FUNC),
        I::I32Const(100_000),
        I::TableGrow(0),
    ];
    add("a growing table", parts.with(&[], &until_refused(&grow)));
    let mut parts = Parts::new();
    for _ in 0..20 {
        parts.tables.table(table(9_000_000, None));
    }
    add("20 tables", parts.with(&[], &[]));
    // Large modules.
    let mut nested = repeat(100_000, &[BLOCK]);
    nested.extend(repeat(100_000, &[I::End]));
    add("nesting", Parts::new().with(&[], &nested));
    let switch = [
        BLOCK,
        I::I32Const(0),
        I::BrTable(vec![0; 1_000_000].into(), 0),
        I::End,
    ];
    add("a switch", Parts::new().with(&[], &switch));
    let turn = [I::I64Const(i64::MIN), I::Drop];
    add("constants", Parts::new().with(&[], &repeat(600_000, &turn)));
    let mut parts = Parts::new();
    for _ in 0..300_000 {
        parts.func(0, &[(100, ValType::I64)], &[]);
    }
    add("functions", parts.with(&[], &[]));
    let mut parts = Parts::new();
    let f = parts.func(0, &[], &[]);
    parts.tables.table(table(5_000_000, None));
    let funcs = Elements::Functions(vec![f; 5_000_000].into());
    parts.elems.active(None, &ConstExpr::i32_const(0), funcs);
    add("elements", parts.with(&[], &[]));
    let mut parts = Parts::new();
    for _ in 0..500_000 {
        let ty = GlobalType {
            val_type: ValType::I64,
            mutable: true,
            shared: false,
        };
        parts.globals.global(ty, &ConstExpr::i64_const(5));
    }
    add("globals", parts.with(&[], &[]));
    let mut parts = Parts::new();
    let deep = parts.func(0, &[(50_000, ValType::I64)], &[I::Call(0)]);
    parts.exports.export("f", ExportKind::Func, deep);
    add("recursion", parts.finish());
    all
}

/// Loads, instantiates and calls `f`.
fn run(config: &Config, bytes: &[u8]) -> Result<(), Error> {
    let engine = Engine::new(config)?;
    let module = Module::from_binary(&engine, bytes)?;
    let mut store = Store::try_new(&engine, ())?;
    let instance = Instance::new(&mut store, &module, &[])?;
    let func = instance.get_func(&mut store, "f");
    let func = func.ok_or_else(|| Error::msg("there is no f"))?;
    let mut results: [Val; 0] = [];
    func.call(&mut store, &[], &mut results)
}

fn main() -> ExitCode {
    let modules = modules();
    if std::env::args().nth(1).as_deref() == Some("--module") {
        // One module in this process, as another one may have left holes.
        let name = std::env::args().nth(2).unwrap_or_default();
        let found = modules.iter().find(|(other, _)| *other == name);
        let (_, bytes) = found.expect("a module of this name");
        for fusion in [true, false] {
            match run(&Config::new().fusion(fusion), bytes) {
                Ok(()) => println!("ran"),
                Err(error) => println!("{error}"),
            }
        }
        return ExitCode::SUCCESS;
    }
    if !cfg!(target_os = "linux") {
        println!("test result: 0 passed; 0 failed; not run, it needs `ulimit -v`");
        return ExitCode::SUCCESS;
    }
    let itself = std::env::current_exe().expect("the program knows its path");
    let (mut failed, mut errors) = (0, 0);
    println!("running {} tests", modules.len());
    for (name, _) in &modules {
        let script = format!("ulimit -v {ROOM}; exec \"$0\" --module \"$1\"");
        let output = Command::new("sh")
            .args(["-c", &script])
            .arg(&itself)
            .arg(name)
            .output()
            .expect("a shell starts");
        let text = String::from_utf8_lossy(&output.stdout);
        let lines: Vec<&str> = text.lines().collect();
        if output.status.success() && lines.len() >= 2 {
            errors += usize::from(!lines.contains(&"ran"));
            println!("test {name} ... ok ({})", lines[0]);
        } else {
            failed += 1;
            let why = String::from_utf8_lossy(&output.stderr);
            println!("test {name} ... FAILED: {}: {text} {why}", output.status);
        }
    }
    // Else the limit was not in force.
    if errors < 5 {
        println!("only {errors} modules came to an error");
        failed += 1;
    }
    println!("\ntest result: {} passed; {failed} failed", modules.len());
    ExitCode::from(u8::from(failed > 0))
}
