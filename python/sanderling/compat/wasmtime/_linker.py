"""Linkers."""

from __future__ import annotations

import sanderling as _s

from ._config import Engine, check_bool
from ._errors import ArgumentError, Managed, WasmtimeError, errors
from ._externs import unwrap, wrap
from ._func import Func, host
from ._instance import Instance, InstancePre, whole
from ._module import Module
from ._types import FuncType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ._externs import AsExtern
    from ._store import Storelike


class Linker(Managed):
    """Names for what modules may import.

    >>> import sanderling.compat.wasmtime as wasmtime
    >>> store = wasmtime.Store()
    >>> linker = wasmtime.Linker(store.engine)
    >>> linker.allow_shadowing = True
    >>> linker.define_wasi()
    >>> type = wasmtime.FuncType([], [])
    >>> linker.define(store, "env", "f", wasmtime.Func(store, type, lambda: None))
    >>> linker.define_func("env", "g", type, lambda: None)
    >>> text = '(import "env" "f" (func)) (func (export "h"))'
    >>> module = wasmtime.Module(store.engine, text)
    >>> instance = linker.instantiate(store, module)
    >>> linker.define_instance(store, "other", instance)
    >>> linker.define_module(store, "third", wasmtime.Module(store.engine, "(module)"))
    >>> linker.get(store, "other", "h")(store)
    >>> linker.get_default(store, "third")(store)
    >>> unknown = wasmtime.Module(store.engine, '(import "x" "y" (func))')
    >>> linker.define_unknown_imports_as_traps(unknown)
    >>> linker.define_unknown_imports_as_default_values(store, unknown)
    >>> instance = linker.instantiate_pre(unknown).instantiate(store)
    """

    _linker: _s.Linker

    def __init__(self, engine: Engine) -> None:
        if not isinstance(engine, Engine):
            raise ArgumentError("expected an Engine")
        #: The engine that the linker was made with.
        self.engine = engine
        self._linker = _s.Linker(engine._engine)

    @property
    def allow_shadowing(self) -> bool:
        """Whether names can be defined anew."""
        return bool(self._linker.allow_shadowing)

    @allow_shadowing.setter
    def allow_shadowing(self, allow: bool) -> None:
        check_bool(allow)
        self._linker.allow_shadowing = allow

    def define(self, store: Storelike, module: str, name: str, item: AsExtern) -> None:
        """Defines a name."""
        with errors():
            self._linker.define(
                checked_text(module), checked_text(name), unwrap(item, store)
            )

    def define_func(
        self,
        module: str,
        name: str,
        ty: FuncType,
        func: Callable[..., Any],
        access_caller: bool = False,
    ) -> None:
        """Defines a name as a Python function, for all stores."""
        if not isinstance(ty, FuncType):
            raise ArgumentError("expected a FuncType")
        called = host(ty, func, access_caller)
        with errors():
            self._linker.define_func(
                checked_text(module), checked_text(name), ty._type, called, access_caller
            )

    def define_instance(self, store: Storelike, name: str, instance: Instance) -> None:
        """Defines what an instance exports."""
        if not isinstance(instance, Instance):
            raise TypeError("expected an Instance")
        with errors():
            self._linker.define_instance(checked_text(name), instance._instance)

    def define_wasi(self) -> None:
        """Defines all functions of WASI."""
        if self._wasi and not self.allow_shadowing:
            raise WasmtimeError("WASI is defined already")
        self._wasi = True
        self._linker.define_wasi()

    _wasi = False

    def define_module(self, store: Storelike, name: str, module: Module) -> None:
        """Makes an instance and defines what it exports."""
        if not isinstance(module, Module):
            raise ArgumentError("expected a Module")
        with errors():
            self._linker.define_module(whole(store), checked_text(name), module._module)

    def define_unknown_imports_as_traps(self, module: Module) -> None:
        """Defines functions that are missing as ones that fail."""
        self._linker.define_unknown_imports_as_traps(inner_module(module))

    def define_unknown_imports_as_default_values(
        self, store: Storelike, module: Module
    ) -> None:
        """Defines functions that are missing as ones that return zeros."""
        self._linker.define_unknown_imports_as_default_values(inner_module(module))

    def instantiate(self, store: Storelike, module: Module) -> Instance:
        """Makes an instance with what is defined."""
        if not isinstance(module, Module):
            raise ArgumentError("expected a Module")
        with errors():
            return Instance._of(self._linker.instantiate(whole(store), module._module))

    def instantiate_pre(self, module: Module) -> InstancePre:
        """Finds the module's imports."""
        with errors():
            return InstancePre(self._linker.instantiate_pre(inner_module(module)), self)

    def get(self, store: Storelike, module: str, name: str) -> AsExtern:
        """What a name is."""
        with errors():
            found = self._linker.get(whole(store), checked_text(module), checked_text(name))
        if found is None:
            raise WasmtimeError("item not defined in linker")
        return wrap(found)  # type: ignore[no-any-return]

    def get_default(self, store: Storelike, name: str) -> Func:
        """What a module is called by."""
        with errors():
            try:
                found = self._linker.get_default(whole(store), checked_text(name))
            except _s.LinkError:
                # As in wasmtime-py, a module that is not there does nothing.
                found = _s.Func(whole(store), "() -> ()", lambda: None)
        return Func._of(found)  # type: ignore[no-any-return]


def inner_module(module: object) -> _s.Module:
    if not isinstance(module, Module):
        raise ArgumentError("expected a Module")
    return module._module


def checked_text(text: object) -> str:
    if not isinstance(text, str):
        raise ArgumentError("expected a str")
    return text
