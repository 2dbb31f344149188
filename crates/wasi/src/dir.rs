//! Directories: opening and naming things below one, and reading its entries.
//!
//! Every path is resolved by cap-std, component by component below the open
//! directory; this module never joins or splits a path itself.

use std::collections::VecDeque;
use std::time::{Duration, SystemTime};

use cap_fs_ext::{
    DirExt, FollowSymlinks, MetadataExt, OpenOptionsFollowExt, OpenOptionsMaybeDirExt,
    OpenOptionsSyncExt, SystemTimeSpec,
};
use cap_std::fs::{Dir, OpenOptions, ReadDir};

use crate::fd_table::{file_type, file_type_of};
use crate::file::{FileHandle, file_stat};
use crate::sys::{self, NewTime};
use crate::types::{Errno, FdFlags, FileStat, FileType, OFlags, Rights};

/// An open directory.
#[derive(Debug)]
pub(crate) struct DirHandle {
    dir: Dir,
    /// The name under which the host handed it over, if it did.
    preopen: Option<String>,
    stream: DirStream,
}

/// What opening a path found.
pub(crate) enum Opened {
    Dir(DirHandle),
    File(FileHandle),
}

/// How a path is opened.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OpenHow {
    pub(crate) follow: bool,
    pub(crate) oflags: OFlags,
    pub(crate) rights: Rights,
    pub(crate) flags: FdFlags,
}

impl DirHandle {
    pub(crate) fn new(dir: Dir, preopen: Option<String>) -> Self {
        DirHandle {
            dir,
            preopen,
            stream: DirStream::default(),
        }
    }

    pub(crate) fn dir(&self) -> &Dir {
        &self.dir
    }

    pub(crate) fn preopen(&self) -> Option<&str> {
        self.preopen.as_deref()
    }

    pub(crate) fn stat(&self) -> Result<FileStat, Errno> {
        Ok(file_stat(&self.dir.dir_metadata()?))
    }

    pub(crate) fn stat_path(&self, path: &str, follow: bool) -> Result<FileStat, Errno> {
        let metadata = if follow {
            self.dir.metadata(path)
        } else {
            self.dir.symlink_metadata(path)
        };
        Ok(file_stat(&metadata?))
    }

    /// Opens what is at `path`. The rights have been checked.
    pub(crate) fn open(&self, path: &str, how: OpenHow) -> Result<Opened, Errno> {
        let writes = how.rights.intersects(Rights::WRITE_DATA);
        let follow = if how.follow {
            FollowSymlinks::Yes
        } else {
            FollowSymlinks::No
        };
        if how.oflags.contains(OFlags::DIRECTORY) {
            let dir = open_dir(&self.dir, path, follow)?;
            if writes {
                return Err(Errno::Isdir);
            }
            return Ok(Opened::Dir(DirHandle::new(dir, None)));
        }

        let creates = how.oflags.contains(OFlags::CREAT);
        let truncates = how.oflags.contains(OFlags::TRUNC);
        let appends = writes && how.flags.contains(FdFlags::APPEND);
        let mut options = OpenOptions::new();
        options
            .read(!writes || how.rights.contains(Rights::FD_READ))
            // The host refuses to create or truncate what is not opened for
            // writing; the guest's descriptor has no right to write all the same.
            .write(writes || creates || truncates)
            .create(creates)
            .create_new(creates && how.oflags.contains(OFlags::EXCL))
            .truncate(truncates)
            // Nor does it take both of these together: see below.
            .append(appends && !truncates)
            .follow(follow)
            .maybe_dir(true)
            .sync(how.flags.contains(FdFlags::SYNC))
            .dsync(how.flags.contains(FdFlags::DSYNC))
            .rsync(how.flags.contains(FdFlags::RSYNC))
            .nonblock(how.flags.contains(FdFlags::NONBLOCK));
        let file = self.dir.open_with(path, &options)?;
        let metadata = file.metadata()?;
        let file = file.into_std();
        if metadata.is_dir() {
            let dir = Dir::from_std_file(file);
            return Ok(Opened::Dir(DirHandle::new(dir, None)));
        }
        if appends && truncates {
            sys::set_flags(&file, true, how.flags.contains(FdFlags::NONBLOCK))?;
        }
        Ok(Opened::File(FileHandle::opened(file, file_type(&metadata))))
    }

    /// Sets the times of what is at `path`.
    pub(crate) fn set_times_path(
        &self,
        path: &str,
        follow: bool,
        atime: NewTime,
        mtime: NewTime,
    ) -> Result<(), Errno> {
        let (atime, mtime) = (time_spec(atime)?, time_spec(mtime)?);
        if follow {
            self.dir.set_times(path, atime, mtime)?;
        } else {
            self.dir.set_symlink_times(path, atime, mtime)?;
        }
        Ok(())
    }

    /// Lays entries from `cookie` on out in `buffer`; the last may be cut short.
    ///
    /// Answers how many bytes were used; fewer than the buffer holds means that
    /// the directory has no more.
    pub(crate) fn read_entries(&mut self, buffer: &mut [u8], cookie: u64) -> Result<usize, Errno> {
        self.stream.seek(&self.dir, cookie)?;
        let capacity = buffer.len();
        let mut rest = buffer;
        let mut number = cookie;
        while !rest.is_empty() {
            let Some(entry) = self.stream.entry(&self.dir, number)? else {
                break;
            };
            number = number.checked_add(1).ok_or(Errno::Overflow)?;
            let header = entry.header(number)?;
            rest = put(put(rest, &header), entry.name.as_bytes());
        }
        Ok(capacity.saturating_sub(rest.len()))
    }
}

