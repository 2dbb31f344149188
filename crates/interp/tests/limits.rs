//! Every trap and every limit is raised: of each there is a case here, of a limit one at
//! the number and one beyond. The lists come from the engine, so that none can be forgotten.

use std::collections::BTreeSet;
use std::time::Instant;

use sanderling::{
    Caller, Config, Engine, Error, ErrorKind, ExternRef, Func, Instance, Limits, Linker, Memory,
    MemoryType, Module, RefType, ResourceLimiter, ResumableCall, Store, StoreLimits, Table,
    TableType, Trap, Val,
};

/// What a call of the export `f` of a module gives that imports nothing.
fn call(config: &Config, text: &str) -> Result<(), Error> {
    let engine = Engine::new(config)?;
    let module = Module::new(&engine, text)?;
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &module, &[])?;
    let f = instance.get_typed_func::<(), ()>(&mut store, "f")?;
    f.call(&mut store, ())
}

/// Runs the body of `f` in a module with one of everything.
fn run(body: &str) -> Result<(), Error> {
    let text = format!(
        r#"(memory 1) (table $t 1 funcref) (type $v (func)) (type $a (array i32))
        (func $f (export "f") {body})"#
    );
    call(&Config::new(), &text)
}

/// Memories that take more address space than there is.
fn take_all_addresses() -> Result<(), Error> {
    let mut limits = Limits::default();
    (limits.memory64_bytes, limits.store_memory_bytes) = (1 << 46, 1 << 46);
    let engine = Engine::new(&Config::new().limits(limits))?;
    let mut stores = Vec::new();
    // Two of them are all that a program can address.
    for _ in 0..4 {
        let mut store = Store::new(&engine, ());
        Memory::new(&mut store, MemoryType::new64(1 << 30, None))?;
        stores.push(store);
    }
    Ok(())
}

/// Runs a loop without end, after something has been done to its store.
fn endless(config: &Config, set: impl FnOnce(&mut Store<()>)) -> Result<(), Error> {
    let engine = Engine::new(config)?;
    let module = Module::new(&engine, r#"(func (export "f") (loop (br 0)))"#)?;
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &module, &[])?;
    let f = instance.get_typed_func::<(), ()>(&mut store, "f")?;
    set(&mut store);
    f.call(&mut store, ())
}

