"""What every graph store can do: keep the record. The questions are those of `app.index`."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from app.domain.aliases.entries import Entry
from app.domain.changes import Changes
from app.domain.items import Item, Status, Value


class Snapshot(Protocol):
    """The whole graph, read piece by piece in flat memory; from one thread at a time."""

    def items(self) -> Iterator[Item]:
        """All items, in order of id."""

    def values(self) -> Iterator[Value]:
        """All properties, in order of name and value."""

    def entries(self) -> Iterator[Entry]:
        """The team's aliases, in order of name and value."""


class GraphStore(Protocol):
    """Items linked to their properties.

    Vertices `Item` and `Property`, edges `HAS`. Calls are blocking and safe from any thread; a write is on disk when
    it returns, and is seen by every later read. All raise StoreError when the graph is away.
    """

    def upsert(self, items: Sequence[Item]) -> list[Status]:
        """Creates or replaces items in one transaction; what an item no longer has disappears. Ids are distinct."""

    def delete(self, item_id: str) -> bool:
        """Removes an item and the properties that no other item has; False if there was none."""

    def get(self, item_ids: Iterable[str]) -> dict[str, Item]:
        """The items that exist, by id."""

    def page(self, limit: int, after: str | None = None) -> list[Item]:
        """Up to `limit` items in order of id, those behind `after`."""

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """The graph of one moment where the store can hold it; otherwise writes meanwhile may or may not show."""

    def having(self, name: str, values: Iterable[str]) -> list[str]:
        """The ids of the items that have any of these values of a property, in conflict or not, in order."""

    def rewrite(self, items: Sequence[Item], stored: Mapping[str, str] | None = None) -> list[str]:
        """Replaces items by what others made of the same drafts, in one transaction.

        `stored`: by id another fingerprint than its own that an item may still have. One that has neither was sent
        again meanwhile, and one that is gone was deleted: both are left alone. Answers the ids of those written.
        """

    def fingerprints(self, item_ids: Iterable[str]) -> dict[str, str]:
        """The fingerprint of every item that exists, by id."""

    def entries(self) -> list[Entry]:
        """The aliases that the team has decided on, in order of name and value."""

    def put_entry(self, entry: Entry) -> None:
        """Creates or replaces the entry of a name and value."""

    def delete_entry(self, name: str, value: str) -> bool:
        """Removes an entry; False if there was none."""

    def changes(self, limit: int, after: str | None = None) -> Changes:
        """The items that were written or deleted behind a place, each once: up to `limit`, oldest change first.

        Raises NotSupported where the graph's server keeps no such log, InvalidInput for a place that is none.
        """

    def count(self) -> int:
        """The number of items; cheap enough to ask whether the graph can be read."""

    def counters(self) -> Mapping[str, tuple[str, Callable[[], float]]]:
        """For the metrics: names of what only grows, each with a description and how to read it."""

    def close(self) -> None:
        """Releases the store; no call may follow."""
