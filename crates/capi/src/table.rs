//! Tables.

use crate::boundary::{Out, OutError, given, run_out};
use crate::external::ExternHandle;

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
