"""When a call is tried again, and how long it waits before that."""

import random
import threading
import time

from app.graph.gremlin.connections.faults import is_fatal, may_retry

# Seconds before the second try. They double with every further try, up to the longest pause.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 2.0


class Tries:
    """The tries of one call, within `deadline` seconds.

    `turn` is shared by all writers of a graph. A writer that was refused, usually for a conflict, holds it for its next
    try, and no other writer starts meanwhile. Otherwise the slowest of many writers would be refused for ever.
    """

    def __init__(self, deadline: float, turn: "threading.Lock | None") -> None:
        self._deadline = deadline
        self._until = time.monotonic() + deadline
        self._turn = turn
        self._has_turn = False
        self._pause = _FIRST_PAUSE
        self._reason: Exception | None = None
        if turn and turn.locked() and turn.acquire(timeout=deadline):
            turn.release()

    def begin(self) -> float:
        """Returns when the try that begins now must end, so that time for another one is left."""
        return min(self._until, time.monotonic() + self._deadline / 2)

    def wait(self, error: Exception) -> bool:
        """Waits until the next try. Returns False if there is none."""
        if not isinstance(error, TimeoutError):
            self._reason = error
        pause = random.uniform(self._pause / 2, self._pause)  # noqa: S311
        if not may_retry(error) or time.monotonic() + pause > self._until:
            return False
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)
        time.sleep(pause)
        if not is_fatal(error):
            self._take_turn()
        return True

    def reason(self, last: Exception) -> Exception:
        """Returns why the tries failed. The last error may only say that no time was left."""
        return self._reason or last

    def _take_turn(self) -> None:
        """Takes the turn if it becomes free in time. Without it, the next try is more likely to be refused."""
        if self._turn and not self._has_turn:
            self._has_turn = self._turn.acquire(timeout=max(0.0, self._until - time.monotonic()))
            self._pause = _FIRST_PAUSE

    def close(self) -> None:
        if self._turn and self._has_turn:
            self._turn.release()
