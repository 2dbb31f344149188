//! Places in source code, from the DWARF sections that compilers leave in modules.

use gimli::{
    AttributeValue, DebugLine, DebugLineOffset, DebugLineStr, DebugStr, EndianSlice, FileEntry,
    LineProgramHeader, LineRow, LittleEndian, Reader,
};
use sanderling::Module;

use crate::text::Text;

/// The bytes of line tables that are read. Nobody can say beforehand how long they are, and
/// a guest's author may want to keep the host busy; large programs have a third of this.
const MOST_BYTES: usize = 32 << 20;

/// The bytes of the names at the beginning of one table that are read: they take a hundred
/// times as much memory.
const MOST_HEADER_BYTES: usize = 256 << 10;

/// The characters of a file's name that are told.
const MOST_CHARS: usize = 1024;

type Bytes<'a> = EndianSlice<'a, LittleEndian>;

/// A place in source code.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) file: Text,
    pub(crate) line: u64,
    pub(crate) column: u64,
}

/// Whether a module says where its functions come from.
pub(crate) fn is_known(module: &Module) -> bool {
    module.custom_sections(".debug_line").next().is_some()
}

/// Where the instructions at some offsets in a module come from.
pub(crate) fn places(module: &Module, offsets: &[u64]) -> Vec<Option<Place>> {
    let mut places: Vec<Option<Place>> = offsets.iter().map(|_| None).collect();
    let Some(code) = code_section(module.binary()) else {
        return places;
    };
    // DWARF counts from the contents of the code section on.
    let addresses = offsets.iter().map(|offset| offset.checked_sub(code));
    let mut wanted: Vec<(u64, usize)> = addresses
        .zip(0..)
        .filter_map(|(address, index)| Some((address?, index)))
        .collect();
    wanted.sort_unstable();

    let section = |name| module.custom_sections(name).next().unwrap_or_default();
    let names = Names {
        strings: DebugStr::new(section(".debug_str"), LittleEndian),
        line_strings: DebugLineStr::new(section(".debug_line_str"), LittleEndian),
    };
    let bytes = section(".debug_line");
    let bytes = bytes.get(..MOST_BYTES).unwrap_or(bytes);
    let lines = DebugLine::new(bytes, LittleEndian);
    for (at, header_bytes) in tables(bytes) {
        if header_bytes > MOST_HEADER_BYTES {
            continue;
        }
        let Ok(program) = lines.program(DebugLineOffset(at), 4, None, None) else {
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
                        if let Some(place) = places.get_mut(*index) {
                            *place = names.place(header, latest);
                        }
                    }
                }
                Some(_) => {}
            }
            latest = (!row.end_sequence()).then_some(*row);
        }
    }
    places
}

/// Where the tables of lines are in their section, each with the length of its header.
fn tables(bytes: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    let word = |at: usize| {
        let word = bytes.get(at..at.checked_add(4)?)?;
        usize::try_from(u32::from_le_bytes(word.try_into().ok()?)).ok()
    };
    let mut next = 0_usize;
    std::iter::from_fn(move || {
        let at = next;
        // Tables of 4 GiB have another form, and are not in modules.
        let length = word(at).filter(|length| *length < 0xffff_fff0)?;
        next = at.checked_add(4)?.checked_add(length)?;
        // After the version and, from 5 on, two bytes more.
        let version = *bytes.get(at.checked_add(4)?)?;
        let header = word(at.checked_add(if version >= 5 { 8 } else { 6 })?)?;
        Some((at, header))
    })
}

/// Where the contents of the code section begin.
fn code_section(bytes: &[u8]) -> Option<u64> {
    const CODE: u8 = 10;
    let mut rest = EndianSlice::new(bytes.get(8..)?, LittleEndian);
    loop {
        let id = rest.read_u8().ok()?;
        let length = rest.read_uleb128().ok()?;
        if id == CODE {
            return u64::try_from(bytes.len().checked_sub(rest.len())?).ok();
        }
        rest.skip(usize::try_from(length).ok()?).ok()?;
    }
}

/// The sections that names are in.
struct Names<'a> {
    strings: DebugStr<Bytes<'a>>,
    line_strings: DebugLineStr<Bytes<'a>>,
}

impl<'a> Names<'a> {
    /// The place that a row of a table tells.
    fn place(&self, header: &LineProgramHeader<Bytes<'a>>, row: &LineRow) -> Option<Place> {
        let file = self.path(header, row.file(header)?)?;
        let column = match row.column() {
            gimli::ColumnType::LeftEdge => 0,
            gimli::ColumnType::Column(column) => column.get(),
        };
        Some(Place {
            file: Text::new(file),
            line: row.line().map_or(0, std::num::NonZero::get),
            column,
        })
    }

    fn path(
        &self,
        header: &LineProgramHeader<Bytes<'a>>,
        file: &FileEntry<Bytes<'a>>,
    ) -> Option<String> {
        let name = self.string(file.path_name())?;
        // Directory 0 is that of compilation, which others know by another path.
        let directory = match file.directory_index() {
            0 => None,
            _ => file.directory(header).and_then(|name| self.string(name)),
        };
        let path = match directory {
            Some(directory) if !name.starts_with('/') => format!("{directory}/{name}"),
            _ => name,
        };
        Some(path)
    }

    /// A name, without control characters: it must not be able to drive a terminal.
    fn string(&self, value: AttributeValue<Bytes<'a>>) -> Option<String> {
        let bytes = match value {
            AttributeValue::String(bytes) => bytes,
            AttributeValue::DebugStrRef(at) => self.strings.get_str(at).ok()?,
            AttributeValue::DebugLineStrRef(at) => self.line_strings.get_str(at).ok()?,
            _ => return None,
        };
        let name = bytes.slice();
        let name = name.get(..4 * MOST_CHARS).unwrap_or(name);
        let name = String::from_utf8_lossy(name);
        let mut printable = String::new();
        for char in name.chars().take(MOST_CHARS) {
            if char.is_control() {
                printable.extend(char.escape_default());
            } else {
                printable.push(char);
            }
        }
        Some(printable)
    }
}
