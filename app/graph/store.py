"""The protocol of a graph store, which keeps the record. `app.index` answers the questions."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from app.domain.aliases.entries import Entry
from app.domain.changes import Changes, Mark
from app.domain.corrections.keeping import stamp_of
from app.domain.coverage import Coverage
from app.domain.items import Content, Item, Status, Value
from app.errors import ItemsCorrected, VocabularyChanged

# Called with the ids of items that a store has written or deleted.
Watcher = Callable[[Collection[str]], None]


class Snapshot(Protocol):
    """The whole graph, read in parts so that memory stays flat. One thread at a time may use it."""

    def items(self) -> Iterator[Item]:
        """Yields all items in order of id."""

    def contents(self) -> Iterator[Content]:
        """Yields what an index reads of all items, in any order."""

    def values(self) -> Iterator[Value]:
        """Yields all properties in order of name and value."""

    def entries(self) -> Iterator[Entry]:
        """Yields the team's aliases in order of name and value."""


class GraphStore(Protocol):
    """Keeps items and the properties that they have: vertices `Item` and `Property`, edges `HAS`.

    Calls block, and any thread may make them. A write is on disk when it returns, and every later read sees it. Every
    call raises StoreError when the graph cannot be reached.
    """

    def upsert(
        self, items: Sequence[Item], vocabulary: str | None = None, corrected: Mapping[str, str] | None = None
    ) -> list[Status]:
        """Creates or replaces items in one transaction. Their ids must be distinct.

        Properties that an item no longer has are removed. `vocabulary` is the version of the aliases that standardized
        the items; raises VocabularyChanged, and writes nothing, if the graph has another. None stands for any.
        `corrected` has, by id, the stamp of the corrections that were read before the item was made; raises
        ItemsCorrected, and writes nothing, if the stored item has others.
        """

    def delete(self, item_id: str) -> bool:
        """Removes an item and the properties that no other item has. Returns False if it does not exist."""

    def get(self, item_ids: Iterable[str]) -> dict[str, Item]:
        """Returns the items that exist, by id."""

    def page(self, limit: int, after: str | None = None) -> list[Item]:
        """Returns up to `limit` items in order of id, starting after the id `after`."""

    def contents(self, item_ids: Iterable[str]) -> list[Content]:
        """Returns what an index reads of the items that exist. Faster than `get`."""

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """Opens the graph as it is at one moment.

        Where a store cannot hold one moment, the snapshot may or may not show what is written meanwhile.
        """

    def corrected(self, limit: int, after: str | None = None) -> list[Item]:
        """Returns up to `limit` of the items that have corrections, in order of id, starting after the id `after`."""

    def having(self, name: str, values: Iterable[str]) -> list[str]:
        """Returns the ids, in order, of the items that have one of these values, in conflict or not."""

    def rewrite(
        self, items: Sequence[Item], stored: Mapping[str, str | None] | None = None, vocabulary: str | None = None
    ) -> list[str]:
        """Replaces items in one transaction, if nobody else has replaced them meanwhile. Returns the ids written.

        An item is written only if its stored fingerprint is its own or the one that `stored` names for it; None names
        an item that does not exist. Without a name in `stored`, an item that was deleted is left alone. `vocabulary` is
        as in `upsert`.
        """

    def fingerprints(self, item_ids: Iterable[str]) -> dict[str, str]:
        """Returns the fingerprint of every item that exists, by id."""

    def entries(self) -> list[Entry]:
        """Returns the team's aliases in order of name and value."""

    def put_entry(self, entry: Entry) -> None:
        """Creates or replaces the entry of a name and value."""

    def delete_entry(self, name: str, value: str) -> bool:
        """Removes an entry. Returns False if it does not exist."""

    def vocabulary_version(self) -> str:
        """Returns a text that is another one after every change of an entry by any process."""

    def changes(self, limit: int, after: str | None = None) -> Changes:
        """Returns up to `limit` items that were written or deleted after the place `after`.

        Every item comes once, and the oldest change comes first. Raises NotSupported where the server keeps no log of
        changes, and InvalidInput for a place that is not one of an earlier answer.
        """

    def mark(self) -> Mark:
        """Returns the present state, with its place for `changes`. Raises NotSupported as it does."""

    def continues(self, mark: Mark) -> bool:
        """Whether the log of changes goes on from a mark.

        It does not in another graph, nor in an older copy of the graph that was put back.
        """

    def version(self) -> int | None:
        """Returns a number that is another one after every commit of any process.

        It takes microseconds. None where the server does not tell.
        """

    def watch(self, changed: Watcher) -> None:
        """Calls `changed` after every write of this object, before the write returns."""

    def values(self, keys: Iterable[tuple[str, str]]) -> list[Value]:
        """Returns the properties that exist, of these names and values."""

    def coverage(self, by: str | None = None) -> list[Coverage]:
        """Counts the properties of all items, or of those with each value of the property `by`, largest group first.

        It may take seconds: it looks at every item.
        """

    def count(self) -> int:
        """Returns the number of items. It is cheap enough to check that the graph can be read."""

    def check(self) -> None:
        """Raises StoreError unless the graph can be written at this moment. Changes nothing that a caller can see."""

    def counters(self) -> Mapping[str, tuple[str, Callable[[], float]]]:
        """Returns counts that only grow, for the metrics: by name, a description and a function to read it."""

    def close(self) -> None:
        """Releases the store. No call may follow."""


def check_corrections(expected: Mapping[str, str] | None, stored: Mapping[str, str]) -> None:
    """Raises ItemsCorrected if a fingerprint of `stored` tells other corrections than the expected ones, if any."""
    for item_id, told in (expected or {}).items():
        if stamp_of(stored.get(item_id, "")) != told:
            raise ItemsCorrected(f"{item_id!r} was corrected meanwhile; send it again")


def check_vocabulary(expected: str | None, version: Callable[[], str]) -> None:
    """Raises VocabularyChanged if the graph's aliases have another version than the expected one, if any."""
    if expected is not None and version() != expected:
        raise VocabularyChanged("the vocabulary was changed meanwhile; send the items again")
