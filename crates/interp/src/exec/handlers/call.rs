//! Calls and returns.

use super::Entry;
use super::moves::Typed;
use super::numeric::takes;
use super::{entry, over_sources};
use crate::code::encode::Pays;
use crate::code::form::{Form, Plain, Return};
use crate::code::ops::{Opcode, row};
use crate::exec::call::{Outcome, call_func, call_import, frame_fits, translate_callee};
use crate::exec::dispatch::{Exec, handler};
use crate::exec::operand::{Get, Val};
use crate::exec::state::{Exit, Flow, Fp, Ip, State};
use crate::runtime::store::VmContext;
use crate::runtime::{FuncEntity, StoreCore};
use crate::trap::Trap;
use core::marker::PhantomData;
use core::sync::atomic::{AtomicU64, Ordering};

/// Enters a callee's code: checks that its frame fits, links it to the caller.
///
/// # Safety
///
/// `entry` is the callee's first instruction, `frame` is inside the caller's
/// frame, and `header` is the callee's header slot, counted from `frame`.
#[inline(always)]
unsafe fn enter(
    st: &mut State,
    entry: *const AtomicU64,
    frame: Fp,
    header: *mut u64,
    back: Ip,
) -> Flow {
    // SAFETY: the contract above; the header is below the end of the stack because the
    // whole frame is (INV-STACK).
    unsafe {
        if !frame_fits(entry, frame.0, (*st.vm).stack_end) {
            return Flow::Exit(Exit::trap(Trap::StackOverflow));
        }
        header.write(back.0.expose_provenance() as u64);
        header
            .wrapping_add(1)
            .write(st.fp.0.expose_provenance() as u64);
    }
    st.fp = frame;
    st.ip = Ip(entry);
    Flow::Next
}

impl Exec for Plain<row::Call> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe {
            let entry = st.ip.word(2).load(Ordering::Relaxed) as usize;
            let frame = Fp(st.fp.slot(st.ip.u16_at(0)));
            let header = st.fp.slot(st.ip.u16_at(2));
            enter(
                st,
                core::ptr::with_exposed_provenance(entry),
                frame,
                header,
                st.ip.offset_words(3),
            )
        }
    }
}

/// Translates the callee of the instruction at `ip`, which gets its entry as its second
/// word, and becomes `call`: in code that is metered, in a way that pays for what follows.
/// 0 if that fails, with the error noted.
///
/// # Safety
///
/// As for [`translate_callee`]; the instruction is a call of that function.
#[cold]
#[inline(never)]
unsafe fn keep_entry(
    vm: *mut VmContext,
    ip: Ip,
    func: u32,
    call: Opcode,
    pays: Option<Pays>,
) -> u64 {
    // SAFETY: the contract above. Other threads may do the same at once; the entry is
    // written before the handler that relies on it.
    unsafe {
        let entry = translate_callee(vm, func);
        if entry == 0 {
            return 0;
        }
        ip.word(2).store(entry, Ordering::Release);
        // `call` reads the entry without synchronisation, which is enough where stores
        // are seen in order.
        if cfg!(target_arch = "x86_64") {
            let handler = match pays {
                None => super::handler_word(call),
                Some(pays) => super::metered_handler_word(call, pays),
            };
            ip.word(0).store(handler, Ordering::Release);
        }
        entry
    }
}

/// Executes a `CallLazy`, which becomes a `Call`.
#[inline(always)]
unsafe fn call_lazy(st: &mut State, pays: Option<Pays>) -> Flow {
    // SAFETY: the instruction is of this form.
    unsafe {
        let mut entry = st.ip.word(2).load(Ordering::Acquire);
        if entry == 0 {
            let call = <Plain<row::Call> as Form>::OPCODE;
            entry = keep_entry(st.vm, st.ip, st.ip.u32_at(4), call, pays);
            if entry == 0 {
                return Flow::Exit(Exit::ERROR);
            }
        }
        let frame = Fp(st.fp.slot(st.ip.u16_at(0)));
        let header = st.fp.slot(st.ip.u16_at(2));
        let entry = core::ptr::with_exposed_provenance(entry as usize);
        enter(st, entry, frame, header, st.ip.offset_words(3))
    }
}

impl Exec for Plain<row::CallLazy> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe { call_lazy(st, None) }
    }
}

/// A `CallLazy` in metered code.
pub(super) struct MeteredCallLazy;

impl Exec for MeteredCallLazy {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form. The callee begins with a `Charge`,
        // which is executed by itself this once.
        unsafe { call_lazy(st, Some(Pays::Next)) }
    }
}

/// Takes the results of a call that did not leave them in the accumulators.
#[inline(always)]
unsafe fn load_results(st: &mut State, slot: *const u64) {
    // SAFETY: the first slot of a call's frame belongs to the caller's frame.
    let bits = unsafe { slot.read() };
    st.r0 = bits;
    st.f0 = f64::from_bits(bits);
    st.g0 = f32::from_bits(bits as u32);
}

