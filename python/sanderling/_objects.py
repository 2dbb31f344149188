"""Objects of guests: structures, arrays and exceptions.

Small integers, which guests have as ``i31ref``, are an ``int``.
"""

from __future__ import annotations

from ._errors import (
    UncaughtException,
    WrongStoreError,
    new_out,
    no_pickle,
    read_u64,
    take,
    text_of,
)
from ._func import new_slots, read_slots, write_slots
from ._native import ffi, lib
from ._owned import owned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from ._store import Store
    from ._types import ValType
    from ._values import StoreRef, Tag

__all__ = ["Array", "Exn", "Object", "Struct"]

#: The numbers that a small integer can be.
_I31 = range(-(1 << 30), 1 << 30)


class Object:
    """A reference to an object of guests, which it keeps alive.

    Two of them are equal if they are references to the same object.

    >>> import sanderling
    >>> text = '''(type $s (struct (field i32)))
    ...     (func (export "make") (result (ref $s)) (struct.new $s (i32.const 5)))'''
    >>> isinstance(sanderling.load(text).make(), Object)
    True
    """

    __slots__ = ("__weakref__", "_fields", "_handle", "_store", "type")

    _handle: Any
    _store: StoreRef
    _fields: tuple[ValType, ...]
    #: The definition of the object's type, in the text format.
    type: str

    __reduce__ = no_pickle

    @classmethod
    def _wrap(cls, handle: Any, store: StoreRef, type: Any) -> Any:
        self = cls.__new__(cls)
        self._handle = handle
        self._store = store
        self._fields, self.type = _described(type)
        return self

    def _check(self, status: int, error: Any) -> None:
        if status:
            raise take(error)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Object):
            return NotImplemented
        return bool(lib.wasm_ref_same(self._handle, other._handle))

    def __hash__(self) -> int:
        # The same object has many addresses here.
        return hash((id(self._store), self.type))


class Struct(Object):
    """A structure: a sequence of fields.

    >>> import sanderling
    >>> exports = sanderling.load('''
    ...     (type $point (struct (field i32) (field (mut i64))))
    ...     (func (export "make") (param i32) (result (ref $point))
    ...         (struct.new $point (local.get 0) (i64.const 7)))
    ...     (func (export "second") (param (ref $point)) (result i64)
    ...         (struct.get $point 1 (local.get 0)))''')
    >>> point = exports.make(5)
    >>> point
    <Struct (struct (field i32) (field (mut i64)))>
    >>> list(point)
    [5, 7]
    >>> point[1] = 8
    >>> exports.second(point)
    8

    ``Struct(store, type, values)`` makes one, of the type that all modules have which
    define the same.

    >>> list(Struct(sanderling.Store(), "(struct (field f64) (field i8))", [0.5, 255]))
    [0.5, 255]
    """

    __slots__ = ()

    def __init__(self, store: Store, type: str, values: Iterable[Any]) -> None:
        ref = _make(self, store, type, lib.SANDERLING_HEAP_STRUCT, "structure")
        values = list(values)
        if len(values) != len(self._fields):
            raise TypeError(f"{type} has {len(self._fields)} fields, not {len(values)}")
        slots, length = _all_slots(self._fields, values, ref)
        self._handle = _new(lib.sanderling_struct_new, ref, self._handle, slots, length)

    def __len__(self) -> int:
        return len(self._fields)

    def _place(self, index: int) -> int:
        place = index + len(self._fields) if index < 0 else index
        if not 0 <= place < len(self._fields):
            raise IndexError(f"there is no field {index}")
        return place

    def __getitem__(self, index: int) -> Any:
        place = self._place(index)
        slots, error = new_slots(), new_out()
        self._check(lib.sanderling_struct_get(self._handle, place, slots, 2, error), error)
        return read_slots(slots, self._fields[place], self._store)

    def __setitem__(self, index: int, value: Any) -> None:
        place = self._place(index)
        slots, error = new_slots(), new_out()
        write_slots(slots, self._fields[place], value, self._store)
        self._check(lib.sanderling_struct_set(self._handle, place, slots, 2, error), error)

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self._fields)))

    def __repr__(self) -> str:
        return f"<Struct {self.type}>"


