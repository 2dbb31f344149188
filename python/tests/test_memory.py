"""Memories from Python."""

from __future__ import annotations

import array
import os
import sys

import pytest

import sanderling


@pytest.fixture
def memory(instantiate):
    return instantiate('(memory (export "memory") 1 3)').exports.memory


def test_read_and_write(memory):
    memory.write(10, b"hello")
    assert memory.read(10, 5) == b"hello"
    assert memory.read(9, 7) == b"\0hello\0"
    assert memory.read(65536, 0) == b""
    memory.write(65536, b"")
    memory.write(65535, b"x")
    assert memory[-1] == ord("x")


@pytest.mark.parametrize(
    "offset, length",
    [(65536, 1), (65535, 2), (0, 65537), (2**64 - 1, 2), (2**64, 1), (-1, 1), (0, 2**40)],
)
def test_reads_out_of_bounds(memory, offset, length):
    with pytest.raises(IndexError):
        memory.read(offset, length)


@pytest.mark.parametrize("offset", [65535, 65536, 2**64 - 1, 2**64, -1])
def test_writes_out_of_bounds(memory, offset):
    with pytest.raises(IndexError):
        memory.write(offset, b"xy")
    assert memory[-2:] == b"\0\0"


def test_negative_length(memory):
    with pytest.raises(ValueError):
        memory.read(0, -1)


def test_items(memory):
    memory[3] = 7
    assert memory[3] == memory[3 - 65536] == 7
    for index in (65536, -65537):
        with pytest.raises(IndexError):
            memory[index]
        with pytest.raises(IndexError):
            memory[index] = 0
    with pytest.raises(ValueError):
        memory[0] = 256
    with pytest.raises(TypeError):
        memory["0"]


def test_slices(memory):
    data = bytes(range(200))
    memory[:200] = data
    everything = memory.read(0, 65536)
    for part in (
        slice(0, 10),
        slice(5, 5),
        slice(10, 5),
        slice(None, None, 3),
        slice(100, None, 7),
        slice(50, 10, -1),
        slice(50, 10, -7),
        slice(None, None, -1000),
        slice(-10, None),
        slice(-5, 70000),
    ):
        assert memory[part] == everything[part], part
    memory[0:10:2] = b"abcde"
    assert memory[:10] == bytes([97, 1, 98, 3, 99, 5, 100, 7, 101, 9])
    with pytest.raises(ValueError, match="cannot write 3 bytes to 2 places"):
        memory[0:2] = b"abc"


@pytest.mark.parametrize(
    "data",
    [
        bytearray(b"abcd"),
        memoryview(b"abcd"),
        memoryview(b"aXbXcXdX")[::2],
        array.array("B", b"abcd"),
    ],
)
def test_writes_take_any_buffer(memory, data):
    memory.write(0, data)
    assert memory[:4] == b"abcd"
    memory[8:12] = data
    assert memory[8:12] == b"abcd"


def test_writes_take_no_text(memory):
    with pytest.raises(TypeError):
        memory.write(0, "text")


def test_wide_elements_are_bytes(memory):
    memory.write(0, array.array("H", [258, 772]))
    assert sorted(memory[:4]) == [1, 2, 3, 4]


def test_growth(memory):
    assert (memory.size, memory.data_len, len(memory)) == (1, 65536, 65536)
    assert memory.grow(2) == 1
    assert memory.size == 3
    assert memory[131072:131074] == b"\0\0"
    with pytest.raises(sanderling.ResourceLimitError):
        memory.grow(1)
    with pytest.raises(MemoryError):
        memory.grow(2**63)
    assert memory.size == 3
    with pytest.raises(OverflowError):
        memory.grow(-1)
    assert repr(memory) == "<Memory 3 pages (max 3) = 196608 bytes>"


def test_guest_and_host_share_it(instantiate):
    exports = instantiate(
        """
        (memory (export "memory") 1)
        (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0)))
        (func (export "grow") (result i32) (memory.grow (i32.const 1)))"""
    ).exports
    exports.memory[5] = 200
    assert exports.load(5) == 200
    assert exports.grow() == 1
    assert exports.memory.size == 2


