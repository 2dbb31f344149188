"""Functions of the host: values, exceptions, callers, lifetimes."""

from __future__ import annotations

import gc
import io
import math
import struct
import subprocess
import sys
import threading
import weakref

import pytest

import sanderling
from sanderling import (
    ConcurrencyError,
    ExpiredError,
    Func,
    FuncType,
    Global,
    GlobalType,
    Instance,
    Linker,
    LinkError,
    Memory,
    MemoryType,
    Module,
    Store,
    Table,
    TableType,
    Tag,
    TagType,
    WasiConfig,
    WrongStoreError,
)

APPLY = """
    (import "h" "f" (func $f (param {0}) (result {0})))
    (func (export "run") (param {0}) (result {0}) (call $f (local.get 0)))"""


def apply(store, type, fn, **options):
    """A function of a guest that calls `fn` with its argument and returns its result."""
    module = Module(None, APPLY.format(type))
    return Instance(
        store, module, [Func(store, f"({type}) -> {type}", fn, **options)]
    ).exports.run


@pytest.mark.parametrize("type, bits", [("i32", 32), ("i64", 64)])
def test_integers_are_signed_and_checked(store, type, bits):
    seen = []

    def fn(value):
        seen.append(value)
        return value

    run = apply(store, type, fn)
    for value in (0, 1, -1, 2 ** (bits - 1) - 1, -(2 ** (bits - 1))):
        assert run(value) == value
        assert seen[-1] == value
    assert run(2**bits - 1) == -1
    big = apply(store, type, lambda _: 2**bits - 1)
    assert big(0) == -1
    for wrong in (2**bits, -(2 ** (bits - 1)) - 1):
        with pytest.raises(OverflowError, match="returned"):
            apply(store, type, lambda _, wrong=wrong: wrong)(0)
    for wrong in (1.5, "1", None, b"1", (1,)):
        with pytest.raises(TypeError, match="returned"):
            apply(store, type, lambda _, wrong=wrong: wrong)(0)
    assert apply(store, type, lambda _: True)(0) == 1


@pytest.mark.parametrize("type, code", [("f32", "f"), ("f64", "d")])
def test_floats_keep_their_bits(store, type, code):
    run = apply(store, type, lambda value: value)
    for value in (
        0.0,
        -0.0,
        1.5,
        math.inf,
        -math.inf,
        struct.unpack(code, b"\1" * 4 * (1 + (code == "d")))[0],
    ):
        assert struct.pack(code, run(value)) == struct.pack(code, value)
    assert math.isnan(run(math.nan))
    with pytest.raises(TypeError, match="returned str, not"):
        apply(store, type, lambda _: "1")(0)


def test_vectors(store):
    run = apply(store, "v128", lambda value: bytes(reversed(value)))
    assert run(bytes(range(16))) == bytes(range(15, -1, -1))
    assert run(1) == b"\0" * 15 + b"\1"
    with pytest.raises(ValueError):
        apply(store, "v128", lambda _: b"123")(0)


def test_references(store):
    run = apply(store, "externref", lambda value: value)
    for value in (object(), "x", 0, None, [1]):
        assert run(value) is value
    run = apply(store, "funcref", lambda value: value)
    assert run(run) == run
    assert run(None) is None
    with pytest.raises(TypeError):
        apply(store, "funcref", lambda _: 5)(None)
    other = Func(Store(), "() -> ()", lambda: None)
    with pytest.raises(WrongStoreError):
        apply(store, "funcref", lambda _: other)(None)


def test_many_values(store):
    module = Module(
        None,
        """
        (import "h" "swap" (func $f (param i32 i64 f32 f64) (result f64 f32 i64 i32)))
        (func (export "run") (param i32 i64 f32 f64) (result f64 f32 i64 i32)
            (call $f (local.get 0) (local.get 1) (local.get 2) (local.get 3)))""",
    )
    type = FuncType(["i32", "i64", "f32", "f64"], ["f64", "f32", "i64", "i32"])
    swap = Func(store, type, lambda a, b, c, d: (d, c, b, a))
    assert Instance(store, module, [swap]).exports.run(-1, -(2**40), 1.5, 2.5) == (
        2.5,
        1.5,
        -(2**40),
        -1,
    )
    as_list = Func(store, type, lambda *args: list(reversed(args)))
    assert Instance(store, module, [as_list]).exports.run(1, 2, 3, 4) == (4, 3, 2, 1)
    for wrong in ((1, 2, 3), 5, None, "four"):
        with pytest.raises(TypeError, match="must return 4 values"):
            Instance(store, module, [Func(store, type, lambda *_, w=wrong: w)]).exports.run(
                1, 2, 3, 4
            )


