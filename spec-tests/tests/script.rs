//! What the runner makes of single directives: of each kind one that holds and one
//! that does not.

use sanderling::Engine;
use spec_tests::run::{KnownFailures, Outcome, Step, run};

fn run_script(script: &str, known: &KnownFailures) -> Vec<Step> {
    run(&Engine::default(), script, known).expect("a script")
}

/// The message of the last directive, before which all pass.
fn last_message(script: &str) -> String {
    let mut steps = run_script(script, &KnownFailures::new());
    let last = steps.pop().expect("a directive");
    assert!(steps.iter().all(Step::is_success), "{steps:#?}");
    match last.outcome {
        Outcome::Passed => String::new(),
        Outcome::Failed(message) | Outcome::Skipped(message) => message,
    }
}

const MODULE: &str = r#"
    (module $m
        (global (export "g") i32 (i32.const 7))
        (func (export "one") (result i32) (i32.const 1))
        (func (export "nan") (result f32) (f32.const nan:0x600000))
        (func (export "zero") (result i32) (i32.div_u (i32.const 1) (i32.const 0)))
        (func $loop (export "loop") (call $loop))
        (func (export "same") (param externref) (result externref) (local.get 0))
        (func (export "pair") (result i32 i64) (i32.const 1) (i64.const 2)))
"#;

#[track_caller]
fn holds(directive: &str) {
    assert_eq!(last_message(&format!("{MODULE}{directive}")), "");
}

#[track_caller]
fn fails(directive: &str, message: &str) {
    let found = last_message(&format!("{MODULE}{directive}"));
    assert!(found.contains(message), "{found}");
}

