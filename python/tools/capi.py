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
    owners = ownership(function)
    if owners:
        parts.append(textwrap.fill(owners, **wrap))
    declared = textwrap.fill(function.declaration, 84, break_long_words=False)
    parts.append("C::\n\n" + textwrap.indent(declared, "    "))
    body = textwrap.indent("\n\n".join(parts), "    ").strip()
    return f'    """{body}\n    """\n'


def ownership(function: Function) -> str:
    """Who owns what after the call, as the declaration says it."""
    if function.name.endswith("_delete"):
        return ""
    said = []
    if function.is_own:
        delete = f"{function.result.removesuffix('_t *')}_delete"
        said.append(f"The result is the caller's, until `{delete}`.")
    owned = [p for p in function.params if p.is_own]
    is_out = [p.name == "out" or p.kind == "out" for p in owned]
    for one, writes in zip(owned, is_out):
        if writes and not function.name.endswith(
            ("_new_empty", "_global_get", "_val_copy")
        ):
            said.append(f"What is written to `{one.name}` is the caller's.")
    given = [p for p, writes in zip(owned, is_out) if not writes]
    # An array itself is copied.
    arrays = [p.name for p in given if p.kind == "array" and p.type.endswith("**")]
    said += [
        f"The elements of `{name}` are the vector's after the call." for name in arrays
    ]
    names = [f"`{p.name}`" for p in given if p.kind != "array"]
    if names:
        verb = "belong" if len(names) > 1 else "belongs"
        listed = " and ".join(", ".join(names).rsplit(", ", 1))
        said.append(f"{listed} {verb} to the library after the call.")
    return " ".join(said)


def body(function: Function) -> tuple[list[str], set[str]]:
    """The lines of a wrapper; the types that they use.

    What a call with right arguments needs stands in the wrapper itself: calls of Python
    functions are what costs most.
    """
    before: list[str] = []
    after: list[str] = []
    #: What a function has written of which it says that it has succeeded, or not.
    success: list[str] = []
    failure: list[str] = []
    types: set[str] = set()
    names = [python_name(p.name) for p in function.params]
    is_host = {"func", "id", "finalizer"} <= set(names)
    deletes = function.name.endswith("_delete")
    for one in function.params:
        name, kind = python_name(one.name), one.kind
        variable = constant(one.type)
        if kind == "number" or (is_host and name in ("func", "id", "finalizer")):
            continue
        types.add(one.type)
        if kind == "handle":
            if deletes:
                return deleting(function, name, variable), types
            before += [f"if {name} not in live:"]
            before += [f'    {name} = handle({name}, {variable}, "{name}")']
            if one.is_own:
                after.append(f"gone({name})")
        elif kind == "array":
            check = "array" if one.is_const else "room"
            call = f'{name} = {check}({name}, {one.length}, {variable}, "{name}")'
            if one.is_const and one.type in ("char *", "uint8_t *", "wasm_byte_t *"):
                # Bytes, which cffi takes as they are.
                is_right = f"kind_of({name}) is BYTES and size_of({name}) >= {one.length}"
                before += [f"if not ({is_right}):", f"    {call}"]
            elif one.type == "uint64_t *":
                is_wrong = f"array_of(typeof({name})) is not {variable}"
                is_wrong += f" or size_of({name}) < {one.length}"
                lines = checked(name, is_wrong, call)
                # Lists are for what is read only, and None has no elements.
                if one.is_const:
                    lines[1:3] = [f"    if kind_of({name}) is LIST:", f"        {call}"]
                else:
                    lines[1:4] = [f"    if {is_wrong}:"]
                before += lines
            else:
                before.append(call)
            if one.is_own and one.type.endswith("**"):
                before.append(f"moved({name}, {one.length})")
        elif kind == "void":
            call = f'{name} = pointer({name}, "{name}")'
            before += checked(name, f"not is_pointer(typeof({name}))", call)
        elif kind == "function":
            if not function.name.startswith("wasm_func_new"):
                before.append(callback(function, one, variable))
        else:
            call = f'{name} = structure({name}, {variable}, "{name}")'
            before += checked(name, f"typeof({name}) is not {variable}", call)
            is_out = one.name == "out" or kind == "out"
            is_vector = one.type.endswith("_vec_t *") or one.type in NAMES
            # Those without elements have nothing new, and those of an array had it.
            is_filled = not function.name.endswith(("_new_empty", "_new_uninitialized"))
            if kind == "out":
                fails = one.name == "error" or one.type == "wasm_trap_t **" and one.is_own
                (failure if fails else success).append(f"born_in({name})")
            elif one.type in NAMES and is_out:
                pass
            elif is_vector and is_out:
                if one.type != "wasm_val_vec_t *":
                    is_filled = is_filled and not function.name.endswith("_vec_new")
                    after += [f"born_all({name})"] if is_filled else []
                elif function.name.endswith("_copy"):
                    after += ["if dead:", f"    seen_all({name})"]
            elif is_vector and (one.is_own or deletes):
                gone = "gone_all" if one.type not in (*NAMES, "wasm_val_vec_t *") else ""
                gone = "gone_in" if one.type == "wasm_val_vec_t *" else gone
                before += [f"if {name} in ours:", f"    refuse({name})"]
                before += [f"{gone}({name})"] if gone else []
            elif one.type == "wasm_val_t *" and is_out:
                after += ["if dead:", f"    seen_at({name})"]
            elif one.type == "wasm_val_t *" and (one.is_own or deletes):
                before += [f"if {name} and {name}[0].kind >= WASM_EXTERNREF:"]
                before += [f"    gone_value({name}[0])"]
    if function.name == "wasm_func_call":
        # What a result refers to can be where something deleted was.
        before[0] = "is_new = func not in numeric"
        before[1:2] = ["if is_new:", "    func = callee(func)"]
        after += ["if is_new and dead:", "    seen_all(results)"]
    call = f"_{function.name}({', '.join(names)})"
    lines = before + special(function, call, names)
    lines += after + ending(function, success, failure)
    if lines[-1] == "return result" and lines[-2].startswith("result = "):
        lines[-2:] = [f"return {lines[-2].removeprefix('result = ')}"]
    return lines, types


