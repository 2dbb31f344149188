//! What a script defines, by name, and what becomes of directives when it is missing.

use std::collections::HashMap;

use sanderling::Error;
use wast::WastDirective;
use wast::token::Id;

/// Why a directive did not succeed.
pub(crate) enum Stop {
    /// It should have.
    Failed(String),
    /// It needs a module that is known not to be supported, for this reason.
    Unavailable(String),
}

impl Stop {
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::Failed(message.into())
    }
}

/// The engine's errors, where none is expected.
impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error.kind().to_string())
    }
}

/// Why something that a script defines is not there.
#[derive(Clone)]
pub(crate) enum Absent {
    /// It should be.
    Failed,
    /// It is known not to be supported, for this reason.
    Unsupported(String),
}

impl From<Absent> for Stop {
    fn from(absent: Absent) -> Self {
        match absent {
            Absent::Failed => Self::failed("needs a module that failed"),
            Absent::Unsupported(reason) => Self::Unavailable(reason),
        }
    }
}

/// Something that a script defines.
pub(crate) type Known<T> = Result<T, Absent>;

/// Things by their names in the script, and the latest, which needs no name.
pub(crate) struct Names<T> {
    latest: Option<Known<T>>,
    named: HashMap<String, Known<T>>,
}

impl<T: Clone> Names<T> {
    pub(crate) fn new() -> Self {
        Self {
            latest: None,
            named: HashMap::new(),
        }
    }

    pub(crate) fn define(&mut self, name: Option<&str>, item: Known<T>) {
        if let Some(name) = name {
            self.named.insert(name.to_owned(), item.clone());
        }
        self.latest = Some(item);
    }

    pub(crate) fn find(&self, name: Option<Id<'_>>) -> Result<T, Stop> {
        let found = match name {
            Some(name) => self.named.get(name.name()),
            None => self.latest.as_ref(),
        };
        match (found, name) {
            (Some(item), _) => item.clone().map_err(Stop::from),
            (None, Some(name)) => Err(Stop::failed(format!("there is no module {}", name.name()))),
            (None, None) => Err(Stop::failed("there is no module")),
        }
    }
}

/// What a directive would define.
pub(crate) enum Defines {
    Nothing,
    /// A module, and with it an instance of the same name.
    Module(Option<String>),
    Definition(Option<String>),
    Instance(Option<String>),
    Registered(String),
}

impl Defines {
    pub(crate) fn of(directive: &WastDirective<'_>) -> Self {
        let owned = |id: Option<Id<'_>>| id.map(|id| id.name().to_owned());
        match directive {
            WastDirective::Module(module) => Self::Module(owned(module.name())),
            WastDirective::ModuleDefinition(module) => Self::Definition(owned(module.name())),
            WastDirective::ModuleInstance { instance, .. } => Self::Instance(owned(*instance)),
            WastDirective::Register { name, .. } => Self::Registered((*name).to_owned()),
            _ => Self::Nothing,
        }
    }
}
