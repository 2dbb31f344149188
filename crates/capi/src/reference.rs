//! Values in slots, and the numbers by which slots hold references.
//!
//! A number says what it is for, in its highest bits: a function, whose number lasts as long
//! as the store; a value of the host's, whose number lasts until a collection gives it up
//! that was asked to; an object, whose number is given back; or a small integer, which is the
//! number itself.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sanderling::{AnyRef, ExternRef, Func, I31, Val, ValType, WeakRef};

use crate::boundary::{Out, OutBox, OutError, array_mut, given, run, run_new, run_out};
use crate::error::{Failure, Misuse};
use crate::external::ExternHandle;
use crate::store::{StoreHandle, StoreMut};

/// The references of a store that C knows.
#[derive(Debug, Default)]
pub(crate) struct References {
    numbers: Mutex<Numbers>,
    /// How many host functions are running, one inside the other; changed by the thread
    /// that runs them.
    depth: AtomicUsize,
    /// How many numbers are to be given back when they return.
    borrowed: AtomicUsize,
}

#[derive(Debug, Default)]
struct Numbers {
    funcs: Numbered<Func>,
    externs: Externs,
    objects: Vec<Place>,
    /// Places of objects that are free.
    free: Vec<u32>,
    /// The numbers that were given out in host functions, in order.
    borrowed: Vec<u64>,
}

/// Items by their places; equal ones have the same.
#[derive(Debug)]
struct Numbered<T> {
    items: Vec<T>,
    places: HashMap<T, u32>,
}

/// Values of the host's by their numbers; equal ones have the same.
#[derive(Debug, Default)]
struct Externs {
    /// Each with how often its place has been free.
    places: Vec<(Option<ExternRef>, u32)>,
    free: Vec<u32>,
    numbers: HashMap<ExternRef, u64>,
}

/// Where an object is.
#[derive(Debug, Default)]
struct Place {
    value: Option<Val>,
    /// How often the place has been free.
    generation: u32,
    /// Whether a handle keeps the number.
    is_kept: bool,
}

/// What a number is for: its bits from here on.
const KIND: u32 = 60;
const FUNC: u64 = 1;
const EXTERN: u64 = 2;
const OBJECT: u64 = 3;
const I31_VALUE: u64 = 4;

/// Generations are in the bits between place and kind.
const GENERATIONS: u32 = 1 << (KIND - 32);

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            places: HashMap::new(),
        }
    }
}

impl<T: Clone + Eq + Hash> Numbered<T> {
    fn number(&mut self, kind: u64, item: T) -> Result<u64, Failure> {
        let place = match self.places.get(&item) {
            Some(place) => *place,
            None => {
                let place = u32::try_from(self.items.len()).map_err(|_| too_many())?;
                self.items.push(item.clone());
                self.places.insert(item, place);
                place
            }
        };
        Ok(kind << KIND | u64::from(place))
    }

    fn item(&self, number: u64) -> Option<T> {
        self.items.get(number as u32 as usize).cloned()
    }
}

impl Externs {
    fn number(&mut self, reference: ExternRef) -> Result<u64, Failure> {
        if let Some(number) = self.numbers.get(&reference) {
            return Ok(*number);
        }
        let index = match self.free.pop() {
            Some(index) => index,
            None => {
                let index = u32::try_from(self.places.len()).map_err(|_| too_many())?;
                self.places.push((None, 0));
                index
            }
        };
        let place = self.places.get_mut(index as usize).ok_or_else(too_many)?;
        place.0 = Some(reference.clone());
        let number = EXTERN << KIND | u64::from(place.1) << 32 | u64::from(index);
        self.numbers.insert(reference, number);
        Ok(number)
    }

    fn place(&mut self, number: u64) -> Option<&mut (Option<ExternRef>, u32)> {
        let place = self.places.get_mut(number as u32 as usize)?;
        ((number >> 32) as u32 & (GENERATIONS - 1) == place.1).then_some(place)
    }

