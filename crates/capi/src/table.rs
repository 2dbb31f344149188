//! Tables.

use std::mem::MaybeUninit;

use sanderling::{ExternType, Table, TableType, ValType};

use crate::boundary::{Out, OutBox, OutError, given, run, run_new, run_out, text};
use crate::error::{Failure, Misuse};
use crate::external::ExternHandle;
use crate::reference;
use crate::store::StoreHandle;
use crate::type_text;

/// The type of a table's elements.
fn element(handle: &ExternHandle) -> Result<ValType, Failure> {
    match handle.ty() {
        ExternType::Table(ty) => Ok(ty.element().clone().into()),
        ty => Err(Failure::misuse(
            Misuse::Argument,
            format_args!("expected a table, got {ty}"),
        )),
    }
}

/// # Safety
///
/// `element` is NULL or holds `element_len` bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_table_new(
    store: Option<&StoreHandle>,
    element: *const u8,
    element_len: usize,
    minimum: u64,
    maximum: u64,
    is_64: bool,
    init: u64,
    out: OutBox<'_, ExternHandle>,
    error: OutError<'_>,
) -> i32 {
    run_new(out, error, || {
        let handle = given(store, "store")?;
        // SAFETY: the caller promises it.
        let element = unsafe { text(element, element_len, "element") }?;
        let element = type_text::ref_type(element, handle.engine())?;
        let maximum = (maximum != u64::MAX).then_some(maximum);
        let ty = if is_64 {
            TableType::new64(element.clone(), minimum, maximum)
        } else {
            let bound = |elements: u64| {
                u32::try_from(elements).map_err(|_| {
                    let message = format!("a table cannot have {elements} elements");
                    Failure::misuse(Misuse::Argument, message)
                })
            };
            let maximum = maximum.map(bound).transpose()?;
            TableType::new(element.clone(), bound(minimum)?, maximum)
        };
        let mut store = handle.enter()?;
        let init = reference::value(&mut store, &element.into(), init, 0)?;
        let table = Table::new(&mut *store, ty, init)?;
        ExternHandle::new(handle, &store, table.into())
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_table_size(
    table: Option<&ExternHandle>,
    size: Out<'_, u64>,
    error: OutError<'_>,
) -> i32 {
    run_out(size, error, 0, || {
        let handle = given(table, "table")?;
        let table = handle.table()?;
        Ok(table.size(&*handle.store().enter()?)?)
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_table_get(
    table: Option<&ExternHandle>,
    index: u64,
    slot: Out<'_, u64>,
    error: OutError<'_>,
) -> i32 {
    run_out(slot, error, 0, || {
        let handle = given(table, "table")?;
        let table = handle.table()?;
        let store = handle.store().enter()?;
        let value = table.get(&*store, index)?;
        let [slot, _] = reference::slots(&store, value)?;
        Ok(slot)
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_table_set(
    table: Option<&ExternHandle>,
    index: u64,
    slot: u64,
    error: OutError<'_>,
) -> i32 {
    run(error, || {
        let handle = given(table, "table")?;
        let table = handle.table()?;
        let mut store = handle.store().enter()?;
        let value = reference::value(&mut store, &element(handle)?, slot, 0)?;
        Ok(table.set(&mut *store, index, value)?)
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_table_grow(
    table: Option<&ExternHandle>,
    delta: u64,
    slot: u64,
    previous: Out<'_, u64>,
    error: OutError<'_>,
) -> i32 {
    let mut unwanted = MaybeUninit::uninit();
    run_out(previous.or(Some(&mut unwanted)), error, 0, || {
        let handle = given(table, "table")?;
        let table = handle.table()?;
        let mut store = handle.store().enter()?;
        let value = reference::value(&mut store, &element(handle)?, slot, 0)?;
        Ok(table.grow(&mut *store, delta, value)?)
    })
}
