"""The interface of wasmtime-py, for programs that were written for it.

``import sanderling.compat.wasmtime as wasmtime`` is the one line to change: names, the
order of arguments, and the classes of errors of wasmtime-py's core modules are here.
(Components are not.) What differs:

* Integers that do not fit raise an ``OverflowError``; wasmtime-py wraps them silently.
* Vectors (``v128``) are 16 bytes; wasmtime-py ends the process.
* Things of another store raise a :class:`WasmtimeError`; wasmtime-py ends the process.
* Options that only a compiler has (``strategy``, ``cranelift_opt_level``, ``profiler``,
  ``cache`` …) are accepted, and warned of once each.
* :meth:`Memory.data_ptr` and :meth:`Memory.get_buffer_ptr` never dangle: what they return
  keeps the bytes that it points to.
* ``set_wasi`` must come before the store is used.
* A serialized module is the module itself, as there is no compiled code to keep.
* Messages of errors are this package's.

>>> import sanderling.compat.wasmtime as wasmtime
>>> store = wasmtime.Store()
>>> module = wasmtime.Module(store.engine, '''
...     (import "" "hello" (func $hello)) (func (export "run") (call $hello))''')
>>> hello = wasmtime.Func(store, wasmtime.FuncType([], []), lambda: print("Hello!"))
>>> instance = wasmtime.Instance(store, module, [hello])
>>> instance.exports(store)["run"](store)
Hello!
"""

from __future__ import annotations

import contextlib
import os
import sys
import warnings
from collections.abc import Mapping
from enum import Enum

import sanderling as _s

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any, Callable, Union

    Storelike = Union["Store", "Caller", "StoreContext"]
    AsExtern = Union["Func", "Global", "Table", "Memory", "Tag"]

__all__ = [
    "Caller",
    "Config",
    "Engine",
    "ExitTrap",
    "ExportType",
    "Frame",
    "Func",
    "FuncType",
    "Global",
    "GlobalType",
    "ImportType",
    "Instance",
    "InstancePre",
    "Limits",
    "Linker",
    "Memory",
    "MemoryType",
    "Module",
    "Store",
    "StoreContext",
    "Table",
    "TableType",
    "Tag",
    "TagType",
    "Trap",
    "TrapCode",
    "Val",
    "ValType",
    "WasiConfig",
    "WasmtimeError",
    "wat2wasm",
]


class WasmtimeError(Exception):
    """Whatever goes wrong that is no trap."""


class ExitTrap(WasmtimeError):
    """The guest has ended itself through WASI."""

    code: int = 0


class _ArgumentError(TypeError, AttributeError):
    """An argument of a wrong type. wasmtime-py raises one or the other."""


class TrapCode(Enum):
    """Why a guest trapped."""

    STACK_OVERFLOW = 0
    MEMORY_OUT_OF_BOUNDS = 1
    HEAP_MISALIGNED = 2
    TABLE_OUT_OF_BOUNDS = 3
    INDIRECT_CALL_TO_NULL = 4
    BAD_SIGNATURE = 5
    INTEGER_OVERFLOW = 6
    INTEGER_DIVISION_BY_ZERO = 7
    BAD_CONVERSION_TO_INTEGER = 8
    UNREACHABLE = 9
    INTERRUPT = 10
    OUT_OF_FUEL = 11
    ATOMIC_WAIT_NON_SHARED_MEMORY = 12
    NULL_REFERENCE = 13
    ARRAY_OUT_OF_BOUNDS = 14
    ALLOCATION_TOO_LARGE = 15
    CAST_FAILURE = 16


_CODES = {
    _s.TrapCode.UNREACHABLE: TrapCode.UNREACHABLE,
    _s.TrapCode.MEMORY_OUT_OF_BOUNDS: TrapCode.MEMORY_OUT_OF_BOUNDS,
    _s.TrapCode.TABLE_OUT_OF_BOUNDS: TrapCode.TABLE_OUT_OF_BOUNDS,
    _s.TrapCode.UNDEFINED_ELEMENT: TrapCode.TABLE_OUT_OF_BOUNDS,
    _s.TrapCode.INDIRECT_CALL_TO_NULL: TrapCode.INDIRECT_CALL_TO_NULL,
    _s.TrapCode.BAD_SIGNATURE: TrapCode.BAD_SIGNATURE,
    _s.TrapCode.INTEGER_DIVISION_BY_ZERO: TrapCode.INTEGER_DIVISION_BY_ZERO,
    _s.TrapCode.INTEGER_OVERFLOW: TrapCode.INTEGER_OVERFLOW,
    _s.TrapCode.BAD_CONVERSION_TO_INTEGER: TrapCode.BAD_CONVERSION_TO_INTEGER,
    _s.TrapCode.STACK_OVERFLOW: TrapCode.STACK_OVERFLOW,
    _s.TrapCode.OUT_OF_FUEL: TrapCode.OUT_OF_FUEL,
    _s.TrapCode.INTERRUPT: TrapCode.INTERRUPT,
    _s.TrapCode.TIMEOUT: TrapCode.INTERRUPT,
    _s.TrapCode.OUT_OF_MEMORY: TrapCode.ALLOCATION_TOO_LARGE,
    _s.TrapCode.NULL_REFERENCE: TrapCode.NULL_REFERENCE,
    _s.TrapCode.CAST_FAILURE: TrapCode.CAST_FAILURE,
    _s.TrapCode.ARRAY_OUT_OF_BOUNDS: TrapCode.ARRAY_OUT_OF_BOUNDS,
    _s.TrapCode.UNALIGNED_ATOMIC: TrapCode.HEAP_MISALIGNED,
    _s.TrapCode.EXPECTED_SHARED_MEMORY: TrapCode.ATOMIC_WAIT_NON_SHARED_MEMORY,
    _s.TrapCode.NULL_FUNCTION_REFERENCE: TrapCode.NULL_REFERENCE,
}

