//! Errors: what went wrong, told apart the way the specification does.
//!
//! An [`Error`] is one pointer wide. It may use every other layer's types but
//! knows none of their workings.

use std::any::Any;
use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

use crate::{ExternType, Trap};

type BoxedError = Box<dyn StdError + Send + Sync>;

/// Why an operation of this crate failed.
///
/// [`kind`](Self::kind) tells the cases apart. An error that a host function
/// returned comes out of the outer call unchanged, as
/// [`ErrorKind::Host`] and through [`downcast_ref`](Self::downcast_ref).
///
/// ```
/// use sanderling::{Engine, ErrorKind, Module};
///
/// let error = Module::new(&Engine::default(), b"\0asm\x02\0\0\0").unwrap_err();
/// assert!(matches!(error.kind(), ErrorKind::Malformed { .. }));
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    /// One for each call from the host that the error came out of, innermost first.
    sources: Vec<Box<dyn BacktraceSource>>,
    /// What they give, once that was wanted.
    backtrace: OnceLock<Vec<Frame>>,
}

/// Frames of guest functions, whose names and offsets are looked up when wanted.
pub(crate) trait BacktraceSource: Send + Sync {
    /// The frames, innermost first.
    fn frames(&self) -> Vec<Frame>;
}

/// An exception, as the layers that know exceptions see it.
pub(crate) trait ExceptionSource: Send + Sync {
    fn as_any(&self) -> &dyn Any;

    /// Writes the tag and the payload.
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

/// An exception that no guest has caught.
///
/// It says its tag and its payload when displayed; [`exn_ref`](Self::exn_ref) gives a
/// handle to the exception itself.
///
/// ```
/// use sanderling::{Engine, ErrorKind, Instance, Module, Store, Val};
///
/// # fn main() -> Result<(), sanderling::Error> {
/// let engine = Engine::default();
/// let text = r#"
///     (tag $e (export "oops") (param i32))
///     (func (export "f") (throw $e (i32.const 5)))"#;
/// let mut store = Store::new(&engine, ());
/// let instance = Instance::new(&mut store, &Module::new(&engine, text)?, &[])?;
/// let f = instance.get_typed_func::<(), ()>(&mut store, "f")?;
///
/// let error = f.call(&mut store, ()).unwrap_err();
/// let ErrorKind::Exception(exception) = error.kind() else { panic!("{error}") };
/// assert_eq!(exception.to_string(), r#"tag "oops" (i32 5)"#);
/// assert_eq!(exception.exn_ref().payload(&store)?, [Val::I32(5)]);
/// # Ok(())
/// # }
/// ```
pub struct Exception(Box<dyn ExceptionSource>);

impl Exception {
    pub(crate) fn source(&self) -> &dyn Any {
        self.0.as_any()
    }
}

impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.describe(f)
    }
}

impl fmt::Debug for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Exception({self})")
    }
}

/// The kinds of [`Error`].
///
/// ```
/// use sanderling::{Engine, ErrorKind, Module};
///
/// let error = Module::new(&Engine::default(), "(func drop)").unwrap_err();
/// assert!(matches!(error.kind(), ErrorKind::Invalid { .. }));
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The bytes or the text are not a module.
    Malformed {
        /// Where in the input, in bytes.
        offset: u64,
        /// What is wrong.
        message: String,
    },
    /// The module breaks a validation rule.
    Invalid {
        /// Where in the binary, in bytes.
        offset: u64,
        /// What is wrong.
        message: String,
    },
    /// A feature is needed that is switched off or not implemented.
    Unsupported {
        /// What is needed.
        message: String,
    },
    /// Imports and what was given for them do not fit.
    Link(LinkError),
    /// Guest code trapped.
    Trap(Trap),
    /// Guest code, or a host function, threw an exception that no guest caught.
    Exception(Exception),
    /// A host function failed with this error.
    Host(BoxedError),
    /// A limit would be exceeded.
    Limit {
        /// The limit's name, a field of [`Limits`](crate::Limits) or a type's own maximum.
        which: &'static str,
        /// The largest allowed value.
        limit: u64,
        /// The value that was asked for.
        got: u64,
    },
    /// The host used the API wrongly, for example a handle with a foreign store.
    Usage(Cow<'static, str>),
    /// A host function answers that its results will come later; see
    /// [`Error::pending`]. No call of the host ends with it.
    Pending(Pending),
}

