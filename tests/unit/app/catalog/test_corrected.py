"""Pages of corrected items."""

from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from app.catalog.corrected import find_corrected
from app.domain.items import Correction, Item
from app.errors import Cancelled
from app.graph.sqlite import SqliteStore

NOW = datetime(2026, 1, 1, tzinfo=UTC)


class LeftStore(SqliteStore):
    """A store whose reader leaves with the first read."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.gone = Event()
        self.reads = 0

    def corrected(self, limit: int, after: str | None = None) -> list[Item]:
        self.gone.set()
        self.reads += 1
        return super().corrected(limit, after)


def corrected(number: int, corrections: int = 1, text: str = "") -> Item:
    said = tuple(Correction(str(n), "reject", "color", f"c{n}", NOW) for n in range(corrections))
    return Item(f"{number:03}", "", text, None, None, (), NOW, "f", corrections=said)


def pages(store: SqliteStore, limit: int, characters: int = 1_000_000) -> list[list[str]]:
    found = [find_corrected(store, limit, None, characters)]
    while found[-1].next is not None:
        found.append(find_corrected(store, limit, found[-1].next, characters))
    return [[each.id for each in page.items] for page in found]


def test_pages_follow_one_another(store: SqliteStore) -> None:
    assert pages(store, 10) == [[]]
    items = [corrected(n) for n in range(120)]
    store.upsert(items)
    ids = [each.id for each in items]
    assert pages(store, 1000) == pages(store, 120) == [ids]
    assert pages(store, 60) == [ids[:60], ids[60:]]


def test_a_page_ends_with_too_many_corrections_or_too_much_text(store: SqliteStore) -> None:
    store.upsert([corrected(n, 200, "x" * 50) for n in range(7)])
    assert list(map(len, pages(store, 1000))) == [5, 2]
    assert list(map(len, pages(store, 1000, 100))) == [2, 2, 2, 1]
    assert list(map(len, pages(store, 1000, 1))) == [1] * 7


def test_reading_ends_once_the_client_has_gone(tmp_path: Path) -> None:
    store = LeftStore(tmp_path / "left.sqlite")
    store.upsert([corrected(n) for n in range(120)])
    with pytest.raises(Cancelled):
        find_corrected(store, 100, None, gone=store.gone)
    assert store.reads == 1
