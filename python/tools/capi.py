"""Writes the functions of ``sanderling.capi`` from the headers.

    python tools/capi.py            writes the files
    python tools/capi.py --check    fails if they are not what would be written

The headers are read as they are written: one declaration after another, each below the
comment that says what it does.
"""

from __future__ import annotations

import argparse
import keyword
import re
import sys
import textwrap
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
HEADERS = [ROOT / "crates/capi/include" / name for name in ("wasm.h", "sanderling.h")]
TARGET = ROOT / "python/sanderling/capi"

#: Numbers; cffi checks them.
INTEGERS = {
    "bool",
    "byte_t",
    "char",
    "int32_t",
    "int64_t",
    "size_t",
    "uint32_t",
    "uint64_t",
    "uint8_t",
    "uintptr_t",
    "wasm_byte_t",
    "wasm_externkind_t",
    "wasm_memory_pages_t",
    "wasm_mutability_t",
    "wasm_table_size_t",
    "wasm_valkind_t",
}


class Param(NamedTuple):
    name: str
    #: The type without `const` and `own`, such as "wasm_func_t *".
    type: str
    is_own: bool
    is_const: bool
    #: What it is to be checked as: see `kind_of`.
    kind: str
    #: The name of the parameter that says how many elements there are.
    length: str | None


class Function(NamedTuple):
    name: str
    doc: str
    result: str
    is_own: bool
    is_const: bool
    params: tuple[Param, ...]
    declaration: str
    #: Whether it is one of those with a body in the header, which have no symbol.
    is_inline: bool


class Headers(NamedTuple):
    functions: list[Function]
    constants: dict[str, int]
    #: Macros that stand for functions, with the functions.
    aliases: dict[str, str]
    #: All other macros.
    macros: list[str]


def read() -> Headers:
    """What the headers declare; the first declaration of each function counts."""
    functions: dict[str, Function] = {}
    constants: dict[str, int] = {}
    aliases: dict[str, str] = {}
    macros: list[str] = []
    opaque: set[str] = set()
    callbacks: set[str] = set()
    for header in HEADERS:
        text = header.read_text()
        for name, value in re.findall(r"^#define (\w+)(.*)$", text, re.M):
            if name.startswith("wasm_") and value.strip() != "wasm_byte_vec":
                aliases[name] = value.strip()
            elif name.startswith("WASM_") and name not in ("WASM_API_EXTERN", "WASM_H"):
                macros.append(name)
        for doc, statement in statements(text):
            if statement.startswith("typedef struct") and "{" not in statement:
                opaque.add(statement.split()[-1].rstrip(";"))
            elif statement.startswith("typedef struct"):
                opaque.discard(statement.split()[-1].rstrip(";"))
            elif statement.startswith("typedef") and "(*" in statement:
                callbacks.update(re.findall(r"\(\*(\w+)\)", statement)[:1])
            elif statement.startswith("enum"):
                constants.update(numbers(statement))
            elif statement.startswith("static const"):
                name, value = re.findall(r"(\w+) = (\w+);", statement)[0]
                constants[name] = int(value, 0)
            elif not statement.startswith(("typedef", "struct", "static_assert")):
                made = function(doc, statement, opaque, callbacks)
                functions.setdefault(made.name, made)
    return Headers(list(functions.values()), constants, aliases, macros)


def statements(text: str) -> list[tuple[str, str]]:
    """Declarations, each with the comment above it, or above those it follows."""
    text = re.sub(r"^#.*$", "", text, flags=re.M).replace('extern "C" {', "")
    found: list[tuple[str, str]] = []
    doc, at = "", 0
    while True:
        at += len(text[at:]) - len(text[at:].lstrip())
        if at >= len(text):
            return found
        if text.startswith("/*", at):
            end = text.index("*/", at)
            doc, at = text[at + 2 : end], end + 2
            continue
        if text[at] == "}":
            # Of `extern "C"`.
            at += 1
            continue
        end, depth = at, 0
        while True:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            body = text[end] == "}" and text.startswith("static inline", at)
            end += 1
            if depth == 0 and (text[end - 1] == ";" or body):
                break
        statement = re.sub(r"/\*.*?\*/", "", text[at:end], flags=re.S)
        found.append((" ".join(doc.split()), " ".join(statement.split())))
        # A line between takes the comment away from what comes next.
        if text[end:].startswith("\n\n"):
            doc = ""
        at = end


def numbers(statement: str) -> dict[str, int]:
    found, value = {}, 0
    for item in statement[statement.index("{") + 1 : statement.index("}")].split(","):
        if not item.strip():
            continue
        name, _, given = item.partition("=")
        value = int(given, 0) if given else value
        found[name.strip()] = value
        value += 1
    return found


