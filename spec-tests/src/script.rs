//! The state of a script, and what each directive does to it.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;

use sanderling::{
    Engine, Error, ErrorKind, Extern, Instance, LinkError, Linker, Module, Store, Trap, Val,
};
use wast::lexer::Lexer;
use wast::parser::{ParseBuffer, parse};
use wast::token::Id;
use wast::{QuoteWat, QuoteWatTest, WastDirective, WastExecute, WastInvoke, WastRet, Wat};

use crate::names::{Absent, Defines, Known, Names, Stop};
use crate::run::CONSUMED_FUEL;
use crate::thread::{self, SharedModule};
use crate::{spectest, value};

/// The state of a script.
pub(crate) struct Script {
    engine: Engine,
    /// The whole script.
    text: String,
    store: Store<()>,
    definitions: Names<Module>,
    instances: Names<Instance>,
    /// By the name under which other modules import them.
    registered: HashMap<String, Known<Instance>>,
    /// `spectest` and what is registered.
    linker: Linker<()>,
    spectest: Linker<()>,
    /// Those that run, by name.
    threads: HashMap<String, JoinHandle<Result<(), String>>>,
}

impl Drop for Script {
    fn drop(&mut self) {
        let fuel = self.store.consumed_fuel().unwrap_or(0);
        CONSUMED_FUEL.fetch_add(fuel, Ordering::Relaxed);
    }
}

impl Script {
    pub(crate) fn new(engine: &Engine, text: &str) -> Result<Self, Error> {
        let mut store = Store::try_new(engine, ())?;
        if engine.config().consumes_fuel() {
            store.set_fuel(u64::MAX)?;
        }
        let mut spectest = Linker::new(engine);
        spectest::define(&mut spectest, &mut store)?;
        Ok(Self {
            engine: engine.clone(),
            text: text.to_owned(),
            store,
            definitions: Names::new(),
            instances: Names::new(),
            registered: HashMap::new(),
            linker: spectest.clone(),
            spectest,
            threads: HashMap::new(),
        })
    }

    /// Makes a module of another script known, as far as it can be.
    pub(crate) fn add_shared(&mut self, shared: &SharedModule) -> Result<(), Stop> {
        let instance = shared.instantiate(&self.engine, &mut self.store)?;
        self.instances.define(Some(shared.name()), Ok(instance));
        Ok(())
    }

    /// Waits for the threads that the script has not waited for.
    pub(crate) fn finish(&mut self) -> Result<(), Stop> {
        let names: Vec<String> = self.threads.keys().cloned().collect();
        names.iter().try_for_each(|name| self.wait(name))
    }

    /// Notes that what a directive should have defined is not there.
    pub(crate) fn define_absent(&mut self, defines: &Defines, absent: Absent) {
        match defines {
            Defines::Nothing => {}
            Defines::Module(name) => {
                let name = name.as_deref();
                self.definitions.define(name, Err(absent.clone()));
                self.instances.define(name, Err(absent));
            }
            Defines::Definition(name) => self.definitions.define(name.as_deref(), Err(absent)),
            Defines::Instance(name) => self.instances.define(name.as_deref(), Err(absent)),
            Defines::Registered(name) => {
                self.registered.insert(name.clone(), Err(absent));
            }
        }
    }

    /// Runs the `index`-th directive of the script, or one of those of a thread.
    pub(crate) fn run(&mut self, index: usize, directive: WastDirective<'_>) -> Result<(), Stop> {
        match directive {
            WastDirective::Module(mut module) => {
                let name = module.name().map(|id| id.name());
                let compiled = self.compile(&mut module)?;
                self.definitions.define(name, Ok(compiled.clone()));
                let instance = self.instantiate(&compiled)??;
                self.instances.define(name, Ok(instance));
                Ok(())
            }
            WastDirective::ModuleDefinition(mut module) => {
                let compiled = self.compile(&mut module)?;
                let name = module.name().map(|id| id.name());
                self.definitions.define(name, Ok(compiled));
                Ok(())
            }
            WastDirective::ModuleInstance {
                instance, module, ..
            } => {
                let module = self.definitions.find(module)?;
                let made = self.instantiate(&module)??;
                self.instances
                    .define(instance.map(|id| id.name()), Ok(made));
                Ok(())
            }
            WastDirective::Register { name, module, .. } => self.register(name, module),
            WastDirective::Invoke(call) => {
                self.invoke(&call)??;
                Ok(())
            }
            WastDirective::AssertMalformed {
                mut module,
                message,
                ..
            } => self.assert_malformed(&mut module, message),
            WastDirective::AssertInvalid {
                mut module,
                message,
                ..
            } => self.assert_invalid(&mut module, message),
            WastDirective::AssertMalformedCustom {
                mut module,
                message,
                ..
            }
            | WastDirective::AssertInvalidCustom {
                mut module,
                message,
                ..
            } => match self.compile(&mut module) {
                Ok(_) => Err(accepted(message)),
                Err(_) => Ok(()),
            },
            WastDirective::AssertReturn { exec, results, .. } => {
                let found = self.execute(exec)??;
                self.check_results(&found, &results)
            }
            WastDirective::AssertTrap { exec, message, .. } => {
                check_trap(self.execute(exec)?, message)
            }
            WastDirective::AssertExhaustion { call, message, .. } => {
                check_trap(self.invoke(&call)?, message)
            }
            WastDirective::AssertUnlinkable {
                module, message, ..
            } => self.assert_unlinkable(module, message),
            WastDirective::AssertException { exec, .. } => match self.execute(exec)? {
                Ok(values) => Err(Stop::failed(format!(
                    "expected an exception, got {values:?}"
                ))),
                Err(error) if error.exception().is_some() => Ok(()),
                Err(error) => Err(Stop::failed(format!(
                    "expected an exception, got: {}",
                    error.kind()
                ))),
            },
            WastDirective::AssertSuspension { .. } => {
                Err(Stop::failed("stack switching is not supported"))
            }
            WastDirective::Thread(thread) => {
                let shared = match thread.shared_module {
                    Some(id) => {
                        let instance = self.instances.find(Some(id))?;
                        let name = id.name();
                        Some(SharedModule::of(name, instance, &mut self.store)?)
                    }
                    None => None,
                };
                let name = thread.name.name().to_owned();
                let running = thread::spawn(&self.engine, &self.text, index, shared);
                self.threads.insert(name, running);
                Ok(())
            }
            WastDirective::Wait { thread, .. } => self.wait(thread.name()),
        }
    }

