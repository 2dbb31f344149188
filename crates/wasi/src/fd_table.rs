//! Descriptors: the table of numbers, what stands behind one, and the one place
//! that decides whether an operation is allowed.
//!
//! Invariant: a descriptor never has a right among its base rights that its [`Access`]
//! does not give, of [`Rights::MUTATE`] where it is read-only and of [`Rights::LOOK`]
//! where it is write-only, and nothing opened through it has more access.

use std::fs::File;
use std::io;

use cap_fs_ext::FileTypeExt;
use cap_std::fs::Metadata;

use crate::dir::DirHandle;
use crate::file::FileHandle;
use crate::stdio::{Stream, StreamError};
use crate::types::{Errno, FdFlags, FileType, Rights};

/// What a guest may do in a preopened directory.
///
/// ```
/// use sanderling_wasi::{Access, WasiCtxBuilder};
/// let ctx = WasiCtxBuilder::new()
///     .preopened_dir(".", "/src", Access::ReadOnly)
///     .build();
/// assert!(ctx.is_ok());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    /// Look and read. Everything that would change the disk is `EROFS`.
    ReadOnly,
    /// Everything, inside of the directory.
    ReadWrite,
    /// Make, write, move and remove. Everything that would show what files hold, or list
    /// them, is `EACCES`, and nothing can be moved to a directory that can be read.
    WriteOnly,
}

impl Access {
    /// What this takes of some rights.
    pub(crate) fn allowed(self, rights: Rights) -> Rights {
        match self {
            Access::ReadOnly => rights.without(Rights::MUTATE),
            Access::ReadWrite => rights,
            Access::WriteOnly => rights.without(Rights::LOOK),
        }
    }
}

/// What stands behind a descriptor.
#[derive(Debug)]
pub(crate) enum Kind {
    Dir(DirHandle),
    File(FileHandle),
    Stream(Stream),
}

/// One open descriptor.
#[derive(Debug)]
pub(crate) struct Descriptor {
    pub(crate) kind: Kind,
    /// What the host allows, whatever the rights say.
    pub(crate) access: Access,
    /// What may be done with this descriptor.
    pub(crate) base: Rights,
    /// What may be asked for descriptors that are opened through this one.
    pub(crate) inheriting: Rights,
    pub(crate) flags: FdFlags,
}

impl Descriptor {
    /// A directory that the host hands to the guest.
    pub(crate) fn preopen(dir: DirHandle, access: Access) -> Self {
        Descriptor {
            kind: Kind::Dir(dir),
            access,
            base: access.allowed(Rights::DIRECTORY),
            // The inheriting rights name writing and reading even where it is
            // forbidden: wasi-libc asks only for what they contain, and a read-only
            // directory shall answer `open(O_WRONLY)` with EROFS rather than
            // with a descriptor that cannot write. `authorize` decides.
            inheriting: Rights::DIRECTORY.union(Rights::FILE),
            flags: FdFlags::NONE,
        }
    }

    /// A standard stream; `direction` is the right to read or to write.
    pub(crate) fn stream(stream: Stream, direction: Rights) -> Self {
        let common = Rights::FD_FDSTAT_SET_FLAGS
            .union(Rights::FD_SYNC)
            .union(Rights::FD_DATASYNC)
            .union(Rights::FD_FILESTAT_GET)
            .union(Rights::POLL_FD_READWRITE);
        Descriptor {
            kind: Kind::Stream(stream),
            access: Access::ReadWrite,
            base: common.union(direction),
            inheriting: Rights::NONE,
            flags: FdFlags::NONE,
        }
    }

    /// A standard stream that is an open file of the host.
    ///
    /// Regular files are files, with a position; the rest are streams.
    pub(crate) fn host_file(file: File, direction: Rights) -> io::Result<Self> {
        let metadata = Metadata::from_file(&file)?;
        let file_type = file_type(&metadata);
        if file_type != FileType::RegularFile {
            return Ok(Descriptor::stream(Stream::Host(file, file_type), direction));
        }
        let other = Rights::FD_READ.union(Rights::MUTATE).without(direction);
        Ok(Descriptor {
            kind: Kind::File(FileHandle::shared(file)),
            access: Access::ReadWrite,
            base: Rights::FILE.without(other),
            inheriting: Rights::NONE,
            flags: FdFlags::NONE,
        })
    }

    /// What the guest is told this is.
    pub(crate) fn file_type(&self) -> FileType {
        match &self.kind {
            Kind::Dir(_) => FileType::Directory,
            Kind::File(file) => file.file_type(),
            Kind::Stream(stream) => stream.file_type(),
        }
    }