def test_no_result_is_none(store):
    assert Func(store, "() -> ()", lambda: None)() is None
    with pytest.raises(TypeError, match="must return 0 values"):
        Func(store, "() -> ()", lambda: 5)()


def test_the_host_calls_the_host(store):
    add = Func(store, "(i32, i32) -> i32", lambda a, b: a + b)
    assert add(2, 3) == 5
    assert add(store, 2, 3) == 5
    assert repr(add) == "<Func <lambda> (i32, i32) -> i32>"
    with pytest.raises(WrongStoreError):
        add(Store(), 2, 3)
    for wrong in ((1,), (1, 2, 3), (1, 2, 3, 4)):
        with pytest.raises(TypeError):
            add(*wrong)


def test_types_from_annotations(store):
    def both(a: sanderling.i32, b: sanderling.f64) -> sanderling.f64:
        return a * b

    assert Func(store, None, both).type == FuncType("(i32, f64) -> f64")

    def none(a: sanderling.i64) -> None: ...

    assert Func(store, None, none).type == FuncType("(i64) -> ()")

    def pair() -> tuple[sanderling.i32, sanderling.i64]: ...

    assert Func(store, None, pair).type == FuncType("() -> (i32, i64)")

    def untyped(a): ...

    def wrong(a: str) -> None: ...

    def many(*args: sanderling.i32) -> None: ...

    for fn in (untyped, wrong, many):
        with pytest.raises(TypeError):
            Func(store, None, fn)

    @sanderling.func("(i32) -> i32")
    def decorated(a):
        return a + 1

    assert Func(store, None, decorated)(1) == 2
    assert decorated(1) == 2

    def caller_first(caller: sanderling.Caller, a: sanderling.i32) -> None: ...

    assert Func(store, None, caller_first, access_caller=True).type == FuncType(
        "(i32) -> ()"
    )


def test_python_functions_as_imports(store):
    module = Module(None, APPLY.format("i32"))
    assert Instance(store, module, {"h": {"f": lambda a: a + 1}}).exports.run(1) == 2
    assert Instance(store, module, [lambda a: a + 2]).exports.run(1) == 3

    class Library:
        @staticmethod
        def f(a):
            return a * 10

    assert Instance(store, module, {"h": Library}).exports.run(4) == 40
    with pytest.raises(LinkError, match='"h" "f"'):
        Instance(store, module, {"h": {"f": sanderling.func("() -> ()")(lambda: None)}})


class Mine(BaseException):
    pass


@pytest.mark.parametrize(
    "kind",
    [
        ValueError,
        KeyError,
        Mine,
        KeyboardInterrupt,
        SystemExit,
        GeneratorExit,
        MemoryError,
        StopIteration,
        RecursionError,
        sanderling.Unreachable,
    ],
)
@pytest.mark.parametrize("levels", [1, 2, 5])
def test_exceptions_come_out_as_they_are(store, kind, levels):
    raised = kind("why")

    def innermost(_):
        raise raised

    run = apply(store, "i32", innermost)
    for _ in range(levels - 1):
        run = apply(store, "i32", run)
    with pytest.raises(kind) as caught:
        run(1)
    assert caught.value is raised
    names = [entry.name for entry in caught.traceback]
    assert names[-1] == "innermost"
    frames = (
        raised.frames if isinstance(raised, sanderling.WasmError) else raised.wasm_frames
    )
    assert len(frames) == levels
    if not isinstance(raised, sanderling.WasmError):
        assert sum("wasm backtrace" in note for note in raised.__notes__) == levels
    # The store is as good as before.
    assert apply(store, "i32", lambda a: a)(7) == 7


def test_exceptions_can_be_handled_in_between(store):
    def inner(_):
        raise ValueError("inner")

    first = apply(store, "i32", inner)

    def outer(value):
        try:
            return first(value)
        except ValueError:
            return -1

    assert apply(store, "i32", outer)(5) == -1


def test_exceptions_without_attributes(store):
    class Closed(Exception):
        __slots__ = ()

        def __setattr__(self, name, value):
            if name in ("wasm_frames", "__notes__"):
                raise AttributeError(name)
            super().__setattr__(name, value)

    def fn(_):
        raise Closed

    with pytest.raises(Closed):
        apply(store, "i32", fn)(1)


