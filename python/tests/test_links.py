"""Links in the documents: those inside the project lead somewhere, and those outside are
whole addresses. Whether there is something at these is not looked at, as tests have no
network. References of the site's pages to each other and to docstrings are checked where
the site is built, with every warning an error."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = {"target", "node_modules", ".git", "site-packages"}
DOCUMENTS = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not LEFT_OUT & set(path.relative_to(ROOT).parts)
    and not any((parent / "pyvenv.cfg").exists() for parent in path.parents)
)


def prose(path):
    """The text, without code."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    return re.sub(r"`[^`\n]*`", "code", text)


def anchors(path):
    """What the headings of a document can be found by."""
    text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    found, seen = set(), {}
    for title in re.findall(r"^#+ +(.*?) *$", text, re.M):
        slug = re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
        seen[slug] = seen.get(slug, -1) + 1
        found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
    return found


def links(path):
    """The targets of links and images, and of addresses that stand alone."""
    text = prose(path)
    yield from re.findall(r"\]\(\s*<?([^)\s>]+)>?[^)]*\)", text)
    yield from re.findall(r"^\[[^\]]+\]:\s*(\S+)", text, re.M)
    yield from re.findall(r"<(https?:[^>\s]*)>", text)


def wrong(path, target):
    """What is wrong with a link; None if nothing is."""
    address = urlsplit(target)
    if address.scheme:
        if address.scheme == "mailto":
            return None if "@" in address.path else "no address"
        if address.scheme != "https":
            return "not https"
        return None if "." in address.netloc and " " not in target else "no host"
    file = path if not address.path else path.parent / address.path
    if not file.exists():
        return "no such file"
    if ROOT not in file.resolve().parents and file.resolve() != ROOT:
        return "outside of the project"
    if address.fragment and address.fragment not in anchors(file):
        return "no such heading"
    return None


def test_there_are_documents_and_links():
    assert {"README.md", "RATIONALE.md"} <= {path.name for path in DOCUMENTS}
    assert sum(len(list(links(path))) for path in DOCUMENTS) > 10


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links(path):
    found = {target: wrong(path, target) for target in links(path)}
    assert {t: why for t, why in found.items() if why is not None} == {}


def test_what_is_wrong_is_found(tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    path = tmp_path / "a.md"
    path.write_text("# A title, *here*\n## Twice\n## Twice\n[x](a.md#twice-1) `[n](no)`\n")
    assert list(links(path)) == ["a.md#twice-1"]
    for target in ("#a-title-here", "a.md#twice", "a.md#twice-1", "https://example.org/x"):
        assert wrong(path, target) is None
    for target in ("b.md", "#other", "http://example.org", "https://", "../x", "https:x"):
        assert wrong(path, target) is not None, target
