"""Limits and media types of bodies, over every operation that takes one."""

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.api.bodies.parsing import MOST_VALUES
from app.api.bodies.routes import TAKES_BODY
from tests.stand_ins.held import JSON, NDJSON, OpenClient, faults_of, problem_of

# What the document does not say of an address.
PLACES = {"{id}": "sku-1", "{name}": "color", "{value}": "navy"}
STREAMS = {"bulkItems"}


def taking_bodies(document: Any) -> dict[str, tuple[str, str, Any]]:
    """Returns method, address and description of the operations with a body, by their id."""
    found = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if "requestBody" in operation:
                for name, place in PLACES.items():
                    path = path.replace(name, place)
                found[operation["operationId"]] = (method, path, operation)
    return found


@pytest.fixture
def operations(client: TestClient) -> dict[str, tuple[str, str, Any]]:
    return taking_bodies(client.get("/openapi.json").json())


def test_the_operations_with_a_body_are_these(operations: dict[str, Any]) -> None:
    writing = {"putItems", "putItem", "bulkItems", "putVocabulary", "correctItem"}
    assert set(operations) == {"extract", "invocations", *writing}


def test_every_limit_is_documented(operations: dict[str, tuple[str, str, Any]]) -> None:
    for name, (_, _, operation) in operations.items():
        expected = {415, 429} if name in STREAMS else set(TAKES_BODY)
        assert {str(status) for status in expected} <= set(operation["responses"]), name


def test_every_documented_media_type_is_taken_and_no_other(
    client: TestClient, operations: dict[str, tuple[str, str, Any]]
) -> None:
    for name, (method, path, operation) in operations.items():
        documented = set(operation["requestBody"]["content"])
        for media_type in {*documented, "application/json", "application/x-ndjson", "text/plain"}:
            response = client.request(method, path, content=b"[", headers={"Content-Type": media_type})
            assert (response.status_code == 415) == (media_type not in documented), (name, media_type)


def test_compressed_body_is_415_and_says_what_is_taken(
    client: TestClient, operations: dict[str, tuple[str, str, Any]]
) -> None:
    for method, path, operation in operations.values():
        headers = {"Content-Type": next(iter(operation["requestBody"]["content"])), "Content-Encoding": "gzip"}
        response = client.request(method, path, content=gzip.compress(b"{}"), headers=headers)
        assert "gzip" in problem_of(response, 415)["detail"]
        assert response.headers["accept-encoding"] == "identity"


def test_body_over_the_limit_is_413_on_every_operation_but_streams(open_client: OpenClient) -> None:
    client = open_client(max_body_bytes=1024)
    for name, (method, path, operation) in taking_bodies(client.get("/openapi.json").json()).items():
        headers = {"Content-Type": next(iter(operation["requestBody"]["content"]))}
        response = client.request(method, path, content=b" " * 1025, headers=headers)
        assert response.status_code == (200 if name in STREAMS else 413), name


def test_put_is_bounded_as_one_item(open_client: OpenClient) -> None:
    client = open_client(max_item_bytes=1024)
    assert "1024" in faults_of(client.put("/items/a", json={"title": "x" * 1024}), 413)[""]
    assert client.post("/items", json={"items": [{"id": "a", "title": "x" * 1024}]}).status_code == 200
    lines = client.post("/items/bulk", content=b'{"id": "b", "title": "%s"}' % (b"x" * 1024), headers=NDJSON)
    assert "longer than 1024 bytes" in lines.json()["error"]


DENSE = b",".join([b"0"] * (MOST_VALUES + 1))
MANY = {
    "members": b'{"items": [{"id": "a", "properties": {%s}}]}'
    % b",".join(b'"n%d":null' % n for n in range(MOST_VALUES)),
    "fields": b"{%s}" % b",".join(b'"n%d":0' % n for n in range(60)),
    "fields of an item": b'{"items": [{"id": "a", %s}]}' % b",".join(b'"n%d":0' % n for n in range(60)),
    "a list of values": b'{"items": [{"id": "a", "properties": {"p": [%s]}}]}' % DENSE,
    "values of an item": b'{"items": [{"id": "a", "properties": {"p": [%s]}}]}' % b",".join([b"null"] * 2000),
    "bad items": b'{"items": [%s]}' % b",".join([b'{"id": 1, "title": 2, "no": 3}'] * 5000),
    "long names": b'{"items": [{"id": "a", %s}]}' % b",".join(b'"%s": 0' % (b"n%d" % n * 20_000) for n in range(40)),
}


