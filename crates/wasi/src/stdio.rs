//! The guest's standard streams: the process's, files, buffers, callbacks, nothing.
//!
//! Streams have no position and no place on a file system. Input and output that
//! turn out to be regular files are opened as files instead (`fd_table.rs`), so
//! that a guest can seek in them.
//!
//! Bytes for a terminal go out as the guest wrote them, escape sequences
//! included: an embedder that shows untrusted output filters it in a callback.

use std::error::Error;
use std::fmt;
use std::fs::File;
use std::io::{self, Cursor, IoSlice, Read, Write};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::ctx::InterruptCheck;
use crate::sys::{self, Interest};
use crate::types::{Errno, FileType};

/// How long a waiting read goes without asking whether it should stop: short
/// enough for "stops within 10 ms".
pub(crate) const INTERRUPT_SLICE: Duration = Duration::from_millis(5);

/// What a pipe that is ready takes without waiting: POSIX's least `PIPE_BUF` is 512,
/// all systems have a page.
const PIPE_BYTES: usize = 4096;

/// How much one call writes so, before somebody can ask whether it should stop: less than
/// a millisecond's worth.
const MOST_BYTES: usize = 1 << 20;

/// What to do where input or output is not ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Waiting {
    /// Wait for it.
    Here,
    /// Answer `EAGAIN`.
    Never,
    /// Do nothing, so that the call can be made again: others wait for the context.
    Later,
}

/// Where the guest's standard input comes from.
///
/// ```
/// use sanderling_wasi::{Input, WasiCtxBuilder};
/// let ctx = WasiCtxBuilder::new().stdin(Input::bytes("one line\n")).build();
/// assert!(ctx.is_ok());
/// ```
#[derive(Debug)]
pub struct Input(pub(crate) InputKind);

#[derive(Debug)]
pub(crate) enum InputKind {
    Inherit,
    File(File),
    Stream(Stream),
}

impl Input {
    /// No input: end of file at once. This is the default.
    ///
    /// ```
    /// use sanderling_wasi::{Input, WasiCtxBuilder};
    ///
    /// let input = Input::null();
    /// assert!(WasiCtxBuilder::new().stdin(input).build().is_ok());
    /// ```
    pub fn null() -> Self {
        Input(InputKind::Stream(Stream::Null))
    }

    /// The standard input of this process, read without a buffer in between.
    ///
    /// ```
    /// use sanderling_wasi::{Input, WasiCtxBuilder};
    ///
    /// let input = Input::inherit();
    /// assert!(WasiCtxBuilder::new().stdin(input).build().is_ok());
    /// ```
    pub fn inherit() -> Self {
        Input(InputKind::Inherit)
    }

    /// These bytes, then end of file.
    ///
    /// ```
    /// use sanderling_wasi::{Input, WasiCtxBuilder};
    ///
    /// let input = Input::bytes("a line\n");
    /// assert!(WasiCtxBuilder::new().stdin(input).build().is_ok());
    /// ```
    pub fn bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Input(InputKind::Stream(Stream::Bytes(Cursor::new(bytes.into()))))
    }

    /// Whatever a reader gives; 0 bytes are the end of file.
    ///
    /// An error that holds an [`Abort`] ends the guest.
    ///
    /// ```
    /// use sanderling_wasi::{Input, WasiCtxBuilder};
    ///
    /// let input = Input::reader(std::io::repeat(7));
    /// assert!(WasiCtxBuilder::new().stdin(input).build().is_ok());
    /// ```
    pub fn reader(reader: impl Read + Send + 'static) -> Self {
        Input(InputKind::Stream(Stream::Reader(Box::new(reader))))
    }

    /// A function that fills a buffer and answers how many bytes it wrote there.
    ///
    /// ```
    /// use sanderling_wasi::{Input, WasiCtxBuilder};
    ///
    /// let input = Input::callback(|buffer| {
    ///     buffer.fill(b'y');
    ///     Ok(buffer.len())
    /// });
    /// assert!(WasiCtxBuilder::new().stdin(input).build().is_ok());
    /// ```
    pub fn callback(callback: impl FnMut(&mut [u8]) -> io::Result<usize> + Send + 'static) -> Self {
        Input::reader(ReadCallback(callback))
    }

    /// An open file, pipe or terminal.
    ///
    /// ```
    /// use sanderling_wasi::{Input, WasiCtxBuilder};
    ///
    /// let file = std::fs::File::open("Cargo.toml")?;
    /// assert!(WasiCtxBuilder::new().stdin(Input::file(file)).build().is_ok());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn file(file: File) -> Self {
        Input(InputKind::File(file))
    }
}

