"""Functions.

A call passes its arguments and results in slots of 8 bytes, which are seen as numbers of
each type at once. For each signature a Python function is generated that does just what
this signature needs; it is bound to each function of that signature.
"""

from __future__ import annotations

import sys

from ._errors import WrongStoreError, new_out, take
from ._native import ffi, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from ._types import FuncType, ValType
    from ._values import StoreRef

__all__ = ["Func"]


class Func:
    """A function of an instance. Calling it takes and returns Python values.

    ============= =============================================================
    type          values
    ============= =============================================================
    ``i32``       ``int`` from -2**31 to 2**32 - 1; results are signed
    ``i64``       ``int`` from -2**63 to 2**64 - 1; results are signed
    ``f32 f64``   ``float``; arguments may be ``int``
    ``v128``      16 ``bytes``, or as an argument an ``int``
    ``funcref``   :class:`Func` or None
    ``externref`` any object, or None, which is the null reference
    ============= =============================================================

    No result is None, one is its value, several are a tuple.

    >>> import sanderling
    >>> module = sanderling.Module(None, '''
    ...     (func (export "divmod") (param i32 i32) (result i32 i32)
    ...         (i32.div_u (local.get 0) (local.get 1))
    ...         (i32.rem_u (local.get 0) (local.get 1)))''')
    >>> exports = sanderling.Instance(sanderling.Store(), module).exports
    >>> exports.divmod
    <Func divmod (i32, i32) -> (i32, i32)>
    >>> exports.divmod(17, 5)
    (3, 2)
    """

    # Python finds `__call__` by the type, where it is a slot, and calls what is in it:
    # the generated function, without another one around it.
    __slots__ = ("__call__", "__weakref__", "_handle", "_store", "name", "type")

    __call__: Callable[..., Any]

    def __init__(self, handle: Any, store: StoreRef, name: str, type: FuncType) -> None:
        self._handle = handle
        self._store = store
        #: The name of the export.
        self.name = name
        #: The function's type.
        self.type = type
        self.__call__ = _binder(type)(handle, store, name)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Func):
            return NotImplemented
        return self is other or (
            self._store is other._store and slot_of(self) == slot_of(other)
        )

    def __hash__(self) -> int:
        return hash((id(self._store), self.type))

    def __repr__(self) -> str:
        return f"<Func {self.name} {self.type}>"


def slot_of(func: Func) -> int:
    """The number of the reference to a function."""
    slot, error = ffi.new("uint64_t *"), new_out()
    if lib.sanderling_funcref_new(func._handle, slot, error):
        raise take(error)
    return int(slot[0])


#: Where the low half of a slot is, as one of two.
_LOW = 0 if sys.byteorder == "little" else 1

#: The views of a frame: for each, its element type and where value ``slot`` is in it.
_VIEWS: dict[str, tuple[str, Callable[[int], int]]] = {
    "i32": ("int32_t", lambda slot: 2 * slot + _LOW),
    "i64": ("int64_t", lambda slot: slot),
    "f32": ("float", lambda slot: 2 * slot + _LOW),
    "f64": ("double", lambda slot: slot),
}

#: The unsigned types that take what is too large for a signed one.
_UNSIGNED = {"i32": "uint32_t *", "i64": "uint64_t *"}

_binders: dict[FuncType, Callable[..., Callable[..., Any]]] = {}


def _binder(type: FuncType) -> Callable[..., Callable[..., Any]]:
    """What makes the Python function for a function of this type."""
    binder = _binders.get(type)
    if binder is None:
        # Two threads may both make one; either will do.
        binder = _binders[type] = _generate(type)
    return binder


def _generate(type: FuncType) -> Callable[..., Callable[..., Any]]:
    params, param_slots = _places(type.params)
    results, result_slots = _places(type.results)
    slots = max(param_slots, result_slots)
    used = sorted({view for view in type.params + type.results if view in _VIEWS})

    def new_frame() -> tuple[Any, ...]:
        frame = ffi.new("uint64_t[]", max(slots, 1))
        # The casts do not keep the memory alive; the frame does.
        views = (ffi.cast(f"{_VIEWS[view][0]} *", frame) for view in used)
        return (frame, new_out(), *views)

    names = [f"a{i}" for i in range(len(params))]
    arguments = "".join(f"{name}, " for name in names)
    # Only by position: the names are not the guest's.
    signature = f"{arguments}/" if names else ""
    unpacked = ", ".join(["slots", "error", *used])
    sets = [_set(view, slot, name) for (view, slot), name in zip(params, names)]
    setting = ("\n" + 12 * " ").join(sets or ["pass"])
    gets = [_get(view, slot) for view, slot in results]
    result = gets[0] if len(gets) == 1 else f"({', '.join(gets)})" if gets else "None"
    source = f"""
def bind(handle, store, name):
    def call({signature}):
        try:
            frame = pop()
        except IndexError:
            frame = new_frame()
        {unpacked} = frame
        try:
            {setting}
        except (TypeError, OverflowError, ValueError):
            set_slowly(slots, params, ({arguments}), store, name)
        if native(handle, slots, {slots}, error):
            raise take(error)
        result = {result}
        push(frame)
        return result
    return call
"""
    # A frame in use is not in the list, so that calls can nest and run in threads. One
    # that a failed call has used is given up.
    frames: list[tuple[Any, ...]] = []
    namespace: dict[str, Any] = {
        "get": _get_slowly,
        "native": lib.sanderling_func_call,
        "new_frame": new_frame,
        "params": params,
        "pop": frames.pop,
        "push": frames.append,
        "set": _set_one,
        "set_slowly": _set_slowly,
        "take": take,
    }
    exec(compile(source, f"<sanderling {type}>", "exec"), namespace)
    binder: Callable[..., Callable[..., Any]] = namespace["bind"]
    return binder


