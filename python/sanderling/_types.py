"""Types of values and of what modules import and export."""

from __future__ import annotations

from ._errors import text_of
from ._native import ffi, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, Union

    ExternType = Union["FuncType", "GlobalType", "TableType", "MemoryType", "TagType"]
    #: What stands for a value type where one is wanted: for type checkers, the names of
    #: this module are the types of the Python values.
    ValTypeLike = Union["ValType", str, type, Any]

__all__ = [
    "ExportType",
    "FuncType",
    "GlobalType",
    "ImportType",
    "MemoryType",
    "TableType",
    "TagType",
    "ValType",
    "externref",
    "f32",
    "f64",
    "funcref",
    "i32",
    "i64",
    "v128",
]

_NUMBERS = frozenset(("i32", "i64", "f32", "f64", "v128"))
_HEAP_TYPES = frozenset(
    [
        "func",
        "nofunc",
        "extern",
        "noextern",
        "any",
        "eq",
        "i31",
        "struct",
        "array",
        "none",
        "exn",
        "noexn",
    ]
)
_ABBREVIATIONS = {
    "(ref null none)": "nullref",
    "(ref null nofunc)": "nullfuncref",
    "(ref null noextern)": "nullexternref",
    "(ref null noexn)": "nullexnref",
    **{f"(ref null {heap})": f"{heap}ref" for heap in _HEAP_TYPES if heap[:2] != "no"},
}
_REFERENCES = frozenset(_ABBREVIATIONS.values()) | {f"(ref {h})" for h in _HEAP_TYPES}


class ValType(str):
    """The type of a value: its name in the text format.

    >>> ValType.i32(), ValType.i64(), ValType.f32(), ValType.f64()
    (i32, i64, f32, f64)
    >>> ValType.v128(), ValType.funcref(), ValType.externref()
    (v128, funcref, externref)
    >>> ValType("i32")
    i32
    >>> ValType("i32") == "i32"
    True
    >>> ValType("(ref null func)")
    funcref
    >>> ValType("i33")
    Traceback (most recent call last):
      ...
    ValueError: 'i33' is no value type
    """

    __slots__ = ()

    def __new__(cls, name: ValTypeLike) -> ValType:
        if isinstance(name, ValType):
            return name
        if isinstance(name, str):
            text = " ".join(name.split())
            text = _ABBREVIATIONS.get(text, text)
            if text in _NUMBERS or text in _REFERENCES:
                return str.__new__(cls, text)
            raise ValueError(f"{name!r} is no value type")
        if name is float:
            return str.__new__(cls, "f64")
        raise TypeError(f"{name!r} is no value type")

    @classmethod
    def _trusted(cls, text: str) -> ValType:
        """The type of this name, which the library has given."""
        return str.__new__(cls, text)

    @classmethod
    def i32(cls) -> ValType:
        """The type ``i32``; the others that are often needed have such methods too."""
        return cls("i32")

    @classmethod
    def i64(cls) -> ValType:
        """See :meth:`i32`."""
        return cls("i64")

    @classmethod
    def f32(cls) -> ValType:
        """See :meth:`i32`."""
        return cls("f32")

    @classmethod
    def f64(cls) -> ValType:
        """See :meth:`i32`."""
        return cls("f64")

    @classmethod
    def v128(cls) -> ValType:
        """See :meth:`i32`."""
        return cls("v128")

    @classmethod
    def funcref(cls) -> ValType:
        """See :meth:`i32`."""
        return cls("funcref")

    @classmethod
    def externref(cls) -> ValType:
        """See :meth:`i32`."""
        return cls("externref")

    @property
    def is_ref(self) -> bool:
        """Whether its values are references.

        >>> ValType("externref").is_ref, ValType("i32").is_ref
        (True, False)
        """
        return self not in _NUMBERS

    def __repr__(self) -> str:
        return str(self)


if TYPE_CHECKING:
    i32 = int
    i64 = int
    f32 = float
    f64 = float
    v128 = bytes
    externref = Any
    funcref = Any
else:
    i32 = ValType._trusted("i32")
    i64 = ValType._trusted("i64")
    f32 = ValType._trusted("f32")
    f64 = ValType._trusted("f64")
    v128 = ValType._trusted("v128")
    externref = ValType._trusted("externref")
    funcref = ValType._trusted("funcref")


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