@pytest.mark.parametrize("through", ["guest", "host"])
def test_recursion_ends_with_an_error(through):
    # In a process of its own, with a small stack of Python's.
    code = f"""
import sys, sanderling
store = sanderling.Store()
module = sanderling.Module(None, '''{APPLY.format("i32")}''')
depth = 0
def again(n):
    global depth
    depth += 1
    return run(n + 1)
def deeper(n):
    return deeper(n + 1) if n < {0 if through == "guest" else 10**6} else again(n)
run = sanderling.Instance(store, module, [again if {through == "guest"} else deeper]).exports.run
for attempt in range(3):
    try:
        result = run(0)
    except (RecursionError, sanderling.StackOverflow) as error:
        print(type(error).__name__)
    else:
        print("returned", result)
    assert sanderling.Instance(store, module, [lambda n: n]).exports.run(5) == 5
"""
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert len(result.stdout.split()) == 3
    assert set(result.stdout.split()) <= {"RecursionError", "StackOverflow"}


def test_callers(store):
    kept = []

    def peek(caller, at):
        kept.append(caller)
        assert caller.store is store
        assert caller.data == store.data
        assert "memory" in caller and "nothing" not in caller
        assert caller.get("nothing") is None
        with pytest.raises(KeyError):
            caller["nothing"]
        caller.memory.grow(1)
        assert len(caller.memory) == 2 << 16
        caller["memory"][0] = 9
        return caller.memory[at]

    store.data = {"a": 1}
    module = Module(
        None,
        """
        (import "h" "peek" (func $peek (param i32) (result i32)))
        (memory (export "memory") 1) (data (i32.const 5) "*")
        (func (export "run") (result i32)
            (i32.add (call $peek (i32.const 5)) (i32.load8_u (i32.const 0))))""",
    )
    fn = Func(store, "(i32) -> i32", peek, access_caller=True)
    assert Instance(store, module, [fn]).exports.run() == ord("*") + 9
    (caller,) = kept
    assert repr(caller) == "<Caller expired>"
    for use in (
        lambda: caller["memory"],
        lambda: caller.data,
        lambda: caller.store,
        lambda: caller.get("x"),
        lambda: "x" in caller,
    ):
        with pytest.raises(ExpiredError):
            use()


def test_the_store_can_be_used_inside(store):
    module = Module(
        None,
        """
        (import "h" "work" (func $work))
        (memory (export "memory") 1) (global $g (export "g") (mut i32) (i32.const 1))
        (table (export "t") 1 funcref)
        (func (export "run") (result i32) (call $work)
            (i32.add (global.get $g) (i32.load (i32.const 0))))""",
    )

    def work():
        exports = instance.exports
        exports.memory.write(0, b"\5")
        exports.g.value = 10
        exports.t[0] = exports.run
        other = Instance(store, '(func (export "f") (result i32) (i32.const 3))')
        assert other.exports.f() == 3
        Memory(store, MemoryType(1))
        with pytest.raises(ConcurrencyError):
            store.close()

    instance = Instance(store, module, [Func(store, "() -> ()", work)])
    assert instance.exports.run() == 15


def test_other_threads_are_refused(store):
    started, done = threading.Event(), threading.Event()

    def wait(_):
        started.set()
        done.wait(10)
        return 1

    run = apply(store, "i32", wait)
    free = Instance(store, '(func (export "f"))').exports.f
    results = []
    thread = threading.Thread(target=lambda: results.append(run(0)))
    thread.start()
    started.wait(10)
    try:
        for use in (free, lambda: Memory(store, MemoryType(1)), store.close):
            with pytest.raises(ConcurrencyError):
                use()
    finally:
        done.set()
        thread.join()
    assert results == [1]
    assert free() is None


def test_functions_on_other_threads(store):
    run = apply(store, "i32", lambda a: threading.get_ident() % 1000 + a)
    results = []
    for _ in range(3):
        thread = threading.Thread(
            target=lambda: results.append((threading.get_ident() % 1000, run(0)))
        )
        thread.start()
        thread.join()
    assert all(ident == result for ident, result in results)


def test_a_store_goes_with_its_functions():
    class Token:
        pass

    def make():
        store, token = Store(), Token()

        def fn(value):
            # A cycle: the function knows its instance, the store knows the function.
            return value + len(instance.exports) + (token is None)

        instance = Instance(
            store, Module(None, APPLY.format("i32")), [Func(store, "(i32) -> i32", fn)]
        )
        assert instance.exports.run(1) == 2
        return weakref.ref(token)

    tokens = [make() for _ in range(20)]
    for _ in range(5):
        gc.collect()
    assert sum(token() is not None for token in tokens) <= 1


