//! What instructions, constant expressions and hosts do with objects.
//!
//! A value is two words, of which only a vector uses the second.

use super::{Kind, Top, reference, types};
use crate::error::Error;
use crate::runtime::budget::{BYTES_PER_UNIT, PART_BYTES};
use crate::runtime::{FuncAddr, StoreCore};
use crate::trap::Trap;
use crate::types::{ConcreteType, HeapType, Shape, ShapeKind, Storage, TypeId};
use core::ops::Range;

/// What a cast asks for that is no defined type of structures or arrays. Null is left
/// to the cast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(crate) enum CastKind {
    /// Anything but null.
    Anything,
    /// Nothing but null.
    Nothing,
    Eq,
    I31,
    Struct,
    Array,
    /// A function of a defined type.
    Func,
}

impl CastKind {
    const ALL: [CastKind; 7] = [
        CastKind::Anything,
        CastKind::Nothing,
        CastKind::Eq,
        CastKind::I31,
        CastKind::Struct,
        CastKind::Array,
        CastKind::Func,
    ];
}

fn out_of_bounds() -> Error {
    Error::trap(Trap::ArrayOutOfBounds)
}

fn null() -> Error {
    Error::trap(Trap::NullReference)
}

impl StoreCore {
    /// Whether a reference, which is not null, is of a kind.
    pub(crate) fn reference_is(&self, bits: u64, kind: u32, type_id: u32) -> bool {
        let object = || self.vm.heap.kind(bits);
        match CastKind::ALL.get(kind as usize) {
            Some(CastKind::Anything) => true,
            Some(CastKind::Eq) => {
                reference::is_i31(bits) || matches!(object(), Some(Kind::Struct | Kind::Array))
            }
            Some(CastKind::I31) => reference::is_i31(bits),
            Some(CastKind::Struct) => object() == Some(Kind::Struct),
            Some(CastKind::Array) => object() == Some(Kind::Array),
            Some(CastKind::Func) => FuncAddr::from_ref(bits).is_some_and(|addr| {
                self.registry
                    .is_subtype(self.func(addr).type_id(), TypeId(type_id))
            }),
            Some(CastKind::Nothing) | None => false,
        }
    }

    /// Whether a function's type is a declared subtype of another one.
    pub(crate) fn is_func_subtype(&self, type_id: TypeId, of: u32) -> bool {
        self.registry.is_subtype(type_id, TypeId(of))
    }

    /// Whether a reference, which is not null and not to a function, is of a type.
    pub(crate) fn reference_matches(&self, bits: u64, ty: &HeapType) -> bool {
        let is = |kind: CastKind| self.reference_is(bits, kind as u32, 0);
        match ty {
            HeapType::Any => true,
            HeapType::Eq => is(CastKind::Eq),
            HeapType::I31 => is(CastKind::I31),
            HeapType::Struct => is(CastKind::Struct),
            HeapType::Array => is(CastKind::Array),
            HeapType::Concrete(ty) => {
                let found = self.object_type(bits);
                found.is_some_and(|found| self.registry.matches(found, ty))
            }
            _ => false,
        }
    }

    /// The kind of the object that a reference means.
    pub(crate) fn kind(&self, bits: u64) -> Option<Kind> {
        self.vm.heap.kind(bits)
    }

    /// The type of the object that a reference means.
    pub(crate) fn object_concrete(&self, bits: u64) -> Result<ConcreteType, Error> {
        let ty = self.object_type(bits);
        ty.and_then(|id| self.registry.concrete(id))
            .ok_or_else(|| Error::usage("the reference is not to an object"))
    }

    /// Makes a structure of these values, or of zeros. Its type is known to the heap.
    pub(crate) fn struct_new(
        &mut self,
        shape: &Shape,
        values: Option<&[[u64; 2]]>,
        top: Top,
    ) -> Result<u64, Error> {
        let ShapeKind::Struct { fields, bytes } = &shape.kind else {
            return Err(Error::usage("the type is not one of structures"));
        };
        let words = bytes / 8;
        let at = self.reserve_object(words.into(), top)?;
        let space = &mut self.vm.heap.space;
        space.set_word(at, types::header(shape.id.0, 0));
        for word in 1..words {
            space.set_word(at + word, 0);
        }
        for (field, &value) in fields.iter().zip(values.unwrap_or_default()) {
            let at = u64::from(at) * 8 + u64::from(field.offset);
            self.write(at, field.storage, value);
        }
        Ok(reference::object(at))
    }