/// What a host function gives along with the answer that its results come later.
///
/// ```
/// # use sanderling::*;
/// let error = Error::pending(5);
/// assert!(matches!(error.kind(), ErrorKind::Pending(_)));
/// ```
pub struct Pending(pub(crate) Box<dyn Any + Send + Sync>);

impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending").finish_non_exhaustive()
    }
}

/// Why a module could not be linked.
///
/// ```
/// # use sanderling::*;
/// # fn main() -> Result<(), Error> {
/// let engine = Engine::default();
/// let module = Module::new(&engine, r#"(import "env" "f" (func))"#)?;
/// let mut store = Store::new(&engine, ());
/// let error = Linker::new(&engine).instantiate(&mut store, &module).unwrap_err();
/// let ErrorKind::Link(LinkError::UnknownImports(missing)) = error.kind() else {
///     panic!("{error}")
/// };
/// assert_eq!(missing[0].name, "f");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LinkError {
    /// Nothing was defined for these imports; all missing ones are listed.
    UnknownImports(Vec<UnknownImport>),
    /// What was defined for an import has another type.
    IncompatibleImport {
        /// The import's module name.
        module: String,
        /// The import's field name.
        name: String,
        /// The type that the module declares.
        expected: ExternType,
        /// The type of what was given.
        found: ExternType,
    },
    /// The name is defined already, and shadowing is off.
    Duplicate {
        /// The module name.
        module: String,
        /// The field name.
        name: String,
    },
    /// A segment of the module does not fit the imported memory or table, or an
    /// instance could not be completed for a similar reason.
    Failed(String),
}

/// An import that nothing was defined for.
///
/// ```
/// # use sanderling::*;
/// # fn main() -> Result<(), Error> {
/// let engine = Engine::default();
/// let module = Module::new(&engine, r#"(import "env" "f" (func (param i32)))"#)?;
/// let mut store = Store::new(&engine, ());
/// let error = Linker::new(&engine).instantiate(&mut store, &module).unwrap_err();
/// let ErrorKind::Link(LinkError::UnknownImports(missing)) = error.kind() else {
///     panic!("{error}")
/// };
/// let UnknownImport { module, name, ty } = &missing[0];
/// assert_eq!(format!("{module}.{name}: {ty}"), "env.f: (func (param i32))");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownImport {
    /// The import's module name.
    pub module: String,
    /// The import's field name.
    pub name: String,
    /// The type that the module declares.
    pub ty: ExternType,
}

/// One frame of a wasm backtrace.
///
/// ```
/// # fn main() -> Result<(), sanderling::Error> {
/// use sanderling::{Engine, Instance, Module, Store};
///
/// let engine = Engine::default();
/// let module = Module::new(&engine, r#"(module $m (func $oops (export "f") unreachable))"#)?;
/// let mut store = Store::new(&engine, ());
/// let instance = Instance::new(&mut store, &module, &[])?;
/// let f = instance.get_typed_func::<(), ()>(&mut store, "f")?;
///
/// let error = f.call(&mut store, ()).unwrap_err();
/// let frame = &error.backtrace()[0];
/// assert_eq!((frame.module_name(), frame.func_name()), (Some("m"), Some("oops")));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    pub(crate) func_index: u32,
    pub(crate) func_name: Option<String>,
    pub(crate) module_name: Option<String>,
    pub(crate) module_offset: u64,
    pub(crate) func_offset: u64,
    /// The identity of the store, and the instance's address in it.
    pub(crate) instance: Option<(u64, u32)>,
    pub(crate) module: Option<FrameModule>,
}

