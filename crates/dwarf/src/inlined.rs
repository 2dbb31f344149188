//! Functions that a compiler has put into others, from the descriptions of functions.

use std::sync::Arc;

use gimli::{
    Abbreviations, AttributeValue, DebugAbbrev, DebugAbbrevOffset, DebugInfoOffset,
    DebuggingInformationEntry, Dwarf, EndianSlice, LittleEndian, Reader as _, Section as _, Unit,
    UnitHeader, UnitOffset, constants,
};

use crate::{Bytes, Source, lines, printable};

/// What may be read: entries with their attributes, and ranges of addresses. A guest's author
/// may want to keep the host busy; this takes about a second.
const MOST_WORK: usize = 16 << 20;

/// The bytes of the tables of abbreviations that are read, one for each unit; large programs
/// have a half of this.
const MOST_ABBREVIATIONS: usize = 32 << 20;

/// The bytes of one of them, which takes ten times as much memory. Compilers need some
/// thousands.
const MOST_TABLE: usize = 1 << 20;

/// The functions that one instruction is in.
const MOST_FUNCTIONS: usize = 64;

/// The references from a function to the one that it is a copy of, and so on.
const MOST_ORIGINS: usize = 4;

/// A function that an instruction is in.
struct Function {
    name: Option<String>,
    /// Where it was called, if it was put into another one: file, line and column.
    call: Option<(String, u64, u64)>,
}

/// The functions around one instruction, outermost first, while their unit is read.
#[derive(Default)]
struct Around {
    functions: Vec<Function>,
    /// Another function has the same instruction: a linker has made one of two.
    is_complete: bool,
}

/// Adds the functions around the instructions at addresses, which are sorted, to the places
/// of these.
pub(crate) fn add(
    dwarf: &Dwarf<Bytes<'_>>,
    line_tables: &[u8],
    wanted: &[(u64, usize)],
    found: &mut [Vec<Source>],
) {
    let mut around: Vec<Around> = found.iter().map(|_| Around::default()).collect();
    let mut reading = Reading {
        dwarf,
        line_tables,
        wanted,
        work: MOST_WORK,
        abbreviations: MOST_ABBREVIATIONS,
        latest: None,
    };
    let mut units = dwarf.units();
    // What cannot be read is left out: what was found stays.
    while let Ok(Some(header)) = units.next() {
        if reading.spend(1).is_none() {
            break;
        }
        let _ = reading.unit(header, &mut around);
    }
    for (sources, around) in found.iter_mut().zip(around) {
        put_together(sources, around.functions);
    }
}

/// Makes a list of places of the one that is known, and the functions around it.
fn put_together(sources: &mut Vec<Source>, functions: Vec<Function>) {
    let Some(mut source) = sources.pop() else {
        return;
    };
    for function in functions.into_iter().rev() {
        source.function = function.name;
        let Some((file, line, column)) = function.call else {
            break;
        };
        let outer = Source {
            function: None,
            file,
            line,
            column,
        };
        sources.push(std::mem::replace(&mut source, outer));
    }
    sources.push(source);
}

/// What is read, and what may still be.
struct Reading<'a, 'b> {
    dwarf: &'b Dwarf<Bytes<'a>>,
    line_tables: &'b [u8],
    /// Addresses and their indices, sorted.
    wanted: &'b [(u64, usize)],
    work: usize,
    abbreviations: usize,
    /// The table of the latest unit: many have the same.
    latest: Option<(DebugAbbrevOffset, Arc<Abbreviations>)>,
}

