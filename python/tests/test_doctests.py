"""Every public docstring has an example, and each of them runs.

A method or property has one of its own, or is used in those of its class. What says why it
has none is in a list, which fails where it is not needed.
"""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import re

import pytest

import sanderling

#: The modules whose names are for others.
PUBLIC = [
    "sanderling",
    "sanderling.bindgen",
    "sanderling.capi._inline",
    "sanderling.compat.wasmtime",
    "sanderling.importer",
    "sanderling.oop",
]

#: What has no example, and why.
WITHOUT = {
    "Memory.array": "it needs numpy, which need not be there: tests where it is have it",
}


def names():
    """All modules but the library's own, which is generated."""
    found = pkgutil.walk_packages(sanderling.__path__, "sanderling.")
    return [m.name for m in found if "_native" not in m.name and "__main__" not in m.name]


@pytest.mark.parametrize("name", ["sanderling", *names()])
def test_examples(name):
    module = importlib.import_module(name)
    result = doctest.testmod(module, optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
    assert result.failed == 0


def examples(docstring):
    parsed = doctest.DocTestParser().get_examples(docstring or "")
    return "".join(example.source for example in parsed)


def members(kind):
    """The public methods and properties of a class, with their docstrings."""
    for name, value in vars(kind).items():
        if isinstance(value, (classmethod, staticmethod)):
            value = value.__func__
        if isinstance(value, property):
            value = value.fget
        if inspect.isfunction(value) and not name.startswith("_"):
            yield name, value.__doc__


def without_example(module):
    for name in module.__all__:
        item = getattr(module, name)
        if inspect.isfunction(item) and not examples(item.__doc__):
            yield name
        elif inspect.isclass(item):
            shown = examples(item.__doc__)
            if not shown:
                yield name
            for member, docstring in members(item):
                if not (examples(docstring) or re.search(rf"\.{member}\b", shown)):
                    yield f"{name}.{member}"


def test_every_public_docstring_has_an_example():
    missing = {
        f"{name}.{item}"
        for name in PUBLIC
        for item in without_example(importlib.import_module(name))
    }
    assert missing == {f"sanderling.{name}" for name in WITHOUT}


def test_functions_of_c_have_their_headers_comments():
    """Those of ``sanderling.capi`` that are generated: their docstrings are the comments of
    the headers, which are C's, so that an example of theirs in Python is a test of
    test_capi.py, which fails where one of them is not used as meant."""
    from sanderling.capi import _functions

    functions = [getattr(_functions, name) for name in _functions.__all__]
    functions = [item for item in functions if inspect.isfunction(item)]
    assert len(functions) > 450
    for function in functions:
        assert "C::\n" in function.__doc__, function.__name__
        owner = re.search(r"    C::\n\n +own (wasm_\w+)_t \*", function.__doc__)
        if owner:
            assert f"The result is the caller's, until `{owner[1]}_delete`" in re.sub(
                r"\s+", " ", function.__doc__
            )


def test_what_is_missing_is_found():
    class Module:
        __all__ = ("Shown", "Bare", "plain")

        class Shown:
            """Has one.

            >>> Shown().used()
            """

            def used(self):
                """Used above."""

            def unused(self):
                """Not used."""

        class Bare:
            """Has none."""

        @staticmethod
        def plain():
            """Has none."""

    assert list(without_example(Module)) == ["Shown.unused", "Bare", "plain"]
