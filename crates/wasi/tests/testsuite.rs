//! The official tests of WASI preview 1 (WebAssembly/wasi-testsuite), through the
//! Rust API.
//!
//! They are found in `wasi-testsuite` below `$SANDERLING_CORPORA`, or below
//! `shared/corpora` beside the repository. Where there are none, this says so and
//! passes. `SANDERLING_WASI_TEST=name` runs the tests whose name contains `name`.

mod common;

use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use sanderling_wasi::{Access, Input, Output, OutputBuffer, WasiCtxBuilder};
use serde_json::Value;

/// What a test's JSON file says; without a file, the defaults.
#[derive(Debug, Default)]
struct Test {
    args: Vec<String>,
    env: BTreeMap<String, String>,
    root: Option<String>,
    exit_code: i32,
    stdout: Option<String>,
    stderr: Option<String>,
}

impl Test {
    fn read(wasm: &Path) -> Result<Self, Box<dyn Error>> {
        let json = wasm.with_extension("json");
        let mut test = Test::default();
        if !json.exists() {
            return Ok(test);
        }
        let json: Value = serde_json::from_slice(&fs::read(json)?)?;
        match json.get("operations").and_then(Value::as_array) {
            Some(operations) => {
                for operation in operations {
                    test.apply(operation)?;
                }
            }
            None => test.apply_fields(&json),
        }
        Ok(test)
    }

    /// One step of the newer form of the files.
    fn apply(&mut self, operation: &Value) -> Result<(), Box<dyn Error>> {
        match operation.get("type").and_then(Value::as_str) {
            Some("run" | "wait") => self.apply_fields(operation),
            Some("read") => {
                let payload = string(operation, "payload");
                match string(operation, "id").as_deref() {
                    Some("stdout") | None => self.stdout = payload,
                    Some("stderr") => self.stderr = payload,
                    Some(other) => return Err(format!("unknown stream {other}").into()),
                }
            }
            other => return Err(format!("unknown operation {other:?}").into()),
        }
        Ok(())
    }

    fn apply_fields(&mut self, fields: &Value) {
        if let Some(args) = fields.get("args").and_then(Value::as_array) {
            self.args = args
                .iter()
                .filter_map(|arg| arg.as_str().map(str::to_owned))
                .collect();
        }
        if let Some(env) = fields.get("env").and_then(Value::as_object) {
            self.env = env
                .iter()
                .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
                .collect();
        }
        if let Some(code) = fields.get("exit_code").and_then(Value::as_i64) {
            self.exit_code = i32::try_from(code).unwrap_or(i32::MIN);
        }
        self.root = string(fields, "root").or(self.root.take());
        self.stdout = string(fields, "stdout").or(self.stdout.take());
        self.stderr = string(fields, "stderr").or(self.stderr.take());
    }

    /// Runs the program; an error says what was not as expected.
    fn run(&self, wasm: &Path) -> Result<(), Box<dyn Error>> {
        let stdout = OutputBuffer::new();
        let stderr = OutputBuffer::new();
        let mut builder = WasiCtxBuilder::new()
            .arg(wasm.file_name().unwrap_or_default().to_string_lossy())
            .args(&self.args)
            .envs(&self.env)
            .stdin(Input::null())
            .stdout(Output::buffer(&stdout))
            .stderr(Output::buffer(&stderr));
        let copy = TempDir::new()?;
        if let Some(root) = &self.root {
            let root = wasm.with_file_name(root);
            copy_dir(&root, copy.path())?;
            builder = builder.preopened_dir(copy.path(), "/", Access::ReadWrite);
        }
        let code = common::run(&fs::read(wasm)?, builder.build()?);
        let (stdout, stderr) = (stdout.contents(), stderr.contents());
        let stderr = String::from_utf8_lossy(&stderr);
        match code {
            Ok(code) if code == self.exit_code => {}
            Ok(code) => return Err(format!("exit code {code}; stderr:\n{stderr}").into()),
            Err(error) => return Err(format!("{error}; stderr:\n{stderr}").into()),
        }
        if let Some(expected) = &self.stdout
            && expected.as_bytes() != stdout
        {
            return Err(format!("stdout {:?}", String::from_utf8_lossy(&stdout)).into());
        }
        if let Some(expected) = &self.stderr
            && *expected != stderr
        {
            return Err(format!("stderr {stderr:?}").into());
        }
        Ok(())
    }
}

fn string(fields: &Value, name: &str) -> Option<String> {
    fields.get(name)?.as_str().map(str::to_owned)
}

fn copy_dir(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_name().to_string_lossy().ends_with(".cleanup") {
            // Left behind by somebody's earlier run.
        } else if entry.file_type()?.is_dir() {
            copy_dir(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// The folder with the official tests.
fn testsuite() -> Option<PathBuf> {
    let corpora = match env::var_os("SANDERLING_CORPORA") {
        Some(path) => PathBuf::from(path),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora"),
    };
    let testsuite = corpora.join("wasi-testsuite");
    testsuite.is_dir().then_some(testsuite)
}

#[test]
fn official_tests() -> Result<(), Box<dyn Error>> {
    let Some(testsuite) = testsuite() else {
        // Past the test harness, which would keep it to itself.
        writeln!(
            io::stderr(),
            "wasi-testsuite is absent, its tests were not run: set SANDERLING_CORPORA"
        )?;
        return Ok(());
    };
    let only = env::var("SANDERLING_WASI_TEST").unwrap_or_default();
    let mut passed = 0;
    let mut failures = Vec::new();
    for folder in ["c", "assemblyscript", "rust"] {
        let mut programs: Vec<PathBuf> = fs::read_dir(testsuite.join(folder))?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| {
                path.extension()
                    .is_some_and(|extension| extension == "wasm")
            })
            .filter(|path| path.to_string_lossy().contains(&only))
            .collect();
        programs.sort();
        for program in programs {
            match Test::read(&program).and_then(|test| test.run(&program)) {
                Ok(()) => passed += 1,
                Err(error) => failures.push(format!("{}: {error}", program.display())),
            }
        }
    }
    writeln!(
        io::stderr(),
        "wasi-testsuite: {passed} passed, {} failed",
        failures.len()
    )?;
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(passed > 0, "no test has a name that contains {only:?}");
    Ok(())
}

/// A directory of its own for one program, removed at the end.
struct TempDir(PathBuf);

impl TempDir {
    fn new() -> io::Result<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("sanderling-wasi-{}-{number}", process::id());
        let path = env::temp_dir().join(name);
        fs::create_dir_all(&path)?;
        Ok(TempDir(path))
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