def checked(name: str, is_wrong: str, call: str) -> list[str]:
    """Calls what knows of all that an argument may be, if it is not what it mostly is.

    Of what is no pointer there is no type."""
    lines = ["try:", f"    if {name} is None:", f"        {name} = NULL"]
    lines += [f"    elif {is_wrong}:", f"        {call}"]
    return [*lines, "except TypeError:", f"    {call}"]


def deleting(function: Function, name: str, variable: str) -> list[str]:
    """The lines of what deletes a handle."""
    lines = ["try:", f"    leave({name})", "except KeyError:"]
    lines += [f'    {name} = handle({name}, {variable}, "{name}")']
    lines += [f"    if not {name}:", "        return"]
    lines += [f"_{function.name}({name})"]
    if function.name in ("wasm_func_delete", "wasm_extern_delete", "wasm_ref_delete"):
        lines += [f"unlist({name})"]
    lines += [f"dead[{name}] = None", "if size_of(dead) > DEAD_LIMIT:", "    bury()"]
    return lines


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


def ending(function: Function, success: list[str], failure: list[str]) -> list[str]:
    if failure:
        (written,) = failure
        error = written[len("born_in(") : -1]
        failed = "result < 0" if function.result == "int32_t" else "not result"
        lines = [f"if {failed}:", "    if raised:", f"        surface_status({error})"]
        lines += [f"    {written}"]
        own = born()[:-1] if function.is_own else []
        if success or own:
            lines += ["else:", *(f"    {line}" for line in success + own)]
        return [*lines, "return result"]
    if function.result == "void":
        return [] if function.params else ["return"]
    if function.is_own and function.result == "wasm_trap_t *":
        return ["if result:", "    surface(result)", "    born(result)", "return result"]
    if function.is_own:
        return born()
    if function.result in NAMES:
        return ["return result"]
    if function.result.endswith("_vec_t *"):
        return ["if dead:", "    seen_all(result)", "return result"]
    is_ours = function.result.startswith(("wasm_", "sanderling_"))
    if is_ours and hint(function.result.rstrip(" *")) == "Any":
        return ["if result in dead:", "    forget(result, None)", "return result"]
    return ["return result"]


def born() -> list[str]:
    """A handle that is the caller's."""
    lines = ["if result:", "    forget(result, None)", "    add(result)"]
    return [*lines, "return result"]


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
        "DEAD_LIMIT",
        "NULL",
        "add",
        "array",
        "array_of",
        "born",
        "born_all",
        "born_in",
        "bury",
        "callee",
        "dead",
        "forget",
        "function as _function",
        "gone",
        "gone_all",
        "gone_in",
        "gone_value",
        "handle",
        "leave",
        "live",
        "moved",
        "is_pointer",
        "numeric",
        "ours",
        "pointer",
        "refuse",
        "room",
        "seen_all",
        "seen_at",
        "structure",
        "typeof",
        "unlist",
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
    variables = "".join(f'{constant(t)} = ffi.typeof("{t}")\n' for t in sorted(types))
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

# Parameters have the names of these.
BYTES, LIST, kind_of, size_of = bytes, list, type, len

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
