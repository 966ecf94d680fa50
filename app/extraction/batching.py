"""Batches the windows of many calls, and shares the engine fairly between the calls."""

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from threading import Condition, Event, Thread

import numpy as np
from numpy.typing import NDArray

from app.errors import Cancelled, Stopping
from app.extraction.tagger import Tagger
from app.extraction.tally import Tally
from model.windows import Window

Rows = NDArray[np.float32]

# The word pieces that a call adds to a batch before it is the next call's turn.
_TURN_PIECES = 128
# Fewer word pieces than this are not worth another thread.
_MIN_SHARE_PIECES = 48


class _Job:
    """The windows of one call of `submit`, and their rows so far."""

    def __init__(self, windows: Sequence[Window], gone: Event | None) -> None:
        self.windows = windows
        self.rows: list[Rows | None] = [None] * len(windows)
        self.next = 0
        self.left = len(windows)
        self.pieces = sum(len(each.ids) for each in windows)
        self.gone = gone
        self.done: Future[list[Rows]] = Future()


class Batcher:
    """Runs a tagger in its threads. When a thread is free, the waiting windows make the next batch.

    No window waits for a batch to fill: an idle engine takes it at once, and a busy engine finds several together.
    Calls take turns, so a call with many windows does not delay the others. Windows of callers who have gone are
    skipped. `threads` is the number of parallel calls of the tagger.
    """

    def __init__(self, tagger: Tagger, tally: Tally) -> None:
        self.threads = tagger.threads
        self._tagger = tagger
        self._tally = tally
        self._waiting: deque[_Job] = deque()
        self._changed = Condition()
        self._running = 0
        self._stopping = self._closed = False
        self._threads = [Thread(target=self._work, name=f"tag-{n}", daemon=True) for n in range(tagger.threads)]
        for thread in self._threads:
            thread.start()

    def submit(self, windows: Sequence[Window], gone: Event | None = None) -> "Future[list[Rows]]":
        """Returns the future rows of each window (Tagger.tag).

        A caller who leaves sets `gone`. If that happens before all windows are tagged, the future raises Cancelled. If
        the service stops first, it raises Stopping.
        """
        job = _Job(windows, gone)
        if not windows:
            job.done.set_result([])
            return job.done
        with self._changed:
            if self._stopping:
                raise Stopping
            if self._closed:
                raise RuntimeError("the engine is closed")
            self._waiting.append(job)
            self._changed.notify()
        return job.done

    def stop(self) -> None:
        """Fails the waiting calls with Stopping. Batches that run are finished."""
        with self._changed:
            self._stopping = True
            while self._waiting:
                job = self._waiting.popleft()
                if not job.done.done():
                    job.done.set_exception(Stopping())

    def close(self) -> None:
        """Finishes the waiting calls, then releases the engine."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()
        self._tagger.close()

    def _work(self) -> None:
        while batch := self._take():
            try:
                self._answer(batch, self._tagger.tag([job.windows[number] for job, number in batch]))
            except Exception as error:  # the callers get it; this thread continues
                self._fail(batch, error)
            with self._changed:
                self._running -= 1

    def _take(self) -> list[tuple[_Job, int]]:
        """Returns the next batch: a turn of each waiting call, until the share is full. Empty when closed."""
        with self._changed:
            batch: list[tuple[_Job, int]] = []
            while not batch:
                while not self._waiting:
                    if self._closed:
                        return []
                    self._changed.wait()
                pieces, share = 0, self._share()
                while self._waiting and pieces < share:
                    job = self._waiting.popleft()
                    if job.done.done():
                        continue
                    if job.gone is not None and job.gone.is_set():
                        self._tally.add(skipped=1)
                        job.done.set_exception(Cancelled("the caller has gone"))
                        continue
                    pieces += _turn(job, batch, min(_TURN_PIECES, share))
                    if job.next < len(job.windows):
                        self._waiting.append(job)
            self._running += 1
            if self._waiting:
                self._changed.notify()
            return batch

    def _share(self) -> int:
        """Returns the word pieces for one idle thread, so that every idle thread gets some."""
        waiting = sum(job.pieces for job in self._waiting)
        return min(self._tagger.budget, max(_MIN_SHARE_PIECES, -(-waiting // (self._tagger.threads - self._running))))

    def _answer(self, batch: Sequence[tuple[_Job, int]], found: Sequence[Rows]) -> None:
        finished = []
        self._tally.add(batches=1, word_pieces=sum(len(job.windows[number].ids) for job, number in batch))
        with self._changed:
            for (job, number), rows in zip(batch, found, strict=True):
                job.rows[number] = rows
                job.left -= 1
                if not job.left:
                    finished.append(job)
        for job in finished:
            if not job.done.done():
                job.done.set_result([rows for rows in job.rows if rows is not None])

    def _fail(self, batch: Sequence[tuple[_Job, int]], error: Exception) -> None:
        with self._changed:
            failed = {id(job): job for job, _ in batch if not job.done.done()}
            for job in failed.values():
                job.done.set_exception(error)


def _turn(job: _Job, batch: list[tuple[_Job, int]], limit: int) -> int:
    """Adds the job's next windows to the batch, until they have `limit` word pieces. Returns how many they have."""
    pieces = 0
    while job.next < len(job.windows) and pieces < limit:
        batch.append((job, job.next))
        pieces += len(job.windows[job.next].ids)
        job.next += 1
    job.pieces -= pieces
    return pieces
