//! Superinstructions: which two forms in sequence have a handler of their own.
//!
//! The list is data; what a pair does follows from its halves (`exec::handlers`).

/// Calls the macro `$m` with every pair: `(form) (form)` with all type parameters.
macro_rules! for_each_pair {
    ($m:ident) => {
        $m! {}
    };
}
pub(crate) use for_each_pair;
