"""What the functions of the C interface check of their arguments.

C trusts its callers: a pointer that was deleted, or that leads to something else, ends the
process. Here it is an exception as far as it can be known:

- cffi checks numbers, and pointers of types that C tells apart;
- it also takes a ``char *`` for any pointer, and lists of any length, which is refused
  here;
- what was given out and what was deleted is remembered by its address;
- lengths are compared with those of arrays, bytes and lists.

What nobody can know stays C's: that a pointer made by ``ffi.cast`` leads to something, or
that an array behind a bare pointer is as long as is said.
"""

from __future__ import annotations

from _cffi_backend import typeof

from .._native import ffi, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

NULL = ffi.NULL
CData = ffi.CData
_VOID = ffi.typeof("void *")

#: Handles that functions here have returned and that were not given away, by address: a
#: pointer is equal to any other one that has its address. These need no further check.
live: set[Any] = set()
add, leave = live.add, live.remove

#: Addresses that were given away or deleted, and have not been given out anew. Only the
#: newest, so that programs do not grow.
dead: dict[Any, None] = {}
forget = dead.pop
DEAD_LIMIT = 1 << 14

#: Those of the functions that have been called whose results are all numbers.
numeric: set[Any] = set()
unlist = numeric.discard

#: Whether `dead` is true: functions in C get handles from the library that nobody here
#: sees, and that can be where a deleted one was.
_watching = True

#: Vectors over memory that is Python's, and this memory.
ours: dict[Any, Any] = {}
_NOBODYS = (None, lambda: None)

#: The types of pointers, by those of arrays.
_arrays: dict[Any, Any] = {}
array_of = _arrays.get

#: The types that are known to be of pointers and arrays.
_pointers: dict[Any, bool] = {}
is_pointer = _pointers.get


def trust() -> None:
    """Deleted handles are no longer noticed: they cannot be told from others."""
    global _watching
    _watching = False
    dead.clear()


def handle(value: Any, type: Any, name: str) -> Any:
    """A pointer to something opaque that is not known to be alive."""
    if value is None:
        return NULL
    if not isinstance(value, CData):
        raise _wrong(value, type, name) from None
    found = typeof(value)
    if found is not type and not (found is _VOID and not value):
        raise _wrong(value, type, name) from None
    if value in dead and _watching:
        raise ValueError(f"{name} was deleted or given away: {type.cname}") from None
    return value


def callee(func: Any) -> Any:
    """A function that is to be called, and is not known to give numbers only."""
    if func not in live:
        func = handle(func, _FUNC, "func")
    if func:
        type = lib.wasm_func_type(func)
        kinds = lib.wasm_functype_results(type)
        kinds = [lib.wasm_valtype_kind(kinds.data[i]) for i in range(kinds.size)]
        lib.wasm_functype_delete(type)
        if not any(kind >= _FIRST_REF for kind in kinds):
            numeric.add(func)
    return func


def structure(value: Any, type: Any, name: str) -> Any:
    """A pointer to a structure or a number, or an array of them with one at least."""
    if value is None:
        return NULL
    if isinstance(value, CData):
        found = typeof(value)
        if found is type or (found is _VOID and not value):
            return value
        if found.kind == "array" and found.item is type.item and len(value):
            return value
    raise _wrong(value, type, name) from None


def pointer(value: Any, name: str) -> Any:
    """A pointer to anything."""
    if value is None:
        return NULL
    if isinstance(value, CData) and typeof(value).kind in ("pointer", "array"):
        _pointers[typeof(value)] = True
        return value
    message = f"{name} must be a pointer of cffi's or None, not {_kind(value)}"
    raise TypeError(message) from None


def function(value: Any, type: Any, name: str) -> Any:
    """A pointer to a function of C's."""
    if value is None:
        return NULL
    if isinstance(value, CData):
        found = typeof(value)
        if found is type or (found is _VOID and not value):
            if value:
                trust()
            return value
    raise _wrong(value, type, name)


def array(value: Any, length: int, type: Any, name: str) -> Any:
    """Elements that are read: a list, an array, bytes, or a bare pointer."""
    if isinstance(value, (list, tuple)):
        _enough(len(value), length, name)
        # cffi makes an array of it.
        return [NULL if element is None else element for element in value]
    if value is None:
        _enough(0, length, name)
        return NULL
    if isinstance(value, CData):
        found = typeof(value)
        if found.kind == "array" and found.item is type.item:
            _arrays[found] = type
            _enough(len(value), length, name)
        elif found is not type and not (found is _VOID and not value):
            raise _wrong(value, type, name) from None
        return value
    return _bytes(value, length, type, name, False)


def room(value: Any, length: int, type: Any, name: str) -> Any:
    """Elements that are written."""
    if value is None or isinstance(value, CData):
        return array(value, length, type, name)
    if isinstance(value, (list, tuple, str, bytes)):
        raise _wrong(value, type, name) from None
    return _bytes(value, length, type, name, True)


