//! Who is asked: engines behind one face.

mod classic;
mod own;
mod v8;
mod wasmi;

use crate::case::Case;
use crate::outcome::{Fault, Outcome, Refusal, Report, Strictness};
use crate::rng::mix;
use crate::value::{Kind, Value};

pub use classic::Classic;
pub use own::{Mode, fused, portable, sibling_in};
pub use v8::V8;
pub use wasmi::Wasmi;

/// An engine in one mode.
pub trait Oracle {
    /// What it is called on the command line.
    fn name(&self) -> &'static str;

    /// How exactly it must agree with the first oracle, Sanderling as it is used.
    fn strictness(&self) -> Strictness;

    /// Runs a case.
    ///
    /// # Errors
    ///
    /// It has nothing to say about the case.
    fn run(&self, case: &Case) -> Result<Report, Refusal>;
}

/// What a store is made with: what host functions were called with.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Host {
    pub(crate) calls: u64,
    /// Whether they suspend the call.
    pub(crate) suspending: bool,
}

impl Host {
    /// Notes a call of the host function `module.name`; its results follow from it.
    pub(crate) fn call(&mut self, name: u64, args: impl Iterator<Item = Value>) -> u64 {
        let sum = args.fold(mix(self.calls, name), |sum, arg| arg.mix_into(sum));
        self.calls = sum;
        sum
    }

    /// The `i`th result of a call.
    pub(crate) fn result(sum: u64, i: usize, kind: Kind) -> Value {
        let bits = mix(sum, i as u64);
        match kind {
            Kind::I32 => Value::I32(bits as u32),
            Kind::I64 => Value::I64(bits),
            // No NaN: engines may hand on its bits differently.
            Kind::F32 => Value::F32(f32::to_bits(bits as i16 as f32 / 8.0)),
            Kind::F64 => Value::F64(f64::to_bits(bits as i32 as f64 / 8.0)),
            Kind::V128 => Value::V128(u128::from(bits) << 64 | u128::from(!bits)),
            Kind::Func | Kind::Extern | Kind::Null | Kind::Opaque => Value::Null,
        }
    }
}

/// The number that stands for an imported function.
pub(crate) fn import_id(module: &str, name: &str) -> u64 {
    mix(
        crate::rng::hash(module.as_bytes()),
        crate::rng::hash(name.as_bytes()),
    )
}

/// A report of an instantiation that failed.
pub(crate) fn not_started(fault: Fault) -> Report {
    Report {
        calls: Vec::new(),
        start: Some(fault),
        state: Vec::new(),
        host_calls: 0,
        fuel: Vec::new(),
    }
}

/// The first oracle's answer, changed: the comparer must see that it is wrong.
///
/// It makes one mistake, of the kind a wrong handler makes: the sum of the results of
/// every seventh call that returns integers is off by one.
#[derive(Debug)]
pub struct Wrong;

impl Oracle for Wrong {
    fn name(&self) -> &'static str {
        "wrong"
    }

    fn strictness(&self) -> Strictness {
        Strictness::Own
    }

    fn run(&self, case: &Case) -> Result<Report, Refusal> {
        let mut report = fused().run(case)?;
        for outcome in report.calls.iter_mut().step_by(7) {
            if let Outcome::Values(values) = outcome
                && let Some(Value::I32(value)) = values.first_mut()
            {
                *value = value.wrapping_add(1);
            }
        }
        Ok(report)
    }
}
