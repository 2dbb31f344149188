"""What a module exports, and of which types."""

from __future__ import annotations

from typing import Any

from setting import engine, module_of, store

from sanderling import capi

TEXT = """
    (func (export "func") (param i32 f64 externref) (result i32) unreachable)
    (global (export "global") f64 (f64.const 0))
    (table (export "table") 0 50 funcref)
    (memory (export "memory") 1)"""

KINDS = {0: "i32", 1: "i64", 2: "f32", 3: "f64", 128: "externref", 129: "funcref"}


def val(type: Any) -> str:
    return KINDS[capi.wasm_valtype_kind(type)]


def limits(found: Any) -> str:
    most = "" if found.max == 0xFFFFFFFF else f" to {found.max}"
    return f"{found.min}{most}"


def tell(type: Any) -> str:
    kind = capi.wasm_externtype_kind(type)
    if kind == capi.WASM_EXTERN_FUNC:
        func = capi.wasm_externtype_as_functype(type)
        params = capi.wasm_vec_to_list(capi.wasm_functype_params(func))
        results = capi.wasm_vec_to_list(capi.wasm_functype_results(func))
        return f"{' '.join(map(val, params))} -> {' '.join(map(val, results))}"
    if kind == capi.WASM_EXTERN_GLOBAL:
        global_ = capi.wasm_externtype_as_globaltype(type)
        mutable = capi.wasm_globaltype_mutability(global_) == capi.WASM_VAR
        content = val(capi.wasm_globaltype_content(global_))
        return f"{'mutable' if mutable else 'constant'} {content}"
    if kind == capi.WASM_EXTERN_TABLE:
        table = capi.wasm_externtype_as_tabletype(type)
        size = limits(capi.wasm_tabletype_limits(table))
        return f"{size} {val(capi.wasm_tabletype_element(table))}"
    memory = capi.wasm_externtype_as_memorytype(type)
    return f"{limits(capi.wasm_memorytype_limits(memory))} pages"


module = module_of(TEXT)
exports = capi.WASM_EMPTY_VEC("wasm_exporttype_vec_t")
capi.wasm_module_exports(module, exports)
for export in capi.wasm_vec_to_list(exports):
    name = capi.wasm_exporttype_name(export)
    text = capi.ffi.buffer(name.data, name.size)[:].decode()
    print(f"{text}: {tell(capi.wasm_exporttype_type(export))}")
capi.wasm_exporttype_vec_delete(exports)
capi.wasm_module_delete(module)
capi.wasm_store_delete(store)
capi.wasm_engine_delete(engine)
