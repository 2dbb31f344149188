"""Memories."""

from __future__ import annotations

from ._buffers import contiguous
from ._errors import new_out, no_pickle, read_u64, take
from ._native import ffi, lib
from ._owned import owned
from ._types import MemoryType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Union, overload

    from ._store import Store
    from ._values import StoreRef

    Buffer = Union[bytes, bytearray, memoryview]
else:

    def overload(function: Any) -> Any:
        return function


__all__ = ["Memory"]

#: What the library says of the size of a memory that has moved or is gone; and of one
#: that nobody has looked at yet.
_GONE = int(ffi.cast("size_t", -1))


class Memory:
    """A linear memory: a sequence of bytes of fixed length, until it grows.

    >>> import sanderling
    >>> module = sanderling.Module(None, '(memory (export "memory") 1)')
    >>> memory = sanderling.Instance(sanderling.Store(), module).exports.memory
    >>> memory
    <Memory 1 page = 65536 bytes>
    >>> memory.write(8, b"hello")
    5
    >>> memory[8:13], memory[12]
    (b'hello', 111)
    >>> memory[8:10] = b"HE"
    >>> memory.read(8, 5)
    b'HEllo'
    >>> memory.i32[2] = -5
    >>> memory.i32[2], memory.u8[8]
    (-5, 251)

    ``Memory(store, type)`` is one of the host's, for guests to import.

    >>> Memory(sanderling.Store(), sanderling.MemoryType(1, 2))
    <Memory 1 page (max 2) = 65536 bytes>

    >>> import sanderling
    >>> memory = Memory(sanderling.Store(), MemoryType(1))
    >>> memory.i32[0] = 0x7FFFFFFF
    >>> memory.i8[0], memory.u16[0], memory.i16[0], memory.u32[0], memory.i32[0]
    (-1, 65535, -1, 2147483647, 2147483647)
    >>> memory.f64[1] = 0.5
    >>> memory.f64[1], memory.f32[2], memory.u64[1] == memory.i64[1]
    (0.5, 0.0, True)
    """

    # `_bytes` is a view of the whole memory, good for `_size` bytes; `_live` is where the
    # library says how many there are now.
    __slots__ = (
        "__weakref__",
        "_bytes",
        "_handle",
        "_live",
        "_size",
        "_store",
        "name",
        "type",
    )

    __reduce__ = no_pickle

    def __init__(self, store: Store, type: MemoryType) -> None:
        from ._values import ref_of

        if not isinstance(type, MemoryType):
            raise TypeError(f"expected a MemoryType, not {type.__class__.__name__}")
        if type.shared:
            raise ValueError("a memory that is shared is a SharedMemory")
        ref = ref_of(store)
        maximum = (1 << 64) - 1 if type.maximum is None else type.maximum
        out, error = ffi.new("wasm_memory_t *[1]"), new_out()
        if lib.sanderling_memory_new(
            ref._handle, type.minimum, maximum, type.is_64, out, error
        ):
            raise take(error)
        self._set(owned(out[0], lib.wasm_memory_delete), ref, "memory", type)

    @classmethod
    def _wrap(cls, handle: Any, store: StoreRef, name: str, type: MemoryType) -> Memory:
        """The object for a handle, which it will own."""
        self = cls.__new__(cls)
        self._set(handle, store, name, type)
        return self

    def _set(self, handle: Any, store: StoreRef, name: str, type: MemoryType) -> None:
        self._handle = handle
        self._store = store
        self._live = _NOTHING
        self._size = 0
        #: The name of the export.
        self.name = name
        #: The type, with the size of when the object was made as minimum.
        self.type = type

    def _refresh(self) -> int:
        """Looks at the memory anew; gives its size in bytes."""
        pin, data, size = self._hold()
        # In this order: another thread that comes in between looks anew itself.
        self._bytes = ffi.buffer(_holding(data, pin), size)
        self._live = _holding(lib.sanderling_memory_pin_live_size(pin), pin)
        self._size = size
        return size

    def _hold(self) -> tuple[Any, Any, int]:
        """A pin, which holds the bytes where they are; their address, and their number."""
        out, error = ffi.new("sanderling_memory_pin_t *[1]"), new_out()
        if lib.sanderling_memory_pin(self._handle, out, error):
            raise take(error)
        pin = owned(out[0], lib.sanderling_memory_pin_delete)
        data = lib.sanderling_memory_pin_data(pin)
        return pin, data, int(lib.sanderling_memory_pin_size(pin))

    @property
    def size(self) -> int:
        """The size in pages.

        >>> import sanderling
        >>> memory = Memory(sanderling.Store(), MemoryType(1, 4))
        >>> memory.grow(1), memory.size, memory.data_len
        (1, 2, 131072)
        """
        return read_u64(lib.sanderling_memory_size, self._handle)

    @property
    def data_len(self) -> int:
        """The size in bytes.

        >>> import sanderling
        >>> Memory(sanderling.Store(), MemoryType(1)).data_len
        65536
        """
        size = self._live[0]
        return size if size == self._size else self._refresh()

    def __len__(self) -> int:
        size = self._live[0]
        return size if size == self._size else self._refresh()

    def read(self, offset: int, length: int) -> bytes:
        """A copy of ``length`` bytes, from ``offset`` on. An IndexError if they are not all
        inside the memory."""
        size = self._live[0]
        if size != self._size:
            size = self._refresh()
        end = offset + length
        if 0 <= offset <= end <= size:
            return self._bytes[offset:end]  # type: ignore[no-any-return]
        if length < 0:
            raise ValueError("the length is negative")
        raise _out_of_bounds(offset, length)

    def write(self, offset: int, data: Buffer) -> int:
        """Copies ``data``, any object with bytes, into the memory from ``offset`` on;
        returns how many. An IndexError if they do not all fit; nothing is changed then."""
        size = self._live[0]
        if size != self._size:
            size = self._refresh()
        if data.__class__ is not bytes:
            data = contiguous(data)
        length = len(data)
        end = offset + length
        if offset >= 0 and end <= size:
            self._bytes[offset:end] = data
            return length
        raise _out_of_bounds(offset, length)

    def view(self, offset: int = 0, length: int | None = None, format: str = "B") -> Any:
        """A ``memoryview`` of the bytes, or of numbers if ``format`` says so, without a
        copy.

        It can be written to. It stays valid whatever becomes of the memory: should this
        have to move when it grows, or be freed with its store, the view keeps the bytes
        that were there.

        >>> import sanderling
        >>> memory = Memory(sanderling.Store(), sanderling.MemoryType(1))
        >>> view = memory.view(16, 8, "H")
        >>> view[1] = 515
        >>> memory[16:20], len(view)
        (b'\\x00\\x00\\x03\\x02', 4)
        """
        pin, data, size = self._hold()
        if length is None:
            length = max(size - offset, 0)
        if not 0 <= offset <= offset + length <= size:
            raise _out_of_bounds(offset, length)
        view = memoryview(ffi.buffer(_holding(data + offset, pin), length))
        # Of buffers, PyPy's have the format of characters.
        return view if format == view.format else view.cast("B").cast(format)  # type: ignore[call-overload]

    def array(self, dtype: Any = "uint8", offset: int = 0, count: int | None = None) -> Any:
        """A numpy array over the bytes, without a copy; see :meth:`view`. ``count`` is
        the number of elements."""
        import numpy

        kind = numpy.dtype(dtype)
        length = None if count is None else count * kind.itemsize
        view = self.view(offset, length)
        usable = len(view) - len(view) % kind.itemsize
        return numpy.frombuffer(view[:usable], kind)

    def __buffer__(self, flags: int) -> memoryview:
        view: memoryview = self.view()
        return view

    def read_cstr(self, offset: int) -> bytes:
        """The bytes from ``offset`` on, up to the first that is zero.

        >>> import sanderling
        >>> memory = Memory(sanderling.Store(), MemoryType(1))
        >>> memory.write(8, b"hello\\0")
        6
        >>> memory.read_cstr(8), memory.read_str(8, 4)
        (b'hello', 'hell')
        """
        size, end = self.data_len, -1
        if not 0 <= offset <= size:
            raise _out_of_bounds(offset, 1)
        step = 256
        for start in range(offset, size, step):
            found = self._bytes[start : min(start + step, size)].find(b"\0")
            if found >= 0:
                end = start + found
                break
        if end < 0:
            raise IndexError(f"no zero from offset {offset} to the end of the memory")
        return self._bytes[offset:end]  # type: ignore[no-any-return]

    def read_str(self, offset: int, length: int | None = None) -> str:
        """The text in UTF-8 at ``offset``: of ``length`` bytes, or up to a zero.

        >>> import sanderling
        >>> memory = Memory(sanderling.Store(), MemoryType(1))
        >>> memory.write_str(0, "héllo")
        6
        >>> memory.read_str(0, 6)
        'héllo'
        """
        data = self.read_cstr(offset) if length is None else self.read(offset, length)
        return data.decode()

    def write_str(self, offset: int, text: str) -> int:
        """Writes a text in UTF-8, without a zero; returns how many bytes.

        >>> import sanderling
        >>> Memory(sanderling.Store(), MemoryType(1)).write_str(0, "hello")
        5
        """
        return self.write(offset, text.encode())

    def grow(self, pages: int) -> int:
        """Adds pages of zeros; returns the former size in pages. A ResourceLimitError if
        the memory would exceed its maximum.

        >>> import sanderling
        >>> Memory(sanderling.Store(), MemoryType(1, 4)).grow(2)
        1
        """
        return read_u64(lib.sanderling_memory_grow, self._handle, pages)

    @overload
    def __getitem__(self, index: int) -> int: ...

    @overload
    def __getitem__(self, index: slice) -> bytes: ...  # noqa: F811

    def __getitem__(self, index: int | slice) -> int | bytes:  # noqa: F811
        size = self._live[0]
        if size != self._size:
            size = self._refresh()
        if isinstance(index, slice):
            start, stop, step = index.indices(size)
            if step == 1:
                return self._bytes[start : max(start, stop)]  # type: ignore[no-any-return]
            places = range(start, stop, step)
            if not places:
                return b""
            # All between the outermost places; the step then begins at the right end.
            low, high = min(places[0], places[-1]), max(places[0], places[-1])
            return self.read(low, high - low + 1)[::step]
        return self._bytes[self._place(index, size)][0]  # type: ignore[no-any-return]

    @overload
    def __setitem__(self, index: int, value: int) -> None: ...

    @overload
    def __setitem__(self, index: slice, value: Buffer) -> None: ...  # noqa: F811

    def __setitem__(  # noqa: F811
        self, index: int | slice, value: int | Buffer
    ) -> None:
        size = self._live[0]
        if size != self._size:
            size = self._refresh()
        if isinstance(index, slice):
            start, stop, step = index.indices(size)
            data = contiguous(value)
            places = range(start, stop, step)
            if len(data) != len(places):
                message = f"cannot write {len(data)} bytes to {len(places)} places"
                raise ValueError(message)
            if step == 1:
                self._bytes[start : start + len(data)] = data
                return
            for place, byte in zip(places, bytes(data)):
                self._bytes[place] = bytes((byte,))
        else:
            one = bytes((value,))  # type: ignore[arg-type]
            self._bytes[self._place(index, size)] = one

    def _place(self, index: int, size: int) -> int:
        place = index + size if index < 0 else index
        if not 0 <= place < size:
            raise IndexError(f"index {index} is not in a memory of {size} bytes")
        return place

    @property
    def u8(self) -> _Numbers:
        """The memory as a sequence of numbers of 8 bits without sign. There are also
        ``i8``, ``u16``, ``i16``, ``u32``, ``i32``, ``u64``, ``i64``, ``f32`` and
        ``f64``; indices count numbers of that size.
        """
        return _Numbers(self, "uint8_t", 1)

    @property
    def i8(self) -> _Numbers:
        """See :attr:`u8`."""
        return _Numbers(self, "int8_t", 1)

    @property
    def u16(self) -> _Numbers:
        """See :attr:`u8`."""
        return _Numbers(self, "uint16_t", 2)

    @property
    def i16(self) -> _Numbers:
        """See :attr:`u8`."""
        return _Numbers(self, "int16_t", 2)

    @property
    def u32(self) -> _Numbers:
        """See :attr:`u8`."""
        return _Numbers(self, "uint32_t", 4)

    @property
    def i32(self) -> _Numbers:
        """See :attr:`u8`."""
        return _Numbers(self, "int32_t", 4)

    @property
    def u64(self) -> _Numbers:
        """See :attr:`u8`."""
        return _Numbers(self, "uint64_t", 8)

    @property
    def i64(self) -> _Numbers:
        """See :attr:`u8`."""
        return _Numbers(self, "int64_t", 8)

    @property
    def f32(self) -> _Numbers:
        """See :attr:`u8`."""
        return _Numbers(self, "float", 4)

    @property
    def f64(self) -> _Numbers:
        """See :attr:`u8`."""
        return _Numbers(self, "double", 8)

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


