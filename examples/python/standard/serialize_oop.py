"""A module as bytes, from which it is made again."""

from __future__ import annotations

from sanderling import wat2wasm
from sanderling.oop import Engine, Instance, Module, Store

TEXT = """
    (func (export "double") (param i32) (result i32)
        (i32.shl (local.get 0) (i32.const 1)))"""

store = Store.make(Engine.make())
data = Module.make(store, wat2wasm(TEXT)).serialize()
(double,) = Instance.make(store, Module.deserialize(store, data)).exports()
print(double.func().call(21)[0].i32())
