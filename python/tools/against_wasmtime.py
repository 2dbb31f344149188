"""Compares the package with wasmtime-py, call by call, in one process.

    pip install sanderling wasmtime==50.*
    python tools/against_wasmtime.py

The two take turns; each number is the least process CPU time of nine turns. Ends with 1 if
one of them has not even reached half of its bar, which no noise of a machine explains.

A write of 8 MB is compared with the system's own copying as well, and ``add`` with pywasm3
where that is installed.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from time import process_time
from typing import Any, Callable

import wasmtime

import sanderling

TEXT = """(module
    (import "env" "host" (func $host (param i32 i32) (result i32)))
    (memory (export "memory") 200)
    (func (export "nop"))
    (func (export "add") (param i32 i32) (result i32)
        (i32.add (local.get 0) (local.get 1)))
    (func (export "call_host") (param $n i32)
        (loop $next
            (drop (call $host (local.get $n) (i32.const 3)))
            (br_if $next
                (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))"""

TINY = '(module (func (export "f") (result i32) (i32.const 1)))'

#: One import.
SMALL = '(module (import "" "f" (func $f)) (func (export "g") (call $f)))'

#: What is to be reached, on CPython and on PyPy: wasmtime-py's time over ours.
BARS = {
    "nop": (10, 80),
    "add": (20, 200),
    "import": (8, 60),
    "read 64": (4, 40),
    "write 64": (6, 100),
    "write 8 MB": (0.8, 0.8),
    "write 8 MB, copying": (0.8, 0.8),
    "add, pywasm3": (0.1, 4),
    "Module": (10, 10),
    "Instance": (1, 3),
    "import of the package": (3, 3),
}

TURNS = 9


def ours() -> dict[str, tuple[Callable[[int], None], int]]:
    store = sanderling.Store()
    host = sanderling.Func(store, "(i32, i32) -> i32", lambda a, b: a)
    module = sanderling.Module(None, TEXT)
    exports = sanderling.Instance(store, module, [host]).exports
    nop, add, memory, call_host = (
        exports.nop,
        exports.add,
        exports.memory,
        exports.call_host,
    )
    data, big, tiny = b"x" * 64, b"x" * (8 << 20), sanderling.wat2wasm(TINY)
    engine = sanderling.Engine()
    read, write = memory.read, memory.write

    def each(function: Callable[..., Any], *args: Any) -> Callable[[int], None]:
        def run(count: int) -> None:
            for _ in range(count):
                function(*args)

        return run

    def run_nop(count: int) -> None:
        for _ in range(count):
            nop()

    def run_add(count: int) -> None:
        for i in range(count):
            add(i, 3)

    def run_read(count: int) -> None:
        for _ in range(count):
            read(64, 64)

    def run_write(count: int) -> None:
        for _ in range(count):
            write(64, data)

    small = sanderling.Module(engine, SMALL)

    def run_instance(count: int) -> None:
        store = sanderling.Store(engine)
        host = sanderling.Func(store, "() -> ()", lambda: None)
        for _ in range(count):
            sanderling.Instance(store, small, [host])

    return {
        "nop": (run_nop, 20000),
        "add": (run_add, 20000),
        "import": (call_host, 20000),
        "read 64": (run_read, 20000),
        "write 64": (run_write, 20000),
        "write 8 MB": (each(write, 0, big), 10),
        "Module": (each(sanderling.Module, engine, tiny), 200),
        "Instance": (run_instance, 1000),
    }


def theirs() -> dict[str, tuple[Callable[[int], None], int]]:
    engine = wasmtime.Engine()
    store = wasmtime.Store(engine)
    i32 = wasmtime.ValType.i32()
    type = wasmtime.FuncType([i32, i32], [i32])
    host = wasmtime.Func(store, type, lambda a, b: a)
    module = wasmtime.Module(engine, TEXT)
    exports = wasmtime.Instance(store, module, [host]).exports(store)
    nop, add, memory, call_host = (
        exports[n] for n in ("nop", "add", "memory", "call_host")
    )
    data, big, tiny = b"x" * 64, b"x" * (8 << 20), bytes(wasmtime.wat2wasm(TINY))

    def run_nop(count: int) -> None:
        for _ in range(count):
            nop(store)

    def run_add(count: int) -> None:
        for i in range(count):
            add(store, i, 3)

    def run_read(count: int) -> None:
        for _ in range(count):
            memory.read(store, 64, 128)

    def run_write(count: int) -> None:
        for _ in range(count):
            memory.write(store, data, 64)

    def run_big(count: int) -> None:
        for _ in range(count):
            memory.write(store, big, 0)

    def run_module(count: int) -> None:
        for _ in range(count):
            wasmtime.Module(engine, tiny)

    small = wasmtime.Module(engine, SMALL)

    def run_instance(count: int) -> None:
        store = wasmtime.Store(engine)
        host = wasmtime.Func(store, wasmtime.FuncType([], []), lambda: None)
        for _ in range(count):
            wasmtime.Instance(store, small, [host])

    return {
        "nop": (run_nop, 1000),
        "add": (run_add, 1000),
        "import": (lambda n: call_host(store, n), 1000),
        "read 64": (run_read, 1000),
        "write 64": (run_write, 1000),
        "write 8 MB": (run_big, 10),
        "Module": (run_module, 20),
        "Instance": (run_instance, 1000),
    }


def importing(name: str) -> float:
    """The CPU time that importing a module adds to an interpreter's."""
    program = (
        "import os, time; a = time.process_time(); import {}; "
        "print(time.process_time() - a)"
    )
    command = [sys.executable, "-c", program.format(name)]
    times = (subprocess.check_output(command, env={**os.environ}) for _ in range(TURNS))
    return min(map(float, times))


def least(
    us: Callable[[int], None], them: Callable[[int], None], count: int
) -> list[float]:
    """The least CPU time of two that take turns."""
    best = [1e9, 1e9]
    for _ in range(3 * TURNS):
        for side, run in enumerate((us, them)):
            start = process_time()
            run(count)
            best[side] = min(best[side], (process_time() - start) / count)
    return best


def add_of_pywasm3() -> Callable[[int], None] | None:
    try:
        import wasm3  # type: ignore[import-not-found]
    except ImportError:
        return None
    environment = wasm3.Environment()
    runtime = environment.new_runtime(1 << 16)
    text = """(module (func (export "add") (param i32 i32) (result i32)
        (i32.add (local.get 0) (local.get 1))))"""
    runtime.load(environment.parse_module(sanderling.wat2wasm(text)))
    add = runtime.find_function("add")

    def run(count: int) -> None:
        for i in range(count):
            add(i, 3)

    return run


def main() -> int:
    one, other = ours(), theirs()
    best: dict[str, list[float]] = {name: [1e9, 1e9] for name in one}
    for run, _ in (*one.values(), *other.values()):
        # For PyPy's compiler.
        run(50)
    for _ in range(TURNS):
        for name in one:
            for side, (run, count) in enumerate((one[name], other[name])):
                start = process_time()
                run(count)
                spent = (process_time() - start) / count
                best[name][side] = min(best[name][side], spent)
    room, big = memoryview(bytearray(8 << 20)), b"x" * (8 << 20)

    def copy(count: int) -> None:
        for _ in range(count):
            room[:] = big

    others = {"write 8 MB, copying": (one["write 8 MB"][0], copy, 10)}
    add = add_of_pywasm3()
    if add is not None:
        others["add, pywasm3"] = one["add"][0], add, 5000
    for name, (us, them, count) in others.items():
        best[name] = least(us, them, count)
    best["import of the package"] = [importing("sanderling"), importing("wasmtime")]
    column = platform.python_implementation() == "PyPy"
    print(f"{platform.python_implementation()} {platform.python_version()}")
    for name, (us, them) in best.items():
        ratio, bar = them / us, BARS[name][column]
        mark = "" if ratio >= bar else "  MISSED"
        print(
            f"{name:22} {us * 1e6:10.2f} us {them * 1e6:10.2f} us "
            f"{ratio:7.1f} x (bar {bar}){mark}"
        )
    package = os.path.dirname(sanderling.__file__)
    size = sum(
        os.path.getsize(os.path.join(at, name))
        for at, folders, names in os.walk(package)
        for name in names
        if not name.endswith(".pyc")
    )
    print(f"installed: {size / 1e6:.2f} MB")
    return int(any(them / us < BARS[n][column] / 2 for n, (us, them) in best.items()))


if __name__ == "__main__":
    sys.exit(main())
