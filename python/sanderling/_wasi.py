"""What a guest gets from WASI."""

from __future__ import annotations

import os
from _collections_abc import Mapping

from ._errors import new_out, put_aside, take
from ._func import entry_of, new_callback, register
from ._native import ffi, lib
from ._owned import owned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, Callable, Union

    Path = Union[str, bytes, os.PathLike[str], os.PathLike[bytes]]
    Preopens = Union[Mapping[str, Path], Iterable["Dir"]]
    Clock = Union[int, str, Callable[[str], int], None]

__all__ = ["Dir", "WasiConfig"]

_OUTPUTS = {
    None: lib.SANDERLING_STDIO_NULL,
    "inherit": lib.SANDERLING_STDIO_INHERIT,
    "capture": lib.SANDERLING_STDIO_CAPTURE,
}


class Dir:
    """A directory of the host that a guest may use, and what is below it.

    It can only be read unless ``write`` is true. If ``read`` is false as well, it can only
    be written: the guest makes, changes, moves and removes files, but never sees what is
    in one, nor which there are.

    >>> Dir(".", "/data")
    <Dir '.' as '/data', read-only>
    >>> Dir("results", "/out", read=False, write=True)
    <Dir 'results' as '/out', write-only>
    """

    __slots__ = ("guest", "host", "read", "write")

    def __init__(
        self, host: Path, guest: str, *, read: bool = True, write: bool = False
    ) -> None:
        if not (read or write):
            raise ValueError("a directory must be one to read or to write")
        #: The directory.
        self.host = host
        #: The guest's name for it.
        self.guest = guest
        #: Whether the guest may read what is in it.
        self.read = read
        #: Whether the guest may change what is in it.
        self.write = write

    def __repr__(self) -> str:
        access = "read-only"
        if self.write:
            access = "read and write" if self.read else "write-only"
        return f"<Dir {self.host!r} as {self.guest!r}, {access}>"


