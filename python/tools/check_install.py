"""Checks an installed package: run with the interpreter of the environment it is in.

python check_install.py            what every installation must do
python check_install.py --wheel    what that of a wheel must do as well
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig

#: Bytes that the package may have on disk, as installed from a wheel.
MOST_BYTES = 8_000_000

#: Modules that take long to import, and that importing the package does not need.
LATE = {
    "asyncio",
    "ctypes",
    "inspect",
    "multiprocessing",
    "numpy",
    "pycparser",
    "re",
    "sanderling.capi",
    "sanderling.compat.wasmtime",
    "sanderling.oop",
    "typing",
}

PROGRAM = f"""
import sys
before = set(sys.modules)
import sanderling
late = {LATE!r} & (set(sys.modules) - before)
assert not late, late
assert sanderling.load('(func (export "f") (result i32) (i32.const 42))').f() == 42
print(sanderling.__file__)
"""


def main() -> None:
    strict = [sys.executable, "-W", "error", "-X", "dev", "-c"]
    # Not where the sources are, which would hide the package.
    result = subprocess.run(
        [*strict, PROGRAM],
        cwd=os.path.dirname(sys.executable),
        stdout=subprocess.PIPE,
        check=True,
    )
    subprocess.run(
        [sys.executable, "-m", "pip", "check"], stdout=subprocess.PIPE, check=True
    )
    script = os.path.join(sysconfig.get_path("scripts"), "sanderling")
    shown = subprocess.run([script, "--version"], stdout=subprocess.PIPE, check=True)
    assert shown.stdout.startswith(b"sanderling "), shown
    if "--wheel" in sys.argv:
        folder = os.path.dirname(result.stdout.decode().strip())
        files = [
            os.path.join(at, name) for at, _, names in os.walk(folder) for name in names
        ]
        size = sum(map(os.path.getsize, files))
        print(f"installed: {size / 1e6:.2f} MB in {len(files)} files")
        assert size <= MOST_BYTES, size
        for name in ("py.typed", "capi/_functions.pyi", "compat/wasmtime/__init__.py"):
            assert os.path.join(folder, *name.split("/")) in files, name


if __name__ == "__main__":
    main()
