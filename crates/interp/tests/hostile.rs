//! Modules made to hurt: deep, wide, long, broken. They are accepted or refused
//! with an error, on a small native stack, and their code grows no faster than they do.
//!
//! All are built as binaries: the text format's parser is not what is tested.

use sanderling::{Config, Engine, Error, ErrorKind, Instance, Limits, Module, Store, Trap, Val};
use std::ops::Range;

/// Bytes of native stack that reading, validating, translating and dropping may take.
/// Unoptimised code takes more.
const STACK_BYTES: usize = if cfg!(debug_assertions) {
    512 << 10
} else {
    64 << 10
};

fn on_small_stack<R: Send>(run: impl FnOnce() -> R + Send) -> R {
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, run)
            .unwrap()
            .join()
            .unwrap()
    })
}

const I32: u8 = 0x7f;
const I64: u8 = 0x7e;

/// An unsigned LEB128 number.
fn leb(mut n: u64, out: &mut Vec<u8>) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

fn section(id: u8, count: usize, body: &[u8], out: &mut Vec<u8>) {
    let mut counted = Vec::new();
    leb(count as u64, &mut counted);
    counted.extend_from_slice(body);
    out.push(id);
    leb(counted.len() as u64, out);
    out.extend(counted);
}

/// A function: its type's index, its locals in groups, its code.
type Func = (usize, Vec<(u32, u8)>, Vec<u8>);

/// A module of functions, all exported as "0", "1" and so on.
#[derive(Default)]
struct Binary {
    types: Vec<(Vec<u8>, Vec<u8>)>,
    /// The types of tags, by index.
    tags: Vec<usize>,
    /// Type, locals, code without its last `end`.
    funcs: Vec<Func>,
}

impl Binary {
    /// A module of one function.
    fn of(params: &[u8], results: &[u8], code: Vec<u8>) -> Binary {
        Binary {
            types: vec![(params.to_vec(), results.to_vec())],
            tags: vec![],
            funcs: vec![(0, vec![], code)],
        }
    }

    fn with_locals(mut self, count: u32, ty: u8) -> Binary {
        self.funcs[0].1.push((count, ty));
        self
    }

    fn with_type(mut self, params: &[u8], results: &[u8]) -> Binary {
        self.types.push((params.to_vec(), results.to_vec()));
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let mut out = b"\0asm\x01\0\0\0".to_vec();
        let mut body = Vec::new();
        for (params, results) in &self.types {
            body.push(0x60);
            for list in [params, results] {
                leb(list.len() as u64, &mut body);
                body.extend_from_slice(list);
            }
        }
        section(1, self.types.len(), &body, &mut out);
        body.clear();
        for func in &self.funcs {
            leb(func.0 as u64, &mut body);
        }
        section(3, self.funcs.len(), &body, &mut out);
        section(5, 1, &[0, 1], &mut out);
        body.clear();
        for &ty in &self.tags {
            body.push(0);
            leb(ty as u64, &mut body);
        }
        if !self.tags.is_empty() {
            section(13, self.tags.len(), &body, &mut out);
        }
        body.clear();
        for i in 0..self.funcs.len() {
            let name = i.to_string();
            leb(name.len() as u64, &mut body);
            body.extend_from_slice(name.as_bytes());
            body.push(0);
            leb(i as u64, &mut body);
        }
        section(7, self.funcs.len(), &body, &mut out);
        body.clear();
        for (_, locals, code) in &self.funcs {
            let mut func = Vec::new();
            leb(locals.len() as u64, &mut func);
            for &(count, ty) in locals {
                leb(u64::from(count), &mut func);
                func.push(ty);
            }
            func.extend_from_slice(code);
            func.push(0x0b);
            leb(func.len() as u64, &mut body);
            body.extend(func);
        }
        section(10, self.funcs.len(), &body, &mut out);
        out
    }
}

/// What became of a module.
#[derive(Debug, PartialEq)]
enum Verdict {
    /// Its first function returned these values.
    Ran(Vec<Val>),
    Trapped(Trap),
    /// Beyond a limit, when read or when first called.
    Limit,
    Invalid,
}

fn refusal(error: &Error) -> Verdict {
    match error.kind() {
        ErrorKind::Limit { .. } => Verdict::Limit,
        ErrorKind::Invalid { .. } | ErrorKind::Malformed { .. } => Verdict::Invalid,
        ErrorKind::Trap(trap) => Verdict::Trapped(*trap),
        other => panic!("{other:?}"),
    }
}