class WasiConfig:
    """What the guests of a store get from WASI: nothing, unless it is given here.

    ``args``
        The arguments; the first is the program's name.
    ``env``
        The environment.
    ``stdin``
        What standard input consists of: bytes; text, which is encoded in UTF-8; the path
        of a file (an ``os.PathLike``); an object with a method ``read``, binary or text;
        or a function that is given a number of bytes and returns at most as many.
        ``"inherit"`` as the value of ``inherit`` stands for this process's own.
    ``stdout``, ``stderr``
        ``"capture"`` keeps the output for :meth:`Store.take_stdout` and
        :meth:`Store.take_stderr`; ``"inherit"`` is this process's own stream; None
        throws it away; the path of a file (an ``os.PathLike``) is made anew; an object
        with a method ``write`` or a function gets the bytes, or text if it is a text
        stream.
    ``preopens``
        Directories: a mapping of the guest's names to the host's paths, which can be
        read and written, or a sequence of :class:`Dir`.
    ``inherit``
        ``"stdio"`` stands for this process's own streams wherever None is given, and
        ``"all"`` for its arguments and environment as well.
    ``capture_limit``
        The bytes that a captured stream holds at most; the guest then finds its disk full.
    ``clock``
        ``"real"``, or None, are this machine's clocks. ``"fixed"`` are clocks that stand
        still at 0, and a number is another time for them, in nanoseconds. A function is
        given ``"realtime"``, ``"monotonic"``, ``"process_cputime"`` or
        ``"thread_cputime"`` each time the guest reads that clock, and returns its
        nanoseconds; what it raises comes out of the call of the guest.
    ``random``
        A number that makes the guest's random bytes always the same; None are real ones.
    ``network``
        False: WASI preview 1, which guests have here, cannot open connections.

    What a function for a stream raises comes out of the call of the guest.

    >>> WasiConfig(["prog", "-v"], stdout="capture")
    <WasiConfig args=['prog', '-v']>

    All of them are attributes as well. There are also the names of wasmtime-py:

    >>> config = WasiConfig()
    >>> config.argv = ["prog", "-v"]
    >>> config.env = {"LANG": "C"}
    >>> config.stdin_file, config.stdout_file, config.stderr_file = "in", "out", "err"
    >>> config.stdin_file
    'in'
    >>> config.stdout_custom = config.stderr_custom = lambda data: len(data)
    >>> config.inherit_argv()
    >>> config.inherit_env()
    >>> config.inherit_stdin()
    >>> config.inherit_stdout()
    >>> config.inherit_stderr()
    >>> config.preopen_dir(".", "/data", write=False)
    >>> config.preopens
    [<Dir '.' as '/data', read-only>]
    """

    __slots__ = (
        "args",
        "capture_limit",
        "clock",
        "env",
        "inherit",
        "network",
        "preopens",
        "random",
        "stderr",
        "stdin",
        "stdout",
    )

    def __init__(
        self,
        args: Iterable[str] = (),
        env: Mapping[str, str] | None = None,
        stdin: Any = None,
        stdout: Any = None,
        stderr: Any = None,
        preopens: Preopens = (),
        *,
        inherit: str = "none",
        capture_limit: int | None = None,
        clock: Clock = None,
        random: int | None = None,
        network: bool = False,
    ) -> None:
        self.args = args
        self.env = env
        self.stdin = stdin
        self.stdout = stdout
        self.stderr = stderr
        self.preopens = preopens
        self.inherit = inherit
        self.capture_limit = capture_limit
        self.clock = clock
        self.random = random
        self.network = network

    @property
    def argv(self) -> Iterable[str]:
        """The same as ``args``."""
        return self.args

    @argv.setter
    def argv(self, args: Iterable[str]) -> None:
        self.args = args

    @property
    def stdin_file(self) -> Path | None:
        """The path of the file that standard input is, if it is one."""
        return _path_in(self.stdin)

    @stdin_file.setter
    def stdin_file(self, path: Path) -> None:
        self.stdin = FilePath(path)

    @property
    def stdout_file(self) -> Path | None:
        """The path of the file that standard output is written to, if it is one."""
        return _path_in(self.stdout)

    @stdout_file.setter
    def stdout_file(self, path: Path) -> None:
        self.stdout = FilePath(path)

    @property
    def stderr_file(self) -> Path | None:
        """The path of the file that standard error is written to, if it is one."""
        return _path_in(self.stderr)

    @stderr_file.setter
    def stderr_file(self, path: Path) -> None:
        self.stderr = FilePath(path)

    @property
    def stdout_custom(self) -> Callable[[bytes], int | None] | None:
        """The function that gets what is written to standard output, if one does: it
        returns how many bytes it has taken, or None for all."""
        return self.stdout if callable(self.stdout) else None

    @stdout_custom.setter
    def stdout_custom(self, function: Callable[[bytes], int | None]) -> None:
        self.stdout = Counting(function)

    @property
    def stderr_custom(self) -> Callable[[bytes], int | None] | None:
        """The same for standard error."""
        return self.stderr if callable(self.stderr) else None

    @stderr_custom.setter
    def stderr_custom(self, function: Callable[[bytes], int | None]) -> None:
        self.stderr = Counting(function)

    def inherit_argv(self) -> None:
        """Gives the guest this process's arguments."""
        import sys

        self.args = list(sys.argv)

    def inherit_env(self) -> None:
        """Gives the guest this process's environment."""
        self.env = dict(os.environ)

    def inherit_stdin(self) -> None:
        """Gives the guest this process's standard input."""
        self.stdin = _INHERITED

    def inherit_stdout(self) -> None:
        """Gives the guest this process's standard output."""
        self.stdout = "inherit"

    def inherit_stderr(self) -> None:
        """Gives the guest this process's standard error."""
        self.stderr = "inherit"

    def preopen_dir(
        self, path: Path, guest_path: str, *, read: bool = True, write: bool = True
    ) -> None:
        """Lets the guest use a directory, with those that it has already."""
        item = Dir(path, guest_path, read=read, write=write)
        self.preopens = [*_dirs(self.preopens), item]

    def _create(self) -> tuple[Any, tuple[Any, ...]]:
        """The library's configuration, and what must live as long as a store with it."""
        if self.inherit not in ("none", "stdio", "all"):
            message = f"inherit must be 'none', 'stdio' or 'all', not {self.inherit!r}"
            raise ValueError(message)
        if self.network:
            raise ValueError("network must be False: WASI preview 1 opens no connections")
        handle = owned(lib.sanderling_wasi_config_new(), lib.sanderling_wasi_config_delete)
        if isinstance(self.args, (str, bytes)):
            raise TypeError("args must be a sequence of strings, not one")
        args, env = list(self.args), dict(self.env or {})
        if self.inherit == "all":
            import sys

            args = args or list(sys.argv)
            env = env or dict(os.environ)
        for arg in args:
            _call(lib.sanderling_wasi_config_add_arg, handle, *_text(arg))
        for name, value in env.items():
            _call(lib.sanderling_wasi_config_add_env, handle, *_text(name), *_text(value))
        kept = (
            self._set_stdin(handle),
            *self._set_outputs(handle),
            self._set_clock(handle),
        )
        for item in _dirs(self.preopens):
            host = os.fsencode(item.host)
            _call(
                lib.sanderling_wasi_config_add_preopen,
                handle,
                host,
                len(host),
                *_text(item.guest),
                item.read,
                item.write,
            )
        if self.random is not None:
            lib.sanderling_wasi_config_set_random_seed(handle, self.random)
        return handle, kept

    def _set_clock(self, handle: Any) -> Any:
        clock = self.clock
        if callable(clock):
            entry = _Teller(clock)
            number, function = register(entry), _callback("clock")
            _call(lib.sanderling_wasi_config_set_clock_callback, handle, function, number)
            return entry
        if clock == "fixed":
            clock = 0
        if isinstance(clock, int):
            lib.sanderling_wasi_config_set_fixed_clock(handle, clock, clock)
        elif clock not in (None, "real"):
            message = "clock must be 'real', 'fixed', a time or a function"
            raise ValueError(f"{message}, not {clock!r}")
        return None

    def _set_stdin(self, handle: Any) -> Any:
        stdin = self.stdin
        if stdin is None or stdin is _INHERITED:
            if stdin is _INHERITED or self.inherit != "none":
                stdio = lib.SANDERLING_STDIO_INHERIT
                _call(lib.sanderling_wasi_config_set_stdin, handle, stdio)
            return None
        if isinstance(stdin, os.PathLike):
            path = os.fsencode(stdin)
            _call(lib.sanderling_wasi_config_set_stdin_file, handle, path, len(path))
            return None
        read = stdin if callable(stdin) else getattr(stdin, "read", None)
        if read is not None:
            entry = _Reader(read)
            number = register(entry)
            function = _callback("read")
            _call(lib.sanderling_wasi_config_set_stdin_callback, handle, function, number)
            return entry
        data = stdin.encode() if isinstance(stdin, str) else stdin
        # The bytes are copied.
        data = ffi.from_buffer("uint8_t[]", data)
        _call(lib.sanderling_wasi_config_set_stdin_bytes, handle, data, len(data))
        return None

    def _set_outputs(self, handle: Any) -> Iterator[Any]:
        for name, value in (("stdout", self.stdout), ("stderr", self.stderr)):
            setter = f"sanderling_wasi_config_set_{name}"
            if isinstance(value, os.PathLike):
                path = os.fsencode(value)
                _call(getattr(lib, f"{setter}_file"), handle, path, len(path))
                continue
            write = value if callable(value) else getattr(value, "write", None)
            if write is not None:
                entry = _Writer(write, value)
                number, function = register(entry), _callback("write")
                _call(getattr(lib, f"{setter}_callback"), handle, function, number)
                yield entry
                continue
            if value is None and self.inherit != "none":
                value = "inherit"
            if not (value is None or isinstance(value, str)) or value not in _OUTPUTS:
                raise ValueError(
                    f"{name} must be 'capture', 'inherit', None, the path of a file, or "
                    f"something to write to, not {value!r}"
                )
            _call(getattr(lib, setter), handle, _OUTPUTS[value])
        if self.capture_limit is not None:
            lib.sanderling_wasi_config_set_capture_limit(handle, self.capture_limit)

    def __repr__(self) -> str:
        args = list(self.args) if isinstance(self.args, (list, tuple)) else self.args
        return f"<WasiConfig args={args!r}>"


