"""Sanderling: a WebAssembly interpreter.

>>> import sanderling
>>> module = sanderling.Module(None, '''
...     (func (export "add") (param i32 i32) (result i32)
...         (i32.add (local.get 0) (local.get 1)))''')
>>> instance = sanderling.Instance(sanderling.Store(), module)
>>> instance.exports.add(2, 3)
5

Programs for WASI run in one step, with nothing of this machine but what they are given:
see :func:`run`.
"""

from __future__ import annotations

from . import _errors
from ._engine import Config, Engine
from ._errors import *  # noqa: F403
from ._func import Call, Caller, Func, func
from ._instance import Exports, Instance
from ._linker import InstancePre, Linker
from ._memory import Memory
from ._module import Module, wasm2wat, wat2wasm
from ._native import ffi as _ffi
from ._native import lib as _lib
from ._objects import Array, Exn, Object, Struct
from ._run import CompletedRun, RunError, Sandbox, load, run
from ._shared import SharedMemory
from ._store import Limits, Store
from ._types import (
    ExportType,
    FuncType,
    GlobalType,
    ImportType,
    MemoryType,
    TableType,
    TagType,
    ValType,
    externref,
    f32,
    f64,
    funcref,
    i32,
    i64,
    v128,
)
from ._values import Global, Table, Tag
from ._wasi import Dir, WasiConfig

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._trap_code import TrapCode

__all__ = [
    *_errors.__all__,
    "Struct",
    "Object",
    "Exn",
    "Array",
    "Call",
    "Caller",
    "CompletedRun",
    "Config",
    "Dir",
    "Engine",
    "ExportType",
    "Exports",
    "Func",
    "FuncType",
    "Global",
    "GlobalType",
    "ImportType",
    "Instance",
    "InstancePre",
    "Limits",
    "Linker",
    "Memory",
    "MemoryType",
    "Module",
    "RunError",
    "Sandbox",
    "SharedMemory",
    "Store",
    "Table",
    "TableType",
    "Tag",
    "TagType",
    "TrapCode",
    "ValType",
    "WasiConfig",
    "__version__",
    "externref",
    "f32",
    "f64",
    "func",
    "funcref",
    "i32",
    "i64",
    "load",
    "run",
    "v128",
    "wasm2wat",
    "wat2wasm",
]

#: What is imported when it is asked for first.
_LATE = ("bindgen", "capi", "compat", "importer", "oop")


def __getattr__(name: str) -> Any:
    if name == "TrapCode":
        from ._trap_code import TrapCode

        return globals().setdefault(name, TrapCode)
    if name in _LATE:
        from importlib import import_module

        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_LATE})


__version__: str = _ffi.string(_lib.sanderling_version()).decode()
