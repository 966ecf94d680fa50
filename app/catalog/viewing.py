"""A snapshot of the part of a graph that a view shows."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.aliases.entries import Entry
from app.domain.filters import View, in_view
from app.domain.items import Content, Item, Value, content_of
from app.graph.store import Snapshot


@dataclass(frozen=True, slots=True)
class ViewedSnapshot:
    """Shows the items of a view, their properties, and the team's aliases of these. Reads the items once for each."""

    whole: Snapshot
    view: View

    def items(self) -> Iterator[Item]:
        return (item for item in self.whole.items() if in_view(item, self.view))

    def contents(self) -> Iterator[Content]:
        return map(content_of, self.items())

    def values(self) -> Iterator[Value]:
        shown = self._shown()
        return (value for value in self.whole.values() if (value.name, value.value) in shown)

    def entries(self) -> Iterator[Entry]:
        shown = self._shown()
        return (entry for entry in self.whole.entries() if (entry.name, entry.value) in shown)

    def _shown(self) -> set[tuple[str, str]]:
        return {(prop.name, prop.value) for item in self.items() for prop in item.properties}
