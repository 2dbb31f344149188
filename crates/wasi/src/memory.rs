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

/// The bytes `address..address + len`, if all of them are in memory.
pub(crate) fn range(memory: &[u8], address: u32, len: u32) -> Result<Range<usize>, Errno> {
    let start = usize::try_from(address).map_err(|_| Errno::Fault)?;
    let len = usize::try_from(len).map_err(|_| Errno::Fault)?;
    let end = start.checked_add(len).ok_or(Errno::Fault)?;
    if end <= memory.len() {
        Ok(start..end)
    } else {
        Err(Errno::Fault)
    }
}

/// Guest bytes to read.
pub(crate) fn slice(memory: &[u8], address: u32, len: u32) -> Result<&[u8], Errno> {
    let range = range(memory, address, len)?;
    memory.get(range).ok_or(Errno::Fault)
}

/// Guest bytes to write.
pub(crate) fn slice_mut(memory: &mut [u8], address: u32, len: u32) -> Result<&mut [u8], Errno> {
    let range = range(memory, address, len)?;
    memory.get_mut(range).ok_or(Errno::Fault)
}

/// Guest bytes to write, of a length known here.
fn array_mut<const N: usize>(memory: &mut [u8], address: u32) -> Result<&mut [u8; N], Errno> {
    let start = usize::try_from(address).map_err(|_| Errno::Fault)?;
    memory
        .get_mut(start..)
        .and_then(<[u8]>::first_chunk_mut)
        .ok_or(Errno::Fault)
}

/// Guest bytes to read, of a length known here.
fn array<const N: usize>(memory: &[u8], address: u32) -> Result<[u8; N], Errno> {
    let start = usize::try_from(address).map_err(|_| Errno::Fault)?;
    memory
        .get(start..)
        .and_then(<[u8]>::first_chunk)
        .copied()
        .ok_or(Errno::Fault)
}

/// Writes bytes whose number is known here.
pub(crate) fn write<const N: usize>(
    memory: &mut [u8],
    address: u32,
    bytes: [u8; N],
) -> Result<(), Errno> {
    *array_mut(memory, address)? = bytes;
    Ok(())
}

/// Writes a little-endian `u32`.
pub(crate) fn write_u32(memory: &mut [u8], address: u32, value: u32) -> Result<(), Errno> {
    write(memory, address, value.to_le_bytes())
}

/// Writes a little-endian `u64`.
pub(crate) fn write_u64(memory: &mut [u8], address: u32, value: u64) -> Result<(), Errno> {
    write(memory, address, value.to_le_bytes())
}

/// Reads a byte.
pub(crate) fn read_u8(memory: &[u8], address: u32) -> Result<u8, Errno> {
    array::<1>(memory, address).map(u8::from_le_bytes)
}

/// Reads a little-endian `u16`.
pub(crate) fn read_u16(memory: &[u8], address: u32) -> Result<u16, Errno> {
    array(memory, address).map(u16::from_le_bytes)
}

/// Reads a little-endian `u32`.
pub(crate) fn read_u32(memory: &[u8], address: u32) -> Result<u32, Errno> {
    array(memory, address).map(u32::from_le_bytes)
}

/// Reads a little-endian `u64`.
pub(crate) fn read_u64(memory: &[u8], address: u32) -> Result<u64, Errno> {
    array(memory, address).map(u64::from_le_bytes)
}

/// `base + offset`, both in the guest's 32-bit address space.
pub(crate) fn at(base: u32, offset: u32) -> Result<u32, Errno> {
    base.checked_add(offset).ok_or(Errno::Fault)
}

/// A path from the guest: UTF-8, without NUL, at most [`MAX_PATH_BYTES`] long.
pub(crate) fn path(memory: &[u8], address: u32, len: u32) -> Result<&str, Errno> {
    let bytes = slice(memory, address, len)?;
    if len > MAX_PATH_BYTES {
        return Err(Errno::Nametoolong);
    }
    let path = std::str::from_utf8(bytes).map_err(|_| Errno::Ilseq)?;
    if path.contains('\0') {
        return Err(Errno::Inval);
    }
    Ok(path)
}

/// The buffers of a scattered read or write, all checked to be in memory.
///
/// They are copied out, since a read may overwrite the very list it follows.
/// The sum of the lengths fits the `u32` in which it is reported.
pub(crate) fn iovecs(memory: &[u8], list: u32, count: u32) -> Result<Vec<Range<usize>>, Errno> {
    if count > MAX_IOVECS {
        return Err(Errno::Inval);
    }
    let list = slice(memory, list, count.checked_mul(8).ok_or(Errno::Inval)?)?;
    let mut total: u32 = 0;
    let mut buffers = Vec::with_capacity(list.len() / 8);
    for entry in list.chunks_exact(8) {
        let address = read_u32(entry, 0)?;
        let len = read_u32(entry, 4)?;
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
        assert_eq!(path(b"a/b", 0, 3), Ok("a/b"));
        assert_eq!(path(b"a\0b", 0, 3), Err(Errno::Inval));
        assert_eq!(path(b"\xff", 0, 1), Err(Errno::Ilseq));
        let long = vec![b'a'; 4097];
        assert!(path(&long, 0, 4096).is_ok());
        assert_eq!(path(&long, 0, 4097), Err(Errno::Nametoolong));
    }

    #[test]
    fn iovecs_are_checked_before_use() {
        let mut memory = vec![0; 65536];
        memory[0..8].copy_from_slice(&[16, 0, 0, 0, 4, 0, 0, 0]);
        assert_eq!(
            iovecs(&memory, 0, 1).map(|list| list[0].clone()),
            Ok(16..20)
        );
        assert_eq!(iovecs(&memory, 0, 0), Ok(vec![]));
        assert!(iovecs(&memory, 0, 1024).is_ok());
        assert_eq!(iovecs(&memory, 0, 1025), Err(Errno::Inval));
        assert_eq!(iovecs(&memory, 0, u32::MAX), Err(Errno::Inval));
        assert_eq!(iovecs(&memory, 65530, 1), Err(Errno::Fault));
        memory[8..16].copy_from_slice(&[0, 0, 0, 0, 255, 255, 255, 255]);
        assert_eq!(iovecs(&memory, 8, 1), Err(Errno::Fault));
        assert_eq!(iovecs(&memory, 0, 2), Err(Errno::Inval));
    }
}
