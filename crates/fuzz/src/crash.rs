//! Inputs that nobody should send: broken modules, and calls of the interface in any
//! order. Errors are right, panics are not.

use sanderling::{
    CompilationMode, Config, Engine, Error, Extern, ExternRef, ExternType, Func, FuncType, Global,
    GlobalType, Instance, Linker, Memory, MemoryType, Module, Mutability, RefType, Store, Table,
    TableType, Val, ValType,
};

use crate::case::{Audience, Case, expose};
use crate::differential::{Panel, Tally};
use crate::generate::modules;
use crate::rng::Rng;

/// What became of broken modules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Survived {
    /// Inputs in all.
    pub inputs: usize,
    /// Inputs that are modules all the same; they were translated.
    pub modules: usize,
    /// Calls of their functions.
    pub calls: usize,
}

/// Small modules of all kinds, always the same.
pub fn small_modules(count: usize) -> Vec<&'static [u8]> {
    let small: Vec<&[u8]> = modules()
        .iter()
        .map(|wasm| &wasm[..])
        .filter(|wasm| (60..600).contains(&wasm.len()))
        .collect();
    let step = (small.len() / count).max(1);
    small.into_iter().step_by(step).take(count).collect()
}

/// Reads, validates and translates any bytes, in three ways; whether they are a module.
///
/// # Panics
///
/// If the ways disagree.
pub fn translate(bytes: &[u8]) -> bool {
    let ways = [
        Config::new().compilation(CompilationMode::Eager),
        Config::new()
            .compilation(CompilationMode::Eager)
            .fusion(false),
        Config::new().compilation(CompilationMode::Lazy),
    ];
    let taken = ways.map(|config| {
        let engine = Engine::new(&config).expect("the configuration is valid");
        Module::from_binary(&engine, bytes).is_ok()
    });
    // Translating may come to a limit, and lazily that shows at a call.
    assert!(taken[2] || !taken[0], "eager takes what lazy refuses");
    assert_eq!(taken[0], taken[1], "fusion changes what is taken");
    taken[0]
}

/// Translates any bytes, and if they are a module that ends runs it.
pub fn survive(bytes: &[u8], panel: &Panel, rng: &mut Rng, survived: &mut Survived) {
    survived.inputs += 1;
    if !translate(bytes) {
        return;
    }
    survived.modules += 1;
    let Ok(wasm) = expose(bytes) else { return };
    let Ok(case) = Case::plan("mutate".to_owned(), wasm, Audience::All, rng, 1) else {
        return;
    };
    let mut tally = Tally::default();
    panel.examine(
        &Case {
            ends: false,
            ..case
        },
        &mut tally,
    );
    survived.calls += tally.calls;
    for mismatch in &tally.mismatches {
        assert!(!mismatch.what.contains("panic"), "{mismatch}");
    }
}

/// Every truncation and every flip of one bit of these modules.
///
/// # Errors
///
/// No oracle can tell which of them end.
pub fn mutate(modules: &[&[u8]], mut progress: impl FnMut(usize)) -> Result<Survived, String> {
    let panel = Panel::new(&["wasmi"])?;
    let mut rng = Rng::new(1);
    let mut survived = Survived::default();
    for (i, wasm) in modules.iter().enumerate() {
        progress(i);
        for len in 0..wasm.len() {
            survive(&wasm[..len], &panel, &mut rng, &mut survived);
        }
        let mut bytes = wasm.to_vec();
        for bit in 0..8 * bytes.len() {
            bytes[bit / 8] ^= 1 << (bit % 8);
            survive(&bytes, &panel, &mut rng, &mut survived);
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
    }
    Ok(survived)
}

/// Modules that sequences of calls use: with something of each kind to import, export
/// and grow, one whose start function traps, and one that ends without calls.
const TEXTS: [&str; 5] = [
    r#"(module (memory (export "m") 1 4) (table (export "t") 3 9 funcref)
        (global (export "g") (mut i32) (i32.const 1)) (elem (i32.const 1) func $f)
        (func $f (export "f") (param i32) (result i32)
            (i32.store (local.get 0) (i32.const 7)) (i32.load (local.get 0)))
        (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
        (func (export "indirect") (param i32) (result i32)
            (call_indirect (param i32) (result i32) (i32.const 4) (local.get 0))))"#,
    r#"(module (import "a" "m" (memory 1)) (import "a" "f" (func $f (param i32) (result i32)))
        (import "a" "g" (global $g (mut i32))) (import "a" "t" (table 2 funcref))
        (func (export "f") (param i32) (result i32)
            (global.set $g (local.get 0))
            (i32.store8 (local.get 0) (i32.const 1))
            (call $f (local.get 0)))
        (func (export "set") (param i32 funcref) (table.set (local.get 0) (local.get 1))))"#,
    r#"(module (func $start unreachable) (start $start) (memory (export "m") 1))"#,
    r#"(module (table (export "t") 2 externref) (global (export "g") (mut externref) (ref.null extern))
        (func (export "f") (param externref) (result externref)
            (global.set 0 (local.get 0)) (table.set (i32.const 1) (local.get 0)) (local.get 0))
        (func $deep (export "deep") (call $deep)))"#,
    r#"(module (memory (export "m") i64 0 3) (func (export "f") (param v128 i64) (result v128)
        (v128.store (local.get 1) (local.get 0)) (local.get 0)))"#,
];