/// Where the guest's standard output or standard error goes.
///
/// ```
/// use sanderling_wasi::{Output, OutputBuffer, WasiCtxBuilder};
/// let stdout = OutputBuffer::new();
/// let ctx = WasiCtxBuilder::new()
///     .stdout(Output::buffer(&stdout))
///     .stderr(Output::callback(|bytes| {
///         eprintln!("guest: {} bytes", bytes.len());
///         Ok(())
///     }))
///     .build();
/// assert!(ctx.is_ok());
/// ```
#[derive(Debug)]
pub struct Output(pub(crate) OutputKind);

#[derive(Debug)]
pub(crate) enum OutputKind {
    Inherit,
    File(File),
    Stream(Stream),
}

impl Output {
    /// Nowhere: everything is accepted and forgotten. This is the default.
    ///
    /// ```
    /// use sanderling_wasi::{Output, WasiCtxBuilder};
    ///
    /// let output = Output::null();
    /// assert!(WasiCtxBuilder::new().stdout(output).build().is_ok());
    /// ```
    pub fn null() -> Self {
        Output(OutputKind::Stream(Stream::Null))
    }

    /// The stream of this process with the same name, written without a buffer.
    ///
    /// ```
    /// use sanderling_wasi::{Output, WasiCtxBuilder};
    ///
    /// let output = Output::inherit();
    /// assert!(WasiCtxBuilder::new().stdout(output).build().is_ok());
    /// ```
    pub fn inherit() -> Self {
        Output(OutputKind::Inherit)
    }

    /// A buffer in memory that the host can read at any time.
    ///
    /// ```
    /// use sanderling_wasi::{Output, OutputBuffer, WasiCtxBuilder};
    ///
    /// let buffer = OutputBuffer::new();
    /// assert!(WasiCtxBuilder::new().stdout(Output::buffer(&buffer)).build().is_ok());
    /// assert!(buffer.contents().is_empty());
    /// ```
    pub fn buffer(buffer: &OutputBuffer) -> Self {
        Output(OutputKind::Stream(Stream::Buffer(buffer.clone())))
    }

    /// A writer, flushed after each of the guest's writes.
    ///
    /// An error that holds an [`Abort`] ends the guest; others become its errno.
    ///
    /// ```
    /// use sanderling_wasi::{Output, WasiCtxBuilder};
    ///
    /// let output = Output::writer(std::io::sink());
    /// assert!(WasiCtxBuilder::new().stdout(output).build().is_ok());
    /// ```
    pub fn writer(writer: impl Write + Send + 'static) -> Self {
        Output(OutputKind::Stream(Stream::Writer(Box::new(writer))))
    }

    /// A function that receives each piece the guest writes.
    ///
    /// ```
    /// use sanderling_wasi::{Output, WasiCtxBuilder};
    ///
    /// let output = Output::callback(|bytes| {
    ///     println!("{} bytes", bytes.len());
    ///     Ok(())
    /// });
    /// assert!(WasiCtxBuilder::new().stdout(output).build().is_ok());
    /// ```
    pub fn callback(callback: impl FnMut(&[u8]) -> io::Result<()> + Send + 'static) -> Self {
        Output::writer(WriteCallback(callback))
    }

    /// An open file, pipe or terminal.
    ///
    /// ```
    /// use sanderling_wasi::{Output, WasiCtxBuilder};
    ///
    /// let path = std::env::temp_dir().join("sanderling-output-example");
    /// let file = std::fs::File::create(&path)?;
    /// assert!(WasiCtxBuilder::new().stdout(Output::file(file)).build().is_ok());
    /// std::fs::remove_file(path)?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn file(file: File) -> Self {
        Output(OutputKind::File(file))
    }
}

/// Memory that collects what a guest writes; a handle, shared by cloning.
///
/// A guest could fill the host's memory through it, so it has a limit: that of the
/// engine for buffers of the host's ([`sanderling::Limits::host_buffer_bytes`]), what the
/// store's limiter admits, and its own if one is set. Beyond that the guest gets
/// `ENOSPC`.
///
/// ```
/// use sanderling_wasi::OutputBuffer;
/// let buffer = OutputBuffer::with_limit(64 * 1024);
/// assert!(buffer.contents().is_empty());
/// ```
#[derive(Debug, Clone)]
pub struct OutputBuffer {
    bytes: Arc<Mutex<Vec<u8>>>,
    limit_bytes: usize,
}

