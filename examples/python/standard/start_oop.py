"""A start function that traps, and where."""

from __future__ import annotations

from sanderling import wat2wasm
from sanderling.oop import Engine, Instance, Module, Store, Trap

TEXT = """
    (func $main (call $check (i32.const 7)))
    (func $check (param i32) (if (local.get 0) (then unreachable)))
    (start $main)"""

store = Store.make(Engine.make())
module = Module.make(store, wat2wasm(TEXT))
try:
    Instance.make(store, module)
except Trap as trap:
    print(trap.message())
    for frame in trap.trace():
        print(f"in function {frame.func_index()} at {frame.func_offset()}")
