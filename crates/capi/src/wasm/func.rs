//! Functions: `wasm_func_t`, its calls, and callbacks.

use std::ffi::c_void;
use std::ptr;
use std::sync::{Arc, OnceLock};

use sanderling::{AsContextMut, Caller, Error, ExternType, Func, FuncType, Val, ValType};
use smallvec::SmallVec;

use super::host_info::{Finalizer, HostInfo};
use super::reference::{Seen, objects, references};
use super::trap::{Fault, TrapHandle, run_trap};
use super::types::ExternTypeHandle;
use super::value::{Value, kind};
use super::vec::{Element, Vector};
use crate::boundary::{given, run_or};
use crate::error::{Failure, Misuse};
use crate::external::ExternHandle;
use crate::store::{RunningStore, StoreData, StoreHandle, StoreMut};

/// `wasm_func_callback_t`.
type Plain =
    unsafe extern "C" fn(*const Vector<Value>, *mut Vector<Value>) -> Option<Box<TrapHandle>>;

/// `wasm_func_callback_with_env_t`.
type WithEnv = unsafe extern "C" fn(
    *mut c_void,
    *const Vector<Value>,
    *mut Vector<Value>,
) -> Option<Box<TrapHandle>>;

/// `sanderling_func_callback_t`.
type Answering = unsafe extern "C" fn(
    *mut c_void,
    *const Vector<Value>,
    *mut Vector<Value>,
    *mut Option<Box<TrapHandle>>,
) -> bool;

/// A function of C's that guests call.
struct Callback {
    code: Code,
    /// Without a finalizer.
    env: HostInfo,
    /// Finalized when the store forgets the function. Set when there is a function: until
    /// then, the environment is C's.
    _finalized: Arc<OnceLock<HostInfo>>,
}

#[derive(Clone, Copy)]
enum Code {
    Plain(Plain),
    WithEnv(WithEnv),
    Answering(Answering),
}

impl Callback {
    /// Calls it; what was written to `results` is C's to answer for.
    fn call(
        &self,
        params: &mut [Value],
        results: &mut [Value],
    ) -> Result<Option<Box<TrapHandle>>, Error> {
        let params = Vector::borrowed(params);
        let mut results = Vector::borrowed(results);
        match self.code {
            // SAFETY: C gave the function to be called so.
            Code::Plain(code) => Ok(unsafe { code(&params, &mut results) }),
            // SAFETY: as above.
            Code::WithEnv(code) => Ok(unsafe { code(self.env.data(), &params, &mut results) }),
            Code::Answering(code) => {
                let mut trap = None;
                // SAFETY: as above.
                let answered = unsafe { code(self.env.data(), &params, &mut results, &mut trap) };
                match (answered, trap) {
                    (_, Some(trap)) => Ok(Some(trap)),
                    (true, None) => Ok(None),
                    (false, None) => Err(Error::msg("the callback has not run to its end")),
                }
            }
        }
    }
}

/// Few values need no allocation.
type Values = SmallVec<[Value; 4]>;

/// Numbers up to this many are kept on the native stack.
const FEW: usize = 8;

/// The kinds of a function's values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Signature {
    /// Of the parameters, then of the results.
    kinds: SmallVec<[u8; FEW]>,
    params: usize,
    /// Whether all are numbers.
    is_numeric: bool,
}

impl Signature {
    pub(crate) fn new(ty: &FuncType) -> Self {
        let types = ty.params().iter().chain(ty.results());
        Self {
            kinds: types.clone().map(kind).collect(),
            params: ty.params().len(),
            is_numeric: types.clone().all(ValType::is_num),
        }
    }

    #[inline]
    fn params(&self) -> &[u8] {
        self.kinds.get(..self.params).unwrap_or_default()
    }

    #[inline]
    fn results(&self) -> &[u8] {
        self.kinds.get(self.params..).unwrap_or_default()
    }
}

/// The values of a host function of numbers, as they are before each call: zeros.
struct Zeros {
    /// Parameters, then results, if they are few: those are copied at once.
    few: [Value; 4],
    all: Box<[Value]>,
    params: usize,
    /// The kinds of the results.
    results: Box<[u8]>,
}

// SAFETY: the values are numbers, and none refers to anything.
unsafe impl Send for Zeros {}

