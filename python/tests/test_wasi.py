"""The official tests of WASI preview 1, through `sanderling.run`."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

import sanderling

ROOT = Path(__file__).resolve().parents[2]
SUITE = Path(
    os.environ.get("SANDERLING_CORPORA", ROOT.parent / "shared/corpora"), "wasi-testsuite"
)


def wanted(path):
    """What a test's file says that it is given, and should do."""
    test = {"args": [], "env": {}, "root": None, "exit_code": 0}
    file = path.with_suffix(".json")
    if file.exists():
        fields = json.loads(file.read_text())
        for step in fields.get("operations", [fields]):
            if step.get("type") == "read":
                test[step.get("id", "stdout")] = step["payload"]
            else:
                test.update(step)
    return test


def test_there_are_some():
    if not SUITE.is_dir():
        pytest.skip(f"the testsuite is not at {SUITE}: see SANDERLING_CORPORA")
    assert len(list(SUITE.glob("*/*.wasm"))) > 40


@pytest.mark.parametrize(
    "path",
    sorted(SUITE.glob("*/*.wasm")),
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_testsuite(path, tmp_path):
    test, preopens = wanted(path), {}
    if test["root"] is not None:
        root = tmp_path / "root"
        shutil.copytree(path.parent / test["root"], root)
        for left in root.rglob("*.cleanup"):
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        preopens = {"/": root}
    ended = sanderling.run(
        path,
        args=test["args"],
        env=test["env"],
        preopens=preopens,
        text=True,
        timeout=60,
    )
    assert ended.trap is None and ended.returncode == test["exit_code"], ended
    for stream in ("stdout", "stderr"):
        if stream in test:
            assert getattr(ended, stream) == test[stream]
