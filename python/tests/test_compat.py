"""The interface of wasmtime-py: programs in its style, and each difference that is
documented."""

from __future__ import annotations

import ctypes
import gc
import warnings
import weakref

import pytest

from sanderling.compat import wasmtime
from sanderling.compat.wasmtime import (
    Config,
    Engine,
    ExitTrap,
    Func,
    FuncType,
    Global,
    GlobalType,
    Instance,
    Limits,
    Linker,
    Memory,
    MemoryType,
    Module,
    SharedMemory,
    Store,
    Table,
    TableType,
    Tag,
    TagType,
    Trap,
    TrapCode,
    Val,
    ValType,
    WasiConfig,
    WasmtimeError,
    wat2wasm,
)

I32, I64 = ValType.i32(), ValType.i64()


@pytest.fixture
def store():
    return Store()


def instantiate(store, text, imports=()):
    return Instance(store, Module(store.engine, text), list(imports)).exports(store)


def test_all_names():
    for name in wasmtime.__all__:
        assert getattr(wasmtime, name).__doc__ is not None, name


def test_calls(store):
    exports = instantiate(
        store,
        """
        (func (export "gcd") (param i32 i32) (result i32) (local i32)
            (loop (result i32)
                (local.set 2 (i32.rem_u (local.get 0) (local.get 1)))
                (local.set 0 (local.get 1)) (local.set 1 (local.get 2))
                (if (result i32) (local.get 1) (then (br 1)) (else (local.get 0)))))
        (func (export "two") (result i32 i64) (i32.const -1) (i64.const 2))
        (func (export "none"))""",
    )
    assert exports["gcd"](store, 6, 27) == 3
    assert exports["gcd"](store, Val.i32(6), 27) == 3
    assert exports["two"](store) == [-1, 2]
    assert exports["none"](store) is None
    assert list(exports) == ["gcd", "two", "none"] and len(exports) == 3
    assert exports.by_index[1] == exports["two"]
    assert exports.get("nothing") is None
    with pytest.raises(KeyError):
        exports["nothing"]
    assert exports["gcd"].type(store) == FuncType([I32, I32], [I32])
    with pytest.raises(WasmtimeError, match="too few parameters provided: given 1"):
        exports["gcd"](store, 1)
    with pytest.raises(WasmtimeError, match="too many"):
        exports["gcd"](store, 1, 2, 3)
    for wrong in ("x", 1.5, None, Val.i64(1)):
        with pytest.raises(TypeError):
            exports["gcd"](store, wrong, 1)


def test_difference_integers_do_not_wrap(store):
    same = instantiate(store, '(func (export "f") (param i32) (result i32) (local.get 0))')[
        "f"
    ]
    assert same(store, 2**32 - 1) == -1
    for value in (2**32, -(2**31) - 1):
        with pytest.raises(OverflowError):
            same(store, value)
        with pytest.raises(OverflowError):
            Val.i32(value)


def test_difference_vectors(store):
    same = instantiate(
        store, '(func (export "f") (param v128) (result v128) (local.get 0))'
    )["f"]
    assert same(store, b"0123456789abcdef") == b"0123456789abcdef"


def test_difference_wrong_stores_are_errors(store):
    text = '(func (export "f")) (memory (export "m") 1) (global (export "g") i32 (i32.const 1))'
    exports, other = instantiate(store, text), Store()
    for use in (
        lambda: exports["f"](other),
        lambda: exports["m"].size(other),
        lambda: exports["g"].value(other),
        lambda: Instance(store, Module(store.engine, text), []).exports(other),
    ):
        with pytest.raises(WasmtimeError, match="another store"):
            use()


def test_difference_options_of_a_compiler_warn_once():
    wasmtime._config._warned.clear()
    config = Config()
    with pytest.warns(RuntimeWarning, match="strategy has no effect"):
        config.strategy = "cranelift"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        config.strategy = "auto"
        config.wasm_simd = False
        config.max_wasm_stack = 1 << 20
    with pytest.raises(WasmtimeError):
        config.strategy = "guess"
    with pytest.raises(TypeError):
        config.wasm_simd = 1
    with pytest.raises(AttributeError):
        config.anything = True
    with pytest.raises(WasmtimeError):
        Module(Engine(config), "(func (param v128))")


