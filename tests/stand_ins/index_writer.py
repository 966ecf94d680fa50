"""A process that writes batches to a graph whose index it keeps and saves all the time; prints acknowledged ids."""

import itertools
import sys
from pathlib import Path

from app.domain.relevance.words import Analyzer
from app.graph.sqlite import SqliteStore
from app.index.embedded.upkeep.bases import Bases
from app.index.embedded.upkeep.following import Follower
from app.index.embedded.upkeep.keeping import Keeper
from tests.contract.items import item


def main(folder: str, prefix: str) -> None:
    """Writes until it is killed."""
    store, analyzer = SqliteStore(Path(folder) / "graph.sqlite"), Analyzer()
    keeper = Keeper(Follower(store, analyzer), Bases(Path(folder) / "index", store, analyzer), 60, few=0)
    for number in itertools.count():
        store.upsert([item(f"{prefix}-{number}-{n}", f"Shoe {number}", "color:red", f"n:{n}") for n in range(20)])
        print(*(f"{prefix}-{number}-{n}" for n in range(20)), flush=True)  # noqa: T201 (the acknowledgement)
        keeper.turn()


if __name__ == "__main__":
    main(*sys.argv[1:])
