"""Python classes for modules, with types: ``sanderling bindgen`` and :func:`generate`.

>>> import sanderling
>>> module = sanderling.Module(None, '''
...     (module $calc (import "env" "log" (func (param i32)))
...         (func (export "add") (param i32 i32) (result i32) (i32.const 0)))''')
>>> stub = generate(module, "calc").stub
>>> "class CalcImports(Protocol):" in stub, "def log(self, a: int, /) -> None" in stub
(True, True)
>>> "class Calc:" in stub, "def add(self, a: int, b: int, /) -> int: ..." in stub
(True, True)
"""

from __future__ import annotations

import keyword

from ._types import FuncType, GlobalType, MemoryType, TableType, TagType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._module import Module
    from ._types import ExternType

__all__ = ["Generated", "generate"]


class Generated:
    """The sources that :func:`generate` makes.

    >>> import sanderling
    >>> text = '(func (export "add") (param i32 i32) (result i32) (i32.const 5))'
    >>> generated = generate(sanderling.Module(None, text), "m")
    >>> isinstance(generated, Generated)
    True
    """

    __slots__ = ("source", "stub")

    def __init__(self, source: str, stub: str) -> None:
        #: A Python module, with the WebAssembly module inside.
        self.source = source
        #: Its types, for ``.pyi``.
        self.stub = stub


#: How the types of values are annotated.
_ANNOTATIONS = {
    "i32": "int",
    "i64": "int",
    "f32": "float",
    "f64": "float",
    "v128": "bytes",
    "funcref": "Optional[Func]",
    "externref": "Any",
}

_HEAD = '''"""The WebAssembly module {name}, by ``sanderling bindgen``. Do not edit it."""

from __future__ import annotations

from typing import Any, Optional, Protocol, Tuple

from sanderling import Func, Global, Instance, Memory, Module, Store, Table, Tag
from sanderling import WasiConfig
'''


def generate(module: Module, name: str, data: str | None = None) -> Generated:
    """A class for a module.

    ``name`` is what it is called after. ``data`` is the name of the file with the module,
    beside the source; None puts the module into the source.

    >>> import sanderling
    >>> text = '(func (export "add") (param i32 i32) (result i32) (i32.const 5))'
    >>> "def add" in generate(sanderling.Module(None, text), "m").stub
    True
    """
    class_name = "".join(part.capitalize() for part in _identifier(name).split("_"))
    class_name = class_name or "Module"
    imports = _imports(module)
    parts = [_HEAD.format(name=name)]
    stub = [_HEAD.format(name=name)]
    # A class for each module that is imported from, and the mapping that they are in.
    wants = []
    for number, (origin, items) in enumerate(imports.items()):
        suffix = "" if len(imports) == 1 else str(number + 1)
        protocol = f"{class_name}Imports{suffix}"
        wants.append((origin, protocol))
        text = f"\n\nclass {protocol}(Protocol):\n"
        text += f'    """What is imported from {origin!r}."""\n'
        for item, type in items:
            text += "\n" + _member(item, type, None)
        parts.append(text)
        stub.append(text)
    parameters = "".join(f", {_parameter(origin)}: {kind}" for origin, kind in wants)
    signature = (
        f"    def __init__(self{parameters}, *, store: Optional[Store] = None, "
        "wasi: Optional[WasiConfig] = None) -> None:"
    )
    exports = [(export.name, export.type) for export in module.exports]
    head = f'\n\nclass {class_name}:\n    """An instance of the module."""\n\n'
    stub.append(f"{head}    instance: Instance\n\n{signature} ...\n")
    mapping = ", ".join(f"{origin!r}: {_parameter(origin)}" for origin, _ in wants)
    if data is None:
        where = "Module(None, _BYTES)"
        parts.append(f"\n_BYTES = {module.serialize()!r}\n")
    else:
        where = f"Module.from_file(None, pathlib.Path(__file__).with_name({data!r}))"
        parts[0] = parts[0].replace(
            "from typing import Any", "import pathlib\nfrom typing import Any"
        )
    parts.append(
        f"{head}{signature}\n"
        f"        module = {where}\n"
        "        store = Store(module.engine, wasi=wasi) if store is None else store\n"
        f"        #: What is behind this object.\n"
        f"        self.instance = Instance(store, module, {{{mapping}}})\n"
        "        self._exports = self.instance.exports\n"
    )
    for item, type in exports:
        stub.append("\n" + _member(item, type, None))
        parts.append("\n" + _member(item, type, f"self._exports[{item!r}]"))
    return Generated("".join(parts), "".join(stub))


def _imports(module: Module) -> dict[str, list[tuple[str, ExternType]]]:
    wanted: dict[str, list[tuple[str, ExternType]]] = {}
    for item in module.imports:
        if not item.module.startswith(("wasi_snapshot_preview1", "wasi_unstable")):
            wanted.setdefault(item.module, []).append((item.name, item.type))
    return wanted


def _member(name: str, type: ExternType, value: str | None) -> str:
    """A method or a property."""
    identifier = _identifier(name)
    if isinstance(type, FuncType):
        names = [chr(ord("a") + i) if i < 26 else f"a{i}" for i in range(len(type.params))]
        params = "".join(
            f", {name}: {_annotation(kind)}" for name, kind in zip(names, type.params)
        )
        slash = ", /" if params else ""
        results = [_annotation(kind) for kind in type.results]
        result = "None" if not results else results[0]
        if len(results) > 1:
            result = f"Tuple[{', '.join(results)}]"
        line = f"    def {identifier}(self{params}{slash}) -> {result}:"
        if value is None:
            return f"{line} ...\n"
        call = f"{value}({', '.join(names)})"
        return (
            f'{line}\n        """The function {name!r}."""\n'
            f"        return {call}  # type: ignore[no-any-return]\n"
        )
    kind = {GlobalType: "Global", MemoryType: "Memory", TableType: "Table", TagType: "Tag"}
    line = f"    @property\n    def {identifier}(self) -> {kind[type.__class__]}:"
    if value is None:
        return f"{line} ...\n"
    return (
        f'{line}\n        """The {kind[type.__class__].lower()} {name!r}."""\n'
        f"        return {value}  # type: ignore[no-any-return]\n"
    )


def _annotation(type: str) -> str:
    return _ANNOTATIONS.get(type, "Any")


def _parameter(name: str) -> str:
    return _identifier(name).lower()


def _identifier(name: str) -> str:
    """A name of Python's that is like this one."""
    text = "".join(c if c.isalnum() and c.isascii() else "_" for c in name) or "_"
    if text[0].isdigit():
        text = f"_{text}"
    if keyword.iskeyword(text) or text in ("self", "instance", "store", "wasi", "module"):
        text += "_"
    return text
