//! Functions.

use std::sync::Arc;

use smallvec::SmallVec;

use super::handle::Stored;
use super::host_call::{HostFn, call_func};
use super::into_func::{HostFunc, IntoFunc};
use super::resumable;
use super::{
    AsContext, AsContextMut, Caller, ResumableCall, StoreContextMut, SuspendedCall, TypedFunc, Val,
    WasmParams, WasmResults,
};
use crate::room;
use crate::runtime::{FuncAddr, StoreCore, StoreId};
use crate::types::slots;
use crate::{Error, FuncType, HeapType, Trap, ValType};

/// A function of a guest or of the host.
///
/// ```
/// use sanderling::{Engine, Func, Store, Val};
///
/// # fn main() -> Result<(), sanderling::Error> {
/// let mut store = Store::new(&Engine::default(), ());
/// let add = Func::wrap(&mut store, |a: i32, b: i32| a.wrapping_add(b));
/// let mut results = [Val::I32(0)];
/// add.call(&mut store, &[Val::I32(2), Val::I32(3)], &mut results)?;
/// assert_eq!(results, [Val::I32(5)]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Func(Stored<FuncAddr>);

impl Func {
    /// A host function whose type is known at run time only.
    ///
    /// The closure finds the arguments in its second parameter and writes the results to
    /// its third, where it finds defaults.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if `ty` names a type of another engine.
    ///
    /// ```
    /// use sanderling::{Engine, Func, FuncType, Store, Val, ValType};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let mut store = Store::new(&Engine::default(), ());
    /// let ty = FuncType::new([ValType::I64], [ValType::I64]);
    /// let negate = Func::new(&mut store, ty, |_caller, params, results| {
    ///     results[0] = Val::I64(-params[0].unwrap_i64());
    ///     Ok(())
    /// })?;
    /// assert_eq!(negate.typed::<i64, i64>(&store)?.call(&mut store, 7)?, -7);
    /// # Ok(())
    /// # }
    /// ```
    pub fn new<T>(
        mut store: impl AsContextMut<Data = T>,
        ty: FuncType,
        func: impl Fn(Caller<'_, T>, &[Val], &mut [Val]) -> Result<(), Error> + Send + Sync + 'static,
    ) -> Result<Self, Error> {
        let store = store.as_context_mut();
        let call = untyped(ty.clone(), func);
        Self::add(store, HostFunc { ty, call })
    }

    /// A host function on 8-byte slots, for functions that take and return numbers and
    /// vectors only: the counterpart of [`call_slots`](Self::call_slots).
    ///
    /// The closure finds the arguments in the slots and leaves the results in their
    /// place. There are as many slots as the longer of the two lists takes. The high
    /// halves of `i32` and `f32` arguments are zero; those of such results are ignored.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the type has references.
    ///
    /// ```
    /// use sanderling::{Engine, Func, FuncType, Store, ValType};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let mut store = Store::new(&Engine::default(), ());
    /// let ty = FuncType::new([ValType::I64, ValType::I64], [ValType::I64]);
    /// let add = Func::new_slots(&mut store, ty, |_caller, slots| {
    ///     slots[0] = slots[0].wrapping_add(slots[1]);
    ///     Ok(())
    /// })?;
    /// assert_eq!(add.typed::<(i64, i64), i64>(&store)?.call(&mut store, (7, 1))?, 8);
    /// # Ok(())
    /// # }
    /// ```
    pub fn new_slots<T>(
        mut store: impl AsContextMut<Data = T>,
        ty: FuncType,
        func: impl Fn(Caller<'_, T>, &mut [u64]) -> Result<(), Error> + Send + Sync + 'static,
    ) -> Result<Self, Error> {
        let store = store.as_context_mut();
        check_no_refs(&ty)?;
        let floats = ty.narrow_slots().map(|(params, _)| params.floats);
        let integers = ty.narrow_slots().map(|(_, results)| results.integers);
        let own = ty.clone();
        // One closure, so that the host's own becomes a part of it.
        let call: HostFn<T> = Arc::new(move |caller: Caller<'_, T>, slots: &mut [u64]| {
            clear(floats, || own.params(), slots);
            func(caller, slots)?;
            clear(integers, || own.results(), slots);
            Ok(())
        });
        Self::add(store, HostFunc { ty, call })
    }

    /// A host function from a closure, whose type gives the function's; see
    /// [`IntoFunc`].
    ///
    /// # Panics
    ///
    /// If the store has 2³² host functions already.
    ///
    /// ```
    /// use sanderling::{Caller, Engine, Func, Store};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let mut store = Store::new(&Engine::default(), 40);
    /// let f = Func::wrap(&mut store, |caller: Caller<'_, i32>, n: i32| *caller.data() + n);
    /// assert_eq!(f.typed::<i32, i32>(&store)?.call(&mut store, 2)?, 42);
    /// # Ok(())
    /// # }
    /// ```
    pub fn wrap<T, Params, Results>(
        mut store: impl AsContextMut<Data = T>,
        func: impl IntoFunc<T, Params, Results>,
    ) -> Self {
        let store = store.as_context_mut();
        match Self::add(store, func.into_func()) {
            Ok(func) => func,
            Err(error) => panic!("cannot add a host function: {error}"),
        }
    }

    pub(super) fn add<T>(store: StoreContextMut<'_, T>, func: HostFunc<T>) -> Result<Self, Error> {
        let HostFunc { ty, call } = func;
        let id = store.core().registry.intern_func(&ty)?;
        let addr = store.0.add_host_func(Arc::new(ty), id, call)?;
        Ok(Self::from_addr(store.0.core.id(), addr))
    }

    /// The function's type.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the function belongs to another store.
    ///
    /// ```
    /// use sanderling::{Engine, Func, Store};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let mut store = Store::new(&Engine::default(), ());
    /// let f = Func::wrap(&mut store, |_: f32| 1u64);
    /// assert_eq!(f.ty(&store)?.to_string(), "(func (param f32) (result i64))");
    /// # Ok(())
    /// # }
    /// ```
    pub fn ty(&self, store: impl AsContext) -> Result<FuncType, Error> {
        let store = store.as_context();
        let addr = self.addr(store.core())?;
        Ok(FuncType::clone(store.core().func(addr).ty()))
    }

    /// Calls the function.
    ///
    /// # Errors
    ///
    /// The [`Trap`](crate::ErrorKind::Trap) that ended the call or the error that a host
    /// function returned, and [`Usage`](crate::ErrorKind::Usage) if the number or the
    /// types of `params` or the number of `results` are wrong, or something belongs to
    /// another store.
    ///
    /// ```
    /// use sanderling::{Engine, Func, Store, Val};
    ///
    /// let mut store = Store::new(&Engine::default(), ());
    /// let f = Func::wrap(&mut store, |_: i32| {});
    /// assert!(f.call(&mut store, &[Val::I32(1)], &mut []).is_ok());
    /// assert!(f.call(&mut store, &[Val::I64(1)], &mut []).is_err());
    /// ```
    pub fn call(
        &self,
        mut store: impl AsContextMut,
        params: &[Val],
        results: &mut [Val],
    ) -> Result<(), Error> {
        let store = store.as_context_mut();
        let core = store.core();
        let addr = self.addr(core)?;
        let ty = core.func(addr).ty().clone();
        check_len("parameters", ty.params().len(), params.len())?;
        check_len("results", ty.results().len(), results.len())?;

        let mut buffer: SmallVec<[u64; 16]> = room::slots(ty.call_slots())?;
        write_slots(core, ty.params(), params, &mut buffer)?;
        call_func(store.0, addr, &mut buffer)?;
        let values = values(&store.0.core, ty.results(), &buffer);
        for (result, value) in results.iter_mut().zip(values) {
            *result = value?;
        }
        Ok(())
    }

    /// Calls a function that takes and returns numbers and vectors only, with its
    /// arguments in 8-byte slots and its results in their place.
    ///
    /// A vector takes two slots, low half first. The high halves of `i32` and `f32`
    /// arguments are ignored; those of such results are zero.
    ///
    /// # Errors
    ///
    /// As for [`call`](Self::call), and [`Usage`](crate::ErrorKind::Usage) if there are
    /// too few slots for the arguments or the results, or if the function takes or
    /// returns references.
    ///
    /// ```
    /// # fn main() -> Result<(), sanderling::Error> {
    /// use sanderling::{Engine, Instance, Module, Store};
    ///
    /// let engine = Engine::default();
    /// let text = r#"(func (export "sub") (param i32 i32) (result i32)
    ///     (i32.sub (local.get 0) (local.get 1)))"#;
    /// let module = Module::new(&engine, text)?;
    /// let mut store = Store::new(&engine, ());
    /// let instance = Instance::new(&mut store, &module, &[])?;
    /// let sub = instance.get_func(&mut store, "sub").expect("it is exported");
    /// let mut slots = [5, 3];
    /// sub.call_slots(&mut store, &mut slots)?;
    /// assert_eq!(slots[0], 2);
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn call_slots(&self, mut store: impl AsContextMut, slots: &mut [u64]) -> Result<(), Error> {
        let store = store.as_context_mut();
        let addr = self.arguments_in_slots(store.core(), slots)?;
        call_func(store.0, addr, slots)?;
        clear_results(&store.0.core, addr, slots);
        Ok(())
    }

    /// Calls the function on a stack of its own, so that the call can be suspended.
    ///
    /// See [`ResumableCall`] for how such a call ends, and what suspends it.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) as for [`call`](Self::call); what ends the call
    /// itself is a [`ResumableCall::Trap`].
    ///
    /// ```
    /// # fn main() -> Result<(), sanderling::Error> {
    /// use sanderling::{Engine, Error, Func, Instance, Module, ResumableCall, Store, Val};
    ///
    /// let engine = Engine::default();
    /// let text = r#"
    ///     (import "host" "read" (func $read (result i32)))
    ///     (func (export "twice") (result i32) (i32.mul (call $read) (i32.const 2)))"#;
    /// let mut store = Store::new(&engine, ());
    /// let read = Func::wrap(&mut store, || -> Result<i32, Error> { Err(Error::pending(())) });
    /// let instance = Instance::new(&mut store, &Module::new(&engine, text)?, &[read.into()])?;
    /// let twice = instance.get_func(&mut store, "twice").expect("it is exported");
    ///
    /// let ResumableCall::Suspended(call) = twice.call_resumable(&mut store, &[])? else {
    ///     panic!("it waits for what it reads")
    /// };
    /// let ResumableCall::Done(results) = call.resume_with(&mut store, &[Val::I32(21)])? else {
    ///     panic!("it has all it needs")
    /// };
    /// assert_eq!(results, [Val::I32(42)]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn call_resumable(
        &self,
        mut store: impl AsContextMut,
        params: &[Val],
    ) -> Result<ResumableCall<Vec<Val>>, Error> {
        let store = store.as_context_mut();
        let core = store.core();
        let addr = self.addr(core)?;
        let ty = core.func(addr).ty().clone();
        check_len("parameters", ty.params().len(), params.len())?;
        let mut slots = room::slots(ty.call_slots())?;
        write_slots(core, ty.params(), params, &mut slots)?;
        Ok(resumable::begin(store, addr, slots, vals))
    }

