"""Sends requests to a running service."""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx

from tests.images.running import RunningImage, check

# Seconds that the request in flight takes when SIGTERM comes. The service gives such requests 25 s.
LONG_SECONDS = 5.0
SENTENCE = "Acme {n} red cotton t-shirt with {n} buttons, size XL, washed at {n} degrees, made for women. "


@dataclass(frozen=True)
class Drained:
    """A request that was in flight when SIGTERM came: times in seconds, and the characters of its answer."""

    before: float
    after: float
    documents: int
    characters: int


def keep_and_find(client: httpx.Client) -> None:
    """Posts an item, and finds it by a property that the model extracts."""
    item = {"id": "sku-1", "title": "Nike Air", "text": "Red cotton t-shirt, size XL"}
    answer = client.post("/items", json={"items": [item]})
    check(answer.status_code == 200, f"POST /items: {answer.status_code} {answer.text}")
    found = {p["name"] for p in answer.json()["items"][0]["properties"]}
    check("material" in found, f"properties of the item: {found}")
    hits = client.get("/graph/search", params={"q": "cotton t-shirt"}).json()["hits"]
    check([hit["id"] for hit in hits] == ["sku-1"], f"hits: {hits}")


def drain(running: RunningImage, client: httpx.Client) -> Drained:
    """Sends SIGTERM while the service works on a request, and waits for its whole answer."""
    documents = _documents(_how_many(client), first=1_000_000)
    with ThreadPoolExecutor(1) as pool:
        used, sent = running.cpu_seconds(), time.monotonic()
        answer = pool.submit(client.post, "/extract", json={"documents": documents})
        _wait_until_worked_on(running, answer, used)
        check(not answer.done(), "the request was answered before SIGTERM")
        running.terminate()
        signalled = time.monotonic()
        _wait_until_refused(running, answer)
        response = answer.result(timeout=60)
    check(response.status_code == 200, f"POST /extract: {response.status_code} {response.text[:500]}")
    got = response.json()["documents"]
    check(len(got) == len(documents) and all(each["spans"] for each in got), "the answer is not complete")
    return Drained(signalled - sent, time.monotonic() - signalled, len(got), len(response.text))


def _documents(count: int, first: int) -> list[dict[str, str]]:
    """Returns texts that differ in every sentence, because the service caches what it read before."""
    return [{"text": "".join(SENTENCE.format(n=first + 100 * d + s) for s in range(30))} for d in range(count)]


def _how_many(client: httpx.Client) -> int:
    """Returns documents that take the service about five seconds."""
    begun = time.monotonic()
    check(client.post("/extract", json={"documents": _documents(8, first=1)}).status_code == 200, "POST /extract")
    return max(8, min(256, int(8 * LONG_SECONDS / (time.monotonic() - begun))))


def _wait_until_worked_on(running: RunningImage, answer: "Future[Any]", used: float) -> None:
    deadline = time.monotonic() + 30
    while running.cpu_seconds() < used + 1 and not answer.done():
        check(time.monotonic() < deadline, "the service does not work on the request")
        time.sleep(0.02)


def _wait_until_refused(running: RunningImage, answer: "Future[Any]") -> None:
    """Checks that new connections are refused while the request is still being answered."""
    while not answer.done():
        try:
            with running.client() as other:
                other.get("/healthz")
        except httpx.ConnectError:
            return
        except httpx.TransportError:
            pass  # The connection was made just before the service stopped listening, and closed with the listener.
        time.sleep(0.02)
    check(False, "new connections were taken until the request in flight was answered")
