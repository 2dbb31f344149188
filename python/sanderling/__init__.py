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
from ._func import Func
from ._instance import Exports, Instance
from ._memory import Memory
from ._module import Module
from ._native import ffi as _ffi
from ._native import lib as _lib
from ._run import CompletedRun, RunError, run
from ._store import Store
from ._types import (
    ExportType,
    FuncType,
    GlobalType,
    ImportType,
    MemoryType,
    TableType,
    TagType,
    ValType,
)
from ._values import Global, Table, Tag
from ._wasi import Dir, WasiConfig

__all__ = [
    *_errors.__all__,
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
    "Memory",
    "MemoryType",
    "Module",
    "RunError",
    "Store",
    "Table",
    "TableType",
    "Tag",
    "TagType",
    "ValType",
    "WasiConfig",
    "__version__",
    "run",
]

__version__: str = _ffi.string(_lib.sanderling_version()).decode()
