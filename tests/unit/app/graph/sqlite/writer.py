"""A process that writes batches to a graph file, and prints a line for each acknowledged batch."""

import itertools
import sys
from pathlib import Path

from app.domain.items import Item
from app.graph.sqlite import SqliteStore
from tests.contract.items import item


def batch(prefix: str, number: int) -> list[Item]:
    """Three items that stay, and one that every batch replaces: its old properties must go with it."""
    stays = [
        item(f"{prefix}-{number}-{n}", f"Item {number}", "color:red", f"batch:{prefix} {number}", f"n:{n}")
        for n in range(3)
    ]
    return [*stays, item(f"{prefix}-changing", f"Change {number}", f"turn:{number}", f"only:{prefix} {number}")]


def acknowledged(prefix: str, numbers: range) -> dict[str, Item]:
    """The items that stay, of these batches, by id."""
    return {each.id: each for number in numbers for each in batch(prefix, number)[:-1]}


def main(path: str, prefix: str, batches: str) -> None:
    """Writes so many batches; `0` means until it is killed. Each second batch is deleted in part and written again."""
    store = SqliteStore(Path(path))
    for number in itertools.count():
        if number == int(batches) > 0:
            break
        store.upsert(batch(prefix, number))
        if number % 2:
            store.delete(f"{prefix}-{number}-0")
            store.upsert(batch(prefix, number))
        print(number, flush=True)  # noqa: T201 (the acknowledgement)
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
