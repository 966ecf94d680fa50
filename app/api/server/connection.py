"""A connection that ends a client who stalls."""

import asyncio
import json
import socket
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_HEADER_BYTES = 65_536
_SEND_BYTES = 1 << 18


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for the headers of a request, and seconds without any progress of an answer."""

    headers: float = 15.0
    answer: float = 30.0


class Connection(H11Protocol):
    """HTTP/1.1 without upgrades: a request that asks for one is answered as if it did not (RFC 9110, 7.8).

    uvicorn's other parser stops at such a request and loses its body, and bounds neither the size of headers nor the
    time for them.
    """

    patience: ClassVar[Patience] = Patience()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._headers_due = _Timer(self.loop)
        self._answer_due = _Timer(self.loop)
        self._received = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        super().connection_made(transport)
        # What the client does not take is noticed, and is not kept in large buffers of the system instead.
        transport.set_write_buffer_limits(high=0)
        if (own := transport.get_extra_info("socket")) is not None:
            own.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BYTES)
        self._headers_due.start(self.patience.headers, transport.abort)

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._headers_due.cancel()
        elif not self._headers_due.runs:
            self._headers_due.start(self.patience.headers, self.transport.abort)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._expect_progress()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._answer_due.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        self._headers_due.cancel()
        self._answer_due.cancel()
        super().connection_lost(exc)

    def _should_upgrade(self) -> bool:
        return False

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 (uvicorn's)
        """Answers a request that is no HTTP, or has too long headers, as a problem."""
        too_long = len(self.conn.trailing_data[0]) > MOST_HEADER_BYTES
        status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE if too_long else HTTPStatus.BAD_REQUEST
        detail = f"expected at most {MOST_HEADER_BYTES} bytes of headers" if too_long else "expected HTTP/1.1"
        problem: dict[str, Any] = {"type": "about:blank", "title": status.phrase, "status": status, "detail": detail}
        body = json.dumps({**problem, "instance": "/"}).encode()
        headers = [("Content-Type", "application/problem+json"), ("Content-Length", str(len(body)))]
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            answer = h11.Response(status_code=status, headers=[*headers, ("Connection", "close")])
            for event in (answer, h11.Data(data=body), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _expect_progress(self) -> None:
        seen = self._received, self.transport.get_write_buffer_size()
        self._answer_due.start(self.patience.answer, self._check_progress, *seen)

    def _check_progress(self, received: int, waiting: int) -> None:
        """Ends the connection if the client neither sent nor took anything: it may send everything before it reads."""
        if self._received == received and self.transport.get_write_buffer_size() >= waiting:
            self.transport.abort()
        else:
            self._expect_progress()


class _Timer:
    """A call that is due some seconds after the last `start`."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._handle: asyncio.TimerHandle | None = None

    @property
    def runs(self) -> bool:
        return self._handle is not None

    def start(self, seconds: float, call: Callable[..., object], *args: object) -> None:
        self.cancel()
        self._handle = self._loop.call_later(seconds, call, *args)

    def cancel(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
