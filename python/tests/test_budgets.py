"""Time, fuel, interrupts and signals; steps and asyncio."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time

import pytest

import sanderling
from sanderling import (
    Config,
    Engine,
    Func,
    Instance,
    Interrupted,
    Module,
    OutOfFuel,
    Store,
    Timeout,
    UsageError,
)

FOREVER = '(func (export "forever") (loop (br 0)))'
COUNT = """
    (func (export "count") (param i32) (result i32) (local i32)
        (loop (local.set 1 (i32.add (local.get 1) (i32.const 1)))
            (br_if 0 (i32.lt_u (local.get 1) (local.get 0))))
        (local.get 1))"""
WAIT = """
    (import "env" "wait" (func $wait (param i32) (result i32)))
    (func (export "run") (param i32) (result i32)
        (i32.add (call $wait (local.get 0)) (call $wait (local.get 0))))
    (func (export "forever") (loop (br 0)))
    (func (export "one") (result i32) (i32.const 1))"""


def exports(text, imports=(), **options):
    return Instance(Store(**options), text, imports).exports


def test_timeout():
    both = exports(FOREVER + COUNT)
    for _ in range(2):
        begin = time.monotonic()
        with pytest.raises(Timeout, match="longer than 0.05 s") as caught:
            both.forever.call(timeout=0.05)
        assert time.monotonic() - begin >= 0.05
        assert isinstance(caught.value, (TimeoutError, Interrupted))
        assert caught.value.frames[0].func_index == 0
    assert both.count.call(10, timeout=10) == 10
    assert both.count(3_000_000) == 3_000_000


def test_timeouts_of_nested_calls():
    store = Store()
    inner = Instance(store, FOREVER).exports.forever
    text = '(import "" "f" (func $f)) (func (export "run") (call $f))'
    outer = Instance(store, text, [lambda: inner.call(timeout=60)]).exports.run
    with pytest.raises(Timeout):
        outer.call(timeout=0.05)
    shorter = Instance(store, text, [lambda: inner.call(timeout=0.05)]).exports.run
    with pytest.raises(Timeout):
        shorter.call(timeout=60)


def test_fuel():
    engine = Engine(Config(fuel=True))
    store = Store(engine, fuel=10_000)
    both = Instance(store, FOREVER + COUNT).exports
    assert both.count(10) == 10
    used = 10_000 - store.fuel
    assert 0 < used < 1000 and store.consumed_fuel == used
    with pytest.raises(OutOfFuel) as caught:
        both.forever()
    assert caught.value.code == sanderling.TrapCode.OUT_OF_FUEL
    assert store.fuel == 0
    store.add_fuel(500)
    assert both.count(3) == 3
    with pytest.raises(OutOfFuel):
        both.forever.call(fuel=100)
    assert both.count.call(10, fuel=used) == 10 and store.fuel == 0
    with pytest.raises(UsageError, match="fuel"):
        Store().fuel
    for wrong in (-1, 2**64):
        with pytest.raises(OverflowError):
            store.fuel = wrong


def test_interrupt():
    store = Store()
    both = Instance(store, FOREVER + COUNT).exports
    timer = threading.Timer(0.05, store.interrupt)
    timer.start()
    with pytest.raises(Interrupted) as caught:
        both.forever()
    timer.join()
    assert not isinstance(caught.value, Timeout)
    assert both.count(5) == 5


def test_without_interrupts():
    engine = Engine(Config(interruptible=False))
    assert exports(COUNT, engine=engine).count(5) == 5
    with pytest.raises(UsageError):
        exports(COUNT, engine=engine).count.call(5, timeout=1)
    with pytest.raises(UsageError):
        exports(COUNT, engine=engine).count.start(5)


SIGNALS = """
import os, signal, sys, threading, time, sanderling
FOREVER = '(func (export "forever") (loop (br 0))) (func (export "one") (result i32) (i32.const 1))'
NESTED = '(import "" "f" (func $f)) (func (export "run") (call $f))'
store = sanderling.Store()
guest = sanderling.Instance(store, FOREVER).exports
run = guest.forever
for _ in range({levels}):
    run = sanderling.Instance(store, NESTED, [run]).exports.run
sent = []
def send():
    time.sleep(0.2)
    sent.append(time.monotonic())
    os.kill(os.getpid(), signal.{signal})
class Alarm(Exception):
    pass
def handler(*args):
    raise Alarm
signal.signal(signal.SIGINT, signal.default_int_handler)
if {signal!r} != "SIGINT":
    signal.signal(signal.{signal}, handler)
