"""The graph on a real Gremlin server: many parallel writers, its connections, and the service on top."""

import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from gremlin_python.process.graph_traversal import GraphTraversalSource

from app.domain.aliases.entries import Entry
from app.domain.items import Item, Status
from app.errors import Overloaded, StoreError
from app.extraction.extractor import Extractor
from app.graph.gremlin import GremlinStore, Limits, writes
from app.graph.gremlin.connections.pool import Connections
from app.graph.sqlite import SqliteStore
from app.main import assemble, build_app
from app.settings import Settings
from model.bundle import Bundle
from tests.contract.items import item
from tests.gremlin import empty_gremlin_store, gremlin_url
from tests.stand_ins.rivals import Rival
from tests.stand_ins.tagger import FakeTagger
from tests.stand_ins.writers import check_graph, check_written, write_together


@pytest.fixture
def store(tmp_path: Path) -> Iterator[GremlinStore]:
    with closing(empty_gremlin_store(tmp_path)) as opened:
        yield opened


def test_writers_that_meet_are_all_served(store: GremlinStore) -> None:
    assert write_together(store, many=12) == []
    check_written(store, many=12)
    check_graph(gremlin_url())


def test_a_transaction_of_many_items_is_whole_or_not_there(store: GremlinStore) -> None:
    connections = Connections(gremlin_url(), Limits())

    def broken(g: GraphTraversalSource) -> None:
        writes.merge(g, [item(f"i{n}", "Red", "color:red") for n in range(25)]).iterate()
        g.inject(0).fail("half way").iterate()

    with pytest.raises(StoreError, match="half way"):
        connections.transaction(broken)
    connections.close()
    assert store.count() == 0
    assert store.upsert([item(f"j{n}", "Blue", "color:blue") for n in range(25)]) == ["created"] * 25
    assert store.count() == 25


def test_nobody_there_is_a_store_error_that_names_the_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(StoreError, match=f"graph ws://127.0.0.1:{port}/gremlin: .+"):
        GremlinStore(f"ws://127.0.0.1:{port}/gremlin", Limits(deadline=0.5))


def test_busy_connections_are_overload(store: GremlinStore) -> None:
    connections = Connections(gremlin_url(), Limits(size=1, patience=0.05))
    with pytest.raises(Overloaded, match="all 1 connections to the graph are busy"):
        connections.run(lambda _: connections.run(lambda g: g.V().count().next()))
    assert connections.run(lambda g: g.V().count().next()) == 0
    connections.close()


def test_old_and_idle_connections_are_replaced(store: GremlinStore) -> None:
    for limits in (Limits(age=0.0), Limits(idle=0.0)):
        connections = Connections(gremlin_url(), limits)
        for _ in range(3):
            connections.run(lambda g: g.V().count().next())
        assert connections.opened == 3
        connections.close()


def test_the_service_answers_alike_on_both_stores(store: GremlinStore, bundle: Bundle, tmp_path: Path) -> None:
    answers = []
    for each in (store, SqliteStore(tmp_path / "graph.sqlite")):
        settings = Settings(data_dir=tmp_path, threads=1)
        with TestClient(build_app(assemble(settings, Extractor(bundle, FakeTagger(bundle)), each))) as client:
            items = [
                {"id": f"sku-{n}", "title": title, "properties": {"price": f"{n}9 EUR"}}
                for n, title in enumerate(["Nike red shirt", "Adidas blue shoes", "Acme cotton jeans, navy", "Red mug"])
            ]
            assert client.post("/items", json={"items": items}).status_code == 200
            assert client.delete("/items/sku-3").status_code == 204
            found = client.get("/graph/search", params={"q": "red nike under 50 eur", "facet": ["color", "brand"]})
            similar = client.get("/items/sku-0/similar")
            hits = [(hit["id"], hit["score"], hit["matched"]) for hit in found.json()["hits"]]
            answers.append((hits, found.json()["facets"], found.json()["query"], similar.json()))
    assert answers[0] == answers[1]
    assert answers[0][0]


@pytest.mark.parametrize("moment", ["before", "between", "after"])
def test_a_merge_of_another_process_holds_whenever_it_comes(store: GremlinStore, bundle: Bundle, moment: str) -> None:
    here = Rival(bundle, store)
    calls = [lambda: here.merger.put(Entry("shade", "deep sea", ("abyss",)))]

    class Interrupted(GremlinStore):
        """Is interrupted before it looks at the vocabulary, between that and the write, or after the write."""

        def upsert(
            self, items: Sequence[Item], vocabulary: str | None = None, corrected: Mapping[str, str] | None = None
        ) -> list[Status]:
            self._interrupt("before")
            return super().upsert(items, vocabulary, corrected)

        def _write(self, items: Sequence[Item], corrected: Mapping[str, str]) -> None:
            self._interrupt("between")
            super()._write(items, corrected)
            self._interrupt("after")

        def _interrupt(self, now: str) -> None:
            if now == moment and calls:
                calls.pop()()

    with closing(Interrupted(gremlin_url())) as other:
        there = Rival(bundle, other)
        assert there.put("a", "Abyss") == "created"
        assert calls == []
        assert there.shades("a") == ["deep sea"]
        assert there.put("a", "Abyss") == "unchanged"
        here.merger.delete("shade", "deep sea")
        assert there.put("b", "Abyss") == "created"
        assert there.shades("a") == there.shades("b") == ["abyss"]
