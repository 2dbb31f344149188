//! The official testsuite, in every mode of the engine: nothing fails but what
//! `expected.toml` lists.

use std::env;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use sanderling::{CompilationMode, Config, Engine};
use spec_tests::expected::Expected;
use spec_tests::report::Counts;
use spec_tests::suite::{self, Script};

/// The complete suite of version 3 with its proposals, if it is on this machine.
fn corpus() -> Option<Vec<Script>> {
    let root = env::var_os("SANDERLING_CORPORA").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora");
    let dir = root.unwrap_or(beside).join("spec-testsuite");
    if !dir.is_dir() {
        // Not with a macro, whose output is shown only if the test fails.
        let _ = writeln!(
            io::stderr(),
            "skipped: no complete testsuite; set SANDERLING_CORPORA to where the corpora are"
        );
        return None;
    }
    Some(suite::directory(&dir).expect("the scripts can be read"))
}

fn check(scripts: &[Script], config: &Config) {
    let expected = Expected::current();
    let mut counts = Counts::default();
    let mut failures = Vec::new();
    for group in scripts.chunk_by(|a, b| a.group == b.group) {
        let features = suite::features(&group[0].group);
        let engine = Engine::new(&config.clone().features(features)).expect("a valid config");
        for script in group {
            let report = script.check(&engine, &expected);
            counts += report.counts;
            let place = |line| format!("{}:{line}", script.path());
            let lines = report.failures.into_iter();
            failures.extend(lines.map(|f| format!("{}: {}", place(f.line), f.message)));
        }
    }
    assert!(failures.is_empty(), "{counts}\n{}", failures.join("\n"));
    // Far below what there is, and far above what is left if scripts are not found.
    assert!(counts.passed > 30_000, "{counts}");
}

fn lazy() -> Config {
    Config::new()
}

fn eager() -> Config {
    Config::new().compilation(CompilationMode::Eager)
}

fn unfused() -> Config {
    Config::new().fusion(false)
}

fn collecting() -> Config {
    Config::new().collect_always(true)
}

#[test]
fn registry_collecting() {
    check(&suite::registry(), &collecting());
}

#[test]
fn corpus_collecting() {
    if let Some(scripts) = corpus() {
        check(&scripts, &collecting());
    }
}

#[test]
fn registry_lazy() {
    check(&suite::registry(), &lazy());
}

#[test]
fn registry_eager() {
    check(&suite::registry(), &eager());
}

#[test]
fn registry_unfused() {
    check(&suite::registry(), &unfused());
}

#[test]
fn corpus_lazy() {
    if let Some(scripts) = corpus() {
        check(&scripts, &lazy());
    }
}

#[test]
fn corpus_eager() {
    if let Some(scripts) = corpus() {
        check(&scripts, &eager());
    }
}

#[test]
fn corpus_unfused() {
    if let Some(scripts) = corpus() {
        check(&scripts, &unfused());
    }
}

#[test]
fn every_expectation_is_about_a_script() {
    let Some(mut scripts) = corpus() else { return };
    scripts.extend(suite::registry());
    let paths: Vec<String> = scripts.iter().map(Script::path).collect();
    let expected = Expected::current();
    assert_eq!(expected.unused(&paths), [""; 0]);
}
