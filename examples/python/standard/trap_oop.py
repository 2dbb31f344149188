"""Traps of guests, and of functions of the host."""

from __future__ import annotations

from sanderling import wat2wasm
from sanderling.oop import (
    Engine,
    Func,
    FuncType,
    Instance,
    Module,
    Store,
    Trap,
    Val,
    ValKind,
    ValType,
)

TEXT = """
    (import "" "fail" (func $fail (result i32)))
    (func (export "host") (result i32) (call $fail))
    (func (export "guest") (result i32) (unreachable))"""

store = Store.make(Engine.make())


def fail(args: list[Val]) -> None:
    raise Trap.make(store, "out of paper")


func = Func.make(store, FuncType.make([], [ValType.make(ValKind.I32)]), fail)
module = Module.make(store, wat2wasm(TEXT))
for extern in Instance.make(store, module, [func]).exports():
    try:
        extern.func().call()
    except Trap as trap:
        print(trap.message())
        origin = trap.origin()
        assert origin is not None
        print("in function", origin.func_index())
