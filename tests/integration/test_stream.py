"""`POST /items/bulk` over a real connection."""

import http.client
import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.api.routes.bulk import LINES_OF_A_TRANSACTION
from tests.integration.process import serving

HEAD = (
    b"POST /items/bulk HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stream")


@pytest.fixture(scope="module")
def service(folder: Path) -> Iterator[httpx.Client]:
    with serving(folder) as (_, client):
        yield client


@pytest.fixture
def connection(service: httpx.Client) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection(service.base_url.host, service.base_url.port or 0, timeout=10)
    yield connection
    connection.close()


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def lines(first: int, count: int) -> bytes:
    return b"".join(json.dumps({"id": f"i{n}"}).encode() + b"\n" for n in range(first, first + count))


def test_answers_come_before_the_stream_ends(connection: http.client.HTTPConnection) -> None:
    connection.connect()
    connection.sock.sendall(HEAD)
    with connection.sock.makefile("rb") as answers:
        for first in range(0, 3 * LINES_OF_A_TRANSACTION, LINES_OF_A_TRANSACTION):
            connection.sock.sendall(
                chunk(lines(first, LINES_OF_A_TRANSACTION)) + chunk(b'{"id": "last"}\n' if first else b"\n")
            )
            answered = 0
            while answered < LINES_OF_A_TRANSACTION:
                answered += answers.readline().startswith(b'{"line"')


def test_client_that_reads_only_after_it_has_sent_is_answered(connection: http.client.HTTPConnection) -> None:
    """As most HTTP clients do: 100,000 lines have more answers than the buffers between two sockets hold."""
    part = (b"x" * 200 + b"\n") * 1000
    headers = {"Content-Type": "application/x-ndjson"}
    connection.request("POST", "/items/bulk", (part for _ in range(100)), headers, encode_chunked=True)
    assert connection.getresponse().read().count(b"\n") == 100_000


def test_client_that_goes_away_is_one_line_of_the_log(
    service: httpx.Client, connection: http.client.HTTPConnection, folder: Path
) -> None:
    before = len((folder / "log").read_text())
    connection.connect()
    connection.sock.sendall(HEAD + chunk(lines(1000, LINES_OF_A_TRANSACTION + 10)))
    assert connection.sock.recv(100)
    connection.close()
    deadline = time.monotonic() + 10
    while "the client has gone" not in (folder / "log").read_text()[before:] and time.monotonic() < deadline:
        time.sleep(0.02)
    said = (folder / "log").read_text()[before:]
    assert said.count("\n") == 1
    assert "the client has gone" in said
    assert service.get("/items/i1000").status_code == 200