#: Standard input that is this process's own: any text stands for itself there.
_INHERITED = object()


class FilePath:
    """The path of a file, which as a text would be taken for something else."""

    __slots__ = ("path",)

    def __init__(self, path: Path) -> None:
        self.path = path

    def __fspath__(self) -> Any:
        return os.fspath(self.path)


def _path_in(stream: Any) -> Path | None:
    if isinstance(stream, FilePath):
        return stream.path
    return stream if isinstance(stream, os.PathLike) else None


class Counting:
    """A function that says how many of the bytes it has taken: it gets the others next."""

    __slots__ = ("_function",)

    def __init__(self, function: Callable[[bytes], int | None]) -> None:
        if not callable(function):
            raise TypeError(f"expected a function, not {type(function).__name__}")
        self._function = function

    def __call__(self, data: bytes) -> None:
        while data:
            count = self._function(data)
            if count is None or count >= len(data):
                return
            if count < 0:
                raise OSError(-count, os.strerror(-count))
            data = data[count:]


class _Reader:
    """Something that standard input is read from."""

    __slots__ = ("__weakref__", "_read", "_rest")

    def __init__(self, read: Callable[[int], Any]) -> None:
        self._read = read
        # Of a text, which can take more bytes than were asked for.
        self._rest = b""

    def invoke(self, buffer: Any, length: int) -> int:
        try:
            data = self._rest or self._read(length)
            if isinstance(data, str):
                data = data.encode()
            data, self._rest = data[:length], data[length:]
            ffi.buffer(buffer, length)[: len(data)] = data
            return len(data)
        except BaseException as error:
            return -put_aside(error)


