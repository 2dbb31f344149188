//! Golden disassemblies: what `disas/*.wat` are translated to, which each file says in
//! its comments at the end. `BLESS=1` writes those anew.
//!
//! They show, in review, what a change to the translation does.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use sanderling::{Engine, ExternType, Module};

fn files() -> Vec<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/disas");
    let entries = fs::read_dir(dir).expect("tests/disas exists");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a directory entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "wat"))
        .collect();
    files.sort();
    files
}

/// The part of a file before the comments at its end.
fn without_trailing_comments(text: &str) -> &str {
    let mut rest = text.trim_end();
    while let Some(start) = rest.rfind('\n').map(|newline| newline + 1) {
        if !rest[start..].starts_with(";;") {
            break;
        }
        rest = rest[..start].trim_end();
    }
    rest
}

/// The code of all functions that a module defines, as comments.
fn disassembly(text: &str) -> String {
    let module = Module::new(&Engine::default(), text).expect("a valid module");
    let imported = module
        .imports()
        .filter(|import| matches!(import.ty(), ExternType::Func(_)));
    let first = u32::try_from(imported.count()).expect("few imports");
    let mut out = String::new();
    for index in first..module.num_functions() {
        let name = module.function_name(index).expect("a function with a name");
        let code = module.disassemble(index).expect("a function of the module");
        out.push_str(&format!("\n;; func {index} ${name}:\n"));
        for line in code.lines() {
            out.push_str(&format!(";; {line}\n"));
        }
    }
    out
}

#[test]
fn code_is_as_expected() {
    let bless = env::var_os("BLESS").is_some();
    let mut different = Vec::new();
    for path in files() {
        let text = fs::read_to_string(&path).expect("a readable file");
        let module = without_trailing_comments(&text);
        let expected = format!("{module}\n{}", disassembly(module));
        if text == expected {
            continue;
        }
        if bless {
            fs::write(&path, expected).expect("a writable file");
            continue;
        }
        let name = path.display();
        different.push(format!("{name} is translated differently:\n{expected}"));
    }
    assert!(
        different.is_empty(),
        "{}\n`BLESS=1 cargo test --test disas` accepts this",
        different.join("\n")
    );
}

#[test]
fn there_are_files() {
    assert!(files().len() >= 10);
}