def function(doc: str, text: str, opaque: set[str], callbacks: set[str]) -> Function:
    is_inline = text.startswith("static inline")
    text = text.partition("{")[0].removeprefix("static inline").strip().rstrip(";")
    text = text.removeprefix("WASM_API_EXTERN ")
    before, _, inside = text.partition("(")
    before, name = re.fullmatch(r"(.*?)(\w+)", before).groups()
    parts = re.split(r",\s*(?![^(]*\))", inside.rsplit(")", 1)[0])
    params = [param(part, opaque, callbacks) for part in parts if part not in ("void", "")]
    for i, one in enumerate(params):
        length = None
        if i and params[i - 1].name == "size" and one.kind == "array":
            length = "size"
        elif i + 1 < len(params) and one.kind in ("array", "number*"):
            after = params[i + 1]
            if after.type == "size_t" and after.name in ("len", f"{one.name}_len"):
                length = after.name
        if one.kind == "array" and length is None:
            assert is_inline or one.name == "path", (name, one)
        kind = "array" if length else one.kind
        params[i] = one._replace(length=length, kind=kind)
    result = param(f"{before}result", opaque, callbacks)
    ours = name.startswith("sanderling_")
    is_own = result.is_own or (ours and result.kind == "handle" and not result.is_const)
    return Function(
        name,
        doc,
        result.type,
        is_own,
        result.is_const,
        tuple(params),
        " ".join(text.replace(" ,", ",").split()),
        is_inline,
    )


def param(text: str, opaque: set[str], callbacks: set[str]) -> Param:
    pointer = re.fullmatch(r"(.*)\(\*(\w+)\)(\(.*\))", text)
    if pointer:
        result, name, args = pointer.groups()
        return Param(name, f"{result.strip()} (*){args}", False, False, "function", None)
    words = text.replace("*", " * ").replace("[]", " [] ").split()
    is_array = words[-1] == "[]"
    words = words[:-1] if is_array else words
    name = words.pop()
    is_own = "own" in words
    is_const = "const" in words
    words = [word for word in words if word not in ("own", "const", "struct")]
    base, stars = words[0], len(words) - 1 + is_array
    type = f"{base} {'*' * stars}".strip()
    kind = "struct"
    if stars == 0:
        kind = "function" if base in callbacks else "number"
    elif base == "void":
        kind = "void" if stars == 1 else "struct"
    elif is_array or (stars == 2 and is_const) or (base == "char" and is_const):
        kind = "array"
    elif stars == 2:
        kind = "out"
    elif base in INTEGERS:
        kind = "number*"
    elif base in opaque:
        kind = "handle"
    return Param(name, type, is_own, is_const, kind, None)


# ---- Writing ----


def constant(type: str) -> str:
    """The name of the variable with a type of cffi's."""
    name = re.sub(r"\W+", "_", type.replace("*", "p")).strip("_").upper()
    return f"_{name}"


def python_name(name: str) -> str:
    return f"{name}_" if keyword.iskeyword(name) else name


def hint(type: str) -> str:
    if type == "void":
        return "None"
    if type == "bool":
        return "bool"
    return "int" if type in INTEGERS else "Any"


def signature(function: Function) -> str:
    params = (f"{python_name(p.name)}: {hint(p.type)}" for p in function.params)
    text = f"def {function.name}({', '.join(params)}) -> {hint(function.result)}:"
    if len(text) <= 92:
        return text
    inner = ",\n    ".join(
        f"{python_name(p.name)}: {hint(p.type)}" for p in function.params
    )
    short = textwrap.indent(inner.replace(",\n    ", ", "), "    ")
    inner = short if len(short) <= 92 else f"    {inner},"
    return f"def {function.name}(\n{inner}\n) -> {hint(function.result)}:"


def docstring(function: Function) -> str:
    text = function.doc.replace("\\", "\\\\")
    first, _, rest = re.sub(r"(?<=[a-z)0-9])\. ", ".\0", text, count=1).partition("\0")
    wrap = {"width": 88, "break_long_words": False, "break_on_hyphens": False}
    parts = [textwrap.fill(first or function.name, **wrap)]
    if rest:
        parts.append(textwrap.fill(rest, **wrap))
    declared = textwrap.fill(function.declaration, 84, break_long_words=False)
    parts.append("C::\n\n" + textwrap.indent(declared, "    "))
    body = textwrap.indent("\n\n".join(parts), "    ").strip()
    return f'    """{body}\n    """\n'