    fn item(&mut self, number: u64) -> Option<ExternRef> {
        self.place(number)?.0.clone()
    }

    /// Takes out at most so many, with their numbers, which stay theirs.
    fn take(&mut self, most: usize) -> Vec<(ExternRef, u64)> {
        let taken: Vec<_> = self.numbers.keys().take(most).cloned().collect();
        let taken = taken
            .iter()
            .filter_map(|one| self.numbers.remove_entry(one));
        let taken: Vec<_> = taken.collect();
        for (_, number) in &taken {
            if let Some(place) = self.place(*number) {
                place.0 = None;
            }
        }
        taken
    }

    /// Puts one back.
    fn restore(&mut self, reference: ExternRef, number: u64) {
        if let Some(place) = self.place(number) {
            place.0 = Some(reference.clone());
            self.numbers.insert(reference, number);
        }
    }

    /// Gives up the number of one that was taken out.
    fn give_up(&mut self, number: u64) {
        if let Some(place) = self.place(number) {
            place.1 = (place.1 + 1) & (GENERATIONS - 1);
            self.free.push(number as u32);
        }
    }
}

impl Numbers {
    /// A new number for an object.
    fn add(&mut self, value: Val, is_kept: bool) -> Result<u64, Failure> {
        let index = match self.free.pop() {
            Some(index) => index,
            None => {
                let index = u32::try_from(self.objects.len()).map_err(|_| too_many())?;
                self.objects.push(Place::default());
                index
            }
        };
        let place = self.objects.get_mut(index as usize).ok_or_else(too_many)?;
        place.value = Some(value);
        place.is_kept = is_kept;
        Ok(OBJECT << KIND | u64::from(place.generation) << 32 | u64::from(index))
    }

    /// The place of an object, if the number is still its.
    fn place(&mut self, number: u64) -> Option<&mut Place> {
        let place = self.objects.get_mut(number as u32 as usize)?;
        let generation = (number >> 32) as u32 & (GENERATIONS - 1);
        let is = number >> KIND == OBJECT && generation == place.generation;
        (is && place.value.is_some()).then_some(place)
    }

    fn remove(&mut self, number: u64) {
        if let Some(place) = self.place(number) {
            place.value = None;
            place.generation = (place.generation + 1) & (GENERATIONS - 1);
            self.free.push(number as u32);
        }
    }

    /// What a number refers to, which is no small integer.
    fn val(&mut self, number: u64) -> Option<Val> {
        match number >> KIND {
            FUNC => Some(Val::FuncRef(Some(self.funcs.item(number)?))),
            EXTERN => Some(Val::ExternRef(Some(self.externs.item(number)?))),
            _ => self.place(number)?.value.clone(),
        }
    }
}

impl References {
    fn lock(&self) -> MutexGuard<'_, Numbers> {
        // Nothing under the lock runs code of others.
        self.numbers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new number for an object, which is given back with [`release`](Self::release), or
    /// when the host function returns that is running.
    fn lend(&self, value: Val) -> Result<u64, Failure> {
        let mut numbers = self.lock();
        let number = numbers.add(value, false)?;
        if self.depth.load(Ordering::Relaxed) != 0 {
            self.borrow(&mut numbers, number);
        }
        Ok(number)
    }

    fn borrow(&self, numbers: &mut Numbers, number: u64) {
        numbers.borrowed.push(number);
        self.borrowed
            .store(numbers.borrowed.len(), Ordering::Relaxed);
    }

    /// A new number for an object, which a handle keeps until it calls
    /// [`forget`](Self::forget).
    pub(crate) fn keep(&self, value: Val) -> Result<u64, Failure> {
        self.lock().add(value, true)
    }

    /// Gives up a number that a handle has kept. Host functions that are running may
    /// still use it, as what a handle is deleted before they return with it.
    pub(crate) fn forget(&self, number: u64) {
        let mut numbers = self.lock();
        if self.depth.load(Ordering::Relaxed) == 0 {
            return numbers.remove(number);
        }
        if let Some(place) = numbers.place(number) {
            place.is_kept = false;
            self.borrow(&mut numbers, number);
        }
    }

