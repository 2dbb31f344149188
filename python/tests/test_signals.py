"""Signals wherever a guest may be, and processes that begin as copies of others."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import subprocess
import sys
import threading

import pytest

import sanderling
from sanderling import Instance, Module, Store

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of Unix")

#: Guests that wait in WASI: for a byte of standard input, for time, and for a pipe that is
#: full.
WAITS = """
    (import "wasi_snapshot_preview1" "fd_read"
        (func $read (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "poll_oneoff"
        (func $poll (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_write"
        (func $write (param i32 i32 i32 i32) (result i32)))
    (import "env" "sleep" (func $sleep))
    (memory (export "memory") 1)
    (data (i32.const 0) "\\40\\00\\00\\00\\01\\00\\00\\00")
    ;; A subscription to the monotonic clock, for 100 seconds.
    (data (i32.const 136) "\\00") (data (i32.const 144) "\\01")
    (data (i32.const 152) "\\00\\e8\\76\\48\\17")
    (func (export "read") (result i32)
        (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
    (func (export "poll") (result i32)
        (call $poll (i32.const 128) (i32.const 256) (i32.const 1) (i32.const 8)))
    ;; One to standard input.
    (data (i32.const 408) "\\01")
    (func (export "poll_input") (result i32)
        (call $poll (i32.const 400) (i32.const 512) (i32.const 1) (i32.const 8)))
    ;; 32 KiB of zeros, again and again.
    (data (i32.const 600) "\\00\\80\\00\\00\\00\\80\\00\\00")
    (func (export "write") (result i32)
        (loop
            (drop (call $write (i32.const 2) (i32.const 600) (i32.const 1) (i32.const 8)))
            (br 0))
        (i32.const 0))
    (func (export "sleep") (call $sleep))
    (func (export "loop") (loop (br 0)))
    (func (export "one") (result i32) (i32.const 1))"""

PROGRAM = """
import os, signal, sys, threading, time, sanderling
class Alarm(Exception):
    pass
def handler(*args):
    raise Alarm
name, kind = sys.argv[1:]
# Of a shell's background jobs it is ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
if kind != "SIGINT":
    signal.signal(getattr(signal, kind), handler)
wasi = sanderling.WasiConfig(inherit="stdio")
store = sanderling.Store(wasi=wasi)
sleep = sanderling.Func(store, "() -> ()", lambda: time.sleep(100))
guest = sanderling.Instance(store, TEXT, {"env": {"sleep": sleep}}).exports
assert guest.one() == 1
sent = []
def send():
    time.sleep(0.15)
    sent.append(time.monotonic())
    os.kill(os.getpid(), getattr(signal, kind))
threading.Thread(target=send).start()
try:
    result = guest[name]()
except (KeyboardInterrupt, Alarm) as error:
    took = time.monotonic() - sent[0]
    assert guest.one() == 1
    print(type(error).__name__, took)
else:
    print("returned", result)
""".replace("TEXT", repr(WAITS))


@pytest.mark.parametrize("kind", ["SIGINT", "SIGALRM"])
@pytest.mark.parametrize("name", ["loop", "sleep", "read", "poll", "poll_input", "write"])
def test_signals(name, kind):
    # Standard input is a pipe that stays open, and empty; standard error is one that is not
    # read before the end.
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, name, kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        ended = process.wait(60)
        out, err = process.stdout.read(), process.stderr.read()
    assert (ended, err.strip("\0")) == (0, ""), err
    assert (name == "write") == bool(err)
    error, took = out.split()
    assert error == ("KeyboardInterrupt" if kind == "SIGINT" else "Alarm")
    # How long it takes is measured, not asserted: the machine may be busy.
    assert float(took) < 30


@pytest.mark.parametrize("name", ["read", "poll", "poll_input", "write", "loop"])
def test_timeouts_of_what_waits(name):
    program = PROGRAM.replace("guest[name]()", "guest[name].call(timeout=0.1)")
    program = program.replace("(KeyboardInterrupt, Alarm)", "sanderling.Timeout")
    program = program.replace("threading.Thread(target=send).start()", "sent.append(0)")
    with subprocess.Popen(
        [sys.executable, "-c", program, name, "SIGALRM"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.wait(60) == 0
        assert process.stdout.read().split()[0] == "Timeout"


FIB = """
    (import "" "f" (func $f (param i32) (result i32)))
    (func $fib (export "fib") (param i32) (result i64)
        (if (result i64) (i32.lt_u (local.get 0) (i32.const 2))
            (then (i64.extend_i32_u (local.get 0)))
            (else (i64.add (call $fib (i32.sub (local.get 0) (i32.const 1)))
                (call $fib (i32.sub (local.get 0) (i32.const 2)))))))
    (func (export "host") (param i32) (result i32) (call $f (local.get 0)))"""


def make():
    return Instance(Store(), Module(None, FIB), [lambda n: n + 1]).exports


def in_a_child(work):
    """What a copy of this process, by fork, writes to a pipe; it must end well."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(ours)
            os.write(theirs, repr(work()).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(theirs)
    with open(ours, "rb") as file:
        written = file.read().decode()
    assert os.waitpid(child, 0)[1] == 0
    return written


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_forks():
    exports = make()
    assert (exports.fib(15), exports.host(4)) == (610, 5)

    def work():
        # With what there was before, and with what is new.
        again = make()
        with pytest.raises(sanderling.Timeout):
            Instance(Store(), '(func (export "f") (loop (br 0)))').exports.f.call(
                timeout=0.02
            )
        return exports.fib(15), exports.host(4), again.fib(10), again.host(1)

    assert in_a_child(work) == "(610, 5, 55, 2)"
    assert (exports.fib(15), exports.host(4)) == (610, 5)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_forks_of_a_process_with_threads():
    begun, end = threading.Event(), threading.Event()

    def wait(_):
        begun.set()
        end.wait(60)
        return 0

    busy = Instance(Store(), Module(None, FIB), [wait]).exports
    thread = threading.Thread(target=busy.host, args=(1,))
    thread.start()
    begun.wait(60)
    try:
        # The store that is running a call in a thread is of no use in the copy: that
        # says so.
        def work():
            with pytest.raises(sanderling.ConcurrencyError):
                busy.fib(3)
            return make().fib(12)

        assert in_a_child(work) == "144"
    finally:
        end.set()
        thread.join()


def test_forks_inside_a_function_of_the_host():
    def fork(n):
        return int(in_a_child(lambda: exports.fib(n)))

    exports = Instance(Store(), Module(None, FIB), [fork]).exports
    assert exports.host(11) == 89


METHODS = """
import multiprocessing, sys, sanderling

def work(module, n):
    store = sanderling.Store(module.engine)
    host = sanderling.Func(store, "(i32) -> i32", lambda n: n + 1)
    exports = sanderling.Instance(store, module, [host]).exports
    return exports.fib(n) + exports.host(n)

if __name__ == "__main__":
    module = sanderling.Module(None, '''TEXT''')
    context = multiprocessing.get_context(sys.argv[1])
    with context.Pool(2) as pool:
        print(pool.starmap(work, [(module, n) for n in range(8)]))
""".replace("TEXT", FIB)


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_processes_of_every_kind(method, tmp_path):
    path = tmp_path / "program.py"
    path.write_text(METHODS)
    command = [sys.executable, "-W", "ignore::DeprecationWarning", str(path), method]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (result.stdout, result.stderr) == ("[1, 3, 4, 6, 8, 11, 15, 21]\n", "")


@pytest.mark.skipif(
    sys.implementation.name != "cpython" or sys.version_info < (3, 13),
    reason="CPython 3.12, where they came, aborts after cffi's ImportError in one",
)
def test_interpreters_in_one_process():
    # cffi does not support them; what matters is that this is said, and nothing breaks.
    code = """
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters
which = interpreters.create()
program = '''
try:
    import sanderling
except ImportError as error:
    assert "subinterpreters" in str(error), error
else:
    assert sanderling.load('(func (export "f") (result i32) (i32.const 7))').f() == 7
'''
failed = interpreters.run_string(which, program)
assert failed is None, failed
import sanderling
print(sanderling.load('(func (export "f") (result i32) (i32.const 7))').f())
"""
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (result.returncode, result.stdout) == (0, "7\n"), result.stderr


def test_other_tasks_run_while_a_guest_waits():
    store = Store(wasi=sanderling.WasiConfig())
    guest = Instance(store, WAITS, {"env": {"sleep": lambda: None}}).exports
    ticks = []

    async def ticker():
        while True:
            ticks.append(1)
            await asyncio.sleep(0.005)

    async def main():
        task = asyncio.ensure_future(ticker())
        with pytest.raises(sanderling.Timeout):
            await guest.poll.call_async(timeout=0.2)
        waiting = asyncio.ensure_future(guest.poll.call_async())
        await asyncio.sleep(0.05)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        task.cancel()

    asyncio.run(main())
    assert len(ticks) > 2 and guest.one() == 1


def test_a_signal_that_is_handled_does_not_end_a_wait():
    program = PROGRAM.replace("raise Alarm", "seen.append(1)").replace(
        "class Alarm", "seen = []\nclass Alarm"
    )
    # 300 ms instead of 100 s.
    short = WAITS.replace("\\00\\e8\\76\\48\\17", "\\00\\a3\\e1\\11\\00")
    program = program.replace(repr(WAITS), repr(short))
    program += "\nassert seen == [1] and time.monotonic() - sent[0] > 0.1"
    result = subprocess.run(
        [sys.executable, "-c", program, "poll", "SIGALRM"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (result.stdout, result.stderr) == ("returned 0\n", "")
