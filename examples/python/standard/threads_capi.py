"""One module in the stores of several threads."""

from __future__ import annotations

import threading
from typing import Any

from setting import engine, module_of, store

from sanderling import capi

TEXT = """
    (import "" "add" (func $add (param i32)))
    (import "" "number" (global $number i32))
    (func (export "run") (call $add (global.get $number)))"""

numbers: list[int] = []


def work(shared: Any, number: int) -> None:
    """What each thread does, in a store of its own."""
    own = capi.wasm_store_new(engine)
    module = capi.wasm_module_obtain(own, shared)

    def add(args: Any, results: Any) -> None:
        numbers.append(args.data[0].of.i32)

    type = capi.wasm_functype_new_1_0(capi.wasm_valtype_new_i32())
    func = capi.wasm_func_new(own, type, add)
    capi.wasm_functype_delete(type)
    type = capi.wasm_globaltype_new(capi.wasm_valtype_new_i32(), capi.WASM_CONST)
    global_ = capi.wasm_global_new(own, type, capi.WASM_I32_VAL(number))
    capi.wasm_globaltype_delete(type)
    items = [capi.wasm_func_as_extern(func), capi.wasm_global_as_extern(global_)]
    imports = capi.WASM_ARRAY_VEC("wasm_extern_vec_t", items)
    instance = capi.wasm_instance_new(own, module, imports, None)
    exports = capi.WASM_EMPTY_VEC("wasm_extern_vec_t")
    capi.wasm_instance_exports(instance, exports)
    (run,) = capi.wasm_vec_to_list(exports)
    for _ in range(5):
        assert not capi.wasm_func_call(capi.wasm_extern_as_func(run), None, None)
    capi.wasm_extern_vec_delete(exports)
    capi.wasm_instance_delete(instance)
    capi.wasm_func_delete(func)
    capi.wasm_global_delete(global_)
    capi.wasm_module_delete(module)
    capi.wasm_store_delete(own)


module = module_of(TEXT)
shared = capi.wasm_module_share(module)
threads = [threading.Thread(target=work, args=(shared, n)) for n in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(numbers))
capi.wasm_shared_module_delete(shared)
capi.wasm_module_delete(module)
capi.wasm_store_delete(store)
capi.wasm_engine_delete(engine)
