"""References to the host's objects, which guests hold and pass on."""

from __future__ import annotations

from setting import close, exports_of, results, store, values

from sanderling import capi

TEXT = """
    (global (export "global") (mut externref) (ref.null extern))
    (table (export "table") 4 externref)
    (func (export "pass") (param externref) (result externref) (local.get 0))
    (func (export "put") (param i32 externref)
        (table.set (local.get 0) (local.get 1)))"""

(global_, table, passing, put), exports = exports_of(TEXT)
foreign = capi.wasm_foreign_new(store)
ref = capi.wasm_foreign_as_ref(foreign)

held = capi.wasm_extern_as_global(global_)
capi.wasm_global_set(held, capi.WASM_REF_VAL(ref))
value = capi.WASM_INIT_VAL()
capi.wasm_global_get(held, value)
print("in the global:", capi.wasm_ref_same(value.of.ref, ref))
capi.wasm_val_delete(value)

found = results(1)
args = values(capi.WASM_REF_VAL(ref))
assert not capi.wasm_func_call(capi.wasm_extern_as_func(passing), args, found)
print("passed on:", capi.wasm_ref_same(found.data[0].of.ref, ref))
capi.wasm_ref_delete(found.data[0].of.ref)

args = values(capi.WASM_I32_VAL(2), capi.WASM_REF_VAL(ref))
assert not capi.wasm_func_call(capi.wasm_extern_as_func(put), args, None)
places = capi.wasm_extern_as_table(table)
for index in (2, 3):
    there = capi.wasm_table_get(places, index)
    print(f"at {index}:", bool(there) and capi.wasm_ref_same(there, ref))
    capi.wasm_ref_delete(there)
capi.wasm_foreign_delete(foreign)
close(exports)
