//! Accesses to memory that other threads may access at the same time.
//!
//! Rust, like C++, gives no meaning to atomic accesses of different sizes that
//! overlap and race, and guests make such accesses. So all accesses to shared
//! memory are made of atomic accesses to one kind of cell: 64 bits, aligned. A
//! narrower write replaces its bits of a cell; what crosses a boundary is two
//! accesses. An aligned access of any width thereby never tears.
//!
//! Bytes are in the order of their addresses from a cell's low end to its high one.

#![allow(
    unsafe_code,
    reason = "makes cells of memory given by address; INV-SHARED"
)]

use core::sync::atomic::{AtomicU64, Ordering};

/// Bytes of a cell.
const CELL: usize = 8;

/// The cell that contains a byte.
///
/// # Safety
///
/// The byte is in a memory (INV-SHARED).
#[inline(always)]
unsafe fn cell<'a>(at: *mut u8) -> &'a AtomicU64 {
    // SAFETY: memories begin and end at multiples of a cell's size, so that the whole
    // cell is accessible; nobody accesses a shared one otherwise (INV-SHARED).
    unsafe { &*at.map_addr(|at| at & !(CELL - 1)).cast::<AtomicU64>() }
}

/// Position of a byte in its cell, in bits.
#[inline(always)]
fn shift(at: *mut u8) -> u32 {
    (at.addr() % CELL) as u32 * 8
}

/// The low `size` bytes, at least one.
#[inline(always)]
const fn mask(size: usize) -> u64 {
    u64::MAX >> (64 - 8 * size as u32)
}

/// Replaces some bits of a cell.
#[inline(always)]
fn merge(cell: &AtomicU64, mask: u64, bits: u64) {
    let mut old = cell.load(Ordering::Relaxed);
    loop {
        let new = (u64::from_le(old) & !mask | bits).to_le();
        match cell.compare_exchange_weak(old, new, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => return,
            Err(found) => old = found,
        }
    }
}

/// Reads up to eight bytes, at least one.
///
/// # Safety
///
/// The bytes are in a memory (INV-SHARED).
#[inline(always)]
pub(crate) unsafe fn read(at: *mut u8, size: usize) -> u64 {
    let shift = shift(at);
    // SAFETY: the contract above.
    let mut value = u64::from_le(unsafe { cell(at) }.load(Ordering::Relaxed)) >> shift;
    if shift as usize + 8 * size > 64 {
        // SAFETY: the last of the bytes is in the next cell.
        let next = unsafe { cell(at.wrapping_add(CELL)) };
        value |= u64::from_le(next.load(Ordering::Relaxed)) << (64 - shift);
    }
    value & mask(size)
}

/// Writes up to eight bytes, at least one, the low ones of `value`.
///
/// # Safety
///
/// As for [`read`].
#[inline(always)]
pub(crate) unsafe fn write(at: *mut u8, size: usize, value: u64) {
    let shift = shift(at);
    // SAFETY: the contract above.
    let first = unsafe { cell(at) };
    if size == CELL && shift == 0 {
        first.store(value.to_le(), Ordering::Relaxed);
        return;
    }
    let (value, mask) = (value & mask(size), mask(size));
    merge(first, mask << shift, value << shift);
    if shift as usize + 8 * size > 64 {
        // SAFETY: the last of the bytes is in the next cell.
        let next = unsafe { cell(at.wrapping_add(CELL)) };
        merge(next, mask >> (64 - shift), value >> (64 - shift));
    }
}

/// Reads an aligned value of 1, 2, 4 or 8 bytes, in the one order of all such accesses.
///
/// # Safety
///
/// As for [`read`].
#[inline(always)]
pub(crate) unsafe fn load(at: *mut u8, size: usize) -> u64 {
    // SAFETY: the contract above.
    let value = u64::from_le(unsafe { cell(at) }.load(Ordering::SeqCst));
    value >> shift(at) & mask(size)
}

