"""Sends what no client library would: raw requests, in parts, on connections that are kept or left."""

import gzip
import http.client
import json
import socket
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

_PATIENCE = 60
# The attackers have a key: without one, little reaches the service.
KEY = "a key for tests of limits"
AUTHORIZATION = {"Authorization": f"Bearer {KEY}"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A status (0 for a connection that ended without one), and the body."""

    status: int
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def send(
    port: int, method: str, path: str, body: bytes | Iterable[bytes] = b"", media_type: str = "application/json"
) -> Answer:
    """Sends a request on a connection of its own. A server may answer, and close, before it has read everything."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    try:
        chunked = not isinstance(body, bytes)
        headers = {"Content-Type": media_type, "Accept-Encoding": "gzip", **AUTHORIZATION}
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.request(method, path, body, headers, encode_chunked=chunked)
        if connection.sock is None:  # It was refused, or reset before anything was sent.
            return Answer(0, b"")
        response = connection.getresponse()
        body = response.read()
        zipped = response.headers.get("Content-Encoding") == "gzip"
        return Answer(response.status, gzip.decompress(body) if zipped else body)
    except (OSError, http.client.HTTPException):
        return Answer(0, b"")
    finally:
        connection.close()


def head_of(method: str, path: str, length: int, *headers: str, media_type: str = "application/json") -> bytes:
    """Returns the bytes of the headers of a request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Authorization: Bearer {KEY}"]
    return "\r\n".join([*lines, f"Content-Type: {media_type}", f"Content-Length: {length}", *headers, "", ""]).encode()


def connect(port: int, data: bytes, window: int = 0) -> socket.socket:
    """Opens a connection, and sends as much as the server takes. `window`: bytes that the client takes unread."""
    client = socket.socket()
    if window:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    client.settimeout(_PATIENCE)
    client.connect(("127.0.0.1", port))
    with suppress(OSError):
        client.sendall(data)
    return client


def receive(client: socket.socket) -> bytes:
    """Reads until the server closes the connection."""
    found = b""
    with suppress(OSError):
        while part := client.recv(1 << 16):
            found += part
    client.close()
    return found
