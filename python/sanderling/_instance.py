"""Instances and their exports."""

from __future__ import annotations

from _collections_abc import Mapping

from ._errors import LinkError, WrongStoreError, new_out, suggest, take
from ._func import new_host_func
from ._handle import Closeable
from ._module import Module
from ._native import ffi, lib
from ._owned import owned
from ._store import Store
from ._types import FuncType
from ._values import EXTERNS, native, wrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any, Union

    from ._values import Extern, StoreRef

    #: What can be given for an import: Python functions as well.
    Item = Any
    Imports = Union[
        Sequence[Item], Mapping[str, Union[Mapping[str, Item], "Instance", Any]]
    ]

__all__ = ["Exports", "Instance"]


class Instance(Closeable):
    """A module at work in a store.

    ``imports`` are what the module imports: either in its order, or by name, as a mapping
    of module names to mappings of names. Another instance can stand for the mapping of
    its exports, and any object with attributes can: a Python module, say. A Python function
    becomes a function of the type that the module wants. If the store was given a
    :class:`WasiConfig`, functions of WASI need not be given.

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
        module: Module | str | bytes,
        imports: Imports = (),
        *,
        unknown_imports: str = "error",
    ) -> None:
        self._handle = None
        if not isinstance(store, Store):
            raise TypeError(f"expected a Store, not {type(store).__name__}")
        if isinstance(module, (str, bytes)):
            module = Module(store.engine, module)
        if not isinstance(module, Module):
            raise TypeError(f"expected a Module, not {type(module).__name__}")
        flags = _UNKNOWN.get(unknown_imports)
        if flags is None:
            message = f"unknown_imports must be 'error' or 'trap', not {unknown_imports!r}"
            raise ValueError(message)
        if store.has_wasi:
            flags |= lib.SANDERLING_INSTANCE_WASI
        self._store = store
        self._module = module
        count = module._import_count
        if not (isinstance(imports, Mapping) or hasattr(imports, "__len__")):
            kind = type(imports).__name__
            raise TypeError(f"imports must be a mapping or a sequence, not {kind}")
        if not count and imports and not isinstance(imports, Mapping):
            raise TypeError(f"the module has no imports, {len(imports)} were given")
        try:
            given = _in_order(module, imports, count) if count else ()
            self._link(store, module, given, flags)
        except LinkError as error:
            if isinstance(imports, Mapping):
                suggest(error, {name: _names(fields) for name, fields in imports.items()})
            raise

    @classmethod
    def _linked(
        cls, store: Store, module: Module, items: Mapping[int, Any], wasi: bool
    ) -> Instance:
        """An instance for a linker, which gives imports by their places."""
        if not isinstance(store, Store):
            raise TypeError(f"expected a Store, not {type(store).__name__}")
        self = cls.__new__(cls)
        self._handle = None
        self._store = store
        self._module = module
        wasi = wasi or store.has_wasi
        self._link(
            store, module, items.items(), lib.SANDERLING_INSTANCE_WASI if wasi else 0
        )
        return self

    def _link(
        self, store: Store, module: Module, imports: Iterable[tuple[int, Any]], flags: int
    ) -> None:
        native_store, native_module = store._open(), module._open()
        count = module._import_count
        items: Any = ffi.NULL
        if count:
            # What is made for this instance is kept until its store has it.
            items, kept = ffi.new("wasm_extern_t *[]", count), []
            for place, item in imports:
                native_item, owner = importable(item, store._ref, module, place)
                kept.append(owner)
                items[place] = native_item
        out, error = ffi.new("wasm_instance_t *[1]"), new_out()
        if lib.sanderling_instance_new(
            native_store, native_module, items, count, flags, out, error
        ):
            raise take(error)
        self._handle = owned(out[0], lib.wasm_instance_delete)
        self._exports: Exports | None = None

    @property
    def exports(self) -> Exports:
        """What the instance exports."""
        self._open()
        exports = self._exports
        if exports is None:
            names = tuple(export.name for export in self._module.exports)
            exports = self._exports = Exports(self._handle, self._store._ref, names)
        return exports

    @property
    def module(self) -> Module:
        """The module.

        >>> import sanderling
        >>> store, module = sanderling.Store(), sanderling.Module(None, "(module)")
        >>> Instance(store, module).module is module
        True
        """
        return self._module

    @property
    def store(self) -> Store:
        """The store.

        >>> import sanderling
        >>> store = sanderling.Store()
        >>> Instance(store, "(module)").store is store
        True
        """
        return self._store

    def __repr__(self) -> str:
        name = "" if self._module.name is None else f" of {self._module.name!r}"
        if self.closed:
            return f"<Instance{name} closed>"
        return f"<Instance{name} exports=[{', '.join(self.exports)}]>"


class Exports(Mapping[str, "Any"]):
    """What an instance exports: by attribute, as a mapping in the module's order, and by
    position.

    Names that are a mapping's own, such as ``get``, are found by ``exports["get"]`` only.

    >>> import sanderling
    >>> exports = sanderling.load('(func (export "f")) (memory (export "m") 1)')
    >>> exports.f, exports["f"], exports.by_index(0)
    (<Func f () -> ()>, <Func f () -> ()>, <Func f () -> ()>)
    >>> list(exports)
    ['f', 'm']
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
        found = self.__dict__.get(name)
        if found is None:
            # Not by `or`: an empty memory is false, and one of a closed store has no size.
            found = self._Exports_hidden.get(name)
        return self._Exports_find(name) if found is None else found

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        try:
            return self._Exports_find(name)
        except KeyError as error:
            missing = AttributeError(error.args[0])
            if hasattr(missing, "name"):
                # From 3.10 on, for suggestions.
                missing.name, missing.obj = name, self
            raise missing from None

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

    def __call__(self, store: Store | None = None) -> Exports:
        """The exports themselves, for programs that give the store everywhere."""
        if store is not None and getattr(store, "_ref", None) is not self._Exports_ref:
            raise WrongStoreError("the instance belongs to another store")
        return self

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


