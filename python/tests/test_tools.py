"""The import hook, `load`, and the commands that convert and show modules."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

import sanderling
import sanderling.importer
from sanderling import bindgen
from sanderling.__main__ import main

ADD = """
    (module $adder
        (import "env" "log" (func $log (param i32)))
        (memory (export "memory") 1) (global (export "count") (mut i64) (i64.const 0))
        (func (export "add") (param i32 i32) (result i32)
            (call $log (local.get 0)) (i32.add (local.get 0) (local.get 1)))
        (func (export "two") (result i32 f64) (i32.const 1) (f64.const 2.5)))"""


@pytest.fixture
def folder(tmp_path):
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if name.startswith("wasm_"):
            del sys.modules[name]


def test_import(folder):
    (folder / "wasm_one.wat").write_text('(func (export "f") (result i32) (i32.const 1))')
    (folder / "wasm_two.wasm").write_bytes(
        sanderling.wat2wasm('(func (export "f") (result i32) (i32.const 2))')
    )
    with pytest.raises(ImportError):
        importlib.import_module("wasm_one")
    with sanderling.importer.install([folder]):
        assert importlib.import_module("wasm_one").f() == 1
        two = importlib.import_module("wasm_two")
        assert two.f() == 2 and two.__file__.endswith("wasm_two.wasm")
        assert importlib.import_module("wasm_two") is two
        with pytest.raises(ImportError):
            importlib.import_module("wasm_three")
    (folder / "wasm_three.wat").write_text("(module)")
    with pytest.raises(ImportError):
        importlib.import_module("wasm_three")


def test_import_not_from_the_current_directory(folder, monkeypatch):
    (folder / "wasm_here.wat").write_text("(module)")
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    with sanderling.importer.install(), pytest.raises(ImportError):
        importlib.import_module("wasm_here")
    with sanderling.importer.install(["."]):
        importlib.import_module("wasm_here")


def test_imports_of_imported_modules(folder):
    (folder / "wasm_adder.wat").write_text(ADD)
    logged = []
    with sanderling.importer.install([folder], imports={"env": {"log": logged.append}}):
        assert importlib.import_module("wasm_adder").add(2, 3) == 5
    assert logged == [2]
    (folder / "wasm_root.wat").write_text(
        '(import "math" "sqrt" (func $s (param f64) (result f64)))'
        '(func (export "f") (result f64) (call $s (f64.const 9)))'
    )
    with sanderling.importer.install([folder]), pytest.raises(sanderling.LinkError):
        importlib.import_module("wasm_root")
    with sanderling.importer.install([folder], allow_python_imports=True):
        assert importlib.import_module("wasm_root").f() == 3.0


def test_packages(folder):
    package = folder / "wasm_package"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "inner.wat").write_text('(func (export "f") (result i32) (i32.const 9))')
    sys.path.insert(0, str(folder))
    try:
        with sanderling.importer.install([]):
            assert importlib.import_module("wasm_package.inner").f() == 9
    finally:
        sys.path.remove(str(folder))


def test_load(tmp_path):
    path = tmp_path / "add.wat"
    path.write_text(ADD)
    logged = []
    for source in (path, str(path), ADD, sanderling.Module(None, ADD)):
        assert sanderling.load(source, {"env": {"log": logged.append}}).add(1, 2) == 3
    assert logged == [1] * 4
    with pytest.raises(OSError):
        sanderling.load(tmp_path / "nothing.wasm")


def test_conversions(tmp_path, capsys):
    wat, wasm = tmp_path / "m.wat", tmp_path / "m.wasm"
    wat.write_text(ADD)
    assert main(["wat2wasm", str(wat)]) == 0
    assert wasm.read_bytes() == sanderling.wat2wasm(ADD)
    assert main(["wasm2wat", str(wasm), "-o", str(tmp_path / "back.wat")]) == 0
    again = (tmp_path / "back.wat").read_text()
    assert sanderling.wat2wasm(again)[:8] == b"\0asm\1\0\0\0"
    assert "(func $log" in again
    assert main(["wasm2wat", str(wat)]) == 1
    assert main(["wat2wasm", str(wat), "-o", str(wat)]) == 1
    assert "is the file that is read" in capsys.readouterr().err
    assert main(["wat2wasm", str(tmp_path / "none")]) == 1
    with pytest.raises(sanderling.WatError) as caught:
        sanderling.wat2wasm("(module\n  (fun))")
    assert (caught.value.line, caught.value.column) == (2, 4)
    with pytest.raises(sanderling.CompileError):
        sanderling.wasm2wat(b"\0asm")


def test_conversion_of_standard_input():
    command = [sys.executable, "-m", "sanderling", "wat2wasm", "-"]
    result = subprocess.run(command, input=b"(module)", capture_output=True, check=True)
    assert result.stdout == b"\0asm\1\0\0\0"


def test_inspect(tmp_path, capsys):
    path = tmp_path / "m.wat"
    path.write_text(ADD)
    assert main(["inspect", str(path)]) == 0
    out = capsys.readouterr().out
    assert "module 'adder'" in out
    assert "env log  (func (i32) -> ())" in out
    assert "count  (global (mut i64))" in out


def test_bindgen(folder, capsys):
    (folder / "wasm_calc.wat").write_text(ADD)
    out = folder / "out"
    out.mkdir()
    assert main(["bindgen", str(folder / "wasm_calc.wat"), "-o", str(out)]) == 0
    assert len(capsys.readouterr().out.split()) == 2
    sys.path.insert(0, str(out))
    try:
        generated = importlib.import_module("wasm_calc")
    finally:
        sys.path.remove(str(out))
    logged = []

    class Env:
        def log(self, a):
            logged.append(a)

    calc = generated.WasmCalc(Env())
    assert calc.add(2, 3) == 5
    assert calc.two() == (1, 2.5)
    assert calc.count.value == 0 and len(calc.memory) == 65536
    assert logged == [2]
    with pytest.raises(TypeError):
        calc.add("2", 3)
    stub = (out / "wasm_calc.pyi").read_text()
    compile(stub, "stub", "exec")
    assert "def two(self) -> Tuple[int, float]: ..." in stub


def test_bindgen_with_strange_names():
    text = '(func (export "class")) (func (export "a-b")) (func (export "1")) (func (export ""))'
    made = bindgen.generate(sanderling.Module(None, text), "my-module.v2")
    namespace = {}
    exec(compile(made.source, "made", "exec"), namespace)
    instance = namespace["MyModuleV2"]()
    for name in ("class_", "a_b", "_1", "_"):
        getattr(instance, name)()
