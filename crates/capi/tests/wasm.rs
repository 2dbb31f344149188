//! The standard's C API, by C programs of our own: `tests/wasm/`, one file for each kind of
//! object, and `tests/random.c`.

#![cfg(target_os = "linux")]

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

mod common;
#[path = "common/compiler.rs"]
mod compiler;

use compiler::{
    Language, Linkage, compile, compilers, expect, has_sanitizer, is_there, program, sources,
    tests_dir, under_valgrind,
};

/// Functions without arguments, and those that ask nothing of what they are given: there is
/// no wrong use of them.
const NO_WRONG_USE: [&str; 11] = [
    "wasm_config_new",
    "wasm_engine_new",
    "wasm_valtype_new_i32",
    "wasm_valtype_new_i64",
    "wasm_valtype_new_f32",
    "wasm_valtype_new_f64",
    "wasm_valtype_new_externref",
    "wasm_valtype_new_funcref",
    "wasm_functype_new_0_0",
    "wasm_val_init_ptr",
    "wasm_val_ptr",
];

fn all() -> Vec<PathBuf> {
    sources(&tests_dir().join("wasm"))
}

fn random() -> Vec<PathBuf> {
    vec![tests_dir().join("random.c")]
}

#[test]
fn the_standards_functions_do_what_they_should() {
    for compiler in compilers(Language::C11) {
        let name = format!("wasm-{compiler}");
        let path = compile(compiler, Language::C11, &all(), Linkage::Shared, &[], &name);
        expect(&mut program(&path));
    }
}

#[test]
fn nothing_is_used_after_it_was_freed() {
    for compiler in compilers(Language::C11) {
        let options = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
        // The checker's own library is missing from some installations of clang.
        if !has_sanitizer(compiler) {
            println!("NOT TESTED: {compiler} has no address sanitizer");
            continue;
        }
        for (sources, name) in [(all(), "wasm"), (random(), "random")] {
            let name = format!("{name}-asan-{compiler}");
            let path = compile(
                compiler,
                Language::C11,
                &sources,
                Linkage::Static,
                &options,
                &name,
            );
            let options = "detect_leaks=1:allocator_may_return_null=1";
            expect(program(&path).env("ASAN_OPTIONS", options).arg("30000"));
        }
    }
}

#[test]
fn valgrind_finds_nothing() {
    let compilers = compilers(Language::C11);
    let Some(compiler) = compilers.first() else {
        return;
    };
    if !is_there("valgrind") {
        println!("NOT TESTED: valgrind is not there");
        return;
    }
    for (sources, name) in [(all(), "wasm-valgrind"), (random(), "random-valgrind")] {
        let path = compile(
            compiler,
            Language::C11,
            &sources,
            Linkage::Shared,
            &[],
            name,
        );
        expect(under_valgrind(&path).arg("10000"));
    }
}

#[test]
fn random_calls_do_no_harm() {
    let compilers = compilers(Language::C11);
    let Some(compiler) = compilers.first() else {
        return;
    };
    let path = compile(
        compiler,
        Language::C11,
        &random(),
        Linkage::Shared,
        &[],
        "random",
    );
    for seed in 0..3 {
        expect(program(&path).args(["1000000", &seed.to_string()]));
    }
}

#[test]
fn the_header_is_cpp_as_well() {
    let sources = [
        tests_dir().join("wasm/declarations.c"),
        tests_dir().join("cpp.cc"),
    ];
    for compiler in compilers(Language::Cpp17) {
        let name = format!("cpp-{compiler}");
        let path = compile(
            compiler,
            Language::Cpp17,
            &sources,
            Linkage::Shared,
            &[],
            &name,
        );
        expect(&mut program(&path));
    }
}

/// The names that `declarations.c` lists, functions and helpers.
fn names() -> BTreeSet<String> {
    let text = std::fs::read_to_string(tests_dir().join("wasm/declarations.c"));
    let text = text.expect("the file is there");
    let lines = text.lines().filter_map(|line| {
        let line = line.trim_start();
        let rest = line
            .strip_prefix("FUNCTION(")
            .or(line.strip_prefix("HELPER("));
        rest?.split_once(',').map(|(name, _)| name.to_owned())
    });
    lines.collect()
}

/// The names that are called in the functions of `tests/wasm` whose own names begin so.
fn called(beginning: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for source in all() {
        if source.ends_with("declarations.c") {
            continue;
        }
        let compilers = compilers(Language::C11);
        let compiler = compilers.first().expect("there is a C compiler");
        let text = expect(
            Command::new(compiler)
                .args(["-std=c11", "-E", "-P", "-I"])
                .arg(common::include_dir())
                .arg(&source),
        );
        let text = String::from_utf8(text.stdout).expect("the sources are ASCII");
        let start = format!("static void {beginning}");
        for (at, _) in text.match_indices(&start) {
            for call in body(&text[at..]).split_inclusive('(') {
                let Some(before) = call.strip_suffix('(') else {
                    continue;
                };
                let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
                let start = before.rfind(|c| !is_word(c)).map_or(0, |at| at + 1);
                names.insert(before[start..].to_owned());
            }
        }
    }
    names
}

/// A function's body, to the brace that ends it.
fn body(text: &str) -> &str {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return &text[..at],
            '}' => depth -= 1,
            _ => {}
        }
    }
    text
}

#[test]
fn every_function_is_tested_right_and_wrong() {
    let names = names();
    assert_eq!(names.len(), 280 + 26);
    if compilers(Language::C11).is_empty() {
        return;
    }
    let (right, wrong) = (called("right_"), called("wrong_"));
    let missing =
        |called: &BTreeSet<String>| -> Vec<String> { names.difference(called).cloned().collect() };
    assert_eq!(missing(&right), Vec::<String>::new(), "never used as meant");
    let not_wrong = missing(&wrong);
    let not_wrong: Vec<&str> = not_wrong.iter().map(String::as_str).collect();
    let mut exempt = NO_WRONG_USE.to_vec();
    exempt.sort_unstable();
    for name in not_wrong {
        assert!(exempt.contains(&name), "{name} is never used wrongly");
    }
}
