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


def test_all_are_here():
    assert {path.name for path in EXAMPLES.glob("*.py")} == set(OUTPUT)


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