    /// Calls a function that takes and returns numbers and vectors only, on a stack of
    /// its own and with its arguments in slots: as
    /// [`call_resumable`](Self::call_resumable) and [`call_slots`](Self::call_slots).
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) as for [`call_slots`](Self::call_slots).
    ///
    /// ```
    /// # fn main() -> Result<(), sanderling::Error> {
    /// # use sanderling::{Engine, Func, ResumableCall, Store};
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let sub = Func::wrap(&mut store, |a: i32, b: i32| a - b);
    /// let ResumableCall::Done(slots) = sub.call_slots_resumable(&mut store, &[5, 3])? else {
    ///     panic!("it is done")
    /// };
    /// assert_eq!(slots, [2]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn call_slots_resumable(
        &self,
        mut store: impl AsContextMut,
        params: &[u64],
    ) -> Result<ResumableCall<Vec<u64>>, Error> {
        let store = store.as_context_mut();
        let core = store.core();
        let addr = self.addr(core)?;
        let ty = core.func(addr).ty().clone();
        check_slots(&ty, ty.param_slots(), params)?;
        let mut slots = room::slots(ty.call_slots())?;
        slots[..ty.param_slots()].copy_from_slice(&params[..ty.param_slots()]);
        clear_high_halves(ty.params(), &mut slots);
        Ok(resumable::begin(store, addr, slots, results_in_slots))
    }

    /// Calls the function on a stack of its own with its parameters in the first slots,
    /// and leaves the results there if it ends without being suspended: what
    /// [`call_slots_resumable`](Self::call_slots_resumable) does, for hosts to which
    /// allocating the results matters. A suspended call gives them when it is resumed.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) as for [`call_slots`](Self::call_slots), and what
    /// ends the call.
    ///
    /// ```
    /// # fn main() -> Result<(), sanderling::Error> {
    /// use sanderling::{Engine, Instance, Module, Store};
    ///
    /// let engine = Engine::default();
    /// let text = r#"(func (export "sub") (param i32 i32) (result i32)
    ///     (i32.sub (local.get 0) (local.get 1)))"#;
    /// let mut store = Store::new(&engine, ());
    /// let instance = Instance::new(&mut store, &Module::new(&engine, text)?, &[])?;
    /// let sub = instance.get_func(&mut store, "sub").expect("it is exported");
    ///
    /// let mut slots = [5, 3];
    /// assert!(sub.call_slots_suspendable(&mut store, &mut slots)?.is_none());
    /// assert_eq!(slots[0], 2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn call_slots_suspendable(
        &self,
        mut store: impl AsContextMut,
        slots: &mut [u64],
    ) -> Result<Option<SuspendedCall<Vec<u64>>>, Error> {
        let store = store.as_context_mut();
        let addr = self.arguments_in_slots(store.core(), slots)?;
        let suspended = resumable::begin_in_place(store.0, addr, slots, results_in_slots)?;
        if suspended.is_none() {
            clear_results(&store.0.core, addr, slots);
        }
        Ok(suspended)
    }

    /// Checks that the function can be called on the slots, and makes its arguments fit
    /// for it.
    #[inline]
    fn arguments_in_slots(&self, core: &StoreCore, slots: &mut [u64]) -> Result<FuncAddr, Error> {
        let addr = self.addr(core)?;
        let ty = core.func(addr).ty();
        check_slots(ty, ty.call_slots(), slots)?;
        let integers = ty.narrow_slots().map(|(params, _)| params.integers);
        clear(integers, || ty.params(), slots);
        Ok(addr)
    }

    /// This function with a static type.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if the function has another type or belongs to
    /// another store.
    ///
    /// ```
    /// use sanderling::{Engine, Func, Store};
    ///
    /// let mut store = Store::new(&Engine::default(), ());
    /// let f = Func::wrap(&mut store, |_: i32| 0i64);
    /// assert!(f.typed::<i32, i64>(&store).is_ok());
    /// assert!(f.typed::<(i32, i32), i64>(&store).is_err());
    /// ```
    pub fn typed<P: WasmParams, R: WasmResults>(
        &self,
        store: impl AsContext,
    ) -> Result<TypedFunc<P, R>, Error> {
        let store = store.as_context();
        let addr = self.addr(store.core())?;
        let ty = store.core().func(addr).ty();
        let wanted = FuncType::new(P::val_types(), R::val_types());
        if !ty.matches(&wanted) {
            let message = format!("the function has the type {ty}, not {wanted}");
            return Err(Error::usage(message));
        }
        Ok(TypedFunc::new(*self))
    }

    pub(super) fn from_addr(store: StoreId, addr: FuncAddr) -> Self {
        Self(Stored::new(store, addr))
    }

    #[inline]
    pub(super) fn addr(&self, core: &StoreCore) -> Result<FuncAddr, Error> {
        self.0.addr(core)
    }

    pub(super) fn from_slot(slot: u64, store: StoreId) -> Option<Self> {
        Some(Self::from_addr(store, FuncAddr::from_ref(slot)?))
    }

    pub(super) fn to_slot(self, store: StoreId) -> Result<u64, Error> {
        Ok(self.0.addr_in(store)?.to_ref())
    }

    /// Whether a reference to this function can be one to `heap`.
    pub(super) fn matches_heap_type(
        &self,
        heap: &HeapType,
        core: &StoreCore,
    ) -> Result<bool, Error> {
        let addr = self.addr(core)?;
        Ok(match heap {
            HeapType::Func => true,
            HeapType::Concrete(ty) => core.registry.matches(core.func(addr).type_id(), ty),
            _ => false,
        })
    }
}

