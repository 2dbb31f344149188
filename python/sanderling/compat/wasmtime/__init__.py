"""The interface of wasmtime-py, for programs that were written for it.

``import sanderling.compat.wasmtime as wasmtime`` is the one line to change: names, the
order of arguments, and the classes of errors of wasmtime-py's core modules are here.
(Components are not.) What differs:

* Integers that do not fit raise an ``OverflowError``; wasmtime-py wraps them silently.
* Vectors (``v128``) are 16 bytes; wasmtime-py ends the process.
* Things of another store raise a :class:`WasmtimeError`; wasmtime-py ends the process.
* Options that only a compiler has (``strategy``, ``cranelift_opt_level``, ``profiler``,
  ``cache`` …) are accepted, and warned of once each.
* :meth:`Memory.data_ptr` and :meth:`Memory.get_buffer_ptr` never dangle: what they return
  keeps the bytes that it points to.
* A :class:`SharedMemory` has no ``data_ptr``, as other threads may use it, but ``read`` and
  ``write``; memories with pages of another size than 64 KiB come from modules only.
* ``set_wasi`` must come before the store is used.
* A serialized module is the module itself, as there is no compiled code to keep.
* Messages of errors are this package's.

>>> import sanderling.compat.wasmtime as wasmtime
>>> store = wasmtime.Store()
>>> module = wasmtime.Module(store.engine, '''
...     (import "" "hello" (func $hello)) (func (export "run") (call $hello))''')
>>> hello = wasmtime.Func(store, wasmtime.FuncType([], []), lambda: print("Hello!"))
>>> instance = wasmtime.Instance(store, module, [hello])
>>> instance.exports(store)["run"](store)
Hello!
"""

from __future__ import annotations

from ._config import Config, Engine
from ._errors import ExitTrap, Frame, Managed, Trap, TrapCode, WasmtimeError
from ._externs import Global, Memory, SharedMemory, Table, Tag
from ._func import Func, Val
from ._instance import Instance, InstancePre
from ._linker import Linker
from ._module import Module, wat2wasm
from ._store import Caller, Store, StoreContext
from ._types import (
    ExportType,
    FuncType,
    GlobalType,
    ImportType,
    Limits,
    MemoryType,
    TableType,
    TagType,
    ValType,
)
from ._wasi import DirPerms, FilePerms, WasiConfig

__all__ = [
    "Caller",
    "Config",
    "DirPerms",
    "Engine",
    "ExitTrap",
    "ExportType",
    "FilePerms",
    "Frame",
    "Func",
    "FuncType",
    "Global",
    "GlobalType",
    "ImportType",
    "Instance",
    "InstancePre",
    "Limits",
    "Linker",
    "Managed",
    "Memory",
    "MemoryType",
    "Module",
    "SharedMemory",
    "Store",
    "StoreContext",
    "Table",
    "TableType",
    "Tag",
    "TagType",
    "Trap",
    "TrapCode",
    "Val",
    "ValType",
    "WasiConfig",
    "WasmtimeError",
    "wat2wasm",
]
