//! The numbers of the WASI interface: error codes, rights, flags, file types.
//!
//! Everything here is a transcription of the `witx` files of preview 1; where
//! preview 0 differs (`whence`, `filestat`, `subscription`) the difference is in
//! `preview0.rs` and `poll.rs`. No I/O and no guest memory in this file.

use std::fmt;
use std::io;

/// Defines [`Errno`] from one table: name, number, the words for people.
macro_rules! errnos {
    ($( $name:ident = $value:literal, $words:literal; )*) => {
        /// An error number of WASI, as the guest sees it.
        ///
        /// Success is not an error: the functions of this crate return
        /// `Result<(), Errno>`, and [`Errno::code`] gives the number.
        ///
        /// ```
        /// use sanderling_wasi::Errno;
        /// assert_eq!(Errno::Badf.code(), 8);
        /// assert_eq!(Errno::Badf.to_string(), "bad file descriptor");
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #[repr(u16)]
        pub enum Errno {
            $( #[doc = $words] $name = $value, )*
        }

        impl fmt::Display for Errno {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $( Errno::$name => $words, )* })
            }
        }
    };
}

errnos! {
    TooBig = 1, "argument list too long";
    Acces = 2, "permission denied";
    Addrinuse = 3, "address in use";
    Addrnotavail = 4, "address not available";
    Afnosupport = 5, "address family not supported";
    Again = 6, "resource unavailable, or operation would block";
    Already = 7, "connection already in progress";
    Badf = 8, "bad file descriptor";
    Badmsg = 9, "bad message";
    Busy = 10, "device or resource busy";
    Canceled = 11, "operation canceled";
    Child = 12, "no child processes";
    Connaborted = 13, "connection aborted";
    Connrefused = 14, "connection refused";
    Connreset = 15, "connection reset";
    Deadlk = 16, "resource deadlock would occur";
    Destaddrreq = 17, "destination address required";
    Dom = 18, "mathematics argument out of domain of function";
    Dquot = 19, "disk quota exceeded";
    Exist = 20, "file exists";
    Fault = 21, "bad address";
    Fbig = 22, "file too large";
    Hostunreach = 23, "host is unreachable";
    Idrm = 24, "identifier removed";
    Ilseq = 25, "illegal byte sequence";
    Inprogress = 26, "operation in progress";
    Intr = 27, "interrupted function";
    Inval = 28, "invalid argument";
    Io = 29, "input/output error";
    Isconn = 30, "socket is connected";
    Isdir = 31, "is a directory";
    Loop = 32, "too many levels of symbolic links";
    Mfile = 33, "file descriptor table is full";
    Mlink = 34, "too many links";
    Msgsize = 35, "message too large";
    Multihop = 36, "multihop attempted";
    Nametoolong = 37, "filename too long";
    Netdown = 38, "network is down";
    Netreset = 39, "connection aborted by network";
    Netunreach = 40, "network unreachable";
    Nfile = 41, "too many files open in system";
    Nobufs = 42, "no buffer space available";
    Nodev = 43, "no such device";
    Noent = 44, "no such file or directory";
    Noexec = 45, "executable file format error";
    Nolck = 46, "no locks available";
    Nolink = 47, "link has been severed";
    Nomem = 48, "not enough space in memory";
    Nomsg = 49, "no message of the desired type";
    Noprotoopt = 50, "protocol not available";
    Nospc = 51, "no space left on device";
    Nosys = 52, "function not supported";
    Notconn = 53, "socket is not connected";
    Notdir = 54, "not a directory or a symbolic link to a directory";
    Notempty = 55, "directory not empty";
    Notrecoverable = 56, "state not recoverable";
    Notsock = 57, "not a socket";
    Notsup = 58, "not supported";
    Notty = 59, "inappropriate I/O control operation";
    Nxio = 60, "no such device or address";
    Overflow = 61, "value too large to be stored in data type";
    Ownerdead = 62, "previous owner died";
    Perm = 63, "operation not permitted";
    Pipe = 64, "broken pipe";
    Proto = 65, "protocol error";
    Protonosupport = 66, "protocol not supported";
    Prototype = 67, "protocol wrong type for socket";
    Range = 68, "result too large";
    Rofs = 69, "read-only file system";
    Spipe = 70, "invalid seek";
    Srch = 71, "no such process";
    Stale = 72, "stale file handle";
    Timedout = 73, "connection timed out";
    Txtbsy = 74, "text file busy";
    Xdev = 75, "cross-device link";
    Notcapable = 76, "capabilities insufficient";
}

