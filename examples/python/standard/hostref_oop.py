"""References to the host's objects, which guests hold and pass on."""

from __future__ import annotations

from sanderling import wat2wasm
from sanderling.oop import Engine, Foreign, Instance, Module, Ref, Store

TEXT = """
    (global (export "global") (mut externref) (ref.null extern))
    (table (export "table") 4 externref)
    (func (export "pass") (param externref) (result externref) (local.get 0))
    (func (export "put") (param i32 externref)
        (table.set (local.get 0) (local.get 1)))"""

store = Store.make(Engine.make())
module = Module.make(store, wat2wasm(TEXT))
global_, table, passing, put = Instance.make(store, module).exports()
foreign = Foreign.make(store)


def is_it(ref: Ref | None) -> bool:
    return ref is not None and ref.same(foreign)


global_.global_().set(foreign)
print("in the global:", is_it(global_.global_().get().ref()))
print("passed on:", is_it(passing.func().call(foreign)[0].ref()))
put.func().call(2, foreign)
for index in (2, 3):
    print(f"at {index}:", is_it(table.table().get(index)))
