//! How a handler hands over to the next one.
//!
//! Two backends over the same handler bodies, chosen by `build.rs`:
//!
//! - *sibling*: each handler ends in a call of the next one in tail position.
//!   This relies on LLVM turning such a call into a jump, which it does from
//!   level 2 on for a callee of the same signature, as long as the caller has no
//!   local whose address escapes and nothing to drop. The tests in
//!   `handlers/inspect.rs` look at the machine code of every handler, and
//!   [`super::probe`] looks once in each process.
//! - *trampoline*: a loop calls one handler after the other. Slower by about two,
//!   but it asks nothing of the compiler: debug builds, other targets, Miri.
//!
//! Nothing outside this file knows which one is in use.

#![allow(
    unsafe_code,
    reason = "calls handlers by the addresses in code; INV-CODE"
)]

use super::state::{Exit, Flow, Ip, State};
use core::marker::PhantomData;
use core::sync::atomic::Ordering;

/// What an instruction does. Implemented by the forms of `code::form`.
pub(crate) trait Exec {
    /// Executes the instruction at `st.ip`.
    ///
    /// # Safety
    ///
    /// `st` is a consistent state (INV-CODE, INV-SLOTS, INV-STACK, INV-MEM) and
    /// the instruction at `st.ip` is of this form.
    unsafe fn exec(st: &mut State) -> Flow;
}

/// The handler at an instruction.
///
/// # Safety
///
/// `ip` points to an instruction (INV-CODE).
#[inline(always)]
unsafe fn fetch(ip: Ip) -> Handler {
    // SAFETY: the contract above; code holds addresses of handlers only.
    unsafe {
        let address = ip.word(0).load(Ordering::Relaxed) as usize;
        core::mem::transmute::<*const (), Handler>(core::ptr::with_exposed_provenance(address))
    }
}

/// What a handler may ask of the processor.
pub(crate) trait Level {
    /// The handler of a form, compiled for that.
    type Of<X: Exec>: Compiled;
}

/// A form's handler.
pub(crate) trait Compiled {
    const HANDLER: Handler;
}

/// What every processor of the target has.
pub(crate) struct Common;

/// What [`is_wide`] asks for.
pub(crate) struct Wide;

/// A form's handler for [`Common`].
pub(crate) struct CommonOf<X>(PhantomData<X>);

/// A form's handler for [`Wide`].
pub(crate) struct WideOf<X>(PhantomData<X>);

impl Level for Common {
    type Of<X: Exec> = CommonOf<X>;
}

impl Level for Wide {
    type Of<X: Exec> = WideOf<X>;
}

impl<X: Exec> Compiled for CommonOf<X> {
    const HANDLER: Handler = handler::<X>;
}

impl<X: Exec> Compiled for WideOf<X> {
    const HANDLER: Handler = wide_handler::<X>;
}

/// The address of a handler as it stands in code.
pub(crate) fn address(handler: Handler) -> u64 {
    (handler as *const ()).expose_provenance() as u64
}

#[cfg(sanderling_dispatch = "sibling")]
mod backend {
    use super::{Exec, Exit, Flow, Ip, State, fetch};
    use crate::exec::state::Fp;
    use crate::runtime::store::VmContext;
    use core::arch::asm;
    use core::sync::atomic::AtomicU64;