impl OutputBuffer {
    /// An empty buffer without a limit of its own.
    ///
    /// ```
    /// use sanderling_wasi::OutputBuffer;
    ///
    /// assert!(OutputBuffer::new().contents().is_empty());
    /// ```
    pub fn new() -> Self {
        OutputBuffer::with_limit(usize::MAX)
    }

    /// An empty buffer that holds at most `limit_bytes`.
    ///
    /// ```
    /// use sanderling_wasi::OutputBuffer;
    ///
    /// assert!(OutputBuffer::with_limit(64 * 1024).contents().is_empty());
    /// ```
    pub fn with_limit(limit_bytes: usize) -> Self {
        OutputBuffer {
            bytes: Arc::default(),
            limit_bytes,
        }
    }

    /// A copy of what has been written so far.
    ///
    /// ```
    /// use sanderling_wasi::OutputBuffer;
    ///
    /// assert_eq!(OutputBuffer::new().contents(), b"");
    /// ```
    pub fn contents(&self) -> Vec<u8> {
        self.lock().clone()
    }

    /// What has been written so far, leaving the buffer empty.
    ///
    /// ```
    /// use sanderling_wasi::OutputBuffer;
    ///
    /// assert_eq!(OutputBuffer::new().take(), b"");
    /// ```
    pub fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<u8>> {
        // Bytes are whole after a panic elsewhere as well.
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long the buffer is, and how long it will be when these have been appended.
    pub(crate) fn growth(&self, buffers: &[Range<usize>]) -> (usize, usize) {
        let more = buffers.iter().map(ExactSizeIterator::len);
        let current = self.lock().len();
        let desired = more.fold(current, usize::saturating_add);
        (current, desired.min(self.limit_bytes.max(current)))
    }

    /// Appends as much as there is room for.
    fn append(&self, bytes: &[u8]) -> Result<usize, Errno> {
        let mut held = self.lock();
        let room = self.limit_bytes.saturating_sub(held.len());
        let accepted = bytes.get(..room).unwrap_or(bytes);
        if accepted.is_empty() && !bytes.is_empty() {
            return Err(Errno::Nospc);
        }
        held.try_reserve(accepted.len()).map_err(|_| Errno::Nospc)?;
        held.extend_from_slice(accepted);
        Ok(accepted.len())
    }
}

impl Default for OutputBuffer {
    fn default() -> Self {
        OutputBuffer::new()
    }
}

/// An error with which a stream callback ends the guest.
///
/// Put it into an [`io::Error`]: the guest does not see an errno; the call into
/// the guest fails with this value as the host's error.
///
/// ```
/// use std::io;
/// use sanderling_wasi::{Abort, Output};
/// let output = Output::callback(|_| Err(io::Error::other(Abort::new("enough"))));
/// # let _ = output;
/// ```
#[derive(Debug)]
pub struct Abort(Box<dyn Error + Send + Sync>);

impl Abort {
    /// Wraps the reason.
    ///
    /// ```
    /// assert_eq!(sanderling_wasi::Abort::new("enough").to_string(), "enough");
    /// ```
    pub fn new(reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Abort(reason.into())
    }

    /// The reason as it was given.
    ///
    /// ```
    /// use sanderling_wasi::Abort;
    ///
    /// assert_eq!(Abort::new("enough").into_inner().to_string(), "enough");
    /// ```
    pub fn into_inner(self) -> Box<dyn Error + Send + Sync> {
        self.0
    }
}

impl fmt::Display for Abort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for Abort {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.0)
    }
}

/// Why a stream did not do what was asked.
#[derive(Debug)]
pub(crate) enum StreamError {
    Errno(Errno),
    Abort(Abort),
    /// Nothing has been done; the call is to be made again.
    Later,
}

impl From<Errno> for StreamError {
    fn from(errno: Errno) -> Self {
        StreamError::Errno(errno)
    }
}

impl From<io::Error> for StreamError {
    fn from(error: io::Error) -> Self {
        match error.downcast::<Abort>() {
            Ok(abort) => StreamError::Abort(abort),
            Err(error) => StreamError::Errno(error.into()),
        }
    }
}

/// An open stream.
pub(crate) enum Stream {
    Null,
    Bytes(Cursor<Vec<u8>>),
    Reader(Box<dyn Read + Send>),
    Buffer(OutputBuffer),
    Writer(Box<dyn Write + Send>),
    /// A pipe, terminal or the like of the host.
    Host(File, FileType),
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Stream::Null => "Null",
            Stream::Bytes(_) => "Bytes",
            Stream::Reader(_) => "Reader",
            Stream::Buffer(_) => "Buffer",
            Stream::Writer(_) => "Writer",
            Stream::Host(..) => "Host",
        })
    }
}