    /// Whether reads answer `EAGAIN` rather than wait.
    pub(crate) fn nonblock(&self) -> bool {
        self.flags.contains(FdFlags::NONBLOCK)
    }
}

/// Decides whether an operation may go on. Every operation on a descriptor asks
/// here, and nothing else in this crate refuses for want of rights.
///
/// `needs` is what the operation does with the descriptor itself, `opens` what it
/// asks for a descriptor opened through it. A read-only preopen is `EROFS` for
/// all that would change the disk, and a write-only one `EACCES` for all that would
/// show it; a descriptor of the wrong direction is `EBADF`, as in POSIX; any other
/// missing right is `ENOTCAPABLE`.
pub(crate) fn authorize(
    descriptor: &Descriptor,
    needs: Rights,
    opens: Rights,
) -> Result<(), Errno> {
    let wanted = needs.union(opens);
    let on_disk = !matches!(descriptor.kind, Kind::Stream(_));
    let looks = wanted.intersects(Rights::LOOK) && matches!(descriptor.kind, Kind::Dir(_));
    if descriptor.access == Access::WriteOnly && looks {
        return Err(Errno::Acces);
    }
    if descriptor.access == Access::ReadOnly && wanted.intersects(Rights::MUTATE) && on_disk {
        // A file opened for reading is no way to write, as anywhere in POSIX.
        return Err(match descriptor.kind {
            Kind::File(_) if needs.contains(Rights::FD_WRITE) => Errno::Badf,
            _ => Errno::Rofs,
        });
    }
    let missing = needs.without(descriptor.base);
    if missing.intersects(Rights::FD_READ.union(Rights::FD_WRITE)) {
        return Err(Errno::Badf);
    }
    if missing != Rights::NONE || !descriptor.inheriting.contains(opens) {
        return Err(Errno::Notcapable);
    }
    Ok(())
}

/// The table of descriptors.
#[derive(Debug)]
pub(crate) struct FdTable {
    slots: Vec<Option<Descriptor>>,
    limit: usize,
}

impl FdTable {
    /// An empty table that will hold at most `limit` descriptors.
    pub(crate) fn new(limit: usize) -> Self {
        FdTable {
            slots: Vec::new(),
            limit,
        }
    }

    /// Puts a descriptor at the lowest free number.
    pub(crate) fn insert(&mut self, descriptor: Descriptor) -> Result<u32, Errno> {
        let index = self.room()?;
        match self.slots.get_mut(index) {
            Some(slot) => *slot = Some(descriptor),
            None => self.slots.push(Some(descriptor)),
        }
        u32::try_from(index).map_err(|_| Errno::Mfile)
    }

    /// The lowest free place, or `EMFILE`.
    pub(crate) fn room(&self) -> Result<usize, Errno> {
        let index = self
            .slots
            .iter()
            .position(Option::is_none)
            .unwrap_or(self.slots.len());
        if index < self.limit {
            Ok(index)
        } else {
            Err(Errno::Mfile)
        }
    }

    pub(crate) fn get(&self, fd: u32) -> Result<&Descriptor, Errno> {
        usize::try_from(fd)
            .ok()
            .and_then(|index| self.slots.get(index)?.as_ref())
            .ok_or(Errno::Badf)
    }

    pub(crate) fn get_mut(&mut self, fd: u32) -> Result<&mut Descriptor, Errno> {
        self.slot(fd)?.as_mut().ok_or(Errno::Badf)
    }

    /// Takes a descriptor out of the table.
    pub(crate) fn remove(&mut self, fd: u32) -> Result<Descriptor, Errno> {
        self.slot(fd)?.take().ok_or(Errno::Badf)
    }

    /// Moves a descriptor to a number that is in use, closing what was there.
    pub(crate) fn renumber(&mut self, from: u32, to: u32) -> Result<(), Errno> {
        self.get(from)?;
        self.get(to)?;
        if from != to {
            let moved = self.remove(from)?;
            *self.slot(to)? = Some(moved);
        }
        Ok(())
    }

    /// The directory behind a descriptor, if `needs` is allowed there.
    pub(crate) fn dir(&self, fd: u32, needs: Rights) -> Result<&DirHandle, Errno> {
        let descriptor = self.get(fd)?;
        let Kind::Dir(dir) = &descriptor.kind else {
            return Err(Errno::Notdir);
        };
        authorize(descriptor, needs, Rights::NONE)?;
        Ok(dir)
    }

