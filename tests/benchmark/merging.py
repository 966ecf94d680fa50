"""`python -m tests.benchmark.merging [ITEMS]`: times a merge and its reversal, and checks that nothing remains.

The items are made, half of them black; two of the commoner other colours become black. The peer is writing as many
items anew by `upsert`, as one would without merges.
"""

import hashlib
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from app.api.routes.export import write_jsonl
from app.catalog.merging import Merger
from app.catalog.team_vocabulary import TeamVocabulary
from app.domain.aliases.entries import Entry
from app.domain.properties import standardize_again
from app.domain.standard import default_standardizer, load_rulebook
from app.graph.sqlite import SqliteStore
from app.index.index import AnsweringStore
from tests.benchmark.graph_stores.made import make_items

_ITEMS_OF_A_CALL = 100


def main(count: int) -> int:
    rules = default_standardizer()
    items = [standardize_again(item, rules) for item in make_items(count)]
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "graph.sqlite")
        for begin in range(0, count, _ITEMS_OF_A_CALL):
            store.upsert(items[begin : begin + _ITEMS_OF_A_CALL])
        before = _digest(store)
        merger = Merger(TeamVocabulary(load_rulebook(), store), store)
        start = time.monotonic()
        merged = merger.put(Entry("color", "black", ("color0", "color1")))
        applied = time.monotonic() - start
        between = _digest(store)
        start = time.monotonic()
        undone = merger.delete("color", "black")
        deleted = time.monotonic() - start
        after = _digest(store)
        start = time.monotonic()
        for begin in range(0, merged.items, _ITEMS_OF_A_CALL):
            part = items[begin : begin + _ITEMS_OF_A_CALL]
            store.upsert([replace(item, fingerprint=item.fingerprint + "+") for item in part])
        peer = time.monotonic() - start
        store.close()
    ratio = f"{applied / peer:.1f}× writing as many"
    print(f"{count:,} items: {merged.items:,} changed by the merge in {applied:.1f} s ({ratio})")
    print(f"undone for {undone.items:,} in {deleted:.1f} s; the export differs in between: {between != before}")
    print(f"the export is the same before and after, byte for byte: {before == after}")
    return int(before != after or between == before)


def _digest(store: AnsweringStore) -> str:
    found = hashlib.sha256()
    with store.snapshot() as graph:
        for part in write_jsonl(graph):
            found.update(part)
    return found.hexdigest()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
