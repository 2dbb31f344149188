//! Unix, through rustix's safe calls.

use std::fs::File;
use std::io;
use std::num::NonZeroU64;
use std::os::fd::AsFd;
use std::os::unix::fs::FileExt;
use std::time::Duration;

use cap_std::fs::{DirEntry, Metadata, OpenOptions, OpenOptionsExt};
use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::fs::{OFlags, Timestamps, UTIME_NOW, UTIME_OMIT};
use rustix::io::Errno as Os;

use super::{Interest, NewTime, Readiness, StdStream};
use crate::types::Errno;

/// The WASI number for one of the system's.
pub(crate) fn errno_of_os_error(code: i32) -> Option<Errno> {
    Some(match Os::from_raw_os_error(code) {
        Os::TOOBIG => Errno::TooBig,
        Os::ACCESS => Errno::Acces,
        Os::AGAIN => Errno::Again,
        Os::ALREADY => Errno::Already,
        Os::BADF => Errno::Badf,
        Os::BUSY => Errno::Busy,
        Os::CANCELED => Errno::Canceled,
        Os::CONNABORTED => Errno::Connaborted,
        Os::CONNREFUSED => Errno::Connrefused,
        Os::CONNRESET => Errno::Connreset,
        Os::DEADLK => Errno::Deadlk,
        Os::DQUOT => Errno::Dquot,
        Os::EXIST => Errno::Exist,
        Os::FAULT => Errno::Fault,
        Os::FBIG => Errno::Fbig,
        Os::ILSEQ => Errno::Ilseq,
        Os::INTR => Errno::Intr,
        Os::INVAL => Errno::Inval,
        Os::IO => Errno::Io,
        Os::ISDIR => Errno::Isdir,
        Os::LOOP => Errno::Loop,
        Os::MFILE => Errno::Mfile,
        Os::MLINK => Errno::Mlink,
        Os::NAMETOOLONG => Errno::Nametoolong,
        Os::NFILE => Errno::Nfile,
        Os::NOBUFS => Errno::Nobufs,
        Os::NODEV => Errno::Nodev,
        Os::NOENT => Errno::Noent,
        Os::NOLCK => Errno::Nolck,
        Os::NOMEM => Errno::Nomem,
        Os::NOSPC => Errno::Nospc,
        Os::NOSYS => Errno::Nosys,
        Os::NOTCONN => Errno::Notconn,
        Os::NOTDIR => Errno::Notdir,
        Os::NOTEMPTY => Errno::Notempty,
        Os::NOTSOCK => Errno::Notsock,
        Os::NOTTY => Errno::Notty,
        Os::NXIO => Errno::Nxio,
        Os::OPNOTSUPP => Errno::Notsup,
        Os::OVERFLOW => Errno::Overflow,
        Os::PERM => Errno::Perm,
        Os::PIPE => Errno::Pipe,
        Os::RANGE => Errno::Range,
        Os::ROFS => Errno::Rofs,
        Os::SPIPE => Errno::Spipe,
        Os::STALE => Errno::Stale,
        Os::TIMEDOUT => Errno::Timedout,
        Os::TXTBSY => Errno::Txtbsy,
        Os::XDEV => Errno::Xdev,
        _ => return None,
    })
}

/// A descriptor of our own for one of the process's streams, unbuffered.
pub(crate) fn process_stream(stream: StdStream) -> io::Result<File> {
    let fd = match stream {
        StdStream::In => io::stdin().as_fd().try_clone_to_owned(),
        StdStream::Out => io::stdout().as_fd().try_clone_to_owned(),
        StdStream::Err => io::stderr().as_fd().try_clone_to_owned(),
    }?;
    Ok(File::from(fd))
}

/// Lets an open succeed for directories only, and without a wait for others.
pub(crate) fn require_directory(options: &mut OpenOptions) {
    options.custom_flags(OFlags::DIRECTORY.bits().cast_signed());
}

/// Reads at a position, leaving the file's own position alone.
pub(crate) fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    file.read_at(buffer, offset)
}

/// Writes at a position, leaving the file's own position alone.
pub(crate) fn write_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<usize> {
    file.write_at(bytes, offset)
}

/// Turns `O_APPEND` and `O_NONBLOCK` on or off.
pub(crate) fn set_flags(file: &File, append: bool, nonblock: bool) -> io::Result<()> {
    let mut flags = rustix::fs::fcntl_getfl(file)?;
    flags.set(OFlags::APPEND, append);
    flags.set(OFlags::NONBLOCK, nonblock);
    Ok(rustix::fs::fcntl_setfl(file, flags)?)
}

/// Reserves disk space; the file grows to `offset + len` if it was shorter.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(crate) fn allocate(file: &File, offset: u64, len: u64) -> io::Result<()> {
    let flags = rustix::fs::FallocateFlags::empty();
    match rustix::fs::fallocate(file, flags, offset, len) {
        Err(Os::OPNOTSUPP) => grow(file, offset, len),
        result => Ok(result?),
    }
}

