"""Functions with several results, of guests and of Python."""

from __future__ import annotations

from typing import Any

from setting import close, exports_of, results, store, values

from sanderling import capi

TEXT = """
    (import "" "turn" (func $turn (param i32 f32 i64) (result i64 f32 i32)))
    (func (export "run") (param i32 f32 i64) (result i64 f32 i32)
        (call $turn (local.get 0) (local.get 1) (local.get 2)))"""


def turn(args: Any, found: Any) -> None:
    for i in range(3):
        found.data[i] = args.data[2 - i]


kinds = [capi.WASM_I32, capi.WASM_F32, capi.WASM_I64]
params, returned = (capi.WASM_EMPTY_VEC("wasm_valtype_vec_t") for _ in range(2))
capi.wasm_valtype_vec_new(params, 3, [capi.wasm_valtype_new(kind) for kind in kinds])
kinds.reverse()
capi.wasm_valtype_vec_new(returned, 3, [capi.wasm_valtype_new(kind) for kind in kinds])
type = capi.wasm_functype_new(params, returned)
func = capi.wasm_func_new(store, type, turn)
capi.wasm_functype_delete(type)
(run,), exports = exports_of(TEXT, capi.wasm_func_as_extern(func))
capi.wasm_func_delete(func)
args = values(capi.WASM_I32_VAL(1), capi.WASM_F32_VAL(2.5), capi.WASM_I64_VAL(3))
found = results(3)
assert not capi.wasm_func_call(capi.wasm_extern_as_func(run), args, found)
print(found.data[0].of.i64, found.data[1].of.f32, found.data[2].of.i32)
close(exports)
