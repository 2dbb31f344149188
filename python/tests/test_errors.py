"""What goes wrong, and how it is told."""

from __future__ import annotations

import re
import threading
import time
from pathlib import Path

import pytest

import sanderling
from sanderling import Instance, Module, Store

TRAPS = """
    (type $nothing (func))
    (type $number (func (result i32)))
    (memory 1)
    (table 2 funcref)
    (elem (i32.const 0) $wrong)
    (func $wrong (type $number) (i32.const 0))
    (func (export "unreachable") unreachable)
    (func (export "memory") (drop (i32.load (i32.const 65536))))
    (func (export "table") (drop (table.get 0 (i32.const 2))))
    (func (export "undefined") (call_indirect (type $nothing) (i32.const 2)))
    (func (export "uninitialized") (call_indirect (type $nothing) (i32.const 1)))
    (func (export "mismatch") (call_indirect (type $nothing) (i32.const 0)))
    (func (export "divide") (drop (i32.div_u (i32.const 1) (i32.const 0))))
    (func (export "overflow")
        (drop (i32.div_s (i32.const 0x80000000) (i32.const -1))))
    (func (export "conversion") (drop (i32.trunc_f32_s (f32.const nan))))
    (func $deep (export "deep") (call $deep))
    (func (export "null") (drop (ref.as_non_null (ref.null func))))
    (func (export "null function") (call_ref $nothing (ref.null $nothing)))
"""


@pytest.mark.parametrize(
    "name, kind, code",
    [
        ("unreachable", sanderling.Unreachable, "UNREACHABLE"),
        ("memory", sanderling.MemoryOutOfBounds, "MEMORY_OUT_OF_BOUNDS"),
        ("table", sanderling.TableOutOfBounds, "TABLE_OUT_OF_BOUNDS"),
        ("undefined", sanderling.UndefinedElement, "UNDEFINED_ELEMENT"),
        ("uninitialized", sanderling.UninitializedElement, "INDIRECT_CALL_TO_NULL"),
        ("mismatch", sanderling.IndirectCallTypeMismatch, "BAD_SIGNATURE"),
        ("divide", sanderling.IntegerDivByZero, "INTEGER_DIVISION_BY_ZERO"),
        ("overflow", sanderling.IntegerOverflow, "INTEGER_OVERFLOW"),
        ("conversion", sanderling.InvalidConversionToInteger, "BAD_CONVERSION_TO_INTEGER"),
        ("deep", sanderling.StackOverflow, "STACK_OVERFLOW"),
        ("null", sanderling.NullReference, "NULL_REFERENCE"),
        ("null function", sanderling.NullFunctionReference, "NULL_FUNCTION_REFERENCE"),
    ],
)
def test_traps(instantiate, name, kind, code):
    func = instantiate(TRAPS).exports[name]
    for _ in range(2):
        with pytest.raises(kind) as caught:
            func()
    trap = caught.value
    assert type(trap) is kind
    assert isinstance(trap, sanderling.Trap) and isinstance(trap, RuntimeError)
    assert trap.code is sanderling.TrapCode[code]
    assert trap.message.startswith("wasm trap: ")
    assert trap.frames
    assert repr(trap) == f"{kind.__name__}({trap.message!r})"


def test_trap_codes_are_the_headers():
    header = Path(__file__).parents[2] / "crates" / "capi" / "include" / "sanderling.h"
    if not header.exists():
        pytest.skip("the tests have been installed without the C library's source")
    codes = re.findall(r"SANDERLING_TRAP_\w+ = (\d+)", header.read_text())
    assert [int(code) for code in codes] == list(sanderling.TrapCode)


def test_backtraces(instantiate):
    outer = instantiate(
        """
        (module $m
            (func $inner (param i32) (drop (i32.div_u (i32.const 1) (local.get 0))))
            (func $outer (export "outer") (call $inner (i32.const 0))))"""
    ).exports.outer
    with pytest.raises(sanderling.IntegerDivByZero) as caught:
        outer()
    trap = caught.value
    assert [frame.func_name for frame in trap.frames] == ["inner", "outer"]
    assert [frame.func_index for frame in trap.frames] == [0, 1]
    assert {frame.module_name for frame in trap.frames} == {"m"}
    lines = str(trap).splitlines()
    assert lines[:2] == [
        "wasm trap: integer divide by zero",
        "wasm backtrace (innermost first):",
    ]
    assert re.fullmatch(r" *0: 0x[0-9a-f]+ m!inner\+0x[0-9a-f]+", lines[2])
    assert re.fullmatch(r"<Frame 0x[0-9a-f]+ m!outer\+0x[0-9a-f]+>", repr(trap.frames[1]))


def test_malformed():
    with pytest.raises(sanderling.CompileError) as caught:
        Module(None, b"\0asm\2\0\0\0")
    assert type(caught.value) is sanderling.CompileError
    assert caught.value.offset == 4
    assert isinstance(caught.value, ValueError)
    for empty in (b"", b"\0asm"):
        with pytest.raises(sanderling.CompileError):
            Module(None, empty)


