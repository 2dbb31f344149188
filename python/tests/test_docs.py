"""The guides and the README: each snippet runs, and prints what is shown below it.

Blocks of ``python`` in one file run one after another in one module, in a directory that
has the examples. A block of ``text`` is what the block before it prints. In a block of
``console``, lines after ``$`` are commands.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PYTHON = Path(__file__).resolve().parents[1]
GUIDES = [
    PYTHON / "README.md",
    PYTHON.parent / "README.md",
    *sorted((PYTHON / "docs").glob("*.md")),
]

#: Blocks of other kinds, with why nothing is done with them.
NOT_RUN = {"sh", "rust", "c", "", "{toctree}"}


def blocks(path):
    """The kind, the text and the line of each block."""
    text = path.read_text(encoding="utf-8")
    for match in re.finditer(r"^```([^\n]*)\n(.*?)^```$", text, re.M | re.S):
        yield match[1], match[2], text.count("\n", 0, match.start()) + 1


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_snippets(path, tmp_path, monkeypatch):
    shutil.copytree(PYTHON.parent / "examples", tmp_path / "examples")
    for program in (tmp_path / "examples").glob("*.wasm"):
        shutil.copy(program, tmp_path)
    monkeypatch.chdir(tmp_path)
    namespace = {"__name__": "__main__"}
    printed, ran = "", 0
    for kind, text, line in blocks(path):
        if kind == "python":
            out = io.StringIO()
            source = "\n" * line + text
            with contextlib.redirect_stdout(out):
                exec(compile(source, str(path), "exec"), namespace)
            printed, ran = out.getvalue(), ran + 1
        elif kind == "text":
            assert printed == text, f"{path.name}, line {line}"
        elif kind == "console":
            console(text, line)
        else:
            assert kind in NOT_RUN, f"{path.name}, line {line}: {kind}"
    assert ran or path.name == "index.md"


def console(text, line):
    commands = re.split(r"^\$ ", text, flags=re.M)[1:]
    assert commands, line
    for command in commands:
        words, _, expected = command.partition("\n")
        name, *args = shlex.split(words)
        assert name == "sanderling", line
        result = subprocess.run(
            [sys.executable, "-m", "sanderling", *args],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        assert result.stdout == expected, f"line {line}: {words}"