/// What a sequence has at hand.
struct Hands {
    engines: Vec<Engine>,
    modules: Vec<Module>,
    stores: Vec<Store<u32>>,
    linkers: Vec<Linker<u32>>,
    instances: Vec<Instance>,
    items: Vec<Extern>,
    values: Vec<Val>,
    /// What the program of the sequence says next.
    program: Vec<u8>,
    at: usize,
    errors: usize,
    done: usize,
}

impl Hands {
    fn byte(&mut self) -> usize {
        let byte = self.program.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        byte.into()
    }

    fn number(&mut self) -> u64 {
        let n = self.byte();
        [0, 1, 2, 3, 7, 100, 65_536, u32::MAX.into(), u64::MAX][n % 9]
    }

    fn note<T>(&mut self, result: Result<T, Error>) -> Option<T> {
        match result {
            Ok(value) => {
                self.done += 1;
                Some(value)
            }
            Err(error) => {
                // Every message can be written.
                assert!(!error.to_string().is_empty());
                self.errors += 1;
                None
            }
        }
    }

    fn value(&mut self) -> Val {
        let n = self.byte();
        self.values[n % self.values.len()].clone()
    }

    fn item(&mut self) -> Option<Extern> {
        let n = self.byte();
        (!self.items.is_empty()).then(|| self.items[n % self.items.len()])
    }

    /// One step of a sequence; whatever fits least is as likely as what fits.
    fn step(&mut self) {
        let op = self.byte();
        let s = self.byte() % self.stores.len();
        let number = self.number();
        match op % 20 {
            0 | 1 => {
                let module = self.byte() % self.modules.len();
                let n = self.byte() % 5;
                let imports: Vec<Extern> = (0..n).filter_map(|_| self.item()).collect();
                let module = self.modules[module].clone();
                let made = Instance::new(&mut self.stores[s], &module, &imports);
                let made = self.note(made);
                self.instances.extend(made);
            }
            2 => {
                let module = self.byte() % self.modules.len();
                let module = self.modules[module].clone();
                let l = self.byte() % self.linkers.len();
                let made = self.linkers[l].instantiate(&mut self.stores[s], &module);
                let made = self.note(made);
                self.instances.extend(made);
            }
            3 => {
                let Some(item) = self.item() else { return };
                let l = self.byte() % self.linkers.len();
                let name = ["m", "f", "g", "t"][self.byte() % 4];
                let defined = self.linkers[l].define("a", name, item).map(|_| ());
                self.note(defined);
            }
            4..=6 => {
                let i = self.byte();
                if self.instances.is_empty() {
                    return;
                }
                let instance = self.instances[i % self.instances.len()];
                let name = ["m", "f", "g", "t", "grow", "indirect", "set", "deep"][self.byte() % 8];
                let found = instance.get_export(&mut self.stores[s], name);
                self.items.extend(found);
                let exports = instance.exports(&mut self.stores[s]).map(|all| all.count());
                self.note(exports);
            }
            7 => {
                let ty = FuncType::new([ValType::I32], [ValType::I32]);
                let made = Func::new(&mut self.stores[s], ty, |mut caller, args, results| {
                    *caller.data_mut() += 1;
                    results[0] = args[0].clone();
                    match args[0] {
                        Val::I32(7) => Err(Error::msg("seven")),
                        _ => Ok(()),
                    }
                });
                let made = self.note(made);
                self.items.extend(made.map(Extern::from));
            }
            8 => {
                let maximum = (op > 100).then_some(3);
                let ty = MemoryType::new(number as u32 % 70_000, maximum);
                let made = Memory::new(&mut self.stores[s], ty);
                let made = self.note(made);
                self.items.extend(made.map(Extern::from));
            }
            9 => {
                let ty = TableType::new(RefType::FUNCREF, number as u32 % 70_000, Some(100));
                let value = self.value();
                let made = Table::new(&mut self.stores[s], ty, value);
                let made = self.note(made);
                self.items.extend(made.map(Extern::from));
            }
            10 => {
                let ty = GlobalType::new(ValType::I32, Mutability::Var);
                let value = self.value();
                let made = Global::new(&mut self.stores[s], ty, value);
                let made = self.note(made);
                self.items.extend(made.map(Extern::from));
            }
            11 => {
                let made = ExternRef::new(&mut self.stores[s], number);
                let made = self.note(made);
                self.values.extend(made.map(Val::from));
            }
            12 => {
                if let Some(Extern::Func(func)) = self.item() {
                    self.values.push(Val::FuncRef(Some(func)));
                }
            }
            _ => self.use_item(s, number),
        }
    }

