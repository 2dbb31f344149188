"""The command line."""

from __future__ import annotations

import subprocess
import sys

import pytest

import sanderling
from sanderling.__main__ import main


def command(*args, input=""):
    return subprocess.run(
        [sys.executable, "-m", "sanderling", *map(str, args)],
        input=input,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def program(tmp_path):
    """The path of a file with a module's text."""

    def program(text):
        path = tmp_path / "program.wat"
        path.write_text(text)
        return path

    return program


def test_run(example):
    result = command("run", example("primes.wasm"), "5", "1000")
    assert (result.returncode, result.stdout, result.stderr) == (0, "11\n7919\n", "")
    result = command("run", example("wordcount.wasm"), input="a b\n")
    assert result.stdout.split() == ["1", "2", "4"]


def test_exit_codes(example, program):
    assert command("run", example("primes.wasm"), "-1").returncode == 2
    exits = """
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (memory (export "memory") 1) (func (export "_start") (call $exit (i32.const 42)))"""
    assert command("run", program(exits)).returncode == 42


def test_traps(program):
    result = command(
        "run",
        program(
            '(module $m (func $inner unreachable) (func (export "_start") (call $inner)))'
        ),
    )
    assert (result.returncode, result.stdout) == (134, "")
    lines = result.stderr.splitlines()
    assert lines[0] == "error: wasm trap: unreachable"
    assert "m!inner" in lines[2]
    assert len(lines) == 4


def test_directories(example, tmp_path):
    (tmp_path / "a.txt").write_text("one two\n")
    program = example("wordcount.wasm")
    for options in (
        ["--dir", f"{tmp_path}::/data"],
        ["--dir", f"{tmp_path}::/data::ro"],
        [f"--dir={tmp_path}::/data"],
        ["--mapdir", f"/data::{tmp_path}"],
    ):
        result = command("run", *options, program, "/data/a.txt")
        assert result.stdout.split() == ["1", "2", "8", "/data/a.txt"], result
    result = command("run", "--dir", tmp_path, program, tmp_path / "a.txt")
    assert result.returncode == 0
    assert command("run", program, tmp_path / "a.txt").returncode == 1
    result = command("run", "--dir", tmp_path / "none", program)
    assert result.returncode == 1
    assert "cannot be opened" in result.stderr


def test_invoke(program):
    path = program(
        """
        (func (export "div") (param i32 i64) (result i64 f64)
            (i64.div_s (local.get 1) (i64.extend_i32_s (local.get 0))) (f64.const 0.5))
        (func (export "single") (param f32) (result f32) (local.get 0))
        (func (export "double") (param f64) (result f64) (local.get 0))
        (func (export "same") (param funcref externref) (result externref funcref)
            (local.get 1) (local.get 0))
        (func (export "self") (result funcref) (ref.func 0))
        (func (export "nothing"))"""
    )

    def invoke(name, *args):
        return command("run", "--invoke", name, path, *args)

    assert invoke("div", "3", "-10").stdout == "-3\n0.5\n"
    assert invoke("div", "0xffffffff", "+0x10").stdout == "-16\n0.5\n"
    assert invoke("nothing").stdout == ""
    for text in (
        "0.1",
        "-0.0",
        "1e-5",
        "1e16",
        "3.4028235e38",
        "1e-45",
        "inf",
        "nan",
        "123.0",
    ):
        assert invoke("single", text).stdout == f"{text}\n"
    for text in ("0.1", "1e300", "2.2250738585072014e-308", "1e-5", "0.0001", "-inf"):
        assert invoke("double", text).stdout == f"{text}\n"
    assert invoke("same", "null", "null").stdout == "null\nnull\n"
    assert invoke("self").stdout == "funcref\n"
    trapped = invoke("div", "0", "1")
    assert (trapped.returncode, trapped.stdout) == (134, "")
    for args in (
        ["0"],
        ["a", "b"],
        ["4294967296", "1"],
        ["1_0", "1"],
        ["1.5", "1"],
        ["", "1"],
    ):
        assert invoke("div", *args).returncode == 1, args
    missing = invoke("none")
    assert missing.returncode == 1
    assert "--invoke NAME calls one of: div, single" in missing.stderr


def test_libraries(program):
    library = """
        (global $n (mut i32) (i32.const 1))
        (func (export "_initialize") (global.set $n (i32.const 5)))
        (func (export "n") (result i32) (global.get $n))"""
    assert command("run", "--invoke", "n", program(library)).stdout == "5\n"
    result = command("run", program("(module)"))
    assert (result.returncode, result.stdout) == (0, "")
    assert result.stderr.endswith(
        "has no _start, so nothing is run; it exports no function\n"
    )


def test_unknown_imports(program):
    path = program('(import "m" "f" (func $f)) (func (export "_start") (call $f))')
    result = command("run", path)
    assert result.returncode == 1
    assert 'unknown import: "m" "f" (func)' in result.stderr
    assert "--unknown-imports trap starts the program" in result.stderr
    result = command("run", "--unknown-imports", "trap", path)
    assert result.returncode == 134
    assert "wasm backtrace" in result.stderr


def test_output_that_nobody_reads(program):
    values = " ".join(["i32"] * 400)
    constants = " (i32.const 7)" * 400
    path = program(f'(func (export "f") (result {values}) {constants})')
    process = subprocess.Popen(
        [sys.executable, "-m", "sanderling", "run", "--invoke", "f", str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_environment_is_given(program):
    path = program(
        """
        (import "wasi_snapshot_preview1" "environ_sizes_get"
            (func $sizes (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (memory (export "memory") 1)
        (func (export "_start")
            (drop (call $sizes (i32.const 0) (i32.const 4)))
            (call $exit (i32.load (i32.const 4))))"""
    )
    assert command("run", "--env", "AB=cd", "--env", "X=", path).returncode == 9
    assert command("run", path).returncode == 0


def test_validate(program, capsys):
    path = program("(module)")
    assert main(["validate", str(path)]) == 0
    path = program("(func (result i32))")
    assert main(["validate", str(path)]) == 1
    assert main(["validate", str(path) + ".none", str(path)]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert "type mismatch" in output.err and "No such file" in output.err


def test_version_and_usage():
    result = command("--version")
    assert result.stdout == f"sanderling {sanderling.__version__}\n"
    for args in (
        [],
        ["run"],
        ["fly"],
        ["run", "--env", "A", "x"],
        ["run", "--dir", "", "x"],
    ):
        assert command(*args).returncode == 2, args
