//! Atomic instructions, and all others on shared memories: on memory 0 and others, with
//! addresses of both sizes, shared and not, fused and not.
//!
//! Threads meet in `shared_memory.rs`; here one is enough.

use sanderling::{Config, Engine, Error, Func, Instance, Module, Store, Trap, Val};

/// Where the memory under test stands, and what it is.
#[derive(Clone, Copy, Debug)]
struct Place {
    index: u32,
    is_64: bool,
    shared: bool,
}

const PLACES: [Place; 8] = {
    const fn place(bits: u32) -> Place {
        Place {
            index: bits & 1,
            is_64: bits & 2 != 0,
            shared: bits & 4 != 0,
        }
    }
    [
        place(0),
        place(1),
        place(2),
        place(3),
        place(4),
        place(5),
        place(6),
        place(7),
    ]
};

impl Place {
    fn address(self) -> &'static str {
        if self.is_64 { "i64" } else { "i32" }
    }

    fn val(self, address: u64) -> Val {
        if self.is_64 {
            Val::I64(address.cast_signed())
        } else {
            Val::I32((address as u32).cast_signed())
        }
    }

    /// One page of memory called `$m`, which may grow to two.
    fn memory(self) -> String {
        let other = if self.index == 1 { "(memory 1)" } else { "" };
        let size = if self.is_64 { "i64 1 2" } else { "1 2" };
        let shared = if self.shared { "shared" } else { "" };
        format!("{other} (memory $m (export \"memory\") {size} {shared})")
    }
}

/// An instance of a module that has the memory of a place.
struct Guest {
    store: Store<()>,
    instance: Instance,
}

impl Guest {
    fn new(place: Place, fusion: bool, funcs: &str) -> Guest {
        let engine = Engine::new(&Config::new().fusion(fusion)).unwrap();
        let text = format!("{}\n{funcs}", place.memory());
        let module = Module::new(&engine, &text).unwrap_or_else(|e| panic!("{text}: {e}"));
        let mut store = Store::new(&engine, ());
        let instance = Instance::new(&mut store, &module, &[]).unwrap();
        Guest { store, instance }
    }

    fn func(&mut self, name: &str) -> Func {
        let func = self.instance.get_func(&mut self.store, name);
        func.unwrap_or_else(|| panic!("no function {name}"))
    }

    fn call(&mut self, name: &str, args: &[Val]) -> Result<Option<Val>, Trap> {
        let func = self.func(name);
        let count = func.ty(&self.store).unwrap().results().len();
        let mut results = vec![Val::I32(0); count];
        match func.call(&mut self.store, args, &mut results) {
            Ok(()) => Ok(results.pop()),
            Err(error) => Err(trap(&error)),
        }
    }

    fn write(&mut self, at: usize, bytes: &[u8]) {
        let memory = self.instance.get_memory(&mut self.store, "memory").unwrap();
        memory.write(&mut self.store, at, bytes).unwrap();
    }

    fn read(&mut self, at: usize, len: usize) -> Vec<u8> {
        let memory = self.instance.get_memory(&mut self.store, "memory").unwrap();
        let mut bytes = vec![0; len];
        memory.read(&self.store, at, &mut bytes).unwrap();
        bytes
    }
}

fn trap(error: &Error) -> Trap {
    error.as_trap().unwrap_or_else(|| panic!("{error}"))
}

/// The widths of atomic accesses for a type, with the suffix of a narrow one.
fn widths(bits: u32) -> impl Iterator<Item = (u32, &'static str, &'static str)> {
    [
        (8, "8", "_u"),
        (16, "16", "_u"),
        (32, "32", "_u"),
        (64, "", ""),
    ]
    .into_iter()
    .filter(move |(width, ..)| *width <= bits)
    .map(move |(width, narrow, suffix)| {
        if width == bits {
            (width, "", "")
        } else {
            (width, narrow, suffix)
        }
    })
}

const RMW: [&str; 7] = ["add", "sub", "and", "or", "xor", "xchg", "cmpxchg"];

/// What an operator does, on 64 bits of which the low ones count.
fn apply(op: &str, old: u64, operand: u64) -> u64 {
    match op {
        "add" => (u128::from(old) + u128::from(operand)) as u64,
        "sub" => (u128::from(old) + (1 << 64) - u128::from(operand)) as u64,
        "and" => !(!old | !operand),
        "or" => !(!old & !operand),
        "xor" => (old | operand) & !(old & operand),
        _ => operand,
    }
}

