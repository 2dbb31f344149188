"""Globals, tables, memories and tags."""

from __future__ import annotations

import sanderling as _s

from ._config import Engine
from ._errors import ArgumentError, Managed, WasmtimeError, errors
from ._func import Func, Item, lift, lower
from ._store import inner_store
from ._types import GlobalType, MemoryType, TableType, TagType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Union

    from ._store import Storelike

    AsExtern = Union[Func, "Global", "Table", "Memory", "SharedMemory", "Tag"]


class Global(Item):
    """A global.

    >>> import sanderling.compat.wasmtime as wasmtime
    >>> store = wasmtime.Store()
    >>> type = wasmtime.GlobalType(wasmtime.ValType.i32(), True)
    >>> counter = wasmtime.Global(store, type, wasmtime.Val.i32(5))
    >>> counter.set_value(store, 6)
    >>> counter.value(store), counter.type(store).mutable
    (6, True)
    """

    def __init__(self, store: Storelike, ty: GlobalType, val: Any) -> None:
        if not isinstance(ty, GlobalType):
            raise ArgumentError("expected a GlobalType")
        with errors():
            value = lower(val, ty._type.content)
            self._item = _s.Global(inner_store(store), ty._type, value)

    def type(self, store: Storelike) -> GlobalType:
        """The type."""
        return GlobalType._of(self._in(store).type)  # type: ignore[no-any-return]

    def value(self, store: Storelike) -> Any:
        """The value."""
        with errors():
            return lift(self._in(store).value)

    def set_value(self, store: Storelike, val: Any) -> None:
        """Sets the value."""
        item = self._in(store)
        if not item.type.mutable:
            raise WasmtimeError("immutable global cannot be set")
        with errors():
            item.value = lower(val, item.type.content)


class Table(Item):
    """A table.

    >>> import sanderling.compat.wasmtime as wasmtime
    >>> store = wasmtime.Store()
    >>> type = wasmtime.TableType(wasmtime.ValType.externref(), wasmtime.Limits(1, 3))
    >>> table = wasmtime.Table(store, type, None)
    >>> table.set(store, 0, "mine")
    >>> table.get(store, 0), table.grow(store, 1, None), table.size(store)
    ('mine', 1, 2)
    >>> table.type(store).limits.max
    3
    """

    def __init__(self, store: Storelike, ty: TableType, init: Any) -> None:
        if not isinstance(ty, TableType):
            raise ArgumentError("expected a TableType")
        with errors():
            value = lower(init, ty._type.element)
            self._item = _s.Table(inner_store(store), ty._type, value)

    def type(self, store: Storelike) -> TableType:
        """The type."""
        return TableType._of(self._in(store).type)  # type: ignore[no-any-return]

    def size(self, store: Storelike) -> int:
        """The number of elements."""
        with errors():
            return len(self._in(store))

    def grow(self, store: Storelike, amt: int, init: Any) -> int:
        """Adds elements; the former size."""
        item = self._in(store)
        with errors():
            return int(item.grow(amt, lower(init, item.type.element)))

    def get(self, store: Storelike, idx: int) -> Any:
        """An element; None if there is none there."""
        item = self._in(store)
        with errors():
            return lift(item[idx]) if 0 <= idx < len(item) else None

    def set(self, store: Storelike, idx: int, val: Any) -> None:
        """Replaces an element."""
        item = self._in(store)
        with errors():
            if not 0 <= idx < len(item):
                raise WasmtimeError("table element index out of bounds")
            item[idx] = lower(val, item.type.element)


class Memory(Item):
    """A memory.

    >>> import sanderling.compat.wasmtime as wasmtime
    >>> store = wasmtime.Store()
    >>> memory = wasmtime.Memory(store, wasmtime.MemoryType(wasmtime.Limits(1, 2)))
    >>> memory.write(store, b"hello", 8)
    5
    >>> memory.read(store, 8, 13)
    bytearray(b'hello')
    >>> memory.get_buffer_ptr(store)[8], memory.data_ptr(store)[8]
    (104, 104)
    >>> memory.grow(store, 1), memory.size(store), memory.data_len(store)
    (1, 2, 131072)
    >>> memory.type(store).limits.max, memory.page_size(store), memory.page_size_log2(store)
    (2, 65536, 16)
    """

    def __init__(self, store: Storelike, ty: MemoryType) -> None:
        if not isinstance(ty, MemoryType):
            raise ArgumentError("expected a MemoryType")
        if ty.page_size_log2 != 16:
            raise WasmtimeError("memories with such pages can only come from modules")
        if ty.is_shared:
            raise WasmtimeError("a memory that is shared is a SharedMemory")
        with errors():
            self._item = _s.Memory(inner_store(store), ty._type)

    def type(self, store: Storelike) -> MemoryType:
        """The type."""
        return MemoryType._of(self._in(store).type)  # type: ignore[no-any-return]

    def size(self, store: Storelike) -> int:
        """The size in pages."""
        with errors():
            return int(self._in(store).size)

    def grow(self, store: Storelike, delta: int) -> int:
        """Adds pages; the former size."""
        if delta < 0:
            raise WasmtimeError("cannot grow by negative amount")
        with errors():
            return int(self._in(store).grow(delta))

    def data_len(self, store: Storelike) -> int:
        """The size in bytes."""
        with errors():
            return int(self._in(store).data_len)

    def page_size(self, store: Storelike) -> int:
        """The bytes of a page."""
        return self.type(store).page_size

    def page_size_log2(self, store: Storelike) -> int:
        """The binary logarithm of it."""
        return self.type(store).page_size_log2

    def read(
        self, store: Storelike, start: int | None = 0, stop: int | None = None
    ) -> bytearray:
        """A copy of the bytes from ``start`` to ``stop``, as of a list's."""
        with errors():
            return bytearray(self._in(store)[slice(start, stop)])

    def write(self, store: Storelike, value: Any, start: int | None = None) -> int:
        """Writes bytes; how many."""
        memory = self._in(store)
        with errors():
            size = len(memory)
            begin = slice(start, None).indices(size)[0]
            if not isinstance(value, (bytes, bytearray, memoryview)):
                value = bytearray(value)
            if begin >= size or begin + len(value) > size:
                raise IndexError("index out of range")
            return int(memory.write(begin, value))

    def get_buffer_ptr(
        self, store: Storelike, size: int | None = None, offset: int = 0
    ) -> Any:
        """An array of ctypes over the bytes."""
        import ctypes

        with errors():
            view = self._in(store).view(offset, size)
        return (ctypes.c_ubyte * len(view)).from_buffer(view)

    def data_ptr(self, store: Storelike) -> Any:
        """A pointer of ctypes to the bytes."""
        import ctypes

        array = self.get_buffer_ptr(store)
        return ctypes.cast(array, ctypes.POINTER(ctypes.c_ubyte))