// SAFETY: as above.
unsafe impl Sync for Zeros {}

impl Zeros {
    /// Of a function that has numbers only.
    fn new(signature: &Signature) -> Self {
        let zero = |kind: &u8| Value::from_slot(*kind, 0);
        let all: Box<[Value]> = signature.kinds.iter().map(zero).collect();
        let mut few = [Value::from_slot(0, 0); 4];
        for (few, zero) in few.iter_mut().zip(&all) {
            *few = *zero;
        }
        Self {
            few,
            all,
            params: signature.params,
            results: signature.results().into(),
        }
    }
}

/// A host function of numbers, in slots: a part of the one closure that calls it.
#[inline(always)]
fn on_slots(
    callback: &Callback,
    zeros: &Zeros,
    store: &RunningStore,
    caller: Caller<'_, StoreData>,
    slots: &mut [u64],
) -> Result<(), Error> {
    if zeros.all.len() > zeros.few.len() {
        return on_many_slots(callback, zeros, store, caller, slots);
    }
    on_values_of_slots(callback, zeros, store, caller, slots, &mut { zeros.few })
}

#[inline(never)]
fn on_many_slots(
    callback: &Callback,
    zeros: &Zeros,
    store: &RunningStore,
    caller: Caller<'_, StoreData>,
    slots: &mut [u64],
) -> Result<(), Error> {
    let mut values: SmallVec<[Value; 16]> = SmallVec::from_slice(&zeros.all);
    on_values_of_slots(callback, zeros, store, caller, slots, &mut values)
}

/// `values` begins with the function's zeros.
#[inline(always)]
fn on_values_of_slots(
    callback: &Callback,
    zeros: &Zeros,
    store: &RunningStore,
    mut caller: Caller<'_, StoreData>,
    slots: &mut [u64],
    values: &mut [Value],
) -> Result<(), Error> {
    let (params, rest) = values.split_at_mut(zeros.params);
    let (results, _) = rest.split_at_mut(zeros.results.len());
    // There is a slot for each.
    for (param, slot) in params.iter_mut().zip(&*slots) {
        param.set_from_clear_slot(*slot);
    }
    let call = || callback.call(params, results);
    // SAFETY: the store is the one that was given to this function.
    let trap = unsafe { store.lend(caller.as_context_mut(), call) };
    if !matches!(trap, Ok(None)) {
        return Err(end(caller, trap, None, results));
    }
    for ((result, kind), slot) in results.iter().zip(&zeros.results).zip(slots) {
        // Who made this function of slots clears what stands above narrow numbers.
        let Some(bits) = result.to_unclear_slot(*kind) else {
            return Err(end(caller, Ok(None), Some((*result, *kind)), results));
        };
        *slot = bits;
    }
    Ok(())
}

/// The error of a callback that has failed, or has given what it should not.
#[cold]
fn end(
    caller: Caller<'_, StoreData>,
    trap: Result<Option<Box<TrapHandle>>, Error>,
    wrong: Option<(Value, u8)>,
    results: &mut [Value],
) -> Error {
    // C may have written references all the same.
    let results = OwnedValues(results.iter().copied().collect());
    let error = match (trap, wrong) {
        (Err(error), _) => error,
        (Ok(Some(trap)), _) => trap.into_error(&caller),
        (Ok(None), Some((value, kind))) => Error::host(value.not_of_kind(kind)),
        (Ok(None), None) => Error::msg("the callback has failed"),
    };
    drop(results);
    error
}

/// A host function that takes or returns references.
fn on_values(
    callback: &Callback,
    ty: &FuncType,
    store: &RunningStore,
    mut caller: Caller<'_, StoreData>,
    params: &[Val],
    results: &mut [Val],
) -> Result<(), Error> {
    // SAFETY: this is one of the store's functions.
    let handle = unsafe { store.handle() };
    let mut owned = OwnedValues::default();
    for param in params {
        let value = Value::from_val(param.clone(), &handle, &mut caller.as_context_mut());
        owned.0.push(value.map_err(Error::host)?);
    }
    let mut returned = OwnedValues(ty.results().iter().map(Value::zero).collect());
    let call = || callback.call(&mut owned.0, &mut returned.0);
    // SAFETY: the store is the one that was given to this function.
    let trap = unsafe { store.lend(caller.as_context_mut(), call) };
    if let Some(trap) = trap? {
        return Err(trap.into_error(&caller));
    }
    for ((ty, value), result) in ty.results().iter().zip(&returned.0).zip(results) {
        let value = value.to_val(ty, &handle, &mut caller.as_context_mut());
        *result = value.map_err(Error::host)?;
    }
    Ok(())
}

