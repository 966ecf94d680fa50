"""Two processes that write a graph and save its index are killed. The next start finds all that was acknowledged.

`INDEX_KILLS` is the number of kills; each has two processes.
"""

import os
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from app.domain.queries import Query, Sort
from app.domain.relevance.words import Analyzer
from app.graph.sqlite import SqliteStore
from app.index.embedded.index import EmbeddedIndex
from app.index.embedded.upkeep.bases import Bases
from app.index.embedded.upkeep.building import build_all
from app.index.embedded.upkeep.following import Follower
from app.index.embedded.upkeep.keeping import Keeper
from app.index.embedded.upkeep.snapshots import Sizes
from app.index.embedded.upkeep.verifying import differences
from tests.integration.process import ROOT

KILLS = int(os.environ.get("INDEX_KILLS", "2"))


def write_and_kill(folder: Path, turn: int, seconds: float) -> set[str]:
    """Lets two processes write for a while, and kills them. Returns the ids that they acknowledged."""
    command = [sys.executable, "-m", "tests.stand_ins.index_writer", str(folder)]
    writers = [
        subprocess.Popen([*command, f"{name}{turn}"], cwd=ROOT, stdout=subprocess.PIPE, text=True) for name in "ab"
    ]
    said: list[str] = []
    for writer in writers:
        assert writer.stdout
        said.append(writer.stdout.readline())  # It has begun.
    time.sleep(seconds)
    for writer in writers:
        writer.kill()
    for writer in writers:
        lines = writer.communicate()[0].splitlines(keepends=True)
        said += [line for line in lines if line.endswith("\n")]
    return {own for line in said for own in line.split()}


def check(folder: Path, acknowledged: set[str]) -> None:
    """Starts an index, and compares it with the graph."""
    analyzer = Analyzer()
    with closing(SqliteStore(folder / "graph.sqlite")) as store:
        follower = Follower(store, analyzer)
        keeper = Keeper(follower, Bases(folder / "index", store, analyzer), 60, few=0)
        keeper.turn()
        index = EmbeddedIndex(follower, analyzer, store.index)
        found = {hit.item.id for hit in index.search(Query(sort=Sort("id"), limit=100_000)).hits}
        assert acknowledged <= found
        now = follower.fresh()
        assert now
        assert list(differences(now, build_all(store, analyzer, lambda _: None, Sizes()))) == []
        keeper.close()


def test_acknowledged_items_are_found_after_kills(tmp_path: Path) -> None:
    acknowledged: set[str] = set()
    for turn in range(KILLS):
        acknowledged |= write_and_kill(tmp_path, turn, 0.3 + 0.17 * (turn % 7))
        check(tmp_path, acknowledged)
    print(f"{KILLS} kills, {len(acknowledged):,} acknowledged items found")  # noqa: T201 (shown by `pytest -s`)
    assert list((tmp_path / "index").glob("*/base-*"))
