//! What a case came to, and whether two say the same of it.

use crate::value::Value;

/// Why a call or an instantiation did not return.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// `unreachable`
    Unreachable,
    /// Outside a memory.
    Memory,
    /// Outside a table.
    Table,
    /// `call_indirect` outside a table.
    Element,
    /// `call_indirect` of null.
    NullElement,
    /// `call_indirect` of a function of another type.
    Signature,
    /// A division by zero.
    DivideByZero,
    /// An integer that does not fit.
    Overflow,
    /// An integer of NaN.
    Conversion,
    /// The stack is used up.
    Stack,
    /// A null reference was followed.
    Null,
    /// A cast failed.
    Cast,
    /// Outside an array.
    Array,
    /// An atomic access that is not aligned.
    Unaligned,
    /// Waiting on a memory that is not shared.
    NotShared,
    /// An exception that nobody caught.
    Exception,
    /// Fuel ran out: in all modes of one engine at the same instruction.
    Fuel,
    /// Memory, time or a limit ran out: how much there is differs.
    Exhausted,
    /// Anything else, which no case should come to.
    Other,
}

impl Fault {
    /// Whether engines may differ in when this happens.
    fn is_open(self, strictness: Strictness) -> bool {
        match self {
            Self::Stack | Self::Exhausted => true,
            Self::Fuel => strictness != Strictness::Own,
            _ => false,
        }
    }

    /// Whether another engine's trap is this one.
    fn agrees(self, theirs: Self, strictness: Strictness) -> bool {
        // Of a copy past the end of one array and from another that is null, V8 says
        // what is wrong with the first, the specification that the second is null.
        let both = strictness == Strictness::Loose && (self, theirs) == (Self::Null, Self::Array);
        both || self.seen_by(strictness) == theirs.seen_by(strictness)
    }

    /// The trap in the terms that an engine has.
    fn seen_by(self, strictness: Strictness) -> Self {
        match (strictness, self) {
            (Strictness::Own, fault) => fault,
            (Strictness::Loose, Self::NullElement) => Self::Signature,
            (Strictness::Loose, Self::Conversion) => Self::Overflow,
            // Where two bounds are exceeded engines differ in which they look at first.
            (Strictness::Loose, Self::Unaligned | Self::Array | Self::Table | Self::Element) => {
                Self::Memory
            }
            (Strictness::Peer, Self::Element) => Self::Table,
            (_, fault) => fault,
        }
    }
}

/// What a call came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It returned these.
    Values(Vec<Value>),
    /// It did not return.
    Fault(Fault),
}

/// Something of an instance that shows when all calls are done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A memory's bytes: how many, and their hash.
    Memory(u64, u64),
    /// Which elements of a table are null.
    Table(Vec<bool>),
    /// A global's value.
    Global(Value),
    /// It is not there.
    Missing,
}

/// What a case came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What each call came to; none if the instantiation failed.
    pub calls: Vec<Outcome>,
    /// Why the instantiation failed, if it did.
    pub start: Option<Fault>,
    /// What shows afterwards, in the order of the case.
    pub state: Vec<Part>,
    /// A number for the calls of host functions, their arguments and their order.
    pub host_calls: u64,
    /// Fuel that each call took, where it is counted.
    pub fuel: Vec<u64>,
}

impl Report {
    /// Whether a call, or the instantiation, used up its fuel.
    pub fn is_out_of_fuel(&self) -> bool {
        self.start == Some(Fault::Fuel) || self.calls.contains(&Outcome::Fault(Fault::Fuel))
    }
}

/// Why an oracle has nothing to say about a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It takes the module to be invalid, or does not know something in it.
    Module(String),
    /// It cannot tell whether the calls end.
    Endless,
    /// It panicked.
    Panic(String),
}

/// How much of two reports was compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Calls whose outcomes were the same.
    pub calls: usize,
    /// One side ran out of something; what came then was not compared.
    pub cut: bool,
}

/// How exactly two reports must agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// Two modes of one engine: traps by their exact kind, fuel by the unit.
    Own,
    /// Two engines.
    Peer,
    /// Two engines, of which one tells fewer kinds of traps apart.
    Loose,
}

