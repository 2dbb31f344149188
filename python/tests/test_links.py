"""Links in the documents: those inside the project lead somewhere, and those outside are
whole addresses. These are asked for where there is a network: it fails if a site that is
there says that it has no such page. What cannot be asked is said aloud. References of the
site's pages to each other and to docstrings are checked where the site is built, with every
warning an error."""

from __future__ import annotations

import http.client
import re
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = {"target", "node_modules", ".git", ".pytest_cache", "site-packages"}
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


def status(address):
    """What a site answers, as a number, or why it does not."""
    request = urllib.request.Request(address, headers={"User-Agent": "link check"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except HTTPError as error:
        error.close()
        return error.code
    except (OSError, http.client.HTTPException, ValueError) as error:
        return str(error) or type(error).__name__


def is_gone(address, ask=status):
    """Whether there is certainly no such page: twice its site says so, and is there."""
    if ask(address) not in (404, 410):
        return False
    home = urlsplit(address)._replace(path="/", query="", fragment="").geturl()
    return ask(home) == 200 and ask(address) in (404, 410)


def test_links_to_other_sites():
    targets = {target for path in DOCUMENTS for target in links(path)}
    addresses = sorted(target for target in targets if target.startswith("https://"))
    assert addresses
    with ThreadPoolExecutor(8) as pool:
        found = dict(zip(addresses, pool.map(status, addresses)))
        missing = [address for address in addresses if found[address] in (404, 410)]
        gone = [a for a, is_so in zip(missing, pool.map(is_gone, missing)) if is_so]
    assert gone == []
    unknown = {a: why for a, why in found.items() if why != 200}
    if unknown:
        told = "; ".join(f"{address}: {why}" for address, why in unknown.items())
        pytest.skip(f"{len(unknown)} of {len(found)} links could not be looked at: {told}")


def test_only_what_is_certainly_gone_fails():
    page, home = "https://example.org/a?b#c", "https://example.org/"
    for answers, gone in (
        ({page: 404, home: 200}, True),
        ({page: 410, home: 200}, True),
        # A proxy that has nothing, and what says little.
        ({page: 404, home: 404}, False),
        ({page: 404, home: "timed out"}, False),
        ({page: 503, home: 200}, False),
        ({page: "no network", home: "no network"}, False),
        ({page: 200, home: 200}, False),
    ):
        assert is_gone(page, answers.get) is gone
    changing = iter([404, 200, 200])
    assert not is_gone(page, lambda _: next(changing))


def test_what_is_wrong_is_found(tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    path = tmp_path / "a.md"
    path.write_text("# A title, *here*\n## Twice\n## Twice\n[x](a.md#twice-1) `[n](no)`\n")
    assert list(links(path)) == ["a.md#twice-1"]
    for target in ("#a-title-here", "a.md#twice", "a.md#twice-1", "https://example.org/x"):
        assert wrong(path, target) is None
    for target in ("b.md", "#other", "http://example.org", "https://", "../x", "https:x"):
        assert wrong(path, target) is not None, target
