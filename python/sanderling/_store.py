"""Stores."""

from __future__ import annotations

from _weakref import ref as weak_ref

from ._engine import engine_or_default
from ._errors import fuel_or_none, new_out, read_u64, take
from ._func import SLICE
from ._handle import Closeable, create
from ._native import ffi, lib
from ._values import StoreRef

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._engine import Engine
    from ._wasi import WasiConfig

__all__ = ["Limits", "Store"]

#: About what a small store takes: for PyPy's garbage collector.
_STORE_SIZE = 1 << 16


class Limits:
    """What the guests of a store can take; None is no limit but the engine's.

    ``memory_bytes``
        The bytes that each memory may grow to, and the heap of objects.
    ``table_elements``
        The elements of each table.
    ``instances``, ``tables``, ``memories``
        How many there may be in the store.
    ``host_buffer_bytes``
        The bytes of each buffer that the host fills on a guest's demand, such as
        captured output, beyond which the guest is told that there is no space.
    ``call_depth``
        How deeply calls from Python to guests may be nested, where functions of the host
        call guests again; deeper ones end with :class:`StackOverflow`. (How deeply guests
        call themselves is limited by ``Config(max_stack=...)``.)

    >>> Limits(memory_bytes=1 << 20, instances=1)
    Limits(memory_bytes=1048576, instances=1)
    """

    __slots__ = (
        "call_depth",
        "host_buffer_bytes",
        "instances",
        "memories",
        "memory_bytes",
        "table_elements",
        "tables",
    )

    def __init__(
        self,
        memory_bytes: int | None = None,
        table_elements: int | None = None,
        instances: int | None = None,
        tables: int | None = None,
        memories: int | None = None,
        host_buffer_bytes: int | None = None,
        call_depth: int | None = None,
    ) -> None:
        self.memory_bytes = memory_bytes
        self.table_elements = table_elements
        self.instances = instances
        self.tables = tables
        self.memories = memories
        self.host_buffer_bytes = host_buffer_bytes
        self.call_depth = call_depth

    @classmethod
    def strict(cls) -> Limits:
        """For code that nobody trusts: 64 MiB, 10,000 elements, one instance, 1 MiB of
        output, and 20 calls that are nested.

        >>> Limits.strict().instances
        1
        """
        return cls(64 << 20, 10_000, 1, 10, 10, 1 << 20, 20)

    def _values(self) -> list[tuple[str, int | None]]:
        # In the order of sanderling_store_set_limits, which has all but the last.
        names = (
            "memory_bytes",
            "table_elements",
            "instances",
            "tables",
            "memories",
            "host_buffer_bytes",
            "call_depth",
        )
        return [(name, getattr(self, name)) for name in names]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Limits):
            return NotImplemented
        return self._values() == other._values()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        given = (f"{name}={value}" for name, value in self._values() if value is not None)
        return f"Limits({', '.join(given)})"