/// Reads, instantiates and calls, with zeros for arguments.
fn verdict(config: &Config, bytes: &[u8]) -> Verdict {
    on_small_stack(|| {
        let engine = Engine::new(config).unwrap();
        let module = match Module::from_binary(&engine, bytes) {
            Ok(module) => module,
            Err(error) => return refusal(&error),
        };
        let mut store = Store::new(&engine, ());
        let instance = Instance::new(&mut store, &module, &[]).unwrap();
        let func = instance.get_func(&mut store, "0").unwrap();
        let ty = func.ty(&store).unwrap();
        let zero = |ty: &sanderling::ValType| Val::default_for_ty(ty).unwrap();
        let args: Vec<Val> = ty.params().iter().map(zero).collect();
        let mut results: Vec<Val> = ty.results().iter().map(zero).collect();
        match func.call(&mut store, &args, &mut results) {
            Ok(()) => Verdict::Ran(results),
            Err(error) => refusal(&error),
        }
    })
}

fn configs() -> [Config; 2] {
    [true, false].map(|fusion| Config::new().fusion(fusion))
}

/// The same with and without fusion.
fn check(binary: &Binary, expected: &Verdict) {
    let bytes = binary.bytes();
    for config in configs() {
        assert_eq!(verdict(&config, &bytes), *expected);
    }
}

/// Words of the code of the first function: its operators and operands.
fn code_size(config: &Config, binary: &Binary) -> usize {
    let bytes = binary.bytes();
    on_small_stack(|| {
        let engine = Engine::new(config).unwrap();
        let module = Module::from_binary(&engine, &bytes).unwrap();
        module.disassemble(0).unwrap().split_whitespace().count()
    })
}

/// Code doubles at most when the module does.
fn check_linear(name: &str, n: usize, build: impl Fn(usize) -> Binary) {
    for config in configs() {
        let sizes = [n, 2 * n, 4 * n].map(|n| code_size(&config, &build(n)));
        for pair in sizes.windows(2) {
            assert!(pair[1] * 10 <= pair[0] * 23, "{name}: {sizes:?}");
        }
        // Each byte of the body has a bounded part in it.
        let body = build(4 * n).bytes().len();
        assert!(sizes[2] <= 32 * body, "{name}: {sizes:?} of {body} bytes");
    }
}

fn repeat(code: &[u8], n: usize) -> Vec<u8> {
    code.repeat(n)
}

const BLOCK: &[u8] = &[0x02, 0x40];
const LOOP: &[u8] = &[0x03, 0x40];
/// `i32.const 1 if`
const IF: &[u8] = &[0x41, 1, 0x04, 0x40];
const END: u8 = 0x0b;
const ZERO: &[u8] = &[0x41, 0];
const GET_0: &[u8] = &[0x20, 0];
const ADD: u8 = 0x6a;
const DROP: u8 = 0x1a;

fn nested(open: &[u8], inside: &[u8], n: usize) -> Binary {
    let mut code = repeat(open, n);
    code.extend_from_slice(inside);
    code.extend(repeat(&[END], n));
    Binary::of(&[], &[], code)
}

#[test]
fn nesting() {
    let ran = Verdict::Ran(vec![]);
    for open in [BLOCK, LOOP, IF] {
        check(&nested(open, &[], 100_000), &ran);
        check_linear("nesting", 5000, |n| nested(open, &[], n));
    }
    // Branches to the outermost and the innermost block.
    let mut out = vec![0x41, 1, 0x0d];
    leb(99_999, &mut out);
    check(&nested(BLOCK, &out, 100_000), &ran);
    check(&nested(BLOCK, &[0x0c, 0], 100_000), &ran);
    // Dead blocks, dead code behind each.
    check(
        &nested(BLOCK, &[0x00], 100_000),
        &Verdict::Trapped(Trap::Unreachable),
    );
    let mut dead = vec![0x0f];
    dead.extend(nested(BLOCK, &[], 100_000).funcs.remove(0).2);
    check(&Binary::of(&[], &[], dead), &ran);
    // `else` branches, each inside the one before.
    let chain = |n: usize| {
        let mut code = repeat(&[0x41, 0, 0x04, 0x40, 0x05], n);
        code.extend(repeat(&[END], n));
        Binary::of(&[], &[], code)
    };
    check(&chain(100_000), &ran);
    check_linear("else", 5000, chain);
    // Blocks with a value, which is passed on.
    let values = |n: usize| {
        let mut code = repeat(&[0x02, I32], n);
        code.extend(GET_0);
        code.extend(repeat(&[0x20, 0, 0x0d, 0, END], n));
        Binary::of(&[I32], &[I32], code)
    };
    check(&values(100_000), &Verdict::Ran(vec![Val::I32(0)]));
    check_linear("values", 5000, values);
    // Blocks with a value below each.
    let below = |n: usize| {
        let mut code = repeat(&[0x20, 0, 0x02, I32], n);
        code.extend(GET_0);
        code.extend(repeat(&[0x20, 0, 0x0d, 0, END, ADD], n));
        Binary::of(&[I32], &[I32], code)
    };
    check(&below(20_000), &Verdict::Ran(vec![Val::I32(0)]));
    check_linear("below", 5000, below);
}