def test_closing_forgets_the_functions():
    class Token:
        pass

    token = Token()
    gone = weakref.ref(token)
    store = Store()

    def fn(value, token=token):
        return value

    func = Func(store, "(i32) -> i32", fn)
    store.close()
    del fn, token
    with pytest.raises(sanderling.ClosedError):
        func(1)
    for _ in range(5):
        gc.collect()
    assert gone() is None
    with pytest.raises(sanderling.ClosedError):
        Func(store, "() -> ()", lambda: None)


def test_no_callback_without_functions():
    code = """
import cffi, sanderling
from sanderling import _func, _wasi
def refuse(*args, **options):
    raise MemoryError("no executable memory")
class Ffi:
    def __getattr__(self, name):
        return refuse if name == "callback" else getattr(sanderling._native.ffi, name)
_func.ffi = Ffi()
store = sanderling.Store()
instance = sanderling.Instance(store, '(memory (export "m") 1) (func (export "f") (result i32) (i32.const 7))')
assert instance.exports.f() == 7
instance.exports.m[0] = 1
hello = sanderling.run('(import "wasi_snapshot_preview1" "proc_exit" (func $e (param i32))) (memory (export "memory") 1) (func (export "_start") (call $e (i32.const 3)))')
assert hello.returncode == 3
try:
    sanderling.Func(store, "() -> ()", lambda: None)
except sanderling.HostFunctionsUnavailable as error:
    assert "no executable memory" in str(error)
else:
    raise AssertionError
"""
    if sys.implementation.name == "cpython":
        code = "import sanderling._native\n" + code.replace(
            "import cffi, sanderling", "import sanderling"
        )
    else:
        code = code.replace(
            "import cffi, sanderling", "import sanderling, sanderling._native"
        )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (0, "")


def test_items_of_the_host(store):
    memory = Memory(store, MemoryType(1, 3))
    table = Table(store, TableType("funcref", 2, 4))
    constant = Global(store, GlobalType("i64"), 2**40)
    variable = Global(store, GlobalType("f32", mutable=True), 1.5)
    tag = Tag(store, TagType(["i32"]))
    module = Module(
        None,
        """
        (import "" "m" (memory 1 3)) (import "" "t" (table 2 4 funcref))
        (import "" "c" (global $c i64)) (import "" "v" (global $v (mut f32)))
        (elem (i32.const 1) $f)
        (func $f (export "f") (result i64)
            (i32.store (i32.const 8) (i32.const 77)) (global.set $v (f32.const 2.5)) (global.get $c))""",
    )
    items = {"": {"m": memory, "t": table, "c": constant, "v": variable}}
    assert Instance(store, module, items).exports.f() == 2**40
    assert memory[8] == 77 and variable.value == 2.5
    assert table[1]() == 2**40
    assert table[0] is None and table[-1] == table[1]
    assert [item is None for item in table] == [True, False]
    assert table.grow(1, table[1]) == 2 and table[2]() == 2**40 and len(table) == 3
    with pytest.raises(sanderling.ResourceLimitError):
        table.grow(5)
    for index in (3, -4, 2**70):
        with pytest.raises(IndexError):
            table[index]
    with pytest.raises(IndexError):
        table[3] = None
    with pytest.raises(TypeError):
        table[0] = 5
    with pytest.raises(AttributeError):
        constant.value = 5
    assert repr(tag) == "<Tag (tag (param i32))>"
    objects = Table(store, TableType("externref", 1), "x")
    assert objects[0] == "x"
    objects[0] = [1]
    assert objects[0] == [1]
    for wrong in (
        lambda: Memory(store, MemoryType(2**40)),
        lambda: Table(store, TableType("funcref", 2**40)),
    ):
        with pytest.raises((sanderling.WasmError, OverflowError)):
            wrong()
    with pytest.raises(OverflowError):
        Global(store, GlobalType("i32"), 2**40)
    with pytest.raises(TypeError):
        Global(store, "i32", 1)


