"""Windows of many calls in common batches, fairly."""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextvars import ContextVar
from threading import Condition, Event, Thread

import numpy as np
from numpy.typing import NDArray

from app.errors import Cancelled
from app.extraction.tagger import Tagger
from model.windows import Window

Rows = NDArray[np.float32]

# Word pieces that a call contributes to a batch before the next call has its turn.
_TURN = 128

# Set by who answers a caller, when the caller has gone.
GONE: ContextVar[Event | None] = ContextVar("GONE", default=None)


class Tagged:
    """What is known of the windows of one call."""

    def __init__(self, windows: Sequence[Window], gone: Event | None, help_with: Callable[["Tagged"], None]) -> None:
        self.windows = windows
        self.rows: list[Rows | None] = [None] * len(windows)
        self.next = 0
        self.left = len(windows)
        self.gone = gone
        self.done: Future[list[Rows]] = Future()
        self._help_with = help_with

    def result(self) -> list[Rows]:
        """The rows of each window (Tagger.tag). Blocks; whoever waits computes meanwhile, if the engine is free.

        Raises what the engine raised, and Cancelled when the caller has gone.
        """
        self._help_with(self)
        return self.done.result()


class Batcher:
    """Runs a tagger for many calls; whatever waits when it is free makes the next batch.

    Nothing waits for company: an idle engine takes a window at once, a busy one finds more of them together. Calls take
    turns, so that one of many windows keeps no other waiting. Work of callers who have gone is skipped.

    `batches` and `pieces` count what was run, `skipped` the calls that were not finished for want of a caller.
    """

    def __init__(self, tagger: Tagger) -> None:
        self._tagger = tagger
        self.batches = self.pieces = self.skipped = 0
        self._waiting: deque[Tagged] = deque()
        self._changed = Condition()
        self._running = 0
        self._closed = False
        self._threads = [Thread(target=self._work, name=f"tag-{n}", daemon=True) for n in range(tagger.threads)]
        for thread in self._threads:
            thread.start()

    def submit(self, windows: Sequence[Window]) -> Tagged:
        """Begins to tag the windows."""
        job = Tagged(windows, GONE.get(), self._help)
        if not windows:
            job.done.set_result([])
            return job
        with self._changed:
            if self._closed:
                raise RuntimeError("the engine is closed")
            self._waiting.append(job)
            self._changed.notify()
        return job

    def close(self) -> None:
        """Finishes what waits, then releases the engine."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()
        self._tagger.close()

    def _work(self) -> None:
        """Runs batches until all is done for good."""
        while True:
            with self._changed:
                while not (batch := self._take()):
                    if self._closed and not self._waiting:
                        return
                    self._changed.wait()
            self._run(batch)

    def _help(self, job: Tagged) -> None:
        """Runs batches until the job is done or others keep the engine busy: no thread is waited for in vain."""
        while not job.done.done():
            with self._changed:
                batch = self._take()
            if not batch:
                return
            self._run(batch)

    def _run(self, batch: Sequence[tuple[Tagged, int]]) -> None:
        try:
            self._answer(batch, self._tagger.tag([job.windows[number] for job, number in batch]))
        except Exception as error:  # the callers' to see; this thread goes on
            self._fail(batch, error)
        finally:
            with self._changed:
                self._running -= 1
                if self._closed:
                    self._changed.notify_all()
                elif self._waiting:
                    self._changed.notify()

    def _take(self) -> list[tuple[Tagged, int]]:
        """The next batch, a turn of each waiting call until the budget is spent; none when nothing waits or all is
        busy. Who takes one runs it; the lock is held."""
        batch: list[tuple[Tagged, int]] = []
        if self._running == self._tagger.threads:
            return batch
        pieces = 0
        while self._waiting and pieces < self._tagger.budget:
            job = self._waiting.popleft()
            if job.done.done():
                continue
            if job.gone is not None and job.gone.is_set():
                self.skipped += 1
                job.done.set_exception(Cancelled("the caller has gone"))
                continue
            pieces += _turn(job, batch)
            if job.next < len(job.windows):
                self._waiting.append(job)
        if batch:
            self._running += 1
            if self._waiting:
                self._changed.notify()
        return batch

    def _answer(self, batch: Sequence[tuple[Tagged, int]], found: Sequence[Rows]) -> None:
        finished = []
        with self._changed:
            self.batches += 1
            self.pieces += sum(len(job.windows[number].ids) for job, number in batch)
            for (job, number), rows in zip(batch, found, strict=True):
                job.rows[number] = rows
                job.left -= 1
                if not job.left:
                    finished.append(job)
        for job in finished:
            if not job.done.done():
                job.done.set_result([rows for rows in job.rows if rows is not None])

    def _fail(self, batch: Sequence[tuple[Tagged, int]], error: Exception) -> None:
        with self._changed:
            failed = {id(job): job for job, _ in batch if not job.done.done()}
            for job in failed.values():
                job.done.set_exception(error)


def _turn(job: Tagged, batch: list[tuple[Tagged, int]]) -> int:
    """Adds the job's next windows to the batch; answers their word pieces."""
    pieces = 0
    while job.next < len(job.windows) and pieces < _TURN:
        batch.append((job, job.next))
        pieces += len(job.windows[job.next].ids)
        job.next += 1
    return pieces
