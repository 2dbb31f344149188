"""A start function that traps, and where."""

from __future__ import annotations

from setting import engine, module_of, store

from sanderling import capi

TEXT = """
    (func $main (call $check (i32.const 7)))
    (func $check (param i32) (if (local.get 0) (then unreachable)))
    (start $main)"""

module = module_of(TEXT)
traps = capi.ffi.new("wasm_trap_t *[1]")
instance = capi.wasm_instance_new(
    store, module, capi.WASM_EMPTY_VEC("wasm_extern_vec_t"), traps
)
assert capi.is_null_pointer(instance)
message = capi.WASM_EMPTY_VEC("wasm_byte_vec_t")
capi.wasm_trap_message(traps[0], message)
print(capi.ffi.string(message.data).decode())
capi.wasm_byte_vec_delete(message)
frames = capi.WASM_EMPTY_VEC("wasm_frame_vec_t")
capi.wasm_trap_trace(traps[0], frames)
for frame in capi.wasm_vec_to_list(frames):
    place = capi.wasm_frame_func_offset(frame)
    print(f"in function {capi.wasm_frame_func_index(frame)} at {place}")
capi.wasm_frame_vec_delete(frames)
capi.wasm_trap_delete(traps[0])
capi.wasm_module_delete(module)
capi.wasm_store_delete(store)
capi.wasm_engine_delete(engine)
