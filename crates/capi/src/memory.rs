//! Memories.

use std::mem::MaybeUninit;

use sanderling::{Error, Trap};

use crate::boundary::{Out, OutError, array, array_mut, given, run, run_out};
use crate::error::Failure;
use crate::external::ExternHandle;

#[unsafe(no_mangle)]
extern "C" fn sanderling_memory_size(
    memory: Option<&ExternHandle>,
    pages: Out<'_, u64>,
    error: OutError<'_>,
) -> i32 {
    run_out(pages, error, 0, || {
        let handle = given(memory, "memory")?;
        let memory = handle.memory()?;
        Ok(memory.size(&*handle.store().enter()?)?)
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_memory_data_size(
    memory: Option<&ExternHandle>,
    bytes: Out<'_, u64>,
    error: OutError<'_>,
) -> i32 {
    run_out(bytes, error, 0, || {
        let handle = given(memory, "memory")?;
        let memory = handle.memory()?;
        // A usize fits.
        Ok(memory.data_size(&*handle.store().enter()?)? as u64)
    })
}

/// # Safety
///
/// `bytes` is NULL or has room for `len` bytes, which nothing else uses during the call.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_memory_read(
    memory: Option<&ExternHandle>,
    offset: u64,
    bytes: *mut u8,
    len: usize,
    error: OutError<'_>,
) -> i32 {
    run(error, || {
        // SAFETY: the caller promises it.
        let bytes = unsafe { array_mut(bytes, len, "bytes") }?;
        let handle = given(memory, "memory")?;
        let memory = handle.memory()?;
        let store = handle.store().enter()?;
        Ok(memory.read(&*store, address(offset)?, bytes)?)
    })
}

/// # Safety
///
/// `bytes` is NULL or holds `len` bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_memory_write(
    memory: Option<&ExternHandle>,
    offset: u64,
    bytes: *const u8,
    len: usize,
    error: OutError<'_>,
) -> i32 {
    run(error, || {
        // SAFETY: the caller promises it.
        let bytes = unsafe { array(bytes, len, "bytes") }?;
        let handle = given(memory, "memory")?;
        let memory = handle.memory()?;
        let mut store = handle.store().enter()?;
        Ok(memory.write(&mut *store, address(offset)?, bytes)?)
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_memory_grow(
    memory: Option<&ExternHandle>,
    pages: u64,
    previous: Out<'_, u64>,
    error: OutError<'_>,
) -> i32 {
    let mut unwanted = MaybeUninit::uninit();
    run_out(previous.or(Some(&mut unwanted)), error, 0, || {
        let handle = given(memory, "memory")?;
        let memory = handle.memory()?;
        Ok(memory.grow(&mut *handle.store().enter()?, pages)?)
    })
}

fn address(offset: u64) -> Result<usize, Failure> {
    usize::try_from(offset).map_err(|_| Error::trap(Trap::MemoryOutOfBounds).into())
}
