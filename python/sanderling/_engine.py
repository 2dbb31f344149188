"""Engines and their configuration."""

from __future__ import annotations

from ._errors import UnsupportedError, WasmError, new_out, take
from ._handle import Closeable, create
from ._native import lib
from ._owned import owned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

__all__ = ["Config", "Engine"]

#: The names of the attributes of a :class:`Config` that are limits of the library.
_LIMITS = {"max_stack": "wasm_stack_bytes", "max_call_depth": "host_call_depth"}


class Config:
    """How an :class:`Engine` reads, compiles and runs modules.

    Everything can be given by keyword or set as an attribute; what is None is the
    library's default.

    ``max_memory``
        The bytes that one memory may grow to.
    ``max_stack``
        The bytes of values on the stack of a call.
    ``max_call_depth``
        How deeply calls from guests to the host and back may be nested.
    ``deterministic``
        Whether results are the same on every machine: NaNs then are canonical.
    ``fuel``
        Whether guests consume fuel: see :attr:`Store.fuel`.
    ``interruptible``
        Whether calls end for Ctrl-C, other signals and timeouts. Without it guests run
        some percent faster, and one that never returns can be ended only with the process.
    ``eager``
        Whether functions are compiled with the module, not each at its first call.
    ``features``
        WebAssembly's features by name, and whether they are on; all that are implemented
        are on unless this switches them off. Each can be given by keyword as well.
    ``limits``
        The library's other limits by name, such as ``functions`` or ``module_bytes``.

    >>> Config(max_memory=1 << 20)
    <Config max_memory=1048576>
    >>> import sanderling
    >>> engine = Engine(Config(simd=False))
    >>> sanderling.Module(engine, "(func (param v128))")
    Traceback (most recent call last):
      ...
    sanderling._errors.UnsupportedError: unsupported: SIMD support is not enabled
    """

    __slots__ = (
        "deterministic",
        "eager",
        "features",
        "fuel",
        "interruptible",
        "limits",
        "max_call_depth",
        "max_memory",
        "max_stack",
    )

    def __init__(
        self,
        *,
        max_memory: int | None = None,
        max_stack: int | None = None,
        max_call_depth: int | None = None,
        deterministic: bool = False,
        eager: bool = False,
        fuel: bool = False,
        interruptible: bool = True,
        features: Mapping[str, bool] | None = None,
        limits: Mapping[str, int] | None = None,
        **flags: bool,
    ) -> None:
        self.max_memory = max_memory
        self.max_stack = max_stack
        self.max_call_depth = max_call_depth
        self.deterministic = deterministic
        self.eager = eager
        self.fuel = fuel
        self.interruptible = interruptible
        self.features: dict[str, bool] = dict(features or {})
        self.limits: dict[str, int] = dict(limits or {})
        if flags:
            self._check(flags)
            self.features.update(flags)

    @staticmethod
    def _check(flags: Mapping[str, bool]) -> None:
        for name, enabled in flags.items():
            if not _is_feature(name, bool(enabled)):
                message = f"Config() got an unexpected keyword argument {name!r}"
                raise TypeError(message)

    # Features are attributes as well.
    def __setattr__(self, name: str, value: Any) -> None:
        if hasattr(type(self), name):
            object.__setattr__(self, name, value)
        elif value is None:
            self.features.pop(name, None)
        elif _is_feature(name, bool(value)):
            self.features[name] = bool(value)
        else:
            raise AttributeError(f"'Config' object has no attribute {name!r}")

    def __getattr__(self, name: str) -> bool | None:
        if not name.startswith("_") and _is_feature(name, False):
            return self.features.get(name)
        raise AttributeError(f"'Config' object has no attribute {name!r}")

    @property
    def consume_fuel(self) -> bool:
        """The same as ``fuel``.

        >>> Config(fuel=True).consume_fuel
        True
        """
        return self.fuel

    @consume_fuel.setter
    def consume_fuel(self, fuel: bool) -> None:
        self.fuel = fuel

    def _create(self) -> Any:
        handle = owned(lib.wasm_config_new(), lib.wasm_config_delete)
        lib.sanderling_config_set_deterministic(handle, self.deterministic)
        lib.sanderling_config_set_eager(handle, self.eager)
        lib.sanderling_config_set_consume_fuel(handle, self.fuel)
        lib.sanderling_config_set_interruptible(handle, self.interruptible)
        if self.max_memory is not None:
            lib.sanderling_config_set_max_memory_bytes(handle, self.max_memory)
        limits = dict(self.limits)
        for name, limit in _LIMITS.items():
            value = getattr(self, name)
            if value is not None:
                limits[limit] = value
        for name, value in limits.items():
            _set(lib.sanderling_config_set_limit, handle, name, value)
        for name, enabled in self.features.items():
            _set(lib.sanderling_config_set_feature, handle, name, enabled)
        return handle

    def _key(self) -> tuple[Any, ...]:
        """What tells one configuration from others."""
        return (
            self.max_memory,
            self.max_stack,
            self.max_call_depth,
            self.deterministic,
            self.eager,
            self.fuel,
            self.interruptible,
            tuple(sorted(self.features.items())),
            tuple(sorted(self.limits.items())),
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Config):
            return NotImplemented
        return self._key() == other._key()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        values = ((name, getattr(self, name)) for name in self.__slots__)
        given = (
            f" {name}={value!r}"
            for name, value in values
            if value not in (None, False, {})
            and not (name == "interruptible" and value is True)
        )
        return f"<Config{''.join(given)}>"


def _is_feature(name: str, enabled: bool) -> bool:
    """Whether there is a feature of this name. An UnsupportedError if it cannot be switched
    on."""
    handle = owned(lib.wasm_config_new(), lib.wasm_config_delete)
    try:
        _set(lib.sanderling_config_set_feature, handle, name, enabled)
    except UnsupportedError:
        raise
    except WasmError:
        return False
    return True


def _set(function: Any, handle: Any, name: str, value: Any) -> None:
    data, error = name.encode(), new_out()
    if function(handle, data, len(data), value, error):
        raise take(error)


class Engine(Closeable):
    """What modules and stores have in common: a configuration.

    Modules run in stores of their own engine only. Where an engine can be given, None
    stands for one that the whole process shares, with the default configuration.

    >>> Engine()
    <Engine>
    """

    __slots__ = ("_config", "interruptible")

    def __init__(self, config: Config | None = None) -> None:
        self._handle = None
        if config is not None and not isinstance(config, Config):
            raise TypeError(f"expected a Config or None, not {type(config).__name__}")
        self._config = config
        native = (Config() if config is None else config)._create()
        #: Whether calls can be ended from outside.
        self.interruptible = config is None or config.interruptible or config.fuel
        self._handle = create(
            "wasm_engine_t *",
            lib.wasm_engine_delete,
            lambda out, error: lib.sanderling_engine_new(native, out, error),
        )

    def __repr__(self) -> str:
        return "<Engine closed>" if self.closed else "<Engine>"


_default: Engine | None = None

#: Engines of modules that came from other processes, by their configurations.
_engines: dict[tuple[Any, ...], Engine] = {}


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


def engine_for(config: Config | None) -> Engine:
    """The engine that the process shares for modules of this configuration."""
    if config is None:
        return engine_or_default(None)
    engine = _engines.get(config._key())
    if engine is None or engine.closed:
        engine = _engines[config._key()] = Engine(config)
    return engine
