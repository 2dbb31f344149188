//! Tests of the functions without an engine: guest memory is a vector.

mod fds;
mod paths;
mod poll;
mod preview0;
mod rights;
mod stdio;

use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::types::Rights;
use crate::{Access, Errno, WasiCtx, WasiCtxBuilder, preview1};

/// Where a [`Guest`] puts results, strings and buffers.
const RESULT: u32 = 64;
const PATH: u32 = 1024;
const OTHER_PATH: u32 = 16 * 1024;
const BUFFER: u32 = 32 * 1024;

/// The rights that a guest asks for when it wants to read and write.
const READ_WRITE: Rights = Rights::FILE;
const READ: Rights = Rights::FILE.without(Rights::WRITE_DATA);

/// A directory of its own for one test, removed at the end.
struct TempDir(PathBuf);

impl TempDir {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("sanderling-wasi-unit-{}-{number}", process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        TempDir(path)
    }

    fn path(&self) -> &Path {
        &self.0
    }

    fn write(&self, name: &str, contents: &str) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, contents).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A context with memory, and the calls that the tests make most.
struct Guest {
    ctx: WasiCtx,
    memory: Vec<u8>,
}

impl Guest {
    fn new(builder: WasiCtxBuilder) -> Self {
        Guest {
            ctx: builder.build().unwrap(),
            memory: vec![0; 128 * 1024],
        }
    }

    /// A guest whose descriptor 3 is this directory.
    fn with_dir(dir: &TempDir, access: Access) -> Self {
        Guest::new(WasiCtxBuilder::new().preopened_dir(dir.path(), "/", access))
    }

    /// Puts a string into memory and gives its length.
    fn put(&mut self, address: u32, text: impl AsRef<[u8]>) -> u32 {
        let text = text.as_ref();
        self.memory[address as usize..][..text.len()].copy_from_slice(text);
        text.len() as u32
    }

    fn u32(&self, address: u32) -> u32 {
        crate::memory::read_u32(&self.memory, address).unwrap()
    }

    fn u64(&self, address: u32) -> u64 {
        crate::memory::read_u64(&self.memory, address).unwrap()
    }

    fn open_with(
        &mut self,
        dir: u32,
        follow: bool,
        path: impl AsRef<[u8]>,
        oflags: u32,
        rights: Rights,
        flags: u32,
    ) -> Result<u32, Errno> {
        let len = self.put(PATH, path);
        let all = Rights::ALL.0;
        let (ctx, memory) = (&mut self.ctx, &mut self.memory);
        preview1::path_open(
            ctx,
            memory,
            dir,
            follow.into(),
            PATH,
            len,
            oflags,
            rights.0,
            all,
            flags,
            RESULT,
        )?;
        Ok(self.u32(RESULT))
    }

    /// Opens below descriptor 3, following symbolic links.
    fn open(&mut self, path: impl AsRef<[u8]>, oflags: u32, rights: Rights) -> Result<u32, Errno> {
        self.open_with(3, true, path, oflags, rights, 0)
    }

    fn close(&mut self, fd: u32) -> Result<(), Errno> {
        preview1::fd_close(&mut self.ctx, &mut self.memory, fd)
    }

    /// Lays out one buffer for reading or writing.
    fn iovec(&mut self, len: u32) -> (u32, u32) {
        crate::memory::write_u32(&mut self.memory, 0, BUFFER).unwrap();
        crate::memory::write_u32(&mut self.memory, 4, len).unwrap();
        (0, 1)
    }

    fn read(&mut self, fd: u32, len: u32) -> Result<Vec<u8>, Errno> {
        let (list, count) = self.iovec(len);
        preview1::fd_read(&mut self.ctx, &mut self.memory, fd, list, count, RESULT)?;
        let count = self.u32(RESULT) as usize;
        Ok(self.memory[BUFFER as usize..][..count].to_vec())
    }

    fn write(&mut self, fd: u32, bytes: &[u8]) -> Result<u32, Errno> {
        self.put(BUFFER, bytes);
        let (list, count) = self.iovec(bytes.len() as u32);
        preview1::fd_write(&mut self.ctx, &mut self.memory, fd, list, count, RESULT)?;
        Ok(self.u32(RESULT))
    }

    fn seek(&mut self, fd: u32, offset: i64, whence: u32) -> Result<u64, Errno> {
        preview1::fd_seek(&mut self.ctx, &mut self.memory, fd, offset, whence, RESULT)?;
        Ok(self.u64(RESULT))
    }

    fn rights(&mut self, fd: u32) -> (Rights, Rights) {
        preview1::fd_fdstat_get(&mut self.ctx, &mut self.memory, fd, RESULT).unwrap();
        (Rights(self.u64(RESULT + 8)), Rights(self.u64(RESULT + 16)))
    }
}