threading.Thread(target=send).start()
try:
    run()
except (KeyboardInterrupt, Alarm) as error:
    took = time.monotonic() - sent[0]
    assert guest.one() == 1
    print(type(error).__name__, len(error.wasm_frames), took)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize("levels", [0, 2])
@pytest.mark.parametrize("name", ["SIGINT", "SIGALRM"])
def test_signals(name, levels):
    code = SIGNALS.format(signal=name, levels=levels)
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert result.returncode == 0, result.stderr
    kind, frames, took = result.stdout.split()
    assert kind == ("KeyboardInterrupt" if name == "SIGINT" else "Alarm")
    assert int(frames) == levels + 1
    # How long it takes is measured, not asserted: the machine may be busy.
    assert float(took) < 30


def test_a_signal_that_is_handled_does_not_end_the_call():
    code = """
import signal, sanderling
seen = []
signal.signal(signal.SIGALRM, lambda *args: seen.append(1))
signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)
text = '''(func (export "count") (param i64) (result i64) (local i64)
    (loop (local.set 1 (i64.add (local.get 1) (i64.const 1)))
        (br_if 0 (i64.lt_u (local.get 1) (local.get 0)))) (local.get 1))'''
count = sanderling.load(text).count
n = 1_000_000
while not seen:
    assert count(n) == n
    n *= 2
signal.setitimer(signal.ITIMER_REAL, 0)
print(len(seen) > 0)
"""
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (result.returncode, result.stdout, result.stderr) == (0, "True\n", "")


def test_threads_run_in_parallel_while_a_guest_runs():
    ticks = []
    done = threading.Event()

    def tick():
        while not done.is_set():
            ticks.append(1)
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    before = len(ticks)
    with pytest.raises(Timeout):
        exports(FOREVER).forever.call(timeout=0.2)
    during = len(ticks) - before
    done.set()
    thread.join()
    assert during > 1


