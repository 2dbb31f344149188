//! Structures, arrays, small integers, casts.
//!
//! Following a reference stays within the heap's space, whatever its bits are
//! (INV-HEAP): a field lies within the space and its guard, the end of an element is
//! compared with the end of the space. Null is index 0, which is out of bounds.

use super::Entry;
use super::budget::Stop;
use super::memory::{LoadOp, StoreOp};
use super::numeric::{gives, takes};
use super::slow::{STOPPED, in_parts};
use super::{entry, over_destinations, over_sources};
use crate::code::form::{ElementLoad, ElementStore, FieldLoad, FieldStore, Plain, Slot, SrcKind};
use crate::code::ops::row;
use crate::error::Error;
use crate::exec::dispatch::{Exec, handler};
use crate::exec::operand::{Get, Put};
use crate::exec::state::{Exit, Flow, Ip, State};
use crate::runtime::StoreCore;
use crate::runtime::budget::BYTES_PER_UNIT;
use crate::runtime::heap::{Top, reference, types};
use crate::runtime::store::VmContext;
use crate::trap::Trap;
use core::marker::PhantomData;
use core::sync::atomic::AtomicU64;

const NULL: Flow = Flow::Exit(Exit::trap(Trap::NullReference));

/// The first byte of the object that a reference means; `None` for null.
///
/// # Safety
///
/// `vm` is the running store's.
#[inline(always)]
unsafe fn object(vm: *mut VmContext, reference: u64) -> Option<*mut u8> {
    let at = reference as u32;
    // SAFETY: the contract above.
    unsafe {
        let space = &raw const (*vm).heap.space;
        if at.wrapping_sub(1) >= (*space).last() {
            return None;
        }
        Some((*space).base().wrapping_add(at as usize * 8))
    }
}

/// The address of an element of an array.
///
/// # Safety
///
/// `vm` is the running store's; `T` has the size of the array's elements.
#[inline(always)]
unsafe fn element<T>(vm: *mut VmContext, array: u64, index: u32) -> Result<*mut T, Trap> {
    // SAFETY: the contract above; the header is within the space (INV-HEAP).
    unsafe {
        let Some(object) = object(vm, array) else {
            return Err(Trap::NullReference);
        };
        let header = object.cast::<u64>().read();
        if index >= types::length_of(header) {
            return Err(Trap::ArrayOutOfBounds);
        }
        // 2^32 words of space and as many elements of 16 bytes: no overflow.
        let offset = u64::from(index) * size_of::<T>() as u64 + 8;
        let end = u64::from(array as u32) * 8 + offset + size_of::<T>() as u64;
        if end > (*vm).heap.space.end() {
            return Err(Trap::ArrayOutOfBounds);
        }
        Ok(object.wrapping_add(offset as usize).cast())
    }
}

impl<O: LoadOp, A: Get, D: Put> Exec for FieldLoad<O, A, D> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form; a field is within the space and its
        // guard, and aligned (INV-HEAP).
        unsafe {
            let Some(object) = object(st.vm, A::get::<u64>(st, 2)) else {
                return NULL;
            };
            let at = object.wrapping_add(st.ip.u32_at(4) as usize);
            D::put(st, O::extend(at.cast::<O::M>().read()));
        }
        st.advance(8);
        Flow::Next
    }
}

impl<O: StoreOp, A: Get, B: Get> Exec for FieldStore<O, A, B> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: as above.
        unsafe {
            let Some(object) = object(st.vm, A::get::<u64>(st, 2)) else {
                return NULL;
            };
            let at = object.wrapping_add(st.ip.u32_at(4) as usize);
            at.cast::<O::M>().write(O::wrap(B::get::<O::V>(st, 0)));
        }
        st.advance(if B::IMM { 16 } else { 8 });
        Flow::Next
    }
}

impl<O: LoadOp, A: Get, B: Get, D: Put> Exec for ElementLoad<O, A, B, D> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form; the element is within the space and
        // aligned (INV-HEAP).
        unsafe {
            let (array, index) = (A::get::<u64>(st, 2), B::get::<u32>(st, 4));
            match element::<O::M>(st.vm, array, index) {
                Ok(at) => D::put(st, O::extend(at.read())),
                Err(trap) => return Flow::Exit(Exit::trap(trap)),
            }
        }
        st.advance(8);
        Flow::Next
    }
}

