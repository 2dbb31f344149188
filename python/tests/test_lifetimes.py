"""Objects that end in any order, and what is used after its end."""

from __future__ import annotations

import gc
import itertools
import subprocess
import sys
import weakref

import pytest

import sanderling
from sanderling import Engine, Instance, Module, Store

TEXT = """
    (func (export "f") (result i32) (i32.const 5)) (memory (export "memory") 1)
    (global (export "g") (mut i32) (i32.const 1)) (table (export "t") 1 funcref)
    (func (export "same") (param externref) (result externref) (local.get 0))"""


def collect():
    # PyPy needs several rounds until finalizers have run.
    for _ in range(3):
        gc.collect()


def test_any_order_of_ends():
    for order in itertools.permutations(range(6)):
        engine = Engine()
        module = Module(engine, TEXT)
        store = Store(engine)
        instance = Instance(store, module)
        objects = [engine, module, store, instance, instance.exports, instance.exports.f]
        del engine, module, store, instance
        for index in order:
            objects[index] = None
        del objects
    collect()


def test_functions_outlive_the_rest():
    func = Instance(Store(), Module(None, TEXT)).exports.f
    collect()
    assert func() == 5


@pytest.mark.parametrize(
    "use",
    [
        lambda exports: exports.f(),
        lambda exports: exports.memory.read(0, 1),
        lambda exports: exports.memory.write(0, b"x"),
        lambda exports: exports.memory[0],
        lambda exports: exports.memory.grow(1),
        lambda exports: len(exports.memory),
        lambda exports: exports.g.value,
        lambda exports: setattr(exports.g, "value", 1),
        lambda exports: len(exports.t),
        lambda exports: exports.same("new"),
    ],
)
def test_use_after_close(use):
    store = Store()
    exports = Instance(store, Module(None, TEXT)).exports
    dict(exports.items())
    store.close()
    store.close()
    assert store.closed
    with pytest.raises(sanderling.ClosedError, match="the store is closed"):
        use(exports)
    with pytest.raises(ValueError):
        use(exports)


def test_closed_objects_say_so():
    engine, store = Engine(), Store()
    module = Module(None, TEXT)
    instance = Instance(store, module)
    for item in (engine, module, instance, store):
        with item as same:
            assert same is item
        item.close()
        assert item.closed
        assert "closed" in repr(item)
        with pytest.raises(sanderling.ClosedError), item:
            pass
    with pytest.raises(sanderling.ClosedError):
        Store(engine)
    with pytest.raises(sanderling.ClosedError):
        Instance(Store(), module)
    with pytest.raises(sanderling.ClosedError):
        instance.exports
    with pytest.raises(sanderling.ClosedError):
        Instance(store, Module(None, TEXT))


def test_closing_an_instance_leaves_its_exports():
    instance = Instance(Store(), Module(None, TEXT))
    exports = instance.exports
    instance.close()
    assert exports.f() == 5


KEEP = """
    (import "h" "make" (func $make (result externref)))
    (table $t (export "t") 2 externref) (global (export "g") (mut externref) (ref.null extern))
    (func (export "keep") (param i32 externref)
        (table.set $t (local.get 0) (local.get 1)))
    (func (export "both") (param externref externref) (result externref externref)
        (local.get 0) (local.get 1))
    (func (export "any") (param anyref))
    (func (export "made") (result i32) (ref.is_null (call $make)))"""


class Thing:
    pass


def test_collections_forget_what_guests_have_no_more():
    store, made = Store(), []

    def make():
        thing = Thing()
        made.append(weakref.ref(thing))
        # While guests run nothing is forgotten that is on its way to them.
        store.gc()
        return thing

    func = sanderling.Func(store, "() -> externref", make)
    exports = Instance(store, KEEP, {"h": {"make": func}}).exports
    things = [Thing() for _ in range(5)]
    alive = [weakref.ref(thing) for thing in things]
    exports.keep(0, things[0])
    exports.keep(1, things[1])
    exports.g.value = things[2]
    assert exports.both(things[3], things[0]) == (things[3], things[0])
    exports.any(things[4])
    assert exports.made() == 0
    del things
    for _ in range(2):
        # On PyPy a handle to the object as an `anyref` goes with the first.
        store.gc()
        collect()
    assert [one() is not None for one in alive] == [True, True, True, False, False]
    assert made[0]() is None
    assert exports.t[0] is alive[0]() and exports.g.value is alive[2]()
    exports.keep(0, None)
    exports.g.value = None
    store.gc()
    collect()
    assert [one() is not None for one in alive] == [False, True, False, False, False]
    assert exports.t[1] is alive[1]() and exports.both(5, "x") == (5, "x")


def test_many_objects_are_forgotten_by_themselves():
    store = Store()
    func = sanderling.Func(store, "() -> externref", Thing)
    exports = Instance(store, KEEP, {"h": {"make": func}}).exports
    alive = weakref.WeakSet()
    kept = Thing()
    exports.keep(0, kept)
    for _ in range(30000):
        thing, other = Thing(), Thing()
        alive.add(thing)
        assert exports.both(thing, other) == (thing, other)
    collect()
    assert len(alive) < 10000 and exports.t[0] is kept
    assert len(store._ref._objects) < 20000


