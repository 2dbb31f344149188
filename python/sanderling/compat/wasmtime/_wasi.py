"""What guests get from WASI."""

from __future__ import annotations

import os
import sys
from enum import Enum

import sanderling as _s
from sanderling._wasi import Counting, FilePath

from ._errors import Managed, WasmtimeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class DirPerms(Enum):
    """What a guest may do with a directory.

    >>> DirPerms.READ_ONLY.name
    'READ_ONLY'
    """

    READ_ONLY = 1
    WRITE_ONLY = 2
    READ_WRITE = 3


class FilePerms(Enum):
    """What a guest may do with the files in it.

    >>> FilePerms.READ_WRITE.name
    'READ_WRITE'
    """

    READ_ONLY = 1
    WRITE_ONLY = 2
    READ_WRITE = 3


class WasiConfig(Managed):
    """What guests get from WASI; attributes can be set, not read.

    >>> import sanderling.compat.wasmtime as wasmtime
    >>> config = wasmtime.WasiConfig()
    >>> config.argv = ["prog", "-v"]
    >>> config.inherit_argv()
    >>> config.inherit_env()
    >>> config.inherit_stdin()
    >>> config.inherit_stdout()
    >>> config.inherit_stderr()
    >>> config.preopen_dir(".", "/data", DirPerms.READ_ONLY)
    >>> store = wasmtime.Store()
    >>> store.set_wasi(config)
    """

    _given: dict[str, Any]

    def __init__(self) -> None:
        object.__setattr__(self, "_given", {"preopens": []})

    def __setattr__(self, name: str, value: Any) -> None:
        given: dict[str, Any] = self._given
        if name == "argv":
            given["args"] = list(value)
        elif name == "env":
            given["env"] = dict(value)
        elif name in ("stdin_file", "stdout_file", "stderr_file"):
            path = os.fsdecode(value)
            try:
                with open(path, "rb" if name == "stdin_file" else "wb"):
                    pass
            except OSError as error:
                raise WasmtimeError(f"failed to set {name}: {error}") from None
            given[name[: -len("_file")]] = FilePath(path)
        elif name in ("stdout_custom", "stderr_custom"):
            given[name[: -len("_custom")]] = Counting(value)
        else:
            raise AttributeError(f"a WasiConfig has no {name}")

    def inherit_argv(self) -> None:
        """Gives the guest this process's arguments."""
        self._given["args"] = list(sys.argv)

    def inherit_env(self) -> None:
        """Gives the guest this process's environment."""
        self._given["env"] = dict(os.environ)

    def inherit_stdin(self) -> None:
        """Gives the guest this process's standard input."""
        self._given["stdin"] = lambda length: os.read(0, length)

    def inherit_stdout(self) -> None:
        """Gives the guest this process's standard output."""
        self._given["stdout"] = "inherit"

    def inherit_stderr(self) -> None:
        """Gives the guest this process's standard error."""
        self._given["stderr"] = "inherit"

    def preopen_dir(
        self,
        path: str,
        guest_path: str,
        dir_perms: DirPerms = DirPerms.READ_WRITE,
        file_perms: FilePerms = FilePerms.READ_WRITE,
    ) -> None:
        """Lets the guest use a directory."""
        if not os.path.isdir(path):
            raise WasmtimeError(f"failed to add preopen dir: {path}")
        # Both must allow it.
        allowed = dir_perms.value & file_perms.value
        read, write = bool(allowed & 1), bool(allowed & 2)
        if not allowed:
            raise WasmtimeError("a directory must be one to read or to write")
        self._given["preopens"].append(_s.Dir(path, guest_path, read=read, write=write))

    def _config(self) -> _s.WasiConfig:
        return _s.WasiConfig(**self._given)