/// What a frame's function was compiled from, for those who know what it is.
#[derive(Clone)]
pub(crate) struct FrameModule(pub(crate) Arc<dyn Any + Send + Sync>);

impl PartialEq for FrameModule {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for FrameModule {}

impl fmt::Debug for FrameModule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FrameModule")
    }
}

impl Error {
    /// The host error `error`, to be returned from a host function.
    ///
    /// ```
    /// let error = sanderling::Error::host(std::io::Error::other("no such device"));
    /// assert!(error.downcast_ref::<std::io::Error>().is_some());
    /// ```
    pub fn host(error: impl StdError + Send + Sync + 'static) -> Self {
        Self::new(ErrorKind::Host(Box::new(error)))
    }

    /// A host error that is only a message.
    ///
    /// ```
    /// assert_eq!(sanderling::Error::msg("out of paper").to_string(), "out of paper");
    /// ```
    pub fn msg(message: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Host(message.to_string().into()))
    }

    /// A trap, to be returned from a host function.
    ///
    /// ```
    /// use sanderling::{Error, Trap};
    ///
    /// assert_eq!(Error::trap(Trap::Unreachable).as_trap(), Some(Trap::Unreachable));
    /// ```
    pub fn trap(trap: Trap) -> Self {
        Self::new(ErrorKind::Trap(trap))
    }

    /// The answer of a host function whose results will come later.
    ///
    /// A host function that returns this suspends the call it was called in, if that
    /// was begun with [`Func::call_resumable`](crate::Func::call_resumable) or one of
    /// its like: the host gets a [`SuspendedCall`](crate::SuspendedCall) with
    /// `payload`, does what there is to do, and resumes the call with the results. In
    /// any other call, and where a host function stands between, it is an error of the
    /// kind [`Usage`](ErrorKind::Usage).
    ///
    /// ```
    /// use sanderling::{Engine, Error, Func, ResumableCall, Store, Val};
    ///
    /// # fn main() -> Result<(), Error> {
    /// let mut store = Store::new(&Engine::default(), ());
    /// let read = Func::wrap(&mut store, || -> Result<i32, Error> { Err(Error::pending("disk")) });
    /// let ResumableCall::Suspended(call) = read.call_resumable(&mut store, &[])? else {
    ///     panic!("it is suspended")
    /// };
    /// assert_eq!(call.payload::<&str>(), Some(&"disk"));
    /// let ResumableCall::Done(results) = call.resume_with(&mut store, &[Val::I32(7)])? else {
    ///     panic!("it is done")
    /// };
    /// assert_eq!(results, [Val::I32(7)]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn pending(payload: impl Any + Send + Sync) -> Self {
        Self::new(ErrorKind::Pending(Pending(Box::new(payload))))
    }

    /// What kind of error this is.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let error = Module::new(&Engine::default(), "(func (drop))").unwrap_err();
    /// assert!(matches!(error.kind(), ErrorKind::Invalid { .. }));
    /// # Ok(())
    /// # }
    /// ```
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The kind of error, by value.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let error = Error::trap(Trap::Unreachable);
    /// assert!(matches!(error.into_kind(), ErrorKind::Trap(Trap::Unreachable)));
    /// # Ok(())
    /// # }
    /// ```
    pub fn into_kind(self) -> ErrorKind {
        self.0.kind
    }

    /// The trap, if guest code trapped.
    ///
    /// ```
    /// use sanderling::{Error, Trap};
    ///
    /// assert_eq!(Error::from(Trap::OutOfFuel).as_trap(), Some(Trap::OutOfFuel));
    /// assert_eq!(Error::msg("no trap").as_trap(), None);
    /// ```
    pub fn as_trap(&self) -> Option<Trap> {
        match self.0.kind {
            ErrorKind::Trap(trap) => Some(trap),
            _ => None,
        }
    }

    /// The host error, if it is an `E`.
    ///
    /// ```
    /// use sanderling::Error;
    ///
    /// let error = Error::host(std::fmt::Error);
    /// assert_eq!(error.downcast_ref(), Some(&std::fmt::Error));
    /// ```
    pub fn downcast_ref<E: StdError + 'static>(&self) -> Option<&E> {
        match &self.0.kind {
            ErrorKind::Host(error) => error.downcast_ref(),
            _ => None,
        }
    }

    /// The host error by value, if it is an `E`.
    ///
    /// # Errors
    ///
    /// This error itself, if it is anything else.
    ///
    /// ```
    /// use sanderling::Error;
    ///
    /// assert!(Error::host(std::fmt::Error).downcast::<std::fmt::Error>().is_ok());
    /// assert!(Error::msg("text").downcast::<std::fmt::Error>().is_err());
    /// ```
    pub fn downcast<E: StdError + 'static>(self) -> Result<E, Self> {
        let Inner {
            kind,
            sources,
            backtrace,
        } = *self.0;
        let kind = match kind {
            ErrorKind::Host(error) => match error.downcast() {
                Ok(error) => return Ok(*error),
                Err(error) => ErrorKind::Host(error),
            },
            kind => kind,
        };
        Err(Self(Box::new(Inner {
            kind,
            sources,
            backtrace,
        })))
    }

    /// The guest's frames at the time of the error, innermost first. Empty unless
    /// the error came out of guest code.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let module = Module::new(&engine, r#"(module $m (func $f (export "f") unreachable))"#)?;
    /// let instance = Instance::new(&mut store, &module, &[])?;
    /// let f = instance.get_typed_func::<(), ()>(&mut store, "f")?;
    /// let error = f.call(&mut store, ()).unwrap_err();
    /// assert_eq!(error.backtrace().len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn backtrace(&self) -> &[Frame] {
        self.0
            .backtrace
            .get_or_init(|| self.0.sources.iter().flat_map(|s| s.frames()).collect())
    }

    #[cold]
    pub(crate) fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Inner {
            kind,
            sources: Vec::new(),
            backtrace: OnceLock::new(),
        }))
    }

    pub(crate) fn malformed(offset: u64, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Malformed {
            offset,
            message: message.into(),
        })
    }

    pub(crate) fn invalid(offset: u64, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Invalid {
            offset,
            message: message.into(),
        })
    }

    pub(crate) fn unsupported(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Unsupported {
            message: message.into(),
        })
    }

    pub(crate) fn uncaught(source: Box<dyn ExceptionSource>) -> Self {
        Self::new(ErrorKind::Exception(Exception(source)))
    }

    /// What the exception is made of, if this is one.
    pub(crate) fn exception_source(&self) -> Option<&dyn Any> {
        match &self.0.kind {
            ErrorKind::Exception(exception) => Some(exception.source()),
            _ => None,
        }
    }

    pub(crate) fn link(error: LinkError) -> Self {
        Self::new(ErrorKind::Link(error))
    }

    pub(crate) fn limit(which: &'static str, limit: u64, got: u64) -> Self {
        Self::new(ErrorKind::Limit { which, limit, got })
    }

    pub(crate) fn usage(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Usage(message.into()))
    }

    /// This error with the guest's frames. Frames that it has already stay the innermost
    /// ones: it passed through a host function.
    pub(crate) fn with_backtrace(mut self, source: Box<dyn BacktraceSource>) -> Self {
        self.0.sources.push(source);
        self.0.backtrace = OnceLock::new();
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.kind.fmt(f)?;
        if self.backtrace().is_empty() {
            return Ok(());
        }
        f.write_str("\nwasm backtrace (innermost first):")?;
        for (i, frame) in self.backtrace().iter().enumerate() {
            write!(f, "\n{i:>3}: {frame}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("backtrace", &self.backtrace())
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0.kind {
            ErrorKind::Trap(trap) => Some(trap),
            ErrorKind::Link(error) => Some(error),
            // `Display` shows the host error itself, so its cause comes next.
            ErrorKind::Host(error) => error.source(),
            _ => None,
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed { offset, message } => {
                write!(f, "malformed module: {message} (at offset {offset:#x})")
            }
            Self::Invalid { offset, message } => {
                write!(f, "invalid module: {message} (at offset {offset:#x})")
            }
            Self::Unsupported { message } => write!(f, "unsupported: {message}"),
            Self::Link(error) => error.fmt(f),
            Self::Trap(trap) => write!(f, "wasm trap: {trap}"),
            Self::Exception(exception) => write!(f, "uncaught exception: {exception}"),
            Self::Host(error) => error.fmt(f),
            Self::Limit { which, limit, got } => {
                write!(
                    f,
                    "limit exceeded: {which} is limited to {limit}, got {got}"
                )
            }
            Self::Usage(message) => write!(f, "wrong use: {message}"),
            Self::Pending(_) => f.write_str("the results of a host function are pending"),
        }
    }
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownImports(imports) => {
                f.write_str("unknown import")?;
                for (i, import) in imports.iter().enumerate() {
                    let separator = if i == 0 { ": " } else { ", " };
                    let UnknownImport { module, name, ty } = import;
                    write!(f, "{separator}{module:?} {name:?} {ty}")?;
                }
                Ok(())
            }
            Self::IncompatibleImport {
                module,
                name,
                expected,
                found,
            } => {
                write!(
                    f,
                    "incompatible import type for {module:?} {name:?}: \
                     the module expects {expected}, got {found}"
                )?;
                if expected == found {
                    f.write_str(
                        ", which is declared differently: as final or not, with other \
                         supertypes, or in another recursion group",
                    )?;
                }
                Ok(())
            }
            Self::Duplicate { module, name } => {
                write!(f, "{module:?} {name:?} is defined twice")
            }
            Self::Failed(message) => f.write_str(message),
        }
    }
}

