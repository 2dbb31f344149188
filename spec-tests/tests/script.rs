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
(module $x (memory 2 1) (func (export \"g\")))
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
        "(module)(module (memory 2 1))(invoke \"f\")",
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

/// The threads hand a value to and fro, so that they must really run at once.
#[test]
fn threads_run_at_once() {
    let script = r#"
(module $mem (memory (export "shared") 1 1 shared))
(thread $t1 (shared (module $mem))
  (register "mem" $mem)
  (module
    (memory (import "mem" "shared") 1 1 shared)
    (func (export "run") (result i32) (local $i i32) (local $v i32)
      (loop $again
        (loop $wait
          (drop (memory.atomic.wait32 (i32.const 0) (i32.const 1) (i64.const -1)))
          (br_if $wait (i32.atomic.load (i32.const 0))))
        (i32.store (i32.const 8) (local.tee $v (i32.add (i32.load (i32.const 8)) (i32.const 1))))
        (i32.atomic.store (i32.const 0) (i32.const 1))
        (drop (memory.atomic.notify (i32.const 0) (i32.const -1)))
        (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 100))))
      (local.get $v)))
  (assert_return (invoke "run") (i32.const 199)))
(thread $t2 (shared (module $mem))
  (register "mem" $mem)
  (module
    (memory (import "mem" "shared") 1 1 shared)
    (func (export "run") (result i32) (local $i i32) (local $v i32)
      (loop $again
        (loop $wait
          (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))
          (br_if $wait (i32.eqz (i32.atomic.load (i32.const 0)))))
        (i32.store (i32.const 8) (local.tee $v (i32.add (i32.load (i32.const 8)) (i32.const 1))))
        (i32.atomic.store (i32.const 0) (i32.const 0))
        (drop (memory.atomic.notify (i32.const 0) (i32.const -1)))
        (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 100))))
      (local.get $v)))
  (assert_return (invoke "run") (i32.const 200)))
(wait $t1)
(wait $t2)"#;
    let steps = run_script(script, &KnownFailures::new());
    assert!(steps.iter().all(Step::is_success), "{steps:?}");
    assert_eq!(steps.iter().filter(|step| step.is_assertion()).count(), 2);
}

#[test]
fn what_fails_in_a_thread_fails_where_it_is_waited_for() {
    let script = r#"(module)
(thread $t (module (func (export "f") (result i32) (i32.const 1)))
  (assert_return (invoke "f") (i32.const 2)))
(wait $t)
(thread $u (assert_return (invoke "f")))"#;
    let steps = run_script(script, &KnownFailures::new());
    let failed: Vec<bool> = steps.iter().map(|step| !step.is_success()).collect();
    assert_eq!(failed, [false, false, true, false, true], "{steps:?}");
}

#[test]
fn what_is_no_script_is_an_error_with_a_line() {
    let text = "(module)\n(assert_return (invoke \"f\"))\n(bogus)";
    let error = run(&Engine::default(), text, &KnownFailures::new()).unwrap_err();
    assert_eq!((error.line, error.assertions), (3, 1));
}