class FuncType(_Type):
    """The type of a function: given by its parameters and results, or as text.

    >>> FuncType(["i32", f64], [i32])
    FuncType([i32, f64], [i32])
    >>> FuncType("(i32, f64) -> i32") == FuncType([i32, f64], [i32])
    True
    >>> print(FuncType([i64], []))
    (i64) -> ()
    """

    __slots__ = ("params", "results")

    def __init__(
        self,
        params: str | Sequence[ValTypeLike] | Iterable[ValTypeLike] = (),
        results: Iterable[ValTypeLike] | None = None,
    ) -> None:
        if isinstance(params, str) and results is None:
            before, arrow, after = params.partition("->")
            if not arrow:
                raise ValueError(f"{params!r} is no function type")
            params, results = _split(before), _split(after)
        #: The types of the parameters.
        self.params = _val_types(params)
        #: The types of the results.
        self.results = _val_types(() if results is None else results)
        last = self.results[0] if len(self.results) == 1 else f"({', '.join(self.results)})"
        self.text = f"({', '.join(self.params)}) -> {last}"

    @classmethod
    def _trusted(cls, text: str) -> FuncType:
        """The type that the library says."""
        self = cls.__new__(cls)
        self.text = text
        before, _, after = text.partition("->")
        self.params = tuple(map(ValType._trusted, _split(before)))
        self.results = tuple(map(ValType._trusted, _split(after)))
        return self

    def __repr__(self) -> str:
        return f"FuncType([{', '.join(self.params)}], [{', '.join(self.results)}])"

    def __reduce__(self) -> tuple[Any, ...]:
        return FuncType._trusted, (self.text,)


class GlobalType(_Type):
    """The type of a global.

    >>> GlobalType(i64, mutable=True)
    GlobalType(i64, mutable=True)
    """

    __slots__ = ("content", "mutable")

    def __init__(self, content: ValTypeLike, mutable: bool = False) -> None:
        #: The type of the value.
        self.content = ValType(content)
        #: Whether the value can be set.
        self.mutable = bool(mutable)
        content = f"(mut {self.content})" if mutable else self.content
        self.text = f"(global {content})"

    def __repr__(self) -> str:
        mutable = ", mutable=True" if self.mutable else ""
        return f"GlobalType({self.content}{mutable})"


class _Sized(_Type):
    """The type of what has a size, which may have a maximum."""

    __slots__ = ("is_64", "maximum", "minimum")

    def _set(self, minimum: int, maximum: int | None, is_64: bool) -> str:
        for number in (minimum, maximum):
            if number is not None and not 0 <= number < 1 << 64:
                raise OverflowError(f"{number} is no size")
        if maximum is not None and maximum < minimum:
            raise ValueError(f"the maximum {maximum} is less than the minimum {minimum}")
        #: The initial number of pages or elements.
        self.minimum = int(minimum)
        #: The number that is never exceeded, if there is one.
        self.maximum = None if maximum is None else int(maximum)
        #: Whether addresses or indices have 64 bits.
        self.is_64 = bool(is_64)
        return f"{'i64 ' if is_64 else ''}{minimum}" + (
            "" if maximum is None else f" {maximum}"
        )

    def _sizes(self) -> str:
        maximum = "" if self.maximum is None else f", {self.maximum}"
        is_64 = ", is_64=True" if self.is_64 else ""
        return f"{self.minimum}{maximum}{is_64}"


class TableType(_Sized):
    """The type of a table.

    >>> TableType(funcref, 1, 10)
    TableType(funcref, 1, 10)
    """

    __slots__ = ("element",)

    def __init__(
        self,
        element: ValTypeLike,
        minimum: int = 0,
        maximum: int | None = None,
        *,
        is_64: bool = False,
    ) -> None:
        #: The type of the elements.
        self.element = ValType(element)
        if not self.element.is_ref:
            raise ValueError(f"{self.element} cannot be the type of a table's elements")
        self.text = f"(table {self._set(minimum, maximum, is_64)} {self.element})"

    def __repr__(self) -> str:
        return f"TableType({self.element}, {self._sizes()})"


class MemoryType(_Sized):
    """The type of a memory; one that is ``shared`` must have a maximum.

    >>> MemoryType(1, 10)
    MemoryType(1, 10)
    >>> MemoryType(1, 10, shared=True).text
    '(memory 1 10 shared)'
    """

    __slots__ = ("shared",)

    def __init__(
        self,
        minimum: int = 0,
        maximum: int | None = None,
        *,
        is_64: bool = False,
        shared: bool = False,
    ) -> None:
        if shared and maximum is None:
            raise ValueError("a shared memory must have a maximum")
        #: Whether several threads can have it at once: see :class:`SharedMemory`.
        self.shared = bool(shared)
        sizes = self._set(minimum, maximum, is_64)
        self.text = f"(memory {sizes}{' shared' if shared else ''})"

    def __repr__(self) -> str:
        return f"MemoryType({self._sizes()}{', shared=True' if self.shared else ''})"


