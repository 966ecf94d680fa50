"""Keeps the index in the background: builds it at start, and reads what others have written."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.errors import ItemgraphError
from app.index.embedded.upkeep.bases import Bases
from app.index.embedded.upkeep.following import Follower
from app.index.embedded.upkeep.limits import FEW

_SECONDS_OF_A_TURN = 0.5

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class IndexState:
    """How far the index is. `read` counts the items of the build that runs; `building` is False when none runs.

    `ready`: it answers. Until then the record answers by itself. `bytes` is what the arrays take, and an estimate of
    names, values and words. `place` is where in the record's log it stands; None without a log, or before any change.
    `full`: there is none, because it would take more memory than it may.
    """

    ready: bool
    building: bool
    read: int
    items: int
    segments: int
    bytes: int
    place: str | None
    full: bool = False


class Keeper:
    """A thread that keeps a follower up to date. It ends with `close`."""

    def __init__(
        self,
        follower: Follower,
        bases: Bases,
        renew_seconds: float,
        few: int = FEW,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`renew_seconds`: where the server keeps no log of changes, the index is built again so often.

        An index of `few` items is not saved; nor are few changes.
        """
        self._few = few
        self._follower = follower
        self._bases = bases
        self._renew_seconds = renew_seconds
        self._clock = clock
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="index-keeper", daemon=True)
        self._building, self._read = False, 0
        self._built = clock()
        self._unsaved = 0

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join()
        self._follower.close()

    def state(self) -> IndexState:
        now = self._follower.now
        views = now.views if now else ()
        segments = len(views)
        items = now.items if now else 0
        size, place = now.size if now else 0, self._follower.place
        full = self._follower.full
        return IndexState(now is not None, self._building, self._read, items, segments, size, place, full)

    def build(self) -> None:
        """Builds the index again, while the present one answers."""
        self._building, self._read = True, 0
        try:
            self._follower.build(self._count)
        finally:
            self._building = False
        self._built = self._clock()

    def turn(self) -> None:
        """Opens or builds the index if there is none, builds it again if it is old, and otherwise reads what is new."""
        try:
            if self._follower.now is None:
                self._begin()
            elif self._is_old():
                self.build()
            else:
                self._follower.poll()
                self._save_changes()
        except ItemgraphError as error:
            log.warning("the index does not follow the graph at the moment: %s", error)
        except OSError as error:
            log.warning("the index could not be saved, and will be built again at the next start: %s", error)

    def _begin(self) -> None:
        """Maps the saved index, or builds it, unless another process is building it or it would be too large."""
        if not self._follower.may_fit():
            return
        if self._follower.store.count() <= self._few:
            self.build()
        elif not self._open():
            with self._bases.lock() as mine:
                if mine and not self._open():
                    self.build()
                    self._save()

    def _open(self) -> bool:
        base = self._bases.open()
        if base is None:
            return False
        self._follower.adopt(base)
        return True

    def _save(self) -> None:
        """Saves the index, and maps what was saved: so all processes share its memory."""
        captured = self._follower.capture() if self.state().items > self._few else None
        if captured:
            self._bases.save(captured)
            self._open()

    def _save_changes(self) -> None:
        """Saves again once much has changed and nothing more is being written."""
        unsaved, before = self._follower.unsaved, self._unsaved
        self._unsaved = unsaved
        items = self.state().items
        if unsaved == before and unsaved > max(4 * self._few, items // 4):
            with self._bases.lock() as mine:
                if mine:
                    self._save()

    def _count(self, items: int) -> None:
        self._read += items
        if self._ending.is_set():
            raise _Ended

    def _run(self) -> None:
        try:
            while not self._ending.is_set():
                self.turn()
                self._ending.wait(_SECONDS_OF_A_TURN)
        except _Ended:
            log.info("the index was not built to the end, because the service ends")

    def _is_old(self) -> bool:
        return not self._follower.has_log and self._clock() - self._built > self._renew_seconds


class _Ended(Exception):
    """The service ends while the index is being built."""
