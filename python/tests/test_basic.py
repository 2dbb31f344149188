"""Engines, modules, instances and calls."""

from __future__ import annotations

import math
import pathlib
import pickle
import struct
import subprocess
import sys
import threading

import pytest

import sanderling
from sanderling import Config, Engine, Instance, Module, Store


def test_public_names():
    assert len(set(sanderling.__all__)) == len(sanderling.__all__)
    for name in sanderling.__all__:
        assert getattr(sanderling, name).__doc__, name
    assert sanderling.__version__.count(".") == 2


def test_import_is_silent_and_needs_no_compiler():
    code = (
        "import sys, sanderling\n"
        "for name in ('pycparser', 'asyncio', 'inspect', 'subprocess', 'argparse'):\n"
        "    assert name not in sys.modules, name\n"
    )
    command = [sys.executable, "-W", "error", "-X", "dev", "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_add(instantiate):
    instance = instantiate(
        """
        (func (export "add") (param i32 i32) (result i32)
            (i32.add (local.get 0) (local.get 1)))"""
    )
    assert instance.exports.add(2, 3) == 5
    assert instance.exports["add"] is instance.exports.add


IDENTITIES = """
    (func (export "i32") (param i32) (result i32) (local.get 0))
    (func (export "i64") (param i64) (result i64) (local.get 0))
    (func (export "f32") (param f32) (result f32) (local.get 0))
    (func (export "f64") (param f64) (result f64) (local.get 0))
    (func (export "externref") (param externref) (result externref) (local.get 0))
    (func (export "funcref") (param funcref) (result funcref) (local.get 0))
"""


@pytest.mark.parametrize("name, bits", [("i32", 32), ("i64", 64)])
def test_integers(instantiate, name, bits):
    same = instantiate(IDENTITIES).exports[name]
    low, high = -(2 ** (bits - 1)), 2**bits
    for value in (low, -1, 0, 1, True, high // 2 - 1):
        assert same(value) == value
    assert same(high - 1) == -1
    assert same(high // 2) == low
    for value in (low - 1, high, 10**30):
        with pytest.raises(OverflowError, match=rf"{name}\(\) argument 1 \({name}\)"):
            same(value)
    for value in (1.5, "1", None, b"1"):
        with pytest.raises(TypeError, match=rf"{name}\(\) argument 1 \({name}\)"):
            same(value)
    assert same(7) == 7


@pytest.mark.parametrize("name, code", [("f32", "f"), ("f64", "d")])
def test_floats(instantiate, name, code):
    same = instantiate(IDENTITIES).exports[name]
    for value in (0.0, -0.0, 1.5, math.inf, -math.inf, 3):
        assert struct.pack(code, same(value)) == struct.pack(code, value)
    assert math.isnan(same(math.nan))
    for value in ("1", None, 1j):
        with pytest.raises(TypeError, match=rf"{name}\(\) argument 1 \({name}\)"):
            same(value)
    assert same(2.5) == 2.5


def test_external_references(instantiate):
    same = instantiate(IDENTITIES).exports.externref
    value = object()
    for item in (value, "text", 0, False, [], value):
        assert same(item) is item
    assert same(None) is None


def test_function_references(instantiate):
    exports = instantiate(IDENTITIES).exports
    found = exports.funcref(exports.i64)
    assert found == exports.i64
    assert found != exports.i32
    assert hash(found) == hash(exports.i64)
    assert found(-5) == -5
    assert exports.funcref(None) is None
    with pytest.raises(TypeError):
        exports.funcref(lambda: None)


def test_many_values(instantiate):
    exports = instantiate(
        """
        (func (export "none"))
        (func (export "reverse") (param i32 i64 f32 f64) (result f64 f32 i64 i32)
            (local.get 3) (local.get 2) (local.get 1) (local.get 0))
        (func (export "two") (result i64 i32) (i64.const -1) (i32.const -2))"""
    ).exports
    assert exports.none() is None
    assert exports.reverse(1, 2**63, 1.5, -2.5) == (-2.5, 1.5, -(2**63), 1)
    assert exports.two() == (-1, -2)
    for args in ((), (1,), (1, 2, 3, 4, 5)):
        with pytest.raises(TypeError):
            exports.reverse(*args)
    with pytest.raises(TypeError):
        exports.none(a0=1)


def test_recursion_and_threads(store):
    text = """
        (func $fib (export "fib") (param i32) (result i64)
            (if (result i64) (i32.lt_u (local.get 0) (i32.const 2))
                (then (i64.extend_i32_u (local.get 0)))
                (else (i64.add
                    (call $fib (i32.sub (local.get 0) (i32.const 1)))
                    (call $fib (i32.sub (local.get 0) (i32.const 2)))))))"""
    module = Module(None, text)
    results = []

    def work():
        results.append(Instance(Store(), module).exports.fib(18))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [2584] * 4


def test_exports(instantiate):
    exports = instantiate(
        """
        (func (export "b")) (memory (export "a") 1) (func (export "get"))
        (func (export "_Exports_handle")) (func (export "__len__"))
        (func (export "caf\\c3\\a9 \\00"))"""
    ).exports
    order = ["b", "a", "get", "_Exports_handle", "__len__", "café \0"]
    assert list(exports) == list(exports.keys()) == order
    assert len(exports) == 6
    assert exports.by_index(1) is exports.a
    assert "a" in exports and "c" not in exports
    assert exports["get"].name == "get"
    for name in order:
        assert exports[name] is dict(exports.items())[name]
    assert {"a", "b"} <= set(dir(exports))
    assert exports.get("c") is None
    with pytest.raises(KeyError, match="no export 'c'; there are: b, a, get"):
        exports["c"]
    with pytest.raises(AttributeError, match="no export 'c'"):
        exports.c
    assert not hasattr(exports, "__wrapped__")
    with pytest.raises(TypeError):
        exports[0]


def test_modules():
    text = """
        (module $m
            (import "env" "f" (func (param i32 v128)))
            (import "env" "g" (global (mut f64)))
            (memory (export "memory") 1 2)
            (table (export "t") 3 externref))"""
    text = text.replace("v128", "f32")
    module = Module(None, text)
    assert module.name == "m"
    assert (
        repr(module) == f"<Module 'm' 2 imports 2 exports {len(module.serialize())} bytes>"
    )
    f, g = module.imports
    assert (f.module, f.name, f.type.params, f.type.results) == (
        "env",
        "f",
        ("i32", "f32"),
        (),
    )
    assert (g.type.content, g.type.mutable) == ("f64", True)
    memory, table = module.exports
    assert (memory.type.minimum, memory.type.maximum, memory.type.is_64) == (1, 2, False)
    assert (table.type.minimum, table.type.maximum) == (3, None)
    assert table.type.element == "externref"
    assert memory.type == Module(None, '(memory (export "m") 1 2)').exports[0].type
    assert memory.type != table.type
    assert {f.type, f.type} == {f.type}


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_module_from_bytes(kind):
    assert Module(None, kind(b"\0asm\1\0\0\0")).exports == []
    assert Module(None, kind(b"(module)")).exports == []


def test_module_from_strided_bytes():
    spread = bytes(byte for b in b"\0asm\1\0\0\0" for byte in (b, 99))
    assert Module(None, memoryview(spread)[::2]).imports == []


def test_module_from_files(tmp_path):
    path = tmp_path / "m.wat"
    path.write_text('(func (export "f"))')
    for module in (Module(None, path), Module.from_file(None, str(path))):
        assert module.exports[0].name == "f"
    with pytest.raises(FileNotFoundError):
        Module(None, tmp_path / "none.wasm")
    with pytest.raises(TypeError, match="not int"):
        Module(None, 5)


def test_engines():
    engine = Engine(Config(deterministic=True, eager=True, max_stack=1 << 16))
    store, module = Store(engine), Module(engine, "(module)")
    assert Instance(store, module).module is module
    assert store.engine is module.engine is engine
    assert Module(None, "(module)").engine is Store().engine
    with pytest.raises(sanderling.WrongStoreError):
        Instance(Store(), module)
    with pytest.raises(TypeError):
        Module("(module)", "(module)")
    config = Config()
    config.max_memory = 65536
    limited = Engine(config)
    memory = Instance(Store(limited), Module(limited, '(memory (export "m") 1)')).exports.m
    with pytest.raises(sanderling.ResourceLimitError):
        memory.grow(1)


def test_features_by_keyword():
    config = Config(simd=False)
    config.consume_fuel = True
    assert config.fuel and config.consume_fuel and config.features == {"simd": False}
    with pytest.raises(sanderling.UnsupportedError):
        Module(Engine(config), "(func (param v128))")
    with pytest.raises(TypeError, match="unexpected keyword argument 'feul'"):
        Config(feul=True)


def test_modules_that_come_when_they_are_asked_for():
    code = (
        "import sanderling\n"
        "print(sanderling.capi.__name__, sanderling.importer.__name__)\n"
        "print(sanderling.TrapCode.TIMEOUT, sorted(set(sanderling.__all__) - set(dir(sanderling))))\n"
        "try: sanderling.nothing\n"
        "except AttributeError as error: print(error)\n"
    )
    command = [sys.executable, "-c", code]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert out.splitlines()[0] == "sanderling.capi sanderling.importer"
    assert out.splitlines()[1].endswith(" []")
    assert out.splitlines()[2] == "module 'sanderling' has no attribute 'nothing'"


def test_imports(store, instantiate):
    library = instantiate(
        """
        (func (export "five") (result i32) (i32.const 5))
        (memory (export "memory") 1) (global (export "g") (mut i64) (i64.const 1))
        (table (export "t") 1 funcref)"""
    )
    text = """
        (import "lib" "five" (func $five (result i32)))
        (import "lib" "memory" (memory 1))
        (import "lib" "g" (global $g (mut i64)))
        (import "lib" "t" (table 1 funcref))
        (func (export "run") (result i32)
            (global.set $g (i64.const 9))
            (i32.store (i32.const 0) (i32.const 258))
            (call $five))"""
    exports = library.exports
    for imports in (
        {"lib": library},
        {"lib": exports},
        {"lib": dict(exports)},
        [exports.five, exports.memory, exports.g, exports.t],
    ):
        exports.g.value = 1
        assert instantiate(text, imports).exports.run() == 5
        assert exports.g.value == 9
        assert exports.memory[:2] == b"\2\1"
    with pytest.raises(TypeError, match="4 imports, 1 were given"):
        instantiate(text, [exports.five])
    with pytest.raises(TypeError, match="cannot import a function as .*memory"):
        instantiate(text, {"lib": {"memory": lambda: 5}})
    with pytest.raises(sanderling.WrongStoreError):
        Instance(Store(), Module(None, text), {"lib": library})


def test_unknown_imports(instantiate):
    text = '(import "m" "f" (func $f)) (func (export "run") (call $f))'
    run = instantiate(text, unknown_imports="trap").exports.run
    with pytest.raises(sanderling.LinkError, match='unknown import: "m" "f"'):
        run()
    with pytest.raises(ValueError):
        instantiate(text, unknown_imports="ignore")


def test_globals(instantiate):
    exports = instantiate(
        """
        (global (export "k") i32 (i32.const 7))
        (global (export "f") (mut f32) (f32.const 0.5))
        (global (export "r") (mut externref) (ref.null extern))"""
    ).exports
    assert exports.k.value == 7
    with pytest.raises(AttributeError, match="constant"):
        exports.k.value = 8
    exports.f.value = 1.5
    assert exports.f.value == 1.5
    with pytest.raises(TypeError):
        exports.f.value = "1.5"
    exports.r.value = exports
    assert exports.r.value is exports
    assert repr(exports.k) == "<Global i32 = 7>"


def test_reprs(instantiate):
    instance = instantiate(
        """
        (module $m (func (export "f") (param i32) (result i64 f32) (unreachable))
            (memory (export "memory") 2 16) (table (export "t") 2 funcref))"""
    )
    exports = instance.exports
    assert repr(instance) == "<Instance of 'm' exports=[f, memory, t]>"
    assert repr(exports) == "<Exports f, memory, t>"
    assert repr(exports.f) == "<Func f (i32) -> (i64, f32)>"
    assert repr(exports.memory) == "<Memory 2 pages (max 16) = 131072 bytes>"
    assert repr(exports.t) == "<Table funcref[2]>"
    assert len(exports.t) == 2
    assert repr(instance.module.exports[0]) == "<ExportType 'f' (i32) -> (i64, f32)>"
    instance.store.close()
    assert repr(exports.memory) == "<Memory closed>"
    assert repr(exports.t) == "<Table closed>"
    assert repr(exports.f) == "<Func f (i32) -> (i64, f32)>"


def test_errors_can_be_pickled():
    with pytest.raises(sanderling.ValidationError) as caught:
        Module(None, "(func (result i32))")
    copy = pickle.loads(pickle.dumps(caught.value))
    assert type(copy) is sanderling.ValidationError
    assert (str(copy), copy.offset) == (str(caught.value), caught.value.offset)


def test_readme(tmp_path, monkeypatch, capsys):
    """The examples of the readme run, but for the one that needs a program."""
    readme = pathlib.Path(__file__).resolve().parents[1] / "README.md"
    examples = readme.read_text(encoding="utf-8").split("```python\n")[1:]
    monkeypatch.chdir(tmp_path)
    ran = 0
    namespace = {}
    for example in examples:
        code = example.partition("```")[0]
        if "wordcount.wasm" not in code:
            exec(compile(code, "README.md", "exec"), namespace)
            ran += 1
    assert ran == 3
    printed = capsys.readouterr().out
    assert printed == "5\nthe guest says 5\nthe call has taken longer than 0.1 s\n"


def test_features_are_attributes_of_configurations():
    config = Config()
    assert config.simd is None
    config.simd = False
    assert config.simd is False and config.features == {"simd": False}
    with pytest.raises(sanderling.UnsupportedError):
        Module(Engine(config), "(func (param v128))")
    config.simd = None
    assert config == Config()
    for wrong in ("simmd", "_simd", "wasm_simd"):
        with pytest.raises(AttributeError, match=wrong):
            getattr(config, wrong)
        with pytest.raises(AttributeError, match=wrong):
            setattr(config, wrong, True)
    import copy
    import pickle

    config = Config(simd=False, fuel=True)
    assert copy.deepcopy(config) == pickle.loads(pickle.dumps(config)) == config