/// Values whose references are deleted with them.
#[derive(Default)]
struct OwnedValues(Values);

impl Drop for OwnedValues {
    fn drop(&mut self) {
        for value in self.0.drain(..) {
            value.delete();
        }
    }
}

/// Makes a host function.
fn new(
    store: Option<&StoreHandle>,
    ty: Option<&ExternTypeHandle>,
    code: Option<Code>,
    (env, finalizer): (*mut c_void, Finalizer),
) -> Result<ExternHandle, Failure> {
    let finalized = Arc::new(OnceLock::new());
    let result = (|| {
        let handle = given(store, "store")?;
        let ExternType::Func(ty) = &given(ty, "type")?.ty else {
            return Err(Failure::misuse(Misuse::Argument, "type is no function's"));
        };
        check_expressible(ty)?;
        let code = given(code, "callback")?;
        let mut store = handle.enter()?;
        let running = handle.running();
        let ty = ty.clone();
        let callback = Callback {
            code,
            env: HostInfo::new(env, None),
            _finalized: finalized.clone(),
        };
        let signature = Signature::new(&ty);
        let func = if signature.is_numeric {
            let zeros = Zeros::new(&signature);
            Func::new_slots(&mut *store, ty, move |caller, slots| {
                on_slots(&callback, &zeros, &running, caller, slots)
            })
        } else {
            let ty_inside = ty.clone();
            Func::new(&mut *store, ty, move |caller, params, results| {
                on_values(&callback, &ty_inside, &running, caller, params, results)
            })
        };
        ExternHandle::new(handle, &*store, func?.into())
    })();
    if result.is_ok() {
        // It is empty so far.
        let _ = finalized.set(HostInfo::new(env, finalizer));
    }
    result
}

/// An error if values of the function cannot be `wasm_val_t`.
fn check_expressible(ty: &FuncType) -> Result<(), Failure> {
    let mut types = ty.params().iter().chain(ty.results());
    if types.any(|ty| *ty == ValType::V128) {
        let message = "vectors cannot be passed as wasm_val_t";
        return Err(Failure::misuse(Misuse::Argument, message));
    }
    Ok(())
}

#[cold]
fn arity(what: &str, expected: usize, found: usize) -> Failure {
    let message = format!("expected {expected} {what}, got {found}");
    Failure::misuse(Misuse::Argument, message)
}

/// Calls a function. Results for which there is no room are an error when the function has
/// returned: a trap is told of in any case.
#[inline]
fn call(handle: &ExternHandle, params: &[Value], results: &mut [Value]) -> Result<(), Fault> {
    let (func, ty) = handle.func()?;
    let signature = handle.signature();
    let (of_params, of_results) = (signature.params(), signature.results());
    if params.len() != of_params.len() {
        return Err(arity("arguments", of_params.len(), params.len()).into());
    }
    if !signature.is_numeric {
        return call_with_refs(handle, func, ty, params, results);
    }
    let len = of_params.len().max(of_results.len());
    let (mut few, mut many) = ([0; FEW], Vec::new());
    let slots = match few.get_mut(..len) {
        Some(slots) => slots,
        None => {
            many.resize(len, 0);
            &mut *many
        }
    };
    for ((kind, param), slot) in of_params.iter().zip(params).zip(&mut *slots) {
        *slot = param
            .to_slot(*kind)
            .ok_or_else(|| param.not_of_kind(*kind))?;
    }
    func.call_slots(&mut *handle.store().enter()?, slots)?;
    if results.len() < of_results.len() {
        return Err(arity("results", of_results.len(), results.len()).into());
    }
    for ((kind, slot), result) in of_results.iter().zip(&*slots).zip(results) {
        *result = Value::from_slot(*kind, *slot);
    }
    Ok(())
}

