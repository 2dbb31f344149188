"""Functions with several results, of guests and of Python."""

from __future__ import annotations

from sanderling import wat2wasm
from sanderling.oop import Engine, Func, FuncType, Instance, Module, Store, ValKind, ValType

TEXT = """
    (import "" "turn" (func $turn (param i32 f32 i64) (result i64 f32 i32)))
    (func (export "run") (param i32 f32 i64) (result i64 f32 i32)
        (call $turn (local.get 0) (local.get 1) (local.get 2)))"""

store = Store.make(Engine.make())
types = [ValType.make(kind) for kind in (ValKind.I32, ValKind.F32, ValKind.I64)]
turn = Func.make(store, FuncType.make(types, types[::-1]), lambda args: args[::-1])
module = Module.make(store, wat2wasm(TEXT))
(run,) = Instance.make(store, module, [turn]).exports()
i64, f32, i32 = run.func().call(1, 2.5, 3)
print(i64.i64(), f32.f32(), i32.i32())
