//! Tags of exceptions.

use sanderling::{Tag, TagType};

use crate::boundary::{OutBox, OutError, given, run_new, text};
use crate::external::ExternHandle;
use crate::store::StoreHandle;
use crate::type_text;

/// # Safety
///
/// `params` is NULL or holds `params_len` bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_tag_new(
    store: Option<&StoreHandle>,
    params: *const u8,
    params_len: usize,
    out: OutBox<'_, ExternHandle>,
    error: OutError<'_>,
) -> i32 {
    run_new(out, error, || {
        let handle = given(store, "store")?;
        // SAFETY: the caller promises it.
        let params = unsafe { text(params, params_len, "params") }?;
        let ty = type_text::params(params, handle.engine())?;
        let mut store = handle.enter()?;
        let tag = Tag::new(&mut *store, TagType::new(ty))?;
        ExternHandle::new(handle, &store, tag.into())
    })
}