#: Messages that programs compare.
_MESSAGES = {
    _s.TrapCode.UNREACHABLE: "wasm trap: wasm `unreachable` instruction executed",
    _s.TrapCode.OUT_OF_FUEL: "wasm trap: all fuel consumed by WebAssembly",
    _s.TrapCode.STACK_OVERFLOW: "wasm trap: call stack exhausted",
    _s.TrapCode.INTERRUPT: "wasm trap: interrupt",
    _s.TrapCode.TIMEOUT: "wasm trap: interrupt",
}

Frame = _s.Frame


class Trap(Exception):
    """A guest stopped abnormally, or a function of the host makes it stop."""

    def __init__(self, message: str) -> None:
        if not isinstance(message, str):
            raise TypeError(f"expected a str, not {type(message).__name__}")
        super().__init__(message)
        self._message = message
        self._trap: _s.Trap | None = None

    @classmethod
    def _of(cls, trap: _s.Trap) -> Trap:
        lines = [
            f"{number:>5}: {frame.module_offset:#8x} - {frame.module_name or '<unknown>'}!"
            f"{frame.func_name or f'<wasm function {frame.func_index}>'}"
            for number, frame in enumerate(trap.frames)
        ]
        message = _MESSAGES.get(trap.code, trap.message)  # type: ignore[call-overload]
        if lines:
            trace = "\n".join(lines)
            message = (
                f"error while executing at wasm backtrace:\n{trace}"
                f"\n\nCaused by:\n    {message}"
            )
        self = cls(message)
        self._trap = trap
        return self

    @property
    def message(self) -> str:
        """What happened, with the frames."""
        return self._message

    @property
    def frames(self) -> list[_s.Frame]:
        """The guest's functions that were running, innermost first."""
        if self._trap is not None:
            return list(self._trap.frames)
        return list(getattr(self, "wasm_frames", ()))

    @property
    def trap_code(self) -> TrapCode | None:
        """Why; None if a function of the host made it."""
        return None if self._trap is None else _CODES.get(self._trap.code)  # type: ignore[call-overload]

    def __str__(self) -> str:
        return self._message


@contextlib.contextmanager
def _errors() -> Iterator[None]:
    """Makes this package's exceptions wasmtime-py's."""
    try:
        yield
    except _s.WasmError as error:
        raise _translated(error) from None


def _translated(error: _s.WasmError) -> Exception:
    if isinstance(error, _s.ExitTrap):
        code = error.code or 0
        exit = ExitTrap(f"Exited with i32 exit status {code}")
        exit.code = code
        return exit
    if isinstance(error, _s.Trap):
        return Trap._of(error)
    return WasmtimeError(str(error))


class _Managed:
    """What can be closed."""

    def close(self) -> None:
        """Gives up what the object holds."""

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


# ---- Types ----


class ValType:
    """The type of a value."""

    __slots__ = ("_type",)

    _type: _s.ValType

    def __init__(self) -> None:
        raise WasmtimeError("cannot construct directly")

    @classmethod
    def _of(cls, type: Any) -> ValType:
        self = cls.__new__(cls)
        self._type = _s.ValType(type)
        return self

    @classmethod
    def i32(cls) -> ValType:
        """``i32``."""
        return cls._of("i32")

    @classmethod
    def i64(cls) -> ValType:
        """``i64``."""
        return cls._of("i64")

    @classmethod
    def f32(cls) -> ValType:
        """``f32``."""
        return cls._of("f32")

    @classmethod
    def f64(cls) -> ValType:
        """``f64``."""
        return cls._of("f64")

    @classmethod
    def v128(cls) -> ValType:
        """``v128``."""
        return cls._of("v128")

    @classmethod
    def externref(cls) -> ValType:
        """``externref``."""
        return cls._of("externref")

    @classmethod
    def funcref(cls) -> ValType:
        """``funcref``."""
        return cls._of("funcref")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ValType) and self._type == other._type

    def __hash__(self) -> int:
        return hash(self._type)

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        return "anyref" if self._type == "externref" else str(self._type)


def _check_types(types: Any) -> list[_s.ValType]:
    checked = []
    for type in types:
        if not isinstance(type, ValType):
            raise TypeError("expected ValType")
        checked.append(type._type)
    return checked


class _Compared:
    """A type around one of this package's."""

    _type: Any

    @classmethod
    def _of(cls, type: Any) -> Any:
        self = cls.__new__(cls)
        self._type = type
        return self

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._type == other._type

    def __hash__(self) -> int:
        return hash(self._type)

    def __repr__(self) -> str:
        return repr(self._type)


class FuncType(_Managed, _Compared):
    """The type of a function."""

    def __init__(self, params: Sequence[ValType], results: Sequence[ValType]) -> None:
        self._type = _s.FuncType(_check_types(params), _check_types(results))

    @property
    def params(self) -> list[ValType]:
        """The types of the parameters."""
        return [ValType._of(type) for type in self._type.params]

    @property
    def results(self) -> list[ValType]:
        """The types of the results."""
        return [ValType._of(type) for type in self._type.results]


