//! Modules as bytes: `wasm_module_serialize`.
//!
//! What is kept is the module in the binary format behind a mark of its own. Code is not:
//! translating takes less time than checking that somebody else's code is safe.

/// The mark, with the version of the format at its end.
const MARK: &[u8; 12] = b"\x7Fsanderling\x01";

/// The bytes that a module is kept as.
pub(super) fn to_bytes(binary: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(MARK.len() + binary.len());
    bytes.extend_from_slice(MARK);
    bytes.extend_from_slice(binary);
    bytes
}

/// The module in the binary format; none if it was not kept by this version.
pub(super) fn from_bytes(bytes: &[u8]) -> Option<&[u8]> {
    bytes.strip_prefix(MARK)
}
