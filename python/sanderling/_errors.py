"""Exceptions, and how they are made from the library's error objects."""

from __future__ import annotations

import itertools

from ._native import ffi, lib
from ._owned import owned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from ._objects import Exn
    from ._values import StoreRef, Tag

    Place = tuple[str, int, int]

__all__ = [
    "ArrayOutOfBounds",
    "CastFailure",
    "ClosedError",
    "CompileError",
    "ConcurrencyError",
    "ExitTrap",
    "ExpectedSharedMemory",
    "ExpiredError",
    "Frame",
    "HostError",
    "HostFunctionsUnavailable",
    "IndirectCallTypeMismatch",
    "InstantiationError",
    "IntegerDivByZero",
    "IntegerOverflow",
    "InternalError",
    "Interrupted",
    "InvalidConversionToInteger",
    "LinkError",
    "MemoryOutOfBounds",
    "NullFunctionReference",
    "NullReference",
    "OutOfFuel",
    "OutOfMemory",
    "ResourceLimitError",
    "Source",
    "StackOverflow",
    "TableOutOfBounds",
    "Timeout",
    "Trap",
    "UnalignedAtomic",
    "UncaughtException",
    "UndefinedElement",
    "UninitializedElement",
    "Unreachable",
    "UnsupportedError",
    "UsageError",
    "ValidationError",
    "WasmError",
    "WatError",
    "WrongStoreError",
]


class WasmError(Exception):
    """The base class of all exceptions of this package.

    >>> issubclass(LinkError, WasmError)
    True
    """

    #: What went wrong, in one line if there is no more to say.
    message: str = ""
    #: The guest's functions that were running, innermost first, if it came out of them.
    frames: tuple[Frame, ...] = ()
    #: The same as text, one a line; empty if there are none.
    backtrace: str = ""

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        if not self.backtrace:
            return self.message
        return f"{self.message}\n{_trace(self.backtrace, self.frames)}"


class CompileError(WasmError, ValueError):
    """The bytes are not a WebAssembly module.

    >>> import sanderling
    >>> sanderling.Module(None, b"no module")
    Traceback (most recent call last):
      ...
    sanderling._errors.WatError: malformed module: expected `(`, line 1, column 1 ...
    """

    #: The place in the binary, in bytes, if it is known.
    offset: int | None = None


#: The characters of a line that is too long to be shown.
_LONG_LINE = 200


class WatError(CompileError):
    """The text is not a WebAssembly module; the message shows the place.

    >>> import sanderling
    >>> try:
    ...     sanderling.Module(None, "(module\\n  (fun))")
    ... except WatError as error:
    ...     print(error.line, error.column)
    ...     print(error)
    2 4
    malformed module: expected valid module field, line 2, column 4 (at offset 0xb)
          (fun))
           ^
    """

    #: The place, counted from 1; None if it is not known.
    line: int | None = None
    column: int | None = None
    #: The line.
    text: str = ""

    def __str__(self) -> str:
        message = super().__str__()
        if self.column is None or not self.text.strip() or len(self.text) > _LONG_LINE:
            return message
        # Without what drives a terminal, each as one character.
        line = "".join(c if c.isprintable() else " " for c in self.text)
        return f"{message}\n    {line}\n    {' ' * (self.column - 1)}^"


class ValidationError(CompileError):
    """The module breaks a rule of validation.

    >>> import sanderling
    >>> sanderling.Module(None, '(func (result i32))')  # doctest: +ELLIPSIS
    Traceback (most recent call last):
      ...
    sanderling._errors.ValidationError: invalid module: type mismatch: ...
    """


class UnsupportedError(CompileError):
    """The module needs a feature that is switched off or not implemented.

    >>> import sanderling
    >>> engine = sanderling.Engine(sanderling.Config(simd=False))
    >>> sanderling.Module(engine, "(func (param v128))")
    Traceback (most recent call last):
      ...
    sanderling._errors.UnsupportedError: ...
    """


