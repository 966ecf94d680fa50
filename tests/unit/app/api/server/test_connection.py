"""Connections of clients who ask for upgrades, stall, or send too much, over real sockets."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from app.api.server.connection import MOST_HEADER_BYTES, Connection, Patience

MUCH = 10_000_000


class Impatient(Connection):
    patience = Patience(headers=0.3, answer=0.6)


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with the body's length; `/much` with many bytes."""
    size, more = 0, True
    while more:
        message = await receive()
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    if scope["path"] == "/much":
        for _ in range(MUCH // 1_000_000):
            await send({"type": "http.response.body", "body": b"x" * 1_000_000, "more_body": True})
    await send({"type": "http.response.body", "body": b"%d bytes" % size})


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        echo,
        http=Impatient,
        ws="none",
        lifespan="off",
        log_level="error",
        timeout_keep_alive=30,
        h11_max_incomplete_event_size=MOST_HEADER_BYTES,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    yield listener.getsockname()
    server.should_exit = server.force_exit = True
    thread.join()


@contextmanager
def connected(address: tuple[str, int], window: int = 0) -> Iterator[socket.socket]:
    with socket.socket() as client:
        if window:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        client.settimeout(10)
        client.connect(address)
        yield client


def read_all(client: socket.socket) -> bytes:
    """Reads until the server closes or resets the connection."""
    found = b""
    with suppress(ConnectionError):
        while part := client.recv(1 << 20):
            found += part
    return found


@pytest.mark.parametrize("protocol", [b"h2c", b"websocket", b"TLS/1.2", b"what, ever"])
@pytest.mark.parametrize("coding", ["length", "chunked"])
def test_body_of_a_request_for_an_upgrade_is_read(address: tuple[str, int], protocol: bytes, coding: str) -> None:
    body = (
        b"Content-Length: 5\r\n\r\nhello"
        if coding == "length"
        else (b"Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n")
    )
    upgrade = b"Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk\r\nUpgrade: " + protocol + b"\r\n"
    with connected(address) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: a\r\n" + upgrade + body)
        client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        answers = read_all(client)
    assert answers.count(b"HTTP/1.1 200") == 2
    assert b"5 bytes" in answers
    assert b"0 bytes" in answers


@pytest.mark.parametrize("head", [b"", b"GET / HTTP/1.1\r\nHost: a\r\nX: y", b"GET / HTTP/1.1\r\n\r\n"])
def test_headers_that_do_not_end_close_the_connection(address: tuple[str, int], head: bytes) -> None:
    with connected(address) as client:
        client.sendall(head)
        began = time.monotonic()
        read_all(client)
        assert time.monotonic() - began < 2


def test_trickle_of_headers_closes_the_connection_also_after_a_request(address: tuple[str, int]) -> None:
    with connected(address) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HT")
        until = time.monotonic() + 3
        with pytest.raises(ConnectionError):  # noqa: PT012 (the loop is what the client does)
            while time.monotonic() < until:
                time.sleep(0.05)
                client.sendall(b"T")


def test_connection_that_waits_for_its_next_request_stays(address: tuple[str, int]) -> None:
    with connected(address) as client:
        for _ in range(2):
            client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert b"200" in client.recv(1000)
            time.sleep(0.6)


@pytest.mark.parametrize("head", [b"X-Long: ", b"GET /", b"Cookie: a\r\nCookie: "])
def test_too_long_headers_are_431(address: tuple[str, int], head: bytes) -> None:
    start = b"" if head.startswith(b"GET") else b"GET / HTTP/1.1\r\nHost: a\r\n"
    with connected(address) as client:
        with suppress(ConnectionError):
            for part in [start + head] + [b"x" * 65_536] * 50:
                client.sendall(part)
        answer = read_all(client)
    if answer:  # The rest of the request may reset the connection before its answer is read.
        assert answer.startswith(b"HTTP/1.1 431")
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["status"] == 431


def test_what_is_no_http_is_400(address: tuple[str, int]) -> None:
    with connected(address) as client:
        client.sendall(b"\x16\x03\x01 hello\r\n\r\n")
        answer = read_all(client)
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"application/problem+json" in answer


def test_answer_that_nobody_takes_is_given_up(address: tuple[str, int]) -> None:
    with connected(address, window=4096) as client:
        client.sendall(b"GET /much HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(1.5)
        assert len(read_all(client)) < MUCH


def test_answer_that_is_taken_slowly_arrives(address: tuple[str, int]) -> None:
    with connected(address, window=4096) as client:
        client.sendall(b"GET /much HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        found = 0
        while part := client.recv(1 << 20):
            found += len(part)
            time.sleep(0.003 if found < 800_000 else 0)
    assert found > MUCH
