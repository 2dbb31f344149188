"""Memories, which guests and the host read and write, and that grow."""

from __future__ import annotations

from typing import Any

from sanderling import wat2wasm
from sanderling.oop import (
    Engine,
    Extern,
    Instance,
    Limits,
    Memory,
    MemoryType,
    Module,
    Store,
    Trap,
)

TEXT = """
    (memory (export "memory") 2 3)
    (func (export "size") (result i32) (memory.size))
    (func (export "load") (param i32) (result i32) (i32.load8_s (local.get 0)))
    (func (export "store") (param i32 i32) (i32.store8 (local.get 0) (local.get 1)))
    (data (i32.const 0x1000) "\\01\\02\\03\\04")"""

store = Store.make(Engine.make())
module = Module.make(store, wat2wasm(TEXT))
exported, size, load, put = Instance.make(store, module).exports()
memory = exported.memory()


def call(extern: Extern, *args: int) -> Any:
    """The result, or the message of a trap."""
    try:
        results = extern.func().call(*args)
    except Trap as trap:
        return trap.message()
    return results[0].i32() if results else None


print(memory.size(), memory.data_size())
print(call(size), call(load, 0x1003), call(load, 0x1FFFF))
memory.data()[0x1003] = 5
call(put, 0x1002, 6)
print(call(load, 0x1003), memory.data()[0x1002])
print(call(load, 0x20000))
print(memory.grow(1), call(size), call(load, 0x20000))
print(memory.grow(1), call(size))

fixed = Memory.make(store, MemoryType.make(Limits(5, 5)))
print(fixed.size(), fixed.grow(1))