class ImportMismatch:
    """An import that could not be linked."""

    __slots__ = ("expected", "found", "module", "name")

    def __init__(self, module: str, name: str, expected: str, found: str | None) -> None:
        #: The two names of the import.
        self.module = module
        self.name = name
        #: The type that the module declares, in the text format.
        self.expected = expected
        #: The type of what was given; None if nothing was.
        self.found = found

    def __repr__(self) -> str:
        return f"<ImportMismatch {self.module}.{self.name} {self.expected}>"


class LinkError(WasmError):
    """Imports and what was given for them do not fit.

    >>> import sanderling
    >>> module = sanderling.Module(None, '(import "env" "log" (func (param i32)))')
    >>> sanderling.Instance(sanderling.Store(), module)
    Traceback (most recent call last):
      ...
    sanderling._errors.LinkError: unknown import: "env" "log" (func (param i32))

    >>> try:
    ...     sanderling.Instance(sanderling.Store(), module)
    ... except LinkError as error:
    ...     error.module, error.name, error.expected, error.found
    ('env', 'log', '(func (param i32))', None)
    """

    #: All imports that do not fit.
    imports: tuple[ImportMismatch, ...] = ()

    @property
    def module(self) -> str | None:
        """The module name of the first of them."""
        return self.imports[0].module if self.imports else None

    @property
    def name(self) -> str | None:
        """The name of the first of them."""
        return self.imports[0].name if self.imports else None

    @property
    def expected(self) -> str | None:
        """The type that the module declares for the first of them."""
        return self.imports[0].expected if self.imports else None

    @property
    def found(self) -> str | None:
        """The type of what was given for the first of them; None if nothing was."""
        return self.imports[0].found if self.imports else None


class InstantiationError(WasmError):
    """A module could not be instantiated for another reason than its imports.

    >>> issubclass(InstantiationError, WasmError)
    True
    """


class Source:
    """A place in the source code that a module was compiled from.

    >>> place = Source("leaf", "src/lib.rs", 12, 5)
    >>> place
    <Source leaf src/lib.rs:12:5>
    >>> print(place)
    src/lib.rs:12:5
    """

    __slots__ = ("column", "file", "func_name", "line")

    def __init__(self, func_name: str | None, file: str, line: int, column: int) -> None:
        #: The function's name in the source code, if it is known.
        self.func_name = func_name
        #: The file's name, below the directory of compilation if it is there.
        self.file = file
        #: Both are counted from 1, and 0 if they are not known.
        self.line = line
        self.column = column

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Source):
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[Any, ...]:
        return self.func_name, self.file, self.line, self.column

    def __reduce__(self) -> Any:
        return Source, self._key()

    def __str__(self) -> str:
        numbers = (str(number) for number in (self.line, self.column) if number)
        return ":".join([self.file, *numbers])

    def __repr__(self) -> str:
        name = "" if self.func_name is None else f"{self.func_name} "
        return f"<Source {name}{self}>"


