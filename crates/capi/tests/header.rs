//! The header against the library: names and numbers.

#![cfg(target_os = "linux")]

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use sanderling::Trap;

#[path = "../cdef.rs"]
mod cdef;
mod common;

/// The header's declarations, white space apart.
fn declarations() -> String {
    let header = fs::read_to_string(common::include_dir().join("sanderling.h"));
    cdef::from_headers(&[&header.expect("the header is there")])
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// The names of the functions in the header: words before a parenthesis.
fn declared() -> BTreeSet<String> {
    let declarations = declarations();
    let calls = declarations
        .split_inclusive('(')
        .filter(|s| s.ends_with('('));
    let names = calls.map(|text| {
        let text = text.trim_end_matches('(');
        let start = text.rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        text[start.map_or(0, |at| at + 1)..].to_owned()
    });
    // Types of functions have none there.
    names.filter(|name| !name.is_empty()).collect()
}

/// The names of the functions in the standard's header that are symbols.
fn standard() -> BTreeSet<String> {
    let header = fs::read_to_string(common::include_dir().join("wasm.h"));
    let header = header.expect("the header is there");
    let declarations = header.split("\nWASM_API_EXTERN ").skip(1);
    let names = declarations.map(|text| {
        let (before, _) = text.split_once('(').expect("a function has parameters");
        before
            .rsplit([' ', '*'])
            .next()
            .unwrap_or_default()
            .to_owned()
    });
    names.collect()
}

/// The symbols that the library exports.
fn exported() -> BTreeSet<String> {
    let library = common::library_dir().join("libsanderling.so");
    let output = Command::new("nm")
        .args(["--dynamic", "--defined-only", "--format=just-symbols"])
        .arg(library)
        .output()
        .expect("nm runs");
    assert!(output.status.success(), "{output:?}");
    let symbols = String::from_utf8(output.stdout).expect("names are ASCII");
    symbols.lines().map(str::to_owned).collect()
}

#[test]
fn the_header_declares_what_the_library_exports() {
    let all = declared().union(&standard()).cloned().collect();
    assert_eq!(exported(), all);
}

#[test]
fn the_standards_functions_are_in_its_header() {
    let ours = declared();
    let (standard, of_standard) = (standard(), ours.iter().filter(|n| n.starts_with("wasm_")));
    for name in of_standard {
        assert!(standard.contains(name), "{name}");
    }
    assert_eq!(standard.len(), 280);
}

#[test]
fn names_are_the_standards_or_our_own() {
    for name in declared() {
        assert!(
            name.starts_with("wasm_") || name.starts_with("sanderling_"),
            "{name}"
        );
    }
}

#[test]
fn declarations_are_ready_for_cffi() {
    let declarations = declarations();
    for unread in ["#", "/*", "extern \"C\""] {
        assert!(!declarations.contains(unread), "{unread}");
    }
}

#[test]
fn trap_codes_are_the_engines() {
    let declarations = declarations();
    for trap in Trap::ALL {
        // OutOfMemory is OUT_OF_MEMORY.
        let mut name = String::from("SANDERLING_TRAP");
        for c in format!("{trap:?}").chars() {
            if c.is_uppercase() {
                name.push('_');
            }
            name.push(c.to_ascii_uppercase());
        }
        let declaration = format!("{name} = {}", *trap as u8);
        assert!(
            declarations.contains(&format!("{declaration},"))
                || declarations.contains(&format!("{declaration} }}")),
            "{declaration}"
        );
    }
    let count = declarations.matches("SANDERLING_TRAP_").count();
    assert_eq!(count, Trap::ALL.len());
}
