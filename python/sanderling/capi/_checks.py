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

from .._native import ffi, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NULL = ffi.NULL
CData = ffi.CData
_VOID = ffi.typeof("void *")
_typeof = ffi.typeof

#: What ``typeof`` raises for what is not cffi's: a text it reads as a type.
ERRORS = (TypeError, ffi.error)

#: Handles that functions here have returned and that were not given away, by address: a
#: pointer is equal to any other one that has its address. These need no further check.
live: set[Any] = set()

#: Addresses that were given away or deleted, and have not been given out anew. Only the
#: newest, so that programs do not grow.
dead: dict[Any, None] = {}
_DEAD_LIMIT = 1 << 14

#: Whether `dead` is true: functions in C get handles from the library that nobody here
#: sees, and that can be where a deleted one was.
_watching = True

#: Vectors over memory that is Python's, and this memory.
_ours: dict[Any, Any] = {}
_NOBODYS = (None, lambda: None)


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
        raise _wrong(value, type, name)
    found = _typeof(value)
    if found is not type and not (found is _VOID and not value):
        raise _wrong(value, type, name)
    if value in dead:
        raise ValueError(f"{name} was deleted or given away: {type.cname}")
    return value


def structure(value: Any, type: Any, name: str) -> Any:
    """A pointer to a structure or a number, or an array of them with one at least."""
    if value is None:
        return NULL
    if isinstance(value, CData):
        found = _typeof(value)
        if found is type or (found is _VOID and not value):
            return value
        if found.kind == "array" and found.item is type.item and len(value):
            return value
    raise _wrong(value, type, name) from None


def pointer(value: Any, name: str) -> Any:
    """A pointer to anything."""
    if value is None:
        return NULL
    if isinstance(value, CData) and _typeof(value).kind in ("pointer", "array"):
        return value
    raise TypeError(f"{name} must be a pointer of cffi's or None, not {_kind(value)}")


def function(value: Any, type: Any, name: str) -> Any:
    """A pointer to a function of C's."""
    if value is None:
        return NULL
    if isinstance(value, CData):
        found = _typeof(value)
        if found is type or (found is _VOID and not value):
            if value:
                trust()
            return value
    raise _wrong(value, type, name)


def array(value: Any, length: int, type: Any, name: str) -> Any:
    """Elements that are read: a list, an array, bytes, or a bare pointer."""
    if value is None:
        _enough(0, length, name)
        return NULL
    if isinstance(value, CData):
        found = _typeof(value)
        if found.kind == "array" and found.item is type.item:
            _enough(len(value), length, name)
        elif found is not type and not (found is _VOID and not value):
            raise _wrong(value, type, name)
        return value
    if isinstance(value, (list, tuple)):
        _enough(len(value), length, name)
        return ffi.new(f"{type.item.cname}[]", [NULL if v is None else v for v in value])
    if type.item.cname in _BYTES:
        try:
            value = ffi.from_buffer(f"{type.item.cname}[]", value)
        except (TypeError, ValueError, BufferError):
            raise _wrong(value, type, name) from None
        _enough(len(value), length, name)
        return value
    raise _wrong(value, type, name)


def room(value: Any, length: int, type: Any, name: str) -> Any:
    """Elements that are written."""
    if value is None:
        _enough(0, length, name)
        return NULL
    if isinstance(value, CData):
        return array(value, length, type, name)
    if type.item.cname in _BYTES and not isinstance(value, (list, tuple, str, bytes)):
        try:
            value = ffi.from_buffer(f"{type.item.cname}[]", value, True)
        except (TypeError, ValueError, BufferError):
            raise _wrong(value, type, name) from None
        _enough(len(value), length, name)
        return value
    raise _wrong(value, type, name)


_BYTES = ("char", "uint8_t", "unsigned char")


def _enough(found: int, length: Any, name: str) -> None:
    if not isinstance(length, int):
        raise TypeError(f"the length of {name} must be an int, not {_kind(length)}")
    if length > found:
        raise ValueError(f"{name} has {found} elements, fewer than {length}")


def _wrong(value: Any, type: Any, name: str) -> TypeError:
    found = _typeof(value).cname if isinstance(value, CData) else _kind(value)
    return TypeError(f"{name} must be {type.cname}, not {found}")


def _kind(value: Any) -> str:
    return str(value.__class__.__name__)


# ---- Who owns what ----


def born(value: Any) -> Any:
    """A handle that is the caller's."""
    if value:
        dead.pop(value, None)
        live.add(value)
    return value


def seen(value: Any) -> Any:
    """A handle that somebody else owns."""
    if dead and value:
        dead.pop(value, None)
    return value


def gone(value: Any) -> None:
    """A handle is the library's, or deleted."""
    if not value:
        return
    live.discard(value)
    if _watching:
        dead[value] = None
        if len(dead) > _DEAD_LIMIT:
            del dead[next(iter(dead))]


def born_in(out: Any) -> None:
    """A handle that was written, the caller's."""
    if out:
        born(out[0])


def seen_in(vector: Any) -> Any:
    """The elements of a vector, which owns them."""
    if dead and vector:
        found = _typeof(vector)
        data = vector.data
        if found is _VALUE_VEC and data:
            for i in range(vector.size):
                value = data[i]
                if value.kind >= _FIRST_REF:
                    dead.pop(value.of.ref, None)
        elif found is not _BYTE_VEC and data:
            for i in range(vector.size):
                dead.pop(data[i], None)
    return vector


def born_all(vector: Any) -> None:
    """A vector of handles, which the caller owns with it."""
    if vector:
        data = vector.data
        for i in range(vector.size if data else 0):
            born(data[i])


def seen_at(value: Any) -> None:
    """A value that was written."""
    if value and value[0].kind >= _FIRST_REF:
        dead.pop(value[0].of.ref, None)


def gone_in(vector: Any) -> None:
    """A vector is given away, or deleted, with what is in it."""
    if not vector:
        return
    memory, alive = _ours.get(vector, _NOBODYS)
    if alive() is not None and vector.data == memory:
        raise ValueError("the vector's memory is Python's: the library cannot own it")
    if _typeof(vector) is _BYTE_VEC:
        return
    data = vector.data
    for i in range(vector.size if data else 0):
        gone_value(data[i])


def gone_value(value: Any) -> None:
    """A value, or an element, goes."""
    if _typeof(value) is _VALUE:
        value = value.of.ref if value.kind >= _FIRST_REF else NULL
    if value in dead:
        raise ValueError("what the vector or value holds was deleted already")
    gone(value)


def moved(array: Any, length: int) -> None:
    """Handles in an array become those of a vector."""
    if not array:
        return
    found = [array[i] for i in range(length)]
    if found and _typeof(found[0]).kind == "pointer":
        given = [value for value in found if value]
        if len(set(given)) != len(given):
            raise ValueError("a handle is there twice: a vector owns each of its elements")
        for value in given:
            if value in dead:
                raise ValueError("an element was deleted or given away")
        live.difference_update(given)


def keep(vector: Any, memory: Any) -> Any:
    """A vector over memory of Python's, which lives as long as this."""
    import weakref

    key = ffi.cast("void *", vector)

    def forget(ref: Any) -> None:
        # Another vector can be there already.
        if _ours.get(key, _NOBODYS)[1] is ref:
            del _ours[key]

    _ours[key] = memory, weakref.ref(vector, forget)
    return vector


_VALUE = _typeof("wasm_val_t")
_VALUE_VEC = _typeof("wasm_val_vec_t *")
_BYTE_VEC = _typeof("wasm_byte_vec_t *")
_FIRST_REF = int(lib.WASM_EXTERNREF)
