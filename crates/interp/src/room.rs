//! Room for what a guest chooses the size of: there is an error where the host has no
//! memory, and never an abort.

use crate::error::Error;
use crate::trap::Trap;
use smallvec::{Array, SmallVec};

fn none<E>(_: E) -> Error {
    Error::trap(Trap::OutOfMemory)
}

/// Makes room for `more` items; pushing as many does not allocate then.
#[inline]
pub(crate) fn reserve<T>(items: &mut Vec<T>, more: usize) -> Result<(), Error> {
    if items.capacity() - items.len() < more {
        return items.try_reserve(more).map_err(none);
    }
    Ok(())
}

/// Appends an item.
#[inline]
pub(crate) fn push<T>(items: &mut Vec<T>, item: T) -> Result<(), Error> {
    reserve(items, 1)?;
    items.push(item);
    Ok(())
}

/// Appends an item to a list that has room for few in itself.
pub(crate) fn push_small<A: Array>(items: &mut SmallVec<A>, item: A::Item) -> Result<(), Error> {
    items.try_reserve(1).map_err(none)?;
    items.push(item);
    Ok(())
}

/// An empty list with room for `len` items.
pub(crate) fn with_capacity<T>(len: usize) -> Result<Vec<T>, Error> {
    let mut items = Vec::new();
    items.try_reserve_exact(len).map_err(none)?;
    Ok(items)
}

/// A list of `len` times the same.
pub(crate) fn filled<T: Clone>(item: T, len: usize) -> Result<Vec<T>, Error> {
    let mut items = with_capacity(len)?;
    items.resize(len, item);
    Ok(items)
}

/// The items as a list.
pub(crate) fn collect<T>(from: impl ExactSizeIterator<Item = T>) -> Result<Vec<T>, Error> {
    let mut items = with_capacity(from.len())?;
    items.extend(from);
    Ok(items)
}

/// So many slots, all zero; few of them need no memory.
pub(crate) fn slots<const N: usize>(len: usize) -> Result<SmallVec<[u64; N]>, Error>
where
    [u64; N]: Array<Item = u64>,
{
    let mut slots = SmallVec::new();
    slots.try_reserve_exact(len).map_err(none)?;
    slots.resize(len, 0);
    Ok(slots)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_much_is_an_error() {
        let most = isize::MAX as usize;
        for error in [
            with_capacity::<u64>(most).unwrap_err(),
            filled(0u8, most).unwrap_err(),
            reserve(&mut vec![1u8], most).unwrap_err(),
            slots::<4>(most).unwrap_err(),
        ] {
            assert_eq!(error.as_trap(), Some(Trap::OutOfMemory));
        }
    }

    #[test]
    fn lists_are_what_they_should_be() -> Result<(), Error> {
        assert_eq!(filled(7, 3)?, [7, 7, 7]);
        assert_eq!(collect([1, 2].into_iter())?, [1, 2]);
        assert_eq!(slots::<4>(5)?[..], [0; 5]);
        let mut items = with_capacity(1)?;
        push(&mut items, 5)?;
        push(&mut items, 6)?;
        assert_eq!(items, [5, 6]);
        reserve(&mut items, 100)?;
        assert!(items.capacity() >= 102);
        Ok(())
    }
}
