"""Globals of the host and of guests, seen from both."""

from __future__ import annotations

from sanderling import wat2wasm
from sanderling.oop import (
    Engine,
    Global,
    GlobalType,
    Instance,
    Module,
    Mutability,
    Store,
    ValKind,
    ValType,
)

TEXT = """
    (import "" "fixed" (global $fixed f32)) (import "" "free" (global $free (mut i64)))
    (global $own (export "own") (mut i64) (i64.const 6))
    (func (export "fixed") (result f32) (global.get $fixed))
    (func (export "free") (result i64) (global.get $free))
    (func (export "set") (param i64)
        (global.set $free (local.get 0))
        (global.set $own (i64.add (local.get 0) (i64.const 1))))"""

store = Store.make(Engine.make())
f32, i64 = ValType.make(ValKind.F32), ValType.make(ValKind.I64)
fixed = Global.make(store, GlobalType.make(f32, Mutability.CONST), 1.5)
free = Global.make(store, GlobalType.make(i64, Mutability.VAR), 2)
module = Module.make(store, wat2wasm(TEXT))
own, get_fixed, get_free, set = Instance.make(store, module, [fixed, free]).exports()
print(fixed.get().f32(), free.get().i64(), own.global_().get().i64())
print(get_fixed.func().call()[0].f32(), get_free.func().call()[0].i64())
free.set(30)
print(get_free.func().call()[0].i64())
set.func().call(70)
print(free.get().i64(), own.global_().get().i64())
