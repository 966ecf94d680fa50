"""Runs blocking calls for async code: a bounded queue in front of a few threads."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from functools import partial
from threading import Event
from typing import ParamSpec, TypeVar

from fastapi import Request

from app.errors import Cancelled, Overloaded, Stopping
from app.graph import patience
from app.telemetry import Metrics

P = ParamSpec("P")
R = TypeVar("R")

# Tries of a call of a stream while the service is overloaded, a second apart.
_STREAM_TRIES = 30


class Places:
    """A number of things that may go on at a time. Used on the event loop only."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken = 0

    @contextmanager
    def take(self) -> Iterator[None]:
        """Raises Overloaded if no place is free."""
        if self._taken >= self._most:
            raise Overloaded(f"{self._taken} are running, which is the limit; try again later", retry_after=10)
        self._taken += 1
        try:
            yield
        finally:
            self._taken -= 1


class Workers:
    """Runs blocking calls in threads.

    Refuses a call at once if `queue` calls are waiting, or if the calls under way would together read more than
    `most_characters` of text. A call that is alone may read any number.
    """

    def __init__(self, threads: int, metrics: Metrics, queue: int = 0, most_characters: int = 0) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="call")
        self._most = threads + queue
        self._most_characters = most_characters
        self._running = 0
        self._characters = 0
        self._stopping = False
        self._metrics = metrics

    async def run(self, call: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Returns the call's result. Raises Overloaded if the queue is full, and Stopping at the end of the service."""
        return await self._run(lambda _: call(*args, **kwargs), 0)

    async def run_for(self, request: Request, call: Callable[[Event], R], characters: int = 0) -> R:
        """Like `run`, for a call that is useless once the client has gone. It reads so many characters of text.

        The call gets an event that is set when the client goes; it may then end early and raise Cancelled. It does not
        even begin if the client goes before. The request's body must have been read.
        """
        gone = Event()
        watch = asyncio.create_task(_watch(request, gone))
        try:
            return await self._run(call, characters, gone)
        finally:
            watch.cancel()

    async def run_when_free(self, call: Callable[[Event], R], characters: int = 0) -> R:
        """Like `run_for`, but waits up to `_STREAM_TRIES` seconds for a free place, to slow a stream down.

        The event is set when the stream is cancelled.
        """
        for _ in range(_STREAM_TRIES):
            try:
                return await self._run(call, characters)
            except Stopping:
                raise
            except Overloaded as error:
                await asyncio.sleep(error.retry_after)
        return await self._run(call, characters)

    async def _run(self, call: Callable[[Event], R], characters: int, gone: Event | None = None) -> R:
        gone = gone or Event()
        self._refuse_too_much(characters)
        self._running += 1
        self._characters += characters
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._executor, partial(copy_context().run, _begin, call, gone)
            )
        except asyncio.CancelledError as error:
            gone.set()
            if self._stopping:
                raise Stopping from error
            raise
        finally:
            self._running -= 1
            self._characters -= characters

    def _refuse_too_much(self, characters: int) -> None:
        if self._stopping:
            raise Stopping
        detail = ""
        if self._running >= self._most:
            detail = f"{self._running} calls are running or waiting"
        elif characters and self._characters and self._characters + characters > self._most_characters:
            detail = f"{self._characters} characters are being read or waiting, and {characters} more are too many"
        if detail:
            self._metrics.overloaded.inc()
            raise Overloaded(f"{detail}, which is the limit; try again later")

    def stop(self) -> None:
        """Fails the calls that have not begun, and all later ones, with Stopping."""
        self._stopping = True
        self._executor.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """Waits for the calls that run."""
        self._executor.shutdown(cancel_futures=True)


def _begin(call: Callable[[Event], R], gone: Event) -> R:
    if gone.is_set():
        raise Cancelled("the caller has gone")
    with patience.of_a_request():
        return call(gone)


async def _watch(request: Request, gone: Event) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    gone.set()