#: What the library is told of imports that nobody has given.
_UNKNOWN = {"error": 0, "trap": lib.SANDERLING_INSTANCE_TRAPS}


def _in_order(module: Module, imports: Any, count: int) -> Iterator[tuple[int, Any]]:
    """The imports that were given, with their places among the module's."""
    if not isinstance(imports, Mapping):
        # Functions of WASI need not be given; without any it is the library that complains.
        if imports and len(imports) != count:
            there = "1 import" if count == 1 else f"{count} imports"
            raise TypeError(f"the module has {there}, {len(imports)} were given")
        yield from enumerate(imports)
        return
    for place, wanted in enumerate(module.imports):
        fields = imports.get(wanted.module)
        if fields is None:
            continue
        if isinstance(fields, Instance):
            fields = fields.exports
        if isinstance(fields, Mapping):
            item = fields.get(wanted.name)
        else:
            item = getattr(fields, wanted.name, None)
        if item is not None:
            yield place, item


def _names(fields: Any) -> list[str]:
    """The names of what can be given for a module's name."""
    if isinstance(fields, Instance):
        fields = fields.exports
    return list(fields) if isinstance(fields, Mapping) else dir(fields)


def importable(item: Any, ref: StoreRef, module: Module, place: int) -> Any:
    """The handle of what is given for an import. Python functions become functions of the
    type that the module wants, unless they have one."""
    if isinstance(item, EXTERNS) or not callable(item):
        return native(item, ref)
    wanted = module.imports[place]
    if not isinstance(wanted.type, FuncType):
        raise TypeError(f"cannot import a function as {wanted!r}")
    said = getattr(item, "__wasm_type__", None)
    if said is None or said == wanted.type:
        origin = (module._open(), place)
        handle = new_host_func(ref, wanted.type, item, False, origin)
    else:
        # The library says how the types differ.
        handle = new_host_func(ref, said, item, False)
    return ffi.cast("wasm_extern_t *", handle), handle
