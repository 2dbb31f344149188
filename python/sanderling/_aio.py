"""Calls from asyncio."""

from __future__ import annotations

import asyncio
from time import monotonic

from ._errors import Timeout
from ._func import Call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._func import Func


async def call_async(func: Func, args: tuple[Any, ...], timeout: float | None) -> Any:
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
