"""Modules."""

from __future__ import annotations

import os

from ._buffers import contiguous
from ._engine import engine_for, engine_or_default
from ._errors import CompileError, WatError, new_out, take, text_of
from ._handle import Closeable, create
from ._native import ffi, lib
from ._types import ExportType, ImportType, type_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Union

    from ._engine import Config, Engine

    Source = Union[bytes, bytearray, memoryview, str, "os.PathLike[str]"]

__all__ = ["Module", "wasm2wat", "wat2wasm"]


class Module(Closeable):
    """A valid module, ready to be instantiated any number of times.

    ``source`` is the module's bytes, its text (a ``str``), or the path of a file with
    either (any ``os.PathLike``; for a path that is a ``str`` see :meth:`from_file`).

    >>> module = Module(None, '(module $m (func (export "f") (result i64) i64.const 5))')
    >>> module
    <Module 'm' 0 imports 1 export 45 bytes>
    >>> module.exports
    [<ExportType 'f' () -> i64>]

    >>> Module.from_bytes(None, module.serialize()) == module
    True
    >>> module.name, module.imports, module.engine
    ('m', [], <Engine>)
    """

    __slots__ = ("_engine", "_exports", "_hash", "_import_count", "_imports", "_name")

    def __init__(self, engine: Engine | None, source: Source) -> None:
        self._handle = None
        self._engine = engine_or_default(engine)
        self._imports: list[ImportType] | None = None
        self._exports: list[ExportType] | None = None
        if isinstance(source, str):
            data: Any = source.encode()
        elif isinstance(source, os.PathLike):
            data = _read(source)
        else:
            data = source
        self._handle = _compile(self._engine, data)
        self._hash: int | None = None
        self._import_count = int(lib.sanderling_module_import_count(self._handle))
        length = ffi.new("size_t *")
        name = lib.sanderling_module_name(self._handle, length)
        self._name = bytes(ffi.buffer(name, length[0])).decode() if name else None

    @classmethod
    def from_file(cls, engine: Engine | None, path: str | os.PathLike[str]) -> Module:
        """The module in a file, binary or text.

        >>> import tempfile, os
        >>> with tempfile.TemporaryDirectory() as place:
        ...     path = os.path.join(place, "m.wat")
        ...     with open(path, "w") as file:
        ...         _ = file.write("(module)")
        ...     Module.from_file(None, path)
        <Module 0 imports 0 exports 8 bytes>
        """
        return cls(engine, _read(path))

    @classmethod
    def from_text(cls, engine: Engine | None, text: str) -> Module:
        """The module in the text format.

        >>> Module.from_text(None, "(module)")
        <Module 0 imports 0 exports 8 bytes>
        """
        return cls(engine, text)

    @classmethod
    def from_bytes(
        cls, engine: Engine | None, data: bytes | bytearray | memoryview
    ) -> Module:
        """The module in these bytes."""
        if isinstance(data, (str, os.PathLike)):
            raise TypeError(f"expected bytes, not {type(data).__name__}")
        return cls(engine, data)

    @classmethod
    def validate(
        cls, engine: Engine | None, source: Source, *, raises: bool = True
    ) -> bool:
        """Whether ``source`` is a valid module. One that is not raises the
        :class:`CompileError` that says why, unless ``raises`` is false.

        >>> Module.validate(None, "(module)")
        True
        >>> Module.validate(None, "(func (result i32))", raises=False)
        False
        """
        try:
            cls(engine, source).close()
        except CompileError:
            if raises:
                raise
            return False
        return True

    def serialize(self) -> bytes:
        """The module in the binary format, from which :meth:`deserialize` makes it anew,
        here or in another process. (Functions are translated at their first call, which
        takes less time than to read their code from a file.)

        >>> Module(None, "(module)").serialize()
        b'\\x00asm\\x01\\x00\\x00\\x00'
        """
        length = ffi.new("size_t *")
        data = lib.sanderling_module_bytes(self._open(), length)
        return bytes(ffi.buffer(data, length[0]))

    @classmethod
    def deserialize(cls, engine: Engine | None, data: bytes) -> Module:
        """The module that :meth:`serialize` has given.

        >>> Module.deserialize(None, Module(None, "(module)").serialize())
        <Module 0 imports 0 exports 8 bytes>
        """
        return cls.from_bytes(engine, data)

    def custom_sections(self, name: str) -> list[bytes]:
        """The contents of the custom sections of this name.

        >>> Module(None, '(module (@custom "note" "be kind"))').custom_sections("note")
        [b'be kind']
        """
        handle, text, length = self._open(), name.encode(), ffi.new("size_t *")
        sections: list[bytes] = []
        while True:
            data = lib.sanderling_module_custom_section(
                handle, text, len(text), len(sections), length
            )
            if not data:
                return sections
            sections.append(bytes(ffi.buffer(data, length[0])))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Module):
            return NotImplemented
        if self is other:
            return True
        if self.closed or other.closed or self._engine is not other._engine:
            return False
        return hash(self) == hash(other) and self.serialize() == other.serialize()

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(self.serialize())
        return self._hash

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpickle, (self._engine._config, self.serialize())

    # It cannot be changed, so that a copy is itself.
    def __copy__(self) -> Module:
        return self

    def __deepcopy__(self, memo: object) -> Module:
        return self

    @property
    def engine(self) -> Engine:
        """The engine that the module was made with."""
        return self._engine

    @property
    def name(self) -> str | None:
        """The module's name from its name section."""
        return self._name

    @property
    def imports(self) -> list[ImportType]:
        """What the module imports, in its order."""
        if self._imports is None:
            handle, out = self._open(), ffi.new("sanderling_import_t *")
            imports: list[ImportType] = []
            while lib.sanderling_module_import(handle, len(imports), out):
                module, name = text_of(out.module) or "", text_of(out.name) or ""
                type = type_of(out.type)
                imports.append(ImportType(module, name, type, len(imports)))
            self._imports = imports
        return list(self._imports)

    @property
    def exports(self) -> list[ExportType]:
        """What the module exports, in its order."""
        if self._exports is None:
            handle, out = self._open(), ffi.new("sanderling_export_t *")
            exports: list[ExportType] = []
            while lib.sanderling_module_export(handle, len(exports), out):
                exports.append(ExportType(text_of(out.name) or "", type_of(out.type)))
            self._exports = exports
        return list(self._exports)

    def __repr__(self) -> str:
        name = "" if self._name is None else f" {self._name!r}"
        if self.closed:
            return f"<Module{name} closed>"
        imports = _count(lib.sanderling_module_import_count(self._handle), "import")
        exports = _count(lib.sanderling_module_export_count(self._handle), "export")
        length = ffi.new("size_t *")
        lib.sanderling_module_bytes(self._handle, length)
        return f"<Module{name} {imports} {exports} {length[0]} bytes>"


