"""Running programs."""

from __future__ import annotations

import os
import sys
from time import monotonic

from ._engine import Config, engine_for
from ._errors import ExitTrap, Trap, WasmError
from ._func import Func
from ._instance import Exports, Instance
from ._module import Module
from ._store import Limits, Store
from ._types import MemoryType
from ._wasi import WasiConfig

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from ._engine import Engine
    from ._memory import Memory
    from ._shared import SharedMemory
    from ._wasi import Preopens

__all__ = ["CompletedRun", "RunError", "Sandbox", "load", "run"]

#: The return code of a program that trapped: as a shell gives it for an abort.
TRAPPED = 134

#: The bytes that the memory of a program may grow to where nobody says more.
_MEMORY = 256 << 20


class CompletedRun:
    """What is left of a program that has run; as ``subprocess.CompletedProcess``.

    >>> text = '(module (func (export "_start") unreachable) (memory (export "memory") 1))'
    >>> completed = run(text)
    >>> completed.returncode, completed.trap
    (134, Unreachable('wasm trap: unreachable'))
    >>> completed.check_returncode()
    Traceback (most recent call last):
      ...
    sanderling._run.RunError: main.wasm ended with return code 134: wasm trap: unreachable
    """

    __slots__ = (
        "args",
        "duration",
        "fuel_consumed",
        "peak_memory",
        "returncode",
        "stderr",
        "stdout",
        "trap",
    )

    def __init__(
        self,
        args: list[str],
        returncode: int,
        stdout: Any = None,
        stderr: Any = None,
        trap: Trap | None = None,
    ) -> None:
        #: The arguments, the program's name first.
        self.args = args
        #: The program's exit code; 134 if it trapped.
        self.returncode = returncode
        #: What it has written, if that was captured: bytes, or text if that was wanted.
        self.stdout = stdout
        self.stderr = stderr
        #: The trap that ended the program, if one did.
        self.trap = trap
        #: How many seconds it has run.
        self.duration = 0.0
        #: What it has consumed, if it had fuel.
        self.fuel_consumed: int | None = None
        #: The bytes of the memories that it exports, which never shrink.
        self.peak_memory = 0

    def check_returncode(self) -> None:
        """Raises a :class:`RunError` unless the return code is 0."""
        if self.returncode != 0:
            raise RunError(self) from self.trap

    def __repr__(self) -> str:
        parts = [f"args={self.args!r}", f"returncode={self.returncode}"]
        parts += [
            f"{name}={value!r}"
            for name in ("stdout", "stderr", "trap")
            if (value := getattr(self, name)) is not None
        ]
        return f"CompletedRun({', '.join(parts)})"


class RunError(WasmError):
    """A program has ended with another return code than 0.

    >>> text = '(module (func (export "_start") unreachable) (memory (export "memory") 1))'
    >>> try:
    ...     run(text, check=True)
    ... except RunError as error:
    ...     error.returncode
    134
    """

    def __init__(self, completed: CompletedRun) -> None:
        args, code = completed.args, completed.returncode
        message = f"{args[0]} ended with return code {code}"
        if completed.trap is not None:
            message += f": {completed.trap.message}"
        super().__init__(message)
        # For pickle and copy, which make the exception anew from it.
        self.args = (completed,)
        #: The program that has run.
        self.completed = completed
        self.returncode = completed.returncode
        self.stdout = completed.stdout
        self.stderr = completed.stderr


