"""Values and functions."""

from __future__ import annotations

import sanderling as _s

from ._errors import ArgumentError, WasmtimeError, errors, translated
from ._store import Caller, inner_store, ref_of
from ._types import FuncType, ValType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ._store import Storelike


class Val:
    """A value with its type.

    >>> import sanderling.compat.wasmtime as wasmtime
    >>> five = wasmtime.Val.i32(5)
    >>> five.value, five.as_i32(), five.as_i64()
    (5, 5, None)
    >>> str(wasmtime.Val.i64(5).type), wasmtime.Val.f32(0.5).as_f32()
    ('i64', 0.5)
    >>> wasmtime.Val.f64(0.5).as_f64(), wasmtime.Val.externref("mine").as_externref()
    (0.5, 'mine')
    >>> wasmtime.Val.funcref(None).as_funcref() is None
    True
    >>> wasmtime.Val.ref_null(wasmtime.ValType.externref()).value is None
    True
    """

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


def lower(value: Any, type: Any) -> Any:
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


def lift(value: Any) -> Any:
    return Func._of(value) if isinstance(value, _s.Func) else value


class Item:
    """Something of a store, around this package's."""

    _item: Any

    @classmethod
    def _of(cls, item: Any) -> Any:
        self = cls.__new__(cls)
        self._item = item
        return self

    def _in(self, store: object) -> Any:
        """This package's object, which must belong to the store."""
        if ref_of(store) is not self._item._store:
            raise WasmtimeError("the object belongs to another store")
        return self._item

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and bool(self._item == other._item)

    def __hash__(self) -> int:
        return hash(self._item)


class Func(Item):
    """A function.

    >>> import sanderling.compat.wasmtime as wasmtime
    >>> store = wasmtime.Store()
    >>> type = wasmtime.FuncType([wasmtime.ValType.i32()], [wasmtime.ValType.i32()])
    >>> double = wasmtime.Func(store, type, lambda number: 2 * number)
    >>> double(store, 4), len(double.type(store).params)
    (8, 1)
    """

    def __init__(
        self,
        store: Storelike,
        ty: FuncType,
        func: Callable[..., Any],
        access_caller: bool = False,
    ) -> None:
        inner = inner_store(store)
        if not isinstance(ty, FuncType):
            raise ArgumentError("expected a FuncType")
        if not callable(func):
            raise TypeError("expected a function")
        with errors():
            self._item = _s.Func(
                inner, ty._type, host(ty, func, access_caller), access_caller
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
            result = func(*map(lower, params, types))
        except _s.WasmError as error:
            raise translated(error) from None
        if result.__class__ is tuple:
            return [lift(value) for value in result]
        return lift(result)


def host(ty: FuncType, func: Callable[..., Any], access_caller: bool) -> Any:
    """A Python function of a program for wasmtime-py as one for this package."""
    results = ty._type.results
    plain = not any(type.is_ref for type in ty._type.params + results)

    def call(*args: Any) -> Any:
        if access_caller:
            args = (Caller(args[0]), *map(lift, args[1:]))
        elif not plain:
            args = tuple(map(lift, args))
        result = func(*args)
        if not results:
            if result is not None:
                raise WasmtimeError("callback produced results when it shouldn't")
            return None
        if len(results) == 1:
            if isinstance(result, Val) or not plain:
                result = lower(result, results[0])
            return result
        if len(result) != len(results):
            raise WasmtimeError("callback produced wrong number of results")
        return tuple(map(lower, result, results))

    call.__name__ = getattr(func, "__name__", "callback")
    return call
