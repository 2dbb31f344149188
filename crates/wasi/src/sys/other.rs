//! Systems that are not Unix: what the standard library can do, and no more.

use std::fs::{File, FileTimes};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::time::{Duration, SystemTime};

use cap_std::fs::{DirEntry, Metadata, OpenOptions};

use super::{Interest, NewTime, Readiness, StdStream};
use crate::types::Errno;

/// Errors are told by their kind alone.
pub(crate) fn errno_of_os_error(_: i32) -> Option<Errno> {
    None
}

/// A handle of our own for one of the process's streams, unbuffered.
#[cfg(windows)]
pub(crate) fn process_stream(stream: StdStream) -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    let handle = match stream {
        StdStream::In => io::stdin().as_handle().try_clone_to_owned(),
        StdStream::Out => io::stdout().as_handle().try_clone_to_owned(),
        StdStream::Err => io::stderr().as_handle().try_clone_to_owned(),
    }?;
    Ok(File::from(handle))
}

/// There are no streams to inherit.
#[cfg(not(windows))]
pub(crate) fn process_stream(_: StdStream) -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
}

/// What is opened is looked at afterwards.
pub(crate) fn require_directory(_: &mut OpenOptions) {}

/// Reads at a position and then restores the file's own.
pub(crate) fn read_at(mut file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    let position = file.stream_position()?;
    file.seek(SeekFrom::Start(offset))?;
    let result = file.read(buffer);
    file.seek(SeekFrom::Start(position))?;
    result
}

/// Writes at a position and then restores the file's own.
pub(crate) fn write_at(mut file: &File, bytes: &[u8], offset: u64) -> io::Result<usize> {
    let position = file.stream_position()?;
    file.seek(SeekFrom::Start(offset))?;
    let result = file.write(bytes);
    file.seek(SeekFrom::Start(position))?;
    result
}

/// Flags are fixed when a file is opened.
pub(crate) fn set_flags(_: &File, _append: bool, _nonblock: bool) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Makes the file at least `offset + len` long.
pub(crate) fn allocate(file: &File, offset: u64, len: u64) -> io::Result<()> {
    let end = offset.checked_add(len).ok_or(io::ErrorKind::FileTooLarge)?;
    if file.metadata()?.len() < end {
        file.set_len(end)?;
    }
    Ok(())
}

/// Advice is only advice.
pub(crate) fn advise(_: &File, _: u64, _: u64, _: u8) -> io::Result<()> {
    Ok(())
}

/// Sets a file's times through its handle.
pub(crate) fn set_times(file: &File, atime: NewTime, mtime: NewTime) -> io::Result<()> {
    let mut times = FileTimes::new();
    if let Some(time) = system_time(atime) {
        times = times.set_accessed(time);
    }
    if let Some(time) = system_time(mtime) {
        times = times.set_modified(time);
    }
    file.set_times(times)
}

fn system_time(time: NewTime) -> Option<SystemTime> {
    match time {
        NewTime::Keep => None,
        NewTime::Now => Some(SystemTime::now()),
        NewTime::At(nanos) => SystemTime::UNIX_EPOCH.checked_add(Duration::from_nanos(nanos)),
    }
}

/// Everything counts as ready: a read may then wait.
pub(crate) fn wait_ready(
    wanted: &[(&File, Interest)],
    _: Option<Duration>,
) -> io::Result<Vec<Readiness>> {
    let ready = Readiness {
        ready: true,
        hangup: false,
    };
    Ok(vec![ready; wanted.len()])
}

/// The system cannot tell.
pub(crate) fn available(_: &File) -> u64 {
    0
}

/// The system cannot tell without unsafe code.
pub(crate) fn cpu_time(_thread: bool) -> Option<u64> {
    None
}

/// When the file was made: the nearest thing the system keeps.
pub(crate) fn change_time(metadata: &Metadata) -> u64 {
    metadata.created().map_or(0, |time| {
        time.into_std()
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_or(0, |since| {
                u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
            })
    })
}

/// The number of a directory entry's file.
pub(crate) fn entry_inode(entry: &DirEntry) -> u64 {
    use cap_fs_ext::{DirEntryExt, MetadataExt};
    entry.full_metadata().map_or(0, |metadata| metadata.ino())
}
