//! Regular files, and the other things of a file system that open like one.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::time::SystemTime;

use cap_fs_ext::MetadataExt;
use cap_std::fs::Metadata;

use crate::ctx::InterruptCheck;
use crate::fd_table::file_type;
use crate::stdio::{self, StreamError};
use crate::sys;
use crate::types::{Errno, FdFlags, FileStat, FileType, Whence};

/// An open file.
#[derive(Debug)]
pub(crate) struct FileHandle {
    file: File,
    file_type: FileType,
    /// The host uses the same open file, so its flags are not the guest's.
    shared: bool,
}

impl FileHandle {
    /// A file that was opened for the guest.
    pub(crate) fn opened(file: File, file_type: FileType) -> Self {
        FileHandle {
            file,
            file_type,
            shared: false,
        }
    }

    /// A regular file that the host handed over as a standard stream.
    pub(crate) fn shared(file: File) -> Self {
        FileHandle {
            file,
            file_type: FileType::RegularFile,
            shared: true,
        }
    }

    pub(crate) fn file(&self) -> &File {
        &self.file
    }

    pub(crate) fn file_type(&self) -> FileType {
        self.file_type
    }

    /// Reads into the guest's buffers, in order, until one is not filled.
    pub(crate) fn read(
        &self,
        memory: &mut [u8],
        buffers: &[Range<usize>],
        interrupt: Option<&InterruptCheck>,
    ) -> Result<usize, StreamError> {
        let mut file = &self.file;
        scatter(memory, buffers, self.is_regular(), |buffer, _| {
            stdio::retry(interrupt, || file.read(buffer))
        })
    }

    /// Reads at a position, leaving the file's own position alone.
    pub(crate) fn read_at(
        &self,
        memory: &mut [u8],
        buffers: &[Range<usize>],
        offset: u64,
        interrupt: Option<&InterruptCheck>,
    ) -> Result<usize, StreamError> {
        scatter(memory, buffers, self.is_regular(), |buffer, done| {
            let offset = position(offset, done)?;
            stdio::retry(interrupt, || sys::read_at(&self.file, buffer, offset))
        })
    }

    /// Writes the guest's buffers, or some of them.
    pub(crate) fn write(
        &self,
        memory: &[u8],
        buffers: &[Range<usize>],
        interrupt: Option<&InterruptCheck>,
    ) -> Result<usize, StreamError> {
        stdio::write_gathered(&self.file, memory, buffers, interrupt)
    }

    /// Writes at a position, leaving the file's own position alone.
    pub(crate) fn write_at(
        &self,
        memory: &[u8],
        buffers: &[Range<usize>],
        offset: u64,
        interrupt: Option<&InterruptCheck>,
    ) -> Result<usize, StreamError> {
        let mut written: usize = 0;
        for buffer in buffers.iter().filter(|buffer| !buffer.is_empty()) {
            let bytes = memory.get(buffer.clone()).ok_or(Errno::Fault)?;
            let offset = position(offset, written)?;
            match stdio::retry(interrupt, || sys::write_at(&self.file, bytes, offset)) {
                Ok(count) => {
                    written = written.saturating_add(count);
                    if count < bytes.len() {
                        break;
                    }
                }
                Err(_) if written > 0 => break,
                Err(error) => return Err(error),
            }
        }
        Ok(written)
    }

    /// Moves the position and answers where it is then.
    pub(crate) fn seek(&self, offset: i64, whence: Whence) -> Result<u64, Errno> {
        let target = match whence {
            Whence::Set => SeekFrom::Start(u64::try_from(offset).map_err(|_| Errno::Inval)?),
            Whence::Cur => SeekFrom::Current(offset),
            Whence::End => SeekFrom::End(offset),
        };
        let mut file = &self.file;
        Ok(file.seek(target)?)
    }

    /// How many bytes are between the position and the end.
    pub(crate) fn available(&self) -> u64 {
        let mut file = &self.file;
        let position = file.stream_position().unwrap_or(0);
        let len = file.metadata().map_or(0, |metadata| metadata.len());
        len.saturating_sub(position)
    }

    /// Changes the flags that can be changed on an open file.
    pub(crate) fn set_flags(&self, old: FdFlags, new: FdFlags) -> Result<(), Errno> {
        let fixed = FdFlags::DSYNC.union(FdFlags::RSYNC).union(FdFlags::SYNC);
        if old.intersection(fixed) != new.intersection(fixed) {
            return Err(Errno::Notsup);
        }
        if old == new {
            return Ok(());
        }
        let append = new.contains(FdFlags::APPEND);
        if self.shared {
            // Reads and writes of a regular file do not wait: nothing to do.
            return if append { Err(Errno::Notsup) } else { Ok(()) };
        }
        let nonblock = new.contains(FdFlags::NONBLOCK);
        Ok(sys::set_flags(&self.file, append, nonblock)?)
    }

    pub(crate) fn stat(&self) -> Result<FileStat, Errno> {
        Ok(file_stat(&Metadata::from_file(&self.file)?))
    }

    fn is_regular(&self) -> bool {
        self.file_type == FileType::RegularFile
    }
}

/// Fills buffers in order; `fill` is told how much has been read before.
///
/// Anything but a regular file is read once: it may have no more for now.
fn scatter(
    memory: &mut [u8],
    buffers: &[Range<usize>],
    regular: bool,
    mut fill: impl FnMut(&mut [u8], usize) -> Result<usize, StreamError>,
) -> Result<usize, StreamError> {
    let mut total: usize = 0;
    for buffer in buffers.iter().filter(|buffer| !buffer.is_empty()) {
        let buffer = memory.get_mut(buffer.clone()).ok_or(Errno::Fault)?;
        let count = match fill(buffer, total) {
            Ok(count) => count,
            Err(_) if total > 0 => break,
            Err(error) => return Err(error),
        };
        total = total.saturating_add(count);
        if count < buffer.len() || !regular {
            break;
        }
    }
    Ok(total)
}

/// `offset + done`, in the range that systems accept.
fn position(offset: u64, done: usize) -> Result<u64, Errno> {
    let done = u64::try_from(done).map_err(|_| Errno::Inval)?;
    let position = offset.checked_add(done).ok_or(Errno::Inval)?;
    i64::try_from(position).map_err(|_| Errno::Inval)?;
    Ok(position)
}

/// The report on a file, for the guest.
pub(crate) fn file_stat(metadata: &Metadata) -> FileStat {
    FileStat {
        dev: metadata.dev(),
        ino: metadata.ino(),
        file_type: file_type(metadata),
        nlink: metadata.nlink(),
        size: metadata.len(),
        atim: since_epoch(metadata.accessed()),
        mtim: since_epoch(metadata.modified()),
        ctim: sys::change_time(metadata),
    }
}

/// Nanoseconds since 1970; 0 for what lies before, or is not recorded.
fn since_epoch(time: io::Result<cap_std::time::SystemTime>) -> u64 {
    time.ok()
        .and_then(|time| time.into_std().duration_since(SystemTime::UNIX_EPOCH).ok())
        .map_or(0, |since| {
            u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
        })
}
