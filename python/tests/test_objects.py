"""Objects of guests as Python values: structures, arrays, small integers, exceptions."""

from __future__ import annotations

import doctest
import gc

import pytest

import sanderling
from sanderling import Array, Exn, Struct, UncaughtException, _objects

TEXT = """
    (type $point (struct (field i32) (field (mut f64))))
    (type $bytes (array (mut i8)))
    (type $list (struct (field (mut anyref)) (field (ref null $bytes))))
    (func (export "point") (param i32 f64) (result (ref $point))
        (struct.new $point (local.get 0) (local.get 1)))
    (func (export "x") (param (ref null $point)) (result i32)
        (struct.get $point 0 (local.get 0)))
    (func (export "bytes") (param i32) (result (ref $bytes))
        (array.new $bytes (i32.const 7) (local.get 0)))
    (func (export "list") (param anyref) (result (ref $list))
        (struct.new $list (local.get 0) (ref.null none)))
    (func (export "same") (param anyref) (result anyref) (local.get 0))
    (func (export "eq") (param eqref eqref) (result i32) (ref.eq (local.get 0) (local.get 1)))
    (func (export "i31") (param i32) (result i31ref) (ref.i31 (local.get 0)))
    (func (export "in") (param externref) (result anyref)
        (any.convert_extern (local.get 0)))
    (func (export "out") (param anyref) (result externref)
        (extern.convert_any (local.get 0)))
    (global (export "g") (mut anyref) (ref.null any))
    (table (export "t") 2 anyref)"""


@pytest.fixture
def exports(instantiate):
    return instantiate(TEXT).exports


def test_doctests():
    assert doctest.testmod(_objects).failed == 0


def test_structures(exports):
    point = exports.point(5, 0.5)
    assert isinstance(point, Struct) and list(point) == [5, 0.5]
    point[-1] = 1.5
    assert (len(point), point[1], exports.x(point)) == (2, 1.5, 5)
    assert exports.same(point) == point and exports.eq(point, point) == 1
    assert point != exports.point(5, 1.5) and hash(point) == hash(exports.same(point))
    with pytest.raises(sanderling.WasmError):
        point[0] = 6
    for wrong in (2, -3):
        with pytest.raises(IndexError):
            point[wrong]
    with pytest.raises(TypeError):
        point[1] = "x"
    with pytest.raises(sanderling.NullReference):
        exports.x(None)


def test_arrays(exports):
    array = exports.bytes(3)
    assert isinstance(array, Array) and bytes(array) == b"\7\7\7"
    array[1] = 255
    assert (list(array), array[-2], len(array)) == ([7, 255, 7], 255, 3)
    for wrong in (256, -1):
        with pytest.raises(OverflowError):
            array[0] = wrong
    with pytest.raises(IndexError):
        array[3]
    made = exports.list(array)
    assert made[0] == array and made[1] is None


def test_made_here(exports, store):
    point = Struct(store, "(struct (field i32) (field (mut f64)))", [9, 0.25])
    assert exports.x(point) == 9
    refs = Array(store, "(array (mut anyref))", [point, 5, None])
    assert list(refs) == [point, 5, None]
    with pytest.raises(TypeError, match="have no bytes"):
        bytes(refs)
    vectors = Struct(store, "(struct (field v128) (field i16))", [b"x" * 16, 65535])
    assert list(vectors) == [b"x" * 16, 65535]
    for wrong in (
        lambda: Struct(store, "(struct (field i32))", []),
        lambda: Struct(store, "(array i32)", []),
        lambda: Array(store, "(struct)", []),
        lambda: Array(store, "(array i32)", ["x"]),
        lambda: Struct(None, "(struct)", []),
    ):
        with pytest.raises(TypeError):
            wrong()
    with pytest.raises((sanderling.WasmError, ValueError)):
        Struct(store, "(nothing)", [])
    array = Array(store, "(array i32)", [1])
    with pytest.raises(sanderling.WasmError):
        exports.x(array)
    with sanderling.Store(store.engine) as other:
        stranger = Struct(other, "(struct)", [])
        with pytest.raises(sanderling.WrongStoreError):
            exports.same(stranger)


def test_small_integers(exports):
    for number in (0, -1, (1 << 30) - 1, -(1 << 30)):
        assert exports.same(number) == exports.i31(number) == number
    for wrong in (1 << 30, -(1 << 30) - 1, 1 << 70):
        with pytest.raises(OverflowError):
            exports.same(wrong)
    for wrong in ("x", 1.5, object(), [1]):
        with pytest.raises(TypeError):
            exports.eq(wrong, None)


