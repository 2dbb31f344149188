//! Every instruction that takes a memory or a table, with each kind of them: by either
//! type of index, first in its index space or not, with pages of 64 KiB and of one byte.
//! What one kind does is compared with the bounds computed here, and with what the
//! first memory of the first version of WebAssembly holds.

use sanderling::{
    Config, Engine, Error, ExternRef, Func, Instance, Memory, Module, Store, Trap, Val,
};

/// A kind of memory or table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Kind {
    wide: bool,
    /// How many others come before it.
    before: usize,
    /// Pages of one byte, of which it has `BYTES`.
    small_pages: bool,
}

/// The size of a memory with pages of one byte: not a multiple of any access.
const BYTES: u64 = 203;

const BASE: Kind = Kind {
    wide: false,
    before: 0,
    small_pages: false,
};

fn kinds() -> impl Iterator<Item = Kind> {
    (0..8).map(|bits| Kind {
        wide: bits & 1 != 0,
        before: (bits >> 1) & 1,
        small_pages: bits & 4 != 0,
    })
}

impl Kind {
    fn index(self) -> &'static str {
        if self.wide { "i64" } else { "i32" }
    }

    fn val(self, index: u64) -> Val {
        match self.wide {
            true => Val::I64(index as i64),
            false => Val::I32(index as i32),
        }
    }

    fn memory(self, name: &str) -> String {
        let pages = match self.small_pages {
            true => format!("{BYTES} (pagesize 1)"),
            false => "1".to_owned(),
        };
        let others = "(memory 0)".repeat(self.before);
        format!(
            "{others} (memory ${name} (export \"{name}\") {} {pages})",
            self.index()
        )
    }

    fn bytes(self) -> u64 {
        if self.small_pages { BYTES } else { 1 << 16 }
    }
}

/// Each engine that a program is run in.
fn engines() -> [Engine; 2] {
    [true, false].map(|fusion| Engine::new(&Config::new().fusion(fusion)).unwrap())
}

struct Guest {
    store: Store<()>,
    instance: Instance,
}

impl Guest {
    fn new(engine: &Engine, text: &str) -> Guest {
        let module = Module::new(engine, text).unwrap_or_else(|e| panic!("{e}: {text}"));
        let mut store = Store::new(engine, ());
        let instance = Instance::new(&mut store, &module, &[]).unwrap();
        Guest { store, instance }
    }

    fn func(&mut self, name: &str) -> Func {
        let func = self.instance.get_func(&mut self.store, name);
        func.unwrap_or_else(|| panic!("{name}"))
    }

    fn call(&mut self, name: &str, args: &[Val]) -> Result<Option<Val>, Trap> {
        let func = self.func(name);
        let results = func.ty(&self.store).unwrap().results().len();
        let mut results = vec![Val::I32(0); results];
        match func.call(&mut self.store, args, &mut results) {
            Ok(()) => Ok(results.pop()),
            Err(error) => Err(trap(&error)),
        }
    }

    fn memory(&mut self, name: &str) -> Memory {
        self.instance.get_memory(&mut self.store, name).unwrap()
    }

    /// Writes the bytes that all memories begin with.
    fn refill(&mut self, name: &str) {
        let memory = self.memory(name);
        let bytes = memory.data_mut(&mut self.store).unwrap();
        for (i, byte) in bytes.iter_mut().enumerate() {
            *byte = (i as u8).wrapping_mul(37).wrapping_add(1) ^ (i >> 8) as u8;
        }
    }
}

fn trap(error: &Error) -> Trap {
    error.as_trap().unwrap_or_else(|| panic!("{error}"))
}

/// An access: its name, how many bytes it takes, the types of the values besides the
/// address that it takes, that of its result, what follows the offset, and whether it
/// must be aligned.
struct Access {
    name: String,
    size: u64,
    takes: Vec<&'static str>,
    /// A load whose result it takes before these.
    takes_loaded: Option<String>,
    gives: Option<&'static str>,
    lane: Option<u32>,
    atomic: bool,
}

