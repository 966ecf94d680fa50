"""Keeps the index in the background: opens or builds it at start, and reads what others have written."""

import logging
import math
import time
from collections.abc import Callable
from typing import ClassVar, Literal

from app.errors import ItemgraphError
from app.index import keeping
from app.index.keeping import IndexState
from app.index.opensearch.upkeep.following import Follower
from app.index.opensearch.upkeep.lease import Lease

# Seconds between two looks at the sizes of the indexes.
_LOOKS = 10.0

log = logging.getLogger(__name__)


class Keeper(keeping.Keeper):
    """Keeps an index that all processes share. One of them builds it, if it must be built."""

    kind: ClassVar[Literal["embedded", "opensearch"]] = "opensearch"

    def __init__(self, follower: Follower, renew_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """`renew_seconds`: where the graph's server keeps no log, the index is built at start, and again so often."""
        super().__init__(follower, clock)
        self._follower = follower
        self._lease = Lease(follower.client, follower.name)
        self._renew_seconds = renew_seconds
        self._looked = -math.inf
        self._sizes = (0, 0)
        self._trouble = ""

    def state(self) -> IndexState:
        items, size = self._sizes
        return IndexState(self._follower.answers, self._building, self._read, items, 0, size, self._follower.place)

    def check(self) -> None:
        self._follower.check()

    def turn(self) -> None:
        try:
            if not self._follower.answers:
                self._begin()
            elif self._is_old():
                self._build_alone()
            else:
                self._follower.poll()
            self._look()
            self._trouble = ""
        except ItemgraphError as error:
            if str(error) != self._trouble:
                log.warning("the index does not follow the graph at the moment: %s", error)
            self._trouble = str(error)

    def _begin(self) -> None:
        """Opens the index that is there; what it may have missed without a log is compared by the next turn."""
        if not self._follower.open():
            self._build_alone()
        elif not self._follower.has_log:
            self._built = -math.inf

    def _build_alone(self) -> None:
        with self._lease.held() as mine:
            if mine and (self._follower.answers or not self._follower.open()):
                self.build()

    def _count(self, items: int) -> None:
        super()._count(items)
        self._lease.renew()

    def _is_old(self) -> bool:
        return not self._follower.has_log and self._clock() - self._built > self._renew_seconds

    def _look(self) -> None:
        if self._follower.answers and self._clock() - self._looked > _LOOKS:
            self._looked = self._clock()
            self._sizes = self._follower.sizes()
