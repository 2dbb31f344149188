//! The layers of the crate: arrows between them point down, and unsafe code is in
//! the few places that are meant to have it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What each layer may use besides itself and [`EVERYWHERE`].
const ARROWS: &[(&str, &[&str])] = &[
    ("api", &["exec", "runtime", "module", "types"]),
    ("exec", &["runtime", "translate", "code", "module", "types"]),
    ("runtime", &["module", "types"]),
    ("translate", &["code", "module", "types"]),
    // A module holds the cells that its functions' code is put into, and where that
    // is; it looks at no instruction.
    (
        "module",
        &[
            "types",
            "code::FuncCode",
            "code::CodePlaces",
            "code::CompiledFunc",
        ],
    ),
    ("code", &[]),
    ("types", &[]),
    // Errors and limits name types, and nothing that runs.
    ("config", &["types"]),
    ("error", &["types"]),
    ("trap", &[]),
    ("limiter", &[]),
    ("room", &[]),
];

/// Used by all layers.
const EVERYWHERE: &[&str] = &["config", "error", "trap", "limiter", "room"];

/// Files with unsafe code, or folders of them.
const UNSAFE: &[&str] = &[
    "exec/",
    "runtime/cell.rs",
    "runtime/heap/space.rs",
    "runtime/memory.rs",
    "runtime/region.rs",
    "runtime/shared.rs",
    "runtime/store.rs",
    "api/host_call.rs",
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every source file, as a path from `src` with slashes, and its text without comments.
fn files() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![source()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name = path.strip_prefix(source()).unwrap();
                let name = name.to_str().unwrap().replace('\\', "/");
                files.insert(name, code(&fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files
}

/// A text without line comments.
fn code(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or(""));
    lines.collect::<Vec<_>>().join("\n")
}

/// The layer of a file.
fn layer(file: &str) -> &str {
    file.split(['/', '.']).next().unwrap()
}

/// The paths behind every `crate::`, as their first two segments.
fn paths(text: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        expand("", &text[at + "crate::".len()..], &mut paths);
    }
    paths
}

/// Adds `prefix` and what follows it: a path, or a list of paths in braces.
fn expand(prefix: &str, rest: &str, paths: &mut Vec<String>) {
    let rest = rest.trim_start();
    if let Some(list) = rest.strip_prefix('{') {
        let mut depth = 0;
        let mut start = 0;
        for (i, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                ',' | '}' if depth == 0 => {
                    if !list[start..i].trim().is_empty() {
                        expand(prefix, &list[start..i], paths);
                    }
                    start = i + 1;
                    if c == '}' {
                        return;
                    }
                }
                _ => {}
            }
        }
        return;
    }
    let end = rest
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(rest.len());
    let (first, rest) = rest.split_at(end);
    let path = format!("{prefix}{first}");
    match rest.strip_prefix("::") {
        Some(rest) if prefix.is_empty() && first.starts_with(char::is_lowercase) => {
            expand(&format!("{path}::"), rest, paths);
        }
        _ => paths.push(path),
    }
}

/// The layer that each name at the crate's root comes from.
fn root_names(lib: &str) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for (at, _) in lib.match_indices("pub use ") {
        let (text, _) = lib[at + "pub use ".len()..].split_once(';').unwrap();
        // Without a path it is another crate.
        let Some((layer, rest)) = text.split_once("::") else {
            continue;
        };
        let mut found = Vec::new();
        expand("", rest, &mut found);
        names.extend(found.into_iter().map(|name| (name, layer.to_owned())));
    }
    names
}

#[test]
fn arrows_point_down() {
    let files = files();
    let names = root_names(&files["lib.rs"]);
    assert!(names.len() > 20, "{names:?}");
    let arrows: BTreeMap<_, _> = ARROWS.iter().copied().collect();
    let mut wrong = BTreeSet::new();
    let mut seen = 0;
    for (file, text) in files.iter().filter(|(file, _)| *file != "lib.rs") {
        let from = layer(file);
        let allowed = arrows
            .get(from)
            .unwrap_or_else(|| panic!("{file} is in no layer"));
        for path in paths(text) {
            let mut parts = path.splitn(2, "::");
            let first = parts.next().unwrap();
            let to = names.get(first).map_or(first, |layer| layer.as_str());
            seen += 1;
            let known = arrows.contains_key(to);
            let fine = to == from
                || EVERYWHERE.contains(&to)
                || allowed.contains(&to)
                || allowed.contains(&path.as_str());
            if !known || !fine {
                wrong.insert(format!("{file}: {from} uses {path}"));
            }
        }
        // The parent of a layer's root is the crate's.
        if file.ends_with("/mod.rs") && file.matches('/').count() == 1 {
            let body = text.split("#[cfg(test)]").next().unwrap();
            if body.contains("super::") {
                wrong.insert(format!("{file}: `super::` leaves the layer"));
            }
        }
    }
    assert!(seen > 100, "only {seen} paths were found");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn unsafe_code_is_in_its_places() {
    let mut found = BTreeSet::new();
    for (file, text) in files() {
        let listed = UNSAFE.iter().any(|place| match place.strip_suffix('/') {
            Some(folder) => layer(&file) == folder,
            None => file == *place,
        });
        let compact: String = text.split_whitespace().collect();
        let allows = ["allow(unsafe_code", "expect(unsafe_code"]
            .iter()
            .any(|a| compact.contains(a));
        if allows {
            found.insert(file.clone());
        }
        assert!(listed || !allows, "{file} allows unsafe code");
    }
    let lib = fs::read_to_string(source().join("lib.rs")).unwrap();
    assert!(lib.contains("#![deny(unsafe_code)]"));
    for place in UNSAFE {
        assert!(
            found.iter().any(|file| file.starts_with(place)),
            "{place} has none any more"
        );
    }
}

#[test]
fn paths_are_found() {
    let text =
        "use crate::{Error, code::{Op, form::Slot}, module};\nfn f(x: crate::types::FuncIdx) {}";
    assert_eq!(
        paths(text),
        [
            "Error",
            "code::Op",
            "code::form",
            "module",
            "types::FuncIdx"
        ]
    );
}
