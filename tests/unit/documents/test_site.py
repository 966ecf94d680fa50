"""The site shows every page once. `make docs` checks its links."""

import tomllib
from collections.abc import Iterator
from typing import Any

from tests.documents import DOCS, ROOT


def pages(entry: Any) -> Iterator[str]:
    """The pages below an entry of the navigation."""
    if isinstance(entry, str):
        yield entry
        return
    for each in entry if isinstance(entry, list) else entry.values():
        yield from pages(each)


def test_the_navigation_has_every_page_once() -> None:
    shown = list(pages(tomllib.loads((ROOT / "zensical.toml").read_text("utf-8"))["project"]["nav"]))
    there = [str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md")]
    assert sorted(shown) == sorted(there)
