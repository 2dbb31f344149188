"""The C interface: each function does what it should, and refuses what it should.

What there is to test comes from the headers, as read by tools/capi.py. What must fail is
made from the declarations; what must work is below, and a test of the tests fails for a
function that none of them has called.
"""

from __future__ import annotations

import gc
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

import sanderling
from sanderling import capi
from sanderling.capi import _callbacks, _checks

ffi, lib = capi.ffi, capi.lib
PYTHON = Path(__file__).resolve().parents[1]

_spec = importlib.util.spec_from_file_location("capi_tool", PYTHON / "tools/capi.py")
tool = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tool)
HEADERS = tool.read()
FUNCTIONS = {function.name: function for function in HEADERS.functions}

#: The names of the functions that have returned.
called = set()


class Recorder:
    """The interface, which remembers what has been called."""

    def __getattr__(self, name):
        found = getattr(capi, name)
        if name not in FUNCTIONS and name not in HEADERS.aliases:
            return found

        def call(*args):
            result = found(*args)
            called.add(name)
            return result

        return call


c = Recorder()
RIGHT = []


def right(test):
    RIGHT.append(test)
    return test


# ---- What works ----

ADD = """(module $adder
    (import "m" "f" (func $f (param i32) (result i32)))
    (func (export "add") (param i32 i32) (result i32)
        (call $f (i32.add (local.get 0) (local.get 1))))
    (func (export "trap") unreachable)
    (global (export "g") (mut i64) (i64.const 7))
    (table (export "t") 2 10 funcref) (memory (export "mem") 1 3)
    (@custom "notes" "abc"))"""


class World:
    """An engine, a store, and an instance of ADD, all deleted at the end."""

    def __enter__(self):
        self.engine = c.wasm_engine_new()
        self.store = c.wasm_store_new(self.engine)
        self.func = host(self.store, lambda args, results: give(results, args.data[0]))
        self.module = module_of(self.store, ADD)
        imports = vec("extern", [c.wasm_func_as_extern(self.func)])
        trap = ffi.new("wasm_trap_t **")
        self.instance = c.wasm_instance_new(self.store, self.module, imports, trap)
        assert self.instance and not trap[0]
        self.exports = ffi.new("wasm_extern_vec_t *")
        c.wasm_instance_exports(self.instance, self.exports)
        items = c.wasm_vec_to_list(self.exports)
        self.add, self.trap, self.g, self.t, self.mem = items
        return self

    def __exit__(self, *_):
        c.wasm_extern_vec_delete(self.exports)
        c.wasm_instance_delete(self.instance)
        c.wasm_module_delete(self.module)
        c.wasm_func_delete(self.func)
        c.wasm_store_delete(self.store)
        c.wasm_engine_delete(self.engine)


def vec(kind, elements):
    return c.WASM_ARRAY_VEC(f"wasm_{kind}_vec_t", elements)


def give(results, value):
    results.data[0] = value


def host(store, function, params=1, results=1):
    i32 = c.wasm_valtype_new_i32
    type = getattr(c, f"wasm_functype_new_{params}_{results}")(
        *(i32() for _ in range(params + results))
    )
    func = c.wasm_func_new(store, type, function)
    c.wasm_functype_delete(type)
    assert func
    return func


def module_of(store, text):
    binary = c.load_module_file(sanderling.wat2wasm(text))
    assert c.wasm_module_validate(store, binary)
    module = c.wasm_module_new(store, binary)
    c.wasm_byte_vec_delete(binary)
    assert module
    return module


def text_of(name):
    return ffi.buffer(name.data, name.size)[:] if name.size else b""


def name_of(text):
    name = ffi.new("wasm_name_t *")
    c.wasm_name_new_from_string(name, text)
    return name


def limits(low, high):
    return ffi.new("wasm_limits_t *", {"min": low, "max": high})


#: How to make one of each kind of type.
TYPES = {
    "valtype": lambda: c.wasm_valtype_new(capi.WASM_I64),
    "functype": lambda: c.wasm_functype_new_1_0(c.wasm_valtype_new_f32()),
    "globaltype": lambda: c.wasm_globaltype_new(c.wasm_valtype_new_i32(), capi.WASM_VAR),
    "tabletype": lambda: c.wasm_tabletype_new(c.wasm_valtype_new_funcref(), limits(1, 2)),
    "memorytype": lambda: c.wasm_memorytype_new(limits(1, 3)),
    "externtype": lambda: c.wasm_memorytype_as_externtype(
        c.wasm_memorytype_new(limits(1, 3))
    ),
    "importtype": lambda: c.wasm_importtype_new(
        name_of("m"), name_of(b"n"), c.wasm_functype_as_externtype(TYPES["functype"]())
    ),
    "exporttype": lambda: c.wasm_exporttype_new(
        name_of("n"), c.wasm_globaltype_as_externtype(TYPES["globaltype"]())
    ),
}


@right
def right_types():
    for kind, make in TYPES.items():
        type = make()
        copy = getattr(c, f"wasm_{kind}_copy")(type)
        assert copy and copy != type
        for one in (type, copy):
            getattr(c, f"wasm_{kind}_delete")(one)
    for name, kind in zip(
        ("i32", "i64", "f32", "f64", "externref", "funcref"), (0, 1, 2, 3, 128, 129)
    ):
        type = getattr(c, f"wasm_valtype_new_{name}")()
        assert c.wasm_valtype_kind(type) == kind
        is_ref = kind >= 128
        assert c.wasm_valtype_is_ref(type) is c.wasm_valkind_is_ref(kind) is is_ref
        assert c.wasm_valtype_is_num(type) is c.wasm_valkind_is_num(kind) is not is_ref
        c.wasm_valtype_delete(type)


@right
def right_functypes():
    for params in range(4):
        for results in range(3):
            types = [c.wasm_valtype_new_i32() for _ in range(params + results)]
            type = getattr(c, f"wasm_functype_new_{params}_{results}")(*types)
            assert c.wasm_functype_params(type).size == params
            assert c.wasm_functype_results(type).size == results
            c.wasm_functype_delete(type)
    both = [ffi.new("wasm_valtype_vec_t *") for _ in range(2)]
    c.wasm_valtype_vec_new(both[0], 1, [c.wasm_valtype_new_i32()])
    c.wasm_valtype_vec_new_empty(both[1])
    type = c.wasm_functype_new(*both)
    assert [v.size for v in both] == [0, 0] and c.wasm_functype_params(type).size == 1
    c.wasm_functype_delete(type)


@right
def right_attributes():
    type = TYPES["globaltype"]()
    assert c.wasm_valtype_kind(c.wasm_globaltype_content(type)) == capi.WASM_I32
    assert c.wasm_globaltype_mutability(type) == capi.WASM_VAR
    c.wasm_globaltype_delete(type)
    type = TYPES["tabletype"]()
    assert c.wasm_valtype_kind(c.wasm_tabletype_element(type)) == capi.WASM_FUNCREF
    assert c.wasm_tabletype_limits(type).max == 2
    c.wasm_tabletype_delete(type)
    type = TYPES["memorytype"]()
    assert c.wasm_memorytype_limits(type).min == 1
    c.wasm_memorytype_delete(type)
    type = TYPES["importtype"]()
    assert text_of(c.wasm_importtype_module(type)) == b"m"
    assert text_of(c.wasm_importtype_name(type)) == b"n"
    assert c.wasm_externtype_kind(c.wasm_importtype_type(type)) == capi.WASM_EXTERN_FUNC
    c.wasm_importtype_delete(type)
    type = TYPES["exporttype"]()
    assert text_of(c.wasm_exporttype_name(type)) == b"n"
    assert c.wasm_externtype_kind(c.wasm_exporttype_type(type)) == capi.WASM_EXTERN_GLOBAL
    c.wasm_exporttype_delete(type)


@right
def right_types_as_others():
    kinds = ("functype", "globaltype", "tabletype", "memorytype")
    for number, kind in enumerate(kinds):
        type = TYPES[kind]()
        for const in ("", "_const"):
            seen = getattr(c, f"wasm_{kind}_as_externtype{const}")(type)
            assert seen == type and c.wasm_externtype_kind(seen) == number
            for other in kinds:
                back = getattr(c, f"wasm_externtype_as_{other}{const}")(seen)
                assert (back == type) == (other == kind)
                assert bool(back) == (other == kind)
        c.wasm_externtype_delete(c.wasm_externtype_copy(seen))
        getattr(c, f"wasm_{kind}_delete")(type)


