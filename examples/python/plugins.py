"""Plug-ins of people one does not know: functions for them, limits, and what goes wrong."""

from __future__ import annotations

import sanderling
from sanderling import i32

PLUGINS = {
    "greets": """
        (import "host" "say" (func $say (param i32 i32)))
        (memory (export "memory") 1) (data (i32.const 0) "hello")
        (func (export "run") (call $say (i32.const 0) (i32.const 5)))""",
    "never ends": '(memory (export "memory") 1) (func (export "run") (loop (br 0)))',
    "reads what is not there": """
        (import "host" "say" (func $say (param i32 i32)))
        (memory (export "memory") 1)
        (func (export "run") (call $say (i32.const 65530) (i32.const 100)))""",
    "divides by zero": """
        (memory (export "memory") 1)
        (func (export "run") (drop (i32.div_u (i32.const 1) (i32.const 0))))""",
}


def say(caller: sanderling.Caller, start: i32, length: i32) -> None:
    # Guests can give any numbers: `read` looks whether they are in the memory.
    print("  says", caller.memory.read(start, length))


for name, text in PLUGINS.items():
    print(name)
    with sanderling.Store(limits=sanderling.Limits.strict()) as store:
        host = {"say": sanderling.Func(store, "(i32, i32) -> ()", say, access_caller=True)}
        instance = sanderling.Instance(store, text, {"host": host})
        try:
            instance.exports.run.call(timeout=0.1)
        except sanderling.Trap as trap:
            print(" ", type(trap).__name__)
        except IndexError as error:
            print("  IndexError:", error)
