"""Errors, traps, and what can be closed."""

from __future__ import annotations

import contextlib
from enum import Enum

import sanderling as _s

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


class WasmtimeError(Exception):
    """Whatever goes wrong that is no trap.

    >>> import sanderling.compat.wasmtime as wasmtime
    >>> wasmtime.Module(wasmtime.Engine(), b"no module")
    Traceback (most recent call last):
      ...
    sanderling.compat.wasmtime._errors.WasmtimeError: ...
    """


class ExitTrap(WasmtimeError):
    """The guest has ended itself through WASI.

    >>> import sanderling.compat.wasmtime as wasmtime
    >>> issubclass(wasmtime.ExitTrap, wasmtime.WasmtimeError)
    True
    """

    code: int = 0


class ArgumentError(TypeError, AttributeError):
    """An argument of a wrong type. wasmtime-py raises one or the other."""


class TrapCode(Enum):
    """Why a guest trapped.

    >>> import sanderling.compat.wasmtime as wasmtime
    >>> wasmtime.TrapCode.UNREACHABLE.name
    'UNREACHABLE'
    """

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
    """A guest stopped abnormally, or a function of the host makes it stop.

    >>> import sanderling.compat.wasmtime as wasmtime
    >>> store = wasmtime.Store()
    >>> module = wasmtime.Module(store.engine, '(func (export "f") unreachable)')
    >>> f = wasmtime.Instance(store, module, []).exports(store)["f"]
    >>> try:
    ...     f(store)
    ... except wasmtime.Trap as trap:
    ...     trap.trap_code.name, len(trap.frames), "unreachable" in trap.message
    ('UNREACHABLE', 1, True)
    """

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
                f"\n\nCaused by:\n    {message}\n"
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
def errors() -> Iterator[None]:
    """Makes this package's exceptions wasmtime-py's."""
    try:
        yield
    except _s.WasmError as error:
        raise translated(error) from None


def translated(error: _s.WasmError) -> Exception:
    if isinstance(error, _s.ExitTrap):
        code = error.code or 0
        exit = ExitTrap(f"Exited with i32 exit status {code}")
        exit.code = code
        return exit
    if isinstance(error, _s.Trap):
        return Trap._of(error)
    return WasmtimeError(str(error))


class Managed:
    """What can be closed.

    >>> import sanderling.compat.wasmtime as wasmtime
    >>> isinstance(wasmtime.Engine(), wasmtime.Managed)
    True
    >>> with wasmtime.Store() as store:
    ...     pass
    >>> engine = wasmtime.Engine()
    >>> engine.close()
    """

    def close(self) -> None:
        """Gives up what the object holds."""

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
