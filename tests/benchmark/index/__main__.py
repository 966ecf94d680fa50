"""Builds the index over made items, asks it and the graph itself the same, and prints times and sizes."""

import argparse
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, cast

import numpy as np
from rich.console import Console
from rich.table import Table

from app.domain.filters import parse_filter
from app.domain.items import Item
from app.domain.queries import FacetQuery, Query
from app.domain.relevance.words import Analyzer
from app.graph.sqlite import SqliteStore
from app.index.embedded.index import EmbeddedIndex
from app.index.embedded.upkeep.bases import Bases
from app.index.embedded.upkeep.following import Follower
from app.index.index import AnsweringStore, Index
from tests.benchmark.graph_stores.made import QUERIES, make_items, term
from tests.benchmark.index.made import MadeStore

out = Console(width=140)
Call = Callable[[Index], object]
ANALYZER = Analyzer()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=5.0, help="for each kind of call")
    parser.add_argument("--beside", action="store_true", help="the graph's own SQL too, which reads all texts")
    parser.add_argument("--alone", action="store_true", help="the index alone, over a record that is never written")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if asked.alone:
            store = cast(AnsweringStore, MadeStore(asked.items))
            _measure(store, asked.items, asked.seconds, Path(folder), {})
            return
        with closing(SqliteStore(Path(folder) / "graph.sqlite")) as record:
            _load(record, asked.items)
            others = {"SQL": record.index} if asked.beside else {}
            _measure(record, asked.items, asked.seconds, Path(folder), others)


def _load(store: SqliteStore, count: int) -> None:
    batch, seconds = [], 0.0
    for item in make_items(count):
        batch.append(item)
        if len(batch) == 1000:
            begin = time.monotonic()
            store.upsert(batch)
            seconds += time.monotonic() - begin
            batch = []
    store.upsert(batch)
    out.print(f"loaded without an index: {count / seconds:,.0f} items/s in batches of 1,000")


def _measure(store: AnsweringStore, count: int, seconds: float, folder: Path, others: Mapping[str, Index]) -> None:
    follower = Follower(store, ANALYZER)
    _say("built", follower.build)
    bases = Bases(folder / "index", store, ANALYZER)
    captured = follower.capture()
    assert captured
    _say("saved", partial(bases.save, captured))
    size = sum(file.stat().st_size for file in folder.glob("index/*/base-*/*"))
    out.print(f"size: {size / count:,.0f} bytes an item on disk, {follower.now.size / count:,.0f} in memory")  # type: ignore[union-attr]
    base = _say("opened", bases.open)
    assert base
    follower.adopt(base)
    index = EmbeddedIndex(follower, ANALYZER, store.index)
    columns = ("call", "clients", "p50", "p95", "p99 ms", "of a processor: p50", "p95 ms")
    table = Table(*columns, *(f"{name} p50 ms" for name in others), title=f"{count:,} items")
    for name, calls in _calls(store, count).items():
        for clients in (1, 8):
            times = _run(index, calls, clients, seconds)
            wall = np.percentile([each for each, _ in times], [50, 95, 99])
            worked = np.percentile([each for _, each in times], [50, 95])
            beside = [np.median([each for each, _ in _run(other, calls, 1, 1)]) for other in others.values()]
            table.add_row(name, str(clients), *(f"{each:.2f}" for each in (*wall, *worked, *beside)))
    out.print(table)
    if isinstance(store, SqliteStore):
        _write(store)
    follower.close()


def _say(what: str, call: Callable[..., Any]) -> Any:
    begin, worked = time.monotonic(), time.process_time()
    answer = call()
    out.print(f"{what} in {time.monotonic() - begin:.1f} s, {time.process_time() - worked:.1f} s of a processor")
    return answer


def _write(store: SqliteStore) -> None:
    """Writes new items, which the index follows."""
    new = list(make_items(6000, seed=5))
    times = []
    for item in new[:200]:
        begin = time.monotonic()
        store.upsert([item])
        times.append(1000 * (time.monotonic() - begin))
    begin, worked = time.monotonic(), time.process_time()
    for start in range(1000, 6000, 1000):
        store.upsert(new[start : start + 1000])
    wall, own = time.monotonic() - begin, time.process_time() - worked
    out.print(f"upsert of one item: p50 {np.percentile(times, 50):.1f}, p95 {np.percentile(times, 95):.1f} ms")
    out.print(f"batches of 1,000: {5000 / wall:,.0f} items/s, {5000 / own:,.0f} for each second of a processor")


def _calls(store: AnsweringStore, count: int) -> dict[str, list[Call]]:
    ids = [f"sku-1-{n:07}" for n in range(0, count, max(1, count // 50))]
    facets = (FacetQuery("color"), FacetQuery("brand"))
    queries: dict[str, Sequence[Query]] = {
        **QUERIES,
        "two filters, two facets": [
            Query(filters=(parse_filter("color:black"), parse_filter(f"category:category{n}")), facets=facets)
            for n in range(5)
        ],
        "words of texts": [Query((term(f"word{n}"), term(f"word{n + 7}"))) for n in range(5)],
        "all items, two facets": [Query(facets=facets)],
    }
    found: dict[str, list[Call]] = {name: [partial(_search, query) for query in each] for name, each in queries.items()}
    found["similar"] = [partial(_similar, item) for item in store.get(ids[:10]).values()]
    found["values by prefix"] = [lambda index: index.prefixed("brand1", None, 10)]
    return found


def _search(query: Query, index: Index) -> object:
    return index.search(query)


def _similar(item: Item, index: Index) -> object:
    return index.similar({(prop.name, prop.value): 1 for prop in item.properties}, 10, {item.id})


def _run(index: Index, calls: Sequence[Call], clients: int, seconds: float) -> list[tuple[float, float]]:
    """Returns the milliseconds of each call, and those that it worked: beside busy neighbours they differ."""
    times: list[tuple[float, float]] = []
    until = time.monotonic() + seconds

    def ask(client: int) -> None:
        turn = client
        while time.monotonic() < until or turn == client:
            begin, worked = time.monotonic(), time.thread_time()
            calls[turn % len(calls)](index)
            times.append((1000 * (time.monotonic() - begin), 1000 * (time.thread_time() - worked)))
            turn += clients

    _together([threading.Thread(target=ask, args=(client,)) for client in range(clients)])
    return times


def _together(threads: Iterable[threading.Thread]) -> None:
    started = list(threads)
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()


if __name__ == "__main__":
    main()
