"""Stores, and callers of functions of the host."""

from __future__ import annotations

import weakref

import sanderling as _s
from sanderling._native import lib

from ._config import Engine
from ._errors import ArgumentError, Managed, WasmtimeError, errors
from ._wasi import WasiConfig

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Union

    from ._externs import AsExtern

    Storelike = Union["Store", "Caller", "StoreContext"]


def inner_store(store: object) -> Any:
    """This package's store or caller of what is given for a store."""
    if isinstance(store, Store):
        if store.engine._epochs:
            store._look_at_the_epoch()
        return store._store
    if isinstance(store, Caller):
        return store._caller
    if isinstance(store, StoreContext):
        return store._store
    raise ArgumentError(f"expected a Store, not {type(store).__name__}")


def ref_of(store: object) -> Any:
    inner = inner_store(store)
    return inner._ref if isinstance(inner, _s.Store) else inner._store


class Store(Managed):
    """All that guests can reach.

    >>> import sanderling.compat.wasmtime as wasmtime
    >>> config = wasmtime.Config()
    >>> config.consume_fuel = True
    >>> config.epoch_interruption = True
    >>> store = wasmtime.Store(wasmtime.Engine(config), "yours")
    >>> store.set_wasi(wasmtime.WasiConfig())
    >>> store.set_fuel(1000)
    >>> store.get_fuel(), store.data()
    (1000, 'yours')
    >>> store.set_epoch_deadline(1)
    >>> store.set_limits(memory_size=1 << 20)
    >>> store.gc()
    >>> store.close()
    """

    def __init__(self, engine: Engine | None = None, data: Any = None) -> None:
        if engine is not None and not isinstance(engine, Engine):
            raise TypeError("engine should be an Engine")
        #: The engine that the store was made with.
        self.engine = Engine() if engine is None else engine
        self._data = data
        self._wasi: WasiConfig | None = None
        self._made: _s.Store | None = None
        self._closed = False
        #: The epoch that interrupts calls.
        self._deadline = 0
        if self.engine._epochs:
            self.engine._stores.append(weakref.ref(self))

    @property
    def _store(self) -> _s.Store:
        # Not made before WASI's configuration can have come.
        if self._made is None:
            if self._closed:
                raise ValueError("already closed")
            wasi = None if self._wasi is None else self._wasi._config()
            with errors():
                self._made = _s.Store(self.engine._engine, wasi=wasi)
        return self._made

    def data(self) -> Any:
        """What was given for ``data``."""
        return self._data

    def gc(self) -> None:
        """Frees what guests do not refer to any more."""
        with errors():
            self._store.gc()

    def set_wasi(self, wasi: WasiConfig) -> None:
        """Says what guests get from WASI."""
        if not isinstance(wasi, WasiConfig):
            raise TypeError("expected a WasiConfig")
        if self._made is not None:
            raise WasmtimeError("set_wasi must be called before the store is used")
        self._wasi = wasi

    def set_fuel(self, fuel: int) -> None:
        """Sets the fuel."""
        with errors():
            self._store.fuel = fuel

    def get_fuel(self) -> int:
        """The fuel that is left."""
        with errors():
            return self._store.fuel

    def set_epoch_deadline(self, ticks_after_current: int) -> None:
        """Sets the epochs after which calls are interrupted, if the configuration has
        ``epoch_interruption``."""
        store = self._store
        if store.closed:
            raise ValueError("already closed")
        self._deadline = self.engine._epoch + ticks_after_current
        lib.sanderling_store_clear_interrupt(store._handle)

    def _look_at_the_epoch(self) -> None:
        """Interrupts what is running, or will run next, once the deadline has come."""
        made = self._made
        if self.engine._epoch >= self._deadline and made is not None and not made.closed:
            made.interrupt()

    def set_limits(
        self,
        memory_size: int = -1,
        table_elements: int = -1,
        instances: int = -1,
        tables: int = -1,
        memories: int = -1,
    ) -> None:
        """Limits what guests can take; negative values are no limit."""
        given = {
            "memory_bytes": memory_size,
            "table_elements": table_elements,
            "instances": instances,
            "tables": tables,
            "memories": memories,
        }
        with errors():
            self._store.limits = _s.Limits(
                **{name: value for name, value in given.items() if value >= 0}
            )

    def close(self) -> None:
        """Frees all that is in the store."""
        self._closed = True
        if self._made is not None:
            self._made.close()


class StoreContext:
    """A store, during a call.

    >>> import sanderling.compat.wasmtime as wasmtime
    >>> wasmtime.StoreContext.__name__
    'StoreContext'
    """

    def __init__(self, store: Any) -> None:
        self._store = store


class Caller:
    """Who has called a function of the host.

    >>> import sanderling.compat.wasmtime as wasmtime
    >>> store = wasmtime.Store()
    >>> show = lambda caller: print(caller.get("none"))
    >>> func = wasmtime.Func(store, wasmtime.FuncType([], []), show, access_caller=True)
    >>> text = '(import "" "" (func $f)) (func (export "g") (call $f))'
    >>> module = wasmtime.Module(store.engine, text)
    >>> wasmtime.Instance(store, module, [func]).exports(store)["g"](store)
    None
    """

    def __init__(self, caller: _s.Caller) -> None:
        self._caller = caller

    def get(self, name: str) -> AsExtern | None:
        """The export of this name; None if there is none, or the call is over."""
        if not isinstance(name, str):
            raise ArgumentError("expected a str")
        try:
            found = self._caller.get(name)
        except _s.ExpiredError:
            return None
        if found is None:
            return None
        from ._externs import wrap

        return wrap(found)  # type: ignore[no-any-return]

    def __getitem__(self, name: str) -> AsExtern:
        found = self.get(name)
        if found is None:
            raise KeyError(f"failed to find export {name}")
        return found
