//! What came of a script, counted.

use std::fmt;
use std::ops::AddAssign;

use crate::run::{Outcome, ParseError, Step, StepKind};

/// How many assertions passed, failed and were skipped.
///
/// A command that fails, such as a module that is not accepted, counts as a failed
/// assertion; one that succeeds does not count.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Assertions that hold.
    pub passed: usize,
    /// Assertions that do not hold, and commands that failed.
    pub failed: usize,
    /// Assertions about something that is listed as not supported.
    pub skipped: usize,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            passed,
            failed,
            skipped,
        } = self;
        write!(f, "{passed} passed, {failed} failed, {skipped} skipped")
    }
}

/// Something in a script that is not as it should be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// Where it is, counted from 1.
    pub line: u32,
    /// What is wrong.
    pub message: String,
}

/// What came of one script.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FileReport {
    /// The numbers.
    pub counts: Counts,
    /// The failures, in the order of the script.
    pub failures: Vec<Failure>,
}

impl FileReport {
    /// The report on a script from which nothing else is expected than to pass.
    pub fn new(result: Result<Vec<Step>, ParseError>) -> Self {
        let mut report = Self::default();
        match result {
            Ok(steps) => steps.into_iter().for_each(|step| report.add(step)),
            Err(error) => report.fail(error.line, error.message),
        }
        report
    }

    /// The report on a script that is listed as a whole: it must fail somewhere, and
    /// then its assertions are skipped.
    pub fn of_unsupported(result: Result<Vec<Step>, ParseError>, reason: &str) -> Self {
        let mut report = Self::default();
        match result {
            Ok(steps) if steps.iter().all(Step::is_success) => {
                report.fail(1, format!("unexpected pass: listed as failing ({reason})"));
            }
            Ok(steps) => report.counts.skipped = steps.iter().filter(|s| s.is_assertion()).count(),
            Err(error) => report.counts.skipped = error.assertions,
        }
        report
    }

    fn add(&mut self, step: Step) {
        match (step.outcome, step.kind) {
            (Outcome::Passed, StepKind::Assertion) => self.counts.passed += 1,
            (Outcome::Skipped(_), StepKind::Assertion) => self.counts.skipped += 1,
            (Outcome::Passed | Outcome::Skipped(_), StepKind::Command) => {}
            (Outcome::Failed(message), _) => self.fail(step.line, message),
        }
    }

    fn fail(&mut self, line: u32, message: String) {
        self.counts.failed += 1;
        self.failures.push(Failure { line, message });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(kind: StepKind, outcome: Outcome) -> Step {
        Step {
            line: 7,
            kind,
            outcome,
        }
    }

    fn steps() -> Vec<Step> {
        vec![
            step(StepKind::Command, Outcome::Passed),
            step(StepKind::Assertion, Outcome::Passed),
            step(StepKind::Assertion, Outcome::Skipped("simd".into())),
        ]
    }

    #[test]
    fn assertions_and_failed_commands_count() {
        let mut steps = steps();
        steps.push(step(StepKind::Command, Outcome::Failed("bad".into())));
        let report = FileReport::new(Ok(steps));
        assert_eq!(report.counts.to_string(), "1 passed, 1 failed, 1 skipped");
        assert_eq!(report.failures[0].line, 7);
    }

    #[test]
    fn a_listed_script_must_fail() {
        let mut steps = vec![step(StepKind::Assertion, Outcome::Passed); 2];
        let report = FileReport::of_unsupported(Ok(steps.clone()), "simd");
        assert_eq!(report.counts.failed, 1);
        assert!(report.failures[0].message.contains("unexpected pass"));

        steps.push(step(StepKind::Assertion, Outcome::Failed("bad".into())));
        let report = FileReport::of_unsupported(Ok(steps), "simd");
        assert_eq!(report.counts.to_string(), "0 passed, 0 failed, 3 skipped");
    }
}
