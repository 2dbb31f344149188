//! Error objects.

use std::error::Error as StdError;
use std::ffi::c_char;
use std::fmt::{self, Write as _};
use std::io;
use std::ptr;
use std::sync::OnceLock;

use sanderling::{Error, ErrorKind, ExnRef, LinkError, Module, Trap};
use sanderling_wasi::{Abort, BuildError, ExitStatus};

use crate::boundary::{Out, delete, put};
use crate::host::HostFailure;
use crate::text::{Text, TextView};

/// What a function returns that did not fail.
pub(crate) const OK: i32 = 0;

/// What went wrong; `sanderling_error_t`.
#[derive(Debug)]
pub(crate) struct Failure {
    cause: Cause,
    message: Text,
    /// The frames as text, one a line.
    backtrace: Option<Text>,
    trace: Option<Box<Trace>>,
    imports: Vec<ImportTexts>,
    /// The exception that no guest caught.
    exception: Option<ExnRef>,
}

/// The status of a failure, with its code or offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    Trap(Trap),
    /// With the number by which the host knows the error, or 0.
    Host(u64),
    Misuse(Misuse),
    Exit(i32),
    Malformed(u64),
    Invalid(u64),
    Unsupported,
    Link,
    Limit,
    Io,
    Exception,
}

/// The kinds of wrong arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Misuse {
    Argument = 0,
    Closed = 1,
    WrongStore = 2,
    InUse = 3,
    Panic = 4,
}

/// The calls that were under way.
#[derive(Debug)]
struct Trace {
    frames: Vec<FrameTexts>,
    /// Where they are in source code: looked up when first asked for.
    places: OnceLock<Vec<Vec<SourceTexts>>>,
}

impl Trace {
    fn places(&self) -> &[Vec<SourceTexts>] {
        self.places.get_or_init(|| {
            let mut places = Vec::with_capacity(self.frames.len());
            // Frames of one module mostly follow each other.
            for frames in self.frames.chunk_by(FrameTexts::is_in_module_of) {
                let offsets: Vec<_> = frames.iter().map(|frame| frame.module_offset).collect();
                match frames.first().and_then(|frame| frame.module.as_ref()) {
                    Some(module) => {
                        let found = sanderling_dwarf::sources(module, &offsets);
                        let found = found.into_iter();
                        places.extend(found.map(|s| s.into_iter().map(Into::into).collect()));
                    }
                    None => places.extend(frames.iter().map(|_| Vec::new())),
                }
            }
            places
        })
    }
}

#[derive(Debug)]
struct FrameTexts {
    func_index: u32,
    func_name: Option<Text>,
    module_name: Option<Text>,
    func_offset: u64,
    module_offset: u64,
    module: Option<Module>,
}

/// A place in source code.
#[derive(Debug)]
struct SourceTexts {
    function: Option<Text>,
    file: Text,
    line: u64,
    column: u64,
}

impl From<sanderling_dwarf::Source> for SourceTexts {
    fn from(source: sanderling_dwarf::Source) -> Self {
        Self {
            function: source.function.map(Text::new),
            file: Text::new(source.file),
            line: source.line,
            column: source.column,
        }
    }
}

#[derive(Debug)]
struct ImportTexts {
    module: Text,
    name: Text,
    expected: Text,
    found: Option<Text>,
}

impl Cause {
    fn status(self) -> i32 {
        match self {
            Self::Trap(_) => -1,
            Self::Host(_) => Failure::HOST,
            Self::Misuse(_) => -3,
            Self::Exit(_) => -4,
            Self::Malformed(_) => -5,
            Self::Invalid(_) => -6,
            Self::Unsupported => -7,
            Self::Link => -8,
            Self::Limit => -9,
            Self::Io => -10,
            Self::Exception => -11,
        }
    }

    fn code(self) -> i32 {
        match self {
            Self::Trap(trap) => i32::from(trap as u8),
            Self::Misuse(misuse) => misuse as i32,
            Self::Exit(code) => code,
            _ => 0,
        }
    }

    fn host_id(self) -> u64 {
        match self {
            Self::Host(id) => id,
            _ => 0,
        }
    }

    fn offset(self) -> u64 {
        match self {
            Self::Malformed(offset) | Self::Invalid(offset) => offset,
            _ => u64::MAX,
        }
    }
}

impl Failure {
    fn new(cause: Cause, message: impl fmt::Display) -> Self {
        Self {
            cause,
            message: Text::new(message.to_string()),
            backtrace: None,
            trace: None,
            imports: Vec::new(),
            exception: None,
        }
    }

