"""The standard's example `hello`, by classes named as in its C++ interface."""

from __future__ import annotations

from sanderling import wat2wasm
from sanderling.oop import Engine, Func, FuncType, Instance, Module, Store, Val

BINARY = wat2wasm(
    """
    (func $hello (import "" "hello"))
    (func (export "run") (call $hello))"""
)


def hello(args: list[Val]) -> None:
    print("Hello World!")


store = Store.make(Engine.make())
module = Module.make(store, BINARY)
instance = Instance.make(store, module, [Func.make(store, FuncType.make(), hello)])
(run,) = instance.exports()
run.func().call()