class TagType(_Type):
    """The type of an exception's tag: that of the values which the exception carries.

    >>> TagType([i32, i32])
    TagType([i32, i32])
    """

    __slots__ = ("params",)

    def __init__(self, params: Iterable[ValTypeLike] = ()) -> None:
        #: The types of the values that an exception carries.
        self.params = _val_types(params)
        params = f" (param {' '.join(self.params)})" if self.params else ""
        self.text = f"(tag{params})"

    def __repr__(self) -> str:
        return f"TagType([{', '.join(self.params)}])"


class ImportType:
    """One import of a module.

    >>> import sanderling
    >>> (item,) = sanderling.Module(None, '(import "env" "f" (func (param i32)))').imports
    >>> item, item.module, item.name
    (<ImportType 'env' 'f' (i32) -> ()>, 'env', 'f')
    """

    __slots__ = ("index", "module", "name", "type")

    def __init__(self, module: str, name: str, type: ExternType, index: int = 0) -> None:
        #: The two names by which it is found.
        self.module = module
        self.name = name
        #: The type that it must have.
        self.type = type
        #: Its place among the module's imports.
        self.index = index

    def __repr__(self) -> str:
        return f"<ImportType {self.module!r} {self.name!r} {self.type}>"


class ExportType:
    """One export of a module.

    >>> import sanderling
    >>> (item,) = sanderling.Module(None, '(memory (export "m") 1 2)').exports
    >>> item.name, item.type
    ('m', MemoryType(1, 2))
    """

    __slots__ = ("name", "type")

    def __init__(self, name: str, type: ExternType) -> None:
        #: Its name.
        self.name = name
        #: Its type.
        self.type = type

    def __repr__(self) -> str:
        return f"<ExportType {self.name!r} {self.type}>"


def _val_types(types: Iterable[ValTypeLike]) -> tuple[ValType, ...]:
    if isinstance(types, str):
        raise TypeError(f"expected a sequence of types, not {types!r}")
    return tuple(map(ValType, types))


def _split(text: str) -> list[str]:
    """The types in a list in parentheses, or the one that stands alone."""
    text = text.strip()
    if not (text[:1] == "(" and text[-1:] == ")") or text[:4] == "(ref":
        return [text]
    inner = text[1:-1].strip()
    return [part.strip() for part in inner.split(",")] if inner else []


#: Value types by the library's codes, where these say all.
_CODES = {
    lib.SANDERLING_I32: ValType("i32"),
    lib.SANDERLING_I64: ValType("i64"),
    lib.SANDERLING_F32: ValType("f32"),
    lib.SANDERLING_F64: ValType("f64"),
    lib.SANDERLING_V128: ValType("v128"),
    lib.SANDERLING_EXTERNREF: ValType("externref"),
    lib.SANDERLING_FUNCREF: ValType("funcref"),
}


def type_of(view: Any) -> ExternType:
    """The type in a ``sanderling_type_t``."""
    text = text_of(view.text) or ""
    maximum = None if view.maximum == (1 << 64) - 1 else view.maximum
    kind = view.kind
    if kind == lib.SANDERLING_EXTERN_FUNC:
        return FuncType._trusted(text)
    if kind == lib.SANDERLING_EXTERN_GLOBAL:
        type = GlobalType.__new__(GlobalType)
        type.text, type.mutable = text, view.is_mutable
        type.content = _content(view.results, text)
        return type
    if kind == lib.SANDERLING_EXTERN_TABLE:
        table = TableType.__new__(TableType)
        table._set(view.minimum, maximum, view.is_64)
        table.text, table.element = text, _content(view.results, text)
        return table
    if kind == lib.SANDERLING_EXTERN_MEMORY:
        memory = MemoryType.__new__(MemoryType)
        memory._set(view.minimum, maximum, view.is_64)
        memory.text, memory.shared = text, view.is_shared
        return memory
    tag = TagType.__new__(TagType)
    tag.text = text
    codes = bytes(ffi.buffer(view.params.data, view.params.len))
    tag.params = tuple(_CODES.get(code) or ValType._trusted("ref") for code in codes)
    return tag


def _content(codes: Any, text: str) -> ValType:
    """The type of a global's or a table's values."""
    code = bytes(ffi.buffer(codes.data, codes.len))[0]
    known = _CODES.get(code)
    if known is not None:
        return known
    # The last type in "(global (mut T))", "(global T)", "(table 1 2 T)".
    inner = text[:-2] if "(mut " in text else text[:-1]
    start = inner.find("(ref")
    return ValType._trusted(inner[start:] if start >= 0 else inner.rsplit(" ", 1)[1])
