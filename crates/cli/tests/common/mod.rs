//! Calls the command, in a directory of its own.

#![allow(dead_code, reason = "each test file uses some of this")]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A directory that goes away with this value.
pub(crate) struct TempDir(PathBuf);

impl TempDir {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("sanderling-cli-{}-{count}", process::id());
        let path = env::temp_dir().join(name);
        fs::create_dir_all(&path).expect("a temporary directory");
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file, and the directories it is in.
    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        let parent = path.parent().expect("a file is in a directory");
        fs::create_dir_all(parent).expect("a directory for the file");
        fs::write(&path, text).expect("a new file");
        path
    }

    /// Calls the command in this directory, without input.
    pub(crate) fn call(&self, args: &[&str]) -> Output {
        self.call_with(args, "")
    }

    /// Calls the command in this directory.
    pub(crate) fn call_with(&self, args: &[&str], input: &str) -> Output {
        let input = self.write("in/put", input);
        let output = Command::new(env!("CARGO_BIN_EXE_sanderling"))
            .args(args)
            .current_dir(&self.0)
            .env("NOT_FOR_GUESTS", "1")
            .stdin(Stdio::from(fs::File::open(input).expect("the input")))
            .output()
            .expect("the command starts");
        Output {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("text on standard output"),
            err: String::from_utf8(output.stderr).expect("text on standard error"),
        }
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        // A directory that stays behind is no reason to fail.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What the command says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Output {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Output {
    /// Exit code 0, nothing on standard error; gives standard output.
    #[track_caller]
    pub(crate) fn success(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (Some(0), ""), "{self:?}");
        self.out
    }

    /// This exit code and these words on standard error, which begins with `error: `.
    #[track_caller]
    pub(crate) fn fails(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert!(self.err.starts_with("error: "), "{self:?}");
        for word in words {
            assert!(self.err.contains(word), "no {word:?} in {}", self.err);
        }
    }
}

/// A program of the repository's examples.
pub(crate) fn example(name: &str) -> String {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let path = examples.join(name);
    path.to_str().expect("a path in UTF-8").to_owned()
}