/// `throw 0`
const THROW: &[u8] = &[0x08, 0];
const TRY: &[u8] = &[0x06, 0x40];
/// `catch_all`
const CATCH_ALL: u8 = 0x19;
/// `try_table (catch_all 0)`
const CATCHING: &[u8] = &[0x1f, 0x40, 1, 0x02, 0];
/// `try_table (catch 1 0)`
const OTHERS: &[u8] = &[0x1f, 0x40, 1, 0x00, 1, 0];

/// A function that takes and returns nothing, with two tags like it.
fn throwing(code: Vec<u8>) -> Binary {
    Binary {
        tags: vec![0, 0],
        ..Binary::of(&[], &[], code)
    }
}

#[test]
fn what_catches() {
    let ran = Verdict::Ran(vec![]);
    let around = |open: &[u8], n: usize, inside: &[u8], close: &[u8]| {
        [repeat(open, n), inside.to_vec(), repeat(close, n)].concat()
    };
    let tables = |n: usize| throwing(around(CATCHING, n, THROW, &[END]));
    check(&tables(100_000), &ran);
    check_linear("try_table", 5000, tables);
    // Only the outermost one fits.
    let search = around(OTHERS, 99_999, THROW, &[END]);
    check(&throwing(around(CATCHING, 1, &search, &[END])), &ran);
    let clauses = |n: usize| {
        let mut code = vec![0x1f, 0x40];
        leb(n as u64 + 1, &mut code);
        code.extend(repeat(&[0x00, 1, 0], n));
        code.extend([0x02, 0]);
        code.extend(THROW);
        code.push(END);
        throwing(code)
    };
    check(&clauses(9_999), &ran);
    check_linear("clauses", 2000, clauses);
    // One behind the other, each of which throws.
    let row = |n: usize| {
        let one = [BLOCK, CATCHING, THROW, &[END, END]].concat();
        throwing(repeat(&one, n))
    };
    check(&row(50_000), &ran);
    check_linear("row", 2000, row);
    // Pinned locals are loaded at each handler.
    let pinned = |n: usize| {
        let set = [GET_0, ZERO, &[ADD, 0x21, 0]].concat();
        let inside = [LOOP, &set, THROW, &[END]].concat();
        let mut binary = throwing(around(CATCHING, n, &inside, &[END]));
        binary.types[0].0.push(I32);
        binary.types.push((vec![], vec![]));
        binary.tags = vec![1, 1];
        binary
    };
    check(&pinned(50_000), &ran);
    check_linear("pinned", 2000, pinned);
}

