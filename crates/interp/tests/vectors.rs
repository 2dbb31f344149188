//! Vectors in and out of functions, globals and control flow, with fusion and without.

use sanderling::{
    Caller, Config, Engine, Feature, Features, Func, FuncType, Global, GlobalType, Instance,
    Module, Mutability, Store, Val, ValType,
};

const A: u128 = 0x0f0e_0d0c_0b0a_0908_0706_0504_0302_0100;
const B: u128 = 0xf0e0_d0c0_b0a0_9080_7060_5040_3020_1000;

/// Instantiates a module with fusion and without.
fn both(text: &str, run: impl Fn(&mut Store<()>, &Instance)) {
    for fusion in [true, false] {
        let engine = Engine::new(&Config::new().fusion(fusion)).unwrap();
        let module = Module::new(&engine, text).unwrap();
        let mut store = Store::new(&engine, ());
        let instance = Instance::new(&mut store, &module, &[]).unwrap();
        run(&mut store, &instance);
    }
}

fn call(store: &mut Store<()>, instance: &Instance, name: &str, args: &[Val]) -> Vec<Val> {
    let func = instance.get_func(&mut *store, name).unwrap();
    let mut results = vec![Val::I32(0); func.ty(&*store).unwrap().results().len()];
    func.call(store, args, &mut results).unwrap();
    results
}

fn vectors(values: &[Val]) -> Vec<u128> {
    values.iter().map(|value| value.unwrap_v128()).collect()
}

#[test]
fn parameters_results_and_typed_functions() {
    let text = r#"(module
        (func $swap (export "swap") (param v128 i32 v128) (result v128 i32 v128)
            local.get 2 local.get 1 local.get 0)
        (func (export "twice") (param v128 i32 v128) (result v128 i32 v128)
            local.get 0 local.get 1 local.get 2 call $swap call $swap)
        (func (export "tail") (param v128 i32 v128) (result v128 i32 v128)
            local.get 0 local.get 1 local.get 2 return_call $swap)
        (func (export "indirect") (param v128 i32 v128) (result v128 i32 v128)
            local.get 0 local.get 1 local.get 2 i32.const 0
            call_indirect (param v128 i32 v128) (result v128 i32 v128))
        (table funcref (elem $swap)))"#;
    both(text, |store, instance| {
        for (name, swapped) in [("swap", 1), ("twice", 0), ("tail", 1), ("indirect", 1)] {
            let expected = [(A, 7, B), (B, 7, A)][swapped];
            let typed = instance
                .get_typed_func::<(u128, i32, u128), (u128, i32, u128)>(&mut *store, name)
                .unwrap();
            assert_eq!(
                typed.call(&mut *store, (A, 7, B)).unwrap(),
                expected,
                "{name}"
            );
            let results = call(store, instance, name, &[A.into(), Val::I32(7), B.into()]);
            let results = (
                results[0].unwrap_v128(),
                results[1].unwrap_i32(),
                results[2].unwrap_v128(),
            );
            assert_eq!(results, expected, "{name}");
        }
    });
}

#[test]
fn sixteen_vectors_fit_a_typed_function() {
    let params = "v128 ".repeat(16);
    let text = format!(
        r#"(module (func (export "f") (param {params}) (result v128)
            (v128.xor (local.get 0) (local.get 15))))"#
    );
    both(&text, |store, instance| {
        type Params = (
            u128,
            u128,
            u128,
            u128,
            u128,
            u128,
            u128,
            u128,
            u128,
            u128,
            u128,
            u128,
            u128,
            u128,
            u128,
            u128,
        );
        let f = instance
            .get_typed_func::<Params, u128>(&mut *store, "f")
            .unwrap();
        let args = (A, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, B);
        assert_eq!(f.call(store, args).unwrap(), A ^ B);
    });
}

