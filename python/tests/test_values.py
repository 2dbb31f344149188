"""Values of every type, there and back: through a guest, and through a function of the
host that the guest calls."""

from __future__ import annotations

import math
import struct

import pytest

import sanderling

pytest.importorskip("hypothesis")
from hypothesis import HealthCheck, given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

TYPES = ("i32", "i64", "f32", "f64", "v128", "externref", "anyref")
TEXT = "".join(
    f'(import "h" "{type}" (func ${type} (param {type}) (result {type})))' for type in TYPES
) + "".join(
    f"""(func (export "{type}") (param {type}) (result {type})
            (call ${type} (local.get 0)))
        (global (export "g{type}") (mut {type}) ({zero}))"""
    for type, zero in zip(
        TYPES,
        (
            "i32.const 0",
            "i64.const 0",
            "f32.const 0",
            "f64.const 0",
            "v128.const i64x2 0 0",
            "ref.null extern",
            "ref.null any",
        ),
    )
)
TEXT += """
    (func (export "all") (param i32 i64 f32 f64 v128 externref anyref)
        (result anyref externref v128 f64 f32 i64 i32)
        (local.get 6) (local.get 5) (local.get 4) (local.get 3) (local.get 2)
        (local.get 1) (local.get 0))"""
SAME = dict.fromkeys(TYPES, lambda value: value)
EXPORTS = sanderling.load(TEXT, {"h": SAME})
GIVEN = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None)


def single(value):
    """The nearest number of 32 bits."""
    try:
        return struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)


def signed(value, bits):
    return value - (1 << bits) if value >> bits - 1 == 1 else value


def bits(value):
    return struct.pack("d", value)


objects = st.one_of(st.none(), st.text(), st.builds(object), st.lists(st.integers()))
i32s, i64s = st.integers(-(2**31), 2**32 - 1), st.integers(-(2**63), 2**64 - 1)
vectors = st.binary(min_size=16, max_size=16)


def through(type, value):
    """The value after all ways there are."""
    exports = EXPORTS
    result = exports[type](value)
    exports["g" + type].value = result
    return exports["g" + type].value


@GIVEN
@given(i32s, i64s)
def test_integers(narrow, wide):
    assert through("i32", narrow) == signed(narrow, 32)
    assert through("i64", wide) == signed(wide, 64)
    assert EXPORTS.i32.unsigned(narrow) == narrow % 2**32
    assert EXPORTS.i64.unsigned(wide) == wide % 2**64


@GIVEN
@given(st.integers().filter(lambda n: not -(2**63) <= n < 2**64))
def test_integers_never_wrap(value):
    for type in ("i32", "i64"):
        with pytest.raises(OverflowError):
            EXPORTS[type](value)
        with pytest.raises(OverflowError):
            EXPORTS["g" + type].value = value


@GIVEN
@given(st.floats())
def test_floats(value):
    assert bits(through("f64", value)) == bits(value) or math.isnan(value)
    if not math.isnan(value):
        assert bits(through("f32", value)) == bits(single(value))


@GIVEN
@given(st.integers(0, 2**52 - 1), st.booleans())
def test_payloads_of_nans(payload, negative):
    number = 0x7FF << 52 | payload | negative << 63
    value = struct.unpack("d", struct.pack("Q", number))[0]
    assert struct.unpack("Q", bits(through("f64", value)))[0] == number
    # Quiet ones, with the upper bits of the payload.
    if payload >> 51:
        found = struct.unpack("Q", bits(through("f32", value)))[0]
        assert found >> 29 == number >> 29


@GIVEN
@given(vectors)
def test_vectors(value):
    assert through("v128", value) == value
    assert through("v128", int.from_bytes(value, "little")) == value
    assert through("v128", bytearray(value)) == value


@GIVEN
@given(objects)
def test_objects(value):
    assert through("externref", value) is value
    assert through("anyref", value) is value


@GIVEN
@given(st.integers(-(2**30), 2**30 - 1))
def test_small_integers(value):
    assert through("anyref", value) == value


@GIVEN
@given(i32s, i64s, st.floats(allow_nan=False), vectors, objects, objects)
def test_all_at_once(narrow, wide, float, vector, outside, inside):
    result = EXPORTS.all(narrow, wide, float, float, vector, outside, inside)
    assert result == (
        inside,
        outside,
        vector,
        float,
        single(float),
        signed(wide, 64),
        signed(narrow, 32),
    )