/// Goes on after [`call_func`].
#[inline(always)]
unsafe fn finish_call(st: &mut State, outcome: Outcome, args: *mut u64, area: usize) -> Flow {
    // A caller loads its pinned locals again and takes nothing but a result from the
    // accumulators; a callee expects nothing in either. So nothing need be kept.
    (st.r1, st.f1) = (0, 0.0);
    (st.r0, st.f0, st.g0) = (0, 0.0, 0.0);
    // SAFETY: `vm` is the running store's, and says where to go on.
    unsafe {
        match outcome {
            Outcome::HOST => {
                st.mb = (*st.vm).mem0_base;
                load_results(st, args);
                st.advance(area);
                Flow::Next
            }
            Outcome::ENTER => {
                st.mb = (*st.vm).mem0_base;
                st.ip = Ip((*st.vm).exit_ip);
                st.fp = Fp((*st.vm).exit_fp);
                Flow::Next
            }
            Outcome(exit) => Flow::Exit(Exit(exit)),
        }
    }
}

impl Exec for Plain<row::CallImport> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form; the import has been validated
        // and its function was given at instantiation.
        unsafe {
            let args = st.fp.slot(st.ip.u16_at(0));
            let outcome = match imported(st, st.ip.u32_at(4)) {
                Ok(func) => call_import(st.vm, func, args, st.ip.offset_words(2).0, st.fp.0),
                Err(trap) => Outcome(Exit::trap(trap).0),
            };
            finish_call(st, outcome, args, 8)
        }
    }
}

/// The imported function of this index.
///
/// # Safety
///
/// The running instance imports a function of this index.
#[inline(always)]
unsafe fn imported(st: &State, index: u32) -> Result<*mut FuncEntity, Trap> {
    // SAFETY: the contract above.
    unsafe {
        let funcs = &raw const (*(*st.vm).instance).funcs;
        let addr = (&(*funcs))[index as usize].ok_or(Trap::Unreachable)?;
        Ok((*st.vm).funcs.add(addr.index()))
    }
}

/// The function that an indirect call means, or the trap.
///
/// # Safety
///
/// The running instance has a table of this index, of function references.
#[inline(always)]
pub(crate) unsafe fn element(
    st: &State,
    table: usize,
    index: u64,
    type_id: u32,
) -> Result<*mut FuncEntity, Trap> {
    // SAFETY: the table is in place (INV-STORE), its references are functions of
    // this store (INV-REF).
    unsafe {
        let table = (*(*st.vm).tables.add(table)).as_ptr();
        let elems = (*table).elems();
        if index >= elems.len() as u64 {
            return Err(Trap::UndefinedElement);
        }
        let reference = *elems.get_unchecked(index as usize);
        if reference == 0 {
            return Err(Trap::UninitializedElement);
        }
        let func = (*st.vm).funcs.add(reference as usize - 1);
        if (*func).type_id.0 != type_id {
            return Err(Trap::IndirectCallTypeMismatch);
        }
        Ok(func)
    }
}

/// As [`element`], for a function whose type may be a subtype of the expected one.
///
/// # Safety
///
/// As for [`element`].
#[inline(always)]
unsafe fn element_below(
    st: &State,
    table: usize,
    index: u64,
    type_id: u32,
) -> Result<*mut FuncEntity, Trap> {
    // SAFETY: the contract above; the index has been compared with the table's size.
    unsafe {
        match element(st, table, index, type_id) {
            Err(Trap::IndirectCallTypeMismatch) => {
                let table = (*(*st.vm).tables.add(table)).as_ptr();
                let reference = *(*table).elems().get_unchecked(index as usize);
                match is_subtype(st.vm, reference as usize - 1, type_id) {
                    0 => Err(Trap::IndirectCallTypeMismatch),
                    _ => Ok((*st.vm).funcs.add(reference as usize - 1)),
                }
            }
            found => found,
        }
    }
}

/// Whether the type of a function is a subtype of another one.
///
/// # Safety
///
/// `vm` is the running store's, which has such a function.
#[cold]
#[inline(never)]
unsafe fn is_subtype(vm: *mut VmContext, func: usize, type_id: u32) -> u32 {
    // SAFETY: the contract above; INV-STORE.
    unsafe {
        let store = &*vm.cast::<StoreCore>();
        let found = (*(*vm).funcs.add(func)).type_id;
        store.is_func_subtype(found, type_id).into()
    }
}

/// The function that a reference means, or the trap.
///
/// # Safety
///
/// The reference is null or to a function of this store (INV-REF).
#[inline(always)]
unsafe fn referent(st: &State, reference: u64) -> Result<*mut FuncEntity, Trap> {
    if reference == 0 {
        return Err(Trap::NullFunctionReference);
    }
    // SAFETY: the contract above.
    Ok(unsafe { (*st.vm).funcs.add(reference as usize - 1) })
}