#[test]
fn what_catches_in_legacy_code() {
    let ran = Verdict::Ran(vec![]);
    let around = |n: usize, inside: &[u8], close: &[u8]| {
        [repeat(TRY, n), inside.to_vec(), repeat(close, n)].concat()
    };
    let nested = |n: usize| throwing(around(n, THROW, &[CATCH_ALL, END]));
    check(&nested(100_000), &ran);
    check_linear("try", 5000, nested);
    // Each throws on what it has caught; the outermost one does not.
    let again = |n: usize| {
        let inside = around(n, THROW, &[CATCH_ALL, 0x09, 0, END]);
        throwing(around(1, &inside, &[CATCH_ALL, END]))
    };
    check(&again(50_000), &ran);
    check_linear("rethrow", 5000, again);
    // A clause in a clause in a clause.
    let inwards = |n: usize| {
        let mut code = repeat(&[TRY, THROW, &[CATCH_ALL]].concat(), n);
        code.extend(repeat(&[END], n));
        throwing(code)
    };
    check(&inwards(50_000), &ran);
    check_linear("clauses in clauses", 5000, inwards);
    let chain = |n: usize| {
        let clauses = [repeat(&[0x07, 1], n), vec![CATCH_ALL, END]].concat();
        throwing(around(1, THROW, &clauses))
    };
    check(&chain(10_000), &ran);
    check_linear("catch", 5000, chain);
    // From one to the next, and from each to the outermost.
    let handed = |n: usize| {
        let inside = around(n, THROW, &[0x18, 0]);
        throwing(around(1, &inside, &[CATCH_ALL, END]))
    };
    check(&handed(100_000), &ran);
    check_linear("delegate", 5000, handed);
    let far = |n: usize| {
        let mut inside = around(n, THROW, &[]);
        for i in (0..n).rev() {
            inside.push(0x18);
            leb(i as u64, &mut inside);
        }
        throwing(around(1, &inside, &[CATCH_ALL, END]))
    };
    check(&far(100_000), &ran);
    check_linear("delegate far", 5000, far);
}

/// A deep recursion through many blocks, none of which catches, is searched in time
/// linear in both, not in their product.
#[test]
fn deep_searches_in_vain() {
    let mut inside = [GET_0, &[0x04, 0x40]].concat();
    inside.extend([GET_0, &[0x41, 1, 0x6b, 0x10, 1, 0x05], THROW, &[END]].concat());
    let code = [repeat(OTHERS, 20_000), inside, repeat(&[END], 20_000)].concat();
    // `try_table (catch_all 0) i32.const 20000 call 1 end`
    let start = [CATCHING, &[0x41, 0xa0, 0x9c, 1, 0x10, 1, END]].concat();
    let mut binary = throwing(start);
    binary.types.push((vec![I32], vec![]));
    binary.funcs.push((1, vec![], code));
    check(&binary, &Verdict::Ran(vec![]));
}

#[test]
fn locals() {
    let get = |local: u32| {
        let mut code = vec![0x20];
        leb(u64::from(local), &mut code);
        code
    };
    // Parameters count.
    let locals = |n: u32| Binary::of(&[I32], &[I64], get(n - 1)).with_locals(n - 1, I64);
    check(&locals(50_000), &Verdict::Ran(vec![Val::I64(0)]));
    for config in configs() {
        let got = verdict(&config, &locals(50_001).bytes());
        assert!(matches!(got, Verdict::Limit | Verdict::Invalid), "{got:?}");
    }
    let none = |n: u32| Binary::of(&[], &[], vec![]).with_locals(n, I64);
    check(&none(50_000), &Verdict::Ran(vec![]));
    check(&none(50_001), &Verdict::Limit);
    let mut huge = Binary::of(&[], &[], vec![]).with_locals(u32::MAX, I32);
    check(&huge, &Verdict::Limit);
    huge = huge.with_locals(u32::MAX, I32);
    assert_ne!(verdict(&Config::new(), &huge.bytes()), Verdict::Ran(vec![]));
    // All set, all read, in every order of blocks.
    let all = |n: usize| {
        let mut code = Vec::new();
        for i in 0..n as u32 {
            code.extend(BLOCK);
            code.extend(get(i));
            let mut set = get(n as u32 - 1 - i);
            set[0] = 0x21;
            code.extend(set);
            code.push(END);
        }
        Binary::of(&[], &[], code).with_locals(n as u32, I32)
    };
    check(&all(50_000), &Verdict::Ran(vec![]));
    check_linear("locals", 5000, all);
    // Recursion with them all comes to the stack's end.
    let mut recursive = get(49_999);
    recursive.extend([DROP, 0x10, 0]);
    let recursive = Binary::of(&[], &[], recursive).with_locals(50_000, I64);
    check(&recursive, &Verdict::Trapped(Trap::StackOverflow));
}

