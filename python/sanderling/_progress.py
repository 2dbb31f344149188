"""How far long work has come, for those who watch."""

from __future__ import annotations

import sys
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Shorter work tells nothing.
_AFTER_SECONDS = 0.3


def progress(names: Sequence[str]) -> Iterator[str]:
    """Each of the names, with a line on standard error that says which one it is, if that
    is a terminal and the work takes its time. The line is gone afterwards."""
    if len(names) < 2 or not sys.stderr.isatty():
        yield from names
        return
    start = monotonic()
    for number, name in enumerate(names, 1):
        shown = monotonic() - start > _AFTER_SECONDS
        if shown:
            line = f"[{number}/{len(names)}] {name}"[:78]
            print(line, end="", file=sys.stderr, flush=True)
        try:
            yield name
        finally:
            if shown:
                # To the line's beginning, and clear it.
                print("\r\x1b[K", end="", file=sys.stderr, flush=True)