def _bytes(value: Any, length: int, type: Any, name: str, written: bool) -> Any:
    """What has bytes."""
    if type.item.cname not in _BYTES:
        raise _wrong(value, type, name) from None
    try:
        value = ffi.from_buffer(f"{type.item.cname}[]", value, written)
    except (TypeError, ValueError, BufferError):
        raise _wrong(value, type, name) from None
    _enough(len(value), length, name)
    return value


_BYTES = ("char", "uint8_t", "unsigned char")


def _enough(found: int, length: Any, name: str) -> None:
    if not isinstance(length, int):
        message = f"the length of {name} must be an int, not {_kind(length)}"
        raise TypeError(message) from None
    if length > found:
        raise ValueError(f"{name} has {found} elements, fewer than {length}") from None


def _wrong(value: Any, type: Any, name: str) -> TypeError:
    found = typeof(value).cname if isinstance(value, CData) else _kind(value)
    return TypeError(f"{name} must be {type.cname}, not {found}")


def _kind(value: Any) -> str:
    return str(value.__class__.__name__)


# ---- Who owns what ----


def born(value: Any) -> Any:
    """A handle that is the caller's."""
    if value:
        forget(value, None)
        add(value)
    return value


def seen(value: Any) -> Any:
    """A handle that somebody else owns."""
    if dead:
        forget(value, None)
    return value


def gone(value: Any) -> None:
    """A handle is the library's, or deleted."""
    if value:
        live.discard(value)
        numeric.discard(value)
        dead[value] = None
        if len(dead) > DEAD_LIMIT:
            bury()


def bury() -> None:
    """Forgets the handle that is dead for the longest time."""
    forget(next(iter(dead)), None)


def born_in(out: Any) -> None:
    """A handle that was written, the caller's."""
    if out:
        value = out[0]
        if value:
            forget(value, None)
            add(value)


def elements(vector: Any) -> Any:
    """The elements of a vector."""
    if vector:
        # It may also be an array of vectors, with one.
        one = vector[0]
        size = one.size
        if size:
            data = one.data
            return ffi.unpack(data, size) if data else ()
    return ()


def seen_all(vector: Any) -> None:
    """What is in a vector, which owns it."""
    if dead:
        seen_in(elements(vector))


def seen_in(found: Iterable[Any]) -> None:
    """Handles, or values, that somebody else owns."""
    for value in found if dead else ():
        if typeof(value) is _VALUE:
            if value.kind >= _FIRST_REF:
                forget(value.of.ref, None)
        else:
            forget(value, None)


def seen_at(value: Any) -> None:
    """A value that was written."""
    if value and value[0].kind >= _FIRST_REF:
        forget(value[0].of.ref, None)


def born_all(vector: Any) -> None:
    """A vector of handles, which the caller owns with it."""
    found = elements(vector)
    for value in found:
        born(value)


def refuse(vector: Any) -> None:
    """A vector is given away, or deleted, whose memory is not the library's."""
    memory, alive = ours.get(vector, _NOBODYS)
    if alive() is not None and vector[0].data == memory:
        raise ValueError("the vector's memory is Python's: the library cannot own it")


def gone_all(vector: Any) -> None:
    """A vector of handles is given away, or deleted, with what is in it."""
    found = elements(vector)
    if found:
        _check_all(found)
        for value in found:
            gone(value)


def gone_in(vector: Any) -> None:
    """The same for a vector of values."""
    for value in elements(vector):
        gone_value(value)


def gone_value(value: Any) -> None:
    """A value goes."""
    if value.kind >= _FIRST_REF:
        _check_all((value.of.ref,))
        gone(value.of.ref)


def _check_all(values: Any) -> None:
    if not live.issuperset(values):
        for value in values:
            if value in dead and _watching:
                raise ValueError("what the vector or value holds was deleted already")


def moved(array: Any, length: int) -> None:
    """Handles in an array become those of a vector, and can still be used."""
    if array.__class__ is list:
        found = array[:length]
    else:
        found = ffi.unpack(array, length) if array else []
    distinct = set(found)
    distinct.discard(NULL)
    if len(distinct) != len(found) and len(distinct) != sum(map(bool, found)):
        raise ValueError("a handle is there twice: a vector owns each of its elements")
    if not distinct <= live:
        for value in distinct:
            if value in dead and _watching:
                raise ValueError("an element was deleted or given away")


def keep(vector: Any, memory: Any) -> Any:
    """A vector over memory of Python's, which lives as long as this."""
    import weakref

    key = ffi.cast("void *", vector)

    def forget(ref: Any) -> None:
        # Another vector can be there already.
        if ours.get(key, _NOBODYS)[1] is ref:
            del ours[key]

    ours[key] = memory, weakref.ref(vector, forget)
    return vector


_VALUE = ffi.typeof("wasm_val_t")
_FUNC = ffi.typeof("wasm_func_t *")
_FIRST_REF = int(lib.WASM_EXTERNREF)
