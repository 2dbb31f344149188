//! What is expected to fail, and why: `expected.toml`.
//!
//! An entry for whole scripts means that each of them fails somewhere; an entry with
//! lines, that the directives which begin there fail. An entry that no longer holds is
//! a failure itself.

use serde::Deserialize;

use crate::run::KnownFailures;

/// The list of what is not supported.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    #[serde(default, rename = "unsupported")]
    entries: Vec<Entry>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    reason: String,
    /// Globs for `group/file.wast`.
    files: Vec<String>,
    /// None: the files as a whole.
    lines: Option<Vec<u32>>,
}

/// What is expected of one script.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Expectation {
    /// To pass, but for these directives.
    Pass(KnownFailures),
    /// To fail somewhere, for this reason.
    Fail(String),
}

impl Expected {
    /// The list that belongs to this version of the engine.
    ///
    /// # Panics
    ///
    /// If it is not well-formed; a test sees to it that it is.
    pub fn current() -> Self {
        match Self::parse(include_str!("../expected.toml")) {
            Ok(expected) => expected,
            Err(error) => panic!("expected.toml: {error}"),
        }
    }

    /// Reads a list.
    ///
    /// # Errors
    ///
    /// That of the TOML parser.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// What is expected of the script `path`, given as `group/file.wast`.
    pub fn of(&self, path: &str) -> Expectation {
        let mut known = KnownFailures::new();
        for entry in &self.entries {
            if !entry.files.iter().any(|pattern| glob(pattern, path)) {
                continue;
            }
            let Some(lines) = &entry.lines else {
                return Expectation::Fail(entry.reason.clone());
            };
            known.extend(lines.iter().map(|&line| (line, entry.reason.clone())));
        }
        Expectation::Pass(known)
    }

    /// The globs that match none of these scripts.
    pub fn unused<'a>(&'a self, paths: &[String]) -> Vec<&'a str> {
        let patterns = self.entries.iter().flat_map(|entry| &entry.files);
        let unused = patterns.filter(|pattern| !paths.iter().any(|path| glob(pattern, path)));
        unused.map(String::as_str).collect()
    }
}

/// Whether `text` is like `pattern`, in which `*` stands for any characters.
pub fn glob(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let (Some(mut text), (middle, last)) = (
        text.strip_prefix(first),
        rest.rsplit_once('*').unwrap_or(("", rest)),
    ) else {
        return false;
    };
    // What is between stars is best found as early as possible.
    for part in middle.split('*') {
        let Some(at) = text.find(part) else {
            return false;
        };
        text = &text[at + part.len()..];
    }
    text.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs() {
        for (pattern, text, expected) in [
            ("core/a.wast", "core/a.wast", true),
            ("core/a.wast", "core/aa.wast", false),
            ("core/simd_*", "core/simd_lane.wast", true),
            ("core/simd_*", "core/i32.wast", false),
            ("*/a.wast", "core/a.wast", true),
            ("*/a.wast", "core/ba.wast", false),
            ("*/a*.wast", "core/abc.wast", true),
            ("*/a*b*.wast", "core/axbx.wast", true),
            ("*/a*b*.wast", "core/axcx.wast", false),
            ("a*a", "a", false),
        ] {
            assert_eq!(glob(pattern, text), expected, "{pattern} {text}");
        }
    }

    const LIST: &str = r#"
        [[unsupported]]
        reason = "simd"
        files = ["simd/*"]

        [[unsupported]]
        reason = "gc"
        files = ["core/ref_null.wast", "core/nothing.wast"]
        lines = [3, 9]
    "#;

    #[test]
    fn entries_are_for_files_or_lines() {
        let expected = Expected::parse(LIST).unwrap();
        assert_eq!(
            expected.of("simd/simd_lane.wast"),
            Expectation::Fail("simd".into())
        );
        let gc = || "gc".to_owned();
        assert_eq!(
            expected.of("core/ref_null.wast"),
            Expectation::Pass([(3, gc()), (9, gc())].into())
        );
        assert_eq!(
            expected.of("core/i32.wast"),
            Expectation::Pass(KnownFailures::new())
        );
        let paths = ["simd/a.wast".to_owned(), "core/ref_null.wast".to_owned()];
        assert_eq!(expected.unused(&paths), ["core/nothing.wast"]);
    }

    #[test]
    fn mistakes_are_errors() {
        assert!(Expected::parse("[[unsupported]]\nreason = \"x\"").is_err());
        assert!(Expected::parse("[[unsuported]]").is_err());
    }

    #[test]
    fn the_current_list_is_well_formed() {
        Expected::current();
    }
}
