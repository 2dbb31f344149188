"""The command line: ``sanderling`` and ``python -m sanderling``."""

from __future__ import annotations

import argparse
import os
import struct
import sys

from . import __version__
from ._engine import Config, Engine
from ._errors import ExitTrap, HostError, LinkError, Trap, WasmError
from ._func import Func
from ._instance import Exports, Instance
from ._module import Module, wasm2wat, wat2wasm
from ._progress import progress
from ._run import TRAPPED, program_name
from ._store import Limits, Store
from ._types import FuncType
from ._wasi import Dir, WasiConfig

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

#: What was asked for cannot be done.
FAILED = 1


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command line; returns the exit code."""
    options = _parser().parse_args(argv)
    try:
        code: int = options.command(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has read enough; Python would still write the rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except _Failure as failure:
        return _fail(str(failure), FAILED)
    except KeyboardInterrupt:
        # As a shell gives it for a program that a signal has ended.
        return 128 + 2
    except ExitTrap as exit:
        return exit.code or 0
    except WasmError as error:
        # The running guest has been stopped; the message ends with its functions.
        return _fail(str(error), TRAPPED)
    return code


class _Failure(Exception):
    """A reason to stop before a guest runs."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sanderling", description="Runs and checks WebAssembly programs."
    )
    parser.add_argument("--version", action="version", version=f"sanderling {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    run = commands.add_parser(
        "run",
        help="run a program",
        description="Runs a program; its exit code is this command's. A trap is 134.",
    )
    run.set_defaults(command=_run)
    run.add_argument(
        "--dir",
        action="append",
        default=[],
        type=_dir,
        dest="dirs",
        metavar="HOST[::GUEST][::ro]",
        help="let the program use a directory, under the name GUEST; ro: read it only",
    )
    run.add_argument(
        "--mapdir",
        action="append",
        type=_mapdir,
        default=[],
        dest="mapped_dirs",
        metavar="GUEST::HOST",
        help="the same, the other way around",
    )
    run.add_argument(
        "--env",
        action="append",
        default=[],
        type=_env,
        metavar="K=V",
        help="set an environment variable",
    )
    run.add_argument(
        "--invoke", metavar="NAME", help="call this function with ARGS, not the program"
    )
    run.add_argument(
        "--unknown-imports",
        choices=("error", "trap"),
        default="error",
        help="what a function is that nobody has: an error, or a trap when it is called",
    )
    run.add_argument("--timeout", type=float, metavar="S", help="seconds it may run")
    run.add_argument(
        "--max-memory", type=int, metavar="BYTES", help="bytes its memory may grow to"
    )
    run.add_argument("--fuel", type=int, metavar="N", help="instructions it may run")
    run.add_argument("file", metavar="FILE", help="a module, binary or text")
    run.add_argument("args", nargs=argparse.REMAINDER, metavar="ARGS")

    validate = commands.add_parser(
        "validate", help="check modules", description="Checks that modules are valid."
    )
    validate.set_defaults(command=_validate)
    validate.add_argument(
        "files", nargs="+", metavar="FILE", help="a module, binary or text"
    )

    for name, what, command, ending in (
        ("wat2wasm", "the binary format of a module in the text format", _wat2wasm, "wasm"),
        ("wasm2wat", "the text format of a module in the binary format", _wasm2wat, "wat"),
    ):
        convert = commands.add_parser(name, help=what, description=f"Writes {what}.")
        convert.set_defaults(command=command)
        convert.add_argument("file", metavar="FILE", help="a module; - is standard input")
        convert.add_argument(
            "-o",
            "--output",
            metavar="FILE",
            help=f"where to write; FILE.{ending} unless given, - is standard output",
        )

    inspect = commands.add_parser(
        "inspect",
        aliases=["objdump"],
        help="show what a module imports and exports",
        description="Shows what a module imports and exports.",
    )
    inspect.set_defaults(command=_inspect)
    inspect.add_argument("file", metavar="FILE", help="a module, binary or text")

    bindgen = commands.add_parser(
        "bindgen",
        help="make a Python class for a module",
        description="Writes NAME.py and NAME.pyi: a class with a method for each function "
        "that the module exports.",
    )
    bindgen.set_defaults(command=_bindgen)
    bindgen.add_argument("file", metavar="FILE", help="a module, binary or text")
    bindgen.add_argument(
        "-o", "--output", default=".", metavar="DIR", help="the folder to write to"
    )
    bindgen.add_argument("--name", help="what to call it; as the file unless given")

    test = commands.add_parser(
        "test",
        help="run scripts of the official testsuite",
        description="Runs scripts of the official testsuite (.wast). Fails if one of their "
        "commands does not do what the script says, and counts those that Python has no "
        "values for.",
    )
    test.set_defaults(command=_test)
    test.add_argument("files", nargs="+", metavar="FILE", help="a script")
    return parser


