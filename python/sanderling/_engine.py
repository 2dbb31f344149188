"""Engines and their configuration."""

from __future__ import annotations

from ._handle import Closeable, create
from ._native import ffi, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["Config", "Engine"]


class Config:
    """How an :class:`Engine` reads, compiles and runs modules.

    Everything can be given by keyword or set as an attribute; what is None is the
    library's default.

    >>> Config(max_memory=1 << 20)
    <Config max_memory=1048576>
    """

    __slots__ = ("deterministic", "eager", "max_memory", "max_stack")

    def __init__(
        self,
        *,
        max_memory: int | None = None,
        max_stack: int | None = None,
        deterministic: bool = False,
        eager: bool = False,
    ) -> None:
        #: The bytes that one memory may grow to.
        self.max_memory = max_memory
        #: The bytes of values on the stack of a call.
        self.max_stack = max_stack
        #: Whether results are the same on every machine: NaNs then are canonical.
        self.deterministic = deterministic
        #: Whether functions are compiled with the module, not each at its first call.
        self.eager = eager

    def _create(self) -> Any:
        handle = ffi.gc(lib.wasm_config_new(), lib.wasm_config_delete)
        lib.sanderling_config_set_deterministic(handle, self.deterministic)
        lib.sanderling_config_set_eager(handle, self.eager)
        if self.max_memory is not None:
            lib.sanderling_config_set_max_memory_bytes(handle, self.max_memory)
        if self.max_stack is not None:
            lib.sanderling_config_set_max_stack_bytes(handle, self.max_stack)
        return handle

    def __repr__(self) -> str:
        values = ((name, getattr(self, name)) for name in sorted(self.__slots__))
        given = (
            f" {name}={value!r}" for name, value in values if value not in (None, False)
        )
        return f"<Config{''.join(given)}>"


class Engine(Closeable):
    """What modules and stores have in common: a configuration.

    Modules run in stores of their own engine only. Where an engine can be given, None
    stands for one that the whole process shares, with the default configuration.

    >>> Engine()
    <Engine>
    """

    __slots__ = ("_config",)

    def __init__(self, config: Config | None = None) -> None:
        self._handle = None
        self._config = config
        native = ffi.NULL if config is None else config._create()
        self._handle = create(
            "wasm_engine_t *",
            lib.wasm_engine_delete,
            lambda out, error: lib.sanderling_engine_new(native, out, error),
        )

    def __repr__(self) -> str:
        return "<Engine closed>" if self.closed else "<Engine>"


_default: Engine | None = None


def engine_or_default(engine: Engine | None) -> Engine:
    """``engine``, or the one that the process shares."""
    global _default
    if engine is not None:
        if not isinstance(engine, Engine):
            raise TypeError(f"expected an Engine or None, not {type(engine).__name__}")
        return engine
    if _default is None or _default.closed:
        _default = Engine()
    return _default