/// Every load and store there is, and every other access at one address.
fn accesses() -> Vec<Access> {
    let mut all = Vec::new();
    let mut add = |name: &str, size, takes: Option<_>, gives, lane, atomic| {
        all.push(Access {
            name: name.to_owned(),
            size,
            takes: takes.into_iter().collect(),
            takes_loaded: None,
            gives,
            lane,
            atomic,
        });
    };
    for (ty, size) in [("i32", 4), ("i64", 8), ("f32", 4), ("f64", 8), ("v128", 16)] {
        add(&format!("{ty}.load"), size, None, Some(ty), None, false);
        add(&format!("{ty}.store"), size, Some(ty), None, None, false);
    }
    for (ty, widths) in [("i32", &[1, 2][..]), ("i64", &[1, 2, 4])] {
        for &size in widths {
            for sign in ["s", "u"] {
                let name = format!("{ty}.load{}_{sign}", 8 * size);
                add(&name, size, None, Some(ty), None, false);
            }
            let name = format!("{ty}.store{}", 8 * size);
            add(&name, size, Some(ty), None, None, false);
        }
    }
    for shape in ["8x8_s", "8x8_u", "16x4_s", "16x4_u", "32x2_s", "32x2_u"] {
        let name = format!("v128.load{shape}");
        add(&name, 8, None, Some("v128"), None, false);
    }
    for (bits, size) in [(8, 1), (16, 2), (32, 4), (64, 8)] {
        let splat = format!("v128.load{bits}_splat");
        add(&splat, size, None, Some("v128"), None, false);
        if bits >= 32 {
            let zero = format!("v128.load{bits}_zero");
            add(&zero, size, None, Some("v128"), None, false);
        }
        for lane in [0, 128 / bits - 1] {
            let load = format!("v128.load{bits}_lane");
            add(&load, size, Some("v128"), Some("v128"), Some(lane), false);
            let store = format!("v128.store{bits}_lane");
            add(&store, size, Some("v128"), None, Some(lane), false);
        }
    }
    add(
        "memory.atomic.notify",
        4,
        Some("i32"),
        Some("i32"),
        None,
        true,
    );
    for (ty, widths) in [("i32", &[1, 2, 4][..]), ("i64", &[1, 2, 4, 8])] {
        let full = if ty == "i32" { 4 } else { 8 };
        for &size in widths {
            let (width, u) = match size == full {
                true => (String::new(), ""),
                false => ((8 * size).to_string(), "_u"),
            };
            let load = format!("{ty}.atomic.load{width}{u}");
            add(&load, size, None, Some(ty), None, true);
            let store = format!("{ty}.atomic.store{width}");
            add(&store, size, Some(ty), None, None, true);
            for op in ["add", "sub", "and", "or", "xor", "xchg"] {
                let name = format!("{ty}.atomic.rmw{width}.{op}{u}");
                add(&name, size, Some(ty), Some(ty), None, true);
            }
        }
    }
    for (ty, widths) in [("i32", &[1, 2, 4][..]), ("i64", &[1, 2, 4, 8])] {
        let full = if ty == "i32" { 4 } else { 8 };
        let atomic = |name: String, size, takes, takes_loaded, gives| Access {
            name,
            size,
            takes,
            takes_loaded,
            gives: Some(gives),
            lane: None,
            atomic: true,
        };
        for &size in widths {
            let (width, u) = match size == full {
                true => (String::new(), ""),
                false => ((8 * size).to_string(), "_u"),
            };
            let exchange = format!("{ty}.atomic.rmw{width}.cmpxchg{u}");
            let load = format!("{ty}.atomic.load{width}{u}");
            all.push(atomic(exchange.clone(), size, vec![ty, ty], None, ty));
            all.push(atomic(exchange, size, vec![ty], Some(load), ty));
        }
        let wait = format!("memory.atomic.wait{}", 8 * full);
        all.push(atomic(wait, full, vec![ty, "i64"], None, "i32"));
    }
    all
}

