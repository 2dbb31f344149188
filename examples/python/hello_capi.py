"""The standard's example `hello`, by the functions of its C interface."""

from __future__ import annotations

from typing import Any

from sanderling import capi, wat2wasm

BINARY = wat2wasm(
    """
    (func $hello (import "" "hello"))
    (func (export "run") (call $hello))"""
)


def hello(args: Any, results: Any) -> None:
    print("Hello World!")


engine = capi.wasm_engine_new()
store = capi.wasm_store_new(engine)
binary = capi.load_module_file(BINARY)
module = capi.wasm_module_new(store, binary)
capi.wasm_byte_vec_delete(binary)
type = capi.wasm_functype_new_0_0()
func = capi.wasm_func_new(store, type, hello)
capi.wasm_functype_delete(type)
imports = capi.WASM_ARRAY_VEC("wasm_extern_vec_t", [capi.wasm_func_as_extern(func)])
instance = capi.wasm_instance_new(store, module, imports, None)
capi.wasm_func_delete(func)
exports = capi.WASM_EMPTY_VEC("wasm_extern_vec_t")
capi.wasm_instance_exports(instance, exports)
capi.wasm_module_delete(module)
capi.wasm_instance_delete(instance)
(run,) = capi.wasm_vec_to_list(exports)
trap = capi.wasm_func_call(capi.wasm_extern_as_func(run), None, None)
assert capi.is_null_pointer(trap)
capi.wasm_extern_vec_delete(exports)
capi.wasm_store_delete(store)
capi.wasm_engine_delete(engine)
