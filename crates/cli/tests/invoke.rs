//! `run --invoke`: one function, with arguments by its type.

mod common;

use common::{Output, TempDir};

const MODULE: &str = r#"
    (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
    (func (export "swap") (param i64 f32) (result f32 i64) (local.get 1) (local.get 0))
    (func (export "half") (param f64) (result f64) (f64.mul (local.get 0) (f64.const 0.5)))
    (func (export "same") (param externref funcref) (result externref funcref)
        (local.get 0) (local.get 1))
    (func $div (export "div") (param i32 i32) (result i32)
        (i32.div_s (local.get 0) (local.get 1)))
    (func (export "nothing"))
    (memory (export "memory") 1)"#;

fn invoke(name: &str, args: &[&str]) -> Output {
    let dir = TempDir::new();
    dir.write("m.wat", MODULE);
    dir.call(&[&["run", "--invoke", name, "m.wat"], args].concat())
}

#[test]
fn results_are_printed_a_line_each() {
    assert_eq!(invoke("add", &["2", "-3"]).success(), "-1\n");
    assert_eq!(
        invoke("add", &["0xffffffff", "4294967295"]).success(),
        "-2\n"
    );
    assert_eq!(invoke("swap", &["-9", "1.5"]).success(), "1.5\n-9\n");
    assert_eq!(invoke("half", &["inf"]).success(), "inf\n");
    assert_eq!(invoke("half", &["nan"]).success(), "nan\n");
    assert_eq!(invoke("half", &["1e-3"]).success(), "0.0005\n");
    assert_eq!(invoke("same", &["null", "null"]).success(), "null\nnull\n");
    assert_eq!(invoke("nothing", &[]).success(), "");
}

#[test]
fn traps_are_traps() {
    invoke("div", &["1", "0"]).fails(134, &["integer divide by zero", "div+"]);
}

#[test]
fn arguments_must_fit() {
    invoke("add", &["1"]).fails(1, &["\"add\"", "(param i32 i32)", "2 arguments, got 1"]);
    invoke("add", &["1", "x"]).fails(1, &["\"x\" is no value of type i32"]);
    invoke("add", &["1", "4294967296"]).fails(1, &["no value of type i32"]);
    invoke("same", &["1", "null"]).fails(1, &["no value of type externref"]);
}

#[test]
fn the_function_must_exist() {
    invoke("sub", &[]).fails(1, &["exports no function \"sub\"", "add, swap"]);
    invoke("memory", &[]).fails(1, &["exports no function \"memory\""]);
}
