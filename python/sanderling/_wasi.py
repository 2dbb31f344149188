"""What a guest gets from WASI."""

from __future__ import annotations

import os
from collections.abc import Mapping

from ._errors import new_out, take
from ._native import ffi, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, Union

    Path = Union[str, bytes, os.PathLike[str], os.PathLike[bytes]]
    Preopens = Union[Mapping[str, Path], Iterable["Dir"]]

__all__ = ["Dir", "WasiConfig"]

_OUTPUTS = {
    None: lib.SANDERLING_STDIO_NULL,
    "inherit": lib.SANDERLING_STDIO_INHERIT,
    "capture": lib.SANDERLING_STDIO_CAPTURE,
}


class Dir:
    """A directory of the host that a guest may use, and what is below it.

    It can only be read unless ``write`` is true.

    >>> Dir(".", "/data")
    <Dir '.' as '/data', read-only>
    """

    __slots__ = ("guest", "host", "write")

    def __init__(self, host: Path, guest: str, *, write: bool = False) -> None:
        #: The directory.
        self.host = host
        #: The guest's name for it.
        self.guest = guest
        #: Whether the guest may change what is in it.
        self.write = write

    def __repr__(self) -> str:
        access = "read and write" if self.write else "read-only"
        return f"<Dir {self.host!r} as {self.guest!r}, {access}>"


class WasiConfig:
    """What the guests of a store get from WASI: nothing, unless it is given here.

    ``args``
        The arguments; the first is the program's name.
    ``env``
        The environment.
    ``stdin``
        What standard input consists of: bytes, or text, which is encoded in UTF-8.
    ``stdout``, ``stderr``
        ``"capture"`` keeps the output for :meth:`Store.take_stdout` and
        :meth:`Store.take_stderr`; ``"inherit"`` is this process's own stream; None
        throws it away.
    ``preopens``
        Directories: a mapping of the guest's names to the host's paths, which can be
        read and written, or a sequence of :class:`Dir`.
    ``inherit``
        ``"stdio"`` stands for this process's own streams wherever None is given.
    ``capture_limit``
        The bytes that a captured stream holds at most; the guest then finds its disk full.
    """

    __slots__ = (
        "args",
        "capture_limit",
        "env",
        "inherit",
        "preopens",
        "stderr",
        "stdin",
        "stdout",
    )

    def __init__(
        self,
        args: Iterable[str] = (),
        env: Mapping[str, str] | None = None,
        stdin: bytes | bytearray | memoryview | str | None = None,
        stdout: str | None = None,
        stderr: str | None = None,
        preopens: Preopens = (),
        *,
        inherit: str = "none",
        capture_limit: int | None = None,
    ) -> None:
        self.args = args
        self.env = env
        self.stdin = stdin
        self.stdout = stdout
        self.stderr = stderr
        self.preopens = preopens
        self.inherit = inherit
        self.capture_limit = capture_limit

    def _create(self) -> Any:
        if self.inherit not in ("none", "stdio"):
            raise ValueError(f"inherit must be 'none' or 'stdio', not {self.inherit!r}")
        handle = ffi.gc(lib.sanderling_wasi_config_new(), lib.sanderling_wasi_config_delete)
        if isinstance(self.args, (str, bytes)):
            raise TypeError("args must be a sequence of strings, not one")
        for arg in self.args:
            _call(lib.sanderling_wasi_config_add_arg, handle, *_text(arg))
        for name, value in (self.env or {}).items():
            _call(lib.sanderling_wasi_config_add_env, handle, *_text(name), *_text(value))
        self._set_stdio(handle)
        for item in _dirs(self.preopens):
            host = os.fsencode(item.host)
            _call(
                lib.sanderling_wasi_config_add_preopen,
                handle,
                host,
                len(host),
                *_text(item.guest),
                not item.write,
            )
        return handle

    def _set_stdio(self, handle: Any) -> None:
        inherit = self.inherit == "stdio"
        if self.stdin is not None:
            stdin = self.stdin.encode() if isinstance(self.stdin, str) else self.stdin
            # The bytes are copied.
            data = ffi.from_buffer("uint8_t[]", stdin)
            _call(lib.sanderling_wasi_config_set_stdin_bytes, handle, data, len(data))
        elif inherit:
            stdio = lib.SANDERLING_STDIO_INHERIT
            _call(lib.sanderling_wasi_config_set_stdin, handle, stdio)
        for name, value, function in (
            ("stdout", self.stdout, lib.sanderling_wasi_config_set_stdout),
            ("stderr", self.stderr, lib.sanderling_wasi_config_set_stderr),
        ):
            if value not in _OUTPUTS:
                raise ValueError(
                    f"{name} must be 'capture', 'inherit' or None, not {value!r}"
                )
            stdio = _OUTPUTS["inherit" if inherit and value is None else value]
            _call(function, handle, stdio)
        if self.capture_limit is not None:
            lib.sanderling_wasi_config_set_capture_limit(handle, self.capture_limit)

    def __repr__(self) -> str:
        args = list(self.args) if isinstance(self.args, (list, tuple)) else self.args
        return f"<WasiConfig args={args!r}>"


def _dirs(preopens: Preopens) -> Iterable[Dir]:
    if isinstance(preopens, Mapping):
        return [Dir(host, guest, write=True) for guest, host in preopens.items()]
    dirs = list(preopens)
    for item in dirs:
        if not isinstance(item, Dir):
            kind = type(item).__name__
            raise TypeError(
                f"preopens must be a mapping or a sequence of Dir, not of {kind}"
            )
    return dirs


def _text(text: str) -> tuple[bytes, int]:
    if not isinstance(text, str):
        raise TypeError(f"expected a str, not {type(text).__name__}")
    data = text.encode()
    return data, len(data)


def _call(function: Any, *args: Any) -> None:
    error = new_out()
    if function(*args, error):
        raise take(error)