    /// Writes a value to a byte of the heap.
    fn write(&mut self, at: u64, storage: Storage, value: [u64; 2]) {
        if let Some(bytes) = self.vm.heap.space.bytes_mut(at, storage.bytes().into()) {
            bytes.copy_from_slice(&to_bytes(value)[..bytes.len()]);
        }
    }

    /// Reads a value from a byte of the heap; a packed integer is zero-extended.
    fn read(&self, at: u64, storage: Storage) -> [u64; 2] {
        let mut value = [0; 16];
        if let Some(bytes) = self.vm.heap.space.bytes(at, storage.bytes().into()) {
            value[..bytes.len()].copy_from_slice(bytes);
        }
        let bits = u128::from_le_bytes(value);
        [bits as u64, (bits >> 64) as u64]
    }

    /// The type of the object that a reference means.
    pub(crate) fn object_type(&self, bits: u64) -> Option<TypeId> {
        let header = self.vm.heap.header(bits)?;
        let type_id = types::type_of(header);
        match self.vm.heap.types.kind(type_id) {
            Kind::Struct | Kind::Array => Some(TypeId(type_id)),
            _ => None,
        }
    }

    /// A field of a structure, by its place in the object.
    pub(crate) fn field(&self, bits: u64, offset: u32, storage: Storage) -> [u64; 2] {
        match reference::object_index(bits) {
            Some(at) => self.read(u64::from(at) * 8 + u64::from(offset), storage),
            None => [0; 2],
        }
    }

    /// Sets a field of a structure, by its place in the object.
    pub(crate) fn set_field(&mut self, bits: u64, offset: u32, storage: Storage, value: [u64; 2]) {
        if let Some(at) = reference::object_index(bits) {
            self.write(u64::from(at) * 8 + u64::from(offset), storage, value);
        }
    }

    /// The first byte of an array's elements, their number and storage.
    fn elements(&self, array: u64) -> Result<(u64, u32, Storage), Error> {
        let at = reference::object_index(array).ok_or_else(null)?;
        let header = self.vm.heap.header(array).ok_or_else(null)?;
        let element = self.vm.heap.types.element(types::type_of(header));
        let element = element.ok_or_else(null)?;
        Ok((u64::from(at) * 8 + 8, types::length_of(header), element))
    }

    /// Bytes of the heap where some elements of an array are.
    fn range(&self, array: u64, start: u32, len: u32) -> Result<(Range<u64>, Storage), Error> {
        let (first, length, storage) = self.elements(array)?;
        let end = u64::from(start) + u64::from(len);
        if end > length.into() {
            return Err(out_of_bounds());
        }
        let log2 = storage.bytes_log2();
        let start = first + (u64::from(start) << log2);
        Ok((start..first + (end << log2), storage))
    }

    /// The error for a part of an array that there is not.
    pub(crate) fn check_range(&self, array: u64, start: u32, len: u32) -> Result<(), Error> {
        self.range(array, start, len).map(drop)
    }

    /// The number of an array's elements.
    pub(crate) fn array_len(&self, array: u64) -> Result<u32, Error> {
        Ok(self.elements(array)?.1)
    }

    /// An element of an array.
    pub(crate) fn array_get(&self, array: u64, index: u32) -> Result<[u64; 2], Error> {
        let (range, storage) = self.range(array, index, 1)?;
        Ok(self.read(range.start, storage))
    }

    /// The bytes of so many elements of an array of numbers.
    pub(crate) fn array_bytes(&self, array: u64, start: u32, len: u32) -> Result<&[u8], Error> {
        let range = self.number_range(array, start, len)?;
        let bytes = self
            .vm
            .heap
            .space
            .bytes(range.start, range.end - range.start);
        bytes.ok_or_else(out_of_bounds)
    }