    /// Gives a number back, unless a handle keeps it.
    fn release(&self, number: u64) {
        let mut numbers = self.lock();
        if numbers.place(number).is_some_and(|place| !place.is_kept) {
            numbers.remove(number);
        }
    }

    /// What a handle has to keep of a number from now on: the number itself, unless
    /// another handle does.
    fn take(&self, number: u64) -> Option<u64> {
        let mut numbers = self.lock();
        let place = numbers.place(number)?;
        (!std::mem::replace(&mut place.is_kept, true)).then_some(number)
    }

    /// Begins a host function, whose numbers are given back at its end.
    #[inline]
    pub(crate) fn open(&self) -> Scope<'_> {
        let depth = self.depth.load(Ordering::Relaxed);
        self.depth.store(depth + 1, Ordering::Relaxed);
        Scope {
            references: self,
            depth,
            borrowed: self.borrowed.load(Ordering::Relaxed),
        }
    }

    /// Gives back all numbers but so many. It takes no scope, which then need not be in
    /// memory.
    #[cold]
    fn give_back(&self, all_but: usize) {
        let mut numbers = self.lock();
        while numbers.borrowed.len() > all_but {
            let Some(number) = numbers.borrowed.pop() else {
                break;
            };
            if numbers.place(number).is_some_and(|place| !place.is_kept) {
                numbers.remove(number);
            }
        }
        self.borrowed
            .store(numbers.borrowed.len(), Ordering::Relaxed);
    }

    /// Forgets everything.
    pub(crate) fn clear(&self) {
        *self.lock() = Numbers::default();
    }
}

/// A host function that is running.
pub(crate) struct Scope<'a> {
    references: &'a References,
    depth: usize,
    borrowed: usize,
}

impl Drop for Scope<'_> {
    #[inline]
    fn drop(&mut self) {
        self.references.depth.store(self.depth, Ordering::Relaxed);
        if self.references.borrowed.load(Ordering::Relaxed) > self.borrowed {
            self.references.give_back(self.borrowed);
        }
    }
}

/// The value of type `ty` in its slots.
#[inline]
pub(crate) fn value(
    store: &mut StoreMut<'_>,
    ty: &ValType,
    low: u64,
    high: u64,
) -> Result<Val, Failure> {
    Ok(match ty {
        ValType::I32 => Val::I32(low as u32 as i32),
        ValType::I64 => Val::I64(low as i64),
        ValType::F32 => Val::F32(low as u32),
        ValType::F64 => Val::F64(low),
        ValType::V128 => Val::V128(u128::from(low) | u128::from(high) << 64),
        ValType::Ref(ty) if low == 0 => {
            return Val::null(ty).ok_or_else(|| {
                Failure::misuse(Misuse::Argument, format!("a {ty} cannot be null"))
            });
        }
        ValType::Ref(_) => return referent(store, low),
    })
}

/// What a number that is not null refers to.
fn referent(store: &mut StoreMut<'_>, number: u64) -> Result<Val, Failure> {
    if number >> KIND == I31_VALUE {
        let value = I31::wrapping(number as u32 as i32);
        return Ok(AnyRef::from_i31(store, value).into());
    }
    let val = store.data().references.lock().val(number);
    val.ok_or_else(|| {
        let message = format!("{number} is no reference of this store");
        Failure::misuse(Misuse::WrongStore, message)
    })
}

/// The two slots of a value; only vectors use the second.
#[inline]
pub(crate) fn slots(store: &StoreMut<'_>, value: Val) -> Result<[u64; 2], Failure> {
    let low = match value {
        Val::I32(value) => u64::from(value as u32),
        Val::I64(value) => value as u64,
        Val::F32(bits) => bits.into(),
        Val::F64(bits) => bits,
        Val::V128(bits) => return Ok([bits as u64, (bits >> 64) as u64]),
        value => number(store, value)?,
    };
    Ok([low, 0])
}

