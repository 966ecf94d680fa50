"""Changes come from Neptune Streams. A stand-in answers in the documented form, over TLS and with signatures."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.errors import InvalidInput, NotSupported, StoreError
from app.graph.gremlin import GremlinStore, schema
from tests.gremlin import empty_gremlin_store, gremlin_url
from tests.integration.test_gremlin_signed import KEYS, use_key
from tests.stand_ins.signed_gateway import SignedGateway

Answer = tuple[int, dict[str, Any]]


@dataclass
class Log:
    """Records as Neptune keeps them: all that was added and removed, by commit and operation."""

    records: list[dict[str, Any]] = field(default_factory=list)
    # The error that it answers instead, and records of one answer.
    fails: str | None = None
    most: int = 1000

    def commit(self, *changes: tuple[str, str, str, str]) -> None:
        """A transaction of (op, id, type, key)."""
        number = len({each["eventId"]["commitNum"] for each in self.records}) + 1
        for op, (what, own, kind, key) in enumerate(changes, 1):
            self.records.append(
                {
                    "commitTimestamp": 1_700_000_000_000 + number * 1000,
                    "eventId": {"commitNum": number, "opNum": op},
                    "data": {"id": own, "type": kind, "key": key, "value": {"value": "x", "dataType": "String"}},
                    "op": what,
                }
            )

    def put(self, own: str, new: bool = True) -> None:
        label = [("ADD", f"item/{own}", "vl", "label")] if new else [("REMOVE", f"item/{own}", "vp", "fingerprint")]
        more = [("ADD", f"item/{own}", "vp", key) for key in ("title", "fingerprint", "rank")]
        self.commit(*label, *more, ("ADD", "property/color/red", "vl", "label"), ("ADD", edge_of(own), "e", "label"))

    def delete(self, own: str) -> None:
        keys = ("REMOVE", f"item/{own}", "vp", "fingerprint"), ("REMOVE", f"item/{own}", "vl", "label")
        late = ("REMOVE", f"item/{own}", "vp", "rank"), ("REMOVE", edge_of(own, "word/shoe"), "e", "label")
        self.commit(("REMOVE", edge_of(own), "e", "label"), *keys, *late)

    def __call__(self, asked: Mapping[str, str]) -> Answer:
        if self.fails:
            return 400, {"code": self.fails, "requestId": "1", "detailedMessage": "no"}
        after = (0, 0)
        if asked["iteratorType"] == "AFTER_SEQUENCE_NUMBER":
            after = int(asked["commitNum"]), int(asked["opNum"])
        else:
            assert asked["iteratorType"] == "TRIM_HORIZON"
        found = [each for each in self.records if (each["eventId"]["commitNum"], each["eventId"]["opNum"]) > after]
        if not found:
            return 404, {"code": "StreamRecordsNotFoundException", "requestId": "1", "detailedMessage": "none"}
        shown = found[: min(self.most, int(asked["limit"]))]
        answer = {"lastEventId": shown[-1]["eventId"], "lastTrxTimestamp": shown[-1]["commitTimestamp"]}
        return 200, {**answer, "format": "PG_JSON", "records": shown, "totalRecords": len(shown)}


def edge_of(own: str, there: str = "property/color/red") -> str:
    return schema.edge_id(schema.item_id(own), there)


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
    says = schema.edge_id("property/color/red", "word/red")
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