def _read(file: str) -> bytes:
    try:
        if file == "-":
            return sys.stdin.buffer.read()
        with open(file, "rb") as opened:
            return opened.read()
    except OSError as error:
        raise _Failure(f"{file}: {error.strerror}") from None


def _write(options: argparse.Namespace, ending: str, data: bytes) -> None:
    output = options.output
    if output is None:
        output = (
            "-" if options.file == "-" else f"{os.path.splitext(options.file)[0]}{ending}"
        )
    if output == "-":
        sys.stdout.buffer.write(data)
        return
    if (
        os.path.exists(output)
        and options.file != "-"
        and os.path.samefile(output, options.file)
    ):
        raise _Failure(f"{output} is the file that is read: say another one with -o")
    try:
        with open(output, "wb") as file:
            file.write(data)
    except OSError as error:
        raise _Failure(f"{output}: {error.strerror}") from None


def _wat2wasm(options: argparse.Namespace) -> int:
    try:
        data = wat2wasm(_read(options.file))
    except WasmError as error:
        raise _Failure(f"{options.file}: {error}") from None
    _write(options, ".wasm", data)
    return 0


def _wasm2wat(options: argparse.Namespace) -> int:
    try:
        text = wasm2wat(_read(options.file))
    except WasmError as error:
        raise _Failure(f"{options.file}: {error}") from None
    _write(options, ".wat", text.encode())
    return 0


def _inspect(options: argparse.Namespace) -> int:
    module = _load(Engine(), options.file)
    size = len(module.serialize())
    name = "" if module.name is None else f" {module.name!r}"
    print(f"module{name}, {size} bytes in the binary format")
    for title, items in (
        ("imports", [(f"{i.module} {i.name}", i.type) for i in module.imports]),
        ("exports", [(e.name, e.type) for e in module.exports]),
    ):
        print(f"{len(items)} {title}")
        for item, type in items:
            text = f"(func {type})" if isinstance(type, FuncType) else type.text
            print(f"  {item}  {text}")
    return 0


def _bindgen(options: argparse.Namespace) -> int:
    from .bindgen import generate

    module = _load(Engine(), options.file)
    name = options.name or os.path.splitext(os.path.basename(options.file))[0]
    stem = "".join(c if c.isalnum() and c.isascii() else "_" for c in name)
    made = generate(module, name)
    for ending, text in ((".py", made.source), (".pyi", made.stub)):
        path = os.path.join(options.output, stem + ending)
        try:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise _Failure(f"{path}: {error.strerror}") from None
        print(path)
    return 0


def _test(options: argparse.Namespace) -> int:
    from ._wast import Script

    failed = passed = 0
    skipped: dict[str, int] = {}
    for file in progress(options.files):
        try:
            # Scripts are UTF-8, but for what they say is none.
            script = Script(_read(file).decode("utf-8", "surrogateescape"))
            for failure in script.run():
                failed += 1
                print(f"{file}: {failure}")
        except SyntaxError as error:
            raise _Failure(f"{file}: {error}") from None
        passed += script.passed
        for reason, count in script.skipped.items():
            skipped[reason] = skipped.get(reason, 0) + count
    for reason, count in sorted(skipped.items()):
        print(f"{count} not run: {reason}")
    print(f"{passed} passed, {failed} failed")
    return FAILED if failed else 0


def _run(options: argparse.Namespace) -> int:
    program_args = options.args if options.invoke is None else []
    wasi = WasiConfig(
        [program_name(options.file), *program_args],
        dict(options.env),
        preopens=options.dirs + options.mapped_dirs,
        inherit="stdio",
    )
    module = _load(Engine(Config(fuel=options.fuel is not None)), options.file)
    limits = Limits(memory_bytes=options.max_memory)
    try:
        store = Store(module.engine, limits=limits, fuel=options.fuel, wasi=wasi)
    except (WasmError, OSError, ValueError) as error:
        raise _Failure(str(error)) from None
    exports = _instantiate(store, module, options).exports
    start, initialize = _func(exports, "_start"), _func(exports, "_initialize")
    # A module has one or the other: it is a program or a library.
    if start is None and initialize is not None:
        initialize()
    if options.invoke is not None:
        _invoke(module, exports, options)
    elif start is not None:
        start.call(timeout=options.timeout)
    elif initialize is None:
        note = f"{options.file} has no _start, so nothing is run; {_functions(module)}"
        print(f"note: {note}", file=sys.stderr)
    return 0


