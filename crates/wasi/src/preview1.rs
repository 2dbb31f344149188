//! `wasi_snapshot_preview1`: its functions, over guest memory.
//!
//! Each takes the context, the guest's memory and the guest's arguments, as
//! unsigned numbers, in the order of the interface; none knows an engine.
//! Addresses of results are checked before anything is done, so that a guest
//! cannot lose what it has read, or a descriptor it has opened, to a bad address.

#![expect(clippy::too_many_arguments, reason = "the interface has as many")]

use std::slice;

use cap_fs_ext::DirExt;

use crate::clock;
use crate::ctx::{ExitStatus, WasiCtx};
use crate::dir::{OpenHow, Opened};
use crate::fd_table::{Access, Descriptor, Kind, authorize};
use crate::memory::{self, GuestMemory, at};
use crate::poll::{self, SubscriptionLayout};
use crate::stdio::{self, Stream, Waiting};
use crate::sys::{self, NewTime};
use crate::types::{Errno, FdFlags, FileStat, FstFlags, LookupFlags, OFlags, Rights, Whence};

/// How much is done between two looks at the interrupt: 1 MiB.
const CHUNK_BYTES: usize = 1 << 20;

// Arguments and environment

pub(crate) fn args_get(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    argv: u32,
    argv_buf: u32,
) -> Result<(), Errno> {
    write_strings(memory, &ctx.args, argv, argv_buf)
}

pub(crate) fn args_sizes_get(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    count: u32,
    bytes: u32,
) -> Result<(), Errno> {
    write_sizes(memory, &ctx.args, count, bytes)
}

pub(crate) fn environ_get(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    environ: u32,
    environ_buf: u32,
) -> Result<(), Errno> {
    write_strings(memory, &ctx.env, environ, environ_buf)
}

pub(crate) fn environ_sizes_get(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    count: u32,
    bytes: u32,
) -> Result<(), Errno> {
    write_sizes(memory, &ctx.env, count, bytes)
}

/// Writes strings with their NULs at `buffer`, and their addresses at `list`.
fn write_strings(
    memory: &mut dyn GuestMemory,
    strings: &[String],
    mut list: u32,
    mut buffer: u32,
) -> Result<(), Errno> {
    for string in strings {
        memory::write_u32(memory, list, buffer)?;
        list = at(list, 4)?;
        let len = u32::try_from(string.len()).map_err(|_| Errno::Overflow)?;
        memory::write_bytes(memory, buffer, string.as_bytes())?;
        buffer = at(buffer, len)?;
        memory::write(memory, buffer, [0])?;
        buffer = at(buffer, 1)?;
    }
    Ok(())
}

/// Writes how many strings there are and how many bytes they take with their NULs.
fn write_sizes(
    memory: &mut dyn GuestMemory,
    strings: &[String],
    count: u32,
    bytes: u32,
) -> Result<(), Errno> {
    let mut total: u32 = 0;
    for string in strings {
        let len = u32::try_from(string.len()).map_err(|_| Errno::Overflow)?;
        total = len
            .checked_add(1)
            .and_then(|len| total.checked_add(len))
            .ok_or(Errno::Overflow)?;
    }
    let number = u32::try_from(strings.len()).map_err(|_| Errno::Overflow)?;
    memory::write_u32(memory, count, number)?;
    memory::write_u32(memory, bytes, total)
}

// Clocks, random bytes, the processor

pub(crate) fn clock_res_get(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    id: u32,
    result: u32,
) -> Result<(), Errno> {
    let resolution = ctx.clock.resolution(clock::clock_id(id)?);
    memory::write_u64(memory, result, resolution)
}

pub(crate) fn clock_time_get(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    id: u32,
    _precision: u64,
    result: u32,
) -> Result<(), Errno> {
    let now = ctx.now(clock::clock_id(id)?)?;
    memory::write_u64(memory, result, now)
}