    /// The same, to be changed.
    pub(crate) fn array_bytes_mut(
        &mut self,
        array: u64,
        start: u32,
        len: u32,
    ) -> Result<&mut [u8], Error> {
        let range = self.number_range(array, start, len)?;
        let space = &mut self.vm.heap.space;
        let bytes = space.bytes_mut(range.start, range.end - range.start);
        bytes.ok_or_else(out_of_bounds)
    }

    fn number_range(&self, array: u64, start: u32, len: u32) -> Result<Range<u64>, Error> {
        match self.range(array, start, len)? {
            (_, Storage::Ref | Storage::FuncRef) => {
                Err(Error::usage("the array's elements are references"))
            }
            (range, _) => Ok(range),
        }
    }

    /// A new array, whose elements are to be written before a guest sees it. What they are
    /// until then can be any bits.
    pub(crate) fn array_place(&mut self, type_id: u32, len: u32, top: Top) -> Result<u64, Error> {
        let element = self.vm.heap.types.element(type_id);
        let element = element.ok_or_else(|| Error::usage("the type is not one of arrays"))?;
        let bytes = u64::from(len) << element.bytes_log2();
        let at = self.reserve_object(1 + bytes.div_ceil(8), top)?;
        let space = &mut self.vm.heap.space;
        space.set_word(at, types::header(type_id, len));
        Ok(reference::object(at))
    }

    /// An array of one value, or of zeros and null.
    pub(crate) fn array_new(
        &mut self,
        type_id: u32,
        len: u32,
        value: Option<[u64; 2]>,
        top: Top,
    ) -> Result<u64, Error> {
        let array = self.array_place(type_id, len, top)?;
        self.array_fill(array, 0, value.unwrap_or_default(), len)?;
        Ok(array)
    }

    /// The same, paid for where guests pay, and made in parts between which the clock is
    /// looked at: the array comes to nothing then.
    pub(crate) fn array_new_in_parts(
        &mut self,
        type_id: u32,
        len: u32,
        value: [u64; 2],
        top: Top,
    ) -> Result<u64, Error> {
        self.charge(u64::from(len) * 8 / BYTES_PER_UNIT)
            .map_err(Error::trap)?;
        let array = self.array_place(type_id, len, top)?;
        let mut done = 0;
        while done < len {
            let count = (len - done).min((PART_BYTES / 8) as u32);
            self.array_fill(array, done, value, count)?;
            done += count;
            if done < len {
                self.check_metered_time().map_err(Error::trap)?;
            }
        }
        Ok(array)
    }

    /// An array of the values in slots; `value` gives the one in a slot and the next.
    pub(crate) fn array_new_fixed(
        &mut self,
        type_id: u32,
        len: u32,
        value: impl Fn(usize) -> [u64; 2],
        top: Top,
    ) -> Result<u64, Error> {
        let array = self.array_place(type_id, len, top)?;
        let (range, storage) = self.range(array, 0, len)?;
        let mut slot = 0;
        for at in range.step_by(storage.bytes() as usize) {
            self.write(at, storage, value(slot));
            slot += storage.slots();
        }
        Ok(array)
    }

    /// A new array for elements of the running instance's data segment.
    /// spec: exec/instructions, array.new_data
    pub(crate) fn array_place_for_data(
        &mut self,
        type_id: u32,
        data: u32,
        start: u32,
        len: u32,
        top: Top,
    ) -> Result<u64, Error> {
        // What is not in the segment is not asked of the heap.
        self.data_range(data, type_id, start, len)?;
        self.array_place(type_id, len, top)
    }

    /// Where the bytes of some elements are in the running instance's data segment.
    fn data_range(
        &self,
        data: u32,
        type_id: u32,
        start: u32,
        len: u32,
    ) -> Result<Range<usize>, Error> {
        let out_of_bounds = || Error::trap(Trap::MemoryOutOfBounds);
        let element = self.vm.heap.types.element(type_id).ok_or_else(null)?;
        let instance = self.running().ok_or_else(out_of_bounds)?;
        let segment = instance.module.datas[data as usize].range();
        let size = if instance.dropped_data[data as usize] {
            0
        } else {
            segment.len() as u64
        };
        let bytes = u64::from(len) << element.bytes_log2();
        let end = u64::from(start) + bytes;
        if end > size {
            return Err(out_of_bounds());
        }
        Ok(segment.start + start as usize..segment.start + end as usize)
    }