@pytest.mark.parametrize("kind", MANY)
def test_many_faults_make_a_short_answer(client: TestClient, kind: str) -> None:
    response = client.post("/items", content=MANY[kind], headers=JSON)
    assert 1 <= len(faults_of(response)) <= 100
    assert len(response.content) <= 64 * 1024


def test_values_are_counted_on_every_operation(client: TestClient, operations: dict[str, tuple[str, str, Any]]) -> None:
    for name, (method, path, operation) in operations.items():
        if "application/json" in operation["requestBody"]["content"]:
            response = client.request(method, path, content=b'{"x": [%s]}' % DENSE, headers=JSON)
            assert str(MOST_VALUES) in faults_of(response)[""], name


def test_long_text_with_commas_counts_as_one_value(client: TestClient) -> None:
    texts = [{"text": ",[{" * 30_000}, {"text": r"\"," * 30_000}]
    assert set(faults_of(client.post("/extract", json={"documents": texts, "labels": ["NONE"]}))) == {"/labels/0"}


def test_large_body_that_is_no_json_is_400_with_its_place(client: TestClient) -> None:
    body = b'{"documents": [{"text": "' + b"x" * 300_000 + b'"}'
    assert "line 1 column" in problem_of(client.post("/extract", content=body, headers=JSON), 400)["detail"]


@pytest.mark.parametrize("size", [10, 300_000])
def test_number_with_thousands_of_digits_is_called_so(client: TestClient, size: int) -> None:
    body = b'{"documents": [{"text": "%s"}], "min_score": %s}' % (b"x" * size, b"9" * 5000)
    assert "number out of range at line 1" in faults_of(client.post("/extract", content=body, headers=JSON))[""]


def test_deep_nesting_is_called_so(client: TestClient) -> None:
    body = b"[" * 100_000 + b"]" * 100_000
    assert "deep nesting" in problem_of(client.post("/extract", content=body, headers=JSON), 400)["detail"]


def test_large_body_is_read_as_a_small_one(client: TestClient) -> None:
    items = [{"id": f"i{n}", "title": "red shirt", "properties": {"note": "x" * 250}} for n in range(1000)]
    assert len(json.dumps(items)) > 300_000
    assert client.post("/items", json={"items": items}).status_code == 200


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonl"])
@pytest.mark.parametrize(("method", "path"), [("POST", "/extract"), ("POST", "/items"), ("PUT", "/items/a")])
def test_other_media_type_is_415(client: TestClient, method: str, path: str, media_type: str) -> None:
    response = client.request(method, path, content=b"{}", headers={"Content-Type": media_type})
    detail = problem_of(response, 415)["detail"]
    assert "application/json" in detail
    assert media_type in detail


@pytest.mark.parametrize("media_type", ["application/json", "application/json; charset=utf-8", "Application/JSON"])
def test_json_by_any_spelling_is_taken(client: TestClient, media_type: str) -> None:
    response = client.put("/items/a", content=b"{}", headers={"Content-Type": media_type})
    assert response.status_code == 200


def test_body_over_the_limit_is_413_by_its_declared_length(open_client: OpenClient) -> None:
    client = open_client(max_body_bytes=1024)
    faults = faults_of(client.put("/items/a", json={"title": "x" * 1024}), 413)
    assert "1024" in faults[""]
    assert client.get("/items").json()["items"] == []


def test_body_over_the_limit_is_413_without_a_declared_length(open_client: OpenClient) -> None:
    client = open_client(max_body_bytes=1024)

    def parts() -> Iterator[bytes]:
        yield b'{"title": "'
        yield from (b"x" * 100 for _ in range(20))
        yield b'"}'

    response = client.put("/items/a", content=parts(), headers={"Content-Type": "application/json"})
    assert "content-length" not in response.request.headers
    assert "1024" in faults_of(response, 413)[""]


def test_body_of_exactly_the_limit_is_taken(open_client: OpenClient) -> None:
    client = open_client(max_body_bytes=1024)
    body = b'{"title": "' + b"x" * 1011 + b'"}'
    assert len(body) == 1024
    assert client.put("/items/a", content=body, headers={"Content-Type": "application/json"}).status_code == 200