impl StdError for LinkError {}

impl From<Trap> for Error {
    fn from(trap: Trap) -> Self {
        Self::trap(trap)
    }
}

impl From<BoxedError> for Error {
    fn from(error: BoxedError) -> Self {
        // An `Error` that went through a box comes back as itself.
        match error.downcast() {
            Ok(error) => *error,
            Err(error) => Self::new(ErrorKind::Host(error)),
        }
    }
}

/// Host errors that `?` converts; others go through [`Error::host`].
macro_rules! from_host_errors {
    ($($ty:ty),* $(,)?) => { $(
        impl From<$ty> for Error {
            fn from(error: $ty) -> Self {
                Self::host(error)
            }
        }
    )* };
}

from_host_errors! {
    fmt::Error,
    std::io::Error,
    std::num::ParseFloatError,
    std::num::ParseIntError,
    std::num::TryFromIntError,
    std::str::Utf8Error,
    std::string::FromUtf8Error,
}

impl From<std::convert::Infallible> for Error {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

impl Frame {
    /// The function's index in its module, imports first.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let module = Module::new(&engine, r#"(module $m (func $f (export "f") unreachable))"#)?;
    /// let instance = Instance::new(&mut store, &module, &[])?;
    /// let f = instance.get_typed_func::<(), ()>(&mut store, "f")?;
    /// let error = f.call(&mut store, ()).unwrap_err();
    /// assert_eq!(error.backtrace()[0].func_index(), 0);
    /// # Ok(())
    /// # }
    /// ```
    pub fn func_index(&self) -> u32 {
        self.func_index
    }