class GlobalType(_Managed, _Compared):
    """The type of a global."""

    def __init__(self, valtype: ValType, mutable: bool) -> None:
        (content,) = _check_types([valtype])
        self._type = _s.GlobalType(content, bool(mutable))

    @property
    def content(self) -> ValType:
        """The type of the value."""
        return ValType._of(self._type.content)

    @property
    def mutable(self) -> bool:
        """Whether the value can be set."""
        return bool(self._type.mutable)


class Limits:
    """A minimum and, if it is not None, a maximum."""

    def __init__(self, min: int, max: int | None = None) -> None:
        self.min = min
        self.max = max

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Limits) and (self.min, self.max) == (other.min, other.max)

    def __hash__(self) -> int:
        return hash((self.min, self.max))

    def __repr__(self) -> str:
        return f"Limits({self.min}, {self.max})"


def _limits(limits: object, bits: int) -> tuple[int, int | None]:
    if not isinstance(limits, Limits):
        raise TypeError("expected Limits")
    for value in (limits.min, limits.max):
        if value is None:
            continue
        if not isinstance(value, int):
            raise TypeError("limits are integers")
        if not 0 <= value < 1 << bits:
            raise WasmtimeError(f"limit {value} does not fit")
    return limits.min, limits.max


class TableType(_Managed, _Compared):
    """The type of a table."""

    def __init__(self, valtype: ValType, limits: Limits) -> None:
        (element,) = _check_types([valtype])
        minimum, maximum = _limits(limits, 32)
        try:
            self._type = _s.TableType(element, minimum, maximum)
        except ValueError as error:
            raise WasmtimeError(str(error)) from None

    @property
    def element(self) -> ValType:
        """The type of the elements."""
        return ValType._of(self._type.element)

    @property
    def limits(self) -> Limits:
        """The sizes."""
        return Limits(self._type.minimum, self._type.maximum)


class MemoryType(_Managed, _Compared):
    """The type of a memory."""

    def __init__(
        self,
        limits: Limits,
        is_64: bool = False,
        shared: bool = False,
        page_size_log2: int = 16,
    ) -> None:
        minimum, maximum = _limits(limits, 64 if is_64 else 32)
        if shared or page_size_log2 != 16:
            raise WasmtimeError("such memories can only come from modules")
        try:
            self._type = _s.MemoryType(minimum, maximum, is_64=is_64)
        except ValueError as error:
            raise WasmtimeError(str(error)) from None

    @property
    def limits(self) -> Limits:
        """The sizes in pages."""
        return Limits(self._type.minimum, self._type.maximum)

    @property
    def is_64(self) -> bool:
        """Whether addresses have 64 bits."""
        return bool(self._type.is_64)

    @property
    def is_shared(self) -> bool:
        """Whether threads share it."""
        return " shared" in self._type.text

    @property
    def page_size(self) -> int:
        """The bytes of a page."""
        return 1 << self.page_size_log2

    @property
    def page_size_log2(self) -> int:
        """The binary logarithm of it."""
        return 0 if "pagesize 1)" in self._type.text else 16


class TagType(_Managed, _Compared):
    """The type of a tag."""

    def __init__(self, functype: FuncType) -> None:
        if not isinstance(functype, FuncType):
            raise _ArgumentError("expected a FuncType")
        self._type = _s.TagType(functype._type.params)

    @property
    def functype(self) -> FuncType:
        """The type of a function with the values as parameters."""
        return FuncType._of(_s.FuncType(self._type.params, []))  # type: ignore[no-any-return]


_TYPES: dict[type, Any] = {
    _s.FuncType: FuncType,
    _s.GlobalType: GlobalType,
    _s.TableType: TableType,
    _s.MemoryType: MemoryType,
    _s.TagType: TagType,
}


class ImportType:
    """One import of a module."""

    def __init__(self, item: _s.ImportType) -> None:
        #: The names by which it is found.
        self.module = item.module
        self.name: str | None = item.name
        #: The type that it must have.
        self.type = _TYPES[item.type.__class__]._of(item.type)


class ExportType:
    """One export of a module."""

    def __init__(self, item: _s.ExportType) -> None:
        #: Its name.
        self.name = item.name
        #: Its type.
        self.type = _TYPES[item.type.__class__]._of(item.type)


# ---- Configurations, engines, stores ----

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
        "shared_memory",
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


class Config(_Managed):
    """How an engine works; attributes can be set, not read."""

    _config: Any

    def __init__(self) -> None:
        object.__setattr__(self, "_config", _s.Config())

    def __setattr__(self, name: str, value: Any) -> None:
        config: _s.Config = self._config
        if name in _FEATURES:
            _check_bool(value)
            config.features[_FEATURES[name]] = value
        elif name in ("wasm_relaxed_simd_deterministic", "cranelift_nan_canonicalization"):
            _check_bool(value)
            config.deterministic = value
        elif name == "max_wasm_stack":
            config.max_stack = value
        elif name in ("consume_fuel", "epoch_interruption"):
            _check_bool(value)
            setattr(config, "fuel" if name == "consume_fuel" else "_epochs", value)
        elif name in _IGNORED:
            choices = _CHOICES.get(name)
            if choices is not None and value not in choices:
                raise WasmtimeError(f"unknown {name}: {value}")
            if choices is None and name not in ("cache", "target"):
                _check_bool(value, numbers="memory" in name)
            _warn(name)
        else:
            raise AttributeError(f"a Config has no {name}")

    def cranelift_flag_enable(self, flag: str) -> None:
        """Has no effect."""
        _warn("cranelift_flag_enable")

    def cranelift_flag_set(self, key: str, value: str) -> None:
        """Has no effect."""
        _warn("cranelift_flag_set")