pub(crate) fn random_get(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    buffer: u32,
    len: u32,
) -> Result<(), Errno> {
    let buffer = memory::range(memory, buffer, len)?;
    for start in buffer.clone().step_by(CHUNK_BYTES) {
        stdio::check(ctx.interrupt.as_ref())?;
        let chunk = start..start.saturating_add(CHUNK_BYTES).min(buffer.end);
        memory::scatter::<Errno>(memory, slice::from_ref(&chunk), |bytes, ranges| {
            let chunk = ranges
                .first()
                .and_then(|range| bytes.get_mut(range.clone()));
            let chunk = chunk.ok_or(Errno::Fault)?;
            ctx.random.fill(chunk)?;
            Ok(chunk.len())
        })?;
    }
    Ok(())
}

pub(crate) fn sched_yield(_: &mut WasiCtx, _: &mut dyn GuestMemory) -> Result<(), Errno> {
    std::thread::yield_now();
    Ok(())
}

/// The guest ends itself.
pub(crate) fn proc_exit(code: u32) -> ExitStatus {
    ExitStatus(code.cast_signed())
}

/// The guest sends itself a signal, whose default action is carried out: nothing,
/// or the end with the exit code that a shell would show, 128 and the number.
pub(crate) fn proc_raise(signal: u32) -> Result<Result<(), Errno>, ExitStatus> {
    const CHILD: u32 = 16;
    const CONTINUE: u32 = 17;
    const STOP: u32 = 18;
    const TTY_OUTPUT: u32 = 21;
    const URGENT: u32 = 22;
    const WINDOW: u32 = 27;
    const LAST: u32 = 30;
    match signal {
        0 | CHILD | CONTINUE | URGENT | WINDOW => Ok(Ok(())),
        STOP..=TTY_OUTPUT => Ok(Err(Errno::Notsup)),
        1..=LAST => Err(ExitStatus(signal.saturating_add(128).cast_signed())),
        _ => Ok(Err(Errno::Inval)),
    }
}

pub(crate) fn poll_oneoff(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    subscriptions: u32,
    events: u32,
    count: u32,
    event_count: u32,
) -> Result<(), Errno> {
    let layout = SubscriptionLayout::PREVIEW1;
    let lists = (subscriptions, events, count);
    poll::poll_oneoff(ctx, memory, layout, lists, event_count)
}

// Descriptors

pub(crate) fn fd_advise(
    ctx: &mut WasiCtx,
    _: &mut dyn GuestMemory,
    fd: u32,
    offset: u64,
    len: u64,
    advice: u32,
) -> Result<(), Errno> {
    let advice = u8::try_from(advice).map_err(|_| Errno::Inval)?;
    if advice > 5 {
        return Err(Errno::Inval);
    }
    let descriptor = ctx.fds.get(fd)?;
    match &descriptor.kind {
        Kind::Stream(_) => Err(Errno::Spipe),
        Kind::Dir(_) => Err(Errno::Badf),
        Kind::File(file) => {
            authorize(descriptor, Rights::FD_ADVISE, Rights::NONE)?;
            Ok(sys::advise(file.file(), offset, len, advice)?)
        }
    }
}

pub(crate) fn fd_allocate(
    ctx: &mut WasiCtx,
    _: &mut dyn GuestMemory,
    fd: u32,
    offset: u64,
    len: u64,
) -> Result<(), Errno> {
    let descriptor = ctx.fds.get(fd)?;
    match &descriptor.kind {
        Kind::Stream(_) => Err(Errno::Spipe),
        Kind::Dir(_) => Err(Errno::Badf),
        Kind::File(file) => {
            authorize(descriptor, Rights::FD_ALLOCATE, Rights::NONE)?;
            if len == 0 {
                return Err(Errno::Inval);
            }
            let end = offset.checked_add(len).ok_or(Errno::Fbig)?;
            i64::try_from(end).map_err(|_| Errno::Fbig)?;
            Ok(sys::allocate(file.file(), offset, len)?)
        }
    }
}

pub(crate) fn fd_close(ctx: &mut WasiCtx, _: &mut dyn GuestMemory, fd: u32) -> Result<(), Errno> {
    ctx.fds.remove(fd).map(drop)
}

pub(crate) fn fd_datasync(
    ctx: &mut WasiCtx,
    _: &mut dyn GuestMemory,
    fd: u32,
) -> Result<(), Errno> {
    let descriptor = ctx.fds.get(fd)?;
    authorize(descriptor, Rights::FD_DATASYNC, Rights::NONE)?;
    match &descriptor.kind {
        Kind::File(file) => Ok(file.file().sync_data()?),
        Kind::Dir(dir) => Ok(dir.dir().try_clone()?.into_std_file().sync_data()?),
        // Streams are not buffered: there is nothing left to do.
        Kind::Stream(_) => Ok(()),
    }
}

