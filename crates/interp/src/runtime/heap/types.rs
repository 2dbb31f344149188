//! What the heap knows of the types of its objects.
//!
//! An object's header has its canonical type and, for an array, its length:
//!
//! ```text
//! [length 32][type 32]
//! ```

use crate::types::{Shape, ShapeKind, Storage, TypeId};

/// Stands for a type in the headers of host values.
pub(crate) const HOST: u32 = u32::MAX;
/// Stands for a type in the headers of exceptions.
pub(crate) const EXCEPTION: u32 = u32::MAX - 1;

/// The header of a structure, or of an array of some length.
#[inline(always)]
pub(crate) const fn header(type_id: u32, len: u32) -> u64 {
    (len as u64) << 32 | type_id as u64
}

/// The type in a header.
#[inline(always)]
pub(crate) const fn type_of(header: u64) -> u32 {
    header as u32
}

/// The length in a header.
#[inline(always)]
pub(crate) const fn length_of(header: u64) -> u32 {
    (header >> 32) as u32
}

/// The kind of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Struct,
    Array,
    Exception,
    Host,
    /// Bits that are no object's.
    Unknown,
}

/// The types that a store's objects can have.
#[derive(Debug, Default)]
pub(crate) struct Types {
    /// By canonical type: one more than the position in `entries`, or 0.
    positions: Vec<u32>,
    entries: Vec<Entry>,
    /// The word offsets of references in structures, one type after the other.
    fields: Vec<u32>,
    /// The supertypes of all types, each with the type itself last.
    chains: Vec<TypeId>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    extent: Extent,
    /// A range of `chains`.
    chain: (u32, u32),
}

#[derive(Clone, Copy, Debug)]
enum Extent {
    Func,
    /// Words, and a range of `fields`.
    Struct {
        words: u32,
        refs: (u32, u32),
    },
    Array {
        element: Storage,
    },
}

impl Types {
    /// Learns a type; `None` where memory is lacking, and then nothing has changed.
    pub(crate) fn add(&mut self, shape: &Shape) -> Option<()> {
        let index = shape.id.index();
        if self.positions.get(index).is_some_and(|&at| at != 0) {
            return Some(());
        }
        let fields = self.fields.len();
        let chain = self.chains.len();
        let refs = shape.fields().iter();
        let refs = refs.filter(|field| field.storage == Storage::Ref);
        self.fields.try_reserve(shape.fields().len()).ok()?;
        self.chains.try_reserve(shape.chain.len()).ok()?;
        self.entries.try_reserve(1).ok()?;
        let missing = (index + 1).saturating_sub(self.positions.len());
        self.positions.try_reserve(missing).ok()?;
        self.fields.extend(refs.map(|field| field.offset / 8));
        self.chains.extend_from_slice(&shape.chain);
        let range = |start: usize, end: usize| (start as u32, end as u32);
        let extent = match shape.kind {
            ShapeKind::Func => Extent::Func,
            ShapeKind::Struct { bytes, .. } => Extent::Struct {
                words: bytes / 8,
                refs: range(fields, self.fields.len()),
            },
            ShapeKind::Array(element) => Extent::Array {
                element: element.storage,
            },
        };
        self.entries.push(Entry {
            extent,
            chain: range(chain, self.chains.len()),
        });
        if missing > 0 {
            self.positions.resize(index + 1, 0);
        }
        self.positions[index] = self.entries.len() as u32;
        Some(())
    }

    #[inline]
    fn entry(&self, type_id: u32) -> Option<&Entry> {
        let position = *self.positions.get(type_id as usize)?;
        self.entries.get((position as usize).checked_sub(1)?)
    }

    /// Whether the type is `target` or one of its subtypes; `depth` is the number of
    /// the target's supertypes.
    pub(crate) fn is_subtype(&self, type_id: u32, target: u32, depth: u32) -> bool {
        let Some(entry) = self.entry(type_id) else {
            return false;
        };
        let (start, end) = entry.chain;
        let at = start.saturating_add(depth);
        at < end && self.chains[at as usize].0 == target
    }

    /// How the elements of an array type are stored.
    pub(crate) fn element(&self, type_id: u32) -> Option<Storage> {
        match self.entry(type_id)?.extent {
            Extent::Array { element } => Some(element),
            _ => None,
        }
    }

    /// The kind of an object with this type.
    pub(crate) fn kind(&self, type_id: u32) -> Kind {
        match type_id {
            HOST => Kind::Host,
            EXCEPTION => Kind::Exception,
            _ => match self.entry(type_id).map(|entry| entry.extent) {
                Some(Extent::Struct { .. }) => Kind::Struct,
                Some(Extent::Array { .. }) => Kind::Array,
                Some(Extent::Func) | None => Kind::Unknown,
            },
        }
    }

    /// How many words an object with this header takes, and whether it may have
    /// references.
    #[inline]
    pub(super) fn extent(&self, header: u64) -> (u64, bool) {
        let len = u64::from(length_of(header));
        match type_of(header) {
            HOST => (2, false),
            EXCEPTION => (2 + len, true),
            type_id => match self.entry(type_id).map(|entry| entry.extent) {
                Some(Extent::Struct { words, refs }) => (words.into(), refs.0 != refs.1),
                Some(Extent::Array { element }) => {
                    let bytes = len << element.bytes_log2();
                    (1 + bytes.div_ceil(8), element == Storage::Ref)
                }
                Some(Extent::Func) | None => (1, false),
            },
        }
    }

    /// The words of structures of this type, and which of them are references; `None` for
    /// what is no structure.
    #[inline]
    pub(super) fn structure(&self, type_id: u32) -> Option<(u32, &[u32])> {
        match self.entry(type_id)?.extent {
            Extent::Struct { words, refs } => {
                Some((words, &self.fields[refs.0 as usize..refs.1 as usize]))
            }
            _ => None,
        }
    }

    /// How many words behind the header of what is no structure may be references.
    pub(super) fn traced_words(&self, header: u64) -> u32 {
        let len = length_of(header);
        match type_of(header) {
            HOST => 0,
            // The tag, which is no reference, and the slots of the payload.
            EXCEPTION => len.saturating_add(1),
            type_id => match self.entry(type_id).map(|entry| entry.extent) {
                Some(Extent::Array {
                    element: Storage::Ref,
                }) => len,
                _ => 0,
            },
        }
    }
}