/// The results of a call as values.
fn vals(core: &StoreCore, ty: &FuncType, slots: &[u64]) -> Result<Vec<Val>, Error> {
    values(core, ty.results(), slots).collect()
}

/// The values of a call; most calls have few.
type Vals = SmallVec<[Val; 4]>;

/// A closure on values as one on slots.
pub(super) fn untyped<T>(
    ty: FuncType,
    func: impl Fn(Caller<'_, T>, &[Val], &mut [Val]) -> Result<(), Error> + Send + Sync + 'static,
) -> HostFn<T> {
    Arc::new(move |mut caller: Caller<'_, T>, slots: &mut [u64]| {
        let mut params = Vals::new();
        let mut results = Vals::new();
        for (list, types) in [(&mut params, ty.params()), (&mut results, ty.results())] {
            let room = list.try_reserve(types.len());
            room.map_err(|_| Error::trap(Trap::OutOfMemory))?;
        }
        for value in values(caller.store.core(), ty.params(), slots) {
            params.push(value?);
        }
        // A result without a default must be overwritten; the check below sees to it.
        for t in ty.results() {
            results.push(Val::default_for_ty(t).unwrap_or(Val::I32(0)));
        }
        func(caller.reborrow(), &params, &mut results)?;
        write_slots(caller.store.core(), ty.results(), &results, slots)
    })
}

