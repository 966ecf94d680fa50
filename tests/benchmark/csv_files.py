"""`python -m tests.benchmark.csv_files [ROWS]`: speed and memory of the CSV files for Neptune's loader, against a peer.

The peer writes rows of the same fields by `csv.DictWriter`, which is what one would write without further thought.
"""

import csv
import io
import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from app.domain.aliases.entries import Entry
from app.domain.items import Content, Evidence, Item, Property, Value, content_of
from app.graph import elements
from app.graph.gremlin import schema
from app.graph.gremlin.csv_files import VERTICES, write_csv
from app.graph.gremlin.schema import ITEM

TIME = datetime(2026, 1, 1, tzinfo=UTC)
SHADES = 1000
ROWS_OF_AN_ITEM = 11


class Made:
    """A snapshot of `count` items that are made as they are read: six extracted properties, four words of title.

    The properties are made before, so that making them is not in the writer's time.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        shades = [_property(f"shade {n}") for n in range(SHADES)]
        self._found = [tuple(shades[(n * 7 + k) % SHADES] for k in range(6)) for n in range(SHADES)]

    def values(self) -> Iterator[Value]:
        for n in range(SHADES):
            yield Value("color", f"shade {n}", f"Shade {n}")

    def entries(self) -> Iterator[Entry]:
        return iter(())

    def contents(self) -> Iterator[Content]:
        return map(content_of, self.items())

    def items(self) -> Iterator[Item]:
        for n in range(self._count):
            title = f"red shoe number {n % 5000}"
            yield Item(f"sku-{n}", title, "text " * 20, None, None, self._found[n % SHADES], TIME, "f" * 20)


def _property(value: str) -> Property:
    seen = (Evidence("title", 0, 4, "Shade", 0.9),)
    return Property("color", value, "Shade", 0.9, "extracted", seen, "products@1.0", TIME)


def main(rows: int) -> None:
    """Prints rows a second of the items' files and of the peer, and the memory at each tenth of the way."""
    print(f"peer (csv.DictWriter, items' rows alone): {_peer():,.0f} rows/s")
    graph = Made(rows // ROWS_OF_AN_ITEM)
    start, made, size, told = time.monotonic(), 0, 0, 0
    for _, content in write_csv(graph):
        made += content.count(b"\r\n") - 1
        size += len(content)
        if made * 10 // rows > told:
            told = made * 10 // rows
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{made:>12,} rows, {size / 2**20:>7,.0f} MiB, peak memory {peak:,.0f} MiB", flush=True)
    print(f"{made:,} rows in {time.monotonic() - start:,.0f} s: {made / (time.monotonic() - start):,.0f} rows/s")


def _peer() -> float:
    items = list(Made(20_000).items())
    start = time.monotonic()
    writer = csv.DictWriter(io.StringIO(), ["~id", "~label", *VERTICES[ITEM]])
    for item in items:
        writer.writerow({"~id": elements.item_id(item.id), "~label": ITEM, **schema.item_values(item)})
    return len(items) / (time.monotonic() - start)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000)
