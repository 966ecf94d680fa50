"""Reads bodies under limits of size and time, and works on large ones in threads."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import ParamSpec, TypeVar

from starlette.types import Receive

from app.errors import Cancelled, Fault, Overloaded, TooLarge, TooSlow

P = ParamSpec("P")
R = TypeVar("R")

# Work on fewer bytes is done before a thread would have begun.
_LARGE = 1 << 16


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds without a further part of a body, and seconds for the whole."""

    idle: float = 20.0
    whole: float = 300.0


class Share:
    """The bytes that one request holds."""

    def __init__(self, bodies: "Bodies") -> None:
        self._bodies = bodies
        self.size = 0

    def grow(self, size: int) -> None:
        """Raises Overloaded if all requests together would hold too much."""
        self._bodies.hold(size)
        self.size += size


class Bodies:
    """The bodies under way, of all requests together. `most` bounds their bytes. Used on the event loop only."""

    def __init__(self, most: int, patience: Patience | None = None) -> None:
        self._most = most
        self._patience = patience or Patience()
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="body")
        self.held = 0

    @contextmanager
    def share(self) -> Iterator[Share]:
        """Yields the share of a request, which is given back at the end."""
        share = Share(self)
        try:
            yield share
        finally:
            self.held -= share.size

    def hold(self, size: int) -> None:
        if self.held + size > self._most:
            raise Overloaded(f"the bodies under way have {self._most} bytes, which is the limit; try again later")
        self.held += size

    async def read(self, receive: Receive, limit: int, share: Share) -> bytes:
        """Returns the whole body. Raises TooLarge, TooSlow, Overloaded, and Cancelled when the client goes."""
        body = bytearray()
        try:
            async with asyncio.timeout(self._patience.whole):
                more = True
                while more:
                    async with asyncio.timeout(self._patience.idle):
                        message = await receive()
                    if message["type"] == "http.disconnect":
                        raise Cancelled("the client has gone")
                    part = message.get("body", b"")
                    refuse_size(len(body) + len(part), limit)
                    share.grow(len(part))
                    body += part
                    more = message.get("more_body", False)
        except TimeoutError as error:
            raise TooSlow(f"the body did not come in time; {len(body)} bytes were read") from error
        return bytes(body)

    async def work(self, size: int, call: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Returns the call's result. It runs in a thread if it works on many bytes."""
        if size < _LARGE:
            return call(*args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(call, *args, **kwargs))

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)


def refuse_size(size: int, limit: int) -> None:
    """Raises TooLarge for a body of more bytes than the limit."""
    if size > limit:
        raise TooLarge([Fault("", f"the body has at least {size} bytes; expected at most {limit}")])
