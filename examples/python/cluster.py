"""A module on a cluster of Dask: here on two processes of this machine.

Needs the package ``distributed``.
"""

from __future__ import annotations

from distributed import Client, LocalCluster

import sanderling

TEXT = """
    (func (export "double") (param i32) (result i32)
        (i32.mul (local.get 0) (i32.const 2)))"""


def double(module: sanderling.Module, number: int) -> int:
    with sanderling.Store() as store:
        result: int = sanderling.Instance(store, module).exports.double(number)
        return result


if __name__ == "__main__":
    module = sanderling.Module(None, TEXT)
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        futures = [client.submit(double, module, number) for number in range(5)]
        print(client.gather(futures))
