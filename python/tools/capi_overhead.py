"""What a function of ``sanderling.capi`` costs more than the library's own.

    pip install sanderling pytest
    python tools/capi_overhead.py            the dearest
    python tools/capi_overhead.py --all      each

Each function is measured with the arguments of calls in tests/test_capi.py. In the place
of the library's function there is one that only returns what that call has returned: its
call by the wrapper and its call without one are measured by turns, and the least CPU time
of each counts. Where a handle is deleted or given away, it is taken back after each
call, on both sides.

Functions that turn a function of Python's into one of C's are left out: they make an object
each time.
"""

from __future__ import annotations

import argparse
import importlib.util
import platform
import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import process_time
from typing import Any

from sanderling.capi import _checks, _functions

TESTS = Path(__file__).resolve().parents[1] / "tests/test_capi.py"

TURNS, CALLS = 9, 1000

#: How many calls of the tests are measured, of which the cheapest counts: others have
#: arguments such as None.
LOOKS = 6

#: What a wrapper may cost on CPython 3.11, in nanoseconds.
BAR = 150

PROGRAM = """
def measure(clock, calls, function, args):
    {names} = args
    start = clock()
    for _ in calls:
        {restore}
        function({call})
    return clock() - start
"""


def tests() -> Any:
    spec = importlib.util.spec_from_file_location("test_capi", TESTS)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["test_capi"] = module
    spec.loader.exec_module(module)
    return module


def compiled(count: int, owned: list[int]) -> Any:
    """What measures a function of so many arguments, of which some are taken away."""
    names = "".join(f"a{i}, " for i in range(count))
    restore = "; ".join(f"born(a{i})" for i in owned) or "pass"
    text = PROGRAM.format(
        names=f"[{names}]", restore=restore, call=names.removesuffix(", ")
    )
    namespace: dict[str, Any] = {"born": _checks.born}
    exec(text, namespace)
    return namespace["measure"]


def overhead(name: str, declared: Any, args: Any, result: Any) -> float:
    """In nanoseconds."""
    owned = [
        i
        for i, param in enumerate(declared.params)
        if param.kind == "handle" and args[i] and (param.is_own or name.endswith("_delete"))
    ]
    measure = compiled(len(args), owned)
    wrapper, namespace = getattr(_functions, name), vars(_functions)
    native = namespace[f"_{name}"]
    live, dead = set(_checks.live), dict(_checks.dead)

    def standing(*_: Any) -> Any:
        return result

    best, sides = [1e9, 1e9], (wrapper, standing)
    namespace[f"_{name}"] = standing
    try:
        for _ in range(TURNS):
            for side, function in enumerate(sides):
                spent = measure(process_time, range(CALLS), function, args)
                best[side] = min(best[side], spent)
    finally:
        namespace[f"_{name}"] = native
        _checks.live.clear()
        _checks.live.update(live)
        _checks.dead.clear()
        _checks.dead.update(dead)
    return (best[0] - best[1]) / CALLS * 1e9


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--all", action="store_true")
    given = parser.parse_args()
    module = tests()
    spent: dict[str, float] = {}
    times: Counter[str] = Counter()
    recorder = type(module.c)
    find = recorder.__getattr__

    def measured(self: Any, name: str) -> Any:
        found = find(self, name)
        declared = module.FUNCTIONS.get(name)
        if declared is None or declared.is_inline:
            return found
        python = any(param.kind == "function" for param in declared.params)

        def call(*args: Any) -> Any:
            result = found(*args)
            if times[name] < LOOKS and not python:
                times[name] += 1
                found_now = overhead(name, declared, args, result)
                spent[name] = min(found_now, spent.get(name, found_now))
            return result

        return call

    recorder.__getattr__ = measured  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory() as folder:
        for test in module.RIGHT:
            module.run_right(test, Path(folder))
    print(f"{platform.python_implementation()} {platform.python_version()}")
    slowest = sorted(spent, key=spent.__getitem__, reverse=True)
    for name in slowest if given.all else slowest[:25]:
        print(f"{name:44} {spent[name]:6.0f} ns")
    late = sum(value > BAR for value in spent.values())
    print(f"{len(spent)} functions, {late} above {BAR} ns")
    return 0


if __name__ == "__main__":
    sys.exit(main())