fn raise(trap: Trap) -> Result<(), Error> {
    let interruptible = Config::new().interruptible(true);
    match trap {
        Trap::Unreachable => run("unreachable"),
        Trap::MemoryOutOfBounds => run("(drop (i32.load (i32.const 65533)))"),
        Trap::TableOutOfBounds => run("(drop (table.get $t (i32.const 1)))"),
        Trap::UndefinedElement => run("(call_indirect (type $v) (i32.const 1))"),
        Trap::UninitializedElement => run("(call_indirect (type $v) (i32.const 0))"),
        Trap::IndirectCallTypeMismatch => run("(table.set $t (i32.const 0) (ref.func $f))
            (drop (call_indirect (result i32) (i32.const 0)))"),
        Trap::DivideByZero => run("(drop (i32.div_u (i32.const 1) (i32.const 0)))"),
        Trap::IntegerOverflow => run("(drop (i32.div_s (i32.const 0x80000000) (i32.const -1)))"),
        Trap::InvalidConversionToInteger => run("(drop (i32.trunc_f64_s (f64.const nan)))"),
        Trap::StackOverflow => run("(call $f)"),
        Trap::OutOfFuel => endless(&Config::new().consume_fuel(true), |_| {}),
        Trap::Interrupted => endless(&interruptible, |store| {
            store.interrupt_handle().interrupt();
        }),
        Trap::Timeout => endless(&interruptible, |store| {
            store.set_deadline(Some(Instant::now())).unwrap();
        }),
        Trap::OutOfMemory => take_all_addresses(),
        Trap::NullReference => run("(drop (array.len (ref.null $a)))"),
        Trap::CastFailure => run("(drop (ref.cast (ref i31) (ref.null any)))"),
        Trap::ArrayOutOfBounds => {
            run("(drop (array.get $a (array.new_default $a (i32.const 2)) (i32.const 2)))")
        }
        Trap::UnalignedAtomic => run("(drop (i32.atomic.load (i32.const 2)))"),
        Trap::ExpectedSharedMemory => {
            run("(drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const 0)))")
        }
        Trap::NullFunctionReference => run("(call_ref $v (ref.null $v))"),
        other => panic!("nothing here raises {other:?}"),
    }
}

#[test]
fn every_trap_is_raised() {
    for &trap in Trap::ALL {
        let error = raise(trap).expect_err(trap.message());
        assert_eq!(error.as_trap(), Some(trap), "{error}");
    }
}

/// What is done under a limit; false if it was refused without an error.
type Action = fn(&Config) -> Result<bool, Error>;

/// A limit: its name, how it is set, the least number at which the action succeeds, if that
/// is anybody's concern, and the action.
type Case = (&'static str, fn(&mut Limits, u64), Option<u64>, Action);

macro_rules! cases {
    ($( $name:ident: $enough:expr, $action:expr; )*) => {
        vec![$( (
            stringify!($name),
            (|limits, value| limits.$name = value.try_into().unwrap()) as fn(&mut Limits, u64),
            $enough,
            $action as Action,
        ) ),*]
    };
}

fn load(config: &Config, text: &str) -> Result<bool, Error> {
    Module::new(&Engine::new(config)?, text).map(|_| true)
}

/// Makes instances of a module in one store.
fn instances(config: &Config, count: usize, text: &str) -> Result<bool, Error> {
    let engine = Engine::new(config)?;
    let module = Module::new(&engine, text)?;
    let mut store = Store::new(&engine, ());
    for _ in 0..count {
        Instance::new(&mut store, &module, &[])?;
    }
    Ok(true)
}

fn calls(config: &Config, text: &str) -> Result<bool, Error> {
    call(config, text).map(|()| true)
}

#[rustfmt::skip]
fn cases() -> Vec<Case> {
    cases! {
        module_bytes: Some(8), |config| load(config, "(module)");
        types: Some(2), |config| load(config, "(type (func)) (type (func (param i32)))");
        engine_types: Some(2), |config| load(config, "(type (func)) (type (func (param i32)))");
        functions: Some(2), |config| load(config, r#"(import "" "" (func)) (func)"#);
        imports: Some(2), |config| load(config, r#"(import "" "" (func)) (import "" "" (func))"#);
        exports: Some(2), |config| load(config, r#"(func (export "a") (export "b"))"#);
        globals: Some(2), |config| load(config, r#"(import "" "" (global i32)) (global i32 (i32.const 0))"#);
        tags: Some(2), |config| load(config, "(tag) (tag)");
        element_segments: Some(2), |config| load(config, "(elem func) (elem func)");
        data_segments: Some(2), |config| load(config, r#"(data "") (data "")"#);
        tables: Some(2), |config| load(config, r#"(import "" "" (table 0 funcref)) (table 0 funcref)"#);
        memories: Some(2), |config| load(config, r#"(import "" "" (memory 0)) (memory 0)"#);
        // No locals, `nop` three times, `end`.
        function_body_bytes: Some(5), |config| load(config, "(func nop nop nop)");
        locals: Some(3), |config| load(config, "(func (param i32) (local i32 i64 i64))");
        idle_locals: Some(900), idle_locals;
        params: Some(3), |config| load(config, "(type (func (param i32 i32 i32)))");
        results: Some(3), |config| load(config, "(type (func (result i32 i32 i32)))");
        string_bytes: Some(5), |config| load(config, r#"(func (export "abcde"))"#);
        memory_bytes: Some(2 << 16), |config| instances(config, 1, "(memory 2)");
        memory64_bytes: Some(2 << 16), |config| instances(config, 1, "(memory i64 2)");
        store_memory_bytes: Some(3 << 16), |config| instances(config, 1, "(memory 1) (memory 2)");
        table_elements: Some(7), |config| instances(config, 1, "(table 7 funcref)");
        store_table_elements: Some(9), |config| instances(config, 1, "(table 7 funcref) (table 2 funcref)");
        gc_heap_bytes: None, |config| calls(config, r#"(type $a (array i64))
            (func (export "f") (drop (array.new_default $a (i32.const 1000))))"#);
        host_buffer_bytes: Some(100), buffer;
        struct_fields: Some(3), |config| load(config, "(type (struct (field i32 i32 i64)))");
        store_instances: Some(2), |config| instances(config, 2, "(module)");
        store_memories: Some(2), |config| instances(config, 2, "(memory 0)");
        store_tables: Some(2), |config| instances(config, 2, "(table 0 funcref)");
        wasm_stack_bytes: None, |config| calls(config, r#"(func $g (param i32)
                (if (local.get 0) (then (call $g (i32.sub (local.get 0) (i32.const 1))))))
            (func (export "f") (call $g (i32.const 100)))"#);
        host_call_depth: Some(3), host_calls;
        backtrace_frames: Some(3), backtrace;
    }
}

/// Declares 900 locals more than the module has bytes.
fn idle_locals(config: &Config) -> Result<bool, Error> {
    let text = |locals| format!("(func (local {}))", "i32 ".repeat(locals));
    // A group of locals is a number of one length from 128 to 16,383.
    let bytes = wat::parse_str(text(900)).unwrap().len();
    load(config, &text(900 + bytes))
}

/// Asks for a buffer of 100 bytes.
fn buffer(config: &Config) -> Result<bool, Error> {
    let mut store = Store::new(&Engine::new(config)?, ());
    let admit = |mut caller: Caller<'_, ()>| {
        let (_, mut buffers) = caller.data_and_host_buffers_mut();
        buffers.admit(0, 100).map(i32::from)
    };
    let f = Func::wrap(&mut store, admit);
    let admitted = f.typed::<(), i32>(&store)?.call(&mut store, ())?;
    Ok(admitted != 0)
}

/// A guest and the host call each other, three times each.
fn host_calls(config: &Config) -> Result<bool, Error> {
    let engine = Engine::new(config)?;
    let text = r#"(import "" "again" (func $again)) (func (export "f") (call $again))"#;
    let module = Module::new(&engine, text)?;
    let mut store = Store::new(&engine, 0);
    let mut linker = Linker::<u32>::new(&engine);
    linker.func_wrap("", "again", |mut caller: Caller<'_, u32>| {
        *caller.data_mut() += 1;
        if *caller.data() == 3 {
            return Ok(());
        }
        let f = caller.get_export("f").and_then(|f| f.into_func()).unwrap();
        f.typed::<(), ()>(&caller)?.call(&mut caller, ())
    })?;
    let instance = linker.instantiate(&mut store, &module)?;
    let f = instance.get_typed_func::<(), ()>(&mut store, "f")?;
    f.call(&mut store, ())?;
    Ok(true)
}

/// Traps below three functions.
fn backtrace(config: &Config) -> Result<bool, Error> {
    let text = r#"(func $h unreachable) (func $g (call $h)) (func (export "f") (call $g))"#;
    let error = call(config, text).unwrap_err();
    assert_eq!(error.as_trap(), Some(Trap::Unreachable));
    Ok(error.backtrace().len() == 3)
}

#[test]
fn every_limit_is_raised() {
    let shown = format!("{:?}", Limits::default());
    let fields = shown.trim_start_matches("Limits { ").trim_end_matches(" }");
    let names: BTreeSet<&str> = fields
        .split(", ")
        .map(|field| field.split_once(": ").unwrap().0)
        .collect();
    let cases = cases();
    let known: BTreeSet<&str> = cases.iter().map(|case| case.0).collect();
    assert_eq!(known, names, "the cases here, and the limits there are");
    for (name, set, enough, action) in cases {
        let at = |limit| {
            let mut limits = Limits::default();
            set(&mut limits, limit);
            action(&Config::new().limits(limits))
        };
        let enough = enough.unwrap_or_else(|| least(|limit| at(limit).is_ok()));
        assert!(matches!(at(enough), Ok(true)), "{name} of {enough}");
        let error = match at(enough - 1) {
            Ok(fits) => {
                assert!(!fits, "{name} of {} is not refused", enough - 1);
                assert!(["host_buffer_bytes", "backtrace_frames"].contains(&name));
                continue;
            }
            Err(error) => error,
        };
        match *error.kind() {
            ErrorKind::Limit { which, limit, got } => {
                assert_eq!((which, limit), (name, enough - 1));
                assert!(got > limit, "{name}: {got}");
            }
            _ => {
                assert_eq!(error.as_trap(), Some(Trap::StackOverflow), "{error}");
                assert!(["wasm_stack_bytes", "host_call_depth"].contains(&name));
            }
        }
    }
}

/// Each limit can be raised to its maximum, which an engine says, and no further.
#[test]
fn every_limit_has_a_maximum() {
    for (name, set, ..) in cases() {
        let with = |value| {
            let mut limits = Limits::default();
            set(&mut limits, value);
            Engine::new(&Config::new().limits(limits))
        };
        let largest = format!("{:?}", with(u32::MAX.into()).err());
        // Limits of 32 bits have smaller maxima.
        let beyond = if largest == "None" {
            1 << 63
        } else {
            u32::MAX.into()
        };
        let error = with(beyond).expect_err(name);
        let ErrorKind::Limit { which, limit, got } = *error.kind() else {
            panic!("{name}: {error}")
        };
        assert_eq!(which, format!("Limits::{name}"));
        assert_eq!(got, beyond);
        assert!(with(limit).is_ok(), "{name} of {limit}");
        let error = with(limit + 1).expect_err(name);
        assert!(matches!(error.kind(), ErrorKind::Limit { .. }), "{error}");
    }
}

/// The names of limits that the engine's source has: what stands first where an error for
/// one is made.
fn names_in_the_source() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut folders = vec![std::path::PathBuf::from("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            // Tests and documentation make errors of their own.
            let text = text.split("#[cfg(test)]").next().unwrap();
            let code: Vec<&str> = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect();
            let code = code.join("\n");
            for call in [
                "Error::limit(",
                "check(",
                "demand(",
                "demand_count(",
                "check_count(",
            ] {
                for (at, _) in code.match_indices(call) {
                    let argument = code[at + call.len()..].trim_start();
                    if let Some(rest) = argument.strip_prefix('"') {
                        names.extend(rest.split('"').next().map(str::to_owned));
                    }
                }
            }
        }
    }
    names
}

/// Of the limits that the source names, none is left without a test here.
#[test]
fn the_limits_in_the_source_are_those_that_are_tested() {
    let known = cases();
    let mut names = names_in_the_source();
    assert!(names.len() > 20, "{names:?}");
    names.retain(|name| known.iter().all(|case| case.0 != name));
    let others: BTreeSet<String> = OTHERS.iter().map(|&name| name.to_owned()).collect();
    assert_eq!(names, others);
}

/// Limits that are no field of [`Limits`]: of types, of frames, of numbers, and what a
/// limiter refuses. [`every_other_limit_is_raised`] raises them, but for the first, which
/// takes 2³² functions.
const OTHERS: [&str; 11] = [
    "host functions per store",
    "limiter heap bytes",
    "limiter instances",
    "limiter memories",
    "limiter memory bytes",
    "limiter stacks",
    "limiter table elements",
    "limiter tables",
    "memory pages",
    "slots of a function's frame",
    "table elements",
];

/// Refuses what is asked, or has no room for more of a kind.
struct Refuses(&'static str);

impl Refuses {
    fn most(&self, kind: &str) -> u64 {
        if self.0 == kind { 0 } else { u64::MAX }
    }
}

impl ResourceLimiter for Refuses {
    fn memory_growing(&mut self, _: u64, _: u64, _: Option<u64>) -> Result<bool, Error> {
        Ok(false)
    }

    fn table_growing(&mut self, _: u64, _: u64, _: Option<u64>) -> Result<bool, Error> {
        Ok(false)
    }

    fn heap_growing(&mut self, _: u64, _: u64) -> Result<bool, Error> {
        Ok(false)
    }

    fn stack_creating(&mut self, _: u64, _: u64) -> Result<bool, Error> {
        Ok(false)
    }

    fn instances(&self) -> u64 {
        self.most("instances")
    }

    fn memories(&self) -> u64 {
        self.most("memories")
    }

    fn tables(&self) -> u64 {
        self.most("tables")
    }
}

/// What a limiter's refusals are called.
fn refusals(engine: &Engine) -> Vec<Error> {
    type Refused = fn(&mut Store<()>) -> Result<(), Error>;
    let memory: Refused = |store| Memory::new(store, MemoryType::new(1, None)).map(drop);
    let table: Refused = |store| {
        let ty = TableType::new(RefType::FUNCREF, 1, None);
        Table::new(store, ty, Val::FuncRef(None)).map(drop)
    };
    let instance: Refused = |store| {
        let module = Module::new(store.engine(), r#"(func (export "f"))"#)?;
        let instance = Instance::new(&mut *store, &module, &[])?;
        let f = instance.get_typed_func::<(), ()>(&mut *store, "f")?;
        match f.call_resumable(store, ())? {
            ResumableCall::Trap(error) => Err(error),
            _ => Ok(()),
        }
    };
    let cases: [(&str, Refused); 7] = [
        ("", memory),
        ("memories", memory),
        ("", table),
        ("tables", table),
        ("", |store| ExternRef::new(store, 5).map(drop)),
        ("instances", instance),
        ("", instance),
    ];
    let refused = cases.map(|(kind, action)| {
        let mut store = Store::new(engine, ());
        store.limiter(Refuses(kind));
        action(&mut store).unwrap_err()
    });
    refused.into()
}

/// The least number of which something is true, as of all above it.
fn least(is_enough: impl Fn(u64) -> bool) -> u64 {
    let (mut too_little, mut enough) = (0u64, 1 << 20);
    while enough - too_little > 1 {
        let middle = too_little.midpoint(enough);
        if is_enough(middle) {
            enough = middle;
        } else {
            too_little = middle;
        }
    }
    enough
}

/// Those that types set, those of a [`StoreLimits`], and that on frames.
#[test]
fn every_other_limit_is_raised() {
    let engine = Engine::default();
    let mut store = Store::new(&engine, ());
    let mut raised = BTreeSet::from(["host functions per store"]);
    let mut which = |error: Error| match *error.kind() {
        ErrorKind::Limit { which, .. } => {
            raised.insert(which);
            which
        }
        _ => panic!("{error}"),
    };
    for error in refusals(&engine) {
        assert!(which(error).starts_with("limiter "));
    }
    let memory = Memory::new(&mut store, MemoryType::new(1, Some(1))).unwrap();
    assert_eq!(
        which(memory.grow(&mut store, 1).unwrap_err()),
        "memory pages"
    );
    let ty = TableType::new(RefType::FUNCREF, 1, Some(1));
    let table = Table::new(&mut store, ty, Val::FuncRef(None)).unwrap();
    let grown = table.grow(&mut store, 1, Val::FuncRef(None));
    assert_eq!(which(grown.unwrap_err()), "table elements");
    // Two slots each: one of the locals is what is too much.
    let vectors = |n| format!(r#"(func (export "f") (local {}))"#, "v128 ".repeat(n));
    let mut enough = 32_768;
    let refused = loop {
        match call(&Config::new(), &vectors(enough)) {
            Ok(()) => break enough + 1,
            Err(_) => enough -= 1,
        }
    };
    let error = call(&Config::new(), &vectors(refused)).unwrap_err();
    let ErrorKind::Limit { limit, got, .. } = *error.kind() else {
        panic!("{error}")
    };
    assert_eq!(limit, 65_535);
    assert!(got > limit && got <= limit + 2, "{got}");
    assert_eq!(which(error), "slots of a function's frame");

    let others: BTreeSet<&str> = OTHERS.into();
    assert_eq!(raised, others);
    let which = |error: Error| match *error.kind() {
        ErrorKind::Limit { which, .. } => which,
        _ => panic!("{error}"),
    };

    let text = r#"(memory 1) (table 1 funcref) (type $a (array i8))
        (func (export "memory_size") (drop (memory.grow (i32.const 1))))
        (func (export "table_elements") (drop (table.grow (ref.null func) (i32.const 1))))
        (func (export "heap_size") (drop (array.new_default $a (i32.const 100000))))
        (func (export "stacks"))"#;
    let module = Module::new(&engine, text).unwrap();
    for name in ["memory_size", "table_elements", "heap_size", "stacks"] {
        for trap in [true, false] {
            let mut store = Store::new(&engine, ());
            let instance = Instance::new(&mut store, &module, &[]).unwrap();
            let limits = StoreLimits::builder()
                .memory_size(1 << 16)
                .table_elements(1)
                .heap_size(1000)
                .stacks(0)
                .trap_on_grow_failure(trap);
            store.limiter(limits.build());
            let f = instance.get_typed_func::<(), ()>(&mut store, name).unwrap();
            let result = if name == "stacks" {
                match f.call_resumable(&mut store, ()).unwrap() {
                    ResumableCall::Done(()) => Ok(()),
                    ResumableCall::Trap(error) => Err(error),
                    other => panic!("{other:?}"),
                }
            } else {
                f.call(&mut store, ())
            };
            match result {
                Ok(()) => assert!(!trap && ["memory_size", "table_elements"].contains(&name)),
                Err(error) if trap => assert_eq!(which(error), name),
                Err(error) => drop(which(error)),
            }
        }
    }
}
