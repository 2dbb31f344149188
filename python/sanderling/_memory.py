"""Memories."""

from __future__ import annotations

from ._errors import MemoryOutOfBounds, new_out, take
from ._native import ffi, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Union, overload

    from ._types import MemoryType
    from ._values import StoreRef

    Buffer = Union[bytes, bytearray, memoryview]
else:

    def overload(function: Any) -> Any:
        return function


__all__ = ["Memory"]

_uninitialized = ffi.new_allocator(should_clear_after_alloc=False)


class Memory:
    """A linear memory: a sequence of bytes of fixed length, until it grows.

    >>> import sanderling
    >>> module = sanderling.Module(None, '(memory (export "memory") 1)')
    >>> memory = sanderling.Instance(sanderling.Store(), module).exports.memory
    >>> memory
    <Memory 1 page = 65536 bytes>
    >>> memory.write(8, b"hello")
    >>> memory[8:13], memory[12]
    (b'hello', 111)
    >>> memory[8:10] = b"HE"
    >>> memory.read(8, 5)
    b'HEllo'
    """

    __slots__ = ("__weakref__", "_handle", "_store", "name", "type")

    def __init__(self, handle: Any, store: StoreRef, name: str, type: MemoryType) -> None:
        self._handle = handle
        self._store = store
        #: The name of the export.
        self.name = name
        #: The type, with the size of when the object was made as minimum.
        self.type = type

    @property
    def size(self) -> int:
        """The size in pages."""
        return self._number(lib.sanderling_memory_size)

    @property
    def data_len(self) -> int:
        """The size in bytes."""
        return self._number(lib.sanderling_memory_data_size)

    def __len__(self) -> int:
        return self.data_len

    def read(self, offset: int, length: int) -> bytes:
        """A copy of ``length`` bytes, from ``offset`` on. An IndexError if they are not all
        inside the memory."""
        if length < 0:
            raise ValueError("the length is negative")
        if length > self.data_len:
            # Before as much memory is allocated.
            raise _out_of_bounds(offset, length)
        data = _uninitialized("uint8_t[]", length)
        error = new_out()
        status = lib.sanderling_memory_read(
            self._handle, _offset(offset), data, length, error
        )
        if status:
            raise _error(error, offset, length)
        return bytes(ffi.buffer(data, length))

    def write(self, offset: int, data: Buffer) -> None:
        """Copies ``data``, any object with bytes, into the memory from ``offset`` on. An
        IndexError if they do not all fit; nothing is changed then."""
        view = memoryview(data)
        source = ffi.from_buffer("uint8_t[]", view if view.contiguous else view.tobytes())
        error, length = new_out(), len(source)
        status = lib.sanderling_memory_write(
            self._handle, _offset(offset), source, length, error
        )
        if status:
            raise _error(error, offset, length)

    def grow(self, pages: int) -> int:
        """Adds pages of zeros; returns the former size in pages. A ResourceLimitError if
        the memory would exceed its maximum."""
        previous, error = ffi.new("uint64_t *"), new_out()
        if lib.sanderling_memory_grow(self._handle, pages, previous, error):
            raise take(error)
        return int(previous[0])

    @overload
    def __getitem__(self, index: int) -> int: ...

    @overload
    def __getitem__(self, index: slice) -> bytes: ...  # noqa: F811

    def __getitem__(self, index: int | slice) -> int | bytes:  # noqa: F811
        if isinstance(index, slice):
            start, stop, step = index.indices(self.data_len)
            if step == 1:
                return self.read(start, max(0, stop - start))
            places = range(start, stop, step)
            if not places:
                return b""
            # All between the outermost places; the step then begins at the right end.
            low, high = min(places[0], places[-1]), max(places[0], places[-1])
            return self.read(low, high - low + 1)[::step]
        return self.read(self._place(index), 1)[0]

    @overload
    def __setitem__(self, index: int, value: int) -> None: ...

    @overload
    def __setitem__(self, index: slice, value: Buffer) -> None: ...  # noqa: F811

    def __setitem__(  # noqa: F811
        self, index: int | slice, value: int | Buffer
    ) -> None:
        if isinstance(index, slice):
            start, stop, step = index.indices(self.data_len)
            data = bytes(memoryview(value))  # type: ignore[arg-type]
            places = range(start, stop, step)
            if len(data) != len(places):
                message = f"cannot write {len(data)} bytes to {len(places)} places"
                raise ValueError(message)
            if step == 1:
                self.write(start, data)
                return
            for place, byte in zip(places, data):
                self.write(place, bytes((byte,)))
        else:
            self.write(self._place(index), bytes((value,)))  # type: ignore[arg-type]

    def _place(self, index: int) -> int:
        length = self.data_len
        place = index + length if index < 0 else index
        if not 0 <= place < length:
            raise IndexError(f"index {index} is not in a memory of {length} bytes")
        return place

    def _number(self, function: Any) -> int:
        number, error = ffi.new("uint64_t *"), new_out()
        if function(self._handle, number, error):
            raise take(error)
        return int(number[0])

    def __repr__(self) -> str:
        number, error = ffi.new("uint64_t *"), new_out()
        if lib.sanderling_memory_size(self._handle, number, error):
            take(error)
            return "<Memory closed>"
        pages = number[0]
        maximum = "" if self.type.maximum is None else f" (max {self.type.maximum})"
        plural = "" if pages == 1 else "s"
        lib.sanderling_memory_data_size(self._handle, number, ffi.NULL)
        return f"<Memory {pages} page{plural}{maximum} = {number[0]} bytes>"


def _offset(offset: int) -> int:
    if not 0 <= offset < 1 << 64:
        raise IndexError(f"offset {offset} is not in the memory")
    return offset


def _error(out: Any, offset: int, length: int) -> Exception:
    error = take(out)
    return _out_of_bounds(offset, length) if isinstance(error, MemoryOutOfBounds) else error


def _out_of_bounds(offset: int, length: int) -> IndexError:
    return IndexError(f"{length} bytes at offset {offset} are not all in the memory")