def _load(engine: Engine, file: str) -> Module:
    try:
        return Module.from_file(engine, file)
    except OSError as error:
        raise _Failure(f"{file}: {error.strerror}") from None
    except WasmError as error:
        raise _Failure(f"{file}: {error}") from None


def _instantiate(store: Store, module: Module, options: argparse.Namespace) -> Instance:
    try:
        return Instance(store, module, unknown_imports=options.unknown_imports)
    except (Trap, HostError):
        raise
    except WasmError as error:
        if error.frames:
            raise
        hint = ""
        if isinstance(error, LinkError) and error.found is None:
            hint = "\n--unknown-imports trap starts the program without its functions"
        raise _Failure(f"{options.file}: {error}{hint}") from None


def _func(exports: Exports, name: str) -> Func | None:
    func = exports.get(name)
    return func if isinstance(func, Func) else None


def _functions(module: Module) -> str:
    """The exported functions, in words."""
    names = [export.name for export in module.exports if isinstance(export.type, FuncType)]
    if not names:
        return "it exports no function"
    return f"--invoke NAME calls one of: {', '.join(names)}"


def _invoke(module: Module, exports: Exports, options: argparse.Namespace) -> None:
    """Calls a function with arguments from the command line, and prints its results, a
    line each, in the form in which arguments are understood."""
    name, args = options.invoke, options.args
    func = _func(exports, name)
    if func is None:
        raise _Failure(f"the module exports no function {name!r}; {_functions(module)}")
    types = func.type.params
    if len(args) != len(types):
        message = f"it takes {len(types)} arguments, got {len(args)}"
        raise _Failure(f"{name!r} is {func.type}: {message}")
    values = []
    for type, arg in zip(types, args):
        try:
            values.append(_parse(type, arg))
        except ValueError:
            raise _Failure(f"{arg!r} is no value of type {type}") from None
    results = func.call(*values, timeout=options.timeout)
    if len(func.type.results) == 1:
        results = (results,)
    for type, result in zip(func.type.results, results or ()):
        print(_format(type, result))


#: The numbers that an integer argument can be.
_INTEGERS = {"i32": range(-(2**31), 2**32), "i64": range(-(2**63), 2**64)}


def _parse(type: str, text: str) -> object:
    if type in _INTEGERS:
        number = _integer(text)
        if number in _INTEGERS[type]:
            return number
    elif type in ("f32", "f64"):
        # What Python reads, but Rust does not.
        if "_" not in text and text.strip() == text:
            return float(text)
    elif type == "v128":
        if text[:2] == "0x" and text[2:].isalnum():
            return int(text[2:], 16).to_bytes(16, "little")
    elif text == "null":
        return None
    raise ValueError(text)


def _integer(text: str) -> int:
    """A number in decimal or, after ``0x``, in hexadecimal digits."""
    digits = text[1:] if text[:1] in ("-", "+") else text
    if not (digits.isascii() and digits.isalnum()):
        raise ValueError(text)
    magnitude = int(digits[2:], 16) if digits[:2] == "0x" else int(digits)
    return -magnitude if text[0] == "-" else magnitude


def _format(type: str, value: object) -> str:
    if isinstance(value, float):
        return _format_float(value, single=type == "f32")
    if isinstance(value, bytes):
        return f"0x{int.from_bytes(value, 'little'):032x}"
    if type in _INTEGERS:
        return str(value)
    return "null" if value is None else type


def _format_float(value: float, *, single: bool) -> str:
    """The shortest form that is read back as the same number."""
    text = repr(value)
    if single and value - value == 0:
        shorter = (f"{value:.{digits}e}" for digits in range(9))
        text = repr(next(float(s) for s in shorter if _to_single(float(s)) == value))
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if e else mantissa


def _to_single(value: float) -> float:
    try:
        single: float = struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        return value
    return single


def _validate(options: argparse.Namespace) -> int:
    engine, code = Engine(), 0
    for file in progress(options.files):
        try:
            _load(engine, file)
        except _Failure as failure:
            code = _fail(str(failure), FAILED)
    return code


def _dir(text: str) -> Dir:
    dirs = text[: -len("::ro")] if text.endswith("::ro") else text
    host, separator, guest = dirs.partition("::")
    if not separator:
        guest = host
    if not (host and guest):
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST[::GUEST][::ro]")
    return Dir(host, guest, write=dirs is text)


def _mapdir(text: str) -> Dir:
    guest, separator, host = text.partition("::")
    if not (guest and separator and host):
        raise argparse.ArgumentTypeError(f"{text!r} is not GUEST::HOST")
    return Dir(host, guest, write=True)


def _env(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not (name and separator):
        raise argparse.ArgumentTypeError(f"{text!r} is not K=V")
    return name, value


def _fail(message: str, code: int) -> int:
    print(f"error: {message}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
