"""A line for each request and each change, joined by an id."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.access.keys import Scope, new_key, write_key
from app.telemetry.logs import JsonLines
from tests.stand_ins.held import NDJSON, OpenClient

Lines = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[Lines]:
    """The lines of a logger so far, as a machine reads them."""
    written: list[dict[str, Any]] = []

    class Written(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(json.loads(JsonLines().format(record)))

    handler = Written()
    logging.getLogger().addHandler(handler)
    with caplog.at_level("INFO"):
        yield lambda logger: [each for each in written if each["logger"] == logger]
    logging.getLogger().removeHandler(handler)


def test_a_request_is_one_line(client: TestClient, lines: Lines) -> None:
    client.put("/items/a/b", json={"title": "red shirt"})
    (line,) = lines("access")
    expected = {"message": "PUT /items/a/b", "operation": "putItem", "status": 200, "key": None, "received": 21}
    assert {**line, **expected} == line
    assert line["sent"] > 100
    assert 0 < line["seconds"] < 10


@pytest.mark.parametrize(
    ("method", "path", "operation", "status"),
    [("GET", "/nope", None, 404), ("POST", "/healthz", "health", 405), ("GET", "/items/none", "getItem", 404)],
)
def test_refused_requests_have_a_line_too(
    client: TestClient, lines: Lines, method: str, path: str, operation: str | None, status: int
) -> None:
    client.request(method, path)
    (line,) = lines("access")
    assert (line["operation"], line["status"]) == (operation, status)


@pytest.mark.parametrize("given", ["abc-123", "Root=1-67891233-abcdef012345678912345678", "a" * 128])
def test_the_id_that_comes_goes_back_and_is_on_every_line(client: TestClient, lines: Lines, given: str) -> None:
    answer = client.put("/items/a", json={"title": "red shirt"}, headers={"X-Request-Id": given})
    assert answer.headers["x-request-id"] == given
    assert {line["request_id"] for line in (*lines("access"), *lines("audit"))} == {given}


@pytest.mark.parametrize("given", ["", "two words", "a" * 129, "<script>", '{"a":1}'])
def test_another_id_is_replaced(client: TestClient, given: str) -> None:
    answer = client.get("/items", headers={"X-Request-Id": given})
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])


def test_each_request_has_an_id_of_its_own(client: TestClient) -> None:
    assert len({client.get(path).headers["x-request-id"] for path in ("/items", "/items", "/nope", "/docs")}) == 4


def test_changes_are_audited_with_the_key(open_client: OpenClient, lines: Lines) -> None:
    secret, key = new_key("shop", frozenset(Scope))
    client = open_client(api_keys=json.dumps([write_key(key)]))
    client.headers["X-API-Key"] = secret
    client.put("/items/a", json={"properties": {"color": "crimson"}})
    client.put("/items/a", json={"properties": {"color": "crimson"}})
    client.post("/items/bulk", content=b'{"id": "b"}\n{"id": "c"}\n', headers=NDJSON)
    client.put("/vocabulary/color/red", json={"aliases": ["crimson"]})
    client.put("/vocabulary/color/red?preview=true", json={"aliases": ["scarlet"]})
    client.put("/items/a", json={"title": "x"}, headers={"If-Match": "*"})
    client.delete("/items/b")
    client.delete("/items/none")
    client.get("/items")
    told = [{k: v for k, v in line.items() if k in ("message", "items", "item", "value")} for line in lines("audit")]
    assert told == [
        {"message": "items written", "items": {"a": "created"}},
        {"message": "items written", "items": {"b": "created", "c": "created"}},
        {"message": "values merged", "value": "red", "items": 1},
        {"message": "items written", "items": {"a": "updated"}},
        {"message": "item deleted", "item": "b"},
    ]
    assert {line["key"] for line in lines("audit")} == {key.id}
    assert {line["key"] for line in lines("access")} == {key.id}
