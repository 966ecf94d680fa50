"""The graph store on Amazon Neptune, or on any Gremlin server of TinkerPop 3.7."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from gremlin_python.process.graph_traversal import GraphTraversalSource

from app.domain.aliases.entries import Entry
from app.domain.changes import Changes, Mark
from app.domain.coverage import Coverage, coverage
from app.domain.items import Content, Item, Status, Value, content_of
from app.domain.relevance.words import Analyzer
from app.graph import elements
from app.graph.gremlin import reads, streams, writes
from app.graph.gremlin.connections.address import Address
from app.graph.gremlin.connections.pool import Connections, Limits
from app.graph.gremlin.connections.transport import signer
from app.graph.gremlin.index import GremlinIndex, Total
from app.graph.store import Watcher, check_corrections, check_vocabulary


class GremlinStore:
    """Every traversal is a transaction of its own, so one call may read several states of the graph.

    Searches go to the reader, which may be some milliseconds behind; single items are read from the writer. Weights use
    the number of items of up to ten seconds ago where other processes write.

    The version of the vocabulary is compared just before a write, not in its transaction: not every server holds what a
    transaction has read. So a caller compares again after the write (`TeamVocabulary.write`).
    """

    def __init__(self, url: str, limits: Limits = Limits(), analyzer: Analyzer = Analyzer()) -> None:  # noqa: B008 (immutable)
        """Connects to `url`, which has the form of the setting (Address).

        Raises SettingsError for another form, and StoreError when no server answers.
        """
        address = Address.parse(url)
        sign = signer(address.region) if address.region else None
        self._writer = Connections(address.url, limits, sign)
        self._reader = self._writer if address.reader == address.url else Connections(address.reader, limits, sign)
        self._address = address
        self._total = Total()
        self._watchers: list[Watcher] = []
        self.index = GremlinIndex(self._reader, self._total, limits.most_named, analyzer)
        self.count()

    def upsert(
        self, items: Sequence[Item], vocabulary: str | None = None, corrected: Mapping[str, str] | None = None
    ) -> list[Status]:
        check_vocabulary(vocabulary, self.vocabulary_version)
        stored = self.fingerprints(each.id for each in items)
        check_corrections(corrected, stored)
        changed = [each for each in items if stored.get(each.id) != each.fingerprint]
        known = {each.id: corrected[each.id] for each in changed if each.id in stored} if corrected else {}
        with self._total.changing():
            self._write(changed, known)
        self._tell([each.id for each in changed])
        return ["unchanged" if stored.get(each.id) == each.fingerprint else _written(each, stored) for each in items]

    def _write(self, items: Sequence[Item], corrected: Mapping[str, str]) -> None:
        """Writes in one traversal if the items fit, otherwise in a session of several, which is one transaction too.

        A session also compares the corrections of items that are stored, and writes only if they are those.
        """
        chunks = writes.in_chunks(items)

        def compare_and_replace(g: GraphTraversalSource) -> None:
            check_corrections(corrected, reads.fingerprints(g, corrected) if corrected else {})
            writes.replace(g, chunks)

        if len(chunks) == 1 and not corrected:
            self._writer.write(lambda g: writes.replace_at_once(g, items))
        elif chunks:
            self._writer.transaction(compare_and_replace)

    def rewrite(
        self, items: Sequence[Item], stored: Mapping[str, str | None] | None = None, vocabulary: str | None = None
    ) -> list[str]:
        """Uses a session even for one item: what it reads first must not change until it has written."""
        check_vocabulary(vocabulary, self.vocabulary_version)
        written: list[str] = []
        before = stored or {}

        def compare_and_replace(g: GraphTraversalSource) -> None:
            nonlocal written
            found = reads.fingerprints(g, [each.id for each in items])
            # An earlier try may have written the item and lost the answer.
            same = [e for e in items if found.get(e.id) in (e.fingerprint, before.get(e.id, e.fingerprint))]
            writes.replace(g, writes.in_chunks(same))
            written = [each.id for each in same]

        if items:
            self._writer.transaction(compare_and_replace)
        self._tell(written)
        return written

    def delete(self, item_id: str) -> bool:
        existed = bool(self.fingerprints([item_id]))
        if existed:
            with self._total.changing():
                self._writer.write(lambda g: writes.delete(g, item_id).iterate())
            self._tell([item_id])
        return existed

    def get(self, item_ids: Iterable[str]) -> dict[str, Item]:
        vertices = [elements.item_id(each) for each in dict.fromkeys(item_ids)]
        return self._writer.run(lambda g: reads.items(g, vertices)) if vertices else {}

    def page(self, limit: int, after: str | None = None) -> list[Item]:
        return self._writer.run(lambda g: reads.page(g, limit, after)) if limit else []

    def corrected(self, limit: int, after: str | None = None) -> list[Item]:
        return self._writer.run(lambda g: reads.page(g, limit, after, "corrections")) if limit else []

    def contents(self, item_ids: Iterable[str]) -> list[Content]:
        return [content_of(each) for each in self.get(item_ids).values()]

    @contextmanager
    def snapshot(self) -> Iterator[reads.GremlinSnapshot]:
        yield reads.GremlinSnapshot(self._reader)

    def having(self, name: str, values: Iterable[str]) -> list[str]:
        asked = list(values)
        return self._writer.run(lambda g: reads.having(g, name, asked))

    def fingerprints(self, item_ids: Iterable[str]) -> dict[str, str]:
        ids = list(item_ids)
        return self._writer.run(lambda g: reads.fingerprints(g, ids)) if ids else {}

    def entries(self) -> list[Entry]:
        return self._writer.run(reads.entries)

    def put_entry(self, entry: Entry) -> None:
        self._writer.write(lambda g: writes.put_entry(g, entry).iterate())

    def delete_entry(self, name: str, value: str) -> bool:
        vertex = elements.vocabulary_id(name, value)
        existed = bool(self._writer.run(lambda g: g.V(vertex).count().next()))
        if existed:
            self._writer.write(lambda g: writes.delete_entry(g, vertex).iterate())
        return existed

    def vocabulary_version(self) -> str:
        return self._writer.run(reads.vocabulary_version)

    def changes(self, limit: int, after: str | None = None) -> Changes:
        return streams.changes(self._address, limit, after)

    def mark(self) -> Mark:
        return streams.mark(self._address)

    def continues(self, mark: Mark) -> bool:
        return mark.graph == self._address.url

    def version(self) -> int | None:
        return None

    def watch(self, changed: Watcher) -> None:
        self._watchers.append(changed)

    def values(self, keys: Iterable[tuple[str, str]]) -> list[Value]:
        vertices = [elements.property_id(name, value) for name, value in keys]
        return self._writer.run(lambda g: reads.values(g, vertices)) if vertices else []

    def coverage(self, by: str | None = None) -> list[Coverage]:
        with self.snapshot() as graph:
            return coverage(graph.items(), by)

    def count(self) -> int:
        return self._reader.run(reads.count)

    def check(self) -> None:
        """Asks the writer, which writes if it answers; others would see a vertex that is written for a check."""
        self._writer.run(lambda g: g.V(elements.item_id("")).count().next())

    def counters(self) -> Mapping[str, tuple[str, Callable[[], float]]]:
        both = [self._writer] if self._reader is self._writer else [self._writer, self._reader]
        return {
            "graph_opened": ("Connections made to the graph.", lambda: sum(each.opened for each in both)),
            "graph_retries": ("Calls of the graph that were tried again.", lambda: sum(each.retries for each in both)),
            "graph_refused": ("Calls that found no free connection.", lambda: sum(each.refused for each in both)),
        }

    def _tell(self, changed: Sequence[str]) -> None:
        for watcher in self._watchers if changed else ():
            watcher(changed)

    def close(self) -> None:
        self._writer.close()
        if self._reader is not self._writer:
            self._reader.close()


def _written(item: Item, stored: dict[str, str]) -> Status:
    return "updated" if item.id in stored else "created"
