//! Traps: the ways in which guest execution stops abnormally.
//!
//! A [`Trap`] is a small `Copy` value; raising one never allocates. The public
//! [`Error`](crate::Error) wraps it together with a backtrace.

use core::fmt;

macro_rules! traps {
    ($( $(#[$doc:meta])* $name:ident = $code:literal, $text:literal; )*) => {
        /// Why guest execution stopped abnormally.
        ///
        /// `Display` gives the wording of the specification's test suite.
        ///
        /// ```
        /// assert_eq!(sanderling::Trap::DivideByZero.to_string(), "integer divide by zero");
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum Trap {
            $( $(#[$doc])* $name = $code, )*
        }

        impl Trap {
            /// Every trap, in the order of its code.
            ///
            /// ```
            /// use sanderling::Trap;
            ///
            /// assert!(Trap::ALL.contains(&Trap::StackOverflow));
            /// ```
            pub const ALL: &'static [Trap] = &[$(Trap::$name),*];

            /// The trap with this code, if there is one.
            pub(crate) const fn from_code(code: u8) -> Option<Trap> {
                match code { $( $code => Some(Trap::$name), )* _ => None }
            }

            /// The wording of the specification's test suite.
            ///
            /// ```
            /// # use sanderling::*;
            /// # fn main() -> Result<(), Error> {
            /// assert_eq!(Trap::Unreachable.message(), "unreachable");
            /// # Ok(())
            /// # }
            /// ```
            pub const fn message(self) -> &'static str {
                match self { $( Trap::$name => $text, )* }
            }
        }
    };
}

traps! {
    /// The `unreachable` instruction was executed.
    Unreachable = 1, "unreachable";
    /// A memory access or bulk memory operation left the bounds of its memory.
    MemoryOutOfBounds = 2, "out of bounds memory access";
    /// A table access or bulk table operation left the bounds of its table.
    TableOutOfBounds = 3, "out of bounds table access";
    /// `call_indirect` used an index beyond the table's end.
    UndefinedElement = 4, "undefined element";
    /// `call_indirect` found a null reference in the table.
    UninitializedElement = 5, "uninitialized element";
    /// `call_indirect` found a function of another type.
    IndirectCallTypeMismatch = 6, "indirect call type mismatch";
    /// An integer division or remainder by zero.
    DivideByZero = 7, "integer divide by zero";
    /// A signed division whose result does not fit, or a float too large for the integer type.
    IntegerOverflow = 8, "integer overflow";
    /// A NaN was converted to an integer.
    InvalidConversionToInteger = 9, "invalid conversion to integer";
    /// The guest's call depth or stack space was used up.
    StackOverflow = 10, "call stack exhausted";
    /// The store's fuel was used up.
    OutOfFuel = 11, "all fuel consumed";
    /// The store was interrupted from outside.
    Interrupted = 12, "interrupt";
    /// The store's deadline passed.
    Timeout = 13, "deadline exceeded";
    /// The host could not provide memory that the guest needed.
    OutOfMemory = 14, "out of memory";
    /// A null reference was dereferenced.
    NullReference = 15, "null reference";
    /// `ref.cast` met a value of another type.
    CastFailure = 16, "cast failure";
    /// An array access left the bounds of its array.
    ArrayOutOfBounds = 17, "out of bounds array access";
    /// An atomic access was not aligned to its width.
    UnalignedAtomic = 18, "unaligned atomic";
    /// `memory.atomic.wait` on a memory that is not shared.
    ExpectedSharedMemory = 19, "expected shared memory";
    /// A null function reference was called.
    NullFunctionReference = 20, "null function reference";
}

impl fmt::Display for Trap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl core::error::Error for Trap {}