/// The system has no call for it: only the length is brought about.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(crate) fn allocate(file: &File, offset: u64, len: u64) -> io::Result<()> {
    grow(file, offset, len)
}

/// Makes the file at least `offset + len` long.
fn grow(file: &File, offset: u64, len: u64) -> io::Result<()> {
    let end = offset.checked_add(len).ok_or(io::ErrorKind::FileTooLarge)?;
    if file.metadata()?.len() < end {
        file.set_len(end)?;
    }
    Ok(())
}

/// Tells the system how a range will be used; `advice` is WASI's number, 0 to 5.
#[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd"))]
pub(crate) fn advise(file: &File, offset: u64, len: u64, advice: u8) -> io::Result<()> {
    use rustix::fs::Advice;
    let advice = match advice {
        1 => Advice::Sequential,
        2 => Advice::Random,
        3 => Advice::WillNeed,
        4 => Advice::DontNeed,
        5 => Advice::NoReuse,
        _ => Advice::Normal,
    };
    Ok(rustix::fs::fadvise(
        file,
        offset,
        NonZeroU64::new(len),
        advice,
    )?)
}

/// Advice is only advice: systems without the call take none.
#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "freebsd")))]
pub(crate) fn advise(_: &File, _: u64, _: u64, _: u8) -> io::Result<()> {
    Ok(())
}

/// Sets a file's or directory's times through its descriptor.
pub(crate) fn set_times(file: &File, atime: NewTime, mtime: NewTime) -> io::Result<()> {
    let timestamps = Timestamps {
        last_access: timespec(atime)?,
        last_modification: timespec(mtime)?,
    };
    Ok(rustix::fs::futimens(file, &timestamps)?)
}

fn timespec(time: NewTime) -> io::Result<Timespec> {
    let too_late = |_| io::Error::from(io::ErrorKind::InvalidInput);
    Ok(match time {
        NewTime::Keep => Timespec {
            tv_sec: 0,
            tv_nsec: UTIME_OMIT,
        },
        NewTime::Now => Timespec {
            tv_sec: 0,
            tv_nsec: UTIME_NOW,
        },
        NewTime::At(nanos) => {
            let time = Duration::from_nanos(nanos);
            Timespec {
                tv_sec: time.as_secs().try_into().map_err(too_late)?,
                tv_nsec: time.subsec_nanos().into(),
            }
        }
    })
}

/// Waits until one of the descriptors is ready, at most for `timeout`.
///
/// The answer has the order of the question. A signal ends the wait early.
pub(crate) fn wait_ready(
    wanted: &[(&File, Interest)],
    timeout: Option<Duration>,
) -> io::Result<Vec<Readiness>> {
    let mut polled: Vec<PollFd<'_>> = wanted
        .iter()
        .map(|(file, interest)| {
            let flags = match interest {
                Interest::Read => PollFlags::IN,
                Interest::Write => PollFlags::OUT,
            };
            PollFd::new(*file, flags)
        })
        .collect();
    // A time too long for the system is as good as none.
    let timeout = timeout.and_then(|timeout| Timespec::try_from(timeout).ok());
    match rustix::event::poll(&mut polled, timeout.as_ref()) {
        Ok(_) | Err(Os::INTR) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(polled
        .iter()
        .map(|fd| Readiness {
            ready: !fd.revents().is_empty(),
            hangup: fd.revents().contains(PollFlags::HUP),
        })
        .collect())
}

/// How many bytes can be read without waiting; 0 when the system cannot tell.
pub(crate) fn available(file: &File) -> u64 {
    rustix::io::ioctl_fionread(file).unwrap_or(0)
}

/// Processor time of the process or of the calling thread, in nanoseconds.
pub(crate) fn cpu_time(thread: bool) -> Option<u64> {
    let id = if thread {
        rustix::time::ClockId::ThreadCPUTime
    } else {
        rustix::time::ClockId::ProcessCPUTime
    };
    let time = rustix::time::clock_gettime(id);
    let seconds = u64::try_from(time.tv_sec).ok()?;
    let nanos = u64::try_from(time.tv_nsec).ok()?;
    seconds.checked_mul(1_000_000_000)?.checked_add(nanos)
}

/// When the file's own record last changed, in nanoseconds since 1970.
pub(crate) fn change_time(metadata: &Metadata) -> u64 {
    use cap_std::fs::MetadataExt;
    let seconds = u64::try_from(metadata.ctime()).unwrap_or(0);
    let nanos = u64::try_from(metadata.ctime_nsec()).unwrap_or(0);
    seconds.saturating_mul(1_000_000_000).saturating_add(nanos)
}

/// The number of a directory entry's file.
pub(crate) fn entry_inode(entry: &DirEntry) -> u64 {
    use std::os::unix::fs::DirEntryExt;
    entry.ino()
}
