"""Functions of Python that guests call: one alone, and one with what belongs to it."""

from __future__ import annotations

from sanderling import wat2wasm
from sanderling.oop import (
    Engine,
    Func,
    FuncType,
    Instance,
    Module,
    Store,
    Val,
    ValKind,
    ValType,
)

TEXT = """
    (import "" "print" (func $print (param i32) (result i32)))
    (import "" "closure" (func $closure (result i32)))
    (func (export "run") (param i32 i32) (result i32)
        (i32.add
            (call $print (i32.add (local.get 0) (local.get 1)))
            (call $closure)))"""


def show(args: list[Val]) -> list[Val]:
    print("the guest shows", args[0].i32())
    return args


store = Store.make(Engine.make())
i32 = ValType.make(ValKind.I32)
secret = [42]
printing = Func.make(store, FuncType.make([i32], [i32]), show)
closure = Func.make(store, FuncType.make([], [i32]), lambda args: secret)
module = Module.make(store, wat2wasm(TEXT))
(run,) = Instance.make(store, module, [printing, closure]).exports()
(result,) = run.func().call(3, 4)
print("and returns", result.i32())
