"""Pointers to what the library has made, which are freed with the last reference."""

from __future__ import annotations

import gc
import sys

from ._native import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

_untrack: Callable[[Any], None] | None = None
if sys.implementation.name == "cpython":
    # It comes with the interpreter, and with PyPy it is neither there nor needed.
    from ctypes import py_object, pythonapi

    _native_untrack = pythonapi.PyObject_GC_UnTrack
    _native_untrack.restype = None

    def _untrack_object(thing: Any) -> None:
        # Declared argument types would hide a RecursionError in an error of their own.
        _native_untrack(py_object(thing))

    _untrack = _untrack_object


def owned(pointer: Any, delete: Any, size: int = 0) -> Any:
    """The pointer, which ``delete`` gets when nothing refers to it any more.

    ``size`` tells PyPy's garbage collector how many bytes are freed with it.

    Of a cycle that is garbage CPython's collector runs all finalizers first, those of
    cffi's pointers among the ``__del__`` of others, which would come by pointers to
    what is gone. It does not see these: they go when the objects that have them do.
    """
    handle = ffi.gc(pointer, delete, size)
    if _untrack is not None and gc.is_tracked(handle):
        _untrack(handle)
    return handle