/// Replaces an aligned value of 1, 2, 4 or 8 bytes by what `f` makes of it, if it
/// makes something, and gives the old one; in the one order of all such accesses.
///
/// # Safety
///
/// As for [`read`].
#[inline(always)]
pub(crate) unsafe fn update(at: *mut u8, size: usize, f: impl Fn(u64) -> Option<u64>) -> u64 {
    let (shift, mask) = (shift(at), mask(size));
    // SAFETY: the contract above.
    let cell = unsafe { cell(at) };
    let mut whole = cell.load(Ordering::SeqCst);
    loop {
        let old = u64::from_le(whole) >> shift & mask;
        let Some(new) = f(old) else { return old };
        let new = u64::from_le(whole) & !(mask << shift) | (new & mask) << shift;
        let order = Ordering::SeqCst;
        match cell.compare_exchange_weak(whole, new.to_le(), order, order) {
            Ok(_) => return old,
            Err(found) => whole = found,
        }
    }
}

/// Bytes from an address to the next boundary of cells.
fn to_boundary(at: *mut u8) -> usize {
    CELL - at.addr() % CELL
}

/// Copies bytes; the places may overlap.
///
/// # Safety
///
/// The bytes of both places are in memories (INV-SHARED).
pub(crate) unsafe fn copy(to: *mut u8, from: *mut u8, len: usize) {
    // Each step reads before it writes, and goes away from what is not yet read.
    if to.addr() <= from.addr() {
        let mut at = 0;
        while at < len {
            let size = to_boundary(to.wrapping_add(at)).min(len - at);
            // SAFETY: the contract above; `at + size <= len`.
            unsafe {
                let value = read(from.wrapping_add(at), size);
                write(to.wrapping_add(at), size, value);
            }
            at += size;
        }
    } else {
        let mut end = len;
        while end > 0 {
            // The part of the last byte's cell that is copied.
            let last = to.wrapping_add(end - 1);
            let size = (last.addr() % CELL + 1).min(end);
            end -= size;
            // SAFETY: the contract above; `end + size <= len`.
            unsafe {
                let value = read(from.wrapping_add(end), size);
                write(to.wrapping_add(end), size, value);
            }
        }
    }
}

/// Sets bytes.
///
/// # Safety
///
/// The bytes are in a memory (INV-SHARED).
pub(crate) unsafe fn fill(to: *mut u8, byte: u8, len: usize) {
    let value = u64::from_ne_bytes([byte; CELL]);
    let mut at = 0;
    while at < len {
        let to = to.wrapping_add(at);
        let size = to_boundary(to).min(len - at);
        // SAFETY: the contract above; `at + size <= len`.
        unsafe { write(to, size, value) };
        at += size;
    }
}

/// Copies bytes of the host's.
///
/// # Safety
///
/// The bytes at `to` are in a memory (INV-SHARED).
pub(crate) unsafe fn copy_in(to: *mut u8, from: &[u8]) {
    let mut at = 0;
    while at < from.len() {
        let to = to.wrapping_add(at);
        let size = to_boundary(to).min(from.len() - at);
        let mut bytes = [0; CELL];
        bytes[..size].copy_from_slice(&from[at..at + size]);
        // SAFETY: the contract above; `at + size <= from.len()`.
        unsafe { write(to, size, u64::from_le_bytes(bytes)) };
        at += size;
    }
}

