//! Which exceptions a function catches, and where it then goes on.
//!
//! The table stands beside the code: nothing is executed for it while nothing is
//! thrown. An instruction lies in at most one innermost *region*; a region has
//! clauses, and the region that is asked where none of them fits:
//!
//! ```text
//! changes  [word 0: none] [word 9: region 1] [word 14: region 0] [word 20: none]
//! regions  0: asks none, clauses 0..2      1: asks 0, clauses 2..3
//! ```

use super::inst::Label;

/// Instead of a region: exceptions leave the function.
pub(crate) const NO_REGION: u32 = u32::MAX;

/// A clause: what it catches, where that goes, and where code goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clause<T> {
    /// The index of the tag in the instance; none for exceptions of every tag.
    pub(crate) tag: Option<u32>,
    /// The first of the slots that get the payload, and how many they are.
    pub(crate) payload: (u16, u16),
    /// The slot that gets the reference to the exception, if one does.
    pub(crate) reference: Option<u16>,
    /// Where code goes on, with nothing in the accumulators and the pinned locals.
    pub(crate) target: T,
}

/// What a function catches, as the translator notes it.
#[derive(Debug, Default)]
pub(crate) struct Catches {
    /// Instructions from which on another region is the innermost; ascending.
    pub(crate) changes: Vec<(u32, u32)>,
    /// For each region, the one that is asked behind its own clauses.
    pub(crate) outer: Vec<u32>,
    /// Clauses with their regions; those of one region in their order.
    pub(crate) clauses: Vec<(u32, Clause<Label>)>,
}

impl Catches {
    pub(super) fn clear(&mut self) {
        self.changes.clear();
        self.outer.clear();
        self.clauses.clear();
    }

    /// The table for the code, whose instructions stand at these words.
    pub(super) fn encode(
        &self,
        place: impl Fn(u32) -> u32,
        target: impl Fn(Label) -> u32,
    ) -> Option<Box<CatchTable>> {
        if self.clauses.is_empty() {
            return None;
        }
        let mut changes: Vec<(u32, u32)> = Vec::with_capacity(self.changes.len());
        for &(inst, region) in &self.changes {
            if changes.last().is_none_or(|&(_, last)| last != region) {
                changes.push((place(inst), region));
            }
        }
        let mut order: Vec<&(u32, Clause<Label>)> = self.clauses.iter().collect();
        order.sort_by_key(|(region, _)| *region);
        let mut regions: Vec<Region> = Vec::with_capacity(self.outer.len());
        let mut end = 0;
        for (region, &outer) in self.outer.iter().enumerate() {
            let first = end;
            while order.get(end).is_some_and(|(of, _)| *of as usize == region) {
                end += 1;
            }
            regions.push(Region {
                outer,
                first: first as u32,
                end: end as u32,
            });
        }
        let clauses = order.into_iter().map(|(_, clause)| Clause {
            tag: clause.tag,
            payload: clause.payload,
            reference: clause.reference,
            target: target(clause.target),
        });
        Some(Box::new(CatchTable {
            changes: changes.into(),
            regions: regions.into(),
            clauses: clauses.collect(),
        }))
    }
}

#[derive(Debug)]
struct Region {
    outer: u32,
    first: u32,
    end: u32,
}

/// What a function catches, by the words of its code.
#[derive(Debug)]
pub(crate) struct CatchTable {
    changes: Box<[(u32, u32)]>,
    regions: Box<[Region]>,
    clauses: Box<[Clause<u32>]>,
}

impl CatchTable {
    /// The innermost region around the instruction that a word belongs to.
    pub(crate) fn region_at(&self, word: u32) -> u32 {
        let behind = self.changes.partition_point(|&(from, _)| from <= word);
        let last = behind.checked_sub(1);
        last.map_or(NO_REGION, |last| self.changes[last].1)
    }

    /// The clauses of a region, and the region that is asked next.
    pub(crate) fn region(&self, region: u32) -> Option<(&[Clause<u32>], u32)> {
        let Region { outer, first, end } = self.regions.get(region as usize)?;
        Some((&self.clauses[*first as usize..*end as usize], *outer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause<T>(tag: Option<u32>, target: T) -> Clause<T> {
        Clause {
            tag,
            payload: (0, 0),
            reference: None,
            target,
        }
    }

    #[test]
    fn regions_are_found_by_words() {
        let catches = Catches {
            changes: vec![(1, 0), (2, 1), (4, 0), (6, NO_REGION)],
            outer: vec![NO_REGION, 0],
            clauses: vec![
                (1, clause(Some(7), Label(0))),
                (0, clause(None, Label(1))),
                (1, clause(Some(8), Label(2))),
            ],
        };
        let table = catches.encode(|inst| inst * 10, |label| label.0 + 100);
        let table = table.expect("there are clauses");
        let innermost: Vec<u32> = [0, 9, 10, 19, 20, 39, 40, 59, 60, 900]
            .map(|word| table.region_at(word))
            .into();
        let none = NO_REGION;
        assert_eq!(innermost, [none, none, 0, 0, 1, 1, 0, 0, none, none]);
        let (clauses, outer) = table.region(1).expect("region 1");
        assert_eq!(clauses, [clause(Some(7), 100), clause(Some(8), 102)]);
        assert_eq!(outer, 0);
        let (clauses, outer) = table.region(0).expect("region 0");
        assert_eq!(clauses, [clause(None, 101)]);
        assert!(table.region(outer).is_none());
    }

    #[test]
    fn code_that_catches_nothing_has_no_table() {
        let mut catches = Catches {
            changes: vec![(0, 0)],
            outer: vec![NO_REGION],
            clauses: Vec::new(),
        };
        assert!(catches.encode(|x| x, |label| label.0).is_none());
        catches.clear();
        assert!(catches.changes.is_empty() && catches.outer.is_empty());
    }
}