class Frame:
    """A call of a guest's function that was under way when a trap happened.

    >>> import sanderling
    >>> try:
    ...     sanderling.load('(func $oops (export "f") unreachable)').f()
    ... except sanderling.Trap as trap:
    ...     trap.frames[0], trap.frames[0].func_name
    (<Frame 0x1e <unnamed>!oops+0x1>, 'oops')
    """

    __slots__ = (
        "_sources",
        "func_index",
        "func_name",
        "func_offset",
        "module_name",
        "module_offset",
    )

    def __init__(
        self,
        func_index: int,
        func_name: str | None,
        module_name: str | None,
        func_offset: int,
        module_offset: int,
        sources: tuple[Any, ...] = (),
    ) -> None:
        #: The function's index in its module, imports first.
        self.func_index = func_index
        #: Names, from the name section.
        self.func_name = func_name
        self.module_name = module_name
        #: The instruction's place in the function's body, and in the module.
        self.func_offset = func_offset
        self.module_offset = module_offset
        # Or the error that knows them, until somebody wants to know.
        self._sources = sources

    @property
    def place(self) -> Place | None:
        """Where in the source code the instruction is: the file's name, below the
        directory of compilation if it is there, the line and the column, which are counted
        from 1, and 0 if they are not known. None without DWARF sections that say it.

        >>> Frame(0, "f", None, 1, 40).place is None
        True
        """
        sources = self.sources
        if not sources:
            return None
        return sources[0].file, sources[0].line, sources[0].column

    @property
    def sources(self) -> tuple[Source, ...]:
        """All functions of the source code that the instruction is in, innermost first:
        compilers put functions into others. The last is the frame's own; each other was
        called at the place of the next one. Empty without DWARF sections that say it.

        >>> Frame(0, "f", None, 1, 40).sources
        ()
        """
        sources = self._sources
        if sources and sources[0].__class__ is not Source:
            error, index = sources
            out = ffi.new("sanderling_source_t *")
            found: list[Source] = []
            while lib.sanderling_error_frame_source(error, index, len(found), out):
                names = text_of(out.function), text_of(out.file) or ""
                found.append(Source(*names, out.line, out.column))
            sources = self._sources = tuple(found)
        return sources

    def __reduce__(self) -> Any:
        offsets = self.func_offset, self.module_offset
        names = self.func_name, self.module_name
        return Frame, (self.func_index, *names, *offsets, self.sources)

    def __repr__(self) -> str:
        module = self.module_name or "<unnamed>"
        func = self.func_name or f"func[{self.func_index}]"
        return f"<Frame {self.module_offset:#x} {module}!{func}+{self.func_offset:#x}>"


def _trace(backtrace: str, frames: tuple[Frame, ...]) -> str:
    """What a message says of its frames."""
    lines = ["wasm backtrace (innermost first):"]
    for line, frame in zip(backtrace.split("\n"), frames):
        lines.append(line)
        *inlined, own = frame.sources or (None,)
        for source in inlined:
            name = source.func_name or "a function"
            lines.append(f"       at {source} ({name}, inlined)")
        if own is not None:
            lines.append(f"       at {own}")
    return "\n".join(lines)


class Trap(WasmError, RuntimeError):
    """Guest code stopped abnormally. Each reason has a class of its own.

    >>> import sanderling
    >>> module = sanderling.Module(None, '''
    ...     (module $m (func $quotient (export "div") (param i32 i32) (result i32)
    ...         (i32.div_s (local.get 0) (local.get 1))))''')
    >>> div = sanderling.Instance(sanderling.Store(), module).exports.div
    >>> try:
    ...     div(1, 0)
    ... except sanderling.IntegerDivByZero as trap:
    ...     print(trap.message, trap.frames[0].func_name)
    wasm trap: integer divide by zero quotient
    """

    #: The reason; None if an exception of the guest's was it. Of an :class:`ExitTrap`, the
    #: exit code.
    code: int | None = None
    #: What guests of the store had consumed altogether; None if they consume no fuel.
    fuel_consumed: int | None = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.message!r})"


class Unreachable(Trap):
    """The instruction ``unreachable`` was executed.

    >>> import sanderling
    >>> sanderling.load('(func (export "f") unreachable)').f()
    Traceback (most recent call last):
      ...
    sanderling._errors.Unreachable: wasm trap: unreachable
    """


class MemoryOutOfBounds(Trap):
    """A memory was accessed beyond its end.

    >>> import sanderling
    >>> text = '(memory 1) (func (export "f") (param i32) (drop (i32.load (local.get 0))))'
    >>> sanderling.load(text).f(65536)
    Traceback (most recent call last):
      ...
    sanderling._errors.MemoryOutOfBounds: wasm trap: out of bounds memory access
    """


class TableOutOfBounds(Trap):
    """A table was accessed beyond its end.

    >>> import sanderling
    >>> text = '(table 1 funcref) (func (export "f") (drop (table.get (i32.const 1))))'
    >>> sanderling.load(text).f()
    Traceback (most recent call last):
      ...
    sanderling._errors.TableOutOfBounds: wasm trap: out of bounds table access
    """


