//! Guest memory: checked reads and writes of what WASI lays out in it.
//!
//! Every address and length comes from the guest. The one bounds check is
//! [`range`]; everything else goes through it, so an address outside of memory
//! is `EFAULT` and never a panic. Nothing here knows a descriptor.

use std::ops::Range;

use crate::types::Errno;

/// Longest path a guest may pass: Linux's `PATH_MAX`.
pub(crate) const MAX_PATH_BYTES: u32 = 4096;

/// Most buffers of one scattered read or write: Linux's `IOV_MAX`.
pub(crate) const MAX_IOVECS: u32 = 1024;

/// Most bytes that are copied at once between the system and a memory that does not
/// lend its bytes: a guest that reads or writes more gets, as anywhere, a part of it.
const MAX_COPY: usize = 1 << 20;

/// A guest's memory.
///
/// Threads may share it. Then its bytes can be copied but not borrowed, and they may
/// change between two looks: whatever is decided about is read once.
pub(crate) trait GuestMemory {
    /// Number of bytes. It may grow, and never gets less.
    fn size(&self) -> usize;

    /// Copies bytes out.
    fn read(&self, at: usize, bytes: &mut [u8]) -> Result<(), Errno>;

    /// Copies bytes in.
    fn write(&mut self, at: usize, bytes: &[u8]) -> Result<(), Errno>;

    /// All bytes, if nobody else can access them.
    fn lent(&mut self) -> Option<&mut [u8]>;

    /// `ENOMEM` unless a buffer of the host's may grow from `current` bytes to `desired`.
    /// Asked before anything is allocated whose size the guest chooses.
    fn admit(&mut self, current: usize, desired: usize) -> Result<(), Errno>;
}

/// Who decides how much the host allocates for a guest.
pub(crate) trait HostRoom {
    /// As [`GuestMemory::admit`].
    fn admit(&mut self, current: usize, desired: usize) -> Result<(), Errno>;
}

/// A memory that the guest has for itself.
pub(crate) struct Lent<'m> {
    pub(crate) bytes: &'m mut [u8],
    /// Who is asked for the host's buffers; nobody about a copy of the host's own.
    pub(crate) room: Option<&'m mut dyn HostRoom>,
}

macro_rules! lent_memory {
    ($(
        [$($generics:tt)*] $ty:ty, |$memory:ident| $bytes:expr, $bytes_mut:expr, $admit:expr;
    )*) => {$(
        impl<$($generics)*> GuestMemory for $ty {
            fn size(&self) -> usize {
                let $memory = self;
                $bytes.len()
            }

            fn read(&self, at: usize, bytes: &mut [u8]) -> Result<(), Errno> {
                let $memory = self;
                let end = at.checked_add(bytes.len()).ok_or(Errno::Fault)?;
                bytes.copy_from_slice($bytes.get(at..end).ok_or(Errno::Fault)?);
                Ok(())
            }

            fn write(&mut self, at: usize, bytes: &[u8]) -> Result<(), Errno> {
                let $memory = self;
                let end = at.checked_add(bytes.len()).ok_or(Errno::Fault)?;
                $bytes_mut.get_mut(at..end).ok_or(Errno::Fault)?.copy_from_slice(bytes);
                Ok(())
            }

            fn lent(&mut self) -> Option<&mut [u8]> {
                let $memory = self;
                Some($bytes_mut)
            }

            fn admit(&mut self, current: usize, desired: usize) -> Result<(), Errno> {
                let admit: fn(&mut Self, usize, usize) -> Result<(), Errno> = $admit;
                admit(self, current, desired)
            }
        }
    )*};
}

