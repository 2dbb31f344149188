"""The official testsuite through Python, and the command that runs such scripts."""

from __future__ import annotations

import doctest
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sanderling import _wast
from sanderling.__main__ import main
from sanderling._wast import Script

ROOT = Path(__file__).resolve().parents[2]
SUITE = Path(
    os.environ.get("SANDERLING_CORPORA", ROOT.parent / "shared/corpora"), "spec-testsuite"
)

#: Why commands are not run.
REASONS = {
    "arguments of ref.host",
    "results of ref.host",
    "signaling NaNs of 32 bits, which Python makes quiet",
    "the command ",
}


def read(path):
    return path.read_bytes().decode("utf-8", "surrogateescape")


def test_doctest():
    assert doctest.testmod(_wast).failed == 0


@pytest.mark.parametrize("path", sorted((ROOT / "spec-tests/tests/regress").glob("*.wast")))
def test_regressions(path):
    script = Script(read(path))
    assert [str(failure) for failure in script.run()] == []
    assert script.passed


def test_testsuite():
    if not SUITE.is_dir():
        pytest.skip(f"the testsuite is not at {SUITE}: see SANDERLING_CORPORA")
    passed, failed, reasons = 0, {}, set()
    for path in sorted(SUITE.glob("*.wast")):
        script = Script(read(path))
        failures = [str(failure) for failure in script.run()]
        if failures:
            failed[path.name] = failures
        passed += script.passed
        reasons.update(script.skipped)
    assert not failed
    assert reasons <= REASONS
    assert passed > 60000


def test_command(tmp_path, capsys):
    path = tmp_path / "script.wast"
    path.write_text(
        """(module $m (func (export "f") (param i64) (result i64 f32)
            (local.get 0) (f32.const nan)))
        (assert_return (invoke $m "f" (i64.const -1))
            (i64.const 0xffff_ffff_ffff_ffff) (f32.const nan:canonical))
        (assert_trap (invoke "f" (i64.const 1)) "unreachable")
        (assert_invalid (module (func (result i32))) "type mismatch")
        (assert_malformed (module quote "(fun)") "unexpected token")
        (assert_unlinkable (module (import "none" "f" (func))) "unknown import")
        (assert_invalid (module) "something")
        (thread $t)"""
    )
    assert main(["test", str(path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition("wast: ")[2] for line in lines[:2]] == [
        "line 5: assert_trap: it has not failed, as it should with 'unreachable'",
        "line 9: assert_invalid: it has not failed, as it should",
    ]
    assert lines[2:] == ["1 not run: the command thread", "5 passed, 2 failed"]
    path.write_text("(module")
    assert main(["test", str(path)]) == 1
    assert main(["test", str(path) + ".none"]) == 1
    path.write_text("(module) (; comment (; inside ;) ;) (invoke)")
    assert main(["test", str(path)]) == 1


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no terminals here")
def test_progress_is_for_terminals_only(tmp_path):
    path = tmp_path / "module.wat"
    path.write_text("(module)")
    program = "import sys, sanderling._progress as p; p._AFTER_SECONDS = -1; "
    program += "from sanderling.__main__ import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", program, "validate", str(path), str(path)]
    assert subprocess.run(command, capture_output=True, check=True).stderr == b""
    ours, theirs = os.openpty()
    with subprocess.Popen(command, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                part = os.read(ours, 1000)
            except OSError:
                break
            if not part:
                break
            shown += part
    os.close(ours)
    assert process.returncode == 0
    assert b"[1/2]" in shown and b"[2/2]" in shown and shown.endswith(b"\r\x1b[K")