pub(crate) fn fd_sync(ctx: &mut WasiCtx, _: &mut dyn GuestMemory, fd: u32) -> Result<(), Errno> {
    let descriptor = ctx.fds.get(fd)?;
    authorize(descriptor, Rights::FD_SYNC, Rights::NONE)?;
    match &descriptor.kind {
        Kind::File(file) => Ok(file.file().sync_all()?),
        Kind::Dir(dir) => Ok(dir.dir().try_clone()?.into_std_file().sync_all()?),
        Kind::Stream(_) => Ok(()),
    }
}

/// ```text
/// 0 type (u8)  2 flags (u16)  8 rights  16 inheriting rights  24
/// ```
pub(crate) fn fd_fdstat_get(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    fd: u32,
    result: u32,
) -> Result<(), Errno> {
    let descriptor = ctx.fds.get(fd)?;
    memory::write(memory, result, [0; 24])?;
    memory::write(memory, result, [descriptor.file_type() as u8])?;
    memory::write(memory, at(result, 2)?, descriptor.flags.0.to_le_bytes())?;
    memory::write_u64(memory, at(result, 8)?, descriptor.base.0)?;
    memory::write_u64(memory, at(result, 16)?, descriptor.inheriting.0)
}

pub(crate) fn fd_fdstat_set_flags(
    ctx: &mut WasiCtx,
    _: &mut dyn GuestMemory,
    fd: u32,
    flags: u32,
) -> Result<(), Errno> {
    let descriptor = ctx.fds.get_mut(fd)?;
    let flags = FdFlags::from_guest(flags)?;
    authorize(descriptor, Rights::FD_FDSTAT_SET_FLAGS, Rights::NONE)?;
    match &descriptor.kind {
        Kind::File(file) => file.set_flags(descriptor.flags, flags)?,
        // The host's stream keeps its own flags; NONBLOCK is heeded here.
        Kind::Stream(_) | Kind::Dir(_) => {
            if !(FdFlags::NONBLOCK.union(FdFlags::APPEND)).contains(flags) {
                return Err(Errno::Notsup);
            }
        }
    }
    descriptor.flags = flags;
    Ok(())
}

pub(crate) fn fd_fdstat_set_rights(
    ctx: &mut WasiCtx,
    _: &mut dyn GuestMemory,
    fd: u32,
    base: u64,
    inheriting: u64,
) -> Result<(), Errno> {
    let descriptor = ctx.fds.get_mut(fd)?;
    let (base, inheriting) = (Rights(base), Rights(inheriting));
    if !descriptor.base.contains(base) || !descriptor.inheriting.contains(inheriting) {
        return Err(Errno::Notcapable);
    }
    descriptor.base = base;
    descriptor.inheriting = inheriting;
    Ok(())
}

pub(crate) fn fd_filestat_get(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    fd: u32,
    result: u32,
) -> Result<(), Errno> {
    let stat = stat_fd(ctx, fd)?;
    write_filestat(memory, result, &stat)
}

/// The report of `fd_filestat_get`, in whatever layout.
pub(crate) fn stat_fd(ctx: &WasiCtx, fd: u32) -> Result<FileStat, Errno> {
    let descriptor = ctx.fds.get(fd)?;
    authorize(descriptor, Rights::FD_FILESTAT_GET, Rights::NONE)?;
    match &descriptor.kind {
        Kind::Dir(dir) => dir.stat(),
        Kind::File(file) => file.stat(),
        Kind::Stream(stream) => Ok(FileStat::of_stream(stream.file_type())),
    }
}

