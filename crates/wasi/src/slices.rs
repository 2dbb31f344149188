//! Functions that wait no longer than the time slice of the call that they are part of.

use std::fmt;
use std::time::{Duration, Instant};

use sanderling::{AsContextMut, Caller, Error, Linker, Memory, StoreContextMut};

use crate::ctx::WasiCtx;
use crate::link::{Access, Function, Room, add_functions, finish, guest_memory, watch};
use crate::memory::Lent;

/// How long a call that waits goes without another look, at most: what it waits for comes
/// to the guest so much later.
const PAUSE: Duration = Duration::from_millis(2);

/// Like [`add_to_linker`](crate::add_to_linker), for hosts that run calls in time slices:
/// where a function would wait for input or time beyond the slice of a call that can be
/// suspended, it answers pending, with a [`WaitingCall`] to make it again.
///
/// # Errors
///
/// As for [`add_to_linker`](crate::add_to_linker).
///
/// ```
/// use sanderling::{Config, Engine, Instance, Linker, Module, ResumableCall, Store, Val};
/// use sanderling_wasi::{WaitingCall, WasiCtx, WasiCtxBuilder, add_yielding_to_linker};
/// use std::time::{Duration, Instant};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// // One subscription to a clock, for 20 ms.
/// let text = r#"
///     (import "wasi_snapshot_preview1" "poll_oneoff"
///         (func $poll (param i32 i32 i32 i32) (result i32)))
///     (memory (export "memory") 1)
///     (data (i32.const 16) "\01") (data (i32.const 24) "\00\2d\31\01")
///     (func (export "sleep") (result i32)
///         (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128)))"#;
/// let engine = Engine::new(&Config::new().interruptible(true))?;
/// let mut linker: Linker<WasiCtx> = Linker::new(&engine);
/// add_yielding_to_linker(&mut linker, |ctx| ctx)?;
/// let mut store = Store::new(&engine, WasiCtxBuilder::new().build()?);
/// let instance = linker.instantiate(&mut store, &Module::new(&engine, text)?)?;
/// let sleep = instance.get_typed_func::<(), i32>(&mut store, "sleep")?;
/// store.set_time_slice(Some(Duration::from_millis(5)))?;
/// let ResumableCall::Suspended(call) = sleep.call_resumable(&mut store, ())? else {
///     panic!("it waits")
/// };
/// let waiting = call.payload::<WaitingCall<WasiCtx>>().ok_or("it is WASI's")?;
/// let answer = waiting.wait(&mut store, Instant::now() + Duration::from_secs(60))?;
/// let done = call.resume_with(&mut store, &[Val::I32(answer.ok_or("slept")?.cast_signed())])?;
/// assert!(matches!(done, ResumableCall::Done(0)));
/// # Ok(())
/// # }
/// ```
pub fn add_yielding_to_linker<T: 'static>(
    linker: &mut Linker<T>,
    get: fn(&mut T) -> &mut WasiCtx,
) -> Result<(), Error> {
    add_functions(linker, Yielding(get))
}

/// The context is in the store's data.
struct Yielding<T>(fn(&mut T) -> &mut WasiCtx);

impl<T> Clone for Yielding<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Yielding<T> {}

impl<T: 'static> Access<T> for Yielding<T> {
    fn call(self, caller: &mut Caller<'_, T>, function: impl Function) -> Result<u32, Error> {
        let Yielding(get) = self;
        let memory = guest_memory(caller)?;
        // A memory that threads share is for hosts that have threads to wait with.
        let end = match memory.to_shared(&*caller)? {
            Some(_) => None,
            None => caller.slice_end(),
        };
        let Some(end) = end else {
            get(caller.data_mut()).begin(None);
            return get.call(caller, function);
        };
        watch(caller, get);
        let again = move |store: StoreContextMut<'_, T>, waited: Duration| {
            let (bytes, data, buffers) = memory.data_and_host_buffers_mut(store)?;
            let (ctx, mut room) = (get(data), Room::new(buffers));
            ctx.begin(Some(waited));
            let result = function(
                ctx,
                &mut Lent {
                    bytes,
                    room: Some(&mut room),
                },
            );
            if ctx.is_postponed() {
                return Ok(None);
            }
            finish(ctx, room, result).map(Some)
        };
        if let Some(answer) = again(caller.as_context_mut(), Duration::ZERO)? {
            return Ok(answer);
        }
        let call = WaitingCall {
            began: Instant::now(),
            memory,
            again: Box::new(again),
        };
        match call.wait(&mut *caller, end)? {
            Some(answer) => Ok(answer),
            None => Err(Error::pending(call)),
        }
    }
}

type Again<T> =
    dyn Fn(StoreContextMut<'_, T>, Duration) -> Result<Option<u32>, Error> + Send + Sync;

/// A function of WASI that waits for input or time: the payload of a call that is
/// suspended there. See [`add_yielding_to_linker`].
///
/// ```
/// use sanderling_wasi::{WaitingCall, WasiCtx};
///
/// fn is_waiting_in_wasi(call: &sanderling::SuspendedCall<()>) -> bool {
///     call.payload::<WaitingCall<WasiCtx>>().is_some()
/// }
/// # let _ = is_waiting_in_wasi;
/// ```
pub struct WaitingCall<T: 'static> {
    began: Instant,
    memory: Memory,
    again: Box<Again<T>>,
}

impl<T> fmt::Debug for WaitingCall<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitingCall")
            .field("began", &self.began)
            .field("memory", &self.memory)
            .finish_non_exhaustive()
    }
}

impl<T> WaitingCall<T> {
    /// Waits until then at most; what the function returns to the guest, if it is done.
    ///
    /// # Errors
    ///
    /// What the call is to be ended with: the guest is interrupted, its time is over, or a
    /// callback of the embedder's has failed.
    ///
    /// See [`add_yielding_to_linker`] for an example.
    ///
    /// ```
    /// # use sanderling_wasi::{WaitingCall, WasiCtx};
    /// # use std::time::Instant;
    /// fn look(call: &WaitingCall<WasiCtx>, store: &mut sanderling::Store<WasiCtx>) -> bool {
    ///     matches!(call.wait(store, Instant::now()), Ok(Some(_)))
    /// }
    /// # let _ = look;
    /// ```
    pub fn wait(
        &self,
        mut store: impl AsContextMut<Data = T>,
        until: Instant,
    ) -> Result<Option<u32>, Error> {
        loop {
            store.as_context_mut().check_time()?;
            let waited = self.began.elapsed();
            if let Some(answer) = (self.again)(store.as_context_mut(), waited)? {
                return Ok(Some(answer));
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(None);
            }
            // Short times are waited for in short pauses.
            let pause = (waited / 8).clamp(Duration::from_micros(50), PAUSE);
            std::thread::sleep(pause.min(left));
        }
    }
}
