"""Callers who ask for more than their share wait; others do not."""

import json
import time
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.access.keys import Scope, new_key, write_key
from app.api.edge.rates import address_of
from tests.stand_ins.held import NDJSON, OpenClient, problem_of


@pytest.fixture
def two_keys() -> tuple[dict[str, str], dict[str, str], str]:
    """The headers of two callers, and API_KEYS."""
    made = [new_key(name, frozenset(Scope)) for name in ("one", "two")]
    one, two = ({"X-API-Key": secret} for secret, _ in made)
    return one, two, json.dumps([write_key(key) for _, key in made])


def statuses(client: TestClient, count: int, **request: Any) -> list[int]:
    return [client.get("/items", **request).status_code for _ in range(count)]


def test_a_key_beyond_its_share_is_429_and_another_is_not(
    open_client: OpenClient, two_keys: tuple[dict[str, str], dict[str, str], str]
) -> None:
    one, two, keys = two_keys
    client = open_client(api_keys=keys, rate_per_key=3)
    assert statuses(client, 3, headers=one) == [200] * 3
    refused = client.get("/items", headers=one)
    assert "this key has asked for more than its share" in problem_of(refused, 429)["detail"]
    assert 1 <= int(refused.headers["retry-after"]) <= 20
    assert client.get("/items", headers=two).status_code == 200
    assert 'itemgraph_limited_total{by="key"} 1.0' in client.get("/metrics", headers=two).text


def test_an_address_beyond_its_share_is_429_whatever_its_keys(
    open_client: OpenClient, two_keys: tuple[dict[str, str], dict[str, str], str]
) -> None:
    one, two, keys = two_keys
    client = open_client(api_keys=keys, rate_per_address=4)
    wrong = {"X-API-Key": "a guess"}
    asked = [client.get("/items", headers=headers).status_code for headers in (one, two, wrong, wrong, wrong, one)]
    assert asked == [200, 200, 401, 401, 429, 429]


def test_health_is_answered_beyond_every_share(open_client: OpenClient) -> None:
    client = open_client(rate_per_address=1)
    assert statuses(client, 2) == [200, 429]
    for path in ("/healthz", "/readyz", "/ping"):
        assert client.get(path).status_code == 200


def test_a_large_body_costs_more_and_is_refused_before_it_is_read(open_client: OpenClient) -> None:
    client = open_client(rate_per_address=10)
    body = {"title": "x" * 5000}
    assert client.put("/items/a", json=body).status_code == 200
    assert client.put("/items/b", json=body).status_code == 429
    assert client.put("/items/b", json={}).status_code == 200


def test_a_body_of_unknown_length_is_paid_as_it_comes(open_client: OpenClient) -> None:
    client = open_client(rate_per_address=10)
    answer = client.put("/items/a", content=iter([b'{"title": "', b"x" * 8000, b'"}']), headers={
        "Content-Type": "application/json"
    })  # fmt: skip
    assert answer.status_code == 200
    assert client.put("/items/b", json={"title": "x" * 3000}).status_code == 429


def test_a_stream_waits_and_loses_nothing(open_client: OpenClient) -> None:
    client = open_client(rate_per_address=60 * 50)
    lines = [json.dumps({"id": f"s{n}", "text": "x" * 990}) + "\n" for n in range(30)]
    client.put("/items/a", json={"title": "x" * 2_980_000})
    began = time.monotonic()
    answers = client.post("/items/bulk", content="".join(lines).encode(), headers=NDJSON).text.splitlines()
    assert [json.loads(each)["status"] for each in answers] == ["created"] * 30
    assert time.monotonic() - began > 0.1


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        (("192.0.2.7", 1), "192.0.2.7"),
        (("2001:db8:1:2:3:4:5:6", 1), "2001:db8:1:2::"),
        (("2001:db8:1:2::9", 1), "2001:db8:1:2::"),
        (("testclient", 1), "testclient"),
        (None, None),
    ],
)
def test_an_ipv6_address_counts_by_its_network(client: tuple[str, int] | None, expected: str | None) -> None:
    assert address_of({"client": client}) == expected