def _check_bool(value: object, numbers: bool = False) -> None:
    if not isinstance(value, bool) and not (numbers and isinstance(value, int)):
        raise TypeError("expected a bool")


class Engine(_Managed):
    """What modules and stores have in common."""

    def __init__(self, config: Config | None = None) -> None:
        if config is not None and not isinstance(config, Config):
            raise TypeError("expected Config")
        if config is not None and config._config is None:
            raise ValueError("already closed")
        with _errors():
            self._engine = _s.Engine(None if config is None else config._config)
        if config is not None:
            # Like wasmtime-py, an engine uses a configuration up.
            object.__setattr__(config, "_config", None)

    def close(self) -> None:
        """Gives up the engine."""
        self._engine.close()

    def increment_epoch(self) -> None:
        """Interrupts what has reached its deadline in epochs."""
        increment = getattr(self._engine, "increment_epoch", None)
        if increment is not None:
            increment()

    def is_pulley(self) -> bool:
        """Whether this is wasmtime's own interpreter."""
        return False


def _store(store: object) -> Any:
    """This package's store or caller of what is given for a store."""
    if isinstance(store, Store):
        return store._store
    if isinstance(store, Caller):
        return store._caller
    if isinstance(store, StoreContext):
        return store._store
    raise _ArgumentError(f"expected a Store, not {type(store).__name__}")


def _ref(store: object) -> Any:
    inner = _store(store)
    return inner._ref if isinstance(inner, _s.Store) else inner._store


class Store(_Managed):
    """All that guests can reach."""

    def __init__(self, engine: Engine | None = None, data: Any = None) -> None:
        if engine is not None and not isinstance(engine, Engine):
            raise TypeError("engine should be an Engine")
        #: The engine that the store was made with.
        self.engine = Engine() if engine is None else engine
        self._data = data
        self._wasi: WasiConfig | None = None
        self._made: _s.Store | None = None

    @property
    def _store(self) -> _s.Store:
        # Not made before WASI's configuration can have come.
        if self._made is None:
            wasi = None if self._wasi is None else self._wasi._config()
            with _errors():
                self._made = _s.Store(self.engine._engine, wasi=wasi)
        return self._made

    def data(self) -> Any:
        """What was given for ``data``."""
        return self._data

    def gc(self) -> None:
        """Frees what guests do not refer to any more."""
        collect = getattr(self._store, "gc", None)
        if collect is not None:
            collect()

    def set_wasi(self, wasi: WasiConfig) -> None:
        """Says what guests get from WASI."""
        if not isinstance(wasi, WasiConfig):
            raise TypeError("expected a WasiConfig")
        if self._made is not None:
            raise WasmtimeError("set_wasi must be called before the store is used")
        self._wasi = wasi

    def set_fuel(self, fuel: int) -> None:
        """Sets the fuel."""
        with _errors():
            self._store.fuel = fuel

    def get_fuel(self) -> int:
        """The fuel that is left."""
        with _errors():
            return self._store.fuel

    def set_epoch_deadline(self, ticks_after_current: int) -> None:
        """Sets the epochs after which calls are interrupted."""
        with _errors():
            self._store.set_epoch_deadline(ticks_after_current)  # type: ignore[attr-defined]

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
        with _errors():
            self._store.limits = _s.Limits(
                **{name: value for name, value in given.items() if value >= 0}
            )

    def close(self) -> None:
        """Frees all that is in the store."""
        if self._made is not None:
            self._made.close()


class StoreContext:
    """A store, during a call."""

    def __init__(self, store: Any) -> None:
        self._store = store


# ---- Modules ----


class Module(_Managed):
    """A valid module."""

    def __init__(self, engine: Engine, wasm: str | bytes | bytearray) -> None:
        if not isinstance(engine, Engine):
            raise _ArgumentError("expected an Engine")
        if not isinstance(wasm, (str, bytes, bytearray)):
            raise TypeError("expected wasm bytes or text")
        if isinstance(wasm, bytes) and wasm[:1] == b"(":
            wasm = wasm.decode()
        with _errors():
            self._module = _s.Module(engine._engine, wasm)

    @classmethod
    def _of(cls, module: _s.Module) -> Module:
        self = cls.__new__(cls)
        self._module = module
        return self

    @classmethod
    def from_file(cls, engine: Engine, path: str | bytes | os.PathLike[str]) -> Module:
        """The module in a file."""
        with open(path, "rb") as file:
            return cls(engine, file.read())

    @classmethod
    def validate(cls, engine: Engine, wasm: bytes | bytearray) -> None:
        """An error unless the bytes are a valid module."""
        if not isinstance(wasm, (bytes, bytearray)):
            raise TypeError("expected wasm bytes")
        with _errors():
            _s.Module.validate(engine._engine, wasm)

    def serialize(self) -> bytearray:
        """The module in the binary format."""
        with _errors():
            return bytearray(self._module.serialize())

    @classmethod
    def deserialize(cls, engine: Engine, encoded: bytes | bytearray) -> Module:
        """The module that was serialized."""
        if not isinstance(encoded, (bytes, bytearray)):
            raise TypeError("expected bytes")
        return cls(engine, encoded)

    @classmethod
    def deserialize_file(cls, engine: Engine, path: str) -> Module:
        """The module that was serialized to a file."""
        try:
            with open(path, "rb") as file:
                return cls(engine, file.read())
        except OSError as error:
            raise WasmtimeError(str(error)) from None

    @property
    def imports(self) -> list[ImportType]:
        """What the module imports."""
        return [ImportType(item) for item in self._module.imports]

    @property
    def exports(self) -> list[ExportType]:
        """What the module exports."""
        return [ExportType(item) for item in self._module.exports]

    def close(self) -> None:
        """Gives up the module."""
        self._module.close()


