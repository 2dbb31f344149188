//! What an engine is configured with: features, limits, and how code is compiled.

use wasmparser::WasmFeatures;

use crate::Error;
use crate::types::MemoryType;

/// When function bodies are validated and translated.
///
/// ```
/// # use sanderling::*;
/// # fn main() -> Result<(), Error> {
/// let config = Config::new().compilation(CompilationMode::LazyValidation);
/// let engine = Engine::new(&config)?;
/// // The mistake in the function is found when it is called.
/// assert!(Module::new(&engine, "(func drop)").is_ok());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
#[non_exhaustive]
pub enum CompilationMode {
    /// Everything is validated when the module is made; a function is translated at
    /// its first call.
    #[default]
    Lazy,
    /// Everything is validated and translated when the module is made.
    Eager,
    /// A function is validated and translated at its first call.
    ///
    /// An invalid function is then reported late, as an error of the call. A module
    /// that is never called into may be invalid without notice.
    LazyValidation,
}

/// How an [`Engine`](crate::Engine) reads, compiles and runs modules.
///
/// ```
/// use sanderling::{CompilationMode, Config, Engine};
///
/// # fn main() -> Result<(), sanderling::Error> {
/// let config = Config::new().compilation(CompilationMode::Eager).deterministic(true);
/// let engine = Engine::new(&config)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Config {
    features: Features,
    limits: Limits,
    compilation: CompilationMode,
    fusion: bool,
    deterministic: bool,
    load_threads: u32,
    collect_always: bool,
    consume_fuel: bool,
    interruptible: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}

impl Config {
    /// The default configuration.
    ///
    /// ```
    /// use sanderling::Config;
    ///
    /// assert_eq!(Config::new(), Config::default());
    /// ```
    pub fn new() -> Self {
        Self {
            features: Features::default(),
            limits: Limits::default(),
            compilation: CompilationMode::default(),
            fusion: true,
            deterministic: false,
            load_threads: 0,
            collect_always: false,
            consume_fuel: false,
            interruptible: false,
        }
    }

