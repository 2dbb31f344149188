//! The library's own interface, by C programs: `tests/sanderling/`, one file for each kind
//! of object.

#![cfg(target_os = "linux")]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

mod common;
#[path = "common/compiler.rs"]
mod compiler;

use compiler::{
    Language, Linkage, compile, compilers, expect, has_sanitizer, is_there, program, sources,
    tests_dir, under_valgrind,
};

fn all() -> Vec<PathBuf> {
    sources(&tests_dir().join("sanderling"))
}

fn build(compiler: &str, linkage: Linkage, options: &[&str], name: &str) -> PathBuf {
    let name = format!("sanderling-{name}-{compiler}");
    compile(compiler, Language::C11, &all(), linkage, options, &name)
}

#[test]
fn c_uses_the_shared_and_the_static_library() {
    for compiler in compilers(Language::C11) {
        let path = build(compiler, Linkage::Shared, &[], "shared");
        expect(&mut program(&path));
        let path = build(compiler, Linkage::Static, &[], "static");
        expect(&mut program(&path));
    }
}

#[test]
fn nothing_is_used_after_it_was_freed() {
    let options = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
    for compiler in compilers(Language::C11) {
        // The checker's own library is missing from some installations of clang.
        if !has_sanitizer(compiler) {
            println!("NOT TESTED: {compiler} has no address sanitizer");
            continue;
        }
        let path = build(compiler, Linkage::Static, &options, "asan");
        let options = "detect_leaks=1:allocator_may_return_null=1";
        expect(program(&path).env("ASAN_OPTIONS", options));
    }
}

#[test]
fn valgrind_finds_nothing() {
    if !is_there("valgrind") {
        println!("NOT TESTED: valgrind is not there");
        return;
    }
    if let Some(compiler) = compilers(Language::C11).first() {
        let path = build(compiler, Linkage::Shared, &[], "valgrind");
        expect(&mut under_valgrind(&path));
    }
}

/// The names of the library's own functions that are followed by a parenthesis in a text.
fn functions(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for before in text.split('(') {
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let start = before.rfind(|c| !is_word(c)).map_or(0, |at| at + 1);
        let name = &before[start..];
        if name.starts_with("sanderling_") {
            names.insert(name.to_owned());
        }
    }
    names
}

/// A text without its comments.
fn code(text: &str) -> String {
    let mut parts = text.split("/*");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |code, part| {
        code + part.split_once("*/").map_or("", |(_, rest)| rest)
    })
}

/// Functions that ask nothing of what they are given: there is no wrong use of them.
const NO_WRONG_USE: [&str; 4] = [
    "sanderling_abi_version",
    "sanderling_i31_slot",
    "sanderling_version",
    "sanderling_wasi_config_new",
];

#[test]
fn every_function_is_tested_right_and_wrong() {
    let header = fs::read_to_string(common::include_dir().join("sanderling.h"));
    let names = functions(&code(&header.expect("the header is there")));
    assert!(names.len() > 150);
    let (mut right, mut wrong) = (BTreeSet::new(), BTreeSet::new());
    for source in all() {
        let text = fs::read_to_string(&source).expect("the file is there");
        // Functions begin and end at the beginning of a line.
        for part in code(&text).split("\n}\n") {
            let is_wrong = part.contains("static void wrong_");
            let uses = if is_wrong { &mut wrong } else { &mut right };
            uses.append(&mut functions(part));
        }
    }
    let unused: Vec<&String> = names.difference(&right).collect();
    assert!(unused.is_empty(), "never used as meant: {unused:?}");
    for name in names.difference(&wrong) {
        assert!(
            NO_WRONG_USE.contains(&name.as_str()),
            "{name} is never used wrongly"
        );
    }
}
