"""Modules."""

from __future__ import annotations

import sanderling as _s

from ._config import Engine
from ._errors import ArgumentError, Managed, WasmtimeError, errors
from ._types import ExportType, ImportType

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os


class Module(Managed):
    """A valid module.

    >>> import sanderling.compat.wasmtime as wasmtime
    >>> import os, tempfile
    >>> engine = wasmtime.Engine()
    >>> module = wasmtime.Module(engine, '(import "" "f" (func)) (memory (export "m") 1)')
    >>> module.imports[0].name, module.exports[0].name
    ('f', 'm')
    >>> data = module.serialize()
    >>> wasmtime.Module.validate(engine, wasmtime.wat2wasm("(module)"))
    >>> with tempfile.TemporaryDirectory() as place:
    ...     path = os.path.join(place, "m.wasm")
    ...     with open(path, "wb") as file:
    ...         _ = file.write(data)
    ...     modules = [
    ...         wasmtime.Module.from_file(engine, path),
    ...         wasmtime.Module.deserialize(engine, data),
    ...         wasmtime.Module.deserialize_file(engine, path),
    ...     ]
    >>> [len(module.exports) for module in modules]
    [1, 1, 1]
    >>> module.close()
    """

    def __init__(self, engine: Engine, wasm: str | bytes | bytearray) -> None:
        if not isinstance(engine, Engine):
            raise ArgumentError("expected an Engine")
        if not isinstance(wasm, (str, bytes, bytearray)):
            raise TypeError("expected wasm bytes or text")
        if isinstance(wasm, bytes) and wasm[:1] == b"(":
            wasm = wasm.decode()
        with errors():
            self._module = _s.Module(engine._engine, wasm)

    @classmethod
    def _of(cls, module: _s.Module) -> Module:
        self = cls.__new__(cls)
        self._module = module
        return self

    @classmethod
    def from_file(cls, engine: Engine, path: str | bytes | os.PathLike[str]) -> Module:
        """The module in a file."""
        with open(path, "rb") as file:
            return cls(engine, file.read())

    @classmethod
    def validate(cls, engine: Engine, wasm: bytes | bytearray) -> None:
        """An error unless the bytes are a valid module."""
        if not isinstance(wasm, (bytes, bytearray)):
            raise TypeError("expected wasm bytes")
        with errors():
            _s.Module.validate(engine._engine, wasm)

    def serialize(self) -> bytearray:
        """The module in the binary format."""
        with errors():
            return bytearray(self._module.serialize())

    @classmethod
    def deserialize(cls, engine: Engine, encoded: bytes | bytearray) -> Module:
        """The module that was serialized."""
        if not isinstance(encoded, (bytes, bytearray)):
            raise TypeError("expected bytes")
        return cls(engine, encoded)

    @classmethod
    def deserialize_file(cls, engine: Engine, path: str) -> Module:
        """The module that was serialized to a file."""
        try:
            with open(path, "rb") as file:
                return cls(engine, file.read())
        except OSError as error:
            raise WasmtimeError(str(error)) from None

    @property
    def imports(self) -> list[ImportType]:
        """What the module imports."""
        return [ImportType(item) for item in self._module.imports]

    @property
    def exports(self) -> list[ExportType]:
        """What the module exports."""
        return [ExportType(item) for item in self._module.exports]

    def close(self) -> None:
        """Gives up the module."""
        self._module.close()


def wat2wasm(wat: str | bytes) -> bytearray:
    """The binary format of a module in the text format.

    >>> wat2wasm("(module)")
    bytearray(b'\\x00asm\\x01\\x00\\x00\\x00')
    """
    with errors():
        return bytearray(_s.wat2wasm(wat))
