"""What all objects over a handle of the library have in common."""

from __future__ import annotations

from ._errors import ClosedError, new_out, no_pickle, take
from ._native import ffi
from ._owned import owned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any, Callable, TypeVar

    Self = TypeVar("Self", bound="Closeable")


def create(kind: str, delete: Any, make: Callable[[Any, Any], int], size: int = 0) -> Any:
    """The handle that ``make`` writes to its first argument, freed with the object.

    ``size`` tells PyPy's garbage collector how many bytes are freed with it.
    """
    out, error = ffi.new(f"{kind}[1]"), new_out()
    if make(out, error):
        raise take(error)
    return owned(out[0], delete, size)


class Closeable:
    """An object with a handle that can be given back before the object dies.

    A handle that is given back is freed when nothing uses it any more: another thread
    may be in the middle of a call.
    """

    __slots__ = ("__weakref__", "_handle")

    _handle: Any

    __reduce__ = no_pickle

    def _open(self) -> Any:
        """The handle; an error if it has been given back."""
        handle = self._handle
        if handle is None:
            raise ClosedError(f"the {type(self).__name__.lower()} is closed")
        return handle

    @property
    def closed(self) -> bool:
        """Whether the object has been closed."""
        return self._handle is None

    def close(self) -> None:
        """Gives up what the object holds. Closing again does nothing."""
        self._handle = None

    def __enter__(self: Self) -> Self:
        self._open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
