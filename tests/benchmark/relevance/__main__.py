"""`python -m tests.benchmark.relevance DATA FOLDER [CATALOG …]`: how right the first hits of judged queries are.

The graphs are kept in FOLDER, and loaded first if they are missing. The peer is SQLite's FTS5 over titles and texts.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.api.dependencies import Service
from app.catalog.queries.reader import QueryReader
from app.domain.standard import load_rulebook
from app.graph.sqlite import SqliteStore
from app.main import assemble, open_extractor
from app.settings import Settings
from tests.benchmark.relevance.catalogs import DEMO, FILES, Shop, load, read_shop
from tests.benchmark.relevance.full_text import FullText
from tests.benchmark.relevance.judging import Judged, lists_of, read_judged
from tests.benchmark.relevance.measures import DEEP, SHOWN, gain, precision, wrong
from tests.benchmark.relevance.rankers import Ranker, rankers

_WORST = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """The hits of a judged query: which of them are right, and how many right items there are."""

    judged: Judged
    wanted: int
    titles: tuple[str, ...]
    right: tuple[bool, ...]

    @property
    def precision(self) -> float:
        return precision(self.right, self.wanted)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("catalogs", nargs="*", default=[*FILES, DEMO])
    asked = parser.parse_args()
    outcomes: list[Outcome] = []
    for name in asked.catalogs:
        shop = read_shop(name, asked.data)
        service = _service(asked.folder / name)
        load(shop, service.catalog, service.store)
        assert service.keeper
        service.keeper.build()
        for judged in lists_of(name):
            outcomes += _compare(shop, judged, service)
        service.extractor.close()
    _show_worst(outcomes)


def _service(folder: Path) -> Service:
    folder.mkdir(parents=True, exist_ok=True)
    settings = Settings(data_dir=folder, threads=1, cache_bytes=0)
    rules = load_rulebook()
    return assemble(settings, open_extractor(settings, rules), SqliteStore(folder / "graph.sqlite"), rules)


def _compare(shop: Shop, name: str, service: Service) -> list[Outcome]:
    """Prints a table of all rankers for a list of queries. Returns the outcomes of the search as it is."""
    judged = [(each, sum(map(each.is_right, shop.items.values()))) for each in read_judged(shop.name, name)]
    queries = [(each, wanted) for each, wanted in judged if wanted]
    left_out = [each.text for each, wanted in judged if not wanted]
    full_text = FullText(shop.items.values())
    peer = _run(shop, queries, lambda text: full_text.search(text, DEEP))
    print(f"\n{name}: {len(queries)} queries, {len(shop.items):,} items")
    print(f"without a right item, and so left out: {', '.join(left_out)}" if left_out else "")
    print(f"{'':40}{f'P@{SHOWN}':>7}{f'nDCG@{DEEP}':>9}{'wrong':>7}{'worse':>7}{'better':>7}")
    found: list[Outcome] = []
    for name, ranker in rankers(service):
        outcomes = _run(shop, queries, ranker)
        _show(name, outcomes, peer)
        found = found or outcomes
    _show("FTS5, porter, bm25", peer, peer)
    _show_times(service, [query.text for query, _ in queries])
    return found


def _run(shop: Shop, queries: Sequence[tuple[Judged, int]], ranker: Ranker) -> list[Outcome]:
    outcomes = []
    for judged, wanted in queries:
        items = [shop.items[each] for each in ranker(judged.text)]
        titles = tuple(str(item["title"]) for item in items)
        outcomes.append(Outcome(judged, wanted, titles, tuple(map(judged.is_right, items))))
    return outcomes


def _show(name: str, outcomes: Sequence[Outcome], peer: Sequence[Outcome]) -> None:
    """Prints a row. "worse" counts the queries in which the first five hits are less often right than the peer's."""
    pairs = [(own.precision, other.precision) for own, other in zip(outcomes, peer, strict=True)]
    measures = (
        statistics.mean(own for own, _ in pairs),
        statistics.mean(gain(each.right, each.wanted) for each in outcomes),
        statistics.mean(wrong(each.right) for each in outcomes),
    )
    shown = f"{measures[0]:7.3f}{measures[1]:9.3f}{measures[2]:7.3f}"
    print(f"{name:40}{shown}{sum(own < other for own, other in pairs):7}{sum(own > other for own, other in pairs):7}")


def _show_times(service: Service, texts: Sequence[str]) -> None:
    for name, clock in (("worked", time.process_time), ("took", time.perf_counter)):
        taken = sorted(_times(service, texts, clock))
        p50, p95 = (1000 * taken[int(len(taken) * share)] for share in (0.5, 0.95))
        print(f"reading a query, the model included, {name}: p50 {p50:.1f} ms, p95 {p95:.1f} ms")


def _times(service: Service, texts: Sequence[str], clock: Callable[[], float]) -> Iterator[float]:
    """Yields the time of reading each query. No answer of the model is kept from another one."""
    reader = QueryReader(service.extractor, service.vocabulary, service.index)
    for text in texts:
        start = clock()
        reader.read(text)
        yield clock() - start


def _show_worst(outcomes: Sequence[Outcome]) -> None:
    print(f"\nThe {_WORST} worst:")
    for each in sorted(outcomes, key=lambda each: (each.precision, gain(each.right, each.wanted)))[:_WORST]:
        hits = "; ".join(
            f"{'+' if right else '-'} {title[:40]}" for title, right in zip(each.titles, each.right, strict=True)
        )
        print(f"{each.precision:.2f} {each.judged.catalog}: {each.judged.text} ({' & '.join(each.judged.conditions)})")
        print(f"     of {each.wanted}: {hits or 'nothing'}")


if __name__ == "__main__":
    main()