impl<O: StoreOp, A: Get, B: Get> Exec for ElementStore<O, A, B> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: as above.
        unsafe {
            let (array, index) = (Slot::get::<u64>(st, 2), B::get::<u32>(st, 4));
            match element::<O::M>(st.vm, array, index) {
                Ok(at) => at.write(O::wrap(A::get::<O::V>(st, 0))),
                Err(trap) => return Flow::Exit(Exit::trap(trap)),
            }
        }
        st.advance(8);
        Flow::Next
    }
}

impl Exec for Plain<row::StructGetV128> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form; as for `FieldLoad`.
        unsafe {
            let Some(object) = object(st.vm, st.fp.read(st.ip.u16_at(2))) else {
                return NULL;
            };
            let at = object.wrapping_add(st.ip.u32_at(8) as usize).cast::<u64>();
            let to = st.ip.u16_at(0);
            st.fp.write(to, at.read());
            st.fp.write(to + 1, at.add(1).read());
        }
        st.advance(16);
        Flow::Next
    }
}

impl Exec for Plain<row::StructSetV128> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form; as for `FieldStore`.
        unsafe {
            let Some(object) = object(st.vm, st.fp.read(st.ip.u16_at(2))) else {
                return NULL;
            };
            let at = object.wrapping_add(st.ip.u32_at(8) as usize).cast::<u64>();
            let from = st.ip.u16_at(4);
            at.write(st.fp.read(from));
            at.add(1).write(st.fp.read(from + 1));
        }
        st.advance(16);
        Flow::Next
    }
}

impl Exec for Plain<row::ArrayGetV128> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form; as for `ElementLoad`.
        unsafe {
            let index = st.fp.read(st.ip.u16_at(4)) as u32;
            match element::<[u64; 2]>(st.vm, st.fp.read(st.ip.u16_at(2)), index) {
                Ok(at) => {
                    let to = st.ip.u16_at(0);
                    st.fp.write(to, at.cast::<u64>().read());
                    st.fp.write(to + 1, at.cast::<u64>().add(1).read());
                }
                Err(trap) => return Flow::Exit(Exit::trap(trap)),
            }
        }
        st.advance(8);
        Flow::Next
    }
}

impl Exec for Plain<row::ArraySetV128> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form; as for `ElementStore`.
        unsafe {
            let index = st.fp.read(st.ip.u16_at(4)) as u32;
            match element::<[u64; 2]>(st.vm, st.fp.read(st.ip.u16_at(2)), index) {
                Ok(at) => {
                    let from = st.ip.u16_at(6);
                    at.cast::<u64>().write(st.fp.read(from));
                    at.cast::<u64>().add(1).write(st.fp.read(from + 1));
                }
                Err(trap) => return Flow::Exit(Exit::trap(trap)),
            }
        }
        st.advance(8);
        Flow::Next
    }
}

/// An instruction that makes a structure: `[d][a][count][top]`, `[type u32][words u32]`.
trait NewStruct: Sized {
    /// Bytes of the operand area.
    ///
    /// # Safety
    ///
    /// The instruction at `ip` is this one.
    #[inline(always)]
    unsafe fn area(_ip: Ip) -> usize {
        16
    }

    /// Writes the fields of a structure whose first byte is `object`.
    ///
    /// # Safety
    ///
    /// As above; the object has as many words as the instruction says.
    unsafe fn fill(st: &State, object: *mut u8);
}

impl NewStruct for row::StructNewPlain {
    #[inline(always)]
    unsafe fn fill(st: &State, object: *mut u8) {
        // SAFETY: the contract above; the slots are the frame's (INV-SLOTS).
        unsafe {
            let mut from = st.fp.slot(st.ip.u16_at(2));
            let mut to = object.cast::<u64>().wrapping_add(1);
            let end = to.wrapping_add(st.ip.u16_at(4));
            while to < end {
                // Volatile, because a call of `memcpy` costs more than the few stores.
                to.write_volatile(from.read());
                (to, from) = (to.wrapping_add(1), from.wrapping_add(1));
            }
        }
    }
}

