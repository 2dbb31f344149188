//! Memories.

use std::mem::MaybeUninit;

use sanderling::{Error, Memory, MemoryPin, MemoryType, Trap};

use crate::boundary::{
    Out, OutBox, OutError, array, array_mut, delete, given, run, run_new, run_out,
};
use crate::error::{Failure, Misuse};
use crate::external::ExternHandle;
use crate::store::StoreHandle;

#[unsafe(no_mangle)]
extern "C" fn sanderling_memory_new(
    store: Option<&StoreHandle>,
    minimum: u64,
    maximum: u64,
    is_64: bool,
    out: OutBox<'_, ExternHandle>,
    error: OutError<'_>,
) -> i32 {
    run_new(out, error, || {
        let handle = given(store, "store")?;
        let maximum = (maximum != u64::MAX).then_some(maximum);
        let ty = if is_64 {
            MemoryType::new64(minimum, maximum)
        } else {
            MemoryType::new(pages32(minimum)?, maximum.map(pages32).transpose()?)
        };
        let mut store = handle.enter()?;
        let memory = Memory::new(&mut *store, ty)?;
        ExternHandle::new(handle, &store, memory.into())
    })
}

/// A number of pages that addresses of 32 bits may reach.
pub(crate) fn pages32(pages: u64) -> Result<u32, Failure> {
    u32::try_from(pages).map_err(|_| {
        let message = format!("a memory cannot have {pages} pages");
        Failure::misuse(Misuse::Argument, message)
    })
}

/// `sanderling_memory_pin_t`.
pub(crate) struct PinHandle(MemoryPin);

#[unsafe(no_mangle)]
extern "C" fn sanderling_memory_pin(
    memory: Option<&ExternHandle>,
    out: OutBox<'_, PinHandle>,
    error: OutError<'_>,
) -> i32 {
    run_new(out, error, || {
        let handle = given(memory, "memory")?;
        let memory = handle.memory()?;
        Ok(PinHandle(memory.pin(&*handle.store().enter()?)?))
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_memory_pin_data(pin: Option<&PinHandle>) -> *mut u8 {
    pin.map_or(std::ptr::null_mut(), |PinHandle(pin)| pin.as_ptr())
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_memory_pin_size(pin: Option<&PinHandle>) -> usize {
    pin.map_or(0, |PinHandle(pin)| pin.len())
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_memory_pin_live_size(pin: Option<&PinHandle>) -> *const usize {
    pin.map_or(std::ptr::null(), |PinHandle(pin)| pin.live_len().as_ptr())
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_memory_pin_delete(pin: Option<Box<PinHandle>>) {
    delete(pin);
}

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

pub(crate) fn address(offset: u64) -> Result<usize, Failure> {
    usize::try_from(offset).map_err(|_| Error::trap(Trap::MemoryOutOfBounds).into())
}