    /// Waits for a thread; its failure is this directive's.
    fn wait(&mut self, thread: &str) -> Result<(), Stop> {
        let Some(running) = self.threads.remove(thread) else {
            return Err(Stop::failed(format!("there is no thread {thread}")));
        };
        match running.join() {
            Ok(Ok(())) => Ok(()),
            Ok(Err(message)) => Err(Stop::Failed(format!("in thread {thread}: {message}"))),
            Err(_) => Err(Stop::Failed(format!("thread {thread} panicked"))),
        }
    }

    /// The module, if it is accepted.
    fn compile(&self, module: &mut QuoteWat<'_>) -> Result<Module, Rejection> {
        let binary = match module.to_test().map_err(Rejection::Text)? {
            QuoteWatTest::Binary(binary) => binary,
            QuoteWatTest::Text(text) => {
                let text = std::str::from_utf8(&text).map_err(|_| {
                    let message = "malformed UTF-8 encoding".into();
                    Rejection::Text(wast::Error::new(module.span(), message))
                })?;
                let buffer = buffer(text).map_err(Rejection::Text)?;
                let mut module = parse::<Wat<'_>>(&buffer).map_err(Rejection::Text)?;
                module.encode().map_err(Rejection::Text)?
            }
        };
        Module::from_binary(&self.engine, &binary).map_err(Rejection::Engine)
    }

    /// An instance of a module; the inner error may be expected.
    fn instantiate(&mut self, module: &Module) -> Result<Result<Instance, Error>, Stop> {
        for import in module.imports() {
            if let Some(Err(absent)) = self.registered.get(import.module()) {
                return Err(absent.clone().into());
            }
        }
        Ok(self.linker.instantiate(&mut self.store, module))
    }

    fn register(&mut self, name: &str, module: Option<Id<'_>>) -> Result<(), Stop> {
        let instance = self.instances.find(module)?;
        self.registered.insert(name.to_owned(), Ok(instance));
        // A linker keeps what an earlier module of the name exported: start over.
        self.linker = self.spectest.clone();
        self.linker.allow_shadowing(true);
        for (name, instance) in &self.registered {
            if let Ok(instance) = instance {
                self.linker.instance(&mut self.store, name, *instance)?;
            }
        }
        Ok(())
    }

    fn execute(&mut self, exec: WastExecute<'_>) -> Result<Answer, Stop> {
        match exec {
            WastExecute::Invoke(call) => self.invoke(&call),
            WastExecute::Wat(module) => {
                let module = self.compile(&mut QuoteWat::Wat(module))?;
                Ok(self.instantiate(&module)?.map(|_| Vec::new()))
            }
            WastExecute::Get { module, global, .. } => {
                let instance = self.instances.find(module)?;
                match instance.get_export(&mut self.store, global) {
                    Some(Extern::Global(found)) => Ok(found.get(&self.store).map(|v| vec![v])),
                    _ => Err(Stop::failed(format!("there is no global {global:?}"))),
                }
            }
        }
    }

