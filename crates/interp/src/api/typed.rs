//! Functions whose type is known when the host is compiled.

use std::fmt;
use std::marker::PhantomData;

use super::host_call::call_func;
use super::resumable::{self, Slots};
use super::wasm_ty::{WasmTy, sealed};
use super::{AsContextMut, Func, ResumableCall};
use crate::{Error, ValType};

/// A function with parameters `P` and results `R`.
///
/// Its signature was checked when it was made with [`Func::typed`] or
/// [`Instance::get_typed_func`](crate::Instance::get_typed_func); calls neither check it
/// again nor allocate.
///
/// ```
/// use sanderling::{Engine, Instance, Module, Store, TypedFunc};
///
/// # fn main() -> Result<(), sanderling::Error> {
/// let text = r#"
///     (func (export "divmod") (param i32 i32) (result i32 i32)
///         (i32.div_u (local.get 0) (local.get 1))
///         (i32.rem_u (local.get 0) (local.get 1)))"#;
/// let engine = Engine::default();
/// let mut store = Store::new(&engine, ());
/// let instance = Instance::new(&mut store, &Module::new(&engine, text)?, &[])?;
/// let divmod: TypedFunc<(u32, u32), (u32, u32)> =
///     instance.get_typed_func(&mut store, "divmod")?;
/// assert_eq!(divmod.call(&mut store, (17, 5))?, (3, 2));
/// # Ok(())
/// # }
/// ```
pub struct TypedFunc<P, R> {
    func: Func,
    signature: PhantomData<fn(P) -> R>,
}

/// The most slots that a typed function has on either side: 16 vectors.
const MAX_SLOTS: usize = 32;

impl<P: WasmParams, R: WasmResults> TypedFunc<P, R> {
    /// `func` has been found to have this signature.
    pub(super) fn new(func: Func) -> Self {
        Self {
            func,
            signature: PhantomData,
        }
    }

    /// Calls the function.
    ///
    /// # Errors
    ///
    /// The [`Trap`](crate::ErrorKind::Trap) that ended the call or the error that a host
    /// function returned, and [`Usage`](crate::ErrorKind::Usage) if the function or a
    /// parameter belongs to another store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let text = r#"(memory (export "memory") 1) (table (export "table") 1 funcref)
    ///     (global (export "seven") i32 (i32.const 7))
    ///     (func (export "one") (result i32) (i32.const 1))"#;
    /// let instance = Instance::new(&mut store, &Module::new(&engine, text)?, &[])?;
    /// let one = instance.get_typed_func::<(), i32>(&mut store, "one")?;
    /// assert_eq!(one.call(&mut store, ())?, 1);
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn call(&self, store: impl AsContextMut, params: P) -> Result<R, Error> {
        // Most functions have few values; the others pay for more slots.
        if const { P::SLOTS <= 4 && R::SLOTS <= 4 } {
            self.call_in([0; 4], store, params)
        } else {
            self.call_in([0; MAX_SLOTS], store, params)
        }
    }

    #[inline]
    fn call_in<const N: usize>(
        &self,
        mut slots: [u64; N],
        mut store: impl AsContextMut,
        params: P,
    ) -> Result<R, Error> {
        let store = store.as_context_mut();
        let func = self.func.addr(store.core())?;
        params.into_slots(&mut slots, sealed::Core(store.core()))?;
        call_func(store.0, func, &mut slots)?;
        Ok(R::from_slots(&slots, sealed::Core(&store.0.core)))
    }

    /// Calls the function on a stack of its own, so that the call can be suspended.
    ///
    /// See [`ResumableCall`] for how such a call ends, and what suspends it.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the function or a parameter belongs to
    /// another store.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let read = Func::wrap(&mut store, |n: i32| -> Result<i32, Error> { Err(Error::pending(n)) });
    /// let read = read.typed::<i32, i32>(&store)?;
    /// let ResumableCall::Suspended(call) = read.call_resumable(&mut store, 3)? else {
    ///     panic!("it is suspended")
    /// };
    /// assert_eq!(call.payload::<i32>(), Some(&3));
    /// # Ok(())
    /// # }
    /// ```
    pub fn call_resumable(
        &self,
        mut store: impl AsContextMut,
        params: P,
    ) -> Result<ResumableCall<R>, Error> {
        let store = store.as_context_mut();
        let func = self.func.addr(store.core())?;
        let mut slots = Slots::from_elem(0, P::SLOTS.max(R::SLOTS));
        params.into_slots(&mut slots, sealed::Core(store.core()))?;
        Ok(resumable::begin(store, func, slots, |core, _, slots| {
            Ok(R::from_slots(slots, sealed::Core(core)))
        }))
    }

    /// The function without its static type.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// # let engine = Engine::default();
    /// # let mut store = Store::new(&engine, ());
    /// let text = r#"(memory (export "memory") 1) (table (export "table") 1 funcref)
    ///     (global (export "seven") i32 (i32.const 7))
    ///     (func (export "one") (result i32) (i32.const 1))"#;
    /// let instance = Instance::new(&mut store, &Module::new(&engine, text)?, &[])?;
    /// let one = instance.get_typed_func::<(), i32>(&mut store, "one")?;
    /// assert_eq!(one.func().ty(&store)?.results(), [ValType::I32]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn func(&self) -> &Func {
        &self.func
    }
}

