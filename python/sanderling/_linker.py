"""Linkers: names for what modules may import."""

from __future__ import annotations

from ._engine import engine_or_default
from ._errors import LinkError, suggest
from ._func import Func, func_type
from ._instance import Instance
from ._module import Module
from ._store import Store
from ._types import FuncType
from ._values import EXTERNS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from ._engine import Engine

__all__ = ["InstancePre", "Linker"]


class Linker:
    """Names for what modules may import, and how to instantiate them with it.

    Functions of the host that are defined here are for all stores of the engine; what
    belongs to a store already can be imported in this store only; a
    :class:`SharedMemory` belongs to none.

    >>> import sanderling
    >>> linker = Linker()
    >>> @linker.func("env", "add")
    ... def add(a: sanderling.i32, b: sanderling.i32) -> sanderling.i32:
    ...     return a + b
    >>> module = sanderling.Module(None, '''
    ...     (import "env" "add" (func $add (param i32 i32) (result i32)))
    ...     (func (export "five") (result i32) (call $add (i32.const 2) (i32.const 3)))''')
    >>> linker.instantiate(sanderling.Store(), module).exports.five()
    5

    A name that is defined already is an error, unless ``allow_shadowing`` is true.

    >>> store = sanderling.Store()
    >>> linker = Linker()
    >>> linker.engine
    <Engine>
    >>> linker.define("env", "m", sanderling.Memory(store, sanderling.MemoryType(1)))
    >>> linker.define_func("env", "log", "(i32) -> ()", print)
    >>> linker.define_wasi()
    >>> instance = sanderling.Instance(store, '(func (export "f"))')
    >>> linker.define_instance("other", instance)
    >>> third = sanderling.Module(None, '(func (export "g"))')
    >>> linker.define_module(store, "third", third)
    <Instance exports=[g]>
    >>> linker.get(store, "other", "f")
    <Func f () -> ()>
    >>> sorted(linker.modules()["env"])
    ['log', 'm']
    >>> linker.get_default(store, "third")()
    >>> unknown = sanderling.Module(None, '''
    ...     (import "env" "gone" (func $gone (result i32)))
    ...     (func (export "f") (result i32) (call $gone))''')
    >>> linker.define_unknown_imports_as_default_values(unknown)
    >>> linker.instantiate(store, unknown).exports.f()
    0
    >>> linker = Linker()
    >>> linker.define_unknown_imports_as_traps(unknown)
    >>> linker.instantiate_pre(unknown).instantiate(store).exports.f()
    Traceback (most recent call last):
      ...
    sanderling._errors.LinkError: unknown import: 'env' 'gone' () -> i32
    """

    def __init__(
        self, engine: Engine | None = None, *, allow_shadowing: bool = False
    ) -> None:
        self._engine = engine_or_default(engine)
        #: Whether a name can be defined anew.
        self.allow_shadowing = allow_shadowing
        self._items: dict[tuple[str, str], Any] = {}
        self._unknown = "error"

    @property
    def engine(self) -> Engine:
        """The engine that the linker was made with."""
        return self._engine

    def define(self, module: str, name: str, item: Any) -> None:
        """Defines a name as a function, memory, table, global or tag."""
        if not isinstance(item, EXTERNS):
            raise TypeError(f"cannot define a {type(item).__name__}: see define_func")
        self._put(module, name, item)

    def define_func(
        self,
        module: str,
        name: str,
        type: FuncType | str | None,
        fn: Callable[..., Any],
        access_caller: bool = False,
    ) -> None:
        """Defines a name as a Python function, for all stores."""
        given = func_type(type, fn, access_caller)
        self._put(module, name, _HostFunc(given, fn, access_caller))

    def func(
        self,
        module: str,
        name: str | None = None,
        type: FuncType | str | None = None,
        *,
        access_caller: bool = False,
    ) -> Callable[[Any], Any]:
        """Defines a Python function, as a decorator; it is called ``name``, or as it is."""

        def decorate(fn: Any) -> Any:
            self.define_func(
                module, fn.__name__ if name is None else name, type, fn, access_caller
            )
            return fn

        return decorate

    def define_instance(self, module: str, instance: Instance) -> None:
        """Defines what an instance exports, under its names."""
        for name, item in instance.exports.items():
            self._put(module, name, item)

    def define_module(self, store: Store, name: str, module: Module) -> Instance:
        """Makes an instance and defines what it exports. (A program with a function
        ``_start`` runs then, and no more later.)"""
        instance = self.instantiate(store, module)
        start = instance.exports.get("_start")
        if isinstance(start, Func):
            start()
        else:
            initialize = instance.exports.get("_initialize")
            if isinstance(initialize, Func):
                initialize()
        self.define_instance(name, instance)
        return instance

    def define_wasi(self) -> None:
        """Defines all functions of WASI. They do what the :class:`WasiConfig` of the store
        allows, which is nothing if it has none."""
        self._items.setdefault(_WASI, True)

    def define_unknown_imports_as_traps(self, module: Module) -> None:
        """Defines every function that the module imports, and that is not defined, as one
        that raises when it is called."""
        for wanted in module.imports:
            key = wanted.module, wanted.name
            if isinstance(wanted.type, FuncType) and key not in self._items:
                fn = _unknown(wanted.module, wanted.name, wanted.type)
                self._items[key] = _HostFunc(wanted.type, fn, False)

    def define_unknown_imports_as_default_values(self, module: Module) -> None:
        """Defines every function that the module imports, and that is not defined, as one
        that returns zeros and null references."""
        for wanted in module.imports:
            key = wanted.module, wanted.name
            if isinstance(wanted.type, FuncType) and key not in self._items:
                fn = _default(wanted.type)
                self._items[key] = _HostFunc(wanted.type, fn, False)

    def get(self, store: Store, module: str, name: str) -> Any:
        """What a name is in a store; None if it is not defined."""
        item = self._items.get((module, name))
        return item.bind(store) if isinstance(item, _HostFunc) else item

    def get_default(self, store: Store, module: str) -> Func:
        """What a module is called by: its export with an empty name, or ``_start``."""
        for name in ("", "_start"):
            item = self.get(store, module, name)
            if isinstance(item, Func):
                return item
        if any(key[0] == module for key in self._items):
            return Func(store, "() -> ()", lambda: None)
        raise LinkError(f"no module {module!r} is defined")

    def modules(self) -> dict[str, list[str]]:
        """The names that are defined, by module."""
        names: dict[str, list[str]] = {}
        for module, name in self._items:
            if (module, name) != _WASI:
                names.setdefault(module, []).append(name)
        return names

    def instantiate(self, store: Store, module: Module) -> Instance:
        """Makes an instance with what is defined. A :class:`LinkError` lists all imports
        that are not."""
        return self.instantiate_pre(module).instantiate(store)

    def instantiate_pre(self, module: Module) -> InstancePre:
        """Finds the module's imports, to make many instances."""
        return InstancePre(self, module)

    def _put(self, module: str, name: str, item: Any) -> None:
        key = module, name
        if key in self._items and not self.allow_shadowing:
            raise LinkError(f"{module}.{name} is defined already")
        self._items[key] = item

    def __repr__(self) -> str:
        return f"<Linker {len(self._items) - (_WASI in self._items)} names>"


