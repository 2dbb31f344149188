//! Every operator on values that wasmparser knows, with its types.
//!
//! Names come from wasmparser's own list. Types are not written down a second time
//! either: they are found by asking the validator which ones fit.

use std::sync::OnceLock;

use wasmparser::{Validator, WasmFeatures};

/// A type that generated programs compute with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Ty {
    I32,
    I64,
    F32,
    F64,
    V128,
    Func,
    Extern,
}

impl Ty {
    pub(crate) const NUMBERS: &'static [Self] =
        &[Self::I32, Self::I64, Self::F32, Self::F64, Self::V128];

    /// Its name in the text format.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::F32 => "f32",
            Self::F64 => "f64",
            Self::V128 => "v128",
            Self::Func => "funcref",
            Self::Extern => "externref",
        }
    }
}

/// What an operator has beside its operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Immediate {
    None,
    /// An offset, the address being the first operand.
    Memory,
    /// A lane below this number.
    Lane(usize),
    MemoryLane(usize),
    Shuffle,
}

/// A group of operators, in wasmparser's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Group {
    Basic,
    Vector,
    Relaxed,
    Threads,
    Wide,
}

/// An operator.
#[derive(Clone, Debug)]
pub(crate) struct Op {
    pub(crate) name: String,
    pub(crate) group: Group,
    pub(crate) immediate: Immediate,
    pub(crate) params: Vec<Ty>,
    pub(crate) results: Vec<Ty>,
}

macro_rules! listed {
    ($( @$group:ident $op:ident $({ $($arg:ident: $ty:ty),* })? => $visit:ident $annotation:tt )*) => {
        /// Group, visitor's name, and types of the immediates.
        const LISTED: &[(&str, &str, &str)] = &[
            $( (stringify!($group), stringify!($visit), concat!($($(stringify!($arg), " "),*)?)), )*
        ];
    };
}
wasmparser::for_each_operator!(listed);

/// The name in the text format, for operators that are named by a type.
fn text_name(visit: &str) -> Option<String> {
    let name = visit.strip_prefix("visit_")?;
    let (ty, rest) = name.split_once('_')?;
    let types = [
        "i32", "i64", "f32", "f64", "v128", "i8x16", "i16x8", "i32x4", "i64x2", "f32x4", "f64x2",
        "memory",
    ];
    if !types.contains(&ty) {
        return None;
    }
    match rest.strip_prefix("atomic_") {
        Some(rest) => {
            let rest = match rest.strip_prefix("rmw") {
                Some(rmw) => format!("rmw{}", rmw.replacen('_', ".", 1)),
                None => rest.to_owned(),
            };
            Some(format!("{ty}.atomic.{rest}"))
        }
        None if ty == "memory" => None,
        None => Some(format!("{ty}.{rest}")),
    }
}

/// Lanes of the vectors that an operator is about.
fn lanes(name: &str) -> usize {
    for (part, lanes) in [
        ("8x16", 16),
        ("16x8", 8),
        ("32x4", 4),
        ("64x2", 2),
        ("load8", 16),
        ("store8", 16),
        ("load16", 8),
        ("store16", 8),
        ("load32", 4),
        ("store32", 4),
    ] {
        if name.contains(part) {
            return lanes;
        }
    }
    2
}

impl Immediate {
    /// As text, with an offset and a lane.
    pub(crate) fn text(self, offset: usize, lane: usize) -> String {
        match self {
            Self::None => String::new(),
            Self::Memory => format!("offset={offset}"),
            Self::Lane(lanes) => format!("{}", lane % lanes),
            Self::MemoryLane(lanes) => format!("offset={offset} {}", lane % lanes),
            Self::Shuffle => (0..16)
                .map(|i| format!("{} ", (lane * (i + 3) + i) % 32))
                .collect(),
        }
    }
}

/// Whether a module of one function is valid.
fn is_valid(params: &[Ty], results: &[Ty], code: &str) -> bool {
    let list =
        |types: &[Ty]| -> String { types.iter().map(|ty| format!(" {}", ty.name())).collect() };
    let text = format!(
        "(module (memory 1) (func (param{}) (result{}) {code}))",
        list(params),
        list(results)
    );
    let features = WasmFeatures::all();
    wat::parse_str(&text).is_ok_and(|wasm| {
        Validator::new_with_features(features)
            .validate_all(&wasm)
            .is_ok()
    })
}

/// All lists of a length of the numeric types.
fn lists(len: usize) -> Vec<Vec<Ty>> {
    let mut all = vec![Vec::new()];
    for _ in 0..len {
        all = all
            .iter()
            .flat_map(|list: &Vec<Ty>| {
                Ty::NUMBERS.iter().map(move |&ty| {
                    let mut longer = list.clone();
                    longer.push(ty);
                    longer
                })
            })
            .collect();
    }
    all
}