impl NewStruct for row::StructNewDefault {
    #[inline(always)]
    unsafe fn fill(st: &State, object: *mut u8) {
        // SAFETY: the contract above.
        unsafe {
            let mut to = object.cast::<u64>().wrapping_add(1);
            let end = object.cast::<u64>().wrapping_add(st.ip.u32_at(12) as usize);
            while to < end {
                to.write_volatile(0);
                to = to.wrapping_add(1);
            }
        }
    }
}

impl NewStruct for row::StructNew {
    #[inline(always)]
    unsafe fn area(ip: Ip) -> usize {
        // SAFETY: the contract above.
        16 + (unsafe { ip.u16_at(4) } * 4).next_multiple_of(8)
    }

    #[inline(always)]
    unsafe fn fill(st: &State, object: *mut u8) {
        // SAFETY: the contract above; each field is described by `[kind 4][offset 28]`,
        // and is within the object.
        unsafe {
            let mut from = st.fp.slot(st.ip.u16_at(2));
            let count = st.ip.u16_at(4);
            let mut i = 0;
            while i < count {
                let field = st.ip.u32_at(16 + 4 * i);
                let to = object.wrapping_add((field >> 4) as usize);
                let value = from.read();
                match field & 15 {
                    0 => to.write(value as u8),
                    1 => to.cast::<u16>().write(value as u16),
                    2 => to.cast::<u32>().write(value as u32),
                    3 => to.cast::<u64>().write(value),
                    _ => {
                        to.cast::<u64>().write(value);
                        from = from.wrapping_add(1);
                        to.cast::<u64>().wrapping_add(1).write(from.read());
                    }
                }
                from = from.wrapping_add(1);
                i += 1;
            }
        }
    }
}

/// Ends the making of a structure at a word of the heap.
#[inline(always)]
unsafe fn finish_struct<O: NewStruct>(st: &mut State, at: u32) -> Flow {
    // SAFETY: the instruction is this one; the object is within the space.
    unsafe {
        let object = (*st.vm).heap.space.base().wrapping_add(at as usize * 8);
        object
            .cast::<u64>()
            .write(types::header(st.ip.u32_at(8), 0));
        O::fill(st, object);
        let reference = reference::object(at);
        st.fp.write(st.ip.u16_at(0), reference);
        st.r0 = reference;
        st.advance(O::area(st.ip));
    }
    Flow::Next
}

/// Makes a structure in the current run of the heap; leaves the rest to [`Slow`].
#[inline(always)]
unsafe fn new_struct<O: NewStruct>(st: &mut State) -> Flow {
    // SAFETY: the instruction is this one; `vm` is the running store's.
    unsafe {
        let words = st.ip.u32_at(12);
        match (*st.vm).heap.bump(words) {
            Some(at) => finish_struct::<O>(st, at),
            None => Flow::Instead(handler::<Slow<O>>),
        }
    }
}

/// Makes a structure for which the current run of the heap has no room.
struct Slow<O>(PhantomData<O>);

impl<O: NewStruct> Exec for Slow<O> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction makes a structure; `vm` is the running store's.
        unsafe {
            let top = st.fp.slot(st.ip.u16_at(6));
            match reserve(st.vm, st.ip.u32_at(12), top) {
                0 if (*st.vm.cast::<StoreCore>()).stop.is_some() => Flow::Instead(handler::<Stop>),
                0 => Flow::Exit(Exit::ERROR),
                at => finish_struct::<O>(st, at),
            }
        }
    }
}

/// The place of an object of so many words; 0 if there is none, with the error noted, or
/// if the call is to be stopped.
///
/// # Safety
///
/// `vm` is the running store's, and `top` is above all slots in use.
#[cold]
#[inline(never)]
unsafe fn reserve(vm: *mut VmContext, words: u32, top: *const u64) -> u32 {
    // SAFETY: `vm` is the first field of the running store, to which nobody holds a
    // reference while a guest runs (INV-STORE).
    let store = unsafe { &mut *vm.cast::<StoreCore>() };
    match store.reserve_object(words.into(), Top::of_instruction(top)) {
        Ok(at) => at,
        Err(error) => {
            if store.stop.is_none() {
                store.vm.error = Some(error);
            }
            0
        }
    }
}

