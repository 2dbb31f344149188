//! Images: what the memory of a fresh instance holds, as pages that all instances of a
//! module share until they write to them.
//!
//! A memory maps the pages of an [`Image`] instead of copying bytes; a page is copied
//! when it is first written to. Nothing here knows where the bytes come from: today
//! from the active data segments of a module ([`Images`]).

use super::addr::InstanceAddr;
use super::region::{PAGE_FILES, Pages, page_bytes};
use super::store::StoreCore;
use crate::error::Error;
use crate::module::{ConstOp, ModuleInner, SegmentMode};
use crate::room;
use core::ops::Range;
use std::sync::atomic::Ordering;

/// Bytes that a module writes to a memory from which on it gets an image. Mapping costs
/// a system call, and two faults for a page that is read and then written; copying costs
/// one for each page that is there. Measured, instances that write every page pay 5 %
/// for this many, all others gain.
const LEAST_BYTES: usize = 64 << 10;

/// Most separate ranges of an image. Linkers make one; each is a system call and a part
/// of the process's 65,530 mappings.
const MOST_PIECES: usize = 8;

/// The contents of a memory, and zero where it says nothing.
#[derive(Debug)]
pub(crate) struct Image {
    pages: Pages,
    pieces: Vec<Piece>,
}

/// A range of a memory that is mapped. All numbers are multiples of a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Piece {
    /// Where it is in the memory.
    pub(super) at: usize,
    pub(super) len: usize,
    /// Where it is in the file of pages.
    pub(super) offset: usize,
}

/// The pages that parts of a memory lie in, put together where they touch; `None` if
/// they are too scattered to be an image.
fn pieces(parts: &[(usize, &[u8])], page: usize) -> Option<Vec<Piece>> {
    let mut ranges: Vec<Range<usize>> = room::with_capacity(parts.len()).ok()?;
    for (at, bytes) in parts.iter().filter(|(_, bytes)| !bytes.is_empty()) {
        let end = at
            .checked_add(bytes.len())?
            .checked_next_multiple_of(page)?;
        ranges.push(at - at % page..end);
    }
    ranges.sort_unstable_by_key(|range| range.start);
    let mut pieces: Vec<Piece> = Vec::new();
    for range in ranges {
        if let Some(last) = pieces.last_mut()
            && range.start <= last.at + last.len
        {
            last.len = last.len.max(range.end - last.at);
            continue;
        }
        if pieces.len() == MOST_PIECES {
            return None;
        }
        let offset = pieces.last().map_or(0, |last| last.offset + last.len);
        pieces.push(Piece {
            at: range.start,
            len: range.len(),
            offset,
        });
    }
    Some(pieces)
}

impl Image {
    /// The image that results when parts are written to a memory in their order; `None`
    /// where the system has no such thing, or they are too few or too scattered.
    pub(crate) fn new(parts: &[(usize, &[u8])]) -> Option<Image> {
        let bytes: usize = parts.iter().map(|(_, bytes)| bytes.len()).sum();
        if !PAGE_FILES || bytes < LEAST_BYTES {
            return None;
        }
        let pieces = pieces(parts, page_bytes())?;
        let size: usize = pieces.iter().map(|piece| piece.len).sum();
        // Parts that lie far apart would take more pages here than bytes in the module.
        if size > bytes.saturating_mul(2) {
            return None;
        }
        let placed = parts.iter().filter_map(|&(at, bytes)| {
            let held = |piece: &&Piece| (piece.at..piece.at + piece.len).contains(&at);
            let piece = pieces.iter().find(held)?;
            Some((piece.offset + (at - piece.at), bytes))
        });
        let pages = Pages::new(size, placed)?;
        Some(Image { pages, pieces })
    }

    pub(super) fn pages(&self) -> &Pages {
        &self.pages
    }

    pub(super) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }
}

/// The images of a module's memories.
#[derive(Debug, Default)]
pub(super) struct Images {
    /// Data segments that are written before any that may not fit, or whose place
    /// depends on the instance; what comes later is not in the images.
    leading: usize,
    /// By the memory's index.
    memories: Vec<(u32, Image)>,
}