/// ```text
/// 0 dev  8 ino  16 type  24 nlink  32 size  40 atim  48 mtim  56 ctim  64
/// ```
fn write_filestat(
    memory: &mut dyn GuestMemory,
    address: u32,
    stat: &FileStat,
) -> Result<(), Errno> {
    memory::write(memory, address, [0; 64])?;
    memory::write_u64(memory, address, stat.dev)?;
    memory::write_u64(memory, at(address, 8)?, stat.ino)?;
    memory::write(memory, at(address, 16)?, [stat.file_type as u8])?;
    memory::write_u64(memory, at(address, 24)?, stat.nlink)?;
    memory::write_u64(memory, at(address, 32)?, stat.size)?;
    memory::write_u64(memory, at(address, 40)?, stat.atim)?;
    memory::write_u64(memory, at(address, 48)?, stat.mtim)?;
    memory::write_u64(memory, at(address, 56)?, stat.ctim)
}

pub(crate) fn fd_filestat_set_size(
    ctx: &mut WasiCtx,
    _: &mut dyn GuestMemory,
    fd: u32,
    size: u64,
) -> Result<(), Errno> {
    let descriptor = ctx.fds.get(fd)?;
    match &descriptor.kind {
        Kind::Stream(_) => Err(Errno::Inval),
        Kind::Dir(_) => Err(Errno::Isdir),
        Kind::File(file) => {
            authorize(descriptor, Rights::FD_FILESTAT_SET_SIZE, Rights::NONE)?;
            i64::try_from(size).map_err(|_| Errno::Fbig)?;
            Ok(file.file().set_len(size)?)
        }
    }
}

pub(crate) fn fd_filestat_set_times(
    ctx: &mut WasiCtx,
    _: &mut dyn GuestMemory,
    fd: u32,
    atim: u64,
    mtim: u64,
    flags: u32,
) -> Result<(), Errno> {
    let descriptor = ctx.fds.get(fd)?;
    let (atime, mtime) = new_times(atim, mtim, flags)?;
    authorize(descriptor, Rights::FD_FILESTAT_SET_TIMES, Rights::NONE)?;
    match &descriptor.kind {
        Kind::Stream(_) => Err(Errno::Inval),
        Kind::File(file) => Ok(sys::set_times(file.file(), atime, mtime)?),
        Kind::Dir(dir) => {
            let file = dir.dir().try_clone()?.into_std_file();
            Ok(sys::set_times(&file, atime, mtime)?)
        }
    }
}

/// What the flags say about the two times; each is set in at most one way.
fn new_times(atim: u64, mtim: u64, flags: u32) -> Result<(NewTime, NewTime), Errno> {
    let flags = FstFlags::from_guest(flags)?;
    let one = |at, now, nanos| match (flags.contains(at), flags.contains(now)) {
        (true, true) => Err(Errno::Inval),
        (true, false) => Ok(NewTime::At(nanos)),
        (false, true) => Ok(NewTime::Now),
        (false, false) => Ok(NewTime::Keep),
    };
    Ok((
        one(FstFlags::ATIM, FstFlags::ATIM_NOW, atim)?,
        one(FstFlags::MTIM, FstFlags::MTIM_NOW, mtim)?,
    ))
}

pub(crate) fn fd_read(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    fd: u32,
    iovecs: u32,
    iovecs_len: u32,
    result: u32,
) -> Result<(), Errno> {
    memory::range(memory, result, 4)?;
    let buffers = memory::iovecs(memory, iovecs, iovecs_len)?;
    let (interrupt, waiting) = (ctx.interrupt.as_ref(), ctx.waiting());
    let descriptor = ctx.fds.get_mut(fd)?;
    if matches!(descriptor.kind, Kind::Dir(_)) {
        return Err(Errno::Isdir);
    }
    authorize(descriptor, Rights::FD_READ, Rights::NONE)?;
    let waiting = if descriptor.nonblock() {
        Waiting::Never
    } else {
        waiting
    };
    let count = memory::scatter(memory, &buffers, |memory, buffers| {
        match &mut descriptor.kind {
            Kind::Dir(_) => Err(Errno::Isdir.into()),
            Kind::File(file) => file.read(memory, buffers, interrupt),
            Kind::Stream(stream) => stream.read(memory, buffers, waiting, interrupt),
        }
    });
    let count = ctx.settle(count)?;
    write_count(memory, result, count)
}