    #[cold]
    pub(crate) fn misuse(misuse: Misuse, message: impl fmt::Display) -> Self {
        Self::new(Cause::Misuse(misuse), message)
    }

    #[cold]
    pub(crate) fn malformed(offset: u64, message: impl fmt::Display) -> Self {
        Self::new(
            Cause::Malformed(offset),
            format_args!("malformed module: {message}"),
        )
    }

    /// `what` is NULL.
    #[cold]
    pub(crate) fn null(what: &str) -> Self {
        Self::misuse(Misuse::Argument, format_args!("{what} is NULL"))
    }

    /// The status of a host function's failure.
    pub(crate) const HOST: i32 = -2;

    pub(crate) fn status(&self) -> i32 {
        self.cause.status()
    }

    pub(crate) fn code(&self) -> i32 {
        self.cause.code()
    }

    fn frames(&self) -> &[FrameTexts] {
        self.trace.as_ref().map_or(&[], |trace| &trace.frames)
    }

    pub(crate) fn exception(&self) -> Option<&ExnRef> {
        self.exception.as_ref()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message.as_str())
    }
}

impl StdError for Failure {}

impl From<Error> for Failure {
    #[cold]
    fn from(error: Error) -> Self {
        let mut failure = Self::new(cause(&error), error.kind());
        if let Some(inner) = error.downcast_ref::<Self>() {
            failure.message = Text::new(inner.message.as_str());
        }
        if let ErrorKind::Link(link) = error.kind() {
            failure.imports = imports(link);
        }
        let frames: Vec<_> = error.backtrace().iter().map(FrameTexts::new).collect();
        failure.trace = (!frames.is_empty()).then(|| {
            let places = OnceLock::new();
            Box::new(Trace { frames, places })
        });
        failure.backtrace = backtrace(&error).map(Text::new);
        failure.exception = error.exception();
        failure
    }
}

impl From<BuildError> for Failure {
    fn from(error: BuildError) -> Self {
        let cause = match error {
            BuildError::Stdio(_) | BuildError::Preopen { .. } => Cause::Io,
            _ => Cause::Misuse(Misuse::Argument),
        };
        Self::new(cause, error)
    }
}

/// The status and the code of an error.
pub(crate) fn status_and_code(error: &Error) -> (i32, i32) {
    let cause = cause(error);
    (cause.status(), cause.code())
}

fn cause(error: &Error) -> Cause {
    match error.kind() {
        ErrorKind::Malformed { offset, .. } => Cause::Malformed(*offset),
        ErrorKind::Invalid { offset, .. } => Cause::Invalid(*offset),
        ErrorKind::Unsupported { .. } => Cause::Unsupported,
        ErrorKind::Link(_) => Cause::Link,
        ErrorKind::Trap(trap) => Cause::Trap(*trap),
        ErrorKind::Exception(_) => Cause::Exception,
        ErrorKind::Limit { .. } => Cause::Limit,
        ErrorKind::Usage(_) => Cause::Misuse(Misuse::Argument),
        ErrorKind::Host(host) => host_cause(&**host),
        // Kinds of errors to come are the host's affair until this list knows them.
        _ => Cause::Host(0),
    }
}

