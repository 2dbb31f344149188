//! `wasi_unstable`, the interface before preview 1: only what differs from it.
//!
//! Three things do: the numbers of `whence`, the layout of `filestat` (56 bytes,
//! with a 32-bit link count), and the layout of `subscription` (a clock has an
//! identifier). There is no `sock_accept`. All other functions are preview 1's.

use crate::ctx::WasiCtx;
use crate::memory::{self, GuestMemory, at};
use crate::poll::{self, SubscriptionLayout};
use crate::preview1;
use crate::types::{Errno, FileStat, Whence};

/// Moves a descriptor's position.
pub(crate) fn fd_seek(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    fd: u32,
    offset: i64,
    whence: u32,
    result: u32,
) -> Result<(), Errno> {
    let whence = match whence {
        0 => Whence::Cur,
        1 => Whence::End,
        2 => Whence::Set,
        _ => return Err(Errno::Inval),
    };
    preview1::seek(ctx, memory, fd, offset, whence, result)
}

/// Reports on what stands behind a descriptor.
pub(crate) fn fd_filestat_get(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    fd: u32,
    result: u32,
) -> Result<(), Errno> {
    let stat = preview1::stat_fd(ctx, fd)?;
    write_filestat(memory, result, &stat)
}

/// Reports on what is at a path.
pub(crate) fn path_filestat_get(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    fd: u32,
    flags: u32,
    path: u32,
    path_len: u32,
    result: u32,
) -> Result<(), Errno> {
    let stat = preview1::stat_path(ctx, memory, fd, flags, (path, path_len))?;
    write_filestat(memory, result, &stat)
}

/// Waits for times and descriptors.
pub(crate) fn poll_oneoff(
    ctx: &mut WasiCtx,
    memory: &mut dyn GuestMemory,
    subscriptions: u32,
    events: u32,
    count: u32,
    event_count: u32,
) -> Result<(), Errno> {
    let layout = SubscriptionLayout::PREVIEW0;
    let lists = (subscriptions, events, count);
    poll::poll_oneoff(ctx, memory, layout, lists, event_count)
}

/// ```text
/// 0 dev  8 ino  16 type  20 nlink (u32)  24 size  32 atim  40 mtim  48 ctim  56
/// ```
fn write_filestat(
    memory: &mut dyn GuestMemory,
    address: u32,
    stat: &FileStat,
) -> Result<(), Errno> {
    memory::write(memory, address, [0; 56])?;
    memory::write_u64(memory, address, stat.dev)?;
    memory::write_u64(memory, at(address, 8)?, stat.ino)?;
    memory::write(memory, at(address, 16)?, [stat.file_type as u8])?;
    let nlink = u32::try_from(stat.nlink).unwrap_or(u32::MAX);
    memory::write_u32(memory, at(address, 20)?, nlink)?;
    memory::write_u64(memory, at(address, 24)?, stat.size)?;
    memory::write_u64(memory, at(address, 32)?, stat.atim)?;
    memory::write_u64(memory, at(address, 40)?, stat.mtim)?;
    memory::write_u64(memory, at(address, 48)?, stat.ctim)
}