def test_difference_pointers_do_not_dangle(store):
    memory = Memory(store, MemoryType(Limits(1, 100)))
    memory.write(store, b"hello", 3)
    array, pointer = memory.get_buffer_ptr(store, 5, 3), memory.data_ptr(store)
    memory.grow(store, 50)
    array[0] = ord("H")
    assert memory.read(store, 3, 8) == bytearray(b"Hello")
    store.close()
    assert bytes(array) == b"Hello" and pointer[4] == ord("e")
    assert isinstance(array, ctypes.Array)


def test_difference_wasi_comes_first(store):
    store.set_wasi(WasiConfig())
    Func(store, FuncType([], []), lambda: None)
    with pytest.raises(WasmtimeError, match="before the store is used"):
        store.set_wasi(WasiConfig())


def test_difference_serialized_modules_are_modules(store):
    module = Module(store.engine, '(func (export "f"))')
    data = module.serialize()
    assert data == wat2wasm('(func (export "f"))')
    assert [e.name for e in Module.deserialize(store.engine, data).exports] == ["f"]


def test_memories(store):
    memory = instantiate(store, '(memory (export "m") 1 3) (data (i32.const 0) "abc")')["m"]
    assert memory.type(store).limits == Limits(1, 3)
    assert (memory.size(store), memory.data_len(store)) == (1, 65536)
    assert memory.read(store, 0, 3) == bytearray(b"abc")
    assert memory.read(store, -2) == bytearray(2)
    assert memory.read(store, 5, 2) == bytearray()
    assert memory.write(store, bytearray(b"xy"), -2) == 2
    with pytest.raises(IndexError):
        memory.write(store, b"xyz", -2)
    assert memory.grow(store, 1) == 1
    with pytest.raises(WasmtimeError):
        memory.grow(store, -1)
    with pytest.raises(WasmtimeError):
        memory.grow(store, 5)


def test_globals_and_tables(store):
    number = Global(store, GlobalType(I64, True), 5)
    number.set_value(store, Val.i64(7))
    assert number.value(store) == 7
    constant = Global(store, GlobalType(I32, False), 5)
    with pytest.raises(WasmtimeError, match="immutable"):
        constant.set_value(store, 1)
    table = Table(store, TableType(ValType.funcref(), Limits(2, 4)), None)
    func = Func(store, FuncType([], [I32]), lambda: 7)
    table.set(store, 1, func)
    assert table.get(store, 0) is None and table.get(store, 9) is None
    assert table.get(store, 1)(store) == 7
    assert table.grow(store, 1, func) == 2 and table.size(store) == 3
    with pytest.raises(WasmtimeError):
        table.set(store, 9, None)
    objects = Table(store, TableType(ValType.externref(), Limits(1, None)), {"a": 1})
    assert objects.get(store, 0) == {"a": 1}


def test_host_functions(store):
    text = """
        (import "" "f" (func $f (param i32) (result i32 i32)))
        (memory (export "memory") 1) (data (i32.const 2) "z")
        (func (export "run") (param i32) (result i32 i32) (call $f (local.get 0)))"""
    type = FuncType([I32], [I32, I32])

    def read(caller, at):
        memory = caller["memory"]
        assert isinstance(memory, Memory) and caller.get("x") is None
        assert Func(caller, FuncType([], [I32]), lambda: 9)(caller) == 9
        return memory.read(caller, at, at + 1)[0], Val.i32(5)

    func = Func(store, type, read, access_caller=True)
    assert instantiate(store, text, [func])["run"](store, 2) == [ord("z"), 5]

    class Mine(Exception):
        pass

    def fail(_):
        raise Mine

    with pytest.raises(Mine):
        instantiate(store, text, [Func(store, type, fail)])["run"](store, 0)
    with pytest.raises(WasmtimeError):
        instantiate(store, text, [Func(store, type, lambda _: (1,))])["run"](store, 0)

    def trap(_):
        raise Trap("stop")

    with pytest.raises(Trap, match="stop") as caught:
        instantiate(store, text, [Func(store, type, trap)])["run"](store, 0)
    assert caught.value.trap_code is None and len(caught.value.frames) == 1