impl Images {
    /// The segments that are in the image of a memory.
    pub(super) fn segments(&self) -> Range<usize> {
        0..self.leading
    }

    /// Each memory's index and its image.
    pub(super) fn memories(&self) -> impl Iterator<Item = (u32, &Image)> {
        self.memories.iter().map(|(index, image)| (*index, image))
    }
}

impl StoreCore {
    /// The images of a module's memories, once there are some. `addr` is an instance
    /// that is being made and has its memories.
    ///
    /// They are made with the second instance: a program that has only one is spared
    /// to keep its data twice.
    pub(super) fn images<'m>(
        &mut self,
        addr: InstanceAddr,
        module: &'m ModuleInner,
    ) -> Option<&'m Images> {
        if module.datas.is_empty() || !module.instantiated.swap(true, Ordering::Relaxed) {
            return None;
        }
        let images = module
            .images
            .get_or_init(|| Box::new(self.make_images(addr, module).unwrap_or_default()));
        images.downcast_ref()
    }

    fn make_images(&mut self, addr: InstanceAddr, module: &ModuleInner) -> Result<Images, Error> {
        let mut images = Images::default();
        let mut parts: Vec<(u32, usize, &[u8])> = room::with_capacity(module.datas.len())?;
        for segment in &module.datas {
            if let SegmentMode::Active { index, offset } = &segment.mode {
                let own = *index >= module.num_imported_memories;
                let depends = offset.iter().any(|op| matches!(op, ConstOp::GlobalGet(_)));
                let memory = self.instance(addr).memory(*index);
                if !own || depends || self.memory(memory).shared().is_some() {
                    break;
                }
                let at = self.eval_const(addr, offset)?[0];
                let bytes = &module.bytes[segment.range()];
                let end = at.checked_add(bytes.len() as u64);
                let size = self.memory(memory).len() as u64;
                let (Some(_), Ok(at)) = (end.filter(|&end| end <= size), usize::try_from(at))
                else {
                    break;
                };
                parts.push((*index, at, bytes));
            }
            images.leading += 1;
        }
        let own = module.num_imported_memories..module.memories.len() as u32;
        for index in own {
            let of_memory = parts.iter().filter(|(x, ..)| *x == index);
            let count = of_memory.clone().count();
            let mut own = room::with_capacity(count)?;
            own.extend(of_memory.map(|&(_, at, bytes)| (at, bytes)));
            if let Some(image) = Image::new(&own) {
                room::push(&mut images.memories, (index, image))?;
            }
        }
        Ok(images)
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_PIECES, Piece, pieces};

    fn piece(at: usize, len: usize, offset: usize) -> Piece {
        Piece { at, len, offset }
    }

    #[test]
    fn pieces_are_whole_pages_without_overlap() {
        let bytes = [0; 100];
        assert_eq!(pieces(&[], 10), Some(vec![]));
        assert_eq!(pieces(&[(5, &bytes[..0])], 10), Some(vec![]));
        assert_eq!(pieces(&[(5, &bytes[..1])], 10), Some(vec![piece(0, 10, 0)]));
        // Touching, overlapping, within each other, apart; in any order.
        let parts = [
            (75, &bytes[..4]),
            (5, &bytes[..15]),
            (20, &bytes[..1]),
            (8, &bytes[..1]),
            (79, &bytes[..20]),
        ];
        let expected = vec![piece(0, 30, 0), piece(70, 30, 30)];
        assert_eq!(pieces(&parts, 10), Some(expected));
    }

    #[test]
    fn scattered_parts_are_no_image() {
        let parts: Vec<_> = (0..MOST_PIECES).map(|i| (i * 20, &[1u8][..])).collect();
        assert_eq!(pieces(&parts, 10).map(|p| p.len()), Some(MOST_PIECES));
        let parts: Vec<_> = (0..=MOST_PIECES).map(|i| (i * 20, &[1u8][..])).collect();
        assert_eq!(pieces(&parts, 10), None);
    }
}
