"""The programs in examples/python run as they are, and print what they should."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples/python"

OUTPUT = {
    "add.py": "5\n",
    "cluster.py": "[0, 2, 4, 6, 8]\n",
    "count_words.py": None,
    "fetch.py": "[10, 30, 60, 100, 150]\n",
    "hello_capi.py": "Hello World!\n",
    "hello_oop.py": "Hello World!\n",
    "plugins.py": "greets\n  says b'hello'\nnever ends\n  Timeout\nreads what is not there\n"
    "  IndexError: 100 bytes at offset 65530 are not all in the memory\n"
    "divides by zero\n  IntegerDivByZero\n",
    "processes.py": "[55, 89, 144, 233, 377]\n",
}


#: Those of the standard's own programs, by the functions of C and by classes. `hello` is
#: beside the others.
STANDARD = {
    "callback": "the guest shows 7\nand returns 49\n",
    "finalize": "100 instances are in the store\n0 are left without it\n",
    "global": "1.5 2 6\n1.5 2\n30\n70 71\n",
    "hostref": "in the global: True\npassed on: True\nat 2: True\nat 3: False\n",
    "memory": "2 131072\n2 4 0\n5 6\nwasm trap: out of bounds memory access\n"
    "True 3 0\nFalse 3\n5 False\n",
    "multi": "3 2.5 1\n",
    "reflect": "func: i32 f64 externref -> i32\nglobal: constant f64\n"
    "table: 0 to 50 funcref\nmemory: 1 pages\n",
    "serialize": "42\n",
    "start": "wasm trap: unreachable\nin function 1 at 5\nin function 0 at 3\n",
    "table": "wasm trap: uninitialized element\n-5\nTrue 50\n"
    "True wasm trap: uninitialized element\nFalse wasm trap: undefined element\n"
    "True 5 50\nFalse 5\n",
    "threads": f"{[number for number in range(4) for _ in range(5)]}\n",
    "trap": "out of paper\nin function 1\nwasm trap: unreachable\nin function 2\n",
}
for name, output in STANDARD.items():
    for layer in ("capi", "oop"):
        OUTPUT[f"standard/{name}_{layer}.py"] = output

#: What others import.
PARTS = {"standard/setting.py"}


def test_all_are_here():
    found = {path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.rglob("*.py")}
    assert found == set(OUTPUT) | PARTS
    assert len(STANDARD) == 12


@pytest.mark.parametrize("name", sorted(OUTPUT))
def test_example(name, tmp_path):
    if name == "cluster.py":
        # On PyPy it installs and cannot be imported: psutil needs a newer one.
        command = [sys.executable, "-c", "import distributed"]
        if subprocess.run(command, stderr=subprocess.DEVNULL).returncode:
            pytest.skip("dask.distributed cannot be imported")
    result = subprocess.run(
        [sys.executable, str(EXAMPLES / name)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert result.returncode == 0, result.stderr
    if OUTPUT[name] is not None:
        assert result.stdout == OUTPUT[name]
    else:
        assert result.stdout.endswith(" bytes\n")
