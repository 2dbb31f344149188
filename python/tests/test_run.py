"""Running programs."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

import sanderling
from sanderling import Dir, Module, run

TRAPPING = (
    '(module (func $start (export "_start") unreachable) (memory (export "memory") 1))'
)
EXITING = """
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (func (export "_start") (call $exit (i32.const 3)))"""


def exiting():
    return EXITING.strip()


def test_primes(example):
    path = example("primes.wasm")
    for module in (path, str(path), path.read_bytes(), Module(None, path)):
        result = run(module, args=["5", "1000"])
        assert (result.returncode, result.stdout, result.stderr) == (0, b"11\n7919\n", b"")


def test_program_names(example):
    path = example("primes.wasm")
    assert run(path, args=["5"]).args == ["primes.wasm", "5"]
    assert run(path, args=["5"], program="p").args == ["p", "5"]
    assert run(path.read_bytes()).args == ["main.wasm"]


def test_return_code_and_stderr(example):
    result = run(example("primes.wasm"), text=True)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == "usage: primes N...\n"
    assert result.trap is None


def test_input(example):
    for data in (b"one two\nthree\n", "one two\nthree\n", bytearray(b"one two\nthree\n")):
        result = run(example("wordcount.wasm"), input=data)
        assert result.stdout.split() == [b"2", b"3", b"14"]
    assert run(example("wordcount.wasm")).stdout.split() == [b"0", b"0", b"0"]


def test_preopens(example, tmp_path):
    (tmp_path / "a.txt").write_text("x y z\n")
    program = example("wordcount.wasm")
    for preopens in (
        {"/data": tmp_path},
        {"/data": str(tmp_path)},
        [Dir(tmp_path, "/data")],
        [Dir(tmp_path, "/data", write=True)],
    ):
        result = run(program, args=["/data/a.txt"], preopens=preopens, text=True)
        assert result.stdout.split() == ["1", "3", "6", "/data/a.txt"], result
    result = run(program, args=["/data/a.txt"])
    assert (result.returncode, result.stdout) == (1, b"")
    outside = run(program, args=["/data/../a.txt"], preopens={"/data": tmp_path})
    assert outside.returncode == 1
    with pytest.raises(TypeError):
        run(program, preopens=["/data"])


def test_exit_codes():
    assert run(exiting()).returncode == 3
    with pytest.raises(
        sanderling.RunError, match="main.wasm ended with return code 3"
    ) as caught:
        run(exiting(), check=True)
    assert caught.value.returncode == 3
    copy = pickle.loads(pickle.dumps(caught.value))
    assert copy.completed.returncode == 3


def test_exit_outside_of_run(instantiate):
    store = sanderling.Store(wasi=sanderling.WasiConfig())
    start = sanderling.Instance(store, Module(None, EXITING)).exports._start
    with pytest.raises(sanderling.ExitTrap) as caught:
        start()
    assert caught.value.code == 3


def test_traps():
    result = run(TRAPPING)
    assert result.returncode == 134
    assert isinstance(result.trap, sanderling.Unreachable)
    assert "trap=Unreachable" in repr(result)
    with pytest.raises(sanderling.RunError, match="wasm trap: unreachable") as caught:
        run(TRAPPING, check=True)
    assert caught.value.__cause__ is caught.value.completed.trap


def test_what_is_no_program():
    with pytest.raises(sanderling.WasmError, match="no function _start"):
        run("(module)")
    with pytest.raises(sanderling.LinkError):
        run('(import "m" "f" (func)) (func (export "_start"))'.strip())
    unknown = '(import "m" "f" (func)) (func (export "_start"))'
    assert run(unknown, unknown_imports="trap").returncode == 0
    with pytest.raises(FileNotFoundError):
        run("no-such-file.wasm")
    with pytest.raises(TypeError):
        run(exiting(), args="abc")


def test_environment():
    text = """
        (import "wasi_snapshot_preview1" "environ_get"
            (func $get (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "environ_sizes_get"
            (func $sizes (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_write"
            (func $write (param i32 i32 i32 i32) (result i32)))
        (memory (export "memory") 1)
        (func (export "_start")
            (drop (call $sizes (i32.const 0) (i32.const 4)))
            (drop (call $get (i32.const 16) (i32.const 256)))
            (i32.store (i32.const 8) (i32.const 256))
            (i32.store (i32.const 12) (i32.load (i32.const 4)))
            (drop (call $write
                (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 0))))""".strip()
    assert run(text, env={"A": "1", "B": "é"}).stdout == "A=1\0B=é\0".encode()
    assert run(text).stdout == b""
    for env in ({"A=": "1"}, {"": "1"}, {"A": "\0"}):
        with pytest.raises(ValueError):
            run(text, env=env)
    with pytest.raises(TypeError):
        run(text, env={"A": 1})


def test_streams_of_this_process(example):
    code = f"""
import sys, sanderling
program = {str(example("wordcount.wasm"))!r}
print("before")
result = sanderling.run(program, input=None, capture_output=False)
assert result.stdout is None
print("after", result.returncode)
"""
    command = [sys.executable, "-c", code]
    result = subprocess.run(
        command, input="a b\n", capture_output=True, text=True, check=False
    )
    assert result.stdout.split() == ["before", "1", "2", "4", "after", "0"], result


@pytest.mark.parametrize(
    "argument", [{"network": True}, {"inherit": "some"}, {"clock": "slow"}]
)
def test_what_wasi_does_not_have(argument):
    with pytest.raises(ValueError, match=f"^{next(iter(argument))} must be"):
        sanderling.Store(wasi=sanderling.WasiConfig(**argument))


def test_captured_streams_are_limited():
    text = """
        (import "wasi_snapshot_preview1" "fd_write"
            (func $write (param i32 i32 i32 i32) (result i32)))
        (memory (export "memory") 1)
        (data (i32.const 4) "\\64")
        (func (export "write") (result i32)
            (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))"""
    wasi = sanderling.WasiConfig(stdout="capture", capture_limit=150)
    with sanderling.Store(wasi=wasi) as store:
        write = sanderling.Instance(store, Module(None, text)).exports.write
        assert [write(), write()] == [0, 0]
        assert write() != 0
        assert len(store.take_stdout()) == 150
        assert write() == 0
        with pytest.raises(sanderling.UsageError):
            store.take_stderr()


def test_wrong_configurations():
    for options in ({"stdout": "file"}, {"inherit": "some"}, {"args": ["a\0b"]}):
        with pytest.raises(ValueError):
            sanderling.Store(wasi=sanderling.WasiConfig(**options))


#: Opens `f`, with the rights that it is given, and writes to it if it can.
DROPS = r"""
    (import "wasi_snapshot_preview1" "path_open" (func $open
        (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_write"
        (func $write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_readdir"
        (func $list (param i32 i32 i32 i64 i32) (result i32)))
    (memory (export "memory") 1)
    (data (i32.const 0) "f") (data (i32.const 8) "\00\00\00\00\01\00\00\00")
    (func (export "open") (param $rights i64) (result i32)
        (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 1)
            (local.get $rights) (i64.const 0) (i32.const 0) (i32.const 16)))
    (func (export "write") (result i32)
        (call $write (i32.load (i32.const 16)) (i32.const 8) (i32.const 1) (i32.const 20)))
    (func (export "list") (result i32)
        (call $list (i32.const 3) (i32.const 64) (i32.const 99) (i64.const 0) (i32.const 20)))"""


def test_rights_of_directories(tmp_path):
    read, write, access, read_only = 1 << 1, 1 << 6, 2, 69
    for may_read, may_write, results in (
        (True, True, [0, 0, 0]),
        (True, False, [0, read_only, 0]),
        (False, True, [access, 0, access]),
    ):
        (tmp_path / "f").write_text("secret")
        given = Dir(tmp_path, "/", read=may_read, write=may_write)
        wasi = sanderling.WasiConfig(preopens=[given])
        guest = sanderling.Instance(sanderling.Store(wasi=wasi), DROPS).exports
        if not may_write:
            # Opening it makes it, where it is not there.
            (tmp_path / "f").unlink()
            assert guest.open(read) == read_only
            continue
        assert [guest.open(read), guest.open(write), guest.list()] == results
        guest.open(write)
        assert guest.write() == 0
        assert (tmp_path / "f").read_text() == "fecret"
    with pytest.raises(ValueError, match="to read or to write"):
        Dir(tmp_path, "/", read=False)


def test_memory_that_nobody_limits_is_limited():
    text = """(module (memory (export "memory") 1)
        (func (export "_start")
            (if (i32.eq (memory.grow (i32.const 4096)) (i32.const -1)) (then unreachable))))"""
    assert run(text).returncode == 134
    for more in (None, 1 << 30):
        assert run(text, memory=more).returncode == 0
    assert run(text, limits=sanderling.Limits()).returncode == 0
    with pytest.raises(TypeError, match="one of the limits"):
        run(text, memory=1 << 30, limits=sanderling.Limits())