def test_linkers(store):
    linker = Linker()

    @linker.func("h", "f")
    def f(a: sanderling.i32) -> sanderling.i32:
        return a + 100

    with pytest.raises(LinkError, match="already"):
        linker.define_func("h", "f", "() -> ()", lambda: None)
    module = Module(None, APPLY.format("i32"))
    for each in (store, Store()):
        prepared = linker.instantiate_pre(module)
        assert prepared.instantiate(each).exports.run(1) == 101
        assert linker.instantiate(each, module).exports.run(2) == 102
        assert linker.get(each, "h", "f") is linker.get(each, "h", "f")
    first = linker.instantiate(store, module)
    linker.define_instance("first", first)
    second = Module(
        None,
        '(import "first" "run" (func $r (param i32) (result i32))) (export "r" (func $r))',
    )
    assert linker.instantiate(store, second).exports.r(1) == 101
    with pytest.raises(WrongStoreError):
        linker.instantiate(Store(), second)
    assert linker.modules() == {"h": ["f"], "first": ["run"]}
    missing = Module(None, '(import "x" "y" (func)) (import "x" "z" (global i32))')
    with pytest.raises(LinkError) as caught:
        linker.instantiate(store, missing)
    assert [(i.module, i.name) for i in caught.value.imports] == [("x", "y"), ("x", "z")]
    late = Module(
        None,
        '(import "x" "y" (func $y (result i32))) (func (export "go") (result i32) (call $y))',
    )
    traps = Linker()
    traps.define_unknown_imports_as_traps(late)
    with pytest.raises(LinkError, match="unknown import: 'x' 'y'"):
        traps.instantiate(store, late).exports.go()
    defaults = Linker()
    defaults.define_unknown_imports_as_default_values(late)
    assert defaults.instantiate(store, late).exports.go() == 0
    assert linker.get(store, "no", "thing") is None
    with pytest.raises(TypeError):
        linker.define("a", "b", 5)
    program = Module(None, '(func (export "_start"))')
    linker.define_module(store, "program", program)
    linker.get_default(store, "program")()
    with pytest.raises(LinkError):
        linker.get_default(store, "nobody")


WRITE = """
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (data (i32.const 0) "\\10\\00\\00\\00\\06\\00\\00\\00")
    (data (i32.const 16) "hello\\n")
    (func (export "write") (param $fd i32) (result i32)
        (call $write (local.get $fd) (i32.const 0) (i32.const 1) (i32.const 8)))
    (func (export "read") (result i32)
        (i32.store (i32.const 24) (i32.const 64)) (i32.store (i32.const 28) (i32.const 4))
        (drop (call $read (i32.const 0) (i32.const 24) (i32.const 1) (i32.const 32)))
        (i32.load (i32.const 32)))"""


def wasi(**options):
    return Instance(Store(wasi=WasiConfig(**options)), WRITE).exports


def test_streams_are_files_and_functions(tmp_path):
    pieces, text, raw = [], io.StringIO(), io.BytesIO()
    wasi(stdout=pieces.append).write(1)
    wasi(stdout=text, stderr=raw).write(1)
    wasi(stderr=raw).write(2)
    assert (pieces, text.getvalue(), raw.getvalue()) == (
        [b"hello\n"],
        "hello\n",
        b"hello\n",
    )
    path = tmp_path / "out"
    exports = wasi(stdout=path)
    exports.write(1)
    exports.write(1)
    assert path.read_bytes() == b"hello\nhello\n"
    for stdin in (b"abcdef", "abcdef", io.BytesIO(b"abcdef"), io.StringIO("abcdef")):
        exports = wasi(stdin=stdin)
        counts = [exports.read() for _ in range(3)]
        assert counts == [4, 2, 0], stdin
    path.write_bytes(b"xyz")
    exports = wasi(stdin=path)
    assert exports.read() == 3 and exports.memory[64:67] == b"xyz"
    with pytest.raises(OSError):
        wasi(stdin=tmp_path / "nothing")


