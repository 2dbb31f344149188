//! Runs a module with fusion and without, and compares everything that shows.

use sanderling::{
    CompilationMode, Config, Engine, Extern, Func, Global, Instance, Memory, Module, Store, Trap,
    Val,
};

/// A numeric type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ty {
    I32,
    I64,
    F32,
    F64,
}

pub(crate) use Ty::{F32, F64, I32, I64};

impl Ty {
    pub(crate) const ALL: [Ty; 4] = [I32, I64, F32, F64];

    /// The type's name in the text format.
    pub(crate) fn name(self) -> &'static str {
        match self {
            I32 => "i32",
            I64 => "i64",
            F32 => "f32",
            F64 => "f64",
        }
    }

    /// A value of the type, from bits.
    pub(crate) fn val(self, bits: u64) -> Val {
        match self {
            I32 => Val::I32(bits as i32),
            I64 => Val::I64(bits as i64),
            F32 => Val::F32(bits as u32),
            F64 => Val::F64(bits),
        }
    }

    /// Values at which operators behave specially, as bits.
    pub(crate) fn edges(self) -> Vec<u64> {
        match self {
            I32 => [0, 1, -1, i32::MIN, i32::MAX, 33]
                .iter()
                .map(|&v: &i32| u64::from(v as u32))
                .collect(),
            I64 => [0, 1, -1, i64::MIN, i64::MAX, 65, -0x8000_0000, 0x8000_0000]
                .iter()
                .map(|&v: &i64| v as u64)
                .collect(),
            F32 => [0.0, -0.0, 1.5, f32::NAN, f32::INFINITY, -2.5e9]
                .iter()
                .map(|v| u64::from(v.to_bits()))
                .collect(),
            F64 => [0.0, -0.0, 1.5, f64::NAN, f64::NEG_INFINITY, 1e19]
                .iter()
                .map(|v| v.to_bits())
                .collect(),
        }
    }

    /// A constant in the text format.
    pub(crate) fn constant(self, bits: u64) -> String {
        match self {
            I32 => format!("i32.const {}", bits as i32),
            I64 => format!("i64.const {}", bits as i64),
            F32 => match f32::from_bits(bits as u32) {
                v if v.is_nan() => "f32.const nan".into(),
                v if v.is_infinite() => {
                    format!("f32.const {}inf", if v < 0.0 { "-" } else { "" })
                }
                v => format!("f32.const {v:?}"),
            },
            F64 => match f64::from_bits(bits) {
                v if v.is_nan() => "f64.const nan".into(),
                v if v.is_infinite() => {
                    format!("f64.const {}inf", if v < 0.0 { "-" } else { "" })
                }
                v => format!("f64.const {v:?}"),
            },
        }
    }
}

/// A value, comparable: every NaN is the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bits(Ty, u64);

fn bits(val: Val) -> Bits {
    match val {
        Val::I32(v) => Bits(I32, u64::from(v as u32)),
        Val::I64(v) => Bits(I64, v as u64),
        Val::F32(v) if f32::from_bits(v).is_nan() => Bits(F32, u64::from(f32::NAN.to_bits())),
        Val::F32(v) => Bits(F32, u64::from(v)),
        Val::F64(v) if f64::from_bits(v).is_nan() => Bits(F64, f64::NAN.to_bits()),
        Val::F64(v) => Bits(F64, v),
        other => panic!("no numeric value: {other:?}"),
    }
}

/// What a call came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Values(Vec<Bits>),
    Trap(Trap),
    /// What the error says: the tag, and the values, in which every NaN is the same.
    Exception(String),
}

/// One instance of the module.
struct Side {
    store: Store<()>,
    funcs: Vec<Func>,
    globals: Vec<Global>,
    memory: Option<Memory>,
}

impl Side {
    fn new(wasm: &[u8], config: &Config) -> Side {
        let engine = Engine::new(config).unwrap();
        let module = Module::from_binary(&engine, wasm).unwrap();
        let mut store = Store::new(&engine, ());
        if config.consumes_fuel() {
            store.set_fuel(u64::MAX).unwrap();
        }
        let instance = Instance::new(&mut store, &module, &[]).unwrap();
        let memory = instance.get_memory(&mut store, "memory");
        let names: Vec<String> = module.exports().map(|e| e.name().to_owned()).collect();
        let externs: Vec<Extern> = names
            .iter()
            .map(|name| instance.get_export(&mut store, name).unwrap())
            .collect();
        let funcs = externs.iter().filter_map(|e| (*e).into_func()).collect();
        let globals = externs.iter().filter_map(|e| (*e).into_global()).collect();
        Side {
            store,
            funcs,
            globals,
            memory,
        }
    }