impl Stream {
    /// What the guest is told this is.
    pub(crate) fn file_type(&self) -> FileType {
        match self {
            Stream::Host(_, file_type) => *file_type,
            _ => FileType::Unknown,
        }
    }

    /// The host's descriptor, if reading or writing may have to wait for it.
    pub(crate) fn host(&self) -> Option<&File> {
        match self {
            Stream::Host(file, _) => Some(file),
            _ => None,
        }
    }

    /// How many bytes are there to be read without waiting, where that is known.
    pub(crate) fn available(&self) -> u64 {
        match self {
            Stream::Bytes(cursor) => {
                let len = u64::try_from(cursor.get_ref().len()).unwrap_or(u64::MAX);
                len.saturating_sub(cursor.position())
            }
            Stream::Host(file, _) => sys::available(file),
            _ => 0,
        }
    }

    /// Fills the first of the guest's buffers that has room.
    ///
    /// Not the following ones: the stream may have no more for now, and would
    /// wait although there are bytes to deliver.
    pub(crate) fn read(
        &mut self,
        memory: &mut [u8],
        buffers: &[Range<usize>],
        waiting: Waiting,
        interrupt: Option<&InterruptCheck>,
    ) -> Result<usize, StreamError> {
        let Some(buffer) = buffers.iter().find(|buffer| !buffer.is_empty()) else {
            return Ok(0);
        };
        let buffer = memory.get_mut(buffer.clone()).ok_or(Errno::Fault)?;
        loop {
            let result = match self {
                Stream::Null => Ok(0),
                Stream::Bytes(cursor) => cursor.read(buffer),
                Stream::Reader(reader) => reader.read(buffer),
                Stream::Host(file, _) => {
                    wait_for(file, Interest::Read, waiting, interrupt)?;
                    file.read(buffer)
                }
                Stream::Buffer(_) | Stream::Writer(_) => return Err(Errno::Badf.into()),
            };
            match result {
                // A reader that claims more than the buffer holds is not believed.
                Ok(count) => return Ok(count.min(buffer.len())),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                    check(interrupt)?;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Writes the guest's buffers, or some of them.
    pub(crate) fn write(
        &mut self,
        memory: &[u8],
        buffers: &[Range<usize>],
        waiting: Waiting,
        interrupt: Option<&InterruptCheck>,
    ) -> Result<usize, StreamError> {
        let mut written: usize = 0;
        match self {
            Stream::Null => {
                written = buffers.iter().map(ExactSizeIterator::len).sum();
            }
            Stream::Buffer(output) => {
                for bytes in slices(memory, buffers) {
                    match output.append(bytes) {
                        Ok(count) => written = written.saturating_add(count),
                        Err(_) if written > 0 => break,
                        Err(errno) => return Err(errno.into()),
                    }
                }
            }
            Stream::Writer(writer) => {
                for bytes in slices(memory, buffers) {
                    let count = retry(interrupt, || writer.write(bytes))?.min(bytes.len());
                    written = written.saturating_add(count);
                    if count < bytes.len() {
                        break;
                    }
                }
                retry(interrupt, || writer.flush())?;
            }
            Stream::Host(file, _) if waiting == Waiting::Here && interrupt.is_none() => {
                written = write_gathered(file, memory, buffers, interrupt)?;
            }
            Stream::Host(file, _) => {
                // No more at a time than a pipe takes at once: the system waits until all
                // is written, and nobody could end that.
                while written < MOST_BYTES {
                    let piece = part(buffers, written, PIPE_BYTES);
                    if piece.is_empty() {
                        break;
                    }
                    let waiting = if written == 0 {
                        waiting
                    } else {
                        Waiting::Never
                    };
                    match wait_for(file, Interest::Write, waiting, interrupt) {
                        Err(_) if written > 0 => break,
                        ready => ready?,
                    }
                    match write_gathered(file, memory, &piece, interrupt) {
                        Ok(0) => break,
                        Ok(count) => written = written.saturating_add(count),
                        Err(_) if written > 0 => break,
                        Err(error) => return Err(error),
                    }
                }
            }
            Stream::Bytes(_) | Stream::Reader(_) => return Err(Errno::Badf.into()),
        }
        Ok(written)
    }
}

/// So many of the bytes of some buffers, after the first ones.
fn part(buffers: &[Range<usize>], mut skipped: usize, mut bytes: usize) -> Vec<Range<usize>> {
    let mut part = Vec::new();
    for buffer in buffers {
        let start = buffer.start.saturating_add(skipped.min(buffer.len()));
        let end = buffer.end.min(start.saturating_add(bytes));
        skipped = skipped.saturating_sub(buffer.len());
        bytes = bytes.saturating_sub(end.saturating_sub(start));
        if start < end {
            part.push(start..end);
        }
    }
    part
}

/// Writes buffers to a descriptor of the host in one call.
pub(crate) fn write_gathered(
    mut file: &File,
    memory: &[u8],
    buffers: &[Range<usize>],
    interrupt: Option<&InterruptCheck>,
) -> Result<usize, StreamError> {
    let slices: Vec<IoSlice<'_>> = slices(memory, buffers).map(IoSlice::new).collect();
    retry(interrupt, || file.write_vectored(&slices))
}

/// Repeats what a signal interrupted, unless the embedder wants to stop.
pub(crate) fn retry<R>(
    interrupt: Option<&InterruptCheck>,
    mut operation: impl FnMut() -> io::Result<R>,
) -> Result<R, StreamError> {
    loop {
        match operation() {
            Ok(result) => return Ok(result),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => check(interrupt)?,
            Err(error) => return Err(error.into()),
        }
    }
}

/// `EINTR` when the embedder wants the guest to stop.
pub(crate) fn check(interrupt: Option<&InterruptCheck>) -> Result<(), Errno> {
    match interrupt {
        Some(check) if check.is_wanted() => Err(Errno::Intr),
        _ => Ok(()),
    }
}

/// Returns when a read or write will not wait, if there is a reason to know that first.
fn wait_for(
    file: &File,
    interest: Interest,
    waiting: Waiting,
    interrupt: Option<&InterruptCheck>,
) -> Result<(), StreamError> {
    if waiting == Waiting::Here && interrupt.is_none() {
        return Ok(());
    }
    let slice = if waiting == Waiting::Here {
        INTERRUPT_SLICE
    } else {
        Duration::ZERO
    };
    loop {
        let ready = sys::wait_ready(&[(file, interest)], Some(slice))?;
        if ready.iter().any(|fd| fd.ready) {
            return Ok(());
        }
        match waiting {
            Waiting::Here => check(interrupt)?,
            Waiting::Never => return Err(Errno::Again.into()),
            Waiting::Later => return Err(StreamError::Later),
        }
    }
}

/// The guest's bytes, without empty pieces.
fn slices<'m>(memory: &'m [u8], buffers: &[Range<usize>]) -> impl Iterator<Item = &'m [u8]> {
    buffers
        .iter()
        .filter_map(|buffer| memory.get(buffer.clone()))
        .filter(|bytes| !bytes.is_empty())
}

struct ReadCallback<F>(F);

impl<F: FnMut(&mut [u8]) -> io::Result<usize>> Read for ReadCallback<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        (self.0)(buffer)
    }
}