impl Access {
    /// The access as functions: with a constant offset, and the address as it comes, as
    /// a sum, or as a constant.
    fn funcs(&self, kind: Kind, offset: u64, constants: &[u64]) -> String {
        let index = kind.index();
        let lane = self.lane.map_or(String::new(), |lane| lane.to_string());
        let params: String = (0..)
            .zip(&self.takes)
            .map(|(i, ty)| format!("(param $v{i} {ty})"))
            .collect();
        let values: String = (0..self.takes.len())
            .map(|i| format!("(local.get $v{i})"))
            .collect();
        let result = self
            .gives
            .map_or(String::new(), |ty| format!("(result {ty})"));
        let access = |address: &str| {
            let loaded = self.takes_loaded.as_ref().map_or(String::new(), |load| {
                format!("({load} $m offset={offset} {address})")
            });
            format!(
                "({} $m offset={offset} {lane} {address} {loaded} {values})",
                self.name
            )
        };
        let mut text = format!(
            r#"(func (export "plain") (param $a {index}) {params} {result} {})
               (func (export "sum") (param $a {index}) {params} {result} {})"#,
            access("(local.get $a)"),
            access(&format!("({index}.add (local.get $a) ({index}.const 5))"))
        );
        for address in constants {
            text += &format!(
                "(func (export \"const {address}\") {params} {result} {})",
                access(&format!("({index}.const {address})"))
            );
        }
        text
    }

    fn values(&self) -> impl Iterator<Item = Val> {
        self.takes.iter().map(|ty| match *ty {
            "i32" => Val::I32(0x8182_f384_u32 as i32),
            "i64" => Val::I64(0x8182_f384_8586_f788_u64 as i64),
            "f32" => Val::F32(0x4182_f384),
            "f64" => Val::F64(0x4182_f384_8586_f788),
            _ => Val::V128(0x8182_f384_8586_f788_898a_8b8c_8d8e_8f90),
        })
    }
}

#[test]
fn every_access_of_every_kind_of_memory() {
    let mut checked = 0;
    for engine in engines() {
        let constants = |kind: Kind, size: u64, offset: u64| {
            let last = (kind.bytes() - size).wrapping_sub(offset);
            let last = if kind.wide { last } else { last & 0xffff_ffff };
            [0, 8, last, (last + 1) & !(u64::from(!kind.wide) << 32)]
        };
        for access in accesses() {
            for offset in [0, 16, 0xffff_fff8, 1 << 33] {
                // What a memory of the first kind does, by the address in question.
                let text = |kind: Kind| {
                    let constants = constants(kind, access.size, offset);
                    kind.memory("m") + &access.funcs(kind, offset, &constants)
                };
                let mut base =
                    Guest::new(&engine, &(BASE.memory("m") + &access.funcs(BASE, 0, &[])));
                for kind in kinds().filter(|kind| kind.wide || offset < 1 << 32) {
                    let mut guest = Guest::new(&engine, &text(kind));
                    guest.refill("m");
                    let constants = constants(kind, access.size, offset);
                    let far = if kind.wide { u64::MAX } else { 0xffff_ffff };
                    let mut addresses = constants.to_vec();
                    addresses.extend([1, far, far - 7, 1 << 31]);
                    for &address in &addresses {
                        let names = ["plain", "sum"].map(str::to_owned).into_iter();
                        let constant = constants.contains(&address);
                        let names = names.chain(constant.then(|| format!("const {address}")));
                        for name in names {
                            let given = match &name[..] {
                                "plain" => vec![kind.val(address)],
                                "sum" => vec![kind.val(address.wrapping_sub(5))],
                                _ => vec![],
                            };
                            let args: Vec<Val> = given.into_iter().chain(access.values()).collect();
                            if !access.takes.is_empty() {
                                guest.refill("m");
                            }
                            let found = guest.call(&name, &args);
                            let at = u128::from(address) + u128::from(offset);
                            let expected = if access.atomic && at % u128::from(access.size) != 0 {
                                Err(Trap::UnalignedAtomic)
                            } else if at + u128::from(access.size) > u128::from(kind.bytes()) {
                                Err(Trap::MemoryOutOfBounds)
                            } else {
                                base.refill("m");
                                let address = Val::I32(at as i32);
                                let args: Vec<Val> =
                                    [address].into_iter().chain(access.values()).collect();
                                base.call("plain", &args)
                            };
                            let what = || {
                                format!("{} {kind:?} {name} {address:#x}+{offset:#x}", access.name)
                            };
                            assert_eq!(found, expected, "{}", what());
                            if expected.is_err() {
                                base.refill("m");
                            }
                            let (a, b) = (guest.memory("m"), base.memory("m"));
                            let seen = a.data(&guest.store).unwrap();
                            let wanted = &b.data(&base.store).unwrap()[..seen.len()];
                            assert!(seen == wanted, "{}", what());
                            checked += 1;
                        }
                    }
                }
            }
        }
    }
    assert!(checked > 50_000, "{checked}");
}

