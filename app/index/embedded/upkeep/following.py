"""Keeps the index up to date with the record."""

import logging
import threading
from collections.abc import Collection, Sequence

from app.domain.changes import Mark
from app.domain.relevance.words import Analyzer
from app.errors import NotIndexed, NotSupported, StoreError
from app.graph.store import GraphStore
from app.index.embedded.upkeep.building import Progress, build_all
from app.index.embedded.upkeep.limits import NO_LIMIT, Oversized, does_not_fit
from app.index.embedded.upkeep.reading import Reader
from app.index.embedded.upkeep.saving import Base, Captured
from app.index.embedded.upkeep.snapshots import Sizes, Snapshots
from app.index.first_build import being_built

_CHANGES_OF_A_STEP = 1000

log = logging.getLogger(__name__)


class Follower:
    """Reads into the index what was written to the record.

    Writes of this process are read before they return. Where the store keeps a log of changes and tells that it has
    grown (`GraphStore.version`), writes of other processes are read before the next question is answered.
    """

    def __init__(
        self,
        store: GraphStore,
        analyzer: Analyzer,
        sizes: Sizes = Sizes(),  # noqa: B008 (immutable)
        memory: int = NO_LIMIT,
    ) -> None:
        """`memory`: the most bytes that the index may take. One that takes more is let go."""
        self.store = store
        self._memory = memory
        self._read_items = 0
        self._oversized: Oversized | None = None
        self._analyzer = analyzer
        self._sizes = sizes
        self._lock = threading.RLock()
        self._now: Snapshots | None = None
        # The state of the record that the index shows, by its log, and the version of the record at that time.
        self._mark: Mark | None = None
        self._version: int | None = None
        # Written items that the index has not read, and those written since a build began.
        self._unread: set[str] = set()
        self._missed: set[str] = set()
        self._building = False
        # Changes that the newest saved form does not have.
        self.unsaved = 0
        store.watch(self._wrote)

    @property
    def now(self) -> Snapshots | None:
        """The index as it was read last; None until it is built."""
        return self._now

    @property
    def has_log(self) -> bool:
        """Whether the server keeps a log of changes. If not, only writes of this process are read after the build."""
        return self._mark is not None

    @property
    def place(self) -> str | None:
        """The place in the log up to which changes are read; None without a log, or before any change."""
        return self._mark.place if self._mark else None

    @property
    def full(self) -> bool:
        """Whether there is no index, because it took too much memory."""
        return self._oversized is not None

    def may_fit(self) -> bool:
        """Tells whether a build is worth a try: the graph has fewer items than took too much memory."""
        return self._oversized is None or self.store.count() < self._oversized.items

    def missing(self) -> NotIndexed:
        """Returns the error of a question that only the index answers in time."""
        if self._oversized:
            return does_not_fit(self._oversized, self._memory)
        return being_built(self._read_items, self.store.count())

    def fresh(self) -> Snapshots | None:
        """Returns the index as the record is now; None until it is built.

        If another thread is reading changes, returns it without these.
        """
        if self._now is not None and self._is_behind() and self._lock.acquire(blocking=False):
            try:
                self._catch_up(self._now)
            finally:
                self._lock.release()
        return self._now

    def build(self, progress: Progress = lambda _: None) -> None:
        """Builds the index again from the whole record, and then replaces the present one."""

        def count(items: int) -> None:
            self._read_items += items
            progress(items)

        with self._lock:
            self._missed, self._building, self._read_items = set(), True, 0
        try:
            mark = self._marked()
            built = build_all(self.store, self._analyzer, count, self._sizes, self._memory)
            with self._lock:
                self._unread |= self._missed
                self._follow(built, mark)
        except Oversized as found:
            with self._lock:
                self._let_go(found)
        finally:
            self._building = False

    def poll(self) -> None:
        """Reads what any process has written, from the log if there is one."""
        with self._lock:
            if self._now is not None:
                self._catch_up(self._now, polls=True)
                self._measure(self._now)

    def close(self) -> None:
        if self._now:
            self._now.close()

    def adopt(self, base: Base) -> None:
        """Goes on from a saved index, which shows an earlier state of the record."""
        segments = [base.segment] if len(base.segment) else []
        with self._lock:
            self._follow(Snapshots(Reader(base.vocabulary, self._analyzer), segments, self._sizes), base.mark)

    def capture(self) -> Captured | None:
        """Returns the index as it is, to be saved; None if there is nothing by which a later start could go on."""
        with self._lock:
            if self._now is None or self._mark is None:
                return None
            self.unsaved = 0
            return Captured.of(self._now.vocabulary, self._now.views, self._mark)

    def _marked(self) -> Mark | None:
        try:
            return self.store.mark()
        except NotSupported:
            return None

    def _follow(self, index: Snapshots, mark: Mark | None) -> None:
        """Makes this index the present one, after it has read what was written since the mark."""
        self._mark, self._version, self.unsaved = mark, None, 0
        self._catch_up(index, polls=True)
        self._now, self._oversized = index, None
        self._measure(index)

    def _measure(self, index: Snapshots) -> None:
        if (size := index.size) > self._memory:
            self._let_go(Oversized(index.items, size))

    def _let_go(self, found: Oversized) -> None:
        """Gives the memory of the index back: an index that lacks items would answer wrongly."""
        self._now, self._oversized = None, found
        log.error("%s", self.missing())

    def _is_behind(self) -> bool:
        return bool(self._unread) or self.store.version() != self._version

    def _wrote(self, ids: Collection[str]) -> None:
        """Reads what this process has written. What cannot be read now is read before the next question."""
        with self._lock:
            self._unread.update(ids)
            if self._building:
                self._missed.update(ids)
            if self._now is None:
                return
            try:
                self._catch_up(self._now)
            except StoreError as error:
                log.warning("%d written items are not in the index yet: %s", len(self._unread), error)

    def _catch_up(self, index: Snapshots, polls: bool = False) -> None:
        """Reads what is new. A log that costs a request is read only if `polls`; else what this process has written."""
        version = self.store.version()
        if version is None:
            self._read(index, sorted(self._unread))
        if (version is not None and version != self._version) or (polls and version is None):
            self._read_log(index)
        self._version = version
        self._unread.clear()

    def _read_log(self, index: Snapshots) -> None:
        while self._mark and (step := self.store.changes(_CHANGES_OF_A_STEP, self._mark.place)).changes:
            self._read(index, [change.item_id for change in step.changes])
            self._mark = Mark(self._mark.graph, step.next, step.changes[-1])
            self.unsaved += len(step.changes)

    def _read(self, index: Snapshots, ids: Sequence[str]) -> None:
        if ids:
            contents = self.store.contents(ids)
            gone = set(ids).difference(content.id for content in contents)
            index.write(contents, gone, self.store.values)