#[cold]
fn call_with_refs(
    handle: &ExternHandle,
    func: Func,
    ty: &FuncType,
    params: &[Value],
    results: &mut [Value],
) -> Result<(), Fault> {
    check_expressible(ty)?;
    let mut store = handle.store().enter()?;
    let store: &mut StoreMut<'_> = &mut store;
    let mut arguments: SmallVec<[Val; 4]> = SmallVec::new();
    for (ty, param) in ty.params().iter().zip(params) {
        arguments.push(param.to_val(ty, handle.store(), store)?);
    }
    let zero = |ty: &ValType| Val::default_for_ty(ty).unwrap_or(Val::I32(0));
    let mut values: SmallVec<[Val; 4]> = ty.results().iter().map(zero).collect();
    func.call(&mut *store, &arguments, &mut values)?;
    if results.len() < values.len() {
        return Err(arity("results", values.len(), results.len()).into());
    }
    let mut owned = OwnedValues::default();
    for value in values {
        owned.0.push(Value::from_val(value, handle.store(), store)?);
    }
    for (value, result) in owned.0.drain(..).zip(results) {
        *result = value;
    }
    Ok(())
}

#[unsafe(no_mangle)]
extern "C" fn wasm_func_new(
    store: Option<&StoreHandle>,
    ty: Option<&ExternTypeHandle>,
    callback: Option<Plain>,
) -> Option<Box<ExternHandle>> {
    run_or(None, || {
        let env = (ptr::null_mut(), None);
        let func = new(store, ty, callback.map(Code::Plain), env);
        func.ok().map(Box::new)
    })
}

#[unsafe(no_mangle)]
extern "C" fn wasm_func_new_with_env(
    store: Option<&StoreHandle>,
    ty: Option<&ExternTypeHandle>,
    callback: Option<WithEnv>,
    env: *mut c_void,
    finalizer: Finalizer,
) -> Option<Box<ExternHandle>> {
    run_or(None, || {
        let env = (env, finalizer);
        new(store, ty, callback.map(Code::WithEnv), env)
            .ok()
            .map(Box::new)
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_func_new_answering(
    store: Option<&StoreHandle>,
    ty: Option<&ExternTypeHandle>,
    callback: Option<Answering>,
    env: *mut c_void,
    finalizer: Finalizer,
) -> Option<Box<ExternHandle>> {
    run_or(None, || {
        let env = (env, finalizer);
        new(store, ty, callback.map(Code::Answering), env)
            .ok()
            .map(Box::new)
    })
}

#[unsafe(no_mangle)]
extern "C" fn wasm_func_type(func: Option<&ExternHandle>) -> Option<Box<ExternTypeHandle>> {
    run_or(None, || {
        let (_, ty) = func?.func().ok()?;
        Some(Box::new(ExternTypeHandle::new(ty.clone().into())))
    })
}

#[unsafe(no_mangle)]
extern "C" fn wasm_func_param_arity(func: Option<&ExternHandle>) -> usize {
    match func.map(ExternHandle::ty) {
        Some(ExternType::Func(ty)) => ty.params().len(),
        _ => 0,
    }
}

#[unsafe(no_mangle)]
extern "C" fn wasm_func_result_arity(func: Option<&ExternHandle>) -> usize {
    match func.map(ExternHandle::ty) {
        Some(ExternType::Func(ty)) => ty.results().len(),
        _ => 0,
    }
}

#[unsafe(no_mangle)]
extern "C" fn wasm_func_call(
    func: Option<&ExternHandle>,
    params: Option<&Vector<Value>>,
    results: Option<&mut Vector<Value>>,
) -> Option<Box<TrapHandle>> {
    run_trap(func.map(ExternHandle::store), || {
        let params = params.map_or(&[][..], Vector::elements);
        let results = results.map_or(&mut [][..], Vector::elements_mut);
        call(given(func, "func")?, params, results)
    })
}

objects! {
    ExternHandle: wasm_func_delete, wasm_func_copy, wasm_func_same, wasm_func_get_host_info,
        wasm_func_set_host_info, wasm_func_set_host_info_with_finalizer;
}

references! {
    ExternHandle, Seen::Func => wasm_func_as_ref, wasm_ref_as_func, wasm_func_as_ref_const,
        wasm_ref_as_func_const;
}
