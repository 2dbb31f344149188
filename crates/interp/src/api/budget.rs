//! What a store lets its guests spend: fuel, time, and until somebody interrupts.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::{Caller, Store, StoreContext, StoreContextMut};
use crate::Error;
use crate::runtime::StoreCore;

/// Interrupts the guests of a store, from any thread or from a signal handler.
///
/// ```
/// # use sanderling::*;
/// # fn main() -> Result<(), Error> {
/// let engine = Engine::new(&Config::new().interruptible(true))?;
/// let module = Module::new(&engine, r#"(func (export "forever") (loop (br 0)))"#)?;
/// let mut store = Store::new(&engine, ());
/// let instance = Instance::new(&mut store, &module, &[])?;
/// let forever = instance.get_typed_func::<(), ()>(&mut store, "forever")?;
/// let handle = store.interrupt_handle();
/// std::thread::spawn(move || handle.interrupt());
/// let error = forever.call(&mut store, ()).unwrap_err();
/// assert_eq!(error.as_trap(), Some(Trap::Interrupted));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct InterruptHandle(Arc<AtomicBool>);

impl InterruptHandle {
    /// Interrupts the guest that runs, which traps with
    /// [`Trap::Interrupted`](crate::Trap::Interrupted) within a millisecond, or is
    /// suspended if its call can be. If none runs, the next one is interrupted. Two
    /// interrupts that nobody has noticed are one.
    ///
    /// This is a store to an atomic variable and nothing else.
    ///
    /// ```
    /// # use sanderling::*;
    /// # fn main() -> Result<(), Error> {
    /// let engine = Engine::new(&Config::new().interruptible(true))?;
    /// let mut store = Store::new(&engine, ());
    /// let module = Module::new(&engine, r#"(func (export "f") (loop (br 0)))"#)?;
    /// let instance = Instance::new(&mut store, &module, &[])?;
    /// let f = instance.get_typed_func::<(), ()>(&mut store, "f")?;
    /// store.interrupt_handle().interrupt();
    /// let error = f.call(&mut store, ()).unwrap_err();
    /// assert_eq!(error.as_trap(), Some(Trap::Interrupted));
    /// # Ok(())
    /// # }
    /// ```
    pub fn interrupt(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Takes an interrupt back that nobody has noticed; true if there was one.
    ///
    /// ```
    /// # use sanderling::*;
    /// let store = Store::new(&Engine::default(), ());
    /// let handle = store.interrupt_handle();
    /// handle.interrupt();
    /// assert!(handle.clear());
    /// assert!(!handle.clear());
    /// ```
    pub fn clear(&self) -> bool {
        self.0.swap(false, Ordering::Acquire)
    }

    /// Whether there is an interrupt that nobody has noticed.
    ///
    /// ```
    /// # use sanderling::*;
    /// let store = Store::new(&Engine::default(), ());
    /// assert!(!store.interrupt_handle().is_interrupted());
    /// ```
    pub fn is_interrupted(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The store's allowance, where its engine meters fuel.
fn fueled(core: &StoreCore) -> Result<(), Error> {
    if core.allowance.consumes_fuel {
        return Ok(());
    }
    Err(Error::usage(
        "the engine does not meter fuel: Config::consume_fuel is off",
    ))
}

/// An error if the store's guests cannot be stopped.
fn metered(core: &StoreCore) -> Result<(), Error> {
    if core.allowance.is_metered {
        return Ok(());
    }
    Err(Error::usage(
        "the engine's guests cannot be stopped: \
         Config::interruptible and Config::consume_fuel are off",
    ))
}

/// Defines the methods of a store's budget on all that borrow one.
macro_rules! budget_methods {
    ([$($of:tt)*] $self:ident, $core:expr, $core_mut:expr) => {
        impl<T> $($of)* {
            /// The fuel that is left.
            ///
            /// # Errors
            ///
            /// [`Usage`](crate::ErrorKind::Usage) unless the engine was made with
            /// [`Config::consume_fuel`](crate::Config::consume_fuel).
            ///
            /// ```
            /// # use sanderling::*;
            /// # fn main() -> Result<(), Error> {
            /// let engine = Engine::new(&Config::new().consume_fuel(true))?;
            /// let mut store = Store::new(&engine, ());
            /// store.set_fuel(10)?;
            /// assert_eq!(store.fuel()?, 10);
            /// assert!(Store::new(&Engine::default(), ()).fuel().is_err());
            /// # Ok(())
            /// # }
            /// ```
            pub fn fuel(&$self) -> Result<u64, Error> {
                fueled($core)?;
                Ok($core.fuel())
            }

            /// The fuel that was consumed since the store was made.
            ///
            /// # Errors
            ///
            /// As for [`fuel`](Self::fuel).
            ///
            /// ```
            /// # use sanderling::*;
            /// # fn main() -> Result<(), Error> {
            /// let engine = Engine::new(&Config::new().consume_fuel(true))?;
            /// let mut store = Store::new(&engine, ());
            /// store.set_fuel(10)?;
            /// let module = Module::new(&engine, r#"(func (export "f") (drop (i32.const 1)))"#)?;
            /// let instance = Instance::new(&mut store, &module, &[])?;
            /// instance.get_typed_func::<(), ()>(&mut store, "f")?.call(&mut store, ())?;
            /// assert_eq!(store.consumed_fuel()?, 10 - store.fuel()?);
            /// # Ok(())
            /// # }
            /// ```
            pub fn consumed_fuel(&$self) -> Result<u64, Error> {
                fueled($core)?;
                Ok($core.consumed_fuel())
            }

            /// Sets the fuel that is left.
            ///
            /// # Errors
            ///
            /// As for [`fuel`](Self::fuel).
            ///
            /// ```
            /// # use sanderling::*;
            /// # fn main() -> Result<(), Error> {
            /// let engine = Engine::new(&Config::new().consume_fuel(true))?;
            /// let text = r#"(func (export "add") (param i32) (result i32)
            ///     (i32.add (local.get 0) (i32.const 1)))"#;
            /// let mut store = Store::new(&engine, ());
            /// let instance = Instance::new(&mut store, &Module::new(&engine, text)?, &[])?;
            /// let add = instance.get_typed_func::<i32, i32>(&mut store, "add")?;
            /// store.set_fuel(10)?;
            /// add.call(&mut store, 1)?;
            /// assert_eq!(store.fuel()?, 7);
            /// store.add_fuel(1)?;
            /// assert_eq!((store.fuel()?, store.consumed_fuel()?), (8, 3));
            /// # Ok(())
            /// # }
            /// ```
            pub fn set_fuel(&mut $self, fuel: u64) -> Result<(), Error> {
                fueled($core)?;
                $core_mut.set_fuel(fuel);
                Ok(())
            }

            /// Adds to the fuel that is left, up to `u64::MAX`.
            ///
            /// # Errors
            ///
            /// As for [`fuel`](Self::fuel).
            ///
            /// ```
            /// # use sanderling::*;
            /// # fn main() -> Result<(), Error> {
            /// let engine = Engine::new(&Config::new().consume_fuel(true))?;
            /// let mut store = Store::new(&engine, ());
            /// store.set_fuel(10)?;
            /// store.add_fuel(5)?;
            /// assert_eq!(store.fuel()?, 15);
            /// # Ok(())
            /// # }
            /// ```
            pub fn add_fuel(&mut $self, fuel: u64) -> Result<(), Error> {
                fueled($core)?;
                let fuel = $core.fuel().saturating_add(fuel);
                $core_mut.set_fuel(fuel);
                Ok(())
            }

            /// The time at which guests are stopped.
            ///
            /// ```
            /// # use sanderling::*;
            /// # use std::time::{Duration, Instant};
            /// # fn main() -> Result<(), Error> {
            /// let engine = Engine::new(&Config::new().interruptible(true))?;
            /// let mut store = Store::new(&engine, ());
            /// let deadline = Instant::now() + Duration::from_secs(1);
            /// store.set_deadline(Some(deadline))?;
            /// assert_eq!(store.deadline(), Some(deadline));
            /// # Ok(())
            /// # }
            /// ```
            pub fn deadline(&$self) -> Option<Instant> {
                $core.allowance.deadline
            }

            /// What interrupts this store's guests.
            ///
            /// Guests notice it if the engine was made with
            /// [`Config::interruptible`](crate::Config::interruptible) or
            /// [`Config::consume_fuel`](crate::Config::consume_fuel). Functions of WASI that
            /// wait notice it then, too; other host functions do if they ask
            /// [`check_time`](Self::check_time), whatever the engine.
            ///
            /// ```
            /// # use sanderling::*;
            /// # fn main() -> Result<(), Error> {
            /// let engine = Engine::new(&Config::new().interruptible(true))?;
            /// let module = Module::new(&engine, r#"(func (export "forever") (loop (br 0)))"#)?;
            /// let mut store = Store::new(&engine, ());
            /// let instance = Instance::new(&mut store, &module, &[])?;
            /// let forever = instance.get_typed_func::<(), ()>(&mut store, "forever")?;
            /// let handle = store.interrupt_handle();
            /// let other = std::thread::spawn(move || handle.interrupt());
            /// let error = forever.call(&mut store, ()).unwrap_err();
            /// assert_eq!(error.as_trap(), Some(Trap::Interrupted));
            /// # other.join().expect("a thread that only interrupts");
            /// # Ok(())
            /// # }
            /// ```
            pub fn interrupt_handle(&$self) -> InterruptHandle {
                InterruptHandle($core.allowance.interrupt.clone())
            }

            /// Sets or clears the time at which guests are stopped, with
            /// [`Trap::Timeout`](crate::Trap::Timeout). It stays until it is changed, so
            /// that after it each call is stopped at once.
            ///
            /// Guests look at the clock about every 50 µs of their work; no thread is
            /// needed for it. A call that can be suspended is, and can be resumed when
            /// there is time again.
            ///
            /// # Errors
            ///
            /// [`Usage`](crate::ErrorKind::Usage) if guests cannot be stopped: see
            /// [`Config::interruptible`](crate::Config::interruptible).
            ///
            /// ```
            /// # use sanderling::*;
            /// # use std::time::{Duration, Instant};
            /// # fn main() -> Result<(), Error> {
            /// let engine = Engine::new(&Config::new().interruptible(true))?;
            /// let module = Module::new(&engine, r#"(func (export "forever") (loop (br 0)))"#)?;
            /// let mut store = Store::new(&engine, ());
            /// let instance = Instance::new(&mut store, &module, &[])?;
            /// let forever = instance.get_typed_func::<(), ()>(&mut store, "forever")?;
            /// store.set_deadline(Some(Instant::now() + Duration::from_millis(20)))?;
            /// let error = forever.call(&mut store, ()).unwrap_err();
            /// assert_eq!(error.as_trap(), Some(Trap::Timeout));
            /// # Ok(())
            /// # }
            /// ```
            pub fn set_deadline(&mut $self, deadline: Option<Instant>) -> Result<(), Error> {
                metered($core)?;
                $core_mut.allowance.deadline = deadline;
                $core_mut.look_soon();
                Ok(())
            }

            /// Sets how long a call that can be suspended runs before it yields, each
            /// time it is begun or resumed; none, the default, for no such slice.
            ///
            /// # Errors
            ///
            /// As for [`set_deadline`](Self::set_deadline).
            ///
            /// ```
            /// # use sanderling::*;
            /// # use std::time::Duration;
            /// # fn main() -> Result<(), Error> {
            /// let engine = Engine::new(&Config::new().interruptible(true))?;
            /// let module = Module::new(&engine, r#"(func (export "forever") (loop (br 0)))"#)?;
            /// let mut store = Store::new(&engine, ());
            /// let instance = Instance::new(&mut store, &module, &[])?;
            /// let forever = instance.get_typed_func::<(), ()>(&mut store, "forever")?;
            /// store.set_time_slice(Some(Duration::from_millis(5)))?;
            /// let mut progress = forever.call_resumable(&mut store, ())?;
            /// for _ in 0..3 {
            ///     // Signals could be handled here.
            ///     let ResumableCall::Suspended(call) = progress else { panic!("it goes on") };
            ///     assert_eq!(call.reason(), SuspendReason::Yielded);
            ///     progress = call.resume(&mut store)?;
            /// }
            /// # drop(progress);
            /// # Ok(())
            /// # }
            /// ```
            pub fn set_time_slice(&mut $self, slice: Option<Duration>) -> Result<(), Error> {
                metered($core)?;
                $core_mut.allowance.time_slice = slice;
                Ok(())
            }

            /// The slice that was set.
            ///
            /// ```
            /// # use sanderling::*;
            /// assert_eq!(Store::new(&Engine::default(), ()).time_slice(), None);
            /// ```
            pub fn time_slice(&$self) -> Option<Duration> {
                $core.allowance.time_slice
            }

            /// Sets how deeply changes from the guest to the host and back may be nested,
            /// beyond which guests trap with
            /// [`Trap::StackOverflow`](crate::Trap::StackOverflow). It is never more than
            /// [`Limits::host_call_depth`](crate::Limits::host_call_depth), which it is
            /// unless set.
            ///
            /// ```
            /// # use sanderling::*;
            /// # fn main() -> Result<(), Error> {
            /// let engine = Engine::default();
            /// let module = Module::new(&engine, r#"(func (export "f"))"#)?;
            /// let mut store = Store::new(&engine, ());
            /// let instance = Instance::new(&mut store, &module, &[])?;
            /// let f = instance.get_typed_func::<(), ()>(&mut store, "f")?;
            /// store.set_host_call_depth(0);
            /// let error = f.call(&mut store, ()).unwrap_err();
            /// assert_eq!(error.as_trap(), Some(Trap::StackOverflow));
            /// store.set_host_call_depth(1);
            /// f.call(&mut store, ())?;
            /// # Ok(())
            /// # }
            /// ```
            pub fn set_host_call_depth(&mut $self, depth: u32) {
                let core = $core_mut;
                core.vm.host_depth_limit = depth.min(core.limits.host_call_depth);
            }

            /// Sets how much fuel a call that can be suspended consumes before it yields,
            /// each time it is begun or resumed; none, the default, for no such slice.
            /// The same guest yields at the same places every time.
            ///
            /// # Errors
            ///
            /// As for [`fuel`](Self::fuel), and [`Usage`](crate::ErrorKind::Usage) if it
            /// is zero.
            ///
            /// ```
            /// # use sanderling::*;
            /// # fn main() -> Result<(), Error> {
            /// let engine = Engine::new(&Config::new().consume_fuel(true))?;
            /// let module = Module::new(&engine, r#"(func (export "forever") (loop (br 0)))"#)?;
            /// let mut store = Store::new(&engine, ());
            /// let instance = Instance::new(&mut store, &module, &[])?;
            /// let forever = instance.get_typed_func::<(), ()>(&mut store, "forever")?;
            /// store.set_fuel(u64::MAX)?;
            /// store.set_fuel_slice(Some(100))?;
            /// let progress = forever.call_resumable(&mut store, ())?;
            /// let ResumableCall::Suspended(call) = progress else { panic!("it goes on") };
            /// assert_eq!(call.reason(), SuspendReason::Yielded);
            /// assert_eq!(store.consumed_fuel()?, 100);
            /// # Ok(())
            /// # }
            /// ```
            pub fn set_fuel_slice(&mut $self, slice: Option<u64>) -> Result<(), Error> {
                fueled($core)?;
                if slice == Some(0) {
                    return Err(Error::usage("a slice of no fuel lets nothing happen"));
                }
                $core_mut.allowance.fuel_slice = slice;
                Ok(())
            }

            /// An error if guests of this store are to be stopped: they have been
            /// interrupted, or their deadline has passed. For host functions that take
            /// long; one that waits can wait until [`deadline`](Self::deadline) at most,
            /// and ask every few milliseconds.
            ///
            /// # Errors
            ///
            /// A trap, [`Interrupted`](crate::Trap::Interrupted) or
            /// [`Timeout`](crate::Trap::Timeout), to be returned from the host function.
            /// An interrupt is noticed once.
            ///
            /// ```
            /// # use sanderling::*;
            /// let mut store = Store::new(&Engine::default(), ());
            /// let wait = Func::wrap(&mut store, |mut caller: Caller<'_, ()>| {
            ///     caller.check_time()
            /// });
            /// store.interrupt_handle().interrupt();
            /// let error = wait.call(&mut store, &[], &mut []).unwrap_err();
            /// assert_eq!(error.as_trap(), Some(Trap::Interrupted));
            /// assert!(wait.call(&mut store, &[], &mut []).is_ok());
            /// ```
            pub fn check_time(&mut $self) -> Result<(), Error> {
                let core = $core_mut;
                let result = core.check_time(false);
                core.stop = None;
                result.map_err(Error::trap)
            }
        }
    };
}

budget_methods!([Store<T>] self, self.core(), self.core_mut());
budget_methods!([StoreContextMut<'_, T>] self, self.core(), self.core_mut());
budget_methods!([Caller<'_, T>] self, self.store.core(), self.store.core_mut());

impl<T> Caller<'_, T> {
    /// When the time slice of the call is over that this function is part of, if the call
    /// can be suspended and has one. A function that waits may answer
    /// [`pending`](Error::pending) then, so that the host can do something else.
    ///
    /// ```
    /// # use sanderling::*;
    /// # use std::time::Duration;
    /// # fn main() -> Result<(), Error> {
    /// let engine = Engine::new(&Config::new().interruptible(true))?;
    /// let mut store = Store::new(&engine, false);
    /// let ask = Func::wrap(&mut store, |mut caller: Caller<'_, bool>| {
    ///     *caller.data_mut() = caller.slice_end().is_some();
    /// });
    /// let text = r#"(import "" "" (func $f)) (func (export "run") (call $f))"#;
    /// let module = Module::new(&engine, text)?;
    /// let instance = Instance::new(&mut store, &module, &[ask.into()])?;
    /// let run = instance.get_typed_func::<(), ()>(&mut store, "run")?;
    /// store.set_time_slice(Some(Duration::from_millis(5)))?;
    /// run.call(&mut store, ())?;
    /// assert!(!store.data());
    /// run.call_resumable(&mut store, ())?;
    /// assert!(store.data());
    /// # Ok(())
    /// # }
    /// ```
    pub fn slice_end(&mut self) -> Option<Instant> {
        let core = self.store.core_mut();
        core.vm.can_suspend.then(|| core.allowance.slice_end())?
    }
}

impl<T> StoreContext<'_, T> {
    /// The time at which guests are stopped.
    ///
    /// ```
    /// # use sanderling::*;
    /// # use std::time::{Duration, Instant};
    /// # fn main() -> Result<(), Error> {
    /// let engine = Engine::new(&Config::new().interruptible(true))?;
    /// let mut store = Store::new(&engine, ());
    /// let deadline = Instant::now() + Duration::from_secs(1);
    /// store.set_deadline(Some(deadline))?;
    /// assert_eq!(store.as_context().deadline(), Some(deadline));
    /// # Ok(())
    /// # }
    /// ```
    pub fn deadline(&self) -> Option<Instant> {
        self.core().allowance.deadline
    }
}