def _places(types: tuple[ValType, ...]) -> tuple[list[tuple[str, int]], int]:
    """For each value its type and its first slot; and the number of slots."""
    places, slot = [], 0
    for type in types:
        places.append((str(type), slot))
        slot += 2 if type == "v128" else 1
    return places, slot


def _set(view: str, slot: int, name: str) -> str:
    if view in _VIEWS:
        return f"{view}[{_VIEWS[view][1](slot)}] = {name}"
    return f"set(slots, {view!r}, {slot}, {name}, store)"


def _get(view: str, slot: int) -> str:
    if view in _VIEWS:
        return f"{view}[{_VIEWS[view][1](slot)}]"
    return f"get(slots, {view!r}, {slot}, store)"


def _set_slowly(
    slots: Any,
    params: list[tuple[str, int]],
    args: tuple[Any, ...],
    store: StoreRef,
    name: str,
) -> None:
    """Sets all arguments, where one of them is unsigned or wrong."""
    for i, ((type, slot), value) in enumerate(zip(params, args)):
        try:
            _set_one(slots, type, slot, value, store)
        except (TypeError, OverflowError, ValueError) as error:
            message = f"{name}() argument {i + 1} ({type}): {error}"
            raise error.__class__(message) from None


def _set_one(slots: Any, type: str, slot: int, value: Any, store: StoreRef) -> None:
    """Sets one value of any type."""
    if type in _VIEWS:
        element, place = _VIEWS[type]
        try:
            ffi.cast(f"{element} *", slots)[place(slot)] = value
        except OverflowError:
            if type not in _UNSIGNED:
                raise
            try:
                ffi.cast(_UNSIGNED[type], slots)[place(slot)] = value
            except OverflowError:
                raise OverflowError(f"{value} does not fit") from None
    elif type == "v128":
        data = _vector_bytes(value)
        slots[slot] = int.from_bytes(data[:8], "little")
        slots[slot + 1] = int.from_bytes(data[8:], "little")
    elif value is None:
        slots[slot] = 0
    elif type == "funcref":
        if not isinstance(value, Func):
            raise TypeError(f"expected a Func or None, not {value.__class__.__name__}")
        if value._store is not store:
            raise WrongStoreError("the function belongs to another store")
        slots[slot] = slot_of(value)
    elif type == "externref":
        slots[slot] = store.reference(value)
    else:
        raise TypeError(f"values of type {type} cannot be passed")


def _vector_bytes(value: Any) -> bytes:
    if isinstance(value, int):
        # Raises an OverflowError for what does not fit.
        return (value & (1 << 128) - 1 if value < 0 else value).to_bytes(16, "little")
    data = bytes(memoryview(value))
    if len(data) != 16:
        raise ValueError(f"expected 16 bytes, not {len(data)}")
    return data


def _get_slowly(slots: Any, type: str, slot: int, store: StoreRef) -> Any:
    """A value of a type that is not a number."""
    if type == "v128":
        return bytes(ffi.buffer(slots + slot, 16))
    number = slots[slot]
    if number == 0:
        return None
    return store.func(number) if type == "funcref" else store.object(number)


def new_slots() -> Any:
    """Slots for one value of any type."""
    return ffi.new("uint64_t[2]")


def read_slots(slots: Any, type: ValType, store: StoreRef) -> Any:
    """The value in the first slots."""
    if type in _VIEWS:
        element, place = _VIEWS[type]
        return ffi.cast(f"{element} *", slots)[place(0)]
    return _get_slowly(slots, type, 0, store)


def write_slots(slots: Any, type: ValType, value: Any, store: StoreRef) -> None:
    """Sets the first slots to a value."""
    _set_one(slots, type, 0, value, store)
