"""A module as bytes, from which it is made again."""

from __future__ import annotations

from setting import close, instance_of, module_of, results, store, values

from sanderling import capi

TEXT = """
    (func (export "double") (param i32) (result i32)
        (i32.shl (local.get 0) (i32.const 1)))"""

first = module_of(TEXT)
data = capi.WASM_EMPTY_VEC("wasm_byte_vec_t")
capi.wasm_module_serialize(first, data)
capi.wasm_module_delete(first)
module = capi.wasm_module_deserialize(store, data)
capi.wasm_byte_vec_delete(data)
instance = instance_of(module)
exports = capi.WASM_EMPTY_VEC("wasm_extern_vec_t")
capi.wasm_instance_exports(instance, exports)
capi.wasm_instance_delete(instance)
capi.wasm_module_delete(module)
(double,) = capi.wasm_vec_to_list(exports)
found = results(1)
args = values(capi.WASM_I32_VAL(21))
assert not capi.wasm_func_call(capi.wasm_extern_as_func(double), args, found)
print(found.data[0].of.i32)
close(exports)
