//! Between the text format and the binary one.

use crate::boundary::{Out, OutError, array, run_out};
use crate::error::Failure;
use crate::wasm::ByteVec;

/// # Safety
///
/// `text` is NULL or holds `len` bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_wat2wasm(
    text: *const u8,
    len: usize,
    out: Out<'_, ByteVec>,
    error: OutError<'_>,
) -> i32 {
    run_out(out, error, ByteVec::EMPTY, || {
        // SAFETY: the caller promises it.
        let text = unsafe { array(text, len, "text") }?;
        let text = std::str::from_utf8(text).map_err(|error| {
            let offset = u64::try_from(error.valid_up_to()).unwrap_or(u64::MAX);
            Failure::malformed(offset, "the text is not UTF-8")
        })?;
        Ok(ByteVec::new(sanderling::text_to_binary(text)?))
    })
}

/// # Safety
///
/// `bytes` is NULL or holds `len` bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_wasm2wat(
    bytes: *const u8,
    len: usize,
    out: Out<'_, ByteVec>,
    error: OutError<'_>,
) -> i32 {
    run_out(out, error, ByteVec::EMPTY, || {
        // SAFETY: the caller promises it.
        let bytes = unsafe { array(bytes, len, "bytes") }?;
        let text = wasmprinter::print_bytes(bytes).map_err(|error| Failure::malformed(0, error))?;
        Ok(ByteVec::new(text.into_bytes()))
    })
}
