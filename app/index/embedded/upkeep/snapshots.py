"""Writes: a batch of rows makes a new snapshot of the index, and small segments become larger ones."""

import logging
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from app.domain.items import Content
from app.index.embedded.storage.arrays import EMPTY, Array, concatenated
from app.index.embedded.storage.merging import merge
from app.index.embedded.storage.segments import Row, Segment, View, build
from app.index.embedded.upkeep.reading import LookUp, Reader

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sizes:
    """When segments are made and joined.

    `buffer`: so many rows are kept as rows, and made a segment again by every write. `fan`: so many segments of a size
    are joined to one. `large`: more items than these are joined by a thread, while the index answers and is written.
    """

    buffer: int = 256
    fan: int = 8
    large: int = 16_384

    def crowded(self, views: Sequence[View]) -> int:
        """Returns where the newest segments begin that are to be joined; the number of segments if none are.

        If more than half of the items are dead, all are joined.
        """
        items = sum(view.living for view in views)
        if sum(len(view.dead) for view in views) > max(self.buffer, items):
            return 0
        size = self.buffer * self.fan
        while size < items * self.fan:
            begin = len(views)
            while begin and views[begin - 1].living <= size:
                begin -= 1
            if len(views) - begin >= self.fan:
                return begin
            size *= self.fan
        return len(views)


class Snapshots:
    """The segments as one tuple of views, which every write replaces. Readers take it without a lock.

    `lock` is held for each write. Only writes add to `vocabulary`.
    """

    def __init__(self, reader: Reader, segments: Sequence[Segment] = (), sizes: Sizes = Sizes()) -> None:
        self.vocabulary = reader.vocabulary
        self._reader = reader
        self.lock = threading.RLock()
        self._sizes = sizes
        self._fixed: tuple[View, ...] = tuple(View(each, EMPTY) for each in segments)
        self._buffer: dict[str, Row] = {}
        self._joining: threading.Thread | None = None
        self.views = self._fixed

    def write(self, contents: Sequence[Content], gone: Iterable[str], look_up: LookUp) -> None:
        """Replaces the items of these contents, and removes the items that are gone.

        `look_up` returns values as the record has them: no item of the index has these any more, or ever had them.
        """
        with self.lock:
            self._remove([*gone, *(content.id for content in contents)])
            rows = self._reader.read(contents, look_up)
            self._count(concatenated([row.values for row in rows]), 1)
            self._buffer |= {row.id: row for row in rows}
            if len(self._buffer) >= self._sizes.buffer:
                self._fixed += (View(build(self.vocabulary, list(self._buffer.values())), EMPTY),)
                self._buffer = {}
                self._join()
            self._publish()

    @property
    def items(self) -> int:
        return sum(view.living for view in self.views)

    @property
    def size(self) -> int:
        """The bytes of the arrays, and about as many as names, values and words take."""
        return sum(view.segment.size for view in self.views) + self.vocabulary.size

    def close(self) -> None:
        """Waits for the thread that joins segments."""
        if self._joining:
            self._joining.join()

    def _publish(self) -> None:
        latest = (View(build(self.vocabulary, list(self._buffer.values())), EMPTY),) if self._buffer else ()
        self.views = self._fixed + latest

    def _remove(self, ids: Sequence[str]) -> None:
        replaced = [row for item_id in ids if (row := self._buffer.pop(item_id, None))]
        self._count(concatenated([row.values for row in replaced]), -1)
        views = []
        for view in self._fixed:
            dead = view.find_all(ids)
            self._count(view.segment.values_of_all(dead), -1)
            views.append(view.without(dead))
        self._fixed = tuple(views)

    def _count(self, values: Array, change: int) -> None:
        np.add.at(self.vocabulary.counts.now, values, change)

    def _join(self) -> None:
        """Joins the newest segments while so many are of a size; if they are large, in the background."""
        while not self._joining and (begin := self._sizes.crowded(self._fixed)) < len(self._fixed):
            newest = self._fixed[begin:]
            if sum(view.living for view in newest) > self._sizes.large:
                self._joining = threading.Thread(target=self._join_large, args=(newest,), name="index-join")
                self._joining.start()
                return
            self._fixed = (*self._fixed[:begin], View(merge(self.vocabulary, newest)[0], EMPTY))

    def _join_large(self, views: Sequence[View]) -> None:
        try:
            joined, places = merge(self.vocabulary, views)
            with self.lock:
                self._replace(views, joined, places)
        except Exception:
            log.exception("segments of %d items could not be joined; they stay apart", sum(v.living for v in views))
        finally:
            self._joining = None

    def _replace(self, old: Sequence[View], joined: Segment, places: Sequence[Array]) -> None:
        """Puts the joined segment in place of its parts, without the items that were removed meanwhile."""
        now = {id(view.segment): view for view in self._fixed}
        dead = [place[now[id(view.segment)].dead] for view, place in zip(old, places, strict=True)]
        lost = np.unique(concatenated(dead))
        parts = {id(view.segment) for view in old}
        begin = next(at for at, view in enumerate(self._fixed) if id(view.segment) in parts)
        kept = [view for view in self._fixed if id(view.segment) not in parts]
        self._fixed = (*kept[:begin], View(joined, lost[lost >= 0].astype(np.int32)), *kept[begin:])
        self._join()
        self._publish()