def wat2wasm(wat: str | bytes) -> bytearray:
    """The binary format of a module in the text format."""
    with _errors():
        return bytearray(_s.wat2wasm(wat))


# ---- Values and what is in a store ----


class Val:
    """A value with its type."""

    __slots__ = ("_type", "_value")

    def __init__(self, type: ValType, value: Any) -> None:
        self._type = type
        self._value = value

    @classmethod
    def i32(cls, val: int) -> Val:
        """An ``i32``."""
        return cls(ValType.i32(), _integer(val, 32))

    @classmethod
    def i64(cls, val: int) -> Val:
        """An ``i64``."""
        return cls(ValType.i64(), _integer(val, 64))

    @classmethod
    def f32(cls, val: float) -> Val:
        """An ``f32``."""
        return cls(ValType.f32(), _float(val))

    @classmethod
    def f64(cls, val: float) -> Val:
        """An ``f64``."""
        return cls(ValType.f64(), _float(val))

    @classmethod
    def externref(cls, extern: Any) -> Val:
        """An ``externref``."""
        return cls(ValType.externref(), extern)

    @classmethod
    def funcref(cls, f: Func | None) -> Val:
        """A ``funcref``."""
        if f is not None and not isinstance(f, Func):
            raise TypeError("expected a Func")
        return cls(ValType.funcref(), f)

    @classmethod
    def ref_null(cls, ty: ValType) -> Val:
        """The null reference of a type."""
        if ty not in (ValType.externref(), ValType.funcref()):
            raise WasmtimeError(f"Invalid reference type for `ref_null`: {ty}")
        return cls(ty, None)

    @property
    def value(self) -> Any:
        """The Python value."""
        return self._value

    @property
    def type(self) -> ValType:
        """The type."""
        return self._type

    def _as(self, type: str) -> Any:
        return self._value if self._type._type == type else None

    def as_i32(self) -> int | None:
        """The value, if it is an ``i32``."""
        return self._as("i32")  # type: ignore[no-any-return]

    def as_i64(self) -> int | None:
        """The value, if it is an ``i64``."""
        return self._as("i64")  # type: ignore[no-any-return]

    def as_f32(self) -> float | None:
        """The value, if it is an ``f32``."""
        return self._as("f32")  # type: ignore[no-any-return]

    def as_f64(self) -> float | None:
        """The value, if it is an ``f64``."""
        return self._as("f64")  # type: ignore[no-any-return]

    def as_externref(self) -> Any:
        """The value, if it is an ``externref``."""
        return self._as("externref")

    def as_funcref(self) -> Func | None:
        """The value, if it is a ``funcref``."""
        return self._as("funcref")  # type: ignore[no-any-return]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Val):
            return self._type == other._type and bool(self._value == other._value)
        return bool(self._value == other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Val.{self._type._type}({self._value!r})"


def _integer(value: object, bits: int) -> int:
    if not isinstance(value, int):
        raise TypeError("expected an integer")
    if not -1 << bits - 1 <= value < 1 << bits:
        raise OverflowError(f"{value} does not fit")
    return value - (1 << bits) if value >> bits - 1 == 1 else int(value)


def _float(value: object) -> Any:
    if not isinstance(value, float):
        raise TypeError("expected a float")
    return value


def _lower(value: Any, type: Any) -> Any:
    """What wasmtime-py's programs give for a value, for this package."""
    if isinstance(value, Val):
        if value.type._type != type:
            raise TypeError("wrong type of `Val` provided")
        value = value.value
    if type == "externref":
        return value
    if isinstance(value, Func):
        if type != "funcref":
            raise TypeError(f"don't know how to convert {value!r} to {type}")
        return value._item
    if type in ("f32", "f64") and not isinstance(value, (int, float)):
        raise TypeError(f"don't know how to convert {value!r} to {type}")
    return value


def _lift(value: Any) -> Any:
    return Func._of(value) if isinstance(value, _s.Func) else value


class _Item:
    """Something of a store, around this package's."""

    _item: Any

    @classmethod
    def _of(cls, item: Any) -> Any:
        self = cls.__new__(cls)
        self._item = item
        return self

    def _in(self, store: object) -> Any:
        """This package's object, which must belong to the store."""
        if _ref(store) is not self._item._store:
            raise WasmtimeError("the object belongs to another store")
        return self._item

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and bool(self._item == other._item)

    def __hash__(self) -> int:
        return hash(self._item)


class Func(_Item):
    """A function."""

    def __init__(
        self,
        store: Storelike,
        ty: FuncType,
        func: Callable[..., Any],
        access_caller: bool = False,
    ) -> None:
        inner = _store(store)
        if not isinstance(ty, FuncType):
            raise _ArgumentError("expected a FuncType")
        if not callable(func):
            raise TypeError("expected a function")
        with _errors():
            self._item = _s.Func(
                inner, ty._type, _host(ty, func, access_caller), access_caller
            )

    def type(self, store: Storelike) -> FuncType:
        """The type."""
        return FuncType._of(self._in(store).type)  # type: ignore[no-any-return]

    def __call__(self, store: Storelike, *params: Any) -> Any:
        """Calls the function: no result is None, several are a list."""
        func = self._in(store)
        types = func.type.params
        if len(params) != len(types):
            many = "many" if len(params) > len(types) else "few"
            raise WasmtimeError(
                f"too {many} parameters provided: "
                f"given {len(params)}, expected {len(types)}"
            )
        try:
            result = func(*map(_lower, params, types))
        except _s.WasmError as error:
            raise _translated(error) from None
        if result.__class__ is tuple:
            return [_lift(value) for value in result]
        return _lift(result)


def _host(ty: FuncType, func: Callable[..., Any], access_caller: bool) -> Any:
    """A Python function of a program for wasmtime-py as one for this package."""
    results = ty._type.results
    plain = not any(type.is_ref for type in ty._type.params + results)

    def call(*args: Any) -> Any:
        if access_caller:
            args = (Caller(args[0]), *map(_lift, args[1:]))
        elif not plain:
            args = tuple(map(_lift, args))
        result = func(*args)
        if not results:
            if result is not None:
                raise WasmtimeError("callback produced results when it shouldn't")
            return None
        if len(results) == 1:
            if isinstance(result, Val) or not plain:
                result = _lower(result, results[0])
            return result
        if len(result) != len(results):
            raise WasmtimeError("callback produced wrong number of results")
        return tuple(map(_lower, result, results))

    call.__name__ = getattr(func, "__name__", "callback")
    return call


class Caller:
    """Who has called a function of the host."""

    def __init__(self, caller: _s.Caller) -> None:
        self._caller = caller

    def get(self, name: str) -> AsExtern | None:
        """The export of this name; None if there is none, or the call is over."""
        if not isinstance(name, str):
            raise _ArgumentError("expected a str")
        try:
            found = self._caller.get(name)
        except _s.ExpiredError:
            return None
        return None if found is None else _wrap(found)

    def __getitem__(self, name: str) -> AsExtern:
        found = self.get(name)
        if found is None:
            raise KeyError(f"failed to find export {name}")
        return found


class Global(_Item):
    """A global."""

    def __init__(self, store: Storelike, ty: GlobalType, val: Any) -> None:
        if not isinstance(ty, GlobalType):
            raise _ArgumentError("expected a GlobalType")
        with _errors():
            value = _lower(val, ty._type.content)
            self._item = _s.Global(_store(store), ty._type, value)

    def type(self, store: Storelike) -> GlobalType:
        """The type."""
        return GlobalType._of(self._in(store).type)  # type: ignore[no-any-return]

    def value(self, store: Storelike) -> Any:
        """The value."""
        with _errors():
            return _lift(self._in(store).value)

    def set_value(self, store: Storelike, val: Any) -> None:
        """Sets the value."""
        item = self._in(store)
        if not item.type.mutable:
            raise WasmtimeError("immutable global cannot be set")
        with _errors():
            item.value = _lower(val, item.type.content)


class Table(_Item):
    """A table."""

    def __init__(self, store: Storelike, ty: TableType, init: Any) -> None:
        if not isinstance(ty, TableType):
            raise _ArgumentError("expected a TableType")
        with _errors():
            value = _lower(init, ty._type.element)
            self._item = _s.Table(_store(store), ty._type, value)

    def type(self, store: Storelike) -> TableType:
        """The type."""
        return TableType._of(self._in(store).type)  # type: ignore[no-any-return]

    def size(self, store: Storelike) -> int:
        """The number of elements."""
        with _errors():
            return len(self._in(store))

    def grow(self, store: Storelike, amt: int, init: Any) -> int:
        """Adds elements; the former size."""
        item = self._in(store)
        with _errors():
            return int(item.grow(amt, _lower(init, item.type.element)))

    def get(self, store: Storelike, idx: int) -> Any:
        """An element; None if there is none there."""
        item = self._in(store)
        with _errors():
            return _lift(item[idx]) if 0 <= idx < len(item) else None

    def set(self, store: Storelike, idx: int, val: Any) -> None:
        """Replaces an element."""
        item = self._in(store)
        with _errors():
            if not 0 <= idx < len(item):
                raise WasmtimeError("table element index out of bounds")
            item[idx] = _lower(val, item.type.element)


class Memory(_Item):
    """A memory."""

    def __init__(self, store: Storelike, ty: MemoryType) -> None:
        if not isinstance(ty, MemoryType):
            raise _ArgumentError("expected a MemoryType")
        with _errors():
            self._item = _s.Memory(_store(store), ty._type)

    def type(self, store: Storelike) -> MemoryType:
        """The type."""
        return MemoryType._of(self._in(store).type)  # type: ignore[no-any-return]

    def size(self, store: Storelike) -> int:
        """The size in pages."""
        with _errors():
            return int(self._in(store).size)

    def grow(self, store: Storelike, delta: int) -> int:
        """Adds pages; the former size."""
        if delta < 0:
            raise WasmtimeError("cannot grow by negative amount")
        with _errors():
            return int(self._in(store).grow(delta))

    def data_len(self, store: Storelike) -> int:
        """The size in bytes."""
        with _errors():
            return int(self._in(store).data_len)

    def page_size(self, store: Storelike) -> int:
        """The bytes of a page."""
        return self.type(store).page_size

    def page_size_log2(self, store: Storelike) -> int:
        """The binary logarithm of it."""
        return self.type(store).page_size_log2

    def read(
        self, store: Storelike, start: int | None = 0, stop: int | None = None
    ) -> bytearray:
        """A copy of the bytes from ``start`` to ``stop``, as of a list's."""
        with _errors():
            return bytearray(self._in(store)[slice(start, stop)])

    def write(self, store: Storelike, value: Any, start: int | None = None) -> int:
        """Writes bytes; how many."""
        memory = self._in(store)
        with _errors():
            size = len(memory)
            begin = slice(start, None).indices(size)[0]
            if not isinstance(value, (bytes, bytearray, memoryview)):
                value = bytearray(value)
            if begin >= size or begin + len(value) > size:
                raise IndexError("index out of range")
            return int(memory.write(begin, value))

    def get_buffer_ptr(
        self, store: Storelike, size: int | None = None, offset: int = 0
    ) -> Any:
        """An array of ctypes over the bytes."""
        import ctypes

        with _errors():
            view = self._in(store).view(offset, size)
        return (ctypes.c_ubyte * len(view)).from_buffer(view)

    def data_ptr(self, store: Storelike) -> Any:
        """A pointer of ctypes to the bytes."""
        import ctypes

        array = self.get_buffer_ptr(store)
        return ctypes.cast(array, ctypes.POINTER(ctypes.c_ubyte))


class Tag(_Item):
    """The tag of an exception."""

    def __init__(self, store: Storelike, ty: TagType) -> None:
        if not isinstance(ty, TagType):
            raise _ArgumentError("expected a TagType")
        with _errors():
            self._item = _s.Tag(_store(store), ty._type)

    def type(self, store: Storelike) -> TagType:
        """The type."""
        return TagType._of(self._in(store).type)  # type: ignore[no-any-return]

    def eq(self, store: Storelike, other: Tag) -> bool:
        """Whether both are the same tag."""
        return self._in(store) is other._in(store)


_ITEMS: dict[type, Any] = {
    _s.Func: Func,
    _s.Global: Global,
    _s.Table: Table,
    _s.Memory: Memory,
    _s.Tag: Tag,
}


def _wrap(item: Any) -> Any:
    return _ITEMS[item.__class__]._of(item)


def _unwrap(item: object, store: object) -> Any:
    if not isinstance(item, _Item):
        raise TypeError("expected an instance of AsExtern")
    return item._in(store)


# ---- Instances and linkers ----


class Instance:
    """A module at work in a store."""

    def __init__(
        self, store: Storelike, module: Module, imports: Sequence[AsExtern]
    ) -> None:
        if not isinstance(module, Module):
            raise _ArgumentError("expected a Module")
        items = [_unwrap(item, store) for item in imports]
        wanted = len(module._module.imports)
        if len(items) != wanted:
            raise WasmtimeError(f"expected {wanted} imports, found {len(items)}")
        with _errors():
            self._instance = _s.Instance(_whole(store), module._module, items)

    @classmethod
    def _of(cls, instance: _s.Instance) -> Instance:
        self = cls.__new__(cls)
        self._instance = instance
        return self

    def exports(self, store: Storelike) -> InstanceExports:
        """What the instance exports."""
        if _ref(store) is not self._instance.store._ref:
            raise WasmtimeError("the instance belongs to another store")
        return InstanceExports(self._instance)


def _whole(store: object) -> Any:
    """The store itself; not every use of it is possible during a call."""
    inner = _store(store)
    return inner if isinstance(inner, _s.Store) else inner.store


class InstanceExports(Mapping[str, "Any"]):
    """What an instance exports."""

    def __init__(self, instance: _s.Instance) -> None:
        with _errors():
            self._items = {name: _wrap(item) for name, item in instance.exports.items()}

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


class InstancePre(_Managed):
    """A module whose imports have been found."""

    def __init__(self, prepared: _s.InstancePre, linker: Linker) -> None:
        self._prepared = prepared
        self._linker = linker

    def instantiate(self, store: Storelike) -> Instance:
        """Makes an instance."""
        with _errors():
            return Instance._of(self._prepared.instantiate(_whole(store)))


class Linker(_Managed):
    """Names for what modules may import."""

    _linker: _s.Linker

    def __init__(self, engine: Engine) -> None:
        if not isinstance(engine, Engine):
            raise _ArgumentError("expected an Engine")
        #: The engine that the linker was made with.
        self.engine = engine
        self._linker = _s.Linker(engine._engine)

    @property
    def allow_shadowing(self) -> bool:
        """Whether names can be defined anew."""
        return bool(self._linker.allow_shadowing)

    @allow_shadowing.setter
    def allow_shadowing(self, allow: bool) -> None:
        _check_bool(allow)
        self._linker.allow_shadowing = allow

    def define(self, store: Storelike, module: str, name: str, item: AsExtern) -> None:
        """Defines a name."""
        with _errors():
            self._linker.define(_text(module), _text(name), _unwrap(item, store))

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
            raise _ArgumentError("expected a FuncType")
        host = _host(ty, func, access_caller)
        with _errors():
            self._linker.define_func(
                _text(module), _text(name), ty._type, host, access_caller
            )

    def define_instance(self, store: Storelike, name: str, instance: Instance) -> None:
        """Defines what an instance exports."""
        if not isinstance(instance, Instance):
            raise TypeError("expected an Instance")
        with _errors():
            self._linker.define_instance(_text(name), instance._instance)

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
            raise _ArgumentError("expected a Module")
        with _errors():
            self._linker.define_module(_whole(store), _text(name), module._module)

    def define_unknown_imports_as_traps(self, module: Module) -> None:
        """Defines functions that are missing as ones that fail."""
        self._linker.define_unknown_imports_as_traps(_inner(module))

    def define_unknown_imports_as_default_values(
        self, store: Storelike, module: Module
    ) -> None:
        """Defines functions that are missing as ones that return zeros."""
        self._linker.define_unknown_imports_as_default_values(_inner(module))

    def instantiate(self, store: Storelike, module: Module) -> Instance:
        """Makes an instance with what is defined."""
        if not isinstance(module, Module):
            raise _ArgumentError("expected a Module")
        with _errors():
            return Instance._of(self._linker.instantiate(_whole(store), module._module))

    def instantiate_pre(self, module: Module) -> InstancePre:
        """Finds the module's imports."""
        with _errors():
            return InstancePre(self._linker.instantiate_pre(_inner(module)), self)

    def get(self, store: Storelike, module: str, name: str) -> AsExtern:
        """What a name is."""
        with _errors():
            found = self._linker.get(_whole(store), _text(module), _text(name))
        if found is None:
            raise WasmtimeError("item not defined in linker")
        return _wrap(found)  # type: ignore[no-any-return]

    def get_default(self, store: Storelike, name: str) -> Func:
        """What a module is called by."""
        with _errors():
            try:
                found = self._linker.get_default(_whole(store), _text(name))
            except _s.LinkError:
                # As in wasmtime-py, a module that is not there does nothing.
                found = _s.Func(_whole(store), "() -> ()", lambda: None)
        return Func._of(found)  # type: ignore[no-any-return]


def _inner(module: object) -> _s.Module:
    if not isinstance(module, Module):
        raise _ArgumentError("expected a Module")
    return module._module


def _text(text: object) -> str:
    if not isinstance(text, str):
        raise _ArgumentError("expected a str")
    return text


# ---- WASI ----


class DirPerms(Enum):
    """What a guest may do with a directory."""

    READ_ONLY = 1
    WRITE_ONLY = 2
    READ_WRITE = 3


class FilePerms(Enum):
    """What a guest may do with the files in it."""

    READ_ONLY = 1
    WRITE_ONLY = 2
    READ_WRITE = 3


class WasiConfig(_Managed):
    """What guests get from WASI; attributes can be set, not read."""

    _given: dict[str, Any]

    def __init__(self) -> None:
        object.__setattr__(self, "_given", {"preopens": []})

    def __setattr__(self, name: str, value: Any) -> None:
        given: dict[str, Any] = self._given
        if name == "argv":
            given["args"] = list(value)
        elif name == "env":
            given["env"] = dict(value)
        elif name in ("stdin_file", "stdout_file", "stderr_file"):
            path = os.fsdecode(value)
            try:
                with open(path, "rb" if name == "stdin_file" else "wb"):
                    pass
            except OSError as error:
                raise WasmtimeError(f"failed to set {name}: {error}") from None
            given[name[: -len("_file")]] = _Path(path)
        elif name in ("stdout_custom", "stderr_custom"):
            given[name[: -len("_custom")]] = _custom(value)
        else:
            raise AttributeError(f"a WasiConfig has no {name}")

    def inherit_argv(self) -> None:
        """Gives the guest this process's arguments."""
        self._given["args"] = list(sys.argv)

    def inherit_env(self) -> None:
        """Gives the guest this process's environment."""
        self._given["env"] = dict(os.environ)

    def inherit_stdin(self) -> None:
        """Gives the guest this process's standard input."""
        self._given["stdin"] = lambda length: os.read(0, length)

    def inherit_stdout(self) -> None:
        """Gives the guest this process's standard output."""
        self._given["stdout"] = "inherit"

    def inherit_stderr(self) -> None:
        """Gives the guest this process's standard error."""
        self._given["stderr"] = "inherit"

    def preopen_dir(
        self,
        path: str,
        guest_path: str,
        dir_perms: DirPerms = DirPerms.READ_WRITE,
        file_perms: FilePerms = FilePerms.READ_WRITE,
    ) -> None:
        """Lets the guest use a directory."""
        if not os.path.isdir(path):
            raise WasmtimeError(f"failed to add preopen dir: {path}")
        write = dir_perms != DirPerms.READ_ONLY and file_perms != FilePerms.READ_ONLY
        self._given["preopens"].append(_s.Dir(path, guest_path, write=write))

    def _config(self) -> _s.WasiConfig:
        return _s.WasiConfig(**self._given)


class _Path:
    """The path of a file."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __fspath__(self) -> str:
        return self._path


def _custom(callback: Callable[[bytes], int | None]) -> Callable[[bytes], None]:
    def write(data: bytes) -> None:
        # What is not written at once is written next.
        while data:
            count = callback(data)
            if count is None or count >= len(data):
                return
            if count < 0:
                raise OSError(-count, os.strerror(-count))
            data = data[count:]

    return write
