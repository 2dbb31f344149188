//! Tests that documents name exist.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("a workspace")
}

/// The tests that a document names in its tables and lists of them, as
/// `` `file` (`test`, `test`) ``.
fn named(document: &str) -> Vec<(String, String)> {
    let text = fs::read_to_string(root().join(document)).expect("the document");
    let lines = text.lines();
    let lines = lines.filter(|line| line.starts_with('|') || line.starts_with("- Test"));
    let text: Vec<&str> = lines.collect();
    let text = text.join("\n");
    let mut named = Vec::new();
    for (at, _) in text.match_indices("` (`") {
        let file = text[..at].rsplit('`').next().unwrap_or_default();
        let list = text[at + 3..].split(')').next().unwrap_or_default();
        if !file.contains('/') || !(file.ends_with(".rs") || file.ends_with(".py")) {
            continue;
        }
        for test in list.split(", ") {
            named.push((file.to_owned(), test.trim_matches('`').to_owned()));
        }
    }
    named
}

/// Whether a file has a function of this name that is a test.
fn has_test(path: &Path, test: &str) -> bool {
    let Ok(text) = fs::read_to_string(path) else {
        return false;
    };
    if path.extension().is_some_and(|extension| extension == "py") {
        return text.contains(&format!("def {test}("));
    }
    let function = format!("fn {test}(");
    text.match_indices(&function).any(|(at, _)| {
        // Attributes stand on the lines above it.
        let above = text[..at].trim_end().lines().rev();
        above
            .take_while(|line| line.trim_start().starts_with('#'))
            .any(|line| line.trim() == "#[test]")
    })
}

/// Where a file may be that a document names.
fn places(file: &str) -> [PathBuf; 3] {
    ["", "crates/interp", "crates/interp/src"].map(|folder| root().join(folder).join(file))
}

#[test]
fn tests_that_documents_name_exist() {
    for (document, least) in [("docs/reliability.md", 100), ("SAFETY.md", 10)] {
        let named = named(document);
        assert!(named.len() >= least, "{document}: {}", named.len());
        let missing: Vec<_> = named
            .iter()
            .filter(|(file, test)| !places(file).iter().any(|path| has_test(path, test)))
            .collect();
        assert!(missing.is_empty(), "{document}: {missing:#?}");
    }
}

#[test]
fn what_is_no_test_is_none() {
    let itself = root().join("xtask/tests/documents.rs");
    assert!(has_test(&itself, "what_is_no_test_is_none"));
    assert!(!has_test(&itself, "has_test") && !has_test(&itself, "none"));
}
