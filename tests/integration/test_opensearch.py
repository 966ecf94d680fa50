"""The index on a real OpenSearch node: what several processes, rebuilds and large inputs do to it."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from app.cli import main
from app.domain.items import Item
from app.domain.queries import FacetQuery, Query, Sort
from app.domain.relevance.words import Analyzer
from app.errors import StoreError
from app.graph.sqlite import SqliteStore
from app.index.opensearch.address import Address
from app.index.opensearch.asking.conditions import all_of
from app.index.opensearch.asking.facets import Facets
from app.index.opensearch.asking.values import Values
from app.index.opensearch.client import Client
from app.index.opensearch.coding import document_id, value_token
from app.index.opensearch.index import OpenSearchIndex
from app.index.opensearch.mapping import Pair, Shards
from app.index.opensearch.upkeep.following import Follower
from app.index.opensearch.upkeep.keeping import Keeper
from app.index.opensearch.upkeep.lease import Lease
from app.index.opensearch.upkeep.verifying import differences
from tests.contract.items import item, target, term
from tests.contract.stores import on_opensearch
from tests.contract.test_congruence import compare_with_the_plainest
from tests.integration.process import serving
from tests.opensearch import empty_index, follower, opensearch_url
from tests.stand_ins.proxy import Proxy, port_of


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    return tmp_path / "graph.sqlite"


@pytest.fixture
def opened(graph: Path) -> Iterator[Callable[[], SqliteStore]]:
    """Opens the graph as one more process would."""
    stores: list[SqliteStore] = []

    def opener() -> SqliteStore:
        stores.append(SqliteStore(graph))
        return stores[-1]

    yield opener
    for each in stores:
        each.close()


@pytest.fixture
def first(opened: Callable[[], SqliteStore]) -> Iterator[Follower]:
    found = empty_index(opened())
    yield found
    found.close()


@pytest.fixture
def second(first: Follower, opened: Callable[[], SqliteStore]) -> Iterator[Follower]:
    """What keeps the same index in another process."""
    found = follower(opened())
    assert found.open()
    yield found
    found.close()


def ids(index: Follower, query: Query = Query()) -> list[str]:  # noqa: B008 (immutable)
    return [hit.item.id for hit in OpenSearchIndex(index, index.store.index).search(query).hits]  # type: ignore[attr-defined]


def names_of(index: Follower) -> Pair:
    position = index.position()
    assert position
    return position.names


def test_a_write_of_one_process_is_found_by_another_at_once(first: Follower, second: Follower) -> None:
    first.store.upsert([item("a", "Red shoe", "color:red")])
    assert ids(second) == ids(first) == ["a"]
    second.store.delete("a")
    assert ids(first) == ids(second) == []


def test_a_write_whose_process_ended_is_brought_in_by_another(
    first: Follower, opened: Callable[[], SqliteStore]
) -> None:
    opened().upsert([item("a"), item("b")])
    assert ids(first) == ["a", "b"]
    assert list(differences(first)) == []


def test_a_new_pair_answers_with_what_was_written_meanwhile(first: Follower) -> None:
    first.store.upsert([item("a", "", "color:red"), item("b", "", "color:blue")])
    written: list[Item] = []

    def write(_: int) -> None:
        if not written:
            written.append(item("c", "", "color:red"))
            first.store.upsert(written)
            first.store.delete("b")

    before = names_of(first)
    first.build(write)
    assert names_of(first) != before
    assert ids(first) == ["a", "c"]
    assert list(differences(first)) == []
    assert first.client.call("GET", f"/{before.items}") is None


def test_an_index_of_another_graph_is_not_used(first: Follower, tmp_path: Path) -> None:
    other = SqliteStore(tmp_path / "other.sqlite")
    other.upsert([item("b")])
    kept = follower(other)
    assert not kept.open()
    Keeper(kept, renew_seconds=60).turn()
    assert ids(kept) == ["b"]
    assert not first.open()
    kept.close()
    other.close()


def test_differences_name_what_is_wrong(first: Follower) -> None:
    first.store.upsert([item("a", "", "color:red"), item("b", "", "color:blue"), item("c")])
    names = names_of(first)
    found = first.client.search(names.items, {"query": {"terms": {"id": ["a", "b"]}}, "sort": ["id"]})["hits"]["hits"]
    first.client.call("DELETE", f"/{names.items}/_doc/{found[0]['_id']}", refresh="true")
    wrong = {**found[1]["_source"], "checksum": 1}
    first.client.call("PUT", f"/{names.items}/_doc/{found[1]['_id']}", wrong, refresh="true")
    first.client.call("DELETE", f"/{names.values}/_doc/{document_id(value_token('color', 'blue'))}", refresh="true")
    assert list(differences(first)) == [
        "item 'a' is missing",
        "item 'b' has other words, values or times",
        "value 'color:blue' is missing",
    ]


def test_one_process_at_a_time_builds(first: Follower) -> None:
    lease, other = (Lease(first.client, first.name) for _ in range(2))
    with lease.held() as mine, other.held() as too:
        assert (mine, too) == (True, False)
    with other.held() as mine:
        assert mine


def test_more_values_than_fit_into_an_answer_are_counted(first: Follower) -> None:
    first.store.upsert([item(f"i{n}", "", f"color:c{n % 7}", f"size:{n}") for n in range(20)])
    values = Values(first.client, first.aliases)
    few, many = (Facets(first.client, first.aliases, values, most) for most in (3, 1000))
    for asked in (FacetQuery("color", limit=2), FacetQuery("size", text="1", ranges=3)):
        assert few.count({asked: all_of([])}) == many.count({asked: all_of([])})


def test_long_titles_words_and_values_are_kept(first: Follower) -> None:
    word, value = "x" * 40_000, "v" * 9_000
    first.store.upsert([item("a" * 256, word, f"note:{value}"), item("b", "y")])
    index = OpenSearchIndex(first, first.store.index)  # type: ignore[attr-defined]
    assert ids(first, Query(sort=Sort("title"))) == ["a" * 256, "b"]
    assert ids(first, Query((term(word),))) == ["a" * 256]
    assert ids(first, Query((term("", target("note", value)),))) == ["a" * 256]
    facet = index.search(Query(facets=(FacetQuery("note"),))).facets["note"]
    assert [each.value for each in facet.values] == [value]
    assert index.unknown_words([word, word[:-1]]) == {word[:-1]}


def test_several_shards_answer_what_the_plainest_store_answers() -> None:
    def opener(folder: Path) -> object:
        store = SqliteStore(folder / "graph.sqlite")
        return on_opensearch(store, empty_index(store, "parts", Shards(3)))

    compare_with_the_plainest(partial(opener), 3)  # type: ignore[arg-type]


def test_without_the_cluster_writes_go_on_and_questions_fail_until_it_is_back(
    opened: Callable[[], SqliteStore],
) -> None:
    empty_index(opened()).close()
    with closing(Proxy(port_of(opensearch_url()))) as proxy:
        address = Address(proxy.url.replace("ws://", "http://").removesuffix("/gremlin"))
        index = Follower(Client(address, deadline=0.5, silence=0.5), "itemgraph", opened(), Analyzer(), Shards())
        assert index.open()
        proxy.swallow(new=True)
        index.store.upsert([item("a")])
        with pytest.raises(StoreError):
            ids(index)
        with pytest.raises(StoreError):
            index.check()
        proxy.heal()
        assert ids(index) == ["a"]
        index.close()


def test_a_service_answers_from_the_cluster_and_its_index_is_looked_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own = {"INDEX": "opensearch", "INDEX_URL": opensearch_url(), "INDEX_NAME": "served"}
    with serving(tmp_path, **own) as (_, client):
        until = time.monotonic() + 60
        while (state := client.get("/readyz").json()["index"])["state"] != "ready" and time.monotonic() < until:
            time.sleep(0.1)
        assert (state["kind"], state["state"]) == ("opensearch", "ready")
        assert client.put("/items/a", json={"title": "Red shoe"}).status_code == 200
        found = client.get("/graph/search", params={"q": "red shoes", "facet": "color"}).json()
        assert [hit["id"] for hit in found["hits"]] == ["a"]
    for name, value in own.items():
        monkeypatch.setenv(name, value)
    for words in ("verify", "rebuild", "status"):
        monkeypatch.setattr(sys, "argv", ["itemgraph", "index", words, "--data-dir", str(tmp_path)])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 0
    said = capsys.readouterr().out
    assert "shows what the graph has" in said
    assert "1 item saved in served at " in said
    assert "0 changes behind" in said
