//! The guest's stacks, and calls that wait with one.
//!
//! A store has one stack for ordinary calls. A call that can be suspended has one
//! of its own, which it takes along while it waits, so that several can wait at
//! once and in any order.

use super::addr::{FuncAddr, InstanceAddr};
use super::region::Region;
use super::shared::SharedWait;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// A guest's stack. Pages that were never reached take no memory.
#[derive(Debug)]
pub(crate) struct Stack(Region);

impl Stack {
    /// A stack for this many bytes of frames; `None` if there is no address space.
    pub(crate) fn new(bytes: usize) -> Option<Stack> {
        Region::accessible(bytes.checked_next_multiple_of(64 << 10)?).map(Stack)
    }

    /// The first slot. The collector reads slots by their addresses.
    pub(crate) fn base(&self) -> *mut u64 {
        let base: *mut u64 = self.0.base.cast();
        base.expose_provenance();
        base
    }

    /// The end of the last slot.
    pub(crate) fn end(&self) -> *mut u64 {
        self.0.base.wrapping_add(self.0.len).cast()
    }
}

/// Where a call goes on: the registers that handlers pass on, as numbers. Code and
/// frames are named by addresses whose provenance was exposed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Registers {
    /// The instruction and the frame.
    pub(crate) ip: usize,
    pub(crate) fp: usize,
    /// The pinned locals and the accumulators; floats as their bits.
    pub(crate) r1: u64,
    pub(crate) r0: u64,
    pub(crate) f0: f64,
    pub(crate) g0: f32,
    pub(crate) f1: f64,
    /// Elements that the instruction has done already.
    pub(crate) done_in_range: u64,
    /// The object whose elements they are, if the instruction makes one.
    pub(crate) in_the_making: u64,
}

/// What a suspended call waits with, beside its stack.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Waiting {
    /// Where it goes on.
    pub(crate) at: Registers,
    /// The instance that runs there.
    pub(crate) instance: Option<InstanceAddr>,
    /// The host function that answered pending, and the address of the slots that
    /// its results go to. Neither, where the call was stopped between instructions.
    pub(crate) host: Option<(FuncAddr, usize)>,
    /// For the backtrace: the instruction and the frame that stopped.
    pub(crate) exit: (usize, usize),
    /// Slots in use, from the first one on.
    pub(crate) slots: usize,
}

/// A call on a stack of its own. While it runs nobody looks at what is in here but
/// who runs it; while it waits it does not change.
#[derive(Debug)]
pub(crate) struct ApartCall {
    pub(crate) stack: Stack,
    /// The function that was called.
    pub(crate) func: FuncAddr,
    /// Counts the stacks in use.
    _in_use: Arc<()>,
    waiting: Mutex<Waiting>,
    /// The wait that the call was stopped in: it can be notified meanwhile.
    wait: Mutex<Option<SharedWait>>,
}

impl ApartCall {
    /// A call that has not begun.
    pub(crate) fn new(stack: Stack, func: FuncAddr, stacks: &Stacks) -> ApartCall {
        ApartCall {
            stack,
            func,
            _in_use: stacks.in_use.clone(),
            waiting: Mutex::default(),
            wait: Mutex::default(),
        }
    }

    /// Keeps a wait until the call goes on.
    pub(crate) fn keep_wait(&self, wait: SharedWait) {
        *self.wait.lock().unwrap_or_else(PoisonError::into_inner) = Some(wait);
    }

    /// The wait that the call was stopped in.
    pub(crate) fn take_wait(&self) -> Option<SharedWait> {
        let mut wait = self.wait.lock().unwrap_or_else(PoisonError::into_inner);
        wait.take()
    }

    /// What the call waits with.
    pub(crate) fn waiting(&self) -> Waiting {
        *self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets the call wait.
    pub(crate) fn wait(&self, waiting: Waiting) {
        *self.waiting.lock().unwrap_or_else(PoisonError::into_inner) = waiting;
    }
}

/// The stacks of a store that are not the one in use: those of calls further out,
/// those of calls that wait, and some to use again.
#[derive(Debug, Default)]
pub(crate) struct Stacks {
    /// Calls that wait, or have waited and are done or dropped since.
    apart: Vec<Weak<ApartCall>>,
    /// The length of `apart` at which the dead ones are sorted out.
    crowded: usize,
    /// First and end of the slots in use of each stack that was left, by a host
    /// function on it, for the next one.
    pub(crate) outer: Vec<(usize, usize)>,
    spare: Vec<Stack>,
    /// Shared with each call that has a stack.
    in_use: Arc<()>,
}

/// Stacks kept for the next call. A service answers with a handful at a time; one
/// more costs two system calls.
const SPARE_STACKS: usize = 16;

impl Stacks {
    /// A stack, used before where there is one.
    pub(crate) fn take(&mut self, bytes: usize) -> Option<Stack> {
        self.spare.pop().or_else(|| Stack::new(bytes))
    }

    /// Calls that have a stack of their own.
    pub(crate) fn in_use(&self) -> u64 {
        Arc::strong_count(&self.in_use) as u64 - 1
    }

    /// Keeps a stack that is not needed any more.
    pub(crate) fn put_back(&mut self, stack: Stack) {
        if self.spare.len() < SPARE_STACKS {
            self.spare.push(stack);
        }
    }

    /// The slots in use, as first and end, of every stack but the one in use.
    pub(crate) fn others(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let waiting = self.apart.iter().filter_map(Weak::upgrade).map(|call| {
            let base = call.stack.base().addr();
            (base, base + 8 * call.waiting().slots)
        });
        self.outer.iter().copied().chain(waiting)
    }

    /// What the calls that wait have beside their stacks and is or may be a reference: the
    /// integer accumulators, where a value can be alone, and objects in the making.
    pub(crate) fn beside(&self) -> impl Iterator<Item = u64> + '_ {
        let waiting = self.apart.iter().filter_map(Weak::upgrade);
        waiting.flat_map(|call| {
            let at = call.waiting().at;
            [at.r0, at.in_the_making]
        })
    }

    /// Notes a call that begins to wait for the first time.
    pub(crate) fn note(&mut self, call: &Arc<ApartCall>) {
        if self.apart.len() >= self.crowded {
            self.apart.retain(|call| call.strong_count() > 0);
            self.crowded = 2 * self.apart.len() + 16;
        }
        self.apart.push(Arc::downgrade(call));
    }
}