pub(super) fn check_len(what: &str, expected: usize, found: usize) -> Result<(), Error> {
    if expected == found {
        return Ok(());
    }
    Err(Error::usage(format!(
        "expected {expected} {what}, got {found}"
    )))
}

/// Writes values of these types to slots, one after the other.
pub(super) fn write_slots(
    core: &StoreCore,
    types: &[ValType],
    values: &[Val],
    mut out: &mut [u64],
) -> Result<(), Error> {
    for (ty, value) in types.iter().zip(values) {
        let bits = value.to_bits(ty, core)?;
        let (here, rest) = out.split_at_mut(slots(ty));
        match here {
            [low, high] => [*low, *high] = bits,
            _ => here[0] = bits[0],
        }
        out = rest;
    }
    Ok(())
}

/// The values of these types in slots, one after the other.
pub(super) fn values<'a>(
    core: &'a StoreCore,
    types: &'a [ValType],
    mut from: &'a [u64],
) -> impl Iterator<Item = Result<Val, Error>> + 'a {
    types.iter().map(move |ty| {
        let (here, rest) = from.split_at(slots(ty));
        from = rest;
        match *here {
            [low, high] => Val::from_bits(ty, [low, high], core),
            _ => Val::from_bits(ty, [here[0], 0], core),
        }
    })
}

