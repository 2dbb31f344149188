//! The library's own interface, by C programs: `tests/sanderling/`, one file for each kind
//! of object.

#![cfg(target_os = "linux")]

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