def test_traps(store):
    text = """(module $m
        (func $inner unreachable) (func (export "run") (call $inner))
        (func (export "divide") (result i32) (i32.div_s (i32.const 1) (i32.const 0))))"""
    exports = instantiate(store, text)
    with pytest.raises(Trap) as caught:
        exports["run"](store)
    trap = caught.value
    assert not isinstance(trap, WasmtimeError)
    assert trap.trap_code is TrapCode.UNREACHABLE
    assert [frame.func_name for frame in trap.frames] == ["inner", "<unnamed>"] or (
        trap.frames[0].func_name == "inner" and len(trap.frames) == 2
    )
    assert str(trap).startswith("error while executing at wasm backtrace:\n    0:     0x")
    assert "m!inner" in trap.message
    assert "wasm trap: wasm `unreachable` instruction executed" in trap.message
    with pytest.raises(Trap) as caught:
        exports["divide"](store)
    assert caught.value.trap_code is TrapCode.INTEGER_DIVISION_BY_ZERO


def test_modules(store):
    with pytest.raises(WasmtimeError):
        Module(store.engine, "(fun)")
    with pytest.raises(TypeError):
        Module(store.engine, 5)
    with pytest.raises(WasmtimeError):
        Module.validate(store.engine, b"\0asm")
    Module.validate(store.engine, wat2wasm("(module)"))
    module = Module(
        store.engine, '(import "a" "b" (func (param i32))) (memory (export "m") i64 1)'
    )
    assert [(i.module, i.name, i.type) for i in module.imports] == [
        ("a", "b", FuncType([I32], []))
    ]
    assert module.exports[0].type.is_64
    with pytest.raises(WasmtimeError):
        Instance(store, module, [])
    assert str(ValType.externref()) == "anyref"
    with pytest.raises(WasmtimeError):
        ValType()


def test_linkers(store):
    linker = Linker(store.engine)
    linker.define_func("env", "add", FuncType([I32, I32], [I32]), lambda a, b: a + b)
    with pytest.raises(WasmtimeError):
        linker.define_func("env", "add", FuncType([], []), lambda: None)
    linker.allow_shadowing = True
    linker.define_func("env", "add", FuncType([I32, I32], [I32]), lambda a, b: a + b + 1)
    module = Module(
        store.engine,
        """(import "env" "add" (func $add (param i32 i32) (result i32)))
        (func (export "run") (result i32) (call $add (i32.const 1) (i32.const 2)))""",
    )
    instance = linker.instantiate(store, module)
    assert instance.exports(store)["run"](store) == 4
    linker.define_instance(store, "lib", instance)
    assert linker.get(store, "lib", "run")(store) == 4
    prepared = linker.instantiate_pre(module)
    assert prepared.instantiate(Store(store.engine)) is not None
    with pytest.raises(WasmtimeError):
        linker.get(store, "no", "thing")
    late = Module(store.engine, '(import "x" "y" (func $y)) (func (export "go") (call $y))')
    linker.define_unknown_imports_as_traps(late)
    with pytest.raises(WasmtimeError):
        linker.instantiate(store, late).exports(store)["go"](store)


def test_wasi(tmp_path):
    path = tmp_path / "out"
    config = WasiConfig()
    config.argv = ["a", "b"]
    config.env = [["NAME", "value"]]
    config.stdout_file = path
    pieces = []
    config.stderr_custom = lambda data: pieces.append(data) or len(data)
    config.preopen_dir(str(tmp_path), "/")
    with pytest.raises(WasmtimeError):
        config.stdin_file = tmp_path / "no" / "file"
    with pytest.raises(WasmtimeError):
        config.preopen_dir(str(tmp_path / "no"), "/no")
    store = Store()
    store.set_wasi(config)
    linker = Linker(store.engine)
    linker.define_wasi()
    module = Module(
        store.engine,
        """
        (import "wasi_snapshot_preview1" "fd_write"
            (func $write (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (memory (export "memory") 1)
        (data (i32.const 0) "\\10\\00\\00\\00\\03\\00\\00\\00") (data (i32.const 16) "hi\\n")
        (func (export "_start")
            (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
            (drop (call $write (i32.const 2) (i32.const 0) (i32.const 1) (i32.const 8)))
            (call $exit (i32.const 3)))""",
    )
    start = linker.instantiate(store, module).exports(store)["_start"]
    with pytest.raises(ExitTrap, match="Exited with i32 exit status 3") as caught:
        start(store)
    assert caught.value.code == 3
    assert path.read_bytes() == b"hi\n" and pieces == [b"hi\n"]


