"""Loads generated items into both stores, asks both the same, and prints speeds, ratios and traffic."""

import argparse
import json
import math
import os
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from rich.console import Console
from rich.table import Table

from app.domain.items import Item
from app.domain.queries import Query, Results
from app.errors import StoreError
from app.graph.gremlin import GremlinStore, Limits
from app.graph.sqlite import SqliteStore
from app.index.index import AnsweringStore
from tests.benchmark.graph_stores.counting import counted
from tests.benchmark.graph_stores.graphson import write_graphson
from tests.benchmark.graph_stores.made import QUERIES, make_items
from tests.contract.items import similar
from tests.gremlin import free_port, start_server, url_of

out = Console(width=140)
BATCH = 64
CLIENTS = (1, 8)
# Items up to which TinkerPop's server answers every query, so that answers can be compared.
MOST_COMPARED = 20_000
# Seconds for one call: TinkerPop's server, which has no index, may need more than any caller would wait.
PATIENCE = 60.0
# More than either store writes in the time.
MOST_WRITTEN = 64 * 400
Figures = dict[str, Any]
Call = Callable[[AnsweringStore], object]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path, nargs="?", default=Path("build/bench-graph"))
    parser.add_argument("--items", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--seconds", type=float, default=5.0, help="for each kind of call")
    asked = parser.parse_args()
    asked.output.mkdir(parents=True, exist_ok=True)
    for count in asked.items:
        figures = _measure(count, asked.seconds)
        (asked.output / f"{count}.json").write_text(json.dumps(figures, indent=1))
        _show(count, figures)


def _measure(count: int, seconds: float) -> Figures:
    os.environ["GREMLIN_HEAP"] = "6g"
    items = list(make_items(count))
    with tempfile.TemporaryDirectory() as folder:
        embedded = SqliteStore(Path(folder) / "graph.sqlite")
        for begin in range(0, count, BATCH):
            embedded.upsert(items[begin : begin + BATCH])
        write_graphson(embedded, Path(folder) / "graph.json")
        server = start_server(free_port(), evaluation=PATIENCE, graph=Path(folder) / "graph.json")
        stores: dict[str, AnsweringStore] = {
            "sqlite": embedded,
            "gremlin": GremlinStore(url_of(server), Limits(deadline=2 * PATIENCE)),
        }
        try:
            assert stores["gremlin"].count() == count
            calls = _calls(items)
            figures: Figures = {name: {} for name in stores}
            for name, each in calls.items():
                for clients in CLIENTS:
                    for store in stores:
                        figures[store].setdefault(name, {})[str(clients)] = _run(stores[store], each, clients, seconds)
            for name, opened in stores.items():
                figures[name] = {"upsert": _measure_upserts(opened, seconds), **figures[name]}
            if count <= MOST_COMPARED:
                figures["sent"] = _count_sent(stores["gremlin"], calls, items)
                figures["identical answers"] = _compare(stores["sqlite"], stores["gremlin"], items)
        finally:
            for opened in stores.values():
                opened.close()
            server.kill()
    return figures


def _measure_upserts(store: AnsweringStore, seconds: float) -> Figures:
    """New items a second, written for some seconds and deleted again: by one writer, and by eight."""
    speeds = {}
    for writers in CLIENTS:
        new = list(make_items(MOST_WRITTEN, seed=10 + writers))
        batches = [new[begin : begin + BATCH] for begin in range(0, len(new), BATCH)]
        written: list[Sequence[Item]] = []
        start = time.monotonic()
        _together(writers, partial(_upsert, store, batches, writers, start + seconds, written))
        done = [item for batch in written for item in batch]
        speeds[str(writers)] = len(done) / (time.monotonic() - start)
        for item in done:
            store.delete(item.id)
    return speeds


def _upsert(
    store: AnsweringStore,
    batches: Sequence[Sequence[Item]],
    writers: int,
    until: float,
    written: list[Sequence[Item]],
    writer: int,
) -> None:
    for batch in batches[writer::writers]:
        if time.monotonic() > until:
            return
        try:
            store.upsert(batch)
        except StoreError as error:
            out.print(f"upsert of {len(batch)} items unanswered: {error}")
            return
        written.append(batch)


def _calls(items: Sequence[Item]) -> dict[str, list[Call]]:
    ids = [item.id for item in items[:: max(1, len(items) // 50)]]
    calls: dict[str, list[Call]] = {"get": [partial(_get, own) for own in ids]}
    calls["similar"] = [partial(_similar, own) for own in ids[:10]]
    for name, queries in QUERIES.items():
        calls[f"search: {name}"] = [partial(_search, query) for query in queries]
    return calls


def _get(own: str, store: AnsweringStore) -> object:
    return store.get([own])


def _similar(own: str, store: AnsweringStore) -> object:
    return similar(store, own, 10)


def _search(query: Query, store: AnsweringStore) -> object:
    return store.index.search(query)


def _run(store: AnsweringStore, calls: Sequence[Call], clients: int, seconds: float) -> Figures:
    """Calls a second, and milliseconds of the median call and of the slowest of twenty; those that were not answered in
    `PATIENCE` seconds are counted apart."""
    times: list[float] = []
    unanswered: list[StoreError] = []
    start = time.monotonic()

    def ask(client: int) -> None:
        turn = client
        while time.monotonic() - start < seconds or turn == client:
            begin = time.monotonic()
            try:
                calls[turn % len(calls)](store)
                times.append(time.monotonic() - begin)
            except StoreError as error:
                unanswered.append(error)
            turn += clients

    _together(clients, ask)
    speed = len(times) / (time.monotonic() - start)
    if unanswered:
        out.print(f"{len(unanswered)} of {len(times) + len(unanswered)} calls unanswered: {unanswered[0]}")
    times = times or [math.inf]
    slow = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    milliseconds = {"median ms": 1000 * median(times), "95 % ms": 1000 * slow}
    return {"calls/s": speed, **milliseconds, "unanswered": len(unanswered)}


def _together(threads: int, work: Callable[[int], None]) -> None:
    errors: list[BaseException] = []

    def run(n: int) -> None:
        try:
            work(n)
        except BaseException as error:
            errors.append(error)

    started = [threading.Thread(target=run, args=(n,)) for n in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()
    if errors:
        raise errors[0]


def _count_sent(store: AnsweringStore, calls: dict[str, list[Call]], items: Sequence[Item]) -> Figures:
    new = list(make_items(BATCH, seed=2))
    asked: dict[str, Call] = {"upsert of one item": lambda s: s.upsert(new[:1])}
    asked[f"upsert of {BATCH} items"] = lambda s: s.upsert(new[1:])
    asked["delete"] = lambda s: s.delete(items[0].id)
    asked |= {name: each[0] for name, each in calls.items()}
    found: Figures = {}
    for name, call in asked.items():
        with counted() as sent:
            call(store)
        steps = sum(sent.steps.values())
        found[name] = {"requests": sent.requests, "steps": steps, "not native": sent.not_native}
    store.upsert(items[:1])
    for each in new:
        store.delete(each.id)
    return found


def _compare(one: AnsweringStore, other: AnsweringStore, items: Sequence[Item]) -> int:
    """The number of queries that both answer alike. Raises AssertionError for one that they do not."""
    asked = [query for queries in QUERIES.values() for query in queries]
    for query in asked:
        assert _comparable(one.index.search(query)) == _comparable(other.index.search(query)), query
    for item in items[:: max(1, len(items) // 10)]:
        assert similar(one, item.id, 10) == similar(other, item.id, 10), item.id
    return len(asked)


def _comparable(results: Results) -> Any:
    return results.total, [(hit.item.id, hit.score, hit.matched) for hit in results.hits], results.facets


def _show(count: int, figures: Figures) -> None:
    table = Table(
        "call",
        "clients",
        "SQLite /s",
        "Gremlin /s",
        "ratio",
        "SQLite ms",
        "Gremlin ms (95 %)",
        title=f"{count:,} items",
    )
    for writers in CLIENTS:
        speeds = [figures[name]["upsert"][str(writers)] for name in ("sqlite", "gremlin")]
        table.add_row("upsert, items", str(writers), *(f"{s:,.0f}" for s in speeds), f"{speeds[1] / speeds[0]:.3f}")
    for name in (name for name in figures["sqlite"] if name != "upsert"):
        for clients in CLIENTS:
            one, other = (figures[store][name][str(clients)] for store in ("sqlite", "gremlin"))
            ratio = other["calls/s"] / one["calls/s"]
            table.add_row(
                name,
                str(clients),
                f"{one['calls/s']:,.0f}",
                f"{other['calls/s']:,.1f}",
                f"{ratio:.3f}",
                f"{one['median ms']:,.2f}",
                f"{other['median ms']:,.1f} ({other['95 % ms']:,.1f})"
                + (f", {other['unanswered']} unanswered" if other["unanswered"] else ""),
            )
    out.print(table)
    if "sent" in figures:
        _show_sent(figures)


def _show_sent(figures: Figures) -> None:
    wire = Table("call", "requests", "steps", "not native on Neptune")
    for name, sent in figures["sent"].items():
        wire.add_row(name, str(sent["requests"]), f"{sent['steps']:,}", ", ".join(sent["not native"]) or "none")
    out.print(wire)
    out.print(f"{figures['identical answers']} queries answered alike by both stores")


if __name__ == "__main__":
    main()
