//! References as they stand in slots, fields, tables and globals.
//!
//! ```text
//! null      0
//! object    [OBJECT_TAG 32][word index in the heap 32]
//! i31       [I31_TAG 32][0][31 bits]
//! function  [0][address + 1]          (only where a type says so)
//! ```
//!
//! The tags are those of doubles that no arithmetic makes, and of integers that
//! programs seldom have, so that few numbers on the stack look like objects. A host
//! value is an object; as an `anyref` it has the same bits as as an `externref`.

/// The upper half of a reference to an object.
const OBJECT_TAG: u64 = 0xFFF5_0B1E;
/// The upper half of an `i31`.
const I31_TAG: u64 = 0xFFF5_0031;

/// The reference to the object at a word of the heap.
#[inline(always)]
pub(crate) const fn object(at: u32) -> u64 {
    OBJECT_TAG << 32 | at as u64
}

/// The word of the heap, if these can be the bits of a reference to an object.
#[inline(always)]
pub(crate) const fn object_index(bits: u64) -> Option<u32> {
    if bits >> 32 == OBJECT_TAG {
        Some(bits as u32)
    } else {
        None
    }
}

/// The reference to the low 31 bits of a number.
#[inline(always)]
pub(crate) const fn i31(value: u32) -> u64 {
    I31_TAG << 32 | (value & 0x7FFF_FFFF) as u64
}

/// Whether these are the bits of an `i31`.
#[inline(always)]
pub(crate) const fn is_i31(bits: u64) -> bool {
    bits >> 32 == I31_TAG
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_apart() {
        assert_eq!(object_index(object(7)), Some(7));
        assert_eq!(object_index(i31(7)), None);
        assert_eq!(object_index(0), None);
        assert!(is_i31(i31(u32::MAX)) && !is_i31(object(1)) && !is_i31(0));
        assert_eq!(i31(u32::MAX) as u32, 0x7FFF_FFFF);
        // No double that arithmetic makes: a signalling NaN.
        let bits = object(1);
        assert!(f64::from_bits(bits).is_nan() && bits >> 51 & 1 == 0);
    }
}
