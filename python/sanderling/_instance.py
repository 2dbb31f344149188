"""Instances and their exports."""

from __future__ import annotations

from collections.abc import Mapping

from ._errors import new_out, take
from ._handle import Closeable, create
from ._module import Module
from ._native import ffi, lib
from ._store import Store
from ._values import native, wrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any, Union

    from ._values import Extern, StoreRef

    Imports = Union[Sequence[Extern], Mapping[str, Union[Mapping[str, Extern], "Instance"]]]

__all__ = ["Exports", "Instance"]


class Instance(Closeable):
    """A module at work in a store.

    ``imports`` are what the module imports: either in its order, or by name, as a mapping
    of module names to mappings of names. Another instance can stand for the mapping of
    its exports. If the store was given a :class:`WasiConfig`, functions of WASI need
    not be given.

    A missing import is a :class:`LinkError`, unless ``unknown_imports`` is ``"trap"``:
    then functions may be missing, and fail when they are called.

    >>> import sanderling
    >>> module = sanderling.Module(None, '''
    ...     (module $calc (func (export "add") (param i32 i32) (result i32)
    ...         (i32.add (local.get 0) (local.get 1))))''')
    >>> instance = Instance(sanderling.Store(), module)
    >>> instance
    <Instance of 'calc' exports=[add]>
    >>> instance.exports.add(2, 3)
    5
    """

    __slots__ = ("_exports", "_module", "_store")

    def __init__(
        self,
        store: Store,
        module: Module,
        imports: Imports = (),
        *,
        unknown_imports: str = "error",
    ) -> None:
        self._handle = None
        if not isinstance(store, Store):
            raise TypeError(f"expected a Store, not {type(store).__name__}")
        if not isinstance(module, Module):
            raise TypeError(f"expected a Module, not {type(module).__name__}")
        if unknown_imports not in ("error", "trap"):
            message = f"unknown_imports must be 'error' or 'trap', not {unknown_imports!r}"
            raise ValueError(message)
        self._store = store
        self._module = module
        native_store, native_module = store._open(), module._open()
        linker = _linker(store, module, imports)
        if unknown_imports == "trap":
            error = new_out()
            if lib.sanderling_linker_define_unknown_as_traps(linker, native_module, error):
                raise take(error)
        self._handle = create(
            "wasm_instance_t *",
            lib.wasm_instance_delete,
            lambda out, error: lib.sanderling_linker_instantiate(
                linker, native_store, native_module, out, error
            ),
        )
        names = tuple(export.name for export in module.exports)
        self._exports = Exports(self._handle, store._ref, names)

    @property
    def exports(self) -> Exports:
        """What the instance exports."""
        self._open()
        return self._exports

    @property
    def module(self) -> Module:
        """The module."""
        return self._module

    @property
    def store(self) -> Store:
        """The store."""
        return self._store

    def __repr__(self) -> str:
        name = "" if self._module.name is None else f" of {self._module.name!r}"
        if self.closed:
            return f"<Instance{name} closed>"
        return f"<Instance{name} exports=[{', '.join(self._exports)}]>"


class Exports(Mapping[str, "Any"]):
    """What an instance exports: by attribute, as a mapping in the module's order, and by
    position.

    Names that are a mapping's own, such as ``get``, are found by ``exports["get"]`` only.
    """

    # Exports that were asked for are in the `__dict__`, so that they are found at once;
    # those with names of this class are not, as they would take the place of methods.
    __slots__ = (
        "__dict__",
        "__weakref__",
        "_Exports_handle",
        "_Exports_hidden",
        "_Exports_names",
        "_Exports_ref",
    )

    def __init__(self, handle: Any, ref: StoreRef, names: tuple[str, ...]) -> None:
        self._Exports_handle = handle
        self._Exports_ref = ref
        self._Exports_names = names
        self._Exports_hidden: dict[str, Extern] = {}

    def __getitem__(self, name: str) -> Any:
        found = self.__dict__.get(name) or self._Exports_hidden.get(name)
        return self._Exports_find(name) if found is None else found

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        try:
            return self._Exports_find(name)
        except KeyError as error:
            raise AttributeError(error.args[0], name=name, obj=self) from None

    def _Exports_find(self, name: str) -> Extern:
        if not isinstance(name, str):
            raise TypeError(f"names of exports are str, not {type(name).__name__}")
        data = name.encode()
        out, error = ffi.new("wasm_extern_t *[1]"), new_out()
        handle = self._Exports_handle
        if lib.sanderling_instance_export(handle, data, len(data), out, error):
            raise take(error)
        if not out[0]:
            names = ", ".join(self._Exports_names) or "none"
            raise KeyError(f"no export {name!r}; there are: {names}")
        # Of two threads that get here both get the same object.
        item = wrap(out[0], self._Exports_ref, name)
        cache = self._Exports_hidden if hasattr(Exports, name) else self.__dict__
        return cache.setdefault(name, item)

    def by_index(self, index: int) -> Any:
        """The export at a position."""
        return self[self._Exports_names[index]]

    def __contains__(self, name: object) -> bool:
        return name in self._Exports_names

    def __iter__(self) -> Iterator[str]:
        return iter(self._Exports_names)

    def __len__(self) -> int:
        return len(self._Exports_names)

    def __dir__(self) -> list[str]:
        return sorted({*object.__dir__(self), *self._Exports_names})

    def __repr__(self) -> str:
        return f"<Exports {', '.join(self._Exports_names)}>"


def _linker(store: Store, module: Module, imports: Imports) -> Any:
    """A linker that knows what may be imported."""
    engine = store.engine._open()
    linker = create(
        "sanderling_linker_t *",
        lib.sanderling_linker_delete,
        lambda out, error: lib.sanderling_linker_new(engine, out, error),
    )
    error = new_out()
    if store.has_wasi and lib.sanderling_linker_define_wasi(linker, error):
        raise take(error)
    if not imports:
        return linker
    for module_name, name, item in _named(module, imports):
        first, second = module_name.encode(), name.encode()
        native_item = native(item, store._ref)
        if lib.sanderling_linker_define(
            linker, first, len(first), second, len(second), native_item, error
        ):
            raise take(error)
    return linker


def _named(module: Module, imports: Imports) -> Iterator[tuple[str, str, Extern]]:
    if isinstance(imports, Mapping):
        for module_name, fields in imports.items():
            if isinstance(fields, Instance):
                fields = fields.exports
            for name, item in fields.items():
                yield module_name, name, item
        return
    wanted = module.imports
    if len(wanted) != len(imports):
        raise TypeError(f"the module has {len(wanted)} imports, {len(imports)} were given")
    for place, item in zip(wanted, imports):
        yield place.module, place.name, item