    /// Sets the WebAssembly features that modules may use.
    ///
    /// ```
    /// use sanderling::{Config, Engine, Feature, Features, Module};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let features = Features::default().without(Feature::MultiMemory);
    /// let engine = Engine::new(&Config::new().features(features))?;
    /// assert!(Module::new(&engine, "(memory 1) (memory 1)").is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn features(self, features: Features) -> Self {
        Self { features, ..self }
    }

    /// Sets the limits that guests are held to.
    ///
    /// ```
    /// use sanderling::{Config, Engine, Limits, Module};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let mut limits = Limits::default();
    /// limits.functions = 1;
    /// let engine = Engine::new(&Config::new().limits(limits))?;
    /// assert!(Module::new(&engine, "(func) (func)").is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Sets when function bodies are validated and translated.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let config = Config::new().compilation(CompilationMode::Eager);
    /// assert!(Engine::new(&config).is_ok());
    /// # Ok(())
    /// # }
    /// ```
    pub fn compilation(self, compilation: CompilationMode) -> Self {
        Self {
            compilation,
            ..self
        }
    }

    /// Whether operands are folded and operations fused; on unless switched off.
    ///
    /// Results do not depend on it, only speed. It is there to test one form against
    /// the other.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// assert!(Engine::new(&Config::new().fusion(false)).is_ok());
    /// # Ok(())
    /// # }
    /// ```
    pub fn fusion(self, fusion: bool) -> Self {
        Self { fusion, ..self }
    }

    /// Whether results are the same on every machine: NaNs then are canonical. Off
    /// unless switched on.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// assert!(Engine::new(&Config::new().deterministic(true)).is_ok());
    /// # Ok(())
    /// # }
    /// ```
    pub fn deterministic(self, deterministic: bool) -> Self {
        Self {
            deterministic,
            ..self
        }
    }

    /// Sets how many threads validate the functions of a large module, and translate
    /// them in the eager mode: 1 for the caller's alone, 0, the default, for as many
    /// as the machine has processors, up to eight.
    ///
    /// The threads have ended when the module is there. Results and errors are the
    /// same for every number.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// assert!(Engine::new(&Config::new().load_threads(1)).is_ok());
    /// # Ok(())
    /// # }
    /// ```
    pub fn load_threads(self, load_threads: u32) -> Self {
        Self {
            load_threads,
            ..self
        }
    }

    /// Whether every allocation on a store's heap collects first; off unless switched
    /// on.
    ///
    /// Results do not depend on it, only speed, which becomes very low. It is there to
    /// test that nothing is collected too early.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// assert!(Engine::new(&Config::new().collect_always(true)).is_ok());
    /// # Ok(())
    /// # }
    /// ```
    pub fn collect_always(self, collect_always: bool) -> Self {
        Self {
            collect_always,
            ..self
        }
    }

    /// Whether guests consume fuel; off unless switched on, and free of cost then.
    ///
    /// Every instruction of a guest costs one unit, except `nop`, `drop`, `block`,
    /// `loop`, `else` and `end`, which cost none. It is paid when a run of instructions
    /// begins that nothing but a trap or a call can leave: at the entry of a function,
    /// at a branch and behind it. Instructions that work on ranges cost more, by the
    /// size of the range and before they begin: a unit for 16 bytes of a memory or 2
    /// elements of a table, those it adds included, unless it fails because a bound
    /// forbids it; and so does `array.new` where an instance's constants are made, which
    /// cost nothing else. The same run costs the same on every machine and however it is
    /// compiled.
    ///
    /// A guest that cannot pay stops with [`Trap::OutOfFuel`](crate::Trap::OutOfFuel). A
    /// store has no fuel at first: see [`Store::set_fuel`](crate::Store::set_fuel). With
    /// this on, guests can be interrupted and have deadlines as well.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let engine = Engine::new(&Config::new().consume_fuel(true))?;
    /// let module = Module::new(&engine, r#"(func (export "f") (loop (br 0)))"#)?;
    /// let mut store = Store::new(&engine, ());
    /// store.set_fuel(1000)?;
    /// let instance = Instance::new(&mut store, &module, &[])?;
    /// let f = instance.get_typed_func::<(), ()>(&mut store, "f")?;
    /// assert_eq!(f.call(&mut store, ()).unwrap_err().as_trap(), Some(Trap::OutOfFuel));
    /// # Ok(())
    /// # }
    /// ```
    pub fn consume_fuel(self, consume_fuel: bool) -> Self {
        Self {
            consume_fuel,
            ..self
        }
    }

    /// Whether guests can be interrupted from outside, have deadlines and yield after a
    /// time slice; off unless switched on, and free of cost then.
    ///
    /// See [`Store::interrupt_handle`](crate::Store::interrupt_handle),
    /// [`Store::set_deadline`](crate::Store::set_deadline) and
    /// [`Store::set_time_slice`](crate::Store::set_time_slice).
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let engine = Engine::new(&Config::new().interruptible(true))?;
    /// let module = Module::new(&engine, r#"(func (export "f") (loop (br 0)))"#)?;
    /// let mut store = Store::new(&engine, ());
    /// let instance = Instance::new(&mut store, &module, &[])?;
    /// let f = instance.get_typed_func::<(), ()>(&mut store, "f")?;
    /// store.interrupt_handle().interrupt();
    /// assert_eq!(f.call(&mut store, ()).unwrap_err().as_trap(), Some(Trap::Interrupted));
    /// # Ok(())
    /// # }
    /// ```
    pub fn interruptible(self, interruptible: bool) -> Self {
        Self {
            interruptible,
            ..self
        }
    }

    /// Sets the bytes of values that a call's stack may take: short for
    /// [`Limits::wasm_stack_bytes`].
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// assert!(Engine::new(&Config::new().wasm_stack_bytes(1 << 20)).is_ok());
    /// # Ok(())
    /// # }
    /// ```
    pub fn wasm_stack_bytes(mut self, bytes: u64) -> Self {
        self.limits.wasm_stack_bytes = bytes;
        self
    }

    pub(crate) fn enabled(&self) -> Features {
        self.features
    }

    pub(crate) fn bounds(&self) -> &Limits {
        &self.limits
    }

    pub(crate) fn compilation_mode(&self) -> CompilationMode {
        self.compilation
    }

    pub(crate) fn threads_for_loading(&self) -> usize {
        match self.load_threads {
            // More than eight would wait for memory, and the host has its own work.
            0 => std::thread::available_parallelism().map_or(1, |n| n.get().min(8)),
            threads => threads as usize,
        }
    }

    /// Whether [`consume_fuel`](Self::consume_fuel) is on.
    ///
    /// ```
    /// # use sanderling::Config;
    /// assert!(!Config::new().consumes_fuel());
    /// assert!(Config::new().consume_fuel(true).consumes_fuel());
    /// ```
    pub fn consumes_fuel(&self) -> bool {
        self.consume_fuel
    }

    /// Whether [`interruptible`](Self::interruptible) is on.
    ///
    /// ```
    /// # use sanderling::Config;
    /// assert!(!Config::new().is_interruptible());
    /// assert!(Config::new().interruptible(true).is_interruptible());
    /// ```
    pub fn is_interruptible(&self) -> bool {
        self.interruptible
    }

    pub(crate) fn is_fused(&self) -> bool {
        self.fusion
    }

    pub(crate) fn collects_always(&self) -> bool {
        self.collect_always
    }

    pub(crate) fn is_deterministic(&self) -> bool {
        self.deterministic
    }

    /// # Errors
    ///
    /// [`Limit`](crate::ErrorKind::Limit) if a limit is above its maximum.
    pub(crate) fn check(&self) -> Result<(), Error> {
        self.limits.check_maxima()
    }
}

