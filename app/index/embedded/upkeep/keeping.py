"""Keeps the index in the background: builds it at start, and reads what others have written."""

import logging
import time
from collections.abc import Callable
from typing import ClassVar, Literal

from app.errors import ItemgraphError
from app.index import keeping
from app.index.embedded.upkeep.bases import Bases
from app.index.embedded.upkeep.following import Follower
from app.index.first_build import FEW
from app.index.keeping import IndexState

log = logging.getLogger(__name__)


class Keeper(keeping.Keeper):
    """Keeps a follower up to date, and saves what it has read."""

    kind: ClassVar[Literal["embedded", "opensearch"]] = "embedded"

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
        super().__init__(follower, clock)
        self._few = few
        self._follower = follower
        self._bases = bases
        self._renew_seconds = renew_seconds
        self._unsaved = 0

    def state(self) -> IndexState:
        now = self._follower.now
        views = now.views if now else ()
        segments = len(views)
        items = now.items if now else 0
        size, place = now.size if now else 0, self._follower.place
        full = self._follower.full
        return IndexState(now is not None, self._building, self._read, items, segments, size, place, full)

    def check(self) -> None:
        """Raises nothing: the index is in this process."""

    def turn(self) -> None:
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

    def _is_old(self) -> bool:
        return not self._follower.has_log and self._clock() - self._built > self._renew_seconds