@right
def right_vectors():
    with World() as world:
        trap = c.wasm_func_call(c.wasm_extern_as_func(world.trap), None, None)
        makers = {
            **TYPES,
            "byte": lambda: b"x",
            "val": lambda: c.WASM_I32_VAL(5)[0],
            "frame": lambda: c.wasm_trap_origin(trap),
            "extern": lambda: c.wasm_extern_copy(world.mem),
        }
        for kind, make in makers.items():
            functions = {
                name: getattr(c, f"wasm_{kind}_vec_{name}")
                for name in ("new_empty", "new_uninitialized", "new", "copy", "delete")
            }
            vector, copy = (ffi.new(f"wasm_{kind}_vec_t *") for _ in range(2))
            functions["new_empty"](vector)
            assert vector.size == 0 and not vector.data
            functions["new_uninitialized"](vector, 3)
            assert vector.size == 3 and vector.data
            functions["delete"](vector)
            functions["new"](vector, 2, [make(), make()])
            functions["copy"](copy, vector)
            assert copy.size == 2 and copy.data != vector.data
            for one in (vector, copy):
                functions["delete"](one)
                assert one.size == 0 and not one.data
            functions["delete"](None)
        c.wasm_trap_delete(trap)


@right
def right_names():
    name, copy = ffi.new("wasm_name_t *"), ffi.new("wasm_name_t *")
    c.wasm_name_new_from_string_nt(name, "ab")
    assert text_of(name) == b"ab\0"
    c.wasm_name_copy(copy, name)
    c.wasm_name_delete(name)
    assert text_of(copy) == b"ab\0"
    c.wasm_name_delete(copy)
    c.wasm_name_new(name, 2, bytearray(b"abc"))
    assert text_of(name) == b"ab"
    c.wasm_name_delete(name)
    c.wasm_name_new_empty(name)
    for new in (c.wasm_name_new_uninitialized, c.wasm_name_new_new_uninitialized):
        new(name, 4)
        assert text_of(name) == bytes(4)
        c.wasm_name_delete(name)


@right
def right_values():
    with World() as world:
        foreign = c.wasm_foreign_new(world.store)
        value = c.WASM_REF_VAL(c.wasm_foreign_as_ref(foreign))
        copy = ffi.new("wasm_val_t *")
        c.wasm_val_copy(copy, value)
        assert c.wasm_ref_same(copy.of.ref, value.of.ref)
        c.wasm_val_delete(copy)
        assert not copy.of.ref
        c.wasm_foreign_delete(foreign)
    value = c.WASM_INIT_VAL()
    pointer = ffi.new("int *")
    c.wasm_val_init_ptr(value, pointer)
    assert c.wasm_val_ptr(value) == pointer
    assert c.WASM_F64_VAL(0.5).of.f64 == c.WASM_F32_VAL(0.5).of.f32 == 0.5
    assert c.WASM_I64_VAL(-1).of.i64 == c.WASM_I32_VAL(-1).of.i32 == -1


@right
def right_objects():
    """Copies, sameness, host info, and seeing each as a reference."""
    with World() as world:
        trap = c.wasm_func_call(c.wasm_extern_as_func(world.trap), None, None)
        foreign = c.wasm_foreign_new(world.store)
        objects = {
            "ref": c.wasm_foreign_as_ref(foreign),
            "trap": trap,
            "foreign": foreign,
            "module": world.module,
            "func": c.wasm_extern_as_func(world.add),
            "global": c.wasm_extern_as_global(world.g),
            "table": c.wasm_extern_as_table(world.t),
            "memory": c.wasm_extern_as_memory(world.mem),
            "extern": world.mem,
            "instance": world.instance,
        }
        finalized = []
        for kind, one in objects.items():
            get = getattr(c, f"wasm_{kind}_get_host_info")
            info = ffi.new("int *")
            copy = getattr(c, f"wasm_{kind}_copy")(one)
            assert getattr(c, f"wasm_{kind}_same")(one, copy)
            assert not getattr(c, f"wasm_{kind}_same")(one, None)
            getattr(c, f"wasm_{kind}_set_host_info")(one, info)
            assert get(copy) == info
            set = getattr(c, f"wasm_{kind}_set_host_info_with_finalizer")
            set(copy, info, finalized.append)
            assert get(one) == info and not finalized
            getattr(c, f"wasm_{kind}_set_host_info")(one, None)
            assert finalized.pop() == info and not finalized
            if kind != "ref":
                for const in ("", "_const"):
                    ref = getattr(c, f"wasm_{kind}_as_ref{const}")(one)
                    assert ref == one
                    assert getattr(c, f"wasm_ref_as_{kind}{const}")(ref) == one
                    other = "trap" if kind != "trap" else "module"
                    assert not getattr(c, f"wasm_ref_as_{other}{const}")(ref)
            getattr(c, f"wasm_{kind}_delete")(copy)
        c.wasm_trap_delete(trap)
        c.wasm_foreign_delete(foreign)


@right
def right_externs():
    with World() as world:
        kinds = ("func", "global", "table", "memory")
        items = (world.add, world.g, world.t, world.mem)
        for number, (kind, item) in enumerate(zip(kinds, items)):
            assert c.wasm_extern_kind(item) == number
            type = c.wasm_extern_type(item)
            assert c.wasm_externtype_kind(type) == number
            c.wasm_externtype_delete(type)
            for const in ("", "_const"):
                seen = getattr(c, f"wasm_extern_as_{kind}{const}")(item)
                assert seen == item
                assert getattr(c, f"wasm_{kind}_as_extern{const}")(seen) == item
                other = kinds[number - 1]
                assert not getattr(c, f"wasm_extern_as_{other}{const}")(item)


@right
def right_modules():
    with World() as world:
        imports = ffi.new("wasm_importtype_vec_t *")
        c.wasm_module_imports(world.module, imports)
        (one,) = c.wasm_vec_to_list(imports)
        assert text_of(c.wasm_importtype_name(one)) == b"f"
        c.wasm_importtype_vec_delete(imports)
        exports = ffi.new("wasm_exporttype_vec_t *")
        c.wasm_module_exports(world.module, exports)
        names = [text_of(c.wasm_exporttype_name(e)) for e in c.wasm_vec_to_list(exports)]
        assert names == [b"add", b"trap", b"g", b"t", b"mem"]
        c.wasm_exporttype_vec_delete(exports)
        shared = c.wasm_module_share(world.module)
        store = c.wasm_store_new(world.engine)
        obtained = c.wasm_module_obtain(store, shared)
        assert obtained and not c.wasm_module_same(obtained, world.module)
        c.wasm_shared_module_delete(shared)
        data = ffi.new("wasm_byte_vec_t *")
        c.wasm_module_serialize(obtained, data)
        again = c.wasm_module_deserialize(world.store, data)
        assert again
        c.wasm_byte_vec_delete(data)
        for module in (obtained, again):
            c.wasm_module_delete(module)
        c.wasm_store_delete(store)


@right
def right_configurations():
    config = c.wasm_config_new()
    error = ffi.new("sanderling_error_t **")
    for name in ("deterministic", "eager", "consume_fuel", "interruptible"):
        assert getattr(c, f"sanderling_config_set_{name}")(config, True) == 0
    assert c.sanderling_config_set_max_memory_bytes(config, 1 << 20) == 0
    assert c.sanderling_config_set_max_stack_bytes(config, 1 << 16) == 0
    assert c.sanderling_config_set_limit(config, b"host_call_depth", 15, 50, error) == 0
    assert c.sanderling_config_set_feature(config, b"simd", 4, False, error) == 0
    assert c.sanderling_config_set_feature(config, b"none", 4, True, error) != 0
    assert c.sanderling_error_status(error[0]) != 0
    c.sanderling_error_delete(error[0])
    out = ffi.new("wasm_engine_t **")
    assert c.sanderling_engine_new(config, out, error) == 0 and out[0]
    c.wasm_engine_delete(out[0])
    c.wasm_engine_delete(c.wasm_engine_new_with_config(config))
    c.wasm_config_delete(c.wasm_config_new())