/// The number of a reference.
fn number(store: &StoreMut<'_>, value: Val) -> Result<u64, Failure> {
    let references = &store.data().references;
    match &value {
        Val::FuncRef(None) | Val::ExternRef(None) | Val::AnyRef(None) | Val::ExnRef(None) => Ok(0),
        Val::FuncRef(Some(func)) => references.lock().funcs.number(FUNC, *func),
        Val::AnyRef(Some(any)) => match any.as_i31(store)? {
            Some(value) => Ok(i31(value)),
            None => references.lend(value),
        },
        Val::ExternRef(Some(reference)) => {
            let known = references.lock().externs.numbers.get(reference).copied();
            match known {
                Some(number) => Ok(number),
                None => references.lend(value),
            }
        }
        _ => references.lend(value),
    }
}

fn i31(value: I31) -> u64 {
    I31_VALUE << KIND | u64::from(value.get_u())
}

/// The number of a small integer.
pub(crate) fn is_i31(number: u64) -> bool {
    number >> KIND == I31_VALUE
}

/// What a slot refers to, and the number that a handle keeps from now on.
pub(crate) fn take(store: &mut StoreMut<'_>, slot: u64) -> Result<(Val, u64), Failure> {
    let val = referent(store, slot)?;
    let kept = store.data().references.take(slot);
    Ok((val, kept.unwrap_or(0)))
}

/// What a slot refers to.
pub(crate) fn look(store: &mut StoreMut<'_>, slot: u64) -> Result<Val, Failure> {
    referent(store, slot)
}

/// The number of an object for C to give back, or of something that lasts as long as the
/// store.
pub(crate) fn lend(store: &StoreMut<'_>, value: Val) -> Result<u64, Failure> {
    number(store, value)
}

