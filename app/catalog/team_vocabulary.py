"""The standardizer of a running service: the rules, and the aliases that the graph keeps."""

import logging
import threading
import time
from collections.abc import Callable, Sequence

from app.domain.aliases.entries import Entry
from app.domain.standard import Rulebook, Standardizer
from app.errors import StoreError
from app.graph.store import GraphStore

log = logging.getLogger(__name__)

# Seconds until aliases are read again, because another process may have changed them.
_FRESH_SECONDS = 5.0


class TeamVocabulary:
    """Standardizes by the rules and the team's aliases. Any thread may use it."""

    def __init__(self, rules: Rulebook, store: GraphStore, clock: Callable[[], float] = time.monotonic) -> None:
        self.rules = Standardizer(rules)
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._standardizer = self.rules
        self._entries: tuple[Entry, ...] = ()
        self._displays: dict[tuple[str, str], str] = {}
        self._read_at: float | None = None

    @property
    def standardizer(self) -> Standardizer:
        """The standardizer with the team's aliases; the same object until an alias changes."""
        self._refresh()
        return self._standardizer

    def entries(self) -> Sequence[Entry]:
        """Returns the entries that the graph has at this moment."""
        self.reload()
        return self._entries

    def display(self, name: str, value: str, said: str) -> str:
        """Returns how to show a value: the team's form, or `said` if the team has none."""
        return self._displays.get((name, value), said)

    def reload(self) -> None:
        """Reads the aliases from the graph."""
        with self._lock:
            entries = tuple(self._store.entries())
            self._read_at = self._clock()
            if entries != self._entries:
                self._entries = entries
                self._displays = {(each.name, each.value): each.display for each in entries if each.display}
                self._standardizer = self.rules.with_aliases(self.aliases(entries))

    def aliases(self, entries: Sequence[Entry]) -> dict[tuple[str, str], str]:
        """Returns the renamings of entries: name and standard value → value."""
        return {(each.name, value): each.value for each in entries for value in self.alias_values(each)}

    def alias_values(self, entry: Entry) -> list[str]:
        """Returns the standard values of an entry's aliases."""
        found = (self.rules.standardize(entry.name, alias).value for alias in entry.aliases)
        return [value for value in dict.fromkeys(found) if value != entry.value]

    def _refresh(self) -> None:
        if self._read_at is not None and self._clock() - self._read_at < _FRESH_SECONDS:
            return
        try:
            self.reload()
        except StoreError as error:
            # Texts can be read without the graph. Calls that need it will report that it cannot be reached.
            log.warning("the team's aliases could not be read; the earlier ones stay in use: %s", error)
            self._read_at = self._clock()