    /// Uses an item in a store, most often not its own.
    fn use_item(&mut self, s: usize, number: u64) {
        let Some(item) = self.item() else { return };
        match item {
            Extern::Func(func) => {
                let n = self.byte() % 3;
                let args: Vec<Val> = (0..n).map(|_| self.value()).collect();
                let mut results = vec![Val::I32(0); self.byte() % 3];
                let right = func.ty(&self.stores[s]);
                let right = self.note(right);
                let mut args = args;
                if let Some(ty) = right
                    && number > 1
                {
                    // As it should be, at least in number.
                    args.resize(ty.params().len(), Val::I32(5));
                    results.resize(ty.results().len(), Val::I32(0));
                }
                let called = func.call(&mut self.stores[s], &args, &mut results);
                if self.note(called).is_some() {
                    self.values.extend(results);
                }
                let mut slots = [number; 8];
                let called = func.call_slots(&mut self.stores[s], &mut slots);
                self.note(called);
                let typed = func.typed::<i32, i32>(&self.stores[s]);
                if let Some(typed) = self.note(typed) {
                    let called = typed.call(&mut self.stores[s], number as i32);
                    self.note(called);
                }
            }
            Extern::Memory(memory) => {
                let grown = memory.grow(&mut self.stores[s], number);
                self.note(grown);
                let written = memory.write(&mut self.stores[s], number as usize, &[1, 2, 3]);
                self.note(written);
                let mut bytes = [0; 4];
                let read = memory.read(&self.stores[s], number as usize, &mut bytes);
                self.note(read);
                let size = memory.data(&self.stores[s]).map(<[u8]>::len);
                self.note(size);
            }
            Extern::Table(table) => {
                let value = self.value();
                let grown = table.grow(&mut self.stores[s], number, value.clone());
                self.note(grown);
                let set = table.set(&mut self.stores[s], number, value.clone());
                self.note(set);
                let got = table.get(&self.stores[s], number % 4);
                let got = self.note(got);
                self.values.extend(got);
                let filled = table.fill(&mut self.stores[s], number, value, number);
                self.note(filled);
            }
            Extern::Global(global) => {
                let value = self.value();
                let set = global.set(&mut self.stores[s], value);
                self.note(set);
                let got = global.get(&self.stores[s]);
                let got = self.note(got);
                self.values.extend(got);
            }
            other => {
                let ty: Result<ExternType, Error> = other.ty(&self.stores[s]);
                self.note(ty);
            }
        }
    }
}

/// Calls of the public interface in an order that the bytes choose, with handles in the
/// wrong stores as often as in the right ones. Gives how many were errors and how many
/// were not.
///
/// # Panics
///
/// If Sanderling does: that is what is looked for.
pub fn calls_of_the_interface(program: &[u8]) -> (usize, usize) {
    let config = Config::new().wasm_stack_bytes(1 << 16);
    let engines: Vec<Engine> = (0..2)
        .map(|_| Engine::new(&config).expect("the configuration is valid"))
        .collect();
    let modules = TEXTS.iter().enumerate().map(|(i, text)| {
        let wasm = wat::parse_str(text).expect("the text is a module");
        Module::from_binary(&engines[usize::from(i == 4)], &wasm).expect("the module is valid")
    });
    let mut hands = Hands {
        modules: modules.collect(),
        stores: (0..3).map(|i| Store::new(&engines[i / 2], 0)).collect(),
        linkers: engines.iter().map(Linker::new).collect(),
        engines,
        instances: Vec::new(),
        items: Vec::new(),
        values: vec![
            Val::I32(0),
            Val::I32(7),
            Val::I64(-1),
            Val::F64(0),
            Val::V128(1),
            Val::FuncRef(None),
            Val::ExternRef(None),
        ],
        program: program.to_vec(),
        at: 0,
        errors: 0,
        done: 0,
    };
    while hands.at < program.len() {
        hands.step();
    }
    // Stores go before what refers to them, and the other way round.
    if program.len().is_multiple_of(2) {
        hands.engines.clear();
        hands.stores.clear();
    }
    (hands.errors, hands.done)
}