def test_objects_of_the_host_inside(exports, store):
    thing = object()
    for value in (thing, "text", 1.5, True, [1], exports.same):
        assert exports.same(value) is value
        assert exports.out(value) is value
        exports.g.value = value
        assert exports.g.value is value
        exports.t[1] = value
        assert exports.t[1] is value
    made = Array(store, "(array (mut anyref))", [thing, 1, None, thing])
    assert list(made) == [thing, 1, None, thing]
    called = sanderling.Instance(
        store,
        """(import "" "f" (func $f (param anyref) (result anyref)))
        (func (export "f") (param anyref) (result anyref) (call $f (local.get 0)))""",
        [lambda value: [value]],
    ).exports.f
    assert called(thing) == [thing]
    assert exports.same(None) is None
    inside = getattr(exports, "in")(thing)
    assert inside is thing
    point = exports.point(1, 2.0)
    assert exports.out(point) == point
    assert exports.out(5) == 5


def test_globals_and_tables(exports):
    point = exports.point(1, 2.0)
    exports.g.value = point
    assert exports.g.value == point
    exports.t[1] = point
    assert exports.t[1] == point and exports.t[0] is None


def test_through_functions_of_the_host(store):
    seen = []

    def keep(value):
        seen.append(value)
        return value

    exports = sanderling.Instance(
        store,
        """
        (type $a (array i32))
        (import "" "keep" (func $keep (param anyref) (result anyref)))
        (func (export "f") (param i32) (result anyref)
            (call $keep (array.new_default $a (local.get 0))))
        (func (export "small") (result anyref) (call $keep (ref.i31 (i32.const -3))))""",
        {"": {"keep": keep}},
    ).exports
    found = exports.f(3)
    assert found == seen[0] and list(seen[0]) == [0, 0, 0]
    assert exports.small() == seen[1] == -3


def test_they_are_kept_alive_and_freed(store):
    config = sanderling.Config()
    with sanderling.Store(sanderling.Engine(config)) as store:
        exports = sanderling.Instance(store, TEXT).exports
        kept = exports.bytes(1000)
        for _ in range(3000):
            exports.bytes(100_000)
            # PyPy frees late.
            if _ % 500 == 0:
                gc.collect()
        assert bytes(kept) == b"\7" * 1000


def test_collections_that_are_asked_for(store):
    exports = sanderling.Instance(store, TEXT).exports
    exports.bytes(1000)
    store.gc()
    store.close()
    with pytest.raises(sanderling.ClosedError):
        store.gc()


THROWS = """
    (import "" "f" (func $f (param i32)))
    (tag $tag (export "tag") (param i32 i64))
    (func (export "throw") (param i32) (throw $tag (local.get 0) (i64.const 7)))
    (func (export "catch") (param i32) (result i32 i64)
        (block $h (result i32 i64)
            (try_table (catch $tag $h) (call $f (local.get 0)))
            (i32.const -1) (i64.const -1)))
    (func (export "call") (param i32) (call $f (local.get 0)))
    (func (export "ref") (param i32) (result exnref)
        (block $h (result exnref)
            (try_table (catch_all_ref $h) (throw $tag (local.get 0) (i64.const 8)))
            unreachable))
    (func (export "rethrow") (param exnref) (throw_ref (local.get 0)))"""


def test_exceptions(store):
    def f(number):
        raise UncaughtException("on purpose", Exn(exports.tag, [number, 1 << 40]))

    exports = sanderling.Instance(store, THROWS, {"": {"f": f}}).exports
    with pytest.raises(UncaughtException) as caught:
        exports.throw(5)
    assert caught.value.values == (5, 7)
    assert isinstance(caught.value.tag, sanderling.Tag)
    assert exports.catch(6) == (6, 1 << 40)
    with pytest.raises(UncaughtException) as caught:
        exports.call(7)
    assert caught.value.values == (7, 1 << 40)
    thrown = exports.ref(9)
    assert isinstance(thrown, Exn) and thrown.values == (9, 8)
    with pytest.raises(UncaughtException) as caught:
        exports.rethrow(thrown)
    assert caught.value.exn == thrown
    for wrong in ([], [1], ["x", 1], [1, 2, 3]):
        with pytest.raises(TypeError):
            Exn(exports.tag, wrong)


def test_what_closed_stores_had():
    with sanderling.Store() as store:
        exports = sanderling.Instance(store, TEXT).exports
        point, array = exports.point(1, 2.0), exports.bytes(2)
    for use in (
        lambda: point[0],
        lambda: list(array),
        lambda: len(array),
        lambda: exports.same(point),
    ):
        with pytest.raises(sanderling.ClosedError):
            use()
    assert repr(point)
    assert point == point
