"""What the host keeps with objects is told when they go."""

from __future__ import annotations

from typing import Any

from setting import engine, instance_of, module_of, store

from sanderling import capi

live = 0


def finalizer(info: Any) -> None:
    global live
    live -= 1


module = module_of('(func (export "f"))')
for number in range(100):
    instance = instance_of(module)
    info = capi.ffi.cast("void *", number)
    capi.wasm_instance_set_host_info_with_finalizer(instance, info, finalizer)
    live += 1
    capi.wasm_instance_delete(instance)
capi.wasm_module_delete(module)
print(live, "instances are in the store")
capi.wasm_store_delete(store)
print(live, "are left without it")
capi.wasm_engine_delete(engine)
