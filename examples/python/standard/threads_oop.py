"""One module in the stores of several threads."""

from __future__ import annotations

import threading

from sanderling import wat2wasm
from sanderling.oop import (
    Engine,
    Func,
    FuncType,
    Global,
    GlobalType,
    Instance,
    Module,
    Mutability,
    Shared,
    Store,
    Val,
    ValKind,
    ValType,
)

TEXT = """
    (import "" "add" (func $add (param i32)))
    (import "" "number" (global $number i32))
    (func (export "run") (call $add (global.get $number)))"""

numbers: list[int] = []


def add(args: list[Val]) -> None:
    numbers.append(args[0].i32())


def work(shared: Shared, number: int) -> None:
    """What each thread does, in a store of its own."""
    store, i32 = Store.make(engine), ValType.make(ValKind.I32)
    func = Func.make(store, FuncType.make([i32]), add)
    global_ = Global.make(store, GlobalType.make(i32, Mutability.CONST), number)
    module = Module.obtain(store, shared)
    (run,) = Instance.make(store, module, [func, global_]).exports()
    for _ in range(5):
        run.func().call()


engine = Engine.make()
shared = Module.make(Store.make(engine), wat2wasm(TEXT)).share()
threads = [threading.Thread(target=work, args=(shared, n)) for n in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(numbers))
