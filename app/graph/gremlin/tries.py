"""When a call is made again, and how long until then."""

import random
import threading
import time

from app.graph.gremlin.faults import is_fatal, may_retry

# Seconds before a second try, doubled for each further one, and never more than the last.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 2.0


class Tries:
    """The tries of one call, within `deadline` seconds.

    `turn` belongs to all writers of a graph. One that was refused, most likely for a conflict, tries again with it, and
    nobody begins meanwhile: of sixteen writers that meet, the slowest would be refused for ever.
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
        """When the try that begins now must be done: an answer that was lost must leave time for another try."""
        return min(self._until, time.monotonic() + self._deadline / 2)

    def wait(self, error: Exception) -> bool:
        """Waits for the time of the next try; False if there is none to be made."""
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
        """Why the tries failed: the last one may merely have had no time left."""
        return self._reason or last

    def _take_turn(self) -> None:
        """Without it, if it cannot be had in time, the call is merely likelier to be refused."""
        if self._turn and not self._has_turn:
            self._has_turn = self._turn.acquire(timeout=max(0.0, self._until - time.monotonic()))
            self._pause = _FIRST_PAUSE

    def close(self) -> None:
        if self._turn and self._has_turn:
            self._turn.release()
