//! Rust closures as host functions.

use std::sync::Arc;

use super::Caller;
use super::host_call::HostFn;
use super::typed::{WasmResults, WasmValues, for_each_tuple};
use super::wasm_ty::{WasmTy, sealed};
use crate::{Error, FuncType};

/// A closure that can be a host function: up to 16 parameters of types that are
/// [`WasmTy`], perhaps after a [`Caller`], and results that are [`WasmRet`].
///
/// The type parameters beyond the store's `T` only keep the implementations apart.
///
/// ```
/// use sanderling::{Caller, Engine, Error, Func, Store};
///
/// let mut store = Store::new(&Engine::default(), 0u64);
/// Func::wrap(&mut store, || println!("called"));
/// Func::wrap(&mut store, |a: i32, b: f64| -> (f64, i32) { (b, a) });
/// Func::wrap(&mut store, |mut caller: Caller<'_, u64>| *caller.data_mut() += 1);
/// Func::wrap(&mut store, |a: u32| a.checked_mul(2).ok_or(Error::msg("too large")));
/// ```
pub trait IntoFunc<T, Params, Results>: Send + Sync + 'static {
    /// The function's type and the closure that runs on slots.
    #[doc(hidden)]
    fn into_func(self) -> HostFunc<T>;
}

/// A host function that is not in a store yet.
#[doc(hidden)]
pub struct HostFunc<T> {
    pub(super) ty: FuncType,
    pub(super) call: HostFn<T>,
}

/// What a host function gives back: results, or a [`Result`] of them whose error can
/// become an [`Error`].
///
/// Results are `()`, one [`WasmTy`], or a tuple of up to 16.
///
/// ```
/// # use sanderling::*;
/// # fn main() -> Result<(), Error> {
/// let mut store = Store::new(&Engine::default(), ());
/// let plain = Func::wrap(&mut store, || (1_i32, 2.5_f64));
/// let fallible = Func::wrap(&mut store, |x: i32| -> Result<i32, Error> {
///     x.checked_neg().ok_or_else(|| Error::from(Trap::IntegerOverflow))
/// });
/// assert_eq!(plain.typed::<(), (i32, f64)>(&store)?.call(&mut store, ())?, (1, 2.5));
/// assert!(fallible.typed::<i32, i32>(&store)?.call(&mut store, i32::MIN).is_err());
/// # Ok(())
/// # }
/// ```
pub trait WasmRet {
    /// The results.
    #[doc(hidden)]
    type Results: WasmResults;

    /// The results, or the error.
    #[doc(hidden)]
    fn into_result(self) -> Result<Self::Results, Error>;
}

impl<V: WasmResults> WasmRet for V {
    type Results = V;

    #[inline(always)]
    fn into_result(self) -> Result<V, Error> {
        Ok(self)
    }
}

impl<V: WasmResults, E: Into<Error>> WasmRet for Result<V, E> {
    type Results = V;

    #[inline(always)]
    fn into_result(self) -> Result<V, Error> {
        self.map_err(E::into)
    }
}

macro_rules! closures {
    ($($ty:ident $at:tt),*) => {
        #[allow(non_snake_case, reason = "values are named like their types")]
        impl<T, Run, Ret, $($ty),*> IntoFunc<T, ($($ty,)*), Ret> for Run
        where
            Run: Fn($($ty),*) -> Ret + Send + Sync + 'static,
            Ret: WasmRet,
            $($ty: WasmTy,)*
        {
            fn into_func(self) -> HostFunc<T> {
                host_func::<T, ($($ty,)*), Ret>(move |_, ($($ty,)*)| self($($ty),*))
            }
        }

        #[allow(non_snake_case, reason = "values are named like their types")]
        impl<T, Run, Ret, $($ty),*> IntoFunc<T, (Caller<'_, T>, $($ty,)*), Ret> for Run
        where
            Run: Fn(Caller<'_, T>, $($ty),*) -> Ret + Send + Sync + 'static,
            Ret: WasmRet,
            $($ty: WasmTy,)*
        {
            fn into_func(self) -> HostFunc<T> {
                host_func::<T, ($($ty,)*), Ret>(move |caller, ($($ty,)*)| self(caller, $($ty),*))
            }
        }
    };
}

for_each_tuple!(closures);

/// A closure on values as one on slots. No value is boxed, and nothing is allocated
/// in a call.
fn host_func<T, Params: WasmValues, Ret: WasmRet>(
    run: impl Fn(Caller<'_, T>, Params) -> Ret + Send + Sync + 'static,
) -> HostFunc<T> {
    let ty = FuncType::new(Params::val_types(), Ret::Results::val_types());
    let call = Arc::new(move |mut caller: Caller<'_, T>, slots: &mut [u64]| {
        let params = Params::from_slots(slots, sealed::Core(caller.store.core()));
        let results = run(caller.reborrow(), params).into_result()?;
        results.into_slots(slots, sealed::Core(caller.store.core()))
    });
    HostFunc { ty, call }
}
