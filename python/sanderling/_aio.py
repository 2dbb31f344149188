"""Calls from asyncio."""

from __future__ import annotations

import asyncio
import contextlib
from time import monotonic

from ._errors import Timeout
from ._func import Call
from ._native import lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._func import Func


async def _in_slices(func: Func, args: tuple[Any, ...], timeout: float | None) -> Any:
    """Calls a function in slices, between which other tasks run."""
    call = Call(func, args)
    deadline = None if timeout is None else monotonic() + timeout
    try:
        done = call.step()
        while not done:
            if deadline is not None and monotonic() >= deadline:
                raise Timeout(f"the call has taken longer than {timeout} s")
            waited = call.pending()
            if waited is None:
                await asyncio.sleep(0)
                done = call.step()
            else:
                awaitable, type, name = waited
                value = await _within(awaitable, deadline)
                done = call.provide(type, name, value)
    except BaseException as exception:
        if call._call is not None:
            call.fail(exception)
        raise
    return call.result()


async def _in_a_thread(func: Func, args: tuple[Any, ...], timeout: float | None) -> Any:
    """Calls a function in another thread."""
    loop, is_cancelled = asyncio.get_running_loop(), False

    def run() -> Any:
        return None if is_cancelled else func.call(*args, timeout=timeout)

    future = loop.run_in_executor(None, run)
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        is_cancelled, store = True, func._store._handle
        # If the call is just beginning, it is the first thing that it notices.
        lib.sanderling_store_interrupt(store)
        while not future.done():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait([future])
        # If it had ended by itself, the next one is not meant.
        lib.sanderling_store_clear_interrupt(store)
        if not future.cancelled():
            # So that nobody complains that it was never asked for.
            future.exception()
        raise


async def _within(awaitable: Any, deadline: float | None) -> Any:
    if deadline is None:
        return await awaitable
    try:
        return await asyncio.wait_for(awaitable, max(0.0, deadline - monotonic()))
    except asyncio.TimeoutError:
        if monotonic() < deadline:
            # Of the function itself.
            raise
        raise Timeout("the call has taken too long") from None


#: The ways to call a function.
MODES = {"slice": _in_slices, "thread": _in_a_thread}