def test_collections_between_the_steps_of_a_call():
    store, thing = Store(), Thing()
    func = sanderling.Func(store, "() -> externref", Thing)
    exports = Instance(store, KEEP, {"h": {"make": func}}).exports
    call = exports.both.start(thing, None)
    store.gc()
    while not call.step():
        store.gc()
    store.gc()
    assert call.result() == (thing, None) == call.result()


def test_destructors_may_do_anything():
    store, seen = Store(), []
    func = sanderling.Func(store, "() -> externref", lambda: None)
    exports = Instance(store, KEEP, {"h": {"make": func}}).exports

    class Loud:
        def __del__(self):
            seen.append(exports.both(self.__class__, 5)[1])

    exports.both(Loud(), None)
    store.gc()
    collect()
    assert seen == [5]


#: A cycle through a store, all of which is garbage, and in it objects whose ``__del__``
#: calls guests and hands what it has on.
LAST_CALLS = """
import gc, sanderling
def cycle():
    store = sanderling.Store()
    instance = sanderling.Instance(store, {text!r})
    exports = instance.exports
    objects = [store, instance, exports.f, exports.memory, exports.g, exports.t]
    class Last:
        def __init__(self):
            self.me, self.objects = self, objects
        def __del__(self):
            results.append(exports.f())
            exports.memory[0] = exports.g.value = 3
            results.append(len(exports.t) + exports.memory[0])
            results.append(exports.same(self.objects) is self.objects)
            kept.append(self.objects)
    exports.same(Last())
    return Last()
results, kept = [], []
for _ in range(50):
    cycle()
for _ in range(3):
    gc.collect()
for store, instance, f, memory, g, t in kept:
    results += [f(), memory[0] + g.value, len(t), instance.exports.f(), store.gc()]
assert len(kept) >= 50, len(kept)
assert results[:3] == [5, 4, True] and results[-5:] == [5, 6, 1, 5, None], results
kept.clear()
for _ in range(3):
    gc.collect()
print("end")
"""


def test_guests_are_called_by_what_ends_with_them():
    # What a crash would be is one of a child process.
    command = [sys.executable, "-c", LAST_CALLS.format(text=TEXT)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (0, "end\n", "")


def test_references_live_as_long_as_the_store():
    class Thing:
        pass

    thing = Thing()
    alive = weakref.ref(thing)
    store = Store()
    same = Instance(store, Module(None, TEXT)).exports.same
    assert same(thing) is thing
    del thing
    collect()
    assert alive() is not None
    store.close()
    collect()
    assert alive() is None


def test_no_cycle_through_references():
    # CPython frees it at once, without its collector of cycles.
    store = Store()
    exports = Instance(store, Module(None, TEXT)).exports
    exports.f()
    alive = weakref.ref(exports)
    gc.disable()
    try:
        del exports, store
        if sys.implementation.name == "cpython":
            assert alive() is None
    finally:
        gc.enable()


#: Makes and gives up stores with guests in them, host functions, objects and views; shows
#: how many bytes the process has more after the second half of them.
MANY = """
import gc, resource, sys, sanderling
module = sanderling.Module(None, {text!r})
def resident():
    for _ in range(3):
        gc.collect()
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()
def work(closes):
    store = sanderling.Store()
    exports = sanderling.Instance(store, module, [lambda n: n + len(exports)]).exports
    assert exports.host(5) == 5 + len(exports)
    assert exports.same(exports) is exports
    exports.memory[0] = 7
    view = exports.memory.view(0, 1)
    if closes:
        store.close()
    assert view[0] == 7
count, closes = int(sys.argv[1]), sys.argv[2] == "closes"
for half in range(2):
    for i in range(count // 2):
        work(closes)
        if i % 250 == 0:
            gc.collect()
    if half == 0:
        before = resident()
print(resident() - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="of Linux's /proc")
@pytest.mark.parametrize("closes", ["closes", "collects"])
def test_many_stores(closes):
    imports = '(import "" "f" (func $f (param i32) (result i32)))'
    host = '(func (export "host") (param i32) (result i32) (call $f (local.get 0)))'
    program = MANY.format(text=imports + TEXT + host)
    result = subprocess.run(
        [sys.executable, "-c", program, "10000", closes],
        capture_output=True,
        text=True,
        check=True,
    )
    # A leak of one page of a guest's memory in each would be 320 MB, of one object 1 MB.
    assert int(result.stdout) < 16 << 20


def test_failed_constructors():
    for _ in range(10):
        with pytest.raises(sanderling.CompileError):
            Module(None, b"")
        with pytest.raises(OSError, match="cannot be opened"):
            Store(wasi=sanderling.WasiConfig(preopens={"/x": "/no/such/directory"}))
    collect()


def test_the_interpreter_ends_silently():
    code = f"""
import sanderling
store = sanderling.Store()
exports = sanderling.Instance(store, sanderling.Module(None, '''{TEXT}''')).exports
exports.same(exports)
print(exports.f())
"""
    command = [sys.executable, "-W", "error", "-X", "dev", "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (0, "5\n", "")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="of Linux's /proc")
def test_the_library_stays():
    """Python closes it at its end, in any order with objects that its functions free."""
    code = """
from sanderling._native import ffi, lib
ffi.dlclose(lib)
with open("/proc/self/maps") as maps:
    print("lib_native" in maps.read())
"""
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (0, "True\n", "")