#[test]
fn straight_code() {
    // x = x + x, and the like.
    let straight = |n: usize| {
        let turn = [0x20, 0, 0x20, 0, ADD, 0x41, 3, 0x73, 0x22, 0, 0x21, 0];
        Binary::of(&[I32], &[], repeat(&turn, n))
    };
    check(&straight(1 << 20 >> 3), &Verdict::Ran(vec![]));
    check_linear("straight", 10_000, straight);
    // Long enough for branches over all of it, forwards and backwards.
    let far = |n: usize| {
        let mut code = vec![0x41, 2, 0x21, 0];
        code.extend(LOOP);
        code.extend(BLOCK);
        code.extend([0x20, 0, 0x41, 50, 0x4a, 0x0d, 0]);
        code.extend(repeat(&[0x20, 1, 0x41, 1, ADD, 0x21, 1], n));
        code.push(END);
        // i = i - 1, again while it is not 0
        code.extend([0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, END, 0x20, 1]);
        Binary::of(&[I32], &[I32], code).with_locals(1, I32)
    };
    for n in [10_000, 20_000, 100_000] {
        check(&far(n), &Verdict::Ran(vec![Val::I32(2 * n as i32)]));
    }
    check_linear("far", 10_000, far);
    // A body that is too long.
    let nops = Binary::of(&[], &[], repeat(&[0x01], 7_700_000));
    check(&nops, &Verdict::Limit);
}

/// `br_table` with `n` targets to blocks that take `arity` values of `junk` more.
fn switch(n: usize, arity: u8, junk: usize, depths: usize) -> Binary {
    let ty = if arity == 0 { 0x40 } else { 1 };
    let mut code = repeat(&[0x02, ty], depths);
    code.extend(repeat(&[0x42, 7], junk));
    code.extend(repeat(&[0x41, 5], usize::from(arity)));
    code.extend(GET_0);
    code.push(0x0e);
    leb(n as u64, &mut code);
    for i in 0..=n {
        leb((i % depths) as u64, &mut code);
    }
    for _ in 0..depths {
        code.push(END);
        code.extend(repeat(&[DROP], usize::from(arity)));
        if arity > 0 {
            code.extend(repeat(&[0x41, 6], usize::from(arity)));
        }
    }
    code.extend(repeat(&[DROP], usize::from(arity)));
    Binary::of(&[I32], &[], code).with_type(&[], &[I32].repeat(arity.into()))
}

#[test]
fn switches() {
    let ran = Verdict::Ran(vec![]);
    for (arity, junk, depths) in [
        (0, 0, 1),
        (0, 0, 100),
        (1, 0, 3),
        (1, 2, 100),
        (3, 2, 100),
        (100, 1, 100),
    ] {
        check(&switch(1_000_000, arity, junk, depths), &ran);
        check_linear("switch", 20_000, |n| switch(n, arity, junk, depths));
    }
    // Many small ones.
    let many = |n: usize| {
        let one = [0x02, 0x40, 0x20, 0, 0x0e, 4, 0, 0, 1, 0, 1, END];
        let mut code = BLOCK.to_vec();
        code.extend(repeat(&one, n));
        code.push(END);
        Binary::of(&[I32], &[], code)
    };
    check(&many(50_000), &ran);
    check_linear("many switches", 5000, many);
    // A count beyond what follows it.
    let mut code = vec![0x20, 0, 0x0e];
    leb(u64::from(u32::MAX), &mut code);
    check(&Binary::of(&[I32], &[], code), &Verdict::Invalid);
}

#[test]
fn parameters_and_results() {
    for (n, expected) in [
        (127, true),
        (128, true),
        (129, true),
        (1000, true),
        (1001, false),
    ] {
        let types = vec![I64; n];
        // All parameters, the last first.
        let mut code = Vec::new();
        for i in (0..n as u64).rev() {
            code.push(0x20);
            leb(i, &mut code);
        }
        // Called once more, they are in order again.
        let mut twice = code.clone();
        twice.extend([0x10, 1]);
        let mut binary = Binary::of(&types, &types, twice);
        binary.funcs.push((0, vec![], code.clone()));
        code.extend([0x12, 1]);
        binary.funcs.push((0, vec![], code));
        for config in configs() {
            let got = verdict(&config, &binary.bytes());
            if !expected {
                assert!(
                    matches!(got, Verdict::Limit | Verdict::Invalid),
                    "{n} {got:?}"
                );
                continue;
            }
            assert_eq!(got, Verdict::Ran(vec![Val::I64(0); n]));
            let engine = Engine::new(&config).unwrap();
            let module = Module::from_binary(&engine, &binary.bytes()).unwrap();
            let mut store = Store::new(&engine, ());
            let instance = Instance::new(&mut store, &module, &[]).unwrap();
            let args: Vec<Val> = (0..n as i64).map(Val::I64).collect();
            let backwards: Vec<Val> = args.iter().rev().cloned().collect();
            for (name, expected) in [("0", &args), ("1", &backwards), ("2", &args)] {
                let func = instance.get_func(&mut store, name).unwrap();
                let mut results = vec![Val::I64(0); n];
                func.call(&mut store, &args, &mut results).unwrap();
                assert_eq!(results, *expected, "{n} {name}");
            }
        }
    }
}

