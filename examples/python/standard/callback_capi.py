"""Functions of Python that guests call: one alone, and one with what belongs to it."""

from __future__ import annotations

from typing import Any

from setting import close, exports_of, results, store, values

from sanderling import capi

TEXT = """
    (import "" "print" (func $print (param i32) (result i32)))
    (import "" "closure" (func $closure (result i32)))
    (func (export "run") (param i32 i32) (result i32)
        (i32.add
            (call $print (i32.add (local.get 0) (local.get 1)))
            (call $closure)))"""


def show(args: Any, found: Any) -> None:
    found.data[0] = args.data[0]
    print("the guest shows", args.data[0].of.i32)


def look(env: Any, args: Any, found: Any) -> None:
    found.data[0] = capi.WASM_I32_VAL(env[0])[0]


i32 = capi.wasm_valtype_new_i32
unary = capi.wasm_functype_new_1_1(i32(), i32())
nullary = capi.wasm_functype_new_0_1(i32())
printing = capi.wasm_func_new(store, unary, show)
secret = capi.ffi.new("int32_t *", 42)
closure = capi.wasm_func_new_with_env(store, nullary, look, secret, None)
capi.wasm_functype_delete(unary)
capi.wasm_functype_delete(nullary)
imports = [capi.wasm_func_as_extern(printing), capi.wasm_func_as_extern(closure)]
(run,), exports = exports_of(TEXT, *imports)
capi.wasm_func_delete(printing)
capi.wasm_func_delete(closure)

args = values(capi.WASM_I32_VAL(3), capi.WASM_I32_VAL(4))
found = results(1)
assert not capi.wasm_func_call(capi.wasm_extern_as_func(run), args, found)
print("and returns", found.data[0].of.i32)
close(exports)
