//! The tables of lines: which instructions come from which line.

use gimli::{AttributeValue, DebugLineOffset, Dwarf, FileEntry, LineProgramHeader, LineRow};

use crate::{Bytes, Source, printable};

/// The bytes of line tables that are read. Nobody can say beforehand how long they are, and
/// a guest's author may want to keep the host busy; large programs have a third of this.
const MOST_BYTES: usize = 32 << 20;

/// The bytes of the names at the beginning of one table that are read: they take a hundred
/// times as much memory.
const MOST_HEADER_BYTES: usize = 256 << 10;

/// The places of addresses, which are sorted, each with the index that is given back.
pub(crate) fn places(
    dwarf: &Dwarf<Bytes<'_>>,
    bytes: &[u8],
    wanted: &[(u64, usize)],
) -> Vec<(usize, Source)> {
    let mut found = Vec::new();
    let bytes = bytes.get(..MOST_BYTES).unwrap_or(bytes);
    for at in tables(bytes) {
        if !is_readable(bytes, at) {
            continue;
        }
        let Ok(program) = dwarf.debug_line.program(DebugLineOffset(at), 4, None, None) else {
            continue;
        };
        let mut rows = program.rows();
        // The latest row of a sequence of instructions, and whether these are there still:
        // what the linker has dropped is left at address 0.
        let (mut latest, mut is_there): (Option<LineRow>, bool) = (None, false);
        while let Ok(Some((header, row))) = rows.next_row() {
            match &latest {
                None => is_there = row.address() > 0,
                Some(latest) if is_there => {
                    let begin = wanted.partition_point(|(at, _)| *at < latest.address());
                    let here = wanted.iter().skip(begin);
                    for (_, index) in here.take_while(|(at, _)| *at < row.address()) {
                        found.extend(place(dwarf, header, latest).map(|place| (*index, place)));
                    }
                }
                Some(_) => {}
            }
            latest = (!row.end_sequence()).then_some(*row);
        }
    }
    found
}

/// Where the tables of lines are in their section.
fn tables(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let mut next = 0_usize;
    std::iter::from_fn(move || {
        let at = next;
        // Tables of 4 GiB have another form, and are not in modules.
        let length = word(bytes, at).filter(|length| *length < 0xffff_fff0)?;
        next = at.checked_add(4)?.checked_add(length)?;
        Some(at)
    })
}

/// Whether the names at the beginning of a table are not too many.
pub(crate) fn is_readable(bytes: &[u8], at: usize) -> bool {
    header_bytes(bytes, at).is_some_and(|length| length <= MOST_HEADER_BYTES)
}

fn header_bytes(bytes: &[u8], at: usize) -> Option<usize> {
    word(bytes, at).filter(|length| *length < 0xffff_fff0)?;
    // After the version and, from 5 on, two bytes more.
    let version = *bytes.get(at.checked_add(4)?)?;
    word(bytes, at.checked_add(if version >= 5 { 8 } else { 6 })?)
}

fn word(bytes: &[u8], at: usize) -> Option<usize> {
    let word = bytes.get(at..at.checked_add(4)?)?;
    usize::try_from(u32::from_le_bytes(word.try_into().ok()?)).ok()
}

/// The place that a row of a table tells.
fn place<'a>(
    dwarf: &Dwarf<Bytes<'a>>,
    header: &LineProgramHeader<Bytes<'a>>,
    row: &LineRow,
) -> Option<Source> {
    let column = match row.column() {
        gimli::ColumnType::LeftEdge => 0,
        gimli::ColumnType::Column(column) => column.get(),
    };
    Some(Source {
        function: None,
        file: path(dwarf, header, row.file(header)?)?,
        line: row.line().map_or(0, std::num::NonZero::get),
        column,
    })
}

pub(crate) fn path<'a>(
    dwarf: &Dwarf<Bytes<'a>>,
    header: &LineProgramHeader<Bytes<'a>>,
    file: &FileEntry<Bytes<'a>>,
) -> Option<String> {
    let name = string(dwarf, file.path_name())?;
    // Directory 0 is that of compilation, which others know by another path.
    let directory = match file.directory_index() {
        0 => None,
        _ => file.directory(header).and_then(|name| string(dwarf, name)),
    };
    let path = match directory {
        Some(directory) if !name.starts_with('/') => format!("{directory}/{name}"),
        _ => name,
    };
    Some(path)
}

fn string<'a>(dwarf: &Dwarf<Bytes<'a>>, value: AttributeValue<Bytes<'a>>) -> Option<String> {
    let bytes = match value {
        AttributeValue::String(bytes) => bytes,
        AttributeValue::DebugStrRef(at) => dwarf.debug_str.get_str(at).ok()?,
        AttributeValue::DebugLineStrRef(at) => dwarf.debug_line_str.get_str(at).ok()?,
        _ => return None,
    };
    Some(printable(bytes.slice()))
}