@right
def right_calls():
    with World() as world:
        func = c.wasm_extern_as_func(world.add)
        args = vec("val", [c.WASM_I32_VAL(2), c.WASM_I32_VAL(3)])
        results = vec("val", [c.WASM_INIT_VAL()])
        assert not c.wasm_func_call(func, args, results)
        assert (results.data[0].kind, results.data[0].of.i32) == (capi.WASM_I32, 5)
        assert c.wasm_func_param_arity(func) == 2 and c.wasm_func_result_arity(func) == 1
        type = c.wasm_func_type(func)
        assert c.wasm_functype_params(type).size == 2
        c.wasm_functype_delete(type)
        # An environment, and what is told when it is needed no more.
        finalized, env = [], ffi.new("int *", 40)
        type = c.wasm_functype_new_0_1(c.wasm_valtype_new_i32())
        store = c.wasm_store_new(world.engine)

        def answer(env, args, results):
            results.data[0].of.i32 = ffi.cast("int *", env)[0] + 2

        for new in (c.wasm_func_new_with_env, c.sanderling_func_new_answering):
            made = new(store, type, answer, env, finalized.append)
            assert not c.wasm_func_call(made, None, results)
            assert results.data[0].of.i32 == 42
            c.wasm_func_delete(made)
        c.wasm_functype_delete(type)
        c.wasm_store_delete(store)
        assert [ffi.cast("int *", e) for e in finalized] == [env, env]


@right
def right_traps():
    with World() as world:
        trap = c.wasm_func_call(c.wasm_extern_as_func(world.trap), None, None)
        assert c.sanderling_trap_status(trap) == capi.SANDERLING_TRAP
        assert c.sanderling_trap_code(trap) == capi.SANDERLING_TRAP_UNREACHABLE
        message = ffi.new("wasm_message_t *")
        c.wasm_trap_message(trap, message)
        assert text_of(message) == b"wasm trap: unreachable\0"
        c.wasm_byte_vec_delete(message)
        frames = ffi.new("wasm_frame_vec_t *")
        c.wasm_trap_trace(trap, frames)
        (frame,) = c.wasm_vec_to_list(frames)
        assert c.wasm_instance_same(c.wasm_frame_instance(frame), world.instance)
        assert c.wasm_frame_func_index(frame) == 2
        assert 0 < c.wasm_frame_func_offset(frame) < c.wasm_frame_module_offset(frame)
        c.wasm_frame_vec_delete(frames)
        origin = c.wasm_trap_origin(trap)
        copy = c.wasm_frame_copy(origin)
        assert c.wasm_frame_func_index(copy) == 2
        c.wasm_frame_delete(copy)
        c.wasm_frame_delete(origin)
        c.wasm_trap_delete(trap)
        # One of the host's.
        c.wasm_name_new_from_string_nt(message, "on purpose")
        func = host(
            world.store, lambda args, results: c.wasm_trap_new(world.store, message)
        )
        trap = c.wasm_func_call(func, vec("val", [c.WASM_I32_VAL(1)]), vec("val", [(0,)]))
        c.wasm_byte_vec_delete(message)
        c.wasm_trap_message(trap, message)
        assert text_of(message) == b"on purpose\0"
        c.wasm_byte_vec_delete(message)
        c.wasm_trap_delete(trap)
        c.wasm_func_delete(func)


@right
def right_globals_tables_and_memories():
    with World() as world:
        type = TYPES["globaltype"]()
        one = c.wasm_global_new(world.store, type, c.WASM_I32_VAL(5))
        value = ffi.new("wasm_val_t *")
        c.wasm_global_set(one, c.WASM_I32_VAL(6))
        c.wasm_global_get(one, value)
        assert value.of.i32 == 6
        found = c.wasm_global_type(one)
        assert c.wasm_globaltype_mutability(found) == capi.WASM_VAR
        for delete, handle in (
            (c.wasm_globaltype_delete, type),
            (c.wasm_globaltype_delete, found),
            (c.wasm_global_delete, one),
        ):
            delete(handle)
        type = TYPES["tabletype"]()
        table = c.wasm_table_new(world.store, type, None)
        assert c.wasm_table_size(table) == 1
        ref = c.wasm_func_as_ref(world.func)
        assert c.wasm_table_set(table, 0, ref) and c.wasm_table_grow(table, 1, None)
        assert not c.wasm_table_grow(table, 1, None)
        got = c.wasm_table_get(table, 0)
        assert c.wasm_ref_same(got, ref) and not c.wasm_table_get(table, 1)
        c.wasm_ref_delete(got)
        found = c.wasm_table_type(table)
        assert c.wasm_tabletype_limits(found).min == 2
        c.wasm_tabletype_delete(type)
        c.wasm_tabletype_delete(found)
        c.wasm_table_delete(table)
        type = TYPES["memorytype"]()
        memory = c.wasm_memory_new(world.store, type)
        assert c.wasm_memory_size(memory) == 1 and c.wasm_memory_grow(memory, 1)
        assert c.wasm_memory_data_size(memory) == 2 * capi.MEMORY_PAGE_SIZE
        ffi.buffer(c.wasm_memory_data(memory), 3)[:] = b"abc"
        found = c.wasm_memory_type(memory)
        assert c.wasm_memorytype_limits(found).min == 2
        c.wasm_memorytype_delete(type)
        c.wasm_memorytype_delete(found)
        c.wasm_memory_delete(memory)


def new(function, kind, *args):
    """What a function of sanderling.h writes to `out`."""
    out, error = ffi.new(f"{kind} **"), ffi.new("sanderling_error_t **")
    assert function(*args, out, error) == 0, text_of_error(error[0])
    return out[0]


def text_of_error(error):
    return ffi.string(c.sanderling_error_message(error, None)) if error else None


@right
def right_version():
    assert c.sanderling_abi_version() == capi.SANDERLING_ABI_VERSION
    assert ffi.string(c.sanderling_version()).decode() == sanderling.__version__


@right
def right_modules_of_sanderling():
    engine = c.wasm_engine_new()
    data = sanderling.wat2wasm(ADD)
    error, length = ffi.new("sanderling_error_t **"), ffi.new("size_t *")
    module = new(c.sanderling_module_new, "wasm_module_t", engine, data, len(data))
    assert c.sanderling_module_validate(engine, data, len(data), error) == 0
    found = c.sanderling_module_bytes(module, length)
    assert ffi.buffer(found, length[0])[:] == data
    found = c.sanderling_module_custom_section(module, b"notes", 5, 0, length)
    assert ffi.buffer(found, length[0])[:] == b"abc"
    assert ffi.string(c.sanderling_module_name(module, length)) == b"adder"
    assert c.sanderling_module_import_count(module) == 1
    one = ffi.new("sanderling_import_t *")
    assert c.sanderling_module_import(module, 0, one)
    assert ffi.string(one.module.data) == b"m"
    assert not c.sanderling_module_import(module, 1, one)
    assert c.sanderling_module_export_count(module) == 5
    one = ffi.new("sanderling_export_t *")
    assert c.sanderling_module_export(module, 4, one)
    assert one.type.kind == capi.SANDERLING_EXTERN_MEMORY
    c.wasm_module_delete(module)
    text, binary = ffi.new("wasm_byte_vec_t *"), ffi.new("wasm_byte_vec_t *")
    assert c.sanderling_wat2wasm(b"(module)", 8, binary, error) == 0
    assert c.sanderling_wasm2wat(text_of(binary), binary.size, text, error) == 0
    assert text_of(text).startswith(b"(module")
    c.wasm_byte_vec_delete(text)
    c.wasm_byte_vec_delete(binary)
    c.wasm_engine_delete(engine)


