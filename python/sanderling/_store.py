"""Stores."""

from __future__ import annotations

from ._engine import engine_or_default
from ._errors import new_out, take
from ._handle import Closeable, create
from ._native import ffi, lib
from ._values import StoreRef

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._engine import Engine
    from ._wasi import WasiConfig

__all__ = ["Store"]

#: About what a small store takes: for PyPy's garbage collector.
_STORE_SIZE = 1 << 16


class Store(Closeable):
    """All that guests can reach: instances, functions, memories, tables and globals.

    Nothing in a store is freed before the store is: when it is closed, or when neither
    it nor anything of it is in use any more. A store runs one call at a time.

    >>> with Store() as store:
    ...     store
    <Store>
    >>> store
    <Store closed>
    """

    __slots__ = ("_engine", "_ref", "_wasi", "data")

    def __init__(
        self,
        engine: Engine | None = None,
        data: Any = None,
        *,
        wasi: WasiConfig | None = None,
    ) -> None:
        self._handle = None
        self._engine = engine_or_default(engine)
        self._wasi = wasi is not None
        #: For you to use.
        self.data = data
        native = self._engine._open()
        config = ffi.NULL if wasi is None else wasi._create()
        self._handle = create(
            "wasm_store_t *",
            lib.wasm_store_delete,
            lambda out, error: lib.sanderling_store_new(native, config, out, error),
            size=_STORE_SIZE,
        )
        self._ref = StoreRef(self._handle)

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

    def take_stdout(self) -> bytes:
        """What guests have written to a captured standard output since the last time."""
        return self._take(lib.sanderling_store_take_stdout)

    def take_stderr(self) -> bytes:
        """What guests have written to a captured standard error since the last time."""
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
        return "<Store closed>" if self.closed else "<Store>"