def test_text_errors():
    with pytest.raises(sanderling.WatError, match="unknown operator"):
        Module(None, "(func (i32.foo))")
    with pytest.raises(sanderling.WatError):
        Module(None, b"some text")


def test_invalid():
    with pytest.raises(sanderling.ValidationError, match="type mismatch"):
        Module(None, "(func (result i32))")
    with pytest.raises(sanderling.CompileError):
        Module.validate(None, "(func (result i32))")


def test_link_errors(store):
    module = Module(
        None, '(import "env" "log" (func (param i32))) (import "a" "b" (memory 1))'
    )
    with pytest.raises(sanderling.LinkError) as caught:
        Instance(store, module)
    error = caught.value
    assert (error.module, error.name) == ("env", "log")
    assert (error.expected, error.found) == ("(func (param i32))", None)
    assert [(i.module, i.name) for i in error.imports] == [("env", "log"), ("a", "b")]


def test_link_errors_say_what_is_near(store):
    module = Module(None, '(import "env" "log" (func (param i32)))')

    class Library:
        def logs(self): ...

    for imports in ({"env": {"logs": print, "x": print}}, {"env": Library()}):
        with pytest.raises(sanderling.LinkError, match='; there is "env" "logs"$'):
            Instance(store, module, imports)
    with pytest.raises(sanderling.LinkError, match='; there is the module "envs"$'):
        Instance(store, module, {"envs": {"log": print}})
    with pytest.raises(sanderling.LinkError) as caught:
        Instance(store, module, {"other": {"f": print}})
    assert "there is" not in str(caught.value)
    linker = sanderling.Linker()
    linker.define_func("env", "logg", "(i32) -> ()", print)
    with pytest.raises(sanderling.LinkError, match='; there is "env" "logg"'):
        linker.instantiate(store, module)


def test_incompatible_imports(store, instantiate):
    library = instantiate('(func (export "f"))')
    module = Module(None, '(import "m" "f" (func (result i32)))')
    with pytest.raises(sanderling.LinkError, match="incompatible import type") as caught:
        Instance(store, module, {"m": library})
    assert (caught.value.expected, caught.value.found) == ("(func (result i32))", "(func)")


def test_start_function_traps(instantiate):
    with pytest.raises(sanderling.Unreachable):
        instantiate("(func $start unreachable) (start $start)")


def test_segment_out_of_bounds(instantiate):
    with pytest.raises(sanderling.MemoryOutOfBounds):
        instantiate('(memory 1) (data (i32.const 65536) "x")')


def test_wrong_store(instantiate):
    exports = instantiate('(func (export "f") (param funcref))').exports
    other = Instance(Store(), Module(None, '(func (export "g"))')).exports.g
    with pytest.raises(sanderling.WrongStoreError):
        exports.f(other)


@pytest.mark.parametrize("args", [(None, None), (Store, Module), (5, "x")])
def test_instances_of_something_else(args):
    with pytest.raises(TypeError):
        Instance(*args)


COUNT = """
    (func (export "count") (param i32)
        (loop
            (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
            (br_if 0 (local.get 0))))
"""


def test_one_call_at_a_time(store):
    text = """
        (import "" "begin" (func $begin)) (memory (export "m") 1)
        (func (export "forever") (call $begin) (loop (br 0)))"""
    begun, ended = threading.Event(), []
    exports = Instance(store, text + COUNT, [begun.set]).exports
    memory = exports.m
    assert memory[0] == 0

    def run():
        try:
            exports.forever()
        except sanderling.Interrupted as error:
            ended.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    assert begun.wait(60)
    for use in (
        lambda: exports.count(1),
        lambda: memory.grow(0),
        lambda: Instance(store, "(module)"),
        store.close,
    ):
        with pytest.raises(sanderling.ConcurrencyError, match="running another call"):
            use()
    store.interrupt()
    thread.join()
    assert len(ended) == 1
    exports.count(1)


def test_the_gil_is_released(store, instantiate):
    exports = instantiate(COUNT).exports
    ticks = 0
    done = threading.Event()

    def tick():
        nonlocal ticks
        while not done.is_set():
            ticks += 1
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    before = ticks
    exports.count(100_000_000)
    during = ticks - before
    done.set()
    thread.join()
    assert during > 3


def test_exceptions_that_no_guest_catches(instantiate):
    text = """
        (tag $e (export "oops") (param i32 f64))
        (func $f (export "f") (throw $e (i32.const -3) (f64.const 0.5)))"""
    with pytest.raises(sanderling.UncaughtException) as caught:
        instantiate(text).exports.f()
    assert 'uncaught exception: tag "oops" (i32 -3, f64 0.5)' in str(caught.value)
    assert [frame.func_name for frame in caught.value.frames] == ["f"]