/// Refuses slots on which a function of the type cannot be called.
#[inline]
fn check_slots(ty: &FuncType, needed: usize, slots: &[u64]) -> Result<(), Error> {
    if slots.len() < needed {
        return Err(Error::usage("too few slots"));
    }
    check_no_refs(ty)
}

/// Refuses functions whose values are not their bits alone.
#[inline]
fn check_no_refs(ty: &FuncType) -> Result<(), Error> {
    if ty.has_refs() {
        return Err(Error::usage("references cannot be passed in slots"));
    }
    Ok(())
}

/// Clears what the results of a call leave in the high halves of their slots.
#[inline]
fn clear_results(core: &StoreCore, addr: FuncAddr, slots: &mut [u64]) {
    let ty = core.func(addr).ty();
    let floats = ty.narrow_slots().map(|(_, results)| results.floats);
    clear(floats, || ty.results(), slots);
}

/// The results of a call that has been suspended, whose slots are then somebody else's.
#[expect(
    clippy::unnecessary_wraps,
    reason = "of the ways to convert results, some can fail"
)]
fn results_in_slots(_: &StoreCore, ty: &FuncType, slots: &[u64]) -> Result<Vec<u64>, Error> {
    let mut slots = slots[..ty.result_slots()].to_vec();
    clear_high_halves(ty.results(), &mut slots);
    Ok(slots)
}

/// Clears what values of 32 bits leave of their slots: those in `narrow`, or, if there are
/// more slots than bits in it, all.
///
/// From the host to the engine that is what integers leave, where zeros have to be
/// (INV-SLOTS); the other way what floats leave, where the engine has anything.
#[inline]
fn clear<'a>(narrow: Option<u32>, types: impl FnOnce() -> &'a [ValType], slots: &mut [u64]) {
    match narrow {
        Some(narrow) => clear_narrow(narrow, slots),
        None => clear_high_halves(types(), slots),
    }
}

#[inline]
fn clear_narrow(mut narrow: u32, slots: &mut [u64]) {
    while narrow != 0 {
        // Most hosts leave zeros there, and a store of half a slot would make the next
        // load of the whole one wait.
        let slot = &mut slots[narrow.trailing_zeros() as usize];
        if *slot > u64::from(u32::MAX) {
            *slot &= u64::from(u32::MAX);
        }
        narrow &= narrow - 1;
    }
}

/// Clears what the values of 32 bits leave of their slots.
#[cold]
pub(super) fn clear_high_halves(types: &[ValType], slots: &mut [u64]) {
    let mut at = 0;
    for ty in types {
        if matches!(ty, ValType::I32 | ValType::F32) {
            slots[at] &= u64::from(u32::MAX);
        }
        at += self::slots(ty);
    }
}