pub(crate) fn fd_pread(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    fd: u32,
    iovecs: u32,
    iovecs_len: u32,
    offset: u64,
    result: u32,
) -> Result<(), Errno> {
    memory::range(memory, result, 4)?;
    let buffers = memory::iovecs(memory, iovecs, iovecs_len)?;
    let descriptor = ctx.fds.get(fd)?;
    let Kind::File(file) = &descriptor.kind else {
        return Err(not_seekable(descriptor));
    };
    authorize(
        descriptor,
        Rights::FD_READ.union(Rights::FD_SEEK),
        Rights::NONE,
    )?;
    let count = memory::scatter(memory, &buffers, |memory, buffers| {
        file.read_at(memory, buffers, offset, ctx.interrupt.as_ref())
    });
    let count = ctx.settle(count)?;
    write_count(memory, result, count)
}

pub(crate) fn fd_write(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    fd: u32,
    iovecs: u32,
    iovecs_len: u32,
    result: u32,
) -> Result<(), Errno> {
    memory::range(memory, result, 4)?;
    let buffers = memory::iovecs(memory, iovecs, iovecs_len)?;
    let (interrupt, waiting) = (ctx.interrupt.as_ref(), ctx.waiting());
    let descriptor = ctx.fds.get_mut(fd)?;
    if matches!(descriptor.kind, Kind::Dir(_)) {
        return Err(Errno::Isdir);
    }
    authorize(descriptor, Rights::FD_WRITE, Rights::NONE)?;
    if let Kind::Stream(Stream::Buffer(output)) = &descriptor.kind {
        let (current, desired) = output.growth(&buffers);
        // A full buffer is to the guest what a full disk is.
        memory.admit(current, desired).map_err(|_| Errno::Nospc)?;
    }
    let count = memory::gather(memory, &buffers, |memory, buffers| {
        match &mut descriptor.kind {
            Kind::Dir(_) => Err(Errno::Isdir.into()),
            Kind::File(file) => file.write(memory, buffers, interrupt),
            Kind::Stream(stream) => stream.write(memory, buffers, waiting, interrupt),
        }
    });
    let count = ctx.settle(count)?;
    write_count(memory, result, count)
}

pub(crate) fn fd_pwrite(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    fd: u32,
    iovecs: u32,
    iovecs_len: u32,
    offset: u64,
    result: u32,
) -> Result<(), Errno> {
    memory::range(memory, result, 4)?;
    let buffers = memory::iovecs(memory, iovecs, iovecs_len)?;
    let descriptor = ctx.fds.get(fd)?;
    let Kind::File(file) = &descriptor.kind else {
        return Err(not_seekable(descriptor));
    };
    authorize(
        descriptor,
        Rights::FD_WRITE.union(Rights::FD_SEEK),
        Rights::NONE,
    )?;
    let count = memory::gather(memory, &buffers, |memory, buffers| {
        file.write_at(memory, buffers, offset, ctx.interrupt.as_ref())
    });
    let count = ctx.settle(count)?;
    write_count(memory, result, count)
}

fn write_count(memory: &mut dyn GuestMemory, result: u32, count: usize) -> Result<(), Errno> {
    let count = u32::try_from(count).map_err(|_| Errno::Overflow)?;
    memory::write_u32(memory, result, count)
}

/// The errno for a descriptor that has no position.
fn not_seekable(descriptor: &Descriptor) -> Errno {
    match descriptor.kind {
        Kind::Dir(_) => Errno::Isdir,
        _ => Errno::Spipe,
    }
}

pub(crate) fn fd_prestat_get(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    fd: u32,
    result: u32,
) -> Result<(), Errno> {
    let name = preopen_name(ctx, fd)?;
    let len = u32::try_from(name.len()).map_err(|_| Errno::Overflow)?;
    // The tag 0 is "a directory", the only kind there is.
    memory::write_u32(memory, result, 0)?;
    memory::write_u32(memory, at(result, 4)?, len)
}

pub(crate) fn fd_prestat_dir_name(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    fd: u32,
    path: u32,
    path_len: u32,
) -> Result<(), Errno> {
    let name = preopen_name(ctx, fd)?;
    if memory::range(memory, path, path_len)?.len() < name.len() {
        return Err(Errno::Nametoolong);
    }
    memory::write_bytes(memory, path, name.as_bytes())
}

