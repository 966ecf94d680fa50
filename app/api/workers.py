"""Runs blocking calls for async code: a bounded queue in front of a few threads."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import ParamSpec, TypeVar

from fastapi import Request

from app.errors import Overloaded
from app.telemetry import Metrics

P = ParamSpec("P")
R = TypeVar("R")

# Tries of a call of a stream while the service is overloaded, a second apart.
_STREAM_TRIES = 30


class Workers:
    """Runs blocking calls in threads. Refuses a call at once if `queue` calls are waiting."""

    def __init__(self, threads: int, metrics: Metrics, queue: int = 0) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="call")
        self._most = threads + queue
        self._running = 0
        self._metrics = metrics

    async def run(self, call: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Returns the call's result. Raises Overloaded if the queue is full or the service is stopping."""
        if self._running >= self._most:
            self._metrics.overloaded.inc()
            raise Overloaded(f"{self._running} calls are running or waiting, which is the limit; try again later")
        self._running += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._executor, partial(call, *args, **kwargs))
        except asyncio.CancelledError as error:  # The server stops, and its time for running calls is over.
            raise Overloaded("the service is stopping; send the request again") from error
        finally:
            self._running -= 1

    async def run_when_free(self, call: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Like `run`, but waits up to `_STREAM_TRIES` seconds for a free place, to slow a stream down."""
        for _ in range(_STREAM_TRIES):
            try:
                return await self.run(call, *args, **kwargs)
            except Overloaded as error:
                await asyncio.sleep(error.retry_after)
        return await self.run(call, *args, **kwargs)

    async def run_for(self, request: Request, call: Callable[[Event], R]) -> R:
        """Like `run`, for a call whose result is useless once the client has gone.

        The call gets an event that is set when the client goes; it may then end early and raise Cancelled. The
        request's body must have been read.
        """
        gone = Event()
        watch = asyncio.create_task(_watch(request, gone))
        try:
            return await self.run(call, gone)
        finally:
            watch.cancel()

    def close(self) -> None:
        self._executor.shutdown(cancel_futures=True)


async def _watch(request: Request, gone: Event) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    gone.set()