#[test]
fn host_functions() {
    let engine = Engine::default();
    let text = r#"(module
        (import "" "typed" (func $typed (param i32 v128 v128) (result v128 i64)))
        (import "" "untyped" (func $untyped (param v128 i32) (result i32 v128)))
        (func (export "f") (param v128 v128) (result v128 i64 i32 v128)
            (call $typed (i32.const 3) (local.get 0) (local.get 1))
            (call $untyped (local.get 1) (i32.const 9))))"#;
    let module = Module::new(&engine, text).unwrap();
    let mut store = Store::new(&engine, ());
    let typed = Func::wrap(&mut store, |_: Caller<'_, ()>, n: i32, a: u128, b: u128| {
        (a.wrapping_add(b), i64::from(n))
    });
    let ty = FuncType::new([ValType::V128, ValType::I32], [ValType::I32, ValType::V128]);
    let untyped = Func::new(&mut store, ty, |_, args, results| {
        results[0] = args[1].clone();
        results[1] = Val::V128(!args[0].unwrap_v128());
        Ok(())
    })
    .unwrap();
    let instance = Instance::new(&mut store, &module, &[typed.into(), untyped.into()]).unwrap();
    let results = call(&mut store, &instance, "f", &[A.into(), B.into()]);
    assert_eq!(results[0].unwrap_v128(), A.wrapping_add(B));
    assert_eq!(results[1].unwrap_i64(), 3);
    assert_eq!(results[2].unwrap_i32(), 9);
    assert_eq!(results[3].unwrap_v128(), !B);
}

#[test]
fn globals() {
    let engine = Engine::default();
    let text = r#"(module
        (import "" "g" (global $g (mut v128)))
        (global $own (export "own") v128 (v128.const i32x4 1 2 3 4))
        (func (export "swap") (param v128) (result v128)
            (global.get $g) (global.set $g (local.get 0))))"#;
    let module = Module::new(&engine, text).unwrap();
    let mut store = Store::new(&engine, ());
    let ty = GlobalType::new(ValType::V128, Mutability::Var);
    let global = Global::new(&mut store, ty, A.into()).unwrap();
    let instance = Instance::new(&mut store, &module, &[global.into()]).unwrap();
    assert_eq!(
        vectors(&call(&mut store, &instance, "swap", &[B.into()])),
        [A]
    );
    assert_eq!(global.get(&store).unwrap().unwrap_v128(), B);
    let own = instance.get_global(&mut store, "own").unwrap();
    let lanes = 1 | 2 << 32 | 3 << 64 | 4u128 << 96;
    assert_eq!(own.get(&store).unwrap().unwrap_v128(), lanes);
}

#[test]
fn control_flow_carries_vectors() {
    let text = r#"(module
        ;; A value below the one that is carried has to be stepped over.
        (func (export "br") (param v128 i32) (result v128)
            (block (result v128)
                (i32.const 1) (v128.not (local.get 0))
                (br_if 0 (local.get 1)) (v128.not) (br 0)))
        (func (export "table") (param v128 i32) (result v128)
            (block (result v128)
                (block (result v128)
                    (i64.const 5) (local.get 0)
                    (br_table 0 1 (local.get 1)))
                (v128.not)))
        (func (export "return") (param v128 i32) (result v128)
            (if (result v128) (local.get 1)
                (then (f32.const 1) (return (v128.not (local.get 0))))
                (else (local.get 0))))
        (func (export "loop") (param v128 i32) (result v128)
            (local.get 0)
            (loop (param v128) (result v128)
                (i8x16.add (v128.const i8x16 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1))
                (br_if 0 (local.tee 1 (i32.sub (local.get 1) (i32.const 1))))))
        (func (export "select") (param v128 i32) (result v128)
            (select (result v128) (local.get 0) (v128.not (local.get 0)) (local.get 1)))
        ;; A vector on the stack keeps what the local held.
        (func (export "kept") (param v128 i32) (result v128)
            (local v128)
            (local.get 0)
            (local.set 0 (v128.const i64x2 0 0))
            (local.set 2 (local.get 0))
            (v128.or (local.tee 2 (v128.or (local.get 0) (local.get 2)))))
        ;; Both paths find the vector that the local held before the branch.
        (func (export "split") (param v128 i32) (result v128)
            (local.get 0)
            (if (local.get 1) (then (local.set 0 (v128.const i64x2 1 1)))))
        (func (export "zero") (param v128 i32) (result v128)
            (local i32 v128 i64)
            (v128.or (local.get 0) (local.get 3))))"#;
    both(text, |store, instance| {
        let ones = u128::from_le_bytes([1; 16]);
        let three: u128 = A
            .to_le_bytes()
            .iter()
            .rev()
            .fold(0, |sum, &lane| sum << 8 | u128::from(lane.wrapping_add(3)));
        assert_eq!(A + ones * 3, three);
        let cases = [
            ("br", 0, A),
            ("br", 1, !A),
            ("table", 0, !A),
            ("table", 9, A),
            ("return", 0, A),
            ("return", 1, !A),
            ("loop", 3, three),
            ("select", 0, !A),
            ("select", 1, A),
            ("kept", 0, A),
            ("split", 0, A),
            ("split", 1, A),
            ("zero", 0, A),
        ];
        for (name, n, expected) in cases {
            let results = call(store, instance, name, &[A.into(), Val::I32(n)]);
            assert_eq!(vectors(&results), [expected], "{name} {n}");
        }
    });
}