impl Errno {
    /// The number the guest receives.
    ///
    /// ```
    /// assert_eq!(sanderling_wasi::Errno::Badf.code(), 8);
    /// ```
    pub const fn code(self) -> u16 {
        self as u16
    }

    /// The number the guest receives for a function's result: 0 is success.
    pub(crate) fn of(result: Result<(), Errno>) -> u16 {
        match result {
            Ok(()) => 0,
            Err(errno) => errno.code(),
        }
    }
}

impl std::error::Error for Errno {}

impl From<io::Error> for Errno {
    fn from(error: io::Error) -> Self {
        if let Some(errno) = error.raw_os_error().and_then(crate::sys::errno_of_os_error) {
            return errno;
        }
        match error.kind() {
            io::ErrorKind::NotFound => Errno::Noent,
            // cap-std's answer to a path that leads out of its directory.
            io::ErrorKind::PermissionDenied => Errno::Perm,
            io::ErrorKind::AlreadyExists => Errno::Exist,
            io::ErrorKind::WouldBlock => Errno::Again,
            io::ErrorKind::InvalidInput => Errno::Inval,
            io::ErrorKind::InvalidData => Errno::Ilseq,
            io::ErrorKind::TimedOut => Errno::Timedout,
            io::ErrorKind::Interrupted => Errno::Intr,
            io::ErrorKind::Unsupported => Errno::Notsup,
            io::ErrorKind::OutOfMemory => Errno::Nomem,
            io::ErrorKind::BrokenPipe => Errno::Pipe,
            io::ErrorKind::NotADirectory => Errno::Notdir,
            io::ErrorKind::IsADirectory => Errno::Isdir,
            io::ErrorKind::DirectoryNotEmpty => Errno::Notempty,
            io::ErrorKind::ReadOnlyFilesystem => Errno::Rofs,
            io::ErrorKind::StorageFull => Errno::Nospc,
            io::ErrorKind::FileTooLarge => Errno::Fbig,
            io::ErrorKind::ResourceBusy => Errno::Busy,
            io::ErrorKind::CrossesDevices => Errno::Xdev,
            io::ErrorKind::TooManyLinks => Errno::Mlink,
            io::ErrorKind::InvalidFilename => Errno::Nametoolong,
            io::ErrorKind::NotSeekable => Errno::Spipe,
            io::ErrorKind::ConnectionReset => Errno::Connreset,
            io::ErrorKind::ConnectionAborted => Errno::Connaborted,
            io::ErrorKind::NotConnected => Errno::Notconn,
            _ => Errno::Io,
        }
    }
}

