//! Throwing. Who catches is looked for outside the handlers, in [`crate::exec::unwind`].

use crate::code::form::Plain;
use crate::code::ops::row;
use crate::exec::dispatch::Exec;
use crate::exec::state::{Exit, Flow, State};
use crate::runtime::exception::InFlight;
use crate::runtime::store::VmContext;
use crate::trap::Trap;

/// Notes the exception that an instruction throws.
///
/// # Safety
///
/// `vm` is the running store's, its instance has such a tag, and `payload` points to
/// the values of an exception with it.
#[cold]
#[inline(never)]
unsafe fn throw(vm: *mut VmContext, tag: u32, payload: *const u64, count: u32) {
    // SAFETY: the contract above; INV-STORE.
    unsafe {
        let tag = (&(*(*vm).instance).tag_addrs)[tag as usize];
        (*vm).in_flight = InFlight::New {
            tag,
            payload,
            count,
        };
    }
}

/// Notes the exception that is thrown again.
///
/// # Safety
///
/// `vm` is the running store's.
#[cold]
#[inline(never)]
unsafe fn throw_again(vm: *mut VmContext, reference: u64) {
    // SAFETY: the contract above.
    unsafe { (*vm).in_flight = InFlight::Object(reference) };
}

impl Exec for Plain<row::Throw> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form: a tag, and as many slots of the
        // frame as its payload has.
        unsafe {
            let payload = st.fp.slot(st.ip.u16_at(0));
            throw(st.vm, st.ip.u32_at(8), payload, st.ip.u32_at(12));
        }
        Flow::Exit(Exit::EXCEPTION)
    }
}

impl Exec for Plain<row::ThrowRef> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form; `vm` is the running store's.
        unsafe {
            let exception = st.fp.read(st.ip.u16_at(2));
            if exception == 0 {
                return Flow::Exit(Exit::trap(Trap::NullReference));
            }
            throw_again(st.vm, exception);
        }
        Flow::Exit(Exit::EXCEPTION)
    }
}