def test_many_stores_in_many_threads():
    module = Module(None, COUNT)
    results = []

    def work(n):
        results.append(Instance(Store(), module).exports.count(n))

    threads = [threading.Thread(target=work, args=(100_000 + i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [100_000 + i for i in range(8)]


def test_steps():
    both = exports(FOREVER + COUNT)
    call = both.count.start(20_000_000)
    steps = 1
    while not call.step():
        steps += 1
    assert call.result() == 20_000_000 and call.done and steps > 1
    endless = both.forever.start()
    assert not endless.step() and not endless.step()
    # Other calls run meanwhile.
    assert both.count(5) == 5
    endless.abort()
    with pytest.raises(UsageError):
        endless.step()
    for wrong in ((), (1, 2), ("x",)):
        with pytest.raises(TypeError):
            both.count.start(*wrong)
    with pytest.raises(OverflowError):
        both.count.start(2**40)
    other = both.forever.start()
    other.step()
    with pytest.raises(ValueError, match="why"):
        other.fail(ValueError("why"))


async def waits(n):
    await asyncio.sleep(0.001)
    return n * 2


def test_async_functions_of_the_host():
    guest = exports(WAIT, {"env": {"wait": waits}})

    async def main():
        return await asyncio.gather(*(guest.run.call_async(i) for i in range(10)))

    assert asyncio.run(main()) == [4 * i for i in range(10)]
    with pytest.raises(TypeError, match=r"waits\(\) is async: .* call_async"):
        guest.run(1)
    assert guest.one() == 1


def test_async_calls_of_ordinary_functions():
    guest = exports(WAIT, {"env": {"wait": lambda n: n + 1}})
    assert asyncio.run(guest.run.call_async(1)) == 4


def test_exceptions_of_async_functions():
    class Mine(Exception):
        pass

    raised = Mine()

    async def fail(n):
        await asyncio.sleep(0)
        raise raised

    guest = exports(WAIT, {"env": {"wait": fail}})
    with pytest.raises(Mine) as caught:
        asyncio.run(guest.run.call_async(1))
    assert caught.value is raised and len(raised.wasm_frames) == 1

    async def wrong(n):
        return "text"

    with pytest.raises(TypeError, match=r"wrong\(\) returned str"):
        asyncio.run(exports(WAIT, {"env": {"wait": wrong}}).run.call_async(1))

    async def large(n):
        return 2**40

    with pytest.raises(OverflowError):
        asyncio.run(exports(WAIT, {"env": {"wait": large}}).run.call_async(1))


def test_async_references_and_many_values():
    store = Store()
    kept = object()

    async def both(value):
        await asyncio.sleep(0)
        return value, 7, 2.5

    func = Func(store, "(externref) -> (externref, i64, f64)", both)
    text = """
        (import "" "f" (func $f (param externref) (result externref i64 f64)))
        (func (export "run") (param externref) (result externref i64 f64)
            (call $f (local.get 0)))"""
    run = Instance(store, text, [func]).exports.run
    assert asyncio.run(run.call_async(kept)) == (kept, 7, 2.5)


def test_other_tasks_run_during_a_call():
    guest = exports(WAIT, {"env": {"wait": waits}})
    ticks = []

    async def ticker():
        while True:
            ticks.append(1)
            await asyncio.sleep(0.005)

    async def main():
        task = asyncio.ensure_future(ticker())
        with pytest.raises(Timeout):
            await guest.forever.call_async(timeout=0.3)
        task.cancel()

    asyncio.run(main())
    # Many on a machine that has nothing else to do.
    assert len(ticks) > 1


def test_cancellation():
    guest = exports(WAIT, {"env": {"wait": waits}})

    async def slow(n):
        await asyncio.sleep(60)

    sleeper = exports(WAIT, {"env": {"wait": slow}})

    async def main():
        for call in (guest.forever.call_async(), sleeper.run.call_async(1)):
            task = asyncio.ensure_future(call)
            await asyncio.sleep(0.05)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(guest.forever.call_async(), 0.05)
        with pytest.raises(Timeout):
            await sleeper.run.call_async(1, timeout=0.05)
        return await guest.run.call_async(3), sleeper.one()

    assert asyncio.run(main()) == (12, 1)


def test_limits():
    text = """(memory (export "m") 1) (table (export "t") 1 funcref)
        (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))"""
    store = Store(limits=sanderling.Limits(memory_bytes=3 << 16, table_elements=5))
    guest = Instance(store, text).exports
    assert guest.grow(2) == 1 and guest.grow(1) == -1
    with pytest.raises(sanderling.ResourceLimitError):
        guest.m.grow(1)
    with pytest.raises(sanderling.ResourceLimitError):
        guest.t.grow(5)
    store.limits = sanderling.Limits(memory_bytes=4 << 16, instances=1)
    assert guest.grow(1) == 3 and guest.grow(1) == -1
    with pytest.raises(sanderling.ResourceLimitError):
        Instance(store, text)
    for wrong in (-1, 2**64):
        with pytest.raises(OverflowError):
            store.limits = sanderling.Limits(memory_bytes=wrong)
    with pytest.raises(TypeError):
        store.limits = 5


def test_limit_of_call_depth():
    text = """(import "" "f" (func $f (param i32)))
        (func (export "nest") (param i32) (call $f (local.get 0)))"""

    def nest(depth):
        """Nests so many calls of a guest."""
        if depth > 1:
            guest.nest(depth - 1)

    nest = sanderling.func("(i32) -> ()")(nest)
    engine = sanderling.Engine(sanderling.Config(max_call_depth=20))
    store = Store(engine, limits=sanderling.Limits(call_depth=3))
    guest = Instance(store, text, [nest]).exports
    guest.nest(3)
    with pytest.raises(sanderling.StackOverflow):
        guest.nest(4)
    guest.nest(3)
    for depth, most in ((1, 1), (10, 10), (None, 20), (1 << 40, 20)):
        store.limits = sanderling.Limits(call_depth=depth)
        guest.nest(most)
        with pytest.raises(sanderling.StackOverflow):
            guest.nest(most + 1)
    store.limits = sanderling.Limits(call_depth=0)
    with pytest.raises(sanderling.StackOverflow):
        guest.nest(1)
    with pytest.raises(OverflowError):
        store.limits = sanderling.Limits(call_depth=-1)
    # It can be set within a call as well, for calls from there on.
    store.limits = sanderling.Limits()

    def tighten(depth):
        store.limits = sanderling.Limits(call_depth=1)
        guest.nest(depth)

    guest = Instance(store, text, [sanderling.func("(i32) -> ()")(tighten)]).exports
    with pytest.raises(sanderling.StackOverflow):
        guest.nest(5)


def test_limit_of_captured_output():
    text = """
        (import "wasi_snapshot_preview1" "fd_write"
            (func $write (param i32 i32 i32 i32) (result i32)))
        (memory (export "memory") 1)
        (data (i32.const 0) "\\10\\00\\00\\00\\0a\\00\\00\\00")
        (func (export "write") (result i32)
            (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))"""
    wasi = sanderling.WasiConfig(stdout="capture")
    store = Store(wasi=wasi, limits=sanderling.Limits(host_buffer_bytes=20))
    guest = Instance(store, text).exports
    assert [guest.write() for _ in range(3)] == [0, 0, 51]
    assert len(store.take_stdout()) == 20


def test_sandbox():
    text = """
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (memory (export "memory") 1)
        (func (export "_start") (call $exit (i32.const 7)))
        (func (export "grow") (result i32) (memory.grow (i32.const 2000)))
        (func (export "forever") (loop (br 0)))"""
    box = sanderling.Sandbox(text, timeout=0.05)
    assert box.call("grow") == -1
    assert box.run().returncode == 7
    with pytest.raises(Timeout):
        box.call("forever")
    slow = sanderling.run('(func (export "_start") (loop (br 0)))', timeout=0.05)
    assert slow.returncode == 134 and isinstance(slow.trap, Timeout)
    assert slow.duration >= 0.05


def test_fuel_of_programs():
    slow = '(func (export "_start") (loop (br 0)))'
    ended = sanderling.run(slow, fuel=1000)
    assert isinstance(ended.trap, OutOfFuel) and ended.fuel_consumed == 1000
    assert ended.trap.fuel_consumed == 1000
    quick = '(memory (export "memory") 3) (func (export "_start") (drop (i32.const 1)))'
    ended = sanderling.run(quick, fuel=1000)
    assert ended.returncode == 0 and 0 <= ended.fuel_consumed < 1000
    assert ended.peak_memory == 3 << 16
    assert sanderling.run(quick).fuel_consumed is None
    box = sanderling.Sandbox(slow + COUNT, fuel=5000, timeout=None)
    assert box.call("count", 10) == 10
    for _ in range(2):
        with pytest.raises(OutOfFuel):
            box.call("_start")
    assert isinstance(box.run().trap, OutOfFuel)
    with pytest.raises(UsageError, match="fuel"):
        sanderling.run(Module(None, quick), fuel=5)


def test_fuel_that_callers_see():
    store = Store(Engine(Config(fuel=True)), fuel=10_000)
    seen = []
    func = Func(store, "() -> ()", lambda c: seen.append(c.fuel), access_caller=True)
    text = """
        (import "" "f" (func $f)) (func (export "run") (local i32)
            (loop (call $f) (local.set 0 (i32.add (local.get 0) (i32.const 1)))
                (br_if 0 (i32.lt_u (local.get 0) (i32.const 2)))))"""
    Instance(store, text, [func]).exports.run()
    assert 10_000 > seen[0] > seen[1] >= store.fuel
    assert repr(store) == f"<Store fuel={store.fuel}>"


def test_steps_of_a_length():
    guest = exports(FOREVER + COUNT)
    call = guest.forever.start()
    for ms in (0, 0.5, 20, None):
        assert not call.step(ms)
    call.abort()
    for wrong in (-1, "1"):
        with pytest.raises((TypeError, OverflowError)):
            guest.forever.start().step(wrong)
    assert guest.count(3_000_000) == 3_000_000


def test_calls_in_a_thread():
    guest = exports(WAIT, {"env": {"wait": lambda n: n + 1}})

    async def main():
        ticks = []

        async def ticker():
            while True:
                ticks.append(1)
                await asyncio.sleep(0.005)

        ticking = asyncio.ensure_future(ticker())
        assert await guest.run.call_async(1, mode="thread") == 4
        with pytest.raises(Timeout):
            await guest.forever.call_async(mode="thread", timeout=0.2)
        task = asyncio.ensure_future(guest.forever.call_async(mode="thread"))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        # The store is as good as before.
        assert await guest.run.call_async(2, mode="thread") == 6
        ticking.cancel()
        assert len(ticks) > 1
        with pytest.raises(ValueError, match="mode must be"):
            await guest.one.call_async(mode="fast")
        return await guest.one.call_async()

    assert asyncio.run(main()) == 1


def test_a_call_in_a_thread_that_is_cancelled_before_it_begins():
    guest = exports(FOREVER + COUNT)

    async def main():
        loop = asyncio.get_running_loop()
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(1) as executor:
            loop.set_default_executor(executor)
            go = threading.Event()
            busy = loop.run_in_executor(None, go.wait)
            task = asyncio.ensure_future(guest.forever.call_async(mode="thread"))
            await asyncio.sleep(0.02)
            task.cancel()
            go.set()
            with pytest.raises(asyncio.CancelledError):
                await task
            await busy
        return guest.count(5)

    assert asyncio.run(main()) == 5