def _unpickle(config: Config | None, data: bytes) -> Module:
    return Module(engine_for(config), data)


def wat2wasm(text: str | bytes) -> bytes:
    """The binary format of a module in the text format; it need not be valid.

    >>> wat2wasm("(module)")
    b'\\x00asm\\x01\\x00\\x00\\x00'
    """
    data = text.encode() if isinstance(text, str) else bytes(text)
    try:
        return _convert(lib.sanderling_wat2wasm, data)
    except CompileError as error:
        raise _text_error(error.message, data) from None


def wasm2wat(data: bytes | bytearray | memoryview) -> str:
    """The text format of a module in the binary format.

    >>> print(wasm2wat(wat2wasm("(module (func))")))
    (module
      (type (;0;) (func))
      (func (;0;) (type 0))
    )
    <BLANKLINE>
    """
    return _convert(lib.sanderling_wasm2wat, ffi.from_buffer("uint8_t[]", data)).decode()


def _convert(function: Any, data: Any) -> bytes:
    out, error = ffi.new("wasm_byte_vec_t *"), new_out()
    if function(data, len(data), out, error):
        raise take(error)
    try:
        return bytes(ffi.buffer(out.data, out.size)) if out.size else b""
    finally:
        lib.wasm_byte_vec_delete(out)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _read(path: str | os.PathLike[str]) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _compile(engine: Engine, source: Any) -> Any:
    try:
        data = ffi.from_buffer("uint8_t[]", contiguous(source))
    except TypeError:
        kind = type(source).__name__
        message = f"a module must be bytes, text or the path of a file, not {kind}"
        raise TypeError(message) from None
    native = engine._open()
    try:
        return create(
            "wasm_module_t *",
            lib.wasm_module_delete,
            lambda out, error: lib.sanderling_module_new(
                native, data, len(data), out, error
            ),
            size=len(data),
        )
    except CompileError as error:
        is_text = len(data) > 0 and data[0] != 0
        if is_text and type(error) is CompileError:
            raise _text_error(error.message, bytes(data)) from None
        raise


def _text_error(message: str, text: bytes) -> WatError:
    import re

    error = WatError(message)
    place = re.search(r", line (\d+), column (\d+) \(at offset", message)
    if place:
        error.line, error.column = int(place[1]), int(place[2])
        lines = text.split(b"\n")
        if b"(" not in text and len(lines) == 1:
            error.message += "; the module in a file is Module.from_file's to read"
            error.args = (error.message,)
        if error.line <= len(lines):
            error.text = lines[error.line - 1].decode("utf-8", "replace").rstrip("\r")
    return error
