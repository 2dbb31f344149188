"""Python functions where C expects its own.

There is one C function for each signature in the process, which finds the Python function
by a number; only where the number has no place, one is made for the Python function.

What a Python function raises comes out of the function here that ran the guest, as it is.
"""

from __future__ import annotations

import atexit
import itertools
import sys
import threading

from .._errors import HostFunctionsUnavailable
from .._native import ffi, lib
from . import _checks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

#: What Python functions have raised, with the thread, and nobody has raised on yet.
raised: list[tuple[int, BaseException]] = []

#: Python functions with what belongs to them, by number.
_entries: dict[int, Any] = {}

_number = itertools.count(1).__next__

#: The C functions that stay, by what they call; and those of one Python function.
_statics: dict[Any, Any] = {}
_closures: dict[int, Any] = {}

#: Closures that have done what they were made for. They cannot go while they run.
_spent: list[Any] = []


def _note(kind: Any, exception: BaseException, traceback: Any) -> None:
    raised.append((threading.get_ident(), exception.with_traceback(traceback)))


def _keep() -> None:
    """What C still has may be finalized while modules are taken apart, after their
    objects have gone: the C functions that are called then stay for good."""
    try:
        import ctypes
    except ImportError:
        return
    for function in [*_statics.values(), *_closures.values(), *_spent]:
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(function))


# Others end without taking anything apart.
if sys.implementation.name == "cpython":
    atexit.register(_keep)


def _closure(type: Any, function: Callable[..., Any], error: Any = None) -> Any:
    try:
        if error is None:
            return ffi.callback(type, function)
        return ffi.callback(type, function, error=error, onerror=_note)
    except (MemoryError, SystemError, OSError) as reason:
        message = f"this system allows no functions that are made at run time: {reason}"
        raise HostFunctionsUnavailable(message) from reason


def static(signature: str, function: Callable[..., Any], error: Any = None) -> Any:
    found = _statics.get(function)
    if found is None:
        found = _statics[function] = _closure(ffi.typeof(signature), function, error)
    return found


def surface(result: Any) -> Any:
    """Raises what a Python function has raised, in place of the trap it came out as."""
    if raised and result:
        thread = threading.get_ident()
        for i in reversed(range(len(raised))):
            if raised[i][0] == thread:
                exception = raised.pop(i)[1]
                _checks.gone(result)
                lib.wasm_trap_delete(result)
                raise exception
    return result


def surface_status(error: Any) -> None:
    """The same where something has failed, and `error` may hold what."""
    thread = threading.get_ident()
    for i in reversed(range(len(raised))):
        if raised[i][0] == thread:
            exception = raised.pop(i)[1]
            _drop(error)
            raise exception


def _drop(error: Any) -> None:
    if error and error[0]:
        value = error[0]
        _checks.gone(value)
        error[0] = ffi.NULL
        if ffi.typeof(value) is _TRAP:
            lib.wasm_trap_delete(value)
        else:
            lib.sanderling_error_delete(value)


_TRAP = ffi.typeof("wasm_trap_t *")


def is_python(value: Any) -> bool:
    """Whether this is a function of Python's; it may also be anything wrong."""
    return callable(value) and not isinstance(value, ffi.CData)


def answering(
    store: Any, type: Any, function: Any, env: Any = None, finalizer: Any = None
) -> Any:
    """A ``wasm_func_t`` of a Python function."""
    callback = static("sanderling_func_callback_t", _answer, False)
    drop = static("void (*)(void *)", _forget)
    number = _number()
    _entries[number] = function, env, finalizer, _takes_references(type)
    key = ffi.cast("void *", number)
    made = lib.sanderling_func_new_answering(store, type, callback, key, drop)
    if not made:
        del _entries[number]
    return made


def _takes_references(type: Any) -> bool:
    params = _checks.elements(lib.wasm_functype_params(type))
    return any(lib.wasm_valtype_kind(one) >= lib.WASM_EXTERNREF for one in params)


def _answer(env: Any, args: Any, results: Any, trap: Any) -> bool:
    function, given, _, takes_references = _entries[int(ffi.cast("uintptr_t", env))]
    if takes_references:
        _checks.seen_all(args)
    answer = function(args, results) if given is None else function(given, args, results)
    if answer is not None and answer:
        answer = _checks.handle(answer, _TRAP, "the trap of a callback")
        _checks.gone(answer)
        trap[0] = answer
    return True


# A module's names may have gone before the last call: these two have their own.
def _forget(env: Any, entries: Any = _entries, cast: Any = ffi.cast) -> None:
    _, given, finalizer, _ = entries.pop(int(cast("uintptr_t", env)))
    if finalizer is not None and finalizer:
        finalizer(given)


def host(function: Any, id: Any, finalizer: Any) -> tuple[Any, Any, Any]:
    """A function on slots, its number, and its finalizer, of which one may be Python's."""
    if not is_python(function) and not is_python(finalizer):
        function = _checks.function(function, _HOST, "func")
        return function, id, _checks.function(finalizer, _FINALIZER, "finalizer")
    if function is None:
        return ffi.NULL, id, ffi.NULL
    if not is_python(function):
        function = _checks.function(function, _HOST, "func")
    if finalizer is not None and not is_python(finalizer):
        finalizer = _checks.function(finalizer, _FINALIZER, "finalizer")
    if not isinstance(id, int):
        raise TypeError(f"id must be an int, not {id.__class__.__name__}")
    number = _number()
    _entries[number] = function, id, finalizer
    return (
        static("sanderling_host_fn_t", _host, -1),
        number,
        static("sanderling_host_finalizer_t", _forget_host),
    )


def unused(number: Any, made: bool) -> None:
    """There is no function for a number that `host` has given."""
    if not made:
        _entries.pop(number, None)


def _host(number: int, caller: Any, slots: Any, length: int) -> int:
    function, id, _ = _entries[number]
    _checks.seen(caller)
    return function(id, caller, slots, length)  # type: ignore[no-any-return]


def _forget_host(number: int, entries: Any = _entries) -> None:
    _, id, finalizer = entries.pop(number)
    if finalizer is not None and finalizer:
        finalizer(id)


_HOST = ffi.typeof("sanderling_host_fn_t")
_FINALIZER = ffi.typeof("sanderling_host_finalizer_t")


def finalizer(function: Any, type: Any, name: str) -> Any:
    """A finalizer, which is called once."""
    if not is_python(function):
        return _checks.function(function, type, name)
    number = _number()

    def once(info: Any) -> None:
        _spent.append(_closures.pop(number, None))
        function(info)

    _spent.clear()
    made = _closures[number] = _closure(type, once)
    return made


def forever(function: Any, type: Any, name: str) -> Any:
    """A function of which nobody says when it is needed no more: it is kept."""
    if not is_python(function):
        return _checks.function(function, type, name)
    made = _closures[_number()] = _closure(type, function, -1)
    return made
