"""How far an index is: a document of its own says by which rules it was made, and which state of the graph it shows."""

from dataclasses import dataclass

from app.domain.changes import Mark
from app.domain.relevance.words import Analyzer
from app.errors import NotSupported
from app.graph.store import GraphStore
from app.index.opensearch.client import Client
from app.index.opensearch.mapping import FORMAT, POSITION, Pair
from app.index.states import fingerprint, mark_from_plain, mark_to_plain


@dataclass(frozen=True, slots=True)
class Position:
    """The indexes behind the aliases, what made them, and the state that they show; None for a graph without a log."""

    names: Pair
    rules: str
    mark: Mark | None


class Positions:
    """Reads and writes positions. One that was true stays true, so it does not matter who writes last."""

    def __init__(self, client: Client, name: str, store: GraphStore, analyzer: Analyzer) -> None:
        self._client = client
        self._aliases = Pair.aliases(name)
        self._store = store
        self._rules = f"{FORMAT} {fingerprint(analyzer)}"

    def read(self) -> Position | None:
        """Returns the position of the indexes that answer; None if there are none."""
        found = self._client.call("GET", f"/{self._aliases.values}/_doc/{POSITION}")
        if not found or not found.get("found"):
            return None
        own = found["_source"]["position"]
        mark = mark_from_plain(own["mark"]) if own["mark"] else None
        return Position(Pair.with_values(found["_index"]), own["rules"], mark)

    def write(self, names: Pair, mark: Mark | None) -> None:
        own = {"rules": self._rules, "mark": mark_to_plain(mark) if mark else None}
        self._client.call("PUT", f"/{names.values}/_doc/{POSITION}", {"position": own})

    def usable(self, position: Position) -> bool:
        """Whether these indexes can go on: they were made by the same rules, from this graph, and its log goes on."""
        if position.rules != self._rules:
            return False
        now = self.marked()
        if now is None or position.mark is None:
            return now is None and position.mark is None
        return self._store.continues(position.mark)

    def marked(self) -> Mark | None:
        """Returns the present state of the graph; None if it keeps no log."""
        try:
            return self._store.mark()
        except NotSupported:
            return None
