"""Shared memories."""

from __future__ import annotations

from time import monotonic

from ._buffers import contiguous
from ._engine import engine_or_default
from ._errors import new_out, read_u64, take
from ._native import ffi, lib
from ._owned import owned
from ._types import MemoryType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._engine import Engine
    from ._memory import Buffer
    from ._values import StoreRef

__all__ = ["SharedMemory"]

#: The seconds for which a wait does not look at signals.
_SLICE = 0.01


class SharedMemory:
    """A memory that several stores of an engine have at once, on several threads.

    It belongs to no store, and can be given wherever one of them imports a shared memory.
    It can be used on any thread at any time. As other threads may change its bytes
    meanwhile, there are no views of it, but copies; and single numbers, which are read and
    written at once.

    >>> import sanderling
    >>> memory = SharedMemory(None, sanderling.MemoryType(1, 4, shared=True))
    >>> memory
    <SharedMemory 1 page (max 4) = 65536 bytes>
    >>> memory.write(8, b"hello")
    5
    >>> memory[8:13]
    b'hello'
    >>> memory.store(16, 41)
    >>> add = sanderling.load('''
    ...     (import "" "m" (memory 1 4 shared))
    ...     (func (export "add") (param i32) (result i32)
    ...         (i32.atomic.rmw.add (i32.const 16) (local.get 0)))''', [memory]).add
    >>> add(1), memory.load(16)
    (41, 42)

    >>> memory.grow(1), memory.size, memory.data_len, memory.read(8, 5)
    (1, 2, 131072, b'hello')
    >>> memory.compare_exchange(16, 42, 0), memory.load(16)
    (42, 0)
    >>> memory.wait(16, 1), memory.wait(16, 0, timeout=0.001), memory.notify(16)
    ('not-equal', 'timed-out', 0)
    """

    __slots__ = ("__weakref__", "_handle", "name", "type")

    def __init__(self, engine: Engine | None, type: MemoryType) -> None:
        if not isinstance(type, MemoryType):
            raise TypeError(f"expected a MemoryType, not {type.__class__.__name__}")
        if type.maximum is None or not type.shared:
            raise ValueError("the type is not that of a shared memory")
        native = engine_or_default(engine)._open()
        out, error = ffi.new("sanderling_shared_memory_t *[1]"), new_out()
        if lib.sanderling_shared_memory_new(
            native, type.minimum, type.maximum, type.is_64, out, error
        ):
            raise take(error)
        self._set(out[0], "memory", type)

    @classmethod
    def _of(cls, memory: Any, name: str, type: MemoryType) -> SharedMemory:
        """The shared memory that one of a store's is."""
        out, error = ffi.new("sanderling_shared_memory_t *[1]"), new_out()
        if lib.sanderling_memory_to_shared(memory, out, error):
            raise take(error)
        self = cls.__new__(cls)
        self._set(out[0], name, type)
        return self

    def _set(self, handle: Any, name: str, type: MemoryType) -> None:
        self._handle = owned(handle, lib.sanderling_shared_memory_delete)
        #: The name of the export.
        self.name = name
        #: The type, with the size of when the object was made as minimum.
        self.type = type

    def _in(self, store: StoreRef) -> Any:
        """The memory of a store that it is, as its caller's."""
        out, error = ffi.new("wasm_memory_t *[1]"), new_out()
        if lib.sanderling_memory_from_shared(store._handle, self._handle, out, error):
            raise take(error)
        return owned(out[0], lib.wasm_memory_delete)

    @property
    def size(self) -> int:
        """The size in pages."""
        return int(lib.sanderling_shared_memory_size(self._handle))

    @property
    def data_len(self) -> int:
        """The size in bytes."""
        return int(lib.sanderling_shared_memory_data_size(self._handle))

    def __len__(self) -> int:
        return self.data_len

    def grow(self, pages: int) -> int:
        """Adds pages of zeros; returns the former size in pages. A ResourceLimitError if
        the memory would exceed its maximum."""
        return read_u64(lib.sanderling_shared_memory_grow, self._handle, pages)

    def read(self, offset: int, length: int) -> bytes:
        """A copy of ``length`` bytes, from ``offset`` on. An IndexError if they are not all
        inside the memory."""
        if length < 0:
            raise ValueError("the length is negative")
        self._inside(offset, length)
        data, error = ffi.new("uint8_t[]", length), new_out()
        if lib.sanderling_shared_memory_read(self._handle, offset, data, length, error):
            raise take(error)
        return bytes(ffi.buffer(data))

    def write(self, offset: int, data: Buffer) -> int:
        """Copies ``data``, any object with bytes, into the memory from ``offset`` on;
        returns how many. An IndexError if they do not all fit; nothing is changed then."""
        given = ffi.from_buffer("uint8_t[]", contiguous(data))
        self._inside(offset, len(given))
        error = new_out()
        if lib.sanderling_shared_memory_write(
            self._handle, offset, given, len(given), error
        ):
            raise take(error)
        return len(given)

    def _inside(self, offset: int, length: int) -> None:
        # It never shrinks.
        if not 0 <= offset <= offset + length <= self.data_len:
            message = f"{length} bytes at offset {offset} are not all in the memory"
            raise IndexError(message)

    def __getitem__(self, index: slice) -> bytes:
        """A copy of a slice."""
        start, stop, step = self._slice(index).indices(self.data_len)
        if step != 1:
            raise ValueError("slices of shared memories have no steps")
        return self.read(start, max(stop - start, 0))

    def __setitem__(self, index: slice, data: Buffer) -> None:
        start, stop, step = self._slice(index).indices(self.data_len)
        given = contiguous(data)
        length = memoryview(given).nbytes
        if step != 1 or max(stop - start, 0) != length:
            raise ValueError(f"cannot write {length} bytes to this slice")
        self.write(start, given)

    def _slice(self, index: object) -> slice:
        if not isinstance(index, slice):
            raise TypeError(f"expected a slice, not {type(index).__name__}: see load")
        return index

    def load(self, offset: int, width: int = 4) -> int:
        """A number of 4 or 8 bytes without sign, read at once and in the order of all such
        accesses."""
        return read_u64(lib.sanderling_shared_memory_load, self._handle, offset, width)

    def store(self, offset: int, value: int, width: int = 4) -> None:
        """Writes such a number; it may have a sign."""
        error = new_out()
        if lib.sanderling_shared_memory_store(
            self._handle, offset, width, _bits(value, width), error
        ):
            raise take(error)

    def compare_exchange(
        self, offset: int, expected: int, replacement: int, width: int = 4
    ) -> int:
        """Replaces ``expected``, and nothing else, in one step; returns what was there."""
        return read_u64(
            lib.sanderling_shared_memory_compare_exchange,
            self._handle,
            offset,
            width,
            _bits(expected, width),
            _bits(replacement, width),
        )

    def wait(
        self, offset: int, expected: int, timeout: float | None = None, width: int = 4
    ) -> str:
        """If the number at ``offset`` is the expected one, waits until another thread, a
        guest's or the host's, notifies those who wait, as by :meth:`notify`. Returns
        ``"ok"``; or ``"not-equal"`` if it was another number to begin with, or
        ``"timed-out"`` after ``timeout`` seconds."""
        bits = _bits(expected, width)
        end = None if timeout is None else monotonic() + timeout
        out, error = ffi.new("sanderling_wait_t *[1]"), new_out()
        if lib.sanderling_shared_memory_wait_begin(
            self._handle, offset, width, bits, out, error
        ):
            raise take(error)
        if not out[0]:
            return "not-equal"
        wait, ended = owned(out[0], lib.sanderling_wait_delete), ffi.new("int32_t *")
        try:
            # Between two slices the wait goes on, so that no notification is missed.
            while True:
                left = _SLICE if end is None else min(_SLICE, max(0.0, end - monotonic()))
                if lib.sanderling_wait_go_on(wait, int(left * 1e9), ended, error):
                    raise take(error)
                if ended[0] == lib.SANDERLING_WAIT_OK:
                    return "ok"
                if end is not None and monotonic() >= end:
                    return "timed-out"
        finally:
            # At once: it would take the place of others that wait.
            ffi.release(wait)

    def notify(self, offset: int, count: int | None = None) -> int:
        """Wakes threads that wait at ``offset``, at most ``count``; returns how many."""
        most = (1 << 32) - 1 if count is None else count
        woken, error = ffi.new("uint32_t *"), new_out()
        if lib.sanderling_shared_memory_notify(self._handle, offset, most, woken, error):
            raise take(error)
        return int(woken[0])

    def __repr__(self) -> str:
        pages, maximum = self.size, self.type.maximum
        plural = "" if pages == 1 else "s"
        size = f"{pages} page{plural} (max {maximum}) = {self.data_len} bytes"
        return f"<SharedMemory {size}>"


def _bits(value: int, width: int) -> int:
    """A number as one without sign."""
    if width not in (4, 8):
        raise ValueError(f"the width must be 4 or 8, not {width}")
    bits = 8 * width
    if not -1 << bits - 1 <= value < 1 << bits:
        raise OverflowError(f"{value} does not fit in {width} bytes")
    return value & (1 << bits) - 1