def run(
    module: Module | bytes | bytearray | memoryview | str | os.PathLike[str],
    *,
    args: Iterable[str] = (),
    env: Mapping[str, str] | None = None,
    input: bytes | bytearray | memoryview | str | None = b"",
    preopens: Preopens = (),
    capture_output: bool = True,
    check: bool = False,
    text: bool = False,
    unknown_imports: str = "error",
    program: str | None = None,
    engine: Engine | None = None,
    timeout: float | None = None,
    fuel: int | None = None,
    memory: int | None = _MEMORY,
    limits: Limits | None = None,
) -> CompletedRun:
    """Runs a WASI program to its end.

    ``module``
        A :class:`Module`, the bytes of one, the path of a file, or a ``str`` that begins
        with ``(``: the text of a module.
    ``args``
        The arguments after the program's name. That is the file's name, unless
        ``program`` is given.
    ``env``
        The environment: empty unless it is given.
    ``input``
        Standard input, as bytes or text; None is this process's own.
    ``preopens``
        Directories that the program may use: see :class:`WasiConfig`.
    ``capture_output``
        Whether to return what the program writes; otherwise it goes to this process's
        own streams.
    ``check``
        Whether to raise a :class:`RunError` if the return code is not 0.
    ``text``
        Whether to decode the output, which must be UTF-8.
    ``unknown_imports``
        ``"trap"`` runs programs that import functions that nobody has, until one of them
        is called.

    ``timeout``
        The seconds that it may run; then it traps with :class:`Timeout`.
    ``fuel``
        About how many instructions it may execute; then it traps with :class:`OutOfFuel`. A
        :class:`Module` must have been made for it: see ``Config(fuel=True)``.
    ``memory``
        The bytes that its memory may grow to, 256 MiB unless given; None is no limit but
        the engine's. ``limits`` has all that can be limited.

    A trap does not come out as an exception but as the return code 134, with the
    exception in ``trap``.

    >>> hello = '''
    ...     (import "wasi_snapshot_preview1" "fd_write"
    ...         (func $write (param i32 i32 i32 i32) (result i32)))
    ...     (memory (export "memory") 1)
    ...     (data (i32.const 0) "\\\\10\\\\00\\\\00\\\\00\\\\06\\\\00\\\\00\\\\00")
    ...     (data (i32.const 16) "hello\\\\n")
    ...     (func (export "_start")
    ...         (drop (call $write
    ...             (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))'''
    >>> run(hello.strip())
    CompletedRun(args=['main.wasm'], returncode=0, stdout=b'hello\\n', stderr=b'')
    """
    program = program_name(module) if program is None else program
    argv = [program, *_strings(args)]
    output = "capture" if capture_output else "inherit"
    wasi = WasiConfig(
        argv,
        env,
        input,
        stdout=output,
        stderr=output,
        preopens=preopens,
        inherit="stdio" if input is None else "none",
    )
    if engine is None and fuel is not None:
        engine = engine_for(Config(fuel=True))
    loaded = module if isinstance(module, Module) else load_module(module, engine)
    if not capture_output:
        _flush()
    if limits is None:
        limits = Limits(memory_bytes=memory)
    elif memory != _MEMORY:
        raise TypeError("memory is one of the limits")
    with Store(loaded.engine, limits=limits, fuel=fuel, wasi=wasi) as store:
        begin = monotonic()
        memories: list[Memory | SharedMemory] = []
        returncode, trap = _start(store, loaded, unknown_imports, timeout, memories)
        completed = CompletedRun(argv, returncode, trap=trap)
        completed.duration = monotonic() - begin
        completed.peak_memory = sum(memory.data_len for memory in memories)
        if fuel is not None:
            completed.fuel_consumed = store.consumed_fuel
        if capture_output:
            completed.stdout, completed.stderr = store.take_stdout(), store.take_stderr()
            if text:
                completed.stdout = completed.stdout.decode()
                completed.stderr = completed.stderr.decode()
    if check:
        completed.check_returncode()
    return completed


