"""Pointers to what the library has made, which are freed with the last reference."""

from __future__ import annotations

import gc
import sys

from ._native import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _first_untrack(thing: Any) -> None:
    """Finds how to untrack; importing the package does not wait for that."""
    global _untrack
    try:
        from ctypes import py_object, pythonapi
    except ImportError:
        # An interpreter built without it has cffi's order of finalizers.
        _untrack = None
        return
    native = pythonapi.PyObject_GC_UnTrack
    native.restype = None

    def untrack(thing: Any) -> None:
        # Declared argument types would hide a RecursionError in an error of their own.
        native(py_object(thing))

    untrack(thing)
    _untrack = untrack


#: PyPy's collector knows an order.
_untrack = _first_untrack if sys.implementation.name == "cpython" else None


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
