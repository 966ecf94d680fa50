"""Changes come from Neptune Streams. A stand-in answers in the documented form, over TLS and with signatures."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.errors import InvalidInput, NotSupported, StoreError
from app.graph import elements
from app.graph.gremlin import GremlinStore
from tests.gremlin import empty_gremlin_store, gremlin_url
from tests.stand_ins.neptune_stream import Log, edge_of
from tests.stand_ins.signed_gateway import KEYS, SignedGateway, use_key


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def store(log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GremlinStore]:
    empty_gremlin_store(tmp_path).close()
    use_key(tmp_path, "AKIDFIRST", monkeypatch)
    with closing(SignedGateway(gremlin_url(), tmp_path, KEYS)) as gateway:
        gateway.stream = log
        monkeypatch.setenv("SSL_CERT_FILE", str(gateway.certificate))
        monkeypatch.setenv("AWS_CA_BUNDLE", str(gateway.certificate))
        with closing(GremlinStore(gateway.graph_url)) as opened:
            yield opened
        assert gateway.refused == []


def changes(store: GremlinStore, limit: int = 100, after: str | None = None) -> list[tuple[str, str]]:
    return [(each.item_id, each.kind) for each in store.changes(limit, after).changes]


@pytest.mark.parametrize("most", [1, 2, 1000])
def test_items_written_and_deleted_are_found_in_the_stream(store: GremlinStore, log: Log, most: int) -> None:
    log.most = most
    log.put("a")
    log.put("b/é|1")
    log.put("a", new=False)
    log.delete("b/é|1")
    log.put("c")
    assert changes(store) == [("a", "written"), ("b/é|1", "deleted"), ("c", "written")]
    assert store.changes(100).changes[0].at.isoformat() == "2023-11-14T22:13:23+00:00"


@pytest.mark.parametrize("most", [1, 1000])
@pytest.mark.parametrize(
    ("op", "kind", "key"), [("ADD", "ep", "score"), ("REMOVE", "ep", "qualifier"), ("ADD", "e", "label")]
)
def test_an_item_is_written_with_its_edges_alone(
    store: GremlinStore, log: Log, most: int, op: str, kind: str, key: str
) -> None:
    log.most = most
    for own in ("a", "b/é|1", "100%7C|%25"):
        log.put(own)
    place = store.changes(100).next
    log.commit((op, edge_of("100%7C|%25"), kind, key))
    log.commit((op, edge_of("b/é|1", "word/x|y"), kind, key))
    assert changes(store, after=place) == [("100%7C|%25", "written"), ("b/é|1", "written")]


@pytest.mark.parametrize("op", ["ADD", "REMOVE"])
def test_an_item_is_written_with_any_key_of_its_own(store: GremlinStore, log: Log, op: str) -> None:
    log.commit((op, "item/a", "vp", "conflicts"))
    assert changes(store) == [("a", "written")]


def test_what_is_not_of_an_item_is_no_change(store: GremlinStore, log: Log) -> None:
    says = elements.edge_id("property/color/red", "word/red")
    log.commit(
        ("ADD", "property/color/red", "vp", "display"), ("ADD", says, "e", "label"), ("ADD", "e-1", "e", "label")
    )
    log.commit(("ADD", "vocabulary/color/red", "vp", "aliases"), ("REMOVE", "word/red", "vl", "label"))
    assert changes(store) == []


def test_an_item_that_comes_back_is_written(store: GremlinStore, log: Log) -> None:
    log.put("a")
    log.delete("a")
    log.put("a")
    assert changes(store) == [("a", "written")]
    log.commit(("REMOVE", "item/a", "vl", "label"), ("ADD", "item/a", "vl", "label"), ("ADD", "item/a", "vp", "rank"))
    assert changes(store) == [("a", "written")]


def test_items_deleted_together_are_each_deleted(store: GremlinStore, log: Log) -> None:
    gone = [("REMOVE", f"item/{own}", "vl", "label") for own in "ab"]
    log.commit(*gone, *(("REMOVE", edge_of(own), "e", "label") for own in "abc"))
    assert changes(store) == [("a", "deleted"), ("b", "deleted"), ("c", "written")]


def test_pages_follow_one_another_and_go_on_later(store: GremlinStore, log: Log) -> None:
    for own in "abcde":
        log.put(own)
    found: list[str] = []
    place = None
    for _ in range(3):
        page = store.changes(2, place)
        found += [each.item_id for each in page.changes]
        place = page.next
    assert found == list("abcde")
    assert store.changes(2, place).changes == ()
    log.delete("a")
    assert changes(store, 2, place) == [("a", "deleted")]


def test_an_empty_stream_has_no_place(store: GremlinStore) -> None:
    assert store.changes(10).next is None


def test_what_is_not_kept_any_more_is_said(store: GremlinStore, log: Log) -> None:
    log.fails = "ExpiredStreamException"
    with pytest.raises(InvalidInput, match="/cursor: the changes after 7:1 are no longer kept"):
        store.changes(10, "7:1")


def test_a_stream_that_is_off_is_said(store: GremlinStore, log: Log) -> None:
    log.fails = "UnsupportedOperationException"
    with pytest.raises(NotSupported, match="neptune_streams"):
        store.changes(10)


def test_any_other_answer_is_an_error_of_the_store(store: GremlinStore, log: Log) -> None:
    log.fails = "InvalidParameterException"
    with pytest.raises(StoreError, match="the log of changes cannot be read"):
        store.changes(10)


@pytest.mark.parametrize("place", ["7", "7:", ":1", "a:b", "7:1:2", "", "-1:2"])
def test_a_place_that_is_none_is_refused(store: GremlinStore, place: str) -> None:
    with pytest.raises(InvalidInput, match="/cursor: expected the `next`"):
        store.changes(10, place)
