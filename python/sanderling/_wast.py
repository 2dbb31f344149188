"""Scripts of the official testsuite: modules, calls, and what must come of them."""

from __future__ import annotations

import math
import re
import struct

from ._engine import Config, Engine
from ._errors import (
    CompileError,
    LinkError,
    StackOverflow,
    Trap,
    UncaughtException,
    UsageError,
    ValidationError,
    WasmError,
)
from ._func import Func
from ._instance import Instance
from ._memory import Memory
from ._module import Module
from ._store import Store
from ._types import GlobalType, MemoryType, TableType, ValType
from ._values import Global, Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any, Callable, Union

    Node = Union["Form", str, bytes]

__all__ = ["Failure", "Script"]


class Form(list):  # type: ignore[type-arg]
    """A parenthesized expression of the text format, and where it is."""

    start: int
    end: int

    @property
    def head(self) -> str:
        """The word it begins with."""
        return self[0] if self and isinstance(self[0], str) else ""


_TOKEN = re.compile(r'\s+|;;[^\n]*|\(;|"(?:[^"\\]|\\.)*"|[()]|[^\s()";]+|;')
_COMMENT = re.compile(r"\(;|;\)")


def _forms(text: str) -> Form:
    """The expressions of a text."""
    stack, at = [Form()], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise SyntaxError(f"the script breaks off at offset {at}")
        token, at = match[0], match.end()
        if token == "(;":
            depth = 1
            while depth:
                bound = _COMMENT.search(text, at)
                if bound is None:
                    raise SyntaxError("a comment does not end")
                depth += 1 if bound[0] == "(;" else -1
                at = bound.end()
        elif token == "(":
            form = Form()
            form.start = match.start()
            stack[-1].append(form)
            stack.append(form)
        elif token == ")":
            stack.pop().end = at
            if not stack:
                raise SyntaxError("there is a closing parenthesis too many")
        elif token[0] == '"':
            stack[-1].append(_string(token))
        elif not token.isspace() and token[:2] != ";;":
            stack[-1].append(token)
    if len(stack) != 1:
        raise SyntaxError("a closing parenthesis is missing")
    return stack[0]


_ESCAPE = re.compile(rb"\\(u\{([0-9a-fA-F_]+)\}|[0-9a-fA-F]{2}|.)", re.S)
_ESCAPES = {b"n": b"\n", b"t": b"\t", b"r": b"\r"}


def _string(token: str) -> bytes:
    def byte(match: re.Match[bytes]) -> bytes:
        what = match[1]
        if match[2]:
            return chr(int(match[2].replace(b"_", b""), 16)).encode()
        if len(what) == 2:
            return bytes((int(what, 16),))
        return _ESCAPES.get(what, what)

    return _ESCAPE.sub(byte, token[1:-1].encode("utf-8", "surrogateescape"))


class Failure:
    """A command whose outcome is not what the script says."""

    def __init__(self, line: int, command: str, reason: str) -> None:
        self.line = line
        self.command = command
        self.reason = reason

    def __str__(self) -> str:
        return f"line {self.line}: {self.command}: {self.reason}"


class _Wrong(Exception):
    """An outcome that is not what the script says."""


class NotForPython(Exception):
    """A command with values that Python has none for, or of which there are no threads."""