    /// The function's name from the name section.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let module = Module::new(&engine, r#"(module $m (func $f (export "f") unreachable))"#)?;
    /// let instance = Instance::new(&mut store, &module, &[])?;
    /// let f = instance.get_typed_func::<(), ()>(&mut store, "f")?;
    /// let error = f.call(&mut store, ()).unwrap_err();
    /// assert_eq!(error.backtrace()[0].func_name(), Some("f"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn func_name(&self) -> Option<&str> {
        self.func_name.as_deref()
    }

    /// The module's name from the name section.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let module = Module::new(&engine, r#"(module $m (func $f (export "f") unreachable))"#)?;
    /// let instance = Instance::new(&mut store, &module, &[])?;
    /// let f = instance.get_typed_func::<(), ()>(&mut store, "f")?;
    /// let error = f.call(&mut store, ()).unwrap_err();
    /// assert_eq!(error.backtrace()[0].module_name(), Some("m"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn module_name(&self) -> Option<&str> {
        self.module_name.as_deref()
    }

    /// The instruction's offset in the module's binary.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let module = Module::new(&engine, r#"(module $m (func $f (export "f") unreachable))"#)?;
    /// let instance = Instance::new(&mut store, &module, &[])?;
    /// let f = instance.get_typed_func::<(), ()>(&mut store, "f")?;
    /// let error = f.call(&mut store, ()).unwrap_err();
    /// assert!(error.backtrace()[0].module_offset() > 0);
    /// # Ok(())
    /// # }
    /// ```
    pub fn module_offset(&self) -> u64 {
        self.module_offset
    }

    /// The instruction's offset from the start of the function's body.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let module = Module::new(&engine, r#"(module $m (func $f (export "f") unreachable))"#)?;
    /// let instance = Instance::new(&mut store, &module, &[])?;
    /// let f = instance.get_typed_func::<(), ()>(&mut store, "f")?;
    /// let error = f.call(&mut store, ()).unwrap_err();
    /// assert_eq!(error.backtrace()[0].func_offset(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn func_offset(&self) -> u64 {
        self.func_offset
    }
}

