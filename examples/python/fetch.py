"""Guests that wait for asynchronous functions of the host, many at a time."""

from __future__ import annotations

import asyncio

import sanderling
from sanderling import i32

MODULE = sanderling.Module(
    None,
    """
    (import "host" "fetch" (func $fetch (param i32) (result i32)))
    (func (export "sum") (param $n i32) (result i32) (local $sum i32)
        (loop $next
            (local.set $sum (i32.add (local.get $sum) (call $fetch (local.get $n))))
            (local.set $n (i32.sub (local.get $n) (i32.const 1)))
            (br_if $next (local.get $n)))
        (local.get $sum))""",
)


async def fetch(number: i32) -> i32:
    await asyncio.sleep(0.001)
    return 10 * number


async def work(count: int) -> int:
    with sanderling.Store() as store:
        instance = sanderling.Instance(store, MODULE, {"host": {"fetch": fetch}})
        result: int = await instance.exports.sum.call_async(count)
        return result


async def main() -> None:
    print(await asyncio.gather(*(work(n) for n in range(1, 6))))  # [10, 30, 60, 100, 150]


asyncio.run(main())