fn types_of(code: &str) -> Option<(Vec<Ty>, Vec<Ty>)> {
    let gets = |n: usize| -> String { (0..n).map(|i| format!("local.get {i} ")).collect() };
    // What stays on the stack does not matter in front of `unreachable`; an operator
    // that takes fewer operands is found first.
    let four = || [vec![Ty::I64; 4]];
    let params = (0..=3).flat_map(lists).chain(four()).find(|list| {
        is_valid(
            list,
            &[],
            &format!("{} {code} unreachable", gets(list.len())),
        )
    })?;
    let body = format!("{} {code}", gets(params.len()));
    let results = (0..=2)
        .flat_map(lists)
        .find(|list| is_valid(&params, list, &body))?;
    Some((params, results))
}

fn find_all() -> Vec<Op> {
    let mut all = Vec::new();
    for &(group, visit, args) in LISTED {
        let group = match group {
            "simd" => Group::Vector,
            "relaxed_simd" => Group::Relaxed,
            "threads" => Group::Threads,
            "wide_arithmetic" => Group::Wide,
            "mvp" | "sign_extension" | "saturating_float_to_int" => Group::Basic,
            _ => continue,
        };
        let Some(name) = text_name(visit) else {
            continue;
        };
        let immediate = match args.trim() {
            "" => Immediate::None,
            "memarg" => Immediate::Memory,
            "lane" => Immediate::Lane(lanes(&name)),
            "memarg  lane" | "memarg lane" => Immediate::MemoryLane(lanes(&name)),
            "lanes" => Immediate::Shuffle,
            // Constants are written where they are wanted.
            _ => continue,
        };
        let code = format!("{name} {}", immediate.text(0, 0));
        if let Some((params, results)) = types_of(&code) {
            all.push(Op {
                name,
                group,
                immediate,
                params,
                results,
            });
        }
    }
    all
}

/// Every operator, found once.
pub(crate) fn operators() -> &'static [Op] {
    static ALL: OnceLock<Vec<Op>> = OnceLock::new();
    ALL.get_or_init(find_all)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// None is lost because its name or its immediates were misread.
    #[test]
    fn every_operator_has_types() {
        let found = operators();
        let mut lost = Vec::new();
        for &(group, visit, args) in LISTED {
            let values = matches!(
                group,
                "simd"
                    | "relaxed_simd"
                    | "threads"
                    | "wide_arithmetic"
                    | "mvp"
                    | "sign_extension"
                    | "saturating_float_to_int"
            );
            let Some(name) = text_name(visit).filter(|_| values && args != "value ") else {
                continue;
            };
            if !found.iter().any(|op| op.name == name) {
                lost.push(name);
            }
        }
        assert_eq!(lost, [""; 0]);
        assert!(found.len() > 450, "{}", found.len());
        let of = |name| {
            found
                .iter()
                .find(|op| op.name == name)
                .map(|op| (&op.params[..], &op.results[..]))
        };
        assert_eq!(of("i64.store8"), Some((&[Ty::I32, Ty::I64][..], &[][..])));
        assert_eq!(
            of("v128.bitselect"),
            Some((&[Ty::V128; 3][..], &[Ty::V128][..]))
        );
        assert_eq!(
            of("i64.add128"),
            Some((&[Ty::I64; 4][..], &[Ty::I64; 2][..]))
        );
    }

    /// Each operator on all its operands is a function; without the first, or with one of
    /// another type, it is none, however the engine comes to it.
    #[test]
    fn an_operand_too_few_is_invalid() {
        use sanderling::{CompilationMode, Config, Engine, ErrorKind, Module};

        let engines = [CompilationMode::Eager, CompilationMode::LazyValidation]
            .map(|mode| Engine::new(&Config::new().compilation(mode)).expect("an engine"));
        for op in operators() {
            let names = |types: &[Ty]| -> String {
                types.iter().map(|ty| format!(" {}", ty.name())).collect()
            };
            let with = |operands: &str| {
                let text = format!(
                    "(memory 1) (func (param{}) (result{}) {operands} {} {})",
                    names(&op.params),
                    names(&op.results),
                    op.name,
                    op.immediate.text(0, 0),
                );
                let binary = wat::parse_str(&text).expect("text");
                engines
                    .each_ref()
                    .map(|engine| Module::validate(engine, &binary))
            };
            let gets = |range: std::ops::Range<usize>| -> String {
                range.map(|i| format!("local.get {i} ")).collect()
            };
            let all = gets(0..op.params.len());
            assert!(with(&all).iter().all(Result::is_ok), "{}", op.name);
            let few = gets(1..op.params.len());
            let wrong = format!("ref.null func {few}");
            for operands in [few, wrong] {
                for result in with(&operands) {
                    let error = result.expect_err(&op.name);
                    let is_invalid = matches!(error.kind(), ErrorKind::Invalid { .. });
                    assert!(is_invalid, "{}: {error}", op.name);
                }
            }
        }
    }
}
