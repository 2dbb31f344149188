//! Runs one script: every directive, through the public API.
//!
//! A script has one store. Directives that need a module which is known not to be
//! supported are skipped; nothing else is.
//!
//! What must be malformed has to be refused as malformed, and what must be invalid as
//! invalid; only the parser of the text format, which finds both, need not tell them
//! apart. Its messages and those of validation are not compared with the script's,
//! those of traps and link errors are.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicU64;

use sanderling::Engine;
use wast::parser::parse;
use wast::{Wast, WastDirective, WastThread};

use crate::legacy::unfold;
use crate::lines::Lines;
use crate::names::{Absent, Defines, Stop};
use crate::script::{Script, buffer};

/// Fuel that all scripts have consumed, where the engine meters it.
pub static CONSUMED_FUEL: AtomicU64 = AtomicU64::new(0);

/// Directives that are known to fail: their lines, each with the reason.
pub type KnownFailures = BTreeMap<u32, String>;

/// What came of one directive.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// The line on which the directive begins, counted from 1.
    pub line: u32,
    /// Whether the directive is an assertion.
    pub kind: StepKind,
    /// What came of it.
    pub outcome: Outcome,
}

impl Step {
    /// Whether the directive did what it should.
    pub fn is_success(&self) -> bool {
        self.outcome == Outcome::Passed
    }

    /// Whether the directive is an assertion.
    pub fn is_assertion(&self) -> bool {
        self.kind == StepKind::Assertion
    }
}

/// The kinds of directives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StepKind {
    /// `assert_…`.
    Assertion,
    /// `module`, `register`, `invoke` and whatever else must succeed.
    Command,
}

/// What came of a directive.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It did what it should.
    Passed,
    /// It did not, or it was known to fail and did not; with what is wrong.
    Failed(String),
    /// It is known to fail, or needs something that is; with the reason.
    Skipped(String),
}

/// A script that is no script.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParseError {
    /// Where the parser gave up, counted from 1.
    pub line: u32,
    /// What it says.
    pub message: String,
    /// The assertions in the text, as far as one can tell.
    pub assertions: usize,
}

/// Runs the script in `text` with a store of `engine`.
///
/// Directives on the lines in `known` must fail. They are then skipped, as are those
/// that use the modules that they would have made.
///
/// # Errors
///
/// A [`ParseError`] if the text is not a script; nothing of it is run then.
///
/// ```
/// use sanderling::Engine;
/// use spec_tests::run::{KnownFailures, run};
///
/// let script = r#"
///     (module (func (export "one") (result i32) (i32.const 1)))
///     (assert_return (invoke "one") (i32.const 1))"#;
/// let steps = run(&Engine::default(), script, &KnownFailures::new()).unwrap();
/// assert!(steps.iter().all(|step| step.is_success()));
/// ```
pub fn run(engine: &Engine, text: &str, known: &KnownFailures) -> Result<Vec<Step>, ParseError> {
    let text = &*unfold(text);
    let lines = Lines::of(text);
    let parse_error = |error: wast::Error| ParseError {
        line: lines.line(error.span().offset()),
        message: error.message(),
        assertions: text.matches("(assert_").count(),
    };
    let buffer = buffer(text).map_err(parse_error)?;
    let directives = parse::<Wast<'_>>(&buffer).map_err(parse_error)?.directives;

    let mut steps = Vec::with_capacity(directives.len());
    let mut known_left = known.clone();
    let mut script = match Script::new(engine, text) {
        Ok(script) => script,
        Err(error) => {
            let message = format!("the host module cannot be made: {}", error.kind());
            return Ok(vec![failed_command(1, message)]);
        }
    };
    for (index, directive) in directives.into_iter().enumerate() {
        let line = lines.line(directive.span().offset());
        let kind = kind(&directive);
        let reason = known_left.remove(&line);
        let defines = Defines::of(&directive);
        let count = count_assertions(&directive);

        let result = catch_unwind(AssertUnwindSafe(|| script.run(index, directive)));
        let panicked = result.is_err();
        let result = result.unwrap_or_else(|panic| Err(Stop::Failed(panic_message(&*panic))));
        let outcome = match (result, reason) {
            (Ok(()), None) => Outcome::Passed,
            (Ok(()), Some(reason)) => {
                Outcome::Failed(format!("unexpected pass: listed as failing ({reason})"))
            }
            (Err(Stop::Failed(message)), None) => {
                script.define_absent(&defines, Absent::Failed);
                Outcome::Failed(message)
            }
            (Err(Stop::Unavailable(reason)), None) | (Err(_), Some(reason)) => {
                script.define_absent(&defines, Absent::Unsupported(reason.clone()));
                Outcome::Skipped(reason)
            }
        };
        let step = Step {
            line,
            kind,
            outcome,
        };
        steps.extend(std::iter::repeat_n(step, count));
        if panicked {
            // What the panic left behind is not worth a look.
            break;
        }
    }
    if let Err(Stop::Failed(message)) = script.finish() {
        steps.push(failed_command(1, message));
    }
    let absent = known_left.into_iter().map(|(line, reason)| {
        let message = format!("no directive begins on this line, listed as failing ({reason})");
        failed_command(line, message)
    });
    steps.extend(absent);
    Ok(steps)
}

fn failed_command(line: u32, message: String) -> Step {
    Step {
        line,
        kind: StepKind::Command,
        outcome: Outcome::Failed(message),
    }
}

fn kind(directive: &WastDirective<'_>) -> StepKind {
    match directive {
        WastDirective::Module(_)
        | WastDirective::ModuleDefinition(_)
        | WastDirective::ModuleInstance { .. }
        | WastDirective::Register { .. }
        | WastDirective::Invoke(_)
        | WastDirective::Wait { .. } => StepKind::Command,
        // A thread stands for the assertions in it.
        _ => StepKind::Assertion,
    }
}

/// How many steps a directive is: a thread, those of its assertions.
fn count_assertions(directive: &WastDirective<'_>) -> usize {
    let WastDirective::Thread(WastThread { directives, .. }) = directive else {
        return 1;
    };
    // Threads cannot be nested.
    let assertions = directives.iter().map(kind);
    assertions.filter(|k| *k == StepKind::Assertion).count()
}

fn panic_message(panic: &(dyn Any + Send)) -> String {
    let message = panic.downcast_ref::<&str>().copied();
    let message = message.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("panicked: {}", message.unwrap_or("no message"))
}
