//! Asynchronous host functions, and calls that await them.
//!
//! Nothing here knows a runtime: a host function that is asynchronous answers pending
//! with its future, and the call's own future polls that one, then resumes the call.

use std::future::{self, Future};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use super::func::{check_len, values, write_slots};
use super::host_call::HostFn;
use super::into_func::{HostFunc, WasmRet};
use super::resumable::Slots;
use super::typed::{WasmResults, WasmValues};
use super::wasm_ty::sealed;
use super::{
    AsContextMut, Caller, Func, Linker, ResumableCall, SuspendReason, TypedFunc, Val, WasmParams,
};
use crate::room;
use crate::runtime::StoreCore;
use crate::{Error, FuncType, Trap};

/// Makes slots of a function's results, with the store that they are for.
type Results = Box<dyn FnOnce(&StoreCore) -> Result<Slots, Error> + Send>;

type Awaited = Pin<Box<dyn Future<Output = Result<Results, Error>> + Send>>;

/// What an asynchronous host function answers pending with. The lock is never waited
/// for; it makes the future `Sync`.
struct Payload(Mutex<Awaited>);

fn pending(future: impl Future<Output = Result<Results, Error>> + Send + 'static) -> Error {
    Error::pending(Payload(Mutex::new(Box::pin(future))))
}

/// A host function on values of Rust types.
fn typed<T, P, R, F>(func: impl Fn(Caller<'_, T>, P) -> F + Send + Sync + 'static) -> HostFunc<T>
where
    P: WasmParams,
    R: WasmRet,
    F: Future<Output = R> + Send + 'static,
{
    let ty = FuncType::new(P::val_types(), R::Results::val_types());
    let call = Arc::new(move |caller: Caller<'_, T>, slots: &mut [u64]| {
        let params = P::from_slots(slots, sealed::Core(caller.store.core()));
        let future = func(caller, params);
        Err(pending(async move {
            let results = future.await.into_result()?;
            Ok(Box::new(|core: &StoreCore| {
                let mut slots = Slots::from_elem(0, <R::Results as WasmValues>::SLOTS);
                results.into_slots(&mut slots, sealed::Core(core))?;
                Ok(slots)
            }) as Results)
        }))
    });
    HostFunc { ty, call }
}

/// A host function on values whose types are known at run time only.
fn untyped<T, F>(
    ty: FuncType,
    func: impl Fn(Caller<'_, T>, Vec<Val>) -> F + Send + Sync + 'static,
) -> HostFunc<T>
where
    F: Future<Output = Result<Vec<Val>, Error>> + Send + 'static,
{
    let own = ty.clone();
    let call: HostFn<T> = Arc::new(move |caller: Caller<'_, T>, slots: &mut [u64]| {
        let params = values(caller.store.core(), own.params(), slots);
        let params = params.collect::<Result<_, _>>()?;
        let future = func(caller, params);
        let ty = own.clone();
        Err(pending(async move {
            let results = future.await?;
            Ok(Box::new(move |core: &StoreCore| {
                check_len("results", ty.results().len(), results.len())?;
                let mut slots: Slots = room::slots(ty.result_slots())?;
                write_slots(core, ty.results(), &results, &mut slots)?;
                Ok(slots)
            }) as Results)
        }))
    });
    HostFunc { ty, call }
}

