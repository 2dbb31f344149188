"""Traps of guests, and of functions of the host."""

from __future__ import annotations

from typing import Any

from setting import close, exports_of, results, store

from sanderling import capi

TEXT = """
    (import "" "fail" (func $fail (result i32)))
    (func (export "host") (result i32) (call $fail))
    (func (export "guest") (result i32) (unreachable))"""


def fail(args: Any, found: Any) -> Any:
    message = capi.WASM_EMPTY_VEC("wasm_byte_vec_t")
    capi.wasm_name_new_from_string_nt(message, "out of paper")
    trap = capi.wasm_trap_new(store, message)
    capi.wasm_byte_vec_delete(message)
    return trap


type = capi.wasm_functype_new_0_1(capi.wasm_valtype_new_i32())
func = capi.wasm_func_new(store, type, fail)
capi.wasm_functype_delete(type)
externs, exports = exports_of(TEXT, capi.wasm_func_as_extern(func))
capi.wasm_func_delete(func)
for extern in externs:
    trap = capi.wasm_func_call(capi.wasm_extern_as_func(extern), None, results(1))
    message = capi.WASM_EMPTY_VEC("wasm_byte_vec_t")
    capi.wasm_trap_message(trap, message)
    print(capi.ffi.string(message.data).decode())
    capi.wasm_byte_vec_delete(message)
    origin = capi.wasm_trap_origin(trap)
    print("in function", capi.wasm_frame_func_index(origin))
    capi.wasm_frame_delete(origin)
    capi.wasm_trap_delete(trap)
close(exports)