def test_wasi_by_the_names_of_wasmtime(tmp_path, monkeypatch):
    config = WasiConfig()
    out, pieces = tmp_path / "out", []
    (tmp_path / "in").write_bytes(b"xyz")
    config.argv, config.env = ["prog", "-v"], [["LANG", "C"]]
    config.stdin_file, config.stdout_file = str(tmp_path / "in"), str(out)
    assert config.stdout_file == str(out) and config.stdout_custom is None

    def two(data):
        pieces.append(data)
        return min(2, len(data))

    config.stderr_custom = two
    assert config.args == ["prog", "-v"] and callable(config.stderr_custom)
    config.preopen_dir(str(tmp_path), "/data")
    config.preopen_dir(b"other", "/out", read=False)
    assert repr(config.preopens[1]) == "<Dir b'other' as '/out', write-only>"
    config.preopens = config.preopens[:1]
    exports = Instance(Store(wasi=config), WRITE).exports
    assert exports.read() == 3 and exports.write(1) == exports.write(2) == 0
    assert out.read_bytes() == b"hello\n"
    assert pieces == [b"hello\n", b"llo\n", b"o\n"]
    with pytest.raises(TypeError):
        config.stdout_custom = "text"
    with pytest.raises(AttributeError):
        config.stdout_path = "typo"
    config.stderr_custom = lambda data: -5
    exports = Instance(Store(wasi=config), WRITE).exports
    with pytest.raises(OSError):
        exports.write(2)
    monkeypatch.setattr("sys.argv", ["mine", "x"])
    monkeypatch.setenv("SANDERLING_THING", "1")
    config.inherit_argv()
    config.inherit_env()
    assert config.argv == ["mine", "x"] and config.env["SANDERLING_THING"] == "1"


def test_wasi_inherits_the_streams(tmp_path):
    program = f"""if True:
        import sanderling
        config = sanderling.WasiConfig()
        config.inherit_stdin()
        config.inherit_stdout()
        config.inherit_stderr()
        exports = sanderling.Instance(sanderling.Store(wasi=config), {WRITE!r}).exports
        assert exports.read() == 4
        exports.write(1)
        exports.write(2)
        """
    result = subprocess.run(
        [sys.executable, "-c", program], input=b"abcdef", capture_output=True
    )
    assert (result.returncode, result.stdout) == (0, b"hello\n"), result
    assert result.stderr == b"hello\n"


def test_streams_raise_what_they_raise():
    class Stop(BaseException):
        pass

    def stop(_):
        raise Stop

    for exports, call in ((wasi(stdout=stop), "write"), (wasi(stdin=stop), "read")):
        with pytest.raises(Stop):
            exports[call](*([1] if call == "write" else []))


def test_clocks_and_random_numbers():
    text = """
        (import "wasi_snapshot_preview1" "clock_time_get" (func $c (param i32 i64 i32) (result i32)))
        (import "wasi_snapshot_preview1" "random_get" (func $r (param i32 i32) (result i32)))
        (memory (export "memory") 1)
        (func (export "now") (result i64) (drop (call $c (i32.const 0) (i64.const 0) (i32.const 0)))
            (i64.load (i32.const 0)))
        (func (export "random") (result i64) (drop (call $r (i32.const 0) (i32.const 8)))
            (i64.load (i32.const 0)))"""
    make = lambda: Instance(Store(wasi=WasiConfig(clock=12345, random=7)), text).exports  # noqa: E731
    assert make().now() == 12345
    assert make().random() == make().random()
    real = Instance(Store(wasi=WasiConfig()), text).exports
    assert real.random() != real.random()


def test_clocks_that_are_functions():
    text = """
        (import "wasi_snapshot_preview1" "clock_time_get" (func $c (param i32 i64 i32) (result i32)))
        (memory (export "memory") 1)
        (func (export "time") (param i32) (result i64)
            (drop (call $c (local.get 0) (i64.const 0) (i32.const 8))) (i64.load (i32.const 8)))"""
    asked = []

    def clock(name):
        asked.append(name)
        if name == "thread_cputime":
            raise KeyError(name)
        return {"realtime": 1 << 63, "monotonic": 5, "process_cputime": -1}[name]

    guest = Instance(Store(wasi=WasiConfig(clock=clock)), text).exports
    assert guest.time.unsigned(0) == 1 << 63
    assert guest.time(1) == 5
    with pytest.raises(OverflowError):
        guest.time(2)
    with pytest.raises(KeyError, match="thread_cputime") as caught:
        guest.time(3)
    assert caught.value.wasm_frames[0].func_name is None
    assert asked == ["realtime", "monotonic", "process_cputime", "thread_cputime"]
    with pytest.raises(TypeError):
        Instance(Store(wasi=WasiConfig(clock=lambda _: "noon")), text).exports.time(0)
    for fixed, time in (("fixed", 0), (7, 7)):
        guest = Instance(Store(wasi=WasiConfig(clock=fixed)), text).exports
        assert [guest.time(n) for n in range(4)] == [time] * 4
    for real in ("real", None):
        assert Instance(Store(wasi=WasiConfig(clock=real)), text).exports.time(0) > 1 << 60
    for wrong in ("noon", 1.5):
        with pytest.raises(ValueError, match="clock must be"):
            Store(wasi=WasiConfig(clock=wrong))