/// The name of a preopened directory. `EBADF` for all else: it ends the guest's
/// search, which counts descriptors from 3.
fn preopen_name(ctx: &WasiCtx, fd: u32) -> Result<&str, Errno> {
    match &ctx.fds.get(fd)?.kind {
        Kind::Dir(dir) => dir.preopen().ok_or(Errno::Badf),
        _ => Err(Errno::Badf),
    }
}

pub(crate) fn fd_readdir(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    fd: u32,
    buffer: u32,
    buffer_len: u32,
    cookie: u64,
    result: u32,
) -> Result<(), Errno> {
    memory::range(memory, result, 4)?;
    let room = memory::range(memory, buffer, buffer_len)?;
    let descriptor = ctx.fds.get_mut(fd)?;
    if !matches!(descriptor.kind, Kind::Dir(_)) {
        return Err(Errno::Notdir);
    }
    authorize(descriptor, Rights::FD_READDIR, Rights::NONE)?;
    let Kind::Dir(dir) = &mut descriptor.kind else {
        return Err(Errno::Notdir);
    };
    let used = memory::scatter::<Errno>(memory, &[room], |bytes, ranges| {
        let room = ranges
            .first()
            .and_then(|range| bytes.get_mut(range.clone()));
        dir.read_entries(room.ok_or(Errno::Fault)?, cookie)
    })?;
    write_count(memory, result, used)
}

pub(crate) fn fd_renumber(
    ctx: &mut WasiCtx,
    _: &mut dyn GuestMemory,
    from: u32,
    to: u32,
) -> Result<(), Errno> {
    ctx.fds.renumber(from, to)
}

pub(crate) fn fd_seek(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    fd: u32,
    offset: i64,
    whence: u32,
    result: u32,
) -> Result<(), Errno> {
    let whence = match whence {
        0 => Whence::Set,
        1 => Whence::Cur,
        2 => Whence::End,
        _ => return Err(Errno::Inval),
    };
    seek(ctx, memory, fd, offset, whence, result)
}

/// `fd_seek`, once the number for `whence` has been understood.
pub(crate) fn seek(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    fd: u32,
    offset: i64,
    whence: Whence,
    result: u32,
) -> Result<(), Errno> {
    memory::range(memory, result, 8)?;
    let descriptor = ctx.fds.get(fd)?;
    let Kind::File(file) = &descriptor.kind else {
        return Err(not_seekable(descriptor));
    };
    // Asking where the position is moves nothing: either right will do.
    let asks = offset == 0 && whence == Whence::Cur;
    let needs = if asks && !descriptor.base.contains(Rights::FD_SEEK) {
        Rights::FD_TELL
    } else {
        Rights::FD_SEEK
    };
    authorize(descriptor, needs, Rights::NONE)?;
    let position = file.seek(offset, whence)?;
    memory::write_u64(memory, result, position)
}

pub(crate) fn fd_tell(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    fd: u32,
    result: u32,
) -> Result<(), Errno> {
    seek(ctx, memory, fd, 0, Whence::Cur, result)
}

// Paths

pub(crate) fn path_create_directory(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    fd: u32,
    path: u32,
    path_len: u32,
) -> Result<(), Errno> {
    let path = &memory::path(memory, path, path_len)?;
    let dir = ctx.fds.dir(fd, Rights::PATH_CREATE_DIRECTORY)?;
    Ok(dir.dir().create_dir(path)?)
}

pub(crate) fn path_filestat_get(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    fd: u32,
    flags: u32,
    path: u32,
    path_len: u32,
    result: u32,
) -> Result<(), Errno> {
    let stat = stat_path(ctx, memory, fd, flags, (path, path_len))?;
    write_filestat(memory, result, &stat)
}

/// The report of `path_filestat_get`, in whatever layout.
pub(crate) fn stat_path(
    ctx: &WasiCtx,
    memory: &mut dyn GuestMemory,
    fd: u32,
    flags: u32,
    (path, path_len): (u32, u32),
) -> Result<FileStat, Errno> {
    let follow = follow(flags)?;
    let path = &memory::path(memory, path, path_len)?;
    let dir = ctx.fds.dir(fd, Rights::PATH_FILESTAT_GET)?;
    dir.stat_path(path, follow)
}

