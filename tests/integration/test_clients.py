"""Many kinds of clients at once: some leave early, and small calls run beside large ones."""

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.integration.process import serving

PROSE = "The pants are blue denim and were sold in sizes 2T through 7 at stores nationwide. " * 60


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with serving(Path(tmp_path_factory.mktemp("clients"))) as (_, client):
        yield client


def body(count: int) -> dict[str, Any]:
    """So many documents, no two alike."""
    return {"documents": [{"text": f"{time.monotonic_ns()} {number} {PROSE}"} for number in range(count)]}


def metric(service: httpx.Client, name: str) -> float:
    found = re.search(rf"^itemgraph_{name}_total (\S+)$", service.get("/metrics").text, re.MULTILINE)
    assert found
    return float(found.group(1))


def test_work_of_a_client_that_has_gone_is_not_done(service: httpx.Client) -> None:
    before = metric(service, "word_pieces")
    service.post("/extract", json=body(4))
    whole = (metric(service, "word_pieces") - before) * 32
    before = metric(service, "word_pieces")
    with pytest.raises(httpx.ReadTimeout):
        service.post("/extract", json=body(128), timeout=httpx.Timeout(5, read=0.2))
    for _ in range(100):
        if metric(service, "skipped"):
            break
        time.sleep(0.1)
    assert metric(service, "skipped") >= 1
    # The batch that was under way is finished.
    done = -1.0
    for _ in range(20):
        earlier, done = done, metric(service, "word_pieces") - before
        if done == earlier:
            break
        time.sleep(0.5)
    assert done == earlier
    assert done < whole / 2
    assert 'operation="extract",status="499"' in service.get("/metrics").text


def test_a_title_does_not_wait_for_a_large_call(service: httpx.Client) -> None:
    """A large call of 16 long documents has ended only after ten titles that were sent behind it."""
    ended = threading.Event()

    def send() -> None:
        assert service.post("/extract", json=body(16)).status_code == 200
        ended.set()

    thread = threading.Thread(target=send)
    thread.start()
    before = metric(service, "word_pieces")
    while metric(service, "word_pieces") == before:
        time.sleep(0.01)
    for number in range(10):
        answer = service.post("/extract", json={"documents": [{"text": f"red nike shirt {number}"}]})
        assert answer.json()["documents"][0]["properties"]
    assert not ended.is_set()
    thread.join(60)
    assert ended.is_set()