@right
def right_errors():
    engine = c.wasm_engine_new()
    out, error = ffi.new("wasm_module_t **"), ffi.new("sanderling_error_t **")
    status = c.sanderling_module_new(engine, b"\0asm", 4, out, error)
    assert status == c.sanderling_error_status(error[0]) == capi.SANDERLING_MALFORMED
    assert c.sanderling_error_code(error[0]) == c.sanderling_error_host_id(error[0]) == 0
    assert c.sanderling_error_offset(error[0]) == 4
    length = ffi.new("size_t *")
    assert c.sanderling_error_message(error[0], length) and length[0]
    assert not c.sanderling_error_backtrace(error[0], length)
    c.sanderling_error_delete(error[0])
    store = new(c.sanderling_store_new, "wasm_store_t", engine, None)
    data = sanderling.wat2wasm(ADD)
    module = new(c.sanderling_module_new, "wasm_module_t", engine, data, len(data))
    instance = ffi.new("wasm_instance_t **")
    status = c.sanderling_instance_new(store, module, [None], 1, 0, instance, error)
    assert status == capi.SANDERLING_LINK
    assert c.sanderling_error_import_count(error[0]) == 1
    one = ffi.new("sanderling_import_error_t *")
    assert c.sanderling_error_import(error[0], 0, one)
    assert ffi.string(one.name.data) == b"f"
    c.sanderling_error_delete(error[0])
    traps = capi.SANDERLING_INSTANCE_TRAPS
    made = new(
        c.sanderling_instance_new, "wasm_instance_t", store, module, [None], 1, traps
    )
    item = new(c.sanderling_instance_export, "wasm_extern_t", made, b"trap", 4)
    status = c.sanderling_func_call(c.wasm_extern_as_func(item), None, 0, error)
    assert status == capi.SANDERLING_TRAP
    assert c.sanderling_error_frame_count(error[0]) == 1
    frame = ffi.new("sanderling_frame_t *")
    assert c.sanderling_error_frame(error[0], 0, frame) and frame.func_index == 2
    assert not c.sanderling_error_has_sources(error[0])
    source = ffi.new("sanderling_source_t *")
    assert not c.sanderling_error_frame_source(error[0], 0, 0, source)
    c.sanderling_error_delete(error[0])
    c.wasm_extern_delete(item)
    c.wasm_instance_delete(made)
    c.wasm_module_delete(module)
    c.wasm_store_delete(store)
    c.wasm_engine_delete(engine)


@right
def right_wasi(tmp_path):
    engine = c.wasm_engine_new()
    wasi = c.sanderling_wasi_config_new()
    error = ffi.new("sanderling_error_t **")
    path = str(tmp_path / "file").encode()
    (tmp_path / "file").write_bytes(b"in")
    assert c.sanderling_wasi_config_add_arg(wasi, b"prog", 4, error) == 0
    assert c.sanderling_wasi_config_add_env(wasi, b"A", 1, b"b", 1, error) == 0
    for name, stdio in (("stdin", 0), ("stdout", 2), ("stderr", 2)):
        set = getattr(c, f"sanderling_wasi_config_set_{name}_file")
        assert set(wasi, path, len(path), error) == 0
        set = getattr(c, f"sanderling_wasi_config_set_{name}_callback")
        assert set(wasi, lambda *_: 0, 5, error) == 0
        set = getattr(c, f"sanderling_wasi_config_set_{name}")
        assert set(wasi, stdio, error) == 0
    assert c.sanderling_wasi_config_set_stdin_bytes(wasi, b"in", 2, error) == 0
    assert c.sanderling_wasi_config_set_fixed_clock(wasi, 1, 2) == 0
    set = c.sanderling_wasi_config_set_clock_callback
    assert set(wasi, lambda *_: 0, 5, error) == 0
    assert c.sanderling_wasi_config_set_random_seed(wasi, 1) == 0
    assert c.sanderling_wasi_config_set_capture_limit(wasi, 100) == 0
    host = str(tmp_path).encode()
    assert (
        c.sanderling_wasi_config_add_preopen(
            wasi, host, len(host), b"/", 1, True, False, error
        )
        == 0
    )
    store = new(c.sanderling_store_new, "wasm_store_t", engine, wasi)
    linker = new(c.sanderling_linker_new, "sanderling_linker_t", engine)
    assert c.sanderling_linker_define_wasi(linker, error) == 0
    text = """
        (import "wasi_snapshot_preview1" "fd_write"
            (func $write (param i32 i32 i32 i32) (result i32)))
        (import "none" "f" (func)) (import "some" "memory" (memory 1))
        (data (i32.const 8) "hello") (memory (export "memory") 1)
        (data (memory 1) (i32.const 0) "\\08\\00\\00\\00\\05\\00\\00\\00")
        (data (memory 1) (i32.const 8) "hello")
        (func (export "f") (param i32)
            (drop (call $write (local.get 0) (i32.const 0) (i32.const 1) (i32.const 40))))"""
    data = sanderling.wat2wasm(text)
    module = new(c.sanderling_module_new, "wasm_module_t", engine, data, len(data))
    memory = new(c.sanderling_memory_new, "wasm_memory_t", store, 1, 1, False)
    item = c.wasm_memory_as_extern(memory)
    define = c.sanderling_linker_define
    assert define(linker, b"some", 4, b"memory", 6, item, error) == 0
    assert c.sanderling_linker_define_unknown_as_traps(linker, module, error) == 0
    made = new(c.sanderling_linker_instantiate, "wasm_instance_t", linker, store, module)
    item = new(c.sanderling_instance_export, "wasm_extern_t", made, b"f", 1)
    taken = ffi.new("wasm_byte_vec_t *")
    for number, take in (
        (1, c.sanderling_store_take_stdout),
        (2, c.sanderling_store_take_stderr),
    ):
        slots = ffi.new("uint64_t[]", [number])
        func = c.wasm_extern_as_func(item)
        assert c.sanderling_func_call(func, slots, 1, error) == 0
        assert take(store, taken, error) == 0
        assert text_of(taken) == b"hello"
        c.wasm_byte_vec_delete(taken)
    for delete, handle in (
        (c.wasm_extern_delete, item),
        (c.wasm_memory_delete, memory),
        (c.wasm_instance_delete, made),
        (c.sanderling_linker_delete, linker),
        (c.wasm_module_delete, module),
        (c.wasm_store_delete, store),
        (c.sanderling_wasi_config_delete, wasi),
        (c.wasm_engine_delete, engine),
    ):
        delete(handle)


def budget_store():
    config = c.wasm_config_new()
    c.sanderling_config_set_consume_fuel(config, True)
    c.sanderling_config_set_interruptible(config, True)
    engine = new(c.sanderling_engine_new, "wasm_engine_t", config)
    c.wasm_config_delete(config)
    store = new(c.sanderling_store_new, "wasm_store_t", engine, None)
    c.wasm_engine_delete(engine)
    return store


@right
def right_stores():
    store, error = budget_store(), ffi.new("sanderling_error_t **")
    fuel = ffi.new("uint64_t *")
    assert c.sanderling_store_set_fuel(store, 100, error) == 0
    assert c.sanderling_store_fuel(store, fuel, error) == 0 and fuel[0] == 100
    assert c.sanderling_store_consumed_fuel(store, fuel, error) == 0 and fuel[0] == 0
    assert c.sanderling_store_set_limits(store, 1 << 16, 10, 10, 10, 10, 10, error) == 0
    assert c.sanderling_store_set_call_depth(store, 10, error) == 0
    c.sanderling_store_interrupt(store)
    assert c.sanderling_store_clear_interrupt(store)
    assert not c.sanderling_store_clear_interrupt(store)
    assert c.sanderling_store_set_time_slice(store, 1000, error) == 0
    assert c.sanderling_store_set_deadline(store, 1 << 40, error) == 0
    assert c.sanderling_store_close(store, error) == 0
    assert c.sanderling_store_set_fuel(store, 1, error) == capi.SANDERLING_MISUSE
    assert c.sanderling_error_code(error[0]) == capi.SANDERLING_MISUSE_CLOSED
    c.sanderling_error_delete(error[0])
    c.wasm_store_delete(store)


@right
def right_references():
    with World() as world:
        slot, error = ffi.new("uint64_t *"), ffi.new("sanderling_error_t **")
        number = ffi.new("uint64_t *")
        assert c.sanderling_externref_new(world.store, 77, slot, error) == 0
        assert c.sanderling_externref_id(world.store, slot[0], number, error) == 0
        assert number[0] == 77
        assert c.sanderling_funcref_new(world.func, slot, error) == 0
        func = new(c.sanderling_funcref_func, "wasm_func_t", world.store, slot[0])
        assert c.wasm_func_same(func, world.func)
        c.wasm_func_delete(func)