pub(crate) fn path_filestat_set_times(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    fd: u32,
    flags: u32,
    path: u32,
    path_len: u32,
    atim: u64,
    mtim: u64,
    fst_flags: u32,
) -> Result<(), Errno> {
    let follow = follow(flags)?;
    let (atime, mtime) = new_times(atim, mtim, fst_flags)?;
    let path = &memory::path(memory, path, path_len)?;
    let dir = ctx.fds.dir(fd, Rights::PATH_FILESTAT_SET_TIMES)?;
    dir.set_times_path(path, follow, atime, mtime)
}

pub(crate) fn path_link(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    old_fd: u32,
    old_flags: u32,
    old_path: u32,
    old_path_len: u32,
    new_fd: u32,
    new_path: u32,
    new_path_len: u32,
) -> Result<(), Errno> {
    if follow(old_flags)? {
        return Err(Errno::Inval);
    }
    let old_path = &memory::path(memory, old_path, old_path_len)?;
    let new_path = &memory::path(memory, new_path, new_path_len)?;
    // PATH_LINK_SOURCE counts as changing the disk: a second name in a writable
    // directory would make a file of a read-only one writable.
    let (source, target) = (Rights::PATH_LINK_SOURCE, Rights::PATH_LINK_TARGET);
    let (old, new) = ctx.fds.dirs((old_fd, source), (new_fd, target))?;
    Ok(old.dir().hard_link(old_path, new.dir(), new_path)?)
}

pub(crate) fn path_open(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    fd: u32,
    dir_flags: u32,
    path: u32,
    path_len: u32,
    oflags: u32,
    base: u64,
    inheriting: u64,
    fd_flags: u32,
    result: u32,
) -> Result<(), Errno> {
    memory::range(memory, result, 4)?;
    let path = &memory::path(memory, path, path_len)?;
    let how = OpenHow {
        follow: follow(dir_flags)?,
        oflags: OFlags::from_guest(oflags)?,
        rights: Rights(base),
        flags: FdFlags::from_guest(fd_flags)?,
    };
    let descriptor = open(ctx, fd, path, how, Rights(inheriting))?;
    let opened = ctx.fds.insert(descriptor)?;
    memory::write_u32(memory, result, opened)
}

fn open(
    ctx: &WasiCtx,
    fd: u32,
    path: &str,
    how: OpenHow,
    inheriting: Rights,
) -> Result<Descriptor, Errno> {
    let parent = ctx.fds.get(fd)?;
    let Kind::Dir(dir) = &parent.kind else {
        return Err(Errno::Notdir);
    };
    let makes = OFlags::CREAT.union(OFlags::EXCL).union(OFlags::TRUNC);
    if how.oflags.contains(OFlags::DIRECTORY) && how.oflags.intersects(makes) {
        return Err(Errno::Inval);
    }

    let mut needs = Rights::PATH_OPEN;
    if how.oflags.intersects(OFlags::CREAT.union(OFlags::EXCL)) {
        needs = needs.union(Rights::PATH_CREATE_FILE);
    }
    if how.oflags.contains(OFlags::TRUNC) {
        needs = needs.union(Rights::PATH_FILESTAT_SET_SIZE);
    }
    // The direction must be granted as asked for. Other rights are asked for
    // by the dozen, whatever is opened: the guest gets those that there are.
    let mut opens = how
        .rights
        .intersection(Rights::FD_READ.union(Rights::WRITE_DATA));
    if how.flags.contains(FdFlags::APPEND) && parent.access == Access::ReadOnly {
        opens = opens.union(Rights::FD_WRITE);
    }
    authorize(parent, needs, opens)?;
    ctx.fds.room()?;

    let granted = how.rights.intersection(parent.inheriting);
    let granted = parent.access.allowed(granted);
    let opened = dir.open(path, how)?;
    let (kind, base, flags) = match opened {
        Opened::Dir(dir) => (
            Kind::Dir(dir),
            granted.intersection(Rights::DIRECTORY),
            FdFlags::NONE,
        ),
        Opened::File(file) => (
            Kind::File(file),
            granted.intersection(Rights::FILE),
            how.flags,
        ),
    };
    Ok(Descriptor {
        kind,
        access: parent.access,
        base,
        inheriting: inheriting.intersection(parent.inheriting),
        flags,
    })
}