class _Numbers:
    """A memory as a sequence of numbers."""

    __slots__ = ("_kind", "_memory", "_view", "_width")

    def __init__(self, memory: Memory, kind: str, width: int) -> None:
        self._memory = memory
        self._kind = kind
        self._width = width
        self._view = self._look()

    def _look(self) -> tuple[Any, Any, int, Any]:
        pin, data, size = self._memory._hold()
        live = lib.sanderling_memory_pin_live_size(pin)
        return ffi.cast(f"{self._kind} *", data), live, size, pin

    def _at(self, index: int) -> tuple[tuple[Any, Any, int, Any], int]:
        """What holds the numbers while they are used, and where they are; the place."""
        view = self._view
        if view[1][0] != view[2]:
            view = self._view = self._look()
        count = view[2] // self._width
        place = index + count if index < 0 else index
        if not 0 <= place < count:
            raise IndexError(f"index {index} is not in a memory of {count} such numbers")
        return view, place

    def __getitem__(self, index: int) -> Any:
        view, place = self._at(index)
        return view[0][place]

    def __setitem__(self, index: int, value: float) -> None:
        view, place = self._at(index)
        view[0][place] = value

    def __len__(self) -> int:
        return self._memory.data_len // self._width

    def __repr__(self) -> str:
        return f"<{self._kind} in {self._memory!r}>"


#: The size of a memory that was never looked at.
_NOTHING = (_GONE,)


def _holding(address: Any, pin: Any) -> Any:
    """An address that keeps what it points to.

    The address keeps its destructor, and this the pin. It is a method of a list, so that
    no Python code runs when it is called.
    """
    return owned(address, [pin].append)


def _out_of_bounds(offset: int, length: int) -> IndexError:
    return IndexError(f"{length} bytes at offset {offset} are not all in the memory")