class UndefinedElement(Trap):
    """An indirect call used an index beyond the table's end.

    >>> import sanderling
    >>> text = '(table 1 funcref) (func (export "f") (call_indirect (i32.const 1)))'
    >>> sanderling.load(text).f()
    Traceback (most recent call last):
      ...
    sanderling._errors.UndefinedElement: wasm trap: undefined element
    """


class UninitializedElement(Trap):
    """An indirect call found a null reference in the table.

    >>> import sanderling
    >>> text = '(table 1 funcref) (func (export "f") (call_indirect (i32.const 0)))'
    >>> sanderling.load(text).f()
    Traceback (most recent call last):
      ...
    sanderling._errors.UninitializedElement: wasm trap: uninitialized element
    """


class IndirectCallTypeMismatch(Trap):
    """An indirect call found a function of another type.

    >>> import sanderling
    >>> text = '''(table funcref (elem $f))
    ...     (func $f (export "f") (drop (call_indirect (result i32) (i32.const 0))))'''
    >>> sanderling.load(text).f()
    Traceback (most recent call last):
      ...
    sanderling._errors.IndirectCallTypeMismatch: wasm trap: indirect call type mismatch
    """


class IntegerDivByZero(Trap):
    """An integer was divided by zero.

    >>> import sanderling
    >>> text = '(func (export "f") (drop (i32.div_u (i32.const 1) (i32.const 0))))'
    >>> sanderling.load(text).f()
    Traceback (most recent call last):
      ...
    sanderling._errors.IntegerDivByZero: wasm trap: integer divide by zero
    """


class IntegerOverflow(Trap):
    """A result does not fit its integer type.

    >>> import sanderling
    >>> text = '(func (export "f") (drop (i32.trunc_f32_s (f32.const 1e10))))'
    >>> sanderling.load(text).f()
    Traceback (most recent call last):
      ...
    sanderling._errors.IntegerOverflow: wasm trap: integer overflow
    """


class InvalidConversionToInteger(Trap):
    """A float that is not a number was converted to an integer.

    >>> import sanderling
    >>> text = '(func (export "f") (drop (i32.trunc_f32_s (f32.const nan))))'
    >>> sanderling.load(text).f()
    Traceback (most recent call last):
      ...
    sanderling._errors.InvalidConversionToInteger: wasm trap: ...
    """


class StackOverflow(Trap):
    """The guest's calls were nested too deeply.

    >>> import sanderling
    >>> sanderling.load('(func $f (export "f") (call $f))').f()
    Traceback (most recent call last):
      ...
    sanderling._errors.StackOverflow: wasm trap: call stack exhausted
    """


class OutOfFuel(Trap):
    """The guest has used up its fuel.

    >>> import sanderling
    >>> engine = sanderling.Engine(sanderling.Config(fuel=True))
    >>> store = sanderling.Store(engine, fuel=100)
    >>> sanderling.Instance(store, '(func (export "f") (loop (br 0)))').exports.f()
    Traceback (most recent call last):
      ...
    sanderling._errors.OutOfFuel: wasm trap: all fuel consumed
    """


class Interrupted(Trap):
    """The guest was interrupted from outside.

    >>> import sanderling
    >>> store = sanderling.Store()
    >>> exports = sanderling.Instance(store, '(func (export "f") (loop (br 0)))').exports
    >>> store.interrupt()
    >>> exports.f()
    Traceback (most recent call last):
      ...
    sanderling._errors.Interrupted: wasm trap: interrupt
    """


class Timeout(Interrupted, TimeoutError):
    """The guest's time was over.

    >>> import sanderling
    >>> sanderling.load('(func (export "f") (loop (br 0)))').f.call(timeout=0.01)
    Traceback (most recent call last):
      ...
    sanderling._errors.Timeout: the call has taken longer than 0.01 s
    """