/// Opens a directory so that it can be read and synced.
///
/// cap-std's own `open_dir` gives a handle that only names it (`O_PATH`).
pub(crate) fn open_dir(dir: &Dir, path: &str, follow: FollowSymlinks) -> Result<Dir, Errno> {
    let mut options = OpenOptions::new();
    options.read(true).maybe_dir(true).follow(follow);
    sys::require_directory(&mut options);
    let file = dir.open_with(path, &options)?;
    if !file.metadata()?.is_dir() {
        return Err(Errno::Notdir);
    }
    Ok(Dir::from_std_file(file.into_std()))
}

/// Copies as much of `bytes` as there is room for and answers what room is left.
fn put<'b>(room: &'b mut [u8], bytes: &[u8]) -> &'b mut [u8] {
    let count = room.len().min(bytes.len());
    let (used, rest) = room.split_at_mut_checked(count).unwrap_or_default();
    used.iter_mut()
        .zip(bytes)
        .for_each(|(to, from)| *to = *from);
    rest
}

/// How many entries are kept to be delivered once more: the one that was cut
/// short, and the one before it, from whose cookie a guest goes on.
const KEPT_ENTRIES: usize = 2;

/// A position in a directory's entries.
///
/// Entries are numbered in the order in which the system gives them, after "."
/// and ".."; a cookie is the number of the next one. Only the last few are kept,
/// so memory does not grow with the directory. Going back further, as for
/// `rewinddir`, reads the directory anew.
#[derive(Debug, Default)]
struct DirStream {
    entries: Option<ReadDir>,
    /// The number of the next entry that the system will give.
    next: u64,
    /// The entries before `next`.
    kept: VecDeque<Entry>,
}

#[derive(Debug)]
struct Entry {
    inode: u64,
    file_type: FileType,
    name: String,
}

impl Entry {
    /// The 24 bytes before the name.
    fn header(&self, next: u64) -> Result<[u8; 24], Errno> {
        let name_len = u32::try_from(self.name.len()).map_err(|_| Errno::Overflow)?;
        let mut header = [0; 24];
        crate::memory::write_u64(&mut header, 0, next)?;
        crate::memory::write_u64(&mut header, 8, self.inode)?;
        crate::memory::write_u32(&mut header, 16, name_len)?;
        crate::memory::write(&mut header, 20, [self.file_type as u8])?;
        Ok(header)
    }
}

impl DirStream {
    /// Makes entry `number` the next to be asked for.
    fn seek(&mut self, dir: &Dir, number: u64) -> Result<(), Errno> {
        let kept = u64::try_from(self.kept.len()).unwrap_or(0);
        // The start is read anew each time: it shows what has changed.
        if number == 0 || number < self.next.saturating_sub(kept) {
            *self = DirStream::default();
        }
        while self.next < number && self.advance(dir)? {}
        Ok(())
    }

    /// Entry `number`, which is a kept one or the next.
    fn entry(&mut self, dir: &Dir, number: u64) -> Result<Option<&Entry>, Errno> {
        if number >= self.next && !self.advance(dir)? {
            return Ok(None);
        }
        let Some(back) = self.next.checked_sub(number) else {
            return Ok(None);
        };
        let index = usize::try_from(back)
            .ok()
            .and_then(|back| self.kept.len().checked_sub(back));
        Ok(index.and_then(|index| self.kept.get(index)))
    }

    /// Takes one more entry from the system; `false` at the end.
    fn advance(&mut self, dir: &Dir) -> Result<bool, Errno> {
        let Some(entry) = self.pull(dir)? else {
            return Ok(false);
        };
        if self.kept.len() == KEPT_ENTRIES {
            self.kept.pop_front();
        }
        self.kept.push_back(entry);
        self.next = self.next.checked_add(1).ok_or(Errno::Overflow)?;
        Ok(true)
    }

    fn pull(&mut self, dir: &Dir) -> Result<Option<Entry>, Errno> {
        if let name @ ("." | "..") = match self.next {
            0 => ".",
            1 => "..",
            _ => "",
        } {
            // The parent may lie outside of what the guest may see, so ".."
            // has the number of the directory itself.
            return Ok(Some(Entry {
                inode: dir.dir_metadata()?.ino(),
                file_type: FileType::Directory,
                name: name.to_owned(),
            }));
        }
        let entries = match &mut self.entries {
            Some(entries) => entries,
            none => none.insert(dir.entries()?),
        };
        let Some(entry) = entries.next() else {
            return Ok(None);
        };
        let entry = entry?;
        Ok(Some(Entry {
            inode: sys::entry_inode(&entry),
            // The entry may have been removed since.
            file_type: entry.file_type().map_or(FileType::Unknown, file_type_of),
            // Names that are not UTF-8 cannot be opened through WASI, but they
            // are shown, so that a directory does not look empty.
            name: entry.file_name().to_string_lossy().into_owned(),
        }))
    }
}

fn time_spec(time: NewTime) -> Result<Option<SystemTimeSpec>, Errno> {
    Ok(match time {
        NewTime::Keep => None,
        NewTime::Now => Some(SystemTimeSpec::SymbolicNow),
        NewTime::At(nanos) => {
            let time = SystemTime::UNIX_EPOCH
                .checked_add(Duration::from_nanos(nanos))
                .ok_or(Errno::Inval)?;
            Some(SystemTimeSpec::Absolute(
                cap_std::time::SystemTime::from_std(time),
            ))
        }
    })
}
