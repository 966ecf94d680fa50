"""Watches the place of the model in S3, so that every task of a service loads a new one by itself."""

import logging
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from app.aws import is_in_s3
from app.errors import Conflict, ItemgraphError
from app.extraction.bundles import state_in_s3
from app.settings import Settings

# What cannot be loaded is tried at every look, then at every second, fourth … of these: an archive may be large.
_RAREST = 16
# Seconds to wait at the end for a look that runs. A thread that still waits for S3 ends with the process.
_ENDING = 1.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Watched:
    """What the last look found.

    `current`: the model is that of S3. `loading`: another one is being loaded. `failed`: S3 could not be asked, or the
    other model cannot be loaded, and the present one stays. `failures` counts them since the last success.
    """

    looked: datetime
    state: Literal["current", "loading", "failed"] = "current"
    failures: int = 0


@dataclass(frozen=True, slots=True)
class _Bad:
    """A state that could not be loaded, how often, and the looks that leave it alone. None: S3 could not be asked."""

    state: str | None = None
    times: int = 0
    skips: int = 0

    def again(self, state: str | None) -> "_Bad":
        times = self.times + 1 if state == self.state else 1
        return _Bad(state, times, min(2 ** (times - 1), _RAREST) - 1)


class ModelWatch:
    """A thread that loads the model again when S3 has another one. It ends with `close`."""

    def __init__(self, look: Callable[[], str], seconds: float) -> None:
        """`look` returns the state of the place, as `state_in_s3` does, every `seconds` or so."""
        self._look = look
        self._seconds = seconds
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self.watched = Watched(datetime.now(UTC))
        self._bad = _Bad()
        self.looks = 0
        self.failures = 0

    def start(self, loaded: Callable[[], str], load: Callable[[], object]) -> None:
        """`loaded` returns the state of the model that is in use, and `load` replaces it by the one in S3."""
        self._thread = threading.Thread(target=self._run, args=(loaded, load), name="model-watch", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._ending.set()
        if self._thread:
            self._thread.join(_ENDING)

    def turn(self, loaded: Callable[[], str], load: Callable[[], object]) -> None:
        """Looks once, and loads what is new. What could not be loaded is tried again at the next looks, ever fewer."""
        self.looks += 1
        now, state = datetime.now(UTC), None
        try:
            state = self._look()
            if state == loaded():
                self.watched = Watched(now)
            elif state == self._bad.state and self._bad.skips:
                self._bad = replace(self._bad, skips=self._bad.skips - 1)
                self.watched = replace(self.watched, looked=now)
            else:
                self.watched = replace(self.watched, looked=now, state="loading")
                load()
                self.watched = Watched(now)
        except Conflict:
            log.info("someone else is loading the model; the next look sees which")
        except Exception as error:
            self.failures += 1
            self.watched = Watched(now, "failed", self.watched.failures + 1)
            self._bad = self._bad.again(state)
            unknown = None if isinstance(error, ItemgraphError) else error
            log.error("the model in S3 cannot be loaded; the present one stays: %s", error, exc_info=unknown)

    def pause(self) -> float:
        """Returns the seconds until the next look. They vary, so that not all tasks load at the same moment."""
        return self._seconds * random.uniform(0.75, 1.25)  # noqa: S311 (no secret)

    def _run(self, loaded: Callable[[], str], load: Callable[[], object]) -> None:
        while not self._ending.wait(self.pause()):
            self.turn(loaded, load)


def open_watch(settings: Settings) -> ModelWatch | None:
    """Returns what watches `MODEL`; None if it is not in S3, or is not to be watched. It is not started."""
    if not (is_in_s3(settings.model) and settings.model_poll_seconds):
        return None
    return ModelWatch(lambda: state_in_s3(settings), settings.model_poll_seconds)