macro_rules! features {
    ($( $(#[$doc:meta])* $name:ident { wasmparser: $flags:ident, default: $default:ident, implemented: $implemented:ident } )*) => {
        /// A WebAssembly feature: a proposal, finished or not.
        ///
        /// ```
        /// use sanderling::{Feature, Features};
        ///
        /// assert!(!Features::default().without(Feature::Simd).contains(Feature::Simd));
        /// ```
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[non_exhaustive]
        pub enum Feature {
            $( $(#[$doc])* $name, )*
        }

        impl Feature {
            /// Every feature that this crate knows.
            ///
            /// ```
            /// use sanderling::Feature;
            ///
            /// assert!(Feature::ALL.contains(&Feature::MultiMemory));
            /// ```
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Whether this version of the crate can run the feature.
            ///
            /// ```
            /// assert!(sanderling::Feature::TailCall.is_implemented());
            /// ```
            pub const fn is_implemented(self) -> bool {
                match self { $( Self::$name => $implemented, )* }
            }

            const fn is_default(self) -> bool {
                match self { $( Self::$name => $default, )* }
            }

            const fn flags(self) -> WasmFeatures {
                match self { $( Self::$name => WasmFeatures::$flags, )* }
            }
        }
    };
}

features! {
    /// Imported and exported globals may be mutable.
    MutableGlobal { wasmparser: MUTABLE_GLOBAL, default: true, implemented: true }
    /// Float to integer conversions that do not trap.
    SaturatingFloatToInt { wasmparser: SATURATING_FLOAT_TO_INT, default: true, implemented: true }
    /// Sign extension of the low bits of an integer.
    SignExtension { wasmparser: SIGN_EXTENSION, default: true, implemented: true }
    /// Several results; blocks with parameters.
    MultiValue { wasmparser: MULTI_VALUE, default: true, implemented: true }
    /// Copies and fills of memories and tables; passive segments.
    BulkMemory { wasmparser: BULK_MEMORY, default: true, implemented: true }
    /// `funcref` and `externref` values; several tables.
    ReferenceTypes { wasmparser: REFERENCE_TYPES, default: true, implemented: true }
    /// Calls in tail position that reuse the caller's frame.
    TailCall { wasmparser: TAIL_CALL, default: true, implemented: true }
    /// Integer arithmetic in constant expressions.
    ExtendedConst { wasmparser: EXTENDED_CONST, default: true, implemented: true }
    /// Several memories in one module.
    MultiMemory { wasmparser: MULTI_MEMORY, default: true, implemented: true }
    /// Memories and tables with 64-bit addresses.
    Memory64 { wasmparser: MEMORY64, default: true, implemented: true }
    /// Fixed-width vector instructions.
    Simd { wasmparser: SIMD, default: true, implemented: true }
    /// Vector instructions with implementation-defined results.
    RelaxedSimd { wasmparser: RELAXED_SIMD, default: true, implemented: true }
    /// References to functions of a given type.
    FunctionReferences { wasmparser: FUNCTION_REFERENCES, default: true, implemented: true }
    /// Structures and arrays on a collected heap.
    Gc { wasmparser: GC, default: true, implemented: true }
    /// Exceptions with `try_table` and `exnref`.
    Exceptions { wasmparser: EXCEPTIONS, default: true, implemented: true }
    /// Exceptions as they were before `exnref`: `try`, `catch`, `rethrow`, `delegate`.
    LegacyExceptions { wasmparser: LEGACY_EXCEPTIONS, default: true, implemented: true }
    /// Shared memories and atomic instructions.
    Threads { wasmparser: THREADS, default: true, implemented: true }
    /// Memories with pages of one byte.
    CustomPageSizes { wasmparser: CUSTOM_PAGE_SIZES, default: true, implemented: true }
    /// 128-bit addition, subtraction and multiplication.
    WideArithmetic { wasmparser: WIDE_ARITHMETIC, default: true, implemented: true }
}

/// A set of WebAssembly features.
///
/// The default set is everything that is implemented.
///
/// ```
/// use sanderling::{Feature, Features};
///
/// let features = Features::default().without(Feature::Memory64);
/// assert!(features.contains(Feature::MultiMemory));
/// assert!(!features.contains(Feature::Memory64));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Features(u32);

impl Features {
    /// The features of the first version of WebAssembly.
    ///
    /// ```
    /// use sanderling::{Feature, Features};
    ///
    /// assert!(!Features::mvp().contains(Feature::BulkMemory));
    /// ```
    pub const fn mvp() -> Self {
        Self(0)
    }

    /// This set and `feature`.
    ///
    /// # Errors
    ///
    /// [`Unsupported`](crate::ErrorKind::Unsupported) if the feature is not implemented.
    ///
    /// ```
    /// # fn main() -> Result<(), sanderling::Error> {
    /// use sanderling::{Feature, Features};
    ///
    /// let features = Features::mvp().with(Feature::SignExtension)?;
    /// assert!(features.contains(Feature::SignExtension));
    /// # Ok(())
    /// # }
    /// ```
    pub fn with(self, feature: Feature) -> Result<Self, Error> {
        if feature.is_implemented() {
            Ok(Self(self.0 | Self::bit(feature)))
        } else {
            Err(Error::unsupported(format!(
                "feature {feature:?} is not implemented"
            )))
        }
    }

    /// This set without `feature`.
    ///
    /// ```
    /// use sanderling::{Feature, Features};
    ///
    /// assert!(!Features::default().without(Feature::TailCall).contains(Feature::TailCall));
    /// ```
    pub const fn without(self, feature: Feature) -> Self {
        Self(self.0 & !Self::bit(feature))
    }

    /// Whether `feature` is in this set.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// assert!(Features::default().contains(Feature::TailCall));
    /// # Ok(())
    /// # }
    /// ```
    pub const fn contains(self, feature: Feature) -> bool {
        self.0 & Self::bit(feature) != 0
    }

    const fn bit(feature: Feature) -> u32 {
        1 << feature as u32
    }

    /// The set in wasmparser's terms.
    pub(crate) fn to_wasmparser(self) -> WasmFeatures {
        // Floats and the types `externref` needs are no proposals and always there.
        Feature::ALL
            .iter()
            .filter(|&&feature| self.contains(feature))
            .fold(WasmFeatures::MVP, |set, feature| set | feature.flags())
    }

    /// The names of the features of modules in which `validator` differs.
    pub(crate) fn differing(self, validator: WasmFeatures) -> Vec<&'static str> {
        let names = (self.to_wasmparser() ^ validator).iter_names();
        names
            .map(|(name, _)| name)
            // What components are made of does not reach the modules in them.
            .filter(|name| !name.starts_with("CM") && *name != "COMPONENT_MODEL")
            .collect()
    }
}

impl Default for Features {
    fn default() -> Self {
        let on = Feature::ALL.iter().filter(|feature| feature.is_default());
        Self(on.fold(0, |set, &feature| set | Self::bit(feature)))
    }
}

macro_rules! limits {
    ($( $(#[$doc:meta])* $name:ident: $ty:ty = $default:expr, max $max:expr; )*) => {
        /// Every number that bounds what a guest can take.
        ///
        /// A module or a call that would go beyond one gets an error of the kind
        /// [`Limit`](crate::ErrorKind::Limit), or the trap that a field names.
        ///
        /// ```
        /// use sanderling::{Config, Engine, Limits};
        ///
        /// let mut limits = Limits::default();
        /// limits.memory_bytes = 1 << 20;
        /// assert!(Engine::new(&Config::new().limits(limits)).is_ok());
        /// ```
        #[derive(Clone, PartialEq, Eq, Debug)]
        #[non_exhaustive]
        pub struct Limits {
            $(
                $(#[$doc])*
                #[doc = concat!("\n\nDefault `", stringify!($default), "`, at most `", stringify!($max), "`.")]
                pub $name: $ty,
            )*
        }

        impl Default for Limits {
            fn default() -> Self {
                Self { $( $name: $default, )* }
            }
        }

        impl Limits {
            fn check_maxima(&self) -> Result<(), Error> {
                $( Self::check(concat!("Limits::", stringify!($name)), $max, self.$name.into())?; )*
                Ok(())
            }
        }
    };
}

impl Limits {
    /// The limit for one memory of a type, and its name.
    pub(crate) fn memory_limit(&self, ty: &MemoryType) -> (&'static str, u64) {
        if ty.is_64() {
            ("memory64_bytes", self.memory64_bytes)
        } else {
            ("memory_bytes", self.memory_bytes)
        }
    }

    /// An error if `got` is above `limit`, the limit called `which`.
    #[inline]
    pub(crate) fn check(which: &'static str, limit: u64, got: u64) -> Result<(), Error> {
        if got > limit {
            Err(Error::limit(which, limit, got))
        } else {
            Ok(())
        }
    }
}

const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

// Numbers of wasmparser (its `limits.rs`) are the ones that engines agreed on for
// the web; wasmparser refuses more in any case.
limits! {
    /// Bytes of a module. The web's engines take 1 GiB; the largest programs in use
    /// have 60 MiB. Offsets into a module are 32 bits wide.
    module_bytes: u64 = 128 * MIB, max GIB;
    /// Types of a module (wasmparser).
    types: u64 = 1_000_000, max 1_000_000;
    /// Different types of all modules of an engine together. They are kept as long as the
    /// engine: 10 million take about 3 GiB, real programs have hundreds.
    engine_types: u32 = 10_000_000, max 1 << 30;
    /// Functions of a module, imports included (wasmparser).
    functions: u64 = 1_000_000, max 1_000_000;
    /// Imports of a module (wasmparser).
    imports: u64 = 1_000_000, max 1_000_000;
    /// Exports of a module (wasmparser).
    exports: u64 = 1_000_000, max 1_000_000;
    /// Globals of a module, imports included (wasmparser).
    globals: u64 = 1_000_000, max 1_000_000;
    /// Tags of a module, imports included (wasmparser).
    tags: u64 = 1_000_000, max 1_000_000;
    /// Element segments of a module (wasmparser).
    element_segments: u64 = 100_000, max 100_000;
    /// Data segments of a module (wasmparser).
    data_segments: u64 = 100_000, max 100_000;
    /// Tables of a module, imports included (wasmparser); real modules have a handful.
    tables: u64 = 100, max 100;
    /// Memories of a module, imports included (wasmparser).
    memories: u64 = 100, max 100;
    /// Bytes of one function's body (wasmparser).
    function_body_bytes: u64 = 7_654_321, max 7_654_321;
    /// Locals of one function beside its parameters (wasmparser); zeroing them is the
    /// cost of a call (CWA-2023-004).
    locals: u64 = 50_000, max 50_000;
    /// Locals that a module's functions declare beyond the module's bytes: so many at
    /// least are never used, and a declaration of 50,000 takes no more bytes than one of
    /// a single local. Each costs time when its function is translated; compilers
    /// declare what they use.
    idle_locals: u64 = 1_000_000, max 1 << 40;
    /// Parameters of one function type (wasmparser).
    params: u64 = 1_000, max 1_000;
    /// Results of one function type (wasmparser).
    results: u64 = 1_000, max 1_000;
    /// Bytes of a name (wasmparser).
    string_bytes: u64 = 100_000, max 100_000;
    /// Bytes of one memory with 32-bit addresses: all that they can reach.
    memory_bytes: u64 = 4 * GIB, max 4 * GIB;
    /// Bytes of one memory with 64-bit addresses. Untouched pages cost only address
    /// space, of which 2⁴⁷ bytes exist.
    memory64_bytes: u64 = 16 * GIB, max 1 << 46;
    /// Bytes of all memories of a store together.
    store_memory_bytes: u64 = 64 * GIB, max 1 << 46;
    /// Elements of one table (wasmparser; RUSTSEC-2026-0114): 80 MB.
    table_elements: u64 = 10_000_000, max 1 << 32;
    /// Elements of all tables of a store together: 800 MB.
    store_table_elements: u64 = 100_000_000, max 1 << 40;
    /// Bytes of a store's heap: structures, arrays, exceptions, and 16 for each host
    /// value. Bitmaps take 6 % more, and during a collection its list 25 % at most.
    /// References have 32 bits for one of 8 bytes.
    gc_heap_bytes: u64 = GIB, max 16 * GIB;
    /// Bytes of one buffer that the host fills on a guest's demand, such as captured
    /// output. Guests write as much as they like; 1 GiB is more than programs print, and
    /// what a host can still keep.
    host_buffer_bytes: u64 = GIB, max 1 << 46;
    /// Fields of one structure type (wasmparser).
    struct_fields: u64 = 10_000, max 10_000;
    /// Instances in a store (wasmtime).
    store_instances: u32 = 10_000, max 1 << 30;
    /// Memories in a store (wasmtime).
    store_memories: u32 = 10_000, max 1 << 30;
    /// Tables in a store (wasmtime).
    store_tables: u32 = 10_000, max 1 << 30;
    /// Bytes of values on the stack of a call; beyond them it traps with
    /// [`StackOverflow`](crate::Trap::StackOverflow). 8 MiB are a million values, room
    /// for 100,000 small frames; pages that are not reached cost nothing.
    wasm_stack_bytes: u64 = 8 * MIB, max 4 * GIB;
    /// Nested changes from the guest to the host and back, trapping like the stack
    /// bytes: these do use the native stack.
    host_call_depth: u32 = 200, max 10_000;
    /// Frames that a backtrace keeps, innermost first (wasmtime).
    backtrace_frames: u32 = 20, max 1_000_000;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    #[test]
    fn unimplemented_features_stay_off() {
        for &feature in Feature::ALL {
            let result = Features::mvp().with(feature);
            assert_eq!(result.is_ok(), feature.is_implemented(), "{feature:?}");
            assert!(feature.is_implemented() || !Features::default().contains(feature));
        }
    }

    #[test]
    fn features_translate_to_wasmparser() {
        let mvp = Features::mvp().to_wasmparser();
        assert!(mvp.floats() && !mvp.bulk_memory() && !mvp.mutable_global());
        let default = Features::default().to_wasmparser();
        assert!(default.bulk_memory() && default.tail_call() && default.memory64());
        assert!(default.call_indirect_overlong() && default.bulk_memory_opt());
        assert!(default.function_references() && default.wide_arithmetic());
        assert!(default.simd() && default.relaxed_simd());
        assert!(default.gc() && !default.compact_imports());
    }

    #[test]
    fn limits_have_maxima() {
        assert!(Config::new().check().is_ok());
        let limits = Limits {
            memories: 101,
            ..Limits::default()
        };
        let error = Config::new().limits(limits).check().unwrap_err();
        let ErrorKind::Limit { which, limit, got } = *error.kind() else {
            panic!("{error}")
        };
        assert_eq!((which, limit, got), ("Limits::memories", 100, 101));
    }

    #[test]
    fn a_limit_is_inclusive() {
        assert!(Limits::check("x", 3, 3).is_ok());
        assert!(Limits::check("x", 3, 4).is_err());
    }
}