def test_numpy(store):
    numpy = pytest.importorskip("numpy")
    memory = sanderling.Memory(store, sanderling.MemoryType(1, 100))
    array = memory.array("float32", 16, 4)
    array[:] = [1, 2, 3, 4]
    assert memory.f32[4] == 1 and memory.f32[7] == 4
    memory.write(64, numpy.arange(6, dtype="uint16").reshape(2, 3))
    assert memory.u16[32 + 5] == 5
    memory.write(64, numpy.arange(6, dtype="uint16").reshape(2, 3).T)
    assert memory.u16[32 + 1] == 3
    memory.grow(50)
    store.close()
    assert array[3] == 4 and len(array) == 4
    with pytest.raises(IndexError):
        sanderling.Memory(sanderling.Store(), sanderling.MemoryType(1)).array("u1", 1 << 20)


def test_numpy_arrays_of_every_kind(store):
    numpy = pytest.importorskip("numpy")
    memory = sanderling.Memory(store, sanderling.MemoryType(2))
    source = numpy.arange(24, dtype="int32").reshape(4, 6)
    fixed = source.copy()
    fixed.setflags(write=False)
    for given in (source, fixed, source[::2], source[:, ::3], source[::-1, ::-2], source.T):
        assert memory.write(8, given) == given.nbytes
        found = memory.array("int32", 8, given.size).reshape(given.shape)
        assert (found == given).all()
        assert memory.read(8, given.nbytes) == given.tobytes()
    memory[0:96] = fixed
    assert memory.array("<i4", 0, 24).tolist() == list(range(24))
    # Of other numbers, at odd places, and empty.
    assert memory.array("float64", 16, 0).size == 0
    assert len(memory.array("complex128")) == (2 << 16) // 16
    assert memory.array("u1", 3, 2).tolist() == [0, 1]
    # What numpy makes of a memory shares its bytes.
    everything = numpy.frombuffer(memory.view(), "uint8")
    everything[100] = 77
    assert memory[100] == 77
    with pytest.raises(ValueError):
        memory.array("int32", 1).__setitem__(0, "text")


def test_views_as_buffers(memory):
    view = memory.view(0, 16)
    assert (view.nbytes, view.readonly, view.contiguous) == (16, False, True)
    view[:4] = b"abcd"
    assert array.array("B", view[:4].tobytes()).tobytes() == b"abcd"
    assert bytes(view[3::-1]) == b"dcba"
    assert memory.write(8, view[::2]) == 8 and memory[8:10] == b"ac"
    assert memory.write(8, memory.view(0, 4)) == 4
    read_only = view.toreadonly()
    with pytest.raises(TypeError):
        read_only[0] = 1
    assert memory.write(20, read_only[:4]) == 4 and memory[20:24] == b"abcd"
    if sys.version_info >= (3, 12):
        # A memory is itself an object with bytes.
        assert memoryview(memory).nbytes == 65536


@pytest.mark.skipif(
    "SANDERLING_BIG" not in os.environ, reason="takes 5 GiB: set SANDERLING_BIG"
)
def test_more_than_two_gibibytes(store):
    memory = sanderling.Memory(store, sanderling.MemoryType(40000))
    size, data = len(memory), bytearray(2**31 + 10)
    data[-1] = 5
    assert memory.write(size - len(data), data) == len(data)
    assert memory[-1] == 5 and memory.view()[size - 1] == 5
    assert memory.read(size - len(data), len(data)) == data


def test_views_outlive_everything():
    def view():
        store = sanderling.Store()
        memory = sanderling.Memory(store, sanderling.MemoryType(1))
        memory[5] = 77
        found = memory.view(4, 2)
        store.close()
        return found

    views = [view() for _ in range(50)]
    assert [v[1] for v in views] == [77] * 50
