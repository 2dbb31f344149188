"""Memories that several stores have."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading

import pytest

import sanderling
from sanderling import Engine, Instance, Linker, Memory, MemoryType, SharedMemory, Store

TEXT = """
    (import "" "m" (memory $m 1 4 shared)) (export "m" (memory $m))
    (func (export "add") (param i32 i32) (result i32)
        (i32.atomic.rmw.add (local.get 0) (local.get 1)))
    (func (export "wait") (param i32 i32) (result i32)
        (memory.atomic.wait32 (local.get 0) (local.get 1) (i64.const -1)))
    (func (export "notify") (param i32) (result i32)
        (memory.atomic.notify (local.get 0) (i32.const -1)))"""


@pytest.fixture
def memory():
    return SharedMemory(None, MemoryType(1, 4, shared=True))


def test_bytes_and_numbers(memory):
    assert (memory.size, len(memory), memory.data_len) == (1, 65536, 65536)
    memory[8:13] = b"hello"
    assert memory[8:13] == memory.read(8, 5) == b"hello"
    assert memory[-3:] == b"\0\0\0" and memory[5:2] == b""
    assert memory.write(65535, bytearray(b"x")) == 1
    memory.store(16, -1)
    assert memory.load(16) == 2**32 - 1
    memory.store(24, 2**64 - 1, 8)
    assert memory.load(24, 8) == 2**64 - 1
    assert memory.compare_exchange(16, -1, 7) == 2**32 - 1
    assert memory.compare_exchange(16, 0, 9) == memory.load(16) == 7
    assert memory.grow(2) == 1 and memory.size == 3
    assert repr(memory) == "<SharedMemory 3 pages (max 4) = 196608 bytes>"


def test_wrong_uses(memory):
    for use in (
        lambda: memory.read(65530, 7),
        lambda: memory.read(-1, 1),
        lambda: memory.write(65536, b"x"),
        lambda: memory.write(-1, b"x"),
    ):
        with pytest.raises(IndexError):
            use()
    for use in (
        lambda: memory.read(0, -1),
        lambda: memory[::2],
        lambda: memory.__setitem__(slice(0, 2), b"abc"),
        lambda: memory.wait(0, 0, width=5),
        lambda: MemoryType(1, shared=True),
        lambda: SharedMemory(None, MemoryType(1, 2)),
        lambda: Memory(Store(), MemoryType(1, 2, shared=True)),
        lambda: memory.load(0, 3),
    ):
        with pytest.raises(ValueError):
            use()
    for use in (
        lambda: memory[0],
        lambda: memory.write(0, "text"),
        lambda: memory.load("0"),
        lambda: SharedMemory(None, None),
        lambda: SharedMemory("engine", MemoryType(1, 2, shared=True)),
    ):
        with pytest.raises(TypeError):
            use()
    for use in (
        lambda: memory.store(0, 2**32),
        lambda: memory.store(0, -(2**63) - 1, 8),
        lambda: memory.grow(-1),
        lambda: memory.load(2**64),
    ):
        with pytest.raises(OverflowError):
            use()
    for use in (lambda: memory.load(65536), lambda: memory.store(65533, 1)):
        with pytest.raises(sanderling.Trap):
            use()
    with pytest.raises(sanderling.ResourceLimitError):
        memory.grow(4)


def test_several_stores(memory):
    linker = Linker()
    linker.define("", "m", memory)
    module = sanderling.Module(None, TEXT)
    guests = [
        Instance(Store(), module, [memory]).exports,
        Instance(Store(), module, {"": {"m": memory}}).exports,
        linker.instantiate(Store(), module).exports,
    ]
    for guest in guests:
        guest.add(0, 5)
    assert memory.load(0) == 15
    exported = guests[0].m
    assert isinstance(exported, SharedMemory) and exported.load(0) == 15
    # What one store exports is another's as well.
    again = Instance(Store(), module, [exported]).exports
    again.add(0, 1)
    assert memory.load(0) == 16
    assert memory.type.shared and exported.type.shared
    with pytest.raises(sanderling.UsageError, match="another engine"):
        Instance(Store(), module, [SharedMemory(Engine(), memory.type)])
    with pytest.raises(sanderling.LinkError):
        Instance(Store(), module, [SharedMemory(None, MemoryType(0, 4, shared=True))])


def test_additions_of_many_threads(memory):
    module = sanderling.Module(None, TEXT)

    def work():
        add = Instance(Store(), module, [memory]).exports.add
        for _ in range(2000):
            add(4, 1)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert memory.load(4) == 8000


def test_waits(memory):
    assert memory.wait(0, 1) == "not-equal"
    assert memory.wait(0, 0, timeout=0.03) == "timed-out"
    assert memory.wait(8, 0, timeout=0, width=8) == "timed-out"
    assert memory.notify(0) == 0
    guest = Instance(Store(), TEXT, [memory]).exports
    for wait in (lambda: guest.wait(0, 0), lambda: memory.wait(0, 0)):
        results = []
        thread = threading.Thread(target=lambda w=wait, r=results: r.append(w()))
        thread.start()
        memory.store(0, 1)
        while thread.is_alive():
            memory.notify(0, 1)
            thread.join(0.001)
        # It may have begun after the number had changed.
        assert results[0] in (0, 1, "ok", "not-equal")
        memory.store(0, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize("who", ["memory.wait(0, 0)", "guest.wait(0, 0)"])
def test_waits_end_with_signals(who):
    code = f"""
import signal, sanderling
class Alarm(Exception):
    pass
def handler(*args):
    raise Alarm
signal.signal(signal.SIGALRM, handler)
memory = sanderling.SharedMemory(None, sanderling.MemoryType(1, 4, shared=True))
guest = sanderling.load('''{TEXT}''', [memory])
signal.setitimer(signal.ITIMER_REAL, 0.1)
try:
    {who}
except Alarm:
    print("alarm", guest.add(0, 1))
"""
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60
    )
    assert (result.returncode, result.stdout, result.stderr) == (0, "alarm 0\n", "")


def test_a_wait_that_pauses_can_be_notified(memory):
    call = Instance(Store(), TEXT, [memory]).exports.wait.start(0, 0)
    assert not call.step(1) and not call.step(1)
    assert memory.notify(0) == 1
    assert call.result() == 0
    call = Instance(Store(), TEXT, [memory]).exports.wait.start(0, 0)
    assert not call.step(1)
    call.abort()
    for _ in range(3):
        gc.collect()
    assert memory.notify(0) == 0


def test_waits_that_end_leave_their_place(memory):
    for _ in range(3):
        assert memory.wait(0, 0, timeout=0.001) == "timed-out"
    assert memory.notify(0) == 0