struct WriteCallback<F>(F);

impl<F: FnMut(&[u8]) -> io::Result<()>> Write for WriteCallback<F> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (self.0)(bytes).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_buffer_is_a_full_disk() {
        let buffer = OutputBuffer::with_limit(4);
        assert_eq!(buffer.append(b"abc"), Ok(3));
        assert_eq!(buffer.append(b"def"), Ok(1));
        assert_eq!(buffer.append(b"ef"), Err(Errno::Nospc));
        assert_eq!(buffer.append(b""), Ok(0));
        assert_eq!(buffer.take(), b"abcd");
        assert!(buffer.contents().is_empty());
    }

    #[test]
    fn streams_have_one_direction() {
        let mut memory = [0; 4];
        let mut input = Stream::Bytes(Cursor::new(vec![1, 2]));
        assert!(
            input
                .write(&memory, &[0..1, 1..2], Waiting::Here, None)
                .is_err()
        );
        assert!(matches!(
            input.read(&mut memory, &[0..0, 1..4], Waiting::Here, None),
            Ok(2)
        ));
        assert_eq!(memory, [0, 1, 2, 0]);
        let mut output = Stream::Buffer(OutputBuffer::new());
        assert!(
            output
                .read(&mut memory, &[0..1, 1..2], Waiting::Here, None)
                .is_err()
        );
    }

    #[test]
    fn an_abort_is_not_an_errno() {
        let error = io::Error::other(Abort::new("stop"));
        assert!(matches!(StreamError::from(error), StreamError::Abort(_)));
        let error = io::Error::from(io::ErrorKind::BrokenPipe);
        assert!(matches!(
            StreamError::from(error),
            StreamError::Errno(Errno::Pipe)
        ));
    }
}
