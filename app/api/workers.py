"""Where async code crosses into blocking calls: one bounded queue before a few threads."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from app.errors import Overloaded
from app.telemetry import Metrics

P = ParamSpec("P")
R = TypeVar("R")


class Workers:
    """Runs blocking calls in threads; refuses at once when too many wait."""

    def __init__(self, threads: int, queue: int, metrics: Metrics) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="call")
        self._most = threads + queue
        self._running = 0
        self._metrics = metrics

    async def run(self, call: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """The call's result. Raises Overloaded when the queue is full."""
        if self._running >= self._most:
            self._metrics.overloaded.inc()
            raise Overloaded(f"{self._running} calls are running or waiting, at most {self._most} may; try again later")
        self._running += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._executor, lambda: call(*args, **kwargs))
        finally:
            self._running -= 1

    def close(self) -> None:
        self._executor.shutdown(cancel_futures=True)