def test_tags_and_values(store):
    tag = Tag(store, TagType(FuncType([I32], [])))
    assert tag.eq(store, tag) and tag.type(store).functype.params == [I32]
    assert Val.i32(5) == 5 and Val.i32(5) == Val.i32(5) and Val.i32(5) != Val.i64(5)
    assert Val.f64(1.5).as_f64() == 1.5 and Val.f64(1.5).as_i32() is None
    assert Val.ref_null(ValType.funcref()).value is None
    with pytest.raises(WasmtimeError):
        Val.ref_null(I32)
    for make, wrong in ((Val.i32, 1.5), (Val.f32, 1), (Val.funcref, 5)):
        with pytest.raises(TypeError):
            make(wrong)


def test_epochs():
    config = Config()
    config.epoch_interruption = True
    engine = Engine(config)
    store = Store(engine)
    text = """(import "" "f" (func $f)) (func (export "one") (result i32) (i32.const 1))
        (func (export "forever") (call $f) (loop (br 0)))"""
    next_epoch = Func(store, FuncType([], []), engine.increment_epoch)
    store.set_epoch_deadline(1)
    exports = instantiate(store, text, [next_epoch])
    assert exports["one"](store) == 1
    for call in ("forever", "one"):
        with pytest.raises(Trap) as caught:
            exports[call](store)
        assert caught.value.trap_code is TrapCode.INTERRUPT
    store.set_epoch_deadline(5)
    assert exports["one"](store) == 1
    # A store that was given no deadline has reached it.
    other = Store(engine)
    func = instantiate(other, '(func (export "f") (loop (br 0)))')["f"]
    with pytest.raises(Trap):
        func(other)
    store.close()
    with pytest.raises(ValueError):
        store.set_epoch_deadline(1)
    assert instantiate(Store(), '(func (export "f") (result i32) (i32.const 2))')


def test_shared_memories(store):
    memory_type = MemoryType(Limits(1, 3), shared=True)
    memory = SharedMemory(store.engine, memory_type)
    text = '(import "" "m" (memory 1 3 shared)) (export "m" (memory 0)) (data (i32.const 2) "ab")'
    exported = instantiate(store, text, [memory])["m"]
    assert isinstance(exported, SharedMemory) and exported.type().is_shared
    assert memory.read(2, 4) == exported.read(2, 4) == b"ab"
    assert memory.write(b"xy", 8) == 2 and exported.read(8, 10) == b"xy"
    assert memory.grow(1) == 1 and exported.size() == 2 and exported.data_len() == 2 << 16
    for wrong in (
        lambda: memory.grow(2),
        lambda: memory.grow(-1),
        lambda: SharedMemory(store.engine, MemoryType(Limits(1, 3))),
        lambda: Memory(store, memory_type),
        lambda: MemoryType(Limits(1, None), shared=True),
    ):
        with pytest.raises(WasmtimeError):
            wrong()


def test_difference_sizes_of_pages_and_pointers(store):
    type = MemoryType(Limits(1, None), page_size_log2=0)
    assert (type.page_size, type.page_size_log2) == (1, 0)
    with pytest.raises(WasmtimeError):
        Memory(store, type)
    assert not hasattr(SharedMemory, "data_ptr")


def test_references_live_until_a_collection(store):
    class Thing:
        pass

    thing = Thing()
    alive = weakref.ref(thing)
    instantiate(store, '(func (export "f") (param externref))')["f"](store, thing)
    del thing
    assert alive() is not None
    store.gc()
    for _ in range(3):
        gc.collect()
    assert alive() is None