/// Copies bytes to the host.
///
/// # Safety
///
/// The bytes at `from` are in a memory (INV-SHARED).
pub(crate) unsafe fn copy_out(from: *mut u8, to: &mut [u8]) {
    let mut at = 0;
    while at < to.len() {
        let from = from.wrapping_add(at);
        let size = to_boundary(from).min(to.len() - at);
        // SAFETY: the contract above; `at + size <= to.len()`.
        let value = unsafe { read(from, size) };
        to[at..at + size].copy_from_slice(&value.to_le_bytes()[..size]);
        at += size;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A few cells, and the same bytes as an array.
    struct Both {
        cells: Vec<u64>,
        bytes: Vec<u8>,
    }

    impl Both {
        fn new() -> Both {
            let bytes: Vec<u8> = (1..=40).collect();
            let mut both = Both {
                cells: vec![0; 5],
                bytes,
            };
            // SAFETY: the 40 bytes are those of five cells.
            unsafe { copy_in(both.at(0), &both.bytes.clone()) };
            both
        }

        fn at(&mut self, offset: usize) -> *mut u8 {
            self.cells.as_mut_ptr().cast::<u8>().wrapping_add(offset)
        }

        fn check(&mut self) {
            let mut found = [0; 40];
            // SAFETY: as above.
            unsafe { copy_out(self.at(0), &mut found) };
            assert_eq!(found[..], self.bytes[..]);
        }
    }

    #[test]
    fn every_width_at_every_offset() {
        for size in 1..=8 {
            for at in 0..=40 - size {
                let mut both = Both::new();
                let mut expected = [0; 8];
                expected[..size].copy_from_slice(&both.bytes[at..at + size]);
                // SAFETY: the bytes are inside.
                let found = unsafe { read(both.at(at), size) };
                assert_eq!(found, u64::from_le_bytes(expected));
                let value: u64 = 0xf1f2_f3f4_f5f6_f7f8;
                // SAFETY: as above.
                unsafe { write(both.at(at), size, value) };
                both.bytes[at..at + size].copy_from_slice(&value.to_le_bytes()[..size]);
                both.check();
            }
        }
    }

    #[test]
    fn copies_and_fills_are_those_of_bytes() {
        for to in 0..20 {
            for from in 0..20 {
                for len in 0..=20 {
                    let mut both = Both::new();
                    let (target, source) = (both.at(to), both.at(from));
                    // SAFETY: the bytes are inside.
                    unsafe { copy(target, source, len) };
                    both.bytes.copy_within(from..from + len, to);
                    both.check();
                    let place = both.at(from);
                    // SAFETY: as above.
                    unsafe { fill(place, 0xee, len) };
                    both.bytes[from..from + len].fill(0xee);
                    both.check();
                }
            }
        }
    }

    #[test]
    fn narrow_updates_leave_their_neighbours() {
        for size in [1, 2, 4, 8] {
            for at in (0..40).step_by(size) {
                let mut both = Both::new();
                let mut bytes = [0; 8];
                bytes[..size].copy_from_slice(&both.bytes[at..at + size]);
                let before = u64::from_le_bytes(bytes);
                let place = both.at(at);
                // SAFETY: the bytes are inside, and `at` is a multiple of their number.
                unsafe {
                    assert_eq!(load(place, size), before);
                    assert_eq!(update(place, size, |_| None), before);
                    both.check();
                    assert_eq!(update(place, size, |old| Some(old.wrapping_neg())), before);
                }
                let after = before.wrapping_neg().to_le_bytes();
                both.bytes[at..at + size].copy_from_slice(&after[..size]);
                both.check();
            }
        }
    }

    #[test]
    fn bytes_of_one_cell_are_written_by_many_threads() {
        let cells = vec![0u64; 1];
        let base = cells.as_ptr().cast_mut().cast::<u8>().expose_provenance();
        let rounds = if cfg!(miri) { 50 } else { 20_000 };
        std::thread::scope(|scope| {
            for thread in 0..4 {
                scope.spawn(move || {
                    let at = core::ptr::with_exposed_provenance_mut::<u8>(base + 2 * thread);
                    for round in 0..rounds {
                        // SAFETY: the cell outlives the threads, which access it as cells.
                        unsafe {
                            write(at, 1, round);
                            assert_eq!(read(at, 1), round & 0xff);
                            update(at.wrapping_add(1), 1, |old| Some(old + 1));
                        }
                    }
                });
            }
        });
        for thread in 0..4 {
            let at = core::ptr::with_exposed_provenance_mut::<u8>(base + 2 * thread + 1);
            // SAFETY: as above.
            assert_eq!(unsafe { load(at, 1) }, rounds & 0xff);
        }
        drop(cells);
    }
}