/// Pairs of a destination and a source: of all kinds, and twice the same.
fn pairs() -> impl Iterator<Item = (Kind, Kind)> {
    kinds().flat_map(|to| kinds().map(move |from| (to, from)))
}

/// The type of a length for a copy: that of the narrower side.
fn length(to: Kind, from: Kind) -> Kind {
    if to.wide { from } else { to }
}

/// Ranges at the ends of something of `size`, with those that are out of bounds.
fn ranges(kind: Kind, size: u64) -> Vec<u64> {
    let mut starts = vec![0, 1, size - 3, size - 2, size, size + 1, 0xffff_ffff];
    if kind.wide {
        starts.extend([1 << 32, u64::MAX - 2]);
    }
    starts
}

#[test]
fn bulk_instructions_of_every_kind_of_memory() {
    for engine in engines() {
        for (to, from) in pairs() {
            let len = length(to, from);
            let text = format!(
                r#"{} {} (data $d "abcdefgh")
                (func (export "copy") (param {} {} {})
                    (memory.copy $m $n (local.get 0) (local.get 1) (local.get 2)))
                (func (export "within") (param {} {} {})
                    (memory.copy $m $m (local.get 0) (local.get 1) (local.get 2)))
                (func (export "fill") (param {} i32 {})
                    (memory.fill $m (local.get 0) (local.get 1) (local.get 2)))
                (func (export "init") (param {} i32 i32)
                    (memory.init $m $d (local.get 0) (local.get 1) (local.get 2)))
                (func (export "size") (result {}) (memory.size $m))
                (func (export "grow") (param {}) (result {}) (memory.grow $m (local.get 0)))"#,
                to.memory("m"),
                from.memory("n"),
                to.index(),
                from.index(),
                len.index(),
                to.index(),
                to.index(),
                to.index(),
                to.index(),
                to.index(),
                to.index(),
                to.index(),
                to.index(),
                to.index()
            );
            let mut guest = Guest::new(&engine, &text);
            let (m, n) = (guest.memory("m"), guest.memory("n"));
            let mut check = |name: &str, args: &[Val], model: &dyn Fn(&mut [u8], &[u8]) -> bool| {
                guest.refill("m");
                guest.refill("n");
                let source = n.data(&guest.store).unwrap().to_vec();
                let mut wanted = m.data(&guest.store).unwrap().to_vec();
                let expected = match model(&mut wanted, &source) {
                    true => Ok(None),
                    false => Err(Trap::MemoryOutOfBounds),
                };
                let what = format!("{name} {to:?} {from:?} {args:?}");
                assert_eq!(guest.call(name, args), expected, "{what}");
                assert!(m.data(&guest.store).unwrap() == wanted, "{what}");
            };
            let range = |start: u64, len: u64, size: u64| {
                let end = start.checked_add(len).filter(|&end| end <= size)?;
                Some(start as usize..end as usize)
            };
            for a in ranges(to, to.bytes()) {
                for count in [0, 2, 3, 0xffff_ffff] {
                    for b in ranges(from, from.bytes()) {
                        let args = [to.val(a), from.val(b), len.val(count)];
                        check("copy", &args, &|m, n| {
                            let to = range(a, count, m.len() as u64);
                            let from = range(b, count, n.len() as u64);
                            let (Some(to), Some(from)) = (to, from) else {
                                return false;
                            };
                            m[to].copy_from_slice(&n[from]);
                            true
                        });
                    }
                    if from != to {
                        continue;
                    }
                    for b in ranges(to, to.bytes()) {
                        let args = [to.val(a), to.val(b), to.val(count)];
                        check("within", &args, &|m, _| {
                            let to = range(a, count, m.len() as u64);
                            let from = range(b, count, m.len() as u64);
                            let (Some(to), Some(from)) = (to, from) else {
                                return false;
                            };
                            m.copy_within(from, to.start);
                            true
                        });
                    }
                    let args = [to.val(a), Val::I32(0x1234), to.val(count)];
                    check("fill", &args, &|m, _| {
                        let to = range(a, count, m.len() as u64);
                        to.map(|to| m[to].fill(0x34)).is_some()
                    });
                    for b in [0, 5, 6, 8, 9, 0xffff_ffff] {
                        let args = [to.val(a), Val::I32(b as i32), Val::I32(count as i32)];
                        check("init", &args, &|m, _| {
                            let to = range(a, count, m.len() as u64);
                            let (Some(to), Some(from)) = (to, range(b, count, 8)) else {
                                return false;
                            };
                            m[to].copy_from_slice(&b"abcdefgh"[from]);
                            true
                        });
                    }
                }
            }
            if from != BASE {
                continue;
            }
            let pages = if to.small_pages { BYTES } else { 1 };
            let far = if to.wide { u64::MAX } else { 0xffff_ffff };
            assert_eq!(guest.call("size", &[]), Ok(Some(to.val(pages))));
            assert_eq!(guest.call("grow", &[to.val(far)]), Ok(Some(to.val(far))));
            assert_eq!(guest.call("grow", &[to.val(2)]), Ok(Some(to.val(pages))));
            assert_eq!(
                guest.call("grow", &[to.val(0)]),
                Ok(Some(to.val(pages + 2)))
            );
            assert_eq!(guest.call("size", &[]), Ok(Some(to.val(pages + 2))));
        }
    }
}

