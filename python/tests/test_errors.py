"""What goes wrong, and how it is told."""

from __future__ import annotations

import re
import sys
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
    assert not Module.validate(None, "(func (result i32))", raises=False)
    assert Module.validate(None, "(func (result i32) (i32.const 1))", raises=False)


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


def leb128(number):
    """A number without sign, as DWARF has it."""
    data = bytearray()
    while True:
        number, low = number >> 7, number & 0x7F
        data.append(low | 0x80 * (number > 0))
        if not number:
            return bytes(data)


def line_table(rows, end, version):
    """A table of lines of DWARF: of `rows`, each an address, a file, a line and a column."""
    files = [("lib.rs", 1), ("main\x1b.rs", 0)]
    if version == 5:
        # Directories and files, each with their names as they are; the file's also with
        # its directory, a number.
        names = bytes([1, 1, 8, 2]) + b"/secret\0src\0"
        names += bytes([2, 1, 8, 2, 0xB, 3]) + b"none\0\0"
        names += b"".join(name.encode() + bytes([0, place]) for name, place in files)
        lengths, sizes = bytes([1, 1, 1, 0xFB, 14, 13]), bytes([4, 0])
    else:
        names = b"src\0\0"
        names += b"".join(name.encode() + bytes([0, place, 0, 0]) for name, place in files)
        names += b"\0"
        lengths, sizes = bytes([1, 1, 1, 0xFB, 14, 13]), b""
    header = lengths + bytes([0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1]) + names
    program, now, line = b"", None, 1
    for address, file, new, column in rows:
        if now is None:
            program += bytes([0, 5, 2]) + address.to_bytes(4, "little")
        else:
            program += b"\x02" + leb128(address - now)
        # Lines only grow here.
        program += b"\x03" + leb128(new - line) + b"\x04" + leb128(file)
        program += b"\x05" + leb128(column) + b"\x01"
        now, line = address, new
    program += b"\x02" + leb128(end - now) + b"\0\x01\x01"
    rest = len(header).to_bytes(4, "little") + header + program
    rest = version.to_bytes(2, "little") + sizes + rest
    return len(rest).to_bytes(4, "little") + rest


def custom(name, data):
    content = leb128(len(name)) + name.encode() + data
    return b"\0" + leb128(len(content)) + content


NESTED = """(module $m
    (import "" "f" (func $f))
    (func $inner (export "inner") unreachable)
    (func $outer (export "outer") nop call $inner)
    (func $host (export "host") (call $f)))"""


@pytest.mark.parametrize("version", [4, 5])
def test_places_in_source_code(version):
    import pickle

    plain = sanderling.wat2wasm(NESTED)
    # The body of `inner`, an `unreachable`, begins after its length and its locals.
    code = plain.index(b"\x0a", 8) + 2
    inner = plain.index(bytes([3, 0, 0, 0x0B])) + 2 - code
    table = line_table(
        [(inner, 1, 12, 5), (inner + 4, 2, 30, 0), (inner + 9, 1, 40, 7)],
        inner + 60,
        version,
    )
    # What the linker has dropped does not count, nor a table that makes no sense.
    dropped = line_table([(0, 1, 60, 1)], inner + 60, version)
    data = plain + custom(".debug_line", dropped + table + b"\x05\0\0\0\x04\0nonsense")

    def fail():
        raise KeyError("on purpose")

    guest = Instance(Store(), Module(None, data), {"": {"f": fail}}).exports
    with pytest.raises(sanderling.Unreachable) as caught:
        guest.outer()
    frames = caught.value.frames
    assert [frame.place for frame in frames] == [
        ("src/lib.rs", 12, 5),
        ("main\\u{1b}.rs", 30, 0),
    ]
    lines = str(caught.value).split("\n")
    assert lines[3] == "       at src/lib.rs:12:5"
    assert lines[5] == "       at main\\u{1b}.rs:30"
    again = pickle.loads(pickle.dumps(caught.value))
    assert [frame.place for frame in again.frames] == [frame.place for frame in frames]
    with pytest.raises(KeyError) as raised:
        guest.host()
    assert raised.value.wasm_frames[0].place == ("src/lib.rs", 40, 7)
    assert raised.value.__notes__[0].endswith("       at src/lib.rs:40:7")
    # Without one.
    guest = Instance(Store(), Module(None, plain), {"": {"f": fail}}).exports
    with pytest.raises(sanderling.Unreachable) as caught:
        guest.outer()
    assert caught.value.frames[0].place is None
    assert "\n       at" not in str(caught.value)