impl<'a> Reading<'a, '_> {
    /// None when everything is spent.
    fn spend(&mut self, work: usize) -> Option<()> {
        self.work = self.work.saturating_sub(work);
        (self.work > 0).then_some(())
    }

    /// Reads the functions of a unit, if it has any that is wanted. None where it cannot be
    /// read on.
    fn unit(&mut self, header: UnitHeader<Bytes<'a>>, around: &mut [Around]) -> Option<()> {
        let unit = self.open(header)?;
        let mut entries = unit.entries();
        let root = entries.next_dfs().ok()??;
        if self.places(&unit, root)?.is_empty() {
            return Some(());
        }
        loop {
            let entry = entries.next_dfs().ok()??;
            self.spend(1 + entry.attrs().len())?;
            let is_inlined = match entry.tag() {
                constants::DW_TAG_subprogram => false,
                constants::DW_TAG_inlined_subroutine => true,
                _ => continue,
            };
            for index in self.places(&unit, entry)? {
                let Some(around) = around.get_mut(index) else {
                    continue;
                };
                if !is_inlined && !around.functions.is_empty() {
                    around.is_complete = true;
                }
                if !around.is_complete && around.functions.len() < MOST_FUNCTIONS {
                    around.functions.push(Function {
                        name: self.name(&unit, entry),
                        call: if is_inlined {
                            Some(call(self.dwarf, &unit, entry)?)
                        } else {
                            None
                        },
                    });
                }
            }
        }
    }

    /// A unit whose tables are not too large.
    fn open(&mut self, header: UnitHeader<Bytes<'a>>) -> Option<Unit<Bytes<'a>>> {
        let at = header.debug_abbrev_offset();
        let abbreviations = match &self.latest {
            Some((latest, table)) if *latest == at => Arc::clone(table),
            _ => {
                let bytes = self.dwarf.debug_abbrev.reader().slice().get(at.0..)?;
                let length = table_bytes(bytes)?;
                self.abbreviations = self.abbreviations.checked_sub(length)?;
                let table = DebugAbbrev::new(bytes.get(..length)?, LittleEndian);
                let table = Arc::new(table.abbreviations(DebugAbbrevOffset(0)).ok()?);
                self.latest = Some((at, Arc::clone(&table)));
                table
            }
        };
        let mut entries = header.entries(&abbreviations);
        let root = entries.next_dfs().ok()??;
        self.spend(1 + root.attrs().len())?;
        if let Some(AttributeValue::DebugLineRef(at)) = root.attr_value(constants::DW_AT_stmt_list)
            && !lines::is_readable(self.line_tables, at.0)
        {
            return None;
        }
        Unit::new_with_abbreviations(self.dwarf, header, abbreviations).ok()
    }

    /// The indices of the wanted addresses that an entry has.
    fn places(
        &mut self,
        unit: &Unit<Bytes<'a>>,
        entry: &DebuggingInformationEntry<Bytes<'a>>,
    ) -> Option<Vec<usize>> {
        let mut places = Vec::new();
        if let Some(ranges) = entry.attr_value(constants::DW_AT_ranges) {
            let Ok(Some(mut ranges)) = self.dwarf.attr_ranges(unit, ranges) else {
                return Some(places);
            };
            while let Ok(Some(raw)) = ranges.next_raw() {
                self.spend(1)?;
                if let Ok(Some(range)) = ranges.convert_raw(raw) {
                    self.within(range.begin, range.end, &mut places);
                }
            }
            return Some(places);
        }
        let address = |name| {
            let value = entry.attr_value(name)?;
            self.dwarf.attr_address(unit, value).ok()?
        };
        let Some(begin) = address(constants::DW_AT_low_pc) else {
            return Some(places);
        };
        let end = match entry.attr_value(constants::DW_AT_high_pc) {
            Some(AttributeValue::Udata(length)) => begin.checked_add(length),
            _ => address(constants::DW_AT_high_pc),
        };
        self.within(begin, end.unwrap_or(begin), &mut places);
        Some(places)
    }

    /// What the linker has dropped is left at address 0, where no function can be.
    fn within(&self, begin: u64, end: u64, places: &mut Vec<usize>) {
        if begin > 0 {
            let first = self.wanted.partition_point(|(at, _)| *at < begin);
            let here = self.wanted.iter().skip(first);
            places.extend(here.take_while(|(at, _)| *at < end).map(|(_, index)| index));
        }
    }

    /// The name of a function, which the one that it is a copy of may have.
    fn name(
        &mut self,
        unit: &Unit<Bytes<'a>>,
        entry: &DebuggingInformationEntry<Bytes<'a>>,
    ) -> Option<String> {
        let (mut name, mut next) = self.said(unit, entry);
        let mut other: Option<Unit<Bytes<'a>>> = None;
        for _ in 0..MOST_ORIGINS {
            if name.is_some() {
                break;
            }
            let at = match next? {
                AttributeValue::UnitRef(at) => at,
                AttributeValue::DebugInfoRef(at) => {
                    let header = self.unit_with(at)?;
                    let at = UnitOffset(at.0.checked_sub(header.offset().0)?);
                    other = Some(self.open(header)?);
                    at
                }
                _ => return None,
            };
            let unit = other.as_ref().unwrap_or(unit);
            let origin = unit.entry(at).ok()?;
            self.spend(1 + origin.attrs().len())?;
            (name, next) = self.said(unit, &origin);
        }
        name
    }

    /// The name that an entry says itself, and the other entry that it is a copy of.
    fn said(
        &self,
        unit: &Unit<Bytes<'a>>,
        entry: &DebuggingInformationEntry<Bytes<'a>>,
    ) -> (Option<String>, Option<AttributeValue<Bytes<'a>>>) {
        let name = entry.attr_value(constants::DW_AT_name);
        let name = name.and_then(|name| self.dwarf.attr_string(unit, name).ok());
        let origin = [
            constants::DW_AT_abstract_origin,
            constants::DW_AT_specification,
        ];
        (
            name.map(|name| printable(name.slice())),
            origin.iter().find_map(|name| entry.attr_value(*name)),
        )
    }

    /// The unit that a place in the section is in.
    fn unit_with(&mut self, at: DebugInfoOffset) -> Option<UnitHeader<Bytes<'a>>> {
        let mut units = self.dwarf.units();
        loop {
            let header = units.next().ok()??;
            self.spend(1)?;
            let begin = header.offset().0;
            if (begin..begin.checked_add(header.length_including_self())?).contains(&at.0) {
                return Some(header);
            }
        }
    }
}