    fn call(&mut self, func: usize, args: &[Val]) -> Outcome {
        let func = self.funcs[func];
        let ty = func.ty(&self.store).unwrap();
        let mut results = vec![Val::I32(0); ty.results().len()];
        match func.call(&mut self.store, args, &mut results) {
            Ok(()) => Outcome::Values(results.into_iter().map(bits).collect()),
            Err(error) => match (error.as_trap(), error.exception()) {
                (Some(trap), _) => Outcome::Trap(trap),
                (None, Some(_)) => Outcome::Exception(error.kind().to_string()),
                (None, None) => panic!("{error}"),
            },
        }
    }
}

/// The module with fusion and without, and twice with metering as well.
pub(crate) struct Pair {
    text: String,
    fused: Side,
    plain: Side,
    /// Fused and lazy, plain and eager: they consume the same fuel.
    metered: [Side; 2],
    interruptible: Side,
}

impl Pair {
    /// Instantiates a module given as text on both sides.
    pub(crate) fn new(text: String, deterministic: bool) -> Pair {
        let wasm = match wat::parse_str(&text) {
            Ok(wasm) => wasm,
            Err(error) => panic!("{error}\n{text}"),
        };
        let config = Config::new().deterministic(deterministic);
        Pair {
            text,
            fused: Side::new(&wasm, &config.clone()),
            plain: Side::new(&wasm, &config.clone().fusion(false)),
            metered: [
                Side::new(&wasm, &config.clone().consume_fuel(true)),
                Side::new(
                    &wasm,
                    &config
                        .clone()
                        .consume_fuel(true)
                        .fusion(false)
                        .compilation(CompilationMode::Eager),
                ),
            ],
            interruptible: Side::new(&wasm, &config.interruptible(true)),
        }
    }

    /// Number of exported functions.
    pub(crate) fn len(&self) -> usize {
        self.fused.funcs.len()
    }

    /// Calls an exported function on both sides; a difference is described.
    pub(crate) fn call(&mut self, func: usize, args: &[Val]) -> Result<Outcome, String> {
        let fused = self.fused.call(func, args);
        let plain = self.plain.call(func, args);
        if fused != plain {
            return Err(format!("{args:?}: fused {fused:?}, plain {plain:?}"));
        }
        let others = self.metered.iter_mut().chain([&mut self.interruptible]);
        for (i, other) in others.enumerate() {
            let other = other.call(func, args);
            if fused != other {
                return Err(format!("{args:?}: fused {fused:?}, metered {i} {other:?}"));
            }
        }
        let [x, y] = self
            .metered
            .each_ref()
            .map(|side| side.store.consumed_fuel().unwrap());
        if x != y {
            return Err(format!("{args:?}: fused consumes {x}, plain {y}"));
        }
        Ok(fused)
    }

    /// Compares memories and exported globals.
    pub(crate) fn compare_state(&self) -> Result<(), String> {
        for (i, (x, y)) in self
            .fused
            .globals
            .iter()
            .zip(&self.plain.globals)
            .enumerate()
        {
            let (x, y) = (x.get(&self.fused.store), y.get(&self.plain.store));
            let (x, y) = (bits(x.unwrap()), bits(y.unwrap()));
            if x != y {
                return Err(format!("global {i}: fused {x:?}, plain {y:?}"));
            }
        }
        if let (Some(x), Some(y)) = (self.fused.memory, self.plain.memory) {
            let (x, y) = (x.data(&self.fused.store), y.data(&self.plain.store));
            let (x, y) = (x.unwrap(), y.unwrap());
            if x != y {
                let at = x.iter().zip(y).position(|(x, y)| x != y);
                return Err(format!("memory at {at:?}, {} {}", x.len(), y.len()));
            }
        }
        Ok(())
    }

    /// The module's text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

/// A small generator of numbers (Marsaglia's xorshift64*).
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Rng {
        Rng(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() >> 33) as usize % n
    }

    /// True in one of `n` cases.
    pub(crate) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// One of several.
    pub(crate) fn of<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}