@right
def right_functions_of_sanderling():
    store, error = budget_store(), ffi.new("sanderling_error_t **")
    c.sanderling_store_set_fuel(store, 1 << 40, error)
    finalized, exports = [], []

    def twice(id, caller, slots, length):
        out = new(c.sanderling_caller_export, "wasm_extern_t", caller, b"f", 1)
        exports.append(c.wasm_extern_kind(out))
        c.wasm_extern_delete(out)
        slots[0] = slots[0] * 2 + id
        return 0

    func = new(
        c.sanderling_func_new,
        "wasm_func_t",
        *(store, b"(i32) -> i32", 12, twice, 100, finalized.append),
    )
    text = """(import "" "" (func $f (param i32) (result i32)))
        (func (export "f") (param i32) (result i32) (call $f (local.get 0)))
        (func (export "loop") (loop (br 0)))"""
    module = module_of(store, text)
    imports = [c.wasm_func_as_extern(func)]
    made = new(c.sanderling_instance_new, "wasm_instance_t", store, module, imports, 1, 0)
    item = new(c.sanderling_instance_export, "wasm_extern_t", made, b"f", 1)
    slots = ffi.new("uint64_t[1]", [5])
    assert c.sanderling_func_call(c.wasm_extern_as_func(item), slots, 1, error) == 0
    assert slots[0] == 110 and exports == [capi.WASM_EXTERN_FUNC]
    type = ffi.new("sanderling_type_t *")
    assert c.sanderling_extern_type(item, type)
    assert ffi.string(type.text.data) == b"(i32) -> i32"
    c.wasm_extern_delete(item)
    other = new(
        c.sanderling_func_new_for_import,
        "wasm_func_t",
        *(store, module, 0, twice, 7, finalized.append),
    )
    c.wasm_func_delete(other)
    # Step by step.
    c.sanderling_store_set_time_slice(store, 0, error)
    item = new(c.sanderling_instance_export, "wasm_extern_t", made, b"loop", 4)
    call = ffi.new("sanderling_call_t **")
    loop = c.wasm_extern_as_func(item)
    assert c.sanderling_func_start(loop, None, 0, False, call, error) == 1
    assert c.sanderling_call_resume(call[0], None, 0, error) == capi.SANDERLING_YIELD
    assert c.sanderling_call_pending_id(call[0]) == 0
    c.sanderling_call_delete(call[0])
    c.wasm_extern_delete(item)
    for delete, handle in (
        (c.wasm_func_delete, func),
        (c.wasm_module_delete, module),
        (c.wasm_instance_delete, made),
        (c.wasm_store_delete, store),
    ):
        delete(handle)
    assert sorted(finalized) == [7, 100]


@right
def right_pending_calls():
    store, error = budget_store(), ffi.new("sanderling_error_t **")
    c.sanderling_store_set_fuel(store, 1 << 40, error)
    wait = new(
        c.sanderling_func_new,
        "wasm_func_t",
        *(store, b"() -> i32", 9, lambda *_: -8, 0, None),
    )
    module = module_of(
        store,
        """(import "" "" (func $f (result i32)))
        (func (export "f") (result i32) (i32.add (call $f) (i32.const 1)))""",
    )
    imports = [c.wasm_func_as_extern(wait)]
    made = new(c.sanderling_instance_new, "wasm_instance_t", store, module, imports, 1, 0)
    item = new(c.sanderling_instance_export, "wasm_extern_t", made, b"f", 1)
    func, call = c.wasm_extern_as_func(item), ffi.new("sanderling_call_t **")
    slots = ffi.new("uint64_t[1]")
    for _ in range(2):
        status = c.sanderling_func_start(func, slots, 1, False, call, error)
        assert status == capi.SANDERLING_PENDING
        assert c.sanderling_call_pending_id(call[0]) == 7
        if not slots[0]:
            given = ffi.new("uint64_t[1]", [41])
            status = c.sanderling_call_provide(
                call[0], b"(i32)", 5, given, 1, slots, 1, error
            )
            assert status == 0 and slots[0] == 42
        else:
            status = c.sanderling_call_fail(call[0], 9, error)
            assert status == capi.SANDERLING_HOST_ERROR
            assert c.sanderling_error_host_id(error[0]) == 9
            c.sanderling_error_delete(error[0])
        c.sanderling_call_delete(call[0])
    for delete, handle in (
        (c.wasm_extern_delete, item),
        (c.wasm_func_delete, wait),
        (c.wasm_module_delete, module),
        (c.wasm_instance_delete, made),
        (c.wasm_store_delete, store),
    ):
        delete(handle)


@right
def right_state_of_sanderling():
    with World() as world:
        store, error = world.store, ffi.new("sanderling_error_t **")
        slots, number = ffi.new("uint64_t[2]", [5, 0]), ffi.new("uint64_t *")
        one = new(
            c.sanderling_global_new, "wasm_global_t", store, b"i64", 3, True, [4, 0], 2
        )
        assert c.sanderling_global_set(one, slots, 2, error) == 0
        assert c.sanderling_global_get(one, slots, 2, error) == 0 and slots[0] == 5
        c.wasm_global_delete(one)
        table = new(
            c.sanderling_table_new,
            "wasm_table_t",
            *(store, b"externref", 9, 1, 3, False, 0),
        )
        c.sanderling_externref_new(store, 5, slots, error)
        assert c.sanderling_table_set(table, 0, slots[0], error) == 0
        assert c.sanderling_table_get(table, 0, number, error) == 0
        assert number[0] == slots[0]
        assert c.sanderling_table_grow(table, 2, 0, number, error) == 0 and number[0] == 1
        assert c.sanderling_table_size(table, number, error) == 0 and number[0] == 3
        c.wasm_table_delete(table)
        tag = new(c.sanderling_tag_new, "wasm_extern_t", store, b"(i32)", 5)
        assert c.wasm_extern_kind(tag) == capi.SANDERLING_EXTERN_TAG
        c.wasm_extern_delete(tag)
        memory = new(c.sanderling_memory_new, "wasm_memory_t", store, 1, 3, False)
        pin = new(c.sanderling_memory_pin, "sanderling_memory_pin_t", memory)
        assert c.sanderling_memory_pin_size(pin) == 65536
        assert c.sanderling_memory_pin_live_size(pin)[0] == 65536
        assert c.sanderling_memory_write(memory, 8, b"hello", 5, error) == 0
        assert ffi.buffer(c.sanderling_memory_pin_data(pin) + 8, 5)[:] == b"hello"
        c.sanderling_memory_pin_delete(pin)
        room = bytearray(5)
        assert c.sanderling_memory_read(memory, 8, room, 5, error) == 0 and room == b"hello"
        assert c.sanderling_memory_grow(memory, 1, number, error) == 0 and number[0] == 1
        assert c.sanderling_memory_size(memory, number, error) == 0 and number[0] == 2
        assert c.sanderling_memory_data_size(memory, number, error) == 0
        assert number[0] == 2 * 65536
        c.wasm_memory_delete(memory)