/// Where an inlined function was called.
fn call(
    dwarf: &Dwarf<Bytes<'_>>,
    unit: &Unit<Bytes<'_>>,
    entry: &DebuggingInformationEntry<Bytes<'_>>,
) -> Option<(String, u64, u64)> {
    let number = |name| entry.attr_value(name).and_then(|value| value.udata_value());
    let file = || {
        let header = unit.line_program.as_ref()?.header();
        let file = match entry.attr_value(constants::DW_AT_call_file)? {
            AttributeValue::FileIndex(file) => file,
            value => value.udata_value()?,
        };
        lines::path(dwarf, header, header.file(file)?)
    };
    Some((
        file().unwrap_or_else(|| "?".to_owned()),
        number(constants::DW_AT_call_line).unwrap_or_default(),
        number(constants::DW_AT_call_column).unwrap_or_default(),
    ))
}

/// The bytes of the table of abbreviations at the beginning; None if they are too many.
fn table_bytes(bytes: &[u8]) -> Option<usize> {
    let bytes = bytes.get(..MOST_TABLE).unwrap_or(bytes);
    let mut rest = EndianSlice::new(bytes, LittleEndian);
    while rest.read_uleb128().ok()? != 0 {
        let _tag = rest.read_uleb128().ok()?;
        let _has_children = rest.read_u8().ok()?;
        loop {
            let name = rest.read_uleb128().ok()?;
            let form = rest.read_uleb128().ok()?;
            if form == u64::from(constants::DW_FORM_implicit_const.0) {
                rest.read_sleb128().ok()?;
            }
            if name == 0 && form == 0 {
                break;
            }
        }
    }
    bytes.len().checked_sub(rest.len())
}