macro_rules! new_structs {
    ($($name:ident)*) => {$(
        impl Exec for Plain<row::$name> {
            #[inline(always)]
            unsafe fn exec(st: &mut State) -> Flow {
                // SAFETY: the instruction is of this form.
                unsafe { new_struct::<row::$name>(st) }
            }
        }
    )*};
}

new_structs! { StructNew StructNewPlain StructNewDefault }

/// Whether a reference is to an object whose type is `type_id` itself.
///
/// # Safety
///
/// `vm` is the running store's.
#[inline(always)]
unsafe fn is_exactly(vm: *mut VmContext, reference: u64, type_id: u32) -> bool {
    // An `i31` is no index.
    if reference::object_index(reference).is_none() {
        return false;
    }
    // SAFETY: the contract above; a header is within the space.
    unsafe {
        match object(vm, reference) {
            Some(object) => object.cast::<u32>().read() == type_id,
            None => false,
        }
    }
}

/// Whether a reference is to an object of a subtype of the type in a cast.
///
/// # Safety
///
/// `vm` is the running store's; the instruction at `ip` is a cast.
#[cold]
#[inline(never)]
unsafe fn is_below(vm: *mut VmContext, reference: u64, ip: *const AtomicU64) -> u32 {
    // SAFETY: the contract above.
    unsafe {
        let heap = &(*vm).heap;
        let (type_id, depth) = (Ip(ip).u32_at(8), Ip(ip).u32_at(12));
        let header = heap.header(reference);
        header
            .is_some_and(|header| {
                heap.types
                    .is_subtype(types::type_of(header), type_id, depth)
            })
            .into()
    }
}

/// Ends a test.
#[inline(always)]
unsafe fn finish_test(st: &mut State, result: u32) -> Flow {
    // SAFETY: the instruction is a test.
    unsafe { st.fp.write(st.ip.u16_at(0), result.into()) };
    st.r0 = result.into();
    st.advance(16);
    Flow::Next
}

impl Exec for Plain<row::RefTest> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe {
            let reference = st.fp.read(st.ip.u16_at(2));
            if reference == 0 {
                return finish_test(st, st.ip.u16_at(6) as u32);
            }
            if is_exactly(st.vm, reference, st.ip.u32_at(8)) {
                return finish_test(st, 1);
            }
            Flow::Instead(handler::<SlowTest>)
        }
    }
}

struct SlowTest;

impl Exec for SlowTest {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is a test.
        unsafe {
            let reference = st.fp.read(st.ip.u16_at(2));
            let result = is_below(st.vm, reference, st.ip.0);
            finish_test(st, result)
        }
    }
}

const CAST: Flow = Flow::Exit(Exit::trap(Trap::CastFailure));

impl Exec for Plain<row::RefCast> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe {
            let reference = st.fp.read(st.ip.u16_at(2));
            let fine = if reference == 0 {
                st.ip.u16_at(6) != 0
            } else {
                is_exactly(st.vm, reference, st.ip.u32_at(8))
            };
            if !fine {
                return Flow::Instead(handler::<SlowCast>);
            }
        }
        st.advance(16);
        Flow::Next
    }
}

struct SlowCast;

impl Exec for SlowCast {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is a cast.
        unsafe {
            let reference = st.fp.read(st.ip.u16_at(2));
            if is_below(st.vm, reference, st.ip.0) == 0 {
                return CAST;
            }
        }
        st.advance(16);
        Flow::Next
    }
}

/// Whether a reference is of the kind in a cast; null is not.
///
/// # Safety
///
/// As for [`is_below`].
#[inline(never)]
unsafe fn is_of_kind(vm: *mut VmContext, reference: u64, ip: *const AtomicU64) -> u32 {
    // SAFETY: the contract above.
    unsafe {
        let store = &*vm.cast::<StoreCore>();
        let (type_id, kind) = (Ip(ip).u32_at(8), Ip(ip).u32_at(12));
        store.reference_is(reference, kind, type_id).into()
    }
}

