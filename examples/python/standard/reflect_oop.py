"""What a module exports, and of which types."""

from __future__ import annotations

from sanderling import wat2wasm
from sanderling.oop import (
    Engine,
    ExternType,
    FuncType,
    GlobalType,
    Limits,
    MemoryType,
    Module,
    Mutability,
    Store,
    TableType,
    ValType,
)

TEXT = """
    (func (export "func") (param i32 f64 externref) (result i32) unreachable)
    (global (export "global") f64 (f64.const 0))
    (table (export "table") 0 50 funcref)
    (memory (export "memory") 1)"""


def val(type: ValType) -> str:
    return type.kind().name.lower()


def limits(found: Limits) -> str:
    most = "" if found.max is None or found.max == 0xFFFFFFFF else f" to {found.max}"
    return f"{found.min}{most}"


def tell(type: ExternType) -> str:
    if isinstance(type, FuncType):
        params, results = map(val, type.params()), map(val, type.results())
        return f"{' '.join(params)} -> {' '.join(results)}"
    if isinstance(type, GlobalType):
        mutable = type.mutability() == Mutability.VAR
        return f"{'mutable' if mutable else 'constant'} {val(type.content())}"
    if isinstance(type, TableType):
        return f"{limits(type.limits())} {val(type.element())}"
    assert isinstance(type, MemoryType)
    return f"{limits(type.limits())} pages"


module = Module.make(Store.make(Engine.make()), wat2wasm(TEXT))
for export in module.exports():
    print(f"{export.name()}: {tell(export.type())}")