    /// Two directories between which a file gets another name, if both allow it.
    pub(crate) fn dirs(
        &self,
        (from, needs): (u32, Rights),
        (to, needs_there): (u32, Rights),
    ) -> Result<(&DirHandle, &DirHandle), Errno> {
        let dirs = (self.dir(from, needs)?, self.dir(to, needs_there)?);
        // It could be read there.
        let write_only = |fd| Ok::<_, Errno>(self.get(fd)?.access == Access::WriteOnly);
        if write_only(from)? && !write_only(to)? {
            return Err(Errno::Acces);
        }
        Ok(dirs)
    }

    fn slot(&mut self, fd: u32) -> Result<&mut Option<Descriptor>, Errno> {
        usize::try_from(fd)
            .ok()
            .and_then(|index| self.slots.get_mut(index))
            .ok_or(Errno::Badf)
    }
}

/// The WASI type for what the host says of a file.
pub(crate) fn file_type(metadata: &Metadata) -> FileType {
    file_type_of(metadata.file_type())
}

/// The WASI type for one of the host's.
pub(crate) fn file_type_of(file_type: cap_std::fs::FileType) -> FileType {
    if file_type.is_dir() {
        FileType::Directory
    } else if file_type.is_file() {
        FileType::RegularFile
    } else if file_type.is_symlink() {
        FileType::SymbolicLink
    } else if file_type.is_char_device() {
        FileType::CharacterDevice
    } else if file_type.is_block_device() {
        FileType::BlockDevice
    } else if file_type.is_socket() {
        FileType::SocketStream
    } else {
        FileType::Unknown
    }
}

impl From<StreamError> for Errno {
    /// For places where no callback can be involved.
    fn from(error: StreamError) -> Self {
        match error {
            StreamError::Errno(errno) => errno,
            StreamError::Abort(_) => Errno::Io,
            StreamError::Later => Errno::Again,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn null() -> Descriptor {
        Descriptor::stream(Stream::Null, Rights::FD_READ)
    }

    #[test]
    fn numbers_are_the_lowest_free_and_limited() {
        let mut table = FdTable::new(3);
        assert_eq!(table.insert(null()), Ok(0));
        assert_eq!(table.insert(null()), Ok(1));
        assert_eq!(table.insert(null()), Ok(2));
        assert_eq!(table.insert(null()), Err(Errno::Mfile));
        assert!(table.remove(1).is_ok());
        assert_eq!(table.remove(1).err(), Some(Errno::Badf));
        assert_eq!(table.insert(null()), Ok(1));
    }

    #[test]
    fn renumbering_needs_two_open_numbers() {
        let mut table = FdTable::new(8);
        for _ in 0..3 {
            assert!(table.insert(null()).is_ok());
        }
        assert_eq!(table.renumber(0, 0), Ok(()));
        assert!(table.get(0).is_ok());
        assert_eq!(table.renumber(0, 2), Ok(()));
        assert_eq!(table.get(0).err(), Some(Errno::Badf));
        for (from, to) in [(0, 2), (2, 0), (2, 3), (2, u32::MAX), (u32::MAX, 2)] {
            assert_eq!(table.renumber(from, to), Err(Errno::Badf), "{from} {to}");
        }
        assert!(table.get(2).is_ok());
    }

    /// The table against the simplest model of one, over a long random sequence.
    #[test]
    fn agrees_with_a_model() {
        let mut table = FdTable::new(16);
        let mut model = std::collections::BTreeSet::new();
        let mut seed: u32 = 1;
        for _ in 0..20_000 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let (from, to) = ((seed >> 8) % 18, (seed >> 16) % 18);
            match (seed >> 28) % 4 {
                0 | 1 => {
                    let free = (0..16).find(|fd| !model.contains(fd));
                    assert_eq!(table.insert(null()).ok(), free);
                    model.extend(free);
                }
                2 => assert_eq!(table.remove(from).is_ok(), model.remove(&from)),
                _ => {
                    let open = model.contains(&from) && model.contains(&to);
                    assert_eq!(table.renumber(from, to).is_ok(), open);
                    if open && from != to {
                        model.remove(&from);
                    }
                }
            }
            for fd in 0..18 {
                assert_eq!(table.get(fd).is_ok(), model.contains(&fd));
            }
        }
    }

    #[test]
    fn read_only_has_no_mutating_right() {
        let base = Rights::DIRECTORY.without(Rights::MUTATE);
        assert!(base.contains(Rights::PATH_OPEN.union(Rights::FD_READDIR)));
        assert!(!base.intersects(Rights::MUTATE));
    }
}
