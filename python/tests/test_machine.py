"""Random calls of the interface, many of them wrong, in a process of its own: whatever is
done, it ends with a value or an exception, and never with a signal."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytest.importorskip("hypothesis")

MACHINE = r'''
import sys, threading
import sanderling
from hypothesis import settings, strategies as st, HealthCheck, Phase
from hypothesis.stateful import RuleBasedStateMachine, rule, initialize, run_state_machine_as_test

TEXT = """
(import "h" "f" (func $f (param i32) (result i32)))
(memory (export "m") 1 4) (table (export "t") 2 5 externref)
(global (export "g") (mut i64) (i64.const 0))
(func (export "id") (param i32) (result i32) (local.get 0))
(func (export "call") (param i32) (result i32) (call $f (local.get 0)))
(func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
(func (export "trap") unreachable)
(func (export "ref") (param externref) (result externref) (local.get 0))
(func (export "any") (param anyref) (result anyref) (local.get 0))
(func (export "forever") (loop (br 0)))"""
MODULE = sanderling.Module(None, TEXT)
SHARED = sanderling.SharedMemory(None, sanderling.MemoryType(1, 4, shared=True))
STEPS = [0]
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.integers(-2**80, 2**80),
    st.sampled_from([2**31, 2**32 - 1, 2**32, 2**63, 2**64, -1]),
    st.floats(), st.text(max_size=3), st.binary(max_size=20), st.just(object()),
)
EXPECTED = (sanderling.WasmError, TypeError, ValueError, OverflowError, IndexError, KeyError,
            AttributeError, MemoryError, RecursionError, BufferError, OSError)

def attempt(action, *args):
    STEPS[0] += 1
    try:
        return action(*args)
    except EXPECTED:
        return None

class Machine(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.stores, self.exports, self.views = [], [], []
        self.callers, self.calls, self.linker = [], [], sanderling.Linker()
        self.new_store()
        self.instantiate(0)

    def store(self, n):
        return self.stores[n % len(self.stores)]

    def some(self, n):
        return self.exports[n % len(self.exports)] if self.exports else None

    @rule()
    def new_store(self):
        self.stores.append(sanderling.Store())

    @rule(n=st.integers(0, 9))
    def close(self, n):
        attempt(self.store(n).close)

    @rule(n=st.integers(0, 9))
    def instantiate(self, n):
        exports = attempt(lambda: sanderling.Instance(
            self.store(n), MODULE, [lambda v: v if v != 3 else self.nested()]).exports)
        if exports is not None:
            self.exports.append(exports)

    def nested(self):
        attempt(self.store(0).close)
        for exports in self.exports[-2:]:
            attempt(exports.call, 5)
            attempt(exports.m.grow, 1)
        raise ValueError

    @rule(n=st.integers(0, 9), name=st.sampled_from(["id", "call", "grow", "trap", "ref", "any"]),
          args=st.lists(VALUES, max_size=3))
    def call(self, n, name, args):
        exports = self.some(n)
        attempt(lambda: exports[name](*args))

    @rule(n=st.integers(0, 9), k=st.integers(0, 9), args=st.lists(VALUES, max_size=2))
    def call_with_store(self, n, k, args):
        attempt(lambda: self.some(n).id(self.store(k), *args))

    @rule(n=st.integers(0, 9), a=VALUES, b=VALUES, c=VALUES)
    def memory(self, n, a, b, c):
        exports = self.some(n)
        for action in (lambda: exports.m.read(a, b), lambda: exports.m.write(a, c),
                       lambda: exports.m[a], lambda: exports.m[a:b],
                       lambda: exports.m.__setitem__(a, b),
                       lambda: exports.m.__setitem__(slice(a, b), c),
                       lambda: exports.m.i32[a], lambda: exports.m.f64.__setitem__(a, b),
                       lambda: exports.m.read_str(a)):
            attempt(action)
        view = attempt(lambda: exports.m.view(0, 64))
        if view is not None:
            self.views.append(view)

    @rule()
    def use_views(self):
        for view in self.views:
            attempt(lambda: view.__setitem__(5, 7))
            assert view[5] == 7

    @rule(n=st.integers(0, 9), a=VALUES, b=VALUES)
    def table_and_global(self, n, a, b):
        exports = self.some(n)
        for action in (lambda: exports.t[a], lambda: exports.t.__setitem__(a, b),
                       lambda: exports.t.grow(a, b), lambda: setattr(exports.g, "value", a),
                       lambda: exports.g.value, lambda: exports[a]):
            attempt(action)

    @rule(n=st.integers(0, 9), k=st.integers(0, 9))
    def import_across_stores(self, n, k):
        attempt(lambda: sanderling.Instance(self.store(n), MODULE, [self.some(k).id]))

    @rule(n=st.integers(0, 9), k=st.integers(0, 9), a=VALUES)
    def call_with_a_caller(self, n, k, a):
        def host(caller):
            self.callers.append(caller)
            attempt(lambda: caller.memory.write(a, b"x"))
            attempt(lambda: self.some(k).call(3))
        func = attempt(lambda: sanderling.Func(self.store(n), "() -> ()", host, True))
        attempt(lambda: func())
        attempt(lambda: func(self.store(k)))
        attempt(lambda: sanderling.Func(self.callers[-1], "() -> ()", host))
        for use in (lambda: self.callers[-1][a], lambda: self.callers[-1].fuel):
            attempt(use)

    @rule(n=st.integers(0, 9), name=st.sampled_from(["id", "forever", "trap"]), a=VALUES)
    def begin_a_call(self, n, name, a):
        call = attempt(lambda: self.some(n)[name].start(*([a] if name == "id" else [])))
        if call is not None:
            self.calls.append(call)

    @rule(n=st.integers(0, 9), a=VALUES)
    def go_on_with_a_call(self, n, a):
        if self.calls:
            call = self.calls[n % len(self.calls)]
            # Some never end.
            a = 1 if isinstance(a, (int, float)) and a > 1 else a
            for use in (lambda: call.step(0), lambda: call.step(a),
                        call.abort if n % 3 == 0 else call.pending):
                attempt(use)

    @rule(n=st.integers(0, 9), a=VALUES)
    def budgets(self, n, a):
        for use in (lambda: self.some(n).forever.call(timeout=0.001),
                    lambda: self.some(n).id.call(a, timeout=a if a != 2**80 else 0),
                    lambda: self.some(n).id.call(1, fuel=a), lambda: self.store(n).add_fuel(a),
                    lambda: setattr(self.store(n), "limits", sanderling.Limits(a, a, a)),
                    lambda: setattr(self.store(n), "limits", sanderling.Limits()),
                    self.store(n).interrupt, self.store(n).gc):
            attempt(use)

    @rule(n=st.integers(0, 9), k=st.integers(0, 9), a=VALUES, b=VALUES)
    def link(self, n, k, a, b):
        linker = self.linker
        for use in (lambda: linker.define("h", "f", self.some(n).id), lambda: linker.define(a, b, a),
                    lambda: linker.define_instance(a, self.some(n)),
                    lambda: linker.instantiate(self.store(k), MODULE),
                    lambda: linker.get(self.store(k), a, b), lambda: linker.modules()):
            attempt(use)

    @rule(a=VALUES, b=VALUES, c=VALUES)
    def shared_memory(self, a, b, c):
        memory = SHARED
        for use in (lambda: memory.read(a, b), lambda: memory.write(a, c), lambda: memory[a:b],
                    lambda: memory.load(a, b), lambda: memory.store(a, b, c),
                    lambda: memory.compare_exchange(a, b, c), lambda: memory.grow(a),
                    lambda: memory.wait(a, b, 0), lambda: memory.notify(a, b),
                    lambda: sanderling.Instance(self.store(0), MODULE, [memory])):
            attempt(use)

    @rule(a=VALUES, b=VALUES)
    def wasi(self, a, b):
        for options in ({"args": [a]}, {"env": {a: b}}, {"stdin": a}, {"preopens": {a: b}},
                        {"clock": a}, {"random": a}, {"capture_limit": a}):
            attempt(lambda: sanderling.Store(wasi=sanderling.WasiConfig(**options)))

    @rule(n=st.integers(0, 9), a=VALUES, b=VALUES)
    def objects(self, n, a, b):
        for use in (lambda: sanderling.Struct(self.store(n), "(struct (field anyref))", [a])[b],
                    lambda: sanderling.Array(self.store(n), "(array (mut i32))", [a, 1])[b],
                    lambda: sanderling.Exn(sanderling.Tag(self.store(n), sanderling.TagType(["i64"])), [a])):
            attempt(use)

    @rule(a=VALUES, b=VALUES)
    def constructors(self, a, b):
        store = self.store(0)
        for action in (lambda: sanderling.Module(None, a), lambda: sanderling.Store(a),
                       lambda: sanderling.Engine(a), lambda: sanderling.Instance(a, b),
                       lambda: sanderling.Func(store, a, b),
                       lambda: sanderling.Memory(store, sanderling.MemoryType(a, b)),
                       lambda: sanderling.Global(store, sanderling.GlobalType("i32"), a),
                       lambda: sanderling.Table(store, sanderling.TableType("externref", a), b),
                       lambda: sanderling.Module.deserialize(None, a)):
            attempt(action)

    @rule(n=st.integers(0, 9), a=VALUES)
    def on_another_thread(self, n, a):
        thread = threading.Thread(target=lambda: self.call(n, "call", [a]))
        thread.start()
        self.call(n, "id", [a])
        thread.join()

    @rule()
    def show(self):
        for item in (*self.stores, *self.exports):
            repr(item)
        for exports in self.exports:
            memory = attempt(lambda: exports.m)
            repr(memory)

steps = int(sys.argv[1])
while STEPS[0] < steps:
    run_state_machine_as_test(Machine, settings=settings(
        max_examples=20, stateful_step_count=50, database=None, deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck)))
print(STEPS[0] >= steps)
'''


def test_random_calls():
    steps = os.environ.get("SANDERLING_STEPS", "100000")
    command = [sys.executable, "-W", "ignore", "-c", MACHINE, steps]
    result = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=3000
    )
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-6000:]
    assert result.stdout.endswith("True\n")