/// An instruction that finds out at run time which function it calls.
trait DynamicCall {
    /// Bytes of the operand area.
    const AREA: usize;

    /// The function, or the trap.
    ///
    /// # Safety
    ///
    /// The instruction at `st.ip` is this one.
    unsafe fn callee(st: &State) -> Result<*mut FuncEntity, Trap>;

    /// The function, whose type may be a subtype of the expected one; or the trap.
    ///
    /// # Safety
    ///
    /// As above.
    #[inline(always)]
    unsafe fn callee_below(st: &State) -> Result<*mut FuncEntity, Trap> {
        // SAFETY: the contract above.
        unsafe { Self::callee(st) }
    }
}

impl DynamicCall for row::CallIndirect {
    const AREA: usize = 16;

    #[inline(always)]
    unsafe fn callee(st: &State) -> Result<*mut FuncEntity, Trap> {
        // SAFETY: the instruction is of this form.
        unsafe {
            let index = st.fp.read(st.ip.u16_at(2));
            element(st, st.ip.u16_at(4), index, st.ip.u32_at(8))
        }
    }

    #[inline(always)]
    unsafe fn callee_below(st: &State) -> Result<*mut FuncEntity, Trap> {
        // SAFETY: the instruction is of this form.
        unsafe {
            let index = st.fp.read(st.ip.u16_at(2));
            element_below(st, st.ip.u16_at(4), index, st.ip.u32_at(8))
        }
    }
}

impl DynamicCall for row::CallRef {
    const AREA: usize = 8;

    #[inline(always)]
    unsafe fn callee(st: &State) -> Result<*mut FuncEntity, Trap> {
        // SAFETY: the instruction is of this form.
        unsafe { referent(st, st.fp.read(st.ip.u16_at(2))) }
    }
}

/// Calls a function of the running instance; leaves others to [`Away`].
#[inline(always)]
unsafe fn dynamic_call<O: DynamicCall>(st: &mut State) -> Flow {
    // SAFETY: the instruction is of this form: `[frame][..][..][header]`.
    unsafe {
        let func = match O::callee(st) {
            Ok(func) => func,
            // Another type may be a subtype.
            Err(Trap::IndirectCallTypeMismatch) => return Flow::Instead(handler::<Away<O>>),
            Err(trap) => return Flow::Exit(Exit::trap(trap)),
        };
        if !core::ptr::eq((*func).instance, (*st.vm).instance) {
            return Flow::Instead(handler::<Away<O>>);
        }
        let frame = Fp(st.fp.slot(st.ip.u16_at(0)));
        let header = st.fp.slot(st.ip.u16_at(6));
        let back = st.ip.offset_words(1 + O::AREA as isize / 8);
        enter(st, (*func).entry, frame, header, back)
    }
}

impl Exec for Plain<row::CallIndirect> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe { dynamic_call::<row::CallIndirect>(st) }
    }
}

impl Exec for Plain<row::CallRef> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe { dynamic_call::<row::CallRef>(st) }
    }
}

/// A call of a function that is the host's, another instance's, or not translated.
struct Away<O>(PhantomData<O>);

impl<O: DynamicCall> Exec for Away<O> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is a dynamic call.
        unsafe {
            let func = match O::callee_below(st) {
                Ok(func) => func,
                Err(trap) => return Flow::Exit(Exit::trap(trap)),
            };
            let args = st.fp.slot(st.ip.u16_at(0));
            let back = st.ip.offset_words(1 + O::AREA as isize / 8);
            let outcome = call_func(st.vm, func, args, back.0, st.fp.0);
            finish_call(st, outcome, args, O::AREA)
        }
    }
}

/// Goes back to the caller.
///
/// # Safety
///
/// The header of the current frame stands at `header`.
#[inline(always)]
unsafe fn leave(st: &mut State, header: usize) -> Flow {
    // SAFETY: `enter` has written both (INV-STACK).
    unsafe {
        let ip = st.fp.read(header) as usize;
        let fp = st.fp.read(header + 1) as usize;
        st.ip = Ip(core::ptr::with_exposed_provenance(ip));
        st.fp = Fp(core::ptr::with_exposed_provenance_mut(fp));
    }
    Flow::Next
}

impl Exec for Plain<row::Return> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe { leave(st, st.ip.u16_at(0)) }
    }
}

impl<O: Typed, A: Get> Exec for Return<O, A> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form; a frame has a slot for each result.
        unsafe {
            let value = A::get::<O::V>(st, 2);
            <O::V as Val>::store(st.fp.slot(0), value);
            <O::V as Val>::set_acc(st, value);
            leave(st, st.ip.u16_at(0))
        }
    }
}