class Array(Object):
    """An array: a sequence of elements of one type.

    >>> import sanderling
    >>> array = Array(sanderling.Store(), "(array (mut i16))", [1, 2, 3])
    >>> array[0] = 65535
    >>> len(array), list(array), array[-1]
    (3, [65535, 2, 3], 3)
    >>> bytes(array)
    b'\\xff\\xff\\x02\\x00\\x03\\x00'
    """

    __slots__ = ()

    def __init__(self, store: Store, type: str, values: Iterable[Any]) -> None:
        ref = _make(self, store, type, lib.SANDERLING_HEAP_ARRAY, "array")
        values = list(values)
        slots, length = _all_slots(self._fields * len(values), values, ref)
        make = lib.sanderling_array_new_fixed
        self._handle = _new(make, ref, self._handle, slots, length)

    def __len__(self) -> int:
        length, error = ffi.new("uint32_t *"), new_out()
        self._check(lib.sanderling_array_len(self._handle, length, error), error)
        return int(length[0])

    def _place(self, index: int) -> int:
        length = len(self)
        place = index + length if index < 0 else index
        if not 0 <= place < length:
            raise IndexError(f"index {index} is not in an array of {length} elements")
        return place

    def __getitem__(self, index: int) -> Any:
        place = self._place(index)
        slots, error = new_slots(), new_out()
        self._check(lib.sanderling_array_get(self._handle, place, slots, 2, error), error)
        return read_slots(slots, self._fields[0], self._store)

    def __setitem__(self, index: int, value: Any) -> None:
        place = self._place(index)
        slots, error = new_slots(), new_out()
        write_slots(slots, self._fields[0], value, self._store)
        self._check(lib.sanderling_array_set(self._handle, place, slots, 2, error), error)

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def __bytes__(self) -> bytes:
        """The elements, if they are numbers, as little-endian bytes."""
        widths = {"i8": 1, "i16": 2, "i32": 4, "f32": 4, "i64": 8, "f64": 8, "v128": 16}
        width = widths.get(self._fields[0])
        if width is None:
            raise TypeError(f"elements of type {self._fields[0]} have no bytes")
        length = len(self) * width
        data, error = ffi.new("uint8_t[]", length), new_out()
        self._check(lib.sanderling_array_read(self._handle, 0, data, length, error), error)
        return bytes(ffi.buffer(data))

    def __repr__(self) -> str:
        return f"<Array {self.type} of {len(self)}>"


class Exn(Object):
    """An exception of guests, as they have it in an ``exnref``.

    >>> import sanderling
    >>> exports = sanderling.load('''
    ...     (tag $wrong (export "wrong") (param i32))
    ...     (func (export "f") (throw $wrong (i32.const 5)))''')
    >>> try:
    ...     exports.f()
    ... except sanderling.UncaughtException as error:
    ...     exn = error.exn
    >>> exn.tag == exports.wrong, exn.values
    (True, (5,))
    """

    __slots__ = ()

    def __init__(self, tag: Tag, values: Iterable[Any] = ()) -> None:
        types, values = tag.type.params, list(values)
        if len(values) != len(types):
            raise TypeError(f"the tag has {len(types)} values, not {len(values)}")
        slots, length = _all_slots(types, values, tag._store)
        out, error = ffi.new("wasm_ref_t *[1]"), new_out()
        self._check(lib.sanderling_exn_new(tag._handle, slots, length, out, error), error)
        self._handle = owned(out[0], lib.wasm_ref_delete)
        self._store, self._fields, self.type = tag._store, (), "exn"

    @property
    def tag(self) -> Tag:
        """The tag it was thrown with."""
        from ._values import wrap

        out, error = ffi.new("wasm_extern_t *[1]"), new_out()
        self._check(lib.sanderling_exn_tag(self._handle, out, error), error)
        tag: Any = wrap(out[0], self._store, "tag")
        return tag  # type: ignore[no-any-return]

    @property
    def values(self) -> tuple[Any, ...]:
        """The values it was thrown with."""
        types = self.tag.type.params
        length = sum(2 if type == "v128" else 1 for type in types)
        slots, error = ffi.new("uint64_t[]", max(length, 1)), new_out()
        self._check(lib.sanderling_exn_values(self._handle, slots, length, error), error)
        found, at = [], 0
        for type in types:
            found.append(read_slots(slots + at, type, self._store))
            at += 2 if type == "v128" else 1
        return tuple(found)

    def __repr__(self) -> str:
        return f"<Exn {self.values!r}>"


def _described(type: Any) -> tuple[tuple[Any, ...], str]:
    """The types of the fields, and the text, of a type."""
    length, field = ffi.new("size_t *"), ffi.new("sanderling_field_t *")
    fields = []
    for i in range(lib.sanderling_heap_type_field_count(type)):
        lib.sanderling_heap_type_field(type, i, field)
        fields.append(text_of(field.text))
    text = lib.sanderling_heap_type_text(type, length)
    return tuple(fields), bytes(ffi.buffer(text, length[0])).decode()


def _make(self: Any, store: Any, type: str, kind: int, name: str) -> StoreRef:
    """Prepares an object of a type, which is its handle meanwhile; its store."""
    from ._values import ref_of

    ref, text = ref_of(store), type.encode()
    engine = store.engine._open()
    out, error = ffi.new("sanderling_heap_type_t *[1]"), new_out()
    if lib.sanderling_heap_type_new(engine, text, len(text), out, error):
        raise take(error)
    self._handle = owned(out[0], lib.sanderling_heap_type_delete)
    if lib.sanderling_heap_type_kind(self._handle) != kind:
        raise TypeError(f"{type} is not the type of an {name}")
    self._store = ref
    self._fields, self.type = _described(self._handle)
    return ref