class OutOfMemory(Trap, MemoryError):
    """The host has no memory that the guest needs.

    >>> issubclass(OutOfMemory, Trap) and issubclass(OutOfMemory, MemoryError)
    True
    """


class NullReference(Trap):
    """A null reference was used as one that is not.

    >>> import sanderling
    >>> text = '(func (export "f") (drop (ref.as_non_null (ref.null extern))))'
    >>> sanderling.load(text).f()
    Traceback (most recent call last):
      ...
    sanderling._errors.NullReference: wasm trap: null reference
    """


class NullFunctionReference(Trap):
    """A null reference was called.

    >>> import sanderling
    >>> text = '(type $t (func)) (func (export "f") (call_ref $t (ref.null $t)))'
    >>> sanderling.load(text).f()
    Traceback (most recent call last):
      ...
    sanderling._errors.NullFunctionReference: wasm trap: null function reference
    """


class CastFailure(Trap):
    """A reference was cast to a type that it is not of.

    >>> import sanderling
    >>> text = '''(func (export "f")
    ...     (drop (ref.cast (ref struct) (ref.i31 (i32.const 1)))))'''
    >>> sanderling.load(text).f()
    Traceback (most recent call last):
      ...
    sanderling._errors.CastFailure: wasm trap: cast failure
    """


class ArrayOutOfBounds(Trap):
    """An array was accessed beyond its end.

    >>> import sanderling
    >>> text = '''(type $a (array i8)) (func (export "f")
    ...     (drop (array.get_u $a (array.new_default $a (i32.const 1)) (i32.const 1))))'''
    >>> sanderling.load(text).f()
    Traceback (most recent call last):
      ...
    sanderling._errors.ArrayOutOfBounds: wasm trap: out of bounds array access
    """


class UnalignedAtomic(Trap):
    """An atomic instruction's address is not aligned.

    >>> import sanderling
    >>> text = '(memory 1) (func (export "f") (drop (i32.atomic.load (i32.const 1))))'
    >>> sanderling.load(text).f()
    Traceback (most recent call last):
      ...
    sanderling._errors.UnalignedAtomic: wasm trap: unaligned atomic
    """


class ExpectedSharedMemory(Trap):
    """An instruction needs a memory that is shared.

    >>> import sanderling
    >>> text = '''(memory 1) (func (export "f") (drop
    ...     (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const 0))))'''
    >>> sanderling.load(text).f()
    Traceback (most recent call last):
      ...
    sanderling._errors.ExpectedSharedMemory: wasm trap: expected shared memory
    """


class ExitTrap(Trap):
    """The guest ended itself through WASI; ``code`` is its exit code.

    >>> import sanderling
    >>> text = '''(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    ...     (memory (export "memory") 1) (func (export "f") (call $exit (i32.const 3)))'''
    >>> store = sanderling.Store(wasi=sanderling.WasiConfig())
    >>> try:
    ...     sanderling.Instance(store, text).exports.f()
    ... except ExitTrap as exit:
    ...     exit.code
    3
    """


class HostError(WasmError):
    """A function of the host failed, that the guest had called.

    >>> issubclass(HostError, WasmError)
    True
    """


class UncaughtException(Trap):
    """The guest threw an exception that no guest caught; the message says its tag and
    its values.

    A function of the host that raises ``UncaughtException("…", exn)`` throws ``exn``, which
    guests can catch.

    >>> import sanderling
    >>> exports = sanderling.load('''
    ...     (tag $wrong (export "wrong") (param i32))
    ...     (func (export "f") (throw $wrong (i32.const 5)))''')
    >>> try:
    ...     exports.f()
    ... except UncaughtException as error:
    ...     error.tag == exports.wrong, error.values
    (True, (5,))
    """

    def __init__(
        self, message: str = "a guest's exception", exn: Exn | None = None
    ) -> None:
        super().__init__(message)
        #: The exception as guests have it, if there still is one.
        self.exn = exn

    @property
    def tag(self) -> Tag | None:
        """The tag it was thrown with."""
        return None if self.exn is None else self.exn.tag

    @property
    def values(self) -> tuple[Any, ...]:
        """The values it was thrown with."""
        return () if self.exn is None else self.exn.values

    def __reduce__(self) -> Any:
        # The exception itself belongs to its store.
        return self.__class__, (str(self.args[0]),)