def body(function: Function) -> tuple[list[str], set[str]]:
    """The lines of a wrapper; the types that they use."""
    before: list[str] = []
    after: list[str] = []
    types: set[str] = set()
    names = [python_name(p.name) for p in function.params]
    is_host = {"func", "id", "finalizer"} <= set(names)
    for one in function.params:
        name, kind = python_name(one.name), one.kind
        variable = constant(one.type)
        if kind == "number" or (is_host and name in ("func", "id", "finalizer")):
            continue
        types.add(one.type)
        if kind == "handle":
            before += [f"if {name} not in live:"]
            before += [f'    {name} = handle({name}, {variable}, "{name}")']
            if one.is_own or function.name.endswith("_delete"):
                after.append(f"gone({name})")
        elif kind == "array":
            check = "array" if one.is_const else "room"
            call = f'{name} = {check}({name}, {one.length}, {variable}, "{name}")'
            before.append(call)
            if one.is_own:
                before.append(f"moved({name}, {one.length})")
        elif kind == "void":
            types.discard(one.type)
            before.append(f'{name} = pointer({name}, "{name}")')
        elif kind == "function":
            if not function.name.startswith("wasm_func_new"):
                before.append(callback(function, one, variable))
        else:
            # Of what is no pointer there is no type.
            checked = f'{name} = structure({name}, {variable}, "{name}")'
            before += ["try:", f"    if typeof({name}) is not {variable}:"]
            before += [f"        {checked}", "except ERRORS:", f"    {checked}"]
            is_out = one.name == "out" or kind == "out"
            is_vector = one.type.endswith("_vec_t *") or one.type in NAMES
            deletes = function.name.endswith("_delete")
            if kind == "out":
                after.append(f"born_in({name})")
            elif one.type in NAMES and is_out:
                pass
            elif is_vector and is_out:
                if one.type == "wasm_val_vec_t *":
                    after += ["if dead:", f"    seen_in({name})"]
                else:
                    after.append(f"born_all({name})")
            elif is_vector and (one.is_own or deletes):
                before.append(f"gone_in({name})")
            elif one.type == "wasm_val_t *" and is_out:
                after += ["if dead:", f"    seen_at({name})"]
            elif one.type == "wasm_val_t *" and (one.is_own or deletes):
                before += [f"if {name}:", f"    gone_value({name}[0])"]
            elif one.type == "wasm_val_vec_t *" and not one.is_const:
                after += ["if dead:", f"    seen_in({name})"]
    call = f"_{function.name}({', '.join(names)})"
    lines = before + special(function, call, names)
    lines += after + ending(function, names)
    if lines[-1] == "return result" and lines[-2].startswith("result = "):
        lines[-2:] = [f"return {lines[-2].removeprefix('result = ')}"]
    return lines, types


#: Vectors of bytes.
NAMES = ("wasm_byte_vec_t *", "wasm_name_t *", "wasm_message_t *")


def callback(function: Function, one: Param, variable: str) -> str:
    if function.name == "sanderling_func_new_answering" and one.name == "callback":
        return "if not is_python(callback):\n    callback = function(callback, " + (
            f'{variable}, "callback")'
        )
    check = "finalizer" if one.name == "finalizer" else "forever"
    return f'{one.name} = {check}({one.name}, {variable}, "{one.name}")'


def special(function: Function, call: str, names: list[str]) -> list[str]:
    """The call, with Python functions in place of C's."""
    if function.name.startswith(("wasm_func_new", "sanderling_func_new_answering")):
        given = ", ".join(names)
        code, *others = (p for p in function.params if p.kind == "function")
        lines = ["if is_python(callback):", f"    result = answering({given})", "else:"]
        ours = function.name.startswith("sanderling")
        for one in (code, *others) if not ours else ():
            check = "function" if one is code else "finalizer"
            lines.append(
                f'    {one.name} = {check}({one.name}, {constant(one.type)}, "{one.name}")'
            )
        return [*lines, f"    result = {call}"]
    if {"func", "id", "finalizer"} <= set(names):
        made = "func, number, finalizer = host(func, id, finalizer)"
        call = call.replace(" id,", " number,")
        return [made, f"result = {call}", "unused(number, result == 0)"]
    return [call if function.result == "void" else f"result = {call}"]


