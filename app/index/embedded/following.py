"""Keeps the index up to date with the record."""

import logging
import threading
from collections.abc import Collection, Sequence

from app.domain.relevance.words import Analyzer
from app.errors import NotSupported, StoreError
from app.graph.store import GraphStore
from app.index.embedded.building import Progress, build_all
from app.index.embedded.contents import content_of
from app.index.embedded.snapshots import Sizes, Snapshots

_CHANGES_OF_A_STEP = 1000

log = logging.getLogger(__name__)


class Follower:
    """Reads into the index what was written to the record.

    Writes of this process are read before they return. Where the store keeps a log of changes and tells that it has
    grown (`GraphStore.version`), writes of other processes are read before the next question is answered.
    """

    def __init__(self, store: GraphStore, analyzer: Analyzer, sizes: Sizes = Sizes()) -> None:  # noqa: B008 (immutable)
        self.store = store
        self._analyzer = analyzer
        self._sizes = sizes
        self._lock = threading.RLock()
        self._now: Snapshots | None = None
        self._has_log = False
        # Where the log was read to, and the version of the record at that time.
        self._place: str | None = None
        self._version: int | None = None
        # Written items that the index has not read.
        self._unread: set[str] = set()
        store.watch(self._wrote)

    @property
    def now(self) -> Snapshots | None:
        """The index as it was read last; None until it is built."""
        return self._now

    @property
    def has_log(self) -> bool:
        """Whether the server keeps a log of changes. If not, only writes of this process are read after the build."""
        return self._has_log

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
        with self._lock:
            self._unread.clear()
            place = self._end_of_log()
        built = build_all(self.store, self._analyzer, progress, self._sizes)
        with self._lock:
            self._place, self._version = place, None
            self._catch_up(built, polls=True)
            self._now = built

    def poll(self) -> None:
        """Reads what any process has written, from the log if there is one."""
        with self._lock:
            if self._now is not None:
                self._catch_up(self._now, polls=True)

    def close(self) -> None:
        if self._now:
            self._now.close()

    def _end_of_log(self) -> str | None:
        try:
            place = self.store.position()
        except NotSupported:
            self._has_log = False
            return None
        self._has_log = True
        return place

    def _is_behind(self) -> bool:
        return bool(self._unread) or self.store.version() != self._version

    def _wrote(self, ids: Collection[str]) -> None:
        """Reads what this process has written. What cannot be read now is read before the next question."""
        with self._lock:
            self._unread.update(ids)
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
        if (version is not None and version != self._version) or (polls and version is None and self._has_log):
            while (step := self.store.changes(_CHANGES_OF_A_STEP, self._place)).changes:
                self._read(index, [change.item_id for change in step.changes])
                self._place = step.next
        self._version = version
        self._unread.clear()

    def _read(self, index: Snapshots, ids: Sequence[str]) -> None:
        if ids:
            items = self.store.get(ids)
            contents = [content_of(item, self._analyzer) for item in items.values()]
            index.write(contents, [each for each in ids if each not in items], self.store.values)