class ResourceLimitError(WasmError, MemoryError):
    """A limit would be exceeded.

    >>> import sanderling
    >>> store = sanderling.Store(limits=sanderling.Limits(memory_bytes=1 << 16))
    >>> sanderling.Instance(store, "(memory 2)")
    Traceback (most recent call last):
      ...
    sanderling._errors.ResourceLimitError: ...
    """


class UsageError(WasmError, ValueError):
    """Something was used in a way that it cannot be.

    >>> import sanderling
    >>> sanderling.Store(fuel=100)
    Traceback (most recent call last):
      ...
    sanderling._errors.UsageError: ...
    """


class ExpiredError(WasmError, RuntimeError):
    """Something was used after the call that it was for.

    >>> import sanderling
    >>> callers = []
    >>> store = sanderling.Store()
    >>> keep = sanderling.Func(store, "() -> ()", callers.append, access_caller=True)
    >>> keep()
    >>> callers[0].store
    Traceback (most recent call last):
      ...
    sanderling._errors.ExpiredError: the function that the caller has called has returned
    """


class HostFunctionsUnavailable(WasmError):
    """This system does not allow functions that are made at run time, which Python
    functions need to be called by guests. Everything else works.

    >>> issubclass(HostFunctionsUnavailable, WasmError)
    True
    """


class ClosedError(WasmError, RuntimeError, ValueError):
    """The store, or another object, has been closed.

    >>> import sanderling
    >>> store = sanderling.Store()
    >>> store.close()
    >>> sanderling.Instance(store, "(module)")
    Traceback (most recent call last):
      ...
    sanderling._errors.ClosedError: the store is closed
    """


class WrongStoreError(WasmError, RuntimeError):
    """Things of different stores, or of different engines, were used together.

    >>> import sanderling
    >>> f = sanderling.load('(func (export "f"))').f
    >>> sanderling.Instance(sanderling.Store(), '(import "" "f" (func))', [f])
    Traceback (most recent call last):
      ...
    sanderling._errors.WrongStoreError: ...
    """


class ConcurrencyError(WasmError, RuntimeError):
    """A store was used while it was running a call, in another thread.

    >>> issubclass(ConcurrencyError, WasmError)
    True
    """


class InternalError(WasmError, RuntimeError):
    """A fault of this package. Please report it.

    >>> issubclass(InternalError, WasmError)
    True
    """


_TRAPS = {
    1: Unreachable,
    2: MemoryOutOfBounds,
    3: TableOutOfBounds,
    4: UndefinedElement,
    5: UninitializedElement,
    6: IndirectCallTypeMismatch,
    7: IntegerDivByZero,
    8: IntegerOverflow,
    9: InvalidConversionToInteger,
    10: StackOverflow,
    11: OutOfFuel,
    12: Interrupted,
    13: Timeout,
    14: OutOfMemory,
    15: NullReference,
    16: CastFailure,
    17: ArrayOutOfBounds,
    18: UnalignedAtomic,
    19: ExpectedSharedMemory,
    20: NullFunctionReference,
}

_MISUSES = {
    lib.SANDERLING_MISUSE_ARGUMENT: UsageError,
    lib.SANDERLING_MISUSE_CLOSED: ClosedError,
    lib.SANDERLING_MISUSE_WRONG_STORE: WrongStoreError,
    lib.SANDERLING_MISUSE_IN_USE: ConcurrencyError,
    lib.SANDERLING_MISUSE_PANIC: InternalError,
}