def ending(function: Function, names: list[str]) -> list[str]:
    if function.result == "void":
        return [] if names else ["return"]
    trap = next((p.name for p in function.params if p.type == "wasm_trap_t **"), None)
    if "error" in names:
        failed = "result < 0" if function.result == "int32_t" else "not result"
        return [
            "if raised:",
            f"    return surface_status(result, {failed}, error)",
            "return result",
        ]
    if trap:
        return ["if raised:", f"    surface_status(result, not result, {trap})", *own()]
    if function.is_own and function.result == "wasm_trap_t *":
        return ["if result:", "    surface(result)", "    born(result)", "return result"]
    if function.is_own:
        return own()
    if function.result in NAMES:
        return ["return result"]
    if function.result.endswith("_vec_t *"):
        return ["return seen_in(result)"]
    is_ours = function.result.startswith(("wasm_", "sanderling_"))
    if is_ours and hint(function.result.rstrip(" *")) == "Any":
        return ["return seen(result)"]
    return ["return result"]


def own() -> list[str]:
    return ["return born(result)"]


def wrap(line: str) -> list[str]:
    """A line as the formatter would have it."""
    lines = []
    for one in line.split("\n"):
        one = f"    {one}"
        if len(one) <= 92:
            lines.append(one)
            continue
        margin = one[: len(one) - len(one.lstrip())]
        head, _, rest = one.partition("(")
        inner = rest[:-1]
        if len(margin) + 4 + len(inner) <= 92:
            lines += [f"{head}(", f"{margin}    {inner}", f"{margin})"]
        else:
            lines.append(f"{head}(")
            lines += [f"{margin}    {part}," for part in inner.split(", ")]
            lines.append(f"{margin})")
    return lines


HEADING = '''\
"""The functions and numbers of wasm.h and sanderling.h.

Written by tools/capi.py from the headers; not to be edited.
"""
'''

#: The names that wrappers use, by module.
USED = {
    "_callbacks": [
        "answering",
        "finalizer as _finalizer",
        "forever",
        "host",
        "is_python",
        "raised",
        "surface",
        "surface_status",
        "unused",
    ],
    "_checks": [
        "ERRORS",
        "array",
        "born",
        "born_all",
        "born_in",
        "dead",
        "function as _function",
        "gone",
        "gone_in",
        "gone_value",
        "handle",
        "live",
        "moved",
        "pointer",
        "room",
        "seen",
        "seen_at",
        "seen_in",
        "structure",
    ],
}


def write(headers: Headers) -> dict[Path, str]:
    """The files."""
    functions = [f for f in headers.functions if not f.is_inline]
    bodies, types = [], set()
    for one in functions:
        lines, used = body(one)
        types |= used
        text = "\n".join(part for line in lines for part in wrap(line))
        # Parameters have the names of the checks.
        text = re.sub(r"\b(finalizer|function)\(", r"_\1(", text)
        bodies.append(f"{signature(one)}\n{docstring(one)}{text}\n")
    names = [*headers.constants, *(f.name for f in functions), *headers.aliases]
    listed = "".join(f'    "{name}",\n' for name in sorted(names))
    imports = ""
    for module, used in USED.items():
        inner = "".join(f"    {name},\n" for name in used)
        imports += f"from .{module} import (\n{inner})\n"
    constants = "".join(
        f"{n} = {v:#x}\n" if v > 0xFFFF else f"{n} = {v}\n"
        for n, v in headers.constants.items()
    )
    # Attributes of the library take longer to find.
    natives = "".join(f"_{f.name} = lib.{f.name}\n" for f in functions)
    variables = "".join(f'{constant(t)} = typeof("{t}")\n' for t in sorted(types))
    aliases = "".join(f"{n} = {f}\n" for n, f in headers.aliases.items())
    source = (
        f"""{HEADING}
from __future__ import annotations

from .._native import ffi, lib
{imports}
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = [
{listed}]

typeof = ffi.typeof

{natives}
{variables}
{constants}

"""
        + "\n\n".join(bodies)
        + f"\n\n{aliases}"
    )
    stubs = "".join(f"{signature(one)} ...\n" for one in functions)
    constant_stubs = "".join(f"{name}: int\n" for name in headers.constants)
    alias_stubs = "".join(f"{n} = {f}\n" for n, f in headers.aliases.items())
    stub = f"""{HEADING}
from typing import Any

__all__ = [
{listed}]

{constant_stubs}
{stubs}
{alias_stubs}"""
    return {TARGET / "_functions.py": source, TARGET / "_functions.pyi": stub}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    stale = 0
    for path, text in write(read()).items():
        if check:
            if not path.exists() or path.read_text() != text:
                print(f"{path} is not what tools/capi.py writes", file=sys.stderr)
                stale = 1
        else:
            path.write_text(text)
    return stale


if __name__ == "__main__":
    sys.exit(main())