class _Writer:
    """Something that gets what a guest writes."""

    __slots__ = ("__weakref__", "_decoder", "_write")

    def __init__(self, write: Callable[[Any], Any], stream: Any) -> None:
        self._write = write
        self._decoder: Any = None
        if hasattr(stream, "encoding") or type(stream).__name__ == "StringIO":
            import codecs

            self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def invoke(self, data: Any, length: int) -> int:
        try:
            text = bytes(ffi.buffer(data, length))
            self._write(self._decoder.decode(text) if self._decoder else text)
            return 0
        except BaseException as error:
            return put_aside(error)


#: The names of the clocks, by their numbers.
_CLOCKS = ("realtime", "monotonic", "process_cputime", "thread_cputime")


class _Teller:
    """Something that tells the time."""

    __slots__ = ("__weakref__", "_tell")

    def __init__(self, tell: Callable[[str], int]) -> None:
        self._tell = tell

    def invoke(self, clock: int, time: Any) -> int:
        try:
            time[0] = self._tell(_CLOCKS[clock])
            return 0
        except BaseException as error:
            return put_aside(error)


#: The functions that the library calls: one for all clocks, and for all streams one to
#: read and one to write.
_callbacks: dict[str, Any] = {}

_SIGNATURES = {
    "clock": "int64_t(uintptr_t, uint32_t, uint64_t *)",
    "read": "int64_t(uintptr_t, uint8_t *, size_t)",
    "write": "int64_t(uintptr_t, const uint8_t *, size_t)",
}


def _callback(kind: str) -> Any:
    callback = _callbacks.get(kind)
    if callback is None:

        def call(number: int, first: Any, second: Any) -> int:
            return entry_of(number).invoke(first, second)  # type: ignore[no-any-return]

        callback = new_callback(_SIGNATURES[kind], call, -1 if kind == "read" else 1)
        _callbacks[kind] = callback
    return callback


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