#[test]
fn lanes_and_memory() {
    let text = r#"(module
        (memory (export "memory") 1)
        (memory $far i64 1)
        (data (i32.const 65520) "\80\81\82\83\84\85\86\87\88\89\8a\8b\8c\8d\8e\8f")
        ;; The address and the result share slots.
        (func (export "lane") (param i32 v128) (result v128)
            (v128.load8_lane 15 (i32.add (local.get 0) (i32.const 0)) (v128.not (local.get 1))))
        (func (export "extend") (param i32 v128) (result v128)
            (v128.load8x8_s offset=8 (local.get 0)))
        (func (export "splat") (param i32 v128) (result v128) (v128.load16_splat (i32.const 65534)))
        (func (export "zero") (param i32 v128) (result v128) (v128.load32_zero (local.get 0)))
        (func (export "load") (param i32 v128) (result v128) (v128.load (local.get 0)))
        (func (export "far") (param i32 v128) (result v128)
            (v128.store $far (i64.const 65520) (local.get 1))
            (v128.store8_lane $far 1 (i64.const 65521) (v128.not (local.get 1)))
            (v128.load64_lane $far 1
                (i64.extend_i32_u (local.get 0)) (v128.load $far (i64.const 65520)))))"#;
    let bytes = u128::from_le_bytes(core::array::from_fn(|i| 0x80 | i as u8));
    both(text, |store, instance| {
        let cases = [
            ("lane", 65520, !A & (u128::MAX >> 8) | 0x80 << 120),
            ("extend", 65520, {
                let lanes = core::array::from_fn::<_, 16, _>(|i| {
                    if i % 2 == 0 {
                        0x88 | (i / 2) as u8
                    } else {
                        0xff
                    }
                });
                u128::from_le_bytes(lanes)
            }),
            (
                "splat",
                0,
                u128::from_le_bytes(core::array::from_fn(|i| 0x8e | (i % 2) as u8)),
            ),
            ("zero", 65524, 0x8786_8584),
            ("load", 65520, bytes),
            ("far", 65520, {
                let low = (A as u64 & !0xff00) | (!A as u64 & 0xff00);
                u128::from(low) | u128::from(low) << 64
            }),
        ];
        for (name, at, expected) in cases {
            let results = call(store, instance, name, &[Val::I32(at), A.into()]);
            assert_eq!(vectors(&results), [expected], "{name}");
        }
        for (name, at) in [
            ("lane", 65536),
            ("extend", 65521),
            ("zero", 65533),
            ("load", 65521),
        ] {
            let func = instance.get_func(&mut *store, name).unwrap();
            let result = func.call(&mut *store, &[Val::I32(at), A.into()], &mut [Val::I32(0)]);
            let trap = result.unwrap_err().as_trap();
            assert_eq!(trap, Some(sanderling::Trap::MemoryOutOfBounds), "{name}");
        }
    });
}

