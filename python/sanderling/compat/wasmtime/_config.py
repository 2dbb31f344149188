"""Configurations and engines."""

from __future__ import annotations

import os
import platform
import warnings
import weakref

import sanderling as _s

from ._errors import Managed, WasmtimeError, errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_FEATURES = {
    "wasm_threads": "threads",
    "wasm_tail_call": "tail_call",
    "wasm_reference_types": "reference_types",
    "wasm_simd": "simd",
    "wasm_bulk_memory": "bulk_memory",
    "wasm_multi_value": "multi_value",
    "wasm_multi_memory": "multi_memory",
    "wasm_memory64": "memory64",
    "wasm_relaxed_simd": "relaxed_simd",
    "wasm_exceptions": "exceptions",
    "wasm_function_references": "function_references",
    "wasm_gc": "gc",
    "wasm_wide_arithmetic": "wide_arithmetic",
    "wasm_custom_page_sizes": "custom_page_sizes",
}

_IGNORED = frozenset(
    [
        "cache",
        "cranelift_debug_verifier",
        "cranelift_flag_enable",
        "cranelift_flag_set",
        "cranelift_opt_level",
        "debug_info",
        "gc_support",
        "macos_use_mach_ports",
        "memory_guard_size",
        "memory_init_cow",
        "memory_may_move",
        "memory_reservation",
        "memory_reservation_for_growth",
        "native_unwind_info",
        "parallel_compilation",
        "profiler",
        "signals_based_traps",
        "strategy",
        "target",
        "wasm_component_model",
        "wasm_component_model_async",
        "wasm_component_model_map",
        "wasm_stack_switching",
    ]
)

#: What the values of some of them can be, as programs may rely on the error.
_CHOICES = {
    "strategy": ("auto", "cranelift", "winch"),
    "cranelift_opt_level": ("none", "speed", "speed_and_size"),
    "profiler": ("none", "jitdump", "vtune", "perfmap"),
}

_warned: set[str] = set()


def _warn(name: str) -> None:
    if name not in _warned:
        _warned.add(name)
        message = f"{name} has no effect: there is no compiler here"
        warnings.warn(message, RuntimeWarning, stacklevel=3)


class Config(Managed):
    """How an engine works; attributes can be set, not read.

    >>> import sanderling.compat.wasmtime as wasmtime
    >>> config = wasmtime.Config()
    >>> config.wasm_simd = False
    >>> config.close()
    >>> config = wasmtime.Config()
    >>> import warnings
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     config.cranelift_flag_enable("has_avx")
    ...     config.cranelift_flag_set("opt_level", "none")
    """

    _config: Any
    _epochs: bool

    def __init__(self) -> None:
        object.__setattr__(self, "_config", _s.Config())
        object.__setattr__(self, "_epochs", False)

    def __setattr__(self, name: str, value: Any) -> None:
        config: _s.Config | None = self._config
        if config is None:
            raise ValueError("already closed")
        if name in _FEATURES:
            check_bool(value)
            config.features[_FEATURES[name]] = value
        elif name in ("wasm_relaxed_simd_deterministic", "cranelift_nan_canonicalization"):
            check_bool(value)
            config.deterministic = value
        elif name == "max_wasm_stack":
            config.max_stack = value
        elif name == "consume_fuel":
            check_bool(value)
            config.fuel = value
        elif name == "epoch_interruption":
            check_bool(value)
            object.__setattr__(self, "_epochs", value)
        elif name == "shared_memory":
            # There always are.
            check_bool(value)
        elif name in _IGNORED:
            choices = _CHOICES.get(name)
            if choices is not None and value not in choices:
                raise WasmtimeError(f"unknown {name}: {value}")
            if name == "target" and not value.startswith(f"{platform.machine()}-"):
                raise WasmtimeError(f"{value} is not this machine")
            if name == "cache" and not (isinstance(value, bool) or os.path.isfile(value)):
                raise WasmtimeError(f"failed to read {value}")
            if choices is None and name not in ("cache", "target"):
                check_bool(value, numbers="memory" in name)
            _warn(name)
        else:
            raise AttributeError(f"a Config has no {name}")

    def close(self) -> None:
        """Gives up the configuration."""
        object.__setattr__(self, "_config", None)

    def cranelift_flag_enable(self, flag: str) -> None:
        """Has no effect."""
        _warn("cranelift_flag_enable")

    def cranelift_flag_set(self, key: str, value: str) -> None:
        """Has no effect."""
        _warn("cranelift_flag_set")


def check_bool(value: object, numbers: bool = False) -> None:
    if not isinstance(value, bool) and not (numbers and isinstance(value, int)):
        raise TypeError("expected a bool")


class Engine(Managed):
    """What modules and stores have in common.

    >>> import sanderling.compat.wasmtime as wasmtime
    >>> engine = wasmtime.Engine()
    >>> engine.increment_epoch()
    >>> engine.is_pulley()
    False
    >>> engine.close()
    """

    def __init__(self, config: Config | None = None) -> None:
        if config is not None and not isinstance(config, Config):
            raise TypeError("expected Config")
        if config is not None and config._config is None:
            raise ValueError("already closed")
        with errors():
            self._engine = _s.Engine(None if config is None else config._config)
        #: How often the epoch has been incremented, whether calls are interrupted when it
        #: reaches their store's deadline, and the stores that have one.
        self._epoch, self._epochs = 0, config is not None and config._epochs
        self._stores: list[weakref.ref[Any]] = []
        if config is not None:
            # Like wasmtime-py, an engine uses a configuration up.
            object.__setattr__(config, "_config", None)

    def close(self) -> None:
        """Gives up the engine."""
        self._engine.close()

    def increment_epoch(self) -> None:
        """Interrupts what has reached its deadline in epochs."""
        self._epoch += 1
        for ref in tuple(self._stores):
            store = ref()
            if store is None:
                self._stores.remove(ref)
            else:
                store._look_at_the_epoch()

    def is_pulley(self) -> bool:
        """Whether this is wasmtime's own interpreter."""
        return False
