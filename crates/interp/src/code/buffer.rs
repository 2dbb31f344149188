//! Translated code: where it lives and how it is shared between threads.

use super::catches::CatchTable;
use core::sync::atomic::{AtomicU64, Ordering};
use std::collections::BTreeMap;
use std::sync::{OnceLock, PoisonError, RwLock};

/// The code of one function.
///
/// Word 0 holds the bytes of frame the function needs; the instructions follow.
/// Words change after publication in one case only: a `CallLazy` becomes a `Call`,
/// a `ReturnCallLazy` a `ReturnCall`. Both the old and the new words can be executed at
/// any moment (INV-CODE), so relaxed atomic accesses suffice.
#[derive(Debug)]
pub(crate) struct CompiledFunc {
    words: Box<[AtomicU64]>,
    /// Slot of the frame header: return address, then the caller's frame.
    pub(crate) header_slot: u16,
    /// Whether it calls anything.
    pub(crate) calls: bool,
    /// What it catches; beside the code, which does not know of it.
    catches: Option<Box<CatchTable>>,
}

impl CompiledFunc {
    pub(crate) fn new(
        words: Vec<u64>,
        header_slot: u16,
        calls: bool,
        catches: Option<Box<CatchTable>>,
    ) -> CompiledFunc {
        CompiledFunc {
            words: words.into_iter().map(AtomicU64::new).collect(),
            header_slot,
            calls,
            catches,
        }
    }

    /// The first instruction. The word before it is the frame's size in bytes.
    pub(crate) fn entry(&self) -> *const AtomicU64 {
        &raw const self.words[1]
    }

    /// The address of a word.
    pub(crate) fn word(&self, index: u32) -> *const AtomicU64 {
        &raw const self.words[index as usize]
    }

    /// What the function catches, if anything.
    pub(crate) fn catches(&self) -> Option<&CatchTable> {
        self.catches.as_deref()
    }

    /// Bytes of frame the function needs.
    pub(crate) fn frame_bytes(&self) -> u64 {
        self.words[0].load(Ordering::Relaxed)
    }

    /// The index of the word at this address, if it belongs to this code.
    pub(crate) fn word_at(&self, address: usize) -> Option<usize> {
        let offset = address.checked_sub(self.words.as_ptr().addr())?;
        (offset < self.words.len() * 8).then_some(offset / 8)
    }
}

/// A function's code, translated at most once and then shared by all threads.
#[derive(Debug, Default)]
pub(crate) struct FuncCode(OnceLock<Box<CompiledFunc>>);

impl FuncCode {
    /// The code, if the function has been translated.
    pub(crate) fn get(&self) -> Option<&CompiledFunc> {
        self.0.get().map(|code| &**code)
    }

    /// Publishes the code, whose place is noted in `places` before anyone can run it.
    /// Where two threads translated the function at once, the first one's code stays.
    pub(crate) fn publish(
        &self,
        code: CompiledFunc,
        places: &CodePlaces,
        defined: u32,
    ) -> &CompiledFunc {
        places.add(&code, defined);
        if let Err(unused) = self.0.set(Box::new(code)) {
            places.remove(&unused);
        }
        self.0.wait()
    }
}

/// Where the functions of a module have their code: finds the function that an
/// address lies in, for those who walk frames.
#[derive(Debug, Default)]
pub(crate) struct CodePlaces(RwLock<BTreeMap<usize, u32>>);

impl CodePlaces {
    fn add(&self, code: &CompiledFunc, defined: u32) {
        let mut places = self.0.write().unwrap_or_else(PoisonError::into_inner);
        places.insert(code.words.as_ptr().addr(), defined);
    }

    /// Forgets code that is about to be dropped.
    fn remove(&self, code: &CompiledFunc) {
        let mut places = self.0.write().unwrap_or_else(PoisonError::into_inner);
        places.remove(&code.words.as_ptr().addr());
    }

    /// The last function whose code begins at or before an address.
    pub(crate) fn at(&self, address: usize) -> Option<usize> {
        let places = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let (_, &defined) = places.range(..=address).next_back()?;
        Some(defined as usize)
    }
}
