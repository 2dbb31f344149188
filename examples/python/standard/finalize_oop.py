"""What the host keeps with objects is told when they go."""

from __future__ import annotations

import gc

from sanderling import wat2wasm
from sanderling.oop import Engine, Instance, Module, Store

live = 0


def finalizer(info: object) -> None:
    global live
    live -= 1


def fill() -> None:
    global live
    store = Store.make(Engine.make())
    module = Module.make(store, wat2wasm('(func (export "f"))'))
    for number in range(100):
        Instance.make(store, module).set_host_info(number, finalizer)
        live += 1
    print(live, "instances are in the store")


fill()
while live:
    gc.collect()
print(live, "are left without it")
