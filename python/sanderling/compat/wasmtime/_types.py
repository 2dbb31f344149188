"""Types of values and of what modules import and export."""

from __future__ import annotations

import sanderling as _s

from ._errors import ArgumentError, Managed, WasmtimeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


class ValType:
    """The type of a value.

    >>> import sanderling.compat.wasmtime as wasmtime
    >>> [str(type) for type in (ValType.i32(), ValType.i64(), ValType.f32(), ValType.f64())]
    ['i32', 'i64', 'f32', 'f64']
    >>> str(ValType.v128()), str(ValType.funcref()), ValType.externref() == ValType.v128()
    ('v128', 'funcref', False)
    """

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


def check_types(types: Any) -> list[_s.ValType]:
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


class FuncType(Managed, _Compared):
    """The type of a function.

    >>> type = FuncType([ValType.i32()], [ValType.f64()])
    >>> str(type.params[0]), str(type.results[0])
    ('i32', 'f64')
    """

    def __init__(self, params: Sequence[ValType], results: Sequence[ValType]) -> None:
        self._type = _s.FuncType(check_types(params), check_types(results))

    @property
    def params(self) -> list[ValType]:
        """The types of the parameters."""
        return [ValType._of(type) for type in self._type.params]

    @property
    def results(self) -> list[ValType]:
        """The types of the results."""
        return [ValType._of(type) for type in self._type.results]


class GlobalType(Managed, _Compared):
    """The type of a global.

    >>> type = GlobalType(ValType.i32(), True)
    >>> str(type.content), type.mutable
    ('i32', True)
    """

    def __init__(self, valtype: ValType, mutable: bool) -> None:
        (content,) = check_types([valtype])
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
    """A minimum and, if it is not None, a maximum.

    >>> Limits(1, 2).max
    2
    """

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


class TableType(Managed, _Compared):
    """The type of a table.

    >>> type = TableType(ValType.funcref(), Limits(1, 2))
    >>> str(type.element), type.limits.min
    ('funcref', 1)
    """

    def __init__(self, valtype: ValType, limits: Limits) -> None:
        (element,) = check_types([valtype])
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


class MemoryType(Managed, _Compared):
    """The type of a memory.

    >>> type = MemoryType(Limits(1, 2))
    >>> type.limits.max, type.is_64, type.is_shared, type.page_size, type.page_size_log2
    (2, False, False, 65536, 16)
    """

    def __init__(
        self,
        limits: Limits,
        is_64: bool = False,
        shared: bool = False,
        page_size_log2: int = 16,
    ) -> None:
        minimum, maximum = _limits(limits, 64 if is_64 else 32)
        if page_size_log2 not in (0, 16):
            raise WasmtimeError(f"pages of 2**{page_size_log2} bytes do not exist")
        try:
            self._type = _s.MemoryType(minimum, maximum, is_64=is_64, shared=shared)
        except ValueError as error:
            raise WasmtimeError(str(error)) from None
        if page_size_log2 == 0:
            self._type.text = f"{self._type.text[:-1]} (pagesize 1))"

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
        return bool(self._type.shared)

    @property
    def page_size(self) -> int:
        """The bytes of a page."""
        return 1 << self.page_size_log2

    @property
    def page_size_log2(self) -> int:
        """The binary logarithm of it."""
        return 0 if "pagesize 1)" in self._type.text else 16


class TagType(Managed, _Compared):
    """The type of a tag.

    >>> len(TagType(FuncType([ValType.i32()], [])).functype.params)
    1
    """

    def __init__(self, functype: FuncType) -> None:
        if not isinstance(functype, FuncType):
            raise ArgumentError("expected a FuncType")
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
    """One import of a module.

    >>> import sanderling.compat.wasmtime as wasmtime
    >>> module = wasmtime.Module(wasmtime.Engine(), '(import "env" "f" (func))')
    >>> module.imports[0].module, module.imports[0].name
    ('env', 'f')
    """

    def __init__(self, item: _s.ImportType) -> None:
        #: The names by which it is found.
        self.module = item.module
        self.name: str | None = item.name
        #: The type that it must have.
        self.type = _TYPES[item.type.__class__]._of(item.type)


class ExportType:
    """One export of a module.

    >>> import sanderling.compat.wasmtime as wasmtime
    >>> module = wasmtime.Module(wasmtime.Engine(), '(func (export "f"))')
    >>> module.exports[0].name
    'f'
    """

    def __init__(self, item: _s.ExportType) -> None:
        #: Its name.
        self.name = item.name
        #: Its type.
        self.type = _TYPES[item.type.__class__]._of(item.type)