_CLASSES: dict[int, type[WasmError]] = {
    lib.SANDERLING_HOST_ERROR: HostError,
    lib.SANDERLING_MALFORMED: CompileError,
    lib.SANDERLING_INVALID: ValidationError,
    lib.SANDERLING_UNSUPPORTED: UnsupportedError,
    lib.SANDERLING_LINK: LinkError,
    lib.SANDERLING_LIMIT: ResourceLimitError,
    lib.SANDERLING_EXCEPTION: UncaughtException,
}


def suggest(error: LinkError, there: Mapping[str, Iterable[str]]) -> None:
    """Adds to the message which names there are that look like one that is missing."""
    if not error.imports or error.imports[0].found is not None or error.frames:
        return
    from difflib import get_close_matches

    first = error.imports[0]
    if first.module in there:
        names = get_close_matches(first.name, list(there[first.module]))
        near = [f'"{first.module}" "{name}"' for name in names]
    else:
        names = get_close_matches(first.module, list(there))
        near = [f'the module "{name}"' for name in names]
    if near:
        error.message += f"; there is {', '.join(near)}"
        error.args = (error.message,)


def _trap_code(code: int) -> int:
    from ._trap_code import TrapCode

    return TrapCode(code)


def new_out() -> Any:
    """A place for an error object, to be passed to a function of the library."""
    return ffi.new("sanderling_error_t *[1]")


#: Exceptions of functions of the host, on their way out through the library, by the
#: numbers that it carries.
_raised: dict[int, BaseException] = {}

#: The number of a function that could not even be called.
NOT_CALLED = 1

_next_raised = itertools.count(NOT_CALLED + 1).__next__


def put_aside(exception: BaseException) -> int:
    """Keeps an exception until it has come out of the library; gives its number."""
    number = _next_raised()
    _raised[number] = exception
    return number


def _is_too_deep(exception: BaseException | None) -> bool:
    """Whether this is what PyPy raises where the stack has ended, and ends again while it
    takes note of that."""
    return exception.__class__ is TypeError and str(exception).startswith(
        "couldn't record exception context for exception 'RecursionError'"
    )


def _host_exception(error: Any) -> BaseException | None:
    """The exception with which a function of the host has failed."""
    number = lib.sanderling_error_host_id(error)
    exception = None if number == NOT_CALLED else _raised.pop(number, None)
    if number == NOT_CALLED or _is_too_deep(exception):
        return RecursionError("maximum recursion depth exceeded in a function of the host")
    if exception is not None:
        _attach(exception, error)
    return exception


def _attach(exception: BaseException, error: Any) -> None:
    """Says in a host's exception through which functions of guests it has come."""
    frames = _frames(error)
    if not frames:
        return
    if isinstance(exception, WasmError):
        backtrace = _text(lib.sanderling_error_backtrace, error)
        exception.frames += frames
        exception.backtrace += ("\n" if exception.backtrace else "") + backtrace
        return
    note = _trace(_text(lib.sanderling_error_backtrace, error), frames)
    try:
        exception.wasm_frames = (  # type: ignore[attr-defined]
            *getattr(exception, "wasm_frames", ()),
            *frames,
        )
        # From 3.11 on, notes are shown; before, they are there for who looks.
        exception.__notes__ = [
            *getattr(exception, "__notes__", ()),
            note,
        ]
    except (AttributeError, TypeError):
        # Its class allows no more attributes.
        pass


def read_u64(function: Any, *args: Any) -> int:
    """The number that a function of the library writes, to the place that it is given
    after these arguments."""
    number, error = ffi.new("uint64_t *"), new_out()
    if function(*args, number, error):
        raise take(error)
    return int(number[0])


def fuel_or_none(function: Any, handle: Any) -> int | None:
    """What ``function`` tells of the fuel of a store; None if its guests consume none."""
    try:
        return read_u64(function, handle)
    except WasmError:
        return None


