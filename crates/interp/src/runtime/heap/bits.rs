//! Bitmaps over the words of the heap.

/// A bit for each word. Bits beyond the size read as zero.
#[derive(Debug, Default)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    /// Makes room for the bits of so many words; `None` where memory is lacking.
    pub(super) fn grow(&mut self, words: u32) -> Option<()> {
        let len = words.div_ceil(64) as usize;
        self.0
            .try_reserve_exact(len.saturating_sub(self.0.len()))
            .ok()?;
        self.0.resize(len.max(self.0.len()), 0);
        Some(())
    }

    /// Clears the bits from a word of the bitmap on, so many words of it; where to go on,
    /// unless that was the end.
    pub(super) fn clear_part(&mut self, from: usize, count: usize) -> Option<usize> {
        let rest = self.0.get_mut(from..).unwrap_or_default();
        let count = count.min(rest.len());
        rest[..count].fill(0);
        (count < rest.len()).then_some(from + count)
    }

    pub(super) fn get(&self, at: u32) -> bool {
        let word = self.0.get(at as usize / 64).copied().unwrap_or(0);
        word >> (at % 64) & 1 != 0
    }

    /// Sets a bit; gives what it was.
    #[inline(always)]
    pub(super) fn set(&mut self, at: u32) -> bool {
        let Some(word) = self.0.get_mut(at as usize / 64) else {
            return true;
        };
        let bit = 1 << (at % 64);
        let old = *word & bit != 0;
        *word |= bit;
        old
    }

    /// Sets the bits of `from .. to`.
    #[inline]
    pub(super) fn set_range(&mut self, from: u32, to: u32) {
        let mut at = from;
        while at < to {
            let end = (at - at % 64).saturating_add(64).min(to);
            let bits = end - at;
            let mask = (u64::MAX >> (64 - bits)) << (at % 64);
            if let Some(word) = self.0.get_mut(at as usize / 64) {
                *word |= mask;
            }
            at = end;
        }
    }

    /// The first bit from `from` on, below `end`, that is `value`; else `end`.
    fn next(&self, from: u32, end: u32, value: bool) -> u32 {
        let flip = if value { 0 } else { u64::MAX };
        let mut at = from;
        while at < end {
            let Some(word) = self.0.get(at as usize / 64) else {
                break;
            };
            let rest = (word ^ flip) >> (at % 64);
            if rest != 0 {
                return at.saturating_add(rest.trailing_zeros()).min(end);
            }
            at = (at - at % 64).saturating_add(64);
        }
        end
    }

    /// The first run of zeros from `from` on, below `end`.
    pub(super) fn next_run(&self, from: u32, end: u32) -> Option<(u32, u32)> {
        let start = self.next(from, end, false);
        (start < end).then(|| (start, self.next(start, end, true)))
    }

    /// The first bit that is set, from `from` on, below `end`.
    pub(super) fn next_set(&self, from: u32, end: u32) -> Option<u32> {
        let at = self.next(from, end, true);
        (at < end).then_some(at)
    }

    #[cfg(test)]
    fn count(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// The first bit behind the last one that is set.
    pub(super) fn end(&self) -> u32 {
        let last = self.0.iter().rposition(|&word| word != 0);
        last.map_or(0, |at| at as u32 * 64 + (64 - self.0[at].leading_zeros()))
    }
}

#[cfg(test)]
mod tests {
    use super::Bits;

    #[test]
    fn ranges_and_runs() {
        let mut bits = Bits::default();
        bits.grow(300).unwrap();
        assert_eq!(bits.next_run(1, 300), Some((1, 300)));
        bits.set_range(1, 2);
        bits.set_range(60, 200);
        assert_eq!(bits.count(), 141);
        assert_eq!(bits.end(), 200);
        assert_eq!(bits.next_run(1, 300), Some((2, 60)));
        assert_eq!(bits.next_run(60, 300), Some((200, 300)));
        assert_eq!(bits.next_run(60, 200), None);
        assert_eq!(bits.next_set(2, 300), Some(60));
        assert_eq!(bits.next_set(200, 300), None);
        assert!(!bits.set(250) && bits.set(250) && bits.get(250));
        assert_eq!(bits.next_run(200, 300), Some((200, 250)));
        // Beyond the size nothing is free and nothing is set.
        assert!(bits.set(1 << 20) && !bits.get(1 << 20));
        assert_eq!(bits.clear_part(0, 1), Some(1));
        assert_eq!(bits.next_run(1, 300), Some((1, 64)));
        assert_eq!(bits.clear_part(1, 4), None);
        assert_eq!((bits.count(), bits.end()), (0, 0));
    }

    #[test]
    fn whole_words() {
        let mut bits = Bits::default();
        bits.grow(192).unwrap();
        bits.set_range(64, 128);
        assert_eq!(bits.count(), 64);
        assert_eq!(bits.next_run(0, 192), Some((0, 64)));
        assert_eq!(bits.next_run(64, 192), Some((128, 192)));
    }
}
