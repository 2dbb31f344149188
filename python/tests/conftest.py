"""What the tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

import sanderling

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture
def store():
    with sanderling.Store() as store:
        yield store


@pytest.fixture
def instantiate(store):
    """Makes an instance of a module in the text format."""

    def instantiate(text, imports=(), **options):
        return sanderling.Instance(store, sanderling.Module(None, text), imports, **options)

    return instantiate


@pytest.fixture
def example():
    """The path of an example program."""

    def path(name):
        file = EXAMPLES / name
        assert file.exists(), file
        return file

    return path
