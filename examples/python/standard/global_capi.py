"""Globals of the host and of guests, seen from both."""

from __future__ import annotations

from typing import Any

from setting import close, exports_of, results, store, values

from sanderling import capi

TEXT = """
    (import "" "fixed" (global $fixed f32)) (import "" "free" (global $free (mut i64)))
    (global $own (export "own") (mut i64) (i64.const 6))
    (func (export "fixed") (result f32) (global.get $fixed))
    (func (export "free") (result i64) (global.get $free))
    (func (export "set") (param i64)
        (global.set $free (local.get 0))
        (global.set $own (i64.add (local.get 0) (i64.const 1))))"""


def new(kind: int, mutability: int, value: Any) -> Any:
    type = capi.wasm_globaltype_new(capi.wasm_valtype_new(kind), mutability)
    made = capi.wasm_global_new(store, type, value)
    capi.wasm_globaltype_delete(type)
    return made


def look(global_: Any) -> Any:
    value = capi.WASM_INIT_VAL()
    capi.wasm_global_get(global_, value)
    return value.of


def call(extern: Any) -> Any:
    found = results(1)
    assert not capi.wasm_func_call(capi.wasm_extern_as_func(extern), None, found)
    return found.data[0].of


fixed = new(capi.WASM_F32, capi.WASM_CONST, capi.WASM_F32_VAL(1.5))
free = new(capi.WASM_I64, capi.WASM_VAR, capi.WASM_I64_VAL(2))
imports = [capi.wasm_global_as_extern(fixed), capi.wasm_global_as_extern(free)]
(own, get_fixed, get_free, set), exports = exports_of(TEXT, *imports)
own = capi.wasm_extern_as_global(own)
print(look(fixed).f32, look(free).i64, look(own).i64)
print(call(get_fixed).f32, call(get_free).i64)
capi.wasm_global_set(free, capi.WASM_I64_VAL(30))
print(call(get_free).i64)
given = values(capi.WASM_I64_VAL(70))
assert not capi.wasm_func_call(capi.wasm_extern_as_func(set), given, None)
print(look(free).i64, look(own).i64)
capi.wasm_global_delete(fixed)
capi.wasm_global_delete(free)
close(exports)