/// Compares two reports.
///
/// # Errors
///
/// Where they differ, and what both say.
pub fn compare(a: &Report, b: &Report, strictness: Strictness) -> Result<Compared, String> {
    let mut compared = Compared::default();
    match (a.start, b.start) {
        (Some(x), Some(y)) => {
            // Engines differ in whether a segment that does not fit is a trap or an error.
            if strictness == Strictness::Own
                && x != y
                && !x.is_open(strictness)
                && !y.is_open(strictness)
            {
                return Err(format!("instantiation: {x:?} and {y:?}"));
            }
            return Ok(compared);
        }
        (None, None) => {}
        (x, y) => {
            if [x, y]
                .into_iter()
                .flatten()
                .any(|fault| fault.is_open(strictness))
            {
                compared.cut = true;
                return Ok(compared);
            }
            return Err(format!("instantiation: {x:?} and {y:?}"));
        }
    }
    for (i, (x, y)) in a.calls.iter().zip(&b.calls).enumerate() {
        let same = match (x, y) {
            (Outcome::Fault(x), Outcome::Fault(y)) => {
                if x.is_open(strictness) || y.is_open(strictness) {
                    compared.cut = true;
                    return Ok(compared);
                }
                x.agrees(*y, strictness)
            }
            (Outcome::Fault(fault), _) | (_, Outcome::Fault(fault))
                if fault.is_open(strictness) =>
            {
                compared.cut = true;
                return Ok(compared);
            }
            (Outcome::Values(x), Outcome::Values(y)) => {
                let fold = |value: &Value| value.seen_by(strictness);
                x.len() == y.len() && x.iter().map(fold).eq(y.iter().map(fold))
            }
            (x, y) => x == y,
        };
        if !same {
            return Err(format!("call {i}: {x:?} and {y:?}"));
        }
        compared.calls += 1;
        if strictness == Strictness::Own
            && let (Some(x), Some(y)) = (a.fuel.get(i), b.fuel.get(i))
            && x != y
        {
            return Err(format!("fuel of call {i}: {x} and {y}"));
        }
    }
    if a.calls.len() != b.calls.len() {
        return Err(format!("{} and {} calls", a.calls.len(), b.calls.len()));
    }
    if a.host_calls != b.host_calls {
        return Err("calls of host functions".to_owned());
    }
    for (i, (x, y)) in a.state.iter().zip(&b.state).enumerate() {
        // A shared memory has no bytes that can be looked at as they are, and V8 takes
        // too long over a large one.
        let seen = *x != Part::Missing && *y != Part::Missing;
        let same = match (x, y) {
            (Part::Global(x), Part::Global(y)) => x.seen_by(strictness) == y.seen_by(strictness),
            (x, y) => x == y,
        };
        if seen && !same {
            return Err(format!("state {i}: {x:?} and {y:?}"));
        }
    }
    Ok(compared)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        Report {
            calls: vec![
                Outcome::Values(vec![Value::I32(1)]),
                Outcome::Fault(Fault::Element),
            ],
            start: None,
            state: vec![Part::Memory(65_536, 7), Part::Table(vec![true, false])],
            host_calls: 9,
            fuel: vec![3, 4],
        }
    }

    /// Every field is looked at.
    #[test]
    fn differences_are_seen() {
        type Change = fn(&mut Report);
        let changes: [Change; 8] = [
            |r| r.calls[0] = Outcome::Values(vec![Value::I32(2)]),
            |r| r.calls[0] = Outcome::Values(vec![Value::I64(1)]),
            |r| r.calls[0] = Outcome::Fault(Fault::Unreachable),
            |r| r.calls[1] = Outcome::Fault(Fault::NullElement),
            |r| r.start = Some(Fault::Memory),
            |r| r.state[0] = Part::Memory(65_536, 8),
            |r| r.state[1] = Part::Table(vec![false, false]),
            |r| r.host_calls = 8,
        ];
        for (i, change) in changes.iter().enumerate() {
            let mut other = report();
            change(&mut other);
            for strictness in [Strictness::Own, Strictness::Peer, Strictness::Loose] {
                assert!(compare(&report(), &other, strictness).is_err(), "{i}");
                assert!(compare(&other, &report(), strictness).is_err(), "{i}");
            }
        }
        let compared = compare(&report(), &report(), Strictness::Own);
        assert_eq!(
            compared,
            Ok(Compared {
                calls: 2,
                cut: false
            })
        );
    }

    /// What engines may do differently is no difference, and neither is what follows.
    #[test]
    fn choices_are_no_differences() {
        let mut other = report();
        other.calls[1] = Outcome::Fault(Fault::Table);
        assert!(compare(&report(), &other, Strictness::Own).is_err());
        assert!(compare(&report(), &other, Strictness::Peer).is_ok());
        other.fuel[0] = 5;
        assert!(compare(&report(), &other, Strictness::Peer).is_ok());
        other = report();
        other.fuel[0] = 5;
        assert!(compare(&report(), &other, Strictness::Own).is_err());
        other.calls[0] = Outcome::Fault(Fault::Stack);
        other.host_calls = 1;
        let compared = compare(&report(), &other, Strictness::Own);
        assert_eq!(
            compared,
            Ok(Compared {
                calls: 0,
                cut: true
            })
        );
    }
}