class InstancePre:
    """A module whose imports have been found, to be instantiated many times.

    >>> import sanderling
    >>> module = sanderling.Module(None, '(func (export "f") (result i32) (i32.const 5))')
    >>> before = Linker().instantiate_pre(module)
    >>> before.module is module
    True
    >>> [before.instantiate(sanderling.Store()).exports.f() for _ in range(3)]
    [5, 5, 5]
    """

    __slots__ = ("_items", "_module", "_names", "_wasi")

    def __init__(self, linker: Linker, module: Module) -> None:
        if not isinstance(module, Module):
            raise TypeError(f"expected a Module, not {type(module).__name__}")
        self._module = module
        self._wasi = _WASI in linker._items
        self._names = linker.modules()
        found = linker._items
        self._items = [found.get((i.module, i.name)) for i in module.imports]

    @property
    def module(self) -> Module:
        """The module."""
        return self._module

    def instantiate(self, store: Store) -> Instance:
        """Makes an instance."""
        items: dict[int, Any] = {}
        for place, item in enumerate(self._items):
            if isinstance(item, _HostFunc):
                item = item.bind(store)
            if item is not None:
                items[place] = item
        try:
            return Instance._linked(store, self._module, items, self._wasi)
        except LinkError as error:
            suggest(error, self._names)
            raise


#: Stands for all functions of WASI.
_WASI = ("", "\0wasi")


class _HostFunc:
    """A Python function for all stores."""

    __slots__ = ("access_caller", "fn", "type")

    def __init__(self, type: FuncType, fn: Callable[..., Any], access_caller: bool) -> None:
        self.type = type
        self.fn = fn
        self.access_caller = access_caller

    def bind(self, store: Store) -> Func:
        """The function in a store: the same each time."""
        bound = store._ref.bound
        func = bound.get(id(self))
        if func is None:
            func = Func(store, self.type, self.fn, self.access_caller)
            # The store keeps this object, and with it the meaning of its id.
            store._ref.hosts.append(self)
            bound[id(self)] = func
        return func


def _unknown(module: str, name: str, type: FuncType) -> Callable[..., Any]:
    def unknown(*args: Any) -> Any:
        raise LinkError(f"unknown import: {module!r} {name!r} {type}")

    return unknown


def _default(type: FuncType) -> Callable[..., Any]:
    values = tuple(None if r.is_ref else 0 for r in type.results)
    result = None if not values else values[0] if len(values) == 1 else values

    def default(*args: Any) -> Any:
        return result

    return default