const ELEMENTS: u64 = 7;

/// A table of so many elements, of either index type, which are `externref`s.
fn table(kind: Kind, name: &str) -> String {
    let others = "(table 0 externref)".repeat(kind.before);
    let index = kind.index();
    format!("{others} (table ${name} (export \"{name}\") {index} {ELEMENTS} externref)")
}

#[test]
fn every_instruction_of_every_kind_of_table() {
    for engine in engines() {
        for (to, from) in pairs().filter(|(to, from)| !to.small_pages && !from.small_pages) {
            let len = length(to, from);
            let (t, f, l) = (to.index(), from.index(), len.index());
            let text = format!(
                r#"{} {}
                (func (export "get") (param {t}) (result externref)
                    (table.get $t (local.get 0)))
                (func (export "set") (param {t} externref)
                    (table.set $t (local.get 0) (local.get 1)))
                (func (export "fill") (param {t} externref {t})
                    (table.fill $t (local.get 0) (local.get 1) (local.get 2)))
                (func (export "copy") (param {t} {f} {l})
                    (table.copy $t $u (local.get 0) (local.get 1) (local.get 2)))
                (func (export "within") (param {t} {t} {t})
                    (table.copy $t $t (local.get 0) (local.get 1) (local.get 2)))
                (func (export "size") (result {t}) (table.size $t))
                (func (export "grow") (param externref {t}) (result {t})
                    (table.grow $t (local.get 0) (local.get 1)))"#,
                table(to, "t"),
                table(from, "u")
            );
            let mut guest = Guest::new(&engine, &text);
            let values: Vec<Val> = (0..2 * ELEMENTS)
                .map(|i| Val::ExternRef(Some(ExternRef::new(&mut guest.store, i).unwrap())))
                .collect();
            let tables = ["t", "u"].map(|name| {
                let table = guest.instance.get_table(&mut guest.store, name);
                table.unwrap()
            });
            let n = ELEMENTS as usize;
            let mut check =
                |name: &str, args: &[Val], model: &dyn Fn(&mut [Val], &[Val]) -> bool| {
                    for (i, value) in values.iter().enumerate() {
                        let (table, at) = (tables[i / n], (i % n) as u64);
                        table.set(&mut guest.store, at, value.clone()).unwrap();
                    }
                    let mut wanted = values[..n].to_vec();
                    let expected = match model(&mut wanted, &values[n..]) {
                        true => Ok(()),
                        false => Err(Trap::TableOutOfBounds),
                    };
                    let what = format!("{name} {to:?} {from:?} {args:?}");
                    let found = guest.call(name, args);
                    assert_eq!(found.map(drop), expected, "{what}");
                    for (i, wanted) in wanted.iter().enumerate() {
                        let seen = tables[0].get(&guest.store, i as u64).unwrap();
                        assert_eq!(&seen, wanted, "{what}");
                        let seen = guest.call("get", &[to.val(i as u64)]);
                        assert_eq!(seen.as_ref(), Ok(&Some(wanted.clone())), "{what}");
                    }
                };
            let range = |start: u64, len: u64| {
                let end = start.checked_add(len).filter(|&end| end <= ELEMENTS)?;
                Some(start as usize..end as usize)
            };
            let new = values[9].clone();
            for a in ranges(to, ELEMENTS) {
                let args = [to.val(a)];
                check("get", &args, &|t, _| a < t.len() as u64);
                let args = [to.val(a), new.clone()];
                check("set", &args, &|t, _| {
                    let element = t.get_mut(usize::try_from(a).unwrap());
                    element.map(|element| *element = new.clone()).is_some()
                });
                for count in [0, 2, 3, 0xffff_ffff] {
                    let args = [to.val(a), new.clone(), to.val(count)];
                    check("fill", &args, &|t, _| {
                        let to = range(a, count);
                        to.map(|to| t[to].fill(new.clone())).is_some()
                    });
                    for b in ranges(from, ELEMENTS) {
                        let args = [to.val(a), from.val(b), len.val(count)];
                        check("copy", &args, &|t, u| {
                            let (Some(to), Some(from)) = (range(a, count), range(b, count)) else {
                                return false;
                            };
                            t[to].clone_from_slice(&u[from]);
                            true
                        });
                    }
                    for b in ranges(to, ELEMENTS) {
                        let args = [to.val(a), to.val(b), to.val(count)];
                        check("within", &args, &|t, _| {
                            let (Some(to), Some(from)) = (range(a, count), range(b, count)) else {
                                return false;
                            };
                            let moved = t[from].to_vec();
                            t[to].clone_from_slice(&moved);
                            true
                        });
                    }
                }
            }
            let far = if to.wide { u64::MAX } else { 0xffff_ffff };
            let mut grow = |by: u64| guest.call("grow", &[new.clone(), to.val(by)]);
            assert_eq!(grow(far), Ok(Some(to.val(far))));
            assert_eq!(grow(2), Ok(Some(to.val(ELEMENTS))));
            assert_eq!(grow(0), Ok(Some(to.val(ELEMENTS + 2))));
            assert_eq!(guest.call("size", &[]), Ok(Some(to.val(ELEMENTS + 2))));
        }
    }
}

