"""The standardizer of a running service: the rules, and the aliases that the graph keeps."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.domain.aliases.entries import Entry
from app.domain.history import amend
from app.domain.items import Item
from app.domain.properties import standardize_again
from app.domain.standard import Rulebook, Standardizer
from app.errors import StoreError, VocabularyChanged
from app.graph.store import GraphStore

R = TypeVar("R")

log = logging.getLogger(__name__)

# Seconds until aliases are read again, because another process may have changed them.
_FRESH_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Current:
    """A standardizer, and the version of the graph's aliases that it has."""

    standardizer: Standardizer
    version: str


class TeamVocabulary:
    """Standardizes by the rules and the team's aliases. Any thread may use it."""

    def __init__(self, rules: Rulebook, store: GraphStore, clock: Callable[[], float] = time.monotonic) -> None:
        self.rules = Standardizer(rules)
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._current: Current | None = None
        self._entries: tuple[Entry, ...] = ()
        self._displays: dict[tuple[str, str], str] = {}
        self._read_at: float | None = None

    @property
    def standardizer(self) -> Standardizer:
        """The standardizer with the team's aliases of some seconds ago; the same object until an alias changes."""
        self.refresh()
        return self._current.standardizer if self._current else self.rules

    @property
    def version(self) -> str | None:
        """The version of the aliases that were read last; None before the first reading."""
        return self._current.version if self._current else None

    def current(self) -> Current:
        """Returns the standardizer with the aliases that the graph has at this moment."""
        self.refresh()
        version = self._store.vocabulary_version()
        current = self._current
        return current if current and current.version == version else self.reload()

    def write(self, items: list[Item], by: Current, write: Callable[[list[Item], str], R]) -> tuple[R, list[Item]]:
        """Writes items that `by` standardized, again and again until the graph's aliases are those that they have.

        Returns what `write` returned when the store took the items, and the items as they are now. The look after the
        write makes this hold on any store: a change of aliases is stored, and then looks for items. It finds these, or
        it was stored before they were and is seen here.
        """
        while True:
            try:
                result = write(items, by.version)
                break
            except VocabularyChanged:
                by = self.current()
                items = [amend(item, standardize_again(item, by.standardizer)) for item in items]
        while (newer := self.current()).version != by.version:
            by = newer
            items = [amend(item, standardize_again(item, by.standardizer)) for item in items]
            self._store.rewrite(items)
        return result, items

    def entries(self) -> Sequence[Entry]:
        """Returns the entries that the graph has at this moment."""
        self.reload()
        return self._entries

    def display(self, name: str, value: str, said: str) -> str:
        """Returns how to show a value: the team's form, or `said` if the team has none."""
        return self._displays.get((name, value), said)

    def reload(self) -> Current:
        """Reads the aliases from the graph."""
        with self._lock:
            # The version first: with a version that is too old, a write is refused, and the aliases are read again.
            version, entries = self._store.vocabulary_version(), tuple(self._store.entries())
            self._read_at = self._clock()
            standardizer = self._current.standardizer if self._current else self.rules
            if entries != self._entries:
                self._entries = entries
                self._displays = {(each.name, each.value): each.display for each in entries if each.display}
                standardizer = self.rules.with_aliases(self.aliases(entries))
            self._current = Current(standardizer, version)
            return self._current

    def aliases(self, entries: Sequence[Entry]) -> dict[tuple[str, str], str]:
        """Returns the renamings of entries: name and standard value → value."""
        return {(each.name, value): each.value for each in entries for value in self.alias_values(each)}

    def alias_values(self, entry: Entry) -> list[str]:
        """Returns the standard values of an entry's aliases."""
        found = (self.rules.standardize(entry.name, alias).value for alias in entry.aliases)
        return [value for value in dict.fromkeys(found) if value != entry.value]

    def refresh(self) -> None:
        """Reads the aliases, unless they were read some seconds ago. Reports in the log that they cannot be read."""
        if self._read_at is not None and self._clock() - self._read_at < _FRESH_SECONDS:
            return
        try:
            self.reload()
        except StoreError as error:
            # Texts can be read without the graph. Calls that need it will report that it cannot be reached.
            log.warning("the team's aliases could not be read; the earlier ones stay in use: %s", error)
            self._read_at = self._clock()
