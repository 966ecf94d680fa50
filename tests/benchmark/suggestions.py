"""`python -m tests.benchmark.suggestions DATA`: hides known properties, and counts how many are suggested again.

Loads the 2,465 items of the retail demo store, title and text read by the shipped model, category and price given. Of
the brands, categories, colors and materials that the graph then has, one in ten is taken out of its item. A suggestion
is right if one of the first three values is one that was taken out. The peer answers the three commonest values among
the items of the same category.
"""

import json
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from app.catalog.filling import find_neighbours
from app.catalog.team_vocabulary import TeamVocabulary
from app.catalog.writing import Catalog
from app.domain.gaps import MOST_VALUES, find_gaps
from app.domain.items import Draft, Item
from app.domain.relevance.words import Analyzer
from app.domain.standard import load_rulebook
from app.graph.sqlite import SqliteStore
from app.index.embedded.index import EmbeddedIndex
from app.index.embedded.upkeep.following import Follower
from app.main import open_extractor
from app.settings import Settings
from app.telemetry import Metrics

NAMES = ("brand", "category", "color", "material")
_HIDDEN = 0.1
_ITEMS_OF_A_CALL = 100


def main(data: Path) -> int:
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "graph.sqlite")
        whole = _load(store, (data / "catalog" / "retail_demo_store.jsonl").read_text().splitlines())
        hidden = _hide(store, whole)
        follower = Follower(store, Analyzer())
        follower.build()
        index = EmbeddedIndex(follower, Analyzer(), store.index)
        peer = _commonest(store)
        right, peer_right, asked = Counter[str](), Counter[str](), Counter[str]()
        start = time.monotonic()
        for (item_id, name), values in hidden.items():
            item = store.get([item_id])[item_id]
            gaps = find_gaps(item, find_neighbours(index, item))
            first = [each.value for gap in gaps if gap.name == name for each in gap.values]
            asked[name] += 1
            right[name] += bool(values & set(first))
            peer_right[name] += bool(values & set(_guess(peer, item, name)))
        seconds = (time.monotonic() - start) / max(1, len(hidden))
        follower.close()
        store.close()
    for name in (*NAMES, "all"):
        of = asked.total() if name == "all" else asked[name]
        found, guessed = ((each.total() if name == "all" else each[name]) / max(1, of) for each in (right, peer_right))
        print(f"{name:<9} {of:>5} hidden   suggested {found:.3f}   commonest of the category {guessed:.3f}")
    print(f"{seconds * 1000:.1f} ms a suggestion")
    return 0


def _load(store: SqliteStore, lines: Sequence[str]) -> list[Item]:
    settings, rules = Settings(), load_rulebook()
    extractor = open_extractor(settings, rules)
    catalog = Catalog(extractor, TeamVocabulary(rules, store), store, Metrics())
    drafts = [_draft(json.loads(line)) for line in lines]
    for begin in range(0, len(drafts), _ITEMS_OF_A_CALL):
        catalog.put(drafts[begin : begin + _ITEMS_OF_A_CALL])
    extractor.close()
    return list(store.get(draft.id for draft in drafts).values())


def _draft(record: dict[str, str]) -> Draft:
    given = tuple((key, str(record[key])) for key in ("category", "price") if record.get(key))
    return Draft(record["id"], record["title"], record["description"], given)


def _hide(store: SqliteStore, items: Iterable[Item]) -> dict[tuple[str, str], set[str]]:
    """Takes properties out of their items. Returns the values that were taken out."""
    chance = random.Random(1)
    hidden: dict[tuple[str, str], set[str]] = {}
    changed = []
    for item in items:
        names = {prop.name for prop in item.properties if prop.name in NAMES}
        gone = {name for name in sorted(names) if chance.random() < _HIDDEN}
        for name in gone:
            hidden[item.id, name] = {prop.value for prop in item.properties if prop.name == name}
        if gone:
            kept = tuple(prop for prop in item.properties if prop.name not in gone)
            changed.append(replace(item, properties=kept, fingerprint=f"{item.fingerprint}-"))
    store.upsert(changed)
    return hidden


def _commonest(store: SqliteStore) -> dict[tuple[str, str], list[str]]:
    """Returns the commonest values of each property in each category, and in the whole graph."""
    counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    with store.snapshot() as graph:
        for item in graph.items():
            for category in ("", *_categories(item)):
                for prop in item.properties:
                    counts[category, prop.name][prop.value] += 1
    return {key: [value for value, _ in found.most_common(MOST_VALUES)] for key, found in counts.items()}


def _guess(peer: dict[tuple[str, str], list[str]], item: Item, name: str) -> list[str]:
    categories = _categories(item) if name != "category" else []
    found = [peer[category, name] for category in categories if (category, name) in peer]
    return found[0] if found else peer.get(("", name), [])


def _categories(item: Item) -> list[str]:
    """Returns the categories of an item, those that the owner gave first."""
    own = [prop for prop in item.properties if prop.name == "category"]
    return [prop.value for prop in sorted(own, key=lambda prop: prop.source != "given")]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")))
