//! Addresses: indices into a store's arenas.

use core::num::NonZeroU32;
use core::sync::atomic::{AtomicU64, Ordering};

/// A store's identity, unique in the process. Every public handle carries one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct StoreId(u64);

impl StoreId {
    /// An identity no store has had.
    pub(crate) fn fresh() -> StoreId {
        // 2^64 stores will not be made.
        static NEXT: AtomicU64 = AtomicU64::new(1);
        StoreId(NEXT.fetch_add(1, Ordering::Relaxed))
    }

    /// The identity as a number, for those who must not know of stores.
    pub(crate) const fn to_bits(self) -> u64 {
        self.0
    }

    /// The identity that [`to_bits`](Self::to_bits) gave.
    pub(crate) const fn from_bits(bits: u64) -> StoreId {
        StoreId(bits)
    }
}

macro_rules! addrs {
    ($( $(#[$doc:meta])* $name:ident; )*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) struct $name(pub(crate) u32);

        impl $name {
            pub(crate) const fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

addrs! {
    /// A function in a store.
    FuncAddr;
    /// A table in a store.
    TableAddr;
    /// A memory in a store.
    MemoryAddr;
    /// A global in a store.
    GlobalAddr;
    /// A tag in a store.
    TagAddr;
    /// An instance in a store.
    InstanceAddr;
}

impl FuncAddr {
    /// The value of a reference to this function in a slot; 0 is null.
    pub(crate) const fn to_ref(self) -> u64 {
        self.0 as u64 + 1
    }

    /// The function that a non-null reference value stands for.
    pub(crate) fn from_ref(bits: u64) -> Option<FuncAddr> {
        u32::try_from(bits.checked_sub(1)?).ok().map(FuncAddr)
    }
}

/// Something that can be imported or exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExternAddr {
    Func(FuncAddr),
    Table(TableAddr),
    Memory(MemoryAddr),
    Global(GlobalAddr),
    Tag(TagAddr),
}

/// The instance that calls a host function; none if the host itself does.
///
/// Its address and 1 in one number, so that it is passed in a register, and a host
/// function's whole caller in two: in memory, what writes the parts one by one would have
/// what reads them at once wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CallerAddr(Option<NonZeroU32>);

impl CallerAddr {
    pub(crate) const HOST: CallerAddr = CallerAddr(None);

    #[inline]
    pub(crate) fn new(InstanceAddr(addr): InstanceAddr) -> CallerAddr {
        // No store has 2^32 instances.
        CallerAddr(NonZeroU32::new(addr.wrapping_add(1)))
    }

    #[inline]
    pub(crate) fn addr(self) -> Option<InstanceAddr> {
        self.0.map(|number| InstanceAddr(number.get() - 1))
    }
}