#[test]
fn deep_operands() {
    let zero = Verdict::Ran(vec![Val::I32(0)]);
    type Build = fn(usize) -> Vec<u8>;
    let sum = |mut code: Vec<u8>, n: usize| {
        code.extend(repeat(&[ADD], n - 1));
        code
    };
    let builds: &[(&str, Build)] = &[
        ("locals", |n| repeat(GET_0, n)),
        ("constants", |n| repeat(ZERO, n)),
        // Each is read before the local is set again.
        ("set", |n| repeat(&[0x20, 0, 0x41, 0, 0x21, 0], n)),
        ("tee", |n| repeat(&[0x20, 0, 0x41, 0, 0x6a, 0x22, 0], n)),
        // All are read, then the local is set many times.
        ("set at the end", |n| {
            let mut code = repeat(GET_0, n);
            code.extend(repeat(&[0x41, 0, 0x21, 0], n));
            code
        }),
        ("two locals", |n| {
            let mut code = repeat(&[0x20, 0, 0x20, 1], n / 2);
            code.extend(repeat(&[0x41, 0, 0x21, 0, 0x41, 0, 0x21, 1], n));
            code
        }),
        ("results", |n| repeat(&[0x20, 0, 0x45, 0x45], n)),
        ("blocks", |n| repeat(&[0x20, 0, 0x02, 0x40, END], n)),
        ("branches", |n| {
            let mut code = repeat(GET_0, n);
            code.extend(BLOCK);
            code.extend(repeat(&[0x20, 0, 0x0d, 0, 0x20, 0, DROP], n));
            code.push(END);
            code
        }),
        ("stores", |n| {
            let mut code = repeat(GET_0, n);
            code.extend(repeat(&[0x20, 0, 0x20, 0, 0x36, 0, 0], n));
            code
        }),
    ];
    for (name, build) in builds {
        let binary = |n: usize| Binary::of(&[I32], &[I32], sum(build(n), n)).with_locals(1, I32);
        check(&binary(60_000), &zero);
        check_linear(name, 5000, binary);
        // A frame has at most 65,535 slots.
        check(&binary(100_000), &Verdict::Limit);
        // Nor does it matter that they are dead.
        let mut dead = vec![0x00];
        dead.extend(sum(build(100_000), 100_000));
        let dead = Binary::of(&[I32], &[I32], dead).with_locals(1, I32);
        check(&dead, &Verdict::Trapped(Trap::Unreachable));
    }
}

/// Blocks with many results and many branches to them.
#[test]
fn wide_blocks() {
    let wide = |n: usize, arity: usize, junk: usize, reload: bool| {
        let mut code = vec![0x02, 1];
        code.extend(repeat(&[0x20, 0], junk));
        code.extend(repeat(&[0x20, 0], arity));
        for _ in 0..n {
            code.extend([0x20, 0, 0x0d, 0]);
            if reload {
                // The topmost value is another one.
                code.extend([DROP, 0x20, 0]);
            }
        }
        code.extend([0x0c, 0, END]);
        code.extend(repeat(&[DROP], arity));
        Binary::of(&[I32], &[], code).with_type(&[], &vec![I32; arity])
    };
    for (arity, junk, reload) in [
        (1000, 0, false),
        (1000, 1, false),
        (1000, 7, true),
        (2, 1, true),
        (1, 1, true),
    ] {
        let n = 400_000 / arity;
        check(&wide(n, arity, junk, reload), &Verdict::Ran(vec![]));
        check_linear("wide", 5000, |n| wide(n, arity, junk, reload));
    }
    // Loops whose parameters are many, and branches back that are not taken.
    let loops = |n: usize| {
        let mut code = repeat(&[0x41, 0], 1000);
        for _ in 0..n {
            code.extend([0x03, 1]);
            code.extend(repeat(&[0x41, 0, 0x0d, 0], 8));
            code.push(END);
        }
        code.extend(repeat(&[DROP], 1000));
        let types = vec![I32; 1000];
        Binary::of(&[], &[], code).with_type(&types, &types)
    };
    check(&loops(500), &Verdict::Ran(vec![]));
    check_linear("wide loops", 400, loops);
}