#[test]
fn arguments_and_environment() {
    let mut guest = Guest::new(WasiCtxBuilder::new().args(["prog", "", "ä"]).env("A", "1"));
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    preview1::args_sizes_get(ctx, memory, 0, 4).unwrap();
    preview1::environ_sizes_get(ctx, memory, 8, 12).unwrap();
    preview1::args_get(ctx, memory, 16, 100).unwrap();
    preview1::environ_get(ctx, memory, 32, 200).unwrap();
    assert_eq!((guest.u32(0), guest.u32(4)), (3, 9));
    assert_eq!((guest.u32(8), guest.u32(12)), (1, 4));
    assert_eq!(
        [guest.u32(16), guest.u32(20), guest.u32(24)],
        [100, 105, 106]
    );
    assert_eq!(&guest.memory[100..109], b"prog\0\0\xc3\xa4\0");
    assert_eq!(&guest.memory[200..204], b"A=1\0");

    let memory = &mut [0; 8];
    let result = preview1::args_get(&mut guest.ctx, memory, 0, 0);
    assert_eq!(result, Err(Errno::Fault));
}

#[test]
fn a_megabyte_of_arguments() {
    let argument = "x".repeat(1 << 20);
    let mut guest = Guest::new(WasiCtxBuilder::new().arg(argument));
    guest.memory = vec![0; 2 << 20];
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    preview1::args_sizes_get(ctx, memory, 0, 4).unwrap();
    preview1::args_get(ctx, memory, 8, 16).unwrap();
    assert_eq!(guest.u32(4), (1 << 20) + 1);
    assert_eq!(guest.memory[16 + (1 << 20) - 1..][..2], *b"x\0");
}

#[test]
fn random_bytes() {
    let mut guest = Guest::new(WasiCtxBuilder::new().random_seed(1));
    let mut twin = Guest::new(WasiCtxBuilder::new().random_seed(1));
    let mut system = Guest::new(WasiCtxBuilder::new());
    for guest in [&mut guest, &mut twin, &mut system] {
        let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
        preview1::random_get(ctx, memory, 0, 64).unwrap();
        assert!(memory[..64].iter().any(|&byte| byte != 0));
        assert_eq!(preview1::random_get(ctx, memory, 128 * 1024, 0), Ok(()));
        let outside = preview1::random_get(ctx, memory, 1, 128 * 1024);
        assert_eq!(outside, Err(Errno::Fault));
        let gigabyte = preview1::random_get(ctx, memory, 0, 1 << 30);
        assert_eq!(gigabyte, Err(Errno::Fault));
    }
    assert_eq!(guest.memory, twin.memory);
    assert_ne!(guest.memory, system.memory);
}

#[test]
fn clocks() {
    let mut guest = Guest::new(WasiCtxBuilder::new().fixed_clock(5, 7));
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    for (id, expected) in [(0, 5), (1, 7), (2, 7), (3, 7)] {
        preview1::clock_time_get(ctx, memory, id, 0, 0).unwrap();
        assert_eq!(crate::memory::read_u64(memory, 0), Ok(expected));
        preview1::clock_res_get(ctx, memory, id, 8).unwrap();
        assert_eq!(crate::memory::read_u64(memory, 8), Ok(1));
    }
    for id in [4, u32::MAX] {
        let result = preview1::clock_time_get(ctx, memory, id, 0, 0);
        assert_eq!(result, Err(Errno::Inval));
        assert_eq!(
            preview1::clock_res_get(ctx, memory, id, 0),
            Err(Errno::Inval)
        );
    }
    let mut guest = Guest::new(WasiCtxBuilder::new().clock_callback(|id| Ok(id as u64 + 40)));
    preview1::clock_time_get(&mut guest.ctx, &mut guest.memory, 1, 0, 0).unwrap();
    assert_eq!(guest.u64(0), 41);
    // One that fails.
    for (reason, aborts) in [("stop", true), ("no battery", false)] {
        let mut guest = Guest::new(WasiCtxBuilder::new().clock_callback(move |_| {
            Err(if aborts {
                std::io::Error::other(crate::Abort::new(reason))
            } else {
                std::io::Error::other(reason)
            })
        }));
        let result = preview1::clock_time_get(&mut guest.ctx, &mut guest.memory, 1, 0, 0);
        assert_eq!(result, Err(Errno::Io));
        assert_eq!(guest.ctx.take_abort().is_some(), aborts);
    }
}

#[test]
fn leaving() {
    assert_eq!(preview1::proc_exit(u32::MAX).code(), -1);
    assert_eq!(preview1::proc_raise(0), Ok(Ok(())));
    assert_eq!(preview1::proc_raise(6).unwrap_err().code(), 134);
    assert_eq!(preview1::proc_raise(19), Ok(Err(Errno::Notsup)));
    assert_eq!(preview1::proc_raise(31), Ok(Err(Errno::Inval)));
    assert_eq!(preview1::proc_raise(u32::MAX), Ok(Err(Errno::Inval)));
}

#[test]
fn sockets_are_not() {
    let mut guest = Guest::new(WasiCtxBuilder::new());
    let (ctx, memory) = (&mut guest.ctx, &mut guest.memory);
    for (fd, errno) in [(1, Errno::Notsock), (9, Errno::Badf)] {
        assert_eq!(preview1::sock_shutdown(ctx, memory, fd, 1), Err(errno));
        assert_eq!(preview1::sock_accept(ctx, memory, fd, 0, 0), Err(errno));
        let received = preview1::sock_recv(ctx, memory, fd, 0, 0, 0, 0, 0);
        assert_eq!(received, Err(errno));
        assert_eq!(preview1::sock_send(ctx, memory, fd, 0, 0, 0, 0), Err(errno));
    }
}