impl Exec for Plain<row::RefTestKind> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe {
            let reference = st.fp.read(st.ip.u16_at(2));
            let result = if reference == 0 {
                st.ip.u16_at(6) as u32
            } else {
                is_of_kind(st.vm, reference, st.ip.0)
            };
            finish_test(st, result)
        }
    }
}

impl Exec for Plain<row::RefCastKind> {
    #[inline(always)]
    unsafe fn exec(st: &mut State) -> Flow {
        // SAFETY: the instruction is of this form.
        unsafe {
            let reference = st.fp.read(st.ip.u16_at(2));
            let fine = if reference == 0 {
                st.ip.u16_at(6) as u32
            } else {
                is_of_kind(st.vm, reference, st.ip.0)
            };
            if fine == 0 {
                return CAST;
            }
        }
        st.advance(16);
        Flow::Next
    }
}

/// The operands of an instruction on arrays, `[d][a][b][c]`, `[type u32][x u32]`.
struct Operands {
    ip: Ip,
    fp: crate::exec::state::Fp,
}

impl Operands {
    fn number(&self, n: usize) -> usize {
        // SAFETY: the instruction has four 16-bit operands (INV-CODE).
        unsafe { self.ip.u16_at(2 * n) }
    }

    /// The value of the slot whose number is the `n`th.
    fn value(&self, n: usize) -> u64 {
        self.slot(self.number(n))
    }

    /// The value of a slot.
    fn slot(&self, slot: usize) -> u64 {
        // SAFETY: the slot belongs to the frame (INV-SLOTS).
        unsafe { self.fp.read(slot) }
    }

    /// Two slots, as a value that may be a vector. The second is the frame's as well:
    /// there is one behind every operand, see `translate/gc.rs`.
    fn pair(&self, slot: usize) -> [u64; 2] {
        [self.slot(slot), self.slot(slot + 1)]
    }

    /// The end of the slots in use, whose number is the last one.
    fn top(&self) -> Top {
        Top::of_instruction(self.fp.slot(self.number(3)))
    }

    /// The type, and the other number.
    fn imm(&self) -> (u32, u32) {
        // SAFETY: the instruction has such an operand (INV-CODE).
        unsafe { (self.ip.u32_at(8), self.ip.u32_at(12)) }
    }
}

/// Pays for an instruction on so many elements, where guests pay for what they do.
/// Nothing of it has been done yet: it is executed anew when the call goes on.
fn pay(store: &mut StoreCore, len: u32) -> Result<(), Error> {
    store
        .charge(u64::from(len) * 8 / BYTES_PER_UNIT)
        .map_err(Error::trap)
}

/// Makes an array at the place that `place` finds, whose elements `fill` writes, from one on
/// so many. An array in the making is kept while the call waits.
#[inline(always)]
fn new_in_parts(
    store: &mut StoreCore,
    len: u32,
    place: impl FnOnce(&mut StoreCore) -> Result<u64, Error>,
    mut fill: impl FnMut(&mut StoreCore, u64, u32, u32) -> Result<(), Error>,
) -> Result<u64, Error> {
    if !store.allowance.is_metered {
        let array = place(store)?;
        fill(store, array, 0, len)?;
        return Ok(array);
    }
    let array = match core::mem::take(&mut store.in_the_making) {
        0 => place(store)?,
        begun => begun,
    };
    let result = in_parts(store, (len.into(), 8), false, |store, done, count| {
        fill(store, array, done as u32, count as u32)
    });
    if result.is_err() && store.stop.is_some() {
        store.in_the_making = array;
    }
    result.map(|()| array)
}

/// Makes an array of as many elements as the second operand says, all of one value.
fn new_filled(store: &mut StoreCore, o: &Operands, value: [u64; 2]) -> Result<u64, Error> {
    let len = o.value(2) as u32;
    new_in_parts(
        store,
        len,
        |store| store.array_place(o.imm().0, len, o.top()),
        |store, array, done, count| store.array_fill(array, done, value, count),
    )
}

