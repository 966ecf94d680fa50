"""Answers that begin before the request has ended."""

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator, Callable, Generator
from threading import Lock

from fastapi import Request, Response
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

log = logging.getLogger(__name__)

_IN_MEMORY = 1 << 20
_PART = 1 << 16
# Seconds in which a client who streams may send nothing.
_SILENCE = 300.0
# Bytes of answers that a client may leave untaken, on disk.
_MOST_UNTAKEN = 1 << 28


class StreamedAnswer(Response):
    """Reads the request to its end, no matter how fast the client takes the answer.

    The part of the answer that the client has not taken yet waits in a temporary file. Most clients read only after
    they have sent everything. They would wait for ever for a server that stops reading until its answer is taken.

    StreamingResponse does not fit: besides the generator that reads the request, it waits on the same `receive` for the
    client to go, and would swallow parts of the body.
    """

    def __init__(self, answer: Callable[[AsyncIterator[bytes]], AsyncIterator[bytes]], media_type: str) -> None:
        super().__init__(media_type=media_type)
        del self.headers["content-length"]
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        backlog = _Backlog(_MOST_UNTAKEN)
        reading = asyncio.create_task(backlog.fill(self._answer(Request(scope, _patient(receive)).stream())))
        try:
            async for part in backlog.parts():
                await send({"type": "http.response.body", "body": part, "more_body": True})
            await reading
        except ClientDisconnect:
            log.warning("%s: the client has gone, or is silent; the lines that were answered are stored", scope["path"])
            return
        finally:
            reading.cancel()
            backlog.close()
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _patient(receive: Receive) -> Receive:
    """Takes a client who is silent for too long as gone."""

    async def received() -> Message:
        try:
            return await asyncio.wait_for(receive(), _SILENCE)
        except TimeoutError:
            return {"type": "http.disconnect"}

    return received


class Reading:
    """Bytes that a generator makes in threads, for a reader who may leave at any time."""

    def __init__(self, parts: Generator[bytes]) -> None:
        self._parts = parts
        self._lock = Lock()

    def next(self) -> bytes:
        """Returns the next part; nothing at the end. It blocks."""
        with self._lock:
            return next(self._parts, b"")

    def close_later(self) -> None:
        """Closes the generator, and what it holds, as soon as it has made its current part."""
        asyncio.get_running_loop().run_in_executor(None, self._close)

    def _close(self) -> None:
        with self._lock:
            self._parts.close()


class _Backlog:
    """A queue of bytes: a little in memory, the rest on disk."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (closed by `close`)
        self._taken = self._size = 0
        self._changed = asyncio.Event()
        self._ended = False

    async def fill(self, parts: AsyncIterator[bytes]) -> None:
        try:
            async for part in parts:
                if self._size - self._taken + len(part) > self._most:
                    raise ClientDisconnect
                self._file.seek(self._size)
                self._file.write(part)
                self._size += len(part)
                self._changed.set()
        finally:
            self._ended = True
            self._changed.set()

    async def parts(self) -> AsyncIterator[bytes]:
        """Yields what was added, in order, until nothing more can come."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            while self._taken < self._size:
                self._file.seek(self._taken)
                part = self._file.read(_PART)
                self._taken += len(part)
                if self._taken == self._size:
                    self._file.truncate(0)
                    self._taken = self._size = 0
                yield part
            if self._ended:
                return

    def close(self) -> None:
        self._file.close()
