"""What is sent, and what must come back. Each attack returns what it found wrong; an empty list is well."""

import gzip
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.attack.sending import Answer, connect, head_of, receive, send

NDJSON = "application/x-ndjson"
MB = 2**20


@dataclass(frozen=True, slots=True)
class Target:
    """The service that is attacked. `scale` makes long attacks shorter: 1 is their full size."""

    port: int
    folder: Path
    scale: float


@dataclass(frozen=True, slots=True)
class Attack:
    """`sent`: bytes of all its requests that the service may hold, which bound the growth of its memory."""

    name: str
    run: Callable[[Target], list[str]]
    sent: int


def expect(answer: Answer, *statuses: int, most: int = 64 * 1024) -> list[str]:
    """Returns a fault for another status, or for a longer answer."""
    wrong = [] if answer.status in statuses else [f"status {answer.status}, expected {statuses}: {answer.body[:200]!r}"]
    return wrong + ([f"{len(answer.body)} bytes of answer, expected at most {most}"] if len(answer.body) > most else [])


def _members(count: int) -> bytes:
    return b",".join(b'"n%d":null' % n for n in range(count))


def _of_parts(part: bytes, size: int) -> Iterator[bytes]:
    for _ in range(size // len(part)):
        yield part


def posting(method: str, path: str, body: bytes, *statuses: int, media_type: str = "application/json") -> Attack:
    """One large request."""
    name = f"{method} {path}: {body[:40].decode(errors='replace')}… {len(body) / MB:.0f} MB"
    return Attack(name, lambda t: expect(send(t.port, method, path, body, media_type), *statuses), len(body))


def large_bodies() -> Iterator[Attack]:
    many = _members(1_500_000)
    text = b"a" * 33_000_000
    yield posting("PUT", "/items/p", b'{"properties":{%s}}' % many, 413)
    yield posting("POST", "/items", b'{"items":[{"id":"a","properties":{%s}}]}' % many, 422)
    yield posting("POST", "/items", b"{%s}" % many, 422)
    yield posting("POST", "/items", b'{"items":[{"id":"a","properties":{"a":[%s]}}]}' % b",".join([b"1"] * 10**7), 422)
    yield posting("POST", "/items/bulk", b'{"id":"a","properties":{%s}}\n' % many, 200, media_type=NDJSON)
    yield posting(
        "POST", "/extract", b'{"documents":[{"text":"a"}],"labels":[%s]}' % b",".join([b'"x"'] * 3_000_000), 422
    )
    yield posting("POST", "/extract", b'{"documents":[{"text":"%s"}]}' % text, 413)
    yield posting("POST", "/extract", b'{"documents":[{"text":"%s\xf0\x9f\x98\x80"}]}' % text, 413)
    yield posting("POST", "/extract", b'{"documents":[{"text":"%s' % text, 400)
    yield posting("POST", "/extract", b'"' * 33_000_000, 400)
    yield posting("POST", "/extract", b'"' + b"\\" * 33_000_000, 400)
    yield posting("POST", "/extract", b"[" * 33_000_000, 422)
    yield posting("POST", "/extract", b'{"documents":[{"text":"%s"}]}' % (b",[{" * 11_000_000), 413)
    yield posting("POST", "/invocations", b"[%s]" % b",".join([b"{}"] * 5_000_000), 422)


def many_properties(target: Target) -> list[str]:
    """Items with ninety properties each, which are then listed and searched: allowed, and much to do."""
    count = max(300, int(1000 * target.scale))
    items = [{"id": f"i{n}", "properties": {f"n{m}": f"v {n} {m}" for m in range(90)}} for n in range(count)]
    wrong = expect(send(target.port, "POST", "/items", json.dumps({"items": items}).encode()), 200, most=100 * MB)
    for path in ("/items?limit=1000", "/graph/search?limit=100&facet=n1", "/graph/properties", "/graph/coverage"):
        wrong += expect(send(target.port, "GET", path), 200, most=100 * MB)
    return wrong


def endless_body(target: Target) -> list[str]:
    """A body of 400 MB where an item of the vocabulary is expected."""
    parts = _of_parts(b'"x",' * 16_384, int(400 * MB * target.scale))
    return expect(send(target.port, "PUT", "/vocabulary/color/red", parts), 413, 0)


def held_bodies(target: Target) -> list[str]:
    """Thirty bodies of 30 MB, sent but for their last bytes."""
    count = max(6, int(30 * target.scale))
    clients = [connect(target.port, head_of("POST", "/items", 33_000_000) + b" " * 30_000_000) for _ in range(count)]
    for client in clients:
        client.close()
    return expect(send(target.port, "GET", "/items"), 200, most=100 * MB)


def endless_header(target: Target) -> list[str]:
    connect(target.port, b"GET /items HTTP/1.1\r\nHost: a\r\nX-Long: " + b"x" * int(178 * MB * target.scale)).close()
    return expect(send(target.port, "GET", "/healthz"), 200)


def abandoned_writes(target: Target) -> list[str]:
    """Seventy items of 100,000 brackets, whose clients leave at once."""
    body = json.dumps({"text": "(" * 100_000}).encode()
    for number in range(70):
        connect(target.port, head_of("PUT", f"/items/dead{number}", len(body)) + body).close()
    until = time.monotonic() + 10
    while (answer := send(target.port, "PUT", "/items/alive", b'{"title": "red shirt"}')).status != 200:
        if time.monotonic() > until:
            return [*expect(answer, 200), "the service still does the work of clients who have gone"]
        time.sleep(0.2)
    return []


def long_filters(target: Target) -> list[str]:
    wrong = expect(send(target.port, "GET", f"/graph/search?filter=price:1%3C{'+' * 60_000}%3E2"), 422)
    wrong += expect(
        send(target.port, "GET", "/graph/search?" + "&".join(["filter=price:1" + "%2B" * 300] * 50)), 200, 422
    )
    return wrong + expect(send(target.port, "GET", "/graph/search?q=" + "from+1+to+" * 99), 200, most=MB)


def upgrades(target: Target) -> list[str]:
    """Requests that ask for another protocol, with a body."""
    line = b'{"id": "upgraded", "title": "red shirt"}'
    bodies = {
        "/extract": (b'{"documents": [{"text": "red"}]}', "application/json"),
        "/items": (b'{"items": [%s]}' % line, "application/json"),
        "/items/bulk": (line + b"\n", NDJSON),
    }
    wrong = []
    for protocol in ("h2c", "websocket"):
        for path, (body, media_type) in bodies.items():
            more = ("Connection: Upgrade, close", f"Upgrade: {protocol}")
            client = connect(target.port, head_of("POST", path, len(body), *more, media_type=media_type) + body)
            client.settimeout(10)
            if b"HTTP/1.1 200" not in (found := receive(client)):
                wrong.append(f"{path} with Upgrade: {protocol}: {found[:80]!r}")
        if send(target.port, "DELETE", "/items/upgraded").status != 204:
            wrong.append(f"Upgrade: {protocol}: the item was not stored")
    return wrong


def compressed(target: Target) -> list[str]:
    bomb = gzip.compress(bytes(100 * MB))
    client = connect(
        target.port, head_of("POST", "/items", len(bomb), "Content-Encoding: gzip", "Connection: close") + bomb
    )
    found = receive(client)
    return [] if b"HTTP/1.1 415" in found else [f"{found[:80]!r}, expected 415"]


def unread_exports(target: Target) -> list[str]:
    """Exports that nobody reads, while the items are written again and again."""
    request = head_of("GET", "/graph/export", 0)
    clients = [connect(target.port, request, window=4096) for _ in range(20)]
    wrong = []
    for turn in range(max(3, int(30 * target.scale))):
        items = [{"id": f"e{n}", "properties": {"turn": f"no. {turn} {'x' * 200}"}} for n in range(500)]
        wrong += expect(send(target.port, "POST", "/items", json.dumps({"items": items}).encode()), 200, most=MB)
    if target.scale == 1:
        time.sleep(35)  # The server gives up those that are not taken.
        wrong += expect(send(target.port, "GET", "/graph/export"), 200, most=1000 * MB)
    for each in clients:
        each.close()
    return wrong


def slow_headers(target: Target) -> list[str]:
    """Connections whose headers never end: the server ends them."""
    clients = [connect(target.port, b"GET / HTTP/1.1\r\nX: ") for _ in range(int(500 * target.scale))]
    wrong = expect(send(target.port, "GET", "/healthz"), 200)
    if target.scale == 1:
        began = time.monotonic()
        for client in clients:
            receive(client)
        wrong += [] if time.monotonic() - began < 20 else ["connections without headers stay"]
    return wrong


def attacks() -> list[Attack]:
    """All attacks on one service, in order."""
    return [
        *large_bodies(),
        Attack("items of 90 properties, which are then listed", many_properties, 40 * MB),
        Attack("PUT /vocabulary/…: a body of 400 MB", endless_body, 2 * MB),
        Attack("30 bodies of 30 MB, held", held_bodies, 128 * MB),
        Attack("a header of 178 MB", endless_header, MB),
        Attack("70 PUTs of 100,000 brackets, left at once", abandoned_writes, 10 * MB),
        Attack("filters and queries of thousands of signs", long_filters, MB),
        Attack("requests for upgrades", upgrades, MB),
        Attack("a gzip body of 100 MB", compressed, MB),
        Attack("headers that never end", slow_headers, MB),
        Attack("exports that nobody reads, during writes", unread_exports, 20 * MB),
    ]