def take(out: Any, store: StoreRef | None = None) -> BaseException:
    """The exception for the error object that a function has written, which is deleted.
    ``store`` is the one that a guest was running in."""
    error = out[0]
    out[0] = ffi.NULL
    is_kept = lib.sanderling_error_has_sources(error)
    if is_kept:
        # By the frames, which look up their places when somebody wants to know.
        error = owned(error, lib.sanderling_error_delete)
    try:
        exception = _exception(error)
        if store is not None:
            if exception.__class__ is UncaughtException:
                exception.exn = _thrown(error, store)
            if isinstance(exception, Trap):
                consumed = fuel_or_none(lib.sanderling_store_consumed_fuel, store._handle)
                exception.fuel_consumed = consumed
        return exception
    finally:
        if not is_kept:
            lib.sanderling_error_delete(error)


def _thrown(error: Any, store: StoreRef) -> Exn | None:
    """The exception of the guest's that an error is."""
    from ._objects import from_ref

    out, other = ffi.new("wasm_ref_t *[1]"), new_out()
    if lib.sanderling_error_exception(error, store._handle, out, other):
        lib.sanderling_error_delete(other[0])
        return None
    found = from_ref(owned(out[0], lib.wasm_ref_delete), store)
    return found if hasattr(found, "tag") else None


def _exception(error: Any) -> BaseException:
    if lib.sanderling_error_host_id(error):
        raised = _host_exception(error)
        if raised is not None:
            return raised
    exception = _without_frames(error)
    if isinstance(exception, WasmError):
        exception.frames = _frames(error)
        exception.backtrace = _text(lib.sanderling_error_backtrace, error)
    return exception


def _without_frames(error: Any) -> Exception:
    status = lib.sanderling_error_status(error)
    code = lib.sanderling_error_code(error)
    message = _text(lib.sanderling_error_message, error)
    if status == lib.SANDERLING_IO:
        return OSError(message)
    if status == lib.SANDERLING_MISUSE:
        return _MISUSES.get(code, UsageError)(message)
    if status in (lib.SANDERLING_TRAP, lib.SANDERLING_EXIT):
        exited = status == lib.SANDERLING_EXIT
        trap = (ExitTrap if exited else _TRAPS.get(code, Trap))(message)
        trap.code = code if exited else _trap_code(code)
        return trap
    exception = _CLASSES.get(status, WasmError)(message)
    if isinstance(exception, CompileError):
        offset = lib.sanderling_error_offset(error)
        exception.offset = offset if offset < 1 << 64 - 1 else None
    elif isinstance(exception, LinkError):
        exception.imports = _imports(error)
    return exception


def no_pickle(self: object) -> Any:
    """What ``__reduce__`` does of what belongs to a store."""
    kind = type(self).__name__
    raise TypeError(f"a {kind} cannot be pickled or copied: it belongs to this process")


def text_of(text: Any) -> str | None:
    """The string in a ``sanderling_text_t``; None if there is none."""
    if not text.data:
        return None
    return bytes(ffi.buffer(text.data, text.len)).decode("utf-8", "replace")


def _text(function: Any, error: Any) -> str:
    length = ffi.new("size_t *")
    data = function(error, length)
    if not data:
        return ""
    return bytes(ffi.buffer(data, length[0])).decode("utf-8", "replace")


def _frames(error: Any) -> tuple[Frame, ...]:
    frames: list[Frame] = []
    out = ffi.new("sanderling_frame_t *")
    has_sources = lib.sanderling_error_has_sources(error)
    while lib.sanderling_error_frame(error, len(frames), out):
        func_name, module_name = text_of(out.func_name), text_of(out.module_name)
        offsets = out.func_offset, out.module_offset
        sources = (error, len(frames)) if has_sources else ()
        frames.append(Frame(out.func_index, func_name, module_name, *offsets, sources))
    return tuple(frames)


def _imports(error: Any) -> tuple[ImportMismatch, ...]:
    imports: list[ImportMismatch] = []
    out = ffi.new("sanderling_import_error_t *")
    while lib.sanderling_error_import(error, len(imports), out):
        module, name = text_of(out.module) or "", text_of(out.name) or ""
        expected = text_of(out.expected) or ""
        imports.append(ImportMismatch(module, name, expected, text_of(out.found)))
    return tuple(imports)