    /// Defines the handler of a form.
    macro_rules! define_handler {
        ($abi:literal, $(#[$attribute:meta])* $name:ident) => {
            $(#[$attribute])*
            ///
            /// # Safety
            ///
            /// As for [`Exec::exec`].
            pub(crate) unsafe extern $abi fn $name<X: Exec>(
                ip: *const AtomicU64, fp: *mut u64, mb: *mut u8, r1: u64, r0: u64, vm: *mut VmContext,
                f0: f64, g0: f32, f1: f64,
            ) -> u64 {
                let mut st = State { ip: Ip(ip), fp: Fp(fp), mb, r1, r0, vm, f0, g0, f1 };
                // SAFETY: the contract of `exec` is passed on; the next
                // instruction is there by INV-CODE.
                unsafe {
                    match X::exec(&mut st) {
                        Flow::Next => {
                            let next = fetch(st.ip);
                            next(st.ip.0, st.fp.0, st.mb, st.r1, st.r0, st.vm, st.f0, st.g0, st.f1)
                        }
                        Flow::Taken => {
                            let next = core::mem::transmute::<Handler, TakenHandler>(fetch(st.ip));
                            next(st.ip.0.addr(), st.fp.0, st.mb, st.r1, st.r0, st.vm, st.f0, st.g0, st.f1)
                        }
                        Flow::Instead(other) => {
                            other(st.ip.0, st.fp.0, st.mb, st.r1, st.r0, st.vm, st.f0, st.g0, st.f1)
                        }
                        Flow::Exit(exit) => leave(st.ip.0, st.fp.0, st.mb, u64::from(exit.0), st.r0, st.vm),
                    }
                }
            }
        };
    }

    /// Defines items whose functions use the handlers' calling convention: six
    /// integers and three floats in registers.
    macro_rules! with_abi {
        ($abi:literal) => {
            /// A handler.
            pub(crate) type Handler = unsafe extern $abi fn(
                *const AtomicU64, *mut u64, *mut u8, u64, u64, *mut VmContext, f64, f32, f64,
            ) -> u64;

            /// As [`Handler`], but of another type: LLVM does not merge a call of
            /// this with a call of that, so a conditional branch keeps its two
            /// jumps and is never turned into a conditional move.
            type TakenHandler = unsafe extern $abi fn(
                usize, *mut u64, *mut u8, u64, u64, *mut VmContext, f64, f32, f64,
            ) -> u64;

            define_handler!($abi,
                /// The handler of a form.
                handler);

            #[cfg(target_arch = "x86_64")]
            define_handler!($abi,
                /// The handler of a form, compiled for processors that [`is_wide`] tells.
                #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
                wide_handler);

            /// Notes where execution stops and ends the chain of handlers. Out of
            /// line: within a handler it would cost every access a jump.
            ///
            /// # Safety
            ///
            /// `vm` is the running store's.
            #[cold]
            #[inline(never)]
            unsafe extern $abi fn leave(
                ip: *const AtomicU64, fp: *mut u64, _mb: *mut u8, exit: u64, _r0: u64, vm: *mut VmContext,
            ) -> u64 {
                // SAFETY: the contract above.
                unsafe {
                    (*vm).exit_ip = ip;
                    (*vm).exit_fp = fp;
                }
                // Opaque, or LLVM sees that the result is an argument, and turns the
                // jump here into a call followed by a return of that argument.
                core::hint::black_box(exit)
            }
        };
    }
    /// Where the code out of line that ends the chain begins.
    #[cfg(test)]
    pub(crate) fn leave_address() -> u64 {
        leave as *const () as u64
    }

    /// Keeps apart the ends of a conditional branch that does the same before both: LLVM
    /// would make one jump of them. To the processor this is nothing.
    #[inline(always)]
    pub(crate) fn keep_apart(flow: &Flow) {
        // SAFETY: there are comments in it only, which differ.
        unsafe {
            match flow {
                Flow::Next => asm!("/* next */", options(nomem, nostack, preserves_flags)),
                Flow::Taken => asm!("/* taken */", options(nomem, nostack, preserves_flags)),
                Flow::Exit(_) | Flow::Instead(_) => {}
            }
        }
    }

    /// Whether this processor runs what [`wide_handler`] makes.
    #[cfg(target_arch = "x86_64")]
    pub(crate) fn is_wide() -> bool {
        is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("lzcnt")
            && is_x86_feature_detected!("popcnt")
    }

    // `win64` loses the jump, so x86-64 has one convention on all systems.
    #[cfg(target_arch = "x86_64")]
    with_abi!("sysv64");
    #[cfg(not(target_arch = "x86_64"))]
    with_abi!("C");

    /// Runs from a state until the interpreter is left.
    ///
    /// # Safety
    ///
    /// As for [`Exec::exec`].
    #[inline(always)]
    pub(crate) unsafe fn run(st: State) -> Exit {
        // SAFETY: the contract above.
        let exit = unsafe {
            let first = fetch(st.ip);
            first(
                st.ip.0, st.fp.0, st.mb, st.r1, st.r0, st.vm, st.f0, st.g0, st.f1,
            )
        };
        Exit(exit as u32)
    }
}

#[cfg(sanderling_dispatch = "trampoline")]
mod backend {
    use super::{Exec, Exit, Flow, State, fetch};

    /// Keeps apart the ends of a conditional branch; here none is a jump.
    #[inline(always)]
    pub(crate) fn keep_apart(_flow: &Flow) {}

    /// A handler. Gives [`CONTINUE`] or the exit's number.
    pub(crate) type Handler = unsafe fn(&mut State) -> u32;

    /// Not an exit: the loop goes on.
    const CONTINUE: u32 = u32::MAX;

    /// The handler of a form.
    ///
    /// # Safety
    ///
    /// As for [`Exec::exec`].
    pub(crate) unsafe fn handler<X: Exec>(st: &mut State) -> u32 {
        // SAFETY: the contract of `exec` is passed on.
        match unsafe { X::exec(st) } {
            Flow::Next | Flow::Taken => CONTINUE,
            // SAFETY: the contract of `exec` is passed on.
            Flow::Instead(other) => unsafe { other(st) },
            Flow::Exit(exit) => exit.0,
        }
    }

    /// Runs from a state until the interpreter is left.
    ///
    /// # Safety
    ///
    /// As for [`Exec::exec`].
    pub(crate) unsafe fn run(mut st: State) -> Exit {
        #[cfg(feature = "checked")]
        let mut checker = crate::exec::checked::Checker::default();
        loop {
            #[cfg(feature = "checked")]
            // SAFETY: `vm` is the running store's, to which nobody holds a reference.
            unsafe {
                checker.check(&st);
            }
            // SAFETY: the contract above; the next instruction is there by INV-CODE.
            let exit = unsafe { fetch(st.ip)(&mut st) };
            if exit != CONTINUE {
                // SAFETY: `vm` is the running store's.
                unsafe {
                    (*st.vm).exit_ip = st.ip.0;
                    (*st.vm).exit_fp = st.fp.0;
                }
                return Exit(exit);
            }
        }
    }
}

#[cfg(all(target_arch = "x86_64", sanderling_dispatch = "sibling"))]
pub(crate) use backend::is_wide;
#[cfg(all(test, sanderling_dispatch = "sibling"))]
pub(crate) use backend::leave_address;
#[cfg(all(target_arch = "x86_64", sanderling_dispatch = "sibling"))]
use backend::wide_handler;
pub(crate) use backend::{Handler, handler, keep_apart, run};
#[cfg(not(all(target_arch = "x86_64", sanderling_dispatch = "sibling")))]
pub(crate) use narrow::is_wide;
#[cfg(not(all(target_arch = "x86_64", sanderling_dispatch = "sibling")))]
use narrow::wide_handler;

/// Where no second compilation of handlers pays, or none is known.
#[cfg(not(all(target_arch = "x86_64", sanderling_dispatch = "sibling")))]
mod narrow {
    pub(crate) use super::backend::handler as wide_handler;

    /// Whether the processor has more than the target promises.
    pub(crate) const fn is_wide() -> bool {
        false
    }
}