pub(crate) fn path_readlink(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    fd: u32,
    path: u32,
    path_len: u32,
    buffer: u32,
    buffer_len: u32,
    result: u32,
) -> Result<(), Errno> {
    memory::range(memory, result, 4)?;
    memory::range(memory, buffer, buffer_len)?;
    let path = &memory::path(memory, path, path_len)?;
    let dir = ctx.fds.dir(fd, Rights::PATH_READLINK)?;
    let target = dir.dir().read_link(path)?;
    let target = target.to_str().ok_or(Errno::Ilseq)?.as_bytes();
    let room = memory::range(memory, buffer, buffer_len)?.len();
    let target = target.get(..room).unwrap_or(target);
    memory::write_bytes(memory, buffer, target)?;
    write_count(memory, result, target.len())
}

pub(crate) fn path_remove_directory(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    fd: u32,
    path: u32,
    path_len: u32,
) -> Result<(), Errno> {
    let path = &memory::path(memory, path, path_len)?;
    let dir = ctx.fds.dir(fd, Rights::PATH_REMOVE_DIRECTORY)?;
    Ok(dir.dir().remove_dir(path)?)
}

pub(crate) fn path_rename(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    old_fd: u32,
    old_path: u32,
    old_path_len: u32,
    new_fd: u32,
    new_path: u32,
    new_path_len: u32,
) -> Result<(), Errno> {
    let old_path = &memory::path(memory, old_path, old_path_len)?;
    let new_path = &memory::path(memory, new_path, new_path_len)?;
    let (source, target) = (Rights::PATH_RENAME_SOURCE, Rights::PATH_RENAME_TARGET);
    let (old, new) = ctx.fds.dirs((old_fd, source), (new_fd, target))?;
    Ok(old.dir().rename(old_path, new.dir(), new_path)?)
}

pub(crate) fn path_symlink(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    old_path: u32,
    old_path_len: u32,
    fd: u32,
    new_path: u32,
    new_path_len: u32,
) -> Result<(), Errno> {
    let old_path = &memory::path(memory, old_path, old_path_len)?;
    let new_path = &memory::path(memory, new_path, new_path_len)?;
    let dir = ctx.fds.dir(fd, Rights::PATH_SYMLINK)?;
    Ok(dir.dir().symlink(old_path, new_path)?)
}

pub(crate) fn path_unlink_file(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    fd: u32,
    path: u32,
    path_len: u32,
) -> Result<(), Errno> {
    let path = &memory::path(memory, path, path_len)?;
    let dir = ctx.fds.dir(fd, Rights::PATH_UNLINK_FILE)?;
    Ok(dir.dir().remove_file_or_symlink(path)?)
}

/// Whether a final symbolic link is followed.
fn follow(flags: u32) -> Result<bool, Errno> {
    Ok(LookupFlags::from_guest(flags)?.contains(LookupFlags::SYMLINK_FOLLOW))
}

// Sockets: none is ever open, so the question is only what else the number is.

pub(crate) fn sock_accept(
    ctx: &mut WasiCtx,
    _: &mut dyn GuestMemory,
    fd: u32,
    flags: u32,
    _result: u32,
) -> Result<(), Errno> {
    ctx.fds.get(fd)?;
    FdFlags::from_guest(flags)?;
    Err(Errno::Notsock)
}

pub(crate) fn sock_recv(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    fd: u32,
    iovecs: u32,
    iovecs_len: u32,
    _flags: u32,
    _result: u32,
    _result_flags: u32,
) -> Result<(), Errno> {
    ctx.fds.get(fd)?;
    memory::iovecs(memory, iovecs, iovecs_len)?;
    Err(Errno::Notsock)
}

pub(crate) fn sock_send(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    fd: u32,
    iovecs: u32,
    iovecs_len: u32,
    _flags: u32,
    _result: u32,
) -> Result<(), Errno> {
    ctx.fds.get(fd)?;
    memory::iovecs(memory, iovecs, iovecs_len)?;
    Err(Errno::Notsock)
}

pub(crate) fn sock_shutdown(
    ctx: &mut WasiCtx,
    _: &mut dyn GuestMemory,
    fd: u32,
    _how: u32,
) -> Result<(), Errno> {
    ctx.fds.get(fd)?;
    Err(Errno::Notsock)
}