/// Defines a set of flags: a number whose unknown bits are refused.
macro_rules! flags {
    (
        $( #[$meta:meta] )*
        pub(crate) struct $set:ident($raw:ty) { $( $( #[$flag_meta:meta] )* $name:ident = $value:expr; )* }
    ) => {
        $( #[$meta] )*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub(crate) struct $set(pub(crate) $raw);

        #[allow(dead_code, reason = "the tables are complete, whether or not each flag is named in the code")]
        impl $set {
            $( $( #[$flag_meta] )* pub(crate) const $name: $set = $set($value); )*

            /// Every flag that the interface defines.
            pub(crate) const ALL: $set = $set(0 $( | $value )*);

            /// The empty set.
            pub(crate) const NONE: $set = $set(0);

            /// Whether all of `other` is in this set.
            pub(crate) const fn contains(self, other: $set) -> bool {
                self.0 & other.0 == other.0
            }

            /// Whether any of `other` is in this set.
            pub(crate) const fn intersects(self, other: $set) -> bool {
                self.0 & other.0 != 0
            }

            /// This set without `other`.
            pub(crate) const fn without(self, other: $set) -> $set {
                $set(self.0 & !other.0)
            }

            /// Both sets together.
            pub(crate) const fn union(self, other: $set) -> $set {
                $set(self.0 | other.0)
            }

            /// What is in both sets.
            pub(crate) const fn intersection(self, other: $set) -> $set {
                $set(self.0 & other.0)
            }

            /// The set for a guest's number; unknown bits are `EINVAL`.
            pub(crate) fn from_guest(raw: u32) -> Result<$set, Errno> {
                let set = <$raw>::try_from(raw).map_err(|_| Errno::Inval)?;
                if set & !Self::ALL.0 == 0 { Ok($set(set)) } else { Err(Errno::Inval) }
            }
        }
    };
}

flags! {
    /// What may be done with a descriptor, or with descriptors opened through it.
    pub(crate) struct Rights(u64) {
        FD_DATASYNC = 1 << 0;
        FD_READ = 1 << 1;
        FD_SEEK = 1 << 2;
        FD_FDSTAT_SET_FLAGS = 1 << 3;
        FD_SYNC = 1 << 4;
        FD_TELL = 1 << 5;
        FD_WRITE = 1 << 6;
        FD_ADVISE = 1 << 7;
        FD_ALLOCATE = 1 << 8;
        PATH_CREATE_DIRECTORY = 1 << 9;
        PATH_CREATE_FILE = 1 << 10;
        PATH_LINK_SOURCE = 1 << 11;
        PATH_LINK_TARGET = 1 << 12;
        PATH_OPEN = 1 << 13;
        FD_READDIR = 1 << 14;
        PATH_READLINK = 1 << 15;
        PATH_RENAME_SOURCE = 1 << 16;
        PATH_RENAME_TARGET = 1 << 17;
        PATH_FILESTAT_GET = 1 << 18;
        PATH_FILESTAT_SET_SIZE = 1 << 19;
        PATH_FILESTAT_SET_TIMES = 1 << 20;
        FD_FILESTAT_GET = 1 << 21;
        FD_FILESTAT_SET_SIZE = 1 << 22;
        FD_FILESTAT_SET_TIMES = 1 << 23;
        PATH_SYMLINK = 1 << 24;
        PATH_REMOVE_DIRECTORY = 1 << 25;
        PATH_UNLINK_FILE = 1 << 26;
        POLL_FD_READWRITE = 1 << 27;
        SOCK_SHUTDOWN = 1 << 28;
        SOCK_ACCEPT = 1 << 29;

        /// The rights with which the contents of a file change.
        WRITE_DATA = Self::FD_WRITE.0 | Self::FD_ALLOCATE.0 | Self::FD_FILESTAT_SET_SIZE.0;

        /// The rights with which anything on the disk changes: a read-only
        /// directory, and what is opened through it, has none of them.
        MUTATE = Self::WRITE_DATA.0
            | Self::FD_FILESTAT_SET_TIMES.0
            | Self::PATH_CREATE_DIRECTORY.0
            | Self::PATH_CREATE_FILE.0
            | Self::PATH_LINK_SOURCE.0
            | Self::PATH_LINK_TARGET.0
            | Self::PATH_RENAME_SOURCE.0
            | Self::PATH_RENAME_TARGET.0
            | Self::PATH_FILESTAT_SET_SIZE.0
            | Self::PATH_FILESTAT_SET_TIMES.0
            | Self::PATH_SYMLINK.0
            | Self::PATH_REMOVE_DIRECTORY.0
            | Self::PATH_UNLINK_FILE.0;

        /// The rights with which the guest learns what is in files and directories: a
        /// write-only directory, and what is opened through it, has none of them.
        LOOK = Self::FD_READ.0 | Self::FD_READDIR.0 | Self::PATH_READLINK.0;

        /// Every right that means something for a regular file.
        FILE = Self::WRITE_DATA.0
            | Self::FD_DATASYNC.0
            | Self::FD_READ.0
            | Self::FD_SEEK.0
            | Self::FD_FDSTAT_SET_FLAGS.0
            | Self::FD_SYNC.0
            | Self::FD_TELL.0
            | Self::FD_ADVISE.0
            | Self::FD_FILESTAT_GET.0
            | Self::FD_FILESTAT_SET_TIMES.0
            | Self::POLL_FD_READWRITE.0;

        /// Every right that means something for a directory.
        DIRECTORY = Self::FD_DATASYNC.0
            | Self::FD_FDSTAT_SET_FLAGS.0
            | Self::FD_SYNC.0
            | Self::FD_READDIR.0
            | Self::FD_FILESTAT_GET.0
            | Self::FD_FILESTAT_SET_TIMES.0
            | Self::PATH_CREATE_DIRECTORY.0
            | Self::PATH_CREATE_FILE.0
            | Self::PATH_LINK_SOURCE.0
            | Self::PATH_LINK_TARGET.0
            | Self::PATH_OPEN.0
            | Self::PATH_READLINK.0
            | Self::PATH_RENAME_SOURCE.0
            | Self::PATH_RENAME_TARGET.0
            | Self::PATH_FILESTAT_GET.0
            | Self::PATH_FILESTAT_SET_SIZE.0
            | Self::PATH_FILESTAT_SET_TIMES.0
            | Self::PATH_SYMLINK.0
            | Self::PATH_REMOVE_DIRECTORY.0
            | Self::PATH_UNLINK_FILE.0;
    }
}

flags! {
    /// Flags of an open descriptor.
    pub(crate) struct FdFlags(u16) {
        APPEND = 1 << 0;
        DSYNC = 1 << 1;
        NONBLOCK = 1 << 2;
        RSYNC = 1 << 3;
        SYNC = 1 << 4;
    }
}

flags! {
    /// How `path_open` opens.
    pub(crate) struct OFlags(u16) {
        CREAT = 1 << 0;
        DIRECTORY = 1 << 1;
        EXCL = 1 << 2;
        TRUNC = 1 << 3;
    }
}

flags! {
    /// How a path is resolved.
    pub(crate) struct LookupFlags(u32) {
        SYMLINK_FOLLOW = 1 << 0;
    }
}

flags! {
    /// Which times are set, and to what.
    pub(crate) struct FstFlags(u16) {
        ATIM = 1 << 0;
        ATIM_NOW = 1 << 1;
        MTIM = 1 << 2;
        MTIM_NOW = 1 << 3;
    }
}

/// What kind of thing a descriptor or a directory entry is.
///
/// Pipes have no number in WASI and are `Unknown`, as in other engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum FileType {
    Unknown = 0,
    BlockDevice = 1,
    CharacterDevice = 2,
    Directory = 3,
    RegularFile = 4,
    SocketStream = 6,
    SymbolicLink = 7,
}

/// From where `fd_seek` counts; preview 0 has other numbers for the same three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whence {
    Set,
    Cur,
    End,
}

/// What `fd_filestat_get` and `path_filestat_get` report, before it is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileStat {
    pub(crate) dev: u64,
    pub(crate) ino: u64,
    pub(crate) file_type: FileType,
    pub(crate) nlink: u64,
    pub(crate) size: u64,
    /// Nanoseconds since 1970, as are the next two.
    pub(crate) atim: u64,
    pub(crate) mtim: u64,
    pub(crate) ctim: u64,
}

impl FileStat {
    /// The report for something that is not on a file system.
    pub(crate) fn of_stream(file_type: FileType) -> Self {
        FileStat {
            dev: 0,
            ino: 0,
            file_type,
            nlink: 1,
            size: 0,
            atim: 0,
            mtim: 0,
            ctim: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_flag_bits_are_invalid() {
        assert_eq!(FdFlags::from_guest(0x1f), Ok(FdFlags::ALL));
        assert_eq!(FdFlags::from_guest(0x20), Err(Errno::Inval));
        assert_eq!(OFlags::from_guest(0x1_0001), Err(Errno::Inval));
        assert_eq!(LookupFlags::from_guest(2), Err(Errno::Inval));
        assert_eq!(FstFlags::from_guest(16), Err(Errno::Inval));
    }

    #[test]
    fn thirty_rights_and_no_seek_on_directories() {
        assert_eq!(Rights::ALL.0, (1 << 30) - 1);
        assert!(!Rights::DIRECTORY.intersects(Rights::FD_SEEK));
        assert!(!Rights::DIRECTORY.intersects(Rights::WRITE_DATA));
    }

    #[test]
    fn io_errors_become_errnos() {
        let escape = io::Error::new(io::ErrorKind::PermissionDenied, "out of the sandbox");
        assert_eq!(Errno::from(escape), Errno::Perm);
        assert_eq!(Errno::from(io::Error::other("?")), Errno::Io);
    }
}
