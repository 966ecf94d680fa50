"""How much memory the index may take, and what a search is told while there is none."""

from sys import maxsize

from app.errors import NotIndexed

NO_LIMIT = maxsize
_SECONDS_WITHOUT = 60


class Oversized(Exception):
    """The index takes more memory than it may: `size` bytes for `items` of the graph's items."""

    def __init__(self, items: int, size: int) -> None:
        super().__init__(f"the index takes {size:,} bytes for {items:,} items")
        self.items, self.size = items, size


def does_not_fit(found: Oversized, memory: int) -> NotIndexed:
    """Says what an operator can do."""
    return NotIndexed(
        f"there is no search index, because {found.items:,} items take {found.size:,} bytes and INDEX_MEMORY={memory}; "
        "with a larger INDEX_MEMORY, the next start builds it; with INDEX=opensearch, a cluster has it; with "
        "INDEX=none, the graph answers by itself, slowly",
        _SECONDS_WITHOUT,
    )