    /// A new array for elements of the running instance's element segment.
    /// spec: exec/instructions, array.new_elem
    pub(crate) fn array_place_for_elems(
        &mut self,
        type_id: u32,
        elem: u32,
        start: u32,
        len: u32,
        top: Top,
    ) -> Result<u64, Error> {
        self.elem_range(elem, start, len)?;
        self.array_place(type_id, len, top)
    }

    /// The references of a part of the running instance's element segment.
    fn elem_range(&self, elem: u32, start: u32, len: u32) -> Result<&[u64], Error> {
        let out_of_bounds = || Error::trap(Trap::TableOutOfBounds);
        let instance = self.running().ok_or_else(out_of_bounds)?;
        let end = start.checked_add(len).ok_or_else(out_of_bounds)?;
        let range = start as usize..end as usize;
        let refs = instance.elems[elem as usize].get(range);
        refs.ok_or_else(out_of_bounds)
    }

    /// spec: exec/instructions, array.fill
    pub(crate) fn array_fill(
        &mut self,
        array: u64,
        at: u32,
        value: [u64; 2],
        len: u32,
    ) -> Result<(), Error> {
        let (range, storage) = self.range(array, at, len)?;
        let bytes = self
            .vm
            .heap
            .space
            .bytes_mut(range.start, range.end - range.start);
        let bytes = bytes.ok_or_else(out_of_bounds)?;
        let value = to_bytes(value);
        match storage.bytes() {
            1 => bytes.fill(value[0]),
            2 => fill::<2>(bytes, value),
            4 => fill::<4>(bytes, value),
            8 => fill::<8>(bytes, value),
            _ => fill::<16>(bytes, value),
        }
        Ok(())
    }

    /// spec: exec/instructions, array.copy. To the first of each pair from the second.
    pub(crate) fn array_copy(
        &mut self,
        [to, from]: [u64; 2],
        [at, start]: [u32; 2],
        len: u32,
    ) -> Result<(), Error> {
        // A null source traps before bounds do.
        self.elements(from)?;
        let (to, _) = self.range(to, at, len)?;
        let (from, _) = self.range(from, start, len)?;
        let bytes = (to.end - to.start).min(from.end - from.start);
        let copied = self.vm.heap.space.copy(to.start, from.start, bytes);
        copied.ok_or_else(out_of_bounds)?;
        Ok(())
    }

    /// spec: exec/instructions, array.init_data. To the first index from the second.
    pub(crate) fn array_init_data(
        &mut self,
        array: u64,
        data: u32,
        [at, start]: [u32; 2],
        len: u32,
    ) -> Result<(), Error> {
        let header = self.vm.heap.header(array).ok_or_else(null)?;
        let (range, _) = self.range(array, at, len)?;
        let from = self.data_range(data, types::type_of(header), start, len)?;
        let module = self.running().map(|instance| instance.module.clone());
        let bytes = self
            .vm
            .heap
            .space
            .bytes_mut(range.start, range.end - range.start);
        if let (Some(bytes), Some(module)) = (bytes, module) {
            bytes.copy_from_slice(&module.bytes[from]);
        }
        Ok(())
    }

    /// spec: exec/instructions, array.init_elem. To the first index from the second.
    pub(crate) fn array_init_elem(
        &mut self,
        array: u64,
        elem: u32,
        [at, start]: [u32; 2],
        len: u32,
    ) -> Result<(), Error> {
        let (range, _) = self.range(array, at, len)?;
        self.elem_range(elem, start, len)?;
        let first = range.start / 8;
        for i in 0..len {
            let value = self.elem_range(elem, start + i, 1)?[0];
            // References take a word each.
            let word = u32::try_from(first + u64::from(i)).map_err(|_| out_of_bounds())?;
            self.vm.heap.space.set_word(word, value);
        }
        Ok(())
    }
}

fn to_bytes([low, high]: [u64; 2]) -> [u8; 16] {
    (u128::from(low) | u128::from(high) << 64).to_le_bytes()
}

fn fill<const N: usize>(bytes: &mut [u8], value: [u8; 16]) {
    for chunk in bytes.as_chunks_mut::<N>().0 {
        chunk.copy_from_slice(&value[..N]);
    }
}