impl fmt::Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let module = Printable(self.module_name().unwrap_or("<unnamed>"));
        write!(f, "{:#x} {module}!", self.module_offset)?;
        match self.func_name() {
            Some(name) => Printable(name).fmt(f)?,
            None => write!(f, "func[{}]", self.func_index)?,
        }
        write!(f, "+{:#x}", self.func_offset)
    }
}

/// A name chosen by the guest, without control characters: a backtrace must not be
/// able to drive the terminal that shows it.
pub(crate) struct Printable<'a>(pub(crate) &'a str);

impl fmt::Display for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            if c.is_control() {
                write!(f, "{}", c.escape_default())?;
            } else {
                f.write_char(c)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FuncType;

    #[test]
    fn an_error_is_one_pointer_wide() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
    }

    impl BacktraceSource for Frame {
        fn frames(&self) -> Vec<Frame> {
            vec![self.clone()]
        }
    }

    #[test]
    fn traps_print_their_backtrace() {
        let frame = |func_index, func_name: Option<&str>| Frame {
            func_index,
            func_name: func_name.map(str::to_owned),
            module_name: func_name.map(|_| "fib".to_owned()),
            module_offset: 0x33,
            func_offset: 1,
            instance: None,
            module: None,
        };
        let error = Error::trap(Trap::DivideByZero)
            .with_backtrace(Box::new(frame(0, Some("inner"))))
            .with_backtrace(Box::new(frame(7, None)));
        let text = "wasm trap: integer divide by zero\n\
                    wasm backtrace (innermost first):\n  \
                    0: 0x33 fib!inner+0x1\n  \
                    1: 0x33 <unnamed>!func[7]+0x1";
        assert_eq!(error.to_string(), text);
    }

    #[test]
    fn every_unknown_import_is_listed() {
        let import = |name: &str| UnknownImport {
            module: "env".into(),
            name: name.into(),
            ty: FuncType::new([], []).into(),
        };
        let error = Error::link(LinkError::UnknownImports(vec![import("a"), import("b")]));
        assert_eq!(
            error.to_string(),
            r#"unknown import: "env" "a" (func), "env" "b" (func)"#
        );
    }

    #[test]
    fn boxed_errors_come_back_as_themselves() {
        let boxed: BoxedError = Box::new(Error::trap(Trap::Unreachable));
        assert_eq!(Error::from(boxed).as_trap(), Some(Trap::Unreachable));
        let boxed: BoxedError = Box::new(fmt::Error);
        assert!(Error::from(boxed).downcast::<fmt::Error>().is_ok());
    }
}
