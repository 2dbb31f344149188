"""Instances."""

from __future__ import annotations

from collections.abc import Mapping

import sanderling as _s

from ._errors import ArgumentError, Managed, WasmtimeError, errors
from ._externs import unwrap, wrap
from ._module import Module
from ._store import inner_store, ref_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from ._externs import AsExtern
    from ._linker import Linker
    from ._store import Storelike


class Instance:
    """A module at work in a store.

    >>> import sanderling.compat.wasmtime as wasmtime
    >>> store = wasmtime.Store()
    >>> text = '(func (export "f") (result i32) (i32.const 5))'
    >>> module = wasmtime.Module(store.engine, text)
    >>> wasmtime.Instance(store, module, []).exports(store)["f"](store)
    5
    """

    def __init__(
        self, store: Storelike, module: Module, imports: Sequence[AsExtern]
    ) -> None:
        if not isinstance(module, Module):
            raise ArgumentError("expected a Module")
        items = [unwrap(item, store) for item in imports]
        wanted = len(module._module.imports)
        if len(items) != wanted:
            raise WasmtimeError(f"expected {wanted} imports, found {len(items)}")
        with errors():
            self._instance = _s.Instance(whole(store), module._module, items)

    @classmethod
    def _of(cls, instance: _s.Instance) -> Instance:
        self = cls.__new__(cls)
        self._instance = instance
        return self

    def exports(self, store: Storelike) -> InstanceExports:
        """What the instance exports."""
        if ref_of(store) is not self._instance.store._ref:
            raise WasmtimeError("the instance belongs to another store")
        return InstanceExports(self._instance)


def whole(store: object) -> Any:
    """The store itself; not every use of it is possible during a call."""
    inner = inner_store(store)
    return inner if isinstance(inner, _s.Store) else inner.store


class InstanceExports(Mapping[str, "Any"]):
    """What an instance exports."""

    def __init__(self, instance: _s.Instance) -> None:
        with errors():
            self._items = {name: wrap(item) for name, item in instance.exports.items()}

    @property
    def by_index(self) -> tuple[Any, ...]:
        """The exports in the order of the module."""
        return tuple(self._items.values())

    def __getitem__(self, name: str) -> Any:
        return self._items[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)


class InstancePre(Managed):
    """A module whose imports have been found.

    >>> import sanderling.compat.wasmtime as wasmtime
    >>> engine = wasmtime.Engine()
    >>> module = wasmtime.Module(engine, "(module)")
    >>> before = wasmtime.Linker(engine).instantiate_pre(module)
    >>> store = wasmtime.Store(engine)
    >>> len(before.instantiate(store).exports(store))
    0
    """

    def __init__(self, prepared: _s.InstancePre, linker: Linker) -> None:
        self._prepared = prepared
        self._linker = linker

    def instantiate(self, store: Storelike) -> Instance:
        """Makes an instance."""
        with errors():
            return Instance._of(self._prepared.instantiate(whole(store)))