class Sandbox:
    """A module for code that nobody trusts: compiled once, with a fresh instance for each
    call, which gets nothing from WASI but what it is given, and has limits.

    ``timeout`` is in seconds, ``fuel`` in about instructions, and ``limits`` are those of
    :meth:`Limits.strict` unless given.

    >>> box = Sandbox('''
    ...     (global $n (mut i32) (i32.const 0))
    ...     (func (export "count") (result i32)
    ...         (global.set $n (i32.add (global.get $n) (i32.const 1))) (global.get $n))
    ...     (func (export "forever") (loop (br 0)))''', timeout=0.1)
    >>> box.call("count"), box.call("count")
    (1, 1)
    >>> box.call("forever")
    Traceback (most recent call last):
      ...
    sanderling._errors.Timeout: the call has taken longer than 0.1 s
    """

    def __init__(
        self,
        module: Module | bytes | bytearray | memoryview | str | os.PathLike[str],
        *,
        limits: Limits | None = None,
        timeout: float | None = 5,
        fuel: int | None = None,
        imports: Any = (),
    ) -> None:
        engine = None if fuel is None else engine_for(Config(fuel=True))
        if not isinstance(module, Module):
            module = load_module(module, engine)
        #: The module.
        self.module = module
        self._fuel = fuel
        self._limits = Limits.strict() if limits is None else limits
        self._timeout = timeout
        self._imports = imports

    def call(self, name: str, *args: Any) -> Any:
        """Calls a function that the module exports."""
        wasi, fuel = WasiConfig(), self._fuel
        with Store(self.module.engine, limits=self._limits, fuel=fuel, wasi=wasi) as store:
            exports = Instance(store, self.module, self._imports).exports
            initialize = exports.get("_initialize")
            if isinstance(initialize, Func):
                initialize.call(timeout=self._timeout)
            return exports[name].call(*args, timeout=self._timeout)

    def run(self, args: Iterable[str] = (), **options: Any) -> CompletedRun:
        """Runs the module as a program; takes what :func:`run` does.

        >>> Sandbox('(module (func (export "_start")) (memory (export "memory") 1))').run()
        CompletedRun(args=['main.wasm'], returncode=0, stdout=b'', stderr=b'')
        """
        options.setdefault("timeout", self._timeout)
        options.setdefault("limits", self._limits)
        options.setdefault("fuel", self._fuel)
        return run(self.module, args=args, **options)

    def __repr__(self) -> str:
        return f"<Sandbox of {self.module!r}>"


def load(
    source: Module | bytes | bytearray | memoryview | str | os.PathLike[str],
    imports: Any = (),
    *,
    wasi: WasiConfig | None = None,
    store: Store | None = None,
) -> Exports:
    """What a module exports, instantiated in a store of its own.

    ``source`` is as for :func:`run`, ``imports`` are as for an :class:`Instance`, and
    ``wasi`` says what the module gets from WASI.

    >>> exports = load('(func (export "f") (result i32) (i32.const 7))')
    >>> exports.f()
    7
    """
    loaded = source if isinstance(source, Module) else load_module(source)
    if store is None:
        store = Store(loaded.engine, wasi=wasi)
    elif wasi is not None:
        raise TypeError("wasi is for a store of the module's own")
    return Instance(store, loaded, imports).exports


def load_module(
    source: bytes | bytearray | memoryview | str | os.PathLike[str],
    engine: Engine | None = None,
) -> Module:
    """The module that :func:`run` is given."""
    if isinstance(source, str) and not _is_text(source):
        return Module.from_file(engine, source)
    return Module(engine, source)


def program_name(module: object) -> str:
    """The name of a program that was given none: its file's, or its module's."""
    if isinstance(module, (str, os.PathLike)) and not _is_text(module):
        return os.path.basename(os.fspath(module))
    name = module.name if isinstance(module, Module) else None
    return name or "main.wasm"


def _is_text(source: object) -> bool:
    return isinstance(source, str) and source.lstrip()[:1] in ("(", ";")


def _start(
    store: Store,
    module: Module,
    unknown_imports: str,
    timeout: float | None,
    memories: list[Memory | SharedMemory],
) -> tuple[int, Trap | None]:
    """Runs the program; gives its return code and the trap that ended it, and adds its
    memories to a list."""
    try:
        instance = Instance(store, module, unknown_imports=unknown_imports)
        for name in (e.name for e in module.exports if isinstance(e.type, MemoryType)):
            memories.append(instance.exports[name])
        start = instance.exports.get("_start")
        if not isinstance(start, Func):
            raise WasmError("the module is not a program: it has no function _start")
        start.call(timeout=timeout)
    except ExitTrap as exit:
        return exit.code or 0, None
    except Trap as trap:
        return TRAPPED, trap
    return 0, None


def _strings(args: Iterable[str]) -> list[str]:
    if isinstance(args, (str, bytes)):
        raise TypeError("args must be a sequence of strings, not one")
    return list(args)


def _flush() -> None:
    """Lets what Python has written come before what the guest will write."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