@right
def right_objects_of_guests():
    engine, error = c.wasm_engine_new(), ffi.new("sanderling_error_t **")
    store = new(c.sanderling_store_new, "wasm_store_t", engine, None)
    length, slots = ffi.new("size_t *"), ffi.new("uint64_t[2]")

    def heap_type(text):
        return new(
            c.sanderling_heap_type_new, "sanderling_heap_type_t", engine, text, len(text)
        )

    pair = heap_type(b"(struct (field i32) (field (mut i64)))")
    assert c.sanderling_heap_type_kind(pair) == capi.SANDERLING_HEAP_STRUCT
    assert ffi.string(c.sanderling_heap_type_name(pair, length)).startswith(b"$type")
    assert ffi.string(c.sanderling_heap_type_text(pair, length)).startswith(b"(struct")
    assert c.sanderling_heap_type_field_count(pair) == 2
    field = ffi.new("sanderling_field_t *")
    assert c.sanderling_heap_type_field(pair, 1, field) and field.is_mutable
    eq, numbers = heap_type(b"eq"), heap_type(b"(array (mut i32))")
    assert c.sanderling_heap_type_matches(pair, eq)
    assert not c.sanderling_heap_type_matches(eq, pair)

    one = new(c.sanderling_struct_new, "wasm_ref_t", store, pair, [5, 6], 2)
    assert c.sanderling_struct_set(one, 1, [7, 0], 2, error) == 0
    assert c.sanderling_struct_get(one, 1, slots, 2, error) == 0 and slots[0] == 7
    found = new(c.sanderling_ref_type, "sanderling_heap_type_t", store, one)
    assert c.sanderling_heap_type_matches(found, pair)
    c.sanderling_heap_type_delete(found)
    yes = ffi.new("bool *")
    assert c.sanderling_ref_matches(store, one, pair, yes, error) == 0 and yes[0]
    assert c.sanderling_ref_cast(store, one, eq, error) == 0
    assert c.sanderling_ref_cast(store, one, numbers, error) == capi.SANDERLING_TRAP
    c.sanderling_error_delete(error[0])
    assert c.sanderling_ref_slot(store, one, slots, error) == 0 and slots[0]
    again = new(c.sanderling_slot_ref, "wasm_ref_t", store, slots[0])
    assert c.wasm_ref_same(one, again)
    c.wasm_ref_delete(again)
    outside = new(c.sanderling_extern_convert_any, "wasm_ref_t", one)
    inside = new(c.sanderling_any_convert_extern, "wasm_ref_t", store, outside)
    assert c.wasm_ref_same(inside, one)
    for ref in (outside, inside):
        c.wasm_ref_delete(ref)
    assert c.sanderling_slot_release(store, 0, error) == 0
    assert not new(c.sanderling_slot_take, "wasm_ref_t", store, 0)

    array = new(c.sanderling_array_new, "wasm_ref_t", store, numbers, [9, 0], 2, 3)
    count = ffi.new("uint32_t *")
    assert c.sanderling_array_len(array, count, error) == 0 and count[0] == 3
    assert c.sanderling_array_set(array, 1, [8, 0], 2, error) == 0
    assert c.sanderling_array_get(array, 1, slots, 2, error) == 0 and slots[0] == 8
    room = bytearray(12)
    assert c.sanderling_array_write(array, 2, b"\1\0\0\0", 4, error) == 0
    assert c.sanderling_array_read(array, 0, room, 12, error) == 0
    assert room == b"\x09\0\0\0\x08\0\0\0\1\0\0\0"
    c.wasm_ref_delete(array)
    array = new(c.sanderling_array_new_fixed, "wasm_ref_t", store, numbers, [1, 2], 2)
    assert c.sanderling_array_get(array, 9, slots, 2, error) == capi.SANDERLING_TRAP
    c.sanderling_error_delete(error[0])

    small = new(c.sanderling_i31_new, "wasm_ref_t", store, -5)
    value = ffi.new("int32_t *")
    assert c.sanderling_i31_value(small, value, error) == 0 and value[0] == -5
    assert c.sanderling_slot_is_i31(c.sanderling_i31_slot(-6), value) and value[0] == -6
    assert c.sanderling_store_gc(store, error) == 0
    ids, count = ffi.new("uint64_t[4]"), ffi.new("size_t *")
    assert c.sanderling_store_gc_externrefs(store, ids, 4, count, error) == 0
    used = ffi.new("uint64_t *")
    assert c.sanderling_store_gc_used_bytes(store, used, error) == 0 and used[0]
    for delete, handle in (
        (c.wasm_ref_delete, one),
        (c.wasm_ref_delete, array),
        (c.wasm_ref_delete, small),
        (c.sanderling_heap_type_delete, pair),
        (c.sanderling_heap_type_delete, eq),
        (c.sanderling_heap_type_delete, numbers),
        (c.wasm_store_delete, store),
        (c.wasm_engine_delete, engine),
    ):
        delete(handle)


@right
def right_exceptions():
    engine = c.wasm_engine_new()
    store = new(c.sanderling_store_new, "wasm_store_t", engine, None)
    error = ffi.new("sanderling_error_t **")
    tag = new(c.sanderling_tag_new, "wasm_extern_t", store, b"(i32)", 5)
    thrown = new(c.sanderling_exn_new, "wasm_ref_t", tag, [42], 1)
    found = new(c.sanderling_exn_tag, "wasm_extern_t", thrown)
    assert c.wasm_extern_same(found, tag)
    c.wasm_extern_delete(found)
    slots = ffi.new("uint64_t[1]")
    assert c.sanderling_exn_values(thrown, slots, 1, error) == 0 and slots[0] == 42

    def throws(id, caller, slots, length):
        assert c.sanderling_caller_throw(caller, thrown, None) == 0
        return -1

    func = new(c.sanderling_func_new, "wasm_func_t", store, b"() -> ()", 8, throws, 0, None)
    status = c.sanderling_func_call(func, None, 0, error)
    assert status == capi.SANDERLING_EXCEPTION
    caught = new(c.sanderling_error_exception, "wasm_ref_t", error[0], store)
    assert c.wasm_ref_same(caught, thrown)
    c.sanderling_error_delete(error[0])
    c.wasm_ref_delete(caught)
    trap = new(c.sanderling_trap_new_exception, "wasm_trap_t", thrown)
    caught = new(c.sanderling_trap_exception, "wasm_ref_t", trap)
    assert c.wasm_ref_same(caught, thrown)
    for delete, handle in (
        (c.wasm_ref_delete, caught),
        (c.wasm_trap_delete, trap),
        (c.wasm_func_delete, func),
        (c.wasm_ref_delete, thrown),
        (c.wasm_extern_delete, tag),
        (c.wasm_store_delete, store),
        (c.wasm_engine_delete, engine),
    ):
        delete(handle)


@right
def right_shared_memories():
    engine = c.wasm_engine_new()
    store = new(c.sanderling_store_new, "wasm_store_t", engine, None)
    error, number = ffi.new("sanderling_error_t **"), ffi.new("uint64_t *")
    kind = "sanderling_shared_memory_t"
    shared = new(c.sanderling_shared_memory_new, kind, engine, 1, 3, False)
    assert c.sanderling_shared_memory_size(shared) == 1
    assert c.sanderling_shared_memory_grow(shared, 1, number, error) == 0 and number[0] == 1
    assert c.sanderling_shared_memory_data_size(shared) == 2 * 65536
    room = bytearray(5)
    assert c.sanderling_shared_memory_write(shared, 8, b"hello", 5, error) == 0
    assert c.sanderling_shared_memory_read(shared, 8, room, 5, error) == 0
    assert room == b"hello"
    assert c.sanderling_shared_memory_store(shared, 16, 4, 7, error) == 0
    assert c.sanderling_shared_memory_load(shared, 16, 4, number, error) == 0
    assert number[0] == 7
    exchange = c.sanderling_shared_memory_compare_exchange
    assert exchange(shared, 16, 4, 7, 9, number, error) == 0 and number[0] == 7
    ended, woken = ffi.new("int32_t *"), ffi.new("uint32_t *")
    wait = c.sanderling_shared_memory_wait32
    assert wait(shared, 16, 9, 1000, ended, error) == 0
    assert ended[0] == capi.SANDERLING_WAIT_TIMED_OUT
    wait = c.sanderling_shared_memory_wait64
    assert wait(shared, 16, 8, 1000, ended, error) == 0
    assert ended[0] == capi.SANDERLING_WAIT_MISMATCH
    assert c.sanderling_shared_memory_notify(shared, 16, 1, woken, error) == 0
    assert woken[0] == 0
    begin = c.sanderling_shared_memory_wait_begin
    wait = new(begin, "sanderling_wait_t", shared, 16, 4, 9)
    assert c.sanderling_shared_memory_notify(shared, 16, 1, woken, error) == 0
    assert woken[0] == 1
    assert c.sanderling_wait_go_on(wait, 1000, ended, error) == 0
    assert ended[0] == capi.SANDERLING_WAIT_OK
    c.sanderling_wait_delete(wait)
    memory = new(c.sanderling_memory_from_shared, "wasm_memory_t", store, shared)
    again = new(c.sanderling_memory_to_shared, kind, memory)
    assert c.sanderling_shared_memory_data_size(again) == 2 * 65536
    linker = new(c.sanderling_linker_new, "sanderling_linker_t", engine)
    define = c.sanderling_linker_define_shared_memory
    assert define(linker, b"m", 1, b"n", 1, shared, error) == 0
    for delete, handle in (
        (c.sanderling_linker_delete, linker),
        (c.sanderling_shared_memory_delete, again),
        (c.wasm_memory_delete, memory),
        (c.sanderling_shared_memory_delete, shared),
        (c.wasm_store_delete, store),
        (c.wasm_engine_delete, engine),
    ):
        delete(handle)