class SharedMemory(Managed):
    """A memory that several stores have at once.

    >>> import sanderling.compat.wasmtime as wasmtime
    >>> type = wasmtime.MemoryType(wasmtime.Limits(1, 2), shared=True)
    >>> memory = wasmtime.SharedMemory(wasmtime.Engine(), type)
    >>> memory.write(b"hello", 8), memory.read(8, 13)
    (5, bytearray(b'hello'))
    >>> memory.grow(1), memory.size(), memory.data_len(), memory.type().is_shared
    (1, 2, 131072, True)
    """

    _item: _s.SharedMemory

    def __init__(self, engine: Engine, ty: MemoryType) -> None:
        if not isinstance(engine, Engine):
            raise ArgumentError("expected an Engine")
        if not isinstance(ty, MemoryType):
            raise ArgumentError("expected a MemoryType")
        if not ty.is_shared:
            raise WasmtimeError("shared memory must have the `shared` flag enabled")
        with errors():
            self._item = _s.SharedMemory(engine._engine, ty._type)

    @classmethod
    def _of(cls, item: _s.SharedMemory) -> SharedMemory:
        self = cls.__new__(cls)
        self._item = item
        return self

    def type(self) -> MemoryType:
        """The type."""
        return MemoryType._of(self._item.type)  # type: ignore[no-any-return]

    def size(self) -> int:
        """The size in pages."""
        return self._item.size

    def grow(self, delta: int) -> int:
        """Adds pages; the former size."""
        if delta < 0:
            raise WasmtimeError("cannot grow by negative amount")
        with errors():
            return self._item.grow(delta)

    def data_len(self) -> int:
        """The size in bytes."""
        return self._item.data_len

    def read(self, start: int | None = 0, stop: int | None = None) -> bytearray:
        """A copy of the bytes from ``start`` to ``stop``, as of a list's."""
        with errors():
            return bytearray(self._item[slice(start, stop)])

    def write(self, value: Any, start: int | None = None) -> int:
        """Writes bytes; how many."""
        begin = slice(start, None).indices(self._item.data_len)[0]
        with errors():
            return self._item.write(begin, value)


class Tag(Item):
    """The tag of an exception.

    >>> import sanderling.compat.wasmtime as wasmtime
    >>> store = wasmtime.Store()
    >>> type = wasmtime.TagType(wasmtime.FuncType([wasmtime.ValType.i32()], []))
    >>> tag = wasmtime.Tag(store, type)
    >>> tag.eq(store, tag), len(tag.type(store).functype.params)
    (True, 1)
    """

    def __init__(self, store: Storelike, ty: TagType) -> None:
        if not isinstance(ty, TagType):
            raise ArgumentError("expected a TagType")
        with errors():
            self._item = _s.Tag(inner_store(store), ty._type)

    def type(self, store: Storelike) -> TagType:
        """The type."""
        return TagType._of(self._in(store).type)  # type: ignore[no-any-return]

    def eq(self, store: Storelike, other: Tag) -> bool:
        """Whether both are the same tag."""
        return bool(self._in(store) == other._in(store))


_ITEMS: dict[type, Any] = {
    _s.Func: Func,
    _s.Global: Global,
    _s.Table: Table,
    _s.Memory: Memory,
    _s.SharedMemory: SharedMemory,
    _s.Tag: Tag,
}


def wrap(item: Any) -> Any:
    return _ITEMS[item.__class__]._of(item)


def unwrap(item: object, store: object) -> Any:
    if isinstance(item, SharedMemory):
        return item._item
    if not isinstance(item, Item):
        raise TypeError("expected an instance of AsExtern")
    return item._in(store)