#[test]
fn deterministic_nans() {
    let text = r#"(module
        (func (export "mul") (param v128 v128) (result v128) (f32x4.mul (local.get 0) (local.get 1)))
        (func (export "madd") (param v128 v128) (result v128)
            (f64x2.relaxed_madd (local.get 0) (local.get 1) (local.get 0)))
        (func (export "neg") (param v128 v128) (result v128) (f32x4.neg (local.get 0))))"#;
    let engine = Engine::new(&Config::new().deterministic(true)).unwrap();
    let module = Module::new(&engine, text).unwrap();
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    // The first lane is a negative NaN with a payload, the second one is -2.
    let a = 0xffc0_1234_u128 | u128::from((-2f32).to_bits()) << 32;
    let args = [a.into(), a.into()];
    let mut run = |name: &str| vectors(&call(&mut store, &instance, name, &args))[0];
    assert_eq!(run("mul"), 0x7fc0_0000 | u128::from(4f32.to_bits()) << 32);
    // A sign is no arithmetic: the payload stays.
    assert_eq!(
        run("neg") as u64,
        0x7fc0_1234 | u64::from(2f32.to_bits()) << 32
    );
    let nan = 0xfff8_0000_0000_0001_u128;
    let args = [nan.into(), nan.into()];
    let madd = vectors(&call(&mut store, &instance, "madd", &args))[0];
    assert_eq!(madd, 0x7ff8_0000_0000_0000);
}

#[test]
fn vectors_can_be_switched_off() {
    let features = Features::default().without(Feature::RelaxedSimd);
    let engine = Engine::new(&Config::new().features(features)).unwrap();
    let relaxed = "(func (param v128) (drop
        (i8x16.relaxed_swizzle (local.get 0) (local.get 0))))";
    assert!(Module::new(&engine, relaxed).is_err());
    assert!(Module::new(&engine, relaxed.replace("relaxed_", "")).is_ok());
    let engine = Engine::new(&Config::new().features(features.without(Feature::Simd))).unwrap();
    assert!(Module::new(&engine, "(func (param v128))").is_err());
}

/// XXH32 of bytes whose number is a multiple of 16, lane after lane.
fn xxh32(bytes: &[u8], seed: u32) -> u32 {
    const PRIMES: [u32; 3] = [0x9e37_79b1, 0x85eb_ca77, 0xc2b2_ae3d];
    let [one, two, three] = PRIMES;
    let mut lanes = [
        seed.wrapping_add(one).wrapping_add(two),
        seed.wrapping_add(two),
        seed,
        seed.wrapping_sub(one),
    ];
    for (i, word) in bytes.chunks_exact(4).enumerate() {
        let word = u32::from_le_bytes(word.try_into().unwrap());
        let lane = &mut lanes[i % 4];
        let sum = lane.wrapping_add(word.wrapping_mul(two));
        *lane = sum.rotate_left(13).wrapping_mul(one);
    }
    let merged = lanes.iter().zip([1, 7, 12, 18]);
    let mut hash = merged
        .map(|(lane, by)| lane.rotate_left(by))
        .fold(bytes.len() as u32, u32::wrapping_add);
    for (shift, prime) in [(15, two), (13, three), (16, 1)] {
        hash = (hash ^ (hash >> shift)).wrapping_mul(prime);
    }
    hash
}

#[test]
fn a_hash_function_in_vectors() {
    // What the hash's own library gives.
    assert_eq!(xxh32(b"0123456789abcdef", 0), 0xc2c4_5b69);
    both(include_str!("xxh32.wat"), |store, instance| {
        let memory = instance.get_memory(&mut *store, "memory").unwrap();
        let bytes: Vec<u8> = (0..100_000u32)
            .map(|i| (i.wrapping_mul(0x9e37_79b1) >> 24) as u8)
            .collect();
        memory.write(&mut *store, 3, &bytes).unwrap();
        for (len, seed) in [(16, 0), (32, 1), (4096, u32::MAX), (99_984, 0x1234_5678)] {
            let args = [3, len as u32, seed].map(|arg| Val::I32(arg as i32));
            let found = call(store, instance, "vector", &args)[0].unwrap_i32();
            assert_eq!(found as u32, xxh32(&bytes[..len], seed), "{len} bytes");
        }
    });
}
