"""Concurrent writers on the same items and properties, and checks of the graph afterwards."""

import itertools
import threading
from collections import Counter
from collections.abc import Callable

from gremlin_python.process.graph_traversal import __

from app.graph.gremlin import Limits
from app.graph.gremlin.connections.pool import Connections
from app.index.index import AnsweringStore
from tests.contract.items import item

WRITERS, ROUNDS = 8, 8


def write_together(store: AnsweringStore, many: int, disturb: Callable[[], None] | None = None) -> list[Exception]:
    """Runs writers that share items and properties, and returns their errors. Every fourth write has `many` items.

    `disturb` is called after every eighth write, while other writers continue.
    """
    errors: list[Exception] = []
    written = itertools.count(1)

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
            if disturb and next(written) % 8 == 0:
                disturb()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def check_written(store: AnsweringStore, many: int) -> None:
    """Checks that every acknowledged item is complete and stored once, and that one writer wrote each shared item."""
    assert store.count() == 3 + WRITERS * (ROUNDS - ROUNDS // 4 + many * (ROUNDS // 4))
    for writer in range(WRITERS):
        for n in range(ROUNDS):
            wanted = item(f"{writer}/{n}/0", "Red", "color:red", "brand:nike")
            assert store.get([wanted.id])[wanted.id] == wanted
    for found in store.get([f"shared {n}" for n in range(3)]).values():
        assert [each.name for each in found.properties] == ["brand", "color"]


def check_graph(url: str) -> None:
    """Checks that no edge exists twice, and that every property has an item."""
    assert doubled_edges(url) == []
    assert orphans(url) == []


def doubled_edges(url: str) -> list[tuple[str, str]]:
    """Returns the ends with more than one edge of a label between them."""
    ends = __.project("label", "from", "to").by(__.label()).by(__.out_v().id_()).by(__.in_v().id_())
    connections = Connections(url, Limits())
    edges = connections.run(lambda g: g.E().local(ends).to_list())
    connections.close()
    counts = Counter((each["label"], each["from"], each["to"]) for each in edges)
    return [(start, end) for (_, start, end), count in counts.items() if count > 1]


def orphans(url: str) -> list[str]:
    """Returns the properties that no item has."""
    connections = Connections(url, Limits())
    found: list[str] = connections.run(lambda g: g.V().has_label("Property").not_(__.in_e("HAS")).id_().to_list())
    connections.close()
    return found
