//! Line numbers of places in a text.

/// Where each line of a text begins.
pub(crate) struct Lines(Vec<usize>);

impl Lines {
    pub(crate) fn of(text: &str) -> Self {
        let after_newline = text.match_indices('\n').map(|(at, _)| at + 1);
        Self(std::iter::once(0).chain(after_newline).collect())
    }

    /// The line of a byte, counted from 1.
    pub(crate) fn line(&self, offset: usize) -> u32 {
        let line = self.0.partition_point(|&start| start <= offset);
        u32::try_from(line).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_begin_after_newlines() {
        let lines = Lines::of("ab\n\nc");
        let found: Vec<u32> = (0..5).map(|offset| lines.line(offset)).collect();
        assert_eq!(found, [1, 1, 1, 2, 3]);
    }
}
