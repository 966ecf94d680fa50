"""Media type, size and timing of every request."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from model.bundle import Bundle
from tests.stand_ins.held import NDJSON, AwayStore, BrokenTagger, OpenClient, faults_of, problem_of


def counts_of(client: TestClient) -> dict[tuple[str, str], float]:
    """The number of requests by operation and status."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    samples = (sample for family in families for sample in family.samples)
    return {
        (sample.labels["operation"], sample.labels["status"]): sample.value
        for sample in samples
        if sample.name == "itemgraph_request_seconds_count"
    }


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


def test_requests_are_counted_by_operation_and_status(own_client: TestClient) -> None:
    own_client.put("/items/a/b", json={})
    own_client.put("/items/c", json={})
    own_client.get("/items/a/b")
    own_client.get("/items/nope")
    own_client.post("/items/bulk", content=b"", headers=NDJSON)
    own_client.get("/nope")
    counts = counts_of(own_client)
    assert counts["putItem", "200"] == 2
    assert counts["getItem", "200"] == 1
    assert counts["getItem", "404"] == 1
    assert counts["bulkItems", "200"] == 1
    assert counts["other", "404"] == 1
    assert not any("/" in operation or "nope" in operation for operation, _ in counts)


def test_failures_are_counted_by_their_status(open_client: OpenClient, bundle: Bundle, away_store: AwayStore) -> None:
    client = open_client(tagger=BrokenTagger(bundle), raises=False)
    client.post("/extract", json={"documents": [{"text": "red"}]})
    away_store.away = True
    client.get("/items")
    counts = counts_of(client)
    assert counts["extract", "500"] == 1
    assert counts["listItems", "503"] == 1


@pytest.mark.parametrize(("method", "path", "status"), [("POST", "/nope", 404), ("POST", "/healthz", 405)])
def test_operations_without_a_body_never_ask_for_a_media_type(
    client: TestClient, method: str, path: str, status: int
) -> None:
    problem_of(client.request(method, path, content=b"x"), status)


@pytest.mark.parametrize("path", ["/items/a%0A", "/items/%00a", "/items/a%0A/similar"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_control_characters_in_the_address_are_refused(client: TestClient, method: str, path: str) -> None:
    client.put("/items/a", json={})
    response = client.request(method, path, json={} if method == "PUT" else None)
    assert "control characters" in faults_of(response)["/id"]
    assert client.get("/items/a").status_code == 200


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_pages_may_load_nothing_from_another_host(client: TestClient, path: str) -> None:
    assert client.get(path).headers["content-security-policy"].startswith("default-src 'self'")
    assert "content-security-policy" not in client.get("/healthz").headers


@pytest.mark.parametrize("address", ["/graph/search?filters=size:xl", "/items?limi=2", "/items/a/similar?top=3"])
def test_unknown_parameters_are_named(client: TestClient, address: str) -> None:
    client.put("/items/a", json={})
    name = address.partition("?")[2].partition("=")[0]
    assert "no such parameter; expected" in faults_of(client.get(address))[f"/{name}"]
