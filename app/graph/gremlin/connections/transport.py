"""WebSockets that sign when they connect."""

import asyncio
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from aiohttp import ClientSession, ClientWSTimeout
from gremlin_python.driver.aiohttp.transport import AiohttpTransport

from app.errors import SettingsError

Sign = Callable[[str], Mapping[str, str]]

_LARGEST_ANSWER = 150 * 2**20
# Seconds in which the server must answer the closing message.
_GOODBYE = 1.0


class Transport(AiohttpTransport):
    """One connection. Certificates of `wss://` are verified.

    `sign` makes the headers at the moment of connecting, because a signature of AWS is valid for five minutes. `left`
    returns the seconds that remain for an answer. While the connection waits, it asks every `heartbeat` seconds whether
    the server is there, and allows half as long for the reply.
    """

    def __init__(self, left: Callable[[], float], heartbeat: float, sign: Sign | None) -> None:
        options: dict[str, Any] = {"max_content_length": _LARGEST_ANSWER, "heartbeat": heartbeat}
        goodbye = ClientWSTimeout(ws_close=_GOODBYE)
        super().__init__(timeout=goodbye, **options)
        self._left = left
        self._sign = sign
        self._socket: asyncio.Transport | None = None

    def connect(self, url: str, headers: Mapping[str, str] | None = None) -> None:
        """Connects within the time that is left; the driver itself would wait for five minutes."""
        signed = self._sign(url) if self._sign else {}
        trusted = ssl.create_default_context() if url.startswith("wss:") else True

        async def connect() -> None:
            async with asyncio.timeout(self._left()):
                self._client_session = ClientSession()
                self._websocket = await self._client_session.ws_connect(
                    url, headers={**(headers or {}), **signed}, ssl=trusted, **self._aiohttp_kwargs
                )
                if connection := self._websocket._response.connection:
                    self._socket = connection.transport

        self._loop.run_until_complete(connect())

    def write(self, message: bytes) -> None:
        self._write_timeout = self._left()
        super().write(message)

    def read(self) -> bytes:
        self._read_timeout = self._left()
        answer: bytes = super().read()
        return answer

    def close(self) -> None:
        """Closes the connection properly."""
        if not self._loop.is_closed() and self._websocket is not None and not self._websocket.closed:
            with suppress(Exception):
                self._loop.run_until_complete(self._websocket.close())
        self.abandon()

    def abandon(self) -> None:
        """Ends a connection without a closing message, because the server may not be there to answer it."""

        async def end() -> None:
            # Closing a TLS connection takes several turns of the loop and an answer of the server.
            if self._socket is not None:
                self._socket.abort()
            if self._websocket is not None:
                self._websocket._response.close()
            if self._client_session is not None:
                await self._client_session.close()
            await asyncio.sleep(0)

        if not self._loop.is_closed():
            with suppress(Exception):
                self._loop.run_until_complete(end())
            self._loop.close()


def signer(region: str) -> Sign:
    """Returns a function that signs for Neptune (Signature Version 4) with the credentials of that moment.

    Raises SettingsError if no credentials are found.
    """
    import botocore.session
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest

    credentials = botocore.session.get_session().get_credentials()
    if credentials is None:
        raise SettingsError("GRAPH_URL with auth=iam: no AWS credentials were found (environment, profile or role)")

    def sign(url: str) -> Mapping[str, str]:
        request = AWSRequest(method="GET", url=url.replace("wss://", "https://", 1))
        SigV4Auth(credentials.get_frozen_credentials(), "neptune-db", region).add_auth(request)
        return dict(request.headers.items())

    return sign
