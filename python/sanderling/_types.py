"""Types of values and of what modules import and export."""

from __future__ import annotations

from ._errors import text_of
from ._native import ffi, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Union

    ExternType = Union["FuncType", "GlobalType", "TableType", "MemoryType", "TagType"]

__all__ = [
    "ExportType",
    "FuncType",
    "GlobalType",
    "ImportType",
    "MemoryType",
    "TableType",
    "TagType",
    "ValType",
]


class ValType(str):
    """The type of a value: its name in the text format.

    >>> ValType("i32")
    i32
    >>> ValType("i32") == "i32"
    True
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


#: Value types by the library's codes.
VAL_TYPES = {
    lib.SANDERLING_I32: ValType("i32"),
    lib.SANDERLING_I64: ValType("i64"),
    lib.SANDERLING_F32: ValType("f32"),
    lib.SANDERLING_F64: ValType("f64"),
    lib.SANDERLING_V128: ValType("v128"),
    lib.SANDERLING_EXTERNREF: ValType("externref"),
    lib.SANDERLING_FUNCREF: ValType("funcref"),
    lib.SANDERLING_OTHER_REF: ValType("ref"),
}


class _Type:
    """A type: compared and hashed by what it says."""

    __slots__ = ("text",)

    #: The type in the text format; a function's as ``(i32, i32) -> i32``.
    text: str

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Type):
            return NotImplemented
        return type(self) is type(other) and self.text == other.text

    def __hash__(self) -> int:
        return hash((type(self), self.text))

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.text}>"


class FuncType(_Type):
    """The type of a function.

    >>> import sanderling
    >>> sanderling.Module(None, '(func (export "f") (param i32 f64))').exports[0].type
    <FuncType (i32, f64) -> ()>
    """

    __slots__ = ("params", "results")

    def __init__(
        self, text: str, params: tuple[ValType, ...], results: tuple[ValType, ...]
    ) -> None:
        self.text = text
        #: The types of the parameters.
        self.params = params
        #: The types of the results.
        self.results = results


class GlobalType(_Type):
    """The type of a global."""

    __slots__ = ("content", "mutable")

    def __init__(self, text: str, content: ValType, mutable: bool) -> None:
        self.text = text
        #: The type of the value.
        self.content = content
        #: Whether the value can be set.
        self.mutable = mutable


class TableType(_Type):
    """The type of a table."""

    __slots__ = ("element", "is_64", "maximum", "minimum")

    def __init__(
        self, text: str, element: ValType, minimum: int, maximum: int | None, is_64: bool
    ) -> None:
        self.text = text
        #: The type of the elements.
        self.element = element
        #: The initial number of elements.
        self.minimum = minimum
        #: The number that is never exceeded, if there is one.
        self.maximum = maximum
        #: Whether indices have 64 bits.
        self.is_64 = is_64


class MemoryType(_Type):
    """The type of a memory."""

    __slots__ = ("is_64", "maximum", "minimum")

    def __init__(self, text: str, minimum: int, maximum: int | None, is_64: bool) -> None:
        self.text = text
        #: The initial number of pages.
        self.minimum = minimum
        #: The number that is never exceeded, if there is one.
        self.maximum = maximum
        #: Whether addresses have 64 bits.
        self.is_64 = is_64


class TagType(_Type):
    """The type of an exception's tag."""

    __slots__ = ("params",)

    def __init__(self, text: str, params: tuple[ValType, ...]) -> None:
        self.text = text
        #: The types of the values that an exception carries.
        self.params = params


class ImportType:
    """One import of a module."""

    __slots__ = ("module", "name", "type")

    def __init__(self, module: str, name: str, type: ExternType) -> None:
        #: The two names by which it is found.
        self.module = module
        self.name = name
        #: The type that it must have.
        self.type = type

    def __repr__(self) -> str:
        return f"<ImportType {self.module!r} {self.name!r} {self.type}>"


class ExportType:
    """One export of a module."""

    __slots__ = ("name", "type")

    def __init__(self, name: str, type: ExternType) -> None:
        #: Its name.
        self.name = name
        #: Its type.
        self.type = type

    def __repr__(self) -> str:
        return f"<ExportType {self.name!r} {self.type}>"


def type_of(view: Any) -> ExternType:
    """The type in a ``sanderling_type_t``."""
    text = text_of(view.text) or ""
    params, results = _val_types(view.params), _val_types(view.results)
    maximum = None if view.maximum == (1 << 64) - 1 else view.maximum
    if view.kind == lib.SANDERLING_EXTERN_FUNC:
        return FuncType(text, params, results)
    if view.kind == lib.SANDERLING_EXTERN_GLOBAL:
        return GlobalType(text, results[0], view.is_mutable)
    if view.kind == lib.SANDERLING_EXTERN_TABLE:
        return TableType(text, results[0], view.minimum, maximum, view.is_64)
    if view.kind == lib.SANDERLING_EXTERN_MEMORY:
        return MemoryType(text, view.minimum, maximum, view.is_64)
    return TagType(text, params)


def _val_types(kinds: Any) -> tuple[ValType, ...]:
    return tuple(VAL_TYPES[kind] for kind in bytes(ffi.buffer(kinds.data, kinds.len)))