fn int(bits: u32, value: u64) -> Val {
    if bits == 64 {
        Val::I64(value.cast_signed())
    } else {
        Val::I32((value as u32).cast_signed())
    }
}

fn bits(value: Val) -> u64 {
    match value {
        Val::I32(value) => value.cast_unsigned().into(),
        Val::I64(value) => value.cast_unsigned(),
        other => panic!("{other:?}"),
    }
}

/// All atomic accesses, each with an offset of 0 and of 16, as functions that are named
/// like the instruction: `op` and `op+16`.
fn accesses(place: Place) -> String {
    let mut text = String::new();
    let mut add = |ty: &str, op: &str, operands: usize, result: bool| {
        let at = place.address();
        let params = vec![ty; operands].join(" ");
        let gets: String = (1..=operands).map(|i| format!("(local.get {i})")).collect();
        let result = if result {
            format!("(result {ty})")
        } else {
            String::new()
        };
        for offset in ["", "+16"] {
            let written = offset
                .strip_prefix('+')
                .map_or(String::new(), |o| format!("offset={o}"));
            text += &format!(
                "(func (export \"{op}{offset}\") (param {at} {params}) {result}
                    ({op} $m {written} (local.get 0) {gets}))\n"
            );
        }
    };
    for (ty, size) in [("i32", 32), ("i64", 64)] {
        for (_, narrow, suffix) in widths(size) {
            add(ty, &format!("{ty}.atomic.load{narrow}{suffix}"), 0, true);
            add(ty, &format!("{ty}.atomic.store{narrow}"), 1, false);
            for op in RMW {
                let operands = if op == "cmpxchg" { 2 } else { 1 };
                add(
                    ty,
                    &format!("{ty}.atomic.rmw{narrow}.{op}{suffix}"),
                    operands,
                    true,
                );
            }
        }
    }
    text
}

const EDGES: [u64; 9] = [
    0,
    1,
    0x7f,
    0x80,
    0xffff,
    0x8000_0000,
    0xffff_ffff,
    0x8000_0000_0000_0000,
    u64::MAX,
];

#[test]
fn atomic_operators_compute_what_they_should() {
    for place in PLACES {
        for fusion in [true, false] {
            let mut guest = Guest::new(place, fusion, &accesses(place));
            for (ty, size) in [("i32", 32), ("i64", 64)] {
                for (width, narrow, suffix) in widths(size) {
                    check_width(&mut guest, place, (ty, size), (width, narrow, suffix));
                }
            }
        }
    }
}

fn check_width(
    guest: &mut Guest,
    place: Place,
    (ty, size): (&str, u32),
    (width, narrow, suffix): (u32, &str, &str),
) {
    let mask = u64::MAX >> (64 - width);
    let bytes = width as usize / 8;
    // The neighbours must stay as they are, wherever in its cell the value stands.
    for at in (32..40).step_by(bytes) {
        let mut around = [0xa5_u8; 24];
        for old in EDGES {
            around[at - 24..][..bytes].copy_from_slice(&old.to_le_bytes()[..bytes]);
            let address = place.val(at as u64);
            guest.write(24, &around);
            let load = format!("{ty}.atomic.load{narrow}{suffix}");
            let loaded = guest.call(&load, &[address]).unwrap().map(bits);
            assert_eq!(loaded, Some(old & mask), "{load} {place:?}");
            for operand in EDGES {
                for op in RMW.into_iter().chain(["store"]) {
                    // With an expected value that has something above its width.
                    let matching = old | !mask;
                    let expected = [old & mask, matching, old ^ 1];
                    let expected = if op == "cmpxchg" {
                        &expected[..]
                    } else {
                        &expected[..1]
                    };
                    for &expected in expected {
                        guest.write(24, &around);
                        let value = int(size, operand);
                        let name = match op {
                            "store" => format!("{ty}.atomic.store{narrow}"),
                            _ => format!("{ty}.atomic.rmw{narrow}.{op}{suffix}"),
                        };
                        let name = if at % 16 == 0 { name } else { name + "+16" };
                        let base = place.val(at as u64 - if at % 16 == 0 { 0 } else { 16 });
                        let args = match op {
                            "cmpxchg" => vec![base, int(size, expected), value],
                            _ => vec![base, value],
                        };
                        let found = guest.call(&name, &args).unwrap().map(bits);
                        let message = format!("{name} {place:?} {old:x} {operand:x}");
                        assert_eq!(found, (op != "store").then_some(old & mask), "{message}");
                        let kept = op == "cmpxchg" && expected & mask != old & mask;
                        let new = if kept { old } else { apply(op, old, operand) };
                        let mut after = around;
                        after[at - 24..][..bytes].copy_from_slice(&new.to_le_bytes()[..bytes]);
                        assert_eq!(guest.read(24, 24), after, "{message}");
                    }
                }
            }
        }
    }
}