/// Many functions: each is small, all count.
#[test]
fn many_functions() {
    let mut binary = Binary::of(&[], &[I32], vec![0x41, 7]);
    for _ in 0..200_000 {
        binary.funcs.push((0, vec![], vec![0x41, 7]));
    }
    check(&binary, &Verdict::Ran(vec![Val::I32(7)]));
    let mut limits = Limits::default();
    limits.functions = 200_000;
    let config = Config::new().limits(limits.clone());
    assert_eq!(verdict(&config, &binary.bytes()), Verdict::Limit);
    limits.functions += 1;
    let config = Config::new().limits(limits);
    assert_eq!(
        verdict(&config, &binary.bytes()),
        Verdict::Ran(vec![Val::I32(7)])
    );
}

/// Small modules of every kind, to be damaged.
const SMALL: &[&str] = &[
    "(module)",
    "(func (export \"a\") (result i32) (i32.const 42))",
    "(func (export \"a\") (param i32 i64 f32 f64) (result f64 f32 i64 i32) (local.get 3) (local.get 2) (local.get 1) (local.get 0))",
    "(memory (export \"m\") 1 2) (data (i32.const 8) \"hello\") (func (export \"a\") (result i32) (i32.load offset=8 (i32.const 0)))",
    "(memory 1) (data $d \"abc\") (func (export \"a\") (memory.init $d (i32.const 0) (i32.const 0) (i32.const 3)) (data.drop $d) (memory.fill (i32.const 0) (i32.const 1) (i32.const 9)) (memory.copy (i32.const 4) (i32.const 0) (i32.const 8)))",
    "(table (export \"t\") 3 8 funcref) (elem (i32.const 0) $f $f) (func $f (export \"a\") (result i32) (i32.const 1)) (func (export \"b\") (result i32) (call_indirect (result i32) (i32.const 1)))",
    "(table 2 externref) (func (export \"a\") (param externref) (table.set (i32.const 0) (local.get 0)) (drop (table.get (i32.const 0))) (table.fill (i32.const 0) (ref.null extern) (i32.const 2)))",
    "(global $g (export \"g\") (mut i64) (i64.const 5)) (global f32 (f32.const 1.5)) (func (export \"a\") (result i64) (global.set $g (i64.const 9)) (global.get $g))",
    "(func $f (param i32) (result i32) (i32.mul (local.get 0) (i32.const 3))) (func (export \"a\") (result i32) (call $f (i32.const 9)))",
    "(func (export \"a\") (param i32) (result i32) (if (result i32) (local.get 0) (then (i32.const 1)) (else (i32.const 2))))",
    "(func (export \"a\") (param i32) (result i32) (block (block (block (br_table 0 1 2 (local.get 0))) (return (i32.const 1))) (return (i32.const 2))) (i32.const 3))",
    "(func (export \"a\") (param i32) (result i32) (block (result i32) (i32.add (br_if 0 (i32.const 7) (local.get 0)) (i32.const 1))))",
    "(func (export \"a\") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1))) (func (export \"b\") unreachable)",
    "(func (export \"a\") (param f64) (result i32 i64) (i32.trunc_f64_s (local.get 0)) (i64.trunc_sat_f64_u (local.get 0)))",
    "(func (export \"a\") (param f32 f32) (result f32) (select (f32.min (local.get 0) (local.get 1)) (f32.sqrt (local.get 0)) (f32.lt (local.get 0) (local.get 1))))",
    "(func $g (param i64) (result i64) (local.get 0)) (func (export \"a\") (result i64) (return_call $g (i64.const 1)))",
    "(memory i64 1) (func (export \"a\") (param i64) (result i64) (i64.store offset=16 (local.get 0) (i64.const -1)) (i64.load16_s offset=16 (local.get 0)))",
    "(memory 1) (memory $b 1) (func (export \"a\") (i32.store8 $b (i32.const 1) (i32.const 2)) (memory.copy 0 $b (i32.const 0) (i32.const 0) (i32.const 4)) (drop (memory.grow $b (i32.const 1))))",
    "(type $t (func (param i32 i32) (result i32 i32))) (func (export \"a\") (result i32 i32) (i32.const 1) (i32.const 2) (block (type $t) (br 0)))",
    "(func $s (global.set 0 (i32.const 3))) (global (mut i32) (i32.const 0)) (start $s) (func (export \"a\") (result funcref) (ref.func $s)) (elem declare func $s)",
    "(module $name (func $inner (export \"a\") (param $x i32) (local $y i64) (local.set $y (i64.extend_i32_u (local.get $x)))))",
];

