"""Memories, which guests and the host read and write, and that grow."""

from __future__ import annotations

from typing import Any

from setting import close, exports_of, results, store, values

from sanderling import capi

TEXT = """
    (memory (export "memory") 2 3)
    (func (export "size") (result i32) (memory.size))
    (func (export "load") (param i32) (result i32) (i32.load8_s (local.get 0)))
    (func (export "store") (param i32 i32) (i32.store8 (local.get 0) (local.get 1)))
    (data (i32.const 0x1000) "\\01\\02\\03\\04")"""

(memory, size, load, put), exports = exports_of(TEXT)
memory = capi.wasm_extern_as_memory(memory)


def call(extern: Any, *args: int) -> Any:
    """The result, or the message of a trap."""
    given = values(*(capi.WASM_I32_VAL(arg) for arg in args))
    func = capi.wasm_extern_as_func(extern)
    found = results(capi.wasm_func_result_arity(func))
    trap = capi.wasm_func_call(func, given, found)
    if not trap:
        return found.data[0].of.i32 if found.size else None
    message = capi.WASM_EMPTY_VEC("wasm_byte_vec_t")
    capi.wasm_trap_message(trap, message)
    text = capi.ffi.string(message.data).decode()
    capi.wasm_byte_vec_delete(message)
    capi.wasm_trap_delete(trap)
    return text


print(capi.wasm_memory_size(memory), capi.wasm_memory_data_size(memory))
print(call(size), call(load, 0x1003), call(load, 0x1FFFF))
data = capi.ffi.cast("uint8_t *", capi.wasm_memory_data(memory))
data[0x1003] = 5
call(put, 0x1002, 6)
print(call(load, 0x1003), data[0x1002])
print(call(load, 0x20000))
print(capi.wasm_memory_grow(memory, 1), call(size), call(load, 0x20000))
print(capi.wasm_memory_grow(memory, 1), call(size))

limits = capi.ffi.new("wasm_limits_t *", [5, 5])
type = capi.wasm_memorytype_new(limits)
fixed = capi.wasm_memory_new(store, type)
capi.wasm_memorytype_delete(type)
print(capi.wasm_memory_size(fixed), capi.wasm_memory_grow(fixed, 1))
capi.wasm_memory_delete(fixed)
close(exports)