/// Every access at the ends of the memory, and beyond.
#[test]
fn atomic_accesses_trap_at_the_ends() {
    const LEN: u64 = 65_536;
    for place in PLACES {
        for fusion in [true, false] {
            let mut guest = Guest::new(place, fusion, &accesses(place));
            for (ty, size) in [("i32", 32), ("i64", 64)] {
                for (width, narrow, suffix) in widths(size) {
                    let w = u64::from(width / 8);
                    let top = if place.is_64 {
                        u64::MAX
                    } else {
                        u64::from(u32::MAX)
                    };
                    let mut ops = vec![
                        (format!("{ty}.atomic.load{narrow}{suffix}"), 0),
                        (format!("{ty}.atomic.store{narrow}"), 1),
                    ];
                    for op in RMW {
                        let operands = if op == "cmpxchg" { 2 } else { 1 };
                        ops.push((format!("{ty}.atomic.rmw{narrow}.{op}{suffix}"), operands));
                    }
                    for (op, operands) in ops {
                        for offset in [0, 16] {
                            let name = if offset == 0 {
                                op.clone()
                            } else {
                                format!("{op}+16")
                            };
                            for address in [0, LEN - offset - w, LEN - offset - w + 1, LEN - offset]
                                .into_iter()
                                .chain([LEN - w, LEN, top - 16, top - w + 1, top])
                            {
                                let mut args = vec![place.val(address)];
                                args.extend(vec![int(size, 0); operands]);
                                let found = guest.call(&name, &args).map(drop);
                                let sum = u128::from(address) + u128::from(offset);
                                let expected = if sum % u128::from(w) != 0 {
                                    Err(Trap::UnalignedAtomic)
                                } else if sum + u128::from(w) > u128::from(LEN) {
                                    Err(Trap::MemoryOutOfBounds)
                                } else {
                                    Ok(())
                                };
                                assert_eq!(found, expected, "{name} {address:x} {place:?}");
                            }
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn waiting_and_notifying_check_their_address_and_the_memory() {
    for place in PLACES {
        for fusion in [true, false] {
            let at = place.address();
            let text = format!(
                "(func (export \"wait32\") (param {at} i32 i64) (result i32)
                    (memory.atomic.wait32 $m offset=4 (local.get 0) (local.get 1) (local.get 2)))
                (func (export \"wait64\") (param {at} i64 i64) (result i32)
                    (memory.atomic.wait64 $m offset=8 (local.get 0) (local.get 1) (local.get 2)))
                (func (export \"notify\") (param {at} i32) (result i32)
                    (memory.atomic.notify $m offset=4 (local.get 0) (local.get 1)))
                (func (export \"fence\") atomic.fence)"
            );
            let mut guest = Guest::new(place, fusion, &text);
            assert_eq!(guest.call("fence", &[]), Ok(None));
            guest.write(8, &[1, 0, 0, 0, 1, 0, 0, 0]);
            let mut wait = |name: &str, address, expected, timeout: i64| {
                let size = if name == "wait32" { 32 } else { 64 };
                let args = [place.val(address), int(size, expected), Val::I64(timeout)];
                guest.call(name, &args).map(|value| value.map(bits))
            };
            let unshared = |result| {
                if place.shared {
                    Ok(Some(result))
                } else {
                    Err(Trap::ExpectedSharedMemory)
                }
            };
            // Not equal, then over in time: at once, and a little later.
            assert_eq!(wait("wait32", 4, 2, -1), unshared(1));
            assert_eq!(wait("wait64", 0, 1, -1), unshared(1));
            assert_eq!(wait("wait32", 4, 1, 0), unshared(2));
            assert_eq!(wait("wait64", 0, 0x1_0000_0001, 0), unshared(2));
            assert_eq!(wait("wait32", 4, 1, 1_000), unshared(2));
            assert_eq!(wait("wait64", 65_520, 0, 0), unshared(2));
            assert_eq!(wait("wait32", 65_528, 0, 0), unshared(2));
            for (name, address, expected) in [
                ("wait32", 1, Trap::UnalignedAtomic),
                ("wait64", 4, Trap::UnalignedAtomic),
                ("wait32", 65_532, Trap::MemoryOutOfBounds),
                ("wait64", 65_528, Trap::MemoryOutOfBounds),
                ("wait32", 65_533, Trap::UnalignedAtomic),
            ] {
                assert_eq!(wait(name, address, 0, 0), Err(expected), "{name} {address}");
            }
            let top = if place.is_64 {
                u64::MAX
            } else {
                u64::from(u32::MAX)
            };
            assert_eq!(wait("wait32", top - 3, 0, 0), Err(Trap::MemoryOutOfBounds));
            assert_eq!(wait("wait64", top - 7, 0, 0), Err(Trap::MemoryOutOfBounds));
            let mut notify = |address| {
                let args = [place.val(address), Val::I32(-1)];
                guest.call("notify", &args).map(|value| value.map(bits))
            };
            assert_eq!(notify(0), Ok(Some(0)));
            assert_eq!(notify(65_528), Ok(Some(0)));
            assert_eq!(notify(65_532), Err(Trap::MemoryOutOfBounds));
            assert_eq!(notify(2), Err(Trap::UnalignedAtomic));
            assert_eq!(notify(top - 3), Err(Trap::MemoryOutOfBounds));
        }
    }
}

/// Plain loads and stores: name, type, bytes.
const PLAIN: [(&str, &str, u64); 14] = [
    ("i32.load", "i32", 4),
    ("i64.load", "i64", 8),
    ("f32.load", "f32", 4),
    ("f64.load", "f64", 8),
    ("i32.load8_s", "i32", 1),
    ("i32.load8_u", "i32", 1),
    ("i32.load16_s", "i32", 2),
    ("i32.load16_u", "i32", 2),
    ("i64.load8_s", "i64", 1),
    ("i64.load8_u", "i64", 1),
    ("i64.load16_s", "i64", 2),
    ("i64.load16_u", "i64", 2),
    ("i64.load32_s", "i64", 4),
    ("i64.load32_u", "i64", 4),
];
const STORES: [(&str, &str, u64); 9] = [
    ("i32.store", "i32", 4),
    ("i64.store", "i64", 8),
    ("f32.store", "f32", 4),
    ("f64.store", "f64", 8),
    ("i32.store8", "i32", 1),
    ("i32.store16", "i32", 2),
    ("i64.store8", "i64", 1),
    ("i64.store16", "i64", 2),
    ("i64.store32", "i64", 4),
];
const VECTOR_LOADS: [(&str, u64); 13] = [
    ("v128.load", 16),
    ("v128.load8x8_s", 8),
    ("v128.load8x8_u", 8),
    ("v128.load16x4_s", 8),
    ("v128.load16x4_u", 8),
    ("v128.load32x2_s", 8),
    ("v128.load32x2_u", 8),
    ("v128.load8_splat", 1),
    ("v128.load16_splat", 2),
    ("v128.load32_splat", 4),
    ("v128.load64_splat", 8),
    ("v128.load32_zero", 4),
    ("v128.load64_zero", 8),
];

/// All plain accesses, with names as above. Loads take an address, stores an address
/// and the address of the value in the memory `$from`, which is not shared.
fn plain_accesses(place: Place) -> String {
    let at = place.address();
    let mut text = String::from("(memory $from (export \"from\") 1)");
    for (op, ty, _) in PLAIN {
        text += &format!(
            "(func (export \"{op}\") (param {at}) (result {ty}) ({op} $m offset=3 (local.get 0)))\n"
        );
    }
    for (op, ty, _) in STORES {
        text += &format!(
            "(func (export \"{op}\") (param {at} i32)
                ({op} $m offset=3 (local.get 0) ({ty}.load $from (local.get 1))))\n"
        );
    }
    for (op, _) in VECTOR_LOADS {
        text += &format!(
            "(func (export \"{op}\") (param {at}) (result v128) ({op} $m offset=3 (local.get 0)))\n"
        );
    }
    text += &format!(
        "(func (export \"v128.store\") (param {at} i32)
            (v128.store $m offset=3 (local.get 0) (v128.load $from (local.get 1))))\n"
    );
    for bits in [8, 16, 32, 64] {
        let lane = 128 / bits - 1;
        text += &format!(
            "(func (export \"v128.load{bits}_lane\") (param {at}) (result v128)
                (v128.load{bits}_lane $m offset=3 {lane} (local.get 0) (v128.const i64x2 1 2)))
            (func (export \"v128.store{bits}_lane\") (param {at} i32)
                (v128.store{bits}_lane $m offset=3 {lane} (local.get 0) (v128.load $from (local.get 1))))\n"
        );
    }
    text
}

/// Every plain access at every place in a cell, and at the end, gives the same on a
/// shared memory as on one that is not.
#[test]
fn plain_accesses_of_shared_memories_are_those_of_others() {
    let mut loads: Vec<(String, u64)> = PLAIN.iter().map(|x| (x.0.into(), x.2)).collect();
    loads.extend(VECTOR_LOADS.iter().map(|x| (x.0.into(), x.1)));
    let mut stores: Vec<(String, u64)> = STORES.iter().map(|x| (x.0.into(), x.2)).collect();
    stores.push(("v128.store".into(), 16));
    for bits in [8, 16, 32, 64] {
        loads.push((format!("v128.load{bits}_lane"), bits / 8));
        stores.push((format!("v128.store{bits}_lane"), bits / 8));
    }
    let bytes: Vec<u8> = (0..64).map(|i: u8| i.wrapping_mul(0x53) ^ 0x8c).collect();
    for shared in PLACES.into_iter().filter(|place| place.shared) {
        for fusion in [true, false] {
            let unshared = Place {
                shared: false,
                ..shared
            };
            let mut guests =
                [shared, unshared].map(|place| Guest::new(place, fusion, &plain_accesses(place)));
            for guest in &mut guests {
                let from = guest.instance.get_memory(&mut guest.store, "from").unwrap();
                from.write(&mut guest.store, 0, &bytes).unwrap();
                guest.write(0, &bytes);
                guest.write(65_536 - 64, &bytes);
            }
            let ends = |size: u64| (65_536 - 3 - size - 1)..=(65_536 - 3 - size + 1);
            for (op, size) in &loads {
                for address in (0..=20)
                    .chain(ends(*size))
                    .chain([u64::from(u32::MAX), 65_536])
                {
                    let [a, b] = guests.each_mut().map(|guest| {
                        let result = guest.call(op, &[shared.val(address)]);
                        result.map(|value| format!("{value:?}"))
                    });
                    assert_eq!(a, b, "{op} {address} {shared:?}");
                    let inside = address + 3 + size <= 65_536;
                    assert_eq!(a.is_ok(), inside, "{op} {address} {shared:?}");
                }
            }
            for (op, size) in &stores {
                for address in (0..=20)
                    .chain(ends(*size))
                    .chain([u64::from(u32::MAX), 65_536])
                {
                    let [a, b] = guests.each_mut().map(|guest| {
                        let from = Val::I32(address as i32 % 13);
                        let result = guest.call(op, &[shared.val(address), from]);
                        (result.is_ok(), guest.read(0, 65_536))
                    });
                    assert!(a == b, "{op} {address} {shared:?}");
                    let inside = address + 3 + size <= 65_536;
                    assert_eq!(a.0, inside, "{op} {address} {shared:?}");
                }
            }
        }
    }
}

/// Filling, copying to and from and within, initialising and growing.
#[test]
fn bulk_operations_of_shared_memories_are_those_of_others() {
    for shared in PLACES.into_iter().filter(|place| place.shared) {
        let guests = [shared, Place { shared: false, ..shared }].map(|place| {
            let at = place.address();
            let least = if place.is_64 { "i64.extend_i32_u" } else { "" };
            let wrap = |get: &str| match least {
                "" => get.to_owned(),
                op => format!("({op} {get})"),
            };
            let (a, b, n) = (wrap("(local.get 0)"), wrap("(local.get 1)"), wrap("(local.get 2)"));
            let text = format!(
                "(memory $from (export \"from\") 1) (memory $second 1 1 shared)
                (data $d \"\\01\\02\\03\\04\\05\\06\\07\\08\\09\\0a\\0b\\0c\\0d\\0e\\0f\\10\\11\\12\\13\")
                (func (export \"fill\") (param i32 i32 i32) (memory.fill $m {a} (local.get 1) {n}))
                (func (export \"within\") (param i32 i32 i32) (memory.copy $m $m {a} {b} {n}))
                (func (export \"in\") (param i32 i32 i32)
                    (memory.copy $m $from {a} (local.get 1) (local.get 2)))
                (func (export \"out\") (param i32 i32 i32)
                    (memory.copy $from $m (local.get 0) {b} (local.get 2)))
                (func (export \"over\") (param i32 i32 i32)
                    (memory.copy $second $m (local.get 0) {b} (local.get 2))
                    (memory.copy $from $second (local.get 0) (local.get 0) (local.get 2)))
                (func (export \"init\") (param i32 i32 i32)
                    (memory.init $m $d {a} (local.get 1) (local.get 2)))
                (func (export \"grow\") (param {at}) (result {at}) (memory.grow $m (local.get 0)))
                (func (export \"size\") (result {at}) (memory.size $m))"
            );
            Guest::new(place, true, &text)
        });
        let mut guests = guests;
        for guest in &mut guests {
            let bytes: Vec<u8> = (0..128).map(|i: u8| i ^ 0x3c).collect();
            guest.write(0, &bytes);
        }
        let snapshot = |guest: &mut Guest| {
            let from = guest.instance.get_memory(&mut guest.store, "from").unwrap();
            (
                guest.read(0, 65_536),
                from.data(&guest.store).unwrap().to_vec(),
            )
        };
        let places = [0, 1, 7, 8, 9, 60, 65_528, 65_535, 65_536, -1];
        for name in ["fill", "within", "in", "init", "out", "over"] {
            for a in places {
                for b in places {
                    for len in [0, 1, 5, 8, 17, 40, -1] {
                        let args = [Val::I32(a), Val::I32(b), Val::I32(len)];
                        let [x, y] = guests.each_mut().map(|guest| guest.call(name, &args));
                        assert_eq!(x, y, "{name} {a} {b} {len} {shared:?}");
                    }
                }
            }
            let [x, y] = guests.each_mut().map(snapshot);
            assert!(x == y, "{name} {shared:?}");
        }
        for (name, args, expected) in [
            ("size", vec![], 1),
            ("grow", vec![0], 1),
            ("grow", vec![1], 1),
            ("size", vec![], 2),
            ("grow", vec![0], 2),
            ("grow", vec![1], u64::MAX),
            ("grow", vec![u64::MAX], u64::MAX),
            ("size", vec![], 2),
        ] {
            let args: Vec<Val> = args.into_iter().map(|arg| shared.val(arg)).collect();
            let expected = if shared.is_64 {
                expected
            } else {
                expected & 0xffff_ffff
            };
            for guest in &mut guests {
                let found = guest.call(name, &args).unwrap().map(bits);
                assert_eq!(found, Some(expected), "{name} {shared:?}");
            }
        }
        for guest in &mut guests {
            assert_eq!(guest.read(65_536, 65_536), vec![0; 65_536]);
        }
    }
}

/// Values around an access to a shared memory are kept: it goes through other forms
/// than an access to memory 0 does.
#[test]
fn accesses_keep_what_is_on_the_stack() {
    let text = r#"
        (func (export "mixed") (param i32 i64 f64) (result f64)
            (local $k i64)
            (local.set $k (i64.mul (local.get 1) (i64.const 3)))
            (f64.add
                (f64.mul (local.get 2) (f64.const 2))
                (f64.convert_i64_s (i64.add
                    (i64.add
                        (i64.mul (local.get $k) (i64.const 5))
                        (i64.extend_i32_u (i32.atomic.rmw.cmpxchg (local.get 0) (i32.const 7)
                            (i32.add (local.get 0) (i32.const 1)))))
                    (i64.add
                        (i64.extend_i32_u (i32.atomic.rmw.add (local.get 0)
                            (i32.mul (local.get 0) (i32.const 2))))
                        (i64.add
                            (i64.load (local.get 0))
                            (i64.extend_i32_u (memory.atomic.notify (local.get 0) (i32.const 9)))))))))"#;
    for place in PLACES
        .into_iter()
        .filter(|place| !place.is_64 && place.index == 0)
    {
        for fusion in [true, false] {
            let mut guest = Guest::new(place, fusion, text);
            guest.write(8, &[7, 0, 0, 0, 0, 0, 0, 0]);
            let args = [Val::I32(8), Val::I64(10), Val::from(0.5)];
            // 1 + 150 + 7 + 9 + 25 + 0
            let found = guest.call("mixed", &args).unwrap().unwrap();
            assert_eq!(
                format!("{found:?}"),
                format!("{:?}", Val::from(192.0)),
                "{place:?}"
            );
        }
    }
}
