//! What the host holds: strong handles, which keep an object alive, and weak ones.
//!
//! A handle is a counted cell that the heap counts as well. A cell that only the
//! heap still has is given up when the next one is made, or at a collection, so a
//! handle can be dropped on any thread without telling anybody. During a collection
//! all cells stay.

use crate::runtime::StoreId;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Cells for a reference, of one kind.
#[derive(Debug)]
pub(super) struct Cells<C> {
    list: Mutex<List<C>>,
}

#[derive(Debug)]
struct List<C> {
    cells: Vec<Arc<C>>,
    /// Cells that nobody has any more are looked for when there are so many.
    full: usize,
    /// Cells stay, whether somebody has them or not.
    keep: bool,
}

/// Below this many cells none is looked for: 16 KiB of memory.
const FEW: usize = 1 << 10;

impl<C> Default for Cells<C> {
    fn default() -> Cells<C> {
        let list = List {
            cells: Vec::new(),
            full: FEW,
            keep: false,
        };
        Cells {
            list: Mutex::new(list),
        }
    }
}

impl<C> Cells<C> {
    /// Counts a new cell.
    pub(super) fn add(&self, cell: C) -> Arc<C> {
        let cell = Arc::new(cell);
        let mut list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        if list.cells.len() >= list.full && !list.keep {
            list.prune();
        }
        list.cells.push(cell.clone());
        cell
    }

    /// The cells that somebody still has.
    pub(super) fn live(&mut self) -> &[Arc<C>] {
        let list = self.list();
        list.prune();
        &list.cells
    }

    /// Whether all cells stay from now on that somebody still has.
    pub(super) fn keep(&mut self, keep: bool) {
        let list = self.list();
        list.prune();
        list.keep = keep;
    }

    /// The cells from one on, in the order in which they were made.
    pub(super) fn from(&mut self, from: usize) -> &[Arc<C>] {
        self.list().cells.get(from..).unwrap_or_default()
    }

    fn list(&mut self) -> &mut List<C> {
        self.list.get_mut().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<C> List<C> {
    fn prune(&mut self) {
        // A cell with one owner cannot be cloned by anybody else.
        self.cells.retain_mut(|cell| Arc::get_mut(cell).is_none());
        // Pruning takes time in proportion to what is left: constant for each cell made.
        self.full = (self.cells.len() * 2).max(FEW);
    }
}

/// A reference that the host holds.
#[derive(Clone)]
pub(crate) struct Handle(Arc<Held>);

#[derive(Debug)]
pub(super) struct Held {
    store: StoreId,
    pub(super) bits: u64,
}

impl Held {
    pub(super) fn new(store: StoreId, bits: u64) -> Held {
        Held { store, bits }
    }
}

impl Handle {
    pub(super) fn new(held: Arc<Held>) -> Handle {
        Handle(held)
    }

    /// The store that the object is in.
    pub(crate) fn store(&self) -> StoreId {
        self.0.store
    }

    /// The reference, which is never null.
    pub(crate) fn bits(&self) -> u64 {
        self.0.bits
    }
}

impl PartialEq for Handle {
    fn eq(&self, other: &Handle) -> bool {
        self.store() == other.store() && self.bits() == other.bits()
    }
}

impl Eq for Handle {}

impl Hash for Handle {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.store().hash(state);
        self.bits().hash(state);
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x} of {:?}", self.bits() as u32, self.store())
    }
}

/// A reference that the host would like to have as long as the object is there.
#[derive(Clone, Debug)]
pub(crate) struct WeakHandle(Arc<Watched>);

#[derive(Debug)]
pub(super) struct Watched {
    store: StoreId,
    /// Null when the object is gone. Written by the store's owner only.
    bits: AtomicU64,
}

impl Watched {
    pub(super) fn new(store: StoreId, bits: u64) -> Watched {
        Watched {
            store,
            bits: AtomicU64::new(bits),
        }
    }

    pub(super) fn bits(&self) -> u64 {
        self.bits.load(Ordering::Relaxed)
    }

    pub(super) fn forget(&self) {
        self.bits.store(0, Ordering::Relaxed);
    }
}

impl WeakHandle {
    pub(super) fn new(watched: Arc<Watched>) -> WeakHandle {
        WeakHandle(watched)
    }

    /// The store that the object is or was in.
    pub(crate) fn store(&self) -> StoreId {
        self.0.store
    }

    /// The reference, null if the object is gone.
    pub(crate) fn bits(&self) -> u64 {
        self.0.bits()
    }
}
