"""The classes of wasm.hh."""

from __future__ import annotations

import doctest
import gc
import inspect
import subprocess
import sys

import pytest

import sanderling
from sanderling import oop
from sanderling.oop import (
    Config,
    Engine,
    ExportType,
    Extern,
    ExternKind,
    Foreign,
    Func,
    FuncType,
    Global,
    GlobalType,
    ImportType,
    Instance,
    Limits,
    Memory,
    MemoryType,
    Module,
    Mutability,
    Ref,
    Store,
    Table,
    TableType,
    Trap,
    Val,
    ValKind,
    ValType,
)

TEXT = """
    (import "m" "f" (func $f (param i32) (result i32)))
    (func (export "call") (param i32) (result i32) (call $f (local.get 0)))
    (func (export "trap") unreachable)
    (global (export "g") (mut i64) (i64.const 7)) (table (export "t") 2 4 funcref)
    (memory (export "mem") 1 3)
    (func (export "same") (param externref) (result externref) (local.get 0))"""


@pytest.fixture
def store():
    return Store.make(Engine.make(Config.make()))


def valtype(kind="I32"):
    return ValType.make(ValKind[kind])


def functype(params=1, results=1):
    return FuncType.make([valtype()] * params, [valtype()] * results)


@pytest.fixture
def exports(store):
    func = Func.make(store, functype(), lambda args: [args[0].i32() * 2])
    module = Module.make(store, sanderling.wat2wasm(TEXT))
    return Instance.make(store, module, [func]).exports()


def test_doctest():
    assert doctest.testmod(oop).failed == 0


def test_types():
    type = functype(2, 1)
    assert [t.kind() for t in type.params()] == [ValKind.I32] * 2
    assert type.kind() == ExternKind.FUNC and type.functype() and not type.memorytype()
    assert type.copy().results()[0].is_num()
    type = GlobalType.make(valtype("EXTERNREF"), Mutability.VAR)
    assert type.content().is_ref() and type.mutability() == Mutability.VAR
    type = TableType.make(valtype("FUNCREF"), Limits(1, 2))
    assert type.element().kind() == ValKind.FUNCREF and type.limits() == Limits(1, 2)
    type = MemoryType.make(Limits(1))
    assert type.limits().max == 0xFFFFFFFF and type.memorytype()
    one = ImportType.make("a", "b", type)
    assert (one.module(), one.name()) == ("a", "b")
    assert isinstance(one.copy().type(), MemoryType)
    one = ExportType.make("é", functype())
    assert one.name() == "é" and isinstance(one.type(), FuncType)
    assert hash(Limits(1, 2)) == hash(Limits(1, 2)) and "Limits(1" in repr(Limits(1))


def test_modules(store):
    data = sanderling.wat2wasm(TEXT)
    assert Module.validate(store, data) and not Module.validate(store, b"\0asm")
    module = Module.make(store, data)
    assert [i.name() for i in module.imports()] == ["f"]
    assert [e.name() for e in module.exports()] == ["call", "trap", "g", "t", "mem", "same"]
    again = Module.deserialize(store, module.serialize())
    assert not again.same(module) and again.same(again.copy())
    engine = Engine.make()
    stores = [Store.make(engine) for _ in range(2)]
    shared = Module.make(stores[0], data).share()
    assert Module.obtain(stores[1], shared).exports()
    with pytest.raises(sanderling.WasmError):
        Module.obtain(store, shared)
    with pytest.raises(sanderling.WasmError):
        Module.make(store, b"\0asm")


def test_calls(store, exports):
    call, trap, *_, same = exports
    assert call.func().call(5) == [Val.make_i32(10)]
    assert call.func()(Val.make_i32(-1))[0].i32() == -2
    assert (call.func().param_arity(), call.func().result_arity()) == (1, 1)
    foreign = Foreign.make(store)
    (found,) = same.func().call(foreign)
    assert found.ref().same(foreign) and isinstance(found.ref(), Foreign)
    assert same.func().call(None)[0].ref() is None
    assert found == Val.make_ref(foreign) and "Foreign" in repr(found)
    with pytest.raises(Trap, match="unreachable") as caught:
        trap.func().call()
    assert caught.value.origin().func_index() == 2
    (frame,) = caught.value.trace()
    assert frame.instance().exports()[0].same(call)
    assert 0 < frame.func_offset() < frame.copy().module_offset()
    for wrong in ([], [1, 2], ["1"], [1.5], [1 << 31], [None]):
        with pytest.raises((TypeError, OverflowError)):
            call.func().call(*wrong)
    with pytest.raises(Trap):
        call.func().call(Val.make_i64(1))


def interrupt():
    raise KeyboardInterrupt


def test_callbacks(store):
    made = Trap.make(store, "on purpose")
    assert made.origin() is None and made.message() == str(made) == "on purpose"

    def fails(args):
        raise made

    with pytest.raises(Trap) as caught:
        Func.make(store, functype(), fails).call(1)
    assert caught.value.same(made) and caught.value.trap().same(made)
    for wrong in (lambda args: 5, lambda args: [], lambda args: ["x"], lambda args: [None]):
        with pytest.raises(TypeError):
            Func.make(store, functype(), wrong).call(1)
    with pytest.raises(KeyboardInterrupt):
        Func.make(store, functype(), lambda _: interrupt()).call(1)
    assert Func.make(store, functype(0, 0), lambda args: None).call() == []


def test_recursion(store):
    def again(args):
        return func.call(args[0])

    func = Func.make(store, functype(), again)
    with pytest.raises((RecursionError, Trap)):
        func.call(1)