fn host_cause(error: &(dyn StdError + Send + Sync + 'static)) -> Cause {
    if let Some(exit) = error.downcast_ref::<ExitStatus>() {
        return Cause::Exit(exit.code());
    }
    let source = error.downcast_ref::<Abort>().and_then(StdError::source);
    if let Some(HostFailure(id)) = source.and_then(<dyn StdError>::downcast_ref) {
        return Cause::Host(*id);
    }
    if let Some(HostFailure(id)) = error.downcast_ref() {
        return Cause::Host(*id);
    }
    if let Some(failure) = error.downcast_ref::<Failure>() {
        return failure.cause;
    }
    if error.is::<io::Error>() {
        return Cause::Io;
    }
    Cause::Host(0)
}

fn imports(error: &LinkError) -> Vec<ImportTexts> {
    match error {
        LinkError::UnknownImports(imports) => imports
            .iter()
            .map(|import| ImportTexts {
                module: Text::new(&*import.module),
                name: Text::new(&*import.name),
                expected: Text::new(import.ty.to_string()),
                found: None,
            })
            .collect(),
        LinkError::IncompatibleImport {
            module,
            name,
            expected,
            found,
        } => vec![ImportTexts {
            module: Text::new(&**module),
            name: Text::new(&**name),
            expected: Text::new(expected.to_string()),
            found: Some(Text::new(found.to_string())),
        }],
        _ => Vec::new(),
    }
}

fn backtrace(error: &Error) -> Option<String> {
    let mut text = String::new();
    for (i, frame) in error.backtrace().iter().enumerate() {
        let newline = if i == 0 { "" } else { "\n" };
        // Writing to a string does not fail.
        let _ = write!(text, "{newline}{i:>3}: {frame}");
    }
    Some(text).filter(|text| !text.is_empty())
}

impl FrameTexts {
    fn new(frame: &sanderling::Frame) -> Self {
        Self {
            func_index: frame.func_index(),
            func_name: frame.func_name().map(Text::new),
            module_name: frame.module_name().map(Text::new),
            func_offset: frame.func_offset(),
            module_offset: frame.module_offset(),
            module: frame.module(),
        }
    }

    fn is_in_module_of(&self, other: &Self) -> bool {
        match (&self.module, &other.module) {
            (Some(module), Some(other)) => ptr::eq(module.binary(), other.binary()),
            _ => false,
        }
    }
}

/// `sanderling_source_t`.
#[repr(C)]
struct Source {
    function: TextView,
    file: TextView,
    line: u64,
    column: u64,
}

/// `sanderling_frame_t`.
#[repr(C)]
struct Frame {
    func_index: u32,
    func_name: TextView,
    module_name: TextView,
    func_offset: u64,
    module_offset: u64,
}

/// `sanderling_import_error_t`.
#[repr(C)]
struct ImportError {
    module: TextView,
    name: TextView,
    expected: TextView,
    found: TextView,
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_error_status(error: Option<&Failure>) -> i32 {
    error.map_or(OK, Failure::status)
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_error_code(error: Option<&Failure>) -> i32 {
    error.map_or(0, |failure| failure.cause.code())
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_error_host_id(error: Option<&Failure>) -> u64 {
    error.map_or(0, |failure| failure.cause.host_id())
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_error_offset(error: Option<&Failure>) -> u64 {
    error.map_or(u64::MAX, |failure| failure.cause.offset())
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_error_message(
    error: Option<&Failure>,
    len: Out<'_, usize>,
) -> *const c_char {
    TextView::of(error.map(|failure| &failure.message)).give(len)
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_error_backtrace(
    error: Option<&Failure>,
    len: Out<'_, usize>,
) -> *const c_char {
    TextView::of(error.and_then(|failure| failure.backtrace.as_ref())).give(len)
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_error_frame_count(error: Option<&Failure>) -> usize {
    error.map_or(0, |failure| failure.frames().len())
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_error_frame(
    error: Option<&Failure>,
    index: usize,
    out: Out<'_, Frame>,
) -> bool {
    let frame = error.and_then(|failure| failure.frames().get(index));
    let frame = frame.map(|frame| Frame {
        func_index: frame.func_index,
        func_name: TextView::of(frame.func_name.as_ref()),
        module_name: TextView::of(frame.module_name.as_ref()),
        func_offset: frame.func_offset,
        module_offset: frame.module_offset,
    });
    frame.map(|frame| put(out, frame)).is_some()
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_error_has_sources(error: Option<&Failure>) -> bool {
    let mut frames = error.iter().flat_map(|failure| failure.frames());
    frames.any(|frame| {
        frame
            .module
            .as_ref()
            .is_some_and(sanderling_dwarf::is_known)
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_error_frame_source(
    error: Option<&Failure>,
    index: usize,
    depth: usize,
    out: Out<'_, Source>,
) -> bool {
    let places = error.and_then(|failure| failure.trace.as_ref()?.places().get(index));
    let source = places.and_then(|places| places.get(depth));
    let source = source.map(|place| Source {
        function: TextView::of(place.function.as_ref()),
        file: place.file.view(),
        line: place.line,
        column: place.column,
    });
    source.map(|source| put(out, source)).is_some()
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_error_import_count(error: Option<&Failure>) -> usize {
    error.map_or(0, |failure| failure.imports.len())
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_error_import(
    error: Option<&Failure>,
    index: usize,
    out: Out<'_, ImportError>,
) -> bool {
    let import = error.and_then(|failure| failure.imports.get(index));
    let import = import.map(|import| ImportError {
        module: import.module.view(),
        name: import.name.view(),
        expected: import.expected.view(),
        found: TextView::of(import.found.as_ref()),
    });
    import.map(|import| put(out, import)).is_some()
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_error_delete(error: Option<Box<Failure>>) {
    delete(error);
}
