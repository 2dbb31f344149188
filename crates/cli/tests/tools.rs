//! The other commands.

mod common;

use common::{TempDir, example};

#[test]
fn version() {
    let version = concat!("sanderling ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(TempDir::new().call(&["--version"]).success(), version);
}

#[test]
fn validate() {
    let dir = TempDir::new();
    dir.write("good.wat", "(func (result i32) (i32.const 1))");
    dir.write("bad.wat", "(func (result i32) (i64.const 1))");
    assert_eq!(
        dir.call(&["validate", "good.wat", &example("primes.wasm")])
            .success(),
        ""
    );
    let output = dir.call(&["validate", "bad.wat", "good.wat", "none.wat"]);
    output.fails(1, &["bad.wat: invalid module", "error: none.wat"]);
    assert_eq!(output.err.lines().count(), 2);
    dir.call(&["validate"]).fails(2, &["FILE"]);
}

#[test]
fn dump() {
    let dir = TempDir::new();
    let text = r#"
        (import "m" "f" (func $imported))
        (func $one (result i32) (i32.const 1))
        (func (param i32) (result i32) (i32.mul (local.get 0) (i32.const 3)))"#;
    dir.write("m.wat", text);

    let all = dir.call(&["dump", "m.wat"]).success();
    assert!(
        all.contains("func 1 $one:\n") && all.contains("func 2:\n"),
        "{all}"
    );
    assert!(all.contains("I32Mul"), "{all}");
    assert!(!all.contains("func 0"), "{all}");

    for name in ["1", "one", "$one"] {
        let one = dir.call(&["dump", "m.wat", name]).success();
        assert!(
            one.starts_with("func 1 $one:\n") && !one.contains("I32Mul"),
            "{one}"
        );
    }
    let both = dir.call(&["dump", "m.wat", "2", "1"]).success();
    assert!(
        both.starts_with("func 2:\n") && both.contains("\n\nfunc 1 $one:\n"),
        "{both}"
    );

    dir.call(&["dump", "m.wat", "two"])
        .fails(1, &["no function named \"two\""]);
    dir.call(&["dump", "m.wat", "0"])
        .fails(1, &["no function 0", "imports"]);
    dir.call(&["dump", "m.wat", "3"])
        .fails(1, &["no function 3", "1 to 2"]);
    dir.call(&["dump", "none.wat"]).fails(1, &["none.wat"]);
}

#[test]
fn wast() {
    let dir = TempDir::new();
    let good = r#"(module (func (export "f") (result i32) (i32.const 1)))
(assert_return (invoke "f") (i32.const 1))
"#;
    dir.write("good.wast", good);
    let bad = r#"(assert_return (invoke "f") (i32.const 2))"#;
    dir.write("bad.wast", &format!("{good}{bad}"));

    let output = dir.call(&["wast", "good.wast"]);
    assert_eq!(output.success(), "1 passed, 0 failed, 0 skipped\n");
    let output = dir.call(&["wast", "good.wast", "bad.wast"]);
    assert_eq!(output.out, "2 passed, 1 failed, 0 skipped\n");
    assert_eq!(output.code, Some(1));
    assert!(
        output.err.starts_with("bad.wast:3: expected "),
        "{output:?}"
    );
    dir.call(&["wast", "none.wast"]).fails(1, &["none.wast"]);
}

#[test]
fn completions() {
    let dir = TempDir::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = dir.call(&["completions", shell]).success();
        assert!(script.contains("unknown-imports"), "{shell}");
    }
    dir.call(&["completions", "csh"]).fails(2, &["csh"]);
}

#[test]
fn man() {
    let dir = TempDir::new();
    let page = dir.call(&["man"]).success();
    assert!(
        page.contains(".TH sanderling 1") && page.contains("sanderling\\-run"),
        "{page}"
    );
    let page = dir.call(&["man", "run"]).success();
    assert!(
        page.contains(".TH sanderling-run 1") && page.contains("mapdir"),
        "{page}"
    );
    dir.call(&["man", "fly"]).fails(1, &["\"fly\""]);
}