/// Defines slow instructions. `true`: they have a result.
macro_rules! slow {
    ($( $name:ident, $result:literal, |$s:ident, $o:ident| $body:expr; )*) => {$(
        impl Exec for Plain<row::$name> {
            #[inline(always)]
            unsafe fn exec(st: &mut State) -> Flow {
                #[inline(never)]
                unsafe fn run(vm: *mut VmContext, fp: *mut u64, ip: *const AtomicU64) -> u32 {
                    // SAFETY: `vm` is the first field of the running store, to
                    // which nobody holds a reference while a guest runs (INV-STORE).
                    let $s = unsafe { &mut *vm.cast::<StoreCore>() };
                    let $o = Operands { ip: Ip(ip), fp: crate::exec::state::Fp(fp) };
                    let mut body = || -> Result<u64, Error> { $body };
                    let result = body();
                    match result {
                        Ok(value) => {
                            if $result {
                                // SAFETY: the slot belongs to the frame (INV-SLOTS).
                                unsafe { $o.fp.write($o.number(0), value) };
                            }
                            0
                        }
                        Err(_) if $s.stop.is_some() => STOPPED,
                        Err(error) => match error.as_trap() {
                            Some(trap) => trap as u32,
                            None => {
                                $s.vm.error = Some(error);
                                Exit::ERROR.0
                            }
                        },
                    }
                }
                // SAFETY: the instruction is of this form.
                unsafe {
                    let exit = run(st.vm, st.fp.0, st.ip.0);
                    if exit == STOPPED {
                        return Flow::Instead(handler::<Stop>);
                    }
                    if exit != 0 {
                        return Flow::Exit(Exit(exit));
                    }
                    if $result {
                        st.r0 = st.fp.read(st.ip.u16_at(0));
                    }
                }
                st.advance(16);
                Flow::Next
            }
        }
    )*};
}

slow! {
    ArrayNew, true, |s, o| {
        new_filled(s, &o, o.pair(o.number(1)))
    };
    ArrayNewDefault, true, |s, o| {
        new_filled(s, &o, [0; 2])
    };
    ArrayNewFixed, true, |s, o| {
        let (first, len) = (o.number(1), o.imm().1);
        s.array_new_fixed(o.imm().0, len, |i| o.pair(first + i), o.top())
    };
    ArrayNewData, true, |s, o| {
        let (type_id, data) = o.imm();
        let (start, len) = (o.value(1) as u32, o.value(2) as u32);
        new_in_parts(
            s,
            len,
            |s| s.array_place_for_data(type_id, data, start, len, o.top()),
            |s, array, done, count| {
                let places = [done, start.saturating_add(done)];
                s.array_init_data(array, data, places, count)
            },
        )
    };
    ArrayNewElem, true, |s, o| {
        let (type_id, elem) = o.imm();
        let (start, len) = (o.value(1) as u32, o.value(2) as u32);
        new_in_parts(
            s,
            len,
            |s| s.array_place_for_elems(type_id, elem, start, len, o.top()),
            |s, array, done, count| {
                let places = [done, start.saturating_add(done)];
                s.array_init_elem(array, elem, places, count)
            },
        )
    };
    ArrayFill, false, |s, o| {
        let a = o.number(1);
        let (array, at) = (o.slot(a), o.slot(a + 1) as u32);
        let (value, len) = (o.pair(a + 2), o.slot(o.number(2)) as u32);
        s.check_range(array, at, len)?;
        in_parts(s, (len.into(), 8), false, |s, from, len| {
            s.array_fill(array, at + from as u32, value, len as u32)
        })?;
        Ok(0)
    };
    ArrayCopy, false, |s, o| {
        let a = o.number(1);
        let [to, at, from, start, len] = [0, 1, 2, 3, 4].map(|i| o.slot(a + i));
        // Null traps before bounds do.
        s.array_len(to).and_then(|_| s.array_len(from))?;
        s.check_range(to, at as u32, len as u32)?;
        s.check_range(from, start as u32, len as u32)?;
        let len = u64::from(len as u32);
        let backwards = to == from && at as u32 > start as u32;
        in_parts(s, (len, 8), backwards, |s, done, len| {
            let places = [at, start].map(|place| place as u32 + done as u32);
            s.array_copy([to, from], places, len as u32)
        })?;
        Ok(0)
    };
    ArrayInitData, false, |s, o| {
        let a = o.number(1);
        let [to, at, start, len] = [0, 1, 2, 3].map(|i| o.slot(a + i));
        s.check_range(to, at as u32, len as u32)?;
        pay(s, len as u32)?;
        s.array_init_data(to, o.imm().1, [at as u32, start as u32], len as u32)?;
        Ok(0)
    };
    ArrayInitElem, false, |s, o| {
        let a = o.number(1);
        let [to, at, start, len] = [0, 1, 2, 3].map(|i| o.slot(a + i));
        s.check_range(to, at as u32, len as u32)?;
        let elem = o.imm().1;
        in_parts(s, (u64::from(len as u32), 8), false, |s, done, len| {
            let places = [at, start].map(|place| (place as u32).saturating_add(done as u32));
            s.array_init_elem(to, elem, places, len as u32)
        })?;
        Ok(0)
    };
}

