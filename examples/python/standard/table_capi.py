"""Tables of functions, which guests call and the host fills."""

from __future__ import annotations

from typing import Any

from setting import close, exports_of, results, store, values

from sanderling import capi

TEXT = """
    (table (export "table") 2 10 funcref)
    (elem (i32.const 1) $negate)
    (func $negate (export "negate") (param i32) (result i32)
        (i32.sub (i32.const 0) (local.get 0)))
    (func (export "call") (param i32 i32) (result i32)
        (call_indirect (param i32) (result i32) (local.get 0) (local.get 1)))"""

(table, negate, calling), exports = exports_of(TEXT)
table = capi.wasm_extern_as_table(table)


def call(value: int, index: int) -> Any:
    """The result, or the message of a trap."""
    found = results(1)
    given = values(capi.WASM_I32_VAL(value), capi.WASM_I32_VAL(index))
    trap = capi.wasm_func_call(capi.wasm_extern_as_func(calling), given, found)
    if not trap:
        return found.data[0].of.i32
    message = capi.WASM_EMPTY_VEC("wasm_byte_vec_t")
    capi.wasm_trap_message(trap, message)
    text = capi.ffi.string(message.data).decode()
    capi.wasm_byte_vec_delete(message)
    capi.wasm_trap_delete(trap)
    return text


def ten_times(args: Any, found: Any) -> None:
    found.data[0] = capi.WASM_I32_VAL(10 * args.data[0].of.i32)[0]


i32 = capi.wasm_valtype_new_i32
type = capi.wasm_functype_new_1_1(i32(), i32())
func = capi.wasm_func_new(store, type, ten_times)
capi.wasm_functype_delete(type)
ref = capi.wasm_func_as_ref(func)
print(call(5, 0))
print(call(5, 1))
print(capi.wasm_table_set(table, 0, ref), call(5, 0))
print(capi.wasm_table_set(table, 1, None), call(5, 1))
print(capi.wasm_table_set(table, 2, ref), call(5, 2))
print(capi.wasm_table_grow(table, 3, ref), capi.wasm_table_size(table), call(5, 4))
print(capi.wasm_table_grow(table, 6, None), capi.wasm_table_size(table))
capi.wasm_func_delete(func)
close(exports)