def _new(function: Any, ref: StoreRef, type: Any, slots: Any, length: int) -> Any:
    out, error = ffi.new("wasm_ref_t *[1]"), new_out()
    if function(ref._handle, type, slots, length, out, error):
        raise take(error)
    return owned(out[0], lib.wasm_ref_delete)


def _all_slots(types: Any, values: list[Any], store: StoreRef) -> tuple[Any, int]:
    """Slots with values, one after the other; their number."""
    length = sum(2 if type == "v128" else 1 for type in types)
    slots, at = ffi.new("uint64_t[]", max(length, 1)), 0
    for type, value in zip(types, values):
        write_slots(slots + at, type, value, store)
        at += 2 if type == "v128" else 1
    return slots, length


def to_slot(type: str, value: Any, store: StoreRef) -> int:
    """The number of a reference to an object; a TypeError if the value is none."""
    if isinstance(value, Object):
        if value._store is not store:
            raise WrongStoreError("the object belongs to another store")
        return read_u64(lib.sanderling_ref_slot, store._handle, value._handle)
    if value.__class__ is int and "func" not in type and "ex" not in type:
        if value not in _I31:
            raise OverflowError(f"{value} does not fit in 31 bits")
        return int(lib.sanderling_i31_slot(value))
    if type in ("anyref", "(ref any)"):
        return _converted(value, store)
    kind = value.__class__.__name__
    raise TypeError(f"values of type {type} cannot be made of this, of type {kind}")


def _converted(value: Any, store: StoreRef) -> int:
    """The number of a Python object as one of the guests' objects, which is the same each
    time."""
    found = store.converted.get(id(value))
    if found is None:
        out, error = ffi.new("wasm_ref_t *[1]"), new_out()
        if lib.sanderling_slot_ref(store._handle, store.reference(value), out, error):
            raise take(error)
        outside = owned(out[0], lib.wasm_ref_delete)
        if lib.sanderling_any_convert_extern(store._handle, outside, out, error):
            raise take(error)
        inside = owned(out[0], lib.wasm_ref_delete)
        slot = read_u64(lib.sanderling_ref_slot, store._handle, inside)
        # The number lasts as long as the reference, and the object until a collection.
        found = store.converted[id(value)] = inside, slot
    return found[1]


def from_slot(number: int, store: StoreRef) -> Any:
    """What the reference with this number is to."""
    small = ffi.new("int32_t *")
    if lib.sanderling_slot_is_i31(number, small):
        return int(small[0])
    out, error = ffi.new("wasm_ref_t *[1]"), new_out()
    if lib.sanderling_slot_take(store._handle, number, out, error):
        raise take(error)
    return from_ref(owned(out[0], lib.wasm_ref_delete), store, number)


def from_ref(ref: Any, store: StoreRef, number: int = 0) -> Any:
    """The object that a reference is to."""
    out, error = ffi.new("sanderling_heap_type_t *[1]"), new_out()
    if lib.sanderling_ref_type(store._handle, ref, out, error):
        raise take(error)
    type = owned(out[0], lib.sanderling_heap_type_delete)
    kind = lib.sanderling_heap_type_kind(type)
    if kind == lib.SANDERLING_HEAP_FUNC:
        return store.func(number)
    if kind == lib.SANDERLING_HEAP_I31:
        small = ffi.new("int32_t *")
        if lib.sanderling_i31_value(ref, small, error):
            raise take(error)
        return int(small[0])
    made = _KINDS.get(kind)
    if made is None:
        return _of_the_host(ref, store)
    return made._wrap(ref, store, type)


_KINDS: dict[int, type[Object]] = {
    lib.SANDERLING_HEAP_STRUCT: Struct,
    lib.SANDERLING_HEAP_ARRAY: Array,
    lib.SANDERLING_HEAP_EXN: Exn,
}


def _of_the_host(ref: Any, store: StoreRef) -> Any:
    """The Python object that guests have made one of their own objects of."""
    out, error = ffi.new("wasm_ref_t *[1]"), new_out()
    if lib.sanderling_extern_convert_any(ref, out, error):
        raise take(error)
    outside = owned(out[0], lib.wasm_ref_delete)
    return store.object(read_u64(lib.sanderling_ref_slot, store._handle, outside))


def inside(number: int, store: StoreRef) -> Any:
    """The guest's object that an ``externref`` is to."""
    out, error = ffi.new("wasm_ref_t *[1]"), new_out()
    if lib.sanderling_slot_take(store._handle, number, out, error):
        raise take(error)
    outside = owned(out[0], lib.wasm_ref_delete)
    if lib.sanderling_any_convert_extern(store._handle, outside, out, error):
        raise take(error)
    return from_ref(owned(out[0], lib.wasm_ref_delete), store)


def throw(caller: Any, exception: UncaughtException) -> bool:
    """Makes the function that is running throw what guests can catch; whether it can."""
    thrown = exception.exn
    if not isinstance(thrown, Exn):
        return False
    error = new_out()
    if lib.sanderling_caller_throw(caller, thrown._handle, error):
        take(error)
        return False
    return True