/// Gives others a turn.
async fn give_way() {
    let mut gave = false;
    future::poll_fn(|context| {
        if gave {
            return Poll::Ready(());
        }
        gave = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Awaits whatever a call waits for, until it ends.
async fn finish<R>(
    mut store: impl AsContextMut,
    mut progress: ResumableCall<R>,
) -> Result<R, Error> {
    loop {
        let mut call = match progress {
            ResumableCall::Done(results) => return Ok(results),
            ResumableCall::Trap(error) => return Err(error),
            ResumableCall::Suspended(call) => call,
        };
        let ended = match call.reason() {
            SuspendReason::Yielded => {
                give_way().await;
                progress = call.resume(&mut store)?;
                continue;
            }
            SuspendReason::Pending => {
                let results = match call.take_payload::<Payload>() {
                    Some(Payload(future)) => {
                        let future = future.into_inner();
                        future.unwrap_or_else(PoisonError::into_inner).await
                    }
                    None => Err(Error::usage(
                        "a host function answered pending without a future",
                    )),
                };
                let slots = results.and_then(|results| results(store.as_context_mut().core()));
                match slots {
                    Ok(slots) => {
                        progress = call.resume_unchecked(&mut store, &slots)?;
                        continue;
                    }
                    Err(error) => error,
                }
            }
            SuspendReason::OutOfFuel => Error::trap(Trap::OutOfFuel),
            SuspendReason::Interrupted => Error::trap(Trap::Interrupted),
            SuspendReason::Timeout => Error::trap(Trap::Timeout),
        };
        progress = call.resume_with_error(&mut store, ended)?;
    }
}

impl Func {
    /// An asynchronous host function whose type is known at run time only.
    ///
    /// The closure reads what it needs through the [`Caller`], which the future cannot
    /// keep, and gives a future of the results. Guests can call the function in calls
    /// that are awaited, as with [`call_async`](Self::call_async); see
    /// [`ResumableCall`] for what cannot be suspended.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) if `ty` names a type of another engine.
    ///
    /// ```
    /// # use sanderling::*;
    /// # /// Polls until the future is done.
    /// # fn block_on<R>(future: impl Future<Output = R>) -> R {
    /// #     let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    /// #     let mut future = std::pin::pin!(future);
    /// #     loop {
    /// #         if let std::task::Poll::Ready(done) = future.as_mut().poll(&mut context) {
    /// #             return done;
    /// #         }
    /// #     }
    /// # }
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let ty = FuncType::new([ValType::I32], [ValType::I32]);
    /// let twice = Func::new_async(&mut store, ty, |_caller, params| async move {
    ///     Ok(vec![Val::I32(2 * params[0].i32().unwrap_or_default())])
    /// })?;
    /// let mut results = [Val::I32(0)];
    /// block_on(twice.call_async(&mut store, &[Val::I32(4)], &mut results))?;
    /// assert_eq!(results[0].i32(), Some(8));
    /// # Ok(())
    /// # }
    /// ```
    pub fn new_async<T, F>(
        store: impl AsContextMut<Data = T>,
        ty: FuncType,
        func: impl Fn(Caller<'_, T>, Vec<Val>) -> F + Send + Sync + 'static,
    ) -> Result<Self, Error>
    where
        F: Future<Output = Result<Vec<Val>, Error>> + Send + 'static,
    {
        let mut store = store;
        Self::add(store.as_context_mut(), untyped(ty, func))
    }

    /// An asynchronous host function from a closure, which takes the parameters as one
    /// value or a tuple; see [`new_async`](Self::new_async).
    ///
    /// # Panics
    ///
    /// If the store has 2³² host functions already.
    ///
    /// ```
    /// # use sanderling::*;
    /// # /// Polls until the future is done.
    /// # fn block_on<R>(future: impl Future<Output = R>) -> R {
    /// #     let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    /// #     let mut future = std::pin::pin!(future);
    /// #     loop {
    /// #         if let std::task::Poll::Ready(done) = future.as_mut().poll(&mut context) {
    /// #             return done;
    /// #         }
    /// #     }
    /// # }
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let twice = Func::wrap_async(&mut store, |_caller: Caller<'_, ()>, x: i32| async move { 2 * x });
    /// let twice = twice.typed::<i32, i32>(&store)?;
    /// assert_eq!(block_on(twice.call_async(&mut store, 4))?, 8);
    /// # Ok(())
    /// # }
    /// ```
    pub fn wrap_async<T, P, R, F>(
        store: impl AsContextMut<Data = T>,
        func: impl Fn(Caller<'_, T>, P) -> F + Send + Sync + 'static,
    ) -> Self
    where
        P: WasmParams,
        R: WasmRet,
        F: Future<Output = R> + Send + 'static,
    {
        let mut store = store;
        match Self::add(store.as_context_mut(), typed(func)) {
            Ok(func) => func,
            Err(error) => panic!("cannot add a host function: {error}"),
        }
    }

    /// Calls the function; the future awaits the host functions that are asynchronous,
    /// and gives others a turn after each [slice](crate::Store::set_time_slice). To drop
    /// it ends the call. It works with every executor.
    ///
    /// # Errors
    ///
    /// As for [`call`](Self::call).
    ///
    /// ```
    /// # use sanderling::*;
    /// # /// Polls until the future is done.
    /// # fn block_on<R>(future: impl Future<Output = R>) -> R {
    /// #     let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    /// #     let mut future = std::pin::pin!(future);
    /// #     loop {
    /// #         if let std::task::Poll::Ready(done) = future.as_mut().poll(&mut context) {
    /// #             return done;
    /// #         }
    /// #     }
    /// # }
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// let ty = FuncType::new([], [ValType::I32]);
    /// let five = Func::new_async(&mut store, ty, |_, _| async { Ok(vec![Val::I32(5)]) })?;
    /// let mut results = [Val::I32(0)];
    /// block_on(five.call_async(&mut store, &[], &mut results))?;
    /// assert_eq!(results[0].i32(), Some(5));
    /// # Ok(())
    /// # }
    /// ```
    pub async fn call_async(
        &self,
        store: impl AsContextMut,
        params: &[Val],
        results: &mut [Val],
    ) -> Result<(), Error> {
        let mut store = store;
        let progress = self.call_resumable(&mut store, params)?;
        let values = finish(store, progress).await?;
        check_len("results", values.len(), results.len())?;
        results.clone_from_slice(&values);
        Ok(())
    }
}

impl<P: WasmParams, R: WasmResults> TypedFunc<P, R> {
    /// Calls the function; the future awaits the host functions that are asynchronous,
    /// and gives others a turn after each [slice](crate::Store::set_time_slice). To drop
    /// it ends the call. It works with every executor.
    ///
    /// # Errors
    ///
    /// As for [`call`](Self::call).
    ///
    /// ```
    /// # use sanderling::*;
    /// # use std::future::Future;
    /// # use std::pin::pin;
    /// # use std::task::{Context, Poll, Waker};
    /// # fn main() -> Result<(), Error> {
    /// let engine = Engine::default();
    /// let text = r#"
    ///     (import "host" "fetch" (func $fetch (param i32) (result i32)))
    ///     (func (export "twice") (param i32) (result i32)
    ///         (i32.mul (call $fetch (local.get 0)) (i32.const 2)))"#;
    /// let mut linker = Linker::new(&engine);
    /// linker.func_wrap_async("host", "fetch", |_caller: Caller<'_, ()>, n: i32| async move {
    ///     std::future::ready(n + 1).await
    /// })?;
    /// let mut store = Store::new(&engine, ());
    /// let instance = linker.instantiate(&mut store, &Module::new(&engine, text)?)?;
    /// let twice = instance.get_typed_func::<i32, i32>(&mut store, "twice")?;
    /// let mut call = pin!(twice.call_async(&mut store, 20));
    /// let mut context = Context::from_waker(Waker::noop());
    /// assert!(matches!(call.as_mut().poll(&mut context), Poll::Ready(Ok(42))));
    /// # Ok(())
    /// # }
    /// ```
    pub async fn call_async(&self, store: impl AsContextMut, params: P) -> Result<R, Error> {
        let mut store = store;
        let progress = self.call_resumable(&mut store, params)?;
        finish(store, progress).await
    }
}

impl<T> Linker<T> {
    /// Defines a name as an asynchronous host function from a closure; see
    /// [`Func::wrap_async`].
    ///
    /// # Errors
    ///
    /// [`Link`](crate::ErrorKind::Link) if the name is defined already.
    ///
    /// ```
    /// # use sanderling::*;
    /// # /// Polls until the future is done.
    /// # fn block_on<R>(future: impl Future<Output = R>) -> R {
    /// #     let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    /// #     let mut future = std::pin::pin!(future);
    /// #     loop {
    /// #         if let std::task::Poll::Ready(done) = future.as_mut().poll(&mut context) {
    /// #             return done;
    /// #         }
    /// #     }
    /// # }
    /// # fn main() -> Result<(), Error> {
    /// # let mut store = Store::new(&Engine::default(), ());
    /// # let engine = store.engine().clone();
    /// let mut linker = Linker::new(&engine);
    /// linker.func_wrap_async("host", "one", |_caller: Caller<'_, ()>, (): ()| async { 1 })?;
    /// let text = r#"(import "host" "one" (func $one (result i32)))
    ///     (func (export "two") (result i32) (i32.add (call $one) (call $one)))"#;
    /// let module = Module::new(&engine, text)?;
    /// let instance = linker.instantiate(&mut store, &module)?;
    /// let two = instance.get_typed_func::<(), i32>(&mut store, "two")?;
    /// assert_eq!(block_on(two.call_async(&mut store, ()))?, 2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn func_wrap_async<P, R, F>(
        &mut self,
        module: &str,
        name: &str,
        func: impl Fn(Caller<'_, T>, P) -> F + Send + Sync + 'static,
    ) -> Result<&mut Self, Error>
    where
        P: WasmParams,
        R: WasmRet,
        F: Future<Output = R> + Send + 'static,
    {
        self.insert_host(module, name, typed(func))
    }
}