lent_memory! {
    ['m] Lent<'m>, |memory| memory.bytes, &mut *memory.bytes, |memory, current, desired| {
        match &mut memory.room {
            Some(room) => room.admit(current, desired),
            None => Ok(()),
        }
    };
    // What the host lays out for a guest in a place of its own.
    [const N: usize] [u8; N], |memory| memory, memory.as_mut_slice(), |_, _, _| Ok(());
}
#[cfg(test)]
lent_memory! {
    [] Vec<u8>, |memory| memory, memory.as_mut_slice(), |_, _, _| Ok(());
}

/// The bytes `address..address + len`, if all of them are in memory.
pub(crate) fn range(
    memory: &dyn GuestMemory,
    address: u32,
    len: u32,
) -> Result<Range<usize>, Errno> {
    let start = usize::try_from(address).map_err(|_| Errno::Fault)?;
    let len = usize::try_from(len).map_err(|_| Errno::Fault)?;
    let end = start.checked_add(len).ok_or(Errno::Fault)?;
    if end <= memory.size() {
        Ok(start..end)
    } else {
        Err(Errno::Fault)
    }
}

/// A copy of guest bytes.
pub(crate) fn bytes(
    memory: &mut dyn GuestMemory,
    address: u32,
    len: u32,
) -> Result<Vec<u8>, Errno> {
    let range = range(memory, address, len)?;
    memory.admit(0, range.len())?;
    let mut bytes = vec![0; range.len()];
    memory.read(range.start, &mut bytes)?;
    Ok(bytes)
}

/// Writes bytes.
pub(crate) fn write_bytes(
    memory: &mut dyn GuestMemory,
    address: u32,
    bytes: &[u8],
) -> Result<(), Errno> {
    let start = usize::try_from(address).map_err(|_| Errno::Fault)?;
    memory.write(start, bytes)
}

/// Lets `read` fill buffers that lie in the memory, from the first on; it answers how
/// many bytes it has put there. Where the memory does not lend its bytes, it fills a
/// copy.
pub(crate) fn scatter<E: From<Errno>>(
    memory: &mut dyn GuestMemory,
    buffers: &[Range<usize>],
    read: impl FnOnce(&mut [u8], &[Range<usize>]) -> Result<usize, E>,
) -> Result<usize, E> {
    if let Some(bytes) = memory.lent() {
        return read(bytes, buffers);
    }
    let total: usize = buffers.iter().map(ExactSizeIterator::len).sum();
    memory.admit(0, total.min(MAX_COPY))?;
    let mut copy = vec![0; total.min(MAX_COPY)];
    let whole = 0..copy.len();
    let count = read(&mut copy, &[whole])?.min(copy.len());
    let mut rest = copy.get(..count).unwrap_or_default();
    for buffer in buffers {
        let (filled, behind) = rest.split_at(buffer.len().min(rest.len()));
        memory.write(buffer.start, filled)?;
        rest = behind;
    }
    Ok(count)
}

/// Gives `write` buffers that lie in the memory, or a copy of what is in them, or in
/// the first of them.
pub(crate) fn gather<R, E: From<Errno>>(
    memory: &mut dyn GuestMemory,
    buffers: &[Range<usize>],
    write: impl FnOnce(&[u8], &[Range<usize>]) -> Result<R, E>,
) -> Result<R, E> {
    if let Some(bytes) = memory.lent() {
        return write(bytes, buffers);
    }
    let total: usize = buffers.iter().map(ExactSizeIterator::len).sum();
    memory.admit(0, total.min(MAX_COPY))?;
    let mut copy = Vec::new();
    for buffer in buffers {
        let from = copy.len();
        let len = buffer.len().min(MAX_COPY.saturating_sub(from));
        copy.resize(from.saturating_add(len), 0);
        if let Some(place) = copy.get_mut(from..) {
            memory.read(buffer.start, place)?;
        }
    }
    let whole = 0..copy.len();
    write(&copy, &[whole])
}

/// Guest bytes to read, of a length known here.
fn array<const N: usize>(memory: &dyn GuestMemory, address: u32) -> Result<[u8; N], Errno> {
    let start = usize::try_from(address).map_err(|_| Errno::Fault)?;
    let mut bytes = [0; N];
    memory.read(start, &mut bytes)?;
    Ok(bytes)
}

/// Writes bytes whose number is known here.
pub(crate) fn write<const N: usize>(
    memory: &mut dyn GuestMemory,
    address: u32,
    bytes: [u8; N],
) -> Result<(), Errno> {
    write_bytes(memory, address, &bytes)
}

/// Writes a little-endian `u32`.
pub(crate) fn write_u32(
    memory: &mut dyn GuestMemory,
    address: u32,
    value: u32,
) -> Result<(), Errno> {
    write(memory, address, value.to_le_bytes())
}

/// Writes a little-endian `u64`.
pub(crate) fn write_u64(
    memory: &mut dyn GuestMemory,
    address: u32,
    value: u64,
) -> Result<(), Errno> {
    write(memory, address, value.to_le_bytes())
}

/// Reads a byte.
pub(crate) fn read_u8(memory: &dyn GuestMemory, address: u32) -> Result<u8, Errno> {
    array::<1>(memory, address).map(u8::from_le_bytes)
}

/// Reads a little-endian `u16`.
pub(crate) fn read_u16(memory: &dyn GuestMemory, address: u32) -> Result<u16, Errno> {
    array(memory, address).map(u16::from_le_bytes)
}

/// Reads a little-endian `u32`.
pub(crate) fn read_u32(memory: &dyn GuestMemory, address: u32) -> Result<u32, Errno> {
    array(memory, address).map(u32::from_le_bytes)
}

/// Reads a little-endian `u64`.
pub(crate) fn read_u64(memory: &dyn GuestMemory, address: u32) -> Result<u64, Errno> {
    array(memory, address).map(u64::from_le_bytes)
}

/// `base + offset`, both in the guest's 32-bit address space.
pub(crate) fn at(base: u32, offset: u32) -> Result<u32, Errno> {
    base.checked_add(offset).ok_or(Errno::Fault)
}

/// A path from the guest: UTF-8, without NUL, at most [`MAX_PATH_BYTES`] long.
pub(crate) fn path(memory: &mut dyn GuestMemory, address: u32, len: u32) -> Result<String, Errno> {
    range(memory, address, len)?;
    if len > MAX_PATH_BYTES {
        return Err(Errno::Nametoolong);
    }
    let path = String::from_utf8(bytes(memory, address, len)?).map_err(|_| Errno::Ilseq)?;
    if path.contains('\0') {
        return Err(Errno::Inval);
    }
    Ok(path)
}

/// The buffers of a scattered read or write, all checked to be in memory.
///
/// They are copied out, since a read may overwrite the very list it follows.
/// The sum of the lengths fits the `u32` in which it is reported.
pub(crate) fn iovecs(
    memory: &mut dyn GuestMemory,
    list: u32,
    count: u32,
) -> Result<Vec<Range<usize>>, Errno> {
    if count > MAX_IOVECS {
        return Err(Errno::Inval);
    }
    let list = bytes(memory, list, count.checked_mul(8).ok_or(Errno::Inval)?)?;
    let mut total: u32 = 0;
    let mut buffers = Vec::with_capacity(list.len() / 8);
    for [a, b, c, d, e, f, g, h] in list.as_chunks().0 {
        let address = u32::from_le_bytes([*a, *b, *c, *d]);
        let len = u32::from_le_bytes([*e, *f, *g, *h]);
        total = total.checked_add(len).ok_or(Errno::Inval)?;
        buffers.push(range(memory, address, len)?);
    }
    Ok(buffers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_exact() {
        let memory = [0; 16];
        assert_eq!(range(&memory, 16, 0), Ok(16..16));
        assert_eq!(range(&memory, 0, 16), Ok(0..16));
        assert_eq!(range(&memory, 0, 17), Err(Errno::Fault));
        assert_eq!(range(&memory, 17, 0), Err(Errno::Fault));
        assert_eq!(range(&memory, u32::MAX, u32::MAX), Err(Errno::Fault));
        assert_eq!(read_u64(&memory, 8), Ok(0));
        assert_eq!(read_u64(&memory, 9), Err(Errno::Fault));
        assert_eq!(write_u32(&mut [0; 3], 0, 1), Err(Errno::Fault));
    }

    #[test]
    fn paths_are_utf8_without_nul_and_bounded() {
        assert_eq!(path(&mut b"a/b".to_vec(), 0, 3).as_deref(), Ok("a/b"));
        assert_eq!(path(&mut b"a\0b".to_vec(), 0, 3), Err(Errno::Inval));
        assert_eq!(path(&mut b"\xff".to_vec(), 0, 1), Err(Errno::Ilseq));
        let mut long = vec![b'a'; 4097];
        assert!(path(&mut long, 0, 4096).is_ok());
        assert_eq!(path(&mut long, 0, 4097), Err(Errno::Nametoolong));
    }

    #[test]
    fn iovecs_are_checked_before_use() {
        let mut memory = vec![0; 65536];
        memory[0..8].copy_from_slice(&[16, 0, 0, 0, 4, 0, 0, 0]);
        assert_eq!(
            iovecs(&mut memory, 0, 1).map(|list| list[0].clone()),
            Ok(16..20)
        );
        assert_eq!(iovecs(&mut memory, 0, 0), Ok(vec![]));
        assert!(iovecs(&mut memory, 0, 1024).is_ok());
        assert_eq!(iovecs(&mut memory, 0, 1025), Err(Errno::Inval));
        assert_eq!(iovecs(&mut memory, 0, u32::MAX), Err(Errno::Inval));
        assert_eq!(iovecs(&mut memory, 65530, 1), Err(Errno::Fault));
        memory[8..16].copy_from_slice(&[0, 0, 0, 0, 255, 255, 255, 255]);
        assert_eq!(iovecs(&mut memory, 8, 1), Err(Errno::Fault));
        assert_eq!(iovecs(&mut memory, 0, 2), Err(Errno::Inval));
    }
}