def test_start_functions_trap(store):
    data = sanderling.wat2wasm("(func $f unreachable) (start $f)")
    with pytest.raises(Trap, match="unreachable"):
        Instance.make(store, Module.make(store, data))
    with pytest.raises(Trap):
        Instance.make(store, Module.make(store, sanderling.wat2wasm(TEXT)))


def test_state(store, exports):
    _, _, g, t, mem, _ = exports
    assert g.kind() == ExternKind.GLOBAL and g.global_().get().i64() == 7
    g.global_().set(8)
    assert g.global_().get() == Val.make_i64(8)
    constant = Global.make(store, GlobalType.make(valtype(), Mutability.CONST), 5)
    with pytest.raises(sanderling.WasmError):
        constant.set(6)
    with pytest.raises(TypeError):
        g.global_().set(Val.make_i32(6))
    table = t.table()
    func = exports[0].func()
    assert table.size() == 2 and table.set(1, func) and table.get(1).same(func)
    assert isinstance(table.get(1), Func) and table.get(0) is None
    assert table.grow(2, func) and not table.grow(1) and table.get(9) is None
    assert not table.set(0, Foreign.make(store))
    assert Table.make(store, TableType.make(valtype("EXTERNREF"), Limits(3))).size() == 3
    memory = mem.memory()
    view = memory.data()
    view[:5] = b"hello"
    assert bytes(memory.data()[:5]) == b"hello"
    assert memory.grow(1) and not memory.grow(2)
    assert memory.data_size() == memory.size() * 65536 == 2 * 65536
    assert isinstance(mem.type(), MemoryType) and mem.type().limits().min == 2
    assert Memory.make(store, MemoryType.make(Limits(0))).data_size() == 0


def test_host_info(store):
    finalized = []
    foreign = Foreign.make(store)
    assert foreign.get_host_info() is None
    foreign.set_host_info({"a": 1}, finalized.append)
    assert foreign.copy().get_host_info() == {"a": 1}
    foreign.set_host_info(5)
    assert finalized == [{"a": 1}] and foreign.get_host_info() == 5
    del foreign
    for _ in range(3):
        gc.collect()


def test_any_order():
    for _ in range(20):
        store = Store.make(Engine.make())
        func = Func.make(store, functype(0, 1), lambda args: [5])
        del store
        gc.collect()
        assert func.call()[0].i32() == 5


def classes():
    return [
        c for c in vars(oop).values() if inspect.isclass(c) and issubclass(c, oop._Handle)
    ]


#: What some of them do take.
RIGHT = {
    (Store, Engine),
    (Foreign, Store),
    (FuncType, list),
    (Engine, Config),
    (Config, str),
}


@pytest.mark.parametrize("kind", classes(), ids=lambda kind: kind.__name__)
def test_wrong(kind, store):
    """Nothing takes an object of another kind."""
    if kind not in (Trap, oop._Handle):
        with pytest.raises(TypeError, match="make"):
            kind()
    if "make" in vars(kind):
        parameters = inspect.signature(kind.make).parameters.values()
        count = sum(p.default is p.empty for p in parameters)
        for wrong in (None, 5, "text", object(), Engine.make(), store, []):
            if (kind, wrong.__class__) in RIGHT or kind in (Config, Engine) and not wrong:
                continue
            with pytest.raises((TypeError, ValueError, AttributeError)):
                kind.make(*[wrong] * max(count, 1))


def test_wrong_kinds(store, exports):
    call, *_, mem, _ = exports
    for see in (call.memory, call.table, call.global_, mem.func):
        with pytest.raises(TypeError):
            see()
    with pytest.raises(TypeError):
        Val.make_i32(1).i64()
    with pytest.raises(TypeError):
        Val.make_i32(1).ref()
    with pytest.raises(TypeError):
        Val(ValKind.V128, 5)
    with pytest.raises(ValueError):
        Val(77, 5)
    with pytest.raises(TypeError):
        call.same(None)
    with pytest.raises(TypeError):
        call.set_host_info(5, 6)
    with pytest.raises(sanderling.WasmError):
        TableType.make(valtype(), Limits(1))
    other = Store.make(Engine.make())
    with pytest.raises(Trap, match="store|engine"):
        Instance.make(other, Module.make(store, sanderling.wat2wasm("(module)")))


def test_classes_are_those_of_the_standard():
    standard = """Config Engine Store ValType ExternType FuncType GlobalType TableType
        MemoryType ImportType ExportType Ref Val Trap Frame Shared Module Foreign Extern Func
        Global Table Memory Instance Limits Mutability ValKind ExternKind"""
    assert set(standard.split()) == set(oop.__all__)
    assert issubclass(Func, Extern) and issubclass(Extern, Ref)


def test_functions_are_forgotten_after_the_modules():
    """What C still has when the interpreter ends is finalized, and says so to Python."""
    script = """
import collections
from sanderling import capi
from sanderling._native import ffi, lib

store = capi.wasm_store_new(capi.wasm_engine_new())
type = capi.wasm_functype_new_0_0()
made = capi.wasm_func_new_with_env(
    store, type, lambda env, args, results: None, ffi.NULL, lambda env: None
)
capi.wasm_func_delete(made)
# The last reference goes when the package's modules have been taken apart.
collections.kept = ffi.gc(store, lib.wasm_store_delete)
"""
    child = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60
    )
    assert (child.returncode, child.stderr) == (0, "")
