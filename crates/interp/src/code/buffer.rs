//! Translated code: where it lives and how it is shared between threads.

use core::sync::atomic::AtomicU64;
use std::sync::OnceLock;

/// The code of one function.
///
/// Word 0 holds the bytes of frame the function needs; the instructions follow.
/// A word changes after publication in one case only: a `CallLazy` becomes a
/// `Call`. Both the old and the new words can be executed at any moment
/// (INV-CODE), so relaxed atomic accesses suffice.
#[derive(Debug)]
pub(crate) struct CompiledFunc {
    words: Box<[AtomicU64]>,
    /// Slot of the frame header: return address, then the caller's frame.
    pub(crate) header_slot: u16,
}

impl CompiledFunc {
    pub(crate) fn new(words: Vec<u64>, header_slot: u16) -> CompiledFunc {
        CompiledFunc {
            words: words.into_iter().map(AtomicU64::new).collect(),
            header_slot,
        }
    }

    /// The first instruction. The word before it is the frame's size in bytes.
    pub(crate) fn entry(&self) -> *const AtomicU64 {
        &raw const self.words[1]
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

    /// Publishes the code. Where two threads translated the function at once,
    /// the first one's code stays.
    pub(crate) fn publish(&self, code: CompiledFunc) -> &CompiledFunc {
        self.0.get_or_init(|| Box::new(code))
    }
}