/// Segments and calls, for which a table has functions.
#[test]
fn functions_in_every_kind_of_table() {
    for engine in engines() {
        for kind in kinds().filter(|kind| !kind.small_pages) {
            let t = kind.index();
            let others = "(table 0 funcref)".repeat(kind.before);
            let text = format!(
                r#"{others} (table $t {t} 6 funcref)
                (type $f (func (param i64) (result i64)))
                (elem $e func $one $two $one $two)
                (elem (table $t) ({t}.const 4) func $one)
                (func $one (param i64) (result i64) (i64.add (local.get 0) (i64.const 1)))
                (func $two (param i64) (result i64) (i64.add (local.get 0) (i64.const 2)))
                (func (export "init") (param {t} i32 i32)
                    (table.init $t $e (local.get 0) (local.get 1) (local.get 2)))
                (func (export "call") (param i64 {t}) (result i64)
                    (call_indirect $t (type $f) (local.get 0) (local.get 1)))
                (func (export "tail") (param i64 {t}) (result i64)
                    (return_call_indirect $t (type $f) (local.get 0) (local.get 1)))
                (func (export "other") (param {t})
                    (call_indirect $t (local.get 0)))"#
            );
            let mut guest = Guest::new(&engine, &text);
            let far = if kind.wide { 1 << 32 | 4 } else { 0xffff_ffff };
            for name in ["call", "tail"] {
                let mut call = |at: u64| guest.call(name, &[Val::I64(50), kind.val(at)]);
                assert_eq!(call(4), Ok(Some(Val::I64(51))), "{kind:?}");
                assert_eq!(call(5), Err(Trap::UninitializedElement), "{kind:?}");
                assert_eq!(call(6), Err(Trap::UndefinedElement), "{kind:?}");
                assert_eq!(call(far), Err(Trap::UndefinedElement), "{kind:?}");
            }
            let mut init = |at: u64, from: i32, len: i32| {
                guest.call("init", &[kind.val(at), Val::I32(from), Val::I32(len)])
            };
            for (at, from, len, fits) in [
                (0, 0, 4, true),
                (5, 1, 1, true),
                (6, 4, 0, true),
                (5, 0, 2, false),
                (0, 3, 2, false),
                (7, 0, 0, false),
                (far, 0, 1, false),
                (0, -1, 1, false),
                (0, 0, -1, false),
            ] {
                let expected = if fits {
                    Ok(None)
                } else {
                    Err(Trap::TableOutOfBounds)
                };
                assert_eq!(init(at, from, len), expected, "{kind:?} {at} {from} {len}");
            }
            for (at, expected) in [(0, 51), (1, 52), (3, 52), (4, 51), (5, 52)] {
                let found = guest.call("call", &[Val::I64(50), kind.val(at)]);
                assert_eq!(found, Ok(Some(Val::I64(expected))), "{kind:?} {at}");
            }
            let mismatch = guest.call("other", &[kind.val(0)]);
            assert_eq!(mismatch, Err(Trap::IndirectCallTypeMismatch), "{kind:?}");
        }
    }
}

