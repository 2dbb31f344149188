"""Tables of functions, which guests call and the host fills."""

from __future__ import annotations

from typing import Any

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
    (table (export "table") 2 10 funcref)
    (elem (i32.const 1) $negate)
    (func $negate (export "negate") (param i32) (result i32)
        (i32.sub (i32.const 0) (local.get 0)))
    (func (export "call") (param i32 i32) (result i32)
        (call_indirect (param i32) (result i32) (local.get 0) (local.get 1)))"""

store = Store.make(Engine.make())
module = Module.make(store, wat2wasm(TEXT))
exported, negate, calling = Instance.make(store, module).exports()
table = exported.table()


def call(value: int, index: int) -> Any:
    """The result, or the message of a trap."""
    try:
        return calling.func().call(value, index)[0].i32()
    except Trap as trap:
        return trap.message()


def ten_times(args: list[Val]) -> list[int]:
    return [10 * args[0].i32()]


i32 = ValType.make(ValKind.I32)
func = Func.make(store, FuncType.make([i32], [i32]), ten_times)
print(call(5, 0))
print(call(5, 1))
print(table.set(0, func), call(5, 0))
print(table.set(1, None), call(5, 1))
print(table.set(2, func), call(5, 2))
print(table.grow(3, func), table.size(), call(5, 4))
print(table.grow(6), table.size())