/// Whether running the module is sure to end soon.
fn ends(bytes: &[u8]) -> bool {
    for payload in wasmparser::Parser::new(0).parse_all(bytes) {
        if let Ok(wasmparser::Payload::CodeSectionEntry(body)) = payload {
            let Ok(operators) = body.get_operators_reader() else {
                return false;
            };
            for operator in operators {
                // Nothing is metered: what could run for long is not run.
                if matches!(
                    operator,
                    Err(_)
                        | Ok(wasmparser::Operator::Loop { .. }
                            | wasmparser::Operator::ReturnCall { .. }
                            | wasmparser::Operator::ReturnCallIndirect { .. })
                ) {
                    return false;
                }
            }
        }
    }
    true
}

/// Reads a module and, if it is one, runs all of it; nothing may panic.
fn survive(engine: &Engine, bytes: &[u8]) -> bool {
    let Ok(module) = Module::from_binary(engine, bytes) else {
        return false;
    };
    for index in 0..module.num_functions() {
        // An imported function has no code.
        let _ = module.disassemble(index);
    }
    if !ends(bytes) {
        return true;
    }
    let mut store = Store::new(engine, ());
    let Ok(instance) = Instance::new(&mut store, &module, &[]) else {
        return true;
    };
    let names: Vec<String> = module.exports().map(|e| e.name().to_owned()).collect();
    for name in names {
        let Some(func) = instance.get_func(&mut store, &name) else {
            continue;
        };
        let ty = func.ty(&store).unwrap();
        for bits in [0u64, 1, 0xffff_ffff_ffff_ffff, 0x7ff0_0000_8000_0000] {
            let values = |types: &[sanderling::ValType]| -> Option<Vec<Val>> {
                types.iter().map(|ty| value(ty, bits)).collect()
            };
            let (Some(args), Some(mut results)) = (values(ty.params()), values(ty.results()))
            else {
                continue;
            };
            let _ = func.call(&mut store, &args, &mut results);
        }
    }
    true
}

fn value(ty: &sanderling::ValType, bits: u64) -> Option<Val> {
    Some(match Val::default_for_ty(ty)? {
        Val::I32(_) => Val::I32(bits as i32),
        Val::I64(_) => Val::I64(bits as i64),
        Val::F32(_) => Val::F32(bits as u32),
        Val::F64(_) => Val::F64(bits),
        null => null,
    })
}

fn damaged(modules: Range<usize>) {
    let mut limits = Limits::default();
    limits.memory_bytes = 1 << 20;
    limits.memory64_bytes = 1 << 20;
    limits.table_elements = 1000;
    limits.wasm_stack_bytes = 16 << 10;
    let (mut accepted, mut refused) = (0, 0);
    for text in &SMALL[modules] {
        let bytes = wat::parse_str(text).unwrap();
        on_small_stack(|| {
            for fusion in [true, false] {
                let config = Config::new().limits(limits.clone()).fusion(fusion);
                let engine = Engine::new(&config).unwrap();
                assert!(survive(&engine, &bytes), "{text}");
                for len in 0..bytes.len() {
                    survive(&engine, &bytes[..len]);
                }
                for bit in 0..bytes.len() * 8 {
                    let mut flipped = bytes.clone();
                    flipped[bit / 8] ^= 1 << (bit % 8);
                    match survive(&engine, &flipped) {
                        true => accepted += 1,
                        false => refused += 1,
                    }
                }
            }
        });
    }
    assert!(accepted > 0 && refused > accepted, "{accepted} {refused}");
}

#[test]
fn damaged_modules() {
    damaged(0..SMALL.len() / 2);
}

#[test]
fn more_damaged_modules() {
    damaged(SMALL.len() / 2..SMALL.len());
}
