//! Memories that stores share.

use std::mem::MaybeUninit;
use std::time::Duration;

use sanderling::{AtomicWait, Error, Memory, MemoryType, SharedMemory, WaitResult};

use crate::boundary::{
    Out, OutBox, OutError, array, array_mut, delete, given, run, run_new, run_out,
};
use crate::engine::EngineHandle;
use crate::error::{Failure, Misuse};
use crate::external::ExternHandle;
use crate::memory::{address, pages32};
use crate::store::StoreHandle;

/// `sanderling_shared_memory_t`.
pub(crate) struct SharedMemoryHandle(pub(crate) SharedMemory);

#[unsafe(no_mangle)]
extern "C" fn sanderling_shared_memory_new(
    engine: Option<&EngineHandle>,
    minimum: u64,
    maximum: u64,
    is_64: bool,
    out: OutBox<'_, SharedMemoryHandle>,
    error: OutError<'_>,
) -> i32 {
    run_new(out, error, || {
        let EngineHandle(engine) = given(engine, "engine")?;
        let ty = if is_64 {
            MemoryType::shared64(minimum, maximum)
        } else {
            MemoryType::shared(pages32(minimum)?, pages32(maximum)?)
        };
        Ok(SharedMemoryHandle(SharedMemory::new(engine, ty)?))
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_shared_memory_delete(memory: Option<Box<SharedMemoryHandle>>) {
    delete(memory);
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_memory_from_shared(
    store: Option<&StoreHandle>,
    memory: Option<&SharedMemoryHandle>,
    out: OutBox<'_, ExternHandle>,
    error: OutError<'_>,
) -> i32 {
    run_new(out, error, || {
        let handle = given(store, "store")?;
        let SharedMemoryHandle(shared) = given(memory, "memory")?;
        let mut store = handle.enter()?;
        let memory = Memory::from_shared(&mut *store, shared)?;
        ExternHandle::new(handle, &store, memory.into())
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_memory_to_shared(
    memory: Option<&ExternHandle>,
    out: OutBox<'_, SharedMemoryHandle>,
    error: OutError<'_>,
) -> i32 {
    run_out(out, error, None, || {
        let handle = given(memory, "memory")?;
        let memory = handle.memory()?;
        let shared = memory.to_shared(&*handle.store().enter()?)?;
        Ok(shared.map(|shared| Box::new(SharedMemoryHandle(shared))))
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_shared_memory_size(memory: Option<&SharedMemoryHandle>) -> u64 {
    memory.map_or(0, |SharedMemoryHandle(memory)| memory.size())
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_shared_memory_data_size(memory: Option<&SharedMemoryHandle>) -> u64 {
    // A usize fits.
    memory.map_or(0, |SharedMemoryHandle(memory)| memory.data_size() as u64)
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_shared_memory_grow(
    memory: Option<&SharedMemoryHandle>,
    pages: u64,
    previous: Out<'_, u64>,
    error: OutError<'_>,
) -> i32 {
    let mut unwanted = MaybeUninit::uninit();
    run_out(previous.or(Some(&mut unwanted)), error, 0, || {
        Ok(given(memory, "memory")?.0.grow(pages)?)
    })
}

/// # Safety
///
/// `bytes` is NULL or has room for `len` bytes, which nothing else uses during the call.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_shared_memory_read(
    memory: Option<&SharedMemoryHandle>,
    offset: u64,
    bytes: *mut u8,
    len: usize,
    error: OutError<'_>,
) -> i32 {
    run(error, || {
        // SAFETY: the caller promises it.
        let bytes = unsafe { array_mut(bytes, len, "bytes") }?;
        Ok(given(memory, "memory")?.0.read(address(offset)?, bytes)?)
    })
}

/// # Safety
///
/// `bytes` is NULL or holds `len` bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_shared_memory_write(
    memory: Option<&SharedMemoryHandle>,
    offset: u64,
    bytes: *const u8,
    len: usize,
    error: OutError<'_>,
) -> i32 {
    run(error, || {
        // SAFETY: the caller promises it.
        let bytes = unsafe { array(bytes, len, "bytes") }?;
        Ok(given(memory, "memory")?.0.write(address(offset)?, bytes)?)
    })
}

/// `sanderling_wait_t`.
pub(crate) struct WaitHandle(AtomicWait);

#[unsafe(no_mangle)]
extern "C" fn sanderling_shared_memory_wait_begin(
    memory: Option<&SharedMemoryHandle>,
    offset: u64,
    bytes: u32,
    expected: u64,
    out: OutBox<'_, WaitHandle>,
    error: OutError<'_>,
) -> i32 {
    run_out(out, error, None, || {
        let SharedMemoryHandle(memory) = given(memory, "memory")?;
        let wait = match bytes {
            4 => memory.begin_wait32(offset, expected as u32)?,
            8 => memory.begin_wait64(offset, expected)?,
            bytes => return Err(no_size(bytes)),
        };
        Ok(wait.map(|wait| Box::new(WaitHandle(wait))))
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_wait_go_on(
    wait: Option<&WaitHandle>,
    nanoseconds: u64,
    out: Out<'_, i32>,
    error: OutError<'_>,
) -> i32 {
    run_out(out, error, 0, || {
        let WaitHandle(wait) = given(wait, "wait")?;
        Ok(outcome(wait.wait(duration(nanoseconds))))
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_wait_delete(wait: Option<Box<WaitHandle>>) {
    delete(wait);
}

/// A time; `u64::MAX` is no end.
fn duration(nanoseconds: u64) -> Option<Duration> {
    (nanoseconds != u64::MAX).then(|| Duration::from_nanos(nanoseconds))
}

/// Runs the body of a function that waits for so long; `u64::MAX` is no end.
fn wait(
    memory: Option<&SharedMemoryHandle>,
    nanoseconds: u64,
    out: Out<'_, i32>,
    error: OutError<'_>,
    body: impl FnOnce(&SharedMemory, Option<Duration>) -> Result<WaitResult, Error>,
) -> i32 {
    run_out(out, error, 0, || {
        let SharedMemoryHandle(memory) = given(memory, "memory")?;
        Ok(outcome(body(memory, duration(nanoseconds))?))
    })
}

fn outcome(result: WaitResult) -> i32 {
    match result {
        WaitResult::Ok => 0,
        WaitResult::Mismatch => 1,
        WaitResult::TimedOut => 2,
    }
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_shared_memory_wait32(
    memory: Option<&SharedMemoryHandle>,
    offset: u64,
    expected: u32,
    nanoseconds: u64,
    out: Out<'_, i32>,
    error: OutError<'_>,
) -> i32 {
    wait(memory, nanoseconds, out, error, |memory, timeout| {
        memory.atomic_wait32(offset, expected, timeout)
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_shared_memory_wait64(
    memory: Option<&SharedMemoryHandle>,
    offset: u64,
    expected: u64,
    nanoseconds: u64,
    out: Out<'_, i32>,
    error: OutError<'_>,
) -> i32 {
    wait(memory, nanoseconds, out, error, |memory, timeout| {
        memory.atomic_wait64(offset, expected, timeout)
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_shared_memory_notify(
    memory: Option<&SharedMemoryHandle>,
    offset: u64,
    count: u32,
    woken: Out<'_, u32>,
    error: OutError<'_>,
) -> i32 {
    run_out(woken, error, 0, || {
        Ok(given(memory, "memory")?.0.atomic_notify(offset, count)?)
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_shared_memory_load(
    memory: Option<&SharedMemoryHandle>,
    offset: u64,
    bytes: u32,
    value: Out<'_, u64>,
    error: OutError<'_>,
) -> i32 {
    run_out(value, error, 0, || {
        let SharedMemoryHandle(memory) = given(memory, "memory")?;
        Ok(match bytes {
            4 => memory.atomic_load_u32(offset)?.into(),
            8 => memory.atomic_load_u64(offset)?,
            bytes => return Err(no_size(bytes)),
        })
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_shared_memory_store(
    memory: Option<&SharedMemoryHandle>,
    offset: u64,
    bytes: u32,
    value: u64,
    error: OutError<'_>,
) -> i32 {
    run(error, || {
        let SharedMemoryHandle(memory) = given(memory, "memory")?;
        match bytes {
            4 => memory.atomic_store_u32(offset, value as u32)?,
            8 => memory.atomic_store_u64(offset, value)?,
            bytes => return Err(no_size(bytes)),
        }
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_shared_memory_compare_exchange(
    memory: Option<&SharedMemoryHandle>,
    offset: u64,
    bytes: u32,
    expected: u64,
    replacement: u64,
    previous: Out<'_, u64>,
    error: OutError<'_>,
) -> i32 {
    let mut unwanted = MaybeUninit::uninit();
    run_out(previous.or(Some(&mut unwanted)), error, 0, || {
        let SharedMemoryHandle(memory) = given(memory, "memory")?;
        let (old, new) = (expected, replacement);
        Ok(match bytes {
            4 => memory
                .atomic_compare_exchange_u32(offset, old as u32, new as u32)?
                .into(),
            8 => memory.atomic_compare_exchange_u64(offset, old, new)?,
            bytes => return Err(no_size(bytes)),
        })
    })
}

#[cold]
fn no_size(bytes: u32) -> Failure {
    let message = format!("there are no atomic operations on {bytes} bytes");
    Failure::misuse(Misuse::Argument, message)
}