/// The forms of a read of a field.
pub(super) trait FieldLoadTable {
    const TABLE: [[Entry; 5]; 3];
}

macro_rules! field_load_entry {
    ($d:ty, $a:ty) => {
        entry!(!<$a as SrcKind>::IMM && gives::<O::R, $d>(), FieldLoad<O, $a, $d>)
    };
}

macro_rules! field_load_rows {
    ($d:ty) => {
        over_sources!(field_load_entry; $d)
    };
}

impl<O: LoadOp> FieldLoadTable for O {
    const TABLE: [[Entry; 5]; 3] = over_destinations!(field_load_rows;);
}

/// The forms of a write of a field.
pub(super) trait FieldStoreTable {
    const TABLE: [[Entry; 5]; 5];
}

macro_rules! field_store_entry {
    ($a:ty, $b:ty) => {
        entry!(
            !<$a as SrcKind>::IMM
                && (takes::<O::V, $b>() || <$b as SrcKind>::WIDE)
                && (!<$b as SrcKind>::IMM || <$b as SrcKind>::WIDE),
            FieldStore<O, $a, $b>
        )
    };
}

macro_rules! field_store_rows {
    ($a:ty) => {
        over_sources!(field_store_entry; $a)
    };
}

impl<O: StoreOp> FieldStoreTable for O {
    const TABLE: [[Entry; 5]; 5] = over_sources!(field_store_rows;);
}

/// The forms of a read of an element.
pub(super) trait ElementLoadTable {
    const TABLE: [[[Entry; 5]; 5]; 3];
}

/// An index comes from anywhere but a 64-bit immediate, and not from where the array does.
const fn indexes<A: SrcKind, B: SrcKind>() -> bool {
    !A::IMM && !B::WIDE && (A::INDEX == 0 || A::INDEX != B::INDEX)
}

macro_rules! element_load_entry {
    ($d:ty, $a:ty, $b:ty) => {
        entry!(indexes::<$a, $b>() && gives::<O::R, $d>(), ElementLoad<O, $a, $b, $d>)
    };
}

macro_rules! element_load_rows {
    ($d:ty, $a:ty) => {
        over_sources!(element_load_entry; $d, $a)
    };
}

impl<O: LoadOp> ElementLoadTable for O {
    const TABLE: [[[Entry; 5]; 5]; 3] = {
        use crate::code::form::{Acc, Both, Pin};
        [
            over_sources!(element_load_rows; Acc),
            over_sources!(element_load_rows; Both),
            over_sources!(element_load_rows; Pin),
        ]
    };
}

/// The forms of a write of an element.
pub(super) trait ElementStoreTable {
    const TABLE: [[Entry; 5]; 5];
}

macro_rules! element_store_entry {
    ($a:ty, $b:ty) => {
        entry!(
            !<$a as SrcKind>::IMM && takes::<O::V, $a>() && !<$b as SrcKind>::WIDE,
            ElementStore<O, $a, $b>
        )
    };
}

macro_rules! element_store_rows {
    ($a:ty) => {
        over_sources!(element_store_entry; $a)
    };
}

impl<O: StoreOp> ElementStoreTable for O {
    const TABLE: [[Entry; 5]; 5] = over_sources!(element_store_rows;);
}
