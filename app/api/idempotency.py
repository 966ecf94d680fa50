"""`Idempotency-Key`: a repeated request gets the first answer again."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app.errors import Conflict, Fault, InvalidInput

KEEP_SECONDS = 24 * 3600
KEEP_ANSWERS = 10_000
KEEP_BYTES = 1 << 26


@dataclass(slots=True)
class _Kept:
    digest: str
    at: float
    answer: bytes = b""
    done: bool = False


class Answers:
    """The answers of the last day in this process, up to a limit.

    After a restart, or in another process, a repeated write runs again. This is harmless: it finds its items
    `unchanged`.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._bytes = 0

    async def once(self, key: str | None, body: bytes, answer: Callable[[], Awaitable[bytes]]) -> bytes:
        """Returns the kept answer of `key`, or the answer of `answer()`, which is then kept unless it raises.

        Raises InvalidInput if the key came with another body before, and Conflict while the first request is running.
        """
        if key is None:
            return await answer()
        self._forget()
        digest = hashlib.sha256(body).hexdigest()
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = _Kept(digest, time.monotonic())
            try:
                kept.answer = await answer()
                kept.done = True
                self._bytes += len(kept.answer)
            finally:
                if not kept.done:
                    del self._kept[key]
        elif kept.digest != digest:
            raise InvalidInput([Fault("/Idempotency-Key", "this key was used with another body; expected a new key")])
        elif not kept.done:
            raise Conflict("a request with this Idempotency-Key is still running; try again when it has ended")
        return kept.answer

    def _forget(self) -> None:
        oldest = time.monotonic() - KEEP_SECONDS
        while self._kept:
            key, kept = next(iter(self._kept.items()))
            full = len(self._kept) > KEEP_ANSWERS or self._bytes > KEEP_BYTES
            if not kept.done or (kept.at > oldest and not full):
                break
            self._bytes -= len(kept.answer)
            del self._kept[key]