class _Object:
    """What ``ref.extern`` stands for, by its number."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __repr__(self) -> str:
        return f"(ref.extern {self.number})"


class Script:
    """A script: its commands run one after another, with what came before.

    >>> script = Script('''
    ...     (module (func (export "f") (param i32) (result i32) (local.get 0)))
    ...     (assert_return (invoke "f" (i32.const 5)) (i32.const 5))
    ...     (assert_return (invoke "f" (i32.const 5)) (i32.const 6))''')
    >>> for failure in script.run():
    ...     print(failure)
    line 4: assert_return: expected (i32.const 6), got 5
    >>> script.passed, script.skipped
    (2, {})
    """

    def __init__(self, text: str, engine: Engine | None = None) -> None:
        self.text = text
        #: How many commands have done what the script says; and how many could not be run,
        #: by reason.
        self.passed = 0
        self.skipped: dict[str, int] = {}
        self._engine = engine or Engine(Config(max_stack=1 << 20))
        self._store = Store(self._engine)
        self._instance: Instance | None = None
        self._instances: dict[str, Instance] = {}
        self._modules: dict[str, Module] = {}
        self._last: Module | None = None
        self._objects: dict[int, _Object] = {}
        self._registered: dict[str, Mapping[str, Any]] = {
            "spectest": _spectest(self._store)
        }

    def run(self) -> Iterator[Failure]:
        """Runs the commands; gives those that fail."""
        forms = _forms(self.text)
        if forms and getattr(forms[0], "head", "") not in _COMMANDS:
            # The fields of one module.
            forms = Form([Form(["module"])])
            forms[0].start, forms[0].end = 0, len(self.text)
        for form in forms:
            head = form.head
            try:
                command = _COMMANDS.get(head)
                if command is None:
                    raise NotForPython(f"the command {head}")
                command(self, form)
            except NotForPython as reason:
                self.skipped[str(reason)] = self.skipped.get(str(reason), 0) + 1
            except _Wrong as wrong:
                yield self._failure(form, str(wrong))
            except WasmError as error:
                first = str(error).partition("\n")[0]
                yield self._failure(form, f"{error.__class__.__name__}: {first}")
            except (AttributeError, IndexError, ValueError):
                yield self._failure(form, "this is not how the command is written")
            else:
                self.passed += 1

    def _failure(self, form: Form, reason: str) -> Failure:
        return Failure(self.text.count("\n", 0, form.start) + 1, form.head, reason)

    # ---- Modules ----

    def _module(self, form: Form) -> Module:
        """The module that is written there."""
        words = [word for word in form[1:3] if isinstance(word, str)]
        if "binary" in form[1:3] + form[3:4]:
            data = b"".join(part for part in form if isinstance(part, bytes))
            return Module.from_bytes(self._engine, data)
        if "quote" in words + form[3:4]:
            data = b"\n".join(part for part in form if isinstance(part, bytes))
            return Module.from_bytes(self._engine, data or b" ")
        text = self.text[form.start : form.end]
        return Module(self._engine, text.replace("module definition", "module", 1))

    def _define(self, form: Form) -> None:
        words = [word for word in form[1:4] if isinstance(word, str)]
        names = [word for word in words if word[0] == "$"]
        if "instance" in words:
            found = self._modules.get(names[-1]) if names else self._last
            if found is None:
                raise _Wrong("there is no such module")
            self._keep(names[:1], self._instantiate(found))
            return
        module = self._module(form)
        if "definition" in words:
            self._last = module
            self._modules.update((name, module) for name in names)
        else:
            self._keep(names, self._instantiate(module))

    def _keep(self, names: list[str], instance: Instance) -> None:
        self._instance = instance
        self._instances.update((name, instance) for name in names)

    def _instantiate(self, module: Module) -> Instance:
        return Instance(self._store, module, self._registered)

    def _named(self, form: Form) -> tuple[Instance, list[Any]]:
        """The instance that a command is about, and its other words."""
        rest = form[1:]
        if rest and isinstance(rest[0], str) and rest[0][0] == "$":
            found, rest = self._instances.get(rest[0]), rest[1:]
        else:
            found = self._instance
        if found is None:
            raise _Wrong("there is no such instance")
        return found, rest

    def _register(self, form: Form) -> None:
        name = form[1].decode()
        instance, _ = self._named(Form([form[0], *form[2:]]))
        self._registered[name] = instance.exports

    # ---- Actions ----

    def _act(self, form: Form) -> tuple[Any, ...]:
        """Calls a function or reads a global; its values."""
        if form.head == "module":
            self._define(form)
            return ()
        instance, (name, *args) = self._named(form)
        item = instance.exports.get(name.decode())
        if item is None:
            raise _Wrong(f"there is no export {name.decode()!r}")
        if form.head == "get":
            return (item.value,)
        try:
            values = [self._value(arg, t) for arg, t in zip(args, item.type.params)]
            found = item(*values)
        except (TypeError, UsageError) as error:
            raise NotForPython(str(error).partition(": ")[2] or str(error)) from None
        if len(item.type.results) == 1:
            return (found,)
        return found or ()

    def _value(self, form: Form, type: ValType) -> Any:
        kind, *words = form
        if kind in ("i32.const", "i64.const"):
            return _integer(words[0])
        if kind == "f32.const":
            return _float(words[0], 32)
        if kind == "f64.const":
            return _float(words[0], 64)
        if kind == "v128.const":
            return b"".join(_lane(words[0], word) for word in words[1:])
        if kind == "ref.null":
            return None
        if kind == "ref.extern":
            number = _integer(words[0])
            return self._objects.setdefault(number, _Object(number))
        raise NotForPython(f"arguments of {kind}")

    def _matches(self, found: Any, expected: Form) -> bool:
        kind, *words = expected
        if kind == "either":
            return any(self._matches(found, one) for one in words)
        if kind in ("i32.const", "i64.const"):
            bits = int(kind[1:3])
            return bool((found - _integer(words[0])) % (1 << bits) == 0)
        if kind in ("f32.const", "f64.const"):
            bits = int(kind[1:3])
            return _same_float(struct.pack("<d" if bits == 64 else "<f", found), words[0])
        if kind == "v128.const":
            size = 16 // len(words[1:])
            lanes = [found[i : i + size] for i in range(0, 16, size)]
            if words[0][0] == "f":
                return all(map(_same_float, lanes, words[1:]))
            return lanes == [_lane(words[0], word) for word in words[1:]]
        if kind == "ref.null":
            return found is None
        if kind == "ref.extern" and words:
            return found is self._objects.get(_integer(words[0]))
        if kind == "ref.func":
            return isinstance(found, Func)
        if kind.startswith("ref.") and not words:
            return found is not None
        raise NotForPython(f"results of {kind}")

    # ---- Assertions ----

    def _assert_return(self, form: Form) -> None:
        found, expected = self._act(form[1]), form[2:]
        same = len(found) == len(expected) and all(map(self._matches, found, expected))
        if not same:
            if any(_is_signaling(arg) for arg in form[1] if isinstance(arg, Form)):
                raise NotForPython("signaling NaNs of 32 bits, which Python makes quiet")
            words = " ".join(self.text[e.start : e.end] for e in expected) or "nothing"
            values = ", ".join(map(repr, found)) or "nothing"
            raise _Wrong(f"expected {words}, got {values}")

    def _fails(
        self,
        error: type[WasmError] | tuple[type[WasmError], ...],
        action: Callable[[Form], object],
        form: Form,
        text: str = "",
    ) -> None:
        try:
            action(form)
        except error as found:
            if not _same_reason(found, text):
                first = str(found).partition("\n")[0]
                raise _Wrong(f"expected {text!r}, got {first}") from None
        else:
            reason = f" with {text!r}" if text else ""
            raise _Wrong(f"it has not failed, as it should{reason}")

    def _assert_trap(self, form: Form) -> None:
        self._fails(Trap, self._act, form[1], form[2].decode())

    def _assert_exhaustion(self, form: Form) -> None:
        self._fails(StackOverflow, self._act, form[1])

    def _assert_exception(self, form: Form) -> None:
        self._fails(UncaughtException, self._act, form[1])

    def _assert_unlinkable(self, form: Form) -> None:
        self._fails(LinkError, self._act, form[1])

    def _assert_invalid(self, form: Form) -> None:
        self._fails(ValidationError, self._module, form[1])

    def _assert_malformed(self, form: Form) -> None:
        self._fails(CompileError, self._module, form[1])


def _same_reason(found: WasmError, text: str) -> bool:
    """Whether an error is what a script calls by these words."""
    words = str(found).partition("\n")[0].partition("wasm trap: ")[2]
    if not text or text in str(found) or text.startswith(words or "-"):
        return True
    # "null array reference", and so on.
    return words == "null reference" and text.startswith("null ")


_COMMANDS: dict[str, Any] = {
    "module": Script._define,
    "register": Script._register,
    "invoke": Script._act,
    "get": Script._act,
    "assert_return": Script._assert_return,
    "assert_trap": Script._assert_trap,
    "assert_exhaustion": Script._assert_exhaustion,
    "assert_exception": Script._assert_exception,
    "assert_invalid": Script._assert_invalid,
    "assert_malformed": Script._assert_malformed,
    "assert_unlinkable": Script._assert_unlinkable,
    # Of scripts for what is not in these: told as not run.
    "thread": None,
    "wait": None,
    "assert_suspension": None,
    "assert_malformed_custom": None,
    "assert_invalid_custom": None,
}


def _integer(word: str) -> int:
    return int(word.replace("_", ""), 0 if "x" in word else 10)


def _is_signaling(form: Form) -> bool:
    """Whether this is a NaN of 32 bits that Python changes when it gets it."""
    word = form[1].lstrip("+-") if form.head == "f32.const" else ""
    return word.startswith("nan:") and not int(word[4:].replace("_", ""), 0) >> 22


def _float(word: str, bits: int) -> float:
    word = word.replace("_", "")
    sign = -1.0 if word[0] == "-" else 1.0
    bare = word.lstrip("+-")
    if bare.startswith("nan"):
        quiet = 1 << (22 if bits == 32 else 51)
        payload = int(bare[4:], 0) if bare[3:4] == ":" else quiet
        if bits == 32:
            # As Python has them: the payload's bits in the upper ones of the wider number.
            payload <<= 29
        whole = 0x7FF << 52 | payload | (0 if sign > 0 else 1 << 63)
        return float(struct.unpack("<d", struct.pack("<Q", whole))[0])
    if bare == "inf":
        return sign * math.inf
    value = float.fromhex(bare) if "x" in bare else float(bare)
    return sign * value


_FORMATS = {"i8": "<B", "i16": "<H", "i32": "<I", "i64": "<Q", "f32": "<f", "f64": "<d"}


def _lane(shape: str, word: str) -> bytes:
    lane = shape.partition("x")[0]
    if lane[0] == "f":
        return struct.pack(_FORMATS[lane], _float(word, int(lane[1:])))
    return struct.pack(_FORMATS[lane], _integer(word) % (1 << int(lane[1:])))


def _same_float(found: bytes, word: str) -> bool:
    """Whether these are the bits of a number, or of such a NaN."""
    format = "<f" if len(found) == 4 else "<d"
    value = struct.unpack(format, found)[0]
    if "nan" not in word:
        return struct.pack(format, _float(word, 8 * len(found))) == found
    if not math.isnan(value):
        return False
    bits, quiet = int.from_bytes(found, "little"), 1 << (22 if len(found) == 4 else 51)
    payload = bits & (2 * quiet - 1)
    if "canonical" in word:
        return payload == quiet
    if "arithmetic" in word:
        return bool(payload & quiet)
    expected = struct.pack(format, _float(word, 8 * len(found)))
    # Python itself makes signaling NaNs of 32 bits quiet.
    return (int.from_bytes(expected, "little") ^ bits) & ~quiet == 0


def _spectest(store: Store) -> dict[str, Any]:
    """The module of the host's that scripts import from."""

    def nothing(*_: object) -> None:
        pass

    def of(*params: str) -> Func:
        return Func(store, f"({', '.join(params)}) -> ()", nothing)

    def constant(type: str, value: float) -> Global:
        return Global(store, GlobalType(type, False), value)

    return {
        "print": of(),
        "print_i32": of("i32"),
        "print_i64": of("i64"),
        "print_f32": of("f32"),
        "print_f64": of("f64"),
        "print_i32_f32": of("i32", "f32"),
        "print_f64_f64": of("f64", "f64"),
        "global_i32": constant("i32", 666),
        "global_i64": constant("i64", 666),
        "global_f32": constant("f32", 666.6),
        "global_f64": constant("f64", 666.6),
        "table": Table(store, TableType("funcref", 10, 20), None),
        "table64": Table(store, TableType("funcref", 10, 20, is_64=True), None),
        "memory": Memory(store, MemoryType(1, 2)),
    }
