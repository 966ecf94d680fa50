"""The graph on a real Gremlin server: many writers at once, connections that break, and the service over it."""

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from gremlin_python.process.graph_traversal import GraphTraversalSource, __

from app.errors import Overloaded, StoreError
from app.extraction.extractor import Extractor
from app.graph.gremlin import GremlinStore, Limits, writes
from app.graph.gremlin.connection import Connections
from app.graph.sqlite import SqliteStore
from app.graph.store import GraphStore
from app.main import assemble, build_app
from app.settings import Settings
from model.bundle import Bundle
from tests.contract.items import item
from tests.fakes import FakeTagger
from tests.gremlin import empty_gremlin_store, gremlin_url

WRITERS, ROUNDS = 8, 8


@pytest.fixture
def store(tmp_path: Path) -> Iterator[GremlinStore]:
    with closing(empty_gremlin_store(tmp_path)) as opened:
        yield opened


class Proxy:
    """Between clients and the server; it can cut every connection."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.accepted = 0
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self._listener.getsockname()[1]}/gremlin"

    def cut(self) -> None:
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._open.clear()

    def close(self) -> None:
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.accepted += 1
            server = socket.create_connection(("127.0.0.1", self._port))
            self._open += [client, server]
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=_pump, args=(source, sink), daemon=True).start()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while part := source.recv(1 << 16):
            sink.sendall(part)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


@pytest.fixture
def proxy(store: GremlinStore) -> Iterator[Proxy]:
    with closing(Proxy(int(gremlin_url().split(":")[2].split("/")[0]))) as opened:
        yield opened


def write_together(store: GraphStore, many: int) -> list[Exception]:
    """Writers that share items and properties, every fourth time with `many` items; what they were refused."""
    errors: list[Exception] = []

    def write(writer: int) -> None:
        for n in range(ROUNDS):
            shared = item(f"shared {n % 3}", f"Title {writer}", f"color:c{(writer + n) % 5}", "brand:nike", hours=n)
            own = [
                item(f"{writer}/{n}/{m}", "Red", "color:red", "brand:nike") for m in range(many if n % 4 == 3 else 1)
            ]
            try:
                store.upsert([shared, *own])
            except Exception as error:
                errors.append(error)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def check_written(store: GraphStore, many: int) -> None:
    """Every acknowledged item is there, whole and once; shared ones are those of one writer."""
    assert store.count() == 3 + WRITERS * (ROUNDS - ROUNDS // 4 + many * (ROUNDS // 4))
    for writer in range(WRITERS):
        for n in range(ROUNDS):
            wanted = item(f"{writer}/{n}/0", "Red", "color:red", "brand:nike")
            assert store.get([wanted.id])[wanted.id] == wanted
    for found in store.get([f"shared {n}" for n in range(3)]).values():
        assert [each.name for each in found.properties] == ["brand", "color"]


def check_graph() -> None:
    """No edge twice, and no property that nobody has."""
    connections = Connections(gremlin_url(), Limits())
    ends = __.project("from", "to").by(__.out_v().id_()).by(__.in_v().id_())
    edges = connections.run(lambda g: g.E().local(ends).to_list())
    orphans = connections.run(lambda g: g.V().has_label("Property").not_(__.in_e("HAS")).count().next())
    connections.close()
    assert max(Counter((each["from"], each["to"]) for each in edges).values()) == 1
    assert orphans == 0


def test_writers_that_meet_are_all_served(store: GremlinStore) -> None:
    assert write_together(store, many=12) == []
    check_written(store, many=12)
    check_graph()


def test_connections_that_are_cut_are_replaced_and_nothing_is_lost(proxy: Proxy) -> None:
    with closing(GremlinStore(proxy.url)) as store:
        stop = threading.Event()

        def cut() -> None:
            while not stop.wait(0.4):
                proxy.cut()

        cutter = threading.Thread(target=cut)
        cutter.start()
        errors = write_together(store, many=1)
        stop.set()
        cutter.join()
        assert errors == []
        check_written(store, many=1)
    assert proxy.accepted > WRITERS
    check_graph()


def test_a_transaction_of_many_items_is_whole_or_not_there(store: GremlinStore) -> None:
    connections = Connections(gremlin_url(), Limits())

    def broken(g: GraphTraversalSource) -> None:
        writes.merge(g, [item(f"i{n}", "Red", "color:red") for n in range(25)]).iterate()
        raise ValueError("half way")

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


def test_busy_connections_are_overload(store: GremlinStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.graph.gremlin.connection._PATIENCE", 0.05)
    connections = Connections(gremlin_url(), Limits(size=1))
    with pytest.raises(Overloaded, match="all 1 connections are busy"):
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
