//! The examples: each is compiled, run, and has to print what is expected of it.

#![cfg(target_os = "linux")]

use std::collections::BTreeSet;

mod common;
#[path = "common/compiler.rs"]
mod compiler;

use compiler::{
    Language, Linkage, compile, compilers, expect, is_there, program, sources, tests_dir,
    under_valgrind,
};

/// What each example prints.
const EXPECTED: [(&str, &str); 5] = [
    ("hello", "Hello from WebAssembly!\n"),
    (
        "callback",
        "3 drawn, 7 left\n2 drawn, 5 left\n1 drawn, 4 left\ndrew 6\n\
         4 drawn, 0 left\nthe urn is empty, in function 1\nthe function is gone, 0 left\n",
    ),
    ("wasi", "exit code 3\nprogram\none\ntwo\n"),
    (
        "sandbox",
        "work: 5050\nforever: wasm trap: all fuel consumed\nforever: wasm trap: deadline exceeded\n\
         greedy: -1\nwork: 55\n",
    ),
    (
        "two_instances",
        "at 1024: 0 1 4\nat 1036: 0 1 4 9\nat 1052: 0 1 4 9 16\nnext at 1072\n",
    ),
];

#[test]
fn examples_print_what_they_should() {
    let folder = tests_dir().join("../examples");
    let names: BTreeSet<String> = sources(&folder)
        .iter()
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    let expected: BTreeSet<String> = EXPECTED
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    assert_eq!(names, expected);
    for (name, output) in EXPECTED {
        for compiler in compilers(Language::C11) {
            let source = folder.join(name).with_extension("c");
            let path = compile(
                compiler,
                Language::C11,
                &[source],
                Linkage::Shared,
                &[],
                &format!("example-{name}-{compiler}"),
            );
            let printed = expect(&mut program(&path)).stdout;
            assert_eq!(String::from_utf8_lossy(&printed), output, "{name}");
            if compiler == "gcc" && is_there("valgrind") {
                expect(&mut under_valgrind(&path));
            }
        }
    }
}
