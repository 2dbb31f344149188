//! Newtypes for the index spaces of a module and for the engine's type ids.
//!
//! An index into one space never stands for an index into another.

macro_rules! index_types {
    ($( $(#[$doc:meta])* $name:ident; )*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[repr(transparent)]
        pub(crate) struct $name(pub(crate) u32);

        impl $name {
            /// The index as a position in a slice.
            #[inline]
            pub(crate) const fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl From<u32> for $name {
            #[inline]
            fn from(x: u32) -> Self {
                Self(x)
            }
        }
    )* };
}

index_types! {
    /// An index into a module's types (spec: typeidx).
    TypeIdx;
    /// An index into a module's functions, imports first (spec: funcidx).
    FuncIdx;
    /// An index into a module's tables, imports first (spec: tableidx).
    TableIdx;
    /// An index into a module's memories, imports first (spec: memidx).
    MemoryIdx;
    /// An index into a module's globals, imports first (spec: globalidx).
    GlobalIdx;
    /// An index into a module's tags, imports first (spec: tagidx).
    TagIdx;
    /// A canonical type of one engine: equal types have equal ids.
    TypeId;
}