impl<P, R> Clone for TypedFunc<P, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P, R> Copy for TypedFunc<P, R> {}

impl<P, R> fmt::Debug for TypedFunc<P, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TypedFunc").field(&self.func).finish()
    }
}

/// Parameters or results as Rust types: nothing as `()`, one value as itself, up to 16
/// values as a tuple.
///
/// ```
/// # use sanderling::*;
/// # fn main() -> Result<(), Error> {
/// let mut store = Store::new(&Engine::default(), ());
/// let f = Func::wrap(&mut store, |a: i32, b: f64| (b, a));
/// let typed = f.typed::<(i32, f64), (f64, i32)>(&store)?;
/// assert_eq!(typed.call(&mut store, (1, 2.5))?, (2.5, 1));
/// # Ok(())
/// # }
/// ```
pub trait WasmValues: Send + Sync + 'static {
    /// The number of slots.
    #[doc(hidden)]
    const SLOTS: usize;

    /// The WebAssembly types, in order.
    #[doc(hidden)]
    fn val_types() -> Vec<ValType>;

    /// Writes the values to the first slots.
    #[doc(hidden)]
    fn into_slots(self, slots: &mut [u64], store: sealed::Core<'_>) -> Result<(), Error>;

    /// Reads the values from the first slots.
    #[doc(hidden)]
    fn from_slots(slots: &[u64], store: sealed::Core<'_>) -> Self;
}

/// What a [`TypedFunc`] takes: `()`, one [`WasmTy`], or a tuple of up to 16.
///
/// ```
/// use sanderling::{AsContextMut, Error, TypedFunc, WasmParams};
///
/// fn run<P: WasmParams>(f: TypedFunc<P, i32>, store: impl AsContextMut, args: P) -> Result<i32, Error> {
///     f.call(store, args)
/// }
/// ```
pub trait WasmParams: WasmValues {}

/// What a [`TypedFunc`] gives: `()`, one [`WasmTy`], or a tuple of up to 16.
///
/// ```
/// use sanderling::{AsContextMut, Error, TypedFunc, WasmResults};
///
/// fn run<R: WasmResults>(f: TypedFunc<(), R>, store: impl AsContextMut) -> Result<R, Error> {
///     f.call(store, ())
/// }
/// ```
pub trait WasmResults: WasmValues {}

impl<V: WasmValues> WasmParams for V {}
impl<V: WasmValues> WasmResults for V {}

impl<V: WasmTy> WasmValues for V {
    const SLOTS: usize = V::SLOTS;

    fn val_types() -> Vec<ValType> {
        vec![V::val_type()]
    }

    #[inline(always)]
    fn into_slots(self, slots: &mut [u64], store: sealed::Core<'_>) -> Result<(), Error> {
        self.write_slots(slots, store)
    }

    #[inline(always)]
    fn from_slots(slots: &[u64], store: sealed::Core<'_>) -> Self {
        V::read_slots(slots, store)
    }
}

/// Calls a macro with each tuple of up to 16 type parameters and their positions.
macro_rules! for_each_tuple {
    ($mac:ident) => {
        $mac!();
        $mac!(A 0);
        $mac!(A 0, B 1);
        $mac!(A 0, B 1, C 2);
        $mac!(A 0, B 1, C 2, D 3);
        $mac!(A 0, B 1, C 2, D 3, E 4);
        $mac!(A 0, B 1, C 2, D 3, E 4, F 5);
        $mac!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
        $mac!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
        $mac!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
        $mac!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
        $mac!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
        $mac!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);
        $mac!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12);
        $mac!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13);
        $mac!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14);
        $mac!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15);
    };
}
pub(super) use for_each_tuple;

macro_rules! tuple_values {
    () => {
        impl WasmValues for () {
            const SLOTS: usize = 0;

            fn val_types() -> Vec<ValType> {
                Vec::new()
            }

            #[inline(always)]
            fn into_slots(self, _slots: &mut [u64], _store: sealed::Core<'_>) -> Result<(), Error> {
                Ok(())
            }

            #[inline(always)]
            fn from_slots(_slots: &[u64], _store: sealed::Core<'_>) -> Self {}
        }
    };
    ($($ty:ident $at:tt),+) => {
        impl<$($ty: WasmTy),+> WasmValues for ($($ty,)+) {
            const SLOTS: usize = 0 $(+ <$ty as WasmTy>::SLOTS)+;

            fn val_types() -> Vec<ValType> {
                vec![$($ty::val_type()),+]
            }

            #[inline(always)]
            fn into_slots(self, slots: &mut [u64], store: sealed::Core<'_>) -> Result<(), Error> {
                // One check of the length instead of one a value.
                let slots = &mut slots[..<Self as WasmValues>::SLOTS];
                let mut end = 0;
                $(
                    let start = end;
                    end += <$ty as WasmTy>::SLOTS;
                    self.$at.write_slots(&mut slots[start..end], store)?;
                )+
                Ok(())
            }

            #[inline(always)]
            fn from_slots(slots: &[u64], store: sealed::Core<'_>) -> Self {
                let slots = &slots[..<Self as WasmValues>::SLOTS];
                let mut end = 0;
                ($({
                    let start = end;
                    end += <$ty as WasmTy>::SLOTS;
                    $ty::read_slots(&slots[start..end], store)
                },)+)
            }
        }
    };
}

for_each_tuple!(tuple_values);
