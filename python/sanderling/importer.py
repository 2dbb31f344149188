"""Importing WebAssembly modules as if they were Python's, for programs that ask for it.

>>> import sanderling.importer
>>> import os, sys, tempfile
>>> with tempfile.TemporaryDirectory() as folder:
...     with open(os.path.join(folder, "adder.wat"), "w") as file:
...         _ = file.write('(func (export "inc") (param i32) (result i32) '
...                        '(i32.add (local.get 0) (i32.const 1)))')
...     with sanderling.importer.install([folder]):
...         import adder
>>> adder.inc(4)
5
>>> adder
<module 'adder' (WebAssembly, 1 export)>
>>> del sys.modules["adder"]

A module is ``NAME.wasm`` or ``NAME.wat`` in one of the folders. It gets a store of its own.
Its imports come from the mapping that was given, then, only if that was allowed, from
Python modules of their names. Nothing is looked for in the current directory unless a
folder of the list is this one.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import os
import sys
import types

from ._instance import Instance
from ._module import Module
from ._store import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from ._wasi import WasiConfig

__all__ = ["Finder", "install", "uninstall"]


def install(
    paths: Iterable[str | os.PathLike[str]] | None = None,
    *,
    imports: Mapping[str, Any] | None = None,
    wasi: WasiConfig | None = None,
    allow_python_imports: bool = False,
) -> Finder:
    """Makes ``import`` find WebAssembly modules.

    ``paths``
        The folders to look in; None stands for those of ``sys.path``, without the current
        directory (which is there as an empty string).
    ``imports``
        What the modules import, as for an :class:`Instance`.
    ``wasi``
        What they get from WASI.
    ``allow_python_imports``
        Whether imports that are not in ``imports`` are looked for in Python modules.

    The finder that is returned can be used in a ``with`` statement, and is given to
    :func:`uninstall`.

    >>> import sys, tempfile, os, sanderling.importer
    >>> place = tempfile.TemporaryDirectory()
    >>> with open(os.path.join(place.name, "answer.wat"), "w") as file:
    ...     _ = file.write('(func (export "get") (result i32) (i32.const 42))')
    >>> with sanderling.importer.install([place.name]) as finder:
    ...     import answer
    ...     answer.get()
    42
    >>> place.cleanup()
    """
    finder = Finder(paths, imports or {}, wasi, allow_python_imports)
    sys.meta_path.append(finder)
    return finder


def uninstall(finder: Finder) -> None:
    """Ends what :func:`install` has begun; modules that were imported stay.

    >>> import sys, sanderling.importer
    >>> finder = sanderling.importer.install([])
    >>> sanderling.importer.uninstall(finder)
    >>> finder in sys.meta_path
    False
    """
    if finder in sys.meta_path:
        sys.meta_path.remove(finder)


class Finder(importlib.abc.MetaPathFinder):
    """Finds WebAssembly modules in folders; made by :func:`install`.

    >>> import sanderling.importer
    >>> finder = sanderling.importer.install([])
    >>> finder.find_spec("no_such_module", None) is None
    True
    >>> sanderling.importer.uninstall(finder)
    """

    def __init__(
        self,
        paths: Iterable[str | os.PathLike[str]] | None,
        imports: Mapping[str, Any],
        wasi: WasiConfig | None,
        allow_python_imports: bool,
    ) -> None:
        self._paths = None if paths is None else [os.fspath(path) for path in paths]
        self._imports = imports
        self._wasi = wasi
        self._allow_python_imports = allow_python_imports

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: types.ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        """The module of this name, if there is one; called by ``import``."""
        # The folder of a package comes as `path`.
        own = [p for p in sys.path if p] if self._paths is None else self._paths
        folders = own if path is None else path
        name = fullname.rpartition(".")[2]
        for folder in folders:
            for ending in (".wasm", ".wat"):
                file = os.path.join(folder, name + ending)
                if os.path.isfile(file):
                    loader = _Loader(self, file)
                    return importlib.machinery.ModuleSpec(fullname, loader, origin=file)
        return None

    def _python_imports(self, module: Module) -> dict[str, Any]:
        found = dict(self._imports)
        if self._allow_python_imports:
            for wanted in module.imports:
                if wanted.module not in found and wanted.module:
                    try:
                        found[wanted.module] = importlib.import_module(wanted.module)
                    except ImportError:
                        # The instance says what is missing.
                        continue
        return found

    def __enter__(self) -> Finder:
        return self

    def __exit__(self, *exception: object) -> None:
        uninstall(self)


class _Loader(importlib.abc.Loader):
    def __init__(self, finder: Finder, file: str) -> None:
        self._finder = finder
        self._file = file

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return _WasmModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        source = Module.from_file(None, self._file)
        store = Store(wasi=self._finder._wasi)
        instance = Instance(store, source, self._finder._python_imports(source))
        module.__file__ = self._file
        module.__wasm_instance__ = instance  # type: ignore[attr-defined]
        for name, item in instance.exports.items():
            if not (name[:2] == "__" and name[-2:] == "__"):
                setattr(module, name, item)


class _WasmModule(types.ModuleType):
    def __repr__(self) -> str:
        instance = self.__dict__.get("__wasm_instance__")
        count = 0 if instance is None else len(instance.exports)
        return (
            f"<module {self.__name__!r} (WebAssembly, {count} "
            f"export{'' if count == 1 else 's'})>"
        )