    fn invoke(&mut self, call: &WastInvoke<'_>) -> Result<Answer, Stop> {
        let instance = self.instances.find(call.module)?;
        let Some(func) = instance.get_func(&mut self.store, call.name) else {
            return Err(Stop::failed(format!(
                "there is no function {:?}",
                call.name
            )));
        };
        let mut args = Vec::with_capacity(call.args.len());
        for arg in &call.args {
            args.push(value::argument(&mut self.store, arg).map_err(Stop::Failed)?);
        }
        let results = func.ty(&self.store)?.results().len();
        let mut results = vec![Val::I32(0); results];
        let answer = func.call(&mut self.store, &args, &mut results);
        Ok(answer.map(|()| results))
    }

    fn check_results(&self, found: &[Val], expected: &[WastRet<'_>]) -> Result<(), Stop> {
        let mut same = found.len() == expected.len();
        for (found, expected) in found.iter().zip(expected) {
            same &= value::matches(&self.store, found, expected)?;
        }
        if same {
            return Ok(());
        }
        Err(Stop::failed(format!(
            "expected {expected:?}, got {found:?}"
        )))
    }

    fn assert_malformed(&self, module: &mut QuoteWat<'_>, message: &str) -> Result<(), Stop> {
        let quoted = matches!(module, QuoteWat::QuoteModule(..));
        match self.compile(module) {
            Err(Rejection::Text(_)) => Ok(()),
            Err(Rejection::Engine(error)) if is_malformed(&error) => Ok(()),
            // The text format's parser reads words of features that the version does
            // not have; it is then the engine that refuses them.
            Err(Rejection::Engine(error)) if quoted && is_unsupported(&error) => Ok(()),
            Err(other) => Err(Stop::failed(format!(
                "expected a malformed module ({message}), got: {other}"
            ))),
            Ok(_) => Err(accepted(message)),
        }
    }

    fn assert_invalid(&self, module: &mut QuoteWat<'_>, message: &str) -> Result<(), Stop> {
        match self.compile(module) {
            // The text format's parser resolves names, and so finds unknown ones.
            Err(Rejection::Text(_)) => Ok(()),
            Err(Rejection::Engine(error)) if is_invalid(&error) => Ok(()),
            Err(other) => Err(Stop::failed(format!(
                "expected an invalid module ({message}), got: {other}"
            ))),
            Ok(_) => Err(accepted(message)),
        }
    }

    fn assert_unlinkable(&mut self, module: Wat<'_>, message: &str) -> Result<(), Stop> {
        let module = self.compile(&mut QuoteWat::Wat(module))?;
        let Err(found) = self.instantiate(&module)? else {
            return Err(accepted(message));
        };
        let expected = match found.kind() {
            ErrorKind::Link(LinkError::UnknownImports(_)) => Some("unknown import"),
            ErrorKind::Link(LinkError::IncompatibleImport { .. }) => {
                Some("incompatible import type")
            }
            _ => None,
        };
        if expected == Some(message) {
            return Ok(());
        }
        Err(Stop::failed(format!(
            "expected a link error ({message}), got: {}",
            found.kind()
        )))
    }
}

/// A buffer for the parser. Some scripts have names which look like other names.
pub(crate) fn buffer(text: &str) -> Result<ParseBuffer<'_>, wast::Error> {
    let mut lexer = Lexer::new(text);
    lexer.allow_confusing_unicode(true);
    ParseBuffer::new_with_lexer(lexer)
}

/// Why there is no module.
enum Rejection {
    /// The text format has been refused, before the engine got to see the module.
    Text(wast::Error),
    /// The engine has refused the module.
    Engine(Error),
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(error) => write!(f, "malformed text: {}", error.message()),
            Self::Engine(error) => error.kind().fmt(f),
        }
    }
}

impl From<Rejection> for Stop {
    fn from(rejection: Rejection) -> Self {
        Self::Failed(rejection.to_string())
    }
}

/// What the engine says to a call: values, or an error that may be expected.
type Answer = Result<Vec<Val>, Error>;

fn accepted(message: &str) -> Stop {
    Stop::failed(format!("the module is accepted, expected: {message}"))
}

fn is_unsupported(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Unsupported { .. })
}

fn is_malformed(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Malformed { .. })
}

fn is_invalid(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Invalid { .. })
}

fn check_trap(answer: Answer, expected: &str) -> Result<(), Stop> {
    match answer {
        Ok(values) => Err(Stop::failed(format!(
            "expected the trap {expected:?}, got {values:?}"
        ))),
        Err(error) => match error.as_trap() {
            Some(trap) if is_trap(trap, expected) => Ok(()),
            _ => Err(Stop::failed(format!(
                "expected the trap {expected:?}, got: {}",
                error.kind()
            ))),
        },
    }
}

/// Whether a script means this trap. Its words may be longer than ours (`uninitialized
/// element 2`) or shorter (`indirect call`), and it tells null references apart by
/// their types.
fn is_trap(trap: Trap, expected: &str) -> bool {
    let words = trap.message();
    expected.starts_with(words)
        || words.starts_with(expected)
        || trap == Trap::NullReference
            && expected.starts_with("null ")
            && expected.ends_with(" reference")
}