def run_right(test, tmp_path):
    test(tmp_path) if test.__code__.co_argcount else test()


@pytest.mark.parametrize("test", RIGHT, ids=lambda test: test.__name__)
def test_right(test, tmp_path):
    run_right(test, tmp_path)


def test_every_function_is_tested(tmp_path):
    called.clear()
    for test in RIGHT:
        run_right(test, tmp_path)
    missing = (set(FUNCTIONS) | set(HEADERS.aliases)) - called
    assert not missing, f"no test in this file calls {sorted(missing)}"


# ---- What must fail ----

MANY = 1 << 70


def neutral(param):
    """An argument that is right, or at least harmless."""
    if param.kind == "number":
        return False if param.type == "bool" else 0
    return None


def wrong_types(param):
    """Arguments that are of a wrong type."""
    if param.kind == "number":
        return [None, "1", 1.5, [], ffi.NULL]
    characters = ffi.new("char[8]")
    wrong = [5, 1.5, object(), "text", {}, ffi.new("double *")]
    if param.kind == "function":
        return wrong
    if param.kind == "void":
        return [*wrong[:-1], [], b"bytes"]
    if param.type not in ("char *", "wasm_byte_t *"):
        wrong.append(characters)
    if param.kind == "handle":
        name = "wasm_engine_t" if param.type != "wasm_engine_t *" else "wasm_store_t"
        wrong.append(ffi.cast(f"{name} *", characters))
    if param.kind == "array":
        return wrong
    return [*wrong, [], [0] * 9, b"bytes", bytearray(9)]


#: Functions with a body in the header that take what cffi does not know.
STRINGS = ("wasm_name_new_from_string", "wasm_name_new_from_string_nt")


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
@pytest.mark.filterwarnings("error")
def test_wrong(name):
    declared, function = FUNCTIONS[name], getattr(capi, name)
    args = [neutral(param) for param in declared.params]
    with pytest.raises(TypeError):
        function(*args, None)
    if args:
        with pytest.raises(TypeError):
            function(*args[:-1])
    for i, param in enumerate(declared.params):
        if param.type == "char *" and name in STRINGS:
            wrong = [None, 5, 1.5, []]
        else:
            wrong = wrong_types(param)
        for value in wrong:
            with pytest.raises(TypeError):
                function(*args[:i], value, *args[i + 1 :])
        if param.kind == "number":
            counts = {p.length for p in declared.params}
            expected = ValueError if param.name in counts else OverflowError
            for value in (MANY, -MANY):
                with pytest.raises((OverflowError, expected)):
                    function(*args[:i], value, *args[i + 1 :])
        if param.length:
            place = [p.name for p in declared.params].index(param.length)
            for value in (None, *lengths(param)):
                given = [*args]
                given[i], given[place] = value, 9
                with pytest.raises(ValueError, match="fewer|is None"):
                    function(*given)


def lengths(param):
    """Arrays that are shorter than 9."""
    item = param.type[: -len(" *")] if not param.type.endswith("**") else param.type[:-1]
    yield ffi.new(f"{item}[8]")
    if param.is_const:
        yield [ffi.new(f"{item}[1]")[0]] * 8
    if item in ("char", "uint8_t", "wasm_byte_t"):
        yield bytearray(8)


#: What cannot be NULL, by the header.
NOT_NULL = {*STRINGS, "wasm_val_init_ptr", "wasm_val_ptr"}


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_null(name):
    declared, function = FUNCTIONS[name], getattr(capi, name)
    args = [neutral(param) for param in declared.params]
    if name in NOT_NULL:
        with pytest.raises(TypeError):
            function(*args)
        return
    nulls = [ffi.NULL if value is None else value for value in args]
    results = [function(*given) for given in (args, nulls)]
    for result in results:
        if isinstance(result, ffi.CData) and ffi.typeof(result).kind == "pointer":
            if declared.is_own and declared.params == ():
                assert result
        elif any(param.type == "sanderling_error_t **" for param in declared.params):
            assert result < 0, name
        if declared.is_own and result:
            delete = declared.result[: -len("t *")] + "delete"
            getattr(capi, delete)(result)


def test_deleted():
    """After its deletion a handle can be used for nothing."""
    with World() as world:
        for kind, make in TYPES.items():
            type = make()
            delete = getattr(capi, f"wasm_{kind}_delete")
            delete(type)
            for function in (delete, getattr(capi, f"wasm_{kind}_copy")):
                with pytest.raises(ValueError, match="deleted or given away"):
                    function(type)
        foreign = capi.wasm_foreign_new(world.store)
        value = capi.WASM_REF_VAL(capi.wasm_foreign_as_ref(foreign))
        capi.wasm_val_delete(value)
        with pytest.raises(ValueError):
            capi.wasm_foreign_copy(foreign)


def test_given_away():
    with World():
        valtype = capi.wasm_valtype_new_i32()
        type = capi.wasm_functype_new_1_0(valtype)
        with pytest.raises(ValueError):
            capi.wasm_valtype_delete(valtype)
        capi.wasm_functype_delete(type)
    valtype = capi.wasm_valtype_new_i32()
    vector = ffi.new("wasm_valtype_vec_t *")
    with pytest.raises(ValueError, match="twice"):
        capi.wasm_valtype_vec_new(vector, 2, [valtype, valtype])
    with pytest.raises(ValueError, match="twice"):
        capi.wasm_functype_new_2_0(valtype, valtype)
    vector = capi.WASM_ARRAY_VEC("wasm_valtype_vec_t", [valtype])
    with pytest.raises(ValueError, match="Python's"):
        capi.wasm_valtype_vec_delete(vector)
    capi.wasm_valtype_delete(valtype)
    with pytest.raises(ValueError):
        capi.wasm_valtype_vec_new(ffi.new("wasm_valtype_vec_t *"), 1, [valtype])


def test_handles_that_are_made_where_others_were():
    """No handle is taken for one that was deleted."""
    engine = capi.wasm_engine_new()
    store = capi.wasm_store_new(engine)
    for _ in range(300):
        type = TYPES["functype"]()
        params = capi.wasm_functype_params(type)
        assert capi.wasm_valtype_kind(params.data[0]) == capi.WASM_F32
        copy = capi.wasm_functype_copy(type)
        capi.wasm_functype_delete(type)
        type = capi.wasm_importtype_new(
            name_of("a"), name_of("b"), capi.wasm_functype_as_externtype(copy)
        )
        inner = capi.wasm_externtype_as_functype_const(capi.wasm_importtype_type(type))
        assert capi.wasm_functype_params(inner).size == 1
        capi.wasm_importtype_delete(type)
        foreign = capi.wasm_foreign_new(store)
        capi.wasm_foreign_delete(foreign)
    capi.wasm_store_delete(store)
    capi.wasm_engine_delete(engine)


def test_wrong_kinds():
    with World() as world:
        func = capi.wasm_extern_as_func(world.add)
        results = vec("val", [capi.WASM_INIT_VAL()])
        for args in (None, [], [capi.WASM_I32_VAL(1)], [capi.WASM_F32_VAL(1)] * 2):
            args = None if args is None else vec("val", args)
            trap = capi.wasm_func_call(func, args, results)
            assert capi.sanderling_trap_status(trap) == capi.SANDERLING_MISUSE
            capi.wasm_trap_delete(trap)
        assert not capi.wasm_valtype_new(77)
        element = capi.wasm_valtype_new_i32()
        assert not capi.wasm_tabletype_new(element, limits(1, 1))
        with pytest.raises(OverflowError):
            capi.wasm_valtype_new(256)
        with pytest.raises(OverflowError):
            capi.WASM_I32_VAL(1 << 31)
        other = capi.wasm_store_new(world.engine)
        foreign = capi.wasm_foreign_new(other)
        table = capi.wasm_extern_as_table(world.t)
        assert not capi.wasm_table_set(table, 0, capi.wasm_foreign_as_ref(foreign))
        capi.wasm_foreign_delete(foreign)
        capi.wasm_store_delete(other)


