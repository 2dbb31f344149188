"""A module in several processes: it is pickled with the work."""

from __future__ import annotations

import multiprocessing

import sanderling

TEXT = """
    (func (export "fib") (param $n i32) (result i32)
        (if (result i32) (i32.lt_u (local.get $n) (i32.const 2))
            (then (local.get $n))
            (else (i32.add
                (call 0 (i32.sub (local.get $n) (i32.const 1)))
                (call 0 (i32.sub (local.get $n) (i32.const 2)))))))"""


def work(job: tuple[sanderling.Module, int]) -> int:
    module, number = job
    with sanderling.Store() as store:
        result: int = sanderling.Instance(store, module).exports.fib(number)
        return result


if __name__ == "__main__":
    module = sanderling.Module(None, TEXT)
    context = multiprocessing.get_context("spawn")
    with context.Pool(2) as pool:
        print(pool.map(work, [(module, n) for n in range(10, 15)]))
