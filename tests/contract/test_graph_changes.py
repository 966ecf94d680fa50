"""A store reports each changed item once, in the order of the last changes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import InvalidInput, NotSupported
from app.graph.sqlite import SqliteStore
from app.index.index import AnsweringStore
from tests.contract.items import item
from tests.contract.oracle import PlainStore
from tests.gremlin import empty_gremlin_store


@pytest.fixture(params=["plain", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AnsweringStore]:
    """Opens a store that keeps its own log."""
    opened: AnsweringStore = PlainStore() if request.param == "plain" else SqliteStore(tmp_path / "graph.sqlite")
    yield opened
    opened.close()


def kinds(store: AnsweringStore, limit: int = 100, after: str | None = None) -> list[tuple[str, str]]:
    return [(each.item_id, each.kind) for each in store.changes(limit, after).changes]


def test_an_item_shows_its_last_change_only(store: AnsweringStore) -> None:
    store.upsert([item("a"), item("b"), item("c")])
    store.upsert([item("a", "Changed")])
    store.delete("b")
    assert kinds(store) == [("c", "written"), ("a", "written"), ("b", "deleted")]
    store.upsert([item("b")])
    assert kinds(store)[-1] == ("b", "written")


def test_what_changes_nothing_is_no_change(store: AnsweringStore) -> None:
    store.upsert([item("a")])
    place = store.changes(100).next
    store.upsert([item("a")])
    store.delete("nobody")
    assert store.changes(100, place).changes == ()
    assert store.changes(100, place).next == place


def test_pages_follow_one_another_while_more_is_written(store: AnsweringStore) -> None:
    store.upsert([item(f"i{n}", hours=n) for n in range(5)])
    found, place = [], None
    for n in range(4):
        page = store.changes(2, place)
        found += [each.item_id for each in page.changes]
        place = page.next
        if n == 0:
            store.upsert([item("i0", "Again"), item("i4", "Again")])
    assert found == ["i0", "i1", "i2", "i3", "i0", "i4"]


def test_a_change_has_the_time_of_the_item(store: AnsweringStore) -> None:
    store.upsert([item("a", hours=7)])
    assert store.changes(1).changes[0].at == item("a", hours=7).updated_at


def test_no_change_is_no_place(store: AnsweringStore) -> None:
    assert store.changes(10).next is None


@pytest.mark.parametrize("place", ["x", "-1", "1.5", "", "²", "9" * 30])
def test_a_place_that_is_none_is_refused(tmp_path: Path, place: str) -> None:
    store = SqliteStore(tmp_path / "graph.sqlite")
    with pytest.raises(InvalidInput, match="/cursor: expected the `next` of an earlier answer"):
        store.changes(10, place)
    store.close()


@pytest.mark.server
def test_a_server_without_streams_says_so(tmp_path: Path) -> None:
    store = empty_gremlin_store(tmp_path)
    with pytest.raises(NotSupported, match="only Amazon Neptune keeps a log of changes"):
        store.changes(10)
    store.close()


def test_the_log_goes_on_from_a_mark_of_the_same_graph(store: AnsweringStore) -> None:
    assert store.continues(store.mark())
    store.upsert([item("a"), item("b")])
    mark, found = store.mark(), store.changes(100)
    assert (mark.place, mark.newest) == (found.next, found.changes[-1])
    store.upsert([item("a", "Changed")])
    assert store.continues(mark)
    store.upsert([item("b", "Changed")])
    assert store.continues(mark)
    assert not store.continues(replace(mark, graph="another"))
    assert not store.continues(replace(mark, place="999"))