#[test]
fn results() {
    holds(r#"(assert_return (invoke "one") (i32.const 1))"#);
    holds(r#"(assert_return (invoke $m "pair") (i32.const 1) (i64.const 2))"#);
    holds(r#"(assert_return (invoke "one") (either (i32.const 0) (i32.const 1)))"#);
    holds(r#"(assert_return (invoke "nan") (f32.const nan:arithmetic))"#);
    holds(r#"(assert_return (invoke "same" (ref.extern 3)) (ref.extern 3))"#);
    holds(r#"(assert_return (invoke "same" (ref.null extern)) (ref.null extern))"#);
    holds(r#"(assert_return (get "g") (i32.const 7))"#);

    fails(
        r#"(assert_return (invoke "one") (i32.const 2))"#,
        "expected",
    );
    fails(
        r#"(assert_return (invoke "one") (i64.const 1))"#,
        "expected",
    );
    fails(r#"(assert_return (invoke "one"))"#, "expected");
    fails(
        r#"(assert_return (invoke "pair") (i32.const 1))"#,
        "expected",
    );
    fails(
        r#"(assert_return (invoke "nan") (f32.const nan:canonical))"#,
        "expected",
    );
    fails(
        r#"(assert_return (invoke "same" (ref.extern 3)) (ref.extern 4))"#,
        "expected",
    );
    fails(
        r#"(assert_return (invoke "zero") (i32.const 0))"#,
        "integer divide by zero",
    );
    fails(r#"(assert_return (invoke "none"))"#, "no function");
    fails(r#"(assert_return (invoke $n "one"))"#, "no module");
    fails(r#"(assert_return (get "one") (i32.const 7))"#, "no global");
}

#[test]
fn traps() {
    holds(r#"(assert_trap (invoke "zero") "integer divide by zero")"#);
    holds(r#"(assert_exhaustion (invoke "loop") "call stack exhausted")"#);
    holds(r#"(assert_trap (module (func $f unreachable) (start $f)) "unreachable")"#);
    fails(
        r#"(assert_trap (invoke "zero") "integer overflow")"#,
        "expected the trap",
    );
    fails(
        r#"(assert_trap (invoke "one") "unreachable")"#,
        "expected the trap",
    );
    fails(
        r#"(assert_exhaustion (invoke "one") "call stack exhausted")"#,
        "expected",
    );
}

#[test]
fn rejected_modules() {
    holds(r#"(assert_malformed (module binary "\00asm") "unexpected end")"#);
    holds(r#"(assert_malformed (module quote "(func") "unexpected token")"#);
    holds(r#"(assert_invalid (module (func (result i32))) "type mismatch")"#);
    holds(r#"(assert_unlinkable (module (import "a" "b" (func))) "unknown import")"#);
    holds(
        r#"(assert_unlinkable (module (import "spectest" "print" (func (param i64))))
            "incompatible import type")"#,
    );

    fails(
        r#"(assert_malformed (module quote "(func)") "x")"#,
        "accepted",
    );
    fails(
        r#"(assert_malformed (module quote "(func (result i32))") "x")"#,
        "invalid module",
    );
    fails(
        r#"(assert_invalid (module binary "\00asm") "x")"#,
        "malformed module",
    );
    fails(r#"(assert_invalid (module) "x")"#, "accepted");
    fails(
        r#"(assert_unlinkable (module) "unknown import")"#,
        "accepted",
    );
    fails(
        r#"(assert_unlinkable (module (import "a" "b" (func))) "incompatible import type")"#,
        "unknown import",
    );
}

#[test]
fn modules_have_definitions_instances_and_names() {
    let script = r#"
        (module definition $d
            (global $g (mut i32) (i32.const 0))
            (func (export "next") (result i32)
                (global.set $g (i32.add (global.get $g) (i32.const 1)))
                (global.get $g)))
        (module instance $a $d)
        (module instance $b $d)
        (register "a" $a)
        (assert_return (invoke $a "next") (i32.const 1))
        (assert_return (invoke $a "next") (i32.const 2))
        (assert_return (invoke $b "next") (i32.const 1))
        (module (import "a" "next" (func $next (result i32))) (export "next" (func $next)))
        (assert_return (invoke "next") (i32.const 3))
        (module (import "spectest" "global_i32" (global i32)) (import "spectest" "memory" (memory 1 2))
            (import "spectest" "table" (table 10 20 funcref)) (import "spectest" "table64" (table i64 10 20 funcref))
            (import "spectest" "print_f64_f64" (func (param f64 f64))))
        (invoke $a "next")
    "#;
    assert_eq!(last_message(script), "");
}

#[test]
fn known_failures_take_what_needs_them_along() {
    let script = "(module (func (export \"f\")))
(assert_return (invoke \"f\"))
(module $x (memory 1 2 shared) (func (export \"g\")))
(assert_return (invoke \"g\"))
(register \"x\" $x)
(module (import \"x\" \"g\" (func)))
(module (func (export \"h\")))
(assert_return (invoke \"h\"))";
    let known = KnownFailures::from([(3, "threads".to_owned())]);
    let outcomes: Vec<Outcome> = run_script(script, &known)
        .into_iter()
        .map(|s| s.outcome)
        .collect();
    let skipped = || Outcome::Skipped("threads".into());
    let passed = || Outcome::Passed;
    let expected = [
        passed(),
        passed(),
        skipped(),
        skipped(),
        skipped(),
        skipped(),
        passed(),
        passed(),
    ];
    assert_eq!(outcomes, expected);
}

#[test]
fn what_needs_a_failed_module_fails() {
    let steps = run_script(
        "(module)(module (memory 1 2 shared))(invoke \"f\")",
        &KnownFailures::new(),
    );
    let failed = |step: &Step| matches!(step.outcome, Outcome::Failed(_));
    assert_eq!(
        steps.iter().map(failed).collect::<Vec<_>>(),
        [false, true, true]
    );
}

#[test]
fn known_failures_must_fail() {
    let known = KnownFailures::from([(1, "gc".to_owned()), (5, "gc".to_owned())]);
    let messages: Vec<String> = run_script("(module)", &known)
        .into_iter()
        .map(|step| match step.outcome {
            Outcome::Failed(message) => message,
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(messages[0].contains("unexpected pass"), "{messages:?}");
    assert!(messages[1].contains("no directive"), "{messages:?}");
}

#[test]
fn threads_are_skipped() {
    let script = "(module)\n(thread $t (assert_return (invoke \"f\")) (invoke \"f\"))\n(wait $t)";
    let steps = run_script(script, &KnownFailures::new());
    assert_eq!(steps.len(), 3);
    for step in &steps[1..] {
        assert_eq!(step.outcome, Outcome::Skipped("threads".into()));
    }
}

#[test]
fn what_is_no_script_is_an_error_with_a_line() {
    let text = "(module)\n(assert_return (invoke \"f\"))\n(bogus)";
    let error = run(&Engine::default(), text, &KnownFailures::new()).unwrap_err();
    assert_eq!((error.line, error.assertions), (3, 1));
}