class Store(Closeable):
    """All that guests can reach: instances, functions, memories, tables and globals.

    Nothing in a store is freed before the store is: when it is closed, or when neither
    it nor anything of it is in use any more. A store runs one call at a time.

    >>> with Store() as store:
    ...     store
    <Store>
    >>> store
    <Store closed>

    >>> store = Store(data="yours")
    >>> store.data, store.engine, store.has_wasi
    ('yours', <Engine>, False)
    >>> store.gc()
    >>> store.interrupt()
    >>> store.close()
    """

    __slots__ = ("_engine", "_limits", "_ref", "_wasi")

    def __init__(
        self,
        engine: Engine | None = None,
        data: Any = None,
        *,
        limits: Limits | None = None,
        fuel: int | None = None,
        wasi: WasiConfig | None = None,
    ) -> None:
        self._handle = None
        self._engine = engine_or_default(engine)
        self._wasi = wasi is not None
        native = self._engine._open()
        config, streams = (ffi.NULL, ()) if wasi is None else wasi._create()
        self._handle = create(
            "wasm_store_t *",
            lib.wasm_store_delete,
            lambda out, error: lib.sanderling_store_new(native, config, out, error),
            size=_STORE_SIZE,
        )
        self._ref = StoreRef(self._handle, data, weak_ref(self))
        self._ref.hosts.extend(streams)
        if self._engine.interruptible:
            self._ref.sliced = True
            error = new_out()
            if lib.sanderling_store_set_time_slice(self._handle, SLICE, error):
                raise take(error)
        self._limits = Limits()
        if limits is not None:
            self.limits = limits
        if fuel is not None:
            self.fuel = fuel

    @property
    def data(self) -> Any:
        """For you to use."""
        return self._ref.data

    @data.setter
    def data(self, value: Any) -> None:
        self._ref.data = value

    @property
    def engine(self) -> Engine:
        """The engine that the store was made with."""
        return self._engine

    @property
    def has_wasi(self) -> bool:
        """Whether the store was given a :class:`WasiConfig`."""
        return self._wasi

    def close(self) -> None:
        """Frees all that is in the store. Its functions, memories and so on then raise
        :class:`ClosedError`. Closing again does nothing."""
        handle = self._handle
        if handle is not None:
            error = new_out()
            if lib.sanderling_store_close(handle, error):
                raise take(error)
            self._handle = None
            self._ref.forget()

    @property
    def fuel(self) -> int:
        """What guests can still consume: about a unit an instruction. Calls end with
        :class:`OutOfFuel` when there is none. The engine must have been made with
        ``Config(fuel=True)``.

        >>> import sanderling
        >>> store = Store(sanderling.Engine(sanderling.Config(fuel=True)), fuel=1000)
        >>> instance = sanderling.Instance(store, '(func (export "f") (loop (br 0)))')
        >>> instance.exports.f()
        Traceback (most recent call last):
          ...
        sanderling._errors.OutOfFuel: wasm trap: all fuel consumed
        >>> store.fuel
        0
        """
        return read_u64(lib.sanderling_store_fuel, self._open())

    @fuel.setter
    def fuel(self, fuel: int) -> None:
        error = new_out()
        if lib.sanderling_store_set_fuel(self._open(), fuel, error):
            raise take(error)

    def add_fuel(self, fuel: int) -> None:
        """Adds to the fuel.

        >>> import sanderling
        >>> store = Store(sanderling.Engine(sanderling.Config(fuel=True)), fuel=1000)
        >>> store.add_fuel(10)
        >>> store.fuel, store.consumed_fuel
        (1010, 0)
        """
        self.fuel += fuel

    @property
    def consumed_fuel(self) -> int:
        """What guests have consumed altogether.

        >>> import sanderling
        >>> Store(sanderling.Engine(sanderling.Config(fuel=True))).consumed_fuel
        0
        """
        return read_u64(lib.sanderling_store_consumed_fuel, self._open())

    @property
    def limits(self) -> Limits:
        """What guests can take; can be set at any time.

        >>> import sanderling
        >>> store = Store(limits=Limits(memory_bytes=1 << 16))
        >>> sanderling.Instance(store, "(memory 2)")
        Traceback (most recent call last):
          ...
        sanderling._errors.ResourceLimitError: ...
        """
        return self._limits

    @limits.setter
    def limits(self, limits: Limits) -> None:
        if not isinstance(limits, Limits):
            raise TypeError(f"expected Limits, not {type(limits).__name__}")
        handle, error = self._open(), new_out()
        numbers = [(1 << 64) - 1 if v is None else v for _, v in limits._values()]
        depth = min(numbers.pop(), (1 << 32) - 1)
        if lib.sanderling_store_set_limits(handle, *numbers, error):
            raise take(error)
        if lib.sanderling_store_set_call_depth(handle, depth, error):
            raise take(error)
        self._limits = limits

    def gc(self) -> None:
        """Frees the objects of guests that neither they nor Python can reach any more, and
        forgets the Python objects that guests have no references to any more. This happens
        by itself when it is time.

        >>> import sanderling, weakref
        >>> store = Store()
        >>> text = '(func (export "f") (param externref))'
        >>> f = sanderling.Instance(store, text).exports.f
        >>> class Thing: ...
        >>> thing = Thing()
        >>> f(thing)
        >>> alive = weakref.ref(thing)
        >>> del thing
        >>> store.gc()
        >>> import gc
        >>> _ = gc.collect()
        >>> alive() is None
        True
        """
        self._open()
        self._ref.collect()

    def interrupt(self) -> None:
        """Ends the call that the store is running, or its next one, with
        :class:`Interrupted`. To be called from another thread."""
        lib.sanderling_store_interrupt(self._open())

    def take_stdout(self) -> bytes:
        """What guests have written to a captured standard output since the last time.

        >>> import sanderling
        >>> store = Store(wasi=sanderling.WasiConfig(stdout="capture", stderr="capture"))
        >>> store.take_stdout(), store.take_stderr()
        (b'', b'')
        """
        return self._take(lib.sanderling_store_take_stdout)

    def take_stderr(self) -> bytes:
        """What guests have written to a captured standard error since the last time.

        >>> import sanderling
        >>> Store(wasi=sanderling.WasiConfig(stderr="capture")).take_stderr()
        b''
        """
        return self._take(lib.sanderling_store_take_stderr)

    def _take(self, function: Any) -> bytes:
        out, error = ffi.new("wasm_byte_vec_t *"), new_out()
        if function(self._open(), out, error):
            raise take(error)
        try:
            return bytes(ffi.buffer(out.data, out.size)) if out.size else b""
        finally:
            lib.wasm_byte_vec_delete(out)

    def __repr__(self) -> str:
        if self.closed:
            return "<Store closed>"
        fuel = fuel_or_none(lib.sanderling_store_fuel, self._handle)
        return "<Store>" if fuel is None else f"<Store fuel={fuel}>"
