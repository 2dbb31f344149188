"""What the programs here begin with, by the functions of the C interface."""

from __future__ import annotations

from typing import Any

from sanderling import capi, wat2wasm

engine = capi.wasm_engine_new()
store = capi.wasm_store_new(engine)


def module_of(text: str) -> Any:
    """A module in the text format; it is the caller's."""
    binary = capi.load_module_file(wat2wasm(text))
    module = capi.wasm_module_new(store, binary)
    capi.wasm_byte_vec_delete(binary)
    return module


def instance_of(module: Any, *imports: Any) -> Any:
    """An instance of a module; it is the caller's."""
    given = capi.WASM_ARRAY_VEC("wasm_extern_vec_t", list(imports))
    return capi.wasm_instance_new(store, module, given, None)


def exports_of(text: str, *imports: Any) -> tuple[list[Any], Any]:
    """What an instance exports, and the vector that owns that."""
    module = module_of(text)
    instance = instance_of(module, *imports)
    exports = capi.WASM_EMPTY_VEC("wasm_extern_vec_t")
    capi.wasm_instance_exports(instance, exports)
    capi.wasm_instance_delete(instance)
    capi.wasm_module_delete(module)
    return capi.wasm_vec_to_list(exports), exports


def values(*given: Any) -> Any:
    return capi.WASM_ARRAY_VEC("wasm_val_vec_t", list(given))


def results(count: int) -> Any:
    return values(*(capi.WASM_INIT_VAL() for _ in range(count)))


def close(*vectors: Any) -> None:
    for vector in vectors:
        capi.wasm_extern_vec_delete(vector)
    capi.wasm_store_delete(store)
    capi.wasm_engine_delete(engine)