@pytest.mark.parametrize("version", [4, 5])
def test_places_of_inlined_functions(version):
    import pickle

    folder = Path(__file__).resolve().parents[2] / "crates/dwarf/tests"
    module = Module.from_file(None, folder / f"inlined-{version}.wasm")
    with pytest.raises(sanderling.IntegerDivByZero) as caught:
        Instance(Store(), module).exports.run(1, 0)
    (frame,) = caught.value.frames
    assert frame.sources == (
        sanderling.Source("divide", "inlined.c", 6, 12),
        sanderling.Source("middle", "inlined.c", 10, 10),
        sanderling.Source("run", "inlined.c", 21, 10),
    )
    assert frame.place == ("inlined.c", 6, 12)
    assert str(caught.value).split("\n")[3:] == [
        "       at inlined.c:6:12 (divide, inlined)",
        "       at inlined.c:10:10 (middle, inlined)",
        "       at inlined.c:21:10",
    ]
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.frames[0].sources == frame.sources
    assert len({*again.frames[0].sources, *frame.sources}) == 3


def test_tables_of_lines_that_make_no_sense():
    """Whatever is in one, it tells a place or none."""
    import random

    plain, chance = sanderling.wat2wasm(NESTED), random.Random(5)
    tables = [line_table([(3, 1, 12, 5), (7, 2, 30, 0)], 60, version) for version in (4, 5)]
    for i in range(400):
        table = bytearray(tables[i % 2] * 2)
        for _ in range(chance.randrange(1, 6)):
            table[chance.randrange(len(table))] = chance.randrange(256)
        del table[chance.randrange(len(table) // 2, len(table) + 1) :]
        data = plain + custom(".debug_line", bytes(table))
        guest = Instance(Store(), Module(None, data), {"": {"f": print}}).exports
        with pytest.raises(sanderling.Unreachable) as caught:
            guest.outer()
        assert str(caught.value).startswith("wasm trap: ")


def test_mistakes_are_told_by_the_names_of_the_program():
    import copy
    import pickle

    engine = sanderling.Engine()
    text = """(import "env" "log" (func (param i32)))
        (memory (export "memory") 1) (table (export "table") 1 funcref)
        (global (export "global") i32 (i32.const 1)) (tag (export "tag"))
        (func (export "one") (param i32) (result i32) (local.get 0))"""
    store, module = Store(engine), Module(engine, text)
    exports = Instance(store, module, [print]).exports
    for call, message in (
        (lambda: exports.one(1, 2), r"one\(\) takes 1 argument, 2 were given"),
        (lambda: exports.one(), r"missing 1 required positional argument"),
        (lambda: exports.one(a=1), r"unexpected keyword|missing 1 required"),
        (lambda: Instance(store, module, [print, print]), "has 1 import, 2 were given"),
        (lambda: Instance(store, module, 5), "a mapping or a sequence, not int"),
        (lambda: Instance(store, module, iter([print])), "a mapping or a sequence"),
    ):
        with pytest.raises(TypeError, match=message):
            call()
    # CPython 3.9 has the name of the code there.
    if sys.implementation.name == "cpython" and sys.version_info >= (3, 10):
        with pytest.raises(TypeError, match=r"^one\(\) missing 1"):
            exports.one()
    with pytest.raises(sanderling.WatError, match="Module.from_file"):
        Module(engine, "program.wasm")
    # A module is what it is, in the engine that it is of.
    assert copy.copy(module) is copy.deepcopy(module) is module
    for thing in (store, Instance(store, module, [print]), *exports.values()):
        for fails in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError, match="cannot be pickled or copied"):
                fails(thing)


def test_texts_show_the_place():
    for text, shown in (
        ("(module\n  (func\t\x1b[31m (nop) oops))", "      (func  [31m (nop) oops))"),
        (b"(module\r\n  (fun))\r\n", "      (fun))"),
        ("(fün)", "    (fün)"),
    ):
        with pytest.raises(sanderling.WatError) as caught:
            Module(None, text)
        message, line, caret = str(caught.value).split("\n")
        assert line == shown and "\n" not in caught.value.message
        assert caret == " " * (3 + caught.value.column) + "^"
    for text in ("(module " + 300 * " " + "(fun))", "(module"):
        with pytest.raises(sanderling.WatError) as caught:
            Module(None, text)
        assert len(str(caught.value).split("\n")) in (1, 3)
    assert "^" not in str(sanderling.WatError("by hand"))
