//! Values in slots, and the numbers by which slots hold references.

use std::collections::HashMap;
use std::hash::Hash;

use sanderling::{ExternRef, Func, HeapType, RefType, Val, ValType};

use crate::boundary::{Out, OutBox, OutError, given, run_new, run_out};
use crate::error::{Failure, Misuse};
use crate::external::ExternHandle;
use crate::store::{StoreHandle, StoreMut};

/// The references of a store that C knows.
#[derive(Debug, Default)]
pub(crate) struct References {
    funcs: Numbered<Func>,
    externs: Numbered<ExternRef>,
}

/// Items by numbers from 1 on; equal ones have the same number.
#[derive(Debug)]
struct Numbered<T> {
    items: Vec<T>,
    numbers: HashMap<T, u64>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            numbers: HashMap::new(),
        }
    }
}

impl<T: Clone + Eq + Hash> Numbered<T> {
    fn number(&mut self, item: T) -> u64 {
        let items = &mut self.items;
        *self.numbers.entry(item.clone()).or_insert_with(|| {
            items.push(item);
            // A usize fits.
            items.len() as u64
        })
    }

    fn item(&self, number: u64) -> Result<T, Failure> {
        let index = usize::try_from(number).ok();
        let index = index.and_then(|number| number.checked_sub(1));
        let item = index.and_then(|index| self.items.get(index));
        item.cloned().ok_or_else(|| {
            let message = format!("{number} is no reference of this store");
            Failure::misuse(Misuse::WrongStore, message)
        })
    }
}

impl References {
    /// The value of type `ty` in its slots.
    #[inline]
    pub(crate) fn value(&self, ty: &ValType, low: u64, high: u64) -> Result<Val, Failure> {
        Ok(match ty {
            ValType::I32 => Val::I32(low as u32 as i32),
            ValType::I64 => Val::I64(low as i64),
            ValType::F32 => Val::F32(low as u32),
            ValType::F64 => Val::F64(low),
            ValType::V128 => Val::V128(u128::from(low) | u128::from(high) << 64),
            ValType::Ref(ty) => return self.reference(ty, low),
        })
    }

    /// The two slots of a value; only vectors use the second.
    #[inline]
    pub(crate) fn slots(&mut self, value: Val) -> Result<[u64; 2], Failure> {
        let low = match value {
            Val::I32(value) => u64::from(value as u32),
            Val::I64(value) => value as u64,
            Val::F32(bits) => bits.into(),
            Val::F64(bits) => bits,
            Val::V128(bits) => return Ok([bits as u64, (bits >> 64) as u64]),
            Val::FuncRef(func) => func.map_or(0, |func| self.funcs.number(func)),
            Val::ExternRef(value) => value.map_or(0, |value| self.externs.number(value)),
            _ => return Err(inexpressible(&value.ty())),
        };
        Ok([low, 0])
    }

    fn reference(&self, ty: &RefType, number: u64) -> Result<Val, Failure> {
        if number == 0 {
            return Val::null(ty).ok_or_else(|| {
                Failure::misuse(Misuse::Argument, format!("a {ty} cannot be null"))
            });
        }
        if ty.heap_type().matches(&HeapType::Func) {
            Ok(Val::FuncRef(Some(self.funcs.item(number)?)))
        } else if ty.heap_type().matches(&HeapType::Extern) {
            Ok(Val::ExternRef(Some(self.externs.item(number)?)))
        } else {
            Err(inexpressible(&ty.clone().into()))
        }
    }
}

#[cold]
fn inexpressible(ty: &ValType) -> Failure {
    let message = format!("values of type {ty} cannot be passed");
    Failure::misuse(Misuse::Argument, message)
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
        Ok(store.data_mut().references.externs.number(reference))
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
        let store = given(store, "store")?.enter()?;
        let reference = store.data().references.externs.item(slot)?;
        let id = reference.data(&*store)?.downcast_ref().copied();
        id.ok_or_else(|| Failure::misuse(Misuse::Argument, "the reference has no number"))
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
        let mut store = handle.store().enter()?;
        Ok(store.data_mut().references.funcs.number(func))
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
        let store = handle.enter()?;
        let func = store.data().references.funcs.item(slot)?;
        ExternHandle::new(handle, &store, func.into())
    })
}