#[cold]
fn too_many() -> Failure {
    Failure::misuse(Misuse::Argument, "the store has too many references")
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_externref_new(
    store: Option<&StoreHandle>,
    id: u64,
    slot: Out<'_, u64>,
    error: OutError<'_>,
) -> i32 {
    run_out(slot, error, 0, || {
        let mut store = given(store, "store")?.enter()?;
        let store: &mut StoreMut<'_> = &mut store;
        let reference = ExternRef::new(&mut *store, id)?;
        let references: &Arc<References> = &store.data().references;
        references.lock().externs.number(reference)
    })
}

/// # Safety
///
/// `ids` has `len` elements, or is NULL and `len` is 0.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_store_gc_externrefs(
    store: Option<&StoreHandle>,
    ids: *mut u64,
    len: usize,
    count: Out<'_, usize>,
    error: OutError<'_>,
) -> i32 {
    run_out(count, error, 0, || {
        // SAFETY: the caller promises it.
        let mut ids = unsafe { array_mut(ids, len, "ids") }?.iter_mut();
        let mut store = given(store, "store")?.enter()?;
        let store: &mut StoreMut<'_> = &mut store;
        let mut taken = Vec::new();
        if store.data().references.depth.load(Ordering::Relaxed) == 0 {
            taken = store.data().references.lock().externs.take(len);
        }
        // In place of the handles, which keep the values.
        let weak = |(reference, number): (ExternRef, u64)| {
            let any = AnyRef::convert_extern(&*store, &reference)?;
            let id = reference
                .data(&*store)
                .ok()
                .and_then(|data| data.downcast_ref());
            Ok((
                any.downgrade(&*store)?,
                id.copied().unwrap_or_default(),
                number,
            ))
        };
        let weak: Result<Vec<(WeakRef, u64, u64)>, Failure> = taken.into_iter().map(weak).collect();
        let weak = weak?;
        store.gc();
        let references = Arc::clone(&store.data().references);
        let mut written = 0;
        for (weak, id, number) in weak {
            let mut numbers = references.lock();
            match weak.upgrade(&*store)? {
                Some(any) => numbers.externs.restore(any.convert_any(&*store)?, number),
                None => {
                    numbers.externs.give_up(number);
                    if let Some(place) = ids.next() {
                        *place = id;
                        written += 1;
                    }
                }
            }
        }
        Ok(written)
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_externref_id(
    store: Option<&StoreHandle>,
    slot: u64,
    id: Out<'_, u64>,
    error: OutError<'_>,
) -> i32 {
    run_out(id, error, 0, || {
        let mut store = given(store, "store")?.enter()?;
        let store: &mut StoreMut<'_> = &mut store;
        let none = || Failure::misuse(Misuse::Argument, "the reference has no number");
        let Val::ExternRef(Some(reference)) = referent(store, slot)? else {
            return Err(none());
        };
        // What is no host value is an object of the guest's.
        let data = reference.data(&*store).ok();
        let id = data.and_then(|data| data.downcast_ref::<u64>());
        id.copied().ok_or_else(none)
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_funcref_new(
    func: Option<&ExternHandle>,
    slot: Out<'_, u64>,
    error: OutError<'_>,
) -> i32 {
    run_out(slot, error, 0, || {
        let handle = given(func, "func")?;
        let (func, _) = handle.func()?;
        let store = handle.store().enter()?;
        number(&store, Val::FuncRef(Some(func)))
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_funcref_func(
    store: Option<&StoreHandle>,
    slot: u64,
    out: OutBox<'_, ExternHandle>,
    error: OutError<'_>,
) -> i32 {
    run_new(out, error, || {
        let handle = given(store, "store")?;
        let mut store = handle.enter()?;
        let Val::FuncRef(Some(func)) = referent(&mut store, slot)? else {
            let message = "the reference is not to a function";
            return Err(Failure::misuse(Misuse::Argument, message));
        };
        ExternHandle::new(handle, &store, func.into())
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_i31_slot(value: i32) -> u64 {
    i31(I31::wrapping(value))
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_slot_is_i31(slot: u64, value: Out<'_, i32>) -> bool {
    let is = is_i31(slot);
    if is {
        crate::boundary::put(value, I31::wrapping(slot as u32 as i32).get_s());
    }
    is
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_slot_release(
    store: Option<&StoreHandle>,
    slot: u64,
    error: OutError<'_>,
) -> i32 {
    run(error, || {
        given(store, "store")?.references().release(slot);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value() -> Val {
        Val::I32(0)
    }

    #[test]
    fn numbers_are_not_used_again() {
        let references = References::default();
        let first = references.lend(value()).unwrap();
        references.release(first);
        references.release(first);
        let second = references.lend(value()).unwrap();
        assert_ne!(first, second);
        assert_eq!(first as u32, second as u32);
        assert!(references.lock().val(first).is_none());
        assert!(references.lock().val(second).is_some());
        references.clear();
        assert!(references.lock().val(second).is_none());
    }

    #[test]
    fn host_functions_give_back_what_they_were_given() {
        let references = References::default();
        let before = references.lend(value()).unwrap();
        let kept = references.keep(value()).unwrap();
        let (inside, taken, dropped);
        {
            let _outer = references.open();
            inside = references.lend(value()).unwrap();
            {
                let _inner = references.open();
                taken = references.lend(value()).unwrap();
                assert_eq!(references.take(taken), Some(taken));
                assert_eq!(references.take(taken), None);
                dropped = references.keep(value()).unwrap();
                references.forget(dropped);
                assert!(references.lock().val(dropped).is_some());
            }
            let mut numbers = references.lock();
            assert!(numbers.val(dropped).is_none() && numbers.val(inside).is_some());
        }
        let there = |number| references.lock().val(number).is_some();
        assert!(there(before) && there(kept) && there(taken) && !there(inside));
        for number in [kept, taken] {
            references.release(number);
            assert!(there(number));
            references.forget(number);
            assert!(!there(number));
        }
    }
}