def test_what_python_functions_raise():
    class Mine(BaseException):
        pass

    def fails(*_):
        raise Mine

    with World() as world:
        args = vec("val", [capi.WASM_I32_VAL(1)])
        results = vec("val", [capi.WASM_INIT_VAL()])
        func = host(world.store, fails)
        with pytest.raises(Mine):
            capi.wasm_func_call(func, args, results)
        # It has not become another call's.
        assert not capi.wasm_func_call(world.func, args, results)
        capi.wasm_func_delete(func)
        func = host(world.store, lambda *_: 5)
        with pytest.raises(TypeError):
            capi.wasm_func_call(func, args, results)
        capi.wasm_func_delete(func)
        error = ffi.new("sanderling_error_t **")
        func = new(
            capi.sanderling_func_new,
            "wasm_func_t",
            *(world.store, b"() -> ()", 8, fails, 0, None),
        )
        with pytest.raises(Mine):
            capi.sanderling_func_call(func, None, 0, error)
        assert not error[0]
        capi.wasm_func_delete(func)
        text = '(import "" "" (func $f (param i32) (result i32)))'
        text += "(func $s (drop (call $f (i32.const 1)))) (start $s)"
        module = module_of(world.store, text)
        func = host(world.store, fails)
        trap = ffi.new("wasm_trap_t **")
        with pytest.raises(Mine):
            imports = vec("extern", [capi.wasm_func_as_extern(func)])
            capi.wasm_instance_new(world.store, module, imports, trap)
        assert not trap[0]
        capi.wasm_func_delete(func)
        capi.wasm_module_delete(module)
    assert not _callbacks.raised


def test_what_finalizers_raise():
    # Nobody can be given it: it is told on standard error, and nothing breaks.
    code = """
import sanderling
from sanderling import capi as c
engine = c.wasm_engine_new()
store = c.wasm_store_new(engine)
type = c.wasm_functype_new_0_0()
called = []
def finalizer(env):
    called.append(env)
    raise KeyError("in the finalizer")
func = c.wasm_func_new_with_env(store, type, lambda env, args, results: None, None, finalizer)
c.wasm_func_delete(func)
c.wasm_functype_delete(type)
c.wasm_store_delete(store)
again = c.wasm_store_new(engine)
c.wasm_store_delete(again)
c.wasm_engine_delete(engine)
print(len(called))
"""
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stdout) == (0, "1\n"), result.stderr
    assert "in the finalizer" in result.stderr


def test_recursion_without_end():
    """Where no Python function can be called any more, the call fails."""
    program = """if True:
        import sys
        from sanderling import capi
        engine = capi.wasm_engine_new()
        store = capi.wasm_store_new(engine)
        type = capi.wasm_functype_new_0_0()
        def again(args, results):
            return capi.wasm_func_call(func, None, None)
        func = capi.wasm_func_new(store, type, again)
        try:
            trap = capi.wasm_func_call(func, None, None)
        except RecursionError:
            sys.exit(3)
        sys.exit(3 if trap else 4)"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True)
    assert result.returncode == 3, result


def test_nothing_is_left():
    entries, live = len(_callbacks._entries), len(_checks.live)
    for _ in range(3):
        with World():
            pass
    gc.collect()
    assert len(_callbacks._entries) == entries
    assert len(_checks.live) <= live


def test_files_are_what_the_tool_writes():
    for path, text in tool.write(HEADERS).items():
        assert path.read_text() == text, f"python tools/capi.py has not written {path}"


def test_names():
    for name, value in HEADERS.constants.items():
        assert getattr(capi, name) == getattr(lib, name) == value
    for name in HEADERS.macros:
        assert callable(getattr(capi, name)), name
    for name, function in HEADERS.aliases.items():
        assert getattr(capi, name) is getattr(capi, function)
    for name, function in FUNCTIONS.items():
        assert getattr(capi, name).__doc__, name
        assert function.is_inline or hasattr(lib, name)
    assert len([f for f in FUNCTIONS.values() if f.is_inline]) == 26


def test_helpers_of_wamr():
    with World() as world:
        assert capi.is_null_pointer(capi.create_null_pointer("wasm_trap_t"))
        assert not capi.is_null_pointer(world.store)
        assert capi.dereference(ffi.new("int *", 5)) == 5
        assert list(capi.list_to_carray("int32_t", 1, 2)) == [1, 2]
        for wrong in (5, None):
            with pytest.raises(TypeError):
                capi.is_null_pointer(wrong)
            with pytest.raises(TypeError):
                capi.wasm_func_cb_decl(wrong)
            with pytest.raises(TypeError):
                capi.wasm_func_cb_with_env_decl(wrong)
            with pytest.raises(TypeError):
                capi.wasm_vec_to_list(wrong)
        with pytest.raises(ValueError):
            capi.dereference(ffi.NULL)
        decl = capi.wasm_func_cb_decl(lambda args, results: None)
        capi.wasm_func_delete(host(world.store, decl, 0, 0))


def test_arrays_of_one():
    """An array of structures stands for a pointer to its first."""
    with World() as world:
        func = capi.wasm_extern_as_func(world.add)
        args, results = (ffi.new("wasm_val_vec_t[1]") for _ in range(2))
        numbers = ffi.new("wasm_val_t[]", [capi.WASM_I32_VAL(n)[0] for n in (2, 3)])
        args[0].data, args[0].size = numbers, 2
        answer = ffi.new("wasm_val_t[1]")
        results[0].data, results[0].size = answer, 1
        # Something deleted, so that results are looked at.
        capi.wasm_valtype_delete(capi.wasm_valtype_new_i32())
        assert not capi.wasm_func_call(func, args, results)
        assert answer[0].of.i32 == 5
        copy = ffi.new("wasm_val_t[1]")
        capi.wasm_val_copy(copy, answer)
        assert copy[0].of.i32 == 5
        capi.wasm_val_delete(copy)
        vector = ffi.new("wasm_val_vec_t[1]")
        capi.wasm_val_vec_copy(vector, results)
        capi.wasm_val_vec_delete(vector)
        assert not vector[0].size


def test_references_from_calls_are_new():
    """A result is never taken for something deleted, whatever the function gave before."""
    with World() as world:
        text = '(func (export "f") (param externref) (result externref) local.get 0)'
        module = module_of(world.store, text)
        trap = ffi.new("wasm_trap_t **")
        instance = capi.wasm_instance_new(world.store, module, vec("extern", []), trap)
        exports = ffi.new("wasm_extern_vec_t *")
        capi.wasm_instance_exports(instance, exports)
        func = capi.wasm_extern_as_func(exports.data[0])
        for _ in range(50):
            foreign = capi.wasm_foreign_new(world.store)
            value = capi.WASM_REF_VAL(capi.wasm_foreign_as_ref(foreign))
            results = vec("val", [capi.WASM_INIT_VAL()])
            assert not capi.wasm_func_call(func, vec("val", [value]), results)
            capi.wasm_foreign_delete(foreign)
            copy = capi.wasm_ref_copy(results.data[0].of.ref)
            capi.wasm_ref_delete(results.data[0].of.ref)
            capi.wasm_ref_delete(copy)
        capi.wasm_extern_vec_delete(exports)
        capi.wasm_instance_delete(instance)
        capi.wasm_module_delete(module)


def test_functions_in_c():
    """With them, pointers come by ways that nobody here sees: none is refused."""
    program = """if True:
        from sanderling import capi
        ffi = capi.ffi
        engine = capi.wasm_engine_new()
        store = capi.wasm_store_new(engine)
        type = capi.wasm_functype_new_1_0(capi.wasm_valtype_new_externref())
        seen = []
        @ffi.callback("wasm_func_callback_t")
        def callback(args, results):
            copy = capi.wasm_ref_copy(args.data[0].of.ref)
            seen.append(bool(copy))
            capi.wasm_ref_delete(copy)
            return ffi.NULL
        func = capi.wasm_func_new(store, type, callback)
        for _ in range(100):
            foreign = capi.wasm_foreign_new(store)
            value = capi.WASM_REF_VAL(capi.wasm_foreign_as_ref(foreign))
            args = capi.WASM_ARRAY_VEC("wasm_val_vec_t", [value])
            assert not capi.wasm_func_call(func, args, None)
            capi.wasm_foreign_delete(foreign)
        assert seen == [True] * 100"""
    subprocess.run([sys.executable, "-c", program], check=True)
