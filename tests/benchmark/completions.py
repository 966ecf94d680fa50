"""`python -m tests.benchmark.completions [ITEMS]`: times completions, values, suggestions and recommendations.

The items are made, half of them black; the embedded index answers in this process. The queries are the beginnings of
words and values that the graph has, some of them misspelt.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from app.catalog.browsing import list_values
from app.catalog.completing import complete
from app.catalog.filling import find_neighbours
from app.catalog.finding import find_similar
from app.catalog.team_vocabulary import TeamVocabulary
from app.domain.gaps import Gap, find_gaps
from app.domain.items import Item
from app.domain.relevance.words import Analyzer
from app.domain.standard import load_rulebook
from app.graph.sqlite import SqliteStore
from app.index.embedded.index import EmbeddedIndex
from app.index.embedded.upkeep.following import Follower
from tests.benchmark.graph_stores.made import make_items

_ITEMS_OF_A_CALL = 1000
_QUERIES = [f"{head}{word}" for head in ("", "black ", "word1 ") for word in ("bra", "brand1", "categ", "word12", "bl")]
_ENDS = (("p50", 0.5), ("p95", 0.95))
_MISSPELT = ["barnd12", "black catgeory1", "featrue"]


def main(count: int) -> int:
    items = list(make_items(count))
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "graph.sqlite")
        for begin in range(0, count, _ITEMS_OF_A_CALL):
            store.upsert(items[begin : begin + _ITEMS_OF_A_CALL])
        follower = Follower(store, Analyzer())
        follower.build()
        index = EmbeddedIndex(follower, Analyzer(), store.index)
        vocabulary = TeamVocabulary(load_rulebook(), store)
        some = items[:: max(1, count // 20)]
        timed: dict[str, list[Callable[[], object]]] = {
            "complete": [partial(complete, index, vocabulary, q, 10) for q in _QUERIES],
            "complete, misspelt": [partial(complete, index, vocabulary, q, 10) for q in _MISSPELT],
            "values by prefix": [partial(list_values, index, vocabulary, "brand", p) for p in ("", "b", "brand19")],
            "suggestions": [partial(_suggest, index, item) for item in some],
            "similar": [partial(find_similar, store, index, item.id, 10) for item in some],
        }
        for name, calls in timed.items():
            _time(name, calls)
        follower.close()
        store.close()
    return 0


def _suggest(index: EmbeddedIndex, item: Item) -> list[Gap]:
    return find_gaps(item, find_neighbours(index, item))


def _time(name: str, calls: list[Callable[[], object]]) -> None:
    """Prints the time that calls take, and the processor's part of it: other processes do not add to that."""
    for call in calls:
        call()
    times = [_timed(call) for _ in range(10) for call in calls]
    whole, own = (sorted(column) for column in zip(*times, strict=True))
    ends = "   ".join(f"{label} {_at(whole, share):6.1f} ms, worked {_at(own, share):5.1f}" for label, share in _ENDS)
    print(f"{name:<20} {ends}   {len(times)} calls", flush=True)


def _timed(call: Callable[[], object]) -> tuple[float, float]:
    start, own = time.perf_counter(), time.thread_time()
    call()
    return (time.perf_counter() - start) * 1000, (time.thread_time() - own) * 1000


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
