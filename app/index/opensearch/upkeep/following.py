"""Keeps the index up to date with the record, from any number of processes."""

import logging
import threading
from collections.abc import Callable, Collection

from app.domain.changes import Mark
from app.domain.relevance.words import Analyzer
from app.errors import StoreError
from app.graph.store import GraphStore
from app.index.opensearch.asking.values import parts
from app.index.opensearch.client import Client
from app.index.opensearch.mapping import Pair, Shards
from app.index.opensearch.upkeep import pairs
from app.index.opensearch.upkeep.positions import Position, Positions
from app.index.opensearch.upkeep.writing import Writer

_CHANGES_OF_A_STEP = 1000
# Items that are read and sent at a time when all are.
_PART = 500

log = logging.getLogger(__name__)


class Follower:
    """Brings what was written to the record into the index that all processes share.

    A write of this process is there before it returns. Where the store keeps a log, the index says how far it has read
    it, and any process goes on from there: so a write whose process ended before it was there comes in, too.
    """

    def __init__(self, client: Client, name: str, store: GraphStore, analyzer: Analyzer, shards: Shards) -> None:
        self.store = store
        self.analyzer = analyzer
        self.client = client
        self.aliases = Pair.aliases(name)
        self.name = name
        self._shards = shards
        self._positions = Positions(client, name, store, analyzer)
        # Held while the index is written; the other one guards the sets below.
        self._lock = threading.RLock()
        self._guard = threading.Lock()
        self._answers = False
        self._mark: Mark | None = None
        self._version: int | None = None
        # Written items that the index has not, and those written since a build began.
        self._unread: set[str] = set()
        self._missed: set[str] = set()
        self._building = False
        # Items that the newest build has read.
        self.read = 0
        store.watch(self._wrote)

    @property
    def answers(self) -> bool:
        """Whether there is an index. Without one, the record answers by itself."""
        return self._answers

    @property
    def has_log(self) -> bool:
        """Whether the graph's server keeps a log. If not, only writes of processes with this index are in it."""
        return self._mark is not None

    @property
    def place(self) -> str | None:
        """The place in the record's log up to which the index has it, as this process saw it last."""
        return self._mark.place if self._mark else None

    def position(self) -> Position | None:
        """Returns how far the index is, if there is one that can be used."""
        position = self._positions.read()
        return position if position and self._positions.usable(position) else None

    def check(self) -> None:
        """Raises StoreError if the cluster does not answer."""
        self._positions.read()

    def sizes(self) -> tuple[int, int]:
        """Returns the number of items, and the bytes that they take."""
        return pairs.sizes(self.client, self.aliases)

    def open(self) -> bool:
        """Goes on with the index that is there, if it can be used. It may be that of another process."""
        if self.position() is None:
            self._answers = False
            return False
        with self._lock:
            self._catch_up(polls=True)
            self._answers = True
        return True

    def fresh(self) -> bool:
        """Returns whether the index answers. It then has what was written before."""
        if self._answers and self._is_behind():
            with self._lock:
                if self._is_behind():
                    self._catch_up()
        return self._answers

    def poll(self) -> None:
        """Reads what any process has written, from the log if there is one."""
        with self._lock:
            if self._answers and (self._is_behind() or self._version is None):
                self._catch_up(polls=True)

    def build(self, progress: Callable[[int], None] = lambda _: None) -> Pair:
        """Builds a new pair of indexes from the whole record, and then lets it answer in place of the present one.

        Call it with the lease: pairs that do not answer are those of builders that did not come to their end.
        """
        with self._guard:
            self._missed, self._building, self.read = set(), True, 0
        pairs.drop(self.client, pairs.unused(self.client, self.name))
        new = Pair.new(self.name)
        try:
            mark = self._fill(new, progress)
            with self._lock:
                old = self._replace(new, mark)
        finally:
            self._building = False
        pairs.drop(self.client, [old.names] if old else [])
        return new

    def _fill(self, new: Pair, progress: Callable[[int], None]) -> Mark | None:
        """Writes all items into a new pair. Returns the state of the graph before they were read."""
        mark = self._positions.marked()
        pairs.create(self.client, new, self._shards)
        writer = Writer(self.client, self.store, self.analyzer, new)
        with self.store.snapshot() as graph:
            for part in parts(graph.contents(), _PART):
                writer.load(part)
                self.read += len(part)
                progress(len(part))
        pairs.fill(self.client, new, self._shards)
        return mark

    def _replace(self, new: Pair, mark: Mark | None) -> Position | None:
        """Lets a new pair answer, with what was written since the mark. Returns the one that answered before."""
        self._positions.write(new, mark)
        self._read_log(Writer(self.client, self.store, self.analyzer, new), new, mark)
        old = self._positions.read()
        pairs.answer(self.client, self.name, new)
        with self._guard:
            self._unread |= self._missed
        self._answers = True
        self._catch_up(polls=True)
        return old

    def close(self) -> None:
        self.client.close()

    def _is_behind(self) -> bool:
        return bool(self._unread) or self.store.version() != self._version

    def _wrote(self, ids: Collection[str]) -> None:
        """Brings in what this process has written. What cannot be written now is, before the next question."""
        with self._guard:
            self._unread.update(ids)
            if self._building:
                self._missed.update(ids)
        if not self._answers:
            return
        with self._lock:
            if self._unread.isdisjoint(ids):
                return  # Another thread has done it together with its own.
            try:
                self._catch_up()
            except StoreError as error:
                log.warning("%d written items are not in the index yet: %s", len(self._unread), error)

    def _catch_up(self, polls: bool = False) -> None:
        """Brings in what is new. A log that costs a request is read only if `polls`; else what this process wrote."""
        position = self._positions.read()
        if position is None:
            self._answers = False
            return
        self._mark = position.mark
        with self._guard:
            unread = set(self._unread)
        version = self.store.version()
        writer = Writer(self.client, self.store, self.analyzer, position.names)
        if version is None:
            for part in parts(sorted(unread), _CHANGES_OF_A_STEP):
                writer.write(part)
        if version is not None or polls:
            self._read_log(writer, position.names, position.mark)
        self._version = version
        with self._guard:
            self._unread -= unread

    def _read_log(self, writer: Writer, names: Pair, mark: Mark | None) -> None:
        while mark and (step := self.store.changes(_CHANGES_OF_A_STEP, mark.place)).changes:
            writer.write([change.item_id for change in step.changes])
            mark = Mark(mark.graph, step.next, step.changes[-1])
            self._positions.write(names, mark)
            self._mark = mark