/// What the formats allow beside a program and is of no consequence: annotations in the
/// text, hints for branches, and custom sections anywhere with any bytes in them, also
/// under names that mean something.
#[test]
fn annotations_hints_and_custom_sections_are_of_no_consequence() {
    let text = r#"(@anything "at" (all) [{;,}])
        (module $m (@note (of (no "consequence")))
            (memory 1) (data (i32.const 0) "\07")
            (func $f (export "f") (param i32) (result i32) (@a (1))
                (@metadata.code.branch_hint "\00")
                (if (result i32) (local.get 0)
                    (then (i32.const 1))
                    (else (block (result i32)
                        (i32.const 5)
                        (@metadata.code.branch_hint "\01")
                        (br_if 0 (i32.load8_u (local.get 0)))
                        (drop) (i32.const 9)))))
            (@custom "anything" (after func) "\ff\00 no name"))"#;
    let binary = sanderling::text_to_binary(text).unwrap();
    let hint = b"metadata.code.branch_hint";
    assert!(binary.windows(hint.len()).any(|bytes| bytes == hint));
    let contents: [&[u8]; 6] = [
        b"",
        b"\xff",
        b"\x00\xff\xff\xff\xff\x0f",
        b"\x01\x05\x01\x00\x03abc",
        // Hints for functions, places and values that are not there.
        b"\x02\x00\x01\x00\x01\x00\xff\xff\x03\x01\xe0\x5d\x02\x05",
        &[0x80; 300],
    ];
    let names = [
        "",
        "name",
        "metadata.code.branch_hint",
        "metadata.code.trace_inst",
        "producers",
        "dylink.0",
        "linking",
        "sourceMappingURL",
    ];
    for engine in engines() {
        let check = |binary: &[u8]| {
            let module = Module::new(&engine, binary).unwrap();
            let mut store = Store::new(&engine, ());
            let instance = Instance::new(&mut store, &module, &[]).unwrap();
            let f = instance
                .get_typed_func::<i32, i32>(&mut store, "f")
                .unwrap();
            for (arg, expected) in [(0, 5), (1, 1)] {
                assert_eq!(f.call(&mut store, arg).unwrap(), expected);
            }
        };
        check(&binary);
        for name in names {
            for content in contents {
                // Behind the header, and behind each section.
                let mut given = binary[..8].to_vec();
                let mut rest = &binary[8..];
                loop {
                    given.push(0);
                    push_leb(&mut given, 1 + name.len() + content.len());
                    given.push(name.len() as u8);
                    given.extend(name.as_bytes());
                    given.extend(content);
                    let Some((section, behind)) = split_section(rest) else {
                        break;
                    };
                    given.extend(section);
                    rest = behind;
                }
                check(&given);
            }
        }
    }
}

fn push_leb(bytes: &mut Vec<u8>, mut value: usize) {
    while value >= 128 {
        bytes.push(value as u8 | 128);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// The first section of some, and those behind it.
fn split_section(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (mut len, mut at) = (0, 1);
    loop {
        let byte = *bytes.get(at)?;
        len |= usize::from(byte & 127) << (7 * (at - 1));
        at += 1;
        if byte < 128 {
            return bytes.split_at_checked(at + len);
        }
    }
}