impl Exec for Plain<row::ReturnCross> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: `st.fp` is the record that `call_func` made for this return.
        unsafe {
            crate::exec::call::return_cross(st.vm, st.fp.0);
            st.mb = (*st.vm).mem0_base;
            st.ip = Ip((*st.vm).exit_ip);
            st.fp = Fp((*st.vm).exit_fp);
        }
        Flow::Next
    }
}

/// Ends a tail call: the callee's frame replaces this one.
#[inline(always)]
unsafe fn finish_tail_call(st: &mut State, outcome: Outcome) -> Flow {
    // SAFETY: `vm` is the running store's, and says where to go on.
    unsafe {
        match outcome {
            Outcome::HOST | Outcome::ENTER => {
                st.mb = (*st.vm).mem0_base;
                st.ip = Ip((*st.vm).exit_ip);
                st.fp = Fp((*st.vm).exit_fp);
                // A host function's results, as if it had returned by itself.
                load_results(st, (*st.vm).exit_results);
                Flow::Next
            }
            Outcome(exit) => Flow::Exit(Exit(exit)),
        }
    }
}

/// Enters a callee's code in place of the function that calls: checks that its frame
/// fits, and moves the arguments and the way back.
///
/// # Safety
///
/// `entry` is the first instruction of a function of the same instance; the instruction
/// is a `ReturnCall` of it.
#[inline(always)]
unsafe fn reenter(st: &mut State, entry: *const AtomicU64) -> Flow {
    // SAFETY: the contract above; slots and header are below the end of the stack because
    // the whole frame is (INV-STACK).
    unsafe {
        if !frame_fits(entry, st.fp.0, (*st.vm).stack_end) {
            return Flow::Exit(Exit::trap(Trap::StackOverflow));
        }
        let own = st.ip.u16_at(2);
        let (back, caller) = (st.fp.read(own), st.fp.read(own + 1));
        let (args, header) = (st.fp.slot(st.ip.u16_at(0)), st.fp.slot(st.ip.u16_at(4)));
        for i in 0..st.ip.u16_at(6) {
            // Volatile, or it would become a call of `memmove`: there are few arguments.
            st.fp.0.add(i).write_volatile(args.add(i).read());
        }
        header.write(back);
        header.wrapping_add(1).write(caller);
    }
    st.ip = Ip(entry);
    Flow::Next
}

impl Exec for Plain<row::ReturnCall> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe {
            let entry = st.ip.word(2).load(Ordering::Relaxed) as usize;
            reenter(st, core::ptr::with_exposed_provenance(entry))
        }
    }
}

impl Exec for Plain<row::ReturnCallLazy> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe {
            let mut entry = st.ip.word(2).load(Ordering::Acquire);
            if entry & 1 != 0 {
                let call = <Plain<row::ReturnCall> as Form>::OPCODE;
                entry = keep_entry(st.vm, st.ip, (entry >> 1) as u32, call, None);
                if entry == 0 {
                    return Flow::Exit(Exit::ERROR);
                }
            }
            reenter(st, core::ptr::with_exposed_provenance(entry as usize))
        }
    }
}

impl Exec for Plain<row::ReturnCallImport> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form; as for a `CallImport`.
        unsafe {
            let func = imported(st, st.ip.u32_at(8));
            dynamic_tail_call(st, func)
        }
    }
}

/// Calls a function of the host's, another instance's, or found at run time, in place of
/// the one that calls.
#[inline(always)]
unsafe fn dynamic_tail_call(st: &mut State, func: Result<*mut FuncEntity, Trap>) -> Flow {
    // SAFETY: the instruction is a tail call.
    unsafe {
        match func {
            Ok(func) => {
                let outcome = crate::exec::call::tail_call(st.vm, func, st.fp.0, st.ip.0);
                finish_tail_call(st, outcome)
            }
            Err(trap) => Flow::Exit(Exit::trap(trap)),
        }
    }
}

impl Exec for Plain<row::ReturnCallIndirect> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe {
            let index = st.fp.read(st.ip.u16_at(4));
            let func = element_below(st, st.ip.u32_at(8) as usize, index, st.ip.u32_at(12));
            dynamic_tail_call(st, func)
        }
    }
}

impl Exec for Plain<row::ReturnCallRef> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe {
            let func = referent(st, st.fp.read(st.ip.u16_at(4)));
            dynamic_tail_call(st, func)
        }
    }
}

/// The forms of a return.
pub(super) trait ReturnTable {
    const TABLE: [Entry; 5];
}

macro_rules! return_entry {
    ($a:ty) => {
        entry!(takes::<O::V, $a>(), Return<O, $a>)
    };
}

impl<O: Typed> ReturnTable for O {
    const TABLE: [Entry; 5] = over_sources!(return_entry;);
}
