"""Objects with bytes."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def contiguous(data: Any) -> Any:
    """An object with bytes as one whose bytes are in a row."""
    try:
        view = memoryview(data)
    except TypeError:
        kind = type(data).__name__
        raise TypeError(f"expected an object with bytes, not {kind}") from None
    if view.format == "B" and view.ndim == 1 and view.contiguous:
        return view
    if view.c_contiguous:
        return view.cast("B")
    if view.ndim == 1:
        return view.tobytes()
    import struct

    # Not by tobytes(), for which PyPy takes the bytes in the order in which they lie.
    values: Any = view.tolist()
    for _ in range(view.ndim - 1):
        values = [value for row in values for value in row]
    pack = struct.Struct(view.format).pack
    return b"".join(map(pack, values))
