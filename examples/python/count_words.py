"""Runs a program for WASI with an input, a directory, and budgets."""

from __future__ import annotations

from pathlib import Path

import sanderling

HERE = Path(__file__).resolve().parent

result = sanderling.run(
    HERE.parent / "wordcount.wasm",
    args=["/source/" + Path(__file__).name],
    preopens=[sanderling.Dir(str(HERE), "/source", write=False)],
    timeout=10,
    limits=sanderling.Limits(memory_bytes=16 << 20),
    text=True,
    check=True,
)
lines, words, size, _ = result.stdout.split()
print(f"{lines} lines, {words} words, {size} bytes")
assert int(size) == Path(__file__).stat().st_size
