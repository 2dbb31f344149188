//! Tables: growable arrays of references.

use crate::trap::Trap;
use crate::types::TableType;

/// A table. References are slot values, see [`super::addr::FuncAddr::to_ref`].
#[derive(Debug)]
pub(crate) struct TableEntity {
    elems: Vec<u64>,
    ty: TableType,
    /// Elements the table may not grow beyond: its type's and the engine's limit.
    max: u64,
}

impl TableEntity {
    /// An empty table with room for the type's minimum size; `None` where there is no memory
    /// for it.
    pub(crate) fn new(ty: TableType, limit: u64) -> Option<TableEntity> {
        let max = ty.maximum().unwrap_or(u64::MAX).min(limit);
        let mut table = TableEntity {
            elems: Vec::new(),
            max,
            ty,
        };
        let min = table.ty.minimum();
        if min > limit {
            return None;
        }
        table.reserve(min)?;
        Some(table)
    }

    pub(crate) fn ty(&self) -> &TableType {
        &self.ty
    }

    /// Number of elements.
    pub(crate) fn size(&self) -> u64 {
        self.elems.len() as u64
    }

    pub(crate) fn elems(&self) -> &[u64] {
        &self.elems
    }

    pub(crate) fn get(&self, index: u64) -> Option<u64> {
        self.elems.get(usize::try_from(index).ok()?).copied()
    }

    pub(crate) fn set(&mut self, index: u64, value: u64) -> Option<()> {
        *self.elems.get_mut(usize::try_from(index).ok()?)? = value;
        Some(())
    }

    /// Makes room for `delta` more elements; `None` where a limit or the lack of memory
    /// forbids them.
    pub(super) fn reserve(&mut self, delta: u64) -> Option<()> {
        if delta > 0 && !self.can_grow(delta) {
            return None;
        }
        self.elems
            .try_reserve_exact(usize::try_from(delta).ok()?)
            .ok()
    }

    /// Adds elements that there is room for.
    pub(super) fn extend(&mut self, count: u64, init: u64) {
        debug_assert!(count <= (self.elems.capacity() - self.elems.len()) as u64);
        self.elems.resize(self.elems.len() + count as usize, init);
    }

    /// Takes the elements from `len` on away again.
    pub(super) fn truncate(&mut self, len: u64) {
        self.elems.truncate(len as usize);
    }

    /// Whether no limit forbids that the table grows by so many elements.
    pub(crate) fn can_grow(&self, delta: u64) -> bool {
        delta
            .checked_add(self.size())
            .is_some_and(|size| size <= self.max)
    }

    /// spec: exec/instructions, table.fill
    pub(crate) fn fill(&mut self, at: u64, value: u64, len: u64) -> Result<(), Trap> {
        let range = range(at, len, self.elems.len()).ok_or(Trap::TableOutOfBounds)?;
        self.elems[range].fill(value);
        Ok(())
    }

    /// Copies within the table. spec: exec/instructions, table.copy
    pub(crate) fn copy_within(&mut self, dst: u64, src: u64, len: u64) -> Result<(), Trap> {
        let src = range(src, len, self.elems.len()).ok_or(Trap::TableOutOfBounds)?;
        let dst = range(dst, len, self.elems.len()).ok_or(Trap::TableOutOfBounds)?;
        self.elems.copy_within(src, dst.start);
        Ok(())
    }

    /// Copies `len` elements from `src` at `from`.
    pub(crate) fn init(&mut self, at: u64, src: &[u64], from: u64, len: u64) -> Result<(), Trap> {
        let src = &src[range(from, len, src.len()).ok_or(Trap::TableOutOfBounds)?];
        let range = range(at, len, self.elems.len()).ok_or(Trap::TableOutOfBounds)?;
        self.elems[range].copy_from_slice(src);
        Ok(())
    }
}

/// The range `at .. at + len`, if it lies within `size`.
pub(super) fn range(at: u64, len: u64, size: usize) -> Option<core::ops::Range<usize>> {
    let end = at.checked_add(len).filter(|&end| end <= size as u64)?;
    Some(usize::try_from(at).ok()?..usize::try_from(end).ok()?)
}

#[cfg(test)]
mod tests {
    use super::range;

    #[test]
    fn range_ends_with_the_size() {
        assert_eq!(range(0, 0, 0), Some(0..0));
        assert_eq!(range(1, 0, 0), None);
        assert_eq!(range(2, 2, 4), Some(2..4));
        assert_eq!(range(3, 2, 4), None);
        assert_eq!(range(u64::MAX, 1, 4), None);
        assert_eq!(range(1, u64::MAX, 4), None);
    }
}
